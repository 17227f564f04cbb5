"""A file is known by its content, whatever its name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from openpyxl import Workbook
from shapely import Point, box

from data import schemas
from data.readers.recognise import FORMATS, recognise
from geo.errors import InputError

REAL = {
    "SOURCES.md": None,
    "gemeenten/cbs_gemeenten_2019_leeftijd.json": "gemeenten_leeftijd",
    "gemeenten/cbs_gemeenten_2023_wgs84.geojson": "gemeenten",
    "leerlingen/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv": "historie",
    "pc4/afgeleid_pc4_punten_2020.csv": "pc4_punten_afgeleid",
    "pc4/cbs_83502NED_pc4_leeftijd5_2021.csv": "pc4_leeftijd",
    "pc4/cbs_pc4_2020_rd.gpkg": "pc4_gebieden",
    "pc4/cbs_pc4_2024_v1.xlsx": "pc4_bevolking",
    "pc4/cbs_pc4_gemeente_2021.csv": "pc4_gemeente",
    "pc4/geonames_NL.txt": "pc4_punten",
    "regio/afgeleid_gemeente2023_jeugdregio2016.csv": "jeugdregio_afgeleid",
    "regio/cbs_83287NED_gebieden_in_nederland_2016_codes.json": "regioindeling",
    "regio/cbs_gemeente_herindelingen_1905-2017.csv": "herindelingen",
    "regio/jeugdregio_2024_namen.csv": "jeugdregio_namen",
    "scholen/02.-alle-schoolvestigingen-basisonderwijs.csv": "vestigingen",
    "scholen/duo_vestigingen_bag_2024-11-22.geojson": "locaties",
    "swv/regeling_regio-indeling_pc4_2015.csv": "regeling",
    "wegen/fietsrouteapp_routes-chunk-62.json": "fietsroutes",
    "wegen/fietsrouteapp_routes-chunk-63.json": "fietsroutes",
    "wegen/osm_delft_drive.graphml": "wegen_graphml",
    "wegen/osm_utrecht_region_mainroads_2025_edges.gpkg": "wegen_lijnen",
    "wegen/osm_utrecht_region_mainroads_2025_nodes.csv": "wegen_knopen",
}
TEXTS = {
    "herkomst_po": "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN\n",
    "herkomst_vo": "BRIN NUMMER;POSTCODE LEERLING;LEER- OF VERBLIJFSJAAR 1\n",
    "leerlingen_soort": "INSTELLINGSCODE;VESTIGINGSCODE;SOORT_PO;CLUSTER;LEEFTIJD_4_JAAR\n",
    "vestigingen_vo": "VESTIGINGSCODE;VESTIGINGSNAAM;GEMEENTENUMMER;ONDERWIJSSTRUCTUUR\n",
    "vestigingen": "VESTIGINGSCODE,VESTIGINGSNAAM,GEMEENTENUMMER,RMC-REGIO CODE\n",
    "onderwijslocaties": "POSTCODE;STRAATNAAM;HUISNUMMER;GPS_LATITUDE;GPS_LONGITUDE\n",
    "jeugdregio_indeling": "gemeentecode;jeugdregio;naam\n",
    "jeugdregio_namen": "code,naam\nJZ01,Groningen\n",
    "swv_namen": "naam;code\nAmsterdam;PO2707\n",
    "regioindeling": json.dumps(
        {
            "value": [
                {
                    "RegioS": 1,
                    "Jeugdzorgregio's": 1,
                    "GGD-regio's": 1,
                    "Veiligheidsregio's": 1,
                    "Provincies": 1,
                }
            ]
        }
    ),
}
UNKNOWN: dict[str, bytes] = {
    "leeg": b"",
    "tekst": b"# Kop\n\nZomaar een tekst, met komma's\n",
    "namen zonder bekende code": b"code;naam\nX1;Iets\n",
    "plaatje": b"\x89PNG\r\n\x1a\n\0\0",
    "html": b"<!doctype html><html></html>",
    "json": b'{"iets": 1}',
    "kapotte json": b'{"a": [',
    "kapotte geojson": b'{"type": "FeatureCollection", "features": [{"geometry": {',
    "onleesbaar": b"a;b\n\x8d\xff",
}


CUT_OFF: dict[str, bytes] = {
    "kapotte zip": b"PK\x03\x04kapot",
    "kapotte sqlite": b"SQLite format 3\0" + b"\x01" * 500,
    "kop van sqlite": b"SQLite format 3\0",
}


@pytest.mark.parametrize("content", CUT_OFF.values(), ids=CUT_OFF)
def test_a_cut_off_database_or_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bestand"
    path.write_bytes(content)
    with pytest.raises(InputError, match="afgebroken GeoPackage of Excel-werkboek; download"):
        recognise(path)


@pytest.mark.parametrize(("name", "key"), REAL.items())
def test_every_real_file_also_under_another_name(
    brondata: Path, tmp_path: Path, name: str, key: str | None
) -> None:
    renamed = tmp_path / "bestand"
    shutil.copyfile(brondata / name, renamed)
    for path in (brondata / name, renamed):
        found = recognise(path)
        assert (found and found.key) == key


def test_every_real_file_is_listed(brondata: Path) -> None:
    there = {path.relative_to(brondata).as_posix() for path in brondata.rglob("*") if path.is_file()}
    assert there == set(REAL)


@pytest.mark.parametrize(("key", "content"), TEXTS.items())
def test_layouts_that_users_bring(tmp_path: Path, key: str, content: str) -> None:
    path = tmp_path / "download.dat"
    path.write_text(content, encoding="utf-8")
    found = recognise(path)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN)
def test_anything_else_is_not_recognised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bestand.csv"
    path.write_bytes(content)
    assert recognise(path) is None


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"weg.csv is niet bruikbaar:\n  - niet te openen: bestaat niet"):
        recognise(tmp_path / "weg.csv")
    with pytest.raises(InputError, match="dit is een map, geen bestand"):
        recognise(tmp_path)


def test_another_workbook_is_not_recognised(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "map.xlsx")
    assert recognise(tmp_path / "map.xlsx") is None


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ({"statcode": "GM0363", "statnaam": "A", "rubriek": "gemeente"}, "gemeenten"),
        ({"statcode": "JZ01", "statnaam": "A", "rubriek": "jeugdregio"}, "gebiedsindeling"),
        ({"postcode4": 1011}, "pc4_gebieden"),
        ({"vestigingscode": "00AO00", "brin_nummer": "00AO", "type": "SO", "postcode": "1011AB"}, "locaties"),
        ({"kleur": "rood"}, None),
    ],
)
def test_maps_by_their_columns(tmp_path: Path, suffix: str, columns: dict[str, Any], key: str | None) -> None:
    path = tmp_path / f"kaart.{suffix}"
    gpd.GeoDataFrame([columns], geometry=[box(0, 0, 1, 1)], crs="EPSG:4326").to_file(path)
    found = recognise(path)
    assert (found and found.key) == key


def test_geojson_with_a_large_shape_before_its_properties(tmp_path: Path) -> None:
    shape = Point(0, 0).buffer(1, quad_segs=4_000).__geo_interface__
    feature = {
        "type": "Feature",
        "geometry": shape,
        "properties": {"statcode": "GM0363", "statnaam": "Amsterdam", "rubriek": "gemeente"},
    }
    path = tmp_path / "pdok.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert path.stat().st_size > 256 * 1024
    found = recognise(path)
    assert found is not None
    assert found.key == "gemeenten"


def test_head_may_end_inside_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "namen.csv"
    path.write_text("code;naam\nJZ01;" + "é" * 300_000 + "\n", encoding="utf-8")
    found = recognise(path)
    assert found is not None
    assert found.key == "jeugdregio_namen"


def test_formats_have_one_key_each_and_say_why_they_are_not_used() -> None:
    keys = [known.key for known in FORMATS]
    assert len(set(keys)) == len(keys)
    for known in FORMATS:
        assert known.title
        assert (known.reader is None) == bool(known.note)
        assert (known.key in schemas.TABLES) == (known.reader is not None)


@pytest.mark.parametrize("known", [known for known in FORMATS if known.reader], ids=lambda known: known.key)
@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN)
def test_no_reader_lets_a_traceback_escape(tmp_path: Path, known: Any, content: bytes) -> None:
    path = tmp_path / "bestand.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"bestand.csv is niet bruikbaar"):
        known.reader(path)
