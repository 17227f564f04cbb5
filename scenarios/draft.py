"""A draft: a scenario that is being made, with every step kept so that it can be undone and redone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from scenarios.assumptions import Assumptions
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

    def do(self, change: Change) -> Draft:
        """Make a change; what was undone before is gone."""
        return replace(self, done=(*self.done, change), undone=())

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

    @property
    def name(self) -> str:
        """Id under which a study knows it: alike for alike drafts, whoever made them."""
        if not self.done:
            return self.base
        told = "|".join([self.base, self.title, *(one.model_dump_json() for one in self.done)])
        return f"wat-als-{hashlib.sha256(told.encode()).hexdigest()[:10]}"

    def scenario(self, study: Study, assumptions: Assumptions | None = None) -> Scenario:
        """Make what is saved."""
        return new_scenario(
            study, self.name, self.base, self.done, title=self._title(study), assumptions=assumptions
        )

    def known_to(self, study: Study) -> str:
        """Make it known to a study, and return its id.

        Raises
        ------
        UnknownNameError, InputError
            If a change cannot be made; the message says which and why.
        """
        name = self.name
        if self.done:
            known = study.knows(name)
            study.known(study.arrangement(name) if known else self.scenario(study).run(study))
        return name

    def _title(self, study: Study) -> str:
        count = len(self.done)
        changes = f"{count} {'wijziging' if count == 1 else 'wijzigingen'}"
        return self.title or f"{_MADE_UP}{study.titles.get(self.base, self.base)} met {changes}"


def draft_of(scenario: Scenario) -> Draft:
    """Go on with a scenario that was saved."""
    given = "" if scenario.titel.startswith(_MADE_UP) else scenario.titel
    return Draft(scenario.basis, scenario.wijzigingen, title=given)
