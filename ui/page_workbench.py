"""Page "Werkbank": drawing an indeling, with its figures beside it."""

from __future__ import annotations

import streamlit as st

from data.dataset import Dataset
from ui import account, markup


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Werkbank", f"Gegevens: {account.data_line(dataset.manifest)}"))
