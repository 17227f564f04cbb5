"""How participation differs between swv's, before and after another indeling.

A larger swv averages what differs within it. So the spread between swv's falls by
arithmetic when swv's merge, without anything changing for a single pupil; both
directions of change are told apart, never netted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.demand import Spread, spread
from scenarios.assumptions import BEST, BY_HOME, BY_REGION, NATIONAL, Assumptions
from scenarios.counted import as_in_data, best_way, counted, nearest_area, participation_of
from scenarios.country import Country, Kind
from scenarios.enrolment import ESTIMATED
from scenarios.notation import UNKNOWN, number
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: A swv's participation differs from before once it is this much higher or lower: 0.1 percentage point.
NOTICEABLE: Final = 0.001

AVERAGED: Final = (
    "Een groter swv middelt verschillen uit: de spreiding tussen swv's daalt dan vanzelf, zonder dat er voor "
    "een leerling iets verandert. De verschillen tussen gemeenten blijven wat ze zijn."
)

INTERNAL: Final = (
    "Ook telt wie over een grens van nu naar school gaat in een groter swv vaker bij het swv waar hij woont: "
    "een deel van de spreiding van nu is grensverkeer, geen verschil in deelname."
)


@dataclass(frozen=True, slots=True, eq=False)
class ParticipationSpread:
    """Participation in a kind per swv, under two arrangements.

    Attributes
    ----------
    kind
        Its code.
    table
        Per arrangement and swv: ``scenario, swv, naam, inwoners`` (residents of the age),
        ``leerlingen, deelname, laag, hoog`` (participation and its interval, from 0; above 1 where more
        pupils are at sites than live there).
    before, after
        The spread between swv's; None where it cannot be told.
    before_margin, after_margin
        That of the low and of the high estimates: bounds of means and quantiles, not of deviations.
    higher, lower
        Residents whose swv has a participation at least `NOTICEABLE` above, and below, that of
        their former swv; NaN where it cannot be told.
    reading
        Dutch: how to read it, or why it cannot be told.
    notes
        Dutch sentences about this kind alone.
    label, source, certainty
        How participation was counted; the sources with their peildatum; *geschat*.
    """

    kind: str
    table: pd.DataFrame
    before: Spread | None
    after: Spread | None
    higher: float
    lower: float
    reading: str
    label: str
    source: str
    notes: tuple[str, ...] = ()
    before_margin: tuple[Spread, Spread] | None = None
    after_margin: tuple[Spread, Spread] | None = None
    certainty: str = ESTIMATED


def participation_spread(
    study: Study, base: str, name: str, kind: Kind, assumptions: Assumptions
) -> ParticipationSpread:
    """Compare participation between swv's under two arrangements.

    Counted `BY_REGION`, the pupils at the sites in a swv are held against its residents,
    with an interval for whoever crosses its border; `BY_HOME`, pupils by home per gemeente;
    `BEST` is the latter where homes are loaded, else the former.
    With national participation, or the user's own, all swv's are equal by construction.

    Parameters
    ----------
    base, name
        Ids of the arrangement before and after.

    Raises
    ------
    UncountableError
        If participation cannot be counted as asked.
    """
    country = as_in_data(study.country)
    own, region = assumptions.rate(kind.code), assumptions.region
    if region == BEST:
        # a swv without sites is told as such: here nobody's number is estimated from it
        region = BY_HOME if best_way(country, kind)[0] == BY_HOME else BY_REGION
    found = counted(country, kind.code, NATIONAL if own is not None else region)
    if own is not None or region == NATIONAL:
        why = "eigen deelname" if own is not None else "landelijke deelname"
        reading = (
            f"{UNKNOWN}: met {why} is de deelname in elk swv per definitie gelijk; kies deelname geteld per "
            f"{BY_REGION} of naar {BY_HOME}"
        )
        nan = float("nan")
        return ParticipationSpread(
            kind.code, _empty(), None, None, nan, nan, reading, found.label, found.source
        )
    areas = [_areas(study, one, kind) for one in (base, name)]
    parts = [_rates(country, kind, region, area) for area in areas]
    weight = country.pupils(kind.age)
    tables = [
        _table(one, area, rates, weight) for one, area, rates in zip((base, name), areas, parts, strict=True)
    ]
    first, then = (
        np.where(area.number >= 0, np.append(rates[0], np.nan)[area.number], np.nan)
        for area, rates in zip(areas, parts, strict=True)
    )
    change = np.nan_to_num(then - first)
    (before, *before_margin), (after, *after_margin) = (
        [spread(one[name].to_numpy(), one["inwoners"].to_numpy()) for name in ("deelname", "laag", "hoog")]
        for one in tables
    )
    label = found.label if region == BY_HOME else _AT_SITES
    return ParticipationSpread(
        kind.code,
        pd.concat(tables, ignore_index=True),
        before,
        after,
        float(weight[change >= NOTICEABLE].sum()),
        float(weight[change <= -NOTICEABLE].sum()),
        AVERAGED if region == BY_HOME else f"{AVERAGED} {INTERNAL}",
        label,
        found.source,
        tuple(_crowded(tables)),
        (before_margin[0], before_margin[1]),
        (after_margin[0], after_margin[1]),
    )


def _crowded(tables: list[pd.DataFrame]) -> Iterable[str]:
    """Name the swv's at whose sites as many pupils are as residents live there, or more."""
    for table, when in zip(tables, ("ervoor", "erna"), strict=True):
        full = table[table["deelname"] >= 1].sort_values("deelname", ascending=False)
        if len(full):
            named = [
                f"{name} ({number(100 * rate)}%)"
                for name, rate in zip(full["naam"], full["deelname"], strict=True)
            ]
            yield (
                f"Evenveel of meer leerlingen op vestigingen dan inwoners van de leeftijd ({when}): "
                f"{', '.join(named)}. Daar komen leerlingen van elders; het cijfer telt mee zoals het is."
            )


_AT_SITES: Final = (
    "deelname per swv geteld: leerlingen op de vestigingen in het swv op de inwoners daar; wie over de grens "
    "naar school gaat is niet bekend en zit in de marge"
)
_COLUMNS: Final = ("scenario", "swv", "naam", "inwoners", "leerlingen", "deelname", "laag", "hoog")


@dataclass(frozen=True, slots=True, eq=False)
class _Areas:
    """The swv's of one arrangement that serve a kind: codes, names, and that of each point (-1 none)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    number: Int


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in _COLUMNS})


def _areas(study: Study, name: str, kind: Kind) -> _Areas:
    layer = study.arrangement(name).layer(kind.layer)
    codes = layer.codes
    return _Areas(codes, tuple(layer.label(code) for code in codes), layer.numbers_of_points())


def _rates(country: Country, kind: Kind, region: str, areas: _Areas) -> tuple[Float, Float, Float]:
    """Participation per swv: estimate, low and high."""
    n_areas = len(areas.codes)
    if region == BY_REGION:
        nearest = nearest_area(country, kind, areas.number, n_areas)
        found = participation_of(country, kind, areas.number, nearest, n_areas)
        return found.rate, found.low, found.high
    homes = counted(country, kind.code, region)
    weight = country.pupils(kind.age)
    inside = areas.number >= 0
    residents = np.bincount(areas.number[inside], weights=weight[inside], minlength=n_areas)
    rates = []
    for rate in (homes.rate, homes.low, homes.high):
        pupils = np.bincount(areas.number[inside], weights=(weight * rate)[inside], minlength=n_areas)
        rates.append(np.divide(pupils, residents, out=np.full(n_areas, np.nan), where=residents > 0))
    return rates[0], rates[1], rates[2]


def _table(name: str, areas: _Areas, rates: tuple[Float, Float, Float], weight: Float) -> pd.DataFrame:
    inside = areas.number >= 0
    residents = np.bincount(areas.number[inside], weights=weight[inside], minlength=len(areas.codes))
    rate, low, high = rates
    return pd.DataFrame(
        {
            "scenario": name,
            "swv": areas.codes,
            "naam": areas.names,
            "inwoners": residents,
            "leerlingen": np.nan_to_num(rate) * residents,
            "deelname": rate,
            "laag": low,
            "hoog": high,
        }
    )
