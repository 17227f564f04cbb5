"""Overlegrelaties of a scenario against a base: counts with their arithmetic, nationally and per area.

A change is split at the indeling in which po and vo just coincide (`scenarios._rows.split_at`): up to
there it is *effect samenvoegen*, from there on *effect nieuwe grenzen*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scenarios._rows import split_at
from scenarios.consequences.meetings import (
    Meeting,
    Tally,
    meetings_between,
    of_places,
    region_of_gemeente,
    tally,
)
from scenarios.consequences.relations import PlaceKind
from scenarios.study import Study

#: Why a change is not split in two.
ONLY_FROM_TODAY: Final = (
    "De splitsing in samenvoegen en nieuwe grenzen is er alleen tegenover de lagen van de regeling."
)
NO_CHANGE: Final = "Scenario en basis zijn dezelfde indeling; er is niets te splitsen."

Listed = tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one area, or of the country.

    Attributes
    ----------
    whole
        From base to scenario.
    merging, borders
        The same way in two steps: from base to where it is split, and from there to the scenario; None
        where it is not split. What vanishes and appears in the steps does not add up to what does
        so in `whole`, for each step has its own main successors; the changes in number do.
    """

    whole: Tally
    merging: Tally | None = None
    borders: Tally | None = None

    @property
    def effects(self) -> tuple[int, int] | None:
        """Effect of merging po and vo, and of new borders; together the whole change."""
        if self.merging is None or self.borders is None:
            return None
        return self.merging.change, self.borders.change


@dataclass(frozen=True, slots=True, eq=False)
class Consultation:
    """What becomes of all relations with places of one kind.

    Attributes
    ----------
    place_kind
        Gemeenten or jeugdregio's.
    listed
        Every relation of base and scenario, with what becomes of it.
    merging, borders
        The same in two steps; None where a change is not split.
    region
        Jeugdregio of each gemeente.
    unsplit
        Why it is not split; empty where it is.
    """

    place_kind: PlaceKind
    listed: Listed
    merging: Listed | None
    borders: Listed | None
    region: Mapping[str, str]
    unsplit: str = ""

    @property
    def counts(self) -> Counts:
        """Counts of the country: those of the comparison."""
        return self.at(None)

    def at(self, places: Iterable[str] | None) -> Counts:
        """Count the relations with some places; with all of them for None."""
        wanted = None if places is None else frozenset(places)

        def of(listed: Listed | None) -> Tally | None:
            if listed is None:
                return None
            return tally(listed if wanted is None else of_places(listed, wanted))

        return Counts(tally(self.rows(wanted)), of(self.merging), of(self.borders))

    def rows(self, places: Iterable[str] | None = None) -> Listed:
        """List the relations with some places; all of them for None."""
        return self.listed if places is None else of_places(self.listed, places)

    def places_in(self, region: str) -> tuple[str, ...]:
        """Places of a jeugdregio: its gemeenten, or itself."""
        if self.place_kind is PlaceKind.JEUGDREGIO:
            return (region,)
        return tuple(sorted(code for code, where in self.region.items() if where == region))

    def per_place(self) -> dict[str, Counts]:
        """Count for each place with a relation, by code."""
        return self._grouped({one.place: one.place for one in self._all})

    def per_region(self) -> dict[str, Counts]:
        """Count for each jeugdregio, by code: over its gemeenten, or with itself."""
        if self.place_kind is PlaceKind.JEUGDREGIO:
            return self.per_place()
        return self._grouped({one.place: self.region.get(one.place, "") for one in self._all})

    @property
    def _all(self) -> Listed:
        return (*self.listed, *(self.merging or ()), *(self.borders or ()))

    def _grouped(self, group: Mapping[str, str]) -> dict[str, Counts]:
        def split(listed: Listed | None) -> dict[str, list[Meeting]]:
            found: defaultdict[str, list[Meeting]] = defaultdict(list)
            for one in listed or ():
                found[group[one.place]].append(one)
            return found

        whole, merging, borders = map(split, (self.listed, self.merging, self.borders))
        steps = self.merging is not None
        return {
            code: Counts(
                tally(whole.get(code, ())),
                tally(merging.get(code, ())) if steps else None,
                tally(borders.get(code, ())) if steps else None,
            )
            for code in sorted(set(group.values()) - {""})
        }


def consultation(study: Study, name: str, base: str, place_kind: PlaceKind) -> Consultation:
    """Find what becomes of all relations with places of one kind.

    Parameters
    ----------
    study
        Country and norms (the *restgrens* marks what may be a border change).
    name, base
        Ids of the scenario and of what it is held against.
    place_kind
        Gemeenten or jeugdregio's: two numbers that are never added up.

    Raises
    ------
    UnknownNameError
        If there is no such arrangement.
    """

    def between(one: str, other: str) -> Listed:
        return meetings_between(
            study.country,
            study.arrangement(one),
            study.arrangement(other),
            place_kind,
            study.norms.sliver_share,
        )

    middle = split_at(study, name)
    unsplit = NO_CHANGE if name == base else ("" if base == study.base_id else ONLY_FROM_TODAY)
    return Consultation(
        place_kind,
        between(base, name),
        None if unsplit else between(base, middle),
        None if unsplit else between(middle, name),
        region_of_gemeente(study.country),
        unsplit,
    )
