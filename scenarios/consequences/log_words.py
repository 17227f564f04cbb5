"""Dutch phrases of the log: enumerations, gemeenten, parts of gemeenten as runs of postcodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.consequences.succession import AGES
from scenarios.site_story import people

#: Who is meant by residents of some ages.
OF_AGES = {("po",): "4-11 jaar", ("vo",): "12-17 jaar", AGES: "4-17 jaar"}


def listed(items: Iterable[str]) -> str:
    """Enumerate.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])
    ('A', 'A en B', 'A, B en C')
    """
    *first, last = list(items)
    return f"{', '.join(first)} en {last}" if first else last


def runs(codes: Sequence[str], known: Sequence[str]) -> str:
    """Write postcodes as runs: "t/m" takes in all that there are between two.

    Parameters
    ----------
    codes
        What is meant.
    known
        All postcodes of the country, sorted.

    Examples
    --------
    >>> runs(["3011", "3013", "3012", "3021"], ["3011", "3012", "3013", "3015", "3021"])
    '3011 t/m 3013, 3021'
    """
    place = {code: number for number, code in enumerate(known)}
    spans: list[list[str]] = []
    for code in sorted(codes):
        if spans and place[code] == place[spans[-1][-1]] + 1:
            spans[-1].append(code)
        else:
            spans.append([code])
    told = []
    for span in spans:
        told += [f"{span[0]} t/m {span[-1]}"] if len(span) > 2 else span  # noqa: PLR2004
    return ", ".join(told)


@dataclass(frozen=True, slots=True)
class Piece:
    """A gemeente, or the part of one that goes a certain way.

    Attributes
    ----------
    code, name
        Of the gemeente.
    points
        Demand points, in order.
    postcodes
        As runs; empty where all of the gemeente goes this way.
    nearly
        Whether all but a part that may be a border change does.
    sliver
        Whether it is such a part itself.
    """

    code: str
    name: str
    points: tuple[int, ...]
    postcodes: str = ""
    nearly: bool = False
    sliver: bool = False

    @property
    def whole(self) -> bool:
        """Whether the gemeente goes this way, but for a part that may be a border change."""
        return not self.postcodes or self.nearly


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about: the words, and whether they are many."""

    words: str
    many: bool

    def verb(self, one: str, many: str) -> str:
        """Return the words with the verb that goes with them."""
        return f"{self.words} {many if self.many else one}"


def subject(pieces: Sequence[Piece]) -> Subject:
    """Name gemeenten, or parts of them, as a subject.

    Examples
    --------
    >>> subject([Piece("GM1", "Aalten", (0,)), Piece("GM2", "Bronckhorst", (1,))]).verb("gaat", "gaan")
    'De gemeenten Aalten en Bronckhorst gaan'
    >>> subject([Piece("GM3", "Cuijk", (2,), "5431, 5432")]).verb("gaat", "gaan")
    'Een deel van Cuijk (5431, 5432) gaat'
    >>> subject([Piece("GM3", "Cuijk", (2,), "5431", sliver=True)]).words
    'Een rest van Cuijk (5431)'
    """
    many = len(pieces) > 1
    if pieces[0].whole:
        names = [f"{one.name} (op een rest na)" if one.postcodes else one.name for one in pieces]
        return Subject(f"De {'gemeenten' if many else 'gemeente'} {listed(names)}", many)
    noun = "rest" if pieces[0].sliver else "deel"
    parts = [f"een {noun} van {one.name} ({one.postcodes})" for one in pieces]
    words = listed(parts)
    return Subject(words[0].upper() + words[1:], many)


def residents(count: float, ages: tuple[str, ...]) -> str:
    """Write a number of residents with their age.

    Examples
    --------
    >>> residents(12_345.0, ("po",)), residents(0.0, ("po", "vo"))
    ('12.300 inwoners van 4-11 jaar', 'geen inwoners van 4-17 jaar')
    """
    told = people(count)
    return f"{'geen' if told == '0' else told} {'inwoner' if told == '1' else 'inwoners'} van {OF_AGES[ages]}"
