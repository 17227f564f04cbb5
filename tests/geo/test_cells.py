"""Voronoi cells: they tile their area, and nobody's ground lies across the border."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cells import cell_areas_m2, intrazonal_m, voronoi_cells

SQUARE = shapely.box(0, 0, 100, 100)
CORNER = shapely.Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
SPOTS = st.lists(st.tuples(st.integers(1, 39), st.integers(1, 99)), min_size=1, max_size=8)


def _columns(spots: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    xy = np.array(spots, dtype=float)
    return xy[:, 0], xy[:, 1]


def test_two_points_share_a_square_down_the_middle() -> None:
    easting, northing = np.array([25.0, 75.0]), np.array([50.0, 50.0])
    cells = voronoi_cells(easting, northing, ["A", "A"], {"A": SQUARE})
    assert cells[0].normalize().equals(shapely.box(0, 0, 50, 100))
    assert cells[1].normalize().equals(shapely.box(50, 0, 100, 100))


def test_one_point_has_the_whole_area() -> None:
    cells = voronoi_cells(np.array([3.0]), np.array([3.0]), ["A"], {"A": CORNER})
    assert cells[0].equals(CORNER)


def test_a_border_between_areas_is_never_crossed() -> None:
    outlines = {"A": shapely.box(0, 0, 50, 100), "B": shapely.box(50, 0, 100, 100)}
    easting, northing = np.array([49.0, 99.0]), np.array([50.0, 50.0])
    cells = voronoi_cells(easting, northing, ["A", "B"], outlines)
    assert shapely.area(cells).tolist() == [5000.0, 5000.0]


def test_points_on_one_spot_share_their_cell_equally() -> None:
    easting, northing = np.array([25.0, 75.0, 25.0]), np.array([50.0, 50.0, 50.0])
    cells = voronoi_cells(easting, northing, ["A"] * 3, {"A": SQUARE})
    assert shapely.area(cells).sum() == pytest.approx(SQUARE.area)
    assert cell_areas_m2(easting, northing, cells).tolist() == [2500.0, 5000.0, 2500.0]


def test_all_points_on_one_spot() -> None:
    easting, northing = np.array([25.0, 25.0]), np.array([50.0, 50.0])
    cells = voronoi_cells(easting, northing, ["A"] * 2, {"A": SQUARE})
    assert cell_areas_m2(easting, northing, cells).tolist() == [5000.0, 5000.0]


def test_an_area_without_outline_gives_empty_cells() -> None:
    cells = voronoi_cells(np.array([1.0, 2.0]), np.array([1.0, 2.0]), ["A", "?"], {"A": SQUARE})
    assert [cell.is_empty for cell in cells] == [False, True]


def test_no_points() -> None:
    assert voronoi_cells(np.array([]), np.array([]), [], {"A": SQUARE}).size == 0


@pytest.mark.parametrize("apart", [1.0, 1e-3, 1e-6, 1e-9])
def test_points_that_nearly_coincide_still_tile(apart: float) -> None:
    easting, northing = np.array([10.0, 10.0 + apart, 50.0]), np.array([10.0, 10.0, 50.0])
    cells = voronoi_cells(easting, northing, ["A"] * 3, {"A": SQUARE})
    assert cell_areas_m2(easting, northing, cells).sum() == pytest.approx(SQUARE.area)


@given(SPOTS)
@settings(deadline=None)
def test_cells_tile_the_area_and_hold_their_point(spots: list[tuple[int, int]]) -> None:
    easting, northing = _columns(spots)
    cells = voronoi_cells(easting, northing, ["A"] * len(spots), {"A": CORNER})
    assert shapely.area(cells).sum() == pytest.approx(CORNER.area)
    assert shapely.union_all(cells).symmetric_difference(CORNER).area < 1e-6
    for (x, y), cell in zip(spots, cells, strict=True):
        assert cell.is_empty or cell.distance(shapely.Point(x, y)) == 0
    areas = cell_areas_m2(easting, northing, cells)
    assert areas.sum() == pytest.approx(CORNER.area)
    assert (areas > 0).all()


@given(SPOTS, st.tuples(st.integers(1, 39), st.integers(1, 99)))
@settings(deadline=None)
def test_ground_belongs_to_its_nearest_point(spots: list[tuple[int, int]], ground: tuple[int, int]) -> None:
    easting, northing = _columns(spots)
    cells = voronoi_cells(easting, northing, ["A"] * len(spots), {"A": CORNER})
    metres = np.hypot(easting - ground[0], northing - ground[1])
    for cell, distance in zip(cells, metres, strict=True):
        if not cell.is_empty and cell.buffer(-1e-6).contains(shapely.Point(ground)):
            assert distance == pytest.approx(metres.min())


def test_intrazonal_is_half_the_radius_of_the_circle_with_that_area() -> None:
    assert intrazonal_m(np.array([np.pi * 1000**2, 0.0])).tolist() == [500.0, 0.0]
    assert intrazonal_m(np.array([1_000_000.0]))[0] == pytest.approx(0.5 * (1_000_000 / np.pi) ** 0.5)


@given(st.floats(0, 1e9), st.floats(1, 100))
def test_intrazonal_grows_with_the_root_of_the_area(area: float, times: float) -> None:
    small, large = intrazonal_m(np.array([area, area * times**2]))
    assert large == pytest.approx(small * times)
