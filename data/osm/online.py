"""Roads of a place or an area, asked for over the internet through OSMnx.

This is the only module that uses the internet, and only when a user asks for it.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import shapely

from data.osm.finishing import RoadReading, finish
from data.osm.graphml import graph_roads
from data.osm.rules import TAGS
from geo.errors import InputError, reason
from geo.network import Mode

#: What OSMnx calls the roads for a mode.
_KIND: Final = {Mode.AUTO: "drive", Mode.FIETS: "bike"}


def fetch_place(place: str, modes: Sequence[Mode], *, name: str = "") -> list[RoadReading]:
    """Ask for the roads of a place.

    Parameters
    ----------
    place
        As OpenStreetMap knows it, for instance "Delft"; "Nederland" is added.
    modes
        Of travel.
    name
        Of the networks; by default after the place.

    Raises
    ------
    InputError
        If there is no internet, no such place, or no road in it.
    """
    if not place.strip():
        raise InputError("plaats", ['de naam is leeg; geef een plaats, bijvoorbeeld "Delft"'])
    query = place if "nederland" in place.lower() else f"{place}, Nederland"
    return _fetch(place, modes, name, lambda osmnx, kind: osmnx.graph_from_place(query, network_type=kind))


def fetch_area(path: Path, modes: Sequence[Mode], *, name: str = "") -> list[RoadReading]:
    """Ask for the roads within the polygons of a GeoJSON file (WGS84).

    Raises
    ------
    InputError
        If the file holds no polygon in degrees, there is no internet, or no road in the area.
    """
    area = _read_area(path)
    return _fetch(
        path.stem, modes, name, lambda osmnx, kind: osmnx.graph_from_polygon(area, network_type=kind)
    )


def _fetch(
    subject: str, modes: Sequence[Mode], name: str, ask: Callable[[Any, str], Any]
) -> list[RoadReading]:
    osmnx = importlib.import_module("osmnx")  # only here: nobody else should wait for it
    readings = []
    for mode in modes:
        with _all_tags(osmnx), _told_in_dutch(subject):
            graph = ask(osmnx, _KIND[mode])
        title = name or f"OpenStreetMap {subject}"
        readings.append(finish(subject, graph_roads(graph, subject, mode, name=title)))
    return readings


@contextmanager
def _all_tags(osmnx: Any) -> Iterator[None]:  # noqa: ANN401
    """Let OSMnx keep every tag that the rules look at, and leave no folder behind; settings are put back."""
    settings = osmnx.settings
    before = settings.useful_tags_way, settings.use_cache
    settings.useful_tags_way = sorted({*settings.useful_tags_way, *TAGS})
    settings.use_cache = False
    try:
        yield
    finally:
        settings.useful_tags_way, settings.use_cache = before


@contextmanager
def _told_in_dutch(subject: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = (
            "OpenStreetMap is niet bereikbaar; controleer de internetverbinding en probeer het later "
            "opnieuw, of lees een bestand van download.geofabrik.de met 'dekkend netwerk lees'"
        )
        raise InputError(subject, [fault]) from error
    except (ValueError, TypeError) as error:
        detail = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        fault = f"OpenStreetMap geeft hiervoor geen wegen ({detail})"
        raise InputError(subject, [f"{fault}; controleer de naam of het gebied"]) from error


def _read_area(path: Path) -> shapely.Geometry:
    """Join the polygons of a GeoJSON file."""
    wanted = "verwacht een GeoJSON met een of meer vlakken in lengte en breedte (WGS84)"
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        parts = shapely.get_parts(shapely.from_geojson(json.dumps(told)), return_index=False)
    except OSError as error:
        raise InputError(path.name, [f"{reason(error)}; controleer de plaats"]) from error
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise InputError(path.name, [f"geen leesbare GeoJSON; {wanted}"]) from error
    flat = [part for piece in parts for part in shapely.get_parts(piece)]
    areas = [part for part in flat if part.geom_type == "Polygon" and not part.is_empty]
    if not areas:
        raise InputError(path.name, [f"er staat geen vlak in; {wanted}"])
    area = shapely.make_valid(shapely.union_all(areas))
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004
        raise InputError(path.name, [f"de coördinaten zijn geen graden (x tot {east:.0f}); {wanted}"])
    return area
