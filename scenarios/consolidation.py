"""Rules that close sites under an indeling: a minimum of pupils, or so many sites per swv.

A new indeling closes no school. A board that merges two swv's may: these rules
show what would follow. They are worked examples of ours, no policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from geo.errors import InputError
from scenarios.changes import Strict
from scenarios.country import Country, Kind
from scenarios.enrolment import shared_split
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.site_changes import require_some_left
from scenarios.site_plan import SitePlan

Float = NDArray[np.float64]
Int = NDArray[np.intp]


class Consolidate(Strict):
    """Close sites by a rule, swv by swv.

    ``regel`` *minimum*: the smallest site below ``waarde`` pupils closes first and
    its pupils go to the nearest site left in the swv (straight line), until none
    is below it or one is left. *per_swv*: of each kind ``waarde`` sites stay:
    the largest, or those nearest to the swv's residents together (``keuze`` centraal,
    one after another). The last site of a kind in a swv never closes.
    """

    soort: Literal["consolideer"] = "consolideer"
    omschrijving: str = ""
    regel: Literal["minimum", "per_swv"]
    soorten: tuple[str, ...] = Field(min_length=1)
    waarde: int = Field(ge=1)
    keuze: Literal["grootste", "centraal"] = "grootste"
    swv: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.regel == "minimum" and self.keuze == "centraal":
            msg = "keuze 'centraal' hoort bij regel 'per_swv'; laat haar weg"
            raise ValueError(msg)
        return self

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the sites that are left.

        Raises
        ------
        InputError
            If a kind or swv does not exist.
        """
        plan = arrangement.plan or SitePlan.of(country.dataset)
        here = country.with_plan(plan)
        kinds = {kind.code: kind for kind in country.kinds}
        faults = [
            f"onbekende soort {code}; kies uit {', '.join(kinds)}"
            for code in self.soorten
            if code not in kinds
        ]
        known = {code for layer in arrangement.layers for code in layer.codes}
        faults += [f"onbekend swv {code} in deze indeling" for code in self.swv if code not in known]
        if faults:
            raise InputError("consolideren", faults)
        gone = {
            (code, kind) for kind in self.soorten for code in _closed(self, arrangement, here, kinds[kind])
        }
        require_some_left(plan, gone, country)
        return replace(arrangement, plan=plan.closed(gone, self._told(here, gone)))

    def _told(self, country: Country, gone: set[tuple[str, str]]) -> str:
        kinds = ", ".join(self.soorten)
        unknown = int(np.isnan(_sizes(country)[country.supply["kind"].isin(self.soorten)]).sum())
        where = f" in {', '.join(self.swv)}" if self.swv else ""
        if self.regel == "minimum":
            rule = f"minimaal {self.waarde} leerlingen per vestiging"
        else:
            rule = f"{self.waarde} per swv, de {'grootste' if self.keuze == 'grootste' else 'meest centrale'}"
        told = f"Consolidatie {kinds}{where}: {rule}; {len(gone)} vestigingen dicht"
        kept = f", {unknown} zonder bekend leerlingtal blijven" if unknown and self.regel == "minimum" else ""
        is_grouped = country.dataset.manifest.grouped
        grouped = "; de vestigingen in één PC4 gelden hier als één" if is_grouped else ""
        return f"{told}{kept}{grouped}."


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Sites of one kind in one swv: codes, rows of `Country.sites`, pupils (NaN unknown)."""

    swv: str
    codes: NDArray[np.object_]
    site: Int
    pupils: Float


def _sizes(country: Country) -> Float:
    """Pupils per row of `Country.supply`, per site where rows are groups; NaN where nobody told."""
    supply = country.supply
    pupils = shared_split(country)["geschat"].to_numpy(dtype=np.float64)
    size = pupils / supply["aantal"].to_numpy(dtype=np.float64)
    unknown = (supply["onbekend"] > 0).to_numpy() & (pupils == 0)
    return np.where(unknown, np.nan, size)


def _groups(arrangement: Arrangement, country: Country, kind: Kind) -> Iterator[_Group]:
    supply = country.supply
    of_kind = (supply["kind"] == kind.code).to_numpy()
    site = supply["site"].to_numpy(dtype=np.intp)[of_kind]
    swv = arrangement.layer(kind.layer).of_points()[supply["point"].to_numpy(dtype=np.intp)[of_kind]]
    codes = country.sites["vestigingscode"].to_numpy(dtype=object)[site]
    pupils = _sizes(country)[of_kind]
    for code in sorted(set(swv) - {NO_SWV}):
        here = np.flatnonzero(swv == code)
        order = here[
            np.argsort(codes[here].astype(str), kind="stable")
        ]  # ties do not hang on the data's order
        yield _Group(str(code), codes[order], site[order], pupils[order])


def _closed(rule: Consolidate, arrangement: Arrangement, country: Country, kind: Kind) -> list[str]:
    """Codes of the sites that stop with a kind."""
    found: list[str] = []
    for group in _groups(arrangement, country, kind):
        if rule.swv and group.swv not in rule.swv:
            continue
        if rule.regel == "minimum":
            closed = _below(group, country, rule.waarde)
        elif len(group.codes) <= rule.waarde:
            closed = []
        elif rule.keuze == "grootste":
            closed = np.argsort(-np.nan_to_num(group.pupils), kind="stable")[rule.waarde :].tolist()
        else:
            closed = _off_centre(group, arrangement, country, kind, rule.waarde)
        found += [str(group.codes[place]) for place in closed]
    return found


def _below(group: _Group, country: Country, minimum: int) -> list[int]:
    """Close the smallest below a minimum, one by one; its pupils go to the nearest that is left."""
    sites = country.situation.sites
    easting, northing = sites.easting[group.site], sites.northing[group.site]
    pupils = group.pupils.copy()
    left = np.ones(len(pupils), dtype=bool)
    closed: list[int] = []
    while left.sum() > 1:
        small = np.flatnonzero(left & (pupils < minimum))
        if not small.size:
            break
        one = int(small[pupils[small].argmin()])
        left[one] = False
        closed.append(one)
        others = np.flatnonzero(left)
        away = np.hypot(easting[others] - easting[one], northing[others] - northing[one])
        pupils[others[away.argmin()]] += pupils[one]
    return closed


def _off_centre(
    group: _Group, arrangement: Arrangement, country: Country, kind: Kind, count: int
) -> list[int]:
    """All but the sites that leave the swv's residents nearest: chosen one after another."""
    points = np.flatnonzero(arrangement.layer(kind.layer).of_points() == group.swv)
    weight = country.pupils(kind.age)[points]
    metres = country.journeys.nearest([group.site[[n]] for n in range(len(group.site))]).distance_m[points]
    far = np.nan_to_num(metres.astype(np.float64), posinf=1e7)
    nearest = np.full(len(points), np.inf)
    kept: list[int] = []
    for _ in range(count):
        total = weight @ np.minimum(nearest[:, None], far)
        total[kept] = np.inf
        kept.append(int(total.argmin()))
        nearest = np.minimum(nearest, far[:, kept[-1]])
    return sorted(set(range(len(group.site))) - set(kept))
