"""Every error that is meant for a user appears as a message, never as a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.errors import DekkendError, InputError

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
        return f"**{literal(error.subject)}** is niet bruikbaar:\n\n{faults}"
    return literal(str(error))


@contextmanager
def faults_shown() -> Iterator[None]:
    """Show a `DekkendError` in place of what could not be drawn."""
    try:
        yield
    except DekkendError as error:
        st.error(message(error), icon=":material/error:")
