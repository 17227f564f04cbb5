"""All pairs of a home and a site within a limit: what capacity and choice are computed on."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.distance import DistanceModel, Journeys, Pairs, Progress
from model.cube import BATCH_BYTES, LEAST_BATCHES, Runner, Situation, digest_of, one_by_one

#: Goes up when the same input gives other pairs.
PAIRS_VERSION = 1


class KeptPairs(Protocol):
    """Batches of pairs that were measured before."""

    def load(self, name: str, n_homes: int) -> Pairs | None:
        """Return a batch, None if it has to be measured."""
        ...

    def store(self, name: str, pairs: Pairs) -> None:
        """Keep a batch."""
        ...


def _name(batch: NDArray[np.intp]) -> str:
    return f"{batch[0]}-{batch[-1]}"


def build_pairs(
    situation: Situation,
    model: DistanceModel,
    limit_m: float,
    progress: Progress | None = None,
    *,
    runner: Runner = one_by_one,
    kept: KeptPairs | None = None,
) -> Pairs:
    """Measure the journey from every home to every site within a limit.

    Parameters
    ----------
    situation
        Homes and sites.
    model
        Gives the distances.
    limit_m
        Metres; pairs further apart are left out.
    progress
        Called as ``progress(done, total)``, in sites.
    runner
        Does the work.
    kept
        Batches of an earlier, interrupted build of this very table.
    """
    sites = np.arange(len(situation.sites))
    journeys = model.between(situation.homes, situation.sites)
    size = max(1, min(BATCH_BYTES // max(1, journeys.bytes_per_group()), -(-len(sites) // LEAST_BATCHES)))
    # a batch goes by its first and last site, whatever the size was before
    pieces = {first: sites[first : first + size] for first in range(0, len(sites), size)}
    found: dict[int, Pairs] = {}
    for first, batch in pieces.items():
        if kept is not None and (known := kept.load(_name(batch), len(situation.homes))) is not None:
            found[first] = known
    todo = [(first, batch) for first, batch in pieces.items() if first not in found]
    done = len(sites) - sum(len(batch) for _, batch in todo)
    for first, pairs in runner(partial(_to_sites, journeys, limit_m), todo):
        found[first] = pairs
        if kept is not None:
            kept.store(_name(pieces[first]), pairs)
        done += len(pieces[first])
        if progress is not None:
            progress(done, len(sites))
    return _together([found[number] for number in sorted(found)], len(situation.homes), limit_m)


def _to_sites(journeys: Journeys, limit_m: float, sites: NDArray[np.intp]) -> Pairs:
    return journeys.to_sites(sites, limit_m)


def _together(parts: list[Pairs], n_homes: int, limit_m: float) -> Pairs:
    """Join tables of different sites, ascending, into one."""
    empty = np.zeros(0)
    home = np.concatenate([empty, *(np.repeat(np.arange(n_homes), np.diff(one.start)) for one in parts)])
    order = np.argsort(home, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(home.astype(np.intp), minlength=n_homes))])
    site = np.concatenate([empty, *(one.site for one in parts)])[order].astype(np.int32)
    metres = np.concatenate([empty, *(one.distance_m for one in parts)])[order].astype(np.float32)
    timed = [one.time_s for one in parts if one.time_s is not None]
    seconds = np.concatenate(timed)[order] if parts and len(timed) == len(parts) else None
    return Pairs(limit_m, start.astype(np.int64), site, metres, seconds)


def pairs_fingerprint(situation: Situation, model: DistanceModel, limit_m: float) -> str:
    """Sha256 of all that a table of pairs depends on."""
    homes, sites = situation.homes, situation.sites
    arrays = (
        homes.easting,
        homes.northing,
        homes.intrazonal_m,
        sites.easting,
        sites.northing,
        sites.home,
        sites.zone,
    )
    return digest_of(f"pairs;{PAIRS_VERSION};{model.fingerprint()};{limit_m!r}", arrays)
