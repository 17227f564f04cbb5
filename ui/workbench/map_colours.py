"""A colour for each swv while a map is being drawn: neighbours differ, and an edit recolours nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from geo.units import Units
from scenarios.country import Country
from scenarios.indeling import Indeling
from ui.palette import FILLS, colouring, fill, neighbours

#: Tints for swv's that were not there when drawing began: none of them is among `ui.palette.FILLS`.
NEW_FILLS: Final = ("#d9c8ee", "#cfdc8c", "#f3b9c9", "#a5dbe0", "#d9c3a0")
_NUMBER: Final = re.compile(r"(\d+)$")


def touching(country: Country, units: Units) -> csr_array:
    """Say which units lie beside each other, links over water counted; parts of one do as it does."""
    among = country.adjacency.border_m + country.adjacency.linked + eye_array(len(country.units))
    if units == country.units:
        return csr_array(among)
    parent = np.asarray(country.units.parent_of(units), dtype=np.intp)
    return csr_array(csr_array(among)[parent][:, parent])


def base_colours(beside: csr_array, indeling: Indeling) -> dict[str, str]:
    """Colour the swv's that drawing begins with."""
    numbers = colouring(neighbours(beside, indeling.numbers()))
    return {code: fill(number) for code, number in zip(indeling.codes, numbers, strict=True)}


def colours(
    base: Mapping[str, str],
    beside: csr_array,
    assignment: NDArray[np.intp],
    codes: Iterable[str],
    given: Mapping[str, str],
) -> dict[str, str]:
    """Colour the swv's that there are now.

    Parameters
    ----------
    base
        See `base_colours`; what has a colour keeps it.
    beside
        See `touching`.
    assignment
        Per unit the position of its swv in `codes`, -1 for none.
    given
        Colours that the user chose.

    Examples
    --------
    >>> row = csr_array(np.array([[1, 1], [1, 1]]))
    >>> found = colours({"A": "#f7cf7f"}, row, np.array([0, 1]), ["A", "A-1"], {})
    >>> found["A"], found["A-1"] in NEW_FILLS
    ('#f7cf7f', True)
    """
    names = list(codes)
    known = {code: given.get(code) or base.get(code, "") for code in names}
    if all(known.values()):
        return known
    around = neighbours(beside, assignment)
    for position, code in enumerate(names):
        if not known[code]:
            near: AbstractSet[int] = around[position] if position < len(around) else set()
            known[code] = _free(code, {known[names[other]] for other in near})
    return known


def _free(code: str, taken: AbstractSet[str]) -> str:
    """Choose a new tint by the number behind a code, so that the same swv gets the same one every time."""
    number = _NUMBER.search(code)
    first = int(number.group()) if number else crc32(code.encode())
    turned = [NEW_FILLS[(first + step) % len(NEW_FILLS)] for step in range(len(NEW_FILLS))]
    return next((one for one in (*turned, *FILLS) if one not in taken), turned[0])
