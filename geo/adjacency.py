"""Which units touch, over how many metres, and which are joined by a link over water.

Bridges, dams, tunnels and ferries are edges by decision: they stand in
``verbindingen.csv``, not in code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from shapely import Geometry, Point, STRtree, distance, intersection, length

from geo.crs import to_rd

#: Borders shorter than this (metres) are touching corners, not neighbours.
CORNER_M = 1.0


class Contiguity(StrEnum):
    """Whether an area hangs together."""

    WHOLE = "heel"
    BROKEN = "onderbroken"
    UNFINISHED = "onaf"


@dataclass(frozen=True, slots=True)
class Link:
    """A bridge, dam, tunnel, lock or ferry that joins two areas over water.

    Attributes
    ----------
    name, kind
        As people call it; one of brug, tunnel, dam, sluis, veer.
    area_a, area_b
        Codes of the areas (gemeenten) on both banks, which may be the same.
    lon_a, lat_a, lon_b, lat_b
        Both ends, WGS84 degrees, to some 200 m.
    pc4_a, pc4_b
        Postcode areas on both banks; empty where they are not known.
    """

    name: str
    kind: str
    area_a: str
    area_b: str
    lon_a: float
    lat_a: float
    lon_b: float
    lat_b: float
    pc4_a: str = ""
    pc4_b: str = ""


def fixed_links() -> tuple[Link, ...]:
    """Read the links over water that count as edges (``geo/verbindingen.csv``)."""
    text = files("geo").joinpath("verbindingen.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return tuple(
        Link(
            name=row["naam"],
            kind=row["soort"],
            area_a=row["gemeente_a"],
            area_b=row["gemeente_b"],
            lon_a=float(row["lon_a"]),
            lat_a=float(row["lat_a"]),
            lon_b=float(row["lon_b"]),
            lat_b=float(row["lat_b"]),
            pc4_a=row["pc4_a"],
            pc4_b=row["pc4_b"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Neighbourhood of units.

    Attributes
    ----------
    border_m
        Symmetric ``(n, n)`` sparse matrix: shared border on land, metres.
    linked
        Symmetric ``(n, n)`` sparse 0/1 matrix: joined by a link over water.
    """

    border_m: csr_array
    linked: csr_array

    def __len__(self) -> int:
        """Return the number of units."""
        return int(self.border_m.shape[0])

    def parts(self, members: NDArray[np.intp]) -> int:
        """Count the connected parts in which some units fall, links over water included."""
        if members.size == 0:
            return 0
        graph = (self.border_m + self.linked)[members][:, members]
        return int(connected_components(graph, directed=False, return_labels=False))

    def contiguity(self, members: NDArray[np.intp], unassigned: NDArray[np.intp]) -> Contiguity:
        """Whether some units are one whole, are broken, or may still become whole.

        Parameters
        ----------
        members
            Positions of the units of one area.
        unassigned
            Positions of units that belong to no area yet. If they could join
            the parts, the area is unfinished rather than broken.
        """
        if self.parts(members) <= 1:
            return Contiguity.WHOLE
        both = np.concatenate([members, unassigned])
        graph = (self.border_m + self.linked)[both][:, both]
        _, label = connected_components(graph, directed=False)
        joined = np.unique(label[: members.size]).size == 1
        return Contiguity.UNFINISHED if joined else Contiguity.BROKEN


def build_adjacency(
    geometries: NDArray[np.object_],
    area_of_unit: Sequence[str],
    links: Iterable[Link],
    unit_of_pc4: Mapping[str, int] | None = None,
) -> Adjacency:
    """Measure shared borders and lay the links over water.

    Parameters
    ----------
    geometries
        Shape ``(n,)``: (multi)polygons in RD New that form a clean coverage
        (shared borders have the same vertices); see `shapely.coverage_clean`.
    area_of_unit
        Shape ``(n,)``: the area code that links refer to.
    links
        Links over water; those to unknown areas are ignored, for a data set
        may cover one region only.
    unit_of_pc4
        Position of the unit of each postcode area. Where an area has more units, a
        link lands on that of its postcode area, and else on the one nearest to its end.

    Returns
    -------
    Adjacency with borders of at least `CORNER_M` metres.
    """
    border = _borders(geometries)
    linked = _links(geometries, area_of_unit, links, unit_of_pc4 or {})
    return Adjacency(border, linked)


def _borders(geometries: NDArray[np.object_]) -> csr_array:
    tree = STRtree(geometries)
    left, right = tree.query(geometries, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    metres = length(intersection(geometries[left], geometries[right]))
    neighbours = metres >= CORNER_M
    return _symmetric(left[neighbours], right[neighbours], metres[neighbours], len(geometries))


def _links(
    geometries: NDArray[np.object_],
    area_of_unit: Sequence[str],
    links: Iterable[Link],
    unit_of_pc4: Mapping[str, int],
) -> csr_array:
    units_of_area: dict[str, list[int]] = {}
    for position, area in enumerate(area_of_unit):
        units_of_area.setdefault(area, []).append(position)
    pairs = []
    for link in links:
        if link.area_a not in units_of_area or link.area_b not in units_of_area:
            continue
        easting, northing = to_rd(np.array([link.lon_a, link.lon_b]), np.array([link.lat_a, link.lat_b]))
        ends = [Point(e, n) for e, n in zip(easting, northing, strict=True)]
        banks = ((link.area_a, link.pc4_a, ends[0]), (link.area_b, link.pc4_b, ends[1]))
        pair = tuple(
            unit
            if (unit := unit_of_pc4.get(pc4, -1)) in units_of_area[area]
            else _nearest(geometries, units_of_area[area], end)
            for area, pc4, end in banks
        )
        if pair[0] != pair[1]:  # a bridge within one unit joins nothing that is not joined
            pairs.append(pair)
    if not pairs:
        return csr_array((len(geometries), len(geometries)))
    left, right = np.array(pairs, dtype=np.intp).T
    return _symmetric(left, right, np.ones(left.size), len(geometries))


def _nearest(geometries: NDArray[np.object_], candidates: list[int], end: Geometry) -> int:
    if len(candidates) == 1:
        return candidates[0]
    return min(candidates, key=lambda position: float(distance(geometries[position], end)))


def _symmetric(
    left: NDArray[np.intp], right: NDArray[np.intp], value: NDArray[np.float64], size: int
) -> csr_array:
    # COO to CSR adds up duplicates: reduce to one entry per pair first
    keys = np.minimum(left, right) * size + np.maximum(left, right)
    unique, first = np.unique(keys, return_index=True)
    low, high = unique // size, unique % size
    both = coo_array(
        (np.tile(value[first], 2), (np.concatenate([low, high]), np.concatenate([high, low]))),
        shape=(size, size),
    )
    return csr_array(both)
