"""An indeling as a user's CSV: rows of text with their row numbers, not yet resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.dutch_csv import meant, rows_text
from data.readers._csv import read_table
from geo.errors import InputError

#: Columns that name swv's: one merged layer, or po and vo apart.
MERGED, PAIR = ("swv",), ("swv_po", "swv_vo")


@dataclass(frozen=True, slots=True)
class IndelingRow:
    """One row of the file.

    Attributes
    ----------
    number
        Row number in the file.
    gemeente
        Code or name as written; empty in a row for a PC4 only.
    pc4
        PC4 as written; empty in a row for a whole gemeente.
    swv
        Per column of swv's the code as written; empty where the cell is.
    """

    number: int
    gemeente: str
    pc4: str
    swv: tuple[str, ...]


#: First line of a file that we wrote: what a table of gemeenten cannot say.
_NOTE = "# dekkend;"


def read_note(path: Path) -> dict[str, str]:
    """Read what `indeling_file` noted about an indeling; empty for a file of another's making."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            first = stream.readline().strip().strip('"')
    except OSError:
        return {}
    if not first.startswith(_NOTE):
        return {}
    parts = (part.partition("=") for part in first.removeprefix(_NOTE).split(";") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in parts}


def read_indeling_file(path: Path) -> tuple[tuple[str, ...], list[IndelingRow]]:
    """Read ``gemeente;swv`` (or ``gemeente;swv_po;swv_vo``) with an optional column ``pc4``.

    Returns
    -------
    The columns that name swv's, and the rows.

    Raises
    ------
    InputError
        If the file cannot be read as such a table.
    """
    text = read_table(path, ("gemeente",))
    columns = PAIR if set(PAIR) <= set(text.frame.columns) else MERGED
    if missing := [column for column in columns if column not in text.frame.columns]:
        found = ", ".join(text.names.values())
        wanted = "verwacht gemeente;swv of gemeente;pc4;swv"
        fault = f"rij 1: kolom '{missing[0]}' ontbreekt (gevonden: {found}); {wanted}"
        raise InputError(path.name, [fault])
    frame = meant(text.frame).fillna("")
    rows = [
        IndelingRow(
            int(str(number)),
            str(record["gemeente"]),
            str(record.get("pc4", "")),
            tuple(str(record[column]) for column in columns),
        )
        for number, record in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    return columns, rows


def indeling_file(note: Mapping[str, str], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a CSV with ``;`` that spreadsheets open as it is (UTF-8 with BOM)."""
    told = ";".join(f"{name}={_one_cell(value)}" for name, value in note.items())
    text = f"{_NOTE}{told}\r\n{rows_text(columns, rows)}"
    return text.encode("utf-8-sig")


def _one_cell(text: str) -> str:
    """Write text so that it ends neither its cell nor the first line of the file."""
    return re.sub(r"[\r\n]+", " ", text).replace(";", ",")
