"""Pupils of so and vso by paying swv, swv of their home and swv of their school, as a data set keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from data.findings import Finding, Severity

#: Columns of the table ``betalend`` of a data set, with their types; an empty text: not told.
COLUMNS: Final[Mapping[str, str]] = {
    "soort": "str",
    "swv_wonen": "str",
    "swv_vestiging": "str",
    "swv_betalend": "str",
    "binnen": "str",
    "laag": "float64",
    "midden": "float64",
    "hoog": "float64",
    "jaar": "int64",
}
#: Columns that hold a code of a swv.
SWVS: Final = ("swv_wonen", "swv_vestiging", "swv_betalend")
#: What a row is about: no two rows have the same.
KEY: Final = ("soort", *SWVS, "binnen")
_STEP: Final = "betalend swv"
#: Codes of the national swv's by denomination: region 00, which has no area.
_NATIONAL: Final = r"(?:PO|VO)00\d\d"
#: Layer of the swv's that a kind has to do with.
_LAYERS: Final[Mapping[str, str]] = {"so": "PO", "vso": "VO"}


def empty_table() -> pd.DataFrame:
    """Give the table of a data set for which nobody brought pupils by paying swv."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})


def payer_table(told: pd.DataFrame, points: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Write what the reader gives as a table of a data set.

    Parameters
    ----------
    told
        Table ``betalend`` of the reader.
    points
        ``pc4``, with the swv's that have an area.

    Returns
    -------
    `COLUMNS`. Codes without an area (national ones by denomination, and such as the regulation does
    not know) and those of the other layer than the kind's stay; they are in the findings.
    """
    table = told.rename(columns={"leerlingen_min": "laag", "leerlingen": "midden", "leerlingen_max": "hoog"})
    table["soort"] = table["soort"].str.lower()
    for name in (*SWVS, "binnen"):
        table[name] = table[name].fillna("")
    ordered = table.sort_values(list(KEY)).reset_index(drop=True)
    return ordered[list(COLUMNS)].astype(dict(COLUMNS)), _apart(table, points)


def _apart(table: pd.DataFrame, points: pd.DataFrame) -> list[Finding]:
    """Tell of swv's whose pupils no swv of the regulation and of the kind's layer can be given."""
    codes = table[list(SWVS)]
    national = codes.apply(lambda one: one.str.fullmatch(_NATIONAL))
    unknown = ~codes.isin({*points["swv_po"], *points["swv_vo"], ""}) & ~national
    layer = table["soort"].map(_LAYERS)
    other = (codes != "") & codes.apply(lambda one: one.str[:2] != layer) & ~unknown
    return [
        *_told(table, national, "rijen van een landelijk swv (naar richting), dat geen gebied heeft"),
        *_told(
            table,
            unknown,
            "rijen van een swv dat de regeling niet kent: verbeter de code, of neem de regeling van "
            "datzelfde jaar",
        ),
        *_told(
            table,
            other,
            "rijen van een swv van de andere laag (so is po, vso is vo): verbeter de code of de soort",
        ),
    ]


def _told(table: pd.DataFrame, cells: pd.DataFrame, what: str) -> list[Finding]:
    """Tell the rows with such a cell, and their pupils, who stand apart; nothing where there are none."""
    rows = cells.any(axis=1)
    if not rows.any():
        return []
    codes = sorted({str(code) for name in SWVS for code in table.loc[cells[name], name]})
    low, high = table.loc[rows, "laag"].sum(), table.loc[rows, "hoog"].sum()
    message = f"{what}; hun leerlingen staan apart ({low:.0f} tot {high:.0f} leerlingen)"
    return [Finding(_STEP, Severity.DOUBT, message, int(rows.sum()), tuple(codes[:10]))]
