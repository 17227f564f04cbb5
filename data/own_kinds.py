"""A data set with kinds of a user's own: more sites, more offers, more kinds, and an account of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from data.dataset import Dataset, Manifest, fingerprint
from data.own_facilities import Facilities, OwnNorm
from data.own_schema import FACILITIES
from data.supply import COUNTS
from geo.errors import InputError

#: Where the table ``soorten`` keeps the norms of kinds that brought their own: column to name and unit.
NORM_COLUMNS: Final = {
    "thuisnabij_m": ("thuisnabij", "m"),
    "acceptabel_m": ("acceptabel", "m"),
    "thuisnabij_s": ("thuisnabij", "s"),
    "acceptabel_s": ("acceptabel", "s"),
}


def with_facilities(dataset: Dataset, facilities: Facilities) -> Dataset:
    """Return a data set with a user's own kinds added; the given one is not changed.

    New rows come after those that were there, so that nothing about the other kinds changes. The new
    set has its own fingerprint and keeps the folder of the old one, for what is computed on it is stored
    under fingerprints of its own.

    Raises
    ------
    InputError
        If the data set has a site or kind of the same code.
    """
    sites = facilities.sites
    taken = set(sites["vestigingscode"]) & set(dataset["vestigingen"]["vestigingscode"])
    there = {kind.code for kind in facilities.kinds} & set(dataset["soorten"]["code"])
    if taken or there:
        told = ", ".join(sorted(taken | there)[:5])
        fault = f"{told} staat al in de gegevensset; zet alle vestigingen van een soort in één bestand"
        raise InputError(facilities.subject, [fault])
    origin = _origin(dataset, facilities.subject)
    gemeente = dataset["pc4"].set_index("pc4")["gemeentecode"]
    tables = {
        **dataset.tables,
        "vestigingen": added(
            dataset["vestigingen"],
            sites.assign(
                gemeentecode=sites["pc4"].map(gemeente),
                soort_bron=sites["soort"],
                leerlingen_bron=origin,
                reformatorisch=False,
            ),
        ),
        "aanbod": added(_with_places(dataset["aanbod"]), _offers(sites)),
        "soorten": _kinds(dataset["soorten"], facilities, origin),
    }
    return replace(dataset, tables=tables, manifest=_manifest(dataset, facilities, tables, origin))


def own_norms(dataset: Dataset) -> tuple[OwnNorm, ...]:
    """Give the norms that a user's own kinds brought along; none for a data set without such kinds."""
    table = dataset["soorten"]
    return tuple(
        OwnNorm(name, str(row["code"]), float(row[column]), unit, f"uit uw {row['bron']}")
        for row in table.to_dict("records")
        for column, (name, unit) in NORM_COLUMNS.items()
        if row.get(column)
    )


def own_kinds(dataset: Dataset) -> tuple[str, ...]:
    """Give the codes of the kinds that users added to a data set."""
    table = dataset["soorten"]
    return tuple(table.loc[table["bron"].str.startswith(FACILITIES.source), "code"])


def _origin(dataset: Dataset, subject: str) -> str:
    """Name the file as a source; a second file of the same name gets a number."""
    origin, number = f"{FACILITIES.source} {subject}", 2
    while origin in dataset.manifest.labels:
        origin, number = f"{FACILITIES.source} {subject} ({number})", number + 1
    return origin


def _offers(sites: pd.DataFrame) -> pd.DataFrame:
    """One offer per site, counted as `data.supply.counted` does."""
    nothing = dict.fromkeys(COUNTS, 0)
    told = sites[["vestigingscode", "soort", "leerlingen", "plaatsen"]].assign(
        aantal=1, onbekend=sites["leerlingen"].isna().astype(int)
    )
    return told.assign(**{name: zero for name, zero in nothing.items() if name not in told})


def _with_places(offers: pd.DataFrame) -> pd.DataFrame:
    return offers if "plaatsen" in offers else offers.assign(plaatsen=np.nan)


def added(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put rows under a table, in its columns and types; what a row does not tell is missing (or: no)."""
    columns = {}
    for name, dtype in table.dtypes.items():
        unknown: Any = False if pd.api.types.is_bool_dtype(dtype) else np.nan
        told = rows[name] if name in rows else pd.Series(unknown, index=rows.index, dtype="object")
        columns[name] = told.astype(dtype)
    return pd.concat([table, pd.DataFrame(columns)], ignore_index=True)


def _kinds(table: pd.DataFrame, facilities: Facilities, origin: str) -> pd.DataFrame:
    """Put the new kinds under the old, with the norms they brought in metres and seconds."""
    norms = {(norm.kind, norm.name, norm.unit): str(norm.value) for norm in facilities.norms}
    rows = pd.DataFrame(
        {
            "code": kind.code,
            "naam": kind.name,
            "laag": kind.age,
            "leeftijd": kind.age,
            "buiten_dekking": "nee",
            "bron": origin,
            **{column: norms.get((kind.code, *of), "") for column, of in NORM_COLUMNS.items()},
        }
        for kind in facilities.kinds
    ).astype("str")
    missing = {column: "" for column in NORM_COLUMNS if column not in table}
    return pd.concat([table.assign(**missing).astype("str"), rows], ignore_index=True)


def _manifest(
    dataset: Dataset, facilities: Facilities, tables: dict[str, pd.DataFrame], origin: str
) -> Manifest:
    manifest, source = dataset.manifest, facilities.source
    entry = {
        "tabel": FACILITIES.name,
        "bestand": facilities.subject,
        "titel": source.title,
        "uitgever": source.publisher,
        "licentie": source.licence,
        "peildatum": source.peildatum,
        "aard": source.kind_of_value,
        "rijen": len(facilities.sites),
        "sha256": facilities.sha256,
    }
    codes = ", ".join(kind.code for kind in facilities.kinds)
    return replace(
        manifest,
        fingerprint=fingerprint(tables),
        labels={**manifest.labels, origin: f"{origin}, peildatum {source.peildatum}"},
        sources=(*manifest.sources, entry),
        counts={name: len(frame) for name, frame in tables.items()},
        findings=(*manifest.findings, *facilities.findings),
        checks={},
        name=f"{manifest.name}, met {codes}",
    )
