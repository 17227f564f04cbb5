r"""Leerlingenvervoer: primary-age pupils who live further from school than their gemeente's limit.

.. math:: V = \sum_{k \in \{bo, sbo, so\}} \sum_i v(i, k) [free(i, k) > grens(gemeente(i))]

with v(i, k) the expected pupils and *free* the distance to the nearest site, borders ignored:
transport goes to the nearest accessible school, whatever its swv. Costs are a range: the low
number of pupils times the low amount, to the high number times the high amount. Estimates, all.
Where the PC4 of a home has a site itself and yet no site lies within the limit, the one point that
stands for the area is to be doubted: those pupils are in the high number only.
Definitions: docs/methode.md, "Leerlingenvervoer".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.assumptions import Assumptions
from scenarios.consequences.transport_terms import Amounts, Limits
from scenarios.country import Country
from scenarios.demand import Expected, expected
from scenarios.site_effects import STANDARD_RISE_M
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Kinds for whose pupils distance decides; for vo and vso disability does.
KINDS: Final = ("bo", "sbo", "so")

#: What must be told with every figure.
NOT_ALL: Final = (
    "Niet iedereen boven de grens wordt vervoerd (ouders vragen het niet aan, of brengen zelf), en wie "
    "eronder woont soms wel: bij een handicap geldt geen grens. Het aantal is dus geen telling van vervoerde "
    "leerlingen."
)
DOUBT: Final = (
    "Een postcodegebied telt als één punt. Ligt er een vestiging in het gebied zelf en toch geen binnen de "
    "grens, dan is dat eerder een gevolg van dat punt dan van de afstand: die leerlingen staan alleen in de "
    "bovengrens."
)
VO_OUTSIDE: Final = (
    "Vo en vso vallen erbuiten: daar beslist de beperking van de leerling, niet de afstand. Cluster 1 en 2 "
    "en scholen in gesloten instellingen tellen niet mee."
)
NO_CHANGE: Final = (
    "Een andere indeling verandert hier niets: er verhuist geen school, en vervoer gaat naar de "
    "dichtstbijzijnde toegankelijke school, welk swv ook. De verandering is precies nul."
)
EXCEPTION: Final = (
    "Voor sbo kent de wet één uitzondering: stemmen ouders ermee in, dan mag het ook de dichtstbijzijnde sbo "
    "zijn binnen het swv van de basisschool van herkomst. Daarmee is niet gerekend."
)


@dataclass(frozen=True, slots=True)
class Count:
    """Pupils, with an interval, and what they would cost in a year.

    Attributes
    ----------
    pupils, low, high
        Expected pupils (estimates, persons).
    cost_low, cost_high
        Euro per year.
    """

    pupils: float
    low: float
    high: float
    cost_low: float
    cost_high: float

    def __add__(self, other: Count) -> Count:
        """Add up, as if all were off to the same side."""
        return Count(
            self.pupils + other.pupils,
            self.low + other.low,
            self.high + other.high,
            self.cost_low + other.cost_low,
            self.cost_high + other.cost_high,
        )


NOBODY: Final = Count(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class OfKind:
    """One kind: who lives beyond the limit under the base and under the scenario.

    Attributes
    ----------
    expected
        Expected pupils; the same in both, for closing a site makes no pupil vanish.
    before_m, after_m
        Shape ``(n_points,)``: metres to the nearest site, borders ignored; infinite for none.
    limit_m
        Shape ``(n_points,)``: limit, metres.
    near_before, near_after
        Shape ``(n_points,)``: whether the PC4 itself has a site of the kind.
    """

    expected: Expected
    before_m: Float
    after_m: Float
    limit_m: Float
    near_before: Mask
    near_after: Mask

    @property
    def before(self) -> Mask:
        """Points beyond the limit under the base."""
        return self.before_m > self.limit_m

    @property
    def after(self) -> Mask:
        """Points beyond the limit under the scenario."""
        return self.after_m > self.limit_m

    def masks(self) -> dict[str, Mask]:
        """Points by what happens: rises and falls apart, never netted."""
        further = np.zeros(len(self.before_m), dtype=bool)
        both = self.before & self.after & np.isfinite(self.before_m) & np.isfinite(self.after_m)
        further[both] = self.after_m[both] - self.before_m[both] > STANDARD_RISE_M
        return {
            "basis": self.before,
            "scenario": self.after,
            "erbij": self.after & ~self.before,
            "eraf": self.before & ~self.after,
            "verder": further,
        }

    def doubted(self, what: str) -> Mask:
        """Points of which what happens is to be doubted: the PC4 itself has a site."""
        by_base, by_scenario = what in {"basis", "eraf", "verder"}, what in {"scenario", "erbij", "verder"}
        doubted = np.zeros(len(self.limit_m), dtype=bool)
        doubted |= self.near_before & by_base
        doubted |= self.near_after & by_scenario
        return self.masks()[what] & doubted

    def pupils(self, what: str) -> tuple[Float, Float, Float]:
        """Give the pupils per point of whom something in `COLUMNS` holds: estimate, low and high."""
        here, told = self.masks()[what], self.expected
        sure = here & ~self.doubted(what)
        return np.where(sure, told.pupils, 0.0), np.where(sure, told.low, 0.0), np.where(here, told.high, 0.0)


#: What is counted, in the order in which it is told: key and what it means.
COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "basis": "verder dan de grens in de basis",
        "scenario": "verder dan de grens in het scenario",
        "erbij": "komt boven de grens",
        "eraf": "komt onder de grens",
        "verder": "al boven de grens en meer dan 1 km verder",
    }
)


@dataclass(frozen=True, eq=False)
class Transport:
    """Pupils beyond the limits, and what they would cost.

    Attributes
    ----------
    country
        Whose gemeenten.
    kinds
        Per kind of `KINDS`.
    limits, amounts
        The terms.
    same_sites
        Whether base and scenario have the same sites, so that nothing can change.
    certainty
        How distances came about.
    """

    country: Country
    kinds: Mapping[str, OfKind]
    limits: Limits
    amounts: Amounts
    same_sites: bool
    certainty: str

    def count(self, what: str, where: Mask | None = None, kind: str = "") -> Count:
        """Count the pupils of whom something in `COLUMNS` holds; of one kind, or of all together."""
        chosen = [self.kinds[kind]] if kind else list(self.kinds.values())
        total = NOBODY
        for one in chosen:
            middle, low, high = (
                float(each.sum() if where is None else each[where].sum()) for each in one.pupils(what)
            )
            total += Count(middle, low, high, low * self.amounts.low, high * self.amounts.high)
        return total

    def doubted(self, what: str = "scenario") -> float:
        """Count who is in the high number of a count only: one point stands for their whole PC4."""
        return sum(float(one.expected.pupils[one.doubted(what)].sum()) for one in self.kinds.values())

    @cached_property
    def changes(self) -> bool:
        """Whether anybody comes above or below the limit, or goes further beyond it."""
        return any(self.count(what).high > 0 for what in ("erbij", "eraf", "verder"))

    @cached_property
    def unreachable(self) -> float:
        """Expected pupils for whom no site can be reached in the scenario: they count as beyond the limit."""
        return sum(float(one.expected.pupils[np.isinf(one.after_m)].sum()) for one in self.kinds.values())

    def per_gemeente(self) -> pd.DataFrame:
        """Count per gemeente, most pupils beyond the limit first.

        Returns
        -------
        ``gemeente, naam, grens_km``; ``leerlingen`` (expected pupils of bo, sbo and so together); per
        column of `COLUMNS` ``{key}, {key}_laag, {key}_hoog`` (pupils), ``{key}_kosten_laag`` and
        ``{key}_kosten_hoog`` (euro per year).
        """
        code = pd.Series(self.country.gemeente_of_point)
        all_pupils = sum(one.expected.pupils for one in self.kinds.values())
        table = pd.DataFrame({"leerlingen": pd.Series(all_pupils).groupby(code).sum()})
        for what in COLUMNS:
            for name, values in zip(("", "_laag", "_hoog"), self._together(what), strict=True):
                table[f"{what}{name}"] = pd.Series(values).groupby(code).sum()
            table[f"{what}_kosten_laag"] = table[f"{what}_laag"] * self.amounts.low
            table[f"{what}_kosten_hoog"] = table[f"{what}_hoog"] * self.amounts.high
        names = self.country.gemeente_names
        table.insert(0, "naam", [names.get(str(one), str(one)) for one in table.index])
        table.insert(1, "grens_km", [self.limits.km(str(one)) for one in table.index])
        ordered = table.rename_axis("gemeente").reset_index()
        return ordered.sort_values(
            ["scenario", "gemeente"], ascending=[False, True], kind="stable"
        ).reset_index(drop=True)

    def _together(self, what: str) -> tuple[Float, ...]:
        """Pupils of all kinds per point: estimate, low and high."""
        return tuple(
            np.sum(each, axis=0)
            for each in zip(*(one.pupils(what) for one in self.kinds.values()), strict=True)
        )

    def at(self, limit_km: float) -> Count:
        """Count the scenario's pupils at one limit for the whole country."""
        everywhere = np.full(len(self.country.points), limit_km * 1000.0)
        return self._under(everywhere).count("scenario")

    def _under(self, limit_m: Float) -> Transport:
        kinds = {code: replace(one, limit_m=limit_m) for code, one in self.kinds.items()}
        return Transport(self.country, kinds, self.limits, self.amounts, self.same_sites, self.certainty)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be told beside the figures, in Dutch."""
        return NOT_ALL, DOUBT, VO_OUTSIDE, EXCEPTION

    @property
    def sources(self) -> tuple[str, ...]:
        """What the figures rest on, each with its date."""
        of_demand = (part for one in self.kinds.values() for part in one.expected.source.split("; ") if part)
        sites = (self.country.supply_sources[kind] for kind in self.kinds)
        return tuple(dict.fromkeys([*sites, *of_demand, self.country.model.label, *self.amounts.sources()]))


def transport(
    study: Study,
    name: str,
    base: str,
    limits: Limits | None = None,
    amounts: Amounts | None = None,
    *,
    assumptions: Assumptions | None = None,
) -> Transport:
    """Count pupils beyond the limits under a base and a scenario.

    Raises
    ------
    UnknownNameError
        If an arrangement does not exist.
    InputError
        If a limit is about a gemeente that does not exist, or an assumption makes no sense.
    UncountableError
        If the expected pupils of a kind cannot be told.
    """
    country = study.country
    terms, given = limits or Limits(), assumptions or Assumptions()
    limit_m = terms.metres(country)
    before, after = study.distances(base).free_m, study.distances(name).free_m
    place = country.situation.kinds.index
    kinds = {
        kind: OfKind(
            expected(country, kind, given),
            before[place(kind)].astype(np.float64),
            after[place(kind)].astype(np.float64),
            limit_m,
            _near(study.country_of(base), kind),
            _near(study.country_of(name), kind),
        )
        for kind in KINDS
    }
    same = study.arrangement(base).plan is study.arrangement(name).plan
    return Transport(
        study.country_of(name),
        MappingProxyType(kinds),
        terms,
        amounts or Amounts(),
        same,
        country.model.certainty,
    )


def _near(country: Country, kind: str) -> Mask:
    """Whether each PC4 has a site of a kind, ``(n_points,)``."""
    supply = country.supply
    found = np.zeros(len(country.points), dtype=bool)
    found[supply["point"].to_numpy(dtype=np.intp)[(supply["kind"] == kind).to_numpy()]] = True
    return found


def transport_values(found: Transport) -> dict[str, float]:
    """Figures by measure code; costs as the two ends of their range, million euro per year."""
    now = found.count("scenario")
    return {
        "vervoer_leerlingen": now.pupils,
        "vervoer_erbij": found.count("erbij").pupils,
        "vervoer_eraf": found.count("eraf").pupils,
        "vervoer_kosten_laag": now.cost_low / 1e6,
        "vervoer_kosten_hoog": now.cost_high / 1e6,
    }
