"""A draft: a scenario that is being made, with every step kept so that it can be undone and redone.

Departures that were recorded, locks and minutes are no steps: undoing a change leaves what somebody put
down about it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from geo.errors import DekkendError
from scenarios.assumptions import Assumptions
from scenarios.departures import Departure, with_departure, without_departure
from scenarios.drawing.rules import Guard, Outside, judged
from scenarios.indeling import Arrangement
from scenarios.locks import Lock
from scenarios.minutes import Minute
from scenarios.scenario import Change, Scenario, new_scenario
from scenarios.study import Study

#: Begins a title that nobody gave: it counts the changes, and so is made anew.
_MADE_UP: Final = "Wat als: "


@dataclass(frozen=True, slots=True)
class Draft:
    """A base with the changes made so far; every edit returns another draft.

    Attributes
    ----------
    base
        Id of a ready-made indeling.
    done
        Changes, in order.
    undone
        Changes taken back, the one to be redone first in front.
    title
        What the user calls it.
    departures
        Departures from an aim that were recorded; not undone with a change.
    locks
        What may not be changed by drawing.
    minutes
        What was said about it, in order.
    stored
        Scenario on disk and version that it goes on from, as ``id.version``; empty for none.
    guard
        What happens when a swv is drawn across a jeugdregio.

    Examples
    --------
    >>> from scenarios.site_changes import CloseSite
    >>> draft = Draft("jeugdregio").do(CloseSite(vestigingen=("00AA00",)))
    >>> len(draft.done), len(draft.undo().done), draft.undo().redo() == draft
    (1, 0, True)
    """

    base: str
    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()
    title: str = ""
    departures: tuple[Departure, ...] = ()
    locks: tuple[Lock, ...] = ()
    minutes: tuple[Minute, ...] = ()
    stored: str = ""
    guard: Guard = Guard.WARN

    def do(self, change: Change) -> Draft:
        """Make a change; what was undone before is gone."""
        return replace(self, done=(*self.done, change), undone=())

    def checked(self, study: Study, change: Change) -> tuple[Outside, ...]:
        """Try a change against the locks and the guard, and return what it draws across a jeugdregio.

        Without what was recorded as a departure; empty where the guard is off.

        Raises
        ------
        GuardedError
            If a lock or the guard forbids it; with every reason.
        UnknownNameError, InputError
            If the change cannot be made.
        """
        before = study.arrangement(self.known_to(study))
        after = change.apply(before, study.country)
        return judged(
            study.country, before, after, locks=self.locks, guard=self.guard, departures=self.departures
        )

    def allowed(self, study: Study, change: Change) -> None:
        """Refuse a change that a lock or the guard forbids; raises as `checked` does."""
        self.checked(study, change)

    def undo(self) -> Draft:
        """Take the last change back; nothing happens where there is none."""
        return self.at(max(len(self.done) - 1, 0))

    def redo(self) -> Draft:
        """Make the change again that was taken back last; nothing happens where there is none."""
        return self.at(min(len(self.done) + 1, len(self.done) + len(self.undone)))

    def at(self, step: int) -> Draft:
        """Return the draft as it was after `step` changes, with the others to be redone."""
        steps = (*self.done, *self.undone)
        return replace(self, done=steps[:step], undone=steps[step:])

    def on(self, base: str) -> Draft:
        """Return the same changes on another base."""
        return replace(self, base=base)

    def record(self, departure: Departure) -> Draft:
        """Record a departure from an aim; an earlier record of the same swv makes way for it."""
        return replace(self, departures=with_departure(self.departures, departure))

    def withdraw(self, key: tuple[str, str, str]) -> Draft:
        """Take back what was recorded of a swv (`Departure.key`); nothing happens where there is none."""
        return replace(self, departures=without_departure(self.departures, key))

    @property
    def is_made(self) -> bool:
        """Whether it is more than its base: something was changed or recorded."""
        return bool(self.done or self.departures)

    @property
    def is_worth_keeping(self) -> bool:
        """Whether anything would be lost with it: also what was taken back, locked or said."""
        return self.is_made or bool(self.undone or self.locks or self.minutes)

    @property
    def name(self) -> str:
        """Id under which a study knows it: alike for alike drafts, whoever made them."""
        if not self.is_made:
            return self.base
        kept = (one.model_dump_json() for one in (*self.done, *self.departures))
        told = "|".join([self.base, self.title, *kept])
        return f"wat-als-{hashlib.sha256(told.encode()).hexdigest()[:10]}"

    def scenario(self, study: Study, assumptions: Assumptions | None = None) -> Scenario:
        """Make what is saved."""
        return new_scenario(
            study,
            self.name,
            self.base,
            self.done,
            title=self._title(study),
            assumptions=assumptions,
            departures=self.departures,
            locks=self.locks,
            minutes=self.minutes,
            guard=self.guard,
        )

    def known_to(self, study: Study) -> str:
        """Make it known to a study, and return its id.

        Raises
        ------
        UnknownNameError, InputError
            If a change cannot be made; the message says which and why.
        """
        name = self.name
        if self.is_made and not (study.knows(name) and study.known(study.arrangement(name))):
            study.known(self._next_to(study) or self.scenario(study).run(study))
        return name

    def _next_to(self, study: Study) -> Arrangement | None:
        """Make the last change on what the study knows of the step before it; None if it knows nothing."""
        before = replace(self, done=self.done[:-1])
        if not self.done or not before.is_made or not study.knows(before.name):
            return None
        try:
            after = self.done[-1].apply(study.arrangement(before.name), study.country)
        except DekkendError:
            return None  # told with the number of the change by who makes them all
        return self.scenario(study).titled(after, study)

    def _title(self, study: Study) -> str:
        count, recorded = len(self.done), len(self.departures)
        made = [f"{count} {'wijziging' if count == 1 else 'wijzigingen'}"] if count or not recorded else []
        if recorded:
            made.append(f"{recorded} vastgelegde {'afwijking' if recorded == 1 else 'afwijkingen'}")
        return self.title or f"{_MADE_UP}{study.titles.get(self.base, self.base)} met {' en '.join(made)}"


def draft_of(scenario: Scenario) -> Draft:
    """Go on with a scenario that was saved."""
    given = "" if scenario.titel.startswith(_MADE_UP) else scenario.titel
    return Draft(
        scenario.basis,
        scenario.wijzigingen,
        title=given,
        departures=scenario.afwijkingen,
        locks=scenario.vergrendeld,
        minutes=scenario.verslag,
        guard=scenario.alleen_binnen_jeugdregio,
    )
