"""Figures of the country after an edit: those of a comparison, but only what is asked for, within a blink.

The same functions and words as `scenarios.compare`, at level land. Of an unfinished arrangement they are
about whoever has a swv, in the scenario and in the base alike; the others are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios._rows import OF_AREA, split_at
from scenarios.compare import sources_of
from scenarios.country import Kind
from scenarios.evaluate import all_travel_values, change_values, fragmentation_values, together_values
from scenarios.live.sides import Side, side_of
from scenarios.measures import Measure, all_measures, measure
from scenarios.pieces.coherence import coherence_values, regions_of
from scenarios.pieces.shape import BROKEN, CUT_EDGES, OVER_WATER, POLSBY_POPPER, REOCK, UNFINISHED, WHOLE
from scenarios.pieces.staying import BOARDS, GEMEENTEN, SITES, staying_values
from scenarios.readings import reading, told_apart, travel_reading
from scenarios.study import Study

Mask = NDArray[np.bool_]
Values = Mapping[str, float]

_NAN: Final = float("nan")
_CHANGES: Final = frozenset({"eigen_verloren", "eigen_gekregen"})
_TOGETHER: Final = frozenset({"blijft", "congruentie", "congruente_paren", "vi_bits"})
_SHAPE: Final = frozenset({WHOLE, OVER_WATER, BROKEN, UNFINISHED, CUT_EDGES, POLSBY_POPPER, REOCK})
_STAYING: Final = frozenset({GEMEENTEN, SITES, BOARDS})


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """One figure of the country with that of the base.

    Attributes
    ----------
    measure
        What it is: title, unit, direction, formula, explanation.
    kind
        Code of the kind of facility; empty for none.
    value, base
        In the measure's unit; NaN: not to be determined.
    reading
        What the difference means, in words.
    merging, borders
        Effect of merging po and vo and of new borders; NaN where the difference is not split.
    certainty, source
        gemeten, geschat or gemodelleerd; one Dutch line of sources with dates.
    """

    measure: Measure
    kind: str
    value: float
    base: float
    reading: str
    merging: float
    borders: float
    certainty: str
    source: str

    @property
    def difference(self) -> float:
        """Scenario minus base; NaN if either is unknown."""
        return self.value - self.base


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """Figures of a scenario against a base.

    Attributes
    ----------
    study, name, base, kind
        Of what.
    figures
        By the code of their measure, in the order in which they were asked for.
    unassigned
        Residents of school age without a swv per layer, po and vo: in no figure. Empty where there are none.
    """

    study: Study
    name: str
    base: str
    kind: Kind
    figures: Mapping[str, LiveFigure]
    unassigned: Mapping[str, float]

    @property
    def is_finished(self) -> bool:
        """Whether everybody of school age has a swv."""
        return not self.unassigned


def live(study: Study, name: str, base: str, kind: Kind, codes: Iterable[str]) -> Live:
    """Give figures of the country under a scenario.

    Parameters
    ----------
    study
        Country, cube and norms.
    name, base
        Ids of the scenario and of what it is held against.
    kind
        The kind in view.
    codes
        Of the measures; see `offered`.

    Raises
    ------
    UnknownNameError
        If an arrangement does not exist.
    KeyError
        If a measure is not one of the country's.
    """
    sides = _Sides(side_of(study, name), side_of(study, base), kind)
    figures = {code: sides.figure(measure(code)) for code in dict.fromkeys(codes)}
    return Live(study, name, base, kind, figures, sides.after.unassigned)


@cache
def offered() -> tuple[Measure, ...]:
    """Measures that `live` can give, in the order in which they are shown."""
    groups = {"afstand", "verandering", "versnippering"}
    return tuple(one for one in all_measures() if one.group in groups and one.code not in OF_AREA)


@dataclass(frozen=True, eq=False)
class _Sides:
    """A scenario beside a base, for one kind: a group of figures is computed when one of it is asked for."""

    after: Side
    before: Side
    kind: Kind

    def figure(self, one: Measure) -> LiveFigure:
        study, told = self.after.study, (_NAN, _NAN)
        if one.per_kind:
            value, base = self._of_kind(one.code)
            said = self._reading(one, value, base)
        else:
            value, base = self._value(self.after, one.code), self._value(self.before, one.code)
            said = reading(one, value, base, study.country.model.error_share)
            told = self._told_apart(one.code, value, base)
        of_kind = self.kind.code if one.per_kind else ""
        certainty = one.certain(study.country.model.certainty)
        source = sources_of(study, one, self.after.name, of_kind, self.before.name)
        return LiveFigure(one, of_kind, value, base, said, *told, certainty, source)

    def _of_kind(self, code: str) -> tuple[float, float]:
        if code in _CHANGES:
            return self._changed[code], 0.0
        return self._travel[0][code], self._travel[1][code]

    def _reading(self, one: Measure, value: float, base: float) -> str:
        country = self.after.study.country
        if one.code in _CHANGES:
            return reading(one, value, base, country.model.error_share)
        return travel_reading(country, one.code, *self._travel, self._changed)

    @cached_property
    def _travel(self) -> tuple[Values, Values]:
        """Figures of the kind, of whoever has a swv in its layer."""
        study, where = self.after.study, self._placed
        if where is None:
            return self.after.travel(self.kind), self.before.travel(self.kind)
        here, there = (
            self.after.held(
                f"afstand {self.kind.code}",
                side,
                lambda: all_travel_values(study.country, side.distances, self.kind, study.norms, where),  # noqa: B023
            )
            for side in (self.after, self.before)
        )
        return here, there

    @cached_property
    def _changed(self) -> Values:
        country, everyone = (
            self.after.study.country,
            np.ones(len(self.after.study.country.points), dtype=bool),
        )
        where = everyone if self._placed is None else self._placed
        return change_values(country, self.before.distances, self.after.distances, self.kind, where)

    @property
    def _placed(self) -> Mask | None:
        """Points with a swv in the layer of the kind; None where everybody has one."""
        layer = self.kind.layer
        return self.after.placed[layer] if layer in self.after.unassigned else None

    @cached_property
    def _area(self) -> Mask | None:
        """Points with a swv in every layer; None where everybody has one."""
        if not self.after.unassigned:
            return None
        both: Mask = np.logical_and(*self.after.placed.values())
        return both

    def _value(self, side: Side, code: str) -> float:
        """Give a figure of a side that is of no kind; NaN where it is not to be determined."""
        if code in _TOGETHER:
            found: Values = self._together(side)
        elif code in _STAYING:
            found = self._staying(side)
        elif code in _SHAPE:
            found = side.shape
        else:
            found = self._coherence(side) if regions_of(code) else self._fragmentation(side)
        return found.get(code, _NAN)

    def _together(self, side: Side) -> Values:
        country = side.study.country
        where = np.ones(len(country.points), dtype=bool) if self._area is None else self._area
        return together_values(country, side.beside(self.before.arrangement), where)

    def _staying(self, side: Side) -> Values:
        before = self.before.arrangement
        what = f"blijft bij {self.before.name} {id(before)}"
        return self.after.held(what, side, lambda: staying_values(side.country, before, side.arrangement))

    def _fragmentation(self, side: Side) -> Values:
        if self._area is None:
            return side.fragmentation
        where, norms = self._area, side.study.norms
        return self.after.held("versnippering", side, lambda: fragmentation_values(side.within(where), norms))

    def _coherence(self, side: Side) -> Values:
        if self._area is None:
            return side.coherence
        where, country = self._area, side.study.country
        return self.after.held(
            "samenhang",
            side,
            lambda: coherence_values(country, side.arrangement, side.without_others(where)),
        )

    @cached_property
    def _middle(self) -> Side | None:
        """The arrangement at which merging is told apart from new borders; None where that is not done."""
        study, name, base = self.after.study, self.after.name, self.before.name
        if base != study.base_id or name == base or self._area is not None:
            return None
        return side_of(study, split_at(study, name))

    def _told_apart(self, code: str, value: float, base: float) -> tuple[float, float]:
        if self._middle is None or code in _STAYING:
            return _NAN, _NAN
        between = self._value(self._middle, code)
        found = told_apart({code: value}, {code: between}, {code: base}).get(code)
        return (
            (_NAN, _NAN) if found is None else (found["effect_samenvoegen"], found["effect_nieuwe_grenzen"])
        )
