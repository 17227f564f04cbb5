"""What is wrong with a network, or with how a data set lies on it: told, never mended silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.network import Origin
from geo.road import RoadModel, at_nearest_node
from scenarios.country import Country

#: Homes and sites further than this (metres) from the network are listed.
FAR_M: Final = 500.0

#: A site this far (metres) outside the PC4 of its address is no rounding but a fault.
STRAY_M: Final = 3_000.0
#: And this far its distances are not to be used.
LOST_M: Final = 10_000.0

#: Network distance over straight line from which a pair is an alarm.
LONG_DETOUR: Final = 3.0

#: Pairs nearer than this (metres, straight) are not judged: there a factor means little.
JUDGED_FROM_M: Final = 2_000.0
#: And pairs further than this are not looked for.
JUDGED_TO_M: Final = 15_000.0

#: At most this many sites are judged, evenly spread over the list.
_MOST_SITES: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """Findings on a network under a data set.

    Attributes
    ----------
    origin
        What the network is.
    nodes, edges
        How many.
    road_km
        Length of all edges, each direction counted, kilometres.
    components
        Per component (largest first) columns ``knopen, pc4, inwoners, vestigingen``:
        what lies on it; journeys between components do not exist.
    far
        Homes and sites more than `FAR_M` from the network: ``wat, naam, afstand_m``, farthest
        first; over modelnet, which joins places to the points of PC4's, only sites far
        outside the PC4 of their address (`stray_sites`), which every network lists.
    stretch_m
        Median, P90 and largest distance from a home to a node, metres; NaN over modelnet,
        whose nodes they are.
    detours
        Pairs with the largest detour factors of at least `LONG_DETOUR`:
        ``pc4, vestiging, hemelsbreed_km, netwerk_km, factor``.
    detour_median, detour_p99
        Over all judged pairs.
    too_short
        Judged pairs whose network distance is below the straight line: always an error.
    judged
        Number of judged pairs.
    unreachable
        Judged pairs between which there is no way.
    """

    origin: Origin
    nodes: int
    edges: int
    road_km: float
    components: pd.DataFrame
    far: pd.DataFrame
    stretch_m: tuple[float, float, float]
    detours: pd.DataFrame
    detour_median: float
    detour_p99: float
    too_short: int
    judged: int
    unreachable: int


def network_quality(country: Country) -> Quality:
    """Judge the network that a country's distances are measured over.

    Raises
    ------
    InputError
        If distances are straight lines: there is no network to judge.
    """
    model = country.model
    if not isinstance(model, RoadModel):
        raise InputError(
            "--netwerk hemelsbreed", ["hemelsbreed is geen netwerk; kies er een om te controleren"]
        )
    network, situation = model.network, country.situation
    of_homes, of_sites = model.joining(network, situation.homes, situation.sites)
    straight, measured, pc4, site = _judged(country)
    factor = measured / straight
    known = np.isfinite(factor)
    worst = np.flatnonzero(known & (factor >= LONG_DETOUR))
    worst = worst[np.argsort(-factor[worst], kind="stable")]
    detours = pd.DataFrame(
        {
            "pc4": pc4[worst],
            "vestiging": site[worst],
            "hemelsbreed_km": straight[worst] / 1000,
            "netwerk_km": measured[worst] / 1000,
            "factor": factor[worst],
        }
    )
    by_road = model.joining is at_nearest_node
    stretch = of_homes.distance_m if by_road else np.full(1, np.nan)
    reached = factor[known]
    return Quality(
        origin=network.origin,
        nodes=len(network),
        edges=len(network.edges),
        road_km=float(network.edges.length_m.sum()) / 1000,
        components=_components(
            country, network.components, of_homes.node, of_sites.node[of_sites.start[:-1]]
        ),
        far=_far(country, of_homes.distance_m, _first_stretch(of_sites.start, of_sites.distance_m)),
        stretch_m=(float(np.median(stretch)), float(np.quantile(stretch, 0.9)), float(stretch.max())),
        detours=detours,
        detour_median=float(np.median(reached)) if reached.size else float("nan"),
        detour_p99=float(np.quantile(reached, 0.99)) if reached.size else float("nan"),
        too_short=int((factor < 1 - 1e-6).sum()),
        judged=len(factor),
        unreachable=int((~known).sum()),
    )


def _first_stretch(start: NDArray[Any], metres: NDArray[Any]) -> NDArray[Any]:
    return np.minimum.reduceat(metres, start[:-1]) if len(start) > 1 else metres


def stray_sites(country: Country, beyond_m: float = STRAY_M) -> list[tuple[str, float]]:
    """List sites that stand far outside the PC4 of their address, in the sea say.

    Returns
    -------
    Name and metres of each, farthest first.
    """
    if "pc4_vlakken" not in country.dataset.tables:
        return []
    sites = country.sites
    zone = country.situation.point_of_site
    spots = shapely.points(sites["easting"].to_numpy(dtype=float), sites["northing"].to_numpy(dtype=float))
    away = shapely.distance(spots, country.point_areas[zone])
    codes, pc4 = sites["vestigingscode"].to_numpy(dtype=str), sites["pc4"].to_numpy(dtype=str)
    found = np.flatnonzero(away > beyond_m)
    return [(f"{codes[one]} (PC4 {pc4[one]})", float(away[one])) for one in found[np.argsort(-away[found])]]


def _components(
    country: Country, component: NDArray[Any], home_node: NDArray[Any], site_node: NDArray[Any]
) -> pd.DataFrame:
    size = np.bincount(component)
    residents = country.pupils("po") + country.pupils("vo")
    return pd.DataFrame(
        {
            "knopen": size,
            "pc4": np.bincount(component[home_node], minlength=size.size),
            "inwoners": np.bincount(component[home_node], weights=residents, minlength=size.size),
            "vestigingen": np.bincount(component[site_node], minlength=size.size),
        }
    )


def _far(country: Country, home_m: NDArray[Any], site_m: NDArray[Any]) -> pd.DataFrame:
    sites = country.sites
    if not isinstance(country.model, RoadModel) or country.model.joining is not at_nearest_node:
        home_m, site_m = home_m[:0], site_m[:0]  # joined to a PC4's point by design, not for want of a road
    strays = stray_sites(country)
    rows = [
        *(
            ("PC4", str(country.points["pc4"].iloc[one]), home_m[one])
            for one in np.flatnonzero(home_m > FAR_M)
        ),
        *(
            ("vestiging", f"{sites['vestigingscode'].iloc[one]} (PC4 {sites['pc4'].iloc[one]})", site_m[one])
            for one in np.flatnonzero(site_m > FAR_M)
        ),
        *(("vestiging buiten haar PC4", name, metres) for name, metres in strays),
    ]
    found = pd.DataFrame(rows, columns=["wat", "naam", "afstand_m"])
    return found.sort_values("afstand_m", ascending=False, ignore_index=True)


def _judged(country: Country) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Straight and measured metres of pairs of a home and a site, with their names."""
    situation = country.situation
    homes, sites = situation.homes, situation.sites
    chosen = np.unique(np.linspace(0, len(sites) - 1, min(_MOST_SITES, len(sites))).astype(np.intp))
    near = country.journeys.nearest_m([chosen[[place]] for place in range(len(chosen))])
    straight = np.hypot(
        homes.easting[:, None] - sites.easting[chosen], homes.northing[:, None] - sites.northing[chosen]
    )
    home, column = np.nonzero((straight >= JUDGED_FROM_M) & (straight <= JUDGED_TO_M))
    names = country.points["pc4"].to_numpy(dtype=str), country.sites["vestigingscode"].to_numpy(dtype=str)
    return (
        straight[home, column],
        near[home, column].astype(np.float64),
        names[0][home],
        names[1][chosen[column]],
    )
