"""Which figures stand beside the drawing: a first choice, and what a choice may hold."""

from __future__ import annotations

from typing import Final

from scenarios.live.figures import offered
from scenarios.measures import Measure, measure

#: What a room wants to see at every edit.
STANDARD: Final = (
    "afstand_gemiddeld",
    "boven_acceptabel",
    "zonder_eigen",
    "swv_aantal",
    "swv_afwijkend",
    "relaties_gemeente",
    "gemeenten_gesplitst",
    "blijft",
)
#: More are not read at a glance.
MOST: Final = 12


def choices(*, expert: bool = False) -> tuple[Measure, ...]:
    """Measures that can be pinned: the standard ones in front, then in the order of a comparison.

    Parameters
    ----------
    expert
        Also those that are shown only to who asks for them.
    """
    others = (one for one in offered() if one.code not in STANDARD and (expert or not one.expert))
    return (*map(measure, STANDARD), *others)
