"""``dekkend bestuur``: the swv's that school boards have to do with, and the sheet of one of them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.options import err, out, require_ending
from cli.plain import plain, records, table
from cli.scenario_options import Asked, Opened, with_scenario
from cli.sheet_text import WRITERS, show, writer
from data.board_names import BoardNames, read_board_names
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import DekkendError
from scenarios.boards import NOWHERE
from scenarios.consequences.board_facts import BoardView, board_view
from scenarios.consequences.board_tables import (
    NationalBoards,
    board_table,
    national,
    national_lines,
    per_board,
    site_table,
    swv_table,
)
from scenarios.consequences.boards import BoardChange
from scenarios.notation import number
from scenarios.ready_made import DENOMINATIONAL
from ui.sheet.board import COUNTED, EXAMPLE, FOLLOWED, board_sheet, footer, signed

#: Boards that are shown where none is asked for; all of them are in the file and the JSON.
_SHOWN: Final = 25
_CHANGES: Final = (
    "swv's po en vo: basis → scenario",
    "samenvoegen en nieuwe grenzen",
    "swv's nieuw / vervallen",
    "andere besturen: basis → scenario",
    "andere besturen erbij / eraf",
)


@with_scenario
def bestuur(
    asked: Asked,
    nummer: Annotated[
        str,
        typer.Argument(
            help="Nummer of naam van een bestuur; zonder: een tabel van alle.", show_default=False
        ),
    ] = "",
    namen: Annotated[
        Path | None,
        typer.Option(
            "--namen",
            help="CSV met namen van besturen (nummer;naam), zoals DUO's lijst van bevoegde gezagen.",
            show_default=False,
        ),
    ] = None,
    uit: Annotated[
        Path | None,
        typer.Option(
            "--uit",
            help="Schrijf het blad (.pdf of .html) of de vestigingen (.csv); zonder nummer de tabel (.csv).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Toon met welke swv's schoolbesturen te maken hebben, voor en na; met een nummer één bestuur."""
    require_ending(uit, endings=(*WRITERS, ".csv") if nummer else (".csv",), bare=not nummer)
    opened = asked.open([uit], [namen])
    dataset = opened.study.country.dataset
    names = read_board_names(namen, dataset) if namen is not None else BoardNames()
    view = board_view(opened.study, opened.name, opened.base, names)
    if view is None:
        raise DekkendError(NOWHERE)
    if nummer:
        _one(view, view.find(nummer), uit, as_json=asked.as_json)
    else:
        _all(opened, view, uit, as_json=asked.as_json)


def _one(view: BoardView, board: str, target: Path | None, *, as_json: bool) -> None:
    sheet = board_sheet(view, board)
    if target is not None:
        is_sheet = target.suffix.casefold() in WRITERS
        rows = site_table(view.facts(board))
        write_atomic(target, writer(target, "Het blad")(sheet) if is_sheet else csv_bytes(rows, 3))
        what = "Blad" if is_sheet else "Vestigingen"
        err.print(f"{what} van {view.labels[board]} geschreven naar {target}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(_board_as_json(view, board), ensure_ascii=False))
    elif target is None:
        show(sheet)


def _all(opened: Opened, view: BoardView, target: Path | None, *, as_json: bool) -> None:
    rows = board_table(view)
    if target is not None:
        write_atomic(target, csv_bytes(rows, 3))
        err.print(f"{number(len(rows))} besturen geschreven naar {target}", soft_wrap=True)
    figures = national(opened.study, opened.name, opened.base)
    if as_json:
        out.print_json(json.dumps(_all_as_json(view, figures, rows), ensure_ascii=False))
    elif target is None:
        _show(view, figures)


def _show(view: BoardView, figures: tuple[NationalBoards, ...]) -> None:
    title, most = view.study.arrangement(view.name).title, min(_SHOWN, len(view.ordered))
    for line in national_lines(view, figures):
        out.print(line, soft_wrap=True)
    made = table(
        f"Besturen en hun swv's · {title} (de {most} grootste veranderingen van {number(len(view.ordered))})",
        ["nummer", "bestuur", "vestigingen", "leerlingen", *_CHANGES],
        words=2,
    )
    for one in view.ordered[:_SHOWN]:
        made.add_row(*_row(view, one))
    out.print(made)
    per_swv = swv_table(view)
    made = table(f"Besturen per swv · {title}", ["swv", "bestaat uit (besturen)", "besturen"], words=2)
    for row in per_swv.to_dict("records"):
        made.add_row(str(row["swv"]), str(row["bestond_uit"]), number(row["besturen"]))
    out.print(made)
    out.print()
    for line in (COUNTED, FOLLOWED, DENOMINATIONAL, footer(view)):
        out.print(line, soft_wrap=True)


def _row(view: BoardView, one: BoardChange) -> tuple[str, ...]:
    partners = one.partners
    effects = [one.effect_merging, one.effect_borders]
    return (
        one.number,
        view.labels.get(one.number, one.number),
        number(one.sites.count),
        "onbekend" if math.isnan(one.sites.pupils) else number(one.sites.pupils),
        f"{number(one.before)} → {number(one.after)}",
        " en ".join(signed(effect) for effect in effects if effect is not None) or "–",
        f"{number(len(one.swvs.appeared))} / {number(len(one.swvs.vanished))}",
        f"{number(len(partners.before))} → {number(len(partners.after))}",
        f"{number(len(partners.gained))} / {number(len(partners.lost))}",
    )


def _board_as_json(view: BoardView, board: str) -> dict[str, Any]:
    facts, change = view.facts(board), view.changes.boards[board]
    partners = change.partners
    return {
        "bestuur": board,
        "naam": facts.label,
        "scenario": view.name,
        "basis": view.base,
        "swvs_basis": [one.body.label for one in change.swvs.before],
        "swvs_scenario": [one.body.label for one in change.swvs.after],
        "blijft": [
            {"swv": one.after.body.label, "uit": [former.body.label for former in one.before]}
            for one in change.swvs.kept
        ],
        "vervalt": [one.body.label for one in change.swvs.vanished],
        "nieuw": [one.body.label for one in change.swvs.appeared],
        "effect_samenvoegen": change.effect_merging,
        "effect_nieuwe_grenzen": change.effect_borders,
        "besturen_basis": sorted(partners.before),
        "besturen_scenario": sorted(partners.after),
        "besturen_erbij": sorted(partners.gained),
        "besturen_eraf": sorted(partners.lost),
        "besturen_erbij_door_samenvoegen": (
            None if partners.gained_by_merging is None else sorted(partners.gained_by_merging)
        ),
        "vestigingen": records(site_table(facts)),
        "telt_niet_mee": dict(facts.outside),
        "toelichting": [COUNTED, FOLLOWED, EXAMPLE],
        "bron": footer(view),
    }


def _all_as_json(view: BoardView, figures: tuple[NationalBoards, ...], rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "scenario": view.name,
        "basis": view.base,
        "landelijk": [one.plain() for one in figures],
        "samenvatting": national_lines(view, figures),
        "swvs_per_bestuur_po_en_vo_samen": dict(
            zip(("basis", "waarde"), map(plain, per_board(view)), strict=True)
        ),
        "besturen": records(rows),
        "swvs": records(swv_table(view)),
        "toelichting": [COUNTED, FOLLOWED, EXAMPLE],
        "bron": footer(view),
    }
