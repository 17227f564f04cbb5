"""``dekkend capaciteit``: who finds a place when sites have so many and no more."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer

from cli.assumptions import (
    Counted,
    Factor,
    Growth,
    Rates,
    Told,
    ToRegular,
    Year,
    assumptions_of,
    saved_assumptions,
)
from cli.capacity_report import Niveau, show
from cli.options import (
    decimal,
    err,
    out,
    progress,
    require_ending,
)
from cli.scenario_options import Judged, with_norms
from data.capacity_file import read_capacity
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from scenarios.capacity import Capacity, Totals, allocate
from scenarios.capacity_tables import area_table, site_table
from scenarios.catchments import FORMULA, Catchments, bands_of, catchments
from scenarios.compare import Level
from scenarios.demand import kind_of

_NAME = typer.Argument(
    help="Naam van een indeling, of CSV- of JSON-bestand; zonder keuze de lagen van de regeling.",
    show_default=False,
)
_OWN = typer.Option(
    "--eigen-swv/--open-grenzen", help="Tellen alleen vestigingen van het eigen swv, of alle."
)
_PLACES = typer.Option(
    "--capaciteit",
    help="CSV met plaatsen (vestigingscode;soort;plaatsen). Waar niets is opgegeven staan de leerlingen van "
    "nu ervoor in.",
    show_default=False,
)
_WITHIN = typer.Option("--binnen", parser=decimal, help="Plaats niemand verder dan zoveel kilometer.")
_LEVEL = typer.Option("--niveau", help="Waarvoor de tabel (en de CSV) is.")

_EXPERT = typer.Option(
    "--expert", help="Toon ook plaatsen per leerling in de omgeving (E2SFCA), langs de normen van de soort."
)

_ROUND: Final = 3


@with_norms
def capaciteit(
    scenario: Annotated[str, _NAME] = "",
    kind: Annotated[str, typer.Option("--kind", help="Soort voorziening, zoals so.")] = "so",
    eigen_swv: Annotated[bool, _OWN] = False,
    capaciteit_bestand: Annotated[Path | None, _PLACES] = None,
    factor: Factor = None,
    jaar: Year = None,
    groei: Growth = None,
    deelname: Rates = None,
    geteld_per: Counted = None,
    naar_regulier: ToRegular = None,
    binnen: Annotated[float | None, _WITHIN] = None,
    niveau: Annotated[Niveau, _LEVEL] = Niveau.SWV,
    expert: Annotated[bool, _EXPERT] = False,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de tabel als CSV.", show_default=False)
    ] = None,
    *,
    ground: Judged,
) -> None:
    """Verdeel verwachte leerlingen over plaatsen: wie krijgt er geen, en hoeveel verder gaat de rest."""
    require_ending(uit)
    study = ground.study([scenario], [uit], [capaciteit_bestand])
    kind_of(study.country, kind)
    under = ground.arrangement(study, scenario)
    told = Told(groei, jaar, deelname, geteld_per, factor, naar_regulier)
    assumptions = assumptions_of(saved_assumptions(scenario), told)
    given = None if capaciteit_bestand is None else read_capacity(capaciteit_bestand, study.country.dataset)
    if expert:
        bands_of(study, kind)  # what is missing is told before the work, not after it
    with progress("leerlingen plaatsen") as tell:
        found = allocate(
            study,
            under,
            kind,
            assumptions,
            own_only=eigen_swv,
            within_km=float("inf") if binnen is None else binnen,
            given=given,
            progress=lambda done, total: tell(done, total, ""),
        )
    around = None
    if expert:
        with progress("plaatsen in de omgeving") as tell:
            around = catchments(found, lambda done, total: tell(done, total, ""))
    if uit is not None:
        write_atomic(uit, _as_csv(found, niveau, around))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(_as_json(found, around), ensure_ascii=False))
    elif uit is None:
        show(found, niveau, around)


def _as_csv(found: Capacity, level: Niveau, around: Catchments | None) -> bytes:
    """Dutch CSV; the account in every row, so that none loses its origin."""
    stamp = found.study.stamp(found.name)
    table = site_table(found) if level is Niveau.VESTIGING else area_table(found, Level(level.value))
    if around is not None and level is not Niveau.VESTIGING:
        more = around.table(Level(level.value)).set_index("gebied")[list(_AROUND)]
        table = table.join(more.rename(columns=_AROUND), on="gebied")
    table = table.round(dict.fromkeys(table.select_dtypes("float").columns, _ROUND))
    for column in table.select_dtypes("bool").columns:
        table[column] = table[column].map({True: "ja", False: "nee"})
    told = table.assign(
        soort=found.kind.code,
        niveau=level.value,
        grenzen="eigen swv" if found.own_only else "open",
        binnen_km=found.within_km if found.within_km < float("inf") else "",
        indeling=found.name,
        aannames=found.assumptions.describe(),
        bronnen=_sources(found),
        instellingen=stamp.settings,
        gegevens=stamp.data_version[:12],
        versie=stamp.code,
    )
    return csv_bytes(told)


def _sources(found: Capacity) -> str:
    sites = found.country.supply_sources.get(found.kind.code, "geen")
    return f"verwachte leerlingen: {found.expected.source}; vestigingen: {sites}"


def _as_json(found: Capacity, around: Catchments | None) -> dict[str, Any]:
    stamp, totals = found.study.stamp(found.name), found.totals()
    return {
        "indeling": found.name,
        "soort": found.kind.code,
        "grenzen": "eigen swv" if found.own_only else "open",
        "binnen_km": found.within_km if found.within_km < float("inf") else None,
        "aannames": found.assumptions.to_dict(),
        "aard": "gemodelleerd",
        "bronnen": _sources(found),
        "land": _national_json(totals)
        | {"plaatsen": found.places.total, "hoogstens_m_te_lang": found.allocation.gap_m},
        **{
            f"per_{level.value}": _rows(area_table(found, level))
            for level in (Level.JEUGDREGIO, Level.SWV, Level.GEMEENTE)
        },
        "vestigingen": _rows(site_table(found)),
        **({} if around is None else {"omgeving": _around_json(around)}),
        "toelichting": list(found.notes),
        "instellingen": stamp.settings,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
    }


#: Columns of places per pupil within reach, as files call them.
_AROUND: Final = {
    "plaatsen_per_leerling": "omgeving_plaatsen_per_leerling",
    "p10": "omgeving_p10",
    "gini": "omgeving_gini",
    "zonder": "omgeving_zonder_plaats",
}


def _around_json(around: Catchments) -> dict[str, Any]:
    return {
        "maat": "E2SFCA",
        "formule": FORMULA,
        "aard": "gemodelleerd",
        "banden_km": [limit / 1000 for limit in around.bands.limits_m],
        "gewichten": list(around.bands.weights),
        "plaatsen_in_bereik": around.in_reach,
        **{
            f"per_{level.value}": _rows(around.table(level))
            for level in (Level.LAND, Level.JEUGDREGIO, Level.SWV, Level.GEMEENTE)
        },
        "toelichting": list(around.notes()),
    }


_TOTALS: Final = {
    "expected": "verwacht",
    "placed": "geplaatst",
    "unplaced": "zonder_plaats",
    "out_of_reach": "geen_vestiging",
    "all_full": "alles_vol",
    "in_own_swv": "eigen_swv",
    "total_km": "afstand_km",
    "nearest_km": "afstand_dichtstbij_km",
    "p90_km": "p90_km",
}


def _national_json(totals: Totals) -> dict[str, Any]:
    told = {_TOTALS[name]: value for name, value in asdict(totals).items()}
    told |= {
        "gemiddeld_km": totals.mean_km,
        "dichtstbij_km": totals.nearest_mean_km,
        "prijs_km": totals.price_km,
    }
    return {name: None if value != value else round(value, _ROUND) for name, value in told.items()}  # noqa: PLR0124


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table; NaN becomes null."""
    rows: list[dict[str, Any]] = json.loads(
        table.to_json(orient="records", force_ascii=False, double_precision=6)
    )
    return rows
