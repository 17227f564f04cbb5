"""A network says the same as the roads it was made of, whatever their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.network import Edges, Mode, Network, Origin, Quantity, build_network, without_small_components

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Places = tuple[Float, Float]

ORIGIN = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")


@st.composite
def roads(draw: st.DrawFn) -> tuple[Places, Edges]:
    """Draw nodes, some at one place, and edges: one-way, parallel, loops, of no length, in parts."""
    n_nodes = draw(st.integers(1, 12))
    n_edges = draw(st.integers(0, 3 * n_nodes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    places = rng.integers(0, 5, (2, n_nodes)).astype(float)
    tail, head = rng.integers(0, n_nodes, (2, n_edges))
    length_m, time_s = rng.integers(0, 10, (2, n_edges)).astype(float)
    size = rng.integers(0, 4, n_edges)
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    # a bend says which edge it belongs to, and its place on it
    of_edge = np.repeat(np.arange(n_edges), size)
    bends = np.column_stack([of_edge, np.arange(start[-1]) - start[of_edge]]).astype(np.float32)
    names = np.arange(n_edges, dtype=np.int32)
    return (places[0], places[1]), Edges(tail, head, length_m, time_s, names, start, bends)


def _raw(places: Places, edges: Edges) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(places[0])))
    for tail, head, metres, seconds in zip(
        edges.tail.tolist(), edges.head.tolist(), edges.length_m, edges.time_s, strict=True
    ):
        graph.add_edge(tail, head, **{Quantity.DISTANCE: metres, Quantity.TIME: seconds})
    return graph


def _drawn(network: Network) -> nx.MultiDiGraph:
    """Read a network by its rows."""
    edges = network.edges
    tails = np.repeat(np.arange(len(network)), np.diff(network.start))
    return _raw((network.easting, network.northing), replace(edges, tail=tails))


def _all_pairs(graph: nx.MultiDiGraph, quantity: Quantity, order: Int) -> Float:
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight=quantity))
    return np.array([[lengths[one].get(other, np.inf) for other in order] for one in order], dtype=float)


def _positions(network: Network, places: Places) -> Int:
    """Where each node went: by its coordinates, and nodes at one place in the order they were given."""
    easting, northing = places
    position = np.empty(len(easting), dtype=np.intp)
    position[np.lexsort((northing, easting))] = np.lexsort((network.northing, network.easting))
    return position


def _bends_of(edges: Edges) -> list[list[list[float]]]:
    assert edges.bends is not None
    assert edges.bend_start is not None
    return [edges.bends[first:last].tolist() for first, last in pairwise(edges.bend_start)]


@given(roads(), st.sampled_from(Quantity))
@settings(deadline=None)
def test_no_distance_changes(country: tuple[Places, Edges], quantity: Quantity) -> None:
    places, edges = country
    network = build_network(ORIGIN, *places, edges)
    position = _positions(network, places)
    assert network.easting[position].tolist() == places[0].tolist()
    assert network.northing[position].tolist() == places[1].tolist()
    expected = _all_pairs(_raw(places, edges), quantity, np.arange(len(network)))
    assert (_all_pairs(_drawn(network), quantity, position) == expected).all()


@given(roads())
@settings(deadline=None)
def test_one_edge_with_the_metres_of_the_shortest_and_the_seconds_of_the_fastest(
    country: tuple[Places, Edges],
) -> None:
    places, edges = country
    network = build_network(ORIGIN, *places, edges)
    position = _positions(network, places)
    expected: dict[tuple[int, int], tuple[float, float]] = {}
    for tail, head, metres, seconds in zip(
        position[edges.tail], position[edges.head], edges.length_m, edges.time_s, strict=True
    ):
        if tail != head:
            known = expected.get((tail, head), (np.inf, np.inf))
            expected[tail, head] = min(known[0], metres), min(known[1], seconds)
    single = network.edges
    ends = list(zip(single.tail.tolist(), single.head.tolist(), strict=True))
    weights = list(zip(single.length_m.tolist(), single.time_s.tolist(), strict=True))
    assert ends == sorted(expected)
    assert weights == [expected[one] for one in ends]
    assert network.start.tolist() == np.searchsorted(single.tail, np.arange(len(network) + 1)).tolist()


@given(roads())
@settings(deadline=None)
def test_names_and_bends_stay_with_their_road(country: tuple[Places, Edges]) -> None:
    places, edges = country
    network = build_network(ORIGIN, *places, edges, tuple(f"veer {n}" for n in range(len(edges))))
    position, kept, bends = _positions(network, places), network.edges, _bends_of(edges)
    assert kept.name is not None
    assert (position[edges.tail[kept.name]] == kept.tail).all()
    assert (position[edges.head[kept.name]] == kept.head).all()
    assert (edges.length_m[kept.name] == kept.length_m).all()
    assert _bends_of(kept) == [bends[road] for road in kept.name]
    assert network.names[: len(edges)] == tuple(f"veer {n}" for n in range(len(edges)))


@given(roads(), st.data())
@settings(deadline=None)
def test_taking_edges_takes_all_that_is_theirs(country: tuple[Places, Edges], data: st.DataObject) -> None:
    _, edges = country
    which = st.lists(st.integers(0, len(edges) - 1), max_size=8) if len(edges) else st.just([])
    chosen = np.array(data.draw(which), dtype=np.intp)
    taken = edges.take(chosen)
    assert len(taken) == len(chosen)
    for field in ("tail", "head", "length_m", "time_s", "name"):
        assert getattr(taken, field).tolist() == [getattr(edges, field)[edge] for edge in chosen]
    assert _bends_of(taken) == [_bends_of(edges)[edge] for edge in chosen]
    bare = replace(edges, name=None, bend_start=None, bends=None).take(chosen)
    assert bare.name is bare.bend_start is bare.bends is None


@given(roads())
@settings(deadline=None)
def test_driven_backwards(country: tuple[Places, Edges]) -> None:
    places, edges = country
    network = build_network(ORIGIN, *places, edges)
    back, there = network.reversed, np.arange(len(network))
    for quantity in Quantity:
        ahead = _all_pairs(_drawn(network), quantity, there)
        assert (_all_pairs(_drawn(back), quantity, there) == ahead.T).all()
        assert (back.graph(quantity).toarray() == network.graph(quantity).toarray().T).all()
    assert back.edges.bends is None  # whoever draws a road looks it up in the network itself
    twice = back.reversed
    assert (twice.start == network.start).all()
    for field in ("tail", "head", "length_m", "time_s", "name"):
        assert (getattr(twice.edges, field) == getattr(network.edges, field)).all()
    assert twice.fingerprint == network.fingerprint


@given(roads(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_edges_does_not_matter_to_the_fingerprint(
    country: tuple[Places, Edges], random: Random
) -> None:
    places, edges = country
    mixed = list(range(len(edges)))
    random.shuffle(mixed)
    network = build_network(ORIGIN, *places, edges)
    again = build_network(ORIGIN, *places, edges.take(np.array(mixed, dtype=np.intp)))
    assert again.fingerprint == network.fingerprint
    renamed = replace(ORIGIN, name="anders", source="iemand", peildatum="onbekend")
    assert build_network(renamed, *places, edges).fingerprint == network.fingerprint


def _square() -> tuple[Places, Edges]:
    """Four one-way roads around a square."""
    edges = Edges(np.arange(4), np.array([1, 2, 3, 0]), np.full(4, 100.0), np.full(4, 9.0))
    return (np.array([0.0, 100.0, 100.0, 0.0]), np.array([0.0, 0.0, 100.0, 100.0])), edges


def _nudged(values: Float, place: int) -> Float:
    """Change one figure as little as can be."""
    changed = values.copy()
    changed[place] = np.nextafter(changed[place], np.inf)
    return changed


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    "change",
    [
        lambda xy, edges, n: (xy, replace(edges, length_m=_nudged(edges.length_m, n))),
        lambda xy, edges, n: (xy, replace(edges, time_s=_nudged(edges.time_s, n))),
        lambda xy, edges, n: ((_nudged(xy[0], n), xy[1]), edges),
        lambda xy, edges, n: ((xy[0], _nudged(xy[1], n)), edges),
        lambda xy, edges, n: (xy, edges.take(np.delete(np.arange(4), n))),
        lambda xy, edges, n: (
            xy,
            replace(
                edges,
                tail=np.where(np.arange(4) == n, edges.head, edges.tail),
                head=np.where(np.arange(4) == n, edges.tail, edges.head),
            ),
        ),
    ],
    ids=["length", "time", "easting", "northing", "road gone", "direction"],
)
def test_any_change_gives_another_fingerprint(
    change: Callable[[Places, Edges, int], tuple[Places, Edges]], place: int
) -> None:
    places, edges = _square()
    before = build_network(ORIGIN, *places, edges).fingerprint
    changed_places, changed_edges = change(places, edges, place)
    assert build_network(ORIGIN, *changed_places, changed_edges).fingerprint != before


def test_another_mode_gives_another_fingerprint() -> None:
    places, edges = _square()
    marks = {build_network(replace(ORIGIN, mode=mode), *places, edges).fingerprint for mode in Mode}
    assert len(marks) == len(Mode)


def test_a_road_that_is_never_of_use_changes_nothing() -> None:
    places, edges = _square()
    both = Edges(
        np.append(edges.tail, 0),
        np.append(edges.head, 1),
        np.append(edges.length_m, 100.5),
        np.append(edges.time_s, 9.0),
    )
    assert (
        build_network(ORIGIN, *places, both).fingerprint == build_network(ORIGIN, *places, edges).fingerprint
    )


@given(roads())
@settings(deadline=None)
def test_components_rank_by_size(country: tuple[Places, Edges]) -> None:
    places, edges = country
    network = build_network(ORIGIN, *places, edges)
    found = [set(np.flatnonzero(network.components == rank)) for rank in range(network.components.max() + 1)]
    expected = list(nx.strongly_connected_components(_drawn(network)))
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    sizes = [len(one) for one in found]
    assert sizes == sorted(sizes, reverse=True)


@given(roads(), st.integers(0, 6), st.sampled_from(Quantity))
@settings(deadline=None)
def test_small_components_go_and_the_rest_keeps_its_roads(
    country: tuple[Places, Edges], fewest: int, quantity: Quantity
) -> None:
    (easting, _), edges = country
    # each at a place of its own, so that nodes are known again
    places = easting, np.arange(len(easting), dtype=float)
    network = build_network(ORIGIN, *places, edges)
    label = network.components
    stays = np.flatnonzero((label == 0) | (np.bincount(label)[label] >= fewest))
    smaller, gone = without_small_components(network, fewest)
    assert gone == len(network) - len(stays)
    assert (smaller is network) == (gone == 0)
    assert sorted(smaller.northing) == sorted(network.northing[stays])
    position = _positions(smaller, (network.easting[stays], network.northing[stays]))
    expected = _all_pairs(_drawn(network).subgraph(stays.tolist()), quantity, stays)
    assert (_all_pairs(_drawn(smaller), quantity, position) == expected).all()
    assert smaller.edges.name is not None
    assert _bends_of(smaller.edges) == [_bends_of(edges)[road] for road in smaller.edges.name]


def test_the_largest_component_stays_however_small() -> None:
    places, edges = _square()
    network = build_network(ORIGIN, *places, edges.take(np.arange(3)))
    smaller, gone = without_small_components(network, 2)
    assert (len(smaller), gone) == (1, 3)


def test_nodes_at_one_place_stay_apart() -> None:
    edges = Edges(np.array([0]), np.array([1]), np.array([7.0]), np.array([3.0]))
    network = build_network(ORIGIN, np.array([5.0, 5.0]), np.array([5.0, 5.0]), edges)
    assert network.graph(Quantity.DISTANCE).toarray().tolist() == [[0.0, 7.0], [0.0, 0.0]]


@pytest.mark.parametrize("n_nodes", [0, 1, 3])
def test_a_network_without_roads(n_nodes: int) -> None:
    nothing = Edges(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0), np.zeros(0))
    network = build_network(ORIGIN, np.arange(n_nodes) * 10.0, np.zeros(n_nodes), nothing)
    assert (len(network), len(network.edges)) == (n_nodes, 0)
    assert network.start.tolist() == [0] * (n_nodes + 1)
    assert network.reversed.fingerprint == network.fingerprint
    assert sorted(network.components) == list(range(n_nodes))
    assert without_small_components(network, 2)[1] == max(n_nodes - 1, 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_node_without_coordinates_is_refused(bad: float, axis: int) -> None:
    places, edges = _square()
    places[axis][2] = bad
    with pytest.raises(ValueError, match="without coordinates"):
        build_network(ORIGIN, *places, edges)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.001])
@pytest.mark.parametrize("weight", ["length_m", "time_s"])
def test_an_edge_without_a_sound_weight_is_refused(bad: float, weight: str) -> None:
    places, edges = _square()
    getattr(edges, weight)[3] = bad
    with pytest.raises(ValueError, match="length or time of 0 or more"):
        build_network(ORIGIN, *places, edges)


@pytest.mark.parametrize("bad", [-1, 4])
@pytest.mark.parametrize("end", ["tail", "head"])
def test_an_edge_to_nowhere_is_refused(bad: int, end: str) -> None:
    places, edges = _square()
    getattr(edges, end)[1] = bad
    with pytest.raises(ValueError, match="node that does not exist"):
        build_network(ORIGIN, *places, edges)
