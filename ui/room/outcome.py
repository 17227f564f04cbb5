"""What a meeting came to: the log with its trace, and the report to take along."""

from __future__ import annotations

import hashlib
from typing import Final

import streamlit as st

from data.dutch_csv import csv_bytes
from scenarios.study import Study
from ui import drafts, markup
from ui.clock import now, today
from ui.faults import faults_shown
from ui.loading import StudyKey
from ui.room import log
from ui.room.figures import RoomFigure
from ui.room.kept import room
from ui.room.present import figures_of
from ui.room.report import Told, minutes_table, report
from ui.sheet.blocks import Sheet
from ui.sheet.html import page
from ui.sheet.pdf import pdf

#: The report as PDF, with what it was set from.
_PRINTED: Final = "zaal_verslag_gezet"


def show(key: StudyKey, study: Study) -> None:
    """Draw the log, its form and the files."""
    st.html(markup.section("Verslag"))
    subject = log.subject(study)
    title = study.arrangement(subject).title if study.knows(subject) else subject
    with st.expander(f"Leg iets vast bij: {title}", icon=":material/edit_note:"):
        log.form(study)
    log.manage(study)
    if told := said(study):
        _downloads(key, study, told)
    else:
        st.html(markup.small("Er is nog niets vastgelegd."))


def said(study: Study) -> list[Told]:
    """Return what was said in this session, per scenario."""
    return [
        Told(
            log.title_of(study, name, draft),
            study.arrangement(name).origin if study.knows(name) else "",
            draft.minutes,
        )
        for name, draft in log.drafts_with_minutes().items()
    ]


def sheet(key: StudyKey, study: Study, told: list[Told]) -> Sheet:
    """Return the report of the meeting."""
    day = f"{now():%d-%m-%Y}"
    return report(study, room().presentation, told, day, _figures(key, study))


def _figures(key: StudyKey, study: Study) -> dict[str, tuple[RoomFigure, ...]]:
    """Return the figures that the steps show, each set once, as far as they can be made."""
    codes: dict[tuple[str, str, str], dict[str, None]] = {}
    for step in room().presentation.stappen:
        if step.cijfers and step.scenario != step.basis:
            codes.setdefault((step.scenario, step.basis, step.soort), {}).update(dict.fromkeys(step.cijfers))
    found: dict[str, tuple[RoomFigure, ...]] = {}
    for (name, base, kind), wanted in codes.items():
        with drafts.tolerated():
            shown = figures_of(key, name, base, kind, tuple(wanted))
            titles = " naast ".join(study.arrangement(one).title for one in (name, base))
            found[f"{titles}, {kind}"] = shown
    return found


def _printed(made: Sheet, as_page: str) -> bytes:
    """Return the report as PDF, set again where it changed: a fault in it has to be told before a click."""
    mark = hashlib.sha256(as_page.encode()).hexdigest()
    kept: tuple[str, bytes] = st.session_state.get(_PRINTED, ("", b""))
    if kept[0] != mark:
        kept = st.session_state[_PRINTED] = (mark, pdf(made))
    return kept[1]


def _downloads(key: StudyKey, study: Study, told: list[Told]) -> None:
    stem = f"verslag-{today():%Y-%m-%d}"
    with st.container(horizontal=True), faults_shown():
        made = sheet(key, study, told)
        as_page = page(made)
        for label, content, mime, ending in (
            ("Verslag (PDF)", _printed(made, as_page), "application/pdf", "pdf"),
            ("Verslag (HTML)", as_page.encode(), "text/html", "html"),
            ("Tabel (CSV)", csv_bytes(minutes_table(study, told)), "text/csv", "csv"),
        ):
            st.download_button(
                label,
                content,
                f"{stem}.{ending}",
                mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"zaal_verslag_{ending}",
            )
    st.html(
        markup.small(
            "Het verslag gaat ook mee in het scenariobestand (JSON) van het ontwerp waar het bij hoort."
        )
    )
