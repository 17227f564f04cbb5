"""What is not in a data set, and what that means for a figure: ``data/tables/ontbreekt.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data.dataset import Manifest
from data.reference import reference_rows

_ALWAYS: Final = "altijd"
_GROUPED: Final = "gegroepeerd"
_SEPARATE: Final = "los"
#: Values of the column ``wanneer``.
WHEN: Final = (_ALWAYS, _GROUPED, _SEPARATE)


@dataclass(frozen=True, slots=True)
class Absent:
    """One thing that the data do not tell; all Dutch.

    Attributes
    ----------
    what
        What is not there.
    consequence
        What that means for a figure.
    remedy
        How to bring it in, or that there is no way yet.
    ground
        What says so.
    """

    what: str
    consequence: str
    remedy: str
    ground: str


def absent(manifest: Manifest) -> tuple[Absent, ...]:
    """List what is not in a data set.

    Parameters
    ----------
    manifest
        Whether sites are grouped, and which sources were loaded: a thing that a
        source would have told is left out where that source is there.
    """
    loaded = {str(source["tabel"]) for source in manifest.sources}
    here = (_ALWAYS, _GROUPED if manifest.grouped else _SEPARATE)
    return tuple(
        Absent(row["wat"], row["gevolg"], row["aanvullen"], row["grond"])
        for row in reference_rows("ontbreekt")
        if row["wanneer"] in here and (not row["tabel"] or row["tabel"] not in loaded)
    )
