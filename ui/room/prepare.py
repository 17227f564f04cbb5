"""Preparing a presentation: steps from a scenario or from what is on the workbench; order, files."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from geo.errors import StaleDataError
from scenarios.presentation import Layer, Presentation, Step, as_json, default_presentation, require_same_data
from scenarios.study import Study
from ui import drafts, markup
from ui.check.saving import slug
from ui.faults import faults_shown, literal
from ui.loading import StudyKey, first_scenario
from ui.room import editing, log, outcome
from ui.room.kept import bring_minutes, know, read_upload, room, told, with_drafts
from ui.state import current, tied
from ui.workbench.bench import bench

_ABOUT: Final = (
    "Maak vooraf stappen klaar en toon ze in grote letters: met de pijltjestoetsen, een presenter of de "
    "knoppen. Tijdens het tonen zoekt u een gemeente op en legt u besluiten en bezwaren vast, met de tijd. "
    "Alles werkt zonder netwerk."
)
_SCENARIO: Final = "zaal_scenario"
_FILE: Final = "zaal_bestand"


def show(key: StudyKey, study: Study) -> None:
    """Draw the page while it is being prepared."""
    mine, titles = room(), drafts.options(key)
    st.html(markup.small(_ABOUT))
    with st.container():  # always there: what stands below it stays where it is
        if mine.fault:
            st.error(mine.fault, icon=":material/error:")
        if mine.note:
            st.success(literal(mine.note), icon=":material/check:")
        if mine.missed:
            st.html(markup.note(mine.missed))
    _begin(key, study, titles)
    if mine.presentation.stappen:
        _steps(key, study, titles)
    _files(study)
    if log.drafts_with_minutes() or mine.presentation.stappen:
        outcome.show(key, study)


def _begin(key: StudyKey, study: Study, titles: dict[str, str]) -> None:
    """Draw what makes steps: all of them from one scenario, or one from what is in view elsewhere."""
    mine = room()
    if not (mine.by_hand and mine.about in titles):
        wanted = [drafts.own(titles), current().scenario, first_scenario(key)]
        known = (name for name in wanted if name in titles and name != study.base_id)
        mine.about, mine.by_hand = next(known, study.base_id), False
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    chosen = left.selectbox(
        "Scenario (rekenvoorbeeld, geen beleid)",
        list(titles),
        format_func=titles.__getitem__,
        **tied(mine, "about", _SCENARIO, partial(_chosen, titles)),
    )
    made = bool(mine.presentation.stappen)
    middle.button(
        "Maak een nieuwe voorbereiding" if made else "Maak een voorbereiding",
        icon=":material/auto_awesome_motion:",
        type="secondary" if made else "primary",
        on_click=_prepare,
        args=(key, study, chosen),
        width="stretch",
        help="Vijf stappen: de situatie nu, het scenario, wat verandert er, de prijs, het besluit."
        + (" De stappen die er nu zijn maken plaats; bewaar ze eerst als bestand." if made else ""),
        key="zaal_maak",
    )
    right.button(
        "Voeg de werkbank toe",
        icon=":material/add:",
        on_click=_add_bench,
        args=(key, study),
        width="stretch",
        help="Een stap met wat nu op de Werkbank staat: ontwerp, kaartbeeld en lagen.",
        key="zaal_voeg_toe",
    )


def _chosen(titles: Collection[str]) -> None:
    room().by_hand = bool(drafts.own(titles))


def _kind(study: Study) -> str:
    codes = [kind.code for kind in study.country.kinds]
    return current().kind if current().kind in codes else codes[0]


def _prepare(key: StudyKey, study: Study, name: str) -> None:
    with told():
        base = current().base if current().base in drafts.options(key) else study.base_id
        made = default_presentation(study, name, base, _kind(study), bench().layer)
        mine = room()
        mine.presentation, mine.at, mine.editing = with_drafts(study, made), 0, None
        mine.note = f"Klaar om te tonen: {len(made.stappen)} stappen."


def _add_bench(key: StudyKey, study: Study) -> None:
    with told():
        mine, chosen = room(), bench()
        draft = drafts.desk().settle(study)
        name, titles = draft.known_to(study), drafts.options(key)
        base = chosen.against if chosen.against in titles else draft.base
        shown: tuple[tuple[Layer, bool], ...] = (
            ("jeugdregio", chosen.borders),
            ("gemeenten", chosen.gemeenten),
            ("vestigingen", chosen.sites),
            ("gewijzigd", chosen.changed),
        )
        step = Step(
            titel=study.arrangement(name).title[:120],
            beeld=editing.cut_out(chosen.view),
            scenario=name,
            basis=base,
            laag=chosen.layer,
            soort=_kind(study),
            lagen=tuple(what for what, on in shown if on),
            cijfers=editing.USUAL,
        )
        made = mine.presentation.with_steps([*mine.presentation.stappen, step])
        made = made.model_copy(update={"onderwerp": made.onderwerp or name})
        mine.presentation = with_drafts(study, made)
        mine.editing = len(made.stappen) - 1
        mine.note = f"Toegevoegd als stap {len(made.stappen)}; pas hieronder titel, opmerking en cijfers aan."


def _steps(key: StudyKey, study: Study, titles: dict[str, str]) -> None:
    mine = room()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(markup.section(f"{len(mine.presentation.stappen)} stappen"), width="content")
        st.button(
            "Begin met tonen",
            icon=":material/present_to_all:",
            type="primary",
            on_click=mine.begin,
            key="zaal_begin",
        )
    for at, step in enumerate(mine.presentation.stappen):
        _row(study, at, step)
        if mine.editing == at:
            editing.show(key, study, at, titles)


def _row(study: Study, at: int, step: Step) -> None:
    mine, last = room(), len(room().presentation.stappen) - 1
    shown = [
        study.arrangement(one).title if study.knows(one) else f"{one} (is er niet meer)"
        for one in (step.scenario, step.basis)
    ]
    what = shown[0] if step.scenario == step.basis else f"{shown[0]}, naast {shown[1]}"
    number = at + 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"zaal_rij_{at}"):
        st.html(
            f'<p class="dk-stap"><b>{number}. {escape(step.titel)}</b><span>{escape(what)}</span></p>',
            width="stretch",
        )
        for name, icon, does, disabled in (
            ("Toon vanaf", "slideshow", lambda: mine.begin(at), False),
            ("Omhoog", "arrow_upward", lambda: _change(mine.presentation.moved(at, -1)), at == 0),
            ("Omlaag", "arrow_downward", lambda: _change(mine.presentation.moved(at, 1)), at == last),
            ("Wijzig", "edit", lambda: _edit(at), False),
            ("Verdubbel", "content_copy", lambda: _change(mine.presentation.doubled(at)), False),
            ("Verwijder", "delete", lambda: _change(mine.presentation.without(at)), False),
        ):
            st.button(
                f"{name} stap {number}",
                icon=f":material/{icon}:",
                key=f"zaal_{'toon' if icon == 'slideshow' else 'icoon'}_{icon}_{at}",
                on_click=does,
                disabled=disabled,
                help=f"{name} stap {number}",
            )


def _change(presentation: Presentation) -> None:
    with told():
        room().presentation = presentation
        room().editing = None


def _edit(at: int) -> None:
    room().editing = None if room().editing == at else at


def _files(study: Study) -> None:
    mine = room()
    with st.expander("Bewaren en openen", icon=":material/folder_open:"):
        if mine.presentation.stappen and (content := _content(study)):
            st.download_button(
                "Bewaar de presentatie (JSON)",
                content,
                f"presentatie-{slug(mine.presentation.titel) or 'dekkend'}.json",
                "application/json",
                icon=":material/download:",
                on_click="ignore",
                help="Met de ontwerpen die erin voorkomen: op een andere computer met dezelfde gegevens "
                "opent hij met dezelfde cijfers.",
                key="zaal_bewaar",
            )
        st.file_uploader("Open een presentatie (JSON)", "json", key=_FILE, on_change=_opened, args=(study,))


def _content(study: Study) -> bytes:
    """Return the file with the presentation; nothing, and why, where a step shows what is not there."""
    with faults_shown():
        return as_json(with_drafts(study, room().presentation))
    return b""


def _opened(study: Study) -> None:
    file = st.session_state[_FILE]
    if file is None:
        return
    with told():
        found = read_upload(file.name, file.getvalue())
        mine = room()
        mine.presentation, mine.at, mine.editing = found, 0, None
        know(study)
        bring_minutes()
        mine.note = f"Geopend: {found.titel or file.name}, {len(found.stappen)} stappen."
        try:
            require_same_data(found, study)
        except StaleDataError as error:
            mine.note += f" Let op: {error}."
