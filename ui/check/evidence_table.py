"""A table of units and pupils on screen: short ones whole, long ones in a frame; and as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from scenarios.principles.evidence import Evidence
from ui import markup
from ui.check import panel_file, panel_markup
from ui.check.saving import slug
from ui.consequences.records_table import records_table

#: Up to this many rows a table stands there whole.
_WHOLE: Final = 12
_HEIGHT: Final = 460


def draw(one: Evidence, name: str) -> None:
    """Draw a table, and offer it as a file.

    Parameters
    ----------
    one
        The table.
    name
        Of the scenario, for the file.
    """
    st.html(panel_markup.caption(one.title))
    if not one.rows:
        st.html(markup.small("Geen."))
        return
    if len(one.rows) <= _WHOLE:
        st.html(records_table(one.texts(), one.numeric))
    else:
        st.dataframe(
            styled(one), hide_index=True, width="stretch", height=_HEIGHT, key=f"toets_tabel_{one.code}"
        )
    if one.note:
        st.html(markup.small(one.note))
    st.download_button(
        f"Tabel als CSV ({len(one.rows)} {'regel' if len(one.rows) == 1 else 'regels'})",
        panel_file.evidence_csv(one).encode("utf-8-sig"),
        f"toets-{one.code}-{slug(name)}.csv",
        "text/csv",
        on_click="ignore",
        key=f"toets_bewaar_{one.code}",
    )


def styled(one: Evidence) -> object:
    """Write a table the Dutch way; sorting still goes by the numbers themselves."""
    frame = pd.DataFrame(list(one.rows), columns=[column.head for column in one.columns])
    formats: dict[Any, Callable[[Any], str] | str | None] = {
        column.head: column.text for column in one.columns if column.measure is not None
    }
    return frame.style.format(formats)
