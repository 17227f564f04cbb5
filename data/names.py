"""Gemeente names in whatever spelling, to codes.

DUO writes ``S GRAVENHAGE`` and ``SUDWEST-FRYSLAN``, a planner writes Den Haag;
the CBS code is what counts.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from data.reference import reference_rows

#: What people say, in folded form, against the official name in folded form.
ALIASES = {
    "denhaag": "sgravenhage",
    "denbosch": "shertogenbosch",
    "sudwestfriesland": "sudwestfryslan",
    "zuidwestfriesland": "sudwestfryslan",
    "noordoostfriesland": "noardeastfryslan",
    "friesemeren": "defryskemarren",
    "defriesemeren": "defryskemarren",
    "bergenl": "bergenlimburg",
    "bergennh": "bergennoordholland",
    "nuenencaenederwetten": "nuenengerwenennederwetten",
    "nuenen": "nuenengerwenennederwetten",
    "nuenenca": "nuenengerwenennederwetten",
}
_QUALIFIERS = {"l": "limburg", "lb": "limburg", "nh": "noordholland", "o": "overijssel", "zh": "zuidholland"}


def fold(name: str) -> str:
    """Reduce a name to its letters and digits, so that spellings meet.

    Examples
    --------
    >>> fold("'s-Gravenhage") == fold("S GRAVENHAGE")
    True
    >>> fold("Súdwest-Fryslân")
    'sudwestfryslan'
    >>> fold("Bergen (NH.)")
    'bergennoordholland'
    """
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if match := re.search(r"\((\w+)\.?\)\s*$", plain):
        plain = plain[: match.start()] + _QUALIFIERS.get(match[1], match[1])
    plain = re.sub(r"^gemeente\s+|^gem\.?\s+", "", plain)
    folded = re.sub(r"[^a-z0-9]", "", plain)
    return ALIASES.get(folded, folded)


@dataclass(frozen=True, slots=True)
class GemeenteNames:
    """Look up gemeenten by code, number or name.

    Attributes
    ----------
    code_of
        Folded name to GM code.
    successor_of
        Folded name or GM code of an abolished gemeente to the GM code of its main successor.
    """

    code_of: Mapping[str, str]
    successor_of: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """GM code for a code (``GM0363``), a number (``363``) or a name; None if there is none."""
        key = text.strip()
        if match := re.fullmatch(r"(?:GM)?(\d{1,4})", key, flags=re.IGNORECASE):
            code = f"GM{int(match[1]):04d}"
            return code if code in self.code_of.values() else None
        return self.code_of.get(fold(key))

    def successor(self, text: str) -> str | None:
        """Code of the gemeente that an abolished one has become the largest part of."""
        return self.successor_of.get(text.strip().upper()) or self.successor_of.get(fold(text))

    def suggest(self, text: str) -> tuple[str, ...]:
        """Codes of the gemeenten that were probably meant: a successor, longer names, or a near spelling."""
        key = fold(text)
        if successor := self.successor(text):
            return (successor,)
        longer = [name for name in self.code_of if key and name.startswith(key)]
        close = longer or difflib.get_close_matches(key, self.code_of, n=1, cutoff=0.75)
        return tuple(self.code_of[name] for name in sorted(close)[:3])


def successors_of_gemeenten() -> dict[str, tuple[str, str]]:
    """Map each abolished gemeente's GM code to (its name, GM code of its main successor)."""
    return {
        row["gemeentecode_oud"]: (re.split(r"[:(]", row["opmerking"])[0].strip(), row["gemeentecode_nieuw"])
        for row in reference_rows("herindelingen")
        if row["aandeel"] == "hoofdzakelijk"
    }


def gemeente_names(
    codes: Mapping[str, str], herindelingen: Mapping[str, tuple[str, str]] | None = None
) -> GemeenteNames:
    """Build the look-up.

    Parameters
    ----------
    codes
        GM code to official name, of today's gemeenten.
    herindelingen
        Old GM code to (old name, GM code of the main successor).
    """
    code_of = {fold(name): code for code, name in codes.items()}
    successor_of: dict[str, str] = {}
    for old, (name, new) in (herindelingen or {}).items():
        successor_of[old] = new
        if name:
            successor_of[fold(name)] = new
    return GemeenteNames(code_of, successor_of)
