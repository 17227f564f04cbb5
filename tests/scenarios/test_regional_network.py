"""A regional network: which sites stay, the ways that follow, and the changes that it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError
from scenarios.assumptions import NATIONAL, Assumptions
from scenarios.inclusion import with_preset
from scenarios.regional_network import Keep, regional_network
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[..., Dataset]
NATIONALLY = Assumptions(region=NATIONAL)
PLAIN = Settings(STRAIGHT, detour_factor=1.0)


@pytest.fixture(scope="module")
def region(small_country: MakeDataset) -> Study:
    """Open one region of five homes with so at four of them, and one with a single site."""
    places = ((1, 0, "JZ01"), (2, 4, "JZ01"), (3, 10, "JZ01"), (4, 22, "JZ01"), (5, 30, "JZ02"))
    rows = [
        (f"100{n}", km, f"GM000{n}", code, "PO2001", "VO2001", 100.0 * n, 100.0) for n, km, code in places
    ]
    sites = [(f"S{n}", f"100{n}", ("so",)) for n in (1, 2, 3, 4, 5)]
    dataset = small_country(rows, sites)
    offers = dataset["aanbod"].copy()
    offers["leerlingen"] = [80.0, 20.0, 30.0, 60.0, 10.0]
    return Study.of(replace(dataset, tables={**dataset.tables, "aanbod": offers}), PLAIN)


def test_the_largest_stay(region: Study) -> None:
    found = regional_network(region, region.base_id, "so", 2, NATIONALLY, keep=Keep.LARGEST)
    assert found.kept == ("S1", "S4", "S5")
    assert found.closed == ("S2", "S3")
    assert (found.before_m / 1000).tolist() == [0.0] * 5
    assert (found.after_m / 1000).tolist() == [0.0, 4.0, 10.0, 0.0, 0.0]
    first, last = found.regions
    assert (first.expected, first.kept_now) == (pytest.approx(1000 / 1500 * 200), 140.0)
    assert (first.proven, last.proven) == (False, True)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
def test_the_most_central_are_the_best_of_all_choices(region: Study, count: int) -> None:
    found = regional_network(region, region.base_id, "so", count, Assumptions(), keep=Keep.CENTRAL)
    within = found.within_m[:4] / 1000
    km, weight = np.array([0.0, 4.0, 10.0, 22.0]), np.array([100.0, 200.0, 300.0, 400.0])
    far = np.abs(km[:, None] - km[None, :])
    best = min(float(weight @ far[:, list(c)].min(axis=1)) for c in combinations(range(4), min(count, 4)))
    assert float(weight @ within) == pytest.approx(best)
    assert len(found.regions[0].kept) == min(count, 4)
    assert all(one.proven for one in found.regions)


def test_the_effect_of_the_sites_ignores_the_border_and_that_of_the_border_stands_apart(
    region: Study,
) -> None:
    found = regional_network(region, region.base_id, "so", 1, NATIONALLY, keep=Keep.LARGEST)
    assert found.kept == ("S1", "S5")
    assert (found.after_m / 1000).tolist() == [0.0, 4.0, 10.0, 8.0, 0.0]  # d crosses to e
    assert (found.within_m / 1000).tolist() == [0.0, 4.0, 10.0, 22.0, 0.0]  # within its own region
    told = found.summary()
    assert (told["gehouden"], told["vestigingen"], told["regio_zonder"]) == (2, 5, 0)
    assert told["verder"] == pytest.approx((200 + 300 + 400) / 1500 * 200)
    assert told["verder_km"] == pytest.approx((200 * 4 + 300 * 10 + 400 * 8) / 900)
    assert told["grens_verder"] == pytest.approx(400 / 1500 * 200)
    assert told["grens_verder_km"] == pytest.approx(14.0)
    assert told["km_binnen"] - told["km_na"] == pytest.approx(400 * 14 / 1500)
    table = found.table(region.country.region_of_point("jeugdregio")).set_index("jeugdregio")
    assert table.loc["JZ01", "km_na"] == pytest.approx((200 * 4 + 300 * 10 + 400 * 8) / 1000)
    assert table.loc["JZ01", "km_binnen"] == pytest.approx((200 * 4 + 300 * 10 + 400 * 22) / 1000)
    assert table.loc["JZ02", "gehouden"] == "S5"


def test_the_closings_can_be_made_changes_of_a_scenario(region: Study) -> None:
    found = regional_network(region, region.base_id, "so", 1, Assumptions(), keep=Keep.LARGEST)
    (change,) = found.changes()
    name = region.add(replace(change.apply(region.arrangement(region.base_id), region.country), id="netwerk"))
    left = region.country_of(name)
    assert sorted(left.sites["vestigingscode"]) == ["S1", "S5"]
    again = regional_network(region, name, "so", 1, Assumptions(), keep=Keep.LARGEST)
    assert again.kept == found.kept
    assert again.changes() == ()


def test_fewer_pupils_remain_when_some_move(region: Study) -> None:
    half = Assumptions(inclusion=(("so", 0.5),))
    found = regional_network(region, region.base_id, "so", 1, half)
    assert found.summary()["leerlingen"] == pytest.approx(100.0)


def test_a_network_of_nothing_is_refused(region: Study) -> None:
    with pytest.raises(InputError, match="aantal per jeugdregio 0: verwacht 1 of meer"):
        regional_network(region, region.base_id, "so", 0, Assumptions())
    with pytest.raises(InputError, match="bo is zelf regulier onderwijs; kies een gespecialiseerde soort"):
        regional_network(region, region.base_id, "bo", 1, Assumptions())
    told = Assumptions(rates=(("sbo", 0.02),))
    with pytest.raises(InputError, match="er is geen vestiging van sbo"):
        regional_network(region, region.base_id, "sbo", 1, told)


def test_progress_is_told_and_may_stop_the_work(region: Study) -> None:
    told: list[tuple[int, int]] = []
    regional_network(
        region,
        region.base_id,
        "so",
        1,
        Assumptions(),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]

    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StopError(done, total)

    with pytest.raises(StopError):
        regional_network(region, region.base_id, "so", 1, Assumptions(), progress=stop)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    places=st.lists(st.integers(0, 60), min_size=6, max_size=6, unique=True),
    of_region=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    has_site=st.lists(st.booleans(), min_size=6, max_size=6).filter(any),
    keep=st.sampled_from(Keep),
)
def test_fewer_sites_never_bring_anybody_nearer(
    small_country: MakeDataset, places: list[int], of_region: list[int], has_site: list[bool], keep: Keep
) -> None:
    rows = [
        (f"100{n}", km, f"GM000{n}", f"JZ0{code}", "PO2001", "VO2001", 100.0 + n, 100.0)
        for n, (km, code) in enumerate(zip(places, of_region, strict=True))
    ]
    study = Study.of(
        small_country(rows, [(f"S{n}", f"100{n}", ("so",)) for n in np.flatnonzero(has_site)]), PLAIN
    )
    found = regional_network(study, study.base_id, "so", 1, Assumptions(), keep=keep)
    assert (found.after_m >= found.before_m).all()
    assert (found.within_m >= found.after_m).all()
    more = regional_network(study, study.base_id, "so", 6, Assumptions(), keep=keep)
    assert not more.closed
    assert np.array_equal(more.after_m, more.before_m)  # where nothing closes nothing changes
    for n, here in enumerate(places):  # nor for a home of which no site at its nearest distance closes
        near = [m for m in np.flatnonzero(has_site) if abs(places[m] - here) * 1000 == found.before_m[n]]
        if any(f"S{m}" in found.kept for m in near):
            assert found.after_m[n] == found.before_m[n]


def test_on_real_data_more_sites_never_lengthen_the_way() -> None:
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    assumed = with_preset(Assumptions(), "midden", 2035)
    told = [
        regional_network(study, study.base_id, "sbo", n, assumed, keep=Keep.CENTRAL).summary() for n in (1, 2)
    ]
    assert told[0]["gehouden"] < told[1]["gehouden"]
    assert told[0]["km_na"] > told[1]["km_na"] > told[0]["km_voor"]
    largest = regional_network(study, study.base_id, "sbo", 1, assumed, keep=Keep.LARGEST).summary()
    assert largest["km_na"] > told[0]["km_na"]
