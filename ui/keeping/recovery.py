"""What a visitor is making is kept on disk while it is made, and comes back after a refresh or a restart.

The address of the page carries the id of the draft. Opened a second time while the first window is still
at work it gives a copy, under an id of its own: two windows never write over each other. A browser is
known by a cookie, so that nobody is offered what another made.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.dataset import Dataset
from data.draft_store import KeptDraft
from data.scenario_store import local
from geo.errors import DekkendError, InputError
from scenarios.draft import Draft
from scenarios.workspace import Workspace, read_workspace
from ui import markup
from ui.corrected import corrections, make, open_folder
from ui.drafts import desk
from ui.faults import message
from ui.keeping import shelf
from ui.loading import StudyKey, open_dataset
from ui.room.kept import take, written
from ui.session import of_session
from ui.state import current

#: Name in the address, and of the cookie.
PARAMETER: Final = "ontwerp"
COOKIE: Final = "dekkend"

_KEY: Final = "herstel"
_ID: Final = re.compile(r"[0-9a-f]{32}")
_CHOICES: Final = ("scenario", "base", "kind")
#: How long a window that is being refreshed may take to let go of its draft (seconds).
_LETTING_GO_S: Final = 2.0
_MARK_BROWSER: Final = st.components.v2.component(
    "dekkend_browser", js=files("ui").joinpath("static/browser.js").read_text(encoding="utf-8")
)


@dataclass(slots=True)
class Trail:
    """What this session knows of its draft on disk.

    Attributes
    ----------
    draft_id
        Id on disk; empty while nothing was written.
    browser
        Mark of the browser.
    written
        What stands on disk.
    begun
        Whether the address was looked at.
    note
        What came back, or why it did not; until something else is made.
    fault
        Why it cannot be kept (Markdown); empty if it can.
    shown
        The fault that the top of the page shows: it stays there until the whole page runs again.
    """

    draft_id: str = ""
    browser: str = ""
    written: Workspace | None = None
    begun: bool = False
    note: str = ""
    fault: str = ""
    shown: str = ""


def trail() -> Trail:
    """Return what this browser session knows of its draft on disk."""
    return of_session(_KEY, Trail)


def begin() -> None:
    """Bring back the draft that the address names; at the start of a run, before the data are opened."""
    mine = trail()
    if mine.begun:
        return
    mine.begun = True
    told = str(st.context.cookies.get(COOKIE, ""))
    mine.browser = told if _ID.fullmatch(told) else secrets.token_hex(16)
    asked = st.query_params.get(PARAMETER, "")
    if not asked:
        return
    try:
        found = shelf.unfinished().find(asked) if _ID.fullmatch(asked) else None
        if found is None:
            mine.note = "Het ontwerp uit dit adres is er niet (meer). Wat bewaard is, staat bij Bewaren."
            return
        _bring_back(found)
    except DekkendError as error:
        logging.getLogger(__name__).warning("ontwerp niet hersteld: %s", error)
        mine.fault = f"Uw ontwerp kon niet worden hersteld; het staat nog op schijf. {message(error)}"


def keep(key: StudyKey, place: DeltaGenerator | None = None) -> None:
    """Write what is being made to disk, if it changed; at the end of every run and fragment run.

    Parameters
    ----------
    place
        Where to say at once that it failed: the top of the page is not drawn again by a fragment. Without
        one, here.
    """
    mine = trail()
    _keep(key.data_version)
    if mine.fault and mine.fault != mine.shown:
        with place or st.container():
            st.warning(mine.fault, icon=":material/warning:")
    elif mine.shown and not mine.fault:
        mine.shown = ""
        st.rerun()  # it is kept again: the top of the page no longer has to say that it is not


def end(dataset: Dataset) -> None:
    """Keep what was made, and mark the browser; at the end of a run of the app."""
    mine = trail()
    _keep(dataset.manifest.fingerprint)
    if mine.draft_id:
        _MARK_BROWSER(key="dekkend_browser", data={"naam": COOKIE, "waarde": mine.browser}, height=1)


def parameters() -> dict[str, str]:
    """Return what a link to another page of this app has to carry for the draft to come along."""
    return {PARAMETER: trail().draft_id} if trail().draft_id else {}


def show_note() -> None:
    """Say what came back, or why something cannot be kept."""
    mine = trail()
    mine.shown = mine.fault
    with st.container():  # always there: what stands below it would move
        if mine.note:
            st.html(markup.note(mine.note))
        if mine.fault:
            st.warning(mine.fault, icon=":material/warning:")


def offer(key: StudyKey) -> None:
    """Draw the drafts that were left unfinished in this browser, to go on with."""
    mine = trail()
    try:
        found = shelf.unfinished().of_browser(mine.browser)
    except DekkendError as error:
        st.warning(message(error), icon=":material/warning:")
        return
    others = [one for one in found if one.id != mine.draft_id]
    if not others:
        return
    with st.expander(f"Onafgemaakte ontwerpen in deze browser ({len(others)})"):
        st.html(markup.small("Alleen wat in deze browser is gemaakt; na 60 dagen wordt het opgeruimd."))
        by_id = {one.id: one for one in others}
        chosen = st.selectbox(
            "Onafgemaakt ontwerp", list(by_id), format_func=lambda one: _line(by_id[one]), key="herstel_keuze"
        )
        with st.container(horizontal=True):
            st.button(
                "Ga hiermee verder",
                icon=":material/restore:",
                key="herstel_verder",
                on_click=partial(_go_on, key, chosen),
            )
            st.button(
                "Weg ermee", icon=":material/delete:", key="herstel_weg", on_click=partial(_forget, chosen)
            )


def _line(found: KeptDraft) -> str:
    return f"{found.title}, {local(found.time):%d-%m-%Y %H:%M}"


def _go_on(key: StudyKey, draft_id: str) -> None:
    mine = trail()
    _keep(key.data_version)  # what was being made stays under its own id
    try:
        found = shelf.unfinished().find(draft_id)
        if found is not None:
            mine.draft_id, mine.written = "", None
            _bring_back(found)
    except DekkendError as error:
        mine.fault = f"Dit ontwerp kon niet worden geopend; het staat nog op schijf. {message(error)}"


def _forget(draft_id: str) -> None:
    try:
        shelf.unfinished().forget(draft_id)
    except DekkendError as error:
        trail().fault = message(error)


def _bring_back(found: KeptDraft) -> None:
    mine, space = trail(), read_workspace(found.content)
    _put(space)
    when = f"{local(found.time):%H:%M op %d-%m-%Y}"
    if _is_let_go(found.owner) and shelf.unfinished().take(found.id, _me(), found.owner):
        mine.draft_id, mine.written = found.id, _now(space.data)
        mine.note = f"Hersteld: {found.title}, zoals het was om {when}."
    else:
        mine.note = (
            f"Dit is een kopie van {found.title} ({when}): het ontwerp is ook in een ander venster open. Wat "
            "u hier doet, verandert daar niets."
        )


def _is_let_go(owner: str) -> bool:
    """Whether the visit that worked on a draft is over; one that is being refreshed is waited for."""
    if not Runtime.exists() or owner == _me():
        return True
    until = time.monotonic() + _LETTING_GO_S
    while Runtime.instance().is_active_session(owner):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _put(space: Workspace) -> None:
    """Lay on the desk what was kept; what does not fit these data is said and left out."""
    mine, choice, told = desk(), current(), trail()
    faults = []
    try:
        if space.corrections != corrections().made:
            make(space.corrections)
    except DekkendError as error:
        faults.append(message(error))
    try:
        kinds = open_dataset(open_folder())["soorten"]
        choice.norms = space.all_norms(tuple(kinds["code"].astype(str)))
    except DekkendError as error:
        faults.append(message(error))
    try:
        take(space.presentation.encode())
    except DekkendError as error:
        faults.append(message(error))
    choice.settings, mine.assumptions = space.settings, space.assumptions
    for name, value in space.chosen:
        if name in _CHOICES:
            setattr(choice, name, value)
    if mine.draft is not None:
        mine.start(space.draft or Draft(mine.draft.base))
    else:
        mine.draft = space.draft
    mine.aside = {**mine.aside, **{one.at(len(one.done) + len(one.undone)).name: one for one in space.aside}}
    told.fault = "\n\n".join(faults)


def _now(data_version: str) -> Workspace:
    mine, choice = desk(), current()
    return Workspace(
        mine.draft,
        tuple(mine.aside.values()),
        mine.assumptions,
        choice.settings,
        choice.norms.differing(),
        corrections().made,
        tuple(sorted((name, str(getattr(choice, name))) for name in _CHOICES)),
        data_version,
        written().decode(),
    )


def _keep(data_version: str) -> None:
    mine, space = trail(), _now(data_version)
    if space == mine.written or not (mine.draft_id or space.is_worth_keeping):
        _address()
        return
    try:
        _write(space)
    except InputError as error:
        logging.getLogger(__name__).warning("ontwerp niet bewaard: %s", error)
        mine.fault = f"Uw ontwerp wordt nu niet automatisch bewaard. {message(error)}"
        return
    if mine.written is not None and mine.written.draft != space.draft:
        mine.note = ""
    mine.written, mine.fault = space, ""
    _address()


def _write(space: Workspace) -> None:
    mine, store, text, title = trail(), shelf.unfinished(), space.text(), _title(space)
    if not (mine.draft_id and store.write(mine.draft_id, _me(), title, text)):
        # new, or another window has taken it over meanwhile: this one goes on under an id of its own
        mine.draft_id = store.begin(_me(), mine.browser, title, text)


def _address() -> None:
    """Let the address carry the id: another page of the app does not take it along by itself."""
    mine = trail()
    if mine.draft_id and st.query_params.get(PARAMETER) != mine.draft_id:
        st.query_params[PARAMETER] = mine.draft_id


def _title(space: Workspace) -> str:
    draft = space.draft or next(iter(space.aside), None)
    if draft is None:
        return "instellingen zonder ontwerp"
    count = len(draft.done)
    changes = f"{count} {'wijziging' if count == 1 else 'wijzigingen'}"
    return f"{draft.title} ({changes})" if draft.title else f"een ontwerp op {draft.base} ({changes})"


def _me() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id
