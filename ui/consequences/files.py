"""Files that a visitor brings to or takes from the page "Gevolgen": what is wrong with them, and as CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

from data.findings import Finding
from data.importer import sort_findings
from geo.errors import DekkendError
from scenarios.notation import number
from ui import markup
from ui.faults import message

_T = TypeVar("_T")


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


def as_csv(frame: pd.DataFrame) -> bytes:
    """Write Dutch CSV: semicolons, decimal commas; spreadsheets open it as it is."""
    text = frame.round(3).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    return text.encode("utf-8-sig")


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
