"""``dekkend verslag`` and ``dekkend presentatie``: what was said about a scenario, and steps to show it."""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.options import err, out, refuse_overwriting, require_ending
from cli.plain import table as printed_table
from cli.saved import saved_scenarios
from cli.scenario_options import Asked, Judged, with_norms, with_scenario
from cli.sheet_text import WRITERS
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.compare import Level, compare
from scenarios.draft import draft_of
from scenarios.minutes import table
from scenarios.presentation import Presentation, default_presentation, write_presentation
from scenarios.ready_made import titles
from scenarios.study import Study
from ui.clock import today
from ui.room.figures import RoomFigure, figures
from ui.room.report import Told, report

#: Kind of facility of the figures, unless another is asked for.
_KIND: Final = "so"
_File = Annotated[
    str,
    typer.Argument(help="Scenariobestand (JSON), of de id van een bewaard scenario.", show_default=False),
]
_Kind = Annotated[str, typer.Option("--soort", help="Soort voorziening van de kerncijfers.")]


@with_norms
def verslag(
    bestand: _File,
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf het verslag (.csv, .html of .pdf).", show_default=False),
    ] = None,
    soort: _Kind = _KIND,
    *,
    ground: Judged,
) -> None:
    """Toon wat er bij een scenario is besloten, ingebracht en opgemerkt, of schrijf er een verslag van."""
    require_ending(uit, endings=(".csv", *WRITERS), bare=False)
    refuse_overwriting([uit], [bestand], ground.data)
    saved = next(iter(saved_scenarios([bestand]).values()), None)
    if saved is None:
        fault = "geen scenariobestand (JSON) of id van een bewaard scenario; noem een bestand dat er is"
        raise InputError(bestand, [fault])
    study = ground.study([bestand], [uit])
    rows = table(saved.verslag, study.country.gemeente_names)
    if uit is not None and uit.suffix.casefold() in WRITERS:
        name = ground.arrangement(study, bestand)
        arrangement = study.arrangement(name)
        told = Told(arrangement.title, arrangement.origin, saved.verslag)
        shown = _figures(study, name, study.base_id, soort)
        made = report(study, Presentation(), [told], f"{today():%d-%m-%Y}", shown)
        write_atomic(uit, WRITERS[uit.suffix.casefold()](made))
    elif uit is not None:
        write_atomic(uit, csv_bytes(rows))
    if uit is not None:
        err.print(f"Verslag geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(rows.to_dict("records"), ensure_ascii=False))
    elif uit is None:
        _show(rows.to_dict("records"), saved.titel or saved.naam)


def _show(rows: list[dict[Hashable, Any]], title: str) -> None:
    """Print the minutes; in full, for none may be missed."""
    if not rows:
        out.print(f"Bij {title} is niets vastgelegd.", soft_wrap=True)
        return
    printed = printed_table(f"Verslag bij {title}", ["tijd", "soort", "gemeente", "tekst", "wie"], words=5)
    for row in rows:
        gone = f" [ingetrokken {row['ingetrokken']}]" if row["ingetrokken"] else ""
        before = f"\neerder: {row['eerder']}" if row["eerder"] else ""
        told = (row["tijd"], row["soort"], row["gemeente"], f"{row['tekst']}{gone}{before}", row["wie"])
        printed.add_row(*told)
    out.print(printed)


def _figures(study: Study, name: str, base: str, kind: str) -> dict[str, tuple[RoomFigure, ...]]:
    """Return the figures of the usual steps, under their heading."""
    steps = default_presentation(study, name, base, _known(study, kind)).stappen
    codes = tuple(dict.fromkeys(code for step in steps for code in step.cijfers))
    found = compare(study, [name], base, [kind], Level.LAND)
    heading = " naast ".join(study.arrangement(one).title for one in (name, base))
    return {f"{heading}, {kind}": figures(found, name, base, kind, codes)}


def _known(study: Study, kind: str) -> str:
    codes = [one.code for one in study.country.kinds]
    if kind not in codes:
        raise UnknownNameError(f"onbekende soort '{kind}'; kies uit {', '.join(codes)}")
    return kind


@with_scenario
def presentatie(
    uit: Annotated[
        Path,
        typer.Option("--uit", help="Bestand waarin de presentatie komt (.json).", show_default=False),
    ],
    soort: _Kind = _KIND,
    *,
    asked: Asked,
) -> None:
    """Maak een voorbereiding voor de zaal: nu, het scenario, wat verandert, de prijs, het besluit."""
    require_ending(uit, endings=(".json",), bare=False)
    opened = asked.open([uit])
    study = opened.study
    made = default_presentation(study, opened.name, opened.base, _known(study, soort))
    saved = list(saved_scenarios([asked.scenario, asked.basis]).values())
    ids = {one.naam: draft_of(one).name for one in saved}
    for name in (opened.name, opened.base):
        if name not in ids and name not in titles(study.country):
            fault = (
                "een presentatie toont kant-en-klare indelingen en scenario's (JSON); maak er eerst een van"
            )
            raise InputError(name, [fault])
    carried = tuple(draft_of(one).scenario(study, one.assumptions) for one in saved)
    write_presentation(made.under(ids).model_copy(update={"scenarios": carried}), uit)
    err.print(
        f"Presentatie met {len(made.stappen)} stappen geschreven naar {uit}; open haar bij Presentatie",
        soft_wrap=True,
    )
