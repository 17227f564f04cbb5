"""Drill-down of counts and sizes of swv's: the swv's themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from model import fragmentation as frag
from scenarios.evaluate import split_gemeenten
from scenarios.notation import number
from scenarios.pieces.sight import Level, Row, Sight

#: From a sight to the rows behind one figure.
Rows = Callable[[Sight], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class _Swv:
    row: Row
    residents: float
    gemeenten: float


def _swvs(sight: Sight) -> list[_Swv]:
    """All swv's with residents, largest first; each is one of the count."""
    found = []
    for level in sight.levels:
        pupils, swv = level.layer.pupils, level.layer.swv
        total = float(pupils[swv != ""].sum())
        for code, residents in level.residents().items():
            here = (swv == code) & (pupils > 0)
            count = len(set(level.layer.gemeente[here]))
            row = Row(
                1.0,
                level.name,
                level.indeling.label(code),
                gemeenten=sight.places(level.layer.gemeente, here),
                residents=residents,
                share=100 * residents / total,
                value=float(count),
            )
            found.append(_Swv(row, residents, float(count)))
    return sorted(found, key=lambda one: (-one.residents, one.row.layer, one.row.swv))


def all_swvs(sight: Sight) -> Iterator[Row]:
    """Every swv with residents counts for one."""
    return (one.row for one in _swvs(sight))


def below_minimum(sight: Sight) -> Iterator[Row]:
    """Every swv with fewer residents than the werknorm counts for one, the smallest first."""
    minimum = sight.study.norms.minimum_pupils
    for one in reversed(_swvs(sight)):
        if one.residents < minimum:
            short = number(round(minimum - one.residents, -1))
            yield replace(one.row, remark=f"{short} inwoners onder de werknorm van {number(minimum)}")


def without_residents(sight: Sight) -> Iterator[Row]:
    """Every swv that nobody of its ages lives in counts for one."""
    for level in sight.levels:
        populated = set(level.residents())
        for code in level.indeling.codes:
            if code not in populated:
                here = level.layer.swv == code
                places = sight.places(level.layer.gemeente, here)
                yield Row(1.0, level.name, level.indeling.label(code), gemeenten=places, residents=0.0)


def _picked(size: Callable[[_Swv], float], which: str) -> Rows:
    """All swv's in order of size; the one (of an even number the two) that the figure is counts."""

    def rows(sight: Sight) -> Iterator[Row]:
        ordered = sorted(_swvs(sight), key=lambda one: (size(one), one.row.layer, one.row.swv))
        count = len(ordered)
        middle = sorted({(count - 1) // 2, count // 2})
        chosen: Mapping[str, Sequence[int]] = {"minste": [0], "middelste": middle, "meeste": [count - 1]}
        share = dict.fromkeys(chosen[which], 1 / len(chosen[which]))
        listed = reversed(list(enumerate(ordered))) if which == "meeste" else enumerate(ordered)
        for at, one in listed:
            remark = f"het {which}" if at in share else ""
            yield replace(one.row, part=size(one) * share.get(at, 0.0), remark=remark)

    return rows


def _by_residents(one: _Swv) -> float:
    return one.residents


def _by_gemeenten(one: _Swv) -> float:
    return one.gemeenten


def _split(kind: int) -> Rows:
    """Gemeenten that are really split (0) or by slivers only (1), each once whatever the layers."""

    def rows(sight: Sight) -> Iterator[Row]:
        tables = [level.table(level.layer.gemeente) for level in sight.levels]
        for code in sorted(split_gemeenten(tables, sight.study.norms)[kind]):
            told = [_parts(level, table, code) for level, table in zip(sight.levels, tables, strict=True)]
            outside = sum(outside for _, outside in told)
            words = "; ".join(words for words, _ in told if words)
            name = sight.country.gemeente_names[code]
            yield Row(1.0, place=name, gemeenten=name, residents=outside, remark=words)

    return rows


def _parts(level: Level, table: frag.Table, gemeente: str) -> tuple[str, float]:
    """Name the swv's of a gemeente in one layer with their shares, and count who is not in the largest."""
    if gemeente not in table.columns:
        return "", 0.0
    column = table.pupils[:, table.columns.index(gemeente)]
    order = [at for at in np.argsort(-column, kind="stable") if column[at] > 0]
    if len(order) <= 1:
        return "", 0.0
    total = float(column.sum())
    told = (f"{level.indeling.label(table.rows[at])} {number(100 * column[at] / total, 1)}%" for at in order)
    return ", ".join(told), total - float(column.max())


def empty_outside(sight: Sight) -> Iterator[Row]:
    """Every unit without residents in a jeugdregio where nobody of its swv lives counts for one."""
    names = sight.country.region_names
    for level in sight.levels:
        layer = level.layer
        for unit in np.flatnonzero(frag.empty_outside(layer.swv, layer.jeugdregio, layer.pupils)):
            here = np.arange(len(layer.swv)) == unit
            yield Row(
                1.0,
                level.name,
                level.indeling.label(str(layer.swv[unit])),
                names.get(str(layer.jeugdregio[unit]), str(layer.jeugdregio[unit])),
                sight.places(layer.gemeente, here),
                0.0,
                remark=f"gebied {level.indeling.units.ids[unit]}",
            )


#: Rows behind a figure, by its measure code.
SWVS: Final[Mapping[str, Rows]] = {
    "swv_aantal": all_swvs,
    "swv_onbewoond": without_residents,
    "swv_leerlingen_min": _picked(_by_residents, "minste"),
    "swv_leerlingen_mediaan": _picked(_by_residents, "middelste"),
    "swv_leerlingen_max": _picked(_by_residents, "meeste"),
    "swv_onder_minimum": below_minimum,
    "swv_gemeenten_min": _picked(_by_gemeenten, "minste"),
    "swv_gemeenten_mediaan": _picked(_by_gemeenten, "middelste"),
    "swv_gemeenten_max": _picked(_by_gemeenten, "meeste"),
    "gemeenten_gesplitst": _split(0),
    "gemeenten_grenswijziging": _split(1),
    "onbewoond_afwijkend": empty_outside,
}
