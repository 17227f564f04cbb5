r"""Pupils between areas: who stays within, who crosses, when some counts and some ends are known in part.

A count of pupils may be an interval (masked cells), and may leave open between which
places they go: then it has several *options*. Sums over options are bounds that hold
whatever the truth is, and both ends are reached by some truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.actual import Counts, Interval

Int = NDArray[np.intp]
Float = NDArray[np.float64]
Mask = NDArray[np.bool_]
Labels = NDArray[np.object_]

#: Parts of a count smaller than this are rounding.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """Counts of pupils, and what each may be about.

    Attributes
    ----------
    counts
        Pupils per row, shape ``(n_rows,)``.
    row
        Shape ``(n_options,)``, ascending: to which row an option belongs; every row has at least one.
    """

    counts: Counts
    row: Int

    @classmethod
    def certain(cls, counts: Counts) -> Options:
        """Options of counts that each are about one thing."""
        return cls(counts, np.arange(len(counts), dtype=np.intp))

    def among(self, chosen: Mask) -> Interval:
        """Pupils who are about one of some options: see `sums`."""
        found = self.sums(np.where(chosen, 0, -1).astype(np.intp), 1)
        return Interval(float(found.low[0]), float(found.mid[0]), float(found.high[0]))

    def sums(self, group: Int, n_groups: int) -> Counts:
        r"""Sum pupils per group of options.

        .. math:: low_g = \sum_{r:\ \text{all options in } g} a_r, \qquad
                  high_g = \sum_{r:\ \text{some option in } g} b_r

        Parameters
        ----------
        group
            Shape ``(n_options,)``: group of each option, -1 for none.
        n_groups
            How many there are.

        Returns
        -------
        Shape ``(n_groups,)``. The middle is NaN where a row is in a group with some of its options only.

        Examples
        --------
        Ten pupils who go from a to b, and four of whom it is open whether they go to b or c:

        >>> counts = Counts(*(np.array([10.0, 4.0]),) * 3)
        >>> found = Options(counts, np.array([0, 1, 1])).sums(np.array([0, 0, 1]), 2)
        >>> found.low.tolist(), found.high.tolist()
        ([10.0, 0.0], [14.0, 4.0])
        """
        inside = group >= 0
        row, mine = self.row[inside], group[inside]
        key, times = np.unique(row * np.intp(max(n_groups, 1)) + mine, return_counts=True)
        of_row, of_group = np.divmod(key, np.intp(max(n_groups, 1)))
        whole = times == np.bincount(self.row, minlength=len(self.counts))[of_row]
        low = np.where(whole, self.counts.low[of_row], 0.0)
        middle = np.where(whole, self.counts.mid[of_row], np.nan)
        sums = [
            np.bincount(of_group, weights=values, minlength=n_groups).astype(np.float64)
            for values in (low, middle, self.counts.high[of_row])
        ]
        return Counts(*sums)


def together(parts: list[Interval]) -> Interval:
    """Add intervals up.

    Examples
    --------
    >>> together([Interval(1.0, 2.0, 4.0), Interval(3.0, 3.0, 3.0)])
    Interval(low=4.0, mid=5.0, high=7.0)
    """
    return Interval(
        float(sum(one.low for one in parts)),
        float(sum(one.mid for one in parts)),
        float(sum(one.high for one in parts)),
    )


def share(part: Interval, rest: Interval) -> Interval:
    r"""Share of a part in part and rest together, of pupils who are in one of both.

    .. math:: low = \frac{a}{a + b'}, \qquad high = \frac{b}{b + a'}

    with :math:`a, b` the bounds of the part and :math:`a', b'` those of the rest: what
    is open goes to the other side. NaN without pupils.

    Examples
    --------
    Ten stay, and a masked cell crosses:

    >>> found = share(Interval(1.0, 2.0, 4.0), Interval(10.0, 10.0, 10.0))
    >>> round(found.low, 3), round(found.mid, 3), round(found.high, 3)
    (0.091, 0.167, 0.286)
    """
    nan = float("nan")
    if part.high + rest.high <= 0:
        return Interval(nan, nan, nan)
    # where nobody need be there, whoever is there is on the side that has anybody at most
    low = part.low / (part.low + rest.high) if part.low + rest.high > 0 else 1.0
    high = part.high / (part.high + rest.low) if part.high + rest.low > 0 else 0.0
    whole = part.mid + rest.mid
    middle = part.mid / whole if whole > 0 else nan
    return Interval(low, min(max(middle, low), high) if middle == middle else nan, high)  # noqa: PLR0124


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where pupils go: parts of rows, each at one site.

    Attributes
    ----------
    row
        Shape ``(n,)``: of which row it is a part; the parts of a row sum to one.
    site
        Shape ``(n,)``: name of the site; empty where they find none.
    point
        Shape ``(n,)``: demand point of that site, -1 for none.
    part
        Shape ``(n,)``: which part of the row, 0 to 1.
    """

    row: Int
    site: Labels
    point: Int
    part: Float


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Parts of rows with where they go before and after; likewise shape ``(n,)`` each."""

    row: Int
    before: Int
    after: Int
    part: Float


def follow(before: Placed, after: Placed) -> Followed:
    r"""Follow pupils of the same rows from one set of sites to another, moving as few as can be.

    Of a row as many stay at a site as it has both times; who has to leave is divided over
    the others in proportion:

    .. math:: \min(p_f, q_f) \text{ stay at } f, \qquad (p_f - q_f)^+ (q_g - p_g)^+ / R
              \text{ go from } f \text{ to } g

    with R what is left over of the row. Whose row has one site each time is followed exactly.

    Examples
    --------
    Half of a row was at x (point 1) and half at y (2); afterwards y is gone for z (3):

    >>> was = Placed(np.array([0, 0]), np.array(["x", "y"], object), np.array([1, 2]), np.array([0.5, 0.5]))
    >>> now = Placed(np.array([0, 0]), np.array(["x", "z"], object), np.array([1, 3]), np.array([0.5, 0.5]))
    >>> found = follow(was, now)
    >>> found.before.tolist(), found.after.tolist(), found.part.tolist()
    ([1, 2], [1, 3], [0.5, 0.5])
    """
    names, number = np.unique(np.concatenate([before.site, after.site]).astype(str), return_inverse=True)
    cut = len(before.row)
    one, other = (
        placed.row * np.intp(len(names)) + code
        for placed, code in ((before, number[:cut]), (after, number[cut:]))
    )
    _, here, there = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    stays = np.minimum(before.part[here], after.part[there])
    left, found = before.part.astype(np.float64).copy(), after.part.astype(np.float64).copy()
    left[here] -= stays
    found[there] -= stays
    goes = _crossed(before.row, left, after.row, found)
    return Followed(
        np.concatenate([before.row[here], before.row[goes[0]]]),
        np.concatenate([before.point[here], before.point[goes[0]]]),
        np.concatenate([after.point[there], after.point[goes[1]]]),
        np.concatenate([stays, goes[2]]),
    )


def _crossed(row: Int, left: Float, other_row: Int, found: Float) -> tuple[Int, Int, Float]:
    """Pair what is left of each row with what is found for it, in proportion."""
    here, there = np.flatnonzero(left > _NOTHING), np.flatnonzero(found > _NOTHING)
    here, there = (
        here[np.argsort(row[here], kind="stable")],
        there[np.argsort(other_row[there], kind="stable")],
    )
    rows = other_row[there]
    begin = np.searchsorted(rows, row[here], side="left")
    size = np.searchsorted(rows, row[here], side="right") - begin
    first = np.repeat(here, size)
    place = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size) + np.repeat(begin, size)
    second = there[place]
    total = np.bincount(
        rows, weights=found[there], minlength=int(max(row.max(initial=-1), rows.max(initial=-1))) + 1
    )
    return first, second, left[first] * found[second] / total[row[first]]
