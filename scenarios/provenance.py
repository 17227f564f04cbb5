"""From a measure to the files that it rests on, with their peildatum and licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from data.dataset import Manifest
from scenarios.measures import Certainty, Measure

#: Keys of `Measure.rests_on`: the tables (``tabel`` in the manifest) that tell it.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "swv": ("regeling",),
    "inwoners": ("pc4_bevolking", "pc4_leeftijd"),
    "leerlingen": (
        "historie",
        "leerlingen_soort",
        "locaties",
        "vestigingen",
        "onderwijslocaties",
        "voorzieningen",
    ),
    "gemeenten": ("gemeenten",),
    "jeugdregio": ("jeugdregio_indeling", "regioindeling"),
    "regio": ("regioindeling",),
    "rmc": ("vestigingen",),
    "besturen": ("historie", "vestigingen"),
    "herkomst": ("herkomst_po", "herkomst_vo"),
}
#: Where homes are: what every distance rests on besides.
_POINTS: Final = ("pc4_gebieden", "pc4_punten")
#: Keys that a data set with grouped sites does not tell.
_NOT_GROUPED: Final = frozenset({"besturen"})

#: Keys of files that a user may bring.
_OPTIONAL: Final = frozenset({"herkomst"})

_MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_ISO: Final = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?\b")
_UNKNOWN: Final = "onbekend"
NO_DATE: Final = "onbekend (het bestand en zijn naam noemen geen datum)"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source, ready to show.

    Attributes
    ----------
    table
        Key of the table that it fills.
    title, publisher
        What and whose.
    peildatum
        In words.
    licence, certainty
        Under what terms; gemeten or geschat.
    file
        What was read.
    """

    table: str
    title: str
    publisher: str
    peildatum: str
    licence: str
    certainty: str
    file: str

    @property
    def text(self) -> str:
        """Everything but the file in one Dutch line."""
        return (
            f"{self.title} ({self.publisher}), peildatum {self.peildatum}, "
            f"licentie {self.licence}, {self.certainty}"
        )


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a measure rests on.

    Attributes
    ----------
    sources
        Files of this data set, in the order of `Measure.rests_on`.
    missing
        Keys of `Measure.rests_on` that this data set tells nothing of: the
        measure is *niet te bepalen*.
    """

    sources: tuple[SourceLine, ...]
    missing: tuple[str, ...]


def provenance(described: Measure, manifest: Manifest) -> Provenance:
    """Find the sources of a measure in a data set; KeyError if it rests on something unheard of."""
    lines = all_sources(manifest)
    there = {line.table for line in lines}
    missing = tuple(
        key
        for key in described.rests_on
        if (manifest.grouped and key in _NOT_GROUPED) or (key in _OPTIONAL and not there & set(TABLES[key]))
    )
    wanted = [table for key in described.rests_on if key not in missing for table in TABLES[key]]
    if is_distance(described):
        wanted += _POINTS
    found = tuple(line for table in dict.fromkeys(wanted) for line in lines if line.table == table)
    return Provenance(found, missing)


def is_distance(described: Measure) -> bool:
    """Whether a measure rests on the distance model, as kilometres, shares beyond a norm or counts."""
    modelled = described.over_distances or described.certainty is Certainty.MODELLED
    over = described.group in {"netwerk", "gevolgen"} and modelled
    return (described.group in {"afstand", "verandering"} or over) and "leerlingen" in described.rests_on


def all_sources(manifest: Manifest) -> tuple[SourceLine, ...]:
    """List every source of a data set, ready to show, by title."""
    return tuple(sorted(map(_line, manifest.sources), key=lambda line: (line.title, line.file)))


def _line(source: Mapping[str, Any]) -> SourceLine:
    return SourceLine(
        str(source["tabel"]),
        str(source["titel"]),
        str(source["uitgever"]),
        spoken_peildatum(str(source["peildatum"])),
        str(source["licentie"]),
        str(source["aard"]),
        str(source["bestand"]),
    )


def spoken_peildatum(date: str) -> str:
    """Write a peildatum of the manifest in words, also where it is not known.

    Examples
    --------
    >>> spoken_peildatum("2024-01-01"), spoken_peildatum("2021"), spoken_peildatum("onbekend") == NO_DATE
    ('1 januari 2024', '2021', True)
    """
    return NO_DATE if date in ("", _UNKNOWN) else spoken_dates(date)


def spoken_dates(text: str) -> str:
    """Write the ISO dates in a text as one says them.

    Examples
    --------
    >>> spoken_dates("vestigingen 2024-11-02"), spoken_dates("2026-04"), spoken_dates("regeling 2015")
    ('vestigingen 2 november 2024', 'april 2026', 'regeling 2015')
    """

    def spoken(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        words = f"{_MONTHS[int(month) - 1]} {year}"
        return f"{int(day)} {words}" if day else words

    return _ISO.sub(spoken, text)
