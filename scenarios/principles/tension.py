"""A tension between two rows as a value: what pulls, on whom it weighs, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scenarios.measures import measure
from scenarios.notation import estimated
from scenarios.principles.evidence import Evidence, listed
from scenarios.principles.figures import Figures
from scenarios.principles.row import Figure, because
from scenarios.principles.words import NEAREST, weighed

PEOPLE: Final = measure("eigen_verloren")
#: Under every table of residents.
ESTIMATED: Final = "Inwoners van de leeftijd, geschat."
#: Of swv's that pull so many are named in a sentence.
NAMED: Final = 4
#: Kinds whose loss weighs most: of these every swv is named.
FIRST: Final = ("so", "vso")


@dataclass(frozen=True, slots=True)
class Concerned:
    """The swv's of a tension for one kind.

    Attributes
    ----------
    kind
        Code of the kind.
    swvs
        Name of each, with the residents that it concerns (estimate, persons); most first.
    every
        Whether all are named when it is told.
    """

    kind: str
    swvs: tuple[tuple[str, float], ...]
    every: bool = False

    @property
    def residents(self) -> float:
        """Of all these swv's."""
        return sum(count for _, count in self.swvs)

    @property
    def told(self) -> str:
        """Number of swv's, residents and names; without the kind.

        Examples
        --------
        >>> Concerned("so", (("A", 1234.0), ("B", 6.0))).told
        "1.200 inwoners van de leeftijd, 2 swv's: A (1.200), B (minder dan 10)"
        """
        names = [f"{name} ({estimated(PEOPLE, count)})" for name, count in self.swvs]
        many = f"{len(names)} {'swv' if len(names) == 1 else 'swv' + chr(39) + 's'}"
        shown = listed(names, 0 if self.every else NAMED)
        return f"{estimated(PEOPLE, self.residents)} inwoners van de leeftijd, {many}: {shown}"


def concerned(found: Iterable[tuple[str, str, float]], every: Iterable[str] = ()) -> tuple[Concerned, ...]:
    """Gather residents per kind and swv: so and vso first, within a kind the most residents first.

    Parameters
    ----------
    found
        Kind, name of the swv, residents; parts of one swv are added up.
    every
        Kinds of which all swv's are named.
    """
    by_kind: dict[str, dict[str, float]] = {}
    for kind, swv, count in found:
        totals = by_kind.setdefault(kind, {})
        totals[swv] = totals.get(swv, 0.0) + count
    named = frozenset(every)
    return tuple(
        Concerned(
            kind,
            tuple(sorted(by_kind[kind].items(), key=lambda item: (-item[1], item[0]))),
            every=kind in named,
        )
        for kind in sorted(by_kind, key=weighed)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Tension:
    """Two rows that pull against each other in a scenario.

    Attributes
    ----------
    code, title
        Stable name; in a few Dutch words.
    between
        Codes of the two rows.
    told
        What is gained and what is paid, with figures; a few sentences.
    swvs
        Names of the swv's it is about, those that weigh most first.
    residents
        Per kind (empty for none) the residents that it concerns; never to be added up over kinds.
    evidence
        Table of those swv's.
    concerned
        Per kind the swv's with their residents, where it is about kinds.
    figures
        The figures that it rests on, with what merging and what new borders did.
    """

    code: str
    title: str
    between: tuple[str, str]
    told: str
    swvs: tuple[str, ...]
    residents: Mapping[str, float]
    evidence: Evidence
    concerned: tuple[Concerned, ...] = field(default=())
    figures: tuple[Figure, ...] = field(default=())

    @property
    def why(self) -> tuple[str, ...]:
        """What merging and what new borders did to its figures."""
        return because(self.figures)


def by_kind(found: Iterable[Concerned]) -> dict[str, float]:
    """Residents per kind."""
    return {one.kind: one.residents for one in found}


def names_of(found: Iterable[Concerned]) -> tuple[str, ...]:
    """Names of swv's, each once: those of so and vso first, within a kind most residents first."""
    return tuple(dict.fromkeys(name for one in found for name, _ in one.swvs))


def note_of(of: Figures) -> str:
    """Say what holds for a table of residents with distances."""
    model = of.study.country.model
    return f"{ESTIMATED} Afstanden {model.certainty}: {model.label}. {NEAREST}"
