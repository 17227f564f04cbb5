"""Work that takes seconds: beside the page, with a progress bar and a stop that works at once.

Work runs in a thread of its own and never draws. What it found is kept for the session
under an explicit key, so that going back to earlier choices costs nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import streamlit as st

from geo.distance import Progress
from geo.errors import DekkendError
from ui.faults import message
from ui.session import of_session

T = TypeVar("T")

_KEY: Final = "lang_werk"
#: Outcomes that are kept per session, of all tabs together.
_KEPT: Final = 12
#: Seconds between two looks at the progress.
_EVERY_S: Final = 0.5
_OURS: Final = (
    "Er ging iets mis in dekkend zelf; er is niets veranderd. Probeer het opnieuw, of meld wat u deed en wat "
    "er in het venster staat waarin dekkend is gestart."
)


class _Stopped(Exception):  # noqa: N818  # no fault: the user asked for it
    """Raised inside the work, at its next word on progress, once it has to stop."""


@dataclass(slots=True)
class Job:
    """One piece of work.

    Attributes
    ----------
    key
        What it computes.
    share
        How far it is, 0 to 1.
    fault
        Why there is no outcome (Markdown); empty if there is one, or not yet.
    """

    key: Hashable
    share: float = 0.0
    fault: str = ""
    outcome: Any = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        """Whether there is an outcome or a fault."""
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, so long at most; whether it is."""
        return self._done.wait(seconds)

    def stop(self) -> None:
        """Ask it to stop; nothing half-made is kept."""
        self._stop.set()

    def run(self, work: Callable[[Progress], Any]) -> None:
        """Do the work, in the thread that calls this."""
        try:
            self.outcome = work(self._tell)
        except _Stopped:
            self.fault = "Gestopt; er is niets veranderd."
        except DekkendError as error:
            self.fault = message(error)
        except Exception:
            logging.getLogger(__name__).exception("onverwachte fout")
            self.fault = _OURS
        self._done.set()

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.share = max(self.share, min(1.0, done / total if total else 0.0))


@dataclass(slots=True)
class _Bench:
    """What a session has running, by slot, and what it found."""

    running: dict[str, Job] = field(default_factory=dict)
    found: dict[Hashable, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def _bench() -> _Bench:
    return of_session(_KEY, _Bench)


def start(slot: str, key: Hashable, work: Callable[[Progress], Any]) -> None:
    """Start work in a slot; what ran there before is stopped.

    Parameters
    ----------
    slot
        A part of the page: one piece of work at a time.
    key
        Everything that the outcome depends on.
    work
        Called with a progress; it must not draw, and not change what is shared.
    """
    stop(slot)
    job = Job(key)
    bench = _bench()
    bench.running[slot] = job
    bench.faults.pop(slot, None)
    threading.Thread(target=job.run, args=(work,), daemon=True, name=f"dekkend-{slot}").start()


def stop(slot: str) -> None:
    """Stop what runs in a slot: it is let go of at once, and ends at its next word on progress."""
    bench = _bench()
    job = bench.running.pop(slot, None)
    if job is not None:
        job.stop()
        bench.faults[slot] = "Gestopt; er is niets veranderd."


def outcome(slot: str, key: Hashable, kind: type[T]) -> T | None:
    """Return what was found for a key, if anything; what has just been finished is put away first."""
    bench = _bench()
    job = bench.running.get(slot)
    if job is not None and job.is_done:
        del bench.running[slot]
        if job.fault:
            bench.faults[slot] = job.fault
        else:
            bench.found[job.key] = job.outcome
            while len(bench.found) > _KEPT:
                del bench.found[next(iter(bench.found))]
    found = bench.found.get(key)
    return found if isinstance(found, kind) else None


def panel(slot: str, what: str) -> bool:
    """Draw the progress of what runs in a slot, or why it ended; return whether something runs."""
    bench = _bench()
    if slot in bench.running:
        _progress(slot, what)
        return True
    if fault := bench.faults.get(slot):
        st.warning(fault, icon=":material/info:")
    return False


@st.fragment(run_every=_EVERY_S)
def _progress(slot: str, what: str) -> None:
    job = _bench().running.get(slot)
    if job is None or job.is_done:
        st.rerun()
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.progress(job.share, text=f"{what}: {100 * job.share:.0f}%")
    right.button(
        "Stop", icon=":material/stop:", key=f"stop_{slot}", on_click=stop, args=(slot,), width="stretch"
    )
