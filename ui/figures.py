"""Figures per PC4 on a map, as plain documents; see `ui.layers`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84
from scenarios.conclusion import AGES
from scenarios.country import Country, Kind
from scenarios.evaluate import Distances
from scenarios.indeling import Arrangement
from ui.layers import Document, plain
from ui.palette import FIGURE_SCALE

#: PC4 areas are simplified this much (metres, RD New).
TOLERANCE_M: Final = 120.0
#: What a figure of one PC4 is worth where sites stand at its point.
_GROUPED: Final = (
    "met een vestiging in het eigen postcodegebied is dit een schatting uit de grootte van dat gebied"
)
#: Between colours: shares of the PC4's that have a figure.
_QUANTILES: Final = (0.2, 0.4, 0.6, 0.8)


def pc4_document(country: Country) -> Document:
    """Areas and names of the PC4's, in the order of the demand points."""
    simple = shapely.coverage_simplify(country.point_areas, TOLERANCE_M)
    shapes = gpd.GeoSeries(simple, crs=RD_NEW).to_crs(WGS84)
    towns = country.points["plaats"] if "plaats" in country.points else [""] * len(country.points)
    gemeenten = [country.gemeente_names[code] for code in country.gemeente_of_point]
    names = [
        escape(f"{pc4} {town or ''}".strip() + ("" if town == gemeente else f" (gemeente {gemeente})"))
        for pc4, town, gemeente in zip(country.points["pc4"], towns, gemeenten, strict=True)
    ]
    return {"vlakken": [plain(shape) for shape in shapes], "namen": names}


def figure_names(kinds: Sequence[Kind]) -> list[Document]:
    """Name the figures per PC4 that can be coloured, in order.

    ``own`` ones depend on the scenario, ``timed`` ones are there if the network has times.
    """
    residents = [
        {"id": f"inwoners-{age}", "titel": f"inwoners {AGES[age]}", "group": "inwoners", "own": False}
        for age in AGES
    ]
    free = [
        {"id": f"vrij-{kind.code}", "titel": f"{kind.code}: dichtstbijzijnde", "group": "vrij", "own": False}
        for kind in kinds
    ]
    own = [
        {"id": f"eigen-{kind.code}", "titel": f"{kind.code}: binnen eigen swv", "group": "eigen", "own": True}
        for kind in kinds
    ]
    metres = [{**one, "timed": False} for one in (*residents, *free, *own)]
    minutes = [
        {
            "id": f"{TIMED}{one['id']}",
            "titel": f"{one['titel']}, minuten",
            "group": f"{TIMED}{one['group']}",
            "own": one["own"],
            "timed": True,
        }
        for one in (*free, *own)
    ]
    return [*metres, *minutes]


#: Begins the name of a figure in minutes.
TIMED: Final = "tijd-"
#: Heads above the figures of `figure_names`.
FIGURE_GROUPS: Final = (
    {"id": "inwoners", "titel": "per postcodegebied: inwoners"},
    {"id": "vrij", "titel": "per postcodegebied: afstand, grenzen genegeerd"},
    {"id": "eigen", "titel": "per postcodegebied: afstand binnen eigen swv"},
    {"id": f"{TIMED}vrij", "titel": "per postcodegebied: reistijd, grenzen genegeerd"},
    {"id": f"{TIMED}eigen", "titel": "per postcodegebied: reistijd binnen eigen swv"},
)


def figures_of_today(
    country: Country, free_m: NDArray[np.float32], free_s: NDArray[np.float32] | None
) -> list[Document]:
    """Figures per PC4 that no indeling changes: residents, and km and minutes to the nearest site."""
    residents = _Told("inwoners", "geschat", country.labels["inwoners"], 0, "niet te bepalen")
    made = [
        _figure(f"inwoners-{age}", f"inwoners {AGES[age]}", residents, country.pupils(age)) for age in AGES
    ]
    model, minutes = country.model, []
    for position, kind in enumerate(country.kinds):
        source = f"vestigingen: {country.supply_sources.get(kind.code, 'geen')}; {model.label}"
        if country.dataset.manifest.grouped:
            source += f"; {_GROUPED}"
        title = f"afstand tot de dichtstbijzijnde vestiging {kind.name}, grenzen genegeerd"
        told = _Told("km", model.certainty, source, 1, "geen vestiging te bereiken")
        made.append(_figure(f"vrij-{kind.code}", title, told, free_m[position] / 1000))
        if free_s is not None:
            title = f"reistijd naar de snelst bereikbare vestiging {kind.name}, grenzen genegeerd"
            told = replace(told, unit="min", decimals=0)
            minutes.append(_figure(f"{TIMED}vrij-{kind.code}", title, told, free_s[position] / 60))
    return made + minutes


def figures_of(country: Country, arrangement: Arrangement, found: Distances) -> list[Document]:
    """Figures per PC4 under an arrangement: km and minutes when only the own swv's sites count."""
    model = country.model
    made: list[Document] = []
    minutes: list[Document] = []
    for position, kind in enumerate(country.kinds):
        source = (
            f"gebieden: {arrangement.layer(kind.layer).peildatum}; "
            f"vestigingen: {country.supply_sources.get(kind.code, 'geen')}; {model.label}; "
            "niemands werkelijke reis"
        )
        if country.dataset.manifest.grouped:
            source += f"; {_GROUPED}"
        title = f"afstand als alleen vestigingen {kind.name} van het eigen swv tellen ({arrangement.title})"
        told = _Told("km", model.certainty, source, 1, "geen vestiging in het eigen swv")
        made.append(_figure(f"eigen-{kind.code}", title, told, found.own_m[position] / 1000))
        if found.own_s is not None:
            title = (
                f"reistijd als alleen vestigingen {kind.name} van het eigen swv tellen ({arrangement.title})"
            )
            told = replace(told, unit="min", decimals=0)
            minutes.append(_figure(f"{TIMED}eigen-{kind.code}", title, told, found.own_s[position] / 60))
    return made + minutes


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told with a figure: unit, gemeten or geschat, source, decimals, and words for none."""

    unit: str
    certainty: str
    source: str
    decimals: int
    none: str


def _figure(figure_id: str, title: str, told: _Told, values: NDArray[Any]) -> Document:
    known = values[np.isfinite(values)]
    quantiles = np.quantile(known, _QUANTILES) if known.size else []
    edges = sorted({round(_two_figures(float(edge)), told.decimals) for edge in quantiles})
    return {
        "id": figure_id,
        "titel": escape(title),
        "eenheid": told.unit,
        "aard": told.certainty,
        "bron": escape(told.source),
        "decimalen": told.decimals,
        "leeg": told.none,
        "grenzen": edges,
        "kleuren": list(FIGURE_SCALE[: len(edges) + 1]),
        "waarden": [round(float(v), told.decimals) if np.isfinite(v) else None for v in values],
    }


def _two_figures(value: float) -> float:
    """Round to two figures, for a legend that people can read.

    Examples
    --------
    >>> _two_figures(1234.0), _two_figures(0.8765)
    (1200.0, 0.88)
    """
    return float(f"{value:.1e}")
