"""``dekkend inclusief``: what it does when part of the pupils goes to a regular school near home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.assumptions import (
    Counted,
    Growth,
    Rates,
    Smallest,
    Told,
    ToRegular,
    Year,
    assumptions_of,
    saved_assumptions,
)
from cli.inclusive_answer import Found, Per, as_json, per_area, rows
from cli.inclusive_report import show
from cli.options import (
    err,
    out,
    progress,
    require_ending,
)
from cli.scenario_options import Ground, with_ground
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.demand import kind_of, regular_kind
from scenarios.draft import Draft, draft_of
from scenarios.inclusion import inclusion, presets, with_preset
from scenarios.ready_made import titles
from scenarios.regional_network import Keep, RegionalNetwork, regional_network
from scenarios.scenario import read_scenario, write_scenario
from scenarios.site_effects import Way
from scenarios.study import Study
from ui.clock import today


class PresetName(StrEnum):
    """Worked examples of ours, see ``scenarios/inclusie.csv``."""

    LAAG = "laag"
    MIDDEN = "midden"
    HOOG = "hoog"


_SCENARIO: Final = typer.Argument(
    help="Indeling of scenario (JSON) met de vestigingen van nu. [standaard: de regeling]",
    show_default=False,
)
_PRESET: Final = typer.Option(
    "--voorinstelling",
    help="Eigen rekenvoorbeeld met aandelen per soort; vraagt om --jaar 2029, 2032 of 2035.",
    show_default=False,
)
_PER_REGION: Final = typer.Option(
    "--netwerk-per-regio",
    help="Regionaal netwerk: zoveel bestaande vestigingen per soort blijven in elke jeugdregio.",
    min=1,
    show_default=False,
)
_KEEP: Final = typer.Option("--houd", help="Welke vestigingen een regionaal netwerk houdt.")
_PLAN: Final = typer.Option(
    "--uit-scenario",
    help="Schrijf het regionale netwerk als scenario (JSON): de vestigingen die dichtgaan.",
    show_default=False,
)
_OWN: Final = typer.Option("--eigen", help="Neem de dichtstbijzijnde van het eigen swv, niet van alle.")


@with_ground
def inclusief(
    scenario: Annotated[str, _SCENARIO] = "",
    voorinstelling: Annotated[PresetName | None, _PRESET] = None,
    jaar: Year = None,
    naar_regulier: ToRegular = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Gespecialiseerde soort; herhaalbaar. [standaard: elke met een aandeel]"),
    ] = None,
    per: Annotated[
        Per | None, typer.Option("--per", help="Ook per swv of jeugdregio.", show_default=False)
    ] = None,
    eigen: Annotated[bool, _OWN] = False,
    netwerk_per_regio: Annotated[int | None, _PER_REGION] = None,
    houd: Annotated[Keep, _KEEP] = Keep.CENTRAL,
    uit_scenario: Annotated[Path | None, _PLAN] = None,
    geteld_per: Counted = None,
    deelname: Rates = None,
    groei: Growth = None,
    kleinste: Smallest = None,
    uit: Annotated[
        Path | None,
        typer.Option(
            "--uit", help="Schrijf de tabel als CSV: per soort, of per gebied met --per.", show_default=False
        ),
    ] = None,
    *,
    ground: Ground,
) -> None:
    """Toon wat het doet als leerlingen naar een reguliere school in de buurt gaan (inclusief onderwijs)."""
    _require_together(netwerk_per_regio, houd, uit_scenario)
    told = Told(
        growth=groei,
        year=jaar,
        rates=deelname,
        region=geteld_per,
        inclusion=naar_regulier,
        minimum=kleinste,
    )
    assumptions = _assumptions(scenario, voorinstelling, told)
    require_ending(uit)
    study = ground.study([scenario], [uit, uit_scenario])
    name = ground.arrangement(study, scenario)
    kinds = _kinds(study, kind, assumptions, voorinstelling, netwerk_per_regio)
    draft = _draft(study, scenario, name) if uit_scenario is not None else None
    way = Way.OWN if eigen else Way.FREE
    found = Found(
        name,
        way,
        assumptions,
        tuple(inclusion(study, name, code, assumptions, way) for code in kinds),
        tuple(_network(study, name, code, netwerk_per_regio, assumptions, houd) for code in kinds)
        if netwerk_per_regio is not None
        else (),
        per,
        voorinstelling.value if voorinstelling is not None else "",
    )
    if draft is not None and uit_scenario is not None:
        _write_plan(study, draft, found, uit_scenario)
    if uit is not None:
        write_atomic(uit, csv_bytes(rows(study, found) if per is None else per_area(study, found), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(as_json(study, found), ensure_ascii=False))
    elif uit is None:
        show(study, found)


def _require_together(count: int | None, keep: Keep, plan: Path | None) -> None:
    """Refuse options that mean nothing without another one."""
    faults = []
    if count is None and keep is not Keep.CENTRAL:
        faults.append(
            "--houd hoort bij --netwerk-per-regio; noem ook het aantal, zoals --netwerk-per-regio 1"
        )
    if count is None and plan is not None:
        faults.append("--uit-scenario hoort bij --netwerk-per-regio: zonder netwerk sluit er niets")
    if plan is not None and plan.suffix.lower() != ".json":
        faults.append(f"--uit-scenario: gevonden '{plan}', verwacht een naam die op .json eindigt")
    if faults:
        raise InputError("een regionaal netwerk", faults)


def _assumptions(scenario: str, preset: PresetName | None, told: Told) -> Assumptions:
    """Take saved assumptions, then the worked example, then what the options say."""
    saved = saved_assumptions(scenario)
    if preset is None:
        return assumptions_of(saved, told)
    if (year := told.year or saved.year) is None:
        fault = "noem ook het jaar: --jaar 2029, 2032 of 2035"
        raise InputError(f"--voorinstelling {preset.value}", [fault])
    return assumptions_of(with_preset(saved, preset.value, year), replace(told, year=year))


def _kinds(
    study: Study,
    told: Sequence[str] | None,
    assumptions: Assumptions,
    preset: PresetName | None,
    count: int | None,
) -> tuple[str, ...]:
    """Kinds that it is about: those named, else those with a share; all specialised ones of an example."""
    if told:
        return tuple(dict.fromkeys(kind_of(study.country, code).code for code in told))
    moved = {kind for kind, share in assumptions.inclusion if share > 0}
    if moved or preset is not None:
        known = [kind for kind in study.country.kinds if regular_kind(kind) != kind.code]
        # in the first year of an example nobody moves yet: it is told of all its kinds
        wanted = moved or {kind for _, kind, _ in presets()[str(preset)].shares}
        chosen = tuple(kind.code for kind in known if kind.code in wanted)
        # kinds that the data do not have are refused where they are used
        return chosen or tuple(sorted(moved))
    faults = ["noem een aandeel: --voorinstelling midden --jaar 2035, of --naar-regulier so=25%"]
    if count is not None:
        faults = ["noem de soorten van het regionale netwerk: --kind so (herhaalbaar), of een aandeel"]
    raise InputError("naar inclusief onderwijs", faults)


def _draft(study: Study, scenario: str, name: str) -> Draft:
    """Begin the scenario that the closings are written to."""
    if scenario.lower().endswith(".json"):
        return draft_of(read_scenario(Path(scenario), today()))
    if name not in titles(study.country):
        fault = "een scenario begint bij een kant-en-klare indeling; zie 'dekkend indelingen'"
        raise InputError(scenario, [fault])
    return Draft(name)


def _network(
    study: Study, name: str, kind: str, count: int, assumptions: Assumptions, keep: Keep
) -> RegionalNetwork:
    with progress(f"regionaal netwerk {kind}") as tell:
        return regional_network(
            study,
            name,
            kind,
            count,
            assumptions,
            keep=keep,
            progress=lambda done, total: tell(done, total, ""),
        )


def _write_plan(study: Study, draft: Draft, found: Found, target: Path) -> None:
    """Write the closings of the networks on top of the scenario that it began with."""
    begun = len(draft.done)
    for one in found.networks:
        for change in one.changes():
            draft = draft.do(change)
    if len(draft.done) == begun:
        err.print("Let op: alle vestigingen blijven, dus er is geen scenario geschreven.", soft_wrap=True)
        return
    draft.known_to(study)
    saved = draft.scenario(study, found.assumptions)
    write_scenario(saved.model_copy(update={"naam": target.stem}), target)
    err.print(
        f"Scenario geschreven naar {target}; wat het met afstanden doet: dekkend voorziening toon {target}",
        soft_wrap=True,
    )
