"""What one school board has to know of a scenario: its sites, its swv's now and then, its partners."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

from data.board_names import BoardNames
from geo.errors import UnknownNameError
from scenarios.boards import BoardSites, board_sites
from scenarios.consequences.boards import BoardChange, BoardChanges, board_changes, enrolled
from scenarios.consequences.succession import Body, body_of_points
from scenarios.country import Country
from scenarios.study import Study

#: Proposals for a board that is not there.
_MOST = 5


class SiteState(StrEnum):
    """What a scenario does to a site; the values are Dutch and can be shown."""

    SAME = ""
    CLOSED = "gesloten in het scenario"
    OPENED = "nieuw in het scenario"
    MOVED = "verplaatst in het scenario"


@dataclass(frozen=True, slots=True)
class BoardSite:
    """One site of a board.

    Attributes
    ----------
    code, name
        Of the vestiging.
    gemeente
        Name of the gemeente that it lies in.
    kinds
        Codes of the kinds that count.
    pupils
        Enrolled, of all its kinds together; NaN where no number is known.
    before, after
        Its swv's under the base and under the scenario, po before vo; empty where the site is not there.
    state
        What the scenario does to it.
    """

    code: str
    name: str
    gemeente: str
    kinds: tuple[str, ...]
    pupils: float
    before: tuple[Body, ...]
    after: tuple[Body, ...]
    state: SiteState


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """One board under a scenario.

    Attributes
    ----------
    label
        Name, or number with the gemeente of most of its pupils.
    change
        Its swv's and partners.
    sites
        Those that count, most pupils first.
    outside
        Dutch reason to number of sites that do not count.
    """

    label: str
    change: BoardChange
    sites: tuple[BoardSite, ...]
    outside: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class BoardView:
    """All boards under a scenario, ready to be told about.

    Attributes
    ----------
    study, name, base
        Ids of the scenario and of what it is held against, and what they are computed on.
    changes
        What becomes of each board.
    labels
        How each board is called, by number.
    names
        The user's list of names; empty where none was brought.
    """

    study: Study
    name: str
    base: str
    changes: BoardChanges
    labels: Mapping[str, str]
    names: BoardNames

    @property
    def ordered(self) -> tuple[BoardChange, ...]:
        """Boards, those first whose number of swv's changes most, then those that lose and gain most."""
        return tuple(sorted(self.changes.boards.values(), key=_order))

    def facts(self, board: str) -> BoardFacts:
        """Gather what one board (by number) has to know; KeyError if there is none."""
        return board_facts(self, board)

    def find(self, text: str) -> str:
        """Return the number of the board that a text means; see `find_board`."""
        return find_board(self.changes, self.labels, text)


def _order(one: BoardChange) -> tuple[int, int, str]:
    turned = len(one.swvs.vanished) + len(one.swvs.appeared)
    return -abs(one.after - one.before), -turned, one.number


def board_view(
    study: Study,
    name: str,
    base: str,
    names: BoardNames | None = None,
    changes: BoardChanges | None = None,
) -> BoardView | None:
    """Look at all boards under a scenario; None where the data know of no board.

    Parameters
    ----------
    changes
        As `scenarios.consequences.boards.board_changes` gives them, if they are at hand.
    """
    changes = changes or board_changes(study, name, base)
    if changes is None:
        return None
    told = names or BoardNames()
    labels = {**board_labels(study.country_of(name), told), **board_labels(study.country_of(base), told)}
    return BoardView(study, name, base, changes, MappingProxyType(labels), told)


def board_labels(country: Country, names: BoardNames | None = None) -> dict[str, str]:
    """Name every board: as the user's list does, else by number and the gemeente of most of its pupils.

    Without a known number of pupils a site counts as one pupil.
    """
    known, told = board_sites(country), names or BoardNames()
    if known is None:
        return {}
    gemeente, pupils = country.gemeente_of_point, enrolled(country)
    weight: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seen: set[int] = set()
    for board, point, site in zip(known.board, known.point, known.site, strict=True):
        if int(site) not in seen:
            count = pupils[site]
            weight[str(board)][str(gemeente[point])] += float(count) if np.isfinite(count) else 1.0  # type: ignore[assignment]
            seen.add(int(site))
    return {board: told.names.get(board) or _place(country, board, of) for board, of in weight.items()}


def _place(country: Country, board: str, weight: Mapping[str, float]) -> str:
    largest = min(weight, key=lambda code: (-weight[code], code))
    name = country.gemeente_names.get(largest, largest) + (" e.o." if len(weight) > 1 else "")
    return f"bestuur {board} · {name}"


def find_board(changes: BoardChanges, labels: Mapping[str, str], text: str) -> str:
    """Find the board that is meant: by number, name or the only name that contains the text.

    Raises
    ------
    UnknownNameError
        If there is none, or more than one; the message names near ones.
    """
    wanted = text.strip().casefold()
    if wanted in changes.boards:
        return wanted
    same = [number for number in changes.boards if labels.get(number, "").casefold() == wanted]
    within = [number for number in changes.boards if wanted and wanted in labels.get(number, "").casefold()]
    found = same or within
    if len(found) == 1:
        return found[0]
    if found:
        told = "; ".join(f"{number} ({labels[number]})" for number in found[:_MOST])
        more = f" en nog {len(found) - _MOST}" if len(found) > _MOST else ""
        raise UnknownNameError(f"'{text}' kan meer dan een bestuur zijn: {told}{more}; geef het nummer")
    near = difflib.get_close_matches(wanted, changes.boards, n=_MOST, cutoff=0.6)
    near += [
        number
        for number in changes.boards
        if difflib.SequenceMatcher(None, wanted, labels.get(number, "").casefold()).ratio() > 0.6  # noqa: PLR2004
    ]
    asked = ", ".join(f"{number} ({labels.get(number, number)})" for number in dict.fromkeys(near[:_MOST]))
    hint = f"; bedoelt u {asked}?" if near else "; 'dekkend bestuur' toont alle besturen"
    raise UnknownNameError(f"onbekend bestuur '{text}'{hint}")


def board_facts(view: BoardView, board: str) -> BoardFacts:
    """Gather what one board (by number) has to know; KeyError if there is none."""
    study, change = view.study, view.changes.boards[board]
    before, after = _at(study, view.base, board), _at(study, view.name, board)
    sites = tuple(_site(before.get(code), after.get(code)) for code in {**before, **after})
    ordered = sorted(sites, key=lambda one: (-np.nan_to_num(one.pupils, nan=-1.0), one.code))
    outside = _outside(study.country_of(view.base), board)
    return BoardFacts(view.labels.get(board, board), change, tuple(ordered), outside)


@dataclass(frozen=True, slots=True)
class _There:
    """A site of a board under one arrangement."""

    row: Mapping[str, Any]
    gemeente: str
    kinds: tuple[str, ...]
    swvs: tuple[Body, ...]
    pupils: float


def _at(study: Study, name: str, board: str) -> dict[str, _There]:
    """Sites of a board under one arrangement, by code."""
    country, arrangement = study.country_of(name), study.arrangement(name)
    known = board_sites(country)
    if known is None:
        return {}
    of_points = {age: body_of_points(arrangement, age) for age in ("po", "vo")}
    here = np.flatnonzero(known.board.astype(str) == board)
    entries: defaultdict[int, list[int]] = defaultdict(list)
    for entry in here:
        entries[int(known.site[entry])].append(int(entry))
    pupils = enrolled(country)
    return {
        str(country.sites["vestigingscode"].iloc[site]): _There(
            {str(key): value for key, value in country.sites.iloc[site].items()},
            _gemeente(country, known, of[0]),
            _kinds(country, known, of),
            _bodies(of_points[str(known.layer[entry])][known.point[entry]] for entry in of),
            float(pupils[site]),
        )
        for site, of in entries.items()
    }


def _gemeente(country: Country, known: BoardSites, entry: int) -> str:
    code = str(country.gemeente_of_point[known.point[entry]])
    return country.gemeente_names.get(code, code)


def _kinds(country: Country, known: BoardSites, entries: Iterable[int]) -> tuple[str, ...]:
    there = {str(known.kind[entry]) for entry in entries}
    return tuple(kind.code for kind in country.kinds if kind.code in there)


def _bodies(found: Iterable[Body | None]) -> tuple[Body, ...]:
    return tuple(sorted({one for one in found if one is not None}))


def _site(before: _There | None, after: _There | None) -> BoardSite:
    """Put a site before and after beside each other; at least one is there."""
    there = after or before
    if there is None:
        msg = "a site that is nowhere"
        raise ValueError(msg)
    state = SiteState.SAME
    if after is None:
        state = SiteState.CLOSED
    elif before is None:
        state = SiteState.OPENED
    elif before.row["pc4"] != after.row["pc4"]:
        state = SiteState.MOVED
    counted = before or there
    return BoardSite(
        code=str(there.row["vestigingscode"]),
        name=str(there.row["naam"]),
        gemeente=there.gemeente,
        kinds=there.kinds,
        pupils=counted.pupils,
        before=before.swvs if before else (),
        after=after.swvs if after else (),
        state=state,
    )


def _outside(country: Country, board: str) -> Mapping[str, int]:
    """Say how many sites of a board do not count, and why."""
    sites = country.dataset["vestigingen"] if country.plan is None else country.plan.sites
    mine = sites[(sites["bevoegd_gezag"].fillna("") == board).to_numpy(dtype=bool)]
    counts = set(country.sites["vestigingscode"])
    known = board_sites(country)
    offering = set() if known is None else set(country.sites["vestigingscode"].iloc[known.site])
    reasons: Counter[str] = Counter()
    for code, placing in zip(mine["vestigingscode"], mine["plaatsing"], strict=True):
        if placing == "niet geplaatst":
            reasons["zonder bekende plek"] += 1
        elif code not in counts:
            reasons["reformatorisch, apart gezet"] += 1
        elif code not in offering:
            reasons["cluster 1, cluster 2 of bij een gesloten instelling"] += 1
    return MappingProxyType(dict(reasons))
