"""Floating catchments and Gini: on paper, against plain loops, and PySAL access's own worked examples.

Examples: access 1.1.10, ``access/tests/``: ``test_hospital_example.py``, ``test_floating_catchment_area.py``
and ``util.py`` (pysal/access, BSD 3-Clause), restated as numbers.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.catchment import SHARP_DECAY, SLOW_DECAY, band_weights, e2sfca, gini

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def pairs_of(cost: np.ndarray, decay: np.ndarray) -> Pairs:
    home, site = np.nonzero(decay > 0)
    assert cost.shape == decay.shape
    return home, site, decay[home, site]


# --- access: three tracts with 100, 50 and 10 people and 15, 20 and 100 doctors ----------------

#: Minutes to the city and back, and across; within a tract 1. Beyond 60 minutes nobody travels.
ROADS = {
    "gridlock": (40, 40, 80),
    "faster in": (20, 40, 80),
    "faster out": (40, 20, 80),
    "faster": (20, 20, 40),
}


def hospitals(roads: str) -> np.ndarray:
    to_city, from_city, across = ROADS[roads]
    cost = np.array([[1, across, to_city], [across, 1, to_city], [from_city, from_city, 1]], dtype=np.float64)
    decay = np.where(cost <= 61, 1 / cost, 0.0)
    access, _ = e2sfca(*pairs_of(cost, decay), np.array([100.0, 50, 10]), np.array([15.0, 20, 100]))
    return access


def test_hospitals_in_gridlock() -> None:
    suburb, other, city = 15 / (100 + 10 / 40), 20 / (50 + 10 / 40), 100 / (10 + 100 / 40 + 50 / 40)
    expected = [suburb + city / 40, other + city / 40, city + suburb / 40 + other / 40]
    assert hospitals("gridlock") == pytest.approx(expected, abs=1e-7)


def test_hospitals_with_faster_roads_all_around() -> None:
    suburb = 15 / (100 + 50 / 40 + 10 / 20)
    other = 20 / (50 + 100 / 40 + 10 / 20)
    city = 100 / (10 + 100 / 20 + 50 / 20)
    expected = [
        suburb + other / 40 + city / 20,
        other + suburb / 40 + city / 20,
        city + suburb / 20 + other / 20,
    ]
    assert hospitals("faster") == pytest.approx(expected, abs=1e-7)


def test_hospitals_with_one_way_faster() -> None:
    into = 100 / (10 + 100 / 20 + 50 / 20)
    suburb, other = 15 / (100 + 10 / 40), 20 / (50 + 10 / 40)
    expected = [suburb + into / 20, other + into / 20, into + suburb / 40 + other / 40]
    assert hospitals("faster in") == pytest.approx(expected, abs=1e-7)
    out = 100 / (10 + 100 / 40 + 50 / 40)
    suburb, other = 15 / (100 + 10 / 20), 20 / (50 + 10 / 20)
    expected = [suburb + out / 40, other + out / 40, out + suburb / 20 + other / 20]
    assert hospitals("faster out") == pytest.approx(expected, abs=1e-7)


def test_hospitals_roads_help_whom_they_should() -> None:
    before, into, out, both = (hospitals(roads) for roads in ROADS)
    assert (np.sign(into - before) == [1, 1, -1]).all()
    assert (np.sign(out - before) == [-1, -1, 1]).all()
    assert (np.sign(both - before) == [1, 1, -1]).all()


# --- access: a grid of 5 by 5 with a supply of 1 everywhere, 5 of them with a demand of 1 ------


def grid(limit: float, asked: list[int]) -> np.ndarray:
    at = np.array([(x, y) for x in range(5) for y in range(5)], dtype=np.float64)
    cost = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    decay = np.where(cost <= limit, 1.0, 0.0) * band_weights(cost, [10, 20, 30], SLOW_DECAY)
    demand = np.zeros(25)
    demand[asked] = 1
    access, _ = e2sfca(*pairs_of(cost, decay), demand, np.ones(25))
    return access[asked]


@pytest.mark.parametrize(("limit", "expected"), [(np.inf, 5.0), (0.9, 1.0)])
def test_a_grid_within_a_large_and_a_small_catchment(limit: float, expected: float) -> None:
    asked = np.random.default_rng(1).choice(25, 5, replace=False).tolist()
    assert grid(limit, asked) == pytest.approx([expected] * 5)


def test_a_grid_without_catchment() -> None:
    """Access tells nothing (NaN) where no place is within reach; here that is access to nothing: 0."""
    assert grid(-1.0, [3]).tolist() == [0.0]


def test_the_steps_of_access() -> None:
    minutes = np.arange(0, 71, 10.0)
    assert band_weights(minutes, [20, 40, 60], SLOW_DECAY).tolist() == [1, 1, 1, 0.68, 0.68, 0.22, 0.22, 0]


# --- what must always hold ---------------------------------------------------------------------


@given(seed=st.integers(0, 2**32 - 1))
def test_as_plain_loops_and_all_places_are_given_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_homes, n_sites = rng.integers(1, 8, 2)
    cost = rng.integers(0, 40, (n_homes, n_sites)).astype(np.float64)
    decay = band_weights(cost, [10, 20, 30], SHARP_DECAY)
    demand, places = rng.integers(0, 9, n_homes).astype(float), rng.integers(0, 9, n_sites).astype(float)
    access, ratio = e2sfca(*pairs_of(cost, decay), demand, places)
    for site in range(n_sites):
        asked = sum(demand[home] * decay[home, site] for home in range(n_homes))
        assert ratio[site] == pytest.approx(places[site] / asked if asked else np.nan, nan_ok=True)
    for home in range(n_homes):
        given_out = sum(
            ratio[site] * decay[home, site] for site in range(n_sites) if np.isfinite(ratio[site])
        )
        assert access[home] == pytest.approx(given_out)
    assert demand @ access == pytest.approx(places[np.isfinite(ratio)].sum())


@pytest.mark.parametrize(
    ("limits", "weights"),
    [
        ([], []),
        ([10, 20], [1.0]),
        ([20, 10], [1.0, 0.5]),
        ([10, 20], [0.5, 1.0]),
        ([10], [-1.0]),
        ([10], [np.nan]),
    ],
)
def test_bands_that_make_no_sense_are_refused(limits: list[float], weights: list[float]) -> None:
    with pytest.raises(ValueError, match="limits"):
        band_weights(np.zeros(1), limits, weights)


@given(seed=st.integers(0, 2**32 - 1))
def test_gini_is_the_sum_over_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    value, weight = rng.integers(0, 6, n).astype(float), rng.integers(0, 5, n).astype(float)
    whole = weight.sum()
    mean = weight @ value / whole if whole else np.nan
    apart = sum(weight[i] * weight[j] * abs(value[i] - value[j]) for i in range(n) for j in range(n))
    expected = np.nan if not whole else 0.0 if mean == 0 else apart / (2 * whole**2 * mean)
    found = gini(value, weight)
    assert found == pytest.approx(expected, nan_ok=True, abs=1e-12)
    if whole:
        assert 0 <= found < 1
        assert gini(3 * value, weight) == pytest.approx(found, abs=1e-12)  # in whatever unit


def test_gini_of_whoever_reaches_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        gini(np.array([1.0, np.inf]), np.ones(2))
    assert gini(np.array([1.0, np.inf]), np.array([1.0, 0.0])) == 0.0
