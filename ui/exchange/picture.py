"""A map as a picture: PNG for a beamer, SVG and PDF for print, with title, legend, sources and date in it.

Drawn with matplotlib's own letters (DejaVu Sans goes with it) and without its window or global state,
so that visitors who ask for pictures at the same time do not draw in each other's.
"""

from __future__ import annotations

import datetime as dt
import io
import textwrap
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geo.errors import UnknownNameError
from scenarios.conclusion import swv_count
from scenarios.consequences.moves import Move
from scenarios.country import Country
from scenarios.exchange.account import status_of
from scenarios.indeling import NO_SWV, Indeling
from scenarios.notation import capital, counted
from scenarios.provenance import spoken_dates
from scenarios.study import Study, code_version
from scenarios.weighing.differences import place_changes
from ui import areas
from ui.exchange.geo_file import unit_shapes
from ui.exchange.picture_map import (
    DIM,
    HATCH,
    INK,
    SOURCE,
    TEXT,
    Mask,
    Pictured,
    Scene,
    Shapes,
    dashes,
    draw_map,
    drawable,
    points,
    swv_stroke,
)
from ui.palette import NO_SWV_FILL, STROKES, Stroke

__all__ = ["PictureFormat", "Pictured", "picture"]

#: Inches: a screen of 16 to 9, and A4 across.
_SCREEN, _PAPER = (40 / 3, 7.5), (11.69, 8.27)
#: Dots per inch of a PNG: twice a screen of 1920 across.
_DPI: Final = 288
#: Around an area that is chosen, as a share of its size.
_MARGIN: Final = 0.08
#: Letters of the title, points.
_TITLE: Final = 20.0
#: Of the width: where the map ends and what is told begins; the country is taller than it is wide.
_EDGE, _EDGE_COUNTRY = 0.60, 0.48


class PictureFormat(StrEnum):
    """What a picture is written as."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def picture(study: Study, asked: Pictured, written: PictureFormat) -> bytes:
    """Draw a map.

    Raises
    ------
    UnknownNameError
        If there is no such indeling, jeugdregio or swv.
    """
    scene = _scene(study, asked)
    figure = Figure(figsize=_PAPER if written is PictureFormat.PDF else _SCREEN, facecolor="white")
    FigureCanvasAgg(figure)
    edge = _EDGE_COUNTRY if scene.whole else _EDGE
    draw_map(figure.add_axes((0.015, 0.075, edge - 0.02, 0.91)), scene)
    _words(figure, scene, edge)
    target = io.BytesIO()
    told = {"Title": drawable(_title(scene)), "Creator": f"dekkend {code_version()}"}
    known = {PictureFormat.PNG: {"Title": told["Title"], "Software": told["Creator"]}}
    about: dict[str, Any] = dict(known.get(written, told))
    if written is PictureFormat.PDF:
        about["CreationDate"] = dt.datetime.combine(asked.made, dt.time(), dt.UTC)
    if written is PictureFormat.SVG:
        about["Date"] = asked.made.isoformat()
    figure.savefig(target, format=written.value, dpi=_DPI, metadata=about)
    return target.getvalue()


def _scene(study: Study, asked: Pictured) -> Scene:
    arrangement, country = study.arrangement(asked.name), study.country
    layer = arrangement.layer(asked.layer)
    units = layer.units
    whole = not (asked.region or asked.swv)
    outline = areas.outlines(country, units) if whole else unit_shapes(country, units)
    changed = np.zeros(len(units), dtype=bool)
    if asked.base and asked.base != asked.name:
        base = study.arrangement(asked.base)
        for age in ("po", "vo") if arrangement.is_merged else (asked.layer,):
            found = place_changes(country, base, arrangement, age)
            changed |= np.array([one.move is Move.ELSEWHERE for one in found])
    seen = _seen(country, asked, layer)
    key = "" if arrangement.is_merged else asked.layer
    return Scene(study, asked, arrangement, layer, key, outline, changed, _box(outline[seen], whole=whole))


def _seen(country: Country, asked: Pictured, layer: Indeling) -> Mask:
    """Which units the picture is about."""
    if asked.swv:
        if asked.swv not in layer.codes:
            raise UnknownNameError(f"onbekend swv '{asked.swv}'; kies uit {', '.join(layer.codes[:5])}, ...")
        return np.array([code == asked.swv for code in layer.swv])
    if asked.region:
        region = country.region_of_point("jeugdregio")[layer.units.first_points]
        if asked.region not in set(region):
            known = ", ".join(sorted({str(one) for one in region if one})[:5])
            raise UnknownNameError(f"onbekende jeugdregio '{asked.region}'; kies uit {known}, ...")
        return np.asarray(region == asked.region)
    return np.ones(len(layer.units), dtype=bool)


def _box(shapes: Shapes, *, whole: bool) -> tuple[float, float, float, float]:
    bounds = shapely.bounds(shapes)
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    margin = max(east - west, north - south) * (0.01 if whole else _MARGIN)
    return float(west - margin), float(south - margin), float(east + margin), float(north + margin)


def _title(scene: Scene) -> str:
    return scene.asked.title or capital(scene.arrangement.title)


def _area(scene: Scene) -> str:
    if scene.asked.swv:
        return f"swv {scene.layer.label(scene.asked.swv)}"
    if scene.asked.region:
        return f"jeugdregio {scene.country.region_names.get(scene.asked.region, scene.asked.region)}"
    return "heel Nederland"


def _words(figure: Figure, scene: Scene, edge: float) -> None:
    """Write title, what is seen, legend and sources beside and under the map."""
    left, right = edge + 0.01, 0.985
    across = (right - left) * figure.get_figwidth() * 72
    whose = (
        f"Swv's {scene.key} van {swv_count(scene.arrangement)}" if scene.key else swv_count(scene.arrangement)
    )
    unassigned = sum(code == NO_SWV for code in scene.layer.swv)
    told = [
        f"{whose}; in beeld: {_area(scene)}",
        scene.arrangement.origin,
        status_of(scene.study, scene.asked.name),
    ]
    if unassigned and scene.whole:
        told.append(f"{counted(unassigned, 'gebied hoort', 'gebieden horen')} bij geen swv.")
    down = 0.95
    for text, size, colour in ((_title(scene), _TITLE, INK), *((line, TEXT, DIM) for line in told)):
        lines = _wrapped(text, int(across / (size * 0.62)), 7)
        figure.text(
            left, down, "\n".join(lines), fontsize=size, color=colour, va="top", linespacing=1.25,
            fontweight="bold" if size == _TITLE else "normal", parse_math=False,
        )  # fmt: skip
        down -= len(lines) * size * 1.32 / (figure.get_figheight() * 72) + 0.018
    legend = figure.legend(
        handles=_handles(scene), loc="upper left", bbox_to_anchor=(left - 0.008, down), frameon=False,
        fontsize=TEXT, handlelength=2.6, handleheight=1.3, labelspacing=0.7,
    )  # fmt: skip
    for label in legend.get_texts():
        label.set_parse_math(False)
        label.set_color(INK)
    source = _wrapped(_source(scene), int(figure.get_figwidth() * 72 * 0.93 / (SOURCE * 0.56)), 3)
    figure.text(0.015, 0.062, "\n".join(source), fontsize=SOURCE, color=DIM, va="top", parse_math=False)
    figure.text(right, 0.02, "dekkend", fontsize=SOURCE, color=DIM, va="bottom", ha="right")


def _wrapped(text: str, wide: int, most: int) -> list[str]:
    """Break a text into lines; what does not fit is cut off visibly."""
    return textwrap.wrap(drawable(text), wide, max_lines=most, placeholder=" …")


def _handles(scene: Scene) -> list[Any]:
    """Legend: what each line and hatch means; a colour only tells neighbours apart."""
    rows: list[tuple[str, Stroke]] = [
        (f"grens van een swv{f' {scene.key}' if scene.key else ''}", swv_stroke(scene)),
        ("grens van een jeugdregio", STROKES["jeugdregio"]),
        ("grens van een gemeente", STROKES["gemeente"]),
    ]
    handles: list[Any] = [
        Line2D([], [], color=stroke.color, linewidth=points(stroke), linestyle=dashes(stroke), label=label)
        for label, stroke in rows
    ]
    if scene.asked.base:
        base = scene.study.arrangement(scene.asked.base).title
        label = textwrap.fill(drawable(f"gaat naar een ander swv dan de meesten van het oude ({base})"), 44)
        none = "" if scene.changed.any() else "\n(hier niets)"
        handles.append(Patch(facecolor="white", edgecolor=HATCH, hatch="////", label=label + none))
    if NO_SWV in scene.layer.swv and scene.whole:
        handles.append(Patch(facecolor=NO_SWV_FILL, edgecolor=NO_SWV_FILL, label="hoort bij geen swv"))
    handles.append(Patch(facecolor="none", edgecolor="none", label="Een kleur onderscheidt alleen buren."))
    return handles


def _source(scene: Scene) -> str:
    country = scene.country
    labels = country.labels
    corrected = country.dataset.manifest.corrections
    text = (
        f"Bron: swv's {scene.layer.peildatum}; jeugdregio's: {labels['jeugdregio']}; grenzen: CBS en "
        f"Kadaster, {labels['gemeenten']}. Gegevensset {country.dataset.manifest.fingerprint[:12]}, "
        f"dekkend {code_version()}."
    )
    if corrected:
        text += f" Met {counted(len(corrected), 'correctie', 'correcties')} op de gegevens."
    return f"{spoken_dates(text)} Gemaakt op {spoken_dates(scene.asked.made.isoformat())}."
