"""Tables as frames: what stands in them and how it is written, not how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data.findings import Finding
from scenarios.compare import NO_DIFFERENCE, SHIFTED, Comparison
from scenarios.conclusion import people
from scenarios.measures import Measure, measure
from scenarios.norms import Norms
from scenarios.notation import figure, number, signed
from scenarios.provenance import spoken_peildatum
from scenarios.without_own import WithoutOwn

#: Sign before each reading, so that it does not hang on colour.
SIGNS: Final[Mapping[str, str]] = {
    "beter": "✓",
    "slechter": "✗",
    "gelijk": "=",
    "afgerond gelijk": "=",
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


@dataclass(frozen=True, slots=True)
class Cell:
    """One scenario's figure on one measure, all text.

    Attributes
    ----------
    value, change
        The figure; the difference with the base, with its sign.
    duiding
        Reading of the difference, without sign; may be empty.
    split
        How much of the difference is merging po and vo; empty where it is not split.
    """

    value: str
    change: str
    duiding: str
    split: str


@dataclass(frozen=True, slots=True)
class NationalRow:
    """One measure in the country: the base, and every scenario that is held against it.

    Attributes
    ----------
    title, unit, direction, certainty, explanation, formula
        Of the measure.
    base
        The base's figure.
    cells
        Per scenario, in the order in which they were given.
    sources
        What the figures rest on, with dates.
    """

    title: str
    unit: str
    direction: str
    certainty: str
    explanation: str
    formula: str
    base: str
    cells: tuple[Cell, ...]
    sources: tuple[str, ...]


def national(
    compared: Mapping[str, Comparison], kind: str, shown: Iterable[Measure], groups: Sequence[str]
) -> tuple[NationalRow, ...]:
    """Table of the country: one row per measure, the base in front, one cell per scenario.

    Parameters
    ----------
    compared
        Per scenario its comparison with the base, at level land.
    kind
        Whose figures.
    shown, groups
        Measures in order, and the groups of them that belong in this table.
    """
    rows = [by_measure(comparison, name, kind) for name, comparison in compared.items()]
    chosen = [one for one in shown if one.group in groups and rows and all(one.code in own for own in rows)]
    return tuple(_national_row(one, [own[one.code] for own in rows]) for one in chosen)


def _national_row(one: Measure, rows: Sequence[Mapping[str, Any]]) -> NationalRow:
    change = one.group == "verandering"
    return NationalRow(
        title=one.title,
        unit=one.unit,
        direction=one.direction.value,
        certainty=str(rows[0]["aard"]),
        explanation=one.explanation,
        formula=one.formula,
        base=_NOTHING if change else figure(one, float(rows[0]["basis"])),
        cells=tuple(_cell(one, row) for row in rows),
        sources=tuple(dict.fromkeys(part for row in rows for part in str(row["bron"]).split("; "))),
    )


def _cell(one: Measure, row: Mapping[str, Any]) -> Cell:
    merging, borders = row["effect_samenvoegen"], row["effect_nieuwe_grenzen"]
    split = ""
    if not pd.isna(merging):
        split = f"{difference(one, float(merging))} samenvoegen, {difference(one, float(borders))} grenzen"
    return Cell(
        value=figure(one, float(row["waarde"])),
        change="" if one.group == "verandering" else difference(one, float(row["verschil"])),
        duiding=str(row["duiding"]),
        split=split,
    )


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


def without_own(found: Iterable[WithoutOwn], *, in_base: bool) -> pd.DataFrame:
    """Swv's of one arrangement without a site of their own, in the order that they were given.

    Parameters
    ----------
    found
        See `scenarios.without_own.without_own`.
    in_base
        Whether it is the base's list: who has an own site in the other gains it, else has lost it.

    Returns
    -------
    Columns ``swv``, ``inwoners`` and ``verandering``, text.
    """
    rows = [
        (one.swv, figure(measure("zonder_eigen"), one.residents), _marked(one, in_base=in_base))
        for one in found
    ]
    return pd.DataFrame(rows, columns=["swv", "inwoners", "verandering"])


def _marked(one: WithoutOwn, *, in_base: bool) -> str:
    other = "in het scenario" if in_base else "in de basis"
    if one.elsewhere == 0:
        return f"= {other} ook niet"
    who = "alle inwoners" if one.elsewhere == one.residents else people(one.elsewhere)
    return f"{'+' if in_base else '−'} {other} wel: {who}"


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
    return frame.assign(
        rijen=frame["rijen"].astype(float).map(number),
        peildatum=frame["peildatum"].astype(str).map(spoken_peildatum),
    ).sort_values(["bron", "bestand"])


def findings(found: Iterable[Finding]) -> pd.DataFrame:
    """List the findings of the import: how serious, how many, what, where, and some examples."""
    rows = [
        (f.severity.value, number(float(f.count)), f.message, f.source, "\n".join(f.examples)) for f in found
    ]
    return pd.DataFrame(rows, columns=["ernst", "aantal", "bevinding", "bron", "voorbeelden"])


def werknormen(norms: Norms) -> pd.DataFrame:
    """Werknormen that figures rest on, each with its ground and whether it is confirmed."""
    rows = [(norm.name, norm.subject, norm.written, norm.standing, norm.ground) for norm in norms.table]
    return pd.DataFrame(rows, columns=["werknorm", "voor", "waarde", "status", "grond"])


def records(frame: pd.DataFrame) -> Iterable[dict[str, str]]:
    """Give the rows of a frame of text."""
    for row in frame.to_dict("records"):
        yield {str(name): str(value) for name, value in row.items()}
