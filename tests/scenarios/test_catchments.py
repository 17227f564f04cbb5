"""Places per pupil within reach: by hand on a line, and conserved over the whole country."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.dataset import Dataset
from geo.errors import InputError
from scenarios import capacity as under_test
from scenarios.assumptions import Assumptions
from scenarios.capacity import Capacity, allocate
from scenarios.catchments import bands_of, catchments
from scenarios.compare import Level
from scenarios.country import Country
from scenarios.demand import Expected
from scenarios.norms import ACCEPTABLE, NEAR, NormChange, Norms
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
#: a, b, c and d at 0, 6, 12 and 60 km; sites at a (10 pupils now) and at c (10).
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1000, 1000),
    ("1002", 6, "GM0002", "JZ01", "PO2001", "VO2001", 1000, 1000),
    ("1003", 12, "GM0003", "JZ02", "PO2002", "VO2001", 1000, 1000),
    ("1004", 60, "GM0004", "JZ02", "PO2002", "VO2001", 1000, 1000),
]
SITES = [("00AA00", "1001", ("so",)), ("00AB00", "1003", ("so",))]


@pytest.fixture
def placed(small_country: MakeDataset, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Capacity]:
    count = np.array([10.0, 5.0, 20.0, 4.0])

    def stand_in(_country: Country, kind: str, _assumptions: Assumptions) -> Expected:
        return Expected(kind, count, count, count, count, np.ones(4), "proef", "proef 2025")

    monkeypatch.setattr(under_test, "expected", stand_in)
    dataset = small_country(POINTS, SITES)
    study = Study.of(dataset, PLAIN)
    changes = [NormChange(NEAR, "so", "m", 5_000.0), NormChange(ACCEPTABLE, "so", "m", 11_000.0)]
    study = study.under(study.norms.changed(changes))

    def made(**more: Any) -> Capacity:
        return allocate(study, study.base_id, "so", Assumptions(capacity_factor=1.0), **more)

    return made


def test_worked_out_on_paper(placed: Callable[..., Capacity]) -> None:
    """Bands to 5, 8 and 11 km: b is at 6 km of both sites, weight 0.68; a and c at 0, d out of reach."""
    found = catchments(placed())
    places = found.found.places.table["plaatsen"].to_numpy(float)
    assert found.bands.limits_m == (5_000.0, 8_000.0, 11_000.0)
    asked = np.array([10 + 0.68 * 5, 20 + 0.68 * 5])
    assert found.ratio == pytest.approx(places / asked)
    ratio = places / asked
    assert found.access == pytest.approx([ratio[0], 0.68 * ratio.sum(), ratio[1], 0])
    assert found.pupils @ found.access == pytest.approx(places.sum())
    land = found.table(Level.LAND).iloc[0]
    assert land["plaatsen_per_leerling"] == pytest.approx(places.sum() / 39)
    assert land["zonder"] == 4
    assert land["p10"] == 0  # the four at d are more than a tenth of 39
    table = found.table(Level.JEUGDREGIO).set_index("gebied")
    assert table["verwacht"].to_dict() == {"JZ01": 15.0, "JZ02": 24.0}
    assert set(table["aard"]) == {"gemodelleerd"}


def test_only_the_own_swv(placed: Callable[..., Capacity]) -> None:
    """To the one at c b is a stranger."""
    found = catchments(placed(own_only=True))
    places = found.found.places.table["plaatsen"].to_numpy(float)
    assert found.ratio == pytest.approx(places / [10 + 0.68 * 5, 20])
    assert found.access[1] == pytest.approx(0.68 * found.ratio[0])
    assert found.pupils @ found.access == pytest.approx(found.in_reach)


def test_places_that_nobody_reaches_are_told_apart(placed: Callable[..., Capacity]) -> None:
    capacity = placed()
    nobody = replace(capacity.expected, pupils=np.array([10.0, 0.0, 0.0, 0.0]))
    found = catchments(replace(capacity, expected=nobody))
    assert np.isnan(found.ratio).tolist() == [False, True]
    assert found.pupils @ found.access == pytest.approx(found.in_reach)
    assert found.in_reach < found.found.places.total
    assert any("buiten ieders bereik" in note for note in found.notes())


def test_norms_make_the_bands(placed: Callable[..., Capacity]) -> None:
    capacity = placed()
    same = capacity.study.norms.changed([NormChange(NEAR, "so", "m", 11_000.0)])
    alone = bands_of(capacity.study.under(same), "so")
    assert (alone.limits_m, alone.weights) == ((11_000.0,), (1.0,))
    none = replace(capacity, study=capacity.study.under(Norms(())))
    with pytest.raises(InputError) as caught:
        catchments(none)
    assert "geen norm thuisnabij in km" in str(caught.value)
    assert "geen norm acceptabel in km" in str(caught.value)
    assert "so:acceptabel=15km" in str(caught.value)


@pytest.mark.parametrize("own_only", [False, True])
def test_all_places_in_reach_are_divided_in_the_country(straight_study: Study, own_only: bool) -> None:  # noqa: FBT001
    found = catchments(allocate(straight_study, straight_study.base_id, "pro", own_only=own_only))
    assert found.pupils @ found.access == pytest.approx(found.in_reach, rel=1e-9)
    assert found.in_reach <= found.found.places.total
    for level in Level:
        table = found.table(level)
        assert table["verwacht"] @ table["plaatsen_per_leerling"] == pytest.approx(found.in_reach, rel=1e-6)
        assert table["gini"].between(-1e-12, 1, inclusive="left").all()
        assert (table["p10"] >= 0).all()
    told = " ".join(found.notes())
    assert "gemodelleerd" in told
    assert "niet bevestigd" in told
