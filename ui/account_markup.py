"""HTML for the account: its opening, its tables, and the whole of it as a file of its own.

What is written here is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from ui import markup
from ui.account import IS, IS_NOT, Account, Listing, Part
from ui.tables import records
from ui.truths import TRUTHS

#: A word of more characters may be broken anywhere: names of files.
_LONG: Final = 24


def opening() -> str:
    """Write what this is, what it is not, and the three truths."""
    both = _points("Wat dit is", IS) + _points("Wat dit niet is", IS_NOT)
    truths = "".join(_truth(f"{number}. {one.title}", one.full) for number, one in enumerate(TRUTHS, start=1))
    heading = '<h2 class="dk-section">Drie dingen die u moet weten</h2>'
    return f'<div class="dk-is">{both}</div>{heading}<div class="dk-truths">{truths}</div>'


def _truth(title: str, text: str) -> str:
    """Write one in full; the style sheet shows it folded on a narrow screen."""
    told = f"<p>{escape(text)}</p>"
    return (
        f'<div class="dk-truth"><h3>{escape(title)}</h3>{told}'
        f"<details><summary>{escape(title)}</summary>{told}</details></div>"
    )


def _points(title: str, points: Iterable[str]) -> str:
    told = "".join(f"<li>{escape(point)}</li>" for point in points)
    return f'<div><h2 class="dk-section">{escape(title)}</h2><ul>{told}</ul></div>'


def part(one: Part) -> str:
    """Write a part without its title: the sentences, then the tables."""
    lead = "".join(markup.small(sentence) for sentence in one.lead)
    return lead + "".join(listing(each) for each in one.listings)


def listing(one: Listing) -> str:
    """Write a table, or a list whose rows unfold; on a narrow screen each row stands under the other."""
    title = f'<h3 class="dk-caption">{escape(one.caption)}</h3>' if one.caption else ""
    return title + (_entries(one) if one.brief else _table(one))


def _table(one: Listing) -> str:
    names = [str(name) for name in one.rows.columns]
    kinds = dict.fromkeys(one.numeric, ' class="num"')
    header = "".join(f'<th scope="col"{kinds.get(name, "")}>{escape(name)}</th>' for name in names)
    body = ""
    for row in records(one.rows):
        cells = (_cell(one, name, row[name]) for name in names)
        body += f"<tr>{''.join(cells)}</tr>"
    return f'<table class="dk-table records"><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>'


def _cell(one: Listing, name: str, text: str) -> str:
    shown = _lines(text)
    if name in one.folded and text:
        shown = f"<details><summary>toon</summary>{shown}</details>"
    marks = {
        "num": name in one.numeric,
        "blank": not text,
        "long": any(len(word) > _LONG for word in text.split()),
    }
    kind = " ".join(mark for mark, has in marks.items() if has)
    return f'<td class="{kind}" data-label="{escape(name)}">{shown}</td>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _entries(one: Listing) -> str:
    first, *others = (str(name) for name in one.rows.columns)
    told = ""
    for row in records(one.rows):
        brief = " · ".join(escape(row[name]) for name in one.brief if row[name])
        facts = "".join(
            f"<dt>{escape(name)}</dt><dd>{_lines(row[name])}</dd>"
            for name in others
            if name not in one.brief and row[name]
        )
        told += (
            f'<details class="dk-entry"><summary>{escape(row[first])}<span>{brief}</span></summary>'
            f"<dl>{facts}</dl></details>"
        )
    return f'<div class="dk-entries">{told}</div>'


def document(account: Account) -> str:
    """Write the whole account as one HTML file that opens from disk, everything unfolded."""
    parts = "".join(
        f'<section id="{escape(one.key)}"><h2>{escape(one.title)}</h2>{part(one)}</section>'
        for one in account.parts
    )
    links = " · ".join(f'<a href="#{escape(one.key)}">{escape(one.title)}</a>' for one in account.parts)
    told = f"{opening()}<nav><p>{links}</p></nav>{parts}".replace("<details", "<details open")
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Verantwoording dekkend: {escape(account.name)}</title>{markup.style()}"
        "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:1.5rem auto;padding:0 1rem}"
        "h3{margin:1rem 0 .2rem}section{margin-top:2.2rem}</style></head><body>"
        f"<h1>Verantwoording</h1>{markup.small(account.stamp)}{told}</body></html>\n"
    )
