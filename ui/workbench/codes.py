"""The swv's of the layer that is drawn in, by code: what they are called, and which locks hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scenarios.changes import Layer
from scenarios.drawing.standing import Standing, SwvState, standing
from scenarios.indeling import Arrangement
from scenarios.locks import Lock
from ui.workbench.bench import Drawn, Work

ALL: Lock = Lock(soort="alles")
#: What a lock holds, and what not.
LOCKED_HELP: Final = (
    "Wat vergrendeld is, krijgt geen andere gebieden en raakt er geen kwijt. Een naam of een kleur geven kan "
    "wel: dat verandert de indeling niet."
)


def standing_of(work: Work) -> Standing:
    """Return how the layer stands that is drawn in."""
    return standing(work.study.country, work.arrangement, work.layer)


def labels_of(found: Standing) -> dict[str, str]:
    """Return code and label of every swv, in the order of their labels."""
    return {one.code: one.label for one in sorted(found.swvs, key=lambda one: (one.label, one.code))}


def state_of(found: Standing, code: str) -> SwvState | None:
    """Return how one swv stands; None if it is not there."""
    return next((one for one in found.swvs if one.code == code), None)


def codes_of(arrangement: Arrangement, layer: Drawn) -> frozenset[str]:
    """Return the codes of all swv's of a layer, also of those that hold nothing yet."""
    return frozenset(arrangement.layer(layer or "po").existing)


def swv_lock(code: str, laag: Layer) -> Lock:
    """Return the lock of a swv."""
    return Lock(soort="swv", code=code, laag=laag)


def gemeente_lock(code: str) -> Lock:
    """Return the lock of a gemeente, in every layer."""
    return Lock(soort="gemeente", code=code)


def is_locked(locks: Iterable[Lock], lock: Lock) -> bool:
    """Whether a lock holds, itself or because everything is locked."""
    kept = tuple(locks)
    return lock in kept or ALL in kept
