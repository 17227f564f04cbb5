"""Letters of a PDF: Bitstream Vera, which comes with reportlab, embedded so that every reader has them.

A character that these letters lack is written otherwise, or as a sign that a reader sees: never left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Final

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Vera"
BOLD: Final = "VeraBd"
ITALIC: Final = "VeraIt"

#: Characters that the letters lack (or draw as another), and what is written for them.
INSTEAD: Final[Mapping[str, str]] = {
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "↑": "+",
    "↓": "−",
    "✓": "√",
    "✗": "×",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "–",
    "\u2007": "\u00a0",
    "\u2009": " ",
    "\u202f": "\u00a0",
    "\u200b": "",
    "\ufeff": "",
    "\u00ad": "",
}


#: Stands for characters that cannot be written at all.
UNPRINTABLE: Final = "[?]"
#: Sorts of characters that only say how another looks: joiners, variants, accents, control characters.
_SHAPELESS: Final = frozenset({"Cc", "Cf", "Mn", "Me"})


@cache
def register() -> frozenset[str]:
    """Make the letters known to reportlab, once; return the characters that all of them have for us."""
    for name in (REGULAR, BOLD, ITALIC):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    for bold, italic, name in ((0, 0, REGULAR), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD)):
        addMapping(REGULAR, bold, italic, name)
    faces = (pdfmetrics.getFont(name).face for name in (REGULAR, BOLD, ITALIC))
    return frozenset.intersection(*(frozenset(map(chr, face.charToGlyph)) for face in faces)) - INSTEAD.keys()


def printable(text: str) -> str:
    """Write a text in characters that the letters have.

    Line ends stay. What is left of an accent that the letters lack is the letter under it; where
    nothing is left, as of an emoji, stands `UNPRINTABLE`, once for characters in a row.

    Examples
    --------
    >>> printable("Súdwest-Fryslân → 's-Hertogenbosch, ≥ 3 km"), printable("Ţepeş")
    ("Súdwest-Fryslân -> 's-Hertogenbosch, ≥ 3 km", 'Tepeş')
    >>> printable("Akkoord 👍🏽")
    'Akkoord [?]'
    """
    known = register()
    if known.issuperset(text):
        return text
    parts = [_written(one, known) for one in unicodedata.normalize("NFC", text)]
    return "".join(
        UNPRINTABLE if missing else "".join(part or "" for part in run)
        for missing, run in groupby((part for part in parts if part != ""), key=lambda part: part is None)
    )


def lacks(texts: Iterable[str]) -> bool:
    """Whether a text has a character of which `printable` leaves nothing but a sign."""
    known = register()
    strange = {one for text in texts for one in unicodedata.normalize("NFC", text)} - known
    return any(_written(one, known) is None for one in strange)


def _written(one: str, known: frozenset[str]) -> str | None:
    """Return what is written for a character; nothing for what has no shape, None where it cannot be."""
    if one in known or one == "\n":
        return one
    if one in INSTEAD:
        return INSTEAD[one]
    if one.isspace():
        return " "
    if unicodedata.category(one) in _SHAPELESS:
        return ""
    plain = "".join(
        part
        for part in unicodedata.normalize("NFKD", one)
        if part in known and not unicodedata.combining(part)
    )
    return plain or None


def width_pt(text: str, size: float, *, bold: bool = False) -> float:
    """How wide one line of text is, points."""
    register()
    return float(pdfmetrics.stringWidth(printable(text), BOLD if bold else REGULAR, size))
