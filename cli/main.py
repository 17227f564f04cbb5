"""Entry point: the verbs, and the one place where an error becomes a message and an exit code.

Exit codes: 0 done, 1 the input or the request cannot be used, 2 the command
line itself is wrong, 70 a fault of our own, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from types import FrameType
from typing import Any

import typer

from cli import (
    account,
    actual,
    area,
    board,
    capacity,
    check,
    compare,
    corrections,
    coverage,
    demand,
    distances,
    draft,
    exchange,
    facility,
    fragmentation,
    gemeente,
    importing,
    inclusive,
    journey,
    network,
    network_check,
    norms,
    organisations,
    own_files,
    present,
    pupil_transport,
    relations,
    serve,
    store,
    traffic,
    transition,
    weighing,
    where,
)
from cli.dutch import DutchCommand, DutchGroup, error_text
from cli.options import err
from geo.errors import DekkendError, reason

INTERRUPTED = 130
OUR_FAULT = 70
_STOPPED = "Afgebroken; wat er al was, is ongewijzigd."

app = typer.Typer(
    name="dekkend",
    help="Indelingen van samenwerkingsverbanden passend onderwijs maken, meten en vergelijken.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help", "--hulp"]},
)
_VERBS: dict[str, Callable[..., Any]] = {
    "importeer": importing.importeer,
    "overzicht": importing.overzicht,
    "correctie": corrections.correctie,
    "indelingen": compare.indelingen,
    "vergelijk": compare.vergelijk,
    "weeg": weighing.weeg,
    "dekking": coverage.dekking,
    "gebied": area.gebied,
    "exporteer": exchange.exporteer,
    "lees-indeling": exchange.lees_indeling,
    "route": journey.route,
    "bereik": journey.bereik,
    "afstanden": distances.afstanden,
    "normen": norms.normen,
    "capaciteit": capacity.capaciteit,
    "waar": where.waar,
    "deelname": demand.deelname,
    "inclusief": inclusive.inclusief,
    "feitelijk": actual.feitelijk,
    "gemeente": gemeente.gemeente,
    "toets": check.toets,
    "versnippering": fragmentation.versnippering,
    "relaties": relations.relaties,
    "bestuur": board.bestuur,
    "grensverkeer": traffic.grensverkeer,
    "overgang": transition.overgang,
    "vervoer": pupil_transport.vervoer,
    "organisaties": organisations.organisaties,
    "verslag": present.verslag,
    "presentatie": present.presentatie,
    "verantwoording": account.verantwoording,
    "app": serve.serve,
}
for _name, _verb in _VERBS.items():
    app.command(_name, cls=DutchCommand)(_verb)
network.app.command("controle", cls=DutchCommand)(network_check.controle)
app.add_typer(network.app, name="netwerk")
facility.app.command("lijst", cls=DutchCommand)(own_files.lijst)
facility.app.command("lees", cls=DutchCommand)(own_files.lees)
app.add_typer(facility.app, name="voorziening")
app.add_typer(store.app, name="bewaard")
app.add_typer(draft.app, name="ontwerp")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches a user."""
    try:
        code = app(args=arguments, prog_name="dekkend", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("DEKKEND_DEBUG"):
            raise
        message, code = _answer(error)
        if message:
            err.print(message, soft_wrap=True)
    if code == INTERRUPTED:
        err.print(_STOPPED, soft_wrap=True)
    return code if isinstance(code, int) else 0


def _answer(error: BaseException) -> tuple[str, int]:  # noqa: PLR0911  (one line per sort of error)
    """Say in Dutch what went wrong, and give the exit code that goes with it."""
    if isinstance(error, DekkendError):
        return f"Fout: {error}", 1
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return "", INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # whoever read has had enough; what is left must not be flushed at exit
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return "", 0
    if isinstance(error, OSError):
        return f"Fout: lezen of schrijven mislukte: {reason(error)}", 1
    if hasattr(error, "format_message"):
        told = error.format_message()
        if type(error).__name__ == "NoArgsIsHelpError":
            return told, 2
        return f"Fout: {error_text(told)}; zie 'dekkend --hulp'", 2
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    message = f"Onverwachte fout in dekkend zelf ({told}). Wat er al was, is ongewijzigd."
    return f"{message} Zet DEKKEND_DEBUG=1 voor de technische details en meld ze.", OUR_FAULT


def run() -> None:
    """Run the command line as a program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Let a request to stop clean up like Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
