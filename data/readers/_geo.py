"""Files with points and polygons: opened safely and set in RD New."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from data.findings import Finding, Severity
from geo.crs import NETHERLANDS_RD as BOUNDS_M
from geo.crs import RD_NEW as RD
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BOUNDS_M", "RD", "inside_netherlands", "layer_fields", "open_vector", "polygonal", "to_rd"]

_ASK_AGAIN = "download het bestand opnieuw"
_LARGEST_DEGREE = 360.0
#: A file with less of its shapes in the country is in another coordinate system.
_MOSTLY = 0.5


def layer_fields(path: Path) -> dict[str, tuple[str, ...]]:
    """Give the column names of every layer of a GeoPackage or GeoJSON.

    Raises
    ------
    InputError
        If the file cannot be opened.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = [str(row[0]) for row in pyogrio.list_layers(path)]
            return {name: tuple(map(str, pyogrio.read_info(path, layer=name)["fields"])) for name in names}
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    if not path.exists():
        return InputError(path.name, ["het bestand bestaat niet; controleer de plaats"])
    detail = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
    return InputError(path.name, [f"het kaartbestand is beschadigd of afgebroken ({detail}); {_ASK_AGAIN}"])


def open_vector(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read a GeoPackage or GeoJSON whole, with its records numbered from 1.

    Parameters
    ----------
    path
        The file.
    layer
        Which layer; the first by default.

    Raises
    ------
    InputError
        If the file cannot be read, was cut off, or has no rows or no geometry.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            frame = gpd.read_file(path, layer=layer)
            expected = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise _unreadable(path, error) from error
    broken = [str(w.message) for w in caught if "malformed" in str(w.message) or "rror" in str(w.message)]
    if broken or len(frame) != expected:
        raise _unreadable(path, ValueError(broken[0] if broken else f"{len(frame)} van {expected} rijen"))
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise InputError(path.name, [f"het bestand heeft geen vormen op de kaart; {_ASK_AGAIN}"])
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="record"))


def to_rd(frame: gpd.GeoDataFrame, subject: str, findings: list[Finding]) -> gpd.GeoDataFrame:
    """Set a frame in RD New, EPSG:28992.

    A GeoJSON cannot always say its CRS: coordinates too large for degrees are taken as RD New.

    Parameters
    ----------
    frame
        With any CRS, or none.
    subject
        File name, for messages.
    findings
        Is added to where the CRS had to be deduced.
    """
    reach = max((abs(value) for value in frame.total_bounds if value == value), default=0.0)  # noqa: PLR0124
    in_metres = reach > _LARGEST_DEGREE
    if frame.crs is None or (frame.crs.is_geographic and in_metres):
        guess = RD if in_metres else "EPSG:4326"
        message = f"Het bestand noemt zijn coördinatenstelsel niet of verkeerd; opgevat als {guess}."
        findings.append(Finding(subject, Severity.DOUBT, message, len(frame)))
        frame = frame.set_crs(guess, allow_override=True)
    placed = frame.to_crs(RD)
    _refuse_elsewhere(placed, subject)
    return placed


def _refuse_elsewhere(frame: gpd.GeoDataFrame, subject: str) -> None:
    """Refuse a file most of which lies outside the Netherlands: its coordinate system is not what it says."""
    bounds = frame.geometry.bounds.dropna()
    west, south, east, north = BOUNDS_M
    inside = bounds["minx"].lt(east) & bounds["maxx"].gt(west)
    inside &= bounds["miny"].lt(north) & bounds["maxy"].gt(south)
    if not len(bounds) or inside.mean() >= _MOSTLY:
        return
    low, high = bounds[["minx", "miny"]].min(), bounds[["maxx", "maxy"]].max()
    found = (
        f"x {low['minx']:.0f} tot {high['maxx']:.0f}, y {low['miny']:.0f} tot {high['maxy']:.0f} in RD New"
    )
    fault = (
        f"de meeste vormen liggen buiten Nederland (gevonden {found}); verwacht lengte en breedte (WGS84) "
        "of RD New; sla het bestand op met het juiste coördinatenstelsel"
    )
    raise InputError(subject, [fault])


def inside_netherlands(points: gpd.GeoSeries) -> gpd.GeoSeries:
    """Tell for each point whether it is there and lies within :data:`BOUNDS_M`."""
    west, south, east, north = BOUNDS_M
    return points.x.between(west, east) & points.y.between(south, north)


def polygonal(geometry: shapely.Geometry) -> shapely.Geometry:
    """Make a polygon valid and keep only its areas, not the lines and points that mending leaves."""
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if mended.geom_type in {"Polygon", "MultiPolygon"}:
        return mended
    parts = [part for part in shapely.get_parts(mended) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts)
