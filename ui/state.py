"""What the user has chosen: one typed object per browser session.

Streamlit forgets a widget's value when the widget is not drawn, for instance
on another page. So a choice lives here, and widgets only show and change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from scenarios.compare import Level
from scenarios.settings import Settings

_KEY: Final = "keuze"


@dataclass(slots=True)
class Choice:
    """Everything that a user can choose.

    Attributes
    ----------
    base, scenario
        Ids of arrangements; empty until a data set is there to choose from.
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
    """

    base: str = ""
    scenario: str = ""
    kind: str = "so"
    level: Level = Level.LAND
    expert: bool = False
    measures: list[str] = field(default_factory=lambda: ["afstand_gemiddeld"])
    search: str = ""
    settings: Settings = field(default_factory=Settings)


def current() -> Choice:
    """Return the choice of this browser session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Choice()
    choice: Choice = st.session_state[_KEY]
    return choice


def bound(name: str) -> dict[str, Any]:
    """Tie a widget to one field of the choice: pass the result on as its keyword arguments.

    Parameters
    ----------
    name
        A field of `Choice` that holds a value the widget can have.
    """
    key = f"veld_{name}"
    st.session_state[key] = getattr(current(), name)

    def store() -> None:
        setattr(current(), name, st.session_state[key])

    return {"key": key, "on_change": store}


def within(name: str, options: list[str], default: str) -> None:
    """Set a field to `default` where what was chosen is not there (any more)."""
    if getattr(current(), name) not in options:
        setattr(current(), name, default)
