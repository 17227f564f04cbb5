"""What the map of the workbench is told: no geometry, only which swv each area has, and how to show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from ui.palette import NO_SWV_FILL, STROKES, WATER

Document = dict[str, Any]

#: What a user reads where an area belongs to no swv.
NOBODY: Final = "geen swv"
#: Borders that can be drawn, the one that is drawn last behind.
BORDERS: Final = ("gemeente", "swv", "jeugdregio")
#: From far below the base to far above it (ColorBrewer PuOr, Brewer 2003); the middle is no difference.
DIVERGING: Final = ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788")


class Tool(StrEnum):
    """With what a user works on the map."""

    LOOK = "kijk"
    PAINT = "klik"
    BOX = "rechthoek"
    LASSO = "lasso"


class View(NamedTuple):
    """Where a map looks.

    Attributes
    ----------
    latitude, longitude
        Middle of the map, WGS84 degrees.
    zoom
        As Leaflet counts it.
    turn
        Higher where the same view has to be taken anew.
    """

    latitude: float
    longitude: float
    zoom: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """One swv on the map.

    Attributes
    ----------
    code, label
        As they are known; the label is what the user reads. Plain text.
    short
        What fits on the map.
    colour
        "#rrggbb".
    locked
        Whether nothing can be drawn to it.
    region
        Code of its main jeugdregio; empty where drawing outside of it is nobody's concern.
    """

    code: str
    label: str
    short: str
    colour: str
    locked: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class Sites:
    """Facilities of one kind.

    Attributes
    ----------
    label
        Name of the kind.
    address
        Of their document, see `ui.facilities.site_document`.
    path, colour, middle
        See `ui.palette.Symbol`.
    """

    label: str
    address: str
    path: str
    colour: str
    middle: float


@dataclass(frozen=True, slots=True)
class Values:
    """A difference per area, in diverging colours.

    Attributes
    ----------
    title, unit, certainty, source
        What it is; in what; gemeten, geschat or gemodelleerd; from where. Plain text.
    values
        Per unit; None where it is not known.
    edges
        Ascending upper edges of the classes on one side of zero: at most three. A value up to the first,
        on either side, counts as no difference.
    lower, higher
        What a lower and a higher value mean in words.
    decimals
        That are told.
    """

    title: str
    unit: str
    certainty: str
    source: str
    values: tuple[float | None, ...]
    edges: tuple[float, ...]
    lower: str = "lager dan de basis"
    higher: str = "hoger dan de basis"
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Flash:
    """Areas to point out for a moment.

    Attributes
    ----------
    key
        Differs whenever they have to be pointed out anew.
    units
        Ids of units.
    zoom
        Whether the map should bring them in sight.
    """

    key: str
    units: tuple[str, ...]
    zoom: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What the map shows.

    Attributes
    ----------
    ground
        Address of the areas, see `ui.workbench.map_documents.ground_of`.
    revision
        Higher whenever the assignment changed by anything but what was drawn on this map: what the map had
        not reported by then is dropped. (A rise together with edits that the map handed over drops nothing.)
    assignment
        Per unit the position in `areas` of its swv, -1 for none.
    areas
        The swv's.
    active
        Code of the swv in hand; `ui.workbench.map.FREE` sets areas free, empty stands for none.
    tool
        In hand; the user can take another one on the map.
    locked
        Positions of units that stay as they are.
    guard
        ``uit``, ``waarschuw`` or ``blokkeer``: what happens to areas outside the main jeugdregio of a swv.
    borders
        Of `BORDERS`.
    names
        Whether swv's are named on the map.
    sites
        Facilities, if any.
    changed
        Positions of units that differ from the base; None where that is not shown.
    values
        Differences to colour the areas by, instead of by swv.
    flash
        What to point out.
    view
        Where to look; taken when it differs from what was told before.
    cut
        Address of the PC4's of a gemeente that is being divided, see `ui.workbench.map_documents.cut_of`.
    read_only
        Whether nothing can be drawn.
    large
        Whether it is read from the back of a room.
    layer
        Which layer it is, ``po`` or ``vo``; empty where one swv serves both.
    label, source
        Name of the map for who cannot see it; source line.
    ask_view
        Higher: the map reports where it looks.
    """

    ground: str
    revision: int
    assignment: tuple[int, ...]
    areas: tuple[Area, ...]
    active: str = ""
    tool: str = Tool.LOOK
    locked: tuple[int, ...] = ()
    guard: str = "uit"
    borders: tuple[str, ...] = ("swv", "jeugdregio")
    names: bool = True
    sites: Sites | None = None
    changed: tuple[int, ...] | None = None
    values: Values | None = None
    flash: Flash | None = None
    view: View | tuple[float, float, float] | None = None
    cut: str = ""
    read_only: bool = False
    large: bool = False
    layer: str = ""
    label: str = "Kaart van Nederland met swv's"
    source: str = ""
    ask_view: int = 0

    def document(self) -> Document:
        """Return it as the browser part wants it."""
        return {
            "grond": self.ground,
            "van": list(self.assignment),
            "swvs": [_told_area(area) for area in self.areas],
            "actief": self.active,
            "gereedschap": str(self.tool),
            "vast": list(self.locked),
            "wacht": str(self.guard),
            "grenzen": [name for name in BORDERS if name in self.borders],
            "namen": self.names,
            "vestigingen": None if self.sites is None else _told_sites(self.sites),
            "gewijzigd": None if self.changed is None else list(self.changed),
            "waarden": None if self.values is None else _told_values(self.values),
            "flits": None if self.flash is None else _told_flash(self.flash),
            "beeld": None if self.view is None else list(self.view),
            "knip": self.cut,
            "alleenLezen": self.read_only,
            "groot": self.large,
            "laag": self.layer,
            "naam": self.label,
            "bron": self.source,
            "vraagBeeld": self.ask_view,
        }


def look() -> Document:
    """Return the colours and strokes that every map has."""
    strokes = {name: [STROKES[name].color, STROKES[name].weight, STROKES[name].dash] for name in BORDERS}
    return {"water": WATER, "geen": NO_SWV_FILL, "lijnen": strokes, "niemand": NOBODY}


def _told_area(area: Area) -> Sequence[Any]:
    told = [area.code, area.label, area.short, area.colour, area.region]
    return [*told, 1] if area.locked else told


def _told_sites(sites: Sites) -> Document:
    return {
        "naam": sites.label,
        "adres": sites.address,
        "vorm": sites.path,
        "kleur": sites.colour,
        "midden": sites.middle,
    }


def _told_values(values: Values) -> Document:
    return {
        "titel": values.title,
        "eenheid": values.unit,
        "aard": values.certainty,
        "bron": values.source,
        "waarden": list(values.values),
        "grenzen": list(values.edges),
        "lager": values.lower,
        "hoger": values.higher,
        "decimalen": values.decimals,
        "kleuren": list(DIVERGING),
    }


def _told_flash(flash: Flash) -> Document:
    return {"sleutel": flash.key, "gebieden": list(flash.units), "zoom": flash.zoom}
