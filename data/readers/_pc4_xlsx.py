"""CBS's workbook per postcode-4: the header takes several rows, so columns are found by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["LABELS", "TOTAL", "find_columns", "sheet_rows"]

Cell = object

KEY_LABEL = "postcode-4"
TOTAL = "inwoners"
LABELS = {"inwoners_0_15": "tot 15 jaar", "inwoners_15_25": "15 tot 25 jaar"}
"""Our column to the words in the header; the total is found under the group ``Inwoners``."""

_HEADER_WITHIN = 40
_ZIP_MAGIC = b"PK"


def sheet_rows(path: Path, count: int | None = None) -> list[list[Cell]]:
    """Read the rows of the sheet that has the header, or of the first sheet.

    Parameters
    ----------
    path
        An xlsx file.
    count
        Read only this many rows of each sheet.

    Raises
    ------
    InputError
        If the file cannot be opened as a workbook.
    """
    try:
        with path.open("rb") as handle:
            is_zip = handle.read(2) == _ZIP_MAGIC
        if not is_zip:
            raise InputError(path.name, ["dit is geen Excel-werkboek (xlsx); download het bestand opnieuw"])
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_name(name).to_python(nrows=count) for name in book.sheet_names]
    except (OSError, ValueError, KeyError, CalamineError) as error:
        if isinstance(error, InputError):
            raise
        fault = f"het werkboek is beschadigd of afgebroken ({error}); download het bestand opnieuw"
        raise InputError(path.name, [fault]) from error
    fitting = [rows for rows in sheets if _label_row(rows) is not None]
    return [list(row) for row in (fitting or sheets or [[]])[0]]


def _word(cell: Cell) -> str:
    return " ".join(str(cell).split()).casefold()


def _label_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Find the row with the label of the key column."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        if row and _word(row[0]) == KEY_LABEL:
            return number
    return None


def find_columns(rows: Sequence[Sequence[Cell]], subject: str) -> tuple[int, dict[str, int]]:
    """Find the header row and the columns that are needed.

    Returns
    -------
    Number of the label row, counted from 0, and column number per column of ours.

    Raises
    ------
    InputError
        If the header, or one of its columns, is not there.
    """
    label_row = _label_row(rows)
    if label_row is None:
        fault = (
            "de kop met 'Postcode-4' in de eerste kolom is niet gevonden in de eerste "
            f"{_HEADER_WITHIN} rijen; kies het CBS-bestand met kerncijfers per postcode-4"
        )
        raise InputError(subject, [fault])
    words = [_word(cell) for cell in rows[label_row]]
    columns = {ours: words.index(label) for ours, label in LABELS.items() if label in words}
    if (total := _total_of_residents(rows, label_row)) is not None:
        columns[TOTAL] = total
    wanted = {TOTAL: "Inwoners, Totaal", **LABELS}
    faults = [
        f"rij {label_row + 1}: kolom {label!r} ontbreekt; kies het CBS-bestand met leeftijd per postcode-4"
        for ours, label in wanted.items()
        if ours not in columns
    ]
    if faults:
        raise InputError(subject, faults)
    return label_row, columns


def _total_of_residents(rows: Sequence[Sequence[Cell]], label_row: int) -> int | None:
    """Find the first ``Totaal`` at or after the group ``Inwoners`` in the rows above the labels."""
    for row in rows[:label_row]:
        starts = [number for number, cell in enumerate(row) if _word(cell) == "inwoners"]
        if starts:
            labels = [_word(cell) for cell in rows[label_row]]
            return next((n for n in range(starts[0], len(labels)) if labels[n] == "totaal"), None)
    return None
