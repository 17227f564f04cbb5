"""The publishers' own files: counts that are known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from data import schemas
from data.findings import Severity
from data.readers import cbs, duo, gemeenten, locaties, pc4, regeling
from data.readers.recognise import recognise

if TYPE_CHECKING:
    from pathlib import Path

    from data.findings import Finding
    from data.readers.reading import Reading


def _finding(reading: Reading, words: str) -> Finding:
    return next(finding for finding in reading.findings if words in finding.message)


def test_sites(brondata: Path) -> None:
    reading = duo.read_vestigingen(brondata / "scholen/02.-alle-schoolvestigingen-basisonderwijs.csv")
    frame = reading.frame.set_index("vestigingscode")
    assert len(frame) == 6107
    assert frame.loc["32JK00"].tolist()[1:5] == [
        "BBS de Verwondering",
        "9306TC",
        "ALTEVEER GEM NOORDENVELD",
        "GM1699",
    ]
    assert frame["postcode"].notna().all()


def test_history(brondata: Path) -> None:
    name = "leerlingen/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
    reading = duo.read_historie(brondata / name)
    frame = reading.frame
    assert len(frame) == 9737
    assert frame["leerlingen"].sum() == 1_464_167 + 13 * 2
    assert frame["gemaskeerd"].sum() == 13
    assert _finding(reading, "afgeschermd").count == 13
    assert _finding(reading, "gesloten").count == 2783
    assert _finding(reading, "voorloopnullen").count == 7292
    assert 'BS "De Maasparel"' in set(frame["naam"])
    assert reading.source.peildatum == "2025-10-01"


def test_located_sites(brondata: Path) -> None:
    reading = locaties.read_locaties(brondata / "scholen/duo_vestigingen_bag_2024-11-22.geojson")
    frame = reading.frame
    assert len(frame) == 8622
    assert frame["n_punten"].sum() == 8717
    assert frame["easting"].notna().all()
    assert frame["easting"].between(10_000, 280_000).all()
    assert frame["northing"].between(300_000, 625_000).all()
    assert _finding(reading, "Extra rijen").count == 95
    assert _finding(reading, "250 m").count == (frame["spreiding_m"] > 250).sum() == 2
    assert frame["soort_label"].value_counts()["(V)SO"] > 400


def test_residents_per_pc4(brondata: Path) -> None:
    reading = pc4.read_pc4_bevolking(brondata / "pc4/cbs_pc4_2024_v1.xlsx")
    frame = reading.frame.set_index("pc4")
    assert len(frame) == 4072
    assert frame.loc["1011"].tolist() == [10010.0, 680.0, 1330.0, False]
    assert reading.source.peildatum == "2024-01-01"
    assert _finding(reading, "Inwoners totaal").count == 17
    assert _finding(reading, "Inwoners tot 15 jaar").count == 97
    assert _finding(reading, "Inwoners 15 tot 25 jaar").count == 96


def test_ages_per_pc4(brondata: Path) -> None:
    reading = pc4.read_pc4_leeftijd(brondata / "pc4/cbs_83502NED_pc4_leeftijd5_2021.csv")
    frame = reading.frame.set_index("pc4")
    assert len(frame) == 4074
    assert frame.loc["1011"].tolist() == [275.0, 210.0, 265.0, 290.0, 835.0]
    assert _finding(reading, "Lege cellen").count == 75
    assert reading.source.peildatum == "2021"


def test_areas_per_pc4(brondata: Path) -> None:
    reading = pc4.read_pc4_gebieden(brondata / "pc4/cbs_pc4_2020_rd.gpkg")
    assert isinstance(reading.frame, gpd.GeoDataFrame)
    assert len(reading.frame) == 4067
    assert _finding(reading, "geen vlak").examples == ("5028",)
    assert reading.frame.geometry.is_valid.all()


def test_points_per_pc4(brondata: Path) -> None:
    reading = pc4.read_pc4_punten(brondata / "pc4/geonames_NL.txt")
    assert len(reading.frame) == 4086
    assert _finding(reading, "de eerste telt").count == 4334 - 4086
    frame = reading.frame.set_index("pc4")
    assert frame.loc["9401", ["plaats", "gemeentecode"]].tolist() == ["Assen", "GM0106"]


def test_gemeenten(brondata: Path) -> None:
    reading = gemeenten.read_gemeenten(brondata / "gemeenten/cbs_gemeenten_2023_wgs84.geojson")
    frame = reading.frame
    assert isinstance(frame, gpd.GeoDataFrame)
    assert len(frame) == 342
    assert frame.crs == "EPSG:28992"
    assert frame.geometry.is_valid.all()
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    mended = _finding(reading, "kruiste zichzelf")
    assert set(mended.examples) == {"Dronten", "Tholen", "Waterland", "Oldambt", "Goeree-Overflakkee"}
    assert _finding(reading, "Buitenland").severity is Severity.DROPPED
    assert reading.source.peildatum == "2023-01-01"
    assert frame["inwoners"].sum() == pytest.approx(17.8e6, rel=0.01)


def test_regions(brondata: Path) -> None:
    reading = cbs.read_regioindeling(brondata / "regio/cbs_83287NED_gebieden_in_nederland_2016_codes.json")
    assert len(reading.frame) == 390
    assert reading.frame["jeugdregio"].nunique() == 42
    assert reading.source.peildatum == "2016-01-01"
    names = cbs.read_jeugdregio_namen(brondata / "regio/jeugdregio_2024_namen.csv")
    assert set(names.frame["code"]) == set(reading.frame["jeugdregio"])


def test_regulation(brondata: Path) -> None:
    reading = regeling.read_regeling(brondata / "swv/regeling_regio-indeling_pc4_2015.csv")
    frame = reading.frame
    assert len(frame) == 4046
    assert frame.loc[frame["swv_po"].str.startswith("PO"), "swv_po"].nunique() == 76
    assert frame.loc[frame["swv_vo"].str.startswith("VO"), "swv_vo"].nunique() == 74
    assert _finding(reading, "geen code").count == 3
    assert reading.source.peildatum == "2015"


def test_what_is_recognised_can_be_read_into_its_schema(brondata: Path) -> None:
    read = 0
    for path in sorted(brondata.rglob("*")):
        known = recognise(path) if path.is_file() else None
        if known is None or known.reader is None:
            continue
        reading = known.reader(path)
        assert reading.table == known.key
        wanted = [column.name for column in schemas.TABLES[known.key].columns]
        assert list(reading.frame.columns) == wanted
        assert reading.frame.index.equals(reading.frame.reset_index(drop=True).index)
        assert reading.source.title
        read += 1
    assert read == 11
