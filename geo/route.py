"""Why a distance is what it is: the way from a home to a site, and what lies within reach of a site."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geo.distance import Homes, Sites
from geo.network import Network, Quantity
from geo.road import RoadModel

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

_NOWHERE = -9999  # scipy's predecessor of a node that nothing leads to


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way from a home to a site.

    Attributes
    ----------
    site
        Position of the site.
    quantity
        What the way is the least of: the shortest, or the fastest.
    distance_m, time_s
        Metres and seconds along this way, first and last stretch included.
    beside_m
        Of those metres the straight ones between home or site and the network.
    line
        Shape ``(n, 2)``: points of the way from home to site, RD New metres.
    crossings
        Names of the ferries, tunnels, bridges and dams on it that are known by name.
    within_area
        Whether the site stands in for want of a location at the home's own
        point: the way is then an estimate, not a road.
    """

    site: int
    quantity: Quantity
    distance_m: float
    time_s: float
    beside_m: float
    line: Float
    crossings: tuple[str, ...]
    within_area: bool


def nearest_route(
    model: RoadModel, homes: Homes, sites: Sites, home: int, *, among: Int, quantity: Quantity
) -> Route | None:
    """Find the way from a home to the nearest of some sites, driven from home to school.

    Parameters
    ----------
    model
        With its network.
    homes, sites
        As the distances were made with.
    home
        Position of the home.
    among
        Positions of the sites to choose from.
    quantity
        Nearest in metres or in seconds.

    Returns
    -------
    The way, whose metres (or seconds) are the distance that the model gives; None
    if none of the sites can be reached.
    """
    network = model.network
    of_homes, of_sites = model.joining(network, homes, sites)
    access = of_sites.of([np.asarray(among)[[place]] for place in range(len(among))])
    site_of_link = np.repeat(np.asarray(among), np.diff(access.start))
    link = of_homes.start[home]
    here = int(of_homes.node[link])
    away, before = dijkstra(network.graph(quantity), indices=here, return_predecessors=True)
    total = of_homes.cost(quantity)[link] + away[access.node] + access.cost(quantity)
    if model.intrazonal:
        total = np.where(sites.home[site_of_link] == home, np.inf, total)
        own = np.asarray(among)[sites.home[among] == home]
        inside_m, inside_s = (float(values[home]) for values in model.own(homes))
        inside = inside_m if quantity is Quantity.DISTANCE else inside_s
        if own.size and not (total < inside).any():
            at = np.array([[homes.easting[home], homes.northing[home]]])
            return Route(int(own[0]), quantity, inside_m, inside_s, 0.0, at, (), within_area=True)
    if not total.size or not np.isfinite(total.min()):
        return None
    best = int(total.argmin())
    nodes = _trace(before, here, int(access.node[best]))
    edges = _edges(network, nodes)
    site = int(site_of_link[best])
    beside = float(of_homes.distance_m[link] + access.distance_m[best])
    named: list[int] = [] if network.edges.name is None else network.edges.name[edges].tolist()
    return Route(
        site=site,
        quantity=quantity,
        distance_m=beside + float(network.edges.length_m[edges].sum()),
        time_s=float(of_homes.time_s[link] + access.time_s[best] + network.edges.time_s[edges].sum()),
        beside_m=beside,
        line=_line(
            network,
            nodes,
            edges,
            (homes.easting[home], homes.northing[home]),
            (sites.easting[site], sites.northing[site]),
        ),
        crossings=tuple(dict.fromkeys(network.names[one] for one in named if one >= 0)),
        within_area=False,
    )


def _trace(before: Int, here: int, there: int) -> Int:
    nodes = [there]
    while nodes[-1] != here and before[nodes[-1]] != _NOWHERE:
        nodes.append(int(before[nodes[-1]]))
    return np.array(nodes[::-1], dtype=np.intp)


def _edges(network: Network, nodes: Int) -> Int:
    """Edge between each node and the next; heads are sorted within a node's edges."""
    found = []
    for tail, head in pairwise(nodes.tolist()):
        first, last = network.start[tail], network.start[tail + 1]
        found.append(first + int(np.searchsorted(network.edges.head[first:last], head)))
    return np.array(found, dtype=np.intp)


def _line(
    network: Network, nodes: Int, edges: Int, home: tuple[float, float], site: tuple[float, float]
) -> Float:
    """Points from home over the nodes, with the bends between them, to the site."""
    place = np.column_stack([network.easting[nodes], network.northing[nodes]])
    start, bends = network.edges.bend_start, network.edges.bends
    parts = [np.array([home]), place[:1]]
    for step, edge in enumerate(edges, start=1):
        if start is not None and bends is not None:
            parts.append(bends[start[edge] : start[edge + 1]].astype(np.float64))
        parts.append(place[step : step + 1])
    parts.append(np.array([site]))
    line = np.concatenate(parts)
    moved = np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])
    return np.asarray(line[moved])
