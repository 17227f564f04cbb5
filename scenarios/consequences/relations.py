"""Overlegrelaties: which swv has to do with which gemeente and jeugdregio, before and after.

A relation is a pair that shares residents of the swv's ages. Joint consultation
exists: these are relations, not meetings. Pairs with gemeenten and pairs with
jeugdregio's are two numbers that are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from scenarios.consequences.succession import AGES, Body, Succession, body_of_points, succession
from scenarios.country import Country
from scenarios.indeling import Arrangement


class PlaceKind(StrEnum):
    """What a swv has a relation with; the values are Dutch and can be shown."""

    GEMEENTE = "gemeente"
    JEUGDREGIO = "jeugdregio"


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """One swv and one gemeente or jeugdregio that share residents.

    Attributes
    ----------
    body
        The swv.
    place
        Code of the gemeente or jeugdregio.
    pupils
        Shared residents of the swv's ages (estimates, persons).
    """

    body: Body
    place: str
    pupils: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation that there still is; two of before fall together where their swv's became one.

    Attributes
    ----------
    after
        The relation as it goes on.
    before
        The former relations that go on in it; at least one.
    """

    after: Relation
    before: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class RelationChange:
    """What becomes of the relations.

    Always ``len(before) = len(vanished) + sum of len(kept.before)`` and
    ``len(after) = len(appeared) + len(kept)``.

    Attributes
    ----------
    before, after
        All relations under the base and under the scenario.
    vanished
        Former relations whose swv's main successor has none with that place.
    kept
        Relations after that go on from former ones.
    appeared
        Relations after that no former one goes on in.
    """

    before: tuple[Relation, ...]
    after: tuple[Relation, ...]
    vanished: tuple[Relation, ...]
    kept: tuple[Kept, ...]
    appeared: tuple[Relation, ...]

    @property
    def fallen_together(self) -> int:
        """Relations that are fewer because swv's became one, and nobody lost anybody."""
        return sum(len(one.before) - 1 for one in self.kept)


def relations(country: Country, arrangement: Arrangement, place_kind: PlaceKind) -> tuple[Relation, ...]:
    """All pairs of a swv and a place that share residents, sorted; of both layers where there are two.

    Parameters
    ----------
    country
        Whose residents count.
    arrangement
        Today's layers or a scenario.
    place_kind
        Gemeenten or jeugdregio's. Points in no region give no relation.
    """
    place = (
        country.gemeente_of_point
        if place_kind is PlaceKind.GEMEENTE
        else country.region_of_point("jeugdregio")
    )
    shared: defaultdict[tuple[Body, str], float] = defaultdict(float)
    for age in AGES:
        body = body_of_points(arrangement, age)
        for one, where, pupils in zip(body, place, country.pupils(age), strict=True):
            if one is not None and where and pupils > 0:
                shared[one, str(where)] += float(pupils)
    return tuple(sorted(Relation(body, where, pupils) for (body, where), pupils in shared.items()))


def relation_change(
    country: Country, before: Arrangement, after: Arrangement, place_kind: PlaceKind
) -> RelationChange:
    """Follow each relation from the base to the scenario.

    A former relation (S, place) goes on where the main successor of S
    (`scenarios.consequences.succession`) has a relation with the same place. Where the
    base has one layer and the scenario two, it goes on in the first layer that has one;
    the other layer's relation is new.
    """
    return followed(
        relations(country, before, place_kind),
        relations(country, after, place_kind),
        succession(country, before, after),
    )


def followed(
    before: tuple[Relation, ...], after: tuple[Relation, ...], successors: Succession
) -> RelationChange:
    """Follow former relations to new ones along successors."""
    now = {(one.body, one.place): one for one in after}
    origins: defaultdict[Relation, list[Relation]] = defaultdict(list)
    vanished = []
    for one in before:
        goes_on = [now[body, one.place] for body in successors.mains(one.body) if (body, one.place) in now]
        if not goes_on:
            vanished.append(one)
        # of a swv that is taken apart in two layers the first goes on from it, the other is new
        for other in goes_on[:1]:
            origins[other].append(one)
    kept = tuple(Kept(one, tuple(origins[one])) for one in after if one in origins)
    appeared = tuple(one for one in after if one not in origins)
    return RelationChange(before, after, tuple(vanished), kept, appeared)
