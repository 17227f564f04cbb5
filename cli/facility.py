"""``dekkend voorziening``: what opening, closing, moving and combining sites does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table

from cli import closings
from cli.compare import OtherData, open_under, resolve
from cli.dutch import DutchCommand, DutchGroup
from cli.options import AsJson, Data, Network, TravelMode, err, out, refuse_overwriting
from geo.crs import to_rd
from geo.errors import InputError
from scenarios.consolidation import Consolidate
from scenarios.draft import Draft, draft_of
from scenarios.notation import number
from scenarios.scenario import Change, read_scenario, require_same_data, write_scenario
from scenarios.site_changes import ChangeSite, CloseSite, MoveSite, OpenSite
from scenarios.site_effects import SENSITIVITY_M, Way, effect, for_whom, steps
from scenarios.site_story import concerned, people, story, touched
from scenarios.study import Study

app = typer.Typer(
    help="Wat openen, sluiten, verplaatsen en samenvoegen van vestigingen doet; één wijziging per opdracht.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_Scenario = Annotated[
    str,
    typer.Option(
        "--scenario",
        help="Waarop verder gebouwd wordt: een indeling, of een scenario (JSON). [standaard: de regeling]",
        show_default=False,
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option("--uit", help="Schrijf het scenario met de wijziging als JSON.", show_default=False),
]
_Base = Annotated[
    str,
    typer.Option(
        "--basis",
        help="Waarmee het geheel vergeleken wordt. [standaard: zoals het voor de wijziging was]",
        show_default=False,
    ),
]
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
_About = Annotated[str, typer.Option("--omschrijving", help="Waarom; komt in het scenario.")]

#: Rows of a table "for whom" on screen; --json gives all.
_SHOWN = 10


@app.command("open", cls=DutchCommand)
def open_site(
    soort: _Kinds = None,
    pc4: _Pc4 = "",
    punt: _At = "",
    naam: Annotated[str, typer.Option("--naam", help="Naam van de vestiging.", show_default=False)] = "",
    plaatsen: _Places = None,
    omschrijving: _About = "",
    scenario: _Scenario = "",
    basis: _Base = "",
    uit: _Out = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Open een vestiging voor een of meer soorten."""
    if not soort:
        raise InputError("--soort", ["noem ten minste één soort voorziening, zoals --soort so"])
    change = OpenSite(
        naam=naam,
        soorten=tuple(soort),
        plaatsen=_places(plaatsen),
        omschrijving=omschrijving,
        **_place(pc4, punt),
    )
    _change(change, scenario, basis, uit, data, netwerk, modus, andere_gegevens, as_json)


@app.command("sluit", cls=DutchCommand)
def close_site(
    vestiging: Annotated[
        list[str], typer.Argument(help="Codes van vestigingen, zoals 00AO01.", show_default=False)
    ],
    soort: _Kinds = None,
    omschrijving: _About = "",
    scenario: _Scenario = "",
    basis: _Base = "",
    uit: _Out = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Sluit vestigingen, of alleen een soort ervan."""
    change = CloseSite(vestigingen=tuple(vestiging), soorten=tuple(soort or ()), omschrijving=omschrijving)
    _change(change, scenario, basis, uit, data, netwerk, modus, andere_gegevens, as_json)


@app.command("verplaats", cls=DutchCommand)
def move_site(
    vestiging: Annotated[str, typer.Argument(help="Code van de vestiging.", show_default=False)],
    pc4: _Pc4 = "",
    punt: _At = "",
    bij: Annotated[
        str,
        typer.Option("--bij", help="Code van een andere vestiging: samen in één gebouw.", show_default=False),
    ] = "",
    omschrijving: _About = "",
    scenario: _Scenario = "",
    basis: _Base = "",
    uit: _Out = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Verplaats een vestiging, of breng haar onder in het gebouw van een andere."""
    place: dict[str, Any] = {"bij": bij} if bij else {}
    if not bij or pc4 or punt:
        place |= _place(pc4, punt)
    if len(place) > 1 and bij:
        raise InputError("--bij", ["noem één plek: --bij, --pc4 of --punt"])
    change = MoveSite(vestiging=vestiging, omschrijving=omschrijving, **place)
    _change(change, scenario, basis, uit, data, netwerk, modus, andere_gegevens, as_json)


@app.command("wijzig", cls=DutchCommand)
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
    omschrijving: _About = "",
    scenario: _Scenario = "",
    basis: _Base = "",
    uit: _Out = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
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
        omschrijving=omschrijving,
    )
    _change(change, scenario, basis, uit, data, netwerk, modus, andere_gegevens, as_json)


@app.command("consolideer", cls=DutchCommand)
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
    omschrijving: _About = "",
    scenario: _Scenario = "",
    basis: _Base = "",
    uit: _Out = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
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
        omschrijving=omschrijving,
    )
    _change(change, scenario, basis, uit, data, netwerk, modus, andere_gegevens, as_json)


@app.command("terug", cls=DutchCommand)
def undo(
    scenario: Annotated[str, typer.Argument(help="Scenario (JSON).", show_default=False)],
    uit: _Out = None,
    aantal: Annotated[int, typer.Option("--aantal", help="Zoveel wijzigingen.", min=1)] = 1,
    data: Data = None,
    andere_gegevens: OtherData = False,
) -> None:
    """Neem de laatste wijzigingen van een scenario terug."""
    draft, study = _open(scenario, data, None, None, other_data=andere_gegevens)
    if aantal > len(draft.done):
        fault = f"{aantal} wijzigingen terug gaat niet: het scenario heeft er {len(draft.done)}; vraag minder"
        raise InputError(scenario, [fault])
    _write(draft.at(len(draft.done) - aantal), study, uit or Path(scenario), scenario)


@app.command("toon", cls=DutchCommand)
def show(
    scenario: Annotated[str, typer.Argument(help="Scenario (JSON).", show_default=False)],
    basis: _Base = "",
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Toon de wijzigingen van een scenario en wat zij samen doen."""
    draft, study = _open(scenario, data, netwerk, modus, other_data=andere_gegevens, more=[basis])
    base = resolve(study, basis, other_data=andere_gegevens) if basis else draft.base
    _tell(study, draft, base, as_json=as_json)


def _change(
    change: Change,
    scenario: str,
    base: str,
    target: Path | None,
    data: Path | None,
    network: str | None,
    mode: Any,  # noqa: ANN401  # typer's own
    other_data: bool,
    as_json: bool,
) -> None:
    """Make one change, tell what it does, and keep it where asked."""
    draft, study = _open(scenario, data, network, mode, other_data=other_data, more=[base])
    before = resolve(study, base, other_data=other_data) if base else draft.known_to(study)
    after = draft.do(change)
    after.known_to(study)
    if target is not None:
        _write(after, study, target, "")
    _tell(study, after, before, as_json=as_json)


def _open(
    scenario: str,
    data: Path | None,
    network: str | None,
    mode: Any,  # noqa: ANN401
    *,
    other_data: bool,
    more: list[str] | None = None,
) -> tuple[Draft, Study]:
    """Open a study, and the scenario on it as a draft."""
    study = open_under(data, [scenario, *(more or [])], network=network, mode=mode)
    if not scenario.lower().endswith(".json"):
        if scenario.lower().endswith(".csv"):
            fault = "een scenario begint bij een kant-en-klare indeling; zie 'dekkend indelingen'"
            raise InputError(scenario, [fault])
        return Draft(scenario or study.base_id), study
    saved = read_scenario(Path(scenario))
    if not other_data:
        require_same_data(saved, study)
    norms = saved.norms(kind.code for kind in study.country.kinds)
    return draft_of(saved), study.under(norms)


def _write(draft: Draft, study: Study, target: Path, same: str) -> None:
    if str(target) != same:
        refuse_overwriting([target], [], None)
    saved = draft.scenario(study)
    write_scenario(saved.model_copy(update={"naam": target.stem}), target)
    err.print(f"Geschreven naar {target}, wijzigingen: {len(draft.done)}", soft_wrap=True)


def _tell(study: Study, draft: Draft, before: str, *, as_json: bool) -> None:
    name = draft.known_to(study)
    if as_json:
        out.print_json(json.dumps(_as_json(study, draft, before, name), ensure_ascii=False))
        return
    plan = study.arrangement(name).plan
    out.print(
        f"{study.arrangement(name).title}; vergeleken met {study.arrangement(before).title}", soft_wrap=True
    )
    for line in plan.log if plan is not None else ():
        out.print(f"  - {line}", soft_wrap=True)
    out.print("\nWat het doet:")
    for line in story(study, before, name):
        out.print(f"  - {line}", soft_wrap=True)
    kinds = concerned(study, before, name)
    for what, one, other in steps(study, before, name):
        for kind in kinds:
            way = Way.OWN if what == "grenzen" else Way.FREE
            found = effect(study, one, other, kind, way)
            areas = for_whom(study, found).head(_SHOWN)
            if len(areas):
                out.print(_areas_table(f"{kind.code}, andere {what}: voor wie ({_WAYS[way]})", areas))
    closings.show(study, closings.followed(study, before, name))
    out.print()
    for line in _account(study, name):
        out.print(line, soft_wrap=True)


_WAYS = {
    Way.FREE: "dichtstbijzijnde, grenzen genegeerd",
    Way.OWN: "als alleen het eigen swv telt",
}


def _areas_table(title: str, areas: Any) -> Table:  # noqa: ANN401  # a frame
    table = Table(title=title, title_justify="left")
    table.add_column("gemeente", overflow="fold")
    table.add_column("richting")
    for column in ("inwoners (geschat)", "km, gemiddeld", "inwoners × km"):
        table.add_column(column, justify="right", overflow="fold")
    for row in areas.itertuples(index=False):
        table.add_row(
            row.naam, row.richting, people(row.inwoners), number(row.km, 1), people(row.inwoners_km)
        )
    return table


def _as_json(study: Study, draft: Draft, before: str, name: str) -> dict[str, Any]:
    plan = study.arrangement(name).plan
    found = []
    for what, one, other in steps(study, before, name):
        for kind in touched(study, one, other):
            for way in Way:
                one_effect = effect(study, one, other, kind, way)
                areas = for_whom(study, one_effect).round(3)
                found.append(
                    {
                        "stap": what,
                        "soort": kind.code,
                        "afstand": way.value,
                        "cijfers": {key: _plain(value) for key, value in one_effect.summary().items()},
                        "gevoeligheid_procent": {
                            f"{limit:g} m": _plain(share)
                            for limit, share in one_effect.sensitivity(SENSITIVITY_M).items()
                        },
                        "gemeenten": areas.to_dict("records"),
                    }
                )
    return {
        "scenario": json.loads(draft.scenario(study).model_dump_json()),
        "vergeleken_met": before,
        "wijzigingen": list(plan.log) if plan is not None else [],
        "uitleg": story(study, before, name),
        "effecten": found,
        "leerlingen_van_gesloten_vestigingen": closings.as_json(closings.followed(study, before, name)),
        "verantwoording": _account(study, name),
    }


def _plain(value: float) -> float | None:
    return None if value != value else round(value, 3)  # noqa: PLR0124  # NaN is no JSON


def _account(study: Study, name: str) -> list[str]:
    country = study.country_of(name)
    sources = "; ".join(dict.fromkeys(country.supply_sources.values()))
    return [
        f"Afstanden zijn {country.model.certainty}: {country.describe()}.",
        "Een verschil telt vanaf 1 km; verder en dichterbij staan apart en worden niet verrekend.",
        "Dichtstbijzijnd is niet per se passend of beschikbaar.",
        f"Inwoners zijn geschat ({country.labels['inwoners']}). Vestigingen: {sources}.",
        "Een rekenvoorbeeld, geen beleid en geen voorspelling.",
        f"Gegevensset {country.dataset.manifest.fingerprint[:12]}.",
    ]


def _places(told: list[str] | None) -> dict[str, int]:
    """Read ``so=80``."""
    found, faults = {}, []
    for text in told or ():
        match = re.fullmatch(r"\s*([^=\s]+)\s*=\s*(\d{1,5})\s*", text)
        if match is None:
            faults.append(
                f"gevonden '{text}', verwacht soort=aantal met een geheel aantal van 0 of meer, zoals so=80"
            )
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
