"""A window with a link to what is in view; a draft that is not on disk is saved first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.dataset import Dataset
from ui import drafts
from ui.faults import faults_shown
from ui.keeping import acts, links, shelf
from ui.loading import study_key, study_of
from ui.room.kept import room
from ui.state import current


def button() -> bool:
    """Draw the button that asks for the window, and return whether it was pressed."""
    return st.button(
        "Link",
        icon=":material/link:",
        key="deel_link",
        type="tertiary",
        help="Een link naar wat u nu ziet: pagina, scenario, kaartlagen en kaartbeeld.",
    )


@st.dialog("Link naar wat u nu ziet", width="medium")
def show(dataset: Dataset, page: str) -> None:
    """Draw the window.

    Parameters
    ----------
    page
        Path of the page in view.
    """
    with faults_shown():
        draft = drafts.desk().draft
        in_view = page == links.WORKBENCH or (draft and draft.name in {current().scenario, current().base})
        if draft is not None and in_view and links.is_unsaved(page):
            if acts.panel().fault:
                st.error(acts.panel().fault, icon=":material/error:")
            if acts.panel().conflict is not None:
                st.warning(
                    "Een ander bewaarde dit scenario intussen; kies op de Werkbank, bij Bewaren, wat u wilt.",
                    icon=":material/warning:",
                )
            st.text_input("Titel", draft.title, max_chars=200, key="deel_titel")
            st.button(
                "Bewaar eerst",
                icon=":material/save:",
                type="primary",
                key="deel_bewaar",
                on_click=partial(_save, dataset),
            )
        steps = room().presentation.stappen if page == "presentatie" else ()
        links.show_link(page, step=room().at + 1 if steps else None)


def _save(dataset: Dataset) -> None:
    """Save the draft in view, and look at what was saved instead."""
    choice, desk = current(), drafts.desk()
    study = study_of(study_key(dataset, choice.settings, choice.norms))
    before = desk.settle(study).name
    acts.save(study, str(st.session_state.get("deel_titel", "")), shelf.who(), "")
    if desk.draft is None or acts.panel().fault or acts.panel().conflict is not None:
        return
    after = f"opgeslagen-{desk.draft.stored}"
    drafts.options(study_key(dataset, choice.settings, choice.norms))
    choice.scenario = after if choice.scenario == before else choice.scenario
    choice.base = after if choice.base == before else choice.base
    if choice.scenarios is not None:
        choice.scenarios = [after if name == before else name for name in choice.scenarios]
