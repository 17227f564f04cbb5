"""Spread of participation between swv's before and after another indeling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from model.demand import Spread
from scenarios.assumptions import BY_REGION, NATIONAL, Assumptions
from scenarios.indeling import Arrangement
from scenarios.participation import ParticipationSpread, participation_spread
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

COUNTED = Assumptions(region=BY_REGION)


@pytest.fixture
def halves(line_of_four: Dataset) -> Study:
    """Open the worked example with an indeling of two swv's besides today's one."""
    study = Study.of(line_of_four, Settings(STRAIGHT))
    whole = study.arrangement(study.base_id).po
    cut = replace(whole, swv=("S1", "S1", "S2", "S2"), names={"S1": "west", "S2": "oost"})
    study.add(Arrangement.merged("helften", "helften", cut))
    return study


def _compare(study: Study, base: str, name: str, given: Assumptions = COUNTED) -> ParticipationSpread:
    kind = next(kind for kind in study.country.kinds if kind.code == "so")
    return participation_spread(study, base, name, kind, given)


def test_swvs_are_told_with_their_pupils_at_sites(halves: Study) -> None:
    found = _compare(halves, halves.base_id, "helften")
    table = found.table.set_index(["scenario", "swv"])
    assert table.loc[("helften", "S1"), "deelname"] == pytest.approx(10 / 300)
    assert table.loc[("helften", "S2"), "deelname"] == pytest.approx(10 / 700)
    assert table.loc[(halves.base_id, "PO2001"), "deelname"] == pytest.approx(0.02)
    assert table["leerlingen"].groupby("scenario").sum().tolist() == pytest.approx([20.0, 20.0])
    assert found.certainty == "geschat"


def test_the_spread_before_and_after_and_who_is_in_a_higher_or_lower_one(halves: Study) -> None:
    found = _compare(halves, halves.base_id, "helften")
    assert isinstance(found.before, Spread)
    assert isinstance(found.after, Spread)
    assert (found.before.areas, found.before.deviation) == (1, pytest.approx(0.0))
    expected = np.sqrt(0.3 * (10 / 300 - 0.02) ** 2 + 0.7 * (10 / 700 - 0.02) ** 2)
    assert found.after.deviation == pytest.approx(expected)
    assert (found.higher, found.lower) == (300.0, 700.0)  # told apart, never netted
    back = _compare(halves, "helften", halves.base_id)
    assert (back.higher, back.lower) == (700.0, 300.0)
    assert back.before == found.after
    assert "middelt verschillen uit" in found.reading
    assert "grensverkeer" in found.reading


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Assumptions(region=NATIONAL), "landelijke deelname"),
        (Assumptions(rates=(("so", 0.03),), region=BY_REGION), "eigen deelname"),
    ],
)
def test_with_one_participation_for_all_there_is_nothing_to_tell(
    halves: Study, given: Assumptions, why: str
) -> None:
    found = _compare(halves, halves.base_id, "helften", given)
    assert found.before is None
    assert found.after is None
    assert found.table.empty
    assert np.isnan([found.higher, found.lower]).all()
    assert found.reading.startswith(f"niet te bepalen: met {why}")


def test_an_indeling_against_itself_changes_nobody(halves: Study) -> None:
    found = _compare(halves, "helften", "helften")
    assert (found.higher, found.lower) == (0.0, 0.0)
    assert found.before == found.after


def test_the_best_of_the_spread_is_at_the_sites_where_no_homes_are_loaded(halves: Study) -> None:
    found = _compare(halves, halves.base_id, "helften", Assumptions())
    assert found.before == _compare(halves, halves.base_id, "helften").before
    assert "leerlingen op de vestigingen in het swv" in found.label


def test_margins_hold_what_they_bound(halves: Study) -> None:
    found = _compare(halves, "helften", halves.base_id)
    for side, margin in ((found.before, found.before_margin), (found.after, found.after_margin)):
        assert side is not None
        assert margin is not None
        low, high = margin
        for name in ("mean", "least", "p10", "median", "p90", "most"):
            assert getattr(low, name) <= getattr(side, name) + 1e-12
            assert getattr(side, name) <= getattr(high, name) + 1e-12


def test_more_pupils_than_residents_count_as_they_are_and_are_named(halves: Study) -> None:
    offers = halves.country.dataset["aanbod"].assign(leerlingen=350.0)
    crowded = replace(halves.country.dataset, tables={**halves.country.dataset.tables, "aanbod": offers})
    study = Study.of(crowded, Settings(STRAIGHT))
    study.add(halves.arrangement("helften"))
    found = _compare(study, study.base_id, "helften")
    assert found.table["deelname"].tolist() == pytest.approx([0.7, 350 / 300, 0.5])
    (note,) = found.notes
    assert note.startswith(
        "Evenveel of meer leerlingen op vestigingen dan inwoners van de leeftijd (erna): west"
    )
    assert "(117%)" in note
    assert found.before is not None
    assert found.after is not None
    assert found.before.mean == pytest.approx(found.after.mean)  # other borders leave the country's mean


def test_the_real_country() -> None:
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    for code in ("sbo", "so", "vso", "pro"):
        kind = next(kind for kind in study.country.kinds if kind.code == code)
        found = participation_spread(study, study.base_id, "jeugdregio", kind, COUNTED)
        assert found.before is not None
        assert found.after is not None
        assert found.after.areas == 42
        assert found.before.mean == pytest.approx(found.after.mean, rel=0.01)  # Europoort has no swv today
        assert (found.table["laag"] <= found.table["deelname"]).all()
        assert (found.table["deelname"] <= found.table["hoog"]).all()
