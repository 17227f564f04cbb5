"""Names on a printed map: as many as fit, the most wanted first, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ui.sheet import fonts
from ui.sheet.drawing import Spot, Text

#: Left, upper, right, lower edge.
Box: TypeAlias = tuple[float, float, float, float]

#: Where a name may stand around its spot, in parts of its width and height; the first that is free.
_PLACES: Final = (
    (0.0, 0.0),
    (0.0, -0.9),
    (0.0, 0.9),
    (0.3, 0.0),
    (-0.3, 0.0),
    (0.3, -0.9),
    (-0.3, -0.9),
    (0.3, 0.9),
    (-0.3, 0.9),
    (0.0, -1.7),
    (0.0, 1.7),
)
#: Height of letters, and where they stand on the line, as parts of their size.
_HIGH, _BASE = 1.05, 0.36


@dataclass(frozen=True, slots=True)
class Name:
    """A name that wants a place.

    Attributes
    ----------
    text, spot
        What is written, and around what spot.
    size
        Of the letters, points.
    bold
        Whether they are heavy.
    always
        Whether it stands there even where it does not fit.
    """

    text: str
    spot: Spot
    size: float
    bold: bool = False
    always: bool = False


def placed(
    names: Iterable[Name], frame: Box, taken: Sequence[Box] = (), shunned: Sequence[Box] = ()
) -> list[Text]:
    """Give names a place within a frame, in order; a name without a free place is left out.

    Parameters
    ----------
    names
        The most wanted first.
    frame
        No name crosses it.
    taken
        Boxes that names keep clear of.
    shunned
        Boxes that they keep clear of where they can.

    Examples
    --------
    Two names at one spot do not cover each other, and what does not fit is left out:

    >>> both = [Name("Ede", (50.0, 50.0), 8.0), Name("Barneveld", (50.0, 50.0), 8.0)]
    >>> [round(one.spot[1]) for one in placed(both, (0.0, 0.0, 100.0, 100.0))]
    [53, 39]
    >>> placed([Name("Ede", (50.0, 50.0), 8.0)], (0.0, 0.0, 10.0, 100.0))
    []
    """
    full = list(taken)
    made = []
    for name in names:
        free = [one for one in _spots(name) if _free(_box(name, one), frame, full)]
        spot = next((one for one in free if _free(_box(name, one), frame, shunned)), next(iter(free), None))
        if spot is None and name.always:
            spot = name.spot
        if spot is not None:
            full.append(_box(name, spot))
            where = (spot[0], spot[1] + _BASE * name.size)
            made.append(Text(where, name.text, name.size, anchor="middle", bold=name.bold, halo="#ffffff"))
    return made


def _spots(name: Name) -> list[Spot]:
    wide = fonts.width_pt(name.text, name.size, bold=name.bold)
    right, down = name.spot
    return [(right + x * wide, down + y * name.size * _HIGH) for x, y in _PLACES]


def _box(name: Name, spot: Spot) -> Box:
    half = fonts.width_pt(name.text, name.size, bold=name.bold) / 2 + 1
    high = name.size * _HIGH / 2
    return spot[0] - half, spot[1] - high, spot[0] + half, spot[1] + high


def _free(box: Box, frame: Box, full: Iterable[Box]) -> bool:
    inside = frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in full
    )
