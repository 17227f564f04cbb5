"""White spots: PC4's from which a facility of a kind lies beyond the norm, and how heavily that weighs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.network import Quantity
from model.coverage import covered, own_or_free
from scenarios.country import Country, Kind
from scenarios.coverage import Weight, Yardstick, own_and_free, residents
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: No site: of a kind, or of the own swv.
NO_SITE: Final = -1


class Over(StrEnum):
    """Which sites count when a PC4 is held against the norm.

    ``OWN``: those of the own swv, and for whoever has none there the nearest elsewhere
    (own_or_free, what comparisons rank on). ``FREE``: all, borders ignored.
    """

    OWN = "eigen"
    FREE = "vrij"


class Position(StrEnum):
    """What a white spot lacks; the values are Dutch and can be shown."""

    NEIGHBOUR = "alleen over de grens binnen de norm"
    NOWHERE = "nergens binnen de norm"


def white_spots(
    study: Study, name: str, along: Yardstick, over: Over = Over.OWN, weight: Weight | None = None
) -> pd.DataFrame:
    r"""List the PC4's beyond a norm where anyone lives, the heaviest first.

    .. math:: zwaarte_i = w_i \cdot \max(0, x_i - t)

    with x over own_or_free, or over free; in persons times km, or persons times minutes.

    Returns
    -------
    Columns ``punt`` (position of the demand point), ``pc4, plaats, gemeente, swv, jeugdregio``,
    ``aantal`` (persons), ``eigen, vrij, overschrijding`` (km or min; infinite without a site
    that can be reached), ``zwaarte``, ``stand`` (a `Position`), ``eigen_in, vrij_in`` (gemeente of
    the nearest own and free site, empty for none).
    """
    country = study.country
    weight = weight or residents(country, along.kind)
    own, free = own_and_free(study, name, along.kind, along.quantity)
    reach = own_or_free(own, free) if over is Over.OWN else free
    spots = np.flatnonzero((reach > along.limit) & (weight.people > 0))
    excess = (reach[spots] - along.limit) / along.per_unit
    people = weight.people[spots]
    order = np.lexsort((-people, -people * excess))
    spots, excess, people = spots[order], excess[order], people[order]
    stand = covered(own[spots], free[spots], along.limit)
    table = _places(study, name, along.kind, spots)
    return table.assign(
        aantal=people,
        eigen=own[spots] / along.per_unit,
        vrij=free[spots] / along.per_unit,
        overschrijding=excess,
        zwaarte=people * excess,
        stand=np.where(stand.neighbour, Position.NEIGHBOUR.value, Position.NOWHERE.value),
        eigen_in=_gemeenten(study, name, along, spots, Over.OWN),
        vrij_in=_gemeenten(study, name, along, spots, Over.FREE),
    )


def _places(study: Study, name: str, kind: Kind, points: Int) -> pd.DataFrame:
    """Name demand points, and the areas that they lie in."""
    country = study.country
    layer = study.arrangement(name).layer(kind.layer)
    rows = country.points.iloc[points]
    gemeente = [country.gemeente_names[code] for code in country.gemeente_of_point[points]]
    region = [country.region_names.get(code, code) for code in country.region_of_point("jeugdregio")[points]]
    towns = rows["plaats"].fillna("").tolist() if "plaats" in rows else [""] * len(rows)
    return pd.DataFrame(
        {
            "punt": points,
            "pc4": rows["pc4"].to_numpy(),
            "plaats": [town or place for town, place in zip(towns, gemeente, strict=True)],
            "gemeente": gemeente,
            "swv": [layer.label(code) for code in layer.of_points()[points]],
            "jeugdregio": region,
        }
    )


def by_gemeente(spots: pd.DataFrame) -> pd.DataFrame:
    """Sum white spots per gemeente, the heaviest first.

    Parameters
    ----------
    spots
        See `white_spots`.

    Returns
    -------
    Columns ``gemeente, jeugdregio, pc4`` (their number), ``aantal, zwaarte, verst`` (largest excess).
    """
    grouped = spots.groupby("gemeente", sort=True)
    table = pd.DataFrame(
        {
            "jeugdregio": grouped["jeugdregio"].first(),
            "pc4": grouped.size(),
            "aantal": grouped["aantal"].sum(),
            "zwaarte": grouped["zwaarte"].sum(),
            "verst": grouped["overschrijding"].max(),
        }
    ).reset_index()
    return table.sort_values(["zwaarte", "aantal"], ascending=False, kind="stable").reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Nearest:
    """Where the nearest site of a kind stands, per demand point.

    Attributes
    ----------
    unit
        Shape ``(n_points,)``: unit of the arrangement, `NO_SITE` for none.
    away
        Shape ``(n_points,)``: metres or seconds to it; infinite for none.
    """

    unit: Int
    away: Float


#: Kept per study: a cube with a draft's sites is not at hand, and takes half a second.
_FOUND: Final[WeakKeyDictionary[Study, dict[tuple[str, str, Quantity], dict[Over, _Nearest]]]] = (
    WeakKeyDictionary()
)
_KEPT: Final = 64


def _nearest(study: Study, name: str, along: Yardstick, over: Over) -> _Nearest:
    """Return the unit of the nearest site from every point, and how far it is."""
    kept = _FOUND.setdefault(study, {})
    key = (name, along.kind.code, along.quantity)
    if key not in kept:
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = _searched(study, name, along)
    return kept[key][over]


def _searched(study: Study, name: str, along: Yardstick) -> dict[Over, _Nearest]:
    cube, arrangement = study.cube_of(name), study.arrangement(name)
    values = cube.distance_m if along.quantity is Quantity.DISTANCE else cube.time_s
    if values is None:
        raise ValueError("no times are known")
    away = values[study.country.situation.kinds.index(along.kind.code)]
    swv = arrangement.layer(along.kind.layer).numbers()
    here = swv[arrangement.units.unit_of_point]
    foreign = (swv[None, :] != here[:, None]) | (here[:, None] < 0)
    return {Over.FREE: _least(away), Over.OWN: _least(np.where(foreign, np.float32(np.inf), away))}


def _least(away: NDArray[np.float32]) -> _Nearest:
    unit = away.argmin(axis=1)
    nearest = away[np.arange(len(away)), unit].astype(np.float64)
    return _Nearest(np.where(np.isfinite(nearest), unit, NO_SITE), nearest)


def _gemeenten(study: Study, name: str, along: Yardstick, points: Int, over: Over) -> list[str]:
    unit = _nearest(study, name, along, over).unit[points]
    country, first = study.country, study.arrangement(name).units.first_points
    code = country.gemeente_of_point[first]
    return ["" if one == NO_SITE else country.gemeente_names[code[one]] for one in unit]


def nearest_sites(study: Study, name: str, along: Yardstick, points: Int, over: Over) -> tuple[Int, Float]:
    """Find the nearest site from some demand points.

    The cube tells in which unit it stands; only where that unit has more of them is
    anything measured, so that this holds for every distance model.

    Parameters
    ----------
    points
        Positions of demand points; a few, for each may ask for some searches.

    Returns
    -------
    Rows of ``study.country_of(name).sites`` (`NO_SITE` for none), and metres or seconds to them.
    """
    country, units = study.country_of(name), study.arrangement(name).units
    situation = country.situation
    nearest = _nearest(study, name, along, over)
    unit, away = nearest.unit[points], nearest.away[points]
    position = situation.kinds.index(along.kind.code)
    sites = np.unique(situation.offer_site[situation.offer_kind == position])
    unit_of_site = units.unit_of_point[situation.point_of_site[sites]]
    members = {int(one): sites[unit_of_site == one] for one in np.unique(unit[unit != NO_SITE])}
    asked = np.unique(np.concatenate([sites[:0], *(some for some in members.values() if len(some) > 1)]))
    column = {int(site): number for number, site in enumerate(asked)}
    found = np.full(len(points), NO_SITE, dtype=np.intp)
    measured = _measured(country, along.quantity, asked)
    for number, (point, there) in enumerate(zip(points, unit, strict=True)):
        if there == NO_SITE:
            continue
        some = members[int(there)]
        if len(some) == 1:
            found[number] = some[0]
        else:
            found[number] = some[measured[point, [column[int(site)] for site in some]].argmin()]
    return found, away


def _measured(country: Country, quantity: Quantity, sites: Int) -> NDArray[np.float32]:
    """Metres or seconds from every home to each of some sites, ``(n_points, n_sites)``."""
    if not sites.size:
        return np.zeros((len(country.points), 0), dtype=np.float32)
    found = country.journeys.nearest([sites[[number]] for number in range(len(sites))])
    values = found.distance_m if quantity is Quantity.DISTANCE else found.time_s
    if values is None:
        raise ValueError("no times are known")
    return values


def site_name(country: Country, site: int, kind: Kind) -> str:
    """Name a site and the PC4 that it stands in; where sites stand in groups, count those of the kind."""
    if site == NO_SITE:
        return ""
    row = country.sites.iloc[site]
    point = country.points.iloc[int(country.situation.point_of_site[site])]
    town = point["plaats"] if "plaats" in country.points and point["plaats"] else ""
    where = f"{point['pc4']} {town}".strip()
    if country.dataset.manifest.grouped:
        supply = country.supply
        count = int(supply[(supply["site"] == site) & (supply["kind"] == kind.code)]["aantal"].sum())
        return f"{count} {'vestiging' if count == 1 else 'vestigingen'} {kind.code} in {where}"
    named = f"{row['naam']} ({row['vestigingscode']})" if "naam" in row else str(row["vestigingscode"])
    return f"{named}, {where}"
