"""Gemeenten with their borders: CBS's key figures, or PDOK's gebiedsindelingen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import schemas
from data.findings import Finding, Severity
from data.readers._geo import RD, layer_fields, open_vector, polygonal, to_rd
from data.readers._values import finding, gemeentecodes
from data.readers.reading import Reading, Source, peildatum_from_name
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_gemeenten"]

_ABROAD = "GM0998"
_GAP_M = 20.0
_SNAP_M = 1.0
_LAYOUTS = (
    {"gemeentecode": "gemeentecode", "naam": "gemeentenaam", "inwoners": "aantalInwoners"},
    {"gemeentecode": "statcode", "naam": "statnaam", "inwoners": ""},
    {"gemeentecode": "gemeentecode", "naam": "gemeentenaam", "inwoners": ""},
)


def read_gemeenten(path: Path) -> Reading:
    """Read gemeenten with their borders, mended so that neighbours share one border.

    Parameters
    ----------
    path
        GeoJSON or GeoPackage, in degrees or in RD New.

    Raises
    ------
    InputError
        If the file is damaged, or is not that table.
    """
    raw = open_vector(path, _layer(path))
    layout = _layout(raw, path.name)
    found: list[Finding] = []
    raw = to_rd(_only_gemeenten(raw, path.name), path.name, found)
    codes = gemeentecodes(raw[layout["gemeentecode"]].astype("str"))
    residents = raw[layout["inwoners"]] if layout["inwoners"] else np.nan
    frame = gpd.GeoDataFrame(
        {"gemeentecode": codes, "naam": raw[layout["naam"]], "inwoners": residents}, geometry=raw.geometry
    )
    frame = _without_abroad(frame, path.name, found)
    frame = _mended(frame, path.name, found)
    checked = schemas.check("gemeenten", frame, path.name, file_columns=layout)
    peildatum = _peildatum(raw) or _dated(path, found)
    source = Source("Gemeentegrenzen", "CBS en Kadaster", "CC-BY 4.0", peildatum, "gemeten")
    return Reading("gemeenten", checked, tuple(found), source)


def _layer(path: Path) -> str | None:
    """Choose the layer with gemeenten, generalised if there is one, in a file with several."""
    layers = layer_fields(path)
    fitting = [
        name
        for name, fields in layers.items()
        if any(layout["gemeentecode"] in fields and layout["naam"] in fields for layout in _LAYOUTS)
    ]
    named = [name for name in fitting if "gemeente" in name.casefold()] or fitting
    return min(named, key=lambda name: ("gegeneraliseerd" not in name, name), default=None)


def _layout(raw: gpd.GeoDataFrame, subject: str) -> dict[str, str]:
    for layout in _LAYOUTS:
        if all(name in raw.columns for name in layout.values() if name):
            return layout
    fault = (
        "kolommen gemeentecode en gemeentenaam (CBS) of statcode en statnaam (PDOK) ontbreken; gevonden: "
        f"{', '.join(map(str, raw.columns[:10]))}; kies het bestand met gemeenten"
    )
    raise InputError(subject, [fault])


def _only_gemeenten(raw: gpd.GeoDataFrame, subject: str) -> gpd.GeoDataFrame:
    if "rubriek" not in raw.columns:
        return raw
    is_gemeente = raw["rubriek"].astype("str").str.strip().str.casefold() == "gemeente"
    if not is_gemeente.any():
        shown = ", ".join(raw["rubriek"].astype("str").unique()[:5])
        fault = f"kolom rubriek: gevonden {shown!r}, verwacht 'gemeente'; kies de gebiedsindeling gemeente"
        raise InputError(subject, [fault])
    return raw[is_gemeente]


def _without_abroad(frame: gpd.GeoDataFrame, subject: str, found: list[Finding]) -> gpd.GeoDataFrame:
    abroad = frame["gemeentecode"] == _ABROAD
    message = "Buitenland is geen gemeente en is weggelaten."
    found += finding(subject, Severity.DROPPED, message, int(abroad.sum()), frame.loc[abroad, "gemeentecode"])
    nothing = (frame.geometry.isna() | frame.geometry.is_empty) & ~abroad
    message = "Deze gemeenten hebben geen vlak en zijn weggelaten."
    found += finding(subject, Severity.DROPPED, message, int(nothing.sum()), frame.loc[nothing, "naam"])
    kept = frame[~abroad & ~nothing]
    kinds = set(kept.geom_type) - {"Polygon", "MultiPolygon"}
    if kept.empty or kinds:
        fault = (
            f"gevonden {', '.join(sorted(kinds)) or 'niets'}, verwacht vlakken; kies het bestand met grenzen"
        )
        raise InputError(subject, [fault])
    return kept


def _mended(frame: gpd.GeoDataFrame, subject: str, found: list[Finding]) -> gpd.GeoDataFrame:
    """Mend borders that cross themselves, then slivers and overlaps between neighbours."""
    wrong = ~frame.geometry.is_valid
    valid = np.array([polygonal(shape) for shape in frame.geometry], dtype=object)
    before = shapely.area(valid)
    clean = shapely.coverage_clean(valid, gap_width=_GAP_M, snapping_distance=_SNAP_M)
    change = pd.Series(np.abs(shapely.area(clean) - before) / 1e4, index=frame.index)
    name = frame.loc[change.idxmax(), "naam"]
    largest = f"de grootste verandering is {change.max():.1f} ha ({name})"
    message = f"De grens kruiste zichzelf en is hersteld; {largest}."
    found += finding(subject, Severity.MENDED, message, int(wrong.sum()), frame.loc[wrong, "naam"])
    changed = change.round(1) > 0
    message = f"Spleten en overlap met buurgemeenten zijn weggewerkt; {largest}."
    found += finding(subject, Severity.MENDED, message, int(changed.sum()), frame.loc[changed, "naam"])
    return frame.set_geometry(gpd.GeoSeries(clean, index=frame.index, crs=RD))


def _peildatum(raw: gpd.GeoDataFrame) -> str | None:
    """Take 1 January of the year that the rows carry."""
    for name in ("jaar", "jrstatcode"):
        if name in raw.columns:
            years = raw[name].astype("str").str.extract(r"^((?:19|20)\d{2})")[0].dropna()
            if len(years):
                return f"{years.mode().iloc[0]}-01-01"
    return None


def _dated(path: Path, found: list[Finding]) -> str:
    peildatum, dated = peildatum_from_name(path)
    found.append(dated)
    return peildatum
