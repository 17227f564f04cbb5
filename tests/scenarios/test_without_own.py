"""Who lacks an own facility, swv by swv, and for whom that differs in another arrangement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.dataset import Dataset
from scenarios.compare import compare
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study
from scenarios.without_own import without_own


@pytest.fixture
def halves(small_country: Callable[..., Dataset]) -> Study:
    """Two swv's po: one with a site for so at its end, one without; the jeugdregio's cut across both."""
    points = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 10.0),
        ("1002", 10, "GM0002", "JZ02", "PO2001", "VO2001", 200.0, 10.0),
        ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2001", 400.0, 10.0),
        ("1004", 30, "GM0004", "JZ01", "PO2002", "VO2001", 800.0, 10.0),
    ]
    return Study.of(small_country(points, [("00AA00", "1001", ("so", "vo"))]), Settings(STRAIGHT))


def test_each_swv_with_its_residents_and_those_who_have_one_elsewhere(halves: Study) -> None:
    so = next(kind for kind in halves.country.kinds if kind.code == "so")
    (base,) = without_own(halves, halves.base_id, "jeugdregio", so)
    (region,) = without_own(halves, "jeugdregio", halves.base_id, so)
    assert (base.residents, base.elsewhere) == (1200.0, 800.0)
    assert (region.residents, region.elsewhere) == (600.0, 200.0)


def test_those_with_most_residents_first(halves: Study) -> None:
    sbo = next(kind for kind in halves.country.kinds if kind.code == "sbo")
    found = without_own(halves, halves.base_id, halves.base_id, sbo)
    assert [one.residents for one in found] == [1200.0, 300.0]
    assert all(one.elsewhere == 0 for one in found)


def test_it_agrees_with_the_comparison(study: Study) -> None:
    result = compare(study, list(study.titles))
    lost = result.table.xs("eigen_verloren", level="maat")["waarde"].droplevel(["niveau", "gebied"])
    for name in study.titles:
        for kind in study.country.kinds:
            found = without_own(study, name, study.base_id, kind)
            assert {one.swv: one.residents for one in found} == pytest.approx(
                result.without_own[name, kind.code]
            )
            assert sum(one.elsewhere for one in found) == pytest.approx(lost[name, kind.code])
