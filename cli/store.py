"""``dekkend bewaard``: the scenarios that the app keeps on disk, from the command line."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.dutch import DutchCommand, DutchGroup
from cli.options import (
    AsJson,
    Data,
    data_folder,
    err,
    extended,
    open_study,
    out,
    refuse_overwriting,
    require_ending,
)
from data.corrected import corrected
from data.dataset import read_dataset
from data.files import write_atomic
from data.scenario_store import Kept, ScenarioStore, local
from geo.errors import DekkendError
from scenarios import store
from scenarios.scenario import Scenario, read_scenario, require_same_data
from scenarios.settings import Settings
from scenarios.store import id_and_version, stored_id
from scenarios.study import Study
from ui.clock import today

app = typer.Typer(
    help="Scenario's die op deze computer bewaard zijn: tonen, bewaren, uithalen, vaststellen.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Id, zoals 'bewaard lijst' het toont; met versie als 0123abcd.2.",
        show_default=False,
    ),
]
_Who = Annotated[
    str, typer.Option("--wie", help="Naam bij de versie. [standaard: uw gebruikersnaam]", show_default=False)
]
_Note = Annotated[str, typer.Option("--toelichting", help="Waar de versie over gaat.", show_default=False)]


@app.command("lijst", cls=DutchCommand)
def lijst(
    verborgen: Annotated[bool, typer.Option("--verborgen", help="Toon wat verborgen is.")] = False,
    as_json: AsJson = False,
) -> None:
    """Toon de bewaarde scenario's, de laatste voorop."""
    kept = ScenarioStore.usual().all(hidden=verborgen)
    if as_json:
        out.print_json(json.dumps([_plain(one) for one in kept], ensure_ascii=False))
        return
    if not kept:
        out.print("Er is niets verborgen." if verborgen else "Er is nog niets bewaard.")
        return
    table = Table(title="Bewaarde scenario's (geen ervan is vastgesteld beleid)", title_justify="left")
    for column in ("id", "titel", "stand", "versie", "tijd", "wie", "toelichting"):
        table.add_column(column, overflow="fold", no_wrap=column in {"id", "tijd"})
    for one in kept:
        row = _plain(one)
        table.add_row(
            one.id, one.title, str(one.state), str(one.last.number), row["tijd"], one.last.who, one.last.note
        )
    out.print(table)
    out.print(
        "Gebruik een id bij andere opdrachten als opgeslagen-ID, of opgeslagen-ID.VERSIE.", soft_wrap=True
    )


@app.command("bewaar", cls=DutchCommand)
def bewaar(
    bestand: Annotated[Path, typer.Argument(help="Scenario (JSON).", show_default=False)],
    op: Annotated[
        str,
        typer.Option(
            "--op",
            help="Id met versie waarop dit verder gaat, zoals 0123abcd.2. [standaard: een nieuw scenario]",
            show_default=False,
        ),
    ] = "",
    titel: Annotated[str, typer.Option("--titel", help="Titel. [standaard: die in het bestand]")] = "",
    toelichting: _Note = "",
    wie: _Who = "",
    data: Data = None,
    andere_gegevens: Annotated[
        bool,
        typer.Option(
            "--andere-gegevens",
            help="Bewaar ook een scenario dat op andere gegevens is gemaakt; de wijzigingen worden dan niet "
            "geprobeerd.",
        ),
    ] = False,
) -> None:
    """Bewaar een scenario uit een bestand; is er een latere versie, dan wordt er niets geschreven."""
    scenario = read_scenario(bestand, today())
    _require_openable(scenario, data, other_data=andere_gegevens)
    title = titel or scenario.titel or scenario.naam
    text = store.text_of(scenario.model_copy(update={"titel": title}))
    kept_store, who = ScenarioStore.usual(), wie or _user()
    if op:
        kept_id, number = id_and_version(op)
        based_on = kept_store.one(kept_id).last.number if number is None else number
        kept = kept_store.save(kept_id, based_on, title, text, scenario.gegevens, who=who, note=toelichting)
    else:
        kept = kept_store.create(title, text, scenario.gegevens, who=who, note=toelichting)
    out.print(f"Bewaard als {stored_id(kept.id, kept.last.number)}: {kept.title}", soft_wrap=True)


@app.command("haal", cls=DutchCommand)
def haal(
    wat: _Id, uit: Annotated[Path, typer.Option("--uit", help="Te schrijven JSON.", show_default=False)]
) -> None:
    """Schrijf een bewaard scenario als bestand (JSON)."""
    refuse_overwriting([uit], [], None)
    require_ending(uit, endings=(".json",))
    write_atomic(uit, store.file_of(ScenarioStore.usual(), *id_and_version(wat)))
    err.print(f"Geschreven naar {uit}", soft_wrap=True)


@app.command("versies", cls=DutchCommand)
def versies(wat: _Id, as_json: AsJson = False) -> None:
    """Toon de versies van een bewaard scenario, de laatste voorop."""
    kept_id, _ = id_and_version(wat)
    kept_store = ScenarioStore.usual()
    kept, found = kept_store.one(kept_id), kept_store.versions(kept_id)
    rows = [
        {
            "id": stored_id(kept_id, one.number),
            "tijd": f"{local(one.time):%d-%m-%Y %H:%M:%S}",
            "wie": one.who,
            "toelichting": one.note,
            "gegevens": one.data[:12],
        }
        for one in found
    ]
    if as_json:
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(title=f"{kept.title} ({kept.state})", title_justify="left")
    for column in rows[0]:
        table.add_column(column, overflow="fold", no_wrap=column == "id")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


@app.command("stel-vast", cls=DutchCommand)
def stel_vast(wat: _Id, data: Data = None, toelichting: _Note = "", wie: _Who = "") -> None:
    """Stel een scenario vast: het verandert daarna niet meer. Ieder gebied moet bij een swv horen."""
    kept_id, number = id_and_version(wat)
    kept_store = ScenarioStore.usual()
    based_on = kept_store.one(kept_id).last.number if number is None else number
    scenario = store.scenario_at(kept_store, kept_id, based_on)
    study = open_study(data, scenario.settings, (), scenario.correcties)
    require_same_data(scenario, study)
    kept = store.freeze(kept_store, study, kept_id, based_on, who=wie or _user(), note=toelichting)
    out.print(f"Vastgesteld als {stored_id(kept.id, kept.last.number)}: {kept.title}", soft_wrap=True)


@app.command("kopieer", cls=DutchCommand)
def kopieer(
    wat: _Id,
    titel: Annotated[str, typer.Option("--titel", help="Titel van de kopie.", show_default=False)] = "",
    wie: _Who = "",
) -> None:
    """Begin een nieuw scenario met een bewaarde versie."""
    kept = ScenarioStore.usual().copy(*id_and_version(wat), title=titel, who=wie or _user())
    out.print(f"Gekopieerd naar {stored_id(kept.id, kept.last.number)}: {kept.title}", soft_wrap=True)


@app.command("verberg", cls=DutchCommand)
def verberg(wat: _Id) -> None:
    """Zet een scenario uit het zicht; het blijft bestaan."""
    kept = ScenarioStore.usual().hide(id_and_version(wat)[0])
    out.print(f"Verborgen: {kept.title}. 'dekkend bewaard herstel {kept.id}' zet het terug.", soft_wrap=True)


@app.command("herstel", cls=DutchCommand)
def herstel(wat: _Id) -> None:
    """Zet een verborgen scenario terug in de lijst."""
    kept = ScenarioStore.usual().hide(id_and_version(wat)[0], hidden=False)
    out.print(f"Staat weer in de lijst: {kept.title}.", soft_wrap=True)


def _require_openable(scenario: Scenario, data: Path | None, *, other_data: bool) -> None:
    """Refuse what nobody could open; no distance is computed for that."""
    dataset, norms = extended(read_dataset(data_folder(data)), ())
    if scenario.correcties and not dataset.manifest.corrections:
        dataset = corrected(dataset, scenario.correcties)
    try:
        settings = scenario.settings
    except DekkendError:
        settings = Settings()  # told below, with all else
    study = Study.of(dataset, settings, norms=norms)
    same = scenario.gegevens == dataset.manifest.fingerprint
    store.require_openable(scenario, study, same_data=same)
    if not other_data:
        require_same_data(scenario, study)


def _plain(kept: Kept) -> dict[str, Any]:
    return {
        "id": stored_id(kept.id, kept.last.number),
        "titel": kept.title,
        "stand": str(kept.state),
        "versie": kept.last.number,
        "tijd": f"{local(kept.last.time):%d-%m-%Y %H:%M}",
        "wie": kept.last.who,
        "toelichting": kept.last.note,
        "gegevens": kept.last.data,
        "kopie_van": kept.parent,
        "verborgen": kept.hidden,
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody has a name here
        return ""
