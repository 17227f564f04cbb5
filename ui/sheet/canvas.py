"""A drawing on a page of a PDF, as vectors."""

from __future__ import annotations

from functools import cache
from typing import Any

from reportlab.lib.colors import toColor
from reportlab.pdfgen.canvas import FILL_EVEN_ODD

from ui.sheet import fonts
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Shape, Text


def paint(canvas: Any, drawing: Drawing) -> None:  # noqa: ANN401  # reportlab has no types
    """Paint a drawing with its lower left corner at the origin; what lies outside it is cut off."""
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(0, 0, drawing.width, drawing.height)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.setLineJoin(1)
    for shape in drawing.shapes:
        canvas.saveState()
        _Painter(canvas, drawing.height).paint(shape)
        canvas.restoreState()
    canvas.restoreState()


@cache
def _colour(text: str) -> Any:  # noqa: ANN401  # reportlab has no types
    """Read a colour once: thousands of shapes share a few."""
    return toColor(text)


class _Painter:
    """Paints shapes; a drawing counts downwards, a page upwards.

    Parameters
    ----------
    canvas
        Of reportlab.
    height
        Of the drawing.
    """

    def __init__(self, canvas: Any, height: float) -> None:  # noqa: ANN401  # reportlab has no types
        self._canvas = canvas
        self._height = height

    def paint(self, shape: Shape) -> None:
        """Paint one shape."""
        match shape:
            case Polygon():
                self._polygon(shape)
            case Line():
                self._line(shape)
            case Circle():
                self._circle(shape)
            case Text():
                self._text(shape)

    def _colours(self, fill: str, stroke: str, width: float, opacity: float = 1.0) -> None:
        if fill:
            self._canvas.setFillColor(_colour(fill))
        if stroke:
            self._canvas.setStrokeColor(_colour(stroke))
            self._canvas.setLineWidth(width)
        if opacity < 1:
            self._canvas.setFillAlpha(opacity)
            self._canvas.setStrokeAlpha(opacity)

    def _polygon(self, shape: Polygon) -> None:
        self._colours(shape.fill, shape.stroke, shape.stroke_width, shape.opacity)
        path = self._canvas.beginPath()
        for ring in shape.rings:
            for place, (right, down) in enumerate(ring):
                (path.lineTo if place else path.moveTo)(right, self._height - down)
            path.close()
        self._canvas.drawPath(path, int(bool(shape.stroke)), int(bool(shape.fill)), FILL_EVEN_ODD)

    def _line(self, shape: Line) -> None:
        self._colours("", shape.stroke, shape.stroke_width, shape.opacity)
        if shape.dash:
            self._canvas.setDash(list(shape.dash))
        path = self._canvas.beginPath()
        for place, (right, down) in enumerate(shape.spots):
            (path.lineTo if place else path.moveTo)(right, self._height - down)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def _circle(self, shape: Circle) -> None:
        self._colours(shape.fill, shape.stroke, shape.stroke_width)
        right, down = shape.centre
        stroke, fill = int(bool(shape.stroke)), int(bool(shape.fill))
        self._canvas.circle(right, self._height - down, shape.radius, stroke, fill)

    def _text(self, shape: Text) -> None:
        name = fonts.BOLD if shape.bold else fonts.REGULAR
        written = fonts.printable(shape.text)
        right, down = shape.spot
        part = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
        start = right - part * fonts.width_pt(written, shape.size, bold=shape.bold)
        self._canvas.setFont(name, shape.size)
        if shape.halo:
            self._canvas.setStrokeColor(_colour(shape.halo))
            self._canvas.setLineWidth(_HALO)
            self._canvas.drawString(start, self._height - down, written, mode=1)
        self._canvas.setFillColor(_colour(shape.fill))
        self._canvas.drawString(start, self._height - down, written, mode=0)


#: Width of the halo around letters, as in SVG.
_HALO = 2.5
