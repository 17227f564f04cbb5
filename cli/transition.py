"""``dekkend overgang``: who gets another swv, what becomes of every swv, and the log of all changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.assumptions import saved_assumptions
from cli.options import err, out, require_ending
from cli.plain import plain, records, table
from cli.scenario_options import Asked, Opened, with_scenario
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from data.limits_file import advice
from data.names import gemeente_names, successors_of_gemeenten
from geo.errors import UnknownNameError
from scenarios.consequences import transition_tables as tables
from scenarios.consequences.log import Entry, log, of_gemeente
from scenarios.consequences.log_file import EXAMPLE, head_of, log_rows, log_text
from scenarios.consequences.moves import merges
from scenarios.consequences.site_diff import SiteDiff
from scenarios.consequences.succession import Share
from scenarios.consequences.transition import Transition, effects, transition, transition_values
from scenarios.measures import measure
from scenarios.study import Study

#: Swv's that are shown on screen; --json has all, and the log tells of each.
_SHOWN: Final = 15


@with_scenario
def overgang(
    logboek: Annotated[
        bool, typer.Option("--logboek", help="Toon het hele logboek: elke verandering in een zin.")
    ] = False,
    gemeente: Annotated[
        str,
        typer.Option(
            "--gemeente", help="Alleen wat in het logboek over deze gemeente gaat.", show_default=False
        ),
    ] = "",
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf het logboek: als CSV, of als tekst (.txt).", show_default=False),
    ] = None,
    *,
    asked: Asked,
) -> None:
    """Toon wie van swv verandert, wat er van elk swv wordt, en elke verandering in een zin."""
    require_ending(uit, endings=(".csv", ".txt"))
    opened = asked.open([uit])
    entries = _entries(opened, asked.scenario, gemeente)
    if uit is not None:
        write_atomic(uit, _content(opened, entries, as_text=uit.suffix.lower() == ".txt"))
        err.print(f"Logboek geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        found = transition(opened.study, opened.name, opened.base)
        out.print_json(json.dumps(_as_json(opened, found, entries), ensure_ascii=False))
    elif logboek or gemeente:
        _show_log(entries)
        _account(opened)
    elif uit is None:
        _show(opened, transition(opened.study, opened.name, opened.base), len(entries))


def _entries(opened: Opened, scenario: str, gemeente: str) -> tuple[Entry, ...]:
    """Tell the log, with the assumptions that were saved with a scenario; of one gemeente if one is named."""
    code = _gemeente(opened.study, gemeente) if gemeente else ""
    entries = log(opened.study, opened.name, opened.base, saved_assumptions(scenario))
    return of_gemeente(entries, code) if code else entries


def _gemeente(study: Study, text: str) -> str:
    known = study.country.gemeente_names
    names = gemeente_names(known, successors_of_gemeenten())
    if (code := names.find(text)) is None:
        raise UnknownNameError(f"onbekende gemeente '{text}'; {advice(text, names, known)}")
    return code


def _content(opened: Opened, entries: Sequence[Entry], *, as_text: bool) -> bytes:
    if as_text:
        return log_text(*opened, entries).encode("utf-8-sig")
    return csv_bytes(log_rows(*opened, entries), 3)


def _show_log(entries: Sequence[Entry]) -> None:
    if not entries:
        out.print("Er verandert niets.")
    head = ""
    for one in entries:
        if head_of(one) != head:
            head = head_of(one)
            out.print(f"\n{head}", soft_wrap=True)
        out.print(f"  - {one.text}", soft_wrap=True)


def _show(opened: Opened, found: Transition, sentences: int) -> None:
    study, name, base = opened
    before, after = study.arrangement(base), study.arrangement(name)
    out.print(f"Overgang van {before.title} naar {after.title}", soft_wrap=True)
    for line in tables.lead(found, merging=merges(before, after)):
        out.print(f"  - {line}", soft_wrap=True)
    _print("Wie van swv verandert", tables.who_table(found), words=1)
    _print("Wat bij de hoofdmoot van zijn swv blijft", tables.shares_table(found), words=1)
    split = tables.split_table(found, effects(study, name, base))
    if not split.empty:
        _print("Waar de verandering vandaan komt", split, words=1)
    _print_some("Swv's die ophouden, met hun opvolgers", tables.former_table(found.ceasing))
    _print_some("Nieuwe swv's", tables.new_table(found.founded))
    out.print(
        f"Het logboek telt {sentences} zinnen: toon ze met --logboek, of bewaar ze met --uit.", soft_wrap=True
    )
    _account(opened)


def _print(title: str, frame: pd.DataFrame, *, words: int) -> None:
    printed = table(title, [str(one) for one in frame.columns], words=words)
    for row in frame.itertuples(index=False):
        printed.add_row(*(str(one) for one in row))
    out.print(printed)


def _print_some(title: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    more = (
        f" ({len(frame)}, de eerste {_SHOWN}; alle met --json)" if len(frame) > _SHOWN else f" ({len(frame)})"
    )
    _print(title + more, frame.head(_SHOWN), words=len(frame.columns))


def _account(opened: Opened) -> None:
    study, name, base = opened
    stamp = study.stamp(name)
    out.print()
    for line in (
        f"{name}: {study.arrangement(name).origin} Basis: {base}.",
        EXAMPLE,
        f"Bronnen: {tables.source_told(study, measure('overgang_besturen'), name, base)}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)


def _as_json(opened: Opened, found: Transition, entries: Sequence[Entry]) -> dict[str, Any]:
    study, name, base = opened
    stamp = study.stamp(name)
    return {
        "basis": base,
        "scenario": name,
        "herkomst": stamp.origin,
        "cijfers": [_figure(study, name, base, *one) for one in transition_values(found).items()],
        "effecten": [
            {"maat": code, "samenvoegen": plain(merging), "nieuwe_grenzen": plain(borders)}
            for code, (merging, borders) in effects(study, name, base).items()
        ],
        "wie": records(tables.who_table(found)),
        "gemeenten_met_alleen_een_rest": list(found.sliver_gemeenten),
        "swv_uit_de_basis": [
            {
                "laag": one.body.layer,
                "swv": one.body.code,
                "naam": one.body.label,
                "inwoners": plain(one.pupils),
                "wat": one.fate.value,
                "houdt_op": one.ceases,
                "opvolgers": _shares(one.successors),
            }
            for one in found.former
        ],
        "swv_in_het_scenario": [
            {
                "laag": one.body.layer,
                "swv": one.body.code,
                "naam": one.body.label,
                "inwoners": plain(one.pupils),
                "voortzetting_van": None if one.continues is None else one.continues.code,
                "voortgekomen_uit": _shares(one.predecessors),
            }
            for one in found.new
        ],
        "vestigingen": _sites(found.site_changes),
        "logboek": [
            {"over": one.sort.value, "swv": one.swv, "gemeenten": list(one.gemeenten), "zin": one.text}
            for one in entries
        ],
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
    }


def _figure(study: Study, name: str, base: str, code: str, value: float) -> dict[str, Any]:
    described = measure(code)
    return {
        "maat": code,
        "titel": described.title,
        "waarde": plain(value),
        "eenheid": described.unit,
        "aard": described.certainty.value,
        "bron": tables.source_told(study, described, name, base),
    }


def _shares(shares: Sequence[Share]) -> list[dict[str, Any]]:
    return [
        {
            "laag": one.body.layer,
            "swv": one.body.code,
            "naam": one.body.label,
            "inwoners": plain(one.pupils),
            "aandeel_procent": plain(100 * one.share),
        }
        for one in shares
    ]


def _sites(changed: SiteDiff) -> dict[str, list[dict[str, Any]]]:
    return {
        word: [
            {
                "code": one.code,
                "naam": one.name,
                "aantal": one.count,
                "gemeenten": list(one.gemeenten),
                "soorten": list(one.kinds),
            }
            for one in some
        ]
        for word, some in (
            ("geopend", changed.opened),
            ("gesloten", changed.closed),
            ("verplaatst", changed.moved),
            ("ander_aanbod", changed.altered),
        )
    }
