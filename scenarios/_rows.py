"""The rows of a comparison: one scenario against its base, area by area, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.country import Kind
from scenarios.evaluate import (
    Distances,
    Layer,
    Together,
    all_travel_values,
    change_values,
    fragmentation_values,
    layers_of,
    together,
    together_values,
)
from scenarios.indeling import Arrangement
from scenarios.measures import Measure, measure
from scenarios.pieces.national import national_values
from scenarios.pieces.staying import staying_values
from scenarios.readings import NO_DIFFERENCE, SHIFTED, reading, told_apart, travel_reading
from scenarios.study import Study

__all__ = ["NO_DIFFERENCE", "SHIFTED", "Cuts", "Level", "Task", "split_at"]

Mask = NDArray[np.bool_]

#: The finest arrangement in which po and vo coincide.
_MERGED = "samengevoegd"


def split_at(study: Study, name: str) -> str:
    """Id of the arrangement at which what merging po and vo does is told apart from what new borders do.

    That is `samengevoegd`; for a scenario that keeps two layers it is today's, for it merges nothing:
    all that it changes comes from its borders (and sites).
    """
    return _MERGED if study.arrangement(name).is_merged else study.base_id


class Level(StrEnum):
    """For what areas figures are given."""

    LAND = "land"
    JEUGDREGIO = "jeugdregio"
    SWV = "swv"
    GEMEENTE = "gemeente"


#: Fragmentation measures that mean something within one area of a level.
_WITHIN: dict[Level, tuple[str, ...]] = {
    Level.JEUGDREGIO: (
        "swv_aantal",
        "relaties_gemeente",
        "relaties_jeugdregio",
        "gemeenten_gesplitst",
        "gemeenten_grenswijziging",
        "congruentie",
        "blijft",
        "tafels_bits",
        "effectief_aantal",
    ),
    Level.SWV: (
        "omvang",
        "gemeenten",
        "gemeenten_gesplitst",
        "jeugdregio_per_swv",
        "leerlingen_afwijkend",
        "relaties_gemeente",
        "relaties_jeugdregio",
        "besturen_per_swv",
        "congruentie",
        "blijft",
        "nesting_bits",
    ),
    Level.GEMEENTE: ("swv_aantal", "relaties_gemeente", "congruentie", "blijft"),
}
#: Measures of one area, which say nothing of the country.
OF_AREA = frozenset({"omvang", "gemeenten"})


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    code: str
    name: str
    points: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One scenario against its base, at one level.

    Attributes
    ----------
    cuts
        The study and the base, shared by all scenarios of a comparison.
    name
        Id of the scenario.
    level
        Areas to give figures for.
    only
        Codes of those areas that are asked for; all of them where empty.
    """

    cuts: Cuts
    name: str
    level: Level
    only: frozenset[str] = frozenset()

    @property
    def study(self) -> Study:
        """What both are computed on."""
        return self.cuts.study

    @property
    def base(self) -> str:
        """Id of the base."""
        return self.cuts.base

    @property
    def arrangement(self) -> Arrangement:
        """The scenario's arrangement."""
        return self.study.arrangement(self.name)

    def areas(self, layer: str) -> Iterator[_Area]:
        """Give the areas of the level; at level swv those of one layer."""
        country = self.study.country
        if self.level is Level.LAND:
            yield _Area("NL", "Nederland", np.ones(len(country.points), dtype=bool))
            return
        if self.level is Level.SWV:
            indeling = self.arrangement.layer(layer)
            label, names = indeling.of_points(), dict(indeling.names)
        elif self.level is Level.JEUGDREGIO:
            label, names = country.region_of_point("jeugdregio"), country.region_names
        else:
            label, names = country.gemeente_of_point, country.gemeente_names
        for code in np.unique(label[label != ""]):
            if not self.only or code in self.only:
                yield _Area(str(code), names.get(code, str(code)), label == code)

    def rows(self, kinds: Sequence[Kind]) -> Iterator[list[dict[str, Any]]]:
        """Give the rows of each kind, then those of fragmentation."""
        for kind in kinds:
            yield [row for area in self.areas(kind.layer) for row in self._travel_rows(kind, area)]
        layers = ("po",) if self.arrangement.is_merged or self.level is not Level.SWV else ("po", "vo")
        own, base = self.cuts.of(self.name), self.cuts.of(self.base)
        middle = split_at(self.study, self.name) if self._splits_effects else ""
        yield [
            row
            for layer in layers
            for area in self.areas(layer)
            for row in self._fragmentation_rows(area, own, base, middle)
        ]

    @property
    def _splits_effects(self) -> bool:
        """Whether a change can be split: nationally, from today's layers to something else."""
        return self.level is Level.LAND and self.base == self.study.base_id and self.name != self.base

    def _travel_rows(self, kind: Kind, area: _Area) -> Iterator[dict[str, Any]]:
        study = self.study
        country, norms = study.country, study.norms
        after, before = study.distances(self.name), study.distances(self.base)

        def values(found: Distances) -> dict[str, float]:
            return all_travel_values(country, found, kind, norms, area.points)

        here = values(after)
        there = here if after is before else values(before)
        changed = change_values(country, before, after, kind, area.points)
        for code, value in here.items():
            row = self._row(measure(code), area, value, there[code], kind=kind.code)
            row["duiding"] = travel_reading(country, code, here, there, changed)
            yield row
        for code, value in changed.items():
            yield self._row(measure(code), area, value, 0.0, kind=kind.code)

    def _fragmentation_rows(
        self, area: _Area, own: _Cut, base: _Cut, middle: str
    ) -> Iterator[dict[str, Any]]:
        study, level = self.study, self.level
        here = own.values(study, area, level)
        # a swv of one arrangement has no counterpart in another: its own figures only
        there = {} if level is Level.SWV else base.values(study, area, level)
        if level is Level.LAND:
            here |= self.cuts.national(self.name) | self.cuts.staying(self.name)
            there |= self.cuts.national(self.base) | self.cuts.staying(self.base)
        split = {}
        if middle:
            between = self.cuts.of(middle).values(study, area, level) | self.cuts.national(middle)
            split = told_apart(here, between, there)
        for code, value in here.items():
            if code in _WITHIN[level] if level is not Level.LAND else code not in OF_AREA:
                row = self._row(measure(code), area, value, there.get(code, float("nan")))
                yield row | split.get(code, {})

    def _row(
        self,
        described: Measure,
        area: _Area,
        value: float,
        base_value: float,
        *,
        kind: str = "",
    ) -> dict[str, Any]:
        model = self.study.country.model
        return {
            "scenario": self.name,
            "niveau": self.level.value,
            "gebied": area.code,
            "soort": kind,
            "maat": described.code,
            "gebied_naam": area.name,
            "waarde": value,
            "eenheid": described.unit,
            "aard": described.certain(model.certainty),
            "richting": described.direction.value,
            "basis": base_value,
            "verschil": value - base_value,
            "duiding": reading(described, value, base_value, model.error_share),
            "effect_samenvoegen": float("nan"),
            "effect_nieuwe_grenzen": float("nan"),
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """An arrangement's layers, ready to be cut to an area."""

    arrangement: Arrangement
    layers: tuple[Layer, ...]
    kept: Together

    def values(self, study: Study, area: _Area, level: Level) -> dict[str, float]:
        layers = self.layers
        if level is Level.SWV:
            layers = tuple(layer for layer in layers if (layer.swv == area.code).any())
        if not area.points.all():
            units = self.arrangement.units
            inside = np.zeros(len(units), dtype=bool)
            inside[units.unit_of_point[area.points]] = True
            layers = tuple(layer.within(inside) for layer in layers)
        return fragmentation_values(layers, study.norms) | together_values(
            study.country, self.kept, area.points
        )


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Arrangements made ready against one base: the base and the split are needed for every scenario.

    Attributes
    ----------
    study, base
        What is compared on; id of the base.
    """

    study: Study
    base: str
    _ready: dict[str, _Cut] = field(default_factory=dict, repr=False)
    _national: dict[str, dict[str, float]] = field(default_factory=dict, repr=False)
    _staying: dict[str, dict[str, float]] = field(default_factory=dict, repr=False)

    def of(self, name: str) -> _Cut:
        """Return one arrangement's layers, and who stays together against the base."""
        if name not in self._ready:
            country, arrangement = self.study.country_of(name), self.study.arrangement(name)
            kept = together(country, self.study.arrangement(self.base), arrangement)
            self._ready[name] = _Cut(arrangement, layers_of(country, arrangement), kept)
        return self._ready[name]

    def national(self, name: str) -> dict[str, float]:
        """Return what only the whole country has: shape, and coherence with other regions."""
        if name not in self._national:
            study = self.study
            self._national[name] = national_values(
                study.country, study.arrangement(name), self.of(name).layers
            )
        return self._national[name]

    def staying(self, name: str) -> dict[str, float]:
        """Return what of the base's swv's stays together: gemeenten, sites and boards."""
        if name not in self._staying:
            study = self.study
            before, after = study.arrangement(self.base), study.arrangement(name)
            self._staying[name] = staying_values(study.country_of(name), before, after)
        return self._staying[name]
