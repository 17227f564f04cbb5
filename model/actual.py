r"""Distances that pupils really travel: counts per home and site, some of them known as an interval only.

DUO masks small cells: of such a cell it is known that it holds 1 to 4 pupils. A
figure over counts is then an interval too. The bounds given here are exact:
whatever the masked cells hold, the figure lies within them, and both ends are
reached by some values of the cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.travel import weighted_mean, weighted_quantile

Float = NDArray[np.floating]
Int = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Further from the nearest site than this (metres) a pupil does not go to the nearest one.
NEAREST_TOLERANCE_M = 1.0
#: Sums of counts are whole; a share of them may be off by rounding.
_SLACK = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure that masked cells leave open.

    Attributes
    ----------
    low, high
        It lies within these, whatever the masked cells hold; NaN where there is nothing to count.
    mid
        With a middle value for each masked cell; NaN where no cell has one.
    """

    low: float
    mid: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether masked cells make no difference."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Pupils per cell: one home, one site.

    Attributes
    ----------
    low, mid, high
        Shape ``(n,)``, pupils at least, in the middle and at most; equal where the count is known.
    """

    low: Float
    mid: Float
    high: Float

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.low)

    def where(self, chosen: Mask | Int) -> Counts:
        """Return some of the cells."""
        return Counts(self.low[chosen], self.mid[chosen], self.high[chosen])

    def times(self, share: Float) -> Counts:
        """Return a share of each cell."""
        return Counts(self.low * share, self.mid * share, self.high * share)

    def joined(self, other: Counts) -> Counts:
        """Return these cells and others behind them."""
        mine, others = (self.low, self.mid, self.high), (other.low, other.mid, other.high)
        return Counts(*(np.concatenate(pair) for pair in zip(mine, others, strict=True)))

    @property
    def total(self) -> Interval:
        """All pupils together."""
        return Interval(float(self.low.sum()), float(self.mid.sum()), float(self.high.sum()))


def mean_interval(value: Float, counts: Counts) -> Interval:
    r"""Mean of values over pupils.

    .. math:: \bar x(w) = \sum_i w_i x_i / \sum_i w_i, \quad a_i \le w_i \le b_i

    The greatest mean has :math:`w_i = b_i` for all values above some threshold and
    :math:`w_i = a_i` below it (and the least mean the reverse), for
    :math:`\bar x` rises in :math:`w_i` exactly where :math:`x_i > \bar x`; so
    every threshold is tried.

    Parameters
    ----------
    value
        Shape ``(n,)``, finite.
    counts
        Pupils per value.

    Examples
    --------
    Ten pupils at 0 km, and a masked cell at 10 km:

    >>> ten = Counts(np.array([10.0, 1.0]), np.array([10.0, 2.0]), np.array([10.0, 4.0]))
    >>> found = mean_interval(np.array([0.0, 10.0]), ten)
    >>> round(found.low, 3), round(found.mid, 3), round(found.high, 3)
    (0.909, 1.667, 2.857)
    """
    x = value.astype(np.float64)
    order = np.argsort(x, kind="stable")
    x, low, high = x[order], counts.low[order].astype(np.float64), counts.high[order].astype(np.float64)
    least = _at_thresholds(x, high, low)
    most = _at_thresholds(x, low, high)
    if not least.size:
        return Interval(float("nan"), float("nan"), float("nan"))
    mid = weighted_mean(x, counts.mid[order])
    # rounding must not put the middle outside
    return Interval(float(np.fmin(least.min(), mid)), mid, float(np.fmax(most.max(), mid)))


def _at_thresholds(x: Float, below: Float, above: Float) -> Float:
    """Means with one weight for the first values and another for the rest, at every split that has weight."""
    zero = np.zeros(1)
    weight = np.concatenate([zero, np.cumsum(below)]) + np.concatenate([np.cumsum(above[::-1])[::-1], zero])
    total = np.concatenate([zero, np.cumsum(below * x)]) + np.concatenate(
        [np.cumsum((above * x)[::-1])[::-1], zero]
    )
    there = weight > 0
    means: Float = total[there] / weight[there]
    return means


def quantile_interval(value: Float, counts: Counts, share: float) -> Interval:
    r"""Smallest value that at least a share of the pupils does not exceed.

    It is at most x for some values of the cells exactly if it is so with all cells up
    to x full and all others as empty as they can be, and for all of them exactly if
    it is so with the reverse:

    .. math:: \sum_{x_i \le x} b_i \ge q \Big(\sum_{x_i \le x} b_i + \sum_{x_i > x} a_i\Big)

    Parameters
    ----------
    value
        Shape ``(n,)``, finite.
    counts
        Pupils per value.
    share
        0.5 for the median, 0.9 for P90.

    Examples
    --------
    >>> counts = Counts(np.array([3.0, 1.0]), np.array([3.0, 2.0]), np.array([3.0, 4.0]))
    >>> quantile_interval(np.array([0.0, 10.0]), counts, 0.5)
    Interval(low=0.0, mid=0.0, high=10.0)
    """
    there = counts.high > 0
    if not there.any():
        return Interval(float("nan"), float("nan"), float("nan"))
    x, inverse = np.unique(value[there].astype(np.float64), return_inverse=True)
    a, b = np.zeros(len(x)), np.zeros(len(x))
    np.add.at(a, inverse, counts.low[there])
    np.add.at(b, inverse, counts.high[there])
    return Interval(
        float(x[_first_reached(b, a, share)]),
        weighted_quantile(value, counts.mid, share),
        float(x[_first_reached(a, b, share)]),
    )


def _first_reached(upto: Float, beyond: Float, share: float) -> int:
    """Position of the first value up to which one weight is the share of it and the other weight beyond."""
    sum_upto = np.cumsum(upto)
    sum_beyond = beyond.sum() - np.cumsum(beyond)
    return int(np.argmax(sum_upto >= share * (sum_upto + sum_beyond) * _SLACK))


@dataclass(frozen=True, slots=True)
class Actual:
    """What pupils of one kind in one area really travel; distances in metres.

    Attributes
    ----------
    pupils
        Counted at a site that they can reach.
    mean_m, median_m, p90_m
        Of the distance between home and own site.
    to_nearest
        Share (0 to 1) that goes to the nearest site of the kind.
    unreachable
        Pupils who, by the distance model, cannot reach their site: in none of the others.
    """

    pupils: Interval
    mean_m: Interval
    median_m: Interval
    p90_m: Interval
    to_nearest: Interval
    unreachable: Interval


def actual(distance_m: Float, nearest_m: Float, counts: Counts) -> Actual:
    """Sum up what pupils really travel.

    Parameters
    ----------
    distance_m
        Shape ``(n,)``, metres from home to the site that they go to; infinite
        where it cannot be reached.
    nearest_m
        Shape ``(n,)``, metres from that home to the nearest site of the kind, borders ignored.
    counts
        Pupils per home and site.
    """
    reached = np.isfinite(distance_m)
    own, inside = distance_m[reached].astype(np.float64), counts.where(reached)
    near = own <= nearest_m[reached] + NEAREST_TOLERANCE_M
    return Actual(
        inside.total,
        mean_interval(own, inside),
        quantile_interval(own, inside, 0.5),
        quantile_interval(own, inside, 0.9),
        mean_interval(near.astype(np.float64), inside),
        counts.where(~reached).total,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Where pupils of a closing site most likely go; a model, not a count.

    Attributes
    ----------
    row
        Shape ``(n,)``: which of the cells that close (position).
    site
        The site that they go to; -1 where there is none left.
    share
        Part of the cell that goes there; the shares of a cell sum to one.
    observed
        Whether it follows other pupils of the same home; else it is the nearest site that is left.
    """

    row: Int
    site: Int
    share: NDArray[np.float64]
    observed: Mask


def moves(point: Int, other_point: Int, other_site: Int, other_pupils: Float, nearest: Int) -> Moves:
    r"""Send pupils of a closing site where the other pupils of their home already go.

    .. math:: share(i, f) = w(i, f) / \sum_{g\ \text{left}} w(i, g)

    and all to the nearest site that is left where no other pupil of the kind lives in i.

    Parameters
    ----------
    point
        Shape ``(n,)``: home of each cell of pupils that has to go elsewhere.
    other_point, other_site, other_pupils
        Shape ``(m,)`` each: pupils of the same kind per home and per site that is left.
    nearest
        Shape ``(n,)``: the nearest site that is left, per cell; -1 for none.

    Examples
    --------
    Of home 7 three others go to site 1 and one to site 2; nobody else lives in home 8:

    >>> left = np.array([7, 7]), np.array([1, 2]), np.array([3.0, 1.0])
    >>> found = moves(np.array([7, 8]), *left, np.array([2, 5]))
    >>> found.row.tolist(), found.site.tolist(), found.share.tolist(), found.observed.tolist()
    ([0, 0, 1], [1, 2, 5], [0.75, 0.25, 1.0], [True, True, False])
    """
    present = other_pupils > 0
    order = np.lexsort((other_site[present], other_point[present]))
    homes, sites = other_point[present][order], other_site[present][order]
    pupils = other_pupils[present][order].astype(np.float64)
    begin = np.searchsorted(homes, point, side="left")
    size = np.searchsorted(homes, point, side="right") - begin
    row = np.repeat(np.arange(len(point)), size)
    place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + begin[row]
    total = np.bincount(row, weights=pupils[place], minlength=len(point))
    alone = np.flatnonzero(size == 0)
    rows = np.concatenate([row, alone])
    found = np.argsort(rows, kind="stable")
    return Moves(
        rows[found],
        np.concatenate([sites[place], nearest[alone]])[found],
        np.concatenate([pupils[place] / total[row], np.ones(alone.size)])[found],
        np.concatenate([np.ones(row.size, dtype=bool), np.zeros(alone.size, dtype=bool)])[found],
    )
