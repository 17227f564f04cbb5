"""Where a site stands: its own point, its postcode, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.findings import Finding, Severity, coded


@dataclass(frozen=True, slots=True)
class SiteSources:
    """Readings that sites are made of; None where the user has no such file."""

    historie: pd.DataFrame
    locaties: pd.DataFrame
    vestigingen: pd.DataFrame | None
    leerlingen_soort: pd.DataFrame | None
    onderwijslocaties: pd.DataFrame | None


def place_sites(
    sites: pd.DataFrame, sources: SiteSources, points: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give each site its postcode and the best point there is.

    In order: the BAG point, if the newest address is in the same PC4; the mean
    RIO point of its postcode; the point of its PC4; else it is not placed.

    Returns
    -------
    `sites` with ``postcode, pc4, plaats, easting, northing, plaatsing``; findings.
    """
    located = sources.locaties.set_index("vestigingscode")
    code = sites["vestigingscode"]
    bag_postcode = code.map(located["postcode"])
    postcode = bag_postcode
    if sources.vestigingen is not None:
        duo = sources.vestigingen.set_index("vestigingscode")
        postcode = code.map(duo["postcode"]).fillna(bag_postcode)
        sites["plaats"] = code.map(duo["plaats"]).fillna(code.map(located["plaats"]))
        if "bevoegd_gezag" in sites:
            sites["bevoegd_gezag"] = sites["bevoegd_gezag"].fillna(code.map(duo["bevoegd_gezag"]))
    else:
        sites["plaats"] = code.map(located["plaats"])
    if sources.leerlingen_soort is not None:
        told = sources.leerlingen_soort.dropna(subset=["postcode"]).drop_duplicates("vestigingscode")
        postcode = postcode.fillna(code.map(told.set_index("vestigingscode")["postcode"]))
    sites = sites.assign(postcode=postcode, pc4=postcode.str[:4])
    bag = code.isin(located.index[located["easting"].notna()]) & (bag_postcode.str[:4] == sites["pc4"])
    moved = code.isin(located.index) & ~bag & sites["pc4"].notna()
    sites["easting"], sites["northing"] = (
        code.map(located["easting"]).where(bag),
        code.map(located["northing"]).where(bag),
    )
    sites["plaatsing"] = np.where(bag, "BAG", "")
    sites = _place_rio(sites, sources.onderwijslocaties)
    sites = _place_pc4(sites, points)
    at_pc4 = sites["plaatsing"] == "PC4"
    nowhere = sites["plaatsing"] == "niet geplaatst"
    moved_text = (
        "vestigingen waarvan het adres in het nieuwere DUO-bestand in een ander postcodegebied ligt "
        "dan het punt"
    )
    return sites, [
        coded("vestigingen", Severity.MENDED, f"{moved_text}: het nieuwere adres telt", code[moved]),
        coded(
            "vestigingen",
            Severity.MENDED,
            "open vestigingen zonder eigen punt: op het punt van hun postcodegebied gezet",
            code[at_pc4 & ~moved],
        ),
        coded(
            "vestigingen",
            Severity.DROPPED,
            "open vestigingen zonder punt en zonder postcode: wel geteld in het "
            "overzicht, niet geplaatst en buiten alle afstanden",
            code[nowhere],
        ),
    ]


def _place_rio(sites: pd.DataFrame, rio: pd.DataFrame | None) -> pd.DataFrame:
    if rio is None:
        return sites
    mean = rio.groupby("postcode")[["easting", "northing"]].mean()
    open_row = (sites["plaatsing"] == "") & sites["postcode"].isin(mean.index)
    found = mean.loc[sites.loc[open_row, "postcode"]]
    sites.loc[open_row, ["easting", "northing"]] = found.to_numpy()
    sites.loc[open_row, "plaatsing"] = "RIO"
    return sites


def _place_pc4(sites: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    place = points.set_index("pc4")[["easting", "northing"]]
    known = sites["pc4"].isin(place.index)
    open_row = (sites["plaatsing"] == "") & known
    sites.loc[open_row, ["easting", "northing"]] = place.loc[sites.loc[open_row, "pc4"]].to_numpy()
    sites.loc[open_row, "plaatsing"] = "PC4"
    # the unit of a site follows from its PC4: without a known one it cannot be counted anywhere
    sites.loc[~known, ["easting", "northing"]] = np.nan
    sites.loc[~known, "plaatsing"] = "niet geplaatst"
    return sites
