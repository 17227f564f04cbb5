"""What every call of ``dekkend`` would do anew: reading a data set and preparing the country."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest
import typer.main

from cli import options
from data.dataset import BUNDLED, Dataset, fingerprint, read_dataset
from scenarios.country import Country
from scenarios.settings import MODELNET, STRAIGHT, Settings

#: Countries that are kept in memory at a time.
_COUNTRIES = 8


@pytest.fixture(scope="session", autouse=True)
def _opened_once(run_folder: Path) -> Iterator[None]:
    """Read a shared data set once, and prepare it once under each of the settings; nobody changes either.

    Data sets of a test's own, networks that were read in, and facilities and
    scenarios of the user are opened by each call as by the first.
    """
    shared = (BUNDLED, run_folder / "gegevens" / "nederland")
    kept: dict[Path, Dataset] = {}
    prepared = lru_cache(maxsize=_COUNTRIES)(lambda folder, settings: Country(kept[folder], settings))

    def read(folder: Path) -> Dataset:
        if folder not in shared:
            return read_dataset(folder)
        if folder not in kept:
            kept[folder] = read_dataset(folder)
        return kept[folder]

    def country(dataset: Dataset, settings: Settings) -> Country:
        folder = dataset.folder
        if folder is None or kept.get(folder) is not dataset or settings.network not in {MODELNET, STRAIGHT}:
            return Country(dataset, settings)
        return prepared(folder, settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "read_dataset", read)
        patch.setattr("scenarios.study.Country", country)
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield
    for dataset in kept.values():
        assert fingerprint(dataset.tables) == dataset.manifest.fingerprint, "a test changed what others share"
