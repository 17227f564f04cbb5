"""Part "Schoolbesturen" of the page "Gevolgen": swv's per board, who gains or loses one, and sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from data.board_names import BoardNames, read_board_names
from data.dutch_csv import csv_bytes
from scenarios.boards import NOWHERE
from scenarios.consequences.board_facts import BoardView, board_view
from scenarios.consequences.board_tables import (
    BOARD_COLUMNS,
    NationalBoards,
    board_table,
    national,
    national_lines,
    per_board_line,
    site_table,
    swv_table,
)
from scenarios.consequences.boards import BoardChanges, board_changes
from scenarios.notation import capital
from scenarios.study import Study
from ui import facility_parts, markup
from ui.consequences.files import read_upload, show_fault, show_findings, uploaded
from ui.loading import StudyKey, study_of
from ui.session import of_session
from ui.sheet import html
from ui.sheet.board import COUNTED, FOLLOWED, board_sheet
from ui.sheet.pdf import pdf
from ui.state import tied

_KEY: Final = "besturen"
_UPLOAD: Final = "besturen_bestand"
_SWVS: Final = {"swv": "swv", "bestond_uit": "bestaat uit (besturen)", "besturen": "besturen"}


@dataclass(slots=True)
class _Boards:
    """What a visitor chose and brought.

    Attributes
    ----------
    board
        Number of the board whose sheet is shown; empty until one is chosen.
    search
        Text that a board's number or name must contain in the table.
    names
        In the file as it was brought last; none without one, or if it was refused.
    fault
        Why the file was refused (Markdown); empty if it was not.
    round
        How often the button took a file away: the place for a file is a new one each time.
    """

    board: str = ""
    search: str = ""
    names: BoardNames = field(default_factory=BoardNames)
    fault: str = ""
    round: int = 0


def _mine() -> _Boards:
    return of_session(_KEY, _Boards)


@st.cache_resource(max_entries=60, show_spinner="De besturen worden nagelopen…")
def _changes(key: StudyKey, name: str, base: str) -> BoardChanges | None:
    return board_changes(study_of(key), name, base)


@st.cache_resource(max_entries=60, show_spinner=False)
def _national(key: StudyKey, name: str, base: str) -> tuple[NationalBoards, ...]:
    return national(study_of(key), name, base)


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    changes = _changes(key, name, base)
    view = None if changes is None else board_view(study, name, base, _mine().names, changes)
    if view is None:
        st.html(markup.note(f"{capital(NOWHERE)}."))
        return
    st.html(markup.head("Schoolbesturen en hun swv's", national_lines(view, _national(key, name, base))))
    st.html(markup.small(f"{COUNTED} {FOLLOWED}"))
    _table(view, per_board_line(view, _national(key, name, base)))
    _sheet(view)
    with st.expander("Besturen per swv", icon=":material/groups:"):
        facility_parts.table(swv_table(view)[list(_SWVS)].rename(columns=_SWVS))
    _names(study)


def _table(view: BoardView, counted: str) -> None:
    st.html(markup.section("Alle besturen, grootste verandering eerst"))
    st.text_input(
        "Zoek op nummer of naam",
        placeholder="bijvoorbeeld Arnhem",
        **tied(_mine(), "search", "veld_besturen_zoek"),
    )
    rows = board_table(view)
    wanted = _mine().search.strip().casefold()
    told = (rows["bestuur"] + " " + rows["naam"]).str.casefold()
    found = rows[told.str.contains(wanted, regex=False)]
    if found.empty:
        st.html(markup.note(f"Geen bestuur gevonden voor ‘{_mine().search}’."))
        return
    facility_parts.table(_titled(found))
    if counted:
        st.html(markup.small(counted))
    st.download_button(
        "Tabel (CSV)",
        partial(csv_bytes, rows, 3),
        f"besturen-{view.name}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="besturen_csv",
    )


def _titled(rows: pd.DataFrame) -> pd.DataFrame:
    """Give columns their headings, the number in the name; without a split the effects are left out."""
    split = rows["effect_samenvoegen"].notna().any()
    shown = [code for code in BOARD_COLUMNS if split or not code.startswith("effect_")]
    pairs = zip(rows["bestuur"], rows["naam"], strict=True)
    called = [_with_number(number, name) for number, name in pairs]
    return rows.assign(naam=called)[shown[1:]].rename(columns=BOARD_COLUMNS)


def _sheet(view: BoardView) -> None:
    mine = _mine()
    numbers = [one.number for one in view.ordered]
    if mine.board not in numbers:
        mine.board = numbers[0]
    st.html(markup.section("Blad van één bestuur"))
    chooser, files = st.columns([3, 2], vertical_alignment="bottom")
    chooser.selectbox(
        "Bestuur",
        numbers,
        format_func=partial(_called, view),
        **tied(mine, "board", "veld_besturen_bestuur"),
    )
    sheet = board_sheet(view, mine.board)
    made: tuple[tuple[str, Callable[[], str | bytes], str], ...] = (
        ("PDF", partial(pdf, sheet), "application/pdf"),
        ("HTML", partial(html.page, sheet), "text/html"),
        ("CSV", partial(csv_bytes, site_table(view.facts(mine.board)), 3), "text/csv"),
    )
    with files, st.container(horizontal=True, horizontal_alignment="right"):
        for kind, content, mime in made:
            st.download_button(
                kind,
                content,
                f"bestuur-{mine.board}-{view.name}.{kind.casefold()}",
                mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"bestuur_{kind}",
            )
    st.html(html.body(sheet))


def _called(view: BoardView, board: str) -> str:
    return _with_number(board, view.labels.get(board, board))


def _with_number(board: str, label: str) -> str:
    return label if board in label else f"{label} ({board})"


def _names(study: Study) -> None:
    mine = _mine()
    with st.expander("Namen van besturen", icon=":material/badge:"):
        st.html(
            markup.small(
                "De open data in deze gegevensset noemen alleen nummers. Breng een CSV met nummer en naam, "
                "zoals DUO's lijst van bevoegde gezagen; zij blijft in deze sessie."
            )
        )
        st.file_uploader(
            "CSV met nummer;naam",
            type="csv",
            max_upload_size=20,
            key=f"{_UPLOAD}_{mine.round}",
            on_change=_uploaded,
            args=(study, f"{_UPLOAD}_{mine.round}"),
        )
        show_fault(mine.fault)
        if mine.names.source is not None:
            st.html(markup.small(f"{mine.names.source.title}: {len(mine.names.names)} namen."))
            show_findings(mine.names.findings)
        if mine.names.source is not None or mine.fault:
            st.button("Haal het bestand weer weg", on_click=_forget, key="besturen_weg")


def _uploaded(study: Study, key: str) -> None:
    """Call boards as the file says that is in its place now; by number without one."""
    mine, given = _mine(), uploaded(key)
    mine.names, mine.fault = BoardNames(), ""
    if given is not None:
        reader = partial(read_board_names, dataset=study.country.dataset)
        read, mine.fault = read_upload(given.name, given.getvalue(), reader)
        mine.names = mine.names if read is None else read


def _forget() -> None:
    mine = _mine()
    mine.names, mine.fault, mine.round = BoardNames(), "", mine.round + 1
