"""Places, best, worst and Kendall's tau, against brute force."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from scenarios.measures import measure
from scenarios.readings import SHIFTED, reading
from scenarios.weighing.front import dominates, front
from scenarios.weighing.ranking import Order, kept, order_of

LOWER, HIGHER = measure("afstand_gemiddeld"), measure("dekking_acceptabel")
FIGURES = st.lists(st.integers(0, 12), min_size=1, max_size=6)


def order(figures: list[float], error_share: float = 0.0, code: str = "afstand_gemiddeld") -> Order:
    one = measure(code)
    table = np.array([[reading(one, a, b, error_share) for b in figures] for a in figures], dtype=object)
    return order_of(table.reshape(len(figures), len(figures)))


def test_a_worked_example_with_a_tie_within_the_error() -> None:
    found = order([10.0, 10.2, 12.0, 9.0], error_share=0.05)
    # 9,0 is better than 10,0 by more than 5% of 10; 10,0 and 10,2 are not told apart
    assert found.places().tolist() == [2, 2, 4, 1]
    assert found.best().tolist() == [False, False, False, True]
    assert found.worst().tolist() == [False, False, True, False]


def test_ties_share_best_and_worst() -> None:
    found = order([10.0, 10.1, 12.0, 12.1], error_share=0.05)
    assert found.best().tolist() == [True, True, False, False]
    assert found.worst().tolist() == [False, False, True, True]
    assert found.places().tolist() == [1, 1, 3, 3]


def test_higher_can_be_better_and_without_a_direction_nobody_is() -> None:
    assert order([80.0, 90.0], code="dekking_acceptabel").best().tolist() == [False, True]
    plain = order([80.0, 90.0], code="blijft")
    assert plain.is_empty
    assert plain.best().tolist() == [False, False]


def test_where_all_are_alike_nobody_is_best_or_worst() -> None:
    found = order([10.0, 10.0, 10.01])
    assert found.is_empty
    assert not found.best().any()
    assert not found.worst().any()
    assert found.places().tolist() == [1, 1, 1]


@pytest.mark.parametrize("word", [SHIFTED, "niet te bepalen", ""])
def test_what_cannot_be_read_is_no_order(word: str) -> None:
    found = order_of(np.array([["gelijk", word], [word, "gelijk"]], dtype=object))
    assert found.is_empty
    assert found.unclear[0, 1]
    assert found.unclear[1, 0]


@given(FIGURES)
def test_without_an_error_places_are_those_of_sport(figures: list[float]) -> None:
    found = order(figures)
    assert found.places().tolist() == [1 + sum(other < one for other in figures) for one in figures]
    if len(set(figures)) > 1:
        assert found.best().tolist() == [one == min(figures) for one in figures]
        assert found.worst().tolist() == [one == max(figures) for one in figures]


@given(FIGURES, st.sampled_from([0.0, 0.05, 0.3]))
def test_an_order_never_contradicts_the_figures(figures: list[float], error_share: float) -> None:
    found = order(figures, error_share)
    for one, other in permutations(range(len(figures)), 2):
        if found.better[one, other]:
            assert figures[one] < figures[other]
            assert not found.better[other, one]
    assert not (found.best() & found.worst()).any()


@given(st.permutations(range(5)), st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_tau_is_that_of_scipy_and_pairs_are_counted_one_by_one(first: list[int], second: list[int]) -> None:
    one, other = order(list(first)), order(list(second))
    found = kept(one, other)
    expected = kendalltau(first, second).statistic if len(set(second)) > 1 else float("nan")
    assert found.tau == pytest.approx(expected, nan_ok=True)
    turned = {
        frozenset(pair)
        for pair in combinations(range(5), 2)
        if (first[pair[0]] - first[pair[1]]) * (second[pair[0]] - second[pair[1]]) < 0
    }
    assert {frozenset(pair) for pair in found.swapped} == turned
    assert {frozenset(pair) for pair in found.lost} == {
        frozenset(pair) for pair in combinations(range(5), 2) if second[pair[0]] == second[pair[1]]
    }
    assert found.found == ()
    assert found.holds is (not turned)


@given(FIGURES, st.sampled_from([0.0, 0.1]))
def test_an_order_is_the_same_as_itself(figures: list[float], error_share: float) -> None:
    found = kept(order(figures, error_share), order(figures, error_share))
    assert found.is_same
    assert np.isnan(found.tau) or found.tau == pytest.approx(1.0)


# --- the front


def brute_front(first: list[float], second: list[float]) -> list[bool]:
    """Pareto front by the book: lower is better on both."""
    points = list(zip(first, second, strict=True))
    return [not any(a <= x and b <= y and (a < x or b < y) for a, b in points) for x, y in points]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7))
def test_without_an_error_the_front_is_the_one_of_the_book(points: list[tuple[int, int]]) -> None:
    first, second = [float(one) for one, _ in points], [float(other) for _, other in points]
    assert front(order(first), order(second)).tolist() == brute_front(first, second)


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(*(st.lists(st.integers(0, 20), min_size=n, max_size=n),) * 2)
    )
)
def test_with_an_error_there_always_is_a_front_and_whoever_is_off_it_is_dominated(
    points: tuple[list[int], list[int]],
) -> None:
    first, second = (order([float(value) for value in line], 0.2) for line in points)
    on, beats = front(first, second), dominates(first, second)
    assert on.any()
    assert all(beats[:, at].any() for at in np.flatnonzero(~on))


@given(st.lists(st.booleans(), min_size=32, max_size=32))
def test_any_relation_has_a_front_by_the_closure(cells: list[bool]) -> None:
    """Also where dominance runs in a circle: checked against paths that are walked one by one."""
    better = np.array(cells[:16]).reshape(4, 4)
    better &= ~better.T
    other = np.array(cells[16:]).reshape(4, 4)
    other &= ~other.T
    none = np.zeros((4, 4), dtype=bool)
    first, second = Order(better, none), Order(other, none)
    beats = dominates(first, second)

    def reaches(start: int, end: int) -> bool:
        seen, to_do = set(), [start]
        while to_do:
            at = to_do.pop()
            for to in np.flatnonzero(beats[at]).tolist():
                if to not in seen:
                    seen.add(to)
                    to_do.append(to)
        return end in seen

    expected = [all(reaches(at, by) for by in range(4) if by != at and reaches(by, at)) for at in range(4)]
    assert front(first, second).tolist() == expected
    assert any(expected)


def test_a_tie_does_not_protect_and_what_cannot_be_compared_does() -> None:
    near, far = order([10.0, 10.2], 0.05), order([5.0, 9.0])
    assert front(near, far).tolist() == [True, False]  # as near, and better on the other
    unclear = order_of(np.array([["gelijk", SHIFTED], [SHIFTED, "gelijk"]], dtype=object))
    assert front(unclear, far).tolist() == [True, True]


def test_who_is_not_known_is_neither_on_the_front_nor_in_anyones_way() -> None:
    known = np.array([True, False, True])
    assert front(order([3.0, 1.0, 2.0]), order([3.0, 1.0, 2.0]), known).tolist() == [False, False, True]
