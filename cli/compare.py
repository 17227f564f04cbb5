"""``dekkend indelingen`` and ``vergelijk``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import report
from cli.corrections import saved_corrections
from cli.options import (
    AsJson,
    Confirmed,
    Data,
    Detour,
    Intrazonal,
    Network,
    NormFile,
    NormValues,
    OnOff,
    OwnFacilities,
    Reformed,
    ReformedApart,
    TravelMode,
    Variant,
    err,
    open_study,
    out,
    progress,
    refuse_overwriting,
    require_ending,
    settings_of,
    under_norms,
)
from cli.saved import saved_scenarios
from data.files import write_atomic
from data.scenario_store import ScenarioStore
from geo.errors import InputError
from geo.network import Mode
from scenarios.compare import Comparison, Level, compare
from scenarios.exchange.notes import Notes, notes_of
from scenarios.indeling import Arrangement
from scenarios.indeling_csv import read_indeling
from scenarios.own_norms import norms_of
from scenarios.ready_made import DENOMINATIONAL, UnavailableIndelingError
from scenarios.scenario import Scenario, read_scenario, require_same_data
from scenarios.settings import Settings
from scenarios.store import arrangement_of, id_and_version, is_stored, scenario_at
from scenarios.study import Study
from ui.clock import today

OtherData = Annotated[
    bool, typer.Option("--andere-gegevens", help="Sta een scenario toe dat op andere gegevens is gemaakt.")
]
_NAMES = typer.Argument(help="Namen van indelingen, of CSV- of JSON-bestanden.", show_default=False)


def indelingen(data: Data = None, as_json: AsJson = False, variant: Variant = None) -> None:
    """Toon de kant-en-klare indelingen, elk met één zin over hoe ze gemaakt is."""
    study = open_study(data, settings_of(Settings(), variant=variant))
    rows = []
    for name, title in study.titles.items():
        try:
            arrangement = study.arrangement(name)
            count = " + ".join(str(len(layer.codes)) for layer in arrangement.layers)
            rows.append({"naam": name, "titel": title, "swv": count, "uitleg": arrangement.origin})
        except UnavailableIndelingError as error:
            rows.append({"naam": name, "titel": title, "swv": "niet te maken", "uitleg": str(error)})
    if as_json:
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(title="Indelingen (geen ervan is vastgesteld beleid)", title_justify="left")
    for column in ("naam", "swv's", "hoe gemaakt"):
        table.add_column(column, overflow="fold", no_wrap=column == "naam")
    for row in rows:
        table.add_row(row["naam"], row["swv"], row["uitleg"])
    out.print(table)
    out.print(DENOMINATIONAL, soft_wrap=True)


def vergelijk(
    scenario: Annotated[list[str], _NAMES],
    basis: Annotated[
        str, typer.Option("--basis", help="Waarmee vergeleken wordt; zonder keuze de lagen van de regeling.")
    ] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", help="Soort voorziening (bo, sbo, so, vso, pro, vo, of een eigen soort); herhaalbaar."
        ),
    ] = None,
    niveau: Annotated[Level, typer.Option("--niveau", help="Voor welke gebieden.")] = Level.LAND,
    expert: Annotated[
        bool, typer.Option("--expert", help="Toon ook entropieën en andere expertmaten.")
    ] = False,
    as_json: AsJson = False,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de tabel als CSV.", show_default=False)
    ] = None,
    kaart: Annotated[
        Path | None,
        typer.Option(
            "--kaart",
            help="Schrijf een webpagina met kaarten, conclusie en tabellen; opent zonder internet.",
            show_default=False,
        ),
    ] = None,
    voorzieningen: OwnFacilities = None,
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    jeugdregio: Variant = None,
    normen: NormFile = None,
    norm: NormValues = None,
    bevestig: Confirmed = None,
    andere_gegevens: OtherData = False,
) -> None:
    """Vergelijk indelingen op afstand, dekking en versnippering."""
    refuse_overwriting([uit, kaart], [*scenario, basis, str(normen or "")], data)
    require_ending(uit)
    require_ending(kaart, endings=(".html", ".htm"))
    study = open_under(
        data,
        [*scenario, basis],
        network=netwerk,
        mode=modus,
        detour=omweg,
        intrazonal=intrazonaal,
        reformed=reformatorisch,
        variant=jeugdregio,
        facilities=voorzieningen,
    )
    study = under_norms(study, normen, norm, bevestig)
    ids = {name: resolve(study, name, other_data=andere_gegevens) for name in dict.fromkeys(scenario)}
    names = list(dict.fromkeys(ids.values()))
    base = resolve(study, basis, other_data=andere_gegevens) if basis else study.base_id
    with progress("vergelijken") as tell:
        result = compare(study, names, base, kind, niveau, progress=lambda done, total: tell(done, total, ""))
    page = b""
    if kaart is not None:
        notes = {
            ids[given]: notes_of(study, one) for given in ids for one in saved_scenarios([given]).values()
        }
        page = _page(study, result, names, niveau, notes).encode()
    if uit is not None:
        write_atomic(uit, report.as_csv(result))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if kaart is not None:
        write_atomic(kaart, page)
        err.print(f"Kaart geschreven naar {kaart}", soft_wrap=True)
    if as_json:
        out.print_json(report.as_json(study, result))
    elif uit is None and kaart is None:
        report.show(study, result, niveau, expert=expert)


def _page(
    study: Study, result: Comparison, names: list[str], level: Level, notes: Mapping[str, Notes]
) -> str:
    """Write a comparison as a page; its tables are about the country, whatever the level asked for."""
    from ui.handout import handout  # noqa: PLC0415  # folium is slow to load and needed here only

    chosen = [code for code in result.table.index.get_level_values("soort").unique() if code]
    kinds = [kind for kind in study.country.kinds if kind.code in chosen]
    national = result if level is Level.LAND else compare(study, names, result.base, chosen)
    return handout(study, national, names, kinds, notes)


def open_under(
    data: Path | None,
    names: list[str],
    *,
    network: str | None = None,
    mode: Mode | None = None,
    detour: float | None = None,
    intrazonal: OnOff | None = None,
    reformed: Reformed | None = None,
    variant: str | None = None,
    facilities: Sequence[Path] | None = None,
) -> Study:
    """Open a study under the settings that scenario files were saved with, changed as the options say."""
    standard = saved_settings(names)
    settings = settings_of(
        standard,
        network=network,
        mode=mode,
        detour=detour,
        intrazonal=intrazonal,
        reformed=reformed,
        variant=variant,
    )
    study = open_study(data, settings, facilities or (), saved_corrections(names))
    return saved_norms(names, study)


def saved_norms(names: list[str], study: Study) -> Study:
    """Return the study under the norms that scenario files were saved with; as it is without such a file.

    Raises
    ------
    InputError
        If they were saved with different norms.
    """
    kinds = [kind.code for kind in study.country.kinds]
    found = saved_scenarios(names)
    saved = {name: norms_of(study.country.dataset, one.norms(kinds)) for name, one in found.items()}
    if len(set(saved.values())) > 1:
        told = [f"{name}: {norms.describe() or 'de gewone werknormen'}" for name, norms in saved.items()]
        raise InputError(
            "de vergelijking", ["scenario's met verschillende normen zijn niet te vergelijken", *told]
        )
    return study.under(next(iter(saved.values()), study.norms))


def saved_settings(names: list[str]) -> Settings:
    """Find the settings that scenario files were saved with; the usual ones without such a file."""
    saved = {name: one.settings for name, one in saved_scenarios(names).items()}
    if len(set(saved.values())) > 1:
        told = [f"{name}: {settings.describe()}" for name, settings in saved.items()]
        raise InputError(
            "de vergelijking", ["scenario's met verschillende instellingen zijn niet te vergelijken", *told]
        )
    return next(iter(saved.values()), Settings())


def resolve(study: Study, name: str, *, other_data: bool) -> str:
    """Turn a file or a scenario on disk into an arrangement that the study knows, and return its id."""
    if is_stored(name):
        return _stored(study, name, other_data=other_data)
    path = Path(name)
    if path.suffix.lower() not in {".csv", ".json"}:
        study.arrangement(name)
        return name
    if not path.is_file():
        found = "dit is een map" if path.is_dir() else "dit bestand bestaat niet"
        raise InputError(name, [f"{found}; controleer de naam en de map"])
    if path.suffix.lower() == ".csv":
        arrangement = read_indeling(path, study.country)
    else:
        arrangement = _run_scenario(study, path, other_data=other_data)
    added = study.add(arrangement)
    if added != arrangement.id:
        err.print(f"Let op: {name} heet hier '{added}', want '{arrangement.id}' bestaat al", soft_wrap=True)
    return added


def _run_scenario(study: Study, path: Path, *, other_data: bool) -> Arrangement:
    scenario = read_scenario(path, today())
    _checked(study, scenario, path.name, other_data=other_data)
    return scenario.run(study)


def _stored(study: Study, name: str, *, other_data: bool) -> str:
    store = ScenarioStore.usual()
    _checked(study, scenario_at(store, *id_and_version(name)), name, other_data=other_data)
    return arrangement_of(store, study, name)


def _checked(study: Study, scenario: Scenario, told: str, *, other_data: bool) -> None:
    if not other_data:
        require_same_data(scenario, study)
    if scenario.settings != study.country.settings:
        err.print(f"Let op: {told} is opgeslagen met: {scenario.settings.describe()}", soft_wrap=True)
