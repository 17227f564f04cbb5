"""Symbols of facilities as shapes of a drawing: those of the maps in the app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ui.palette import Symbol
from ui.sheet.drawing import Circle, Polygon, Shape, Spot

#: Side of the square that a symbol is made in.
_SIDE: Final = 24.0
_STEP: Final = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
_NUMBER: Final = re.compile(r"-?\d*\.?\d+")
#: Radius of a symbol that is an arc, which is a circle.
_RADIUS: Final = 10.0


def drawn(symbol: Symbol, spot: Spot, size: float) -> Shape:
    """Draw a symbol of a size (points) around a spot, with a light rim.

    Examples
    --------
    >>> square = Symbol("vierkant", "M3 3h18v18H3z", "#8e1b6b")
    >>> drawn(square, (0.0, 0.0), 24.0).rings
    (((-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0)),)
    """
    scale = size / _SIDE
    right, down = spot
    if "a10" in symbol.path:
        return Circle(spot, _RADIUS * scale, symbol.color, "#ffffff", 0.5)
    ring = tuple(
        (right + (x - _SIDE / 2) * scale, down + (y - _SIDE / 2) * scale) for x, y in corners(symbol.path)
    )
    return Polygon((ring,), symbol.color, "#ffffff", 0.5)


def corners(path: str) -> tuple[Spot, ...]:
    """Read the corners of an SVG path of one ring; curves become straight between their ends.

    Examples
    --------
    >>> corners("M12 1 23 21H1z")
    ((12.0, 1.0), (23.0, 21.0), (1.0, 21.0))
    """
    found: list[Spot] = []
    for step, told in _STEP.findall(path):
        numbers = [float(one) for one in _NUMBER.findall(told)]
        found += _steps(step, numbers, found[-1] if found else (0.0, 0.0))
    return tuple(found)


def _steps(step: str, numbers: list[float], at: Spot) -> Iterator[Spot]:
    """Follow one command of a path from a spot."""
    right, down = at
    kind, here = step.lower(), step.islower()
    if kind in "hv":
        for one in numbers:
            if kind == "h":
                right = one + right * here
            else:
                down = one + down * here
            yield right, down
        return
    size = {"m": 2, "l": 2, "c": 6}.get(kind, 0)
    for start in range(0, len(numbers) if size else 0, size or 1):
        x, y = numbers[start + size - 2 : start + size]
        right, down = x + right * here, y + down * here
        yield right, down
