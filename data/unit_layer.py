"""Units of the data set: gemeenten, or the parts of gemeenten that the swv layers cut."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

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
    geometry = {}
    for gemeente, units in table.groupby("gemeentecode").groups.items():
        if len(units) == 1:
            geometry[units[0]] = outline[gemeente]
            continue
        parts = [shapely.union_all(shapes[(points["gebied"] == unit).to_numpy()]) for unit in units]
        geometry |= dict(zip(units, cut_up(outline[gemeente], parts), strict=True))
    ordered = np.array([geometry[unit] for unit in table.index], dtype=object)
    clean = shapely.coverage_clean(ordered, snapping_distance=SNAP_M)
    return gpd.GeoDataFrame(table.reset_index(), geometry=clean, crs=RD_NEW)


def cut_up(outline: shapely.Geometry, parts: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Cut an outline along the parts of it; ground that no part claims goes to the nearest (RD New)."""
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
