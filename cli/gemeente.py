"""``dekkend gemeente``: what a scenario changes for one gemeente, on one page; or for all of them."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.assumptions import saved_assumptions
from cli.options import err, out, progress
from cli.scenario_options import Asked, with_scenario
from cli.sheet_text import show, writer
from cli.transport_options import Fares, with_fares
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.consequences.gemeente_file import plain_sheet
from scenarios.consequences.gemeente_travel import Terms
from scenarios.places import PlaceKind, search, the_one
from scenarios.profile import AreaKind
from scenarios.study import Study
from ui.sheet.gemeente_sheets import GemeenteSheets, file_name

_WHAT = "het blad van een gemeente"


class Sort(StrEnum):
    """As what the sheets of all gemeenten are written."""

    PDF = "pdf"
    HTML = "html"


@with_scenario
@with_fares
def gemeente(
    asked: Asked,
    naam: Annotated[
        str,
        typer.Argument(
            help="Naam, plaats, postcode of code: Hoorn, 'Bergen (L.)', GM0637.", show_default=False
        ),
    ] = "",
    uit: Annotated[
        Path | None,
        typer.Option(
            "--uit", help="Schrijf het blad (.pdf of .html); met --alle de map ervoor.", show_default=False
        ),
    ] = None,
    alle: Annotated[
        bool, typer.Option("--alle", help="Schrijf van elke gemeente een blad in de map van --uit.")
    ] = False,
    als: Annotated[Sort, typer.Option("--als", help="Wat er met --alle geschreven wordt.")] = Sort.PDF,
    *,
    fares: Fares,
) -> None:
    """Toon wat er voor één gemeente verandert: swv, partners, afstanden, vervoer en open vragen."""
    _check(asked, naam, uit, alle=alle)
    fares.amounts()  # a wrong one is refused before anything is read
    opened = asked.open([uit / "blad" if alle and uit is not None else uit], [fares.vervoersgrens])
    sheets = GemeenteSheets(*opened, _terms(opened.study, fares, asked.scenario))
    if alle and uit is not None:
        _all(sheets, uit, f".{als}")
        return
    code = _code(opened.study, naam)
    if uit is not None:
        write_atomic(uit, writer(uit, _WHAT)(sheets.sheet(code)))
        err.print(f"Blad van {sheets.names[code]} geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(plain_sheet(sheets.figures(code)), ensure_ascii=False))
    elif uit is None:
        show(sheets.sheet(code))


def _check(asked: Asked, name: str, target: Path | None, *, alle: bool) -> None:
    """Refuse what cannot go together, before anything is computed."""
    faults = []
    if alle and name:
        faults.append(f"gevonden '{name}' en --alle; noem een gemeente of vraag om alle")
    if not alle and not name:
        faults.append("geen gemeente genoemd; geef een naam, of --alle met --uit MAP")
    if alle and target is None:
        faults.append("met --alle hoort --uit MAP: waar de bladen komen")
    if alle and asked.as_json:
        faults.append("--json gaat over één gemeente; laat het weg bij --alle")
    if alle and target is not None and target.exists() and not target.is_dir():
        faults.append(f"{target} is geen map; kies een map voor de bladen")
    if faults:
        raise InputError("dekkend gemeente", faults)
    if not alle and target is not None:
        writer(target, _WHAT)


def _terms(study: Study, fares: Fares, scenario: str) -> Terms:
    """Read the terms for transport, and the assumptions that a scenario was saved with."""
    return Terms(fares.limits(study), fares.amounts(), saved_assumptions(scenario))


def _code(study: Study, text: str) -> str:
    """Find the gemeente that a text means: itself, or the one that a place or a postcode lies in."""
    found = search(study.country, text)
    places = [one for one in found if one.area is AreaKind.GEMEENTE]
    if not places:
        told = f"'{text}' is {found[0].label}, geen gemeente; noem een gemeente, een plaats of een postcode"
        raise UnknownNameError(told)
    place = the_one(places, text)
    if place.kind is not PlaceKind.GEMEENTE:
        name = study.country.gemeente_names.get(place.area_code, place.area_code)
        err.print(f"{place.label}: het blad is dat van de gemeente {name}", soft_wrap=True)
    return place.area_code


def _all(sheets: GemeenteSheets, folder: Path, suffix: str) -> None:
    """Write every sheet, each whole or not at all; what a broken run left behind is written anew."""
    names = sheets.names
    write = writer(Path(f"blad{suffix}"), _WHAT)
    with progress("bladen schrijven") as tell:
        for done, (code, name) in enumerate(names.items()):
            tell(done, len(names), name)
            write_atomic(folder / file_name(code, name, suffix), write(sheets.sheet(code)))
        tell(len(names), len(names), "")
    err.print(f"{len(names)} bladen geschreven in {folder}", soft_wrap=True)
