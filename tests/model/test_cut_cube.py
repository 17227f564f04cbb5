"""Own distances where units are split: those of a cube that is built anew on the parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.distance import Homes, Nearest, Sites, StraightLine
from geo.units import Units
from model.cube import Situation, build_cube, own_after_move, own_m
from model.cut_cube import Remembered, cut_apart

Int = NDArray[np.intp]
MODEL = StraightLine(1.0, intrazonal=False)


def _situation(rng: np.random.Generator, homes: int, sites: int) -> Situation:
    place = rng.integers(0, 50, (2, homes)).astype(float) * 100
    zone = rng.integers(0, homes, sites)
    offered = rng.random((sites, 2)) < 0.7
    site, kind = np.nonzero(offered)
    return Situation(
        Homes(place[0], place[1], np.zeros(homes)),
        Sites(place[0][zone], place[1][zone], np.full(sites, -1, dtype=np.intp), zone.astype(np.intp)),
        ("so", "vso"),
        site.astype(np.intp),
        kind.astype(np.intp),
    )


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_reading_from_parts_is_reading_from_a_cube_of_the_parts(seed: int, cut: int) -> None:
    """For any split and any division into swv's, some units in none; after a move too."""
    rng = np.random.default_rng(seed)
    situation = _situation(rng, 14, int(rng.integers(0, 12)))
    units = Units.from_labels([f"U{number}" for number in rng.integers(0, 4, 14)])
    moved = rng.choice(14, cut, replace=False)
    finer = units.split({int(point): f"{units.labels[point]}#x" for point in moved})
    journeys = MODEL.between(situation.homes, situation.sites)
    parts = cut_apart(build_cube(situation, units, MODEL), finer, situation, journeys.nearest)
    whole = build_cube(situation, finer, MODEL)
    swv, then = rng.integers(-1, 3, (2, len(finer)))
    names = [np.array(["", "a", "b", "c"], dtype=object)[one + 1] for one in (swv, then)]
    for kind in range(2):
        expected = own_m(whole.distance_m[kind], finer.unit_of_point, swv)
        read = [own_m(one.distance_m[kind], finer.unit_of_point, swv, one.unit) for one in parts.blocks]
        assert np.array_equal(np.minimum(*read), expected)
        after = [
            own_after_move(
                expected, one.distance_m[kind], finer.unit_of_point, *names, unit_of_column=one.unit
            )
            for one in parts.blocks
        ]
        assert np.array_equal(np.minimum(*after), own_m(whole.distance_m[kind], finer.unit_of_point, then))


def test_a_partition_that_cuts_across_is_refused() -> None:
    """Parts have one unit that they are part of."""
    situation = _situation(np.random.default_rng(1), 3, 2)
    cube = build_cube(situation, Units.from_labels(["a", "a", "b"]), MODEL)
    journeys = MODEL.between(situation.homes, situation.sites)
    with pytest.raises(ValueError, match="cuts across"):
        cut_apart(cube, Units.from_labels(["x", "y", "y"]), situation, journeys.nearest)


def test_a_group_is_measured_once() -> None:
    """Alike groups share a search, now and later; another is measured for itself."""
    asked: list[int] = []

    def nearest(groups: Sequence[Int]) -> Nearest:
        asked.append(len(groups))
        return Nearest(np.array([[float(group.sum()) for group in groups]], dtype=np.float32))

    remembered = Remembered(nearest)
    one, other = np.array([1, 2]), np.array([5])
    assert remembered([one, other, one]).distance_m.tolist() == [[3.0, 5.0, 3.0]]
    assert remembered([other]).distance_m.tolist() == [[5.0]]
    assert remembered([np.array([7]), one]).distance_m.tolist() == [[7.0, 3.0]]
    assert asked == [2, 1]
    assert remembered([one]).time_s is None
