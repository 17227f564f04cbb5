"""Real roads in the modelled network: hand-worked, and what must hold for any."""

from __future__ import annotations

import numpy as np
import pytest

from geo.distance import Homes, Sites
from geo.modelnet import ModelnetJoining
from geo.network import Edges, Mode, Network, Origin, build_network
from geo.road import RoadModel, at_nearest_node
from geo.splice import NEAR_M, spliced

KM = 1000.0


def _row(name: str, km: list[float], factor: float, mode: Mode = Mode.AUTO, offset_m: float = 0.0) -> Network:
    """Draw places along a line, each joined to the next in both directions."""
    at = np.array(km) * KM
    tail, head = np.arange(len(at) - 1), np.arange(1, len(at))
    length = np.diff(at) * factor
    both = Edges(
        np.concatenate([tail, head]),
        np.concatenate([head, tail]),
        np.tile(length, 2),
        np.tile(length / 10.0, 2),
        np.tile(np.arange(len(length), dtype=np.int32), 2),
    )
    names = tuple(f"{name} {one}" for one in range(len(length)))
    origin = Origin(
        name, mode, "gemodelleerd" if name == "model" else "gemeten", f"bron {name}", "2025-01-01"
    )
    return build_network(origin, at, np.full(len(at), offset_m), both, names)


HOMES = Homes(np.array([0.0, 4.0, 8.0, 12.0]) * KM, np.zeros(4), np.full(4, 300.0))
SITES = Sites(np.array([12.0, 0.0]) * KM, np.zeros(2), np.array([-1, -1]), np.array([3, 0]))
MODELLED = RoadModel(_row("model", [0, 4, 8, 12], 1.5))


def _nearest(model: RoadModel) -> list[list[float]]:
    found = model.between(HOMES, SITES).nearest([np.array([0]), np.array([1])])
    return [[round(float(value)) for value in row] for row in found.distance_m]


def test_roads_count_where_they_are_and_the_model_elsewhere() -> None:
    """Real roads from 0 to 4 km, 100 m beside the places: 4 km there, 1.5 km per km beyond."""
    real = _row("echt", [0, 4], 1.0, offset_m=100.0)
    model = spliced(real, MODELLED, 0.07)
    assert _nearest(MODELLED) == [[18000, 0], [12000, 6000], [6000, 12000], [0, 18000]]
    # home, 100 m to the road, 4 km, 100 m back to the point, 12 km of model; the site at 0 is on the road
    assert _nearest(model) == [[100 + 4000 + 100 + 12000, 200], [12000, 4200], [6000, 10200], [0, 16200]]
    assert model.error_share == 0.07


def test_inside_the_real_network_distances_are_those_of_the_real_network() -> None:
    """The model's streets at both ends of a journey are not put on top of real ones."""
    streets = ModelnetJoining(1.5, 450.0, 100.0)
    modelled = RoadModel(_row("model", [0, 4, 8, 12], 1.5), joining=streets)
    real = _row("echt", [0, 4, 8, 12], 1.1, offset_m=100.0)
    sites = Sites(np.array([11.9, 0.2]) * KM, np.full(2, 90.0), np.array([-1, -1]), np.array([3, 0]))
    groups = [np.array([0]), np.array([1])]
    mixed = spliced(real, modelled, 0.1).between(HOMES, sites).nearest(groups)
    plain = RoadModel(real).between(HOMES, sites).nearest(groups)
    assert np.allclose(mixed.distance_m, plain.distance_m, atol=0.1)
    assert mixed.time_s is not None
    assert plain.time_s is not None
    assert np.allclose(mixed.time_s, plain.time_s, atol=0.1)


def test_a_ferry_stays_where_the_real_roads_do_not_hang_together() -> None:
    """Roads on both banks, none between: the model's link over water between 4 and 8 km is kept."""
    banks = _row("echt", [0, 4], 1.0)
    far = _row("echt", [8, 12], 1.0)
    both = build_network(
        banks.origin,
        np.concatenate([banks.easting, far.easting]),
        np.zeros(4),
        Edges(np.array([0, 1, 2, 3]), np.array([1, 0, 3, 2]), np.full(4, 4000.0), np.full(4, 400.0)),
    )
    assert _nearest(spliced(both, MODELLED, 0.1))[0] == [4000 + 6000 + 4000, 0]
    whole = _row("echt", [0, 4, 8, 12], 1.0)
    assert _nearest(spliced(whole, MODELLED, 0.1))[0] == [12000, 0]


def test_both_are_named_and_the_whole_is_modelled() -> None:
    model = spliced(_row("echt", [0, 4], 1.0), MODELLED, 0.1)
    assert model.label == "echt, elders model, auto, peildatum 2025-01-01"
    assert model.certainty == "gemodelleerd"
    assert model.source == "bron echt; elders bron model"
    assert set(model.network.names) == {"model 0", "model 1", "model 2", "echt 0"}
    named = {model.network.names[one] for one in model.network.edges.name if one >= 0}
    assert named == {"model 1", "model 2", "echt 0"}


def test_roads_that_are_near_nothing_change_nothing() -> None:
    far = _row("echt", [0, 12], 1.0, offset_m=NEAR_M + 1)
    assert _nearest(spliced(far, MODELLED, 0.1)) == _nearest(MODELLED)


def test_a_spliced_model_has_a_fingerprint_of_its_own() -> None:
    marks = {
        MODELLED.fingerprint(),
        spliced(_row("echt", [0, 4], 1.0), MODELLED, 0.1).fingerprint(),
        spliced(_row("echt", [0, 4], 1.1), MODELLED, 0.1).fingerprint(),
    }
    assert len(marks) == 3
    assert spliced(_row("echt", [0, 4], 1.0), MODELLED, 0.1).fingerprint() in marks


def test_networks_of_two_modes_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="different modes"):
        spliced(_row("echt", [0, 4], 1.0, Mode.FIETS), MODELLED, 0.1)


def test_a_site_that_stands_in_stays_at_its_point() -> None:
    sites = Sites(np.array([4.0]) * KM, np.zeros(1), np.array([1]), np.array([1]))
    model = spliced(_row("echt", [0, 4], 1.0, offset_m=100.0), MODELLED, 0.1)
    assert model.joining is not at_nearest_node
    found = model.between(HOMES, sites).nearest([np.array([0])])
    assert found.distance_m[1, 0] == 300.0
