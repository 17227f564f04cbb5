"""Figures on distance, against people standing in a row: each pupil one entry, numpy does the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.travel import (
    Travel,
    foster_greer_thorbecke,
    travel,
    weighted_mean,
    weighted_quantile,
    worst_off_mean,
)

Float = NDArray[np.float64]

NEAR, FAR = 6_000.0, 15_000.0
PEOPLE = st.lists(st.tuples(st.integers(0, 40).map(lambda h: h * 500.0), st.integers(0, 9)), max_size=12)
SHARES = st.integers(1, 20).map(lambda twentieths: twentieths / 20)


def _columns(rows: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(rows, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _in_a_row(rows: list[tuple[float, int]]) -> np.ndarray:
    return np.repeat([value for value, _ in rows], [count for _, count in rows]).astype(float)


@given(PEOPLE)
def test_mean_counts_every_pupil_once(rows: list[tuple[float, int]]) -> None:
    everyone = _in_a_row(rows)
    found = weighted_mean(*_columns(rows))
    assert found == pytest.approx(everyone.mean()) if everyone.size else math.isnan(found)


@given(PEOPLE, SHARES)
def test_quantile_is_the_least_value_that_the_share_does_not_exceed(
    rows: list[tuple[float, int]], share: float
) -> None:
    everyone = _in_a_row(rows)
    found = weighted_quantile(*_columns(rows), share)
    if everyone.size == 0:
        assert math.isnan(found)
        return
    assert found == np.quantile(everyone, share, method="inverted_cdf")
    assert (everyone <= found).mean() >= share - 1e-12
    assert (everyone < found).mean() < share + 1e-12


@given(PEOPLE)
def test_worst_tenth_against_a_row_of_tenths(rows: list[tuple[float, int]]) -> None:
    everyone = np.sort(np.repeat(_in_a_row(rows), 10))  # ten tenths of each pupil: the tenth is whole
    found = worst_off_mean(*_columns(rows))
    if everyone.size == 0:
        assert math.isnan(found)
        return
    assert found == pytest.approx(everyone[-everyone.size // 10 :].mean())


@given(PEOPLE)
def test_order_and_empty_places_change_nothing(rows: list[tuple[float, int]]) -> None:
    around = [*reversed(rows), (123_456.0, 0)]
    for measure in (weighted_mean, worst_off_mean):
        assert measure(*_columns(rows)) == pytest.approx(measure(*_columns(around)), nan_ok=True)
    assert weighted_quantile(*_columns(rows), 0.5) == pytest.approx(
        weighted_quantile(*_columns(around), 0.5), nan_ok=True
    )


@given(PEOPLE, st.sampled_from([0, 1, 2]))
def test_shortfall_against_every_pupil(rows: list[tuple[float, int]], power: int) -> None:
    everyone = _in_a_row(rows)
    gaps = [((x - FAR) / FAR) ** power if x > FAR else 0.0 for x in everyone]
    found = foster_greer_thorbecke(*_columns(rows), FAR, power)
    assert found == pytest.approx(sum(gaps) / len(gaps)) if gaps else math.isnan(found)


@st.composite
def _areas(draw: st.DrawFn) -> list[tuple[float, float, int]]:
    """Draw rows of own, free, pupils: own never below free, some without an own site, some cut off."""
    rows = []
    for _ in range(draw(st.integers(1, 10))):
        free = draw(st.one_of(st.integers(0, 40).map(lambda n: n * 500.0), st.just(math.inf)))
        extra = draw(st.sampled_from([0.0, 0.5, 1.0, 1.5, 4_000.0, 20_000.0, math.inf]))
        rows.append((free + extra, free, draw(st.integers(0, 9))))
    return rows


def _or_nan(row: Float, figure: Callable[[Float], Any]) -> float:
    """Give a figure over pupils; there is none where no pupil counts."""
    return float(figure(row)) if row.size else math.nan


def _quantile(share: float) -> Callable[[Float], Any]:
    return lambda row: np.quantile(row, share, method="inverted_cdf")


def _brute(rows: list[tuple[float, float, int]]) -> dict[str, float]:
    people = [(own, free) for own, free, count in rows for _ in range(count)]
    every = np.array([own if math.isfinite(own) else free for own, free in people])
    reach = every[np.isfinite(every)]
    owned = np.array([own for own, _ in people if math.isfinite(own)])
    near = np.array([free for _, free in people if math.isfinite(free)])
    gaps = np.array([own - free for own, free in people if math.isfinite(own)])
    depends = [math.isinf(own) or own - free > 1 for own, free in people]
    beyond = reach[reach > FAR]
    return {
        "pupils": len(people),
        "mean_m": _or_nan(reach, np.mean),
        "median_m": _or_nan(reach, _quantile(0.5)),
        "p90_m": _or_nan(reach, _quantile(0.9)),
        "worst_tenth_m": _or_nan(reach, lambda row: np.sort(np.repeat(row, 10))[-len(row) :].mean()),
        "beyond_near": (every > NEAR).mean(),
        "beyond_acceptable": (every > FAR).mean(),
        "excess_acceptable_m": _or_nan(beyond - FAR, np.mean),
        "without_own": sum(math.isinf(own) for own, _ in people),
        "coverage_near": np.mean([own <= NEAR for own, _ in people]),
        "coverage_acceptable": np.mean([own <= FAR for own, _ in people]),
        "free_mean_m": _or_nan(near, np.mean),
        "border_effect_m": _or_nan(gaps, np.mean),
        "border_dependence": np.mean(depends),
        "own_mean_m": _or_nan(owned, np.mean),
        "own_median_m": _or_nan(owned, _quantile(0.5)),
        "own_p90_m": _or_nan(owned, _quantile(0.9)),
        "free_median_m": _or_nan(near, _quantile(0.5)),
        "free_p90_m": _or_nan(near, _quantile(0.9)),
        "free_beyond_acceptable": np.mean([free > FAR for _, free in people]),
        "unreachable": sum(math.isinf(free) for _, free in people),
        "shortfall": _or_nan(reach, lambda row: np.maximum((row - FAR) / FAR, 0).mean()),
        "severity": _or_nan(reach, lambda row: (np.maximum((row - FAR) / FAR, 0) ** 2).mean()),
        "gini": _or_nan(reach, _gini),
    }


def _gini(row: Float) -> float:
    """Mean difference of all pairs over twice the mean; nothing to divide is divided evenly."""
    pairs = np.abs(row[:, None] - row[None, :]).mean()
    return float(pairs / (2 * row.mean())) if row.any() else 0.0


def _travel(rows: list[tuple[float, float, int]]) -> Travel:
    table = np.array(rows, dtype=np.float32).reshape(-1, 3)
    return travel(table[:, 0], table[:, 1], table[:, 2].astype(float), (NEAR, FAR))


@given(_areas())
@settings(deadline=None)
def test_every_figure_against_every_pupil(rows: list[tuple[float, float, int]]) -> None:
    found = asdict(_travel(rows))
    if sum(count for *_, count in rows) == 0:
        assert found.pop("pupils") == found.pop("without_own") == found.pop("unreachable") == 0
        assert all(math.isnan(value) for value in found.values())
        return
    expected = _brute(rows)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, nan_ok=True), name


@given(_areas())
def test_without_an_own_site_is_never_netted_with_distances(rows: list[tuple[float, float, int]]) -> None:
    """Who has no own site travels to the nearest: the mean is that of own_or_free, the count stands apart."""
    bare = [(math.inf, free, count) for _, free, count in rows]
    found = _travel(bare)
    assert found.mean_m == pytest.approx(found.free_mean_m, nan_ok=True)
    assert found.without_own == found.pupils
    assert math.isnan(found.border_effect_m)
    if found.pupils:
        assert found.border_dependence == 1
        assert found.coverage_acceptable == 0


def test_a_tolerance_of_one_metre() -> None:
    assert _travel([(1001.0, 1000.0, 5), (1001.5, 1000.0, 3)]).border_dependence == pytest.approx(3 / 8)


def test_the_norm_itself_is_within_the_norm() -> None:
    found = _travel([(FAR, FAR, 1)])
    assert found.beyond_acceptable == 0
    assert found.coverage_acceptable == 1


def test_a_country_without_any_site_of_the_kind() -> None:
    """Nobody can reach a site: that is an answer, not an error."""
    found = _travel([(math.inf, math.inf, 7)])
    assert found.without_own == found.unreachable == found.pupils == 7
    assert found.beyond_near == found.beyond_acceptable == found.free_beyond_acceptable == 1
    assert math.isnan(found.mean_m)
    assert math.isnan(found.free_p90_m)
    assert found.border_dependence == 1
    assert found.coverage_acceptable == 0
    assert math.isnan(found.border_effect_m)


def test_who_is_cut_off_is_counted_apart_and_beyond_every_norm() -> None:
    """On an island without a ferry: in no mean, so that the others' figures stay what they are."""
    there = [(500.0, 500.0, 3), (FAR + 1000, 500.0, 1)]
    alone, both = _travel(there), _travel([*there, (math.inf, math.inf, 4)])
    assert both.unreachable == 4
    assert alone.unreachable == 0
    for name in ("mean_m", "p90_m", "worst_tenth_m", "free_mean_m", "excess_acceptable_m", "border_effect_m"):
        assert getattr(both, name) == getattr(alone, name), name
    assert (alone.beyond_acceptable, both.beyond_acceptable) == (1 / 4, 5 / 8)
    assert (alone.coverage_acceptable, both.coverage_acceptable) == (3 / 4, 3 / 8)


def test_an_own_site_that_cannot_be_reached_is_not_a_missing_one() -> None:
    """Of 7 pupils 1 has no own site, 2 cannot reach theirs but can another, and 4 can reach none."""
    own = np.array([math.inf, math.inf, math.inf])
    free = np.array([3_000.0, 4_000.0, math.inf])
    has_site = np.array([False, True, True])
    found = travel(own, free, np.array([1.0, 2.0, 4.0]), (1_000.0, 5_000.0), has_site)
    assert (found.without_own, found.unreachable) == (1.0, 6.0)
    assert found.mean_m == pytest.approx((3_000 + 2 * 4_000) / 3)
    assert found.beyond_acceptable == pytest.approx(4 / 7)


def test_without_a_norm_nothing_is_said_about_norms() -> None:
    """A kind without a werknorm (norms give NaN) is not to be determined: neither covered nor beyond."""
    own = np.array([5_000.0])
    found = travel(own, own, np.array([1.0]), (math.nan, math.nan))
    assert found.mean_m == 5_000
    for name in ("beyond_near", "beyond_acceptable", "coverage_near", "coverage_acceptable"):
        assert math.isnan(getattr(found, name)), name
