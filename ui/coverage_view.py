"""What the page "Dekking" is about at one moment: a scenario, a base, a kind, a norm, and whom it counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scenarios.border_dependence import border_dependence
from scenarios.compare import Level
from scenarios.country import Kind
from scenarios.coverage import Areas, Weight, Yardstick, areas, coverage
from scenarios.coverage_change import CoverageChange, coverage_change
from scenarios.study import Study
from scenarios.white_spots import Over, white_spots
from ui.coverage_tables import Headline, source_of


@dataclass(frozen=True, eq=False)
class View:
    """What is looked at; what is asked of it is computed once.

    Attributes
    ----------
    study
        Under the norms that hold.
    name, base
        Ids of the scenario and of what it is held against.
    kind, along, weight
        Kind of facility; norm; whom it is counted in.
    over
        Which sites count for a white spot.
    """

    study: Study
    name: str
    base: str
    kind: Kind
    along: Yardstick
    weight: Weight
    over: Over

    @cached_property
    def spots(self) -> pd.DataFrame:
        """White spots of the scenario."""
        return white_spots(self.study, self.name, self.along, self.over, self.weight)

    @cached_property
    def changed(self) -> CoverageChange:
        """What the scenario does to coverage."""
        return coverage_change(self.study, self.name, self.base, self.along, self.weight)

    @cached_property
    def source(self) -> str:
        """What figures rest on."""
        return source_of(self.study, self.name, self.along, self.weight)

    @cached_property
    def dependence(self) -> tuple[float, float]:
        """Percent who are *aangewezen op een buur*, of scenario and base."""
        now, before = (
            border_dependence(self.study, name, self.kind, self.weight) for name in (self.name, self.base)
        )
        return now, before

    @property
    def certainty(self) -> str:
        """How shares over distances came about."""
        return str(self.study.country.model.certainty)

    def areas(self, level: Level) -> Areas:
        """Areas of the scenario."""
        return areas(self.study, self.name, level, self.kind)

    def rows(self, name: str, level: Level) -> pd.DataFrame:
        """Coverage along the norm under an arrangement, in the areas of the scenario."""
        table = coverage(self.study, name, self.kind, weight=self.weight, within=self.areas(level))
        return table[table["maatstaf"] == self.along.code].reset_index(drop=True)

    @cached_property
    def headline(self) -> Headline:
        """The country's figures, of scenario and base."""
        now, before = (
            {str(key): value for key, value in self.rows(name, Level.LAND).iloc[0].items()}
            for name in (self.name, self.base)
        )
        return Headline(self.along, self.weight, now, before, self.changed, self.source, self.certainty)
