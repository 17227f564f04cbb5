"""Outlines of areas: units simplified together, joined by code, and the borders between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from data.unit_layer import cut_along
from geo.crs import RD_NEW
from geo.units import Units
from scenarios.country import Country

Outlines = NDArray[np.object_]

#: Detail that a national map cannot show; halves the borders (metres, RD New).
TOLERANCE_M: Final = 200.0


def outlines(country: Country, units: Units | None = None) -> Outlines:
    """Simplify units together, so that no gaps open between them.

    Parameters
    ----------
    units
        The data set's own by default. Units that are finer are cut out of
        those along the areas of their PC4's.

    Returns
    -------
    Shape ``(n_units,)``, polygons in RD New, in the order of `units`.
    """
    exact = np.asarray(country.unit_table["geometry"], dtype=object)
    if units is not None and units != country.units:
        exact = cut_along(exact, country.units.parent_of(units), units.unit_of_point, country.point_areas)
    simple: Outlines = shapely.coverage_simplify(exact, TOLERANCE_M)
    return simple


def dissolved(outline: Outlines, code: Sequence[str]) -> gpd.GeoDataFrame:
    """Join units that share a code.

    Parameters
    ----------
    outline, code
        Per unit: polygon in RD New (a coverage: no gaps, no overlap), and area code.

    Returns
    -------
    Columns ``code`` and ``geometry``, RD New, one row per code, sorted.
    """
    frame = gpd.GeoDataFrame({"code": list(code)}, geometry=outline, crs=RD_NEW)
    return frame.dissolve("code", method="coverage", as_index=False)


def inner_borders(outline: Outlines, code: Sequence[str]) -> shapely.Geometry:
    """Lines between areas, each once, without the coast and the national border (RD New)."""
    areas = dissolved(outline, code).geometry.to_numpy()
    outer = shapely.boundary(shapely.coverage_union_all(outline))
    inner = shapely.difference(shapely.union_all(shapely.boundary(areas)), outer)
    return shapely.line_merge(inner)
