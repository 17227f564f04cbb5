"""The trade-off of two measures as a picture: scenarios as points, the front as a line."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from scenarios.measures import Direction
from scenarios.notation import capital, number
from scenarios.weighing.weigh import Weighed
from ui.sheet.drawing import Circle, Drawing, Line, Shape, Spot, Text, svg

_INK: Final = "#12233a"
_DIM: Final = "#55606e"
_GRID: Final = "#d5dae0"
_FRONT: Final = "#8e1b6b"
_LINES: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Plotted:
    """What is drawn.

    Attributes
    ----------
    titles
        Of the scenarios, the base in front.
    across, upward
        The two measures.
    shown
        Positions of the scenarios that have both figures.
    front
        Positions on the front.
    """

    titles: tuple[str, ...]
    across: Weighed
    upward: Weighed
    shown: tuple[int, ...]
    front: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Size of a drawing in points, the margins around the field, and whether titles fit beside points."""

    shown: str
    wide: float
    high: float
    left: float = 62
    right: float = 20
    top: float = 34
    bottom: float = 52
    titled: bool = False

    @property
    def field(self) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of the field."""
        return self.left, self.wide - self.right, self.top, self.high - self.bottom


#: For a desk, and for a telephone: the same drawing, of which letters stay readable.
_SHEETS: Final = (
    _Sheet("dk-breed", 760, 430, titled=True),
    _Sheet("dk-smal", 360, 360, left=50, right=12),
)
#: Letters of a title, at most; and the width of a letter as a share of its size.
_LETTERS, _WIDTH = 34, 0.56


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where figures lie along one axis: least and most, and the step between lines."""

    least: float
    most: float
    step: float

    def share(self, value: float) -> float:
        return (value - self.least) / (self.most - self.least)

    def ticks(self) -> list[float]:
        count = round((self.most - self.least) / self.step)
        return [self.least + number_ * self.step for number_ in range(count + 1)]


def pictures(plotted: Plotted) -> str:
    """Draw the trade-off, wide and narrow, as images: Streamlit takes drawings out of HTML."""
    return "".join(_image(sheet, drawing(plotted, sheet)) for sheet in _SHEETS)


def _image(sheet: _Sheet, drawn: Drawing) -> str:
    data = base64.b64encode(svg(drawn).encode()).decode()
    return (
        f'<img class="{sheet.shown}" alt="{escape(f"{drawn.title}. {drawn.description}")}" '
        f'src="data:image/svg+xml;base64,{data}" style="width:100%;max-width:60rem">'
    )


def drawing(plotted: Plotted, sheet: _Sheet = _SHEETS[0]) -> Drawing:
    """Draw one sheet."""
    across, upward = (_axis(one, plotted.shown) for one in (plotted.across, plotted.upward))

    def spot(position: int) -> Spot:
        return _spot(
            sheet, across, upward, plotted.across.figures[position], plotted.upward.figures[position]
        )

    shapes: list[Shape] = [_ground(sheet), *_grid(sheet, plotted, across, upward)]
    shapes += _errors(sheet, plotted, across, upward)
    line = sorted((spot(position) for position in plotted.front), key=lambda one: one[0])
    if len(line) > 1:
        shapes.append(Line(line, _FRONT, 2.0, (7, 4)))
    shapes += _points(sheet, plotted, {position: spot(position) for position in plotted.shown})
    title = f"Afweging: {plotted.across.measure.title} tegen {plotted.upward.measure.title}"
    return Drawing(sheet.wide, sheet.high, title, _described(plotted), shapes)


def _described(plotted: Plotted) -> str:
    names = "; ".join(plotted.titles[position] for position in plotted.front)
    return f"Op het front liggen {len(plotted.front)} van {len(plotted.shown)} indelingen: {names}."


def _ground(sheet: _Sheet) -> Line:
    middle = sheet.high / 2
    return Line([(0, middle), (sheet.wide, middle)], "#ffffff", sheet.high)


def _axis(one: Weighed, shown: Sequence[int]) -> _Axis:
    """Take round ends around all figures, with room for what the distance model may be off."""
    low = min(one.figures[at] - one.errors[at] / 2 for at in shown)
    high = max(one.figures[at] + one.errors[at] / 2 for at in shown)
    span = max(high - low, 10.0**-one.measure.decimals, 1e-9)
    power = 10.0 ** np.floor(np.log10(span / _LINES))
    step = float(next(each for each in _STEPS if each * power >= span / _LINES) * power)
    least, most = step * np.floor(low / step - 0.15), step * np.ceil(high / step + 0.15)
    return _Axis(float(max(least, 0.0) if low >= 0 else least), float(most), step)


def _spot(sheet: _Sheet, across: _Axis, upward: _Axis, right: float, high: float) -> Spot:
    left, end, top, foot = sheet.field
    return left + across.share(right) * (end - left), foot - upward.share(high) * (foot - top)


def _grid(sheet: _Sheet, plotted: Plotted, across: _Axis, upward: _Axis) -> list[Shape]:
    left, end, top, foot = sheet.field
    shapes: list[Shape] = []
    for value in across.ticks():
        right, _ = _spot(sheet, across, upward, value, upward.least)
        shapes += [
            Line([(right, top), (right, foot)], _GRID),
            _label(right, foot + 14, value, across, "middle"),
        ]
    for value in upward.ticks():
        _, down = _spot(sheet, across, upward, across.least, value)
        shapes += [Line([(left, down), (end, down)], _GRID), _label(left - 5, down + 4, value, upward, "end")]
    shapes.append(
        Text((left - 40, 14), _name(sheet, plotted.upward, ("↓", "↑")), 11, _INK, "start", bold=True)
    )
    shapes.append(
        Text((end, sheet.high - 12), _name(sheet, plotted.across, ("←", "→")), 11, _INK, "end", bold=True)
    )
    return shapes


def _label(right: float, down: float, value: float, axis: _Axis, anchor: str) -> Text:
    decimals = max(0, int(-np.floor(np.log10(axis.step) + 1e-9)))
    if axis.step * 10**decimals % 1 > 1e-6:  # noqa: PLR2004  # 2,5
        decimals += 1
    return Text((right, down), number(value, decimals), 11, _DIM, anchor)


def _name(sheet: _Sheet, one: Weighed, arrows: tuple[str, str]) -> str:
    """Name an axis, as far as there is room, with an arrow to where it is better."""
    lower, higher = arrows
    described = one.measure
    better = lower if described.direction is Direction.LOWER else higher
    most = 2 * _LETTERS if sheet.titled else _LETTERS
    title = described.title if len(described.title) <= most else f"{described.title[: most - 1]}…"
    return f"{capital(title)} ({described.unit}) · beter: {better}"


def _errors(sheet: _Sheet, plotted: Plotted, across: _Axis, upward: _Axis) -> list[Shape]:
    """Draw how far the distance model may be off: half the error either way, so that ties overlap."""
    shapes: list[Shape] = []
    for at in plotted.shown:
        right, high = plotted.across.figures[at], plotted.upward.figures[at]
        for error, along in ((plotted.across.errors[at], True), (plotted.upward.errors[at], False)):
            if error:
                ends = [
                    _spot(
                        sheet,
                        across,
                        upward,
                        right + (sign * error / 2 if along else 0),
                        high + (0 if along else sign * error / 2),
                    )
                    for sign in (-1, 1)
                ]
                shapes.append(Line(ends, _DIM, 1.2, opacity=0.6))
    return shapes


def _points(sheet: _Sheet, plotted: Plotted, spots: dict[int, Spot]) -> list[Shape]:
    shapes: list[Shape] = []
    taken: list[tuple[float, float, float, float]] = [(x - 9, y - 9, x + 9, y + 9) for x, y in spots.values()]
    for position, (right, down) in spots.items():
        on_front = position in plotted.front
        shapes.append(
            Circle((right, down), 8.5, _FRONT if on_front else "#ffffff", _FRONT if on_front else _INK, 1.6)
        )
        fill = "#ffffff" if on_front else _INK
        shapes.append(Text((right, down + 3.8), _number(position), 10, fill, "middle", bold=True))
    if sheet.titled:
        for position, spot in spots.items():
            shapes += _title(sheet, plotted.titles[position], spot, taken)
    return shapes


def _number(position: int) -> str:
    """Write the number of a scenario, as in the table; the base is B."""
    return "B" if position == 0 else str(position)


def _title(
    sheet: _Sheet, title: str, spot: Spot, taken: list[tuple[float, float, float, float]]
) -> list[Shape]:
    """Write a title where it lies over nothing else, and nothing where it fits nowhere."""
    text = title if len(title) <= _LETTERS else f"{title[: _LETTERS - 1]}…"
    width, (right, down) = len(text) * 11 * _WIDTH, spot
    for anchor, x, y in (
        ("start", right + 12, down + 4),
        ("end", right - 12, down + 4),
        ("middle", right, down - 13),
        ("middle", right, down + 21),
        ("start", right + 8, down - 11),
        ("start", right + 8, down + 19),
        ("end", right - 8, down - 11),
        ("end", right - 8, down + 19),
    ):
        left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
        box = (left, y - 10, left + width, y + 3)
        inside = box[0] >= sheet.left - 30 and box[2] <= sheet.wide - 2 and box[1] >= sheet.top - 14
        if inside and box[3] <= sheet.high - sheet.bottom and not any(_over(box, other) for other in taken):
            taken.append(box)
            return [Text((x, y), text, 11, _INK, anchor, halo="#ffffff")]
    return []


def _over(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
