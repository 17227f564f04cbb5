"""Tab "Wat als": change sites on the map or by name, and see at once what it does and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.study import Study
from ui import (
    facility_canvas,
    facility_clicks,
    facility_closing,
    facility_effects,
    facility_forms,
    facility_history,
    facility_map,
    facility_top,
    markup,
)
from ui.drafts import desk, ensure
from ui.facility_at import At
from ui.facility_canvas import Canvas
from ui.facility_effects import Compared
from ui.facility_sites import sites_of
from ui.facility_state import form, tied
from ui.loading import StudyKey, country_documents
from ui.palette import symbol_of

_MAP: Final = "kaart_wat_als"
_HEIGHT: Final = 540
_AGAINST: Final = {
    "nu": "de regeling, met de vestigingen van nu",
    "basis": "de gekozen indeling, met de vestigingen van nu",
    "stap": "de stap hiervoor",
}
#: Shape and words of a mark; its colour only supports them.
_MARKS: Final = {
    "nieuw": ("+", "#00507f", "nieuw"),
    "dicht": ("×", "#8a3400", "dicht (gestreept)"),
    "verplaatst": ("→", "#4b2a82", "verplaatst, met een stippellijn vanaf de oude plek"),
    "plaatsen": ("=", "#3c4043", "ander aantal plaatsen"),
    "gekozen": ("+", "#c2185b", "gekozen, nog niet gemaakt"),
}


def show(key: StudyKey, study: Study, columns: Sequence[DeltaGenerator]) -> None:
    """Draw the tab; `columns` are three beside each other at the top, for what is looked at."""
    draft = facility_top.choose_base(key, study, columns[0])
    ensure(study)
    kind = facility_top.choose_kind(study, columns[1])
    against = _against(study, draft, columns[2])
    name = draft.known_to(study)
    compared = Compared(key, study, against, name, kind)
    at = At(key, study, name, kind)
    left, right = st.columns([5, 3], gap="medium")
    with right:
        facility_top.said()
        with st.container():
            facility_forms.draw(at)
        with st.container():
            facility_history.draw(key)
        facility_history.files(key)
    with left:
        facility_effects.choosers(compared)
        st.html(facility_effects.strip(compared))
        _map(at, compared)
    facility_effects.conclusion(compared)
    _pupils(at, draft)
    facility_effects.figures(compared)


def _against(study: Study, draft: Draft, column: DeltaGenerator) -> str:
    """Draw what the draft is compared with, and return its id."""
    names = _comparisons(study, draft)
    if form().against not in names:
        form().against = "nu"
    column.selectbox(
        "Vergeleken met",
        list(names),
        format_func=_AGAINST.__getitem__,
        help="Bij een andere indeling tonen de cijfers apart wat de grenzen en wat de vestigingen doen.",
        **tied("against"),
    )
    return names[form().against]


def _comparisons(study: Study, draft: Draft) -> dict[str, str]:
    """Ids of what a draft can be compared with; only those that differ."""
    names = {"nu": study.base_id}
    if draft.base != study.base_id:
        names["basis"] = draft.base
    if len(draft.done) > 1:
        names["stap"] = draft.undo().known_to(study)
    return names


def _pupils(at: At, draft: Draft) -> None:
    """Where pupils go of the sites that are chosen to close, else of those that closed last."""
    chosen = tuple(form().closing) if form().action == facility_forms.CLOSE else ()
    if chosen:
        facility_closing.draw(at.key, at.name, chosen, at.kind.code, at.sites)
        return
    before = sites_of(at.key, draft.undo().known_to(at.study), at.kind.code)
    closed = tuple(code for code in facility_closing.closed_last(draft) if code in before)
    if len(closed) == 1:
        facility_closing.draw(at.key, at.name, closed, at.kind.code, before)
    elif draft.done:
        facility_closing.everybody(at.key, at.study, draft.base, at.name, at.kind.code)


def _map(at: At, compared: Compared) -> None:
    study, country, kind, mine = at.study, at.country, at.kind, form()
    found = facility_map.marks_of(study.country, country, kind)
    codes = {
        facility_forms.CLOSE: mine.closing,
        facility_forms.MOVE: [code for code in (mine.site, mine.beside) if code],
        facility_forms.CHANGE: [mine.site] if mine.site else [],
    }.get(mine.action, [])
    place = mine.place if mine.action in {facility_forms.OPEN, facility_forms.MOVE} else None
    chosen = facility_map.chosen_marks(country, codes, place)
    look = {"plek": chosen[-1][:2] if chosen else None, "keer": mine.look, "kies": True}
    address = country_documents(at.key).sites[kind.code]
    facility_canvas.show(
        at.key,
        study,
        desk().settle(study).base,
        kind,
        Canvas(
            _MAP,
            f"Kaart van de verandering van afstand tot {kind.name}, en van de vestigingen",
            facility_map.FIGURE,
            facility_map.change_document(compared.study, compared.effect, compared.source),
            facility_map.overlay(country, kind, address, (found, chosen), look),
            _HEIGHT,
            partial(facility_clicks.clicked, at),
        ),
    )
    legend = _legend(country.kinds.index(kind), kind, found)
    st.html(legend + markup.small(facility_clicks.HINTS[mine.action]))


def _legend(position: int, kind: Kind, found: facility_map.Marks) -> str:
    """Write what symbols and marks mean, with how many there are."""
    symbol = symbol_of(position)
    shape = f"width:24px;height:24px;margin:-5px;transform:scale(.6);clip-path:path('{symbol.path}')"
    parts = [f'<span><i style="{shape};background:{symbol.color}"></i>vestiging {kind.code}</span>']
    for what, (sign, color, words) in _MARKS.items():
        count = found.count(what)
        if count or what == "gekozen":
            badge = (
                f'<i style="width:1.1rem;height:1.1rem;border-radius:50%;background:{color};color:#fff;'
                f'font:700 .85rem/1.1rem sans-serif;text-align:center">{sign}</i>'
            )
            parts.append(f"<span>{badge}{words}{f': {count}' if count else ''}</span>")
    return f'<div class="dk-legend">{"".join(parts)}</div>'
