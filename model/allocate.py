"""Which pupils can be placed where, when sites have so many places and no more.

As many pupils as can be are placed, and of all ways to do so the one with the least total
distance: that no arc was left out which would do better is proved (`model.transport`).
It is what a planner could reach at best, no forecast of who goes where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.transport import Optimum, Problem, solve

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Where pupils are placed, who is not, and what that costs.

    Attributes
    ----------
    pupils
        Shape ``(n_points,)``: pupils expected.
    point, site, placed, distance_m
        Shape ``(n_flows,)``: `placed` pupils, at least 1, of a point at a site, each over `distance_m`.
    unplaced, out_of_reach
        Shape ``(n_points,)``: pupils without a place, and those of them who can reach (or are
        allowed at) no site at all; for the others all sites they could go to are full,
        however the rest is shuffled.
    nearest_m
        Shape ``(n_points,)``: metres to the nearest site that is allowed; infinite if there is none.
    occupied
        Shape ``(n_sites,)``: pupils placed.
    saving_m
        Shape ``(n_sites,)``: shadow price: metres, over all pupils together, that one more place would
        save. Where `places_one` it comes beside one more pupil placed, and is mostly negative.
    places_one
        Shape ``(n_sites,)``: whether one more place would let one more pupil be placed.
    gap_m
        Proof: no allocation that places as many is shorter by more than this, metres in total.
    """

    pupils: Int
    point: Positions
    site: Positions
    placed: Int
    distance_m: Float
    unplaced: Int
    out_of_reach: Int
    nearest_m: Float
    occupied: Int
    saving_m: Float
    places_one: Mask
    gap_m: float

    @property
    def total_m(self) -> float:
        """Metres of all who are placed together."""
        return float(self.placed @ self.distance_m)

    @property
    def nearest_total_m(self) -> float:
        """Metres of the same pupils, each to the nearest site that is allowed: as if places had no end."""
        return float(self.placed @ self.nearest_m[self.point])

    @property
    def price_m(self) -> float:
        """Price of capacity: metres that all who are placed go further than the nearest; never negative."""
        return float(self.placed @ (self.distance_m - self.nearest_m[self.point]))


def allocate(
    distance_m: NDArray[np.floating[Any]],
    pupils: Int,
    places: Float | Int,
    *,
    allowed: Mask | None = None,
    progress: Progress | None = None,
) -> Allocation:
    """Place as many pupils as can be, over the least total distance.

    Parameters
    ----------
    distance_m
        Shape ``(n_points, n_sites)``, metres, from 0; infinite where a site cannot be reached. float32 will
        do. Points that follow each other had better be neighbours: it is quicker so.
    pupils
        Shape ``(n_points,)``: whole numbers from 0.
    places
        Shape ``(n_sites,)``: whole numbers from 0; infinite: no limit.
    allowed
        Shape ``(n_points, n_sites)``: who may go where; all, by default. Parts of the country
        that have no arc between them are solved one by one.
    progress
        Called as ``progress(done, total)``, in points; may raise to stop, and nothing is kept then.

    Raises
    ------
    ValueError
        If pupils or places are negative, no whole numbers, or shapes do not fit.

    References
    ----------
    docs/methode.md, "plaatsing bij beperkte capaciteit".

    Examples
    --------
    Two points of 10 pupils; the first site at the first point with 12 places, the second with 5:

    >>> found = allocate(np.array([[0.0, 5000], [2000, 3000]]), np.array([10, 10]), np.array([12, 5]))
    >>> list(zip(found.point.tolist(), found.site.tolist(), found.placed.tolist()))
    [(0, 0, 10), (1, 0, 2), (1, 1, 5)]
    >>> found.unplaced.tolist(), found.total_m, found.price_m
    ([0, 3], 19000.0, 5000.0)
    """
    expected, room = _checked(distance_m, pupils, places)
    open_to = np.isfinite(distance_m) if allowed is None else np.isfinite(distance_m) & allowed
    gathered = _Gathered(expected, len(room))
    done = 0
    for points, sites in _parts(open_to, expected > 0):
        part, inside = (_cut(table, points, sites) for table in (distance_m, open_to))
        if not inside.all():
            part = np.where(inside, part, np.inf)
        problem = Problem(part, expected[points], np.minimum(room[sites], expected[points].sum()))
        told = None if progress is None else _counting(progress, done, len(expected))
        gathered.add(points, sites, solve(problem, told))
        done += points.size
    if progress is not None:
        progress(len(expected), len(expected))
    return gathered.together(distance_m, open_to)


def _checked(distance_m: NDArray[np.floating[Any]], pupils: Int, places: Float | Int) -> tuple[Int, Int]:
    """Whole numbers of pupils and places; what has no limit gets room for all."""
    if distance_m.shape != (len(pupils), len(places)):
        msg = f"distances of shape {distance_m.shape} for {len(pupils)} points and {len(places)} sites"
        raise ValueError(msg)
    if np.isnan(distance_m).any() or (distance_m < 0).any():
        msg = "distances are numbers from 0, or infinite"
        raise ValueError(msg)
    wanted, room = np.asarray(pupils, dtype=np.float64), np.asarray(places, dtype=np.float64)
    room = np.where(np.isposinf(room), wanted.sum(), room)
    for name, given in (("pupils", wanted), ("places", room)):
        if not np.isfinite(given).all() or (given < 0).any() or (given != np.rint(given)).any():
            msg = f"{name} are whole numbers from 0"
            raise ValueError(msg)
    return wanted.astype(np.int64), room.astype(np.int64)


def _counting(progress: Progress, done: int, total: int) -> Callable[[int], None]:
    """Tell progress that never goes back."""
    most = done

    def told(settled: int) -> None:
        nonlocal most
        most = max(most, min(done + settled, total))
        progress(most, total)

    return told


def _parts(open_to: Mask, populated: Mask) -> Iterator[tuple[Positions, Positions]]:
    """Points with pupils and sites that are joined by arcs, one set after another."""
    left = populated & open_to.any(axis=1)
    while left.any():
        points, sites = np.zeros(left.size, dtype=bool), np.zeros(open_to.shape[1], dtype=bool)
        fresh = np.flatnonzero(left)[:1]
        while fresh.size:
            points[fresh] = True
            new = open_to[fresh].any(axis=0) & ~sites
            sites |= new
            others = np.flatnonzero(left & ~points)
            fresh = others[open_to[np.ix_(others, np.flatnonzero(new))].any(axis=1)]
        left &= ~points
        yield np.flatnonzero(points), np.flatnonzero(sites)


def _cut(table: NDArray[Any], points: Positions, sites: Positions) -> NDArray[Any]:
    """Rows and columns of a table; the table itself where that is all of it."""
    return table if table.shape == (points.size, sites.size) else table[np.ix_(points, sites)]


class _Gathered:
    """Results of the parts, put together.

    Parameters
    ----------
    pupils
        Shape ``(n_points,)``.
    sites
        Number of sites.
    """

    def __init__(self, pupils: Int, sites: int) -> None:
        self.pupils = pupils
        self.unplaced = pupils.copy()
        self.saving_m = np.zeros(sites)
        self.places_one = np.zeros(sites, dtype=bool)
        self.gap_m = 0.0
        none = np.zeros(0, dtype=np.intp)
        self._flows: list[tuple[Positions, Positions, Int]] = [(none, none, none.astype(np.int64))]

    def add(self, points: Positions, sites: Positions, found: Optimum) -> None:
        """Put a part where it belongs."""
        self._flows.append((points[found.row], sites[found.column], found.amount))
        self.unplaced[points] = found.unplaced
        self.saving_m[sites] = found.price_m
        self.places_one[sites] = found.places_one
        self.gap_m += found.gap_m

    def together(self, distance_m: NDArray[np.floating[Any]], open_to: Mask) -> Allocation:
        """Return the whole, flows in order of point and site."""
        point, site = (np.concatenate([flow[column] for flow in self._flows]) for column in (0, 1))
        placed = np.concatenate([flow[2] for flow in self._flows])
        order = np.lexsort((site, point))
        point, site, placed = point[order], site[order], placed[order]
        nearest = np.min(distance_m, axis=1, initial=np.inf, where=open_to).astype(np.float64)
        return Allocation(
            pupils=self.pupils,
            point=point,
            site=site,
            placed=placed,
            distance_m=distance_m[point, site].astype(np.float64),
            unplaced=self.unplaced,
            out_of_reach=np.where(np.isfinite(nearest), 0, self.unplaced),
            nearest_m=nearest,
            occupied=np.bincount(site, placed, len(self.saving_m)).astype(np.int64),
            saving_m=self.saving_m,
            places_one=self.places_one,
            gap_m=self.gap_m,
        )
