"""What ``dekkend dekking`` found out, and how files tell it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from data.dutch_csv import csv_bytes
from geo.distance import Progress
from geo.network import Quantity
from scenarios.border_dependence import border_dependence
from scenarios.choice import Choice, choice
from scenarios.compare import Level
from scenarios.country import Kind
from scenarios.coverage import (
    Weight,
    Yardstick,
    areas,
    coverage,
    expected_pupils,
    residents,
    yardstick,
    yardsticks,
)
from scenarios.coverage_change import CoverageChange, coverage_change
from scenarios.measures import measure
from scenarios.notation import rounded
from scenarios.study import Study
from scenarios.white_spots import Over, nearest_sites, site_name, white_spots
from scenarios.without_own import without_own

_PEOPLE: Final = measure("leerlingen")
_SHARE: Final = measure("dekking_acceptabel")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is told of one kind."""

    kind: Kind
    weight: Weight
    now: pd.DataFrame
    along: Yardstick | None
    spots: pd.DataFrame
    changed: CoverageChange | None
    per_area: pd.DataFrame
    without: dict[str, list[dict[str, Any]]]
    depends: tuple[float, float]
    choice: Choice | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What was asked for, and how it is told."""

    study: Study
    name: str
    base: str
    level: Level
    norm: str
    quantity: Quantity
    over: Over
    most: int
    in_pupils: bool
    in_choice: bool = False

    def of(self, kind: Kind, *, named: bool, progress: Progress | None = None) -> Found:
        """Compute what is told of a kind; one that was named must have the norm.

        Parameters
        ----------
        progress
            Called as ``progress(done, total)``; may raise to stop.
        """
        study = self.study
        weight = expected_pupils(study.country, kind) if self.in_pupils else residents(study.country, kind)
        inside = areas(study, self.name, self.level, kind)
        now, before = (
            coverage(study, one, kind, weight=weight, within=inside) for one in (self.name, self.base)
        )
        if len(now):
            now["dekking_basis"] = before["dekking"]
        has = any(
            one.norm.name == self.norm and one.quantity is self.quantity for one in yardsticks(study, kind)
        )
        along = yardstick(study, kind, self.norm, self.quantity) if named or has else None
        sides = {"scenario": (self.name, self.base), "basis": (self.base, self.name)}
        without = {
            role: [
                {"swv": one.swv, "inwoners": one.residents} for one in without_own(study, this, other, kind)
            ]
            for role, (this, other) in sides.items()
        }
        depends = (
            border_dependence(study, self.name, kind, weight),
            border_dependence(study, self.base, kind, weight),
        )
        if along is None:
            return Found(kind, weight, now, None, pd.DataFrame(), None, pd.DataFrame(), without, depends)
        changed = coverage_change(study, self.name, self.base, along, weight)
        spots = white_spots(study, self.name, along, self.over, weight)
        picked = None
        if self.in_choice and along.quantity is Quantity.DISTANCE:
            picked = choice(study, self.name, kind, along.limit, weight=weight.people, progress=progress)
        if progress is not None:
            progress(1, 1)
        per_area = changed.per_area(inside)
        return Found(kind, weight, now, along, spots, changed, per_area, without, depends, picked)

    def rows(self, found: Found) -> pd.DataFrame:
        """Coverage per area and norm, with a column for what each row rests on."""
        table = found.now.copy()
        table.insert(0, "scenario", self.name)
        table.insert(1, "basis", self.base)
        table.insert(2, "niveau", self.level.value)
        table.insert(3, "soort", found.kind.code)
        table["telt"] = found.weight.what
        if len(table):
            norms = {one.code: one.norm.standing for one in yardsticks(self.study, found.kind)}
            table["norm_status"] = table["maatstaf"].map(norms)
        table["aard"] = f"afstand {self.study.country.model.certainty}, aantal {found.weight.certainty}"
        table["bron"] = self.source(found)
        return _as_shown(table)

    def spot_rows(self, found: Found) -> pd.DataFrame:
        """All white spots of a kind."""
        if found.along is None:
            return pd.DataFrame()
        table = found.spots.drop(columns="punt")
        table.insert(0, "scenario", self.name)
        table.insert(1, "soort", found.kind.code)
        table.insert(2, "maatstaf", found.along.code)
        table["telt"], table["bron"] = found.weight.what, self.source(found)
        return _as_shown(table)

    def source(self, found: Found) -> str:
        """Name what figures of a kind rest on, with dates."""
        country = self.study.country_of(self.name)
        layer = self.study.arrangement(self.name).layer(found.kind.layer)
        sites = country.supply_sources.get(found.kind.code, "geen")
        return (
            f"gebieden: {layer.peildatum}; {found.weight.source}; vestigingen: {sites}; {country.model.label}"
        )

    def as_json(self, found: list[Found]) -> dict[str, Any]:
        """Everything, plain; NaN and infinite become null."""
        stamp = self.study.stamp(self.name)
        return {
            "scenario": self.name,
            "basis": self.base,
            "niveau": self.level.value,
            "gegevens": stamp.data_version,
            "versie": stamp.code,
            "instellingen": stamp.settings,
            "soorten": [self._kind_json(one) for one in found],
        }

    def _kind_json(self, found: Found) -> dict[str, Any]:
        told: dict[str, Any] = {
            "soort": found.kind.code,
            "telt": found.weight.what,
            "aard": f"afstand {self.study.country.model.certainty}, aantal {found.weight.certainty}",
            "bron": self.source(found),
            "dekking": _plain(found.now),
            "zonder_eigen_vestiging": found.without,
            "aangewezen_op_een_buur": {
                role: None if math.isnan(share) else round(share, 1)
                for role, share in zip(("scenario", "basis"), found.depends, strict=True)
            },
        }
        if found.along is None or found.changed is None:
            return told | {"maatstaf": None}
        spots = self.with_sites(found)
        return told | {
            "maatstaf": found.along.code,
            "grens": found.along.limit / found.along.per_unit,
            "bevestigd": found.along.norm.confirmed,
            "witte_vlekken_aantal": len(found.spots),
            "witte_vlekken": _plain(spots.drop(columns="punt")),
            "verandering": {key: round(value, 1) for key, value in found.changed.totals().items()},
            "verandering_per_gebied": _plain(found.per_area),
            "keuze_procent": None if found.choice is None else _choice_json(found.choice),
        }

    def with_sites(self, found: Found) -> pd.DataFrame:
        """Return the heaviest white spots, with the nearest own and free site of each."""
        spots = found.spots.head(self.most).copy()
        if found.along is None:
            return spots
        country = self.study.country_of(self.name)
        for over, column in ((Over.OWN, "eigen_vestiging"), (Over.FREE, "vrije_vestiging")):
            sites, _ = nearest_sites(self.study, self.name, found.along, spots["punt"].to_numpy(), over)
            spots[column] = [site_name(country, int(site), found.kind) or "geen" for site in sites]
        return spots


#: Columns of persons, of percentages, and of km or minutes, as files give them.
_PERSONS: Final = ("totaal", "eigen", "buur", "verder", "zonder_eigen", "aantal", "zwaarte")


def _choice_json(found: Choice) -> dict[str, dict[str, float | None]]:
    """Percent with no, one and more sites within the norm: of the own swv, and of all."""
    told = {}
    for whose, own in (("eigen_swv", True), ("alle", False)):
        shares = found.shares(own=own)
        parts = {"geen": shares.none, "een": shares.one, "meer": shares.more}
        told[whose] = {
            name: None if math.isnan(part) else round(100 * part, 1) for name, part in parts.items()
        }
    return told


def _as_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Round as on screen: a file promises no more than the data bear."""
    table = table.copy()
    is_spots = "aantal" in table
    for column in table.select_dtypes("number").columns:
        persons = column in _PERSONS and not (is_spots and column == "eigen")
        one = _PEOPLE if persons else _SHARE
        table[column] = [rounded(one, float(value)) for value in table[column]]
    return table


def as_csv(table: pd.DataFrame) -> bytes:
    """Write Dutch CSV: semicolons, decimal commas; what cannot be reached is left empty."""
    told = table.replace([float("inf"), float("-inf")], float("nan"))
    return csv_bytes(told)


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    text = table.replace([float("inf"), float("-inf")], float("nan")).to_json(
        orient="records", force_ascii=False, double_precision=3
    )
    rows: list[dict[str, Any]] = json.loads(text)
    return rows
