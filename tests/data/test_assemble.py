"""Assembly of points and units: the hard cases, on a made-up country that fits in a sketch (conftest)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.assemble import REQUIRED
from data.dataset import LAYERS, TABLES, Dataset, fingerprint
from data.findings import Finding, Severity
from geo.errors import MissingSourceError

Frames = dict[str, pd.DataFrame]
Join = Callable[[Mapping[str, pd.DataFrame]], Dataset]
Square = Callable[..., shapely.Polygon]


def _finding(dataset: Dataset, words: str) -> Finding:
    return next(f for f in dataset.manifest.findings if words in f.message)


def _point(dataset: Dataset, pc4: str) -> pd.Series:
    return dataset["pc4"].set_index("pc4").loc[pc4]


def _geonames(pc4: str, easting: float, northing: float, gemeente: str | None) -> pd.DataFrame:
    row = {"pc4": pc4, "plaats": "Nieuwstad", "easting": easting, "northing": northing}
    return pd.DataFrame([row]).assign(gemeentecode=pd.Series([gemeente], dtype="str"))


def test_the_made_up_country(country: Frames, joined: Join) -> None:
    dataset = joined(country)
    assert set(dataset.tables) == {*TABLES, *LAYERS}
    assert dataset.manifest.counts == {name: len(frame) for name, frame in dataset.tables.items()}
    assert len(dataset["pc4"]) == 12
    assert dataset["gemeenten"]["gemeentecode"].tolist() == ["GM0014", "GM0518", "GM0599", "GM1900"]
    assert dataset.manifest.labels["swv"] == "regeling 2015"
    assert dataset.manifest.labels["leerlingen"] == "leerlingen 2025"
    assert dataset.manifest.labels["inwoners"] == "inwoners 2024"
    assert all(finding.count for finding in dataset.manifest.findings)


def test_joining_changes_no_input(country: Frames, joined: Join) -> None:
    before = {name: frame.copy() for name, frame in country.items()}
    joined(country)
    for name, frame in country.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_the_same_input_gives_the_same_fingerprint_in_any_order(country: Frames, joined: Join) -> None:
    first = joined(country).manifest.fingerprint
    assert joined(country).manifest.fingerprint == first
    turned = {
        name: frame.iloc[::-1].reset_index(drop=True) for name, frame in reversed(list(country.items()))
    }
    assert joined(turned).manifest.fingerprint == first


def test_another_number_gives_another_fingerprint(country: Frames, joined: Join) -> None:
    first = joined(country).manifest.fingerprint
    country["pc4_bevolking"].loc[0, "inwoners_0_15"] += 1
    assert joined(country).manifest.fingerprint != first


def test_missing_sources_are_named_all_at_once(country: Frames, joined: Join) -> None:
    with pytest.raises(MissingSourceError) as caught:
        joined({"locaties": country["locaties"]})
    for table, told in REQUIRED.items():
        assert any(told in fault for fault in caught.value.faults) == (table != "locaties")


@pytest.mark.parametrize("table", sorted(REQUIRED))
def test_one_missing_source_is_named_alone(country: Frames, joined: Join, table: str) -> None:
    del country[table]
    with pytest.raises(MissingSourceError) as caught:
        joined(country)
    missing = [fault for fault in caught.value.faults if fault.startswith("ontbreekt")]
    assert missing == [f"ontbreekt: {REQUIRED[table]}"]


# --- points ------------------------------------------------------------------------------------


def test_a_point_is_the_representative_point_of_its_polygon(
    country: Frames, joined: Join, square: Square
) -> None:
    """Of a horseshoe the centroid lies outside; the point does not."""
    shoe = square(0, 0).difference(shapely.box(100_300, 450_000, 100_700, 450_900))
    assert not shoe.contains(shoe.centroid)
    country["pc4_gebieden"].loc[0, "geometry"] = shoe
    point = _point(joined(country), "9701")
    assert shoe.contains(shapely.Point(point["easting"], point["northing"]))
    assert point["punt_bron"] == "punt in postcodevlak"
    assert point["gemeentecode"] == "GM0014"


def test_without_a_polygon_geonames_gives_the_point(country: Frames, joined: Join) -> None:
    country["pc4_gebieden"] = country["pc4_gebieden"].query("pc4 != '2501'")
    country["pc4_punten"] = _geonames("2501", 101_200.0, 450_300.0, "GM0518")
    dataset = joined(country)
    point = _point(dataset, "2501")
    assert (point["easting"], point["northing"]) == (101_200, 450_300)
    assert (point["punt_bron"], point["plaats"]) == ("GeoNames", "Nieuwstad")
    assert _finding(dataset, "geplaatst op het punt van GeoNames").examples == ("2501",)
    areas = dataset["pc4_vlakken"].set_index("pc4")
    assert areas.loc["2501", "vlak_bron"] == "Voronoi"
    assert areas.loc["2502", "vlak_bron"] == "CBS"


@pytest.mark.parametrize("gemeente", ["GM0014", None, "GM9999"])
def test_a_geonames_point_outside_the_gemeente_it_names_is_not_trusted(
    country: Frames, joined: Join, gemeente: str | None
) -> None:
    country["pc4_gebieden"] = country["pc4_gebieden"].query("pc4 != '2501'")
    country["pc4_punten"] = _geonames("2501", 101_200.0, 450_300.0, gemeente)
    dataset = joined(country)
    assert "2501" not in set(dataset["pc4"]["pc4"])
    found = _finding(dataset, "zonder vlak en zonder bruikbaar punt")
    assert (found.severity, found.examples) == (Severity.DROPPED, ("2501",))


def test_the_polygon_decides_on_the_gemeente_not_geonames(country: Frames, joined: Join) -> None:
    country["pc4_punten"] = _geonames("2501", 100_500.0, 450_500.0, "GM0014")
    assert _point(joined(country), "2501")["gemeentecode"] == "GM0518"


def test_a_point_just_outside_all_polygons_joins_the_nearest_gemeente(
    country: Frames, joined: Join, square: Square
) -> None:
    new_land = pd.DataFrame(
        {"pc4": ["9704"], "inwoners": 9.0, "inwoners_0_15": 9.0, "inwoners_15_25": 0.0, "geheim": False}
    )
    country["pc4_bevolking"] = pd.concat([country["pc4_bevolking"], new_land], ignore_index=True)
    off_the_coast = gpd.GeoDataFrame({"pc4": ["9704"]}, geometry=[square(-2, 0)], crs="EPSG:28992")
    country["pc4_gebieden"] = pd.concat([country["pc4_gebieden"], off_the_coast], ignore_index=True)
    dataset = joined(country)
    assert _point(dataset, "9704")["gemeentecode"] == "GM0014"
    assert _finding(dataset, "net buiten alle").examples == ("9704",)


def test_a_point_far_outside_all_polygons_is_left_out(country: Frames, joined: Join, square: Square) -> None:
    country["pc4_gebieden"].loc[country["pc4_gebieden"]["pc4"] == "9701", "geometry"] = square(-5, 0)
    dataset = joined(country)
    assert "9701" not in set(dataset["pc4"]["pc4"])
    found = _finding(dataset, "buiten elke gemeente")
    assert (found.severity, found.examples) == (Severity.DROPPED, ("9701",))


# --- swv's -------------------------------------------------------------------------------------


def test_a_pc4_newer_than_the_regulation_takes_its_neighbours_swv_and_says_so(
    country: Frames, joined: Join
) -> None:
    dataset = joined(country)
    new, old = _point(dataset, "8603"), _point(dataset, "8602")
    assert (new["swv_po"], new["swv_vo"]) == ("PO2002", "VO2001")
    assert new["swv_bron"] == "aangevuld uit omliggende postcodegebieden"
    assert old["swv_bron"] == "regeling"
    found = _finding(dataset, "van na de regeling 2015")
    assert (found.severity, found.examples) == (Severity.MENDED, ("8603",))


def test_neighbours_across_the_gemeente_border_have_no_say(country: Frames, joined: Join) -> None:
    """2503 and 3003 (PO2003) are as near to 8603 as 8602, but lie in other gemeenten."""
    dataset = joined(country)
    assert _point(dataset, "8603")["swv_po"] == "PO2002"
    assert not any("niet allemaal bij hetzelfde swv" in f.message for f in dataset.manifest.findings)


def test_neighbours_that_disagree_are_doubtful_and_the_nearest_decides_a_tie(
    country: Frames, joined: Join
) -> None:
    regulation = country["regeling"]
    regulation.loc[regulation["pc4"] == "8601", ["swv_po", "swv_vo"]] = ["PO2009", "VO2009"]
    dataset = joined(country)
    assert _point(dataset, "8603")["swv_po"] == "PO2002"  # of 8602, the nearer
    found = _finding(dataset, "niet allemaal bij hetzelfde swv")
    assert (found.severity, found.examples) == (Severity.DOUBT, ("8603",))


def test_most_neighbours_decide(country: Frames, joined: Join) -> None:
    """9701 is made new: 9702 (nearest) and 9703 disagree, so the nearest; with 9703 as 9702 they agree."""
    regulation = country["regeling"]
    country["regeling"] = regulation[regulation["pc4"] != "9701"]
    dataset = joined(country)
    assert _point(dataset, "9701")["swv_po"] == "PO2001"
    assert _finding(dataset, "niet allemaal").examples == ("9701",)


def test_a_gemeente_without_any_known_pc4_takes_the_nearest_of_all(country: Frames, joined: Join) -> None:
    regulation = country["regeling"]
    country["regeling"] = regulation[~regulation["pc4"].isin(["9701", "9702", "9703"])]
    points = joined(country)["pc4"].set_index("pc4")
    assert points.loc[["9701", "9702", "9703"], "swv_po"].tolist() == ["PO2003"] * 3


def test_a_regulation_of_another_country_is_refused_in_dutch(country: Frames, joined: Join) -> None:
    """Not one PC4 in common: a user has taken the wrong file. That deserves an answer."""
    country["regeling"]["pc4"] = [str(5000 + row) for row in range(len(country["regeling"]))]
    with pytest.raises(ValueError, match=r"(?i)regeling"):
        joined(country)


def test_europoort_is_no_swv(country: Frames, joined: Join) -> None:
    dataset = joined(country)
    point = _point(dataset, "3002")
    assert (point["swv_po"], point["swv_vo"], point["gebied"]) == ("", "", "GM0599/-/-")
    found = _finding(dataset, "Europoort")
    assert found.examples == ("3002",)
    assert _finding(dataset, "geen inwoners en geen scholen") if found.count > 1 else True
    assert "Europoort" not in set(dataset["gebieden"]["swv_po"])


def test_europoort_lends_its_label_to_no_neighbour(country: Frames, joined: Join) -> None:
    """3001 and 3003 are made new: the only known PC4 of their gemeente is Europoort, which is no swv."""
    regulation = country["regeling"]
    country["regeling"] = regulation[~regulation["pc4"].isin(["3001", "3003"])]
    points = joined(country)["pc4"].set_index("pc4")
    assert set(points.loc[["3001", "3003"], "swv_po"]) <= {"PO2001", "PO2002", "PO2003"}


def test_pc4s_of_the_regulation_that_are_gone_are_told(country: Frames, joined: Join) -> None:
    gone = pd.DataFrame([{"pc4": "1099", "gemeente": "Weg", "swv_po": "PO2001", "swv_vo": "VO2001"}])
    country["regeling"] = pd.concat([country["regeling"], gone], ignore_index=True)
    assert _finding(joined(country), "niet gebruikt").examples == ("1099",)


# --- residents ---------------------------------------------------------------------------------


def test_residents_without_a_profile_are_equal_years(country: Frames, joined: Join) -> None:
    """150 of 0-15: 8/15 is po age and 3/15 vo age; 100 of 15-25: 3/10 is vo age."""
    point = _point(joined(country), "9701")
    assert point["leerlingen_po"] == pytest.approx(80)
    assert point["leerlingen_vo"] == pytest.approx(30 + 30)
    assert point["inwoners"] == 1000


def _profile(pc4: str, *counts: float) -> pd.DataFrame:
    ages = dict(zip(["a0_5", "a5_10", "a10_15", "a15_20", "a20_25"], counts, strict=True))
    return pd.DataFrame([{"pc4": pc4, **ages}])


def test_residents_with_a_profile(country: Frames, joined: Join) -> None:
    """Profile 10, 20, 30 | 40, 0: po 2 + 20 + 12 = 34 of 60; vo 18 of 60 and 24 of 40."""
    country["pc4_leeftijd"] = _profile("9701", 10, 20, 30, 40, 0)
    dataset = joined(country)
    point = _point(dataset, "9701")
    assert point["leerlingen_po"] == pytest.approx(150 * 34 / 60)
    assert point["leerlingen_vo"] == pytest.approx(150 * 18 / 60 + 100 * 24 / 40)
    assert _point(dataset, "9702")["leerlingen_po"] == pytest.approx(80)


def test_a_profile_of_nobody_falls_back_on_the_level(country: Frames, joined: Join) -> None:
    country["pc4_leeftijd"] = _profile("9701", 0, 0, 0, 0, 0)
    point = _point(joined(country), "9701")
    assert (point["leerlingen_po"], point["leerlingen_vo"]) == (pytest.approx(80), pytest.approx(60))


def test_a_pc4_with_a_school_and_no_residents_is_a_point(
    country: Frames, joined: Join, site: Callable[..., object]
) -> None:
    country["pc4_bevolking"] = country["pc4_bevolking"].query("pc4 != '9702'")
    assert "9702" not in set(joined(country)["pc4"]["pc4"])
    country["locaties"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702")])
    point = _point(joined(country), "9702")
    assert (point["inwoners"], point["leerlingen_po"]) == (0, 0)


# --- units -------------------------------------------------------------------------------------


def test_units_are_whole_gemeenten_or_parts(country: Frames, joined: Join) -> None:
    units = joined(country)["gebieden"].set_index("gebied")
    assert units.index.tolist() == [
        "GM0014/PO2001/VO2001",
        "GM0014/PO2002/VO2001",
        "GM0518",
        "GM0599/-/-",
        "GM0599/PO2003/VO2002",
        "GM1900",
    ]
    assert units.loc["GM0518", "swv_po"] == "PO2003"
    assert units.loc["GM0014/PO2002/VO2001", ["gemeentecode", "swv_po", "swv_vo"]].tolist() == [
        "GM0014",
        "PO2002",
        "VO2001",
    ]
    assert units["leerlingen_po"].tolist() == pytest.approx([160, 80, 240, 0, 160, 240])


def test_parts_tile_their_gemeente(country: Frames, joined: Join, square: Square) -> None:
    dataset = joined(country)
    units = dataset.layer("gebieden").set_index("gebied").geometry
    assert units["GM0014/PO2001/VO2001"].symmetric_difference(square(0, 0, 2)).area < 1
    assert units["GM0014/PO2002/VO2001"].symmetric_difference(square(0, 2)).area < 1
    assert units["GM0599/PO2003/VO2002"].geom_type == "MultiPolygon"
    _assert_tiling(dataset)


def _assert_tiling(dataset: Dataset) -> None:
    units = dataset.layer("gebieden")
    for gemeente, outline in dataset.layer("gemeenten").set_index("gemeentecode").geometry.items():
        parts = units.loc[units["gemeentecode"] == gemeente, "geometry"]
        assert parts.area.sum() == pytest.approx(outline.area, rel=1e-6)
        assert shapely.union_all(parts.to_numpy()).symmetric_difference(outline).area < 1e-6 * outline.area
    assert set(units.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(units.geometry.to_numpy())


def test_ground_without_a_pc4_goes_to_the_nearest_part(country: Frames, joined: Join, square: Square) -> None:
    """The PC4's of a cut gemeente shrink and stick out over the border: its parts still tile it."""
    shapes = country["pc4_gebieden"].set_index("pc4").geometry
    middle = country["pc4_gebieden"]["pc4"] == "9702"
    country["pc4_gebieden"].loc[middle, "geometry"] = shapes["9702"].buffer(-200)
    top = country["pc4_gebieden"]["pc4"] == "9703"
    country["pc4_gebieden"].loc[top, "geometry"] = shapes["9703"].buffer(150)
    dataset = joined(country)
    _assert_tiling(dataset)
    units = dataset.layer("gebieden").set_index("gebied").geometry
    assert units["GM0014/PO2001/VO2001"].contains(square(0, 0).centroid)


def test_a_strip_that_no_pc4_claims_goes_to_the_part_beside_it(
    country: Frames, joined: Join, square: Square
) -> None:
    top = country["pc4_gebieden"]["pc4"] == "9703"
    country["pc4_gebieden"].loc[top, "geometry"] = square(0, 2, 0.6)
    units = joined(country).layer("gebieden").set_index("gebied").geometry
    assert units["GM0014/PO2002/VO2001"].symmetric_difference(square(0, 2)).area < 1
    assert units["GM0014/PO2001/VO2001"].symmetric_difference(square(0, 0, 2)).area < 1


def test_a_cut_gemeente_without_polygons_is_cut_by_voronoi_cells(country: Frames, joined: Join) -> None:
    polygons = country["pc4_gebieden"]
    country["pc4_punten"] = pd.DataFrame(
        {
            "pc4": polygons["pc4"],
            "plaats": "Ergens",
            "gemeentecode": np.repeat(["GM0014", "GM0518", "GM1900", "GM0599"], 3),
            "easting": polygons.geometry.centroid.x,
            "northing": polygons.geometry.centroid.y,
        }
    )
    del country["pc4_gebieden"]
    dataset = joined(country)
    assert set(dataset["pc4_vlakken"]["vlak_bron"]) == {"Voronoi"}
    assert dataset["gebieden"]["gebied"].tolist()[:2] == ["GM0014/PO2001/VO2001", "GM0014/PO2002/VO2001"]
    _assert_tiling(dataset)


def test_intrazonal_distance_comes_from_the_voronoi_cell_of_a_pc4(country: Frames, joined: Join) -> None:
    """Three points halfway up three squares of a kilometre: every cell is a square kilometre."""
    assert joined(country)["pc4"]["intrazonaal_m"].to_numpy() == pytest.approx(0.5 * (1e6 / np.pi) ** 0.5)


# --- regions -----------------------------------------------------------------------------------


def test_an_own_division_in_jeugdregios_goes_first(country: Frames, joined: Join) -> None:
    country["jeugdregio_indeling"] = pd.DataFrame(
        {"gemeentecode": ["GM0014"], "jeugdregio": ["EIGEN"], "naam": ["Eigen regio"]}
    )
    dataset = joined(country)
    region = dataset["gemeenten"].set_index("gemeentecode")["jeugdregio"]
    assert region.to_dict() == {"GM0014": "EIGEN", "GM0518": "JZ02", "GM0599": "JZ02", "GM1900": "JZ01"}
    assert dataset.manifest.labels["jeugdregio"].startswith("eigen indeling")


def test_a_gemeente_of_after_the_division_takes_the_region_of_its_parts(
    country: Frames, joined: Join
) -> None:
    """GM1966 Het Hogeland (2019) came from Bedum (GM0005), De Marne, Eemsmond and Winsum."""
    country["gemeenten"]["gemeentecode"] = country["gemeenten"]["gemeentecode"].replace("GM0014", "GM1966")
    country["gemeenten"]["naam"] = country["gemeenten"]["naam"].replace("Groningen", "Het Hogeland")
    division = country["regioindeling"]
    country["regioindeling"] = division.assign(
        gemeentecode=division["gemeentecode"].replace("GM0014", "GM0005")
    )
    dataset = joined(country)
    assert dataset["gemeenten"].set_index("gemeentecode").loc["GM1966", "jeugdregio"] == "JZ01"
    assert _finding(dataset, "overgenomen van hun voorgangers").examples == ("Het Hogeland",)


def test_names_of_swvs_that_a_user_brings(country: Frames, joined: Join) -> None:
    country["swv_namen"] = pd.DataFrame({"code": ["PO2001"], "naam": ["Passend Groningen"]})
    assert joined(country).swv_names == {"PO2001": "Passend Groningen"}


def test_the_manifest_fingerprint_is_that_of_the_tables(country: Frames, joined: Join) -> None:
    dataset = joined(country)
    assert dataset.manifest.fingerprint == fingerprint(dataset.tables)
