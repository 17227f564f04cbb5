"""Good places found fast, and how far at most they are from the best: greedy, interchange, Lagrange.

Everything is a sum over the pairs of `model.gains.Gains`, so that a round over the whole
country takes milliseconds. Nothing is random: equal candidates are taken in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.gains import FIRST, SECOND, Gains

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Called between rounds; may raise to stop the work.
Tick = Callable[[], None]

#: Gains that differ by less than this share of all there is to gain are equal.
EQUAL = 1e-10

#: Rounds of the subgradient method at most, rounds without progress before its step is halved, and
#: the step at which it ends.
ROUNDS, PATIENCE, LEAST_STEP = 400, 15, 1e-3


def no_tick() -> None:
    """Do nothing between rounds."""


def slack(gains: Gains) -> Float:
    """Differences that mean nothing, per level, shape ``(2,)``."""
    most: Float = EQUAL * gains.of_homes(range(gains.n_sites)).sum(axis=1)
    return most


def greedy(gains: Gains, k: int, start: Sequence[int] = (), tick: Tick = no_tick) -> list[int]:
    """Open the candidate that adds most, again and again; stop where none adds anything.

    The gain is at least 1 - 1/e of the best possible on the level that counts first.

    Parameters
    ----------
    gains
        The table.
    k
        Number of sites to open, those of `start` among them.
    start
        What is open already.

    References
    ----------
    Nemhauser, Wolsey and Fisher (1978), Mathematical Programming 14.
    """
    chosen, least = list(start), slack(gains)
    gained = gains.of_homes(chosen)
    while len(chosen) < k:
        tick()
        added = gains.added(gained)
        best = _best(added, least)
        if (added[:, best] <= least).all():
            break
        chosen.append(best)
        gained = gains.of_homes(chosen)
    return chosen


def interchange(gains: Gains, chosen: Sequence[int], tick: Tick = no_tick) -> list[int]:
    """Exchange one open site for one that is not, the best exchange first, until none is a gain.

    References
    ----------
    Teitz and Bart (1968), Operations Research 16(5).
    """
    now, least = list(chosen), slack(gains)
    while now:
        tick()
        change = _exchanges(gains, now)
        best = _best(change, least)
        first, second = change[:, best]
        if first <= least[FIRST] and (first < -least[FIRST] or second <= least[SECOND]):
            break
        site, place = divmod(best, len(now))
        now[place] = site
    return now


def _exchanges(gains: Gains, chosen: Sequence[int]) -> Float:
    """Change in gain per level, for every candidate in the place of every chosen one, row after row."""
    k, there = len(chosen), np.full(gains.n_sites, -1)
    there[list(chosen)] = np.arange(k)
    best, runner_up, holder = _two_best(gains, there)
    held = holder[gains.home]
    pairs = held >= 0
    key = gains.site[pairs] * k + held[pairs]
    homes = np.flatnonzero(holder >= 0)
    change = np.empty((2, gains.n_sites, k))
    for level, added in enumerate(gains.added(best)):
        top, next_to = best[level], runner_up[level]
        lost = np.bincount(holder[homes], (top - next_to)[homes], minlength=k)
        home = gains.home[pairs]
        kept = np.maximum(np.minimum(gains.value[level][pairs], top[home]) - next_to[home], 0.0)
        extra = np.bincount(key, kept, minlength=gains.n_sites * k).reshape(gains.n_sites, k)
        change[level] = added[:, None] + extra - lost
    change[:, there >= 0] = -np.inf
    return change.reshape(2, -1)


def _two_best(gains: Gains, there: Int) -> tuple[Float, Float, Int]:
    """Gain of every home from the best and the second best open site, and the best one's place (-1: none)."""
    pairs = np.flatnonzero(there[gains.site] >= 0)
    home = gains.home[pairs]
    is_first = np.diff(home, prepend=-1) != 0
    is_second = np.zeros_like(is_first)
    is_second[1:] = is_first[:-1] & ~is_first[1:]
    best, runner_up = np.zeros((2, gains.n_homes)), np.zeros((2, gains.n_homes))
    best[:, home[is_first]] = gains.value[:, pairs[is_first]]
    runner_up[:, home[is_second]] = gains.value[:, pairs[is_second]]
    holder = np.full(gains.n_homes, -1)
    holder[home[is_first]] = there[gains.site[pairs[is_first]]]
    return best, runner_up, holder


def _best(values: Float, least: Float) -> int:
    """Position of the best column: on the first level, and of those that are equal on the second."""
    first, second = values
    return int(np.where(first >= first.max() - least[FIRST], second, -np.inf).argmax())


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What no choice of places can exceed.

    Attributes
    ----------
    most
        Upper bound on the gain on one level.
    candidates
        Shape ``(n_sites,)``: whether a candidate can be in a set that is better than what was found.
    """

    most: float
    candidates: Mask


def lagrangian_bound(gains: Gains, level: int, k: int, chosen: Sequence[int], tick: Tick = no_tick) -> Bound:
    r"""Bound the gain of any `k` sites on one level, and rule candidates out.

    .. math::

        \max_{|S| \le k} G(S) \le L(\lambda) =
        \sum_i \lambda_i + \max_{|S| \le k} \sum_{j \in S} \rho_j, \qquad
        \rho_j = \sum_i (g_{ij} - \lambda_i)^+, \quad \lambda \ge 0

    Every price :math:`\lambda` that homes pay for one site gives a bound; with the gains that
    homes have under `chosen` it is the online bound of submodular functions,
    :math:`G(S) + \max_{|T| \le k} \sum_{j \in T} (G(S + j) - G(S))`. From there on prices are
    lowered by subgradients. A candidate outside the best `k` would, if it had to be opened,
    lower the bound by the least of those minus its own :math:`\rho_j`; where that falls below
    what was found, no better set has it.

    Parameters
    ----------
    gains
        The table.
    level
        Of the two, which one is bounded; what counts first is not asked for when the second is
        bounded, so that the bound holds with it as well.
    k
        Number of sites.
    chosen
        The best set so far.

    References
    ----------
    Cornuéjols, Fisher and Nemhauser (1977), Management Science 23(8); Leskovec et al. (2007),
    KDD, for the online bound.

    Examples
    --------
    >>> value = np.array([[8.0, 1, 4, 2, 12, 1]]) * [[0], [1]]
    >>> gains = Gains(3, 2, np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 0, 1, 0]), value)
    >>> lagrangian_bound(gains, SECOND, 2, [0, 1]).most
    24.0
    """
    value, home, site = gains.value[level], gains.home, gains.site
    found = gains.of_homes(chosen)[level]
    lower = float(found.sum())
    equal = EQUAL * max(lower, 1.0)
    ceiling = np.zeros(gains.n_homes)
    np.maximum.at(ceiling, home, value)
    k = min(k, gains.n_sites)
    price, step, waited = found, 2.0, 0
    most, candidates = np.inf, np.ones(gains.n_sites, dtype=bool)
    for _ in range(ROUNDS):
        tick()
        over = value - price[home]
        worth = np.asarray(
            np.bincount(site, np.maximum(over, 0.0), minlength=gains.n_sites), dtype=np.float64
        )
        order = np.argsort(-worth, kind="stable")
        now = float(price.sum() + worth[order[:k]].sum())
        candidates &= _may_be_better(now, worth, order[:k], lower - equal)
        waited = 0 if now < most - equal else waited + 1
        most = min(most, now)
        if waited >= PATIENCE:
            step, waited = step / 2, 0
        opened = np.zeros(gains.n_sites, dtype=bool)
        opened[order[:k]] = True
        served = np.bincount(home[opened[site] & (over > 0)], minlength=gains.n_homes)
        slope = np.where((price <= 0) & (served < 1), 0, 1 - served)
        if most <= lower + equal or not slope.any() or step < LEAST_STEP:
            break
        price = np.clip(price - step * (now - lower) / float(slope @ slope) * slope, 0.0, ceiling)
    return Bound(max(most, lower), candidates)


def _may_be_better(bound: float, worth: Float, opened: Int, lower: float) -> Mask:
    """Whether the bound, with a candidate forced to be open, stays above what was found."""
    if not opened.size:
        return np.ones(len(worth), dtype=bool)
    possible: Mask = bound - worth[opened].min() + worth >= lower
    possible[opened] = True
    return possible
