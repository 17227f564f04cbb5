"""The legend of the maps of a gemeente, as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ui.palette import STROKES, Stroke, symbol_of
from ui.sheet import fonts
from ui.sheet.drawing import Drawing, Line, Polygon, Shape, Text
from ui.sheet.ground import Ground
from ui.sheet.look import (
    ELSEWHERE,
    HATCH,
    HATCH_STEP,
    HATCH_WIDTH,
    OWN,
    PLACE,
    SWV,
    SYMBOL,
    dash,
    shown_kinds,
    weight,
)
from ui.sheet.symbols import drawn

#: Points.
_WIDTH: Final = 523.0
#: On the screen of a telephone.
_NARROW: Final = 270.0
_SAMPLE: Final = 18.0
_LETTERS: Final = 6.4
#: Between two rows; between a sample and what it means; between that and the next sample.
_ROW, _NEAR, _FAR = 11.0, 4.0, 9.0


def legends(ground: Ground) -> tuple[Drawing, Drawing]:
    """Say what colours, lines and symbols mean: as wide as a page, and for a narrow screen."""
    return _legend(ground, _WIDTH), _legend(ground, _NARROW)


def _legend(ground: Ground, width: float) -> Drawing:
    """Set it in as many rows as it takes."""
    shapes: list[Shape] = []
    right, down = 0.0, 7.0
    entries = _entries(ground)
    for sample, text in entries:
        wide = _SAMPLE + _NEAR + fonts.width_pt(text, _LETTERS) + _FAR
        if right and right + wide - _FAR > width:
            right, down = 0.0, down + _ROW
        shapes += [*sample.at(right, down), Text((right + _SAMPLE + _NEAR, down + 2.3), text, _LETTERS)]
        right += wide
    told = "; ".join(text for _, text in entries)
    return Drawing(width, down + 6, "Legenda", f"Op de kaarten staan: {told}.", tuple(shapes))


@dataclass(frozen=True, slots=True)
class _Sample:
    """A sample: a tint, a hatching, a line or a symbol."""

    fill: str = ""
    stroke: Stroke | None = None
    hatched: bool = False
    symbol: int = -1

    def at(self, right: float, down: float) -> list[Shape]:
        end = right + _SAMPLE
        ring = [(right, down - 4), (end, down - 4), (end, down + 4), (right, down + 4)]
        if self.symbol >= 0:
            return [drawn(symbol_of(self.symbol), (right + _SAMPLE / 2, down), SYMBOL + 1.5)]
        if self.stroke is not None:
            line = [(right, down), (end, down)]
            return [Line(line, self.stroke.color, weight(self.stroke), dash(self.stroke))]
        hatching: list[Shape] = [
            Line([(right + step, down + 4), (right + step + 8, down - 4)], HATCH, HATCH_WIDTH)
            for step in np.arange(0.0, _SAMPLE - 7, HATCH_STEP)
        ]
        return [*(hatching if self.hatched else ()), Polygon([ring], self.fill, PLACE, 0.3)]


def _entries(ground: Ground) -> list[tuple[_Sample, str]]:
    both = (("nu", ground.now), ("scenario", ground.then))
    paired = any(len(layers) > 1 for _, layers in both)
    merged = any(len(layers) == 1 for _, layers in both)
    tint = "haar swv" if not paired else f"haar swv po{' (of po en vo)' if merged else ''}"
    found = [(_Sample(fill=OWN), "de gemeente"), (_Sample(fill=SWV), tint)]
    if paired:
        found.append((_Sample(hatched=True), "haar swv vo"))
    for when, layers in both:
        found += [(_Sample(stroke=one.stroke), f"grens {one.title}, {when}") for one in layers]
    found.append((_Sample(stroke=STROKES["jeugdregio"]), "grens jeugdregio"))
    kinds = shown_kinds(ground.study.country)
    found += [(_Sample(symbol=place), f"vestiging {kind.code}") for place, kind in kinds]
    found.append((_Sample(fill=ELSEWHERE), "water, buitenland"))
    return found
