"""A layer of edges in a GeoPackage, as OSMnx or a GIS writes it.

Columns ``u``, ``v`` and ``length`` (metres), a line per row, and where they are
there ``highway``, ``maxspeed`` and ``oneway``. Nodes are where lines end, and a
road runs as its line is drawn. OSMnx writes a row per direction only when asked;
usually a two-way road is one row, and then both directions are made of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import networkx as nx
import pandas as pd

from data.osm.finishing import Roads
from data.osm.graphml import graph_roads
from data.osm.values import listed
from data.readers._geo import layer_fields, open_vector
from geo.errors import InputError
from geo.network import Mode

_NEEDED: Final = ("u", "v", "length")
_KEPT: Final = ("highway", "maxspeed", "oneway", "route", "name", "length")


def read_layer(path: Path) -> nx.MultiDiGraph:
    """Read a layer of edges as a graph like OSMnx's.

    Raises
    ------
    InputError
        If there is no such layer, or a row has no line, length or end.
    """
    layers = layer_fields(path)
    layer = next((name for name, fields in layers.items() if set(_NEEDED) <= set(fields)), None)
    if layer is None:
        fault = "geen laag met wegvakken gevonden; verwacht de kolommen u, v en length en een lijn per rij"
        raise InputError(path.name, [f"{fault}; maak het bestand met osmnx.save_graph_geopackage(…)"])
    frame = open_vector(path, layer)
    _refuse_faults(path, frame)
    graph = nx.MultiDiGraph(crs=frame.crs, name=path.stem)
    kept = [name for name in _KEPT if name in frame.columns]
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in kept]
    per_direction = _has_opposites(frame)
    for line, *values in zip(frame.geometry, *columns, strict=True):
        told: dict[str, Any] = dict(zip(kept, values, strict=True))
        ends = [_node(graph, line.coords[at]) for at in (0, -1)]
        graph.add_edge(*ends, geometry=line, **told)
        if not per_direction and "True" not in listed(told.get("oneway")):
            graph.add_edge(*ends[::-1], geometry=line, **told)
    return graph


def layer_roads(path: Path, mode: Mode, *, name: str = "") -> Roads:
    """Read the roads for one mode from a layer of edges; see `data.osm.graphml.graph_roads`."""
    return graph_roads(read_layer(path), path.name, mode, name=name, file=path)


def _refuse_faults(path: Path, frame: gpd.GeoDataFrame) -> None:
    faults = []
    if frame.crs is None:
        faults.append("het coördinatenstelsel ontbreekt; sla het bestand op met EPSG:4326 of EPSG:28992")
    checks = {
        "u of v is leeg": frame["u"].isna() | frame["v"].isna(),
        "length (meters) is leeg of geen getal": pd.to_numeric(frame["length"], errors="coerce").isna(),
        "de vorm is geen lijn": ~frame.geometry.geom_type.eq("LineString") | frame.geometry.is_empty,
    }
    for what, wrong in checks.items():
        if wrong.any():
            rows = f"rij {wrong.idxmax()}" + (f" en {wrong.sum() - 1} andere" if wrong.sum() > 1 else "")
            faults.append(f"{rows}: {what}; exporteer de laag opnieuw")
    if faults:
        raise InputError(path.name, faults)


def _has_opposites(frame: gpd.GeoDataFrame) -> bool:
    """Whether some road is there once for each direction."""
    ends = set(zip(frame["u"].astype(str), frame["v"].astype(str), strict=True))
    return any((v, u) in ends for u, v in ends if u != v)


def _node(graph: nx.MultiDiGraph, place: tuple[float, ...]) -> str:
    """Add the end of a line as a node, named after its place."""
    x, y = place[:2]
    name = f"({x}, {y})"
    graph.add_node(name, x=x, y=y)
    return name
