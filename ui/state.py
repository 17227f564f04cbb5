"""What the user has chosen: one typed object per browser session.

Streamlit forgets a widget's value when the widget is not drawn, for instance
on another page. So a choice lives here, and widgets only show and change it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from geo.network import Quantity
from scenarios.compare import Level
from scenarios.norms import Norms, standard_norms
from scenarios.profile import AreaKind
from scenarios.settings import Settings
from scenarios.white_spots import Over
from ui.session import of_session

_KEY: Final = "keuze"


@dataclass(frozen=True, slots=True)
class Selected:
    """An area that is looked at on the map.

    Attributes
    ----------
    point
        A demand point in it (position): the other areas there can be chosen too.
    kind, code
        What sort of area; which one.
    zoom
        Whether the map should move there: after searching, not after a click.
    """

    point: int
    kind: AreaKind
    code: str
    zoom: bool


@dataclass(slots=True)
class Choice:
    """Everything that a user can choose.

    Attributes
    ----------
    base, scenario
        Ids of arrangements; empty until a data set is there to choose from.
    scenarios
        Ids that are compared with the base; `scenario` is the one of them in view.
        None until a data set is there, empty when the user took all away.
    given
        The scenario in view, where nobody chose it while there was a draft of their own to choose:
        the draft takes its place.
    kind
        Code of the kind of facility.
    level
        Areas that the table per area is about.
    expert
        Whether entropies and the like are shown.
    measures
        Codes of the measures in the table per area.
    search
        Text that an area's name must contain.
    settings
        Choices that change figures.
    norms
        Werknormen, as the user set and confirmed them.
    norms_fault
        Why a file of norms was refused; empty if none was.
    along
        Code of the norm that coverage is measured along, see `scenarios.coverage.Yardstick`.
    over
        Which sites count for a white spot.
    in_pupils
        Whether coverage is counted in expected pupils, not in residents.
    spot
        Demand point that is looked at on the page of coverage, if any.
    spot_from_table
        Whether it was pointed out in the table, so that the map should move there.
    selected
        Area that is looked at on the map, if any.
    not_found
        Why what was searched or clicked is not there; empty if it is.
    account_search
        Words that a row of the account must contain.
    way
        Whether the way to the nearest site is shown with the area that is looked at.
    way_own
        Whether only sites of the own swv count for that way.
    way_by
        Shortest or fastest.
    reach
        Whether it is coloured from where the site at its end is within the norms.
    """

    base: str = ""
    scenario: str = ""
    scenarios: list[str] | None = None
    given: str = ""
    kind: str = "so"
    level: Level = Level.LAND
    expert: bool = False
    measures: list[str] = field(default_factory=lambda: ["afstand_gemiddeld"])
    search: str = ""
    settings: Settings = field(default_factory=Settings)
    norms: Norms = field(default_factory=standard_norms)
    norms_fault: str = ""
    along: str = "acceptabel-km"
    over: Over = Over.OWN
    in_pupils: bool = False
    spot: int | None = None
    spot_from_table: bool = False
    selected: Selected | None = None
    not_found: str = ""
    account_search: str = ""
    way: bool = False
    way_own: bool = False
    way_by: Quantity = Quantity.DISTANCE
    reach: bool = False


def current() -> Choice:
    """Return the choice of this browser session."""
    return of_session(_KEY, Choice)


def bound(name: str, then: Callable[[], None] | None = None) -> dict[str, Any]:
    """Tie a widget to one field of the choice: pass the result on as its keyword arguments.

    Parameters
    ----------
    name
        A field of `Choice` that holds a value the widget can have.
    then
        Called after the user has changed the field.
    """
    return tied(current(), name, f"veld_{name}", then)


def tied(
    kept: Any,  # noqa: ANN401  # any dataclass of choices
    name: str,
    widget: str,
    then: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Tie a widget to a field of an object in the session: pass the result on as its keyword arguments.

    Parameters
    ----------
    kept, name
        The object, and a field of it that holds a value the widget can have.
    widget
        Key of the widget.
    then
        Called after the user has changed the field.
    """
    # every run: a widget in a popover is made when that opens, and then has only what the last run said
    st.session_state[widget] = getattr(kept, name)

    def store() -> None:
        setattr(kept, name, st.session_state[widget])
        if then is not None:
            then()

    return {"key": widget, "on_change": store}


def within(name: str, options: list[str], default: str) -> None:
    """Set a field to `default` where what was chosen is not there (any more)."""
    choice = current()
    if getattr(choice, name) not in options:
        setattr(choice, name, default)
        if name == "scenario":
            choice.given = default


def scenarios_within(options: list[str], default: str) -> list[str]:
    """Return the scenarios that are compared, of those that there are.

    The one in view always is among them: another page may have put it there.
    Only when the user took all away there is none.
    """
    choice = current()
    within("scenario", options, default)
    if choice.scenarios is None:
        choice.scenarios = [choice.scenario]
    emptied = not choice.scenarios
    choice.scenarios = [name for name in choice.scenarios if name in options]
    if not emptied and choice.scenario not in choice.scenarios:
        choice.scenarios.append(choice.scenario)
    return choice.scenarios


def follow(own: str, options: list[str]) -> None:
    """Put the visitor's own draft in view, where nobody chose another scenario since there is one.

    Parameters
    ----------
    own
        Id of the draft; empty for none.
    options
        Ids of what there is.
    """
    choice = current()
    was = choice.scenario
    if not own or (was in options and was != choice.given):
        return
    if choice.scenarios is not None:
        many = len(choice.scenarios) > 1
        kept = [name for name in choice.scenarios if many or name != was]
        choice.scenarios = [*(name for name in kept if name != own), own]
    choice.scenario = choice.given = own


def keep_one_in_view() -> None:
    """After the user changed the scenarios: look at one of those that are left."""
    choice = current()
    if choice.scenarios and choice.scenario not in choice.scenarios:
        choice.scenario = choice.scenarios[0]
