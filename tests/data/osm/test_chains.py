"""Contracting must not change any journey between the nodes that remain."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.osm.chains import Segments, contract
from geo.network import Edges


@st.composite
def maps(draw: st.DrawFn) -> tuple[Segments, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """A few ways over a handful of nodes, each with its own directions, speed and perhaps a name."""
    size = draw(st.integers(2, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x, y = rng.uniform(0, 1000, size), rng.uniform(0, 1000, size)
    rows = []
    for way in range(draw(st.integers(1, 6))):
        nodes = draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=6))
        directions = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
        name = draw(st.sampled_from([-1, -1, -1, 0]))
        speed = draw(st.sampled_from([5.0, 10.0]))
        for tail, head in pairwise(nodes):
            if tail != head:
                length = float(np.hypot(x[head] - x[tail], y[head] - y[tail]))
                rows.append((tail, head, way, length, length / speed, *directions, name))
    if not rows:
        rows.append((0, 1, 0, float(np.hypot(x[1] - x[0], y[1] - y[0])), 1.0, True, True, -1))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Segments(*columns), x, y


def journeys(edges: Any, weight: str) -> dict[int, dict[int, float]]:
    graph = nx.MultiDiGraph()
    for tail, head, metres, seconds in edges:
        graph.add_edge(tail, head, m=metres, s=seconds)
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight=weight))


def listed(edges: Edges) -> list[tuple[int, int, float, float]]:
    columns = (edges.tail, edges.head, edges.length_m, edges.time_s)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("weight", ["m", "s"])
@given(country=maps())
def test_journeys_between_remaining_nodes_are_the_same(country: Any, weight: str) -> None:
    segments, x, y = country
    whole = []
    for at in range(len(segments.tail)):
        ends = int(segments.tail[at]), int(segments.head[at])
        cost = float(segments.length_m[at]), float(segments.time_s[at])
        whole += [(*ends, *cost)] * bool(segments.forward[at])
        whole += [(*ends[::-1], *cost)] * bool(segments.backward[at])
    edges = contract(segments, x, y)
    found, expected = journeys(listed(edges), weight), journeys(whole, weight)
    for node, reached in found.items():
        # both must reach the same of the nodes that remain, as far
        assert reached == pytest.approx({to: cost for to, cost in expected[node].items() if to in found})
    assert not (edges.tail == edges.head).any()


@given(country=maps())
def test_bends_lie_along_the_edge(country: Any) -> None:
    segments, x, y = country
    edges = contract(segments, x, y)
    assert edges.bend_start is not None
    assert edges.bends is not None
    for at in range(len(edges)):
        inner = edges.bends[edges.bend_start[at] : edges.bend_start[at + 1]]
        ends = [[x[edges.tail[at]], y[edges.tail[at]]]], [[x[edges.head[at]], y[edges.head[at]]]]
        line = np.concatenate([ends[0], inner, ends[1]])
        assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(edges.length_m[at], rel=1e-4)


def test_no_node_remains_between_two_stretches_of_one_road() -> None:
    count = 100
    segments = Segments(
        np.arange(count),
        np.arange(count) + 1,
        np.arange(count) // 3,
        np.ones(count),
        np.where(np.arange(count) < 50, 1.0, 3.0),
        np.ones(count, dtype=bool),
        np.ones(count, dtype=bool),
        np.full(count, -1, dtype=np.int32),
    )
    edges = contract(segments, np.arange(count + 1.0), np.zeros(count + 1))
    assert listed(edges) == [(0, count, 100.0, 200.0), (count, 0, 100.0, 200.0)]
