"""Transport to school and border traffic of one gemeente, out of the national figures of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from geo.errors import DekkendError
from model.actual import Interval
from scenarios.assumptions import Assumptions
from scenarios.consequences.pupil_transport import COLUMNS, Count, Transport, transport
from scenarios.consequences.pupil_transport import KINDS as TRANSPORTED
from scenarios.consequences.traffic import AreaLevel, TrafficChange, traffic_change
from scenarios.consequences.traffic_source import Source, best_source
from scenarios.consequences.traffic_tables import area_table
from scenarios.consequences.transport_terms import Amounts, Limits
from scenarios.country import Kind
from scenarios.demand import UncountableError
from scenarios.study import Study

#: Kinds whose border traffic is told: what a swv sees to.
KINDS: Final = ("sbo", "so", "vso", "pro")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms transport and traffic are counted; the standard ones where none are given.

    Attributes
    ----------
    limits, amounts
        From what distance a gemeente pays, and what a pupil costs.
    assumptions
        Of demand and places.
    """

    limits: Limits = field(default_factory=Limits)
    amounts: Amounts = field(default_factory=Amounts)
    assumptions: Assumptions = field(default_factory=Assumptions)


@dataclass(frozen=True, slots=True)
class Transported:
    """Pupils of a gemeente who live further from the nearest school than its limit.

    Attributes
    ----------
    limit_km
        Its limit.
    counts
        By key of `scenarios.consequences.pupil_transport.COLUMNS`.
    same_sites
        Whether nothing can change, because no site does.
    """

    limit_km: float
    counts: Mapping[str, Count]
    same_sites: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """Pupils of one kind who live in a gemeente and go to school in another swv than they live in.

    Attributes
    ----------
    kind
        Code of the kind.
    living
        All who live there and go to school somewhere, under the scenario.
    before, after
        Those who cross a border under the base and under the scenario.
    becomes_internal, becomes_border
        Of who lives there; never netted.
    source
        What it is read off.
    """

    kind: str
    living: Interval
    before: Interval
    after: Interval
    becomes_internal: Interval
    becomes_border: Interval
    source: Source


@dataclass(frozen=True, slots=True, eq=False)
class TravelHere:
    """Both, of one gemeente.

    Attributes
    ----------
    transported
        None where it cannot be told; then `no_transport` says why (Dutch).
    crossings
        Per kind that can be told.
    no_crossings
        Kinds that cannot, each with the reason (Dutch).
    """

    transported: Transported | None
    no_transport: str
    crossings: tuple[Crossing, ...]
    no_crossings: Mapping[str, str]


@dataclass(eq=False)
class TravelGround:
    """National figures of both, each computed when it is first asked for.

    Attributes
    ----------
    study
        Country and distances.
    name, base
        Ids of the scenario and of what it is held against.
    terms
        Of both.
    """

    study: Study
    name: str
    base: str
    terms: Terms

    def at(self, code: str) -> TravelHere:
        """Tell both of one gemeente."""
        found = self._transport
        rows = {kind: self._crossing(kind, code) for kind in self._traffic[0]}
        return TravelHere(
            None if isinstance(found, str) else self._transported(found, code),
            found if isinstance(found, str) else "",
            tuple(one for one in rows.values() if one is not None),
            self._traffic[1],
        )

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """What both rest on besides residents, sites and distances: amounts, and pupils that were counted."""
        amounts = () if isinstance(self._transport, str) else self._transport.amounts.sources()
        counted = [
            f"{origin}{f', {date}' if date else ''}"
            for change, *_ in self._traffic[0].values()
            if change.source is Source.MEASURED
            for origin, date in change.sources
        ]
        return tuple(dict.fromkeys((*amounts, *counted)))

    @cached_property
    def _transport(self) -> Transport | str:
        known = {kind.code for kind in self.study.country.kinds}
        if lacking := [kind for kind in TRANSPORTED if kind not in known]:
            return f"De gegevens noemen geen soort {', '.join(lacking)}."
        try:
            terms = self.terms
            return transport(
                self.study, self.name, self.base, terms.limits, terms.amounts, assumptions=terms.assumptions
            )
        except UncountableError as error:
            return str(error)

    def _transported(self, found: Transport, code: str) -> Transported:
        here = found.country.gemeente_of_point == code
        counts = {what: found.count(what, here) for what in COLUMNS}
        return Transported(found.limits.km(code), counts, found.same_sites)

    @cached_property
    def _traffic(
        self,
    ) -> tuple[Mapping[str, tuple[TrafficChange, Mapping[str, Row], Mapping[str, Row]]], Mapping[str, str]]:
        """Per kind the change and its rows per gemeente, after and before; and why of others not."""
        found, missing = {}, {}
        for kind in self.study.country.kinds:
            if kind.code in KINDS:
                try:
                    found[kind.code] = self._of_kind(kind)
                except DekkendError as error:
                    missing[kind.code] = str(error)
        return found, missing

    def _of_kind(self, kind: Kind) -> tuple[TrafficChange, Mapping[str, Row], Mapping[str, Row]]:
        source = best_source(self.study, (kind,))
        if not source.tells_places:
            source = Source.NEAREST
        change, before = (
            traffic_change(self.study, self.base, name, kind.code, source, assumptions=self.terms.assumptions)
            for name in (self.name, self.base)
        )
        return change, _rows(change), _rows(before)

    def _crossing(self, kind: str, code: str) -> Crossing | None:
        change, after, before = self._traffic[0][kind]
        if code not in after:
            return None
        row, was = after[code], before.get(code, {})
        return Crossing(
            kind,
            _interval(row, "wonen"),
            _interval(was, "uit"),
            _interval(row, "uit"),
            _interval(row, "wordt_intern"),
            _interval(row, "wordt_grens_uit"),
            change.source,
        )


def _rows(change: TrafficChange) -> Mapping[str, Row]:
    table = area_table(change, AreaLevel.GEMEENTE)
    return {str(row["gebied"]): {str(k): v for k, v in row.items()} for row in table.to_dict("records")}


def _interval(row: Row, name: str) -> Interval:
    return Interval(*(float(row.get(f"{name}{end}", 0.0)) for end in ("_laag", "", "_hoog")))
