"""Computed arrays on disk, each under the fingerprint of all that it depends on.

A file whose name is not the fingerprint asked for is never opened, so a stale
array cannot be used; a half-written one is never seen under its final name.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.files import file_sha256
from geo.distance import Nearest, Pairs

#: Name of the folder with computed arrays in a data set's folder.
FOLDER = "kubus"

#: Arrays that are kept in a folder; for other settings older ones make room.
_MOST = 40

#: Parts of a build that nobody went on with for this long (seconds) are removed.
_LONG_S = 14 * 86_400

#: Axes of a batch: metres and seconds, homes, groups.
_AXES = 3


def load_array(
    folder: Path, fingerprint: str, shape: tuple[int, ...] | None, dtype: type[np.generic]
) -> NDArray[Any] | None:
    """Memory-map the stored array with this fingerprint.

    Parameters
    ----------
    folder
        The data set's folder.
    fingerprint
        Hexadecimal digest of everything that the array depends on.
    shape, dtype
        As expected; a file with others is damaged and ignored. Any shape will do where it is None.

    Returns
    -------
    A read-only memory map, or None if there is no sound one.
    """
    path = _path(folder, fingerprint)
    try:
        if _seal(file_sha256(path), fingerprint) != _check(path).read_text(encoding="ascii"):
            return None
        array: NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, EOFError, SyntaxError, TokenError):  # numpy parses the header as Python
        return None
    return array if shape in (None, array.shape) and array.dtype == dtype else None


def store_array(folder: Path, fingerprint: str, array: NDArray[Any]) -> bool:
    """Write an array aside and rename it into place.

    Returns
    -------
    Whether it could be written; a read-only folder or a full disk is no error,
    for the array can always be computed again.
    """
    path = _path(folder, fingerprint)
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".kubus-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            np.save(stream, array, allow_pickle=False)
        digest = file_sha256(Path(name))
        Path(name).replace(path)
        _check(path).write_text(_seal(digest, fingerprint), encoding="ascii")
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
        return False
    with suppress(OSError):  # another process may tidy the same folder
        _tidy(path.parent)
    return True


def load_pairs(folder: Path, fingerprint: str, limit_m: float) -> Pairs | None:
    """Read a table of pairs, None if there is no sound one.

    Parameters
    ----------
    folder
        The data set's folder.
    fingerprint
        Of the table.
    limit_m
        Its limit, metres.
    """
    kinds: dict[str, type[np.generic]] = {
        "rij": np.int64, "vestiging": np.int32, "meter": np.float32, "seconde": np.float32
    }  # fmt: skip
    found = {name: load_array(folder, f"{fingerprint}-{name}", None, kind) for name, kind in kinds.items()}
    start, site, metres, seconds = found.values()
    if start is None or site is None or metres is None or seconds is None:
        return None
    timed = seconds.ndim == 1
    if not len(site) == len(metres) == start[-1] or (timed and len(seconds) != len(site)):
        return None
    return Pairs(limit_m, start, site, metres, seconds if timed else None)


def store_pairs(folder: Path, fingerprint: str, pairs: Pairs) -> bool:
    """Write a table of pairs; the rows come last, so that half a table is never read."""
    # a table without times has a column that no table with times can have, however few its pairs
    seconds = np.zeros((0, 0), dtype=np.float32) if pairs.time_s is None else pairs.time_s
    columns: dict[str, NDArray[Any]] = {
        "seconde": seconds,
        "meter": pairs.distance_m,
        "vestiging": pairs.site,
        "rij": pairs.start,
    }
    return all(store_array(folder, f"{fingerprint}-{name}", array) for name, array in columns.items())


class Parts:
    """Batches of an array that is being computed, kept until all of them are there.

    Parameters
    ----------
    folder
        The data set's folder.
    fingerprint
        Of the array.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._folder = folder
        self._mark = fingerprint

    def load(self, number: int) -> Nearest | None:
        """Return a batch that was stored whole, else None."""
        body = load_array(self._folder, self._name(number), None, np.float32)
        if body is None or body.ndim != _AXES:
            return None
        return Nearest(body[0], body[1] if len(body) > 1 else None)

    def store(self, number: int, found: Nearest) -> None:
        """Keep a batch; where it cannot be written it is measured again another time."""
        both = [found.distance_m] if found.time_s is None else [found.distance_m, found.time_s]
        store_array(self._folder, self._name(number), np.stack(both))

    def clear(self) -> None:
        """Remove all batches: the whole array is there."""
        _clear_parts(self._folder, self._mark)

    def _name(self, number: int) -> str:
        return f"{self._mark}-deel-{number:05d}"


class PairParts:
    """Batches of a table of pairs that is being measured; see `Parts`.

    Parameters
    ----------
    folder
        The data set's folder.
    fingerprint
        Of the table.
    limit_m
        Its limit, metres.
    """

    def __init__(self, folder: Path, fingerprint: str, limit_m: float) -> None:
        self._folder = folder
        self._mark = fingerprint
        self._limit_m = limit_m

    def load(self, name: str, n_homes: int) -> Pairs | None:
        """Return a batch that was stored whole, else None."""
        found = load_pairs(self._folder, f"{self._mark}-deel-{name}", self._limit_m)
        return found if found is not None and len(found.start) == n_homes + 1 else None

    def store(self, name: str, pairs: Pairs) -> None:
        """Keep a batch; where it cannot be written it is measured again another time."""
        store_pairs(self._folder, f"{self._mark}-deel-{name}", pairs)

    def clear(self) -> None:
        """Remove all batches: the whole table is there."""
        _clear_parts(self._folder, self._mark)


def _clear_parts(folder: Path, fingerprint: str) -> None:
    """Remove the batches of an array or a table."""
    for path in (folder / FOLDER).glob(f"{fingerprint}-deel-*"):
        path.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Keep the arrays that were written last, and parts of builds that may still go on."""
    long_ago = time.time() - _LONG_S
    for path in folder.glob("*-deel-*"):
        if path.stat().st_mtime < long_ago:
            path.unlink(missing_ok=True)
    whole = [path for path in folder.glob("*.npy") if "-deel-" not in path.name]
    for path in sorted(whole, key=lambda one: one.stat().st_mtime, reverse=True)[_MOST:]:
        path.unlink(missing_ok=True)
        _check(path).unlink(missing_ok=True)


def _seal(digest: str, fingerprint: str) -> str:
    """Tie what is in a file to what it is called: a file under another's name is not that other."""
    return hashlib.sha256(f"{fingerprint};{digest}".encode()).hexdigest()


def _check(path: Path) -> Path:
    """Where the checksum of an array stands: a power cut or a bad disk must not give other figures."""
    return path.with_suffix(".sha256")


def _path(folder: Path, fingerprint: str) -> Path:
    return folder / FOLDER / f"{fingerprint}.npy"
