"""What distances mean for pupils: weighted figures over demand points, one kind at a time.

All functions take metres and pupils per demand point and give plain numbers,
so that the same code serves the country, a jeugdregio, a swv and a gemeente.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.catchment import gini

Float = NDArray[np.floating]

#: Own and free distance differ by more than this (metres) before a pupil depends on a neighbour.
BORDER_TOLERANCE_M = 1.0


def weighted_mean(value: Float, weight: Float) -> float:
    """Mean of values with weights; NaN without weight.

    Examples
    --------
    >>> weighted_mean(np.array([0.0, 10.0]), np.array([100.0, 300.0]))
    7.5
    """
    total = float(weight.sum())
    return float(np.dot(value.astype(np.float64), weight) / total) if total > 0 else float("nan")


def weighted_quantile(value: Float, weight: Float, share: float) -> float:
    """Smallest value that at least `share` of the weight does not exceed; NaN without weight.

    Examples
    --------
    >>> weighted_quantile(np.array([0.0, 10.0, 20.0]), np.array([5.0, 4.0, 1.0]), 0.9)
    10.0
    """
    return _Ordered.of(value, weight).quantile(share)


def worst_off_mean(value: Float, weight: Float, share: float = 0.1) -> float:
    """Mean over the worst-off share of the weight; NaN without weight.

    Examples
    --------
    >>> worst_off_mean(np.array([0.0, 10.0, 20.0]), np.array([80.0, 15.0, 5.0]))
    15.0
    """
    return _Ordered.of(value, weight).worst(share)


@dataclass(frozen=True, slots=True, eq=False)
class _Ordered:
    """Values with weight, ascending: sorted once for all that is asked of them."""

    value: Float
    weight: Float
    cumulative: Float

    @classmethod
    def of(cls, value: Float, weight: Float) -> _Ordered:
        present = weight > 0
        value, weight = value[present], weight[present]
        order = np.argsort(value, kind="stable")
        return cls(value[order], weight[order], np.cumsum(weight[order], dtype=np.float64))

    def quantile(self, share: float) -> float:
        if not self.value.size:
            return float("nan")
        position = int(np.searchsorted(self.cumulative, share * self.cumulative[-1] * (1 - 1e-12)))
        return float(self.value[min(position, len(self.value) - 1)])

    def worst(self, share: float) -> float:
        if not self.value.size:
            return float("nan")
        value, weight = self.value[::-1], self.weight[::-1]
        before = np.cumsum(weight) - weight
        taken = np.clip(share * self.cumulative[-1] - before, 0.0, weight)
        counted = taken > 0
        return weighted_mean(value[counted], taken[counted])


def foster_greer_thorbecke(value: Float, weight: Float, norm: float, alpha: int) -> float:
    r"""Shortfall against a norm, as poverty measures count it.

    .. math:: FGT(a) = \frac{1}{W} \sum_i w_i \max(0, (x_i - norm) / norm)^a

    Parameters
    ----------
    value, weight
        Distances (same unit as `norm`) and pupils.
    alpha
        0: share beyond the norm; 1: how far beyond; 2: with weight on the far.

    References
    ----------
    Foster, Greer and Thorbecke (1984), Econometrica 52(3).

    Examples
    --------
    >>> x, w = np.array([0.0, 10, 20, 0]), np.array([100.0, 200, 300, 400])
    >>> [round(foster_greer_thorbecke(x, w, 15.0, a), 3) for a in (0, 1, 2)]
    [0.3, 0.1, 0.033]
    """
    beyond = value > norm
    excess = np.where(beyond, (value - norm) / norm, 0.0)
    return weighted_mean(beyond.astype(np.float64) if alpha == 0 else excess**alpha, weight)


@dataclass(frozen=True, slots=True)
class Travel:
    """Figures on distance for one kind in one area; distances in metres, shares 0 to 1.

    Attributes
    ----------
    pupils
        Total weight.
    mean_m, median_m, p90_m, worst_tenth_m
        Over ``own_or_free``: own distance where finite, else free.
    beyond_near, beyond_acceptable
        Share of pupils beyond the norms thuisnabij and acceptabel, over ``own_or_free``.
    excess_acceptable_m
        Mean distance over the norm acceptabel of those beyond it; NaN if none is.
    without_own
        Pupils whose own swv has no site of the kind: a count, never netted with distances.
    coverage_near, coverage_acceptable
        Share of pupils with an *own* site within the norm.
    free_mean_m
        Mean nearest distance with borders ignored; the same in every indeling.
    border_effect_m
        Mean of own minus free over pupils with an own site.
    border_dependence
        Share of pupils nearer to a site across the border (by more than 1 m), or without an own site.
    own_mean_m, own_median_m, own_p90_m
        Over own, of pupils with an own site only.
    free_median_m, free_p90_m, free_beyond_acceptable
        Over free; the same in every indeling.
    unreachable
        Pupils whose own swv has a site that they cannot reach over the network, or who can reach none
        at all; the latter are in no mean and beyond every norm.
    shortfall, severity
        FGT(1) and FGT(2) of ``own_or_free`` against the norm acceptabel; see `foster_greer_thorbecke`.
    gini
        Of ``own_or_free`` over pupils; see `model.catchment.gini`.
    """

    pupils: float
    mean_m: float
    median_m: float
    p90_m: float
    worst_tenth_m: float
    beyond_near: float
    beyond_acceptable: float
    excess_acceptable_m: float
    without_own: float
    coverage_near: float
    coverage_acceptable: float
    free_mean_m: float
    border_effect_m: float
    border_dependence: float
    own_mean_m: float
    own_median_m: float
    own_p90_m: float
    free_median_m: float
    free_p90_m: float
    free_beyond_acceptable: float
    unreachable: float
    shortfall: float
    severity: float
    gini: float


def travel(
    own: Float,
    free: Float,
    weight: Float,
    norms_m: tuple[float, float],
    has_site: NDArray[np.bool_] | None = None,
) -> Travel:
    """Sum up the distances of one kind over some demand points.

    Parameters
    ----------
    own, free
        Shape ``(n,)``, metres; own infinite where the own swv has no site,
        free infinite only if no site can be reached at all. Or seconds, with
        norms in seconds: then all that is called metres is seconds.
    weight
        Shape ``(n,)``, pupils.
    norms_m
        Thuisnabij and acceptabel, metres; NaN where there is none: the shares are then NaN too.
    has_site
        Shape ``(n,)``: whether the own swv has a site, reachable or not; where own is finite by default.
    """
    present = weight > 0
    near_m, acceptable_m = norms_m
    has_site = np.isfinite(own) if has_site is None else has_site
    without = ~has_site[present]
    own, free, weight = own[present].astype(np.float64), free[present].astype(np.float64), weight[present]
    has_own, reached = np.isfinite(own), np.isfinite(free)
    reach = np.where(has_own, own, free)
    beyond = reach > acceptable_m
    far = beyond & reached
    told = reached | without  # of whoever has an own site but reaches none, nothing is known
    reaches, owns, frees = (
        _Ordered.of(values[where], weight[where])
        for values, where in ((reach, reached), (own, has_own), (free, reached))
    )
    gap = np.full(len(own), np.inf)
    gap[has_own] = own[has_own] - free[has_own]
    return Travel(
        pupils=float(weight.sum()),
        mean_m=weighted_mean(reach[reached], weight[reached]),
        median_m=reaches.quantile(0.5),
        p90_m=reaches.quantile(0.9),
        worst_tenth_m=reaches.worst(0.1),
        beyond_near=_share(reach > near_m, weight, near_m),
        beyond_acceptable=_share(beyond, weight, acceptable_m),
        excess_acceptable_m=weighted_mean(reach[far] - acceptable_m, weight[far]),
        without_own=float(weight[without].sum()),
        coverage_near=_share(own <= near_m, weight, near_m),
        coverage_acceptable=_share(own <= acceptable_m, weight, acceptable_m),
        free_mean_m=weighted_mean(free[reached], weight[reached]),
        border_effect_m=weighted_mean(gap[has_own], weight[has_own]),
        border_dependence=_share(gap[told] > BORDER_TOLERANCE_M, weight[told], BORDER_TOLERANCE_M),
        own_mean_m=weighted_mean(own[has_own], weight[has_own]),
        own_median_m=owns.quantile(0.5),
        own_p90_m=owns.quantile(0.9),
        free_median_m=frees.quantile(0.5),
        free_p90_m=frees.quantile(0.9),
        free_beyond_acceptable=_share(free > acceptable_m, weight, acceptable_m),
        unreachable=float(weight[~reached | ~(has_own | without)].sum()),
        shortfall=_shortfall(reach[reached], weight[reached], acceptable_m, 1),
        severity=_shortfall(reach[reached], weight[reached], acceptable_m, 2),
        gini=gini(reach[reached], weight[reached].astype(np.float64)),
    )


def _shortfall(reach: Float, weight: Float, norm_m: float, alpha: int) -> float:
    """FGT of whoever reaches a site; NaN without a norm."""
    return float("nan") if np.isnan(norm_m) else foster_greer_thorbecke(reach, weight, norm_m, alpha)


def _share(counted: NDArray[np.bool_], weight: Float, norm_m: float) -> float:
    """Share of the weight that counts against a norm; NaN without a norm."""
    return float("nan") if np.isnan(norm_m) else weighted_mean(counted.astype(np.float64), weight)
