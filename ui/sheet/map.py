"""A gemeente in its surroundings, today and in a scenario: two small maps and their legend, as drawings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from scenarios.country import Country
from ui.palette import STROKES, Stroke, symbol_of
from ui.sheet.drawing import Drawing, Line, Polygon, Shape, Spot, Text
from ui.sheet.ground import Ground, Layer
from ui.sheet.labels import Box, Name, placed
from ui.sheet.legend import legends
from ui.sheet.look import (
    ELSEWHERE,
    HATCH,
    HATCH_STEP,
    HATCH_WIDTH,
    HEIGHT,
    LAND,
    OWN,
    PLACE,
    PLACES,
    RIM,
    SWV,
    SYMBOL,
    WIDTH,
    dash,
    shown_kinds,
    weight,
)
from ui.sheet.symbols import drawn
from ui.sheet.window import Window, window

#: Symbols of one kind nearer to each other than this are one, points.
_CELL: Final = 5.0
#: Symbols of several kinds at one place overlap by the rest of this share.
_BESIDE: Final = 0.62
_NAME, _OWN_NAME = 5.6, 7.2
#: Lengths of a scale bar, km; of the width it takes this share at most.
_BARS: Final = (1, 2, 5, 10, 20)
_BAR_SHARE: Final = 0.3
_FRAME: Final = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT))
#: Where the scale bar and the arrow to the north stand.
_FURNITURE: Final = ((0.0, HEIGHT - 16, 90.0, HEIGHT), (WIDTH - 18, 0.0, WIDTH, 26.0))


@dataclass(frozen=True, slots=True)
class Maps:
    """What is drawn of one gemeente.

    Attributes
    ----------
    now, then
        Under the base, and under the scenario.
    legend, narrow_legend
        Of both, and the same for a narrow screen.
    """

    now: Drawing
    then: Drawing
    legend: Drawing
    narrow_legend: Drawing


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One of the two maps: arrangement, its layers, and the gemeente's swv in each of them."""

    name: str
    when: str
    layers: tuple[Layer, ...]
    own: tuple[tuple[Layer, str], ...]


def maps(ground: Ground, code: str) -> Maps:
    """Draw a gemeente in its surroundings under the base and under the scenario.

    Parameters
    ----------
    ground
        Outlines and borders of both.
    code
        Of the gemeente.
    """
    sides = (
        _side(ground, ground.base, "nu", ground.now, code),
        _side(ground, ground.name, "in het scenario", ground.then, code),
    )
    near = [ground.gemeenten[other] for other in ground.beside[code]]
    swvs = [layer.areas[swv] for side in sides for layer, swv in side.own]
    seen = window(ground.gemeenten[code], [*near, *swvs])
    names = _names(ground, seen, code)
    now, then = (_map(ground, seen, code, side, names) for side in sides)
    return Maps(now, then, *legends(ground))


def _side(ground: Ground, name: str, when: str, layers: tuple[Layer, ...], code: str) -> _Side:
    """Find the swv of each layer that holds most of a gemeente's land."""
    shape = ground.gemeenten[code]
    own = []
    for layer in layers:
        near = {one: area for one, area in layer.areas.items() if one and shapely.intersects(area, shape)}
        if near:
            land = shapely.area(shapely.intersection(list(near.values()), shape))
            own.append((layer, list(near)[int(np.argmax(land))]))
    return _Side(name, when, layers, tuple(own))


def _names(ground: Ground, seen: Window, code: str) -> list[Text]:
    """Write names of the gemeente, its neighbours, and what else has room; of the scenario's sites clear."""
    country = ground.study.country
    label = country.gemeente_names
    box = shapely.box(*seen.box)
    codes = list(ground.gemeenten)
    around = [codes[at] for at in ground.tree.query(box, predicate="intersects")]
    near = [one for one in ground.beside[code] if one in around]
    area = {one: shapely.area(shapely.intersection(ground.gemeenten[one], box)) for one in around}
    others = sorted((one for one in around if one != code and one not in near), key=lambda one: -area[one])
    wanted = [Name(label.get(code, code), _spot(ground, seen, code), _OWN_NAME, bold=True, always=True)]
    wanted += [Name(label.get(one, one), _spot(ground, seen, one), _NAME) for one in (*near, *others)]
    clear = [_around(spot) for spot, _ in _spots_of_sites(country, seen)]
    return placed(wanted, (2.0, 2.0, WIDTH - 2, HEIGHT - 2), _FURNITURE, clear)


def _around(spot: Spot) -> Box:
    half = SYMBOL / 2
    return spot[0] - half, spot[1] - half, spot[0] + half, spot[1] + half


def _spot(ground: Ground, seen: Window, code: str) -> Spot:
    """Find a place well inside what is seen of a gemeente's largest part."""
    parts = [one for one in shapely.get_parts(seen.on_paper(ground.gemeenten[code])) if shapely.area(one) > 0]
    if not parts:
        middle = shapely.point_on_surface(ground.gemeenten[code])
        return seen.spot(shapely.get_x(middle), shapely.get_y(middle))
    x, y = shapely.get_coordinates(shapely.point_on_surface(max(parts, key=shapely.area)))[0]
    return float(x), float(y)


def _map(ground: Ground, seen: Window, code: str, side: _Side, names: Sequence[Text]) -> Drawing:
    mine = ground.gemeenten[code]
    shapes: list[Shape] = [Polygon([_FRAME], ELSEWHERE)]
    shapes += _polygons(seen, ground.land, LAND, PLACE, 0.35)
    shapes += [*_swvs(seen, side.own), *_polygons(seen, mine, OWN)]
    shapes += _lines(seen, ground.places, PLACES)
    shapes += [one for layer in side.layers for one in _lines(seen, layer.borders, layer.stroke)]
    shapes += _lines(seen, ground.regions, STROKES["jeugdregio"])
    shapes += _polygons(seen, mine, "", RIM, 0.9)
    sites = _spots_of_sites(ground.study.country_of(side.name), seen)
    shapes += [drawn(symbol_of(place), spot, SYMBOL) for spot, place in sites]
    shapes += [*names, *_bar(seen), *_north(), Polygon([_FRAME], "", RIM, 0.8)]
    return Drawing(WIDTH, HEIGHT, *_told(ground, code, side), tuple(shapes))


def _told(ground: Ground, code: str, side: _Side) -> tuple[str, str]:
    """Title of a map, and what is to be seen on it, for whoever cannot see it."""
    names, arrangement = ground.study.country.gemeente_names, ground.study.arrangement(side.name)
    swvs = [f"swv {arrangement.layer(layer.age or 'po').label(swv)}" for layer, swv in side.own]
    near = ", ".join(names.get(one, one) for one in ground.beside[code])
    lies = f"De gemeente ligt in {' en '.join(swvs)}." if swvs else "De gemeente ligt in geen swv."
    return (
        f"Kaart van {names.get(code, code)}, {side.when} ({arrangement.title})",
        f"{lies} Buurgemeenten: {near or 'geen'}. Het noorden is boven.",
    )


def _polygons(
    seen: Window, geometry: shapely.Geometry, fill: str, stroke: str = "", width: float = 0.0
) -> list[Shape]:
    return [
        Polygon([_spots(ring)[:-1] for ring in (part.exterior, *part.interiors)], fill, stroke, width)
        for part in shapely.get_parts(seen.on_paper(geometry))
        if shapely.area(part) > 0
    ]


def _lines(seen: Window, geometry: shapely.Geometry, stroke: Stroke) -> list[Shape]:
    return [
        Line(_spots(part), stroke.color, weight(stroke), dash(stroke))
        for part in shapely.get_parts(shapely.line_merge(seen.on_paper(geometry)))
        if shapely.length(part) > 0
    ]


def _spots(line: shapely.Geometry) -> list[Spot]:
    """Places on a line, to a tenth of a point."""
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line).round(1)]


def _swvs(seen: Window, own: Sequence[tuple[Layer, str]]) -> Iterator[Shape]:
    """Tint the gemeente's own swv; hatch that of the second layer, so that both can be told apart."""
    for place, (layer, swv) in enumerate(own):
        if place == 0:
            yield from _polygons(seen, layer.areas[swv], SWV)
        else:
            for part in shapely.get_parts(_hatched(seen.on_paper(layer.areas[swv]))):
                yield Line(_spots(part), HATCH, HATCH_WIDTH)


def _hatched(shape: shapely.Geometry) -> shapely.Geometry:
    """Parallel lines within a shape."""
    starts = np.arange(-HEIGHT, WIDTH, HATCH_STEP)
    lines = shapely.linestrings([[(start, HEIGHT), (start + HEIGHT, 0.0)] for start in starts])
    return shapely.intersection(shapely.multilinestrings(lines), shape)


def _spots_of_sites(country: Country, seen: Window) -> Iterator[tuple[Spot, int]]:
    """Where symbols of sites stand, and which; those of different kinds at one place beside each other."""
    supply, sites = country.supply, country.sites
    west, south, east, north = seen.box
    cells: dict[tuple[int, int], set[int]] = {}
    for place, kind in shown_kinds(country):
        at = supply.loc[(supply["kind"] == kind.code) & (supply["aantal"] > 0), "site"].to_numpy()
        x, y = (sites[name].to_numpy(dtype=float)[at] for name in ("easting", "northing"))
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        for easting, northing in zip(x[inside], y[inside], strict=True):
            right, down = seen.spot(float(easting), float(northing))
            cells.setdefault((round(right / _CELL), round(down / _CELL)), set()).add(place)
    for (column, row), places in sorted(cells.items()):
        for number, place in enumerate(sorted(places)):
            shift = (number - (len(places) - 1) / 2) * SYMBOL * _BESIDE
            yield (column * _CELL + shift, row * _CELL), place


def _bar(seen: Window) -> list[Shape]:
    """Draw a scale bar in the lower left corner."""
    km = max((one for one in _BARS if one * 1000 / seen.metres <= WIDTH * _BAR_SHARE), default=_BARS[0])
    long, down = km * 1000 / seen.metres, HEIGHT - 6
    ground = [(4.0, HEIGHT - 15), (long + 12, HEIGHT - 15), (long + 12, HEIGHT - 2), (4.0, HEIGHT - 2)]
    return [
        Polygon([ground], "#ffffff", opacity=0.8),
        Line([(8, down - 2), (8, down), (8 + long, down), (8 + long, down - 2)], RIM, 0.9),
        Text((8 + long / 2, down - 2), f"{km} km", _NAME, anchor="middle"),
    ]


def _north() -> list[Shape]:
    right = WIDTH - 10
    return [
        Polygon([[(right, 5), (right + 3.4, 14), (right, 12), (right - 3.4, 14)]], RIM, "#ffffff", 0.4),
        Text((right, 20.5), "N", 6, anchor="middle", bold=True, halo="#ffffff"),
    ]
