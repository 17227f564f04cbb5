"""Sums over counts that are open in part, held against every truth that there could be."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.actual import Counts, Interval
from model.traffic import Options, Placed, follow, share, together


def _options(rows: list[tuple[float, float, list[int]]]) -> tuple[Options, np.ndarray[Any, Any]]:
    low = np.array([row[0] for row in rows])
    high = np.array([row[1] for row in rows])
    row = np.repeat(np.arange(len(rows)), [len(one[2]) for one in rows])
    group = np.array([group for one in rows for group in one[2]], dtype=np.intp)
    return Options(Counts(low, (low + high) / 2, high), row), group


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[float, float, list[int]]]:
    told = []
    for _ in range(draw(st.integers(1, 4))):
        low = draw(st.integers(0, 3))
        high = low + draw(st.integers(0, 2))
        groups = draw(st.lists(st.integers(-1, 2), min_size=1, max_size=3, unique=True))
        told.append((float(low), float(high), groups))
    return told


def _truths(told: list[tuple[float, float, list[int]]]) -> list[list[tuple[int, float]]]:
    """Every way in which it can be: per row a group, and a whole number of pupils."""
    each = [
        [(group, float(count)) for group in groups for count in range(int(low), int(high) + 1)]
        for low, high, groups in told
    ]
    return [list(one) for one in itertools.product(*each)]


@given(rows())
@settings(max_examples=120, deadline=None)
def test_bounds_of_sums_are_those_of_all_truths(told: list[tuple[float, float, list[int]]]) -> None:
    options, group = _options(told)
    found = options.sums(group, 3)
    truths = _truths(told)
    for number in range(3):
        sums = [sum(count for where, count in truth if where == number) for truth in truths]
        assert found.low[number] == min(sums)
        assert found.high[number] == max(sums)


@given(rows())
@settings(max_examples=120, deadline=None)
def test_bounds_of_a_share_are_those_of_all_truths(told: list[tuple[float, float, list[int]]]) -> None:
    options, group = _options(told)
    part, rest = options.among(group == 0), options.among(group == 1)
    shares = []
    for truth in _truths(told):
        mine = sum(count for where, count in truth if where == 0)
        others = sum(count for where, count in truth if where == 1)
        if mine + others > 0:
            shares.append(mine / (mine + others))
    found = share(part, rest)
    if not shares:
        assert np.isnan(found.low)
        return
    assert found.low == pytest.approx(min(shares))
    assert found.high == pytest.approx(max(shares))


def test_a_row_that_is_in_a_group_with_all_its_options_is_certain() -> None:
    options, group = _options([(5.0, 5.0, [0, 0]), (2.0, 4.0, [0, 1])])
    found = options.sums(group, 2)
    assert (found.low[0], found.high[0]) == (5.0, 9.0)
    assert np.isnan(found.mid[0])
    assert options.among(np.array([True, True, False, False])) == Interval(5.0, 5.0, 5.0)


def test_nobody() -> None:
    nothing = Options(Counts(*(np.zeros(0),) * 3), np.zeros(0, dtype=np.intp))
    assert nothing.among(np.zeros(0, dtype=bool)) == Interval(0.0, 0.0, 0.0)
    assert np.isnan(share(Interval(0, 0, 0), Interval(0, 0, 0)).mid)
    assert together([]) == Interval(0.0, 0.0, 0.0)


@st.composite
def moves(draw: st.DrawFn) -> tuple[Placed, Placed]:
    """Rows with sites before and after; site number is point, 0 is none."""
    sides = []
    n_rows = draw(st.integers(1, 4))
    for _ in range(2):
        row, site, part = [], [], []
        for number in range(n_rows):
            sites = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True))
            weights = [draw(st.integers(1, 5)) for _ in sites]
            row += [number] * len(sites)
            site += sites
            part += [weight / sum(weights) for weight in weights]
        names = np.array([f"s{one}" if one else "" for one in site], dtype=object)
        sides.append(Placed(np.array(row), names, np.array(site) - 1, np.array(part)))
    return sides[0], sides[1]


def _by_site(row: np.ndarray[Any, Any], point: np.ndarray[Any, Any], part: np.ndarray[Any, Any]) -> Any:
    found: dict[tuple[int, int], float] = {}
    for one, where, share_ in zip(row.tolist(), point.tolist(), part.tolist(), strict=True):
        found[one, where] = found.get((one, where), 0.0) + share_
    return found


@given(moves())
@settings(max_examples=150, deadline=None)
def test_following_keeps_everybody_and_moves_as_few_as_can_be(sides: tuple[Placed, Placed]) -> None:
    before, after = sides
    found = follow(before, after)
    was, now = _by_site(before.row, before.point, before.part), _by_site(after.row, after.point, after.part)
    assert _by_site(found.row, found.before, found.part) == pytest.approx(was)
    assert _by_site(found.row, found.after, found.part) == pytest.approx(now)
    stay = found.part[found.before == found.after].sum()
    assert stay == pytest.approx(sum(min(part, now.get(key, 0.0)) for key, part in was.items()))
    assert (found.part > 0).all()


@given(moves())
@settings(max_examples=50, deadline=None)
def test_with_the_same_sites_nobody_moves(sides: tuple[Placed, Placed]) -> None:
    before, _ = sides
    found = follow(before, before)
    assume(len(found.row) > 0)
    assert (found.before == found.after).all()
