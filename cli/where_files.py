"""The best places as CSV and as JSON, and the account of them."""

from __future__ import annotations

import json
import math
from typing import Any, Final

import numpy as np
import pandas as pd

from data.dutch_csv import csv_bytes
from geo.crs import to_wgs84
from scenarios.norms import ACCEPTABLE, NEAR, Norm
from scenarios.study import Study
from scenarios.where_answer import Answer, Opening, Standing, Step
from scenarios.where_question import Goal

_METRES: Final = 1000.0


def norms_of(study: Study, found: Answer) -> list[Norm]:
    """Norms of the kind in kilometres."""
    names = (NEAR, ACCEPTABLE)
    return [
        norm
        for norm in study.norms.table
        if norm.subject == found.kind.code and norm.unit == "m" and norm.name in names
    ]


def sources_of(study: Study, under: str, found: Answer) -> str:
    """Name the sources of what the answer rests on, each with its date."""
    sites = study.country_of(under).supply_sources.get(found.kind.code, "geen")
    return f"vestigingen: {sites}; geteld: {found.counted_source}; swv's: {study.country.labels['swv']}"


def as_csv(study: Study, under: str, found: Answer) -> bytes:
    """Dutch CSV, one row per number and place; the account in every row, so that none loses its origin."""
    stamp, model = study.stamp(under), study.country.model
    rows = [
        {"aantal": step.asked, "volgorde": order, **_place(one), **_of_step(found, step)}
        for step in found.steps
        for order, one in enumerate(step.openings, start=1)
    ]
    frame = pd.DataFrame(rows).assign(
        soort=found.kind.code,
        gebied=found.question.area.label,
        doel=found.question.goal.value,
        geteld=found.counted_label,
        indeling=under,
        aard=model.certainty,
        bronnen=sources_of(study, under, found),
        instellingen=stamp.settings,
        gegevens=stamp.data_version[:12],
        versie=stamp.code,
    )
    return csv_bytes(frame)


def _place(one: Opening) -> dict[str, Any]:
    lon, lat = to_wgs84(np.array([one.easting]), np.array([one.northing]))
    return {
        "pc4": one.pc4,
        "gemeentecode": one.gemeente_code,
        "gemeente": one.gemeente,
        "easting": round(one.easting),
        "northing": round(one.northing),
        "lengtegraad": round(float(lon[0]), 5),
        "breedtegraad": round(float(lat[0]), 5),
        "dichtstbij_voor": _plain(one.served, 1),
        "hun_afstand_nu_km": _plain(one.served_before_m / _METRES),
        "hun_afstand_straks_km": _plain(one.served_after_m / _METRES),
        "erbij_binnen_norm": _plain(one.newly_within, 1),
        "gemiddelde_korter_km": _plain(one.saved_m / _METRES),
    }


def _of_step(found: Answer, step: Step) -> dict[str, Any]:
    scale = 1 if found.question.goal is Goal.COVERAGE else _METRES
    return {
        **_standing(step.after),
        "bewezen": step.is_proven,
        "hooguit_beter": _plain(step.gap / scale, 4),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "gemiddelde_afstand_km": _plain(standing.mean_m / _METRES),
        "binnen_thuisnabij": _plain(standing.within_near, 1),
        "binnen_acceptabel": _plain(standing.within_acceptable, 1),
        "bereikt_niets": _plain(standing.unreached, 1),
    }


def _plain(value: float, decimals: int = 3) -> float | None:
    return round(value, decimals) if math.isfinite(value) else None


def as_json(study: Study, under: str, found: Answer) -> str:
    """Write everything there is as JSON; what is unknown becomes null."""
    return json.dumps(_told(study, under, found), ensure_ascii=False)


def _told(study: Study, under: str, found: Answer) -> dict[str, Any]:
    stamp, model, question = study.stamp(under), study.country.model, found.question
    return {
        "soort": found.kind.code,
        "gebied": question.area.label,
        "indeling": under,
        "doel": question.goal.value,
        "norm": question.norm,
        "norm_km": _plain(found.norm_m / _METRES),
        "normen": [norm.told for norm in norms_of(study, found)],
        "geteld": {"wie": found.counted_label, "aantal": _plain(found.counted, 1), "aard": "geschat"},
        "alleen_eigen_swv": question.own_only,
        "met_buren": question.neighbours,
        "plekken_bekeken": found.candidates,
        "nu": _standing(found.before),
        "stappen": [
            {
                "aantal": step.asked,
                **_of_step(found, step),
                "nieuw_bereikt": _plain(step.newly_reached, 1),
                "nieuw_bereikt_afstand_km": _plain(step.newly_reached_m / _METRES),
                "plekken": [_place(one) for one in step.openings],
            }
            for step in found.steps
        ],
        "eenheid_hooguit_beter": "personen" if question.goal is Goal.COVERAGE else "km gemiddeld",
        "genest": found.is_nested,
        "voor_wie": [
            {
                "gemeentecode": one.gemeente_code,
                "gemeente": one.gemeente,
                "dichterbij_voor": _plain(one.pupils, 1),
                "afstand_nu_km": _plain(one.before_m / _METRES),
                "afstand_straks_km": _plain(one.after_m / _METRES),
                "erbij_binnen_norm": _plain(one.newly_within, 1),
                "bereikte_niets": _plain(one.newly_reached, 1),
            }
            for one in found.last.relief
        ],
        "bronnen": sources_of(study, under, found),
        "aard": model.certainty,
        "stempel": {
            "herkomst": stamp.origin,
            "gegevens": stamp.data_version,
            "versie": stamp.code,
            "instellingen": stamp.settings,
            "toevalsgetal": stamp.seed,
        },
    }
