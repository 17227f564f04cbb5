"""A study: one country, one distance cube, and the arrangements that are compared on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from data.cube_store import PairParts, Parts, load_array, load_pairs, store_array, store_pairs
from data.dataset import Dataset
from geo.distance import Pairs, Progress
from geo.road import RoadModel
from model.cube import (
    BATCH_BYTES,
    DistanceCube,
    Runner,
    build_cube,
    cube_fingerprint,
    one_by_one,
    refine,
    with_other_sites,
)
from model.cut_cube import CutCube, Remembered, cut_apart
from model.pairs import build_pairs, pairs_fingerprint
from scenarios.country import Country
from scenarios.evaluate import Distances, distances
from scenarios.indeling import Arrangement
from scenarios.norms import Norms, standard_norms
from scenarios.own_norms import norms_of
from scenarios.ready_made import base_id, ready_made, titles
from scenarios.settings import Settings
from scenarios.unassigned import require_all

#: Copies of a network while it is turned round and condensed.
_COPIES: Final = 4

#: Memory per pair while a table is put together; homes and sites lie closer together than evenly.
_PAIR_BYTES: Final = 60
_CROWDED: Final = 3.0

#: What is measured once, whatever the norms and the arrangement.
_MEASURED: Final = frozenset({"cube", "free_m", "free_s"})

#: Units that two arrangements may differ in for one to be measured from the other.
_A_FEW: Final = 60

#: Drafts that are kept at a time, of all visitors together; one takes some megabytes.
_PASSING: Final = 40

#: Cubes of scenarios with other sites that are kept; each is as large as that of the data set.
_CUBES: Final = 2

#: Countries with other sites, and columns of split units, that are kept.
_PLANS: Final = 20

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


@dataclass(slots=True, eq=False)
class _Free:
    """Free metres and, where known, seconds, once they are asked for."""

    found: tuple[NDArray[np.float32], NDArray[np.float32] | None] | None = None


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
    _unfinished: dict[str, Distances] = field(default_factory=dict, repr=False)
    _countries: list[tuple[Country, _Free]] = field(default_factory=list, repr=False)
    _passing: list[str] = field(default_factory=list, repr=False)
    _offered: dict[str, Callable[[Study], Arrangement]] = field(default_factory=dict, repr=False)
    _cubes: list[tuple[Country, DistanceCube]] = field(default_factory=list, repr=False)
    _cuts: list[tuple[Country, CutCube]] = field(default_factory=list, repr=False)
    _measured: WeakKeyDictionary[Country, Remembered] = field(default_factory=WeakKeyDictionary, repr=False)

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        settings: Settings | None = None,
        progress: Progress | None = None,
        norms: Norms | None = None,
    ) -> Study:
        """Open a study on a data set."""
        return cls(Country(dataset, settings or Settings()), norms or norms_of(dataset), progress)

    @property
    def base_id(self) -> str:
        """Id of today's pair of layers."""
        return base_id(self.country)

    @property
    def titles(self) -> dict[str, str]:
        """Ids and titles of all that can be compared: ready-made, then what was added."""
        ready = titles(self.country)
        hidden = {*ready, *self._passing}
        added = {name: a.title for name, a in list(self._arrangements.items()) if name not in hidden}
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

    def cube_of(self, name: str) -> DistanceCube:
        """Return the cube of an arrangement: with its sites, on its units; only what differs is measured."""
        country, units = self.country_of(name), self.arrangement(name).units
        cube = self._cube_with(country)
        return cube if units == cube.units else refine(cube, units, country.situation, country.model)

    def _cube_with(self, country: Country) -> DistanceCube:
        """Return the cube of a scenario's sites on the units of the data set; the last few are kept."""
        if country is self.country:
            return self.cube
        found = next((cube for other, cube in list(self._cubes) if other is country), None)
        if found is None:
            found = with_other_sites(self.cube, self.country.situation, country.situation, country.model)
            self._cubes = [*self._cubes[1 - _CUBES :], (country, found)]
        return found

    def columns_of(self, name: str) -> DistanceCube | CutCube:
        """Return what own distances are read from: of units that the arrangement splits, the parts apart."""
        country, units = self.country_of(name), self.arrangement(name).units
        if units == country.units:
            return self._cube_with(country)
        found = next(
            (cut for other, cut in list(self._cuts) if other is country and cut.units == units), None
        )
        if found is None:
            nearest = self._measured.setdefault(country, Remembered(country.journeys.nearest))
            found = cut_apart(self._cube_with(country), units, country.situation, nearest)
            # a cut holds on to its cube, and those of other sites are large
            kept = [one for one in self._cuts if one[0] in (self.country, country)]
            self._cuts = [*kept[1 - _PLANS :], (country, found)]
        return found

    def country_of(self, name: str) -> Country:
        """Return the country as an arrangement has it: with its sites."""
        plan = self.arrangement(name).plan
        if plan is None:
            return self.country
        found = next((country for country, _ in list(self._countries) if country.plan is plan), None)
        if found is None:
            found = self.country.with_plan(plan)
            self._countries = [*self._countries[1 - _PLANS :], (found, _Free())]
        return found

    def _free_of(self, country: Country) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """Free distances and times of the country, or of a scenario's sites."""
        if country is self.country:
            return self.free_m, self.free_s
        kept = next((free for other, free in list(self._countries) if other is country), _Free())
        if kept.found is None:
            cube = self._cube_with(country)
            kept.found = cube.free_m(), cube.free_s()
        return kept.found

    def seen_by(self, name: str) -> Study:
        """Return a study of the country as an arrangement has it: its sites are everybody's there."""
        country = self.country_of(name)
        if country is self.country:
            return self
        other = Study(country, self.norms, self.progress, self.runner, self.unstored)
        other.__dict__["cube"] = with_other_sites(
            self.cube, self.country.situation, country.situation, country.model
        )
        other._arrangements[name] = self.arrangement(name)
        return other

    def under(self, norms: Norms) -> Study:
        """Return a study with other norms that shares all that does not depend on them."""
        if norms == self.norms:
            return self
        other = Study(self.country, norms, self.progress, self.runner, self.unstored)
        measured = {key: value for key, value in self.__dict__.items() if key in _MEASURED}
        other.__dict__.update(measured)
        return other

    def add(self, arrangement: Arrangement) -> str:
        """Make an arrangement known and return its id; one that is taken gets a number behind it."""
        name, number = arrangement.id, 2
        while name in self.titles:
            name, number = f"{arrangement.id} ({number})", number + 1
        self._arrangements[name] = replace(arrangement, id=name)
        return name

    def knows(self, name: str) -> bool:
        """Whether an arrangement has been made or added."""
        return name in self._arrangements

    def known(self, arrangement: Arrangement) -> str:
        """Return the id of an arrangement that passes by: made known once, let go of when others came."""
        if arrangement.id in self._passing:
            self._passing.remove(arrangement.id)
        else:
            self._arrangements[arrangement.id] = arrangement
        self._passing.append(arrangement.id)
        while len(self._passing) > _PASSING:
            gone = self._passing.pop(0)
            for kept in (self._arrangements, self._distances, self._unfinished):
                kept.pop(gone, None)
        return arrangement.id

    def offer(self, name: str, make: Callable[[Study], Arrangement]) -> None:
        """Have an arrangement made when it is first asked for by this id; it passes by, as with `known`."""
        self._offered[name] = make

    def arrangement(self, name: str) -> Arrangement:
        """Return an arrangement by id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        if name not in self._arrangements and name in self._offered:
            self.known(replace(self._offered[name](self), id=name))
        if name not in self._arrangements:
            self._arrangements[name] = ready_made(self.country, self.norms, name)
        return self._arrangements[name]

    def distances(self, name: str) -> Distances:
        """Return own and free distances under an arrangement.

        Raises
        ------
        IncompleteIndelingError
            If it leaves residents of school age outside every swv.
        """
        found = self._distances.get(name)
        if found is None:
            require_all(self.country, self.arrangement(name))
            found = self._distances[name] = self._read(name)
        return found

    def distances_so_far(self, name: str) -> Distances:
        """Return the same of an arrangement that may be unfinished: no own site outside every swv."""
        for kept in (self._distances, self._unfinished):
            if (found := kept.get(name)) is not None:
                return found
        self._unfinished[name] = found = self._read(name)
        return found

    def _read(self, name: str) -> Distances:
        arrangement, country = self.arrangement(name), self.country_of(name)
        columns, free = self.columns_of(name), self._free_of(country)
        return distances(country, columns, free, arrangement, self._like(arrangement))

    def _like(self, arrangement: Arrangement) -> tuple[Arrangement, Distances] | None:
        """Find the last measured arrangement that differs from this one in a few units only.

        One on coarser units, of which this one splits some, serves as well.
        """
        units = arrangement.units
        for name, found in reversed([*self._distances.items(), *self._unfinished.items()]):
            other = self._arrangements.get(name)  # visitors of the app share a study
            if other is None or other.plan is not arrangement.plan:
                continue
            if other.is_merged != arrangement.is_merged or not other.units.holds(units):
                continue
            other = other.on(units)
            moved = sum(
                one != two
                for was, now in zip(other.layers, arrangement.layers, strict=True)
                for one, two in zip(was.swv, now.swv, strict=True)
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
