"""The bundled set is made of totals: of a made-up country, with borders drawn by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import bundle
from data.bundle import NAME, ROUNDED_M, condense, rounded_points, towns
from data.dataset import LAYERS, TABLES, Dataset, fingerprint
from data.findings import Finding, Severity
from data.soundness import faults_of
from data.supply import COUNTS
from geo.cells import intrazonal_m
from geo.crs import RD_NEW
from geo.errors import DekkendError, InputError

Frames = dict[str, pd.DataFrame]
Join = Callable[[Mapping[str, pd.DataFrame]], Dataset]
MakeSite = Callable[..., dict[str, Any]]

SEEN = Finding("gemeenten", Severity.DOUBT, "gezien bij het importeren", 3)
#: What a publisher's row tells of one school, and no total does.
OF_ONE_SCHOOL = {
    "brin",
    "bevoegd_gezag",
    "denominatie",
    "postcode",
    "gemeente_duo",
    "leerlingen",
    "gemaskeerd",
}
#: The borders of the made-up country (conftest), drawn 30 m further east by somebody else.
DRAWN_EAST_M = 30.0


@pytest.fixture(scope="module")
def schooled(new_country: Callable[[], Frames], site: MakeSite) -> Frames:
    """Make up a country: two schools in 9701, one of them so and vso, and some elsewhere."""
    country = new_country()
    wide: Mapping[str, Any] = {"easting": 100_533.0, "northing": 450_461.0}
    school = [
        site("00AA00", "9701", plaats="STAD AAN DE IJ", **wide),
        site("00AB00", "9701", plaats="STAD AAN DE IJ", leerlingen=250.0),
        site("00AC00", "2502", plaats="Ons Dorp", leerlingen=40.0),
        site("00AD00", "8601", plaats="DE KROON", denominatie="Reformatorisch"),
        site("00AE00", "8601", plaats="DE KROON"),
    ]
    special = site(
        "00AF00", "9701", soort="SO/VSO", soort_label="(V)SO", plaats="STAD AAN DE IJ", leerlingen=60.0
    )
    country["historie"] = pd.DataFrame([*school, special])
    country["locaties"] = pd.DataFrame([*school, special])
    return country


@pytest.fixture
def country(schooled: Frames) -> Frames:
    """Tables of that country, to replace at will."""
    return dict(schooled)


@pytest.fixture(scope="module")
def imported(schooled: Frames, joined: Join) -> Dataset:
    """Join them."""
    dataset = joined(schooled)
    manifest = replace(dataset.manifest, sources=({"tabel": "historie", "titel": "proef"},), findings=(SEEN,))
    return replace(dataset, manifest=manifest)


@pytest.fixture(scope="module")
def borders(imported: Dataset) -> gpd.GeoDataFrame:
    """Draw other borders in which every point still lies in its own gemeente."""
    drawn = imported.layer("gemeenten")[["gemeentecode", "geometry"]]
    moved = shapely.transform(drawn.geometry.to_numpy(), lambda xy: np.add(xy, [DRAWN_EAST_M, 0.0]))
    return gpd.GeoDataFrame(drawn[["gemeentecode"]], geometry=moved, crs=RD_NEW)


@pytest.fixture(scope="module")
def bundled(imported: Dataset, borders: gpd.GeoDataFrame) -> Dataset:
    return condense(imported, rounded_points(imported), borders)


def test_it_is_a_sound_data_set_of_the_same_shape(imported: Dataset, bundled: Dataset) -> None:
    assert set(bundled.tables) == {*TABLES, *LAYERS} == set(imported.tables)
    assert list(faults_of(bundled)) == []
    for layer in LAYERS:
        assert bundled.layer(layer).crs == RD_NEW


def test_points_are_rounded_and_keep_who_lives_there_and_where_they_belong(
    imported: Dataset, bundled: Dataset
) -> None:
    before, after = imported["pc4"], bundled["pc4"]
    assert before["pc4"].tolist() == after["pc4"].tolist()
    places = ["easting", "northing"]
    assert (after[places] % ROUNDED_M == 0).all(axis=None)
    assert (after[places] - before[places]).abs().le(ROUNDED_M / 2).all(axis=None)
    for column in ("gemeentecode", "swv_po", "swv_vo", "gebied"):
        assert before[column].tolist() == after[column].tolist()
    for age in ("leerlingen_po", "leerlingen_vo"):
        assert (before[age] - after[age]).abs().max() <= 0.05 + 1e-9
    assert set(after["punt_bron"]) == {"afgerond op 100 m"}


def test_a_rounded_point_is_not_the_publishers_point(
    country: Frames, imported: Dataset, joined: Join, square: Callable[..., shapely.Polygon]
) -> None:
    shapes = list(country["pc4_gebieden"]["geometry"])
    shapes[0] = shapely.box(*np.add(square(0, 0).bounds, [13.0, 17.0, 0.0, 0.0]))
    country["pc4_gebieden"] = gpd.GeoDataFrame(
        {"pc4": country["pc4_gebieden"]["pc4"]}, geometry=shapes, crs=RD_NEW
    )
    other = joined(country)
    assert (other["pc4"]["easting"] % ROUNDED_M != 0).any()
    points = rounded_points(other)
    assert (points[["easting", "northing"]] % ROUNDED_M == 0).all(axis=None)
    assert points["easting"].tolist() == rounded_points(imported)["easting"].tolist()


def test_nothing_of_a_single_school_is_left(imported: Dataset, bundled: Dataset) -> None:
    groups = bundled["vestigingen"]
    assert not OF_ONE_SCHOOL & set(groups.columns)
    assert set(imported["vestigingen"].columns) >= OF_ONE_SCHOOL
    assert not {"inwoners"} & set(bundled["pc4"].columns)
    values = {str(v) for frame in bundled.tables.values() for v in _texts(frame)}
    for column in ("vestigingscode", "brin", "naam", "postcode"):
        assert not values & set(imported["vestigingen"][column].dropna().astype(str))


def _texts(frame: pd.DataFrame) -> list[str]:
    told = pd.DataFrame(frame).drop(columns="geometry", errors="ignore").select_dtypes(include=["str"])
    return [value for column in told for value in told[column].dropna()]


def test_groups_stand_at_the_point_of_their_pc4(bundled: Dataset) -> None:
    groups = bundled["vestigingen"].set_index("vestigingscode")
    points = bundled["pc4"].set_index("pc4").loc[groups["pc4"]]
    for column in ("easting", "northing", "gemeentecode", "plaats"):
        assert groups[column].tolist() == points[column].tolist()
    assert set(groups["plaatsing"]) == {"PC4"}


def test_sites_and_pupils_add_up_per_kind_and_pc4(imported: Dataset, bundled: Dataset) -> None:
    def sums(dataset: Dataset) -> pd.DataFrame:
        place = dataset["vestigingen"].set_index("vestigingscode")["pc4"]
        offers = dataset["aanbod"]
        return offers.groupby([offers["vestigingscode"].map(place), "soort"])[list(COUNTS)].sum()

    pd.testing.assert_frame_equal(sums(imported), sums(bundled), check_names=False)
    assert sums(bundled).loc[("9701", "bo"), "aantal"] == 2
    assert sums(bundled).loc[("9701", "so"), "aantal"] == 1
    assert sums(bundled).loc[("8601", "bo"), "reformatorisch"] == 1


def test_borders_and_areas_are_those_that_were_drawn(bundled: Dataset, borders: gpd.GeoDataFrame) -> None:
    drawn = borders.set_index("gemeentecode").geometry
    gemeenten = bundled.layer("gemeenten").set_index("gemeentecode").geometry
    assert gemeenten.geom_equals(drawn.loc[gemeenten.index]).all()
    areas, points = bundled.layer("pc4_vlakken"), bundled["pc4"]
    assert set(areas["vlak_bron"]) == {"Voronoi"}
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert shapely.contains_xy(areas.geometry.to_numpy(), points["easting"], points["northing"]).all()
    united = areas.dissolve(points["gemeentecode"].to_numpy()).geometry
    assert (united.symmetric_difference(gemeenten.loc[united.index]).area < 1.0).all()
    corners = shapely.get_coordinates(areas.geometry.to_numpy())
    assert (corners == corners.round()).all()


def test_the_distance_within_a_pc4_follows_from_its_new_area(bundled: Dataset) -> None:
    areas = shapely.area(bundled.layer("pc4_vlakken").geometry.to_numpy())
    np.testing.assert_allclose(bundled["pc4"]["intrazonaal_m"], intrazonal_m(areas), rtol=0.01)


def test_the_manifest_accounts_for_it(imported: Dataset, bundled: Dataset) -> None:
    manifest = bundled.manifest
    assert manifest.grouped
    assert not imported.manifest.grouped
    assert manifest.name == NAME
    assert manifest.fingerprint == fingerprint(bundled.tables) != imported.manifest.fingerprint
    assert manifest.counts == {name: len(frame) for name, frame in bundled.tables.items()}
    *kept, drawn = manifest.sources
    assert kept == list(imported.manifest.sources)
    assert drawn["tabel"] == "gemeenten"
    assert "bronvermelding" in drawn["licentie"]
    assert "CBS" in drawn["uitgever"]
    assert drawn["peildatum"] == "2024"
    assert drawn["aard"] == "geschat"
    assert manifest.labels == {**imported.manifest.labels, "gemeenten": "gemeenten 2024, overgetrokken"}


def test_findings_of_the_import_are_kept_and_its_own_are_added(imported: Dataset, bundled: Dataset) -> None:
    findings = bundled.manifest.findings
    assert SEEN in findings
    own = {f.message: f.count for f in findings if f.source == "meegeleverde set"}
    assert _count(own, "groepen van vestigingen") == len(bundled["vestigingen"])
    assert _count(own, "punten van postcodegebieden") == len(imported["pc4"])
    assert _count(own, "gemeentegrenzen overgetrokken") == 4
    assert _count(own, "postcodegebieden met basisscholen") == 3
    assert not any("niet te plaatsen" in message for message in own), "nothing is unplaced here"
    assert all(count for count in own.values())


def _count(told: Mapping[str, int], start: str) -> int:
    (count,) = (count for message, count in told.items() if message.startswith(start))
    return count


def test_sites_without_a_place_are_told(imported: Dataset, borders: gpd.GeoDataFrame) -> None:
    sites = imported["vestigingen"]
    lost = sites["vestigingscode"] == "00AF00"
    sites = sites.assign(
        plaatsing=sites["plaatsing"].mask(lost, "niet geplaatst"), pc4=sites["pc4"].mask(lost)
    )
    with_lost = replace(imported, tables={**imported.tables, "vestigingen": sites})
    made = condense(with_lost, rounded_points(with_lost), borders)
    assert list(faults_of(made)) == []
    groups = made["vestigingen"]
    unplaced = groups[groups["plaatsing"] == "niet geplaatst"]
    assert sorted(unplaced["soort_bron"]) == ["so", "vso"]
    assert unplaced[["easting", "northing", "plaats", "gemeentecode"]].isna().all(axis=None)
    own = {f.message: f.count for f in made.manifest.findings if f.source == "meegeleverde set"}
    assert _count(own, "vestigingen (per soort) die niet te plaatsen zijn") == 2
    assert _count(own, "groepen van vestigingen") == len(groups) - 2


def test_making_it_twice_gives_the_same(imported: Dataset, borders: gpd.GeoDataFrame) -> None:
    one, other = (condense(imported, rounded_points(imported), borders) for _ in range(2))
    assert one.manifest == other.manifest


def test_towns_are_those_of_most_schools(bundled: Dataset) -> None:
    town = dict(zip(bundled["pc4"]["pc4"], bundled["pc4"]["plaats"], strict=True))
    assert town["9701"] == "Stad aan de IJ"
    assert town["2502"] == "Ons Dorp"
    assert town["3001"] == ""


@pytest.mark.parametrize(
    ("capitals", "town"),
    [
        ("UTRECHT", "Utrecht"),
        ("'S-GRAVENPOLDER", "'s-Gravenpolder"),
        ("'T HARDE", "'t Harde"),
        ("STAD AAN 'T HARINGVLIET", "Stad aan 't Haringvliet"),
        ("IJLST", "IJlst"),
        ("NIEUWERKERK AD IJSSEL", "Nieuwerkerk ad IJssel"),
        ("DEN HAM OV", "Den Ham OV"),
        ("DE RIJP", "De Rijp"),
        ("KRIMPEN AAN DE LEK", "Krimpen aan de Lek"),
        ("ALTEVEER GEM DE WOLDEN", "Alteveer gem De Wolden"),
        ("HEI- EN BOEICOP", "Hei- en Boeicop"),
        ("WEHE-DEN HOORN", "Wehe-den Hoorn"),
        ("HENDRIK-IDO-AMBACHT", "Hendrik-Ido-Ambacht"),
        ("2E EXLOERMOND", "2e Exloermond"),
        ("TER AAR", "Ter Aar"),
    ],
)
def test_towns_in_capitals_are_written_as_in_dutch(capitals: str, town: str) -> None:
    assert towns(pd.DataFrame({"pc4": ["1011"], "plaats": [capitals]})) == {"1011": town}


def test_a_spelling_that_a_source_gives_goes_before_a_rule() -> None:
    sites = pd.DataFrame({"pc4": ["1011", "1012"], "plaats": ["OUDEGA GEM. X", "Oudega gem. x"]})
    assert set(towns(sites).values()) == {"Oudega gem. x"}


def test_the_most_frequent_town_counts_and_on_a_tie_the_first() -> None:
    sites = pd.DataFrame(
        {
            "pc4": ["1011", "1011", "1011", "1012", "1012", "1013", None],
            "plaats": ["Ver", "DICHT", "Dicht", "Noord", "Aan", None, "Nergens"],
        }
    )
    assert towns(sites) == {"1011": "Dicht", "1012": "Aan"}


# --- the command -------------------------------------------------------------------------------


def test_the_command_asks_for_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle.main([]) == 2
    assert "python -m data.bundle BRONMAP" in capsys.readouterr().err


def test_the_command_tells_what_is_wrong_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    written: list[Any] = []
    monkeypatch.setattr(bundle, "write_dataset", lambda *told: written.append(told))
    assert bundle.main([str(tmp_path / "nergens")]) == 1
    assert "deze map bestaat niet" in capsys.readouterr().err
    assert written == []


def test_what_is_not_sound_is_not_written(
    imported: Dataset, borders: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    broken = replace(imported, tables={**imported.tables, "aanbod": imported["aanbod"].assign(aantal=0)})
    monkeypatch.setattr(bundle, "import_folder", lambda _: broken)
    monkeypatch.setattr(bundle, "read_border_image", lambda: None)
    monkeypatch.setattr(bundle, "gemeente_borders", lambda *_: borders)
    with pytest.raises(InputError, match="minder dan 1 vestiging") as caught:
        bundle.build(tmp_path)
    assert NAME in str(caught.value)
    assert isinstance(caught.value, DekkendError)
    monkeypatch.setattr(bundle, "import_folder", lambda _: imported)
    assert bundle.build(tmp_path).manifest.grouped
