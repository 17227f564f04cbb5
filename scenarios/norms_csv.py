"""Norms to and from a user's CSV: ``norm;soort;waarde;eenheid;bevestigd;grond``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from data.dutch_csv import meant, rows_text
from data.files import write_atomic
from data.readers._csv import read_table
from geo.errors import InputError
from scenarios.norms import NormChange, Norms
from scenarios.norms_notation import decimal, in_unit, written_exactly

_REQUIRED: Final = ("norm", "soort", "waarde", "eenheid")
COLUMNS: Final = (*_REQUIRED, "bevestigd", "grond")
_YES_NO: Final[Mapping[str, bool | None]] = {"": None, "ja": True, "j": True, "nee": False, "n": False}


def read_norms(path: Path, norms: Norms, kinds: Iterable[str] = ()) -> Norms:
    """Read norms that differ from others: every row changes one norm, what is left out stays.

    Parameters
    ----------
    path
        CSV with a header; values in km, m, min, s, inwoners or %; ``bevestigd`` is ja or nee.
    norms
        What the rows change.
    kinds
        Codes of the kinds that there are.

    Raises
    ------
    InputError
        With every fault, by row and column.
    """
    frame = meant(read_table(path, _REQUIRED).frame).fillna("")
    changes, faults = [], []
    for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
        found = _change(int(str(number)), row)
        if isinstance(found, NormChange):
            changes.append(found)
        else:
            faults += found
    try:
        changed = norms.changed(changes, kinds, path.name)
    except InputError as error:
        raise InputError(path.name, [*faults, *error.faults]) from error
    if faults:
        raise InputError(path.name, faults)
    return changed


def _change(number: int, row: Mapping[Any, Any]) -> NormChange | list[str]:
    """Read one row, or say what is wrong with it."""
    where, faults = f"rij {number}", []
    text = {column: str(row.get(column, "")).strip() for column in COLUMNS}
    value: float | None = None
    unit = in_unit(0.0, text["eenheid"])[1]
    if text["waarde"]:
        try:
            value, unit = in_unit(decimal(text["waarde"]), text["eenheid"])
        except ValueError as error:
            faults.append(f"{where}, kolom waarde: {error}")
    told = text["bevestigd"].casefold()
    if told not in _YES_NO:
        faults.append(f"{where}, kolom bevestigd: gevonden '{text['bevestigd']}', verwacht ja of nee")
    if faults:
        return faults
    name, subject = text["norm"].casefold(), text["soort"].casefold()
    return NormChange(name, subject, unit, value, _YES_NO[told], text["grond"], where)


def norms_text(norms: Norms) -> str:
    """Write all norms as a CSV with ``;`` that spreadsheets open, and that `read_norms` reads back."""
    rows = [
        (one.name, one.subject, *written_exactly(one), "ja" if one.confirmed else "nee", one.ground)
        for one in norms.table
    ]
    return rows_text(COLUMNS, rows)


def write_norms(path: Path, norms: Norms) -> None:
    """Write all norms (UTF-8 with BOM), in one rename.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_atomic(path, norms_text(norms).encode("utf-8-sig"))
