"""``dekkend capaciteit`` on paper: terminal tables, rounded as estimates bear, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from rich.table import Table

from cli.options import out
from cli.plain import table as _table
from scenarios.capacity import Capacity, Totals, room_told
from scenarios.capacity_places import GIVEN
from scenarios.capacity_tables import area_table, one_more_place
from scenarios.catchments import Catchments
from scenarios.compare import Level
from scenarios.notation import number
from scenarios.site_story import people
from scenarios.study import Study


class Niveau(StrEnum):
    """What the table, and the CSV, is about."""

    LAND = Level.LAND.value
    JEUGDREGIO = Level.JEUGDREGIO.value
    SWV = Level.SWV.value
    GEMEENTE = Level.GEMEENTE.value
    VESTIGING = "vestiging"


_SHADOW: Final = (
    "Eén plaats erbij doet twee dingen, die apart staan: zij plaatst een leerling meer (en dan reist er een "
    "meer), of zij plaatst niemand maar bespaart kilometers over alle leerlingen samen (schaduwprijs)."
)
_ROUNDED: Final = (
    "Aantallen zijn op het scherm afgerond, vanaf 1.000 op honderden en vanaf 10 op tientallen; de delen "
    "tellen daardoor niet altijd precies op. Opgegeven plaatsen staan er precies. --json en --uit geven "
    "alles zoals berekend; daar is geplaatst plus zonder plaats precies het verwachte aantal."
)
#: Rows of a table on screen; --json and --uit give all.
_SHOWN: Final = 10
#: Kilometres below this are shown as none.
_VISIBLE: Final = 0.05


def show(found: Capacity, level: Niveau, around: Catchments | None) -> None:
    """Print tables, and what they rest on."""
    borders = "alleen het eigen swv" if found.own_only else "open grenzen"
    title = f"{found.kind.code}: {found.kind.name} · {found.study.titles[found.name]} · {borders}"
    out.print(title, soft_wrap=True)
    out.print(_national(found.totals(), found))
    if level not in (Niveau.LAND, Niveau.VESTIGING):
        out.print(_areas(found, Level(level.value)))
    if level is not Niveau.LAND:
        for table in _sites(found):
            out.print(table)
    if around is not None:
        out.print(_around(around, _level_around(level)))
    out.print()
    expert = () if around is None else around.notes()
    for line in (*found.notes, *expert, f"Aannames: {found.assumptions.describe()}.", *_account(found)):
        out.print(line, soft_wrap=True)


def _national(totals: Totals, found: Capacity) -> Table:
    """Print the figures of the country, one a row."""
    has = found.places.table["plaatsen"].to_numpy()
    filled = int(((found.allocation.occupied >= has) & (has > 0)).sum())
    rows = [
        ("verwachte leerlingen (geschat)", people(totals.expected)),
        ("plaatsen", room_told(found.places)),
        ("geplaatst", people(totals.placed)),
        ("waarvan in het eigen swv", people(totals.in_own_swv)),
        ("zonder plaats", people(totals.unplaced)),
        ("waarvan: kan naar geen enkele vestiging", people(totals.out_of_reach)),
        ("waarvan: alles waar zij heen kunnen is vol", people(totals.all_full)),
        (f"volle {_sites_word(found)}", f"{number(filled)} van {number(len(found.places.table))}"),
        ("gemiddelde afstand van wie geplaatst is (km)", number(totals.mean_km, 1)),
        ("dezelfde leerlingen naar de dichtstbijzijnde (km)", number(totals.nearest_mean_km, 1)),
        ("negen op de tien gaan hoogstens (km)", number(totals.p90_km, 1)),
        ("prijs van capaciteit (leerling-km samen)", people(totals.price_km)),
    ]
    table = _table("Nederland (gemodelleerd; aantallen afgerond)", ["", "waarde"], words=1)
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
    table = _table(f"Per {level.value}: eigen leerlingen, waar ook geplaatst{rest}", columns, words=1)
    for row in rows.head(_SHOWN).to_dict("records"):
        table.add_row(
            str(row["gebied_naam"]),
            *(people(row[name]) for name in ("verwacht", "zonder_plaats", "geen_vestiging", "eigen_swv")),
            *(number(row[name], 1) for name in ("gemiddeld_km", "dichtstbij_km")),
            people(row["prijs_km"]),
        )
    return table


def _sites(found: Capacity) -> Iterator[Table]:
    """Print the sites where one more place places a pupil, and those where it saves kilometres."""
    placing, saving = one_more_place(found)
    heads = ["code", "naam", "gemeente", "plaatsen", "geplaatst", "bezetting (%)", "uit een ander swv"]
    for rows, what, column, last in (
        (placing, "plaatst een leerling meer", "verandert_km", "afstand samen (leerling-km)"),
        (saving, "bespaart kilometers", "scheelt_km", "bespaart (leerling-km)"),
    ):
        count = min(_SHOWN, len(rows))
        which = f"de eerste {count} van {number(len(rows))} {_sites_word(found)}" if count else "nergens"
        table = _table(f"Waar één plaats erbij {what}: {which}", [*heads, last], words=3)
        for row in rows.head(_SHOWN).to_dict("records"):
            given = row["plaatsen_hoe"] == GIVEN
            sign = "+" if column == "verandert_km" and row[column] > _VISIBLE else ""
            table.add_row(
                str(row["vestigingscode"]),
                str(row["naam"]),
                str(row["gemeente"]),
                number(row["plaatsen"]) if given else people(row["plaatsen"]),
                people(row["leerlingen"]),
                number(row["bezetting"]),
                people(row["van_buiten"]),
                f"{sign}{number(row[column], 1)}",
            )
        yield table


def _level_around(level: Niveau) -> Level:
    """Areas to tell places per pupil of: where pupils live, never a site."""
    return Level.SWV if level is Niveau.VESTIGING else Level(level.value)


def _around(around: Catchments, level: Level) -> Table:
    """Print places per pupil within reach, the fewest first."""
    rows = around.table(level).sort_values("plaatsen_per_leerling", kind="stable")
    more = len(rows) - _SHOWN
    rest = f"; de laagste {_SHOWN}, --uit en --json geven ook de andere {more}" if more > 0 else ""
    columns = [level.value, "verwacht", "gemiddeld", "P10", "Gini", "zonder plaats in de omgeving"]
    table = _table(f"Plaatsen per leerling in de omgeving (E2SFCA, gemodelleerd){rest}", columns, words=1)
    for row in rows.head(_SHOWN).to_dict("records"):
        figures = (number(row[name], 2) for name in ("plaatsen_per_leerling", "p10", "gini"))
        table.add_row(str(row["gebied_naam"]), people(row["verwacht"]), *figures, people(row["zonder"]))
    return table


def _account(found: Capacity) -> list[str]:
    study: Study = found.study
    stamp = study.stamp(found.name)
    return [
        _SHADOW,
        _ROUNDED,
        f"Instellingen: {stamp.settings}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]
