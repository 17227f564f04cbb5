"""Computed arrays on disk, each under the fingerprint of all that it depends on.

A file whose name is not the fingerprint asked for is never opened, so a stale
array cannot be used; a half-written one is never seen under its final name.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.files import file_sha256

#: Name of the folder with computed arrays in a data set's folder.
FOLDER = "kubus"


def load_array(
    folder: Path, fingerprint: str, shape: tuple[int, ...], dtype: type[np.generic]
) -> NDArray[Any] | None:
    """Memory-map the stored array with this fingerprint.

    Parameters
    ----------
    folder
        The data set's folder.
    fingerprint
        Hexadecimal digest of everything that the array depends on.
    shape, dtype
        As expected; a file with others is damaged and ignored.

    Returns
    -------
    A read-only memory map, or None if there is no sound one.
    """
    path = _path(folder, fingerprint)
    try:
        if file_sha256(path) != _check(path).read_text(encoding="ascii"):
            return None
        array: NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, EOFError, SyntaxError, TokenError):  # numpy parses the header as Python
        return None
    return array if array.shape == shape and array.dtype == dtype else None


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
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".kubus-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            np.save(stream, array, allow_pickle=False)
        digest = file_sha256(Path(name))
        Path(name).replace(path)
        _check(path).write_text(digest, encoding="ascii")
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
        return False
    return True


def _check(path: Path) -> Path:
    """Where the checksum of an array stands: a power cut or a bad disk must not give other figures."""
    return path.with_suffix(".sha256")


def _path(folder: Path, fingerprint: str) -> Path:
    return folder / FOLDER / f"{fingerprint}.npy"
