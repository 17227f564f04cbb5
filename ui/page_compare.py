"""Page "Vergelijken": one scenario beside a base, as two maps, key figures and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import Dataset
from data.reference import reference
from scenarios.compare import Comparison, Level, shown_measures
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import figure, number
from scenarios.settings import Settings
from scenarios.study import Study
from ui import account, markup, tables
from ui.faults import faults_shown
from ui.headline import AGES, OWN_DISTANCE, headline, key_figures, swv_count
from ui.loading import StudyKey, available, comparison_of, map_frames_of, study_key, study_of
from ui.maps import swv_map
from ui.state import bound, current, within

_MAP_HEIGHT: Final = 530
_DETOURS: Final = [round(1 + 0.05 * step, 2) for step in range(21)]
_LEVELS: Final = {
    Level.LAND: "heel Nederland",
    Level.JEUGDREGIO: "per jeugdregio",
    Level.SWV: "per swv van het scenario",
    Level.GEMEENTE: "per gemeente",
}
_MOVES_NOTHING: Final = (
    "Een andere indeling verplaatst geen school. De afstand tot de dichtstbijzijnde vestiging, grenzen "
    "genegeerd, is in elke indeling gelijk; wat verandert is welke vestigingen binnen het eigen swv liggen, "
    "wie op een buur is aangewezen en hoeveel partijen er om tafel zitten."
)
_NOBODYS_JOURNEY: Final = (
    f"Afstand is hier de {OWN_DISTANCE}. Dat is niemands werkelijke reis: leerlingen gaan ook over de "
    "grens, en de dichtstbijzijnde plek is niet vanzelf een passende of beschikbare plek. Wie geen eigen "
    "voorziening heeft, telt in de afstanden mee met de dichtstbijzijnde en staat daarnaast apart geteld."
)
_NESTING_COSTS: Final = (
    "Passen in de jeugdregio heeft een prijs: een swv dat langs een jeugdregiogrens wordt geknipt, kan een "
    "deel overhouden zonder eigen vestiging voor so of vso."
)
_MECHANICAL: Final = (
    "Po en vo samenvoegen halveert veel van deze aantallen vanzelf. Daarom staat apart wat het samenvoegen "
    "doet en wat de nieuwe grenzen doen."
)


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Indelingen vergelijken", f"Gegevens: {account.data_line(dataset.manifest)}"))
    with faults_shown():
        key = study_key(dataset, current().settings)
        study = study_of(key)
        _choosers(study, key)
        _outcome(study, key)


def _choosers(study: Study, key: StudyKey) -> None:
    titles, missing = available(key)
    kinds = {kind.code: f"{kind.code} · {kind.name}" for kind in study.country.kinds}
    others = [name for name in titles if name != study.base_id]
    within("base", list(titles), study.base_id)
    within("scenario", list(titles), others[0] if others else study.base_id)
    within("kind", list(kinds), next(iter(kinds)))
    columns = st.columns([2.6, 3.4, 3.8, 1.8, 1.6], vertical_alignment="bottom")
    columns[0].selectbox("Basis", list(titles), format_func=titles.__getitem__, **bound("base"))
    columns[1].selectbox(
        "Scenario (rekenvoorbeeld, geen beleid)",
        list(titles),
        format_func=titles.__getitem__,
        **bound("scenario"),
    )
    columns[2].selectbox("Soort voorziening", list(kinds), format_func=kinds.__getitem__, **bound("kind"))
    columns[3].selectbox("Niveau", list(_LEVELS), format_func=_LEVELS.__getitem__, **bound("level"))
    with columns[4].popover("Instellingen", width="stretch"):
        _settings()
    for sentence in missing:
        st.html(markup.small(sentence))
    if current().settings != Settings():
        st.html(markup.note(f"Let op, andere instellingen dan standaard: {current().settings.describe()}."))


def _settings() -> None:
    chosen = current().settings
    table = reference("jeugdregio_varianten").drop_duplicates("variant")
    named = {"": "zoals in de gegevensset"} | dict(zip(table["variant"], table["bron"], strict=True))
    with st.form("instellingen", border=False):
        detour = st.select_slider(
            "Omwegfactor",
            _DETOURS,
            value=chosen.detour_factor,
            format_func=partial(number, decimals=2),
            help="Afstand over de weg gedeeld door hemelsbreed; eigen werkwaarde 1,3. Met 1: hemelsbreed.",
        )
        intrazonal = st.checkbox(
            "Intrazonale afstand",
            value=chosen.intrazonal,
            help="Een vestiging op het punt van een postcodegebied telt als de halve straal, niet als 0 m.",
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


def _outcome(study: Study, key: StudyKey) -> None:
    choice = current()
    kind = next(one for one in study.country.kinds if one.code == choice.kind)
    base, scenario = study.arrangement(choice.base), study.arrangement(choice.scenario)
    national = comparison_of(key, choice.scenario, choice.base, choice.kind, Level.LAND)
    st.html(markup.head(f"{scenario.title} tegenover {base.title}", headline(national, scenario, base, kind)))
    left, right, figures = st.columns([5, 5, 3.4], gap="small")
    with left, faults_shown():
        _map(study, key, choice.base, kind, "Basis")
    with right, faults_shown():
        _map(study, key, choice.scenario, kind, "Scenario")
    with figures:
        st.html(markup.cards(key_figures(national, choice.scenario, kind)))
    _legend(study, kind)
    st.html(markup.note(_MOVES_NOTHING))
    if choice.level is not Level.LAND:
        _per_area(key, kind)
    _tables(national, kind, base.title, scenario.title)
    _without_own(national, kind, base.title, scenario.title)
    with st.expander("Verantwoording: bronnen, werknormen, instellingen en bevindingen"):
        account.show(study, choice.scenario)


def _map(study: Study, key: StudyKey, name: str, kind: Kind, role: str) -> None:
    arrangement = study.arrangement(name)
    count = swv_count(arrangement)
    if not arrangement.is_merged:
        count = (
            f"de {len(arrangement.layer(kind.layer).codes)} swv's {kind.layer}, waar {kind.code} bij hoort"
        )
    st.html(markup.map_title(role, arrangement.title, count))
    frames = map_frames_of(key, name, kind.code)
    labels = study.country.labels
    areas_of = f"Gebieden: {arrangement.layer(kind.layer).peildatum}; grenzen: CBS {labels['gemeenten']}"
    drawn = swv_map(
        frames.swv,
        frames.jeugdregio_lines,
        frames.sites,
        label=f"Kaart van de {role.lower()}: {arrangement.title}, {kind.name}",
        age=AGES[kind.age],
        source=f"{areas_of}; vestigingen: {study.country.supply_sources.get(kind.code, 'geen')}",
    )
    st_folium(drawn, key=f"kaart_{role}", height=_MAP_HEIGHT, use_container_width=True, returned_objects=[])
    st.html(markup.small(arrangement.origin))


def _legend(study: Study, kind: Kind) -> None:
    unassigned = bool((study.country.unit_table[["swv_po", "swv_vo"]] == "").to_numpy().any())
    st.html(markup.legend(kind.name, study.country.labels["jeugdregio"], has_unassigned=unassigned))


def _tables(comparison: Comparison, kind: Kind, base: str, scenario: str) -> None:
    choice = current()
    st.toggle(
        "Toon ook expertmaten",
        help="Entropieën (bits), effectief aantal swv's en de afstand tussen indelingen.",
        **bound("expert"),
    )
    shown = shown_measures(expert=choice.expert)
    heads = {"basis": f"basis: {base}", "scenario": f"scenario: {scenario}"}
    for title, groups, told in (
        (f"{_capital(OWN_DISTANCE)}, en dekking: {kind.name}", ("afstand", "verandering"), _NOBODYS_JOURNEY),
        ("Versnippering, po en vo", ("versnippering",), _MECHANICAL),
    ):
        frame = tables.national(comparison, choice.scenario, kind.code, shown, groups)
        st.html(
            markup.section(f"{title}, heel Nederland")
            + markup.note(told)
            + markup.national_table(frame, heads)
        )
    st.html(
        markup.small(
            "✓ beter, ✗ slechter, = gelijk, ≈ geen aantoonbaar verschil (kleiner dan de fout van het "
            "afstandsmodel), ! niet te duiden (wie de eigen voorziening verliest, telt met de "
            "dichtstbijzijnde mee), ↑ hoger en ↓ lager zonder oordeel. De richtingen zijn onze lezing van de "
            "brief van 24 april 2025; geen ervan is een norm. Klik op een maat voor uitleg en formule. "
            "Inwoners zijn schattingen, boven de 1.000 afgerond op honderden. Werknormen zijn niet bevestigd."
        )
    )


def _per_area(key: StudyKey, kind: Kind) -> None:
    choice = current()
    comparison = comparison_of(key, choice.scenario, choice.base, kind.code, choice.level)
    codes = tables.area_measures(comparison, choice.scenario, kind.code, expert=choice.expert)
    choice.measures = [code for code in choice.measures if code in codes] or codes[1:2]
    st.html(markup.section(f"{_capital(kind.name)}, {_LEVELS[choice.level]}"))
    columns = st.columns([3, 1])
    columns[0].multiselect("Maten", codes, format_func=lambda code: measure(code).title, **bound("measures"))
    columns[1].text_input("Zoek een gebied", placeholder="bijvoorbeeld Utrecht", **bound("search"))
    frame = tables.per_area(comparison, choice.scenario, kind.code, choice.measures, choice.search)
    if frame.empty:
        st.html(markup.note("Geen gebied gevonden; kies een maat of verander de zoektekst."))
        return
    st.dataframe(_written(frame, choice.measures), hide_index=True, width="stretch")
    own = comparison.table.loc[choice.scenario].groupby(level="maat")[["aard", "bron"]].first()
    told = {code: f"{row['aard']}; bron: {row['bron']}" for code, row in own.iterrows()}
    st.html(
        markup.small(
            f"{len(frame)} gebieden; klik op een kolomkop om te sorteren. De basis is het cijfer van "
            "dezelfde inwoners; waar een swv in de basis geen tegenhanger heeft, staat een streep."
        )
        + "".join(
            markup.small(f"{_capital(one.title)} ({told[one.code]}): {one.explanation}")
            for one in map(measure, choice.measures)
        )
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


def _without_own(comparison: Comparison, kind: Kind, base: str, scenario: str) -> None:
    choice = current()
    st.html(markup.section(f"Swv's zonder eigen voorziening voor {kind.name}"))
    for column, name, title in zip(
        st.columns(2),
        (choice.base, choice.scenario),
        (f"Basis: {base}", f"Scenario: {scenario}"),
        strict=True,
    ):
        frame = tables.without_own(comparison, name, kind.code)
        none = markup.small(f"{title}: elk swv heeft een eigen voorziening.")
        column.html(markup.plain_table(frame, title, ["inwoners"]) if len(frame) else none)
    st.html(markup.note(_NESTING_COSTS))
    st.html(markup.small(f"Inwoners {AGES[kind.age]}, geschat; niet de leerlingen van deze soort."))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
