"""What grows how: seconds and peak memory from 4 thousand points to 460 thousand, and to a million nodes.

Each row is measured in a process of its own. What would not fit in 8 GB is
measured for one kind of facility and extrapolated, and says so.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import graphs
import numpy as np

from data.dataset import BUNDLED, read_dataset
from data.network_store import read_network, write_network
from data.osm.reading import read_any
from geo.distance import DistanceModel, Homes, Sites, StraightLine
from geo.network import Mode, Network
from geo.road import RoadModel
from geo.units import Units
from model.cube import DistanceCube, Situation, build_cube
from model.pairs import build_pairs
from scenarios.cluster import on_cluster
from scenarios.country import Country
from scenarios.study import Study

SOURCE = os.environ.get("DEKKEND_BRONDATA", "../shared/data")
POINTS = (4_070, 20_000, 100_000, 460_000)
NODES = (50_000, 250_000, 1_000_000)
CLUSTER_NODES = 250_000
HOMES, SITES, UNITS = 4_070, 4_973, 380
PAIRS_M = 10_000.0
#: A row may need so much; what needs more is measured in part.
MOST_BYTES = 8 * 10**9
#: What is measured of a cube that does not fit.
PART = "so"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def peak_bytes(who: int = resource.RUSAGE_SELF) -> int:
    """Most memory that a process held at once."""
    return resource.getrusage(who).ru_maxrss * 1024


def alone(work: Callable[..., Any], *values: Any) -> Any:  # noqa: ANN401
    """Do something in a process of its own."""
    print(work.__name__, *values, file=sys.stderr)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *values).result()


def estimate(situation: Situation, units: Units, model: DistanceModel) -> int:
    """What `dekkend afstanden` says beforehand."""
    country: Any = SimpleNamespace(situation=situation, units=units, model=model)
    return Study.memory_bytes(SimpleNamespace(country=country))  # type: ignore[arg-type]


# -- points ---------------------------------------------------------------------------------


def scattered(country: Country, count: int, seed: int) -> Situation:
    """Homes around those of the bundled set, the more where more pupils live."""
    known = country.situation
    homes, sites = known.homes, known.sites
    if count == len(homes):
        return known
    rng = np.random.default_rng(seed)
    pupils = country.pupils("po") + country.pupils("vo") + 1
    parent = np.concatenate(
        [np.arange(len(homes)), rng.choice(len(homes), count - len(homes), p=pupils / pupils.sum())]
    )
    parent = np.sort(parent)
    away = rng.normal(size=(count, 2)) * homes.intrazonal_m[parent][:, None]
    share = np.bincount(parent, minlength=len(homes))[parent]
    first = np.searchsorted(parent, sites.zone)
    return replace(
        known,
        homes=Homes(
            homes.easting[parent] + away[:, 0],
            homes.northing[parent] + away[:, 1],
            homes.intrazonal_m[parent] / np.sqrt(share),
        ),
        sites=Sites(sites.easting, sites.northing, np.full(len(sites), -1, dtype=np.intp), first),
    )


def finer(country: Country, situation: Situation) -> Units:
    """The units of the bundled set over more homes: each is in the unit of the nearest PC4."""
    known = country.situation.homes
    if len(known) == len(situation.homes):
        return country.units
    tree = graphs.cKDTree(np.column_stack([known.easting, known.northing]))
    _, parent = tree.query(np.column_stack([situation.homes.easting, situation.homes.northing]))
    labels = np.array(country.units.ids, dtype=object)[country.units.unit_of_point[parent]]
    return Units.from_labels(labels.tolist())


def points_row(count: int, over: str, seed: int) -> dict[str, Any]:
    """Cube and pairs for so many points, over the modelled network or in straight lines."""
    study = Study.of(read_dataset(BUNDLED))
    country = study.country
    situation = scattered(country, count, seed)
    units = finer(country, situation)
    model: DistanceModel = StraightLine() if over == "straight" else RoadModel(country.model.network)
    said = estimate(situation, units, model)
    whole = len(situation.offer_site)
    fits = said <= MOST_BYTES
    part = situation if fits else only(situation, PART)
    basis = peak_bytes()
    cube_s, cube = timed(lambda: build_cube(part, units, model))
    cube_peak = peak_bytes()
    share = 1.0 if fits else groups_of(part, units) / groups_of(situation, units)
    cells = cube.distance_m.size * (4 if cube.time_s is None else 8)
    all_cells = cells / len(part.kinds) * len(situation.kinds)
    del cube
    pairs_s, pairs = timed(lambda: build_pairs(situation, model, PAIRS_M))
    return {
        "points": count, "over": over, "offers": whole, "fits": fits, "basis": basis, "said": said,
        "cube_s": cube_s / share, "cube_peak": cube_peak + all_cells - cells, "cells": all_cells,
        "pairs_s": pairs_s, "pairs": len(pairs.site), "peak": peak_bytes(),
    }  # fmt: skip


def only(situation: Situation, kind: str) -> Situation:
    """The same situation with one kind of facility."""
    at = situation.kinds.index(kind)
    chosen = situation.offer_kind == at
    site = situation.offer_site[chosen]
    return replace(situation, kinds=(kind,), offer_site=site, offer_kind=np.zeros(len(site), dtype=np.intp))


def groups_of(situation: Situation, units: Units) -> int:
    """Number of (kind, unit) with a site."""
    unit = units.unit_of_point[situation.point_of_site[situation.offer_site]]
    return len(np.unique(situation.offer_kind * len(units) + unit))


# -- networks -------------------------------------------------------------------------------


def make(folder: str, nodes: int, seed: int) -> None:
    """Make a network on disk; in a process of its own, so that its memory counts nowhere."""
    write_network(Path(folder) / f"{nodes}.net", graphs.road_like(nodes, seed))


def opened(folder: str, nodes: int) -> Network:
    """Read a network: the made-up one of so many nodes, or Delft for 0."""
    if nodes:
        return read_network(Path(folder) / f"{nodes}.net")
    return read_any(Path(SOURCE) / "wegen" / "osm_delft_drive.graphml", [Mode.AUTO])[0].network


def network_row(folder: str, nodes: int, modes: int, seed: int) -> dict[str, Any]:
    """Reading, condensing, cube and pairs on a network; for one mode, or the cubes of both in turn."""
    figures: dict[str, Any] = {"basis": peak_bytes()}
    for mode in list(Mode)[:modes]:
        figures |= _measured(folder, nodes, mode, seed)
        if modes == 1:
            figures |= _paired(folder, nodes, seed)
    return figures | {"peak": peak_bytes()}


def _measured(folder: str, nodes: int, mode: Mode, seed: int) -> dict[str, Any]:
    read_s, network = timed(lambda: opened(folder, nodes))
    network = replace(network, origin=replace(network.origin, mode=mode))
    situation, units = asked(network, seed)
    model = RoadModel(network)
    between_s, journeys = timed(lambda: model.between(situation.homes, situation.sites))
    cube_s, cube = timed(lambda: build_cube(situation, units, model))
    return {
        "nodes": len(network), "edges": len(network.edges), "core": len(journeys.core),
        "core_edges": len(journeys.core.head), "groups": groups_of(situation, units), "read_s": read_s,
        "between_s": between_s, "cube_s": cube_s, "cube_peak": peak_bytes(),
        "cells": 2 * cube.distance_m.nbytes, "said": estimate(situation, units, model),
    }  # fmt: skip


def _paired(folder: str, nodes: int, seed: int) -> dict[str, Any]:
    network = opened(folder, nodes)
    situation, _ = asked(network, seed)
    model = RoadModel(network)
    model.between(situation.homes, situation.sites)
    pairs_s, pairs = timed(lambda: build_pairs(situation, model, PAIRS_M))
    return {"pairs_s": pairs_s, "pairs": len(pairs.site)}


def asked(network: Network, seed: int) -> tuple[Situation, Units]:
    """What is asked of a network: as many homes and sites as the country has, fewer of a city."""
    size = (HOMES, SITES, UNITS) if len(network) > 10 * HOMES else (200, 60, 20)
    return graphs.places(network, *size, seed)


def homes_row(folder: str, nodes: int, homes: int, seed: int) -> dict[str, Any]:
    """The cube for more homes on one network, of which fewer junctions can then be left out."""
    network = opened(folder, nodes)
    situation, units = graphs.places(network, homes, SITES, UNITS, seed)
    model = RoadModel(network)
    said = estimate(situation, units, model)
    part = only(situation, PART)
    between_s, journeys = timed(lambda: model.between(part.homes, part.sites))
    cube_s, cube = timed(lambda: build_cube(part, units, model))
    cells = 2 * cube.distance_m.nbytes
    share = groups_of(part, units) / groups_of(situation, units)
    return {
        "core": len(journeys.core), "core_edges": len(journeys.core.head), "between_s": between_s,
        "cube_s": cube_s / share, "cells": cells * len(situation.kinds), "said": said,
        "peak": peak_bytes() + cells * (len(situation.kinds) - 1),
    }  # fmt: skip


# -- a cluster ------------------------------------------------------------------------------


def cluster_row(folder: str, nodes: int, workers: int, seed: int) -> dict[str, Any]:
    """The same cube one by one (0 workers) and on local clusters."""
    network = opened(folder, nodes)
    situation, units = asked(network, seed)
    model = RoadModel(network)
    model.between(situation.homes, situation.sites)
    if not workers:
        cube_s, cube = timed(lambda: build_cube(situation, units, model))
        start_s = 0.0
    else:
        began = time.perf_counter()
        with on_cluster(workers=workers) as runner:
            start_s = time.perf_counter() - began
            cube_s, cube = timed(lambda: build_cube(situation, units, model, runner=runner))
    return {
        "start_s": start_s, "cube_s": cube_s, "peak": peak_bytes(),
        "worker": peak_bytes(resource.RUSAGE_CHILDREN) if workers else 0,
        "mark": mark_of(cube),
    }  # fmt: skip


def mark_of(cube: DistanceCube) -> str:
    """Sha256 of all metres and seconds: equal only where every bit is."""
    digest = hashlib.sha256(np.ascontiguousarray(cube.distance_m).tobytes())
    digest.update(np.ascontiguousarray(cube.time_s).tobytes())
    return digest.hexdigest()


# -- the tables -----------------------------------------------------------------------------


def gb(size: float) -> str:
    """Bytes as GB."""
    return f"{size / 1e9:.2f} GB"


def s(seconds: float) -> str:
    """Seconds."""
    return f"{seconds:,.1f} s" if seconds >= 1 else f"{seconds:.2f} s"


def heading(*names: str) -> Iterator[str]:
    """First lines of a table."""
    yield f"| {' | '.join(names)} |"
    yield "|---" * len(names) + "|"


def points_table(counts: tuple[int, ...], seed: int) -> Iterator[str]:
    """Growth with points."""
    yield from heading(
        "points", "over", "cube", "peak memory", "of which the cube", "said beforehand",
        "pairs to 10 km", "in", "peak memory of both",
    )  # fmt: skip
    for over in ("straight", "modelnet"):
        for count in counts:
            one = alone(points_row, count, over, seed)
            part = "" if one["fits"] else f" (only {PART} measured, extrapolated)"
            yield (
                f"| {count:,} | {over} | {s(one['cube_s'])}{part} | {gb(one['cube_peak'])}{part} | "
                f"{gb(one['cells'])} | {gb(one['said'])} | {one['pairs']:,} | {s(one['pairs_s'])} | "
                f"{gb(one['peak'])} |"
            )


def network_table(folder: str, sizes: tuple[int, ...], seed: int) -> Iterator[str]:
    """Growth with nodes."""
    yield from heading(
        "network", "nodes, edges", "read", "condensed", "to nodes, edges", "cube, groups",
        "pairs to 10 km", "peak memory of the cube", "said beforehand", "peak memory of both",
    )  # fmt: skip
    rows = [(size, 1) for size in (0, *sizes)] + [(sizes[-1], 2)]
    for size, modes in rows:
        one = alone(network_row, folder, size, modes, seed)
        name = ("made-up" if size else "Delft (OSM)") + (", auto and then fiets" if modes > 1 else "")
        pairs = f"{s(one['pairs_s'])}, {one['pairs']:,}" if modes == 1 else "-"
        yield (
            f"| {name} | {one['nodes']:,}, {one['edges']:,} | {s(one['read_s'])} | {s(one['between_s'])} | "
            f"{one['core']:,}, {one['core_edges']:,} | {s(one['cube_s'])}, {one['groups']:,} | {pairs} | "
            f"{gb(one['cube_peak'])} | {gb(one['said'])} | {gb(one['peak'])} |"
        )


def homes_table(folder: str, nodes: int, counts: tuple[int, ...], seed: int) -> Iterator[str]:
    """Growth with points on a network, measured for one kind of facility."""
    yield from heading(
        f"homes on {nodes:,} nodes", "condensed", "to nodes, edges", "cube (extrapolated)",
        "peak memory (extrapolated)", "of which the cube", "said beforehand",
    )  # fmt: skip
    for count in counts:
        one = alone(homes_row, folder, nodes, count, seed)
        yield (
            f"| {count:,} | {s(one['between_s'])} | {one['core']:,}, {one['core_edges']:,} | "
            f"{s(one['cube_s'])} | {gb(one['peak'])} | {gb(one['cells'])} | {gb(one['said'])} |"
        )


def cluster_table(folder: str, nodes: int, seed: int) -> Iterator[str]:
    """What more processes buy."""
    yield from heading("how", "starting", "cube", "faster", "peak of this process", "peak of a worker")
    first: dict[str, Any] = {}
    for workers in (0, 1, 2):
        one = alone(cluster_row, folder, nodes, workers, seed)
        first = first or one
        if one["mark"] != first["mark"]:
            raise SystemExit("het cluster geeft een andere kubus")
        name = f"cluster of {workers} process{'es' * (workers > 1)}" if workers else "one by one"
        worker = gb(one["worker"]) if workers else "-"
        yield (
            f"| {name} | {s(one['start_s'])} | {s(one['cube_s'])} | {first['cube_s'] / one['cube_s']:.2f}x | "
            f"{gb(one['peak'])} | {worker} |"
        )


@contextmanager
def networks(sizes: tuple[int, ...], seed: int) -> Iterator[str]:
    """Make networks in a folder for as long as something takes."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            alone(make, folder, size, seed)
        yield folder


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klein", action="store_true", help="tot 20.000 punten en 50.000 kruisingen")
    parser.add_argument("--zaad", type=int, default=1, help="van de punten en de kunstmatige netwerken")
    chosen = parser.parse_args()
    points, nodes = (POINTS[:2], NODES[:1]) if chosen.klein else (POINTS, NODES)
    tools = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "distributed"))
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {tools}, {datetime.now(UTC):%Y-%m-%d}\n"
    )
    with networks(nodes, chosen.zaad) as folder:
        for title, lines in (
            ("points", points_table(points, chosen.zaad)),
            ("nodes", network_table(folder, nodes, chosen.zaad)),
            ("points on a network", homes_table(folder, nodes[-1], points, chosen.zaad)),
            ("cluster", cluster_table(folder, min(CLUSTER_NODES, nodes[-1]), chosen.zaad)),
        ):
            print(f"## {title}\n")
            for line in lines:
                print(line, flush=True)
            print()


if __name__ == "__main__":
    main()
