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
    `COLUMNS`. Codes of swv's without an area (national ones by denomination, or newer ones than
    the regulation's) stay; they are in the findings.
    """
    table = told.rename(columns={"leerlingen_min": "laag", "leerlingen": "midden", "leerlingen_max": "hoog"})
    table["soort"] = table["soort"].str.lower()
    for name in (*SWVS, "binnen"):
        table[name] = table[name].fillna("")
    known = {*points["swv_po"], *points["swv_vo"], ""}
    foreign = ~table[list(SWVS)].isin(known)
    rows = foreign.any(axis=1)
    codes = sorted({str(code) for name in SWVS for code in table.loc[foreign[name], name]})
    low, high = table.loc[rows, "laag"].sum(), table.loc[rows, "hoog"].sum()
    message = (
        "rijen van een swv zonder gebied in de regeling (landelijk naar richting, of van latere datum): hun "
        f"leerlingen staan apart ({low:.0f} tot {high:.0f} leerlingen)"
    )
    found = Finding(_STEP, Severity.DOUBT, message, int(rows.sum()), tuple(codes[:10]))
    ordered = table.sort_values(list(KEY)).reset_index(drop=True)
    return ordered[list(COLUMNS)].astype(dict(COLUMNS)), [found] if found.count else []
