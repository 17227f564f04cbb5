"""Best places: worked out on paper, against brute force, and never better than their bound."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.gains import FIRST, SECOND, Gains, Reach, coverage_gains, median_gains
from model.interchange import greedy, interchange, lagrangian_bound
from model.locate import Curve, best_choice, best_curve

KM = 1000.0


@dataclass(frozen=True)
class Case:
    """Homes, what they have now, and how far every candidate is (infinite: cannot be reached)."""

    now_m: np.ndarray
    weight: np.ndarray
    metres: np.ndarray

    @property
    def reach(self) -> Reach:
        home, site = np.nonzero(np.isfinite(self.metres))
        return Reach(self.now_m, self.weight, home, site, self.metres[home, site], self.metres.shape[1])

    def after(self, chosen: tuple[int, ...]) -> np.ndarray:
        return np.minimum(self.now_m, self.metres[:, list(chosen)].min(axis=1, initial=np.inf))

    def median_worth(self, chosen: tuple[int, ...]) -> tuple[float, float]:
        """Pupils that reach a site, then less metres together."""
        after = self.after(chosen)
        reached = np.isfinite(after)
        metres = float(self.weight[reached] @ after[reached])
        return round(float(self.weight[reached].sum()), 6), -round(metres, 6)

    def cover_worth(self, chosen: tuple[int, ...], norm_m: float) -> float:
        return round(float(self.weight[self.after(chosen) <= norm_m].sum()), 6)

    def sets(self, k: int) -> list[tuple[int, ...]]:
        sites = range(self.metres.shape[1])
        return [one for size in range(min(k, len(sites)) + 1) for one in itertools.combinations(sites, size)]


@st.composite
def cases(draw: st.DrawFn, *, reached: bool = False) -> Case:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_homes, n_sites = draw(st.integers(1, 10)), draw(st.integers(1, 7))
    now = rng.integers(1, 30, n_homes).astype(np.float64)
    if not reached:
        now[rng.random(n_homes) < rng.choice([0.0, 0.3, 1.0])] = np.inf
    metres = rng.integers(0, 40, (n_homes, n_sites)).astype(np.float64)
    metres[rng.random(metres.shape) < 0.2] = np.inf
    return Case(now, rng.integers(0, 9, n_homes) / rng.choice([1.0, 3.0]), metres)


# --- on paper ----------------------------------------------------------------------------------


@pytest.fixture
def line() -> Case:
    """Villages at 0, 10, 20, 30, 40 km with 5, 1, 1, 1, 4 pupils; a site at 20; a candidate at each."""
    at = np.arange(5) * 10 * KM
    return Case(np.abs(at - 20 * KM), np.array([5.0, 1, 1, 1, 4]), np.abs(at[:, None] - at))


def test_the_best_place_and_the_best_two(line: Case) -> None:
    curve = best_curve(median_gains(line.reach), 2)
    one, two = curve.choices
    assert one.sites == (0,)  # 5 pupils lose 20 km, 1 gains nothing: 10 km stay 10 km
    assert one.gain[SECOND] == 5 * 20 * KM
    assert two.sites == (0, 4)
    assert two.added == ((0.0, 100 * KM), (0.0, 80 * KM))
    assert one.is_proven
    assert two.is_proven
    assert curve.is_nested


def test_a_place_that_is_open_already_adds_nothing(line: Case) -> None:
    gains = median_gains(line.reach)
    assert 2 not in gains.site
    assert gains.total([2]).tolist() == [0.0, 0.0]


def test_within_the_norm_is_what_counts_first_and_distance_settles_ties(line: Case) -> None:
    choice = best_choice(coverage_gains(line.reach, 10 * KM), 1)
    # both 0 and 1 bring the first village within 10 km: 0 is nearer to it
    assert choice.sites == (0,)
    assert choice.gain == (5.0, 100 * KM)
    exact = best_choice(coverage_gains(line.reach, 10 * KM), 2)
    assert exact.gain == (9.0, 180 * KM)


def test_the_best_two_need_not_hold_the_best_one() -> None:
    """In the middle for all, or at both ends."""
    at, ends = np.array([0.0, 1, 9, 10]) * KM, np.array([5.0, 0.5, 9.5]) * KM
    case = Case(np.full(4, 50 * KM), np.ones(4), np.abs(at[:, None] - ends))
    curve = best_curve(median_gains(case.reach), 2)
    assert [one.sites for one in curve.choices] == [(0,), (1, 2)]
    assert not curve.is_nested


def test_who_reaches_nothing_goes_first() -> None:
    """One pupil on an island comes before a thousand who would be 20 km nearer."""
    metres = np.array([[5 * KM, np.inf], [np.inf, 1 * KM]])
    case = Case(np.array([np.inf, 21 * KM]), np.array([1.0, 1000.0]), metres)
    one, two = best_curve(median_gains(case.reach), 2).choices
    assert one.sites == (0,)
    assert one.gain[FIRST] == 1.0
    assert two.gain == (1.0, 1000 * 20 * KM)


def test_more_sites_than_help_are_not_opened(line: Case) -> None:
    choice = best_choice(median_gains(line.reach), 5)
    assert set(choice.sites) == {0, 1, 3, 4}
    assert choice.is_proven


def test_nothing_to_gain() -> None:
    case = Case(np.zeros(2), np.ones(2), np.ones((2, 3)))
    for gains in (median_gains(case.reach), coverage_gains(case.reach, 5.0)):
        choice = best_choice(gains, 2)
        assert choice.sites == ()
        assert choice.gain == (0.0, 0.0)
        assert choice.is_proven


# --- against brute force -----------------------------------------------------------------------


@given(case=cases(), k=st.integers(1, 5))
def test_no_set_has_shorter_journeys(case: Case, k: int) -> None:
    best = max(case.median_worth(one) for one in case.sets(k))
    choice = best_choice(median_gains(case.reach), k)
    assert case.median_worth(choice.sites) == pytest.approx(best)
    assert choice.is_proven
    assert choice.gain[SECOND] == pytest.approx(sum(second for _, second in choice.added))


@given(case=cases(), k=st.integers(1, 5), norm=st.integers(0, 35))
def test_no_set_covers_more(case: Case, k: int, norm: int) -> None:
    best = max(case.cover_worth(one, norm) for one in case.sets(k))
    choice = best_choice(coverage_gains(case.reach, float(norm)), k)
    assert case.cover_worth(choice.sites, norm) == pytest.approx(best)
    assert choice.gap(FIRST) == 0.0
    before = case.cover_worth((), norm)
    assert choice.gain[FIRST] == pytest.approx(best - before, abs=1e-6)


@given(case=cases(reached=True), k=st.integers(1, 4), norm=st.integers(0, 35))
def test_of_equal_coverage_the_shortest_journeys(case: Case, k: int, norm: int) -> None:
    def worth(one: tuple[int, ...]) -> tuple[float, float]:
        return case.cover_worth(one, norm), case.median_worth(one)[1]

    best = max(worth(one) for one in case.sets(k))
    assert worth(best_choice(coverage_gains(case.reach, float(norm)), k).sites) == pytest.approx(best)


@given(case=cases(), k=st.integers(1, 5), covering=st.booleans())
def test_the_heuristic_never_passes_its_bound_nor_the_best(case: Case, k: int, covering: bool) -> None:  # noqa: FBT001
    gains = coverage_gains(case.reach, 15.0) if covering else median_gains(case.reach)
    fast, best = best_choice(gains, k, time_limit_s=0), best_choice(gains, k)
    assert fast.gain <= (best.gain[0] + 1e-9, best.gain[1] + 1e-9) or fast.gain[0] < best.gain[0]
    assert fast.bound[FIRST] >= best.gain[FIRST] - 1e-9
    assert fast.bound[SECOND] >= best.gain[SECOND] * (1 - 1e-9)
    if gains.levels:
        level = gains.levels[0]
        found = greedy(gains, k)
        assert gains.total(found)[level] >= (1 - 1 / np.e) * best.gain[level] - 1e-9
        better = interchange(gains, found)
        assert gains.total(better)[level] >= gains.total(found)[level] - 1e-9


@given(case=cases(), k=st.integers(1, 4))
def test_no_better_set_has_a_candidate_that_was_ruled_out(case: Case, k: int) -> None:
    gains = median_gains(case.reach)
    chosen = greedy(gains, k)
    for level in gains.levels:
        found = float(gains.total(chosen)[level])
        proof = lagrangian_bound(gains, level, k, chosen)
        for one in case.sets(k):
            total = float(gains.total(one)[level])
            assert total <= proof.most + 1e-6
            assert total <= found + 1e-6 or proof.candidates[list(one)].all()


@given(case=cases())
def test_gain_never_falls_with_more_sites_and_what_a_site_adds_never_grows(case: Case) -> None:
    gains = median_gains(case.reach)
    n_sites = case.metres.shape[1]
    curve = best_curve(gains, n_sites)
    totals = [choice.gain for choice in curve.choices]
    assert totals == sorted(totals)
    few, more = gains.of_homes([0]), gains.of_homes(range(n_sites))
    assert (gains.added(few) >= gains.added(more)).all()


# --- a larger case, stopping, order ------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> Gains:
    """Candidates at 200 homes in a square."""
    rng = np.random.default_rng(5)
    at = rng.random((200, 2)) * 100
    metres = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    return median_gains(Case(np.full(200, 60.0), rng.random(200), metres).reach)


def test_the_solver_finds_what_the_bound_leaves_open(plain: Gains) -> None:
    for k in (7, 12):
        fast, exact = best_choice(plain, k, time_limit_s=0), best_choice(plain, k)
        assert exact.is_proven
        assert fast.gain[SECOND] <= exact.gain[SECOND] <= fast.bound[SECOND] * (1 + 1e-9)
        assert fast.gap(SECOND) <= 0.01 * fast.gain[SECOND]
        assert exact.sites == best_choice(plain, k).sites  # nothing is random


def test_progress_ascends_and_can_stop_the_work(plain: Gains) -> None:
    told: list[tuple[int, int]] = []
    best_curve(plain, 3, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        best_curve(plain, 3, progress=stop)


def test_an_empty_curve_is_nested() -> None:
    assert Curve(()).is_nested
