"""Files for the browser from this computer, not the network: maps work in a room without wifi."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Final

import folium
from streamlit.components.v1 import declare_component
from xstatic.pkg import leaflet

from ui.maps import map_options

#: Of the browser tab; an icon by name would be fetched from the network.
ICON: Final = str(Path(__file__).with_name("static") / "icoon.png")

#: Set by ``dekkend app``, which clears the folder up when the app stops.
FOLDER_VARIABLE: Final = "DEKKEND_KAARTLAGEN"
_FOLDER: Final = Path(os.environ.get(FOLDER_VARIABLE) or tempfile.mkdtemp(prefix="dekkend-kaartlagen-"))
if FOLDER_VARIABLE not in os.environ:
    atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
#: Per promised document: held while it is made.
_MAKING: Final[dict[str, Lock]] = {}
_SERVED: Final = {
    "leaflet": leaflet.BASE_DIR,
    "kaartlagen": str(_FOLDER),
    "statisch": str(Path(__file__).with_name("static")),
}


def serve() -> bool:
    """Have Streamlit serve our folders: it serves that of a component that a page has declared.

    Returns whether what was published is still there; else it has to be made anew.
    """
    there = _FOLDER.is_dir()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for name, folder in _SERVED.items():
        declare_component(name, path=folder)
    return there


def _address(name: str, file: str) -> str:
    """Where a file is found from the frame of a map."""
    return f"../{__name__}.{name}/{file}"


class OfflineMap(folium.Map):
    """A folium map that asks for nothing outside this computer.

    To be shown with ``st_folium``: the addresses are relative to its frame.
    Of folium's own list only Leaflet is kept: the rest is for its default
    marker, which is not used here.
    """

    default_js = [  # noqa: RUF012  # folium declares it so
        ("leaflet", _address("leaflet", "leaflet.js")),
    ]
    default_css = [("leaflet_css", _address("leaflet", "leaflet.css"))]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(**map_options())


def publish(name: str, document: Any) -> str:  # noqa: ANN401
    """Put a document where the browser can fetch it, and keep, for as long as the app runs.

    Returns
    -------
    Its address, relative to the frame of a map; another content has another address.
    """
    content = _written(document)
    address = promise(f"{name}-{hashlib.sha256(content).hexdigest()[:16]}")
    _put(address, lambda: content)
    return address


def promise(name: str) -> str:
    """Return the address of a document that is still to be made; see `fulfil`."""
    return _address("kaartlagen", f"{name}.json")


def fulfil(address: str, make: Callable[[], Any]) -> None:
    """Make a promised document, unless it is there; the browser asks again until it is.

    Who asks for it while another makes it waits for that one: every rerun of a page asks.
    """
    with _MAKING.setdefault(address, Lock()):
        _put(address, lambda: _written(make()))


def _put(address: str, make: Callable[[], bytes]) -> None:
    file = _FOLDER / address.rpartition("/")[2]
    if not file.exists():
        content = make()
        handle, aside = tempfile.mkstemp(dir=_FOLDER)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(aside).replace(file)


def _written(document: Any) -> bytes:  # noqa: ANN401
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
