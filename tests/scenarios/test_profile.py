"""The card of one area: worked out by hand, held to what must always be true, and on the real country."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import Dataset
from geo.errors import UnknownNameError
from scenarios.compare import Level, compare
from scenarios.consequences.relations import PlaceKind, relations
from scenarios.consequences.slivers import sliver_regions, slivers
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.profile import (
    SUPPLY_CODES,
    TIME_CODES,
    TRAVEL_CODES,
    AreaKind,
    Profile,
    area_kinds,
    area_names,
    area_of_points,
    areas_at,
    profile,
)
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
TODAY = "regeling-2015"
KIND = AreaKind

#: GM0001 lies in one swv po and two swv's vo; 4% of GM0003's residents of po age lie in PO2001.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 50),
    ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2002", 200, 100),
    ("1003", 20, "GM0002", "JZ02", "PO2002", "VO2002", 300, 150),
    ("1004", 30, "GM0003", "JZ02", "PO2002", "VO2002", 384, 192),
    ("1005", 31, "GM0003", "JZ02", "PO2001", "VO2002", 16, 8),
]
SITES = [
    ("00AA00", "1001", ("bo",)),
    ("00AB00", "1004", ("bo", "so", "vso")),
    ("00AC00", "1003", ("so",)),
]


def with_supply(dataset: Dataset, code: str, kind: str, **values: float) -> Dataset:
    """Change the counts of one offer."""
    offers = dataset["aanbod"].copy()
    row = (offers["vestigingscode"] == code) & (offers["soort"] == kind)
    for column, value in values.items():
        offers[column] = offers[column].mask(row, value)
    return replace(dataset, tables={**dataset.tables, "aanbod": offers})


def with_boards(dataset: Dataset, boards: dict[str, str]) -> Dataset:
    """Tell the boards of some sites."""
    sites = dataset["vestigingen"]
    told = sites.assign(bevoegd_gezag=sites["vestigingscode"].map(boards))
    return replace(dataset, tables={**dataset.tables, "vestigingen": told})


@pytest.fixture(scope="module")
def dataset(small_country: MakeDataset) -> Dataset:
    made = small_country(POINTS, SITES)
    for kind in ("so", "vso"):
        made = with_supply(made, "00AB00", kind, leerlingen=float("nan"), gedeeld=1, leerlingen_gedeeld=60.0)
    return with_boards(made, {"00AA00": "1", "00AB00": "2", "00AC00": "1"})


@pytest.fixture(scope="module")
def line(dataset: Dataset) -> Study:
    return Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))


def values_of(card: Profile, kind: str) -> dict[str, float]:
    found = next(one for one in card.kinds if one.kind.code == kind)
    return {code: one.value for code, one in found.figures.items()}


def shares_of(card: Profile, kind: AreaKind) -> dict[str, tuple[float, float, float]]:
    return {
        one.code: (one.residents, round(one.share, 3), round(one.share_of_other, 3))
        for one in card.overlaps[kind]
    }


def merged(study: Study, name: str, *swv: str) -> str:
    indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, swv, {}, "2026", "Proef.")
    return study.add(Arrangement.merged(name, name, indeling))


# --- worked out by hand ------------------------------------------------------------------------


def test_residents_and_supply_of_a_jeugdregio(line: Study) -> None:
    card = profile(line, TODAY, KIND.JEUGDREGIO, "JZ02")
    assert card.name == "JZ02"  # the small country names no regions
    assert card.points.tolist() == [2, 3, 4]
    assert {age: one.value for age, one in card.residents.items()} == {"po": 700, "vo": 350}
    assert list(values_of(card, "so")) == [*SUPPLY_CODES, *TRAVEL_CODES, *TIME_CODES]
    so, bo = values_of(card, "so"), values_of(card, "bo")
    # two so sites: ten pupils of one; those of the other are counted together with vso
    assert [so[code] for code in SUPPLY_CODES] == [2, 10, 1, 60, 0]
    assert [bo[code] for code in SUPPLY_CODES] == [1, 10, 0, 0, 0]
    assert [values_of(card, "pro")[code] for code in SUPPLY_CODES] == [0, 0, 0, 0, 0]


def test_pupils_that_are_only_counted_together_are_not_to_be_determined(line: Study) -> None:
    card = profile(line, TODAY, KIND.GEMEENTE, "GM0003")
    found = next(one for one in card.kinds if one.kind.code == "vso").figures
    assert np.isnan(found["leerlingen_soort"].value)
    assert found["leerlingen_soort"].text == "niet te bepalen"
    assert found["vestigingen"].text == "1"


def test_distances_of_a_jeugdregio_under_todays_layers(line: Study) -> None:
    card = profile(line, TODAY, KIND.JEUGDREGIO, "JZ01")
    told = {kind: [values_of(card, kind)[code] for code in TRAVEL_CODES] for kind in ("bo", "so", "vso")}
    # bo: 100 at 0 km, 200 at 10 km, all own
    assert told["bo"] == pytest.approx([2000 / 300, 2000 / 300, 0, 0])
    # so: PO2001 has none, so the nearest in km 20 counts, and everyone depends on a neighbour
    assert told["so"] == pytest.approx([4000 / 300, 4000 / 300, 300, 100])
    # vso at km 30 is VO2002's: the 50 of VO2001 have none of their own
    assert told["vso"] == pytest.approx([3500 / 150, 3500 / 150, 50, 100 / 3])


def test_a_swv_of_today_keeps_its_own_layer_and_the_base(line: Study) -> None:
    name = merged(line, "alles", "S", "S", "S", "S", "S")
    card = profile(line, name, KIND.SWV_PO, "PO2001")
    assert card.arrangement == TODAY
    assert [one.kind.code for one in card.kinds] == ["bo", "sbo", "so"]
    assert values_of(card, "so")["zonder_eigen"] == 316
    assert {kind: one.value for kind, one in card.relations.items()} == {
        KIND.GEMEENTE: 2,
        KIND.JEUGDREGIO: 2,
    }
    assert [one.code for one in card.overlaps[KIND.SWV]] == ["S"]
    whole = profile(line, name, KIND.SWV, "S")
    assert [one.kind.code for one in whole.kinds] == ["bo", "sbo", "so", "vso", "pro", "vo"]
    assert values_of(whole, "so")["zonder_eigen"] == 0
    assert [one.kind.code for one in profile(line, name, KIND.SWV_VO, "VO2001").kinds] == ["vso", "pro", "vo"]


def test_overlaps_count_the_residents_that_both_areas_are_for(line: Study) -> None:
    card = profile(line, TODAY, KIND.JEUGDREGIO, "JZ01")
    assert shares_of(card, KIND.GEMEENTE) == {"GM0001": (450, 100, 100)}
    assert shares_of(card, KIND.SWV_PO) == {"PO2001": (300, 100, 94.937)}
    assert shares_of(card, KIND.SWV_VO) == {"VO2002": (100, 66.667, 22.222), "VO2001": (50, 33.333, 100)}
    assert {kind: one.value for kind, one in card.relations.items()} == {KIND.SWV_PO: 1, KIND.SWV_VO: 2}
    # a swv po with a swv vo: residents of both ages
    other = profile(line, TODAY, KIND.SWV_PO, "PO2001")
    assert shares_of(other, KIND.SWV_VO) == {"VO2002": (324, 68.354, 24), "VO2001": (150, 31.646, 100)}


def test_a_sliver_of_a_gemeente_is_marked(line: Study) -> None:
    card = profile(line, TODAY, KIND.GEMEENTE, "GM0003")
    assert {one.code: one.sliver for one in card.overlaps[KIND.SWV_PO]} == {"PO2002": False, "PO2001": True}
    back = profile(line, TODAY, KIND.SWV_PO, "PO2001")
    assert {one.code: one.sliver for one in back.overlaps[KIND.GEMEENTE]} == {"GM0001": False, "GM0003": True}
    # all of a small area in a large one is no sliver: it is under 5% of neither
    assert not any(one.sliver for one in card.overlaps[KIND.JEUGDREGIO])


def test_boards_with_sites_in_an_area(line: Study, dataset: Dataset) -> None:
    assert profile(line, TODAY, KIND.JEUGDREGIO, "JZ02").boards.value == 2
    assert profile(line, TODAY, KIND.GEMEENTE, "GM0002").boards.value == 1
    # the vso of board 2 is in the vo layer, the so of both in the po layer
    assert profile(line, TODAY, KIND.SWV_PO, "PO2002").boards.value == 2
    assert profile(line, TODAY, KIND.SWV_VO, "VO2002").boards.value == 1
    assert profile(line, TODAY, KIND.SWV_VO, "VO2001").boards.value == 0
    without = Study.of(replace(dataset, tables={**dataset.tables, **_boardless(dataset)}), Settings(STRAIGHT))
    told = profile(without, TODAY, KIND.GEMEENTE, "GM0002").boards
    assert (told.text, told.source) == ("niet te bepalen", "schoolbesturen: niet in deze gegevensset")


def _boardless(dataset: Dataset) -> dict[str, pd.DataFrame]:
    return {"vestigingen": dataset["vestigingen"].drop(columns="bevoegd_gezag")}


def test_an_arrangement_may_split_units(small_country: MakeDataset) -> None:
    """The two points of GM0001 are one unit of the data set; the scenario gives one of them away."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
        ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2001", 300, 300),
    ]
    study = Study.of(
        small_country(rows, [("00AA00", "1001", ("bo",))]),
        Settings(STRAIGHT, detour_factor=1.0, intrazonal=False),
    )
    units = study.country.units.split({1: "GM0001#1002"})
    indeling = Indeling(LayerType.SWV_FUNDEREND, units, ("S", "T"), {"T": "T · Tweede"}, "2026", "Proef.")
    name = study.add(Arrangement.merged("geknipt", "Geknipt", indeling))
    card = profile(study, name, KIND.SWV, "T")
    assert (card.name, card.points.tolist()) == ("T · Tweede", [1])
    found = values_of(card, "bo")
    assert all(np.isnan(found.pop(code)) for code in TIME_CODES), "a straight line knows no times"
    assert found == {
        "vestigingen": 0,
        "leerlingen_soort": 0,
        "vestigingen_gedeeld": 0,
        "leerlingen_gedeeld": 0,
        "vestigingen_onbekend": 0,
        "afstand_gemiddeld": 10,
        "vrij_gemiddeld": 10,
        "zonder_eigen": 300,
        "grensafhankelijkheid": 100,
    }
    assert shares_of(card, KIND.GEMEENTE) == {"GM0001": (600, 100, 75)}
    assert [areas_at(study, name, point)[KIND.SWV] for point in (0, 1)] == ["S", "T"]


def test_a_scenario_of_two_layers_shows_the_layer_that_changed(line: Study) -> None:
    base = line.arrangement(TODAY)
    name = line.add(Arrangement("po-samen", "Po samen", "Proef.", base.po.merge("PO2002", "PO2001"), base.vo))
    assert area_kinds(line, name)[4:] == (KIND.SCENARIO_PO,)
    assert areas_at(line, name, 3)[KIND.SCENARIO_PO] == "PO2001"
    assert areas_at(line, name, 3)[KIND.SWV_PO] == "PO2002"
    place = profile(line, name, KIND.GEMEENTE, "GM0003")
    assert {kind: one.value for kind, one in place.relations.items()} == {
        KIND.SCENARIO_PO: 1,
        KIND.SWV_VO: 1,
    }
    card = profile(line, name, KIND.SWV, "PO2001")
    assert (card.kind, card.arrangement) == (KIND.SCENARIO_PO, name)
    assert [one.kind.code for one in card.kinds] == ["bo", "sbo", "so"]
    assert values_of(card, "so")["zonder_eigen"] == 0
    assert area_kinds(line, TODAY)[4:] == ()
    # a layer that kept its areas but not its names is shown too
    renamed = replace(base, id="anders", vo=base.vo.rename("VO2001", "VO 20.01 · Anders"))
    assert area_kinds(line, line.add(renamed))[4:] == (KIND.SCENARIO_VO,)


def test_every_figure_is_accounted_for(line: Study) -> None:
    card = profile(line, TODAY, KIND.JEUGDREGIO, "JZ02")
    told = [
        *card.residents.values(),
        card.boards,
        *card.relations.values(),
        *(one for kind in card.kinds for one in kind.figures.values()),
    ]
    for one in told:
        assert one.certainty in {"gemeten", "geschat"}
        assert one.source
        assert one.measure.explanation
    bo = card.kinds[0].figures
    assert bo["vestigingen"].source == "vestigingen: DUO leerlingen"
    assert bo["vestigingen"].certainty == "gemeten"
    assert "hemelsbreed" in bo["afstand_gemiddeld"].source
    assert "regeling 2015" in card.overlap_source


def test_an_unknown_area_is_refused_with_near_names(line: Study) -> None:
    with pytest.raises(UnknownNameError, match=r"onbekend gebied 'PO2003' \(swv po\); bedoelt u PO200[12]"):
        profile(line, TODAY, KIND.SWV_PO, "PO2003")
    with pytest.raises(UnknownNameError, match=r"bedoelt u GM0001 \(Plaats 01\), "):
        profile(line, TODAY, KIND.GEMEENTE, "plaats 01")
    with pytest.raises(UnknownNameError, match=r"onbekend gebied '' \(gemeente\)$"):
        profile(line, TODAY, KIND.GEMEENTE, "")
    with pytest.raises(UnknownNameError, match="onbekende indeling"):
        profile(line, "nergens", KIND.GEMEENTE, "GM0001")
    with pytest.raises(IndexError):
        areas_at(line, TODAY, -1)


def test_a_point_without_a_swv_lies_in_none(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
        ("1002", 10, "GM0001", "JZ01", "", "", 0, 0),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("bo",))]), Settings(STRAIGHT))
    assert areas_at(study, TODAY, 1) == {KIND.GEMEENTE: "GM0001", KIND.JEUGDREGIO: "JZ01"}
    assert shares_of(profile(study, TODAY, KIND.GEMEENTE, "GM0001"), KIND.SWV_PO) == {
        "PO2001": (100, 100, 100)
    }


# --- for every country -------------------------------------------------------------------------


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[str, float, str, str, str, str, float, float]]:
    number = draw(st.integers(1, 8))
    region_of = {place: draw(st.sampled_from(["JZ01", "JZ02"])) for place in ("GM0001", "GM0002", "GM0003")}
    made = []
    for at in range(number):
        place = draw(st.sampled_from(sorted(region_of)))
        po, vo = draw(st.sampled_from(["PO2001", "PO2002"])), draw(st.sampled_from(["VO2001", "VO2002"]))
        count, other = draw(st.integers(0, 50)), draw(st.integers(0, 50))
        made.append((f"10{at:02d}", at * 7.0, place, region_of[place], po, vo, float(count), float(other)))
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows())
def test_overlaps_are_whole_and_symmetric(
    small_country: MakeDataset, points: list[tuple[str, float, str, str, str, str, float, float]]
) -> None:
    study = Study.of(small_country(points, [("00AA00", "1000", ("bo", "vo"))]), Settings(STRAIGHT))
    _check_overlaps(study, TODAY, area_kinds(study, TODAY))


def _check_overlaps(study: Study, name: str, kinds: Sequence[AreaKind]) -> None:
    cards = {
        (kind, code): profile(study, name, kind, code)
        for kind in kinds
        for code in area_names(study, name, kind)
    }
    for (kind, code), card in cards.items():
        for other in (one for one in card.overlaps if one in kinds):
            shares = [one.share for one in card.overlaps[other]]
            assert sum(shares) == pytest.approx(100) or not shares
            for one in card.overlaps[other]:
                back = next(two for two in cards[other, one.code].overlaps[kind] if two.code == code)
                assert back.residents == pytest.approx(one.residents)
                assert back.share == pytest.approx(one.share_of_other)
                assert back.sliver == one.sliver
    for kind in kinds:
        of_kind = [card for key, card in cards.items() if key[0] is kind]
        points = np.concatenate([card.points for card in of_kind])
        assert len(np.unique(points)) == len(points)


# --- the real country --------------------------------------------------------------------------


def test_overlaps_in_the_real_country(study: Study) -> None:
    _check_overlaps(study, "jeugdregio", [KIND.JEUGDREGIO, KIND.SWV_VO, KIND.SWV])


@pytest.mark.parametrize(
    ("name", "kind", "layer"),
    [(TODAY, KIND.SWV_PO, "po"), (TODAY, KIND.SWV_VO, "vo"), ("samengevoegd", KIND.SWV, "")],
)
def test_parts_add_up_to_the_country(study: Study, name: str, kind: AreaKind, layer: str) -> None:
    cards = [profile(study, name, kind, code) for code in area_names(study, name, kind)]
    country = study.country
    supply = country.supply.groupby("kind")["aantal"].sum()
    inside = area_of_points(study, name, kind) != ""
    for one in country.kinds:
        if layer in ("", one.layer):
            sites = sum(values_of(card, one.code)["vestigingen"] for card in cards)
            outside = country.supply[(country.supply["kind"] == one.code) & ~inside[country.supply["point"]]]
            assert sites == supply[one.code] - outside["aantal"].sum()
            assert outside.empty
    for age in ("po", "vo"):
        total = sum(card.residents[age].value for card in cards)
        assert total == pytest.approx(country.pupils(age)[inside].sum())


def test_relations_add_up_to_the_comparison(study: Study) -> None:
    national = compare(study, ["samengevoegd"], kinds=["so"]).table["waarde"]
    for name, kinds in ((TODAY, (KIND.SWV_PO, KIND.SWV_VO)), ("samengevoegd", (KIND.SWV,))):
        cards = [profile(study, name, kind, code) for kind in kinds for code in area_names(study, name, kind)]
        for other, measure in (
            (KIND.GEMEENTE, "relaties_gemeente"),
            (KIND.JEUGDREGIO, "relaties_jeugdregio"),
        ):
            total = sum(card.relations[other].value for card in cards)
            assert total == national[name, "land", "NL", "", measure]


def test_a_card_says_what_the_comparison_says(study: Study) -> None:
    told = compare(study, ["jeugdregio"], level=Level.GEMEENTE).table["waarde"]
    for code in ("GM0310", "GM1961", "GM0363"):
        card = profile(study, "jeugdregio", KIND.GEMEENTE, code)
        for one in card.kinds:
            for measure in TRAVEL_CODES:
                row = told["jeugdregio", "gemeente", code, one.kind.code, measure]
                assert one.figures[measure].value == pytest.approx(row)


def test_special_education_in_the_real_country(study: Study) -> None:
    """Every swv po together: 375 so sites with pupils, of which few could not be placed."""
    cards = [profile(study, TODAY, KIND.SWV_PO, code) for code in area_names(study, TODAY, KIND.SWV_PO)]
    assert 360 < sum(values_of(card, "so")["vestigingen"] for card in cards) <= 375
    without = [card.name for card in cards if values_of(card, "so")["vestigingen"] == 0]
    assert all(values_of(card, "so")["zonder_eigen"] > 0 for card in cards if card.name in without)
    boards = [card.boards.value for card in cards]
    assert min(boards) >= 2
    assert max(boards) < 100


def test_what_may_be_a_border_change_is_the_same_on_the_card_and_in_the_relations(study: Study) -> None:
    country, base = study.country, study.arrangement(study.base_id)
    with_places = relations(country, base, PlaceKind.GEMEENTE)
    region_of = dict(zip(country.gemeente_of_point, country.region_of_point("jeugdregio"), strict=True))
    small = slivers(with_places, study.norms.sliver_share)
    expected = {
        (body.code, region)
        for body, region in sliver_regions(with_places, small, region_of)
        if body.layer == "po"
    }
    found = {
        (code, overlap.code)
        for code in base.po.codes
        for overlap in profile(study, study.base_id, AreaKind.SWV_PO, code).overlaps[AreaKind.JEUGDREGIO]
        if overlap.sliver
    }
    assert expected
    assert found == expected
