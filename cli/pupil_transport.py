"""``dekkend vervoer``: pupils beyond the limit of their gemeente, and what their transport would cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.assumptions import saved_assumptions
from cli.options import err, out
from cli.plain import as_csv, plain, records, table
from cli.scenario_options import Asked, Opened, with_scenario
from data.files import write_atomic
from data.limits_file import read_limits
from geo.errors import InputError
from scenarios.consequences import transport_tables as tables
from scenarios.consequences.pupil_transport import (
    COLUMNS,
    KINDS,
    Count,
    Transport,
    transport,
    transport_values,
)
from scenarios.consequences.transport_terms import Limits, given_amounts, limits_told, most_km
from scenarios.measures import measure
from scenarios.norms_notation import decimal
from scenarios.notation import capital
from scenarios.study import Study

#: Gemeenten that are shown on screen; --uit and --json have all.
_SHOWN: Final = 15


def amount(text: str) -> float:
    """Read an amount in euros, decimal comma or point."""
    try:
        return decimal(text)
    except ValueError as error:
        raise InputError("het bedrag voor leerlingenvervoer", [str(error)]) from error


@with_scenario
def vervoer(
    vervoersgrens: Annotated[
        Path | None,
        typer.Option(
            "--vervoersgrens",
            help="CSV met de grens per gemeente (gemeente;grens_km); wie er niet in staat, heeft 6 km.",
            show_default=False,
        ),
    ] = None,
    grens: Annotated[
        list[str] | None,
        typer.Option("--grens", help="Grens van één gemeente, zoals GM0363=4 (km); gaat voor; herhaalbaar."),
    ] = None,
    bedrag_laag: Annotated[
        str | None,
        typer.Option(
            "--bedrag-laag",
            help="Laagste bedrag per vervoerde leerling per jaar, in euro. [standaard: gepubliceerd]",
            show_default=False,
        ),
    ] = None,
    bedrag_hoog: Annotated[
        str | None,
        typer.Option(
            "--bedrag-hoog",
            help="Hoogste bedrag per vervoerde leerling per jaar, in euro. [standaard: gepubliceerd]",
            show_default=False,
        ),
    ] = None,
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf de tabel per gemeente als CSV.", show_default=False),
    ] = None,
    *,
    asked: Asked,
) -> None:
    """Toon leerlingen verder dan de vervoersgrens van hun gemeente, en wat dat kost: een bandbreedte."""
    amounts = given_amounts(*(None if text is None else amount(text) for text in (bedrag_laag, bedrag_hoog)))
    opened = asked.open([uit], [vervoersgrens])
    limits = _limits(opened.study, vervoersgrens, grens or [])
    found = transport(*opened, limits, amounts, assumptions=saved_assumptions(asked.scenario))
    if uit is not None:
        write_atomic(uit, as_csv(tables.rows(found, opened)))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(opened, found), ensure_ascii=False))
    elif uit is None:
        _show(opened, found)


def _limits(study: Study, file: Path | None, told: list[str]) -> Limits:
    """Take the limits of the file, then those that were told one by one."""
    gemeenten = study.country.gemeente_names
    km = {} if file is None else read_limits(file, gemeenten, most_km())
    return Limits.of(km | limits_told(told, gemeenten, "--grens"))


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
