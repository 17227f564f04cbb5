"""A modelled network of roads for the whole country: neighbouring home points, and what crosses water.

It stands in where no map of real roads is at hand. Every home point (PC4) is
joined to its neighbours in the plane by links of the straight line times a
detour factor; no link runs over water or abroad, and over water one goes by the
bridges, tunnels, dams and ferries that the mode of travel may use. What the
factor and speeds are worth is measured by ``bench/ijking.py`` and stands, with
its error, in ``geo/modelnet.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.access import ACCESS_KMH, Access, one_each
from geo.crs import to_rd
from geo.distance import Homes, Sites
from geo.neighbours import among, needed, neighbours, off_land_m
from geo.network import Edges, Mode, Network, Origin, build_network
from geo.road import RoadModel, Within
from geo.water import FERRY, Crossing, Water, crossings, rows_of, waters

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

#: Month in which the tables of waters and crossings were drawn up.
PEILDATUM: Final = "2026-11"
SOURCE: Final = (
    "model van dekkend: naburige postcodepunten met een geijkte omwegfactor en snelheid per stedelijkheid, "
    "over water alleen langs bekende bruggen, tunnels, dammen en veren; geen wegenkaart"
)


_LEAST_KM2: Final = 0.01


@dataclass(frozen=True, slots=True)
class Parameters:
    """What links cost; see ``geo/modelnet.csv`` for where each value comes from.

    Attributes
    ----------
    detour
        Length of a link over its straight line.
    streets_m
        Streets at both ends of a journey together, metres.
    streets_kmh
        By car over those.
    density_from
        Residents of school age per square kilometre from which a place is mixed, and urban.
    kmh
        By car at a rural, mixed and urban place.
    crossing_kmh
        By car over a crossing other than a ferry.
    bike_kmh
        By bicycle, anywhere.
    longest_m
        Longer links are left out, straight metres.
    off_land_m
        Links that run further than this over water or abroad are left out, metres.
    error_share
        Median error of a distance that was not used to find the parameters, as a share.
    """

    detour: float
    streets_m: float
    streets_kmh: float
    density_from: tuple[float, float]
    kmh: tuple[float, float, float]
    crossing_kmh: float
    bike_kmh: float
    longest_m: float
    off_land_m: float
    error_share: float

    def pace(self, mode: Mode, density: Float) -> Float:
        """Seconds per metre at places, by their residents of school age per square kilometre."""
        kmh = np.asarray(self.kmh) if mode is Mode.AUTO else np.full(3, self.bike_kmh)
        chosen: Float = 3.6 / kmh[np.searchsorted(self.density_from, density, side="right")]
        return chosen

    def streets_s(self, mode: Mode) -> float:
        """Seconds over the streets at both ends of a journey together."""
        kmh = self.streets_kmh if mode is Mode.AUTO else self.bike_kmh
        return self.streets_m / (kmh / 3.6)


def parameters() -> Parameters:
    """Read ``geo/modelnet.csv``."""
    value = {row["parameter"]: float(row["waarde"]) for row in rows_of("modelnet.csv")}
    return Parameters(
        detour=value["omwegfactor"],
        streets_m=value["straten"],
        streets_kmh=value["snelheid_straten"],
        density_from=(value["dichtheid_gemengd"], value["dichtheid_stedelijk"]),
        kmh=(value["snelheid_landelijk"], value["snelheid_gemengd"], value["snelheid_stedelijk"]),
        crossing_kmh=value["snelheid_verbinding"],
        bike_kmh=value["snelheid_fiets"],
        longest_m=value["langste_schakel"],
        off_land_m=value["buiten_land"],
        error_share=value["foutmarge"],
    )


@dataclass(frozen=True, slots=True)
class Tables:
    """What a modelled network is made with; as shipped unless told otherwise."""

    parameters: Parameters = field(default_factory=parameters)
    waters: tuple[Water, ...] = field(default_factory=waters)
    crossings: tuple[Crossing, ...] = field(default_factory=crossings)


@dataclass(frozen=True, slots=True)
class _Codes:
    """Gemeente code and PC4 per place."""

    area: list[str]
    zone: list[str]

    def with_ends(self, used: tuple[Crossing, ...]) -> _Codes:
        """Add both ends of crossings."""
        return _Codes(
            [*self.area, *(code for crossing in used for code in crossing.area)],
            [*self.zone, *(code for crossing in used for code in crossing.zone)],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Nodes before they are joined: homes and ends of crossings, one per spot.

    `ends` has both nodes of each crossing, `own` those of an end and the home of its PC4.
    """

    easting: Float
    northing: Float
    pace: Float
    sides: NDArray[np.int8]
    used: tuple[Crossing, ...]
    ends: Int
    own: Int

    def straight_m(self, links: Int) -> Float:
        a, b = links.T
        metres: Float = np.hypot(self.easting[a] - self.easting[b], self.northing[a] - self.northing[b])
        return metres


def modelnet(  # noqa: PLR0917  # columns of one table, in its order
    homes: Homes,
    area: Sequence[str],
    zone: Sequence[str],
    residents: Float,
    land: NDArray[np.object_],
    mode: Mode,
    tables: Tables | None = None,
) -> Network:
    r"""Join home points to their neighbours, and both banks of a water by what crosses it.

    .. math:: l_{ab} = f \lVert a - b \rVert, \qquad t_{ab} = \tfrac{1}{2} l_{ab} (p_a + p_b)

    with detour factor :math:`f` and pace :math:`p` (seconds per metre) by how many live around.

    Parameters
    ----------
    homes
        Demand points, RD New metres.
    area, zone
        Gemeente code and PC4 per home.
    residents
        Shape ``(n_homes,)``: residents of school age, persons.
    land
        Polygons of all land, RD New, that do not overlap.
    mode
        Of travel.
    tables
        Parameters, waters and crossings; as shipped if left out. Crossings to an
        unknown gemeente are left out, for a data set may cover one region only.

    Returns
    -------
    Network with a node per home and per end of a crossing. Crossings have a name.
    Where not all nodes can reach each other its source says how many cannot.

    References
    ----------
    docs/methode.md, "het modelnet"; bench/ijking.py.

    Examples
    --------
    Two places 3 km apart by bicycle, on one field:

    >>> import shapely
    >>> homes = Homes(np.array([0.0, 3000.0]), np.zeros(2), np.full(2, 500.0))
    >>> meadow = np.array([shapely.box(-1000, -1000, 4000, 1000)])
    >>> tables = Tables(replace(parameters(), detour=1.2, bike_kmh=18.0), (), ())
    >>> network = modelnet(homes, ["GM1", "GM1"], ["1011", "1012"], np.ones(2), meadow, Mode.FIETS, tables)
    >>> network.edges.length_m, network.edges.time_s
    (array([3600., 3600.]), array([720., 720.]))
    """
    tables = tables or Tables()
    places = _places(homes, _Codes(list(area), list(zone)), residents, mode, tables)
    links = _links(places, land, tables.parameters)
    edges = _edges(places, links, mode, tables.parameters)
    names = tuple(crossing.name for crossing in places.used)
    network = build_network(
        Origin("modelnet", mode, "gemodelleerd", SOURCE, PEILDATUM),
        places.easting,
        places.northing,
        edges,
        names,
    )
    apart = int((network.components > 0).sum())
    told = f"{SOURCE}; {apart} van de {len(network)} punten liggen los van de rest" if apart else SOURCE
    return replace(network, origin=replace(network.origin, source=told))


def _places(homes: Homes, codes: _Codes, residents: Float, mode: Mode, tables: Tables) -> _Places:
    known = set(codes.area)
    used = tuple(c for c in tables.crossings if mode in c.modes and known.issuperset(c.area))
    lon, lat = np.array([end for c in used for end in c.ends]).reshape(-1, 2).T
    of_homes = np.column_stack([homes.easting, homes.northing])
    spots = np.concatenate([of_homes, np.column_stack(to_rd(lon, lat))])
    one, first, node = np.unique(spots, axis=0, return_index=True, return_inverse=True)
    codes = codes.with_ends(used)
    area, zone = ([code[place] for place in first] for code in (codes.area, codes.zone))
    sides = [water.sides(area, zone) for water in tables.waters]
    density = residents / np.maximum(4 * np.pi * homes.intrazonal_m**2 / 1e6, _LEAST_KM2)
    ends = node[len(homes) :]
    home_of = dict(zip(codes.zone[: len(homes)], node, strict=False))
    own = [
        sorted((home_of[zone], end))
        for zone, end in zip(codes.zone[len(homes) :], ends, strict=True)
        if zone in home_of and home_of[zone] != end
    ]
    return _Places(
        one[:, 0],
        one[:, 1],
        tables.parameters.pace(mode, density)[cKDTree(of_homes).query(one)[1]],
        np.array(sides, dtype=np.int8).reshape(len(sides), len(one)),
        used,
        ends.reshape(-1, 2),
        np.array(own, dtype=np.intp).reshape(-1, 2),
    )


def _links(places: _Places, land: NDArray[np.object_], limits: Parameters) -> Int:
    """Shape ``(n_links, 2)``: neighbours, without those that are too far, over water or abroad.

    Where that would leave places apart, the links that run least off land are put back.
    """
    spots = np.column_stack([places.easting, places.northing])
    links = np.unique(np.vstack([neighbours(spots), places.own]), axis=0)
    links = links[places.straight_m(links) <= limits.longest_m]
    links = links[~among(links, places.ends)]
    a, b = links.T
    links = links[~(places.sides[:, a] * places.sides[:, b] < 0).any(axis=0)]
    off = off_land_m(spots, links, land)
    off[among(links, places.own)] = 0.0
    return links[(off <= limits.off_land_m) | needed(len(spots), links, off, places.ends)]


def _edges(places: _Places, links: Int, mode: Mode, limits: Parameters) -> Edges:
    """Links and crossings, each both ways."""
    metres = limits.detour * places.straight_m(links)
    seconds = metres * places.pace[links].mean(axis=1)
    over = places.straight_m(places.ends)
    kmh = limits.crossing_kmh if mode is Mode.AUTO else limits.bike_kmh
    ferry = np.array([60 * c.minutes if c.kind == FERRY else np.nan for c in places.used])
    took = np.where(np.isnan(ferry), over / (kmh / 3.6), ferry)
    both = np.vstack([links, places.ends])
    name = np.concatenate([np.full(len(links), -1), np.arange(len(places.used))]).astype(np.int32)
    return Edges(
        np.concatenate([both[:, 0], both[:, 1]]),
        np.concatenate([both[:, 1], both[:, 0]]),
        np.tile(np.concatenate([metres, over]), 2),
        np.tile(np.concatenate([seconds, took]), 2),
        np.tile(name, 2),
    )


@dataclass(frozen=True, slots=True)
class ModelnetJoining:
    """Join homes at their own node, and sites at the node of their PC4 and at its neighbours.

    A site near a border of its PC4 is near the neighbours too; links are never
    over water, so neither is the last stretch. That stretch is the straight line
    times the detour factor, at the pace of the links around the site's PC4. Every
    journey starts and ends with half of the streets that it takes to leave a place.

    Attributes
    ----------
    detour
        Length of the last stretch over its straight line.
    streets_m
        Streets at both ends of a journey together, metres.
    streets_s
        Seconds over those.
    """

    detour: float
    streets_m: float = 0.0
    streets_s: float = 0.0

    def __call__(self, network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        """Return the access of homes and of sites; see `geo.road.Joining`.

        Raises
        ------
        ValueError
            If the network was made of other homes.
        """
        away, at_home = network.tree.query(np.column_stack([homes.easting, homes.northing]))
        if away.size and away.max() > 1.0:
            raise ValueError("a home that the modelled network does not know")
        placed = sites.home >= 0
        node = at_home[np.where(placed, sites.home, sites.zone)]
        linked = np.where(placed, 0, np.diff(network.start)[node])
        row = np.repeat(np.arange(len(sites)), linked)
        edge = np.repeat(network.start[node] - (np.cumsum(linked) - linked), linked) + np.arange(linked.sum())
        if network.edges.name is not None:
            row, edge = (values[network.edges.name[edge] < 0] for values in (row, edge))
        row = np.concatenate([np.arange(len(sites)), row])
        entered = np.concatenate([node, network.edges.head[edge]])
        order = np.argsort(row, kind="stable")
        row, entered = row[order], entered[order]
        metres = self.detour * np.hypot(
            sites.easting[row] - network.easting[entered], sites.northing[row] - network.northing[entered]
        )
        metres[placed[row]] = 0.0
        start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(sites)))])
        seconds = metres * _pace_around(network)[node[row]]
        half_m, half_s = self.streets_m / 2, self.streets_s / 2
        of_homes = one_each(at_home, np.full(len(homes), half_m), np.full(len(homes), half_s))
        return of_homes, Access(start, entered, metres + half_m, seconds + half_s)


def _pace_around(network: Network) -> Float:
    """Seconds per metre over the links of each node that are no crossings."""
    edges = network.edges
    link = np.ones(len(edges), dtype=bool) if edges.name is None else edges.name < 0
    metres, seconds = (
        np.bincount(edges.tail[link], weights=weight[link], minlength=len(network))
        for weight in (edges.length_m, edges.time_s)
    )
    alone = metres == 0
    alone_pace = 3.6 / ACCESS_KMH[network.origin.mode]
    pace: Float = np.where(alone, alone_pace, seconds / np.where(alone, 1.0, metres))
    return pace


def within_area(mode: Mode) -> Within:
    """Say what the way to a site in the home's own area costs, on any network: no map tells of it."""
    found = parameters()
    return Within(found.detour, found.streets_m, found.streets_s(mode))


def modelnet_model(  # noqa: PLR0917  # idem
    homes: Homes,
    area: Sequence[str],
    zone: Sequence[str],
    residents: Float,
    land: NDArray[np.object_],
    mode: Mode,
    *,
    intrazonal: bool = True,
) -> RoadModel:
    """Distance model over the modelled network; see `modelnet` for what goes in."""
    tables = Tables()
    network = modelnet(homes, area, zone, residents, land, mode, tables)
    found = tables.parameters
    joining = ModelnetJoining(found.detour, found.streets_m, found.streets_s(mode))
    return RoadModel(network, intrazonal, found.error_share, joining, within_area(mode))
