"""Voronoi cells: the area that a demand point stands for.

Cells are cut to the area (gemeente) that the point lies in and tile it, so
that no ground belongs to a point across the border.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray


def voronoi_cells(
    easting: NDArray[np.float64],
    northing: NDArray[np.float64],
    area_of_point: Sequence[str],
    area_geometry: dict[str, shapely.Geometry],
) -> NDArray[np.object_]:
    """Voronoi cell of each point among the points of its own area.

    Parameters
    ----------
    easting, northing
        Shape ``(n,)``, RD New metres.
    area_of_point
        Shape ``(n,)``: code of the area that each point lies in.
    area_geometry
        Polygon of each area, RD New. An area that is missing gives empty cells.

    Returns
    -------
    Shape ``(n,)``: polygons. Points on one spot share one cell: the first gets
    the geometry, and all get the same `intrazonal_m` through `cell_areas_m2`.
    """
    cells = np.full(len(easting), shapely.Polygon(), dtype=object)
    codes = np.asarray(area_of_point, dtype=object)
    points = shapely.points(easting, northing)
    for code in np.unique(codes.astype(str)):
        members = np.flatnonzero(codes == code)
        outline = area_geometry.get(code)
        if outline is None:
            continue
        cells[members] = _cells_within(points[members], outline)
    return cells


def _cells_within(points: NDArray[np.object_], outline: shapely.Geometry) -> NDArray[np.object_]:
    _, first = np.unique(shapely.get_coordinates(points), axis=0, return_index=True)
    if first.size == 1:
        result = np.full(len(points), shapely.Polygon(), dtype=object)
        result[first[0]] = outline
        return result
    spots = points[first]
    collection = shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=outline)
    cells = np.array(shapely.get_parts(collection), dtype=object)
    order = shapely.STRtree(cells).query(spots, predicate="within")
    cell_of_spot = np.empty(len(spots), dtype=np.intp)
    cell_of_spot[order[0]] = order[1]
    cut = shapely.intersection(cells[cell_of_spot], outline)
    result = np.full(len(points), shapely.Polygon(), dtype=object)
    result[first] = [polygons_of(cell) for cell in cut]
    return result


def polygons_of(geometry: shapely.Geometry) -> shapely.Geometry:
    """Drop the lines and points that an intersection may leave.

    Examples
    --------
    >>> mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(1, 0), (2, 0)])])
    >>> polygons_of(mixed).geom_type
    'Polygon'
    """
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def cell_areas_m2(
    easting: NDArray[np.float64], northing: NDArray[np.float64], cells: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Area per point (square metres); points on one spot share their cell equally."""
    spots = np.column_stack([easting, northing])
    _, spot, count = np.unique(spots, axis=0, return_inverse=True, return_counts=True)
    total = np.bincount(spot, weights=shapely.area(cells), minlength=count.size)
    return np.asarray((total / count)[spot], dtype=np.float64)


def intrazonal_m(area_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Distance within a zone whose site stands at the zone's own point.

    .. math:: d = \tfrac{1}{2} \sqrt{A / \pi}

    Parameters
    ----------
    area_m2
        Area of the zone's Voronoi cell, square metres.

    Returns
    -------
    Metres: half the radius of the circle with that area. An estimate.

    References
    ----------
    docs/methode.md, "afstand binnen een postcodegebied".

    Examples
    --------
    >>> intrazonal_m(np.array([np.pi * 1000**2]))
    array([500.])
    """
    return np.asarray(0.5 * np.sqrt(area_m2 / np.pi), dtype=np.float64)
