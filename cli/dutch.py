"""Help and usage errors in Dutch: typer speaks English only.

Help is translated where it is printed, errors by their class; a text that is
not known here is shown as it is.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from typer.core import TyperCommand, TyperGroup

from geo.errors import InputError

#: Sorts of values, as typer calls them, that are the name of a file or folder.
_PATHS = ("path", "file", "directory")

_HELP = (
    (r"^Usage: ", "Gebruik: "),
    (r"^Options:$", "Opties:"),
    (r"^Commands:$", "Opdrachten:"),
    (r"^Arguments:$", "Argumenten:"),
    (r"\[OPTIONS\]", "[OPTIES]"),
    (r"COMMAND \[ARGS\]\.\.\.", "OPDRACHT [ARGUMENTEN]..."),
    (r"Show this message and exit\.", "Toon deze uitleg."),
    (r"\[default:\s", "[standaard: "),
    (r"\[env var:\s", "[omgevingsvariabele: "),
    (r"(;\s+)default:\s", r"\1standaard: "),
    (r"\[(\S+?)<=x<=(\S+?)\]", r"[\1 tot en met \2]"),
    (r"\[x>=(\S+?)\]", r"[\1 of meer]"),
    (r"\[required\]|(?<=; )required\]|\[required(?=;)", "[verplicht]"),
)

_ERRORS = (
    (r"Missing argument '(?P<what>.+?)'\.", "argument '{what}' ontbreekt"),
    (r"Missing option '(?P<what>.+?)'.*", "optie {what} ontbreekt"),
    (r"No such command '(?P<what>.+?)'\.", "onbekende opdracht '{what}'"),
    (r"No such option: (?P<what>\S+).*", "onbekende optie {what}"),
    (r"Option '(?P<what>.+?)' requires an argument\.", "optie {what} heeft een waarde nodig"),
    (r"Got unexpected extra arguments? \((?P<what>.*)\)", "te veel argumenten: {what}"),
    (
        (
            r"Invalid value for '(?P<what>.+?)': (?:Value error, )?'(?P<found>.*?)' is not one of "
            r"(?P<known>.*?)\.?"
        ),
        "{what}: onbekende waarde '{found}'; kies uit {known}",
    ),
    (r"Invalid value for '(?P<what>.+?)': Input should be a valid number.*", "{what}: verwacht een getal"),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be a valid integer.*",
        "{what}: verwacht een geheel getal",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be greater than or equal to (?P<least>\S+?)\.?",
        "{what}: verwacht {least} of meer",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be less than or equal to (?P<most>\S+?)\.?",
        "{what}: verwacht hoogstens {most}",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be greater than (?P<least>\S+?)\.?",
        "{what}: verwacht meer dan {least}",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be less than (?P<most>\S+?)\.?",
        "{what}: verwacht minder dan {most}",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': \S+ is not in the range (?P<least>\S+?)<=x<=(?P<most>\S+?)\.",
        "{what}: verwacht {least} tot en met {most}",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': \S+ is not in the range x>=(?P<least>\S+?)\.",
        "{what}: verwacht {least} of meer",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': \S+ is not in the range x<=(?P<most>\S+?)\.",
        "{what}: verwacht hoogstens {most}",
    ),
    (r"Invalid value for '(?P<what>.+?)': .*not a valid (?:float|number).*", "{what}: verwacht een getal"),
    (r"Invalid value for '(?P<what>.+?)': .*not a valid integer.*", "{what}: verwacht een geheel getal"),
    (r"Invalid value for '(?P<what>.+?)': Input should be a finite number.*", "{what}: verwacht een getal"),
    (
        r"Invalid value for '(?P<what>.+?)': (?:Input should be a valid boolean|.*not a valid boolean).*",
        "{what}: verwacht ja of nee",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be a valid (?:date|datetime).*",
        "{what}: verwacht een datum zoals 2026-01-31",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Input should be (?P<known>'.+'.*?)\.?",
        "{what}: onbekende waarde; kies uit {known}",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': (?:Path|File|Directory) '(?P<found>.*?)' does not exist\.?",
        "{what}: '{found}' bestaat niet; controleer de naam en de map",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': File '(?P<found>.*?)' is a directory\.?",
        "{what}: '{found}' is een map, verwacht een bestand",
    ),
    (
        r"Invalid value for '(?P<what>.+?)': Directory '(?P<found>.*?)' is a file\.?",
        "{what}: '{found}' is een bestand, verwacht een map",
    ),
    (r"Option '(?P<what>.+?)' does not take a value\.", "optie {what} heeft geen waarde"),
    (r"Invalid value for '(?P<what>.+?)': (?P<why>.*)", "{what}: onbruikbare waarde ({why})"),
)


def help_text(text: str) -> str:
    """Translate what typer adds to a help page.

    Examples
    --------
    >>> print(help_text("Usage: dekkend [OPTIONS] COMMAND [ARGS]..."))
    Gebruik: dekkend [OPTIES] OPDRACHT [ARGUMENTEN]...
    """
    for pattern, dutch in _HELP:
        text = re.sub(pattern, dutch, text, flags=re.MULTILINE)
    return text


def error_text(message: str) -> str:
    """Translate a usage error.

    Examples
    --------
    >>> error_text("No such command 'foo'.")
    "onbekende opdracht 'foo'"
    """
    for pattern, dutch in _ERRORS:
        if match := re.fullmatch(pattern, message, flags=re.DOTALL):
            return dutch.format(**match.groupdict()).replace("' or '", "' of '")
    return message


class DutchGroup(TyperGroup):
    """A group of verbs whose help is Dutch."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Return the help page."""
        return help_text(super().get_help(ctx))


class DutchCommand(TyperCommand):
    """A verb whose help is Dutch, and that says which option was given no file."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Read the command line.

        Raises
        ------
        InputError
            If an option for a file is given an empty name: that would pass for the folder at hand.
        """
        named = {opt for one in self.params if _takes_path(one) for opt in one.opts if opt[:1] == "-"}
        for word, following in pairwise([*args, "-"]):
            option, equals, value = word.partition("=")
            if option in named and not (value if equals else following):
                raise InputError(option, ["gevonden niets, verwacht een bestand of map; noem er een"])
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Return the help page."""
        return help_text(super().get_help(ctx))


def _takes_path(option: object) -> bool:
    """Whether an option's value is the name of a file or folder, as old and new versions of typer tell it."""
    sort = getattr(getattr(option, "type", None), "name", "")
    annotation = getattr(getattr(option, "type_descriptor", None), "annotation", None)
    return sort in _PATHS or Path in (annotation, *get_args(annotation))
