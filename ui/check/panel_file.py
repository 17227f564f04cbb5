"""The check against the letter as data: a CSV of its figures, JSON of all of it, a CSV per table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from data.dutch_csv import rows_text
from scenarios.norm import Norm
from scenarios.notation import rounded
from scenarios.principles.evidence import Evidence
from scenarios.principles.panel import Panel
from scenarios.principles.row import Example, Figure, Gap, Part, Recorded, Row
from scenarios.principles.tension import Concerned, Tension
from scenarios.principles.words import ABOUT, spoken, spoken_all

#: Columns of the CSV: a line per figure, the outcome of its row in each.
COLUMNS: Final = (
    "scenario",
    "basis",
    "regel",
    "titel",
    "status",
    "uitkomst",
    "stand",
    "toelichting",
    "tot_voldoen",
    "te_bevestigen",
    "vastgelegd",
    "maat",
    "soort",
    "waarde",
    "waarde_basis",
    "verschil",
    "effect_samenvoegen",
    "effect_nieuwe_grenzen",
    "effect_andere_vestigingen",
    "eenheid",
    "aard",
    "bron",
    "gegevens",
    "versie",
)


def as_csv(panel: Panel) -> str:
    """Write the figures behind all rows: semicolons, decimal commas, an unknown figure left empty."""
    return rows_text(COLUMNS, _lines(panel))


def evidence_csv(evidence: Evidence) -> str:
    """Write one table, likewise."""
    heads = [column.head for column in evidence.columns]
    return rows_text(heads, (list(row.values()) for row in evidence.records()))


def _lines(panel: Panel) -> Iterator[list[Any]]:
    stamp = panel.of.study.stamp(panel.of.name)
    for row in panel.rows:
        head = [
            panel.of.name,
            panel.of.base,
            row.aspect.number,
            row.aspect.title,
            row.aspect.standing.value,
            row.outcome.value,
            _reading(row),
            row.told,
            "" if row.gap is None else row.gap.words,
            spoken_all(row.lacking),
            "; ".join(one.told for one in row.recorded),
        ]
        for one in row.figures or (None,):
            yield [*head, *_figure_cells(one), stamp.data_version[:12], stamp.code]


def _figure_cells(one: Figure | None) -> list[Any]:
    if one is None:
        return [None] * 11
    values = (one.value, one.base, one.change, one.merging, one.borders, one.sites)
    numbers = [_plain(one, value) for value in values]
    return [one.measure.code, one.kind, *numbers, one.measure.unit, one.certainty, one.source]


def _plain(one: Figure, value: float) -> float | None:
    return None if math.isnan(value) else float(rounded(one.measure, value))


def body(panel: Panel) -> dict[str, Any]:
    """Return all of the check as plain values for JSON; unknown figures are None."""
    stamp = panel.of.study.stamp(panel.of.name)
    return {
        "over": ABOUT,
        "scenario": panel.of.name,
        "basis": panel.of.base,
        "herkomst": stamp.origin,
        "instellingen": stamp.settings,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "regels": [_row(row, panel) for row in panel.rows],
        "spanningen": [_tension(one) for one in panel.tensions],
        "te_bevestigen": [_norm(norm) for norm in panel.to_confirm],
    }


def _row(row: Row, panel: Panel) -> dict[str, Any]:
    return {
        "code": row.code,
        "nummer": row.aspect.number,
        "titel": row.aspect.title,
        "vraag": row.aspect.asked,
        "status": row.aspect.standing.value,
        "uitkomst": row.outcome.value,
        "stand": _reading(row),
        "toelichting": row.told,
        "waardoor": list(row.why),
        "rekenvoorbeelden": [_example(one) for one in row.examples],
        "tot_voldoen": _gap(row.gap),
        "normen": [_norm(norm) for norm in row.norms],
        "te_bevestigen": [spoken(norm) for norm in row.lacking],
        "cijfers": [_figure(one) for one in row.figures],
        "onderdelen": [_part(part) for part in row.parts],
        "let_op": list(row.all_notes),
        "vastgelegd": [_recorded(one) for one in row.recorded],
        "spanningen": [one.code for one in panel.tensions_of(row)],
        "onderbouwing": [_evidence(one) for one in row.evidence],
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "maat": one.measure.code,
        "soort": one.kind,
        "waarde": _plain(one, one.value),
        "waarde_basis": _plain(one, one.base),
        "effect_samenvoegen": _plain(one, one.merging),
        "effect_nieuwe_grenzen": _plain(one, one.borders),
        "effect_andere_vestigingen": _plain(one, one.sites),
        "eenheid": one.measure.unit,
        "aard": one.certainty,
        "bron": one.source,
    }


def _reading(of: Row | Part) -> str:
    """Where its figures stand while it is not decided; empty once it is."""
    return "" if of.reading is None else of.reading.value


def _example(one: Example) -> dict[str, Any]:
    return {"over": one.label, "toelichting": one.told, "boven_de_norm": _gap(one.gap)}


def _gap(gap: Gap | None) -> dict[str, Any] | None:
    return None if gap is None else {"woorden": gap.words, "waarde": gap.value, "eenheid": gap.unit}


def _part(part: Part) -> dict[str, Any]:
    return {
        "onderdeel": part.label,
        "uitkomst": part.outcome.value,
        "stand": _reading(part),
        "toelichting": part.told,
        "tot_voldoen": _gap(part.gap),
        "te_bevestigen": [spoken(norm) for norm in part.lacking],
    }


def _norm(norm: Norm) -> dict[str, Any]:
    return {
        "norm": norm.name,
        "soort": norm.subject,
        "waarde": norm.value,
        "eenheid": norm.unit,
        "bevestigd": norm.confirmed,
        "grond": norm.ground,
        "in_woorden": spoken(norm),
    }


def _recorded(one: Recorded) -> dict[str, Any]:
    return one.departure.model_dump(mode="json") | {"geldt": one.holds, "in_woorden": one.told}


def _tension(one: Tension) -> dict[str, Any]:
    return {
        "code": one.code,
        "titel": one.title,
        "tussen": list(one.between),
        "toelichting": one.told,
        "swvs": list(one.swvs),
        "inwoners_per_soort": {kind: round(count, 1) for kind, count in one.residents.items()},
        "swvs_per_soort": {each.kind: _swvs(each) for each in one.concerned},
        "cijfers": [_figure(each) for each in one.figures],
        "onderbouwing": _evidence(one.evidence),
    }


def _swvs(found: Concerned) -> list[dict[str, Any]]:
    return [{"swv": name, "inwoners": round(count, 1)} for name, count in found.swvs]


def _evidence(one: Evidence) -> dict[str, Any]:
    return {"code": one.code, "titel": one.title, "bron": one.note, "rijen": one.records()}
