"""Borders from a made-up image: names, places, moved borders, a dam, ground without points."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.border_image import gemeente_borders, read_border_image
from geo.crs import RD_NEW
from geo.errors import DekkendError, InputError

METRES_PER_PX = 100.0
WEST, NORTH = 100_000.0, 460_000.0
GROUND, LINE = (204, 204, 204, 255), (110, 110, 110, 255)
#: Left, top, right, bottom in pixels of four gemeenten, of which the last has an island.
BOXES = {
    "GM0001": (10, 10, 70, 60),
    "GM0002": (70, 10, 140, 60),
    "GM0003": (10, 60, 90, 110),
    "GM0004": (90, 60, 140, 110),
}
ISLAND = (150, 70, 165, 90)
POINTS = {"GM0001": (40, 35), "GM0002": (105, 35), "GM0003": (50, 85), "GM0004": (115, 85)}


def _draw(image: np.ndarray, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    image[top - 1 : bottom + 1, left - 1 : right + 1] = LINE
    image[top + 1 : bottom - 1, left + 1 : right - 1] = GROUND


@pytest.fixture(name="image")
def _image() -> np.ndarray:
    image = np.zeros((120, 180, 4), dtype=np.uint8)
    for box in (*BOXES.values(), ISLAND):
        _draw(image, box)
    for left, top, right, bottom in BOXES.values():  # a neighbour's line was drawn over
        image[top + 1 : bottom - 1, left + 1 : right - 1] = GROUND
    return image


def _metres(x: float, y: float) -> tuple[float, float]:
    return WEST + x * METRES_PER_PX, NORTH - y * METRES_PER_PX


def _box(left: float, top: float, right: float, bottom: float) -> shapely.Polygon:
    return shapely.box(*_metres(left, bottom), *_metres(right, top))


def _points(*more: tuple[float, float, str]) -> pd.DataFrame:
    rows = [*((x, y, code) for code, (x, y) in POINTS.items()), *more]
    spots = [_metres(x, y) for x, y, _ in rows]
    return pd.DataFrame(
        {
            "pc4": [str(1000 + n) for n in range(len(rows))],
            "easting": [east for east, _ in spots],
            "northing": [north for _, north in spots],
            "gemeentecode": [code for *_, code in rows],
        }
    )


@pytest.fixture(name="reference")
def _reference() -> gpd.GeoDataFrame:
    """Borders without the island: only the place of the main land matters."""
    shapes = [_box(*box) for box in BOXES.values()]
    return gpd.GeoDataFrame({"gemeentecode": list(BOXES)}, geometry=shapes, crs=RD_NEW)


def _check(borders: gpd.GeoDataFrame, points: pd.DataFrame) -> None:
    shapes = borders.set_index("gemeentecode").geometry
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert shapely.is_valid(shapes.to_numpy()).all()
    xy = shapely.get_coordinates(shapes.to_numpy())
    assert (xy == xy.round()).all()
    for row in points.itertuples():
        assert shapes[row.gemeentecode].contains(shapely.Point(row.easting, row.northing))


def test_gemeenten_are_named_and_placed(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    borders = gemeente_borders(image, _points(), reference)
    assert borders["gemeentecode"].tolist() == sorted(BOXES)
    assert borders.crs == RD_NEW
    _check(borders, _points())
    whole = reference.geometry.tolist()
    whole[-1] = whole[-1].union(_box(*ISLAND))
    for shape, truth in zip(borders.geometry, whole, strict=True):
        assert shape.intersection(truth).area / shape.union(truth).area > 0.95


def test_ground_without_points_goes_to_the_nearest_point(
    image: np.ndarray, reference: gpd.GeoDataFrame
) -> None:
    borders = gemeente_borders(image, _points(), reference).set_index("gemeentecode").geometry
    assert borders["GM0004"].contains(shapely.Point(_metres(157, 80)))
    assert {code: len(shapely.get_parts(shape)) for code, shape in borders.items()} == {
        "GM0001": 1,
        "GM0002": 1,
        "GM0003": 1,
        "GM0004": 2,
    }


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (72.0, 30.0, "GM0001"),  # just across the border
        (69.8, 30.0, "GM0001"),  # all but on it
        (88.0, 62.0, "GM0002"),  # by a junction
        (8.0, 80.0, "GM0003"),  # in the water
        (30.0, 50.0, "GM0003"),  # far into the neighbour
        (168.0, 30.0, "GM0002"),  # far out at sea
    ],
)
def test_the_border_moves_round_a_point(
    image: np.ndarray, reference: gpd.GeoDataFrame, x: float, y: float, code: str
) -> None:
    points = _points((x, y, code))
    borders = gemeente_borders(image, points, reference)
    _check(borders, points)
    spot = shapely.Point(_metres(x, y))
    own = borders.set_index("gemeentecode").geometry[code]
    assert own.boundary.distance(spot) > 70


def test_points_of_two_gemeenten_near_the_border_keep_their_own_side(
    image: np.ndarray, reference: gpd.GeoDataFrame
) -> None:
    points = _points((72.0, 30.0, "GM0001"), (71.0, 30.0, "GM0002"), (73.0, 31.0, "GM0002"))
    _check(gemeente_borders(image, points, reference), points)


def test_points_of_two_gemeenten_on_one_spot_are_refused(
    image: np.ndarray, reference: gpd.GeoDataFrame
) -> None:
    points = _points((72.0, 30.0, "GM0001"), (72.0, 30.0, "GM0002"))
    with pytest.raises(InputError, match="te dicht bij een punt van een andere gemeente"):
        gemeente_borders(image, points, reference)


def test_the_order_of_points_does_not_matter(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    points = _points((72.0, 30.0, "GM0001"), (74.0, 45.0, "GM0001"))
    once = gemeente_borders(image, points, reference)
    again = gemeente_borders(image, points[::-1], reference[::-1])
    assert once.geometry.geom_equals_exact(again.geometry, 0).all()


def test_a_dam_drawn_as_a_line_stays(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    image[33:35, 141:179] = LINE
    borders = gemeente_borders(image, _points(), reference).set_index("gemeentecode").geometry
    assert borders["GM0002"].intersects(shapely.Point(_metres(165, 34)))


def test_the_stroke_along_the_coast_is_halved(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    west, *_ = gemeente_borders(image, _points(), reference).total_bounds
    assert west == pytest.approx(_metres(10, 0)[0], abs=METRES_PER_PX / 2)


def test_an_image_without_ground_is_refused(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="geen lichte"):
        gemeente_borders(np.zeros_like(image), _points(), reference)


def test_too_few_named_gemeenten_are_refused(image: np.ndarray, reference: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="2 gemeenten herkend"):
        gemeente_borders(image, _points()[:2], reference)


@pytest.mark.parametrize("name", ["nl_maps", "PIL"])
def test_without_the_build_extra_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = builtins.__import__

    def without(module: str, *args: Any, **kwargs: Any) -> Any:
        if module.partition(".")[0] == name:
            raise ModuleNotFoundError(name=name)
        return real(module, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DekkendError, match=r"pip install -e '\.\[bundel\]'") as caught:
        read_border_image()
    assert name in str(caught.value)


def test_the_image_is_read_when_it_is_there() -> None:
    pytest.importorskip("nl_maps")
    image = read_border_image()
    assert image.dtype == np.uint8
    assert image.shape[2] == 4
