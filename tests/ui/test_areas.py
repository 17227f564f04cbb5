"""What maps show: areas without gaps, borders once, text that says what it is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import RD_NEW
from geo.errors import StaleDataError
from geo.units import Units
from scenarios.country import Kind
from scenarios.indeling import Arrangement
from scenarios.study import Study
from ui import areas

KM = 1000.0


@pytest.fixture
def row_of_three() -> areas.Outlines:
    """Three squares of 10 km beside each other."""
    return np.array(
        [shapely.box(x * 10 * KM, 400 * KM, (x + 1) * 10 * KM, 410 * KM) for x in (10, 11, 12)], dtype=object
    )


def kind_of(study: Study, code: str) -> Kind:
    return next(kind for kind in study.country.kinds if kind.code == code)


def test_units_of_one_code_become_one_area(row_of_three: areas.Outlines) -> None:
    found = areas.dissolved(row_of_three, ["a", "b", "b"])
    assert found["code"].tolist() == ["a", "b"]
    assert found.area.tolist() == [100 * KM**2, 200 * KM**2]
    assert found.crs == RD_NEW


def test_borders_are_inner_lines_only_and_each_once(row_of_three: areas.Outlines) -> None:
    lines = areas.borders(row_of_three, ["a", "b", "b"]).to_crs(RD_NEW)
    assert lines.length.sum() == pytest.approx(10 * KM, rel=1e-4)


def test_one_area_has_no_borders(row_of_three: areas.Outlines) -> None:
    assert areas.borders(row_of_three, ["a", "a", "a"]).geometry.iloc[0].is_empty


def test_simplified_country_has_no_gaps(study: Study) -> None:
    outline = areas.outlines(study.country)
    exact = np.asarray(study.country.unit_table["geometry"], dtype=object)
    assert shapely.coverage_is_valid(outline)
    assert not shapely.is_empty(outline).any()
    assert shapely.get_num_coordinates(outline).sum() < 0.7 * shapely.get_num_coordinates(exact).sum()
    assert shapely.area(outline).sum() == pytest.approx(shapely.area(exact).sum(), rel=0.001)


@pytest.fixture(scope="session")
def today(study: Study) -> gpd.GeoDataFrame:
    """Draw today's po layer for so."""
    name = study.base_id
    return areas.swv_areas(
        study.country,
        areas.outlines(study.country),
        study.arrangement(name),
        study.distances(name),
        kind=kind_of(study, "so"),
        norms=study.norms,
    )


def test_every_swv_is_drawn_once(study: Study, today: gpd.GeoDataFrame) -> None:
    codes = set(study.arrangement(study.base_id).po.codes)
    assert set(today["code"]) - {""} == codes
    assert today["code"].is_unique
    assert today.notna().all(axis=None)


def test_swv_that_touch_differ_in_colour(today: gpd.GeoDataFrame) -> None:
    flat = today.to_crs(RD_NEW)
    left, right = flat.sindex.query(flat.geometry, predicate="touches")
    shared = shapely.length(shapely.intersection(flat.geometry.array[left], flat.geometry.array[right]))
    beside = shared > 300  # metres: simplifying may make a corner of a border, or a border of a corner
    colour = today["kleur"].to_numpy()
    assert (colour[left[beside]] != colour[right[beside]]).all()


def test_a_swv_without_own_site_says_so(today: gpd.GeoDataFrame) -> None:
    alone = today[today["vestigingen"] == "0"]
    alone = alone[alone["code"] != ""]
    assert len(alone)
    assert alone["afstand"].str.startswith("geen eigen voorziening").all()
    others = today[today["vestigingen"] != "0"]
    assert others["afstand"].str.contains("als alleen voorzieningen van het eigen swv tellen").all()


def test_all_placed_sites_are_counted_and_drawn(study: Study, today: gpd.GeoDataFrame) -> None:
    drawn = areas.site_positions(study.country, kind_of(study, "so"))
    assert today["vestigingen"].astype(int).sum() == len(drawn)
    lon, lat = drawn.T
    assert ((lon > 3.3) & (lon < 7.3)).all()
    assert ((lat > 50.7) & (lat < 53.6)).all()


def test_an_arrangement_on_other_units_is_refused(study: Study) -> None:
    today = study.arrangement(study.base_id).po
    one = Units.from_labels(["alles"] * len(study.country.points))
    split = Arrangement.merged("los", "los", type(today)(today.layer_type, one, ("A",), {}, "", ""))
    with pytest.raises(StaleDataError, match="kaart"):
        areas.swv_areas(
            study.country,
            areas.outlines(study.country),
            split,
            study.distances(study.base_id),
            kind=kind_of(study, "so"),
            norms=study.norms,
        )
