"""The standard consolidation: what would follow if every swv kept one site of a kind.

Pure regrouping moves no school, so it cannot lengthen a journey. What may follow on it can: a merged
swv that keeps one site of a kind. This rule, `scenarios.consolidation.Consolidate` with *per_swv* 1, the
largest site staying, is a worked example of ours that is the same for every indeling, so that
indelingen can be held beside each other. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.distance import Progress
from scenarios.consolidation import Consolidate
from scenarios.country import Country, Kind
from scenarios.indeling import Arrangement
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.rise import Rise, rise_of
from scenarios.principles.row import Figure
from scenarios.site_effects import Effect, Way
from scenarios.study import Study

#: What the rule is, in a Dutch phrase.
RULE: Final = "één vestiging per soort per swv, de grootste blijft"


@dataclass(frozen=True, slots=True, eq=False)
class Consolidated:
    """The standard consolidation of one kind under one arrangement.

    Attributes
    ----------
    arrangement
        Id of the arrangement that it is applied to.
    kind
        The kind.
    sites, closed
        Offers of the kind there are (sites, or groups of sites), and those that the rule closes.
    rise
        Nearest, borders ignored, before and after the closings.
    """

    arrangement: str
    kind: Kind
    sites: int
    closed: int
    rise: Rise


def consolidated(study: Study, name: str, kind: Kind) -> Consolidated:
    """Apply the standard consolidation; nothing that is shared changes, so it can run beside other work.

    The same distances as of a scenario with that rule (`scenarios.site_effects.effect`).
    """
    arrangement, country = study.arrangement(name), study.country_of(name)
    after = _left(arrangement, country, kind)
    position = country.situation.kinds.index(kind.code)
    before_m = study.distances(name).free_m[position].astype(np.float64)
    here, there = _sites(country, kind), _sites(after, kind)
    after_m = after.journeys.nearest_m([there])[:, 0].astype(np.float64)
    reached = np.isfinite(before_m) & np.isfinite(after_m)
    weight = country.pupils(kind.age)
    told = f"{name}, geconsolideerd"
    found = Effect(kind, Way.FREE, name, told, before_m, after_m, weight, 0.0, 0.0, reached)
    return Consolidated(name, kind, len(here), len(here) - len(there), rise_of(found))


def _left(arrangement: Arrangement, country: Country, kind: Kind) -> Country:
    rule = Consolidate(regel="per_swv", soorten=(kind.code,), waarde=1)
    return country.with_plan(rule.apply(arrangement, country).plan)


def _sites(country: Country, kind: Kind) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    supply = country.supply
    return supply["site"].to_numpy(dtype=np.intp)[(supply["kind"] == kind.code).to_numpy()]


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """The standard consolidation of some kinds, under a scenario and what it is held against.

    Attributes
    ----------
    of
        Scenario and base.
    found
        By id of arrangement and code of kind: the scenario, its base and, where effects are told
        apart, what lies between.
    """

    of: Figures
    found: Mapping[tuple[str, str], Consolidated]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kinds that were looked at."""
        return tuple(one.kind for (name, _), one in self.found.items() if name == self.of.name)

    def here(self, kind: Kind) -> Consolidated:
        """Under the scenario."""
        return self.found[self.of.name, kind.code]

    def figure(self, kind: Kind, limit_m: float) -> Figure:
        """Share of the residents for whom the nearest site would be more than `limit_m` further."""
        shares = of_each(self.of, lambda name: self.found[name, kind.code].rise.share(limit_m))
        return self.of.made("verder_consolidatie", *shares, kind)

    def closed(self, kind: Kind) -> Figure:
        """Sites (or groups of sites) that it would close."""
        counts = of_each(self.of, lambda name: float(self.found[name, kind.code].closed))
        return self.of.made("dicht_consolidatie", *counts, kind)

    def beside(self, other: Standard) -> Standard:
        """Return both together; they are of the same scenario and base."""
        return Standard(self.of, {**self.found, **other.found})


def standard(of: Figures, kinds: Iterable[Kind], progress: Progress | None = None) -> Standard:
    """Apply the standard consolidation to a scenario and, by the same rule, to what it is held against.

    Parameters
    ----------
    of
        Scenario and base.
    kinds
        Of those kinds that have sites.
    progress
        Called as ``progress(done, total)``.
    """
    names = list(dict.fromkeys((of.name, of.base, *(of.ladder if of.splits else ()))))
    chosen = [kind for kind in kinds if len(_sites(of.country, kind))]
    tell = progress or (lambda _done, _total: None)
    found = {}
    total = max(1, len(names) * len(chosen))
    tell(0, total)
    for kind in chosen:
        for name in names:
            found[name, kind.code] = consolidated(of.study, name, kind)
            tell(len(found), total)
    return Standard(of, found)
