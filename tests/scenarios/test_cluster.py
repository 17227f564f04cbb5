"""A cube measured by several processes is the cube that one makes, whoever falls out on the way."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dask import config
from distributed import LocalCluster

from data.dataset import Dataset
from geo.errors import InputError
from geo.network import Network
from geo.road import RoadModel
from model.cube import DistanceCube, Runner, build_cube
from scenarios import cluster
from scenarios.cluster import ClusterError, on_cluster
from scenarios.country import Country

#: What was run: processes that are started look at it, and a test of a page puts its page in its place.
_MAIN = sys.modules["__main__"]


@pytest.fixture(scope="module", autouse=True)
def _as_it_was_run() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", _MAIN)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_of_another_client() -> None:
    """Clear up clients that never met a scheduler.

    Such a client closes itself when it is collected, for which it takes the lock that distributed holds
    while it starts another client's thread: collected in that very thread, it would wait for itself.
    """
    gc.collect()


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Give two processes; a task whose worker was lost is handed back at once, not tried again by Dask."""
    with config.set({"distributed.scheduler.allowed-failures": 0}), on_cluster(workers=2) as running:
        yield running


@dataclass(frozen=True)
class Line:
    """The line of four over a road: six kinds in two units make a dozen batches."""

    country: Country
    model: RoadModel

    def cube(self, model: Any = None, **more: Any) -> DistanceCube:
        return build_cube(self.country.situation, self.country.units, model or self.model, **more)


@pytest.fixture(scope="module")
def line(line_of_four: Dataset, small_road: Callable[..., Network]) -> Line:
    return Line(Country(line_of_four), RoadModel(small_road(km=(0, 3, 10, 17, 20, 28, 30))))


@dataclass(frozen=True)
class Deadly:
    """A distance model whose journeys end the process that measures them, as long as there are lives."""

    model: Any
    measure: Callable[..., Any]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def between(self, homes: Any, sites: Any) -> Any:
        journeys = self.model.between(homes, sites)
        return _Journeys(journeys.bytes_per_group(), self.measure(journeys))


@dataclass(frozen=True)
class _Journeys:
    size: int
    nearest: Callable[..., Any]

    def bytes_per_group(self) -> int:
        return self.size


def _ending(folder: Path, lives: int) -> Callable[..., Any]:
    """Make journeys that end their process the first few times, in whatever process that is."""

    def measure(journeys: Any) -> Callable[..., Any]:
        # nested, so that it travels by value: a worker does not know this module
        def nearest(groups: Any) -> Any:
            for life in range(lives):
                try:
                    (folder / f"{life}").touch(exist_ok=False)
                except FileExistsError:
                    continue
                os.kill(os.getpid(), signal.SIGKILL)
            return journeys.nearest(groups)

        return nearest

    return measure


def _same(one: DistanceCube, other: DistanceCube) -> bool:
    assert one.time_s is not None
    assert other.time_s is not None
    return np.array_equal(one.distance_m, other.distance_m) and np.array_equal(one.time_s, other.time_s)


def test_several_processes_make_the_same_cube(runner: Runner, line: Line) -> None:
    told: list[tuple[int, int]] = []
    found = line.cube(progress=lambda done, total: told.append((done, total)), runner=runner)
    assert _same(found, line.cube())
    assert told == [(done, 12) for done in range(1, 13)]


@pytest.mark.parametrize("lives", [1, 2])
def test_a_worker_that_is_killed_at_work_costs_a_try_and_nothing_else(
    runner: Runner, line: Line, tmp_path: Path, lives: int
) -> None:
    found = line.cube(Deadly(line.model, _ending(tmp_path, lives)), runner=runner)
    assert len(list(tmp_path.iterdir())) == lives, "so many processes were killed"
    assert _same(found, line.cube())


def test_workers_that_are_lost_again_and_again_are_told_of_in_dutch(runner: Runner) -> None:
    def work(_: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ClusterError, match=r"vielen 3 keer weg; 1 van 1 delen ontbreken nog\. Wat klaar is"):
        dict(runner(work, [(7, 1)]))
    assert dict(runner(lambda number: number + 1, [(0, 0), (7, 1)])) == {0: 1, 7: 2}, "it goes on after that"


def test_a_fault_in_the_work_is_raised_as_it_is(runner: Runner) -> None:
    def work(_: Any) -> None:
        raise InputError("delft.npz", ["beschadigd"])

    with pytest.raises(InputError, match="beschadigd"):
        list(runner(work, [(0, None)]))


def test_a_scheduler_without_workers_is_told_of_in_dutch(
    monkeypatch: pytest.MonkeyPatch, runner: Runner
) -> None:
    """Beside another cluster on the same machine, which is no trouble."""
    monkeypatch.setattr(cluster, "_PATIENCE_S", 1)
    own_port = {"dashboard_address": "127.0.0.1:0"}
    told = "na 1 seconden geen enkele rekenaar; start er een met 'dask worker'"
    with (
        LocalCluster(
            n_workers=0, dashboard_address=None, scheduler_kwargs=own_port, host="127.0.0.1"
        ) as idle,
        on_cluster(idle.scheduler_address) as running,
        pytest.raises(ClusterError, match=told),
    ):
        dict(running(lambda number: number, [(0, 1)]))
    assert dict(runner(lambda number: number, [(0, 1)])) == {0: 1}


def test_two_clusters_stand_beside_each_other(runner: Runner) -> None:
    with on_cluster(workers=1) as other:
        assert dict(other(lambda number: number + 1, [(0, 1)])) == {0: 2}
    assert dict(runner(lambda number: number, [(0, 1)])) == {0: 1}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://127.0.0.1:1", "op dit adres antwoordt niets; start een planner met 'dask scheduler'"),
        ("tcp://127.0.0.1:99999", "op dit adres antwoordt niets"),
        ("geen adres", "verwacht een adres als tcp://"),
        ("ftp://127.0.0.1:8786", "verwacht een adres als tcp://"),
    ],
)
def test_an_address_without_a_scheduler_is_answered_in_dutch(
    monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_S", 1)
    with pytest.raises(InputError) as caught, on_cluster(address):
        pytest.fail("no scheduler is there")
    assert caught.value.subject == f"--scheduler {address}"
    (fault,) = caught.value.faults
    assert fault.startswith(told)


def test_a_worker_that_is_said_to_be_gone_twice_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Kept(cluster._Cluster):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            made.append(self)

    monkeypatch.setattr(cluster, "_Cluster", Kept)
    with on_cluster(workers=1) as runner:
        made[0]._update_worker_status("remove", "tcp://127.0.0.1:1")  # raises in distributed itself
        assert list(runner(_double, [(0, 4)])) == [(0, 8)]


def _double(piece: int) -> int:
    return 2 * piece
