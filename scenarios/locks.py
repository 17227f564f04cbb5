"""What a user locked while drawing: a swv or a gemeente that has to stay as it is, or everything.

A lock changes no figure. It goes with the draft, not with a step of it: undoing a border leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Lock(BaseModel):
    """One lock.

    Attributes
    ----------
    soort
        What is locked: a swv, a gemeente, or everything there is.
    code
        Code of the swv or gemeente; empty for everything.
    laag
        Layer of the swv: po or vo, *beide* where one swv serves both; a gemeente is locked in all layers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    soort: Literal["swv", "gemeente", "alles"]
    code: str = ""
    laag: Literal["po", "vo", "beide"] = "beide"


def toggled(locks: Iterable[Lock], lock: Lock) -> tuple[Lock, ...]:
    """Return locks with one more, or without it where it was there.

    Examples
    --------
    >>> once = toggled((), Lock(soort="alles"))
    >>> len(once), toggled(once, Lock(soort="alles"))
    (1, ())
    """
    kept = tuple(locks)
    return tuple(one for one in kept if one != lock) if lock in kept else (*kept, lock)
