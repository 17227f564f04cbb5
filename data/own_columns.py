"""Cells of a user's own CSV: columns found under the names people give them, values checked with their row.

What is described here as `data.schemas.Column` is both what is checked and what the documentation prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from data.dutch_csv import meant
from data.readers._csv import TextTable, plain, read_table
from data.readers._values import numbers
from data.schemas import Column
from geo.errors import InputError

#: Faults of one sort that are told one by one; the rest is counted.
SHOWN: Final = 10
#: A count has no mark for thousands: "1.000" would pass for 1.
_THOUSANDS: Final = re.compile(r"\d{1,3}([.,]\d{3})+$")
_HIDDEN: Final = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A user's file with its columns under our names.

    Attributes
    ----------
    frame
        Every value as text, missing where empty; the index holds the row numbers of the file.
    names
        Our name of a column to the name in the file.
    unused
        Names in the file of the columns that mean nothing to us.
    subject
        File name, for messages.
    """

    frame: pd.DataFrame
    names: Mapping[str, str]
    unused: tuple[str, ...]
    subject: str

    def has(self, name: str) -> bool:
        """Tell whether the file has a column."""
        return name in self.names

    def text(self, name: str) -> pd.Series[str]:
        """Values of a column; all missing where the file has none."""
        if name in self.frame:
            return self.frame[name]
        return pd.Series(np.nan, index=self.frame.index, dtype="str")

    def cell(self, row: object, name: str) -> str:
        """Say where a value stands."""
        return f"rij {row}, kolom {self.names.get(name, name)}"


def read_own(path: Path, columns: Sequence[Column], synonyms: Mapping[str, Sequence[str]]) -> OwnTable:
    """Read a user's CSV and find its columns.

    Parameters
    ----------
    columns
        What may stand in it; a required one must be there.
    synonyms
        Per column other names that people give it, plain (`data.readers._csv.plain`).

    Raises
    ------
    InputError
        If it is no such table; all faults in one message.
    """
    raw = read_table(path)
    expected = ", ".join(column.name for column in columns if column.required)
    if len(raw.names) == 1:
        found = next(iter(raw.names.values()))[:80]
        fault = (
            f"rij 1: maar één kolom gevonden ({found!r}); verwacht {expected} en meer, gescheiden door "
            "puntkomma, komma of tab; sla het bestand zo op"
        )
        raise InputError(path.name, [fault])
    if twice := sorted({name for name in raw.frame.columns[raw.frame.columns.duplicated()] if name}):
        told = ", ".join(twice)
        raise InputError(path.name, [f"rij 1: kolom {told} staat er meer dan eens; laat er een over"])
    chosen, faults, doubted = _find(raw, columns, synonyms)
    shown = ", ".join(raw.names.values())[:200]
    faults += [
        f"rij 1: kolom {column.name} ontbreekt ({column.meaning}); gevonden: {shown}; voeg de kolom toe"
        for column in columns
        if column.required and column.name not in {*chosen, *doubted}
    ]
    if faults:
        raise InputError(path.name, faults)
    frame = meant(raw.frame[list(chosen.values())].set_axis(list(chosen), axis=1)).apply(_shown_text)
    used = set(chosen.values())
    return OwnTable(
        frame,
        {ours: raw.names[theirs] for ours, theirs in chosen.items()},
        tuple(name for theirs, name in raw.names.items() if theirs not in used and name),
        path.name,
    )


def _find(
    raw: TextTable, columns: Iterable[Column], synonyms: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[str], set[str]]:
    """Match our columns with those of the file: our own name first, else a synonym, if only one is there.

    Returns
    -------
    Our names to theirs, faults, and our names for which the file has more than one candidate.
    """
    there = {name: name for name in raw.names if name}
    chosen: dict[str, str] = {}
    faults, doubted = [], set()
    for column in columns:
        found = [there[name] for name in synonyms.get(column.name, ()) if name in there]
        if column.name in there:
            found = [there[column.name]]
        if len(found) > 1:
            doubted.add(column.name)
            told = " en ".join(raw.names[name] for name in found)
            faults.append(f"rij 1: {told} kunnen allebei {column.name} zijn; laat er een over of hernoem ze")
        elif found:
            chosen[column.name] = found[0]
    return chosen, faults, doubted


def _shown_text(texts: pd.Series[str]) -> pd.Series[str]:
    """Leave out what cannot be seen (line breaks in a cell, marks of direction); empty becomes missing."""
    cleaned = texts.str.replace(_HIDDEN, " ", regex=True).str.replace(r"\s+", " ", regex=True).str.strip()
    return cleaned.replace("", None)


def checked(
    table: OwnTable, column: Column, texts: pd.Series[str], faults: list[str], *, hint: str = ""
) -> pd.Series[str]:
    """Check text against a column's rule; what does not fit becomes missing and is added to the faults."""
    present = texts.notna()
    wrong = pd.Series(data=False, index=texts.index)
    if column.required:
        wrong |= ~present
    rule = column.rule
    if rule is not None and rule.pattern is not None:
        wrong |= present & ~texts.str.fullmatch(rule.pattern).fillna(value=False).astype(bool)
    if rule is not None and rule.allowed:
        wrong |= present & ~texts.isin(rule.allowed)
    tell(table, column, wrong, faults, hint=hint)
    return texts.mask(wrong)


def amounts(
    table: OwnTable, column: Column, faults: list[str], *, whole: bool = False, hint: str = ""
) -> pd.Series[float]:
    """Read a column of numbers, decimal comma or point; missing where the cell is empty or at fault.

    Parameters
    ----------
    whole
        Whether only whole numbers will do, as for places and pupils.
    """
    texts = table.text(column.name)
    values = numbers(texts, table.names.get(column.name, column.name), faults)
    no_number = texts.notna() & ~_is_number(texts)  # told by now, and 0 in their place
    wrong = values.notna() & ~no_number & ~np.isfinite(values)
    if whole:
        wrong |= values.notna() & ~no_number & ((values % 1 != 0) | texts.str.fullmatch(_THOUSANDS))
    rule = column.rule
    if rule is not None and rule.low is not None and rule.high is not None:
        wrong |= values.notna() & ~no_number & ~values.between(rule.low, rule.high)
    tell(table, column, wrong, faults, hint=hint)
    return values.mask(wrong | no_number)


def _is_number(texts: pd.Series[str]) -> pd.Series[bool]:
    cleaned = texts.astype("str").str.replace(",", ".", regex=False)
    return pd.to_numeric(cleaned, errors="coerce").notna()


def tell(
    table: OwnTable, column: Column, wrong: pd.Series[bool], faults: list[str], *, hint: str = ""
) -> None:
    """Add a fault per wrong cell: row, column, what was found and expected, and what to do."""
    texts = table.text(column.name)
    rows = list(wrong.index[wrong.fillna(value=False).astype(bool)])
    for row in rows[:SHOWN]:
        found = repr(str(texts[row])[:60]) if isinstance(texts[row], str) else "niets"
        todo = hint or "verbeter de waarde"
        place = table.cell(row, column.name)
        faults.append(f"{place}: gevonden {found}, verwacht {column.expected()}; {todo}")
    if len(rows) > SHOWN:
        name = table.names.get(column.name, column.name)
        faults.append(f"en nog {len(rows) - SHOWN} onjuiste waarden in kolom {name}")


def tell_some(faults: list[str], found: Sequence[str], rest: str) -> None:
    """Add the first faults of a sort; of what is left only the number, called `rest`."""
    faults += found[:SHOWN]
    if len(found) > SHOWN:
        faults.append(f"en nog {len(found) - SHOWN} {rest}")


def rows_told(rows: Iterable[object], *, most: int = 5) -> str:
    """Name some rows.

    Examples
    --------
    >>> rows_told([3]), rows_told([3, 7, 9], most=2)
    ('rij 3', 'rij 3, 7 en nog 1')
    """
    numbered = [str(row) for row in rows]
    more = f" en nog {len(numbered) - most}" if len(numbered) > most else ""
    return f"rij {', '.join(numbered[:most])}{more}"


def synonyms_of(*names: str) -> tuple[str, ...]:
    """Write names as they are looked for.

    Examples
    --------
    >>> synonyms_of("X-coördinaat", "Aantal plaatsen")
    ('x_co_rdinaat', 'aantal_plaatsen')
    """
    return tuple(plain(name) for name in names)
