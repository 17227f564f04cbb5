"""A study: one country, one distance cube, and the arrangements that are compared on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

from data.cube_store import load_array, store_array
from data.dataset import Dataset
from geo.distance import Progress
from geo.units import Units
from model.cube import DistanceCube, build_cube, cube_fingerprint, refine
from scenarios.country import Country
from scenarios.evaluate import Distances, distances
from scenarios.indeling import Arrangement
from scenarios.norms import Norms, standard_norms
from scenarios.ready_made import base_id, ready_made, titles
from scenarios.settings import Settings


def code_version() -> str:
    """Version of dekkend that computed a result."""
    try:
        return version("dekkend")
    except PackageNotFoundError:
        return "onbekend"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a result was made with: enough to make it again.

    Attributes
    ----------
    scenario, origin
        Id of the arrangement, and how it was made in one Dutch sentence.
    data_version
        Fingerprint of the data set.
    code
        Version of dekkend.
    settings
        Choices that change figures, in one Dutch line.
    seed
        Of the random generator; nothing here is random, so always 0.
    """

    scenario: str
    origin: str
    data_version: str
    code: str
    settings: str
    seed: int = 0


@dataclass(eq=False)
class Study:
    """Compute each thing once and keep it.

    Attributes
    ----------
    country
        The data set as arrays.
    norms
        Werknormen.
    progress
        Told of the building of the cube.
    """

    country: Country
    norms: Norms = field(default_factory=standard_norms)
    progress: Progress | None = None
    _arrangements: dict[str, Arrangement] = field(default_factory=dict, repr=False)
    _distances: dict[str, Distances] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        settings: Settings | None = None,
        progress: Progress | None = None,
        norms: Norms | None = None,
    ) -> Study:
        """Open a study on a data set."""
        return cls(Country(dataset, settings or Settings()), norms or standard_norms(), progress)

    @property
    def base_id(self) -> str:
        """Id of today's pair of layers."""
        return base_id(self.country)

    @property
    def titles(self) -> dict[str, str]:
        """Ids and titles of all that can be compared: ready-made, then what was added."""
        ready = titles(self.country)
        added = {name: a.title for name, a in self._arrangements.items() if name not in ready}
        return {**ready, **added}

    @cached_property
    def cube(self) -> DistanceCube:
        """The cube on the units of the data set: from disk if its fingerprint fits, else built and stored."""
        country, model = self.country, self.country.settings.model
        situation, units = country.situation, country.units
        mark = cube_fingerprint(situation, units, model)
        shape = (len(situation.kinds), len(situation.homes), len(units))
        folder = country.dataset.cube_folder
        if folder is not None and (stored := load_array(folder, mark, shape, np.float32)) is not None:
            return DistanceCube(stored, units)
        cube = build_cube(situation, units, model, self.progress)
        if folder is not None:
            store_array(folder, mark, cube.distance_m)
        return cube

    @cached_property
    def free_m(self) -> NDArray[np.float32]:
        """Distance to the nearest site, borders ignored: shape ``(n_kinds, n_points)``, metres."""
        return self.cube.free_m()

    def cube_on(self, units: Units) -> DistanceCube:
        """Return the cube on the units of an arrangement, refined where it splits some."""
        if units == self.country.units:
            return self.cube
        return refine(self.cube, units, self.country.situation, self.country.settings.model)

    def add(self, arrangement: Arrangement) -> str:
        """Make an arrangement known and return its id; one that is taken gets a number behind it."""
        name, number = arrangement.id, 2
        while name in self.titles:
            name, number = f"{arrangement.id} ({number})", number + 1
        self._arrangements[name] = replace(arrangement, id=name)
        return name

    def arrangement(self, name: str) -> Arrangement:
        """Return an arrangement by id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        if name not in self._arrangements:
            self._arrangements[name] = ready_made(self.country, self.norms, name)
        return self._arrangements[name]

    def distances(self, name: str) -> Distances:
        """Return own and free distances under an arrangement."""
        if name not in self._distances:
            arrangement = self.arrangement(name)
            cube = self.cube_on(arrangement.units)
            self._distances[name] = distances(self.country, cube, self.free_m, arrangement)
        return self._distances[name]

    def stamp(self, name: str) -> Stamp:
        """Say what a result of an arrangement was made with."""
        data_version = self.country.dataset.manifest.fingerprint
        return Stamp(
            name,
            self.arrangement(name).origin,
            data_version,
            code_version(),
            self.country.settings.describe(),
        )
