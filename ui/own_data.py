"""A visitor's own kinds of facility: a data set of this session, beside the one the app was started with.

The extended set is written to a folder named by its fingerprint, so that the same file gives
the same set, and nobody sees what another brought: which folder counts stands in the session.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import streamlit as st
from platformdirs import user_cache_path

from data.dataset import CACHE_VARIABLE, Dataset, read_dataset, write_dataset
from data.own_facilities import Facilities, read_facilities
from data.own_kinds import with_facilities
from geo.errors import DekkendError
from ui.session import of_session

_KEY: Final = "eigen_soorten"


@dataclass(slots=True)
class Own:
    """What a visitor brought along.

    Attributes
    ----------
    base
        Folder of the data set it was added to.
    folder
        Folder of the set with it.
    files
        The files, in order.
    """

    base: Path | None = None
    folder: Path | None = None
    files: list[Facilities] = field(default_factory=list)


def own() -> Own:
    """Return what this browser session brought along."""
    return of_session(_KEY, Own)


def session_folder(chosen: Path) -> Path:
    """Return the folder of this session's data set: with its own kinds, if it brought any along."""
    mine = own()
    if mine.folder is None or mine.base != chosen or not mine.folder.is_dir():
        return chosen
    return mine.folder


def add(chosen: Path, name: str, content: bytes, peildatum: str = "") -> Facilities:
    """Add the kinds in a file to the data set of this session.

    Raises
    ------
    InputError
        If the file is not right, or the kinds are there already; nothing has changed then.
    """
    mine = own()
    here = session_folder(chosen)
    dataset = read_dataset(here)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "voorzieningen.csv")
        path.write_bytes(content)
        read = read_facilities(path, dataset, peildatum)
    extended = with_facilities(dataset, read)
    kept = mine.files if here != chosen else []
    mine.base, mine.folder, mine.files = chosen, written(extended), [*kept, read]
    return read


def forget() -> None:
    """Go back to the data set that the app was started with."""
    st.session_state[_KEY] = Own()


def written(dataset: Dataset) -> Path:
    """Write a data set of a session under its fingerprint, unless it is there, and return its folder.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    told = os.environ.get(CACHE_VARIABLE, "")
    root = Path(told) if told else user_cache_path("dekkend")
    mark = hashlib.sha256(f"{dataset.manifest.fingerprint}{dataset.manifest.name}".encode()).hexdigest()[:16]
    target = root / f"eigen-{mark}"
    if not _whole(target, dataset.manifest.fingerprint):
        write_dataset(dataset, target)
    return target


def _whole(folder: Path, mark: str) -> bool:
    """Whether the set is there already, as another session wrote it."""
    if not folder.is_dir():
        return False
    try:
        return read_dataset(folder).manifest.fingerprint == mark
    except DekkendError:
        return False
