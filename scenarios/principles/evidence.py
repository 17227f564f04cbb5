"""Tables of the units and pupils behind a result: values with what they mean, written the same everywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.measures import Measure, measure
from scenarios.notation import estimated, rounded


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name
        Over the column; Dutch.
    measure
        What its numbers are; None for text.
    """

    name: str
    measure: Measure | None = None

    @property
    def head(self) -> str:
        """Name with the unit that the numbers are in, unless it says so itself."""
        if self.measure is None or self.measure.unit in {"aantal", *self.name.split()}:
            return self.name
        return f"{self.name} ({self.measure.unit})"

    def text(self, value: Any) -> str:  # noqa: ANN401  # text, or a number
        """Write a value of the column."""
        if self.measure is None:
            return str(value)
        return "–" if math.isnan(value) else estimated(self.measure, float(value))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One table.

    Attributes
    ----------
    code, title
        Stable name, for files; over the table.
    columns
        In order.
    rows
        Values per column, in the order of `columns`.
    note
        Under the table: what the numbers are and where they come from.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""

    @property
    def numeric(self) -> tuple[str, ...]:
        """Heads of the columns with numbers."""
        return tuple(column.head for column in self.columns if column.measure is not None)

    def texts(self, most: int | None = None) -> pd.DataFrame:
        """Return the table as it is read: all text, the first rows only where `most` is told."""
        rows = [
            [column.text(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows[:most]
        ]
        return pd.DataFrame(rows, columns=[column.head for column in self.columns], dtype="str")

    def records(self) -> list[dict[str, Any]]:
        """Return the rows for a file: numbers rounded to what they bear, None where unknown."""
        return [
            {column.head: _plain(column, value) for column, value in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]


def _plain(column: Column, value: Any) -> Any:  # noqa: ANN401
    if column.measure is None:
        return str(value)
    return None if math.isnan(value) else rounded(column.measure, float(value))


def columns(told: Mapping[str, str]) -> tuple[Column, ...]:
    """Make columns of names and codes of measures; an empty code is text.

    Examples
    --------
    >>> [one.head for one in columns({"swv": "", "inwoners": "leerlingen", "dekking": "dekking_acceptabel"})]
    ['swv', 'inwoners', 'dekking (%)']
    """
    return tuple(Column(name, measure(code) if code else None) for name, code in told.items())


def listed(parts: Sequence[str], most: int = 0) -> str:
    """Join names with commas; of more than `most` (0: no limit) the rest is counted.

    Examples
    --------
    >>> listed(["Ede", "Wijchen", "Elst"], 2), listed(["Ede"])
    ('Ede, Wijchen en nog 1', 'Ede')
    """
    if most and len(parts) > most:
        return f"{', '.join(parts[:most])} en nog {len(parts) - most}"
    return ", ".join(parts)
