"""Page "Vergelijken": scenarios beside a base, as a conclusion, two maps, key figures and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_folium import st_folium

from data.dataset import Dataset
from data.reference import reference
from scenarios.compare import Comparison, Level, shown_measures
from scenarios.conclusion import AGES, conclude, swv_count
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import capital, figure, number
from scenarios.settings import STRAIGHT
from scenarios.study import Study
from scenarios.without_own import without_own
from ui import account, markup, norms_panel, tables, travel, words
from ui.assets import OfflineMap
from ui.faults import faults_shown
from ui.headline import key_figures
from ui.loading import (
    StudyKey,
    available,
    comparison_of,
    first_scenario,
    pair_documents,
    study_key,
    study_of,
)
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Start, draw
from ui.palette import symbol_of
from ui.state import bound, current, keep_one_in_view, scenarios_within, within
from ui.truths import NESTING, OWN, REGROUPING

_MAP_HEIGHT: Final = 530
_DETOURS: Final = [round(1 + 0.05 * step, 2) for step in range(21)]
_LEVELS: Final = {
    Level.LAND: "alleen heel Nederland",
    Level.JEUGDREGIO: "per jeugdregio",
    Level.SWV: "per swv",
    Level.GEMEENTE: "per gemeente",
}


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Indelingen vergelijken", f"Gegevens: {account.data_line(dataset.manifest)}"))
    columns = st.columns([1.9, 3.9, 3, 2, 1.5], vertical_alignment="bottom")
    with columns[3]:
        travel.chooser()
    with columns[4].popover("Instellingen", width="stretch"):
        _settings()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        names = _choosers(study, key, columns)
        if names:
            _outcome(study, key, names)
        else:
            st.html(markup.note(words.CHOOSE))


def _choosers(study: Study, key: StudyKey, columns: Sequence[DeltaGenerator]) -> list[str]:
    """Draw what can be chosen of a study, and return the ids of the scenarios."""
    titles, missing = available(key)
    kinds = {kind.code: f"{kind.code} · {kind.name}" for kind in study.country.kinds}
    within("base", list(titles), study.base_id)
    within("kind", list(kinds), next(iter(kinds)))
    names = scenarios_within(list(titles), first_scenario(key))
    columns[0].selectbox("Basis", list(titles), format_func=titles.__getitem__, **bound("base"))
    columns[1].multiselect(
        "Scenario's (rekenvoorbeelden, geen beleid)",
        list(titles),
        format_func=titles.__getitem__,
        placeholder="Kies een of meer scenario's",
        select_all=False,
        wrap=True,
        **bound("scenarios", keep_one_in_view),
    )
    columns[2].selectbox("Soort voorziening", list(kinds), format_func=kinds.__getitem__, **bound("kind"))
    if len(names) > 1:
        st.radio(
            "In beeld: kaart, conclusie en kerncijfers",
            names,
            format_func=titles.__getitem__,
            horizontal=True,
            **bound("scenario"),
        )
    for sentence in missing:
        st.html(markup.small(sentence))
    if note := markup.settings_note(current().settings) + norms_panel.note(study.norms):
        st.html(note)
    return names


def _settings() -> None:
    chosen = current().settings
    table = reference("jeugdregio_varianten").drop_duplicates("variant")
    named = {"": "zoals in de gegevensset"} | dict(zip(table["variant"], table["bron"], strict=True))
    with st.form("instellingen", border=False):
        detour = chosen.detour_factor
        if chosen.network == STRAIGHT:
            detour = st.select_slider(
                "Omwegfactor",
                _DETOURS,
                value=detour,
                format_func=partial(number, decimals=2),
                help="Weglengte gedeeld door hemelsbreed; eigen werkwaarde 1,3. Met 1: de rechte lijn zelf.",
            )
        intrazonal = st.checkbox(
            "Intrazonale afstand",
            value=chosen.intrazonal,
            help="Een vestiging op het punt van een postcodegebied telt als een schatting, niet als 0 m.",
        )
        reformed = st.checkbox(
            "Reformatorische scholen apart",
            value=chosen.reformed_apart,
            help="Laat vestigingen weg die mogelijk bij Berséba of RefSVO horen.",
        )
        variant = st.selectbox(
            "Jeugdregio's",
            list(named),
            index=list(named).index(chosen.jeugdregio_variant),
            format_func=named.__getitem__,
        )
        if st.form_submit_button("Pas toe", type="primary"):
            current().settings = replace(
                chosen,
                detour_factor=detour,
                intrazonal=intrazonal,
                reformed_apart=reformed,
                jeugdregio_variant=variant or "",
            )
            st.rerun()


def _outcome(study: Study, key: StudyKey, names: Sequence[str]) -> None:
    choice = current()
    kind = next(one for one in study.country.kinds if one.code == choice.kind)
    compared = {name: comparison_of(key, name, choice.base, "", Level.LAND) for name in names}
    in_view = compared[choice.scenario]
    _conclusion(study, in_view, kind)
    _maps(study, key, kind)
    st.html(markup.section(f"Kerncijfers: {study.arrangement(choice.scenario).title}"))
    st.html(markup.cards(key_figures(in_view, choice.scenario, kind)) + markup.note(REGROUPING.short))
    if study.country.dataset.manifest.grouped:
        st.html(markup.small(words.GROUPED))
    _without_own(study, kind)
    _figures(study, key, kind, compared)


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
    left, right = st.columns(2, gap="small")
    with left, faults_shown():
        _map(study, key, choice.base, kind, "Basis")
    with right, faults_shown():
        _map(study, key, choice.scenario, kind, "Scenario")
    unassigned = bool((study.country.unit_table[["swv_po", "swv_vo"]] == "").to_numpy().any())
    symbol = symbol_of(study.country.kinds.index(kind))
    label = study.country.labels["jeugdregio"]
    st.html(markup.legend(kind.name, symbol, label, has_unassigned=unassigned))


def _map(study: Study, key: StudyKey, name: str, kind: Kind, role: str) -> None:
    arrangement = study.arrangement(name)
    count = swv_count(arrangement)
    if not arrangement.is_merged:
        count = (
            f"de {len(arrangement.layer(kind.layer).codes)} swv's {kind.layer}, waar {kind.code} bij hoort"
        )
    st.html(markup.map_title(role, arrangement.title, count))
    drawn = draw(
        OfflineMap(),
        pair_documents(key, name, kind.code),
        Start("swv", ("swv", "jeugdregio"), (kind.code,)),
        Behaviour(
            f"Kaart van de {role.lower()}: {arrangement.title}, {kind.name}",
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


def _figures(study: Study, key: StudyKey, kind: Kind, compared: Mapping[str, Comparison]) -> None:
    choice = current()
    st.html(markup.section("Alle cijfers"))
    columns = st.columns([3, 1], vertical_alignment="bottom")
    columns[0].radio(
        "Gebieden", list(_LEVELS), format_func=_LEVELS.__getitem__, horizontal=True, **bound("level")
    )
    columns[1].toggle(
        "Toon ook expertmaten",
        help="Entropieën (bits), effectief aantal swv's en de afstand tussen indelingen.",
        **bound("expert"),
    )
    if choice.level is not Level.LAND:
        _per_area(study, key, kind)
    _national(study, kind, compared)


def _national(study: Study, kind: Kind, compared: Mapping[str, Comparison]) -> None:
    choice = current()
    base = study.arrangement(choice.base).title
    titles = [study.arrangement(name).title for name in compared]
    shown = shown_measures(expert=choice.expert)
    distance, fragmentation = st.tabs([f"Afstand en dekking: {kind.code}", "Versnippering: po en vo"])
    for tab, title, groups, told in (
        (distance, f"{capital(kind.name)}: afstand en dekking", ("afstand", "verandering"), OWN.short),
        (fragmentation, "Versnippering, po en vo", ("versnippering",), words.MECHANICAL),
    ):
        rows = tables.national(compared, kind.code, shown, groups)
        tab.html(
            markup.section(f"{title}, heel Nederland")
            + markup.note(told)
            + markup.national_table(rows, base, titles)
        )
    st.html(markup.small(f"{words.SIGNS} {capital(study.norms.standing())}."))


def _per_area(study: Study, key: StudyKey, kind: Kind) -> None:
    choice = current()
    comparison = comparison_of(key, choice.scenario, choice.base, kind.code, choice.level)
    codes = tables.area_measures(comparison, choice.scenario, kind.code, expert=choice.expert)
    choice.measures = [code for code in choice.measures if code in codes] or codes[1:2]
    title = study.arrangement(choice.scenario).title
    st.html(markup.section(f"{capital(kind.name)}, {_LEVELS[choice.level]}: {title}"))
    if choice.level is Level.SWV:
        st.html(markup.note(words.OF_SCENARIO.format(title=title)))
    columns = st.columns([3, 1])
    columns[0].multiselect(
        "Maten",
        codes,
        format_func=lambda code: measure(code).title,
        placeholder="Kies een of meer maten",
        select_all=False,
        wrap=True,
        **bound("measures"),
    )
    columns[1].text_input("Zoek een gebied", placeholder="bijvoorbeeld Utrecht", **bound("search"))
    frame = tables.per_area(comparison, choice.scenario, kind.code, choice.measures, choice.search)
    if frame.empty:
        st.html(markup.note("Geen gebied gevonden; kies een maat of verander de zoektekst."))
        return
    st.dataframe(_written(frame, choice.measures), hide_index=True, width="stretch")
    st.html(markup.small(f"{len(frame)} gebieden; klik op een kolomkop om te sorteren.") + _told(comparison))


def _told(comparison: Comparison) -> str:
    """Explain the measures of the table per area, each with its certainty and sources."""
    choice = current()
    rows = tables.rows_of(comparison, choice.scenario, choice.kind).drop_duplicates("maat").set_index("maat")
    told = ((measure(code), rows.loc[code]) for code in choice.measures)
    return "".join(
        markup.small(
            f"{capital(one.title)} ({row['aard']}; {one.direction.value}; bron: {row['bron']}): "
            f"{one.explanation}"
        )
        for one, row in told
    )


def _written(frame: pd.DataFrame, codes: list[str]) -> object:
    """Write the numbers the Dutch way; sorting still goes by the numbers themselves."""
    formats: dict[Any, Callable[[Any], str] | str | None] = {}
    names: dict[Any, str] = {}
    for code in codes:
        one = measure(code)
        for part, word in (("basis", "basis"), ("waarde", "scenario"), ("verschil", "verschil")):
            name = f"{word} ({one.unit})" if len(codes) == 1 else f"{one.title}: {word} ({one.unit})"
            names[code, part] = name
            formats[name] = partial(tables.difference if part == "verschil" else figure, one)
        names[code, "duiding"] = "duiding" if len(codes) == 1 else f"{one.title}: duiding"
    return frame.rename(columns=names).style.format(formats)
