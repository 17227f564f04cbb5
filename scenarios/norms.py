"""Werknormen: our own working values, each with its ground, until a user confirms one or sets another."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from geo.errors import InputError
from scenarios.norm import (
    ACCEPTABLE,
    LITERAL,
    NEAR,
    OWN_GROUND,
    SHOWN_UNITS,
    SUBJECTS,
    UNITS,
    Norm,
    NormChange,
)

__all__ = [
    "ACCEPTABLE",
    "LITERAL",
    "NEAR",
    "OWN_GROUND",
    "SHOWN_UNITS",
    "SUBJECTS",
    "UNITS",
    "Norm",
    "NormChange",
    "Norms",
    "standard_norms",
]

#: Up to this many norms are named in a sentence; of more only the number is told.
_NAMED: Final = 4
_WHOLE: Final = 100.0


@dataclass(frozen=True, slots=True)
class Norms:
    """All werknormen together."""

    table: tuple[Norm, ...]

    def norm(self, name: str, subject: str, unit: str) -> Norm | None:
        """Return one norm; None if there is none."""
        return next((norm for norm in self.table if norm.key == (name, subject, unit)), None)

    def value(self, name: str, subject: str, unit: str) -> float:
        """Return the value of one norm; KeyError if there is none."""
        if (found := self.norm(name, subject, unit)) is None:
            raise KeyError((name, subject, unit))
        return found.value

    def near_m(self, kind: str) -> float:
        """Thuisnabij for a kind, metres; NaN where there is no norm."""
        return self._of_kind(NEAR, kind, "m")

    def acceptable_m(self, kind: str) -> float:
        """Acceptabel for a kind, metres; NaN where there is no norm."""
        return self._of_kind(ACCEPTABLE, kind, "m")

    def near_s(self, kind: str) -> float:
        """Thuisnabij for a kind, seconds; NaN where there is no norm."""
        return self._of_kind(NEAR, kind, "s")

    def acceptable_s(self, kind: str) -> float:
        """Acceptabel for a kind, seconds; NaN where there is no norm."""
        return self._of_kind(ACCEPTABLE, kind, "s")

    def _of_kind(self, name: str, kind: str, unit: str) -> float:
        found = self.norm(name, kind, unit)
        return float("nan") if found is None else found.value

    @property
    def minimum_pupils(self) -> float:
        """Smallest size of a swv: residents of school age."""
        return self.value("minimumomvang", "swv", "inwoners")

    @property
    def sliver_share(self) -> float:
        """Share of a gemeente's pupils under which a part is taken for a border change."""
        return self.value("restgrens", "gebied", "%") / 100

    def changed(
        self, changes: Iterable[NormChange], kinds: Iterable[str] = (), subject: str = "een norm"
    ) -> Norms:
        """Return norms of which some have another value, are confirmed, or are new.

        Parameters
        ----------
        changes
            Each norm at most once.
        kinds
            Codes of kinds that may have no norm yet; those that have one are known.
        subject
            What is being read, for messages.

        Raises
        ------
        InputError
            With all faults: an unknown norm, kind or unit, a value that is no number or not
            above zero, thuisnabij beyond acceptabel, a norm that is told twice.

        Examples
        --------
        >>> here = standard_norms().changed([NormChange("acceptabel", "so", "m", 15000.0, confirmed=True)])
        >>> here.acceptable_m("so"), [one.told for one in here.differing_norms()]
        (15000.0, ['acceptabel voor so 15 km (bevestigd)'])
        """
        wanted = tuple(changes)
        known = {*kinds, *(norm.subject for norm in self.table if norm.name not in SUBJECTS)}
        faults = [fault for change in wanted for fault in self._faults(change, known)]
        counted = Counter(change.key for change in wanted)
        faults += [
            f"{_at(change, 'norm')}{change.name} voor {change.subject} in {change.unit} staat er meer dan "
            "eens; laat er één staan"
            for change in {one.key: one for one in wanted}.values()
            if counted[change.key] > 1
        ]
        if not faults:
            made = self._with(wanted)
            faults = list(_crossed(made, wanted))
        if faults:
            raise InputError(subject, faults)
        return made

    def _faults(self, change: NormChange, kinds: set[str]) -> list[str]:
        """Say what is wrong with one change by itself."""
        if change.name not in UNITS:
            return [f"{_at(change, 'norm')}onbekende norm '{change.name}'; kies uit {', '.join(UNITS)}"]
        faults = []
        about = SUBJECTS.get(change.name)
        if about is not None and change.subject != about:
            faults.append(
                f"{_at(change, 'soort')}{change.name} geldt voor '{about}', niet voor '{change.subject}'"
            )
        elif about is None and change.subject not in kinds:
            told = ", ".join(sorted(kinds))
            faults.append(
                f"{_at(change, 'soort')}onbekende soort voorziening '{change.subject}'; kies uit {told}"
            )
        if change.unit not in UNITS[change.name]:
            told = " of ".join(dict.fromkeys(_units_told(change.name)))
            faults.append(
                f"{_at(change, 'eenheid')}onbekende eenheid '{change.unit}' voor {change.name}; kies {told}"
            )
        faults += _value_faults(change)
        if not faults and change.value is None and self.norm(*change.key) is None:
            faults.append(
                f"{_at(change, 'waarde')}voor {change.subject} is er nog geen norm {change.name} in "
                f"{SHOWN_UNITS[change.unit][0]}; geef een waarde"
            )
        return faults

    def _with(self, changes: Iterable[NormChange]) -> Norms:
        """Apply changes that are sound; a norm that is new comes behind, by subject."""
        rows = {norm.key: norm for norm in self.table}
        for change in changes:
            rows[change.key] = _applied(change, rows.get(change.key))
        standard = [one.key for one in standard_norms().table]
        order = {name: number for number, name in enumerate(UNITS)}
        new = sorted(rows.keys() - set(standard), key=lambda key: (key[1], order[key[0]], key[2]))
        return Norms(tuple(rows[key] for key in [*(key for key in standard if key in rows), *new]))

    def differing(self) -> tuple[NormChange, ...]:
        """Give what differs from the standard, so that `changed` makes these norms of it again."""
        return tuple(
            NormChange(one.name, one.subject, one.unit, one.value, one.confirmed, one.ground)
            for one in self.differing_norms()
        )

    def differing_norms(self) -> tuple[Norm, ...]:
        """Norms that have another value, ground or standing than the standard ones, or are no standard."""
        standard = set(standard_norms().table)
        return tuple(one for one in self.table if one not in standard)

    @property
    def summary(self) -> str:
        """Whether they are confirmed, in a few Dutch words.

        Examples
        --------
        >>> standard_norms().summary
        'niet bevestigd'
        """
        confirmed = sum(one.confirmed for one in self.table)
        if confirmed in {0, len(self.table)}:
            return "bevestigd" if confirmed else "niet bevestigd"
        return f"{confirmed} van de {len(self.table)} bevestigd"

    def standing(self) -> str:
        """Say whether they are confirmed, in a Dutch clause without a capital.

        Examples
        --------
        >>> standard_norms().standing()
        'werknormen zijn niet bevestigd'
        """
        confirmed = [one for one in self.table if one.confirmed]
        if not confirmed:
            return "werknormen zijn niet bevestigd"
        if len(confirmed) == len(self.table):
            return "werknormen zijn bevestigd door de gebruiker"
        if len(confirmed) > _NAMED:
            return f"van de {len(self.table)} werknormen zijn er {len(confirmed)} bevestigd door de gebruiker"
        told = ", ".join(f"{one.name} voor {one.subject} ({one.written})" for one in confirmed)
        return f"werknormen zijn niet bevestigd, behalve {told}"

    def describe(self) -> str:
        """Say in a Dutch phrase which norms have another value than usual; empty where none has."""
        standard = {one.key: one.value for one in standard_norms().table}
        other = [one for one in self.table if standard.get(one.key) != one.value]
        if not other:
            return ""
        told = "; ".join(one.told for one in other[:_NAMED])
        more = f" en nog {len(other) - _NAMED}" if len(other) > _NAMED else ""
        return f"andere werknormen dan standaard: {told}{more}"


def _units_told(name: str) -> list[str]:
    return [part for unit in UNITS[name] for part in (SHOWN_UNITS[unit][0], unit)]


def _at(change: NormChange, column: str) -> str:
    """Say where a fault stands."""
    return f"{change.where}, kolom {column}: " if change.where else ""


#: What a norm can sensibly be, in its own unit: 100 m to 1,000 km, 1 minute to a day, 1 to 10 million people.
_SENSIBLE: Final = {"m": (100.0, 1e6), "s": (60.0, 86_400.0), "inwoners": (1.0, 1e7)}


def _value_faults(change: NormChange) -> list[str]:
    value = change.value
    if value is None:
        return []
    about = f"{_at(change, 'waarde')}{change.name} voor {change.subject}: "
    if not math.isfinite(value):
        return [f"{about}gevonden '{value}', verwacht een getal groter dan 0"]
    if change.unit == "swv's":
        whole = value >= 0 and value == int(value)
        return [] if whole else [f"{about}gevonden {value:g}, verwacht een geheel getal, 0 of meer"]
    if value <= 0:
        return [f"{about}gevonden {value:g}, een norm is groter dan 0; haal de norm weg of geef een waarde"]
    told = _percent_told(change, value) if change.unit == "%" else _range_told(change, value)
    return [f"{about}gevonden {told}"] if told else []


def _range_told(change: NormChange, value: float) -> str:
    """Say what a value should be that makes no sense; empty where it does."""
    least, most = _SENSIBLE.get(change.unit, (0.0, math.inf))
    if least <= value <= most:
        return ""
    unit, per = SHOWN_UNITS[change.unit]
    told = f"{least / per:g}".replace(".", ",") + f" tot {most / per:,.0f} {unit}".replace(",", ".")
    return f"{value / per:g} {unit}, verwacht {told}"


def _percent_told(change: NormChange, value: float) -> str:
    """Likewise; only a norm that is about all may be all."""
    if change.name in LITERAL:
        return f"{value:g}%, verwacht hoogstens 100%" if value > _WHOLE else ""
    return f"{value:g}%, verwacht minder dan 100%" if value >= _WHOLE else ""


def _applied(change: NormChange, was: Norm | None) -> Norm:
    value = was.value if change.value is None and was is not None else float(change.value or 0.0)
    same = was is not None and was.value == value
    confirmed = change.confirmed
    if confirmed is None:
        confirmed = was is not None and same and was.confirmed
    ground = change.ground
    if not ground:
        usual = standard_norms().norm(*change.key)
        ours = usual is not None and usual.value == value
        ground = was.ground if was is not None and same else usual.ground if usual and ours else OWN_GROUND
    return Norm(*change.key[:2], value, change.unit, ground, confirmed)


def _crossed(norms: Norms, changes: tuple[NormChange, ...]) -> Iterable[str]:
    """Find kinds whose thuisnabij lies beyond acceptabel, in one unit."""
    told = {(change.subject, change.unit): change for change in changes if change.name not in SUBJECTS}
    for (kind, unit), change in told.items():
        near, acceptable = norms.norm(NEAR, kind, unit), norms.norm(ACCEPTABLE, kind, unit)
        if near is not None and acceptable is not None and near.value > acceptable.value:
            yield (
                f"{_at(change, 'waarde')}thuisnabij voor {kind} ({near.written}) ligt boven acceptabel "
                f"({acceptable.written}); maak thuisnabij kleiner of acceptabel groter"
            )


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
