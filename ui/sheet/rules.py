"""Rules and room of a printed table, and the inks of a printed sheet."""

from __future__ import annotations

from typing import Any, Final

from ui.sheet import fonts
from ui.sheet.blocks import Table

INK: Final = "#1c2430"
DIM: Final = "#4a525e"
RULE: Final = "#9aa1ab"


def spans(table: Table) -> list[tuple[Any, ...]]:
    """Cells that go on over several columns, in the rows over the headings."""
    found: list[tuple[Any, ...]] = []
    row = 0
    if table.caption:
        found += [("SPAN", (0, 0), (-1, 0)), ("LEFTPADDING", (0, 0), (-1, 0), 0)]
        row = 1
    start = 0
    for text, span in table.groups:
        end = start + span - 1
        found.append(("SPAN", (start, row), (end, row)))
        if text:
            found.append(("LINEBELOW", (start, row), (end, row), 0.4, RULE))
        start = end + 1
    return found


def grid(pad: float, top: int, scale: float) -> list[tuple[Any, ...]]:
    """Rules of a table whose headings stand in row `top`, and the room in its cells."""
    everywhere = ((0, 0), (-1, -1))
    return [
        ("FONTNAME", *everywhere, fonts.REGULAR),
        ("VALIGN", *everywhere, "TOP"),
        ("VALIGN", (0, top), (-1, top), "BOTTOM"),
        ("LEFTPADDING", *everywhere, pad),
        ("RIGHTPADDING", *everywhere, pad),
        ("TOPPADDING", *everywhere, 0.8 * scale),
        ("BOTTOMPADDING", *everywhere, 1.5 * scale),
        ("LINEBELOW", (0, top), (-1, top), 0.9, DIM),
        ("LINEBELOW", (0, top + 1), (-1, -1), 0.3, RULE),
        ("LEADING", (0, 0), (-1, top), 1),
        ("FONTSIZE", (0, 0), (-1, top), 1),
    ]
