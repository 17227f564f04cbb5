"""Expected pupils: residents times participation, in whole numbers where asked; how participation differs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.travel import weighted_mean, weighted_quantile

Float = NDArray[np.float64]
Int = NDArray[np.intp]


def expected_pupils(residents: Float, rate: Float | float, growth: float = 0.0, years: int = 0) -> Float:
    r"""Multiply residents by participation and growth: the expected pupils of a kind.

    .. math:: m_i = w_i \, r_i \, (1 + g)^{t}

    Parameters
    ----------
    residents
        Shape ``(n,)``: residents of the age that the kind serves, persons.
    rate
        Participation, 0 to 1: one, or one per point.
    growth, years
        Growth of the residents per year, as a share, and the number of years.

    Examples
    --------
    >>> expected_pupils(np.array([1000.0, 500.0]), 0.02, growth=0.1, years=2).round(1)
    array([24.2, 12.1])
    """
    return np.asarray(residents * rate * (1.0 + growth) ** years, dtype=np.float64)


def largest_remainder(expected: Float, total: int | None = None) -> NDArray[np.int64]:
    """Round expected pupils to whole numbers that add up: Hamilton's method of largest remainders.

    Every number is rounded down, and what is then missing goes, one each, to the
    largest remainders; of equal ones the first comes first.

    Parameters
    ----------
    expected
        Shape ``(n,)``, none negative.
    total
        What the whole numbers have to add up to; by default the sum, rounded (a half upwards).

    Returns
    -------
    Shape ``(n,)``: never more than one from what was expected, with the default total.

    Raises
    ------
    ValueError
        If an expected number is negative or no number, or the total cannot be reached by
        rounding each of them up or down.

    Examples
    --------
    >>> largest_remainder(np.array([0.4, 0.4, 2.4])).tolist()
    [1, 0, 2]
    """
    if not np.isfinite(expected).all() or (expected < 0).any():
        msg = "expected pupils are numbers from 0"
        raise ValueError(msg)
    whole = np.floor(expected + _DUST).astype(np.int64)
    remainder = np.maximum(expected - whole, 0.0)
    wanted = int(np.floor(expected.sum() + 0.5)) if total is None else total
    missing = wanted - int(whole.sum())
    if not 0 <= missing <= len(expected):
        msg = f"{len(expected)} numbers cannot be rounded to a total of {wanted}"
        raise ValueError(msg)
    order = np.argsort(-np.round(remainder, _PLACES), kind="stable")
    whole[order[:missing]] += 1
    return whole


#: Remainders closer than this are equal: sums of floats differ in the last digits.
_DUST, _PLACES = 1e-9, 9


@dataclass(frozen=True, slots=True)
class Participation:
    """Pupils per resident of some areas, with what border traffic may hide.

    Attributes
    ----------
    rate, low, high
        Shape ``(n_areas,)``, from 0; above 1 where more pupils are at sites than live there, so that
        pupils come from elsewhere; NaN for an area without residents.
    """

    rate: Float
    low: Float
    high: Float


def participation(
    pupils: tuple[Float, Float, Float], residents: Float, inflow: Float, outflow: Float
) -> Participation:
    r"""Participation of areas from the pupils at their sites.

    Whom a site serves is not known by where they live, so an area's pupils at
    sites are wrong by whoever crosses its border. With at most :math:`I_a` pupils
    at its sites who live elsewhere and at most :math:`O_a` of its own at sites elsewhere

    .. math:: \frac{P_a - I_a}{W_a} \le r_a \le \frac{P_a + O_a}{W_a}

    Parameters
    ----------
    pupils
        Pupils at the sites of each area, shape ``(n_areas,)`` each: estimate, low and high.
    residents
        Shape ``(n_areas,)``: residents of the age.
    inflow, outflow
        Shape ``(n_areas,)``: the most pupils that may come in and go out; see `border_traffic`.

    Examples
    --------
    Ten pupils at sites among 100 residents, of whom at most three come from elsewhere:

    >>> at_sites, none = np.array([10.0]), np.array([0.0])
    >>> found = participation((at_sites,) * 3, np.array([100.0]), np.array([3.0]), none)
    >>> found.low, found.rate, found.high
    (array([0.07]), array([0.1]), array([0.1]))
    """
    estimate, low, high = pupils
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = [
            np.where(residents > 0, count / residents, np.nan)
            for count in (estimate, low - inflow, high + outflow)
        ]
    rate, least, most = (np.maximum(one, 0.0) for one in rates)
    return Participation(rate, least, most)


def border_traffic(area: Int, nearest_area: Int, pupils: Float, n_areas: int) -> tuple[Float, Float]:
    """Most pupils that come into and go out of each area, if all go to the nearest site.

    Parameters
    ----------
    area, nearest_area
        Shape ``(n_points,)``: the area of each point, and that of the site nearest to it; -1 for none.
    pupils
        Shape ``(n_points,)``: expected pupils.

    Returns
    -------
    Inflow and outflow, shape ``(n_areas,)`` each; they have the same sum where every point has an area.

    Examples
    --------
    Of two areas the second has no site, so its three pupils go to the first:

    >>> inflow, outflow = border_traffic(np.array([0, 1]), np.array([0, 0]), np.array([5.0, 3.0]), 2)
    >>> inflow.tolist(), outflow.tolist()
    ([3.0, 0.0], [0.0, 3.0])
    """
    crosses = (area != nearest_area) & (nearest_area >= 0)
    into = np.bincount(nearest_area[crosses], weights=pupils[crosses], minlength=n_areas)
    leaves = crosses & (area >= 0)
    out = np.bincount(area[leaves], weights=pupils[leaves], minlength=n_areas)
    return into.astype(np.float64), out.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Spread:
    """How much a figure differs between areas, each weighing as many residents as it has.

    Attributes
    ----------
    areas
        Number of areas with residents.
    mean, deviation
        Weighted mean, and standard deviation around it.
    variation
        Deviation over mean; NaN if the mean is 0.
    least, p10, median, p90, most
        Weighted quantiles.
    ratio
        p90 over p10; NaN if p10 is 0.
    """

    areas: int
    mean: float
    deviation: float
    variation: float
    least: float
    p10: float
    median: float
    p90: float
    most: float
    ratio: float


def spread(value: Float, weight: Float) -> Spread:
    r"""Sum up how a figure differs between areas.

    .. math:: s = \sqrt{\frac{\sum_a w_a (x_a - \bar x)^2}{\sum_a w_a}}, \quad v = s / \bar x

    Parameters
    ----------
    value, weight
        Shape ``(n_areas,)``: figure and residents; areas without weight or figure are left out.

    Examples
    --------
    >>> found = spread(np.array([0.01, 0.03]), np.array([100.0, 100.0]))
    >>> round(found.mean, 3), round(found.deviation, 3), round(found.variation, 3), round(found.ratio, 3)
    (0.02, 0.01, 0.5, 3.0)
    """
    told = (weight > 0) & np.isfinite(value)
    value, weight = value[told], weight[told]
    if not value.size:
        nan = float("nan")
        return Spread(0, nan, nan, nan, nan, nan, nan, nan, nan, nan)
    mean = weighted_mean(value, weight)
    deviation = float(np.sqrt(weighted_mean(np.square(value - mean), weight)))
    p10, median, p90 = (weighted_quantile(value, weight, share) for share in (0.1, 0.5, 0.9))
    return Spread(
        areas=int(value.size),
        mean=mean,
        deviation=deviation,
        variation=deviation / mean if mean > 0 else float("nan"),
        least=float(value.min()),
        p10=p10,
        median=median,
        p90=p90,
        most=float(value.max()),
        ratio=p90 / p10 if p10 > 0 else float("nan"),
    )
