"""Outlines: simplified without gaps, joined by code, and the borders between areas each once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import RD_NEW
from scenarios.study import Study
from ui import areas

KM = 1000.0


@pytest.fixture
def row_of_three() -> areas.Outlines:
    """Three squares of 10 km beside each other."""
    return np.array(
        [shapely.box(x * 10 * KM, 400 * KM, (x + 1) * 10 * KM, 410 * KM) for x in (10, 11, 12)], dtype=object
    )


@pytest.fixture
def with_a_hole() -> areas.Outlines:
    """A square of 30 km and within it, not touching its outside, one of 10 km."""
    inner = shapely.box(110 * KM, 410 * KM, 120 * KM, 420 * KM)
    outer = shapely.box(100 * KM, 400 * KM, 130 * KM, 430 * KM)
    return np.array([shapely.difference(outer, inner), inner], dtype=object)


def exact(study: Study) -> areas.Outlines:
    return np.asarray(study.country.unit_table["geometry"], dtype=object)


def test_units_of_one_code_become_one_area(row_of_three: areas.Outlines) -> None:
    found = areas.dissolved(row_of_three, ["a", "b", "b"])
    assert found["code"].tolist() == ["a", "b"]
    assert found.area.tolist() == [100 * KM**2, 200 * KM**2]
    assert found.crs == RD_NEW


def test_areas_that_do_not_touch_can_be_one(row_of_three: areas.Outlines) -> None:
    found = areas.dissolved(row_of_three, ["a", "b", "a"])
    assert found.area.tolist() == [200 * KM**2, 100 * KM**2]
    assert areas.inner_borders(row_of_three, ["a", "b", "a"]).length == 20 * KM


def test_borders_are_inner_lines_only_and_each_once(row_of_three: areas.Outlines) -> None:
    assert areas.inner_borders(row_of_three, ["a", "b", "b"]).length == 10 * KM


def test_an_enclave_is_bordered_all_round(with_a_hole: areas.Outlines) -> None:
    assert areas.inner_borders(with_a_hole, ["a", "b"]).length == 40 * KM


def test_one_area_has_no_borders(row_of_three: areas.Outlines) -> None:
    assert areas.inner_borders(row_of_three, ["a", "a", "a"]).is_empty


def test_simplified_country_has_no_gaps(each_study: Study) -> None:
    before, after = exact(each_study), areas.outlines(each_study.country)
    assert shapely.coverage_is_valid(after)
    assert not shapely.is_empty(after).any()
    assert shapely.get_num_coordinates(after).sum() < 0.75 * shapely.get_num_coordinates(before).sum()
    assert shapely.area(after).sum() == pytest.approx(shapely.area(before).sum(), rel=0.001)


def test_each_unit_stays_where_it_is(each_study: Study) -> None:
    before, after = exact(each_study), areas.outlines(each_study.country)
    kept = shapely.area(shapely.intersection(before, after)) / shapely.area(before)
    assert kept.min() > 0.8
    assert np.quantile(kept, 0.01) > 0.9


def test_split_units_make_up_the_whole_ones(split_study: Study) -> None:
    country, units = split_study.country, split_study.arrangement("eigen").units
    assert len(units) == len(country.units) + 3
    whole, parts = areas.outlines(country), areas.outlines(country, units)
    parent = np.asarray(country.units.parent_of(units))
    assert shapely.coverage_is_valid(parts)
    assert not shapely.is_empty(parts).any()
    together = np.bincount(parent, weights=shapely.area(parts), minlength=len(whole))
    assert together == pytest.approx(shapely.area(whole), rel=0.01)
    assert shapely.area(parts).sum() == pytest.approx(shapely.area(whole).sum(), rel=1e-4)


def test_a_split_part_lies_where_its_postcodes_lie(split_study: Study) -> None:
    country, units = split_study.country, split_study.arrangement("eigen").units
    parts = areas.outlines(country, units)
    shapes = country.dataset.layer("pc4_vlakken").set_index("pc4").geometry
    for pc4 in ("3511", "3581", "1011"):
        unit = units.unit_of_point[country.points["pc4"].tolist().index(pc4)]
        shared = shapely.area(shapely.intersection(parts[unit], shapes[pc4]))
        assert shared > 0.8 * shapely.area(shapes[pc4])


def test_outlines_of_the_data_sets_own_units_need_no_cutting(nederland: Study) -> None:
    own = areas.outlines(nederland.country, nederland.country.units)
    assert gpd.GeoSeries(own).geom_equals(gpd.GeoSeries(areas.outlines(nederland.country))).all()
