"""The bundled set as it is shipped: whole, ours, and as good as an import of the same open data."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from cli.main import main
from data.bundle import NAME, ROUNDED_M, condense, rounded_points
from data.dataset import (
    BUNDLED,
    CACHE_VARIABLE,
    FORMAT_VERSION,
    LAYERS,
    TABLES,
    Dataset,
    fingerprint,
    read_dataset,
)
from data.overview import overview
from data.soundness import faults_of
from data.supply import COUNTS
from geo.crs import RD_NEW
from model.travel import Travel, weighted_mean
from scenarios.country import Kind
from scenarios.evaluate import travel_of
from scenarios.settings import MODELNET, STRAIGHT, Settings
from scenarios.study import Study

MOST_BYTES = 6_000_000
REGIONS = ("jeugdregio", "ggd", "veiligheidsregio", "provincie", "rmc")
#: Differs at most this much from an import in the mean of a kind, or docs/methode.md explains it.
MOST_DIFFERENT = 0.05
#: Over modelnet these differ more: in most PC4's one is at hand, and where it stands in its PC4 counts.
MODELNET_EXCEPTED = {"bo": 0.10}
#: Least overlap with the official borders: median and tenth percentile over the gemeenten.
MEDIAN_IOU, TENTH_IOU = 0.95, 0.91
#: Borders are in whole metres: where a Voronoi edge meets one it may be moved by this much.
METRE = 1.0

DOCS = Path(__file__).resolve().parents[1] / "docs"
SITE_CODE = re.compile(r"\b\d{2}[A-Z]{2}\d{2}\b")
BRIN = re.compile(r"\b\d{2}[A-Z]{2}\b")
POSTCODE = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b")
STREET = re.compile(r"\w(straat|laan|weg|plein|gracht|kade|singel|dreef)\b.* \d", re.IGNORECASE)
GROUP_NAME = re.compile(r"\d+ (reformatorische )?vestiging(en)? [a-z0-9]+ (in \d{4}|niet geplaatst)")


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return read_dataset(BUNDLED)


@pytest.fixture(scope="module")
def imported(dataset_folder: Path) -> Dataset:
    return read_dataset(dataset_folder)


@pytest.fixture(scope="module")
def study(bundled: Dataset) -> Study:
    return Study.of(bundled)


@pytest.fixture(scope="module")
def imported_study(imported: Dataset) -> Study:
    return Study.of(imported)


@pytest.fixture(scope="module")
def straight(bundled: Dataset) -> Study:
    """Measure straight lines, as the figures in docs/methode.md are."""
    return Study.of(bundled, Settings(STRAIGHT))


@pytest.fixture(scope="module")
def imported_straight(imported: Dataset) -> Study:
    return Study.of(imported, Settings(STRAIGHT))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _texts(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Every distinct text in the tables, with its table and column."""
    for name in (*TABLES, *LAYERS):
        frame = pd.DataFrame(dataset[name]).drop(columns="geometry", errors="ignore")
        for column in frame.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]]:
            for value in frame[column].dropna().unique():
                yield name, column, str(value)


# --- the shipped folder, without the open data ---------------------------------------------------


def test_it_is_small_and_holds_nothing_but_tables() -> None:
    files = {path.name: path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()}
    assert set(files) == {"manifest.json", *(f"{name}.parquet" for name in (*TABLES, *LAYERS))}
    assert 100_000 < sum(files.values()) < MOST_BYTES


def test_it_is_whole_and_of_this_format(bundled: Dataset) -> None:
    assert bundled.manifest.version == FORMAT_VERSION
    assert bundled.manifest.grouped
    assert bundled.manifest.name == NAME
    assert bundled.manifest.fingerprint == fingerprint(bundled.tables)
    assert bundled.manifest.counts == {name: len(bundled[name]) for name in (*TABLES, *LAYERS)}
    assert list(faults_of(bundled)) == []


def test_its_numbers_are_of_the_right_order(bundled: Dataset) -> None:
    """Orders of magnitude of the field, to notice a wrong number."""
    points, gemeenten = bundled["pc4"], bundled["gemeenten"]
    assert len(gemeenten) == 342
    assert points["swv_po"][points["swv_po"] != ""].nunique() == 76
    assert points["swv_vo"][points["swv_vo"] != ""].nunique() == 74
    assert gemeenten["jeugdregio"].nunique() == 42
    assert gemeenten["provincie"].nunique() == 12
    assert len(points) == pytest.approx(4_070, abs=30)
    kinds = overview(bundled).kinds.set_index("soort")
    assert kinds.loc["bo", "vestigingen"] == pytest.approx(6_100, rel=0.02)
    assert kinds.loc["sbo", "vestigingen"] == pytest.approx(260, rel=0.05)
    assert kinds.loc["so", "vestigingen"] == pytest.approx(370, rel=0.05)
    pupils = kinds["leerlingen"]
    assert pupils["bo"] == pytest.approx(1_360_000, rel=0.02)
    assert pupils["sbo"] == pytest.approx(32_000, rel=0.05)
    shared = kinds["leerlingen_gedeeld"]
    assert shared["so"] == shared["vso"]
    outside = pupils["cluster2"] + pupils["gesloten"]
    assert pupils["so"] + pupils["vso"] + shared["so"] + outside == pytest.approx(75_000, rel=0.05)
    assert pupils["vo"] + pupils["pro"] + shared["vo"] == pytest.approx(930_000, rel=0.03)
    assert 20_000 < pupils["pro"] < 40_000
    swv = points[points["swv_po"] != ""].groupby("swv_po")["leerlingen_po"].sum()
    assert swv.between(3_000, 80_000).all()


def test_points_are_rounded_and_lie_in_the_country(bundled: Dataset) -> None:
    points = bundled["pc4"]
    assert (points[["easting", "northing"]] % ROUNDED_M == 0).all(axis=None)
    assert points["easting"].between(10_000, 280_000).all()
    assert points["northing"].between(300_000, 625_000).all()
    assert points["pc4"].str.fullmatch(r"[1-9]\d{3}").all()
    assert points["pc4"].is_unique
    assert (points[["leerlingen_po", "leerlingen_vo"]] >= 0).all(axis=None)
    assert points["leerlingen_po"].sum() == pytest.approx(1_450_000, rel=0.03)


def test_every_point_lies_in_its_own_gemeente_and_in_no_other(bundled: Dataset) -> None:
    points, gemeenten = bundled["pc4"], bundled.layer("gemeenten")
    spots = shapely.points(points["easting"], points["northing"])
    point, found = shapely.STRtree(gemeenten.geometry.to_numpy()).query(spots, predicate="intersects")
    assert point.tolist() == list(range(len(points)))
    assert gemeenten["gemeentecode"].to_numpy()[found].tolist() == points["gemeentecode"].tolist()


def test_gemeenten_and_units_are_a_clean_coverage(bundled: Dataset) -> None:
    for name in LAYERS:
        layer = bundled.layer(name)
        assert layer.crs == RD_NEW
        assert layer.geometry.is_valid.all()
        assert not layer.geometry.is_empty.any()
        assert shapely.coverage_is_valid(layer.geometry.to_numpy()), name
    area_km2 = bundled.layer("gemeenten").geometry.area.sum() / 1e6
    assert 33_000 < area_km2 < 42_000
    units, gemeenten = bundled.layer("gebieden"), bundled.layer("gemeenten").set_index("gemeentecode")
    united = units.dissolve("gemeentecode").geometry
    whole = gemeenten.geometry.loc[united.index]
    assert united.symmetric_difference(whole).area.sum() < METRE * whole.length.sum()


def test_pc4_areas_lie_within_their_gemeente_and_tile_it(bundled: Dataset) -> None:
    points, areas = bundled["pc4"], bundled.layer("pc4_vlakken")
    assert points["pc4"].tolist() == areas["pc4"].tolist()
    gemeente = bundled.layer("gemeenten").set_index("gemeentecode").geometry
    own = gemeente.loc[points["gemeentecode"]].to_numpy()
    shapes = areas.geometry.to_numpy()
    assert shapely.contains(shapely.buffer(own, METRE), shapes).all()
    united = areas.dissolve(points["gemeentecode"].to_numpy()).geometry
    inner = shapely.buffer(gemeente.loc[united.index].to_numpy(), -METRE)
    assert shapely.covers(shapely.buffer(united.to_numpy(), 0.01), inner).all()
    assert shapely.contains_xy(shapes, points["easting"], points["northing"]).all()


def test_every_gemeente_is_named_and_placed_in_every_region(bundled: Dataset) -> None:
    gemeenten, named = bundled["gemeenten"], bundled["regionamen"]
    assert gemeenten["naam"].str.len().gt(1).all()
    assert gemeenten["naam"].is_unique
    for classification in REGIONS:
        known = set(named.loc[named["classificatie"] == classification, "code"])
        assert set(gemeenten[classification]) <= known
    assert named["naam"].str.len().gt(1).all()
    labels = bundled.manifest.labels
    for key in ("swv", "jeugdregio", "regio", "rmc", "gemeenten", "inwoners"):
        assert re.search(r"\d{4}|onbekend", labels[key]), key


def test_every_source_is_accounted_for(bundled: Dataset) -> None:
    sources = bundled.manifest.sources
    assert {source["tabel"] for source in sources} >= {"historie", "locaties", "gemeenten", "regeling"}
    for source in sources:
        for key in ("titel", "uitgever", "licentie", "peildatum", "bestand", "aard"):
            assert str(source[key]).strip(), (source["tabel"], key)
        assert source["licentie"] != "onbekend"
        assert source["rijen"] > 0
    dated = [source for source in sources if re.match(r"\d{4}", source["peildatum"])]
    assert {source["tabel"] for source in sources} - {source["tabel"] for source in dated} <= {
        "vestigingen",
        "pc4_punten",
    }, "only these files tell no date"
    assert any("nl-maps" in source["bestand"] and "CBS" in source["licentie"] for source in sources)
    assert any(f.source == "meegeleverde set" for f in bundled.manifest.findings)


def test_no_table_tells_of_a_single_school(bundled: Dataset) -> None:
    groups = bundled["vestigingen"]
    assert set(groups.columns) == {
        "vestigingscode",
        "naam",
        "soort_bron",
        "gemeentecode",
        "pc4",
        "leerlingen_bron",
        "reformatorisch",
        "plaatsing",
        "easting",
        "northing",
        "plaats",
    }
    assert groups["naam"].map(lambda name: bool(GROUP_NAME.fullmatch(name))).all()
    for table, column, value in _texts(bundled):
        for pattern in (SITE_CODE, BRIN, POSTCODE, STREET):
            assert not pattern.search(value), (table, column, value)


def test_groups_stand_at_the_point_of_their_pc4(bundled: Dataset) -> None:
    groups = bundled["vestigingen"]
    placed = groups[groups["plaatsing"] != "niet geplaatst"]
    assert set(placed["plaatsing"]) == {"PC4"}
    points = bundled["pc4"].set_index("pc4").loc[placed["pc4"]]
    for column in ("easting", "northing", "gemeentecode"):
        assert placed[column].tolist() == points[column].tolist()
    assert not placed.duplicated(["pc4", "soort_bron", "reformatorisch"]).any()
    unplaced = groups.drop(placed.index)
    assert len(unplaced) < 10
    assert unplaced[["easting", "northing", "pc4", "gemeentecode"]].isna().all(axis=None)


def test_towns_are_written_as_people_write_them(bundled: Dataset) -> None:
    towns = set(bundled["pc4"]["plaats"]) - {""}
    assert len(towns) > 1_500
    assert {"'s-Gravenpolder", "IJlst", "Egmond aan Zee", "Amsterdam"} <= towns
    for town in towns:
        assert town != town.upper(), town
        assert not re.search(r"'[ST]\b|\bIj| (Aan|Den|En|Op|Van) ", town), town


def test_every_ready_made_indeling_can_be_made(study: Study) -> None:
    assert len(study.titles) == 10
    for name in study.titles:
        found = study.distances(name)
        assert found.own_m.shape == (len(study.country.kinds), len(study.country.points))
        assert np.isfinite(found.free_m).all()
        assert (found.own_m >= found.free_m - 0.01).all()
    assert len(study.arrangement("jeugdregio").po.codes) == 42
    assert len(study.arrangement(study.base_id).vo.codes) == 74


# --- nothing is written into the package ---------------------------------------------------------


def test_a_study_leaves_the_shipped_folder_as_it_is(bundled: Dataset) -> None:
    before = _contents(BUNDLED)
    assert Study.of(bundled).cube.distance_m.size
    assert _contents(BUNDLED) == before


def test_no_way_to_write_the_folder_gets_a_cube_stored_in_it(tmp_path: Path, bundled: Dataset) -> None:
    link = tmp_path / "link"
    link.symlink_to(BUNDLED)
    roundabout = BUNDLED.parent / "tables" / ".." / BUNDLED.name
    for folder in (BUNDLED, link, roundabout):
        kept_in = read_dataset(folder).cube_folder
        assert kept_in == Path(os.environ[CACHE_VARIABLE])
        assert BUNDLED.resolve() not in [kept_in.resolve(), *kept_in.resolve().parents]
    assert replace(bundled, folder=None).cube_folder is None
    shutil.copytree(BUNDLED, tmp_path / "kopie")
    assert read_dataset(tmp_path / "kopie").cube_folder == tmp_path / "kopie"


def test_verbs_use_it_when_no_data_set_is_chosen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, bundled: Dataset
) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    before = _contents(BUNDLED)
    assert main(["vergelijk", "jeugdregio", "--json"]) == 0
    stamps = json.loads(capsys.readouterr().out)["stempels"]
    assert {stamp["gegevens"] for stamp in stamps} == {bundled.manifest.fingerprint}
    assert main(["overzicht", "--json"]) == 0
    kinds = json.loads(capsys.readouterr().out)["soorten"]
    told = {row["soort"]: row["vestigingen"] for row in kinds}
    assert told == bundled["aanbod"].groupby("soort")["aantal"].sum().to_dict()
    assert _contents(BUNDLED) == before


# --- beside an import of the same open data ------------------------------------------------------


def test_sites_and_known_pupils_add_up_to_the_imported_ones(bundled: Dataset, imported: Dataset) -> None:
    def sums(dataset: Dataset, *keys: str) -> pd.DataFrame:
        sites = dataset["vestigingen"].set_index("vestigingscode")
        offers = dataset["aanbod"].join(sites[["pc4"]], on="vestigingscode")
        return offers.groupby([*keys])[list(COUNTS)].sum()

    pd.testing.assert_frame_equal(sums(bundled, "soort"), sums(imported, "soort"))
    pd.testing.assert_frame_equal(sums(bundled, "pc4", "soort"), sums(imported, "pc4", "soort"))
    told, read = overview(bundled).kinds, overview(imported).kinds
    alike = [
        "soort",
        "bron",
        "vestigingen",
        "geplaatst",
        "reformatorisch",
        "leerlingen",
        "zonder_leerlingtal",
    ]
    pd.testing.assert_frame_equal(told[alike], read[alike])


def test_each_pc4_lies_where_it_did_and_has_who_lived_there(bundled: Dataset, imported: Dataset) -> None:
    ours, theirs = bundled["pc4"].set_index("pc4"), imported["pc4"].set_index("pc4")
    for column in ("gemeentecode", "swv_po", "swv_vo", "gebied"):
        assert ours[column].to_dict() == theirs[column].to_dict()
    moved = (ours[["easting", "northing"]] - theirs[["easting", "northing"]]).abs()
    assert moved.max(axis=None) <= ROUNDED_M / 2
    for age in ("leerlingen_po", "leerlingen_vo"):
        off = (ours[age] - theirs[age]).abs()
        assert off.max() <= 0.05 + 1e-9
        count = ours.groupby("gemeentecode").size()
        per_gemeente = (
            ours.groupby("gemeentecode")[age].sum() - theirs.groupby("gemeentecode")[age].sum()
        ).abs()
        assert (per_gemeente <= 0.05 * count + 1e-6).all()
        assert off.sum() > 0, "rounded, not copied"


def test_gemeenten_lie_in_the_same_regions(bundled: Dataset, imported: Dataset) -> None:
    columns = ["naam", *REGIONS]
    ours, theirs = (
        pd.DataFrame(dataset["gemeenten"]).set_index("gemeentecode")[columns]
        for dataset in (bundled, imported)
    )
    pd.testing.assert_frame_equal(ours.sort_index(), theirs.sort_index())


def _overlap(bundled: Dataset, imported: Dataset) -> np.ndarray:
    ours, official = (
        dataset.layer("gemeenten").set_index("gemeentecode").geometry.sort_index()
        for dataset in (bundled, imported)
    )
    assert ours.index.tolist() == official.index.tolist()
    shared = shapely.area(shapely.intersection(ours.to_numpy(), official.to_numpy()))
    return np.asarray(shared / shapely.area(shapely.union(ours.to_numpy(), official.to_numpy())))


def test_borders_overlap_the_official_ones_and_are_not_copied(bundled: Dataset, imported: Dataset) -> None:
    overlap = _overlap(bundled, imported)
    assert np.median(overlap) >= MEDIAN_IOU
    assert np.percentile(overlap, 10) >= TENTH_IOU
    assert overlap.min() > 0.5
    assert overlap.max() < 0.999
    ours, official = (
        set(map(tuple, shapely.get_coordinates(dataset.layer("gemeenten").geometry.to_numpy()).round()))
        for dataset in (bundled, imported)
    )
    assert len(ours & official) < 0.01 * len(ours)


def test_both_sets_pass_the_same_checks(bundled: Dataset, imported: Dataset) -> None:
    assert list(faults_of(bundled)) == []
    assert list(faults_of(imported)) == []


def test_no_name_of_a_school_is_in_it(bundled: Dataset, imported: Dataset) -> None:
    sites = imported["vestigingen"]
    places = {*sites["plaats"].dropna(), *bundled["gemeenten"]["naam"], *bundled["regionamen"]["naam"]}
    ours = {*places, *bundled["soorten"]["code"], *bundled["soorten"]["naam"]}
    schools = set(sites["naam"].str.casefold()) - {name.casefold() for name in ours}
    assert len(schools) > 4_000
    assert not [told for told in _texts(bundled) if told[2].casefold() in schools]
    towns = set(bundled["pc4"]["plaats"].str.casefold()) - {""}
    assert towns <= {place.casefold() for place in places}


def test_the_shipped_set_is_what_the_code_makes(bundled: Dataset, imported: Dataset) -> None:
    """The borders are the shipped ones: those are made with a package that only a builder needs."""
    borders = bundled.layer("gemeenten")[["gemeentecode", "geometry"]]
    made = condense(imported, rounded_points(imported), borders)
    for name in TABLES:
        pd.testing.assert_frame_equal(made[name], bundled[name], check_dtype=False, check_exact=False)
    for name in LAYERS:
        ours, theirs = made.layer(name), bundled.layer(name)
        pd.testing.assert_frame_equal(
            pd.DataFrame(ours.drop(columns="geometry")),
            pd.DataFrame(theirs.drop(columns="geometry")),
            check_dtype=False,
        )
        assert ours.geometry.geom_equals(theirs.geometry).all(), name
    assert made.manifest.fingerprint == bundled.manifest.fingerprint
    assert replace(made.manifest, checks=bundled.manifest.checks) == bundled.manifest


# --- how far its distances differ, and whether the document says so -------------------------------


@cache
def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _explained() -> str:
    heading = "## De meegeleverde set naast losse vestigingen\n"
    _, _, rest = _page("methode.md").partition(heading)
    return rest.partition("\n## ")[0]


def _told(table: int) -> dict[str, list[str]]:
    """Cells by kind of a table in the explanation."""
    tables = re.findall(r"(?:^\|.*\n)+", _explained(), re.MULTILINE)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in tables[table].splitlines()[2:]]
    return {row[0].strip("`"): row[1:] for row in rows}


def _number(text: str) -> float:
    return float(text.strip("%").replace(".", "").replace(",", "."))


def _excepted() -> set[str]:
    (line,) = re.findall(r"^Meer dan 5% verschilt alleen: ([^.]*)\.", _explained(), re.MULTILINE)
    return set(re.findall(r"`(\w+)`", line))


def _both(imported_study: Study, study: Study, name: str) -> dict[str, tuple[Kind, Travel, Travel]]:
    """Travel figures per kind: imported, bundled."""
    kinds = study.country.kinds
    assert kinds == imported_study.country.kinds
    figures = [
        [travel_of(one.country, one.distances(name), kind, one.norms) for kind in kinds]
        for one in (imported_study, study)
    ]
    return {kind.code: (kind, a, b) for kind, a, b in zip(kinds, *figures, strict=True)}


def test_means_differ_at_most_five_per_cent_or_are_explained(
    imported_straight: Study, straight: Study
) -> None:
    excepted = _excepted()
    for code, (_, loose, ours) in _both(imported_straight, straight, straight.base_id).items():
        differences = [
            abs(getattr(ours, name) / getattr(loose, name) - 1) for name in ("mean_m", "free_mean_m")
        ]
        if code in excepted:
            assert max(differences) > MOST_DIFFERENT, f"{code} need not be excepted"
        else:
            assert max(differences) <= MOST_DIFFERENT, code


def test_the_document_tells_the_means_that_there_are(imported_straight: Study, straight: Study) -> None:
    told = _told(0)
    found = _both(imported_straight, straight, straight.base_id)
    assert list(told) == list(found)
    for code, (_, loose, ours) in found.items():
        for start, name in ((0, "mean_m"), (3, "free_mean_m")):
            before, after = getattr(loose, name) / 1000, getattr(ours, name) / 1000
            assert _number(told[code][start]) == pytest.approx(before, abs=0.0051), (code, name)
            assert _number(told[code][start + 1]) == pytest.approx(after, abs=0.0051), (code, name)
            percent = (after / before - 1) * 100
            assert _number(told[code][start + 2]) == pytest.approx(percent, abs=0.051), (code, name)
            if code in _excepted():
                assert round(_number(told[code][start + 2])) == round(percent)


def _with_own(study: Study, code: str) -> np.ndarray:
    """Whether there is a site of a kind in each PC4."""
    supply = study.country.supply
    return np.isin(np.arange(len(study.country.points)), supply.loc[supply["kind"] == code, "point"])


def test_the_document_tells_where_the_difference_comes_from(
    imported_straight: Study, straight: Study
) -> None:
    told = _told(1)
    for position, kind in enumerate(straight.country.kinds):
        weight, here = straight.country.pupils(kind.age), _with_own(straight, kind.code)
        loose, ours = imported_straight.free_m[position], straight.free_m[position]
        share, *means = (_number(cell) for cell in told[kind.code])
        assert share == pytest.approx(weight[here].sum() / weight.sum() * 100, abs=0.51)
        found = [
            weighted_mean(free[where], weight[where]) / 1000
            for where in (here, ~here)
            for free in (loose, ours)
        ]
        assert means == pytest.approx(found, abs=0.0051), kind.code
        assert found[1] < found[0], "half a radius is less than the way to a site"
        assert found[3] > found[2], "a site over the border stands further off"


def test_the_other_figures_in_the_explanation_are_right(imported_straight: Study, straight: Study) -> None:
    text = _explained().replace("\n", " ")
    weight, here = straight.country.pupils("po"), _with_own(straight, "bo")
    _, loose, ours = _both(imported_straight, straight, straight.base_id)["bo"]

    def said(pattern: str) -> list[float]:
        (found,) = re.findall(re.sub(r" +", r"\\s+", pattern), text)
        return [_number(one) for one in ([found] if isinstance(found, str) else found)]

    without_detour = [
        Study.of(one.country.dataset, Settings(STRAIGHT, detour_factor=1.0)).free_m[0]
        for one in (imported_straight, straight)
    ]
    half, near, with_detour = said(
        r"gemiddeld ([\d,]+) km; hemelsbreed ligt .*? op ([\d,]+) km, .*? op ([\d,]+) km\."
    )
    assert half == pytest.approx(weighted_mean(straight.free_m[0][here], weight[here]) / 1000, abs=0.0051)
    assert near == pytest.approx(weighted_mean(without_detour[0][here], weight[here]) / 1000, abs=0.0051)
    assert with_detour == pytest.approx(
        weighted_mean(imported_straight.free_m[0][here], weight[here]) / 1000, abs=0.0051
    )
    (higher,) = said(r"niet lager maar ([\d,]+)% hoger")
    rise = weighted_mean(without_detour[1], weight) / weighted_mean(without_detour[0], weight) - 1
    assert higher == pytest.approx(rise * 100, abs=0.51)
    assert said(r"set ([\d,]+) km in plaats van ([\d,]+) km") == pytest.approx(
        [ours.p90_m / 1000, loose.p90_m / 1000], abs=0.051
    )
    assert said(r"\(2 km\) ([\d,]+)% in plaats van ([\d,]+)%") == pytest.approx(
        [ours.beyond_near * 100, loose.beyond_near * 100], abs=0.51
    )
    far = imported_straight.free_m[0] > loose.free_p90_m
    assert said(r"woont ([\d,]+)% in een PC4 met een basisschool") == pytest.approx(
        [weight[far & here].sum() / weight[far].sum() * 100], abs=0.51
    )
    assert said(r"mediaan van `bo` is er ([\d,]+)% hoger") == pytest.approx(
        [(ours.median_m / loose.median_m - 1) * 100], abs=0.51
    )


def test_over_modelnet_means_differ_as_little_but_for_what_is_at_hand(
    imported_study: Study, study: Study
) -> None:
    for code, (_, loose, ours) in _both(imported_study, study, study.base_id).items():
        differences = [
            abs(getattr(ours, name) / getattr(loose, name) - 1) for name in ("mean_m", "free_mean_m")
        ]
        assert max(differences) <= MODELNET_EXCEPTED.get(code, MOST_DIFFERENT), code
        if code in MODELNET_EXCEPTED:
            assert max(differences) > MOST_DIFFERENT, f"{code} need not be excepted"


@pytest.mark.parametrize("network", [STRAIGHT, MODELNET])
def test_comparisons_of_indelingen_come_out_alike(request: pytest.FixtureRequest, network: str) -> None:
    names = ("imported_straight", "straight") if network == STRAIGHT else ("imported_study", "study")
    imported_study, study = (request.getfixturevalue(name) for name in names)
    assert study.titles == imported_study.titles
    base = _both(imported_study, study, study.base_id)
    for name in study.titles:
        for code, (_, loose, ours) in _both(imported_study, study, name).items():
            _, loose_base, our_base = base[code]
            change = (loose.mean_m - loose_base.mean_m) - (ours.mean_m - our_base.mean_m)
            assert abs(change) < 100, (name, code)
            assert ours.without_own == pytest.approx(loose.without_own, abs=10), (name, code)


def test_the_document_tells_what_was_measured_on_the_set(bundled: Dataset, imported: Dataset) -> None:
    measured = _page("bronnen.md").partition("<!-- meetwaarden van de meegeleverde set: begin -->")[2]
    measured = measured.partition("<!-- meetwaarden van de meegeleverde set: eind -->")[0]
    rows = [line.split("|")[1:-1] for line in measured.splitlines() if line.startswith("|")][2:]
    told: Mapping[str, str] = {name.strip(): value.strip() for name, value in rows}
    size = sum(len(content) for content in _contents(BUNDLED).values())
    overlap = _overlap(bundled, imported)
    elsewhere = (bundled["pc4"]["gemeentecode"] != imported["pc4"]["gemeentecode"]).sum()
    found = [
        (size / 1e6, 0.051),
        (len(bundled["gemeenten"]), 0),
        (len(bundled["pc4"]), 0),
        (len(bundled["vestigingen"]), 0),
        (float(np.median(overlap)), 0.0051),
        (float(np.percentile(overlap, 10)), 0.0051),
        (int(elsewhere), 0),
    ]
    assert len(told) == len(found)
    for (name, value), (expected, off) in zip(told.items(), found, strict=True):
        assert _number(value.removesuffix(" MB")) == pytest.approx(expected, abs=off), name
    lowest = bundled["gemeenten"].sort_values("gemeentecode")["naam"].to_numpy()[np.argsort(overlap)[:3]]
    assert f"({', '.join(lowest)})" in measured
