"""How large areas are for those who live in them: the mean distance to their common centre."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.travel import weighted_mean
from scenarios.consequences.fates import pupils_of
from scenarios.consequences.succession import AGES, Body, body_of_points
from scenarios.country import Country
from scenarios.indeling import Arrangement

Int = NDArray[np.intp]
Labels = NDArray[np.object_]


def reach_km(country: Country, arrangement: Arrangement) -> dict[Body, float]:
    r"""Mean straight-line distance of the residents of each swv to their common centre, km.

    .. math:: r_S = \frac{1}{W_S} \sum_{i \in S} w_i \lVert x_i - \bar{x}_S \rVert,
              \quad \bar{x}_S = \frac{1}{W_S} \sum_{i \in S} w_i x_i

    Nobody's journey: a measure of the size of an area, in RD New.
    """
    easting, northing = (
        np.tile(country.points[axis].to_numpy(dtype=np.float64), len(AGES))
        for axis in ("easting", "northing")
    )
    weight = np.concatenate([country.pupils(age) for age in AGES])
    number, bodies = numbered(np.concatenate([body_of_points(arrangement, age) for age in AGES]))
    kept = (number >= 0) & (weight > 0)
    x, y, w, of = easting[kept], northing[kept], weight[kept], number[kept]
    total = np.bincount(of, w, len(bodies))
    populated = total > 0
    size = np.where(populated, total, 1.0)
    centre_x, centre_y = (np.bincount(of, w * one, len(bodies)) / size for one in (x, y))
    away = np.hypot(x - centre_x[of], y - centre_y[of])
    mean = np.bincount(of, w * away, len(bodies)) / size / 1000
    return {one: float(mean[at]) for at, one in enumerate(bodies) if populated[at]}


def numbered(body: Labels) -> tuple[Int, tuple[Body, ...]]:
    """Give each point the number of its swv.

    Parameters
    ----------
    body
        Shape ``(n,)``, as `scenarios.consequences.succession.body_of_points` gives it.

    Returns
    -------
    Position of each point's swv, -1 for none, and the swv's in order.
    """
    bodies = tuple(sorted(set(body.tolist()) - {None}))
    position = {None: -1, **{one: at for at, one in enumerate(bodies)}}
    return np.array([position[one] for one in body.tolist()], dtype=np.intp), bodies


def national_reach_km(country: Country, arrangement: Arrangement) -> float:
    """Mean of `reach_km` over the residents of the country, km; NaN without any."""
    per_body, sizes = reach_km(country, arrangement), pupils_of(country, arrangement)
    pairs = np.array([(per_body[one], sizes[one]) for one in per_body]).reshape(-1, 2)
    return weighted_mean(pairs[:, 0], pairs[:, 1])
