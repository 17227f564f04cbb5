"""Placing pupils beside networkx and a plain linear programme over all arcs: ``python bench/capacity.py``.

On the bundled data set. Every peer has to place as many pupils over the same distance before
anything is told; networkx gets whole metres, for it wants whole numbers.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, hstack, identity

from data.dataset import BUNDLED, read_dataset
from model.allocate import Allocation, allocate
from scenarios.assumptions import Assumptions
from scenarios.capacity import places
from scenarios.demand import expected
from scenarios.site_distances import metres_to_each
from scenarios.study import Study

#: What is quick is timed so often.
RUNS, QUICK_S = 5, 2.0
#: Not placing a pupil, metres: beyond any chain that pays.
FAR_M = 10**9


@dataclass(frozen=True)
class Case:
    """Pupils, places and whole metres between them.

    Attributes
    ----------
    name
        As it stands in the table.
    metres, pupils, room, allowed
        See `model.allocate.allocate`.
    """

    name: str
    metres: Any
    pupils: Any
    room: Any
    allowed: Any = None

    @property
    def arcs(self) -> Any:  # noqa: ANN401
        open_to = np.isfinite(self.metres)
        return np.nonzero(
            (open_to if self.allowed is None else open_to & self.allowed) & (self.pupils > 0)[:, None]
        )


def case(study: Study, kind: str, factor: float, *, own_only: bool, every: int = 1) -> Case:
    """Make a case of the country, or of every so many points and sites."""
    country, assumptions = study.country, Assumptions(capacity_factor=factor)
    table = places(country, kind, assumptions).table
    sites = table["site"].to_numpy()[::every]
    metres = np.rint(metres_to_each(study.country, country, kind, table["site"].to_numpy())[::every, ::every])
    swv = (
        study.arrangement(study.base_id)
        .layer("po" if kind in {"bo", "sbo", "so"} else "vo")
        .numbers_of_points()
    )
    own = swv[::every, None] == swv[country.situation.point_of_site[sites]]
    borders = "own swv only" if own_only else "open borders"
    part = "" if every == 1 else f", every {every}th point and site"
    name = f"{kind}, {borders}, {factor:g} places per pupil{part}"
    pupils = expected(country, kind, assumptions).whole()[::every]
    return Case(name, metres, pupils, table["plaatsen"].to_numpy()[::every], own if own_only else None)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Median seconds of some runs, one where it takes long; and the outcome."""
    seconds = []
    while len(seconds) < RUNS:
        start = time.perf_counter()
        outcome = work()
        seconds.append(time.perf_counter() - start)
        if seconds[0] > QUICK_S:
            break
    return statistics.median(seconds), outcome


def ours(one: Case) -> tuple[int, float]:
    found: Allocation = allocate(one.metres, one.pupils, one.room, allowed=one.allowed)
    return int(found.unplaced.sum()), found.total_m


def by_networkx(one: Case) -> tuple[int, float]:
    """Minimum cost flow over all arcs."""
    graph: Any = nx.DiGraph()
    total = int(one.pupils.sum())
    graph.add_node("from", demand=-total)
    graph.add_node("to", demand=total)
    for point, count in enumerate(one.pupils.tolist()):
        graph.add_edge("from", ("point", point), capacity=count)
        graph.add_edge(("point", point), "to", weight=FAR_M)
    for site, count in enumerate(one.room.tolist()):
        graph.add_edge(("site", site), "to", capacity=count)
    for point, site in zip(*(ends.tolist() for ends in one.arcs), strict=True):
        graph.add_edge(("point", point), ("site", site), weight=int(one.metres[point, site]))
    cost, _ = nx.network_simplex(graph)
    unplaced, metres = divmod(cost, FAR_M)
    return int(unplaced), float(metres)


def by_programme(one: Case) -> tuple[int, float]:
    """One linear programme with every arc."""
    row, column = one.arcs
    each = np.arange(len(row))
    n, m = one.metres.shape
    out_of = coo_array((np.ones(len(row)), (row, each)), shape=(n, len(row)))
    into = coo_array((np.ones(len(row)), (column, each)), shape=(m, len(row)))
    penalty = 4 * float(one.metres[row, column].max())
    found = linprog(
        np.concatenate([one.metres[row, column], np.full(n, penalty)]) / 1000,
        A_eq=hstack([out_of, identity(n)]).tocsr(),
        b_eq=one.pupils,
        A_ub=hstack([into, coo_array((m, n))]).tocsr(),
        b_ub=one.room,
        method="highs",
    )
    flow = found.x[: len(row)]
    return round(found.x[len(row) :].sum()), float(flow @ one.metres[row, column])


PEERS = {"networkx network_simplex": by_networkx, "scipy linprog, all arcs": by_programme}


def rows(one: Case, peers: list[str]) -> None:
    """Time a case and print it, when all agree."""
    seconds, outcome = timed(lambda: ours(one))
    print(f"| {one.name} | {len(one.arcs[0]):,} | dekkend | {seconds:.2f} s | - |", flush=True)
    for name in peers:
        theirs, (unplaced, metres) = timed(lambda name=name: PEERS[name](one))  # type: ignore[misc]
        if unplaced != outcome[0] or abs(metres - outcome[1]) > 1e-6 * metres + 100:
            raise SystemExit(f"{name}: {unplaced} and {metres}, but {outcome} here")
        print(f"| | | {name} | {theirs:.2f} s | {theirs / seconds:.1f}x |", flush=True)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BUNDLED, help="gegevensset")
    study = Study.of(read_dataset(parser.parse_args().data))
    both = list(PEERS)
    print("| case | arcs | by | seconds | times dekkend |")
    print("|---|---|---|---|---|")
    rows(case(study, "so", 1.0, own_only=False, every=8), both)
    rows(case(study, "so", 1.0, own_only=True), both)
    for kind, factor in (("pro", 1.0), ("so", 1.1), ("so", 1.0)):
        rows(case(study, kind, factor, own_only=False), both[1:])
    for kind in ("vso", "vo", "bo"):
        rows(case(study, kind, 1.0, own_only=False), [])
        rows(case(study, kind, 1.0, own_only=True), [])


if __name__ == "__main__":
    main()
