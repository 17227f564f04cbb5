"""The straight line: detour, intrazonal distance, and nothing left out of reach."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.distance import Homes, Sites, StraightLine, pairs_of


def _homes(*points: tuple[float, float], intrazonal: float = 500.0) -> Homes:
    xy = np.array(points, dtype=float).reshape(-1, 2)
    return Homes(xy[:, 0], xy[:, 1], np.full(len(xy), intrazonal))


def _sites(*rows: tuple[float, float, int]) -> Sites:
    table = np.array(rows, dtype=float).reshape(-1, 3)
    home = table[:, 2].astype(np.intp)
    return Sites(table[:, 0], table[:, 1], home, np.maximum(home, 0))


def _group(*members: int) -> NDArray[np.intp]:
    return np.array(members, dtype=np.intp)


def _nearest(
    model: StraightLine, homes: Homes, sites: Sites, groups: list[NDArray[np.intp]]
) -> NDArray[np.float32]:
    return model.between(homes, sites).nearest(groups).distance_m


def test_three_four_five_times_the_detour() -> None:
    homes, sites = _homes((0, 0)), _sites((3000, 4000, -1))
    assert _nearest(StraightLine(), homes, sites, [_group(0)]).tolist() == [[6500.0]]
    assert _nearest(StraightLine(1.0), homes, sites, [_group(0)]).tolist() == [[5000.0]]
    assert _nearest(StraightLine(2.0), homes, sites, [_group(0)]).tolist() == [[10000.0]]


def test_intrazonal_only_at_the_very_point_the_site_was_placed_on() -> None:
    homes = _homes((0, 0), (1000, 0))
    placed_on_first, own_point_there = (0.0, 0.0, 0), (0.0, 0.0, -1)
    model = StraightLine(1.0)
    assert _nearest(model, homes, _sites(placed_on_first), [_group(0)]).tolist() == [[500.0], [1000.0]]
    assert _nearest(model, homes, _sites(own_point_there), [_group(0)]).tolist() == [[0.0], [1000.0]]


def test_intrazonal_takes_no_detour_and_gives_way_to_a_nearer_site() -> None:
    homes = _homes((0, 0), intrazonal=500.0)
    sites = _sites((0, 0, 0), (300, 0, -1))
    found = _nearest(StraightLine(1.3), homes, sites, [_group(0), _group(1), _group(0, 1)])
    assert found.tolist() == [[500.0, 390.0, 390.0]]


def test_intrazonal_can_be_put_off() -> None:
    homes, sites = _homes((0, 0)), _sites((0, 0, 0))
    assert _nearest(StraightLine(1.0, intrazonal=False), homes, sites, [_group(0)]).tolist() == [[0.0]]


def test_only_an_empty_group_is_infinite() -> None:
    homes, sites = _homes((0, 0), (250_000, 300_000)), _sites((0, 0, -1))
    found = _nearest(StraightLine(), homes, sites, [_group(), _group(0)])
    assert np.isposinf(found[:, 0]).all()
    assert np.isfinite(found[:, 1]).all()
    assert found.dtype == np.float32


def test_no_homes_and_no_groups() -> None:
    assert _nearest(StraightLine(), _homes(), _sites((1, 1, -1)), [_group(0)]).shape == (0, 1)
    assert _nearest(StraightLine(), _homes((0, 0)), _sites(), []).shape == (1, 0)


def test_a_label_names_the_settings_in_dutch() -> None:
    assert StraightLine().label == "hemelsbreed × 1,3"
    assert StraightLine(1.0, intrazonal=False).label == "hemelsbreed × 1, zonder intrazonale afstand"
    assert StraightLine().certainty == "geschat"
    assert 0 < StraightLine().error_share < 1


def test_a_fingerprint_per_setting() -> None:
    models = [StraightLine(f, intrazonal=z) for f in (1.0, 1.3, 1.3000001) for z in (True, False)]
    assert len({model.fingerprint() for model in models}) == len(models)
    assert StraightLine(1.3).fingerprint() == StraightLine(1.3).fingerprint()


@st.composite
def _maps(draw: st.DrawFn) -> tuple[Homes, Sites, list[NDArray[np.intp]]]:
    places = st.tuples(st.integers(0, 20), st.integers(0, 20))
    homes = draw(st.lists(places, min_size=1, max_size=6))
    sites = draw(st.lists(st.tuples(places, st.integers(-1, len(homes) - 1)), max_size=6))
    rows = [
        (float(homes[home][0]), float(homes[home][1]), home) if home >= 0 else (float(x), float(y), -1)
        for (x, y), home in sites
    ]
    members = st.lists(st.integers(0, max(len(sites) - 1, 0)), max_size=4) if sites else st.just([])
    groups = [_group(*draw(members)) for _ in range(draw(st.integers(0, 4)))]
    return _homes(*homes, intrazonal=2.5), _sites(*rows), groups


@given(_maps(), st.sampled_from([1.0, 1.3, 2.0]), st.booleans())
@settings(deadline=None)
def test_nearest_is_the_least_over_all_sites(
    country: tuple[Homes, Sites, list[NDArray[np.intp]]], factor: float, intrazonal: Any
) -> None:
    homes, sites, groups = country
    found = _nearest(StraightLine(factor, intrazonal=intrazonal), homes, sites, groups)
    for home in range(len(homes)):
        for column, group in enumerate(groups):
            metres = [
                2.5
                if intrazonal and sites.home[site] == home
                else factor
                * math.dist(
                    (homes.easting[home], homes.northing[home]), (sites.easting[site], sites.northing[site])
                )
                for site in group
            ]
            assert found[home, column] == pytest.approx(min(metres, default=math.inf), rel=1e-6)


@given(_maps(), st.booleans(), st.sampled_from([0.0, 2.5, 9.0, 100.0]), st.data())
@settings(deadline=None)
def test_pairs_are_all_sites_within_the_limit(
    country: tuple[Homes, Sites, list[NDArray[np.intp]]], intrazonal: Any, limit_m: float, data: st.DataObject
) -> None:
    homes, sites, _ = country
    some = st.sets(st.integers(0, len(sites) - 1)) if len(sites) else st.just(set())
    asked = _group(*sorted(data.draw(some)))
    journeys = StraightLine(1.3, intrazonal=intrazonal).between(homes, sites)
    pairs = journeys.to_sites(asked, limit_m)
    alone = journeys.nearest([_group(site) for site in asked]).distance_m
    expected = [
        (home, site, alone[home, column])
        for home in range(len(homes))
        for column, site in enumerate(asked)
        if alone[home, column] <= limit_m
    ]
    home = np.repeat(np.arange(len(homes)), np.diff(pairs.start))
    assert list(zip(home, pairs.site, pairs.distance_m, strict=True)) == expected
    assert pairs.limit_m == limit_m
    assert pairs.time_s is None


def test_the_own_site_counts_as_intrazonal_in_pairs_too() -> None:
    homes, sites = _homes((0, 0), (1000, 0)), _sites((0, 0, 0), (0, 300, -1))
    pairs = StraightLine(1.0).between(homes, sites).to_sites(_group(0, 1), 500.0)
    assert pairs.start.tolist() == [0, 2, 2]
    assert pairs.site.tolist() == [0, 1]
    assert pairs.distance_m.tolist() == [500.0, 300.0]
    nearer = StraightLine(1.0).between(homes, sites).to_sites(_group(0, 1), 499.0)
    assert nearer.site.tolist() == [1]


@given(st.permutations(range(7)), st.integers(1, 7), st.booleans())
def test_pairs_lie_by_home_and_then_by_site(order: list[int], batch: int, timed: Any) -> None:
    """Whatever the batches in which they were found."""
    home, site = np.array([0, 0, 0, 2, 2, 4, 4]), np.array([1, 3, 6, 0, 3, 2, 9])
    metres = np.arange(7, dtype=np.float32)
    columns = [home, site, metres, metres * 2][: 3 + timed]
    mixed = np.array(order)
    parts = [tuple(one[mixed[first : first + batch]] for one in columns) for first in range(0, 7, batch)]
    pairs = pairs_of(6, 9.0, parts, timed=timed)
    assert pairs.start.tolist() == [0, 3, 3, 5, 5, 7, 7]
    assert pairs.site.tolist() == site.tolist()
    assert pairs.distance_m.tolist() == metres.tolist()
    assert (pairs.time_s is not None) == timed
    if pairs.time_s is not None:
        assert pairs.time_s.tolist() == (metres * 2).tolist()
    assert (pairs.start.dtype, pairs.site.dtype, pairs.distance_m.dtype) == (np.int64, np.int32, np.float32)


@pytest.mark.parametrize("timed", [True, False])
def test_no_pairs(timed: Any) -> None:
    pairs = pairs_of(2, 9.0, [], timed=timed)
    assert pairs.start.tolist() == [0, 0, 0]
    assert (len(pairs.site), len(pairs.distance_m), pairs.time_s is None) == (0, 0, not timed)
