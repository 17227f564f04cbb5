"""The gemeente that was pointed at: where it belongs now, and what can be done with it."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from scenarios.changes import Assign, Release
from scenarios.drawing.standing import Standing
from scenarios.indeling import NO_SWV
from ui import markup
from ui.faults import literal
from ui.workbench import editing
from ui.workbench.bench import Work, bench
from ui.workbench.codes import gemeente_lock, is_locked, labels_of
from ui.workbench.map import Tool
from ui.workbench.swvs import residents

_CUTTING: Final = (
    "Klik op de postcodegebieden die naar het swv in hand gaan. Dat is een splitsing met opzet: een gemeente "
    "over meer swv's heeft gevolgen voor wie er afspraken maakt."
)


def show(work: Work, found: Standing) -> None:
    """Draw it."""
    mine, units = bench(), work.arrangement.units
    if mine.unit not in units.ids:
        st.html(markup.small("Wijs een gemeente aan op de kaart; dan staat hier waar zij bij hoort."))
        return
    at, facts, labels = units.ids.index(mine.unit), work.facts, labels_of(found)
    swv, gemeente = work.indeling.swv[at], facts.gemeenten[at]
    region = work.study.country.region_names.get(facts.regions[at], "geen")
    fixed = is_locked(work.draft.locks, gemeente_lock(gemeente))
    lines = [
        f"swv: {labels.get(swv, 'nog geen')}",
        f"jeugdregio: {region}",
        f"{residents(float(work.residents[at]))} {work.people} (geschat)",
        *(["vergrendeld"] if fixed else []),
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(
        f'<div class="dk-area"><h2>{escape(facts.names[at])}<span>{escape(gemeente)}</span></h2>'
        f"<ul>{items}</ul></div>"
    )
    _acts(work, labels, swv, gemeente, fixed=fixed)


def _acts(work: Work, labels: dict[str, str], swv: str, gemeente: str, *, fixed: bool) -> None:
    mine = bench()
    active = mine.active if mine.active in labels else NO_SWV
    if active and active != swv:
        st.button(
            f"Deel in bij {literal(labels.get(active, active))}",
            type="primary",
            on_click=take_in,
            args=(work, mine.unit, active),
            key="wb_punt_deel",
        )
    if swv and swv != active:
        st.button(
            f"Neem {literal(labels.get(swv, swv))} in hand",
            on_click=editing.choose_swv,
            args=(swv,),
            key="wb_punt_hand",
        )
    row = st.container(horizontal=True, gap="small")
    row.button(
        "Maak vrij",
        disabled=swv == NO_SWV,
        on_click=lambda: editing.do(work, Release(laag=work.laag, gebieden=(mine.unit,))),
        key="wb_punt_vrij",
    )
    row.button(
        "Ontgrendel" if fixed else "Vergrendel",
        icon=":material/lock:",
        on_click=editing.lock,
        args=(gemeente_lock(gemeente),),
        key="wb_punt_slot",
    )
    _cut(gemeente)


def _cut(gemeente: str) -> None:
    """Draw the switch that divides a gemeente by PC4 on the map."""
    mine = bench()
    on = mine.cut == gemeente
    st.button(
        "Klaar met splitsen" if on else "Splits op postcode (PC4), op de kaart",
        icon=":material/content_cut:",
        on_click=_divide,
        args=("" if on else gemeente,),
        key="wb_punt_knip",
    )
    if on:
        st.html(markup.small(_CUTTING))


def _divide(gemeente: str) -> None:
    mine = bench()
    mine.cut, mine.tool = gemeente, str(Tool.PAINT if gemeente else Tool.LOOK)


def take_in(work: Work, unit: str, swv: str) -> None:
    """Give one gebied to a swv."""
    editing.make(work, Assign(laag=work.laag, swv=swv, gebieden=(unit,)))
