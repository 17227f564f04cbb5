"""Page "Voorzieningen": what opening, closing, moving and combining sites does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.dataset import Dataset
from scenarios.study import Study
from ui import (
    account,
    facility_capacity,
    facility_inclusion,
    facility_own,
    facility_whatif,
    facility_where,
    markup,
    norms_panel,
    travel,
)
from ui.facility_state import form, tied
from ui.faults import faults_shown
from ui.loading import StudyKey, study_key, study_of
from ui.state import current

#: The parts of the page, in the order in which they stand.
_TABS: Final[Mapping[str, Callable[[StudyKey, Study, Sequence[DeltaGenerator]], None]]] = {
    "Wat als": facility_whatif.show,
    "Capaciteit": facility_capacity.show,
    "Waar openen": facility_where.show,
    "Naar inclusief": facility_inclusion.show,
    "Eigen soorten": facility_own.show,
}


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style() + _style())
    st.html(markup.page_top("Voorzieningen", f"Gegevens: {account.data_line(dataset.manifest)}"))
    _page(dataset)  # no fragment of its own: a page left while it is busy can take the next one's away


def _style() -> str:
    return f"<style>{files('ui').joinpath('static/voorzieningen.css').read_text(encoding='utf-8')}</style>"


def _page(dataset: Dataset) -> None:
    st.segmented_control(
        "Onderdeel", list(_TABS), required=True, wrap=True, label_visibility="collapsed", **tied("tab")
    )
    columns = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    with columns[3]:
        travel.chooser()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        with st.container():  # always there: what stands below it would move, and the map be made anew
            if note := markup.settings_note(current().settings) + norms_panel.note(study.norms):
                st.html(note)
        _TABS[form().tab](key, study, columns[:3])
