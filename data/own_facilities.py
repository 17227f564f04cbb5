"""A user's own facilities as CSV: opdc's, onderwijszorgarrangementen, places for the highly gifted and so on.

A row is a place; its column ``soort`` makes the kind. What stands in such a file is described in
`data.own_schema.FACILITIES`, checked here, and joined with a data set by `data.own_kinds.with_facilities`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from data.dataset import Dataset
from data.files import file_sha256
from data.findings import Finding, Severity
from data.names import fold
from data.own_columns import OwnTable, amounts, checked, read_own, rows_told, tell, tell_some
from data.own_places import LON, X, place_rows
from data.own_schema import (
    AGE,
    AGES,
    CODE,
    FACILITIES,
    KIND,
    NAME,
    NORMS,
    PLACES,
    POSTCODE,
    PUPILS,
    SYNONYMS,
)
from data.own_source import own_source
from data.readers._values import MASKED_AS, postcodes
from data.readers.reading import Source
from data.schemas import Column
from geo.errors import InputError

#: Most kinds in one file: more means that ``soort`` is not the kind but something else.
MOST_KINDS: Final = 12
#: Most rows: there are about 8,600 schools in the country.
MOST_ROWS: Final = 20_000
_LONGEST: Final = 60
_MASKS: Final = ("<5", "< 5")

#: What people call a standard kind, in folded form.
_ALSO: Final = {
    "basisschool": "bo", "sbao": "sbo", "speciaalonderwijs": "so", "voortgezetspeciaalonderwijs": "vso",
    "praktijkschool": "pro", "middelbareschool": "vo",
}  # fmt: skip


class OwnKind(NamedTuple):
    """A kind that a user made: its code, its name, and whose residents count (po or vo)."""

    code: str
    name: str
    age: str


class OwnNorm(NamedTuple):
    """A norm that a user gave a kind.

    `name` is thuisnabij or acceptabel, `value` is in metres (`unit` m) or seconds (s), `ground` says in
    Dutch where it comes from.
    """

    name: str
    kind: str
    value: float
    unit: str
    ground: str


@dataclass(frozen=True, slots=True, eq=False)
class Facilities:
    """A user's file of facilities, checked and placed.

    Attributes
    ----------
    kinds
        In order of appearance.
    sites
        ``vestigingscode, soort, naam, plaats, postcode, pc4, easting, northing, plaatsing, leerlingen,
        plaatsen``: RD New metres; pupils and places NaN where they are not told.
    norms
        As far as the file gives them.
    findings
        What was mended or is doubtful.
    source
        Publisher and peildatum.
    subject, sha256
        File name, and the digest of its contents.
    """

    kinds: tuple[OwnKind, ...]
    sites: pd.DataFrame
    norms: tuple[OwnNorm, ...]
    findings: tuple[Finding, ...]
    source: Source
    subject: str
    sha256: str


def slug(text: str) -> str:
    """Make the code of a kind of its name; empty if nothing is left.

    Examples
    --------
    >>> slug("OPDC"), slug("Voltijd hoogbegaafd (VHO)"), slug("Thuis+"), slug("24-uurs café"), slug("?")
    ('opdc', 'voltijd-hoogbegaafd-vho', 'thuis', 's24-uurs-cafe', '')
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in letters if not unicodedata.combining(one))
    code = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:24].rstrip("-")
    return f"s{code}"[:24].rstrip("-") if code[:1].isdigit() else code


def read_facilities(path: Path, dataset: Dataset, peildatum: str = "") -> Facilities:
    """Read a CSV of facilities.

    Parameters
    ----------
    dataset
        Tells which postcodes, kinds and sites there are.
    peildatum
        ISO date or year; by default that of the column ``peildatum``, else that in the file name, else
        unknown, with the date of the file beside it.

    Raises
    ------
    InputError
        Naming every fault with its row and column.
    """
    table = read_own(path, FACILITIES.columns, SYNONYMS)
    if not any(table.has(column.name) for column in (POSTCODE, X, LON)):
        found = ", ".join((*table.names.values(), *table.unused))[:200]
        where = "postcode, x en y, of lengtegraad en breedtegraad"
        fault = f"rij 1: geen kolom {where}; gevonden: {found}; voeg toe waar de vestigingen staan"
        raise InputError(path.name, [fault])
    if len(table.frame) > MOST_ROWS:
        fault = f"{len(table.frame)} rijen gevonden, verwacht hooguit {MOST_ROWS}; kies het juiste bestand"
        raise InputError(path.name, [fault])
    faults: list[str] = []
    findings: list[Finding] = []
    kinds, of_row = _kinds(table, dataset, faults, findings)
    name = checked(table, NAME, table.text("naam"), faults)
    _too_long(table, NAME, faults)
    postcode = checked(table, POSTCODE, postcodes(table.text("postcode")), faults)
    pupils = _pupils(table, faults, findings)
    places = amounts(table, PLACES, faults, whole=True)
    norms = _norms(table, of_row, faults)
    dated, source = own_source(path, table, peildatum, faults)
    placed = place_rows(table, postcode, dataset, faults, findings)
    codes = _codes(table, of_row, dataset, faults)
    if not faults:
        _doubles(name, of_row, placed, faults)
    if faults:
        raise InputError(path.name, faults)
    sites = placed.assign(
        vestigingscode=codes,
        soort=of_row,
        naam=name,
        plaats=_towns(table, placed, dataset),
        postcode=postcode.where(postcode.str.len() > 4),  # noqa: PLR2004
        leerlingen=pupils,
        plaatsen=places,
    )
    findings += _about_columns(table)
    return Facilities(
        kinds,
        sites.reset_index(drop=True),
        norms,
        (*findings, *dated),
        source,
        path.name,
        file_sha256(path),
    )


def _kinds(
    table: OwnTable, dataset: Dataset, faults: list[str], findings: list[Finding]
) -> tuple[tuple[OwnKind, ...], pd.Series[str]]:
    """Make kinds of the column ``soort``; also give the code of each row's kind."""
    told = checked(table, KIND, table.text("soort"), faults)
    _too_long(table, KIND, faults)
    codes = told.map(slug, na_action="ignore").astype("str")
    nameless = codes == ""
    tell(table, KIND, nameless, faults, hint="geef de soort een naam met letters")
    codes = codes.mask(nameless)
    first = {str(code): str(name) for code, name in told.groupby(codes, sort=False).first().items()}
    if len(first) > MOST_KINDS:
        shown = ", ".join(list(first.values())[:5])
        faults.append(
            f"{len(first)} soorten gevonden ({shown}, ...), verwacht hooguit {MOST_KINDS}; zet in kolom "
            f"{table.names['soort']} de soort voorziening, niet de naam van de vestiging"
        )
        return (), codes
    _taken(table, dataset, codes, first, faults)
    ages = _ages(table, codes, first, faults)
    for code, spelled in told.groupby(codes, sort=False).unique().items():
        if len(spelled) > 1:
            message = f"Soort {code} is verschillend geschreven; opgevat als één soort."
            findings.append(Finding(table.subject, Severity.INFO, message, len(spelled), tuple(spelled[:10])))
    return tuple(OwnKind(code, name, ages.get(code, "")) for code, name in first.items()), codes


def _taken(
    table: OwnTable, dataset: Dataset, codes: pd.Series[str], names: Mapping[str, str], faults: list[str]
) -> None:
    """Refuse kinds that the data set has: a second file must not quietly change what their figures mean."""
    there: dict[str, str] = dict(_ALSO)
    for row in dataset["soorten"].to_dict("records"):
        code = str(row["code"])
        there |= dict.fromkeys((fold(code), fold(str(row["naam"]))), code)
        there |= {fold(str(row["naam"]).partition(" (")[0]): code}
    full = dict(zip(dataset["soorten"]["code"], dataset["soorten"]["naam"], strict=True))
    for code, name in names.items():
        meant = there.get(fold(name)) or there.get(fold(code))
        if meant in full:
            rows = rows_told(codes.index[codes == code])
            faults.append(
                f"{rows}, kolom {table.names['soort']}: soort {name!r} is er al ({meant}: {full[meant]}); "
                "een eigen bestand voegt alleen nieuwe soorten toe: open een vestiging van een soort die er "
                "al is met 'dekkend voorziening open', of geef de nieuwe soort een andere naam"
            )


def _ages(
    table: OwnTable, codes: pd.Series[str], names: Mapping[str, str], faults: list[str]
) -> dict[str, str]:
    """Find per kind whose residents count; every kind must say so, and say one thing."""
    meant = {word: age for age, words in AGES.items() for word in words}
    raw = table.text("doelgroep")
    told = checked(table, AGE, raw.str.casefold().replace(meant), faults)
    found: dict[str, str] = {}
    for code, name in names.items():
        ages = told[codes == code].dropna()
        if len(set(ages)) == 1:
            found[code] = str(ages.iloc[0])
        elif ages.empty and raw[codes == code].isna().all():
            faults.append(
                f"soort {name!r}: geen doelgroep gevonden, verwacht po (4-11 jaar) of vo (12-17 jaar) in "
                f"kolom {table.names.get('doelgroep', 'doelgroep')}; vul haar in minstens één rij in"
            )
        elif len(ages):
            by_age = " en ".join(f"{age} in {rows_told(group.index)}" for age, group in ages.groupby(ages))
            faults.append(
                f"soort {name!r}: {by_age}; een soort heeft één doelgroep: maak er twee soorten van"
            )
    return found


def _too_long(table: OwnTable, column: Column, faults: list[str]) -> None:
    texts = table.text(column.name)
    for row in texts.index[texts.str.len().fillna(0) > _LONGEST][:10]:
        found = f"{len(texts[row])} tekens ({texts[row][:20]!r}...)"
        faults.append(
            f"{table.cell(row, column.name)}: gevonden {found}, verwacht hooguit {_LONGEST}; kort de tekst in"
        )


def _pupils(table: OwnTable, faults: list[str], findings: list[Finding]) -> pd.Series[float]:
    texts = table.text("leerlingen")
    masked = texts.isin(_MASKS)
    if masked.any():
        frame = table.frame.assign(leerlingen=texts.mask(masked, f"{MASKED_AS:g}"))
        table = OwnTable(frame, table.names, table.unused, table.subject)
        message = "Het aantal leerlingen is afgeschermd (<5); geteld als 2."
        rows = tuple(f"rij {row}" for row in texts.index[masked][:10])
        findings.append(Finding(table.subject, Severity.MENDED, message, int(masked.sum()), rows))
    return amounts(table, PUPILS, faults, whole=True)


def _norms(table: OwnTable, of_row: pd.Series[str], faults: list[str]) -> tuple[OwnNorm, ...]:
    """Read norms: one value per kind, given once or alike in every row."""
    ground = f"uit uw {FACILITIES.source} {table.subject}"
    found: list[OwnNorm] = []
    for column, (name, unit, per) in NORMS.items():
        values = amounts(table, column, faults)
        for code, given in values.dropna().groupby(of_row, sort=False):
            if len(set(given)) > 1:
                told = " en ".join(
                    f"{value:g} in rij {row}" for row, value in given.drop_duplicates().items()
                )
                faults.append(
                    f"kolom {table.names[column.name]}: soort {code} heeft verschillende normen ({told}); "
                    "een soort heeft één norm: laat er een over"
                )
            else:
                found.append(OwnNorm(name, str(code), float(given.iloc[0]) * per, unit, ground))
    by_name = {(norm.kind, norm.unit, norm.name): norm.value for norm in found}
    for (code, unit, name), value in by_name.items():
        if name == "thuisnabij" and value > by_name.get((code, unit, "acceptabel"), value):
            faults.append(
                f"soort {code}: de norm thuisnabij is ruimer dan de norm acceptabel; verwacht thuisnabij "
                "hooguit gelijk aan acceptabel; verbeter een van beide"
            )
    return tuple(found)


def _codes(table: OwnTable, of_row: pd.Series[str], dataset: Dataset, faults: list[str]) -> pd.Series[str]:
    """Give each row a code: the user's own, else the kind with a number that counts its rows."""
    own = checked(table, CODE, table.text("code"), faults)
    number = of_row.groupby(of_row).cumcount() + 1
    codes = own.fillna(of_row + "-" + number.astype(str).str.zfill(3))
    known = set(dataset["vestigingen"]["vestigingscode"].str.casefold())
    taken = codes.notna() & codes.str.casefold().isin(known)
    found = [
        f"{table.cell(row, 'code')}: {code!r} is al de code van een vestiging in de gegevensset; kies een "
        "andere, of laat haar leeg"
        for row, code in codes[taken].items()
    ]
    tell_some(faults, found, "codes die al van een vestiging zijn")
    folded = codes.dropna().str.casefold()
    double = folded[folded.duplicated(keep=False)]
    found = [
        f"{rows_told(rows.index)}: code {code} staat er {len(rows)} keer; laat er een over"
        for code, rows in double.groupby(double)
    ]
    tell_some(faults, found, "dubbele codes")
    return codes


def _doubles(name: pd.Series[str], of_row: pd.Series[str], placed: pd.DataFrame, faults: list[str]) -> None:
    """Refuse rows that tell of one site twice: same kind, name and place."""
    spot = placed[["easting", "northing"]].round(0)
    key = pd.DataFrame({"soort": of_row, "naam": name.map(fold), "pc4": placed["pc4"]}).join(spot)
    found = [
        f"{rows_told(rows.index)}: {name[rows.index[0]]!r} staat er {len(rows)} keer op dezelfde plek; laat "
        "er een over"
        for _, rows in key[key.duplicated(keep=False)].groupby(list(key.columns))
    ]
    tell_some(faults, found, "dubbele vestigingen")


def _towns(table: OwnTable, placed: pd.DataFrame, dataset: Dataset) -> pd.Series[str]:
    """Town as told, else that of the PC4 as far as the data set knows it."""
    told, points = table.text("plaats"), dataset["pc4"]
    if "plaats" not in points:
        return told
    return told.fillna(placed["pc4"].map(points.set_index("pc4")["plaats"]).astype("str"))


def _about_columns(table: OwnTable) -> list[Finding]:
    if not table.unused:
        return []
    message = "Kolommen zonder betekenis voor dekkend; niet gebruikt."
    return [Finding(table.subject, Severity.INFO, message, len(table.unused), table.unused[:10])]
