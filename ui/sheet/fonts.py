"""Letters of a PDF: Bitstream Vera, which comes with reportlab, embedded so that every reader has them.

A character that these letters lack is written otherwise or refused, never left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from geo.errors import InputError

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

    Line ends stay. What is left of an accent that the letters lack is the letter under it.

    Raises
    ------
    InputError
        If a character can be written in no way; it names the character and where it stands.

    Examples
    --------
    >>> printable("Súdwest-Fryslân → 's-Hertogenbosch, ≥ 3 km"), printable("Ţepeş")
    ("Súdwest-Fryslân -> 's-Hertogenbosch, ≥ 3 km", 'Tepeş')
    """
    known = register()
    if known.issuperset(text):
        return text
    return "".join(_written(one, text, known) for one in text)


def _written(one: str, text: str, known: frozenset[str]) -> str:
    if one in known or one == "\n":
        return one
    if one in INSTEAD:
        return INSTEAD[one]
    if one.isspace():
        return " "
    plain = "".join(
        part
        for part in unicodedata.normalize("NFKD", one)
        if part in known and not unicodedata.combining(part)
    )
    if not plain:
        name = unicodedata.name(one, "zonder naam")
        fault = (
            f"gevonden het teken {one!r} (U+{ord(one):04X}, {name}), dat de letters van een pdf niet hebben"
        )
        where = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        raise InputError(f"de tekst '{where}'", [f"{fault}; wijzig de naam, of kies html"])
    return plain


#: Of a text with a character that cannot be printed, this many characters are repeated.
_LONGEST: Final = 60


def width_pt(text: str, size: float, *, bold: bool = False) -> float:
    """How wide one line of text is, points."""
    register()
    return float(pdfmetrics.stringWidth(printable(text), BOLD if bold else REGULAR, size))
