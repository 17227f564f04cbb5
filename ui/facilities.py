"""Facilities on a map, as a plain document; see `ui.layers`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from geo.crs import to_wgs84
from scenarios.country import Country, Kind
from scenarios.notation import number
from ui.layers import DECIMALS


def site_document(country: Country, kind: Kind) -> list[list[Any]]:
    """Places of facilities of a kind: longitude, latitude, number of sites, what is told of them."""
    supply = country.supply
    own = supply[(supply["kind"] == kind.code) & (supply["aantal"] > 0)]
    sites = country.sites.iloc[own["site"].to_numpy()]
    lon, lat = to_wgs84(sites["easting"].to_numpy(float), sites["northing"].to_numpy(float))
    names = sites["naam"] if "naam" in sites else sites["vestigingscode"]
    towns = _towns(country, sites)
    return [
        [
            round(float(x), DECIMALS),
            round(float(y), DECIMALS),
            int(row["aantal"]),
            escape(_site_text(n, t, row)),
        ]
        for x, y, n, t, row in zip(lon, lat, names, towns, own.to_dict("records"), strict=True)
    ]


def _towns(country: Country, sites: pd.DataFrame) -> list[str]:
    """Return the town of each site, spelled as the PC4's are: DUO writes some in capitals."""
    if "plaats" not in sites:
        return [""] * len(sites)
    known = country.points["plaats"].unique().tolist() if "plaats" in country.points else []
    spelling = {name.casefold(): name for name in known}
    return [spelling.get(town.casefold(), town) for town in sites["plaats"].fillna("")]


def _site_text(name: str, town: str, row: Mapping[Any, Any]) -> str:
    pupils = float(np.nansum([row["leerlingen"], row["leerlingen_gedeeld"]]))
    unknown = int(row["onbekend"])
    told = f"{number(pupils)} {'leerling' if pupils == 1 else 'leerlingen'}"
    if unknown and not pupils:
        told = "leerlingtal onbekend"
    if row["leerlingen_gedeeld"] > 0:
        told += ", met die van een andere soort"
    if unknown and pupils:
        told += f", van {unknown} {'vestiging' if unknown == 1 else 'vestigingen'} onbekend"
    place = f", {town}" if town and town.casefold() not in name.casefold() else ""
    return f"{name}{place}: {told}"
