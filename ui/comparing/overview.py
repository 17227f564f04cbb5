"""The part "Overzicht": one scenario against the base in sentences, two maps, key figures and all figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit_folium import st_folium

from scenarios.compare import Comparison, Level
from scenarios.conclusion import AGES, conclude, swv_count
from scenarios.country import Kind
from scenarios.notation import capital
from scenarios.study import Study
from scenarios.without_own import without_own
from ui import markup, tables, words
from ui.assets import OfflineMap
from ui.comparing import all_figures, difference
from ui.comparing.state import AREAS, DISTANCES, MOVES, distances_layer, looked, moves_layer, tied
from ui.documents import Documents
from ui.faults import faults_shown
from ui.headline import key_figures
from ui.loading import StudyKey, comparison_of, pair_documents
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Start, draw
from ui.palette import symbol_of
from ui.state import current
from ui.truths import NESTING, REGROUPING
from ui.words import distances_told

_MAP_HEIGHT: Final = 530
_MAPS_TOLD: Final = (
    "Wie wisselt: wiens swv uit andere gebieden bestaat dan in de basis. Verschil in afstand: per "
    "gemeente, als "
    "alleen voorzieningen van het eigen swv tellen."
)
_SAME: Final = "Scenario en basis zijn hetzelfde: er verandert niets."


def show(key: StudyKey, study: Study, kind: Kind, names: Sequence[str]) -> None:
    """Draw the part.

    Parameters
    ----------
    kind
        Whose distances.
    names
        Ids of the scenarios; the one in view among them.
    """
    choice = current()
    compared = {name: comparison_of(key, name, choice.base, "", Level.LAND) for name in names}
    in_view = compared[choice.scenario]
    _conclusion(study, in_view, kind)
    _maps(study, key, kind)
    st.html(markup.section(f"Kerncijfers: {study.arrangement(choice.scenario).title}"))
    st.html(markup.cards(key_figures(in_view, choice.scenario, kind)) + markup.note(REGROUPING.short))
    if study.country.dataset.manifest.grouped:
        st.html(markup.small(words.GROUPED))
    _without_own(study, kind)
    all_figures.show(key, study, kind, compared)


def _conclusion(study: Study, comparison: Comparison, kind: Kind) -> None:
    choice = current()
    base, scenario = study.arrangement(choice.base), study.arrangement(choice.scenario)
    sentences = conclude(comparison, scenario, base, study.country.kinds, kind)
    stamp = study.stamp(choice.scenario)
    st.html(
        markup.head(capital(f"{scenario.title} tegenover {base.title}"), sentences)
        + markup.small(
            f"Instellingen: {stamp.settings}. Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}. "
            "Bronnen, werknormen en bevindingen: zie de pagina Verantwoording."
        )
        + markup.glossary(words.TERMS)
    )


def _maps(study: Study, key: StudyKey, kind: Kind) -> None:
    choice = current()
    st.segmented_control(
        "De kaart van het scenario toont",
        [AREAS, MOVES, DISTANCES],
        required=True,
        wrap=True,
        help=_MAPS_TOLD,
        **tied("map"),
    )
    left, right = st.columns(2, gap="small")
    with left, faults_shown():
        _map(study, key, choice.base, kind, "Basis")
    legend = ""
    with right, faults_shown():
        legend = _map(study, key, choice.scenario, kind, "Scenario")
    unassigned = bool((study.country.unit_table[["swv_po", "swv_vo"]] == "").to_numpy().any())
    symbol = symbol_of(study.country.kinds.index(kind))
    label = study.country.labels["jeugdregio"]
    st.html(legend + markup.legend(kind.name, symbol, label, has_unassigned=unassigned))


def _map(study: Study, key: StudyKey, name: str, kind: Kind, role: str) -> str:
    """Draw one map; return the legend of the difference that it shows, if it does."""
    arrangement, base = study.arrangement(name), study.arrangement(current().base)
    shown = looked().map if role == "Scenario" else AREAS
    count = swv_count(arrangement)
    if not arrangement.is_merged:
        count = (
            f"de {len(arrangement.layer(kind.layer).codes)} swv's {kind.layer}, waar {kind.code} bij hoort"
        )
    told = arrangement.title if shown == AREAS else f"{arrangement.title}, ten opzichte van {base.title}"
    st.html(markup.map_title(role if shown == AREAS else f"{shown}: scenario", told, count))
    documents, legend = _documents(study, key, name, kind, shown)
    drawn = draw(
        OfflineMap(),
        documents,
        Start("swv", ("swv", "jeugdregio"), (kind.code,))
        if shown == AREAS
        else Start(difference.LAYER, ("swv", difference.LAYER), ()),  # symbols would hide the labels
        Behaviour(
            f"Kaart van de {role.lower()}: {told}, {kind.name}"
            + ("" if shown == AREAS else f"; {shown.lower()}"),
            f"{source_line(study.country, arrangement.layer(kind.layer).peildatum, [kind.code])}; "
            f"{distance_line(study.country)}",
            panel=False,
            figures=False,
        ),
        study.country.kinds,
        grouped=study.country.dataset.manifest.grouped,
    )
    st_folium(drawn, key=f"kaart_{role}", height=_MAP_HEIGHT, use_container_width=True, returned_objects=[])
    st.html(markup.small(arrangement.origin))
    return legend


def _documents(study: Study, key: StudyKey, name: str, kind: Kind, shown: str) -> tuple[Documents, str]:
    """Return what a map draws, and the legend of the difference in it; empty where it shows none."""
    pair = pair_documents(key, name, kind.code)
    if shown == AREAS:
        return pair, ""
    if shown == MOVES:
        layer, moved = moves_layer(key, name, current().base, kind.age)
        legend = difference.moves_legend(moved, AGES[kind.age])
    else:
        layer, further = distances_layer(key, name, current().base, kind.code)
        legend = difference.distances_legend(further, kind.code, distances_told(study.country.model))
    if name == current().base:
        legend = markup.note(_SAME) + legend
    return replace(pair, layers=[pair.layers, layer]), legend


def _without_own(study: Study, kind: Kind) -> None:
    choice = current()
    st.html(markup.section(f"Swv's zonder eigen voorziening voor {kind.name}"))
    sides = [("Basis", choice.base, choice.scenario), ("Scenario", choice.scenario, choice.base)]
    for column, (role, name, other) in zip(st.columns(2), sides, strict=True):
        title = f"{role}: {study.arrangement(name).title}"
        frame = tables.without_own(without_own(study, name, other, kind), in_base=role == "Basis")
        none = markup.small(f"{title}: elk swv heeft een eigen voorziening.")
        column.html(markup.plain_table(frame, title, ["inwoners"]) if len(frame) else none)
    st.html(markup.note(NESTING.short))
    labels = study.country.labels
    st.html(
        markup.small(
            f"Inwoners {AGES[kind.age]}, geschat ({labels['inwoners']}); niet de leerlingen van deze soort. "
            f"Vestigingen: {study.country.supply_sources.get(kind.code, 'geen')}."
        )
    )
