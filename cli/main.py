"""Entry point: the verbs, and the one place where an error becomes a message and an exit code.

Exit codes: 0 done, 1 the input or the request cannot be used, 2 the command
line itself is wrong, 70 a fault of our own, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from cli import compare, importing, serve
from cli.dutch import DutchCommand, DutchGroup, error_text
from cli.options import err
from geo.errors import DekkendError

INTERRUPTED = 130
OUR_FAULT = 70

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
    "indelingen": compare.indelingen,
    "vergelijk": compare.vergelijk,
    "exporteer": compare.exporteer,
    "app": serve.serve,
}
for _name, _verb in _VERBS.items():
    app.command(_name, cls=DutchCommand)(_verb)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches a user."""
    try:
        code = app(args=arguments, prog_name="dekkend", standalone_mode=False)
    except DekkendError as error:
        return _fail(f"Fout: {error}", 1)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Afgebroken; wat er al was, is ongewijzigd.", INTERRUPTED)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  (the last resort: a message, not a traceback)
        if not hasattr(error, "format_message"):
            return _unexpected(error)
        message = error.format_message()
        help_page = type(error).__name__ == "NoArgsIsHelpError"
        return _fail(message if help_page else f"Fout: {error_text(message)}; zie 'dekkend --hulp'", 2)
    return code if isinstance(code, int) else 0


def _unexpected(error: Exception) -> int:
    """Answer for a fault of our own; who looks for it sets DEKKEND_DEBUG."""
    if os.environ.get("DEKKEND_DEBUG"):
        raise error
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    message = f"Onverwachte fout in dekkend zelf ({told}). Wat er al was, is ongewijzigd."
    return _fail(f"{message} Zet DEKKEND_DEBUG=1 voor de technische details en meld ze.", OUR_FAULT)


def _fail(message: str, code: int) -> int:
    err.print(message, markup=False, highlight=False, soft_wrap=True)
    return code


def run() -> None:
    """Run the command line as a program."""
    sys.exit(main())


if __name__ == "__main__":
    run()
