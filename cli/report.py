"""A comparison on paper: terminal tables, CSV and JSON."""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd
from rich.table import Table

from cli.options import out
from data.dutch_csv import csv_bytes
from scenarios.compare import NO_DIFFERENCE, SHIFTED, Comparison, Level, shown_measures
from scenarios.conclusion import conclude
from scenarios.measures import Measure, measure
from scenarios.notation import capital, figure, number, rounded, signed
from scenarios.ready_made import DENOMINATIONAL
from scenarios.study import Study

Row = dict[str, Any]

_NO_VERDICT: Final = (
    "! niet te duiden: een deel verliest de eigen voorziening en telt met de dichtstbijzijnde mee, of krijgt "
    "er een die verder is."
)


def as_json(study: Study, result: Comparison) -> str:
    """Write a comparison as JSON; NaN becomes null."""
    body = {
        "basis": result.base,
        "stempels": [
            {
                "scenario": s.scenario,
                "herkomst": s.origin,
                "gegevens": s.data_version,
                "versie": s.code,
                "instellingen": s.settings,
                "toevalsgetal": s.seed,
            }
            for s in result.stamps
        ],
        "zonder_eigen_voorziening": [
            {"scenario": name, "soort": kind, "swv": swv, "inwoners": round(pupils)}
            for (name, kind), found in result.without_own.items()
            for swv, pupils in found.items()
        ],
        "conclusies": [
            {"scenario": name, "zinnen": list(sentences)}
            for name, sentences in conclusions(study, result).items()
        ],
        "rijen": json.loads(
            result.table.reset_index().to_json(orient="records", force_ascii=False, double_precision=6)
        ),
    }
    return json.dumps(body, ensure_ascii=False)


def conclusions(study: Study, result: Comparison) -> dict[str, tuple[str, ...]]:
    """Tell the outcome per scenario in sentences; only of figures for the country."""
    levels, present = (result.table.index.unique(name) for name in ("niveau", "soort"))
    if Level.LAND.value not in levels:
        return {}
    kinds = [kind for kind in study.country.kinds if kind.code in present]
    base = study.arrangement(result.base)
    names = [stamp.scenario for stamp in result.stamps if stamp.scenario != result.base]
    return {name: conclude(result, study.arrangement(name), base, kinds) for name in names or [result.base]}


def as_csv(result: Comparison) -> bytes:
    """Dutch CSV: semicolons, decimal commas, a stamp in every row so that no row loses its origin."""
    stamp = {s.scenario: s for s in result.stamps}
    frame = result.table.reset_index()
    frame["uitleg"] = frame["maat"].map(lambda code: measure(code).explanation)
    frame["instellingen"] = frame["scenario"].map(lambda name: stamp[name].settings)
    frame["gegevens"] = frame["scenario"].map(lambda name: stamp[name].data_version[:12])
    frame["versie"] = frame["scenario"].map(lambda name: stamp[name].code)
    frame = frame.rename(columns={"basis": "waarde_basis"})
    frame.insert(1, "basis", result.base)
    for column in frame.select_dtypes("number").columns:
        frame[column] = [
            rounded(measure(code), value) for code, value in zip(frame["maat"], frame[column], strict=True)
        ]
    return csv_bytes(frame)


def show(study: Study, result: Comparison, level: Level, *, expert: bool) -> None:
    """Print a comparison with its account."""
    shown = list(shown_measures(expert=expert))
    if level is Level.LAND:
        for kind in result.table.index.get_level_values("soort").unique():
            _national(study, result, str(kind), [one for one in shown if one.per_kind == bool(kind)])
    else:
        _per_area(result, level, shown)
    _without_own(result)
    _conclusions(study, result)
    _account(study, result)


def _national(study: Study, result: Comparison, kind: str, shown: list[Measure]) -> None:
    """Print measures as rows and scenarios as columns."""
    names = [stamp.scenario for stamp in result.stamps]
    kinds = {one.code: one.name for one in study.country.kinds}
    rows = result.rows()
    title = f"{kind}: {kinds[kind]}" if kind else "Versnippering"
    printed = Table(title=title, title_justify="left")
    printed.add_column("maat (eenheid)", overflow="fold")
    for name in names:
        heading = name + (" (basis)" if name == result.base else "")
        printed.add_column(heading, justify="right", overflow="fold")
    printed.add_column("aard")
    known = {code for *_, code in rows}
    for one in (one for one in shown if one.code in known):
        own = [rows[name, Level.LAND.value, "NL", kind, one.code] for name in names]
        cells = [_cell(one, row, is_base=name == result.base) for name, row in zip(names, own, strict=True)]
        printed.add_row(f"{one.title} ({one.unit})", *cells, own[0]["aard"])
    out.print(printed)
    if not kind:
        _effects(result, [measure(code) for code in _SPLIT])


#: Readings of a difference that is not worth showing.
_SAME = {"gelijk", "afgerond gelijk", ""}


def _cell(one: Measure, row: Row, *, is_base: bool) -> str:
    if one.group == "verandering" and is_base:
        return "–"
    value = figure(one, row["waarde"])
    if is_base or one.group == "verandering" or pd.isna(row["verschil"]) or row["duiding"] in _SAME:
        return value
    sign = {"beter": " ▲", "slechter": " ▼", NO_DIFFERENCE: " ≈", SHIFTED: " !"}.get(row["duiding"], "")
    return f"{value} ({signed(one, row['verschil'])}{sign})"


#: Measures of which both effects are printed.
_SPLIT = ("swv_aantal", "relaties_gemeente", "relaties_jeugdregio")


def _effects(result: Comparison, shown: list[Measure]) -> None:
    """Print what of each change comes from merging po and vo, and what from new borders."""
    printed = Table(title="Waar de verandering vandaan komt", title_justify="left")
    for column in ("scenario", "maat"):
        printed.add_column(column, overflow="fold")
    for column in ("verschil", "effect samenvoegen po/vo", "effect nieuwe grenzen"):
        printed.add_column(column, justify="right", overflow="fold")
    rows = result.rows()
    for stamp in result.stamps:
        for one in shown:
            row = rows[stamp.scenario, Level.LAND.value, "NL", "", one.code]
            if pd.notna(row["effect_samenvoegen"]):
                parts = (row["verschil"], row["effect_samenvoegen"], row["effect_nieuwe_grenzen"])
                printed.add_row(stamp.scenario, one.title, *(signed(one, part) for part in parts))
    if printed.row_count:
        out.print(printed)


#: What a table per area shows of distances: the rest is in --json and --uit.
_AREA_TRAVEL = ("leerlingen", "afstand_gemiddeld", "boven_acceptabel", "zonder_eigen")


def _per_area(result: Comparison, level: Level, shown: list[Measure]) -> None:
    tables: dict[tuple[str, str], dict[str, dict[str, Row]]] = {}
    for (name, _, area, kind, code), row in result.rows().items():
        tables.setdefault((name, kind), {}).setdefault(area, {})[code] = row
    for (name, kind), areas in tables.items():
        present = {code for rows in areas.values() for code in rows}
        columns = [one for one in shown if one.code in (_AREA_TRAVEL if kind else present)]
        heading = f"{name} · {kind or 'versnippering'} · per {level.value}"
        printed = Table(title=heading, title_justify="left")
        printed.add_column(level.value, overflow="fold")
        for one in columns:
            printed.add_column(f"{one.title} ({one.unit})", justify="right", overflow="fold")
        for rows in areas.values():
            cells = [_cell(one, rows[one.code], is_base=name == result.base) for one in columns]
            printed.add_row(next(iter(rows.values()))["gebied_naam"], *cells)
        out.print(printed)


def _without_own(result: Comparison) -> None:
    lines = []
    for (name, kind), found in result.without_own.items():
        swv = "; ".join(f"{label} ({number(round(n, -2))} inwoners)" for label, n in found.items())
        if swv:
            lines.append(f"  {name} · {kind}: {swv}")
    if lines:
        out.print("\nSwv's zonder eigen voorziening (inwoners van de leeftijd, geschat):")
    for line in lines:
        out.print(line, soft_wrap=True)


def _conclusions(study: Study, result: Comparison) -> None:
    for name, sentences in conclusions(study, result).items():
        out.print(f"\nConclusie: {name} tegenover {result.base}", soft_wrap=True)
        for sentence in sentences:
            out.print(f"  - {sentence}", soft_wrap=True)


#: What must be told wherever figures on distance are shown.
TRUTHS = (
    "Een andere indeling verplaatst geen school: 'dichtstbijzijnde, grenzen genegeerd' blijft gelijk. "
    "Afstand is hier de afstand als alleen voorzieningen van het eigen swv tellen, niemands werkelijke reis. "
    "Dichtstbijzijnd is niet per se passend of beschikbaar."
)


def _account(study: Study, result: Comparison) -> None:
    labels = study.country.labels
    kinds = [kind for kind in result.table.index.get_level_values("soort").unique() if kind]
    supply = dict.fromkeys(study.country.supply_sources.get(kind, "geen") for kind in kinds)
    sources = "; ".join([labels["swv"], f"jeugdregio's: {labels['jeugdregio']}", *supply, labels["inwoners"]])
    lines = [
        *(f"{stamp.scenario}: {stamp.origin}" for stamp in result.stamps),
        f"Basis: {result.base}. ▲ beter, ▼ slechter, ≈ geen aantoonbaar verschil, geen teken: geen richting.",
        _NO_VERDICT,
        f"Afstanden zijn {study.country.model.certainty}: {study.country.describe()}.",
        TRUTHS,
        DENOMINATIONAL,
        f"Bronnen: {sources}. {capital(result.norms.standing())}.",
        f"Gegevensset {result.stamps[0].data_version[:12]}, dekkend {result.stamps[0].code}.",
    ]
    out.print()
    for line in lines:
        out.print(line, soft_wrap=True)
