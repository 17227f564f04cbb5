"""Tables of several years, or without one: the rows of the latest year, and which year that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from data.findings import Finding, Severity
from data.readers._csv import TextTable
from data.readers._values import finding
from data.readers.reading import UNKNOWN_DATE, peildatum_from_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["YEAR_COLUMNS", "latest_year"]

#: Plain names of columns that tell the year.
YEAR_COLUMNS: Final = ("peiljaar", "peildatum")
_YEAR: Final = re.compile(r"((?:19|20)\d{2})")
_SCHOOL_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})-(?:19|20)\d{2}(?!\d)")
_SHOWN: Final = 10


def latest_year(
    text: TextTable, path: Path, faults: list[str], found: list[Finding]
) -> tuple[TextTable, int]:
    """Keep the rows of the latest year; the year is 0 where neither the file nor its name tells it.

    Parameters
    ----------
    text, path
        The table, and the file that it was read from.
    faults, found
        What is wrong, and what is to be told, is added to these.
    """
    column = next((name for name in YEAR_COLUMNS if name in text.frame), None)
    if column is None:
        if (match := _SCHOOL_YEAR.search(path.stem)) is not None:
            message = (
                f"Het bestand noemt geen jaar; schooljaar {match.group(0)} is uit de bestandsnaam gehaald."
            )
            found.append(Finding(path.name, Severity.INFO, message, 1))
            return text, int(match.group(1))
        peildatum, dated = peildatum_from_name(path)
        found.append(dated)
        return text, 0 if peildatum == UNKNOWN_DATE else int(peildatum[:4])
    told = text.frame[column]
    years = pd.to_numeric(told.str.extract(_YEAR.pattern)[0]).astype("float64")
    wrong = years.isna()
    faults += [
        f"rij {row}, kolom {text.names[column]}: gevonden {_shown(value)}, "
        "verwacht een jaar of datum; verbeter de waarde"
        for row, value in list(told[wrong].items())[:_SHOWN]
    ]
    if wrong.all():
        return text, 0
    latest = years == years.max()
    message = f"Rijen van eerdere jaren dan {years.max():.0f} zijn niet gebruikt."
    found += finding(path.name, Severity.INFO, message, int((~latest & ~wrong).sum()))
    return TextTable(text.frame[latest], text.names, text.subject), int(years.max())


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else "niets"
