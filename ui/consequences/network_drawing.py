"""The picture of who meets whom in one jeugdregio: swv's of before, its gemeenten, swv's of after.

What becomes of a relation is told by the sort of line (full, broken, thick) and only
then by colour. One size for a desk or on paper, one for a telephone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scenarios.consequences.meetings import Fate
from scenarios.consequences.network_picture import Column, Network, Node, Tie
from scenarios.indeling import spell
from scenarios.notation import counted, swvs_told
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Shape, Spot, Text

_INK: Final = "#1c2430"
_GROUND: Final = "#ffffff"
_FRAME: Final = "#eef3f8"
_EDGE: Final = "#7b8794"
#: Width of a letter, as a share of its height; bold ones are wider.
_LETTER, _BOLD = 0.55, 0.61
#: Room between lines of text, as a share of their height.
_LEADING: Final = 1.15
_DOT: Final = 2.4


@dataclass(frozen=True, slots=True)
class _Pen:
    """How a line is drawn: sort before colour."""

    words: str
    stroke: str
    width: float
    dash: tuple[float, ...] = ()

    def line(self, one: Spot, other: Spot) -> Line:
        return Line((one, other), self.stroke, self.width, self.dash)


_STAYS: Final = _Pen("blijft", "#44546a", 1.3)
_VANISHES: Final = _Pen("vervalt", "#b3470f", 1.8, (6.0, 4.0))
_APPEARS: Final = _Pen("nieuw", "#00639c", 3.4)
_PENS: Final[Mapping[Fate, _Pen]] = {
    Fate.STAYS: _STAYS,
    Fate.TOGETHER: _STAYS,
    Fate.VANISHES: _VANISHES,
    Fate.APPEARS: _APPEARS,
}
_SLIVER: Final = "?"
#: Where on a line that stands, from the swv; one after the other for a gemeente.
_ALONG: Final = (0.7, 0.5, 0.3, 0.8, 0.6, 0.4)
_SLIVER_TOLD: Final = "? op een lijn: grenswijziging?"


@dataclass(frozen=True, slots=True)
class _Size:
    """Measures of a picture, in points.

    Attributes
    ----------
    wide, left, right
        Width; where the frame around the gemeenten begins and ends.
    labels
        Room for the label of a swv, on either side.
    row, top
        Height of a row, and of what stands above the first.
    letters
        Height of letters.
    names
        Whether swv's are shown with their name, not by their code alone.
    """

    wide: float
    left: float
    right: float
    labels: float
    row: float
    top: float
    letters: float
    names: bool

    def y(self, row: float) -> float:
        return self.top + (row + 0.5) * self.row

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


_DESK: Final = _Size(880, 340, 540, 225, 31, 62, 11.5, names=True)
_TELEPHONE: Final = _Size(350, 112, 238, 62, 30, 62, 10.5, names=False)


@dataclass(frozen=True, slots=True)
class Named:
    """Names that the picture shows.

    Attributes
    ----------
    region
        Of the jeugdregio.
    gemeenten
        By code.
    base, scenario
        Titles of both arrangements.
    """

    region: str
    gemeenten: Mapping[str, str]
    base: str
    scenario: str


def network_drawing(network: Network, named: Named, *, narrow: bool = False) -> Drawing:
    """Draw the relations of one jeugdregio before and after.

    Parameters
    ----------
    network
        Laid out, see `scenarios.consequences.network_picture.network`.
    named
        What things are called.
    narrow
        For a telephone: swv's by their code.
    """
    size = _TELEPHONE if narrow else _DESK
    foot = size.top + network.rows * size.row + 10
    legend, bottom = _legend(size, network, foot + 14)
    shapes: list[Shape] = [
        Polygon([_box(0, 0, size.wide, bottom)], _GROUND),
        *_frame(size, named, foot),
        *_ties(size, network),
        *_labels(size, network, named),
        *_headings(size, network, named),
        *legend,
    ]
    title = f"Overlegrelaties in jeugdregio {named.region}: {named.base} en {named.scenario}"
    return Drawing(size.wide, bottom, title, description(network, named), shapes)


def description(network: Network, named: Named) -> str:
    """Say what there is to be seen, for whoever cannot see it."""
    sides = []
    for column, title in ((Column.BEFORE, named.base), (Column.AFTER, named.scenario)):
        ties = [tie for *_, tie in network.ties(column, Column.GEMEENTE)]
        moved, word = (Fate.VANISHES, "vervallen") if column is Column.BEFORE else (Fate.APPEARS, "nieuw")
        count = sum(tie.fate is moved for tie in ties)
        sides.append(
            f"{title}: {swvs_told(len(network.columns[column]))} met "
            f"{counted(len(ties), 'relatie', 'relaties')} met gemeenten, "
            f"waarvan {count} {word}"
        )
    places = len(network.columns[Column.GEMEENTE])
    middle = counted(places, "gemeente", "gemeenten")
    return f"{middle} in het midden. {'. '.join(sides)}. De tabel bij de tekening noemt ze alle."


def _box(left: float, top: float, right: float, bottom: float) -> list[Spot]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _frame(size: _Size, named: Named, foot: float) -> Iterable[Shape]:
    """Draw the jeugdregio, around its gemeenten."""
    yield Polygon([_box(size.left, size.top - 34, size.right, foot)], _FRAME, _EDGE, 1.0)
    room = size.right - size.left - 8
    for number, line in enumerate(_lines(f"jeugdregio {named.region}", size.letters, room, bold=True)):
        down = size.top - 21 + number * size.letters * _LEADING
        yield Text((size.middle, down), line, size.letters, _INK, "middle", bold=True)


def _headings(size: _Size, network: Network, named: Named) -> Iterable[Shape]:
    sides = (
        (Column.BEFORE, "basis", named.base, size.labels, "end"),
        (Column.AFTER, "scenario", named.scenario, size.wide - size.labels, "start"),
    )
    for column, role, title, across, anchor in sides:
        told = f"{role}: {title}" if size.names else role
        heads = [(line, True) for line in _lines(told, size.letters, size.labels - 4, bold=True)]
        count = len(network.columns[column])
        heads.append(("1 swv" if count == 1 else f"{count} swv's", False))
        for number, (words, bold) in enumerate(heads):
            yield Text((across, 14 + number * 14), words, size.letters, _INK, anchor, bold=bold)


def _ties(size: _Size, network: Network) -> Iterable[Shape]:
    """Draw all relations with gemeenten; thick lines first, so that none is hidden."""
    drawn: list[tuple[Tie, Spot, Spot]] = []
    for column, across, place in (
        (Column.BEFORE, size.labels + 8, size.left),
        (Column.AFTER, size.wide - size.labels - 8, size.right),
    ):
        for node, gemeente, tie in _from_swv(network, column):
            ends = (across, size.y(network.row[node])), (place, size.y(network.row[gemeente]))
            drawn.append((tie, *ends))
    drawn.sort(key=lambda one: -_PENS[one[0].fate].width)
    marked: Counter[Spot] = Counter()
    for tie, one, other in drawn:
        yield _PENS[tie.fate].line(one, other)
    for tie, one, other in drawn:
        for spot in (one, other):
            yield Circle(spot, _DOT, _PENS[tie.fate].stroke)
        if tie.sliver:
            yield _marked(size, one, other, marked[other])
            marked[other] += 1


def _marked(size: _Size, one: Spot, other: Spot, before: int) -> Text:
    """Mark a line as what may be a border change; each of a gemeente at another part of its line."""
    along = _ALONG[before % len(_ALONG)]
    across, down = (start + along * (end - start) for start, end in zip(one, other, strict=True))
    return Text((across, down + 4), _SLIVER, size.letters + 2, _INK, "middle", bold=True, halo=_GROUND)


def _from_swv(network: Network, column: Column) -> Iterable[tuple[Node, Node, Tie]]:
    for one, other, tie in network.ties(column, Column.GEMEENTE):
        yield (one, other, tie) if one.column is column else (other, one, tie)


def _labels(size: _Size, network: Network, named: Named) -> Iterable[Shape]:
    for node in network.columns[Column.GEMEENTE]:
        lines = _lines(named.gemeenten.get(node.code, node.code), size.letters, size.right - size.left - 20)
        yield from _stacked(size, network.row[node], size.middle, "middle", [(one, False) for one in lines])
    for column, across, anchor in (
        (Column.BEFORE, size.labels, "end"),
        (Column.AFTER, size.wide - size.labels, "start"),
    ):
        for node in network.columns[column]:
            yield from _stacked(size, network.row[node], across, anchor, _swv_lines(size, network, node))


def _swv_lines(size: _Size, network: Network, node: Node) -> list[tuple[str, bool]]:
    """Lines of the label of a swv, each with whether it is bold: code and name, or code alone."""
    body = network.swv(node)
    code, dot, name = body.label.partition(" · ")
    if not size.names:
        shown = spell(node.code) if dot or body.label == node.code else body.label
        return [(line, True) for line in _lines(shown, size.letters, size.labels - 4, bold=True)]
    if not dot:
        return [(line, True) for line in _lines(code, size.letters, size.labels - 4, bold=True)]
    first = _lines(code, size.letters, size.labels - 4, bold=True, most=1)[0]
    return [(first, True), (_lines(name, size.letters - 1, size.labels - 4, most=1)[0], False)]


def _stacked(
    size: _Size, row: float, across: float, anchor: str, lines: list[tuple[str, bool]]
) -> Iterable[Shape]:
    """Put lines of text under each other, centred on a row."""
    height = size.letters * _LEADING
    first = size.y(row) + size.letters * 0.36 - height * (len(lines) - 1) / 2
    for number, (words, bold) in enumerate(lines):
        yield Text((across, first + number * height), words, size.letters, _INK, anchor, bold=bold)


def _legend(size: _Size, network: Network, top: float) -> tuple[list[Shape], float]:
    """Draw what lines mean and how many there are with the jeugdregio itself; and where the picture ends."""
    before, after = (len(network.ties(column, Column.JEUGDREGIO)) for column in (Column.BEFORE, Column.AFTER))
    shapes: list[Shape] = []
    rows = 0
    across = 4.0
    for pen in (_STAYS, _VANISHES, _APPEARS):
        y = top + rows * 16
        shapes.append(pen.line((across, y), (across + 34, y)))
        shapes.append(Text((across + 40, y + 4), f"relatie {pen.words}", size.letters))
        across += 150
        if not size.names:
            rows, across = rows + 1, 4.0
    shapes.append(Text((across, top + rows * 16 + 4), _SLIVER_TOLD, size.letters))
    rows += 1
    told = f"Relaties met de jeugdregio zelf, apart geteld: basis {before}, scenario {after}."
    for line in _lines(told, size.letters, size.wide - 8):
        shapes.append(Text((4, top + rows * 16 + 4), line, size.letters))
        rows += 1
    return shapes, top + rows * 16


def _lines(text: str, letters: float, room: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """Break a text in lines that fit, at spaces and hyphens; what is left over becomes "…".

    Examples
    --------
    >>> _lines("Nuenen, Gerwen en Nederwetten", 10.0, 100.0)
    ['Nuenen, Gerwen en', 'Nederwetten']
    >>> _lines("Nuenen, Gerwen en Nederwetten", 10.0, 60.0, most=1)
    ['Nuenen, G…']
    """
    fits = _fitting(letters * (_BOLD if bold else _LETTER), room)
    lines = [""]
    for part in text.replace("-", "-\0").replace(" ", " \0").split("\0"):
        if lines[-1] and not fits(lines[-1] + part.rstrip()):
            lines.append("")
        lines[-1] += part
    told = [line.rstrip() for line in lines]
    if len(told) > most:
        told = [*told[: most - 1], " ".join(told[most - 1 :])]
    return [line if fits(line) else _cut(line, fits) for line in told]


def _fitting(letter: float, room: float) -> Callable[[str], bool]:
    return lambda text: len(text) * letter <= room


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    while text and not fits(f"{text}…"):
        text = text[:-1]
    return f"{text.rstrip()}…"
