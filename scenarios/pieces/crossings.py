"""Where the bridges, dams, tunnels and ferries of a place lead when it lies apart from its swv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import numpy as np

from geo.adjacency import Link, fixed_links
from scenarios.country import Country
from scenarios.indeling import Indeling

#: How people say where a link leads, by its kind.
_LEADS: Final[Mapping[str, str]] = {
    "veer": "de veerdienst komt aan",
    "brug": "de brug komt uit",
    "dam": "de dam komt uit",
    "tunnel": "de tunnel komt uit",
    "sluis": "de sluis komt uit",
}
#: Of links that leave a place, so many are told.
_NAMED: Final = 2


def unit_name(country: Country, indeling: Indeling, unit: int) -> str:
    """Name a unit: its gemeente, with the postcodes where it is a part of one.

    Parameters
    ----------
    unit
        Position in the units of `indeling`.
    """
    of_points = indeling.units.unit_of_point
    points = np.flatnonzero(of_points == unit)
    gemeente = country.gemeente_of_point
    name = country.gemeente_names[str(gemeente[points[0]])]
    if points.size == (gemeente == gemeente[points[0]]).sum():
        return name
    codes = country.points["pc4"].to_numpy()[points]
    first, last = min(codes), max(codes)
    return f"{name} (deel, PC4 {first})" if first == last else f"{name} (deel, PC4 {first} t/m {last})"


def links_elsewhere(country: Country, indeling: Indeling, unit: int) -> str:
    """Say where links over water lead that leave a unit for another swv; empty where none does.

    Parameters
    ----------
    unit
        Position in the units of `indeling`.
    """
    here = indeling.swv[unit]
    told = [
        f"{_LEADS[link.kind]} in {unit_name(country, indeling, other)}, "
        f"{'in een ander swv' if indeling.swv[other] else 'waar geen swv is'}"
        for link, other in _ends(country, indeling, unit)
        if indeling.swv[other] != here
    ]
    every = tuple(dict.fromkeys(told))
    more = len(every) - _NAMED
    return "; ".join((*every[:_NAMED], *([f"en nog {more} naar een ander gebied"] if more > 0 else ())))


@cache
def _links_of(gemeente: str) -> tuple[Link, ...]:
    return tuple(link for link in fixed_links() if gemeente in {link.area_a, link.area_b})


def _ends(country: Country, indeling: Indeling, unit: int) -> Iterator[tuple[Link, int]]:
    """Links that end in a unit, with the unit at their other end."""
    first = int(np.flatnonzero(indeling.units.unit_of_point == unit)[0])
    gemeente = str(country.gemeente_of_point[first])
    for link in _links_of(gemeente):
        banks = [
            _unit_at(country, indeling, area, pc4)
            for area, pc4 in ((link.area_a, link.pc4_a), (link.area_b, link.pc4_b))
        ]
        for one, other in (banks, banks[::-1]):
            if one == unit and other not in {unit, -1}:
                yield link, other


def _unit_at(country: Country, indeling: Indeling, gemeente: str, pc4: str) -> int:
    """Position of the unit where a link ends; -1 where that is not known.

    That of its postcode area, or of the gemeente where that is one unit.
    """
    of_point, inside = indeling.units.unit_of_point, country.gemeente_of_point == gemeente
    at = np.flatnonzero(inside & (country.points["pc4"].to_numpy() == pc4))
    found = np.unique(of_point[at] if at.size else of_point[inside])
    return int(found[0]) if found.size == 1 else -1
