"""The shipped parameters of the modelled network are what calibration finds, and err no more than is said."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from data.dataset import BUNDLED, read_dataset
from geo.modelnet import parameters

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.fixture(scope="module")
def ijking() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        return importlib.import_module("ijking")


@pytest.fixture(scope="module")
def found(ijking: ModuleType, brondata: Path) -> Any:
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
