"""Maps that ask for nothing outside, and let the mouse through to the swv's."""

import json
import re

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely

from ui.assets import ICON, OfflineMap
from ui.maps import plain, swv_map, told


@pytest.fixture
def drawn() -> folium.Map:
    """Two squares, one line, two sites."""
    rows = {
        "code": ["A", "B"],
        "kleur": ["#aabbcc", "#ddeeff"],
        "label": ["A · Plaats", "B · <script>alert(1)</script>"],
        "inwoners": ["1.200", "900"],
        "vestigingen": ["1", "0"],
        "afstand": ["2,5 km gemiddeld (geschat)", "geen eigen voorziening"],
    }
    squares = [shapely.box(5, 52, 5.1, 52.1), shapely.box(5.1, 52, 5.2, 52.1)]
    areas = gpd.GeoDataFrame(rows, geometry=squares, crs="EPSG:4326")
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(5.1, 52), (5.1, 52.1)])], crs="EPSG:4326")
    sites = np.array([[5.05, 52.05], [5.15, 52.0512345]])
    return swv_map(areas, line, sites, label="Kaart", age="van 4-11 jaar", source="CBS & DUO")


def page_of(drawn: folium.Map) -> str:
    return str(drawn.get_root().render())


def test_no_address_outside_this_computer(drawn: folium.Map) -> None:
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page_of(drawn))
    assert not re.findall(r"https?://", page_of(drawn))


def test_scripts_are_those_of_installed_packages(drawn: folium.Map) -> None:
    wanted = [address for _, address in (*OfflineMap.default_js, *OfflineMap.default_css)]
    assert all(address.startswith("../ui.assets.") for address in wanted)
    assert all(address in page_of(drawn) for address in wanted)
    assert not ICON.startswith((":", "http"))


def test_names_cannot_carry_markup(drawn: folium.Map) -> None:
    features = json.dumps([child.data for child in drawn._children.values() if hasattr(child, "data")])
    assert "<script>alert" not in features
    assert "&lt;script&gt;" in features


def test_sites_are_one_layer_that_lets_the_mouse_through(drawn: folium.Map) -> None:
    layers = [child for child in drawn._children.values() if isinstance(child, folium.GeoJson)]
    points = [layer for layer in layers if layer.marker]
    assert len(points) == 1
    assert points[0].marker.options["interactive"] is False
    assert points[0].data["type"] == "MultiPoint"


def test_a_map_without_sites_or_lines_can_be_drawn() -> None:
    areas = gpd.GeoDataFrame(
        {"kleur": ["#fff"], "label": ["A"], "inwoners": ["1"], "vestigingen": ["0"], "afstand": ["–"]},
        geometry=[shapely.box(5, 52, 6, 53)],
        crs="EPSG:4326",
    )
    nothing = gpd.GeoDataFrame(geometry=[shapely.LineString()], crs="EPSG:4326")
    assert page_of(swv_map(areas, nothing, np.empty((0, 2)), label="", age="", source=""))


def test_told_says_who_and_how_certain() -> None:
    row = {"label": "A & B", "inwoners": "1.200", "vestigingen": "3", "afstand": "2,5 km"}
    assert told(row, "van 4-11 jaar") == (
        "<b>A &amp; B</b><br>1.200 inwoners van 4-11 jaar (geschat)<br>3 vestigingen in dit swv<br>2,5 km"
    )


def test_shared_borders_stay_shared_when_rounded() -> None:
    left, right = shapely.box(5, 52, 5.123456, 52.1), shapely.box(5.123456, 52, 5.2, 52.1)
    assert shapely.coverage_is_valid([shapely.geometry.shape(plain(one)) for one in (left, right)])
