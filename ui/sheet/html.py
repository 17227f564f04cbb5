"""A sheet as HTML: a file that opens from disk without a network, or a part of a page of the app."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table
from ui.sheet.drawing import Drawing, svg

#: The file may fetch nothing at all; it has no scripts.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
#: Drawings wider than this (points) do not shrink to the width of a telephone: they can be moved.
_BROAD: Final = 400.0
#: A heading over several columns.
_GROUP: Final = ' class="group"'
#: Headings of HTML go no deeper.
_DEEPEST: Final = 6


@cache
def style() -> str:
    """Return the style sheet of a sheet, as an element."""
    return f"<style>{files('ui').joinpath('static/blad.css').read_text(encoding='utf-8')}</style>"


def page(sheet: Sheet) -> str:
    """Write a sheet as a file of HTML that needs nothing beside it, and prints on A4.

    Examples
    --------
    >>> page(Sheet("Wat verandert er?", "", [Paragraph("Niets.")], "Bron: geen."))[:46]
    '<!DOCTYPE html><html lang="nl" class="dk-page"'
    """
    return (
        '<!DOCTYPE html><html lang="nl" class="dk-page"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(sheet.title)}</title>{style()}</head>"
        f'<body class="dk-alone">{_sheet(sheet, 1, inline=True)}</body></html>'
    )


def body(sheet: Sheet, level: int = 2) -> str:
    """Write a sheet as a part of a page, with its style.

    Pictures are images here: what shows HTML in the app drops drawings.

    Parameters
    ----------
    level
        Of the heading that the sheet's title becomes.
    """
    return style() + _sheet(sheet, level, inline=False)


def _sheet(sheet: Sheet, level: int, *, inline: bool) -> str:
    writer = _Writer(level, inline)
    subtitle = f'<p class="sub">{escape(sheet.subtitle)}</p>' if sheet.subtitle else ""
    return (
        f'<article class="dk-sheet"><header>{writer.heading(sheet.title, 1)}{subtitle}</header>'
        f"{''.join(map(writer.block, sheet.blocks))}<footer><p>{escape(sheet.footer)}</p></footer></article>"
    )


class _Writer:
    """Writes blocks.

    Parameters
    ----------
    level
        Of the heading that a heading of level 1 becomes.
    inline
        Whether a picture stands in the text as a drawing, or as an image.
    """

    def __init__(self, level: int, inline: bool) -> None:  # noqa: FBT001
        self._down = level - 1
        self._inline = inline

    def heading(self, text: str, level: int) -> str:
        """Write a heading."""
        depth = min(level + self._down, _DEEPEST)
        return f'<h{depth} class="k{level}">{escape(text)}</h{depth}>'

    def block(self, block: Block) -> str:  # noqa: PLR0911  # one per sort of block
        """Write one block."""
        match block:
            case Heading():
                return self.heading(block.text, block.level)
            case Paragraph():
                lead = ' class="lead"' if block.lead else ""
                return f"<p{lead}>{_lines(block.text)}</p>"
            case Bullets():
                items = "".join(f"<li>{_lines(one)}</li>" for one in block.items)
                return f"<ul>{items}</ul>"
            case Note():
                return f'<p class="note">{_lines(block.text)}</p>'
            case Table():
                return _table(block)
            case Picture():
                told = f"<figcaption>{_lines(block.caption)}</figcaption>" if block.caption else ""
                return self._picture(block, told)
            case Pair():
                sides = "".join(f"<div>{self.block(one)}</div>" for one in (block.left, block.right))
                return f'<div class="pair">{sides}</div>'

    def _picture(self, picture: Picture, told: str) -> str:
        """Write a drawing; where there is a narrow one, each for its own width of screen."""
        broad = " broad" if picture.drawing.width > _BROAD and picture.narrow is None else ""
        sides = [("wide-screen", picture.drawing), ("narrow-screen", picture.narrow)]
        if picture.narrow is None:
            sides = [("", picture.drawing)]
        return "".join(
            f'<figure class="{(name + broad).strip()}">{self._drawing(one)}{told}</figure>'
            for name, one in sides
            if one is not None
        ).replace(' class=""', "")

    def _drawing(self, drawing: Drawing) -> str:
        drawn = svg(drawing)
        if self._inline:
            return drawn
        told = escape(f"{drawing.title}. {drawing.description}")
        data = base64.b64encode(drawn.encode()).decode()
        return f'<img alt="{told}" width="{drawing.width:.0f}" src="data:image/svg+xml;base64,{data}">'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _table(table: Table) -> str:
    caption = f"<caption>{_lines(table.caption)}</caption>" if table.caption else ""
    heads = "".join(
        f'<th scope="col"{_numeric(place, table.numeric)}>{_lines(one)}</th>'
        for place, one in enumerate(table.columns)
    )
    groups = "".join(
        f'<th scope="colgroup" colspan="{span}"{_GROUP if text else ""}>{_lines(text)}</th>'
        for text, span in table.groups
    )
    over = f"<tr>{groups}</tr>" if groups else ""
    rows = "".join(f"<tr>{_cells(row, table.numeric)}</tr>" for row in table.rows)
    named = f' role="group" aria-label="{escape(table.caption or "tabel")}" tabindex="0"'
    return (
        f'<div class="wide"{named}><table>{caption}<thead>{over}<tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cells(row: Sequence[str], numeric: Sequence[int]) -> str:
    first, *rest = row
    cells = "".join(
        f"<td{_numeric(place, numeric)}>{_lines(one)}</td>" for place, one in enumerate(rest, start=1)
    )
    return f'<th scope="row"{_numeric(0, numeric)}>{_lines(first)}</th>{cells}'


def _numeric(place: int, numeric: Sequence[int]) -> str:
    return ' class="num"' if place in numeric else ""
