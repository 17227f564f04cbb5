"""Which file is what, and layers of edges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from data.osm.layers import layer_roads
from data.osm.reading import FileKind, file_kind, read_any
from geo.errors import InputError
from geo.network import Mode


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bestaat niet; controleer de plaats"):
        read_any(tmp_path / "weg.osm.pbf")
    with pytest.raises(InputError, match="dit is een map; geef één bestand"):
        read_any(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("leeg.osm", b"", "het bestand is leeg"),
        ("lijst.csv", b"a;b\n1;2\n", r"onbekend soort bestand \(.csv\); verwacht .osm.pbf"),
        ("zonder", b"tekst", "zonder extensie"),
        ("kapot.gz", b"\x1f\x8bonzin", "onbekend soort bestand"),
        ("kapot.bz2", b"BZhonzin", "onbekend soort bestand"),
        ("net.npz", b"PK\x03\x04", "een netwerk dat al gelezen is"),
        ("kaart.pbf", b"\x00\x00\x00\x0d", "geen OpenStreetMap-pbf"),
        ("half.osm", b'<?xml version="1.0"?><osm version="0.6"><node', "beschadigd, afgebroken"),
        ("half.gpkg", b"SQLite format 3\x00", "beschadigd of afgebroken"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=fault):
        read_any(path)


def test_utrecht_is_a_layer_of_edges(brondata: Path) -> None:
    path = brondata / "wegen" / "osm_utrecht_region_mainroads_2025_edges.gpkg"
    assert file_kind(path) is FileKind.LAYER
    roads = layer_roads(path, Mode.AUTO)
    frame = gpd.read_file(path)
    two_way = frame["oneway"].eq("False")
    assert len(roads.edges) == 948 + two_way.sum()
    assert roads.edges.length_m.sum() == pytest.approx(
        frame["length"].sum() + frame.loc[two_way, "length"].sum()
    )
    (reading,) = read_any(path)
    assert reading.network.origin.peildatum == "2025"
    assert len(reading.network) > 200


def layer(tmp_path: Path, **changed: Any) -> Path:
    lines = [LineString([(155_000, 463_000), (155_050, 463_020), (155_100, 463_000)])]
    lines += [lines[0].reverse()]
    columns: dict[str, Any] = {"u": ["1", "2"], "v": ["2", "1"], "length": [110.0, 110.0], "geometry": lines}
    columns |= {"highway": ["residential", None], "maxspeed": ["50", None]} | changed
    path = tmp_path / "laag.gpkg"
    kept = {key: value for key, value in columns.items() if value is not None}
    gpd.GeoDataFrame(kept, crs="EPSG:28992").to_file(path, layer="edges", driver="GPKG")
    return path


def test_a_layer_in_rd(tmp_path: Path) -> None:
    network = read_any(layer(tmp_path))[0].network
    assert sorted(network.easting) == [155_000, 155_100]
    assert network.edges.bends is not None
    assert network.edges.bends.tolist() == [[155_050, 463_020]] * 2
    # without a class the road counts as one of unknown class
    assert np.sort(network.edges.time_s) == pytest.approx([110 / (37.5 / 3.6), 110 / (22.5 / 3.6)])


def test_a_two_way_road_in_one_row(tmp_path: Path) -> None:
    line = LineString([(155_000, 463_000), (155_100, 463_000)])
    onward = LineString([(155_100, 463_000), (155_000, 463_300)])
    rows = {"u": [1, 1], "v": [2, 2], "length": [100.0, 320.0], "geometry": [line, onward]}
    path = layer(tmp_path, **rows, highway=["residential"] * 2, maxspeed=None, oneway=["False", "True"])
    assert len(layer_roads(path, Mode.AUTO).edges) == 3


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"u": None}, "geen laag met wegvakken gevonden; verwacht de kolommen u, v en length"),
        ({"u": ["1", None]}, "rij 2: u of v is leeg"),
        ({"length": [110.0, None]}, "rij 2: length .* is leeg"),
        ({"length": [-1.0, 2.0]}, "de lengte is negatief"),
    ],
)
def test_a_fault_in_a_layer(tmp_path: Path, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_any(layer(tmp_path, **changed))
