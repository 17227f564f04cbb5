"""Beside the drawing: pinned figures, lights, and what the last step did; anew at every edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from scenarios.country import Country, Kind
from scenarios.drawing.history import sentences
from scenarios.live.figures import live
from scenarios.live.lights import lights
from scenarios.live.pinned import MOST, STANDARD, choices
from scenarios.live.step import step_sentence
from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.study import Study
from ui.drafts import desk
from ui.loading import StudyKey
from ui.measure_help import help_of
from ui.session import of_session
from ui.state import current, tied
from ui.workbench import panel_markup

_KEPT: Final = "werkbank_cijfers"


@dataclass(slots=True)
class Pinned:
    """Which figures a visitor wants beside the drawing.

    Attributes
    ----------
    codes
        Of the measures, in the order in which they are shown.
    explained
        Code of the measure that is explained in full.
    """

    codes: list[str] = field(default_factory=lambda: list(STANDARD))
    explained: str = STANDARD[0]


def pinned() -> Pinned:
    """Return the choice of this browser session."""
    return of_session(_KEPT, Pinned)


def show(key: StudyKey, study: Study, name: str, base: str, previous: str) -> None:  # noqa: ARG001
    """Draw the panel.

    Parameters
    ----------
    key, study
        Whose figures.
    name, base
        Ids of what is drawn, known to the study, and of what it is held against.
    previous
        Id of what was drawn before the last step; `name` itself where there is none.
    """
    st.html(panel_markup.style())
    kind, codes = kind_in_view(study.country), pinned().codes
    found = live(study, name, base, kind, codes)
    st.html(panel_markup.step(_last_step(study, name, previous, kind)))
    st.html(panel_markup.unfinished(found) + panel_markup.lights(lights(found)))
    st.html(panel_markup.figures(found, study.arrangement(base).title))
    _choose(study.country)


def kind_in_view(country: Country) -> Kind:
    """Return the kind that the visitor looks at; the first where the data set does not have it."""
    return next((kind for kind in country.kinds if kind.code == current().kind), country.kinds[0])


def _last_step(study: Study, name: str, previous: str, kind: Kind) -> str:
    """Say what the last step did; empty where none was taken."""
    draft = desk().draft
    if draft is None or not draft.done or draft.name != name:
        return ""
    told = sentences(study, draft)[len(draft.done) - 1]
    was, now = (live(study, one, previous, kind, ()) for one in (previous, name))
    return step_sentence(was, now, told)


def _choose(country: Country) -> None:
    mine = pinned()
    with st.popover("Kies cijfers", icon=":material/push_pin:", width="stretch"):
        offered = {one.code: capital(one.title) for one in choices(expert=current().expert)}
        missing = {code: capital(measure(code).title) for code in mine.codes if code not in offered}
        offered |= missing
        st.multiselect(
            "Cijfers naast de kaart",
            list(offered),
            format_func=offered.__getitem__,
            max_selections=MOST,
            placeholder="kies cijfers",
            help=f"Hoogstens {MOST}. De eerste zijn die waar meestal naar wordt gevraagd.",
            **tied(mine, "codes", "wb_cijfers"),
        )
        if mine.explained not in offered:
            mine.explained = next(iter(offered))
        st.selectbox(
            "Uitleg bij een cijfer",
            list(offered),
            format_func=offered.__getitem__,
            **tied(mine, "explained", "wb_cijfer_uitleg"),
        )
        st.markdown(help_of(mine.explained, country))
