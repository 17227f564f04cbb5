r"""Swv-organisations under a scenario: what is told of today's swv's, merged by stated weights.

An amount X (budget, reserve, staff, thuiszitters, waiting list, TLV's) of a former swv S is divided over
its successors T by the residents of S's own age that go on in each, and added up per successor:

.. math:: X(T) = \sum_S \frac{m(S, T)}{m(S)} X(S)

so that the total over the country stays what it is. A rate is never averaged: it is computed anew from
merged amounts. An amount that is unknown for one of the swv's that T is made of is unknown for T; what is
known of it is told apart, with the share of the residents that it is about. That money and staff would
follow residents is an assumption: no regulation says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from data.organisations_file import Organisations
from scenarios.consequences.organisation_amounts import QUANTITIES, RATES, Quantity, Rate
from scenarios.consequences.succession import AGES, Body, Succession, bodies, body_of_points, succession
from scenarios.country import Country
from scenarios.indeling import Arrangement
from scenarios.study import Study


@dataclass(frozen=True, slots=True)
class Part:
    """A former swv, as far as it goes on in a swv of the scenario.

    Attributes
    ----------
    body
        The former swv.
    pupils
        Residents of its age that go on here (estimates, persons).
    weight
        Share of its residents that does, 0 to 1: this share of its amounts comes along.
    sliver
        Under the werknorm *restgrens* of both swv's: probably a border change. Its amounts count, but
        it is no party to a merger.
    """

    body: Body
    pupils: float
    weight: float
    sliver: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a swv of the scenario.

    Attributes
    ----------
    value
        NaN where one of the swv's that it is made of does not tell it.
    known
        Sum of what is told; NaN where nothing is.
    known_share
        Share of the residents concerned whose swv tells it, 0 to 1.
    missing
        Former swv's that do not tell it.
    divided
        Whether a swv was divided for it, so that it is an estimate.
    """

    value: float
    known: float
    known_share: float
    missing: tuple[Body, ...]
    divided: bool


class Models(StrEnum):
    """What a swv of the scenario joins; the values are Dutch and can be shown."""

    ONE = "één model"
    DIFFERENT = "verschillende modellen"
    UNDECIDED = "niet te bepalen"


@dataclass(frozen=True, slots=True)
class ModelPart:
    """A model that a swv of the scenario takes in.

    Attributes
    ----------
    model
        school, expertise or gemengd; empty where the file does not tell it.
    bodies
        Former swv's with that model, slivers left out.
    pupils
        Their residents here (estimates, persons).
    """

    model: str
    bodies: tuple[Body, ...]
    pupils: float


@dataclass(frozen=True, slots=True, eq=False)
class MergedSwv:
    """One swv of the scenario as an organisation.

    Attributes
    ----------
    body
        The swv.
    residents
        By age, of the ages that it is for (estimates, persons).
    parts
        The former swv's that it is made of, most residents first.
    amounts
        By code; without those that a swv of its layer does not have.
    rates
        By code; NaN where an amount is unknown or there is nothing to divide by.
    models
        What models it takes in, most residents first.
    peildata
        Dates of the rows that its amounts rest on; empty text for a row without one.
    """

    body: Body
    residents: Mapping[str, float]
    parts: tuple[Part, ...]
    amounts: Mapping[str, Amount]
    rates: Mapping[str, float]
    models: tuple[ModelPart, ...]
    peildata: tuple[str, ...]

    @property
    def joined(self) -> Models:
        """Whether it joins swv's with differing models, as far as the file tells."""
        known = {one.model for one in self.models if one.model}
        if len(known) > 1:
            return Models.DIFFERENT
        unknown = any(not one.model for one in self.models)
        return Models.UNDECIDED if unknown or not known else Models.ONE

    @property
    def is_merger(self) -> bool:
        """Whether more than one former swv goes on here, slivers left out."""
        return sum(not part.sliver for part in self.parts) > 1


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """All swv's under base and scenario.

    Attributes
    ----------
    before, after
        Swv's of the base and of the scenario, by layer and code. Both are made of today's swv's, which
        the file is about; today's layers are those swv's themselves.
    totals
        By code the sum over today's swv's: the same under every arrangement.
    unlisted
        Today's swv's that the file has no row of.
    homeless
        Today's swv's of the file without residents: nothing says where their amounts would go, and they
        are in no total.
    """

    before: tuple[MergedSwv, ...]
    after: tuple[MergedSwv, ...]
    totals: Mapping[str, Amount]
    unlisted: tuple[Body, ...]
    homeless: tuple[str, ...]

    @property
    def differing(self) -> tuple[MergedSwv, ...]:
        """Swv's of the scenario that join differing models."""
        return tuple(one for one in self.after if one.joined is Models.DIFFERENT)


def merged(study: Study, name: str, base: str, organisations: Organisations) -> Merged:
    """Merge what a file tells of today's swv's to those of a scenario, and of the base.

    Parameters
    ----------
    study
        Country, arrangements, and the werknorm for slivers.
    name, base
        Ids of the scenario and of what it is held against.
    organisations
        Of swv's of today's layers, whatever the base.
    """
    country, today = study.country, study.arrangement(study.base_id)
    former = bodies(country, today)
    codes = {one.code for one in former}
    return Merged(
        _under(study, base, organisations),
        _under(study, name, organisations),
        _totals(country, today, former, organisations),
        tuple(one for one in former if one.code not in set(organisations.table["code"])),
        tuple(str(code) for code in organisations.table["code"] if code not in codes),
    )


def _under(study: Study, name: str, organisations: Organisations) -> tuple[MergedSwv, ...]:
    """Swv's of one arrangement, made of today's."""
    country, arrangement = study.country, study.arrangement(name)
    line = succession(country, study.arrangement(study.base_id), arrangement)
    residents = _residents(country, arrangement)
    return tuple(
        _swv(
            body,
            residents[body],
            _parts(line, body, residents[body], study.norms.sliver_share),
            organisations,
        )
        for body in bodies(country, arrangement)
    )


def _residents(country: Country, arrangement: Arrangement) -> dict[Body, dict[str, float]]:
    found: defaultdict[Body, dict[str, float]] = defaultdict(dict)
    for age in AGES:
        for body, pupils in zip(body_of_points(arrangement, age), country.pupils(age), strict=True):
            if body is not None:
                found[body][age] = found[body].get(age, 0.0) + float(pupils)
    return dict(found)


def _parts(
    line: Succession, body: Body, residents: Mapping[str, float], sliver_share: float
) -> tuple[Part, ...]:
    parts = []
    for one in line.predecessors.get(body, ()):
        weight = next(other.share for other in line.successors[one.body] if other.body == body)
        here = sum(residents.get(age, 0.0) for age in one.body.ages)
        parts.append(Part(one.body, one.pupils, weight, max(weight, one.pupils / here) < sliver_share))
    return tuple(parts)


def _swv(
    body: Body, residents: Mapping[str, float], parts: tuple[Part, ...], organisations: Organisations
) -> MergedSwv:
    amounts = {}
    for quantity in QUANTITIES:
        concerned = [part for part in parts if part.body.layer in quantity.layers]
        if concerned:
            amounts[quantity.code] = _amount(quantity, concerned, organisations)
    dates = sorted({organisations.text(part.body.code, "peildatum") for part in parts})
    listed = set(organisations.table["code"])
    return MergedSwv(
        body,
        MappingProxyType(dict(residents)),
        parts,
        MappingProxyType(amounts),
        MappingProxyType(
            {rate.code: _rate(rate, amounts, residents) for rate in RATES if rate.part in amounts}
        ),
        _models(parts, organisations),
        tuple(dates) if any(part.body.code in listed for part in parts) else (),
    )


def _amount(quantity: Quantity, parts: Iterable[Part], organisations: Organisations) -> Amount:
    """Add up what the parts bring along of one quantity."""
    told = [(part, organisations.value(part.body.code, quantity.code)) for part in parts]
    known = [(part, value) for part, value in told if not math.isnan(value)]
    missing = tuple(part.body for part, value in told if math.isnan(value))
    total = math.fsum(part.weight * value for part, value in known) if known else float("nan")
    pupils = math.fsum(part.pupils for part, _ in told)
    return Amount(
        value=float("nan") if missing else total,
        known=total,
        known_share=math.fsum(part.pupils for part, _ in known) / pupils if missing else 1.0,
        missing=missing,
        divided=any(part.weight < 1 for part, _ in known),
    )


def _rate(rate: Rate, amounts: Mapping[str, Amount], residents: Mapping[str, float]) -> float:
    """Compute a rate anew from merged amounts; NaN where one is unknown or there is nothing to divide by."""
    if rate.whole:
        below = amounts[rate.whole].value
    else:
        layers = next(one.layers for one in QUANTITIES if one.code == rate.part)
        below = math.fsum(residents.get(age, 0.0) for age in layers)
    return amounts[rate.part].value / below * rate.times if below > 0 else float("nan")


def _models(parts: Iterable[Part], organisations: Organisations) -> tuple[ModelPart, ...]:
    found: defaultdict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if not part.sliver:
            found[organisations.text(part.body.code, "model")].append(part)
    models = [
        ModelPart(model, tuple(one.body for one in of), math.fsum(one.pupils for one in of))
        for model, of in found.items()
    ]
    return tuple(sorted(models, key=lambda one: (-one.pupils, one.model)))


def _totals(
    country: Country, today: Arrangement, former: tuple[Body, ...], organisations: Organisations
) -> Mapping[str, Amount]:
    """Add up all of today's swv's with residents."""
    residents = _residents(country, today)
    whole = [Part(one, math.fsum(residents[one].values()), 1.0, sliver=False) for one in former]
    return MappingProxyType(
        {
            quantity.code: _amount(
                quantity, [part for part in whole if part.body.layer in quantity.layers], organisations
            )
            for quantity in QUANTITIES
        }
    )


def template_names(study: Study) -> dict[str, str]:
    """Say per code of today's populated swv's what area it is, for a file to fill in."""
    former = bodies(study.country, study.arrangement(study.base_id))
    return {one.code: one.label.partition(" · ")[2] or one.label for one in former}
