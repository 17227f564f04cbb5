"""Files that leave dekkend: read back they say what was in them, and nothing in them runs."""

from __future__ import annotations

import datetime as dt
import json
import resource
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from data.dataset import BUNDLED, read_dataset
from geo.errors import InputError, UnknownNameError
from scenarios.exchange.imported import Imported, compressed
from scenarios.exchange.preview import preview
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.study import Study
from ui.exchange.geo_file import Content, geojson, geopackage, part_frame, swv_frame
from ui.exchange.picture import Pictured, PictureFormat, picture

DAY = dt.date(2026, 1, 31)
EVIL = '=HYPERLINK("http://x")$\\frac{1}{0}$<script>alert(1)</script>\x07'


@pytest.fixture(scope="module")
def own() -> Study:
    """Open the bundled country with "eigen": units cut, one gemeente without a swv, and odd names."""
    study = Study.of(read_dataset(BUNDLED))
    country = study.country
    labels = study.arrangement("provincie").po.of_points().copy()
    labels[(country.points["pc4"] == "3511").to_numpy()] = "CENTRUM"
    change = Imported(bron="eigen.csv", swvs=compressed(country, {"beide": labels}))
    made = change.apply(study.arrangement("samengevoegd"), country)
    layer = made.po.rename("CENTRUM", EVIL)
    study.add(Arrangement.merged("eigen", EVIL, layer))
    labels[country.gemeente_of_point == "GM0344"] = NO_SWV
    unfinished = Imported(bron="half.csv", swvs=compressed(country, {"beide": labels}))
    study.add(replace(unfinished.apply(study.arrangement("samengevoegd"), country), id="half", title="half"))
    return study


@pytest.mark.parametrize("name", ["eigen", "half", "regeling-2015"])
def test_maps_are_read_back_to_the_same_indeling(own: Study, tmp_path: Path, name: str) -> None:
    was = own.arrangement(name)
    for file, content in (
        ("delen.geojson", geojson(own, name, DAY, Content.PARTS)),
        ("swv.geojson", geojson(own, name, DAY)),
        ("kaart.gpkg", geopackage(own, name, DAY)),
    ):
        path = tmp_path / file
        path.write_bytes(content)
        found = preview(path, own.country, accept=file == "swv.geojson")
        assert found.change is not None, [one.told for one in found.unanswered][:3]
        assert not [one for one in found.remarks if "andere gegevens" in one.what]
        again = found.change.apply(own.arrangement("samengevoegd"), own.country)
        assert again.is_merged == was.is_merged
        for layer in ("po", "vo"):
            assert (again.layer(layer).of_points() == was.layer(layer).of_points()).all()


def test_geojson_is_what_the_standard_asks(own: Study) -> None:
    body = json.loads(geojson(own, "jeugdregio", DAY))
    assert "crs" not in body
    assert body["dekkend"]["gegevens"] == own.country.dataset.manifest.fingerprint
    assert {"peildatum", "bronnen", "instellingen", "dekkend", "gemaakt_op", "status"} <= set(body["dekkend"])
    assert len(body["features"]) == 42
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in body["features"]])
    west, south, east, north = shapely.total_bounds(shapes)
    assert 3 < west < east < 8
    assert 50 < south < north < 54
    assert shapely.is_valid(shapes).all()
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    assert all(shapely.is_ccw(part.exterior) for part in parts)


def test_areas_add_up_to_the_country(own: Study) -> None:
    frame = swv_frame(own, "eigen")
    assert frame.crs.to_epsg() == 28992
    land = shapely.area(np.asarray(own.country.unit_table["geometry"], dtype=object)).sum()
    assert frame.geometry.area.sum() == pytest.approx(land, rel=1e-6)
    by_code = frame.set_index("swv")
    assert by_code.loc["CENTRUM", "gemeenten"] == "Utrecht (deels)"
    assert by_code.loc["CENTRUM", "aantal_gemeenten"] == 1
    centre = (own.country.points["pc4"] == "3511").to_numpy()
    assert by_code.loc["CENTRUM", "inwoners_4_11"] == round(own.country.pupils("po")[centre].sum(), -1)
    assert set(frame["kleur"].str.len()) == {7}
    parts = part_frame(own, "eigen").set_index("pc4")
    assert parts.loc["3511", "swv"] == "CENTRUM"


def test_a_geopackage_is_in_rd_and_tells_what_it_is(own: Study, tmp_path: Path) -> None:
    path = tmp_path / "kaart.gpkg"
    path.write_bytes(geopackage(own, own.base_id, DAY))
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == {"swv", "gemeenten", "toelichting"}
    assert pyogrio.read_info(path, layer="swv")["crs"] == "EPSG:28992"
    assert len(pyogrio.read_dataframe(path, layer="swv")) == 150
    told = pyogrio.read_dataframe(path, layer="toelichting").set_index("sleutel")["waarde"]
    assert told["gemaakt_op"] == "2026-01-31"
    assert told["dekkend"]


def test_a_geopackage_that_the_disk_refuses_is_told(own: Study) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, hard))
    try:
        with pytest.raises(InputError, match=r"schrijven mislukte: .* kies GeoJSON"):
            geopackage(own, "half", DAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("written", "begin"),
    [(PictureFormat.PNG, b"\x89PNG"), (PictureFormat.SVG, b"<?xml"), (PictureFormat.PDF, b"%PDF")],
)
def test_a_picture_is_drawn_whatever_its_title(own: Study, written: PictureFormat, begin: bytes) -> None:
    asked = Pictured("eigen", "po", DAY, base=own.base_id, region="JZ22")
    content = picture(own, asked, written)
    assert content.startswith(begin)
    if written is PictureFormat.PNG:
        assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (3840, 2160)
    if written is PictureFormat.SVG:
        assert b"<script" not in content


def test_a_picture_of_what_is_not_there(own: Study) -> None:
    with pytest.raises(UnknownNameError, match="onbekende jeugdregio 'JZ99'"):
        picture(own, Pictured("eigen", "po", DAY, region="JZ99"), PictureFormat.PNG)
    with pytest.raises(UnknownNameError, match="onbekend swv 'X'"):
        picture(own, Pictured("eigen", "po", DAY, swv="X"), PictureFormat.PNG)
