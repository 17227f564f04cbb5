"""Demand: how many pupils of a kind live where, from participation that is counted or assumed.

Residents times participation, grown to a year, less who goes to a regular school. How
participation is counted stands in `scenarios.counted`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.demand import expected_pupils, largest_remainder
from scenarios.assumptions import Assumptions
from scenarios.counted import Counted, UncountableError, as_in_data, counted, kind_of, residents_label
from scenarios.country import Country, Kind
from scenarios.enrolment import ESTIMATED

__all__ = [
    "Expected",
    "UncountableError",
    "as_in_data",
    "base_year",
    "counted",
    "expected",
    "kind_of",
    "regular_kind",
    "years_ahead",
]

Float = NDArray[np.float64]

_YEAR = re.compile(r"\b(20\d{2})\b")


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Expected pupils of a kind, by home.

    Attributes
    ----------
    kind
        Code of the kind.
    residents
        Shape ``(n_points,)``: residents of the age in the year asked for, persons.
    pupils, low, high
        Shape ``(n_points,)``: expected pupils with an interval; not rounded.
    rate
        Shape ``(n_points,)``: pupils over residents; 0 where nobody lives.
    label, source
        Dutch: how participation was counted; the sources, each with its peildatum.
    certainty
        Always *geschat*: residents by age are an estimate already.
    notes
        Dutch sentences on what the reader should know.
    """

    kind: str
    residents: Float
    pupils: Float
    low: Float
    high: Float
    rate: Float
    label: str
    source: str
    certainty: str = ESTIMATED
    notes: tuple[str, ...] = ()

    def whole(self) -> NDArray[np.int64]:
        """Round the expected pupils to whole numbers that add up to the rounded total."""
        return largest_remainder(self.pupils)

    @property
    def total(self) -> float:
        """Expected pupils together."""
        return float(self.pupils.sum())

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high of the total: as if all areas were off to the same side."""
        return float(self.low.sum()), float(self.high.sum())


def regular_kind(kind: Kind) -> str:
    """Code of the regular kind for the same age: ``bo`` or ``vo``."""
    return "bo" if kind.age == "po" else "vo"


def expected(country: Country, kind_code: str, assumptions: Assumptions) -> Expected:
    """Tell the expected pupils of a kind in every demand point.

    Residents (grown to the year asked for) times participation; of a specialised kind
    less the pupils who go to a regular school, whom the regular kind gains. Participation
    is always counted at the sites of the data set: closing a site makes no pupil vanish.

    Raises
    ------
    UnknownNameError
        If the kind does not exist.
    InputError
        If an assumption is about a kind that does not exist.
    UncountableError
        If participation cannot be counted as asked, or the year lies before that of the residents.
    """
    country = as_in_data(country)
    kind = kind_of(country, kind_code)
    assumptions.require_kinds({one.code: regular_kind(one) for one in country.kinds})
    base = _before_moves(country, kind, assumptions)
    staying = 1.0 - assumptions.moved_share(kind.code)
    pupils, low, high = (staying * part for part in (base.pupils, base.low, base.high))
    notes = list(base.notes)
    if staying < 1:
        notes.append(
            f"{100 * (1 - staying):g}% van de leerlingen van {kind.code} gaat naar {regular_kind(kind)}"
        )
    for other in country.kinds:
        share = assumptions.moved_share(other.code)
        if share and regular_kind(other) == kind.code:
            gained = _before_moves(country, other, assumptions)
            pupils = pupils + share * gained.pupils
            low, high = low + share * gained.low, high + share * gained.high
            notes.append(f"met {100 * share:g}% van de leerlingen van {other.code}")
    return Expected(
        kind.code,
        base.residents,
        pupils,
        low,
        high,
        _per_resident(pupils, base.residents),
        base.label,
        base.source,
        ESTIMATED,
        tuple(notes),
    )


def _before_moves(country: Country, kind: Kind, assumptions: Assumptions) -> Expected:
    """Tell the expected pupils when nobody goes to another kind of school."""
    years = years_ahead(country, assumptions)
    weight = country.pupils(kind.age)
    told = assumptions.rate(kind.code)
    if told is None:
        found = counted(country, kind.code, assumptions.region)
    else:
        rate = np.full(len(weight), told)
        source = f"eigen aanname; {residents_label(country)}"
        found = Counted(rate, rate, rate, f"eigen aanname van de deelname: {100 * told:g}%", source)
    pupils, low, high = (
        expected_pupils(weight, rate, assumptions.growth_per_year, years)
        for rate in (found.rate, found.low, found.high)
    )
    residents = expected_pupils(weight, 1.0, assumptions.growth_per_year, years)
    label = f"{found.label}, voor {assumptions.year}" if assumptions.year else found.label
    return Expected(
        kind.code, residents, pupils, low, high, found.rate, label, found.source, ESTIMATED, found.notes
    )


def base_year(country: Country) -> int | None:
    """Year of the residents, from the label of the data; None where the data tell none."""
    found = _YEAR.search(country.labels.get("inwoners", ""))
    return int(found[1]) if found else None


def years_ahead(country: Country, assumptions: Assumptions) -> int:
    """Years from that of the residents to the one asked for.

    Raises
    ------
    UncountableError
        If the data do not tell their year, or the one asked for lies before it.
    """
    if assumptions.year is None:
        return 0
    start = base_year(country)
    if start is None and not assumptions.growth_per_year:
        return 0
    if start is None:
        raise UncountableError(
            "de gegevensset noemt geen jaar van de inwoners, dus groei tot een jaar is niet uit te rekenen; "
            "laat het jaar weg"
        )
    if assumptions.year < start:
        raise UncountableError(
            f"jaar {assumptions.year}: de inwoners zijn van {start}; kies {start} of een later jaar"
        )
    return assumptions.year - start


def _per_resident(pupils: Float, residents: Float) -> Float:
    return np.divide(pupils, residents, out=np.zeros_like(pupils), where=residents > 0)
