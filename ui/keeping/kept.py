"""The panel that keeps scenarios: save, open, versions, copy, *vastgesteld*, out of sight and back, files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from data.scenario_store import ConflictError, FrozenError, Kept, State
from scenarios.study import Study
from ui import drafts, markup
from ui.faults import faults_shown, message
from ui.keeping import acts, listed, recovery, shelf
from ui.keeping.acts import Panel, panel
from ui.loading import StudyKey

_NOT_MADE: Final = "Er is nog niets gewijzigd of vastgelegd; wat er staat is een kant-en-klare indeling."


def show(key: StudyKey, study: Study) -> None:
    """Draw the panel."""
    mine = panel()
    if mine.changed:  # what was opened stands in the whole page, not in this part of it only
        mine.changed = False
        st.rerun()
    with faults_shown():
        if mine.note:
            st.success(mine.note, icon=":material/check:")
        if mine.fault:
            st.error(mine.fault, icon=":material/error:")
        _save(study)
        if mine.conflict is not None:
            _conflict(study, mine, mine.conflict)
        recovery.offer(key)
        listed.show(study)
        _files(study)


def _save(study: Study) -> None:
    draft = drafts.desk().settle(study)
    st.html(markup.section("Bewaren"))
    if not draft.is_worth_keeping:
        st.html(markup.small(_NOT_MADE))
        return
    kept = acts.gone_on_from(draft)
    st.html(_standing(kept, draft.stored))
    titled = draft.title or (kept.title if kept is not None else "")
    left, right = st.columns([3, 2])
    keys = (f"bewaar_titel_{draft.stored}_{titled}", "bewaar_wie", f"bewaar_toelichting_{draft.stored}")
    left.text_input("Titel", titled, max_chars=200, key=keys[0])
    right.text_input(
        "Uw naam",
        shelf.who(),
        max_chars=200,
        key=keys[1],
        help="Staat bij de versie, zodat een ander weet wie hem bewaarde.",
    )
    st.text_input("Toelichting bij deze versie (mag leeg)", max_chars=500, key=keys[2])
    with st.container(horizontal=True):
        if kept is not None and kept.state is State.SAVED:
            _button(
                f"Bewaar als versie {kept.last.number + 1}" if _on_last(kept, draft.stored) else "Bewaar",
                "save",
                partial(_typed, study, keys, anew=False),
                primary=True,
            )
            _button("Bewaar als nieuw scenario", "add", partial(_typed, study, keys, anew=True))
        else:
            _button("Bewaar", "save", partial(_typed, study, keys, anew=True), primary=True)


def _typed(study: Study, keys: tuple[str, str, str], *, anew: bool) -> None:
    """Save under what stands in the fields now: typing and pressing may come in one go."""
    title, who, note = (str(st.session_state.get(key, "")) for key in keys)
    acts.save(study, title, who, note, anew=anew)


def _on_last(kept: Kept, stored: str) -> bool:
    return stored == f"{kept.id}.{kept.last.number}"


def _standing(kept: Kept | None, stored: str) -> str:
    """Say in one line whether what stands here is on disk."""
    if kept is None:
        told = (
            "Nog niet bewaard als scenario. Het ontwerp zelf wordt wel vanzelf bijgehouden in deze browser."
        )
        return markup.small(told)
    number = stored.partition(".")[2]
    if kept.state is State.FROZEN:
        return markup.small(f"Gaat verder op ‘{kept.title}’, dat is vastgesteld: bewaren maakt een kopie.")
    return markup.small(f"Gaat verder op ‘{kept.title}’, versie {number} ({kept.state}).")


def _conflict(study: Study, mine: Panel, error: ConflictError | FrozenError) -> None:
    """Tell the second who came first, and let them choose; their own work is where it was."""
    kept = error.kept
    with st.container(border=True):
        st.html(markup.section("Een ander was u voor"))
        st.warning(f"{message(error)}. Uw ontwerp staat hier nog, ongewijzigd.", icon=":material/warning:")
        with st.container(horizontal=True):
            _button(
                "Bewaar het mijne als nieuw scenario",
                "add",
                partial(acts.save_waiting, study, anew=True),
                primary=True,
            )
            if isinstance(error, ConflictError):
                _button("Leg de twee naast elkaar", "compare", partial(acts.beside, study, kept))
                _button(
                    f"Bewaar het mijne als versie {kept.last.number + 1}",
                    "save",
                    partial(acts.save_waiting, study, anew=False),
                    disabled=not mine.looked,
                    help="Versie "
                    f"{kept.last.number} blijft bestaan. Leg de twee eerst naast elkaar; daarna kan dit.",
                )
            _button("Nu niet", "close", acts.let_be)


def _files(study: Study) -> None:
    """Draw saving to and opening from a file."""
    mine = drafts.desk()
    draft = mine.settle(study)
    with st.expander("Als bestand (JSON)"):
        st.html(
            markup.small(
                "Op een andere computer met dezelfde gegevens geeft het bestand precies dezelfde cijfers."
            )
        )
        if draft.is_worth_keeping:
            st.download_button(
                "Sla op als bestand",
                drafts.file_of(study, draft, mine.assumptions),
                drafts.file_name(draft),
                "application/json",
                icon=":material/download:",
                key="bewaar_bestand",
            )
        given = st.file_uploader(
            "Open een scenario (JSON)", "json", key=f"bewaar_open_{acts.panel().uploads}"
        )
        if given is not None:
            _button(
                f"Open {given.name[:60]}",
                "folder_open",
                partial(acts.open_file, study, given.name, given.getvalue()),
            )
        if mine.waiting is not None:
            _button("Open het toch", "folder_open", partial(acts.open_waiting, study))


def _button(
    label: str,
    icon: str,
    act: Callable[[], None],
    *,
    primary: bool = False,
    disabled: bool = False,
    help: str | None = None,  # noqa: A002
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"bewaar_{label}",
        on_click=act,
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help,
    )
