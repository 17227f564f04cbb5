"""Roads that nobody built, the same for the same seed, and the plainest compiled search over them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from geo.condense import Core
from geo.distance import Homes, Sites
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network
from geo.units import Units
from model.cube import Situation

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

#: Square metres of land per junction in the country, and in a town.
COUNTRY_M2 = 41_500.0
TOWN_M2 = 8_000.0
#: Share of the junctions in towns, and junctions per town.
IN_TOWNS = 0.65
PER_TOWN = 2_500
#: Roads per junction; the share of one-way roads among those that are not needed to hold all together.
ROADS = 1.34
ONE_WAY = 0.6
#: Roads besides those that hold all together are chosen in so many rounds.
ROUNDS = 5
#: A road is longer than the straight line by an exponential share with this mean.
BENDS = 0.12
#: Kilometres per hour in a street, on a country road, on a better one, and between towns.
KMH = {"street": 30.0, "road": 60.0, "better": 80.0, "main": 100.0}
STREET_M = 150.0
#: What sites of each kind there are, as in the bundled data set.
KINDS = {"bo": 3025, "sbo": 245, "so": 298, "vso": 304, "pro": 174, "vo": 852}


def road_like(nodes: int, seed: int) -> Network:
    """Make a network with the shape of roads: towns, dead ends, three-way junctions, main roads.

    Junctions lie in towns and between them; roads are the edges of their Gabriel graph that hold all
    together (a least spanning tree) and some more, first those that make a junction of a bend. Each is
    longer than the straight line; main roads between towns are fast; some roads are one-way, though
    never one without which a place could not be reached.
    """
    rng = np.random.default_rng(seed)
    easting, northing, towns = _junctions(nodes, rng)
    one, other = _gabriel(easting, northing)
    straight = np.hypot(easting[one] - easting[other], northing[one] - northing[other])
    length = straight * (1 + rng.exponential(BENDS, len(straight)))
    tree = _spanning(one, other, length, nodes)
    kept = np.flatnonzero(_further(one, other, tree, nodes, rng))
    one, other, length, tree = one[kept], other[kept], length[kept], tree[kept]
    main = _between_towns((one, other), length, np.column_stack([easting, northing]), towns)
    better = rng.random(len(one)) < 0.25  # noqa: PLR2004
    kmh = np.where(length < STREET_M, KMH["street"], np.where(better, KMH["better"], KMH["road"]))
    kmh = np.where(main, KMH["main"], kmh)
    seconds = length / (kmh / 3.6)
    turned = rng.random(len(one)) < 0.5  # noqa: PLR2004
    one, other = np.where(turned, other, one), np.where(turned, one, other)
    both = tree | main | (rng.random(len(one)) >= ONE_WAY)
    edges = Edges(
        np.concatenate([one, other[both]]),
        np.concatenate([other, one[both]]),
        np.concatenate([length, length[both]]),
        np.concatenate([seconds, seconds[both]]),
    )
    origin = Origin("kunstmatig", Mode.AUTO, "gemodelleerd", f"zaad {seed}", "onbekend")
    return build_network(origin, easting, northing, edges)


def _junctions(nodes: int, rng: np.random.Generator) -> tuple[Float, Float, Float]:
    """Places of junctions, and the middles of towns, the largest first."""
    side = np.sqrt(nodes * COUNTRY_M2)
    count = max(4, nodes // PER_TOWN)
    towns = rng.random((count, 2)) * side
    share = 1 / (np.arange(count) + 5.0)
    town = rng.choice(count, size=round(IN_TOWNS * nodes), p=share / share.sum())
    spread = np.sqrt(np.bincount(town, minlength=count) * TOWN_M2 / (2 * np.pi))
    near = towns[town] + rng.normal(size=(len(town), 2)) * spread[town][:, None]
    far = rng.random((nodes - len(town), 2)) * side
    place = np.concatenate([near, far])
    return place[:, 0], place[:, 1], towns


def _gabriel(easting: Float, northing: Float) -> tuple[Int, Int]:
    """Pairs of points with no third one in the circle between them."""
    place = np.column_stack([easting, northing])
    corner = Delaunay(place).simplices
    pairs, good = [], []
    for at in range(3):
        here, left, right = corner[:, at], corner[:, (at + 1) % 3], corner[:, (at + 2) % 3]
        sharp = ((place[left] - place[here]) * (place[right] - place[here])).sum(axis=1) >= 0
        pairs.append(np.column_stack([np.minimum(left, right), np.maximum(left, right)]))
        good.append(sharp)
    ends = np.concatenate(pairs).astype(np.int64)
    key = ends[:, 0] * len(place) + ends[:, 1]
    found, which = np.unique(key, return_inverse=True)
    fits = np.ones(len(found), dtype=bool)
    fits[which[~np.concatenate(good)]] = False
    return found[fits] // len(place), found[fits] % len(place)


def _spanning(one: Int, other: Int, length: Float, nodes: int) -> NDArray[np.bool_]:
    tree = minimum_spanning_tree(csr_array((length, (one, other)), shape=(nodes, nodes))).tocoo()
    ends = np.minimum(tree.row, tree.col).astype(np.int64) * nodes + np.maximum(tree.row, tree.col)
    return np.isin(one * nodes + other, ends)


def _further(
    one: Int, other: Int, tree: NDArray[np.bool_], nodes: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Choose roads besides a tree, in rounds, first those that make junctions of bends."""
    chosen = tree.copy()
    for left in range(ROUNDS, 0, -1):
        degree = np.bincount(np.concatenate([one[chosen], other[chosen]]), minlength=nodes)
        bends = (degree[one] == 2).astype(int) + (degree[other] == 2)  # noqa: PLR2004
        rank = np.where(chosen, np.inf, rng.random(len(one)) - bends)
        more = (round(ROADS * nodes) - int(chosen.sum())) // left
        chosen[np.argsort(rank, kind="stable")[:more]] = True
    return chosen


def _between_towns(ends: tuple[Int, Int], length: Float, place: Float, towns: Float) -> NDArray[np.bool_]:
    """Roads on the shortest way between neighbouring towns, of the largest quarter of them."""
    one, other = ends
    nodes, large = len(place), towns[: max(4, len(towns) // 4)]
    _, middle = cKDTree(place).query(large)
    corner = Delaunay(large).simplices
    graph = csr_array((length, (one, other)), shape=(nodes, nodes))
    used = [np.zeros(0, dtype=np.int64)]
    for town in range(len(large)):
        beside = np.unique(corner[(corner == town).any(axis=1)])
        reach = 2 * np.hypot(*(large[beside] - large[town]).T).max()
        _, before = dijkstra(
            graph, directed=False, indices=middle[town], limit=reach, return_predecessors=True
        )
        at = middle[beside]
        while (at := at[before[at] >= 0]).size:
            came = before[at]
            used.append(np.minimum(at, came).astype(np.int64) * nodes + np.maximum(at, came))
            at = np.unique(came)
    return np.isin(one.astype(np.int64) * nodes + other, np.concatenate(used))


def places(network: Network, homes: int, sites: int, units: int, seed: int) -> tuple[Situation, Units]:
    """Put homes and sites on junctions; a site offers one kind, and units are homes near one another."""
    rng = np.random.default_rng(seed)
    of_homes = rng.choice(len(network), size=homes, replace=False)
    of_sites = rng.choice(len(network), size=sites)
    middles = rng.choice(of_homes, size=units, replace=False)
    plane = np.column_stack([network.easting, network.northing])
    _, unit = cKDTree(plane[middles]).query(plane[of_homes])
    _, zone = cKDTree(plane[of_homes]).query(plane[of_sites])
    share = np.array(list(KINDS.values()), dtype=np.float64)
    kind = rng.choice(len(KINDS), size=sites, p=share / share.sum())
    situation = Situation(
        Homes(network.easting[of_homes], network.northing[of_homes], np.zeros(homes)),
        Sites(
            network.easting[of_sites],
            network.northing[of_sites],
            np.full(sites, -1, dtype=np.intp),
            zone.astype(np.intp),
        ),
        tuple(KINDS),
        np.arange(sites),
        kind,
    )
    return situation, Units.from_labels([f"{number:04d}" for number in unit])


def whole(network: Network) -> Core:
    """All of a network driven backwards, as the searches of dekkend take it: nothing is left out."""
    back = network.reversed
    everyone = np.arange(len(back), dtype=np.int32)
    return Core(everyone, back.start, back.edges.head, back.edges.length_m, back.edges.time_s)


def heap_search(  # noqa: C901  # one loop, as a compiler likes it
    start: Int, head: Int, weight: Float, sources: Int, found: Float
) -> None:
    """Dijkstra's algorithm with a plain binary heap from several sources at once.

    Written for a compiler (numba), without a thought for Python: it is the peer that stands
    for what the machine can do with this algorithm. An outdated entry stays in the heap
    until it comes up.

    Parameters
    ----------
    start, head, weight
        Compressed sparse rows.
    sources
        Nodes at distance 0.
    found
        Shape ``(n_nodes,)``: filled with the distances, infinite where nothing leads.
    """
    room = len(head) + len(sources) + 1
    key, node = np.empty(room, np.float64), np.empty(room, np.int32)
    found[:] = np.inf
    size = 0
    for source in sources:
        found[source] = 0.0
        key[size], node[size] = 0.0, source
        size += 1
    while size > 0:
        near, here = key[0], node[0]
        size -= 1
        last, last_node = key[size], node[size]
        at = 0
        while True:
            below = 2 * at + 1
            if below >= size:
                break
            if below + 1 < size and key[below + 1] < key[below]:
                below += 1
            if key[below] >= last:
                break
            key[at], node[at] = key[below], node[below]
            at = below
        key[at], node[at] = last, last_node
        if near > found[here]:
            continue
        for edge in range(start[here], start[here + 1]):
            reached = near + weight[edge]
            there = head[edge]
            if reached < found[there]:
                found[there] = reached
                at = size
                size += 1
                while at > 0:
                    above = (at - 1) // 2
                    if key[above] <= reached:
                        break
                    key[at], node[at] = key[above], node[above]
                    at = above
                key[at], node[at] = reached, there


def search_with(
    search: Any,  # noqa: ANN401  # heap_search, compiled or not
    core: Core,
    sources: Int,
    quantity: Quantity,
) -> Float:
    """Run `heap_search` over a core from some of its nodes."""
    found = np.empty(len(core))
    search(core.start, core.head, core.weight(quantity), np.asarray(sources, dtype=np.int32), found)
    return found
