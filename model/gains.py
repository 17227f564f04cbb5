"""What opening a site would gain whom: the table that the choice of places is made from.

Existing sites stay. A candidate gains a home something only where it is nearer than
what that home has now, so the table holds such pairs alone; of all sites that open, a
home has the gain of the best. That makes the gain of a set of sites submodular: what a
site adds never grows when others open too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: The two levels of a gain, in order of importance.
FIRST, SECOND = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Gains:
    """Gains per pair of a home and a candidate, on two levels.

    What counts first is never given up for what counts second: levels are compared
    one after the other (lexicographically), so that no rate of exchange between
    pupils and metres is needed. Where nothing counts first, that level is zero.

    Attributes
    ----------
    n_homes, n_sites
        Numbers of homes and candidates.
    home, site
        Shape ``(n_pairs,)``: positions; by home, and within a home the greatest gain first.
    value
        Shape ``(2, n_pairs)``: gain on either level, not negative, not ascending within a home.
    """

    n_homes: int
    n_sites: int
    home: Int
    site: Int
    value: Float

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels on which anything can be gained, in order of importance."""
        return tuple(level for level in (FIRST, SECOND) if self.value[level].any())

    def of_homes(self, chosen: Iterable[int]) -> Float:
        r"""Gain of every home once some candidates open.

        .. math:: g_i(S) = \max_{j \in S} g_{ij}

        Returns
        -------
        Shape ``(2, n_homes)``.
        """
        opened = np.zeros(self.n_sites, dtype=bool)
        opened[list(chosen)] = True
        there = np.flatnonzero(opened[self.site])
        homes, first = np.unique(self.home[there], return_index=True)
        gained = np.zeros((2, self.n_homes))
        gained[:, homes] = self.value[:, there[first]]
        return gained

    def total(self, chosen: Iterable[int]) -> Float:
        r"""Gain of all homes together, shape ``(2,)``.

        .. math:: G(S) = \sum_i \max_{j \in S} g_{ij}
        """
        total: Float = self.of_homes(chosen).sum(axis=1)
        return total

    def added(self, gained: Float) -> Float:
        """Gain that each candidate alone would add to what homes have gained, ``(2, n_sites)``.

        Parameters
        ----------
        gained
            Shape ``(2, n_homes)``, as from `of_homes`.
        """
        return np.stack(
            [
                np.bincount(self.site, np.maximum(value - had[self.home], 0.0), minlength=self.n_sites)
                for value, had in zip(self.value, gained, strict=True)
            ]
        )

    def only(self, kept: NDArray[np.bool_]) -> Gains:
        """Return the same table with some candidates only, under the same numbers."""
        pairs = kept[self.site]
        return Gains(self.n_homes, self.n_sites, self.home[pairs], self.site[pairs], self.value[:, pairs])


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How far homes are from what there is, and from what may open.

    Attributes
    ----------
    now_m
        Shape ``(n_homes,)``: metres to the nearest existing site; infinite where none can be reached.
    weight
        Shape ``(n_homes,)``: pupils, not negative.
    home, site, distance_m
        Shape ``(n_pairs,)``: metres from a home to a candidate, for every pair that is nearer than
        `now_m`; others may be there too.
    n_sites
        Number of candidates.
    """

    now_m: Float
    weight: Float
    home: Int
    site: Int
    distance_m: Float
    n_sites: int


def median_gains(reach: Reach) -> Gains:
    r"""Gains of the p-median problem: shorter journeys.

    .. math:: g_{ij} = w_i \, (d_i^0 - d_{ij})^+

    Maximising their sum is minimising the weighted distance
    :math:`\sum_i w_i \min(d_i^0, \min_{j \in S} d_{ij})`. A home that reaches no site at all has no
    distance to shorten: how many pupils reach a site comes first, and of those the distance
    second, counted down from the furthest that any of them could have.

    References
    ----------
    Hakimi (1964), Operations Research 12(3).

    Examples
    --------
    Homes a, b, c (1, 2, 3 pupils), 9, 4 and 5 km from what there is; candidates at 1, 4, 4 and 8, 3, 1 km:

    >>> metres = np.array([1.0, 4, 4, 8, 3, 1]) * 1000
    >>> home, site = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 1])
    >>> reach = Reach(np.array([9.0, 4, 5]) * 1000, np.array([1.0, 2, 3]), home, site, metres, 2)
    >>> gains = median_gains(reach)
    >>> (gains.added(np.zeros((2, 3)))[SECOND] / 1000).tolist()
    [11.0, 15.0]
    >>> (gains.total([0, 1])[SECOND] / 1000).tolist()
    22.0
    """
    return _gains(reach, None)


def coverage_gains(reach: Reach, norm_m: float) -> Gains:
    r"""Gains of the maximal covering location problem (MCLP): more pupils within a norm.

    .. math:: g_{ij} = w_i \; [d_{ij} \le n < d_i^0]

    Of sets that bring equally many pupils within the norm, the one with the shorter
    journeys is the better: that is the second level.

    References
    ----------
    Church and ReVelle (1974), Papers of the Regional Science Association 32.

    Examples
    --------
    >>> metres = np.array([1.0, 4, 4, 8, 3, 1]) * 1000
    >>> home, site = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 1])
    >>> reach = Reach(np.array([9.0, 4, 5]) * 1000, np.array([1.0, 2, 3]), home, site, metres, 2)
    >>> coverage_gains(reach, 4500.0).added(np.zeros((2, 3)))[FIRST].tolist()
    [4.0, 3.0]
    """
    return _gains(reach, norm_m)


def _gains(reach: Reach, norm_m: float | None) -> Gains:
    """Make the table: by home and then distance; first what reaches a site, or the norm."""
    nearer = (reach.distance_m < reach.now_m[reach.home]) & (reach.weight[reach.home] > 0)
    home, site = reach.home[nearer], reach.site[nearer]
    metres = reach.distance_m[nearer].astype(np.float64)
    order = np.lexsort((site, metres, home))
    home, site, metres = home[order], site[order], metres[order]
    now, weight = reach.now_m[home].astype(np.float64), reach.weight[home]
    lost = np.isinf(now)
    furthest = float(metres[lost].max()) if lost.any() else 0.0
    shorter = weight * (np.where(lost, furthest, now) - metres)
    first = lost if norm_m is None else (metres <= norm_m) & (now > norm_m)
    return Gains(len(reach.now_m), reach.n_sites, home, site, np.stack([weight * first, shorter]))
