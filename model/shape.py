r"""Shape of areas, in metres on the Dutch grid: how compact they are, whether they hang together.

An area is a set of units. Its size, its border and whom it touches follow from the
units' own, so that no polygons need be joined to measure a whole country anew.
Compactness after Polsby and Popper (1991) and Reock (1961); cut edges as in DeFord,
Duchin and Solomon (2021), here over units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geo.adjacency import Adjacency, Contiguity, Link, build_adjacency
from geo.units import Units

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Shapes = NDArray[np.object_]

#: Areas with a link over water between them that touch over less than this (metres) touch in the water:
#: the outlines of gemeenten are drawn on to each other there, under a bridge or over a tunnel.
IN_THE_WATER_M: Final = 500.0


def polsby_popper(area_m2: float, perimeter_m: float) -> float:
    r"""Compactness by border, :math:`4 \pi A / P^2`: 1 for a circle, less the more border; NaN without one.

    Examples
    --------
    A square of 10 m, :math:`\pi / 4`:

    >>> round(polsby_popper(100.0, 40.0), 4)
    0.7854
    """
    return 4 * np.pi * area_m2 / perimeter_m**2 if perimeter_m > 0 else float("nan")


def reock(area_m2: float, radius_m: float) -> float:
    r"""Share of the smallest circle around an area that it fills, :math:`A / (\pi r^2)`; NaN for a point.

    Examples
    --------
    A square of 10 m in its circle of :math:`5 \sqrt 2` m, :math:`2 / \pi`:

    >>> round(reock(100.0, 5 * 2**0.5), 4)
    0.6366
    """
    return area_m2 / (np.pi * radius_m**2) if radius_m > 0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the demand points are.

    Attributes
    ----------
    pc4
        Their postcodes, each once.
    easting, northing
        Shape ``(n_points,)``: RD New, metres.
    """

    pc4: Sequence[str]
    easting: Float
    northing: Float


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Units as ground: in bits that hang together, with size, border and neighbours.

    Attributes
    ----------
    unit, whole
        Shape ``(n_bits,)``: position of the unit, and number of the gemeente, of each bit. A whole
        gemeente is one bit; a part of one is as many as its inhabited ground falls apart in.
    area_m2, perimeter_m
        Shape ``(n_bits,)``: of each bit.
    hull
        Shape ``(n_bits,)``: smallest convex polygon around each.
    adjacency
        Which bits touch on land, over how many metres, and which are linked over water.
    """

    unit: Int
    whole: Int
    area_m2: Float
    perimeter_m: Float
    hull: Shapes
    adjacency: Adjacency

    @property
    def on_land(self) -> csr_array:
        """Bits that touch on land: shared border, metres, without where outlines touch in the water."""
        border, linked = self.adjacency.border_m.tocoo(), self.adjacency.linked.tocoo()
        size = border.shape[0]
        linked_too = np.isin(border.row * size + border.col, linked.row * size + linked.col)
        kept = ~(linked_too & (border.data < IN_THE_WATER_M))
        return csr_array(
            coo_array((border.data[kept], (border.row[kept], border.col[kept])), shape=border.shape)
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Shape of one area.

    Attributes
    ----------
    area_m2, perimeter_m, radius_m
        Ground; length of the border, holes and pieces included; of the smallest circle around it.
    contiguity
        Whether it hangs together, links over water included.
    parts
        Positions of the units of each part that hangs together, the largest ground first.
    parts_on_land
        Number of parts without links over water, see `IN_THE_WATER_M`.
    """

    area_m2: float
    perimeter_m: float
    radius_m: float
    contiguity: Contiguity
    parts: tuple[tuple[int, ...], ...]
    parts_on_land: int

    @property
    def polsby_popper(self) -> float:
        """Compactness by border, 0 to 1."""
        return polsby_popper(self.area_m2, self.perimeter_m)

    @property
    def reock(self) -> float:
        """Share of the smallest circle around it that it fills, 0 to 1."""
        return reock(self.area_m2, self.radius_m)


def ground(
    geometries: Shapes,
    gemeente_of_unit: Sequence[str],
    units: Units,
    places: Places,
    links: Iterable[Link],
) -> Ground:
    """Measure units once, for whatever areas are made of them.

    Parameters
    ----------
    geometries
        Shape ``(n_units,)``: (multi)polygons in RD New, a clean coverage.
    gemeente_of_unit
        Shape ``(n_units,)``: code of the gemeente that each unit is, or is a part of.
    units, places
        Units of the demand points, and where those are.
    links
        Links over water, see `geo.adjacency.build_adjacency`.
    """
    _, whole, count = np.unique(np.asarray(gemeente_of_unit, str), return_inverse=True, return_counts=True)
    unit: list[int] = []
    bits: list[shapely.Geometry] = []
    bit_of_point = np.zeros(len(units.unit_of_point), dtype=np.intp)
    for position, geometry in enumerate(geometries):
        here = np.flatnonzero(units.unit_of_point == position)
        found, bit = [geometry], np.zeros(here.size, dtype=np.intp)
        if count[whole[position]] > 1:
            found, bit = hanging_bits(geometry, places.easting[here], places.northing[here])
        bit_of_point[here] = len(bits) + bit
        unit += [position] * len(found)
        bits += found
    of_bit, shapes = np.array(unit, dtype=np.intp), np.empty(len(bits), dtype=object)
    shapes[:] = bits
    of_pc4 = dict(zip(places.pc4, bit_of_point.tolist(), strict=True))
    return Ground(
        of_bit,
        whole.astype(np.intp)[of_bit],
        shapely.area(shapes),
        shapely.length(shapes),
        shapely.convex_hull(shapes),
        build_adjacency(shapes, [gemeente_of_unit[one] for one in unit], links, of_pc4),
    )


def hanging_bits(
    geometry: shapely.Geometry, easting: Float, northing: Float
) -> tuple[list[shapely.Geometry], Int]:
    """Take ground apart in pieces that hang together and hold demand points.

    Pieces without a demand point (slivers of a border) stay with the nearest that has one.

    Returns
    -------
    The pieces, and the position of the piece of each demand point.

    Examples
    --------
    Two squares, a point in each; a sliver near the second:

    >>> west, east, sliver = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1), shapely.box(7, 0, 8, 0.1)
    >>> apart = shapely.union_all([west, east, sliver])
    >>> pieces, of_point = hanging_bits(apart, np.array([5.5, 0.5]), np.array([0.5, 0.5]))
    >>> [piece.area for piece in pieces], of_point.tolist()
    ([1.0, 1.1], [1, 0])
    """
    pieces = shapely.get_parts(geometry)
    if len(pieces) <= 1 or not easting.size:
        return [geometry], np.zeros(easting.size, dtype=np.intp)
    points = shapely.points(easting, northing)
    nearest = shapely.distance(points[:, None], pieces[None, :]).argmin(axis=1)
    inhabited, bit = np.unique(nearest, return_inverse=True)
    owner = shapely.distance(pieces[:, None], pieces[inhabited][None, :]).argmin(axis=1)
    owner[inhabited] = np.arange(inhabited.size)
    made = [shapely.union_all(pieces[owner == number]) for number in range(inhabited.size)]
    return made, bit.astype(np.intp)


def shapes(on: Ground, area_of_unit: Int) -> tuple[Shape, ...]:
    """Measure areas that are made of units.

    A gemeente that lies wholly in one area counts as one whole: its islands and exclaves are
    its own. Of a gemeente that is cut each part must hang together by itself.

    Parameters
    ----------
    on
        The units as ground.
    area_of_unit
        Shape ``(n_units,)``: number of the area of each, from 0; -1 for none.

    Returns
    -------
    One per area, in the order of the numbers.
    """
    number = area_of_unit[on.unit]
    count = int(number.max(initial=-1)) + 1
    inside = number >= 0
    area = np.bincount(number[inside], weights=on.area_m2[inside], minlength=count)
    border = np.bincount(number[inside], weights=on.perimeter_m[inside], minlength=count)
    touching = on.adjacency.border_m.tocoo()
    same = (number[touching.row] == number[touching.col]) & inside[touching.row]
    border -= np.bincount(number[touching.row[same]], weights=touching.data[same], minlength=count)
    joined = _wholes(on.whole, number)
    land = _parts(on.on_land + joined, number)
    linked = Adjacency(on.adjacency.border_m, on.adjacency.linked + joined)
    over_water = _parts(linked.border_m + linked.linked, number)
    nobodys = np.flatnonzero(~inside)
    made = []
    for one in range(count):
        bits = np.flatnonzero(number == one)
        parts = _largest_first(on, bits, over_water[bits])
        whole = len(parts) <= 1
        made.append(
            Shape(
                float(area[one]),
                float(border[one]),
                float(shapely.minimum_bounding_radius(shapely.geometrycollections(on.hull[bits]))),
                Contiguity.WHOLE if whole else linked.contiguity(bits, nobodys),
                parts,
                int(np.unique(land[bits]).size),
            )
        )
    return tuple(made)


def cut_edges(on: Ground, area_of_unit: Int) -> tuple[tuple[int, int], ...]:
    """Pairs of neighbouring units, on land or over a link, that lie in different areas; each pair once.

    Units in no area (-1) are cut from nobody.
    """
    edges = (on.adjacency.border_m + on.adjacency.linked).tocoo()
    left, right = on.unit[edges.row], on.unit[edges.col]
    one, other = area_of_unit[left], area_of_unit[right]
    cut = (left < right) & (one != other) & (one >= 0) & (other >= 0)
    return tuple(sorted({(int(a), int(b)) for a, b in zip(left[cut], right[cut], strict=True)}))


def _wholes(whole: Int, number: Int) -> csr_array:
    """Join the bits of every gemeente whose bits all lie in one area (or all in none)."""
    order = np.lexsort((number, whole))
    first, then = order[:-1], order[1:]
    undivided = np.ones(int(whole.max(initial=-1)) + 1, dtype=bool)
    next_to = whole[first] == whole[then]
    undivided[whole[first][next_to & (number[first] != number[then])]] = False
    pair = next_to & undivided[whole[first]]
    a, b = first[pair], then[pair]
    ones = np.ones(2 * a.size)
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    return csr_array(coo_array((ones, both), shape=(whole.size, whole.size)))


def _parts(graph: csr_array, number: Int) -> Int:
    """Label the parts of areas that hang together, shape ``(n_bits,)``: no two areas share a label."""
    edges = graph.tocoo()
    kept = number[edges.row] == number[edges.col]
    within = coo_array((edges.data[kept], (edges.row[kept], edges.col[kept])), shape=graph.shape)
    return np.asarray(connected_components(within.tocsr(), directed=False)[1], dtype=np.intp)


def _largest_first(on: Ground, bits: Int, label: Int) -> tuple[tuple[int, ...], ...]:
    """Name the units of each part, the part with most ground first."""
    found = []
    for one in np.unique(label):
        here = bits[label == one]
        found.append((-float(on.area_m2[here].sum()), tuple(int(unit) for unit in np.unique(on.unit[here]))))
    return tuple(units for _, units in sorted(found))
