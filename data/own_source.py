"""Of when a user's own file is, and how that is told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from data.findings import Finding
from data.own_columns import OwnTable, tell
from data.own_schema import DATE
from data.readers.reading import UNKNOWN_DATE, Source, peildatum_from_name

_MONTHS: Final = 12


def own_source(
    path: Path, table: OwnTable, peildatum: str, faults: list[str]
) -> tuple[tuple[Finding, ...], Source]:
    """Say of when the file is: as told, as it says itself, as its name says, or not known.

    Parameters
    ----------
    peildatum
        As told beside the file; empty: nothing was.
    faults
        Is added to.

    Returns
    -------
    Findings, and the source: of a file of which nothing says its date, the peildatum is unknown, with the
    date on which the file was written beside it.
    """
    findings: tuple[Finding, ...] = ()
    texts = table.text("peildatum")
    dates = texts.map(iso_date, na_action="ignore").astype("str")
    tell(table, DATE, texts.notna() & (dates == ""), faults)
    told = sorted(set(dates.dropna()) - {""})
    if peildatum and not iso_date(peildatum):
        faults.append(f"de opgegeven peildatum: gevonden {peildatum!r}, verwacht {DATE.expected()}")
    when = iso_date(peildatum) or " tot en met ".join(dict.fromkeys((told[0], told[-1])) if told else ())
    if not when:
        when, dated = peildatum_from_name(path)
        findings = (dated,)
    if when == UNKNOWN_DATE:
        made = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
        when = f"{UNKNOWN_DATE} (bestand van {made.isoformat()})"
    return findings, Source(
        f"Eigen voorzieningen ({path.name})", "eigen bestand", "eigen bestand", when, "gemeten"
    )


def iso_date(text: str) -> str:
    """Write a date as ISO, a year as it is; empty for what is neither, or can be two days.

    With strokes the month may come first (``01/02/2024``): such a date is only read where that makes
    no difference.

    Examples
    --------
    >>> iso_date("1-10-2025"), iso_date("2025-10-01"), iso_date("2024"), iso_date("31-2-2025")
    ('2025-10-01', '2025-10-01', '2024', '')
    >>> iso_date("01/02/2024"), iso_date("31/12/2024"), iso_date("1/1/2024")
    ('', '2024-12-31', '2024-01-01')
    """
    if re.fullmatch(r"(?:19|20)\d{2}", text.strip()):
        return text.strip()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip()):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text.strip()):
        day, month, year = map(int, found.groups())
        if "/" in text and day != month and max(day, month) <= _MONTHS:
            return ""
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
