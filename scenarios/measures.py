"""Every measure that a comparison shows: name, unit, direction, certainty, formula, source.

Described as data in ``maten.csv``, the one place where a figure is explained,
so that table, screen and report say the same of it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Direction(StrEnum):
    """Which way is better, where the letter of 24 April 2025 gives a direction."""

    LOWER = "lager is beter"
    HIGHER = "hoger is beter"
    NONE = "geen richting"


class Certainty(StrEnum):
    """How a figure came about."""

    COUNTED = "gemeten"
    ESTIMATED = "geschat"
    MODELLED = "gemodelleerd"


class ByCount(StrEnum):
    """Whether indelingen with different numbers of swv's can be compared on a measure, and if not why."""

    FREE = "ja"
    MOVES = "vanzelf"
    COUNTS = "telling"
    PER_SWV = "per swv"
    SPREAD = "verdeling"

    @property
    def allows(self) -> bool:
        """Whether a verdict between different numbers of swv's means something."""
        return self in {ByCount.FREE, ByCount.MOVES}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure.

    Attributes
    ----------
    code, title
        Stable name; Dutch name on screen.
    group
        afstand, verandering or versnippering; gebied: only on the card of one area; netwerk: only
        on pages Dekking and Voorzieningen; gevolgen: only on page Gevolgen.
    unit
        km, inwoners, leerlingen, %, bits or aantal.
    direction
        Which way is better.
    certainty
        What is over distances takes the certainty of the distance model instead: `certain`.
    formula
        In the notation of docs/methode.md.
    explanation
        One Dutch sentence for whoever does not know the term.
    rests_on
        Keys of `Country.labels` that name the sources.
    decimals
        Shown; never more than the data bear.
    per_kind
        Whether it is computed per kind of facility.
    expert
        Whether it is shown only to who asks for it.
    distance
        Whether a difference is judged against the error of the distance model.
    over_distances
        Whether it rests on distances: those, and shares of residents beyond some distance.
    by_count
        Whether it can be compared between indelingen with different numbers of swv's; see
        docs/methode.md, "Een ander aantal swv's".
    """

    code: str
    group: str
    title: str
    unit: str
    direction: Direction
    certainty: Certainty
    formula: str
    explanation: str
    rests_on: tuple[str, ...]
    decimals: int
    per_kind: bool
    expert: bool
    distance: bool
    over_distances: bool
    by_count: ByCount

    def certain(self, model: str) -> str:
        """How the figure came about, where distances came about as `model` says."""
        return model if self.over_distances else self.certainty.value


@cache
def all_measures() -> tuple[Measure, ...]:
    """Read the table of measures (``scenarios/maten.csv``), in the order in which they are shown."""
    text = files("scenarios").joinpath("maten.csv").read_text(encoding="utf-8")
    return tuple(_measure(row) for row in csv.DictReader(text.splitlines(), delimiter=";"))


def measure(code: str) -> Measure:
    """Return one measure by its code; KeyError if there is none."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Measure]:
    return {one.code: one for one in all_measures()}


def _measure(row: dict[str, str]) -> Measure:
    return Measure(
        code=row["code"],
        group=row["groep"],
        title=row["titel"],
        unit=row["eenheid"],
        direction=Direction(row["richting"]),
        certainty=Certainty(row["aard"]),
        formula=row["formule"],
        explanation=row["uitleg"],
        rests_on=tuple(row["rust_op"].split()),
        decimals=int(row["decimalen"]),
        per_kind=row["per_soort"] == "ja",
        expert=row["expert"] == "ja",
        distance=row["afstand"] == "ja",
        over_distances=row["afstand"] != "nee",
        by_count=ByCount(row["ander_aantal"]),
    )
