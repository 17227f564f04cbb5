"""What-ifs of one browser session: the draft that is being made, those laid aside, saving and opening.

A draft is known to a study only in passing (`scenarios.study.Study.known`), so that
what one visitor makes is never among the scenarios of another.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from geo.errors import DekkendError, InputError, StaleDataError
from scenarios.assumptions import Assumptions
from scenarios.draft import Draft, draft_of
from scenarios.scenario import Scenario, read_scenario, require_same_data
from scenarios.study import Study
from ui.clock import today
from ui.corrected import brought
from ui.desk import Desk, known
from ui.faults import faults_kept
from ui.keeping import shelf
from ui.loading import StudyKey, available, first_scenario, study_of
from ui.session import of_session
from ui.state import current

_KEY: Final = "ontwerpen"
_OURS: Final = (
    "Er ging iets mis in dekkend zelf; uw ontwerp is ongewijzigd. Probeer het anders, of meld wat u deed en "
    "wat er in het venster staat waarin dekkend is gestart."
)


def desk() -> Desk:
    """Return what this browser session is working on."""
    return of_session(_KEY, Desk)


@contextmanager
def told() -> Iterator[None]:
    """Keep why something was refused for the page to show; for in callbacks, where nothing can be drawn."""
    mine = desk()
    mine.fault, mine.note = "", ""
    with faults_kept(partial(setattr, mine, "fault"), _OURS):
        yield


def ensure(study: Study) -> None:
    """Make the drafts of this session known to a study; those that do not fit its data are passed over."""
    mine = desk()
    for draft in (*mine.aside.values(), *(() if mine.draft is None else (mine.draft,))):
        with tolerated():
            known(draft, study)


@contextmanager
def tolerated() -> Iterator[None]:
    """Pass over what cannot be made on these data."""
    try:
        yield
    except DekkendError as error:
        logging.getLogger(__name__).info("ontwerp past niet op deze gegevens: %s", error)


def options(key: StudyKey) -> dict[str, str]:
    """Return id and title of what this session can choose: ready-made, its own drafts, what is on disk.

    Drafts of other sessions are never among them. What is returned is known to the study.
    """
    study, mine = study_of(key), desk()
    ensure(study)
    drafts = (*(() if mine.draft is None else (mine.draft,)), *mine.aside.values())
    own = [draft.name for draft in drafts if draft.is_made and study.knows(draft.name)]
    return available(key)[0] | {name: study.arrangement(name).title for name in own} | shelf.stored(study)


def own(titles: Collection[str]) -> str:
    """Return the id of the draft in work, once it has a step or was saved; empty for none.

    Parameters
    ----------
    titles
        Ids of what can be chosen. As it was saved it is chosen as that: others can open it.
    """
    draft = desk().draft
    if draft is None or not (draft.is_made or draft.stored):
        return ""
    names = [shelf.as_stored(draft) if draft.stored else "", draft.name if draft.is_made else ""]
    return next((name for name in names if name in titles), "")


def first_choice(key: StudyKey, titles: Collection[str]) -> str:
    """Return the scenario that is shown before the user chooses one: their own draft if there is one."""
    return own(titles) or first_scenario(key)


def chosen() -> None:
    """After the user chose a scenario: a draft begun later takes its place, one that there is does not."""
    draft, choice = desk().draft, current()
    choice.given = "" if draft is not None and (draft.is_made or draft.stored) else choice.scenario


def file_of(study: Study, draft: Draft, assumptions: Assumptions | None = None) -> bytes:
    """Return a draft as a scenario file, as `scenarios.scenario.write_scenario` writes it."""
    return (draft.scenario(study, assumptions).model_dump_json(indent=1) + "\n").encode()


def file_name(draft: Draft) -> str:
    """Return a name for a draft's file.

    Examples
    --------
    >>> file_name(Draft("jeugdregio", title="Eén so-school in Súdwest: plan B"))
    'scenario-een-so-school-in-sudwest-plan-b.json'
    """
    plain = draft.title.casefold().translate(str.maketrans("àáâäèéêëìíîïòóôöùúûüç", "aaaaeeeeiiiioooouuuuc"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return f"scenario-{slug or draft.base + '-wat-als'}.json"


def read_file(name: str, content: bytes) -> Scenario:
    """Read an uploaded scenario file.

    Raises
    ------
    InputError
        If it is none; with every fault and where it stands.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "scenario.json")
        path.write_bytes(content)
        return read_scenario(path, today())


def open_file(study: Study, name: str, content: bytes) -> None:
    """Go on with a saved scenario; one of other data waits until the user says so.

    Raises
    ------
    InputError, UnknownNameError
        If the file is no scenario, or one that cannot be made on these data; the draft is as it was.
    """
    saved, mine = read_file(name, content), desk()
    mine.waiting = None
    study = brought(saved, study)
    try:
        require_same_data(saved, study)
    except StaleDataError as error:
        mine.waiting = saved
        told_here = study.country.dataset.manifest.fingerprint[:12]
        fault = (
            f"gemaakt op een andere gegevensset ({saved.gegevens[:12]}) dan die nu open is ({told_here}): de "
            "cijfers zullen verschillen; start de app met die gegevensset, of open het hieronder toch"
        )
        raise InputError(name, [fault]) from error
    go_on(study, saved)


def go_on(study: Study, saved: Scenario) -> None:
    """Take over a saved scenario: its changes, settings, norms and assumptions.

    Raises
    ------
    InputError, UnknownNameError
        If it cannot be made on these data; all is as it was.
    """
    mine, choice = desk(), current()
    draft, assumptions = draft_of(saved), saved.assumptions
    settings = saved.settings if saved.instellingen else choice.settings
    norms = saved.norms(kind.code for kind in study.country.kinds)
    study.arrangement(draft.base)
    draft.known_to(study)
    other = [
        what
        for what, differs in (
            ("instellingen", settings != choice.settings),
            ("normen", norms != choice.norms),
            ("aannames", assumptions != mine.assumptions),
        )
        if differs
    ]
    mine.start(draft)
    mine.assumptions, choice.settings, choice.norms = assumptions, settings, norms
    count = len(draft.done)
    mine.note = (
        f"Geopend: {saved.titel or saved.naam}, {count} {'wijziging' if count == 1 else 'wijzigingen'}."
    )
    if other:
        mine.note += f" Ook overgenomen, voor alle pagina's: {' en '.join(other)}."
