"""What has been done so far, by name, with undoing, redoing and jumping; and keeping it in a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from scenarios.draft import Draft
from scenarios.drawing.history import sentences
from scenarios.study import Study
from ui import markup
from ui.desk import Desk
from ui.drafts import desk, file_name, file_of, go_on, open_file, told
from ui.faults import literal
from ui.loading import StudyKey, available, study_of

_STEP: Final = "wat_als_stap"
_UPLOAD: Final = "wat_als_bestand"
_TITLE: Final = "wat_als_titel"


def draw(key: StudyKey) -> None:
    """Draw what has been done, and go to another step."""
    study, mine = study_of(key), desk()
    draft = mine.settle(study)
    st.html(markup.section("Wat er gedaan is"))
    row = st.container(horizontal=True)
    row.button(
        "Ongedaan",
        icon=":material/undo:",
        disabled=not draft.done,
        on_click=_at,
        args=(len(draft.done) - 1,),
        key="wat_als_ongedaan",
    )
    row.button(
        "Opnieuw",
        icon=":material/redo:",
        disabled=not draft.undone,
        on_click=_at,
        args=(len(draft.done) + 1,),
        key="wat_als_opnieuw",
    )
    row.button(
        "Begin nieuw",
        icon=":material/restart_alt:",
        help="Legt wat er nu ligt opzij (bij ‘Bestand en eerdere ontwerpen’) en begint opnieuw.",
        disabled=not (draft.is_made or draft.undone),
        on_click=_again,
        args=(draft.base,),
        key="wat_als_nieuw",
    )
    _steps(study, draft)


def _steps(study: Study, draft: Draft) -> None:
    base = study.arrangement(draft.base).title
    lines = [f"Begin: {base}", *sentences(study, draft)]
    count = len(draft.done)
    st.session_state[_STEP] = count

    st.radio(
        "Ga naar een stap",
        range(len(lines)),
        format_func=partial(line, lines, count),
        key=_STEP,
        on_change=lambda: _at(st.session_state[_STEP]),
        label_visibility="collapsed" if len(lines) == 1 else "visible",
    )


def line(lines: Sequence[str], count: int, step: int) -> str:
    """Write a step as it can be chosen: what was taken back is grey, and says so."""
    text = literal(lines[step])
    if step > count:
        return f"{step}. :gray[{text}] *(ongedaan gemaakt)*"
    return f"{step}. {text}" if step else text


def _at(step: int) -> None:
    with told():
        desk().at(step)


def _again(base: str) -> None:
    with told():
        desk().start(Draft(base))


def files(key: StudyKey) -> None:
    """Draw saving, opening, and the drafts laid aside."""
    study, mine = study_of(key), desk()
    draft = mine.settle(study)
    with st.expander("Bestand en eerdere ontwerpen", icon=":material/folder_open:"):
        _save(study, mine, draft)
        st.file_uploader(
            "Open een bewaard scenario (JSON)",
            type="json",
            max_upload_size=20,
            key=_UPLOAD,
            on_change=_uploaded,
            args=(study,),
        )
        if mine.waiting is not None:
            st.button(
                "Open het toch, op deze gegevens",
                help="De wijzigingen worden op deze gegevens gemaakt; de cijfers zullen verschillen.",
                on_click=_anyway,
                args=(study,),
                key="wat_als_toch",
            )
        aside(key)


def _save(study: Study, mine: Desk, draft: Draft) -> None:
    st.session_state[_TITLE] = draft.title
    st.text_input(
        "Naam van dit scenario",
        max_chars=100,
        placeholder="bijvoorbeeld: so-school erbij in Veenendaal",
        key=_TITLE,
        on_change=lambda: mine.call(st.session_state[_TITLE]),
    )
    st.download_button(
        "Bewaar scenario (JSON)",
        partial(file_of, study, draft, mine.assumptions),
        file_name(draft),
        "application/json",
        icon=":material/download:",
        on_click="ignore",
        disabled=not draft.is_made,
        help="Op dezelfde gegevens geeft het precies dezelfde cijfers, ook met ‘dekkend voorziening toon’.",
        key="wat_als_bewaar",
    )


def _uploaded(study: Study) -> None:
    given = st.session_state.get(_UPLOAD)
    if given is not None:
        with told():
            open_file(study, given.name, given.getvalue())


def _anyway(study: Study) -> None:
    mine = desk()
    if mine.waiting is not None:
        with told():
            go_on(study, mine.waiting)


def aside(key: StudyKey) -> None:
    """Draw the drafts laid aside, to go on with."""
    mine = desk()
    if not mine.aside:
        return
    titles = available(key)[0]
    st.html(markup.small("Eerdere ontwerpen, opzij gelegd toen u aan iets anders begon."))
    for name, draft in mine.aside.items():
        count = len(draft.done)
        label = draft.title or f"{titles.get(draft.base, draft.base)}, {count} wijziging{'en' * (count != 1)}"
        st.button(
            f"Ga verder met: {literal(label)}",
            on_click=_resume,
            args=(draft,),
            key=f"wat_als_verder_{name}",
        )


def _resume(draft: Draft) -> None:
    with told():
        desk().start(draft)
