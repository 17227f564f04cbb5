"""DUO: school sites, their pupil history and pupils per kind and cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from data import schemas
from data.findings import Finding, Severity
from data.readers._csv import TextTable, read_table
from data.readers._values import counts, finding, gemeentecodes, numbers, postcodes, vestigingscodes
from data.readers.reading import UNKNOWN_DATE, Reading, Source, peildatum_from_name
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["read_historie", "read_leerlingen_soort", "read_vestigingen"]

_SITE_COLUMNS = {
    "vestigingscode": "vestigingscode",
    "brin": "instellingscode",
    "naam": "vestigingsnaam",
    "postcode": "postcode",
    "plaats": "plaatsnaam",
    "gemeentecode": "gemeentenummer",
    "gemeentenaam": "gemeentenaam",
    "denominatie": "denominatie",
    "bevoegd_gezag": "bevoegd_gezag_nummer",
    "rmc_code": "rmc_regio_code",
    "rmc_naam": "rmc_regio_naam",
    "provincie": "provincie",
}
_HISTORY_COLUMNS = {
    "vestigingscode": "vestigingscode",
    "brin": "instellingscode",
    "naam": "naam_vestiging",
    "soort": "soort_vestiging",
    "denominatie": "denominatie_vestiging",
    "bevoegd_gezag": "bevoegd_gezag_nummer",
    "gemeentecode": "gemeentecode_vestiging",
    "gemeentenaam": "gemeentenaam_vestiging",
}
_KIND_COLUMNS = {
    "postcode": "postcode_vestiging",
    "gemeentenaam": "gemeentenaam",
    "naam": "instellingsnaam_vestiging",
}
_YEAR_COLUMN = re.compile(r"leerlingen_((?:19|20)\d{2})")
_SCHOOL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})-(?:19|20)\d{2}(?!\d)")
_CODE_LENGTH = 4


def _source(title: str, peildatum: str) -> Source:
    return Source(title, "DUO", "CC0", peildatum, "gemeten")


def _take(text: TextTable, columns: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give the wanted columns our names, and say how the file calls each."""
    frame = pd.DataFrame({ours: text.frame[theirs] for ours, theirs in columns.items()})
    return frame, {ours: text.names[theirs] for ours, theirs in columns.items()}


def _padded(codes: pd.Series[str], subject: str) -> list[Finding]:
    short = codes.str.fullmatch(r"\d{1,3}").fillna(value=False).astype("bool")
    message = "De gemeentecode had geen voorloopnullen; die zijn toegevoegd."
    return finding(subject, Severity.MENDED, message, int(short.sum()), codes[short])


def read_vestigingen(path: Path) -> Reading:
    """Read DUO's sites of primary schools, as downloaded or from the CKAN portal.

    Parameters
    ----------
    path
        ``02.-alle-schoolvestigingen-basisonderwijs.csv`` or ``vestigingenbo.csv``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, _SITE_COLUMNS.values())
    frame, names = _take(text, _SITE_COLUMNS)
    findings = _padded(frame["gemeentecode"], path.name)
    frame["vestigingscode"] = vestigingscodes(frame["brin"], frame["vestigingscode"])
    frame["gemeentecode"] = gemeentecodes(frame["gemeentecode"])
    frame["postcode"] = postcodes(frame["postcode"])
    checked = schemas.check("vestigingen", frame, path.name, file_columns=names)
    message = "Deze vestigingen hebben geen postcode."
    without = checked["postcode"].isna()
    findings += finding(
        path.name, Severity.DOUBT, message, int(without.sum()), checked.loc[without, "vestigingscode"]
    )
    peildatum, dated = peildatum_from_name(path)
    source = _source("Alle schoolvestigingen basisonderwijs", peildatum)
    return Reading("vestigingen", checked, (*findings, dated), source)


def _latest_year(text: TextTable) -> int:
    years = [int(match.group(1)) for name in text.frame if (match := _YEAR_COLUMN.fullmatch(str(name)))]
    if not years:
        fault = "rij 1: geen enkele kolom LEERLINGEN_JJJJ gevonden; kies het historisch overzicht van DUO"
        raise InputError(text.subject, [fault])
    return max(years)


def read_historie(path: Path) -> Reading:
    """Read DUO's pupils per site since 1996; only the latest year is kept.

    Parameters
    ----------
    path
        ``06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, _HISTORY_COLUMNS.values())
    year = _latest_year(text)
    column = f"leerlingen_{year}"
    frame, names = _take(text, _HISTORY_COLUMNS)
    faults: list[str] = []
    found = _padded(frame["gemeentecode"], path.name)
    frame["gemeentecode"] = gemeentecodes(frame["gemeentecode"])
    quoted = frame["naam"].str.contains('""', regex=False).fillna(value=False).astype("bool")
    frame["naam"] = frame["naam"].str.replace('""', '"', regex=False)
    frame["soort"] = frame["soort"].str.upper()
    frame["leerlingen"], frame["gemaskeerd"] = counts(text.frame[column], text.names[column], faults)
    empty = text.frame[column].isna()
    frame["leerlingen"] = frame["leerlingen"].fillna(0.0)
    frame["jaar"] = year
    names["leerlingen"] = text.names[column]
    message = "De naam had dubbele aanhalingstekens; die zijn enkel gemaakt."
    found += finding(path.name, Severity.MENDED, message, int(quoted.sum()), frame.loc[quoted, "naam"])
    message = f"Het aantal leerlingen in {year} is leeg; geteld als 0."
    found += finding(path.name, Severity.DOUBT, message, int(empty.sum()), frame.loc[empty, "vestigingscode"])
    checked = schemas.check("historie", frame, path.name, file_columns=names, faults=faults)
    found += _history_findings(checked, path.name, year)
    source = _source("Historisch overzicht aantal leerlingen per schoolvestiging", f"{year}-10-01")
    return Reading("historie", checked, tuple(found), source)


def _history_findings(frame: pd.DataFrame, subject: str, year: int) -> list[Finding]:
    masked, closed = frame["gemaskeerd"], frame["leerlingen"] == 0
    sites = frame["vestigingscode"]
    message = f"Het aantal leerlingen in {year} is afgeschermd (<5); geteld als 2."
    found = finding(subject, Severity.MENDED, message, int(masked.sum()), sites[masked])
    message = f"Deze vestigingen hebben in {year} geen leerlingen en gelden als gesloten."
    return found + finding(subject, Severity.INFO, message, int(closed.sum()), sites[closed])


def read_leerlingen_soort(path: Path) -> Reading:
    """Read DUO's pupils per site, kind and, where the file has it, cluster.

    Rows of one site, kind and cluster are added up.

    Parameters
    ----------
    path
        ``01.-leerlingen-po-soort-po-cluster-leeftijd-JJJJ-JJJJ.csv`` or ``brin6_totaal.csv``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, ("instellingscode", "vestigingscode"))
    kind, amounts = _kind_layout(text)
    faults: list[str] = []
    found: list[Finding] = []
    text = _latest_rows(text, faults, found)
    frame = _per_row(text, kind, amounts, faults)
    frame["jaar"] = _year_of(text, path, found)
    names = {"soort": text.names[kind], "vestigingscode": text.names["vestigingscode"]}
    frame = _per_site(frame)
    checked = schemas.check("leerlingen_soort", frame, path.name, file_columns=names, faults=faults)
    masked = checked["gemaskeerd"]
    message = "Het aantal leerlingen bevat afgeschermde cellen (<5 of -1); elke cel is geteld als 2."
    found += finding(
        path.name, Severity.MENDED, message, int(masked.sum()), checked.loc[masked, "vestigingscode"]
    )
    year = int(checked["jaar"].iloc[0])
    source = _source("Leerlingen po per soort", f"{year}-10-01" if year else UNKNOWN_DATE)
    return Reading("leerlingen_soort", checked, tuple(found), source)


def _kind_layout(text: TextTable) -> tuple[str, list[str]]:
    """Find the column with the kind and those with the counts."""
    have = [str(name) for name in text.frame]
    kinds = [name for name in ("soort_po", "type_po") if name in have]
    amounts = [name for name in have if name == "aantal_leerlingen"]
    amounts = amounts or [name for name in have if name.startswith("leeftijd_")]
    faults = []
    if not kinds:
        faults.append("rij 1: kolom SOORT_PO of TYPE_PO ontbreekt; kies het juiste bestand")
    if not amounts:
        faults.append("rij 1: kolom AANTAL_LEERLINGEN of LEEFTIJD_... ontbreekt; kies het juiste bestand")
    if faults:
        raise InputError(text.subject, faults)
    return kinds[0], amounts


def _latest_rows(text: TextTable, faults: list[str], found: list[Finding]) -> TextTable:
    """Keep the rows of the latest PEILJAAR."""
    if "peiljaar" not in text.frame:
        return text
    years = numbers(text.frame["peiljaar"], text.names["peiljaar"], faults)
    latest = years == years.max()
    message = f"Rijen van eerdere jaren dan {years.max():.0f} zijn niet gebruikt."
    found += finding(text.subject, Severity.INFO, message, int((~latest).sum()))
    return TextTable(text.frame[latest], text.names, text.subject)


def _year_of(text: TextTable, path: Path, found: list[Finding]) -> int:
    """Take the year from PEILJAAR, else from the school year in the file name; 0 where neither is there."""
    if "peiljaar" in text.frame:
        years = text.frame["peiljaar"].dropna().str.extract(r"^((?:19|20)\d{2})$")[0].dropna()
        return int(years.iloc[0]) if len(years) else 0
    if (match := _SCHOOL_YEAR.search(path.stem)) is not None:
        message = f"Het bestand noemt geen jaar; schooljaar {match.group(0)} is uit de bestandsnaam gehaald."
        found.append(Finding(path.name, Severity.INFO, message, 1))
        return int(match.group(1))
    peildatum, dated = peildatum_from_name(path)
    found.append(dated)
    return 0 if peildatum == UNKNOWN_DATE else int(peildatum[:4])


def _per_row(text: TextTable, kind: str, amounts: Sequence[str], faults: list[str]) -> pd.DataFrame:
    rows = text.frame
    frame = pd.DataFrame({"vestigingscode": vestigingscodes(rows["instellingscode"], rows["vestigingscode"])})
    frame["soort"] = rows[kind].str.upper()
    nothing = pd.Series(None, index=rows.index, dtype="str")
    frame["cluster"] = rows["cluster"].str.extract(r"([1-4])")[0] if "cluster" in rows else nothing
    counted = [counts(rows[name], text.names[name], faults) for name in amounts]
    frame["leerlingen"] = pd.concat([values for values, _ in counted], axis=1).sum(axis=1)
    frame["gemaskeerd"] = pd.concat([masked for _, masked in counted], axis=1).any(axis=1)
    for ours, theirs in _KIND_COLUMNS.items():
        frame[ours] = rows.get(theirs, nothing)
    frame["postcode"] = postcodes(frame["postcode"])
    return frame


def _per_site(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one site, kind and cluster; the row number becomes that of the first."""
    keys = ["vestigingscode", "soort", "cluster"]
    first = dict.fromkeys(("rij", "postcode", "gemeentenaam", "naam", "jaar"), "first")
    grouped = frame.reset_index().groupby(keys, dropna=False, sort=True)
    return grouped.agg({"leerlingen": "sum", "gemaskeerd": "any", **first}).reset_index().set_index("rij")
