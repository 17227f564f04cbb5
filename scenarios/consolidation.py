"""Rules that close sites under an indeling: a minimum of pupils, or so many sites per swv.

A new indeling closes no school. A board that merges two swv's may: these rules
show what would follow. They are worked examples of ours, no policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from geo.errors import InputError
from scenarios.changes import Strict
from scenarios.country import Country, Kind
from scenarios.enrolment import shared_split
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.site_changes import Kinds, require_some_left
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
    soorten: Annotated[Kinds, Field(min_length=1)]
    waarde: int = Field(ge=1, le=100_000)
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
        of_kinds = [arrangement.layer(kinds[code].layer) for code in self.soorten if code in kinds]
        known = {code for layer in of_kinds for code in layer.codes}
        faults += [
            f"onbekend swv {code} voor deze soorten; kies een swv van deze indeling waar zij bij horen"
            for code in self.swv
            if code not in known
        ]
        if faults:
            raise InputError("consolideren", faults)
        gone: set[tuple[str, str]] = set()
        passed = dict(plan.passed)
        for kind in self.soorten:
            for group in _groups(arrangement, here, kinds[kind]):
                if not self.swv or group.swv in self.swv:
                    closed, pupils = _closed(self, group, arrangement, here, kinds[kind])
                    gone |= {(str(group.codes[place]), kind) for place in closed}
                    more = np.nan_to_num(pupils - group.counted)
                    passed |= {
                        (str(code), kind): float(n) for code, n in zip(group.codes, more, strict=True) if n
                    }
        require_some_left(plan, gone, country)
        after = plan.closed(gone, self._told(here, gone))
        left = {key: n for key, n in passed.items() if key not in gone}
        return replace(arrangement, plan=replace(after, passed=left))

    def _told(self, country: Country, gone: set[tuple[str, str]]) -> str:
        kinds = ", ".join(self.soorten)
        supply = country.supply
        unknown = int(np.isnan(_sizes(country)[supply["kind"].isin(self.soorten)]).sum())
        where = f" in {', '.join(self.swv)}" if self.swv else ""
        if self.regel == "minimum":
            rule, lacking = f"minimaal {self.waarde} leerlingen per vestiging", "blijven"
        elif self.keuze == "grootste":
            rule, lacking = f"{self.waarde} per swv, de grootste", "tellen als de middelste van hun soort"
        else:
            rule, lacking = f"{self.waarde} per swv, de meest centrale", ""
        told = f"Consolidatie {kinds}{where}: {rule}; {_counted(country, gone)} dicht"
        kept = f", {unknown} zonder bekend leerlingtal {lacking}" if unknown and lacking else ""
        is_grouped = country.dataset.manifest.grouped
        grouped = "; de vestigingen van een soort in één PC4 gelden hier als één" if is_grouped else ""
        return f"{told}{kept}{grouped}."


def _counted(country: Country, gone: set[tuple[str, str]]) -> str:
    """Count what closes: sites, and of grouped data the groups too."""
    supply = country.supply
    codes = country.sites["vestigingscode"].to_numpy(dtype=object)[supply["site"]]
    closed = np.array([key in gone for key in zip(codes, supply["kind"], strict=True)], dtype=bool)
    sites = int(supply["aantal"].to_numpy()[closed].sum())
    if country.dataset.manifest.grouped:
        return f"{len(gone)} groepen met {sites} vestigingen"
    return f"{len(gone)} {'vestiging' if len(gone) == 1 else 'vestigingen'}"


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Sites of one kind in one swv: codes, rows of `Country.sites`, pupils (NaN unknown).

    `counted` are the pupils of now; `pupils` those with what a rule before this one passed on.
    """

    swv: str
    codes: NDArray[np.object_]
    site: Int
    counted: Float
    pupils: Float


def _sizes(country: Country) -> Float:
    """Pupils per row of `Country.supply`, of all sites where rows are groups; NaN where nobody told."""
    supply = country.supply
    pupils = shared_split(country)["geschat"].to_numpy(dtype=np.float64)
    unknown = (supply["onbekend"] > 0).to_numpy() & (pupils == 0)
    return np.where(unknown, np.nan, pupils)


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
        plan = country.plan
        passed = {} if plan is None else plan.passed
        more = np.array([passed.get((str(one), kind.code), 0.0) for one in codes[order]])
        yield _Group(str(code), codes[order], site[order], pupils[order], pupils[order] + more)


def _closed(
    rule: Consolidate, group: _Group, arrangement: Arrangement, country: Country, kind: Kind
) -> tuple[list[int], Float]:
    """Positions of the sites of a group that stop, and the pupils of each after that."""
    if rule.regel == "minimum":
        return _below(group, country, rule.waarde)
    if len(group.codes) <= rule.waarde:
        return [], group.pupils
    if rule.keuze == "centraal":
        return _off_centre(group, arrangement, country, kind, rule.waarde), group.pupils
    of_kind = _sizes(country)[(country.supply["kind"] == kind.code).to_numpy()]
    middle = float(np.nanmedian(of_kind)) if (~np.isnan(of_kind)).any() else 0.0
    size = np.where(np.isnan(group.pupils), middle, group.pupils)
    return np.argsort(-size, kind="stable")[rule.waarde :].tolist(), group.pupils


def _below(group: _Group, country: Country, minimum: int) -> tuple[list[int], Float]:
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
    return closed, pupils


def _off_centre(
    group: _Group, arrangement: Arrangement, country: Country, kind: Kind, count: int
) -> list[int]:
    """All but the sites that leave the swv's residents nearest: chosen one after another."""
    points = np.flatnonzero(arrangement.layer(kind.layer).of_points() == group.swv)
    weight = country.pupils(kind.age)[points]
    metres = country.journeys.nearest_m([group.site[[n]] for n in range(len(group.site))])[points]
    far = np.nan_to_num(metres.astype(np.float64), posinf=1e7)
    nearest = np.full(len(points), np.inf)
    kept: list[int] = []
    for _ in range(count):
        total = weight @ np.minimum(nearest[:, None], far)
        total[kept] = np.inf
        kept.append(int(total.argmin()))
        nearest = np.minimum(nearest, far[:, kept[-1]])
    return sorted(set(range(len(group.site))) - set(kept))
