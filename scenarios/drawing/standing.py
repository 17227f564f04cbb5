"""How the swv's of a draft stand: whether they hang together, where they lie, what has no swv yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.adjacency import Contiguity
from model.shape import Shape
from scenarios.country import Country
from scenarios.drawing.facts import facts, keyed_layers, layer_key, layer_of
from scenarios.drawing.rules import main_regions, outside_main
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.pieces.ground import measured


@dataclass(frozen=True, slots=True)
class SwvState:
    """One swv.

    Attributes
    ----------
    code, label
        As in the arrangement.
    gemeenten
        Codes of the gemeenten that it has, or has a part of.
    residents
        Of its ages (estimate, persons).
    contiguity
        Whole, broken, or unfinished: what has no swv yet may still join it. One without units is unfinished.
    main_region
        Jeugdregio where most of those residents live; empty where nobody lives.
    outside_residents
        Of them outside it (estimate, persons).
    pieces
        Ids of the units of each loose part, the largest ground first; empty where it is whole.
    """

    code: str
    label: str
    gemeenten: tuple[str, ...]
    residents: float
    contiguity: Contiguity
    main_region: str
    outside_residents: float
    pieces: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Loose:
    """A unit with residents of school age that has no swv.

    Attributes
    ----------
    unit, gemeente
        Id; code of its gemeente.
    name
        What a user reads.
    residents
        Of the ages of the layer (estimate, persons).
    """

    unit: str
    gemeente: str
    name: str
    residents: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One layer.

    Attributes
    ----------
    layer
        ``po``, ``vo``, or empty where one swv serves both.
    swvs
        Those that exist, by code.
    unassigned
        Units with residents without a swv, by name.
    """

    layer: str
    swvs: tuple[SwvState, ...]
    unassigned: tuple[Loose, ...]

    @property
    def apart(self) -> tuple[SwvState, ...]:
        """Swv's that do not hang together, or not yet."""
        return tuple(one for one in self.swvs if one.contiguity is not Contiguity.WHOLE)


def standing(country: Country, arrangement: Arrangement, layer: str) -> Standing:
    """Tell how the swv's of a layer stand.

    Parameters
    ----------
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.
    """
    key, indeling = layer_key(arrangement, layer), layer_of(arrangement, layer)
    of, residents = facts(country, indeling.units), facts(country, indeling.units).residents[key]
    swv = np.array(indeling.swv, dtype=object)
    main, away = main_regions(swv, of, key), outside_main(swv, of, key)
    shapes = dict(zip(indeling.codes, measured(country, indeling).shapes, strict=True))
    members: defaultdict[str, list[int]] = defaultdict(list)
    for unit, code in enumerate(indeling.swv):
        members[code].append(unit)
    ids, states = indeling.units.ids, []
    for code in indeling.existing:
        units = np.array(members.get(code, []), dtype=np.intp)
        states.append(
            SwvState(
                code,
                indeling.label(code),
                tuple(dict.fromkeys(of.gemeenten[units].tolist())),
                float(residents[units].sum()),
                shapes[code].contiguity if code in shapes else Contiguity.UNFINISHED,
                main.get(code, ""),
                float(residents[units[away[units]]].sum()),
                _pieces(shapes.get(code), ids),
            )
        )
    loose = [
        Loose(ids[unit], str(of.gemeenten[unit]), of.names[unit], float(residents[unit]))
        for unit in members.get(NO_SWV, [])
        if residents[unit] > 0
    ]
    return Standing(key, tuple(states), tuple(sorted(loose, key=lambda one: (one.name, one.unit))))


def _pieces(shape: Shape | None, ids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    if shape is None or shape.contiguity is Contiguity.WHOLE:
        return ()
    return tuple(tuple(ids[unit] for unit in part) for part in shape.parts)


@dataclass(frozen=True, slots=True)
class Cut:
    """A gemeente that was deliberately split: parts of one unit of the data set lie in different swv's.

    Attributes
    ----------
    gemeente, name
        Code and name.
    parts
        Per layer (empty where one swv serves both), unit of the data set and swv: the PC4's there.
    """

    gemeente: str
    name: str
    parts: tuple[tuple[str, str, str, tuple[str, ...]], ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Units of the data set that were split."""
        return tuple(dict.fromkeys(unit for _, unit, _, _ in self.parts))


def deliberate_cuts(country: Country, arrangement: Arrangement) -> tuple[Cut, ...]:
    """List the gemeenten that were deliberately split, by name; those that today's borders cut are none."""
    if arrangement.units == country.units:
        return ()
    found: defaultdict[str, list[tuple[str, str, str, tuple[str, ...]]]] = defaultdict(list)
    pc4, gemeente = country.points["pc4"].to_numpy(), country.gemeente_of_point
    for key, indeling in keyed_layers(arrangement).items():
        parent = country.units.parent_of(indeling.units)
        swvs: defaultdict[int, set[str]] = defaultdict(set)
        for whole, swv in zip(parent.tolist(), indeling.swv, strict=True):
            swvs[whole].add(swv)
        of_points = indeling.of_points()
        for whole in sorted(one for one, there in swvs.items() if len(there) > 1):
            points = np.flatnonzero(country.units.unit_of_point == whole)
            code = str(gemeente[points[0]])
            for swv in sorted(swvs[whole]):
                here = tuple(sorted(str(one) for one in pc4[points[of_points[points] == swv]]))
                found[code].append((key, country.units.ids[whole], swv, here))
    cuts = [Cut(code, country.gemeente_names.get(code, code), tuple(parts)) for code, parts in found.items()]
    return tuple(sorted(cuts, key=lambda one: one.name))
