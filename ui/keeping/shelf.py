"""Where this app keeps scenarios and drafts, and who it is that saves."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

import streamlit as st

from data.draft_store import DraftStore
from data.scenario_store import ScenarioStore
from geo.errors import DekkendError
from scenarios.draft import Draft
from scenarios.store import copied, id_and_version, is_stored, offer_all, opened, stored_id
from scenarios.study import Study
from ui.state import current

_WHO: Final = "bewaren_wie"


def scenarios() -> ScenarioStore:
    """Return the scenarios on disk: everybody who uses this app sees them."""
    return ScenarioStore.usual()


def unfinished() -> DraftStore:
    """Return the drafts on disk: each visitor's own."""
    return DraftStore.usual()


def who() -> str:
    """Return the name that this visitor typed last; empty if none."""
    return str(st.session_state.get(_WHO, ""))


def remember_who(name: str) -> None:
    """Keep the name for the next time."""
    st.session_state[_WHO] = name.strip()


def stored(study: Study) -> dict[str, str]:
    """Return id and title of what is on disk for the data of a study, and offer it to that.

    Where the disk fails there is nothing to choose; the panel that saves says why.
    """
    choice = current()
    in_view = {choice.base, choice.scenario, *(choice.scenarios or ())}
    seen = frozenset(name for name in in_view if is_stored(name))
    try:
        return offer_all(scenarios(), study, seen)
    except DekkendError as error:
        logging.getLogger(__name__).warning("bewaarde scenario's zijn niet te lezen: %s", error)
        return {}


def as_draft(name: str) -> Draft | None:
    """Return a draft that begins as what is on disk under an id, which stays as it is; None for other ids.

    Raises
    ------
    UnknownNameError, InputError
        If it cannot be read.
    """
    if not is_stored(name):
        return None
    kept_id, number = id_and_version(name)
    return copied(opened(scenarios(), kept_id, number)[1])


def as_stored(draft: Draft) -> str:
    """Return the id under which anybody can open a draft as it is now; empty if there is none."""
    if not draft.is_worth_keeping:
        return draft.base
    if not draft.stored:
        return ""
    kept_id, number = id_and_version(draft.stored)
    try:
        before = opened(scenarios(), kept_id, number)[1]
    except DekkendError:
        return ""
    now = replace(draft, undone=(), title=before.title)
    return stored_id(kept_id, number or 1) if now == before else ""
