"""Part "Per gemeente" of the page "Gevolgen": the sheet of one gemeente, on screen and to take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from scenarios.consequences.gemeente_travel import Terms
from scenarios.profile import AreaKind
from scenarios.study import Study
from ui import drafts, markup
from ui.consequences.transport_kept import terms
from ui.loading import StudyKey, study_of
from ui.sheet.blocks import Sheet
from ui.sheet.gemeente_sheets import GemeenteSheets, file_name
from ui.sheet.html import body, page
from ui.sheet.pdf import pdf
from ui.state import current, tied

_KEY: Final = "keuze_blad_gemeente"


@dataclass(slots=True)
class _Chosen:
    """The gemeente whose sheet is shown; empty until one is chosen."""

    code: str = ""


def show(key: StudyKey, _study: Study, name: str, base: str) -> None:
    """Draw the part."""
    kept = terms()
    found = _sheets(key, name, base, Terms(kept.limits, kept.amounts, drafts.desk().assumptions))
    if not found.names:
        st.html(markup.note("In deze gegevensset heeft geen gemeente inwoners van schoolgaande leeftijd."))
        return
    chosen = _chosen(found)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        "Gemeente (typ om te zoeken)",
        list(found.names),
        format_func=found.names.__getitem__,
        **tied(chosen, "code", "veld_blad_gemeente"),
    )
    sheet = found.sheet(chosen.code)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        _downloads(sheet, partial(file_name, chosen.code, found.names[chosen.code], scenario=name))
    st.html(body(sheet))


@st.cache_resource(max_entries=8, show_spinner="De bladen worden voorbereid…")
def _sheets(key: StudyKey, name: str, base: str, told: Terms) -> GemeenteSheets:
    return GemeenteSheets(study_of(key), name, base, told)


def _chosen(found: GemeenteSheets) -> _Chosen:
    """Return the choice of this session: at first the gemeente that is looked at on the map, if any."""
    if _KEY not in st.session_state:
        seen = current().selected
        on_map = seen is not None and seen.kind is AreaKind.GEMEENTE
        st.session_state[_KEY] = _Chosen(seen.code if seen is not None and on_map else "")
    chosen: _Chosen = st.session_state[_KEY]
    if chosen.code not in found.names:
        chosen.code = next(iter(found.names))
    return chosen


def _downloads(sheet: Sheet, named: Callable[[str], str]) -> None:
    """Draw a button per file; it is made when it is asked for."""
    made: tuple[tuple[str, Callable[[], str | bytes], str], ...] = (
        ("PDF", partial(pdf, sheet), "application/pdf"),
        ("HTML", partial(page, sheet), "text/html"),
    )
    for kind, content, mime in made:
        st.download_button(
            kind,
            content,
            named(f".{kind.casefold()}"),
            mime,
            on_click="ignore",
            icon=":material/download:",
            key=f"blad_gemeente_{kind}",
        )
