"""Load and compute once, keep between reruns and browser sessions.

Every key is explicit: the folder, the fingerprint of the data in it, and the
settings. What is kept is never changed by those who get it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from data.dataset import MANIFEST, Dataset, read_dataset
from geo.errors import InputError
from scenarios.compare import Comparison, Level, compare
from scenarios.ready_made import UnavailableIndelingError
from scenarios.settings import Settings
from scenarios.study import Study
from ui import areas

#: Environment variable that ``dekkend app`` sets.
FOLDER_VARIABLE: Final = "DEKKEND_DATA"


@dataclass(frozen=True)
class StudyKey:
    """What makes one study differ from another.

    Attributes
    ----------
    folder
        Of the data set.
    data_version
        Fingerprint in the manifest, so that a new import is noticed.
    settings
        Choices that change figures.
    """

    folder: str
    data_version: str
    settings: Settings


@dataclass(frozen=True, eq=False)
class MapFrames:
    """What one map shows; see `ui.areas`."""

    swv: gpd.GeoDataFrame
    jeugdregio_lines: gpd.GeoDataFrame
    sites: NDArray[np.float64]


def chosen_folder() -> Path:
    """Return the folder of the data set that the app was started with.

    Raises
    ------
    InputError
        If the app was started without one.
    """
    folder = os.environ.get(FOLDER_VARIABLE, "")
    if not folder:
        raise InputError("de start van de app", ["er is geen gegevensset gekozen"])
    return Path(folder)


def open_dataset(folder: Path) -> Dataset:
    """Return the data set in a folder, read anew only when its fingerprint has changed.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return _dataset(str(folder), _data_version(folder))


def _data_version(folder: Path) -> str:
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(body["vingerafdruk"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # reading the data set tells what is wrong


@st.cache_resource(max_entries=2, show_spinner="De gegevensset wordt geladen…")
def _dataset(folder: str, data_version: str) -> Dataset:  # noqa: ARG001  # the version is part of the key
    return read_dataset(Path(folder))


def study_key(dataset: Dataset, settings: Settings) -> StudyKey:
    """Name the study of a data set under some settings."""
    return StudyKey(str(dataset.folder), dataset.manifest.fingerprint, settings)


@st.cache_resource(max_entries=6, show_spinner="De afstanden worden berekend…")
def study_of(key: StudyKey) -> Study:
    """Return a study with its cube built."""
    study = Study.of(_dataset(key.folder, key.data_version), key.settings)
    _ = study.cube
    return study


@st.cache_resource(max_entries=6, show_spinner=False)
def available(key: StudyKey) -> tuple[dict[str, str], tuple[str, ...]]:
    """Say which indelingen can be made (id to title), and of the others why not."""
    study = study_of(key)
    titles, reasons = {}, []
    for name, title in study.titles.items():
        try:
            titles[name] = study.arrangement(name).title
        except UnavailableIndelingError as error:
            reasons.append(f"‘{title}’ ontbreekt: {error}.")
    return titles, tuple(reasons)


@st.cache_resource(max_entries=200, show_spinner="De vergelijking wordt berekend…")
def comparison_of(key: StudyKey, scenario: str, base: str, kind: str, level: Level) -> Comparison:
    """Compare one scenario with a base, for one kind of facility."""
    return compare(study_of(key), [scenario], base, [kind], level)


@st.cache_resource(max_entries=6, show_spinner=False)
def _outlines(key: StudyKey) -> areas.Outlines:
    return areas.outlines(study_of(key).country)


@st.cache_resource(max_entries=60, show_spinner="De kaarten worden getekend…")
def map_frames_of(key: StudyKey, name: str, kind: str) -> MapFrames:
    """Return what the map of one arrangement shows for one kind of facility."""
    study, outline = study_of(key), _outlines(key)
    country = study.country
    described = next(one for one in country.kinds if one.code == kind)
    swv = areas.swv_areas(
        country, outline, study.arrangement(name), study.distances(name), kind=described, norms=study.norms
    )
    return MapFrames(
        swv, areas.jeugdregio_borders(country, outline), areas.site_positions(country, described)
    )
