"""``dekkend dekking``: does the network of a kind cover its pupils, where not, what does a scenario do."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
import typer

from cli.coverage_answer import Asked, as_csv
from cli.coverage_report import show
from cli.options import (
    err,
    out,
    progress,
    require_ending,
)
from cli.scenario_options import Judged, with_norms
from data.files import write_atomic
from geo.distance import Progress
from geo.errors import InputError
from geo.network import Quantity
from scenarios.compare import Level
from scenarios.demand import kind_of
from scenarios.norms import ACCEPTABLE, NEAR
from scenarios.white_spots import Over

#: Steps of a progress bar that the work of one kind takes.
_STEPS: Final = 1000


class Maatstaf(StrEnum):
    """Which norm white spots and changes are about."""

    THUISNABIJ = NEAR
    ACCEPTABEL = ACCEPTABLE


@with_norms
def dekking(
    scenario: Annotated[
        str,
        typer.Argument(
            help="Naam van een indeling, of CSV- of JSON-bestand; zonder keuze de lagen van de regeling.",
            show_default=False,
        ),
    ] = "",
    basis: Annotated[
        str, typer.Option("--basis", help="Waarmee vergeleken wordt; zonder keuze de lagen van de regeling.")
    ] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Soort voorziening, zoals so; herhaalbaar. [standaard: alle]"),
    ] = None,
    niveau: Annotated[Level, typer.Option("--niveau", help="Voor welke gebieden.")] = Level.LAND,
    maatstaf: Annotated[
        Maatstaf, typer.Option("--maatstaf", help="Norm voor witte vlekken en veranderingen.")
    ] = Maatstaf.ACCEPTABEL,
    tijd: Annotated[
        bool, typer.Option("--tijd", help="Neem voor die norm minuten, niet kilometers.")
    ] = False,
    vrij: Annotated[
        bool, typer.Option("--vrij", help="Witte vlekken met alle vestigingen, grenzen genegeerd.")
    ] = False,
    wit: Annotated[int, typer.Option("--wit", help="Hoeveel witte vlekken per soort.")] = 10,
    leerlingen: Annotated[
        bool, typer.Option("--leerlingen", help="Tel verwachte leerlingen in plaats van inwoners.")
    ] = False,
    keuze: Annotated[
        bool, typer.Option("--keuze", help="Tel ook hoeveel vestigingen er binnen de norm te kiezen zijn.")
    ] = False,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de dekking per gebied als CSV.", show_default=False)
    ] = None,
    uit_wit: Annotated[
        Path | None, typer.Option("--uit-wit", help="Schrijf alle witte vlekken als CSV.", show_default=False)
    ] = None,
    *,
    ground: Judged,
) -> None:
    """Toon wie een voorziening binnen de norm heeft (of alleen dankzij een buur), en de witte vlekken."""
    if wit < 0:
        raise InputError("--wit", [f"gevonden {wit}, verwacht 0 of meer; met 0 blijft de lijst weg"])
    require_ending(uit, uit_wit)
    study = ground.study([scenario, basis], [uit, uit_wit])
    name, base = (ground.arrangement(study, one) for one in (scenario, basis))
    chosen = [kind_of(study.country, code) for code in kind] if kind else list(study.country.kinds)
    quantity = Quantity.TIME if tijd else Quantity.DISTANCE
    over = Over.FREE if vrij else Over.OWN
    asked = Asked(study, name, base, niveau, maatstaf.value, quantity, over, wit, leerlingen, keuze)
    with progress("dekking bepalen") as tell:
        found = [
            asked.of(one, named=bool(kind), progress=_among(tell, place, len(chosen), one.code))
            for place, one in enumerate(chosen)
        ]
    if uit is not None:
        write_atomic(uit, as_csv(pd.concat([asked.rows(one) for one in found])))
        err.print(f"Dekking geschreven naar {uit}", soft_wrap=True)
    if uit_wit is not None:
        write_atomic(uit_wit, as_csv(pd.concat([asked.spot_rows(one) for one in found])))
        err.print(f"Witte vlekken geschreven naar {uit_wit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(asked.as_json(found), ensure_ascii=False))
    elif uit is None and uit_wit is None:
        show(asked, found)


def _among(tell: Callable[[int, int, str], None], place: int, count: int, kind: str) -> Progress:
    """Turn progress on one kind into progress on all; the bar is moved at once, with the kind's name."""

    def told(done: int, total: int) -> None:
        tell(_STEPS * place + _STEPS * done // max(1, total), _STEPS * count, kind)

    told(0, 1)
    return told
