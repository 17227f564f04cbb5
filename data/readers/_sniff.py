"""A look at the head of a file: what kind it is and which columns or keys it has."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from data.readers._csv import decode, first_rows, plain
from data.readers._geo import layer_fields
from data.readers._pc4_xlsx import find_columns, sheet_rows
from geo.errors import InputError, reason

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Head", "look"]

Kind = Literal["csv", "json", "geojson", "gpkg", "xlsx", "graphml", "damaged", "unknown"]

_HEAD_BYTES = 256 * 1024
_SQLITE_MAGIC = b"SQLite format 3\0"
_SQLITE_HEADER = 100
_ZIP_MAGIC = b"PK\x03\x04"
_MEMBER = re.compile(r'\s*,?\s*(?=")')
_COLON = re.compile(r"\s*:\s*")
_PROPERTIES = re.compile(r'"properties"\s*:\s*(?=\{)')
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """What can be seen of a file without reading it whole.

    Attributes
    ----------
    kind
        What sort of file it is.
    columns
        Column names; plain for a text table, as they are for map files.
    rows
        The first rows under the header of a text table, or all first rows if it has none.
    sample
        Top-level JSON keys with (the beginning of) their values, or the first feature's properties.
    """

    kind: Kind
    columns: frozenset[str] = frozenset()
    rows: tuple[tuple[str, ...], ...] = ()
    sample: dict[str, Any] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Tell whether all these columns are there."""
        return self.columns.issuperset(names)


def look(path: Path) -> Head:
    """Look at the head of a file; one that cannot be opened or understood is of an unknown kind."""
    try:
        with path.open("rb") as handle:
            raw = handle.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError(
            path.name, [f"niet te openen: {reason(error)}; herstel het of haal het weg"]
        ) from error
    try:
        if _cut_off(path, raw):
            return Head("damaged")
        if raw.startswith(_SQLITE_MAGIC):
            return _look_gpkg(path)
        if raw.startswith(_ZIP_MAGIC):
            return _look_xlsx(path)
        return _look_text(path, _text(raw, path.name))
    except (OSError, InputError, zipfile.BadZipFile, sqlite3.Error):
        return Head("unknown")


def _cut_off(path: Path, raw: bytes) -> bool:
    """Tell whether a database or zip file (GeoPackage, workbook) is shorter than it says it is."""
    if raw.startswith(_ZIP_MAGIC):
        return not zipfile.is_zipfile(path)
    if not raw.startswith(_SQLITE_MAGIC) or len(raw) < _SQLITE_HEADER:
        return raw.startswith(_SQLITE_MAGIC)
    page_bytes, pages = int.from_bytes(raw[16:18]), int.from_bytes(raw[28:32])
    return path.stat().st_size < (page_bytes if page_bytes > 1 else 65_536) * pages


def _text(raw: bytes, subject: str) -> str:
    """Decode a head that may end in the middle of a character."""
    if len(raw) == _HEAD_BYTES:
        raw = raw.rstrip(bytes(range(0x80, 0x100)))
    return decode(raw, subject)


def _look_gpkg(path: Path) -> Head:
    fields = frozenset(name for names in layer_fields(path).values() for name in names)
    return Head("gpkg", fields, sample=_rubriek(path) if "rubriek" in fields else {})


def _rubriek(path: Path) -> dict[str, Any]:
    """Read which classifications a GeoPackage of PDOK holds."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        tables = [str(row[0]) for row in connection.execute("SELECT table_name FROM gpkg_contents")]
        found: set[str] = set()
        for table in tables:
            quoted = table.replace('"', '""')
            columns = {str(row[1]) for row in connection.execute(f'PRAGMA table_info("{quoted}")')}
            if "rubriek" in columns:
                query = f'SELECT DISTINCT rubriek FROM "{quoted}" LIMIT 20'  # noqa: S608
                found |= {str(row[0]).strip().casefold() for row in connection.execute(query)}
    finally:
        connection.close()
    return {"rubriek": "gemeente" if "gemeente" in found else ", ".join(sorted(found))}


def _look_xlsx(path: Path) -> Head:
    rows = sheet_rows(path, count=50)
    try:
        _, columns = find_columns(rows, path.name)
    except InputError:
        return Head("xlsx")
    return Head("xlsx", frozenset(columns))


def _look_text(path: Path, text: str) -> Head:
    start = text.lstrip()
    if start.startswith("{"):
        return _look_json(path, start)
    if start.startswith("<"):
        return Head("graphml" if "<graphml" in start[:2000] else "unknown")
    rows = first_rows(text)
    if not rows:
        return Head("unknown")
    columns = frozenset(plain(name) for name in rows[0])
    return Head("csv", columns, tuple(tuple(row) for row in rows))


def _look_json(path: Path, text: str) -> Head:
    sample = _members(text)
    if sample.get("type") != "FeatureCollection" and not _FEATURES.search(text):
        return Head("json", frozenset(sample), sample=sample)
    first = _FEATURES.search(text)
    properties = _PROPERTIES.search(text, first.end()) if first else None
    if properties is not None:
        try:
            found = json.JSONDecoder().raw_decode(text, properties.end())[0]
            return Head("geojson", frozenset(found), sample=found)
        except (json.JSONDecodeError, RecursionError):
            pass
    fields = frozenset(name for names in layer_fields(path).values() for name in names)
    return Head("geojson", fields)


def _members(text: str) -> dict[str, Any]:
    """Decode the members of a JSON object that lie in the head; of a cut-off one, its first item.

    Examples
    --------
    >>> _members('{"a": 1, "b": [{"c": 2}, {"c":')
    {'a': 1, 'b': [{'c': 2}]}
    """
    decoder = json.JSONDecoder()
    found: dict[str, Any] = {}
    place = 1
    key = ""
    try:
        while (start := _MEMBER.match(text, place)) is not None:
            key, place = decoder.raw_decode(text, start.end())
            colon = _COLON.match(text, place)
            if colon is None:
                break
            place = colon.end()
            found[key] = None
            found[key], place = decoder.raw_decode(text, place)
    except (json.JSONDecodeError, RecursionError):
        if found and text[place : place + 1] == "[":
            found[key] = _first_item(text, place + 1)
    return found


def _first_item(text: str, place: int) -> list[Any]:
    blanks = _BLANKS.match(text, place)
    try:
        return [json.JSONDecoder().raw_decode(text, blanks.end() if blanks else place)[0]]
    except (json.JSONDecodeError, RecursionError):
        return []
