"""Who has no swv yet: by name, in whole sentences, no more exact than an estimate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.dataset import Dataset
from geo.errors import IncompleteIndelingError
from scenarios.changes import Release
from scenarios.indeling import Arrangement, LayerType
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study
from scenarios.unassigned import Unassigned, require_all, unassigned, unassigned_told


def _without(study: Study, *gemeenten: str) -> Arrangement:
    release = Release(gemeenten=gemeenten)
    return release.apply(study.arrangement("samengevoegd"), study.country)


def test_who_has_no_swv_is_named(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
    country, whole = study.country, study.arrangement("samengevoegd")
    assert unassigned(country, whole) == ()
    assert unassigned_told(country, whole) == ""
    require_all(country, whole)
    half = _without(study, "GM0002", "GM0001")
    (found,) = unassigned(country, half)
    people = country.pupils("po") + country.pupils("vo")
    gone = [code in {"GM0001", "GM0002"} for code in country.gemeente_of_point]
    assert found.residents == people[gone].sum()
    assert found.names == tuple(sorted(country.gemeente_names[code] for code in ("GM0001", "GM0002")))
    told = r"^'.+' is nog niet af: 2 gemeenten \(.+ en .+\), ongeveer \d00 .* hebben nog geen swv\. Deel ze"
    with pytest.raises(IncompleteIndelingError, match=told):
        require_all(country, half)
    with pytest.raises(IncompleteIndelingError, match=r"1 gemeente \(.+ heeft nog geen swv\. Deel die in op"):
        require_all(country, _without(study, "GM0002"))


def test_layers_are_told_apart(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
    merged, half = study.arrangement("samengevoegd").po, _without(study, "GM0003").po
    po, vo = replace(merged, layer_type=LayerType.SWV_PO), replace(half, layer_type=LayerType.SWV_VO)
    (found,) = unassigned(study.country, Arrangement("a", "a", "", po, vo))
    assert (found.layer, len(found.names)) == (" vo", 1)
    assert found.told.endswith("heeft nog geen swv vo")


@pytest.mark.parametrize(
    ("residents", "told"),
    [(3.0, "minder dan 10 inwoners"), (94.6, "ongeveer 90"), (1_234.0, "ongeveer 1.200"), (9e5, "900.000")],
)
def test_an_estimate_is_no_exact_number(residents: float, told: str) -> None:
    assert told in Unassigned("", ("Aa",), residents).told


def test_of_many_the_first_are_named() -> None:
    names = tuple(f"Plaats {number:02}" for number in range(1, 21))
    told = Unassigned("", names, 5.0).told
    assert "20 gemeenten (Plaats 01, " in told
    assert "Plaats 08 en 12 andere)" in told
