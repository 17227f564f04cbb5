"""The steps of the draft by name: undo, redo, and jump to any of them."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scenarios.draft import Draft
from scenarios.drawing.history import sentences
from ui import markup
from ui.facility_history import line
from ui.workbench import editing
from ui.workbench.bench import Work

_STEP: Final = "wb_stap"


def buttons(row: DeltaGenerator, draft: Draft) -> None:
    """Draw undo and redo."""
    row.button(
        "Ongedaan",
        icon=":material/undo:",
        help="Neem de laatste stap terug.",
        disabled=not draft.done,
        on_click=editing.go_to,
        args=(len(draft.done) - 1,),
        shortcut="Alt+Z",
        key="wb_ongedaan",
    )
    row.button(
        "Opnieuw",
        icon=":material/redo:",
        help="Doe de stap weer die het laatst is teruggenomen.",
        disabled=not draft.undone,
        on_click=editing.go_to,
        args=(len(draft.done) + 1,),
        shortcut="Alt+Y",
        key="wb_opnieuw",
    )


def show(work: Work) -> None:
    """Draw all steps, the undone ones too; choosing one goes there."""
    draft = work.draft
    lines = [
        f"Begin: {work.study.arrangement(draft.base).title}",
        *sentences(work.study, draft),
    ]
    count = len(draft.done)
    st.session_state[_STEP] = count
    if len(lines) == 1:
        st.html(markup.small("Er is nog niets gewijzigd. Elke stap komt hier met naam te staan."))
        return

    st.radio(
        "Ga naar een stap (wat erna komt, blijft bewaard tot u iets anders doet)",
        range(len(lines)),
        format_func=partial(line, lines, count),
        key=_STEP,
        on_change=lambda: editing.go_to(st.session_state[_STEP]),
    )
