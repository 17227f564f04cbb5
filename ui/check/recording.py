"""Recording why a swv departs from an aim: a small form beside the list, and what was recorded."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from scenarios.departures import DEPARTURE
from scenarios.principles.figures import Figures
from scenarios.principles.jeugdregio import Departing, departing, departure_of
from scenarios.principles.row import Row
from scenarios.study import Study
from ui import markup
from ui.check import panel_markup
from ui.clock import today
from ui.drafts import desk, file_name, file_of, told
from ui.faults import literal
from ui.state import current

_SWV: Final = "afwijking_swv"
_WHY: Final = "afwijking_reden"
_WHO: Final = "afwijking_wie"
_ABOUT: Final = (
    f"Een vastgelegde {DEPARTURE} blijft zichtbaar en verandert geen uitkomst. Bij een kant-en-klare "
    "indeling begint u er een ontwerp mee; de indeling zelf verandert niet."
)


def said() -> None:
    """Draw why the last record was refused."""
    with st.container():  # always there: what stands below it stays where it is
        if desk().fault:
            st.error(desk().fault, icon=":material/error:")


def draw(study: Study, of: Figures, row: Row) -> None:
    """Draw what was recorded, and the form; nothing to fill in where every swv is within one jeugdregio."""
    found = departing(study.country, of.arrangement, study.norms)
    for number, one in enumerate(row.recorded):
        st.html(markup.note(f"{one.departure.swv}: {one.told}"))
        st.button(
            f"Haal weg: {literal(one.departure.swv)}",
            key=f"afwijking_weg_{number}",
            on_click=_withdraw,
            args=(study, of.name, one.departure.key),
        )
    if found:
        _form(study, of, found)
    if row.recorded:
        _file(study, of.name)


def _form(study: Study, of: Figures, found: tuple[Departing, ...]) -> None:
    labels = {_about(one): f"{one.body.label}, {one.body.layer or 'po en vo'}" for one in found}
    with st.form("afwijking", clear_on_submit=True):
        st.html(panel_markup.caption(f"Leg een {DEPARTURE} vast"))
        st.selectbox("Swv in meer dan één jeugdregio", list(labels), format_func=labels.__getitem__, key=_SWV)
        st.text_area("Reden", max_chars=1000, height=80, key=_WHY, placeholder="Waarom wijkt dit swv af?")
        st.text_input("Wie legt dit vast", max_chars=200, key=_WHO)
        st.form_submit_button("Leg vast", type="primary", on_click=_record, args=(study, of.name))
        st.html(markup.small(_ABOUT))


def _about(one: Departing) -> str:
    return f"{one.body.layer}:{one.body.code}" if one.body.layer else one.body.code


def _record(study: Study, name: str) -> None:
    with told():
        state = st.session_state
        departure = departure_of(study, name, state[_SWV], reason=state[_WHY], who=state[_WHO], day=today())
        _look_at(name, desk().record(study, name, departure))


def _withdraw(study: Study, name: str, key: tuple[str, str, str]) -> None:
    with told():
        _look_at(name, desk().withdraw(study, name, key))


def _look_at(before: str, after: str) -> None:
    """Go on looking at the scenario under its new id, wherever it was chosen."""
    choice = current()
    if choice.scenario == before:
        choice.scenario = after
    if choice.scenarios is not None:
        choice.scenarios = [after if one == before else one for one in choice.scenarios]


def _file(study: Study, name: str) -> None:
    """Offer the draft as a scenario file: what was recorded goes with it."""
    draft = desk().draft
    if draft is None or draft.name != name:
        return
    st.download_button(
        "Bewaar scenario met afwijkingen (JSON)",
        partial(file_of, study, draft, desk().assumptions),
        file_name(draft),
        "application/json",
        icon=":material/download:",
        on_click="ignore",
        help=literal("Te openen bij Voorzieningen, of met ‘dekkend toets --scenario’."),
        key="afwijking_bewaar",
    )
