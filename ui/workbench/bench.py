"""What a visitor of the workbench has chosen, and what a run of the page is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from scenarios.changes import Layer
from scenarios.conclusion import AGES
from scenarios.draft import Draft
from scenarios.drawing.facts import Facts, facts
from scenarios.indeling import Arrangement, Indeling
from scenarios.study import Study
from ui.drafts import desk
from ui.loading import StudyKey
from ui.workbench.map_told import View

#: Names the layer that is drawn in: po, vo, or empty where one swv serves both.
Drawn: TypeAlias = Literal["po", "vo", ""]

_KEY: Final = "werkbank"


@dataclass(slots=True)
class Bench:
    """Everything that a visitor can choose on the workbench; the draft itself is on the desk.

    Attributes
    ----------
    layer
        Layer in view where there are two: po or vo.
    active
        Code of the swv in hand: what is drawn goes to it; `ui.workbench.map.FREE` sets free, empty is none.
    tool
        With which the map is drawn on.
    against
        Id of what the draft is compared with; empty for what it began with.
    revision
        Of what the map shows: higher whenever that changed.
    shown
        What the map showed last: id of the draft and layer.
    view
        Where the map looked when it was left; None before it was moved.
    unit, clicks
        The gebied that was pointed at last, if any; how often something was.
    cut
        Gemeente that is being divided by PC4, if any.
    flash, flashed
        Gebieden to be pointed out on the map; how often that was asked.
    borders, gemeenten, sites, changed, names
        What the map shows: borders of jeugdregio's and of gemeenten, sites, difference with the base, labels.
    beside, below
        Part that stands beside the map; part under it.
    action
        What is being done with the swv in hand, if anything.
    chosen
        Gebieden that are chosen in the list.
    text, regions, swvs, state
        What the list is narrowed down to.
    target
        Swv that what is chosen in the list goes to; empty for the one in hand.
    list_version
        Counts how often the list was chosen from elsewhere than in its table.
    step
        Of the first-use guide; 0 when it is closed, as it is for who comes back to what was made.
    """

    layer: Literal["po", "vo"] = "po"
    active: str = ""
    tool: str = "klik"
    against: str = ""
    revision: int = 1
    shown: tuple[str, str] = ("", "")
    flashed: int = 0
    view: View | None = None
    unit: str = ""
    clicks: int = 0
    cut: str = ""
    flash: tuple[str, ...] = ()
    borders: bool = True
    gemeenten: bool = True
    sites: bool = False
    changed: bool = False
    names: bool = True
    beside: str = "Cijfers"
    below: str = "Lijst"
    action: str | None = None
    chosen: tuple[str, ...] = ()
    text: str = ""
    regions: list[str] = field(default_factory=list)
    swvs: list[str] = field(default_factory=list)
    state: str = "alle"
    target: str = ""
    list_version: int = 0
    step: int = 1


def bench() -> Bench:
    """Return what this browser session chose on the workbench."""
    if _KEY not in st.session_state:
        draft = desk().draft
        has_drawn = draft is not None and draft.is_worth_keeping
        st.session_state[_KEY] = Bench(step=0 if has_drawn else 1)
    found: Bench = st.session_state[_KEY]
    return found


@dataclass(frozen=True, slots=True)
class Work:
    """What one run of the page is about.

    Attributes
    ----------
    key, study
        Data, settings and norms.
    draft
        What is being made.
    name
        Its id.
    base
        Id of what it is compared with.
    layer
        Layer that is drawn in.
    """

    key: StudyKey
    study: Study
    draft: Draft
    name: str
    base: str
    layer: Drawn

    @property
    def arrangement(self) -> Arrangement:
        """The draft as it stands."""
        return self.study.arrangement(self.name)

    @property
    def facts(self) -> Facts:
        """What no indeling changes of its gebieden."""
        return facts(self.study.country, self.arrangement.units)

    @property
    def residents(self) -> NDArray[np.float64]:
        """Residents of the ages of the layer, per gebied (estimates, persons)."""
        return self.facts.residents[self.layer]

    @property
    def people(self) -> str:
        """What those residents are called."""
        return f"inwoners {AGES.get(self.layer, 'van 4-17 jaar')}"

    @property
    def indeling(self) -> Indeling:
        """The layer that is drawn in."""
        return self.arrangement.layer(self.layer or "po")

    @property
    def laag(self) -> Layer:
        """The layer as changes name it."""
        return self.layer or "beide"


def drawn_layer(arrangement: Arrangement, wanted: Literal["po", "vo"]) -> Drawn:
    """Return the layer to draw in: the one that is wanted, where there are two."""
    return "" if arrangement.is_merged else wanted
