"""Drill-down of what stays together, of po and vo that coincide, and of boards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model import fragmentation as frag
from scenarios.boards import board_sites
from scenarios.consequences.board_facts import board_labels
from scenarios.evaluate import together
from scenarios.notation import number
from scenarios.pieces import staying
from scenarios.pieces.behind_swvs import Rows
from scenarios.pieces.sight import Row, Sight
from scenarios.pieces.staying import Follow, Ties

Float = NDArray[np.float64]
Labels = NDArray[np.object_]

#: New swv's that a former one goes on in besides its largest part: so many are named.
_NAMED: Final = 3


def _sides(sight: Sight) -> tuple[tuple[str, ...], ...]:
    """Ages that are followed together, as `scenarios.evaluate.together` does."""
    merged = sight.arrangement.is_merged and sight.study.arrangement(sight.base).is_merged
    return (("po", "vo"),) if merged else (("po",), ("vo",))


def _pupils(sight: Sight, ages: tuple[str, ...]) -> Float:
    return sum((sight.country.pupils(age) for age in ages), np.zeros(len(sight.country.points)))


def _congruent(sight: Sight, *, share: bool) -> Iterator[Row]:
    """Every pair of a swv po and a swv vo with the same territory; of a merged one every swv."""
    arrangement, country = sight.arrangement, sight.country
    po, vo = arrangement.po.of_points(), arrangement.vo.of_points()
    weight = _pupils(sight, ("po", "vo"))
    rows = []
    for a, b in frag.congruence(po, vo, weight).pairs:
        here = (po == a) & (vo == b)
        residents = float(weight[here].sum())
        of_all = 100 * residents / float(weight.sum())
        rows.append(
            Row(
                of_all if share else 1.0,
                "",
                arrangement.po.label(a),
                "" if arrangement.is_merged else arrangement.vo.label(b),
                sight.places(country.gemeente_of_point, here & (weight > 0)),
                residents,
                of_all,
            )
        )
    yield from sorted(rows, key=lambda row: (-row.residents, row.swv))


def _kept(sight: Sight) -> Iterator[Row]:
    """Every former swv adds its largest part as a share of all residents, most that leave first."""
    base, after = sight.study.arrangement(sight.base), sight.arrangement
    found = together(sight.country, base, after)
    total = float(_pupils(sight, ("po", "vo")).sum())
    rows = []
    for ages in _sides(sight):
        old, new = base.layer(ages[0]), after.layer(ages[0])
        was, now, weight = old.of_points(), new.of_points(), _pupils(sight, ages)
        for code in old.codes:
            here = was == code
            residents = float(weight[here].sum())
            if residents <= 0:
                continue
            kept = here & found.stays[ages[0]]
            goes = here & ~kept & (weight > 0)
            stays = float(weight[kept].sum())
            rows.append(
                Row(
                    100 * stays / total,
                    "" if base.is_merged else ages[0],
                    old.label(code),
                    new.label(str(now[kept][0])) if kept.any() else "",
                    sight.places(sight.country.gemeente_of_point, goes),
                    residents,
                    100 * stays / residents,
                    residents - stays,
                    _elsewhere(now[goes], weight[goes], new.names),
                )
            )
    yield from sorted(rows, key=lambda row: (-row.value, row.layer, row.swv))


def _elsewhere(now: Labels, weight: Float, names: Mapping[str, str]) -> str:
    """Say where the others go, most first."""
    parts: defaultdict[str, float] = defaultdict(float)
    for code, residents in zip(now, weight, strict=True):
        parts[str(code)] += float(residents)
    order = sorted(parts, key=lambda code: (-parts[code], code))
    told = ", ".join(names.get(code, code) if code else "geen swv" for code in order[:_NAMED])
    more = f" en nog {len(order) - _NAMED}" if len(order) > _NAMED else ""
    return f"de rest gaat naar {told}{more}" if order else ""


def _information(sight: Sight) -> Iterator[Row]:
    """Every pair of a former and a new swv adds its part of the variation of information."""
    base, after = sight.study.arrangement(sight.base), sight.arrangement
    total = float(_pupils(sight, ("po", "vo")).sum())
    rows = []
    for ages in _sides(sight):
        old, new, weight = base.layer(ages[0]), after.layer(ages[0]), _pupils(sight, ages)
        was, now = old.of_points(), new.of_points()
        table = frag.intersection_table(was, now, weight)
        m, share = table.pupils, float(weight.sum()) / total
        for s, t in zip(*np.nonzero(m > 0), strict=True):
            here = (was == table.rows[s]) & (now == table.columns[t]) & (weight > 0)
            bits = np.log2(m[s].sum() / m[s, t]) + np.log2(m[:, t].sum() / m[s, t])
            rows.append(
                Row(
                    share * float(m[s, t] / m.sum() * bits),
                    "" if base.is_merged else ages[0],
                    old.label(table.rows[s]),
                    new.label(table.columns[t]),
                    sight.places(sight.country.gemeente_of_point, here),
                    float(m[s, t]),
                    100 * float(m[s, t] / m[s].sum()),
                )
            )
    yield from sorted((row for row in rows if row.part), key=lambda row: (-row.part, row.layer, row.swv))


def _ties(sight: Sight, what: str) -> Iterator[Row]:
    """Everything that is followed, what does not stay first; only what stays adds."""
    country = sight.country
    follow = Follow(country, sight.study.arrangement(sight.base), sight.arrangement)
    ties, named = {
        staying.GEMEENTEN: (follow.gemeenten, _gemeente_names),
        staying.SITES: (follow.sites, _site_names),
        staying.BOARDS: (follow.boards, _board_names),
    }[what]
    found = ties()
    if found is None:
        return
    names = named(sight)
    total = float(found.weight.sum())
    for at in _leaving_first(found):
        layer, swv = follow.former[found.swv[at]]
        weight = float(found.weight[at])
        place, gemeente = names[str(found.what[at])]
        yield Row(
            100 * weight / total if found.stays[at] else 0.0,
            layer,
            swv,
            place,
            gemeente,
            value=weight,
            remark="blijft" if found.stays[at] else "gaat niet mee met de hoofdmoot",
        )


def _leaving_first(ties: Ties) -> list[int]:
    order = sorted(range(len(ties.swv)), key=lambda at: (bool(ties.stays[at]), ties.swv[at], ties.what[at]))
    return [int(at) for at in order]


def _gemeente_names(sight: Sight) -> dict[str, tuple[str, str]]:
    return {code: (name, name) for code, name in sight.country.gemeente_names.items()}


def _site_names(sight: Sight) -> dict[str, tuple[str, str]]:
    country, sites = sight.country, sight.country.sites
    gemeente = country.gemeente_of_point[country.situation.point_of_site]
    told = zip(sites["vestigingscode"], sites["naam"], gemeente, strict=True)
    return {str(code): (f"{name} ({code})", country.gemeente_names[of]) for code, name, of in told}


def _board_names(sight: Sight) -> dict[str, tuple[str, str]]:
    return {board: (label, "") for board, label in board_labels(sight.country).items()}


def _presence(sight: Sight, *, per_board: bool) -> Iterator[Row]:
    """Every pair of a swv and a board with a site there adds its part of the mean."""
    known = board_sites(sight.country)
    if known is None:
        return
    pairs, labels = [], board_labels(sight.country)
    for level in sight.levels:
        layer, populated = level.layer, set(level.residents())
        if layer.board is None:
            continue
        found: defaultdict[tuple[str, str], int] = defaultdict(int)
        for unit, board in zip(layer.board_unit, layer.board, strict=True):
            if layer.swv[unit] in populated:
                found[str(layer.swv[unit]), str(board)] += 1
        boards = {board for _, board in found}
        count = len(boards) if per_board else len(populated)
        for (code, board), entries in found.items():
            of_board = sum(1 for _, other in found if other == board)
            of_swv = sum(1 for other, _ in found if other == code)
            pairs.append(
                Row(
                    level.weight / count,
                    level.name,
                    level.indeling.label(code),
                    labels[board],
                    value=float(of_board if per_board else of_swv),
                    remark=f"vestigingen, per soort geteld: {number(entries)}",
                )
            )
    order = (lambda row: (-row.value, row.place, row.layer, row.swv)) if per_board else (
        lambda row: (-row.value, row.layer, row.swv, row.place)
    )  # fmt: skip
    yield from sorted(pairs, key=order)


#: Rows behind a figure, by its measure code.
TOGETHER: Final[Mapping[str, Rows]] = {
    "congruentie": lambda sight: _congruent(sight, share=True),
    "congruente_paren": lambda sight: _congruent(sight, share=False),
    "blijft": _kept,
    "vi_bits": _information,
    "swv_per_bestuur": lambda sight: _presence(sight, per_board=True),
    "besturen_per_swv": lambda sight: _presence(sight, per_board=False),
    staying.GEMEENTEN: lambda sight: _ties(sight, staying.GEMEENTEN),
    staying.SITES: lambda sight: _ties(sight, staying.SITES),
    staying.BOARDS: lambda sight: _ties(sight, staying.BOARDS),
}
