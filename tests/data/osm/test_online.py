"""Asking over the internet; OSMnx is replaced, so that no test needs a connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import osmnx
import pytest
import requests
import shapely

from data.osm.online import fetch_area, fetch_place
from geo.errors import InputError
from geo.network import Mode

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]],
}


def graph(*_: Any, **__: Any) -> Any:
    made = nx.MultiDiGraph(crs="epsg:4326", created_date="2025-06-07 08:09:10")
    made.add_node(1, x=5.0, y=52.0)
    made.add_node(2, x=5.001, y=52.0)
    line = shapely.LineString([(5.0, 52.0), (5.0005, 52.0001), (5.001, 52.0)])
    made.add_edge(
        1, 2, length=70.0, highway="residential", oneway=False, geometry=line, maxspeed=["30", "50"]
    )
    made.add_edge(2, 1, length=70.0, highway="residential", oneway=False, geometry=line.reverse())
    return made


def fails(error: Exception) -> Callable[..., Any]:
    def failing(*_: Any, **__: Any) -> Any:
        raise error

    return failing


def test_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(query: str, *, network_type: str) -> Any:
        asked.append((query, network_type, "oneway:bicycle" in osmnx.settings.useful_tags_way))
        return graph()

    before = list(osmnx.settings.useful_tags_way)
    monkeypatch.setattr(osmnx, "graph_from_place", ask)
    readings = fetch_place("Delft", list(Mode))
    assert asked == [("Delft, Nederland", "drive", True), ("Delft, Nederland", "bike", True)]
    assert list(osmnx.settings.useful_tags_way) == before
    assert [reading.network.origin.label for reading in readings] == [
        "OpenStreetMap Delft, auto, peildatum 2025-06-07",
        "OpenStreetMap Delft, fiets, peildatum 2025-06-07",
    ]
    assert len(readings[0].network.edges) == 2


@pytest.mark.parametrize(
    "told",
    [
        SQUARE,
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}],
        },
    ],
)
def test_an_area(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: Any) -> None:
    path = tmp_path / "gebied.geojson"
    path.write_text(json.dumps(told), encoding="utf-8")
    areas = []

    def ask(area: Any, *, network_type: str) -> Any:
        areas.append((area, network_type))
        return graph()

    monkeypatch.setattr(osmnx, "graph_from_polygon", ask)
    (reading,) = fetch_area(path, [Mode.AUTO], name="Mijn gebied")
    assert areas[0][0].bounds == (5.0, 52.0, 5.1, 52.1)
    assert reading.network.origin.name == "Mijn gebied"


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (requests.exceptions.ConnectionError("geen verbinding"), "niet bereikbaar; controleer de internet"),
        (requests.exceptions.ReadTimeout(), "niet bereikbaar"),
        (ValueError("No data elements"), r"geen wegen \(No data elements\); controleer de naam"),
    ],
)
def test_no_internet_or_no_such_place(monkeypatch: pytest.MonkeyPatch, error: Exception, fault: str) -> None:
    monkeypatch.setattr(osmnx, "graph_from_place", fails(error))
    with pytest.raises(InputError, match=fault):
        fetch_place("Lutjebroek", [Mode.AUTO])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "bestaat niet"),
        ("geen json", "geen leesbare GeoJSON"),
        ("[1, 2]", "geen leesbare GeoJSON"),
        ("\x00", "geen leesbare GeoJSON"),
        ('{"type": "Point", "coordinates": [5, 52]}', "er staat geen vlak in"),
        (
            '{"type": "Polygon", "coordinates": [[[1000, 1000], [2000, 1000], [2000, 2000], [1000, 1000]]]}',
            "geen graden",
        ),
    ],
)
def test_an_area_that_is_none(tmp_path: Path, text: str | None, fault: str) -> None:
    path = tmp_path / "gebied.geojson"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        fetch_area(path, [Mode.AUTO])


def test_an_empty_place() -> None:
    with pytest.raises(InputError, match="de naam is leeg"):
        fetch_place("  ", [Mode.AUTO])
