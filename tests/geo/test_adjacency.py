"""Neighbours: shared borders in metres, links over water, and what hangs together."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.adjacency import Adjacency, Contiguity, Link, build_adjacency, fixed_links
from geo.crs import NETHERLANDS_RD, to_rd, to_wgs84

KM = 1000.0
WEST, SOUTH = 100_000.0, 400_000.0


def _square(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    x, y = WEST + column * KM, SOUTH + row * KM
    return shapely.box(x, y, x + width * KM, y + height * KM)


def _shapes(*polygons: shapely.Geometry) -> NDArray[np.object_]:
    shapes = np.empty(len(polygons), dtype=object)
    shapes[:] = polygons
    return shapes


def _link(area_a: str, area_b: str, a: tuple[float, float], b: tuple[float, float]) -> Link:
    """Lay a link between two places, in kilometres from the corner of the made-up map."""
    lon, lat = to_wgs84(
        np.array([WEST + a[0] * KM, WEST + b[0] * KM]), np.array([SOUTH + a[1] * KM, SOUTH + b[1] * KM])
    )
    return Link("proef", "brug", area_a, area_b, lon[0], lat[0], lon[1], lat[1])


def _positions(*members: int) -> NDArray[np.intp]:
    return np.array(members, dtype=np.intp)


@pytest.fixture
def islands() -> NDArray[np.object_]:
    """Squares 0-1-2 in a row, 3 touching 2 at a corner only, 4 far away over water."""
    return _shapes(_square(0, 0), _square(1, 0), _square(2, 0), _square(3, 1), _square(9, 0))


def test_borders_in_metres_on_squares() -> None:
    tall = _square(1, 0, height=3)
    found = build_adjacency(_shapes(_square(0, 0), tall, _square(2, 0.5)), ["A", "B", "C"], [])
    assert len(found) == 3
    assert found.border_m.toarray().tolist() == [[0, 1000, 0], [1000, 0, 1000], [0, 1000, 0]]


def test_a_corner_is_no_neighbour(islands: NDArray[np.object_]) -> None:
    found = build_adjacency(islands, list("ABCDE"), [])
    assert found.border_m.toarray()[2, 3] == 0
    assert found.parts(_positions(2, 3)) == 2


def test_less_than_a_metre_is_a_touching_corner() -> None:
    for row, border in ((0.9995, 0.0), (0.9985, 1.5)):
        found = build_adjacency(_shapes(_square(0, 0), _square(1, row)), ["A", "B"], [])
        assert found.border_m.toarray()[0, 1] == pytest.approx(border)


def test_a_border_in_two_pieces_is_added_up() -> None:
    bay = _square(0, 0, 1, 3).difference(_square(0.5, 1, 0.5, 1))
    found = build_adjacency(_shapes(bay, _square(1, 0, 1, 3)), ["A", "B"], [])
    assert found.border_m.toarray()[0, 1] == 2000


def test_an_enclave_borders_all_around() -> None:
    hole = _square(1, 1)
    ring = _square(0, 0, 3, 3).difference(hole)
    assert build_adjacency(_shapes(ring, hole), ["A", "B"], []).border_m.toarray()[0, 1] == 4000


def test_links_follow_the_table(islands: NDArray[np.object_]) -> None:
    links = [_link("D", "E", (3.5, 1.5), (9.1, 0.5)), _link("A", "elders", (0, 0), (9, 9))]
    found = build_adjacency(islands, list("ABCDE"), links)
    expected = np.zeros((5, 5))
    expected[3, 4] = expected[4, 3] = 1
    assert found.linked.toarray().tolist() == expected.tolist()
    assert found.border_m.toarray()[3, 4] == 0
    assert found.parts(_positions(3, 4)) == 1


def test_a_link_counts_once_however_often_it_is_listed(islands: NDArray[np.object_]) -> None:
    links = [_link("D", "E", (3.5, 1.5), (9.1, 0.5)), _link("E", "D", (9.1, 0.5), (3.5, 1.5))]
    assert build_adjacency(islands, list("ABCDE"), links).linked.toarray().max() == 1


def test_a_link_lands_on_the_nearest_unit_of_a_cut_gemeente() -> None:
    shapes = _shapes(_square(0, 0), _square(1, 0), _square(5, 0))
    found = build_adjacency(shapes, ["A", "A", "B"], [_link("A", "B", (1.9, 0.5), (5.1, 0.5))])
    assert found.linked.toarray()[1, 2] == 1
    assert found.linked.toarray()[0, 2] == 0


def test_contiguity_has_three_states(islands: NDArray[np.object_]) -> None:
    found = build_adjacency(islands, list("ABCDE"), [])
    nobody = _positions()
    assert found.contiguity(_positions(0, 1, 2), nobody) is Contiguity.WHOLE
    assert found.contiguity(_positions(0, 2), nobody) is Contiguity.BROKEN
    assert found.contiguity(_positions(0, 2), _positions(1)) is Contiguity.UNFINISHED
    assert found.contiguity(_positions(0, 2), _positions(3, 4)) is Contiguity.BROKEN
    assert found.contiguity(_positions(0, 4), _positions(1, 2, 3)) is Contiguity.BROKEN
    assert found.contiguity(_positions(4), nobody) is Contiguity.WHOLE
    assert found.contiguity(nobody, _positions(0)) is Contiguity.WHOLE
    assert found.parts(nobody) == 0


def test_a_ferry_makes_an_island_whole(islands: NDArray[np.object_]) -> None:
    found = build_adjacency(islands, list("ABCDE"), [_link("C", "E", (2.9, 0.5), (9.1, 0.5))])
    assert found.contiguity(_positions(2, 4), _positions()) is Contiguity.WHOLE
    assert found.contiguity(_positions(0, 4), _positions()) is Contiguity.BROKEN


@st.composite
def _grids(draw: st.DrawFn) -> NDArray[np.intp]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    labels = draw(st.lists(st.integers(0, 4), min_size=rows * columns, max_size=rows * columns))
    return np.unique(labels, return_inverse=True)[1].reshape(rows, columns)


def _adjacency_of(grid: NDArray[np.intp]) -> Adjacency:
    units = [
        shapely.union_all([_square(int(c), int(r)) for r, c in np.argwhere(grid == unit)])
        for unit in range(grid.max() + 1)
    ]
    return build_adjacency(_shapes(*units), [str(unit) for unit in range(len(units))], [])


@given(_grids())
@settings(deadline=None, max_examples=60)
def test_borders_on_any_grid_are_the_cell_edges_between_labels(grid: NDArray[np.intp]) -> None:
    expected = np.zeros((grid.max() + 1, grid.max() + 1))
    for lines in (grid, grid.T):
        for line in lines:
            for a, b in pairwise(line):
                if a != b:
                    expected[a, b] += KM
                    expected[b, a] += KM
    assert _adjacency_of(grid).border_m.toarray() == pytest.approx(expected)


@given(_grids(), st.data())
@settings(deadline=None, max_examples=60)
def test_parts_and_contiguity_against_networkx(grid: NDArray[np.intp], data: st.DataObject) -> None:
    found = _adjacency_of(grid)
    graph = nx.from_numpy_array(found.border_m.toarray() > 0)
    role = data.draw(st.lists(st.sampled_from("mu-"), min_size=len(found), max_size=len(found)))
    members = [unit for unit, r in enumerate(role) if r == "m"]
    unassigned = [unit for unit, r in enumerate(role) if r == "u"]
    parts = nx.number_connected_components(graph.subgraph(members)) if members else 0
    assert found.parts(_positions(*members)) == parts
    both = graph.subgraph(members + unassigned)
    may_join = bool(members) and set(members) <= nx.node_connected_component(both, members[0])
    expected = Contiguity.WHOLE if parts <= 1 else Contiguity.UNFINISHED if may_join else Contiguity.BROKEN
    assert found.contiguity(_positions(*members), _positions(*unassigned)) is expected


def test_all_fixed_links_load() -> None:
    links = fixed_links()
    path = Path(__file__).parents[2] / "geo" / "verbindingen.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [(link.name, link.area_a, link.area_b) for link in links] == [
        (row["naam"], row["gemeente_a"], row["gemeente_b"]) for row in rows
    ]
    assert {link.kind for link in links} <= {"brug", "tunnel", "dam", "sluis", "veer"}
    west, south, east, north = NETHERLANDS_RD
    for link in links:
        assert link.area_a
        assert link.area_b
        eastings, northings = to_rd(np.array([link.lon_a, link.lon_b]), np.array([link.lat_a, link.lat_b]))
        assert ((eastings > west) & (eastings < east)).all()
        assert ((northings > south) & (northings < north)).all()
        assert math.dist((eastings[0], northings[0]), (eastings[1], northings[1])) < 40_000


def test_every_link_lands_where_its_gemeenten_are(dataset_folder: Path) -> None:
    outline = gpd.read_parquet(dataset_folder / "gemeenten.parquet").set_index("gemeentecode").geometry
    for link in fixed_links():
        eastings, northings = to_rd(np.array([link.lon_a, link.lon_b]), np.array([link.lat_a, link.lat_b]))
        for area, x, y in zip((link.area_a, link.area_b), eastings, northings, strict=True):
            assert outline[area].distance(shapely.Point(x, y)) < 4_000, f"{link.name}: {area}"


def test_with_its_links_the_whole_country_hangs_together(dataset_folder: Path) -> None:
    units = gpd.read_parquet(dataset_folder / "gebieden.parquet")
    shapes, gemeente = units.geometry.to_numpy(), units["gemeentecode"].tolist()
    everything = np.arange(len(units))
    dry = build_adjacency(shapes, gemeente, [])
    wet = build_adjacency(shapes, gemeente, fixed_links())
    assert dry.parts(everything) > 1
    assert wet.parts(everything) == 1
    assert wet.contiguity(everything, _positions()) is Contiguity.WHOLE
    assert (wet.border_m - dry.border_m).nnz == 0
    assert (wet.border_m != wet.border_m.T).nnz == 0
