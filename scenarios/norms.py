"""Werknormen: our own working values, each with its ground, until a user confirms one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Norm:
    """One werknorm.

    Attributes
    ----------
    name
        thuisnabij, acceptabel, minimumomvang or restgrens.
    subject
        A kind of facility, or ``swv`` or ``gebied``.
    value, unit
        Metres, seconds, residents (inwoners) or percent.
    ground
        Dutch: where the value comes from.
    confirmed
        Whether the user has confirmed it; a verdict *voldoet* needs that.
    """

    name: str
    subject: str
    value: float
    unit: str
    ground: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Norms:
    """All werknormen together."""

    table: tuple[Norm, ...]

    def value(self, name: str, subject: str, unit: str) -> float:
        """Return the value of one norm; KeyError if there is none."""
        index: Mapping[tuple[str, str, str], float] = {
            (norm.name, norm.subject, norm.unit): norm.value for norm in self.table
        }
        return index[name, subject, unit]

    def near_m(self, kind: str) -> float:
        """Thuisnabij for a kind, metres; NaN where there is no norm."""
        return self._of_kind("thuisnabij", kind, "m")

    def acceptable_m(self, kind: str) -> float:
        """Acceptabel for a kind, metres; NaN where there is no norm."""
        return self._of_kind("acceptabel", kind, "m")

    def near_s(self, kind: str) -> float:
        """Thuisnabij for a kind, seconds; NaN where there is no norm."""
        return self._of_kind("thuisnabij", kind, "s")

    def acceptable_s(self, kind: str) -> float:
        """Acceptabel for a kind, seconds; NaN where there is no norm."""
        return self._of_kind("acceptabel", kind, "s")

    def _of_kind(self, name: str, kind: str, unit: str) -> float:
        try:
            return self.value(name, kind, unit)
        except KeyError:
            return float("nan")

    @property
    def minimum_pupils(self) -> float:
        """Smallest size of a swv: residents of school age."""
        return self.value("minimumomvang", "swv", "inwoners")

    @property
    def sliver_share(self) -> float:
        """Share of a gemeente's pupils under which a part is taken for a border change."""
        return self.value("restgrens", "gebied", "%") / 100


@cache
def standard_norms() -> Norms:
    """Read the table of werknormen (``scenarios/werknormen.csv``)."""
    text = files("scenarios").joinpath("werknormen.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return Norms(
        tuple(
            Norm(row["norm"], row["soort"], float(row["waarde"]), row["eenheid"], row["grond"])
            for row in rows
        )
    )
