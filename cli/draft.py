"""``dekkend ontwerp``: making an indeling, one change at a time, as on the workbench."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from cli.draft_file import Drawing, Opened, aim_of, change, keep, made, opened, with_drawing, write
from cli.draft_show import lock_told, tell, tell_neighbours
from cli.dutch import DutchCommand, DutchGroup
from cli.scenario_options import Ground, with_ground
from geo.errors import InputError
from scenarios.changes import Assign, Dissolve, Merge, NewSwv, Recolour, Release, Rename, Split
from scenarios.draft import Draft
from scenarios.drawing.facts import keyed_layers, layer_of
from scenarios.drawing.history import sentences
from scenarios.drawing.lookup import gemeente_codes
from scenarios.drawing.rules import Guard
from scenarios.live.what_if import WhatIf, what_if
from scenarios.locks import Lock

app = typer.Typer(
    help="Een indeling maken: gemeenten bij een swv, swv's samen, apart, nieuw of opgeheven; één wijziging "
    "per opdracht. PLAN is een scenario (JSON) of de naam van een indeling.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_Plan = Annotated[
    str,
    typer.Argument(help="Scenario (JSON), of naam van een indeling om bij te beginnen.", show_default=False),
]
_Swv = Annotated[str, typer.Argument(help="Code of naam van het swv.", show_default=False)]
_Gemeenten = Annotated[
    list[str] | None, typer.Argument(help="Namen of codes van gemeenten.", show_default=False)
]
_Regions = Annotated[
    list[str] | None,
    typer.Option("--hele-jeugdregio", help="Alles van deze jeugdregio; herhaalbaar.", show_default=False),
]
_Pc4 = Annotated[
    list[str] | None,
    typer.Option(
        "--pc4", help="Postcodegebied; splitst zijn gemeente bewust. Herhaalbaar.", show_default=False
    ),
]
_Units = Annotated[
    list[str] | None,
    typer.Option("--gebied", help="Gebied zoals GM0014/PO2001/VO2002; herhaalbaar.", show_default=False),
]


def _of_swv(drawing: Drawing, plan: str, swv: str) -> tuple[Opened, dict[str, Any]]:
    """Open the plan, and say which swv, in which layer, a change is about."""
    found = drawing.open(plan)
    code = found.swv(swv, drawing.laag)
    return found, {"swv": code, "laag": found.layer(drawing.laag, code)}


@app.command("nieuw", cls=DutchCommand)
@with_ground
def begin(
    uit: Annotated[Path, typer.Option("--uit", help="Te schrijven scenario (JSON).", show_default=False)],
    basis: Annotated[
        str,
        typer.Argument(
            help="Indeling of scenario om bij te beginnen. [standaard: de regeling]", show_default=False
        ),
    ] = "",
    titel: Annotated[str, typer.Option("--titel", help="Hoe het ontwerp heet.", show_default=False)] = "",
    alleen_binnen_jeugdregio: Annotated[
        Guard,
        typer.Option(
            "--alleen-binnen-jeugdregio",
            help="Wat er gebeurt als een swv over de grens van zijn hoofdjeugdregio gaat.",
        ),
    ] = Guard.WARN,
    *,
    ground: Ground,
) -> None:
    """Begin een ontwerp; waar het mee begint, blijft zoals het is."""
    found = opened(ground, basis, uit, alleen_binnen_jeugdregio)
    draft = replace(found.draft, title=titel.strip() or found.draft.title)
    write(uit, found, draft, [basis], ground.data)


@app.command("wijs-toe", cls=DutchCommand)
@with_drawing
def assign(
    plan: _Plan,
    swv: _Swv,
    gemeente: _Gemeenten = None,
    hele_jeugdregio: _Regions = None,
    pc4: _Pc4 = None,
    gebied: _Units = None,
    *,
    drawing: Drawing,
) -> None:
    """Deel gemeenten, een hele jeugdregio of postcodegebieden in bij een swv."""
    found, of = _of_swv(drawing, plan, swv)
    aim = aim_of(gemeente, hele_jeugdregio, pc4, gebied)
    change(plan, drawing, found, made(Assign, drawing, **of, **aim))


@app.command("maak-vrij", cls=DutchCommand)
@with_drawing
def release(
    plan: _Plan,
    gemeente: _Gemeenten = None,
    hele_jeugdregio: _Regions = None,
    pc4: _Pc4 = None,
    gebied: _Units = None,
    *,
    drawing: Drawing,
) -> None:
    """Haal gemeenten, een hele jeugdregio of postcodegebieden uit hun swv; ze hebben dan nog geen swv."""
    found = drawing.open(plan)
    aim = aim_of(gemeente, hele_jeugdregio, pc4, gebied)
    change(plan, drawing, found, made(Release, drawing, laag=found.layer(drawing.laag), **aim))


@app.command("nieuw-swv", cls=DutchCommand)
@with_drawing
def new_swv(
    plan: _Plan,
    code: Annotated[str, typer.Argument(help="Code van het nieuwe swv, zoals NW1.", show_default=False)],
    naam: Annotated[
        str,
        typer.Option("--naam", help="Naam. [standaard: naar de grootste gemeente]", show_default=False),
    ] = "",
    *,
    drawing: Drawing,
) -> None:
    """Begin een swv; het is leeg tot er iets bij ingedeeld wordt."""
    found = drawing.open(plan)
    if drawing.laag is None and not found.arrangement.is_merged:
        fault = "po en vo zijn hier apart; noem de laag van het nieuwe swv: po, vo of beide"
        raise InputError("--laag", [fault])
    change(plan, drawing, found, made(NewSwv, drawing, swv=code, naam=naam, laag=found.layer(drawing.laag)))


@app.command("voeg-samen", cls=DutchCommand)
@with_drawing
def merge(
    plan: _Plan,
    van: Annotated[str, typer.Argument(help="Swv dat opgaat in het andere.", show_default=False)],
    naar: Annotated[str, typer.Argument(help="Swv dat blijft.", show_default=False)],
    *,
    drawing: Drawing,
) -> None:
    """Voeg een swv samen met een ander."""
    found = drawing.open(plan)
    codes = found.swv(van, drawing.laag), found.swv(naar, drawing.laag)
    if codes[0] == codes[1]:
        raise InputError("samenvoegen", [f"{codes[0]} is twee keer genoemd; noem twee verschillende swv's"])
    laag = found.layer(drawing.laag, *codes)
    change(plan, drawing, found, made(Merge, drawing, van=codes[0], naar=codes[1], laag=laag))


@app.command("splits", cls=DutchCommand)
@with_drawing
def split(
    plan: _Plan,
    swv: _Swv,
    langs_jeugdregio: Annotated[
        bool, typer.Option("--langs-jeugdregio", help="Langs de grenzen van jeugdregio's.")
    ] = False,
    delen: Annotated[
        int | None,
        typer.Option(
            "--delen",
            help="In zoveel aaneengesloten delen met ongeveer evenveel inwoners.",
            min=2,
            max=6,
            show_default=False,
        ),
    ] = None,
    *,
    drawing: Drawing,
) -> None:
    """Maak van een swv meer swv's: langs jeugdregio's, of in delen met ongeveer evenveel inwoners."""
    if langs_jeugdregio == (delen is not None):
        raise InputError("splitsen", ["kies één manier: --langs-jeugdregio of --delen AANTAL"])
    found, of = _of_swv(drawing, plan, swv)
    how: dict[str, Any] = {"langs": "jeugdregio"} if langs_jeugdregio else {"delen": delen}
    change(plan, drawing, found, made(Split, drawing, **of, **how))


@app.command("hernoem", cls=DutchCommand)
@with_drawing
def rename(
    plan: _Plan,
    swv: _Swv,
    naam: Annotated[str, typer.Argument(help="Nieuwe naam.", show_default=False)],
    *,
    drawing: Drawing,
) -> None:
    """Geef een swv een andere naam."""
    found, of = _of_swv(drawing, plan, swv)
    change(plan, drawing, found, made(Rename, drawing, naam=naam.strip(), **of))


@app.command("kleur", cls=DutchCommand)
@with_drawing
def recolour(
    plan: _Plan,
    swv: _Swv,
    kleur: Annotated[str, typer.Argument(help="Kleur, zoals #1b7837.", show_default=False)],
    *,
    drawing: Drawing,
) -> None:
    """Geef een swv een andere kleur op de kaart."""
    found, of = _of_swv(drawing, plan, swv)
    change(plan, drawing, found, made(Recolour, drawing, kleur=kleur, **of))


@app.command("hef-op", cls=DutchCommand)
@with_drawing
def dissolve(
    plan: _Plan,
    swv: _Swv,
    naar: Annotated[
        str,
        typer.Option(
            "--naar",
            help="buren: elke gemeente naar het swv waarmee zij de langste grens deelt; vrij: nog geen swv.",
        ),
    ] = "buren",
    *,
    drawing: Drawing,
) -> None:
    """Hef een swv op."""
    found, of = _of_swv(drawing, plan, swv)
    if naar not in (known := get_args(_To)):
        raise InputError("--naar", [f"gevonden '{naar}', kies uit {' en '.join(known)}"])
    change(plan, drawing, found, made(Dissolve, drawing, naar=naar, **of))


_To = Literal["buren", "vrij"]


@app.command("vergrendel", cls=DutchCommand)
@with_drawing
def lock(
    plan: _Plan,
    swv: Annotated[
        list[str] | None,
        typer.Option("--swv", help="Code of naam van een swv; herhaalbaar.", show_default=False),
    ] = None,
    gemeente: Annotated[
        list[str] | None,
        typer.Option("--gemeente", help="Naam of code van een gemeente; herhaalbaar.", show_default=False),
    ] = None,
    alles: Annotated[bool, typer.Option("--alles", help="Alles; met --los: alle vergrendelingen.")] = False,
    los: Annotated[bool, typer.Option("--los", help="Ontgrendel, in plaats van te vergrendelen.")] = False,
    *,
    drawing: Drawing,
) -> None:
    """Vergrendel swv's of gemeenten: ze blijven zoals ze zijn tot ze ontgrendeld worden."""
    if not (swv or gemeente or alles):
        raise InputError("vergrendelen", ["noem wat: --swv, --gemeente of --alles"])
    found = drawing.open(plan)
    locks = _locks(found, drawing, swv or [], gemeente or [], everything=alles)
    kept = tuple(one for one in found.draft.locks if one not in locks and not (los and alles))
    draft = replace(found.draft, locks=kept if los else (*kept, *locks))
    keep(plan, drawing, found, draft)
    told = [lock_told(found.study.country, found.arrangement, one) for one in draft.locks]
    brief = f"Vergrendeld is nu: {'; '.join(told)}." if told else "Er is nu niets vergrendeld."
    tell(found.study, draft, as_json=drawing.as_json, brief=brief)


def _locks(
    found: Opened, drawing: Drawing, swvs: list[str], gemeenten: list[str], *, everything: bool
) -> list[Lock]:
    codes = [found.swv(one, drawing.laag) for one in swvs]
    locks = [Lock(soort="swv", code=code, laag=found.layer(drawing.laag, code)) for code in codes]
    known = gemeente_codes(found.study.country, gemeenten)
    locks += [Lock(soort="gemeente", code=code) for code in known]
    return list(dict.fromkeys([*locks, *([Lock(soort="alles")] if everything else [])]))


@app.command("ongedaan", cls=DutchCommand)
@with_drawing
def undo(
    plan: _Plan,
    aantal: Annotated[int, typer.Option("--aantal", help="Zoveel wijzigingen.", min=1)] = 1,
    *,
    drawing: Drawing,
) -> None:
    """Maak de laatste wijzigingen ongedaan; vergrendelingen en vastgelegde afwijkingen blijven."""
    found = drawing.open(plan)
    left = len(found.draft.done) - aantal
    if left < 0:
        there = len(found.draft.done)
        fault = f"{aantal} wijzigingen terug gaat niet: het scenario heeft er {there}; vraag minder"
        raise InputError(plan, [fault])
    draft: Draft = found.draft.at(left)
    keep(plan, drawing, found, draft)
    brief = f"Ongedaan gemaakt: {' '.join(sentences(found.study, found.draft)[left:])}"
    tell(found.study, replace(draft, undone=()), as_json=drawing.as_json, brief=brief)


@app.command("toon", cls=DutchCommand)
@with_ground
def show(plan: _Plan, *, ground: Ground) -> None:
    """Toon de stappen, de swv's en hun samenhang, wat nog geen swv heeft en wat vergrendeld is."""
    found = opened(ground, plan)
    tell(found.study, found.draft, as_json=ground.as_json)


@app.command("buren", cls=DutchCommand)
@with_ground
def beside(
    plan: _Plan,
    swv: _Swv,
    kind: Annotated[
        str, typer.Option("--kind", help="Soort voorziening waarvan de afstand getoond wordt.")
    ] = "so",
    *,
    ground: Ground,
) -> None:
    """Toon wat het zou doen om een buurgemeente bij een swv te nemen, de grootste voorop."""
    found = opened(ground, plan)
    tell_neighbours(*_ranking(found, swv, kind), as_json=ground.as_json)


def _ranking(found: Opened, swv: str, kind: str) -> tuple[str, str, tuple[WhatIf, ...]]:
    """Work out what taking in each neighbour would do; with the label of the swv and the kind."""
    known = {one.code: one for one in found.study.country.kinds}
    if kind not in known:
        raise InputError("--kind", [f"onbekende soort '{kind}'; kies uit {', '.join(sorted(known))}"])
    code = found.swv(swv)
    having = [name for name, one in keyed_layers(found.arrangement).items() if code in one.existing]
    name = found.draft.known_to(found.study)
    ranking = what_if(found.study, name, known[kind], having[0], code, locks=found.draft.locks)
    return layer_of(found.arrangement, having[0]).label(code), kind, ranking
