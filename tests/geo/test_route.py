"""The way that explains a distance: on a hand-worked map, and against the distances themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import Homes, Sites
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network
from geo.road import RoadModel
from geo.route import nearest_route

ORIGIN = Origin("proef", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")


def _square() -> Network:
    """Draw a square of a kilometre: a ferry along the south, a bend in the fast detour along the north.

    Node 0 (0, 0), 1 (1000, 0), 2 (0, 1000), 3 (1000, 1000); all roads one way, towards node 1.
    """
    edges = Edges(
        tail=np.array([0, 0, 2, 3]),
        head=np.array([1, 2, 3, 1]),
        length_m=np.array([1000.0, 1000.0, 1200.0, 1000.0]),
        time_s=np.array([900.0, 60.0, 70.0, 60.0]),
        name=np.array([0, -1, -1, -1], dtype=np.int32),
        bend_start=np.array([0, 0, 0, 1, 1]),
        bends=np.array([[500.0, 1300.0]], dtype=np.float32),
    )
    easting, northing = np.array([0.0, 1000.0, 0.0, 1000.0]), np.array([0.0, 0.0, 1000.0, 1000.0])
    return build_network(ORIGIN, easting, northing, edges, ("Het veer",))


HOMES = Homes(np.array([0.0]), np.array([-60.0]), np.array([250.0]))


def _sites(*rows: tuple[float, float, int]) -> Sites:
    table = np.array(rows, dtype=float).reshape(-1, 3)
    home = table[:, 2].astype(np.intp)
    return Sites(table[:, 0], table[:, 1], home, np.zeros(len(home), dtype=np.intp))


def test_the_shortest_way_takes_the_ferry_and_names_it() -> None:
    sites = _sites((1040.0, 0.0, -1))
    way = nearest_route(
        RoadModel(_square()), HOMES, sites, 0, among=np.array([0]), quantity=Quantity.DISTANCE
    )
    assert way is not None
    assert way.distance_m == pytest.approx(60 + 1000 + 40)
    assert way.beside_m == pytest.approx(100)
    assert way.crossings == ("Het veer",)
    assert way.line.tolist() == [[0.0, -60.0], [0.0, 0.0], [1000.0, 0.0], [1040.0, 0.0]]
    assert not way.within_area


def test_the_fastest_way_goes_round_and_follows_the_bends() -> None:
    sites = _sites((1000.0, 0.0, -1))
    way = nearest_route(RoadModel(_square()), HOMES, sites, 0, among=np.array([0]), quantity=Quantity.TIME)
    assert way is not None
    assert way.crossings == ()
    assert way.distance_m == pytest.approx(60 + 3200)
    assert way.time_s == pytest.approx(60 / (30 / 3.6) + 190)
    assert way.line.tolist() == [
        [0.0, -60.0],
        [0.0, 0.0],
        [0.0, 1000.0],
        [500.0, 1300.0],
        [1000.0, 1000.0],
        [1000.0, 0.0],
    ]


def test_against_one_way_streets_there_is_no_way() -> None:
    """Roads lead to node 1 only: from there home cannot be left."""
    homes = Homes(np.array([1000.0]), np.array([0.0]), np.array([250.0]))
    way = nearest_route(
        RoadModel(_square()),
        homes,
        _sites((0.0, 0.0, -1)),
        0,
        among=np.array([0]),
        quantity=Quantity.DISTANCE,
    )
    assert way is None


def test_a_site_that_stands_in_at_the_homes_own_point_is_no_road() -> None:
    sites = _sites((0.0, -60.0, 0), (1000.0, 0.0, -1))
    model = RoadModel(_square())
    way = nearest_route(model, HOMES, sites, 0, among=np.array([0, 1]), quantity=Quantity.DISTANCE)
    assert way is not None
    assert (way.site, way.within_area, way.distance_m) == (0, True, 250.0)
    plain = RoadModel(_square(), intrazonal=False)
    way = nearest_route(plain, HOMES, sites, 0, among=np.array([0, 1]), quantity=Quantity.DISTANCE)
    assert way is not None
    assert (way.site, way.within_area) == (0, False)


@st.composite
def _maps(draw: st.DrawFn) -> tuple[RoadModel, Homes, Sites]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(2, 9))
    many = draw(st.integers(1, 24))
    place = rng.integers(0, 30, (2, size)) * 100.0
    tail, head = rng.integers(0, size, (2, many))
    length = np.hypot(*(place[:, tail] - place[:, head])) * rng.uniform(1, 2, many)
    edges = Edges(tail, head, length, length / rng.uniform(3, 30, many))
    network = build_network(ORIGIN, place[0], place[1], edges)
    homes = Homes(*rng.integers(0, 30, (2, 3)) * 100.0, rng.uniform(50, 900, 3))
    zone = rng.integers(0, 3, 4)
    stands_in = rng.random(4) < 0.4
    spot = rng.integers(0, 30, (2, 4)) * 100.0
    easting = np.where(stands_in, homes.easting[zone], spot[0])
    northing = np.where(stands_in, homes.northing[zone], spot[1])
    sites = Sites(easting, northing, np.where(stands_in, zone, -1), zone)
    return RoadModel(network, draw(st.booleans())), homes, sites


@given(_maps(), st.sampled_from(list(Quantity)))
@settings(deadline=None)
def test_a_way_is_as_long_as_the_distance_it_explains(
    country: tuple[RoadModel, Homes, Sites], quantity: Quantity
) -> None:
    model, homes, sites = country
    among = np.arange(4)
    found = model.between(homes, sites).nearest([among])
    for home in range(3):
        way = nearest_route(model, homes, sites, home, among=among, quantity=quantity)
        values = found.distance_m if quantity is Quantity.DISTANCE else found.time_s
        assert values is not None
        expected = float(values[home, 0])
        if way is None:
            assert np.isinf(expected)
            continue
        told = way.distance_m if quantity is Quantity.DISTANCE else way.time_s
        assert told == pytest.approx(expected, rel=1e-5, abs=0.01)
        if not way.within_area:
            assert way.line[0].tolist() == [homes.easting[home], homes.northing[home]]
            assert way.line[-1].tolist() == [sites.easting[way.site], sites.northing[way.site]]
