"""Water that divides the country, and what crosses it: tables of decisions, not code.

``water.csv`` says of each stretch of water which places lie on either side;
``verbindingen.csv`` names every bridge, tunnel, dam, lock and ferry over them that counts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.network import Mode

FERRY: Final = "veer"
KINDS: Final = ("brug", "tunnel", "dam", "sluis", FERRY)

_TOKEN = re.compile(r"GM\d{4}|\d{4}|\d{4}-\d{4}")
_YES: Final = {"ja": True, "nee": False}


@dataclass(frozen=True, slots=True)
class Water:
    """A stretch of water with a bank on either side.

    Attributes
    ----------
    name
        As people call it, with the stretch.
    bank_a, bank_b
        Places on each bank: gemeente codes (``GM0668``), PC4's (``6663``) and
        ranges of them (``3071-3089``). A PC4 overrules its gemeente.
    """

    name: str
    bank_a: tuple[str, ...]
    bank_b: tuple[str, ...]

    def sides(self, area: Sequence[str], zone: Sequence[str]) -> NDArray[np.int8]:
        """Tell on which bank places lie.

        Parameters
        ----------
        area, zone
            Gemeente code and PC4 per place.

        Returns
        -------
        Shape ``(n_places,)``: 1 on bank a, -1 on bank b, 0 where the table names neither.

        Examples
        --------
        Gemeente GM0001 lies on bank a, but for one PC4:

        >>> water = Water("de beek", ("GM0001",), ("GM0002", "1015-1019"))
        >>> water.sides(["GM0001", "GM0001", "GM0002", "GM0003"], ["1011", "1016", "1021", "1031"])
        array([ 1, -1, -1,  0], dtype=int8)
        """
        bank = dict.fromkeys(_written_out(self.bank_a), 1) | dict.fromkeys(_written_out(self.bank_b), -1)
        return np.array([bank.get(z, bank.get(a, 0)) for a, z in zip(area, zone, strict=True)], dtype=np.int8)

    def faults(self) -> list[str]:
        """Say what is wrong with the places: not a code, or on both banks."""
        wrong = [token for token in (*self.bank_a, *self.bank_b) if not _TOKEN.fullmatch(token)]
        if wrong:
            expected = "verwacht een gemeentecode (GM0668), een PC4 (6663) of een reeks (3071-3089)"
            return [f"{self.name}: gevonden '{token}', {expected}" for token in wrong]
        twice = _written_out(self.bank_a) & _written_out(self.bank_b)
        return [f"{self.name}: {', '.join(sorted(twice))} ligt aan beide kanten"] if twice else []


def _written_out(tokens: Sequence[str]) -> set[str]:
    """Places with every PC4 of a range."""
    found = set()
    for token in tokens:
        first, _, last = token.partition("-")
        found.update([token] if not last else [str(zone) for zone in range(int(first), int(last) + 1)])
    return found


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bridge, tunnel, dam, lock or ferry over water.

    Attributes
    ----------
    name, kind
        As people call it; one of `KINDS`.
    area, zone
        Gemeente code and PC4 of both ends.
    ends
        Longitude and latitude of both ends, WGS84 degrees, to some 200 m.
    modes
        Who may use it.
    minutes
        Of a ferry: sailing and half the time between two departures; else 0.
    """

    name: str
    kind: str
    area: tuple[str, str]
    zone: tuple[str, str]
    ends: tuple[tuple[float, float], tuple[float, float]]
    modes: frozenset[Mode]
    minutes: float = 0.0


def rows_of(file: str) -> list[dict[str, str]]:
    """Rows of a table that belongs to this package, semicolons between columns."""
    text = files("geo").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def waters(rows: Sequence[dict[str, str]] | None = None) -> tuple[Water, ...]:
    """Read the waters of ``geo/water.csv``, or of other rows with its columns.

    Raises
    ------
    InputError
        Naming every row with a place that is no code or lies on both banks.
    """
    rows = rows_of("water.csv") if rows is None else rows
    found = tuple(Water(r["water"], tuple(r["kant_a"].split()), tuple(r["kant_b"].split())) for r in rows)
    if faults := [fault for water in found for fault in water.faults()]:
        raise InputError("geo/water.csv", faults)
    return found


def crossings(rows: Sequence[dict[str, str]] | None = None) -> tuple[Crossing, ...]:
    """Read the crossings of ``geo/verbindingen.csv``, or of other rows with its columns.

    Raises
    ------
    InputError
        Naming every row with an unknown kind, a ja/nee that is neither, or a ferry without minutes.
    """
    rows = rows_of("verbindingen.csv") if rows is None else rows
    if faults := [fault for row in rows for fault in _faults_of_crossing(row)]:
        raise InputError("geo/verbindingen.csv", faults)
    return tuple(
        Crossing(
            row["naam"],
            row["soort"],
            (row["gemeente_a"], row["gemeente_b"]),
            (row["pc4_a"], row["pc4_b"]),
            ((float(row["lon_a"]), float(row["lat_a"])), (float(row["lon_b"]), float(row["lat_b"]))),
            frozenset(mode for mode in Mode if _YES[row[mode.value]]),
            float(row["minuten"] or 0),
        )
        for row in rows
    )


def _faults_of_crossing(row: dict[str, str]) -> Iterator[str]:
    name = row["naam"]
    if row["soort"] not in KINDS:
        yield f"{name}: soort '{row['soort']}', verwacht een van {', '.join(KINDS)}"
    for mode in Mode:
        if row[mode.value] not in _YES:
            yield f"{name}: {mode} '{row[mode.value]}', verwacht ja of nee"
    if (row["soort"] == FERRY) != bool(row["minuten"]):
        yield f"{name}: minuten '{row['minuten']}', verwacht een getal bij een veer en anders niets"
