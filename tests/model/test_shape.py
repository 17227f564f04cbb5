"""Compactness by its textbook values; contiguity and cut edges against networkx; sizes against unions."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.adjacency import Contiguity, Link, fixed_links
from geo.crs import to_wgs84
from geo.units import Units
from model.shape import (
    Ground,
    Places,
    Shape,
    cut_edges,
    ground,
    hanging_bits,
    polsby_popper,
    reock,
    shapes,
)

KM = 1000.0
WEST, SOUTH = 100_000.0, 400_000.0
Int = NDArray[np.intp]


def _square(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    x, y = WEST + column * KM, SOUTH + row * KM
    return shapely.box(x, y, x + width * KM, y + height * KM)


def _link(area_a: str, area_b: str, a: tuple[float, float], b: tuple[float, float], *pc4: str) -> Link:
    lon, lat = to_wgs84(
        np.array([WEST + a[0] * KM, WEST + b[0] * KM]), np.array([SOUTH + a[1] * KM, SOUTH + b[1] * KM])
    )
    return Link("proef", "brug", area_a, area_b, lon[0], lat[0], lon[1], lat[1], *pc4)


def _ground(
    units: dict[str, shapely.Geometry], gemeente: dict[str, str] | None = None, links: tuple[Link, ...] = ()
) -> Ground:
    """Make ground of units, with a demand point in every piece of each."""
    ids = sorted(units)
    at = [(unit, piece.representative_point()) for unit in ids for piece in shapely.get_parts(units[unit])]
    places = Places(
        [f"{1000 + number}" for number in range(len(at))],
        np.array([point.x for _, point in at]),
        np.array([point.y for _, point in at]),
    )
    shaped = np.empty(len(ids), dtype=object)
    shaped[:] = [units[one] for one in ids]
    of_unit = [(gemeente or {}).get(one, one) for one in ids]
    return ground(shaped, of_unit, Units.from_labels([unit for unit, _ in at]), places, links)


def _areas(*number: int) -> Int:
    return np.array(number, dtype=np.intp)


# --- textbook values ---------------------------------------------------------------------------


def test_polsby_popper_of_textbook_shapes() -> None:
    assert polsby_popper(math.pi * 9, 2 * math.pi * 3) == pytest.approx(1)  # a circle
    assert polsby_popper(49, 28) == pytest.approx(math.pi / 4)  # a square
    assert polsby_popper(1 * 9, 20) == pytest.approx(9 * math.pi / 100)  # 1 by 9: 4 pi 9 / 20^2
    height = math.sqrt(3) / 2
    assert polsby_popper(height / 2, 3) == pytest.approx(math.pi / (3 * math.sqrt(3)))  # even triangle
    assert math.isnan(polsby_popper(0, 0))


def test_reock_of_textbook_shapes() -> None:
    assert reock(math.pi * 9, 3) == pytest.approx(1)
    assert reock(49, 7 / math.sqrt(2)) == pytest.approx(2 / math.pi)
    side, radius = 1.0, 1 / math.sqrt(3)
    assert reock(side**2 * math.sqrt(3) / 4, radius) == pytest.approx(3 * math.sqrt(3) / (4 * math.pi))
    assert math.isnan(reock(0, 0))


def test_shapes_of_a_circle_and_a_square() -> None:
    circle = shapely.Point(WEST, SOUTH).buffer(10 * KM, quad_segs=360)
    square = _square(50, 50, 7, 7)
    round_one, square_one = shapes(_ground({"a": circle, "b": square}), _areas(0, 1))
    assert round_one.polsby_popper == pytest.approx(1, abs=1e-4)
    assert round_one.reock == pytest.approx(1, abs=1e-4)
    assert square_one.polsby_popper == pytest.approx(math.pi / 4)
    assert square_one.reock == pytest.approx(2 / math.pi)
    assert square_one.area_m2 == pytest.approx(49e6)
    assert square_one.perimeter_m == pytest.approx(28e3)


def test_an_area_of_two_units_is_one_shape() -> None:
    (found,) = shapes(_ground({"a": _square(0, 0), "b": _square(1, 0)}), _areas(0, 0))
    assert (found.area_m2, found.perimeter_m) == (pytest.approx(2e6), pytest.approx(6e3))
    assert found.radius_m == pytest.approx(math.hypot(2, 1) / 2 * KM)


def _circle_through(points: tuple[tuple[float, float], ...]) -> tuple[float, float, float] | None:
    """Circle with two points as its diameter, or through three."""
    if len(points) == 2:
        (ax, ay), (bx, by) = points
        return (ax + bx) / 2, (ay + by) / 2, math.dist(points[0], points[1]) / 2
    (ax, ay), (bx, by), (cx, cy) = points
    double = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(double) < 1e-9:
        return None
    a, b, c = ax**2 + ay**2, bx**2 + by**2, cx**2 + cy**2
    x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / double
    y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / double
    return x, y, math.dist((x, y), points[0])


def _smallest_radius(points: list[tuple[float, float]]) -> float:
    """Radius of the smallest circle around points: of all through two or three, the least that holds all."""
    candidates = [
        circle
        for count in (2, 3)
        for chosen in itertools.combinations(points, count)
        if (circle := _circle_through(chosen)) is not None
    ]
    held = [r for x, y, r in candidates if all(math.dist((x, y), p) <= r + 1e-6 for p in points)]
    return min(held)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4, unique=True))
@settings(max_examples=40)
def test_the_smallest_circle_by_brute_force(cells: list[tuple[int, int]]) -> None:
    area = shapely.union_all([_square(column, row) for column, row in cells])
    (found,) = shapes(_ground({"a": area}), _areas(0))
    corners = [(float(x), float(y)) for x, y in shapely.get_coordinates(shapely.convex_hull(area))[:-1]]
    shifted = [((x - WEST) / KM, (y - SOUTH) / KM) for x, y in corners]
    assert found.radius_m / KM == pytest.approx(_smallest_radius(shifted))


# --- properties on grids -----------------------------------------------------------------------


@st.composite
def _countries(draw: st.DrawFn) -> tuple[Ground, Int, dict[tuple[int, int], int]]:
    """Draw a grid of cells that each are a unit, and areas of them; -1 for none."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    units = {f"{row}{column}": _square(column, row) for row, column in cells}
    drawn = draw(st.lists(st.integers(-1, 2), min_size=len(cells), max_size=len(cells)))
    known = sorted(set(drawn) - {-1})
    areas = np.array([known.index(one) if one >= 0 else -1 for one in drawn], dtype=np.intp)
    return _ground(units), areas, {cell: number for number, cell in enumerate(cells)}


def _grid_graph(places: dict[tuple[int, int], int]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(places.values())
    for (row, column), number in places.items():
        for other in ((row + 1, column), (row, column + 1)):
            if other in places:
                graph.add_edge(number, places[other])
    return graph


@given(_countries())
@settings(max_examples=60)
def test_contiguity_and_parts_against_networkx(drawn: tuple[Ground, Int, dict[tuple[int, int], int]]) -> None:
    on, areas, places = drawn
    graph = _grid_graph(places)
    free = [unit for unit in graph if areas[unit] < 0]
    for number, found in enumerate(shapes(on, areas)):
        members = [unit for unit in graph if areas[unit] == number]
        parts = list(nx.connected_components(graph.subgraph(members)))
        assert {frozenset(part) for part in found.parts} == {frozenset(part) for part in parts}
        assert found.parts_on_land == len(parts)
        assert [len(part) for part in found.parts] == sorted(map(len, parts), reverse=True)
        together = nx.node_connected_component(graph.subgraph(members + free), members[0])
        state = Contiguity.UNFINISHED if set(members) <= together else Contiguity.BROKEN
        assert found.contiguity is (Contiguity.WHOLE if len(parts) == 1 else state)


@given(_countries())
@settings(max_examples=60)
def test_cut_edges_by_brute_force(drawn: tuple[Ground, Int, dict[tuple[int, int], int]]) -> None:
    on, areas, places = drawn
    expected = {
        (min(a, b), max(a, b))
        for a, b in _grid_graph(places).edges
        if areas[a] >= 0 and areas[b] >= 0 and areas[a] != areas[b]
    }
    found = cut_edges(on, areas)
    assert set(found) == expected
    assert len(found) == len(expected)


@given(_countries(), st.permutations(range(3)))
@settings(max_examples=40)
def test_other_numbers_for_the_same_areas_change_nothing(
    drawn: tuple[Ground, Int, dict[tuple[int, int], int]], order: list[int]
) -> None:
    on, areas, _ = drawn
    renamed = np.array([order[one] if one >= 0 else -1 for one in areas], dtype=np.intp)
    before, after = shapes(on, areas), shapes(on, renamed)
    for number, found in enumerate(before):
        other = after[order[number]]
        assert (found.parts, found.contiguity) == (other.parts, other.contiguity)
        assert found.reock == pytest.approx(other.reock)
        assert found.polsby_popper == pytest.approx(other.polsby_popper)
    assert cut_edges(on, areas) == cut_edges(on, renamed)


@given(_countries())
@settings(max_examples=40)
def test_compactness_lies_between_nothing_and_a_circle(
    drawn: tuple[Ground, Int, dict[tuple[int, int], int]],
) -> None:
    on, areas, _ = drawn
    for found in shapes(on, areas):
        assert 0 < found.polsby_popper < 1
        assert 0 < found.reock < 1
        assert found.polsby_popper <= math.pi / 4 + 1e-9  # of squares on a grid nothing is rounder


# --- islands, links, cut gemeenten -------------------------------------------------------------


def _state(found: Shape) -> tuple[str, int, int]:
    return found.contiguity.value, len(found.parts), found.parts_on_land


def test_a_ferry_makes_a_swv_whole_but_not_over_land() -> None:
    units = {"eiland": _square(9, 0), "wal": _square(0, 0, 3, 1)}
    ferry = _link("wal", "eiland", (3, 0.5), (9, 0.5))
    assert _state(shapes(_ground(units), _areas(0, 0))[0]) == ("onderbroken", 2, 2)
    assert _state(shapes(_ground(units, links=(ferry,)), _areas(0, 0))[0]) == ("heel", 1, 2)
    assert cut_edges(_ground(units, links=(ferry,)), _areas(0, 1)) == ((0, 1),)
    assert cut_edges(_ground(units), _areas(0, 1)) == ()


def test_outlines_that_touch_in_the_water_are_no_land() -> None:
    """Under a bridge outlines are drawn on to each other for some metres: the bridge joins them, not land."""
    units = {"noord": _square(0, 1), "zuid": _square(0.6, 0)}  # touch over 400 m
    bridge = _link("noord", "zuid", (0.8, 1.05), (0.8, 0.95))
    assert _state(shapes(_ground(units, links=(bridge,)), _areas(0, 0))[0]) == ("heel", 1, 2)
    assert _state(shapes(_ground(units), _areas(0, 0))[0]) == ("heel", 1, 1)


def test_a_gemeente_in_one_swv_is_one_whole_with_its_islands() -> None:
    """Cut in two units or not: who has all of a gemeente has its exclave too."""
    gemeente = {"a/1": "a", "a/2": "a", "b": "b"}
    units = {"a/1": _square(0, 0), "a/2": _square(5, 0), "b": _square(1, 0)}
    on = _ground(units, gemeente)
    assert [_state(one) for one in shapes(on, _areas(0, 0, 1))] == [("heel", 1, 1), ("heel", 1, 1)]
    assert _state(shapes(on, _areas(0, 1, 0))[0]) == ("heel", 1, 1)
    whole = _ground({"a": shapely.union_all([_square(0, 0), _square(5, 0)])})
    assert _state(shapes(whole, _areas(0))[0]) == ("heel", 1, 1)


def test_a_part_of_a_gemeente_must_hang_together_itself() -> None:
    two_pieces = shapely.union_all([_square(0, 0), _square(5, 0)])
    on = _ground({"a/1": two_pieces, "a/2": _square(1, 0)}, {"a/1": "a", "a/2": "a"})
    assert on.unit.tolist() == [0, 0, 1]
    assert [_state(one)[0] for one in shapes(on, _areas(0, 1))] == ["onderbroken", "heel"]
    assert _state(shapes(on, _areas(0, -1))[0])[0] == "onderbroken"
    joined = _ground({"a/1": two_pieces, "a/2": _square(1, 0, 4, 1)}, {"a/1": "a", "a/2": "a"})
    assert _state(shapes(joined, _areas(0, -1))[0])[0] == "onaf"


def test_a_link_lands_on_the_piece_of_its_postcode() -> None:
    """Both ends lie nearest to one piece; the postcodes tell which pieces it joins."""
    pieces = shapely.union_all([_square(0, 0), _square(5, 0)])  # PC4 1000 and 1001
    units, gemeente = {"a/1": pieces, "a/2": _square(20, 0)}, {"a/1": "a", "a/2": "a"}
    vague = ((0.4, 0.5), (0.6, 0.5))
    by_place = _ground(units, gemeente, (_link("a", "a", *vague),))
    by_postcode = _ground(units, gemeente, (_link("a", "a", *vague, "1000", "1001"),))
    assert _state(shapes(by_place, _areas(0, 1))[0])[0] == "onderbroken"
    assert _state(shapes(by_postcode, _areas(0, 1))[0])[0] == "heel"


def test_slivers_without_people_stay_with_the_nearest_piece() -> None:
    apart = shapely.union_all([_square(0, 0), _square(5, 0), _square(6.2, 0, 0.1, 0.1)])
    x, y = np.array([WEST + 5.5 * KM, WEST + 0.5 * KM]), np.full(2, SOUTH + 0.5 * KM)
    pieces, of_point = hanging_bits(apart, x, y)
    assert [round(piece.area / 1e6, 2) for piece in pieces] == [1.0, 1.01]
    assert of_point.tolist() == [1, 0]
    assert hanging_bits(apart, x[:0], y[:0])[0] == [apart]


def test_units_without_an_area_are_cut_from_nobody() -> None:
    on = _ground({"a": _square(0, 0), "b": _square(1, 0), "c": _square(2, 0)})
    assert cut_edges(on, _areas(0, -1, 1)) == ()
    assert [one.contiguity.value for one in shapes(on, _areas(0, -1, 0))] == ["onaf"]
    assert shapes(on, _areas(-1, -1, -1)) == ()


# --- the real country --------------------------------------------------------------------------


def test_sizes_of_real_gemeenten_against_their_union(dataset_folder: Path) -> None:
    units = gpd.read_parquet(dataset_folder / "gebieden.parquet").sort_values("gebied")
    points = gpd.read_parquet(dataset_folder / "pc4_vlakken.parquet")
    outline = units.geometry.to_numpy()
    pc4 = pd.read_parquet(dataset_folder / "pc4.parquet").set_index("pc4").loc[points["pc4"]]
    places = Places(pc4.index.tolist(), pc4["easting"].to_numpy(), pc4["northing"].to_numpy())
    on = ground(
        outline,
        units["gemeentecode"].tolist(),
        Units.from_labels(pc4["gebied"].tolist()),
        places,
        fixed_links(),
    )
    number = np.unique(units["swv_po"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.intp)
    for area, found in enumerate(shapes(on, number)):
        whole = shapely.coverage_union_all(outline[number == area])
        assert found.area_m2 == pytest.approx(whole.area)
        assert found.perimeter_m == pytest.approx(whole.length, abs=5)
        assert found.radius_m == pytest.approx(shapely.minimum_bounding_radius(whole))
