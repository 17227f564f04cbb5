"""Two sorts of leaning on a neighbour: the share of a comparison, and what sets them apart."""

from __future__ import annotations

import pytest

from scenarios.border_dependence import APART, border_dependence
from scenarios.compare import Level, compare
from scenarios.coverage import coverage, residents
from scenarios.study import Study


@pytest.mark.parametrize("code", ["so", "pro"])
def test_it_is_what_a_comparison_tells(straight_study: Study, code: str) -> None:
    study = straight_study
    kind = next(one for one in study.country.kinds if one.code == code)
    told = compare(study, ["jeugdregio"], study.base_id, [code]).rows()
    row = told["jeugdregio", Level.LAND.value, "NL", code, "grensafhankelijkheid"]
    weight = residents(study.country, kind)
    assert border_dependence(study, "jeugdregio", kind, weight) == pytest.approx(row["waarde"])
    assert border_dependence(study, study.base_id, kind, weight) == pytest.approx(row["basis"])


def test_it_is_another_share_than_within_the_norm_thanks_to_a_neighbour(straight_study: Study) -> None:
    study = straight_study
    kind = next(one for one in study.country.kinds if one.code == "so")
    leans = coverage(study, study.base_id, kind).set_index("maatstaf").loc["acceptabel-km", "leunt"]
    assert border_dependence(study, study.base_id, kind, residents(study.country, kind)) > leans > 0
    assert "‘Binnen de norm alleen dankzij een buur’" in APART
    assert "‘Aangewezen op een buur’" in APART
