"""All figures of the overview: the country as a table, and areas as a table that can be searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from scenarios.compare import Comparison, Level, shown_measures
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import capital, figure
from scenarios.study import Study
from ui import markup, tables, words
from ui.loading import StudyKey, comparison_of
from ui.state import bound, current
from ui.truths import OWN

_LEVELS: Final = {
    Level.LAND: "alleen heel Nederland",
    Level.JEUGDREGIO: "per jeugdregio",
    Level.SWV: "per swv",
    Level.GEMEENTE: "per gemeente",
}


def show(key: StudyKey, study: Study, kind: Kind, compared: Mapping[str, Comparison]) -> None:
    """Draw the figures of the scenario in view per area, and of all scenarios for the country."""
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
