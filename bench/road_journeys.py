"""Journeys over real roads that the modelled network is calibrated on; see ``bench/ijking.py``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from data.dataset import Dataset
from data.osm.reading import read_any
from data.osm.rules import speed_kmh
from data.osm.values import listed
from geo.access import Access, snapped
from geo.crs import to_rd
from geo.distance import Homes, Sites
from geo.modelnet import Tables, modelnet
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network, without_small_components

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Int = NDArray[np.intp]

SPOTS: Final = 150
NEAR_M: Final = 1000.0  # a PC4 point further from all roads is not used
MAIN_NEAR_M: Final = 500.0  # idem, where there are main roads only
MAIN_KMH: Final = 81.0  # a faster road is a motorway
MAIN_FROM_M: Final = 10_000.0
SHOWN_FROM_M: Final = 3000.0


def delft(folder: Path) -> Network:
    """Complete streets of Delft, one-way streets included, as users would read them."""
    (reading,) = read_any(folder / "wegen" / "osm_delft_drive.graphml", [Mode.AUTO])
    return _largest(reading.network)


def utrecht(folder: Path) -> Network:
    """Main roads around Utrecht, both ways, for that is how the file has them."""
    (file,) = (folder / "wegen").glob("osm_utrecht_region_mainroads_*_edges.gpkg")
    roads = gpd.read_file(file, columns=["u", "v", "highway", "maxspeed", "length"], ignore_geometry=True)
    nodes = pd.read_csv(file.with_name(file.name.replace("edges.gpkg", "nodes.csv")), dtype={"id": str})
    position = pd.Series(np.arange(len(nodes)), index=nodes["id"])
    tail, head = (position.loc[roads[end].astype(str)].to_numpy() for end in "uv")
    metres = roads["length"].to_numpy(dtype=np.float64)
    told = zip(roads["highway"].map(listed), roads["maxspeed"].map(listed), strict=True)
    seconds = metres / (np.array([speed_kmh(kinds, limits, Mode.AUTO, []) for kinds, limits in told]) / 3.6)
    both = Edges(
        np.concatenate([tail, head]), np.concatenate([head, tail]), np.tile(metres, 2), np.tile(seconds, 2)
    )
    easting, northing = to_rd(nodes["x"].to_numpy(), nodes["y"].to_numpy())
    origin = Origin("OpenStreetMap Utrecht", Mode.AUTO, "gemeten", "OpenStreetMap, ODbL", "2025")
    return _largest(build_network(origin, easting, northing, both))


def _largest(network: Network) -> Network:
    return without_small_components(network, len(network))[0]


@dataclass(frozen=True, eq=False)
class Demand:
    """The demand points of a data set, as `geo.modelnet.modelnet` wants them."""

    dataset: Dataset

    @cached_property
    def homes(self) -> Homes:
        """Home points."""
        points = self.dataset["pc4"]
        return Homes(
            *(points[name].to_numpy(dtype=np.float64) for name in ("easting", "northing", "intrazonaal_m"))
        )

    def network(self, mode: Mode, tables: Tables) -> Network:
        """The modelled network of the whole country."""
        points = self.dataset["pc4"]
        residents = (points["leerlingen_po"] + points["leerlingen_vo"]).to_numpy(dtype=np.float64)
        land = np.asarray(self.dataset["gebieden"]["geometry"], dtype=object)
        area, zone = points["gemeentecode"].tolist(), points["pc4"].tolist()
        return modelnet(self.homes, area, zone, residents, land, mode, tables)

    def zone_at(self, easting: Float, northing: Float) -> NDArray[np.intp]:
        """The home in whose PC4 places lie."""
        areas = self.dataset.layer("pc4_vlakken").set_index("pc4").geometry
        tree = shapely.STRtree(areas.loc[self.dataset["pc4"]["pc4"]].to_numpy())
        place, zone = tree.query_nearest(shapely.points(easting, northing), all_matches=False)
        found = np.empty(len(easting), dtype=np.intp)
        found[place] = zone
        return found

    def apart(self, tables: Tables, sites: Sites) -> Bool:
        """Which pairs of sites lie on opposite banks of a water."""
        points = self.dataset["pc4"].iloc[sites.zone]
        area, zone = points["gemeentecode"].tolist(), points["pc4"].tolist()
        sides = np.array([water.sides(area, zone) for water in tables.waters])
        return np.asarray((sides[:, :, None] * sides[:, None, :] < 0).any(axis=0))


@dataclass(frozen=True, eq=False)
class Target:
    """Journeys over real roads between places, and which of them to use.

    Attributes
    ----------
    name
        Of the network.
    sites
        The places; those at a PC4 point have a `home`.
    metres, seconds
        Shape ``(n_sites, n_sites)``, from row to column.
    used, shown
        Pairs to find and judge on, and pairs that are shown but not used.
    """

    name: str
    sites: Sites
    metres: Float
    seconds: Float
    used: Bool
    shown: Bool

    @cached_property
    def straight(self) -> Float:
        """Straight metres."""
        at = self.sites
        metres: Float = np.hypot(at.easting[:, None] - at.easting, at.northing[:, None] - at.northing)
        return metres

    def halves(self, rng: np.random.Generator) -> tuple[Bool, Bool]:
        """Used pairs within one random half of the PC4's, and within the other."""
        zones = np.unique(self.sites.zone)
        half = np.isin(self.sites.zone, rng.permutation(zones)[: len(zones) // 2])
        return self.used & half[:, None] & half, self.used & ~half[:, None] & ~half


def targets(folder: Path, demand: Demand, rng: np.random.Generator) -> tuple[Target, Target]:
    """Journeys in Delft and around Utrecht."""
    streets, main = delft(folder), utrecht(folder)
    town = _target(streets, demand, NEAR_M, rng.choice(len(streets), SPOTS, replace=False))
    region = _target(main, demand, MAIN_NEAR_M, rng.choice(_junctions(main), SPOTS, replace=False))
    from_home = np.broadcast_to(town.sites.home[:, None] >= 0, town.used.shape)
    home, far = region.sites.home >= 0, region.straight > MAIN_FROM_M
    apart = region.straight > SHOWN_FROM_M
    return (
        replace(town, used=from_home & (town.straight > 0)),
        replace(region, used=far & ~home[:, None] & ~home, shown=apart & home[:, None] & home),
    )


def _junctions(network: Network) -> Int:
    """Nodes where three roads or more meet, none of them faster than a main road is."""
    edges, fastest = network.edges, np.zeros(len(network))
    np.maximum.at(fastest, edges.tail, edges.length_m / np.maximum(edges.time_s, 1e-9) * 3.6)
    return np.flatnonzero((np.diff(network.start) > 2) & (fastest < MAIN_KMH))  # noqa: PLR2004


def _target(network: Network, demand: Demand, near_m: float, spots: Int) -> Target:
    homes = demand.homes
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([network.easting, network.northing])))
    away = snapped(network, homes.easting, homes.northing).distance_m
    home = np.flatnonzero(shapely.contains_xy(hull, homes.easting, homes.northing) & (away <= near_m))
    easting = np.concatenate([homes.easting[home], network.easting[spots]])
    northing = np.concatenate([homes.northing[home], network.northing[spots]])
    own = np.concatenate([home, np.full(len(spots), -1)])
    sites = Sites(easting, northing, own, np.where(own >= 0, own, demand.zone_at(easting, northing)))
    access = snapped(network, easting, northing)
    metres, seconds = (between(network, access, quantity) for quantity in Quantity)
    none = np.zeros(metres.shape, dtype=bool)
    return Target(network.origin.name, sites, metres, seconds, none, none)


def between(network: Network, access: Access, quantity: Quantity) -> Float:
    """Metres or seconds between all places, the first and last stretch included."""
    nodes, position = np.unique(access.node, return_inverse=True)
    over = dijkstra(network.graph(quantity), indices=nodes)[:, nodes][np.ix_(position, position)]
    cost, start = access.cost(quantity), access.start[:-1]
    ways = over + cost[:, None] + cost
    least: Float = np.minimum.reduceat(np.minimum.reduceat(ways, start, axis=0), start, axis=1)
    return least
