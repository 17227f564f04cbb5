"""A table of text that on a telephone becomes a list: each row a block, each cell with its heading."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from ui.tables import records


def records_table(frame: pd.DataFrame, numeric: Iterable[str] = ()) -> str:
    """Write a frame of text as a table; the first column is the heading of each block.

    Parameters
    ----------
    frame
        All text.
    numeric
        Columns to align as numbers.

    Examples
    --------
    >>> records_table(pd.DataFrame({"gemeente": ["Aalten"]})).count("<td")
    1
    """
    figures = frozenset(numeric)
    names = [str(name) for name in frame.columns]
    header = "".join(f'<th scope="col"{_kind(name, "x", figures)}>{escape(name)}</th>' for name in names)
    body = "".join(
        f"<tr>{''.join(_cell(name, row[name], figures) for name in names)}</tr>" for row in records(frame)
    )
    return f'<table class="dk-table records"><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>'


def _cell(name: str, text: str, figures: frozenset[str]) -> str:
    return f'<td data-label="{escape(name)}"{_kind(name, text, figures)}>{escape(text)}</td>'


def _kind(name: str, text: str, figures: frozenset[str]) -> str:
    kinds = [*(["num"] if name in figures else []), *([] if text else ["blank"])]
    return f' class="{" ".join(kinds)}"' if kinds else ""
