"""Places per site: as somebody told, else the pupils of now as a stand-in that says so.

Nobody publishes how many places a site has. What its pupils are now, times a factor that
the user sets, stands in for it; where pupils of two kinds are counted together they are
divided as `scenarios.enrolment` does, and a site without a number gets the median of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import InputError
from model.demand import largest_remainder
from model.travel import weighted_quantile
from scenarios.assumptions import Assumptions
from scenarios.counted import kind_of
from scenarios.country import Country
from scenarios.enrolment import ESTIMATED, MEASURED, RULE, shared_split
from scenarios.notation import number
from scenarios.site_story import people

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: How the places of a row are known; a group of sites may have several ways.
GIVEN: Final = "opgegeven"
COUNTED: Final = "leerlingen, geteld"
DIVIDED: Final = "leerlingen, verdeeld over soorten"
TYPICAL: Final = "middelste vestiging van de soort"


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places of the sites of a kind.

    Attributes
    ----------
    table
        One row per row of `Country.supply` of the kind: ``site, point, aantal``,
        ``plaatsen`` (whole), ``hoe`` (Dutch: how they are known) and ``aard``.
    typical
        Places of a site without a number; NaN if there is none that needs it.
    notes
        Dutch sentences on what the reader should know.
    """

    table: pd.DataFrame
    typical: float
    notes: tuple[str, ...]

    @property
    def total(self) -> int:
        """All places together."""
        return int(self.table["plaatsen"].sum())

    @property
    def given_share(self) -> float:
        """Share of the places that somebody told; 0 without places."""
        told = self.table.loc[self.table["hoe"] == GIVEN, "plaatsen"].sum()
        return float(told) / self.total if self.total else 0.0


def places(
    country: Country, kind_code: str, assumptions: Assumptions, given: pd.DataFrame | None = None
) -> Places:
    """Tell the places of every site of a kind.

    Parameters
    ----------
    country
        With its sites, as a scenario sees them.
    kind_code
        Code of the kind.
    assumptions
        Its `capacity_factor` times the pupils of now stands in for places.
    given
        ``vestigingscode, soort, plaatsen`` from a user's file (`data.capacity_file`); it goes
        before what the data or the scenario tell.

    Raises
    ------
    UnknownNameError
        If the kind does not exist.
    InputError
        If neither places nor pupils are known of any site of the kind.
    """
    kind_of(country, kind_code)
    rows = (country.supply["kind"] == kind_code).to_numpy()
    supply = country.supply[rows].reset_index(drop=True)
    split = shared_split(country)[rows].reset_index(drop=True)
    codes = country.sites["vestigingscode"].to_numpy()[supply["site"].to_numpy(dtype=np.intp)]
    told, passed = _told(codes, kind_code, supply["plaatsen"].to_numpy(dtype=float), given)
    unknown = np.where(np.isnan(told), supply["onbekend"].to_numpy(dtype=float), 0.0)
    typical = _typical(country, kind_code, told, supply["aantal"].to_numpy(dtype=float))
    if unknown.any() and np.isnan(typical):
        fault = f"van geen enkele vestiging {kind_code} zijn plaatsen of leerlingen bekend"
        raise InputError(
            "de capaciteit", [f"{fault}; geef een bestand met plaatsen (vestigingscode;plaatsen)"]
        )
    stand_in = assumptions.capacity_factor * (
        split["geschat"].to_numpy(dtype=float) + _times(unknown, typical)
    )
    is_given = ~np.isnan(told)
    whole = np.zeros(len(supply), dtype=np.int64)
    whole[~is_given] = largest_remainder(stand_in[~is_given])
    whole[is_given] = told[is_given].astype(np.int64)
    table = supply[["site", "point", "aantal"]].assign(
        plaatsen=whole,
        hoe=_how(supply, is_given, unknown),
        aard=np.where(is_given, MEASURED, ESTIMATED),
    )
    notes = _notes(table, supply, unknown, typical, assumptions)
    if passed:
        what = (
            "1 rij van het capaciteitsbestand gaat"
            if passed == 1
            else f"{passed} rijen van het capaciteitsbestand gaan"
        )
        notes.append(f"Let op: {what} over een vestiging die hier niet meetelt voor {kind_code}.")
    return Places(table, float(typical) if unknown.any() else float("nan"), tuple(notes))


def _told(codes: NDArray[Any], kind: str, places: Float, given: pd.DataFrame | None) -> tuple[Float, int]:
    """Places that somebody told per row, NaN for none; and how many given rows of the kind found no site."""
    if given is None:
        return places, 0
    of_kind = given[given["soort"] == kind].set_index("vestigingscode")["plaatsen"].dropna()
    found = of_kind.reindex(codes).to_numpy(dtype=float)
    return np.where(np.isnan(found), places, found), int((~of_kind.index.isin(codes)).sum())


def _typical(country: Country, kind: str, told: Float, sites: Float) -> float:
    """Middle size of a site of a kind: of those counted alone, else of those whose places are told."""
    offers = country.dataset["aanbod"]
    offers = offers[offers["soort"] == kind]
    alone = (offers["aantal"] - offers["gedeeld"] - offers["onbekend"]).to_numpy(dtype=float)
    pupils = offers["leerlingen"].to_numpy(dtype=float)
    known = (alone > 0) & ~np.isnan(pupils)
    if known.any():
        return weighted_quantile(pupils[known] / alone[known], alone[known], 0.5)
    known = ~np.isnan(told)
    return weighted_quantile(told[known] / sites[known], sites[known], 0.5)


def _times(count: Float, each: float) -> Float:
    """Product that is 0 where there is nothing to count, whatever each is."""
    product: Float = count * np.nan_to_num(each)
    return product


def _how(supply: pd.DataFrame, is_given: Mask, unknown: Float) -> list[str]:
    """Say per row how its places are known."""
    shared = supply["gedeeld"].to_numpy() > 0
    alone = supply["aantal"].to_numpy() - supply["gedeeld"].to_numpy() - supply["onbekend"].to_numpy() > 0
    return [
        GIVEN
        if told
        else " en ".join(name for name, here in zip((COUNTED, DIVIDED, TYPICAL), how, strict=True) if here)
        for told, *how in zip(is_given, alone, shared, unknown > 0, strict=True)
    ]


def _notes(
    table: pd.DataFrame, supply: pd.DataFrame, unknown: Float, typical: float, assumptions: Assumptions
) -> list[str]:
    """Say how places are known, and of how many sites."""
    told = (table["hoe"] == GIVEN).to_numpy()
    sites = supply["aantal"].to_numpy(dtype=float)
    factor = f"{assumptions.capacity_factor:g}".replace(".", ",")
    notes = []
    if told.any():
        notes.append(f"Van {number(sites[told].sum())} vestigingen zijn de plaatsen opgegeven.")
    if not told.all():
        notes.append(
            f"Van {number(sites[~told].sum())} vestigingen zijn geen plaatsen bekend: hun leerlingen van nu, "
            f"maal {factor}, staan daarvoor in (geschat)."
        )
    if (supply["gedeeld"].to_numpy()[~told] > 0).any():
        notes.append(RULE.partition("; vestigingen zonder")[0] + ".")
    if (count := unknown.sum()) > 0:
        rests = assumptions.capacity_factor * count * typical
        sites_without = "1 vestiging" if count == 1 else f"{number(count)} vestigingen"
        notes.append(
            f"{sites_without} zonder leerlingtal: geteld als de middelste vestiging van de soort "
            f"({people(typical)} leerlingen), samen {people(rests)} plaatsen."
        )
    return notes
