"""A button that saves a table as a Dutch CSV."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes


def save_button(label: str, rows: pd.DataFrame, what: str, name: str) -> None:
    """Draw the button.

    Parameters
    ----------
    label
        On the button.
    rows
        What is saved: semicolons, decimal commas; spreadsheets open it as it is.
    what, name
        Begin of the file's name, and the scenario that it is about.
    """
    st.download_button(
        label, csv_bytes(rows, 6), f"{what}-{slug(name)}.csv", "text/csv", key=f"sla_op_{what}"
    )


def slug(text: str) -> str:
    """Reduce a name to what fits in a file name.

    Examples
    --------
    >>> slug("Mijn indeling (2)")
    'mijn-indeling-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
