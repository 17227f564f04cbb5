"""Shared by all tests: where the real open data lies, if it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.dataset import CACHE_VARIABLE, write_dataset
from data.importer import import_folder
from scenarios.networks import FOLDER_VARIABLE

_ROOT = Path(__file__).resolve().parents[1]

# tables as wide as where there is no terminal, whoever runs the tests
os.environ["COLUMNS"] = "160"

# no test is timed: a busy machine is no fault
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_these_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is measured on the bundled set for the other tests, and out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("netwerken")))
        yield


@pytest.fixture(scope="session")
def brondata() -> Path:
    """Folder with the publishers' files; the test is skipped where it is absent."""
    folder = Path(os.environ.get("DEKKEND_BRONDATA", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"geen brondata: map {folder} bestaat niet (zet DEKKEND_BRONDATA)")
    return folder


@pytest.fixture(scope="session")
def dataset_folder(brondata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data set made of the real open data, imported once; read it, do not change it."""
    folder = tmp_path_factory.mktemp("gegevens") / "nederland"
    write_dataset(import_folder(brondata), folder)
    return folder
