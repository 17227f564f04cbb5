"""What-ifs of one browser session: the draft that is being made, those laid aside, saving and opening.

A draft is known to a study only in passing (`scenarios.study.Study.known`), so that
what one visitor makes is never among the scenarios of another.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import streamlit as st

from geo.errors import DekkendError, InputError, StaleDataError
from scenarios.assumptions import Assumptions
from scenarios.departures import Departure
from scenarios.draft import Draft, draft_of
from scenarios.ready_made import titles
from scenarios.scenario import Change, Scenario, read_scenario, require_same_data
from scenarios.study import Study
from ui.clock import today
from ui.faults import message
from ui.loading import StudyKey, available, study_of
from ui.state import current

_KEY: Final = "ontwerpen"
_OURS: Final = (
    "Er ging iets mis in dekkend zelf; uw ontwerp is ongewijzigd. Probeer het anders, of meld wat u deed en "
    "wat er in het venster staat waarin dekkend is gestart."
)


@dataclass(slots=True)
class Desk:
    """What a visitor is working on.

    Attributes
    ----------
    draft
        The scenario being made; None until a data set is there.
    aside
        Drafts laid aside, by id, the last in front: nothing that was made is thrown away.
    assumptions
        Of demand and capacity; saved with the scenario.
    fault
        Why the last thing asked was refused (Markdown); empty if it was not.
    note
        What is good to know after the last thing asked; plain text.
    waiting
        A saved scenario that was made on other data, until the user says what to do with it.
    """

    draft: Draft | None = None
    aside: dict[str, Draft] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=Assumptions)
    fault: str = ""
    note: str = ""
    waiting: Scenario | None = None

    def settle(self, study: Study) -> Draft:
        """Return the draft, known to the study; one that does not fit its data is laid aside, and said so."""
        if self.draft is not None:
            try:
                _known(self.draft, study)
            except DekkendError as error:
                self.fault = f"Uw ontwerp past niet op deze gegevens en ligt bij de eerdere. {message(error)}"
                self._lay_aside()
            else:
                return self.draft
        self.draft = Draft(study.base_id)
        return self.draft

    def do(self, study: Study, *changes: Change) -> None:
        """Make changes, all or none.

        Raises
        ------
        UnknownNameError, InputError
            If one cannot be made; the draft is as it was.
        """
        draft = self.settle(study)
        for change in changes:
            after = draft.do(change)
            try:
                after.known_to(study)
            except DekkendError:
                # said once more without the draft's own name, which nobody knows
                change.apply(study.arrangement(draft.known_to(study)), study.country)
                raise
            draft = after
        self.draft = draft

    def record(self, study: Study, name: str, departure: Departure) -> str:
        """Record a departure in a scenario of this session, and return its new id.

        A ready-made indeling stays as it is: a draft on it is begun, and what was made so far laid aside.

        Raises
        ------
        InputError
            If the scenario is neither a draft of this session nor ready-made.
        """
        return self._recorded(study, name, lambda draft: draft.record(departure))

    def withdraw(self, study: Study, name: str, key: tuple[str, str, str]) -> str:
        """Take back what was recorded in a draft of this session, and return the draft's new id.

        Raises
        ------
        InputError
            If the scenario is neither a draft of this session nor ready-made.
        """
        return self._recorded(study, name, lambda draft: draft.withdraw(key))

    def _recorded(self, study: Study, name: str, change: Callable[[Draft], Draft]) -> str:
        if self.draft is not None and self.draft.name == name:
            self.draft = change(self.draft)
            return self.draft.known_to(study)
        found = self.aside.get(name)
        if found is None and name not in titles(study.country):
            fault = "hier is niets bij vast te leggen; kies een kant-en-klare indeling of een ontwerp van u"
            raise InputError(f"scenario '{name}'", [fault])
        after = change(found or Draft(name))
        after.known_to(study)
        self.start(after)
        self.aside.pop(name, None)
        return after.name

    def at(self, step: int) -> None:
        """Go back or forth to after so many changes."""
        if self.draft is not None:
            self.draft = self.draft.at(step)

    def on(self, study: Study, base: str) -> None:
        """Make the same changes on another base.

        Raises
        ------
        UnknownNameError, InputError
            If one cannot be made there; the draft is as it was.
        """
        moved = self.settle(study).on(base)
        moved.known_to(study)
        self.draft = moved

    def call(self, title: str) -> None:
        """Give the draft a title."""
        if self.draft is not None:
            self.draft = replace(self.draft, title=title.strip())

    def start(self, draft: Draft) -> None:
        """Go on with another draft; the one that was made so far is laid aside."""
        self._lay_aside()
        self.aside.pop(draft.name, None)
        self.draft, self.waiting = draft, None

    def _lay_aside(self) -> None:
        if self.draft is not None and self.draft.is_worth_keeping:
            kept = self.draft.at(len(self.draft.done) + len(self.draft.undone))
            self.aside = {kept.name: self.draft, **{n: d for n, d in self.aside.items() if n != kept.name}}
        self.draft = None


def desk() -> Desk:
    """Return what this browser session is working on."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Desk()
    found: Desk = st.session_state[_KEY]
    return found


@contextmanager
def told() -> Iterator[None]:
    """Keep why something was refused for the page to show; for in callbacks, where nothing can be drawn."""
    mine = desk()
    mine.fault, mine.note = "", ""
    try:
        yield
    except DekkendError as error:
        mine.fault = message(error)
    except Exception:
        logging.getLogger(__name__).exception("onverwachte fout")
        mine.fault = _OURS


def ensure(study: Study) -> None:
    """Make the drafts of this session known to a study; those that do not fit its data are passed over."""
    mine = desk()
    for draft in (*mine.aside.values(), *(() if mine.draft is None else (mine.draft,))):
        with tolerated():
            _known(draft, study)


@contextmanager
def tolerated() -> Iterator[None]:
    """Pass over what cannot be made on these data."""
    try:
        yield
    except DekkendError as error:
        logging.getLogger(__name__).info("ontwerp past niet op deze gegevens: %s", error)


def options(key: StudyKey) -> dict[str, str]:
    """Return id and title of every scenario that this session can choose: ready-made, then its own drafts.

    Those of other sessions are never among them. What is returned is known to the study.
    """
    study, mine = study_of(key), desk()
    ensure(study)
    drafts = (*(() if mine.draft is None else (mine.draft,)), *mine.aside.values())
    own = [draft.name for draft in drafts if draft.is_made and study.knows(draft.name)]
    return available(key)[0] | {name: study.arrangement(name).title for name in own}


def _known(draft: Draft, study: Study) -> None:
    name = draft.known_to(study)
    if draft.is_made:
        study.known(study.arrangement(name))  # looked at again: the last to be let go of


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
