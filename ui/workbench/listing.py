"""The list of gebieden: it does all that the map does, with the keyboard and for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from scenarios.changes import Assign, Release
from scenarios.drawing.facts import named
from scenarios.drawing.rules import locked_units
from scenarios.drawing.standing import Standing
from scenarios.indeling import NO_SWV
from ui import markup
from ui.state import tied
from ui.workbench import editing
from ui.workbench.bench import Work, bench
from ui.workbench.codes import gemeente_lock, is_locked, labels_of
from ui.workbench.rows import STATES, Row, changed_units, fitting, rows
from ui.workbench.swvs import residents

_CHOSEN: Final = "wb_gekozen"
_PC4: Final = "wb_pc4"
_TABLE_HEIGHT: Final = 330
_NOBODY: Final = "nog bij geen swv"
_PEOPLE: Final = "inwoners"


def rows_of(work: Work) -> list[Row]:
    """Return all gebieden of the draft as rows."""
    country, arrangement = work.study.country, work.arrangement
    before = work.study.arrangement(work.base).layer(work.layer or "po")
    return rows(
        work.facts,
        work.indeling,
        work.layer,
        changed_units(work.indeling, before),
        np.asarray(locked_units(arrangement, country, work.draft.locks, work.layer), dtype=np.bool_),
    )


def show(work: Work, found: Standing) -> None:
    """Draw the list: what it is narrowed down to, what is chosen, and what happens to that."""
    mine, everything = bench(), rows_of(work)
    labels = {NO_SWV: _NOBODY, **labels_of(found)}
    _filters(work, labels)
    shown = fitting(everything, mine.text, mine.regions, mine.swvs, mine.state)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _choice(shown, everything, labels)
        _acts(work, everything, labels)
    with left, st.container(key="wb_lijst"):
        _table(work, shown, labels)


def _filters(work: Work, labels: dict[str, str]) -> None:
    names = work.study.country.region_names
    mine = bench()
    regions = sorted({code for code in work.facts.regions if code})
    regions.sort(key=lambda code: names.get(code, code))
    mine.regions = [code for code in mine.regions if code in regions]
    mine.swvs = [code for code in mine.swvs if code in labels]
    columns = st.columns([2, 2, 2, 2.4], vertical_alignment="bottom")
    columns[0].text_input(
        "Zoek op naam of code",
        placeholder="bijvoorbeeld Woerden, Utrecht",
        **tied(mine, "text", "wb_zoek"),
    )
    columns[1].multiselect(
        "Jeugdregio",
        regions,
        format_func=lambda code: names.get(code, code),
        placeholder="alle",
        select_all=False,
        **tied(mine, "regions", "wb_zoek_regio"),
    )
    columns[2].multiselect(
        "Swv",
        list(labels),
        format_func=lambda code: labels.get(code, code),
        placeholder="alle",
        select_all=False,
        **tied(mine, "swvs", "wb_zoek_swv"),
    )
    columns[3].segmented_control("Welke", STATES, required=True, **tied(mine, "state", "wb_zoek_staat"))


def _choice(shown: Sequence[Row], everything: Sequence[Row], labels: dict[str, str]) -> None:
    """Draw what is chosen; what no longer fits the search stays chosen."""
    mine = bench()
    by_unit = {row.unit: row for row in everything}
    options = list(dict.fromkeys([*(row.unit for row in shown), *mine.chosen]))

    def told(unit: str) -> str:
        row = by_unit.get(unit)
        return unit if row is None else f"{row.name} · {labels.get(row.swv, row.swv)}"

    st.session_state[_CHOSEN] = list(mine.chosen)
    st.multiselect(
        "Gekozen gemeenten",
        options,
        format_func=told,
        placeholder="kies hier, of vink aan in de tabel",
        select_all=False,
        key=_CHOSEN,
        on_change=lambda: editing.choose_units(st.session_state[_CHOSEN]),
    )
    row = st.container(horizontal=True, gap="small")
    row.button(
        f"Kies alle {len(shown)} uit de tabel",
        disabled=not shown or {one.unit for one in shown} <= set(mine.chosen),
        on_click=lambda: editing.choose_units(dict.fromkeys([*mine.chosen, *(one.unit for one in shown)])),
        key="wb_kies_alle",
    )
    row.button(
        "Kies niets",
        disabled=not mine.chosen,
        on_click=editing.choose_units,
        args=((),),
        key="wb_kies_niets",
    )


def _acts(work: Work, everything: Sequence[Row], labels: dict[str, str]) -> None:
    mine = bench()
    chosen = [row for row in everything if row.unit in mine.chosen]
    targets = {code: label for code, label in labels.items() if code != NO_SWV}
    targets = {"": f"het swv in hand: {targets.get(mine.active, 'nog geen')}", **targets}
    if mine.target not in targets:
        mine.target = ""
    st.selectbox(
        "Naar swv",
        list(targets),
        format_func=lambda code: targets.get(code, code),
        **tied(mine, "target", "wb_doel"),
    )
    row = st.container(horizontal=True, gap="small")
    row.button(
        "Deel in",
        type="primary",
        icon=":material/add_location_alt:",
        disabled=not chosen or (mine.target or mine.active) not in labels,
        on_click=_assign,
        args=(work,),
        key="wb_deel_in",
    )
    row.button(
        "Maak vrij",
        icon=":material/location_off:",
        disabled=all(one.swv == NO_SWV for one in chosen),
        help="Hoort daarna nog bij geen swv.",
        on_click=_release,
        args=(work,),
        key="wb_maak_vrij",
    )
    locks = [gemeente_lock(code) for code in dict.fromkeys(one.gemeente for one in chosen)]
    fixed = [lock for lock in locks if is_locked(work.draft.locks, lock)]
    row.button(
        "Ontgrendel" if fixed and len(fixed) == len(locks) else "Vergrendel",
        icon=":material/lock:",
        disabled=not chosen,
        on_click=editing.lock,
        args=tuple(lock for lock in locks if len(fixed) == len(locks) or lock not in fixed),
        key="wb_gemeente_slot",
    )
    row.button(
        "Toon op kaart",
        icon=":material/my_location:",
        disabled=not chosen,
        on_click=editing.flash,
        args=(tuple(one.unit for one in chosen),),
        key="wb_toon",
    )
    if len(chosen) == 1:
        _cut(work, chosen[0])


def _assign(work: Work) -> None:
    mine = bench()
    if editing.make(work, Assign(laag=work.laag, swv=mine.target or mine.active, gebieden=mine.chosen)):
        editing.choose_units(())


def _release(work: Work) -> None:
    if editing.make(work, Release(laag=work.laag, gebieden=bench().chosen)):
        editing.choose_units(())


def _cut(work: Work, row: Row) -> None:
    """Draw the division of one gemeente by PC4: on purpose, and named so."""
    inside = postcodes(work, row.unit)
    if len(inside) < 2:  # noqa: PLR2004  # what is one cannot be divided
        return
    with st.expander(f"Splits {row.name} op postcode (PC4), met opzet"):
        st.multiselect(
            "Postcodegebieden (PC4) die naar het swv hierboven gaan",
            list(inside),
            format_func=lambda pc4: f"{pc4} · {residents(inside[pc4])} {work.people}",
            placeholder="kies PC4's",
            select_all=False,
            key=f"{_PC4}_{row.unit}",
        )
        st.button(
            "Splits en deel in",
            on_click=_assign_pc4,
            args=(work, f"{_PC4}_{row.unit}"),
            key="wb_pc4_doe",
        )
        st.html(markup.small("Een gemeente over meer swv's heeft gevolgen voor wie er afspraken maakt."))


def postcodes(work: Work, unit: str) -> dict[str, float]:
    """Return the PC4's of a unit with their residents of the ages of the layer (estimates, persons)."""
    units, country = work.arrangement.units, work.study.country
    inside: NDArray[np.bool_] = units.unit_of_point == units.ids.index(unit)
    people = country.pupils(work.layer) if work.layer else country.pupils("po") + country.pupils("vo")
    codes = country.points["pc4"].to_numpy()[inside]
    return {str(pc4): float(count) for pc4, count in sorted(zip(codes, people[inside], strict=True))}


def _assign_pc4(work: Work, key: str) -> None:
    chosen = tuple(st.session_state.get(key) or ())
    if not chosen:
        return
    swv = bench().target or bench().active
    change = Assign(laag=work.laag, swv=swv, pc4=chosen, omschrijving="met opzet gesplitst")
    if editing.make(work, change):
        editing.choose_units(())


def _table(work: Work, shown: Sequence[Row], labels: dict[str, str]) -> None:
    """Draw the rows; ticking one chooses it."""
    mine = bench()
    names = work.study.country.region_names
    frame = pd.DataFrame(
        {
            "gemeente": [row.name for row in shown],
            "swv": [labels.get(row.swv, row.swv) for row in shown],
            "jeugdregio": [names.get(row.region, row.region) for row in shown],
            "staat": [", ".join(row.states) for row in shown],
            _PEOPLE: [_rounded(row.residents) for row in shown],
            "code": [row.gemeente for row in shown],
        }
    )
    units = [row.unit for row in shown]
    key = f"wb_tabel_{mine.list_version}_{hash(tuple(units))}"
    ticked = [position for position, unit in enumerate(units) if unit in mine.chosen]
    st.html(markup.small(_count(shown, mine.chosen)))
    if not shown:
        return
    st.dataframe(
        frame,
        key=key,
        height=_TABLE_HEIGHT,
        hide_index=True,
        on_select=lambda: _ticked(key, units),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": ticked, "columns": [], "cells": []}},
        column_config={
            "gemeente": st.column_config.TextColumn(width=165),
            "swv": st.column_config.TextColumn(width=165),
            "jeugdregio": st.column_config.TextColumn(width=120),
            "staat": st.column_config.TextColumn(width=95),
            _PEOPLE: st.column_config.NumberColumn(f"{work.people} (geschat)", width=150, format="%d"),
        },
        alt="Gemeenten met hun swv, jeugdregio, inwoners en staat; dezelfde keuze als bij Gekozen gemeenten.",
    )


def _rounded(count: float) -> float:
    """Leave two figures of an estimate, so that it looks no better known than it is."""
    return float(f"{count:.2g}")


def _ticked(key: str, units: Sequence[str]) -> None:
    told: Any = st.session_state.get(key)
    ticked = {units[at] for at in told["selection"]["rows"]}
    mine = bench()
    kept = [unit for unit in mine.chosen if unit not in units]
    mine.chosen = (*kept, *(unit for unit in units if unit in ticked))


def _count(shown: Sequence[Row], chosen: Sequence[str]) -> str:
    fits = f"{len(shown)} {'gebied past' if len(shown) == 1 else 'gebieden passen'}"
    if not shown:
        return "Niets past bij wat u zoekt; maak de keuze hierboven ruimer."
    if not chosen:
        return f"{fits}."
    names = named([row.name for row in shown if row.unit in chosen])
    return f"{fits}; gekozen: {names}." if names else f"{fits}; {len(chosen)} gekozen buiten deze lijst."
