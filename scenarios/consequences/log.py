"""A plain-language log: every change from a base to a scenario in a Dutch sentence.

Per swv of the scenario first what it comes from, then the gemeenten and parts of
gemeenten whose swv gets other members: each demand point of them stands in exactly one
sentence. Parts that may be a border change stand apart, behind the others. Then the
sites, and the norms and assumptions that differ from the standard.
Definitions: docs/methode.md, "Het logboek".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from scenarios.assumptions import Assumptions
from scenarios.consequences.fates import Fate, Former, New, formers, news
from scenarios.consequences.log_others import assumption_lines, norm_lines, site_lines
from scenarios.consequences.log_text import Origin, member_text, spoken, swv_text
from scenarios.consequences.log_ways import Way, pieces, ways
from scenarios.consequences.log_words import Piece
from scenarios.consequences.moves import ORDER, Move, moves
from scenarios.consequences.succession import Body, succession
from scenarios.country import Country
from scenarios.study import Study


class Sort(StrEnum):
    """What a sentence is about; the values are Dutch and can be shown."""

    SWV = "swv"
    GEMEENTE = "gemeente"
    PART = "deel van een gemeente"
    SLIVER = "rest (grenswijziging?)"
    NAME = "naam"
    SITE = "vestiging"
    NORM = "norm"
    ASSUMPTION = "aanname"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence.

    Attributes
    ----------
    sort
        What it is about.
    text
        The sentence; numbers are rounded.
    swv
        Label of the swv of the scenario under which it stands; empty for none.
    gemeenten
        Codes of the gemeenten that it concerns.
    points
        Demand points (positions) whose swv gets other members: each in one entry of a log.
    pupils
        Residents that it is about, of the ages that change (estimates, persons).
    move
        The most that happens to them; None where it is not about places.
    remains
        Whether they stay in a swv that only gets other borders.
    """

    sort: Sort
    text: str
    swv: str = ""
    gemeenten: tuple[str, ...] = ()
    points: tuple[int, ...] = ()
    pupils: float = 0.0
    move: Move | None = None
    remains: bool = False


def log(study: Study, name: str, base: str, assumptions: Assumptions | None = None) -> tuple[Entry, ...]:
    """Tell every change from a base to a scenario.

    Parameters
    ----------
    study
        Under the norms that hold: those that differ from the standard are told.
    name, base
        Ids of the arrangements.
    assumptions
        Of demand and capacity, where some were made.

    Raises
    ------
    UnknownNameError
        If either arrangement does not exist.
    """
    given = assumptions or Assumptions()
    return (
        *_Borders.of(study, name, base).told(),
        *(Entry(Sort.SITE, text, gemeenten=places) for text, places in site_lines(study, name, base)),
        *(Entry(Sort.NORM, text) for text in norm_lines(study.norms)),
        *(Entry(Sort.ASSUMPTION, text) for text in assumption_lines(given)),
    )


def of_gemeente(entries: Iterable[Entry], code: str) -> tuple[Entry, ...]:
    """Return the entries that concern a gemeente, in their order."""
    return tuple(one for one in entries if code in one.gemeenten)


@dataclass(frozen=True, slots=True, eq=False)
class _Borders:
    """What is needed to tell of borders, and what was told so far."""

    country: Country
    sliver_share: float
    ways: Mapping[Way, list[int]]
    former: Mapping[Body, Former]
    new: Mapping[Body, New]
    from_whom: defaultdict[Body, set[Body]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, study: Study, name: str, base: str) -> _Borders:
        country = study.country
        before, after = study.arrangement(base), study.arrangement(name)
        followed = succession(country, before, after)
        return cls(
            country,
            study.norms.sliver_share,
            ways(moves(country, before, after)),
            {one.body: one for one in formers(country, before, followed)},
            {one.body: one for one in news(country, after, followed)},
        )

    def told(self) -> tuple[Entry, ...]:
        """Tell swv by swv, parts that may be a border change behind, then what has another name only."""
        under: defaultdict[Body | None, list[Entry]] = defaultdict(list)
        slivers: list[Entry] = []
        for way, points in self.ways.items():
            for some in self._groups(points):
                entry = self._member(way, some)
                (slivers if entry.sort is Sort.SLIVER else under[way.under]).append(entry)
                if entry.sort is not Sort.SLIVER:
                    for step in way.steps:
                        if step.new is not None and step.old is not None:
                            self.from_whom[step.new].add(step.old)
        told: list[Entry] = []
        for body in sorted({one for one in under if one is not None} | set(self.from_whom)):
            if body in self.new:
                told.append(self._header(self.new[body]))
            told += sorted(under[body], key=_order)
        return (*told, *sorted(under[None], key=_order), *sorted(slivers, key=_order), *self._names())

    def _groups(self, points: list[int]) -> list[tuple[Piece, ...]]:
        """Whole gemeenten together, parts each alone, parts that may be a border change together."""
        found = pieces(self.country, points, self.sliver_share)
        whole = tuple(one for one in found if one.whole)
        small = tuple(one for one in found if one.sliver)
        alone = [(one,) for one in found if not (one.whole or one.sliver)]
        return [some for some in (whole, *alone, small) if some]

    def _member(self, way: Way, some: tuple[Piece, ...]) -> Entry:
        points = [point for one in some for point in one.points]
        count = sum(float(self.country.pupils(age)[points].sum()) for age in way.ages)
        body = way.under
        sort = Sort.GEMEENTE if some[0].whole else Sort.SLIVER if some[0].sliver else Sort.PART
        total = self._residents(body, way.ages) if body is not None else 0.0
        return Entry(
            sort,
            member_text(way, some, count, total),
            body.label if body is not None else "",
            tuple(one.code for one in some),
            tuple(points),
            count,
            max((one.move for one in way.steps), key=ORDER.index),
            way.remains,
        )

    def _residents(self, body: Body, ages: tuple[str, ...]) -> float:
        """Residents of a new swv, where it is for just these ages."""
        return self.new[body].pupils if body in self.new and body.ages == ages else 0.0

    def _header(self, new: New) -> Entry:
        """Tell what a swv comes from; sources of a part that may be a border change only are left out."""
        named = sorted(
            one.body
            for one in new.predecessors
            if one.body in self.from_whom[new.body] and one.body != new.continues
        )
        mine = [one for one in named if self._goes_to(one, new.body)[:1] == [new.body]]
        whole = [one for one in mine if self._goes_to(one, new.body) == [new.body]]
        goes = [] if new.continues is None else self._goes_to(new.continues, new.body)
        gone = [one for one in goes[:1] if one != new.body]
        lost = [one for one in goes if one not in {new.body, *gone}]
        origin = Origin(
            tuple(whole),
            tuple(one for one in mine if one not in whole),
            tuple(one for one in named if one not in mine),
            tuple(gone),
            tuple(sorted(lost)),
        )
        return Entry(
            Sort.SWV, swv_text(new, origin), new.body.label, self._gemeenten(new.body), pupils=new.pupils
        )

    def _goes_to(self, old: Body, new: Body) -> list[Body]:
        """Swv's of the layer of a new one that a former one goes to, most residents first.

        Those that get only a part that may be a border change are left out.
        """
        return [
            one.body
            for one in self.former[old].successors
            if old in self.from_whom[one.body] and one.body.layer == new.layer
        ]

    def _gemeenten(self, body: Body) -> tuple[str, ...]:
        """Gemeenten with places for which something changes, and that this swv is for."""
        points = [
            point
            for way, some in self.ways.items()
            if any(step.new == body for step in way.steps)
            for point in some
        ]
        return tuple(np.unique(self.country.gemeente_of_point[points].astype(str)).tolist())

    def _names(self) -> list[Entry]:
        """Tell which swv's only get another name."""
        return [
            Entry(
                Sort.NAME,
                f"{spoken(one.body)} heet voortaan {spoken(one.successors[0].body)}; "
                "het gebied blijft gelijk.",
                one.successors[0].body.label,
                pupils=one.pupils,
            )
            for one in self.former.values()
            if one.fate is Fate.RENAMED
        ]


def _order(entry: Entry) -> tuple[bool, str, bool, float, str]:
    """Whole gemeenten first, who stays where it was last, most residents first; slivers swv by swv."""
    swv = entry.swv if entry.sort is Sort.SLIVER else ""
    return entry.sort is not Sort.GEMEENTE, swv, entry.remains, -entry.pupils, entry.text
