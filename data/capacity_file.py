"""How many places sites have, as a user's CSV: ``vestigingscode;soort;plaatsen``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from data.dataset import Dataset
from data.own_columns import SHOWN, OwnTable, amounts, checked, read_own, rows_told, synonyms_of, tell_some
from data.schemas import Column, Rule, Table
from geo.errors import InputError

SITE = Column("vestigingscode", "str", "code van de vestiging, zoals in de gegevensset")
KIND = Column(
    "soort", "str", "soort voorziening; mag leeg zijn als de vestiging er een heeft", required=False
)
PLACES = Column(
    "plaatsen", "float64", "aantal plaatsen; leeg: niet bekend", "leerlingen",
    rule=Rule("een geheel getal van 0 tot 100.000, zonder punt", low=0.0, high=100_000.0),
)  # fmt: skip

CAPACITY: Final = Table(
    "capaciteit", "plaatsen van een vestiging, per soort", "eigen bestand", ("vestigingscode", "soort"),
    (SITE, KIND, PLACES),
)  # fmt: skip

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "vestigingscode": synonyms_of(
        "vestiging", "vestigingsnummer", "brin6", "brin 6", "brinvest", "brin vestiging", "code"
    ),
    "soort": synonyms_of("soort voorziening", "voorziening", "kind", "type", "soort onderwijs"),
    "plaatsen": synonyms_of("capaciteit", "aantal plaatsen", "plekken", "aantal plekken", "max leerlingen"),
}
"""Other names of columns, as `data.readers._csv.plain` writes them."""

#: What a spreadsheet makes of a code like 12E304.
_AS_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", flags=re.IGNORECASE)


def read_capacity(path: Path, dataset: Dataset) -> pd.DataFrame:
    """Read a file with places.

    A row whose number of places is empty says nothing, so that a list of all sites can be filled in bit by
    bit; other columns (name, town, pupils) may stay.

    Parameters
    ----------
    dataset
        Tells which sites there are and what they offer. In a set of groups (`data.dataset.Manifest.grouped`)
        the code is that of a group, and the places are those of all its sites together.

    Returns
    -------
    ``vestigingscode, soort, plaatsen`` (whole numbers as floats), as the data set writes them, in the order
    of the file; sites that the file does not name are not in it.

    Raises
    ------
    InputError
        Naming every fault with its row: unknown sites, a kind that is not offered there, places that are no
        number of 0 or more, sites that come twice.
    """
    table = read_own(path, CAPACITY.columns, SYNONYMS)
    faults: list[str] = []
    sites = _sites(table, dataset, faults)
    kinds = _kinds(table, sites, dataset, faults)
    places = amounts(table, PLACES, faults, whole=True)
    found = pd.DataFrame({"vestigingscode": sites, "soort": kinds, "plaatsen": places})
    _doubles(found, faults)
    known = found.dropna()
    if not faults and known.empty:
        name = table.names["plaatsen"]
        faults.append(f"kolom {name} is overal leeg; vul bij minstens één vestiging het aantal plaatsen in")
    if faults:
        raise InputError(path.name, faults)
    return known.reset_index(drop=True)


def _sites(table: OwnTable, dataset: Dataset, faults: list[str]) -> pd.Series[str]:
    """Find the sites that are meant, whatever the case they are written in."""
    told = checked(table, SITE, table.text("vestigingscode"), faults)
    codes = dataset["vestigingen"]["vestigingscode"].tolist()
    by_fold = {str(code).casefold(): str(code) for code in codes}
    found = told.str.casefold().map(by_fold).astype("str")
    unknown = told.notna() & found.isna()
    wrong = [
        f"{table.cell(row, 'vestigingscode')}: onbekende vestiging {code[:40]!r}, verwacht een code uit de "
        f"gegevensset; {_advice(code, list(by_fold), by_fold, dataset) if place < SHOWN else ''}"
        for place, (row, code) in enumerate(told[unknown].items())
    ]
    tell_some(faults, wrong, "onbekende vestigingen")
    return found


def _advice(code: str, folded: Sequence[str], spelled: Mapping[str, str], dataset: Dataset) -> str:
    """Say which codes were perhaps meant, or how codes look in this data set."""
    if _AS_NUMBER.fullmatch(code):
        return (
            "uw rekenblad heeft de code als getal opgevat: maak de kolom eerst op als tekst en vul haar "
            "opnieuw in"
        )
    school = [one for one in folded if one[:4] == code.casefold()[:4]]
    near = difflib.get_close_matches(code.casefold(), school, n=3, cutoff=0.5)
    near = near or difflib.get_close_matches(code.casefold(), folded, n=3, cutoff=0.75)
    proposals = f"bedoelt u {' of '.join(spelled[one] for one in near)}? " if near else ""
    listing = "'dekkend voorziening lijst' geeft alle codes"
    if dataset.manifest.grouped:
        return (
            f"{proposals}deze gegevensset kent geen losse vestigingen maar groepen per postcodegebied en "
            f"soort, zoals 3511-so: {listing}"
        )
    return f"{proposals}{listing}; laat de rij weg als de vestiging gesloten is"


def _kinds(table: OwnTable, sites: pd.Series[str], dataset: Dataset, faults: list[str]) -> pd.Series[str]:
    """Find the kind that is meant: as told, else the one kind that the site offers."""
    kinds = dataset["soorten"]
    counted = kinds.loc[kinds["buiten_dekking"] != "ja", "code"].tolist()
    offers = dataset["aanbod"]
    offered = {
        str(code): [str(one) for one in group if one in counted]
        for code, group in offers.loc[offers["vestigingscode"].isin(sites.dropna())].groupby(
            "vestigingscode"
        )["soort"]
    }
    meant = dict(zip(kinds["naam"].str.casefold(), kinds["code"], strict=True))
    told = table.text("soort").str.casefold().replace(meant).tolist()
    found: list[str | float] = []
    wrong: list[str] = []
    for row, site, kind in zip(sites.index, sites, told, strict=True):
        one: str | float = np.nan
        if isinstance(site, str):
            one, fault = _kind_of(table.cell(row, "soort"), site, offered.get(site, []), kind)
            wrong += [fault] if fault else []
        found.append(one)
    tell_some(faults, wrong, "rijen waarvan de soort niet bij de vestiging past")
    return pd.Series(found, index=sites.index, dtype="str")


def _kind_of(cell: str, site: str, offered: Sequence[str], told: object) -> tuple[str | float, str]:
    """Give the kind that a row means and nothing, or nothing and what is wrong with it."""
    if not offered:
        return np.nan, f"{cell}: {site} heeft geen soort die in de dekking meetelt; laat de rij weg"
    if isinstance(told, str):
        if told in offered:
            return told, ""
        has = " of ".join(offered)
        todo = "verbeter de soort of laat de rij weg"
        return np.nan, f"{cell}: gevonden {told[:40]!r}, verwacht {has}, want meer heeft {site} niet; {todo}"
    if len(offered) == 1:
        return offered[0], ""
    todo = "vul de soort in, zo nodig in een rij per soort"
    has = ", ".join(offered)
    return (
        np.nan,
        f"{cell}: gevonden niets, verwacht een van {has}, alle van {site}; {todo}",
    )


def _doubles(found: pd.DataFrame, faults: list[str]) -> None:
    keyed = found.dropna(subset=["vestigingscode", "soort"])
    key = ["vestigingscode", "soort"]
    groups = list(keyed[keyed.duplicated(key, keep=False)].groupby(key, sort=False))
    told = [
        f"{rows_told(rows.index)}: {site} met {kind} staat er {len(rows)} keer; laat er een over"
        for (site, kind), rows in groups
    ]
    tell_some(faults, told, "dubbele vestigingen")
