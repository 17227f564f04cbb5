"""The scenario behind an id that a page can choose: what is saved of it, and what belongs to it."""

from __future__ import annotations

import re
import unicodedata

from data.scenario_store import ScenarioStore
from scenarios.draft import Draft
from scenarios.exchange.imported import imported_of
from scenarios.exchange.notes import Notes, notes_of, notes_of_draft
from scenarios.ready_made import titles
from scenarios.scenario import Scenario, new_scenario
from scenarios.store import id_and_version, is_stored, scenario_at
from scenarios.study import Study
from ui.desk import Desk
from ui.drafts import desk


def scenario_of(study: Study, name: str) -> Scenario:
    """Return what is saved of a scenario: a draft of this session, one on disk, or a ready-made indeling.

    Raises
    ------
    UnknownNameError, InputError
        If there is none, or it cannot be read.
    """
    draft = draft_at(desk(), name)
    if draft is not None:
        return draft.scenario(study, desk().assumptions)
    if is_stored(name):
        return scenario_at(ScenarioStore.usual(), *id_and_version(name))
    if name in titles(study.country):
        return new_scenario(study, name, name)
    arrangement = study.arrangement(name)
    base = "samengevoegd" if arrangement.is_merged else study.base_id
    change = imported_of(arrangement, study.country, arrangement.title)
    return new_scenario(study, name, base, (change,), title=arrangement.title)


def notes_on(study: Study, name: str) -> Notes:
    """Return what was said and done in a scenario; nothing for a ready-made indeling."""
    draft = draft_at(desk(), name)
    if draft is not None:
        return notes_of_draft(study, draft)
    if is_stored(name):
        return notes_of(study, scenario_at(ScenarioStore.usual(), *id_and_version(name)))
    return Notes()


def draft_at(mine: Desk, name: str) -> Draft | None:
    """Return the draft of this session with an id, if there is one; a draft that is only its base is none."""
    if mine.draft is not None and mine.draft.name == name and mine.draft.is_made:
        return mine.draft
    return mine.aside.get(name)


def file_stem(title: str) -> str:
    """Make a file name of a title.

    Examples
    --------
    >>> file_stem("Eén swv in Súdwest: plan B"), file_stem("???")
    ('een-swv-in-sudwest-plan-b', 'indeling')
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "indeling"
