"""One way explained: from a PC4 to the nearest site, as a line on the map and as words beside it.

And from where a site is within a norm. No streamlit here; see `ui.way_panel`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84
from geo.distance import Nearest
from geo.network import Quantity
from geo.water import FERRY, crossings
from scenarios.conclusion import AGES
from scenarios.country import Country, Kind
from scenarios.journey import Journey
from scenarios.measures import measure
from scenarios.norms import ACCEPTABLE, NEAR, Norms
from scenarios.notation import capital, figure, number
from scenarios.study import Study
from ui import markup
from ui.layers import plain
from ui.maps import Way
from ui.palette import REACH
from ui.words import distances_told

Mask = NDArray[np.bool_]

_WAYS: Final = {Quantity.DISTANCE: "kortste weg", Quantity.TIME: "snelste weg"}
#: What begins or ends the name of a ferry that a table does not know.
_FERRIES: Final = ("veer", "pont", "ferry")


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """From where a site is within the norms.

    Attributes
    ----------
    near, acceptable
        Shape ``(n_points,)``: demand points within thuisnabij, and within acceptabel.
    near_limit, acceptable_limit
        The norms in words: "20 km", "30 min".
    standing
        Whether they are confirmed, in a sentence without its end.
    """

    near: Mask
    acceptable: Mask
    near_limit: str
    acceptable_limit: str
    standing: str = "Werknormen zijn niet bevestigd"


def point_name(country: Country, point: int) -> str:
    """Name a demand point by its PC4 and its plaats: "1601 Enkhuizen"."""
    row = country.points.iloc[point]
    town = row["plaats"] if "plaats" in country.points and row["plaats"] else ""
    return f"{row['pc4']} {town or country.gemeente_names[row['gemeentecode']]}"


def site_name(country: Country, journey: Journey) -> str:
    """Name a site and its PC4; where sites stand in groups, count those of the kind."""
    row = country.sites.iloc[journey.site]
    where = f"in PC4 {point_name(country, int(country.situation.point_of_site[journey.site]))}"
    if not country.dataset.manifest.grouped:
        return f"{row['naam']} ({journey.kind}) {where}"
    supply = country.supply
    own = supply[(supply["site"] == journey.site) & (supply["kind"] == journey.kind)]
    count = int(own["aantal"].sum())
    return f"{count} {'vestiging' if count == 1 else 'vestigingen'} {journey.kind} {where}"


def straight_m(country: Country, journey: Journey) -> float:
    """Straight line from home to site, metres."""
    homes, sites = country.situation.homes, country.situation.sites
    return float(
        np.hypot(
            homes.easting[journey.point] - sites.easting[journey.site],
            homes.northing[journey.point] - sites.northing[journey.site],
        )
    )


def is_within_area(country: Country, journey: Journey) -> bool:
    """Whether the site stands at the home's own point, so that the distance is an estimate."""
    if journey.route is not None:
        return journey.route.within_area
    return country.settings.intrazonal and int(country.situation.sites.home[journey.site]) == journey.point


def drawing(country: Country, journey: Journey, quantity: Quantity, reach: Reach | None = None) -> Way:
    """Make what the map draws of a journey, and of the area around its end."""
    homes, sites = country.situation.homes, country.situation.sites
    ends = [
        (homes.easting[journey.point], homes.northing[journey.point]),
        (sites.easting[journey.site], sites.northing[journey.site]),
    ]
    points = ends if journey.route is None or len(journey.route.line) < 2 else journey.route.line  # noqa: PLR2004
    line = gpd.GeoSeries([shapely.LineString(points)], crs=RD_NEW).to_crs(WGS84).iloc[0]
    end = point_name(country, int(country.situation.point_of_site[journey.site]))
    near, further = _members(reach)
    over = "" if reach is None else f":{reach.acceptable_limit}"
    return Way(
        key=f"{journey.kind}:{journey.point}:{journey.site}:{quantity}:{journey.own}{over}",
        line=plain(line),
        start=escape(point_name(country, journey.point)),
        end=escape(f"{journey.kind}: {end}, {_far(journey)}"),
        dashed=journey.route is None,
        near=near,
        further=further,
    )


def _members(reach: Reach | None) -> tuple[list[int], list[int]]:
    """Demand points within the nearest norm, and those within the next only."""
    if reach is None:
        return [], []
    near, further = np.flatnonzero(reach.near), np.flatnonzero(reach.acceptable & ~reach.near)
    return near.tolist(), further.tolist()


def _far(journey: Journey) -> str:
    """Kilometres, and minutes where they are known."""
    minutes = "" if journey.time_s is None else f", {number(journey.time_s / 60)} min"
    return f"{number(journey.distance_m / 1000, 1)} km{minutes}"


def explained(study: Study, journey: Journey, quantity: Quantity, scenario: str) -> str:
    """Write what a journey is: from where to where, how far and long, over what, and why.

    Parameters
    ----------
    quantity
        What the way is the least of.
    scenario
        Id of the arrangement in view, to say whose site it is.
    """
    country = study.country
    lead = f"Van PC4 {point_name(country, journey.point)} naar {site_name(country, journey)}"
    way = _WAYS[quantity] if journey.route is not None else "rechte lijn maal een factor"
    if is_within_area(country, journey):
        way = "binnen het eigen postcodegebied"
    told = [_beside(country, journey), _over(journey), _whose(study, journey, scenario)]
    points = "".join(f"<li>{escape(one)}</li>" for one in told if one)
    return (
        f'<div class="dk-way"><p class="lead">{escape(lead)}</p>'
        f'<p class="far">{escape(_far(journey).replace(", ", " · "))} <small>{escape(way)}</small></p>'
        f"<ul>{points}</ul></div>{markup.small(_what(country, journey))}"
    )


def _beside(country: Country, journey: Journey) -> str:
    """Tell of the straight line, and how much longer the way is."""
    straight = straight_m(country, journey)
    if is_within_area(country, journey):
        return (
            "De vestiging staat op het punt van dit postcodegebied; de afstand is geschat uit de grootte van "
            "dat gebied."
        )
    if straight < 1:
        return ""
    factor = number(journey.distance_m / straight, 2)
    return f"Hemelsbreed {number(straight / 1000, 1)} km; omwegfactor {factor}."


def _over(journey: Journey) -> str:
    """Name the crossings on the way, ferries apart."""
    if journey.route is None:
        return ""
    known = {one.name for one in crossings() if one.kind == FERRY}
    ferries = [one for one in journey.route.crossings if one in known or _sounds_like_a_ferry(one)]
    others = [one for one in journey.route.crossings if one not in ferries]
    parts = []
    if ferries:
        parts.append(f"met het veer: {', '.join(one.removeprefix('Veer ') for one in ferries)}")
    if others:
        parts.append(f"via {', '.join(others)}")
    return f"{capital('; '.join(parts))}." if parts else ""


def _sounds_like_a_ferry(name: str) -> bool:
    return any(word in name.casefold().split() for word in _FERRIES)


def _whose(study: Study, journey: Journey, scenario: str) -> str:
    """Say whether the site is of the own swv in an arrangement."""
    country, arrangement = study.country, study.arrangement(scenario)
    kind = next(one for one in country.kinds if one.code == journey.kind)
    layer = arrangement.layer(kind.layer)
    swv = layer.of_points()
    home, there = swv[journey.point], swv[country.situation.point_of_site[journey.site]]
    if not home:
        return f"Dit postcodegebied hoort bij geen swv ({arrangement.title})."
    whose = "het eigen swv" if home == there else "een ander swv"
    named = layer.label(there) if there else "geen swv"
    return f"De vestiging hoort bij {whose}: {named} ({arrangement.title})."


def _what(country: Country, journey: Journey) -> str:
    """Say what line it is, over which network, and that it is nobody's journey."""
    followed = {
        "gemodelleerd": "De lijn loopt langs naburige postcodepunten, niet langs wegen.",
        "gemeten": "De lijn volgt wegen op de kaart.",
    }
    kind = country.model.certainty.partition(",")[0]
    line = "" if journey.route is None or journey.route.within_area else followed.get(kind, "")
    told_of_point = (
        "Van het punt van het postcodegebied; niemands werkelijke reis, en niet per se een passende of "
        "beschikbare plek."
    )
    return " ".join(filter(None, (f"{capital(distances_told(country.model))}.", line, told_of_point)))


def no_way(study: Study, point: int, kind: Kind, scenario: str) -> str:
    """Say why there is no way; `scenario` is the arrangement whose own sites count, or empty for all."""
    country = study.country
    here = f"PC4 {point_name(country, point)}"
    sites = country.supply.loc[country.supply["kind"] == kind.code, "point"].to_numpy()
    if scenario:
        swv = study.arrangement(scenario).layer(kind.layer).of_points()
        if not (swv[sites] == swv[point]).any():
            return f"Het swv van {here} heeft geen eigen vestiging {kind.name} ({study.titles[scenario]})."
    if not sites.size:
        return f"De gegevens noemen geen enkele vestiging {kind.name}."
    return f"Vanuit {here} is over {country.model.label} geen vestiging {kind.name} te bereiken."


def reach_within(norms: Norms, kind: str, found: Nearest, quantity: Quantity) -> Reach | None:
    """Mark the demand points from which a site is within the norms; None where a kind has none.

    Parameters
    ----------
    found
        Journeys to the one site: shape ``(n_points, 1)``.
    quantity
        Norms in kilometres or in minutes.
    """
    if quantity is Quantity.TIME and found.time_s is not None:
        values, near, acceptable = found.time_s[:, 0], norms.near_s(kind), norms.acceptable_s(kind)
        limits = [f"{number(limit / 60)} min" for limit in (near, acceptable)]
    else:
        values, near, acceptable = found.distance_m[:, 0], norms.near_m(kind), norms.acceptable_m(kind)
        limits = [f"{number(limit / 1000, 0 if limit % 1000 == 0 else 1)} km" for limit in (near, acceptable)]
    if math.isnan(near) or math.isnan(acceptable):
        return None
    unit = "s" if quantity is Quantity.TIME and found.time_s is not None else "m"
    held = [one for name in (NEAR, ACCEPTABLE) if (one := norms.norm(name, kind, unit)) is not None]
    reach = Reach(values <= near, values <= acceptable, *limits)
    if not any(one.confirmed for one in held):
        return reach
    told = " en ".join(f"{one.name} is {one.standing}" for one in held)
    return replace(reach, standing=f"Werknormen: {told}")


def reach_told(country: Country, kind: Kind, reach: Reach) -> str:
    """Write how many residents live within the norms of a site, with what the colours mean."""
    one, weight = measure("leerlingen"), country.pupils(kind.age)
    rows = (
        ("thuisnabij", REACH[0], reach.near_limit, float(weight[reach.near].sum())),
        ("acceptabel", REACH[1], reach.acceptable_limit, float(weight[reach.acceptable].sum())),
    )
    told = "".join(
        f'<span><i style="width:.9rem;height:.9rem;background:{colour}"></i>'
        f"{escape(f'{name} (tot en met {limit}): {figure(one, residents)} inwoners')}</span>"
        for name, colour, limit, residents in rows
    )
    return f'<div class="dk-legend">{told}</div>' + markup.small(
        f"Inwoners {AGES[kind.age]} (geschat) in de postcodegebieden van waar deze vestiging binnen de "
        "werknorm ligt, in welk swv ook; wie thuisnabij woont, telt bij acceptabel mee. "
        f"{capital(distances_told(country.model))}. "
        f"{reach.standing}; wie er woont, gaat er niet vanzelf heen."
    )
