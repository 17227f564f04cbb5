"""What own distances are read from where units are split: parts beside whole units, the cube not copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.distance import Nearest
from geo.units import Units
from model.cube import Columns, DistanceCube, Situation, fill, groups_of

Float = NDArray[np.float32]
Int = NDArray[np.intp]

#: Groups of sites of which the distances are kept; one takes some tens of kilobytes.
_KEPT: Final = 600


@dataclass(frozen=True, slots=True, eq=False)
class CutCube:
    """What a cube is on a finer partition, without a copy of it: the parts of split units stand apart.

    Attributes
    ----------
    units
        The finer partition.
    blocks
        Columns of the units that stay whole, and columns of the parts of the others.
    """

    units: Units
    blocks: tuple[Columns, ...]


@dataclass(slots=True, eq=False)
class Remembered:
    """Distances to groups of sites, each measured once: who splits on measures only what is new.

    Attributes
    ----------
    nearest
        Measures groups of sites (`geo.distance.Journeys.nearest`).
    """

    nearest: Callable[[Sequence[Int]], Nearest]
    _kept: dict[tuple[int, ...], tuple[Float, Float | None]] = field(default_factory=dict, repr=False)

    def __call__(self, groups: Sequence[Int]) -> Nearest:
        """Return distances to groups of sites; there has to be one."""
        keys = [tuple(group.tolist()) for group in groups]
        known = {key: kept for key in keys if (kept := self._kept.get(key)) is not None}
        wanted = {key: group for key, group in zip(keys, groups, strict=True) if key not in known}
        if wanted:
            found = self.nearest(list(wanted.values()))
            for column, key in enumerate(wanted):
                time = None if found.time_s is None else found.time_s[:, column].copy()
                known[key] = self._kept[key] = found.distance_m[:, column].copy(), time
            for oldest in list(self._kept)[: max(0, len(self._kept) - _KEPT)]:
                self._kept.pop(oldest, None)
        metres, seconds = zip(*(known[key] for key in keys), strict=True)
        times = [one for one in seconds if one is not None]
        return Nearest(np.stack(metres, axis=1), np.stack(times, axis=1) if times else None)


def cut_apart(
    cube: DistanceCube, finer: Units, situation: Situation, nearest: Callable[[Sequence[Int]], Nearest]
) -> CutCube:
    """Return what own distances on a finer partition are read from; only parts of split units are measured.

    Parameters
    ----------
    nearest
        Measures groups of the situation's sites (`geo.distance.Journeys.nearest`).

    Raises
    ------
    ValueError
        If `finer` cuts across the cube's units.
    """
    parent = cube.units.parent_of(finer)
    whole = np.bincount(parent, minlength=len(cube.units))[parent] == 1
    unit = np.full(len(cube.units), -1, dtype=np.intp)
    unit[parent[whole]] = np.flatnonzero(whole)
    parts = np.flatnonzero(~whole)
    shape = (len(situation.kinds), len(situation.homes), len(parts))
    distance = np.full(shape, np.inf, dtype=np.float32)
    time = None if cube.time_s is None else np.full(shape, np.inf, dtype=np.float32)
    place = {int(part): column for column, part in enumerate(parts)}
    here = np.isin(finer.unit_of_point[situation.point_of_site[situation.offer_site]], parts)
    of_parts = replace(
        situation, offer_site=situation.offer_site[here], offer_kind=situation.offer_kind[here]
    )
    sizes = {key: len(group) for key, group in zip(*groups_of(of_parts, cube.units), strict=True)}
    todo: list[tuple[int, int]] = []
    groups: list[Int] = []
    for (kind, part), group in zip(*groups_of(of_parts, finer), strict=True):
        column, of = place[part], int(parent[part])
        if len(group) < sizes[kind, of]:
            todo.append((kind, column))
            groups.append(group)
            continue
        # the part has all sites of the unit: nothing to measure
        distance[kind, :, column] = cube.distance_m[kind, :, of]
        if time is not None and cube.time_s is not None:
            time[kind, :, column] = cube.time_s[kind, :, of]
    if groups:
        fill(distance, time, todo, nearest(groups))
    return CutCube(finer, (Columns(cube.distance_m, cube.time_s, unit), Columns(distance, time, parts)))
