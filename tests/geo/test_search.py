"""Searches from places anywhere on a network find what a search of the raw roads finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.access import Access, one_each
from geo.condense import condense
from geo.crs import to_rd
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network
from geo.search import Entrances, search

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Link = tuple[int, float, float]

ORIGIN = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")


def _network(n_nodes: int, edges: Edges) -> tuple[Network, Int]:
    """Build a network of nodes in a row, and say where each node went."""
    network = build_network(ORIGIN, np.zeros(n_nodes), np.arange(n_nodes, dtype=float), edges)
    return network, np.argsort(network.northing)


def _graph(n_nodes: int, edges: Edges) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n_nodes))
    for tail, head, metres, seconds in zip(
        edges.tail.tolist(), edges.head.tolist(), edges.length_m, edges.time_s, strict=True
    ):
        graph.add_edge(tail, head, **{Quantity.DISTANCE: metres, Quantity.TIME: seconds})
    return graph


def _from_places(graph: nx.MultiDiGraph, places: Sequence[Sequence[Link]], quantity: Quantity) -> Float:
    """Search the raw roads from a node of its own for each place."""
    found = np.full((len(places), len(graph)), np.inf)
    for row, links in enumerate(places):
        whole = graph.copy()
        whole.add_node("plek")
        for node, metres, seconds in links:
            whole.add_edge("plek", node, **{Quantity.DISTANCE: metres, Quantity.TIME: seconds})
        lengths = nx.single_source_dijkstra_path_length(whole, "plek", weight=quantity)
        for node, length in lengths.items():
            if node != "plek":
                found[row, node] = length
    return found


def _access(places: Sequence[Sequence[Link]], position: Int) -> Access:
    table = np.array([link for links in places for link in links], dtype=float).reshape(-1, 3)
    start = np.concatenate([[0], np.cumsum([len(links) for links in places])]).astype(np.intp)
    return Access(start, position[table[:, 0].astype(np.intp)], table[:, 1], table[:, 2])


@st.composite
def roads(draw: st.DrawFn, most: int = 20) -> tuple[int, Edges]:
    """Draw edges: one-way, parallel, loops, of no length, with parts and nodes that nothing leads to."""
    n_nodes = draw(st.integers(1, most))
    n_edges = draw(st.integers(0, 3 * n_nodes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tail, head = rng.integers(0, n_nodes, (2, n_edges))
    length_m, time_s = rng.integers(0, 10, (2, n_edges)).astype(float)
    return n_nodes, Edges(tail, head, length_m, time_s)


def _places(n_nodes: int) -> st.SearchStrategy[list[list[Link]]]:
    """Places with no, one or more entrances, also several at one node."""
    stretch = st.integers(0, 15).map(float)
    links = st.lists(st.tuples(st.integers(0, n_nodes - 1), stretch, stretch), max_size=3)
    return st.lists(links, min_size=1, max_size=4)


def _within(found: Float, limit: float) -> Float:
    return np.where(found <= limit, found, np.inf)


@given(roads(), st.data(), st.sampled_from(Quantity), st.sampled_from([np.inf, 12.0, 5.0, 0.0]))
@settings(deadline=None)
def test_several_places_each_with_a_first_stretch(
    country: tuple[int, Edges], data: st.DataObject, quantity: Quantity, limit: float
) -> None:
    n_nodes, edges = country
    places = data.draw(_places(n_nodes))
    network, position = _network(n_nodes, edges)
    core = condense(network, np.ones(n_nodes, dtype=bool))
    found = search(core, _access(places, position), quantity, limit)
    assert found.shape == (len(places), n_nodes)
    expected = _within(_from_places(_graph(n_nodes, edges), places, quantity), limit)
    assert (found[:, position] == expected).all()


@given(roads(), st.data(), st.sampled_from(Quantity), st.sampled_from([np.inf, 12.0]))
@settings(deadline=None)
def test_places_enter_what_is_left_from_any_node(
    country: tuple[int, Edges], data: st.DataObject, quantity: Quantity, limit: float
) -> None:
    n_nodes, edges = country
    kept = np.array(sorted(data.draw(st.sets(st.integers(0, n_nodes - 1)))), dtype=np.intp)
    places = data.draw(_places(n_nodes))
    # and one at each node: kept, left out, or where nothing leads out of
    places += [[(node, 1.0, 2.0)] for node in range(n_nodes)]
    network, position = _network(n_nodes, edges)
    mask = np.zeros(n_nodes, dtype=bool)
    mask[position[kept]] = True
    core = condense(network, mask)
    entered = Entrances(network, core).enter(_access(places, position))
    assert len(entered) == len(places)
    at = np.searchsorted(core.node, position[kept])
    expected = _within(_from_places(_graph(n_nodes, edges), places, quantity), limit)[:, kept]
    assert (search(core, entered, quantity, limit)[:, at] == expected).all()


def test_a_place_in_the_core_enters_at_its_node() -> None:
    edges = Edges(np.array([0, 1]), np.array([1, 2]), np.ones(2), np.ones(2))
    network, position = _network(3, edges)
    core = condense(network, np.ones(3, dtype=bool))
    access = one_each(position, np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    entered = Entrances(network, core).enter(access)
    assert core.node[entered.node].tolist() == position.tolist()
    assert entered.distance_m.tolist() == [1.0, 2.0, 3.0]
    assert entered.time_s.tolist() == [4.0, 5.0, 6.0]


def test_a_place_that_cannot_reach_the_core_has_no_entrance() -> None:
    """The road of nodes 2 and 3 is left out whole; from node 1 there is a way, to it there is none."""
    edges = Edges(np.array([1, 2, 3]), np.array([0, 3, 2]), np.full(3, 5.0), np.full(3, 7.0))
    network, position = _network(4, edges)
    core = condense(network, np.isin(np.arange(4), position[[0]]))
    assert core.node.tolist() == [position[0]]
    places = one_each(position[[2, 1, 0, 3]], np.full(4, 1.0), np.full(4, 2.0))
    entered = Entrances(network, core).enter(places)
    assert np.diff(entered.start).tolist() == [0, 1, 1, 0]
    assert entered.distance_m.tolist() == [6.0, 1.0]
    assert entered.time_s.tolist() == [9.0, 2.0]
    assert search(core, entered, Quantity.TIME).ravel().tolist() == [np.inf, 9.0, 2.0, np.inf]


def test_a_patch_has_its_own_nearest_exit_for_metres_and_for_seconds() -> None:
    """From the middle of a row of five the left end is near, the right end is soon reached."""
    one, other = np.arange(4), np.arange(1, 5)
    metres, seconds = np.array([1.0, 1.0, 9.0, 9.0]), np.array([8.0, 8.0, 2.0, 2.0])
    edges = Edges(
        np.concatenate([one, other]), np.concatenate([other, one]), np.tile(metres, 2), np.tile(seconds, 2)
    )
    network, position = _network(5, edges)
    core = condense(network, np.isin(np.arange(5), position[[0, 4]]))
    assert len(core) == 2
    entered = Entrances(network, core).enter(one_each(position[[2]], np.zeros(1), np.zeros(1)))
    at = np.searchsorted(core.node, position[[0, 4]])
    assert search(core, entered, Quantity.DISTANCE)[0, at].tolist() == [2.0, 18.0]
    assert search(core, entered, Quantity.TIME)[0, at].tolist() == [16.0, 4.0]


def test_no_places() -> None:
    network, _ = _network(3, Edges(np.array([0]), np.array([1]), np.ones(1), np.ones(1)))
    entrances = Entrances(network, condense(network, np.ones(3, dtype=bool)))
    none = entrances.enter(one_each(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0)))
    assert search(entrances.core, none, Quantity.DISTANCE).shape == (0, 3)


@pytest.fixture(scope="module")
def delft(brondata: Path) -> nx.MultiDiGraph:
    """Roads of Delft as published, with metres, seconds and coordinates as numbers."""
    path = brondata / "wegen" / "osm_delft_drive.graphml"
    if not path.is_file():
        pytest.skip(f"geen wegen van Delft: bestand {path} bestaat niet")
    graph = nx.convert_node_labels_to_integers(nx.read_graphml(path, force_multigraph=True))
    for _, _, road in graph.edges(data=True):
        limit = road.get("maxspeed", "")
        road[Quantity.DISTANCE] = float(road["length"])
        road[Quantity.TIME] = road[Quantity.DISTANCE] / ((float(limit) if limit.isdigit() else 30.0) / 3.6)
    return graph


def _network_of(graph: nx.MultiDiGraph) -> tuple[Network, Int]:
    degrees = np.array([[float(node["x"]), float(node["y"])] for _, node in graph.nodes(data=True)])
    easting, northing = to_rd(degrees[:, 0], degrees[:, 1])
    roads = [(*ends, road[Quantity.DISTANCE], road[Quantity.TIME]) for *ends, road in graph.edges(data=True)]
    tail, head, metres, seconds = np.array(roads).T
    edges = Edges(tail.astype(np.intp), head.astype(np.intp), metres, seconds)
    network = build_network(ORIGIN, easting, northing, edges)
    position = np.empty(len(network), dtype=np.intp)
    position[np.lexsort((northing, easting))] = np.lexsort((network.northing, network.easting))
    return network, position


@pytest.mark.parametrize("quantity", Quantity)
@pytest.mark.parametrize("sites_stay", [True, False], ids=["sites stay", "sites enter"])
def test_delft_to_the_centimetre(delft: nx.MultiDiGraph, quantity: Quantity, *, sites_stay: bool) -> None:
    """From home to school, one-way streets included, whether the school's node is left or not."""
    network, position = _network_of(delft)
    rng = np.random.default_rng(2025)
    homes, sites = np.split(rng.choice(len(network), 50, replace=False), [30])
    expected = np.full((len(sites), len(homes)), np.inf)
    for column, home in enumerate(homes.tolist()):
        away = nx.single_source_dijkstra_path_length(delft, home, weight=quantity)
        expected[:, column] = [away.get(site, np.inf) for site in sites.tolist()]
    kept = np.zeros(len(network), dtype=bool)
    kept[position[homes]] = True
    kept[position[sites]] = sites_stay
    core = condense(network.reversed, kept)
    assert len(core) < len(network) / 4
    places = one_each(position[sites], np.zeros(len(sites)), np.zeros(len(sites)))
    entered = Entrances(network.reversed, core).enter(places)
    found = search(core, entered, quantity)[:, np.searchsorted(core.node, position[homes])]
    assert found.dtype == np.float64
    assert np.isfinite(expected).mean() > 0.9
    np.testing.assert_allclose(found, expected, rtol=0, atol=0.01)


def test_the_parts_of_delft(delft: nx.MultiDiGraph) -> None:
    network, _ = _network_of(delft)
    sizes = sorted(map(len, nx.strongly_connected_components(delft)), reverse=True)
    assert np.bincount(network.components).tolist() == sizes
