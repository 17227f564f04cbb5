"""Choice within the norm: by hand on the line of four, against coverage on the real country."""

from __future__ import annotations

import numpy as np
import pytest

from data.dataset import Dataset
from scenarios.choice import choice
from scenarios.evaluate import travel_of
from scenarios.scenario import new_scenario
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import OpenSite
from scenarios.study import Study


@pytest.fixture
def line(line_of_four: Dataset) -> Study:
    """Sites at 0 and 30 km; a, b, c, d at 0, 10, 20, 30 km; jeugdregio's {a, b} and {c, d}."""
    return Study.of(line_of_four, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))


def test_by_hand(line: Study) -> None:
    so = line.country.kinds[2]
    found = choice(line, "jeugdregio", so, 20_000.0)
    assert found.free.tolist() == [1, 2, 2, 1]  # at 20 km is within 20 km
    assert found.own.tolist() == [1, 1, 1, 1]
    assert (found.shares().one, found.shares(own=False).more) == (1.0, 0.5)
    nearer = choice(line, "jeugdregio", so, 5_000.0).shares()
    assert (nearer.none, nearer.one, nearer.more) == (0.5, 0.5, 0.0)


def test_a_second_site_in_the_same_place_is_a_choice(line: Study) -> None:
    change = OpenSite(soorten=("so",), pc4="1001")
    name = line.add(new_scenario(line, "twee", "jeugdregio", (change,)).run(line))
    found = choice(line, name, line.country.kinds[2], 10_000.0)
    assert found.own.tolist() == [2, 2, 1, 1]
    assert found.shares(np.array([True, True, False, False])).more == 1.0


def test_who_has_no_choice_is_who_is_not_covered(study: Study) -> None:
    so = study.country.kinds[2]
    limit = study.norms.acceptable_m("so")
    found = choice(study, study.base_id, so, limit).shares()
    covered = travel_of(study.country, study.distances(study.base_id), so, study.norms).coverage_acceptable
    assert 1 - found.none == pytest.approx(covered, abs=1e-9)
    assert found.none + found.one + found.more == pytest.approx(1.0)
    assert found.more > 0.5
