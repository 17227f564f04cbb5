"""Leaflet from installed packages instead of the network, so that maps work in a room without wifi."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import folium
from streamlit.components.v1 import declare_component
from xstatic.pkg import jquery, leaflet

#: Of the browser tab; an icon by name would be fetched from the network.
ICON: Final = str(Path(__file__).with_name("static") / "icoon.png")

# Streamlit serves the folder of a declared component under its name
_LEAFLET: Final = declare_component("leaflet", path=leaflet.BASE_DIR)
_JQUERY: Final = declare_component("jquery", path=jquery.BASE_DIR)


class OfflineMap(folium.Map):
    """A folium map that asks for nothing outside this computer.

    To be shown with ``st_folium``: the addresses are relative to its frame.
    Bootstrap and the icon fonts of folium's own list are left out: only the
    default marker needs them, so draw sites as circle markers.
    """

    default_js = [  # noqa: RUF012  # folium declares it so
        ("leaflet", f"../{_LEAFLET.name}/leaflet.js"),
        ("jquery", f"../{_JQUERY.name}/jquery.min.js"),
    ]
    default_css = [("leaflet_css", f"../{_LEAFLET.name}/leaflet.css")]  # noqa: RUF012
