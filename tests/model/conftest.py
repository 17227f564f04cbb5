"""Shared by the tests of models: small countries along one road, with round metres and seconds.

Every place lies on one line at a multiple of 25 metres, which is a whole number of seconds beside the
road: sums come out the same in whatever order they are made, so that results can be compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import strategies as st

from geo.distance import DistanceModel, Homes, Sites, StraightLine
from geo.network import Edges, Mode, Origin, build_network
from geo.road import RoadModel
from geo.units import Units
from model.cube import Situation

STEP_M = 25.0


@dataclass(frozen=True)
class Country:
    """A situation on its units, and what distances are measured with."""

    situation: Situation
    units: Units
    model: DistanceModel

    @property
    def fresh_model(self) -> DistanceModel:
        """Give the model as another process would make it: nothing prepared."""
        model = self.model
        return RoadModel(model.network, model.intrazonal) if isinstance(model, RoadModel) else model


def sites_drawn(rng: np.random.Generator, homes: Homes, n_sites: int) -> Sites:
    """Place some sites on a home for want of a better location, and others anywhere."""
    zone = rng.integers(0, len(homes), n_sites)
    placed = rng.random(n_sites) < 0.4
    easting = np.where(placed, homes.easting[zone], rng.integers(0, 80, n_sites) * STEP_M)
    return Sites(easting, np.zeros(n_sites), np.where(placed, zone, -1), zone)


def offers_drawn(rng: np.random.Generator, n_sites: int) -> np.ndarray:
    """Let sites offer none, one or both of two kinds: rows of site and kind."""
    offers = [(site, kind) for site in range(n_sites) for kind in (0, 1) if rng.random() < 0.6]
    return np.array(offers, dtype=np.intp).reshape(-1, 2)


def _road(rng: np.random.Generator, mode: Mode) -> RoadModel:
    """Join nodes at random, some one way, some not at all."""
    n_nodes = int(rng.integers(2, 12))
    n_edges = int(rng.integers(n_nodes, 4 * n_nodes))
    tail, head = rng.integers(0, n_nodes, (2, n_edges))
    metres, seconds = rng.integers(1, 60, (2, n_edges)) * STEP_M
    origin = Origin("proefnet", mode, "gemeten", "zelf getekend", "2025-01-01")
    easting = rng.choice(80, n_nodes, replace=False) * STEP_M
    network = build_network(origin, easting, np.zeros(n_nodes), Edges(tail, head, metres, seconds))
    return RoadModel(network, intrazonal=bool(rng.random() < 0.7))


@st.composite
def _countries(draw: st.DrawFn, most_homes: int = 6, most_sites: int = 6) -> Country:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_homes, n_sites = draw(st.integers(1, most_homes)), draw(st.integers(0, most_sites))
    homes = Homes(
        rng.integers(0, 80, n_homes) * STEP_M, np.zeros(n_homes), rng.integers(0, 30, n_homes) * STEP_M
    )
    offers = offers_drawn(rng, n_sites)
    sites = sites_drawn(rng, homes, n_sites)
    situation = Situation(homes, sites, ("so", "vso"), offers[:, 0], offers[:, 1])
    units = Units.from_labels([f"GM{rng.integers(0, 3)}" for _ in range(n_homes)])
    straight = StraightLine(2.0, intrazonal=bool(rng.random() < 0.7))
    mode = draw(st.sampled_from([None, *Mode]))
    return Country(situation, units, straight if mode is None else _road(rng, mode))


@pytest.fixture(scope="session")
def countries() -> st.SearchStrategy[Country]:
    """Countries over straight lines, and over roads by either mode."""
    return _countries()
