"""Load and compute once, keep between reruns and browser sessions.

Every key is explicit: the folder, the fingerprint of the data in it, and the
settings. What is kept is never changed by those who get it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, Final

import numpy as np
import shapely
import streamlit as st

from data.dataset import BUNDLED, MANIFEST, Dataset, read_dataset
from geo.distance import Nearest
from geo.network import Quantity
from geo.units import Units
from scenarios.compare import Comparison, Level, compare
from scenarios.journey import Journey, journey
from scenarios.norms import Norms, standard_norms
from scenarios.own_norms import norms_of
from scenarios.places import Place, places, scenario_places
from scenarios.ready_made import UnavailableIndelingError
from scenarios.settings import Settings
from scenarios.study import Study
from ui import areas, documents
from ui.assets import fulfil, promise, publish
from ui.documents import Documents, Reference
from ui.figures import pc4_document

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
    norms
        Werknormen.
    """

    folder: str
    data_version: str
    settings: Settings
    norms: Norms = field(default_factory=standard_norms)


#: For caches of what no norm changes.
_ANY_NORMS: Final[dict[str | type[Any], Callable[[Any], Any]]] = {
    StudyKey: lambda key: (key.folder, key.data_version, key.settings)
}


def chosen_folder() -> Path:
    """Return the folder of the data set that the app was started with, else that of the bundled one."""
    folder = os.environ.get(FOLDER_VARIABLE, "")
    return Path(folder) if folder else BUNDLED


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


@st.cache_resource(max_entries=6, show_spinner="De gegevensset wordt geladen…")
def _dataset(folder: str, data_version: str) -> Dataset:  # noqa: ARG001  # the version is part of the key
    return read_dataset(Path(folder))


def study_key(dataset: Dataset, settings: Settings, norms: Norms | None = None) -> StudyKey:
    """Name the study of a data set under some settings and norms; the standard ones by default."""
    return StudyKey(str(dataset.folder), dataset.manifest.fingerprint, settings, norms or standard_norms())


@st.cache_resource(max_entries=12, show_spinner="De afstanden worden berekend…")
def study_of(key: StudyKey) -> Study:
    """Return a study with its cube built; studies that differ in norms only share it."""
    dataset = _dataset(key.folder, key.data_version)
    if key.norms != standard_norms():
        return study_of(replace(key, norms=standard_norms())).under(norms_of(dataset, key.norms))
    study = Study.of(dataset, key.settings, norms=norms_of(dataset))
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


def first_scenario(key: StudyKey) -> str:
    """Return the scenario that is shown before the user chooses one."""
    base = study_of(key).base_id
    return next((name for name in available(key)[0] if name != base), base)


@st.cache_resource(max_entries=200, show_spinner="De vergelijking wordt berekend…")
def comparison_of(key: StudyKey, scenario: str, base: str, kind: str, level: Level) -> Comparison:
    """Compare one scenario with a base, for one kind of facility; for all kinds where none is named."""
    return compare(study_of(key), [scenario], base, [kind] if kind else None, level)


@st.cache_resource(max_entries=20, show_spinner=False, hash_funcs=_ANY_NORMS)
def outlines_of(key: StudyKey, units: Units) -> areas.Outlines:
    """Return simplified polygons of units, RD New."""
    return areas.outlines(study_of(key).country, units)


@st.cache_resource(max_entries=6, show_spinner="De kaartlagen worden gemaakt…", hash_funcs=_ANY_NORMS)
def country_documents(key: StudyKey) -> Documents:
    """Return the addresses of what every map of a data set draws, whatever the scenario.

    The areas of PC4's take longest and are seldom asked for: their address is a
    promise, to be kept with `keep_promises` once the map is on screen.
    """
    pc4 = promise(f"pc4-{key.data_version[:16]}")
    return documents.country_documents(study_of(key), partial(outlines_of, key), publish, pc4)


def keep_promises(key: StudyKey) -> None:
    """Make what `country_documents` promised."""
    address = country_documents(key).pc4
    fulfil(str(address), lambda: pc4_document(study_of(key).country))


def keep_promises_later(key: StudyKey) -> None:
    """Make what was promised while the page goes on: a visitor who leaves it meanwhile waits for nothing."""
    address, country = str(country_documents(key).pc4), study_of(key).country
    Thread(target=fulfil, args=(address, lambda: pc4_document(country)), daemon=True).start()


@st.cache_resource(max_entries=60, show_spinner="De kaartlagen worden gemaakt…")
def scenario_documents(key: StudyKey, name: str) -> tuple[Reference, Reference]:
    """Return the addresses of an arrangement's layers and of its figures per PC4."""
    return documents.scenario_documents(study_of(key), name, partial(outlines_of, key), publish)


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=_ANY_NORMS)
def places_of(key: StudyKey) -> dict[str, Place]:
    """Return all that can be searched for by name, by label."""
    return {place.label: place for place in places(study_of(key).country)}


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs=_ANY_NORMS)
def postcodes_of(key: StudyKey) -> dict[str, str]:
    """Return the PC4's by the label under which they are searched for: "3511 Utrecht"."""
    country = study_of(key).country
    gemeenten = [country.gemeente_names[code] for code in country.gemeente_of_point]
    return {f"{pc4} {name}": str(pc4) for pc4, name in zip(country.points["pc4"], gemeenten, strict=True)}


@st.cache_resource(max_entries=60, show_spinner=False)
def scenario_places_of(key: StudyKey, name: str) -> dict[str, Place]:
    """Return the swv's of a scenario, as far as they differ from today's, by label."""
    return {place.label: place for place in scenario_places(study_of(key), name)}


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_ANY_NORMS)
def pc4_tree(key: StudyKey) -> shapely.STRtree:
    """Return an index of the areas of the demand points (RD New), in their order."""
    return shapely.STRtree(study_of(key).country.point_areas)


@st.cache_resource(max_entries=200, show_spinner="De weg wordt gezocht…")
def journey_of(key: StudyKey, under: str, point: int, kind: str, quantity: Quantity) -> Journey | None:
    """Return the way to the nearest site: of the own swv under an arrangement, or of all for none."""
    return journey(study_of(key), point, kind, arrangement=under, quantity=quantity)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs=_ANY_NORMS)
def reach_of(key: StudyKey, site: int) -> Nearest:
    """Return metres and seconds from every home to one site."""
    return study_of(key).country.journeys.nearest([np.array([site])])


@st.cache_resource(max_entries=120, show_spinner="De kaarten worden getekend…")
def pair_documents(key: StudyKey, name: str, kind: str) -> Documents:
    """Return the addresses of what one map of a pair draws; see `ui.documents.pair_documents`."""
    study = study_of(key)
    described = next(one for one in study.country.kinds if one.code == kind)
    return documents.pair_documents(
        study,
        name,
        described,
        outline=partial(outlines_of, key),
        place=publish,
        shared=country_documents(key),
    )
