"""A page of several parts about one scenario against a base: the choosers, and the part that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import streamlit as st

from data.dataset import Dataset
from scenarios.study import Study
from ui import account, drafts, markup, norms_panel, travel
from ui.faults import faults_shown
from ui.loading import StudyKey, study_key, study_of
from ui.state import bound, current, within

#: Draws a part: the study's key, the study, ids of the scenario and of its base.
Part: TypeAlias = Callable[[StudyKey, Study, str, str], None]

_SAME: Final = "Scenario en basis zijn hetzelfde: er verandert niets. Kies een ander scenario."


def show_parts(dataset: Dataset, title: str, parts: Mapping[str, Part], key: str) -> None:
    """Draw a page.

    Parameters
    ----------
    dataset
        What it is about.
    title
        Over the page.
    parts
        By the name under which they are chosen, in order.
    key
        Under which the chosen part is remembered in the session.
    """
    st.html(markup.style())
    st.html(markup.page_top(title, f"Gegevens: {account.data_line(dataset.manifest)}"))
    chosen = _chosen(parts, key)
    columns = st.columns([3, 3, 2], vertical_alignment="bottom")
    with columns[2]:
        travel.chooser()
    with faults_shown():
        of = study_key(dataset, current().settings, current().norms)
        study = study_of(of)
        titles = drafts.options(of)
        within("base", list(titles), study.base_id)
        within("scenario", list(titles), drafts.first_choice(of, titles))
        columns[0].selectbox(
            "Scenario (rekenvoorbeeld, geen beleid)",
            list(titles),
            format_func=titles.__getitem__,
            **bound("scenario", drafts.chosen),
        )
        columns[1].selectbox("Basis", list(titles), format_func=titles.__getitem__, **bound("base"))
        with st.container():  # always there: what stands below it would move
            if told := markup.settings_note(current().settings) + norms_panel.note(study.norms):
                st.html(told)
            if current().scenario == current().base:
                st.html(markup.note(_SAME))
        parts[chosen](of, study, current().scenario, current().base)


def _chosen(parts: Mapping[str, Part], key: str) -> str:
    """Draw the choice of a part; what was chosen outlives a visit to another page."""
    kept, widget = f"{key}_onderdeel", f"veld_{key}_onderdeel"
    if st.session_state.get(kept) not in parts:
        st.session_state[kept] = next(iter(parts))
    st.session_state[widget] = st.session_state[kept]

    def store() -> None:
        st.session_state[kept] = st.session_state[widget]

    st.segmented_control(
        "Onderdeel",
        list(parts),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        key=widget,
        on_change=store,
    )
    return str(st.session_state[kept])
