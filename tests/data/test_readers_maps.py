"""Points and polygons: degrees or metres, whole or broken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from data.findings import Finding, Severity
from data.readers import gemeenten, locaties, pc4
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

RD = "EPSG:28992"
WGS = "EPSG:4326"
BOWTIE = Polygon([(100_000, 400_000), (101_000, 401_000), (101_000, 400_000), (100_000, 401_000)])


def _severity(findings: tuple[Finding, ...], severity: Severity) -> list[int]:
    return [finding.count for finding in findings if finding.severity is severity]


def _sites(points: list[Point | None], codes: list[str], **columns: Any) -> gpd.GeoDataFrame:
    fixed: dict[str, Any] = {
        "naam": "School",
        "type": "basisschool",
        "denominatie": "Openbaar",
        "postcode": "1011 AB",
        "plaats": "Stad",
        "gemeente": "STAD",
        "leerlingen": 10.0,
    }
    frame = gpd.GeoDataFrame({"vestigingscode": codes, **fixed, **columns}, geometry=points, crs=RD)
    return frame.assign(brin_nummer=frame["vestigingscode"].str[:4])


@pytest.mark.parametrize("crs", [RD, WGS, "OGC:CRS84"])
@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_sites_in_degrees_or_metres(tmp_path: Path, crs: str, suffix: str) -> None:
    path = tmp_path / f"sites_2024-11-22.{suffix}"
    _sites([Point(121_000, 487_000), Point(200_000, 450_000)], ["00AO00", "00AO01"]).to_crs(crs).to_file(path)
    reading = locaties.read_locaties(path)
    assert reading.frame["easting"].to_numpy() == pytest.approx([121_000, 200_000], abs=0.1)
    assert reading.frame["soort_label"].tolist() == ["basisschool"] * 2
    assert reading.frame["postcode"].tolist() == ["1011AB"] * 2
    assert reading.source.peildatum == "2024-11-22"


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
def test_of_several_points_the_medoid_stays_whatever_their_order(tmp_path: Path, order: list[int]) -> None:
    points: list[Point | None] = [
        Point(100_000, 400_000),
        Point(100_100, 400_000),
        Point(100_400, 400_000),
        Point(150_000, 450_000),
        Point(150_050, 450_000),
    ]
    codes = ["00AO00"] * 3 + ["00AP00"] * 2
    path = tmp_path / "sites.gpkg"
    _sites(points, codes).iloc[order].to_file(path)
    reading = locaties.read_locaties(path)
    frame = reading.frame.set_index("vestigingscode")
    assert frame["easting"].to_dict() == {"00AO00": 100_100.0, "00AP00": 150_000.0}
    assert frame["spreiding_m"].to_dict() == {"00AO00": 400.0, "00AP00": 50.0}
    assert frame["n_punten"].to_dict() == {"00AO00": 3, "00AP00": 2}
    assert _severity(reading.findings, Severity.DROPPED) == [3]
    far = next(finding for finding in reading.findings if "250 m" in finding.message)
    assert far.severity is Severity.DOUBT
    assert far.examples == ("00AO00 (400 m)",)


def test_sites_without_a_usable_point_stay_without_place(tmp_path: Path) -> None:
    points = [None, Point(0, 0), Point(100_000, 400_000), None, Point(100_000, 400_000)]
    path = tmp_path / "sites_2024.gpkg"
    pupils = [1.0, np.nan, 3.0, 4.0, 5.0]
    _sites(points, ["00AA00", "00AB00", "00AC00", "00AD00", "00AD00"], leerlingen=pupils).to_file(path)
    reading = locaties.read_locaties(path)
    frame = reading.frame.set_index("vestigingscode")
    assert frame["easting"].isna().to_dict() == {
        "00AA00": True,
        "00AB00": True,
        "00AC00": False,
        "00AD00": False,
    }
    assert frame["n_punten"].tolist() == [0, 0, 1, 1]
    assert frame["spreiding_m"].tolist() == [0.0] * 4
    assert np.isnan(frame.loc["00AB00", "leerlingen"])
    assert _severity(reading.findings, Severity.DOUBT) == [3]


def test_sites_of_which_none_lies_in_the_country(tmp_path: Path) -> None:
    path = tmp_path / "sites_2024.geojson"
    _sites([Point(100_000, 400_000), Point(100_000, 400_000)], ["00AA00", "00AA00"]).to_file(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    for feature in content["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": [0.0, 0.0]}
    del content["crs"]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=r"de meeste vormen liggen buiten Nederland \(gevonden x "):
        locaties.read_locaties(path)


def test_a_site_without_a_point_in_the_country_stays_without_a_place(tmp_path: Path) -> None:
    path = tmp_path / "sites_2024.geojson"
    codes = ["00AA00", "00AA00", "00BB00"]
    _sites([Point(100_000, 400_000), Point(100_000, 400_000), Point(900_000, 400_000)], codes).to_file(path)
    frame = locaties.read_locaties(path).frame.set_index("vestigingscode")
    assert frame["easting"].isna().to_dict() == {"00AA00": False, "00BB00": True}


def test_metres_without_a_crs_are_taken_as_rd_new(tmp_path: Path) -> None:
    path = tmp_path / "sites.geojson"
    _sites([Point(121_000, 487_000)], ["00AO00"]).to_file(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["crs"]
    path.write_text(json.dumps(content), encoding="utf-8")
    reading = locaties.read_locaties(path)
    assert reading.frame["easting"].tolist() == [121_000.0]
    assert any("coördinatenstelsel" in finding.message for finding in reading.findings)


def test_sites_that_are_areas_or_lack_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    sites = _sites([Point(121_000, 487_000)], ["00AO00"])
    sites.set_geometry(sites.buffer(10)).to_file(path)
    with pytest.raises(InputError, match="gevonden vormen Polygon, verwacht punten"):
        locaties.read_locaties(path)
    sites.drop(columns=["type"]).to_file(tmp_path / "less.gpkg")
    with pytest.raises(InputError, match="eigenschap type ontbreekt"):
        locaties.read_locaties(tmp_path / "less.gpkg")


def _broken(folder: Path, what: str) -> Path:
    path = folder / f"kapot.{'gpkg' if 'gpkg' in what else 'geojson'}"
    if what == "weg":
        return path
    squares = [box(100_000 + 10 * n, 400_000, 100_010 + 10 * n, 401_000) for n in range(4_000)]
    names = {"postcode": [1011.0 + n for n in range(4_000)]}
    gpd.GeoDataFrame(names, geometry=squares, crs=RD).to_file(path)
    raw = path.read_bytes()
    if what == "gpkg beschadigd":
        middle = len(raw) // 2
        raw = raw[:middle] + b"\xff" * 200_000 + raw[middle + 200_000 :]
    elif what == "gpkg onzin":
        raw = b"SQLite format 3\0" + b"\x01" * 5_000
    else:
        raw = raw[: len(raw) // 2]
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    "what", ["gpkg afgebroken", "gpkg beschadigd", "gpkg onzin", "geojson afgebroken", "weg"]
)
@pytest.mark.parametrize("reader", [locaties.read_locaties, pc4.read_pc4_gebieden, gemeenten.read_gemeenten])
def test_broken_maps_are_told_without_a_traceback(tmp_path: Path, what: str, reader: Any) -> None:
    with pytest.raises(InputError, match=r"beschadigd of afgebroken|bestaat niet"):
        reader(_broken(tmp_path, what))


def test_areas_are_mended_and_empty_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "pc4_2020.gpkg"
    shapes = [box(90_000, 400_000, 91_000, 401_000), BOWTIE, None]
    gpd.GeoDataFrame({"postcode": [1011.0, 1012.0, 1013.0]}, geometry=shapes, crs=RD).to_file(path)
    reading = pc4.read_pc4_gebieden(path)
    assert isinstance(reading.frame, gpd.GeoDataFrame)
    assert reading.frame.crs == RD
    assert reading.frame["pc4"].tolist() == ["1011", "1012"]
    assert reading.frame.geometry.is_valid.all()
    assert reading.frame.geometry.area.tolist() == pytest.approx([1e6, 0.5e6])
    assert _severity(reading.findings, Severity.DROPPED) == [1]
    assert _severity(reading.findings, Severity.MENDED) == [1]


def test_areas_under_another_name_and_without_any(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    frame = gpd.GeoDataFrame({"postcode4": [1011]}, geometry=[box(90_000, 400_000, 91_000, 401_000)], crs=RD)
    frame.to_crs(WGS).to_file(path)
    assert pc4.read_pc4_gebieden(path).frame["pc4"].tolist() == ["1011"]
    frame.rename(columns={"postcode4": "buurt"}).to_file(path)
    with pytest.raises(InputError, match="kolom postcode ontbreekt; gevonden: buurt"):
        pc4.read_pc4_gebieden(path)


def _country() -> gpd.GeoDataFrame:
    """Two gemeenten with a gap of 5 m by 8 km between them, and abroad."""
    gap = box(109_995, 401_000, 110_000, 409_000)
    left = box(100_000, 400_000, 110_000, 410_000).difference(gap)
    right = box(110_000, 400_000, 120_000, 410_000)
    abroad = box(0, 300_000, 1_000, 301_000)
    names = {
        "gemeentecode": ["GM0001", "GM0002", "GM0998"],
        "gemeentenaam": ["Links", "Rechts", "Buitenland"],
    }
    return gpd.GeoDataFrame(
        {**names, "aantalInwoners": [5.0, None, None], "jaar": 2023}, geometry=[left, right, abroad], crs=RD
    )


def test_gemeenten_share_their_border_after_mending(tmp_path: Path) -> None:
    path = tmp_path / "g.geojson"
    _country().to_crs(WGS).to_file(path)
    reading = gemeenten.read_gemeenten(path)
    frame = reading.frame
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == RD
    assert frame["gemeentecode"].tolist() == ["GM0001", "GM0002"]
    assert frame["inwoners"].isna().tolist() == [False, True]
    assert reading.source.peildatum == "2023-01-01"
    assert frame.geometry.is_valid.all()
    assert frame.geometry.iloc[0].intersection(frame.geometry.iloc[1]).length == pytest.approx(
        10_000, rel=1e-3
    )
    assert _severity(reading.findings, Severity.DROPPED) == [1]
    assert "4.0 ha (Links)" in reading.findings[-1].message


def test_a_border_that_crosses_itself_is_named(tmp_path: Path) -> None:
    country = _country()
    country.loc[0, "geometry"] = MultiPolygon([BOWTIE])
    country.to_file(tmp_path / "g.gpkg")
    reading = gemeenten.read_gemeenten(tmp_path / "g.gpkg")
    assert reading.frame.geometry.is_valid.all()
    assert any(
        finding.examples == ("Links",) and "kruiste" in finding.message for finding in reading.findings
    )


@pytest.mark.parametrize(("suffix", "crs"), [("geojson", "OGC:CRS84"), ("geojson", RD), ("gpkg", RD)])
def test_gemeenten_as_pdok_hands_them_over(tmp_path: Path, suffix: str, crs: str) -> None:
    names = {"gemeentecode": "statcode", "gemeentenaam": "statnaam"}
    country = _country().rename(columns=names).drop(columns=["aantalInwoners", "jaar"])
    country = country.assign(jrstatcode="2024" + country["statcode"], rubriek="gemeente").to_crs(crs)
    path = tmp_path / f"g.{suffix}"
    country.to_file(path, layer="gemeente_gegeneraliseerd")
    if suffix == "gpkg":
        country.assign(rubriek="jeugdregio").to_file(path, layer="a_jeugdregio_gegeneraliseerd")
    reading = gemeenten.read_gemeenten(path)
    assert reading.frame["naam"].tolist() == ["Links", "Rechts"]
    assert reading.frame["inwoners"].isna().all()
    assert reading.source.peildatum == "2024-01-01"


def test_another_classification_or_points_are_no_gemeenten(tmp_path: Path) -> None:
    country = _country().rename(columns={"gemeentecode": "statcode", "gemeentenaam": "statnaam"})
    country.assign(rubriek="jeugdregio").to_file(tmp_path / "j.gpkg")
    with pytest.raises(InputError, match="gevonden 'jeugdregio', verwacht 'gemeente'"):
        gemeenten.read_gemeenten(tmp_path / "j.gpkg")
    country.set_geometry(country.centroid).to_file(tmp_path / "p.gpkg")
    with pytest.raises(InputError, match="gevonden Point, verwacht vlakken"):
        gemeenten.read_gemeenten(tmp_path / "p.gpkg")
    country.drop(columns=["statnaam"]).to_file(tmp_path / "n.gpkg")
    with pytest.raises(InputError, match="statcode en statnaam"):
        gemeenten.read_gemeenten(tmp_path / "n.gpkg")


def test_addresses_of_rio_with_comma_or_point(tmp_path: Path) -> None:
    path = tmp_path / "onderwijslocaties.csv"
    rows = [
        "POSTCODE;STRAATNAAM;HUISNUMMER;GPS_LATITUDE;GPS_LONGITUDE",
        "1011 AB;Straat;1;52,15517440;5,38720621",
        "1011AB;Straat;2-a;52.15517440;5.38720621",
        "1011AB;Straat;1;52.15517440;5.38720621",
        "1011AC;Straat;3;;",
        ";Straat;4;52.15517440;5.38720621",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    reading = locaties.read_onderwijslocaties(path)
    assert reading.frame["huisnummer"].tolist() == ["1", "2-a"]
    assert reading.frame["straat"].tolist() == ["Straat", "Straat"]
    assert reading.frame["easting"].tolist() == pytest.approx([155_000] * 2, abs=1)
    assert _severity(reading.findings, Severity.DROPPED) == [2, 1]
    path.write_text("\n".join([*rows, "1011AB;Straat;5;noord;4.9"]), encoding="utf-8")
    with pytest.raises(InputError, match="rij 7, kolom GPS_LATITUDE: gevonden 'noord'"):
        locaties.read_onderwijslocaties(path)
