"""The scenarios on disk, their versions, and what can be done with each."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from data.scenario_store import Kept, State, Version, local
from geo.errors import DekkendError
from scenarios.store import file_of, stored_id
from scenarios.study import Study
from ui import markup
from ui.faults import faults_shown, literal, message
from ui.keeping import acts, shelf

_BADGES: Final = {
    State.SAVED: (":material/save:", "blue"),
    State.FROZEN: (":material/lock:", "gray"),
}


def show(study: Study) -> None:
    """Draw the list."""
    try:
        kept, hidden = shelf.scenarios().all(), shelf.scenarios().all(hidden=True)
    except DekkendError as error:
        st.warning(message(error), icon=":material/warning:")
        return
    st.html(markup.section("Bewaarde scenario's"))
    if kept:
        _chosen(study, kept)
    else:
        st.html(markup.small("Er is nog niets bewaard. Wat u bewaart, ziet ieder die deze app gebruikt."))
    if hidden:
        _hidden(hidden)


def _chosen(study: Study, all_kept: tuple[Kept, ...]) -> None:
    by_id = {one.id: one for one in all_kept}
    chosen = st.selectbox(
        "Bewaard scenario", list(by_id), format_func=lambda one: _line(by_id[one]), key=acts.CHOSEN
    )
    kept = by_id[chosen]
    icon, color = _BADGES[kept.state]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(str(kept.state), icon=icon, color=color)  # type: ignore[arg-type]
        told = f"versie {kept.last.number}, {kept.last.who}, {local(kept.last.time):%d-%m-%Y %H:%M}"
        st.html(markup.small(told))
    if kept.last.data != study.country.dataset.manifest.fingerprint:
        st.html(markup.note(f"Gemaakt op andere gegevens ({kept.last.data[:12]}) dan die nu open zijn."))
    versions = shelf.scenarios().versions(kept.id)
    numbers = [one.number for one in versions]
    number = st.selectbox(
        "Versie",
        numbers,
        format_func=lambda one: _version(versions, one),
        key=f"bewaard_versie_{kept.id}_{numbers[0]}",
    )
    _acts(study, kept, number)
    with st.expander(f"Versies ({len(versions)})"):
        st.dataframe(_table(versions), hide_index=True, width="stretch")
    if kept.state is State.SAVED:
        _freezing(study, kept)


def _acts(study: Study, kept: Kept, number: int) -> None:
    name, frozen = stored_id(kept.id, number), kept.state is State.FROZEN
    with st.container(horizontal=True):
        st.button(
            "Open als kopie" if frozen else "Open scenario",
            icon=":material/folder_open:",
            key="bewaard_open",
            on_click=partial(acts.open_stored, study, name, copied=frozen),
            help="Wat u aan het maken was, ligt dan bij de eerdere ontwerpen.",
        )
        st.button(
            "Kopieer",
            icon=":material/content_copy:",
            key="bewaard_kopie",
            on_click=partial(acts.copy, kept, number),
        )
        st.button(
            "Vergelijk met mijn ontwerp",
            icon=":material/compare:",
            key="bewaard_vergelijk",
            on_click=partial(acts.compare_version, study, name),
        )
        with faults_shown():
            st.download_button(
                "Bestand (JSON)",
                file_of(shelf.scenarios(), kept.id, number),
                f"scenario-{kept.id}-{number}.json",
                "application/json",
                icon=":material/download:",
                key="bewaard_bestand",
            )
        st.button(
            "Verberg",
            icon=":material/visibility_off:",
            key="bewaard_verberg",
            on_click=partial(acts.hide, kept, hidden=True),
            help="Uit de lijst; terugzetten kan altijd.",
        )


def _freezing(study: Study, kept: Kept) -> None:
    with st.expander("Stel vast"):
        st.html(
            markup.small(
                "Wat is vastgesteld verandert niet meer en kan alleen gekopieerd worden. Ieder gebied moet "
                "bij een swv horen. Het blijft een rekenvoorbeeld, geen beleid."
            )
        )
        field = f"bewaard_waarom_{kept.id}"
        st.text_input("Toelichting bij het vaststellen", max_chars=500, key=field)
        st.button(
            f"Stel ‘{literal(kept.title)}’ vast (versie {kept.last.number})",
            icon=":material/lock:",
            key="bewaard_vast",
            on_click=partial(_freeze, study, kept, field),
        )


def _freeze(study: Study, kept: Kept, field: str) -> None:
    acts.freeze(study, kept, str(st.session_state.get(field, "")))


def _hidden(hidden: tuple[Kept, ...]) -> None:
    by_id = {one.id: one for one in hidden}
    with st.expander(f"Verborgen ({len(hidden)})"):
        chosen = st.selectbox(
            "Verborgen scenario",
            list(by_id),
            format_func=lambda one: _line(by_id[one]),
            key="bewaard_verborgen",
        )
        st.button(
            "Zet terug",
            icon=":material/visibility:",
            key="bewaard_terug",
            on_click=partial(acts.hide, by_id[chosen], hidden=False),
        )


def _line(kept: Kept) -> str:
    return f"{kept.title} ({kept.state}, {local(kept.last.time):%d-%m-%Y %H:%M})"


def _version(versions: tuple[Version, ...], number: int) -> str:
    one = next(each for each in versions if each.number == number)
    return f"{number}: {local(one.time):%d-%m-%Y %H:%M}, {one.who}{f', {one.note}' if one.note else ''}"


def _table(versions: tuple[Version, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "versie": [one.number for one in versions],
            "tijd": [f"{local(one.time):%d-%m-%Y %H:%M:%S}" for one in versions],
            "wie": [one.who for one in versions],
            "toelichting": [one.note for one in versions],
            "gegevens": [one.data[:12] for one in versions],
        }
    )
