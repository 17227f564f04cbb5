"""What a scenario changes for one gemeente, as plain values for a file."""

from __future__ import annotations

import math
from typing import Any

from model.actual import Interval
from scenarios.consequences.consultation import Counts
from scenarios.consequences.gemeente import Change, GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.gemeente_questions import questions
from scenarios.consequences.partners import PartnerPair
from scenarios.consequences.pupil_transport import Count
from scenarios.profile import KindCard
from scenarios.site_effects import STANDARD_RISE_M

_DECIMALS = 3


def plain_sheet(sheet: GemeenteSheet) -> dict[str, Any]:
    """Write all of it as texts, numbers and lists, with Dutch keys; what is not known is None."""
    stamp = sheet.study.stamp(sheet.name)
    region = sheet.region_relations
    return {
        "gemeente": {"code": sheet.code, "naam": sheet.title, "jeugdregio": sheet.region_name},
        "scenario": sheet.name,
        "basis": sheet.base,
        "inwoners": {
            age: {"waarde": _number(one.value), "aard": one.certainty, "bron": one.source}
            for age, one in sheet.residents.items()
        },
        "swvs_basis": [_part(sheet, one) for one in sheet.before],
        "swvs_scenario": [_part(sheet, one) for one in sheet.after],
        "partners": [_pair(sheet, one) for one in sheet.partners.pairs],
        "overlegrelaties": _counts(sheet.relations),
        "overlegrelaties_jeugdregio": None if region is None else _counts(region),
        "voorzieningen": [row for one in sheet.kinds for row in _kind(one)],
        "verder_en_dichterbij": [_shift(one) for one in sheet.kinds],
        "aangewezen_op": [row for one in sheet.kinds for row in _neighbours(one)],
        "leerlingenvervoer": _transport(sheet),
        "grensverkeer": _crossings(sheet),
        "logboek": [{"soort": str(one.sort), "zin": one.text} for one in sheet.entries],
        "open_vragen": list(questions(sheet)),
        "stempel": {
            "herkomst": stamp.origin,
            "gegevens": stamp.data_version,
            "versie": stamp.code,
            "instellingen": stamp.settings,
            "toevalsgetal": stamp.seed,
        },
    }


def _number(value: float) -> float | None:
    return round(value, _DECIMALS) if math.isfinite(value) else None


def _part(sheet: GemeenteSheet, one: SwvPart) -> dict[str, Any]:
    names = sheet.study.country.region_names
    return {
        "laag": one.swv.body.layer or "po en vo",
        "code": one.swv.body.code,
        "naam": one.swv.body.label,
        "inwoners_van_de_gemeente": _number(one.residents),
        "aandeel_van_de_gemeente": _number(one.share),
        "grenswijziging": one.sliver,
        "gemeenten": list(one.swv.gemeenten),
        "inwoners": _number(one.swv.residents),
        "jeugdregios": [
            {"code": code, "naam": names.get(code, code), "inwoners": _number(shared)}
            for code, shared in one.swv.regions
        ],
    }


def _pair(sheet: GemeenteSheet, one: PartnerPair) -> dict[str, Any]:
    return {
        "code": one.gemeente,
        "naam": sheet.study.country.gemeente_names.get(one.gemeente, one.gemeente),
        "eigen_jeugdregio": one.inside,
        "basis": list(one.before),
        "scenario": list(one.after),
        "wordt": str(one.status),
        "grenswijziging_basis": one.sliver_before,
        "grenswijziging_scenario": one.sliver_after,
    }


def _counts(counts: Counts) -> dict[str, Any]:
    effects = counts.effects or (None, None)
    return {
        "basis": counts.whole.before,
        "scenario": counts.whole.after,
        "vervallen": counts.whole.vanished,
        "nieuw": counts.whole.appeared,
        "effect_samenvoegen": effects[0],
        "effect_nieuwe_grenzen": effects[1],
    }


def _kind(one: KindChange) -> list[dict[str, Any]]:
    changes = [_change(one.kind.code, change) for change in one.figures.values()]
    supply = zip(_supply(one.supply_before), _supply(one.supply_after), strict=True)
    return changes + [
        {"soort": one.kind.code, **now, "basis": was["waarde"], "scenario": now["waarde"]}
        for was, now in supply
    ]


def _change(kind: str, one: Change) -> dict[str, Any]:
    return {
        "soort": kind,
        "maat": one.measure.code,
        "titel": one.measure.title,
        "eenheid": one.measure.unit,
        "basis": _number(one.before),
        "scenario": _number(one.after),
        "duiding": one.reading,
        "aard": one.certainty,
        "bron": one.source,
    }


def _shift(one: KindChange) -> dict[str, Any]:
    """Residents for whom the own facility comes to lie further and nearer, apart."""
    mean = one.figures["afstand_gemiddeld"]
    return {
        "soort": one.kind.code,
        "meer_dan_km": STANDARD_RISE_M / 1000,
        "verder": _number(one.further),
        "dichterbij": _number(one.nearer),
        "eenheid": "inwoners",
        "aard": mean.certainty,
        "bron": mean.source,
    }


def _neighbours(one: KindChange) -> list[dict[str, Any]]:
    sides = (("basis", one.neighbours_before), ("scenario", one.neighbours_after))
    change = one.figures["grensafhankelijkheid"]
    return [
        {
            "soort": one.kind.code,
            "onder": when,
            "gemeente": found.code,
            "naam": found.name,
            "swv": found.swv,
            "inwoners": _number(found.residents),
            "aard": change.certainty,
            "bron": change.source,
        }
        for when, those in sides
        for found in those
    ]


def _supply(card: KindCard) -> list[dict[str, Any]]:
    return [
        {
            "maat": code,
            "titel": card.figures[code].measure.title,
            "eenheid": card.figures[code].measure.unit,
            "waarde": _number(card.figures[code].value),
            "aard": card.figures[code].certainty,
            "bron": card.figures[code].source,
        }
        for code in ("vestigingen", "leerlingen_soort", "leerlingen_gedeeld", "vestigingen_onbekend")
    ]


def _transport(sheet: GemeenteSheet) -> dict[str, Any]:
    found = sheet.travel.transported
    if found is None:
        return {"niet_te_bepalen": sheet.travel.no_transport}
    counts = {what: _count(one) for what, one in found.counts.items()}
    return {"grens_km": found.limit_km, **counts, "aard": "geschat", "bron": list(sheet.travel_sources)}


def _count(one: Count) -> dict[str, Any]:
    return {
        "leerlingen": _number(one.pupils),
        "laag": _number(one.low),
        "hoog": _number(one.high),
        "euro_per_jaar_laag": _number(one.cost_low),
        "euro_per_jaar_hoog": _number(one.cost_high),
    }


def _crossings(sheet: GemeenteSheet) -> dict[str, Any]:
    return {
        "soorten": [
            {
                "soort": one.kind,
                "wonen": _interval(one.living),
                "uit_basis": _interval(one.before),
                "uit_scenario": _interval(one.after),
                "wordt_intern": _interval(one.becomes_internal),
                "wordt_grensverkeer": _interval(one.becomes_border),
                "gelezen_van": one.source.label,
                "aard": one.source.certainty,
            }
            for one in sheet.travel.crossings
        ],
        "niet_te_bepalen": dict(sheet.travel.no_crossings),
    }


def _interval(one: Interval) -> dict[str, float | None]:
    return {"laag": _number(one.low), "midden": _number(one.mid), "hoog": _number(one.high)}
