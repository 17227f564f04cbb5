"""A histogram of distances as a picture inside the page: it needs nothing from a network, and prints."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from scenarios.coverage import Spread, Yardstick
from scenarios.measures import measure
from scenarios.notation import figure, number
from ui import markup

#: Size of the drawing, and the margins around its bars.
_WIDE: Final = 720
_HIGH: Final = 270
_LEFT: Final = 62
_RIGHT: Final = 14
_TOP: Final = 34
_BOTTOM: Final = 44
_OWN: Final = "#7fb2d9"
_ELSEWHERE: Final = "#f2b134"
_FREE: Final = "#12233a"
_NORM: Final = "#8e1b6b"
#: Lines across, and the steps between them.
_LINES: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Labels under the bars, at most.
_LABELS: Final = 11


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
    bars = len(found.edges)
    highest = max(float(np.max(found.reach)), float(np.max(found.free)), 1.0)
    step = _round_up(highest / _LINES)
    top = step * np.ceil(highest / step)
    parts = [_grid(step, top), _bars(found, top), _free_line(found, top), _axis(found, bars)]
    nearest_first = sorted(norms, key=lambda one: one.limit)
    parts += [_norm(one, found, bars, row) for row, one in enumerate(nearest_first)]
    parts.append(_text(_LEFT - 54, 14, f"aantal {what}", "start"))
    parts.append(_text(_WIDE - _RIGHT, _HIGH - 6, found.unit, "end"))
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-size="12" '
        f'font-family="sans-serif"><rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>{"".join(parts)}</svg>'
    )
    return f"{_image(picture, title)}{_key(what)}{_table(found)}"


def _image(picture: str, title: str) -> str:
    """Put a drawing in the page as an image: Streamlit takes drawings out of HTML, images it leaves."""
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<div class="dk-scroll"><img alt="{escape(title)}" src="data:image/svg+xml;base64,{data}" '
        'style="width:100%;min-width:34rem;max-width:60rem"></div>'
    )


def _x(bar: float, bars: int) -> float:
    return _LEFT + bar / bars * (_WIDE - _LEFT - _RIGHT)


def _y(value: float, top: float) -> float:
    return _TOP + (1 - value / top) * (_HIGH - _TOP - _BOTTOM)


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


def _grid(step: float, top: float) -> str:
    made = []
    for value in np.arange(0.0, top + step / 2, step):
        y = _y(float(value), top)
        made.append(
            f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#3c4043" stroke-opacity=".18"/>'
        )
        made.append(_text(_LEFT - 6, y + 4, number(float(value)), "end"))
    return "".join(made)


def _bars(found: Spread, top: float) -> str:
    made, bars = [], len(found.edges)
    for bar in range(bars):
        left, right = _x(bar, bars) + 1, _x(bar + 1, bars) - 1
        own, reach = _y(float(found.own[bar]), top), _y(float(found.reach[bar]), top)
        size = f'x="{left:.1f}" width="{right - left:.1f}"'
        made.append(f'<rect {size} y="{own:.1f}" height="{_y(0, top) - own:.1f}" fill="{_OWN}"/>')
        if own - reach > 0:
            made.append(f'<rect {size} y="{reach:.1f}" height="{own - reach:.1f}" fill="{_ELSEWHERE}"/>')
    return "".join(made)


def _free_line(found: Spread, top: float) -> str:
    bars = len(found.edges)
    points = []
    for bar in range(bars):
        y = _y(float(found.free[bar]), top)
        points += [f"{_x(bar, bars):.1f},{y:.1f}", f"{_x(bar + 1, bars):.1f},{y:.1f}"]
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{_FREE}" stroke-width="1.6"/>'


def _decimals(found: Spread) -> int:
    """Decimals that the edges of the bars need."""
    width = float(found.edges[1] - found.edges[0])
    return next(count for count in (0, 1, 2) if round(width, count) == width)


def _axis(found: Spread, bars: int) -> str:
    every = -(-bars // _LABELS)
    decimals = _decimals(found)
    last = f"> {number(float(found.edges[-1]), decimals)}"
    made = [
        _text(_x(bar, bars), _HIGH - _BOTTOM + 16, number(float(found.edges[bar]), decimals), "middle")
        for bar in range(0, bars - 1, every)
    ]
    return "".join([*made, _text(_x(bars - 0.5, bars), _HIGH - _BOTTOM + 16, last, "middle")])


def _norm(one: Yardstick, found: Spread, bars: int, row: int) -> str:
    width = float(found.edges[1] - found.edges[0])
    x = _x(one.limit / one.per_unit / width, bars)
    y = _TOP - 4 + 15 * row
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 8:.1f}" y2="{_HIGH - _BOTTOM}" '
    line += f'stroke="{_NORM}" stroke-width="2" stroke-dasharray="5 4"/>'
    return line + _text(x + 5, y, f"{one.label}, {one.norm.standing}", "start", _NORM)


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
