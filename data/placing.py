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
    sites = _addressed(sites, sources)
    located = sources.locaties.set_index("vestigingscode")
    code = sites["vestigingscode"]
    old_pc4 = code.map(located["postcode"]).str[:4]
    moved = old_pc4.notna() & sites["pc4"].notna() & (old_pc4 != sites["pc4"])
    bag = code.isin(located.index[located["easting"].notna()]) & (old_pc4 == sites["pc4"])
    for axis in ("easting", "northing"):
        sites[axis] = code.map(located[axis]).where(bag)
    sites["gemaskeerd"] = _masked(sites)
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
            Severity.INFO,
            "open vestigingen zonder eigen punt waarvan het leerlingtal is afgeschermd (<5, geteld als 2)",
            code[((at_pc4 & ~moved) | nowhere) & sites["gemaskeerd"]],
        ),
        coded(
            "vestigingen",
            Severity.DROPPED,
            "open vestigingen zonder punt en zonder postcode: wel geteld in het "
            "overzicht, niet geplaatst en buiten alle afstanden",
            code[nowhere],
        ),
    ]


def _masked(sites: pd.DataFrame) -> pd.Series:
    if "gemaskeerd" not in sites:
        return pd.Series(data=False, index=sites.index)
    return sites["gemaskeerd"].fillna(value=False).astype(bool)


def _addressed(sites: pd.DataFrame, sources: SiteSources) -> pd.DataFrame:
    """Add postcode, PC4, plaats and board: from DUO's sites, else the located file, else pupils per kind."""
    code = sites["vestigingscode"]
    known = [sources.locaties, sources.leerlingen_soort]
    if sources.vestigingen is not None:
        known.insert(0, sources.vestigingen)
    result = sites.copy()
    for column in ("postcode", "plaats", "bevoegd_gezag"):
        value = result[column] if column in result else pd.Series(None, index=result.index, dtype="object")
        for table in known:
            if table is not None and column in table:
                told = table.dropna(subset=[column]).drop_duplicates("vestigingscode")
                value = value.fillna(code.map(dict(zip(told["vestigingscode"], told[column], strict=True))))
        result[column] = value
    return result.assign(pc4=result["postcode"].str[:4])


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
