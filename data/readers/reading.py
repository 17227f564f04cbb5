"""What every reader hands over: a checked table, what was found on the way, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from data.findings import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["UNKNOWN_DATE", "Reading", "Source", "peildatum_from_name"]

UNKNOWN_DATE = "onbekend"

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2}-[01]\d-[0-3]\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table comes from.

    Attributes
    ----------
    title
        What the publisher calls it, in Dutch.
    publisher
        Who made it.
    licence
        Under which licence it may be used.
    peildatum
        ISO date, or only a year where that is all that is known, or ``"onbekend"``.
    kind_of_value
        Whether the figures were counted or estimated.
    """

    title: str
    publisher: str
    licence: str
    peildatum: str
    kind_of_value: Literal["gemeten", "geschat"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read and checked.

    Attributes
    ----------
    table
        Name of its schema in :mod:`data.schemas`.
    frame
        The rows, numbered from 0; a GeoDataFrame in EPSG:28992 where the table has a geometry.
    findings
        What was mended, left out or doubtful.
    source
        Publisher, licence and date.
    """

    table: str
    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    source: Source


def peildatum_from_name(path: Path) -> tuple[str, Finding]:
    """Take the date from the file name, for files whose content carries none.

    Parameters
    ----------
    path
        The file; only its name is looked at.

    Returns
    -------
    The date (ISO date, year or ``"onbekend"``) and the finding that says so.

    Examples
    --------
    >>> from pathlib import Path
    >>> peildatum_from_name(Path("duo_vestigingen_2024-11-22.geojson"))[0]
    '2024-11-22'
    >>> peildatum_from_name(Path("cbs_83502NED_pc4_2021.csv"))[0]
    '2021'
    >>> peildatum_from_name(Path("download.csv"))[0]
    'onbekend'
    """
    if (found := _DATE.search(path.stem) or _YEAR.search(path.stem)) is None:
        message = "Het bestand noemt geen peildatum en de bestandsnaam ook niet: de peildatum is onbekend."
        return UNKNOWN_DATE, Finding(path.name, Severity.DOUBT, message, 1)
    peildatum = found.group(1)
    message = f"Het bestand noemt geen peildatum; {peildatum} is uit de bestandsnaam gehaald."
    return peildatum, Finding(path.name, Severity.INFO, message, 1)
