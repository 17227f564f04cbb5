"""``dekkend normen``: the werknormen, with what the user changes and confirms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.options import (
    AsJson,
    Confirmed,
    Data,
    NormFile,
    NormValues,
    changed_norms,
    data_folder,
    err,
    out,
    refuse_overwriting,
    require_ending,
)
from data.dataset import read_dataset
from scenarios.country import Country
from scenarios.norms import Norms
from scenarios.norms_csv import write_norms
from scenarios.notation import capital
from scenarios.own_norms import norms_of


def normen(
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf alle normen als CSV, om te bewerken.", show_default=False),
    ] = None,
    bestand: NormFile = None,
    norm: NormValues = None,
    bevestig: Confirmed = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Toon de werknormen: thuisnabij en acceptabel per soort, elk met grond, en of u haar bevestigd hebt."""
    refuse_overwriting([uit], [str(bestand or "")], data)
    require_ending(uit)
    dataset = read_dataset(data_folder(data))
    kinds = [kind.code for kind in Country(dataset).kinds]
    norms = changed_norms(norms_of(dataset), kinds, bestand, norm, bevestig)
    if uit is not None:
        write_norms(uit, norms)
        err.print(f"Normen geschreven naar {uit}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(_as_json(norms), ensure_ascii=False))
    elif uit is None:
        _show(norms, kinds)


def _as_json(norms: Norms) -> list[dict[str, object]]:
    return [
        {
            "norm": one.name,
            "soort": one.subject,
            "waarde": one.value,
            "eenheid": one.unit,
            "bevestigd": one.confirmed,
            "grond": one.ground,
        }
        for one in norms.table
    ]


def _show(norms: Norms, kinds: list[str]) -> None:
    printed = Table(title="Werknormen", title_justify="left")
    for column in ("norm", "voor", "waarde", "status", "grond"):
        printed.add_column(column, overflow="fold", justify="right" if column == "waarde" else "left")
    for one in norms.table:
        printed.add_row(one.name, one.subject, one.written, one.standing, one.ground)
    out.print(printed)
    without = [kind for kind in kinds if not any(one.subject == kind for one in norms.table)]
    if without:
        out.print(
            f"Zonder norm: {', '.join(without)}; dekking is daarvoor niet te bepalen. Geef er een met "
            f"--norm, zoals {without[0]}:acceptabel=15km.",
            soft_wrap=True,
        )
    out.print(f"{capital(norms.standing())}; geen brief of wet noemt een norm.", soft_wrap=True)
