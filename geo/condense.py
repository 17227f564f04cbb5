"""A smaller network with the same distances between the nodes that matter.

A journey between two demand points passes thousands of junctions that no one
asks about. Leaving out such a junction changes no distance if every pair of its
neighbours gets an edge of the two lengths together; that costs nothing as long
as a junction has few neighbours. Done over and over, this takes out most of a
road network, and searches become as much faster (node contraction without
witness search; the first steps of contraction hierarchies, Geisberger e.a. 2012).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.network import Network, Quantity

Float = NDArray[np.float64]
Index = NDArray[np.int32]
Mask = NDArray[np.bool_]

#: Junctions with more neighbours stay: each would add more edges than searches gain.
MOST_NEIGHBOURS = 8

#: A round that takes out a smaller share of the junctions is the last.
LEAST_GAIN = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """What is left of a network.

    Attributes
    ----------
    node
        Shape ``(n_core,)``: position in the whole network of each node that is left, ascending.
    start, head
        Compressed sparse rows over these nodes.
    length_m, time_s
        Shape ``(n_edges,)``: an edge has the metres of the shortest and the
        seconds of the fastest way between its ends past nodes that were left out.
    """

    node: Index
    start: Index
    head: Index
    length_m: Float
    time_s: Float

    def __len__(self) -> int:
        """Return the number of nodes that are left."""
        return len(self.node)

    def weight(self, quantity: Quantity) -> Float:
        """Metres or seconds per edge."""
        return self.length_m if quantity is Quantity.DISTANCE else self.time_s


def condense(network: Network, kept: Mask) -> Core:
    """Leave out nodes without changing any distance or time between those that stay.

    Parameters
    ----------
    network
        Not changed.
    kept
        Shape ``(n_nodes,)``: nodes that have to stay; more may.

    Examples
    --------
    Three nodes in a row; the middle one is nobody's:

    >>> from geo.network import Edges, Mode, Origin, build_network
    >>> both = Edges(np.array([0, 1]), np.array([1, 2]), np.array([3.0, 4.0]), np.array([1.0, 1.0]))
    >>> origin = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf", "2025-01-01")
    >>> row = build_network(origin, np.array([0.0, 3.0, 7.0]), np.zeros(3), both)
    >>> core = condense(row, np.array([True, False, True]))
    >>> core.node, core.length_m
    (array([0, 2], dtype=int32), array([7.]))
    """
    edges = network.edges
    tail, head = edges.tail.astype(np.int32), edges.head.astype(np.int32)
    left = _Rows(np.arange(len(network), dtype=np.int32), tail, head, edges.length_m, edges.time_s)
    fixed = kept
    # which of two neighbours goes first is left to a shuffle that is always the same
    turn = np.random.default_rng(0).permutation(len(network))
    while True:
        leaving = _leaving(left, fixed, turn)
        if leaving.sum() < max(1, LEAST_GAIN * len(left.node)):
            break
        smaller = left.without(leaving)
        if len(smaller.tail) > len(left.tail) and len(smaller.tail) > MOST_NEIGHBOURS * len(smaller.node):
            break
        stays = ~leaving
        left, fixed, turn = smaller, fixed[stays], turn[stays]
    start = np.concatenate([[0], np.cumsum(np.bincount(left.tail, minlength=len(left.node)))])
    return Core(left.node, start.astype(np.int32), left.head, left.length_m, left.time_s)


def _leaving(left: _Rows, fixed: Mask, turn: NDArray[np.int64]) -> Mask:
    """Nodes to leave out now: few neighbours, fewest first, and no two of them neighbours."""
    size = len(left.node)
    present = np.ones(len(left.tail), dtype=np.int8)
    one_way = csr_array((present, (left.tail, left.head)), shape=(size, size))
    beside = csr_array(one_way + one_way.T)
    neighbours = np.diff(beside.indptr)
    candidate = ~fixed & (neighbours <= MOST_NEIGHBOURS)
    rank = np.where(candidate, neighbours * (turn.max(initial=0) + 1) + turn, np.iinfo(np.int64).max)
    lowest = np.full(size, np.iinfo(np.int64).max)
    if beside.nnz:
        some = np.flatnonzero(neighbours)
        lowest[some] = np.minimum.reduceat(rank[beside.indices], beside.indptr[some])
    leaving: Mask = candidate & (rank < lowest)
    return leaving


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A network on its way to a core; edges sorted by tail and head."""

    node: Index
    tail: Index
    head: Index
    length_m: Float
    time_s: Float

    def without(self, leaving: Mask) -> _Rows:
        """Leave nodes out, no two of which are neighbours, and join theirs."""
        into, out_of = np.flatnonzero(leaving[self.head]), np.flatnonzero(leaving[self.tail])
        first, last = np.searchsorted(self.tail[out_of], [self.head[into], self.head[into] + 1])
        times = last - first
        before = np.repeat(into, times)
        offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        after = out_of[np.repeat(first, times) + offset]
        apart = self.tail[before] != self.head[after]
        before, after = before[apart], after[apart]
        past = np.flatnonzero(~(leaving[self.head] | leaving[self.tail]))
        position = (np.cumsum(~leaving) - 1).astype(np.int32)
        return _single(
            self.node[~leaving],
            position[np.concatenate([self.tail[past], self.tail[before]])],
            position[np.concatenate([self.head[past], self.head[after]])],
            np.concatenate([self.length_m[past], self.length_m[before] + self.length_m[after]]),
            np.concatenate([self.time_s[past], self.time_s[before] + self.time_s[after]]),
        )


def _single(node: Index, tail: Index, head: Index, length_m: Float, time_s: Float) -> _Rows:
    """One edge for all parallel ones: the least metres, the least seconds."""
    key = tail.astype(np.int64) * len(node) + head
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    chosen = order[first]
    if not first.size:
        return _Rows(node, tail, head, length_m, time_s)
    return _Rows(
        node,
        tail[chosen],
        head[chosen],
        np.minimum.reduceat(length_m[order], first),
        np.minimum.reduceat(time_s[order], first),
    )
