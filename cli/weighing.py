"""``dekkend weeg``: any number of scenarios beside each other, their front, and whether their order holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer
from rich.table import Table

from cli.assumptions import saved_assumptions
from cli.options import err, out, progress, require_ending
from cli.plain import records, table
from cli.scenario_options import Judged, with_norms
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError, UnknownNameError
from scenarios.measures import Direction, all_measures, measure
from scenarios.notation import UNKNOWN, capital, figure
from scenarios.settings import Settings
from scenarios.study import Study
from scenarios.weighing.front import front
from scenarios.weighing.listed import listed, listed_variants
from scenarios.weighing.rescore import Question, Robustness, rescore
from scenarios.weighing.told import sentences
from scenarios.weighing.variants import GROUPS, chosen_variants, variants
from scenarios.weighing.weigh import Weighed, Weighing, weigh
from ui.tables import reading

#: Measures that are shown where none are asked for.
_CORE: Final = (
    "dekking_acceptabel",
    "afstand_gemiddeld",
    "zonder_eigen",
    "grensafhankelijkheid",
    "leerlingen_afwijkend",
    "relaties_gemeente",
)
#: Measures that a front is made of.
_TWO: Final = 2
_ALL: Final = "alle"
_NAMES = typer.Argument(help="Namen van indelingen, of CSV- of JSON-bestanden.", show_default=False)


@with_norms
def weeg(
    ground: Judged,
    scenario: Annotated[list[str], _NAMES],
    basis: Annotated[
        str, typer.Option("--basis", help="Waarmee vergeleken wordt; zonder keuze de lagen van de regeling.")
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help="Soort voorziening, zoals so.")] = "so",
    maat: Annotated[
        list[str] | None,
        typer.Option(
            "--maat", help="Code van een maat; herhaalbaar. [standaard: de kern]", show_default=False
        ),
    ] = None,
    sorteer: Annotated[
        str, typer.Option("--sorteer", help="Code van de maat om op te sorteren; de beste voorop.")
    ] = "",
    front_van: Annotated[
        str, typer.Option("--front", help="Twee maten, zoals dekking_acceptabel,leerlingen_afwijkend.")
    ] = "",
    varianten: Annotated[
        list[str] | None,
        typer.Option(
            "--varianten",
            help=f"Toets of de volgorde houdt: {_ALL}, {', '.join(GROUPS)}, of een variant; herhaalbaar.",
            show_default=False,
        ),
    ] = None,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de tabel als CSV.", show_default=False)
    ] = None,
) -> None:
    """Weeg indelingen: beste en slechtste, het front van twee maten, en of de volgorde standhoudt."""
    require_ending(uit)
    codes = [_code(one) for one in maat or _CORE]
    pair = _pair(front_van)
    if sorteer:
        _code(sorteer)
    study = ground.study([*scenario, basis], [uit])
    names = tuple(dict.fromkeys(ground.arrangement(study, name) for name in scenario))
    base = ground.arrangement(study, basis)
    wanted = list(dict.fromkeys([*codes, *pair, *([sorteer] if sorteer else [])]))
    with progress("wegen") as tell:
        found = weigh(
            study, names, base, kind, codes=wanted, progress=lambda done, total: tell(done, total, "")
        )
    if sorteer and found.by_code[sorteer].withheld:
        why = found.by_code[sorteer].withheld
        raise InputError("--sorteer", [f"bij een ander aantal swv's niet te vergelijken: de maat {why}"])
    tested: dict[str, Robustness] = {}
    if varianten is not None:
        asked = Question(names, base, kind, tuple(codes))
        tested = _tested(study, asked, [one for one in varianten if one != _ALL], scenario)
    if uit is not None:
        frame = listed(found, codes)
        write_atomic(uit, csv_bytes(frame))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(json.dumps(_as_json(study, found, codes, pair, tested), ensure_ascii=False))
    elif uit is None:
        _show(study, found, codes, sorteer, pair, tested)


def _code(text: str) -> str:
    """Accept the code of a measure that indelingen are compared on.

    Raises
    ------
    UnknownNameError
        Naming those that there are.
    """
    known = [one.code for one in all_measures() if one.group in {"afstand", "verandering", "versnippering"}]
    if text not in known:
        raise UnknownNameError(f"onbekende maat '{text}'; kies uit {', '.join(known)}")
    return text


def _pair(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    codes = tuple(_code(part.strip()) for part in text.split(","))
    if len(set(codes)) != _TWO:
        raise InputError(
            "--front", [f"gevonden '{text}', verwacht twee verschillende maten met een komma ertussen"]
        )
    plain = [code for code in codes if measure(code).direction is Direction.NONE]
    if plain:
        fault = f"{plain[0]} heeft geen richting: hoger of lager is daar niet beter; kies een andere maat"
        raise InputError("--front", [fault])
    return codes


def _tested(study: Study, asked: Question, names: list[str], files: list[str]) -> dict[str, Robustness]:
    assumptions = next((saved_assumptions(one) for one in files if one.lower().endswith(".json")), None)
    chosen = chosen_variants(variants(study, asked.kind, assumptions), names)

    def opened(settings: Settings) -> Study:
        return Study.of(study.country.dataset, settings, norms=study.norms)

    with progress("volgorde toetsen") as tell:
        found = rescore(study, asked, chosen, opened, progress=lambda done, total: tell(done, total, ""))
    return dict(found)


def _show(  # what was asked for, in the order in which it is shown
    study: Study,
    found: Weighing,
    codes: list[str],
    sort: str,
    pair: tuple[str, ...],
    tested: dict[str, Robustness],
) -> None:
    order = found.by_code[sort].sorted() if sort else range(1, len(found.names))
    names = [f"basis: {found.titles[0]}", *(found.titles[at] for at in order)]
    made = table(f"Indelingen gewogen, {found.kind.code}, heel Nederland", ["maat", *names], words=1)
    positions = [0, *order]
    made.add_row("aantal swv's", *(found.counted[at] for at in positions))
    for code in codes:
        one = found.by_code[code]
        unit = f"{one.measure.title} ({one.measure.unit}; {one.measure.direction.value})"
        made.add_row(unit, *(_cell(one, at) for at in positions))
    out.print(made)
    for code in codes:
        one = found.by_code[code]
        if one.withheld:
            told = f"{capital(one.measure.title)}: niet vergeleken bij een ander aantal swv's, want de maat"
            out.print(f"{told} {one.withheld}.", soft_wrap=True)
    if pair:
        _show_front(found, pair)
    for one_ in tested.values():
        out.print()
        _show_tested(one_)
    out.print()
    stamp = study.stamp(found.names[0])
    out.print(f"Instellingen: {found.settings}. {capital(found.norms)}.", soft_wrap=True)
    out.print(f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.", soft_wrap=True)


def _cell(one: Weighed, at: int) -> str:
    value, told = one.figures[at], one.readings[at]
    parts = [figure(one.measure, value)]
    if mark := one.mark(at):
        parts.append(mark)
    elif at and not one.withheld and told and not np.isnan(value):
        parts.append(reading(told))
    return "\n".join(parts)


def _front(found: Weighing, pair: tuple[str, ...]) -> list[int]:
    one, other = (found.by_code[code] for code in pair)
    known = np.isfinite(one.figures) & np.isfinite(other.figures)
    if "verandering" in {one.measure.group, other.measure.group}:
        known[0] = False
    return [int(at) for at in np.flatnonzero(front(one.order, other.order, known))]


def _show_front(found: Weighing, pair: tuple[str, ...]) -> None:
    held = [found.by_code[code] for code in pair if found.by_code[code].withheld]
    titles = " tegen ".join(found.by_code[code].measure.title for code in pair)
    if held:
        why = held[0].withheld
        out.print(f"Geen front van {titles}: {held[0].measure.title} {why}.", soft_wrap=True)
        return
    on = "; ".join(found.titles[at] for at in _front(found, pair))
    out.print(f"Op het front van {titles}: {on}.", soft_wrap=True)


def _show_tested(found: Robustness) -> None:
    for sentence in sentences(found):
        out.print(sentence, soft_wrap=True)
    counting = found.counting
    if counting and not found.first.order.is_empty:
        out.print(_places(found))


def _places(found: Robustness) -> Table:
    titles = [one.variant.title for one in found.counting]
    made = table(f"Plaats op {found.measure.title}", ["indeling", "zoals gekozen", *titles], words=1)
    shown = [found.first, *(one.weighed for one in found.counting if one.weighed is not None)]
    for at, title in enumerate(found.titles):
        made.add_row(title, *(_place(one, at) for one in shown))
    return made


def _place(one: Weighed, at: int) -> str:
    return UNKNOWN if np.isnan(one.figures[at]) else str(one.order.places()[at])


def _as_json(
    study: Study,
    found: Weighing,
    codes: list[str],
    pair: tuple[str, ...],
    tested: dict[str, Robustness],
) -> dict[str, Any]:
    stamp = study.stamp(found.names[0])
    withheld = [code for code in pair if found.by_code[code].withheld]
    return {
        "basis": found.names[0],
        "soort": found.kind.code,
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": found.settings,
        "normen": found.norms,
        "rijen": records(listed(found, codes)),
        "front": {
            "maten": list(pair),
            "indelingen": [] if withheld or not pair else [found.names[at] for at in _front(found, pair)],
            "niet_vergeleken": {code: found.by_code[code].withheld for code in withheld},
        }
        if pair
        else None,
        "volgorde": [
            {
                "maat": code,
                "zinnen": list(sentences(one)),
                "varianten": records(listed_variants(one)),
            }
            for code, one in tested.items()
        ],
    }
