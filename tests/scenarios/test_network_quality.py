"""What is told of a network: on a hand-made country, and on the modelled network of the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from data.network_store import write_network
from geo.errors import InputError
from geo.network import Edges, Mode, Origin, build_network
from scenarios.country import Country
from scenarios.network_quality import FAR_M, LONG_DETOUR, network_quality
from scenarios.networks import FOLDER_VARIABLE, chosen
from scenarios.settings import STRAIGHT, Settings


@pytest.fixture
def quality_of(line_of_four: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Country:
    """Lay roads beside the line of four: between a and b with a long detour, c and d apart, d far away."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    points = line_of_four["pc4"]
    east, north = points["easting"].to_numpy(dtype=float), points["northing"].to_numpy(dtype=float)
    spot_n = north + np.array([0.0, 0.0, 0.0, 900.0])
    tail, head = np.array([0, 1, 2, 3]), np.array([1, 0, 3, 2])
    length = np.array([40_000.0, 40_000.0, 11_000.0, 11_000.0])
    edges = Edges(tail, head, length, length / 15)
    origin = Origin("proef", Mode.AUTO, "gemeten", "zelf", "2025-01-01")
    write_network(tmp_path / "proef-auto.npz", build_network(origin, east, spot_n, edges))
    return Country(line_of_four, chosen(Settings(), "proef", "auto"))


def test_loose_parts_and_what_lies_on_them_are_told(quality_of: Country) -> None:
    found = network_quality(quality_of)
    assert found.components.to_dict("list") == {
        "knopen": [2, 2],
        "pc4": [2, 2],
        "inwoners": [600.0, 1400.0],
        "vestigingen": [1, 1],
    }
    assert (found.nodes, found.edges, found.road_km) == (4, 4, 102.0)


def test_places_far_from_every_road_are_listed(quality_of: Country) -> None:
    found = network_quality(quality_of)
    assert found.far.to_dict("list") == {
        "wat": ["PC4", "vestiging"],
        "naam": ["1004", "00AB00 (PC4 1004)"],
        "afstand_m": [900.0, 900.0],
    }
    assert found.far["afstand_m"].min() > FAR_M
    assert found.stretch_m == pytest.approx((0.0, 630.0, 900.0))


def test_long_detours_are_an_alarm_and_too_short_ones_a_fault(quality_of: Country) -> None:
    """From b to a it is 10 km straight and 40 by road, from c to d 11.9; others are too far to be judged."""
    found = network_quality(quality_of)
    assert found.detours[["pc4", "vestiging", "factor"]].to_numpy().tolist() == [["1002", "00AA00", 4.0]]
    assert (found.detours["factor"] >= LONG_DETOUR).all()
    assert (found.too_short, found.unreachable, found.judged) == (0, 0, 2)


def test_a_straight_line_is_no_network(line_of_four: Dataset) -> None:
    with pytest.raises(InputError, match="hemelsbreed is geen netwerk"):
        network_quality(Country(line_of_four, Settings(STRAIGHT)))


@pytest.mark.parametrize("mode", list(Mode))
def test_the_modelled_network_is_one_whole_and_never_shorter_than_straight(mode: Mode) -> None:
    found = network_quality(Country(read_dataset(BUNDLED), Settings(mode=mode.value)))
    assert len(found.components) == 1
    assert found.components["pc4"].sum() == 4070
    assert found.too_short == 0
    assert found.judged > 10_000
    assert 1.1 < found.detour_median < 1.6
    assert found.far.empty
