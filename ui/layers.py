"""Areas and borders on a map, as plain documents.

Coordinates are WGS84, rounded; all text is Dutch and safe to use as HTML.
The browser part (``static/kaart.js``) draws them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84, to_wgs84
from geo.units import Units
from scenarios.conclusion import AGES
from scenarios.country import Country, Kind
from scenarios.evaluate import Distances, time_values, travel_of, travel_time_of
from scenarios.indeling import NO_SWV, Arrangement, Indeling, spell
from scenarios.measures import measure
from scenarios.norms import Norms
from scenarios.notation import figure, number
from ui.areas import Outlines, dissolved, inner_borders
from ui.palette import colouring, fill, neighbours

Document = dict[str, Any]
Labels = NDArray[np.object_]

#: Ten metres: outlines are simplified far more coarsely.
DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide the country, to be drawn.

    Attributes
    ----------
    id
        Name among the layers of a map.
    what, title
        What one area is ("swv po"), and the name of the layer.
    code
        Per unit the code of its area, or an empty text.
    names
        Code to the name that is shown.
    short
        Code to a name that fits on the map.
    """

    id: str
    what: str
    title: str
    code: tuple[str, ...]
    names: Mapping[str, str]
    short: Mapping[str, str]


def plain(geometry: shapely.Geometry) -> Document:
    """Write a WGS84 geometry as GeoJSON, rounded to `DECIMALS`.

    Examples
    --------
    >>> plain(shapely.Point(5.123456, 52.0))
    {'type': 'Point', 'coordinates': (5.1235, 52.0)}
    """
    rounded = shapely.transform(geometry, lambda coordinates: coordinates.round(DECIMALS))
    return dict(shapely.geometry.mapping(rounded))


def lines(geometry: shapely.Geometry) -> list[Any]:
    """Write lines in RD New as the coordinates of a GeoJSON MultiLineString."""
    parts = gpd.GeoSeries(shapely.get_parts(shapely.line_merge(geometry)), crs=RD_NEW).to_crs(WGS84)
    return [plain(part)["coordinates"] for part in parts if not part.is_empty]


def ground(outline: Outlines) -> Document:
    """Polygons of the units, and the outer border of them all."""
    shapes = gpd.GeoSeries(outline, crs=RD_NEW).to_crs(WGS84)
    coast = shapely.boundary(shapely.coverage_union_all(outline))
    return {"gebieden": [plain(shape) for shape in shapes], "kust": lines(coast)}


def divisions_of_country(country: Country) -> tuple[Division, ...]:
    """Gemeenten and jeugdregio's, on the units of the data set."""
    table = country.unit_table
    gemeente = tuple(table["gemeentecode"].astype(str))
    region = tuple(str(one) for one in table["gemeentecode"].map(country.gemeenten["jeugdregio"]).fillna(""))
    places, regions = country.gemeente_names, country.region_names
    return (
        Division("gemeente", "gemeente", "gemeenten", gemeente, places, places),
        Division("jeugdregio", "jeugdregio", "jeugdregio's", region, regions, regions),
    )


def divisions_of(arrangement: Arrangement, prefix: str) -> tuple[Division, ...]:
    """Layers of an arrangement, on its own units.

    Parameters
    ----------
    prefix
        ``swv`` for today's layers, ``scenario`` for a chosen one: ids are
        ``swv_po``, ``swv_vo``, or ``scenario`` alone where po and vo are merged.
    """
    if arrangement.is_merged:
        return (_division(arrangement.po, prefix, prefix_title(prefix, "")),)
    return tuple(
        _division(arrangement.layer(age), f"{prefix}_{age}", prefix_title(prefix, age))
        for age in ("po", "vo")
    )


def prefix_title(prefix: str, age: str) -> str:
    """Name a layer.

    Examples
    --------
    >>> prefix_title("swv", "po"), prefix_title("scenario", "")
    ("swv's po", "swv's van het scenario")
    """
    own = " van het scenario" if prefix == "scenario" else ""
    return f"swv's {age}".strip() + own


def _division(layer: Indeling, division_id: str, title: str) -> Division:
    codes = {code: layer.label(code) for code in layer.codes}
    short = {code: short_name(code, label) for code, label in codes.items()}
    return Division(division_id, str(layer.layer_type), title, layer.swv, codes, short)


def short_name(code: str, label: str) -> str:
    """Take the name behind a code where there is one, for that is what people know."""
    head, _, name = label.partition(" · ")
    return head if head == spell(code) and code[:2] in {"PO", "VO"} else name or head


def division_document(
    country: Country, outline: Outlines, units: Units, division: Division, told: Mapping[str, Sequence[str]]
) -> Document:
    """Write one division: names and colours of its areas, area of each unit, borders between areas.

    Parameters
    ----------
    outline, units
        Polygons in RD New of the units that `division` is on.
    told
        Per code the lines that are shown with its name.
    """
    codes = tuple(sorted(set(division.code) - {NO_SWV}))
    position = {code: number for number, code in enumerate(codes)}
    of_unit = np.array([position.get(code, -1) for code in division.code], dtype=np.intp)
    parent = country.units.parent_of(units) if units != country.units else np.arange(len(units))
    beside = _beside(country, of_unit, np.asarray(parent, dtype=np.intp))
    colours = colouring(beside)
    shapes = dissolved(outline, division.code).set_index("code").geometry
    spots = label_spots([shapes[code] for code in codes])
    areas = [
        {
            "code": escape(code),
            "naam": escape(division.names.get(code, code)),
            "kort": escape(division.short.get(code, code)),
            "kleur": fill(colours[number]),
            "plek": spot,
            "breed": width,
            "regels": [escape(line) for line in told.get(code, ())],
        }
        for number, (code, (spot, width)) in enumerate(zip(codes, spots, strict=True))
    ]
    made = {
        "id": division.id,
        "soort": division.what,
        "titel": division.title,
        "namen": areas,
        "van": of_unit.tolist(),
        "lijnen": lines(inner_borders(outline, division.code)),
    }
    if units != country.units:
        made |= {"gebieden": ground(outline)["gebieden"], "ouder": [int(one) for one in parent]}
    return made


def _beside(country: Country, area_of_unit: NDArray[np.intp], parent: NDArray[np.intp]) -> Any:  # noqa: ANN401
    """Neighbours of each area; parts of one unit count as neighbours of all that touch the unit."""
    touching = (country.adjacency.border_m + country.adjacency.linked).tolil()
    touching.setdiag(1)
    fine = touching.tocsr()[parent][:, parent]
    return neighbours(fine, area_of_unit)


def label_spots(shapes: Sequence[shapely.Geometry]) -> list[tuple[tuple[float, float], float]]:
    """Where a name fits (longitude, latitude), and how wide it may be there (degrees of longitude)."""
    spots = []
    for shape in shapes:
        parts = shapely.get_parts(shape)
        largest = parts[np.argmax(shapely.area(parts))]
        point = shapely.point_on_surface(largest)
        west, _, east, _ = shapely.bounds(shapely.intersection(largest, _across(point, largest)))
        lon, lat = to_wgs84(np.array([(west + east) / 2]), np.array([shapely.get_y(point)]))
        metres_per_degree = 111_320 * np.cos(np.radians(lat[0]))
        spots.append(
            (
                (round(float(lon[0]), DECIMALS), round(float(lat[0]), DECIMALS)),
                round(float((east - west) / metres_per_degree), DECIMALS),
            )
        )
    return spots


def _across(point: shapely.Geometry, shape: shapely.Geometry) -> shapely.Geometry:
    """Horizontal line through a point, from side to side of the part of the shape that it is in."""
    west, _, east, _ = shapely.bounds(shape)
    y = shapely.get_y(point)
    crossing = shapely.get_parts(shapely.intersection(shape, shapely.linestrings([(west, y), (east, y)])))
    return crossing[np.argmin(shapely.distance(crossing, point))]


def told_of_areas(country: Country, code_of_point: Labels) -> dict[str, list[str]]:
    """Tell of each area its residents of school age and its facilities per kind.

    Parameters
    ----------
    code_of_point
        Shape ``(n_points,)``: area code of each demand point.
    """
    residents = {age: pd.Series(country.pupils(age)).groupby(code_of_point).sum() for age in ("po", "vo")}
    supply = country.supply
    sites = supply.groupby([code_of_point[supply["point"]], "kind"])["aantal"].sum().to_dict()
    one = measure("leerlingen")
    told = {}
    for code in sorted(set(code_of_point)):
        counts = [(kind.code, float(sites.get((code, kind.code), 0))) for kind in country.kinds]
        listed = ", ".join(f"{kind} {number(count)}" for kind, count in counts)
        young, older = (figure(one, float(residents[age][code])) for age in ("po", "vo"))
        told[str(code)] = [
            f"{young} inwoners van 4-11 en {older} van 12-17 jaar (geschat)",
            f"vestigingen: {listed}",
        ]
    return told


def told_of_swvs(
    country: Country, arrangement: Arrangement, found: Distances, kind: Kind, norms: Norms
) -> dict[str, list[str]]:
    """Tell of each swv of a kind's layer its residents of the age, its facilities and the own distance."""
    swv = arrangement.layer(kind.layer).of_points()
    supply = country.supply
    own = supply[supply["kind"] == kind.code]
    sites = own.groupby(swv[own["point"]])["aantal"].sum()
    told = {}
    for code in sorted(set(swv)):
        figures = travel_of(country, found, kind, norms, swv == code)
        minutes = time_values(travel_time_of(country, found, kind, norms, swv == code))["reistijd_gemiddeld"]
        count = int(sites.get(code, 0))
        told[str(code)] = [
            f"{figure(measure('leerlingen'), figures.pupils)} inwoners {AGES[kind.age]} (geschat)",
            f"{number(float(count))} {'vestiging' if count == 1 else 'vestigingen'} {kind.code} in dit swv",
            _distance_words(
                figure(measure("afstand_gemiddeld"), figures.mean_m / 1000),
                "" if np.isnan(minutes) else figure(measure("reistijd_gemiddeld"), minutes),
                country.model.certainty,
                alone=figures.without_own > 0,
            ),
        ]
    return told


def _distance_words(distance: str, minutes: str, certainty: str, *, alone: bool) -> str:
    if alone:
        told = f"{distance} km" + (f" en {minutes} min" if minutes else "")
        return f"geen eigen voorziening; de dichtstbijzijnde elders ligt op {told}, gemiddeld ({certainty})"
    told = f"{distance} km" + (f" en {minutes} min" if minutes else "")
    return f"{told} gemiddeld ({certainty}), als alleen voorzieningen van het eigen swv tellen"
