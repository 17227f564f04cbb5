"""What every part of the page "Voorzieningen" starts with: the scenario, the kind, and what was said last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.study import Study
from ui import markup
from ui.drafts import desk, told
from ui.loading import StudyKey, available
from ui.state import bound, current, within

_BASE: Final = "wat_als_basis"


def choose_base(key: StudyKey, study: Study, column: DeltaGenerator) -> Draft:
    """Draw on which indeling the draft builds, and return the draft."""
    draft = desk().settle(study)
    titles, _ = available(key)
    st.session_state[_BASE] = draft.base
    column.selectbox(
        "Indeling waarop u bouwt",
        list(titles),
        format_func=titles.__getitem__,
        key=_BASE,
        on_change=_other_base,
        args=(study,),
        help="De indeling zelf verandert niet; uw wijzigingen van vestigingen komen er bovenop.",
    )
    return draft


def _other_base(study: Study) -> None:
    with told():
        desk().on(study, st.session_state[_BASE])


def choose_kind(study: Study, column: DeltaGenerator, fits: Callable[[Kind], bool] = lambda _: True) -> Kind:
    """Draw which kind is looked at, of those that fit, and return it."""
    kinds = {kind.code: kind for kind in study.country.kinds if fits(kind)}
    within("kind", list(kinds), "so" if "so" in kinds else next(iter(kinds)))
    column.selectbox(
        "Soort voorziening in beeld",
        list(kinds),
        format_func=lambda code: f"{code} · {kinds[code].name}",
        **bound("kind"),
    )
    return kinds[current().kind]


def said() -> None:
    """Draw why the last thing asked was refused, and what is good to know."""
    mine = desk()
    with st.container():  # always there: what stands below it stays where it is
        if mine.fault:
            st.error(mine.fault, icon=":material/error:")
        if mine.note:
            st.html(markup.note(mine.note))


def scenario_line(study: Study, draft: Draft) -> str:
    """Say which scenario the figures are about, and with what assumptions."""
    count = len(draft.done)
    told_count = {0: "zonder wijzigingen", 1: "met 1 wijziging"}
    changes = told_count.get(count, f"met {count} wijzigingen")
    title = study.arrangement(draft.base).title
    return markup.small(
        f"Scenario: {title}, {changes} uit ‘Wat als’. Aannames: {desk().assumptions.describe()}."
    )
