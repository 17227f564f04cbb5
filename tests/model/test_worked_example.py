"""The worked example of the definitions, in full: it settles what the words mean.

Four units on a line, one point each: a 0 km (100 pupils), b 10 km (200), c 20 km (300), d 30 km (400);
sites at a and d. Jeugdregio's {a, b}, {c, d}. Indeling X = {a, b}, {c, d}; indeling Y = {a, b, c}, {d}.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.distance import Homes, Sites, StraightLine
from geo.units import Units
from model.cube import DistanceCube, Situation, build_cube, own_m
from model.fragmentation import (
    Table,
    intersection_table,
    nesting,
    share_that_stays,
    variation_of_information_bits,
)
from model.travel import Travel, foster_greer_thorbecke, travel, weighted_mean

KM = 1000.0
PUPILS = np.array([100.0, 200.0, 300.0, 400.0])
PLACE = np.array([0.0, 10.0, 20.0, 30.0]) * KM
JEUGDREGIO = np.array(["ab", "ab", "cd", "cd"], dtype=object)
GEMEENTE = np.array(["a", "b", "c", "d"], dtype=object)
INDELING = {"X": np.array([0, 0, 1, 1]), "Y": np.array([0, 0, 0, 1])}
BOTH = pytest.mark.parametrize("name", ["X", "Y"])


@dataclass(frozen=True)
class Row:
    """One column of the table in the definitions."""

    own_km: list[float]
    free_km: list[float]
    mean_own_km: float
    border_effect_km: float
    border_dependence: float
    beyond_15_km: tuple[float, float, float]
    nesting_bits: float
    tables_bits: float
    information_bits: float
    stays: float
    relations: int


TOLD = {
    "X": Row([0, 10, 10, 0], [0, 10, 10, 0], 5.0, 0.0, 0.0, (0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 1.0, 4),
    "Y": Row(
        [0, 10, 20, 0], [0, 10, 10, 0], 8.0, 3.0, 0.30, (0.300, 0.100, 0.033), 0.600, 0.690, 1.290, 0.70, 4
    ),
}


@pytest.fixture(scope="module")
def cube() -> DistanceCube:
    homes = Homes(PLACE, np.zeros(4), np.full(4, 777.0))
    sites = Sites(PLACE[[0, 3]], np.zeros(2), np.array([0, 3]), np.array([0, 3]))
    situation = Situation(homes, sites, ("so",), np.array([0, 1]), np.array([0, 0]))
    return build_cube(situation, Units.from_labels(["a", "b", "c", "d"]), StraightLine(1.0, intrazonal=False))


def _own(cube: DistanceCube, name: str) -> NDArray[np.float32]:
    return own_m(cube.distance_m[0], cube.units.unit_of_point, INDELING[name])


def _travel(cube: DistanceCube, name: str) -> Travel:
    return travel(_own(cube, name), cube.free_m()[0], PUPILS, (6 * KM, 15 * KM))


def _table(name: str, other: NDArray[np.object_]) -> Table:
    return intersection_table(INDELING[name].astype(str).astype(object), other, PUPILS)


def test_the_cube(cube: DistanceCube) -> None:
    inf = np.inf
    expected = [[0, inf, inf, 30], [10, inf, inf, 20], [20, inf, inf, 10], [30, inf, inf, 0]]
    assert (cube.distance_m[0] / KM).tolist() == expected


@BOTH
def test_own_and_free(cube: DistanceCube, name: str) -> None:
    assert (_own(cube, name) / KM).tolist() == TOLD[name].own_km
    assert (cube.free_m()[0] / KM).tolist() == TOLD[name].free_km


@BOTH
def test_mean_own(cube: DistanceCube, name: str) -> None:
    assert weighted_mean(_own(cube, name), PUPILS) == pytest.approx(TOLD[name].mean_own_km * KM)
    assert _travel(cube, name).mean_m == pytest.approx(TOLD[name].mean_own_km * KM)
    assert _travel(cube, name).free_mean_m == pytest.approx(5.0 * KM)


@BOTH
def test_border_effect_and_dependence(cube: DistanceCube, name: str) -> None:
    found = _travel(cube, name)
    assert found.border_effect_m == pytest.approx(TOLD[name].border_effect_km * KM)
    assert found.border_dependence == pytest.approx(TOLD[name].border_dependence)
    assert found.without_own == 0


@BOTH
def test_beyond_a_norm_of_15_km(cube: DistanceCube, name: str) -> None:
    own = _own(cube, name).astype(float)
    found = [foster_greer_thorbecke(own, PUPILS, 15 * KM, power) for power in (0, 1, 2)]
    assert found == pytest.approx(TOLD[name].beyond_15_km, abs=5e-4)
    assert _travel(cube, name).beyond_acceptable == pytest.approx(TOLD[name].beyond_15_km[0])
    assert _travel(cube, name).coverage_acceptable == pytest.approx(1 - TOLD[name].beyond_15_km[0])


@BOTH
def test_nesting_and_tables(name: str) -> None:
    found = nesting(_table(name, JEUGDREGIO))
    assert found.nesting_bits == pytest.approx(TOLD[name].nesting_bits, abs=5e-4)
    assert found.tables_bits == pytest.approx(TOLD[name].tables_bits, abs=5e-4)
    assert (found.nesting_bits == 0) == (name == "X")
    assert found.departing == (() if name == "X" else (("0", 300.0),))


@BOTH
def test_variation_of_information_with_x(name: str) -> None:
    found = variation_of_information_bits(_table("X", INDELING[name].astype(str).astype(object)))
    assert found == pytest.approx(TOLD[name].information_bits, abs=5e-4)


@BOTH
def test_share_that_stays_from_x(name: str) -> None:
    found = share_that_stays(_table("X", INDELING[name].astype(str).astype(object)))
    assert found == pytest.approx(TOLD[name].stays)


@BOTH
def test_relations_with_gemeenten(name: str) -> None:
    assert nesting(_table(name, GEMEENTE)).relations == TOLD[name].relations
