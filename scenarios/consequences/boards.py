"""School boards and the swv's that they have to do with, before and after: who gains or loses a counterpart.

A board has a *relation* with a swv in which it has a site of a kind of that swv's layer: with a swv
po for bo, sbo and so, with a swv vo for vso. What becomes of a relation is followed as for gemeenten
(`scenarios.consequences.relations`): it goes on in the main successor of its swv, if the board has a site
there. Two boards are *partners* if they have a relation with the same swv. Only boards that the data name
are counted; see `scenarios.boards`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scenarios._rows import split_at
from scenarios.boards import board_sites
from scenarios.consequences.relations import Relation, RelationChange, followed
from scenarios.consequences.succession import (
    AGES,
    Body,
    Succession,
    bodies,
    body_of_points,
    succession,
)
from scenarios.country import Country
from scenarios.indeling import Arrangement
from scenarios.study import Study

Float = NDArray[np.float64]
Boards = frozenset[str]


@dataclass(frozen=True, slots=True)
class Partners:
    """Other boards that a board shares a swv with.

    Attributes
    ----------
    before, after
        Under the base and under the scenario.
    merged
        When po and vo are merged and no border is new; None where that says nothing.
    """

    before: Boards
    after: Boards
    merged: Boards | None

    @property
    def gained(self) -> Boards:
        """Boards that it did not share a swv with."""
        return self.after - self.before

    @property
    def lost(self) -> Boards:
        """Boards that it no longer shares a swv with."""
        return self.before - self.after

    @property
    def gained_by_merging(self) -> Boards | None:
        """Those of `gained` that merging po and vo brings by itself; the others are of new borders."""
        return None if self.merged is None else self.gained & self.merged


@dataclass(frozen=True, slots=True)
class Sites:
    """How many sites of a board count, and their pupils.

    Attributes
    ----------
    count
        Placed sites of kinds that count.
    pupils
        Enrolled at those whose number is known, of all kinds of the site; NaN where none is.
    uncounted
        Sites without a number of pupils.
    """

    count: int = 0
    pupils: float = float("nan")
    uncounted: int = 0


@dataclass(frozen=True, slots=True)
class BoardChange:
    """One board: its swv's and its partners.

    Attributes
    ----------
    number
        Of the bevoegd gezag.
    sites, sites_after
        Under the base and under the scenario.
    swvs
        Its relations: each has the board's number for a place and the pupils of its sites there.
    merged
        Number of swv's when po and vo are merged and no border is new; None where that says nothing.
    partners
        Other boards.
    """

    number: str
    sites: Sites
    sites_after: Sites
    swvs: RelationChange
    merged: int | None
    partners: Partners

    @property
    def before(self) -> int:
        """Swv's that it has to do with under the base."""
        return len(self.swvs.before)

    @property
    def after(self) -> int:
        """Swv's that it has to do with under the scenario."""
        return len(self.swvs.after)

    @property
    def effect_merging(self) -> int | None:
        """Difference in swv's that merging po and vo makes."""
        return None if self.merged is None else self.merged - self.before

    @property
    def effect_borders(self) -> int | None:
        """Difference in swv's that new borders (and other sites) make."""
        return None if self.merged is None else self.after - self.merged


@dataclass(frozen=True, slots=True)
class SwvBoards:
    """One swv of the scenario and the boards in it.

    Attributes
    ----------
    body
        The swv.
    boards
        Numbers of the boards with a site in it, sorted.
    former
        Per former swv that it is made of, most pupils first, how many boards had a site there.
    """

    body: Body
    boards: tuple[str, ...]
    former: tuple[tuple[Body, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class BoardChanges:
    """All boards and the swv's of the scenario.

    Attributes
    ----------
    boards
        By number, sorted.
    swvs
        Populated swv's of the scenario, also those without a board.
    line
        Which swv goes on in which.
    splits
        Whether what merging does is told apart from what new borders do.
    """

    boards: Mapping[str, BoardChange]
    swvs: tuple[SwvBoards, ...]
    line: Succession
    splits: bool

    @property
    def gaining(self) -> tuple[BoardChange, ...]:
        """Boards with a swv that none of theirs goes on in."""
        return tuple(one for one in self.boards.values() if one.swvs.appeared)

    @property
    def losing(self) -> tuple[BoardChange, ...]:
        """Boards one of whose swv's goes on where they have no site."""
        return tuple(one for one in self.boards.values() if one.swvs.vanished)

    @property
    def fewer(self) -> tuple[BoardChange, ...]:
        """Boards with fewer swv's than before."""
        return tuple(one for one in self.boards.values() if one.after < one.before)

    @property
    def more(self) -> tuple[BoardChange, ...]:
        """Boards with more swv's than before."""
        return tuple(one for one in self.boards.values() if one.after > one.before)


def enrolled(country: Country) -> Float:
    """Pupils of each site of `Country.sites`, of all its kinds together; NaN where no number is known."""
    sites = country.sites
    if "leerlingen" not in sites:
        return np.full(len(sites), np.nan)
    return sites["leerlingen"].to_numpy(dtype=np.float64)


def board_relations(country: Country, arrangement: Arrangement) -> tuple[Relation, ...]:
    """All pairs of a populated swv and a board with a site in it, sorted; none where no board is known.

    Returns
    -------
    Relations whose ``place`` is the number of the board, and whose ``pupils`` are those enrolled at its
    sites there, each site once; a site without a number adds nothing.
    """
    known = board_sites(country)
    if known is None:
        return ()
    populated = set(bodies(country, arrangement))
    of_points = {age: body_of_points(arrangement, age) for age in AGES}
    there: defaultdict[tuple[Body, str], set[int]] = defaultdict(set)
    for board, point, layer, site in zip(known.board, known.point, known.layer, known.site, strict=True):
        body = of_points[str(layer)][point]
        if body in populated:
            there[body, str(board)].add(int(site))
    pupils = enrolled(country)
    return tuple(
        sorted(
            Relation(body, board, float(np.nansum(pupils[sorted(of)]))) for (body, board), of in there.items()
        )
    )


def board_changes(study: Study, name: str, base: str) -> BoardChanges | None:
    """Follow every board from the base to the scenario; None where the data know of no board.

    Parameters
    ----------
    study
        Country and arrangements.
    name, base
        Ids of the scenario and of what it is held against. Against today's layers the change of a
        merged scenario is told apart at the indeling *samengevoegd*: what merging po and vo does, and
        what new borders do.
    """
    before, after = study.country_of(base), study.country_of(name)
    old = board_relations(before, study.arrangement(base))
    new = board_relations(after, study.arrangement(name))
    if not old and not new:
        return None
    splits = base == study.base_id and name != base
    middle = _middle(study, split_at(study, name)) if splits else None
    line = succession(study.country, study.arrangement(base), study.arrangement(name))
    was, now = _by_board(old), _by_board(new)
    shared = {"was": _shared(was), "now": _shared(now), "middle": _shared(middle or {})}
    sites, sites_after = _sites(before), _sites(after)
    boards = {
        number: BoardChange(
            number=number,
            sites=sites.get(number, Sites()),
            sites_after=sites_after.get(number, Sites()),
            swvs=followed(was.get(number, ()), now.get(number, ()), line),
            merged=None if middle is None else len(middle.get(number, ())),
            partners=Partners(
                shared["was"].get(number, frozenset()),
                shared["now"].get(number, frozenset()),
                None if middle is None else shared["middle"].get(number, frozenset()),
            ),
        )
        for number in sorted({*sites, *sites_after})
    }
    swvs = _swvs(bodies(study.country, study.arrangement(name)), line, (old, new))
    return BoardChanges(MappingProxyType(boards), swvs, line, splits)


def _middle(study: Study, name: str) -> dict[str, tuple[Relation, ...]]:
    return _by_board(board_relations(study.country_of(name), study.arrangement(name)))


def _by_board(relations: Iterable[Relation]) -> dict[str, tuple[Relation, ...]]:
    found: defaultdict[str, list[Relation]] = defaultdict(list)
    for one in relations:
        found[one.place].append(one)
    return {board: tuple(of) for board, of in found.items()}


def _by_body(relations: Iterable[Relation]) -> dict[Body, Boards]:
    found: defaultdict[Body, set[str]] = defaultdict(set)
    for one in relations:
        found[one.body].add(one.place)
    return {body: frozenset(boards) for body, boards in found.items()}


def _shared(by_board: Mapping[str, tuple[Relation, ...]]) -> dict[str, Boards]:
    """Per board the other boards in its swv's."""
    there = _by_body(one for relations in by_board.values() for one in relations)
    return {
        board: frozenset().union(*(there[one.body] for one in relations)) - {board}
        for board, relations in by_board.items()
    }


def _sites(country: Country) -> dict[str, Sites]:
    """Sites of each board that count, once each, whatever the number of their kinds."""
    known = board_sites(country)
    if known is None:
        return {}
    of_board: defaultdict[str, set[int]] = defaultdict(set)
    for board, site in zip(known.board, known.site, strict=True):
        of_board[str(board)].add(int(site))
    pupils = enrolled(country)
    found = {}
    for board, sites in of_board.items():
        told = pupils[sorted(sites)]
        count = told[np.isfinite(told)]
        total = float(count.sum()) if count.size else float("nan")
        found[board] = Sites(len(told), total, int(len(told) - count.size))
    return found


def _swvs(
    swvs: Iterable[Body], line: Succession, relations: tuple[Iterable[Relation], Iterable[Relation]]
) -> tuple[SwvBoards, ...]:
    was, now = (_by_body(one) for one in relations)
    return tuple(
        SwvBoards(
            body,
            tuple(sorted(now.get(body, frozenset()))),
            tuple((one.body, len(was.get(one.body, frozenset()))) for one in line.predecessors.get(body, ())),
        )
        for body in swvs
    )
