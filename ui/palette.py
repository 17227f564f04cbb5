"""Colours that say no more than "another swv", and that colour-blind eyes can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

#: Tints of the palette of Okabe and Ito (2008), unequal in lightness too.
FILLS: Final = ("#f7cf7f", "#b5dcf4", "#7fcbb3", "#f9f3ae", "#8fb6d6", "#f0b48c", "#e6c3d6")
#: An area that belongs to no swv.
NO_SWV_FILL: Final = "#d0d0d0"
SWV_BORDER: Final = "#2b2f36"
JEUGDREGIO_BORDER: Final = "#d55e00"
SITE: Final = "#12233a"
WATER: Final = "#eef3f7"


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
