"""The sites of a country as a CSV, for a user to fill in their places; `data.capacity_file` reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from data.dutch_csv import rows_text
from data.files import write_atomic
from geo.errors import UnknownNameError
from scenarios.country import Country

#: Columns of the file. Pupils that a source counts together with another kind stand apart.
COLUMNS: Final = ("vestigingscode", "soort", "naam", "plaats", "leerlingen", "leerlingen_samen", "plaatsen")


def site_list(country: Country, kind: str = "") -> pd.DataFrame:
    """List placed sites (or groups of sites) and what they offer, by code.

    Parameters
    ----------
    country
        As a scenario sees it, or as the data set has it.
    kind
        Code of a kind; all kinds by default.

    Returns
    -------
    `COLUMNS`: ``leerlingen`` counted for the kind alone, ``leerlingen_samen`` counted together with another
    kind of the site, ``plaatsen``; missing where they are not known.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    """
    known = [one.code for one in country.kinds]
    if kind and kind not in known:
        raise UnknownNameError(f"onbekende soort '{kind}'; kies uit {', '.join(known)}")
    supply = country.supply
    supply = supply[supply["kind"] == kind] if kind else supply
    sites = country.sites.iloc[supply["site"].to_numpy()]
    shared = supply["leerlingen_gedeeld"].to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "vestigingscode": sites["vestigingscode"].to_numpy(),
            "soort": supply["kind"].to_numpy(),
            "naam": _told(sites, "naam"),
            "plaats": _told(sites, "plaats"),
            "leerlingen": _alone(supply),
            "leerlingen_samen": np.where(shared > 0, shared, np.nan),
            "plaatsen": supply["plaatsen"].to_numpy(dtype=float),
        }
    )
    order = table["soort"].map({code: place for place, code in enumerate(known)})
    return table.assign(orde=order).sort_values(["vestigingscode", "orde"], ignore_index=True)[list(COLUMNS)]


def _told(sites: pd.DataFrame, column: str) -> list[str]:
    return [""] * len(sites) if column not in sites else sites[column].fillna("").tolist()


def _alone(supply: pd.DataFrame) -> pd.Series[float]:
    """Pupils counted for the kind alone; missing where none of the sites has a known number of its own."""
    nobody = supply["leerlingen"].fillna(0) == 0
    elsewhere = (supply["gedeeld"] > 0) | (supply["onbekend"] > 0)
    return supply["leerlingen"].mask(nobody & elsewhere).reset_index(drop=True)


def write_sites(path: Path, country: Country, kind: str = "") -> int:
    """Write `site_list` with ``;``, as spreadsheets open it (UTF-8 with BOM), in one rename.

    Returns
    -------
    Number of rows.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    InputError
        If it cannot be written.
    """
    table = site_list(country, kind)
    text = rows_text(COLUMNS, table.itertuples(index=False, name=None))
    write_atomic(path, text.encode("utf-8-sig"))
    return len(table)
