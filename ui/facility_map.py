"""What the map of a what-if draws: PC4's by how their distance changes, and what happens to sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any, Final

import folium
import numpy as np
from branca.element import MacroElement
from folium.template import Template

from geo.crs import to_wgs84
from scenarios.country import Country, Kind
from scenarios.site_effects import Effect, Way
from scenarios.study import Study
from ui.facilities import site_document
from ui.facility_state import Place
from ui.layers import DECIMALS, Document
from ui.maps import OWN_GROUP, script_json
from ui.palette import symbol_of

#: Kilometres between the classes of change.
EDGES_KM: Final = (1.0, 2.0, 5.0)
#: Orange is further, blue is nearer, apart for colour-blind eyes; the last two have no distance to compare.
COLOURS: Final = (
    "#9c3a00",
    "#e8842c",
    "#fbd0a0",
    "#f4f4f1",
    "#bfe0f2",
    "#56a4d3",
    "#004d80",
    "#5b1a38",
    "#0f5c46",
)
#: What the classes are called, in the order of `COLOURS`.
CLASSES: Final = (
    "meer dan 5 km verder",
    "2 tot 5 km verder",
    "1 tot 2 km verder",
    "minder dan 1 km verschil",
    "1 tot 2 km dichterbij",
    "2 tot 5 km dichterbij",
    "meer dan 5 km dichterbij",
    "verliest de voorziening in het eigen swv",
    "krijgt een voorziening in het eigen swv",
)
_SAME, _LOST, _GAINED = 3, 7, 8
#: The figure, as the map's switchboard names it.
FIGURE: Final[Document] = {
    "id": "verschil",
    "titel": "verandering van afstand",
    "group": OWN_GROUP["id"],
    "own": True,
    "timed": False,
}
#: How a distance is called.
WAYS: Final = {
    Way.FREE: "tot de dichtstbijzijnde vestiging, grenzen genegeerd",
    Way.OWN: "als alleen vestigingen van het eigen swv tellen",
}
#: A site that moved less than this (metres) stayed where it was.
_MOVED_M: Final = 1.0


def change_document(study: Study, found: Effect, source: str) -> list[Document]:
    """Write the class of change of every PC4, and the distances before and after."""
    model = study.country.model
    columns = [
        _column("was", found.before_m / 1000),
        _column("wordt", found.after_m / 1000),
        {**_column("inwoners van de leeftijd", found.weight), "eenheid": "(geschat)", "decimalen": 0},
    ]
    people = found.weight > 0
    count = len(CLASSES) if found.way is Way.OWN else _LOST
    return [
        {
            "id": FIGURE["id"],
            "titel": escape(f"{found.kind.code}: verandering {WAYS[found.way]}"),
            "eenheid": "",
            "aard": escape(f"afstand {model.certainty}, inwoners geschat"),
            "bron": escape(source),
            "decimalen": 1,
            "leeg": "geen inwoners van deze leeftijd",
            "klassen": [escape(one) for one in CLASSES[:count]],
            "grenzen": [],
            "kleuren": list(COLOURS[:count]),
            "waarden": [int(c) if p else None for c, p in zip(classes(study, found), people, strict=True)],
            "kolommen": columns,
        }
    ]


def classes(study: Study, found: Effect) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Give every demand point its place in `CLASSES`.

    A change of exactly 1, 2 or 5 km is in the smaller class, as in `Effect.further`.
    """
    km = found.change_m / 1000
    steps = np.searchsorted(EDGES_KM, np.abs(km), side="left")
    place = np.where(km > 0, _SAME - steps, _SAME + steps).astype(np.intp)
    if found.way is Way.OWN:
        position = study.country.situation.kinds.index(found.kind.code)
        had, has = (study.distances(name).has_own[position] for name in (found.before, found.after))
        place[had & ~has], place[~had & has] = _LOST, _GAINED
    return place


def _column(name: str, values: np.ndarray[Any, Any]) -> Document:
    return {
        "naam": escape(name),
        "eenheid": "km",
        "decimalen": 1,
        "leeg": "geen vestiging",
        "waarden": [round(float(one), 1) if np.isfinite(one) else None for one in values],
    }


@dataclass(frozen=True, slots=True)
class Marks:
    """What a scenario does to the sites of a kind.

    Attributes
    ----------
    gone
        Places in the document of the data's own sites that are drawn as a mark instead.
    marks
        Longitude, latitude, number of sites, what is told (HTML), what happened, and where it came from.
    """

    gone: Sequence[int]
    marks: Sequence[list[Any]]

    def count(self, what: str) -> int:
        """Return how many sites (or groups of them) something happened to."""
        return sum(mark[4] == what for mark in self.marks)


def marks_of(before: Country, after: Country, kind: Kind) -> Marks:
    """Find which sites of a kind opened, closed, moved or have other places."""
    was, now = _of_kind(before, kind), _of_kind(after, kind)
    gone, marks = [], []
    for code, one in was.items():
        other = now.get(code)
        if other is None:
            what, mark = "dicht", [*one.spot, "dicht"]
        elif np.hypot(one.easting - other.easting, one.northing - other.northing) > _MOVED_M:
            what, mark = "verplaatst", [*other.spot, "verplaatst", *one.spot[:2]]
        elif one.places != other.places and not (np.isnan(one.places) and np.isnan(other.places)):
            what, mark = "plaatsen", [*other.spot, "plaatsen"]
        else:
            continue
        if what == "plaatsen":
            mark[3] += f"; {other.places:.0f} plaatsen" if other is not None else ""
        gone.append(one.row)
        marks.append(mark)
    marks += [[*one.spot, "nieuw"] for code, one in now.items() if code not in was]
    return Marks(gone, marks)


@dataclass(frozen=True, slots=True)
class _Offer:
    row: int
    spot: list[Any]
    easting: float
    northing: float
    places: float


def _of_kind(country: Country, kind: Kind) -> dict[str, _Offer]:
    """Offers of a kind by code of the site, in the order of `ui.facilities.site_document`."""
    supply = country.supply
    own = supply[(supply["kind"] == kind.code) & (supply["aantal"] > 0)]
    sites = country.sites.iloc[own["site"].to_numpy()]
    columns = zip(
        sites["vestigingscode"],
        site_document(country, kind),
        sites["easting"],
        sites["northing"],
        own["plaatsen"],
        strict=True,
    )
    return {
        str(code): _Offer(row, spot, float(x), float(y), float(places))
        for row, (code, spot, x, y, places) in enumerate(columns)
    }


def chosen_marks(country: Country, codes: Iterable[str], place: Place | None) -> list[list[Any]]:
    """Mark the sites and the place that are chosen for a change that has yet to be made."""
    sites = country.sites[country.sites["vestigingscode"].isin(list(codes))]
    names = sites["naam"] if "naam" in sites else sites["vestigingscode"]
    spots = list(zip(sites["easting"], sites["northing"], names, strict=True))
    if place is not None:
        easting, northing = place.easting, place.northing
        if easting is None or northing is None:
            row = country.points[country.points["pc4"] == place.pc4].iloc[0]
            easting, northing = float(row["easting"]), float(row["northing"])
        spots.append((easting, northing, place.label))
    if not spots:
        return []
    lon, lat = to_wgs84(np.array([one[0] for one in spots]), np.array([one[1] for one in spots]))
    return [
        [round(float(x), DECIMALS), round(float(y), DECIMALS), 1, escape(str(name)), "gekozen"]
        for x, y, (_, _, name) in zip(lon, lat, spots, strict=True)
    ]


class _Overlay(MacroElement):
    """What draws the sites in the browser: see ``static/vestigingen.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        + files("ui").joinpath("static/vestigingen.js").read_text(encoding="utf-8").rstrip()
        + "(window.__kaart, {{ this.told }});{% endmacro %}"
    )

    def __init__(self, told: Document) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Vestigingen"
        self.told = script_json(told)


def overlay(
    country: Country, kind: Kind, address: object, marks: tuple[Marks, list[list[Any]]], look: Document
) -> folium.FeatureGroup:
    """Return the sites as what ``st_folium`` adds without making the map anew.

    Parameters
    ----------
    address
        Where the document of the data's own sites is.
    marks
        See `marks_of`, and `chosen_marks`.
    look
        ``plek``: longitude and latitude to bring in sight; ``vak``: west, south, east and north instead;
        ``keer`` rises whenever that is to be done anew;
        ``kies`` tells whether a site is chosen with a click.
    """
    symbol = symbol_of(country.kinds.index(kind))
    found, chosen = marks
    told = {
        "kind": {
            "naam": kind.code,
            "vorm": symbol.path,
            "kleur": symbol.color,
            "midden": symbol.middle,
            "maat": 24,
        },
        "vestigingen": address,
        "weg": list(found.gone),
        "merken": [*found.marks, *chosen],
        "kijk": look,
        "kies": bool(look.get("kies")),
    }
    group = folium.FeatureGroup("vestigingen", control=False)
    _Overlay(told).add_to(group)
    return group
