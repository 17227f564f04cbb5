"""Where a map looks in a step: the whole country, one area, or a cut-out that somebody made."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import to_wgs84
from geo.errors import UnknownNameError
from scenarios.indeling import Indeling
from scenarios.presentation import View
from scenarios.study import Study
from ui.areas import Outlines

#: Room of a map before a room, pixels; on a narrow screen the outskirts fall off.
_WIDTH, _HEIGHT = 720.0, 560.0
#: A world of one tile is this wide.
_TILE: Final = 256.0
_LEAST, _MOST = 5.0, 13.0
#: Zoom that stands for the whole country, whatever the size of the map.
WHOLE: Final = 0.0
#: Steps of zoom that the map can take.
_STEP: Final = 0.25


def where(study: Study, indeling: Indeling, outline: Outlines, view: View) -> tuple[float, float, float]:
    """Return latitude, longitude and zoom that bring a view in sight.

    Parameters
    ----------
    indeling, outline
        The layer that is drawn; its units' outlines (RD New).

    Raises
    ------
    UnknownNameError
        If there is no such area in this indeling.
    """
    if view.soort == "uitsnede":
        return view.breedtegraad, view.lengtegraad, view.zoom
    if view.soort == "land":
        return View().breedtegraad, View().lengtegraad, WHOLE
    inside = units_of(study, indeling, view)
    if not inside.any():
        told = view.code or "zonder code"
        raise UnknownNameError(
            f"{view.soort} '{told}' is er niet in dit scenario; kies in de stap een ander beeld"
        )
    west, south, east, north = _bounds(outline, inside)
    longitude, latitude = to_wgs84(np.array([west, east]), np.array([south, north]))
    return (
        float(latitude.mean()),
        float(longitude.mean()),
        zoom_for(float(np.ptp(longitude)), float(latitude[0]), float(latitude[1])),
    )


def units_of(study: Study, indeling: Indeling, view: View) -> NDArray[np.bool_]:
    """Shape ``(n_units,)``: whether a unit lies in the area of a view; all of them for the country."""
    country, first = study.country, indeling.units.first_points
    match view.soort:
        case "gemeente":
            label = country.gemeente_of_point[first]
        case "jeugdregio":
            label = country.region_of_point("jeugdregio")[first]
        case "swv":
            label = np.array(indeling.swv, dtype=object)
        case _:
            return np.ones(len(indeling.units), dtype=bool)
    return np.asarray(label == view.code, dtype=bool)


def zoom_for(width_deg: float, south_deg: float, north_deg: float) -> float:
    """Return the largest zoom at which an area fits on the map, in steps that the map can take.

    Examples
    --------
    >>> zoom_for(360.0, -1.0, 1.0) < zoom_for(3.6, 50.7, 53.6) < zoom_for(0.2, 52.0, 52.1)
    True
    """
    wide = _WIDTH * 360.0 / (_TILE * max(width_deg, 1e-6))
    tall = _mercator(north_deg) - _mercator(south_deg)
    high = _HEIGHT * 2 * math.pi / (_TILE * max(tall, 1e-9))
    fitting = math.log2(min(wide, high))
    return min(max(math.floor(fitting / _STEP) * _STEP, _LEAST), _MOST)


def _mercator(latitude_deg: float) -> float:
    return math.asinh(math.tan(math.radians(latitude_deg)))


def _bounds(outline: Outlines, inside: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(outline[inside])
    return float(west), float(south), float(east), float(north)
