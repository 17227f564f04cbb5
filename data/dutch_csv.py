"""Dutch CSV, as all tables are written: semicolons, decimal commas, and no text that runs as a formula.

A spreadsheet takes text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a formula,
and runs it; names come from files that anyone may have made. Such text gets an apostrophe before it, the
usual remedy (OWASP, *CSV injection*): a spreadsheet then shows it as text. Numbers stay numbers. What
reads back a file that we write takes the apostrophe away again (`meant`), so that nothing is lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

_BREAK: Final = "\r\n"
#: What a spreadsheet takes a text for a formula by; the wide forms are those of East Asian keyboards.
_MARKS: Final = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_FORMULA: Final = re.compile(f"'*{_MARKS}")
_DEFUSED: Final = re.compile(f"^'(?='*{_MARKS})")
#: What begins like a formula and is none: a number, or a sign alone.
_HARMLESS: Final = re.compile(r"[+-]|[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")


def csv_text(frame: pd.DataFrame, decimals: int | None = None) -> str:
    r"""Write a table, without its index; what is missing is left empty.

    Parameters
    ----------
    decimals
        To how many decimals numbers are rounded; by default they are written as they are.

    Examples
    --------
    >>> frame = pd.DataFrame({"swv": ["Noord", "=1+1"], "verschil": [-1.25, float("nan")]})
    >>> print(csv_text(frame, 1).replace("\r", ""), end="")
    swv;verschil
    Noord;-1,2
    '=1+1;
    """
    told = frame.copy() if decimals is None else frame.round(decimals)
    for position, dtype in enumerate(told.dtypes):
        if isinstance(dtype, pd.CategoricalDtype) or not pd.api.types.is_any_real_numeric_dtype(dtype):
            told.isetitem(position, [cell(value) for value in told.iloc[:, position]])
    told.columns = pd.Index([cell(name) for name in told.columns])
    return told.to_csv(index=False, sep=";", decimal=",", lineterminator=_BREAK)


def csv_bytes(frame: pd.DataFrame, decimals: int | None = None) -> bytes:
    """Write a table as a file that spreadsheets open as it is: `csv_text` in UTF-8 with BOM."""
    return csv_text(frame, decimals).encode("utf-8-sig")


def rows_text(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    r"""Write rows of text, numbers and None under a head, likewise.

    Examples
    --------
    >>> rows_text(["naam", "km"], [["@Brug", 4.5], ["De Brug", None]])
    "naam;km\r\n'@Brug;4,5\r\nDe Brug;\r\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator=_BREAK)
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue()


def cell(value: object) -> str:
    """Write one value: numbers with a comma and no needless decimals, text so that it stays text.

    Examples
    --------
    >>> cell(-12.0), cell(4.5), cell(float("nan")), cell(None), cell("De Brug")
    ('-12', '4,5', '', '', 'De Brug')
    >>> cell("=1+1"), cell("-3,5"), cell("'s-Gravenhage")
    ("'=1+1", '-3,5', "'s-Gravenhage")
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if value != value else repr(float(value)).removesuffix(".0").replace(".", ",")  # noqa: PLR0124  # NaN
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def meant(frame: pd.DataFrame) -> pd.DataFrame:
    """Take away the apostrophes that `cell` put before texts, in a table that was read as text.

    Examples
    --------
    >>> meant(pd.DataFrame({"naam": ["'=1+1", "''@x", "'s-Gravenhage", None]}, dtype="str"))["naam"].tolist()
    ['=1+1', "'@x", "'s-Gravenhage", nan]
    """
    found: pd.DataFrame = frame.apply(lambda column: column.str.replace(_DEFUSED, "", regex=True))
    return found
