"""Page "Presentatie": prepared steps before a room, in large type."""

from __future__ import annotations

import streamlit as st

from data.dataset import Dataset
from ui import account, markup


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Presentatie", f"Gegevens: {account.data_line(dataset.manifest)}"))
