"""``dekkend importeer`` and ``dekkend overzicht``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from cli.options import AsJson, Data, data_folder, err, out, progress
from data.dataset import Dataset, read_dataset, refuse_foreign, write_dataset
from data.importer import import_folder, sort_findings
from data.overview import Overview, overview
from scenarios.notation import number


def importeer(
    bronmap: Annotated[
        Path, typer.Argument(help="Map met de gedownloade bronbestanden.", show_default=False)
    ],
    naar: Annotated[Path, typer.Option("--naar", help="Map voor de gegevensset.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Maak een gegevensset van een map met open data; bestanden worden herkend aan hun inhoud."""
    refuse_foreign(naar)
    with progress("importeren") as tell:
        dataset = import_folder(bronmap, lambda what, done, total: tell(done, total, what))
        write_dataset(dataset, naar)
    if as_json:
        out.print_json(dataset.manifest.to_json())
        return
    _report(dataset)
    err.print(f"Gegevensset geschreven naar {naar}", soft_wrap=True)


def overzicht(data: Data = None, as_json: AsJson = False) -> None:
    """Toon wat er in een gegevensset zit, per soort en per bron, en verklaar de verschillen."""
    dataset = read_dataset(data_folder(data))
    counted = overview(dataset)
    if as_json:
        out.print_json(json.dumps(_plain(counted), ensure_ascii=False))
        return
    _kinds_table(counted)
    _areas_table(counted.areas)
    _sources_table(dataset)
    out.print("\nVan bron naar telling:")
    for line in counted.differences:
        out.print(f"  {line}", soft_wrap=True)


def _plain(counted: Overview) -> dict[str, Any]:
    def records(frame: pd.DataFrame) -> Any:  # noqa: ANN401
        return json.loads(frame.to_json(orient="records", force_ascii=False))

    return {
        "soorten": records(counted.kinds),
        "samen_geteld": records(counted.shared),
        "gebieden": records(counted.areas),
        "bronnen": records(counted.sources),
        "verklaringen": list(counted.differences),
    }


def _report(dataset: Dataset) -> None:
    _sources_table(dataset)
    table = Table(title="Bevindingen", title_justify="left")
    for column in ("ernst", "bron", "aantal", "wat", "voorbeelden"):
        table.add_column(column, justify="right" if column == "aantal" else "left", overflow="fold")
    for f in sort_findings(dataset.manifest.findings):
        table.add_row(f.severity.value, f.source, number(f.count), f.message, ", ".join(f.examples[:5]))
    out.print(table)
    unused = Table(title="Niet gebruikt", title_justify="left")
    unused.add_column("bestand", overflow="fold")
    unused.add_column("reden", overflow="fold")
    for item in dataset.manifest.unused:
        unused.add_row(item["bestand"], item["reden"])
    if dataset.manifest.unused:
        out.print(unused)
    _kinds_table(overview(dataset))


def _kinds_table(counted: Overview) -> None:
    table = Table(title="Voorzieningen", title_justify="left")
    table.add_column("soort")
    table.add_column("bron (gemeten)", overflow="fold")
    names = (
        "vestigingen",
        "geplaatst",
        "eigen punt",
        "op PC4",
        "reformatorisch",
        "leerlingen",
        "gedeeld geteld",
    )
    for name in names:
        table.add_column(name, justify="right")
    for row in counted.kinds.to_dict("records"):
        keys = (
            "vestigingen",
            "geplaatst",
            "op_eigen_punt",
            "op_pc4",
            "reformatorisch",
            "leerlingen",
            "gedeeld",
        )
        table.add_row(str(row["soort"]), str(row["bron"]), *(number(float(row[key])) for key in keys))
    out.print(table)
    for row in counted.shared.to_dict("records"):
        out.print(
            f"  {row['combinatie']}: {number(float(row['leerlingen']))} leerlingen op "
            f"{number(float(row['vestigingen']))} vestigingen, door de bron samen geteld",
            highlight=False,
        )


def _areas_table(areas: pd.DataFrame) -> None:
    table = Table(title="Gebieden en inwoners", title_justify="left")
    for column in ("wat", "aantal", "bron", "aard"):
        table.add_column(column, justify="right" if column == "aantal" else "left", overflow="fold")
    for row in areas.to_dict("records"):
        table.add_row(str(row["wat"]), number(float(row["aantal"])), str(row["bron"]), str(row["aard"]))
    out.print(table)


def _sources_table(dataset: Dataset) -> None:
    table = Table(title="Bronnen", title_justify="left")
    for column in ("tabel", "bron", "uitgever", "licentie", "peildatum", "rijen"):
        table.add_column(column, justify="right" if column == "rijen" else "left", overflow="fold")
    for s in dataset.manifest.sources:
        table.add_row(
            s["tabel"], s["titel"], s["uitgever"], s["licentie"], s["peildatum"], number(s["rijen"])
        )
    out.print(table)
