"""Vectorising: smooth borders that neighbours share, junctions that hold, ground that is kept."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.vectorise import apply_affine, fill_gaps, fit_affine, invert_affine, round_coverage, vectorise

#: Four by four blocks of six pixels, so that no area is thinner than its smoothing.
BLOCKS = arrays(np.int64, (4, 4), elements=st.integers(0, 3)).map(lambda a: np.kron(a, np.ones((6, 6), int)))
NUMBERS = st.floats(-5, 5)


def _shared(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    return shapely.line_merge(shapely.intersection(shapely.boundary(one), shapely.boundary(other)))


def _steps(height: int = 30, width: int = 40) -> np.ndarray:
    """Two areas with a slanting border: a staircase of pixels."""
    row, column = np.indices((height, width))
    return np.where(column + row / 3 < width / 2, 1, 2)


def test_two_squares_share_their_edge_exactly() -> None:
    left, right = vectorise(np.kron([[1, 2]], np.ones((10, 10), int)), 1.5).values()
    assert shapely.relate_pattern(left, right, "FF*F1****")
    assert _shared(left, right).length == pytest.approx(10)
    assert shapely.coverage_is_valid([left, right])


def test_smoothing_takes_the_steps_out_of_a_slanting_border() -> None:
    labels = _steps()
    rough, smooth = (_shared(*vectorise(labels, width).values()).length for width in (0.0, 2.5))
    assert rough == pytest.approx(40, abs=1)
    assert smooth == pytest.approx(np.hypot(30, 10), rel=0.01)


def test_unsmoothed_areas_are_their_pixels() -> None:
    labels = _steps()
    areas = {label: shape.area for label, shape in vectorise(labels, 0.0).items()}
    assert areas == {1: (labels == 1).sum(), 2: (labels == 2).sum()}


def test_a_hole_stays_open() -> None:
    labels = np.ones((20, 20), int)
    labels[6:14, 6:14] = 0
    (ring,) = vectorise(labels, 1.0).values()
    assert len(ring.interiors) == 1
    assert not ring.contains(shapely.Point(10, 10))
    assert shapely.Polygon(ring.interiors[0]).area == pytest.approx(64, rel=0.05)


def test_an_area_within_another_fills_its_hole() -> None:
    labels = np.ones((20, 20), int)
    labels[6:14, 6:14] = 2
    around, within = vectorise(labels, 1.0).values()
    assert shapely.Polygon(around.interiors[0]).equals(within)


def test_an_island_is_part_of_its_area() -> None:
    labels = np.zeros((20, 30), int)
    labels[2:18, 2:12] = labels[8:12, 20:24] = 7
    shapes = vectorise(labels, 1.0)
    assert list(shapes) == [7]
    assert sorted(round(part.area) for part in shapes[7].geoms) == [pytest.approx(16, abs=1), 160]


@pytest.mark.parametrize(("fleck_px", "parts"), [(0.0, 2), (15.0, 2), (17.0, 1)])
def test_flecks_go_to_what_surrounds_them(fleck_px: float, parts: int) -> None:
    labels = np.zeros((20, 30), int)
    labels[2:18, 2:12] = labels[8:12, 20:24] = 1
    (shape,) = vectorise(labels, 0.0, fleck_px=fleck_px).values()
    assert len(shapely.get_parts(shape)) == parts


def test_a_fleck_in_an_area_is_no_hole() -> None:
    labels = np.ones((20, 20), int)
    labels[8, 8] = 0
    labels[3:5, 3] = 2
    shapes = vectorise(labels, 0.0, fleck_px=3.0)
    assert {label: shape.area for label, shape in shapes.items()} == {1: 400.0}


def test_a_triple_junction_stays_one_point() -> None:
    labels = np.ones((20, 20), int)
    labels[:10, 9:], labels[10:, 9:] = 2, 3
    one, two, three = vectorise(labels, 2.0).values()
    assert shapely.intersection_all([one, two, three]).equals(shapely.Point(9, 10))
    assert shapely.coverage_is_valid([one, two, three])


def test_areas_that_touch_at_a_corner_only() -> None:
    labels = np.kron([[1, 2], [2, 1]], np.ones((8, 8), int))
    one, two = vectorise(labels, 1.0).values()
    assert shapely.coverage_is_valid([one, two])
    assert [len(one.geoms), len(two.geoms)] == [2, 2]


def test_no_areas() -> None:
    assert vectorise(np.zeros((3, 3), int), 1.0) == {}


@given(BLOCKS, st.floats(0, 2))
@settings(deadline=None)
def test_any_areas_become_a_coverage_that_keeps_their_ground(labels: np.ndarray, smoothing_px: float) -> None:
    shapes = vectorise(labels, smoothing_px)
    assert list(shapes) == [label for label in (1, 2, 3) if (labels == label).any()]
    assert shapely.coverage_is_valid(np.array(list(shapes.values()), dtype=object))
    for label, shape in shapes.items():
        assert shape.is_valid
        assert shape.area == pytest.approx((labels == label).sum(), rel=0.12)


@given(BLOCKS, st.floats(0.3, 2))
@settings(deadline=None)
def test_rounding_leaves_a_coverage_on_the_grid(labels: np.ndarray, grid: float) -> None:
    shapes = list(vectorise(labels, 1.0).values())
    rounded = round_coverage(shapes, grid)
    assert shapely.coverage_is_valid(np.array(rounded, dtype=object))
    steps = shapely.get_coordinates(rounded) / grid
    assert steps == pytest.approx(steps.round())
    for before, after in zip(shapes, rounded, strict=True):
        assert after.hausdorff_distance(before) < 2 * grid


def test_rounding_closes_a_slit_between_neighbours() -> None:
    left, right = round_coverage([shapely.box(0, 0, 4.8, 9), shapely.box(5.1, 0, 9, 9)], 1.0)
    assert left.equals(shapely.box(0, 0, 5, 9))
    assert right.equals(shapely.box(5, 0, 9, 9))


def test_what_is_too_small_for_the_grid_is_empty() -> None:
    speck, square = round_coverage([shapely.box(0.1, 0.1, 0.2, 0.2), shapely.box(2, 2, 5, 5)], 1.0)
    assert speck.is_empty
    assert square.area == 9


def test_a_line_is_shared_by_both_sides_and_the_outside() -> None:
    labels = np.array([[1, 1, 9, 9, 2, 2, 9, 9, 0, 0]])
    assert fill_gaps(labels, labels == 9).tolist() == [[1, 1, 1, 2, 2, 2, 2, 0, 0, 0]]


def test_nothing_but_lines_is_outside() -> None:
    assert fill_gaps(np.full((2, 2), 5), np.ones((2, 2), bool)).tolist() == [[0, 0], [0, 0]]


@given(arrays(np.float64, (2, 3), elements=NUMBERS), st.integers(0, 2**32 - 1))
def test_a_known_affine_map_is_found_again(affine: np.ndarray, seed: int) -> None:
    source = np.random.default_rng(seed).uniform(-1000, 1000, (12, 2))
    assert fit_affine(source, apply_affine(affine, source)) == pytest.approx(affine, abs=1e-6)


def test_there_and_back() -> None:
    affine = np.array([[150.0, 2.0, 13_000.0], [-1.0, -150.0, 619_000.0]])
    xy = np.array([[0.0, 0.0], [1700.0, 2000.0]])
    assert apply_affine(invert_affine(affine), apply_affine(affine, xy)) == pytest.approx(xy, abs=1e-6)


@pytest.mark.parametrize("source", [np.zeros((0, 2)), np.eye(2), np.array([[0.0, 0], [1, 1], [2, 2]])])
def test_too_few_places_determine_no_map(source: np.ndarray) -> None:
    with pytest.raises(ValueError, match="drie plaatsen"):
        fit_affine(source, source)
