"""Page "Werkbank": drawing an indeling, with its figures beside it."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from data.dataset import Dataset
from ui import account, drafts, markup, norms_panel
from ui.faults import faults_shown
from ui.keeping import recovery
from ui.loading import study_key, study_of
from ui.state import current
from ui.workbench import below, beside, canvas, choosing, guide, toolbar
from ui.workbench.bench import bench
from ui.workbench.codes import standing_of


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style() + _style())
    st.html(markup.page_top("Werkbank", f"Gegevens: {account.data_line(dataset.manifest)}"))
    _bench(dataset)


def _style() -> str:
    return f"<style>{files('ui').joinpath('static/werkbank_pagina.css').read_text(encoding='utf-8')}</style>"


@st.fragment
def _bench(dataset: Dataset) -> None:
    """Draw all that an edit changes: only this runs again."""
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        top = st.container()  # always there: what stands below it would move, and the map be made anew
        with top:
            if told := markup.settings_note(current().settings) + norms_panel.note(study.norms):
                st.html(told)
            if bench().below != below.KEEP and not drafts.desk().settle(study).is_worth_keeping:
                recovery.offer(key)
        drafts.ensure(study)
        work, kind = choosing.show(key, study)
        found = standing_of(work)
        toolbar.let_go(work, found)
        toolbar.show(work, found)
        left, right = st.columns([5, 3], gap="small")
        with left, st.container(key="wb_kaartvak"):
            canvas.show(work, kind, found)
            guide.draw()
        with right:
            beside.show(work, kind, found)
        below.show(work, found)
    recovery.keep(key, top)
