"""Folium maps from documents. Nothing here knows where the documents come from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from scenarios.country import Kind
from ui.documents import Documents, Reference
from ui.figures import FIGURE_GROUPS, figure_names
from ui.layers import Document
from ui.palette import NO_SWV_FILL, REACH, STROKES, WATER, WAY, WAY_CASING, symbol_of

#: Degrees WGS84, south-west and north-east: every map of the country shows the same.
COUNTRY_VIEW: Final = ((50.75, 3.36), (53.56, 7.23))
COUNTED: Final = (
    "Een getal in een teken telt vestigingen die daar te dicht bij elkaar staan, of op één punt. Zoom in om "
    "ze te zien."
)
GROUPED: Final = (
    "Vestigingen van één soort staan samen op het punt van hun postcodegebied: een van meer sluiten "
    "verandert de capaciteit, niet de afstand."
)
#: Head above figures of a page's own; their group.
OWN_GROUP: Final = {"id": "eigen-cijfers", "titel": "per postcodegebied"}
#: Begins code in a template; two braces in a row stand in JSON only inside texts.
_TEMPLATE_MARK: Final = re.compile(r"\{(?=[{%#])")


@dataclass(frozen=True, slots=True)
class Start:
    """What is switched on when a map opens.

    Attributes
    ----------
    fill
        Id of the division, or figure, that the areas are coloured by.
    lines
        Ids of the divisions whose borders are drawn.
    kinds
        Codes of the kinds whose facilities are drawn.
    opened
        Whether the switchboard stands open.
    line_strength
        How strongly borders are drawn, 0.1 to 1: less where something else is to be seen over them.
    """

    fill: str
    lines: Sequence[str]
    kinds: Sequence[str]
    opened: bool = False
    line_strength: float = 1

    def told(self) -> Document:
        """Return the choice as the browser part wants it."""
        return {
            "fill": self.fill,
            "fillOpacity": 0.8,
            "lines": dict.fromkeys(self.lines, self.line_strength),
            "sites": dict.fromkeys(self.kinds, 1),
            "names": True,
            "open": self.opened,
        }


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a map behaves.

    Attributes
    ----------
    label
        Name of the map for who cannot see it.
    source
        Source line in the corner.
    panel
        Whether the user can switch layers.
    figures
        Whether figures per PC4 can be chosen (their documents must be there).
    own_figures
        Figures of the page's own that can be chosen instead, as `ui.figures.figure_names` names them;
        they come with what is shown later.
    click
        Whether a click shows the figures of an area.
    alone
        Whether the map stands in a file of its own, without a page beside it.
    remember
        Name under which the browser tab remembers what was switched on, and under
        which the map can be reached.
    """

    label: str
    source: str
    panel: bool = True
    figures: bool = True
    own_figures: Sequence[Document] = ()
    click: bool = False
    alone: bool = False
    remember: str = "dekkend-lagen"


class _Drawing(MacroElement):
    """What the map does in the browser: see ``static/kaart.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        + files("ui").joinpath("static/kaart.js").read_text(encoding="utf-8").rstrip()
        + "({{ this._parent.get_name() }}, {{ this.told }});{% endmacro %}"
    )

    def __init__(self, told: Document) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Tekening"
        self.told = script_json(told)


class _Command(MacroElement):
    """Something to show on a map that is there already."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.__kaart.toon({{ this.told }});{% endmacro %}"
    )

    def __init__(self, told: Document) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Opdracht"
        self.told = script_json(told)


def script_json(told: object) -> str:
    r"""Write JSON that can stand inside a script element, and in a template: folium reads scripts so.

    Examples
    --------
    >>> script_json({"naam": "</script>", "plan": "{{ 1 }}"})
    '{"naam": "\\u003c/script>", "plan": "\\u007b{ 1 }}"}'
    """
    written = json.dumps(told, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return _TEMPLATE_MARK.sub(r"\\u007b", written)


@dataclass(frozen=True, slots=True)
class PointedOut:
    """An area to point out on a map.

    Attributes
    ----------
    key
        Differs whenever the map should show it anew.
    shape
        GeoJSON geometry, WGS84.
    zoom
        Whether the map should move there.
    """

    key: str
    shape: Document
    zoom: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way to draw on a map, and the area from which its end can be reached.

    Attributes
    ----------
    key
        Differs whenever the map should see to it that the way is in view.
    line
        GeoJSON line from start to end, WGS84.
    start, end
        What is told at both ends; HTML.
    dashed
        Whether it is no way over a network, but a straight line.
    near, further
        Positions of the PC4's within the nearest norm, and of those within the next.
    """

    key: str
    line: Document
    start: str
    end: str
    dashed: bool = False
    near: Sequence[int] = ()
    further: Sequence[int] = ()

    def told(self) -> Document:
        """Return it as the browser part wants it."""
        return {
            "key": self.key,
            "lijn": self.line,
            "van": self.start,
            "naar": self.end,
            "streep": self.dashed,
            "dichtbij": list(self.near),
            "verder": list(self.further),
        }


def draw(
    drawn: folium.Map,
    documents: Documents,
    start: Start,
    behaviour: Behaviour,
    kinds: Sequence[Kind],
    *,
    grouped: bool,
) -> folium.Map:
    """Give a map its content.

    Parameters
    ----------
    drawn
        A folium map without content.
    kinds
        Kinds of facility that can be switched on.
    grouped
        Whether a place stands for a group of sites.
    """
    css = files("ui").joinpath("static/kaart.css").read_text(encoding="utf-8")
    told = {
        "label": behaviour.label,
        "source": escape(behaviour.source),
        "view": COUNTRY_VIEW,
        "water": WATER,
        "none": NO_SWV_FILL,
        "css": css,
        "documents": documents.told(),
        "start": start.told(),
        "strokes": {
            name: {"color": one.color, "weight": one.weight, "dash": one.dash}
            for name, one in STROKES.items()
        },
        "way": [{"color": one.color, "weight": one.weight} for one in (WAY_CASING, WAY)],
        "reach": REACH,
        "kinds": [
            _told_kind(position, kind) for position, kind in enumerate(kinds) if kind.code in documents.sites
        ],
        "figures": list(behaviour.own_figures) or (figure_names(kinds) if behaviour.figures else []),
        "groups": [OWN_GROUP] if behaviour.own_figures else FIGURE_GROUPS if behaviour.figures else [],
        "detail": "gemeente",
        "counted": f"{COUNTED} {GROUPED}" if grouped else COUNTED,
        "panel": behaviour.panel,
        "click": behaviour.click,
        "alone": behaviour.alone,
        "remember": behaviour.remember,
    }
    _Drawing(told).add_to(drawn)
    return drawn


def _told_kind(position: int, kind: Kind) -> Document:
    symbol = symbol_of(position)
    return {
        "code": kind.code,
        "kort": f"{kind.code}: {kind.name.partition(' (')[0]}",
        "naam": kind.code,
        "vorm": symbol.path,
        "midden": symbol.middle,
        "kleur": symbol.color,
    }


def map_options() -> dict[str, Any]:
    """Options of every map: no tiles, fine zoom steps, a page that scrolls past it."""
    return {
        "tiles": None,
        "prefer_canvas": True,
        "zoom_snap": 0.25,
        "zoom_delta": 0.5,
        "min_zoom": 5,
        "max_zoom": 14,
        "scrollWheelZoom": False,
    }


@dataclass(frozen=True, slots=True)
class Network:
    """What changes on a map with the network that distances are taken over.

    Attributes
    ----------
    figures
        Figures per PC4 that no indeling changes.
    source
        Line on the distances, for in the corner; HTML is escaped.
    times
        Whether there are travel times.
    """

    figures: Reference
    source: str
    times: bool


@dataclass(frozen=True, slots=True)
class Later:
    """What is shown on a map that stays: another scenario, an area that is pointed out, a way.

    Attributes
    ----------
    scenario, own
        Its divisions (a list), and its figures per PC4; empty for none.
    choice
        Area to point out.
    way
        Way to draw.
    network
        What distances are taken over; None where the map shows no figures.
    """

    scenario: Reference = ""
    own: Reference = ""
    choice: PointedOut | None = None
    way: Way | None = None
    network: Network | None = None

    def told(self) -> Document:
        """Return it as the browser part wants it."""
        one = self.choice
        chosen = None if one is None else {"vorm": one.shape, "key": one.key, "zoom": one.zoom}
        network = self.network or Network("", "", times=False)
        return {
            "figures": network.figures,
            "source": escape(network.source),
            "times": network.times,
            "scenario": self.scenario,
            "own": self.own,
            "choice": chosen,
            "way": None if self.way is None else self.way.told(),
            "key": " ".join(each.key for each in (one, self.way) if each),
        }

    def as_group(self) -> folium.FeatureGroup:
        """Return it as what ``st_folium`` adds without making the map anew."""
        group = folium.FeatureGroup("later", control=False)
        _Command(self.told()).add_to(group)
        return group
