"""The distance cube, and what an indeling makes of it.

An indeling moves no school. It only decides which sites count as *own*, so
every measure of distance is a minimum over columns of the cube.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import DistanceModel, Homes, Progress, Sites
from geo.errors import IncompleteIndelingError
from geo.units import Units

Float = NDArray[np.float32]
Int = NDArray[np.intp]

#: Goes up when the same input gives another cube, so that a stored one is stale.
CUBE_VERSION = 1


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
    point_of_site
        Shape ``(n_sites,)``: the demand point (PC4) that a site belongs to by
        its address; it decides the site's unit.
    """

    homes: Homes
    sites: Sites
    kinds: tuple[str, ...]
    offer_site: Int
    offer_kind: Int
    point_of_site: Int


@dataclass(frozen=True, slots=True, eq=False)
class DistanceCube:
    """Distance from each demand point to the nearest site in each unit.

    Attributes
    ----------
    distance_m
        Shape ``(n_kinds, n_points, n_units)``, float32 metres, possibly
        memory-mapped; infinite exactly where the unit has no site of the kind.
    units
        The partition whose units are the columns.
    """

    distance_m: Float
    units: Units

    def free_m(self) -> Float:
        r"""Nearest site with borders ignored, shape ``(n_kinds, n_points)``, metres.

        .. math:: free(i, k) = \min_u D[i, u, k]
        """
        free: Float = np.asarray(self.distance_m.min(axis=2))
        return free


def build_cube(
    situation: Situation, units: Units, model: DistanceModel, progress: Progress | None = None
) -> DistanceCube:
    r"""Measure the distance from every home to every (unit, kind).

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
        Called as ``progress(done, total)``.
    """
    keys, groups = _groups(situation, units)
    nearest = model.nearest_m(situation.homes, situation.sites, groups, progress)
    distance = np.full((len(situation.kinds), len(situation.homes), len(units)), np.inf, dtype=np.float32)
    for column, (kind, unit) in enumerate(keys):
        distance[kind, :, unit] = nearest[:, column]
    return DistanceCube(distance, units)


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
    distance[:, :, ~whole] = np.inf
    keys, groups = _groups(situation, finer)
    split = [(key, group) for key, group in zip(keys, groups, strict=True) if not whole[key[1]]]
    nearest = model.nearest_m(situation.homes, situation.sites, [group for _, group in split])
    for column, ((kind, unit), _) in enumerate(split):
        distance[kind, :, unit] = nearest[:, column]
    return DistanceCube(distance, finer)


def _groups(situation: Situation, units: Units) -> tuple[list[tuple[int, int]], list[Int]]:
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


def own_m(distance_m: Float, unit_of_point: Int, swv_of_unit: Int) -> Float:
    r"""Nearest site if only the own swv's sites count.

    .. math:: own(i) = \min_{u \in s(i)} D[i, u]

    Parameters
    ----------
    distance_m
        Shape ``(n_points, n_units)``: one kind of the cube, metres.
    unit_of_point
        Shape ``(n_points,)``.
    swv_of_unit
        Shape ``(n_units,)``: the swv of each unit, numbered from 0; -1 for a
        unit outside every swv, which may hold no points with pupils.

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
    swv_of_point = swv_of_unit[unit_of_point]
    units_of_swv = _members(swv_of_unit)
    for swv, points in _members(swv_of_point).items():
        if swv >= 0:
            own[points] = distance_m[np.ix_(points, units_of_swv[swv])].min(axis=1)
    return own


def _members(label: Int) -> dict[int, Int]:
    """Positions per label, in one pass."""
    order = np.argsort(label, kind="stable")
    present, start = np.unique(label[order], return_index=True)
    return dict(zip(present.tolist(), np.split(order, start[1:]), strict=True))


def require_complete(swv_of_unit: Int, units: Units, weight: NDArray[np.float64]) -> None:
    """Refuse an assignment that leaves units with pupils outside every swv.

    Raises
    ------
    IncompleteIndelingError
        Naming the first few units and the pupils in them.
    """
    pupils = units.sums(weight)
    without = np.flatnonzero((swv_of_unit < 0) & (pupils > 0))
    if without.size:
        names = ", ".join(f"{units.ids[u]} ({pupils[u]:.0f} leerlingen)" for u in without[:5])
        msg = f"{without.size} gebieden met leerlingen zonder samenwerkingsverband: {names}"
        raise IncompleteIndelingError(msg)


def cube_fingerprint(situation: Situation, units: Units, model: DistanceModel) -> str:
    """Sha256 of all that a cube depends on; a stored cube with another one is stale."""
    names = f"cube;{CUBE_VERSION};{model.fingerprint()};{';'.join(situation.kinds)}\n" + "\n".join(units.ids)
    digest = hashlib.sha256(names.encode())
    homes, sites = situation.homes, situation.sites
    for array in (
        units.unit_of_point,
        homes.easting,
        homes.northing,
        homes.intrazonal_m,
        sites.easting,
        sites.northing,
        sites.home,
        situation.offer_site,
        situation.offer_kind,
        situation.point_of_site,
    ):
        digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(b";")
    return digest.hexdigest()
