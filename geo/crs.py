"""Coordinate reference systems: RD New for measuring, WGS84 for exchange and web maps."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

RD_NEW: Final = "EPSG:28992"
WGS84: Final = "EPSG:4326"

#: Bounds in which the European Netherlands lie, RD New metres: west, south, east, north.
NETHERLANDS_RD: Final = (0.0, 300_000.0, 300_000.0, 630_000.0)

_TO_RD = Transformer.from_crs(WGS84, RD_NEW, always_xy=True)
_TO_WGS84 = Transformer.from_crs(RD_NEW, WGS84, always_xy=True)

Float = NDArray[np.float64]


def to_rd(lon: Float, lat: Float) -> tuple[Float, Float]:
    """Easting and northing (RD New, metres) of WGS84 longitudes and latitudes (degrees).

    Examples
    --------
    The Onze Lieve Vrouwetoren in Amersfoort is the origin of the grid:

    >>> easting, northing = to_rd(np.array([5.38720621]), np.array([52.15517440]))
    >>> int(easting[0].round(-1)), int(northing[0].round(-1))
    (155000, 463000)
    """
    easting, northing = _TO_RD.transform(lon, lat)
    return np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)


def to_wgs84(easting: Float, northing: Float) -> tuple[Float, Float]:
    """Longitude and latitude (WGS84, degrees) of RD New eastings and northings (metres)."""
    lon, lat = _TO_WGS84.transform(easting, northing)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
