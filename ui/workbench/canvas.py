"""The map of the page: what it is told of the draft, and what is done with what was drawn on it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.country import Kind
from scenarios.drawing.rules import locked_units
from scenarios.drawing.standing import Standing
from ui.workbench import editing
from ui.workbench.bench import Work, bench
from ui.workbench.codes import is_locked, swv_lock
from ui.workbench.map import Flash, Seen, Told, cut_of, sites_of, told_of, work_map
from ui.workbench.rows import changed_units

MAP: Final = "werkbank_kaart"
_HEIGHT: Final = 610


def show(work: Work, kind: Kind, found: Standing) -> None:
    """Draw the map."""
    work_map(_told(work, kind, found), MAP, _HEIGHT, lambda seen: _seen(work, seen))


def _seen(work: Work, seen: Seen) -> None:
    """Take what was done on the map."""
    mine = bench()
    mine.view = seen.view or mine.view
    if seen.tool:
        mine.tool = seen.tool
    if seen.active and seen.active != mine.active:
        editing.choose_swv(seen.active)
    if seen.selected and seen.clicks != mine.clicks:
        mine.unit, mine.clicks, mine.beside = seen.selected, seen.clicks, "Gemeente"
    editing.take(work, seen.edits)


def _told(work: Work, kind: Kind, found: Standing) -> Told:
    mine, draft = bench(), work.draft
    if mine.shown != (work.name, work.layer):
        mine.shown, mine.revision = (work.name, work.layer), mine.revision + 1
    borders = ["swv"]
    borders += ["jeugdregio"] if mine.borders else []
    borders += ["gemeente"] if mine.gemeenten else []
    return told_of(
        work.key,
        work.study,
        work.name,
        work.layer,
        base=draft.base,
        locked=_locked(work),
        locked_swvs=[one.code for one in found.swvs if is_locked(draft.locks, swv_lock(one.code, work.laag))],
        unguarded=[one.code for one in found.swvs if _departs(work, one.code)],
        active=mine.active,
        tool=mine.tool,
        guard=str(draft.guard),
        borders=tuple(borders),
        names=mine.names,
        sites=sites_of(work.key, work.study, kind.code) if mine.sites else None,
        changed=_changed(work) if mine.changed else None,
        flash=Flash(str(mine.flashed), mine.flash) if mine.flash else None,
        revision=mine.revision,
        view=mine.view,
        cut=cut_of(work.key, mine.cut, work.arrangement.units) if mine.cut else "",
        label=f"Kaart om op te tekenen: {work.arrangement.title}",
    )


def _locked(work: Work) -> NDArray[np.bool_]:
    country, locks = work.study.country, work.draft.locks
    return np.asarray(locked_units(work.arrangement, country, locks, work.layer), dtype=np.bool_)


def _changed(work: Work) -> tuple[int, ...]:
    before = work.study.arrangement(work.base).layer(work.layer or "po")
    return tuple(int(at) for at in np.flatnonzero(changed_units(work.indeling, before)))


def _departs(work: Work, code: str) -> bool:
    return any(one.is_about(work.layer, code) for one in work.draft.departures)
