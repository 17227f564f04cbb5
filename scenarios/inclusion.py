"""Towards inclusive education: some pupils go to a regular school near home instead.

The letters name the years 2029, 2032 and 2035 and no percentages. So the shares are
worked examples of ours (``inclusie.csv``), which a user may replace; in 2029 they are 0,
for the first phase builds support. What follows from a share is told per home (how far
to the nearest specialised, and to the nearest regular school) and per site.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import InputError, UnknownNameError
from model.travel import weighted_mean
from scenarios.assumptions import Assumptions, PerKind
from scenarios.closed_pupils import ClosedPupils, closed_pupils
from scenarios.country import Kind
from scenarios.demand import Expected, expected, kind_of, regular_kind
from scenarios.enrolment import ESTIMATED
from scenarios.occupancy import site_occupancy
from scenarios.site_effects import Way
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Of whom distances are told, and that they are no journeys.
NEAREST: Final = (
    "gemodelleerd: tot de dichtstbijzijnde vestiging, niet de afstand die leerlingen werkelijk reizen; wie "
    "nu verder reist dan de dichtstbijzijnde, wint meer"
)


@dataclass(frozen=True, slots=True)
class Preset:
    """A worked example: per kind and year the share that goes to a regular school.

    Attributes
    ----------
    name
        laag, midden or hoog.
    shares
        ``(year, kind, share)``, the share 0 to 1.
    grounds
        ``(year, kind, Dutch)``: whose each share is.
    """

    name: str
    shares: tuple[tuple[int, str, float], ...]
    grounds: tuple[tuple[int, str, str], ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years that it tells shares for."""
        return tuple(sorted({year for year, _, _ in self.shares}))

    def ground(self, year: int) -> str:
        """Say in Dutch whose the shares of a year are; of kinds from which ever anybody moves."""
        moving = {kind for _, kind, share in self.shares if share}
        return "; ".join(
            dict.fromkeys(why for when, kind, why in self.grounds if when == year and kind in moving)
        )

    def inclusion(self, year: int) -> PerKind:
        """Shares in a year, of the kinds from which anybody moves.

        Raises
        ------
        InputError
            If it tells nothing of that year.
        """
        if year not in self.years:
            years = ", ".join(map(str, self.years))
            fault = f"jaar {year}: de voorinstelling '{self.name}' kent {years}; geef anders zelf aandelen op"
            raise InputError("naar inclusief onderwijs", [fault])
        return tuple(sorted((kind, share) for when, kind, share in self.shares if when == year and share))


@cache
def presets() -> Mapping[str, Preset]:
    """Read the worked examples (``scenarios/inclusie.csv``), by name."""
    text = files("scenarios").joinpath("inclusie.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    found = {}
    for name in dict.fromkeys(row["voorinstelling"] for row in rows):
        own = [row for row in rows if row["voorinstelling"] == name]
        shares = tuple((int(row["jaar"]), row["soort"], float(row["aandeel"]) / 100) for row in own)
        found[name] = Preset(
            name, shares, tuple((int(row["jaar"]), row["soort"], row["grond"]) for row in own)
        )
    return found


def with_preset(assumptions: Assumptions, name: str, year: int) -> Assumptions:
    """Return assumptions for a year with the shares of a worked example.

    Raises
    ------
    UnknownNameError
        If there is no such example.
    InputError
        If it tells nothing of that year.

    Examples
    --------
    >>> with_preset(Assumptions(), "midden", 2032).inclusion
    (('sbo', 0.2), ('so', 0.1), ('vso', 0.1))
    >>> with_preset(Assumptions(), "hoog", 2029).inclusion
    ()
    """
    if name not in presets():
        raise UnknownNameError(f"onbekende voorinstelling '{name}'; kies uit {', '.join(presets())}")
    return replace(assumptions, inclusion=presets()[name].inclusion(year), year=year)


@dataclass(frozen=True, slots=True, eq=False)
class Inclusion:
    """What moving to a regular school does to the pupils and sites of one kind.

    Attributes
    ----------
    kind, regular
        Codes of the specialised kind and the regular one.
    share
        Share of the pupils who move, 0 to 1.
    before
        Expected pupils of the kind in the year, had nobody moved.
    before_m, after_m
        Shape ``(n_points,)``, metres to the nearest site of the kind, and of the regular kind;
        infinite where none is reached.
    error_share
        Differences below this share of the larger distance are within the distance model's error.
    sites
        Per site (or group of sites): see `Inclusion.of_sites`.
    closed
        What became of the pupils of sites that the arrangement closes.
    label, source, certainty
        What it is computed with; sources with their peildatum; *geschat*.
    """

    kind: str
    regular: str
    share: float
    before: Expected
    before_m: Float
    after_m: Float
    error_share: float
    sites: pd.DataFrame
    closed: ClosedPupils
    label: str
    source: str
    certainty: str = ESTIMATED

    @property
    def moved(self) -> Float:
        """Pupils who go to a regular school, ``(n_points,)``."""
        return self.share * self.before.pupils

    @property
    def compared(self) -> Mask:
        """Points from which both a specialised and a regular site are reached."""
        mask: Mask = np.isfinite(self.before_m) & np.isfinite(self.after_m)
        return mask

    def nearer(self) -> Mask:
        """Points from which the regular school is demonstrably nearer."""
        mask: Mask = self.compared & (self._change_m() < -self._margin_m())
        return mask

    def further(self) -> Mask:
        """Points from which the regular school is demonstrably further."""
        mask: Mask = self.compared & (self._change_m() > self._margin_m())
        return mask

    def _change_m(self) -> Float:
        change = np.zeros(len(self.before_m))
        change[self.compared] = self.after_m[self.compared] - self.before_m[self.compared]
        return change

    def _margin_m(self) -> Float:
        margin = np.zeros(len(self.before_m))
        both = np.maximum(self.before_m, self.after_m)
        margin[self.compared] = self.error_share * both[self.compared]
        return margin

    def summary(self, where: Mask | None = None) -> dict[str, float]:
        """Sum up the pupils and kilometres of some points (all, by default).

        Returns
        -------
        ``leerlingen`` (had nobody moved), ``overgang`` with ``_laag`` and ``_hoog`` (pupils who
        move), ``km_voor`` and ``km_na`` (mean distance of those pupils), ``km_verschil``,
        ``dichterbij`` and ``verder`` (pupils, each with its mean ``_km``: never netted), ``gelijk``
        (pupils without a demonstrable difference) and ``niet_bereikt``. Distances are NaN where nobody moves.
        """
        here = np.ones(len(self.before_m), dtype=bool) if where is None else where
        told = here & self.compared
        weight, change = self.moved, self._change_m() / 1000
        found = {
            "leerlingen": float(self.before.pupils[here].sum()),
            "overgang": float(weight[here].sum()),
            "overgang_laag": self.share * float(self.before.low[here].sum()),
            "overgang_hoog": self.share * float(self.before.high[here].sum()),
            "km_voor": weighted_mean(self.before_m[told] / 1000, weight[told]),
            "km_na": weighted_mean(self.after_m[told] / 1000, weight[told]),
            "km_verschil": weighted_mean(change[told], weight[told]),
        }
        for name, who, sign in (("dichterbij", self.nearer(), -1), ("verder", self.further(), 1)):
            found[name] = float(weight[who & here].sum())
            found[f"{name}_km"] = weighted_mean(sign * change[who & here], weight[who & here])
        alike = told & ~self.nearer() & ~self.further()
        found["gelijk"] = float(weight[alike].sum())
        found["niet_bereikt"] = float(weight[here & ~self.compared].sum())
        return found

    def of_sites(self) -> dict[str, float]:
        """Sum up the sites: how many, how many below the minimum before and after, and newly below it.

        Returns
        -------
        ``vestigingen``, ``onbekend`` (sites without a number of pupils, which are not judged), ``nu``
        (pupils), ``erbij`` (those of them who come from closed sites), ``na``, ``onder_voor``,
        ``onder_na`` with its interval ``_minst`` and ``_meest``,
        ``nieuw_onder`` (sites), of which ``nieuw_onder_alleen`` without another kind under the same roof,
        and ``nieuw_onder_leerlingen`` (pupils who are left there).
        """
        sites = self.sites
        of_group = sites["beoordeeld"].to_numpy(dtype=float)
        new = sites["onder_na"] & ~sites["onder_voor"]
        return {
            "vestigingen": float(sites["aantal"].sum()),
            "onbekend": float((sites["aantal"] - sites["beoordeeld"]).sum()),
            "nu": float(sites["nu"].sum()),
            "erbij": float(sites["erbij"].sum()),
            "na": float(sites["na"].sum()),
            "onder_voor": float(of_group[sites["onder_voor"]].sum()),
            "onder_na": float(of_group[sites["onder_na"]].sum()),
            "onder_na_minst": float(of_group[sites["onder_na_minst"]].sum()),
            "onder_na_meest": float(of_group[sites["onder_na_meest"]].sum()),
            "nieuw_onder": float(of_group[new].sum()),
            "nieuw_onder_alleen": float(of_group[new & (sites["andere_soorten"] == "")].sum()),
            "nieuw_onder_leerlingen": float(sites["na"][new].sum()),
        }


def require_specialised(kind: Kind) -> None:
    """Refuse a regular kind.

    Raises
    ------
    InputError
        If it is one.
    """
    if regular_kind(kind) == kind.code:
        fault = f"{kind.code} is zelf regulier onderwijs; kies een gespecialiseerde soort"
        raise InputError("naar inclusief onderwijs", [fault])


def inclusion(
    study: Study, name: str, kind_code: str, assumptions: Assumptions, way: Way = Way.FREE
) -> Inclusion:
    """Tell what the assumed share of a kind's pupils does who go to a regular school.

    Parameters
    ----------
    name
        Id of the arrangement: its sites count, and over `Way.OWN` its borders.
    way
        Nearest with borders ignored, or in the own swv (the nearest of all where it has none).

    Raises
    ------
    UnknownNameError
        If the kind does not exist.
    InputError
        If it is a regular kind, or an assumption makes no sense.
    UncountableError
        If participation cannot be counted as asked.
    """
    country = study.country_of(name)
    kind = kind_of(country, kind_code)
    regular = regular_kind(kind)
    require_specialised(kind)
    expected(country, kind.code, assumptions)  # refuses shares of kinds that are not there
    before = expected(country, kind.code, replace(assumptions, inclusion=()))
    distances = study.distances(name)
    metres = []
    for code in (kind.code, regular):
        position = country.situation.kinds.index(code)
        free = np.asarray(distances.free_m[position], dtype=np.float64)
        own = np.asarray(distances.own_m[position], dtype=np.float64)
        metres.append(np.where(np.isfinite(own), own, free) if way is Way.OWN else free)
    share = assumptions.moved_share(kind.code)
    closed = closed_pupils(country, kind)
    parts = [assumptions.describe(), before.label, NEAREST, closed.describe()]
    return Inclusion(
        kind.code,
        regular,
        share,
        before,
        metres[0],
        metres[1],
        country.model.error_share,
        site_occupancy(study, name, before, share, minimum=assumptions.smallest(kind.code)),
        closed,
        "; ".join(part for part in parts if part),
        f"{before.source}; afstanden: {country.model.label}",
    )


def inclusion_by_area(found: Inclusion, area: NDArray[np.object_], column: str) -> pd.DataFrame:
    """Split what moving does by swv or jeugdregio: `Inclusion.summary` and the sites of each.

    Parameters
    ----------
    area
        Shape ``(n_points,)``: code of the area of each point; an empty one is left out.
    column
        Column of the sites' table with the same codes: ``swv``, ``jeugdregio`` or ``gemeentecode``.
    """
    rows = []
    for code in sorted(set(area.tolist()) - {""}):
        own = replace(found, sites=found.sites[found.sites[column] == code])
        rows.append({column: code, **own.summary(area == code), **own.of_sites()})
    return pd.DataFrame(rows)
