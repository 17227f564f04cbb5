"""Pupils per site and kind: counts stay, shared counts are divided so that nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.country import Country
from scenarios.enrolment import (
    Alone,
    certainty,
    counted_alone,
    pupils_at,
    share_of,
    shared_split,
    unknown_sites,
)
from scenarios.site_plan import SitePlan


@pytest.fixture(scope="module")
def country(small_country: Callable[..., Dataset]) -> Country:
    """Make two homes with sites of so and vso: four counted alone, one together, one unknown."""
    rows = [(f"100{n}", 10.0 * n, f"GM000{n}", "JZ01", "PO2001", "VO2001", 1000.0, 800.0) for n in (1, 2)]
    sites = [
        ("B1", "1001", ("bo",)),
        ("S1", "1001", ("so",)),
        ("S2", "1002", ("so",)),
        ("V1", "1001", ("vso",)),
        ("V2", "1002", ("vso",)),
        ("C1", "1001", ("so", "vso")),
        ("U1", "1002", ("vso",)),
    ]
    dataset = small_country(rows, sites)
    offers = pd.DataFrame(dataset["aanbod"]).set_index("vestigingscode")
    offers["leerlingen"] = pd.Series({"B1": 1500.0, "S1": 40, "S2": 80, "V1": 90, "V2": 150})
    offers.loc["C1", ["gedeeld", "leerlingen_gedeeld"]] = (1, 90.0)
    offers.loc["U1", "onbekend"] = 1
    tables = {**dataset.tables, "aanbod": offers.reset_index()}
    return Country(replace(dataset, tables=tables))


def test_shared_pupils_follow_the_mean_size_of_sites_counted_alone(country: Country) -> None:
    # so alone: 40 and 80 (mean 60); vso alone: 90 and 150 (mean 120); together: 90, so a third is so
    table = country.supply.assign(**shared_split(country))
    found = {
        (country.sites["vestigingscode"][row["site"]], row["kind"]): (row["geschat"], row["zekerheid"])
        for row in table.to_dict("records")
    }
    assert found["S1", "so"] == (40.0, "gemeten")
    assert found["C1", "so"] == (pytest.approx(30.0), "geschat")
    assert found["C1", "vso"] == (pytest.approx(60.0), "geschat")
    assert found["U1", "vso"] == (0.0, "geschat")  # nobody told its pupils


def test_a_site_without_a_number_counts_as_an_average_one_at_the_most(country: Country) -> None:
    split = shared_split(country)
    unknown = (country.supply["onbekend"] > 0).to_numpy()
    row = split[unknown].iloc[0]
    assert (row["laag"], row["geschat"], row["hoog"]) == (0.0, 0.0, 120.0)
    assert unknown_sites(country, "vso") == 1
    assert unknown_sites(country, "so") == 0


def test_the_interval_holds_the_estimate_and_both_rules(country: Country) -> None:
    split = shared_split(country)
    assert (split["laag"] <= split["geschat"]).all()
    assert (split["geschat"] <= split["hoog"]).all()
    shared = (country.supply["gedeeld"] > 0) & (country.supply["kind"] == "so")
    row = split[shared.to_numpy()].iloc[0]
    error = np.hypot(2 / 3 * 20, 1 / 3 * 30) / 180  # of the share; 20 and 30 are the errors of the means
    assert row["laag"] == pytest.approx(90 * max(0.0, 1 / 3 - 2 * error))
    assert row["hoog"] == pytest.approx(90 * max(1 / 3 + 2 * error, 120 / 360))


def test_pupils_by_point_and_certainty(country: Country) -> None:
    estimate, low, high = pupils_at(country, "so")
    assert estimate.sum() == pytest.approx(150.0)
    assert low.sum() < estimate.sum() < high.sum()
    assert (certainty(country, "so"), certainty(country, "bo")) == ("geschat", "gemeten")


def test_closing_a_site_leaves_the_numbers_of_the_others(country: Country) -> None:
    plan = SitePlan.of(country.dataset).closed([("S1", "so"), ("C1", "vso")], "dicht")
    after = country.with_plan(plan)
    before = country.supply.assign(**shared_split(country))
    now = after.supply.assign(**shared_split(after))
    codes = {name: one["vestigingscode"] for name, one in (("was", country.sites), ("is", after.sites))}
    was = {(codes["was"][r["site"]], r["kind"]): r["geschat"] for r in before.to_dict("records")}
    left = {(codes["is"][r["site"]], r["kind"]): r["geschat"] for r in now.to_dict("records")}
    assert set(was) - set(left) == {("S1", "so"), ("C1", "vso")}
    assert all(left[key] == was[key] for key in left)


def test_a_site_that_only_a_scenario_has_counts_no_pupils(country: Country) -> None:
    place = country.sites.iloc[0][["pc4", "easting", "northing", "gemeentecode", "plaatsing"]].to_dict()
    site = {"vestigingscode": "N1", "naam": "nieuw", "leerlingen_bron": "aangenomen", "reformatorisch": False}
    plan = SitePlan.of(country.dataset).opened(site | place, {"so": 50.0}, "open")
    after = country.with_plan(plan)
    row = shared_split(after)[(after.sites["vestigingscode"] == "N1").to_numpy()[after.supply["site"]]]
    assert row[["geschat", "laag", "hoog"]].to_numpy().tolist() == [[0.0, 0.0, 0.0]]


def test_where_a_kind_is_nowhere_counted_alone_anything_goes() -> None:
    alone = {"so": Alone(2, 100.0, 1.0)}
    assert share_of("so", ("so", "vso"), alone) == (0.5, 0.0, 1.0)
    assert share_of("so", ("so",), alone) == (1.0, 1.0, 1.0)
    assert share_of("so", ("so", "vso"), {"so": Alone(1, 0.0, 0.0), "vso": Alone(1, 0.0, 0.0)}) == (
        0.5,
        0.0,
        1.0,
    )


sizes = st.lists(st.floats(1, 500), min_size=1, max_size=6)


@given(sizes, sizes)
def test_shares_add_up_to_one_and_lie_in_their_interval(first: list[float], then: list[float]) -> None:
    alone = {
        kind: Alone(
            len(found),
            sum(found),
            float(np.std(found, ddof=1) / np.sqrt(len(found))) if len(found) > 1 else np.nan,
        )
        for kind, found in (("so", first), ("vso", then))
    }
    one, other = (share_of(kind, ("so", "vso"), alone) for kind in ("so", "vso"))
    assert one[0] + other[0] == pytest.approx(1.0)
    for share, low, high in (one, other):
        assert 0 <= low <= share + 1e-12
        assert share <= high + 1e-12
        assert high <= 1


def test_groups_of_sites_tell_the_same_mean_as_their_sites() -> None:
    single = pd.DataFrame(
        {"soort": "so", "aantal": 1, "gedeeld": 0, "onbekend": 0, "leerlingen": [40.0, 60.0, 50.0, 90.0]}
    )
    grouped = pd.DataFrame(
        {"soort": "so", "aantal": [2, 3], "gedeeld": [0, 1], "onbekend": 0, "leerlingen": [100.0, 140.0]}
    )
    one, other = counted_alone(single)["so"], counted_alone(grouped)["so"]
    assert (one.sites, one.pupils) == (other.sites, other.pupils)
    assert counted_alone(single.assign(onbekend=1)) == {}


@pytest.mark.parametrize("which", ["bundled", "imported"])
def test_on_real_data_nothing_gets_lost(which: str, request: pytest.FixtureRequest) -> None:
    dataset = read_dataset(BUNDLED) if which == "bundled" else request.getfixturevalue("nederland")
    country = Country(dataset)
    rows = country.supply
    for pair in (("so", "vso"), ("pro", "vo")):
        together = sum(pupils_at(country, kind)[0].sum() for kind in pair)
        own = rows[rows["kind"].isin(pair)]
        shared = rows.loc[rows["kind"] == pair[0], "leerlingen_gedeeld"].sum()
        assert together == pytest.approx(own["leerlingen"].sum() + shared)


def test_the_rule_agrees_with_what_is_published(nederland: Dataset) -> None:
    country = Country(nederland)
    # CBS 80041NED: 29,648 pupils in praktijkonderwijs in 2021/'22; OCW in cijfers: 34,510 in so in 2023, of
    # whom some 17% in cluster 1 and 2, so about 28,600 in cluster 3 and 4
    assert pupils_at(country, "pro")[0].sum() == pytest.approx(29_648, rel=0.06)
    assert pupils_at(country, "so")[0].sum() == pytest.approx(28_600, rel=0.06)
