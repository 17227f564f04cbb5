"""Networks on disk: one file of plain arrays per network.

A NumPy archive (``.npz``, not compressed) without Python objects: opening a file
from someone else runs no code. It says its own version and two checksums, one of
the figures (the network's fingerprint) and one of everything, and a file that
does not agree with them is not used.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.files import write_atomic
from geo.errors import InputError, reason
from geo.network import Edges, Mode, Network, Origin

SUFFIX: Final = ".npz"
#: Raised when files that older versions cannot read are written.
VERSION: Final = 1
_FORMAT: Final = "dekkend netwerk"
_DTYPES: Final[dict[str, np.dtype[Any]]] = {
    "easting": np.dtype(np.float64),
    "northing": np.dtype(np.float64),
    "start": np.dtype(np.int32),
    "head": np.dtype(np.int32),
    "length_m": np.dtype(np.float64),
    "time_s": np.dtype(np.float64),
}
#: Absent where a network has no named crossings or only straight edges.
_OPTIONAL: Final[dict[str, np.dtype[Any]]] = {
    "name": np.dtype(np.int32),
    "bend_start": np.dtype(np.int64),
    "bends": np.dtype(np.float32),
}
#: A header is some lines of text and the names of crossings; more is no header of ours.
_MOST_HEADER_BYTES: Final = 32 * 2**20
_AGAIN: Final = "maak het opnieuw met 'dekkend netwerk lees'"
_DAMAGED: Final = (
    OSError, ValueError, KeyError, EOFError, SyntaxError, TokenError, TypeError, AttributeError, RuntimeError,
    NotImplementedError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


def write_network(path: Path, network: Network) -> None:
    """Write a network aside and rename it into place.

    Parameters
    ----------
    path
        Of the file; its folder is made where it is missing.
    network
        Is read back the same, float32 bends included.

    Raises
    ------
    InputError
        If the disk refuses; what was there is then as it was.
    """
    edges = network.edges
    arrays: dict[str, NDArray[Any] | None] = {
        "easting": network.easting,
        "northing": network.northing,
        "start": network.start,
        "head": edges.head,
        "length_m": edges.length_m,
        "time_s": edges.time_s,
        "name": edges.name,
        "bend_start": edges.bend_start,
        "bends": edges.bends,
    }
    kinds = _DTYPES | _OPTIONAL
    kept: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(array, dtype=kinds[name])
        for name, array in arrays.items()
        if array is not None
    }
    header = {
        "formaat": _FORMAT,
        "versie": VERSION,
        "herkomst": asdict(network.origin),
        "namen": list(network.names),
        "vingerafdruk": network.fingerprint,
        "inhoud": _checksum(kept, asdict(network.origin), network.names),
    }
    told = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    stream = BytesIO()
    np.savez(stream, allow_pickle=False, **{"header": told, **kept})
    write_atomic(path, stream.getvalue())


def read_network(path: Path) -> Network:
    """Read a network.

    Raises
    ------
    InputError
        If the file is absent, no network, of a newer version, damaged or changed.
    """
    header = read_header(path)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in (*_DTYPES, *_OPTIONAL) if name in stored}
        origin = _origin(header)
        names = tuple(map(str, header["namen"]))
        named = "name" not in arrays or bool((arrays["name"] < len(names)).all())
        sound = (
            named and _consistent(arrays) and header["inhoud"] == _checksum(arrays, header["herkomst"], names)
        )
        network = _network(origin, arrays, names) if sound else None
    except _DAMAGED as error:
        raise _damaged(path) from error
    if network is None or network.fingerprint != header["vingerafdruk"]:
        raise _damaged(path)
    return network


def read_header(path: Path) -> dict[str, Any]:
    """Read only what a file says about itself: origin, names, version and checksums.

    Raises
    ------
    InputError
        If the file is absent, no network, or of a newer version.
    """
    foreign = InputError(str(path), [f"geen netwerk van dekkend; {_AGAIN}"])
    if not _is_archive(path):
        raise foreign
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            if "header" not in stored:
                raise foreign
            if stored.zip.getinfo("header.npy").file_size > _MOST_HEADER_BYTES:
                raise _damaged(path)
            header = json.loads(stored["header"].tobytes().decode())
        known = header["formaat"] == _FORMAT
        version = int(header["versie"])
        if known and version <= VERSION:
            _origin(header)
            _ = str(header["vingerafdruk"]), str(header["inhoud"]), list(header["namen"])
    except InputError:
        raise
    except _DAMAGED as error:
        raise _damaged(path) from error
    if not known:
        raise foreign
    if version > VERSION:
        fault = f"gemaakt met een nieuwere dekkend (versie {version} van het bestand, deze kent {VERSION})"
        raise InputError(str(path), [f"{fault}; werk dekkend bij of {_AGAIN}"])
    return dict(header)


def _origin(header: dict[str, Any]) -> Origin:
    told = {name: str(value) for name, value in header["herkomst"].items()}
    return Origin(told["name"], Mode(told["mode"]), told["certainty"], told["source"], told["peildatum"])


def _is_archive(path: Path) -> bool:
    """Whether a file begins as an archive; refuses what is no file or cannot be read."""
    if path.is_dir():
        raise InputError(str(path), ["dit is een map; geef één netwerkbestand"])
    if path.exists() and not path.is_file():
        raise InputError(str(path), ["dit is geen gewoon bestand; geef een netwerkbestand"])
    try:
        with path.open("rb") as stream:
            return stream.read(4)[:2] == b"PK"
    except OSError as error:
        raise InputError(str(path), [f"{reason(error)}; controleer de plaats"]) from error


def read_origin(path: Path) -> tuple[Origin, str]:
    """Read only what a network is, and the fingerprint that it says it has.

    Raises
    ------
    InputError
        As `read_header` does.
    """
    header = read_header(path)
    return _origin(header), str(header["vingerafdruk"])


def _damaged(path: Path) -> InputError:
    return InputError(str(path), [f"het netwerk is beschadigd, afgebroken of gewijzigd; {_AGAIN}"])


def _checksum(arrays: dict[str, NDArray[Any]], origin: dict[str, Any], names: tuple[str, ...]) -> str:
    told = json.dumps([origin, list(names)], sort_keys=True)
    digest = hashlib.sha256(told.encode())
    for name in sorted(arrays):
        digest.update(f";{name}{arrays[name].shape};".encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.hexdigest()


def _consistent(arrays: dict[str, NDArray[Any]]) -> bool:
    """Whether kinds and sizes of arrays go together, so that nothing reads beyond an end."""
    kinds = _DTYPES | _OPTIONAL
    if not _DTYPES.keys() <= arrays.keys() or any(arrays[name].dtype != kinds[name] for name in arrays):
        return False
    nodes, edges = len(arrays["easting"]), len(arrays["head"])
    sizes = {"easting": nodes, "northing": nodes, "start": nodes + 1}
    sizes |= dict.fromkeys(("head", "length_m", "time_s", "name"), edges) | {"bend_start": edges + 1}
    if any(arrays[name].shape != (size,) for name, size in sizes.items() if name in arrays):
        return False
    measured = ("easting", "northing", "length_m", "time_s")
    if not nodes or not all(bool(np.isfinite(arrays[name]).all()) for name in measured):
        return False
    if any(bool((arrays[name] < 0).any()) for name in ("length_m", "time_s")):
        return False
    head = arrays["head"]
    within = not edges or bool(head.min() >= 0 and head.max() < nodes)
    if ("bends" in arrays) != ("bend_start" in arrays):
        return False
    bent = "bends" not in arrays or (
        arrays["bends"].ndim == 2  # noqa: PLR2004  (a row of easting and northing per point)
        and arrays["bends"].shape[1] == 2  # noqa: PLR2004
        and _rows(arrays["bend_start"], len(arrays["bends"]))
    )
    return within and bent and _rows(arrays["start"], edges)


def _rows(start: NDArray[Any], size: int) -> bool:
    return bool(start[0] == 0 and start[-1] == size and (np.diff(start) >= 0).all())


def _network(origin: Origin, arrays: dict[str, NDArray[Any]], names: tuple[str, ...]) -> Network:
    start = arrays["start"]
    tail = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    edges = Edges(
        tail,
        arrays["head"],
        arrays["length_m"],
        arrays["time_s"],
        arrays.get("name"),
        arrays.get("bend_start"),
        arrays.get("bends"),
    )
    return Network(origin, arrays["easting"], arrays["northing"], start, edges, names)
