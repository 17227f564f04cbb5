"""Part "Grensverkeer" of the page "Gevolgen": who goes to school over a border, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from data.dutch_csv import csv_bytes
from geo.distance import Progress
from scenarios.assumptions import Assumptions
from scenarios.consequences.traffic import AreaLevel, TrafficChange, gemeente_areas, traffic_change
from scenarios.consequences.traffic_source import Source, best_source, chosen_kinds, why_not
from scenarios.consequences.traffic_steps import Step, steps
from scenarios.consequences.traffic_tables import members, written_out
from scenarios.notation import capital
from scenarios.provenance import spoken_peildatum
from scenarios.study import Study
from ui import drafts, facility_parts, long_work, markup
from ui.assets import OfflineMap
from ui.consequences import traffic_map, traffic_words
from ui.consequences.records_table import records_table
from ui.consequences.traffic_words import Shown
from ui.loading import StudyKey, pair_documents, study_of
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Later, Network, Start, draw
from ui.session import of_session

_KEY: Final = "keuze_grensverkeer"
_SLOT: Final = "grensverkeer"
_MAP: Final = "kaart_grensverkeer"
_MAP_HEIGHT: Final = 680
#: Stands for all kinds together, and for all areas.
_ALL: Final = ""
#: Rows of a table on the page; the file has all.
_ROWS: Final = 200
_LEVELS: Final = {AreaLevel.SWV: "swv's", AreaLevel.GEMEENTE: "gemeenten"}
_START: Final = (
    "Druk op ‘Verdeel de leerlingen’: alle verwachte leerlingen gaan dan naar plaatsen, grenzen open. Het "
    "duurt seconden, voor bo en vo langer."
)


@dataclass(slots=True)
class _Choice:
    """What is looked at.

    Attributes
    ----------
    kind
        Code of a kind, or `_ALL`.
    source
        What traffic is read off; None: the best that the data have.
    shown, level
        Which pupils, and between what areas.
    area
        Code of the swv or gemeente that is looked at, or `_ALL`.
    threshold
        Pupils from which a flow is drawn; 0: as many as a map can bear.
    """

    kind: str = "so"
    source: Source | None = None
    shown: Shown = Shown.ALL
    level: AreaLevel = AreaLevel.SWV
    area: str = _ALL
    threshold: int = 0


def _choice() -> _Choice:
    return of_session(_KEY, _Choice)


def _bound(name: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever is chosen
    """Tie a widget to a field of the choice: pass the result on as its keyword arguments."""
    widget = f"veld_grensverkeer_{name}"
    st.session_state[widget] = value

    def store() -> None:
        setattr(_choice(), name, st.session_state[widget])

    return {"key": widget, "on_change": store}


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    source = _ask(study)
    found = _steps(key, study, name, base, source)
    if not found:
        return
    change = found[0].change
    st.html(facility_parts.cards(traffic_words.headline(change)))
    st.html(markup.note(f"{capital(change.source.label)}. {change.source.meaning}"))
    _national(found)
    _areas(key, study, change)


# ---- what is asked for


def _ask(study: Study) -> Source:
    """Draw the choices above; return the source."""
    choice, columns = _choice(), st.columns([2.4, 3, 3.4, 1.6], vertical_alignment="bottom")
    kinds = {_ALL: "alle soorten samen"} | {
        kind.code: f"{kind.code} · {kind.name}" for kind in study.country.kinds
    }
    choice.kind = choice.kind if choice.kind in kinds else _ALL
    columns[0].selectbox(
        "Soort voorziening", list(kinds), format_func=kinds.__getitem__, **_bound("kind", choice.kind)
    )
    there = _sources(study, choice.kind)
    if choice.source not in there:
        choice.source = best_source(study, chosen_kinds(study.country, choice.kind))
    columns[1].selectbox(
        "Waarvan afgelezen",
        there,
        format_func=lambda one: one.label,
        help=_not_there(study, choice.kind),
        **_bound("source", choice.source),
    )
    columns[2].selectbox(
        "Wat te zien is",
        list(Shown),
        format_func=lambda one: capital(one.heading),
        **_bound("shown", choice.shown),
    )
    levels = list(AreaLevel) if choice.source.tells_places else [AreaLevel.SWV]
    choice.level = choice.level if choice.level in levels else AreaLevel.SWV
    columns[3].selectbox("Tussen", levels, format_func=_LEVELS.__getitem__, **_bound("level", choice.level))
    return choice.source


def _sources(study: Study, kind: str) -> list[Source]:
    """List the sources that tell of a kind; of at least one, where all are asked for."""
    kinds = chosen_kinds(study.country, kind)
    return [one for one in Source if any(not why_not(study, each, one) for each in kinds)]


def _not_there(study: Study, kind: str) -> str | None:
    """Say what to bring for the sources that cannot be chosen."""
    kinds = chosen_kinds(study.country, kind)
    missing = [one for one in Source if one not in _sources(study, kind)]
    told = dict.fromkeys(why_not(study, kinds[0], one) for one in missing)
    return " ".join(told) or None


# ---- what is found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be found, but for the study."""

    name: str
    base: str
    kind: str
    source: Source
    assumptions: Assumptions


def _steps(key: StudyKey, study: Study, name: str, base: str, source: Source) -> tuple[Step, ...]:
    """Find traffic before and after, step by step; nothing while that is still to be worked out."""
    wanted = _Wanted(name, base, _choice().kind, source, drafts.desk().assumptions)
    if source is not Source.CAPACITY:
        with st.spinner("Grensverkeer wordt bepaald…"):
            return _known_steps(key, wanted)
    st.button(
        "Verdeel de leerlingen",
        type="primary",
        icon=":material/play_arrow:",
        key="grensverkeer_reken",
        on_click=long_work.start,
        args=(_SLOT, (_SLOT, key, wanted), partial(_work, study, wanted)),
    )
    found = long_work.outcome(_SLOT, (_SLOT, key, wanted), tuple)
    if not long_work.panel(_SLOT, "Leerlingen over plaatsen verdelen") and found is None:
        st.html(markup.note(_START))
    return found or ()


@st.cache_resource(max_entries=24, show_spinner=False)
def _known_steps(key: StudyKey, wanted: _Wanted) -> tuple[Step, ...]:
    return _work(study_of(key), wanted, None)


def _work(study: Study, wanted: _Wanted, progress: Progress | None) -> tuple[Step, ...]:
    asked: dict[str, Any] = {"assumptions": wanted.assumptions, "progress": progress}
    change = traffic_change(study, wanted.base, wanted.name, wanted.kind, wanted.source, **asked)
    return steps(change, **asked)


def _national(found: tuple[Step, ...]) -> None:
    """Tell the figures of the country, step by step, and what they rest on."""
    change = found[0].change
    with st.expander("Nederland: alle aantallen, en wat van samenvoegen en van nieuwe grenzen komt"):
        table = traffic_words.totals_table(found)
        st.html(records_table(table, numeric=[str(name) for name in table.columns[1:]]))
    with st.expander("Wat dit is, wie niet meetelt en waarop het rust"):
        for line in traffic_words.account(change, split=len(found) > 1):
            st.html(markup.small(line))


# ---- map and tables


def _areas(key: StudyKey, study: Study, change: TrafficChange) -> None:
    choice = _choice()
    options = _options(change, choice.level)
    choice.area = choice.area if choice.area in options else _ALL
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        "Welk gebied", list(options), format_func=options.__getitem__, **_bound("area", choice.area)
    )
    rows = traffic_words.pair_rows(change, choice.level, choice.shown, choice.area)
    standard = traffic_map.standard_threshold(rows)
    thresholds = [0, *traffic_map.THRESHOLDS]
    right.selectbox(
        "Teken stromen vanaf",
        thresholds,
        format_func=lambda one: _from(one or standard) + ("" if one else " (vanzelf)"),
        **_bound("threshold", choice.threshold),
    )
    st.html(markup.section(_title(choice, options)))
    if rows.empty:
        st.html(markup.note("Niemand: hier gaan volgens deze bron geen leerlingen over een swv-grens."))
    flows = traffic_map.flow_map(rows, choice.threshold or standard)
    beside, under = st.columns([5, 4], gap="medium")
    with beside:
        _map(key, study, change, flows)
    with under:
        _pairs(change, rows)
    _per_area(change)
    _download(change)


def _from(count: int) -> str:
    return f"{count} {'leerling' if count == 1 else 'leerlingen'}"


def _options(change: TrafficChange, level: AreaLevel) -> Mapping[str, str]:
    """List the areas that can be looked at: swv's of the scenario, and gemeenten at their level."""
    options = {_ALL: "heel Nederland"} | dict(
        zip(change.swv_after.codes, change.swv_after.names, strict=True)
    )
    if level is AreaLevel.GEMEENTE:
        places = gemeente_areas(change.study.country)
        named = sorted(zip(places.names, places.codes, strict=True))
        options |= {code: f"gemeente {name}" for name, code in named}
    return options


def _title(choice: _Choice, options: Mapping[str, str]) -> str:
    where = "" if choice.area == _ALL else f", {options[choice.area]}"
    return f"{capital(choice.shown.heading)}{where}"


def _inside(change: TrafficChange, choice: _Choice) -> frozenset[str]:
    """Codes of the areas that make up what is looked at, at the level of the flows."""
    if choice.area == _ALL or not choice.shown.after:
        return frozenset()
    return members(change, choice.level, choice.area)


def _map(key: StudyKey, study: Study, change: TrafficChange, flows: traffic_map.FlowMap) -> None:
    """Draw the flows over the borders of the scenario."""
    choice, country = _choice(), study.country_of(change.name)
    kind = next(one for one in country.kinds if one.code == (choice.kind or change.kinds[0]))
    layer = study.arrangement(change.name).layer(kind.layer)
    drawn = draw(
        OfflineMap(),
        pair_documents(key, change.name, kind.code),
        Start("", ("swv",), (), line_strength=0.5),
        Behaviour(
            "Kaart met stromen van leerlingen over swv-grenzen",
            source_line(country, layer.peildatum, [kind.code]),
            figures=False,
            remember="dekkend-grensverkeer",
        ),
        country.kinds,
        grouped=country.dataset.manifest.grouped,
    )
    inside = _inside(change, choice)
    later = Later(network=Network("", _line(change, distance_line(country)), times=False))
    st_folium(
        drawn,
        key=_MAP,
        height=_MAP_HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=[
            later.as_group(),
            traffic_map.overlay(change, choice.level, choice.shown, flows, inside),
        ],
    )
    st.html(traffic_map.legend(flows, change.certainty, of_area=bool(inside)))
    borders = "de swv's" if study.arrangement(change.name).is_merged else f"de swv's {kind.layer}"
    st.html(markup.small(f"Getekende grenzen: {borders} van ‘{study.arrangement(change.name).title}’."))


def _line(change: TrafficChange, distances: str) -> str:
    """Name in the corner of the map what the flows are read off."""
    dates = ", ".join(spoken_peildatum(date) for _, date in change.sources if date)
    told = f"stromen: {change.source.label}{f' ({dates})' if dates else ''}"
    return told if change.source in (Source.MEASURED, Source.PAYING) else f"{told}; {distances}"


def _pairs(change: TrafficChange, rows: pd.DataFrame) -> None:
    shown = traffic_words.pair_text(rows.head(_ROWS), change.certainty)
    st.dataframe(shown, hide_index=True, width="stretch", height=_MAP_HEIGHT - 60)
    more = f"; de {_ROWS} grootste staan hier, het bestand heeft ze alle" if len(rows) > _ROWS else ""
    st.html(
        markup.small(
            f"{len(rows)} stromen{more}. {capital(change.certainty)}; tussen haakjes de marge. Aantallen die "
            "niet geteld zijn, zijn afgerond."
        )
    )


def _per_area(change: TrafficChange) -> None:
    """Tell of every area its traffic out and in."""
    choice = _choice()
    st.html(markup.section(f"Uit en in, per {choice.level.value}"))
    rows = traffic_words.area_rows(change, choice.level)
    if choice.area != _ALL:
        rows = rows[rows["gebied"].isin(members(change, choice.level, choice.area))]
    st.dataframe(traffic_words.area_text(rows, choice.level, change), hide_index=True, width="stretch")
    st.html(markup.small(traffic_words.OUT_AND_IN))


def _download(change: TrafficChange) -> None:
    """Offer who goes from where to where as a file, with source, date and certainty in every row."""
    make: Callable[[], bytes] = lambda: csv_bytes(  # noqa: E731  # made only when it is asked for
        written_out(change, _choice().level), 3
    )
    st.download_button(
        "Wie van waar naar waar gaat (CSV)",
        make,
        f"grensverkeer-{'-'.join(change.kinds)}-{change.source.value}-{_choice().level.value}.csv",
        "text/csv",
        on_click="ignore",
        key="grensverkeer_csv",
    )
