"""``dekkend verantwoording``: where every figure comes from, as the page of that name tells it."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.options import (
    AsJson,
    Data,
    Network,
    TravelMode,
    Variant,
    data_folder,
    err,
    out,
    refuse_overwriting,
    settings_of,
)
from data.dataset import read_dataset
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.measures import all_measures
from scenarios.settings import Settings
from scenarios.study import Study
from ui.account import IS_NOT, Account, Listing, account_of, measure_rows
from ui.account_file import as_csv, as_dict
from ui.account_markup import document
from ui.tables import records
from ui.truths import TRUTHS

Code = Annotated[
    str,
    typer.Option("--maat", help="Alleen deze maat, bij haar code (zoals afstand_gemiddeld).", metavar="CODE"),
]
Target = Annotated[
    Path | None,
    typer.Option("--uit", help="Schrijf alles naar een bestand: .html, .csv of .json.", show_default=False),
]


def verantwoording(
    maat: Code = "",
    as_json: AsJson = False,
    uit: Target = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    jeugdregio: Variant = None,
) -> None:
    """Toon per cijfer de bron, peildatum, licentie, formule en aard, en wat niet in de gegevens zit."""
    if maat and uit is not None:
        raise InputError("--uit", ["een bestand bevat de hele verantwoording; laat --maat weg"])
    refuse_overwriting([uit], [], data)
    study = Study.of(
        read_dataset(data_folder(data)),
        settings_of(Settings(), network=netwerk, mode=modus, variant=jeugdregio),
    )
    if maat:
        _one(study, maat, as_json=as_json)
        return
    account = account_of(study)
    if uit is not None:
        write_atomic(uit, _written(account, uit))
        err.print(f"Verantwoording geschreven naar {uit}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(as_dict(account), ensure_ascii=False))
    elif uit is None:
        _show(account)


def _written(account: Account, target: Path) -> bytes:
    suffix = target.suffix.lower()
    if suffix == ".html":
        return document(account).encode("utf-8")
    if suffix == ".csv":
        return as_csv(account).encode("utf-8-sig")
    if suffix == ".json":
        return json.dumps(as_dict(account), ensure_ascii=False, indent=1).encode("utf-8")
    raise InputError(str(target), ["kies een bestandsnaam die eindigt op .html, .csv of .json"])


def _one(study: Study, code: str, *, as_json: bool) -> None:
    known = [one.code for one in all_measures()]
    if code not in known:
        near = difflib.get_close_matches(code, known, n=5, cutoff=0.5) or known
        raise UnknownNameError(f"onbekende maat '{code}'; kies uit {', '.join(near)}")
    row = measure_rows(study, code=code)[0]
    if as_json:
        out.print_json(json.dumps(row, ensure_ascii=False))
        return
    _facts(row)


def _facts(row: dict[str, str]) -> None:
    """Print a row: its name, and what is told under it."""
    title, *told = row.items()
    out.print(title[1], soft_wrap=True)
    for name, text in told:
        lines = text.split("\n") if text else []
        for number, line in enumerate(lines):
            out.print(f"  {name if number == 0 else '':<18}{line}", soft_wrap=True)


def _show(account: Account) -> None:
    out.print(f"Verantwoording: {account.stamp}", soft_wrap=True)
    for line in (*IS_NOT, *(f"{one.title} {one.full}" for one in TRUTHS)):
        out.print(f"- {line}", soft_wrap=True)
    for part in account.parts:
        out.print(f"\n{part.title.upper()}")
        for sentence in part.lead:
            out.print(sentence, soft_wrap=True)
        for one in part.listings:
            _listing(one)


def _listing(one: Listing) -> None:
    if one.brief:
        out.print(f"\n{one.caption}" if one.caption else "")
        for row in records(one.rows):
            _facts(row)
        return
    table = Table(title=one.caption or None, title_justify="left")
    for name in one.rows.columns:
        table.add_column(str(name), justify="right" if name in one.numeric else "left", overflow="fold")
    for row in records(one.rows):
        table.add_row(*row.values())
    out.print(table)
