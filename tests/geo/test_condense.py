"""What is left of a network keeps every distance and time between the nodes that had to stay."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.condense import MOST_NEIGHBOURS, Core, condense
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Mask = NDArray[np.bool_]

ORIGIN = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")


def _network(n_nodes: int, tail: Int, head: Int, length_m: Float, time_s: Float) -> tuple[Network, Int]:
    """Build a network of nodes in a row, and say where each node went."""
    northing = np.arange(n_nodes, dtype=float)
    network = build_network(ORIGIN, np.zeros(n_nodes), northing, Edges(tail, head, length_m, time_s))
    return network, np.argsort(network.northing)


@st.composite
def roads(draw: st.DrawFn) -> tuple[int, Edges]:
    """Draw edges: one-way, parallel, loops, of no length, with parts and nodes that nothing leads to."""
    n_nodes = draw(st.integers(1, 25))
    n_edges = draw(st.integers(0, 3 * n_nodes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tail, head = rng.integers(0, n_nodes, (2, n_edges))
    length_m, time_s = rng.integers(0, 10, (2, n_edges)).astype(float)
    return n_nodes, Edges(tail, head, length_m, time_s)


def _streets(side: int, seed: int) -> tuple[int, Edges]:
    """Draw a town: a grid of streets of which some are one-way and some are closed."""
    rng = np.random.default_rng(seed)
    node = np.arange(side**2).reshape(side, side)
    one = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    other = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    ahead, back = rng.random((2, len(one))) < 0.8
    tail, head = np.concatenate([one[ahead], other[back]]), np.concatenate([other[ahead], one[back]])
    return side**2, Edges(tail, head, *rng.uniform(0, 500, (2, len(tail))))


def _graph(n_nodes: int, tail: Int, head: Int, length_m: Float, time_s: Float) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n_nodes))
    for one, other, metres, seconds in zip(tail.tolist(), head.tolist(), length_m, time_s, strict=True):
        graph.add_edge(one, other, **{Quantity.DISTANCE: metres, Quantity.TIME: seconds})
    return graph


def _between(graph: nx.MultiDiGraph, nodes: Int, quantity: Quantity) -> Float:
    found = [nx.single_source_dijkstra_path_length(graph, one, weight=quantity) for one in nodes.tolist()]
    return np.array([[lengths.get(other, np.inf) for other in nodes] for lengths in found], dtype=float)


def _drawn(core: Core) -> nx.MultiDiGraph:
    tail = np.repeat(np.arange(len(core)), np.diff(core.start))
    return _graph(len(core), tail, core.head, core.length_m, core.time_s)


def _require_same(n_nodes: int, edges: Edges, kept: Int, *, exact: bool) -> Core:
    """Condense and compare all journeys between kept nodes with those over the raw edges."""
    network, position = _network(n_nodes, edges.tail, edges.head, edges.length_m, edges.time_s)
    mask = np.zeros(n_nodes, dtype=bool)
    mask[position[kept]] = True
    core = condense(network, mask)
    assert set(position[kept]) <= set(core.node)
    inside = np.searchsorted(core.node, position[kept])
    raw = _graph(n_nodes, edges.tail, edges.head, edges.length_m, edges.time_s)
    for quantity in Quantity:
        found, expected = _between(_drawn(core), inside, quantity), _between(raw, kept, quantity)
        np.testing.assert_allclose(found, expected, rtol=0, atol=0 if exact else 1e-6)
    return core


def _require_sound(core: Core) -> None:
    tail = np.repeat(np.arange(len(core)), np.diff(core.start))
    ends = list(zip(tail.tolist(), core.head.tolist(), strict=True))
    assert ends == sorted(set(ends))
    assert (tail != core.head).all()
    assert (np.diff(core.node) > 0).all()
    assert len(core.start) == len(core) + 1
    assert len(core.head) == len(core.length_m) == len(core.time_s) == core.start[-1]


@given(roads(), st.data())
@settings(deadline=None)
def test_no_journey_between_kept_nodes_changes(country: tuple[int, Edges], data: st.DataObject) -> None:
    n_nodes, edges = country
    kept = np.array(sorted(data.draw(st.sets(st.integers(0, n_nodes - 1)))), dtype=np.intp)
    _require_sound(_require_same(n_nodes, edges, kept, exact=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_town_of_streets(seed: int) -> None:
    n_nodes, edges = _streets(20, seed)
    kept = np.random.default_rng(seed).choice(n_nodes, 15, replace=False)
    core = _require_same(n_nodes, edges, kept, exact=False)
    _require_sound(core)
    assert len(core) < n_nodes / 3


@given(roads())
@settings(deadline=None)
def test_where_all_have_to_stay_nothing_changes(country: tuple[int, Edges]) -> None:
    n_nodes, edges = country
    network, _ = _network(n_nodes, edges.tail, edges.head, edges.length_m, edges.time_s)
    core = condense(network, np.ones(n_nodes, dtype=bool))
    assert core.node.tolist() == list(range(n_nodes))
    assert core.start.tolist() == network.start.tolist()
    assert core.head.tolist() == network.edges.head.tolist()
    for quantity in Quantity:
        assert core.weight(quantity).tolist() == network.weight(quantity).tolist()


def test_a_long_road_becomes_one_edge_and_a_dead_end_goes() -> None:
    along = np.arange(999)
    network, position = _network(
        1100,
        np.concatenate([along, [500], 1000 + np.arange(99)]),
        np.concatenate([along + 1, [1000], 1001 + np.arange(99)]),
        np.full(1099, 0.25),
        np.full(1099, 0.5),
    )
    kept = np.zeros(1100, dtype=bool)
    kept[position[[0, 999]]] = True
    core = condense(network, kept)
    assert core.node.tolist() == sorted(position[[0, 999]])
    assert core.length_m.tolist() == [249.75]
    assert core.time_s.tolist() == [499.5]


def test_the_shortest_and_the_fastest_way_may_pass_different_nodes() -> None:
    tail, head = np.array([0, 1, 0, 2]), np.array([1, 3, 2, 3])
    through_town_or_around = np.array([1.0, 1.0, 5.0, 5.0]), np.array([60.0, 60.0, 9.0, 9.0])
    network, position = _network(4, tail, head, *through_town_or_around)
    kept = np.zeros(4, dtype=bool)
    kept[position[[0, 3]]] = True
    core = condense(network, kept)
    assert (len(core), core.length_m.tolist(), core.time_s.tolist()) == (2, [2.0], [18.0])


def test_a_junction_of_many_roads_stays() -> None:
    arms = np.arange(1, MOST_NEIGHBOURS + 2)
    hub = np.zeros_like(arms)
    ones = np.ones(2 * len(arms))
    network, position = _network(
        len(arms) + 1, np.concatenate([hub, arms]), np.concatenate([arms, hub]), ones, ones
    )
    kept = np.ones(len(network), dtype=bool)
    kept[position[0]] = False
    assert position[0] in condense(network, kept).node


def test_parts_that_are_apart_stay_apart() -> None:
    """A node that can only be left, and one that can only be reached, with nobody's nodes between."""
    tail, head = np.array([0, 1, 3, 4]), np.array([1, 2, 4, 5])
    ones = np.ones(4)
    network, position = _network(6, tail, head, ones, ones)
    kept = np.zeros(6, dtype=bool)
    kept[position[[0, 2, 3, 5]]] = True
    core = condense(network, kept)
    assert len(core) == 4
    assert core.length_m.tolist() == [2.0, 2.0]
    tails = np.repeat(core.node, np.diff(core.start))
    assert {*zip(tails, core.node[core.head], strict=True)} == {
        (position[0], position[2]),
        (position[3], position[5]),
    }


@pytest.mark.parametrize("n_nodes", [0, 1, 40])
def test_nothing_has_to_stay(n_nodes: int) -> None:
    along = np.arange(max(n_nodes - 1, 0))
    ones = np.ones(len(along))
    network, _ = _network(n_nodes, along, along + 1, ones, ones)
    core = condense(network, np.zeros(n_nodes, dtype=bool))
    assert (len(core), len(core.head), core.start.tolist()) == (0, 0, [0])


def test_the_same_network_always_leaves_the_same() -> None:
    n_nodes, edges = _streets(12, 5)
    network, _ = _network(n_nodes, edges.tail, edges.head, edges.length_m, edges.time_s)
    kept = np.arange(n_nodes) % 7 == 0
    one, other = condense(network, kept), condense(network, kept)
    for field in ("node", "start", "head", "length_m", "time_s"):
        assert (getattr(one, field) == getattr(other, field)).all()
