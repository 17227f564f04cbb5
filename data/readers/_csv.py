"""Text tables as publishers and spreadsheets write them: encoding, delimiter and shape are found out.

Columns get a plain name (``"BEVOEGD GEZAG NUMMER"`` becomes ``bevoegd_gezag_nummer``), every value is
text without surrounding blanks, an empty value is missing, and the index is the row number in the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import InputError, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["ROW", "TextTable", "decode", "first_rows", "plain", "read_table"]

ROW = "rij"
_DELIMITERS = (";", ",", "\t")
#: What some programs write between columns, and is not read here.
_STRANGE = ("|", "^", "~", "¦")
_SHOWN = 10
_ASK_AGAIN = "download het bestand opnieuw"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file taken apart.

    Attributes
    ----------
    frame
        Every value as text; the index holds the row numbers of the file.
    names
        Plain column name to the name in the file.
    subject
        File name, for messages.
    """

    frame: pd.DataFrame
    names: dict[str, str] = field(default_factory=dict)
    subject: str = ""


def plain(name: str) -> str:
    """Give a column name in small letters, digits and underscores.

    Examples
    --------
    >>> plain("LEER- OF VERBLIJFSJAAR 1"), plain("RMC-REGIO CODE")
    ('leer_of_verblijfsjaar_1', 'rmc_regio_code')
    """
    return re.sub(r"[^0-9a-z]+", "_", name.strip().casefold()).strip("_")


def decode(raw: bytes, subject: str) -> str:
    """Turn bytes into text: UTF-8 with or without BOM, UTF-16 with BOM, else windows-1252."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    if encodings != ("utf-16",) and b"\0" in raw:
        raise InputError(subject, [f"dit is geen tekstbestand (CSV); {_ASK_AGAIN} als CSV"])
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    fault = (
        "de tekencodering is niet te lezen: verwacht UTF-8 of windows-1252; "
        "sla het bestand op als 'CSV UTF-8' of download het opnieuw"
    )
    raise InputError(subject, [fault])


def _load(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        fault = f"het bestand is niet te openen: {reason(error)}; controleer de plaats en de rechten"
        raise InputError(path.name, [fault]) from error
    text = decode(raw, path.name).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(path.name, [f"het bestand is leeg; {_ASK_AGAIN}"])
    return text


def _delimiter_of(header: str) -> str:
    """Find the delimiter that cuts the header in most pieces."""
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark))))


def _without_sep_line(text: str) -> tuple[str, int]:
    """Leave out Excel's ``sep=;`` line and remarks (``#``) at the head; also say how many lines went."""
    skipped = 0
    while text[:4].lower() == "sep=" or text.startswith("#"):
        text, skipped = text.partition("\n")[2], skipped + 1
    return text, skipped


def first_rows(text: str, count: int = 6) -> list[list[str]]:
    """Cut the first rows of a piece of text in fields; a last, cut-off line does no harm."""
    body, _ = _without_sep_line(text)
    lines = body.splitlines()[: count + 1]
    if not lines:
        return []
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter_of(lines[0])))
    except csv.Error:
        return []
    return [[cell.strip() for cell in row] for row in rows[:count]]


def _records(text: str, subject: str, delimiter: str | None, *, quoted: bool) -> list[tuple[int, list[str]]]:
    """Cut text in records, each with the number of the row it begins on."""
    body, skipped = _without_sep_line(text)
    mark = delimiter or _delimiter_of(body.lstrip("\r\n").partition("\n")[0])
    reader = csv.reader(
        io.StringIO(body, newline=""),
        delimiter=mark,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    records: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((begin + skipped, record))
            begin = reader.line_num + 1
    except csv.Error as error:
        fault = f"rij {begin + skipped}: de rij is niet te lezen ({error}); {_ASK_AGAIN}"
        raise InputError(subject, [fault]) from error
    return records


def _header_faults(header: Sequence[str], required: Iterable[str]) -> list[str]:
    shown = ", ".join(header[:_SHOWN]) + (", ..." if len(header) > _SHOWN else "")
    if len(header) == 1 and (mark := next((one for one in _STRANGE if one in header[0]), "")):
        fault = (
            f"rij 1: kolommen gescheiden door {mark!r} gevonden in {shown[:80]!r}; verwacht puntkomma, "
            "komma of tab; sla het bestand zo op"
        )
        return [fault]
    if len(header) == 1 and len(tuple(required)) > 1:
        fault = (
            f"rij 1: geen scheidingsteken gevonden in {shown[:80]!r}; verwacht kolommen gescheiden door "
            "puntkomma, komma of tab; sla het bestand zo op"
        )
        return [fault]
    faults = [
        f"rij 1: kolom {name!r} staat er {count} keer; laat er een over"
        for name, count in Counter(header).items()
        if count > 1 and name
    ]
    have = {plain(name) for name in header}
    missing = [name for name in required if name not in have]
    if missing:
        names = ", ".join(name.upper() for name in missing)
        faults.append(f"rij 1: kolom {names} ontbreekt; gevonden: {shown}; kies het juiste bestand")
    return faults


def _ragged_faults(records: Sequence[tuple[int, list[str]]], width: int) -> list[str]:
    wrong = [(row, len(cells)) for row, cells in records if len(cells) != width]
    faults = [
        f"rij {row}: {found} velden gevonden, {width} verwacht; herstel de rij of {_ASK_AGAIN}"
        for row, found in wrong[:_SHOWN]
    ]
    if len(wrong) > _SHOWN:
        faults.append(f"en nog {len(wrong) - _SHOWN} rijen met een verkeerd aantal velden")
    return faults


def _trim(records: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Drop nameless columns at the end that are empty in every row (a spreadsheet's habit)."""
    width = len(records[0][1])
    while width and not records[0][1][width - 1].strip():
        if any(cell.strip() for _, cells in records for cell in cells[width - 1 :]):
            break
        width -= 1
        records = [(row, cells[:width]) for row, cells in records]
    return records


def read_table(
    path: Path,
    required: Iterable[str] = (),
    *,
    header: Sequence[str] | None = None,
    delimiter: str | None = None,
) -> TextTable:
    """Read a delimited text file as text.

    Parameters
    ----------
    path
        The file.
    required
        Plain names of the columns that must be there.
    header
        Column names for a file without a header.
    delimiter
        The delimiter, where it is known; else it is found out.

    Raises
    ------
    InputError
        If the file cannot be opened or decoded, a column is missing or doubled, or rows have a wrong
        number of fields; all faults in one message.
    """
    records = _records(_load(path), path.name, delimiter, quoted=header is None)
    if header is None:
        records = _trim(records)
        names, rows = [cell.strip() for cell in records[0][1]], records[1:]
        faults = _header_faults(names, tuple(required))
    else:
        names, rows, faults = list(header), records, []
    if not faults:
        faults = _ragged_faults(rows, len(names))
    if not faults and not rows:
        faults = [f"het bestand heeft geen rijen onder de kop; {_ASK_AGAIN}"]
    if faults:
        raise InputError(path.name, faults)
    columns = [plain(name) for name in names]
    index = pd.Index([row for row, _ in rows], name=ROW)
    frame = pd.DataFrame([cells for _, cells in rows], columns=columns, index=index, dtype="str")
    frame = frame.apply(lambda column: column.str.strip().replace("", None))
    return TextTable(frame, dict(zip(columns, names, strict=True)), path.name)
