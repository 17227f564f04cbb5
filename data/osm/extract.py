"""Raw OpenStreetMap extracts: ``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``.

Read with pyosmium, in two rounds: first the ways that someone may use, then the
places of their nodes only. What is kept are plain arrays, so memory follows the
roads and not the file: buildings, trees and their nodes are never stored.

Pyosmium because it streams; pyrosm holds tables of the whole file in memory, and
QuackOSM fetches a database extension from the internet at first use.

Distances are those between nodes in RD New, whose scale is within 1e-4 of
distances on the ellipsoid: the same measure as the straight line, so that no
road is ever shorter than the straight line between its ends.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.filter import IdFilter, KeyFilter
from osmium.osm import NODE, WAY
from osmium.osm.types import Node, Way

from data.osm import rules
from data.osm.chains import Segments, contract
from data.osm.finishing import PUBLISHER, Roads, count, means, not_understood, refuse_elsewhere
from data.readers.reading import UNKNOWN_DATE
from geo.crs import to_rd
from geo.errors import InputError, reason
from geo.network import Edges, Mode, Origin

Float = NDArray[np.float64]
Index = NDArray[np.int32]

#: Node numbers looked for in one round: osmium keeps a bit for each, so half a gigabyte at most.
ID_WINDOW: Final = 2**32
_DEGREE: Final = 1e-7
_NOWHERE: Final = 2**31 - 1
_FORWARD, _BACKWARD = 1, 2
_AGAIN: Final = "download het opnieuw, bijvoorbeeld van download.geofabrik.de"


@dataclass(slots=True)
class _Use:
    """What one mode may do on each of the ways; directions 0 where it may not use a way."""

    directions: array[int] = field(default_factory=lambda: array("B"))
    kmh: array[float] = field(default_factory=lambda: array("d"))
    duration_s: array[float] = field(default_factory=lambda: array("d"))
    name: array[int] = field(default_factory=lambda: array("i"))
    doubts: Counter[str] = field(default_factory=Counter)

    def add(self, passage: rules.Passage | None, name: int) -> None:
        """Add a way."""
        directions = 0
        if passage is not None:
            directions = _FORWARD * passage.forward | _BACKWARD * passage.backward
            self.doubts.update(passage.not_understood)
        self.directions.append(directions)
        self.kmh.append(passage.kmh if passage else 1.0)
        self.duration_s.append(passage.duration_s or 0.0 if passage else 0.0)
        self.name.append(name)


@dataclass(slots=True)
class _Ways:
    """Ways that at least one mode may use: node numbers after each other, and how many of each way."""

    uses: dict[Mode, _Use]
    refs: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("i"))
    names: dict[str, int] = field(default_factory=dict)
    newest: str = ""


def read_extract(path: Path, modes: Sequence[Mode], *, name: str = "") -> list[Roads]:
    """Read the roads of an extract for some modes at once.

    Parameters
    ----------
    path
        Of the file.
    modes
        Of travel.
    name
        Of the networks; by default after the file.

    Returns
    -------
    Per mode, in that order, its roads; a mode without any has no edges.

    Raises
    ------
    InputError
        If the file cannot be read, is cut off, holds no road at all, or lies outside the Netherlands.
    """
    with _read_soundly(path):
        replicated = _header_date(path)
        ways = _read_ways(path, modes)
    if not ways.sizes:
        used = " of ".join(means(mode) for mode in modes)
        fault = f"geen enkele weg (highway of veer) die met {used} te gebruiken is"
        raise InputError(path.name, [f"{fault}; kies een bestand met wegen, of {_AGAIN}"])
    refs = np.frombuffer(ways.refs, dtype=np.int64)
    ids, node = np.unique(refs, return_inverse=True)
    with _read_soundly(path):
        lon, lat = _read_places(path, ids)
    easting, northing = to_rd(lon, lat)
    placed = ~np.isnan(lon)
    if not placed.any():
        raise InputError(path.name, [f"geen enkele knoop van de wegen staat in het bestand; {_AGAIN}"])
    refuse_elsewhere(path.name, easting[placed], northing[placed])
    pairs = _pairs(node.astype(np.int32), np.frombuffer(ways.sizes, dtype=np.int32), placed)
    easting, northing = np.where(placed, easting, 0.0), np.where(placed, northing, 0.0)
    missing = int((~placed).sum())
    told = (
        [f"{count(missing)} knopen van wegen ontbreken in het bestand; de weg stopt daar."] if missing else []
    )
    title = name or f"OpenStreetMap {path.name.partition('.')[0]}"
    roads = []
    for mode in modes:
        origin = Origin(title, mode, "gemeten", PUBLISHER, replicated or ways.newest[:10] or UNKNOWN_DATE)
        edges, names = _mode_edges(ways, mode, pairs, easting, northing)
        notices = (*told, *not_understood(ways.uses[mode].doubts.elements()))
        roads.append(Roads(origin, easting, northing, edges, names, notices))
    return roads


@contextmanager
def _read_soundly(path: Path) -> Iterator[None]:
    """Turn what osmium and the system say into a message."""
    try:
        yield
    except OSError as error:
        raise InputError(path.name, [f"{reason(error)}; controleer de plaats"]) from error
    except (RuntimeError, ValueError) as error:
        detail = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        fault = f"het bestand is beschadigd, afgebroken of geen OpenStreetMap ({detail}); {_AGAIN}"
        raise InputError(path.name, [fault]) from error


def _header_date(path: Path) -> str:
    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        return str(reader.header().get("osmosis_replication_timestamp", ""))[:10]


def _read_ways(path: Path, modes: Sequence[Mode]) -> _Ways:
    ways = _Ways({mode: _Use() for mode in modes})
    for thing in osmium.FileProcessor(str(path), WAY).with_filter(KeyFilter("highway", "route")):
        way = cast("Way", thing)
        passages = _passages(tuple((tag.k, tag.v) for tag in way.tags if tag.k in _TAGS), tuple(modes))
        if passages is None:
            continue
        refs = [node.ref for node in way.nodes]
        ways.refs.extend(refs)
        ways.sizes.append(len(refs))
        ways.newest = max(ways.newest, _day(way))
        for mode, passage in zip(modes, passages, strict=True):
            label = passage.name if passage else ""
            number = ways.names.setdefault(label, len(ways.names)) if label else -1
            ways.uses[mode].add(passage, number)
    return ways


_TAGS: Final = frozenset(rules.TAGS)
#: Only the name of a ferry matters; streets of other names share what is remembered about their tags.
_NEVER: Final = "1970-01-01"


def _passages(
    tags: tuple[tuple[str, str], ...], modes: tuple[Mode, ...]
) -> tuple[rules.Passage | None, ...] | None:
    if ("route", rules.FERRY) not in tags:
        tags = tuple(tag for tag in tags if tag[0] != "name")
    return _passages_of(tags, modes)


@lru_cache(maxsize=2**16)
def _passages_of(
    tags: tuple[tuple[str, str], ...], modes: tuple[Mode, ...]
) -> tuple[rules.Passage | None, ...] | None:
    """Rules for all modes, remembered: a country has millions of ways but few combinations of tags."""
    told: Mapping[str, str] = dict(tags)
    passages = tuple(rules.passage(told, mode) for mode in modes)
    return passages if any(passages) else None


def _day(thing: Any) -> str:  # noqa: ANN401
    day: str = thing.timestamp.strftime("%Y-%m-%d")
    return "" if day == _NEVER else day


def _read_places(path: Path, ids: NDArray[np.int64]) -> tuple[Float, Float]:
    """Longitude and latitude (WGS84, degrees) of nodes by ascending number; nan where one is absent."""
    found, x, y = array("q"), array("i"), array("i")
    windows = range(0, int(ids[-1]) + 1, ID_WINDOW) if ids[0] >= 0 else [None]
    for low in windows:
        nodes = osmium.FileProcessor(str(path), NODE)
        if low is not None:
            sought = ids[np.searchsorted(ids, low) : np.searchsorted(ids, low + ID_WINDOW)]
            if not sought.size:
                continue
            nodes = nodes.with_filter(IdFilter(map(int, sought)))
        for thing in nodes:
            node = cast("Node", thing)
            place = node.location
            found.append(node.id)
            x.append(place.x)
            y.append(place.y)
    lon = np.full(len(ids), np.nan)
    lat = np.full(len(ids), np.nan)
    known = np.frombuffer(found, dtype=np.int64) if found else np.zeros(0, dtype=np.int64)
    at = np.minimum(np.searchsorted(ids, known), len(ids) - 1)
    columns = np.array(x, dtype=np.int64), np.array(y, dtype=np.int64)
    sound = (ids[at] == known) & (columns[0] != _NOWHERE) & (columns[1] != _NOWHERE)
    lon[at[sound]] = columns[0][sound] * _DEGREE
    lat[at[sound]] = columns[1][sound] * _DEGREE
    return lon, lat


def _pairs(node: Index, sizes: Index, placed: NDArray[np.bool_]) -> tuple[Index, Index, Index]:
    """Nodes after each other on a way, both with a place and not the same; and the way of each pair."""
    way = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    tail, head = node[:-1], node[1:]
    sound = (way[1:] == way[:-1]) & (tail != head) & placed[tail] & placed[head]
    return tail[sound], head[sound], way[:-1][sound]


def _mode_edges(
    ways: _Ways, mode: Mode, pairs: tuple[Index, Index, Index], easting: Float, northing: Float
) -> tuple[Edges, tuple[str, ...]]:
    use = ways.uses[mode]
    directions = np.frombuffer(use.directions, dtype=np.uint8)
    open_to = directions[pairs[2]] > 0
    tail, head, way = (values[open_to] for values in pairs)
    if not tail.size:
        nothing = np.zeros(0)
        return Edges(tail, head, nothing, nothing, np.zeros(0, np.int32)), ()
    length = np.hypot(easting[head] - easting[tail], northing[head] - northing[tail])
    speed = np.frombuffer(use.kmh, dtype=np.float64)[way] / 3.6
    duration = np.frombuffer(use.duration_s, dtype=np.float64)[way]
    whole = np.bincount(way, length, len(directions))[way]
    timed = (duration > 0) & (whole > 0)
    time = np.where(timed, duration * length / np.where(timed, whole, 1.0), length / speed)
    forward = (directions[way] & _FORWARD) > 0
    backward = (directions[way] & _BACKWARD) > 0
    number = np.frombuffer(use.name, dtype=np.int32)[way]
    used, name = np.unique(number, return_inverse=True)
    labels = list(ways.names)
    names = tuple(labels[at] for at in used if at >= 0)
    name = (name - int((used < 0).any())).astype(np.int32)
    segments = Segments(tail, head, way, length, time, forward, backward, name)
    return contract(segments, easting, northing), names
