"""Reading an indeling: what is asked, what is left out; nothing is taken over before it is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.crs import RD_NEW, to_wgs84
from geo.errors import InputError
from scenarios.draft import draft_of
from scenarios.exchange.imported import Imported, compressed, imported_of
from scenarios.exchange.preview import Preview, left_out_told, preview
from scenarios.indeling import NO_SWV
from scenarios.scenario import new_scenario, read_scenario, write_scenario
from scenarios.study import Study

#: The country of four: PC4's 1001 to 1004, ten kilometres apart, each a gemeente "Plaats 01" to "Plaats 04".
WEST, NORTH, KM = 100_000.0, 450_000.0, 1000.0


@pytest.fixture(scope="module")
def four(line_of_four: Dataset) -> Study:
    return Study.of(line_of_four)


@pytest.fixture(scope="module")
def country() -> Study:
    """Open the bundled country."""
    return Study.of(read_dataset(BUNDLED))


def table(folder: Path, text: str, name: str = "eigen.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def box(west_km: float, east_km: float) -> shapely.Geometry:
    return shapely.box(WEST + west_km * KM - 100, NORTH - 2 * KM, WEST + east_km * KM - 100, NORTH + 2 * KM)


def areas(
    folder: Path, shapes: Mapping[str, shapely.Geometry], *, degrees: bool = True, crs: str = ""
) -> Path:
    """Write areas of swv's as GeoJSON."""

    def placed(at: np.ndarray) -> np.ndarray:
        return np.column_stack(to_wgs84(at[:, 0], at[:, 1])) if degrees else at

    features = [
        {
            "type": "Feature",
            "properties": {"swv": code, "naam": f"Naam {code}"},
            "geometry": json.loads(shapely.to_geojson(shapely.transform(shape, placed))),
        }
        for code, shape in shapes.items()
    ]
    body: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs:
        body["crs"] = {"type": "name", "properties": {"name": crs}}
    return table(folder, json.dumps(body), "vlakken.geojson")


def codes(found: Preview, study: Study) -> list[str]:
    """Swv of each of the four points."""
    assert found.change is not None
    return found.change.apply(study.arrangement("samengevoegd"), study.country).po.of_points().tolist()


def test_a_table_that_is_right_asks_nothing(four: Study, tmp_path: Path) -> None:
    path = table(tmp_path, "gemeente;swv\nPlaats 01;A\nGM0002;A\n3;B\nplaats 04;B\n")
    found = preview(path, four.country)
    assert (found.questions, found.remarks, found.left_out) == ((), (), ())
    assert [(one.code, one.gemeenten, one.residents) for one in found.swvs] == [
        ("A", 2, 600.0),
        ("B", 2, 1400.0),
    ]
    assert codes(found, four) == ["A", "A", "B", "B"]


def test_nothing_is_half_taken(four: Study, tmp_path: Path) -> None:
    path = table(tmp_path, "gemeente;swv\nPlaats 01;A\nPlats 02;A\nPlaats 03;\nPlaats 04;B\nPlaats 04;A\n")
    found = preview(path, four.country)
    assert found.change is None
    assert [one.key for one in found.unanswered] == ["rij 3", "rij 4 swv", "rij 6 dubbel"]
    with pytest.raises(InputError) as caught:
        found.draft(four)
    assert len(caught.value.faults) == 3
    assert all(fault.startswith("rij ") for fault in caught.value.faults)


def test_proposals_are_accepted_or_replaced_row_by_row(four: Study, tmp_path: Path) -> None:
    text = "gemeente;swv\nPlaats 01;A\nPlats 02;A\nPlaats 03;\nPlaats 04;B\nPlaats 04;A\n"
    path = table(tmp_path, text)
    answers = {"rij 4 swv": "B", "rij 6 dubbel": ""}
    proposed = {one.key: one.proposed for one in preview(path, four.country).questions}
    assert proposed["rij 3"] in {f"GM000{number}" for number in range(1, 5)}
    assert proposed["rij 4 swv"] is None
    found = preview(path, four.country, {**answers, "rij 3": "GM0002"})
    assert codes(found, four) == ["A", "A", "B", "B"]
    swapped = preview(path, four.country, {**answers, "rij 6 dubbel": "deze", "rij 3": ""})
    assert codes(swapped, four) == ["A", NO_SWV, "B", "A"]
    assert swapped.left_out == ("GM0002",)
    assert (
        left_out_told(four.country, swapped.left_out) == "1 gemeenten ontbreken (geheel of deels): Plaats 02"
    )


def test_what_is_left_out_is_free_or_stays(four: Study, tmp_path: Path) -> None:
    found = preview(table(tmp_path, "gemeente;swv\nPlaats 01;A\n"), four.country)
    free = found.draft(four)
    assert four.arrangement(free.known_to(four)).po.of_points().tolist() == ["A", "", "", ""]
    kept = found.draft(four, "jeugdregio")
    assert four.arrangement(kept.known_to(four)).po.of_points().tolist() == ["A", "JZ01", "JZ02", "JZ02"]
    with pytest.raises(InputError, match="het bestand heeft één laag en de basis niet"):
        found.draft(four, four.base_id)


def test_two_layers_and_rows_of_pc4s(four: Study, tmp_path: Path) -> None:
    text = "gemeente,pc4,swv_po,swv_vo\nPlaats 01,,A,X\nPlaats 02,,A,X\n,1003,B,X\nPlaats 04,,B,Y\n"
    found = preview(table(tmp_path, text), four.country)
    assert found.left_out == ()
    assert not found.is_merged
    draft = found.draft(four)
    made = four.arrangement(draft.known_to(four))
    assert made.po.of_points().tolist() == ["A", "A", "B", "B"]
    assert made.vo.of_points().tolist() == ["X", "X", "X", "Y"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("leeg.csv", b"", "het bestand is leeg"),
        ("blad.xlsx", b"PK\x03\x04", "gevonden .xlsx, verwacht .csv"),
        ("blad.csv", b"PK\x03\x04\x00\x00", "rekenblad of zip-bestand"),
        ("bits.csv", b"\x00\x01\x02", "geen tekstbestand"),
        ("kolom.csv", b"gemeente;regio\nPlaats 01;A\n", "kolom 'swv' ontbreekt"),
        ("lang.csv", b"gemeente;swv\nPlaats 01;" + b"x" * 99 + b"\n", "99 tekens"),
        ("geen.geojson", b"[1, 2]", "geen GeoJSON"),
        ("half.geojson", b'{"type": "FeatureCollection", "features": [', "geen geldige JSON"),
        ("nan.geojson", b'{"type": "FeatureCollection", "features": [NaN]}', "geen leesbare JSON"),
        ("topo.json", b'{"type": "Topology"}', "TopoJSON"),
        ("plan.json", b'{"basis": "jeugdregio", "wijzigingen": []}', "een scenario van dekkend"),
        ("soort.geojson", b'{"type": ["x"], "features": []}', "een type dat geen tekst is"),
        (
            "diep.geojson",
            b'{"type": "Feature", "geometry": null, "properties": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
            "object 1: eigenschap 'a' heeft meer dan 20 lagen",
        ),
        (
            "crs.geojson",
            b'{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": ["x"]}}}',
            "coördinatenstelsel '?' is onbekend",
        ),
        ("pijp.csv", b"gemeente|swv\nPlaats 01|A\n", "gescheiden door '|'"),
        ("niets.geojson", b'{"type": "FeatureCollection", "features": []}', "geen objecten"),
        ("zonder.geojson", b'{"type": "Feature", "properties": {"x": 1}, "geometry": null}', "noemt het swv"),
        ("nep.gpkg", b"SQLite", "geen leesbare GeoPackage"),
    ],
)
def test_what_is_no_indeling_is_told_in_dutch(
    four: Study, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        preview(path, four.country)
    assert told in str(caught.value)


def test_a_folder_is_told_by_its_name(four: Study, tmp_path: Path) -> None:
    (tmp_path / "map.csv").mkdir()
    with pytest.raises(InputError, match=r"map\.csv(?s:.*)dit is een map"):
        preview(tmp_path / "map.csv", four.country)


def test_a_huge_file_is_refused_before_it_is_read(four: Study, tmp_path: Path) -> None:
    path = tmp_path / "groot.geojson"
    with path.open("wb") as stream:
        stream.truncate(60 * 2**20)
    with pytest.raises(InputError, match="gevonden 60 MB, verwacht hoogstens 50 MB"):
        preview(path, four.country)


def test_names_that_are_code_stay_text(four: Study, tmp_path: Path) -> None:
    text = "gemeente;swv\nPlaats 01;=1+1\nPlaats 02;<b>x\nPlaats 03;=1+1\nPlaats 04;<b>x\n<script>;A\n"
    found = preview(table(tmp_path, text), four.country, {"rij 6": ""})
    assert [one.where for one in found.remarks if "formule" in one.what] == ["rij 2", "rij 4"]
    assert codes(found, four) == ["=1+1", "<b>x", "=1+1", "<b>x"]


def test_areas_take_the_points_in_them(four: Study, tmp_path: Path) -> None:
    path = areas(tmp_path, {"A": box(-1, 15), "B": box(15, 35)})
    found = preview(path, four.country)
    assert found.form == "getekende vlakken van swv's"
    assert found.questions == ()
    assert codes(found, four) == ["A", "A", "B", "B"]
    assert found.change is not None
    assert [one.naam for one in found.change.swvs] == ["Naam A", "Naam B"]


def test_holes_are_left_out_and_overlaps_are_asked(four: Study, tmp_path: Path) -> None:
    path = areas(tmp_path, {"A": box(-1, 15), "B": box(5, 25), "Z": box(40, 50)})
    found = preview(path, four.country)
    assert [one.key for one in found.unanswered] == ["GM0002 beide"]
    assert found.unanswered[0].proposed in {"A", "B"}
    assert {one.what for one in found.remarks} == {
        "de vlakken van A en B overlappen 40,00 km²",
        "in het vlak van swv Z ligt geen enkel postcodegebied",
    }
    assert "GM0004" in found.left_out
    assert codes(preview(path, four.country, {"GM0002 beide": "B"}), four) == ["A", "B", "B", ""]


def test_the_system_of_coordinates_is_told_or_refused(four: Study, tmp_path: Path) -> None:
    shapes = {"A": box(-1, 15), "B": box(15, 35)}
    path = areas(tmp_path, shapes, degrees=False)
    with pytest.raises(InputError, match="dat lijkt RD New"):
        preview(path, four.country)
    assert codes(preview(path, four.country, crs="rd"), four) == ["A", "A", "B", "B"]
    named = areas(tmp_path, shapes, degrees=False, crs="urn:ogc:def:crs:EPSG::28992")
    assert codes(preview(named, four.country), four) == ["A", "A", "B", "B"]
    with pytest.raises(InputError, match="coördinatenstelsel 'EPSG:3857' is onbekend"):
        preview(areas(tmp_path, shapes, crs="EPSG:3857"), four.country)
    frame = gpd.GeoDataFrame({"swv": ["A", "B"]}, geometry=list(shapes.values()), crs=RD_NEW)
    frame.to_file(tmp_path / "kaart.gpkg", driver="GPKG")
    assert codes(preview(tmp_path / "kaart.gpkg", four.country), four) == ["A", "A", "B", "B"]


def test_longitude_and_latitude_the_wrong_way_round_are_seen(four: Study, tmp_path: Path) -> None:
    path = areas(tmp_path, {"A": box(-1, 35)})
    body = json.loads(path.read_text(encoding="utf-8"))
    shape = shapely.from_geojson(json.dumps(body["features"][0]["geometry"]))
    turned = shapely.transform(shape, lambda at: at[:, ::-1])
    body["features"][0]["geometry"] = json.loads(shapely.to_geojson(turned))
    path.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(InputError, match="lengte en breedte zijn verwisseld"):
        preview(path, four.country)


def test_overlay_agrees_with_geopandas(country: Study, tmp_path: Path) -> None:
    """Squares that know nothing of gemeenten: each point is where a spatial join says."""
    study = country
    points = study.country.points
    side = 70 * KM
    shapes = {
        f"V{x}{y}": shapely.box(
            x * side + 0.3, 300_000.3 + y * side, (x + 1) * side + 0.3, 300_000.3 + (y + 1) * side
        )
        for x in range(5)
        for y in range(5)
    }
    frame = gpd.GeoDataFrame({"swv": list(shapes)}, geometry=list(shapes.values()), crs=RD_NEW)
    path = tmp_path / "vakken.gpkg"
    frame.to_file(path, driver="GPKG")
    found = preview(path, study.country, accept=True)
    assert found.change is not None
    made = found.change.apply(study.arrangement("samengevoegd"), study.country).po.of_points()
    spots = gpd.points_from_xy(points["easting"], points["northing"], crs=RD_NEW)
    joined = gpd.sjoin(gpd.GeoDataFrame(geometry=spots), frame, predicate="within")
    expected = joined["swv"].reindex(range(len(points))).fillna("").to_numpy()
    home = np.asarray(study.country.unit_table["geometry"], dtype=object)[study.country.units.unit_of_point]
    inside = shapely.contains_xy(home, points[["easting", "northing"]].to_numpy(dtype=float))
    assert inside.mean() > 0.99
    assert (made[inside] == expected[inside]).all()
    assert found.left_out == ()


def test_an_imported_scenario_needs_no_other_file(four: Study, tmp_path: Path, line_of_four: Dataset) -> None:
    found = preview(
        table(tmp_path, "gemeente;swv\nPlaats 01;A\nPlaats 02;A\nPlaats 03;B\nPlaats 04;B\n"), four.country
    )
    draft = found.draft(four)
    write_scenario(new_scenario(four, "mijn", draft.base, draft.done), tmp_path / "mijn.json")
    elsewhere = Study.of(line_of_four)
    again = draft_of(read_scenario(tmp_path / "mijn.json"))
    assert again.done == draft.done
    name = again.known_to(elsewhere)
    own = [study.distances(one).own_m for study, one in ((four, draft.known_to(four)), (elsewhere, name))]
    assert np.array_equal(*own)


def test_a_change_that_mixes_layers_is_refused() -> None:
    swvs = [{"laag": "beide", "swv": "A", "gemeenten": ["GM0001"]}, {"laag": "po", "swv": "B"}]
    with pytest.raises(ValueError, match="kies één van beide"):
        Imported.model_validate({"bron": "x.csv", "swvs": swvs})


def test_compressed_and_applied_is_what_it_was(country: Study) -> None:
    """Whatever the labels, also where gemeenten are cut and points have no swv."""
    study = country
    rng = np.random.default_rng(7)
    base = study.arrangement(study.base_id)
    labels = base.po.of_points().copy()
    labels[rng.random(len(labels)) < 0.1] = "NIEUW"
    labels[rng.random(len(labels)) < 0.05] = NO_SWV
    change = Imported(bron="x.csv", swvs=compressed(study.country, {"beide": labels}))
    assert (change.apply(base, study.country).po.of_points() == labels).all()
    kept = imported_of(base, study.country, "regeling.csv").apply(
        study.arrangement("samengevoegd"), study.country
    )
    for layer in ("po", "vo"):
        assert (kept.layer(layer).of_points() == base.layer(layer).of_points()).all()
        assert dict(kept.layer(layer).names) == dict(base.layer(layer).names)
