"""The regulation that fixes the areas of the swv's per postcode-4, and names for the swv's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data import schemas
from data.findings import Severity
from data.readers._csv import read_table
from data.readers._values import finding, pc4_codes
from data.readers.reading import Reading, Source, peildatum_from_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_regeling", "read_swv_namen"]

_COLUMNS = ("pc4", "gemeente", "swv_po", "swv_vo")


def read_regeling(path: Path) -> Reading:
    """Read which swv po and swv vo each postcode-4 belongs to.

    A value that is no swv code, such as ``Europoort``, is kept as it is and told as a finding.

    Parameters
    ----------
    path
        CSV with ``pc4``, ``gemeente``, ``swv_po`` and ``swv_vo``.

    Raises
    ------
    InputError
        If the file is not that table, or a postcode is in it twice; with every fault and its rows.
    """
    text = read_table(path, _COLUMNS)
    frame = pd.DataFrame(text.frame[list(_COLUMNS)])
    frame["pc4"] = pc4_codes(frame["pc4"])
    checked = schemas.check("regeling", frame, path.name, file_columns=text.names)
    po = checked["swv_po"].str.fullmatch(r"PO\d{4}")
    vo = checked["swv_vo"].str.fullmatch(r"VO\d{4}")
    odd = checked[~(po & vo)]
    shown = odd["swv_po"] + "/" + odd["swv_vo"] + " (" + odd["pc4"] + ")"
    message = "Rijen met een waarde die geen code van een samenwerkingsverband is; zo gelaten."
    found = finding(path.name, Severity.DOUBT, message, len(odd), shown)
    peildatum, dated = peildatum_from_name(path)
    title = "Regeling regio-indeling passend onderwijs"
    source = Source(title, "Ministerie van OCW", "geen auteursrecht", peildatum, "gemeten")
    return Reading("regeling", checked, (*found, dated), source)


def read_swv_namen(path: Path) -> Reading:
    """Read a user's names for the swv's.

    Parameters
    ----------
    path
        CSV with ``code`` (``PO2707``) and ``naam``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, ("code", "naam"))
    frame = pd.DataFrame(text.frame[["code", "naam"]])
    frame["code"] = frame["code"].str.upper()
    checked = schemas.check("swv_namen", frame, path.name, file_columns=text.names)
    peildatum, dated = peildatum_from_name(path)
    source = Source("Namen van samenwerkingsverbanden", "eigen bestand", "onbekend", peildatum, "gemeten")
    return Reading("swv_namen", checked, (dated,), source)
