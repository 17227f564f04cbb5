"""How maps on a sheet look: sizes, tints and lines, the same on the maps and in their legend."""

from __future__ import annotations

from typing import Final

from scenarios.country import Country, Kind
from ui.palette import Stroke

#: Of one map, points.
WIDTH: Final = 255.0
HEIGHT: Final = 138.0
#: Kinds whose sites are drawn: those that a swv sees to.
KINDS: Final = ("sbo", "so", "vso")

LAND, ELSEWHERE, OWN, SWV, HATCH = "#fdfcf8", "#e9ecef", "#f6c764", "#d7e7f4", "#9cb6cc"
RIM, PLACE = "#12233a", "#a3a9b2"
#: Borders between gemeenten.
PLACES: Final = Stroke(PLACE, 0.65)
#: Between the lines of a hatching, and their width, points.
HATCH_STEP, HATCH_WIDTH = 5.0, 0.6
SYMBOL: Final = 6.4

#: Lines and dashes of the app are for a screen; on paper they are thinner.
_THIN: Final = 0.55


def weight(stroke: Stroke) -> float:
    """Width of a line on paper, points."""
    return stroke.weight * _THIN


def dash(stroke: Stroke) -> tuple[float, ...]:
    """Return strokes and gaps of a line on paper, points; none for a full line."""
    return tuple(float(one) * _THIN for one in (stroke.dash or "").split())


def shown_kinds(country: Country) -> tuple[tuple[int, Kind], ...]:
    """Kinds that are drawn, with their place among all kinds (which decides on the symbol)."""
    return tuple((place, kind) for place, kind in enumerate(country.kinds) if kind.code in KINDS)
