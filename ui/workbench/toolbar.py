"""Above the map: the swv in hand, its lock, undo and redo, how strict the jeugdregio is, and layers."""

from __future__ import annotations

from typing import Final

import streamlit as st

from scenarios.drawing.rules import Guard
from scenarios.drawing.standing import Standing
from ui.state import tied
from ui.workbench import editing, history
from ui.workbench.bench import Work, bench
from ui.workbench.codes import ALL, LOCKED_HELP, is_locked, labels_of, swv_lock
from ui.workbench.map import FREE

_ACTIVE: Final = "wb_actief"
_GUARD: Final = "wb_wacht"
_FREE_WORDS: Final = "geen swv (maak vrij)"
_LAYERS: Final = {
    "borders": "Grenzen van jeugdregio's",
    "gemeenten": "Grenzen van gemeenten",
    "names": "Namen",
    "sites": "Vestigingen van de soort in beeld",
    "changed": "Verschil met de basis",
}


def show(work: Work, found: Standing) -> None:
    """Draw the bar."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="wb_balk")
    with row:
        if work.layer:
            st.segmented_control(
                "Laag",
                ["po", "vo"],
                required=True,
                help="Swv's po en vo worden apart getekend.",
                **tied(bench(), "layer", "wb_laag", _other_layer),
            )
        _active(found)
        _lock(work)
    history.buttons(row, work.draft)
    with row:
        _guard(work)
        with st.popover("Kaartlagen", icon=":material/layers:"):
            for name, label in _LAYERS.items():
                st.checkbox(label, **tied(bench(), name, f"wb_laag_{name}"))


def _other_layer() -> None:
    mine = bench()
    mine.active, mine.unit, mine.cut, mine.flash, mine.chosen = "", "", "", (), ()


def _active(found: Standing) -> None:
    labels = {**labels_of(found), FREE: _FREE_WORDS}
    st.session_state[_ACTIVE] = bench().active or None
    st.selectbox(
        "Swv in hand",
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=_ACTIVE,
        on_change=lambda: editing.choose_swv(st.session_state[_ACTIVE] or ""),
        placeholder="kies een swv",
        help="Wat u tekent, gaat naar dit swv. Zoek op code of naam.",
        width=270,
    )


def _lock(work: Work) -> None:
    active = bench().active
    lock = swv_lock(active, work.laag)
    everything = ALL in work.draft.locks
    locked = is_locked(work.draft.locks, lock)
    st.button(
        "Ontgrendel" if locked else "Vergrendel",
        icon=":material/lock:" if locked else ":material/lock_open:",
        disabled=active in {"", FREE} or everything,
        help="Alles is vergrendeld; ontgrendel bij ‘Swv’s’ onder de kaart." if everything else LOCKED_HELP,
        on_click=editing.lock,
        args=(lock,),
        key="wb_slot",
    )


def _guard(work: Work) -> None:
    st.session_state[_GUARD] = work.draft.guard
    st.segmented_control(
        "Alleen binnen jeugdregio",
        list(Guard),
        required=True,
        format_func=str,
        key=_GUARD,
        on_change=lambda: editing.guard(st.session_state[_GUARD]),
        help=(
            "Waarschuw: een gemeente buiten de hoofdjeugdregio van haar swv wordt gemeld. Blokkeer: dat kan "
            "alleen nadat een afwijking van het streven is vastgelegd (bij ‘Swv in hand’)."
        ),
    )


def let_go(work: Work, found: Standing) -> None:
    """Let go of what is not there (any more): a swv may be gone after an undo or on another base."""
    mine, labels = bench(), labels_of(found)
    if mine.active not in {FREE, *labels}:
        mine.active = ""
    units = set(work.arrangement.units.ids)
    mine.chosen = tuple(unit for unit in mine.chosen if unit in units)
    mine.flash = tuple(unit for unit in mine.flash if unit in units)
    if mine.unit not in units:
        mine.unit = ""
