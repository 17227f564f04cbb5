"""What a visitor does to the draft: every act is a change with a name, made whole or refused with the reason.

These are callbacks: they run before the page is drawn, so that all of it shows the same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import streamlit as st

from geo.errors import InputError, UnknownNameError
from scenarios.changes import Assign, Layer, Release
from scenarios.departures import Departure
from scenarios.drawing.rules import Guard
from scenarios.indeling import NO_SWV
from scenarios.locks import Lock
from scenarios.scenario import Change
from scenarios.study import Study
from ui.drafts import desk, told
from ui.workbench import guide
from ui.workbench.bench import Work, bench
from ui.workbench.codes import codes_of


class Drawn(Protocol):
    """One edit as the map tells it: units or PC4's, and the swv that they go to (empty for none)."""

    @property
    def units(self) -> tuple[str, ...]:
        """Gebieden that were drawn on."""

    @property
    def pc4(self) -> tuple[str, ...]:
        """PC4's that were drawn on, where a gemeente is being divided."""

    @property
    def swv(self) -> str:
        """Code of the swv that they go to."""


def change_of(edit: Drawn, laag: Layer) -> Change:
    """Return an edit of the map as a change.

    Raises
    ------
    InputError
        If it is about nothing.
    """
    if not (edit.units or edit.pc4):
        raise InputError("tekenen", ["er is niets aangewezen; wijs een gemeente aan op het land"])
    if edit.swv == NO_SWV:
        return Release(laag=laag, gebieden=tuple(edit.units), pc4=tuple(edit.pc4))
    return Assign(laag=laag, swv=edit.swv, gebieden=tuple(edit.units), pc4=tuple(edit.pc4))


def take(work: Work, edits: Sequence[Drawn]) -> None:
    """Make what was drawn on the map, in order: all of it, or nothing and the map is told so."""
    if not edits:
        return
    with told():
        require_there(work, (edit.swv for edit in edits))
        desk().do(work.study, *[change_of(edit, work.laag) for edit in edits])
        guide.done(guide.ASSIGN)
    if desk().fault:
        bench().revision += 1


def require_there(work: Work, codes: Iterable[str]) -> None:
    """Refuse to draw for a swv that is no longer there: it would come back without its gemeenten.

    Raises
    ------
    UnknownNameError
        If one is not.
    """
    gone = sorted(set(codes) - {NO_SWV, *codes_of(work.arrangement, work.layer)})
    if gone:
        raise UnknownNameError(
            f"swv {', '.join(gone)} is er niet meer in dit ontwerp; kies een ander swv en teken opnieuw"
        )


def do(work: Work, *changes: Change) -> None:
    """Make changes that were not drawn on the map: `make` as a callback."""
    make(work, *changes)


def make(work: Work, *changes: Change, active: str = "") -> bool:
    """Make changes that were not drawn on the map, and take a swv in hand; return whether they were made."""
    mine = bench()
    with told():
        desk().do(work.study, *changes)
    if desk().fault:
        return False
    if active:
        mine.active = active
    if any(isinstance(change, Assign) for change in changes):
        guide.done(guide.ASSIGN)
    return True


def go_to(step: int) -> None:
    """Go back or forth to after so many changes."""
    draft = desk().draft
    with told():
        if draft is not None and step < len(draft.done):
            guide.done(guide.KEEP)
        desk().at(step)


def lock(*locks: Lock) -> None:
    """Lock what is not locked, and the other way round."""
    with told():
        for one in locks:
            desk().lock(one)


def unlock_all() -> None:
    """Take every lock away."""
    with told():
        desk().unlock()


def guard(which: Guard) -> None:
    """Set how strictly drawing stays within a jeugdregio."""
    with told():
        desk().guard(which)


def record(work: Work, departure: Departure) -> bool:
    """Record that a swv departs from the aim; return whether it was done."""
    with told():
        desk().record(work.study, work.name, departure)
    return not desk().fault


def withdraw(work: Work, key: tuple[str, str, str]) -> None:
    """Take back what was recorded."""
    with told():
        desk().withdraw(work.study, work.name, key)


def begin(study: Study, name: str) -> None:
    """Begin anew with any scenario that can be chosen; it stays as it is, what was made is laid aside."""
    mine = bench()
    with told():
        desk().begin(study, name)
    mine.chosen, mine.unit, mine.cut, mine.flash = (), "", "", ()


def choose_swv(code: str) -> None:
    """Take a swv in hand."""
    bench().active = code
    if code:
        guide.done(guide.CHOOSE)


def choose_units(units: Iterable[str]) -> None:
    """Choose gebieden in the list, from outside its table."""
    mine = bench()
    mine.chosen = tuple(units)
    mine.list_version += 1


def flash(units: Iterable[str]) -> None:
    """Point gebieden out on the map; asked again, they are pointed out again."""
    mine = bench()
    mine.flash, mine.flashed = tuple(units), mine.flashed + 1


def state_of(key: str, default: str = "") -> str:
    """Return what a widget of text holds."""
    return str(st.session_state.get(key) or default)
