"""Colours that say no more than "another swv", and that colour-blind eyes can tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

#: Tints of the palette of Okabe and Ito (2008), unequal in lightness too.
FILLS: Final = ("#f7cf7f", "#b5dcf4", "#7fcbb3", "#f9f3ae", "#8fb6d6", "#f0b48c", "#b98ab0")
#: An area that belongs to no swv.
NO_SWV_FILL: Final = "#6f757b"
WATER: Final = "#eef3f7"
#: Light to dark, in equal steps of lightness (ColorBrewer YlGnBu, Brewer 2003).
FIGURE_SCALE: Final = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a border is drawn: colour, weight (pixels) and dashes differ from layer to layer."""

    color: str
    weight: float
    dash: str | None = None


#: Per layer of borders, in the order in which they are drawn over each other.
STROKES: Final[Mapping[str, Stroke]] = {
    "swv": Stroke("#12233a", 2.2),
    "gemeente": Stroke("#7a828e", 0.9),
    "swv_po": Stroke("#12233a", 2.2),
    "swv_vo": Stroke("#0072b2", 2.4, "9 5"),
    "scenario": Stroke("#8e1b6b", 3.2, "14 4 3 4"),
    "scenario_po": Stroke("#8e1b6b", 3.2, "14 4 3 4"),
    "scenario_vo": Stroke("#5b3a94", 3.0, "4 4"),
    "jeugdregio": Stroke("#d55e00", 2.8, "2 5"),
    "verschil": Stroke("#000000", 1.8, "3 2"),
}


#: The way to a site: a core over a casing, lighter and darker than any border or area.
WAY: Final = Stroke("#ffd400", 4)
WAY_CASING: Final = Stroke("#000000", 8)
#: From where a site is thuisnabij, and acceptabel: darker than any fill.
REACH: Final = ("#00543f", "#2fa58a")


@dataclass(frozen=True, slots=True)
class Symbol:
    """How a facility is drawn: shape and colour differ from kind to kind.

    Attributes
    ----------
    name, path
        The shape: what it is called, and as an SVG path in a square of 24 by 24.
    color
        Dark enough for a white number in it.
    middle
        Where a number in it stands best, from the top.
    """

    name: str
    path: str
    color: str
    middle: float = 16


#: Kinds take them in turn.
SYMBOLS: Final = (
    Symbol("cirkel", "M12 2a10 10 0 1 0 .01 0z", "#12233a"),
    Symbol("driehoek", "M12 1 23 21H1z", "#a34700", 19),
    Symbol("vierkant", "M3 3h18v18H3z", "#8e1b6b"),
    Symbol("ruit", "M12 0 24 12 12 24 0 12z", "#0b63a5"),
    Symbol("vijfhoek", "M12 1 23.4 9.3 19 22.7H5L.6 9.3z", "#00755a"),
    Symbol("zeshoek", "M6 2h12l6 10-6 10H6L0 12z", "#5c5200"),
    # what follows is for kinds that users bring along
    Symbol("omgekeerde driehoek", "M1 3h22L12 23z", "#a3123c", 12.5),
    Symbol("kruis", "M8 0h8v8h8v8h-8v8H8v-8H0V8h8z", "#4b3a94"),
    Symbol("huis", "M12 0 24 11h-3v12H3V11H0z", "#3c5a14", 18),
    Symbol("ster", "M12 0l3.4 7.6 8.6.8-6.5 5.6 2 8.6L12 18.2 4.5 22.6l2-8.6L0 8.4l8.6-.8z", "#6b3f22", 15.5),
    Symbol("trapezium", "M6 3h12l6 18H0z", "#00626e", 17),
    Symbol("schild", "M2 2h20v9c0 6-4 10-10 13C6 21 2 17 2 11z", "#51565e", 15.5),
)


def symbol_of(position: int) -> Symbol:
    """Return the symbol of a kind by its place among the kinds."""
    return SYMBOLS[position % len(SYMBOLS)]


def neighbours(touching: csr_array, area_of_unit: NDArray[np.intp]) -> tuple[AbstractSet[int], ...]:
    """Say which areas lie beside each other.

    Parameters
    ----------
    touching
        Shape ``(n_units, n_units)``, sparse: other than zero where two units touch.
    area_of_unit
        Shape ``(n_units,)``: area of each unit, numbered from 0; -1 for none.

    Returns
    -------
    Per area the numbers of its neighbours.

    Examples
    --------
    Three units in a row, of which the last two are one area:

    >>> row = csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> neighbours(row, np.array([0, 1, 1]))
    ({1}, {0})
    """
    found: list[set[int]] = [set() for _ in range(int(area_of_unit.max(initial=-1)) + 1)]
    pairs = coo_array(touching)
    for one, other in zip(area_of_unit[pairs.row], area_of_unit[pairs.col], strict=True):
        if one >= 0 and other >= 0 and one != other:
            found[one].add(int(other))
    return tuple(found)


def colouring(beside: Sequence[AbstractSet[int]]) -> list[int]:
    """Give each area a colour number that no neighbour has; those with most neighbours choose first.

    Of the colours that are free, the least used is taken, so that the map does
    not turn out in one colour with a few specks.

    Examples
    --------
    >>> colouring([{1}, {0, 2}, {1}])
    [1, 0, 2]
    """
    colour = [-1] * len(beside)
    used = [0] * len(FILLS)
    for area in sorted(range(len(beside)), key=lambda number: (-len(beside[number]), number)):
        taken = {colour[other] for other in beside[area]}
        free = [number for number in range(len(used)) if number not in taken]
        if not free:
            free = [len(used)]
            used.append(0)
        colour[area] = min(free, key=lambda number: (used[number], number))
        used[colour[area]] += 1
    return colour


def fill(number: int) -> str:
    """Return the fill of a colour number; beyond the palette it starts again."""
    return FILLS[number % len(FILLS)]
