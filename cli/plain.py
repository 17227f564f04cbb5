"""Frames as tables on screen and as JSON; numbers of pupils with their interval."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
from rich.table import Table

from scenarios.notation import UNKNOWN, number
from scenarios.site_story import people


def table(title: str, columns: list[str], *, words: int) -> Table:
    """Make a table of which the first columns are words and the others figures."""
    made = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        made.add_column(column, justify="left" if position < words else "right", overflow="fold")
    return made


def records(frame: pd.DataFrame, decimals: int = 3) -> list[dict[str, Any]]:
    """Rows as plain values; NaN and infinite become null.

    Examples
    --------
    >>> records(pd.DataFrame({"pc4": ["1601"], "km": [float("inf")]}))
    [{'pc4': '1601', 'km': None}]
    """
    text = frame.replace([float("inf"), float("-inf")], float("nan")).to_json(
        orient="records", force_ascii=False, double_precision=decimals
    )
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def plain(value: float, decimals: int = 3) -> float | None:
    """Round a number; None where there is none.

    Examples
    --------
    >>> plain(1.23456), plain(float("nan"))
    (1.235, None)
    """
    return round(value, decimals) if math.isfinite(value) else None


def pupils(middle: float, low: float | None = None, high: float | None = None) -> str:
    """Write a number of pupils: a count as it is, an estimate rounded and with its interval.

    Examples
    --------
    >>> pupils(1234.0, 1234.0, 1234.0), pupils(1234.0, 1100.0, 1399.0), pupils(1234.0)
    ('1.234', '1.200 (1.100–1.400)', '1.200')
    >>> pupils(float("nan")), pupils(12.0, 10.0, 15.0)
    ('niet te bepalen', '12 (10–15)')
    """
    if math.isnan(middle):
        return UNKNOWN
    if low is None or high is None:
        return people(middle)
    if low == high:
        return number(round(middle))
    few = high < _FEW
    texts = [number(round(one)) if few else people(one) for one in (low, middle, high)]
    return texts[1] if texts[0] == texts[2] else f"{texts[1]} ({texts[0]}–{texts[2]})"


def estimate(middle: float, low: float, high: float) -> str:
    """Write an estimated number of pupils with its interval, where it has one; never to the last pupil.

    Examples
    --------
    >>> estimate(1234.0, 1234.0, 1234.0), estimate(1234.0, 1100.0, 1399.0)
    ('1.200', '1.200 (1.100–1.400)')
    """
    return pupils(middle) if low == high else pupils(middle, low, high)


#: Estimates up to here are written as they are; rounding to tens would hide their interval.
_FEW = 100


def interval(middle: float, low: float, high: float, decimals: int) -> str:
    """Write a figure with its interval, where it has one.

    Examples
    --------
    >>> interval(1.234, 1.1, 1.3, 1), interval(2.0, 2.0, 2.0, 1), interval(float("nan"), 0, 0, 1)
    ('1,2 (1,1–1,3)', '2,0', 'niet te bepalen')
    """
    if math.isnan(middle):
        return UNKNOWN
    least, told, most = (number(one, decimals) for one in (low, middle, high))
    return told if least == most else f"{told} ({least}–{most})"
