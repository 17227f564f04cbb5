"""Expected pupils, whole numbers that add up, participation with border traffic, and spread."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.demand import border_traffic, expected_pupils, largest_remainder, participation, spread

pupils = st.lists(st.floats(0, 500, allow_nan=False), min_size=1, max_size=30).map(np.array)


def test_growth_compounds_over_the_years() -> None:
    found = expected_pupils(np.array([1000.0, 0.0]), np.array([0.02, 0.5]), growth=-0.1, years=2)
    assert found == pytest.approx([16.2, 0.0])


def test_remainders_are_given_out_largest_first_and_ties_to_the_first() -> None:
    assert largest_remainder(np.array([1.5, 1.5, 0.7, 0.3])).tolist() == [2, 1, 1, 0]
    assert largest_remainder(np.array([0.5])).tolist() == [1]  # a half goes up
    assert largest_remainder(np.array([0.1] * 10)).tolist() == [1] + [0] * 9


def test_sums_of_floats_do_not_break_ties_or_whole_numbers() -> None:
    thirds = np.array([0.1 + 0.2, 0.3, 0.4])  # 0.30000000000000004 and 0.3 are equal here
    assert largest_remainder(thirds).tolist() == [0, 0, 1]
    assert largest_remainder(np.array([0.3, 0.1 + 0.2]), 1).tolist() == [1, 0]
    assert largest_remainder(np.array([3 * 0.1 * 10 - 1e-12, 1.0])).tolist() == [3, 1]


@given(pupils)
def test_whole_numbers_add_up_and_are_never_a_whole_one_off(expected: np.ndarray) -> None:
    whole = largest_remainder(expected)
    assert whole.sum() == np.floor(expected.sum() + 0.5)
    assert (np.abs(whole - expected) < 1 + 1e-6).all()
    assert (whole >= 0).all()


@given(pupils)
def test_a_larger_expectation_never_has_fewer_pupils(expected: np.ndarray) -> None:
    whole = largest_remainder(expected)
    order = np.argsort(expected, kind="stable")
    steps = np.diff(expected[order]) > 1e-6
    assert (np.diff(whole[order])[steps] >= 0).all()


@given(st.lists(st.sampled_from([0.0, 0.25, 0.4, 0.5, 0.6, 1.3]), min_size=1, max_size=5).map(np.array))
def test_no_other_rounding_is_nearer(expected: np.ndarray) -> None:
    whole = largest_remainder(expected)
    floors = np.floor(expected)
    others = (floors + np.array(up) for up in product((0, 1), repeat=len(expected)))
    distances = [float(((o - expected) ** 2).sum()) for o in others if o.sum() == whole.sum()]
    assert ((whole - expected) ** 2).sum() == pytest.approx(min(distances))


@pytest.mark.parametrize("wrong", [[-1.0], [np.nan], [np.inf]])
def test_what_is_no_number_of_pupils_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="from 0"):
        largest_remainder(np.array(wrong))


def test_a_total_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="total of 9"):
        largest_remainder(np.array([1.5, 2.5]), 9)


def test_border_traffic_follows_the_nearest_site() -> None:
    area, nearest = np.array([0, 0, 1, 1, -1]), np.array([0, 1, 1, -1, 1])
    inflow, outflow = border_traffic(area, nearest, np.array([1.0, 2.0, 4.0, 8.0, 16.0]), 2)
    assert inflow.tolist() == [0.0, 18.0]  # two from area 0, sixteen from nowhere
    assert outflow.tolist() == [2.0, 0.0]  # who reaches no site goes nowhere


@given(st.integers(0, 2**32 - 1))
def test_what_goes_out_comes_in(seed: int) -> None:
    rng = np.random.default_rng(seed)
    area, nearest = rng.integers(0, 4, (2, 20))
    weight = rng.uniform(0, 10, 20)
    inflow, outflow = border_traffic(area, nearest, weight, 4)
    assert inflow.sum() == pytest.approx(outflow.sum())
    assert inflow.sum() == pytest.approx(weight[area != nearest].sum())


def test_participation_is_never_below_nothing_and_above_everybody_where_pupils_come_from_elsewhere() -> None:
    at_sites = np.array([10.0, 90.0, 5.0])
    found = participation(
        (at_sites,) * 3, np.array([100.0, 95.0, 0.0]), np.array([20.0, 0, 0]), np.array([0.0, 20, 0])
    )
    assert found.low[:2] == pytest.approx([0.0, 90 / 95])
    assert found.rate[:2] == pytest.approx([0.1, 90 / 95])
    assert found.high[:2] == pytest.approx([0.1, 110 / 95])
    assert np.isnan([found.low[2], found.rate[2], found.high[2]]).all()


def test_spread_weighs_and_leaves_out_who_has_nobody() -> None:
    found = spread(np.array([0.01, 0.04, np.nan, 0.9]), np.array([300.0, 100.0, 50.0, 0.0]))
    assert found.areas == 2
    assert found.mean == pytest.approx(0.0175)
    assert found.deviation == pytest.approx(np.sqrt((3 * 0.0075**2 + 0.0225**2) / 4))
    assert (found.least, found.median, found.p90, found.most) == (0.01, 0.01, 0.04, 0.04)
    assert found.ratio == pytest.approx(4.0)


def test_spread_of_nothing_and_of_zeros() -> None:
    nothing = spread(np.zeros(0), np.zeros(0))
    assert nothing.areas == 0
    assert np.isnan(nothing.mean)
    zeros = spread(np.zeros(2), np.ones(2))
    assert zeros.deviation == 0.0
    assert np.isnan([zeros.variation, zeros.ratio]).all()


@given(st.integers(0, 2**32 - 1))
def test_joining_areas_never_widens_the_spread(seed: int) -> None:
    rng = np.random.default_rng(seed)
    value, weight = rng.uniform(0, 1, 6), rng.uniform(1, 9, 6)
    joined = np.array([np.average(value[:3], weights=weight[:3]), np.average(value[3:], weights=weight[3:])])
    before, after = spread(value, weight), spread(joined, np.array([weight[:3].sum(), weight[3:].sum()]))
    assert after.deviation <= before.deviation + 1e-12
    assert after.mean == pytest.approx(before.mean)
