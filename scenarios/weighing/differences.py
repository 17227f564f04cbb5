"""What a scenario changes against a base, place by place: for a map of the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scenarios.consequences.moves import ORDER, Move, moves
from scenarios.consequences.succession import Body
from scenarios.country import Country, Kind
from scenarios.evaluate import Distances
from scenarios.indeling import Arrangement
from scenarios.measures import measure
from scenarios.readings import SHIFTED, reading
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]
Int = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What happens to a unit of the scenario, for the residents of one age.

    Attributes
    ----------
    unit
        Its id.
    gemeente
        Name of its gemeente.
    move
        What happens; of several postcodes the one with most happening counts. Po and vo joining
        within the same borders is no other swv: nobody's partners change.
    before, after
        Names of the swv's, of the postcode with most residents; empty for none.
    """

    unit: str
    gemeente: str
    move: Move
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Whether the unit's swv is made of other places than before."""
        return self.move in {Move.BORDERS, Move.ELSEWHERE}


def place_changes(
    country: Country, before: Arrangement, after: Arrangement, age: str
) -> tuple[PlaceChange, ...]:
    """Tell of every unit of a scenario what happens to it, in the order of the units.

    Parameters
    ----------
    age
        ``po`` or ``vo``: whose layer, and whose residents decide.
    """
    units, found = after.units, moves(country, before, after)[age]
    weight, ranks = country.pupils(age), found.ranks()
    told = []
    for number, unit in enumerate(units.ids):
        points = np.flatnonzero(units.unit_of_point == number)
        lived = points[weight[points] > 0]
        counted = lived if lived.size else points
        main = int(counted[weight[counted].argmax()])
        told.append(
            PlaceChange(
                unit,
                country.gemeente_names[country.gemeente_of_point[main]],
                ORDER[int(ranks[counted].max())],
                _named(found.old[main]),
                _named(found.new[main]),
            )
        )
    return tuple(told)


def _named(body: Body | None) -> str:
    return "" if body is None else body.label


@dataclass(frozen=True, slots=True)
class DistanceChange:
    """How much further or nearer the facility of a kind is for a gemeente.

    Attributes
    ----------
    gemeente, name
        Code and name.
    before_km, after_km
        Mean of own_or_free; NaN where nobody of the age lives, or nobody reaches a site.
    lost, gained
        Residents of the age who lose or get an own site.
    reading
        As a comparison reads it.
    """

    gemeente: str
    name: str
    before_km: float
    after_km: float
    lost: float
    gained: float
    reading: str

    @property
    def change_km(self) -> float:
        """Kilometres further than in the base; negative for nearer."""
        return self.after_km - self.before_km


def distance_changes(study: Study, name: str, base: str, kind: Kind) -> tuple[DistanceChange, ...]:
    """Tell of every gemeente how its mean distance changes, sorted by code: measure *afstand, gemiddeld*.

    Who loses the own site counts with the nearest and so may seem to gain; such a gemeente is read
    as *niet te duiden*, as everywhere.
    """
    country, described = study.country, measure("afstand_gemiddeld")
    at = country.situation.kinds.index(kind.code)
    codes, of_point = np.unique(country.gemeente_of_point, return_inverse=True)
    weight = country.pupils(kind.age)
    after, before = study.distances(name), study.distances(base)
    means = [_means(found, at, weight, of_point, len(codes)) for found in (before, after)]
    had, has = before.has_own[at], after.has_own[at]
    lost, gained = (
        np.bincount(of_point, weights=np.where(who, weight, 0.0), minlength=len(codes))
        for who in (had & ~has, ~had & has)
    )
    told = []
    for number, code in enumerate(codes):
        there, here = float(means[0][number]), float(means[1][number])
        said = reading(described, here, there, country.model.error_share)
        moved: Mapping[str, bool] = {"beter": lost[number] > 0, "slechter": gained[number] > 0}
        told.append(
            DistanceChange(
                str(code),
                country.gemeente_names[code],
                there,
                here,
                float(lost[number]),
                float(gained[number]),
                SHIFTED if moved.get(said, False) else said,
            )
        )
    return tuple(told)


def _means(found: Distances, kind: int, weight: Float, of_point: Int, count: int) -> Float:
    own, free = found.own_m[kind].astype(np.float64), found.free_m[kind].astype(np.float64)
    reach = np.where(np.isfinite(own), own, free)
    counted = (weight > 0) & np.isfinite(free)
    sums, total = (
        np.bincount(of_point[counted], weights=values[counted], minlength=count)
        for values in (weight * np.where(counted, reach, 0.0) / 1000, weight)
    )
    means: Float = np.divide(sums, total, out=np.full(count, np.nan), where=total > 0)
    return means


def tally(changes: Sequence[PlaceChange]) -> Mapping[Move, int]:
    """Count places by what happens to them."""
    return MappingProxyType({move: sum(one.move is move for one in changes) for move in ORDER})
