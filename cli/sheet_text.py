"""A sheet in the terminal, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from cli.options import out
from cli.plain import table
from geo.errors import InputError
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Sheet, Table
from ui.sheet.html import page
from ui.sheet.pdf import pdf

#: How a sheet is written, by what the name of the file ends in.
WRITERS: Final[Mapping[str, Callable[[Sheet], bytes]]] = {
    ".pdf": pdf,
    ".html": lambda sheet: page(sheet).encode("utf-8"),
}


def writer(target: Path, what: str) -> Callable[[Sheet], bytes]:
    """Return what writes a sheet to a file.

    Parameters
    ----------
    target
        The file.
    what
        What the sheet is, for the message.

    Raises
    ------
    InputError
        If its name does not end in one of `WRITERS`.
    """
    found = WRITERS.get(target.suffix.casefold())
    if found is None:
        told = f"{what} kan naar {' of '.join(WRITERS)}, gevonden {target.suffix or 'geen achtervoegsel'}"
        raise InputError(str(target), [f"{told}; kies een andere bestandsnaam"])
    return found


def show(sheet: Sheet) -> None:
    """Print a sheet, without its pictures."""
    for text in (sheet.title, sheet.subtitle):
        out.print(text, soft_wrap=True)
    for block in sheet.blocks:
        _show(block)
    out.print()
    out.print(sheet.footer, soft_wrap=True)


def _show(block: Block) -> None:
    match block:
        case Table():
            _table(block)
        case Bullets():
            for item in block.items:
                out.print(f"- {item}", soft_wrap=True)
        case Pair():
            _show(block.left)
            _show(block.right)
        case Heading() | Paragraph() | Note():
            out.print()
            out.print(block.text, soft_wrap=True)


def _table(block: Table) -> None:
    """Print a table; a heading over several columns stands before each of theirs."""
    over = [text for text, span in block.groups for _ in range(span)] or [""] * len(block.columns)
    heads = [f"{text}: {name}" if text else name for text, name in zip(over, block.columns, strict=True)]
    made = table(block.caption, heads, words=len(heads))
    for position in block.numeric:
        made.columns[position].justify = "right"
    for row in block.rows:
        made.add_row(*row)
    out.print(made)
