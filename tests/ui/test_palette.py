"""Neighbours never share a colour, whatever the map."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from ui.palette import FILLS, colouring, fill, neighbours


@st.composite
def graphs(draw: st.DrawFn) -> list[set[int]]:
    size = draw(st.integers(0, 12))
    beside: list[set[int]] = [set() for _ in range(size)]
    for one in range(size):
        for other in range(one):
            if draw(st.booleans()):
                beside[one].add(other)
                beside[other].add(one)
    return beside


@given(graphs())
def test_neighbours_differ(beside: list[set[int]]) -> None:
    colour = colouring(beside)
    assert all(colour[one] != colour[other] for one, others in enumerate(beside) for other in others)


def test_areas_without_neighbours_still_use_several_colours() -> None:
    assert len(set(colouring([set()] * 7))) == len(FILLS)


@given(st.integers(3, 40))
def test_a_hub_with_a_ring_needs_no_more_than_the_palette(size: int) -> None:
    ring = [{(at - 1) % size, (at + 1) % size, size} for at in range(size)]
    assert max(colouring([*ring, set(range(size))])) < len(FILLS)


@given(st.integers(0, 60))
def test_colours_are_used_evenly(size: int) -> None:
    used = np.bincount(colouring([set()] * size), minlength=len(FILLS))
    assert used.max() - used.min() <= 1


@given(graphs())
def test_touching_is_mutual_and_never_with_itself(beside: list[set[int]]) -> None:
    matrix = np.zeros((len(beside), len(beside)))
    for one, others in enumerate(beside):
        matrix[one, one] = 1
        matrix[one, list(others)] = 1
    assert list(neighbours(csr_array(matrix), np.arange(len(beside)))) == beside


def test_no_area_counts_as_no_neighbour() -> None:
    row = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    assert neighbours(row, np.array([0, -1, 1])) == (set(), set())
    assert neighbours(row, np.array([-1, -1, -1])) == ()


def test_colours_start_again_when_the_palette_is_used_up() -> None:
    assert fill(len(FILLS)) == FILLS[0]
    assert len(set(FILLS)) == len(FILLS)
