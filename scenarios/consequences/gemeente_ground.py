"""What the sheets of all gemeenten rest on, computed once: swv's, partners, relations, figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from scenarios._rows import Cuts, Level, Task
from scenarios.consequences.consultation import Consultation, consultation
from scenarios.consequences.gemeente_neighbours import Neighbour, neighbours
from scenarios.consequences.gemeente_travel import KINDS, Terms, TravelGround
from scenarios.consequences.log import Entry, log
from scenarios.consequences.partners import PartnerChange, partner_change
from scenarios.consequences.relations import PlaceKind, Relation, relations
from scenarios.consequences.site_diff import SiteDiff, site_diff
from scenarios.consequences.slivers import slivers
from scenarios.consequences.succession import Body
from scenarios.country import Kind
from scenarios.coverage import coverage
from scenarios.norms import ACCEPTABLE
from scenarios.profile import AreaKind, Profile, profile
from scenarios.site_effects import Way, effect, for_whom
from scenarios.study import Study

#: Norm that decides who is within reach only thanks to a neighbour.
_ALONG = f"{ACCEPTABLE}-km"


@dataclass(frozen=True, slots=True)
class SwvFacts:
    """One swv of an arrangement.

    Attributes
    ----------
    body
        The swv.
    gemeenten
        Codes of the gemeenten that it shares residents with, in order.
    residents
        Of its ages (estimates, persons).
    regions
        Jeugdregio's that it shares residents with, most residents first: code and residents.
    """

    body: Body
    gemeenten: tuple[str, ...]
    residents: float
    regions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SwvPart:
    """The part of a gemeente that a swv serves.

    Attributes
    ----------
    swv
        The swv as a whole.
    residents
        Residents of the gemeente of the swv's ages that it serves (estimates, persons).
    share
        Of the gemeente's residents of those ages, percent.
    sliver
        Whether it is smaller than the werknorm *restgrens*: probably a border change.
    """

    swv: SwvFacts
    residents: float
    share: float
    sliver: bool


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One arrangement, as gemeenten see it.

    Attributes
    ----------
    study, name
        Where figures come from; id of the arrangement.
    of_place
        Per gemeente its parts, by layer, the largest first.
    """

    study: Study
    name: str
    of_place: Mapping[str, tuple[SwvPart, ...]]

    def profile(self, code: str) -> Profile:
        """Return the card of a gemeente."""
        return profile(self.study, self.name, AreaKind.GEMEENTE, code)


@dataclass(eq=False)
class GemeenteGround:
    """What the sheets of all gemeenten share; each thing is computed when it is first asked for.

    Attributes
    ----------
    study
        Country, distances and norms.
    name, base
        Ids of the scenario and of what it is held against.
    terms
        Of transport to school and border traffic.
    """

    study: Study
    name: str
    base: str
    terms: Terms = field(default_factory=Terms)
    _leaning: dict[tuple[str, str], Mapping[str, float]] = field(default_factory=dict, repr=False)
    _neighbours: dict[tuple[str, str], Mapping[str, tuple[Neighbour, ...]]] = field(
        default_factory=dict, repr=False
    )
    _shifts: dict[str, Mapping[tuple[str, str], float]] = field(default_factory=dict, repr=False)

    @cached_property
    def before(self) -> Side:
        """The base."""
        return _side(self.study, self.base)

    @cached_property
    def after(self) -> Side:
        """The scenario; the base itself where they are the same."""
        return self.before if self.name == self.base else _side(self.study, self.name)

    @cached_property
    def partners(self) -> Mapping[str, PartnerChange]:
        """What becomes of the partners of every gemeente."""
        study = self.study
        was, now = study.arrangement(self.base), study.arrangement(self.name)
        return partner_change(study.country, was, now, study.norms.sliver_share)

    @cached_property
    def with_gemeenten(self) -> Consultation:
        """What becomes of the relations of swv's with gemeenten."""
        return consultation(self.study, self.name, self.base, PlaceKind.GEMEENTE)

    @cached_property
    def with_regions(self) -> Consultation:
        """What becomes of the relations of swv's with jeugdregio's."""
        return consultation(self.study, self.name, self.base, PlaceKind.JEUGDREGIO)

    @cached_property
    def log(self) -> tuple[Entry, ...]:
        """Every change in a sentence."""
        return log(self.study, self.name, self.base, self.terms.assumptions)

    @cached_property
    def travel(self) -> TravelGround:
        """Transport to school and border traffic."""
        return TravelGround(self.study, self.name, self.base, self.terms)

    @cached_property
    def sites(self) -> SiteDiff:
        """What happens to sites."""
        return site_diff(self.study, self.name, self.base)

    @cached_property
    def _cuts(self) -> Cuts:
        return Cuts(self.study, self.base)

    def rows(self, code: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Rows of a comparison at level gemeente for one of them, by kind (empty for none) and measure.

        Those of `scenarios.compare.compare`, without the other gemeenten.
        """
        task = Task(self._cuts, self.name, Level.GEMEENTE, frozenset({code}))
        found = (row for rows in task.rows(self.study.country.kinds) for row in rows)
        return {(str(row["soort"]), str(row["maat"])): row for row in found}

    def leaning(self, name: str, kind: Kind) -> Mapping[str, float]:
        """Share of the residents within the norm only thanks to a neighbour, percent, per gemeente.

        Empty where there is no norm *acceptabel* in km for the kind; see `scenarios.coverage.coverage`.
        """
        key = name, kind.code
        if key not in self._leaning:
            found = coverage(self.study, name, kind, Level.GEMEENTE)
            along = found[found["maatstaf"] == _ALONG] if len(found) else found
            codes, shares = along.get("gebied", ()), along.get("leunt", ())
            self._leaning[key] = {str(one): float(share) for one, share in zip(codes, shares, strict=True)}
        return self._leaning[key]

    def neighbours(self, name: str, kind: Kind, code: str) -> tuple[Neighbour, ...]:
        """Tell on whom the residents of a gemeente depend, most residents first.

        Only for kinds that a swv sees to; for others a nearest site over the border says nothing.
        """
        if kind.code not in KINDS:
            return ()
        key = name, kind.code
        if key not in self._neighbours:
            self._neighbours[key] = neighbours(self.study, name, kind)
        return self._neighbours[key].get(code, ())

    def shift(self, kind: Kind, code: str) -> tuple[float, float]:
        """Residents of a gemeente for whom the own facility comes to lie further, and nearer: never netted.

        By more than `scenarios.site_effects.STANDARD_RISE_M`, as `scenarios.site_effects.for_whom` tells.
        """
        if kind.code not in self._shifts:
            table = for_whom(self.study, effect(self.study, self.base, self.name, kind, Way.OWN), "gemeente")
            keys = zip(table["code"].astype(str), table["richting"], strict=True)
            self._shifts[kind.code] = dict(zip(keys, table["inwoners"].astype(float), strict=True))
        found = self._shifts[kind.code]
        return found.get((code, "verder"), 0.0), found.get((code, "dichterbij"), 0.0)


def _side(study: Study, name: str) -> Side:
    country, arrangement = study.country, study.arrangement(name)
    places = relations(country, arrangement, PlaceKind.GEMEENTE)
    regions = relations(country, arrangement, PlaceKind.JEUGDREGIO)
    facts = _facts(places, regions)
    rests = slivers(places, study.norms.sliver_share)
    total: defaultdict[tuple[str, str], float] = defaultdict(float)
    for one in places:
        total[one.body.layer, one.place] += one.pupils
    found: defaultdict[str, list[SwvPart]] = defaultdict(list)
    for one in places:
        share = 100 * one.pupils / total[one.body.layer, one.place]
        part = SwvPart(facts[one.body], one.pupils, share, (one.body, one.place) in rests)
        found[one.place].append(part)
    order = {place: tuple(sorted(parts, key=_order)) for place, parts in found.items()}
    return Side(study, name, order)


def _order(part: SwvPart) -> tuple[str, float, str]:
    return part.swv.body.layer, -part.residents, part.swv.body.code


def _facts(places: Iterable[Relation], regions: Iterable[Relation]) -> dict[Body, SwvFacts]:
    of_body: defaultdict[Body, list[Relation]] = defaultdict(list)
    in_region: defaultdict[Body, list[Relation]] = defaultdict(list)
    for found, kept in ((places, of_body), (regions, in_region)):
        for one in found:
            kept[one.body].append(one)
    return {
        body: SwvFacts(
            body,
            tuple(sorted(one.place for one in found)),
            float(np.sum([one.pupils for one in found])),
            tuple(
                (one.place, one.pupils)
                for one in sorted(in_region[body], key=lambda one: (-one.pupils, one.place))
            ),
        )
        for body, found in of_body.items()
    }
