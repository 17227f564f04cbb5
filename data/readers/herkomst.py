"""DUO: pupils per site and postcode of their home; the layouts of po and the one of vo.

A cell that DUO masks (``<5`` or ``-1``) stands for 1 to 4 pupils. It is kept as
that interval and never becomes zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data import schemas
from data.findings import Finding, Severity
from data.readers._csv import TextTable, read_table
from data.readers._values import finding, intervals, vestigingscodes
from data.readers._years import latest_year
from data.readers.reading import UNKNOWN_DATE, Reading, Source
from geo.errors import InputError

__all__ = ["HOMES", "KINDS_PO", "KINDS_VO", "YEARS_VO", "read_herkomst_po", "read_herkomst_vo"]

#: Plain names that the publisher gives to one and the same column, newest first.
HOMES = ("postcode4_deelnemer", "postcode_leerling")
KINDS_PO = ("type_po", "soort_po")
KINDS_VO = ("type_vo", "soort_vo")
YEARS_VO = "leer_of_verblijfsjaar_"
_SCHOOLS = ("instellingscode", "brin_nummer")
_SITES = ("vestigingscode", "vestigingsnummer")
_TOTALS = ("aantal_leerlingen", "totaal")

#: Stands for kinds that the file counts together.
_EITHER = "VO/PRO"
_KEY = ["vestigingscode", "soort", "pc4"]
_COUNTS = ["leerlingen_min", "leerlingen", "leerlingen_max"]
_POSTCODE = re.compile(r"([1-9]\d{3})\s*(?:[A-Z]{2})?")
#: ``0000``, or a word (BUITENLAND, ANDERS, ONBEKEND) where a postcode should stand.
_NOWHERE = re.compile(r"0+\s*(?:[A-Z]{2})?|[A-Z][A-Z ./-]*|-")


def read_herkomst_po(path: Path) -> Reading:
    """Read pupils of primary and special education per site, kind and home PC4.

    Parameters
    ----------
    path
        ``brin6_pc4.csv`` or ``03.-leerlingen-po-totaaloverzicht-JJJJ-JJJJ.csv``.

    Returns
    -------
    Table ``herkomst_po``: of several years only the latest.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path)
    wide = [str(name) for name in text.frame if str(name).startswith("leeftijd_")]
    return _read("herkomst_po", text, path, KINDS_PO, wide)


def read_herkomst_vo(path: Path) -> Reading:
    """Read pupils of secondary education per site and home PC4.

    Parameters
    ----------
    path
        DUO's pupils per site by postcode of the pupil and year of schooling.

    Returns
    -------
    Table ``herkomst_vo``; kind ``VO/PRO`` where the file does not tell vo from pro.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path)
    wide = [str(name) for name in text.frame if str(name).startswith(YEARS_VO)]
    return _read("herkomst_vo", text, path, KINDS_VO, wide)


def _read(table: str, text: TextTable, path: Path, kinds: Sequence[str], wide: Sequence[str]) -> Reading:
    names = _columns(text, kinds, wide, needs_kind=table == "herkomst_po")
    faults: list[str] = []
    found: list[Finding] = []
    text, year = latest_year(text, path, faults, found)
    frame = _amounts(text, names.get("leerlingen", ""), wide, faults, found)
    rows = text.frame
    frame["vestigingscode"] = vestigingscodes(rows[names["brin"]], rows[names["vestigingscode"]])
    frame["soort"] = _kind(rows[names["soort"]]) if "soort" in names else _EITHER
    frame["pc4"] = _home(rows[names["pc4"]])
    frame["jaar"] = year
    found += _oddities(frame, path.name, told="soort" in names)
    named = {ours: text.names[theirs] for ours, theirs in names.items()}
    per_site = _per_site(frame)
    checked = schemas.check(table, per_site, path.name, file_columns=named, faults=faults)
    layer = table.removeprefix("herkomst_")
    title = f"Leerlingen {layer} per vestiging en postcode van de woning"
    peildatum = f"{year}-10-01" if year else UNKNOWN_DATE
    return Reading(table, checked, tuple(found), Source(title, "DUO", "CC0", peildatum, "gemeten"))


def _columns(
    text: TextTable, kinds: Sequence[str], wide: Sequence[str], *, needs_kind: bool
) -> dict[str, str]:
    """Find what this release calls each column, and tell all that are missing at once."""
    wanted = {"brin": _SCHOOLS, "vestigingscode": _SITES, "soort": kinds, "pc4": HOMES, "leerlingen": _TOTALS}
    found = {}
    for ours, theirs in wanted.items():
        here = [name for name in theirs if name in text.frame]
        if here:
            found[ours] = here[0]
    if "vestigingscode" in found and "brin" not in found:
        found["brin"] = found["vestigingscode"]  # codes of six characters need no BRIN beside them
    may_lack = {"leerlingen"} if wide else set()
    if not needs_kind:
        may_lack.add("soort")
    faults = [
        f"rij 1: kolom {' of '.join(name.upper() for name in theirs)} ontbreekt; kies het juiste bestand"
        for ours, theirs in wanted.items()
        if ours not in found and ours not in may_lack
    ]
    if faults:
        raise InputError(text.subject, faults)
    return found


def _amounts(
    text: TextTable, total: str, wide: Sequence[str], faults: list[str], found: list[Finding]
) -> pd.DataFrame:
    """Give per row the least, the middle and the greatest number of pupils, and its masked cells."""
    rows = text.frame
    parts = pd.DataFrame(0.0, index=rows.index, columns=[*_COUNTS, "afgeschermd"])
    for name in wide:
        cells = intervals(rows[name].fillna("0"), text.names[name], faults)
        parts += cells.set_axis(parts.columns, axis=1)
    if not total:
        return parts
    told = intervals(rows[total], text.names[total], faults).set_axis(parts.columns, axis=1)
    empty = told["leerlingen"].isna()
    if not wide:
        faults += [
            f"rij {row}, kolom {text.names[total]}: gevonden niets, verwacht een aantal; verbeter de waarde"
            for row in rows.index[empty][:10]
        ]
        return told.fillna(0.0)
    masked = told["afgeschermd"] > 0
    within = parts.assign(
        leerlingen=told["leerlingen"],
        leerlingen_min=parts["leerlingen_min"].clip(lower=1.0),
        leerlingen_max=parts["leerlingen_max"].clip(upper=4.0),
    )
    fits = (parts["leerlingen_min"] <= told["leerlingen_max"]) & (
        parts["leerlingen_max"] >= told["leerlingen_min"]
    )
    message = (
        f"Kolom {text.names[total]} is niet de som van de leeftijden of leerjaren; {text.names[total]} telt."
    )
    odd = ~fits & ~empty
    found += finding(text.subject, Severity.DOUBT, message, int(odd.sum()), rows.index[odd])
    result = told.mask(masked & fits, within).mask(empty, parts)
    result["leerlingen"] = result["leerlingen"].clip(result["leerlingen_min"], result["leerlingen_max"])
    return result


def _kind(texts: pd.Series[str]) -> pd.Series[str]:
    """Write kinds as the other files do: capitals, ``SO/VSO`` for ``(V)SO``, PRO and VO for vo."""
    kinds = texts.str.upper().str.strip()
    kinds = kinds.replace({"(V)SO": "SO/VSO", "VSO/SO": "SO/VSO", "PRO/VO": _EITHER})
    return kinds.mask(kinds.str.startswith("PRAKTIJK").fillna(value=False).astype("bool"), "PRO")


def _home(texts: pd.Series[str]) -> pd.Series[str]:
    """Cut postcodes to four digits; unknown ones become missing, malformed ones stay to be told."""
    cleaned = texts.str.upper().str.strip()
    unknown = cleaned.isna() | cleaned.str.fullmatch(_NOWHERE.pattern).fillna(value=False).astype("bool")
    pc4 = cleaned.str.extract(rf"^{_POSTCODE.pattern}$")[0]
    return pc4.fillna(cleaned).mask(unknown, None).astype("str")


def _oddities(frame: pd.DataFrame, subject: str, *, told: bool) -> list[Finding]:
    masked = frame["afgeschermd"] > 0
    message = (
        "Rijen met afgeschermde aantallen (<5 of -1): elk aantal telt als 1 tot 4 leerlingen, en als 2 in "
        "een middenschatting; nooit als 0."
    )
    found = finding(subject, Severity.INFO, message, int(masked.sum()), frame.loc[masked, "vestigingscode"])
    unknown = frame["pc4"].isna() & (frame["leerlingen_max"] > 0)
    low, high = frame.loc[unknown, "leerlingen_min"].sum(), frame.loc[unknown, "leerlingen_max"].sum()
    message = (
        f"De woonpostcode is onbekend (0000) of ligt in het buitenland: {low:.0f} tot {high:.0f} leerlingen "
        "tellen bij geen enkele afstand mee."
    )
    found += finding(
        subject, Severity.DOUBT, message, int(unknown.sum()), frame.loc[unknown, "vestigingscode"]
    )
    message = "Rijen zonder leerlingen zijn weggelaten."
    found += finding(subject, Severity.INFO, message, int((frame["leerlingen_max"] == 0).sum()))
    whole = frame[frame["pc4"].notna()]
    again = whole.duplicated([*_KEY, *_COUNTS]) & (whole["leerlingen_max"] > 0)
    if not told:
        message = "Het bestand onderscheidt vo en pro niet; wat de vestiging biedt, beslist."
        found += finding(subject, Severity.INFO, message, len(frame))
    message = (
        "Rijen die precies gelijk zijn aan een andere (vestiging, soort, woonpostcode, aantal): zij tellen "
        "op. Controleer of het bestand niet dubbel is."
    )
    return found + finding(
        subject, Severity.DOUBT, message, int(again.sum()), whole.loc[again, "vestigingscode"]
    )


def _per_site(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one site, kind and PC4; the row number becomes that of the first."""
    counted = frame[frame["leerlingen_max"] != 0].reset_index()
    grouped = counted.groupby(_KEY, dropna=False, sort=True)
    first = grouped[["rij", "jaar"]].first()
    return grouped[_COUNTS].sum().join(first).reset_index().set_index("rij")
