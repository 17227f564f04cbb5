"""A sheet as a PDF: A4, letters embedded, drawings as vectors; the same sheet always gives the same bytes.

A sheet that is too long for one page is set tighter, in letters that can still be read and with
smaller pictures, and then with fewer words where it has a shorter form: one page is what a
reader takes along. What is longer still goes on over more pages at the usual size.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import zip_longest
from typing import Any, Final

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
)
from reportlab.platypus import Paragraph as Flowing
from reportlab.platypus import Table as Grid

from scenarios.study import code_version
from ui.sheet import fonts
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table, texts
from ui.sheet.canvas import paint
from ui.sheet.columns import widths
from ui.sheet.drawing import Drawing
from ui.sheet.rules import DIM, INK, RULE, grid, spans

_SIDE: Final = 12.5 * mm
_TOP: Final = 9 * mm
#: Room under the text for the footer, at least; and below it.
_FOOT, _BELOW = 14 * mm, 5.5 * mm
#: Letters of the footer.
_SMALL: Final = 6.6
#: Between two blocks beside each other.
_GUTTER: Final = 4.5 * mm
#: Sizes of letters: running text, notes, and in a table cells and headings.
_TEXT, _NOTE, _CELL, _HEAD = 8.2, 7.5, 7.7, 7.5
#: No letters become smaller than this, unless they are already; points.
_FLOOR: Final = 7.5
#: What the sign for characters that cannot be printed means.
_UNPRINTABLE: Final = (
    f"{fonts.UNPRINTABLE}: hier staat een teken, zoals een emoji, dat de letters van een pdf niet hebben. "
    "De html-versie toont het."
)
#: Room for a heading or a few lines, points.
_FEW_LINES: Final = 26.0


@dataclass(frozen=True, slots=True)
class _Size:
    """How tight a sheet is set; 1 is usual.

    Attributes
    ----------
    letters
        Of letters, down to the floor, and of the room around them.
    pictures
        Of drawings.
    """

    letters: float
    pictures: float


_USUAL: Final = _Size(1.0, 1.0)
#: What is tried, in turn, for a sheet to fit on one page.
_SIZES: Final = (_USUAL, _Size(0.95, 1.0), _Size(0.88, 0.95), _Size(0.8, 0.88), _Size(0.7, 0.72))


def pdf(sheet: Sheet) -> bytes:
    """Set a sheet on A4; where a character cannot be printed stands a sign, and at the end what it means."""
    sheet = _signed(sheet)
    first, count = _set(sheet, _USUAL, 1)
    if count == 1:
        return first
    for one in _forms(sheet):
        for size in _SIZES:
            made, pages = _set(one, size, 1)
            if pages == 1:
                return made
    return _set(sheet, _USUAL, count)[0]


def _signed(sheet: Sheet) -> Sheet:
    """Add what the sign means that stands for characters that the letters lack, where it is used."""
    if not fonts.lacks(texts(sheet)):
        return sheet
    shorter = None if sheet.shorter is None else _signed(sheet.shorter)
    return replace(sheet, blocks=[*sheet.blocks, Note(_UNPRINTABLE)], shorter=shorter)


def _forms(sheet: Sheet) -> Iterator[Sheet]:
    """Give a sheet, and its shorter forms in turn."""
    one: Sheet | None = sheet
    while one is not None:
        yield one
        one = one.shorter


def _set(sheet: Sheet, size: _Size, count: int) -> tuple[bytes, int]:
    """Set a sheet as tight as is asked; its footers tell of `count` pages. Return it and its pages."""
    width, height = A4
    footer = _Footer(sheet.footer, count)
    frame = Frame(_SIDE, footer.room, width - 2 * _SIDE, height - _TOP - footer.room, 0, 0, 0, 0)
    story = _Setter(size, height - _TOP - footer.room).story(sheet, width - 2 * _SIDE)
    target = io.BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=fonts.printable(sheet.title),
        subject=fonts.printable(sheet.subtitle),
        author="dekkend",
        creator=f"dekkend {code_version()}",
        lang="nl",
        displayDocTitle=1,
        initialFontName=fonts.REGULAR,
        invariant=1,
    )
    document.addPageTemplates([PageTemplate("blad", [frame], onPage=footer.draw)])
    document.build(story)
    return target.getvalue(), int(document.page)


class _Footer:
    """Sources left, page number right, under each page.

    Parameters
    ----------
    text
        What stands there.
    count
        Pages in all.
    """

    def __init__(self, text: str, count: int) -> None:
        style = ParagraphStyle(
            "voet",
            fontName=fonts.REGULAR,
            bulletFontName=fonts.REGULAR,
            fontSize=_SMALL,
            leading=_SMALL * 1.2,
            textColor=DIM,
        )
        self._count = count
        self._told = Flowing(_markup(text), style)
        number = fonts.width_pt(self._number(count), _SMALL)
        high: float = self._told.wrap(A4[0] - 2 * _SIDE - number - 3 * mm, A4[1])[1]
        self._high = high

    def _number(self, page: int) -> str:
        return f"blz. {page} van {self._count}"

    @property
    def room(self) -> float:
        """Height that it takes from the lower edge of the page, points."""
        return float(max(_FOOT, _BELOW + self._high + 6))

    def draw(self, canvas: Any, document: Any) -> None:  # noqa: ANN401  # reportlab has no types
        """Draw it on a page."""
        right, top = A4[0] - _SIDE, self.room - 3
        canvas.saveState()
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(_SIDE, top, right, top)
        canvas.setFont(fonts.REGULAR, _SMALL)
        canvas.setFillColor(DIM)
        canvas.drawRightString(right, top - 8, self._number(document.page))
        self._told.drawOn(canvas, _SIDE, top - 2 - self._high)
        canvas.restoreState()


class _Drawn(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A drawing among text, scaled down to the room that there is.

    Parameters
    ----------
    drawing
        What is drawn.
    size
        Of the drawing; 1 is its own.
    keep
        Whether it stays on a page with what follows.
    """

    def __init__(self, drawing: Drawing, size: float = 1.0, *, keep: bool = False) -> None:
        super().__init__()
        self._drawing = drawing
        self.keepWithNext = int(keep)
        self._size = self._scale = size

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Say how much room it takes."""
        self._scale = min(self._size, available / self._drawing.width)
        return self._drawing.width * self._scale, self._drawing.height * self._scale

    def draw(self) -> None:
        """Draw it on the page."""
        self.canv.saveState()
        self.canv.scale(self._scale, self._scale)
        paint(self.canv, self._drawing)
        self.canv.restoreState()


def _markup(text: str) -> str:
    return escape(fonts.printable(text), quote=False).replace("\n", "<br/>")


@dataclass(frozen=True, eq=False)
class _Setter:
    """Turns blocks into what reportlab sets, in letters of one size.

    Attributes
    ----------
    size
        How tight.
    height
        Of a page's text, points.
    """

    size: _Size
    height: float

    @property
    def scale(self) -> float:
        """Of the room around letters."""
        return self.size.letters

    @property
    def _leading(self) -> float:
        """Height of a line, of its letters; less where the sheet is set tight."""
        return 1.24 - 0.4 * (1 - self.size.letters)

    def _points(self, size: float) -> float:
        """Size of letters, not below what can be read."""
        return max(size * self.size.letters, min(size, _FLOOR))

    def story(self, sheet: Sheet, width: float) -> list[Any]:
        """Set a whole sheet."""
        told = [Flowing(_markup(sheet.title), self._style("titel", 15, bold=True, after=1))]
        if sheet.subtitle:
            told.append(Flowing(_markup(sheet.subtitle), self._style("onder", 8, color=DIM, after=3)))
        for block, following in zip_longest(sheet.blocks, sheet.blocks[1:]):
            if isinstance(block, Heading):
                told.append(CondPageBreak(self._with_next(following, width)))
            told += self.block(block, width)
        return told

    def _with_next(self, following: Block | None, width: float) -> float:
        """Room that a heading needs, so that it does not stand under a page without what it is about."""
        high = _FEW_LINES
        if isinstance(following, (Pair, Picture)):
            high = min(self._high(self.block(following, width), width), self.height - _FEW_LINES)
        return (high + _FEW_LINES) * self.scale

    def block(self, block: Block, width: float) -> list[Any]:  # noqa: PLR0911  # one per sort of block
        """Set one block in the room that there is (points)."""
        match block:
            case Heading():
                size = 10 if block.level <= 2 else 8.6  # noqa: PLR2004
                style = self._style("kop", size, bold=True, before=4, after=1)
                return [Flowing(_markup(block.text), style)]
            case Paragraph():
                size = 9.2 if block.lead else _TEXT
                return [Flowing(_markup(block.text), self._style("tekst", size, after=2.5))]
            case Note():
                return [Flowing(_markup(block.text), self._style("noot", _NOTE, color=DIM, after=2))]
            case Bullets():
                return [self._bullets(block.items)] if block.items else []
            case Table():
                return self._table(block, width)
            case Picture():
                return self._picture(block)
            case Pair():
                return self._pair(block, width)

    def _style(
        self,
        name: str,
        size: float,
        *,
        bold: bool = False,
        color: str = INK,
        before: float = 0,
        after: float = 0,
        right: bool = False,
        middle: bool = False,
    ) -> ParagraphStyle:
        points = self._points(size)
        return ParagraphStyle(
            name,
            fontName=fonts.BOLD if bold else fonts.REGULAR,
            fontSize=points,
            leading=points * self._leading,
            textColor=color,
            spaceBefore=before * self.scale,
            spaceAfter=after * self.scale,
            bulletFontName=fonts.REGULAR,
            alignment=TA_RIGHT if right else TA_CENTER if middle else TA_LEFT,
            allowWidows=0,
            allowOrphans=0,
        )

    def _bullets(self, items: Sequence[str]) -> Any:  # noqa: ANN401  # reportlab has no types
        style = self._style("punt", _TEXT, after=1)
        size = self._points(_TEXT)
        return ListFlowable(
            [ListItem(Flowing(_markup(one), style), leftIndent=9) for one in items],
            bulletType="bullet",
            start="•",
            bulletFontName=fonts.REGULAR,
            bulletFontSize=size,
            leftIndent=9,
            spaceAfter=2,
        )

    def _picture(self, picture: Picture) -> list[Any]:
        if not picture.caption:
            return [_Drawn(picture.drawing, self.size.pictures)]
        style = self._style("bij", _NOTE, color=DIM, before=1, after=2)
        return [
            _Drawn(picture.drawing, self.size.pictures, keep=True),
            Flowing(_markup(picture.caption), style),
        ]

    def _pair(self, pair: Pair, width: float) -> list[Any]:
        """Set two blocks beside each other; one under the other where they are longer than a page."""
        half = (width - _GUTTER) / 2
        sides = [self.block(one, half) for one in (pair.left, pair.right)]
        if max(self._high(side, half) for side in sides) > self.height:
            return [*self.block(pair.left, width), *self.block(pair.right, width)]
        sides = [self.block(one, half) for one in (pair.left, pair.right)]
        bare = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
        bare += [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
        cells = [[sides[0], None, sides[1]]]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR), *bare]
        return [Grid(cells, [half, _GUTTER, half], style=style, hAlign="LEFT")]

    def _high(self, side: Sequence[Any], width: float) -> float:
        nowhere = Canvas(io.BytesIO())
        heights = (
            one.wrapOn(nowhere, width, self.height)[1] + one.getSpaceBefore() + one.getSpaceAfter()
            for one in side
        )
        return float(sum(heights))

    def _table(self, table: Table, width: float) -> list[Any]:
        head = [
            Flowing(_markup(one), self._style("hoofd", _HEAD, bold=True, right=place in table.numeric))
            for place, one in enumerate(table.columns)
        ]
        first, plain, figure = (
            self._style(name, _CELL, bold=bold, right=right)
            for name, bold, right in (("rij", False, False), ("cel", False, False), ("getal", False, True))
        )
        rows = [
            [
                Flowing(_markup(one), figure if place in table.numeric else plain if place else first)
                for place, one in enumerate(row)
            ]
            for row in table.rows
        ]
        pad = 3.0 * self.scale

        def measured(text: str, row: int) -> float:
            points = self._points(_CELL if row else _HEAD)
            return fonts.width_pt(text, points, bold=not row) + 2 * pad + 0.5

        room = widths([table.columns, *table.rows], width, measured, table.groups)
        over = self._over(table)
        cells = [*over, head, *rows]
        style = [*grid(pad, len(over), self.scale), *spans(table)]
        return [Grid(cells, room, repeatRows=len(over) + 1, hAlign="LEFT", style=style, spaceAfter=3)]

    def _over(self, table: Table) -> list[list[Any]]:
        """Rows over the headings: the caption, and headings over several columns."""
        rows: list[list[Any]] = []
        if table.caption:
            told = Flowing(_markup(table.caption), self._style("bijschrift", _NOTE, color=DIM))
            rows.append([told, *[None] * (len(table.columns) - 1)])
        if table.groups:
            style = self._style("groep", _HEAD, bold=True, middle=True)
            cells = [[Flowing(_markup(text), style), *[None] * (span - 1)] for text, span in table.groups]
            rows.append([cell for group in cells for cell in group])
        return rows
