"""Access to places: floating catchments with distance decay, and how evenly something is spread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: Weights of Luo and Qi (2009) for three bands, from near to far, with slow and with sharp decay.
SLOW_DECAY, SHARP_DECAY = (1.0, 0.68, 0.22), (1.0, 0.42, 0.09)


def band_weights(distance: NDArray[np.floating], limits: Sequence[float], weights: Sequence[float]) -> Float:
    r"""Weight of each distance by the band that it lies in.

    .. math:: f(d) = W_r \; \text{for} \; D_{r-1} < d \le D_r, \quad 0 \; \text{beyond the last}

    Parameters
    ----------
    distance
        Any shape; metres or seconds.
    limits
        Upper limits of the bands, ascending, in the same unit; a limit is within its band.
    weights
        One per band, not negative and not ascending.

    Raises
    ------
    ValueError
        If limits or weights are not of that form.

    Examples
    --------
    >>> band_weights(np.array([0.0, 10, 10.1, 30, 31]), [10, 20, 30], SLOW_DECAY).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """
    limit, weight = np.asarray(limits, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if limit.shape != weight.shape or limit.ndim != 1 or not limit.size:
        msg = f"{limit.size} limits for {weight.size} weights"
        raise ValueError(msg)
    if (np.diff(limit) <= 0).any() or (np.diff(weight) > 0).any() or not (weight >= 0).all():
        msg = "limits must ascend, weights be at least 0 and not ascend"
        raise ValueError(msg)
    band = np.searchsorted(limit, distance, side="left")
    return np.append(weight, 0.0)[band]


def e2sfca(home: Int, site: Int, decay: Float, demand: Float, places: Float) -> tuple[Float, Float]:
    r"""Enhanced two-step floating catchment areas.

    .. math::

        R_j = \frac{S_j}{\sum_k P_k f(d_{kj})}, \qquad A_i = \sum_j R_j f(d_{ij})

    Of each site the places per pupil in its catchment, the nearer pupils counting more; of each
    home the sum over the sites around it. The demand that is within reach of places has them all:
    :math:`\sum_i P_i A_i = \sum_j S_j` over sites with any demand.

    Parameters
    ----------
    home, site
        Shape ``(n_pairs,)``: positions; each pair once, pairs beyond the catchment may be left out.
    decay
        Shape ``(n_pairs,)``: weight of each pair, as from `band_weights`.
    demand
        Shape ``(n_homes,)``: pupils, not negative.
    places
        Shape ``(n_sites,)``: places, not negative.

    Returns
    -------
    access, ratio
        ``(n_homes,)``: places per pupil around each home, 0 where there are none; and ``(n_sites,)``:
        places per pupil of each site, NaN for a site without demand in its catchment (its places
        are nobody's).

    References
    ----------
    Luo and Qi (2009), Health & Place 15(4).

    Examples
    --------
    Two homes of 100 and 50 pupils, a site of 30 places near the first, and one of 20 near both:

    >>> home, site = np.array([0, 0, 1]), np.array([0, 1, 1])
    >>> access, ratio = e2sfca(home, site, np.array([1.0, 0.5, 1.0]), np.array([100.0, 50.0]),
    ...                        np.array([30.0, 20.0]))
    >>> ratio.round(2).tolist(), access.round(2).tolist()
    ([0.3, 0.2], [0.4, 0.2])
    """
    asked = np.bincount(site, demand[home] * decay, minlength=len(places))
    ratio = np.full(len(places), np.nan)
    np.divide(places, asked, out=ratio, where=asked > 0)
    given = np.where(asked > 0, ratio, 0.0)[site] * decay
    access = np.bincount(home, given, minlength=len(demand))
    return np.asarray(access, dtype=np.float64), ratio


def gini(value: NDArray[np.floating], weight: Float) -> float:
    r"""Gini coefficient of a value over pupils: 0 if all have the same, towards 1 if few have all.

    .. math:: G = \frac{\sum_{ij} w_i w_j |x_i - x_j|}{2 W^2 \bar{x}}

    Parameters
    ----------
    value
        Shape ``(n,)``, finite and not negative: metres, seconds, places per pupil.
    weight
        Shape ``(n,)``: pupils, not negative.

    Returns
    -------
    NaN without weight; 0 where nobody has anything.

    Raises
    ------
    ValueError
        If a value with weight is negative or not finite: of whoever reaches nothing there is no
        share to speak of.

    References
    ----------
    Gini (1912); for grouped data Lerman and Yitzhaki (1989), Journal of Econometrics 42.

    Examples
    --------
    >>> gini(np.array([0.0, 10.0]), np.array([3.0, 1.0])), gini(np.array([5.0, 5.0]), np.array([3.0, 1.0]))
    (0.75, 0.0)
    """
    present = weight > 0
    value, weight = value[present].astype(np.float64), weight[present]
    if not (np.isfinite(value) & (value >= 0)).all():
        msg = "values must be finite and not negative"
        raise ValueError(msg)
    whole, total = float(weight.sum()), float(value @ weight)
    if not value.size:
        return float("nan")
    if total <= 0:
        return 0.0
    order = np.argsort(value, kind="stable")
    value, weight = value[order], weight[order]
    below = np.cumsum(weight) - weight  # sum over pairs of |x_i - x_j| = 2 sum_i w_i x_i (below - above)
    above = whole - below - weight
    return float((weight * value) @ (below - above)) / (whole * total)
