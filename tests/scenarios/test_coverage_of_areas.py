"""Coverage per area: the worked example, the same figures as in a comparison, and white spots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError
from geo.network import Quantity
from scenarios.compare import Level, compare
from scenarios.country import Kind
from scenarios.coverage import (
    Weight,
    Yardstick,
    areas,
    coverage,
    expected_pupils,
    own_and_free,
    residents,
    spread,
    yardstick,
    yardsticks,
)
from scenarios.coverage_change import COLUMNS, coverage_change
from scenarios.demand import kind_of
from scenarios.draft import Draft
from scenarios.evaluate import swv_without_own
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.journey import journey
from scenarios.norms import NormChange
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import CloseSite
from scenarios.study import Study
from scenarios.white_spots import NO_SITE, Over, Position, by_gemeente, nearest_sites, site_name, white_spots

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]


@pytest.fixture(scope="module")
def example(line_of_four: Dataset) -> Study:
    """The worked example of metrics.md: a, b, c, d at 0, 10, 20 and 30 km; sites at a and d."""
    study = Study.of(line_of_four, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))
    norm = [NormChange("acceptabel", "so", "m", 15_000.0), NormChange("thuisnabij", "so", "m", 10_000.0)]
    study = study.under(study.norms.changed(norm))
    for name, swv in (("X", "SSTT"), ("Y", "SSST")):
        indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
        study.add(Arrangement.merged(name, f"Indeling {name}", indeling))
    return study


@pytest.fixture(scope="module")
def land() -> Study:
    """The bundled country."""
    return Study.of(read_dataset(BUNDLED))


def so(study: Study) -> Kind:
    return kind_of(study.country, "so")


def rows(table: pd.DataFrame, along: str = "acceptabel-km") -> dict[str, dict[str, Any]]:
    kept = table[table["maatstaf"] == along]
    return {str(row["gebied"]): {str(k): v for k, v in row.items()} for row in kept.to_dict("records")}


# --- the worked example ------------------------------------------------------------------------


def test_coverage_of_the_worked_example(example: Study) -> None:
    x = rows(coverage(example, "X", so(example)))["NL"]
    y = rows(coverage(example, "Y", so(example)))["NL"]
    assert [x[part] for part in ("totaal", "eigen", "buur", "verder", "zonder_eigen")] == [
        1000,
        1000,
        0,
        0,
        0,
    ]
    assert [y[part] for part in ("totaal", "eigen", "buur", "verder", "zonder_eigen")] == [
        1000,
        700,
        300,
        0,
        0,
    ]
    assert (x["dekking"], y["dekking"], y["dekking_vrij"], y["leunt"]) == (100.0, 70.0, 100.0, 30.0)


def test_coverage_per_swv_of_the_worked_example(example: Study) -> None:
    of_swv = rows(coverage(example, "Y", so(example), Level.SWV))
    assert [of_swv["S"][part] for part in ("eigen", "buur", "verder")] == [300, 300, 0]
    assert of_swv["S"]["dekking"] == 50.0
    assert of_swv["T"]["dekking"] == 100.0
    of_region = rows(coverage(example, "Y", so(example), Level.JEUGDREGIO))
    assert [of_region["JZ02"][part] for part in ("totaal", "eigen", "buur")] == [700, 400, 300]


def test_the_nearer_norm_of_the_worked_example(example: Study) -> None:
    near = rows(coverage(example, "Y", so(example)), "thuisnabij-km")["NL"]
    assert near["grens"] == 10.0
    assert [near[part] for part in ("eigen", "buur", "verder")] == [700, 300, 0]  # c has d at 10 km, across


def test_white_spots_of_the_worked_example(example: Study) -> None:
    along = yardstick(example, so(example))
    assert white_spots(example, "X", along).empty
    (spot,) = white_spots(example, "Y", along).to_dict("records")
    assert (spot["pc4"], spot["aantal"], spot["eigen"], spot["vrij"]) == ("1003", 300, 20.0, 10.0)
    assert (spot["overschrijding"], spot["zwaarte"]) == (5.0, 1500.0)
    assert spot["stand"] == Position.NEIGHBOUR
    assert white_spots(example, "Y", along, Over.FREE).empty
    assert (spot["eigen_in"], spot["vrij_in"]) == ("Plaats 01", "Plaats 04")


def test_what_falls_out_of_the_norm_in_the_worked_example(example: Study) -> None:
    along = yardstick(example, so(example))
    lost = coverage_change(example, "Y", "X", along)
    assert {key: value for key, value in lost.totals().items() if value} == {"eruit": 300.0}
    gained = coverage_change(example, "X", "Y", along)
    assert {key: value for key, value in gained.totals().items() if value} == {"erbij": 300.0}
    (area,) = lost.per_area(areas(example, "Y", Level.GEMEENTE, so(example))).to_dict("records")
    assert (area["gebied"], area["totaal"], area["eruit"]) == ("GM0003", 300, 300)
    (point,) = lost.per_point().to_dict("records")
    assert (point["punt"], point["basis"], point["scenario"]) == (2, 10.0, 20.0)
    assert point["wat"] == COLUMNS["eruit"]


def test_the_spread_of_the_worked_example(example: Study) -> None:
    found = spread(example, "Y", yardstick(example, so(example)))
    assert (found.unit, found.edges[0]) == ("km", 0.0)
    bar = [int(np.searchsorted(found.edges, far)) - 1 for far in (10.0, 20.0)]  # on the edge: the bar below
    assert [found.own[0], *found.own[bar]] == [500, 200, 300]
    assert [found.free[0], *found.free[bar]] == [500, 500, 0]
    assert (found.own == found.reach).all()
    assert found.without_own == found.unreachable == 0


def test_a_difference_within_the_models_error_stands_apart(small_country: MakeDataset) -> None:
    points = [
        ("1001", 0.0, "GM0001", "JZ01", "PO2001", "VO2001", 10.0, 10.0),
        ("1002", 15.2, "GM0002", "JZ01", "PO2001", "VO2001", 20.0, 20.0),
        ("1003", 29.9, "GM0003", "JZ01", "PO2001", "VO2001", 30.0, 30.0),
    ]
    data = small_country(points, [("00AA00", "1001", ("so",)), ("00AB00", "1003", ("so",))])
    study = Study.of(data, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))
    study = study.under(study.norms.changed([NormChange("acceptabel", "so", "m", 15_000.0)]))
    for name, swv in (("west", "SST"), ("oost", "STT")):
        indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
        study.add(Arrangement.merged(name, name, indeling))
    change = coverage_change(study, "oost", "west", yardstick(study, so(study)))  # 15.2 km becomes 14.7 km
    assert {key: value for key, value in change.totals().items() if value} == {"erbij_onzeker": 20.0}


def test_who_has_no_own_site_leans_or_lies_beyond(small_country: MakeDataset) -> None:
    points = [
        ("1001", 0.0, "GM0001", "JZ01", "PO2001", "VO2001", 10.0, 10.0),
        ("1002", 5.0, "GM0002", "JZ01", "PO2002", "VO2001", 20.0, 20.0),
        ("1003", 60.0, "GM0003", "JZ01", "PO2002", "VO2001", 30.0, 30.0),
    ]
    study = Study.of(
        small_country(points, [("00AA00", "1001", ("so",))]),
        Settings(STRAIGHT, detour_factor=1.0, intrazonal=False),
    )
    found = rows(coverage(study, study.base_id, so(study), Level.SWV))
    assert [found["PO2002"][part] for part in ("eigen", "buur", "verder", "zonder_eigen")] == [0, 20, 30, 50]
    along = yardstick(study, so(study))
    (spot,) = white_spots(study, study.base_id, along).to_dict("records")
    assert (spot["pc4"], spot["eigen"], spot["stand"], spot["eigen_in"]) == (
        "1003",
        np.inf,
        Position.NOWHERE,
        "",
    )
    assert nearest_sites(study, study.base_id, along, np.array([2]), Over.OWN)[0].tolist() == [NO_SITE]
    assert nearest_sites(study, study.base_id, along, np.array([2]), Over.FREE)[0].tolist() == [0]
    assert site_name(study.country, NO_SITE, so(study)) == ""


# --- what is not there is told -----------------------------------------------------------------


def test_a_kind_without_the_norm_is_refused_with_what_to_do(land: Study) -> None:
    bare = replace(land.norms, table=tuple(one for one in land.norms.table if one.subject != "so"))
    study = land.under(bare)
    assert yardsticks(study, so(study)) == ()
    assert coverage(study, study.base_id, so(study)).empty
    with pytest.raises(InputError, match="voor so is er geen norm acceptabel in km; geef er een"):
        yardstick(study, so(study))


def test_there_are_no_minutes_over_a_straight_line(example: Study) -> None:
    assert [one.code for one in yardsticks(example, so(example))] == ["acceptabel-km", "thuisnabij-km"]
    with pytest.raises(InputError, match="hemelsbreed kent geen reistijden"):
        yardstick(example, so(example), "acceptabel", Quantity.TIME)
    with pytest.raises(InputError, match="gevonden 'ver', verwacht thuisnabij of acceptabel"):
        yardstick(example, so(example), "ver")
    with pytest.raises(ValueError, match="no times"):
        own_and_free(example, "X", so(example), Quantity.TIME)


# --- the same figure everywhere ----------------------------------------------------------------


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("name", ["regeling-2015", "jeugdregio"])
def test_coverage_is_what_a_comparison_says(land: Study, level: Level, name: str) -> None:
    told = compare(land, [name], land.base_id, ["so", "vso"], level).rows()
    for kind in (kind_of(land.country, code) for code in ("so", "vso")):
        inside = areas(land, name, level, kind)
        now, base = (coverage(land, one, kind, within=inside) for one in (name, land.base_id))
        for measure, along in (
            ("dekking_acceptabel", "acceptabel-km"),
            ("dekking_thuisnabij", "thuisnabij-km"),
        ):
            before = rows(base, along)
            for area, row in rows(now, along).items():
                other = told[name, level.value, area, kind.code, measure]
                assert row["dekking"] == pytest.approx(other["waarde"], abs=1e-9, nan_ok=True)
                assert before[area]["dekking"] == pytest.approx(other["basis"], abs=1e-9, nan_ok=True)
                without = told[name, level.value, area, kind.code, "zonder_eigen"]["waarde"]
                assert row["zonder_eigen"] == pytest.approx(without, abs=1e-6)


def test_changes_and_white_spots_are_what_a_comparison_says(land: Study) -> None:
    kind, name = so(land), "jeugdregio"
    told = compare(land, [name], land.base_id, ["so"]).rows()
    changed = coverage_change(land, name, land.base_id, yardstick(land, kind)).totals()
    for here, there in (("eigen_gekregen", "eigen_gekregen"), ("eigen_verloren", "eigen_verloren")):
        assert changed[here] == pytest.approx(told[name, "land", "NL", "so", there]["waarde"])
    people = residents(land.country, kind).people.sum()
    for over, measure in ((Over.OWN, "boven_acceptabel"), (Over.FREE, "vrij_boven_acceptabel")):
        spots = white_spots(land, name, yardstick(land, kind), over)
        share = told[name, "land", "NL", "so", measure]["waarde"]
        assert spots["aantal"].sum() / people * 100 == pytest.approx(share)
    minutes = white_spots(land, name, yardstick(land, kind, "acceptabel", Quantity.TIME))
    share = told[name, "land", "NL", "so", "reistijd_boven_acceptabel"]["waarde"]
    assert minutes["aantal"].sum() / people * 100 == pytest.approx(share)


def test_a_regrouping_moves_nobody_within_or_beyond_all_sites(land: Study) -> None:
    for kind in land.country.kinds:
        for along in yardsticks(land, kind):
            totals = coverage_change(land, "jeugdregio", land.base_id, along).totals()
            assert totals["vrij_erbij"] == totals["vrij_eruit"] == 0
            old, new = (
                rows(coverage(land, one, kind), along.code)["NL"] for one in (land.base_id, "jeugdregio")
            )
            assert old["verder"] == new["verder"]
            net = totals["erbij"] + totals["erbij_onzeker"] - totals["eruit"] - totals["eruit_onzeker"]
            assert new["eigen"] - old["eigen"] == pytest.approx(net)


def test_areas_add_up_to_the_country(land: Study) -> None:
    for level in (Level.JEUGDREGIO, Level.GEMEENTE):
        parts = coverage(land, "jeugdregio", so(land), level).groupby("maatstaf")[
            ["totaal", "eigen", "buur", "verder"]
        ]
        whole = coverage(land, "jeugdregio", so(land)).set_index("maatstaf")
        for along, row in parts.sum().iterrows():
            assert row.sum() == pytest.approx(whole.loc[along, ["totaal", "eigen", "buur", "verder"]].sum())
    table = coverage(land, "regeling-2015", so(land), Level.SWV)
    assert np.allclose(table["eigen"] + table["buur"] + table["verder"], table["totaal"])


def test_white_spots_weigh_people_times_excess_heaviest_first(land: Study) -> None:
    along = yardstick(land, so(land))
    spots = white_spots(land, land.base_id, along)
    assert (spots["aantal"] > 0).all()
    assert (spots["overschrijding"] > 0).all()
    assert np.allclose(spots["zwaarte"], spots["aantal"] * spots["overschrijding"])
    assert spots["zwaarte"].is_monotonic_decreasing
    assert set(spots["stand"]) == {one.value for one in Position}
    assert (spots.loc[spots["stand"] == Position.NOWHERE, "vrij"] > along.limit / 1000).all()
    grouped = by_gemeente(spots)
    assert grouped["zwaarte"].is_monotonic_decreasing
    assert grouped["zwaarte"].sum() == pytest.approx(spots["zwaarte"].sum())
    assert grouped["pc4"].sum() == len(spots)


@pytest.mark.parametrize("kind", ["so", "bo"])
@pytest.mark.parametrize("quantity", list(Quantity))
def test_the_nearest_site_is_that_of_a_journey(land: Study, kind: str, quantity: Quantity) -> None:
    along = yardstick(land, kind_of(land.country, kind), "thuisnabij", quantity)
    points = white_spots(land, "jeugdregio", along)["punt"].to_numpy()[:12]
    for over, under in ((Over.OWN, "jeugdregio"), (Over.FREE, "")):
        sites, away = nearest_sites(land, "jeugdregio", along, points, over)
        for point, site, far in zip(points, sites, away, strict=True):
            found = journey(land, int(point), kind, arrangement=under, quantity=quantity)
            if found is None:
                assert site == NO_SITE
                continue
            known = found.distance_m if quantity is Quantity.DISTANCE else found.time_s
            assert far == pytest.approx(known, rel=1e-5)
            if site != found.site:  # two of them equally far
                again = nearest_sites(land, "jeugdregio", along, np.array([point]), over)[1]
                assert again[0] == pytest.approx(known, rel=1e-5)


def test_grouped_sites_are_never_called_a_site(land: Study) -> None:
    kind = so(land)
    along = yardstick(land, kind)
    points = white_spots(land, land.base_id, along)["punt"].to_numpy()[:5]
    sites, _ = nearest_sites(land, land.base_id, along, points, Over.FREE)
    for name in (site_name(land.country, int(site), kind) for site in sites):
        assert " so in " in name
        assert name.split(" ")[1] in {"vestiging", "vestigingen"}


def test_single_sites_are_named_with_their_code(study: Study) -> None:
    kind = kind_of(study.country, "so")
    along = yardstick(study, kind)
    points = white_spots(study, study.base_id, along)["punt"].to_numpy()[:3]
    sites, _ = nearest_sites(study, study.base_id, along, points, Over.FREE)
    for site in sites:
        code = study.country.sites["vestigingscode"].iloc[int(site)]
        assert f"({code}), " in site_name(study.country, int(site), kind)


# --- other sites, other people -----------------------------------------------------------------


def test_closing_a_site_takes_people_out_of_the_norm_whatever_the_borders(study: Study) -> None:
    kind = kind_of(study.country, "so")
    supply = study.country.supply
    remote = study.country.sites["gemeentecode"] == "GM0448"  # Texel
    here = supply[(supply["kind"] == "vo") & remote.to_numpy()[supply["site"]]]
    codes = tuple(study.country.sites["vestigingscode"].iloc[here["site"]].unique())
    if not codes:
        pytest.skip("geen vo op Texel in deze gegevens")
    draft = Draft(study.base_id).do(CloseSite(vestigingen=codes))
    name = draft.known_to(study)
    vo = kind_of(study.country, "vo")
    totals = coverage_change(study, name, study.base_id, yardstick(study, vo)).totals()
    assert totals["vrij_eruit"] > 0
    assert totals["vrij_erbij"] == totals["erbij"] == 0
    spots = white_spots(study, name, yardstick(study, vo))
    assert "Texel" in set(spots["gemeente"])
    assert coverage_change(study, name, study.base_id, yardstick(study, kind)).totals() == dict.fromkeys(
        COLUMNS, 0.0
    )


def test_expected_pupils_weigh_instead_of_residents(land: Study) -> None:
    kind = so(land)
    weight = expected_pupils(land.country, kind)
    assert weight.what == "verwachte leerlingen so"
    assert weight.certainty == "geschat"
    table = rows(coverage(land, land.base_id, kind, weight=weight))["NL"]
    assert table["totaal"] == pytest.approx(weight.people.sum())
    assert table["totaal"] < 0.1 * residents(land.country, kind).people.sum()


def test_without_people_nothing_is_determined(land: Study) -> None:
    nobody = Weight(np.zeros(len(land.country.points)), "niemand", "geschat", "proef")
    table = coverage(land, land.base_id, so(land), weight=nobody)
    assert table["dekking"].isna().all()
    assert white_spots(land, land.base_id, yardstick(land, so(land)), weight=nobody).empty


def test_swvs_without_an_own_site_are_those_with_no_coverage(land: Study) -> None:
    arrangement = land.arrangement(land.base_id)
    for kind in land.country.kinds:
        listed = swv_without_own(land.country, land.distances(land.base_id), arrangement, kind)
        of_swv = coverage(land, land.base_id, kind, Level.SWV)
        bare = of_swv[(of_swv["zonder_eigen"] > 0) & (of_swv["maatstaf"] == "acceptabel-km")]
        assert set(bare["gebied_naam"]) == set(listed)
        assert (bare["dekking"] == 0).all()


def test_a_yardstick_says_what_it_is(land: Study) -> None:
    one = yardstick(land, so(land), "acceptabel", Quantity.TIME)
    assert isinstance(one, Yardstick)
    assert (one.code, one.label, one.limit, one.unit, one.decimals) == (
        "acceptabel-min",
        "acceptabel (45 min)",
        2700.0,
        "min",
        0,
    )
