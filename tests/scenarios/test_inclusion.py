"""Towards inclusive education: worked examples as data, ways before and after, and what is left of sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError, UnknownNameError
from scenarios.assumptions import NATIONAL, Assumptions
from scenarios.inclusion import inclusion, inclusion_by_area, presets, with_preset
from scenarios.indeling import Arrangement
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_effects import Way
from scenarios.site_plan import SitePlan
from scenarios.study import Study

MakeDataset = Callable[..., Dataset]
PLAIN = Settings(STRAIGHT, detour_factor=1.0)
HALF = Assumptions(region=NATIONAL, inclusion=(("so", 0.5),), minimum=(("so", 20),))


@pytest.fixture(scope="module")
def study(small_country: MakeDataset) -> Study:
    """Open four homes on a line, bo at the first three, so at the first and at the last.

    so: 30 pupils at 0 km, 90 at 30 km; 1,000 residents, so 12%.
    """
    rows = [
        (f"100{n + 1}", 10 * n, f"GM000{n + 1}", "JZ01" if n < 2 else "JZ02", "PO2001", "VO2001", w, w)
        for n, w in enumerate((100.0, 200.0, 300.0, 400.0))
    ]
    sites = [("B1", "1001", ("bo",)), ("B2", "1002", ("bo",)), ("B3", "1003", ("bo",))]
    dataset = small_country(rows, [*sites, ("S1", "1001", ("so",)), ("S4", "1004", ("so",))])
    offers = dataset["aanbod"].copy()
    offers["leerlingen"] = offers["vestigingscode"].map({"S1": 30.0, "S4": 90.0}).fillna(300.0)
    return Study.of(replace(dataset, tables={**dataset.tables, "aanbod": offers}), PLAIN)


def test_the_worked_examples_are_ours_and_start_at_nothing() -> None:
    assert list(presets()) == ["laag", "midden", "hoog"]
    for one in presets().values():
        assert one.years == (2029, 2032, 2035)
        assert one.inclusion(2029) == ()
        assert one.ground(2035) == "eigen rekenvoorbeeld, de brieven noemen geen percentages"
        assert "fase 1 bouwt ondersteuning op" in one.ground(2029)
        assert "geen percentages" not in one.ground(2029)  # of the chosen year only
        for kind in ("sbo", "so", "vso"):
            shares = [dict(one.inclusion(year)).get(kind, 0.0) for year in one.years]
            assert shares == sorted(shares)
            assert 0 < shares[-1] <= 1
        assert all("pro" not in dict(one.inclusion(year)) for year in one.years)


def test_an_unknown_example_or_year_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="kies uit laag, midden, hoog"):
        with_preset(Assumptions(), "extreem", 2035)
    with pytest.raises(InputError, match="jaar 2030: de voorinstelling 'laag' kent 2029, 2032, 2035"):
        with_preset(Assumptions(), "laag", 2030)


def test_a_preset_leaves_the_other_assumptions() -> None:
    given = with_preset(Assumptions(growth_per_year=0.01, year=2026, region="jeugdregio"), "laag", 2035)
    assert (given.year, given.growth_per_year, given.region) == (2035, 0.01, "jeugdregio")


def test_the_way_before_is_to_the_specialised_and_after_to_the_regular_school(study: Study) -> None:
    found = inclusion(study, study.base_id, "so", HALF)
    assert found.regular == "bo"
    assert (found.before_m / 1000).tolist() == [0.0, 10.0, 10.0, 0.0]
    assert (found.after_m / 1000).tolist() == [0.0, 0.0, 0.0, 10.0]
    assert found.moved == pytest.approx([6.0, 12.0, 18.0, 24.0])


def test_who_gets_nearer_and_who_further_are_never_netted(study: Study) -> None:
    found = inclusion(study, study.base_id, "so", HALF).summary()
    assert (found["leerlingen"], found["overgang"]) == (pytest.approx(120.0), pytest.approx(60.0))
    assert (found["overgang_laag"], found["overgang_hoog"]) == (pytest.approx(60.0), pytest.approx(60.0))
    assert found["km_voor"] == pytest.approx(5.0)  # (12 + 18) of 60 pupils at 10 km
    assert found["km_na"] == pytest.approx(4.0)  # 24 of 60
    assert found["km_verschil"] == pytest.approx(-1.0)
    assert (found["dichterbij"], found["dichterbij_km"]) == (pytest.approx(30.0), pytest.approx(10.0))
    assert (found["verder"], found["verder_km"]) == (pytest.approx(24.0), pytest.approx(10.0))
    assert (found["gelijk"], found["niet_bereikt"]) == (pytest.approx(6.0), 0.0)


def test_sites_lose_in_proportion_and_may_fall_below_the_minimum(study: Study) -> None:
    found = inclusion(study, study.base_id, "so", HALF)
    sites = found.sites.set_index("vestigingscode")
    assert sites["nu"].to_dict() == {"S1": 30.0, "S4": 90.0}
    assert sites["na"].to_dict() == {"S1": pytest.approx(15.0), "S4": pytest.approx(45.0)}
    assert sites["onder_voor"].tolist() == [False, False]
    assert sites["onder_na"].to_dict() == {"S1": True, "S4": False}
    assert sites["swv"].tolist() == ["PO2001", "PO2001"]
    told = found.of_sites()
    assert (told["vestigingen"], told["nieuw_onder"], told["nieuw_onder_alleen"]) == (2, 1, 1)
    assert told["na"] == pytest.approx(60.0)
    assert told["nieuw_onder_leerlingen"] == pytest.approx(15.0)


def test_a_split_by_region_adds_up(study: Study) -> None:
    found = inclusion(study, study.base_id, "so", HALF)
    region = study.country.region_of_point("jeugdregio")
    table = inclusion_by_area(found, region, "jeugdregio").set_index("jeugdregio")
    assert table["overgang"].to_dict() == {"JZ01": pytest.approx(18.0), "JZ02": pytest.approx(42.0)}
    assert table["km_voor"].to_dict() == {"JZ01": pytest.approx(120 / 18), "JZ02": pytest.approx(180 / 42)}
    assert table["nieuw_onder"].to_dict() == {"JZ01": 1.0, "JZ02": 0.0}


def test_nothing_moves_in_2029(study: Study) -> None:
    given = replace(with_preset(Assumptions(), "hoog", 2029), year=None)
    found = inclusion(study, study.base_id, "so", given)
    assert found.summary()["overgang"] == 0.0
    assert np.isnan(found.summary()["km_verschil"])
    assert found.sites["na"].tolist() == found.sites["nu"].tolist()
    assert found.of_sites()["nieuw_onder"] == 0


def test_a_regular_kind_is_refused(study: Study) -> None:
    with pytest.raises(InputError, match="bo is zelf regulier onderwijs"):
        inclusion(study, study.base_id, "bo", HALF)
    with pytest.raises(UnknownNameError, match="onbekende soort"):
        inclusion(study, study.base_id, "hbo", HALF)


def test_over_own_the_borders_count(study: Study) -> None:
    cut = replace(study.arrangement(study.base_id).po, swv=("S1", "S1", "S1", "S2"), names={})
    name = study.add(Arrangement.merged("drie-een", "drie-een", cut))
    found = inclusion(study, name, "so", HALF, Way.OWN)
    assert (found.before_m / 1000).tolist() == [0.0, 10.0, 20.0, 0.0]  # c's own site lies at a
    assert (found.after_m / 1000).tolist() == [0.0, 0.0, 0.0, 10.0]  # d has no own bo: the nearest
    assert (inclusion(study, name, "so", HALF).before_m / 1000).tolist() == [0.0, 10.0, 10.0, 0.0]


def test_pupils_of_a_closed_site_go_to_those_that_are_left(study: Study) -> None:
    base = study.arrangement(study.base_id)
    plan = SitePlan.of(study.country.dataset).closed([("S1", "so")], "dicht")
    name = study.add(replace(base, id="dicht", plan=plan))
    found = inclusion(study, name, "so", HALF)
    assert found.sites["nu"].tolist() == pytest.approx([120.0])  # its own 90, and 30 of the closed one
    assert found.sites["erbij"].tolist() == pytest.approx([30.0])
    assert found.sites["na"].tolist() == pytest.approx([60.0])
    assert found.sites["zekerheid"].tolist() == ["gemodelleerd"]
    assert (found.closed.closed, found.closed.pupils, found.closed.from_homes) == (1, 30.0, 0)
    assert "leerlingen van gesloten vestigingen tellen bij die overblijven (gemodelleerd" in found.label
    assert found.summary()["leerlingen"] == pytest.approx(120.0)
    assert (found.before_m / 1000).tolist() == [30.0, 20.0, 10.0, 0.0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(share=st.floats(0, 1), minimum=st.floats(1, 100))
def test_pupils_are_conserved_and_more_moving_never_helps_a_site(
    study: Study, share: float, minimum: float
) -> None:
    given = Assumptions(inclusion=(("so", share),), minimum=(("so", minimum),))
    found = inclusion(study, study.base_id, "so", given)
    told = found.summary()
    assert told["overgang"] + found.of_sites()["na"] == pytest.approx(told["leerlingen"])
    parts = told["dichterbij"] + told["verder"] + told["gelijk"] + told["niet_bereikt"]
    assert parts == pytest.approx(told["overgang"])
    assert found.of_sites()["onder_na"] >= found.of_sites()["onder_voor"]


def test_on_real_data_pupils_are_conserved() -> None:
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    given = with_preset(Assumptions(), "midden", 2035)
    for kind, share in given.inclusion:
        found = inclusion(study, study.base_id, kind, given)
        assert found.summary()["overgang"] == pytest.approx(share * found.before.total)
        assert found.of_sites()["na"] == pytest.approx((1 - share) * found.before.total)
        assert found.of_sites()["onder_na"] > found.of_sites()["onder_voor"]
        assert found.summary()["dichterbij"] > found.summary()["verder"]
