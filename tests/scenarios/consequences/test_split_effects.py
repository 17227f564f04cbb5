"""What keeps two layers merges nothing: all that it changes comes from its borders."""

from __future__ import annotations

import pytest

from data.dataset import Dataset
from scenarios.compare import compare
from scenarios.consequences.consultation import consultation
from scenarios.consequences.relations import PlaceKind
from scenarios.consequences.traffic import traffic_change
from scenarios.consequences.traffic_source import Source
from scenarios.consequences.traffic_steps import steps
from scenarios.consequences.transition import effects
from scenarios.indeling import Arrangement
from scenarios.study import Study


@pytest.fixture(scope="module")
def apart(line_of_four: Dataset) -> tuple[Study, str]:
    """Today's layers, but with a and c in a swv po of their own."""
    study = Study.of(line_of_four)
    base = study.arrangement(study.base_id)
    two = base.po.assign(["GM0001", "GM0003"], "PO2002")
    return study, study.add(Arrangement("apart", "apart", "Proef.", two, base.vo))


def test_in_a_comparison(apart: tuple[Study, str]) -> None:
    study, name = apart
    rows = compare(study, [name], kinds=["so"]).rows()
    row = rows[name, "land", "NL", "", "swv_aantal"]
    assert (row["basis"], row["waarde"]) == (2, 3)
    assert (row["effect_samenvoegen"], row["effect_nieuwe_grenzen"]) == (0, 1)


def test_in_relations(apart: tuple[Study, str]) -> None:
    study, name = apart
    counts = consultation(study, name, study.base_id, PlaceKind.JEUGDREGIO).counts
    assert counts.effects == (0, 2)  # both swv po have to do with both jeugdregio's


def test_in_the_transition_and_the_traffic(apart: tuple[Study, str]) -> None:
    study, name = apart
    split = effects(study, name, study.base_id)
    assert split["swv_nieuw"] == (0, 1)
    assert all(merging == 0 for code, (merging, _) in split.items() if code.startswith("overgang_elders"))
    change = traffic_change(study, study.base_id, name, "so", Source.NEAREST)
    assert len(steps(change)) == 1
