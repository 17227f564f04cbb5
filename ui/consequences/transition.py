"""Part "Overgang" of the page "Gevolgen": who gets another swv, what becomes of every swv, and the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from data.names import fold
from scenarios.assumptions import Assumptions
from scenarios.consequences import transition_tables as tables
from scenarios.consequences.log import Entry, Sort, log, of_gemeente
from scenarios.consequences.log_file import head_of, log_rows, log_text
from scenarios.consequences.moves import merges
from scenarios.consequences.transition import Transition, effects, transition
from scenarios.measures import measure
from scenarios.study import Study
from ui import drafts, markup
from ui.consequences.records_table import records_table
from ui.loading import StudyKey, study_of
from ui.session import of_session
from ui.state import tied

_KEY: Final = "keuze_overgang"
_ALL: Final = ""
_HEIGHT: Final = 520
#: Rows that are shown without a window of their own.
_SHORT: Final = 10
_NOT_SPLIT: Final = (
    "Samenvoegen is de stap van de lagen van de regeling naar ‘samengevoegd’, nieuwe grenzen de rest. Een "
    "aandeel is geen som van twee effecten en staat er niet bij."
)


@dataclass(slots=True)
class _Choice:
    """What of the log is looked at: words, a gemeente, sorts (none: all)."""

    search: str = ""
    gemeente: str = _ALL
    sorts: list[Sort] = field(default_factory=list)


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    found = _found(key, name, base)
    merging = merges(study.arrangement(base), study.arrangement(name))
    st.html(markup.head("Overgang", tables.lead(found, merging=merging)))
    _who(key, study, found, (name, base))
    _swvs(found)
    _log(key, study, name, base)


@st.cache_resource(max_entries=24, show_spinner="De overgang wordt bepaald…")
def _found(key: StudyKey, name: str, base: str) -> Transition:
    return transition(study_of(key), name, base)


@st.cache_resource(max_entries=24, show_spinner=False)
def _effects(key: StudyKey, name: str, base: str) -> dict[str, tuple[float, float]]:
    return effects(study_of(key), name, base)


@st.cache_resource(max_entries=24, show_spinner="Het logboek wordt geschreven…")
def _entries(key: StudyKey, name: str, base: str, assumptions: Assumptions) -> tuple[Entry, ...]:
    return log(study_of(key), name, base, assumptions)


def _who(key: StudyKey, study: Study, found: Transition, ids: tuple[str, str]) -> None:
    st.html(markup.section("Wie van swv verandert"))
    frame = tables.who_table(found)
    st.html(records_table(frame, numeric=[str(one) for one in frame.columns[1:]]))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        shares = tables.shares_table(found)
        st.html(
            markup.section("Wat bij de hoofdmoot blijft") + records_table(shares, numeric=["aandeel (%)"])
        )
    split = tables.split_table(found, _effects(key, *ids))
    if not split.empty:
        with right:
            st.html(markup.section("Waar de verandering vandaan komt"))
            st.html(
                records_table(split, numeric=[str(one) for one in split.columns[1:]])
                + markup.small(_NOT_SPLIT)
            )
    told = [
        tables.source_told(study, measure(code), *ids)
        for code in ("overgang_vestigingen", "overgang_besturen")
    ]
    st.html(
        markup.sources("Bronnen; inwoners zijn geschat", told) + markup.glossary(("hoofdmoot", "overgang"))
    )


def _swvs(found: Transition) -> None:
    former, new = tables.former_table(found.former), tables.new_table(found.new)
    with st.expander(f"Wat er van elk swv wordt ({len(found.ceasing)} van de {len(former)} houden op)"):
        _table(former)
    with st.expander(
        f"Waar elk swv van het scenario uit voortkomt ({len(found.founded)} van de {len(new)} nieuw)"
    ):
        _table(new)


def _table(frame: pd.DataFrame) -> None:
    """Show a long table in a window of its own; its numbers are text, so it cannot be sorted."""
    with st.container(height=_HEIGHT if len(frame) > _SHORT else "content"):
        st.html(records_table(frame, numeric=["inwoners"]))


def _choice() -> _Choice:
    return of_session(_KEY, _Choice)


def _log(key: StudyKey, study: Study, name: str, base: str) -> None:
    entries = _entries(key, name, base, drafts.desk().assumptions)
    st.html(markup.section(f"Logboek: elke verandering in een zin ({len(entries)})"))
    if not entries:
        st.html(markup.note("Er verandert niets."))
        return
    chosen = _narrowed(study, entries)
    count = f"{len(chosen)} van de {len(entries)} zinnen" if len(chosen) < len(entries) else "alle zinnen"
    with st.container(height=_HEIGHT):
        st.html(_sentences(chosen) if chosen else markup.note("Geen zin voldoet hieraan."))
    left, right = st.columns(2)
    left.download_button(
        f"Als tekst ({count})",
        log_text(study, name, base, chosen).encode("utf-8-sig"),
        f"logboek-{name}.txt",
        "text/plain",
        on_click="ignore",
        width="stretch",
    )
    right.download_button(
        f"Als CSV ({count})",
        csv_bytes(log_rows(study, name, base, chosen), 3),
        f"logboek-{name}.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )


def _narrowed(study: Study, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Draw what narrows the log, and return what is left of it."""
    choice, names = _choice(), study.country.gemeente_names
    there = sorted(
        {code for one in entries for code in one.gemeenten}, key=lambda code: names.get(code, code)
    )
    sorts = [sort for sort in Sort if any(one.sort is sort for one in entries)]
    choice.gemeente = choice.gemeente if choice.gemeente in there else _ALL
    choice.sorts = [sort for sort in choice.sorts if sort in sorts]
    columns = st.columns([2, 2, 3])
    columns[0].text_input(
        "Zoek in het logboek",
        placeholder="swv, gemeente of postcode",
        **tied(choice, "search", "overgang_zoek"),
    )
    columns[1].selectbox(
        "Gemeente",
        [_ALL, *there],
        format_func=lambda code: names.get(code, code) if code else "alle",
        **tied(choice, "gemeente", "overgang_gemeente"),
    )
    columns[2].multiselect(
        "Waarover",
        sorts,
        format_func=lambda sort: sort.value,
        placeholder="alles",
        **tied(choice, "sorts", "overgang_soort"),
    )
    chosen = of_gemeente(entries, choice.gemeente) if choice.gemeente else tuple(entries)
    words = fold(choice.search)
    return tuple(
        one for one in chosen if words in fold(one.text) and (not choice.sorts or one.sort in choice.sorts)
    )


def _sentences(entries: Sequence[Entry]) -> str:
    parts = []
    for head, rows in groupby(entries, key=head_of):
        items = "".join(f"<li>{escape(one.text)}</li>" for one in rows)
        parts.append(f'<div class="dk-area"><p class="dk-maptitle">{escape(head)}</p><ul>{items}</ul></div>')
    return "".join(parts)
