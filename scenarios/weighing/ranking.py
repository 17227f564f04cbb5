"""An order of scenarios on one measure, as far as it can be shown: best, worst, places, what is left of it.

A pair of scenarios is in order only where one is *demonstrably* better; a difference within
the error of the distance model, one that is rounded away, and one that cannot be read say nothing.
Definitions: docs/methode.md, "Beste, slechtste en plaats".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Int = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Who is demonstrably better than whom.

    Attributes
    ----------
    better
        Shape ``(n, n)``: whether the scenario of the row is better than that of the column.
    unclear
        Shape ``(n, n)``, symmetric: whether the two cannot be held against each other at all.
    """

    better: Mask
    unclear: Mask

    def __len__(self) -> int:
        """Count the scenarios."""
        return len(self.better)

    @property
    def is_empty(self) -> bool:
        """Whether no scenario is demonstrably better than any other."""
        return not bool(self.better.any())

    def places(self) -> Int:
        """Place of each scenario: one more than there are scenarios that are better.

        Examples
        --------
        >>> apart = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)
        >>> Order(apart, np.zeros((3, 3), dtype=bool)).places()
        array([1, 1, 3])
        """
        return np.asarray(1 + self.better.sum(axis=0), dtype=np.intp)

    def best(self) -> Mask:
        """Scenarios than which none is better, and that are better than at least one."""
        return np.asarray(~self.better.any(axis=0) & self.better.any(axis=1), dtype=bool)

    def worst(self) -> Mask:
        """Scenarios that are better than none, and than which at least one is better."""
        return np.asarray(~self.better.any(axis=1) & self.better.any(axis=0), dtype=bool)


def order_of(readings: NDArray[np.object_]) -> Order:
    """Make an order of the readings of all pairs.

    Parameters
    ----------
    readings
        Shape ``(n, n)``: how the scenario of the row reads against that of the column, as
        `scenarios.readings.reading` says it; an empty text for a pair that is not to be compared.
    """
    better = (readings == "beter") | (readings == "slechter").T
    same = np.isin(readings, ("gelijk", "afgerond gelijk", "geen aantoonbaar verschil"))
    np.fill_diagonal(same, val=True)
    np.fill_diagonal(better, val=False)
    return Order(better, ~(better | better.T | same | same.T))


@dataclass(frozen=True, slots=True)
class Kept:
    """What of an order is left in another one of the same scenarios.

    Attributes
    ----------
    tau
        Kendall's tau-b over all pairs, -1 (turned round) to 1 (the same); NaN where one of the two
        orders nobody.
    swapped
        Pairs (positions, the better one of the first order in front) that turn round.
    lost, found
        Pairs that are in order in the first only, and in the second only.
    """

    tau: float
    swapped: tuple[tuple[int, int], ...]
    lost: tuple[tuple[int, int], ...]
    found: tuple[tuple[int, int], ...]

    @property
    def holds(self) -> bool:
        """Whether no pair turns round."""
        return not self.swapped

    @property
    def is_same(self) -> bool:
        """Whether every pair is as it was."""
        return not (self.swapped or self.lost or self.found)


def kept(first: Order, second: Order) -> Kept:
    r"""Hold two orders of the same scenarios against each other.

    .. math:: \tau_b = \frac{C - D}{\sqrt{N_1 N_2}}

    with C pairs in the same order in both, D pairs that turn round, and N the pairs that are in
    order in each; a tie is in neither (Kendall 1945, *Biometrika* 33).

    Examples
    --------
    >>> def of(*values):
    ...     line = np.array(values)
    ...     return Order(line[:, None] < line[None, :], np.zeros((len(line), len(line)), dtype=bool))
    >>> kept(of(1, 2, 3), of(1, 3, 2)).tau.__round__(3), kept(of(1, 2, 3), of(1, 3, 2)).swapped
    (0.333, ((1, 2),))
    """
    one, other = first.better, second.better
    apart = np.any([other, other.T], axis=0)
    was = np.any([one, one.T], axis=0)
    same, turned = one & other, one & other.T
    pairs = float(one.sum()) * float(other.sum())
    tau = float(same.sum() - turned.sum()) / float(np.sqrt(pairs)) if pairs else float("nan")
    return Kept(tau, _pairs(turned), _pairs(one & ~apart), _pairs(other & ~was))


def _pairs(chosen: Mask) -> tuple[tuple[int, int], ...]:
    return tuple((int(one), int(other)) for one, other in zip(*np.nonzero(chosen), strict=True))
