"""HTML for what Streamlit has no element for: readable tables, key figures, notes, the legend.

All text from outside is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

import pandas as pd

from ui.headline import KeyFigure
from ui.palette import FILLS, JEUGDREGIO_BORDER, NO_SWV_FILL, SITE, SWV_BORDER
from ui.tables import reading

#: Columns of the national table: name, class of the cell.
_COLUMNS: Final[Mapping[str, str]] = {
    "basis": "num",
    "scenario": "num strong",
    "verschil": "num",
    "duiding": "reading",
    "samenvoegen": "num",
    "grenzen": "num",
    "eenheid": "dim unit",
    "aard": "dim",
    "bron": "dim wide",
}
_HEADS: Final = {
    "samenvoegen": "waarvan samenvoegen po/vo",
    "grenzen": "waarvan nieuwe grenzen",
}


@cache
def style() -> str:
    """Return the style sheet of all that is made here, as an element."""
    return f"<style>{files('ui').joinpath('static/stijl.css').read_text(encoding='utf-8')}</style>"


def chip(duiding: str) -> str:
    """Write a reading as a badge: sign, word, and only then colour.

    Examples
    --------
    >>> chip("beter")
    '<span class="dk-chip beter">✓ beter</span>'
    """
    extra = f" {duiding}" if duiding in {"beter", "slechter"} else ""
    return f'<span class="dk-chip{extra}">{escape(reading(duiding))}</span>'


def note(text: str) -> str:
    """Write a short note that a reader must not miss."""
    return f'<div class="dk-note">{escape(text)}</div>'


def small(text: str) -> str:
    """Write a line that explains or names a source."""
    return f'<p class="dk-small">{escape(text)}</p>'


def page_top(title: str, label: str) -> str:
    """Write the title of the page with the data that it rests on."""
    return f'<div class="dk-top"><h1>{escape(title)}</h1><p>{escape(label)}</p></div>'


def head(title: str, sentences: Iterable[str]) -> str:
    """Write the outcome: a title and some sentences."""
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<div class="dk-head"><h2>{escape(title)}</h2><ul>{told}</ul></div>'


def section(title: str) -> str:
    """Write the title of a part of the page."""
    return f'<h2 class="dk-section">{escape(title)}</h2>'


def map_title(role: str, title: str, count: str) -> str:
    """Write what stands above a map."""
    return f'<p class="dk-maptitle">{escape(role)}: {escape(title)}<span>{escape(count)}</span></p>'


def cards(figures: Iterable[KeyFigure]) -> str:
    """Write key figures under each other, and under them the sources that they rest on."""
    shown = tuple(figures)
    sources = dict.fromkeys(part for one in shown for part in one.source.split("; "))
    told = small(f"Bronnen van deze cijfers: {'; '.join(sources)}.") if sources else ""
    return f'<div class="dk-cards">{"".join(_card(one) for one in shown)}</div>{told}'


def _card(one: KeyFigure) -> str:
    unit = f" <small>{escape(one.unit)}</small>" if one.unit else ""
    extra = f"; {escape(one.note)}" if one.note else ""
    foot = " · ".join(escape(part) for part in (one.direction, one.certainty))
    return (
        f'<div class="dk-card"><div class="label">{escape(one.label)}</div>'
        f'<div class="value">{escape(one.value)}{unit} {chip(one.duiding)}</div>'
        f'<div class="from">basis {escape(one.base)}, verschil {escape(one.change)}{extra}.</div>'
        f'<div class="foot">{foot}</div></div>'
    )


def legend(kind_name: str, jeugdregio_label: str, *, has_unassigned: bool) -> str:
    """Write what lines, colours and dots on the maps mean."""
    swatches = "".join(f'<i style="width:.55rem;height:.9rem;background:{one}"></i>' for one in FILLS[:4])
    dash = f"border-top:2.5px dashed {JEUGDREGIO_BORDER}"
    both = f"repeating-linear-gradient(90deg,{JEUGDREGIO_BORDER} 0 4px,{SWV_BORDER} 4px 8px)"
    region = f"grens van een jeugdregio ({escape(jeugdregio_label)})"
    parts = {
        f'<span style="gap:0">{swatches}</span>': "een kleur per swv, alleen om buren te onderscheiden",
        f'<i style="width:1.6rem;border-top:2px solid {SWV_BORDER}"></i>': "grens van een swv",
        f'<i style="width:1.6rem;{dash}"></i>': region,
        f'<i style="width:1.6rem;height:2.5px;background:{both}"></i>': "beide vallen samen",
        f'<i class="dot" style="background:{SITE}"></i>': f"vestiging {escape(kind_name)}",
    }
    if has_unassigned:
        grey = f'<i style="width:.9rem;height:.9rem;background:{NO_SWV_FILL}"></i>'
        parts[grey] = "hoort bij geen swv"
    told = "".join(f"<span>{sign}{words}</span>" for sign, words in parts.items())
    return f'<div class="dk-legend">{told}</div>'


def national_table(frame: pd.DataFrame, heads: Mapping[str, str]) -> str:
    """Write a table of `ui.tables.national`; the two effects only where some row has them.

    Parameters
    ----------
    frame
        All text.
    heads
        Words above ``basis`` and ``scenario``.
    """
    words = {**{name: name for name in _COLUMNS}, **_HEADS, **heads}
    split = bool((frame["samenvoegen"] != "").any())
    names = [name for name in _COLUMNS if split or name not in _HEADS]
    header = "".join(f'<th scope="col" class="{_COLUMNS[n]}">{escape(words[n])}</th>' for n in names)
    body = "".join(_national_row(row, names) for row in _records(frame))
    return (
        f'<div class="dk-scroll"><table class="dk-table stack">'
        f'<thead><tr><th scope="col">maat</th>{header}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _national_row(row: Mapping[str, str], names: list[str]) -> str:
    told = f"{row['uitleg']} ({row['richting']})"
    title = (
        f'<th scope="row" title="{escape(told)}"><details><summary>{escape(row["maat"])}</summary>'
        f"<p>{escape(told)}</p><p>Formule: <code>{escape(row['formule'])}</code></p></details></th>"
    )
    cells = "".join(_cell(name, row[name], _HEADS.get(name, name)) for name in names)
    return f"<tr>{title}{cells}</tr>"


def _cell(name: str, text: str, label: str) -> str:
    shown = chip(text) if name == "duiding" else escape(text)
    blank = " blank" if not text else ""
    return f'<td class="{_COLUMNS[name]}{blank}" data-label="{escape(label)}">{shown}</td>'


def plain_table(
    frame: pd.DataFrame, caption: str = "", numeric: Iterable[str] = (), whole: Iterable[str] = ()
) -> str:
    """Write a frame of text as a table.

    Parameters
    ----------
    frame, caption
        All text; its title.
    numeric, whole
        Columns to align as numbers; columns whose text is not to be broken.
    """
    kinds = dict.fromkeys(whole, "whole") | dict.fromkeys(numeric, "num")
    names = [str(name) for name in frame.columns]
    header = "".join(f'<th scope="col" class="{kinds.get(n, "")}">{escape(n)}</th>' for n in names)
    body = "".join(
        "<tr>" + "".join(f'<td class="{kinds.get(n, "")}">{escape(row[n])}</td>' for n in names) + "</tr>"
        for row in _records(frame)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="dk-scroll"><table class="dk-table">{title}<thead><tr>{header}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _records(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(value) for name, value in row.items()} for row in frame.to_dict("records")]
