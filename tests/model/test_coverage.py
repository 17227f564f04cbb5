"""Who is covered: small cases on paper, brute force, and what must always hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.coverage import covered, edges, histogram, own_or_free, shift, sums

_METRES = st.floats(0, 1e5, width=32) | st.just(float("inf"))


def _pair(count: int) -> st.SearchStrategy[tuple[Any, Any]]:
    """Own and free distances, own never nearer."""
    values = hnp.arrays(np.float64, count, elements=_METRES)
    return st.tuples(values, values).map(lambda two: (np.maximum(*two), np.minimum(*two)))


_CASES = st.integers(0, 30).flatmap(_pair)


@given(_CASES, st.floats(1, 1e5))
def test_everybody_is_in_exactly_one_of_the_three(case: tuple[Any, Any], limit: float) -> None:
    own, free = case
    found = covered(own, free, limit)
    assert (found.own.astype(int) + found.neighbour + found.beyond == 1).all()
    for one, other, by_own, leans in zip(own, free, found.own, found.neighbour, strict=True):
        assert by_own == (one <= limit)
        assert leans == (other <= limit < one)


@given(_CASES, st.floats(1, 1e5), st.floats(0, 1e4))
def test_a_wider_norm_never_covers_less(case: tuple[Any, Any], limit: float, more: float) -> None:
    own, free = case
    narrow, wide = covered(own, free, limit), covered(own, free, limit + more)
    assert (narrow.own <= wide.own).all()
    assert (narrow.beyond >= wide.beyond).all()


def test_on_the_norm_is_within_it() -> None:
    found = covered(np.array([15.0, 15.1]), np.array([15.0, 15.0]), 15.0)
    assert found.own.tolist() == [True, False]
    assert found.neighbour.tolist() == [False, True]


def test_own_or_free_takes_the_nearest_elsewhere_only_without_an_own_site() -> None:
    reach = own_or_free(np.array([9.0, np.inf, np.inf]), np.array([1.0, 5.0, np.inf]))
    assert reach.tolist() == [9.0, 5.0, np.inf]


_TWO = st.integers(0, 30).flatmap(
    lambda count: st.tuples(*(hnp.arrays(np.float64, count, elements=_METRES) for _ in range(2)))
)


@given(_TWO, st.floats(1, 1e5), st.floats(0, 0.9))
def test_a_shift_is_told_point_by_point(two: tuple[Any, Any], limit: float, share: float) -> None:
    before, after = two
    found = shift(before, after, limit, share)
    rows = zip(
        before, after, found.gained, found.lost, found.gained_unproven, found.lost_unproven, strict=True
    )
    for old, new, gained, lost, perhaps_gained, perhaps_lost in rows:
        came, went = old > limit >= new, old <= limit < new
        proven = np.isinf(max(old, new)) or abs(new - old) >= share * max(old, new)
        assert (gained, perhaps_gained) == (came and proven, came and not proven)
        assert (lost, perhaps_lost) == (went and proven, went and not proven)


@given(_TWO, st.floats(1, 1e5))
def test_back_again_gains_what_was_lost(two: tuple[Any, Any], limit: float) -> None:
    there, back = shift(*two, limit, 0.1), shift(*reversed(two), limit, 0.1)
    assert (there.gained == back.lost).all()
    assert (there.lost_unproven == back.gained_unproven).all()


def test_nothing_changes_where_nothing_does() -> None:
    same = np.array([1.0, 20.0, np.inf])
    found = shift(same, same, 15.0, 0.0)
    assert not (found.gained | found.lost | found.gained_unproven | found.lost_unproven).any()


@given(st.data())
def test_sums_per_area_are_those_of_a_loop(data: st.DataObject) -> None:
    count, areas = data.draw(st.integers(0, 20)), data.draw(st.integers(1, 4))
    where = data.draw(hnp.arrays(bool, count))
    weight = data.draw(hnp.arrays(np.float64, count, elements=st.integers(0, 1000)))
    area = data.draw(hnp.arrays(np.intp, count, elements=st.integers(-1, areas - 1)))
    found = sums(where, weight, area, areas)
    for number in range(areas):
        assert found[number] == sum(
            w for w, a, here in zip(weight, area, where, strict=True) if here and a == number
        )


@given(st.floats(0.01, 1e6), st.integers(1, 40))
def test_edges_are_few_even_and_reach_far_enough(reach: float, at_most: int) -> None:
    found = edges(reach, at_most)
    assert found[0] == 0
    assert found[-1] >= reach * (1 - 1e-9)
    assert 2 <= len(found) <= at_most + 1
    assert np.allclose(np.diff(found), found[1])


def test_edges_without_anything_to_reach() -> None:
    assert edges(0.0).tolist() == edges(float("inf")).tolist() == [0.0, 0.1]


@given(hnp.arrays(np.float64, st.integers(0, 40), elements=_METRES), st.floats(1, 1e5))
def test_a_histogram_counts_everybody_who_reaches_a_site(value: Any, reach: float) -> None:
    weight = np.arange(1.0, len(value) + 1)
    at = edges(reach)
    found = histogram(value, weight, at)
    assert found.sum() == weight[np.isfinite(value)].sum()
    for edge in range(1, len(at)):  # as with a norm: on the edge is within it
        assert found[:edge].sum() == weight[value <= at[edge]].sum()
