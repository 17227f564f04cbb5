"""What ``dekkend inclusief`` found out, and how files tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from cli.plain import plain, records
from scenarios.assumptions import Assumptions
from scenarios.demand import kind_of
from scenarios.inclusion import Inclusion, inclusion_by_area, presets
from scenarios.measures import Certainty
from scenarios.regional_network import RegionalNetwork
from scenarios.site_effects import Way
from scenarios.study import Study


class Per(StrEnum):
    """For what areas effects are told apart."""

    SWV = "swv"
    JEUGDREGIO = "jeugdregio"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found out.

    Attributes
    ----------
    name, way
        Id of the arrangement; which nearest site counts.
    assumptions
        What it is computed with.
    kinds
        Per kind what moving does.
    networks
        Per kind the regional network that was asked for; empty if none was.
    per
        Areas to tell apart.
    preset
        Name of the worked example; empty for own shares.
    """

    name: str
    way: Way
    assumptions: Assumptions
    kinds: tuple[Inclusion, ...]
    networks: tuple[RegionalNetwork, ...]
    per: Per | None
    preset: str

    @property
    def ground(self) -> str:
        """Whose the shares are."""
        if not self.preset:
            return "eigen aandelen"
        example, year = presets()[self.preset], self.assumptions.year
        if year is None:  # no preset is chosen without a year
            return f"voorinstelling {self.preset}"
        told = f"voorinstelling {self.preset} ({example.ground(year)})"
        alike = example.inclusion(year) == self.assumptions.inclusion
        return told if alike else f"{told}, aangepast met eigen aandelen"


def rows(study: Study, found: Found) -> pd.DataFrame:
    """One row per kind, each with what it rests on."""
    told = [
        {
            "soort": one.kind,
            "naar": one.regular,
            "aandeel_procent": 100 * one.share,
            **one.summary(),
            **one.of_sites(),
            **_rests_on(study, found, one),
        }
        for one in found.kinds
    ]
    return pd.DataFrame(told)


def per_area(study: Study, found: Found) -> pd.DataFrame:
    """One row per kind and area."""
    parts = []
    for one in found.kinds:
        table = area_table(study, found, one)
        table.insert(0, "soort", one.kind)
        table.insert(1, "naar", one.regular)
        table.insert(2, "aandeel_procent", 100 * one.share)
        parts.append(table.assign(**_rests_on(study, found, one)))
    return pd.concat(parts)


def area_table(study: Study, found: Found, one: Inclusion) -> pd.DataFrame:
    """Effects of one kind per area, with the areas' names."""
    country = study.country_of(found.name)
    kind = kind_of(country, one.kind)
    if found.per is Per.SWV:
        layer = study.arrangement(found.name).layer(kind.layer)
        table = inclusion_by_area(one, layer.of_points(), "swv")
        names = [layer.label(code) for code in table["swv"]]
    else:
        table = inclusion_by_area(one, country.region_of_point("jeugdregio"), "jeugdregio")
        names = [country.region_names.get(code, code) for code in table["jeugdregio"]]
    table.insert(1, "naam", names)
    return table


def _rests_on(study: Study, found: Found, one: Inclusion) -> dict[str, str]:
    stamp = study.stamp(found.name)
    return {
        "scenario": found.name,
        "afstand_over": found.way.value,
        "aandelen": found.ground,
        "aannames": one.label,
        "aard": one.certainty,
        "bron": one.source,
        "instellingen": stamp.settings,
        "gegevens": stamp.data_version[:12],
        "versie": stamp.code,
    }


def as_json(study: Study, found: Found) -> dict[str, Any]:
    """Everything, plain; NaN and infinite become null."""
    stamp = study.stamp(found.name)
    return {
        "scenario": found.name,
        "afstand_over": found.way.value,
        "voorinstelling": found.preset or None,
        "aandelen": found.ground,
        "aannames": found.assumptions.to_dict(),
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
        "soorten": [_kind_json(study, found, one) for one in found.kinds],
        "regionaal_netwerk": [_network_json(study, one) for one in found.networks],
    }


def _kind_json(study: Study, found: Found, one: Inclusion) -> dict[str, Any]:
    minimum = found.assumptions.smallest(one.kind)
    return {
        "soort": one.kind,
        "naar": one.regular,
        "aandeel": plain(one.share),
        "kleinste_vestiging": None if math.isnan(minimum) else minimum,
        "leerlingen": {key: plain(value) for key, value in one.summary().items()},
        "vestigingen": {key: plain(value) for key, value in one.of_sites().items()},
        "gesloten": {
            "vestigingen": one.closed.closed,
            "zonder_leerlingtal": one.closed.silent,
            "leerlingen": plain(one.closed.pupils),
            "zonder_woonplaats": plain(one.closed.homeless),
            "geen_vestiging_bereikt": plain(one.closed.nowhere),
            "aard": Certainty.MODELLED.value,
            "hoe": one.closed.describe(),
        },
        "per_vestiging": records(one.sites),
        "gebieden": [] if found.per is None else records(area_table(study, found, one)),
        "geteld": one.before.label,
        "aannames": one.label,
        "aard": one.certainty,
        "bron": one.source,
    }


def _network_json(study: Study, one: RegionalNetwork) -> dict[str, Any]:
    country = study.country
    return {
        "soort": one.kind,
        "per_jeugdregio": one.count,
        "houd": one.keep.value,
        "cijfers": {key: plain(value) for key, value in one.summary().items()},
        "jeugdregios": records(one.table(country.region_of_point("jeugdregio"))),
        "gesloten": list(one.closed),
        "aannames": one.label,
        "aard": one.certainty,
        "bron": one.source,
    }
