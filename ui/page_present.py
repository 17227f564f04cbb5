"""Page "Presentatie": prepared steps before a room, in large type, and a log of what was said."""

from __future__ import annotations

import streamlit as st

from data.dataset import Dataset
from ui import account, drafts, markup
from ui.faults import faults_shown
from ui.keeping import links, recovery
from ui.loading import keep_promises_later, study_key, study_of
from ui.room import prepare, present
from ui.room.kept import know, room
from ui.state import current


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    _either(dataset)


@st.fragment
def _either(dataset: Dataset) -> None:
    """Draw what is shown to a room, or what prepares it."""
    mine = room()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        drafts.ensure(study)
        know(study)
        mine.follow(links.asked().step)
        mine.settle()
        if mine.presenting:
            present.show(key, study)
        else:
            st.html(markup.page_top("Presentatie", f"Gegevens: {account.data_line(dataset.manifest)}"))
            prepare.show(key, study)
        recovery.keep(key)
        keep_promises_later(key)
