"""Units of the data set: gemeenten, or the parts of gemeenten that the swv layers cut."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells import polygons_of
from geo.crs import RD_NEW

#: Vertices closer than this (metres) become one when unit borders are made to match.
SNAP_M = 0.01


def unit_labels(points: pd.DataFrame) -> pd.Series:
    """Name the unit of each PC4: ``GM0363``, or ``GM0363/PO2707/VO2708`` where a gemeente is cut.

    Parameters
    ----------
    points
        ``gemeentecode, swv_po, swv_vo``; an empty swv (Europoort) is written as ``-``.
    """
    pair = points["swv_po"].replace("", "-") + "/" + points["swv_vo"].replace("", "-")
    cut = pair.groupby(points["gemeentecode"]).transform("nunique") > 1
    return points["gemeentecode"].where(~cut, points["gemeentecode"] + "/" + pair)


def unit_table(
    points: pd.DataFrame, gemeenten: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Make the units with their geometry.

    A whole gemeente has the gemeente's polygon. A part has the PC4 areas in it,
    cut to the gemeente; ground that no PC4 claims goes to the nearest part.

    Parameters
    ----------
    points
        ``pc4, gebied, gemeentecode, swv_po, swv_vo, leerlingen_po, leerlingen_vo``.
    areas
        PC4 areas (``pc4, geometry``) in the order of `points`.

    Returns
    -------
    Frame ``gebied, gemeentecode, swv_po, swv_vo, leerlingen_po, leerlingen_vo, geometry``
    sorted by gebied; a clean coverage in RD New.
    """
    shapes = areas.geometry.to_numpy()
    outline = gemeenten.set_index("gemeentecode").geometry
    grouped = points.groupby("gebied", sort=True)
    table = grouped[["gemeentecode", "swv_po", "swv_vo"]].first()
    table[["leerlingen_po", "leerlingen_vo"]] = grouped[["leerlingen_po", "leerlingen_vo"]].sum()
    wholes, parent = np.unique(table["gemeentecode"].to_numpy(dtype=str), return_inverse=True)
    part_of_point = table.index.get_indexer(pd.Index(points["gebied"]))
    cut = cut_along(outline.loc[wholes].to_numpy(), parent, part_of_point, shapes)
    return gpd.GeoDataFrame(table.reset_index(), geometry=cut, crs=RD_NEW)


def cut_along(
    wholes: NDArray[np.object_],
    parent: NDArray[np.intp],
    part_of_point: NDArray[np.intp],
    shapes: NDArray[np.object_],
) -> NDArray[np.object_]:
    """Cut polygons into parts along the areas of the demand points in them.

    A whole of one part is that part; ground that no point's area claims goes to
    the nearest part.

    Parameters
    ----------
    wholes
        Shape ``(n_wholes,)``, polygons in RD New.
    parent
        Shape ``(n_parts,)``: whole that each part is cut from.
    part_of_point, shapes
        Shape ``(n_points,)``: part of each demand point, and its area (RD New).

    Returns
    -------
    Shape ``(n_parts,)``: a clean coverage in RD New.
    """
    result = np.empty(len(parent), dtype=object)
    for whole, outline in enumerate(wholes):
        children = np.flatnonzero(parent == whole)
        if children.size == 1:
            result[children[0]] = outline
            continue
        parts = [shapely.union_all(shapes[part_of_point == child]) for child in children]
        result[children] = _cut(outline, parts)
    return np.asarray(shapely.coverage_clean(result, snapping_distance=SNAP_M), dtype=object)


def _cut(outline: shapely.Geometry, parts: list[shapely.Geometry]) -> list[shapely.Geometry]:
    taken = shapely.Polygon()
    result = []
    for part in parts:
        inside = shapely.difference(shapely.intersection(outline, part), taken)
        taken = shapely.union(taken, inside)
        result.append([inside])
    left = shapely.difference(outline, taken)
    for piece in shapely.get_parts(left):
        distance = [shapely.distance(piece, part) for part in parts]
        result[int(np.argmin(distance))].append(piece)
    return [polygons_of(shapely.union_all(pieces)) for pieces in result]
