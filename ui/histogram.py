"""A histogram of distances as a picture inside the page: it needs nothing from a network, and prints."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from scenarios.coverage import Spread, Yardstick
from scenarios.measures import measure
from scenarios.notation import figure, number
from ui import markup


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Size of a drawing, in units of its viewBox, and the margins around its bars.

    Attributes
    ----------
    shown
        Class of the element: on which screens it is shown.
    labels
        Labels under the bars, at most.
    """

    shown: str
    wide: int
    labels: int
    high: int = 270
    left: int = 62
    right: int = 14
    top: int = 34
    bottom: int = 44

    def x(self, bar: float, bars: int) -> float:
        return self.left + bar / bars * (self.wide - self.left - self.right)

    def y(self, value: float, most: float) -> float:
        return self.top + (1 - value / most) * (self.high - self.top - self.bottom)

    @property
    def foot(self) -> int:
        """Where bars stand."""
        return self.high - self.bottom


#: For a desk, and for a telephone: the same drawing, of which letters stay readable.
_SHEETS: Final = (_Sheet("dk-breed", 720, 11), _Sheet("dk-smal", 350, 5, left=58, right=8))
#: Width of a letter, and room between lines of text.
_LETTER, _LINE = 6.2, 15
_OWN: Final = "#7fb2d9"
_ELSEWHERE: Final = "#f2b134"
_FREE: Final = "#12233a"
_NORM: Final = "#8e1b6b"
#: Lines across, and the steps between them.
_LINES: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


def drawing(found: Spread, norms: Sequence[Yardstick], what: str, title: str) -> str:
    """Draw who lives how far, with the norms marked, and the same numbers as a table to unfold.

    Parameters
    ----------
    found
        Persons per bar.
    norms
        Norms in the unit of `found`.
    what
        Whom it counts, Dutch plural.
    title
        What it is a histogram of, for who cannot see it.
    """
    highest = max(float(np.max(found.reach)), float(np.max(found.free)), 1.0)
    step = _round_up(highest / _LINES)
    top = step * np.ceil(highest / step)
    nearest_first = sorted(norms, key=lambda one: one.limit)
    pictures = (
        _image(sheet, _picture(sheet, found, nearest_first, (step, top), what), title) for sheet in _SHEETS
    )
    return f"{''.join(pictures)}{_key(what)}{_table(found)}"


def _picture(
    sheet: _Sheet,
    found: Spread,
    norms: Sequence[Yardstick],
    scale: tuple[float, float],
    what: str,
) -> str:
    """Draw one sheet; `scale` is the step between lines and the highest value."""
    (step, top), bars = scale, len(found.edges)
    parts = [_grid(sheet, step, top), _bars(sheet, found, top), _free_line(sheet, found, top)]
    parts.append(_axis(sheet, found, bars))
    parts += [_norm(sheet, one, found, bars, row) for row, one in enumerate(norms)]
    parts.append(_text(8, 14, f"aantal {what}", "start"))
    parts.append(_text(sheet.wide - sheet.right, sheet.high - 6, found.unit, "end"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.wide} {sheet.high}" font-size="12" '
        f'font-family="sans-serif"><rect width="{sheet.wide}" height="{sheet.high}" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


def _image(sheet: _Sheet, picture: str, title: str) -> str:
    """Put a drawing in the page as an image: Streamlit takes drawings out of HTML, images it leaves."""
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<img class="{sheet.shown}" alt="{escape(title)}" src="data:image/svg+xml;base64,{data}" '
        'style="width:100%;max-width:60rem">'
    )


def _round_up(value: float) -> float:
    """Round up to a step that people count in.

    Examples
    --------
    >>> _round_up(0.7), _round_up(1234.0)
    (1.0, 2000.0)
    """
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(next(one for one in _STEPS if one * power >= value) * power)


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#3c4043") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _grid(sheet: _Sheet, step: float, top: float) -> str:
    made = []
    for value in np.arange(0.0, top + step / 2, step):
        y = sheet.y(float(value), top)
        made.append(
            f'<line x1="{sheet.left}" x2="{sheet.wide - sheet.right}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#3c4043" stroke-opacity=".18"/>'
        )
        made.append(_text(sheet.left - 6, y + 4, number(float(value)), "end"))
    return "".join(made)


def _bars(sheet: _Sheet, found: Spread, top: float) -> str:
    made, bars = [], len(found.edges)
    for bar in range(bars):
        left, right = sheet.x(bar, bars) + 1, sheet.x(bar + 1, bars) - 1
        own, reach = sheet.y(float(found.own[bar]), top), sheet.y(float(found.reach[bar]), top)
        size = f'x="{left:.1f}" width="{right - left:.1f}"'
        made.append(f'<rect {size} y="{own:.1f}" height="{sheet.y(0, top) - own:.1f}" fill="{_OWN}"/>')
        if own - reach > 0:
            made.append(f'<rect {size} y="{reach:.1f}" height="{own - reach:.1f}" fill="{_ELSEWHERE}"/>')
    return "".join(made)


def _free_line(sheet: _Sheet, found: Spread, top: float) -> str:
    bars = len(found.edges)
    points = []
    for bar in range(bars):
        y = sheet.y(float(found.free[bar]), top)
        points += [f"{sheet.x(bar, bars):.1f},{y:.1f}", f"{sheet.x(bar + 1, bars):.1f},{y:.1f}"]
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{_FREE}" stroke-width="1.6"/>'


def _decimals(found: Spread) -> int:
    """Decimals that the edges of the bars need."""
    width = float(found.edges[1] - found.edges[0])
    return next(count for count in (0, 1, 2) if round(width, count) == width)


def _axis(sheet: _Sheet, found: Spread, bars: int) -> str:
    every = -(-bars // sheet.labels)
    decimals = _decimals(found)
    last = f"> {number(float(found.edges[-1]), decimals)}"
    made = [
        _text(sheet.x(bar, bars), sheet.foot + 16, number(float(found.edges[bar]), decimals), "middle")
        for bar in range(0, bars - 1, every)
    ]
    return "".join([*made, _text(sheet.x(bars - 0.5, bars), sheet.foot + 16, last, "middle")])


def _norm(sheet: _Sheet, one: Yardstick, found: Spread, bars: int, row: int) -> str:
    width = float(found.edges[1] - found.edges[0])
    x = sheet.x(one.limit / one.per_unit / width, bars)
    y = sheet.top - 4 + _LINE * row
    words = f"{one.label}, {one.norm.standing}"
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 8:.1f}" y2="{sheet.foot}" '
    line += f'stroke="{_NORM}" stroke-width="2" stroke-dasharray="5 4"/>'
    start = max(sheet.left, min(x + 5, sheet.wide - sheet.right - _LETTER * len(words)))
    halo = '<g stroke="#fff" stroke-width="3" paint-order="stroke">'  # it may stand on its own line
    return f"{line}{halo}{_text(start, y, words, 'start', _NORM)}</g>"


def _key(what: str) -> str:
    box = '<i style="width:.9rem;height:.9rem;background:{}"></i>'
    line = f'<i style="width:1.6rem;border-top:2px solid {_FREE}"></i>'
    told = (
        (box.format(_OWN), f"{what} naar de dichtstbijzijnde in het eigen swv"),
        (box.format(_ELSEWHERE), "zonder eigen: naar de dichtstbijzijnde elders"),
        (line, "grenzen genegeerd"),
    )
    signs = "".join(f"<span>{sign}{escape(text)}</span>" for sign, text in told)
    return f'<div class="dk-legend">{signs}</div>'


def frame(found: Spread) -> pd.DataFrame:
    """Write the bars as a table of text."""
    one = measure("leerlingen")
    decimals = _decimals(found)
    ends = [number(float(edge), decimals) for edge in found.edges]
    bars = [f"{low} tot en met {high}" for low, high in pairwise(ends)]
    bars.append(f"meer dan {ends[-1]}")
    return pd.DataFrame(
        {
            found.unit: bars,
            "eigen swv": [figure(one, float(value)) for value in found.own],
            "eigen, anders dichtstbijzijnde": [figure(one, float(value)) for value in found.reach],
            "grenzen genegeerd": [figure(one, float(value)) for value in found.free],
        }
    )


def _table(found: Spread) -> str:
    table = frame(found)
    inside = markup.plain_table(table, numeric=list(table.columns[1:]))
    return f'<details class="dk-fold"><summary>Deze verdeling als tabel</summary>{inside}</details>'
