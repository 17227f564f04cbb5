"""Areas from outside: GeoJSON and GeoPackage as features with text properties and shapes in RD New.

Nothing is guessed: a GeoJSON is in degrees (RFC 7946) unless it says otherwise, and coordinates that
contradict that are refused with what they look like.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from data.readers._csv import plain
from geo.crs import RD_NEW, WGS84, to_rd
from geo.errors import InputError, reason

#: A file of swv's of the whole country, drawn very finely, is far smaller.
MAX_BYTES: Final = 50 * 2**20
#: Features that are looked at; a country has some hundreds of gemeenten and some thousands of PC4's.
MAX_FEATURES: Final = 20_000
ENDINGS: Final = (".geojson", ".json", ".gpkg")

#: Where areas may lie that somebody drew over the Netherlands, also far over sea and border: degrees, and
#: metres in RD New; west, south, east, north. Neither could be the other, nor itself turned round.
_DEGREES: Final = (-2.0, 46.0, 13.0, 58.0)
_METRES: Final = (-250_000.0, 50_000.0, 550_000.0, 880_000.0)
_SHOWN: Final = 10
#: Lists and objects within each other, in a property that is read as text.
_DEEPEST: Final = 20
_SYSTEMS: Final[Mapping[str, str]] = {"wgs84": WGS84, "rd": RD_NEW}
_SAVE: Final = "sla het bestand op als GeoJSON in WGS84 (EPSG:4326), of zeg dat het in RD New staat"


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One object of the file.

    Attributes
    ----------
    number
        Its place in the file, from 1.
    properties
        Text by plain name of the property (see `data.readers._csv.plain`); empty values are left out.
    shape
        In RD New; None where the object has none.
    mended
        Whether the shape crossed itself and was put right.
    """

    number: int
    properties: Mapping[str, str]
    shape: shapely.Geometry | None
    mended: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """A file taken apart.

    Attributes
    ----------
    features
        In the order of the file.
    columns
        Plain names of the properties, in the order in which they turn up.
    names
        Plain name to the name in the file.
    crs
        ``EPSG:4326`` or ``EPSG:28992``: what the coordinates were read as.
    note
        What a file that dekkend wrote says of itself; empty for another's.
    """

    features: tuple[Feature, ...]
    columns: tuple[str, ...]
    names: Mapping[str, str]
    crs: str
    note: Mapping[str, str]


def read_features(path: Path, crs: str = "") -> Features:
    """Read a GeoJSON or a GeoPackage.

    Parameters
    ----------
    crs
        ``wgs84`` or ``rd``, where a user says what the file does not; empty to go by the file.

    Raises
    ------
    InputError
        If it cannot be read as such, or lies outside the Netherlands.
    """
    told = _SYSTEMS.get(crs, "")
    if path.suffix.casefold() == ".gpkg":
        rows, shapes, system, note = _geopackage(path, told)
    else:
        rows, shapes, system, note = _geojson(path, told)
    if not rows:
        raise InputError(
            path.name, ["het bestand heeft geen objecten; verwacht gemeenten of vlakken van swv's"]
        )
    names = {plain(name): name for row in rows for name in row}
    properties = [{plain(name): _text(value) for name, value in row.items()} for row in rows]
    _require_place(path.name, shapes, system)
    placed, mended = _in_rd(shapes, system)
    features = tuple(
        Feature(number, {name: value for name, value in row.items() if value}, shape, bool(was))
        for number, (row, shape, was) in enumerate(zip(properties, placed, mended, strict=True), start=1)
    )
    return Features(features, tuple(names), names, system, note)


def require_size(path: Path) -> None:
    """Refuse a file that is empty, or larger than any indeling.

    Raises
    ------
    InputError
        If it is, or cannot be opened.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(path.name, [f"niet te openen: {reason(error)}; controleer het pad"]) from error
    if path.is_dir():
        raise InputError(path.name, ["dit is een map, verwacht een bestand; kies het bestand zelf"])
    if size == 0:
        raise InputError(path.name, ["het bestand is leeg; kies een ander bestand"])
    if size > MAX_BYTES:
        fault = (
            f"gevonden {size / 2**20:.0f} MB, verwacht hoogstens {MAX_BYTES / 2**20:.0f} MB; "
            "vereenvoudig de grenzen of laat andere lagen weg"
        )
        raise InputError(path.name, [fault])


Rows = list[Mapping[str, Any]]
Shapes = NDArray[np.object_]


def _geojson(path: Path, told: str) -> tuple[Rows, Shapes, str, Mapping[str, str]]:
    content = _json(path)
    kind = str(content.get("type")) if isinstance(content.get("type"), str) else ""
    found = [content] if kind == "Feature" else content.get("features")
    if kind not in {"Feature", "FeatureCollection"} or not isinstance(found, list):
        raise InputError(path.name, [_no_collection(content)])
    if len(found) > MAX_FEATURES:
        fault = f"gevonden {len(found)} objecten, verwacht hoogstens {MAX_FEATURES}; laat andere lagen weg"
        raise InputError(path.name, [fault])
    rows: Rows = []
    shapes, faults = np.full(len(found), None, dtype=object), []
    for number, one in enumerate(found):
        properties = one.get("properties") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(properties, (dict, type(None))):
            faults.append(f"object {number + 1}: geen geldig GeoJSON-object; exporteer het bestand opnieuw")
            continue
        if deep := [str(name) for name, value in (properties or {}).items() if _is_deep(value)]:
            faults.append(
                f"object {number + 1}: eigenschap '{deep[0][:40]}' heeft meer dan {_DEEPEST} lagen van "
                "lijsten in elkaar, verwacht tekst of een getal; laat die eigenschap weg"
            )
            continue
        rows.append({str(name): value for name, value in (properties or {}).items()})
        try:
            shapes[number] = _shape(one.get("geometry"))
        except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
            faults.append(f"object {number + 1}: de vorm is niet te lezen; teken of exporteer hem opnieuw")
    if faults:
        more = [f"en nog {len(faults) - _SHOWN} objecten"] if len(faults) > _SHOWN else []
        raise InputError(path.name, [*faults[:_SHOWN], *more])
    note = content.get("dekkend")
    kept = {k: v for k, v in note.items() if isinstance(v, str)} if isinstance(note, dict) else {}
    return rows, shapes, told or _named_crs(path.name, content.get("crs")), kept


def _json(path: Path) -> Mapping[str, Any]:
    again = "exporteer het opnieuw als GeoJSON in UTF-8"
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except OSError as error:
        raise InputError(path.name, [f"niet te openen: {reason(error)}; controleer het pad"]) from error
    except UnicodeDecodeError as error:
        raise InputError(path.name, [f"dit is geen tekst in UTF-8; {again}"]) from error
    except json.JSONDecodeError as error:
        fault = f"rij {error.lineno}, kolom {error.colno}: geen geldige JSON; {again}"
        raise InputError(path.name, [fault]) from error
    except (ValueError, RecursionError) as error:
        raise InputError(path.name, [f"geen leesbare JSON; {again}"]) from error
    if not isinstance(content, dict):
        raise InputError(path.name, [f"JSON, maar geen GeoJSON: verwacht een FeatureCollection; {again}"])
    return content


def _no_number(text: str) -> float:
    msg = f"{text} is geen coördinaat"
    raise ValueError(msg)


def _no_collection(content: Mapping[str, Any]) -> str:
    if "wijzigingen" in content and "basis" in content:
        return "dit is een scenario van dekkend, geen GeoJSON; open het bij Bewaren en openen"
    if content.get("type") == "Topology":
        return "dit is TopoJSON, verwacht GeoJSON; zet het bestand om (bijvoorbeeld met QGIS)"
    found = content.get("type")
    told = "gevonden JSON zonder type"
    if found:
        told = (
            f"gevonden type {found[:40]!r}"
            if isinstance(found, str)
            else "gevonden een type dat geen tekst is"
        )
    return f"{told}, verwacht een GeoJSON met een FeatureCollection; exporteer het bestand als GeoJSON"


def _named_crs(subject: str, crs: object) -> str:
    """Read the system that an older GeoJSON names; degrees where it names none."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name", "") if isinstance(properties, dict) else ""
    name = named if isinstance(named, str) else "?"
    if not name or re.search(r"CRS84|\b4326$", name):
        return WGS84
    if re.search(r"\b28992$", name):
        return RD_NEW
    raise InputError(subject, [f"coördinatenstelsel {name[:60]!r} is onbekend; {_SAVE}"])


def _is_deep(value: object) -> bool:
    """Whether lists and objects lie deeper in each other than anything to read as text."""
    layer, depth = [value], 0
    while layer := [one for one in layer if isinstance(one, (list, dict))]:
        depth += 1
        if depth > _DEEPEST:
            return True
        layer = [part for one in layer for part in (one.values() if isinstance(one, dict) else one)]
    return False


def _shape(geometry: object) -> shapely.Geometry | None:
    return None if geometry is None else shapely.from_geojson(json.dumps(geometry, allow_nan=False))


def _geopackage(path: Path, told: str) -> tuple[Rows, Shapes, str, Mapping[str, str]]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning)  # of GDAL, in English: what matters raises
        return _of_geopackage(path, told)


def _of_geopackage(path: Path, told: str) -> tuple[Rows, Shapes, str, Mapping[str, str]]:
    again = "sla het opnieuw op als GeoPackage, of als GeoJSON"
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if not layers:
            raise InputError(path.name, [f"de GeoPackage heeft geen kaartlagen; {again}"])
        columns = {
            layer: {plain(str(one)) for one in pyogrio.read_info(path, layer=layer)["fields"]}
            for layer in layers
        }
        chosen = next(
            (one for one in layers if "gemeentecode" in columns[one] and _has_swv(columns[one])), ""
        )
        chosen = chosen or next((one for one in layers if _has_swv(columns[one])), layers[0])
        if pyogrio.read_info(path, layer=chosen, force_feature_count=True)["features"] > MAX_FEATURES:
            fault = f"laag '{chosen}' heeft meer dan {MAX_FEATURES} objecten; laat andere lagen weg"
            raise InputError(path.name, [fault])
        frame = pyogrio.read_dataframe(path, layer=chosen)
        note = _note(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(path.name, [f"dit is geen leesbare GeoPackage; {again}"]) from error
    if frame.crs is None and not told:
        raise InputError(path.name, [f"laag '{chosen}' noemt geen coördinatenstelsel; {_SAVE}"])
    if not told:
        frame = frame.to_crs(RD_NEW)
    rows: Rows = [
        {str(k): v for k, v in row.items()}
        for row in frame.drop(columns=frame.geometry.name).to_dict("records")
    ]
    return rows, frame.geometry.to_numpy(), told or RD_NEW, note


def _note(path: Path) -> dict[str, str]:
    """Read what dekkend noted in a GeoPackage that it wrote."""
    if "toelichting" not in {str(name) for name, _ in pyogrio.list_layers(path)}:
        return {}
    table = pyogrio.read_dataframe(path, layer="toelichting")
    if not {"sleutel", "waarde"} <= set(table.columns):
        return {}
    return {str(key): str(value) for key, value in zip(table["sleutel"], table["waarde"], strict=True)}


def _has_swv(columns: set[str]) -> bool:
    return "swv" in columns or {"swv_po", "swv_vo"} <= columns


def _text(value: object) -> str:
    """Write a property as text; a list as its parts, what is missing as nothing."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (list, tuple)):
        return " ".join(_text(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _require_place(subject: str, shapes: Shapes, system: str) -> None:
    """Refuse coordinates that are not those of the Netherlands in the system that they are said to be in."""
    there = [one for one in shapes if one is not None and not shapely.is_empty(one)]
    if not there:
        return
    with np.errstate(invalid="ignore"):
        bounds = shapely.bounds(np.array(there, dtype=object))
        west, south = bounds[:, :2].min(axis=0).tolist()
        east, north = bounds[:, 2:].max(axis=0).tolist()
    corners = (_coordinate(one) for one in (west, south, east, north))
    found = "gevonden coördinaten van {}, {} tot {}, {}".format(*corners)
    if not np.isfinite(bounds).all():
        raise InputError(subject, ["sommige coördinaten zijn geen getallen; exporteer het bestand opnieuw"])
    box = (float(west), float(south), float(east), float(north))
    if _within(box, _DEGREES if system == WGS84 else _METRES):
        return
    if system == WGS84 and _within(box, _METRES):
        raise InputError(subject, [f"{found}: dat lijkt RD New (meters), verwacht graden (WGS84); {_SAVE}"])
    if _within((box[1], box[0], box[3], box[2]), _DEGREES):
        raise InputError(subject, [f"{found}: lengte en breedte zijn verwisseld; verwacht eerst de lengte"])
    wanted = "graden (WGS84)" if system == WGS84 else "meters in RD New"
    raise InputError(subject, [f"{found}, verwacht {wanted} in Nederland; {_SAVE}"])


def _coordinate(value: float) -> str:
    """Write a coordinate: what can be degrees to a kilometre, what cannot as whole metres.

    Examples
    --------
    >>> _coordinate(5.123456), _coordinate(121_687.4)
    ('5.12', '121687')
    """
    return f"{value:.2f}" if abs(value) <= 360 else f"{value:.0f}" if abs(value) < 1e9 else f"{value:.1e}"  # noqa: PLR2004


def _within(box: Sequence[float], around: Sequence[float]) -> bool:
    return box[0] >= around[0] and box[1] >= around[1] and box[2] <= around[2] and box[3] <= around[3]


def _in_rd(shapes: Shapes, system: str) -> tuple[Shapes, NDArray[np.bool_]]:
    """Give shapes in RD New, those that cross themselves put right, and which these were."""
    there = np.array([one is not None for one in shapes])
    result = shapes.copy()
    if system == WGS84 and there.any():
        result[there] = shapely.transform(
            shapes[there], lambda at: np.column_stack(to_rd(at[:, 0], at[:, 1]))
        )
    wrong = np.zeros(len(shapes), dtype=bool)
    wrong[there] = ~shapely.is_valid(result[there])
    result[wrong] = shapely.make_valid(result[wrong])
    return result, wrong
