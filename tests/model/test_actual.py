"""What pupils really travel, with masked cells: bounds against every value of every cell."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.actual import Counts, Interval, actual, mean_interval, moves, quantile_interval
from model.travel import weighted_mean, weighted_quantile

Figure = Callable[[np.ndarray, np.ndarray], float]


@st.composite
def cells(draw: st.DrawFn) -> tuple[np.ndarray, Counts]:
    """A few cells: distances, some of them equal, and counts, some of them 1 to 4 or 0 to n."""
    n = draw(st.integers(1, 5))
    value = np.array(draw(st.lists(st.integers(0, 6), min_size=n, max_size=n)), dtype=np.float64)
    kinds = draw(st.lists(st.sampled_from(["1-4", "0-n", "known"]), min_size=n, max_size=n))
    known = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    bounds = {"1-4": (1, 2, 4), "0-n": (0, 1, 3)}
    low, mid, high = zip(
        *(bounds.get(kind, (k, k, k)) for kind, k in zip(kinds, known, strict=True)), strict=True
    )
    return value, Counts(np.array(low, float), np.array(mid, float), np.array(high, float))


def _all(value: np.ndarray, counts: Counts, figure: Figure) -> list[float]:
    ranges = [range(int(a), int(b) + 1) for a, b in zip(counts.low, counts.high, strict=True)]
    found = [figure(value, np.array(weight, float)) for weight in product(*ranges) if sum(weight) > 0]
    return found or [float("nan")]


@given(cells())
def test_bounds_of_the_mean_are_those_of_all_values_of_the_cells(case: tuple[np.ndarray, Counts]) -> None:
    value, counts = case
    found, told = mean_interval(value, counts), _all(value, counts, weighted_mean)
    assert (found.low, found.high) == pytest.approx((min(told), max(told)), nan_ok=True)
    assert found.mid == pytest.approx(weighted_mean(value, counts.mid), nan_ok=True)


@pytest.mark.parametrize("share", [0.5, 0.9])
@given(case=cells())
def test_bounds_of_a_quantile_are_those_of_all_values_of_the_cells(
    case: tuple[np.ndarray, Counts], share: float
) -> None:
    value, counts = case
    found = quantile_interval(value, counts, share)
    told = _all(value, counts, lambda x, w: weighted_quantile(x, w, share))
    assert (found.low, found.high) == pytest.approx((min(told), max(told)), nan_ok=True)
    assert np.isnan(found.mid) or found.low <= found.mid <= found.high


def _known(*pupils: float) -> Counts:
    counts = np.array(pupils, dtype=np.float64)
    return Counts(counts, counts, counts)


def test_without_masked_cells_an_interval_is_a_point() -> None:
    x = np.array([3.0, 1.0, 2.0])
    for found in (mean_interval(x, _known(1, 2, 3)), quantile_interval(x, _known(1, 2, 3), 0.5)):
        assert found.exact
        assert found.low == found.mid


def test_a_country_worked_out_on_paper() -> None:
    """Ten pupils at 1 km (their nearest), a masked cell at 5 km (nearest at 2 km), one who cannot go."""
    counts = Counts(np.array([10.0, 1, 1]), np.array([10.0, 2, 1]), np.array([10.0, 4, 1]))
    found = actual(np.array([1000, 5000, np.inf]), np.array([1000, 2000, np.inf]), counts)
    assert found.pupils == Interval(11, 12, 14)
    assert found.mean_m.low == pytest.approx(15_000 / 11)
    assert found.mean_m.mid == pytest.approx(20_000 / 12)
    assert found.mean_m.high == pytest.approx(30_000 / 14)
    assert found.median_m == Interval(1000, 1000, 1000)
    assert found.p90_m == Interval(1000, 5000, 5000)
    assert found.to_nearest.low == pytest.approx(10 / 14)
    assert found.to_nearest.high == pytest.approx(10 / 11)
    assert found.unreachable == Interval(1, 1, 1)


def test_nearest_is_within_a_metre() -> None:
    found = actual(np.array([1001.0, 1002.0]), np.array([1000.0, 1000.0]), _known(1, 3))
    assert found.to_nearest.mid == 0.25


def test_nobody_at_all() -> None:
    found = actual(np.zeros(0), np.zeros(0), _known())
    assert found.pupils == Interval(0, 0, 0)
    assert np.isnan([found.mean_m.low, found.p90_m.high, found.to_nearest.mid]).all()


def test_pupils_go_where_the_others_of_their_home_go_else_to_the_nearest() -> None:
    found = moves(
        np.array([4, 9, 4]),
        np.array([9, 4, 4, 5]),
        np.array([1, 2, 3, 3]),
        np.array([0.0, 2.0, 6.0, 5.0]),
        np.array([7, -1, 7]),
    )
    assert found.row.tolist() == [0, 0, 1, 2, 2]
    assert found.site.tolist() == [2, 3, -1, 2, 3]
    assert found.share.tolist() == [0.25, 0.75, 1.0, 0.25, 0.75]
    assert found.observed.tolist() == [True, True, False, True, True]


@given(st.integers(0, 2**32 - 1))
def test_no_pupil_is_lost_or_made(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(0, 6), rng.integers(0, 12)
    point, nearest = rng.integers(0, 4, n), rng.integers(-1, 3, n)
    other = rng.integers(0, 4, m), rng.integers(0, 3, m), rng.integers(0, 5, m).astype(float)
    found = moves(point, *other, nearest)
    np.testing.assert_allclose(np.bincount(found.row, weights=found.share, minlength=n), np.ones(n))
    assert set(found.site[found.observed]) <= set(other[1].tolist())
    for row, site, share in zip(found.row, found.site, found.share, strict=True):
        here = (other[0] == point[row]) & (other[2] > 0)
        if here.any():
            told = found.share[(found.row == row) & (found.site == site)].sum()
            assert (
                share
                <= told
                == pytest.approx(other[2][here & (other[1] == site)].sum() / other[2][here].sum())
            )
        else:
            assert site == nearest[row]
