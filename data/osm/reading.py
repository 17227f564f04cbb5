"""Any file with roads of OpenStreetMap: recognised by what is in it, read as networks."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from data.osm.extract import read_extract
from data.osm.finishing import RoadReading, Roads, finish, means
from data.osm.graphml import graph_roads, made_for, read_graph
from data.osm.layers import read_layer
from geo.errors import InputError, reason
from geo.network import Mode

__all__ = ["KINDS", "FileKind", "RoadReading", "file_kind", "read_any"]

#: Looked at to recognise a file, bytes.
_PEEK: Final = 4096
KINDS: Final = ".osm.pbf, .osm, .osm.gz, .osm.bz2, .graphml of .gpkg"


class FileKind(Enum):
    """Which reader a file needs."""

    EXTRACT = "extract"
    GRAPHML = "graphml"
    LAYER = "layer"


def file_kind(path: Path) -> FileKind:
    """Recognise a file with roads by its content.

    Raises
    ------
    InputError
        If it is absent, a folder, empty or something else.
    """
    if path.is_dir():
        raise InputError(str(path), [f"dit is een map; geef één bestand: {KINDS}"])
    try:
        with path.open("rb") as stream:
            start = stream.read(_PEEK)
    except OSError as error:
        raise InputError(str(path), [f"{reason(error)}; controleer de plaats"]) from error
    if not start:
        raise InputError(path.name, ["het bestand is leeg; download het opnieuw"])
    if b"OSMHeader" in start[:64]:
        return FileKind.EXTRACT
    if start.startswith(b"SQLite format 3"):
        return FileKind.LAYER
    text = _unpacked(start)
    if b"<graphml" in text:
        return FileKind.GRAPHML
    if b"<osm" in text:
        return FileKind.EXTRACT
    raise InputError(path.name, [_unknown(path, start)])


def _unpacked(start: bytes) -> bytes:
    """Give the first text in a compressed file, as far as it can be unpacked."""
    try:
        if start.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(start, _PEEK)
        if start.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(start, _PEEK)
    except (zlib.error, gzip.BadGzipFile, OSError, EOFError):
        return b""
    return start


def _unknown(path: Path, start: bytes) -> str:
    if path.name.lower().endswith((".osm.pbf", ".pbf")):
        found = "de inhoud is geen OpenStreetMap-pbf"
    elif start.startswith(b"PK"):
        found = "dit is een zip of een netwerk dat al gelezen is ('dekkend netwerk toon' laat het zien)"
    else:
        found = f"onbekend soort bestand ({path.suffix or 'zonder extensie'})"
    return f"{found}; verwacht {KINDS}; download het opnieuw of kies een ander bestand"


def read_any(path: Path, modes: Sequence[Mode] | None = None, *, name: str = "") -> list[RoadReading]:
    """Read a file with roads as networks.

    Parameters
    ----------
    path
        Of the file.
    modes
        Of travel; by default all that the file was made for. A mode that is asked
        for is read where possible, with a notice if the file was made for another.
    name
        Of the networks; by default after what the file says, or its own name.

    Returns
    -------
    A network per mode, each with notices in Dutch.

    Raises
    ------
    InputError
        If the file is unusable, or has no road for a mode that was asked for.
    """
    try:
        return _read(path, modes, name)
    except InputError:
        raise
    except (LookupError, RuntimeError, ValueError, OverflowError) as error:  # what no rule foresaw
        fault = f"onverwachte inhoud ({type(error).__name__}); download of bewaar het bestand opnieuw"
        raise InputError(path.name, [fault]) from error


def _read(path: Path, modes: Sequence[Mode] | None, name: str) -> list[RoadReading]:
    kind = file_kind(path)
    skipped: list[str] = []
    if kind is FileKind.EXTRACT:
        found = read_extract(path, list(modes or Mode), name=name)
    else:
        graph = read_graph(path) if kind is FileKind.GRAPHML else read_layer(path)
        suited = made_for(graph)
        skipped = [
            f"Geen netwerk voor {mode} gemaakt: het bestand is gemaakt voor {suited[0]}. Met --modus {mode} "
            "kan het toch."
            for mode in Mode
            if modes is None and mode not in suited
        ]
        chosen = suited if modes is None else modes
        found = [graph_roads(graph, path.name, mode, name=name, file=path) for mode in chosen]
    return _finished(path.name, found, skipped, all_needed=modes is not None)


def _finished(subject: str, found: list[Roads], skipped: list[str], *, all_needed: bool) -> list[RoadReading]:
    """Make networks; a mode that nobody asked for and has no road is only mentioned."""
    readings = []
    for roads in found:
        mode = roads.origin.mode
        if not all_needed and not len(roads.edges) and len(found) > 1:
            skipped = [
                *skipped,
                f"Geen netwerk voor {mode} gemaakt: geen weg die met {means(mode)} te gebruiken is.",
            ]
            continue
        readings.append(finish(subject, roads))
    if not readings:
        raise InputError(subject, skipped)
    return [RoadReading(reading.network, (*reading.notices, *skipped)) for reading in readings]
