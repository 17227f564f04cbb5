"""Key figures of a step in large type: value, base, difference with its reading, certainty, source."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from scenarios.compare import Comparison
from scenarios.measures import Measure, measure
from scenarios.notation import UNKNOWN, capital, figure
from ui import markup
from ui.tables import by_measure, difference

#: What is counted, where the measure's unit is just a number.
_NUMBER: Final = "aantal"
#: Measures of a change have no figure in the base.
_CHANGE: Final = "verandering"


@dataclass(frozen=True, slots=True)
class RoomFigure:
    """One figure of a step, all text.

    Attributes
    ----------
    title, value, unit
        What, how much, in what.
    base, change, duiding
        The base's figure, the difference and its reading; empty where scenario and base are the same.
    split
        How much of the difference is merging po and vo; empty where it is not split.
    certainty, direction, explanation, source
        How it came about, which way is better, what it is, and from where with dates.
    """

    title: str
    value: str
    unit: str
    base: str
    change: str
    duiding: str
    split: str
    certainty: str
    direction: str
    explanation: str
    source: str


def figures(
    comparison: Comparison, scenario: str, base: str, kind: str, codes: Sequence[str]
) -> tuple[RoomFigure, ...]:
    """Return figures of a comparison at level land, in the order of their codes.

    Parameters
    ----------
    scenario, base
        Ids; where they are the same there is no difference to tell.
    kind, codes
        Kind of facility; codes of measures. One that is not known for the country is *niet te bepalen*.
    """
    rows = by_measure(comparison, scenario, kind)
    return tuple(_figure(code, rows.get(code), kind, same=scenario == base) for code in codes)


def _figure(code: str, row: Mapping[str, Any] | None, kind: str, *, same: bool) -> RoomFigure:
    one = measure(code)
    title = _title(one, kind)
    unit = "" if one.unit == _NUMBER else one.unit
    if row is None:
        unknown = "dit cijfer is er niet voor heel Nederland"
        return RoomFigure(
            title, UNKNOWN, "", "", "", "", "", "", one.direction.value, one.explanation, unknown
        )
    alone = same or one.group == _CHANGE
    return RoomFigure(
        title=title,
        value=figure(one, float(row["waarde"])),
        unit=unit,
        base="" if alone else figure(one, float(row["basis"])),
        change="" if alone else difference(one, float(row["verschil"])),
        duiding="" if same else str(row["duiding"]),
        split="" if alone else _split(one, row),
        certainty=str(row["aard"]),
        direction=one.direction.value,
        explanation=one.explanation,
        source=str(row["bron"]),
    )


def _title(one: Measure, kind: str) -> str:
    """Name a measure for who knows no terms: a distance within the own swv is nobody's journey."""
    own = ", als alleen voorzieningen van het eigen swv tellen" if _is_own_distance(one) else ""
    return f"{capital(one.title)}{own}{f' ({kind})' if one.per_kind else ''}"


def _is_own_distance(one: Measure) -> bool:
    return one.unit in {"km", "min"} and "own" in one.formula


def _split(one: Measure, row: Mapping[str, Any]) -> str:
    """Tell how much of a difference is merging po and vo; empty where it is not split."""
    merging, borders = float(row["effect_samenvoegen"]), float(row["effect_nieuwe_grenzen"])
    if math.isnan(merging):
        return ""
    return (
        f"{difference(one, merging)} door samenvoegen po/vo, {difference(one, borders)} door nieuwe grenzen"
    )


def html(shown: Iterable[RoomFigure]) -> str:
    """Write figures under each other; under them, to be opened, what they are and from where."""
    found = tuple(shown)
    if not found:
        return ""
    told = "".join(
        f"<p><b>{escape(one.title)}</b> ({escape(one.direction)}): {escape(one.explanation)} "
        f"Bron: {escape(one.source)}.</p>"
        for one in found
    )
    return (
        f'<div class="zaal-cijfers">{"".join(map(_html, found))}</div>'
        f'<details class="zaal-bron"><summary>Wat is dit, en waaruit?</summary>{told}</details>'
    )


def _html(one: RoomFigure) -> str:
    unit = f" <small>{escape(one.unit)}</small>" if one.unit else ""
    chip = f" {markup.chip(one.duiding)}" if one.duiding else ""
    nature = f" · {escape(one.certainty)}" if one.certainty else ""
    parts = [f"basis {one.base}" if one.base else "", f"verschil {one.change}" if one.change else ""]
    told = escape(", ".join(filter(None, parts)))
    below = f"<p>{told}{nature}</p>" if told or nature else ""
    below += f"<p>{escape(one.split)}</p>" if one.split else ""
    return (
        f'<div class="zaal-cijfer"><p>{escape(one.title)}</p>'
        f'<p class="zaal-waarde">{escape(one.value)}{unit}{chip}</p>{below.replace("<p> · ", "<p>")}</div>'
    )
