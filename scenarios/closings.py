"""Where the pupils of all sites that a scenario closes most likely go, site by site and together.

Every site is followed as `scenarios.closing.closing` does; here they are summed. Further and
nearer stand apart, and nobody disappears: pupils without a known home, sites without a known
number and pupils for whom no site is left are each counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.distance import Progress
from model.actual import Interval
from scenarios.closing import Closing, closing
from scenarios.country import Country, Kind
from scenarios.flows import not_loaded
from scenarios.measures import Certainty
from scenarios.site_effects import STANDARD_RISE_M
from scenarios.study import Study

_RISE_KM: Final = STANDARD_RISE_M / 1000
_COUNTS: Final = ("leerlingen", "laag", "hoog")
_ASSUMED: Final = (
    "Aangenomen: de leerlingen komen uit de postcodes waarvoor hun vestiging de dichtstbijzijnde was, naar "
    "rato van inwoners (was zij dat voor geen enkele: uit haar eigen postcode), en gaan naar de "
    "dichtstbijzijnde die overblijft."
)


@dataclass(frozen=True, slots=True, eq=False)
class Closings:
    """What most likely becomes of the pupils of one kind whose sites a scenario closes.

    Attributes
    ----------
    kind
        The kind that is no longer offered there.
    sites
        One row per closed site, most pupils first: ``vestigingscode, naam, leerlingen, laag, hoog``
        (NaN: unknown), ``zonder_woonplaats`` (of whom no usable home is known), ``voor_km, na_km``
        (means of those who go somewhere), ``naar, naar_naam, naar_leerlingen`` (where most of them go)
        and ``plekken`` (how many sites they go to).
    towards
        One row per site that they go to, most pupils first: ``naar, naar_naam, leerlingen, laag,
        hoog, voor_km, na_km``.
    pupils
        Together, those without a known home too.
    unknown
        Those of whom no usable home is known: they go nowhere in these tables.
    figures
        ``verder`` and ``dichterbij`` (pupils for whom it is more than 1 km, each with its mean
        ``_km``), ``gelijk`` (pupils within 1 km) and ``geen_over`` (pupils for whom none is left).
    silent
        Closed sites of which nobody knows the number of pupils.
    new
        Closed sites that a scenario had opened itself: nobody counted pupils there.
    source, certainty, notes
        Sources with their peildatum; always gemodelleerd; Dutch sentences on what it rests on.
    """

    kind: Kind
    sites: pd.DataFrame
    towards: pd.DataFrame
    pupils: Interval
    unknown: Interval
    figures: dict[str, float]
    silent: int
    new: int
    source: str
    notes: tuple[str, ...]
    certainty: str = Certainty.MODELLED.value


def closed_offers(study: Study, before: str, after: str) -> dict[str, tuple[str, ...]]:
    """Find which sites no longer offer a kind: codes per kind, sorted; no kinds without any."""
    was, now = (_offered(study.country_of(name)) for name in (before, after))
    gone = sorted(was - now)
    found = {
        kind.code: tuple(code for code, offered in gone if offered == kind.code)
        for kind in study.country.kinds
    }
    return {kind: codes for kind, codes in found.items() if codes}


def closings(study: Study, before: str, after: str, progress: Progress | None = None) -> tuple[Closings, ...]:
    """Follow the pupils of all sites that are closed from one arrangement to another, kind by kind.

    Parameters
    ----------
    before, after
        Ids of the arrangements; under the latter the sites are closed.
    progress
        Told of every site; may raise to stop the work.
    """
    gone = closed_offers(study, before, after)
    known = _offered(study.country)
    total, done, found = sum(map(len, gone.values())), 0, []
    for kind in (one for one in study.country.kinds if one.code in gone):
        followed = {}
        for code in gone[kind.code]:
            if (code, kind.code) in known:
                followed[code] = closing(study, after, code, kind.code)
            done += 1
            if progress is not None:
                progress(done, total)
        found.append(_together(study.country, kind, followed, len(gone[kind.code]) - len(followed)))
    return tuple(found)


def _offered(country: Country) -> set[tuple[str, str]]:
    """Codes of placed sites, each with a kind that it offers."""
    supply = country.supply
    codes = country.sites["vestigingscode"].to_numpy(dtype=object)[supply["site"].to_numpy(dtype=np.intp)]
    return set(zip(codes.tolist(), supply["kind"].tolist(), strict=True))


def _together(country: Country, kind: Kind, followed: dict[str, Closing], new: int) -> Closings:
    names = dict(zip(country.sites["vestigingscode"], country.sites.get("naam", ()), strict=False))
    rows = [_site_row(code, str(names.get(code, code)), one) for code, one in followed.items()]
    sites = pd.DataFrame(rows, columns=list(_SITE_COLUMNS))
    ordered = sites.sort_values(["leerlingen", "vestigingscode"], ascending=[False, True])
    counted = [one for one in followed.values() if not np.isnan(one.pupils.mid)]
    columns = ["naar", "naar_naam", *_COUNTS, "voor_km", "na_km"]
    cells = pd.concat([pd.DataFrame(columns=columns), *(one.cells[columns] for one in counted)])
    return Closings(
        kind,
        ordered.reset_index(drop=True),
        _towards(cells),
        _sum(one.pupils for one in counted),
        _sum(one.unknown for one in counted),
        _figures(cells),
        len(followed) - len(counted),
        new,
        "; ".join(dict.fromkeys(_source(one) for one in followed.values())),
        tuple(_notes(country, kind, list(followed.values()))),
    )


_SITE_COLUMNS: Final = (
    "vestigingscode",
    "naam",
    *_COUNTS,
    "zonder_woonplaats",
    "voor_km",
    "na_km",
    "naar",
    "naar_naam",
    "naar_leerlingen",
    "plekken",
)


def _site_row(code: str, name: str, one: Closing) -> dict[str, object]:
    towards = _towards(one.cells)
    going = towards[towards["naar"] != ""]
    most = going.iloc[0] if len(going) else {"naar": "", "naar_naam": "", "leerlingen": 0.0}
    weight = going["leerlingen"].to_numpy(dtype=np.float64)
    means = [
        float(np.average(going[column].to_numpy(dtype=np.float64), weights=weight))
        if weight.sum() > 0
        else float("nan")
        for column in ("voor_km", "na_km")
    ]
    counts = (one.pupils.mid, one.pupils.low, one.pupils.high, one.unknown.mid)
    to = (most["naar"], most["naar_naam"], most["leerlingen"], len(going))
    return dict(zip(_SITE_COLUMNS, (code, name, *counts, *means, *to), strict=True))


def _towards(cells: pd.DataFrame) -> pd.DataFrame:
    """Sum homes per site that pupils go to, with the mean way of those pupils."""
    weight = cells["leerlingen"].astype(np.float64)
    told = cells.assign(_voor=cells["voor_km"] * weight, _na=cells["na_km"] * weight)
    told[[*_COUNTS, "_voor", "_na"]] = told[[*_COUNTS, "_voor", "_na"]].astype(np.float64)
    sums = told.groupby(["naar", "naar_naam"], sort=False)[[*_COUNTS, "_voor", "_na"]].sum().reset_index()
    share = sums["leerlingen"].where(sums["leerlingen"] > 0)
    sums = sums.assign(voor_km=sums.pop("_voor") / share, na_km=sums.pop("_na") / share)
    return sums.sort_values(["leerlingen", "naar"], ascending=[False, True]).reset_index(drop=True)


def _figures(cells: pd.DataFrame) -> dict[str, float]:
    """Pupils for whom it becomes further and nearer, apart, and those for whom neither is so."""
    weight, before, after = (
        cells[name].to_numpy(dtype=np.float64) for name in ("leerlingen", "voor_km", "na_km")
    )
    told = np.isfinite(before) & np.isfinite(after)
    change = np.subtract(after, before, out=np.zeros(len(weight)), where=told)
    found = {}
    for name, who, sign in (("verder", change > _RISE_KM, 1), ("dichterbij", change < -_RISE_KM, -1)):
        pupils = float(weight[who].sum())
        found[name] = pupils
        found[f"{name}_km"] = float(sign * (change * weight)[who].sum() / pupils) if pupils else float("nan")
    found["gelijk"] = float(weight[told & (np.abs(change) <= _RISE_KM)].sum())
    found["geen_over"] = float(weight[~np.isfinite(after)].sum())
    return found


def _sum(parts: Iterable[Interval]) -> Interval:
    rows = [(one.low, one.mid, one.high) for one in parts]
    return (
        Interval(*(float(sum(column)) for column in zip(*rows, strict=True))) if rows else Interval(0, 0, 0)
    )


def _source(one: Closing) -> str:
    return f"{one.source}, peildatum {one.peildatum}" if one.peildatum else one.source


def _notes(country: Country, kind: Kind, followed: list[Closing]) -> Iterable[str]:
    """Say what it rests on: of one site as `closing` does, of more in general."""
    if len(followed) == 1:
        yield followed[0].note
        return
    yield from dict.fromkeys(one.note for one in followed if one.from_homes)
    assumed = [one for one in followed if not one.from_homes]
    if not assumed:
        return
    some = f"Voor {len(assumed)} van de {len(followed)} vestigingen: " if len(assumed) < len(followed) else ""
    yield some + _ASSUMED
    if shared := sum(not one.pupils.exact for one in assumed if not np.isnan(one.pupils.mid)):
        yield (
            f"Van {shared} van die vestigingen telt de bron de leerlingen samen met een andere soort: de "
            "middenschatting deelt ze, de marge gaat van geen tot alle."
        )
    if silent := not_loaded(country, kind.code):
        yield silent
