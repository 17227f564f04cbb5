"""The map of the workbench: a component of our own around Leaflet, in which areas change swv at once.

Python sends which swv each area has, the browser has the areas. What a user draws is seen at once and
reported afterwards, as everything that was drawn since Python last took something: a message that gets
lost comes along with the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from secrets import token_hex
from typing import Any, Final

import streamlit as st

from ui.workbench.map_documents import cut_of, ground_of
from ui.workbench.map_of import sites_of, told_of
from ui.workbench.map_told import Area, Flash, Sites, Told, Tool, Values, View, look

__all__ = [
    "FREE",
    "Area",
    "Edit",
    "Flash",
    "Seen",
    "Sites",
    "Told",
    "Tool",
    "Values",
    "View",
    "cut_of",
    "ground_of",
    "sites_of",
    "told_of",
    "work_map",
]

#: In hand: no swv, to set areas free (`Told.active`).
FREE: Final = "-"
#: Files of the browser part; the first one calls for the others.
_PARTS: Final = ("werkbank.js", "werkbank_kaart.js", "werkbank_gereedschap.js", "werkbank.css")
#: All that goes along with every message, so it is short: it fetches the browser part once.
_LOADER: Final = """
export default function (component) {
  const address = new URL(component.data.deel, document.baseURI).href;
  return import(address).then((part) => part.default(component));
}
"""
_COMPONENT: Final = st.components.v2.component("werkbankkaart", js=_LOADER)


@dataclass(frozen=True, slots=True)
class Edit:
    """Areas that were given another swv on the map.

    Attributes
    ----------
    units, pc4
        Ids of units, or codes of PC4's: one of both is empty.
    swv
        Code of the swv that they go to; empty to set them free.
    how
        The tool: ``klik``, ``rechthoek`` or ``lasso``.
    """

    units: tuple[str, ...]
    pc4: tuple[str, ...]
    swv: str
    how: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a user did on the map.

    Attributes
    ----------
    edits
        What was drawn since Python last asked, in order: each is handed over once.
    selected
        Id of the unit that was pointed at last; empty for none.
    clicks
        How often something was pointed at.
    view
        Where the map looked when it last reported something; None if it did not yet.
    active, tool
        Code of the swv (or `FREE`) that the user took in hand on the map, empty if none was taken there; the
        tool in hand. Told once with every report.
    answered
        The last `Told.ask_view` that `view` answers.
    """

    edits: tuple[Edit, ...] = ()
    selected: str = ""
    clicks: int = 0
    view: View | None = None
    active: str = ""
    tool: str = ""
    answered: int = 0


@dataclass(slots=True)
class Kept:
    """What is kept of a map between runs.

    Attributes
    ----------
    taken, heard
        Per open page in the browser the number of the last edit that was handed over, and of its last report.
    floor, revision
        Edits drawn on an older revision than the floor are dropped; the last revision told.
    handed
        Whether edits were handed over since the map was last drawn.
    session
        Of whom it is kept. After a restart a browser goes on with what it told a session that is gone.
    """

    taken: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    floor: int = 0
    revision: int = 0
    handed: bool = False
    session: str = field(default_factory=lambda: token_hex(4))

    def tell(self, revision: int) -> None:
        """Note what revision is told: one that rose by something else than drawing overrides the browser."""
        if revision > self.revision and not self.handed:
            self.floor = revision
        self.revision, self.handed = max(revision, self.revision), False

    def receive(self, report: Mapping[str, Any]) -> Seen:
        """Take a report of the browser; every edit in it is handed over once."""
        if report["sessie"] != self.session:
            return Seen()
        page, number, view = str(report["pagina"]), int(report["nummer"]), report["beeld"]
        fresh = number > self.heard.get(page, 0)
        self.heard[page] = max(number, self.heard.get(page, 0))
        return Seen(
            edits=self._new(page, report["stappen"]),
            selected=str(report["gekozen"]),
            clicks=int(report["klikken"]),
            view=View(float(view[0]), float(view[1]), float(view[2])) if view else None,
            active=str(report["actief"]) if fresh else "",
            tool=str(report["gereedschap"]) if fresh else "",
            answered=int(report["antwoord"]),
        )

    def _new(self, page: str, steps: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
        new = [one for one in steps if one["n"] > self.taken.get(page, 0)]
        if new:
            self.taken[page] = new[-1]["n"]
        made = tuple(_edit(one) for one in new if one["r"] >= self.floor)
        self.handed = self.handed or bool(made)
        return made


def work_map(
    told: Told, key: str, height: int = 620, on_change: Callable[[Seen], None] | None = None
) -> Seen:
    """Draw the map, and return what was done on it.

    Parameters
    ----------
    key
        Of the map; also the name under which tests reach it.
    height
        Pixels; less where the window is low.
    on_change
        Called with what was done, before the page runs again because of it: what is told then can hold the
        edits already. Without it edits are in what is returned, and the page has to run once more.
    """
    kept = _kept(key)
    kept.tell(told.revision)
    seen = _take(key)
    _COMPONENT(
        key=key,
        data={
            **told.document(),
            "sleutel": key,
            "hoogte": height,
            "revisie": kept.revision,
            "grens": kept.floor,
            "sessie": kept.session,
            "gezien": kept.taken,
            "nummers": kept.heard,
            "deel": f"./component/ui.assets.statisch/{_PARTS[0]}?{_version()}",
            "stijl": look(),
        },
        on_melding_change=lambda: _reported(key, on_change),
    )
    return seen


def _reported(key: str, on_change: Callable[[Seen], None] | None) -> None:
    if on_change is not None:
        on_change(_take(key))


def _take(key: str) -> Seen:
    report = (st.session_state.get(key) or {}).get("melding")
    return _kept(key).receive(report) if report else Seen()


def _kept(key: str) -> Kept:
    kept: Kept = st.session_state.setdefault(f"{key}-bewaard", Kept())
    return kept


@cache
def _version() -> str:
    """Differ when a file of the browser part does, so that a browser does not go on with an old one."""
    static = files("ui").joinpath("static")
    return hashlib.sha256(b"".join(static.joinpath(part).read_bytes() for part in _PARTS)).hexdigest()[:10]


def _edit(one: Mapping[str, Any]) -> Edit:
    return Edit(tuple(one["u"]), tuple(one["p"]), str(one["s"]), str(one["h"]))
