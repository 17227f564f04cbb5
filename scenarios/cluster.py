"""Pieces of work on a Dask cluster: a runner like `model.cube.one_by_one`, with the same results."""

from __future__ import annotations

import logging
import re
import socket
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from dask import config
from distributed import Client, Future, LocalCluster, as_completed
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from geo.errors import DekkendError, InputError
from model.cube import Runner

#: How often work is handed out anew after the workers that held it were lost.
_TRIES: Final = 3

#: Seconds to wait for a scheduler.
_PATIENCE_S: Final = 20


class ClusterError(DekkendError, RuntimeError):
    """A cluster without workers: there are none, or they were lost again and again."""


class _Cluster(LocalCluster):
    """A local cluster that can be told twice, or too early, that a worker is gone.

    Distributed looks such a worker up without asking whether it is known; the KeyError
    comes out when the cluster is closed, after all work is done (dask/distributed#5407).
    """

    def _update_worker_status(self, op: str, msg: Any) -> None:  # noqa: ANN401  # distributed's own
        if op == "remove" and msg not in self.scheduler_info["workers"]:
            return
        super()._update_worker_status(op, msg)  # type: ignore[no-untyped-call]


@contextmanager
def on_cluster(address: str = "", workers: int = 0) -> Iterator[Runner]:
    """Open a cluster for as long as something takes, and give a runner on it.

    Parameters
    ----------
    address
        Of a scheduler, such as ``tcp://10.0.0.5:8786``; empty starts a local
        cluster of processes.
    workers
        Processes of a local cluster; 0 takes one per core.

    Raises
    ------
    InputError
        If there is no scheduler at the address.
    """
    quiet = {"distributed.admin.tick.limit": "1h", "distributed.worker.daemon": True}
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told as an error, in Dutch
    with config.set(quiet):
        if address:
            _require_listening(address)
            try:
                client = Client(address, timeout=_PATIENCE_S, set_as_default=False)  # type: ignore[no-untyped-call]
            except (OSError, ValueError, TimeoutError) as error:
                fault = "geen planner van Dask gevonden; start er een met 'dask scheduler'"
                raise InputError(f"--scheduler {address}", [fault]) from error
            with client:
                yield _Runner(client)
            return
        with (
            _Cluster(  # type: ignore[no-untyped-call]
                n_workers=workers or None,
                threads_per_worker=1,
                dashboard_address=None,
                # its own port: another cluster on this machine may have the usual one
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
                host="127.0.0.1",
            ) as cluster,
            Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]
        ):
            yield _Runner(client)


def _require_listening(address: str) -> None:
    """Refuse an address at which nothing listens, before a client waits for it.

    Raises
    ------
    InputError
        Saying what an address looks like, or that nothing answers there.
    """
    found = re.fullmatch(r"(?:tcp|tls)://([^:/\s]+|\[[^\]]+\]):(\d{1,5})", address)
    if found is None:
        raise InputError(f"--scheduler {address}", ["verwacht een adres als tcp://10.0.0.5:8786"])
    try:
        with socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=5):
            pass
    except (OSError, OverflowError) as error:
        fault = "op dit adres antwoordt niets; start een planner met 'dask scheduler' of verbeter het adres"
        raise InputError(f"--scheduler {address}", [fault]) from error


class _Runner:
    """Hands out pieces of work; whoever is lost costs another try, not the result."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __call__(
        self, work: Callable[[Any], Any], pieces: Sequence[tuple[int, Any]]
    ) -> Iterator[tuple[int, Any]]:
        left = dict(pieces)
        for _ in range(_TRIES):
            if not left:
                return
            try:
                for number, found in self._round(work, left):
                    del left[number]
                    yield number, found
            except (CommClosedError, ConnectionError, CancelledError) as error:
                raise ClusterError(
                    "de verbinding met de planner is verbroken. Wat klaar is, is bewaard: start de planner "
                    "en begin opnieuw"
                ) from error
        if left:
            raise ClusterError(
                f"de rekenaars van het cluster vielen {_TRIES} keer weg; {len(left)} van {len(pieces)} delen "
                "ontbreken nog. Wat klaar is, is bewaard: begin opnieuw, met minder werkers of meer geheugen"
            )

    def _round(self, work: Callable[[Any], Any], left: dict[int, Any]) -> Iterator[tuple[int, Any]]:
        """Hand out what is left once; what is lost on the way is for the next round."""
        client = self._client
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_S)
        except TimeoutError as error:
            told = f"het cluster heeft na {_PATIENCE_S} seconden geen enkele rekenaar"
            raise ClusterError(f"{told}; start er een met 'dask worker'") from error
        tool = client.scatter(work, broadcast=True, hash=False)  # type: ignore[no-untyped-call]
        numbers: dict[Any, int] = {}
        futures: list[Future[Any]] = []
        for number, piece in left.items():
            future = client.submit(_do, tool, piece, pure=False)
            numbers[future.key] = number
            futures.append(future)
        for future in as_completed(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            try:
                yield numbers[future.key], future.result()
            except (KilledWorker, FutureCancelledError):
                continue


def _do(work: Callable[[Any], Any], piece: Any) -> Any:  # noqa: ANN401  # whatever the work is about
    return work(piece)
