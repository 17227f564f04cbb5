"""HTML for what Streamlit has no element for: readable tables, key figures, notes, the legend.

All text from outside is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

import pandas as pd

from scenarios.settings import Settings
from scenarios.terms import term
from ui.headline import KeyFigure
from ui.palette import FILLS, NO_SWV_FILL, STROKES, Symbol
from ui.tables import Cell, NationalRow, reading, records

#: Begins what a table is moved in where it is wider than the screen: also by keyboard.
SCROLL: Final = '<div class="dk-scroll" tabindex="0" role="group" aria-label="tabel">'


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


def settings_note(settings: Settings) -> str:
    """Say that figures are made with other settings than usual; nothing where they are not."""
    if settings == Settings():
        return ""
    return note(f"Let op, andere instellingen dan standaard: {settings.describe()}.")


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
    told = sources("Bronnen van deze cijfers", (one.source for one in shown))
    return f'<div class="dk-cards">{"".join(_card(one) for one in shown)}</div>{told}'


def _card(one: KeyFigure) -> str:
    unit = f" <small>{escape(one.unit)}</small>" if one.unit else ""
    extra = f"; {escape(one.note)}" if one.note else ""
    foot = " · ".join(escape(part) for part in (one.direction, one.certainty))
    return (
        f'<div class="dk-card"><div class="label">{_explained(one.label, one.explanation)}</div>'
        f'<div class="value">{escape(one.value)}{unit} {chip(one.duiding)}</div>'
        f'<div class="from">basis {escape(one.base)}, verschil {escape(one.change)}{extra}.</div>'
        f'<div class="foot">{foot}</div></div>'
    )


def _explained(title: str, *paragraphs: str) -> str:
    """Write a term that opens its explanation on a click; escapes both."""
    told = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return f'<details class="dk-explain"><summary>{escape(title)}</summary>{told}</details>'


def terms(title: str, explained: Mapping[str, str]) -> str:
    """Write a list of words and what they mean, closed until someone asks."""
    told = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in explained.items())
    return f'<details class="dk-terms"><summary>{escape(title)}</summary><dl>{told}</dl></details>'


def glossary(words: Iterable[str]) -> str:
    """Write what words of the glossary mean; KeyError for one that it lacks."""
    return terms("Wat betekenen deze woorden?", {word: term(word) for word in words})


def sources(what: str, lines: Iterable[str]) -> str:
    """Write the parts of source lines, each once, after what they are the sources of; nothing for none."""
    parts = dict.fromkeys(part for line in lines for part in line.split("; "))
    return small(f"{what}: {'; '.join(parts)}.") if parts else ""


def legend(kind_name: str, symbol: Symbol, jeugdregio_label: str, *, has_unassigned: bool) -> str:
    """Write what lines, colours and symbols on the maps mean."""
    swatches = "".join(f'<i style="width:.55rem;height:.9rem;background:{one}"></i>' for one in FILLS[:4])
    swv, jeugdregio = STROKES["swv"], STROKES["jeugdregio"]
    region = f"grens van een jeugdregio ({escape(jeugdregio_label)})"
    # Streamlit drops drawings from HTML, not shapes
    shape = f"width:24px;height:24px;margin:-5px;transform:scale(.6);clip-path:path('{symbol.path}')"
    site = f'<i style="{shape};background:{symbol.color}"></i>'
    parts = {
        f'<span style="gap:0">{swatches}</span>': "een kleur per swv, alleen om buren te onderscheiden",
        f'<i style="width:1.6rem;border-top:2px solid {swv.color}"></i>': "grens van een swv",
        f'<i style="width:1.6rem;border-top:3px dotted {jeugdregio.color}"></i>': region,
        site: f"vestiging {escape(kind_name)}; een getal telt er meer op één plek",
    }
    if has_unassigned:
        grey = f'<i style="width:.9rem;height:.9rem;background:{NO_SWV_FILL}"></i>'
        parts[grey] = "hoort bij geen swv"
    told = "".join(f"<span>{sign}{words}</span>" for sign, words in parts.items())
    return f'<div class="dk-legend">{told}</div>'


def national_table(rows: Sequence[NationalRow], base: str, scenarios: Sequence[str]) -> str:
    """Write a table of `ui.tables.national`, and under it the sources that its figures rest on.

    Parameters
    ----------
    rows
        All text.
    base, scenarios
        Titles of the base and of the scenarios, in the order of the cells.
    """
    titles = "".join(
        f'<th scope="colgroup" colspan="2" class="group">{escape(one)}</th>' for one in scenarios
    )
    pairs = '<th scope="col" class="num first">cijfer</th><th scope="col">verschil</th>' * len(scenarios)
    front = '<th scope="col" rowspan="2">maat</th>'
    front += f'<th scope="col" rowspan="2" class="num">basis: {escape(base)}</th>'
    body = "".join(_national_row(row, scenarios) for row in rows)
    told = sources("Bronnen van deze tabel", (part for row in rows for part in row.sources))
    return (
        f'{SCROLL}<table class="dk-table versus">'
        f"<thead><tr>{front}{titles}</tr><tr>{pairs}</tr></thead><tbody>{body}</tbody></table></div>{told}"
    )


def _national_row(row: NationalRow, scenarios: Sequence[str]) -> str:
    explained = _explained(
        row.title,
        f"{row.explanation} ({row.direction})",
        f"Formule: {row.formula}",
        f"Bron: {'; '.join(row.sources)}",
    )
    nature = " · ".join(escape(part) for part in (row.unit, row.direction, row.certainty))
    cells = "".join(_cells(cell, title) for cell, title in zip(row.cells, scenarios, strict=True))
    return (
        f'<tr><th scope="row">{explained}<span class="dim">{nature}</span></th>'
        f'<td class="num base" data-label="basis"><b>{escape(row.base)}</b></td>{cells}</tr>'
    )


def _cells(cell: Cell, title: str) -> str:
    split = f'<span class="dim">{escape(cell.split)}</span>' if cell.split else ""
    return (
        f'<td class="num strong" data-label="{escape(title)}"><b>{escape(cell.value)}</b></td>'
        f'<td class="change" data-label="verschil"><span>{escape(cell.change)} {chip(cell.duiding)}</span>'
        f"{split}</td>"
    )


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
        for row in records(frame)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'{SCROLL}<table class="dk-table">{title}<thead><tr>{header}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
