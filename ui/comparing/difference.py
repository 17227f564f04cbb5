"""The difference on the map of the scenario: who gets another swv, and what lies further or nearer.

Never by colour alone: what changes has an outline, one side of a scale is hatched, and every area says
in words what happens to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
import shapely

from geo.units import Units
from scenarios.consequences.moves import Move
from scenarios.country import Country
from scenarios.measures import measure
from scenarios.notation import counted, figure, signed
from scenarios.readings import NO_DIFFERENCE, SHIFTED
from scenarios.weighing.differences import DistanceChange, PlaceChange, tally
from ui.areas import Outlines, dissolved, inner_borders
from ui.layers import Document, ground, label_spots, lines

#: Name of the layer among those of a map.
LAYER: Final = "verschil"


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a map of differences.

    Attributes
    ----------
    colour
        Fill; ColorBrewer PuOr (Brewer 2003) for the two sides of a scale.
    words
        In the legend.
    label
        On the map; empty for none.
    hatched
        Whether strokes lie over the colour.
    """

    colour: str
    words: str
    label: str = ""
    hatched: bool = False


_PLAIN: Final = "#f4f4f2"
_MOVES: Final[Mapping[Move, Class]] = {
    Move.SAME: Class(_PLAIN, "niets verandert, of po en vo gaan samen binnen dezelfde grenzen"),
    Move.JOINED: Class(_PLAIN, ""),
    Move.BORDERS: Class(
        "#fee0b6", "blijft bij de hoofdmoot van het swv, dat andere grenzen krijgt", "grenzen"
    ),
    Move.ELSEWHERE: Class("#f1a340", "gaat naar een ander swv dan de hoofdmoot", "ander swv", hatched=True),
}
#: From much nearer to much further; kilometres from which a class begins.
_STEPS: Final = (1.0, 5.0)
_SCALE: Final = (
    Class("#998ec3", "5 km of meer dichterbij (−)"),
    Class("#c9c3e3", "1 tot 5 km dichterbij (−)"),
    Class("#e6e3f1", "minder dan 1 km dichterbij (−)"),
    Class(_PLAIN, "gelijk of geen aantoonbaar verschil (=)"),
    Class("#fee0b6", "minder dan 1 km verder (+)", hatched=True),
    Class("#fdb863", "1 tot 5 km verder (+)", hatched=True),
    Class("#e08214", "5 km of meer verder (+)", hatched=True),
)
_EVEN: Final = 3
_UNREADABLE: Final = Class(
    "#9aa0a6", "niet te duiden: een deel verliest of krijgt een eigen voorziening (!)", "!"
)
_UNKNOWN: Final = Class("#ffffff", "niet te bepalen (?)", "?")


def moves_document(
    country: Country, outline: Outlines, units: Units, changes: Sequence[PlaceChange]
) -> list[Document]:
    """Write the layer of who gets another swv.

    Parameters
    ----------
    outline, units
        Polygons in RD New of the units of the scenario.
    changes
        Per unit.
    """
    classes = [_MOVES[one.move] for one in changes]
    areas = [
        _area(one.gemeente, kind, kind.label, _told_of_place(one))
        for one, kind in zip(changes, classes, strict=True)
    ]
    _place(areas, list(outline))
    edges = [one.move.value if one.changes else "" for one in changes]
    drawn = _layer("gewijzigd ten opzichte van de basis", areas, range(len(units)))
    if len(set(edges)) > 1:
        drawn["lijnen"] = lines(inner_borders(outline, edges))
    return [drawn | _cut(country, outline, units)]


def distances_document(
    country: Country, outline: Outlines, units: Units, changes: Sequence[DistanceChange], kind: str
) -> list[Document]:
    """Write the layer of how much further or nearer a kind is, per gemeente."""
    position = {one.gemeente: number for number, one in enumerate(changes)}
    codes = [str(code) for code in country.gemeente_of_point[units.first_points]]
    shapes = dissolved(outline, codes).set_index("code").geometry
    areas = [
        _area(one.name, kind_, _label(one, kind_), _told_of_distance(one, kind))
        for one, kind_ in ((one, class_of(one)) for one in changes)
    ]
    _place(areas, [shapes[one.gemeente] for one in changes])
    of_unit = [position[code] for code in codes]
    drawn = _layer(f"verschil in afstand {kind}", areas, of_unit)
    return [drawn | _cut(country, outline, units)]


def class_of(one: DistanceChange) -> Class:
    """Return the class of a gemeente by its change, as it is read.

    Examples
    --------
    >>> nearer = DistanceChange("GM1", "Aalten", 9.0, 5.5, 0.0, 0.0, "beter")
    >>> class_of(nearer).words
    '1 tot 5 km dichterbij (−)'
    """
    if one.reading == SHIFTED:
        return _UNREADABLE
    change = one.change_km
    if np.isnan(change):
        return _UNKNOWN
    if one.reading in {NO_DIFFERENCE, "gelijk", "afgerond gelijk"}:
        return _SCALE[_EVEN]
    step = 1 + sum(abs(change) >= edge for edge in _STEPS)
    return _SCALE[_EVEN + (step if change > 0 else -step)]


def _label(one: DistanceChange, kind: Class) -> str:
    if kind in {_SCALE[_EVEN], _UNKNOWN}:
        return ""
    return kind.label or signed(measure("afstand_gemiddeld"), one.change_km)


def _area(name: str, kind: Class, label: str, told: Sequence[str]) -> Document:
    return {
        "code": escape(name),
        "naam": escape(name),
        "kort": escape(label),
        "kleur": kind.colour,
        "arcering": kind.hatched,
        "plek": None,
        "breed": 0,
        "regels": [escape(line) for line in told],
    }


def _place(areas: Sequence[Document], shapes: Sequence[shapely.Geometry]) -> None:
    """Say where the labels fit; an area without a label needs no place."""
    labelled = [number for number, area in enumerate(areas) if area["kort"]]
    spots = label_spots([shapes[number] for number in labelled])
    for number, (spot, width) in zip(labelled, spots, strict=True):
        areas[number].update(plek=spot, breed=width)


def _layer(title: str, areas: Sequence[Document], of_unit: Sequence[int]) -> Document:
    return {
        "id": LAYER,
        "soort": "gemeente",
        "titel": title,
        "namen": list(areas),
        "van": list(of_unit),
        "lijnen": [],
    }


def _cut(country: Country, outline: Outlines, units: Units) -> Document:
    """Give the areas themselves, where they are finer than those of the data set."""
    if units == country.units:
        return {}
    parent = country.units.parent_of(units)
    return {"gebieden": ground(outline)["gebieden"], "ouder": [int(one) for one in parent]}


def _told_of_place(one: PlaceChange) -> list[str]:
    lead = "de swv-partners veranderen niet" if not one.changes else one.move.value
    if one.before == one.after:
        return [lead, f"swv: {one.after or 'geen'}"]
    return [lead, f"in de basis: {one.before or 'geen swv'}", f"in het scenario: {one.after or 'geen swv'}"]


def _told_of_distance(one: DistanceChange, kind: str) -> list[str]:
    described = measure("afstand_gemiddeld")
    if np.isnan(one.change_km):
        return [f"afstand {kind}: niet te bepalen"]
    words = (
        f"afstand {kind}, gemiddeld: {figure(described, one.after_km)} km, in de basis "
        f"{figure(described, one.before_km)} km ({signed(described, one.change_km)} km)"
    )
    people = measure("eigen_verloren")
    told = [words, one.reading]
    if one.lost:
        told.append(f"{figure(people, one.lost)} inwoners verliezen een eigen voorziening")
    if one.gained:
        told.append(f"{figure(people, one.gained)} inwoners krijgen een eigen voorziening")
    return told


def moves_legend(changes: Sequence[PlaceChange], ages: str) -> str:
    """Write what the classes of `moves_document` mean, and how many areas are in each."""
    found = tally(changes)
    count = {
        Move.SAME: found[Move.SAME] + found[Move.JOINED],
        Move.BORDERS: found[Move.BORDERS],
        Move.ELSEWHERE: found[Move.ELSEWHERE],
    }
    rows = [(_MOVES[move], counted(number, "gebied", "gebieden")) for move, number in count.items()]
    note = (
        f"Voor inwoners {ages}. Gebieden zijn gemeenten en delen van gesplitste gemeenten. De gestippelde "
        "zwarte "
        "lijn ligt om wat wijzigt. Dat po en vo samengaan binnen dezelfde grenzen is geen wijziging."
    )
    return _legend(rows, note)


def distances_legend(changes: Sequence[DistanceChange], kind: str, model: str) -> str:
    """Write what the classes of `distances_document` mean, and how many gemeenten are in each."""
    classes = [class_of(one) for one in changes]
    wanted = [*_SCALE, *(one for one in (_UNREADABLE, _UNKNOWN) if one in classes)]
    rows = [(one, counted(classes.count(one), "gemeente", "gemeenten")) for one in wanted]
    note = (
        f"Afstand {kind} per gemeente, gemiddeld, als alleen voorzieningen van het eigen swv tellen "
        "(zonder eigen "
        f"de dichtstbijzijnde): scenario min basis, in km; {model}. Niemands werkelijke reis."
    )
    return _legend(rows, note)


def _legend(rows: Sequence[tuple[Class, str]], note: str) -> str:
    told = "".join(
        f'<span><i style="{_swatch(one)}"></i>{escape(one.words)}: {escape(count)}</span>'
        for one, count in rows
    )
    return f'<div class="dk-legend">{told}</div><p class="dk-small">{escape(note)}</p>'


def _swatch(one: Class) -> str:
    strokes = "repeating-linear-gradient(135deg,transparent 0 3px,#12233a 3px 4px)," if one.hatched else ""
    return (
        f"width:1.4rem;height:.9rem;border:1px solid #6b7785;background:{strokes}"
        f"linear-gradient({one.colour},{one.colour})"
    )
