"""CBS: which regions each gemeente belongs to, and the names of the jeugdregio's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from data import schemas
from data.findings import Finding, Severity
from data.readers._csv import decode, read_table
from data.readers._values import gemeentecodes
from data.readers.reading import Reading, Source, peildatum_from_name
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["REGION_KEYS", "bare", "read_jeugdregio_indeling", "read_jeugdregio_namen", "read_regioindeling"]

REGION_KEYS: Mapping[str, tuple[str, ...]] = {
    "gemeentecode": ("reg", "regios", "gemeentecode"),
    "jeugdregio": ("jeugdzorgregios", "jeugdregios"),
    "ggd": ("ggdregios",),
    "veiligheidsregio": ("veiligheidsregios",),
    "provincie": ("provincies",),
}
"""Our column to the keys of CBS's table, stripped of everything but letters."""

_ONLY_UNTIL_2016 = "GM1945"
_ONLY_SINCE_2018 = "GM1948"
_GEMEENTEN_2016 = 390


def bare(key: str) -> str:
    """Strip a key of everything but small letters.

    Examples
    --------
    >>> bare("GGD-regio's")
    'ggdregios'
    """
    return re.sub(r"[^a-z]", "", key.casefold())


def read_regioindeling(path: Path) -> Reading:
    """Read CBS's regions per gemeente (83287NED and its yearly successors).

    Parameters
    ----------
    path
        JSON with an array per classification, or with OData's list of records under ``value``.

    Raises
    ------
    InputError
        If the file is no JSON, a classification is missing, or the arrays differ in length.
    """
    columns = _arrays(_load(path), path.name)
    frame = pd.DataFrame(
        {
            name: pd.Series(values, dtype="str").str.strip().replace("", None)
            for name, values in columns.items()
        }
    )
    frame["gemeentecode"] = gemeentecodes(frame["gemeentecode"])
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="record")
    checked = schemas.check("regioindeling", frame, path.name)
    peildatum, dated = _region_date(checked, path)
    source = Source("Gebieden in Nederland", "CBS", "CC-BY 4.0", peildatum, "gemeten")
    return Reading("regioindeling", checked, (dated,), source)


def _load(path: Path) -> Any:  # noqa: ANN401
    try:
        return json.loads(decode(path.read_bytes(), path.name))
    except OSError as error:
        fault = f"het bestand is niet te openen ({error.strerror}); controleer de plaats en de rechten"
        raise InputError(path.name, [fault]) from error
    except (json.JSONDecodeError, RecursionError) as error:
        fault = f"het JSON-bestand is beschadigd of afgebroken ({error}); download het bestand opnieuw"
        raise InputError(path.name, [fault]) from error


def _arrays(content: Any, subject: str) -> dict[str, list[Any]]:  # noqa: ANN401
    """Give the wanted classifications as lists, whichever of the two shapes the file has."""
    if isinstance(content, dict) and isinstance(content.get("value"), list):
        records = [record for record in content["value"] if isinstance(record, dict)]
        keys = dict.fromkeys(key for record in records for key in record)
        content = {key: [record.get(key) for record in records] for key in keys}
    if not isinstance(content, dict):
        raise InputError(
            subject, ["verwacht een JSON-object met een lijst per indeling; kies het juiste bestand"]
        )
    by_key = {bare(key): values for key, values in content.items() if isinstance(values, list)}
    columns = {
        name: next((by_key[key] for key in keys if key in by_key), None) for name, keys in REGION_KEYS.items()
    }
    faults = [
        f"de lijst {REGION_KEYS[name][0]!r} ontbreekt" for name, values in columns.items() if values is None
    ]
    found = {name: values for name, values in columns.items() if values is not None}
    lengths = {name: len(values) for name, values in found.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        faults.append(f"de lijsten zijn niet even lang ({shown}); download het bestand opnieuw")
    if not faults and not any(lengths.values()):
        faults.append("de lijsten zijn leeg; download het bestand opnieuw")
    if faults:
        raise InputError(subject, faults)
    return found


def _region_date(frame: pd.DataFrame, path: Path) -> tuple[str, Finding]:
    """Deduce 2016 from the set of gemeenten; else look at the file name."""
    codes = set(frame["gemeentecode"])
    is_2016 = len(frame) == _GEMEENTEN_2016 and _ONLY_UNTIL_2016 in codes and _ONLY_SINCE_2018 not in codes
    if is_2016:
        message = "Het bestand noemt geen peildatum; uit de gemeenten blijkt dat het die van 2016 zijn."
        return "2016-01-01", Finding(path.name, Severity.INFO, message, 1)
    return peildatum_from_name(path)


def read_jeugdregio_namen(path: Path) -> Reading:
    """Read the names of the jeugdregio's.

    Parameters
    ----------
    path
        CSV with ``code`` (``JZ01``) and ``naam``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    return _read_plain(path, "jeugdregio_namen", ("code", "naam"), "Namen van de jeugdregio's", "CBS")


def read_jeugdregio_indeling(path: Path) -> Reading:
    """Read a user's own division of gemeenten into jeugdregio's.

    Parameters
    ----------
    path
        CSV with ``gemeentecode``, ``jeugdregio`` and, if wanted, ``naam``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    columns = ("gemeentecode", "jeugdregio")
    return _read_plain(
        path, "jeugdregio_indeling", columns, "Eigen indeling in jeugdregio's", "eigen bestand"
    )


def _read_plain(path: Path, table: str, required: tuple[str, ...], title: str, publisher: str) -> Reading:
    """Read a table whose columns are called as ours."""
    text = read_table(path, required)
    wanted = [column.name for column in schemas.TABLES[table].columns]
    nothing = pd.Series(None, index=text.frame.index, dtype="str")
    frame = pd.DataFrame({name: text.frame.get(name, nothing) for name in wanted})
    if "gemeentecode" in frame:
        frame["gemeentecode"] = gemeentecodes(frame["gemeentecode"])
    checked = schemas.check(table, frame, path.name, file_columns=text.names)
    peildatum, dated = peildatum_from_name(path)
    licence = "CC-BY 4.0" if publisher == "CBS" else "onbekend"
    return Reading(table, checked, (dated,), Source(title, publisher, licence, peildatum, "gemeten"))
