"""``dekkend exporteer`` and ``lees-indeling``: an indeling out of dekkend, and into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from cli.compare import OtherData, open_under, resolve
from cli.options import (
    Data,
    Variant,
    err,
    open_study,
    out,
    progress,
    refuse_overwriting,
    require_ending,
    settings_of,
)
from cli.saved import saved_scenarios
from data.files import write_atomic
from geo.errors import InputError
from scenarios.exchange.imported import imported_of
from scenarios.exchange.notes import notes_of
from scenarios.exchange.preview import Preview, left_out_told, preview
from scenarios.exchange.workbook import Asked, figures_workbook
from scenarios.indeling_csv import write_indeling
from scenarios.notation import number, swvs_told
from scenarios.ready_made import titles
from scenarios.scenario import Scenario, new_scenario, write_scenario
from scenarios.settings import Settings
from scenarios.study import Study
from scenarios.unassigned import unassigned_told
from ui.clock import today

ENDINGS = (".csv", ".json", ".geojson", ".gpkg", ".xlsx", ".png", ".svg", ".pdf")
#: What to do about gemeenten that a table leaves out.
_MISSING = "wie het inleest, zegt met --rest wat ermee gebeurt"
_PICTURES = (".png", ".svg", ".pdf")


def exporteer(
    scenario: Annotated[
        str, typer.Argument(help="Naam van een indeling, of CSV- of JSON-bestand.", show_default=False)
    ],
    uit: Annotated[
        Path,
        typer.Option(
            "--uit",
            help="Te schrijven bestand; het achtervoegsel zegt wat: .csv, .json (scenario), .geojson, .gpkg, "
            ".xlsx (cijfers), .png, .svg of .pdf (kaart).",
            show_default=False,
        ),
    ],
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            help="Waarmee cijfers en arcering vergelijken. [standaard: de lagen van de regeling]",
            show_default=False,
        ),
    ] = "",
    laag: Annotated[
        Literal["po", "vo"], typer.Option("--laag", help="Welke laag de kaart toont, bij twee lagen.")
    ] = "po",
    gebied: Annotated[
        str,
        typer.Option(
            "--gebied",
            help="Code van een jeugdregio of swv die de kaart vult. [standaard: heel Nederland]",
            show_default=False,
        ),
    ] = "",
    inhoud: Annotated[
        Literal["swv", "gemeenten"], typer.Option("--inhoud", help="Wat een GeoJSON bevat.")
    ] = "swv",
    titel: Annotated[str, typer.Option("--titel", help="Titel boven de kaart.", show_default=False)] = "",
    data: Data = None,
    jeugdregio: Variant = None,
    andere_gegevens: OtherData = False,
) -> None:
    """Schrijf een indeling om te bewerken, te delen of te laten zien; --uit zegt in welke vorm."""
    refuse_overwriting([uit], [scenario, basis], data)
    require_ending(uit, endings=ENDINGS, bare=False)
    study = open_under(data, [scenario, basis], variant=jeugdregio)
    name = resolve(study, scenario, other_data=andere_gegevens)
    base = resolve(study, basis, other_data=andere_gegevens) if basis else study.base_id
    ending = uit.suffix.casefold()
    if ending == ".csv":
        write_indeling(uit, study.arrangement(name), study.country)
        if told := unassigned_told(study.country, study.arrangement(name)):
            err.print(f"Let op: {told} en dus geen rij in dit bestand; {_MISSING}", soft_wrap=True)
    elif ending == ".json":
        write_scenario(_scenario(study, scenario, name, uit.stem), uit)
    elif ending == ".xlsx":
        saved = saved_scenarios([scenario])
        notes = {name: notes_of(study, next(iter(saved.values())))} if saved else {}
        asked = Asked([name], base, today(), notes)
        with progress("werkmap maken") as tell:
            content = figures_workbook(study, asked, progress=lambda done, total: tell(done, total, ""))
        write_atomic(uit, content)
    else:
        write_atomic(uit, _drawn(study, name, base, ending, laag, gebied, inhoud, titel))
    err.print(f"Geschreven naar {uit}", soft_wrap=True)


def _scenario(study: Study, given: str, name: str, called: str) -> Scenario:
    """Return an indeling as a scenario that needs no other file."""
    saved = saved_scenarios([given])
    if saved:
        return next(iter(saved.values())).model_copy(update={"naam": called})
    if name in titles(study.country):
        return new_scenario(study, called, name)
    arrangement = study.arrangement(name)
    base = "samengevoegd" if arrangement.is_merged else study.base_id
    change = imported_of(arrangement, study.country, Path(given).name)
    return new_scenario(study, called, base, (change,), title=arrangement.title)


def _drawn(  # the options of one verb
    study: Study, name: str, base: str, ending: str, layer: str, area: str, content: str, title: str
) -> bytes:
    """Draw a picture, or write a map file."""
    from ui.exchange import geo_file, picture  # noqa: PLC0415  # matplotlib is slow to load

    if ending == ".geojson":
        return geo_file.geojson(study, name, today(), geo_file.Content(content))
    if ending == ".gpkg":
        return geo_file.geopackage(study, name, today())
    is_swv = area in study.arrangement(name).layer(layer).codes
    asked = picture.Pictured(
        name,
        layer,
        today(),
        base="" if base == name else base,
        region="" if is_swv else area,
        swv=area if is_swv else "",
        title=title,
    )
    return picture.picture(study, asked, picture.PictureFormat(ending.removeprefix(".")))


def lees_indeling(
    bestand: Annotated[
        Path, typer.Argument(help="CSV, GeoJSON of GeoPackage met een indeling.", show_default=False)
    ],
    uit: Annotated[
        Path | None,
        typer.Option(
            "--uit",
            help="Schrijf de indeling als scenario (JSON). Zonder: alleen kijken.",
            show_default=False,
        ),
    ] = None,
    voorstellen: Annotated[
        bool, typer.Option("--voorstellen-overnemen", help="Neem alle voorstellen over die er zijn.")
    ] = False,
    antwoord: Annotated[
        list[str] | None,
        typer.Option(
            "--antwoord",
            help="Antwoord op een vraag, zoals 'rij 4=GM0344', 'rij 5=' (weglaten) of 'GM0344 beide=knip'; "
            "herhaalbaar.",
            show_default=False,
        ),
    ] = None,
    rest: Annotated[
        str,
        typer.Option(
            "--rest",
            help="Wat er gebeurt met gemeenten die ontbreken: vrij (zonder swv), of de naam van een indeling "
            "waarin zij blijven.",
            show_default=False,
        ),
    ] = "",
    stelsel: Annotated[
        Literal["", "wgs84", "rd"],
        typer.Option("--stelsel", help="Coördinatenstelsel van een kaart die het niet zegt: wgs84 of rd."),
    ] = "",
    titel: Annotated[str, typer.Option("--titel", help="Titel van het scenario.", show_default=False)] = "",
    data: Data = None,
    jeugdregio: Variant = None,
) -> None:
    """Bekijk een indeling uit een bestand en neem haar over als scenario."""
    refuse_overwriting([uit], [str(bestand)], data)
    require_ending(uit, endings=(".json",))
    answers = dict(_answer(one) for one in antwoord or ())
    study = open_study(data, settings_of(Settings(), variant=jeugdregio))
    found = preview(bestand, study.country, answers, accept=voorstellen, crs=stelsel)
    if strange := sorted(set(answers) - {one.key for one in found.questions}):
        told = [f"--antwoord {key!r}: die vraag is er niet; kies een sleutel uit de lijst" for key in strange]
        raise InputError(bestand.name, told)
    _show(study, found, answers, accepted=voorstellen)
    if uit is None:
        return
    faults = [f"{one.told} (sleutel '{one.key}')" for one in found.unanswered]
    if found.left_out and not rest:
        faults.append(f"{left_out_told(study.country, found.left_out)}; zeg met --rest wat ermee gebeurt")
    if faults:
        raise InputError(bestand.name, faults)
    draft = found.draft(study, "" if rest in {"", "vrij"} else rest)
    made = new_scenario(study, uit.stem, draft.base, draft.done, title=titel or draft.title)
    write_scenario(made, uit)
    err.print(f"Geschreven naar {uit}", soft_wrap=True)


def _answer(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark:
        fault = f"gevonden {text!r}, verwacht SLEUTEL=ANTWOORD, zoals 'rij 4=GM0344'"
        raise InputError("--antwoord", [fault])
    return key.strip(), value.strip()


def _show(study: Study, found: Preview, answers: dict[str, str], *, accepted: bool) -> None:
    out.print(f"{found.name}: {found.form}, {number(float(found.rows))} rijen of objecten", soft_wrap=True)
    if found.questions:
        _table(
            "Vragen",
            ("sleutel", "gevonden", "wat te doen", "antwoord"),
            [
                (
                    one.key,
                    f"{one.where}, {one.column}: {one.what}",
                    "; ".join(
                        part for part in (one.expected and f"verwacht {one.expected}", one.advice) if part
                    ),
                    _given(answers, one.key, one.proposed, dict(one.options), accepted=accepted),
                )
                for one in found.questions
            ],
        )
    if found.remarks:
        _table("Opmerkingen", ("plaats", "gevonden", "wat dekkend doet"),
               [(one.where or "bestand", one.what, one.done) for one in found.remarks])  # fmt: skip
    if told := left_out_told(study.country, found.left_out):
        out.print(f"{told}; --rest zegt wat ermee gebeurt", soft_wrap=True)
    _table(
        swvs_told(len(found.swvs)),
        ("laag", "swv", "gemeenten", "inwoners (geschat)"),
        [
            (one.layer, one.code, number(float(one.gemeenten)), number(round(one.residents, -2)))
            for one in found.swvs
        ],
    )


def _given(
    answers: dict[str, str], key: str, proposed: str | None, options: dict[str, str], *, accepted: bool
) -> str:
    if key in answers:
        return options.get(answers[key], answers[key] or "weggelaten")
    if proposed is None:
        return "open"
    told = options.get(proposed, proposed)
    return told if accepted else f"open; voorstel: {told}"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)
