"""How wide the columns of a printed table are: by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

#: Where a cell may go on on the next line.
_BREAKS: Final = re.compile(r"[\s]+")


def widths(
    rows: Sequence[Sequence[str]],
    room: float,
    measured: Callable[[str, int], float],
    groups: Sequence[tuple[str, int]] = (),
) -> list[float]:
    """Divide room over columns, so that each has at least its longest word where that can be.

    A column gets what its longest cell asks for where there is room for all, and the room
    that is left in proportion; else its longest word and a part of the rest in proportion
    to what it lacks. A heading asks for no more than its longest word.

    Parameters
    ----------
    rows
        Cells; the first row is the head. A cell may have several lines.
    room
        Of all columns together.
    measured
        Width of a text with what is around it in a cell; gets the text and the number of its row.
    groups
        Headings over several columns, which have room for their longest word too.

    Examples
    --------
    >>> widths([["a", "bb"], ["cccc", "d d d d"]], 22, lambda text, row: len(text))
    [8.0, 14.0]
    >>> widths([["a", "bb"], ["cccc", "d d d d"]], 8, lambda text, row: len(text))
    [4.0, 4.0]
    """
    columns = list(zip(*rows, strict=True))
    least = _under(groups, [_widest(column, measured, _BREAKS.split) for column in columns], measured)
    whole = [_widest(("", *column[1:]), measured, str.splitlines) for column in columns]
    whole = [max(pair) for pair in zip(whole, least, strict=True)]
    if sum(whole) <= room:
        return [one * room / sum(whole) for one in whole]
    if sum(least) >= room:
        return [one * room / sum(least) for one in least]
    spare, lacking = room - sum(least), sum(whole) - sum(least)
    return [one + spare * (long - one) / lacking for one, long in zip(least, whole, strict=True)]


def _under(
    groups: Sequence[tuple[str, int]], least: Sequence[float], measured: Callable[[str, int], float]
) -> list[float]:
    """Widen columns evenly where a heading over them has a longer word than they have room for."""
    made = list(least)
    start = 0
    for text, span in groups:
        word = max(measured(part, 0) for part in (*_BREAKS.split(text), ""))
        more = max(0.0, word - sum(made[start : start + span])) / span
        made[start : start + span] = [one + more for one in made[start : start + span]]
        start += span
    return made


def _widest(
    column: Sequence[str], measured: Callable[[str, int], float], parts: Callable[[str], Sequence[str]]
) -> float:
    return max(measured(part, row) for row, cell in enumerate(column) for part in (*parts(cell), ""))
