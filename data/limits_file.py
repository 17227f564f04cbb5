"""From what distance a gemeente pays for transport to school, as a user's CSV: ``gemeente;grens_km``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from data.dutch_csv import rows_text
from data.names import GemeenteNames, gemeente_names, successors_of_gemeenten
from data.own_amounts import told_amounts
from data.own_columns import SHOWN, OwnTable, checked, read_own, rows_told, synonyms_of, tell_some
from data.schemas import Column, Rule, Table
from geo.errors import InputError

#: Digits behind a mark for thousands.
_GROUP: Final = 3

GEMEENTE = Column("gemeente", "str", "gemeente, met haar naam of CBS-code (GM0363)")

NAME = Column(
    "naam_gemeente", "str", "naam bij de code; mag weg, en moet anders bij de code passen", required=False
)


def limits_table(most_km: float) -> Table:
    """Describe the file, with the highest limit that is allowed (km)."""
    most = f"{most_km:g}".replace(".", ",")
    rule = Rule(f"een afstand in km, meer dan 0 en hooguit {most}", low=0.001, high=most_km)
    limit = Column(
        "grens_km", "float64", "vanaf welke afstand tot school de gemeente vervoer vergoedt", "km", rule=rule
    )
    return Table(
        "vervoersgrenzen", "de vervoersgrens van een gemeente", "eigen bestand", ("gemeente",),
        (GEMEENTE, NAME, limit),
    )  # fmt: skip


SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "naam_gemeente": synonyms_of("gemeentenaam", "naam"),
    "gemeente": synonyms_of("gemeentecode", "gemeentenaam", "gm code", "gm", "naam"),
    "grens_km": synonyms_of("grens", "vervoersgrens", "kilometergrens", "afstandsgrens", "km", "grens (km)"),
}
"""Other names of columns, as `data.readers._csv.plain` writes them."""


def read_limits(path: Path, gemeenten: Mapping[str, str], most_km: float) -> dict[str, float]:
    """Read a file with limits; gemeenten that it does not name have the standard.

    Parameters
    ----------
    gemeenten
        Code to name of every gemeente in the data set.
    most_km
        Highest limit that is allowed.

    Returns
    -------
    Gemeente code to limit, km, in the order of the file.

    Raises
    ------
    InputError
        Naming every fault with its row: unknown gemeenten, a code and a name of two gemeenten, values
        that are no distance up to `most_km` or can be read in two ways, gemeenten that come twice.
    """
    described = limits_table(most_km)
    table = read_own(path, described.columns, SYNONYMS)
    faults: list[str] = []
    names = gemeente_names(gemeenten, successors_of_gemeenten())
    told = checked(table, GEMEENTE, table.text("gemeente"), faults)
    codes = told.map(names.find, na_action="ignore").astype("str")
    unknown = told.notna() & codes.isna()
    wrong = [
        f"{table.cell(row, 'gemeente')}: onbekende gemeente {text[:40]!r}, verwacht een gemeente uit de "
        f"gegevensset; {advice(text, names, gemeenten)}"
        for row, text in told[unknown].items()
    ]
    tell_some(faults, wrong, "onbekende gemeenten")
    tell_some(faults, _of_two(table, codes, names, gemeenten), "namen van een andere gemeente")
    limits = told_amounts(table, described.columns[-1], faults, todo="verbeter de waarde")
    empty = told.notna() & table.text("grens_km").isna()
    tell_some(
        faults,
        [
            f"{table.cell(row, 'grens_km')}: leeg; vul de grens in of laat de rij weg"
            for row in empty.index[empty]
        ],
        "lege grenzen",
    )
    _doubles(codes, faults, gemeenten)
    if not faults and not len(codes):
        faults.append("geen enkele rij met een grens; vul er ten minste één in")
    if faults:
        raise InputError(path.name, faults)
    return {str(code): float(km) for code, km in zip(codes, limits, strict=True)}


def _of_two(
    table: OwnTable, codes: pd.Series[str], names: GemeenteNames, gemeenten: Mapping[str, str]
) -> list[str]:
    """Tell the rows whose name is not that of the gemeente."""
    told = table.text(NAME.name)
    found = told.map(names.find, na_action="ignore").astype("str")
    wrong = told.notna() & codes.notna() & ~(found == codes)
    rows = zip(codes.index[wrong], codes[wrong], table.text("gemeente")[wrong], told[wrong], strict=True)
    return [
        f"{table.cell(row, 'gemeente')}: {text} is {gemeenten[code]}, maar in kolom {table.names[NAME.name]} "
        f"staat {name[:40]!r}; verbeter wat er niet klopt"
        for row, code, text, name in rows
    ]


def advice(text: str, names: GemeenteNames, gemeenten: Mapping[str, str]) -> str:
    """Say which gemeente was perhaps meant.

    Examples
    --------
    >>> known = {"GM0363": "Amsterdam"}
    >>> advice("Amsterdan", gemeente_names(known), known)
    'bedoelt u Amsterdam (GM0363)?'
    """
    found = [code for code in names.suggest(text) if code in gemeenten]
    told = " of ".join(f"{gemeenten[code]} ({code})" for code in found)
    return f"bedoelt u {told}?" if told else "controleer de naam of gebruik de CBS-code"


def _doubles(codes: pd.Series[str], faults: list[str], gemeenten: Mapping[str, str]) -> None:
    known = codes.dropna()
    groups = known[known.duplicated(keep=False)].groupby(known, sort=False)
    told = [
        f"{rows_told(rows.index)}: {gemeenten[str(code)]} staat er {len(rows)} keer; laat er een over"
        for code, rows in groups
    ]
    tell_some(faults, told[: SHOWN + 1], "dubbele gemeenten")


def limits_text(limits: Mapping[str, float], gemeenten: Mapping[str, str]) -> str:
    """Write limits as `read_limits` reads them, by code.

    Examples
    --------
    >>> print(limits_text({"GM0363": 4.5}, {"GM0363": "Amsterdam"}).replace(chr(13), ""), end="")
    gemeente;naam_gemeente;grens_km
    GM0363;Amsterdam;4,5
    """
    rows = ((code, gemeenten.get(code, code), _written(km)) for code, km in sorted(limits.items()))
    return rows_text(("gemeente", "naam_gemeente", "grens_km"), rows)


def _written(km: float) -> str:
    """Write a distance so that it can be read in one way only: not with three decimals.

    Examples
    --------
    >>> _written(6.0), _written(4.5), _written(4.125)
    ('6', '4,5', '4,1250')
    """
    whole, _, decimals = f"{km:.10g}".partition(".")
    return f"{whole},{decimals}{'0' * (len(decimals) == _GROUP)}" if decimals else whole
