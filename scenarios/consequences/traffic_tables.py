"""Grensverkeer as tables: between pairs of areas, per area, and as a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.actual import Counts, Interval
from model.traffic import share
from scenarios.consequences.traffic import (
    VERDICTS,
    AreaLevel,
    Areas,
    Traffic,
    TrafficChange,
    Verdict,
    gemeente_areas,
)
from scenarios.consequences.traffic_streams import Stream

__all__ = ["area_table", "borders", "matrix", "members", "pair_table", "written_out"]

Int = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Columns of `pair_table`.
PAIR_COLUMNS: Final = (
    "soort",
    "van_voor",
    "naar_voor",
    "van_na",
    "naar_na",
    "van_voor_naam",
    "naar_voor_naam",
    "van_na_naam",
    "naar_na_naam",
    "oordeel",
    "laag",
    "midden",
    "hoog",
)
_ENDS: Final = ("van_voor", "naar_voor", "van_na", "naar_na")
_PARTS: Final = ("laag", "midden", "hoog")


def pair_table(change: TrafficChange, level: AreaLevel) -> pd.DataFrame:
    """List who goes from where to where, before and after, and what becomes of them.

    Parameters
    ----------
    change
        Of one kind, or of more: then each kind has rows of its own.
    level
        Swv's; or gemeenten, between which `oordeel` still is about the borders of swv's.

    Returns
    -------
    `PAIR_COLUMNS`: pupils at least, in the middle (NaN where it is open) and at most, per kind,
    pair of areas before, pair of areas after and verdict. Empty codes: no place. Most pupils first.

    Raises
    ------
    ValueError
        If the source does not tell of gemeenten.
    """
    _require_places(change, level)
    sides = _sides(change, level)
    rows = [row for stream in change.streams for row in _pair_rows(change, stream, sides)]
    table = pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
    return table.sort_values("hoog", ascending=False, kind="stable").reset_index(drop=True)


def _sides(change: TrafficChange, level: AreaLevel) -> tuple[Areas, Areas]:
    if level is AreaLevel.SWV:
        return change.swv_before, change.swv_after
    places = gemeente_areas(change.study.country)
    return places, places


def _pair_rows(
    change: TrafficChange, stream: Stream, sides: tuple[Areas, Areas]
) -> Iterator[dict[str, object]]:
    before, after = sides
    ends = [
        before.at(stream.kind, stream.home),
        before.at(stream.kind, stream.before),
        after.at(stream.kind, stream.home),
        after.at(stream.kind, stream.after),
    ]
    verdict = change.verdict_of(stream)
    told = np.where(verdict >= 0, 0, -1)
    key = verdict.astype(np.int64)
    for end, areas in zip(ends, (before, before, after, after), strict=True):
        key = key * (len(areas) + 1) + end + 1
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    sums = stream.options.sums(np.where(told < 0, -1, group).astype(np.intp), len(first))
    for number in np.flatnonzero(sums.high > 0):
        at = int(first[number])
        row: dict[str, object] = {"soort": stream.kind.code, "oordeel": VERDICTS[verdict[at]].value}
        for name, end, areas in zip(_ENDS, ends, (before, before, after, after), strict=True):
            place = int(end[at])
            row[name] = areas.codes[place] if place >= 0 else ""
            row[f"{name}_naam"] = areas.names[place] if place >= 0 else ""
        yield row | dict(zip(_PARTS, (sums.low[number], sums.mid[number], sums.high[number]), strict=True))


def borders(
    change: TrafficChange,
    level: AreaLevel,
    verdicts: Collection[Verdict],
    *,
    after: bool = True,
    touching: str = "",
) -> pd.DataFrame:
    """Sum border traffic with some verdicts from area to area, of all kinds together.

    Parameters
    ----------
    change
        Of one kind, or of more.
    level
        Swv's or gemeenten.
    verdicts
        Which pupils count, of those who cross a swv border.
    after
        Whether the border, the areas and where pupils go are those after; else those before.
    touching
        Code of a swv (before or after) or a gemeente: only pupils who live or go to school there.

    Returns
    -------
    Columns ``van, naar, van_naam, naar_naam, laag, midden, hoog``, most pupils first.

    Raises
    ------
    ValueError
        If the source does not tell of gemeenten.
    """
    _require_places(change, level)
    areas = _sides(change, level)[int(after)]
    size = len(areas)
    wanted = [VERDICTS.index(one) for one in verdicts]
    side = change.after if after else change.before
    sums = _none(size * size)
    for stream, seen in zip(change.streams, side.streams, strict=True):
        home, site = areas.at(stream.kind, stream.home), areas.at(stream.kind, seen.after)
        home_swv, site_swv = side.ends(seen)
        chosen = np.isin(change.verdict_of(stream), wanted) & (home_swv != site_swv)
        if touching:
            chosen &= _touches(change, stream, touching)
        group = np.where(chosen, home * size + site, -1).astype(np.intp)
        sums = _added(sums, stream.options.sums(group, size * size))
    return _pair_frame(sums, areas)


def matrix(one: Traffic, level: AreaLevel) -> pd.DataFrame:
    """Sum all pupils from the area of their home to that of their school, of all kinds together.

    Returns
    -------
    Columns ``van, naar, van_naam, naar_naam, laag, midden, hoog``, most pupils first; also who
    stays where they live. Without who finds no place.

    Raises
    ------
    ValueError
        If the source does not tell of gemeenten.
    """
    areas = one.swv
    if level is AreaLevel.GEMEENTE:
        if not all(stream.source.tells_places for stream in one.streams):
            raise ValueError("no gemeenten are known")
        areas = gemeente_areas(one.study.country)
    size = len(areas)
    sums = _none(size * size)
    for stream in one.streams:
        there = one.ends(stream)[0] >= 0
        home, site = areas.at(stream.kind, stream.home), areas.at(stream.kind, stream.after)
        group = np.where(there, home * size + site, -1).astype(np.intp)
        sums = _added(sums, stream.options.sums(group, size * size))
    return _pair_frame(sums, areas)


def _pair_frame(sums: Counts, areas: Areas) -> pd.DataFrame:
    """Write sums per pair of areas as a table of those that anybody goes between."""
    there = np.flatnonzero(sums.high > 0)
    van, naar = np.divmod(there, max(len(areas), 1))
    codes, names = np.array(areas.codes, dtype=object), np.array(areas.names, dtype=object)
    table = pd.DataFrame(
        {
            "van": codes[van],
            "naar": codes[naar],
            "van_naam": names[van],
            "naar_naam": names[naar],
            "laag": sums.low[there],
            "midden": sums.mid[there],
            "hoog": sums.high[there],
        }
    )
    return table.sort_values(["hoog", "van", "naar"], ascending=[False, True, True]).reset_index(drop=True)


def _touches(change: TrafficChange, stream: Stream, code: str) -> Mask:
    """Whether pupils live or go to school in a swv (before or after) or a gemeente."""
    found = np.zeros(len(stream.home), dtype=bool)
    sides = [change.swv_before, change.swv_after]
    if change.source.tells_places:
        sides.append(gemeente_areas(change.study.country))
    for areas, sites in zip(sides, (stream.before, stream.after, stream.after), strict=False):
        if (number := areas.number(code)) >= 0:
            found |= areas.at(stream.kind, stream.home) == number
            found |= areas.at(stream.kind, sites) == number
    return found


def members(change: TrafficChange, level: AreaLevel, code: str) -> frozenset[str]:
    """Codes of the areas that a swv (before or after) or a gemeente is made of, at a level."""
    country = change.study.country
    found = {code}
    for areas in (change.swv_before, change.swv_after):
        if level is AreaLevel.GEMEENTE and (number := areas.number(code)) >= 0:
            inside = np.logical_or.reduce([of_point == number for of_point in areas.of_layer.values()])
            found |= set(country.gemeente_of_point[inside].tolist())
    return frozenset(found)


def _require_places(change: TrafficChange, level: AreaLevel) -> None:
    if level is AreaLevel.GEMEENTE and not change.source.tells_places:
        raise ValueError("no gemeenten are known")


#: Figures of an area in `area_table`, each with ``_laag`` and ``_hoog`` beside it.
AREA_FIGURES: Final = (
    "wonen",
    "uit",
    "in",
    "uit_aandeel",
    "in_aandeel",
    "wordt_intern",
    "wordt_grens_uit",
    "wordt_grens_in",
)


def area_table(change: TrafficChange, level: AreaLevel) -> pd.DataFrame:
    """Tell of every area its traffic out and in under the scenario, and what changed of it.

    Returns
    -------
    Columns ``gebied, naam`` and `AREA_FIGURES`, each with ``_laag`` and ``_hoog``; a row per swv
    of the scenario, or per gemeente. ``wonen``: pupils who live there and go to school
    somewhere; ``uit``: of those over a swv border; ``in``: pupils at its schools from another swv;
    shares in percent. ``wordt_intern``: of who lives there; ``wordt_grens_uit`` and ``_in``: of who
    lives there, and of who goes to school there. The last three against the base.

    Raises
    ------
    ValueError
        If the source does not tell of gemeenten.
    """
    _require_places(change, level)
    areas = _sides(change, level)[1]
    figures = _area_sums(change, areas)
    columns: dict[str, Any] = {"gebied": areas.codes, "naam": areas.names}
    for name in AREA_FIGURES:
        found = figures[name]
        columns |= {f"{name}_laag": found.low, name: found.mid, f"{name}_hoog": found.high}
    table = pd.DataFrame(columns)
    return table[(table["wonen_hoog"] > 0) | (table["in_hoog"] > 0)].reset_index(drop=True)


def _area_sums(change: TrafficChange, areas: Areas) -> dict[str, Counts]:
    size = len(areas)
    sums = {name: _none(size) for name in ("wonen", "thuis", "hier", "uit", "in", *AREA_FIGURES[5:])}
    after: Traffic = change.after
    for stream in change.streams:
        home_swv, site_swv = after.ends(stream)
        there, crosses = home_swv >= 0, home_swv != site_swv
        home, site = areas.at(stream.kind, stream.home), areas.at(stream.kind, stream.after)
        verdict = change.verdict_of(stream)
        becomes_internal = verdict == VERDICTS.index(Verdict.BECOMES_INTERNAL)
        becomes_border = verdict == VERDICTS.index(Verdict.BECOMES_BORDER)
        parts = {
            "wonen": (home, there),
            "thuis": (home, there & ~crosses),
            "hier": (site, there & ~crosses),
            "uit": (home, crosses),
            "in": (site, crosses),
            "wordt_intern": (home, becomes_internal),
            "wordt_grens_uit": (home, becomes_border),
            "wordt_grens_in": (site, becomes_border),
        }
        for name, (group, chosen) in parts.items():
            found = stream.options.sums(np.where(chosen, group, -1).astype(np.intp), size)
            sums[name] = _added(sums[name], found)
    return sums | {
        "uit_aandeel": _shares(sums["uit"], sums["thuis"]),
        "in_aandeel": _shares(sums["in"], sums["hier"]),
    }


def _none(size: int) -> Counts:
    return Counts(np.zeros(size), np.zeros(size), np.zeros(size))


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(one.low + other.low, one.mid + other.mid, one.high + other.high)


def _shares(part: Counts, rest: Counts) -> Counts:
    """Shares in percent, area by area."""
    found = [
        share(Interval(*one), Interval(*other))
        for one, other in zip(
            zip(part.low, part.mid, part.high, strict=True),
            zip(rest.low, rest.mid, rest.high, strict=True),
            strict=True,
        )
    ]
    columns = np.array([(one.low, one.mid, one.high) for one in found]).reshape(-1, 3) * 100
    return Counts(columns[:, 0], columns[:, 1], columns[:, 2])


#: Where sources of several dates tell each its own.
_IN_SOURCE: Final = "per bron genoemd"


def written_out(change: TrafficChange, level: AreaLevel) -> pd.DataFrame:
    """Write the whole matrix for a file: `pair_table` with scenario, source, date and certainty per row."""
    study, table = change.study, pair_table(change, level)
    told = {one.kind.code: one for one in change.streams}
    stamp = study.stamp(change.name)
    streams = [told[str(kind)] for kind in table["soort"]]
    rows = table.assign(
        bron=[one.origin for one in streams],
        peildatum=[one.peildatum or _IN_SOURCE for one in streams],
        zekerheid=[one.certainty for one in streams],
    )
    rows.insert(0, "scenario", change.name)
    rows.insert(1, "basis", change.base)
    rows.insert(2, "niveau", level.value)
    return rows.assign(
        gelezen_van=change.source.label,
        instellingen=stamp.settings,
        gegevens=stamp.data_version[:12],
        versie=stamp.code,
    )
