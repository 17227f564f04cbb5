"""Dividing a graph: connected parts that cover it, as equal as they can be made, the same every time."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.divide import TOLERANCE, divide

Float = NDArray[np.float64]


@st.composite
def graphs(draw: st.DrawFn, most: int = 12) -> tuple[Float, Float]:
    """Draw weights and borders of a graph that hangs together."""
    size = draw(st.integers(2, most))
    border = np.zeros((size, size))
    for node in range(1, size):
        other = draw(st.integers(0, node - 1))
        border[node, other] = border[other, node] = draw(st.integers(1, 9)) * 100.0
    for _ in range(draw(st.integers(0, size))):
        one, other = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        if one != other:
            border[one, other] = border[other, one] = 50.0
    weight = np.array(draw(st.lists(st.integers(0, 40), min_size=size, max_size=size)), dtype=np.float64)
    return weight, border


@examples(max_examples=80)
@given(graph=graphs(), count=st.integers(1, 6))
def test_parts_are_connected_and_cover_the_graph(graph: tuple[Float, Float], count: int) -> None:
    weight, border = graph
    size = len(weight)
    if count > size:
        with pytest.raises(ValueError, match="cannot be divided"):
            divide(weight, border, border > 0, count)
        return
    part = divide(weight, border, border > 0, count)
    net = nx.from_numpy_array(border)
    assert sorted(set(part.tolist())) == list(range(count))
    assert all(nx.is_connected(net.subgraph(np.flatnonzero(part == one).tolist())) for one in range(count))
    assert list(dict.fromkeys(part.tolist())) == list(range(count))
    assert np.array_equal(part, divide(weight.copy(), border.copy(), border > 0, count))


def _best(weight: Float, net: nx.Graph) -> float:
    """Least that one of two connected parts can be off half, by trying them all."""
    nodes, half = set(net.nodes), weight.sum() / 2
    sides = [side for many in range(1, len(nodes) // 2 + 1) for side in combinations(sorted(nodes), many)]
    found = [
        abs(float(weight[list(side)].sum()) - half)
        for side in sides
        if nx.is_connected(net.subgraph(side)) and nx.is_connected(net.subgraph(nodes - set(side)))
    ]
    return min(found)


@examples(max_examples=60)
@given(graph=graphs(most=8))
def test_of_a_tree_two_halves_are_as_equal_as_can_be(graph: tuple[Float, Float]) -> None:
    weight, border = graph
    net = nx.minimum_spanning_tree(nx.from_numpy_array(border))
    tree = nx.to_numpy_array(net, nodelist=range(len(weight)))
    part = divide(weight, tree, tree > 0, 2)
    off = abs(float(weight[part == 0].sum()) - weight.sum() / 2)
    assert off <= max(_best(weight, net), TOLERANCE * weight.sum() / 2) + 1e-9


def test_a_star_is_divided_in_leaves_and_the_rest() -> None:
    star = np.zeros((6, 6))
    star[0, 1:] = star[1:, 0] = 1.0
    part = divide(np.array([1.0, 9.0, 9.0, 9.0, 9.0, 1.0]), star, star > 0, 5)
    assert part.tolist() == [0, 1, 2, 3, 4, 0]


def test_shorter_borders_are_chosen_where_parts_stay_as_equal() -> None:
    # a square of four alike: two sides by side, along the long borders or along the short ones
    border = np.array([[0, 9, 1, 0], [9, 0, 0, 1], [1, 0, 0, 9], [0, 1, 9, 0]], dtype=np.float64) * 1000
    assert divide(np.ones(4), border, border > 0, 2).tolist() == [0, 0, 1, 1]


def test_what_does_not_hang_together_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be divided in 2 connected parts"):
        divide(np.ones(3), np.zeros((3, 3)), np.zeros((3, 3), dtype=bool), 2)
