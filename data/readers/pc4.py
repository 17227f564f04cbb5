"""Postcode-4: residents, residents per age group, areas and points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from data import schemas
from data.findings import Finding, Severity
from data.readers._csv import ROW, read_table
from data.readers._geo import RD, inside_netherlands, open_vector, polygonal, to_rd
from data.readers._pc4_xlsx import LABELS, TOTAL, find_columns, sheet_rows
from data.readers._values import finding, gemeentecodes, numbers, pc4_codes
from data.readers.reading import Reading, Source, peildatum_from_name
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "GEONAMES_COLUMNS",
    "read_pc4_bevolking",
    "read_pc4_gebieden",
    "read_pc4_leeftijd",
    "read_pc4_punten",
]

GEONAMES_COLUMNS = (
    "country", "pc4", "plaats", "admin1", "code1", "admin2", "code2", "admin3", "code3",
    "lat", "lon", "accuracy",
)  # fmt: skip
"""What the columns of a GeoNames postcode file hold; it has no header."""

_SECRET = frozenset({"-99997", "-99997.0", "", "."})
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_PEILDATUM = re.compile(rf"peildatum\s+(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_AGES = {
    f"{low}{link}{low + (4 if link == '-' else 5)}{end}": f"a{low}_{low + 5}"
    for low in range(0, 25, 5)
    for link, end in (("-", ""), (" tot ", " jaar"))
}
_AREA_KEYS = ("pc4", "postcode", "postcode4", "pc4_code", "postcode_4")


def read_pc4_bevolking(path: Path) -> Reading:
    """Read CBS's key figures per postcode-4.

    Parameters
    ----------
    path
        ``pc4_JJJJ_vN.xlsx``.

    Raises
    ------
    InputError
        If the workbook is damaged, has no such header, or holds values that are no number.
    """
    rows = sheet_rows(path)
    label_row, columns = find_columns(rows, path.name)
    labels = {TOTAL: "inwoners totaal", **{ours: f"inwoners {label}" for ours, label in LABELS.items()}}
    faults: list[str] = []
    texts = _sheet_texts(rows, label_row, columns, faults)
    frame = pd.DataFrame({"pc4": texts["pc4"]})
    secret = {name: texts[name].isin(_SECRET) for name in columns}
    for name in columns:
        frame[name] = numbers(texts[name].mask(secret[name], "0"), labels[name], faults)
    frame["geheim"] = secret["inwoners_0_15"] | secret["inwoners_15_25"]
    checked = schemas.check("pc4_bevolking", frame, path.name, file_columns=labels, faults=faults)
    found: list[Finding] = []
    for name, cells in secret.items():
        message = f"{labels[name].capitalize()}: 0 tot 4 of geheim (-99997); geteld als 0."
        found += finding(path.name, Severity.MENDED, message, int(cells.sum()), frame.loc[cells, "pc4"])
    peildatum = _peildatum(rows[:label_row]) or _dated(path, found)
    source = Source("Kerncijfers per postcode-4", "CBS", "CC-BY 4.0", peildatum, "gemeten")
    return Reading("pc4_bevolking", checked, tuple(found), source)


def _dated(path: Path, found: list[Finding]) -> str:
    peildatum, dated = peildatum_from_name(path)
    found.append(dated)
    return peildatum


def _peildatum(rows: Sequence[Sequence[object]]) -> str | None:
    for row in rows:
        for cell in row:
            if match := _PEILDATUM.search(str(cell)):
                month = _MONTHS.index(match.group(2).lower()) + 1
                return f"{match.group(3)}-{month:02}-{int(match.group(1)):02}"
    return None


def _sheet_texts(
    rows: Sequence[Sequence[object]], label_row: int, columns: dict[str, int], faults: list[str]
) -> pd.DataFrame:
    """Take the rows of figures as text, with their row numbers; a note under the table is passed over."""
    taken: dict[int, list[str]] = {}
    for number, row in enumerate(rows[label_row + 1 :], start=label_row + 2):
        key = str(row[0]).strip().removesuffix(".0")
        cells = [str(row[place]).strip() for place in columns.values()]
        is_note = not any(cells) or (not taken and key.casefold() == "code")
        if is_note:
            continue
        taken[number] = [key, *cells]
    if not taken:
        faults.append("er staan geen postcodes onder de kop; download het bestand opnieuw")
    index = pd.Index(list(taken), name=ROW, dtype="int64")
    return pd.DataFrame(list(taken.values()), columns=["pc4", *columns], index=index, dtype="str")


def read_pc4_leeftijd(path: Path) -> Reading:
    """Read CBS's residents per postcode-4 and five-year age group (a row per group).

    Parameters
    ----------
    path
        CSV of table 83502NED with ``postcode``, ``leeftijd`` and ``inwoners``.

    Raises
    ------
    InputError
        If the file is not that table, or a postcode has an age group twice.
    """
    text = read_table(path, ("postcode", "leeftijd", "inwoners"))
    faults: list[str] = []
    rows = text.frame.assign(group=text.frame["leeftijd"].map(_AGES))
    rows = rows[rows["group"].notna()].assign(pc4=lambda frame: pc4_codes(frame["postcode"]))
    values = numbers(rows["inwoners"], text.names["inwoners"], faults)
    empty = values.isna()
    faults += _double_ages(rows)
    if rows.empty:
        faults.append(
            "kolom leeftijd: geen groep '0-4' tot '20-24' gevonden; kies het bestand met leeftijden"
        )
    if faults:
        raise InputError(path.name, faults)
    wide = rows.assign(values=values.fillna(0.0)).pivot_table(
        index="pc4", columns="group", values="values", aggfunc="sum"
    )
    wide = wide.reindex(columns=list(dict.fromkeys(_AGES.values()))).rename_axis(columns=None)
    absent = wide.isna().sum(axis=1)
    first_row = rows.reset_index().groupby("pc4")[ROW].first()
    frame = wide.fillna(0.0).reset_index().set_index(pd.Index(first_row.reindex(wide.index), name=ROW))
    checked = schemas.check("pc4_leeftijd", frame, path.name, file_columns={"pc4": text.names["postcode"]})
    message = "Lege cellen met inwoners tot 25 jaar; geteld als 0."
    found = finding(path.name, Severity.MENDED, message, int(empty.sum()), rows.loc[empty, "pc4"])
    message = "Een postcode mist een leeftijdsgroep tot 25 jaar; geteld als 0."
    found += finding(path.name, Severity.DOUBT, message, int(absent.sum()), absent.index[absent > 0])
    peildatum = _dated(path, found)
    source = Source(
        "Bevolking per postcode-4 naar leeftijd (83502NED)", "CBS", "CC-BY 4.0", peildatum, "gemeten"
    )
    return Reading("pc4_leeftijd", checked, tuple(found), source)


def _double_ages(rows: pd.DataFrame) -> list[str]:
    again = rows[rows.duplicated(["pc4", "group"])]
    return [
        f"rij {row}: postcode {pc4}, leeftijd {age} staat er al; laat er een over"
        for row, pc4, age in again[["pc4", "leeftijd"]].head(10).itertuples(name=None)
    ]


def read_pc4_gebieden(path: Path) -> Reading:
    """Read the areas of the postcodes-4.

    Parameters
    ----------
    path
        GeoPackage or GeoJSON with polygons and a column ``postcode``, ``pc4`` or ``postcode4``.

    Raises
    ------
    InputError
        If the file is damaged, or is not that table.
    """
    raw = open_vector(path)
    key = next((name for name in raw.columns if str(name).casefold() in _AREA_KEYS), None)
    if key is None:
        fault = (
            f"kolom postcode ontbreekt; gevonden: {', '.join(map(str, raw.columns))}; kies het juiste bestand"
        )
        raise InputError(path.name, [fault])
    found: list[Finding] = []
    frame = to_rd(gpd.GeoDataFrame({"pc4": pc4_codes(raw[key])}, geometry=raw.geometry), path.name, found)
    nothing = frame.geometry.isna() | frame.geometry.is_empty
    message = "Deze postcodes hebben geen vlak en zijn niet gebruikt."
    found += finding(path.name, Severity.DROPPED, message, int(nothing.sum()), frame.loc[nothing, "pc4"])
    frame = frame[~nothing]
    wrong = ~frame.geometry.is_valid
    message = "De rand van het vlak kruist zichzelf; het vlak is hersteld."
    found += finding(path.name, Severity.MENDED, message, int(wrong.sum()), frame.loc[wrong, "pc4"])
    mended = [polygonal(shape) if bad else shape for shape, bad in zip(frame.geometry, wrong, strict=True)]
    frame = frame.set_geometry(gpd.GeoSeries(mended, index=frame.index, crs=RD))
    checked = schemas.check("pc4_gebieden", frame, path.name, file_columns={"pc4": str(key)})
    source = Source("Vlakken per postcode-4", "CBS", "CC-BY 4.0", _dated(path, found), "gemeten")
    return Reading("pc4_gebieden", checked, tuple(found), source)


def read_pc4_punten(path: Path) -> Reading:
    """Read GeoNames' points of Dutch postcodes; the first row of each postcode counts.

    Parameters
    ----------
    path
        ``NL.txt``: twelve columns between tabs, without a header, in degrees (WGS84).

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, header=GEONAMES_COLUMNS, delimiter="\t")
    rows = text.frame
    faults: list[str] = []
    is_pc4 = rows["pc4"].str.fullmatch(r"\d{4}").fillna(value=False).astype("bool")
    kept = rows[is_pc4].drop_duplicates("pc4")
    lon, lat = numbers(kept["lon"], "lengtegraad", faults), numbers(kept["lat"], "breedtegraad", faults)
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat, crs="EPSG:4326"), index=kept.index).to_crs(RD)
    frame = kept[["pc4", "plaats"]].assign(gemeentecode=gemeentecodes(kept["code2"]))
    frame["easting"], frame["northing"] = points.x, points.y
    usable = inside_netherlands(points)
    found = _point_findings(rows, frame, is_pc4, usable, path.name)
    checked = schemas.check("pc4_punten", frame[usable], path.name, faults=faults)
    source = Source("GeoNames-postcodes NL", "GeoNames", "CC-BY 4.0", _dated(path, found), "geschat")
    return Reading("pc4_punten", checked, tuple(found), source)


def _point_findings(
    rows: pd.DataFrame, frame: pd.DataFrame, is_pc4: pd.Series[bool], usable: pd.Series[bool], subject: str
) -> list[Finding]:
    again = rows[is_pc4 & ~rows.index.isin(frame.index)]
    message = "Verdere rijen voor een postcode die er al in staat; de eerste telt."
    found = finding(subject, Severity.DROPPED, message, len(again), again["pc4"])
    message = "Rijen zonder postcode van vier cijfers zijn niet gebruikt."
    found += finding(subject, Severity.DROPPED, message, int((~is_pc4).sum()), rows.loc[~is_pc4, "pc4"])
    message = "Postcodes met een punt buiten Nederland zijn niet gebruikt."
    found += finding(subject, Severity.DROPPED, message, int((~usable).sum()), frame.loc[~usable, "pc4"])
    without = frame["gemeentecode"].isna()
    message = "Bij deze postcodes noemt GeoNames geen gemeente."
    return found + finding(subject, Severity.DOUBT, message, int(without.sum()), frame.loc[without, "pc4"])
