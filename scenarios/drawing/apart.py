"""What drawing does to how swv's hang together, and why one lay apart before anything was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from geo.adjacency import Contiguity, fixed_links
from scenarios.country import Country
from scenarios.drawing.facts import facts, named
from scenarios.drawing.standing import Standing, SwvState
from scenarios.indeling import NO_SWV, Indeling

#: Names of gebieden that are told of a loose part.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Apart:
    """What differs between two moments of one layer.

    Attributes
    ----------
    broken, unfinished
        Swv's that came to lie in loose parts, or in more of them; for good, or as long as something is free.
    whole
        Those that hang together again.
    gone
        Those that lost all they had, as they were before.
    """

    broken: tuple[SwvState, ...] = ()
    unfinished: tuple[SwvState, ...] = ()
    whole: tuple[SwvState, ...] = ()
    gone: tuple[SwvState, ...] = ()


def apart(before: Standing, after: Standing) -> Apart:
    """Tell which swv's came apart, came together or went; those that lay apart and still do are not told."""
    were = {one.code: one for one in before.swvs if one.gemeenten}
    are = {one.code: one for one in after.swvs if one.gemeenten}
    worse = [one for one in are.values() if _came_apart(were.get(one.code), one)]
    return Apart(
        tuple(one for one in worse if one.contiguity is Contiguity.BROKEN),
        tuple(one for one in worse if one.contiguity is Contiguity.UNFINISHED),
        tuple(
            one
            for one in are.values()
            if one.contiguity is Contiguity.WHOLE and one.code in were and were[one.code].pieces
        ),
        tuple(one for code, one in were.items() if code not in are),
    )


def _came_apart(before: SwvState | None, after: SwvState) -> bool:
    if after.contiguity is Contiguity.WHOLE:
        return False
    if before is None or len(after.pieces) > len(before.pieces):
        return True
    return after.contiguity is Contiguity.BROKEN and before.contiguity is not Contiguity.BROKEN


def loose_parts(country: Country, indeling: Indeling, one: SwvState) -> tuple[str, ...]:
    """Name each part of a swv that does not hang together with its largest one; empty where it is whole."""
    of = facts(country, indeling.units)
    return tuple(
        named(sorted({of.names[of.position[unit]] for unit in piece}), _NAMED) for piece in one.pieces[1:]
    )


def why_apart(country: Country, indeling: Indeling, one: SwvState) -> str:
    """Say what of a swv lies loose, and over which water its way lands elsewhere, where the data tell that.

    Examples
    --------
    "Schiermonnikoog ligt los; Veer Lauwersoog-Schiermonnikoog landt in Het Hogeland (PO 20.01 · Groningen)".
    """
    if not one.pieces:
        return ""
    told, ends = [], _ends(country)
    for piece, name in zip(one.pieces[1:], loose_parts(country, indeling, one), strict=True):
        ways = _ways(country, indeling, ends, set(piece), one.code)
        told.append("; ".join([f"{name} ligt los", *ways]))
    return ". ".join(told)


#: A link over water: its name, and the demand points on both banks.
_Ends: TypeAlias = tuple[str, tuple[int, int]]


def _ends(country: Country) -> list[_Ends]:
    """Return the links of which the data set has both banks."""
    point = {pc4: at for at, pc4 in enumerate(country.points["pc4"].tolist())}
    return [
        (link.name, (point[link.pc4_a], point[link.pc4_b]))
        for link in fixed_links()
        if link.pc4_a in point and link.pc4_b in point
    ]


def _ways(
    country: Country, indeling: Indeling, ends: Iterable[_Ends], piece: set[str], code: str
) -> Iterator[str]:
    """Tell of the links over water from a part of a swv to what is not of that swv."""
    units = indeling.units
    for name, banks in ends:
        for near, far in (banks, banks[::-1]):
            home, there = int(units.unit_of_point[near]), int(units.unit_of_point[far])
            swv = indeling.swv[there]
            if units.ids[home] in piece and swv != code:
                gemeente = str(country.gemeente_of_point[far])
                of = "nog zonder swv" if swv == NO_SWV else indeling.label(swv)
                yield f"{name} landt in {country.gemeente_names.get(gemeente, gemeente)} ({of})"
