"""Changes of sites in a scenario: open, close, move, house together, other kinds or places."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
import pandas as pd
import shapely
from pydantic import AfterValidator, Field, model_validator

from geo.errors import InputError
from scenarios.changes import Strict
from scenarios.country import Country
from scenarios.indeling import Arrangement
from scenarios.site_plan import ASSUMED, SitePlan


def _each_once(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(kinds)) < len(kinds):
        msg = f"{', '.join(kinds)}: elke soort één keer"
        raise ValueError(msg)
    return kinds


Places = Annotated[int, Field(ge=0, le=100_000, strict=True)]

#: Kinds, each once.
Kinds = Annotated[tuple[str, ...], AfterValidator(_each_once)]

#: A point this close to a PC4's area counts as in it (shores, rounding), metres.
_BESIDE_M: Final = 500.0


class _SiteChange(Strict, ABC):
    """A change that only concerns sites."""

    omschrijving: str = ""

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made.

        Raises
        ------
        UnknownNameError
            If it names a site that is not there.
        InputError
            If it makes no sense; the message says why and what to do.
        """
        plan = arrangement.plan or SitePlan.of(country.dataset)
        return replace(arrangement, plan=self.on(plan, country))

    @abstractmethod
    def on(self, plan: SitePlan, country: Country) -> SitePlan:
        """Return the plan with the change made."""


class _Placed(_SiteChange):
    """A change that says where a site stands: a PC4, or a point in RD New."""

    pc4: str = ""
    easting: float | None = None
    northing: float | None = None

    def places_told(self) -> int:
        """Count the ways in which a place is told; half a point is one too many."""
        point = (self.easting is not None) + (self.northing is not None)
        return bool(self.pc4) + (2 if point == 1 else point // 2)

    def place(self, country: Country) -> dict[str, Any]:
        """Columns of ``vestigingen`` that say where."""
        if self.easting is not None and self.northing is not None:
            return place_at(country, self.easting, self.northing)
        return place_in(country, self.pc4)


class OpenSite(_Placed):
    """Open a site for one or more kinds, with places per kind where they are told."""

    soort: Literal["open_vestiging"] = "open_vestiging"
    naam: str = ""
    soorten: Annotated[Kinds, Field(min_length=1)]
    plaatsen: Mapping[str, Places] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.places_told() != 1:
            msg = "noem één plek: 'pc4', of 'easting' en 'northing' samen (RD New, meters)"
            raise ValueError(msg)
        return self

    def on(self, plan: SitePlan, country: Country) -> SitePlan:
        """Return the plan with the site."""
        _require_kinds(country, [*self.soorten, *self.plaatsen])
        if extra := [kind for kind in self.plaatsen if kind not in self.soorten]:
            fault = f"plaatsen voor {', '.join(extra)}, maar de vestiging biedt dat niet; voeg de soort toe"
            raise InputError("vestiging openen", [fault])
        place = self.place(country)
        code = _free_code(plan)
        name = self.naam or f"nieuwe vestiging {'/'.join(self.soorten)} in {place['pc4']}"
        row = {
            "vestigingscode": code,
            "naam": name,
            "soort_bron": "/".join(self.soorten),
            "leerlingen_bron": ASSUMED,
            "reformatorisch": False,
        }
        places = {kind: float(self.plaatsen.get(kind, np.nan)) for kind in self.soorten}
        told = f"Geopend: {name} ({code}) in {_where(country, place)}{_told_places(places)}."
        return plan.opened(row | place, places, told)


class CloseSite(_SiteChange):
    """Close sites, or stop only some of their kinds."""

    soort: Literal["sluit_vestiging"] = "sluit_vestiging"
    vestigingen: tuple[str, ...] = Field(min_length=1)
    soorten: Kinds = ()

    def on(self, plan: SitePlan, country: Country) -> SitePlan:
        """Return the plan without them."""
        plan.require(self.vestigingen)
        _require_kinds(country, self.soorten)
        chosen = set(self.vestigingen)
        offers = plan.offers
        gone = offers[offers["vestigingscode"].isin(chosen)]
        if self.soorten:
            gone = gone[gone["soort"].isin(self.soorten)]
            if not_there := sorted(chosen - set(gone["vestigingscode"])):
                kinds = ", ".join(self.soorten)
                fault = f"{', '.join(not_there[:5])} biedt geen {kinds}; kies een soort die er is"
                raise InputError("vestiging sluiten", [fault])
        keys = set(zip(gone["vestigingscode"], gone["soort"], strict=True))
        require_some_left(plan, keys, country)
        placed = plan.sites.set_index("vestigingscode")["plaatsing"]
        nowhere = sum(placed[code] == "niet geplaatst" for code in chosen)
        note = (
            f" Van {nowhere} ervan is de plek onbekend: over afstand is daarvan niets te zeggen."
            if nowhere
            else ""
        )
        return plan.closed(keys, f"Gesloten: {named(plan, sorted(chosen), self.soorten)}.{note}")


class MoveSite(_Placed):
    """Move a site, or house it in the building of another one."""

    soort: Literal["verplaats_vestiging"] = "verplaats_vestiging"
    vestiging: str = Field(min_length=1)
    bij: str = ""

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if bool(self.bij) + self.places_told() != 1:
            msg = "noem één plek: 'bij' (een andere vestiging), 'pc4', of 'easting' en 'northing' samen"
            raise ValueError(msg)
        return self

    def on(self, plan: SitePlan, country: Country) -> SitePlan:
        """Return the plan with the site elsewhere."""
        site = plan.site(self.vestiging)
        if self.bij:
            other = plan.site(self.bij)
            if self.bij == self.vestiging:
                raise InputError(
                    "vestiging verplaatsen", ["een vestiging staat al bij zichzelf; kies een andere"]
                )
            if other["plaatsing"] == "niet geplaatst":
                fault = f"van {self.bij} is de plek niet bekend; kies een andere vestiging of een PC4"
                raise InputError("vestiging verplaatsen", [fault])
            place: dict[str, Any] = {name: other[name] for name in _WHERE if name in other}
            told = f"In één gebouw: {named(plan, [self.vestiging])} bij {named(plan, [self.bij])}."
        else:
            place = self.place(country)
            told = (
                f"Verplaatst: {named(plan, [self.vestiging])} van {_at(site)} naar {_where(country, place)}."
            )
        return plan.moved(self.vestiging, place, told)


class ChangeSite(_SiteChange):
    """Let a site offer more or fewer kinds, or other places."""

    soort: Literal["wijzig_vestiging"] = "wijzig_vestiging"
    vestiging: str = Field(min_length=1)
    erbij: Kinds = ()
    eraf: Kinds = ()
    plaatsen: Mapping[str, Places] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.erbij or self.eraf or self.plaatsen):
            msg = "noem wat er verandert: 'erbij', 'eraf' of 'plaatsen'"
            raise ValueError(msg)
        if both := sorted(set(self.eraf) & {*self.erbij, *self.plaatsen}):
            msg = f"{', '.join(both)} kan niet tegelijk eraf gaan en erbij komen of plaatsen krijgen"
            raise ValueError(msg)
        return self

    def on(self, plan: SitePlan, country: Country) -> SitePlan:
        """Return the plan with the site changed."""
        plan.require([self.vestiging])
        _require_kinds(country, [*self.erbij, *self.eraf, *self.plaatsen])
        has = plan.kinds_of(self.vestiging)
        faults = [
            f"{self.vestiging} biedt {kind} al; haal het weg bij 'erbij'"
            for kind in self.erbij
            if kind in has
        ]
        missing = [kind for kind in {*self.eraf, *self.plaatsen} if kind not in {*has, *self.erbij}]
        faults += [
            f"{self.vestiging} biedt geen {kind}; zet het bij 'erbij' of haal het weg" for kind in missing
        ]
        if set(has) - set(self.eraf) | set(self.erbij) == set():
            faults.append(f"{self.vestiging} biedt dan niets meer; sluit de vestiging")
        if faults:
            raise InputError("vestiging wijzigen", faults)
        gone = {(self.vestiging, kind) for kind in self.eraf}
        places = {kind: float(self.plaatsen.get(kind, np.nan)) for kind in self.erbij}
        places |= {kind: float(n) for kind, n in self.plaatsen.items()}
        told = f"Gewijzigd: {named(plan, [self.vestiging])}{_told_changes(self)}."
        after = plan.offering(self.vestiging, places, told)
        if gone:
            require_some_left(after, gone, country)
            after = replace(after.closed(gone, told), log=after.log)
        return after


class GivePlaces(_SiteChange):
    """Give sites the places that a capacity file tells."""

    soort: Literal["zet_plaatsen"] = "zet_plaatsen"
    bron: str = Field(min_length=1)
    plaatsen: tuple[tuple[str, str, Places], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        keys = [(code, kind) for code, kind, _ in self.plaatsen]
        if doubled := sorted(
            {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else ()
        ):
            msg = f"{doubled[0][0]} ({doubled[0][1]}) staat er meer dan eens; laat er één staan"
            raise ValueError(msg)
        return self

    def on(self, plan: SitePlan, country: Country) -> SitePlan:  # noqa: ARG002
        """Return the plan with the places; sites that an earlier change closed are passed over."""
        table = pd.DataFrame(list(self.plaatsen), columns=["vestigingscode", "soort", "plaatsen"])
        there = pd.MultiIndex.from_frame(plan.offers[["vestigingscode", "soort"]])
        found = table[pd.MultiIndex.from_frame(table[["vestigingscode", "soort"]]).isin(there)]
        passed = len(table) - len(found)
        told = f"Plaatsen van {len(found)} vestigingen uit {self.bron}"
        told += f"; {passed} ervan zijn hier gesloten of bieden die soort niet" if passed else ""
        return plan.with_given(found, f"{told}.")


#: Columns of ``vestigingen`` that say where a site stands.
_WHERE: Final = ("easting", "northing", "pc4", "gemeentecode", "plaatsing", "plaats", "postcode")


def place_in(country: Country, pc4: str) -> dict[str, Any]:
    """Say where a site in a PC4 stands: at its point.

    Raises
    ------
    InputError
        If there is no such PC4.
    """
    found = np.flatnonzero((country.points["pc4"] == pc4).to_numpy())
    if not found.size:
        fault = f"onbekende postcode '{pc4}'; verwacht vier cijfers van een postcodegebied in Nederland"
        raise InputError("plek van de vestiging", [fault])
    row = country.points.iloc[found[0]]
    return _place(country, int(found[0]), float(row["easting"]), float(row["northing"]), "PC4")


def place_at(country: Country, easting: float, northing: float) -> dict[str, Any]:
    """Say where a site at a point (RD New, metres) stands, and in which PC4 that is.

    Raises
    ------
    InputError
        If the point lies in no PC4 of the country, nor within 500 m of one.
    """
    if not (math.isfinite(easting) and math.isfinite(northing)):
        raise InputError(
            "plek van de vestiging", ["'easting' en 'northing': verwacht twee getallen in meters"]
        )
    areas = country.point_areas
    here = shapely.Point(easting, northing)
    inside = np.flatnonzero(shapely.intersects(areas, here))
    if not inside.size:
        away = shapely.distance(areas, here)
        inside = np.flatnonzero(away <= min(_BESIDE_M, float(np.nanmin(away))))
    if not inside.size:
        fault = (
            f"x {easting:.0f}, y {northing:.0f} (RD New) ligt in geen postcodegebied van Nederland; "
            "kies een punt op het land"
        )
        raise InputError("plek van de vestiging", [fault])
    return _place(country, int(inside[0]), easting, northing, "opgegeven punt")


def _place(country: Country, point: int, easting: float, northing: float, how: str) -> dict[str, Any]:
    row = country.points.iloc[point]
    town = row["plaats"] if "plaats" in country.points else None
    return {
        "easting": easting,
        "northing": northing,
        "pc4": str(row["pc4"]),
        "gemeentecode": str(row["gemeentecode"]),
        "plaatsing": how,
        "plaats": town or country.gemeente_names[str(row["gemeentecode"])],
        "postcode": np.nan,
    }


def require_some_left(plan: SitePlan, gone: set[tuple[str, str]], country: Country) -> None:
    """Refuse to close the last sites of a kind in the country.

    Raises
    ------
    InputError
        Naming the kinds; within a swv it is allowed, and shown.
    """
    offers = plan.offers
    keys = pd.MultiIndex.from_frame(offers[["vestigingscode", "soort"]])
    placed = plan.sites.loc[plan.sites["plaatsing"] != "niet geplaatst", "vestigingscode"]
    left = set(offers.loc[~keys.isin(list(gone)) & offers["vestigingscode"].isin(placed), "soort"])
    names = {kind.code: kind.name for kind in country.kinds}
    if none := [kind for kind in names if kind in {kind for _, kind in gone} and kind not in left]:
        told = [
            f"daarna heeft heel Nederland geen vestiging {kind} ({names[kind]}) meer, en is over afstand en "
            "dekking niets te zeggen; laat er ten minste één open"
            for kind in none
        ]
        raise InputError("vestiging sluiten", told)


def named(plan: SitePlan, codes: list[str], kinds: tuple[str, ...] = ()) -> str:
    """Name sites in one line: the first three, and how many more (of a group all that are in it)."""
    names = plan.sites.set_index("vestigingscode")["naam"]
    told = [f"{names[code]} ({code})" for code in codes[:3]]
    rest = plan.offers[plan.offers["vestigingscode"].isin(codes[3:])]
    count = int(rest.groupby("vestigingscode")["aantal"].max().sum())
    more = f" en nog {count}" if count else ""
    return ", ".join(told) + more + (f", alleen {', '.join(kinds)}" if kinds else "")


def _require_kinds(country: Country, codes: list[str] | tuple[str, ...]) -> None:
    known = [kind.code for kind in country.kinds]
    if unknown := sorted(set(codes) - set(known)):
        fault = f"onbekende soort {', '.join(unknown)}; kies uit {', '.join(known)}"
        raise InputError("soort voorziening", [fault])


def _free_code(plan: SitePlan) -> str:
    """First code of a new site that is not taken: nieuw-1, nieuw-2..."""
    taken, number = set(plan.sites["vestigingscode"]), 1
    while f"nieuw-{number}" in taken:
        number += 1
    return f"nieuw-{number}"


def _where(country: Country, place: Mapping[str, Any]) -> str:
    gemeente = country.gemeente_names[place["gemeentecode"]]
    return f"PC4 {place['pc4']} ({gemeente})"


def _at(site: Mapping[str, Any]) -> str:
    return f"PC4 {site['pc4']}" if pd.notna(site["pc4"]) else "een onbekende plek"


def _told_places(places: Mapping[str, float]) -> str:
    told = [f"{n:.0f} plaatsen {kind}" for kind, n in places.items() if not np.isnan(n)]
    return f", {', '.join(told)}" if told else ", aantal plaatsen niet opgegeven"


def _told_changes(change: ChangeSite) -> str:
    parts = [f"biedt ook {kind}" for kind in change.erbij]
    parts += [f"biedt geen {kind} meer" for kind in change.eraf]
    parts += [f"{n} plaatsen {kind}" for kind, n in change.plaatsen.items()]
    return f": {', '.join(parts)}"
