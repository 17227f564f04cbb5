"""The tree of errors; each tells the user, in Dutch, what was found, what was expected and what to do.

It stands in the lowest layer so that every layer can raise from it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import ClassVar


class DekkendError(Exception):
    """Base of every error whose message is meant for a user."""


class InputError(DekkendError, ValueError):
    """A file or value from outside is unusable.

    All faults are collected first and shown as one bulleted message.

    Parameters
    ----------
    subject
        What was being read, for instance a file name.
    faults
        One sentence per fault: row, column, found, expected, what to do.

    Examples
    --------
    >>> print(InputError("indeling.csv", ["rij 3: onbekende gemeente 'Lutjebroek'"]))
    indeling.csv is niet bruikbaar:
      - rij 3: onbekende gemeente 'Lutjebroek'
    """

    #: What is said of the subject before the faults.
    verdict: ClassVar[str] = "is niet bruikbaar"

    def __init__(self, subject: str, faults: Iterable[str]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        super().__init__(f"{subject} {self.verdict}:{lines}")


_REASONS = {
    errno.EACCES: "geen rechten",
    errno.EPERM: "geen rechten",
    errno.EROFS: "het station is alleen-lezen",
    errno.ENOSPC: "de schijf is vol",
    errno.ENOENT: "bestaat niet",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EISDIR: "dit is een map, geen bestand",
    errno.EEXIST: "bestaat al",
    errno.ELOOP: "een verwijzing naar zichzelf",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def reason(error: OSError) -> str:
    """Say in Dutch why the system refused.

    Examples
    --------
    >>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'bestaat niet'
    """
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


class MissingSourceError(InputError):
    """A folder lacks a source that cannot be done without."""


class StaleDataError(DekkendError, ValueError):
    """Something was made on other data than the data at hand."""


class IncompleteIndelingError(DekkendError, ValueError):
    """An indeling leaves gebieden with pupils without a swv, or assigns one twice."""


class UnknownNameError(DekkendError, KeyError):
    """A scenario, swv, gemeente or kind that does not exist was asked for."""

    def __str__(self) -> str:
        """Return the message without KeyError's quotes."""
        return str(self.args[0])
