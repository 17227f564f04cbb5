"""Sites of a scenario by name, to choose from, and from a click on the map to a site or a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.crs import to_rd, to_wgs84
from geo.errors import InputError, UnknownNameError
from scenarios.country import Country
from scenarios.notation import number
from scenarios.places import PlaceKind, search
from scenarios.site_changes import place_at
from ui.facility_state import Place
from ui.layers import DECIMALS
from ui.loading import StudyKey, places_of, postcodes_of, study_of

#: Sites that are offered to house another one with.
_BESIDE_MOST: Final = 150
#: Degrees between a click on a symbol and the site that it stands for: documents are rounded.
_SAME: Final = 0.6 * 10**-DECIMALS


@st.cache_resource(max_entries=60, show_spinner=False)
def sites_of(key: StudyKey, name: str, kind: str) -> dict[str, str]:
    """Return code and label of the sites that offer a kind in a scenario that the study knows, by label."""
    country = study_of(key).country_of(name)
    supply = country.supply
    rows = np.unique(supply.loc[supply["kind"] == kind, "site"].to_numpy())
    return _labelled(country, country.sites.iloc[rows])


@st.cache_resource(max_entries=30, show_spinner=False)
def beside_of(key: StudyKey, name: str, code: str) -> dict[str, str]:
    """Return code and label of the sites nearest to one of them (straight line), the nearest first."""
    country = study_of(key).country_of(name)
    sites = country.sites
    here = sites[sites["vestigingscode"] == code]
    if here.empty:
        return {}
    one = here.iloc[0]
    away = np.hypot(sites["easting"] - one["easting"], sites["northing"] - one["northing"])
    nearest = away.sort_values(kind="stable").index[: _BESIDE_MOST + 1]
    near = sites.loc[nearest]
    near = near[near["vestigingscode"] != code]
    kinds, labels = _kinds_of(country), _labelled(country, near, ordered=False)
    return {
        site: f"{label} · {kinds.get(site, '')} · {number(away[row] / 1000, 1)} km hemelsbreed"
        for row, (site, label) in zip(near.index, labels.items(), strict=True)
    }


def _labelled(country: Country, sites: pd.DataFrame, *, ordered: bool = True) -> dict[str, str]:
    """Write sites as people look for them: name, town, postcode and code."""
    towns = sites["plaats"].fillna("") if "plaats" in sites else pd.Series("", index=sites.index)
    names = sites["naam"] if "naam" in sites else sites["vestigingscode"]
    spelled = _spelling(country)
    found = {}
    for code, name, town, pc4 in zip(sites["vestigingscode"], names, towns, sites["pc4"], strict=True):
        place = spelled.get(str(town).casefold(), str(town))
        where = f"{place} {pc4}".strip() if str(pc4) not in str(name) else place
        found[str(code)] = " · ".join(part for part in (str(name), where, f"({code})") if part)
    return dict(sorted(found.items(), key=lambda item: item[1].casefold())) if ordered else found


def _spelling(country: Country) -> dict[str, str]:
    known = country.points["plaats"].dropna().unique().tolist() if "plaats" in country.points else []
    return {str(town).casefold(): str(town) for town in known}


def _kinds_of(country: Country) -> dict[str, str]:
    offers = country.offers
    return {str(code): ", ".join(kinds) for code, kinds in offers.groupby("vestigingscode")["soort"]}


def kinds_at(country: Country, code: str) -> list[str]:
    """Return the kinds of facility that a site offers, of those that are counted."""
    known = [kind.code for kind in country.kinds]
    offered = set(country.offers.loc[country.offers["vestigingscode"] == code, "soort"])
    return [kind for kind in known if kind in offered]


def site_line(country: Country, code: str) -> str:
    """Tell in one line what a site offers, to how many pupils, and where."""
    row = country.sites[country.sites["vestigingscode"] == code]
    if row.empty:
        return "Van deze vestiging is de plek niet bekend."
    site, supply = row.iloc[0], country.supply
    own = supply[supply["site"] == row.index[0]]
    parts = [_offer(one) for one in own.to_dict("records")]
    gemeente = country.gemeente_names.get(str(site["gemeentecode"]), "")
    count = int(own["aantal"].max()) if len(own) else 1
    group = f"{count} vestigingen op één punt; " if count > 1 else ""
    return (
        f"{group}{'; '.join(parts)}; PC4 {site['pc4']}, gemeente {gemeente}. Bron: {site['leerlingen_bron']}."
    )


def _offer(row: Mapping[Any, Any]) -> str:
    alone, shared, places = (float(row[name]) for name in ("leerlingen", "leerlingen_gedeeld", "plaatsen"))
    told = []
    if alone > 0:
        told.append(f"{number(alone)} leerlingen (gemeten)")
    if shared > 0:
        told.append(f"{number(shared)} samen met een andere soort geteld")
    if row["onbekend"]:
        told.append("leerlingtal onbekend" if row["onbekend"] == row["aantal"] else "deels onbekend")
    if np.isfinite(places):
        told.append(f"{number(places)} plaatsen")
    return f"{row['kind']}: {', '.join(told) or 'geen leerlingen geteld'}"


def searchable(key: StudyKey) -> list[str]:
    """Return what can be searched for to say where a site comes: postcodes, towns and gemeenten."""
    named = [
        label for label, one in places_of(key).items() if one.kind in {PlaceKind.PLAATS, PlaceKind.GEMEENTE}
    ]
    return [*postcodes_of(key), *named]


def place_named(key: StudyKey, text: str) -> Place:
    """Find the place that a text means: of a larger area the PC4 where most residents of school age live.

    Raises
    ------
    UnknownNameError
        If there is none; the message proposes names that look like it.
    """
    country = study_of(key).country
    label = postcodes_of(key).get(text, text)
    found = places_of(key).get(text) or search(country, label)[0]
    point = country.most_residents(found.points)
    pc4 = str(country.points["pc4"].iloc[point])
    gemeente = country.gemeente_names[str(country.gemeente_of_point[point])]
    told = f"PC4 {pc4} ({gemeente})"
    if len(found.points) > 1:
        told += f", waar in {found.name} de meeste kinderen wonen"
    return Place(pc4, told)


def place_clicked(key: StudyKey, lat: float, lng: float) -> Place:
    """Return the place that was clicked.

    Raises
    ------
    UnknownNameError
        If it is not on land.
    """
    country = study_of(key).country
    easting, northing = to_rd(np.array([lng]), np.array([lat]))
    try:
        found = place_at(country, float(easting[0]), float(northing[0]))
    except InputError as error:
        raise UnknownNameError("Daar ligt geen postcodegebied; klik op het land.") from error
    pc4 = str(found["pc4"])
    gemeente = country.gemeente_names[found["gemeentecode"]]
    return Place(
        pc4, f"PC4 {pc4} ({gemeente}), op de kaart aangewezen", float(easting[0]), float(northing[0])
    )


def site_clicked(country: Country, kind: str, lat: float, lng: float) -> list[str]:
    """Return codes of the sites of a kind whose symbol was clicked; none if it was none of them."""
    supply = country.supply
    own = supply[(supply["kind"] == kind) & (supply["aantal"] > 0)]
    sites = country.sites.iloc[own["site"].to_numpy()]
    lon, lats = to_wgs84(sites["easting"].to_numpy(float), sites["northing"].to_numpy(float))
    here = (np.abs(lon.round(DECIMALS) - lng) < _SAME) & (np.abs(lats.round(DECIMALS) - lat) < _SAME)
    return [str(code) for code in sites["vestigingscode"].to_numpy()[here]]
