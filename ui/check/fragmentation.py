"""Part "Versnippering" of the page "Toets": every figure, and the rows behind one of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from scenarios.compare import sources_of
from scenarios.measures import Measure, measure
from scenarios.pieces.behind import adds_up, behind, why_unknown
from scenarios.pieces.coherence import regions_of
from scenarios.pieces.listed import coherence_rows
from scenarios.pieces.overview import HEADS, Line, behind_rows, overview, overview_rows, sides
from scenarios.study import Study
from ui import markup
from ui.check.choice import looked, tied_to
from ui.check.fragmentation_tables import (
    COHERENCE_WORDS,
    MECHANICAL,
    SHAPE_WORDS,
    SPLIT,
    TRACED,
    UNSPLIT,
    behind_columns,
    behind_people,
    overview_table,
    sum_told,
)
from ui.check.saving import save_button
from ui.coverage_tables import written
from ui.loading import StudyKey, study_of
from ui.state import bound, current

#: Height of a table of rows, pixels.
_HEIGHT = 340


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    lines = _overview(key, name, base)
    st.html(markup.note(MECHANICAL))
    st.checkbox("Toon ook expertmaten (entropieën, vorm)", **bound("expert"))
    shown = [one for one in lines.values() if current().expert or _plain(one.measure)]
    for head, under in HEADS.items():
        here = [line for line in shown if line.measure.code in under]
        if here:
            st.html(markup.section(head) + overview_table(here) + _unknown(here))
    _words(study, name, base, shown)
    _behind(key, study, name, base, shown)


def _plain(one: Measure) -> bool:
    """Whether a measure is shown to everybody: of coherence counts only, no entropies."""
    return not one.expert or (regions_of(one.code) is not None and one.unit != "bits")


def _unknown(lines: list[Line]) -> str:
    told = dict.fromkeys(line.unknown for line in lines if line.unknown)
    return "".join(markup.small(f"Niet te bepalen: {why}.") for why in told)


@st.cache_resource(max_entries=40, show_spinner="De versnippering wordt berekend…")
def _overview(key: StudyKey, name: str, base: str) -> dict[str, Line]:
    return overview(study_of(key), name, base)


def _words(study: Study, name: str, base: str, shown: list[Line]) -> None:
    """Say what the columns mean, what the figures rest on, and offer them as a file."""
    told = SPLIT if base == study.base_id else UNSPLIT
    st.html(markup.small(told))
    if any(line.measure.unit == "index" for line in shown):
        traced = f" {TRACED}" if study.country.dataset.manifest.grouped else ""
        st.html(markup.small(SHAPE_WORDS + traced))
    sources = [sources_of(study, line.measure, name, "", base) for line in shown]
    st.html(markup.sources("Bronnen", sources))
    st.html(markup.small(COHERENCE_WORDS))
    columns = st.columns(2)
    with columns[0]:
        save_button("Deze maten (CSV)", overview_rows(study, name, base, shown), "versnippering", name)
    with columns[1]:
        save_button("Swv's in meer dan één regio (CSV)", coherence_rows(study, name, base), "samenhang", name)


def _behind(key: StudyKey, study: Study, name: str, base: str, shown: list[Line]) -> None:
    """Show the swv's, gemeenten and residents behind one figure, of the scenario and of the base."""
    st.html(markup.section("Wat zit er achter een cijfer?"))
    codes = {line.measure.code: line for line in shown}
    if looked().measure not in codes:
        looked().measure = next(iter(codes))
    st.selectbox("Maat", list(codes), format_func=_title, **tied_to("measure"))
    code = looked().measure
    one = measure(code)
    st.html(
        markup.small(
            f"{one.explanation} Formule: {one.formula}. {one.direction.value}; {one.certainty.value}."
        )
    )
    for side, arrangement in reversed(sides(name, base)):
        title = study.arrangement(arrangement).title
        _rows(study, arrangement, code, f"{side.capitalize()}: {title}", _frame(key, arrangement, base, code))
    st.html(markup.sources("Bronnen", [sources_of(study, one, name, "", base)]))
    save_button("Deze regels (CSV)", _file(key, name, base, code), f"achter-{code}", name)


@st.cache_resource(max_entries=30, show_spinner=False)
def _file(key: StudyKey, name: str, base: str, code: str) -> pd.DataFrame:
    return behind_rows(study_of(key), name, base, code)


@st.cache_resource(max_entries=60, show_spinner="De regels worden gezocht…")
def _frame(key: StudyKey, name: str, base: str, code: str) -> pd.DataFrame:
    return behind(study_of(key), name, code, base)


def _title(code: str) -> str:
    one = measure(code)
    return f"{one.title} ({one.unit})"


def _rows(study: Study, name: str, code: str, title: str, found: pd.DataFrame) -> None:
    if unknown := why_unknown(study, name, code):
        st.html(markup.small(f"{title}: niet te bepalen; {unknown}."))
        return
    if found.empty:
        st.html(markup.small(f"{title}: er zijn er geen."))
        return
    st.html(markup.small(f"{title}: {sum_told(found, code)}. {adds_up(code, found)}"))
    columns = behind_columns(found, code)
    st.dataframe(
        written(found[list(columns)], columns, people=behind_people(code) & set(columns)),
        hide_index=True,
        width="stretch",
        height=min(_HEIGHT, 38 + 35 * len(found)),
        key=f"achter_{code}_{title}",
    )
