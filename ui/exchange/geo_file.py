"""Swv's and their parts as GeoJSON and GeoPackage: areas with figures, and what they rest on.

GeoJSON is in degrees (WGS84, RFC 7946), a GeoPackage in RD New; outlines are those of the data set,
not simplified. `scenarios.exchange.preview.preview` reads both back.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

from data.unit_layer import cut_along
from geo.cells import polygons_of
from geo.crs import RD_NEW, WGS84
from geo.errors import InputError, reason
from geo.units import Units
from scenarios.country import Country
from scenarios.exchange.account import account
from scenarios.exchange.imported import own_name
from scenarios.indeling import NO_SWV, Arrangement, Indeling
from scenarios.measures import measure
from scenarios.notation import rounded
from scenarios.pieces.listed import swv_shapes
from scenarios.study import Study
from ui.areas import dissolved
from ui.workbench.map_colours import base_colours, touching

#: A centimetre, in degrees.
_DECIMALS: Final = 7
#: What GDAL and the system say when a file cannot be written.
_REFUSED: Final = (OSError, FeatureError, DataLayerError, DataSourceError, FieldError)
_AGES: Final = {"po": "inwoners_4_11", "vo": "inwoners_12_17"}


class Content(StrEnum):
    """What a GeoJSON holds: one sort of thing."""

    SWVS = "swv"
    PARTS = "gemeenten"


def geojson(study: Study, name: str, made: dt.date, content: Content = Content.SWVS) -> bytes:
    """Write an indeling as GeoJSON in WGS84; what it rests on stands in the member ``dekkend``."""
    frame = swv_frame(study, name) if content is Content.SWVS else part_frame(study, name)
    oriented = shapely.orient_polygons(_rounded(frame.geometry.to_crs(WGS84).to_numpy()))
    records = frame.drop(columns="geometry").astype(object).to_dict("records")
    features = [
        {
            "type": "Feature",
            "properties": {str(key): _plain(value) for key, value in row.items()},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(records, oriented, strict=True)
    ]
    body = {
        "type": "FeatureCollection",
        "name": f"{study.arrangement(name).title}: {content.value}",
        "dekkend": account(study, name, made),
        "features": features,
    }
    return (json.dumps(body, ensure_ascii=False, allow_nan=False) + "\n").encode()


def geopackage(study: Study, name: str, made: dt.date) -> bytes:
    """Write an indeling as GeoPackage in RD New: layers ``swv`` and ``gemeenten``, table ``toelichting``.

    Raises
    ------
    InputError
        If there is no room for the file while it is made.
    """
    told = pd.DataFrame(account(study, name, made).items(), columns=["sleutel", "waarde"], dtype="object")
    layers = ((Content.SWVS, swv_frame(study, name)), (Content.PARTS, part_frame(study, name)))
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "indeling.gpkg"
            for content, frame in layers:
                pyogrio.write_dataframe(
                    frame,
                    path,
                    layer=content.value,
                    driver="GPKG",
                    promote_to_multi=True,
                    append=path.exists(),
                )
            pyogrio.write_dataframe(told, path, layer="toelichting", driver="GPKG", append=True)
            return path.read_bytes()
    except _REFUSED as error:
        why = reason(error) if isinstance(error, OSError) else "er is te weinig ruimte"
        fault = f"schrijven mislukte: {why}; maak ruimte in {tempfile.gettempdir()}, of kies GeoJSON"
        raise InputError("de GeoPackage", [fault]) from error


def swv_frame(study: Study, name: str) -> gpd.GeoDataFrame:
    """Areas of the swv's, one row each, po before vo.

    Returns
    -------
    ``laag`` (po, vo, beide), ``swv``, ``naam``, ``soort_swv``, ``gemeenten`` (names; "deels" where it has a
    part), ``aantal_gemeenten``, ``inwoners_4_11`` and ``inwoners_12_17`` (estimates), ``samenhang``,
    ``delen``, ``oppervlak_km2``, ``kleur``, ``peildatum``; RD New.
    """
    country, arrangement = study.country, study.arrangement(name)
    outline = unit_shapes(country, arrangement.units)
    states = {(one.layer, one.code): one for one in swv_shapes(study, name)}
    frames = []
    for key, layer in named_layers(arrangement):
        areas = dissolved(outline, layer.swv)
        areas = areas[areas["code"] != NO_SWV].reset_index(drop=True)
        colours = colours_of(country, arrangement, key)
        rows = []
        for code, shape in zip(areas["code"], areas.geometry, strict=True):
            state = states.get((key, code))
            gemeenten = _gemeenten(country, layer, code)
            rows.append(
                {
                    "laag": key or "beide",
                    "swv": code,
                    "naam": own_name(layer, code),
                    "soort_swv": layer.layer_type.value,
                    "gemeenten": "; ".join(gemeenten),
                    "aantal_gemeenten": len(gemeenten),
                    **_residents(country, layer.of_points() == code),
                    "samenhang": "" if state is None else state.state,
                    "delen": 0 if state is None else len(state.shape.parts),
                    "oppervlak_km2": round(float(shape.area) / 1e6),
                    "kleur": colours[code],
                    "peildatum": layer.peildatum,
                }
            )
        frames.append(gpd.GeoDataFrame(rows, geometry=areas.geometry.to_numpy(), crs=RD_NEW))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=RD_NEW)


def part_frame(study: Study, name: str) -> gpd.GeoDataFrame:
    """Gemeenten, or the parts of those that an indeling cuts, with their swv.

    Returns
    -------
    ``gemeentecode``, ``gemeente``, ``pc4`` (of a part: its PC4's), ``jeugdregio``, ``swv`` and ``swv_naam``
    (or ``swv_po``, ``swv_po_naam``, ``swv_vo``, ``swv_vo_naam``), ``inwoners_4_11``,
    ``inwoners_12_17``; RD New.
    """
    country, arrangement = study.country, study.arrangement(name)
    units = arrangement.units
    gemeente = country.gemeente_of_point[units.first_points]
    parts = pd.Series(gemeente).value_counts()
    region = country.gemeenten["jeugdregio"]
    rows = []
    for unit in range(len(units)):
        mine, code = units.unit_of_point == unit, str(gemeente[unit])
        told: dict[str, object] = {
            "gemeentecode": code,
            "gemeente": country.gemeente_names.get(code, code),
            "pc4": " ".join(sorted(country.points["pc4"][mine])) if parts[code] > 1 else "",
            "jeugdregio": country.region_names.get(str(region.get(code, "")), ""),
        }
        for key, layer in named_layers(arrangement):
            column = f"swv_{key}" if key else "swv"
            told |= {column: layer.swv[unit], f"{column}_naam": own_name(layer, layer.swv[unit])}
        rows.append(told | _residents(country, mine))
    return gpd.GeoDataFrame(rows, geometry=unit_shapes(country, units), crs=RD_NEW)


def named_layers(arrangement: Arrangement) -> tuple[tuple[str, Indeling], ...]:
    """Layers with their key: empty where one swv serves po and vo, else po and vo."""
    if arrangement.is_merged:
        return (("", arrangement.po),)
    return (("po", arrangement.po), ("vo", arrangement.vo))


def colours_of(country: Country, arrangement: Arrangement, key: str) -> dict[str, str]:
    """Colour of each swv of a layer: the one that was chosen, else one that no neighbour has."""
    layer = arrangement.layer(key or "po")
    own = {code: colour for (of, code), colour in arrangement.colours.items() if of == key}
    return base_colours(touching(country, arrangement.units), layer) | {
        code: colour for code, colour in own.items() if code in layer.codes
    }


def unit_shapes(country: Country, units: Units) -> Any:  # noqa: ANN401  # an array of polygons
    """Outlines of units as the data set has them, RD New; finer ones are cut along their PC4's."""
    exact = np.asarray(country.unit_table["geometry"], dtype=object)
    if units == country.units:
        return exact
    return cut_along(exact, country.units.parent_of(units), units.unit_of_point, country.point_areas)


def _gemeenten(country: Country, layer: Indeling, code: str) -> list[str]:
    """Name the gemeenten of a swv, by name; one of which it has a part says so."""
    mine = layer.of_points() == code
    here, elsewhere = set(country.gemeente_of_point[mine]), set(country.gemeente_of_point[~mine])
    names = country.gemeente_names
    return sorted(names.get(one, one) + (" (deels)" if one in elsewhere else "") for one in here)


def _residents(country: Country, mine: Any) -> dict[str, int]:  # noqa: ANN401  # a mask
    people = measure("leerlingen")
    return {
        column: int(rounded(people, float(country.pupils(age)[mine].sum()))) for age, column in _AGES.items()
    }


def _rounded(shapes: Any) -> Any:  # noqa: ANN401  # an array of polygons
    """Round coordinates; a shape that comes to touch itself by that is put right."""
    rounded_ = shapely.transform(shapes, lambda at: at.round(_DECIMALS))
    for place in np.flatnonzero(~shapely.is_valid(rounded_)):
        rounded_[place] = polygons_of(shapely.make_valid(rounded_[place]))
    return rounded_


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a table holds
    return value.item() if isinstance(value, np.generic) else value
