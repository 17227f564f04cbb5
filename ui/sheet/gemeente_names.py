"""Names on the sheet of a gemeente: in the order of the alphabet, and no more than fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.consequences.log_words import listed

#: Postcodes of a part of a gemeente, as the log writes them.
_POSTCODES: Final = re.compile(r"\((\d{4}[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Room:
    """How much of long lists is told; the rest is counted.

    Attributes
    ----------
    names, postcodes
        Names, and runs of postcodes, in one row.
    sentences, questions
        Sentences of the log, and open questions.
    """

    names: int
    postcodes: int
    sentences: int
    questions: int


#: The usual room, and less where a sheet does not fit on a page.
ROOMS: Final = (Room(8, 3, 3, 4), Room(5, 2, 2, 3), Room(3, 1, 1, 2))


def plain(name: str) -> str:
    """Write a name in letters, digits and hyphens.

    Examples
    --------
    >>> plain("'s-Hertogenbosch"), plain("Súdwest-Fryslân")
    ('s-Hertogenbosch', 'Sudwest-Fryslan')
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")


def ordered(names: Iterable[str]) -> list[str]:
    """Put names in the order of the alphabet, whatever their accents and apostrophes."""
    return sorted(names, key=lambda one: (plain(one).casefold(), one))


def some(names: Sequence[str], room: int) -> str:
    """Enumerate the first names; of more than there is room for the rest is counted.

    Examples
    --------
    >>> some(["A", "B", "C"], 3), some(["A", "B", "C", "D"], 3)
    ('A, B en C', 'A, B en nog 2')
    """
    if len(names) <= room:
        return listed(names)
    kept = max(room - 1, 1)
    return f"{', '.join(names[:kept])} en nog {len(names) - kept}"


def fewer_postcodes(sentence: str, room: int) -> str:
    """Shorten the enumerations of postcodes in a sentence of the log.

    Examples
    --------
    >>> fewer_postcodes("Een deel van Cuijk (5431, 5433, 5436 t/m 5439) gaat (10 inwoners).", 2)
    'Een deel van Cuijk (5431, 5433 …) gaat (10 inwoners).'
    """

    def shorter(found: re.Match[str]) -> str:
        spans = found[1].split(", ")
        return f"({', '.join(spans[:room])} …)" if len(spans) > room else found[0]

    return _POSTCODES.sub(shorter, sentence)
