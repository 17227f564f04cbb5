"""Part "Toets aan de brief" of the page "Toets": one panel, one row per principle and aim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from scenarios.principles.panel import Panel, check, kinds_of
from scenarios.principles.row import Row, result
from scenarios.principles.standard import Standard, standard
from scenarios.principles.tension import Tension
from scenarios.principles.words import ABOUT, spoken
from scenarios.study import Study
from ui import long_work, markup, norms_panel
from ui.check import evidence_table, panel_file, panel_markup, recording
from ui.check.saving import slug
from ui.faults import literal
from ui.loading import StudyKey, study_of
from ui.session import of_session
from ui.state import tied

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
_KEPT: Final = "keuze_toets"
#: Kinds of which the standard consolidation stands beside row 1a without being asked for.
_BESIDE: Final = ("so",)


@dataclass(slots=True)
class _Kept:
    """What is looked at, and what was computed beside it, for the session.

    Attributes
    ----------
    more
        Kinds of which the standard consolidation was asked for besides.
    beside
        The standard consolidation that stands in the panel, by what it was computed for.
    """

    more: list[str] = field(default_factory=list)
    beside: dict[tuple[object, ...], Standard] = field(default_factory=dict)


def _kept() -> _Kept:
    return of_session(_KEPT, _Kept)


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part.

    The standard consolidation takes a moment: it is computed when all else is on screen, and what it
    adds is put in its place then.
    """
    st.html(panel_markup.style())
    panel, at = _panel(key, name, base), (key, name, base)
    awaited = not panel.row("reisafstand").parts and at not in _kept().beside
    panel = _with_consolidation(key, panel)
    recording.said()
    rows = st.empty()
    rows.html(panel_markup.summary(panel) + panel_markup.table(panel, pending=awaited))
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.html(markup.small(ABOUT))
    with right, st.popover(_norms_label(panel), width="stretch"):
        norms_panel.confirm_form(study, panel.norms, spoken)
    _tensions(panel)
    st.html(markup.section("Onderbouwing per regel"))
    places = {}
    for row in panel.rows:
        places[row.code] = st.expander(literal(f"{row.aspect.number} · {row.aspect.title}: {result(row)}"))
        if row.code != "reisafstand":
            with places[row.code]:
                _row(key, study, panel, row)
    saving = st.container()
    st.html(markup.glossary(_TERMS))
    if awaited:
        _kept().beside[at] = _beside(key, name, base)
        panel = _with_consolidation(key, panel)
        rows.html(panel_markup.summary(panel) + panel_markup.table(panel))
    with places["reisafstand"]:
        _row(key, study, panel, panel.row("reisafstand"))
    with saving:
        _save(panel)


@st.cache_resource(max_entries=40, show_spinner="De toets wordt gemaakt…")
def _panel(key: StudyKey, name: str, base: str) -> Panel:
    return check(study_of(key), name, base)


@st.cache_resource(max_entries=20, show_spinner=False)
def _beside(key: StudyKey, name: str, base: str) -> Standard:
    of = _panel(key, name, base).of
    return standard(of, kinds_of(of, _BESIDE))


def _with_consolidation(key: StudyKey, panel: Panel) -> Panel:
    """Return the panel with the standard consolidation of the kinds of which it is known."""
    found = _kept().beside.get((key, panel.of.name, panel.of.base))
    more = long_work.outcome(_SLOT, _work_key(key, panel), Standard)
    both = more if found is None else found if more is None else found.beside(more)
    return panel if both is None else panel.beside(both)


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


def _work_key(key: StudyKey, panel: Panel) -> tuple[object, ...]:
    return _SLOT, key, panel.of.name, panel.of.base, tuple(_kept().more)


def _consolidation(key: StudyKey, panel: Panel) -> None:
    """Offer the standard consolidation of more kinds: beside the page, for it takes seconds."""
    beside = () if panel.row("reisafstand").parts else _BESIDE
    kinds = [kind.code for kind in panel.of.country.kinds if kind.code not in beside]
    kept = _kept()
    kept.more = [code for code in kept.more if code in kinds]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.multiselect(
        "Standaardconsolidatie, ook voor" if beside else "Standaardconsolidatie voor",
        kinds,
        placeholder="Kies soorten",
        select_all=False,
        **tied(kept, "more", "veld_toets_soorten_consolidatie"),
    )
    right.button(
        "Reken het rekenvoorbeeld uit",
        key="toets_consolideer",
        disabled=not kept.more,
        on_click=_start,
        args=(key, panel),
        width="stretch",
    )
    long_work.panel(_SLOT, "Standaardconsolidatie")


def _start(key: StudyKey, panel: Panel) -> None:
    of, chosen = panel.of, kinds_of(panel.of, _kept().more)
    long_work.start(_SLOT, _work_key(key, panel), lambda progress: standard(of, chosen, progress))


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
