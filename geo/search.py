"""Searches over a network from many places at once, read off at homes only.

The graph is driven backwards: what a search from a school finds is the way from
home to school, one-way streets included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.access import Access
from geo.condense import Core
from geo.network import Network, Quantity

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]


def search(core: Core, sources: Access, quantity: Quantity, limit: float = np.inf) -> Float:
    """Least metres or seconds from places to every node of a core.

    Each place becomes a node of its own that leads to the nodes where it enters
    the network, so that the first stretch counts and the nearest entrance wins.

    Parameters
    ----------
    core
        To search.
    sources
        Places, by positions in the core.
    quantity
        Metres or seconds.
    limit
        No further than this, in that quantity; infinite beyond it.

    Returns
    -------
    Shape ``(n_places, n_core)``, float64; infinite where nothing leads.
    """
    size, extra = len(core), len(sources)
    start = np.concatenate([core.start, core.start[-1] + sources.start[1:]]).astype(np.int32)
    head = np.concatenate([core.head, sources.node]).astype(np.int32)
    weight = np.concatenate([core.weight(quantity), sources.cost(quantity)])
    graph = csr_array((weight, head, start), shape=(size + extra, size + extra))
    found: Float = dijkstra(graph, indices=np.arange(size, size + extra), limit=limit)
    return found[:, :size]


@dataclass(eq=False)
class Entrances:
    """Lets places anywhere on a network enter its core.

    What was left out lies in patches between nodes of the core, so a short
    search within the patch finds where a journey from there can reach the core.

    Attributes
    ----------
    network
        Whole, driven in the direction in which it is searched.
    core
        What is left of it.
    """

    network: Network
    core: Core

    def __post_init__(self) -> None:
        """Give each node its position in the core."""
        self._position = np.full(len(self.network), -1, dtype=np.int64)
        self._position[self.core.node] = np.arange(len(self.core))
        self._patch: tuple[Int, Int, Int] | None = None

    def enter(self, access: Access) -> Access:
        """Say at which nodes of the core places enter, with metres and seconds to get there.

        Parameters
        ----------
        access
            By nodes of the network.

        Returns
        -------
        Access by positions in the core; a place that cannot reach the core has no links.
        """
        inside = self._position[access.node]
        outside = np.flatnonzero(inside < 0)
        if not outside.size:
            return Access(access.start, inside, access.distance_m, access.time_s)
        found = {int(link): self._enter_at(int(access.node[link])) for link in outside}
        size = np.ones(len(inside), dtype=np.intp)
        size[outside] = [len(node) for node, _, _ in found.values()]
        ends = np.concatenate([[0], np.cumsum(size)])
        node = np.repeat(inside, size)
        metres, seconds = np.repeat(access.distance_m, size), np.repeat(access.time_s, size)
        for link, (entered, further_m, further_s) in found.items():
            here = slice(ends[link], ends[link + 1])
            node[here] = entered
            metres[here] += further_m
            seconds[here] += further_s
        return Access(ends[access.start], node, metres, seconds)

    def _enter_at(self, node: int) -> tuple[Int, Float, Float]:
        label, order, start = self._patches()
        members = order[start[label[node]] : start[label[node] + 1]]
        first, last = self.network.start[members], self.network.start[members + 1]
        size = last - first
        chosen = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(size.sum())
        edges = self.network.edges.take(chosen)
        nodes, ends = np.unique(
            np.concatenate([np.repeat(members, size), edges.head, [node]]), return_inverse=True
        )
        tail, head, here = ends[: len(chosen)], ends[len(chosen) : -1], ends[-1]
        cells = (len(nodes), len(nodes))
        metres, seconds = (
            dijkstra(csr_array((weight, (tail, head)), shape=cells), indices=here)
            for weight in (edges.length_m, edges.time_s)
        )
        position = self._position[nodes]
        out = (position >= 0) & np.isfinite(metres)
        return position[out], metres[out], seconds[out]

    def _patches(self) -> tuple[Int, Int, Int]:
        """Patch of each node, nodes by patch, and where each patch starts among them."""
        if self._patch is None:
            outside = self._position < 0
            edges = self.network.edges
            between = outside[edges.tail] & outside[edges.head]
            size = len(self.network)
            ones = np.ones(int(between.sum()), dtype=np.int8)
            joined = csr_array((ones, (edges.tail[between], edges.head[between])), shape=(size, size))
            count, label = connected_components(joined, directed=False)
            start = np.concatenate([[0], np.cumsum(np.bincount(label, minlength=count))])
            self._patch = label, np.argsort(label, kind="stable"), start
        return self._patch
