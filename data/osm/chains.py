"""From ways to edges between junctions.

A node counts as a junction where not exactly two stretches meet, where driving
direction or the name of a crossing changes, and halfway a loop. What lies
between two junctions becomes one edge: metres and seconds are added up, so a
change of speed along the way needs no node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.network import Edges

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]
Bool = NDArray[np.bool_]

#: Stretches that meet at a node between two others: both open both ways, or one leading in and one out.
_TWO = 2
_BOTH_WAYS = 2
_THROUGH = (0, 2 * _BOTH_WAYS)


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight stretches between consecutive nodes of ways, in the order of the ways.

    Attributes
    ----------
    tail, head
        Shape ``(n_segments,)``: nodes (positions), never the same.
    way
        Shape ``(n_segments,)``: which way each belongs to, ascending.
    length_m, time_s
        Shape ``(n_segments,)``.
    forward, backward
        Shape ``(n_segments,)``: open along and against the way as drawn, at least one.
    name
        Shape ``(n_segments,)``: number of a crossing, else -1.
    """

    tail: Int
    head: Int
    way: Int
    length_m: Float
    time_s: Float
    forward: Bool
    backward: Bool
    name: Int


def contract(segments: Segments, easting: Float, northing: Float) -> Edges:
    """Join segments to directed edges between junctions.

    Parameters
    ----------
    segments
        One or more.
    easting, northing
        Shape ``(n_nodes,)``, RD New metres.

    Examples
    --------
    A street of two stretches, drawn as one way:

    >>> one = np.ones(2)
    >>> street = Segments(np.array([0, 1]), np.array([1, 2]), np.array([0, 0]), 100 * one, 9 * one,
    ...                   one > 0, one > 0, np.full(2, -1, dtype=np.int32))
    >>> edges = contract(street, np.array([0.0, 100.0, 200.0]), np.zeros(3))
    >>> edges.tail, edges.head, edges.length_m, edges.bends
    (array([0, 2]), array([2, 0]), array([200., 200.]), array([[100.,   0.],
           [100.,   0.]], dtype=float32))
    """
    stop = _junctions(segments, len(easting))
    first, last = _pieces(segments, stop)
    half, chain_start = _chains(segments.tail[first], segments.head[last], stop)
    order, reverse, starts = _in_order(half, chain_start, first, last)
    starts = _loops_halved(segments, order, reverse, starts)
    places = np.column_stack([easting, northing]).astype(np.float32)
    return _edges(segments, order, reverse, starts, places)


def _junctions(segments: Segments, size: int) -> Bool:
    """Shape ``(n_nodes,)``: nodes at which an edge begins or ends."""
    tail, head = segments.tail, segments.head
    degree = np.bincount(tail, minlength=size) + np.bincount(head, minlength=size)
    both = segments.forward & segments.backward
    leaving = np.where(both, _BOTH_WAYS, np.where(segments.forward, 1, -1))
    entering = np.where(both, _BOTH_WAYS, -leaving)
    flow = np.bincount(tail, leaving, size) + np.bincount(head, entering, size)
    lowest = np.full(size, np.iinfo(np.int32).max, dtype=np.int32)
    highest = np.full(size, -1, dtype=np.int32)
    for ends in (tail, head):
        np.minimum.at(lowest, ends, segments.name)
        np.maximum.at(highest, ends, segments.name)
    through = (degree == _TWO) & np.isin(flow, _THROUGH) & (lowest == highest)
    stop: Bool = ~through & (degree > 0)
    return stop | _one_of_each_ring(tail, head, stop)


def _one_of_each_ring(tail: Int, head: Int, stop: Bool) -> Bool:
    """Choose a junction on every ring that has none."""
    size = len(stop)
    joined = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))
    number, label = connected_components(joined, directed=False)
    has = np.zeros(number, dtype=bool)
    has[label[stop]] = True
    used = np.zeros(size, dtype=bool)
    used[tail] = True
    lone = np.flatnonzero(used & ~has[label])
    _, first = np.unique(label[lone], return_index=True)
    chosen = np.zeros(size, dtype=bool)
    chosen[lone[first]] = True
    return chosen


def _pieces(segments: Segments, stop: Bool) -> tuple[Int, Int]:
    """First and last segment of every run along one way without a junction in it."""
    tail, head, way = segments.tail, segments.head, segments.way
    cut = (way[1:] != way[:-1]) | (head[:-1] != tail[1:]) | stop[head[:-1]]
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    return first, np.concatenate([first[1:] - 1, [len(tail) - 1]])


def _chains(tail: Int, head: Int, stop: Bool) -> tuple[Int, Int]:
    """Put pieces together from junction to junction.

    A piece ``p`` driven as drawn is half ``2 p``, driven the other way half ``2 p + 1``.

    Returns
    -------
    Halves in the order of travel, and where each chain starts among them; of a
    chain and its reverse only one is given.
    """
    begin = np.column_stack([tail, head]).ravel()
    halves = np.arange(len(begin))
    loose = halves[~stop[begin]]
    loose = loose[np.argsort(begin[loose], kind="stable")].reshape(-1, _TWO)
    before = halves.copy()  # a half that begins at a junction follows itself
    before[loose[:, 0]] = loose[:, 1] ^ 1
    before[loose[:, 1]] = loose[:, 0] ^ 1
    rank = (before != halves).astype(np.int64)
    while (further := before[before] != before).any():
        # every half looks twice as far back as in the round before
        rank[further] += rank[before[further]]
        before = before[before]
    order = np.lexsort((rank, before))
    root = before[order]
    start = np.flatnonzero(np.concatenate([[True], root[1:] != root[:-1]]))
    size = np.diff(np.concatenate([start, [len(order)]]))
    finish = order[start + size - 1]
    kept = root[start] < (finish ^ 1)
    chosen = order[np.repeat(kept, size)]
    return chosen, np.concatenate([[0], np.cumsum(size[kept])])[:-1]


def _in_order(half: Int, chain_start: Int, first: Int, last: Int) -> tuple[Int, Bool, Int]:
    """Segments of every chain in the order of travel, whether driven against the way, and chains' starts."""
    piece, against = half // 2, (half % 2).astype(bool)
    size = (last - first + 1)[piece]
    before = np.concatenate([[0], np.cumsum(size)])
    within = np.arange(before[-1]) - np.repeat(before[:-1], size)
    reverse = np.repeat(against, size)
    order = np.where(reverse, np.repeat(last[piece], size) - within, np.repeat(first[piece], size) + within)
    return order, reverse, before[chain_start]


def _loops_halved(segments: Segments, order: Int, reverse: Bool, starts: Int) -> Int:
    """Cut chains that end where they begin in the middle: whoever lives there is joined to the loop."""
    ends = np.concatenate([starts[1:], [len(order)]])
    from_node = np.where(reverse, segments.head[order], segments.tail[order])
    to_node = np.where(reverse, segments.tail[order], segments.head[order])
    closed = from_node[starts] == to_node[ends - 1]
    middle = (starts[closed] + ends[closed]) // 2
    return np.sort(np.concatenate([starts, middle]))


def _edges(segments: Segments, order: Int, reverse: Bool, starts: Int, places: NDArray[np.float32]) -> Edges:
    """Both directions of every chain, as far as they are open."""
    size = np.diff(np.concatenate([starts, [len(order)]]))
    from_node = np.where(reverse, segments.head[order], segments.tail[order])
    to_node = np.where(reverse, segments.tail[order], segments.head[order])
    inner = np.ones(len(order), dtype=bool)
    inner[starts] = False
    chosen = order[starts]
    along = np.where(reverse[starts], segments.backward[chosen], segments.forward[chosen])
    against = np.where(reverse[starts], segments.forward[chosen], segments.backward[chosen])
    drawn = Edges(
        from_node[starts],
        to_node[starts + size - 1],
        np.add.reduceat(segments.length_m[order], starts),
        np.add.reduceat(segments.time_s[order], starts),
        segments.name[chosen].astype(np.int32),
        np.concatenate([[0], np.cumsum(size - 1)]).astype(np.int64),
        places[from_node[inner]],
    )
    return joined(drawn.take(np.flatnonzero(along)), turned(drawn.take(np.flatnonzero(against))))


def turned(edges: Edges) -> Edges:
    """Return the same edges the other way."""
    start, bends = edges.bend_start, edges.bends
    if start is not None and bends is not None:
        size = np.diff(start)
        within = np.arange(len(bends)) - np.repeat(start[:-1], size)
        bends = bends[np.repeat(start[1:] - 1, size) - within]
    return Edges(edges.head, edges.tail, edges.length_m, edges.time_s, edges.name, start, bends)


def joined(one: Edges, other: Edges) -> Edges:
    """Return the edges of both; both have names and bends."""
    if one.name is None or other.name is None or one.bend_start is None or other.bend_start is None:
        raise ValueError("edges without names or bends cannot be joined")
    if one.bends is None or other.bends is None:
        raise ValueError("edges without bends cannot be joined")
    return Edges(
        np.concatenate([one.tail, other.tail]),
        np.concatenate([one.head, other.head]),
        np.concatenate([one.length_m, other.length_m]),
        np.concatenate([one.time_s, other.time_s]),
        np.concatenate([one.name, other.name]),
        np.concatenate([one.bend_start, one.bend_start[-1] + other.bend_start[1:]]),
        np.concatenate([one.bends, other.bends]),
    )
