"""Consolidation by hand: three sites on a line in one swv, one in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import ValidationError

from data.dataset import Dataset
from geo.errors import InputError
from scenarios.consolidation import Consolidate
from scenarios.scenario import new_scenario
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)


@pytest.fixture
def study(small_country: Callable[..., Dataset]) -> Study:
    """Sites of 30, 50, 45 pupils at 0, 10 and 14 km in one jeugdregio, one of 5 at 40 km in another."""
    rows = [
        (pc4, km, f"GM000{pc4[-1]}", region, "PO2001", "VO2001", residents, residents)
        for pc4, km, region, residents in (
            ("1001", 0.0, "JZ01", 100.0),
            ("1002", 10.0, "JZ01", 100.0),
            ("1003", 14.0, "JZ01", 900.0),
            ("1004", 40.0, "JZ02", 100.0),
        )
    ]
    sites = [
        (f"00A{letter}00", pc4, ("so",))
        for letter, pc4 in zip("ABCD", ("1001", "1002", "1003", "1004"), strict=True)
    ]
    made = small_country(rows, sites)
    offers = made["aanbod"].assign(leerlingen=[30.0, 50.0, 45.0, 5.0])
    return Study.of(replace(made, tables={**made.tables, "aanbod": offers}), PLAIN)


def _left(study: Study, **rule: object) -> tuple[list[str], str]:
    change = Consolidate.model_validate({"soorten": ("so",), **rule})
    made = new_scenario(study, "plan", "jeugdregio", (change,)).run(study)
    assert made.plan is not None
    return made.plan.sites["vestigingscode"].tolist(), made.plan.log[-1]


def test_below_a_minimum_the_smallest_closes_first_and_passes_its_pupils_on(study: Study) -> None:
    # 30 closes and goes to the site at 10 km (80), so that only 45 is still below 60: it closes too
    left, told = _left(study, regel="minimum", waarde=60)
    assert left == ["00AB00", "00AD00"]  # the last of the other swv stays, small as it is
    assert told == "Consolidatie so: minimaal 60 leerlingen per vestiging; 2 vestigingen dicht."


def test_pupils_that_were_passed_on_can_keep_a_site_open(study: Study) -> None:
    # 30 closes, its pupils go to 50; 45 is not below 45
    assert _left(study, regel="minimum", waarde=45)[0] == ["00AB00", "00AC00", "00AD00"]


def test_of_each_swv_the_largest_stay(study: Study) -> None:
    assert _left(study, regel="per_swv", waarde=1)[0] == ["00AB00", "00AD00"]
    assert _left(study, regel="per_swv", waarde=2)[0] == ["00AB00", "00AC00", "00AD00"]


def test_or_those_where_most_residents_are_near(study: Study) -> None:
    # km x residents: at 0 km 13,600; at 10 km 4,600; at 14 km 1,800
    assert _left(study, regel="per_swv", waarde=1, keuze="centraal")[0] == ["00AC00", "00AD00"]


def test_only_in_the_swv_that_is_named(study: Study) -> None:
    left, told = _left(study, regel="per_swv", waarde=1, swv=("JZ02",))
    assert left == ["00AA00", "00AB00", "00AC00", "00AD00"]
    assert told.startswith("Consolidatie so in JZ02")


def test_it_never_closes_the_last_of_a_swv(study: Study) -> None:
    assert len(_left(study, regel="minimum", waarde=10_000)[0]) == 2


def test_a_site_of_which_nobody_knows_the_size_stays(study: Study) -> None:
    offers = study.country.dataset["aanbod"].copy()
    offers.loc[0, ["leerlingen", "onbekend"]] = [float("nan"), 1]
    tables = {**study.country.dataset.tables, "aanbod": offers}
    other = Study.of(replace(study.country.dataset, tables=tables), PLAIN)
    left, told = _left(other, regel="minimum", waarde=60)
    assert left == ["00AA00", "00AB00", "00AD00"]
    assert "1 zonder bekend leerlingtal blijven" in told


@pytest.mark.parametrize("rule", [{"soorten": ("kunst",)}, {"swv": ("JZ99",)}])
def test_unknown_names_are_refused(study: Study, rule: dict[str, object]) -> None:
    with pytest.raises(InputError, match="onbekend"):
        _left(study, regel="per_swv", waarde=1, **rule)


def test_a_minimum_of_zero_and_a_choice_that_does_not_fit_are_refused() -> None:
    with pytest.raises(ValidationError):
        Consolidate(regel="minimum", soorten=("so",), waarde=0)
    with pytest.raises(ValidationError, match="hoort bij regel 'per_swv'"):
        Consolidate(regel="minimum", soorten=("so",), waarde=5, keuze="centraal")


def test_on_the_real_country_no_swv_loses_its_last_and_the_way_gets_longer(straight_study: Study) -> None:
    change = Consolidate(regel="per_swv", soorten=("so",), waarde=1)
    name = straight_study.known(
        new_scenario(straight_study, "een-so", "jeugdregio", (change,)).run(straight_study)
    )
    was, now = straight_study.distances("jeugdregio"), straight_study.distances(name)
    assert (was.has_own == now.has_own).all()
    assert (now.free_m[2] >= was.free_m[2]).all()
    assert (now.free_m[2] > was.free_m[2] + 1000).mean() > 0.3
    supply = straight_study.country_of(name).supply
    swv = straight_study.arrangement(name).po.of_points()[supply["point"]]
    assert supply[supply["kind"] == "so"].groupby(swv[supply["kind"] == "so"]).size().max() == 1


def test_a_rule_that_is_met_closes_nothing_a_second_time(study: Study, straight_study: Study) -> None:
    for one, base, least in ((study, "jeugdregio", 60), (straight_study, straight_study.base_id, 50)):
        rule = Consolidate(regel="minimum", soorten=("so",), waarde=least)
        once = new_scenario(one, "een", base, (rule,)).run(one)
        twice = new_scenario(one, "twee", base, (rule, rule)).run(one)
        assert once.plan is not None
        assert twice.plan is not None
        assert twice.plan.offers.equals(once.plan.offers)


def test_in_grouped_data_a_group_counts_as_one_with_all_its_pupils(study: Study) -> None:
    data = study.country.dataset
    offers = data["aanbod"].assign(aantal=[2, 1, 1, 1])
    manifest = replace(data.manifest, grouped=True)
    grouped = Study.of(replace(data, tables={**data.tables, "aanbod": offers}, manifest=manifest), PLAIN)
    left, told = _left(grouped, regel="minimum", waarde=25)
    assert len(left) == 4  # 30 pupils in a group of two are not below 25
    left, told = _left(grouped, regel="minimum", waarde=40)
    assert left == ["00AB00", "00AC00", "00AD00"]
    assert "1 groepen met 2 vestigingen dicht" in told


def test_where_sizes_decide_one_that_nobody_knows_counts_as_the_middle_one(study: Study) -> None:
    offers = study.country.dataset["aanbod"].copy()
    offers.loc[0, ["leerlingen", "onbekend"]] = [float("nan"), 1]
    tables = {**study.country.dataset.tables, "aanbod": offers}
    other = Study.of(replace(study.country.dataset, tables=tables), PLAIN)
    left, told = _left(other, regel="per_swv", waarde=2)
    assert left == [
        "00AA00",
        "00AB00",
        "00AD00",
    ]  # 50, then the unknown as 45, before the 45 of C by its code
    assert "1 zonder bekend leerlingtal tellen als de middelste" in told
