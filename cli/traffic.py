"""``dekkend grensverkeer``: who lives in one swv and goes to school in another, before and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.assumptions import saved_assumptions
from cli.options import err, out, progress, require_ending
from cli.plain import records, table
from cli.scenario_options import Asked, Opened, with_scenario
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.consequences.traffic import AreaLevel, TrafficChange, traffic_change
from scenarios.consequences.traffic_source import Source, best_source, chosen_kinds
from scenarios.consequences.traffic_steps import Step, steps, total_rows
from scenarios.consequences.traffic_tables import area_table, members, written_out
from scenarios.notation import capital
from ui.consequences import traffic_words as told
from ui.consequences.traffic_words import Shown

#: Rows of a table on screen; --uit and --json give all.
_SHOWN: Final = 15
#: What stands for all kinds together.
_ALL: Final = "alle"


@with_scenario
def grensverkeer(
    asked: Asked,
    kind: Annotated[
        str, typer.Option("--kind", help=f"Soort voorziening, zoals so; {_ALL}: samen opgeteld.")
    ] = "so",
    bron: Annotated[
        Source | None,
        typer.Option(
            "--bron",
            help="Waarvan het afgelezen wordt. [standaard: gemeten waar dat is ingelezen, anders betalend, "
            "anders dichtstbij]",
            show_default=False,
        ),
    ] = None,
    niveau: Annotated[AreaLevel, typer.Option("--niveau", help="Tussen welke gebieden.")] = AreaLevel.SWV,
    toon: Annotated[
        Shown, typer.Option("--toon", help="Alle grensverkeer, wat intern wordt of wat grensverkeer wordt.")
    ] = Shown.ALL,
    swv: Annotated[
        str,
        typer.Option(
            "--swv", help="Alleen wat dit swv raakt: code of (deel van de) naam.", show_default=False
        ),
    ] = "",
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf wie van waar naar waar gaat als CSV.", show_default=False),
    ] = None,
) -> None:
    """Toon wie in het ene swv woont en in het andere naar school gaat, en wat een scenario verandert."""
    require_ending(uit)
    opened = asked.open([uit])
    change = _change(opened, asked.scenario, "" if kind == _ALL else kind, bron)
    if not change.streams:
        reasons = list(change.missing.values())
        raise InputError("grensverkeer", [*reasons, "kies een andere --bron, zoals dichtstbij"])
    if niveau is AreaLevel.GEMEENTE and not change.source.tells_places:
        fault = "het bestand noemt alleen swv's, geen gemeenten; kies --niveau swv of een andere --bron"
        raise InputError(f"--bron {change.source.value}", [fault])
    code = _swv(change, swv) if swv else ""
    if uit is not None:
        write_atomic(uit, csv_bytes(written_out(change, niveau), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(change, niveau, toon, code), ensure_ascii=False))
    elif uit is None:
        _show(change, niveau, toon, code)


def _change(opened: Opened, scenario: str, kind: str, source: Source | None) -> TrafficChange:
    study, name, base = opened
    chosen = best_source(study, chosen_kinds(study.country, kind)) if source is None else source
    with progress("grensverkeer bepalen") as tell:
        return traffic_change(
            study,
            base,
            name,
            kind,
            chosen,
            assumptions=saved_assumptions(scenario),
            progress=lambda done, total: tell(done, total, ""),
        )


def _swv(change: TrafficChange, text: str) -> str:
    """Find a swv of the scenario or of the base by code, or by a part of its name."""
    named = {
        code: name
        for areas in (change.swv_before, change.swv_after)
        for code, name in zip(areas.codes, areas.names, strict=True)
    }
    wanted = text.strip().casefold()
    for code in named:
        if code.casefold() == wanted.replace(" ", "").replace(".", ""):
            return code
    found = [code for code, name in named.items() if wanted in name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{code} ({named[code]})" for code in found[:8])
        raise UnknownNameError(f"meer dan één swv heet als '{text}': {several}; kies een code")
    raise UnknownNameError(f"onbekend swv '{text}'; kies een code als PO2707, of een deel van de naam")


def _show(change: TrafficChange, level: AreaLevel, shown: Shown, code: str) -> None:
    study = change.study
    what = ", ".join(change.kinds)
    title = f"Grensverkeer {what} ({change.source.label}): {study.arrangement(change.name).title}"
    out.print(f"{title}, basis {study.arrangement(change.base).title}", soft_wrap=True)
    found = steps(change)
    out.print(_table("Nederland (aantallen afgerond)", told.totals_table(found), words=1))
    _show_areas(change, level, code)
    _show_pairs(change, level, shown, code)
    out.print()
    stamp = study.stamp(change.name)
    for line in (
        *told.account(change, split=len(found) > 1),
        f"{change.name}: {stamp.origin}",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)


def _show_areas(change: TrafficChange, level: AreaLevel, code: str) -> None:
    rows = told.area_rows(change, level)
    if code:
        rows = rows[rows["gebied"].isin(members(change, level, code))]
    title = f"Per {level.value} in het scenario{_first(len(rows))}"
    if len(rows):
        out.print(_table(title, told.area_text(rows.head(_SHOWN), level, change), words=1))


def _show_pairs(change: TrafficChange, level: AreaLevel, shown: Shown, code: str) -> None:
    rows = told.pair_rows(change, level, shown, code)
    title = f"{capital(shown.heading)}{_first(len(rows))}"
    if len(rows):
        out.print(_table(title, told.pair_text(rows.head(_SHOWN), change.certainty), words=3))
    else:
        out.print(f"{title}: niemand.", soft_wrap=True)


def _first(count: int) -> str:
    return f"; de eerste {_SHOWN}, --uit en --json geven alle {count}" if count > _SHOWN else ""


def _table(title: str, frame: pd.DataFrame, *, words: int) -> Any:  # noqa: ANN401  # a table of rich
    made = table(title, [str(name) for name in frame.columns], words=words)
    for row in frame.itertuples(index=False, name=None):
        made.add_row(*map(str, row))
    return made


def _as_json(change: TrafficChange, level: AreaLevel, shown: Shown, code: str) -> dict[str, Any]:
    stamp = change.study.stamp(change.name)
    return {
        "scenario": change.name,
        "basis": change.base,
        "soorten": list(change.kinds),
        "bron": change.source.value,
        "gelezen_van": change.source.label,
        "zekerheid": change.certainty,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
        "niet_te_bepalen": dict(change.missing),
        "stappen": [_step(one) for one in steps(change)],
        "per": level.value,
        "gebieden": records(area_table(change, level)),
        "toon": shown.value,
        "paren": records(told.pair_rows(change, level, shown, code)),
        "toelichting": told.account(change, split=False),
    }


def _step(step: Step) -> dict[str, Any]:
    figures = [
        {"maat": code, "titel": title, "laag": one.low, "midden": one.mid, "hoog": one.high}
        for code, title, one in total_rows(step.change)
    ]
    return {"stap": step.title, "cijfers": records(pd.DataFrame(figures))}
