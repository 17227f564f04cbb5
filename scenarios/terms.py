"""The glossary: every word of the field that a user meets, explained in ``scenarios/begrippen.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means here.

    Attributes
    ----------
    name
        The word, as it is listed.
    also
        Other words and abbreviations for the same.
    explanation
        Dutch, one to three sentences.
    """

    name: str
    also: tuple[str, ...]
    explanation: str


@cache
def all_terms() -> tuple[Term, ...]:
    """Read the glossary, by name whatever the capitals."""
    text = files("scenarios").joinpath("begrippen.csv").read_text(encoding="utf-8")
    found = (
        Term(row["begrip"], tuple(filter(None, row["ook"].split(", "))), row["uitleg"])
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    )
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def term(word: str) -> str:
    """Explain a word, to show where it is used (``help=`` of a widget); KeyError if it is not listed.

    Examples
    --------
    >>> term("tlv").partition(":")[0]
    'Toelaatbaarheidsverklaring'
    """
    return _by_word()[word.casefold()]


@cache
def _by_word() -> dict[str, str]:
    return {word.casefold(): one.explanation for one in all_terms() for word in (one.name, *one.also)}
