"""One journey explained: which site, over which way; and who lives within the norm of a site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.network import Quantity
from geo.road import RoadModel
from geo.route import Route, nearest_route
from scenarios.country import Country
from scenarios.indeling import NO_SWV
from scenarios.study import Study

Int = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """From a PC4 to the nearest site of a kind.

    Attributes
    ----------
    point
        Demand point (position).
    kind
        Code of the kind of facility.
    own
        Whether only sites of the own swv counted.
    site
        Row of `Country.sites`; which site, or group of sites, is nearest.
    distance_m
        Metres to it.
    time_s
        Seconds along that way; None for a straight line.
    route
        The way over the network; None for a straight line.
    """

    point: int
    kind: str
    own: bool
    site: int
    distance_m: float
    time_s: float | None
    route: Route | None


def journey(
    study: Study, point: int, kind: str, *, arrangement: str = "", quantity: Quantity = Quantity.DISTANCE
) -> Journey | None:
    """Find the way from a demand point to the nearest site of a kind.

    Parameters
    ----------
    study
        With its country and distance model.
    point
        Position of the demand point.
    kind
        Code of the kind.
    arrangement
        Id of an indeling: only sites of the own swv count; empty: borders are ignored.
    quantity
        Nearest in metres or in seconds; a straight line knows metres only.

    Returns
    -------
    The journey; None if there is no site, or none that can be reached. Its
    metres (seconds) are those of the cube.
    """
    country = study.country
    among = _sites_of(study, point, kind, arrangement)
    if not among.size:
        return None
    model = country.model
    homes, sites = country.situation.homes, country.situation.sites
    if isinstance(model, RoadModel):
        way = nearest_route(model, homes, sites, point, among=among, quantity=quantity)
        if way is None:
            return None
        return Journey(point, kind, bool(arrangement), way.site, way.distance_m, way.time_s, way)
    metres = _to_each(country, among)[:, point]
    best = int(metres.argmin())
    return Journey(point, kind, bool(arrangement), int(among[best]), float(metres[best]), None, None)


def _sites_of(study: Study, point: int, kind: str, arrangement: str) -> Int:
    """Sites of a kind that count for a demand point."""
    country, situation = study.country, study.country.situation
    sites = np.unique(situation.offer_site[situation.offer_kind == situation.kinds.index(kind)])
    if not arrangement:
        return sites
    layer = next(one.layer for one in country.kinds if one.code == kind)
    swv = study.arrangement(arrangement).layer(layer).of_points()
    own: Int = sites[(swv[situation.point_of_site[sites]] == swv[point]) & (swv[point] != NO_SWV)]
    return own


def _to_each(country: Country, among: Int) -> NDArray[np.float32]:
    """Metres to each of some sites, ``(n_sites, n_points)``."""
    return country.journeys.nearest_m([among[[place]] for place in range(among.size)]).T


def within_norm(study: Study, site: int, limit: float, quantity: Quantity = Quantity.DISTANCE) -> Mask:
    """Mark the demand points from which a site is within a norm.

    Parameters
    ----------
    study
        With its country and distance model.
    site
        Row of `Country.sites`.
    limit
        Metres, or seconds for `Quantity.TIME`.
    quantity
        What the norm is in.

    Returns
    -------
    Shape ``(n_points,)``.

    Raises
    ------
    ValueError
        If seconds are asked of a straight line.
    """
    found = study.country.journeys.nearest([np.array([site])])
    values = found.distance_m if quantity is Quantity.DISTANCE else found.time_s
    if values is None:
        raise ValueError("a straight line knows no times")
    near: Mask = values[:, 0] <= limit
    return near
