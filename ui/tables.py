"""Tables as frames: what stands in them and how it is written, not how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from data.findings import Finding
from scenarios.compare import NO_DIFFERENCE, SHIFTED, Comparison
from scenarios.measures import Measure, measure
from scenarios.norms import Norms
from scenarios.notation import figure, number, signed

#: Sign before each reading, so that it does not hang on colour.
SIGNS: Final[Mapping[str, str]] = {
    "beter": "✓",
    "slechter": "✗",
    "gelijk": "=",
    NO_DIFFERENCE: "≈",
    SHIFTED: "!",
    "hoger": "↑",
    "lager": "↓",
    "niet te bepalen": "?",
}
_NOTHING: Final = "–"


def reading(duiding: str) -> str:
    """Write a reading with its sign.

    Examples
    --------
    >>> reading("beter"), reading("")
    ('✓ beter', '–')
    """
    return f"{SIGNS.get(duiding, '')} {duiding}".strip() or _NOTHING


def difference(described: Measure, value: float) -> str:
    """Write a difference with its sign; one that is there but rounds to nothing says so.

    Examples
    --------
    >>> difference(measure("boven_acceptabel"), -1.25), difference(measure("boven_acceptabel"), 0.01)
    ('−1,2 %-punt', '< 0,1 %-punt')
    """
    text = signed(described, value)
    if value == value and value != 0 and not any(digit in text for digit in "123456789"):  # noqa: PLR0124
        text = f"< {number(10.0**-described.decimals, described.decimals)}"
    return f"{text} %-punt" if described.unit == "%" and text != _NOTHING else text


def rows_of(comparison: Comparison, scenario: str, kind: str) -> pd.DataFrame:
    """Rows of one scenario: those of a kind, and those that hold for all kinds."""
    table = comparison.table.reset_index()
    return table[(table["scenario"] == scenario) & table["soort"].isin([kind, ""])]


def by_measure(comparison: Comparison, scenario: str, kind: str) -> dict[str, dict[str, Any]]:
    """Rows of one scenario in the country, by the code of their measure."""
    rows = rows_of(comparison, scenario, kind).to_dict("records")
    return {str(row["maat"]): {str(name): value for name, value in row.items()} for row in rows}


def national(
    comparison: Comparison, scenario: str, kind: str, shown: Iterable[Measure], groups: Sequence[str]
) -> pd.DataFrame:
    """Table of the country: one row per measure.

    Parameters
    ----------
    comparison
        At level land.
    scenario, kind
        Whose figures.
    shown, groups
        Measures in order, and the groups of them that belong in this table.

    Returns
    -------
    Columns ``maat, richting, uitleg, formule, basis, scenario, verschil,
    duiding, samenvoegen, grenzen, eenheid, aard, bron``, all text; the two
    effects are empty where a change is not split.
    """
    rows = by_measure(comparison, scenario, kind)
    chosen = [one for one in shown if one.group in groups and one.code in rows]
    return pd.DataFrame([_national_row(one, rows[one.code]) for one in chosen])


def _national_row(one: Measure, row: Mapping[str, Any]) -> dict[str, str]:
    change = one.group == "verandering"
    effects = {
        name: "" if pd.isna(row[column]) else difference(one, float(row[column]))
        for name, column in (("samenvoegen", "effect_samenvoegen"), ("grenzen", "effect_nieuwe_grenzen"))
    }
    return {
        "maat": one.title,
        "richting": one.direction.value,
        "uitleg": one.explanation,
        "formule": one.formula,
        "basis": _NOTHING if change else figure(one, float(row["basis"])),
        "scenario": figure(one, float(row["waarde"])),
        "verschil": _NOTHING if change else difference(one, float(row["verschil"])),
        "duiding": str(row["duiding"]),
        **effects,
        "eenheid": one.unit,
        "aard": str(row["aard"]),
        "bron": str(row["bron"]),
    }


def area_measures(comparison: Comparison, scenario: str, kind: str, *, expert: bool) -> list[str]:
    """Codes of the measures that there are per area, in the order in which they are shown."""
    codes = rows_of(comparison, scenario, kind)["maat"].unique()
    return [code for code in codes if expert or not measure(code).expert]


def per_area(
    comparison: Comparison, scenario: str, kind: str, codes: Sequence[str], search: str = ""
) -> pd.DataFrame:
    """Table per area: numbers that can be sorted.

    Parameters
    ----------
    comparison
        At the level that is asked for.
    scenario, kind, codes
        Whose figures, and which measures.
    search
        Only areas whose name contains this, whatever its capitals.

    Returns
    -------
    Column ``gebied``, and per measure ``(code, part)`` with the parts
    ``basis, waarde, verschil, duiding``; one row per area, by name.
    """
    rows = rows_of(comparison, scenario, kind)
    rows = rows[rows["maat"].isin(codes)]
    rows = rows[rows["gebied_naam"].str.contains(search.strip(), case=False, regex=False)]
    names = rows.drop_duplicates("gebied").set_index("gebied")["gebied_naam"].sort_values()
    columns: dict[Any, pd.Series] = {"gebied": names}
    for code in codes:
        own = rows[rows["maat"] == code].set_index("gebied").reindex(names.index)
        for part in ("basis", "waarde", "verschil"):
            columns[code, part] = own[part].astype(float)
        columns[code, "duiding"] = own["duiding"].fillna("").map(reading)
    return pd.DataFrame({key: column.to_numpy() for key, column in columns.items()})


def without_own(comparison: Comparison, name: str, kind: str) -> pd.DataFrame:
    """Swv's of one arrangement without a site of their own, those with most residents first.

    Returns
    -------
    Columns ``swv`` and ``inwoners``, text.
    """
    found = sorted(comparison.without_own[name, kind].items(), key=lambda item: (-item[1], item[0]))
    residents = measure("zonder_eigen")
    return pd.DataFrame(
        [(swv, figure(residents, count)) for swv, count in found], columns=["swv", "inwoners"]
    )


def sources(manifest_sources: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """List the sources of the data set: title, publisher, peildatum, licence, certainty, rows, file."""
    named = {
        "titel": "bron",
        "uitgever": "uitgever",
        "peildatum": "peildatum",
        "licentie": "licentie",
        "aard": "aard",
        "rijen": "rijen",
        "bestand": "bestand",
    }
    frame = pd.DataFrame(list(manifest_sources), columns=list(named)).rename(columns=named)
    return frame.assign(rijen=frame["rijen"].astype(float).map(number)).sort_values("bron")


def findings(found: Iterable[Finding]) -> pd.DataFrame:
    """List the findings of the import: how serious, how many, what, where."""
    rows = [(f.severity.value, number(float(f.count)), f.message, f.source) for f in found]
    return pd.DataFrame(rows, columns=["ernst", "aantal", "bevinding", "bron"])


_NORM_UNITS: Final = {
    "m": ("km", 0.001),
    "s": ("min", 1 / 60),
    "inwoners": ("inwoners", 1.0),
    "%": ("%", 1.0),
}


def werknormen(norms: Norms) -> pd.DataFrame:
    """Werknormen that figures rest on, each with its ground and whether it is confirmed."""
    rows = []
    for norm in norms.table:
        if norm.unit in _NORM_UNITS:
            unit, factor = _NORM_UNITS[norm.unit]
            value = norm.value * factor
            written = number(value, 0 if value == round(value) else 1)
            standing = "bevestigd" if norm.confirmed else "niet bevestigd"
            rows.append((norm.name, norm.subject, f"{written} {unit}", standing, norm.ground))
    return pd.DataFrame(rows, columns=["werknorm", "voor", "waarde", "status", "grond"])
