"""Searches over roads beside networkx, pandana, igraph and a compiled heap: ratios in one run.

On the real roads of Delft and on made-up ones of a million junctions (see graphs.py).
Before anything is timed, every peer has to give the same distances.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import graphs
import igraph
import networkx as nx
import numba
import numpy as np
import pandana
import pandas as pd

from data.dataset import BUNDLED, read_dataset
from data.osm.reading import read_any
from geo.access import Access
from geo.network import Mode, Network, Quantity
from geo.road import RoadModel
from geo.search import search
from geo.units import Units
from model.cube import DistanceCube, Situation, build_cube, own_after_move, own_m, with_other_sites
from scenarios.evaluate import distances
from scenarios.indeling import Indeling
from scenarios.study import Study

Float = Any
Int = Any

SOURCE = os.environ.get("DEKKEND_BRONDATA", "../shared/data")
LARGE, SMALL = 1_000_000, 50_000
#: What is quick is timed so often more.
RUNS, QUICK_S = 5, 2.0
#: A peer measures a part of the groups that takes about so long; the rest is extrapolated. What takes
#: longer at once is timed once.
PATIENCE_S = 20.0
#: Pandana counts in whole millimetres per road and gives float32: metres that it may differ.
PANDANA_M = 1.0
ALIKE_M = 1e-6
#: Further than any distance; pandana is told to look so far where it is not told the furthest.
FAR_M = 5e6
#: The cube is in float32; likewise metres near 0.
FLOAT32 = 1e-6


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def settled(work: Callable[[], Any]) -> float:
    """Least of some runs, fewer where one takes long: what else the machine does only adds."""
    first, _ = timed(work)
    more = RUNS if first < QUICK_S else int(first < PATIENCE_S)
    return min([first, *(timed(work)[0] for _ in range(more))])


@contextmanager
def silent() -> Iterator[None]:
    """Keep what pandana prints from C off the screen."""
    screen = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(screen, 1)
            os.close(screen)


class Peer(Protocol):
    """A library that searches: metres to the nearest of some nodes.

    Attributes
    ----------
    name
        As it stands in the table.
    tolerance_m
        Metres that it may differ.
    by_site
        Whether a group takes as long as it has sites, rather than every group alike.
    how_nearest, how_group, how_pair
        What it does.
    """

    name: str
    tolerance_m: float
    by_site: bool
    how_nearest: str
    how_group: str
    how_pair: str

    def nearest(self, sources: Int) -> Float:
        """Metres from every node to the nearest of the sources."""
        ...

    def group(self, sources: Int, homes: Int) -> Float:
        """Metres from some nodes to the nearest of the sources."""
        ...

    def pair(self, home: int, site: int) -> float:
        """Metres from one node to another."""
        ...


@cache
def compiled() -> Any:  # noqa: ANN401
    """Compile the heap; that is done before anything is timed."""
    search = numba.njit(graphs.heap_search)
    graphs.search_with(search, graphs.whole(graphs.road_like(100, 0)), np.array([0]), Quantity.DISTANCE)
    return search


class Ours:
    """The search of dekkend with nothing left out."""

    name = "dekkend"
    tolerance_m = ALIKE_M
    by_site = False
    how_nearest = "geo.search: scipy, a node above the sources"
    how_group = "the same search for every group, nothing condensed"
    how_pair = "the same search: no early end"

    def __init__(self, network: Network) -> None:
        self.core = graphs.whole(network)

    def nearest(self, sources: Int) -> Float:
        none = np.zeros(len(sources))
        each = Access(np.arange(len(sources) + 1), sources, none, none)
        return search(self.core, each.of([np.arange(len(sources))]), Quantity.DISTANCE)[0]

    def group(self, sources: Int, homes: Int) -> Float:
        return self.nearest(sources)[homes]

    def pair(self, home: int, site: int) -> float:
        return float(self.nearest(np.array([site]))[home])


class Heap:
    """A binary heap, compiled: what the machine can do with this algorithm."""

    name = "compiled heap (numba)"
    tolerance_m = ALIKE_M
    by_site = False
    how_nearest = "the limit of the plain algorithm"
    how_group = "whole network per group"
    how_pair = "no early end"

    def __init__(self, network: Network) -> None:
        self.core = graphs.whole(network)
        self.search = compiled()

    def nearest(self, sources: Int) -> Float:
        return graphs.search_with(self.search, self.core, sources, Quantity.DISTANCE)

    def group(self, sources: Int, homes: Int) -> Float:
        return self.nearest(sources)[homes]

    def pair(self, home: int, site: int) -> float:
        return float(self.nearest(np.array([site]))[home])


class NetworkX:
    """Plain Python."""

    name = "networkx"
    tolerance_m = ALIKE_M
    by_site = False
    how_nearest = "multi_source_dijkstra_path_length"
    how_group = "multi_source_dijkstra_path_length per group"
    how_pair = "bidirectional_dijkstra"

    def __init__(self, network: Network) -> None:
        edges = network.edges
        self.size = len(network)
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(range(self.size))
        ends = zip(edges.head.tolist(), edges.tail.tolist(), edges.length_m.tolist(), strict=True)
        self.graph.add_weighted_edges_from(ends)

    def nearest(self, sources: Int) -> Float:
        found = nx.multi_source_dijkstra_path_length(self.graph, sources.tolist())
        metres = np.full(self.size, np.inf)
        metres[np.fromiter(found, dtype=np.intp)] = np.fromiter(found.values(), dtype=np.float64)
        return metres

    def group(self, sources: Int, homes: Int) -> Float:
        return self.nearest(sources)[homes]

    def pair(self, home: int, site: int) -> float:
        return float(nx.bidirectional_dijkstra(self.graph, site, home)[0])


class IGraph:
    """C, with a node above each group of sources, as its distances know only single sources."""

    name = "igraph"
    tolerance_m = ALIKE_M
    by_site = False
    how_nearest = "distances from a node above the sources"
    how_group = "distances from a node above the group, to the homes"
    how_pair = "distances, one to one"

    def __init__(self, network: Network) -> None:
        edges = network.edges
        self.size = len(network)
        self.graph = igraph.Graph(n=self.size, edges=np.column_stack([edges.tail, edges.head]), directed=True)
        self.graph.es["m"] = edges.length_m
        self.above: dict[bytes, int] = {}

    def know(self, groups: Sequence[Int]) -> None:
        """Put a node above each group."""
        first, known = self.graph.vcount(), self.graph.ecount()
        tops = np.repeat(np.arange(first, first + len(groups)), [len(group) for group in groups])
        self.graph.add_vertices(len(groups))
        self.graph.add_edges(np.column_stack([np.concatenate(groups), tops]))
        self.graph.es[known:]["m"] = 0.0
        self.above |= {group.tobytes(): first + number for number, group in enumerate(groups)}

    def nearest(self, sources: Int) -> Float:
        return self._from(self.above[sources.tobytes()], None)[: self.size]

    def group(self, sources: Int, homes: Int) -> Float:
        return self._from(self.above[sources.tobytes()], homes.tolist())

    def pair(self, home: int, site: int) -> float:
        return float(self._from(site, [home])[0])

    def _from(self, node: int, to: list[int] | None) -> Float:
        return np.array(self.graph.distances([node], to, weights="m", mode="in")[0])


class Pandana:
    """Contraction hierarchies: all of it prepared beforehand, for one quantity."""

    name = "pandana"
    tolerance_m = PANDANA_M
    by_site = True
    how_nearest = "nearest_pois, two threads"
    how_group = "shortest_path_lengths, two threads"
    how_pair = "shortest_path_length"

    def __init__(self, network: Network) -> None:
        edges = network.edges
        self.network, self.limit_m = network, FAR_M
        with silent():
            self.known = pandana.Network(
                pd.Series(network.easting),
                pd.Series(network.northing),
                pd.Series(edges.tail.astype(np.int64)),
                pd.Series(edges.head.astype(np.int64)),
                pd.DataFrame({"m": edges.length_m}),
                twoway=False,
            )

    def nearest(self, sources: Int) -> Float:
        east, north = self.network.easting[sources], self.network.northing[sources]
        with silent():
            self.known.set_pois("sites", self.limit_m, 1, pd.Series(east), pd.Series(north))
            metres = self.known.nearest_pois(self.limit_m, "sites", num_pois=1)[1].to_numpy(dtype=np.float64)
        return np.where(metres >= self.limit_m, np.inf, metres)

    def group(self, sources: Int, homes: Int) -> Float:
        pairs = np.tile(homes, len(sources)), np.repeat(sources, len(homes))
        found = np.array(self.known.shortest_path_lengths(*pairs))
        found[found > FAR_M] = np.inf
        return found.reshape(len(sources), len(homes)).min(axis=0)

    def pair(self, home: int, site: int) -> float:
        return float(self.known.shortest_path_length(home, site))


PEERS: tuple[type[Any], ...] = (Heap, IGraph, NetworkX, Pandana)


@dataclass(frozen=True)
class Case:
    """A network and what is asked of it.

    Attributes
    ----------
    name
        Of the network.
    network
        To search.
    many
        Nodes with a facility, to which the nearest is asked for from everywhere.
    situation, units
        What the cube is measured for; homes and sites stand on nodes.
    """

    name: str
    network: Network
    many: Int
    situation: Situation
    units: Units

    @cached_property
    def homes(self) -> Int:
        """Node of each home."""
        return self._nodes(self.situation.homes.easting, self.situation.homes.northing)

    @cached_property
    def groups(self) -> list[Int]:
        """Nodes with a site of a (kind, unit), in an order that means nothing."""
        nodes = self._nodes(self.situation.sites.easting, self.situation.sites.northing)
        order = np.random.default_rng(0).permutation(len(self.columns))
        return [np.unique(nodes[self.columns[number][1]]) for number in order]

    @cached_property
    def keys(self) -> list[tuple[int, int]]:
        """Kind and unit of each group."""
        order = np.random.default_rng(0).permutation(len(self.columns))
        return [self.columns[number][0] for number in order]

    @cached_property
    def columns(self) -> list[tuple[tuple[int, int], Int]]:
        """Kind and unit with their sites."""
        situation = self.situation
        unit = self.units.unit_of_point[situation.point_of_site[situation.offer_site]]
        key = situation.offer_kind * len(self.units) + unit
        return [
            ((int(one) // len(self.units), int(one) % len(self.units)), situation.offer_site[key == one])
            for one in np.unique(key)
        ]

    def _nodes(self, easting: Float, northing: Float) -> Int:
        return self.network.tree.query(np.column_stack([easting, northing]))[1]


@dataclass(frozen=True)
class Question:
    """What is asked of a network, and what dekkend takes for it.

    Attributes
    ----------
    network, what
        As they stand in the table.
    prepared_s, seconds
        Of dekkend.
    """

    network: str
    what: str
    prepared_s: float
    seconds: float

    def ours(self, how: str) -> str:
        """Row of dekkend itself."""
        return self.beside("dekkend", self.prepared_s, self.seconds, how)

    def beside(self, who: str, prepared_s: float, seconds: float, how: str) -> str:
        """Row of another; below 1 dekkend is the slower."""
        alone = times_as(seconds, self.seconds)
        both = times_as(prepared_s + seconds, self.prepared_s + self.seconds)
        shown = written(prepared_s) if prepared_s else "-"
        cells = [self.network, self.what, who, shown, written(seconds), alone, both, how]
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Times:
    """What one library took.

    Attributes
    ----------
    peer
        Its class.
    prepared_s
        Seconds to make of the network what it searches, for metres only.
    nearest_s, pair_s
        Seconds for all nodes, and for one journey.
    cube_s, measured
        Seconds for all groups and both quantities, and how many groups that was measured on.
    """

    peer: type[Any]
    prepared_s: float
    nearest_s: float
    pair_s: float
    cube_s: float
    measured: int


def measure(kind: type[Any], case: Case, cube: DistanceCube, known: Float) -> Times:
    """Check one library and time it."""
    print(f"{case.name}: {kind.name}", file=sys.stderr)
    prepared_s, peer = timed(lambda: kind(replace(case.network)))  # a copy, of which nothing is known yet
    if isinstance(peer, IGraph):
        more_s, _ = timed(lambda: peer.know([case.many, *case.groups]))
        prepared_s += more_s
    if isinstance(peer, Pandana):  # a kindness: it is told how far it has to look
        peer.limit_m = float(np.ceil(known[np.isfinite(known)].max())) + 1
    require_alike(kind, peer.nearest(case.many), known)
    nearest_s = settled(lambda: peer.nearest(case.many))
    spent, done, sites = 0.0, 0, 0
    for (offered, unit), group in zip(case.keys, case.groups, strict=True):
        seconds, found = timed(lambda group=group: peer.group(group, case.homes))
        require_alike(kind, found, cube.distance_m[offered, :, unit])
        spent, done, sites = spent + seconds, done + 1, sites + len(group)
        if spent > PATIENCE_S:
            break
    share = sites / sum(map(len, case.groups)) if kind.by_site else done / len(case.groups)
    ends = list(zip(case.homes[:RUNS], case.many[:RUNS], strict=True))
    pair_s = statistics.median(timed(lambda h=h, s=s: peer.pair(int(h), int(s)))[0] for h, s in ends)
    return Times(kind, prepared_s, nearest_s, pair_s, 2 * spent / share, done)


def require_alike(kind: type[Any], found: Float, known: Float) -> None:
    """Stop where a peer gives other distances: then its time means nothing."""
    known = np.asarray(known, dtype=np.float64)
    alike = np.isfinite(found) == np.isfinite(known)
    both = np.isfinite(found) & np.isfinite(known)
    gap = np.abs(found[both] - known[both]) - known[both] * FLOAT32
    if not (alike.all() and (gap <= kind.tolerance_m + FLOAT32).all()):
        raise SystemExit(f"{kind.name} geeft andere afstanden: {gap.max():.3f} m")


def run(case: Case) -> list[str]:
    """Measure all questions on one network and give rows of the table."""
    compiled()
    model = RoadModel(case.network)
    prepared_s, core = timed(lambda: graphs.whole(case.network))
    situation, units = case.situation, case.units
    between_s, journeys = timed(lambda: model.between(situation.homes, situation.sites))
    cube_s, cube = timed(lambda: build_cube(situation, units, model))
    heap = compiled()
    (offered, unit), group = case.keys[0], case.groups[0]
    seconds = graphs.search_with(heap, core, group, Quantity.TIME)[case.homes]
    require_alike(Heap, seconds, np.asarray(cube.time_s)[offered, :, unit])
    known = Ours(case.network).nearest(case.many)
    ours = measure(Ours, case, cube, known)
    times = []
    for kind in PEERS:
        times.append(measure(kind, case, cube, known))
        gc.collect()
    about = f"nearest of {len(case.many):,} sites, {len(case.network):,} nodes"
    question = Question(case.name, about, prepared_s, ours.nearest_s)
    rows = [question.ours(Ours.how_nearest)]
    rows += [question.beside(o.peer.name, o.prepared_s, o.nearest_s, o.peer.how_nearest) for o in times]
    about = f"cube: {len(case.groups):,} groups at {len(case.homes):,} homes, metres and seconds"
    question = Question(case.name, about, between_s, cube_s)
    rows.append(question.ours(f"condensed to {len(journeys.core):,} nodes, in batches"))
    for one in (ours, *times):
        name = "dekkend, not condensed" if one is ours else one.peer.name
        how = one.peer.how_group
        if one.measured < len(case.groups):
            how += f"; {one.measured} groups measured (extrapolated)"
        twice = 2 if one.peer is Pandana else 1  # it prepares for metres and for seconds
        rows.append(question.beside(name, twice * one.prepared_s, one.cube_s, how))
    rows += moved_rows(case, model, cube, cube_s, times)
    question = Question(case.name, "one journey", prepared_s, ours.pair_s)
    rows.append(question.ours(Ours.how_pair))
    rows += [question.beside(o.peer.name, o.prepared_s, o.pair_s, o.peer.how_pair) for o in times]
    return rows


def moved_rows(
    case: Case, model: RoadModel, cube: DistanceCube, cube_s: float, times: list[Times]
) -> list[str]:
    """One site goes to another unit: the two columns that this touches."""
    after = moved_site(case)
    before = case.situation
    moved_s = settled(lambda: with_other_sites(cube, before, after, model))
    moved = with_other_sites(cube, before, after, model)
    other = replace(case, situation=after)
    core, heap = graphs.whole(case.network), compiled()
    touched = 0
    for (kind, unit), group in zip(other.keys, other.groups, strict=True):
        if not np.array_equal(moved.distance_m[kind, :, unit], cube.distance_m[kind, :, unit]):
            metres = graphs.search_with(heap, core, group, Quantity.DISTANCE)
            require_alike(Heap, metres[case.homes], moved.distance_m[kind, :, unit])
            touched += 1
    question = Question(case.name, "one site moved to another unit", 0, moved_s)
    rows = [question.ours(f"with_other_sites: {touched} columns touched")]
    rows.append(question.beside("dekkend", 0, cube_s, "the whole cube anew"))
    for one in times:
        seconds = one.cube_s * touched / len(case.groups)
        rows.append(question.beside(one.peer.name, 0, seconds, "the columns touched, as in the cube"))
    return rows


def moved_site(case: Case) -> Situation:
    """Put one of the sites of the largest group where a home of another unit is."""
    before, units = case.situation, case.units
    (_, unit), members = max(case.columns, key=lambda column: len(column[1]))
    home = int(np.flatnonzero(units.unit_of_point != unit)[0])
    site, homes, sites = int(members[0]), before.homes, before.sites
    easting, northing, zone = (np.array(values) for values in (sites.easting, sites.northing, sites.zone))
    easting[site], northing[site], zone[site] = homes.easting[home], homes.northing[home], home
    return replace(before, sites=replace(sites, easting=easting, northing=northing, zone=zone))


def edit_rows() -> list[str]:
    """One gemeente goes to another swv, for the country on the bundled set."""
    study = Study.of(read_dataset(BUNDLED))
    country, cube, base = study.country, study.cube, study.arrangement(study.base_id)
    known, free = study.distances(base.id), (study.free_m, study.free_s)
    gemeente = country.unit_table["gemeentecode"].to_numpy()
    ids = np.array(cube.units.ids, dtype=object)
    moving = ids[gemeente == country.gemeente_of_point[0]].tolist()
    now = replace(base, po=_given(base.po, moving), vo=_given(base.vo, moving))
    points = cube.units.unit_of_point
    layers = [
        (np.array(base.layer(kind.layer).swv, dtype=object), now.layer(kind.layer)) for kind in country.kinds
    ]
    codes = [np.array(layer.swv, dtype=object) for _, layer in layers]
    cubes = [(cube.distance_m, known.own_m), (np.asarray(cube.time_s), np.asarray(known.own_s))]

    def touched() -> list[Float]:
        return [
            own_after_move(own[at], values[at], points, layers[at][0], codes[at])
            for values, own in cubes
            for at in range(len(layers))
        ]

    def anew() -> list[Float]:
        return [
            own_m(values[at], points, layers[at][1].numbers())
            for values, _ in cubes
            for at in range(len(layers))
        ]

    def masked() -> list[Float]:
        found = []
        for values, _ in cubes:
            for at in range(len(layers)):
                own = codes[at][points][:, None] == codes[at][None, :]
                found.append(np.where(own, values[at], np.inf).min(axis=1))
        return found

    for one, other in zip(touched(), anew(), strict=True):
        if not np.array_equal(one, other):
            raise SystemExit("own_after_move geeft andere afstanden")
    about = f"one gemeente to another swv, {len(points):,} homes, {len(layers)} kinds, metres and seconds"
    question = Question("Nederland (bundled)", about, 0, settled(touched))
    checked_s = settled(lambda: distances(country, cube, free, now, (base, known)))
    return [
        question.ours("own_after_move: only the swv's touched"),
        question.beside("dekkend", 0, checked_s, "likewise, with the check that all pupils have an swv"),
        question.beside("dekkend", 0, settled(anew), "own_m: the whole country anew"),
        question.beside("numpy", 0, settled(masked), "a mask over the cube"),
    ]


def _given(layer: Indeling, moving: list[str]) -> Indeling:
    """Give units to the first swv that they are not in."""
    had = {code for unit, code in zip(layer.units.ids, layer.swv, strict=True) if unit in moving}
    return layer.assign(moving, next(code for code in layer.codes if code not in had))


def times_as(one: float, other: float) -> str:
    """How many times as long: below 1 dekkend is the slower."""
    return f"{one / other:.0f}x" if one / other >= 10 else f"{one / other:.2g}x"  # noqa: PLR2004


def written(seconds: float) -> str:
    """Seconds or milliseconds."""
    return f"{seconds:,.1f} s" if seconds >= 10 else (  # noqa: PLR2004
        f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
    )  # fmt: skip


def delft(seed: int) -> Case:
    """The real roads of a city."""
    path = Path(SOURCE) / "wegen" / "osm_delft_drive.graphml"
    network = read_any(path, [Mode.AUTO])[0].network
    situation, units = graphs.places(network, 200, 60, 20, seed)
    many = np.random.default_rng(seed).choice(len(network), size=20, replace=False)
    return Case("Delft (OSM)", network, many, situation, units)


def made_up(nodes: int, seed: int) -> Case:
    """Made-up roads."""
    network = graphs.road_like(nodes, seed)
    situation, units = graphs.places(network, 4_000, 5_000, 380, seed)
    many = np.random.default_rng(seed).choice(nodes, size=1_000, replace=False)
    return Case(f"made-up, {nodes:,} nodes", network, many, situation, units)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klein", action="store_true", help="50.000 kruisingen in plaats van een miljoen")
    parser.add_argument("--zaad", type=int, default=1, help="van het kunstmatige netwerk")
    chosen = parser.parse_args()
    rows = run(delft(chosen.zaad))
    rows += run(made_up(SMALL if chosen.klein else LARGE, chosen.zaad))
    rows += edit_rows()
    print("| network | what | by | prepared | computed | times dekkend | with what was prepared | how |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
