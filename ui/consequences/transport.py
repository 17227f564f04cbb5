"""Part "Leerlingenvervoer" of the page "Gevolgen": who lives beyond the limit, and what that could cost."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from scenarios.assumptions import Assumptions
from scenarios.consequences import transport_tables as tables
from scenarios.consequences.pupil_transport import Transport, transport
from scenarios.consequences.transport_terms import Amounts, Limits
from scenarios.notation import capital
from scenarios.study import Study
from ui import drafts, markup
from ui.consequences.records_table import records_table
from ui.consequences.transport_kept import editor, terms
from ui.loading import StudyKey, study_of

_NOT_A_COUNT: Final = (
    "Geschat, altijd met een bandbreedte: leerlingen voor wie de dichtstbijzijnde vestiging (in welk swv "
    "ook, niet per se passend of beschikbaar) verder ligt dan de grens van hun gemeente. Geen telling van "
    "wie vervoerd wordt."
)
_HEIGHT: Final = 420


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    kept = terms()
    found = _found(key, name, base, (kept.limits, kept.amounts), drafts.desk().assumptions)
    st.html(markup.head("Leerlingenvervoer (geschat)", tables.lead(found)) + markup.note(_NOT_A_COUNT))
    with st.expander("Grenzen per gemeente, en bedragen"):
        editor(study.country)
    _national(found)
    if not found.same_sites:
        _changes(found)
    _per_gemeente(found)
    st.html("".join(markup.small(line) for line in (*found.notes, *tables.account(study, found, name))))
    st.download_button(
        "Alle gemeenten als CSV",
        csv_bytes(tables.rows(found, (study, name, base)), 3),
        f"leerlingenvervoer-{name}.csv",
        "text/csv",
        on_click="ignore",
    )


@st.cache_resource(max_entries=24, show_spinner="Het leerlingenvervoer wordt geteld…")
def _found(
    key: StudyKey, name: str, base: str, terms_: tuple[Limits, Amounts], assumptions: Assumptions
) -> Transport:
    return transport(study_of(key), name, base, *terms_, assumptions=assumptions)


def _national(found: Transport) -> None:
    st.html(markup.section("Nederland, per soort"))
    frame = tables.national(found)
    st.html(records_table(frame, numeric=[str(one) for one in frame.columns[1:]]))
    if told := tables.sensitivity(found):
        st.html(markup.small(told))


def _changes(found: Transport) -> None:
    st.html(markup.section("Waar het verandert"))
    frame = tables.changes(found)
    if frame.empty:
        st.html(markup.note(capital(tables.NOBODY_CHANGES)))
        return
    _long(frame)
    st.html(
        markup.small(
            "Wie boven de grens komt en wie eronder komt staan apart, nooit verrekend. Een langere rit kost "
            "hier niet meer: het bedrag is een gemiddelde per leerling."
        )
    )


def _per_gemeente(found: Transport) -> None:
    frame = tables.per_gemeente(found)
    st.html(markup.section(f"Per gemeente ({len(frame)} met leerlingen boven de grens)"))
    if not frame.empty:
        _long(frame)


def _long(frame: pd.DataFrame) -> None:
    """Show a long table in a window of its own; its numbers are text, so it cannot be sorted."""
    with st.container(height=_HEIGHT):
        st.html(records_table(frame, numeric=[str(one) for one in frame.columns[1:]]))
