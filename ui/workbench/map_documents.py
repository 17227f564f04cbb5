"""What the map of the workbench draws on: areas and the borders between each two, fetched once by address.

All text is plain: the browser part writes it as text, never as HTML.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84, to_wgs84
from geo.errors import UnknownNameError
from geo.units import Units
from scenarios.country import Country
from scenarios.drawing.facts import facts, left_out
from ui.areas import Outlines, outlines
from ui.assets import publish
from ui.figures import TOLERANCE_M
from ui.layers import DECIMALS, ground, plain
from ui.loading import StudyKey, study_of

Document = dict[str, Any]
Made = TypeVar("Made")


#: Things that are kept per country, the oldest let go of first.
_MOST: Final = 120
#: Per country the addresses of what was published of it.
_addresses: WeakKeyDictionary[Country, dict[Any, Any]] = WeakKeyDictionary()


def ground_of(key: StudyKey, units: Units) -> str:
    """Return the address of what a map is drawn on, for some units."""
    return ground_under(study_of(key).country, units)


def ground_under(country: Country, units: Units) -> str:
    """Return the same, of a study's country that is at hand."""
    kept, marked = _addresses.setdefault(country, {}), ("grond", units)
    if marked not in kept:
        keep(kept, marked, publish("werkgrond", ground_document(country, units, outlines(country, units))))
    return str(kept[marked])


def cut_of(key: StudyKey, gemeente: str, units: Units) -> str:
    """Return the address of the PC4's of a gemeente, to divide it by.

    Raises
    ------
    UnknownNameError
        If there is no such gemeente.
    """
    country = study_of(key).country
    kept, marked = _addresses.setdefault(country, {}), ("knip", gemeente, units)
    if marked not in kept:
        keep(kept, marked, publish("knip", cut_document(country, gemeente, units)))
    return str(kept[marked])


def keep(kept: dict[Any, Any], mark: Any, made: Made) -> Made:  # noqa: ANN401  # any key
    """Keep something and return it; where there is too much, the oldest goes."""
    for oldest in list(kept)[: max(0, len(kept) + 1 - _MOST)]:
        kept.pop(oldest, None)
    kept[mark] = made
    return made


def ground_document(country: Country, units: Units, outline: Outlines) -> Document:
    """Write units: shape, name, gemeente, jeugdregio, whether anyone lives there, room for a name, borders.

    And which of them the regulation itself leaves without a swv.

    Parameters
    ----------
    outline
        Polygons in RD New, without gaps or overlap, in the order of `units`.
    """
    known = facts(country, units)
    gemeente, region = known.gemeenten.tolist(), known.regions.tolist()
    gemeenten, regions = sorted(set(gemeente)), sorted(set(region) - {""})
    spots, widths = label_spots(outline)
    return {
        "ids": list(units.ids),
        "namen": list(known.names),
        "gemeente": [gemeenten.index(code) for code in gemeente],
        "gemeenten": [[code, country.gemeente_names.get(code, code)] for code in gemeenten],
        "regio": [regions.index(code) if code else -1 for code in region],
        "regios": [[code, country.region_names.get(code, code)] for code in regions],
        "bewoond": [int(count > 0) for count in known.residents[""]],
        "zo": [at for at, unit in enumerate(units.ids) if left_out(unit)],
        "plek": spots,
        "breed": widths,
        "bogen": arcs(outline),
        **ground(outline),
    }


def label_spots(outline: Outlines) -> tuple[list[list[float]], list[float]]:
    """Say where a name stands in each area (longitude, latitude), and how wide it may be (degrees)."""
    largest = [max(shapely.get_parts(shape), key=shapely.area, default=shape) for shape in outline]
    points = shapely.point_on_surface(largest)
    lon, lat = to_wgs84(shapely.get_x(points), shapely.get_y(points))
    west, _, east, _ = shapely.bounds(largest).T
    widths = (east - west) / (111_320 * np.cos(np.radians(lat)))
    spots = [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y in zip(lon, lat, strict=True)]
    return spots, [round(float(width), 3) for width in widths]


def arcs(outline: Outlines) -> list[list[Any]]:
    """Write the border that each two units share: positions of both, and its lines (WGS84).

    Examples
    --------
    >>> squares = np.array([shapely.box(x, 400_000, x + 1_000, 401_000) for x in (100_000, 101_000, 105_000)])
    >>> [(one, other) for one, other, lines in arcs(squares)]
    [(0, 1)]
    """
    tree = shapely.STRtree(outline)
    one, other = tree.query(outline, predicate="intersects")
    one, other = one[one < other], other[one < other]
    edges = shapely.boundary(outline)
    lines = shapely.line_merge(shapely.intersection(edges[one], edges[other]))
    parts, pair = shapely.get_parts(lines, return_index=True)
    kept = shapely.get_dimensions(parts) == 1  # corners are left out
    parts, pair = parts[kept], pair[kept]
    written = _written(parts)
    found: dict[int, list[Any]] = {}
    for at, line in zip(pair.tolist(), written, strict=True):
        found.setdefault(at, []).append(line)
    return [[int(one[at]), int(other[at]), shared] for at, shared in found.items()]


def _written(lines: NDArray[np.object_]) -> list[list[list[float]]]:
    """Write lines in RD New as longitudes and latitudes, all at once: there are a thousand."""
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    lon, lat = to_wgs84(coordinates[:, 0], coordinates[:, 1])
    places = np.column_stack([lon, lat]).round(DECIMALS)
    ends = np.searchsorted(line, np.arange(1, len(lines)))
    return [piece.tolist() for piece in np.split(places, ends)] if len(lines) else []


def cut_document(country: Country, gemeente: str, units: Units) -> Document:
    """Write the PC4's of a gemeente: shape, code and town, and the unit that each lies in.

    Raises
    ------
    UnknownNameError
        If there is no such gemeente.
    """
    points: NDArray[np.intp] = np.flatnonzero(country.gemeente_of_point == gemeente)
    if not points.size:
        raise UnknownNameError(f"onbekende gemeente '{gemeente}'")
    simple = shapely.coverage_simplify(country.point_areas[points], TOLERANCE_M)
    shown = gpd.GeoSeries(simple, crs=RD_NEW).to_crs(WGS84)
    table = country.points.iloc[points]
    towns = table["plaats"].fillna("") if "plaats" in table else [""] * len(table)
    return {
        "gemeente": country.gemeente_names.get(gemeente, gemeente),
        "codes": [str(code) for code in table["pc4"]],
        "namen": [f"{code} {town}".strip() for code, town in zip(table["pc4"], towns, strict=True)],
        "gebieden": [plain(shape) for shape in shown],
        "eenheid": [units.ids[at] for at in units.unit_of_point[points]],
    }
