"""Drill-down of shape: swv's by whether they hang together and how compact they are, and cut edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from geo.adjacency import Contiguity
from scenarios.pieces import shape
from scenarios.pieces.behind_swvs import Rows
from scenarios.pieces.crossings import unit_name
from scenarios.pieces.ground import ground_of
from scenarios.pieces.shape import LayerShapes, SwvShape, layer_shapes
from scenarios.pieces.sight import Row, Sight


def _shapes(sight: Sight) -> tuple[LayerShapes, ...]:
    study = sight.study
    return layer_shapes(study.country, sight.arrangement, study.norms.sliver_share)


def _counted(chosen: Callable[[SwvShape], bool]) -> Rows:
    """Every swv of one sort counts for one."""

    def rows(sight: Sight) -> Iterator[Row]:
        for layer in _shapes(sight):
            for one in layer.swvs:
                if chosen(one):
                    yield Row(
                        1.0,
                        one.layer,
                        one.label,
                        residents=one.residents,
                        value=float(len(one.shape.parts)),
                        remark=told(one),
                    )

    return rows


def told(one: SwvShape) -> str:
    """Say whether a swv hangs together, and what lies apart."""
    return f"{one.state}; los van het grootste deel: {one.apart}" if one.apart else one.state


def _compactness(code: str) -> Rows:
    """Every swv adds its part of the mean, the least compact first."""

    def rows(sight: Sight) -> Iterator[Row]:
        found = _shapes(sight)
        total = sum(layer.residents for layer in found)
        made = [
            Row(
                value * layer.residents / total / len(layer.swvs),
                one.layer,
                one.label,
                residents=one.residents,
                value=value,
                remark=told(one) if one.shape.contiguity is not Contiguity.WHOLE else "",
            )
            for layer in found
            for one in layer.swvs
            for value in [float(getattr(one.shape, code))]
        ]
        yield from sorted(made, key=lambda row: (row.value, row.layer, row.swv))

    return rows


def cut_edges(sight: Sight) -> Iterator[Row]:
    """Every pair of neighbouring units in different swv's counts for one."""
    ground = ground_of(sight.study.country, sight.arrangement.units)
    land = ground.on_land.tocoo()
    touching = set(zip(ground.unit[land.row].tolist(), ground.unit[land.col].tolist(), strict=True))
    for layer, level in zip(_shapes(sight), sight.levels, strict=True):
        swv = level.indeling.swv
        name = {unit: unit_name(sight.country, level.indeling, unit) for pair in layer.cut for unit in pair}
        for a, b in layer.cut:
            over = "grenzen aan elkaar" if (a, b) in touching else "verbonden over water"
            yield Row(
                1.0,
                level.name,
                level.indeling.label(swv[a]),
                level.indeling.label(swv[b]),
                f"{name[a]} – {name[b]}",
                remark=over,
            )


#: Rows behind a figure, by its measure code.
SHAPE: Final[Mapping[str, Rows]] = {
    shape.WHOLE: _counted(lambda one: one.shape.contiguity is Contiguity.WHOLE),
    shape.OVER_WATER: _counted(lambda one: one.over_water),
    shape.BROKEN: _counted(lambda one: one.shape.contiguity is Contiguity.BROKEN),
    shape.UNFINISHED: _counted(lambda one: one.shape.contiguity is Contiguity.UNFINISHED),
    shape.CUT_EDGES: cut_edges,
    shape.POLSBY_POPPER: _compactness(shape.POLSBY_POPPER),
    shape.REOCK: _compactness(shape.REOCK),
}
