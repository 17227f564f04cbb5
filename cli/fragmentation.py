"""``dekkend versnippering``: every figure of fragmentation, what is behind one, shape and coherence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer
from rich.table import Table

from cli.options import err, out, require_ending
from cli.plain import plain, records
from cli.scenario_options import Asked, Opened, with_scenario
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.measures import measure
from scenarios.pieces.behind import adds_up, behind, codes, why_unknown
from scenarios.pieces.listed import coherence_rows, coherences, shape_frame, shape_rows
from scenarios.pieces.overview import (
    ACCOUNTED,
    HEADS,
    Line,
    accounted,
    behind_rows,
    overview,
    overview_rows,
    sides,
)
from ui.check.fragmentation_tables import (
    COHERENCE_WORDS,
    MECHANICAL,
    SHAPE_WORDS,
    SPLIT,
    TRACED,
    UNSPLIT,
    behind_text,
    coherence_frame,
    overview_frame,
    shape_text,
    sum_told,
)

#: Rows behind a figure that are printed; a file and --json have all.
_MOST: Final = 40
_WORDS: Final = frozenset(
    {
        "maat",
        "code",
        "duiding",
        "laag",
        "swv",
        "gemeenten",
        "opmerking",
        "samenhang",
        "verdeling",
        "samenstelling",
    }
)


@with_scenario
def versnippering(
    asked: Asked,
    maat: Annotated[
        str,
        typer.Option(
            "--maat", help="Toon wat er achter deze maat zit, zoals swv_afwijkend.", show_default=False
        ),
    ] = "",
    vorm: Annotated[
        bool, typer.Option("--vorm", help="Toon per swv of het samenhangt en hoe rond het is.")
    ] = False,
    samenhang: Annotated[
        bool, typer.Option("--samenhang", help="Toon hoe swv's in RMC-, GGD- en andere regio's liggen.")
    ] = False,
    expert: Annotated[
        bool, typer.Option("--expert", help="Toon ook entropieën, vorm en andere expertmaten.")
    ] = False,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf wat gevraagd is als CSV.", show_default=False)
    ] = None,
) -> None:
    """Toon hoe een indeling het land versnippert, en welke swv's, gemeenten en inwoners daarachter zitten."""
    _refuse(maat, vorm=vorm, samenhang=samenhang)
    require_ending(uit)
    opened = asked.open([uit])
    if uit is not None:
        write_atomic(uit, csv_bytes(_file(opened, maat, vorm=vorm, samenhang=samenhang), 6))
        err.print(f"Geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(opened, maat, vorm=vorm, samenhang=samenhang), ensure_ascii=False))
    elif uit is None:
        _show(opened, maat, vorm=vorm, samenhang=samenhang, expert=expert)


def _refuse(maat: str, *, vorm: bool, samenhang: bool) -> None:
    """Refuse more than one question, and a measure that has no rows behind it."""
    given = [
        name for name, asked in (("--maat", maat), ("--vorm", vorm), ("--samenhang", samenhang)) if asked
    ]
    if len(given) > 1:
        raise InputError(" en ".join(given), ["kies er één; elk is een eigen tabel"])
    if maat and maat not in codes():
        raise UnknownNameError(f"onbekende maat van versnippering '{maat}'; kies uit {', '.join(codes())}")


def _file(opened: Opened, maat: str, *, vorm: bool, samenhang: bool) -> pd.DataFrame:
    if maat:
        return behind_rows(*opened, maat)
    if vorm:
        return shape_rows(*opened)
    if samenhang:
        return coherence_rows(*opened)
    return overview_rows(*opened, overview(*opened).values())


def _show(opened: Opened, maat: str, *, vorm: bool, samenhang: bool, expert: bool) -> None:
    study, name, base = opened
    if maat:
        _show_behind(opened, maat)
    elif vorm:
        for side, one in sides(name, base):
            title = f"Vorm per swv, {side}: {study.arrangement(one).title}"
            out.print(_table(title, shape_text(shape_frame(study, one))))
        out.print(_shape_words(opened), soft_wrap=True)
        _account(opened, shape_rows(*opened))
    elif samenhang:
        for side, one in sides(name, base):
            title = f"Samenhang met andere regio's, {side}: {study.arrangement(one).title}"
            out.print(_table(title, coherence_frame(coherences(study, one))))
        out.print(COHERENCE_WORDS, soft_wrap=True)
        _account(opened, coherence_rows(*opened))
    else:
        _show_overview(opened, expert=expert)


def _show_overview(opened: Opened, *, expert: bool) -> None:
    study, name, base = opened
    lines = overview(*opened)
    titles = [study.arrangement(one).title for one in (name, base)]
    out.print(f"Versnippering: {titles[0]} tegenover {titles[1]} (basis)", soft_wrap=True)
    for head, under in HEADS.items():
        shown = [lines[code] for code in under if expert or not lines[code].measure.expert]
        if shown:
            frame = overview_frame(shown).assign(code=[line.measure.code for line in shown])
            out.print(_table(head, frame))
    unknown = {line.unknown: None for line in lines.values() if line.unknown}
    for why in unknown:
        out.print(f"Niet te bepalen: {why}.", soft_wrap=True)
    out.print(MECHANICAL, soft_wrap=True)
    out.print(SPLIT if base == study.base_id else UNSPLIT, soft_wrap=True)
    if expert:
        out.print(_shape_words(opened), soft_wrap=True)
    out.print("Wat er achter een maat zit: --maat met de code ervan.", soft_wrap=True)
    _account(opened, overview_rows(*opened, lines.values()))


def _show_behind(opened: Opened, code: str) -> None:
    study, name, base = opened
    one = measure(code)
    out.print(f"{one.title} ({one.unit}): {one.explanation}", soft_wrap=True)
    out.print(f"Formule: {one.formula}; {one.direction.value}; {one.certainty.value}", soft_wrap=True)
    for side, arrangement in sides(name, base):
        title = f"{side}: {study.arrangement(arrangement).title}"
        found = behind(study, arrangement, code, base)
        if unknown := why_unknown(study, arrangement, code):
            out.print(f"{title}: niet te bepalen; {unknown}", soft_wrap=True)
            continue
        if len(found):
            out.print(_table(f"{title} · {sum_told(found, code)}", behind_text(found.head(_MOST), code)))
            out.print(adds_up(code, found), soft_wrap=True)
        else:
            out.print(f"{title}: er zijn er geen.", soft_wrap=True)
        if len(found) > _MOST:
            out.print(f"Hier staan de eerste {_MOST}; --uit en --json geven ze alle.", soft_wrap=True)
    _account(opened, accounted(study, name, base, code, pd.DataFrame(index=[0])))


def _shape_words(opened: Opened) -> str:
    return f"{SHAPE_WORDS} {TRACED}" if opened.study.country.dataset.manifest.grouped else SHAPE_WORDS


def _account(opened: Opened, rows: pd.DataFrame) -> None:
    """Print what is told rests on: sources with their dates, each once."""
    stamp = opened.study.stamp(opened.name)
    if "bron" in rows:
        sources = dict.fromkeys(part for line in rows["bron"] for part in str(line).split("; "))
        out.print(f"Bronnen: {'; '.join(sources)}.", soft_wrap=True)
    out.print(f"{opened.name}: {stamp.origin} Geen van de indelingen is vastgesteld beleid.", soft_wrap=True)
    out.print(f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.", soft_wrap=True)


def _table(title: str, frame: pd.DataFrame) -> Table:
    """Make a table of a frame of text; columns without a single text are left out."""
    table = Table(title=title, title_justify="left")
    names = [str(name) for name in frame.columns if (frame[name] != "").any()]
    for name in names:
        words = name in _WORDS or not frame[name].str.contains(r"\d", regex=True).any()
        table.add_column(name, overflow="fold", justify="left" if words else "right")
    for row in frame.to_dict("records"):
        table.add_row(*(str(row[name]) for name in names))
    return table


def _as_json(opened: Opened, maat: str, *, vorm: bool, samenhang: bool) -> dict[str, Any]:
    """Everything that was asked for, plain; NaN becomes null."""
    study, name, base = opened
    stamp = study.stamp(name)
    told: dict[str, Any] = {
        "basis": base,
        "scenario": name,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
    }
    if maat:
        rows = behind_rows(*opened, maat)
        return {**told, "maat": maat, **_rested(rows), "regels": _plain(rows)}
    if vorm:
        rows = shape_rows(*opened)
        return {**told, **_rested(rows), "vorm": _plain(rows)}
    if samenhang:
        rows = coherence_rows(*opened)
        found = {side: [_told(one) for one in coherences(study, each)] for side, each in sides(name, base)}
        return {
            **told,
            "samenhang": found,
            "afwijkend": records(rows.drop(columns=["instellingen", "versie"])),
        }
    lines = overview(*opened)
    return {**told, "maten": [_line(line) for line in lines.values()]}


def _rested(rows: pd.DataFrame) -> dict[str, str]:
    return {name: str(rows[name].iloc[0]) for name in ACCOUNTED if name in rows and len(rows)}


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return records(rows.drop(columns=[name for name in ACCOUNTED if name in rows]), decimals=6)


def _told(one: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "verdeling": one.regions.name,
        "samenstelling": one.source,
        "niet_te_bepalen": one.unknown or None,
        **{code: plain(value, 6) for code, value in one.values().items()},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "maat": line.measure.code,
        "titel": line.measure.title,
        "eenheid": line.measure.unit,
        "basis": plain(line.base, 6),
        "scenario": plain(line.value, 6),
        "verschil": plain(line.change, 6),
        "effect_samenvoegen": plain(line.merging, 6),
        "effect_nieuwe_grenzen": plain(line.borders, 6),
        "duiding": line.reading,
        "aard": line.measure.certainty.value,
        "niet_te_bepalen": line.unknown or None,
    }
