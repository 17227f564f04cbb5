"""A study: one country, one distance cube, and the arrangements that are compared on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.cube_store import PairParts, Parts, load_array, load_pairs, store_array, store_pairs
from data.dataset import Dataset
from geo.distance import Pairs, Progress
from geo.road import RoadModel
from geo.units import Units
from model.cube import BATCH_BYTES, DistanceCube, Runner, build_cube, cube_fingerprint, one_by_one, refine
from model.pairs import build_pairs, pairs_fingerprint
from scenarios.country import Country
from scenarios.evaluate import Distances, distances
from scenarios.indeling import Arrangement
from scenarios.norms import Norms, standard_norms
from scenarios.ready_made import base_id, ready_made, titles
from scenarios.settings import Settings

#: Copies of a network while it is turned round and condensed.
_COPIES: Final = 4

#: Memory per pair while a table is put together; homes and sites lie closer together than evenly.
_PAIR_BYTES: Final = 60
_CROWDED: Final = 3.0

#: Units that two arrangements may differ in for one to be measured from the other.
_A_FEW: Final = 40

#: Memory of the program with a national data set, before anything is measured.
_BASIS_BYTES: Final = 400 * 2**20


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


def _of_time(mark: str) -> str:
    """Name of the array of seconds beside an array of metres."""
    return f"{mark}-tijd"


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
    runner
        Measures the cube's batches: one by one, or on a cluster.
    unstored
        What was measured but could not be kept on disk.
    """

    country: Country
    norms: Norms = field(default_factory=standard_norms)
    progress: Progress | None = None
    runner: Runner = one_by_one
    unstored: list[str] = field(default_factory=list, repr=False)
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
        country, model = self.country, self.country.model
        situation, units = country.situation, country.units
        mark = cube_fingerprint(situation, units, model)
        shape = (len(situation.kinds), len(situation.homes), len(units))
        folder = country.dataset.cube_folder
        if folder is None:
            return build_cube(situation, units, model, self.progress, runner=self.runner)
        distance = load_array(folder, mark, shape, np.float32)
        time = load_array(folder, _of_time(mark), shape, np.float32) if model.has_times else None
        if distance is not None and (time is not None or not model.has_times):
            return DistanceCube(distance, units, time)
        parts = Parts(folder, mark)
        cube = build_cube(situation, units, model, self.progress, runner=self.runner, kept=parts)
        stored = cube.time_s is None or store_array(folder, _of_time(mark), cube.time_s)
        if stored and store_array(folder, mark, cube.distance_m):
            parts.clear()
        else:
            self.unstored.append("afstanden en reistijden")
        return cube

    @cached_property
    def free_m(self) -> NDArray[np.float32]:
        """Distance to the nearest site, borders ignored: shape ``(n_kinds, n_points)``, metres."""
        return self.cube.free_m()

    @cached_property
    def free_s(self) -> NDArray[np.float32] | None:
        """Fastest journey to a site, borders ignored, likewise in seconds; None without a network."""
        return self.cube.free_s()

    def pairs(self, limit_m: float) -> Pairs:
        """All pairs of a demand point and a site within a limit: from disk if they fit, else measured."""
        country, model = self.country, self.country.model
        mark = pairs_fingerprint(country.situation, model, limit_m)
        folder = country.dataset.cube_folder
        if folder is not None and (stored := load_pairs(folder, mark, limit_m)) is not None:
            return stored
        if folder is None:
            return build_pairs(country.situation, model, limit_m, self.progress, runner=self.runner)
        parts = PairParts(folder, mark, limit_m)
        found = build_pairs(country.situation, model, limit_m, self.progress, runner=self.runner, kept=parts)
        if store_pairs(folder, mark, found):
            parts.clear()
        else:
            self.unstored.append("paren")
        return found

    def memory_bytes(self, limit_m: float = 0.0) -> int:
        """Estimate the memory that measuring takes at most: network, its core, cube, one batch and pairs.

        Parameters
        ----------
        limit_m
            Of the table of pairs; 0 for none.
        """
        country, model = self.country, self.country.model
        situation = country.situation
        homes = situation.homes
        ground = max(1.0, float(np.ptp(homes.easting) * np.ptp(homes.northing)))
        share = min(1.0, _CROWDED * np.pi * limit_m**2 / ground)
        pairs = int(_PAIR_BYTES * share * len(homes) * len(situation.sites))
        cells = len(situation.kinds) * len(situation.homes) * len(country.units)
        cube = 4 * cells * (2 if model.has_times else 1)
        if not isinstance(model, RoadModel):
            return _BASIS_BYTES + cube + pairs + BATCH_BYTES * 2
        network, edges = model.network, model.network.edges
        arrays = (network.easting, network.northing, network.start, edges.tail, edges.head, edges.length_m)
        held = sum(array.nbytes for array in (*arrays, edges.time_s, edges.bends) if array is not None)
        return _BASIS_BYTES + cube + pairs + BATCH_BYTES * 2 + _COPIES * held

    def cube_on(self, units: Units) -> DistanceCube:
        """Return the cube on the units of an arrangement, refined where it splits some."""
        if units == self.country.units:
            return self.cube
        return refine(self.cube, units, self.country.situation, self.country.model)

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
            free = (self.free_m, self.free_s)
            self._distances[name] = distances(self.country, cube, free, arrangement, self._like(arrangement))
        return self._distances[name]

    def _like(self, arrangement: Arrangement) -> tuple[Arrangement, Distances] | None:
        """Find the last measured arrangement that differs from this one in a few units only."""
        for name, found in reversed(self._distances.items()):
            other = self.arrangement(name)
            if other.units == arrangement.units and other.is_merged == arrangement.is_merged:
                moved = sum(
                    one != two
                    for layer in ("po", "vo")
                    for one, two in zip(other.layer(layer).swv, arrangement.layer(layer).swv, strict=True)
                )
                if moved <= _A_FEW:
                    return other, found
        return None

    def stamp(self, name: str) -> Stamp:
        """Say what a result of an arrangement was made with."""
        data_version = self.country.dataset.manifest.fingerprint
        return Stamp(
            name,
            self.arrangement(name).origin,
            data_version,
            code_version(),
            self.country.describe(),
        )
