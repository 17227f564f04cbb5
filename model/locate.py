"""Where to open: the best places for a number of sites, with the proof of how good they are.

The p-median and the maximal covering problem are one problem on a table of gains
(`model.gains`). Good places come first (`model.interchange`), with a bound on what the best
could gain; candidates that cannot be among the best are ruled out by that bound, and what is
left is solved exactly. So a region is exact, and so is the country as long as it fits in the
time that is given; where it does not, the bound says how much is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.distance import Progress
from model.gains import FIRST, SECOND, Gains
from model.interchange import (
    EQUAL,
    Mask,
    Tick,
    greedy,
    interchange,
    lagrangian_bound,
    no_tick,
    slack,
)

Float = NDArray[np.float64]

#: Gaps below this share of the gain are rounding of the solver: the choice is then called best.
PROVEN_SHARE = 1e-6

#: A solver works best on numbers of this size: the most that can be gained is scaled to it.
_SCALE = 1e4

#: What counts first may be short by this share while the second is solved: the solver's tolerance.
_HOLD = 1e-9

#: Tables with more pairs than this (after candidates were ruled out) are not given to the solver: it takes
#: gigabytes and minutes before it even looks at its clock. What the bound leaves open is then told.
MOST_PAIRS = 200_000

#: Steps that progress counts for each number of sites.
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """The best places for one number of sites.

    Attributes
    ----------
    sites
        Positions of candidates, the one that adds most first; fewer than were asked for where
        more gain nobody anything.
    added
        Per site what it adds to those before it: a pair, first and second level.
    gain
        Of all together, on either level.
    bound
        What no choice can exceed, on either level; the second among choices with the same first.
    """

    sites: tuple[int, ...]
    added: tuple[tuple[float, float], ...]
    gain: tuple[float, float]
    bound: tuple[float, float]

    def gap(self, level: int) -> float:
        """How much more might be gained on a level, at most; 0 where none can be."""
        open_yet = self.bound[level] - self.gain[level]
        return 0.0 if open_yet <= PROVEN_SHARE * max(abs(self.bound[level]), EQUAL) else open_yet

    @property
    def is_proven(self) -> bool:
        """Whether no choice is better."""
        return self.gap(FIRST) == 0.0 and self.gap(SECOND) == 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """The best places for one site, for two, and so on.

    Attributes
    ----------
    choices
        For every number of sites, from 1.
    """

    choices: tuple[Choice, ...]

    @property
    def is_nested(self) -> bool:
        """Whether every choice holds the one before it, so that sites can be opened one by one."""
        return all(set(one.sites) <= set(other.sites) for one, other in pairwise(self.choices))


def best_curve(
    gains: Gains, most: int, time_limit_s: float = 20.0, progress: Progress | None = None
) -> Curve:
    """Solve for every number of sites up to `most`, each on its own.

    Parameters
    ----------
    gains
        The table.
    most
        Largest number of sites, from 1.
    time_limit_s
        Seconds for each exact solve, by the solver's own clock; 0 for the heuristic with its bound alone.
    progress
        Called as ``progress(done, total)`` between steps; may raise to stop the work.

    Examples
    --------
    Homes 8, 4 and 1 metres better off with the one, 1, 2 and 12 with the other:

    >>> value = np.array([[8.0, 1, 4, 2, 12, 1]]) * [[0], [1]]
    >>> gains = Gains(3, 2, np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 1, 0]), value)
    >>> [(one.sites, one.gain[SECOND], one.is_proven) for one in best_curve(gains, 2).choices]
    [((1,), 15.0, True), ((1, 0), 24.0, True)]
    """
    choices: list[Choice] = []
    for k in range(1, most + 1):
        tick = no_tick if progress is None else _Ticking(progress, k - 1, most)
        start = choices[-1].sites if choices else ()
        choices.append(best_choice(gains, k, time_limit_s, start, tick))
    if progress is not None:
        progress(most * _STEPS, most * _STEPS)
    return Curve(tuple(choices))


class _Ticking:
    """Tells progress of rounds whose number is not known beforehand: it never passes the next solve."""

    def __init__(self, progress: Progress, before: int, total: int) -> None:
        self._progress, self._before, self._total = progress, before, total
        self._rounds = 0

    def __call__(self) -> None:
        self._rounds += 1
        within = _STEPS * self._rounds // (self._rounds + _STEPS // 2)
        self._progress(self._before * _STEPS + within, self._total * _STEPS)


def best_choice(
    gains: Gains, k: int, time_limit_s: float = 20.0, start: Sequence[int] = (), tick: Tick = no_tick
) -> Choice:
    """Find the best `k` places, or the best that can be found in the time given, with a bound.

    Parameters
    ----------
    gains, time_limit_s
        See `best_curve`.
    k
        Number of sites, from 1.
    start
        Places that are good for fewer sites.
    tick
        Called between rounds; may raise to stop the work.
    """
    chosen = _heuristic(gains, k, start, tick)
    bound = [0.0, 0.0]
    candidates = np.ones(gains.n_sites, dtype=bool)
    for level in gains.levels:
        proof = lagrangian_bound(gains, level, k, chosen, tick)
        candidates &= proof.candidates
        candidates[chosen] = True
        bound[level] = proof.most
        tick()
        left = gains.only(candidates)
        is_open = not _settled(gains, level, chosen, proof.most)
        if is_open and time_limit_s > 0 and len(left.home) <= MOST_PAIRS:
            chosen, proven = _solve(left, level, k, chosen, time_limit_s)
            chosen = interchange(gains, chosen, tick)
            bound[level] = min(bound[level], max(proven, float(gains.total(chosen)[level])))
    return _choice(gains, chosen, (bound[FIRST], bound[SECOND]))


def _heuristic(gains: Gains, k: int, start: Sequence[int], tick: Tick) -> list[int]:
    """Take the better of two beginnings, after interchange."""
    beginnings = [greedy(gains, k, tick=tick)]
    if start:
        beginnings.append(greedy(gains, k, start, tick))
    found = [interchange(gains, one, tick) for one in beginnings]
    return max(found, key=lambda one: tuple(_rounded(gains, one)))


def _rounded(gains: Gains, chosen: Sequence[int]) -> Float:
    """Gain in steps of what means something, so that rounding does not decide which set is the better."""
    steps: Float = np.floor(gains.total(chosen) / np.maximum(slack(gains), np.finfo(float).tiny) + 0.5)
    return steps


def _settled(gains: Gains, level: int, chosen: Sequence[int], most: float) -> bool:
    return bool(most - gains.total(chosen)[level] <= EQUAL * max(most, 1.0))


def _choice(gains: Gains, chosen: Sequence[int], bound: tuple[float, float]) -> Choice:
    """Put chosen sites in the order of what they add; leave out what adds nothing."""
    mask = np.zeros(gains.n_sites, dtype=bool)
    mask[list(chosen)] = True
    ordered = greedy(gains.only(mask), len(chosen))
    totals = [(0.0, 0.0)]
    for number in range(1, len(ordered) + 1):
        first, second = gains.total(ordered[:number]).tolist()
        totals.append((first, second))
    added = tuple((after[0] - before[0], after[1] - before[1]) for before, after in pairwise(totals))
    gain = totals[-1]
    return Choice(tuple(ordered), added, gain, (max(bound[0], gain[0]), max(bound[1], gain[1])))


def _solve(
    gains: Gains, level: int, k: int, chosen: Sequence[int], time_limit_s: float
) -> tuple[list[int], float]:
    """Solve one level exactly (HiGHS), what counts before it held; the better set and the solver's bound.

    Of a home's pairs, those with equal gains are one step; steps go down from the greatest gain:
    z[step] <= z[step above] + the sites of this step that are open, all at most 1, and the
    gain of a home is the sum of z[step] times what a step is above the one below it. This is the
    p-median formulation of Elloumi (2010), Computers & Operations Research 37(10), which for
    coverage (one step per home) is the one of Church and ReVelle.
    """
    steps = _Steps.of(gains)
    height = steps.height[level]
    scale = _SCALE / max(float(gains.of_homes(range(gains.n_sites))[level].sum()), EQUAL)
    n_sites, n_steps = gains.n_sites, len(steps.home)
    limits = [LinearConstraint(steps.rows(gains), -np.inf, 0.0)]
    count = np.concatenate([np.ones(n_sites), np.zeros(n_steps)])
    limits.append(LinearConstraint(count[None, :], 0, k))
    held = float(gains.total(chosen)[FIRST])
    if level == SECOND and held > 0:
        row = np.concatenate([np.zeros(n_sites), steps.height[FIRST]]) / held
        limits.append(LinearConstraint(sparse.csr_array(row[None, :]), 1 - _HOLD, np.inf))
    may_open = np.zeros(n_sites)
    may_open[gains.site] = 1
    found = milp(
        np.concatenate([np.zeros(n_sites), -height * scale]),
        integrality=count,
        bounds=Bounds(0, np.concatenate([may_open, np.ones(n_steps)])),
        constraints=limits,
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    known = found.mip_dual_bound
    most = np.inf if known is None or not np.isfinite(known) else -float(known) / scale
    if found.x is None:
        return list(chosen), most
    opened = np.flatnonzero(found.x[:n_sites] > 0.5).tolist()  # noqa: PLR2004  # 0 or 1
    better = max((list(chosen), opened), key=lambda one: tuple(_rounded(gains, one)))
    return better, most


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Distinct gains of every home, the greatest first.

    Attributes
    ----------
    home
        Shape ``(n_steps,)``.
    height
        Shape ``(2, n_steps)``: what a step gains above the one below it (above nothing, for the last).
    of_pair
        Shape ``(n_pairs,)``: the step that each pair of the table is of.
    """

    home: NDArray[np.intp]
    height: Float
    of_pair: NDArray[np.intp]

    @classmethod
    def of(cls, gains: Gains) -> _Steps:
        begins: Mask = np.diff(gains.home, prepend=-1) != 0
        begins |= (np.diff(gains.value, axis=1, prepend=-1.0) != 0).any(axis=0)
        at = np.flatnonzero(begins)
        home, value = gains.home[at], gains.value[:, at]
        below = np.zeros_like(value)
        same = np.flatnonzero(np.diff(home) == 0)
        below[:, same] = value[:, same + 1]
        return cls(home, value - below, np.cumsum(begins) - 1)

    def rows(self, gains: Gains) -> sparse.csr_array:
        """One row per step: z[step] - z[step above] - the sites of this step <= 0."""
        n_steps, n_sites = len(self.home), gains.n_sites
        number = np.arange(n_steps)
        lower = 1 + np.flatnonzero(np.diff(self.home) == 0)
        row = np.concatenate([self.of_pair, number, lower])
        column = np.concatenate([gains.site, n_sites + number, n_sites + lower - 1])
        sign = np.concatenate([-np.ones(len(gains.site)), np.ones(n_steps), -np.ones(lower.size)])
        return sparse.csr_array((sign, (row, column)), shape=(n_steps, n_sites + n_steps))
