"""Beside the map: what was refused, what is loose, and the figures, the swv or the gemeente in hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from scenarios.country import Kind
from scenarios.drawing.apart import apart, loose_parts
from scenarios.drawing.facts import named
from scenarios.drawing.standing import Standing
from scenarios.live.sides import side_of
from ui import markup
from ui.drafts import desk
from ui.faults import faults_shown, literal
from ui.state import tied
from ui.workbench import editing, neighbours, panel, pointed, swvs
from ui.workbench.bench import Work, bench


def show(work: Work, kind: Kind, found: Standing) -> None:
    """Draw it, as high as the map: what is told above makes the part below it lower."""
    mine = bench()
    if mine.beside not in _PARTS:
        mine.beside = next(iter(_PARTS))
    with st.container(key="wb_naast_kaart"):
        with st.container():  # always there: what stands below it stays where it is
            _said()
            _loose(found)
            _came_apart(work, found)
        st.segmented_control(
            "Naast de kaart",
            list(_PARTS),
            required=True,
            label_visibility="collapsed",
            **tied(mine, "beside", "wb_naast"),
        )
        with st.container(key="wb_paneel"), faults_shown():
            # what goes wrong here leaves the map and the list to work with
            _PARTS[mine.beside](work, kind, found)


def _said() -> None:
    mine = desk()
    if mine.fault:
        st.error(mine.fault, icon=":material/block:")
    if mine.note:
        st.html(markup.note(mine.note))


def _loose(found: Standing) -> None:
    """Say which gebieden have no swv yet: that is no fault, but nothing can be said of them."""
    loose = found.unassigned
    if not loose:
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="wb_los")
    what = "gemeente of deel" if len(loose) == 1 else "gemeenten of delen"
    row.markdown(
        f"**! {len(loose)} {what} nog bij geen swv:** {literal(named([one.name for one in loose], 3))}"
    )
    row.button(
        "Toon op kaart",
        icon=":material/my_location:",
        on_click=editing.flash,
        args=(tuple(one.unit for one in loose),),
        key="wb_los_toon",
    )


def _came_apart(work: Work, found: Standing) -> None:
    """Say which swv's drawing brought in loose parts; those that were so at the start are not told."""
    start = side_of(work.study, work.draft.base).standing.get(work.layer)
    if start is None:
        return
    new = apart(start, found)
    swvs, country = (*new.broken, *new.unfinished), work.study.country
    if not swvs:
        return
    told = [
        f"{one.label} (los: {'; '.join(loose_parts(country, work.indeling, one))}"
        f"{', wat vrij is kan ertussen liggen' if one in new.unfinished else ''})"
        for one in swvs
    ]
    lies = "ligt" if len(swvs) == 1 else "liggen"
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="wb_uiteen")
    row.markdown(f"**! In losse delen** {lies} nu: {literal(named(told, 3))}")
    row.button(
        "Toon op kaart",
        icon=":material/my_location:",
        on_click=editing.flash,
        args=(tuple(dict.fromkeys(unit for one in swvs for piece in one.pieces[1:] for unit in piece)),),
        key="wb_uiteen_toon",
    )


def _figures(work: Work, kind: Kind, found: Standing) -> None:  # noqa: ARG001
    draft = work.draft
    previous = draft.undo().known_to(work.study) if draft.done else work.name
    panel.show(work.key, work.study, work.name, work.base, previous)


def _swv(work: Work, kind: Kind, found: Standing) -> None:  # noqa: ARG001
    swvs.show(work, found)


def _gemeente(work: Work, kind: Kind, found: Standing) -> None:  # noqa: ARG001
    pointed.show(work, found)


def _neighbours(work: Work, kind: Kind, found: Standing) -> None:  # noqa: ARG001
    active = bench().active
    if active not in work.indeling.existing:
        st.html(markup.small("Kies een swv; dan staat hier wat het doet om er een gemeente bij te nemen."))
        return
    chosen = neighbours.show(work.key, work.study, work.name, work.base, work.layer, active)
    if chosen:
        pointed.take_in(work, chosen, active)
        st.rerun()  # what stands above was drawn before


_Part = Callable[[Work, Kind, Standing], None]
_PARTS: Final[Mapping[str, _Part]] = {
    "Cijfers": _figures,
    "Swv in hand": _swv,
    "Gemeente": _gemeente,
    "Buren": _neighbours,
}
