"""Part "Vorm en samenhang" of the page "Toets": does each swv hang together, and how compact is it."""

from __future__ import annotations

import base64
from html import escape

import pandas as pd
import streamlit as st

from scenarios.compare import sources_of
from scenarios.measures import measure
from scenarios.notation import figure
from scenarios.pieces.listed import shape_frame, shape_rows, swv_shapes
from scenarios.pieces.overview import HEADS, Line, overview
from scenarios.pieces.shape import REOCK, SwvShape
from scenarios.study import Study
from ui import markup
from ui.check.choice import looked, tied_to
from ui.check.fragmentation_tables import (
    SHAPE_COLUMNS,
    SHAPE_WORDS,
    SPLIT,
    TRACED,
    UNSPLIT,
    overview_table,
)
from ui.check.saving import save_button
from ui.check.shape_drawing import shape_drawing
from ui.coverage_tables import written
from ui.loading import StudyKey, outlines_of, study_of
from ui.sheet.drawing import svg

_HEIGHT = 420
_STATES = (
    "Heel: alle delen hangen samen over land of over een brug, dam, tunnel of veer (een lijst, zie de "
    "methode). Onderbroken: uit losse delen. Onaf: los, maar een gebied zonder swv kan de delen verbinden. "
    "Een gemeente die heel in één swv ligt telt als één geheel, met haar eilanden en exclaves; van een "
    "gesplitste gemeente telt elk deel op zichzelf."
)
_MEASURES = (
    "Polsby-Popper is 4π maal oppervlak gedeeld door het kwadraat van de omtrek; Reock is het deel van de "
    "kleinste cirkel om het swv dat het vult. Beide zijn 1 voor een cirkel. Gescheiden buurgebieden zijn "
    "paren gemeenten (of delen ervan) die aan elkaar grenzen of verbonden zijn, in verschillende swv's."
)


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    lines = _lines(key, name, base)
    st.html(markup.section("Vorm in Nederland") + overview_table(lines))
    st.html(markup.small(SPLIT if base == study.base_id else UNSPLIT))
    traced = f" {TRACED}" if study.country.dataset.manifest.grouped else ""
    st.html(markup.note(SHAPE_WORDS + traced))
    st.html(markup.section("Per swv"))
    titles = {
        False: f"scenario: {study.arrangement(name).title}",
        True: f"basis: {study.arrangement(base).title}",
    }
    st.radio("Van", list(titles), format_func=titles.__getitem__, horizontal=True, **tied_to("of_base"))
    shown = base if looked().of_base else name
    _table(_frame(key, shown))
    _picture(key, study, shown)
    st.html(markup.small(_STATES) + markup.small(_MEASURES))
    st.html(markup.sources("Bronnen", [sources_of(study, measure(REOCK), name, "", base)]))
    save_button("Vorm per swv (CSV)", shape_rows(study, name, base), "vorm", name)


@st.cache_resource(max_entries=40, show_spinner="De vorm wordt gemeten…")
def _lines(key: StudyKey, name: str, base: str) -> list[Line]:
    found = overview(study_of(key), name, base)
    return [found[code] for code in HEADS["Vorm"]]


@st.cache_resource(max_entries=20, show_spinner=False)
def _frame(key: StudyKey, name: str) -> pd.DataFrame:
    return shape_frame(study_of(key), name)


def _table(frame: pd.DataFrame) -> None:
    """List all swv's: those that do not hang together first, then the least compact."""
    whole = frame["delen"] == 1
    ordered = frame.assign(whole=whole).sort_values(["whole", "polsby_popper"], kind="stable")
    columns = [one for one in SHAPE_COLUMNS if (ordered[one] != "").any()]
    st.dataframe(
        written(ordered[columns], {one: SHAPE_COLUMNS[one] for one in columns}, people={"inwoners"}),
        hide_index=True,
        width="stretch",
        height=_HEIGHT,
    )


def _picture(key: StudyKey, study: Study, name: str) -> None:
    """Draw one swv."""
    found = {f"{one.layer}/{one.code}": one for one in swv_shapes(study, name)}
    if not found:
        return
    first = min(found, key=lambda one: (len(found[one].shape.parts) == 1, found[one].shape.polsby_popper))
    if looked().swv not in found:
        looked().swv = first
    st.selectbox("Teken een swv", list(found), format_func=lambda one: _named(found[one]), **tied_to("swv"))
    one = found[looked().swv]
    arrangement = study.arrangement(name)
    outline = outlines_of(key, arrangement.units)
    drawing = shape_drawing(study.country, arrangement.layer(one.layer), one, outline)
    data = base64.b64encode(svg(drawing).encode()).decode()
    alt = escape(f"{drawing.title}. {drawing.description}")
    left, right = st.columns([3, 2], gap="medium")
    left.html(
        f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}" '
        f'style="width:100%;max-width:{drawing.width:g}px">'
    )
    people = figure(measure("leerlingen"), one.residents)
    right.html(markup.head(one.label, [f"{people} inwoners van de leeftijd van het swv (geschat)"]))
    right.html(markup.small(drawing.description))


def _named(one: SwvShape) -> str:
    layer = f" ({one.layer})" if one.layer and not one.label.casefold().startswith(one.layer) else ""
    return f"{one.label}{layer}: {one.state}"
