"""Splitting a swv along jeugdregio's or in contiguous parts, and dividing one among its neighbours.

How either decides stands in docs/methode.md, "Een indeling tekenen".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from geo.errors import InputError
from model.divide import divide
from model.shape import Ground
from scenarios.country import Country
from scenarios.drawing.facts import facts
from scenarios.drawing.labels import free_code
from scenarios.drawing.lookup import region_names
from scenarios.drawing.patches import contacts, patches
from scenarios.indeling import Indeling
from scenarios.notation import counted
from scenarios.pieces.ground import ground_of

Int = NDArray[np.intp]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

#: Part of a swv whose gemeenten lie in no known jeugdregio.
_NOWHERE: Final = "zonder"


def along_regions(country: Country, indeling: Indeling, swv: str) -> Indeling:
    """Split a swv along the borders of jeugdregio's: a swv ``<swv>-<jeugdregio>`` for each part.

    Raises
    ------
    InputError
        If it lies within one jeugdregio.
    """
    members = _members(indeling, swv)
    regions = facts(country, indeling.units).regions
    there = sorted(set(regions[members].tolist()))
    if len(there) <= 1:
        names = region_names(country)
        where = f"jeugdregio {names.get(there[0], there[0])}" if there and there[0] else "één jeugdregio"
        fault = f"ligt helemaal in {where}; kies een aantal delen, of een ander swv"
        raise InputError(f"swv {indeling.label(swv)} splitsen", [fault])
    number = {region: place for place, region in enumerate(there)}
    part = np.full(members.size, -1, dtype=np.intp)
    part[members] = [number[region] for region in regions[members]]
    return _parted(indeling, swv, part, [f"{swv}-{region or _NOWHERE}" for region in there])


def in_parts(country: Country, indeling: Indeling, swv: str, count: int, layer: str) -> Indeling:
    """Split a swv in contiguous parts of about as many residents: swv's ``<swv>-1``, ``<swv>-2`` ...

    Gemeenten stay whole. Where the swv itself does not hang together, what lies apart goes with what is
    nearest.

    Parameters
    ----------
    layer
        ``po`` or ``vo``: whose residents count; empty for both.

    Raises
    ------
    InputError
        If there are fewer gemeenten than parts.
    """
    on, members = ground_of(country, indeling.units), _members(indeling, swv)
    patch = patches(on, members)
    size = int(patch.max(initial=-1)) + 1
    if size < count:
        many = counted(size, "gemeente", "gemeenten") if size else "geen gemeenten"
        advice = f"kies er hoogstens {size}" if size > 1 else "kies een ander swv"
        fault = f"telt {many} (of delen ervan) en is niet in {count} delen te splitsen; {advice}"
        raise InputError(f"swv {indeling.label(swv)} splitsen", [fault])
    counts = facts(country, indeling.units).residents[layer]
    residents = np.bincount(patch[members], weights=counts[members], minlength=size).astype(np.float64)
    border, linked = contacts(on, patch, patch)
    joined = tied((border + linked) > 0, _middles(on, patch, size))
    part_of_patch = divide(residents, border, joined, count)
    part = np.where(members, part_of_patch[patch], -1)
    return _parted(indeling, swv, part, [f"{swv}-{number + 1}" for number in range(count)])


def dissolved(country: Country, indeling: Indeling, swv: str) -> Indeling:
    """Give the gemeenten of a swv to the swv's that they share the longest border with, round after round.

    In each round every gemeente that touches a swv goes to the one with the longest shared border; where it
    touches none on land, a link over water will do; of equals the first by code. What then
    touches nothing stays where it was.
    """
    on, swvs = ground_of(country, indeling.units), np.array(indeling.swv, dtype=object)
    codes = [code for code in indeling.codes if code != swv]
    patch = patches(on, _members(indeling, swv))
    left = np.arange(int(patch.max(initial=-1)) + 1)
    number = {code: place for place, code in enumerate(codes)}
    while left.size and codes:
        area = np.array([number.get(code, -1) for code in swvs], dtype=np.intp)
        border, linked = contacts(on, patch, area, len(codes))
        best = np.where(border.max(axis=1) > 0, border.argmax(axis=1), linked.argmax(axis=1))
        touching = left[(border + linked)[left].max(axis=1) > 0]
        if not touching.size:
            break
        for one in touching:
            swvs[patch == one] = codes[best[one]]
        left = np.setdiff1d(left, touching)
        patch = np.where(np.isin(patch, left), patch, -1)
    return replace(indeling, swv=tuple(str(code) for code in swvs))


def tied(joined: Bool, places: Float) -> Bool:
    """Join parts of a graph that do not hang together, each to what is nearest.

    Parameters
    ----------
    joined
        Shape ``(n, n)``, symmetric.
    places
        Shape ``(n, 2)``: where the nodes are.
    """
    joined = joined.copy()
    count, label = connected_components(joined, directed=False)
    apart = np.hypot(*(places[:, None] - places[None, :]).T)
    for _ in range(count - 1):
        between = np.where((label == label[0])[:, None] & (label != label[0])[None, :], apart, np.inf)
        one, other = np.unravel_index(int(between.argmin()), between.shape)
        joined[one, other] = joined[other, one] = True
        label = np.where(label == label[other], label[0], label)
    return joined


def _middles(on: Ground, patch: Int, size: int) -> Float:
    """Where patches are: the middle of their largest bit."""
    found = np.zeros((size, 2))
    for bit in np.argsort(on.area_m2, kind="stable"):
        one = patch[on.unit[bit]]
        if one >= 0:
            middle = shapely.centroid(on.hull[bit])
            found[one] = middle.x, middle.y
    return found


def _members(indeling: Indeling, swv: str) -> Bool:
    return np.array([code == swv for code in indeling.swv], dtype=bool)


def _parted(indeling: Indeling, swv: str, part: Int, wanted: list[str]) -> Indeling:
    """Give each part a code of its own; the swv itself is no more."""
    taken, codes = set(indeling.existing), []
    for one in wanted:
        codes.append(free_code(one, taken))
        taken.add(codes[-1])
    moved = tuple(
        codes[number] if number >= 0 else code for number, code in zip(part, indeling.swv, strict=True)
    )
    return replace(
        indeling,
        swv=moved,
        begun=indeling.begun - {swv},
        unnamed=indeling.unnamed | set(codes),
    )
