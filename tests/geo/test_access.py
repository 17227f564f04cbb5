"""Where places enter a network."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.access import Access, one_each, snapped
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network

Link = tuple[int, float, float]


def _network(easting: NDArray[np.float64], northing: NDArray[np.float64], mode: Mode) -> Network:
    nothing = Edges(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0), np.zeros(0))
    return build_network(
        Origin("voorbeeld", mode, "gemeten", "zelf", "2025-01-01"), easting, northing, nothing
    )


def _links(access: Access, place: int) -> list[Link]:
    here = slice(access.start[place], access.start[place + 1])
    columns = access.node[here], access.distance_m[here], access.time_s[here]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _access(places: list[list[Link]]) -> Access:
    table = np.array([link for links in places for link in links], dtype=float).reshape(-1, 3)
    start = np.concatenate([[0], np.cumsum([len(links) for links in places])]).astype(np.intp)
    return Access(start, table[:, 0].astype(np.intp), table[:, 1], table[:, 2])


_PLACES = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=3), max_size=5
)


@given(_PLACES, st.data())
@settings(deadline=None)
def test_a_group_has_all_links_of_its_members(places: list[list[Link]], data: st.DataObject) -> None:
    members = st.lists(st.integers(0, len(places) - 1), max_size=4) if places else st.just([])
    groups = data.draw(st.lists(members, max_size=4))
    grouped = _access(places).of([np.array(group, dtype=np.intp) for group in groups])
    assert len(grouped) == len(groups)
    assert [_links(grouped, group) for group in range(len(groups))] == [
        [link for place in group for link in places[place]] for group in groups
    ]
    assert grouped.start[-1] == len(grouped.node)


def test_one_link_for_each_place() -> None:
    access = one_each(np.array([4, 2]), np.array([10.0, 20.0]), np.array([1.0, 2.0]))
    assert len(access) == 2
    assert [_links(access, place) for place in (0, 1)] == [[(4, 10.0, 1.0)], [(2, 20.0, 2.0)]]
    assert access.cost(Quantity.DISTANCE).tolist() == [10.0, 20.0]
    assert access.cost(Quantity.TIME).tolist() == [1.0, 2.0]


@given(st.integers(1, 30), st.integers(0, 10), st.sampled_from(Mode), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_the_nearest_node_is_the_entrance(n_nodes: int, n_places: int, mode: Mode, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = _network(*rng.uniform(0, 9000, (2, n_nodes)), mode)
    easting, northing = rng.uniform(-1000, 10_000, (2, n_places))
    access = snapped(network, easting, northing)
    assert access.start.tolist() == list(range(n_places + 1))
    for place in range(n_places):
        away = [
            math.dist((easting[place], northing[place]), node)
            for node in zip(network.easting, network.northing, strict=True)
        ]
        assert access.distance_m[place] == pytest.approx(min(away), rel=1e-12)
        assert away[access.node[place]] == pytest.approx(min(away), rel=1e-12)


@pytest.mark.parametrize(("mode", "seconds"), [(Mode.AUTO, 60.0), (Mode.FIETS, 120.0)])
def test_half_a_kilometre_to_the_road_takes_a_minute_by_car_and_two_by_bicycle(
    mode: Mode, seconds: float
) -> None:
    network = _network(np.array([0.0]), np.array([0.0]), mode)
    access = snapped(network, np.array([300.0, 0.0]), np.array([400.0, 0.0]))
    assert access.distance_m.tolist() == [500.0, 0.0]
    assert access.time_s.tolist() == pytest.approx([seconds, 0.0])
