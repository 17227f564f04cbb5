"""Shared by all tests: where the real open data lies, and what is made once for all of them."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import settings
from numpy.typing import NDArray

from data.dataset import CACHE_VARIABLE, MANIFEST, write_dataset
from data.files import file_sha256
from data.importer import import_folder
from data.store_file import FOLDER_VARIABLE as STORE_VARIABLE
from geo.condense import Core
from geo.distance import Homes
from geo.modelnet import modelnet_model
from geo.network import Mode, Quantity
from geo.road import RoadJourneys, RoadModel
from scenarios.networks import FOLDER_VARIABLE

_ROOT = Path(__file__).resolve().parents[1]

#: How long one worker waits for what another is making (seconds); nothing here takes that long.
_PATIENCE_S = 600

#: What is kept at most of journeys that were searched.
_SEARCHED_BYTES = 200 * 2**20
#: A core of fewer nodes is searched at once.
_SMALL_CORE = 1000

# tables as wide as where there is no terminal, whoever runs the tests
os.environ["COLUMNS"] = "160"

# no test is timed: a busy machine is no fault
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def _cache_of_these_tests(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is measured on the bundled set for the other tests, and out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(run_folder / "cache"))
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("netwerken")))
        patch.setenv(STORE_VARIABLE, str(tmp_path_factory.mktemp("bewaard")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _modelnet_of_a_country_is_made_once() -> Iterator[None]:
    """Make the modelled network of the same country once: it is the same each time, and nobody changes it."""
    made: dict[str, RoadModel] = {}

    def once(  # noqa: PLR0917  # as `modelnet_model`
        homes: Homes,
        area: Sequence[str],
        zone: Sequence[str],
        residents: NDArray[np.float64],
        land: NDArray[np.object_],
        mode: Mode,
        *,
        intrazonal: bool = True,
    ) -> RoadModel:
        told = (homes.easting, homes.northing, homes.intrazonal_m, residents)
        digest = hashlib.sha256(repr((list(area), list(zone), mode, intrazonal)).encode())
        for column in told:
            digest.update(np.ascontiguousarray(column).tobytes())
        for shape in shapely.to_wkb(land):
            digest.update(shape)
        key = digest.hexdigest()
        if key not in made:
            made[key] = modelnet_model(homes, area, zone, residents, land, mode, intrazonal=intrazonal)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenarios.country.modelnet_model", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_same_journeys_are_searched_once() -> Iterator[None]:
    """Search from the same sites over the same core once; what is found is handed on as a copy."""
    search = RoadJourneys._nearest
    cores: dict[int, Core] = {}  # held on to, so that no other gets its number
    found: dict[str, NDArray[np.float32]] = {}

    def once(self: RoadJourneys, groups: list[NDArray[Any]], quantity: Quantity) -> NDArray[np.float32]:
        if len(self.core) < _SMALL_CORE:
            return search(self, groups, quantity)
        digest = hashlib.sha256(repr((id(self.core), quantity, [len(one) for one in groups])).encode())
        homes, sites = self.of_homes, self.of_sites
        own = () if self.own is None else (*self.own, self.sites.home)
        told = (homes.node, homes.cost(quantity), sites.start, sites.node, sites.cost(quantity))
        for column in (*groups, *told, *own):
            digest.update(np.ascontiguousarray(column).tobytes())
        key = digest.hexdigest()
        if key not in found:
            made = search(self, groups, quantity)
            if sum(one.nbytes for one in found.values()) + made.nbytes > _SEARCHED_BYTES:
                return made
            found[key], cores[id(self.core)] = made, self.core
        return found[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoadJourneys, "_nearest", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _arrays_are_checked_once(run_folder: Path) -> Iterator[None]:
    """Add up a stored array that all tests share once, for as long as the file stays as it is."""
    shared = (run_folder / "cache", run_folder / "gegevens")
    sums: dict[tuple[Path, int, int, int], str] = {}

    def once(path: Path) -> str:
        if not any(path.is_relative_to(folder) for folder in shared):
            return file_sha256(path)
        told = path.stat()
        key = (path, told.st_ino, told.st_mtime_ns, told.st_size)
        if key not in sums:
            sums[key] = file_sha256(path)
        return sums[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.cube_store.file_sha256", once)
        yield


@pytest.fixture(scope="session")
def brondata() -> Path:
    """Folder with the publishers' files; the test is skipped where it is absent."""
    folder = Path(os.environ.get("DEKKEND_BRONDATA", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"geen brondata: map {folder} bestaat niet (zet DEKKEND_BRONDATA)")
    return folder


@pytest.fixture(scope="session")
def dataset_folder(brondata: Path, run_folder: Path) -> Path:
    """Data set made of the real open data, imported once by whoever needs it first; do not change it."""
    folder = run_folder / "gegevens" / "nederland"
    _once(folder / MANIFEST, lambda: write_dataset(import_folder(brondata), folder))
    return folder


def _once(result: Path, make: Callable[[], Any]) -> None:
    """Make something that all workers share: the first makes it, the others wait until it is there."""
    mark = result.parent.with_suffix(".bezig")
    mark.parent.mkdir(parents=True, exist_ok=True)
    try:
        mark.mkdir()
    except FileExistsError:
        _await(result, mark)
    else:
        try:
            make()
        finally:
            if not result.exists():
                mark.with_suffix(".mislukt").mkdir(exist_ok=True)


def _await(result: Path, mark: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not result.exists():
        assert not mark.with_suffix(".mislukt").exists(), f"{result}: maken mislukte in een andere worker"
        assert time.monotonic() < until, f"{result} is er na {_PATIENCE_S} s nog niet"
        time.sleep(0.2)
