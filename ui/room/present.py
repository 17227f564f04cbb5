"""Presenting: one step at a time in large type, with the map, its figures, a gemeente, and the log."""

from __future__ import annotations

from functools import cache, partial
from html import escape
from importlib.resources import files
from typing import Final

import streamlit as st

from geo.errors import DekkendError
from scenarios.compare import Level
from scenarios.minutes import place_of
from scenarios.presentation import Step
from scenarios.study import Study
from ui import markup
from ui.faults import message
from ui.loading import StudyKey, comparison_of
from ui.room import corrections, figures, gemeente, keys, log, step_map
from ui.room.kept import PARTS, room

_MAP_HEIGHT: Final = 575


@cache
def _style() -> str:
    return f"<style>{files('ui').joinpath('static/zaal.css').read_text(encoding='utf-8')}</style>"


def show(key: StudyKey, study: Study) -> None:
    """Draw the step in view."""
    st.html(_style())
    mine = room()
    with st.container(key="zaal"):
        _top(study, mine.step)
        left, right = st.columns([1.35, 1], gap="medium")
        with left:
            _map(key, study, mine.step)
        with right:
            _beside(key, study, mine.step)
        _turning()
    keys.listen(_said(study, mine.step))


def _said(study: Study, step: Step) -> str:
    """Tell the step to who cannot see it."""
    mine = room()
    return (
        f"Stap {mine.at + 1} van {len(mine.presentation.stappen)}: {step.titel}. "
        f"{_shown(study, step)}. {step.opmerking}"
    )


def _shown(study: Study, step: Step) -> str:
    """Name the indeling that is shown, and what it is held against; as far as they are there."""
    names = [study.arrangement(one).title for one in (step.scenario, step.basis) if study.knows(one)]
    if step.scenario == step.basis:
        return names[0] if names else step.scenario
    return " naast ".join(names)


def _top(study: Study, step: Step) -> None:
    title, stop = st.columns([6, 1], vertical_alignment="top")
    title.html(
        f'<div class="zaal-kop"><h1>{escape(step.titel)}</h1></div>'
        f'<p class="zaal-indeling">{escape(_shown(study, step))}</p>'
    )
    stop.button(
        "Stop",
        icon=":material/close:",
        key="zaal_stop",
        on_click=room().stop,
        width="stretch",
        help="Terug naar voorbereiden (Esc)",
    )


def _map(key: StudyKey, study: Study, step: Step) -> None:
    mine = room()
    try:
        what = step_map.told(key, study, step, mine.turn)
        flash = step_map.flash_of(study, step, mine.gemeente, mine.flashes)
    except DekkendError as error:
        st.error(message(error), icon=":material/error:")
        return
    step_map.draw(step_map.pointing(what, flash), _MAP_HEIGHT)
    st.html(step_map.legend(study, step, what))


def _beside(key: StudyKey, study: Study, step: Step) -> None:
    """Draw what stands beside the map, as chosen."""
    mine = room()
    st.segmented_control(
        "Naast de kaart",
        PARTS,
        key=_part_key(),
        default=mine.part,
        required=True,
        on_change=_other_part,
        label_visibility="collapsed",
        width="stretch",
    )
    try:
        match mine.part:
            case "Gemeente":
                _gemeente(key, study, step)
            case "Verslag":
                _log(study, step)
            case "Correctie":
                corrections.show(key, study)
            case _:
                _figures(key, study, step)
    except DekkendError as error:
        st.error(message(error), icon=":material/error:")


def _part_key() -> str:
    """Name the control so that a step that opens at another part shows it as chosen."""
    return f"zaal_deel_{room().turn}_{room().flashes}"


def _other_part() -> None:
    room().part = st.session_state[_part_key()] or PARTS[0]


def _figures(key: StudyKey, study: Study, step: Step) -> None:
    if step.opmerking:
        st.html(f'<p class="zaal-opmerking">{escape(step.opmerking)}</p>')
    if step.cijfers:
        shown = figures_of(key, step.scenario, step.basis, step.soort, step.cijfers)
        st.html(figures.html(shown))
    elif not step.opmerking:
        st.html('<p class="zaal-opmerking">Bij deze stap horen geen cijfers.</p>')
    if note := markup.settings_note(study.country.settings):
        st.html(note)


def figures_of(
    key: StudyKey, name: str, base: str, kind: str, codes: tuple[str, ...]
) -> tuple[figures.RoomFigure, ...]:
    """Return figures of a scenario for the country; raises as `scenarios.compare.compare` does."""
    found = comparison_of(key, name, base, kind, Level.LAND)
    return figures.figures(found, name, base, kind, codes)


def _gemeente(key: StudyKey, study: Study, step: Step) -> None:
    """Draw the search for a gemeente, and what changes for the one that was found."""
    names = study.country.gemeente_names
    codes = sorted(names, key=lambda code: names[code].lstrip("'").casefold())
    st.selectbox(
        "Zoek een gemeente (typ de naam)",
        codes,
        index=codes.index(room().gemeente) if room().gemeente in codes else None,
        format_func=partial(place_of, names=names),
        placeholder="bijvoorbeeld Woerden",
        key="zaal_gemeente",
        on_change=_searched,
    )
    if room().gemeente:
        found = gemeente.sheets_of(key, step.scenario, step.basis).figures(room().gemeente)
        st.html(gemeente.html(found, step.soort))
        st.button(
            "Wijs nog eens aan",
            icon=":material/my_location:",
            key="zaal_wijs_aan",
            on_click=_point_out,
        )


def _searched() -> None:
    mine = room()
    mine.gemeente = st.session_state["zaal_gemeente"] or ""
    mine.flashes += 1


def _point_out() -> None:
    room().flashes += 1


def _log(study: Study, step: Step) -> None:
    mine = room()
    if mine.fault:
        st.error(mine.fault, icon=":material/error:")
    if mine.note:
        st.success(mine.note, icon=":material/check:")
    log.form(study, step.titel)
    st.html(log.brief(study))


def _turning() -> None:
    """Draw what turns the steps."""
    mine = room()
    last = len(mine.presentation.stappen) - 1
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="zaal_onder"
    ):
        st.button(
            "Vorige",
            icon=":material/arrow_back:",
            key="zaal_vorige",
            disabled=mine.at == 0,
            on_click=mine.go,
            args=(mine.at - 1,),
        )
        st.html(f'<p class="zaal-teller">Stap {mine.at + 1} van {last + 1}</p>', width="content")
        st.button(
            "Volgende",
            icon=":material/arrow_forward:",
            key="zaal_volgende",
            type="primary",
            disabled=mine.at == last,
            on_click=mine.go,
            args=(mine.at + 1,),
        )
