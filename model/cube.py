"""The distance cube, and what an indeling makes of it.

An indeling moves no school. It only decides which sites count as *own*, so
every measure of distance is a minimum over columns of the cube.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.distance import DistanceModel, Homes, Nearest, Progress, Sites
from geo.units import Units

Float = NDArray[np.float32]
Int = NDArray[np.intp]

#: Goes up when the same input gives another cube, so that a stored one is stale.
CUBE_VERSION = 2

#: Memory for one batch of groups, bytes, and the least number of batches (so that progress moves).
BATCH_BYTES = 128 * 2**20
LEAST_BATCHES = 40


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Where pupils live, where sites stand, and what each site offers.

    Attributes
    ----------
    homes, sites
        Demand points and sites.
    kinds
        Codes of the kinds of facility, in the order of the cube's first axis.
    offer_site, offer_kind
        Shape ``(n_offers,)`` each: a site (position) offers a kind (position).
    """

    homes: Homes
    sites: Sites
    kinds: tuple[str, ...]
    offer_site: Int
    offer_kind: Int

    @property
    def point_of_site(self) -> Int:
        """The demand point (PC4) that a site belongs to by its address; it decides the site's unit."""
        return self.sites.zone


@dataclass(frozen=True, slots=True, eq=False)
class DistanceCube:
    """Distance from each demand point to the nearest site in each unit.

    Attributes
    ----------
    distance_m
        Shape ``(n_kinds, n_points, n_units)``, float32 metres, possibly
        memory-mapped; infinite exactly where the unit has no site of the kind
        that can be reached.
    units
        The partition whose units are the columns.
    time_s
        Likewise, seconds of the fastest journey; None where the distance model knows no times.
    """

    distance_m: Float
    units: Units
    time_s: Float | None = None

    def free_m(self) -> Float:
        r"""Nearest site with borders ignored, shape ``(n_kinds, n_points)``, metres.

        .. math:: free(i, k) = \min_u D[i, u, k]
        """
        free: Float = np.asarray(self.distance_m.min(axis=2))
        return free

    def free_s(self) -> Float | None:
        """Fastest journey with borders ignored, shape ``(n_kinds, n_points)``, seconds."""
        return None if self.time_s is None else np.asarray(self.time_s.min(axis=2))

    @property
    def blocks(self) -> tuple[Columns, ...]:
        """The columns, all of whole units."""
        return (Columns(self.distance_m, self.time_s, np.arange(len(self.units), dtype=np.intp)),)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of a cube.

    Attributes
    ----------
    distance_m, time_s
        Shape ``(n_kinds, n_points, n_columns)``, as in `DistanceCube`.
    unit
        Shape ``(n_columns,)``: the unit of each column; -1 for one that does not count.
    """

    distance_m: Float
    time_s: Float | None
    unit: Int


class Kept(Protocol):
    """Batches that were measured before, by their first group, so that an interrupted build goes on."""

    def load(self, number: int) -> Nearest | None:
        """Return a batch, None if it has to be measured."""
        ...

    def store(self, number: int, found: Nearest) -> None:
        """Keep a batch."""
        ...


class Runner(Protocol):
    """Does pieces of work: one after another, or on a cluster."""

    def __call__(
        self, work: Callable[[Any], Any], pieces: Sequence[tuple[int, Any]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield each piece's number with what `work` makes of it, in any order."""
        ...


def one_by_one(work: Callable[[Any], Any], pieces: Sequence[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Do pieces of work in this process, one after another."""
    for number, piece in pieces:
        yield number, work(piece)


def build_cube(
    situation: Situation,
    units: Units,
    model: DistanceModel,
    progress: Progress | None = None,
    *,
    runner: Runner = one_by_one,
    kept: Kept | None = None,
) -> DistanceCube:
    r"""Measure the journey from every home to every (unit, kind).

    .. math:: D[i, u, k] = \min_{f \in u, f\ \text{offers}\ k} d(i, f)

    Parameters
    ----------
    situation
        Homes, sites and what they offer.
    units
        Partition of the homes.
    model
        Gives the distances; its label goes with every figure made from the cube.
    progress
        Called as ``progress(done, total)``, in groups.
    runner
        Measures the batches.
    kept
        Batches of an earlier, interrupted build of this very cube.
    """
    keys, groups = groups_of(situation, units)
    shape = (len(situation.kinds), len(situation.homes), len(units))
    distance, time = _empty(shape, model)
    if not groups:
        return DistanceCube(distance, units, time)
    journeys = model.between(situation.homes, situation.sites)
    size = max(1, min(BATCH_BYTES // max(1, journeys.bytes_per_group()), -(-len(groups) // LEAST_BATCHES)))
    # a batch goes by its first group: with its width that says what is in it, whatever the size was before
    batches = {first: slice(first, first + size) for first in range(0, len(groups), size)}
    done = 0

    def put(number: int, found: Nearest) -> None:
        nonlocal done
        fill(distance, time, keys[batches[number]], found)
        done += len(keys[batches[number]])
        if progress is not None:
            progress(done, len(groups))

    todo = []
    for number, where in batches.items():
        known = kept.load(number) if kept is not None else None
        fits = known is not None and known.distance_m.shape == (len(situation.homes), len(groups[where]))
        if known is not None and fits and (known.time_s is not None) == model.has_times:
            put(number, known)
        else:
            todo.append((number, groups[where]))
    for number, found in runner(journeys.nearest, todo):
        if kept is not None:
            kept.store(number, found)
        put(number, found)
    return DistanceCube(distance, units, time)


def refine(cube: DistanceCube, finer: Units, situation: Situation, model: DistanceModel) -> DistanceCube:
    """Return the cube on a finer partition; only the columns of split units are measured again.

    Raises
    ------
    ValueError
        If `finer` cuts across the cube's units.
    """
    parent = cube.units.parent_of(finer)
    whole = np.bincount(parent, minlength=len(cube.units))[parent] == 1
    distance = np.asarray(cube.distance_m[:, :, parent])
    time = None if cube.time_s is None else np.asarray(cube.time_s[:, :, parent])
    keys, groups = groups_of(situation, finer)
    split = [place for place, (_, unit) in enumerate(keys) if not whole[unit]]
    distance[:, :, ~whole] = np.inf
    if time is not None:
        time[:, :, ~whole] = np.inf
    found = model.between(situation.homes, situation.sites).nearest([groups[place] for place in split])
    fill(distance, time, [keys[place] for place in split], found)
    return DistanceCube(distance, finer, time)


def with_other_sites(
    cube: DistanceCube, before: Situation, after: Situation, model: DistanceModel
) -> DistanceCube:
    """Return the cube after sites were opened, closed or moved; only columns that this touches are measured.

    A column that only got sites takes the nearer of what it was and the new
    ones; a column that lost one is measured again. Columns alike share a search.

    Parameters
    ----------
    cube
        Of the situation before.
    before, after
        With the same homes and kinds; the sites of `after` may have other positions.
    model
        As the cube was made with.
    """
    was, now = _by_key(before, cube.units), _by_key(after, cube.units)
    distance, time = np.array(cube.distance_m), None if cube.time_s is None else np.array(cube.time_s)
    tasks: dict[tuple[int, ...], list[tuple[int, int, bool]]] = {}
    for key in was.keys() | now.keys():
        old, new = was.get(key, {}), now.get(key, {})
        added, lost = new.keys() - old.keys(), old.keys() - new.keys()
        if added or lost:
            wanted = added if added and not lost else new.keys()
            members = tuple(sorted(new[one] for one in wanted))
            tasks.setdefault(members, []).append((*key, not lost))
    groups = [np.array(members, dtype=np.intp) for members in tasks]
    if not groups:
        return cube
    found = model.between(after.homes, after.sites).nearest(groups)
    for column, columns in enumerate(tasks.values()):
        for kind, unit, only_added in columns:
            for values, measured in ((distance, found.distance_m), (time, found.time_s)):
                if values is not None and measured is not None:
                    known = values[kind, :, unit] if only_added else np.float32(np.inf)
                    values[kind, :, unit] = np.minimum(known, measured[:, column])
    return DistanceCube(distance, cube.units, time)


def _by_key(situation: Situation, units: Units) -> dict[tuple[int, int], dict[tuple[float, ...], int]]:
    """Per (kind, unit) its sites: what makes a site that site, and its position."""
    sites = situation.sites
    keys, groups = groups_of(situation, units)
    marks = np.column_stack([sites.easting, sites.northing, sites.home, sites.zone])
    return {
        key: {(*marks[site].tolist(),): int(site) for site in group}
        for key, group in zip(keys, groups, strict=True)
    }


def _empty(shape: tuple[int, int, int], model: DistanceModel) -> tuple[Float, Float | None]:
    distance = np.full(shape, np.inf, dtype=np.float32)
    return distance, np.full(shape, np.inf, dtype=np.float32) if model.has_times else None


def fill(distance: Float, time: Float | None, keys: Sequence[tuple[int, int]], found: Nearest) -> None:
    """Put what was measured to groups of sites in their columns, by (kind, unit)."""
    for column, (kind, unit) in enumerate(keys):
        distance[kind, :, unit] = found.distance_m[:, column]
        if time is not None and found.time_s is not None:
            time[kind, :, unit] = found.time_s[:, column]


def groups_of(situation: Situation, units: Units) -> tuple[list[tuple[int, int]], list[Int]]:
    """Sites per (kind, unit) that has any."""
    site, kind = situation.offer_site, situation.offer_kind
    unit = units.unit_of_point[situation.point_of_site[site]]
    order = np.lexsort((site, unit, kind))
    pairs = np.column_stack([kind[order], unit[order]])
    if not pairs.size:
        return [], []
    keys, start = np.unique(pairs, axis=0, return_index=True)
    groups = np.split(site[order], start[1:])
    return [(int(k), int(u)) for k, u in keys], groups


def own_m(
    distance_m: Float, unit_of_point: Int, swv_of_unit: Int, unit_of_column: Int | None = None
) -> Float:
    r"""Nearest site if only the own swv's sites count.

    .. math:: own(i) = \min_{u \in s(i)} D[i, u]

    Parameters
    ----------
    distance_m
        Shape ``(n_points, n_columns)``: one kind of the cube, metres.
    unit_of_point
        Shape ``(n_points,)``.
    swv_of_unit
        Shape ``(n_units,)``: the swv of each unit, numbered from 0; -1 for a
        unit outside every swv, which may hold no points with pupils.
    unit_of_column
        Shape ``(n_columns,)``, -1 for a column that does not count; column u is unit u by default.

    Returns
    -------
    Shape ``(n_points,)``, metres; infinite where the own swv has no site, and
    for points outside every swv. Never below the free distance.

    References
    ----------
    docs/methode.md, "eigen en vrije afstand".

    Examples
    --------
    Two units of one point each, one site, in unit 1:

    >>> d = np.array([[np.inf, 10.0], [np.inf, 0.0]], dtype=np.float32)
    >>> own_m(d, np.array([0, 1]), np.array([0, 1]))  # apart
    array([inf,  0.], dtype=float32)
    >>> own_m(d, np.array([0, 1]), np.array([0, 0]))  # together
    array([10.,  0.], dtype=float32)
    """
    own = np.full(len(unit_of_point), np.inf, dtype=np.float32)
    of_column = swv_of_unit
    if unit_of_column is not None:
        of_column = np.where(unit_of_column >= 0, swv_of_unit[unit_of_column], -1)
    columns_of = _members(of_column)
    for swv, points in _members(swv_of_unit[unit_of_point]).items():
        if swv >= 0 and swv in columns_of:
            own[points] = distance_m[np.ix_(points, columns_of[swv])].min(axis=1)
    return own


def own_after_move(
    own: Float,
    distance_m: Float,
    unit_of_point: Int,
    was: NDArray[Any],
    now: NDArray[Any],
    *,
    unit_of_column: Int | None = None,
) -> Float:
    """Return own distances after units went to other swv's; only points of swv's that changed are read anew.

    Parameters
    ----------
    own
        Shape ``(n_points,)``, metres (or seconds) under `was`; not changed.
    distance_m, unit_of_point, unit_of_column
        See `own_m`.
    was, now
        Shape ``(n_units,)``: the swv of each unit, by code, before and after; an
        empty code is outside every swv.

    Examples
    --------
    >>> d = np.array([[np.inf, 10.0], [np.inf, 0.0]], dtype=np.float32)
    >>> apart, together = np.array(["a", "b"]), np.array(["b", "b"])
    >>> own_after_move(np.array([np.inf, 0.0], dtype=np.float32), d, np.array([0, 1]), apart, together)
    array([10.,  0.], dtype=float32)
    """
    changed = was != now
    after = own.copy()
    for swv in {*was[changed].tolist(), *now[changed].tolist()}:
        within = now == swv
        points = np.flatnonzero(within[unit_of_point])
        columns = within if unit_of_column is None else (unit_of_column >= 0) & within[unit_of_column]
        if not swv or not columns.any():
            after[points] = np.inf
        elif points.size:
            after[points] = distance_m[np.ix_(points, np.flatnonzero(columns))].min(axis=1)
    return after


def _members(label: Int) -> dict[int, Int]:
    """Positions per label, in one pass."""
    if not label.size:
        return {}
    order = np.argsort(label, kind="stable")
    present, start = np.unique(label[order], return_index=True)
    return dict(zip(present.tolist(), np.split(order, start[1:]), strict=True))


def cube_fingerprint(situation: Situation, units: Units, model: DistanceModel) -> str:
    """Sha256 of all that a cube depends on; a stored cube with another one is stale."""
    names = f"cube;{CUBE_VERSION};{model.fingerprint()};{';'.join(situation.kinds)}\n" + "\n".join(units.ids)
    homes, sites = situation.homes, situation.sites
    arrays = (
        units.unit_of_point,
        homes.easting,
        homes.northing,
        homes.intrazonal_m,
        sites.easting,
        sites.northing,
        sites.home,
        situation.offer_site,
        situation.offer_kind,
        sites.zone,
    )
    return digest_of(names, arrays)


def digest_of(names: str, arrays: Iterable[NDArray[Any]]) -> str:
    """Sha256 of a text and of arrays, in their order."""
    digest = hashlib.sha256(names.encode())
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(b";")
    return digest.hexdigest()
