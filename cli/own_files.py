"""A user's own files on the command line: facilities that become kinds, and places per site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.options import (
    AsJson,
    Data,
    ReformedApart,
    data_folder,
    err,
    out,
    refuse_overwriting,
    require_ending,
    settings_of,
)
from data.dataset import BUNDLED, Dataset, read_dataset, refuse_foreign, write_dataset
from data.importer import sort_findings
from data.own_facilities import Facilities, read_facilities
from data.own_kinds import own_norms, with_facilities
from data.own_schema import FACILITIES
from geo.errors import InputError
from scenarios.country import Country
from scenarios.norms import SHOWN_UNITS
from scenarios.notation import number
from scenarios.settings import Settings
from scenarios.site_list import write_sites


def lees(
    bestanden: Annotated[
        list[Path], typer.Argument(help="CSV-bestanden met eigen voorzieningen.", show_default=False)
    ],
    naar: Annotated[Path, typer.Option("--naar", help="Map voor de nieuwe gegevensset.", show_default=False)],
    peildatum: Annotated[
        str,
        typer.Option("--peildatum", help="Datum of jaar van de bestanden, als zij die zelf niet noemen."),
    ] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Maak een gegevensset met eigen voorzieningen erbij; de oude blijft zoals zij is."""
    folder = data_folder(data)
    if naar.resolve() in {folder.resolve(), BUNDLED.resolve()}:
        fault = "dit is de gegevensset zelf; kies een andere map, zodat zij blijft zoals zij is"
        raise InputError(f"--naar {naar}", [fault])
    if naar.resolve() in {path.resolve().parent for path in bestanden}:
        fault = "in deze map staan uw eigen bestanden; kies een nieuwe of lege map"
        raise InputError(f"--naar {naar}", [fault])
    refuse_foreign(naar)
    dataset, read = read_dataset(folder), []
    for path in bestanden:
        facilities = read_facilities(path, dataset, peildatum)
        dataset = with_facilities(dataset, facilities)
        read.append(facilities)
    write_dataset(dataset, naar)
    if as_json:
        out.print_json(json.dumps([_plain(one) for one in read], ensure_ascii=False))
        return
    for one in read:
        _report(one)
    _norms_told(dataset)
    err.print(f"Gegevensset '{dataset.manifest.name}' geschreven naar {naar}", soft_wrap=True)
    err.print(f"Gebruik haar met --data {naar}, op de opdrachtregel en in de app", soft_wrap=True)


def lijst(
    uit: Annotated[Path, typer.Option("--uit", help="CSV-bestand dat geschreven wordt.", show_default=False)],
    kind: Annotated[
        str,
        typer.Option("--kind", help="Alleen deze soort. [standaard: alle]", show_default=False),
    ] = "",
    data: Data = None,
    reformatorisch: ReformedApart = None,
) -> None:
    """Schrijf de vestigingen als CSV, om plaatsen in te vullen en met --capaciteit terug te geven."""
    refuse_overwriting([uit], [], data)
    require_ending(uit)
    dataset = read_dataset(data_folder(data))
    country = Country(dataset, settings_of(Settings(), reformed=reformatorisch))
    count = write_sites(uit, country, kind)
    what = "groepen van vestigingen per postcodegebied" if dataset.manifest.grouped else "vestigingen"
    err.print(
        f"{number(count)} rijen ({what}, een rij per soort) geschreven naar {uit}; vul kolom plaatsen in en "
        f"geef het bestand mee met --capaciteit {uit}",
        soft_wrap=True,
    )


def _report(one: Facilities) -> None:
    """Tell what a file brought: kinds, and what was found on the way."""
    source = one.source
    out.print(f"{one.subject} ({source.publisher}, peildatum {source.peildatum})", soft_wrap=True)
    table = Table(title="Eigen soorten", title_justify="left")
    names = ("soort", "naam", "doelgroep", "vestigingen", "eigen punt", "leerlingen", "plaatsen")
    for column in names:
        table.add_column(column, justify="left" if column in names[:3] else "right", overflow="fold")
    for row in _rows(one):
        table.add_row(*(number(value) if isinstance(value, float) else str(value) for value in row.values()))
    out.print(table)
    for f in sort_findings(one.findings):
        shown = f" ({', '.join(f.examples[:5])})" if f.examples else ""
        out.print(f"  {f.severity.value}, {number(f.count)}: {f.message}{shown}", soft_wrap=True)


def _rows(one: Facilities) -> list[dict[str, Any]]:
    """Sum up each kind; NaN where no row tells pupils or places."""
    rows = []
    for kind in one.kinds:
        sites = one.sites[one.sites["soort"] == kind.code]
        rows.append(
            {
                "soort": kind.code,
                "naam": kind.name,
                "doelgroep": kind.age,
                "vestigingen": float(len(sites)),
                "op_eigen_punt": float((sites["plaatsing"] != "PC4").sum()),
                "leerlingen": float(sites["leerlingen"].sum(min_count=1)),
                "plaatsen": float(sites["plaatsen"].sum(min_count=1)),
            }
        )
    return rows


def _norms_told(dataset: Dataset) -> None:
    """Name the norms of own kinds, and the kinds that have none."""
    norms = own_norms(dataset)
    for norm in norms:
        unit, per = SHOWN_UNITS[norm.unit]
        value = f"{norm.value / per:g}".replace(".", ",")
        out.print(f"Norm {norm.name} voor {norm.kind}: {value} {unit} ({norm.ground}, niet bevestigd)")
    own = dataset["soorten"].loc[dataset["soorten"]["bron"].str.startswith(FACILITIES.source), "code"]
    if without := sorted(set(own) - {norm.kind for norm in norms}):
        out.print(
            f"Zonder norm: {', '.join(without)}; wat een norm vraagt, is voor die soorten niet te bepalen",
            soft_wrap=True,
        )


def _plain(one: Facilities) -> dict[str, Any]:
    rows = [
        {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}  # noqa: PLR0124
        for row in _rows(one)
    ]
    return {
        "bestand": one.subject,
        "peildatum": one.source.peildatum,
        "soorten": rows,
        "normen": [norm._asdict() for norm in one.norms],
        "bevindingen": [
            {"ernst": f.severity.value, "melding": f.message, "aantal": f.count, "voorbeelden": f.examples}
            for f in one.findings
        ],
    }
