"""Part "Toets aan de brief" of the page "Toets": one panel, one row per principle and aim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from scenarios.principles.panel import Panel, check, kinds_of
from scenarios.principles.row import Row
from scenarios.principles.standard import Standard, standard
from scenarios.principles.tensions import Tension
from scenarios.principles.words import ABOUT, spoken
from scenarios.study import Study
from ui import long_work, markup, norms_panel
from ui.check import evidence_table, panel_file, panel_markup, recording
from ui.check.saving import slug
from ui.faults import literal
from ui.loading import StudyKey, study_of

#: Words of the glossary that a reader of the part meets, in the order in which they turn up.
_TERMS: Final = (
    "toets aan de brief",
    "uitgangspunt",
    "streven",
    "tot voldoen",
    "spanning",
    "werknorm",
    "niet te bepalen",
    "dekkend netwerk",
    "overlegrelatie",
    "effect samenvoegen po/vo",
    "afwijking van het streven",
    "standaardconsolidatie",
)
_SLOT: Final = "standaardconsolidatie"
_KINDS: Final = "toets_soorten_consolidatie"


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    st.html(panel_markup.style())
    panel = _panel(key, name, base)
    found = long_work.outcome(_SLOT, _work_key(key, panel, _kinds(panel)), Standard)
    if found is not None:
        panel = panel.beside(found)
    recording.said()
    st.html(panel_markup.summary(panel) + panel_markup.table(panel))
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.html(markup.small(ABOUT))
    with right, st.popover(_norms_label(panel), width="stretch"):
        norms_panel.confirm_form(study, panel.norms, spoken)
    _tensions(panel)
    st.html(markup.section("Onderbouwing per regel"))
    for row in panel.rows:
        with st.expander(f"{literal(row.aspect.number)} · {row.aspect.title}: {row.outcome.value}"):
            _row(key, study, panel, row)
    _save(panel)
    st.html(markup.glossary(_TERMS))


@st.cache_resource(max_entries=40, show_spinner="De toets wordt gemaakt…")
def _panel(key: StudyKey, name: str, base: str) -> Panel:
    return check(study_of(key), name, base)


def _norms_label(panel: Panel) -> str:
    count = len(panel.to_confirm)
    return f"Normen van deze toets ({count} te bevestigen)" if count else "Normen van deze toets"


def _tensions(panel: Panel) -> None:
    st.html(markup.section("Waar uitgangspunten aan elkaar trekken"))
    if not panel.tensions:
        st.html(markup.small("In deze cijfers trekken geen twee regels aan elkaar."))
    for one in panel.tensions:
        st.html(panel_markup.tension(one))
        with st.expander(literal(_swvs(one))):
            evidence_table.draw(one.evidence, panel.of.name)


def _swvs(one: Tension) -> str:
    count = len(one.swvs)
    return f"{one.evidence.title} ({count} {'swv' if count == 1 else 'swv’s'})"


def _row(key: StudyKey, study: Study, panel: Panel, row: Row) -> None:
    st.html(markup.small(row.aspect.asked))
    if row.parts:
        st.html(panel_markup.parts(row))
    if row.figures:
        st.html(panel_markup.figures(row.figures))
        st.html(markup.sources("Bronnen", panel_markup.sources(row.figures)))
    if row.norms:
        told = "; ".join(f"{spoken(norm)} ({norm.standing}): {norm.ground}" for norm in row.norms)
        st.html(markup.small(f"Werknormen: {told}."))
    if row.all_notes:
        st.html(markup.note(" ".join(row.all_notes)))
    if row.code == "reisafstand":
        _consolidation(key, panel)
        _evidence(panel, row)
    elif row.code == "jeugdregio":
        _jeugdregio(study, panel, row)
    else:
        _evidence(panel, row)


def _evidence(panel: Panel, row: Row) -> None:
    """Draw the tables behind a row: two below each other, of more the one that is chosen."""
    tables = {one.title: one for one in row.evidence}
    if len(tables) <= 2:  # noqa: PLR2004  # so many fit below each other
        for one in tables.values():
            evidence_table.draw(one, panel.of.name)
        return
    chosen = st.selectbox("Tabel", list(tables), key=f"toets_kies_{row.code}")
    evidence_table.draw(tables[chosen], panel.of.name)


def _jeugdregio(study: Study, panel: Panel, row: Row) -> None:
    """Draw the departing swv's, beside them the form to record why, and the gemeenten outside."""
    swvs, *others = row.evidence
    if swvs.rows or row.recorded:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            evidence_table.draw(swvs, panel.of.name)
        with right:
            recording.draw(study, panel.of, row)
    for one in others:
        evidence_table.draw(one, panel.of.name)


def _kinds(panel: Panel) -> tuple[str, ...]:
    """Kinds that the standard consolidation is asked for; so, until the user says otherwise."""
    known = [kind.code for kind in panel.of.country.kinds]
    chosen: Sequence[str] = st.session_state.get(_KINDS) or ("so",)
    return tuple(code for code in chosen if code in known)


def _work_key(key: StudyKey, panel: Panel, kinds: tuple[str, ...]) -> tuple[object, ...]:
    return _SLOT, key, panel.of.name, panel.of.base, kinds


def _consolidation(key: StudyKey, panel: Panel) -> None:
    """Offer the standard consolidation: beside the page, for it takes seconds."""
    kinds = [kind.code for kind in panel.of.country.kinds]
    chosen = _kinds(panel)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    st.session_state.setdefault(f"veld_{_KINDS}", list(chosen))
    left.multiselect(
        "Standaardconsolidatie voor",
        kinds,
        key=f"veld_{_KINDS}",
        on_change=_choose,
        placeholder="Kies ten minste één soort",
        select_all=False,
    )
    right.button(
        "Reken het rekenvoorbeeld uit",
        key="toets_consolideer",
        disabled=not chosen,
        on_click=_start,
        args=(key, panel, chosen),
        width="stretch",
    )
    long_work.panel(_SLOT, "Standaardconsolidatie")


def _choose() -> None:
    st.session_state[_KINDS] = list(st.session_state[f"veld_{_KINDS}"])


def _start(key: StudyKey, panel: Panel, kinds: tuple[str, ...]) -> None:
    of, chosen = panel.of, kinds_of(panel.of, kinds)
    long_work.start(_SLOT, _work_key(key, panel, kinds), lambda progress: standard(of, chosen, progress))


def _save(panel: Panel) -> None:
    st.download_button(
        "Toets als CSV",
        panel_file.as_csv(panel).encode("utf-8-sig"),
        f"toets-{slug(panel.of.name)}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="toets_bewaar",
    )
