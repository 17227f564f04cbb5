"""One row of the check: a result in words, with the figures, the people and the distance behind it.

A row never stands without its figures, and *voldoet* never without norms that the user has confirmed
(`scenarios.principles.verdict`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scenarios.departures import Departure
from scenarios.measures import Measure
from scenarios.norm import Norm
from scenarios.notation import UNKNOWN, estimated, is_few, signed
from scenarios.principles.evidence import Evidence
from scenarios.principles.words import Aspect, aspects


class Outcome(StrEnum):
    """What a check gives; the values are Dutch and can be shown."""

    MET = "voldoet"
    NOT_MET = "voldoet niet"
    OPEN = "niet te bepalen"


class Reading(StrEnum):
    """Where the figures of an open row stand; no verdict. The values are Dutch and can be shown."""

    WITHIN = "cijfer binnen de werknorm, nog te bevestigen"
    BEYOND = "cijfer buiten de werknorm, nog te bevestigen"
    MISSING = "een cijfer ontbreekt"
    SILENT = "dit zegt geen cijfer"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the scenario with that of the base, and what changed it.

    Attributes
    ----------
    measure
        What it is: title, unit, formula, explanation.
    kind
        Code of the kind of facility; empty for none.
    value, base
        In the measure's unit; NaN: not to be determined.
    merging, borders, sites
        Effect of merging po and vo, of new borders, of other sites; together `value - base`. NaN
        where a change is not split.
    certainty, source
        gemeten, geschat or gemodelleerd; one Dutch line of sources with dates.
    """

    measure: Measure
    kind: str
    value: float
    base: float
    merging: float
    borders: float
    sites: float
    certainty: str
    source: str

    @property
    def label(self) -> str:
        """Title of the measure, with the kind it is about."""
        return f"{self.kind}: {self.measure.title}" if self.kind else self.measure.title

    @property
    def text(self) -> str:
        """The scenario's figure with its unit."""
        return written(self.measure, self.value)

    @property
    def base_text(self) -> str:
        """The base's figure with its unit."""
        return written(self.measure, self.base)

    @property
    def change(self) -> float:
        """Scenario minus base; NaN if either is unknown."""
        return self.value - self.base

    @property
    def effects(self) -> dict[str, float]:
        """What changed it, by name; without entries where that is not told apart."""
        found = {
            "samenvoegen po/vo": self.merging,
            "nieuwe grenzen": self.borders,
            **({"andere vestigingen": self.sites} if self.sites else {}),
        }
        return {what: value for what, value in found.items() if not math.isnan(value)}

    @property
    def split(self) -> str:
        """What changed it, in a Dutch phrase; empty where that is not told apart.

        Examples
        --------
        >>> from scenarios.measures import measure
        >>> Figure(measure("swv_aantal"), "", 42.0, 150.0, -120.0, 12.0, 0.0, "gemeten", "").split
        'effect samenvoegen po/vo −120; effect nieuwe grenzen +12'
        """
        told = (f"effect {what} {difference(self.measure, one)}" for what, one in self.effects.items())
        return "; ".join(told)


def result(of: Part | Row) -> str:
    """Write a result with, while it is open, where its figures stand.

    Examples
    --------
    >>> result(Part("so", Outcome.OPEN, "", met=True))
    'niet te bepalen · cijfer binnen de werknorm, nog te bevestigen'
    """
    return of.outcome.value if of.reading is None else f"{of.outcome.value} · {of.reading.value}"


def written(described: Measure, value: float) -> str:
    """Write a measure's value with its unit.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> [written(measure(code), 5.25) for code in ("swv_aantal", "congruentie", "afstand_gemiddeld")]
    ['5', '5,2%', '5,2 km']
    """
    text = estimated(described, value)
    if text == UNKNOWN or described.unit in {"aantal", "index"}:
        return text
    return f"{text}%" if described.unit == "%" else f"{text} {described.unit}"


def difference(described: Measure, value: float) -> str:
    """Write a difference with its sign; of percentages in percentage points.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> difference(measure("congruentie"), 12.34), difference(measure("zonder_eigen"), -7.2)
    ('+12,3 %-punt', 'minder dan 10 minder')
    """
    if is_few(described, value):
        return f"{estimated(described, value)} {'meer' if value > 0 else 'minder'}"
    text = signed(described, value)
    return f"{text} %-punt" if described.unit == "%" else text


@dataclass(frozen=True, slots=True)
class Gap:
    """How far from passing, in words and as a figure.

    Attributes
    ----------
    words
        A Dutch phrase with its figure.
    value, unit
        The figure by itself.
    """

    words: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a row with a result of its own: one kind, or one classification of regions.

    Attributes
    ----------
    label
        What it is about.
    outcome, told
        Its result, and why in one sentence with the figure.
    gap
        Distance to passing; None where the figure is within the norms, or unknown.
    lacking
        Norms to confirm before it can be decided.
    met
        Whether the figure is within the norms, confirmed or not; None if it is not known.
    """

    label: str
    outcome: Outcome
    told: str
    gap: Gap | None = None
    lacking: tuple[Norm, ...] = ()
    met: bool | None = None

    @property
    def reading(self) -> Reading | None:
        """Where the figure stands while it is not decided; None once it is."""
        if self.outcome is not Outcome.OPEN:
            return None
        return _READINGS.get(self.met, Reading.MISSING)


_READINGS: Final[Mapping[bool | None, Reading]] = {True: Reading.WITHIN, False: Reading.BEYOND}


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example beside a row; it decides nothing.

    Attributes
    ----------
    label
        What it is about: a kind.
    told
        What would happen, in one sentence with the figures.
    gap
        How far its figure is from the norms; None where it is within them.
    """

    label: str
    told: str
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded departure and whether it still holds.

    Attributes
    ----------
    departure
        As it was recorded.
    holds
        Whether the swv still departs in this scenario.
    told
        How it is shown, with why not if it does not hold any more.
    """

    departure: Departure
    holds: bool
    told: str


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The outcome of one principle or aim.

    Attributes
    ----------
    code
        Of ``scenarios/toetsregels.csv``.
    outcome, told
        The result, and why in one sentence with the figure.
    figures
        What the result rests on, those that decide first.
    norms, lacking
        Norms that the result is measured along; those of them that the user has to confirm first.
    met
        Whether the figures are within the norms, confirmed or not; None if that is not known or if
        no figure tells.
    gap
        Distance to passing; None where the figures are within the norms, or where nothing decides.
    parts
        Per kind or classification, where the row has more than one result.
    leading
        Codes of the measures that `told` is about: what changed them is told with it.
    examples
        Worked examples beside it; they decide nothing.
    evidence
        Tables of the units and pupils behind it.
    notes
        What a reader has to know of this outcome, before what holds for all (`Aspect.notes`).
    recorded
        Departures from this aim that were recorded; they never change the result.
    """

    code: str
    outcome: Outcome
    told: str
    figures: tuple[Figure, ...]
    norms: tuple[Norm, ...] = ()
    lacking: tuple[Norm, ...] = ()
    met: bool | None = None
    gap: Gap | None = None
    parts: tuple[Part, ...] = ()
    leading: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    recorded: tuple[Recorded, ...] = ()

    @property
    def aspect(self) -> Aspect:
        """What it is called and what it looks at."""
        return aspects()[self.code]

    @property
    def reading(self) -> Reading | None:
        """Where its figures stand while it is not decided; None once it is."""
        if self.outcome is not Outcome.OPEN:
            return None
        return _READINGS.get(self.met, Reading.MISSING if self.parts else Reading.SILENT)

    @property
    def why(self) -> tuple[str, ...]:
        """What merging and what new borders did to the figures that it is about, where `told` does not."""
        shown = [one for one in self.figures if one.measure.code in self.leading]
        return because(one for one in shown if not one.split or one.split not in self.told)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """All that a reader has to know."""
        return (*self.notes, *self.aspect.notes)


def because(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Tell what merging, new borders and other sites did to figures: a Dutch line per measure.

    Figures of which the change is not told apart are left out.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> share = measure("dekking_acceptabel")
    >>> told = [
    ...     Figure(share, kind, 95.0 + change, 95.0, change, 0.0, 0.0, "gemodelleerd", "")
    ...     for kind, change in (("so", -1.5), ("vso", 0.0))
    ... ]
    >>> because(told)[0].partition(" (werknorm), in %-punt: ")[2]
    'so −1,5 (samenvoegen po/vo −1,5, nieuwe grenzen 0,0)'
    """
    by_measure: dict[str, list[Figure]] = {}
    for one in figures:
        if one.effects:
            by_measure.setdefault(one.measure.code, []).append(one)
    return tuple(_line(found) for found in by_measure.values())


def _line(found: Sequence[Figure]) -> str:
    described = found[0].measure
    told = "; ".join(_split(one) for one in found if _changes(one))
    unit = ", in %-punt" if told and described.unit == "%" else ""
    return f"{described.title}{unit}: {told or 'geen verschil met de basis'}"


def _split(one: Figure) -> str:
    """Write a change and what it is made of, without the unit of a percentage."""
    parts = ", ".join(f"{what} {_bare(one.measure, value)}" for what, value in one.effects.items())
    return f"{one.kind} {_bare(one.measure, one.change)} ({parts})".strip()


def _bare(described: Measure, value: float) -> str:
    return difference(described, value).removesuffix(" %-punt")


def _changes(one: Figure) -> bool:
    """Whether a change, or what it is made of, shows at the decimals that the measure bears."""
    least = 0.5 * 10.0**-one.measure.decimals
    return max(abs(one.change), *(abs(value) for value in one.effects.values())) >= least


def joined(gaps: list[Gap], unit: str) -> Gap | None:
    """Tell several gaps as one; the figure is the largest, for they are not to be added up."""
    if not gaps:
        return None
    return Gap("; ".join(gap.words for gap in gaps), max(gap.value for gap in gaps), unit)
