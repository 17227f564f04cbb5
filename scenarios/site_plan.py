"""Which sites there are in a scenario: an immutable value; every change returns another.

A plan holds the tables ``vestigingen`` and ``aanbod`` as a data set has them,
with places beside the counts. The data set itself is never changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from data.dataset import Dataset
from data.supply import COUNTS
from geo.errors import UnknownNameError

__all__ = ["ASSUMED", "SitePlan"]

#: What stands in ``leerlingen_bron`` of sites that only a scenario has.
ASSUMED: Final = "aangenomen in het scenario"


@dataclass(frozen=True, slots=True, eq=False)
class SitePlan:
    """The sites of a scenario and what they offer.

    Attributes
    ----------
    sites
        ``vestigingen`` of a data set.
    offers
        ``aanbod`` of a data set, with ``plaatsen`` (places; NaN where nobody told).
    log
        One Dutch sentence per change, in order.
    passed
        Pupils that a rule sent on to an offer, ``(vestigingscode, kind)``: counted by a later rule.
    """

    sites: pd.DataFrame
    offers: pd.DataFrame
    log: tuple[str, ...] = ()
    passed: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> SitePlan:
        """Start with the sites of a data set."""
        return cls(pd.DataFrame(dataset["vestigingen"]), with_places(dataset["aanbod"]))

    def require(self, codes: Iterable[str]) -> None:
        """Refuse codes of sites that are not there.

        Raises
        ------
        UnknownNameError
            Naming the first few.
        """
        known = set(self.sites["vestigingscode"])
        if unknown := [code for code in codes if code not in known]:
            told = ", ".join(f"'{code}'" for code in unknown[:5])
            more = f" en nog {len(unknown) - 5}" if len(unknown) > 5 else ""  # noqa: PLR2004
            raise UnknownNameError(
                f"onbekende vestiging {told}{more}; kies een vestigingscode uit "
                "'dekkend voorziening lijst' (in dit scenario kan zij al gesloten zijn)"
            )

    def site(self, code: str) -> dict[str, Any]:
        """Return one site as a row.

        Raises
        ------
        UnknownNameError
            If there is none of that code.
        """
        self.require([code])
        row = self.sites.loc[self.sites["vestigingscode"] == code].iloc[0]
        return {str(name): value for name, value in row.items()}

    def kinds_of(self, code: str) -> tuple[str, ...]:
        """Kinds that a site offers, in the order of the table."""
        return tuple(self.offers.loc[self.offers["vestigingscode"] == code, "soort"])

    def opened(self, site: Mapping[str, Any], places: Mapping[str, float], told: str) -> SitePlan:
        """Return the plan with one more site.

        Parameters
        ----------
        site
            Columns of ``vestigingen``; what is not told is unknown.
        places
            Per kind that it offers its places; NaN where they are not told.
        told
            For the log.
        """
        sites = _joined(self.sites, [dict(site)])
        offers = _joined(self.offers, [_offer(site["vestigingscode"], kind, n) for kind, n in places.items()])
        return replace(self, sites=sites, offers=offers, log=(*self.log, told))

    def closed(self, offers: Collection[tuple[str, str]], told: str) -> SitePlan:
        """Return the plan without some offers, as ``(vestigingscode, kind)``; a site without any goes too."""
        keys = pd.MultiIndex.from_frame(self.offers[["vestigingscode", "soort"]])
        left = self.offers[~keys.isin(list(offers))].reset_index(drop=True)
        touched = {code for code, _ in offers} - set(left["vestigingscode"])
        sites = self.sites[~self.sites["vestigingscode"].isin(touched)].reset_index(drop=True)
        return replace(self, sites=sites, offers=left, log=(*self.log, told))

    def moved(self, code: str, place: Mapping[str, Any], told: str) -> SitePlan:
        """Return the plan with a site elsewhere: `place` has the columns that say where."""
        sites = self.sites.copy()
        here = sites["vestigingscode"] == code
        for column, value in place.items():
            if column in sites:
                sites.loc[here, column] = value
        return replace(self, sites=sites, log=(*self.log, told))

    def offering(self, code: str, places: Mapping[str, float], told: str) -> SitePlan:
        """Return the plan in which a site offers more kinds, or other places for those it has."""
        offers = self.offers.copy()
        has = self.kinds_of(code)
        for kind in has:
            if kind in places:
                here = (offers["vestigingscode"] == code) & (offers["soort"] == kind)
                offers.loc[here, "plaatsen"] = places[kind]
        offers = _joined(offers, [_offer(code, kind, n) for kind, n in places.items() if kind not in has])
        return replace(self, offers=offers, log=(*self.log, told))

    def with_given(self, given: pd.DataFrame, told: str) -> SitePlan:
        """Return the plan with places from a table: ``vestigingscode, soort, plaatsen``."""
        offers = self.offers.copy()
        keys = pd.MultiIndex.from_frame(offers[["vestigingscode", "soort"]])
        values = given.set_index(["vestigingscode", "soort"])["plaatsen"].reindex(keys).to_numpy(dtype=float)
        offers["plaatsen"] = np.where(np.isnan(values), offers["plaatsen"], values)
        return replace(self, offers=offers, log=(*self.log, told))


def with_places(offers: pd.DataFrame) -> pd.DataFrame:
    """Return offers with a column of places, NaN where the data tell none."""
    if "plaatsen" in offers:
        return offers
    return offers.assign(plaatsen=np.nan)


def _offer(code: str, kind: str, places: float) -> dict[str, Any]:
    """One offer of a site that nobody has counted pupils of."""
    counts: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    told = {"vestigingscode": code, "soort": kind, "plaatsen": places}
    return counts | {"aantal": 1, "leerlingen": np.nan, "leerlingen_gedeeld": 0.0, "onbekend": 1} | told


def _joined(table: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Add rows to a table, with its own types; what a row does not tell is unknown."""
    if not rows:
        return table
    added = pd.DataFrame(rows)
    columns = {}
    for name in table.columns:
        dtype = table[name].dtype
        unknown: Any = False if pd.api.types.is_bool_dtype(dtype) else np.nan
        values = added[name] if name in added else pd.Series([unknown] * len(added))
        columns[name] = values.astype(dtype)
    return pd.concat([table, pd.DataFrame(columns)], ignore_index=True)
