"""Schools open, close, move, change what they offer: as a rebuild, but only what is touched is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import Homes, Sites, StraightLine
from geo.network import Edges, Mode, Origin, build_network
from geo.road import RoadModel
from geo.units import Units
from model.cube import DistanceCube, Situation, build_cube, with_other_sites

STEP_M = 25.0
UNITS = Units.from_labels(["west", "oost"])
ORIGIN = Origin("proefnet", Mode.FIETS, "gemeten", "zelf getekend", "2025-01-01")


def _equal(one: DistanceCube, other: DistanceCube) -> bool:
    if (one.time_s is None) != (other.time_s is None):
        return False
    alike = one.time_s is None or np.array_equal(one.time_s, np.asarray(other.time_s))
    return alike and one.units == other.units and np.array_equal(one.distance_m, other.distance_m)


def _changed(rng: np.random.Generator, before: Situation) -> Situation:
    """Close some sites, move some, open others, let some offer something else, and mix up all of it."""
    old, homes = before.sites, before.homes
    kept = np.flatnonzero(rng.random(len(old)) < 0.7)
    n_new = int(rng.integers(0, 3))
    zone = np.concatenate([old.zone[kept], rng.integers(0, len(homes), n_new)]).astype(np.intp)
    placed = np.concatenate([old.home[kept] >= 0, rng.random(n_new) < 0.4])
    easting = np.concatenate([old.easting[kept], rng.integers(0, 80, n_new) * STEP_M])
    moved = (rng.random(len(zone)) < 0.2) & ~placed
    easting = np.where(moved, easting + STEP_M, np.where(placed, homes.easting[zone], easting))
    order = rng.permutation(len(zone))
    home = np.where(placed, zone, -1)
    sites = Sites(easting[order], np.zeros(len(zone)), home[order], zone[order])
    position = {int(site): n for n, site in enumerate(kept)}
    rank = np.argsort(order)
    offers = [
        (rank[position[int(site)]], kind)
        for site, kind in zip(before.offer_site, before.offer_kind, strict=True)
        if int(site) in position and rng.random() < 0.8
    ]
    offers += [(rank[len(kept) + n], int(rng.integers(0, 2))) for n in range(n_new)]
    table = np.array(offers, dtype=np.intp).reshape(-1, 2)
    return replace(before, sites=sites, offer_site=table[:, 0], offer_kind=table[:, 1])


@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=200)
def test_it_equals_a_rebuild_exactly(
    countries: st.SearchStrategy[Any], data: st.DataObject, seed: int
) -> None:
    country = data.draw(countries)
    before, units = country.situation, country.units
    cube = build_cube(before, units, country.model)
    was = replace(cube, distance_m=cube.distance_m.copy())
    after = _changed(np.random.default_rng(seed), before)
    found = with_other_sites(cube, before, after, country.model)
    assert _equal(found, build_cube(after, units, country.fresh_model))
    assert np.array_equal(was.distance_m, cube.distance_m), "the cube before is not written over"
    back = with_other_sites(found, after, before, country.model)
    assert _equal(back, cube)


@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_another_order_of_the_same_sites_is_the_same_cube(
    countries: st.SearchStrategy[Any], data: st.DataObject, seed: int
) -> None:
    country = data.draw(countries)
    before = country.situation
    cube = build_cube(before, country.units, country.model)
    order = np.random.default_rng(seed).permutation(len(before.sites))
    sites = before.sites
    mixed = Sites(sites.easting[order], sites.northing[order], sites.home[order], sites.zone[order])
    after = replace(before, sites=mixed, offer_site=np.argsort(order)[before.offer_site])
    counting = Counting(country.model)
    assert with_other_sites(cube, before, after, counting) is cube
    assert counting.asked == []


@dataclass(eq=False)
class Counting:
    """A distance model that keeps which groups of sites were asked of it."""

    model: Any
    asked: list[list[int]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def between(self, homes: Homes, sites: Sites) -> Any:
        journeys, asked = self.model.between(homes, sites), self.asked

        class Journeys:
            def nearest(self, groups: Sequence[Any]) -> Any:
                asked.extend(np.asarray(group).tolist() for group in groups)
                return journeys.nearest(groups)

        return Journeys()


def _situation(*rows: tuple[float, int, tuple[int, ...]]) -> Situation:
    """Give two homes, one to a unit, and sites: place, home of its unit, kinds."""
    homes = Homes(np.array([0.0, 1000.0]), np.zeros(2), np.full(2, 100.0))
    easting, zone = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    sites = Sites(easting, np.zeros(len(rows)), np.full(len(rows), -1), zone)
    offers = np.array([(site, kind) for site, row in enumerate(rows) for kind in row[2]], dtype=np.intp)
    offers = offers.reshape(-1, 2)
    return Situation(homes, sites, ("so", "vso"), offers[:, 0], offers[:, 1])


def _road() -> RoadModel:
    ends = np.array([0, 1, 2])
    tail, head = np.concatenate([ends, ends + 1]), np.concatenate([ends + 1, ends])
    easting = np.array([0.0, 200.0, 600.0, 1000.0])
    weights = np.array([250.0, 450.0, 500.0])
    edges = Edges(tail, head, np.tile(weights, 2), np.tile(weights / 5, 2))
    return RoadModel(build_network(ORIGIN, easting, np.zeros(4), edges))


A, B, C = (200.0, 0, (0, 1)), (1000.0, 1, (0,)), (0.0, 0, (0,))
NEW_IN_WEST = (600.0, 0, (0, 1))


@pytest.mark.parametrize("model", [StraightLine(2.0), _road()], ids=["straight", "road"])
@pytest.mark.parametrize(
    ("after", "asked"),
    [
        pytest.param((A, B, C), [], id="nothing"),
        pytest.param((A, B, C, NEW_IN_WEST), [[3]], id="opening: the new one, once for both kinds"),
        pytest.param((A, B, C, (600.0, 1, (0,))), [[3]], id="opening elsewhere"),
        pytest.param((A, B), [[0]], id="closing: what is left of its unit"),
        pytest.param((B, C), [[], [1]], id="closing the only one of a kind"),
        pytest.param((A, B, (600.0, 0, (0,))), [[0, 2]], id="moving: all of its unit"),
        pytest.param((A, (1000.0, 1, (0, 1)), C), [[1]], id="offering one kind more"),
        pytest.param((A, (1000.0, 1, (1,)), C), [[], [1]], id="offering another kind"),
        pytest.param((A, (1000.0, 0, (0,)), C), [[], [1]], id="going to another unit"),
    ],
)
def test_only_what_is_touched_is_measured(
    model: Any, after: tuple[tuple[float, int, tuple[int, ...]], ...], asked: list[list[int]]
) -> None:
    before, then, counting = _situation(A, B, C), _situation(*after), Counting(model)
    cube = build_cube(before, UNITS, model)
    found = with_other_sites(cube, before, then, counting)
    assert sorted(counting.asked) == asked
    assert _equal(found, build_cube(then, UNITS, model))


def test_a_stored_cube_that_cannot_be_written_is_changed_all_the_same() -> None:
    before, after = _situation(A, B, C), _situation(A, B, C, NEW_IN_WEST)
    cube = build_cube(before, UNITS, _road())
    assert cube.time_s is not None
    for values in (cube.distance_m, cube.time_s):
        values.flags.writeable = False
    assert _equal(with_other_sites(cube, before, after, _road()), build_cube(after, UNITS, _road()))
