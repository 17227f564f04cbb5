"""The figures that rows rest on: those of a comparison, read and never recomputed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios._rows import split_at
from scenarios.compare import Comparison, compare, sources_of
from scenarios.country import Country, Kind
from scenarios.indeling import Arrangement
from scenarios.measures import measure
from scenarios.norms import Norms
from scenarios.principles.row import Figure
from scenarios.site_effects import steps
from scenarios.study import Study

_NAN = float("nan")


@dataclass(frozen=True, eq=False)
class Figures:
    """A scenario held against a base.

    Attributes
    ----------
    study
        Country, cube and norms.
    name, base
        Ids of the scenario and of what it is held against.
    """

    study: Study
    name: str
    base: str

    @property
    def country(self) -> Country:
        """The country with the scenario's sites."""
        return self.study.country_of(self.name)

    @property
    def norms(self) -> Norms:
        """Norms that hold."""
        return self.study.norms

    @property
    def arrangement(self) -> Arrangement:
        """The scenario."""
        return self.study.arrangement(self.name)

    @property
    def before(self) -> Arrangement:
        """The base."""
        return self.study.arrangement(self.base)

    @property
    def is_base(self) -> bool:
        """Whether the scenario is its own base, so that nothing can differ."""
        return self.name == self.base

    @property
    def splits(self) -> bool:
        """Whether changes are told apart in merging and new borders: from today's layers only."""
        return self.base == self.study.base_id and not self.is_base

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, str]]:
        """Ids before and after what changes: ``grenzen``, ``vestigingen``; only what does."""
        return {what: (one, other) for what, one, other in steps(self.study, self.base, self.name)}

    @cached_property
    def redrawn(self) -> str:
        """Id of the arrangement with the scenario's borders and the base's sites."""
        if "vestigingen" not in self.steps:
            return self.name
        return self.steps["vestigingen"][0]

    @cached_property
    def comparison(self) -> Comparison:
        """All figures of the country."""
        names = [self.name]
        if self.splits:
            names = [self._middle, self.redrawn, self.name]
        return compare(self.study, names, self.base)

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], dict[str, Any]]:
        return {(name, kind, code): row for (name, _, _, kind, code), row in self.comparison.rows().items()}

    def figure(self, code: str, kind: Kind | None = None) -> Figure:
        """Return one figure; KeyError if a comparison does not give it."""
        of_kind = kind.code if kind else ""
        row = self._rows[self.name, of_kind, code]
        value, before = float(row["waarde"]), float(row["basis"])
        effects = self._effects(code, of_kind) if kind else self._told_apart(row)
        return Figure(measure(code), of_kind, value, before, *effects, str(row["aard"]), str(row["bron"]))

    def made(
        self,
        code: str,
        value: float,
        before: float,
        effects: tuple[float, float, float],
        kind: Kind | None = None,
    ) -> Figure:
        """Return a figure that no comparison gives, with its certainty and sources."""
        described, of_kind = measure(code), kind.code if kind else ""
        source, model = sources_of(self.study, described, self.name, of_kind, self.base), self.country.model
        if described.over_distances and model.label not in source:
            source = f"{source}; {model.label}"
        certainty = described.certain(model.certainty)
        return Figure(described, of_kind, value, before, *effects, certainty, source)

    def _told_apart(self, row: Mapping[str, Any]) -> tuple[float, float, float]:
        """Effects of a fragmentation figure: other sites have none."""
        if not self.splits or "grenzen" not in self.steps:
            return _NAN, _NAN, _NAN
        return float(row["effect_samenvoegen"]), float(row["effect_nieuwe_grenzen"]), 0.0

    def _effects(self, code: str, kind: str) -> tuple[float, float, float]:
        if not self.splits:
            return _NAN, _NAN, _NAN
        values = {one: float(self._rows[one, kind, code]["waarde"]) for one in self.ladder}
        return effects(self, values)

    @property
    def _middle(self) -> str:
        return split_at(self.study, self.name)

    @property
    def ladder(self) -> tuple[str, ...]:
        """Ids of base, merged, with the scenario's borders, and scenario: what is told apart lies between."""
        return self.base, self._middle, self.redrawn, self.name


def effects(of: Figures, values: Mapping[str, float]) -> tuple[float, float, float]:
    """Tell a change apart in merging, new borders and other sites.

    Parameters
    ----------
    of
        What is held against what.
    values
        Of a figure, for each id of `Figures.ladder`.
    """
    if not of.splits:
        return _NAN, _NAN, _NAN
    base, middle, redrawn, last = (values[one] for one in of.ladder)
    sites = last - redrawn
    if "grenzen" not in of.steps:
        return 0.0, 0.0, sites
    return middle - base, redrawn - middle, sites


def of_each(of: Figures, value: Callable[[str], float]) -> tuple[float, float, tuple[float, float, float]]:
    """Compute a figure of ours for scenario and base, and tell the change apart: as `Figures.made` takes it.

    Parameters
    ----------
    value
        Gives the figure of an arrangement by its id.
    """
    names = dict.fromkeys((of.name, of.base, *(of.ladder if of.splits else ())))
    values = {name: value(name) for name in names}
    return values[of.name], values[of.base], effects(of, values)
