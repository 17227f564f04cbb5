"""What the workbench is about: where the draft began, what it is called, the base, the kind in view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from scenarios.country import Kind
from scenarios.study import Study
from ui import drafts, travel
from ui.drafts import desk, told
from ui.loading import StudyKey
from ui.state import bound, current, tied, within
from ui.workbench import editing, guide
from ui.workbench.bench import Work, bench, drawn_layer

_BEGIN: Final = "wb_begin"
_TITLE: Final = "wb_titel"
_START: Final = ""


def show(key: StudyKey, study: Study) -> tuple[Work, Kind]:
    """Draw the choosers, and return what the page is about and the kind in view."""
    titles = drafts.options(key)
    columns = st.container(key="wb_keuzes").columns([2.6, 2.3, 2.4, 2, 2.2], vertical_alignment="bottom")
    with columns[0]:
        _begin(study, titles)
    with columns[1]:
        _title()
    with columns[2]:
        base = _against(study, titles)
    draft = desk().settle(study)
    name = draft.known_to(study)
    with columns[3]:
        kind = _kind(study)
    work = Work(key, study, draft, name, base, drawn_layer(study.arrangement(name), bench().layer))
    with columns[4], st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
        guide.reopen()
        with st.popover("Meer", icon=":material/tune:", help="Waarover afstanden gaan."):
            travel.chooser()
    return work, kind


def _begin(study: Study, titles: Mapping[str, str]) -> None:
    draft = desk().settle(study)
    now = draft.base
    own = {name: f"Verder op: {title}" for name, title in titles.items() if name != draft.name}
    labels = {**own, now: titles.get(now, now)}
    st.session_state[_BEGIN] = now
    st.selectbox(
        "Begonnen bij",
        list(labels),
        format_func=lambda name: labels[name] if name == now else _plain(labels[name], study, name),
        key=_BEGIN,
        on_change=lambda: editing.begin(study, st.session_state[_BEGIN]),
        help=(
            "Kies een ander begin: een kant-en-klare indeling, of verder op een ontwerp. Wat u kiest, blijft "
            "zoals het is; wat u nu maakt, wordt opzij gelegd (bij ‘Bewaren’)."
        ),
    )


def _plain(label: str, study: Study, name: str) -> str:
    """Leave "verder op" away before what is nobody's draft."""
    return label.removeprefix("Verder op: ") if name in study.titles else label


def _title() -> None:
    mine = desk()
    st.session_state[_TITLE] = "" if mine.draft is None else mine.draft.title

    def store() -> None:
        with told():
            mine.call(st.session_state[_TITLE])

    st.text_input(
        "Naam van uw ontwerp",
        max_chars=100,
        placeholder="nog zonder naam",
        key=_TITLE,
        on_change=store,
    )


def _against(study: Study, titles: Mapping[str, str]) -> str:
    """Draw what the draft is compared with, and return its id."""
    draft, mine = desk().settle(study), bench()
    names = {_START: f"het begin: {titles.get(draft.base, draft.base)}"}
    names |= {name: title for name, title in titles.items() if name not in {draft.base, draft.name}}
    if mine.against not in names:
        mine.against = _START
    st.selectbox(
        "Vergeleken met (basis)",
        list(names),
        format_func=names.__getitem__,
        help="Waartegen de cijfers en de laag ‘verschil’ het ontwerp houden.",
        **tied(mine, "against", "wb_tegen"),
    )
    return mine.against or draft.base


def _kind(study: Study) -> Kind:
    kinds = {kind.code: kind for kind in study.country.kinds}
    within("kind", list(kinds), "so" if "so" in kinds else next(iter(kinds)))
    st.selectbox(
        "Soort in beeld",
        list(kinds),
        format_func=lambda code: f"{code} · {kinds[code].name}",
        **bound("kind"),
    )
    return kinds[current().kind]
