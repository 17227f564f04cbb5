"""A network of roads as arrays: nodes with coordinates, directed edges with metres and seconds.

Whatever it was made from (OpenStreetMap, a modelled network), a network has one
shape: compressed sparse rows over nodes that lie along a space-filling curve, so
that neighbours in the plane are neighbours in memory, and at most one edge from
one node to another. Where several roads join the same two nodes, the edge has
the metres of the shortest and the seconds of the fastest of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely import points

Float = NDArray[np.float64]
Index = NDArray[np.int32]
Int = NDArray[np.integer[Any]]


class Mode(StrEnum):
    """How pupils travel."""

    AUTO = "auto"
    FIETS = "fiets"


class Quantity(StrEnum):
    """What a journey is measured in; a shortest and a fastest journey may take different roads."""

    DISTANCE = "afstand"
    TIME = "reistijd"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a network is and where it comes from; it goes with every figure made on it.

    Attributes
    ----------
    name
        As users know it: "modelnet", "OpenStreetMap Delft".
    mode
        Of travel.
    certainty
        ``gemeten`` (over roads on a map) or ``gemodelleerd``.
    source
        Publisher and licence, or how it was modelled.
    peildatum
        ISO date of the roads, or "onbekend".
    """

    name: str
    mode: Mode
    certainty: str
    source: str
    peildatum: str

    @property
    def label(self) -> str:
        """Name, mode and date in a few Dutch words.

        Examples
        --------
        >>> Origin("OpenStreetMap Delft", Mode.FIETS, "gemeten", "OSM", "2025-03-01").label
        'OpenStreetMap Delft, fiets, peildatum 2025-03-01'
        """
        return f"{self.name}, {self.mode}, peildatum {self.peildatum}"


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Directed edges as a reader finds them, in any order, parallel ones included.

    Attributes
    ----------
    tail, head
        Shape ``(n_edges,)``: node (position) that each leaves and enters.
    length_m, time_s
        Shape ``(n_edges,)``: metres and seconds, 0 or more.
    name
        Shape ``(n_edges,)``: position in the network's `names` of a crossing
        that people know by name (a ferry, a tunnel), else -1; None for none at all.
    bend_start, bends
        Shapes ``(n_edges + 1,)`` and ``(n_bends, 2)``: points that edge ``e``
        passes between its ends, ``bends[bend_start[e]:bend_start[e + 1]]``, RD
        New metres; None where edges are straight.
    """

    tail: Int
    head: Int
    length_m: Float
    time_s: Float
    name: NDArray[np.int32] | None = None
    bend_start: NDArray[np.int64] | None = None
    bends: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.tail)

    def take(self, chosen: Int) -> Edges:
        """Return some of the edges, in the order asked for."""
        start, bends = self.bend_start, self.bends
        if start is not None and bends is not None:
            size = np.diff(start)[chosen]
            ends = np.concatenate([[0], np.cumsum(size)])
            within = np.arange(ends[-1]) - np.repeat(ends[:-1], size)
            bends = bends[np.repeat(start[:-1][chosen], size) + within]
            start = ends.astype(np.int64)
        return Edges(
            self.tail[chosen],
            self.head[chosen],
            self.length_m[chosen],
            self.time_s[chosen],
            None if self.name is None else self.name[chosen],
            start,
            bends,
        )


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and edges in compressed sparse rows; made with `build_network`, never changed.

    Attributes
    ----------
    origin
        What it is and where it comes from.
    easting, northing
        Shape ``(n_nodes,)``, RD New metres.
    start
        Shape ``(n_nodes + 1,)``: the edges that leave node ``v`` are
        ``start[v]:start[v + 1]``, sorted by the node that they enter.
    edges
        In that order; at most one from a node to another, none to itself.
    names
        Names of crossings, see `Edges.name`.
    """

    origin: Origin
    easting: Float
    northing: Float
    start: Index
    edges: Edges
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.easting)

    def weight(self, quantity: Quantity) -> Float:
        """Metres or seconds per edge."""
        return self.edges.length_m if quantity is Quantity.DISTANCE else self.edges.time_s

    def graph(self, quantity: Quantity) -> csr_array:
        """Matrix with metres or seconds from node (row) to node (column), for scipy's csgraph."""
        size = len(self)
        return csr_array((self.weight(quantity), self.edges.head, self.start), shape=(size, size))

    @cached_property
    def reversed(self) -> Network:
        """The same roads driven backwards: a search from a school gives the way from home to school."""
        size = len(self)
        numbered = csr_array((np.arange(len(self.edges)), self.edges.head, self.start), shape=(size, size))
        turned = numbered.tocsc()
        order = turned.data
        edges = self.edges.take(order)
        heads = turned.indices.astype(np.int32)
        tails = np.repeat(np.arange(size, dtype=np.int32), np.diff(turned.indptr))
        # bends keep the direction of the road itself: whoever draws a route looks the edge up there
        edges = replace(edges, tail=tails, head=heads, bend_start=None, bends=None)
        return replace(self, start=turned.indptr.astype(np.int32), edges=edges)

    @cached_property
    def tree(self) -> cKDTree:
        """Index of the nodes in the plane, to find the nearest one."""
        return cKDTree(np.column_stack([self.easting, self.northing]))

    @cached_property
    def components(self) -> NDArray[np.int32]:
        """Shape ``(n_nodes,)``: strongly connected component of each node, 0 is the largest."""
        _, label = connected_components(self.graph(Quantity.DISTANCE), connection="strong")
        by_size = np.argsort(-np.bincount(label), kind="stable")
        rank = np.empty(len(by_size), dtype=np.int32)
        rank[by_size] = np.arange(len(by_size), dtype=np.int32)
        ranked: NDArray[np.int32] = rank[label]
        return ranked

    @cached_property
    def fingerprint(self) -> str:
        """Sha256 of mode, nodes and edges: other figures mean another fingerprint."""
        digest = hashlib.sha256(f"network;1;{self.origin.mode}".encode())
        edges = self.edges
        for array in (self.easting, self.northing, self.start, edges.head, edges.length_m, edges.time_s):
            digest.update(b";")
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def build_network(
    origin: Origin, easting: Float, northing: Float, edges: Edges, names: tuple[str, ...] = ()
) -> Network:
    """Put nodes along a Hilbert curve and edges in rows, one edge for all parallel ones.

    Parameters
    ----------
    origin
        What the network is and where it comes from.
    easting, northing
        Shape ``(n_nodes,)``, RD New metres, in any order.
    edges
        By positions in that order; edges from a node to itself are left out.
    names
        Names of crossings.

    Raises
    ------
    ValueError
        If a coordinate, length or time is missing or negative, or a position is out of range: a
        reader checks what it reads, so this is a fault in the reader.

    Examples
    --------
    Two roads from the first node to the second:

    >>> edges = Edges(np.array([0, 0]), np.array([1, 1]), np.array([900.0, 1000.0]), np.array([70.0, 40.0]))
    >>> origin = Origin("voorbeeld", Mode.AUTO, "gemeten", "zelf", "2025-01-01")
    >>> network = build_network(origin, np.array([0.0, 800.0]), np.array([0.0, 0.0]), edges)
    >>> network.edges.length_m, network.edges.time_s
    (array([900.]), array([40.]))
    """
    _require_sound(easting, northing, edges)
    order = _along_curve(easting, northing)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    between = np.flatnonzero(edges.tail != edges.head)
    moved = edges.take(between)
    moved = replace(moved, tail=rank[moved.tail], head=rank[moved.head])
    single = _fewest(moved, len(order))
    start = np.concatenate([[0], np.cumsum(np.bincount(single.tail, minlength=len(order)))])
    return Network(origin, easting[order], northing[order], start.astype(np.int32), single, names)


def _require_sound(easting: Float, northing: Float, edges: Edges) -> None:
    if not (np.isfinite(easting).all() and np.isfinite(northing).all()):
        raise ValueError("a node without coordinates")
    for values in (edges.length_m, edges.time_s):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise ValueError("an edge without a length or time of 0 or more")
    for ends in (edges.tail, edges.head):
        if ends.size and not (ends.min() >= 0 and ends.max() < len(easting)):
            raise ValueError("an edge to a node that does not exist")


def _along_curve(easting: Float, northing: Float) -> Int:
    """Order of nodes along a Hilbert curve; ties by coordinates, so that it is always the same."""
    if not easting.size:
        return np.arange(0)
    curve = gpd.GeoSeries(points(easting, northing)).hilbert_distance(level=16).to_numpy()
    return np.lexsort((northing, easting, curve))


def _fewest(edges: Edges, size: int) -> Edges:
    """One edge for all parallel ones: the shortest, with the seconds of the fastest, sorted by ends."""
    key = edges.tail.astype(np.int64) * size + edges.head
    order = np.lexsort((edges.time_s, edges.length_m, key))
    pairs = key[order]
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])) if pairs.size else order
    chosen = edges.take(order[first])
    fastest = np.minimum.reduceat(edges.time_s[order], first) if pairs.size else edges.time_s
    return replace(chosen, time_s=fastest)


def without_small_components(network: Network, fewest: int) -> tuple[Network, int]:
    """Leave out strongly connected components of fewer nodes: dead parking roads, map faults.

    Parameters
    ----------
    network
        Not changed.
    fewest
        Nodes that a component must have to be kept; the largest is always kept.

    Returns
    -------
    The network and the number of nodes left out.
    """
    size = np.bincount(network.components, minlength=1)
    kept = (size[network.components] >= fewest) | (network.components == 0)
    if kept.all():
        return network, 0
    position = np.cumsum(kept) - 1
    edges = network.edges.take(np.flatnonzero(kept[network.edges.tail] & kept[network.edges.head]))
    edges = replace(edges, tail=position[edges.tail], head=position[edges.head])
    smaller = build_network(
        network.origin, network.easting[kept], network.northing[kept], edges, network.names
    )
    return smaller, int((~kept).sum())
