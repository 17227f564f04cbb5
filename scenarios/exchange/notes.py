"""What belongs to one scenario besides its figures: what was said about it, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.draft import Draft, draft_of
from scenarios.drawing.history import sentences
from scenarios.minutes import Minute
from scenarios.scenario import Scenario
from scenarios.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """What goes along when a scenario is handed out.

    Attributes
    ----------
    minutes
        What was said about it.
    steps
        Its changes, each as a sentence.
    """

    minutes: Sequence[Minute] = ()
    steps: Sequence[str] = ()


def notes_of_draft(study: Study, draft: Draft) -> Notes:
    """Return what belongs to a draft; what was taken back is no part of it."""
    return Notes(draft.minutes, tuple(sentences(study, draft)[: len(draft.done)]))


def notes_of(study: Study, scenario: Scenario) -> Notes:
    """Return what belongs to a saved scenario."""
    return notes_of_draft(study, draft_of(scenario))
