"""Figures and tables as the parts of the page "Voorzieningen" show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from scenarios.notation import number
from scenarios.site_story import people

_ROW: Final = 35
_HIGHEST: Final = 360


def cards(told: Iterable[tuple[str, str, str]]) -> str:
    """Write figures beside each other: what, how much, and what belongs to it; all text.

    Examples
    --------
    >>> cards([("a", "1", "b"), ("c", "2", "d")]).count('"dk-card"')
    2
    """
    shown = "".join(
        f'<div class="dk-card"><div class="label">{escape(label)}</div>'
        f'<div class="value">{escape(value)}</div>'
        f'<div class="from">{escape(detail)}</div></div>'
        for label, value, detail in told
    )
    return f'<div class="dk-cards dk-effect">{shown}</div>'


def table(
    shown: pd.DataFrame, decimals: Mapping[str, int] | None = None, residents: Iterable[str] = ()
) -> None:
    """Draw a table that can be sorted; numbers the Dutch way, without decimals unless told.

    Parameters
    ----------
    decimals, residents
        Decimals by column; columns that count residents, who are written as roughly as they are known.
    """
    known = decimals or {}
    formats: dict[Any, Any] = {
        name: partial(number, decimals=known.get(str(name), 0))
        for name in shown.columns
        if pd.api.types.is_numeric_dtype(shown[name]) and not pd.api.types.is_bool_dtype(shown[name])
    }
    formats |= dict.fromkeys(residents, people)
    height = min(_HIGHEST, _ROW + 3 + _ROW * max(1, len(shown)))
    st.dataframe(shown.style.format(formats), hide_index=True, width="stretch", height=height)


def percent(part: float, whole: float, decimals: int = 1) -> str:
    """Write a part of a whole.

    Examples
    --------
    >>> percent(1, 8), percent(1, 0)
    ('12,5%', '–')
    """
    return f"{number(100 * part / whole, decimals)}%" if whole else "–"
