"""``dekkend route`` and ``bereik``: why a distance is what it is."""

from __future__ import annotations

import json
from typing import Annotated, Any

import numpy as np
import typer

from cli.compare import OtherData, open_under, resolve
from cli.options import AsJson, Data, Detour, Intrazonal, Network, ReformedApart, TravelMode, err, out
from geo.crs import to_wgs84
from geo.errors import InputError, UnknownNameError
from geo.network import Quantity
from scenarios.country import Country
from scenarios.journey import Journey, journey, within_norm
from scenarios.notation import number
from scenarios.places import search, the_one
from scenarios.settings import MODELNET
from scenarios.study import Study

_WAY = {Quantity.DISTANCE: "kortste", Quantity.TIME: "snelste"}
_KIND = typer.Option("--kind", help="Soort voorziening (bo, sbo, so, vso, pro, vo, of een eigen soort).")
_FASTEST = typer.Option("--snelste", help="Zoek de snelste in plaats van de kortste weg.")
_SCENARIO = typer.Option(
    "--scenario",
    help="Indeling waarin alleen voorzieningen van het eigen swv tellen; zonder keuze tellen alle.",
    show_default=False,
)


def route(
    van: Annotated[
        str, typer.Argument(help="Postcode (PC4) of plaats: 1601, Enkhuizen.", show_default=False)
    ],
    kind: Annotated[str, _KIND] = "so",
    scenario: Annotated[str, _SCENARIO] = "",
    snelste: Annotated[bool, _FASTEST] = False,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Toon de weg van een postcodegebied naar de dichtstbijzijnde voorziening van een soort."""
    names = [scenario] if scenario else []
    study = open_under(
        data,
        names,
        network=netwerk,
        mode=modus,
        detour=omweg,
        intrazonal=intrazonaal,
        reformed=reformatorisch,
    )
    _require_kind(study, kind)
    under = resolve(study, scenario, other_data=andere_gegevens) if scenario else ""
    if under:
        study = study.seen_by(under)  # a scenario may have other sites
    point = _point_of(study, van)
    quantity = Quantity.TIME if snelste else Quantity.DISTANCE
    _require_times(study, quantity)
    found = journey(study, point, kind, arrangement=under, quantity=quantity)
    if as_json:
        out.print_json(json.dumps(_route_json(study, point, kind, found), ensure_ascii=False))
        return
    for line in _route_lines(study, point, kind, found, under):
        out.print(line, soft_wrap=True)


def bereik(
    vestiging: Annotated[
        str,
        typer.Argument(help="Code van een vestiging, of een PC4 met een vestiging.", show_default=False),
    ],
    kind: Annotated[str, _KIND] = "so",
    norm: Annotated[
        str, typer.Option("--norm", help="thuisnabij of acceptabel (werknormen).")
    ] = "acceptabel",
    tijd: Annotated[
        bool, typer.Option("--tijd", help="Neem de norm in minuten, niet in kilometers.")
    ] = False,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    as_json: AsJson = False,
) -> None:
    """Toon van welke postcodegebieden een vestiging binnen de werknorm ligt."""
    study = open_under(
        data,
        [],
        network=netwerk,
        mode=modus,
        detour=omweg,
        intrazonal=intrazonaal,
        reformed=reformatorisch,
    )
    _require_kind(study, kind)
    if norm not in {"thuisnabij", "acceptabel"}:
        raise InputError("--norm", [f"gevonden '{norm}', verwacht thuisnabij of acceptabel"])
    quantity = Quantity.TIME if tijd else Quantity.DISTANCE
    _require_times(study, quantity)
    site = _site_of(study, vestiging, kind)
    limit = _norm(study, norm, kind, "s" if tijd else "m")
    near = within_norm(study, site, limit, quantity)
    country = study.country
    age = next(one.age for one in country.kinds if one.code == kind)
    told: dict[str, Any] = {
        "vestiging": str(country.sites["vestigingscode"].iloc[site]),
        "norm": f"{norm} ({number(limit / 60, 0)} min)" if tijd else f"{norm} ({number(limit / 1000, 1)} km)",
        "pc4": country.points["pc4"].to_numpy(dtype=str)[near].tolist(),
        "inwoners_geschat": round(float(country.pupils(age)[near].sum()), -1),
        "afstanden": study.country.model.label,
        "aard": study.country.model.certainty,
    }
    if as_json:
        out.print_json(json.dumps(told, ensure_ascii=False))
        return
    out.print(f"Vestiging {told['vestiging']} ({kind}), werknorm {told['norm']}", soft_wrap=True)
    out.print(
        f"Binnen de norm: {near.sum()} postcodegebieden met {number(told['inwoners_geschat'], 0)} inwoners "
        f"van de leeftijd (geschat): {', '.join(told['pc4'])}",
        soft_wrap=True,
    )
    out.print(_account(country), soft_wrap=True)


def _norm(study: Study, name: str, kind: str, unit: str) -> float:
    """Value of a norm; a kind that a user made may have none."""
    if (found := study.norms.norm(name, kind, unit)) is None:
        what = "minuten" if unit == "s" else "kilometers"
        fault = f"voor {kind} is er geen norm in {what}; geef er een in het bestand waar de soort uit komt"
        raise InputError(f"--norm {name}", [fault])
    return found.value


def _require_kind(study: Study, kind: str) -> None:
    known = [one.code for one in study.country.kinds]
    if kind not in known:
        raise UnknownNameError(f"onbekende soort '{kind}'; kies uit {', '.join(known)}")


def _require_times(study: Study, quantity: Quantity) -> None:
    if quantity is Quantity.TIME and not study.country.model.has_times:
        fault = "hemelsbreed kent geen reistijden; kies modelnet of een ingelezen netwerk"
        raise InputError("--netwerk hemelsbreed", [fault])


def _point_of(study: Study, text: str) -> int:
    """Demand point that a postcode or a place means: of a place the one with most residents."""
    country = study.country
    place = the_one(search(country, text, []), text)
    point = country.most_residents(place.points)
    if len(place.points) > 1:
        pc4 = country.points["pc4"].iloc[point]
        err.print(f"{place.label}: vanaf PC4 {pc4}, waar de meeste inwoners zijn", soft_wrap=True)
    return point


def _site_of(study: Study, text: str, kind: str) -> int:
    country, situation = study.country, study.country.situation
    offering = situation.offer_site[situation.offer_kind == situation.kinds.index(kind)]
    sites = country.sites
    fits = (sites["vestigingscode"] == text) | (sites["pc4"] == text)
    found = np.intersect1d(np.flatnonzero(fits), offering)
    if not found.size:
        raise UnknownNameError(f"geen vestiging {kind} met code of PC4 '{text}' in deze gegevensset")
    if found.size > 1:
        others = ", ".join(sites["vestigingscode"].iloc[found[1:]])
        err.print(f"Let op: in PC4 {text} staan er meer; ook: {others}", soft_wrap=True)
    return int(found[0])


def _account(country: Country, certainty: str = "") -> str:
    model = country.model
    told = f"Afstanden: {model.label}, {certainty or model.certainty} ({model.source})."
    return f"{told} Vanaf het punt van het postcodegebied."


def _route_lines(study: Study, point: int, kind: str, found: Journey | None, under: str) -> list[str]:
    country = study.country
    pc4 = country.points["pc4"].iloc[point]
    among = f"in het eigen swv ({study.titles[under]})" if under else "waar ook (grenzen genegeerd)"
    if found is None:
        return [f"Vanaf PC4 {pc4} is geen vestiging {kind} te bereiken, {among}.", _account(country)]
    site = country.sites.iloc[found.site]
    lines = [
        f"Vanaf PC4 {pc4} naar {site['vestigingscode']} in PC4 {site['pc4']} ({kind}), {among}",
        f"Afstand: {number(found.distance_m / 1000, 1)} km",
    ]
    if found.time_s is not None:
        minutes = number(found.time_s / 60, 0)
        way = f"langs de {_WAY[found.route.quantity]} weg, " if found.route is not None else ""
        lines.append(f"Duur: {minutes} {'minuut' if minutes == '1' else 'minuten'}, {way}zonder files")
    if found.route is not None and found.route.within_area:
        lines.append("Binnen het eigen postcodegebied: geschat, geen weg")
    elif found.route is not None:
        if country.settings.network != MODELNET:
            lines.append(f"Naar en van het wegennet, recht gemeten: {number(found.route.beside_m, 0)} m")
        if found.route.crossings:
            lines.append(f"Via: {', '.join(found.route.crossings)}")
    straight = _straight_m(country, found)
    if straight > 0:
        lines.append(
            f"Hemelsbreed: {number(straight / 1000, 1)} km; omweg × {number(found.distance_m / straight, 2)}"
        )
    return [*lines, _account(country, "geschat" if _is_estimate(found) else "")]


def _is_estimate(found: Journey) -> bool:
    """Whether the way lies within the home's own PC4, where no road is known."""
    return found.route is not None and found.route.within_area


def _straight_m(country: Country, found: Journey) -> float:
    homes, sites = country.situation.homes, country.situation.sites
    return float(
        np.hypot(
            homes.easting[found.point] - sites.easting[found.site],
            homes.northing[found.point] - sites.northing[found.site],
        )
    )


def _route_json(study: Study, point: int, kind: str, found: Journey | None) -> dict[str, Any]:
    country = study.country
    told: dict[str, Any] = {
        "pc4": str(country.points["pc4"].iloc[point]),
        "soort": kind,
        "afstanden": country.model.label,
        "aard": country.model.certainty,
        "bron": country.model.source,
    }
    if found is None:
        return told | {"vestiging": None}
    told |= {
        "vestiging": str(country.sites["vestigingscode"].iloc[found.site]),
        "afstand_m": round(found.distance_m),
        "duur_s": None if found.time_s is None else round(found.time_s),
        "hemelsbreed_m": round(_straight_m(country, found)),
        "binnen_eigen_pc4": _is_estimate(found),
    }
    if _is_estimate(found):
        told["aard"] = "geschat"
    if found.route is not None:
        lon, lat = to_wgs84(found.route.line[:, 0], found.route.line[:, 1])
        told |= {
            "soort_weg": _WAY[found.route.quantity],
            "via": list(found.route.crossings),
            "lijn": [[round(float(x), 5), round(float(y), 5)] for x, y in zip(lon, lat, strict=True)],
        }
    return told
