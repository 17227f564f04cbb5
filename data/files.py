"""Writing so that what was there stays whole until the new is complete."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geo.errors import InputError, reason

#: What an interrupted run left beside a target is cleared after this many seconds.
STALE_S = 24 * 3600


def file_sha256(path: Path) -> str:
    """Sha256 of a file's contents, hexadecimal; OSError if it cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder beside `target` and put it in its place in one rename.

    Raises
    ------
    InputError
        If the disk refuses; `target` is then as it was.
    """
    aside = old = target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _tidy(target)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        fill(aside)
        aside.chmod(0o755)
        _to_disk(aside)
        old = aside.with_name(aside.name + "-oud")
        if target.exists():
            target.rename(old)
        aside.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        fault = f"schrijven mislukte: {reason(error)}; controleer schijfruimte en rechten"
        raise InputError(str(target), [fault]) from error
    finally:
        if old != target and old.exists() and not target.exists():
            old.rename(target)
        if aside != target and aside.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _tidy(target: Path) -> None:
    """Put back what a killed run had set aside, and clear what it left behind."""
    for left in target.parent.glob(f".{target.name}-*"):
        if left.name.endswith("-oud") and not target.exists():
            left.rename(target)
        elif time.time() - left.stat().st_mtime > STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _to_disk(folder: Path) -> None:
    """Make sure that contents are on disk before the name is: a power cut may come between."""
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file aside and rename it into place; a link is followed, its target's mode kept.

    Raises
    ------
    InputError
        If `path` is not a regular file, or the disk refuses; an existing file is then as it was.
    """
    real = path.resolve()
    if real.exists() and not real.is_file():
        found = "dit is een map" if real.is_dir() else "dit is geen gewoon bestand"
        raise InputError(str(path), [f"{found}; geef de naam van een bestand"])
    if real.exists() and not real.stat().st_mode & 0o200:
        raise InputError(str(path), ["dit bestand is tegen schrijven beveiligd; kies een andere naam"])
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=f".{real.name}-", dir=real.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            aside.chmod(mode)
            aside.replace(real)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        fault = f"schrijven mislukte: {reason(error)}; controleer de map, schijfruimte en rechten"
        raise InputError(str(path), [fault]) from error
