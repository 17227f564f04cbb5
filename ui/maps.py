"""Folium maps from frames. Nothing here knows where the frames come from."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import MacroElement
from folium.template import Template
from numpy.typing import NDArray

from ui.assets import OfflineMap
from ui.palette import JEUGDREGIO_BORDER, SITE, SWV_BORDER, WATER

#: Ten metres: outlines are simplified far more coarsely.
DECIMALS: Final = 4
#: Degrees WGS84, south-west and north-east: every map of the country shows the same.
COUNTRY_VIEW: Final = ((50.75, 3.36), (53.56, 7.23))


class _Behaviour(MacroElement):
    """What every map does in the browser: see ``static/kaart.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        + files("ui").joinpath("static/kaart.js").read_text(encoding="utf-8").rstrip()
        + "({{ this._parent.get_name() }}, {{ this.told|tojson }});{% endmacro %}"
    )

    def __init__(self, label: str, source: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Gedrag"
        self.told = {"label": label, "source": html.escape(source), "view": COUNTRY_VIEW, "water": WATER}


def swv_map(
    areas: gpd.GeoDataFrame,
    jeugdregio_lines: gpd.GeoDataFrame,
    sites: NDArray[np.float64],
    *,
    label: str,
    age: str,
    source: str,
) -> folium.Map:
    """Draw swv's, borders of jeugdregio's over them, and sites on top.

    Parameters
    ----------
    areas
        WGS84; see `ui.areas.swv_areas`.
    jeugdregio_lines
        WGS84; see `ui.areas.borders`.
    sites
        Shape ``(n_sites, 2)``: longitude and latitude.
    label
        Name of the map for who cannot see it.
    age
        In words: whose residents are told.
    source
        Source line in the corner.
    """
    drawn = OfflineMap(
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0.25,
        zoom_delta=0.5,
        min_zoom=5,
        max_zoom=13,
        scrollWheelZoom=False,
    )
    _swv_layer(areas, age).add_to(drawn)
    _line_layer(jeugdregio_lines).add_to(drawn)
    if len(sites):
        _site_layer(sites).add_to(drawn)
    _Behaviour(label, source).add_to(drawn)
    return drawn


def _swv_layer(areas: gpd.GeoDataFrame, age: str) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "id": str(position),
            "properties": {"kleur": row["kleur"], "tekst": told(row, age)},
            "geometry": plain(row["geometry"]),
        }
        for position, row in enumerate(areas.to_dict("records"))
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {
            "color": SWV_BORDER,
            "weight": 1.6,
            "fillColor": feature["properties"]["kleur"],
            "fillOpacity": 1,
        },
        highlight_function=lambda _feature: {"weight": 3.5},
        smooth_factor=0,
        tooltip=folium.GeoJsonTooltip(
            ["tekst"],
            labels=False,
            sticky=True,
            style="font: 13px/1.4 sans-serif; width: max-content; max-width: 200px; white-space: normal;",
        ),
    )


def told(row: Mapping[str, Any], age: str) -> str:
    """Write what is told of a swv when it is pointed at, as HTML."""
    lines = (
        f"<b>{html.escape(row['label'])}</b>",
        f"{html.escape(row['inwoners'])} inwoners {html.escape(age)} (geschat)",
        f"{html.escape(row['vestigingen'])} vestigingen in dit swv",
        html.escape(row["afstand"]),
    )
    return "<br>".join(lines)


def _line_layer(lines: gpd.GeoDataFrame) -> folium.GeoJson:
    style = {"color": JEUGDREGIO_BORDER, "weight": 2.2, "dashArray": "5 5"}
    features = [
        {"type": "Feature", "id": str(position), "properties": {}, "geometry": plain(line)}
        for position, line in enumerate(lines.geometry)
        if not line.is_empty
    ]
    data = {"type": "FeatureCollection", "features": features}
    return folium.GeoJson(data, style_function=lambda _feature: style, smooth_factor=0, interactive=False)


def _site_layer(sites: NDArray[np.float64]) -> folium.GeoJson:
    """Draw all sites as one feature; they let the mouse through to the swv below."""
    many = len(sites) > 2000  # noqa: PLR2004
    marker = folium.CircleMarker(
        radius=1.4 if many else 2.6,
        weight=0 if many else 0.8,
        color="#ffffff",
        fill_color=SITE,
        fill_opacity=0.75 if many else 0.95,
        fill=True,
    )
    marker.options["interactive"] = False
    return folium.GeoJson(plain(shapely.multipoints(sites)), marker=marker, interactive=False)


def plain(geometry: shapely.Geometry) -> dict[str, Any]:
    """Write a WGS84 geometry as GeoJSON, rounded to `DECIMALS`.

    Examples
    --------
    >>> plain(shapely.Point(5.123456, 52.0))
    {'type': 'Point', 'coordinates': (5.1235, 52.0)}
    """
    rounded = shapely.transform(geometry, lambda coordinates: coordinates.round(DECIMALS))
    return dict(shapely.geometry.mapping(rounded))
