"""Every error that is meant for a user appears as a message, never as a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from geo.errors import DekkendError, InputError

_OURS: Final = (
    "Er ging iets mis in dekkend zelf. Wat al gemaakt was, is ongewijzigd. Ververs de pagina; blijft het zo, "
    "meld dan wat u deed en wat er in het venster staat waarin dekkend is gestart."
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$|~:])")


def literal(text: str) -> str:
    r"""Escape what Markdown would take for markup.

    Examples
    --------
    >>> print(literal("po_leidend *"))
    po\_leidend \*
    """
    return _MARKDOWN.sub(r"\\\1", text)


def message(error: DekkendError) -> str:
    """Write an error as Markdown: the subject in bold, one bullet per fault.

    Examples
    --------
    >>> print(message(InputError("map", ["bestaat niet"])))
    **map** is niet bruikbaar:
    <BLANKLINE>
    - bestaat niet
    """
    if isinstance(error, InputError):
        faults = "\n".join(f"- {literal(fault)}" for fault in error.faults)
        return f"**{literal(error.subject)}** {error.verdict}:\n\n{faults}"
    return literal(str(error))


def plain(error: DekkendError) -> str:
    """Write an error as one line of text.

    Examples
    --------
    >>> plain(InputError("map", ["bestaat niet"]))
    'map is niet bruikbaar: bestaat niet'
    """
    if isinstance(error, InputError):
        return f"{error.subject} {error.verdict}: {'; '.join(error.faults)}"
    return str(error)


@contextmanager
def faults_shown() -> Iterator[None]:
    """Show an error in place of what could not be drawn; one that is ours goes to the log in full."""
    try:
        yield
    except DekkendError as error:
        st.error(message(error), icon=":material/error:")
    except Exception:
        logging.getLogger(__name__).exception("onverwachte fout")
        st.error(_OURS, icon=":material/error:")


@contextmanager
def faults_kept(keep: Callable[[str], None], ours: str) -> Iterator[None]:
    """Hand over why something was refused, as Markdown; for in callbacks, where nothing can be drawn.

    Parameters
    ----------
    keep
        Puts it where the page finds it.
    ours
        What is said of a fault of our own; that one goes to the log in full.
    """
    try:
        yield
    except DekkendError as error:
        keep(message(error))
    except Exception:
        logging.getLogger(__name__).exception("onverwachte fout")
        keep(ours)
