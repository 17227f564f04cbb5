"""The transport problem: send pupils to places at the least total distance, and prove that it is the least.

A linear programme over a few arcs only; prices of the sites then tell whether any of the
arcs left out would improve. What they find is added, until nothing is found: the result is
the optimum over all arcs, and the prices are its proof.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
Told = Callable[[int], None]

#: Arcs per point to begin with, and to add to a point that some arc would serve better.
FEW: Final = 8
#: So many arcs are taken all at once: that is no slower.
SMALL: Final = 3_000
#: Arcs that cost at most so much more than the best are kept from round to round, metres.
BAND_M: Final = 3000.0
#: An arc improves if it saves more than this, metres; prices settle within less.
TOLERANCE_M: Final = 1e-3
SETTLED_M: Final = 1e-4
#: Rounds in which prices settle; some hundreds are the most that was seen in the country.
_SETTLING: Final = 2000
#: Not placing a pupil begins as so many times the longest arc.
_PENALTY: Final = 4.0
_RAISE: Final = 8.0
#: Points are joined by so many at most for first prices, which need be right within a hundredth.
_JOINED: Final = 8
_ROUGH: Final = 0.01
#: Rows of the matrix that are priced at a time: bounds memory.
_ROWS: Final = 512
#: A whole number may differ so much from what the solver gives.
_WHOLE: Final = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Pupils at points, places at sites, distances between them.

    Attributes
    ----------
    distance_m
        Shape ``(n_points, n_sites)``, metres; infinite where there is no arc.
    pupils
        Shape ``(n_points,)``, whole, each at least 1.
    places
        Shape ``(n_sites,)``, whole, from 0.
    """

    distance_m: NDArray[np.floating[Any]]
    pupils: Int
    places: Int

    def arcs(self, keys: Int) -> tuple[Int, Int, Float]:
        """Rows, columns and metres of arcs that are given as ``row * n_sites + column``."""
        row, column = np.divmod(keys, self.distance_m.shape[1])
        return row, column, self.distance_m[row, column].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """An optimal solution with its proof.

    Attributes
    ----------
    row, column, amount
        Shape ``(n_flows,)``: pupils, at least 1, from a point to a site.
    unplaced
        Shape ``(n_points,)``: pupils without a place; together as few as can be.
    price_m
        Shape ``(n_sites,)``: the least prices that prove the optimum: metres that one more place
        saves. Where `places_one` less the penalty: metres (mostly negative) that it saves
        beside placing one more pupil.
    places_one
        Shape ``(n_sites,)``: whether one more place lets one more pupil be placed.
    gap_m
        The total is at most so many metres above the least possible over *all* arcs.
    """

    row: Int
    column: Int
    amount: Int
    unplaced: Int
    price_m: Float
    places_one: Mask
    gap_m: float


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """Optimum over some arcs, with the prices that belong to it."""

    keys: Int
    flow: Int
    unplaced: Int
    price_m: Float
    total_m: float


def solve(problem: Problem, told: Told | None = None) -> Optimum:
    r"""Place as many pupils as can be, and of all ways to do so take the shortest.

    .. math:: \min \sum_{if} d_{if} x_{if} + P \sum_i z_i \quad
              \sum_f x_{if} + z_i = b_i, \quad \sum_i x_{if} \le c_f, \quad x, z \ge 0

    Parameters
    ----------
    problem
        Rows that are neighbours should follow each other where that can be had: it
        makes the search quicker, never other.
    told
        Called now and then with the number of points that are settled; may raise to stop.

    Notes
    -----
    Placing one more pupil shifts others along a chain that visits each site and point once
    at most, so with *P* above ``min(n_points, n_sites)`` times the longest arc it always
    pays. A smaller *P* is tried first, for it keeps numbers small; that it was large enough
    is then checked: no chain may lead from a pupil without a place to a free place.
    The constraints are totally unimodular, so the optimum of the linear programme is whole.

    The proof of optimality, for site prices :math:`\lambda \ge 0`, is weak duality over all arcs:

    .. math:: \sum_i b_i \min(P, \min_f d_{if} + \lambda_f) - \sum_f c_f \lambda_f \le total

    Raises
    ------
    RuntimeError
        If the solver fails or gives no whole numbers.
    """
    if (nearest := _all_at_nearest(problem)) is not None:
        return nearest
    finite = np.flatnonzero(np.isfinite(problem.distance_m))
    longest = max(float(problem.distance_m.ravel()[finite].max()), 1.0)
    penalty, most = _PENALTY * longest, 2.0 * longest * (min(problem.distance_m.shape) + 1)
    keys = finite if finite.size <= SMALL else _cheapest(problem, _first_prices(problem, penalty), FEW)
    while True:
        step, gap = _rounds(problem, keys, penalty, told=told)
        reached = _reached(problem, step)
        column = problem.arcs(step.keys)[1]
        there = np.bincount(column, step.flow, len(reached))
        enough = (there[reached] >= problem.places[reached]).all()
        if enough and (penalty > most or _is_dominant(problem, step, reached)):
            return _optimum(problem, step, reached, penalty, gap)
        if penalty > most:
            msg = "the penalty above every chain of arcs did not place as many pupils as can be"
            raise RuntimeError(msg)
        keys, penalty = step.keys, penalty * _RAISE


def _all_at_nearest(problem: Problem) -> Optimum | None:
    """Everybody at the nearest site, if there is room for that."""
    column = problem.distance_m.argmin(axis=1).astype(np.int64)
    row = np.arange(len(column), dtype=np.int64)
    placed = np.isfinite(problem.distance_m[row, column])
    there = np.bincount(column[placed], problem.pupils[placed], len(problem.places))
    if not placed.all() or (there > problem.places).any():
        return None
    none = np.zeros(len(problem.places))
    return Optimum(row, column, problem.pupils, np.zeros_like(problem.pupils), none, none > 0, 0.0)


def _first_prices(problem: Problem, penalty: float) -> Float:
    """Prices of a rough problem, in which rows that follow each other are one."""
    rows, sites = problem.distance_m.shape
    joined = min(_JOINED, rows // max(1, sites))
    if joined <= 1:
        return np.zeros(sites)
    first = np.arange(0, rows, joined)
    middle = np.minimum(first + joined // 2, rows - 1)
    rough = Problem(problem.distance_m[middle], np.add.reduceat(problem.pupils, first), problem.places)
    keys = _cheapest(rough, np.zeros(sites), FEW * 5)
    return _rounds(rough, keys, penalty, within=_ROUGH)[0].price_m


def _cheapest(problem: Problem, price_m: Float, few: int) -> Int:
    """Keys of the arcs of each row that are cheapest with these prices."""
    every = np.ones(len(problem.pupils), dtype=bool)
    return np.concatenate([keys for _, keys in _priced(problem, price_m, np.full(every.size, np.inf), few)])


def _rounds(
    problem: Problem, keys: Int, penalty: float, *, within: float = 0.0, told: Told | None = None
) -> tuple[_Step, float]:
    """Solve over more and more arcs until none that is left out would improve; return the gap too.

    Arcs that have become dear are dropped, but only after a round that made the
    total less: so no set of arcs comes back, and there is an end.
    """
    last = np.inf
    while True:
        step = _step(problem, keys, penalty)
        row, column, metres = problem.arcs(keys)
        cost = metres + step.price_m[column]
        worth = np.full(len(problem.pupils), penalty)
        np.minimum.at(worth, row, cost)
        bests, added = zip(*_priced(problem, step.price_m, worth, FEW), strict=True)
        best = np.minimum(np.concatenate(bests), penalty)
        gap = step.total_m - float(problem.pupils @ best - problem.places @ step.price_m)
        better = best < worth - TOLERANCE_M
        if told is not None:
            told(int((~better).sum()))
        if not better.any() or gap <= within * step.total_m:
            return step, max(gap, 0.0)
        if step.total_m < last - TOLERANCE_M:
            keys = keys[(step.flow > 0) | (cost <= worth[row] + BAND_M)]
        last = step.total_m
        keys = np.unique(np.concatenate([keys, *added]))


def _priced(problem: Problem, price_m: Float, worth: Float, few: int) -> list[tuple[Float, Int]]:
    """Price all arcs, some rows at a time.

    Returns
    -------
    Per batch the least cost of each row, and the keys of its `few` cheapest arcs, as far as
    they cost less than what the row is `worth` now, or hardly more: what is a little too
    dear now is what the next round looks for.
    """
    found = []
    sites = problem.distance_m.shape[1]
    few = min(few, sites)
    for first in range(0, len(problem.pupils), _ROWS):
        cost = problem.distance_m[first : first + _ROWS] + price_m
        column = np.argpartition(cost, few - 1, axis=1)[:, :few]
        chosen = np.take_along_axis(cost, column, axis=1)
        row = np.arange(first, first + len(cost))
        keys = (row[:, None] * sites + column)[chosen < worth[row, None] + BAND_M]
        found.append((chosen.min(axis=1), keys.astype(np.int64)))
    return found


def _step(problem: Problem, keys: Int, penalty: float) -> _Step:
    """Solve over some arcs; costs in kilometres, so that numbers stay small."""
    row, column, metres = problem.arcs(keys)
    rows, sites = problem.distance_m.shape
    each, some = np.arange(len(keys)), np.arange(rows)
    leaving = csr_array(
        (np.ones(len(keys) + rows), (np.concatenate([row, some]), np.arange(len(keys) + rows))),
    )
    entering = csr_array((np.ones(len(keys)), (column, each)), shape=(sites, len(keys) + rows))
    found = linprog(
        np.concatenate([metres, np.full(rows, penalty)]) / 1000.0,
        A_ub=entering,
        b_ub=problem.places,
        A_eq=leaving,
        b_eq=problem.pupils,
        method="highs-ds",
    )
    if found.status != 0:
        msg = f"the solver found no optimum: {found.message}"
        raise RuntimeError(msg)
    whole = np.rint(found.x).astype(np.int64)
    if np.abs(found.x - whole).max() > _WHOLE:
        msg = "the solver gave parts of pupils"
        raise RuntimeError(msg)
    flow, unplaced = whole[: len(keys)], whole[len(keys) :]
    _require_sound(problem, row, column, flow, unplaced)
    solved = np.maximum(0.0, -1000.0 * found.ineqlin.marginals)
    step = _Step(keys, flow, unplaced, solved, float(flow @ metres + penalty * unplaced.sum()))
    settled = _least_prices(problem, step, np.where(unplaced > 0, penalty, -np.inf))
    return step if settled is None else replace(step, price_m=settled)


def _require_sound(problem: Problem, row: Int, column: Int, flow: Int, unplaced: Int) -> None:
    """Refuse what loses pupils or exceeds places, whatever the solver says."""
    left = np.bincount(row, flow, len(problem.pupils)).astype(np.int64) + unplaced
    there = np.bincount(column, flow, len(problem.places))
    wrong = (left != problem.pupils).any() or (there > problem.places).any()
    if wrong or min(flow.min(initial=0), unplaced.min(initial=0)) < 0:
        msg = "the solver lost pupils or exceeded places"
        raise RuntimeError(msg)


def _least_prices(problem: Problem, step: _Step, base: Float) -> Float | None:
    r"""Least prices that prove a solution over its arcs; None if they do not settle.

    .. math:: \lambda_f = \max(0, \max_i w_i - d_{if}), \quad
              w_i = \max(base_i, \max_{g: x_{ig} > 0} d_{ig} + \lambda_g)

    The longest chain that one more place would set off: what it would save, exactly.

    Parameters
    ----------
    base
        Shape ``(n_points,)``: what a place is worth to a point beside its flows, metres.
    """
    row, column, metres = problem.arcs(step.keys)
    used = step.flow > 0
    from_row, from_column, from_metres = row[used], column[used], metres[used]
    order = np.argsort(column, kind="stable")
    row, column, metres = row[order], column[order], metres[order]
    first = np.flatnonzero(np.diff(column, prepend=-1))
    site = column[first]
    price = np.zeros(len(problem.places))
    for _ in range(_SETTLING):
        worth = base.copy()
        np.maximum.at(worth, from_row, from_metres + price[from_column])
        raised = np.maximum(price[site], np.maximum.reduceat(worth[row] - metres, first))
        if (raised - price[site]).max(initial=0.0) <= SETTLED_M:
            return price
        price[site] = raised
    return None


def _reached(problem: Problem, step: _Step) -> Mask:
    """Sites from which a chain of arcs leads back to a pupil without a place."""
    row, column, _ = problem.arcs(step.keys[step.flow > 0])
    seen = step.unplaced > 0
    reached = np.zeros(len(problem.places), dtype=bool)
    fresh = np.flatnonzero(seen)
    while fresh.size:
        found = np.zeros(reached.size, dtype=bool)
        for first in range(0, fresh.size, _ROWS):
            found |= np.isfinite(problem.distance_m[fresh[first : first + _ROWS]]).any(axis=0)
        found &= ~reached
        reached |= found
        fresh = np.setdiff1d(row[found[column]], np.flatnonzero(seen))
        seen[fresh] = True
    return reached


def _is_dominant(problem: Problem, step: _Step, reached: Mask) -> bool:
    """Whether placing one more pupil outweighs all that a place could save otherwise."""
    if not reached.any():
        return True
    saves = _least_prices(problem, step, np.full(len(problem.pupils), -np.inf))
    return saves is not None and bool((step.price_m[reached] > saves[reached] + TOLERANCE_M).all())


def _optimum(problem: Problem, step: _Step, reached: Mask, penalty: float, gap_m: float) -> Optimum:
    """Keep what is used; tell metres and pupils apart in the prices."""
    used = step.flow > 0
    row, column, _ = problem.arcs(step.keys[used])
    price = step.price_m - penalty * reached
    return Optimum(row, column, step.flow[used], step.unplaced, price, reached, gap_m)
