"""The check on the bundled country: its figures are those of a comparison, to the last digit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from data.dataset import BUNDLED, read_dataset
from scenarios.compare import compare
from scenarios.consolidation import Consolidate
from scenarios.principles.figures import Figures
from scenarios.principles.jeugdregio import departing
from scenarios.principles.panel import Panel, check, kinds_of
from scenarios.principles.price import lost, would_lose
from scenarios.principles.row import Outcome
from scenarios.principles.standard import standard
from scenarios.principles.travel import travel
from scenarios.principles.words import weighed
from scenarios.site_effects import Way, effect
from scenarios.study import Study

Made = Callable[..., str]
#: Rows of a comparison: by scenario; by kind and measure.
Compared = dict[str, dict[tuple[str, str], dict[str, Any]]]
NAMES = ("regeling-2015", "po-binnen-jeugdregio")


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture(scope="module")
def panels(land: Study) -> dict[str, Panel]:
    return {name: check(land, name) for name in NAMES}


@pytest.fixture(scope="module")
def compared(land: Study) -> Compared:
    """Compare them all at once."""
    found: Compared = {name: {} for name in NAMES}
    for (name, _, _, kind, code), row in compare(land, list(NAMES)).rows().items():
        if name in found:
            found[name][kind, code] = row
    return found


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_those_of_a_comparison(
    land: Study, panels: dict[str, Panel], compared: Compared, name: str
) -> None:
    rows = compared[name]
    shared = [one for row in panels[name].rows for one in row.figures if (one.kind, one.measure.code) in rows]
    assert len(shared) > 40
    for one in shared:
        row = rows[one.kind, one.measure.code]
        assert (one.value, one.base) == pytest.approx((row["waarde"], row["basis"]), abs=0, nan_ok=True)
        assert (one.certainty, one.source) == (row["aard"], row["bron"])
        if not one.kind and name != land.base_id:
            assert one.merging == pytest.approx(row["effect_samenvoegen"], abs=0)
            assert one.borders == pytest.approx(row["effect_nieuwe_grenzen"], abs=0)
            assert one.merging + one.borders == pytest.approx(one.change)


def test_what_is_told_apart_adds_up(panels: dict[str, Panel]) -> None:
    for name in NAMES[1:]:
        for one in (figure for row in panels[name].rows for figure in row.figures):
            if one.effects:
                assert sum(one.effects.values()) == pytest.approx(one.change, abs=1e-6), one.label


@pytest.mark.parametrize("name", NAMES)
def test_the_swvs_behind_the_aim_are_those_counted(land: Study, panels: dict[str, Panel], name: str) -> None:
    found = departing(land.country, land.arrangement(name), land.norms)
    row = panels[name].row("jeugdregio")
    assert len(found) == row.figures[0].value
    assert sum(one.outside for one in found) == pytest.approx(row.figures[1].value)
    assert all(sum(part[2] for part in one.places) == pytest.approx(one.outside) for one in found)
    assert (row.outcome is Outcome.NOT_MET) == bool(found)


@pytest.mark.parametrize("name", NAMES[1:])
def test_who_loses_is_who_a_comparison_counts(land: Study, compared: Compared, name: str) -> None:
    told = Counter[str]()
    for one in lost(land, land.base_id, name):
        told[one.kind.code] += one.residents  # type: ignore[assignment]
        assert 0 <= one.along_region <= one.residents + 1e-6
        assert one.free_km <= one.own_km + 1e-6
    for kind in land.country.kinds:
        assert told[kind.code] == pytest.approx(compared[name][kind.code, "eigen_verloren"]["waarde"])


def test_cutting_where_nothing_departs_costs_nothing(land: Study) -> None:
    assert not departing(land.country, land.arrangement("jeugdregio"), land.norms)
    assert would_lose(land, "jeugdregio") == ()
    assert would_lose(land, land.base_id) != ()


def test_nobody_is_told_that_it_passes(panels: dict[str, Panel]) -> None:
    assert not any(panel.count(Outcome.MET) for panel in panels.values())


def test_tensions_name_so_and_vso_first(panels: dict[str, Panel]) -> None:
    told = [one for panel in panels.values() for one in panel.tensions if one.concerned]
    assert {one.code for one in told} == {"knip_zou_kosten", "eigen_verloren", "eigen_verder"}
    for one in told:
        kinds = [each.kind for each in one.concerned]
        assert kinds == sorted(kinds, key=weighed)
        rows = [weighed(row[0]) for row in one.evidence.rows]
        assert rows == sorted(rows)
        for each, figure in zip(one.concerned, one.figures, strict=True):
            counts = [count for _, count in each.swvs]
            assert counts == sorted(counts, reverse=True)
            assert figure.value == pytest.approx(each.residents)


def test_the_standard_consolidation_is_that_of_a_scenario(
    land: Study, panels: dict[str, Panel], made: Made
) -> None:
    panel = panels["po-binnen-jeugdregio"]
    (kind,) = kinds_of(panel.of, ["so"])
    found = standard(panel.of, [kind])
    name = made(land, "po-binnen-jeugdregio", Consolidate(regel="per_swv", soorten=("so",), waarde=1))
    expected = effect(land, "po-binnen-jeugdregio", name, kind, Way.FREE).summary()["verder_aandeel"]
    assert found.figure(kind, 1000.0).value == expected
    row = travel(Figures(land, name, land.base_id))
    (figure,) = (one for one in row.figures if one.kind == "so")
    assert figure.value == figure.sites == expected
    assert row.outcome is Outcome.OPEN
    assert {norm.name for norm in row.lacking} == {"stijging", "aandeel_verder"}
