"""Everything about overleg between a base and a scenario, and the part of it that one area is about."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.names import fold
from geo.errors import UnknownNameError
from scenarios.consequences.consultation import Consultation, Counts, Listed, consultation
from scenarios.consequences.meetings import of_former, of_new, tally
from scenarios.consequences.network_picture import Network, network
from scenarios.consequences.partners import PartnerChange, partner_change
from scenarios.consequences.relations import PlaceKind
from scenarios.consequences.succession import Body, bodies
from scenarios.study import Study


class AreaLevel(StrEnum):
    """For what sort of area relations are listed; the values are Dutch and can be shown."""

    JEUGDREGIO = "jeugdregio"
    GEMEENTE = "gemeente"
    SWV_BEFORE = "swv van de basis"
    SWV_AFTER = "swv van het scenario"


@dataclass(frozen=True, slots=True)
class Area:
    """A gemeente, a jeugdregio, or a swv of base or scenario.

    Attributes
    ----------
    level
        What it is.
    code, name
        Of the place or the swv.
    body
        The swv, where it is one.
    """

    level: AreaLevel
    code: str
    name: str
    body: Body | None = None

    @property
    def key(self) -> str:
        """Code that no other area of its level has: a swv po and a swv vo may share theirs."""
        return self.code if self.body is None else f"{self.body.layer}/{self.code}"


@dataclass(frozen=True, slots=True, eq=False)
class Talks:
    """What becomes of relations and partners between a base and a scenario.

    Attributes
    ----------
    study, name, base
        What it was made of.
    with_gemeenten, with_regions
        Relations with gemeenten and with jeugdregio's.
    partners
        Per gemeente.
    """

    study: Study
    name: str
    base: str
    with_gemeenten: Consultation
    with_regions: Consultation
    partners: Mapping[str, PartnerChange]

    @property
    def both(self) -> tuple[Consultation, Consultation]:
        """Relations with gemeenten, then those with jeugdregio's."""
        return self.with_gemeenten, self.with_regions

    def areas(self, level: AreaLevel) -> tuple[Area, ...]:
        """List the areas of a level with a relation; places by name, swv's by layer and code."""
        country = self.study.country
        if level is AreaLevel.GEMEENTE:
            codes, names = set(self.partners), country.gemeente_names
        elif level is AreaLevel.JEUGDREGIO:
            codes = {one.place for one in self.with_regions.listed}
            names = country.region_names
        else:
            side = self.base if level is AreaLevel.SWV_BEFORE else self.name
            found = bodies(country, self.study.arrangement(side))
            return tuple(Area(level, one.code, one.label, one) for one in found)
        made = (Area(level, code, names.get(code, code)) for code in codes)
        return tuple(sorted(made, key=lambda one: (one.name, one.code)))

    def find(self, text: str, *levels: AreaLevel) -> tuple[Area, ...]:
        """Find areas of some levels by code or name; one, or swv's of base and scenario with one code.

        Raises
        ------
        UnknownNameError
            If nothing fits, or several with different codes; the message names some that may be meant.
        """
        areas = [area for level in levels for area in self.areas(level)]
        wanted = fold(text)
        found = [area for area in areas if wanted and wanted in _keys(area)]
        exact = [area for area in found if fold(area.code) == wanted] or found
        if len({area.code for area in exact}) == 1:
            return tuple(exact)
        what = " of ".join(level.value for level in levels)
        if exact:
            told = "; ".join(dict.fromkeys(f"{area.name} ({area.code})" for area in exact))
            raise UnknownNameError(f"'{text}' is niet eenduidig ({what}); bedoelt u {told}?")
        keys = sorted({key for area in areas for key in _keys(area)})
        begin = [key for key in keys if wanted and key.startswith(wanted)]
        near = [*begin, *difflib.get_close_matches(wanted, keys, n=5)]
        named = [f"{area.name} ({area.code})" for key in near for area in areas if key in _keys(area)]
        hint = f"; bedoelt u {', '.join(list(dict.fromkeys(named))[:5])}?" if near else ""
        raise UnknownNameError(f"'{text}' is niet gevonden ({what}){hint}")

    def listed(self, area: Area, found: Consultation) -> Listed:
        """List the relations that an area is about, of `with_gemeenten` or `with_regions`.

        Those of a gemeente or jeugdregio are all with it; a jeugdregio's with gemeenten are those of
        its gemeenten, and a gemeente has none with jeugdregio's. For those of a swv see
        `scenarios.consequences.meetings.of_former` and `of_new`.
        """
        if area.body is not None:
            chosen = of_former if area.level is AreaLevel.SWV_BEFORE else of_new
            return chosen(found.listed, area.body)
        return found.rows(self._places(area, found))

    def counts(self, area: Area, found: Consultation) -> Counts:
        """Count the relations of an area; a swv's are not split in two effects: it has no counterpart."""
        if area.body is not None:
            return Counts(tally(self.listed(area, found)))
        return found.at(self._places(area, found))

    def all_counts(self, level: AreaLevel, found: Consultation) -> dict[Area, Counts]:
        """Count the relations of every area of a level."""
        areas = self.areas(level)
        if level is AreaLevel.GEMEENTE and found.place_kind is PlaceKind.GEMEENTE:
            counts = found.per_place()
        elif level is AreaLevel.JEUGDREGIO:
            counts = found.per_region()
        else:
            return {area: self.counts(area, found) for area in areas}
        return {area: counts[area.code] for area in areas}

    def gemeenten(self, area: Area) -> tuple[str, ...]:
        """List the gemeenten of an area by code: itself, a jeugdregio's, those a swv has relations with."""
        if area.level is AreaLevel.GEMEENTE:
            return (area.code,)
        if area.level is AreaLevel.JEUGDREGIO:
            return self.with_gemeenten.places_in(area.code)
        return tuple(sorted({one.place for one in self.listed(area, self.with_gemeenten)}))

    def region(self, area: Area) -> str:
        """Jeugdregio whose picture shows an area: of a swv the one where most of its residents live.

        Empty where it lies in none.
        """
        if area.level is AreaLevel.JEUGDREGIO:
            return area.code
        if area.level is AreaLevel.GEMEENTE:
            return self.with_gemeenten.region.get(area.code, "")
        shared: defaultdict[str, float] = defaultdict(float)
        for one in self.with_regions.listed:
            for relation in (*one.before, *((one.after,) if one.after else ())):
                if relation.body == area.body:
                    shared[relation.place] += relation.pupils
        return min(shared, key=lambda place: (-shared[place], place), default="")

    def picture(self, region: str) -> Network:
        """Make the picture of one jeugdregio."""
        return network(self.with_gemeenten, self.with_regions, region)

    def _places(self, area: Area, found: Consultation) -> Iterable[str]:
        if area.level is AreaLevel.JEUGDREGIO:
            return found.places_in(area.code)
        return (area.code,) if found.place_kind is PlaceKind.GEMEENTE else ()


def _keys(area: Area) -> set[str]:
    """Folded texts by which an area is found: its code, its name, and a swv's name without its code."""
    return {fold(one) for one in (area.code, area.name, area.name.rpartition(" · ")[2])}


def talks(study: Study, name: str, base: str) -> Talks:
    """Find what becomes of relations and partners.

    Parameters
    ----------
    study
        Country and norms.
    name, base
        Ids of the scenario and of what it is held against.

    Raises
    ------
    UnknownNameError
        If there is no such arrangement.
    """
    before, after = study.arrangement(base), study.arrangement(name)
    return Talks(
        study,
        name,
        base,
        consultation(study, name, base, PlaceKind.GEMEENTE),
        consultation(study, name, base, PlaceKind.JEUGDREGIO),
        partner_change(study.country, before, after, study.norms.sliver_share),
    )
