"""``dekkend vervoer``: pupils beyond the limit of their gemeente, and what their transport would cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.assumptions import saved_assumptions
from cli.options import err, out, require_ending
from cli.plain import plain, records, table
from cli.scenario_options import Asked, Opened, with_scenario
from cli.transport_options import Fares, with_fares
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from scenarios.consequences import transport_tables as tables
from scenarios.consequences.pupil_transport import (
    COLUMNS,
    KINDS,
    Count,
    Transport,
    transport,
    transport_values,
)
from scenarios.consequences.transport_terms import most_km
from scenarios.measures import measure
from scenarios.notation import capital

#: Gemeenten that are shown on screen; --uit and --json have all.
_SHOWN: Final = 15


@with_scenario
@with_fares
def vervoer(
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf de tabel per gemeente als CSV.", show_default=False),
    ] = None,
    *,
    asked: Asked,
    fares: Fares,
) -> None:
    """Toon leerlingen verder dan de vervoersgrens van hun gemeente, en wat dat kost: een bandbreedte."""
    amounts = fares.amounts()
    require_ending(uit)
    opened = asked.open([uit], [fares.vervoersgrens])
    limits = fares.limits(opened.study)
    found = transport(*opened, limits, amounts, assumptions=saved_assumptions(asked.scenario))
    if uit is not None:
        write_atomic(uit, csv_bytes(tables.rows(found, opened), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(opened, found), ensure_ascii=False))
    elif uit is None:
        _show(opened, found)


def _show(opened: Opened, found: Transport) -> None:
    study, name, base = opened
    title = study.arrangement(name).title
    out.print(
        f"Leerlingenvervoer onder {title}, tegenover {study.arrangement(base).title}: geschat", soft_wrap=True
    )
    for line in tables.lead(found):
        out.print(f"  - {line}", soft_wrap=True)
    _print("Leerlingen verder dan de vervoersgrens (geschat, met marge)", tables.national(found), words=1)
    per = tables.per_gemeente(found)
    more = f", de {_SHOWN} met de meeste; alle met --uit of --json" if len(per) > _SHOWN else ""
    _print(f"Per gemeente ({len(per)}{more})", per.head(_SHOWN), words=1)
    if not found.same_sites:
        _changes(found)
    if told := tables.sensitivity(found):
        out.print(told, soft_wrap=True)
    out.print()
    for line in (*found.notes, *tables.account(study, found, name)):
        out.print(line, soft_wrap=True)


def _changes(found: Transport) -> None:
    changed = tables.changes(found)
    if changed.empty:
        out.print(capital(tables.NOBODY_CHANGES), soft_wrap=True)
        return
    more = f", de eerste {_SHOWN}; alle met --uit of --json" if len(changed) > _SHOWN else ""
    _print(f"Waar het verandert ({len(changed)} gemeenten{more})", changed.head(_SHOWN), words=1)


def _print(title: str, frame: pd.DataFrame, *, words: int) -> None:
    printed = table(title, [str(one) for one in frame.columns], words=words)
    for row in frame.itertuples(index=False):
        printed.add_row(*(str(one) for one in row))
    out.print(printed)


def _as_json(opened: Opened, found: Transport) -> dict[str, Any]:
    study, name, base = opened
    stamp = study.stamp(name)
    return {
        "basis": base,
        "scenario": name,
        "aard": "geschat",
        "grens_km": most_km(),
        "eigen_grenzen_km": dict(found.limits.own),
        "bedrag_per_leerling_euro": {"laag": found.amounts.low, "hoog": found.amounts.high},
        "cijfers": [
            {
                "maat": code,
                "titel": measure(code).title,
                "waarde": plain(value),
                "eenheid": measure(code).unit,
            }
            for code, value in transport_values(found).items()
        ],
        "tellingen": {
            what: {
                "betekenis": told,
                "samen": _count(found.count(what)),
                **{kind: _count(found.count(what, kind=kind)) for kind in KINDS},
            }
            for what, told in COLUMNS.items()
        },
        "waarvan_twijfelachtig": plain(found.doubted()),
        "zonder_bereikbare_vestiging": plain(found.unreachable),
        "gemeenten": records(found.per_gemeente()),
        "toelichting": list(found.notes),
        "bronnen": list(found.sources),
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
    }


def _count(count: Count) -> dict[str, float | None]:
    return {
        "leerlingen": plain(count.pupils),
        "laag": plain(count.low),
        "hoog": plain(count.high),
        "kosten_laag_euro": plain(count.cost_low, 0),
        "kosten_hoog_euro": plain(count.cost_high, 0),
    }
