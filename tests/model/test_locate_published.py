"""The worked examples in spopt's own tests, and equality with spopt itself on small random cases.

Inputs and expected values: spopt 0.7.0, ``spopt/tests/test_locate``, p-median and MCLP (pysal/spopt,
BSD 3-Clause, Copyright 2018 pysal-spopt developers), restated as numbers in ``published/``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spopt.locate import MCLP, PMedian

from model.gains import FIRST, SECOND, Reach, coverage_gains, median_gains
from model.locate import Choice, best_choice

# spopt builds its models in a way that PuLP will drop
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*PuLP 4:DeprecationWarning:spopt.*", "ignore:.*PuLP 4:DeprecationWarning:pulp.*"
)

PUBLISHED = Path(__file__).parent / "published"
#: Further than any distance: what a home has while there is no site at all.
FAR_M = 1e5


def reach(cost: np.ndarray, weight: np.ndarray, existing: tuple[int, ...] = ()) -> Reach:
    now = cost[:, list(existing)].min(axis=1) if existing else np.full(len(cost), FAR_M)
    home, site = np.indices(cost.shape).reshape(2, -1)
    return Reach(now, np.asarray(weight, dtype=np.float64), home, site, cost.ravel(), cost.shape[1])


def metres_after(
    cost: np.ndarray, weight: np.ndarray, choice: Choice, existing: tuple[int, ...] = ()
) -> float:
    """Weighted metres together."""
    return float(weight @ cost[:, [*existing, *choice.sites]].min(axis=1))


# --- San Francisco: 205 census tracts, 16 stores -----------------------------------------------


@pytest.fixture(scope="module")
def stores() -> tuple[np.ndarray, np.ndarray]:
    table = pd.read_csv(PUBLISHED / "spopt_san_francisco.csv", comment="#")
    return table.iloc[:, 2:].to_numpy(dtype=np.float64), table["residents"].to_numpy(dtype=np.float64)


def test_mean_distance_of_four_stores_in_san_francisco(stores: tuple[np.ndarray, np.ndarray]) -> None:
    cost, weight = stores
    choice = best_choice(median_gains(reach(cost, weight)), 4)
    assert cost.shape == (205, 16)
    assert metres_after(cost, weight, choice) / weight.sum() == pytest.approx(2982.1268579890657)
    assert choice.is_proven


def test_coverage_of_four_stores_in_san_francisco(stores: tuple[np.ndarray, np.ndarray]) -> None:
    cost, weight = stores
    choice = best_choice(coverage_gains(reach(cost, weight), 5000.0), 4)
    covered = (cost[:, list(choice.sites)] <= 5000.0).any(axis=1)
    assert (~covered).sum() == 21
    assert 100 * covered.mean() == pytest.approx(89.75609756097561)
    assert choice.gap(FIRST) == 0.0


# --- a lattice: 100 clients, 5 facilities ------------------------------------------------------


@pytest.fixture(scope="module")
def lattice() -> pd.DataFrame:
    return pd.read_csv(PUBLISHED / "spopt_lattice.csv", comment="#")


def ways_off(place: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Both crossings next to a place on a line of the lattice, and how far they are."""
    low, high = np.floor(place + 1e-9), np.ceil(place - 1e-9)
    return [(low, float(np.abs(place - low).sum())), (high, float(np.abs(high - place).sum()))]


def along(one: np.ndarray, other: np.ndarray) -> float:
    """Distance along the lines x = 0, 1, ... and y = 0, 1, ..."""
    over = min(
        near + far + float(np.abs(left - right).sum())
        for left, near in ways_off(one)
        for right, far in ways_off(other)
    )
    same = all(
        np.array_equal(left, right)
        for (left, _), (right, _) in zip(ways_off(one), ways_off(other), strict=True)
    )
    return min(over, float(np.abs(one - other).sum())) if same else over


def costs(lattice: pd.DataFrame, *, straight: bool) -> tuple[np.ndarray, np.ndarray]:
    at, is_client = lattice[["x", "y"]].to_numpy(), (lattice["weight"] > 0).to_numpy()
    clients, facilities = at[is_client], at[~is_client]
    if straight:
        cost = np.hypot(*(clients[:, None] - facilities).transpose(2, 0, 1))
    else:
        cost = np.array([[along(one, other) for other in facilities] for one in clients])
    return cost, lattice["weight"].to_numpy(dtype=np.float64)[is_client]


@pytest.mark.parametrize("how", ["over_lattice", "straight"])
def test_who_is_served_by_which_of_four_facilities(lattice: pd.DataFrame, how: str) -> None:
    cost, weight = costs(lattice, straight=how == "straight")
    choice = best_choice(median_gains(reach(cost, weight)), 4)
    opened = np.sort(choice.sites)
    served = opened[cost[:, opened].argmin(axis=1)]
    assert served.tolist() == lattice[how].dropna().astype(int).tolist()


def test_two_facilities_are_there_and_a_third_opens(lattice: pd.DataFrame) -> None:
    cost, weight = costs(lattice, straight=True)
    choice = best_choice(median_gains(reach(cost, weight, (3, 4))), 1)
    metres = metres_after(cost, weight, choice, (3, 4))
    assert choice.sites == (1,)
    assert metres == pytest.approx(1872.5093264630818)
    assert metres / weight.sum() == pytest.approx(3.0299503664451164)


def test_one_client_stays_out_of_reach_of_four(lattice: pd.DataFrame) -> None:
    cost, weight = costs(lattice, straight=False)
    choice = best_choice(coverage_gains(reach(cost, weight), 7.0), 4)
    covered = (cost[:, list(choice.sites)] <= 7.0).any(axis=1)
    assert (~covered).sum() == 1
    assert 100 * covered.mean() == 99.0
    # the facilities that are open there serve these numbers of clients
    assert (cost[:, :4] <= 7.0).sum(axis=0).tolist() == [44, 54, 75, 77]
    assert choice.gain[FIRST] == weight[(cost[:, :4] <= 7.0).any(axis=1)].sum()


def test_three_facilities_are_there_and_a_fourth_opens(lattice: pd.DataFrame) -> None:
    cost, weight = costs(lattice, straight=True)
    choice = best_choice(coverage_gains(reach(cost, weight, (0, 1, 3)), 7.0), 1)
    assert choice.sites == (4,)
    assert (cost <= 7.0).sum(axis=0)[[0, 1, 3, 4]].tolist() == [63, 80, 99, 58]


# --- spopt itself ------------------------------------------------------------------------------


@st.composite
def drawn(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_homes, n_sites = draw(st.integers(2, 15)), draw(st.integers(2, 8))
    k = draw(st.integers(1, n_sites))
    return rng.integers(1, 1000, (n_homes, n_sites)) / 10, rng.integers(1, 9, n_homes).astype(float), k


@given(case=drawn(), n_existing=st.integers(0, 1))
def test_spopt_finds_the_same_least_distance(
    case: tuple[np.ndarray, np.ndarray, int], n_existing: int
) -> None:
    cost, weight, k = case
    existing = tuple(range(min(n_existing, k - 1)))
    fixed = {"predefined_facilities_arr": np.isin(np.arange(cost.shape[1]), existing)} if existing else {}
    peer = PMedian.from_cost_matrix(cost, weight, k, **fixed).solve(pulp.PULP_CBC_CMD(msg=False))
    choice = best_choice(median_gains(reach(cost, weight, existing)), k - len(existing))
    assert metres_after(cost, weight, choice, existing) == pytest.approx(peer.problem.objective.value())


@given(case=drawn(), radius=st.integers(5, 80))
def test_spopt_finds_the_same_most_coverage(case: tuple[np.ndarray, np.ndarray, int], radius: int) -> None:
    cost, weight, k = case
    if not (cost <= radius).any():
        return  # spopt refuses a case in which nobody can be covered
    peer = MCLP.from_cost_matrix(cost, weight, radius, k).solve(pulp.PULP_CBC_CMD(msg=False))
    choice = best_choice(coverage_gains(reach(cost, weight), float(radius)), k)
    assert choice.gain[FIRST] == pytest.approx(peer.problem.objective.value())
    assert choice.bound[SECOND] >= choice.gain[SECOND]
