"""One gemeente in large type: its swv before and after, its partners, how far."""

from __future__ import annotations

from html import escape

import streamlit as st

from scenarios.conclusion import OWN_DISTANCE
from scenarios.consequences.gemeente import GemeenteSheet
from scenarios.notation import capital
from ui.loading import StudyKey, study_of
from ui.sheet.gemeente_distances import own_texts
from ui.sheet.gemeente_lead import headline
from ui.sheet.gemeente_sheets import GemeenteSheets


@st.cache_resource(max_entries=6, show_spinner="De gemeenten worden voorbereid…")
def sheets_of(key: StudyKey, name: str, base: str) -> GemeenteSheets:
    """Return what is told of gemeenten under a scenario; the first one asked for takes some seconds."""
    return GemeenteSheets(study_of(key), name, base)


def html(sheet: GemeenteSheet, kind: str) -> str:
    """Write what a scenario changes for a gemeente: one large sentence, then the others, then how far.

    Parameters
    ----------
    kind
        Code of the kind of facility whose distance is told.
    """
    first, *others = headline(sheet)
    lines = "".join(f"<li>{escape(line)}</li>" for line in [*others, *distance(sheet, kind)])
    return f'<p class="zaal-zin">{escape(first)}</p><ul class="zaal-lijst">{lines}</ul>'


def distance(sheet: GemeenteSheet, kind: str) -> list[str]:
    """Tell how far the own facility of a kind is, now and in the scenario; nothing for an unknown kind."""
    found = next((one for one in sheet.kinds if one.kind.code == kind), None)
    if found is None:
        return []
    before, after = own_texts(found)
    figure = found.figures["afstand_gemiddeld"]
    told = f"{kind}: {OWN_DISTANCE}, gemiddeld {_km(before)}"
    if not sheet.unchanged:
        told += f" nu, {_km(after)} in dit scenario ({figure.reading})"
    return [f"{capital(told)}; {figure.certainty}."]


def _km(text: str) -> str:
    """Put the unit behind a number, before what is said with it."""
    number, space, rest = text.partition(" ")
    return f"{number} km{space}{rest}" if number[:1].isdigit() else text
