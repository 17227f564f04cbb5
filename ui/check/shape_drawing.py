"""The picture of one swv's shape: its parts, the smallest circle around it, the links over water."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.adjacency import fixed_links
from geo.crs import to_rd
from scenarios.country import Country
from scenarios.indeling import Indeling
from scenarios.notation import number
from scenarios.pieces.shape import SwvShape
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Shape, Spot, Text

#: Colours: the largest part, what lies apart, others, ground without a swv.
MAIN: Final = "#8fb6d6"
APART: Final = "#f0a35e"
_OTHERS: Final = "#e4e8ec"
_NOBODYS: Final = "#c9ccd1"
_EDGE: Final = "#12233a"
_CIRCLE: Final = "#8e1b6b"
_LINK: Final = "#0072b2"
#: Points: width and height of the picture, and room around the circle.
_SIZE: Final = 460.0
_ROOM: Final = 14.0

Outlines = NDArray[np.object_]


def shape_drawing(country: Country, indeling: Indeling, one: SwvShape, outline: Outlines) -> Drawing:
    """Draw one swv with the smallest circle around it.

    Parameters
    ----------
    country, indeling
        Where it lies, and the layer that it is of.
    one
        Its shape.
    outline
        Simplified polygons of the layer's units (RD New); measures are taken of the exact ones.
    """
    inside = np.flatnonzero(np.array(indeling.swv, dtype=object) == one.code)
    whole = shapely.union_all(outline[inside])
    centre = shapely.centroid(shapely.minimum_bounding_circle(whole))
    radius_m = float(shapely.minimum_bounding_radius(whole))
    spot = _placed(centre.x, centre.y, radius_m)
    window = centre.buffer(radius_m * 1.5).envelope
    apart = {unit for part in one.shape.parts[1:] for unit in part}
    shapes: list[Shape] = []
    for unit in np.flatnonzero(shapely.intersects(outline, window)):
        if unit not in inside:
            fill = _OTHERS if indeling.swv[unit] else _NOBODYS
            shapes.append(_polygon(shapely.intersection(outline[unit], window), spot, fill, "#ffffff", 0.5))
    for unit in inside:
        fill = APART if int(unit) in apart else MAIN
        shapes.append(_polygon(outline[unit], spot, fill, "#ffffff", 0.5))
    shapes.append(_polygon(whole, spot, "", _EDGE, 1.4))
    shapes.extend(_links(country, indeling, one.code, spot))
    middle = spot(centre.x, centre.y)
    shapes.append(Circle(middle, _SIZE / 2 - _ROOM, "", _CIRCLE, 1.6))
    shapes.append(
        Text((_ROOM, _SIZE - 6), f"cirkel: straal {number(one.shape.radius_m / 1000)} km", 9, _CIRCLE)
    )
    return Drawing(_SIZE, _SIZE, f"Vorm van {one.label}", _told(one), shapes)


def _placed(x: float, y: float, radius_m: float) -> Callable[[float, float], Spot]:
    """Make metres into points, with the circle in the middle."""
    scale = (_SIZE / 2 - _ROOM) / max(radius_m, 1.0)

    def spot(easting: float, northing: float) -> Spot:
        return _SIZE / 2 + (easting - x) * scale, _SIZE / 2 - (northing - y) * scale

    return spot


def _polygon(
    shape: shapely.Geometry, spot: Callable[[float, float], Spot], fill: str, stroke: str, width: float
) -> Polygon:
    rings = [
        [spot(x, y) for x, y in shapely.get_coordinates(ring)]
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return Polygon(rings, fill, stroke, width)


def _links(
    country: Country, indeling: Indeling, code: str, spot: Callable[[float, float], Spot]
) -> Iterator[Line]:
    """Bridges, dams, tunnels and ferries between gemeenten of the swv."""
    swv, gemeente = indeling.of_points(), country.gemeente_of_point
    there = {str(one) for one in np.unique(gemeente[swv == code].astype(str))}
    for link in fixed_links():
        if link.area_a != link.area_b and {link.area_a, link.area_b} <= there:
            easting, northing = to_rd(np.array([link.lon_a, link.lon_b]), np.array([link.lat_a, link.lat_b]))
            ends = [spot(float(x), float(y)) for x, y in zip(easting, northing, strict=True)]
            yield Line(ends, _LINK, 2.2, (4, 3))


def _told(one: SwvShape) -> str:
    apart = f" Los van het grootste deel (oranje): {one.apart}." if one.apart else ""
    return (
        f"{one.label} in blauw, met de kleinste cirkel eromheen (paars). Samenhang: {one.state}.{apart} "
        f"Reock {number(one.shape.reock, 2)}: dat deel van de cirkel vult het swv; Polsby-Popper "
        f"{number(one.shape.polsby_popper, 2)}. Blauwe streepjes zijn bruggen, dammen, tunnels en veren "
        "tussen gemeenten van het swv. Vereenvoudigd getekend; gemeten is op de precieze grenzen van de "
        "gegevensset."
    )
