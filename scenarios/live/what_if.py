"""What taking in each neighbour would do: a ranking for one swv, worked out without making the drawings.

Nothing is advised: per neighbouring gemeente (or part of one) the figures, gains and losses apart. The
distances are those of whoever lives in either of the two swv's that the step would change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.cube import own_after_move
from model.travel import weighted_mean
from scenarios.country import Kind
from scenarios.drawing.facts import Facts, facts, layer_key, layer_of
from scenarios.drawing.neighbours import neighbours
from scenarios.drawing.rules import locked_units
from scenarios.indeling import NO_SWV, Indeling
from scenarios.live.sides import Side, side_of
from scenarios.locks import Lock
from scenarios.measures import measure
from scenarios.readings import SHIFTED, reading
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]
Labels = NDArray[np.object_]

_MEAN: Final = measure("afstand_gemiddeld")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What happens if a swv takes in one neighbouring gemeente, or a part of one.

    Attributes
    ----------
    unit, gemeente, name
        Id of the unit, code of its gemeente, and what people call it.
    from_swv, from_label
        Code and name of the swv that it would leave; empty for none.
    pupils
        Residents of the ages of the layer who would come along (estimate, persons).
    before_km, after_km
        Mean own distance of a kind (without an own site: the nearest) of whoever lives in one of the two
        swv's; NaN where nobody does or no site is known.
    reading
        What the difference means, in words.
    lost, gained
        Residents of the age of the kind who lose their own site, and who get one; never netted.
    relations_change, regions_change
        Consultation relations of swv's with gemeenten and, apart, with jeugdregio's: more (above 0) or less.
    departing_change, nesting_change
        Swv's in more than one jeugdregio, and residents outside the main one of their swv: more or less.
    empties
        Whether the swv that it leaves would have no residents left.
    locked
        Whether it may not be moved.
    """

    unit: str
    gemeente: str
    name: str
    from_swv: str
    from_label: str
    pupils: float
    before_km: float
    after_km: float
    reading: str
    lost: float
    gained: float
    relations_change: int
    regions_change: int
    departing_change: int
    nesting_change: float
    empties: bool
    locked: bool

    @property
    def distance_change_km(self) -> float:
        """Kilometres further (above 0) or nearer, on average; NaN where it is not known."""
        return self.after_km - self.before_km


def what_if(
    study: Study, name: str, kind: Kind, layer: str, swv: str, *, locks: Iterable[Lock] = ()
) -> tuple[WhatIf, ...]:
    """Work out what taking in each neighbour of a swv would do, those with most residents first.

    Parameters
    ----------
    study, name
        The arrangement; it may be unfinished.
    kind
        Of which distances are told.
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.
    swv
        Its code.
    locks
        Of the draft.
    """
    side = side_of(study, name)
    of = _Ground(side, layer, kind, swv)
    locked = locked_units(side.arrangement, study.country, locks, layer)
    found = []
    for unit in neighbours(study.country, side.arrangement, layer, swv):
        at = of.facts.position[unit]
        found.append(of.effect(at, locked=bool(locked[at])))
    return tuple(sorted(found, key=lambda one: (-one.pupils, one.name, one.unit)))


@dataclass(frozen=True, eq=False)
class _Ground:
    """What is the same for every neighbour of a swv."""

    side: Side
    layer: str
    kind: Kind
    swv: str

    @cached_property
    def indeling(self) -> Indeling:
        return layer_of(self.side.arrangement, self.layer)

    @cached_property
    def facts(self) -> Facts:
        return facts(self.side.study.country, self.indeling.units)

    @cached_property
    def now(self) -> Labels:
        """Code of the swv of each unit."""
        return np.array(self.indeling.swv, dtype=object)

    @cached_property
    def pupils(self) -> Float:
        """Residents of the layer's ages per unit."""
        return self.facts.residents[layer_key(self.side.arrangement, self.layer)]

    @cached_property
    def touches(self) -> bool:
        """Whether the kind belongs to the layer: else its distances stay as they are."""
        return self.side.arrangement.is_merged or self.kind.layer == self.layer

    @cached_property
    def position(self) -> int:
        return self.side.study.country.situation.kinds.index(self.kind.code)

    @cached_property
    def offers(self) -> Mask:
        """Whether each unit has a site of the kind, reachable or not."""
        situation = self.side.country.situation
        sites = situation.offer_site[situation.offer_kind == self.position]
        there = np.zeros(len(self.indeling.units), dtype=bool)
        there[self.indeling.units.unit_of_point[situation.point_of_site[sites]]] = True
        return there

    def effect(self, at: int, *, locked: bool) -> WhatIf:
        source = str(self.now[at])
        then = self.now.copy()
        then[at] = self.swv
        codes = [self.swv] if source == NO_SWV else [self.swv, source]
        before_km, after_km, lost, gained = self._distance(codes, then)
        relations = [self._pairs(where, codes, then) for where in (self.facts.gemeenten, self.facts.regions)]
        was, will = (list(self._outside(codes, swv)) for swv in (self.now, then))
        return WhatIf(
            unit=self.indeling.units.ids[at],
            gemeente=str(self.facts.gemeenten[at]),
            name=self.facts.names[at],
            from_swv=source,
            from_label=self.indeling.label(source) if source else "",
            pupils=float(self.pupils[at]),
            before_km=before_km,
            after_km=after_km,
            reading=self._reading(before_km, after_km, lost, gained),
            lost=lost,
            gained=gained,
            relations_change=relations[0],
            regions_change=relations[1],
            departing_change=sum(many for many, _ in will) - sum(many for many, _ in was),
            nesting_change=sum(count for _, count in will) - sum(count for _, count in was),
            empties=source != NO_SWV and not (self.pupils[then == source] > 0).any(),
            locked=locked,
        )

    def _reading(self, before_km: float, after_km: float, lost: float, gained: float) -> str:
        told = reading(_MEAN, after_km, before_km, self.side.study.country.model.error_share)
        return SHIFTED if (told == "beter" and lost) or (told == "slechter" and gained) else told

    def _distance(self, codes: Sequence[str], then: Labels) -> tuple[float, float, float, float]:
        """Mean km before and after, and residents who lose and who get an own site."""
        found, units = self.side.distances, self.indeling.units
        concerned = np.isin(then, codes)[units.unit_of_point]
        weight = self.side.study.country.pupils(self.kind.age)
        own, free = found.own_m[self.position], found.free_m[self.position]
        before = _mean_km(own, free, weight, concerned)
        if not self.touches:
            return before, before, 0.0, 0.0
        after = np.minimum.reduce(
            [
                own_after_move(
                    own,
                    block.distance_m[self.position],
                    units.unit_of_point,
                    self.now,
                    then,
                    unit_of_column=block.unit,
                )
                for block in self.side.study.columns_of(self.side.name).blocks
            ]
        )
        had = found.has_own[self.position]
        has = had.copy()
        for code in codes:
            here = then == code
            has[here[units.unit_of_point]] = bool(self.offers[here].any())
        lost, gained = (float(weight[concerned & one].sum()) for one in (had & ~has, ~had & has))
        return before, _mean_km(after, free, weight, concerned), lost, gained

    def _pairs(self, where: Labels, codes: Sequence[str], then: Labels) -> int:
        """How many more pairs of a swv and a region share residents."""
        there = (self.pupils > 0) & (where != "")
        was, will = (
            sum(len(set(where[there & (swv == code)].tolist())) for code in codes) for swv in (self.now, then)
        )
        return will - was

    def _outside(self, codes: Sequence[str], swv: Labels) -> Iterator[tuple[bool, float]]:
        """Whether each swv lies in more than one jeugdregio, and its residents outside the main one."""
        regions = self.facts.regions
        there = (self.pupils > 0) & (regions != "")
        for code in codes:
            here = there & (swv == code)
            shares = dict.fromkeys(regions[here].tolist(), 0.0)
            for region, count in zip(regions[here].tolist(), self.pupils[here].tolist(), strict=True):
                shares[region] += count
            yield len(shares) > 1, sum(shares.values()) - max(shares.values(), default=0.0)


def _mean_km(own: NDArray[np.float32], free: NDArray[np.float32], weight: Float, where: Mask) -> float:
    """Mean own distance (without an own site: the nearest) over some points, km."""
    here = where & (weight > 0) & np.isfinite(free)
    reach = np.where(np.isfinite(own[here]), own[here], free[here]).astype(np.float64)
    return weighted_mean(reach, weight[here]) / 1000
