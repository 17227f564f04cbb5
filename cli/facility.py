"""``dekkend voorziening``: what opening, closing, moving and combining sites does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from cli.assumptions import assumptions_of, saved_assumptions
from cli.change_options import Common, with_common
from cli.change_report import tell
from cli.dutch import DutchCommand, DutchGroup
from cli.options import err, refuse_overwriting
from geo.crs import to_rd
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.consolidation import Consolidate
from scenarios.draft import Draft, draft_of
from scenarios.scenario import Change, read_scenario, require_same_data, write_scenario
from scenarios.site_changes import ChangeSite, CloseSite, MoveSite, OpenSite
from scenarios.study import Study
from ui.clock import today

app = typer.Typer(
    help="Wat openen, sluiten, verplaatsen en samenvoegen van vestigingen doet; één wijziging per opdracht.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_Kinds = Annotated[
    list[str] | None, typer.Option("--soort", help="Soort voorziening; herhaalbaar.", show_default=False)
]
_Pc4 = Annotated[str, typer.Option("--pc4", help="Postcodegebied, zoals 3511.", show_default=False)]
_At = Annotated[
    str,
    typer.Option(
        "--punt",
        help="Plek als x,y (RD New, meters) of breedtegraad,lengtegraad: 136500,455900 of 52.09,5.12.",
        show_default=False,
    ),
]
_Places = Annotated[
    list[str] | None,
    typer.Option("--plaatsen", help="Plaatsen per soort, zoals so=80; herhaalbaar.", show_default=False),
]

_Follow = Annotated[
    bool, typer.Option("--volg", help="Volg ook bij veel sluitingen waar de leerlingen heen gaan.")
]


@app.command("open", cls=DutchCommand)
@with_common
def open_site(
    soort: _Kinds = None,
    pc4: _Pc4 = "",
    punt: _At = "",
    naam: Annotated[str, typer.Option("--naam", help="Naam van de vestiging.", show_default=False)] = "",
    plaatsen: _Places = None,
    *,
    common: Common,
) -> None:
    """Open een vestiging voor een of meer soorten."""
    if not soort:
        raise InputError("--soort", ["noem ten minste één soort voorziening, zoals --soort so"])
    change = OpenSite(
        naam=naam,
        soorten=tuple(soort),
        plaatsen=_places(plaatsen),
        omschrijving=common.omschrijving,
        **_place(pc4, punt),
    )
    _change(change, common)


@app.command("sluit", cls=DutchCommand)
@with_common
def close_site(
    vestiging: Annotated[
        list[str], typer.Argument(help="Codes van vestigingen, zoals 00AO01.", show_default=False)
    ],
    soort: _Kinds = None,
    volg: _Follow = False,
    *,
    common: Common,
) -> None:
    """Sluit vestigingen, of alleen een soort ervan."""
    change = CloseSite(
        vestigingen=tuple(vestiging), soorten=tuple(soort or ()), omschrijving=common.omschrijving
    )
    _change(change, common, follow=volg)


@app.command("verplaats", cls=DutchCommand)
@with_common
def move_site(
    vestiging: Annotated[str, typer.Argument(help="Code van de vestiging.", show_default=False)],
    pc4: _Pc4 = "",
    punt: _At = "",
    bij: Annotated[
        str,
        typer.Option("--bij", help="Code van een andere vestiging: samen in één gebouw.", show_default=False),
    ] = "",
    *,
    common: Common,
) -> None:
    """Verplaats een vestiging, of breng haar onder in het gebouw van een andere."""
    place: dict[str, Any] = {"bij": bij} if bij else {}
    if not bij or pc4 or punt:
        place |= _place(pc4, punt)
    if len(place) > 1 and bij:
        raise InputError("--bij", ["noem één plek: --bij, --pc4 of --punt"])
    change = MoveSite(vestiging=vestiging, omschrijving=common.omschrijving, **place)
    _change(change, common)


@app.command("wijzig", cls=DutchCommand)
@with_common
def change_site(
    vestiging: Annotated[str, typer.Argument(help="Code van de vestiging.", show_default=False)],
    erbij: Annotated[
        list[str] | None,
        typer.Option("--erbij", help="Soort die erbij komt; herhaalbaar.", show_default=False),
    ] = None,
    eraf: Annotated[
        list[str] | None, typer.Option("--eraf", help="Soort die eraf gaat; herhaalbaar.", show_default=False)
    ] = None,
    plaatsen: _Places = None,
    *,
    common: Common,
) -> None:
    """Laat een vestiging meer of minder soorten bieden, of andere aantallen plaatsen."""
    if not (erbij or eraf or plaatsen):
        raise InputError("vestiging wijzigen", ["noem wat er verandert: --erbij, --eraf of --plaatsen"])
    places = _places(plaatsen)
    if both := sorted(set(eraf or ()) & {*(erbij or ()), *places}):
        fault = f"{', '.join(both)} kan niet tegelijk eraf gaan en erbij komen of plaatsen krijgen"
        raise InputError("vestiging wijzigen", [fault])
    change = ChangeSite(
        vestiging=vestiging,
        erbij=tuple(erbij or ()),
        eraf=tuple(eraf or ()),
        plaatsen=places,
        omschrijving=common.omschrijving,
    )
    _change(change, common)


@app.command("consolideer", cls=DutchCommand)
@with_common
def consolidate(
    soort: _Kinds = None,
    minimum: Annotated[
        int | None,
        typer.Option(
            "--minimum", help="Kleinste omvang van een vestiging, leerlingen.", min=1, show_default=False
        ),
    ] = None,
    per_swv: Annotated[
        int | None,
        typer.Option("--per-swv", help="Zoveel vestigingen per swv blijven.", min=1, show_default=False),
    ] = None,
    centraal: Annotated[
        bool, typer.Option("--centraal", help="Bij --per-swv: houd de meest centrale, niet de grootste.")
    ] = False,
    swv: Annotated[
        list[str] | None,
        typer.Option("--swv", help="Alleen in dit swv (code); herhaalbaar.", show_default=False),
    ] = None,
    volg: _Follow = False,
    *,
    common: Common,
) -> None:
    """Sluit vestigingen volgens een regel; de laatste van een soort in een swv blijft open."""
    if (minimum is None) == (per_swv is None):
        raise InputError("consolideren", ["kies één regel: --minimum LEERLINGEN of --per-swv AANTAL"])
    if centraal and per_swv is None:
        raise InputError("consolideren", ["--centraal hoort bij --per-swv; laat het weg"])
    change = Consolidate(
        regel="per_swv" if minimum is None else "minimum",
        soorten=tuple(soort or ("sbo", "so", "vso")),
        waarde=int(per_swv if minimum is None else minimum),  # type: ignore[arg-type]  # one of them is told
        keuze="centraal" if centraal else "grootste",
        swv=tuple(swv or ()),
        omschrijving=common.omschrijving,
    )
    _change(change, common, follow=volg)


@app.command("stel", cls=DutchCommand)
@with_common
def assume(*, common: Common) -> None:
    """Bewaar normen en aannames in een scenario, zonder een vestiging te wijzigen."""
    draft, study, assumptions = _open(common)
    _write(draft, study, assumptions, common)


@app.command("terug", cls=DutchCommand)
@with_common
def undo(
    plan: Annotated[str, typer.Argument(help="Scenario (JSON).", show_default=False)],
    aantal: Annotated[int, typer.Option("--aantal", help="Zoveel wijzigingen.", min=1)] = 1,
    *,
    common: Common,
) -> None:
    """Neem de laatste wijzigingen van een scenario terug."""
    common = replace(common, scenario=plan)
    draft, study, assumptions = _open(common)
    if aantal > len(draft.done):
        fault = f"{aantal} wijzigingen terug gaat niet: het scenario heeft er {len(draft.done)}; vraag minder"
        raise InputError(common.scenario, [fault])
    _write(draft.at(len(draft.done) - aantal), study, assumptions, common)


@app.command("toon", cls=DutchCommand)
@with_common
def show(
    plan: Annotated[str, typer.Argument(help="Scenario (JSON).", show_default=False)],
    volg: _Follow = False,
    *,
    common: Common,
) -> None:
    """Toon de wijzigingen van een scenario en wat zij samen doen."""
    common = replace(common, scenario=plan)
    draft, study, assumptions = _open(common)
    base = common.arrangement(study, common.basis) if common.basis else draft.base
    tell(study, draft, base, assumptions, follow=volg, as_json=common.as_json)


def _change(change: Change, common: Common, *, follow: bool = False) -> None:
    """Make one change, tell what it does, and keep it where asked."""
    draft, study, assumptions = _open(common)
    before = common.arrangement(study, common.basis) if common.basis else draft.known_to(study)
    after = draft.do(change)
    after.known_to(study)
    if common.uit is not None:
        _write(after, study, assumptions, common)
    tell(study, after, before, assumptions, follow=follow, as_json=common.as_json)


def _open(common: Common) -> tuple[Draft, Study, Assumptions]:
    """Open a study under the norms and assumptions that are told, and the scenario on it as a draft."""
    scenario = common.scenario
    study = common.study([scenario, common.basis])
    assumptions = assumptions_of(saved_assumptions(scenario), common.told)
    if not scenario.lower().endswith(".json"):
        if scenario.lower().endswith(".csv"):
            fault = "een scenario begint bij een kant-en-klare indeling; zie 'dekkend indelingen'"
            raise InputError(scenario, [fault])
        return Draft(scenario or study.base_id), study, assumptions
    saved = read_scenario(Path(scenario), today())
    if not common.andere_gegevens:
        require_same_data(saved, study)
    return draft_of(saved), study, assumptions


def _write(draft: Draft, study: Study, assumptions: Assumptions, common: Common) -> None:
    target = common.uit
    if target is None:
        raise InputError("--uit", ["noem het bestand (JSON) waarin het scenario geschreven wordt"])
    refuse_overwriting([target], [common.scenario, common.basis], common.data)
    if target.suffix.lower() != ".json":
        raise InputError(str(target), ["een scenario is JSON; kies een naam die op .json eindigt"])
    usual = None if assumptions == Assumptions() else assumptions
    told: dict[str, str] = {"naam": target.stem}
    if common.andere_gegevens and common.scenario.lower().endswith(".json"):
        told["gegevens"] = read_scenario(Path(common.scenario)).gegevens  # it stays a scenario of those data
    write_scenario(draft.scenario(study, usual).model_copy(update=told), target)
    err.print(f"Geschreven naar {target}, wijzigingen: {len(draft.done)}", soft_wrap=True)


def _places(told: list[str] | None) -> dict[str, int]:
    """Read ``so=80``."""
    found, faults = {}, []
    for text in told or ():
        match = re.fullmatch(r"\s*([^=\s]+)\s*=\s*(\d{1,5})\s*", text)
        if match is None:
            faults.append(
                f"gevonden '{text}', verwacht soort=aantal met een geheel aantal van 0 of meer, zoals so=80"
            )
        elif match[1] in found:
            faults.append(f"{match[1]} staat er meer dan eens; noem elke soort één keer")
        else:
            found[match[1]] = int(match[2])
    if faults:
        raise InputError("--plaatsen", faults)
    return found


#: No easting in the Netherlands is below this; no degree is above.
_LEAST_RD = 1000.0


def _place(pc4: str, at: str) -> dict[str, Any]:
    """Read where a site comes."""
    if bool(pc4) == bool(at):
        raise InputError("plek van de vestiging", ["noem één plek: --pc4 of --punt"])
    if pc4:
        return {"pc4": pc4.strip()[:4] if re.fullmatch(r"\s*\d{4}\s*[A-Za-z]{2}\s*", pc4) else pc4.strip()}
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*", at)
    if match is None:
        fault = f"gevonden '{at}', verwacht x,y (RD New) of breedtegraad,lengtegraad, zoals 136500,455900"
        raise InputError("--punt", [fault])
    first, second = float(match[1]), float(match[2])
    if abs(first) < _LEAST_RD and abs(second) < _LEAST_RD:
        easting, northing = to_rd(np.array([second]), np.array([first]))
        return {"easting": float(easting[0]), "northing": float(northing[0])}
    return {"easting": first, "northing": second}
