"""What a visitor has filled in on the page "Voorzieningen"; see `ui.state` on why it is kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.compare import Level
from scenarios.norms import ACCEPTABLE
from scenarios.regional_network import Keep
from scenarios.site_effects import Way
from scenarios.where_question import Goal, Weight
from ui import state
from ui.session import of_session

_KEY: Final = "voorzieningen"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site comes: in a PC4, or at a point.

    Attributes
    ----------
    pc4, label
        The postcode area; how it is called on screen.
    easting, northing
        The point itself, metres RD New, where one was pointed out.
    """

    pc4: str
    label: str
    easting: float | None = None
    northing: float | None = None

    def told(self) -> dict[str, Any]:
        """Return it as fields of a change."""
        if self.easting is not None and self.northing is not None:
            return {"easting": self.easting, "northing": self.northing}
        return {"pc4": self.pc4}


@dataclass(slots=True)
class Form:
    """Everything that is filled in or looked at on the page.

    Attributes
    ----------
    tab, action
        Which part of the page; which change is being made.
    against, step, way, level
        What the draft is compared with; which of its two steps; over which distance; per which areas.
    place, found
        Where a site comes; what was chosen in the search box for it.
    look
        Rises whenever the map should move to what was chosen: by name, not by a click.
    kinds, places, name, about
        Of a site that opens: kinds, places per kind (None unknown), name; and why a change is made.
    closing, whole
        Codes of sites to close; whether they close wholly or for the kind in view only.
    site, beside, added, dropped
        Code of the site to move or change; of the one to house it with; kinds to add and to drop.
    rule, minimum, per_swv, chosen, rule_kinds, rule_swv
        Of a rule of consolidation.
    own_only, within_km, place_level
        Of placing pupils: only in the own swv; nobody further than this; areas of the table.
    area, most, goal, norm, weight, searched_own, neighbours, shown_count, shown_box
        Of the best places: see `scenarios.where_question.Question`; which number is shown, and where.
    inclusion_way, region_level, per_region, keep
        Of moving to regular schools: distance and areas; and of a regional network.
    dated
        Peildatum of a file with own kinds that tells none itself.
    viewed
        Code of the kind that was looked at last.
    """

    tab: str = "Wat als"
    action: str = "Openen"
    against: str = "nu"
    step: str = "samen"
    way: Way = Way.FREE
    level: str = "gemeente"
    place: Place | None = None
    found: str | None = None
    look: int = 0
    kinds: list[str] = field(default_factory=list)
    places: dict[str, int | None] = field(default_factory=dict)
    name: str = ""
    about: str = ""
    closing: list[str] = field(default_factory=list)
    whole: bool = True
    site: str | None = None
    beside: str | None = None
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    rule: str = "per_swv"
    minimum: int = 60
    per_swv: int = 1
    chosen: str = "grootste"
    rule_kinds: list[str] = field(default_factory=list)
    rule_swv: list[str] = field(default_factory=list)
    own_only: bool = False
    within_km: int | None = None
    place_level: Level = Level.SWV
    area: str = ""
    most: int = 3
    goal: Goal = Goal.DISTANCE
    norm: str = ACCEPTABLE
    weight: Weight = Weight.RESIDENTS
    searched_own: bool = False
    neighbours: bool = False
    shown_count: int = 0
    shown_box: list[float] = field(default_factory=list)
    inclusion_way: Way = Way.FREE
    region_level: str = "jeugdregio"
    per_region: int = 1
    keep: Keep = Keep.CENTRAL
    dated: str = ""
    viewed: str = ""

    def look_at(self, kind: str) -> None:
        """Follow the kind in view in what is filled in for it alone."""
        for name in ("kinds", "rule_kinds"):
            if getattr(self, name) in ([], [self.viewed]):
                setattr(self, name, [kind])
        self.viewed = kind

    def clear(self) -> None:
        """Forget what was filled in for the change that has just been made."""
        self.place, self.found, self.name, self.about = None, None, "", ""
        self.closing, self.site, self.beside = [], None, None
        self.added, self.dropped, self.places = [], [], {}

    def other_site(self) -> None:
        """Forget what was filled in for a site that is no longer the chosen one."""
        self.beside, self.place, self.found = None, None, None
        self.added, self.dropped, self.places = [], [], {}


def form() -> Form:
    """Return what this browser session has filled in."""
    return of_session(_KEY, Form)


def tied(name: str, then: Callable[[], None] | None = None) -> dict[str, Any]:
    """Tie a widget to one field of the form: pass the result on as its keyword arguments.

    Parameters
    ----------
    name
        A field of `Form` that holds a value the widget can have.
    then
        Called after the user has changed the field.
    """
    return state.tied(form(), name, f"wat_als_{name}", then)


def kept_within(name: str, known: list[str]) -> None:
    """Drop from a field what cannot be chosen (any more): a closed site, a kind of other data."""
    now = getattr(form(), name)
    if isinstance(now, list):
        setattr(form(), name, [one for one in now if one in known])
    elif now not in known:
        setattr(form(), name, None)
