"""Sheets of a workbook as values, and the workbook: numbers stay numbers, and no text runs as a formula."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from scenarios.measures import Measure

#: What no spreadsheet can hold in a cell: it would call the file damaged.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Begins a text that a spreadsheet, or what it is copied to, would run.
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
#: Characters that one cell can hold.
_LONGEST: Final = 32_000
#: Characters across, at least and at most; a column that tells sentences wraps.
_NARROW, _WIDE = 9, 60
_SAMPLE: Final = 200
_HEAD: Final = Font(bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E6EBF1")
_TITLE: Final = Font(bold=True, size=13)
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_HEAD_ALIGNMENT: Final = Alignment(vertical="bottom", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    title
        With its unit.
    number_format
        How numbers in it are written; empty for text, and numbers as they are.
    """

    title: str
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name
        On its tab: at most 31 characters.
    told
        Lines above the table: what it is, and how its figures are known.
    columns, rows
        The table; None and NaN are left empty. A row may have a number format per cell in `formats`.
    formats
        Per row its number format, where rows differ; empty where columns tell it.
    """

    name: str
    told: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    formats: Sequence[str] = ()


def workbook(sheets: Iterable[Sheet], title: str) -> bytes:
    """Write sheets as an Excel workbook; heads stay in sight and can be filtered by."""
    book = Workbook()
    for page in book.worksheets:
        book.remove(page)
    book.properties.title, book.properties.creator = _clean(title)[:200], "dekkend"
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet)
    target = io.BytesIO()
    _InMemory(book, ZipFile(target, "w", ZIP_DEFLATED)).save()
    return target.getvalue()


class _InMemory(ExcelWriter):
    """Writes a workbook without files of its own: a full disk cannot stop it halfway."""

    _archive: Any

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401
        """Write one sheet; ours have cells, and no charts or pictures."""
        written = io.BytesIO()
        writer: Any = WorksheetWriter(ws, written)
        writer.write()
        ws._drawing, ws._rels = None, writer._rels  # noqa: SLF001  # as openpyxl's own does
        self._archive.writestr(ws.path[1:], written.getvalue())
        self.manifest.append(ws)


def _write(page: Worksheet, sheet: Sheet) -> None:
    for number, line in enumerate(sheet.told, start=1):
        _put(page, number, 1, line)
        page.cell(number, 1).font = _TITLE if number == 1 else Font()
    head = len(sheet.told) + 2
    for at, column in enumerate(sheet.columns, start=1):
        cell: Any = page.cell(head, at)
        cell.value, cell.data_type = _clean(column.title), "s"
        cell.font, cell.fill, cell.alignment = _HEAD, _HEAD_FILL, _HEAD_ALIGNMENT
    for number, row in enumerate(sheet.rows):
        of_row = sheet.formats[number] if sheet.formats else ""
        for at, value in enumerate(row, start=1):
            _put(page, head + 1 + number, at, value, of_row or sheet.columns[at - 1].number_format)
    page.freeze_panes = f"A{head + 1}"
    last = max(head, head + len(sheet.rows))
    page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.columns))}{last}"
    for at, column in enumerate(sheet.columns):
        wide = max([len(column.title) / 2, *(len(str(row[at])) for row in sheet.rows[:_SAMPLE])])
        page.column_dimensions[get_column_letter(at + 1)].width = min(max(_NARROW, wide + 2), _WIDE)


def _put(page: Worksheet, row: int, column: int, value: Any, number_format: str = "") -> None:  # noqa: ANN401
    """Put a value in a cell: a number as a number, all else as text that nothing runs."""
    if value is None or value is pd.NA or value is pd.NaT:
        return
    if isinstance(value, (bool, np.bool_)):
        value = "ja" if value else "nee"
    if isinstance(value, (int, float, np.integer, np.floating)):
        figure = float(value)
        if math.isnan(figure):
            return
        if math.isfinite(figure):
            shown = page.cell(row, column, int(figure) if figure.is_integer() else figure)
            if number_format:
                shown.number_format = number_format
            return
        value = "geen"
    text = _clean(str(value))
    cell: Any = page.cell(row, column)
    cell.value, cell.data_type = text, "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
    if len(text) > _WIDE and row > 1 and "\n" in text:
        cell.alignment = _TOP


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)[:_LONGEST]


def number_format(described: Measure, *, signed: bool = False) -> str:
    """Return how a measure's values are written in a cell, to the decimals that they bear.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> number_format(measure("afstand_gemiddeld")), number_format(measure("zonder_eigen"), signed=True)
    ('#,##0.0', '+#,##0;-#,##0;0')
    """
    plain = "#,##0" + ("." + "0" * described.decimals if described.decimals else "")
    zero = "0" + ("." + "0" * described.decimals if described.decimals else "")
    return f"+{plain};-{plain};{zero}" if signed else plain


def of_frame(name: str, told: Sequence[str], frame: pd.DataFrame) -> Sheet:
    """Make a sheet of a table: column names are told as they are, underscores as blanks."""
    columns = [Column(str(one).replace("_", " ")) for one in frame.columns]
    return Sheet(name, told, columns, frame.astype(object).to_numpy().tolist())
