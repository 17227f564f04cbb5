"""A printable sheet as a value: what stands on it, and nothing of how it is drawn.

The same sheet becomes a page in the app, a file of HTML and a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ui.sheet.drawing import Drawing, Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the sheet's title, so these start at 2."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text; `lead` sets it large, as the answer in short."""

    text: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Note:
    """What must be known to read the figures rightly, set small: sources, certainty, dates."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; figures are written out already, with what is missing said in words.

    Attributes
    ----------
    columns
        Headings.
    rows
        Cells, as many per row as there are headings.
    caption
        What it shows, with unit and source.
    numeric
        Positions of columns that are set right.
    groups
        Headings over the headings, each over a number of columns; together over all, or none at all.
        An empty one leaves its columns bare.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: Sequence[int] = ()
    groups: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with what is said under it; `narrow` stands in its place on a narrow screen."""

    drawing: Drawing
    caption: str = ""
    narrow: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two blocks beside each other where there is room, else one under the other."""

    left: Block
    right: Block


Block: TypeAlias = "Heading | Paragraph | Bullets | Note | Table | Picture | Pair"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes
    ----------
    title, subtitle
        Over it.
    blocks
        What stands on it, in order.
    footer
        On each page: sources and dates, scenario, version of the data.
    shorter
        The same sheet with fewer words, for where it has to fit on one page; None where there is none.
    """

    title: str
    subtitle: str
    blocks: Sequence[Block]
    footer: str
    shorter: Sheet | None = None


def texts(sheet: Sheet) -> Iterator[str]:
    """Give all that is written on a sheet, also in its drawings."""
    yield from (sheet.title, sheet.subtitle, sheet.footer)
    for block in sheet.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph() | Note():
            yield block.text
        case Bullets():
            yield from block.items
        case Table():
            yield from (*block.columns, block.caption, *(text for text, _ in block.groups))
            for row in block.rows:
                yield from row
        case Picture():
            yield block.caption
            yield from (shape.text for shape in block.drawing.shapes if isinstance(shape, Text))
        case Pair():
            yield from _texts(block.left)
            yield from _texts(block.right)
