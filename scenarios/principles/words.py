"""What each row is called, what it looks at and what a reader has to know: Dutch, in our own words.

Described as data in ``scenarios/toetsregels.csv``. The letter is not quoted. What it calls a principle
(*uitgangspunt*) or an aim (*streven*) is told with
each row, and so is what is our own addition.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from scenarios.norm import ACCEPTABLE, Norm

#: What is checked against.
LETTER: Final = "Kamerbrief van 24 april 2025 (31 497), in onze eigen woorden"
#: What the panel is and is not.
ABOUT: Final = (
    f"Toets aan de uitgangspunten en het streven uit de {LETTER}. De brief noemt geen kilometers, geen "
    "minimumomvang en geen percentages: elke norm is een werknorm tot u haar bevestigt, en ‘voldoet’ staat "
    "er alleen bij bevestigde normen. Een rekenvoorbeeld, geen beleid."
)
#: Where scenario and base are one.
NO_CHANGE: Final = "Scenario en basis zijn dezelfde indeling: er is niets om mee te vergelijken."
#: With every distance.
NEAREST: Final = "Dichtstbijzijnde, niet per se passende of beschikbare plek."


#: In this order kinds stand where a loss weighs; others follow.
KIND_ORDER: Final = ("so", "vso", "sbo", "pro", "bo", "vo")


def weighed(kind: str) -> tuple[int, str]:
    """Order kinds as `KIND_ORDER` does.

    Examples
    --------
    >>> sorted(["bo", "eigen", "vso", "so"], key=weighed)
    ['so', 'vso', 'bo', 'eigen']
    """
    return (KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)), kind


def order_told(kinds: Iterable[str]) -> str:
    """Tell in what order a table by kind stands.

    Examples
    --------
    >>> order_told(["vso", "so", "vso"])
    'Volgorde: so, vso; binnen een soort de meeste inwoners eerst.'
    """
    found = sorted(set(kinds), key=weighed)
    most = "de meeste inwoners eerst."
    return f"Volgorde: {', '.join(found)}; binnen een soort {most}" if len(found) > 1 else f"Volgorde: {most}"


class Standing(StrEnum):
    """What the letter calls it; the values are Dutch and can be shown."""

    PRINCIPLE = "uitgangspunt"
    CONDITION = "voorwaarde bij uitgangspunt 1"
    AIM = "streven"
    MOTION = "streven, uit de motie"
    OURS = "eigen toevoeging, staat niet in de brief"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One principle or aim in words.

    Attributes
    ----------
    code, number
        Stable name; number under which it is shown: "1a".
    title, asked
        Name in a few words; what is looked at, as a question.
    standing
        What the letter calls it.
    notes
        What a reader has to know, whatever the outcome.
    """

    code: str
    number: str
    title: str
    asked: str
    standing: Standing
    notes: tuple[str, ...] = ()


@cache
def aspects() -> Mapping[str, Aspect]:
    """Read the table of principles and aims (``scenarios/toetsregels.csv``), by code, in their order."""
    text = files("scenarios").joinpath("toetsregels.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return MappingProxyType({row["code"]: _aspect(row) for row in rows})


def _aspect(row: Mapping[str, str]) -> Aspect:
    notes = tuple(filter(None, row["let_op"].split(" | ")))
    return Aspect(row["code"], row["nummer"], row["titel"], row["vraag"], Standing(row["status"]), notes)


#: Norms as people say them; ``{}`` is the value.
_SPOKEN: Final[Mapping[str, str]] = {
    "samenvallen": "voor {} van de inwoners één swv voor po en vo",
    "dekkend": "{} van de inwoners binnen de norm acceptabel",
    "afwijkend": "hoogstens {} in meer dan één jeugdregio",
    "samenhang": "hoogstens {} in meer dan één regio van een soort",
    "stijging": "‘langer’ is meer dan {} verder",
    "aandeel_verder": "hoogstens {} van de inwoners verder",
    "afname": "‘minder’ is ten minste {} lager dan in de basis",
    "minimumomvang": "een swv heeft ten minste {}",
}


def spoken(norm: Norm) -> str:
    """Say what a norm asks, without its standing.

    Examples
    --------
    >>> spoken(Norm("aandeel_verder", "reisafstand", 1.0, "%", ""))
    'hoogstens 1% van de inwoners verder'
    >>> spoken(Norm("acceptabel", "so", 20000.0, "m", ""))
    'acceptabel voor so 20 km'
    """
    if norm.name in _SPOKEN:
        return _SPOKEN[norm.name].format(value_of(norm))
    return f"{norm.name} voor {norm.subject} {value_of(norm)}"


def spoken_all(norms: Iterable[Norm]) -> str:
    """Say what norms ask; those of kinds of facility together.

    Examples
    --------
    >>> near = (Norm("acceptabel", kind, 20000.0, "m", "") for kind in ("so", "vso"))
    >>> spoken_all([*near, Norm("afname", "indeling", 1.0, "%", "")])
    'acceptabel voor so 20 km, vso 20 km; ‘minder’ is ten minste 1% lager dan in de basis'
    """
    found = list(norms)
    of_kinds = [f"{one.subject} {value_of(one)}" for one in found if one.name == ACCEPTABLE]
    told = [spoken(one) for one in found if one.name != ACCEPTABLE]
    if of_kinds:
        told.insert(0, f"{ACCEPTABLE} voor {', '.join(of_kinds)}")
    return "; ".join(told)


def value_of(norm: Norm) -> str:
    """Write a norm's value; percentages as they are written elsewhere.

    Examples
    --------
    >>> value_of(Norm("afname", "indeling", 1.0, "%", ""))
    '1%'
    """
    return norm.written.replace(" %", "%")
