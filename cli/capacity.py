"""``dekkend capaciteit``: who finds a place when sites have so many and no more."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer
from rich.table import Table

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
from cli.compare import OtherData, open_under, resolve
from cli.options import (
    AsJson,
    Data,
    Detour,
    Intrazonal,
    Network,
    OwnFacilities,
    ReformedApart,
    TravelMode,
    Variant,
    err,
    out,
    progress,
    refuse_overwriting,
)
from data.capacity_file import read_capacity
from data.files import write_atomic
from scenarios.capacity import Capacity, Totals, allocate
from scenarios.capacity_tables import area_table, site_table
from scenarios.compare import Level
from scenarios.demand import kind_of
from scenarios.notation import number
from scenarios.study import Study


class Niveau(StrEnum):
    """What the table, and the CSV, is about."""

    LAND = Level.LAND.value
    JEUGDREGIO = Level.JEUGDREGIO.value
    SWV = Level.SWV.value
    GEMEENTE = Level.GEMEENTE.value
    VESTIGING = "vestiging"


def _decimal(text: str) -> float:
    """Read a number with a decimal point or comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise typer.BadParameter("Input should be a valid number") from None


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
_WITHIN = typer.Option("--binnen", parser=_decimal, help="Plaats niemand verder dan zoveel kilometer.")
_LEVEL = typer.Option("--niveau", help="Waarvoor de tabel (en de CSV) is.")

_SHADOW: Final = (
    "Eén plaats erbij: wat zij over alle leerlingen samen aan afstand scheelt (schaduwprijs). Plaatst zij "
    "een leerling meer, dan is dat winst op zichzelf; een getal onder nul is wat er dan aan afstand bij komt."
)
#: Rows of a table on screen; --json and --uit give all.
_SHOWN: Final = 10
_ROUND: Final = 3


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
    as_json: AsJson = False,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de tabel als CSV.", show_default=False)
    ] = None,
    voorzieningen: OwnFacilities = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    jeugdregio: Variant = None,
    andere_gegevens: OtherData = False,
) -> None:
    """Verdeel verwachte leerlingen over plaatsen: wie krijgt er geen, en hoeveel verder gaat de rest."""
    refuse_overwriting([uit], [scenario, str(capaciteit_bestand or "")], data)
    study = open_under(
        data,
        [scenario],
        network=netwerk,
        mode=modus,
        detour=omweg,
        intrazonal=intrazonaal,
        reformed=reformatorisch,
        variant=jeugdregio,
        facilities=voorzieningen,
    )
    kind_of(study.country, kind)
    under = resolve(study, scenario, other_data=andere_gegevens) if scenario else study.base_id
    told = Told(groei, jaar, deelname, geteld_per, factor, naar_regulier)
    assumptions = assumptions_of(saved_assumptions(scenario), told)
    given = None if capaciteit_bestand is None else read_capacity(capaciteit_bestand, study.country.dataset)
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
    if uit is not None:
        write_atomic(uit, _as_csv(found, niveau).encode("utf-8-sig"))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(_as_json(found), ensure_ascii=False))
    elif uit is None:
        _show(found, niveau)


def _show(found: Capacity, level: Niveau) -> None:
    borders = "alleen het eigen swv" if found.own_only else "open grenzen"
    title = f"{found.kind.code}: {found.kind.name} · {found.study.titles[found.name]} · {borders}"
    out.print(title, soft_wrap=True)
    out.print(_national(found.totals(), found))
    if level is Niveau.VESTIGING:
        out.print(_sites(found))
    elif level is not Niveau.LAND:
        out.print(_areas(found, Level(level.value)))
        out.print(_sites(found))
    out.print()
    for line in (*found.notes, f"Aannames: {found.assumptions.describe()}.", *_account(found)):
        out.print(line, soft_wrap=True)


def _table(title: str, columns: list[str], *, words: int = 1) -> Table:
    """Make a table of which the first columns are words and the others figures."""
    table = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position < words else "right", overflow="fold")
    return table


def _national(totals: Totals, found: Capacity) -> Table:
    """Print the figures of the country, one a row."""
    room = found.places.total
    has = found.places.table["plaatsen"].to_numpy()
    filled = int(((found.allocation.occupied >= has) & (has > 0)).sum())
    rows = [
        ("verwachte leerlingen (geschat)", number(totals.expected)),
        ("plaatsen", number(room)),
        ("geplaatst", number(totals.placed)),
        ("waarvan in het eigen swv", number(totals.in_own_swv)),
        ("zonder plaats", number(totals.unplaced)),
        ("waarvan: kan naar geen enkele vestiging", number(totals.out_of_reach)),
        ("waarvan: alles waar zij heen kunnen is vol", number(totals.all_full)),
        (f"volle {_sites_word(found)}", f"{number(filled)} van {number(len(found.places.table))}"),
        ("gemiddelde afstand van wie geplaatst is (km)", number(totals.mean_km, 1)),
        ("dezelfde leerlingen naar de dichtstbijzijnde (km)", number(totals.nearest_mean_km, 1)),
        ("negen op de tien gaan hoogstens (km)", number(totals.p90_km, 1)),
        ("prijs van capaciteit (leerling-km samen)", number(totals.price_km)),
    ]
    table = _table("Nederland (gemodelleerd)", ["", "waarde"])
    for row in rows:
        table.add_row(*row)
    return table


def _sites_word(found: Capacity) -> str:
    """Sites, or groups of them where the data have no single ones."""
    return "groepen vestigingen" if found.country.dataset.manifest.grouped else "vestigingen"


def _areas(found: Capacity, level: Level) -> Table:
    rows = area_table(found, level).sort_values(["zonder_plaats", "prijs_km"], ascending=False, kind="stable")
    columns = [
        level.value,
        "verwacht",
        "zonder plaats",
        "kan nergens heen",
        "in eigen swv",
        "gem. afstand (km)",
        "naar dichtstbijzijnde (km)",
        "prijs (leerling-km)",
    ]
    more = len(rows) - _SHOWN
    rest = f"; de eerste {_SHOWN}, --uit geeft ook de andere {more}" if more > 0 else ""
    table = _table(f"Per {level.value}: eigen leerlingen, waar ook geplaatst{rest}", columns)
    for row in rows.head(_SHOWN).to_dict("records"):
        table.add_row(
            str(row["gebied_naam"]),
            *(number(row[name]) for name in ("verwacht", "zonder_plaats", "geen_vestiging", "eigen_swv")),
            *(number(row[name], 1) for name in ("gemiddeld_km", "dichtstbij_km")),
            number(row["prijs_km"]),
        )
    return table


def _sites(found: Capacity) -> Table:
    """Print the sites where one more place does most."""
    rows = site_table(found).sort_values(["plaatst_een", "scheelt_km"], ascending=False, kind="stable")
    columns = [
        "code",
        "naam",
        "gemeente",
        "plaatsen",
        "geplaatst",
        "bezetting (%)",
        "uit een ander swv",
        "plaatst een leerling meer",
        "scheelt (leerling-km)",
    ]
    title = f"Waar één plaats erbij het meest doet: {_sites_word(found)}, de eerste {_SHOWN}"
    table = _table(title, columns, words=3)
    for row in rows.head(_SHOWN).to_dict("records"):
        table.add_row(
            str(row["vestigingscode"]),
            str(row["naam"]),
            str(row["gemeente"]),
            *(number(row[name]) for name in ("plaatsen", "leerlingen", "bezetting", "van_buiten")),
            "ja" if row["plaatst_een"] else "nee",
            number(row["scheelt_km"], 1),
        )
    return table


def _account(found: Capacity) -> list[str]:
    study: Study = found.study
    stamp = study.stamp(found.name)
    return [
        _SHADOW,
        f"Instellingen: {stamp.settings}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]


def _as_csv(found: Capacity, level: Niveau) -> str:
    """Dutch CSV; the account in every row, so that none loses its origin."""
    stamp = found.study.stamp(found.name)
    table = site_table(found) if level is Niveau.VESTIGING else area_table(found, Level(level.value))
    table = table.round(dict.fromkeys(table.select_dtypes("float").columns, _ROUND))
    for column in table.select_dtypes("bool").columns:
        table[column] = table[column].map({True: "ja", False: "nee"})
    return table.assign(
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
    ).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")


def _sources(found: Capacity) -> str:
    sites = found.country.supply_sources.get(found.kind.code, "geen")
    return f"verwachte leerlingen: {found.expected.source}; vestigingen: {sites}"


def _as_json(found: Capacity) -> dict[str, Any]:
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
        "toelichting": list(found.notes),
        "instellingen": stamp.settings,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
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
