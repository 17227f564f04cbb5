"""Who meets whom before and after, as a list, and the counts of it with their arithmetic.

Every relation of before and of after stands in one row of the list (a `Meeting`), with
what becomes of it. Counts are always those of a list, so that they can be looked into:

    before = vanish + stay (as counted before)
    after = appear + stay (as counted after)

Several relations of before may stay as one: their swv's became one. Those are counted
apart, for nobody lost anybody by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from scenarios.consequences.relations import PlaceKind, Relation, RelationChange, followed, relations
from scenarios.consequences.slivers import sliver_regions, slivers
from scenarios.consequences.succession import Body, Succession, succession
from scenarios.country import Country
from scenarios.indeling import Arrangement

#: Relations that may be a border change, of one arrangement.
Marks = frozenset[tuple[Body, str]]

#: For counting where nothing is marked.
NO_MARKS: Final[Marks] = frozenset()


class Fate(StrEnum):
    """What becomes of a relation; the values are Dutch and can be shown."""

    VANISHES = "vervalt"
    STAYS = "blijft"
    TOGETHER = "blijft, valt samen"
    APPEARS = "nieuw"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A relation before, after, or both.

    Attributes
    ----------
    place
        Code of the gemeente or jeugdregio.
    before
        The relations of before that it was: none, one, or several that fall together.
    after
        The relation that it is; None where it vanishes.
    heir
        Swv that follows on the one of before (its main successor) where it vanishes, if there is one.
    slivers
        Those of its relations that may be a border change.
    """

    place: str
    before: tuple[Relation, ...]
    after: Relation | None
    heir: Body | None = None
    slivers: frozenset[Relation] = frozenset()

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.after is None:
            return Fate.VANISHES
        if not self.before:
            return Fate.APPEARS
        return Fate.TOGETHER if len(self.before) > 1 else Fate.STAYS

    @property
    def slivers_before(self) -> int:
        """How many of `before` may be a border change."""
        return sum(one in self.slivers for one in self.before)

    @property
    def sliver_after(self) -> bool:
        """Whether `after` may be one."""
        return self.after in self.slivers


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a list of meetings, as pairs (swv, place).

    Attributes
    ----------
    before, after
        Relations under the base and under the scenario.
    vanished, appeared
        Relations of before that vanish, of after that appear.
    stay_before, stay_after
        Relations that stay, as they are counted before and after.
    slivers_before, slivers_after, slivers_vanished, slivers_appeared
        How many of each of those may be a border change (counted in them, too).
    """

    before: int
    vanished: int
    stay_before: int
    stay_after: int
    appeared: int
    after: int
    slivers_before: int = 0
    slivers_after: int = 0
    slivers_vanished: int = 0
    slivers_appeared: int = 0

    @property
    def fallen_together(self) -> int:
        """How many fewer there are because swv's became one: nobody lost anybody by it."""
        return self.stay_before - self.stay_after

    @property
    def change(self) -> int:
        """After minus before."""
        return self.after - self.before


def tally(listed: Iterable[Meeting]) -> Tally:
    """Count a list of meetings.

    Examples
    --------
    Two relations fall together, one vanishes:

    >>> po, vo, new = Body("po", "A", "A"), Body("vo", "B", "B"), Body("", "C", "C")
    >>> one, two = Relation(po, "GM1", 10.0), Relation(vo, "GM1", 8.0)
    >>> gone = Meeting("GM2", (Relation(po, "GM2", 1.0),), None)
    >>> found = tally([Meeting("GM1", (one, two), Relation(new, "GM1", 18.0)), gone])
    >>> found.before, found.vanished, found.stay_before, found.stay_after, found.appeared, found.after
    (3, 1, 2, 1, 0, 1)
    >>> found.fallen_together
    1
    """
    rows = tuple(listed)
    gone = [one for one in rows if one.after is None]
    new = [one for one in rows if not one.before]
    stay = [one for one in rows if one.before and one.after is not None]
    vanished, stay_before = (sum(len(one.before) for one in part) for part in (gone, stay))
    return Tally(
        before=vanished + stay_before,
        vanished=vanished,
        stay_before=stay_before,
        stay_after=len(stay),
        appeared=len(new),
        after=len(new) + len(stay),
        slivers_before=sum(one.slivers_before for one in rows),
        slivers_after=sum(one.sliver_after for one in rows),
        slivers_vanished=sum(one.slivers_before for one in gone),
        slivers_appeared=sum(one.sliver_after for one in new),
    )


def meetings(
    change: RelationChange,
    successors: Succession,
    marks_before: Marks = NO_MARKS,
    marks_after: Marks = NO_MARKS,
) -> tuple[Meeting, ...]:
    """List what becomes of every relation, by place, then swv of after, then swv of before."""

    def made(
        place: str, before: tuple[Relation, ...], after: Relation | None, heir: Body | None = None
    ) -> Meeting:
        small = {one for one in before if (one.body, one.place) in marks_before}
        if after is not None and (after.body, after.place) in marks_after:
            small.add(after)
        return Meeting(place, before, after, heir, frozenset(small))

    stay = [made(one.after.place, one.before, one.after) for one in change.kept]
    gone = [made(one.place, (one,), None, successors.main(one.body)) for one in change.vanished]
    new = [made(one.place, (), one) for one in change.appeared]
    return tuple(sorted((*stay, *new, *gone), key=_order))


def _order(one: Meeting) -> tuple[str, bool, tuple[Body, ...]]:
    bodies = (*(() if one.after is None else (one.after.body,)), *(old.body for old in one.before))
    return one.place, one.after is None, bodies


def meetings_between(
    country: Country,
    before: Arrangement,
    after: Arrangement,
    place_kind: PlaceKind,
    sliver_share: float = 0.0,
) -> tuple[Meeting, ...]:
    """List what becomes of every relation from one arrangement to another.

    Parameters
    ----------
    country
        Whose residents are shared.
    before, after
        The base and the scenario.
    place_kind
        Gemeenten or jeugdregio's.
    sliver_share
        Werknorm *restgrens*, 0 to 1: relations with a smaller part of a gemeente are
        marked (`scenarios.consequences.slivers`). 0 marks none.
    """
    followers = succession(country, before, after)
    sides = [_side(country, one, place_kind, sliver_share) for one in (before, after)]
    (old, marks_before), (new, marks_after) = sides
    return meetings(followed(old, new, followers), followers, marks_before, marks_after)


def _side(
    country: Country, arrangement: Arrangement, place_kind: PlaceKind, sliver_share: float
) -> tuple[tuple[Relation, ...], Marks]:
    """Relations of one arrangement with places of a kind, and which of them may be a border change."""
    with_gemeenten = relations(country, arrangement, PlaceKind.GEMEENTE)
    small = slivers(with_gemeenten, sliver_share)
    if place_kind is PlaceKind.GEMEENTE:
        return with_gemeenten, small
    marks = sliver_regions(with_gemeenten, small, region_of_gemeente(country))
    return relations(country, arrangement, place_kind), marks


def region_of_gemeente(country: Country) -> Mapping[str, str]:
    """Jeugdregio of each gemeente with a demand point; empty for none."""
    regions = country.region_of_point("jeugdregio")
    return {str(code): str(region) for code, region in zip(country.gemeente_of_point, regions, strict=True)}


def of_places(listed: Iterable[Meeting], places: Iterable[str]) -> tuple[Meeting, ...]:
    """Keep the meetings with some places: one gemeente, or those of a jeugdregio."""
    wanted = frozenset(places)
    return tuple(one for one in listed if one.place in wanted)


def of_former(listed: Iterable[Meeting], body: Body) -> tuple[Meeting, ...]:
    """Keep what becomes of the relations of one swv of before; those that fall together with it stay out.

    Counted, `Tally.before` is the number of its relations; `Tally.after` those of its main
    successor that go on from it.
    """
    kept = []
    for one in listed:
        own = tuple(old for old in one.before if old.body == body)
        if own:
            kept.append(replace(one, before=own))
    return tuple(kept)


def of_new(listed: Iterable[Meeting], body: Body) -> tuple[Meeting, ...]:
    """Keep the relations of one swv of after, and those that vanish of the swv's it follows on.

    Counted, `Tally.after` is the number of its relations; `Tally.before` those of the swv's
    whose main successor it is, as far as they go on in it or vanish.
    """
    return tuple(one for one in listed if (one.heir == body if one.after is None else one.after.body == body))
