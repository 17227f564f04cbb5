"""A part of the country, and where it stands on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from ui.sheet.drawing import Spot
from ui.sheet.look import HEIGHT, WIDTH

#: No map is narrower (nobody would know where it lies), and none wider (nothing could be told apart).
_NARROWEST_M, _WIDEST_M = 24_000.0, 88_000.0
_MARGIN: Final = 0.03
#: Details smaller than this are left out, points.
_SMOOTH: Final = 0.25


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen on a map.

    Attributes
    ----------
    west, north
        Upper left corner, metres RD New.
    metres
        Of one point.
    """

    west: float
    north: float
    metres: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north; metres."""
        return self.west, self.north - HEIGHT * self.metres, self.west + WIDTH * self.metres, self.north

    def on_paper(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Cut to the window, in points, downwards."""
        cut = shapely.clip_by_rect(geometry, *self.box)
        corner, scale = [self.west, self.north], [1 / self.metres, -1 / self.metres]
        return shapely.simplify(shapely.transform(cut, lambda at: (at - corner) * scale), _SMOOTH)

    def spot(self, easting: float, northing: float) -> Spot:
        """Where a place stands."""
        return (easting - self.west) / self.metres, (self.north - northing) / self.metres


def window(middle: shapely.Geometry, around: Sequence[shapely.Geometry]) -> Window:
    """Choose what is seen: an area, and as much of what is around it as a map can hold.

    Parameters
    ----------
    middle
        The area that the map is about, RD New.
    around
        Areas that are to be seen with it.

    Examples
    --------
    >>> found = window(shapely.box(0, 0, 5_000, 5_000), [shapely.box(0, 0, 30_000, 10_000)])
    >>> [round(one / 1000) for one in found.box]
    [-1, -4, 31, 14]
    """
    west, south, east, north = shapely.total_bounds([middle, *around])
    left, low, right, high = shapely.bounds(middle)
    west, east = _span(west, east, (left + right) / 2, _WIDEST_M)
    south, north = _span(south, north, (low + high) / 2, _WIDEST_M * HEIGHT / WIDTH)
    wide = max(east - west, (north - south) * WIDTH / HEIGHT, _NARROWEST_M) * (1 + 2 * _MARGIN)
    metres = wide / WIDTH
    return Window((west + east - wide) / 2, (south + north + HEIGHT * metres) / 2, metres)


def _span(low: float, high: float, middle: float, most: float) -> tuple[float, float]:
    """Shorten a stretch to `most`, with `middle` as near to its middle as can be."""
    size = min(high - low, most)
    start = min(max(middle - size / 2, low), high - size)
    return float(start), float(start + size)
