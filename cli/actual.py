"""``dekkend feitelijk``: the distance that pupils really travel, where DUO's pupils by home are loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
import typer

from cli.options import (
    err,
    out,
    progress,
    require_ending,
)
from cli.plain import interval, pupils, records, table
from cli.scenario_options import Ground, with_ground
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from scenarios.actual import MEASURES, actual_travel, home_note
from scenarios.compare import Level
from scenarios.demand import kind_of
from scenarios.notation import capital
from scenarios.provenance import spoken_peildatum
from scenarios.study import Study

#: Measures that have a column of their own; pupils who cannot reach their site are told below.
_PUPILS: Final = "feitelijk_leerlingen"
_UNREACHED: Final = "feitelijk_onbereikbaar"
_FIGURES: Final = tuple((code, unit) for code, _, unit, _ in MEASURES if code not in (_PUPILS, _UNREACHED))
_HEADS: Final = {
    "feitelijk_gemiddeld": "gemiddeld (km)",
    "feitelijk_mediaan": "middelste leerling (km)",
    "feitelijk_p90": "90% blijft onder (km)",
    "feitelijk_dichtstbij_km": "dichtstbijzijnde (km)",
    "feitelijk_dichtstbij": "naar de dichtstbijzijnde (%)",
}
_WORDS: Final = (
    "Reisafstand van leerlingen naar hun eigen vestiging, per gebied waar zij wonen. Tussen haakjes de "
    "marge: DUO schermt kleine aantallen af. Een andere indeling verandert er niets aan, andere "
    "vestigingen wel. Dichtstbijzijnde: hoe ver diezelfde leerlingen van de dichtstbijzijnde vestiging "
    "wonen, grenzen genegeerd."
)


@with_ground
def feitelijk(
    scenario: Annotated[
        str,
        typer.Argument(
            help="Naam van een indeling, of CSV- of JSON-bestand; zonder keuze de lagen van de regeling.",
            show_default=False,
        ),
    ] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Soort voorziening, zoals so; herhaalbaar. [standaard: alle]"),
    ] = None,
    niveau: Annotated[
        Level, typer.Option("--niveau", help="Voor welke gebieden, naar woonplaats.")
    ] = Level.LAND,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf alle cijfers als CSV.", show_default=False)
    ] = None,
    *,
    ground: Ground,
) -> None:
    """Toon hoe ver leerlingen werkelijk reizen; daarvoor zijn DUO's leerlingen per woonpostcode nodig."""
    require_ending(uit)
    study = ground.study([scenario], [uit])
    kinds = [kind_of(study.country, code).code for code in kind] if kind else None
    name = ground.arrangement(study, scenario)
    with progress("reisafstanden meten") as tell:
        found = actual_travel(study, name, [niveau.value], kinds, lambda done, total: tell(done, total, ""))
    if uit is not None:
        write_atomic(uit, csv_bytes(_rows(study, name, found), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(_as_json(study, name, found), ensure_ascii=False))
    elif uit is None:
        _show(study, name, niveau, found)


def _rows(study: Study, name: str, found: pd.DataFrame) -> pd.DataFrame:
    stamp = study.stamp(name)
    rows = found.copy()
    rows.insert(0, "scenario", name)
    return rows.assign(instellingen=stamp.settings, gegevens=stamp.data_version[:12], versie=stamp.code)


def _as_json(study: Study, name: str, found: pd.DataFrame) -> dict[str, Any]:
    stamp = study.stamp(name)
    return {
        "scenario": name,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
        "afstanden": study.country.model.label,
        "rijen": records(found),
    }


def _show(study: Study, name: str, level: Level, found: pd.DataFrame) -> None:
    """Print the kinds with figures as a table, and say of the others what to bring."""
    told = found[np.isfinite(found["waarde"]) | (found["maat"] == _PUPILS)]
    told = found[found["soort"].isin(told["soort"])]
    if len(told):
        _show_table(study, name, level, told)
    for row in found[~found["soort"].isin(told["soort"])].to_dict("records"):
        out.print(f"{row['soort']}: reisafstand {row['zekerheid']}. {row['toelichting']}", soft_wrap=True)
    stamp = study.stamp(name)
    out.print()
    for line in (
        *([_WORDS, *_sources(study, told)] if len(told) else []),
        f"{name}: {stamp.origin}",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)


def _show_table(study: Study, name: str, level: Level, told: pd.DataFrame) -> None:
    words = ["soort"] if level is Level.LAND else ["soort", level.value]
    columns = [*words, "leerlingen", *_HEADS.values(), "zekerheid"]
    made = table(f"Feitelijke reisafstand per {level.value} · {name}", columns, words=len(words))
    made.columns[-1].justify = "left"
    unreached = []
    for key, part in told.groupby(["soort", "gebied"], sort=False):
        kind, area = map(str, key)
        rows = {row["maat"]: row for row in part.to_dict("records")}
        place = rows[_PUPILS]["naam"]
        made.add_row(
            *([kind] if level is Level.LAND else [kind, str(place)]),
            pupils(*_ends(rows[_PUPILS])),
            *(interval(*_ends(rows[code]), 0 if unit == "%" else 1) for code, unit in _FIGURES),
            rows["feitelijk_gemiddeld"]["zekerheid"],
        )
        if rows[_UNREACHED]["hoog"] > 0:
            unreached.append(f"{kind}, {place or area}: {pupils(*_ends(rows[_UNREACHED]))}")
    out.print(made)
    if unreached:
        told_so = "; ".join(unreached)
        out.print(f"Kunnen hun vestiging niet bereiken (niet meegeteld): {told_so}.", soft_wrap=True)
    for kind in told["soort"].unique():
        if note := home_note(study.country, str(kind)):
            out.print(f"{kind}: {note}", soft_wrap=True)


def _ends(row: dict[Any, Any]) -> tuple[float, float, float]:
    return row["waarde"], row["laag"], row["hoog"]


def _sources(study: Study, told: pd.DataFrame) -> list[str]:
    pairs = told[["bron", "peildatum"]].drop_duplicates().itertuples(index=False, name=None)
    sources = "; ".join(f"{source}, peildatum {spoken_peildatum(date)}" for source, date in pairs)
    counted = " en ".join(dict.fromkeys(told["zekerheid_aantallen"]))
    model = study.country.model
    return [
        (
            f"{capital(counted)}: aantallen leerlingen. Afstanden zijn {model.certainty}: "
            f"{study.country.describe()}."
        ),
        f"Bronnen: {sources}; {model.source}.",
    ]
