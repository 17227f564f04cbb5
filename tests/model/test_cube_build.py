"""A cube is the same however its batches are cut, measured, kept, interrupted and put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.cube_store import Parts
from geo.distance import DistanceModel, Homes, Nearest, Sites, StraightLine
from geo.network import Edges, Mode, Origin, build_network
from geo.road import RoadModel
from geo.units import Units
from model import cube as cube_module
from model.cube import DistanceCube, Situation, build_cube, one_by_one, refine, with_other_sites

Int = NDArray[np.intp]
Pieces = Sequence[tuple[int, Any]]
Work = Callable[[Any], Any]

ORIGIN = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")
KINDS = ("so", "vso")


def _roads(rng: np.random.Generator) -> RoadModel:
    """Draw a grid of streets, some of them one-way, with a part that no street leads to."""
    node = np.arange(36).reshape(6, 6)
    one = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    other = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    ahead, back = rng.random((2, len(one))) < 0.8
    tail, head = np.concatenate([one[ahead], other[back]]), np.concatenate([other[ahead], one[back]])
    # whole metres and seconds, so that sums are the same in any order
    edges = Edges(tail, head, *rng.integers(0, 2000, (2, len(tail))).astype(float))
    easting, northing = np.append(node % 6, 7.0) * 1000.0, np.append(node // 6, 7.0) * 1000.0
    return RoadModel(build_network(ORIGIN, easting, northing, edges))


def _situation(rng: np.random.Generator, homes: Homes, n_sites: int) -> Situation:
    """Place sites on homes or at another corner of the streets."""
    zone = rng.integers(0, len(homes), n_sites)
    placed = rng.random(n_sites) < 0.5
    corner = rng.integers(0, 8, (2, n_sites)) * 1000.0
    sites = Sites(
        np.where(placed, homes.easting[zone], corner[0]),
        np.where(placed, homes.northing[zone], corner[1]),
        np.where(placed, zone, -1),
        zone,
    )
    site, kind = np.nonzero(rng.random((n_sites, len(KINDS))) < 0.7)
    return Situation(homes, sites, KINDS, site, kind)


def _homes(rng: np.random.Generator) -> Homes:
    place = rng.integers(0, 6, (2, rng.integers(1, 9))) * 1000.0
    return Homes(place[0], place[1], rng.integers(100, 900, place.shape[1]).astype(float))


@st.composite
def countries(draw: st.DrawFn) -> tuple[Situation, Units, DistanceModel]:
    """Draw a country with a straight line or roads as its distance model."""
    roads = draw(st.booleans())
    n_sites = draw(st.integers(0, 10))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    homes = _homes(rng)
    units = Units.from_labels([f"GM{number}" for number in rng.integers(0, 5, len(homes))])
    return _situation(rng, homes, n_sites), units, _roads(rng) if roads else StraightLine(1.3)


@pytest.fixture
def country() -> tuple[Situation, Units, DistanceModel]:
    """Return a country with roads and more than a few groups of sites."""
    rng = np.random.default_rng(7)
    place = rng.integers(0, 6, (2, 12)) * 1000.0
    homes = Homes(place[0], place[1], np.full(12, 400.0))
    units = Units.from_labels([f"GM{number % 6}" for number in range(12)])
    return _situation(rng, homes, 20), units, _roads(rng)


class _Store:
    """Keeps batches in memory."""

    def __init__(self) -> None:
        self.batches: dict[int, Nearest] = {}

    def load(self, number: int) -> Nearest | None:
        return self.batches.get(number)

    def store(self, number: int, found: Nearest) -> None:
        self.batches[number] = found


class _PowerCutError(Exception):
    """The machine stops."""


def _stops_after(done: int) -> Callable[[Work, Pieces], Iterator[tuple[int, Any]]]:
    def run(work: Work, pieces: Pieces) -> Iterator[tuple[int, Any]]:
        yield from one_by_one(work, pieces[:done])
        raise _PowerCutError

    return run


def _seen_by(seen: dict[int, Any]) -> Callable[[Work, Pieces], Iterator[tuple[int, Any]]]:
    def run(work: Work, pieces: Pieces) -> Iterator[tuple[int, Any]]:
        seen.update(pieces)
        return one_by_one(work, pieces)

    return run


def _cut_in(patch: pytest.MonkeyPatch, batches: int) -> None:
    patch.setattr(cube_module, "LEAST_BATCHES", batches)


def _require_equal(one: DistanceCube, other: DistanceCube) -> None:
    assert one.units == other.units
    assert one.distance_m.dtype == other.distance_m.dtype == np.float32
    assert np.array_equal(one.distance_m, other.distance_m)
    assert (one.time_s is None) == (other.time_s is None)
    if one.time_s is not None and other.time_s is not None:
        assert one.time_s.dtype == other.time_s.dtype == np.float32
        assert np.array_equal(one.time_s, other.time_s)


@given(countries(), st.randoms(use_true_random=False), st.integers(1, 8), st.booleans())
@settings(deadline=None)
def test_neither_the_order_nor_the_size_of_batches_matters(
    country: tuple[Situation, Units, DistanceModel], random: Any, batches: int, narrow: object
) -> None:
    situation, units, model = country
    expected = build_cube(situation, units, model)

    def mixed(work: Work, pieces: Pieces) -> Iterator[tuple[int, Any]]:
        found = list(one_by_one(work, pieces))
        random.shuffle(found)
        return iter(found)

    with pytest.MonkeyPatch.context() as patch:
        _cut_in(patch, batches)
        if narrow:
            patch.setattr(cube_module, "BATCH_BYTES", 1)
        _require_equal(build_cube(situation, units, model, runner=mixed), expected)


@given(countries())
@settings(deadline=None)
def test_metres_and_seconds_are_those_of_each_unit_and_kind(
    country: tuple[Situation, Units, DistanceModel],
) -> None:
    situation, units, model = country
    cube = build_cube(situation, units, model)
    assert (cube.time_s is not None) == model.has_times
    journeys = model.between(situation.homes, situation.sites)
    unit_of_offer = units.unit_of_point[situation.point_of_site[situation.offer_site]]
    for kind in range(len(KINDS)):
        for unit in range(len(units)):
            group = situation.offer_site[(situation.offer_kind == kind) & (unit_of_offer == unit)]
            found = journeys.nearest([group])
            assert np.array_equal(cube.distance_m[kind, :, unit], found.distance_m[:, 0])
            if cube.time_s is not None:
                assert found.time_s is not None
                assert np.array_equal(cube.time_s[kind, :, unit], found.time_s[:, 0])


def test_a_straight_line_has_no_seconds_and_roads_have() -> None:
    rng = np.random.default_rng(3)
    homes = _homes(rng)
    situation, units = _situation(rng, homes, 5), Units.from_labels(["GM1"] * len(homes))
    straight = build_cube(situation, units, StraightLine())
    assert straight.time_s is None
    assert straight.free_s() is None
    driven = build_cube(situation, units, _roads(rng))
    free_s = driven.free_s()
    assert driven.time_s is not None
    assert free_s is not None
    assert driven.time_s.shape == driven.distance_m.shape
    assert np.isfinite(driven.time_s).any()
    assert (np.isfinite(driven.time_s) == np.isfinite(driven.distance_m)).all()
    assert np.array_equal(free_s, driven.time_s.min(axis=2))


@given(countries(), st.data(), st.integers(1, 8))
@settings(deadline=None)
def test_an_interrupted_build_goes_on_where_it_was(
    country: tuple[Situation, Units, DistanceModel], data: st.DataObject, batches: int
) -> None:
    situation, units, model = country
    with pytest.MonkeyPatch.context() as patch:
        _cut_in(patch, batches)
        whole: dict[int, Any] = {}
        expected = build_cube(situation, units, model, runner=_seen_by(whole))
        assume(whole)
        kept, left = _Store(), dict(whole)
        while left:
            done = data.draw(st.integers(1, len(left)))
            with pytest.raises(_PowerCutError):
                build_cube(situation, units, model, runner=_stops_after(done), kept=kept)
            left = dict(list(left.items())[done:])
            assert kept.batches.keys() == whole.keys() - left.keys()
            seen: dict[int, Any] = {}
            again = build_cube(situation, units, model, runner=_seen_by(seen), kept=_copy_of(kept))
            _require_equal(again, expected)
            assert seen.keys() == left.keys()
            assert all(_same_groups(seen[number], left[number]) for number in left)


@given(st.data(), st.integers(2, 9), st.integers(2, 9))
@settings(deadline=None)
def test_a_build_that_goes_on_in_batches_of_another_size_is_the_same(
    data: st.DataObject, before: int, after: int
) -> None:
    situation, units, model = data.draw(countries())
    expected, kept = build_cube(situation, units, model), _Store()
    with pytest.MonkeyPatch.context() as patch:
        _cut_in(patch, before)
        pieces: dict[int, Any] = {}
        build_cube(situation, units, model, runner=_seen_by(pieces))
        assume(pieces)
        stops = _stops_after(data.draw(st.integers(1, len(pieces))))
        with pytest.raises(_PowerCutError):
            build_cube(situation, units, model, runner=stops, kept=kept)
        _cut_in(patch, after)
        _require_equal(build_cube(situation, units, model, kept=kept), expected)


def test_a_kept_batch_without_the_seconds_that_roads_have_is_measured_again(
    country: tuple[Situation, Units, DistanceModel],
) -> None:
    situation, units, model = country
    expected, kept = build_cube(situation, units, model), _Store()
    assert expected.time_s is not None
    build_cube(situation, units, model, kept=kept)
    kept.batches = {number: Nearest(one.distance_m) for number, one in kept.batches.items()}
    _require_equal(build_cube(situation, units, model, kept=kept), expected)


def _copy_of(kept: _Store) -> _Store:
    copy = _Store()
    copy.batches = dict(kept.batches)
    return copy


def _same_groups(one: Sequence[Int], other: Sequence[Int]) -> bool:
    return [group.tolist() for group in one] == [group.tolist() for group in other]


def test_what_was_kept_on_disk_is_not_measured_again(
    country: tuple[Situation, Units, DistanceModel], tmp_path: Path
) -> None:
    situation, units, model = country
    expected = build_cube(situation, units, model)
    with pytest.raises(_PowerCutError):
        build_cube(situation, units, model, runner=_stops_after(4), kept=Parts(tmp_path, "abc"))
    seen: dict[int, Any] = {}
    again = build_cube(situation, units, model, runner=_seen_by(seen), kept=Parts(tmp_path, "abc"))
    _require_equal(again, expected)
    assert min(seen) == 4
    assert len(seen) > 1
    nothing: dict[int, Any] = {}
    third = build_cube(situation, units, model, runner=_seen_by(nothing), kept=Parts(tmp_path, "abc"))
    _require_equal(third, expected)
    assert nothing == {}


def test_a_kept_batch_of_another_shape_is_measured_again(
    country: tuple[Situation, Units, DistanceModel],
) -> None:
    situation, units, model = country
    n_homes = len(situation.homes)
    expected, kept = build_cube(situation, units, model), _Store()
    for number, shape in enumerate([(n_homes, 2), (n_homes - 1, 1), (n_homes, 0)]):
        kept.store(number, Nearest(np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)))
    _require_equal(build_cube(situation, units, model, kept=kept), expected)


@given(countries(), st.data(), st.integers(1, 8))
@settings(deadline=None)
def test_progress_goes_up_to_the_number_of_groups(
    country: tuple[Situation, Units, DistanceModel], data: st.DataObject, batches: int
) -> None:
    situation, units, model = country
    unit = units.unit_of_point[situation.point_of_site[situation.offer_site]]
    total = len({*zip(unit.tolist(), situation.offer_kind.tolist(), strict=True)})
    with pytest.MonkeyPatch.context() as patch:
        _cut_in(patch, batches)
        kept = _Store()
        if total and data.draw(st.booleans()):
            with pytest.raises(_PowerCutError):
                build_cube(situation, units, model, runner=_stops_after(1), kept=kept)
        steps: list[tuple[int, int]] = []
        build_cube(situation, units, model, lambda *step: steps.append(step), kept=kept)
    done = [one for one, _ in steps]
    assert {of for _, of in steps} == ({total} if total else set())
    assert done == sorted(set(done))
    assert (done[-1] if done else 0) == total
    assert len(steps) >= min(total, batches) / 2


@given(countries(), st.data())
@settings(deadline=None)
def test_refining_gives_the_seconds_of_a_rebuild(
    country: tuple[Situation, Units, DistanceModel], data: st.DataObject
) -> None:
    situation, units, model = country
    cube = build_cube(situation, units, model)
    moved = data.draw(st.dictionaries(st.integers(0, len(situation.homes) - 1), st.sampled_from("xy")))
    finer = units.split({point: f"{units.labels[point]}#{part}" for point, part in moved.items()})
    _require_equal(refine(cube, finer, situation, model), build_cube(situation, finer, model))


@given(countries(), st.integers(0, 2**32 - 1), st.booleans())
@settings(deadline=None)
def test_other_sites_give_the_cube_of_a_rebuild(
    country: tuple[Situation, Units, DistanceModel], seed: int, reverse: object
) -> None:
    """Some sites close, some open, some offer something else; positions of those that stay may change."""
    before, units, model = country
    rng = np.random.default_rng(seed)
    new = _situation(rng, before.homes, int(rng.integers(0, 3)))
    old, n_old = before.sites, len(before.sites)
    stays = np.flatnonzero(rng.random(n_old) < 0.7)
    order = np.concatenate([n_old + np.arange(len(new.sites)), stays[:: -1 if reverse else 1]])
    fields = ("easting", "northing", "home", "zone")
    sites = Sites(*(np.concatenate([getattr(old, f), getattr(new.sites, f)])[order] for f in fields))
    offers = np.concatenate([before.offer_site, n_old + new.offer_site])
    kinds = np.concatenate([before.offer_kind, new.offer_kind])
    kept = np.isin(offers, order) & (rng.random(len(offers)) < 0.9)
    position = np.full(n_old + len(new.sites), -1, dtype=np.intp)
    position[order] = np.arange(len(order))
    after = Situation(before.homes, sites, KINDS, position[offers[kept]], kinds[kept])
    cube = build_cube(before, units, model)
    known = cube.distance_m.copy()
    _require_equal(with_other_sites(cube, before, after, model), build_cube(after, units, model))
    assert np.array_equal(cube.distance_m, known)
