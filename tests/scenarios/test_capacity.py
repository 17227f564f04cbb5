"""Places of sites, and pupils placed under a scenario: small countries by hand, and the real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from data.supply import counted, grouped
from geo.errors import InputError, UnknownNameError
from scenarios import capacity as under_test
from scenarios.assumptions import Assumptions
from scenarios.capacity import Capacity, allocate, room_told
from scenarios.capacity_places import COUNTED, DIVIDED, GIVEN, TYPICAL, places
from scenarios.capacity_tables import area_table, one_more_place, point_table, site_table
from scenarios.compare import Level
from scenarios.country import Country
from scenarios.demand import Expected
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import ChangeSite, CloseSite, OpenSite
from scenarios.site_distances import metres_to_each
from scenarios.site_plan import SitePlan
from scenarios.study import Study

#: As many places as pupils now: figures that can be worked out on paper.
AS_NOW = Assumptions(capacity_factor=1.0)

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)

#: a, b, c and d at 0, 10, 20 and 30 km; a and b are swv PO2001, c and d PO2002.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1000, 1000),
    ("1002", 10, "GM0002", "JZ01", "PO2001", "VO2001", 1000, 1000),
    ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2001", 1000, 1000),
    ("1004", 30, "GM0004", "JZ02", "PO2002", "VO2001", 1000, 1000),
]
#: An so site at a and one at d; one more at c shares its pupils with vso.
SITES = [
    ("00AA00", "1001", ("so",)),
    ("00AB00", "1004", ("so",)),
    ("00AC00", "1003", ("so", "vso")),
    ("00AD00", "1001", ("vso",)),
]
#: Pupils that the source tells: of 00AC00 together.
PUPILS = {"00AA00": 40.0, "00AB00": 20.0, "00AC00": 40.0, "00AD00": 90.0}


def _with(dataset: Dataset, **tables: pd.DataFrame) -> Dataset:
    return replace(dataset, tables={**dataset.tables, **tables})


@pytest.fixture
def line(small_country: MakeDataset) -> Dataset:
    """Make a country in which so has 40 and 20 pupils at sites of its own and shares 40 with vso (90)."""
    made = small_country(POINTS, SITES)
    sites, offers = made["vestigingen"], made["aanbod"]
    told = sites["vestigingscode"].map(PUPILS)
    alone = offers["vestigingscode"].map(PUPILS).where(offers["vestigingscode"] != "00AC00")
    offers = offers[["vestigingscode", "soort"]].assign(leerlingen=alone)
    return _with(made, aanbod=counted(offers, sites.assign(leerlingen=told)))


def _expecting(monkeypatch: pytest.MonkeyPatch, *pupils: float) -> None:
    """Let so many pupils be expected per point, whatever the data say."""
    count = np.array(pupils, dtype=float)

    def stand_in(_country: Country, kind: str, _assumptions: Assumptions) -> Expected:
        return Expected(kind, count, count, count, count, np.ones(len(count)), "proef", "proef 2025")

    monkeypatch.setattr(under_test, "expected", stand_in)


def _flows(found: Capacity) -> list[tuple[str, str, int]]:
    country, flows = found.country, found.allocation
    pc4 = country.points["pc4"].to_numpy()
    site = country.sites["vestigingscode"].to_numpy()[found.places.table["site"].to_numpy()]
    return [
        (str(pc4[i]), str(site[f]), int(n))
        for i, f, n in zip(flows.point, flows.site, flows.placed, strict=True)
    ]


# --- places --------------------------------------------------------------------------------------


def test_pupils_stand_in_for_places_and_shared_ones_are_divided(line: Dataset) -> None:
    """Means of sites counted alone: so 30, vso 90; of the 40 shared, so gets 30/120."""
    so, vso = (places(Country(line), kind, AS_NOW) for kind in ("so", "vso"))
    assert so.table["plaatsen"].tolist() == [40, 20, 10]
    assert vso.table["plaatsen"].tolist() == [30, 90]
    assert so.table["hoe"].tolist() == [COUNTED, COUNTED, DIVIDED]
    assert set(so.table["aard"]) == {"geschat"}
    assert so.given_share == 0
    assert any("maal 1, staan daarvoor in (geschat)" in note for note in so.notes)
    assert any("voor twee soorten samen telt" in note for note in so.notes)


def test_a_factor_makes_room_but_not_where_places_are_told(line: Dataset) -> None:
    given = pd.DataFrame({"vestigingscode": ["00AB00"], "soort": ["so"], "plaatsen": [33.0]})
    found = places(Country(line), "so", Assumptions(capacity_factor=1.1), given)
    assert found.table["plaatsen"].tolist() == [44, 33, 11]
    assert found.table["hoe"].tolist() == [COUNTED, GIVEN, DIVIDED]
    assert found.table["aard"].tolist() == ["geschat", "gemeten", "geschat"]
    assert any("Van 1 vestigingen zijn de plaatsen opgegeven" in note for note in found.notes)
    assert any("maal 1,1" in note for note in found.notes)


def test_places_of_the_data_and_of_the_scenario_count_and_a_file_goes_before_them(line: Dataset) -> None:
    offers = line["aanbod"].assign(plaatsen=[np.nan, 25.0, np.nan, np.nan, np.nan])
    country = Country(_with(line, aanbod=offers))
    assert places(country, "so", AS_NOW).table["plaatsen"].tolist() == [40, 25, 10]
    given = pd.DataFrame({"vestigingscode": ["00AB00", "00ZZ00"], "soort": "so", "plaatsen": [0.0, 5.0]})
    found = places(country, "so", AS_NOW, given)
    assert found.table["plaatsen"].tolist() == [40, 0, 10]
    assert any("1 rij van het capaciteitsbestand" in note for note in found.notes)


def test_a_site_that_nobody_counted_is_as_the_middle_one(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    plan = OpenSite(soorten=("so",), pc4="1002").apply(study.arrangement(study.base_id), study.country).plan
    found = places(study.country.with_plan(plan), "so", AS_NOW)
    assert found.table["hoe"].tolist() == [COUNTED, COUNTED, DIVIDED, TYPICAL]
    assert found.table["plaatsen"].tolist() == [40, 20, 10, 20]
    assert found.typical == 20.0
    assert any("1 vestiging zonder leerlingtal" in note for note in found.notes)
    assert any("(20 leerlingen), samen 20 plaatsen" in note for note in found.notes)


def test_groups_of_sites_have_the_places_of_their_sites(line: Dataset) -> None:
    sites = line["vestigingen"].assign(leerlingen_bron="DUO")
    groups, offers = grouped(line["aanbod"], sites)
    place = line["pc4"].set_index("pc4")[["easting", "northing"]]
    manifest = replace(line.manifest, grouped=True)
    together = replace(
        _with(line, vestigingen=groups.join(place, on="pc4"), aanbod=offers), manifest=manifest
    )
    for kind in ("so", "vso"):
        alone = places(Country(line), kind, AS_NOW)
        joined = places(Country(together), kind, AS_NOW)
        assert joined.total == alone.total
        by_point = [one.table.groupby("point")["plaatsen"].sum().to_dict() for one in (alone, joined)]
        assert by_point[0] == by_point[1]


def test_no_places_and_no_pupils_is_told(line: Dataset) -> None:
    offers = line["aanbod"].assign(leerlingen=np.nan, gedeeld=0, leerlingen_gedeeld=0.0, onbekend=1)
    country = Country(_with(line, aanbod=offers))
    with pytest.raises(InputError, match="geef een bestand met plaatsen"):
        places(country, "so", AS_NOW)
    given = pd.DataFrame({"vestigingscode": ["00AA00"], "soort": ["so"], "plaatsen": [12.0]})
    assert places(country, "so", AS_NOW, given).table["plaatsen"].tolist() == [12, 12, 12]
    with pytest.raises(UnknownNameError, match="onbekende soort 'hbo'"):
        places(country, "hbo", AS_NOW)


# --- placing -------------------------------------------------------------------------------------


@pytest.fixture
def study(line: Dataset) -> Study:
    return Study.of(line, PLAIN)


def test_open_borders_by_hand(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places: 40 at a, 20 at d, 10 at c. Pupils: 30, 20, 10, 5.

    b's nearest are a and c (10 km each). c takes its own 10; so b goes to a (10 free) and on
    to d (20 km): or c's pupils go to d (10 km) for b's: as long.
    """
    _expecting(monkeypatch, 30, 20, 10, 5)
    found = allocate(study, study.base_id, "so", AS_NOW)
    totals = found.totals()
    assert (totals.expected, totals.placed, totals.unplaced) == (65, 65, 0)
    assert totals.total_km == pytest.approx(10 * 10 + 10 * 20)
    assert totals.nearest_km == pytest.approx(20 * 10)
    assert (totals.price_km, totals.mean_km) == (pytest.approx(100), pytest.approx(300 / 65))
    assert totals.in_own_swv == 55
    sites = site_table(found).set_index("vestigingscode")
    assert sites["leerlingen"].to_dict() == {"00AA00": 40, "00AB00": 15, "00AC00": 10}
    assert sites["bezetting"].to_dict() == pytest.approx({"00AA00": 100.0, "00AB00": 75.0, "00AC00": 100.0})
    assert sites["scheelt_km"].to_dict() == pytest.approx({"00AA00": 10.0, "00AB00": 0.0, "00AC00": 10.0})
    assert int(sites["van_buiten"].sum()) == 10


def test_own_swv_only_by_hand(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """a and b have the 40 places at a: 10 of them do without; placed first are those nearby."""
    _expecting(monkeypatch, 30, 20, 10, 5)
    found = allocate(study, study.base_id, "so", AS_NOW, own_only=True)
    assert _flows(found) == [
        ("1001", "00AA00", 30),
        ("1002", "00AA00", 10),
        ("1003", "00AC00", 10),
        ("1004", "00AB00", 5),
    ]
    totals = found.totals()
    assert (totals.unplaced, totals.all_full, totals.out_of_reach) == (10, 10, 0)
    assert totals.in_own_swv == totals.placed
    assert (totals.total_km, totals.price_km) == (pytest.approx(100), pytest.approx(0))
    sites = site_table(found).set_index("vestigingscode")
    assert sites["plaatst_een"].to_dict() == {"00AA00": True, "00AB00": False, "00AC00": False}
    assert sites.loc["00AA00", "scheelt_km"] == pytest.approx(-10)
    areas = area_table(found, Level.SWV).set_index("gebied")
    assert areas["zonder_plaats"].to_dict() == {"PO2001": 10, "PO2002": 0}
    assert areas["alles_vol"].to_dict() == {"PO2001": 10, "PO2002": 0}
    assert areas["gemiddeld_km"].to_dict() == pytest.approx({"PO2001": 2.5, "PO2002": 0.0})
    assert any("geen thuiszitter" in note for note in found.notes)


def test_nobody_goes_beyond_a_limit(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    _expecting(monkeypatch, 30, 20, 10, 5)
    found = allocate(study, study.base_id, "so", AS_NOW, within_km=10.0)
    assert found.totals().unplaced == 0  # b's go to c, c's to d: 10 km each
    tight = allocate(study, study.base_id, "so", AS_NOW, within_km=9.9)
    totals = tight.totals()
    assert (totals.unplaced, totals.out_of_reach) == (20, 20)
    assert any("niemand gaat verder dan 9,9 km" in note for note in tight.notes)
    with pytest.raises(InputError, match="grens aan de afstand"):
        allocate(study, study.base_id, "so", AS_NOW, within_km=0.0)


def test_a_swv_without_a_site_has_nowhere_to_go(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    _expecting(monkeypatch, 1, 2, 3, 4)
    closed = replace(
        CloseSite(vestigingen=("00AA00",)).apply(study.arrangement(study.base_id), study.country), id="dicht"
    )
    name = study.add(closed)
    own = allocate(study, name, "so", AS_NOW, own_only=True).totals()
    assert (own.unplaced, own.out_of_reach) == (3, 3)
    assert allocate(study, name, "so", AS_NOW).totals().unplaced == 0


def test_places_in_a_scenario_count(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    _expecting(monkeypatch, 30, 20, 10, 5)
    more = ChangeSite(vestiging="00AA00", plaatsen={"so": 50})
    name = study.add(replace(more.apply(study.arrangement(study.base_id), study.country), id="meer plaatsen"))
    found = allocate(study, name, "so", AS_NOW, own_only=True)
    assert found.totals().unplaced == 0
    assert found.places.table["hoe"].tolist()[0] == GIVEN


def test_areas_and_points_add_up_to_the_country(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    _expecting(monkeypatch, 30, 20, 10, 50)
    for own_only in (True, False):
        found = allocate(study, study.base_id, "so", AS_NOW, own_only=own_only)
        totals = found.totals()
        for level in Level:
            areas = area_table(found, level)
            summed = areas[["verwacht", "geplaatst", "zonder_plaats", "eigen_swv"]].sum().tolist()
            assert summed == [totals.expected, totals.placed, totals.unplaced, totals.in_own_swv]
            assert areas["prijs_km"].sum() == pytest.approx(totals.price_km)
            assert (areas["geen_vestiging"] + areas["alles_vol"] == areas["zonder_plaats"]).all()
        points = point_table(found)
        assert points["geplaatst"].sum() == totals.placed
        where = found.swv == "PO2001"
        row = area_table(found, Level.SWV).set_index("gebied").loc["PO2001"]
        assert found.totals(where).placed == row["geplaatst"]
        assert found.totals(where).price_km == pytest.approx(row["prijs_km"])


def test_nobody_expected_is_no_error(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    _expecting(monkeypatch, 0, 0, 0, 0)
    totals = allocate(study, study.base_id, "so", AS_NOW).totals()
    assert totals.expected == totals.placed == 0
    assert np.isnan(totals.mean_km)
    assert np.isnan(totals.p90_km)


def test_demand_and_places_of_the_same_count_are_told_to_be_tight(study: Study) -> None:
    found = allocate(study, study.base_id, "so", AS_NOW)
    assert found.totals().expected == found.places.total == 70
    assert any(note.startswith("Let op: 70 plaatsen voor 70 leerlingen") for note in found.notes)
    roomy = allocate(study, study.base_id, "so", Assumptions(capacity_factor=1.5))
    assert not any(note.startswith("Let op") for note in roomy.notes)


# --- distances -----------------------------------------------------------------------------------


def test_metres_are_kept_and_a_scenario_measures_only_what_it_changed(study: Study) -> None:
    country = study.country
    sites = np.flatnonzero(country.supply["kind"] == "so")
    rows = country.supply["site"].to_numpy()[sites]
    measured: list[tuple[int, int]] = []
    first = metres_to_each(country, country, "so", rows, lambda done, total: measured.append((done, total)))
    assert measured[-1] == (3, 3)
    assert metres_to_each(country, country, "so", rows, measured.append) is first  # type: ignore[arg-type]
    plan = OpenSite(soorten=("so",), pc4="1002").apply(study.arrangement(study.base_id), country).plan
    there = country.with_plan(plan)
    rows = there.supply.loc[there.supply["kind"] == "so", "site"].to_numpy()
    measured.clear()
    found = metres_to_each(country, there, "so", rows, lambda done, total: measured.append((done, total)))
    assert measured == [(1, 1)]
    apart = there.journeys.nearest([np.array([row]) for row in rows]).distance_m
    assert (found == apart).all()


def test_a_moved_site_is_measured_anew(study: Study) -> None:
    country = study.country
    rows = country.supply.loc[country.supply["kind"] == "so", "site"].to_numpy()
    before = metres_to_each(country, country, "so", rows)
    sites = country.dataset["vestigingen"].copy()
    sites.loc[sites["vestigingscode"] == "00AB00", "easting"] -= 5000.0
    there = country.with_plan(replace(SitePlan.of(country.dataset), sites=sites))
    after = metres_to_each(country, there, "so", rows)
    assert (before != after).any(axis=0).tolist() == [False, True, False]


# --- the real country ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled_study() -> Study:
    return Study.of(read_dataset(BUNDLED))


@pytest.mark.parametrize("kind", ["so", "vso", "pro"])
def test_the_country_keeps_what_must_hold(bundled_study: Study, kind: str) -> None:
    study = bundled_study
    own = allocate(study, study.base_id, kind, own_only=True)
    free = allocate(study, study.base_id, kind)
    assert own.totals().expected == free.totals().expected
    assert free.totals().unplaced <= own.totals().unplaced
    assert own.totals().in_own_swv == own.totals().placed
    assert own.totals().price_km >= 0
    for found in (own, free):
        table = site_table(found)
        assert (table["leerlingen"] <= table["plaatsen"]).all()
        assert found.allocation.gap_m <= 10
        assert table["leerlingen"].sum() == found.totals().placed
    mean = free.totals().nearest_km / free.totals().expected
    position = study.country.situation.kinds.index(kind)
    whole = free.allocation.pupils
    cube = float(study.free_m[position].astype(float) @ whole) / 1000 / whole.sum()
    assert mean == pytest.approx(cube, rel=1e-5)


def test_more_room_never_raises_distance_in_the_country(bundled_study: Study) -> None:
    found = [
        allocate(bundled_study, bundled_study.base_id, "so", Assumptions(capacity_factor=factor)).totals()
        for factor in (1.05, 1.2, 1.5)
    ]
    assert [one.unplaced for one in found] == [0, 0, 0]
    assert found[0].total_km >= found[1].total_km >= found[2].total_km >= found[2].nearest_km


def test_work_can_be_stopped_and_nothing_is_kept(bundled_study: Study) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(done: int, total: int) -> None:
        assert 0 <= done <= total
        raise Stop

    with pytest.raises(Stop):
        allocate(bundled_study, bundled_study.base_id, "sbo", progress=stop)
    told: list[tuple[int, int]] = []
    allocate(bundled_study, bundled_study.base_id, "sbo", own_only=True, progress=lambda *at: told.append(at))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_one_more_place_places_a_pupil_or_saves_kilometres(straight_study: Study) -> None:
    found = allocate(straight_study, straight_study.base_id, "pro", own_only=True)
    placing, saving = one_more_place(found)
    table = site_table(found)
    assert len(placing) == table["plaatst_een"].sum() > 0
    assert placing["verandert_km"].is_monotonic_increasing
    assert saving["scheelt_km"].is_monotonic_decreasing
    assert (saving["scheelt_km"] > 0).all()
    assert not set(placing["vestigingscode"]) & set(saving["vestigingscode"])


def test_estimates_are_told_as_roughly_as_they_are_known(
    line: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study.of(line, PLAIN)
    _expecting(monkeypatch, 1234.0, 0.0, 0.0, 0.0)
    found = allocate(study, study.base_id, "so", AS_NOW)
    note = next(one for one in found.notes if one.startswith("Verwachte leerlingen"))
    assert "1.200 (geschat), proef" in note
    assert "tussen" not in note
    assert room_told(found.places) == "70"
    given = pd.DataFrame(
        {"vestigingscode": ["00AA00", "00AB00", "00AC00"], "soort": "so", "plaatsen": [41.0, 22.0, 14.0]}
    )
    assert room_told(allocate(study, study.base_id, "so", AS_NOW, given=given).places) == "77"
