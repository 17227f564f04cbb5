"""``dekkend deelname``: how many pupils are expected, how that was counted, and how swv's differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import pandas as pd
import typer

from cli.assumptions import (
    Counted,
    Growth,
    Rates,
    Told,
    ToRegular,
    Year,
    assumptions_of,
    saved_assumptions,
)
from cli.compare import OtherData, open_under, resolve
from cli.options import (
    AsJson,
    Data,
    Network,
    TravelMode,
    Variant,
    err,
    out,
    refuse_overwriting,
    require_ending,
)
from cli.participation import DECIMALS, head, stamped, tell_spread
from cli.plain import estimate, interval, records, table
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.compare import Level
from scenarios.conclusion import AGES
from scenarios.counted import UncountableError, residents_label
from scenarios.country import Kind
from scenarios.demand import kind_of
from scenarios.demand_areas import ExpectedByArea, expected_by_area
from scenarios.enrolment import RULE
from scenarios.participation import participation_spread
from scenarios.site_story import people
from scenarios.study import Study

T = TypeVar("T")

_UNTRUE: Final = (
    "Deelname is leerlingen per inwoner van de leeftijd: geen kans, en geen behoefte aan ondersteuning."
)

_SPREAD: Final = typer.Option(
    "--spreiding",
    help="Indeling of scenario (JSON): hoe de deelname tussen swv's verschilt, ervoor en erna.",
    show_default=False,
)
_SAVED: Final = typer.Option(
    "--scenario",
    help="Scenario (JSON) waarvan de opgeslagen aannames gelden; opties gaan voor.",
    show_default=False,
)


def deelname(
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Soort voorziening, zoals so; herhaalbaar. [standaard: alle]"),
    ] = None,
    niveau: Annotated[Level, typer.Option("--niveau", help="Voor welke gebieden.")] = Level.LAND,
    spreiding: Annotated[str, _SPREAD] = "",
    basis: Annotated[
        str,
        typer.Option("--basis", help="Bij --spreiding: ervoor; zonder keuze de lagen van de regeling."),
    ] = "",
    scenario: Annotated[str, _SAVED] = "",
    geteld_per: Counted = None,
    eigen: Rates = None,
    groei: Growth = None,
    jaar: Year = None,
    naar_regulier: ToRegular = None,
    as_json: AsJson = False,
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf de tabel als CSV; met --spreiding per swv.", show_default=False),
    ] = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    jeugdregio: Variant = None,
    andere_gegevens: OtherData = False,
) -> None:
    """Toon hoeveel leerlingen per soort verwacht worden: schatting, marge, hoe geteld en in welke bron."""
    if basis and not spreiding:
        raise InputError("--basis", ["hoort bij --spreiding; noem ook de indeling ernaast, of laat het weg"])
    files = [name for name in (scenario, spreiding, basis) if name]
    refuse_overwriting([uit], files, data)
    require_ending(uit)
    study = open_under(data, files, network=netwerk, mode=modus, variant=jeugdregio)
    told = Told(growth=groei, year=jaar, rates=eigen, region=geteld_per, inclusion=naar_regulier)
    assumptions = assumptions_of(saved_assumptions(scenario or spreiding), told)
    under = resolve(study, scenario, other_data=andere_gegevens) if scenario else study.base_id
    kinds = [kind_of(study.country, code) for code in kind] if kind else list(study.country.kinds)
    if spreiding:
        name = resolve(study, spreiding, other_data=andere_gegevens)
        base = resolve(study, basis, other_data=andere_gegevens) if basis else study.base_id
        spreads = _counted(
            kinds, lambda one: participation_spread(study, base, name, one, assumptions), named=bool(kind)
        )
        tell_spread(study, (base, name), spreads, assumptions, uit, as_json=as_json)
        return
    found = _counted(
        kinds, lambda one: expected_by_area(study, under, niveau, one, assumptions), named=bool(kind)
    )
    if uit is not None:
        write_atomic(uit, csv_bytes(_rows(study, found, assumptions), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(_as_json(study, found, assumptions), ensure_ascii=False))
    elif uit is None:
        _show(study, found, assumptions)


def _counted(kinds: list[Kind], count: Callable[[Kind], T], *, named: bool) -> list[T]:
    """Count every kind; what cannot be counted is refused if it was named, else told and left out."""
    found, silent = [], []
    for one in kinds:
        try:
            found.append(count(one))
        except UncountableError as error:
            if named:
                raise
            silent.append(error)
    if not found:
        raise silent[0]
    for why in silent:
        err.print(f"Let op, weggelaten: {why}", soft_wrap=True)
    return found


def _show(study: Study, found: list[ExpectedByArea], assumptions: Assumptions) -> None:
    level = found[0].level
    year = str(assumptions.year or residents_label(study.country).removeprefix("inwoners"))
    columns = [
        *(["soort"] if level is Level.LAND else ["soort", level.value]),
        f"inwoners van de leeftijd ({year.strip(', ')})",
        "verwachte leerlingen (marge)",
        "deelname (marge, %)",
    ]
    made = table(f"Verwachte leerlingen per {level.value}", columns, words=len(columns) - 3)
    for one in found:
        for row in one.table.to_dict("records"):
            share = (row["deelname"], row["deelname_laag"], row["deelname_hoog"])
            made.add_row(
                *([one.kind.code] if level is Level.LAND else [one.kind.code, row["gebied_naam"]]),
                people(row["inwoners"]),
                estimate(row["leerlingen"], row["laag"], row["hoog"]),
                interval(*share, DECIMALS),
            )
    out.print(made)
    for one in found:
        notes = " ".join(f"{note.rstrip('.')}." for note in one.expected.notes)
        told = f"{one.kind.code} ({one.kind.name}; {AGES[one.kind.age]}): {one.expected.label}. {notes}"
        out.print(told.strip(), soft_wrap=True)
    out.print()
    sources = "; ".join(
        dict.fromkeys(part for one in found for part in one.expected.source.split("; ") if part)
    )
    certainty = ", ".join(dict.fromkeys(one.expected.certainty for one in found))
    for line in (
        f"Verwachte leerlingen en inwoners zijn {certainty}: {assumptions.describe()}.",
        _UNTRUE,
        RULE,
        f"Bronnen: {sources}.",
        *stamped(study),
    ):
        out.print(line, soft_wrap=True)


def _rows(study: Study, found: list[ExpectedByArea], assumptions: Assumptions) -> pd.DataFrame:
    """All rows, each with what it rests on."""
    parts = []
    for one in found:
        rows = one.table.copy()
        rows.insert(0, "soort", one.kind.code)
        rows.insert(1, "niveau", one.level.value)
        people_, share = ["inwoners", "leerlingen", "laag", "hoog"], "deelname"
        rows[people_] = rows[people_].round(1)
        shares = [share, f"{share}_laag", f"{share}_hoog"]
        rows[shares] = rows[shares].round(DECIMALS + 1)
        rows["eenheid_deelname"] = "%"
        rows["geteld"], rows["aard"], rows["bron"] = (
            one.expected.label,
            one.expected.certainty,
            one.expected.source,
        )
        parts.append(rows)
    stamp = study.stamp(study.base_id)
    return pd.concat(parts).assign(
        aannames=assumptions.describe(), gegevens=stamp.data_version[:12], versie=stamp.code
    )


def _as_json(study: Study, found: list[ExpectedByArea], assumptions: Assumptions) -> dict[str, Any]:
    return {
        **head(study, assumptions),
        "soorten": [
            {
                "soort": one.kind.code,
                "niveau": one.level.value,
                "gebieden": records(one.table),
                "geteld": one.expected.label,
                "aard": one.expected.certainty,
                "bron": one.expected.source,
                "toelichting": list(one.expected.notes),
            }
            for one in found
        ],
    }
