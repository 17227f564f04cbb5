"""The shipped parameters of the modelled network are what calibration finds, and err no more than is said."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from data.dataset import BUNDLED, read_dataset
from geo import modelnet
from geo.modelnet import parameters
from geo.neighbours import off_land_m
from geo.water import Water

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.fixture(scope="module")
def ijking() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        return importlib.import_module("ijking")


@pytest.fixture(scope="module")
def _same_land_and_water() -> Iterator[None]:
    """Look once at what land and water links cross: all networks that are tried lie on the same country."""
    known: dict[tuple[bytes, bytes, int], NDArray[np.float64]] = {}
    sides = cache(Water.sides)

    def off_land_once(
        spots: NDArray[np.float64], links: NDArray[np.intp], land: NDArray[np.object_]
    ) -> NDArray[np.float64]:
        key = spots.tobytes(), links.tobytes(), len(land)
        if key not in known:
            known[key] = off_land_m(spots, links, land)
        return known[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modelnet, "off_land_m", off_land_once)
        patch.setattr(Water, "sides", lambda water, area, zone: sides(water, tuple(area), tuple(zone)))
        yield


@pytest.fixture(scope="module")
def found(ijking: ModuleType, brondata: Path, _same_land_and_water: None) -> Any:
    return ijking.calibrate(brondata, read_dataset(BUNDLED))


def test_shipped_parameters_are_what_calibration_finds(found: Any) -> None:
    shipped, ships = parameters(), found.ships
    assert shipped.detour == pytest.approx(ships.detour)
    assert shipped.streets_m == pytest.approx(ships.streets_m)
    assert shipped.streets_kmh == pytest.approx(ships.streets_kmh)
    assert shipped.kmh == pytest.approx((ships.rural, ships.mixed, ships.urban))
    assert shipped.error_share == pytest.approx(found.error_share)


def test_held_out_error_is_within_what_is_told_to_users(ijking: ModuleType, found: Any) -> None:
    rows = found.errors[ijking.METRES].values()
    assert sum(row[1] for row in rows) / len(rows) <= parameters().error_share
    assert all(abs(row[0]) < 0.05 for row in rows), "no distance class is far off on the whole"


def test_nearer_than_the_straight_line_where_pupils_travel(ijking: ModuleType, found: Any) -> None:
    ours, straight = found.errors[ijking.METRES], found.errors[ijking.STRAIGHT]
    assert set(ours) == set(straight) == {0, 1, 2}
    assert all(abs(ours[number][0]) < abs(straight[number][0]) for number in ours)
    assert all(ours[number][1] < straight[number][1] for number in (0, 1))
    # over main roads alone a straight line times the right factor misses as little
    assert ours[2][1] < straight[2][1] + 0.02


def test_nearer_than_the_straight_line_over_water(ijking: ModuleType, found: Any) -> None:
    ours, straight = found.errors[ijking.WET], found.errors[ijking.WET_STRAIGHT]
    assert set(ours) == set(straight) == {1, 2}
    for number in ours:
        assert ours[number][1] < straight[number][1]
        assert ours[number][2] < straight[number][2]


def test_times_are_free_of_bias_within_town(ijking: ModuleType, found: Any) -> None:
    seconds = found.errors[ijking.SECONDS]
    assert all(abs(seconds[number][0]) < 0.05 for number in (0, 1))
    assert seconds[2][0] > 0, "slower than between junctions of main roads, which nobody lives on"
