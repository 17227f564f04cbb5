"""Allocation by hand, against networkx and a linear programme over all arcs, and what must always hold."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from model import transport
from model.allocate import Allocation, allocate

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Larger than any sum of metres in the random cases.
FAR = 10**9


@pytest.fixture(scope="module", autouse=True, params=["all arcs", "a few arcs"])
def _arcs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small cases begin with all arcs; here with a few of them too, and one for each point."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "a few arcs":
            patch.setattr(transport, "SMALL", 0)
            patch.setattr(transport, "FEW", 1)
        yield


@dataclass(frozen=True)
class Case:
    distance_m: Float
    pupils: Int
    places: Int
    allowed: Mask | None = None

    def run(self, **kept: Any) -> Allocation:
        return allocate(self.distance_m, self.pupils, self.places, allowed=self.allowed, **kept)

    @property
    def arcs(self) -> Float:
        return self.distance_m if self.allowed is None else np.where(self.allowed, self.distance_m, np.inf)


@st.composite
def cases(draw: st.DrawFn, most: int = 6) -> Case:
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([3, 50, 5000]))
    distance = rng.integers(0, spread, (n, m)).astype(float)
    distance[rng.random((n, m)) < draw(st.sampled_from([0.0, 0.3, 0.7]))] = np.inf
    room = draw(st.sampled_from([2, 6, 20]))
    return Case(distance, rng.integers(0, 8, n), rng.integers(0, room, m))


def flow_of(case: Case) -> tuple[int, int]:
    """Pupils without a place, and metres: from networkx, in whole numbers."""
    graph = nx.DiGraph()
    total = int(case.pupils.sum())
    graph.add_node("from", demand=-total)
    graph.add_node("to", demand=total)
    for i, count in enumerate(case.pupils):
        graph.add_edge("from", ("point", i), capacity=int(count), weight=0)
        graph.add_edge(("point", i), "to", capacity=int(count), weight=FAR)
    for f, count in enumerate(case.places):
        graph.add_edge(("site", f), "to", capacity=int(count), weight=0)
    for i, f in zip(*np.nonzero(np.isfinite(case.arcs)), strict=True):
        graph.add_edge(("point", i), ("site", f), weight=int(case.distance_m[i, f]))
    unplaced, metres = divmod(nx.min_cost_flow_cost(graph), FAR)
    return int(unplaced), int(metres)


def programme_of(case: Case) -> float:
    """Least total with all arcs, not placing a pupil at `FAR` / 1000, from a plain linear programme."""
    n, m = case.distance_m.shape
    cost = np.where(np.isfinite(case.arcs), case.arcs, FAR / 1000)
    cost = np.concatenate([cost.ravel(), np.full(n, FAR / 1000)])
    leaving = np.hstack([np.kron(np.eye(n), np.ones(m)), np.eye(n)])
    entering = np.hstack([np.kron(np.ones(n), np.eye(m)), np.zeros((m, n))])
    found = linprog(cost, A_ub=entering, b_ub=case.places, A_eq=leaving, b_eq=case.pupils, method="highs")
    return float(found.fun)


def brute_force(case: Case) -> tuple[int, float]:
    """Try every way to seat single pupils: for very small cases only."""
    homes = np.repeat(np.arange(len(case.pupils)), case.pupils)
    best = (len(homes), 0.0)
    for seats in itertools.product(range(-1, len(case.places)), repeat=len(homes)):
        chosen = np.array(seats, dtype=int)
        at = chosen >= 0
        metres = float(case.arcs[homes[at], chosen[at]].sum())
        if np.isfinite(metres) and (np.bincount(chosen[at], minlength=len(case.places)) <= case.places).all():
            best = min(best, (int((~at).sum()), metres))
    return best


# --- worked out by hand --------------------------------------------------------------------------


def test_one_that_lives_near_another_gives_way() -> None:
    """Points at 0, 1 and 3 km; sites at 0 (2 places) and 4 km (9).

    Nearest: the first and second point go to 0, the third to 4. There is room for 2 of
    those 4 at 0; the second point loses 2 km by going to 4, the first 4 km.
    """
    case = Case(
        np.abs(np.subtract.outer([0.0, 1000, 3000], [0.0, 4000])), np.array([2, 2, 1]), np.array([2, 9])
    )
    found = case.run()
    flows = zip(found.point, found.site, found.placed, found.distance_m, strict=True)
    assert [tuple(flow) for flow in flows] == [(0, 0, 2, 0.0), (1, 1, 2, 3000.0), (2, 1, 1, 1000.0)]
    assert found.occupied.tolist() == [2, 3]
    assert found.unplaced.tolist() == [0, 0, 0]
    assert (found.total_m, found.nearest_total_m, found.price_m) == (7000.0, 3000.0, 4000.0)
    assert found.saving_m == pytest.approx([2000.0, 0.0])
    assert not found.places_one.any()


def test_more_pupils_are_placed_first_however_far() -> None:
    """One place at 0, one at 100 km: the point at 0 gives way to the one that can go nowhere else."""
    distance = np.array([[0.0, 100_000.0], [1000.0, np.inf]])
    found = Case(distance, np.array([1, 1]), np.array([1, 1])).run()
    assert found.unplaced.sum() == 0
    assert found.total_m == 101_000.0
    assert found.saving_m[0] == pytest.approx(100_000.0)


def test_a_long_chain_is_worth_it() -> None:
    """A pupil gets the only free place by pushing all others on: chains need a penalty above their length."""
    n = 12
    distance = np.full((n, n), np.inf)
    for i in range(n):
        distance[i, i] = 0.0
        if i:
            distance[i, i - 1] = 10_000.0
    distance[0, 0] = 0.0
    places = np.ones(n, dtype=int)
    places[n - 1] = 0
    places[0] = 2
    found = Case(distance, np.ones(n, dtype=int), places).run()
    assert found.unplaced.sum() == 0
    assert found.total_m == pytest.approx((n - 1) * 10_000.0)


def test_why_a_pupil_has_no_place() -> None:
    """Three islands: one with a full site, one without a site, one with room."""
    distance = np.array([[0.0, np.inf], [np.inf, np.inf], [np.inf, 500.0]])
    found = Case(distance, np.array([5, 4, 3]), np.array([2, 9])).run()
    assert found.unplaced.tolist() == [3, 4, 0]
    assert found.out_of_reach.tolist() == [0, 4, 0]
    assert np.isinf(found.nearest_m[1])
    assert found.places_one.tolist() == [True, False]
    assert found.saving_m == pytest.approx([0.0, 0.0])


def test_one_more_place_may_cost_metres_when_it_places_a_pupil() -> None:
    distance = np.array([[1000.0, 2000.0], [5000.0, np.inf]])
    found = Case(distance, np.array([1, 1]), np.array([1, 0])).run()
    assert found.unplaced.tolist() == [0, 1]
    assert found.places_one.all()
    # at the first site: 5 km more; at the second: the first point goes there (+1 km), the second gets 5 km
    assert found.saving_m == pytest.approx([-5000.0, -6000.0])


def test_sites_without_a_limit_take_everybody() -> None:
    case = Case(np.array([[300.0, 100.0], [200.0, 400.0]]), np.array([7, 8]), np.array([np.inf, np.inf]))
    found = case.run()
    assert found.occupied.tolist() == [8, 7]
    assert (found.price_m, found.gap_m) == (0.0, 0.0)


def test_a_site_that_is_nearest_but_full_of_no_places_counts_as_nearest() -> None:
    found = Case(np.array([[100.0, 900.0]]), np.array([3]), np.array([0, 5])).run()
    assert (found.total_m, found.nearest_total_m, found.price_m) == (2700.0, 300.0, 2400.0)
    assert found.saving_m == pytest.approx([800.0, 0.0])


def test_nobody_and_nothing() -> None:
    none = allocate(np.zeros((0, 0)), np.zeros(0, dtype=int), np.zeros(0))
    assert none.total_m == none.price_m == 0.0
    no_sites = allocate(np.zeros((2, 0)), np.array([1, 0]), np.zeros(0))
    assert no_sites.unplaced.tolist() == no_sites.out_of_reach.tolist() == [1, 0]
    nobody = allocate(np.ones((2, 1)), np.array([0, 0]), np.array([3]))
    assert nobody.placed.size == nobody.unplaced.sum() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pupils": np.array([1.5, 1])}, "pupils are whole numbers"),
        ({"pupils": np.array([-1, 1])}, "pupils are whole numbers"),
        ({"places": np.array([np.nan, 1])}, "places are whole numbers"),
        ({"places": np.array([-2, 1])}, "places are whole numbers"),
        ({"places": np.array([1])}, "2 points and 1 sites"),
        ({"distance_m": np.array([[1.0, np.nan], [1, 1]])}, "distances are numbers"),
        ({"distance_m": np.array([[1.0, -1], [1, 1]])}, "distances are numbers"),
    ],
)
def test_nonsense_is_refused(change: dict[str, Any], message: str) -> None:
    case = Case(np.ones((2, 2)), np.array([1, 1]), np.array([1, 1]))
    with pytest.raises(ValueError, match=message):
        replace(case, **change).run()


# --- against others ------------------------------------------------------------------------------


@given(cases())
@settings(deadline=None)
def test_as_few_unplaced_and_as_short_as_networkx_finds(case: Case) -> None:
    found = case.run()
    assert (int(found.unplaced.sum()), found.total_m) == flow_of(case)


@given(cases())
@settings(deadline=None)
def test_the_certificate_is_the_programme_over_all_arcs(case: Case) -> None:
    found = case.run()
    total = found.total_m + FAR / 1000 * found.unplaced.sum()
    assert found.gap_m <= 1e-2
    assert total == pytest.approx(programme_of(case), abs=1e-3)


@given(cases(most=3))
@settings(deadline=None, max_examples=40)
def test_no_way_to_seat_single_pupils_is_better(case: Case) -> None:
    case = replace(case, pupils=np.minimum(case.pupils, 2))
    found = case.run()
    assert (int(found.unplaced.sum()), found.total_m) == brute_force(case)


@given(cases(most=5))
@settings(deadline=None)
def test_a_shadow_price_is_what_one_more_place_does(case: Case) -> None:
    found = case.run()
    unplaced, metres = flow_of(case)
    for site in range(len(case.places)):
        more = case.places.copy()
        more[site] += 1
        then, after = flow_of(replace(case, places=more))
        assert unplaced - then == found.places_one[site]
        assert metres - after == pytest.approx(found.saving_m[site], abs=1e-2)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.9, 1.0, 1.2]))
@settings(deadline=None, max_examples=12)
def test_a_few_arcs_do_as_well_as_all(seed: int, room: float) -> None:
    """With more sites than arcs to begin with, so that arcs are really left out; in float32."""
    rng = np.random.default_rng(seed)
    places_of = np.sort(rng.uniform(0, 50_000, 150)), rng.uniform(0, 50_000, 40)
    distance = np.abs(np.subtract.outer(*places_of)).astype(np.float32)
    pupils = rng.integers(0, 20, 150)
    places = rng.multinomial(int(pupils.sum() * room), rng.dirichlet(np.ones(40)))
    case = Case(distance, pupils, places)
    found = case.run()
    assert found.unplaced.sum() == max(0, pupils.sum() - places.sum())
    total = found.total_m + FAR / 1000 * found.unplaced.sum()
    assert total == pytest.approx(programme_of(case), rel=1e-9, abs=0.1)


def test_arcs_that_were_left_out_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a single arc per point to begin with and no rough prices, all the rest has to be priced in."""
    monkeypatch.setattr(transport, "SMALL", 0)
    monkeypatch.setattr(transport, "FEW", 1)
    monkeypatch.setattr(transport, "_JOINED", 1)
    rng = np.random.default_rng(1)
    case = Case(rng.uniform(0, 9000, (40, 15)).round(), rng.integers(1, 9, 40), np.full(15, 14))
    found = case.run()
    assert (int(found.unplaced.sum()), found.total_m) == flow_of(case)


# --- what must always hold -----------------------------------------------------------------------


@given(cases())
@settings(deadline=None)
def test_pupils_are_conserved_and_places_kept(case: Case) -> None:
    found = case.run()
    by_point = np.bincount(found.point, found.placed, len(case.pupils)) + found.unplaced
    assert by_point.tolist() == case.pupils.tolist()
    assert (found.occupied <= case.places).all()
    assert found.occupied.sum() + found.unplaced.sum() == case.pupils.sum()
    assert (found.placed >= 1).all()
    assert (found.unplaced >= found.out_of_reach).all()
    assert np.isfinite(found.distance_m).all()
    assert found.price_m >= 0
    assert found.gap_m >= 0
    assert (found.saving_m[~found.places_one] >= 0).all()
    assert (found.saving_m[found.occupied < case.places] == 0).all()


@given(cases(), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_who_may_not_go_everywhere_never_does_better(case: Case, seed: int) -> None:
    rng = np.random.default_rng(seed)
    home, site = (rng.integers(0, 3, size) for size in case.distance_m.shape)
    free, own = case.run(), replace(case, allowed=home[:, None] == site).run()
    assert own.unplaced.sum() >= free.unplaced.sum()
    assert (home[own.point] == site[own.site]).all()
    if own.unplaced.sum() == free.unplaced.sum():
        assert own.total_m >= free.total_m


@given(cases(), st.integers(0, 5))
@settings(deadline=None)
def test_more_places_never_leave_more_out_nor_raise_the_distance(case: Case, more: int) -> None:
    site = more % len(case.places)
    roomier = case.places.copy()
    roomier[site] += more
    before, after = case.run(), replace(case, places=roomier).run()
    assert after.unplaced.sum() <= before.unplaced.sum()
    if after.unplaced.sum() == before.unplaced.sum():
        assert after.total_m <= before.total_m


@given(cases())
@settings(deadline=None)
def test_without_limits_each_goes_to_the_nearest(case: Case) -> None:
    found = replace(case, places=np.full(len(case.places), np.inf)).run()
    assert found.price_m == 0
    assert found.unplaced.tolist() == found.out_of_reach.tolist()


def test_progress_moves_on_to_the_end_and_may_stop() -> None:
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(4), 10)
    case = Case(
        rng.uniform(0, 9000, (40, 40)), rng.integers(1, 9, 40), np.full(40, 5), group[:, None] == group
    )
    told: list[tuple[int, int]] = []
    case.run(progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (40, 40)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        case.run(progress=stop)
