"""Feitelijke afstand: what pupils really travel, by kind and area, with its interval, source and certainty.

The only figures that may be called *reisafstand*. They need DUO's pupils per site
and home PC4; without those each says what to bring. Areas are where pupils live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import Progress
from model.actual import Actual, Counts, Interval, actual, mean_interval
from scenarios.closing import Closing, closing, where_pupils_go
from scenarios.country import Country, Kind
from scenarios.flows import (
    Travelled,
    counts_of,
    flows_of,
    home_rows,
    not_loaded,
    points_of,
    source_of,
    travelled,
)
from scenarios.measures import Certainty
from scenarios.study import Study

__all__ = [
    "COLUMNS",
    "LEVELS",
    "MEASURES",
    "Closing",
    "actual_travel",
    "closing",
    "counts_by_home",
    "home_note",
    "not_loaded",
    "pupils_by_home",
    "where_pupils_go",
]

Labels = NDArray[np.object_]

#: For what areas figures are given.
LEVELS: Final = ("land", "jeugdregio", "swv", "gemeente")
#: Code, title, unit and how many of the model's units make one of these.
MEASURES: Final[tuple[tuple[str, str, str, float], ...]] = (
    ("feitelijk_leerlingen", "leerlingen met bekende woonpostcode", "leerlingen", 1.0),
    ("feitelijk_gemiddeld", "reisafstand, gemiddeld", "km", 1000.0),
    ("feitelijk_mediaan", "reisafstand, middelste leerling", "km", 1000.0),
    ("feitelijk_p90", "reisafstand waar 90% onder blijft", "km", 1000.0),
    (
        "feitelijk_dichtstbij_km",
        "dichtstbijzijnde vestiging van dezelfde leerlingen, gemiddeld",
        "km",
        1000.0,
    ),
    ("feitelijk_dichtstbij", "aandeel dat naar de dichtstbijzijnde vestiging gaat", "%", 0.01),
    ("feitelijk_onbereikbaar", "leerlingen die hun vestiging niet kunnen bereiken", "leerlingen", 1.0),
)
COLUMNS: Final = (
    "niveau",
    "gebied",
    "naam",
    "soort",
    "maat",
    "titel",
    "eenheid",
    "laag",
    "waarde",
    "hoog",
    "zekerheid",
    "zekerheid_aantallen",
    "bron",
    "peildatum",
    "toelichting",
)


def actual_travel(
    study: Study,
    name: str,
    levels: Sequence[str] = ("land",),
    kinds: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Tell what pupils really travel under a scenario.

    Parameters
    ----------
    study
        With its country and distance model.
    name
        Id of the scenario. Regrouping leaves the figures as they are; whose site is
        closed goes where `scenarios.flows.travelled` sends them.
    levels
        Of `LEVELS`.
    kinds
        Codes; all by default.
    progress
        Called as ``progress(done, total)`` while sites are searched, per kind.

    Returns
    -------
    `COLUMNS`; one row per level, area, kind and measure: at least, in the middle, at
    most. `zekerheid` is that of the figure, `zekerheid_aantallen` that of the pupils in it.
    A kind that nobody brought has one row at level land, without figures, whose
    ``toelichting`` says what to bring. Areas without pupils of the kind have no row.
    """
    wanted = [kind for kind in study.country.kinds if kinds is None or kind.code in kinds]
    rows = [row for kind in wanted for row in _kind_rows(study, name, kind, levels, progress)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _kind_rows(
    study: Study, name: str, kind: Kind, levels: Sequence[str], progress: Progress | None
) -> Iterator[dict[str, Any]]:
    found = travelled(study, name, kind.code, progress)
    if found is None:
        yield _silent(study.country, kind)
        return
    country = study.country_of(name)
    source, peildatum = source_of(study.country, kind.code)
    free = study.free_m if country is study.country else study.distances(name).free_m
    nearest = free[country.situation.kinds.index(kind.code)]
    note = home_note(study.country, kind.code)
    for level in levels:
        for code, label, cells in _areas(study, name, kind, level, found):
            part = found.counts.where(cells)
            travelled_m, near_m = found.distance_m[cells], nearest[found.point[cells]]
            figures = actual(travelled_m, near_m, part)
            reached = np.isfinite(travelled_m)
            at_best = mean_interval(near_m[reached], part.where(reached))
            modelled = bool((found.modelled[cells] & (part.high > 0)).any())
            head = {"niveau": level, "gebied": code, "naam": label, "soort": kind.code}
            tail = {"bron": source, "peildatum": peildatum, "toelichting": note if level == "land" else ""}
            for row in _figures(figures, at_best, country.model.certainty, modelled=modelled):
                yield {**head, **row, **tail}


def _silent(country: Country, kind: Kind) -> dict[str, Any]:
    """Row of a kind that nobody brought pupils by home of."""
    code, title, unit, _ = MEASURES[1]
    nothing = dict.fromkeys(("laag", "waarde", "hoog"), np.nan)
    text = not_loaded(country, kind.code) or (
        f"Alle leerlingen {kind.code} met een woonpostcode gaan naar vestigingen die de instellingen apart "
        "zetten."
    )
    head = {"niveau": "land", "gebied": "NL", "naam": "Nederland", "soort": kind.code}
    told = {"maat": code, "titel": title, "eenheid": unit, "zekerheid": "niet te bepalen"}
    return {
        **head,
        **told,
        **nothing,
        "zekerheid_aantallen": "",
        "bron": "",
        "peildatum": "",
        "toelichting": text,
    }


def _areas(
    study: Study, name: str, kind: Kind, level: str, found: Travelled
) -> Iterator[tuple[str, str, NDArray[np.intp]]]:
    """Areas where pupils live: code, name and their cells."""
    country = study.country
    if level == "land":
        yield "NL", "Nederland", np.arange(len(found.point))
        return
    if level == "swv":
        layer = study.arrangement(name).layer(kind.layer)
        labels, names = layer.of_points(), dict(layer.names)
    elif level == "jeugdregio":
        labels, names = country.region_of_point("jeugdregio"), country.region_names
    elif level == "gemeente":
        labels, names = country.gemeente_of_point, country.gemeente_names
    else:
        raise ValueError(f"no level {level!r}")
    of_cell = labels[found.point].astype(str)
    order = np.argsort(of_cell, kind="stable")
    codes, start = np.unique(of_cell[order], return_index=True)
    for code, cells in zip(codes.tolist(), np.split(order, start[1:]), strict=True):
        if code:
            yield code, names.get(code, code), cells


def _figures(found: Actual, at_best: Interval, certainty: str, *, modelled: bool) -> Iterator[dict[str, Any]]:
    counted = (Certainty.MODELLED if modelled else Certainty.COUNTED).value
    values: tuple[Interval, ...] = (
        found.pupils,
        found.mean_m,
        found.median_m,
        found.p90_m,
        at_best,
        found.to_nearest,
        found.unreachable,
    )
    for (code, title, unit, scale), value in zip(MEASURES, values, strict=True):
        over_distances = code != "feitelijk_leerlingen"
        yield {
            "maat": code,
            "titel": title,
            "eenheid": unit,
            "laag": value.low / scale,
            "waarde": value.mid / scale,
            "hoog": value.high / scale,
            "zekerheid": _least_certain(certainty, counted) if over_distances else counted,
            "zekerheid_aantallen": counted,
        }


def _least_certain(one: str, other: str) -> str:
    """Certainty of what rests on two things: that of the less certain.

    Examples
    --------
    >>> _least_certain("geschat", "gemeten"), _least_certain("gemeten", "gemodelleerd")
    ('geschat', 'gemodelleerd')
    """
    order = [Certainty.COUNTED.value, Certainty.ESTIMATED.value, Certainty.MODELLED.value]
    return max(one, other, key=lambda word: order.index(word) if word in order else -1)


def home_note(country: Country, kind: str) -> str:
    """Say in Dutch which pupils of a kind are in no figure, or only as an interval; empty if all are in."""
    if (flows := flows_of(country, kind)) is None:
        return not_loaded(country, kind)
    parts = [
        f"{_spoken(pupils)} leerlingen {what}"
        for pupils, what in (
            (flows.unknown, "zonder bekende woonpostcode tellen niet mee"),
            (flows.unplaced, "van vestigingen die niet te plaatsen zijn of apart staan tellen niet mee"),
        )
        if pupils.high > 0
    ]
    if flows.shared > 0:
        parts.append(
            f"{flows.shared:.0f} leerlingen zijn samen met een andere soort geteld: zij maken het interval "
            "breder, en de middenschatting deelt ze naar de landelijke verhouding"
        )
    return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "." if parts else ""


def _spoken(pupils: Interval) -> str:
    return f"{pupils.low:.0f}" if pupils.exact else f"{pupils.low:.0f} tot {pupils.high:.0f}"


def counts_by_home(country: Country, kind: str) -> Counts | None:
    """Pupils of a kind per demand point where they live, shape ``(n_points,)``; None if nobody brought them.

    Of all sites that count under the settings, placed or not; pupils without a known home are in none.
    """
    rows = home_rows(country, kind)
    if rows.empty:
        return None
    point, counts = points_of(country, rows), counts_of(rows)
    known = point >= 0
    sums = [
        np.bincount(point[known], weights=values[known], minlength=len(country.points)).astype(np.float64)
        for values in (counts.low, counts.mid, counts.high)
    ]
    return Counts(*sums)


def pupils_by_home(country: Country, kind: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Least and greatest number of pupils of a kind per demand point; None if nobody brought them."""
    counts = counts_by_home(country, kind)
    if counts is None:
        return None
    return np.asarray(counts.low, dtype=np.float64), np.asarray(counts.high, dtype=np.float64)
