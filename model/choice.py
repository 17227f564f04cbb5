"""How many sites there are to choose from within a norm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Shares of the pupils by the number of sites within the norm, each 0 to 1; NaN without pupils.

    Attributes
    ----------
    none, one, more
        Without any site, with exactly one, with two or more; together 1.
    """

    none: float
    one: float
    more: float


def sites_within(
    distance: NDArray[np.floating], allowed: Mask | None, sites: Float, limit: float
) -> NDArray[np.int64]:
    r"""Count the sites within a norm, per home.

    .. math:: n_i = \sum_f m_f \; [d(i, f) \le t, \; f \; \text{allowed for} \; i]

    Parameters
    ----------
    distance
        Shape ``(n_homes, n_rows)``: metres or seconds.
    allowed
        Likewise: whether a site counts for a home, such as one of the own swv; None: all do.
    sites
        Shape ``(n_rows,)``: sites that a row stands for; more than 1 for a group.
    limit
        The norm; a site at it is within it.

    Examples
    --------
    >>> metres = np.array([[1.0, 9.0, 12.0], [30.0, 40.0, 50.0]])
    >>> sites_within(metres, None, np.array([2.0, 1.0, 1.0]), 9.0).tolist()
    [3, 0]
    """
    within = distance <= limit
    if allowed is not None:
        within &= allowed
    return np.asarray(within @ sites).astype(np.int64)


def chosen(count: NDArray[np.int64], weight: Float) -> Chosen:
    """Split pupils by the number of sites they can choose from.

    Parameters
    ----------
    count, weight
        Shape ``(n_homes,)``: sites within the norm; pupils.

    Examples
    --------
    >>> chosen(np.array([0, 1, 5]), np.array([10.0, 30.0, 60.0]))
    Chosen(none=0.1, one=0.3, more=0.6)
    """
    total = float(weight.sum())
    if total <= 0:
        return Chosen(*[float("nan")] * 3)
    return Chosen(*(float(weight[here].sum()) / total for here in (count == 0, count == 1, count > 1)))
