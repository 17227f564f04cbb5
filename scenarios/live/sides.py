"""One arrangement, of which each thing is computed once, when it is first asked for.

An edit makes a new arrangement: what does not change with it (the base, what merging does) is kept, a few
arrangements per study, shared between all visitors.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from model import fragmentation as frag
from scenarios.country import Country, Kind
from scenarios.drawing.facts import keyed_layers
from scenarios.drawing.standing import Standing, standing
from scenarios.evaluate import (
    Distances,
    Layer,
    Together,
    all_travel_values,
    fragmentation_values,
    layers_of,
    together,
)
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.pieces.coherence import coherence_values
from scenarios.pieces.shape import layer_shapes, shape_values
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Arrangements that are kept per study: the last ones of some visitors, and what they are held against.
_KEPT: Final = 32
#: Bases that an arrangement is kept beside.
_BASES: Final = 3


@dataclass(eq=False)
class Side:
    """One arrangement of a study.

    Attributes
    ----------
    study, name, arrangement
        What it is, and where.
    """

    study: Study
    name: str
    arrangement: Arrangement
    _travel: dict[str, dict[str, float]] = field(default_factory=dict, repr=False)
    _held: dict[tuple[str, str, int], Mapping[str, float]] = field(default_factory=dict, repr=False)
    _together: dict[int, tuple[Arrangement, Together]] = field(default_factory=dict, repr=False)

    @cached_property
    def country(self) -> Country:
        """The country with its sites."""
        return self.study.country_of(self.name)

    @cached_property
    def distances(self) -> Distances:
        """Own and free distances of every kind; nobody outside every swv has an own site."""
        return self.study.distances_so_far(self.name)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers over its units."""
        return layers_of(self.country, self.arrangement)

    @cached_property
    def fragmentation(self) -> Mapping[str, float]:
        """Figures of `scenarios.evaluate.fragmentation_values` for the country."""
        return fragmentation_values(self.layers, self.study.norms)

    @cached_property
    def departing(self) -> Mapping[tuple[str, str], float]:
        """Swv's in more than one jeugdregio, by layer and code, with the residents outside the main one."""
        return {
            (layer.name, code): outside
            for layer in self.layers
            for code, outside in frag.nesting(
                frag.intersection_table(layer.swv, layer.jeugdregio, layer.pupils)
            ).departing
        }

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """Names of the swv's, by layer and code."""
        names = [""] if self.arrangement.is_merged else ["po", "vo"]
        return {
            (name, code): layer.label(code)
            for name, layer in zip(names, self.arrangement.layers, strict=True)
            for code in layer.codes
        }

    @cached_property
    def shape(self) -> Mapping[str, float]:
        """Figures on shape and contiguity."""
        return shape_values(layer_shapes(self.study.country, self.arrangement))

    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """How its swv's stand, by layer: empty where one swv serves both."""
        country = self.study.country
        return {layer: standing(country, self.arrangement, layer) for layer in keyed_layers(self.arrangement)}

    def with_own(self, kind: Kind) -> frozenset[str]:
        """Codes of the swv's with a site of a kind."""
        country = self.country
        indeling, situation = self.arrangement.layer(kind.layer), country.situation
        sites = situation.offer_site[situation.offer_kind == situation.kinds.index(kind.code)]
        there = indeling.numbers_of_points()[situation.point_of_site[sites]]
        return frozenset(indeling.codes[at] for at in np.unique(there[there >= 0]))

    @cached_property
    def coherence(self) -> Mapping[str, float]:
        """Figures on other regions than jeugdregio's."""
        return coherence_values(self.study.country, self.arrangement, self.layers)

    def within(self, where: Mask) -> tuple[Layer, ...]:
        """Its layers on the units that some demand points lie in."""
        units = self.arrangement.units
        inside = np.zeros(len(units), dtype=bool)
        inside[units.unit_of_point[where]] = True
        return tuple(layer.within(inside) for layer in self.layers)

    def without_others(self, where: Mask) -> tuple[Layer, ...]:
        """Its layers on all its units, of which those that no such point lies in have no swv."""
        units = self.arrangement.units
        inside = np.zeros(len(units), dtype=bool)
        inside[units.unit_of_point[where]] = True
        return tuple(
            replace(
                layer, swv=np.where(inside, layer.swv, NO_SWV), pupils=np.where(inside, layer.pupils, 0.0)
            )
            for layer in self.layers
        )

    @cached_property
    def placed(self) -> dict[str, Mask]:
        """Per layer (po, vo) the demand points that have a swv."""
        return {layer: self.arrangement.layer(layer).numbers_of_points() >= 0 for layer in ("po", "vo")}

    @cached_property
    def unassigned(self) -> Mapping[str, float]:
        """Residents of school age without a swv per layer, po and vo; empty where everybody has one."""
        found = {
            layer: float(self.study.country.pupils(layer)[~placed].sum())
            for layer, placed in self.placed.items()
        }
        return {layer: count for layer, count in found.items() if count > 0}

    def travel(self, kind: Kind) -> dict[str, float]:
        """Figures of one kind on distance and travel time for the country."""
        if kind.code not in self._travel:
            self._travel[kind.code] = all_travel_values(
                self.study.country, self.distances, kind, self.study.norms
            )
        return self._travel[kind.code]

    def held(self, what: str, other: Side, make: Callable[[], Mapping[str, float]]) -> Mapping[str, float]:
        """Return figures of another side as this one is held beside it; made once.

        Parameters
        ----------
        what
            Which figures, and of which kind.
        other
            Whose figures: the base, or this side itself.
        """
        key = what, other.name, id(other.arrangement)
        if key not in self._held:
            self._held[key] = make()
        return self._held[key]

    def beside(self, base: Arrangement) -> Together:
        """Who stays together in this arrangement, coming from a base."""
        known = self._together.get(id(base))
        if known is None or known[0] is not base:
            for oldest in list(self._together)[: max(0, len(self._together) + 1 - _BASES)]:
                self._together.pop(oldest, None)
            known = self._together[id(base)] = base, together(self.country, base, self.arrangement)
        return known[1]


_sides: WeakKeyDictionary[Study, OrderedDict[str, Side]] = WeakKeyDictionary()
_lock = Lock()


def side_of(study: Study, name: str) -> Side:
    """Return what is known of an arrangement of a study; what was asked for longest ago is let go of.

    Raises
    ------
    UnknownNameError
        If there is no such arrangement.
    """
    arrangement = study.arrangement(name)
    with _lock:
        kept = _sides.setdefault(study, OrderedDict())
        side = kept.get(name)
        if side is None or side.arrangement is not arrangement:
            side = kept[name] = Side(study, name, arrangement)
        kept.move_to_end(name)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return side
