"""Files that a visitor brings to the page "Gevolgen", and what is wrong with them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.findings import Finding
from data.importer import sort_findings
from geo.errors import DekkendError
from scenarios.notation import number
from ui import markup
from ui.faults import message

_T = TypeVar("_T")


def uploaded(key: str) -> UploadedFile | None:
    """Return the file in the place for it with a key.

    None where it was taken out, and for a moment where another takes its place: the browser empties
    the place before it sends the new file. What is called for an emptied place may therefore not
    change the key.
    """
    found: UploadedFile | None = st.session_state.get(key)
    return found


def read_upload(name: str, content: bytes, reader: Callable[[Path], _T]) -> tuple[_T | None, str]:
    """Read what was uploaded with a reader of files.

    Returns
    -------
    What was read and nothing; or None and, as Markdown, what is wrong with it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "bestand.csv")
        path.write_bytes(content)
        try:
            return reader(path), ""
        except DekkendError as error:
            return None, message(error)


def show_fault(fault: str) -> None:
    """Show why a file was refused; nothing for none."""
    if fault:
        st.error(fault, icon=":material/error:")


def show_findings(found: Iterable[Finding]) -> None:
    """Show what was doubtful or read otherwise than it was written; nothing for none."""
    lines = [
        f"{one.severity.value}, {number(one.count)}: {one.message}"
        + (f" {', '.join(one.examples[:5])}" if one.examples else "")
        for one in sort_findings(tuple(found))
    ]
    if lines:
        st.html(markup.head("Wat er bij het lezen opviel", lines))
