"""DUO: pupils of so and vso by the swv that pays for them, the swv of their home and that of their school.

DUO divides this over several files, each with a part of the columns; whichever
of them a file has, it is read. What is not told stays missing. A cell that DUO
masks (``<5`` or ``-1``) stands for 1 to 4 pupils and is kept as that interval.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from data import schemas
from data.findings import Finding, Severity
from data.own_columns import rows_told, tell_some
from data.readers._csv import TextTable, read_table
from data.readers._values import finding, intervals
from data.readers._years import YEAR_COLUMNS, latest_year
from data.readers.reading import UNKNOWN_DATE, Reading, Source
from geo.errors import InputError

__all__ = ["COLUMNS", "NO", "YES", "is_about_schools", "read_betalend"]

#: Plain names that one and the same column goes by; the first is that of the plain schema.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "swv_wonen": ("swv_wonen", "swv_woon", "swv_wonend", "swv_woonachtig", "swv_woonplaats", "swv_leerling"),
    "swv_vestiging": ("swv_vestiging", "swv_school", "swv_schoolvestiging"),
    "swv_betalend": ("swv_betalend", "betalend_swv", "swv_bekostigd"),
    "binnen": ("binnen_swv",),
    "soort": ("soort", "soort_po", "type_po", "soort_onderwijs", "onderwijssoort"),
    "leerlingen": ("leerlingen", "aantal_leerlingen", "aantal", "totaal"),
}
_SWVS: Final = ("swv_wonen", "swv_vestiging", "swv_betalend")
#: What stands in ``binnen``.
YES, NO = "ja", "nee"
_WITHIN: Final = {"ja": YES, "j": YES, "1": YES, "binnen": YES, "nee": NO, "n": NO, "0": NO, "buiten": NO}
_TOLD: Final = ("leerlingen_min", "leerlingen", "leerlingen_max", "afgeschermd")
_KEY: Final = ["soort", *_SWVS, "binnen"]
_WIDE: Final = re.compile(r"(so|vso)_\w+")
_SUM: Final = re.compile(r"(so|vso)_(?:totaal|aantal|leerlingen|aantal_leerlingen)")
_CODE: Final = re.compile(r"(PO|VO)[ .-]?(\d{2})[ .-]?(\d{2})")
#: Schools of clusters 1 and 2 and of closed institutions: DUO gives their BRIN instead of a swv.
_OUTSIDE: Final = re.compile(r"(?:CL[12]|GJI(?:JJI)?)\w*|\d{2}[A-Z]{2}")
_UNKNOWN: Final = re.compile(r"0+|-|ONBEKEND|BUITENLAND|GEEN")
_SHOWN: Final = 10
#: More pupils than so and vso have in the whole country: no one cell can hold so many.
_MOST: Final = 100_000.0


def is_about_schools(columns: Collection[str]) -> bool:
    """Tell whether a table says in which swv pupils go to school, seen from another swv.

    Examples
    --------
    >>> is_about_schools({"swv_vestiging", "binnen_swv"}), is_about_schools({"swv_betalend", "swv_wonen"})
    (True, False)
    """
    has = {ours for ours, theirs in COLUMNS.items() if set(theirs) & set(columns)}
    if "swv_vestiging" in has:
        return bool(has & {"swv_wonen", "swv_betalend", "binnen"})
    return {"swv_betalend", "binnen"} <= has and "swv_wonen" not in has


def read_betalend(path: Path) -> Reading:
    """Read pupils of so and vso by swv.

    Parameters
    ----------
    path
        With the swv of the school and that of the home or the paying one, or with one of
        the two and ``BINNEN_SWV``: whether the school's swv is the paying one.

    Returns
    -------
    Table ``betalend``: of several years only the latest.

    Raises
    ------
    InputError
        If the file is not that table, or says the same thing in two rows; with every fault and its row.
    """
    text = read_table(path)
    names, wide = _columns(text)
    faults: list[str] = []
    found: list[Finding] = []
    text, year = latest_year(text, path, faults, found)
    parts = list(_parts(text, names, wide, faults))
    details = _details(text, names)
    frame = pd.concat(parts) if parts else pd.DataFrame(columns=[*_KEY, *_TOLD])
    frame = _set_apart(frame, path.name, found)
    faults += _silent(frame, names, text)
    faults += _doubles(frame, text.frame[details])
    found += _oddities(frame, path.name)
    found += _added(frame, [text.names[one] for one in details], path.name)
    per_pair = _per_pair(frame).assign(jaar=year)
    named = {ours: text.names[theirs] for ours, theirs in names.items()}
    checked = schemas.check("betalend", per_pair, path.name, file_columns=named, faults=faults)
    title = "Leerlingen so en vso naar betalend swv, swv van de woning en swv van de school"
    peildatum = f"{year}-10-01" if year else UNKNOWN_DATE
    return Reading("betalend", checked, tuple(found), Source(title, "DUO", "CC0", peildatum, "gemeten"))


def _columns(text: TextTable) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Find what this file calls each column, and the columns to add up per kind where it has those."""
    there = [str(name) for name in text.frame]
    names = {
        ours: next(name for name in theirs if name in there)
        for ours, theirs in COLUMNS.items()
        if set(theirs) & set(there)
    }
    wide: dict[str, list[str]] = {}
    if "leerlingen" not in names or "soort" not in names:
        for kind in ("so", "vso"):
            mine = [name for name in there if (match := _WIDE.fullmatch(name)) and match[1] == kind]
            totals = [name for name in mine if _SUM.fullmatch(name)]
            if mine:
                wide[kind] = totals[:1] or mine
    faults = []
    if not is_about_schools(there):
        faults.append(
            "rij 1: verwacht SWV_VESTIGING met SWV_WONEN, SWV_BETALEND of BINNEN_SWV, of SWV_BETALEND met "
            f"BINNEN_SWV; gevonden: {', '.join(text.names.values())}; kies het juiste bestand"
        )
    if "leerlingen" not in names and not wide:
        faults.append(
            "rij 1: kolom LEERLINGEN, AANTAL_LEERLINGEN of TOTAAL ontbreekt, en kolommen die met SO_ of VSO_ "
            "beginnen ook; kies het juiste bestand"
        )
    if faults:
        raise InputError(text.subject, faults)
    return names, wide


def _parts(
    text: TextTable, names: Mapping[str, str], wide: Mapping[str, Sequence[str]], faults: list[str]
) -> Iterator[pd.DataFrame]:
    """Give the rows with their swv's, kind and pupils: once, or once per kind with columns of its own."""
    rows = text.frame
    keys = pd.DataFrame(index=rows.index)
    for name in _SWVS:
        keys[name] = _codes(rows[names[name]]) if name in names else pd.Series(None, rows.index, dtype="str")
    keys["binnen"] = _within(text, names, faults)
    if not wide:
        told = intervals(rows[names["leerlingen"]], text.names[names["leerlingen"]], faults)
        empty = told["midden"].isna()
        faults += [
            f"rij {row}, kolom {text.names[names['leerlingen']]}: gevonden niets, verwacht een aantal; "
            "verbeter de waarde"
            for row in rows.index[empty][:_SHOWN]
        ]
        told = _possible(told, rows[names["leerlingen"]], text.names[names["leerlingen"]], faults)
        kind = _kind(rows[names["soort"]]) if "soort" in names else _kind_of_code(keys)
        yield keys.assign(soort=kind).join(told.fillna(0.0).set_axis(list(_TOLD), axis=1))
        return
    for kind_code, columns in wide.items():
        amounts = pd.DataFrame(0.0, index=rows.index, columns=list(_TOLD))
        for column in columns:
            cells = intervals(rows[column].fillna("0"), text.names[column], faults)
            cells = _possible(cells, rows[column], text.names[column], faults)
            amounts += cells.set_axis(list(_TOLD), axis=1)
        yield keys.assign(soort=kind_code.upper()).join(amounts)


def _possible(cells: pd.DataFrame, texts: pd.Series[str], column: str, faults: list[str]) -> pd.DataFrame:
    """Refuse amounts that cannot be: more pupils than all of so and vso together."""
    wrong = cells["hoog"] > _MOST
    told = [
        f"rij {row}, kolom {column}: gevonden {text!r}, verwacht hooguit {_MOST:.0f}, meer dan alle "
        "leerlingen so en vso samen; verbeter de waarde"
        for row, text in texts[wrong].items()
    ]
    tell_some(faults, told, f"te grote aantallen in kolom {column}")
    return cells.clip(upper=_MOST)


def _details(text: TextTable, names: Mapping[str, str]) -> list[str]:
    """Find the columns that may tell apart rows of the same swv's, such as a site or a cluster."""
    ours = {*names.values(), *COLUMNS["leerlingen"], *YEAR_COLUMNS}
    return [one for one in text.names if one and one not in ours and not _WIDE.fullmatch(one)]


def _doubles(frame: pd.DataFrame, details: pd.DataFrame) -> list[str]:
    """Tell the rows that say how many pupils there are of what another row is about as well."""
    rows = frame[_KEY].join(details.add_prefix("_"))
    again = rows[rows.duplicated(keep=False)]
    told = []
    for values, group in again.groupby(list(rows), dropna=False, sort=False):
        kind, *about = [one for one in values[: len(_KEY)] if isinstance(one, str)]
        what = f"{kind}, {', '.join(about)}"
        told.append(
            f"{rows_told(group.index)}: {what} staat er {len(group)} keer, en geen andere kolom zegt waarin "
            "de rijen verschillen; laat er een over"
        )
    faults: list[str] = []
    tell_some(faults, list(dict.fromkeys(told)), "dubbele rijen")
    return faults


def _added(frame: pd.DataFrame, details: Sequence[str], subject: str) -> list[Finding]:
    """Tell that rows of the same swv's are added up, and which columns tell them apart."""
    more = frame.duplicated(_KEY)
    message = (
        f"Rijen van dezelfde soort en swv's als een eerdere, die in {', '.join(details)} van elkaar "
        "verschillen: hun leerlingen zijn opgeteld."
    )
    return finding(subject, Severity.INFO, message, int(more.sum()))


def _codes(texts: pd.Series[str]) -> pd.Series[str]:
    """Write codes as ``PO2707``; what means unknown becomes missing, what is malformed stays to be told."""
    cleaned = texts.str.upper().str.strip()
    cut = cleaned.str.extract(rf"^{_CODE.pattern}(?:\D.*)?$")
    codes = cut[0] + cut[1] + cut[2]
    unknown = cleaned.isna() | cleaned.str.fullmatch(_UNKNOWN.pattern).fillna(value=False).astype("bool")
    return codes.fillna(cleaned).mask(unknown, None).astype("str")


def _within(text: TextTable, names: Mapping[str, str], faults: list[str]) -> pd.Series[str]:
    """Write ``BINNEN_SWV`` as ja or nee."""
    if "binnen" not in names:
        return pd.Series(None, text.frame.index, dtype="str")
    told = text.frame[names["binnen"]]
    words = told.str.casefold().map(_WITHIN)
    wrong = words.isna() & told.notna()
    faults += [
        f"rij {row}, kolom {text.names[names['binnen']]}: gevonden {value!r}, verwacht ja of nee; "
        "verbeter de waarde"
        for row, value in list(told[wrong].items())[:_SHOWN]
    ]
    return words.astype("str")


def _kind(texts: pd.Series[str]) -> pd.Series[str]:
    """Write kinds as the other files do."""
    kinds = texts.str.upper().str.strip()
    voortgezet = kinds.str.startswith("VOORTGEZET SPECIAAL").fillna(value=False).astype("bool")
    speciaal = kinds.str.startswith("SPECIAAL ONDERWIJS").fillna(value=False).astype("bool")
    return kinds.mask(voortgezet, "VSO").mask(speciaal, "SO")


def _kind_of_code(keys: pd.DataFrame) -> pd.Series[str]:
    """Tell the kind by the layer of the swv's: so belongs to po, vso to vo."""
    first = keys["swv_vestiging"].fillna(keys["swv_betalend"]).fillna(keys["swv_wonen"])
    return first.str[:2].map({"PO": "SO", "VO": "VSO"}).astype("str")


def _set_apart(frame: pd.DataFrame, subject: str, found: list[Finding]) -> pd.DataFrame:
    """Leave out pupils for whom no swv pays, and rows without pupils."""
    outside = pd.Series(data=False, index=frame.index)
    for name in _SWVS:
        outside |= frame[name].str.fullmatch(_OUTSIDE.pattern).fillna(value=False).astype("bool").to_numpy()
    low, high = frame.loc[outside, "leerlingen_min"].sum(), frame.loc[outside, "leerlingen_max"].sum()
    message = (
        "Rijen van cluster 1 en 2 en van gesloten instellingen: er is geen swv bij betrokken, weggelaten "
        f"({low:.0f} tot {high:.0f} leerlingen)."
    )
    codes = [code for name in _SWVS for code in frame.loc[outside, name].dropna()]
    found += finding(subject, Severity.DROPPED, message, int(outside.sum()), codes)
    kept = frame[~outside.to_numpy()]
    message = "Rijen zonder leerlingen zijn weggelaten."
    nobody = kept["leerlingen_max"] == 0
    found += finding(subject, Severity.INFO, message, int(nobody.sum()))
    return kept[~nobody]


def _silent(frame: pd.DataFrame, names: Mapping[str, str], text: TextTable) -> list[str]:
    """Tell the rows that do not say over which border, if any, their pupils go."""
    site, origin = frame["swv_vestiging"].notna(), frame[["swv_wonen", "swv_betalend"]].notna().any(axis=1)
    lacking = ~(site & origin) & ~((site | frame["swv_betalend"].notna()) & frame["binnen"].notna())
    known = " of ".join(text.names[names[name]] for name in (*_SWVS, "binnen") if name in names)
    return [
        f"rij {row}: {known} ontbreekt, zodat niet te zien is uit welk swv deze leerlingen komen of waar zij "
        "heen gaan; vul de rij aan of haal haar weg"
        for row in frame.index[lacking][:_SHOWN]
    ]


def _oddities(frame: pd.DataFrame, subject: str) -> list[Finding]:
    masked = frame["afgeschermd"] > 0
    message = (
        "Rijen met afgeschermde aantallen (<5 of -1): elk aantal telt als 1 tot 4 leerlingen, en als 2 in "
        "een middenschatting; nooit als 0."
    )
    found = finding(subject, Severity.INFO, message, int(masked.sum()))
    both = frame["swv_vestiging"].notna() & frame["swv_betalend"].notna() & frame["binnen"].notna()
    same = frame["swv_vestiging"] == frame["swv_betalend"]
    odd = both & (same != (frame["binnen"] == YES))
    message = "BINNEN_SWV past niet bij de twee codes van de rij; de codes tellen."
    return found + finding(subject, Severity.DOUBT, message, int(odd.sum()), frame.index[odd])


def _per_pair(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one kind and the same swv's; the row number becomes that of the first."""
    counted = frame.rename_axis("rij").reset_index()
    grouped = counted.groupby(_KEY, dropna=False, sort=True)
    summed = grouped[list(_TOLD[:3])].sum().join(grouped["rij"].first())
    return summed.reset_index().set_index("rij")
