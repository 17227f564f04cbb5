"""The tree of errors; each tells the user, in Dutch, what was found, what was expected and what to do.

It stands in the lowest layer so that every layer can raise from it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from typing import ClassVar, Final


class DekkendError(Exception):
    """Base of every error whose message is meant for a user."""


#: No word of ours, and no path that a system takes, is longer; nor is a whole sentence.
_LONGEST_WORD: Final = 400
_LONGEST: Final = 6000
_KEPT: Final = 60


def shortened(text: str) -> str:
    """Cut short what a message repeats from a file where that is huge.

    Examples
    --------
    >>> shortened("onbekend swv: " + "x" * 5000 + "; kies er een")
    'onbekend swv: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (5.000 tekens); kies er een'
    """
    if len(text) <= _LONGEST_WORD:
        return text
    cut = _HUGE.sub(_cut, text)
    return cut if len(cut) <= _LONGEST else f"{cut[:_LONGEST]}…"


_HUGE: Final = re.compile(rf"[^\s;:'\"‘’]{{{_LONGEST_WORD},}}")


def _cut(found: re.Match[str]) -> str:
    length = f"{len(found[0]):,}".replace(",", ".")
    return f"{found[0][:_KEPT]}… ({length} tekens)"


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
        self.subject = shortened(subject)
        self.faults = tuple(shortened(fault) for fault in faults)
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        super().__init__(f"{self.subject} {self.verdict}:{lines}")


_REASONS = {
    errno.EACCES: "geen rechten",
    errno.EPERM: "geen rechten",
    errno.EROFS: "het station is alleen-lezen",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de schijfruimte die u mag gebruiken is op",
    errno.EFBIG: "het bestand wordt groter dan hier mag",
    errno.EIO: "de schijf geeft een fout",
    errno.EBUSY: "het is in gebruik",
    errno.ETXTBSY: "het is in gebruik",
    errno.EMFILE: "er zijn te veel bestanden open",
    errno.ENFILE: "er zijn te veel bestanden open",
    errno.ETIMEDOUT: "het station antwoordt niet",
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
    """An indeling leaves gemeenten with residents of school age without a swv, or assigns one twice."""


class UnknownNameError(DekkendError, KeyError):
    """A scenario, swv, gemeente or kind that does not exist was asked for."""

    def __str__(self) -> str:
        """Return the message without KeyError's quotes."""
        return shortened(str(self.args[0]))
