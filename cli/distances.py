"""``dekkend afstanden``: measure all distances beforehand, here or on a cluster."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from cli.options import (
    Data,
    Detour,
    Intrazonal,
    Network,
    ReformedApart,
    data_folder,
    out,
    progress,
    settings_of,
)
from data.dataset import read_dataset
from geo.errors import InputError
from geo.network import Mode
from model.cube import Runner, one_by_one
from scenarios.settings import Settings
from scenarios.study import Study


def afstanden(
    data: Data = None,
    netwerk: Network = None,
    modus: Annotated[
        list[Mode] | None,
        typer.Option("--modus", help="Wijze van reizen; herhaalbaar. [standaard: auto]", show_default=False),
    ] = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    paren: Annotated[
        float | None,
        typer.Option(
            "--paren",
            help="Bewaar ook alle paren van PC4 en vestiging tot zoveel kilometer.",
            show_default=False,
            min=0.1,
        ),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option("--scheduler", help="Adres van een Dask-planner, zoals tcp://10.0.0.5:8786."),
    ] = "",
    werkers: Annotated[
        int,
        typer.Option(
            "--werkers", help="Aantal rekenprocessen op deze machine; 1 rekent in dit proces.", min=1
        ),
    ] = 1,
) -> None:
    """Meet alle afstanden en reistijden vooraf; afbreken mag, later gaat het verder waar het was."""
    dataset = read_dataset(data_folder(data))
    if scheduler and werkers > 1:
        raise InputError(
            "--werkers", ["een planner bepaalt zelf zijn werkers; kies --scheduler of --werkers"]
        )
    with ExitStack() as stack:
        runner: Runner = one_by_one
        if scheduler or werkers > 1:
            from scenarios.cluster import on_cluster  # noqa: PLC0415  # dask is slow to load

            runner = stack.enter_context(on_cluster(scheduler, werkers))
        modes: list[Mode | None] = [*modus] if modus else [None]
        for mode in modes:
            settings = settings_of(
                Settings(),
                network=netwerk,
                mode=mode,
                detour=omweg,
                intrazonal=intrazonaal,
                reformed=reformatorisch,
            )
            study = Study.of(dataset, settings)
            study.runner = runner
            _measure(study, paren)
            if study.unstored:
                folder = dataset.cube_folder
                what = " en ".join(study.unstored)
                fault = (
                    f"gemeten maar niet bewaard: {what}; maak ruimte of geef schrijfrechten, en begin opnieuw"
                )
                raise InputError(str(folder), [fault])


def _measure(study: Study, limit_km: float | None) -> None:
    country = study.country
    model = country.model
    out.print(f"{model.label} ({model.certainty})", soft_wrap=True)
    out.print(
        f"Nodig: ongeveer {study.memory_bytes((limit_km or 0) * 1000) / 1e9:.1f} GB geheugen".replace(
            ".", ","
        ),
        soft_wrap=True,
    )
    with progress("afstanden en reistijden") as tell:
        study.progress = lambda done, total: tell(done, total, "")
        cube = study.cube
    out.print(
        f"Afstanden per soort, PC4 en gebied: {' × '.join(map(str, cube.distance_m.shape))}", soft_wrap=True
    )
    if limit_km is not None:
        with progress("paren") as tell:
            study.progress = lambda done, total: tell(done, total, "")
            pairs = study.pairs(limit_km * 1000)
        out.print(f"Paren tot {limit_km:g} km: {len(pairs.site):,}".replace(",", "."), soft_wrap=True)
    study.progress = None
