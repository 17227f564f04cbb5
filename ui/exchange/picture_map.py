"""The map of a picture: areas, hatches, borders, names that fit and a scale bar, drawn with matplotlib."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, Indeling
from scenarios.study import Study
from ui import areas
from ui.exchange.geo_file import colours_of
from ui.layers import short_name
from ui.palette import NO_SWV_FILL, STROKES, WATER, Stroke

Mask = NDArray[np.bool_]
Shapes = NDArray[np.object_]

INK, DIM = "#12233a", "#4a5563"
_PLACE: Final = "#8a919b"
HATCH: Final = "#3a2a10"
#: Letters, points: running text, names on the map, the source line.
TEXT, _NAME, SOURCE = 12.0, 8.5, 8.5


@dataclass(frozen=True, slots=True)
class Pictured:
    """What a picture shows.

    Attributes
    ----------
    name
        Id of the indeling.
    layer
        ``po`` or ``vo``; of an indeling that serves both with one swv it says whose changes are hatched.
    made
        Day on which it is made.
    base
        Id of the indeling against which changes are hatched; empty for none.
    region, swv
        Code of a jeugdregio or a swv that fills the picture; empty for the whole country.
    title
        Over the picture; that of the indeling by default.
    """

    name: str
    layer: str
    made: dt.date
    base: str = ""
    region: str = ""
    swv: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is drawn.

    Attributes
    ----------
    outline
        Polygon of each unit, RD New.
    changed
        Units of which residents go to another swv than most of their former swv; none where no base is given.
    box
        What is seen: west, south, east, north (RD New).
    """

    study: Study
    asked: Pictured
    arrangement: Arrangement
    layer: Indeling
    key: str
    outline: Shapes
    changed: Mask
    box: tuple[float, float, float, float]

    @property
    def country(self) -> Country:
        """The country that it lies in."""
        return self.study.country

    @property
    def whole(self) -> bool:
        """Whether the whole country is seen."""
        return not (self.asked.region or self.asked.swv)


def draw_map(axes: Axes, scene: Scene) -> None:
    """Draw what is seen of the country in some room of a figure."""
    west, south, east, north = scene.box if scene.whole else _filling(axes, scene.box)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal", anchor="W")
    axes.apply_aspect()
    axes.set_facecolor(WATER)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_edgecolor(_PLACE)
    colours = colours_of(scene.country, scene.arrangement, scene.key)
    shapes = areas.dissolved(scene.outline, scene.layer.swv)
    for code, shape in zip(shapes["code"], shapes.geometry, strict=True):
        _fill(axes, shape, colours.get(code, NO_SWV_FILL))
    gemeente = [str(code) for code in scene.country.gemeente_of_point[scene.layer.units.first_points]]
    _lines(axes, areas.inner_borders(scene.outline, gemeente), STROKES["gemeente"], 0.7)
    if scene.changed.any():
        _fill(axes, shapely.union_all(scene.outline[scene.changed]), "none", hatch="////")
    _lines(axes, areas.inner_borders(scene.outline, scene.layer.swv), swv_stroke(scene))
    region = [str(one) for one in scene.country.region_of_point("jeugdregio")[scene.layer.units.first_points]]
    _lines(axes, areas.inner_borders(scene.outline, region), STROKES["jeugdregio"])
    coast = shapely.boundary(shapely.coverage_union_all(scene.outline))
    _lines(axes, coast, Stroke("#6b7785", 0.8))
    _names(axes, scene, shapes)
    _bar(axes)


def _filling(axes: Axes, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Widen what is seen until it has the shape of the room for it."""
    west, south, east, north = box
    room = axes.get_window_extent()
    wide, high = east - west, north - south
    more_wide = max(0.0, high * room.width / room.height - wide) / 2
    more_high = max(0.0, wide * room.height / room.width - high) / 2
    return west - more_wide, south - more_high, east + more_wide, north + more_high


def _window(axes: Axes) -> shapely.Geometry:
    """Return what is seen of the country, RD New."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return shapely.box(west, south, east, north)


def swv_stroke(scene: Scene) -> Stroke:
    """Return how borders of the swv's of the layer are drawn."""
    return STROKES["swv_vo"] if scene.key == "vo" else STROKES["swv"]


def _fill(axes: Axes, shape: shapely.Geometry, colour: str, hatch: str = "") -> None:
    path = _path(shape)
    if path is not None:
        edge = HATCH if hatch else colour
        width = 1.1 if hatch else 0.3
        axes.add_patch(
            PathPatch(path, facecolor=colour, edgecolor=edge, linewidth=width, hatch=hatch or None)
        )


def _path(shape: shapely.Geometry) -> Path | None:
    """One path of all rings: holes show what is under them."""
    oriented = shapely.orient_polygons(shape)
    rings = [
        ring
        for part in shapely.get_parts(oriented)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return None
    corners = [shapely.get_coordinates(ring) for ring in rings]
    codes = [
        np.concatenate([[Path.MOVETO], np.full(len(each) - 2, Path.LINETO), [Path.CLOSEPOLY]])
        for each in corners
    ]
    return Path(np.concatenate(corners), np.concatenate(codes))


def _lines(axes: Axes, geometry: shapely.Geometry, stroke: Stroke, scale: float = 1.0) -> None:
    for part in shapely.get_parts(shapely.line_merge(geometry)):
        at = shapely.get_coordinates(part)
        if len(at) > 1:
            axes.add_line(
                Line2D(at[:, 0], at[:, 1], color=stroke.color, linewidth=points(stroke) * scale,
                       linestyle=dashes(stroke), solid_capstyle="round", dash_capstyle="butt")
            )  # fmt: skip


def points(stroke: Stroke) -> float:
    """Width on paper of what is so many pixels wide on a screen."""
    return stroke.weight * 0.72


def dashes(stroke: Stroke) -> Any:  # noqa: ANN401  # as matplotlib wants it
    """Return how a border is broken, as matplotlib wants it."""
    if not stroke.dash:
        return "-"
    return (0, tuple(float(part) / stroke.weight * 1.1 for part in stroke.dash.split()))


def _names(axes: Axes, scene: Scene, shapes: Any) -> None:  # noqa: ANN401  # a frame
    """Name the swv's in sight, the largest first, where no other name is."""
    window = _window(axes)
    places = []
    for code, shape in zip(shapes["code"], shapes.geometry, strict=True):
        seen = shapely.intersection(shape, window)
        parts = [part for part in shapely.get_parts(seen) if shapely.area(part) > 0]
        if code != NO_SWV and parts:
            largest = max(parts, key=shapely.area)
            places.append((float(shapely.area(largest)), code, shapely.point_on_surface(largest)))
    size = _NAME if scene.whole else TEXT
    wanted = [
        _Label(spot, short_name(code, scene.layer.label(code)), size, INK)
        for _, code, spot in sorted(places, key=lambda one: (-one[0], one[1]))
    ]
    if not scene.whole:
        wanted += _gemeenten(scene, window)
    _place(axes, wanted)


@dataclass(frozen=True, slots=True)
class _Label:
    """A name, and where it wants to stand."""

    spot: shapely.Geometry
    text: str
    size: float
    colour: str


def _gemeenten(scene: Scene, window: shapely.Geometry) -> list[_Label]:
    """Names of the gemeenten in sight, the largest first."""
    gemeente = [str(code) for code in scene.country.gemeente_of_point[scene.layer.units.first_points]]
    shapes = areas.dissolved(scene.outline, gemeente)
    seen = shapely.intersection(shapes.geometry.to_numpy(), window)
    order = [at for at in np.argsort(-shapely.area(seen)) if shapely.area(seen[at]) > 0]
    names = scene.country.gemeente_names
    codes = shapes["code"].tolist()
    return [
        _Label(shapely.point_on_surface(seen[at]), names.get(codes[at], codes[at]), _NAME, DIM)
        for at in order
    ]


def _place(axes: Axes, wanted: list[_Label]) -> None:
    """Write names within the map, the first first; one that would lie over another is left out."""
    figure: Any = axes.figure
    renderer = figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    taken: list[Any] = []
    for one in wanted:
        for shift in (0.0, -1.3, 1.3):
            text = axes.annotate(
                drawable(one.text), (shapely.get_x(one.spot), shapely.get_y(one.spot)),
                (0, shift * one.size),
                textcoords="offset points", fontsize=one.size, color=one.colour, ha="center", va="center",
                parse_math=False, path_effects=[withStroke(linewidth=2.2, foreground="white")],
            )  # fmt: skip
            box = text.get_window_extent(renderer)
            inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box.padded(2))
                break
            text.remove()


def _bar(axes: Axes) -> None:
    """Draw a scale bar in the lower right corner of the map."""
    west, south, east, north = shapely.bounds(_window(axes))
    width = east - west
    km = max((one for one in (1, 2, 5, 10, 20, 50) if one * 1000 <= width * 0.25), default=1)
    right, down = east - width * 0.03, south + (north - south) * 0.025
    axes.add_line(Line2D([right - km * 1000, right], [down, down], color=INK, linewidth=2))
    axes.text(
        right - km * 500, down + (north - south) * 0.008, f"{km} km", fontsize=SOURCE, ha="center",
        va="bottom", path_effects=[withStroke(linewidth=2.2, foreground="white")],
    )  # fmt: skip


@cache
def _known_letters() -> frozenset[int]:
    """Return the characters that the letters of a picture can draw."""
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def drawable(text: str) -> str:
    r"""Replace what cannot be drawn by a mark that says so.

    Examples
    --------
    >>> drawable("Súdwest\x07")
    'Súdwest\ufffd'
    """
    return "".join(one if ord(one) in _known_letters() else "\ufffd" for one in text)
