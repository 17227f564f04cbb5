"""A vector drawing as a value, and as SVG: maps and network pictures for screen, HTML and PDF alike.

Measures are points (1/72 inch), from the upper left corner, downwards. Colours are
``#rrggbb``; an empty one is not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

#: A place in a drawing: right of the left edge, below the upper edge.
Spot: TypeAlias = tuple[float, float]

#: Letters of the pictures, in HTML; a PDF has its own.
FONT: Final = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Polygon:
    """One area of one or more rings (outer and holes alike, filled by the even-odd rule)."""

    rings: Sequence[Sequence[Spot]]
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through some spots; `dash` gives lengths of strokes and gaps, empty for a full line."""

    spots: Sequence[Spot]
    stroke: str = "#000000"
    stroke_width: float = 1.0
    dash: Sequence[float] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    centre: Spot
    radius: float
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `anchor` is start, middle or end; `halo` a colour around the letters."""

    spot: Spot
    text: str
    size: float = 9.0
    fill: str = "#1c2430"
    anchor: str = "start"
    bold: bool = False
    halo: str = ""


Shape: TypeAlias = Polygon | Line | Circle | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing.

    Attributes
    ----------
    width, height
        Points.
    title, description
        For whoever cannot see it: what it is, and what there is to be seen.
    shapes
        The later over the earlier.
    """

    width: float
    height: float
    title: str
    description: str
    shapes: Sequence[Shape]


def svg(drawing: Drawing) -> str:
    """Write a drawing as SVG that scales to the width it is given.

    Examples
    --------
    >>> svg(Drawing(10, 5, "Lijn", "Een lijn.", [Line([(0, 0), (10, 5)])])).count("<polyline")
    1
    """
    parts = "".join(map(_shape, drawing.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" '
        f'role="img" aria-label="{escape(drawing.title)}" font-family="{escape(FONT)}" '
        f'style="max-width:100%;height:auto" width="{_n(drawing.width)}">'
        f"<title>{escape(drawing.title)}</title><desc>{escape(drawing.description)}</desc>{parts}</svg>"
    )


def _n(value: float) -> str:
    """Write a measure short: a tenth of a point is finer than any printer."""
    return f"{round(value, 1):g}"


def _pairs(spots: Sequence[Spot]) -> str:
    return " ".join(f"{_n(right)},{_n(down)}" for right, down in spots)


def _paint(fill: str, stroke: str, width: float, opacity: float = 1.0) -> str:
    drawn = f' stroke="{stroke}" stroke-width="{_n(width)}" stroke-linejoin="round"' if stroke else ""
    seen = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return f'fill="{fill or "none"}"{drawn}{seen}'


def _shape(shape: Shape) -> str:
    match shape:
        case Polygon():
            return _polygon(shape)
        case Line():
            return _line(shape)
        case Circle():
            return _circle(shape)
        case Text():
            return _text(shape)


def _polygon(shape: Polygon) -> str:
    path = "".join(f"M{_pairs(ring)}Z" for ring in shape.rings)
    paint = _paint(shape.fill, shape.stroke, shape.stroke_width, shape.opacity)
    return f'<path d="{path}" fill-rule="evenodd" {paint}/>'


def _line(shape: Line) -> str:
    dash = f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"' if shape.dash else ""
    paint = _paint("", shape.stroke, shape.stroke_width, shape.opacity)
    return f'<polyline points="{_pairs(shape.spots)}" {paint}{dash}/>'


def _circle(shape: Circle) -> str:
    right, down = shape.centre
    paint = _paint(shape.fill, shape.stroke, shape.stroke_width)
    return f'<circle cx="{_n(right)}" cy="{_n(down)}" r="{_n(shape.radius)}" {paint}/>'


def _text(shape: Text) -> str:
    right, down = shape.spot
    weight = ' font-weight="600"' if shape.bold else ""
    halo = f' stroke="{shape.halo}" stroke-width="2.5" paint-order="stroke"' if shape.halo else ""
    return (
        f'<text x="{_n(right)}" y="{_n(down)}" font-size="{_n(shape.size)}" fill="{shape.fill}" '
        f'text-anchor="{shape.anchor}"{weight}{halo}>{escape(shape.text)}</text>'
    )
