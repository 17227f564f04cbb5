"""The made-up roads of the benchmarks are roads, and the compiled peer finds the right distances."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest

from geo.network import Network, Quantity

NODES = 3_000


@pytest.fixture(scope="module")
def graphs() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "bench" / "graphs.py"
    spec = importlib.util.spec_from_file_location("bench_graphs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def network(graphs: ModuleType) -> Network:
    made: Network = graphs.road_like(NODES, 7)
    return made


def streets(network: Network) -> np.ndarray:
    """Pairs of nodes with a road between them, in either direction."""
    ends = np.column_stack([network.edges.tail, network.edges.head])
    return np.unique(np.sort(ends, axis=1), axis=0)


def test_the_same_seed_gives_the_same_roads(graphs: ModuleType, network: Network) -> None:
    assert graphs.road_like(NODES, 7).fingerprint == network.fingerprint
    assert graphs.road_like(NODES, 8).fingerprint != network.fingerprint


def test_every_place_can_be_reached(network: Network) -> None:
    assert len(network) == NODES
    assert not network.components.any()


def test_junctions_are_those_of_roads(network: Network) -> None:
    degree = np.bincount(streets(network).ravel(), minlength=NODES)
    share = np.bincount(degree) / NODES
    assert 0.05 < share[1] < 0.25  # dead ends
    assert share[3] > share[2] + share[4]  # most junctions have three ways
    assert share[5:].sum() < 0.05
    assert 2.4 < len(network.edges) / NODES < 2.7
    one_way = 2 - len(network.edges) / len(streets(network))
    assert 0.05 < one_way < 0.3


def test_lengths_and_speeds_are_those_of_roads(graphs: ModuleType, network: Network) -> None:
    edges = network.edges
    straight = np.hypot(
        network.easting[edges.tail] - network.easting[edges.head],
        network.northing[edges.tail] - network.northing[edges.head],
    )
    assert (edges.length_m >= straight * (1 - 1e-9)).all()
    kmh = np.round(edges.length_m / edges.time_s * 3.6, 6)
    assert set(np.unique(kmh)) == set(graphs.KMH.values())
    fast = edges.length_m[kmh == graphs.KMH["main"]].sum() / edges.length_m.sum()
    assert 0.01 < fast < 0.25


def test_the_heap_finds_what_networkx_finds(graphs: ModuleType) -> None:
    network = graphs.road_like(400, 3)
    core = graphs.whole(network)
    sources = np.array([5, 17, 399])
    for quantity in Quantity:
        graph = nx.DiGraph()
        weight = network.weight(quantity).tolist()
        ends = zip(network.edges.head.tolist(), network.edges.tail.tolist(), weight, strict=True)
        graph.add_weighted_edges_from(ends)
        known = nx.multi_source_dijkstra_path_length(graph, sources.tolist())
        found = graphs.search_with(graphs.heap_search, core, sources, quantity)
        np.testing.assert_allclose(found, [known[node] for node in range(400)])


def test_places_stand_on_junctions(graphs: ModuleType, network: Network) -> None:
    situation, units = graphs.places(network, 200, 300, 20, 1)
    homes, sites = situation.homes, situation.sites
    for place in (homes, sites):
        away, _ = network.tree.query(np.column_stack([place.easting, place.northing]))
        assert not away.any()
    assert len(homes) == 200
    assert len(units) == 20
    assert set(units.unit_of_point[situation.point_of_site]) <= set(range(20))
    assert (np.bincount(situation.offer_kind, minlength=6) > 0).all()
