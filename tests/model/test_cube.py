"""The distance cube and what an indeling makes of it: what must hold in every country."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.distance import Homes, Sites, StraightLine
from geo.units import Units
from model.cube import (
    DistanceCube,
    Situation,
    build_cube,
    cube_fingerprint,
    own_m,
    refine,
)

Int = NDArray[np.intp]
MODEL = StraightLine(1.3)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Situation, Units]:
    """Draw a country on a grid of kilometres, with two kinds and sites on or off the points."""
    n_points, n_sites = draw(st.integers(1, 8)), draw(st.integers(0, 6))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    homes = Homes(*rng.integers(0, 40, (2, n_points)) * 1000.0, rng.uniform(100, 900, n_points))
    point = rng.integers(0, n_points, n_sites)
    placed = rng.random(n_sites) < 0.5
    easting = np.where(placed, homes.easting[point], homes.easting[point] + 333.0)
    zone = point.astype(np.intp)
    sites = Sites(easting, homes.northing[point], np.where(placed, zone, -1), zone)
    offers = [(site, kind) for site in range(n_sites) for kind in (0, 1) if rng.random() < 0.6]
    offer = np.array(offers, dtype=np.intp).reshape(-1, 2)
    situation = Situation(homes, sites, ("so", "vso"), offer[:, 0], offer[:, 1])
    labels = [f"GM{rng.integers(0, 4)}" for _ in range(n_points)]
    return situation, Units.from_labels(labels)


def _one(situation: Situation, home: int, site: int) -> float:
    """Distance from one home to one site, in plain words."""
    if situation.sites.home[site] == home:
        return float(situation.homes.intrazonal_m[home])
    homes, sites = situation.homes, situation.sites
    return 1.3 * math.dist(
        (homes.easting[home], homes.northing[home]), (sites.easting[site], sites.northing[site])
    )


def _swv(units: Units, data: st.DataObject, lowest: int = 0) -> Int:
    numbers = st.lists(st.integers(lowest, 3), min_size=len(units), max_size=len(units))
    return np.array(data.draw(numbers), dtype=np.intp)


def _own(cube: DistanceCube, swv: Int) -> NDArray[np.float32]:
    return np.stack([own_m(kind, cube.units.unit_of_point, swv) for kind in cube.distance_m])


@given(situations())
@settings(deadline=None)
def test_the_cube_is_the_least_over_the_sites_of_each_unit(country: tuple[Situation, Units]) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    offers = list(zip(situation.offer_site, situation.offer_kind, strict=True))
    for kind in range(2):
        for unit in range(len(units)):
            sites = [
                s for s, k in offers if k == kind and units.unit_of_point[situation.point_of_site[s]] == unit
            ]
            for home in range(len(situation.homes)):
                expected = min((_one(situation, home, s) for s in sites), default=math.inf)
                assert cube.distance_m[kind, home, unit] == pytest.approx(expected, rel=1e-6)
                assert math.isinf(cube.distance_m[kind, home, unit]) == (not sites)
    assert cube.distance_m.dtype == np.float32


@given(situations(), st.data())
@settings(deadline=None)
def test_own_against_a_triple_loop(country: tuple[Situation, Units], data: st.DataObject) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    swv = _swv(units, data, lowest=-1)
    found = _own(cube, swv)
    for kind in range(2):
        for home in range(len(situation.homes)):
            mine = swv[units.unit_of_point[home]]
            nearest = math.inf
            for unit in range(len(units)):
                if mine >= 0 and swv[unit] == mine:
                    nearest = min(nearest, float(cube.distance_m[kind, home, unit]))
            assert found[kind, home] == nearest


@given(situations(), st.data())
@settings(deadline=None)
def test_own_is_never_nearer_than_free(country: tuple[Situation, Units], data: st.DataObject) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    assert (_own(cube, _swv(units, data, lowest=-1)) >= cube.free_m()).all()


@given(situations(), st.data())
@settings(deadline=None)
def test_joining_never_raises_own_and_splitting_never_lowers_it(
    country: tuple[Situation, Units], data: st.DataObject
) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    swv = _swv(units, data)
    joined = np.where(swv == 1, 0, swv)
    assert (_own(cube, joined) <= _own(cube, swv)).all()
    split = np.where((swv == 0) & (np.arange(len(units)) % 2 == 0), 9, swv)
    assert (_own(cube, split) >= _own(cube, swv)).all()


@given(situations())
@settings(deadline=None)
def test_one_swv_for_all_is_free(country: tuple[Situation, Units]) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    assert (_own(cube, np.zeros(len(units), dtype=np.intp)) == cube.free_m()).all()


@given(situations(), st.data())
@settings(deadline=None)
def test_other_numbers_for_the_same_swvs_change_nothing(
    country: tuple[Situation, Units], data: st.DataObject
) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    swv = _swv(units, data)
    numbers = np.array([7, 2, 40, 0])
    assert (_own(cube, swv) == _own(cube, numbers[swv])).all()


@given(situations())
@settings(deadline=None)
def test_free_does_not_depend_on_how_the_country_is_cut(country: tuple[Situation, Units]) -> None:
    situation, units = country
    whole = Units.from_labels(["alles"] * len(situation.homes))
    one = build_cube(situation, whole, MODEL).free_m()
    assert (one == build_cube(situation, units, MODEL).free_m()).all()


@given(situations(), st.data())
@settings(deadline=None)
def test_refining_is_building_anew_on_the_finer_units(
    country: tuple[Situation, Units], data: st.DataObject
) -> None:
    situation, units = country
    cube = build_cube(situation, units, MODEL)
    cube.distance_m.setflags(write=False)
    before = cube.distance_m.copy()
    moved = data.draw(st.dictionaries(st.integers(0, len(situation.homes) - 1), st.sampled_from("xy")))
    labels = units.labels
    finer = units.split({point: f"{labels[point]}#{part}" for point, part in moved.items()})
    refined = refine(cube, finer, situation, MODEL)
    assert refined.units is finer
    assert (refined.distance_m == build_cube(situation, finer, MODEL).distance_m).all()
    assert (cube.distance_m == before).all()


def test_refining_measures_only_the_split_unit() -> None:
    """Whole units keep their columns, even if those were measured by something else."""
    homes = Homes(np.array([0.0, 1000.0, 5000.0]), np.zeros(3), np.full(3, 100.0))
    sites = Sites(homes.easting, homes.northing, np.arange(3), np.arange(3))
    situation = Situation(homes, sites, ("so",), np.arange(3), np.zeros(3, dtype=np.intp))
    units = Units.from_labels(["GM1", "GM1", "GM2"])
    built = build_cube(situation, units, MODEL)
    marked = built.distance_m.copy()
    marked[:, :, 1] = 42.0
    finer = units.split({1: "GM1#oost"})
    found = refine(DistanceCube(marked, units), finer, situation, MODEL).distance_m
    assert (found[:, :, finer.ids.index("GM2")] == 42.0).all()
    assert found[0, :, finer.ids.index("GM1")].tolist() == [100.0, 1300.0, 6500.0]
    assert found[0, :, finer.ids.index("GM1#oost")].tolist() == [1300.0, 100.0, 5200.0]


def test_refining_works_on_a_memory_mapped_cube(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    homes = Homes(*rng.uniform(0, 9000, (2, 6)), np.full(6, 100.0))
    sites = Sites(homes.easting, homes.northing, np.arange(6), np.arange(6))
    situation = Situation(homes, sites, ("so",), np.arange(6), np.zeros(6, dtype=np.intp))
    units = Units.from_labels(list("aabbcc"))
    np.save(tmp_path / "kubus.npy", build_cube(situation, units, MODEL).distance_m)
    mapped = DistanceCube(np.load(tmp_path / "kubus.npy", mmap_mode="r"), units)
    finer = units.split({0: "a#"})
    found = refine(mapped, finer, situation, MODEL).distance_m
    assert (found == build_cube(situation, finer, MODEL).distance_m).all()


def test_refining_refuses_units_that_cut_across() -> None:
    homes = Homes(np.zeros(3), np.zeros(3), np.zeros(3))
    nothing = np.array([], dtype=np.intp)
    empty = Sites(np.array([]), np.array([]), nothing, nothing)
    situation = Situation(homes, empty, ("so",), nothing, nothing)
    cube = build_cube(situation, Units.from_labels(["a", "a", "b"]), MODEL)
    with pytest.raises(ValueError, match="cuts across"):
        refine(cube, Units.from_labels(["x", "y", "y"]), situation, MODEL)


def test_progress_is_told_per_unit_and_kind() -> None:
    homes = Homes(np.array([0.0, 9.0]), np.zeros(2), np.zeros(2))
    sites = Sites(homes.easting, homes.northing, np.array([-1, -1]), np.array([0, 1]))
    situation = Situation(homes, sites, ("so", "vso"), np.array([0, 1, 1]), np.array([0, 0, 1]))
    seen: list[tuple[int, int]] = []
    build_cube(situation, Units.from_labels(["a", "b"]), MODEL, lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_points_outside_every_swv_have_no_own_site() -> None:
    distance = np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32)
    assert own_m(distance, np.array([0, 1]), np.array([-1, 0])).tolist() == [math.inf, 4.0]


@given(situations(), st.data())
@settings(deadline=None)
def test_the_fingerprint_tells_every_input_apart(
    country: tuple[Situation, Units], data: st.DataObject
) -> None:
    situation, units = country
    mark = cube_fingerprint(situation, units, MODEL)
    assert mark == cube_fingerprint(situation, Units.from_labels(units.labels.tolist()), StraightLine(1.3))
    others = {
        cube_fingerprint(situation, units, StraightLine(1.31)),
        cube_fingerprint(situation, units, StraightLine(1.3, intrazonal=False)),
        cube_fingerprint(situation, units.split({0: "GM9"}), MODEL),
    }
    homes = situation.homes
    point = data.draw(st.integers(0, len(homes) - 1))
    moved = homes.easting.copy()
    moved[point] += 1.0
    elsewhere = Situation(
        Homes(moved, homes.northing, homes.intrazonal_m),
        situation.sites,
        situation.kinds,
        situation.offer_site,
        situation.offer_kind,
    )
    others.add(cube_fingerprint(elsewhere, units, MODEL))
    assert len(others) == 4
    assert mark not in others
