"""Graphs made with OSMnx: GraphML files, and graphs in memory.

OSMnx has already written every direction as an edge of its own, so directions
are taken as they are. Its graphs are made for one way of travelling and do not
say which: that is deduced from the classes of road in it, see `made_for`.
Lengths are OSMnx's own, great circles on a sphere; they may differ 0.3% from
distances in RD New.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from data.osm import rules
from data.osm.chains import joined, turned
from data.osm.finishing import PUBLISHER, Roads, count, not_understood
from data.osm.values import listed
from data.readers.reading import UNKNOWN_DATE, peildatum_from_name
from geo.crs import RD_NEW, to_rd
from geo.errors import InputError, reason
from geo.network import Edges, Mode, Origin

Float = NDArray[np.float64]

#: A message names at most so many nodes or edges.
_SHOWN: Final = 5
_MAKE: Final = "maak de graaf met OSMnx: osmnx.graph_from_place(…), bewaar hem met osmnx.save_graphml(…)"
_FAST: Final = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})


def read_graph(path: Path) -> nx.MultiDiGraph:
    """Open a GraphML file.

    Raises
    ------
    InputError
        If it cannot be read or is not a directed graph with nodes and edges.
    """
    try:
        graph = nx.read_graphml(path, node_type=str, force_multigraph=True)
    except OSError as error:
        raise InputError(path.name, [f"{reason(error)}; controleer de plaats"]) from error
    except ParseError as error:
        line, _ = error.position
        fault = f"regel {line}: geen geldige XML, het bestand is beschadigd of afgebroken; haal het opnieuw"
        raise InputError(path.name, [fault]) from error
    except (nx.NetworkXError, ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise InputError(path.name, [f"geen graaf van OSMnx; {_MAKE}"]) from error
    if not graph.is_directed():
        fault = "de graaf is ongericht, het eenrichtingsverkeer is eruit; bewaar hem vóór 'to_undirected'"
        raise InputError(path.name, [fault])
    return graph


def made_for(graph: nx.MultiDiGraph) -> tuple[Mode, ...]:
    """Deduce for which modes a graph of OSMnx was made.

    One without cycle tracks was made for cars; one with cycle tracks but no
    motor roads for bicycles; one with both serves both.
    """
    found = {kind for _, _, value in graph.edges(data="highway") for kind in listed(value)}
    if "cycleway" not in found:
        return (Mode.AUTO,)
    return (Mode.AUTO, Mode.FIETS) if found & _FAST else (Mode.FIETS,)


def graph_roads(
    graph: nx.MultiDiGraph, subject: str, mode: Mode, *, name: str = "", file: Path | None = None
) -> Roads:
    """Take the roads for one mode from a graph.

    Parameters
    ----------
    graph
        Of OSMnx, simplified or not; values as text (from a file) or as OSMnx has them in memory.
    subject
        For messages.
    mode
        Of travel.
    name
        Of the network; else that of the graph, else the file's.
    file
        Where it was read, if its name may tell the date.

    Raises
    ------
    InputError
        With the first nodes and edges that lack coordinates, a length or an end.
    """
    nodes = list(graph.nodes)
    found = _Edges.of(graph, mode)
    _refuse_faults(subject, graph, found)
    easting, northing = _placed(graph, subject)
    position = {node: at for at, node in enumerate(nodes)}
    tail = np.array([position[u] for u, _ in found.ends], dtype=np.int64)
    head = np.array([position[v] for _, v in found.ends], dtype=np.int64)
    begin = np.column_stack([easting, northing])[tail]
    start, bends = _bends(subject, graph, found, begin)
    length = np.array(found.length_m, dtype=np.float64)
    time = length / (np.array(found.kmh, dtype=np.float64) / 3.6)
    labels = tuple(dict.fromkeys(label for label in found.names if label))
    number = {label: at for at, label in enumerate(labels)}
    named = np.array([number.get(label, -1) for label in found.names], dtype=np.int32)
    edges = Edges(tail, head, length, time, named, start, bends)
    if both := [at for at, against in enumerate(found.both) if against]:
        edges = joined(edges, turned(edges.take(np.array(both))))
    title = name or _name(graph, subject)
    origin = Origin(title, mode, "gemeten", f"{PUBLISHER}; via OSMnx", _date(graph, file))
    return Roads(origin, easting, northing, edges, labels, tuple(found.notices(graph, mode)))


class _Edges:
    """The edges of a graph that are open to a mode, value by value.

    Parameters
    ----------
    mode
        Of travel.
    """

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self.ends: list[tuple[Any, Any]] = []
        self.length_m: list[float] = []
        self.kmh: list[float] = []
        self.shape: list[Any] = []
        self.names: list[str] = []
        self.both: list[bool] = []
        self.doubts: list[str] = []
        self.closed = 0

    @classmethod
    def of(cls, graph: nx.MultiDiGraph, mode: Mode) -> _Edges:
        found = cls(mode)
        for u, v, values in graph.edges(data=True):
            found.add(u, v, values)
        return found

    def add(self, u: Any, v: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401
        kinds = listed(values.get("highway"))
        ferry = rules.FERRY in listed(values.get("route"))
        if not ferry and kinds and not rules.class_allows(kinds, self.mode):
            self.closed += 1
            return
        self.ends.append((u, v))
        self.length_m.append(_number(values.get("length")))
        self.shape.append(values.get("geometry"))
        name = ", ".join(listed(values.get("name"))) or rules.UNNAMED_FERRY
        self.names.append(name if ferry else "")
        limits = listed(values.get("maxspeed"))
        self.kmh.append(rules.speed_kmh(["ferry"] if ferry else kinds, limits, self.mode, self.doubts))
        tags = {key: text[0] for key in _AGAINST_TAGS if len(text := listed(values.get(key))) == 1}
        oneway = listed(values.get("oneway")) == ("True",)
        self.both.append(self.mode is Mode.FIETS and oneway and rules.cycles_against(tags))

    def notices(self, graph: nx.MultiDiGraph, mode: Mode) -> list[str]:
        told = not_understood(self.doubts)
        if self.closed:
            told.append(f"{count(self.closed)} wegvakken weggelaten: niet open voor {mode}.")
        suited = made_for(graph)
        if mode is Mode.FIETS and mode not in suited:
            told.append(
                "Twijfel: het bestand bevat geen fietspaden en is dus voor auto's gemaakt; fietsers volgen "
                "hier autowegen en eenrichtingsverkeer, fietsafstanden vallen daardoor te lang uit."
            )
        elif mode is Mode.AUTO and mode not in suited:
            told.append(
                "Twijfel: het bestand bevat fietspaden maar geen auto(snel)wegen en is dus voor fietsers "
                "gemaakt; auto-afstanden en -tijden vallen daardoor te lang uit."
            )
        return told


_AGAINST_TAGS: Final = (
    "oneway:bicycle", "cycleway", "cycleway:left", "cycleway:right", "cycleway:both",
    "cycleway:left:oneway", "cycleway:right:oneway",
)  # fmt: skip


def _number(value: Any) -> float:  # noqa: ANN401
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _refuse_faults(subject: str, graph: nx.MultiDiGraph, found: _Edges) -> None:
    """Collect every fault before refusing."""
    if not graph.number_of_edges():
        raise InputError(subject, [f"de graaf heeft geen wegvakken; {_MAKE}"])
    if "crs" not in graph.graph:
        raise InputError(subject, [f"geen graaf van OSMnx: het coördinatenstelsel (crs) ontbreekt; {_MAKE}"])
    faults = []
    bare = [node for node, values in graph.nodes(data=True) if not values]
    if bare:
        faults.append(
            f"{_some('knoop', 'knopen', bare)}: een wegvak gaat erheen, maar de knoop zelf ontbreekt; {_MAKE}"
        )
    placeless = [
        node
        for node, values in graph.nodes(data=True)
        if values and not np.isfinite([_number(values.get("x")), _number(values.get("y"))]).all()
    ]
    if placeless:
        faults.append(f"{_some('knoop', 'knopen', placeless)}: x of y ontbreekt of is geen getal; {_MAKE}")
    length = np.array(found.length_m, dtype=np.float64)
    for wrong, what in (
        (np.isnan(length), "de lengte ('length', meters) ontbreekt of is geen getal"),
        ((length < 0) | np.isinf(length), "de lengte is negatief of oneindig; verwacht 0 meter of meer"),
    ):
        ends = ["{} → {}".format(*found.ends[at]) for at in np.flatnonzero(wrong)]
        if ends:
            faults.append(f"{_some('wegvak', 'wegvakken', ends)}: {what}; {_MAKE}")
    if faults:
        raise InputError(subject, faults)


def _some(one: str, many: str, which: Iterable[Any]) -> str:
    names = [str(name) for name in which]
    more = f" en {count(len(names) - _SHOWN)} andere" if len(names) > _SHOWN else ""
    return f"{one if len(names) == 1 else many} {', '.join(names[:_SHOWN])}{more}"


def _placed(graph: nx.MultiDiGraph, subject: str) -> tuple[Float, Float]:
    x = np.array([_number(value) for _, value in graph.nodes(data="x")], dtype=np.float64)
    y = np.array([_number(value) for _, value in graph.nodes(data="y")], dtype=np.float64)
    return to_rd_from(graph.graph["crs"], subject, x, y)


def to_rd_from(crs: Any, subject: str, x: Float, y: Float) -> tuple[Float, Float]:  # noqa: ANN401
    """Easting and northing of coordinates in any system; degrees are taken as WGS84.

    Raises
    ------
    InputError
        If the system is unknown.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            system = CRS.from_user_input(crs)
    except CRSError as error:
        fault = (
            f"onbekend coördinatenstelsel '{str(crs)[:60]}'; verwacht bijvoorbeeld EPSG:4326 of EPSG:28992"
        )
        raise InputError(subject, [fault]) from error
    if system.is_geographic:
        return to_rd(x, y)
    easting, northing = Transformer.from_crs(system, RD_NEW, always_xy=True).transform(x, y)
    return np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)


def _bends(
    subject: str, graph: nx.MultiDiGraph, found: _Edges, begin: Float
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Points between the ends of each edge, from the end that it leaves (of which the place is given)."""
    lines = shapes(subject, found.shape, ["{} → {}".format(*ends) for ends in found.ends])
    points, edge = shapely.get_coordinates(lines, return_index=True)
    at_x, at_y = to_rd_from(graph.graph["crs"], subject, points[:, 0], points[:, 1])
    return inner_points(edge, np.column_stack([at_x, at_y]), begin)


def shapes(subject: str, values: Sequence[Any], labels: Sequence[str]) -> NDArray[np.object_]:
    """Lines of edges: already so, as WKT, or nothing for a straight one.

    Raises
    ------
    InputError
        With the first edges whose geometry is no line.
    """
    lines = np.array([value if not isinstance(value, str) else None for value in values], dtype=object)
    written = np.array([at for at, value in enumerate(values) if isinstance(value, str)], dtype=np.intp)
    lines[written] = shapely.from_wkt([values[at] for at in written], on_invalid="ignore")
    wrong = [at for at in written if lines[at] is None]
    kind = shapely.get_type_id(lines)
    wrong += list(np.flatnonzero((kind != shapely.GeometryType.LINESTRING) & (kind >= 0)))
    if wrong:
        which = _some("wegvak", "wegvakken", [labels[at] for at in wrong])
        raise InputError(subject, [f"{which}: de vorm ('geometry') is geen lijn; {_MAKE}"])
    return lines


def inner_points(
    edge: NDArray[np.intp], points: Float, begin: Float
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Leave out the ends of lines, and turn those that are drawn against their edge.

    Parameters
    ----------
    edge
        Shape ``(n_points,)``: the edge that each point belongs to, ascending.
    points
        Shape ``(n_points, 2)``: points of lines in order, RD New metres.
    begin
        Shape ``(n_edges, 2)``: where each edge begins.

    Returns
    -------
    `geo.network.Edges.bend_start` and ``bends``.

    Examples
    --------
    A line that is drawn from the end of its edge to the beginning:

    >>> line = np.array([[9.0, 0.0], [6.0, 1.0], [5.0, 1.0], [0.0, 0.0]])
    >>> inner_points(np.zeros(4, dtype=np.intp), line, np.zeros((1, 2)))[1].tolist()
    [[5.0, 1.0], [6.0, 1.0]]
    """
    number = np.bincount(edge, minlength=len(begin))
    first = np.concatenate([[0], np.cumsum(number)])[:-1]
    has = np.flatnonzero(number)
    ends = points[first[has]], points[first[has] + number[has] - 1]
    from_first, from_last = (np.hypot(*(end - begin[has]).T) for end in ends)
    turned = np.zeros(len(begin), dtype=bool)
    turned[has] = from_last < from_first
    within = np.arange(len(edge)) - first[edge]
    source = first[edge] + np.where(turned[edge], number[edge] - 1 - within, within)
    inner = (within > 0) & (within < number[edge] - 1)
    start = np.concatenate([[0], np.cumsum(np.maximum(number - 2, 0))])
    return start.astype(np.int64), points[source[inner]].astype(np.float32)


def _name(graph: nx.MultiDiGraph, subject: str) -> str:
    told = str(graph.graph.get("name", "")).partition(",")[0].strip()
    if not told or told == "unnamed":
        told = Path(subject).stem
    return f"OpenStreetMap {told}"


def _date(graph: nx.MultiDiGraph, file: Path | None) -> str:
    made = re.match(r"\d{4}-\d{2}-\d{2}", str(graph.graph.get("created_date", "")))
    if made:
        return made[0]
    return peildatum_from_name(file)[0] if file is not None else UNKNOWN_DATE
