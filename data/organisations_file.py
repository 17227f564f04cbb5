"""Swv's as organisations: a user's CSV of budget, reserve, staff, model, thuiszitters, waiting lists, TLV's.

Everything but the code may be missing, and what is missing stays missing: it is never read as 0.
What stands in such a file is described in `data.organisations_schema.ORGANISATIONS`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from data.dataset import Dataset
from data.dutch_csv import rows_text
from data.files import file_sha256
from data.findings import Finding, Severity
from data.organisations_schema import (
    AMOUNTS,
    AREA,
    CODE,
    DATE,
    MODEL,
    MODELS,
    NAME,
    ORGANISATIONS,
    ORIGIN,
    PERMITS,
    SYNONYMS,
    WHOLE,
    schema,
)
from data.own_amounts import told_amounts
from data.own_columns import SHOWN, OwnTable, checked, read_own, rows_told, tell, tell_some
from data.own_source import iso_date
from data.readers._values import finding
from data.readers.reading import UNKNOWN_DATE, Source, peildatum_from_name
from data.schemas import Column
from geo.errors import InputError

#: What people write for "we do not know".
UNKNOWN_WORDS: Final = ("onbekend", "n.b.", "nb", "n.v.t.", "nvt", "-", "?")
#: Codes of the national swv's by denomination: region 00, which has no area.
_NATIONAL: Final = re.compile(r"(?:PO|VO)00\d\d")
_SWV: Final = re.compile(r"(?:PO|VO)\d{4}")
_LONGEST: Final = 120
_WRITE: Final = "verbeter de datum; met schuine strepen is niet te zien wat de dag is en wat de maand"


@dataclass(frozen=True, eq=False)
class Organisations:
    """A user's file of swv-organisations, checked.

    Attributes
    ----------
    table
        One row per swv of the regulation that the file names, with the columns of
        `data.organisations_schema.ORGANISATIONS`; whatever is not told is missing. ``peildatum`` is an
        ISO date, a year or missing.
    national
        The same for swv's without an area (codes PO00.., VO00..): they take no part in an indeling.
    findings
        What was read otherwise than it was written, or is doubtful.
    source
        Publisher and peildatum of the file.
    subject, sha256
        File name, and the digest of its contents.
    """

    table: pd.DataFrame
    national: pd.DataFrame
    findings: tuple[Finding, ...]
    source: Source
    subject: str
    sha256: str

    def value(self, code: str, column: str) -> float:
        """Return an amount of a swv; NaN where the file does not tell it."""
        return float(self._rows[code][column]) if code in self._rows else float("nan")

    def text(self, code: str, column: str) -> str:
        """Return a text of a swv (model, naam, peildatum, bron); empty where the file does not tell it."""
        told = self._rows[code][column] if code in self._rows else None
        return told if isinstance(told, str) else ""

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        records = self.table.to_dict("records")
        return {str(row["code"]): {str(key): value for key, value in row.items()} for row in records}


def swv_codes(dataset: Dataset) -> tuple[str, ...]:
    """Codes of the swv's of the regulation, of both layers, sorted; without Europoort, which is no swv."""
    units = dataset["gebieden"]
    codes = {*units["swv_po"], *units["swv_vo"]}
    return tuple(sorted(str(code) for code in codes if _SWV.fullmatch(str(code))))


def read_organisations(
    path: Path, dataset: Dataset, peildatum: str = "", today: dt.date | None = None
) -> Organisations:
    """Read a CSV of swv-organisations.

    Parameters
    ----------
    dataset
        Tells which swv's there are.
    peildatum
        ISO date or year of rows that tell none themselves; by default the date in the file name, else
        it is unknown.
    today
        Day after which no row can be; by default any date will do.

    Raises
    ------
    InputError
        Naming every fault with its row and column: unknown codes with proposals, a swv that comes
        twice, amounts and dates that make no sense or can be read in two ways.
    """
    raw = read_own(path, ORGANISATIONS.columns, SYNONYMS)
    faults: list[str] = []
    findings: list[Finding] = []
    table = _without_unknowns(raw, findings)
    codes = _codes(table, dataset, faults)
    columns: dict[str, pd.Series] = {"code": codes, "gebied": table.text(AREA.name)}
    columns |= {column.name: _short(table, column, faults) for column in (NAME, ORIGIN)}
    columns["model"] = _models(table, faults)
    columns |= {c.name: told_amounts(table, c, faults, whole=c.name in WHOLE) for c in AMOUNTS}
    columns |= _permits(table, columns, codes, faults)
    when, told = _dates(path, table, peildatum, (faults, findings), today)
    columns["peildatum"] = told
    _doubles(codes, faults)
    if faults:
        raise InputError(path.name, faults)
    names = [column.name for column in ORGANISATIONS.columns]
    frame = pd.DataFrame(columns)[names].astype({c.name: c.dtype for c in ORGANISATIONS.columns})
    frame = schema().validate(frame.reset_index(drop=True))
    apart = frame["code"].str.fullmatch(_NATIONAL.pattern).astype(bool)
    findings += _about(table, frame, apart)
    source = Source(f"Swv-organisaties ({path.name})", _publishers(frame), "eigen bestand", when, "gemeten")
    return Organisations(
        frame[~apart].reset_index(drop=True),
        frame[apart].reset_index(drop=True),
        tuple(findings),
        source,
        path.name,
        file_sha256(path),
    )


def template(names: Mapping[str, str]) -> str:
    """Write an empty file to fill in: a row per swv, ready for a spreadsheet.

    Parameters
    ----------
    names
        Per code of a swv what area it is; only to be read.

    Examples
    --------
    >>> template({"PO2001": "Groningen e.o."}).splitlines()[1][:24]
    'PO2001;Groningen e.o.;;;'
    """
    columns = [column.name for column in ORGANISATIONS.columns]
    empty = [""] * (len(columns) - 2)
    return rows_text(columns, ([code, name, *empty] for code, name in names.items()))


def _without_unknowns(table: OwnTable, findings: list[Finding]) -> OwnTable:
    """Take words for "unknown" away: such a cell is missing, as an empty one is."""
    frame = table.frame.copy()
    told: list[str] = []
    for column in ORGANISATIONS.columns:
        if column.required or column.name not in frame:
            continue
        unknown = frame[column.name].str.casefold().isin(UNKNOWN_WORDS)
        told += [table.cell(row, column.name) for row in frame.index[unknown]]
        frame[column.name] = frame[column.name].mask(unknown)
    message = "Cellen met een woord of teken voor onbekend, zoals '-': gelezen als onbekend, niet als 0."
    findings += finding(table.subject, Severity.MENDED, message, len(told), told)
    return replace(table, frame=frame)


def _codes(table: OwnTable, dataset: Dataset, faults: list[str]) -> pd.Series[str]:
    """Write codes as the regulation does, and refuse those that it does not have."""
    plain = table.text("code").str.upper().str.replace(r"[\s.\-]", "", regex=True)
    codes = checked(table, CODE, plain, faults)
    known = swv_codes(dataset)
    strange = codes.notna() & ~codes.isin(known) & ~codes.str.fullmatch(_NATIONAL.pattern).fillna(value=True)
    wrong = [
        f"{table.cell(row, 'code')}: onbekend swv {code!r}, verwacht een code uit de regeling; "
        f"{_proposal(str(code), known) if place < SHOWN else ''}"
        for place, (row, code) in enumerate(codes[strange].items())
    ]
    tell_some(faults, wrong, "onbekende swv's")
    return codes.mask(strange)


def _proposal(code: str, known: tuple[str, ...]) -> str:
    """Say which codes were perhaps meant.

    Examples
    --------
    >>> _proposal("PO2070", ("PO2001", "PO2707", "VO2707"))
    "bedoelt u PO2707 of PO2001? 'dekkend organisaties --sjabloon' geeft alle codes"
    """
    near = difflib.get_close_matches(code, known, n=3, cutoff=0.7)
    near = [one for one in near if one[:2] == code[:2]] or near
    asked = f"bedoelt u {' of '.join(near)}? " if near else ""
    return f"{asked}'dekkend organisaties --sjabloon' geeft alle codes"


def _doubles(codes: pd.Series[str], faults: list[str]) -> None:
    groups = codes[codes.duplicated(keep=False) & codes.notna()]
    told = [
        f"{rows_told(rows.index)}: {code} staat er {len(rows)} keer; laat er een over"
        for code, rows in groups.groupby(groups, sort=False)
    ]
    tell_some(faults, told, "dubbele swv's")


def _short(table: OwnTable, column: Column, faults: list[str]) -> pd.Series[str]:
    texts = table.text(column.name)
    long = texts.str.len() > _LONGEST
    told = [
        f"{table.cell(row, column.name)}: {len(text)} tekens gevonden, verwacht hooguit {_LONGEST}; kort de "
        "tekst in"
        for row, text in texts[long.fillna(value=False).astype(bool)].items()
    ]
    tell_some(faults, told, f"te lange teksten in kolom {column.name}")
    return texts


def _models(table: OwnTable, faults: list[str]) -> pd.Series[str]:
    meant = {word: model for model, words in MODELS.items() for word in words}
    texts = table.text("model").str.casefold()
    return checked(table, MODEL, texts.map(meant).astype("str").where(texts.isin(list(meant)), texts), faults)


def _permits(
    table: OwnTable, columns: Mapping[str, pd.Series], codes: pd.Series[str], faults: list[str]
) -> dict[str, pd.Series]:
    """Refuse TLV's at a swv of the other layer; 0 is as good as empty there."""
    found: dict[str, pd.Series] = {}
    for column, layer in PERMITS.items():
        values = columns[column.name]
        other = codes.notna() & (codes.str[:2] != layer.upper())
        wrong = other & (values > 0)
        told = [
            f"{table.cell(row, column.name)}: gevonden {value:g} bij {code}, verwacht niets, want alleen een "
            f"swv {layer} geeft deze toelaatbaarheidsverklaringen af; laat de cel leeg of verbeter de code"
            for row, value, code in zip(codes.index[wrong], values[wrong], codes[wrong], strict=True)
        ]
        tell_some(faults, told, f"waarden in kolom {column.name} bij een swv van de andere laag")
        found[column.name] = values.mask(other)
    return found


def _dates(
    path: Path,
    table: OwnTable,
    peildatum: str,
    told_to: tuple[list[str], list[Finding]],
    today: dt.date | None,
) -> tuple[str, pd.Series[str]]:
    """Say of when each row is, and of when the file."""
    faults, findings = told_to
    latest = (today or dt.date.max).isoformat()
    texts = table.text("peildatum")
    dates = texts.map(iso_date, na_action="ignore").astype("str")
    tell(table, DATE, texts.notna() & (dates == ""), faults, hint=_WRITE)
    later = dates.notna() & (dates > latest)
    tell(table, DATE, later, faults, hint=f"dit is later dan vandaag ({latest}): verbeter de datum")
    rest = iso_date(peildatum)
    if peildatum and (not rest or rest > latest):
        why = f"; dit is later dan vandaag ({latest})" if rest else ""
        faults.append(f"de opgegeven peildatum: gevonden {peildatum!r}, verwacht {DATE.expected()}{why}")
    undated = int(dates.isna().sum())
    if undated and not rest:
        named, _ = peildatum_from_name(path)
        rest = "" if named == UNKNOWN_DATE or named > latest else named
        severity = Severity.INFO if rest else Severity.DOUBT
        taken = f"{rest} is uit de bestandsnaam gehaald" if rest else "hun peildatum is onbekend"
        findings.append(Finding(path.name, severity, f"Rijen zonder peildatum: {taken}.", undated))
    if rest:
        dates = dates.fillna(rest)
    told = sorted(set(dates.dropna()) - {""})
    when = " tot en met ".join(dict.fromkeys((told[0], told[-1]))) if told else UNKNOWN_DATE
    if told and dates.isna().any():
        when = f"{when}, deels onbekend"
    return when, dates


def _publishers(frame: pd.DataFrame) -> str:
    """Name what the rows say they come from."""
    told = list(dict.fromkeys(frame["bron"].dropna()))
    if not told:
        return "eigen bestand, bron niet genoemd"
    more = f" en nog {len(told) - 3}" if len(told) > 3 else ""  # noqa: PLR2004
    return f"eigen bestand, volgens {', '.join(told[:3])}{more}"


def _about(table: OwnTable, frame: pd.DataFrame, apart: pd.Series[bool]) -> list[Finding]:
    """Tell of what takes no part: columns without a meaning, swv's without an area, rows that say nothing."""
    nowhere = "Swv's zonder gebied (landelijk, naar denominatie): staan apart en gaan in geen indeling mee."
    empty = frame[[column.name for column in AMOUNTS]].isna().all(axis=1) & frame["model"].isna()
    silent = "Rijen zonder één cijfer of model: het swv telt als onbekend."
    unused = "Kolommen zonder betekenis voor dekkend; niet gebruikt."
    return [
        *finding(table.subject, Severity.INFO, nowhere, int(apart.sum()), frame.loc[apart, "code"]),
        *finding(table.subject, Severity.DOUBT, silent, int(empty.sum()), frame.loc[empty, "code"]),
        *finding(table.subject, Severity.INFO, unused, len(table.unused), table.unused),
    ]
