"""Where the pupils of closed sites most likely go, below what ``dekkend voorziening`` tells."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
from rich.table import Table

from cli.options import out, progress
from cli.plain import plain, pupils, records, table
from model.actual import Interval
from scenarios.closings import Closings, closings
from scenarios.notation import UNKNOWN, capital, number
from scenarios.study import Study

#: Rows of a table on screen; --json gives all.
_SHOWN: Final = 10
_NOBODY: Final = "geen vestiging over"


def followed(study: Study, before: str, after: str) -> tuple[Closings, ...]:
    """Follow the pupils of all sites that are closed, with a progress bar."""
    with progress("leerlingen van gesloten vestigingen volgen") as tell:
        return closings(study, before, after, lambda done, total: tell(done, total, ""))


def show(study: Study, found: tuple[Closings, ...]) -> None:
    """Print per kind the closed sites, where their pupils go, and what that rests on."""
    groups = study.country.dataset.manifest.grouped
    for one in found:
        if len(one.sites):
            _show_kind(one, groups=groups)
        if one.new:
            which = "Eén gesloten vestiging was" if one.new == 1 else f"{one.new} gesloten vestigingen waren"
            told = f"{which} in het scenario zelf geopend: daar zijn geen leerlingen geteld."
            out.print(f"{one.kind.code}: {told}", soft_wrap=True)


def as_json(found: tuple[Closings, ...]) -> list[dict[str, Any]]:
    """Everything, plain."""
    return [
        {
            "soort": one.kind.code,
            "leerlingen": _interval(one.pupils),
            "zonder_bekende_woonplaats": _interval(one.unknown),
            "cijfers": {key: plain(value) for key, value in one.figures.items()},
            "vestigingen_zonder_leerlingtal": one.silent,
            "zelf_geopend": one.new,
            "vestigingen": records(one.sites),
            "naar": records(one.towards),
            "aard": one.certainty,
            "bron": one.source,
            "toelichting": list(one.notes),
        }
        for one in found
    ]


def _interval(value: Interval) -> dict[str, float | None]:
    return {"laag": plain(value.low), "midden": plain(value.mid), "hoog": plain(value.high)}


def _show_kind(one: Closings, *, groups: bool) -> None:
    kind, what = one.kind.code, "groepen vestigingen" if groups else "vestigingen"
    title = f"{kind}: waar de leerlingen waarschijnlijk heen gaan ({one.certainty})"
    out.print(_sites(f"{title}{_more(len(one.sites), f'gesloten {what}')}", one.sites))
    if len(one.sites) > 1:
        title = f"{kind}: bij wie zij er waarschijnlijk bij komen{_more(len(one.towards), what)}"
        out.print(_towards(title, one.towards))
    for line in [*_sums(one), *one.notes]:
        out.print(line, soft_wrap=True)
    out.print(f"Leerlingen: {one.source}. Waar zij heen gaan: {one.certainty}.", soft_wrap=True)


def _more(count: int, what: str) -> str:
    return f"; de {_SHOWN} grootste van {number(count)} {what}" if count > _SHOWN else ""


def _sites(title: str, sites: pd.DataFrame) -> Table:
    columns = ["gesloten", "meest naar", "leerlingen", "van wie daarheen", "nu (km)", "straks (km)"]
    made = table(title, columns, words=2)
    for row in sites.head(_SHOWN).to_dict("records"):
        others = int(row["plekken"]) - 1
        more = f" en {others} andere" if others > 0 else ""
        made.add_row(
            _named(row["vestigingscode"], row["naam"]),
            f"{row['naar_naam'] or row['naar'] or _NOBODY}{more}",
            pupils(row["leerlingen"], row["laag"], row["hoog"]),
            UNKNOWN if pd.isna(row["naar_leerlingen"]) else _part(row["naar_leerlingen"], row["leerlingen"]),
            number(row["voor_km"], 1),
            number(row["na_km"], 1),
        )
    return made


def _part(part: float, whole: float) -> str:
    """Write a part of a counted whole: rounded, but never more than that whole."""
    rounded = pupils(part)
    return pupils(whole) if part <= whole < float(rounded.replace(".", "")) else rounded


def _named(code: str, name: str) -> str:
    return f"{code} {name}" if name != code else code or _NOBODY


def _towards(title: str, towards: pd.DataFrame) -> Table:
    made = table(title, ["naar", "leerlingen erbij", "nu (km)", "straks (km)"], words=1)
    for row in towards.head(_SHOWN).to_dict("records"):
        made.add_row(
            f"{row['naar']} {row['naar_naam']}"
            if row["naar_naam"] != row["naar"]
            else row["naar"] or _NOBODY,
            pupils(row["leerlingen"], row["laag"], row["hoog"]),
            number(row["voor_km"], 1),
            number(row["na_km"], 1),
        )
    return made


def _sums(one: Closings) -> list[str]:
    """Tell the sums; further and nearer stand apart."""
    figures, kind = one.figures, one.kind.code
    told = [f"{kind}: {pupils(one.pupils.mid, one.pupils.low, one.pupils.high)} leerlingen samen"]
    told += [
        f"{_part(figures[word], one.pupils.mid)} gaan ten minste 1 km {far}, gemiddeld "
        f"{number(figures[f'{word}_km'], 1)} km"
        for word, far in (("verder", "verder"), ("dichterbij", "dichterbij"))
        if figures[word] > 0
    ]
    if figures["gelijk"] > 0:
        told.append(f"{_part(figures['gelijk'], one.pupils.mid)} blijven binnen 1 km van hun afstand nu")
    if figures["geen_over"] > 0:
        told.append(f"{pupils(figures['geen_over'])} houden geen vestiging over die te bereiken is")
    if one.unknown.high > 0:
        unknown = pupils(one.unknown.mid, one.unknown.low, one.unknown.high)
        told.append(f"van {unknown} is geen woonplaats bekend")
    lines = [f"{capital('; '.join(told))}."]
    if figures["dichterbij"] > 0:
        lines.append("Dichterbij kan: niet iedereen gaat nu naar de dichtstbijzijnde vestiging.")
    if one.silent:
        which = "één gesloten vestiging" if one.silent == 1 else f"{one.silent} gesloten vestigingen"
        lines.append(f"Van {which} is het aantal leerlingen onbekend: die staan in geen van deze aantallen.")
    return lines
