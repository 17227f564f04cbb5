"""Who has a site within a norm: through the own swv, only through a neighbour, or not at all.

Metres (or seconds) per demand point in, masks and sums out, so that the same
code serves every kind, every area and every arrangement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

#: Widths of the bars of a histogram, in the unit that people read (km, minutes).
_WIDTHS: Final = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """How demand points stand against a norm; every point is in exactly one of the three.

    Attributes
    ----------
    own
        An own site lies within the norm.
    neighbour
        None of the own swv does, but a site across the border does.
    beyond
        No site lies within the norm, borders ignored.
    """

    own: Mask
    neighbour: Mask
    beyond: Mask


def covered(own: Float, free: Float, limit: float) -> Covered:
    r"""Tell who is covered by the own swv, who leans on a neighbour, and who is beyond the norm.

    .. math:: own_i \le t; \quad own_i > t \ge free_i; \quad free_i > t

    Parameters
    ----------
    own, free
        Shape ``(n,)``, metres or seconds; infinite without a site. Never ``own < free``.
    limit
        The norm, in the same unit.

    Examples
    --------
    >>> found = covered(np.array([0.0, 20.0, 20.0]), np.array([0.0, 10.0, 20.0]), 15.0)
    >>> found.own.tolist(), found.neighbour.tolist(), found.beyond.tolist()
    ([True, False, False], [False, True, False], [False, False, True])
    """
    by_own, by_any = own <= limit, free <= limit
    return Covered(by_own, by_any & ~by_own, ~by_any & ~by_own)


def own_or_free(own: Float, free: Float) -> NDArray[np.float64]:
    """Own where finite, else free: what comparisons rank on."""
    reach: NDArray[np.float64] = np.where(np.isfinite(own), own, free).astype(np.float64)
    return reach


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """Who comes within a norm and who falls out of it between two arrangements; never netted.

    Attributes
    ----------
    gained, lost
        By more than the error of the distance model.
    gained_unproven, lost_unproven
        By less: *geen aantoonbaar verschil*.
    """

    gained: Mask
    lost: Mask
    gained_unproven: Mask
    lost_unproven: Mask


def shift(before: Float, after: Float, limit: float, error_share: float) -> Shift:
    r"""Compare two arrangements point by point against a norm.

    A point has changed demonstrably if

    .. math:: |after_i - before_i| \ge e \cdot \max(before_i, after_i)

    with e the error share of the distance model; a site that appears or disappears always is.

    Parameters
    ----------
    before, after
        Shape ``(n,)``, metres or seconds; infinite without a site.
    limit
        The norm, in the same unit.
    error_share
        Of the distance model, 0 to 1.

    Examples
    --------
    >>> before, after = np.array([16.0, 15.5, 10.0, 10.0]), np.array([10.0, 14.9, 20.0, np.inf])
    >>> found = shift(before, after, 15.0, 0.1)
    >>> found.gained.tolist(), found.gained_unproven.tolist(), found.lost.tolist()
    ([True, False, False, False], [False, True, False, False], [False, False, True, True])
    """
    came, went = (before > limit) & (after <= limit), (before <= limit) & (after > limit)
    largest = np.maximum(before, after).astype(np.float64)
    known = np.isfinite(largest)
    change = np.full(len(largest), np.inf)
    change[known] = np.abs(after[known].astype(np.float64) - before[known])
    proven = ~known | (change >= error_share * np.where(known, largest, 0.0))
    return Shift(came & proven, went & proven, came & ~proven, went & ~proven)


def sums(where: Mask, weight: Float, area: NDArray[np.intp], n_areas: int) -> NDArray[np.float64]:
    """Sum the weight of some points per area.

    Parameters
    ----------
    where, weight
        Shape ``(n,)``: which points count, and for how much.
    area
        Shape ``(n,)``: number of the area of each point, -1 for none.

    Returns
    -------
    Shape ``(n_areas,)``.

    Examples
    --------
    >>> sums(np.array([True, False, True]), np.array([2.0, 3.0, 4.0]), np.array([1, 1, -1]), 2).tolist()
    [0.0, 2.0]
    """
    counted = where & (area >= 0)
    added = np.bincount(area[counted], weight[counted].astype(np.float64), minlength=n_areas)
    return added.astype(np.float64)


def edges(reach: float, at_most: int = 24) -> NDArray[np.float64]:
    """Edges of the bars of a histogram from zero to beyond `reach`, at round numbers.

    Examples
    --------
    >>> edges(9.3, 5).tolist()
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    if not np.isfinite(reach) or reach <= 0:
        return np.array([0.0, _WIDTHS[0]])
    fitting = [width for width in _WIDTHS if np.ceil(reach / width) <= at_most]
    width = fitting[0] if fitting else float(np.ceil(reach / at_most / _WIDTHS[-1])) * _WIDTHS[-1]
    return np.arange(int(np.ceil(reach / width)) + 1, dtype=np.float64) * width


def histogram(value: Float, weight: Float, at: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the weight per bar; a value on an edge belongs to the bar below it, as with a norm.

    Parameters
    ----------
    value, weight
        Shape ``(n,)``; an infinite value is in no bar.
    at
        Edges, ascending, the first zero.

    Returns
    -------
    Shape ``(len(at),)``: per bar, and last what lies beyond the last edge.

    Examples
    --------
    >>> histogram(np.array([0.0, 2.0, 2.1, 9.0, np.inf]), np.ones(5), [0.0, 2.0, 4.0]).tolist()
    [2.0, 1.0, 1.0]
    """
    known = np.isfinite(value)
    bars = np.maximum(np.searchsorted(np.asarray(at), value[known], side="left") - 1, 0)
    added = np.bincount(bars, weight[known].astype(np.float64), minlength=len(at))
    return added.astype(np.float64)
