"""``dekkend toets``: an indeling against the letter, row by row, and where principles pull."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.options import err, out, progress, require_ending
from cli.plain import table
from cli.scenario_options import Asked, Opened, with_scenario
from data.files import write_atomic
from geo.errors import InputError
from scenarios.departures import Departure, with_departure
from scenarios.draft import Draft, draft_of
from scenarios.principles.evidence import Evidence
from scenarios.principles.jeugdregio import departure_of
from scenarios.principles.panel import Panel, check, kinds_of
from scenarios.principles.row import Outcome, Row, result
from scenarios.principles.standard import standard
from scenarios.principles.words import ABOUT, aspects, spoken, spoken_all
from scenarios.ready_made import titles
from scenarios.scenario import Scenario, read_scenario, write_scenario
from scenarios.study import Study
from ui.check import panel_file
from ui.check.panel_markup import EXAMPLE, PULLS, READING_SIGNS, SIGNS
from ui.clock import today

#: Rows of a table on screen; --json has all.
_SHOWN: Final = 15
#: Kinds of which the standard consolidation stands beside row 1a without being asked for.
_BESIDE: Final = ("so",)
#: Of the columns with titles and results, at most: the figures need the room.
_WIDTHS: Final = (26, 22)
_FORM: Final = "schrijf SWV=reden, zoals JZ01='een eiland'"


@with_scenario
def toets(
    regel: Annotated[
        list[str] | None,
        typer.Option(
            "--regel",
            help="Toon de onderbouwing van een regel: 1, 1a, 1b, 2, 3, 4a, 4b, 4c of +; herhaalbaar.",
            show_default=False,
        ),
    ] = None,
    consolidatie: Annotated[
        bool,
        typer.Option(
            "--consolidatie",
            help="Reken de standaardconsolidatie (één vestiging per soort per swv: een rekenvoorbeeld) uit "
            "voor alle soorten. [standaard: so]",
        ),
    ] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="Reken de standaardconsolidatie uit voor deze soort; herhaalbaar. [standaard: so]",
            show_default=False,
        ),
    ] = None,
    afwijking: Annotated[
        list[str] | None,
        typer.Option(
            "--afwijking",
            help="Leg een afwijking van het streven vast: SWV=reden; herhaalbaar. Vraagt om --wie en --uit.",
            show_default=False,
        ),
    ] = None,
    wie: Annotated[str, typer.Option("--wie", help="Wie de afwijking vastlegt.", show_default=False)] = "",
    uit: Annotated[
        Path | None,
        typer.Option(
            "--uit",
            help="Schrijf de cijfers als CSV; met --afwijking het scenario als JSON.",
            show_default=False,
        ),
    ] = None,
    *,
    asked: Asked,
) -> None:
    """Toets een indeling aan de uitgangspunten en het streven uit de Kamerbrief van 24 april 2025."""
    _require_sense(afwijking or [], wie, uit)
    rows = [_code(number) for number in regel or []]
    require_ending(uit, endings=(".json",) if afwijking else (".csv",))
    opened = asked.open([uit])
    if afwijking:
        opened = _recorded(opened, asked, afwijking, wie, uit or Path())
    panel = _panel(opened, kind, every=consolidatie)
    if uit is not None and not afwijking:
        write_atomic(uit, panel_file.as_csv(panel).encode("utf-8-sig"))
        err.print(f"Toets geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(panel_file.body(panel), ensure_ascii=False))
    elif uit is None or afwijking or rows:
        _show(panel, rows)


def _panel(opened: Opened, kinds: list[str] | None, *, every: bool) -> Panel:
    """Make the panel with the standard consolidation beside it: of so, unless other kinds are asked for."""
    panel = check(*opened)
    known = [kind.code for kind in panel.of.country.kinds]
    if unknown := [code for code in kinds or [] if code not in known]:
        fault = f"onbekende soort '{unknown[0]}'; kies uit {', '.join(sorted(known))}"
        raise InputError("--kind", [fault])
    unasked = [] if panel.row("reisafstand").parts else list(_BESIDE)
    wanted = kinds or (known if every else unasked)
    if not wanted:
        return panel
    with progress("standaardconsolidatie") as tell:
        found = standard(panel.of, kinds_of(panel.of, wanted), lambda done, total: tell(done, total, ""))
    return panel.beside(found)


def _code(number: str) -> str:
    found = next((code for code, one in aspects().items() if number in {one.number, code}), None)
    if found is None:
        told = ", ".join(one.number for one in aspects().values())
        raise InputError("--regel", [f"gevonden '{number}', kies uit {told}"])
    return found


def _require_sense(told: list[str], who: str, target: Path | None) -> None:
    """Refuse a record that nobody makes, or that is kept nowhere."""
    is_json = target is not None and target.suffix.lower() == ".json"
    faults = []
    if told and not who.strip():
        faults.append("wie legt haar vast? Noem een naam met --wie")
    if told and not is_json:
        faults.append("waar wordt zij bewaard? Noem een scenariobestand met --uit, zoals --uit scenario.json")
    if not told and is_json:
        faults.append("een scenario (JSON) wordt alleen geschreven met --afwijking; noem een CSV met --uit")
    if faults:
        raise InputError("--afwijking", faults)


def _recorded(opened: Opened, asked: Asked, told: list[str], who: str, target: Path) -> Opened:
    """Write the scenario with what was recorded, and return the study with it."""
    study = opened.study
    departures = study.arrangement(opened.name).departures
    faults: list[str] = []
    for one in told:
        about, equals, reason = one.partition("=")
        try:
            made = departure_of(study, opened.name, about, reason=reason, who=who, day=today())
            departures = with_departure(departures, made)
        except InputError as error:
            faults += [fault if equals else f"{fault}; {_FORM}" for fault in error.faults]
    if faults:
        raise InputError("--afwijking", faults)
    scenario = _scenario(study, opened.name, asked.scenario, target, departures)
    write_scenario(scenario, target)
    err.print(f"Scenario met vastgelegde afwijkingen geschreven naar {target}", soft_wrap=True)
    return Opened(study, study.add(scenario.run(study)), opened.base)


def _scenario(
    study: Study, name: str, told: str, target: Path, departures: tuple[Departure, ...]
) -> Scenario:
    """Return the scenario to be written: a saved one with the records, or a new one on an indeling."""
    if told.lower().endswith(".json"):
        saved = read_scenario(Path(told))
        draft, assumptions = draft_of(saved), saved.assumptions
    elif name in titles(study.country):
        draft, assumptions = Draft(name), None
    else:
        fault = "een scenario begint bij een kant-en-klare indeling of een scenariobestand (JSON)"
        raise InputError(told, [fault])
    made = replace(draft, departures=departures).scenario(study, assumptions)
    return made.model_copy(update={"naam": target.stem})


def _show(panel: Panel, rows: list[str]) -> None:
    before, after = (panel.of.study.arrangement(one).title for one in (panel.of.base, panel.of.name))
    out.print(f"Toets van {after} (basis: {before})", soft_wrap=True)
    out.print(ABOUT, soft_wrap=True)
    out.print(_counted(panel), soft_wrap=True)
    printed = table("", ["", "uitgangspunt of streven", "uitkomst", "cijfers", "tot voldoen"], words=5)
    printed.show_lines = True
    for column, width in zip(printed.columns[1:3], _WIDTHS, strict=True):
        column.max_width = width
    for row in panel.rows:
        title = f"{row.aspect.title}\n({row.aspect.standing.value})"
        outcome = "\n".join(filter(None, (f"{SIGNS[row.outcome]} {row.outcome.value}", _stand(row))))
        printed.add_row(row.aspect.number, title, outcome, _told(row), _distance(row))
    out.print(printed)
    _tensions(panel, whole=not rows)
    for code in rows:
        _row(panel.row(code))
    _account(panel)


def _counted(panel: Panel) -> str:
    """Count the results, and where the figures of those that are open stand."""
    told = ", ".join(f"{SIGNS[one]} {one.value} {panel.count(one)}" for one in Outcome)
    found = "; ".join(f"{READING_SIGNS[one]} {one.value} {count}" for one, count in panel.readings().items())
    return f"{told}{f', waarvan: {found}' if found else ''}"


def _stand(of: Row) -> str:
    return "" if of.reading is None else f"{READING_SIGNS[of.reading]} {of.reading.value}"


def _told(row: Row) -> str:
    why = [f"waardoor, {line}" for line in row.why]
    beside = [f"{EXAMPLE}, {one.told}" for one in row.examples]
    kept = [f"{one.departure.swv}: {one.told}" for one in row.recorded]
    return "\n".join([row.told, *why, *beside, *kept])


def _distance(row: Row) -> str:
    parts = [] if row.gap is None else [row.gap.words]
    parts += [f"in het rekenvoorbeeld {one.gap.words}" for one in row.examples if one.gap is not None]
    if row.lacking:
        parts.append(f"nog te bevestigen: {spoken_all(row.lacking)}")
    return "\n".join(parts)


def _tensions(panel: Panel, *, whole: bool) -> None:
    if panel.tensions:
        out.print("\nWaar uitgangspunten aan elkaar trekken:")
    for one in panel.tensions:
        ends = f" {PULLS} ".join(aspects()[code].number for code in one.between)
        out.print(f"  - {ends}: {one.title}. {one.told}", soft_wrap=True)
        for each in one.concerned:
            out.print(f"      {each.kind}: {each.told}", soft_wrap=True)
        for line in one.why:
            out.print(f"      waardoor, {line}", soft_wrap=True)
    for one in panel.tensions if whole else ():
        _table(one.evidence)


def _row(row: Row) -> None:
    out.print(f"\n{row.aspect.number} {row.aspect.title}: {result(row)}", soft_wrap=True)
    for part in row.parts:
        gap = f" ({part.gap.words})" if part.gap is not None else ""
        out.print(f"  - {result(part)}: {part.told}{gap}", soft_wrap=True)
    printed = table("", ["cijfer", "waardoor", "aard", "scenario", "basis"], words=3)
    for shown in row.figures:
        split = shown.split if shown.change else ""
        printed.add_row(shown.label, split, shown.certainty, shown.text, shown.base_text)
    if row.figures:
        out.print(printed)
    for one in row.evidence:
        _table(one)
    for note in row.all_notes:
        out.print(note, soft_wrap=True)


def _table(one: Evidence) -> None:
    if not one.rows:
        return
    more = f" ({len(one.rows)}, de eerste {_SHOWN}; alle met --json)" if len(one.rows) > _SHOWN else ""
    frame = one.texts(_SHOWN)
    printed = table(one.title + more, [], words=0)
    for head in map(str, frame.columns):
        printed.add_column(head, justify="right" if head in one.numeric else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        printed.add_row(*(str(cell) for cell in row))
    out.print()
    out.print(printed)
    if one.note:
        out.print(one.note, soft_wrap=True)


def _account(panel: Panel) -> None:
    study, name = panel.of.study, panel.of.name
    stamp = study.stamp(name)
    out.print()
    for line in (
        f"{name}: {study.arrangement(name).origin}",
        f"Werknormen: {'; '.join(f'{spoken(norm)} ({norm.standing})' for norm in panel.norms)}.",
        f"Afstanden zijn {study.country.model.certainty}: {stamp.settings}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)
