"""What one browser session works on: the draft that is being made, and those that were laid aside.

Every act leaves the desk as it was where it is refused; nothing that was made is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from geo.errors import DekkendError, InputError
from scenarios.assumptions import Assumptions
from scenarios.departures import Departure
from scenarios.draft import Draft
from scenarios.drawing.facts import named
from scenarios.drawing.rules import Guard, Outside
from scenarios.locks import Lock, toggled
from scenarios.minutes import Minute, with_one_changed
from scenarios.notation import counted
from scenarios.ready_made import titles
from scenarios.scenario import Change, Scenario
from scenarios.study import Study
from ui.faults import message
from ui.keeping import shelf


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
                known(self.draft, study)
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
            If one cannot be made, or a lock or the guard forbids it; the draft is as it was.
        """
        draft = self.settle(study)
        across: list[Outside] = []
        for change in changes:
            across += draft.checked(study, change)
            draft = draft.do(change)
            draft.known_to(study)
        self.draft = draft
        self.note = _across(study, draft, across)

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

    def of(self, name: str) -> Draft | None:
        """Return the draft of this session that is known under an id, with all that was said about it."""
        mine, other = self.draft, self.aside.get(name)
        if mine is None or mine.name != name:
            return other
        return mine if other is None else _with_what_was_said(mine, other)

    def put_down(self, study: Study, name: str, minute: Minute, begin: Draft | None = None) -> None:
        """Put down what was said about a scenario; its id and figures stay the same.

        A ready-made indeling stays as it is: a draft on it is begun, and laid beside what is being made.

        Parameters
        ----------
        begin
            Draft to begin with where this session has none under the id, and it is not ready-made.

        Raises
        ------
        InputError
            If the scenario is not one of this session and not ready-made, and there is nothing to begin with.
        """
        found = self.of(name) or begin
        if found is None and name not in titles(study.country):
            fault = "hier is niets bij vast te leggen; kies een kant-en-klare indeling of een ontwerp van u"
            raise InputError(f"scenario '{name}'", [fault])
        draft = found or Draft(name)
        self._put(name, replace(draft, minutes=(*draft.minutes, minute)))

    def amend(self, name: str, at: int, minute: Minute) -> None:
        """Put another minute in the place of one, with what it said before; nothing without such a draft."""
        found = self.of(name)
        if found is not None:
            self._put(name, replace(found, minutes=with_one_changed(found.minutes, at, minute)))

    def _put(self, name: str, draft: Draft) -> None:
        """Keep a draft where it was: in work, or aside."""
        if self.draft is not None and self.draft.name == name:
            self.draft = draft
            self.aside.pop(name, None)
        else:
            self.aside = self.aside | {name: draft}

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
        if same := self.aside.pop(draft.name, None):
            draft = _with_what_was_said(draft, same)
        self.draft, self.waiting = draft, None

    def begin(self, study: Study, name: str) -> None:
        """Begin anew with any scenario that can be chosen: it stays as it is; what was made is laid aside.

        That is said. Of a draft a copy is gone on with, steps and all.

        Raises
        ------
        UnknownNameError
            If there is no such scenario; the draft is as it was.
        """
        found, before = self.of(name), self.draft
        if found is None:
            study.arrangement(name)
            self.start(shelf.as_draft(name) or Draft(name))
            self.note = "" if before is None else _laid_aside(before, study)
            return
        title = found.title or study.arrangement(found.known_to(study)).title
        self._lay_aside()
        self.aside = self.aside | {name: found}
        self.draft = replace(found, title=f"Verder op {title}"[:100], stored="")
        self.note = "" if before is None else _laid_aside(before, study)

    def lock(self, *locks: Lock) -> None:
        """Lock what is not locked, and the other way round."""
        if self.draft is not None:
            for one in locks:
                self.draft = replace(self.draft, locks=toggled(self.draft.locks, one))

    def unlock(self) -> None:
        """Take every lock away."""
        if self.draft is not None:
            self.draft = replace(self.draft, locks=())

    def guard(self, how: Guard) -> None:
        """Set how strictly drawing stays within a jeugdregio."""
        if self.draft is not None:
            self.draft = replace(self.draft, guard=how)

    def _lay_aside(self) -> None:
        if self.draft is not None and self.draft.is_worth_keeping:
            kept = self.draft.at(len(self.draft.done) + len(self.draft.undone))
            same = self.aside.get(kept.name)
            laid = self.draft if same is None else _with_what_was_said(self.draft, same)
            self.aside = {kept.name: laid, **{n: d for n, d in self.aside.items() if n != kept.name}}
        self.draft = None


def _laid_aside(draft: Draft, study: Study) -> str:
    """Say where a draft went when another was begun; nothing where there was nothing to lose."""
    if not draft.is_worth_keeping:
        return ""
    count = counted(float(len(draft.done)), "wijziging", "wijzigingen")
    much = f" ({count})" if draft.done else ""
    named_so = f"‘{draft.title}’" if draft.title else f"op {study.titles.get(draft.base, draft.base)}"
    return (
        f"Uw vorige ontwerp {named_so}{much} ligt opzij en is niet weg: verder ermee kan op de Werkbank "
        "bij ‘Bewaren’, onder ‘Eerdere ontwerpen’."
    )


def _across(study: Study, draft: Draft, found: Sequence[Outside]) -> str:
    """Say what was drawn outside the main jeugdregio of its swv; nothing where nothing was."""
    country, arrangement = study.country, study.arrangement(draft.name)
    told = {(one.layer, one.swv): arrangement.layer(one.layer or "po").label(one.swv) for one in found}
    names = list(dict.fromkeys(country.gemeente_names.get(one.gemeente, one.gemeente) for one in found))
    if not names:
        return ""
    lies = "ligt" if len(names) == 1 else "liggen"
    return (
        f"{named(names)} {lies} buiten de hoofdjeugdregio van {named(list(told.values()))}: een afwijking "
        "van het streven, die u kunt vastleggen."
    )


def _with_what_was_said(draft: Draft, other: Draft) -> Draft:
    """Return a draft with the minutes of another on the same scenario too: nothing said is lost."""
    more = tuple(one for one in other.minutes if one not in draft.minutes)
    return replace(draft, minutes=(*more, *draft.minutes)) if more else draft


def known(draft: Draft, study: Study) -> None:
    """Make a draft known to a study, as the one that was asked for last.

    Raises
    ------
    UnknownNameError, InputError
        If it cannot be made on its data.
    """
    name = draft.known_to(study)
    if draft.is_made:
        study.known(study.arrangement(name))  # looked at again: the last to be let go of
