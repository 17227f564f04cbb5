"""Graphs of OSMnx: a real one, small ones with faults, and an independent check of distances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from data.osm.graphml import made_for, read_graph
from data.osm.reading import read_any
from geo.crs import RD_NEW, to_rd
from geo.errors import InputError
from geo.network import Mode, Network, Quantity

AUTO, FIETS = Mode.AUTO, Mode.FIETS


@pytest.fixture(scope="module")
def delft(brondata: Path) -> Path:
    return brondata / "wegen" / "osm_delft_drive.graphml"


@pytest.fixture(scope="module")
def delft_auto(delft: Path) -> Network:
    (reading,) = read_any(delft)
    return reading.network


def small(tmp_path: Path, **changed: Any) -> Path:
    """Write a triangle of two-way streets of 100 m, one with a bend, in degrees."""
    graph = nx.MultiDiGraph(crs="EPSG:4326", name="Driehoek, Nederland", created_date="2025-05-06 07:08:09")
    for node, (x, y) in {1: (5.0, 52.0), 2: (5.001, 52.0), 3: (5.0, 52.001)}.items():
        graph.add_node(node, x=str(x), y=str(y))
    for u, v in ((1, 2), (2, 1), (2, 3), (3, 2), (3, 1), (1, 3)):
        graph.add_edge(u, v, length="100.0", highway="residential", oneway="False")
    graph[1][2][0]["geometry"] = "LINESTRING (5 52, 5.0005 52.0001, 5.001 52)"
    for key, value in changed.items():
        if key in {"crs", "name", "created_date"}:
            graph.graph[key] = value
        else:
            graph[1][2][0][key] = value
    return saved(graph, tmp_path)


def saved(graph: Any, tmp_path: Path) -> Path:
    path = tmp_path / "driehoek.graphml"
    graph.graph = {key: value for key, value in graph.graph.items() if value is not None}
    for values in [data for *_, data in graph.edges(data=True)]:
        for key in [key for key, value in values.items() if value is None]:
            del values[key]
    nx.write_graphml(graph, path)
    return path


def test_delft(delft: Path) -> None:
    (reading,) = read_any(delft)
    origin = reading.network.origin
    assert (len(reading.network), len(reading.network.edges)) == (2130, 4918)
    assert (origin.name, origin.mode, origin.certainty) == ("OpenStreetMap Delft", AUTO, "gemeten")
    assert origin.peildatum == "onbekend"
    assert reading.network.components.max() == 0
    assert any("26 losse delen" in notice for notice in reading.notices)
    assert any("Geen netwerk voor fiets gemaakt" in notice for notice in reading.notices)


def test_delft_by_bicycle_is_possible_but_doubtful(delft: Path) -> None:
    (reading,) = read_any(delft, [FIETS])
    assert reading.network.origin.mode is FIETS
    assert any(notice.startswith("Twijfel: het bestand bevat geen fietspaden") for notice in reading.notices)


def test_distances_in_delft_are_those_of_networkx(delft: Path, delft_auto: Network) -> None:
    graph = read_graph(delft)
    for *_, values in graph.edges(data=True):
        values["length"] = float(values["length"])
    x, y = (np.array([float(value) for _, value in graph.nodes(data=axis)]) for axis in "xy")
    easting, northing = to_rd(x, y)
    place = {(e, n): node for e, n, node in zip(easting, northing, graph.nodes, strict=True)}
    nodes = [place[e, n] for e, n in zip(delft_auto.easting, delft_auto.northing, strict=True)]
    rng = np.random.default_rng(20250101)
    sources = rng.choice(len(nodes), 12, replace=False)
    found = dijkstra(delft_auto.graph(Quantity.DISTANCE), indices=sources)
    for row, source in enumerate(sources):
        expected = nx.single_source_dijkstra_path_length(graph, nodes[source], weight="length")
        assert found[row] == pytest.approx([expected[node] for node in nodes], abs=0.01)


def test_bends_in_delft_make_up_the_length(delft_auto: Network) -> None:
    edges = delft_auto.edges
    assert edges.bend_start is not None
    assert edges.bends is not None
    place = np.column_stack([delft_auto.easting, delft_auto.northing])
    for at in range(0, len(edges), 7):
        inner = edges.bends[edges.bend_start[at] : edges.bend_start[at + 1]]
        line = np.concatenate([place[edges.tail[at]][None], inner, place[edges.head[at]][None]])
        assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(
            edges.length_m[at], rel=0.005, abs=0.2
        )


def test_a_small_graph(tmp_path: Path) -> None:
    reading = read_any(small(tmp_path, highway="['tertiary', 'residential']", maxspeed="['30', '50']"))[0]
    network = reading.network
    assert network.origin.label == "OpenStreetMap Driehoek, auto, peildatum 2025-05-06"
    seconds = sorted(np.round(network.edges.time_s, 6))
    assert seconds[:5] == pytest.approx([100 / (0.75 * 40 / 3.6), *[100 / (22.5 / 3.6)] * 4])
    assert network.edges.bends is not None
    assert len(network.edges.bends) == 1


def test_a_name_of_ones_own(tmp_path: Path) -> None:
    assert read_any(small(tmp_path), name="Mijn net")[0].network.origin.name == "Mijn net"


def test_coordinates_in_rd(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph(crs=RD_NEW)
    graph.add_node(1, x=155_000.0, y=463_000.0)
    graph.add_node(2, x=155_100.0, y=463_000.0)
    for u, v in ((1, 2), (2, 1)):
        graph.add_edge(u, v, length=100.0, highway="residential")
    network = read_any(saved(graph, tmp_path))[0].network
    assert sorted(network.easting) == [155_000.0, 155_100.0]
    assert network.origin.name == "OpenStreetMap driehoek"


def test_for_whom_a_graph_was_made() -> None:
    def graph(*kinds: str) -> Any:
        made = nx.MultiDiGraph()
        for kind in kinds:
            made.add_edge(1, 2, highway=kind)
        return made

    assert made_for(graph("residential", "motorway")) == (AUTO,)
    assert made_for(graph("residential", "['cycleway', 'path']")) == (FIETS,)
    assert made_for(graph("residential", "cycleway", "trunk")) == (AUTO, FIETS)


def test_a_car_on_a_graph_for_bicycles(tmp_path: Path) -> None:
    path = small(tmp_path, highway="cycleway")
    assert [reading.network.origin.mode for reading in read_any(path)] == [FIETS]
    notices = read_any(path, [AUTO])[0].notices
    assert any("voor fietsers gemaakt" in notice for notice in notices)
    assert any("1 wegvakken weggelaten: niet open voor auto" in notice for notice in notices)


def test_cyclists_against_one_way_traffic(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for node, (x, y) in {1: (5.0, 52.0), 2: (5.001, 52.0), 3: (5.0, 52.001)}.items():
        graph.add_node(node, x=x, y=y)
    for u, v in ((1, 2), (2, 3), (3, 1)):
        graph.add_edge(u, v, length=100.0, highway="residential", oneway="True")
    graph[1][2][0].update({"oneway:bicycle": "no", "geometry": "LINESTRING (5 52, 5.0002 52.0001, 5.001 52)"})
    path = saved(graph, tmp_path)
    assert len(read_any(path, [AUTO])[0].network.edges) == 3
    assert len(read_any(path, [FIETS])[0].network.edges) == 4


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"length": None}, "wegvak 1 → 2: de lengte .* ontbreekt of is geen getal; maak de graaf met OSMnx"),
        ({"length": "nan"}, "wegvak 1 → 2: de lengte .* ontbreekt of is geen getal"),
        ({"length": "kort"}, "wegvak 1 → 2: de lengte .* ontbreekt of is geen getal"),
        ({"length": "-3"}, "wegvak 1 → 2: de lengte is negatief of oneindig"),
        ({"length": "inf"}, "wegvak 1 → 2: de lengte is negatief of oneindig"),
        ({"geometry": "LINESTRING (5 52"}, "wegvak 1 → 2: de vorm .* is geen lijn"),
        ({"geometry": "POINT (5 52)"}, "wegvak 1 → 2: de vorm .* is geen lijn"),
        ({"crs": None}, "geen graaf van OSMnx: het coördinatenstelsel"),
        ({"crs": "onzin"}, "onbekend coördinatenstelsel 'onzin'"),
        ({"crs": "EPSG:32618"}, "buiten Nederland"),
    ],
)
def test_a_fault_in_a_graph(tmp_path: Path, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_any(small(tmp_path, **changed))


def test_all_lengths_missing_names_the_first_edges(tmp_path: Path) -> None:
    path = small(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"length"', '"lengte"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"wegvakken 1 → 2, 1 → 3, .* en 1 andere: de lengte"):
        read_any(path)


def test_nodes_without_place_or_absent_are_told_together(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_node(1, x="5.0", y="52.0")
    graph.add_node(2, x="5.0", y="noord")
    graph.add_edge(1, 2, length="10", highway="residential")
    graph.add_edge(2, 3, length="10", highway="residential")
    with pytest.raises(InputError) as caught:
        read_any(saved(graph, tmp_path))
    assert "knoop 3: een wegvak gaat erheen, maar de knoop zelf ontbreekt" in str(caught.value)
    assert "knoop 2: x of y ontbreekt of is geen getal" in str(caught.value)


def test_no_graph_of_osmnx(tmp_path: Path) -> None:
    path = tmp_path / "iets.graphml"
    path.write_text("<graphml><onzin/></graphml>", encoding="utf-8")
    with pytest.raises(InputError, match=r"geen graaf van OSMnx|geen wegvakken"):
        read_any(path)
    with pytest.raises(InputError, match="geen wegvakken"):
        read_any(saved(nx.MultiDiGraph(), tmp_path))
    with pytest.raises(InputError, match="ongericht"):
        read_any(saved(nx.MultiGraph([(1, 2)]), tmp_path))


def test_a_graph_that_was_cut_off(delft: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.graphml"
    path.write_bytes(delft.read_bytes()[:500_000])
    with pytest.raises(InputError, match=r"regel \d+: geen geldige XML"):
        read_any(path)
