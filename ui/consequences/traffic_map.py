"""Flows of pupils on a map: which of them, how wide, from where to where, and what the lines mean."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any, Final

import folium
import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from geo.crs import to_wgs84
from model.actual import Interval
from scenarios.consequences.traffic import AreaLevel, Areas, TrafficChange, gemeente_areas
from ui.consequences.traffic_words import Shown, pupils
from ui.layers import DECIMALS, Document
from ui.maps import script_json

#: Colour of what leaves the area that is looked at (or any), and of what comes to it; arrows tell it too.
COLOURS: Final = {"uit": "#0b4a86", "in": "#9c3a00"}
#: Pixels of the narrowest and the widest line.
NARROWEST, WIDEST = 1.4, 13.0
#: Flows that a map can bear.
_READABLE: Final = 50
#: Thresholds that can be chosen, pupils.
THRESHOLDS: Final = (1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True, eq=False)
class FlowMap:
    """Flows to be drawn.

    Attributes
    ----------
    rows
        Those above the threshold; columns of `scenarios.consequences.traffic_tables.borders`.
    threshold
        Pupils from which a flow is drawn.
    left_out
        Flows below it, and the pupils in them.
    most
        Pupils in the largest flow.
    open_ended
        Whether of some flows only their greatest number of pupils is known.
    """

    rows: pd.DataFrame
    threshold: int
    left_out: tuple[int, Interval]
    most: float
    open_ended: bool


def sizes(rows: pd.DataFrame) -> pd.Series[float]:
    """Pupils that the width of each flow stands for: the middle, or at most where that is open."""
    return rows["midden"].fillna(rows["hoog"])


def standard_threshold(rows: pd.DataFrame) -> int:
    """Return the lowest threshold that leaves a map readable.

    Examples
    --------
    >>> standard_threshold(pd.DataFrame({"midden": [9.0] * 100 + [30.0] * 10, "hoog": 0.0}))
    10
    """
    for least in THRESHOLDS:
        if (sizes(rows) >= least).sum() <= _READABLE:
            return least
    return THRESHOLDS[-1]


def flow_map(rows: pd.DataFrame, threshold: int) -> FlowMap:
    """Choose the flows that are drawn.

    Parameters
    ----------
    rows
        All flows; columns of `scenarios.consequences.traffic_tables.borders`.
    threshold
        Pupils from which one is drawn.
    """
    size = sizes(rows)
    drawn, rest = rows[size >= threshold], rows[size < threshold]
    lost = Interval(*(float(rest[name].sum(skipna=False)) for name in ("laag", "midden", "hoog")))
    most = float(size.max()) if len(rows) else 0.0
    return FlowMap(drawn, threshold, (len(rest), lost), most, bool(drawn["midden"].isna().any()))


def places(change: TrafficChange, level: AreaLevel, shown: Shown) -> dict[str, tuple[float, float]]:
    """Where the ends of flows are drawn: at the PC4 nearest to the middle of where people live, RD New."""
    country = change.study.country
    areas = gemeente_areas(country) if level is AreaLevel.GEMEENTE else _side(change, shown)
    weight = country.pupils("po") + country.pupils("vo")
    easting, northing = (country.points[name].to_numpy(dtype=np.float64) for name in ("easting", "northing"))
    found: dict[str, tuple[float, float]] = {}
    for of_point in {id(one): one for one in areas.of_layer.values()}.values():
        for number in np.unique(of_point[of_point >= 0]):
            inside = np.flatnonzero(of_point == number)
            mine = weight[inside] if weight[inside].sum() > 0 else np.ones(inside.size)
            x, y = np.average(easting[inside], weights=mine), np.average(northing[inside], weights=mine)
            near = inside[np.hypot(easting[inside] - x, northing[inside] - y).argmin()]
            found[areas.codes[number]] = float(easting[near]), float(northing[near])
    return found


def _side(change: TrafficChange, shown: Shown) -> Areas:
    return change.swv_after if shown.after else change.swv_before


class _Overlay(MacroElement):
    """What draws the flows in the browser: see ``static/stromen.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        + files("ui").joinpath("static/stromen.js").read_text(encoding="utf-8").rstrip()
        + "(window.__kaart, {{ this.told }});{% endmacro %}"
    )

    def __init__(self, told: Document) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Stromen"
        self.told = script_json(told)


def overlay(
    change: TrafficChange, level: AreaLevel, shown: Shown, found: FlowMap, inside: Collection[str]
) -> folium.FeatureGroup:
    """Return the flows as what ``st_folium`` adds without making the map anew.

    Parameters
    ----------
    inside
        Codes of the areas that are looked at: what comes to them is told from what leaves them,
        and the map goes there. None: all areas alike.
    """
    told = _told(change, found, places(change, level, shown), inside)
    group = folium.FeatureGroup("stromen", control=False)
    _Overlay(told).add_to(group)
    return group


def _told(
    change: TrafficChange, found: FlowMap, spots: dict[str, tuple[float, float]], inside: Collection[str]
) -> Document:
    """Write the flows as the browser part wants them."""
    codes = [code for code in dict.fromkeys([*found.rows["van"], *found.rows["naar"]]) if code in spots]
    lon, lat = to_wgs84(*(np.array([spots[code][axis] for code in codes], dtype=float) for axis in (0, 1)))
    at = {
        code: [round(float(x), DECIMALS), round(float(y), DECIMALS)]
        for code, x, y in zip(codes, lon, lat, strict=True)
    }
    flows = [
        _flow(row, at, change, inside)
        for row in found.rows.to_dict("records")
        if row["van"] in at and row["naar"] in at
    ]
    box = [min(lon), min(lat), max(lon), max(lat)] if inside and codes else None
    return {
        "stromen": flows,
        "plekken": _named(found.rows, at),
        "kleuren": dict(COLOURS),
        "smalst": NARROWEST,
        "breedst": WIDEST,
        "meeste": max(found.most, 1.0),
        "maten": list(_samples(found)),
        "vak": None if box is None else [float(one) for one in box],
        "sleutel": " ".join(sorted(inside)),
    }


def _flow(
    row: dict[Any, Any], at: dict[str, list[float]], change: TrafficChange, inside: Collection[str]
) -> Document:
    amount = pupils(Interval(row["laag"], row["midden"], row["hoog"]), change.certainty)
    within = row["van"] == row["naar"]
    ends = (
        f"binnen {row['van_naam']}, over een swv-grens"
        if within
        else f"woont in {row['van_naam']}, school in {row['naar_naam']}"
    )
    return {
        "van": at[row["van"]],
        "naar": None if within else at[row["naar"]],
        "aantal": float(row["hoog"] if math.isnan(row["midden"]) else row["midden"]),
        "open": math.isnan(row["midden"]),
        "richting": "in" if row["naar"] in inside and row["van"] not in inside else "uit",
        "tekst": f"<b>{escape(amount)} leerlingen</b><div>{escape(ends)}</div>"
        f'<div class="dk-what">{escape(change.source.label)}</div>',
    }


def _named(rows: pd.DataFrame, at: dict[str, list[float]]) -> list[Document]:
    """Name the ends of the flows, the busiest first."""
    size = sizes(rows)
    busy: dict[str, float] = dict.fromkeys(at, 0.0)
    names: dict[str, str] = {}
    for end in ("van", "naar"):
        for code, name, count in zip(rows[end], rows[f"{end}_naam"], size, strict=True):
            if code in busy:
                busy[code] += float(count)
                names[code] = str(name)
    return [
        {"plek": at[code], "naam": escape(_short(names[code]))}
        for code in sorted(busy, key=lambda one: (-busy[one], one))
        if code in names
    ]


def _short(name: str) -> str:
    """Take the name behind a code, for that is what people know.

    Examples
    --------
    >>> _short("PO 27.08 · Amstelveen e.o."), _short("Gouda")
    ('Amstelveen e.o.', 'Gouda')
    """
    return name.partition(" · ")[2] or name


def legend(found: FlowMap, certainty: str, *, of_area: bool) -> str:
    """Write what the lines mean, and what is not drawn; for under the map."""
    signs = []
    if of_area:
        signs += [
            (f"border-top:4px solid {COLOURS['uit']}", "gaat er naar buiten"),
            (f"border-top:4px solid {COLOURS['in']}", "komt van buiten"),
        ]
    if found.open_ended:
        signs.append(("border-top:4px dashed #12233a", "ten hoogste zoveel; het minste is niet bekend"))
    told = "".join(
        f'<span><i style="width:2.2rem;{style}"></i>{escape(words)}</span>' for style, words in signs
    )
    arrow = "<span>De pijl wijst van woonplaats naar school; hoe breder, hoe meer leerlingen.</span>"
    return f'<div class="dk-legend">{arrow}{told}</div>{_not_drawn(found, certainty)}'


def _samples(found: FlowMap) -> Sequence[int]:
    """Two or three round numbers of pupils between the threshold and the most."""
    fit = [one for one in THRESHOLDS if found.threshold <= one <= found.most]
    return fit if len(fit) < 3 else [fit[0], fit[len(fit) // 2], fit[-1]]  # noqa: PLR2004


def _not_drawn(found: FlowMap, certainty: str) -> str:
    count, lost = found.left_out
    if not count:
        return ""
    some = (
        f"{count} {'stroom' if count == 1 else 'stromen'} onder de drempel van {found.threshold} leerlingen"
    )
    return (
        f'<p class="dk-small">Niet getekend: {escape(some)}, samen {escape(pupils(lost, certainty))} '
        "leerlingen; zij staan wel in de tabel.</p>"
    )
