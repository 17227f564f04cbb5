"""Searching: labels, names in any spelling, codes, postcodes, and what to say when nothing fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.dataset import Dataset
from geo.errors import UnknownNameError
from scenarios.country import Country
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.places import PlaceKind, find, places, scenario_places, search
from scenarios.profile import AreaKind, profile
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]

POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
    ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2001", 200, 200),
    ("1003", 20, "GM0002", "JZ02", "PO2001", "VO2002", 300, 300),
    ("1004", 30, "GM0003", "JZ02", "PO2002", "VO2002", 400, 400),
]
TOWNS = ["Súdhaven", "Nes", "Nes", "Plaats 03"]


@pytest.fixture(scope="module")
def country(small_country: MakeDataset) -> Country:
    made = small_country(POINTS, [("00AA00", "1001", ("bo",))])
    points = made["pc4"].assign(plaats=TOWNS)
    return Country(replace(made, tables={**made.tables, "pc4": points}))


def test_all_that_can_be_searched(country: Country) -> None:
    found = {place.label: place for place in places(country)}
    assert list(found) == [
        "Plaats 01 (gemeente)",
        "Plaats 02 (gemeente)",
        "Plaats 03 (gemeente)",
        "Nes (plaats in Plaats 01)",
        "Nes (plaats in Plaats 02)",
        "Plaats 03 (plaats in Plaats 03)",
        "Súdhaven (plaats in Plaats 01)",
        "JZ01 (jeugdregio)",
        "JZ02 (jeugdregio)",
        "PO 20.01 · Plaats 01 e.o. (swv po)",
        "PO 20.02 · Plaats 03 (swv po)",
        "VO 20.01 · Plaats 01 (swv vo)",
        "VO 20.02 · Plaats 03 e.o. (swv vo)",
    ]
    assert found["Plaats 01 (gemeente)"].points.tolist() == [0, 1]
    assert found["JZ02 (jeugdregio)"].points.tolist() == [2, 3]
    assert found["PO 20.01 · Plaats 01 e.o. (swv po)"].points.tolist() == [0, 1, 2]
    assert found["Nes (plaats in Plaats 02)"].points.tolist() == [2]
    assert found["Nes (plaats in Plaats 02)"].area_code == "GM0002"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("plaats 01", "Plaats 01 (gemeente)"),
        ("gemeente Plaats 01", "Plaats 01 (gemeente)"),
        ("Plaats 03", "Plaats 03 (gemeente)"),
        ("Plaats 03 (plaats in Plaats 03)", "Plaats 03 (plaats in Plaats 03)"),
        ("sudhaven", "Súdhaven (plaats in Plaats 01)"),
        ("Nes (plaats in Plaats 02)", "Nes (plaats in Plaats 02)"),
        ("gm0002", "Plaats 02 (gemeente)"),
        ("PO2002", "PO 20.02 · Plaats 03 (swv po)"),
        ("po 20.01", "PO 20.01 · Plaats 01 e.o. (swv po)"),
        ("VO 20.02 · Plaats 03 e.o.", "VO 20.02 · Plaats 03 e.o. (swv vo)"),
        ("Plaats 03 e.o.", "VO 20.02 · Plaats 03 e.o. (swv vo)"),
        ("jz02", "JZ02 (jeugdregio)"),
        ("1003", "1003 (postcode in Plaats 02)"),
        (" 1003 AB ", "1003 (postcode in Plaats 02)"),
        ("1003ab", "1003 (postcode in Plaats 02)"),
    ],
)
def test_what_a_text_means(country: Country, text: str, label: str) -> None:
    assert find(country, text).label == label


def test_a_name_that_fits_more_puts_the_gemeente_first(country: Country) -> None:
    assert [place.kind for place in search(country, "plaats 03")] == [
        PlaceKind.GEMEENTE,
        PlaceKind.PLAATS,
        PlaceKind.SWV_PO,
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Nes",
            "'Nes' is niet eenduidig; bedoelt u Nes (plaats in Plaats 01) of Nes (plaats in Plaats 02)?",
        ),
        ("Sudhave", "'Sudhave' is niet gevonden; bedoelt u Súdhaven (plaats in Plaats 01)?"),
        ("havn sud", "'havn sud' is niet gevonden; geef een gemeente, plaats, postcode, swv of jeugdregio"),
        ("", "'' is niet gevonden; geef een gemeente, plaats, postcode, swv of jeugdregio"),
        ("?!", "'?!' is niet gevonden; geef een gemeente, plaats, postcode, swv of jeugdregio"),
        (
            "1005",
            "postcode 1005 komt in deze gegevensset niet voor; bedoelt u 1001, 1002, 1003 of 1004?",
        ),
        ("9999 ZZ", "postcode 9999 komt in deze gegevensset niet voor"),
    ],
)
def test_what_is_not_found_is_answered(country: Country, text: str, told: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find(country, text)
    assert str(caught.value) == told


def test_at_most_five_are_proposed(country: Country) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find(country, "Plaat")
    assert str(caught.value).count(" (") == 5


def test_data_without_names_of_places(small_country: MakeDataset) -> None:
    country = Country(small_country(POINTS, [("00AA00", "1001", ("bo",))]))
    assert PlaceKind.PLAATS not in {place.kind for place in places(country)}


def test_swvs_of_a_scenario(country: Country) -> None:
    study = Study(country)
    assert scenario_places(study, study.base_id) == ()
    indeling = Indeling(
        LayerType.SWV_FUNDEREND, country.units, ("S", "S", "T"), {"S": "S · West"}, "2026", "Proef."
    )
    name = study.add(Arrangement.merged("proef", "Proef", indeling))
    made = scenario_places(study, name)
    assert [(place.label, place.area_code, place.points.tolist()) for place in made] == [
        ("S · West (swv van het scenario)", "S", [0, 1, 2]),
        ("T (swv van het scenario)", "T", [3]),
    ]
    assert [place.code for place in search(country, "west", made)] == ["S"]


# --- the real country --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("utrecht", "Utrecht (gemeente)"),
        ("Den Haag", "'s-Gravenhage (gemeente)"),
        ("sudwest fryslan", "Súdwest-Fryslân (gemeente)"),
        ("bilthoven", "Bilthoven (plaats in De Bilt)"),
        ("3511 AB", "3511 (postcode in Utrecht)"),
        ("Zuid-Limburg", "Zuid-Limburg (jeugdregio)"),
        ("bergen (nh.)", "Bergen (NH.) (gemeente)"),
        ("PO2001", "PO 20.01 · Groningen e.o. (swv po)"),
    ],
)
def test_in_the_real_country(study: Study, text: str, label: str) -> None:
    assert find(study.country, text).label == label


def test_a_name_that_needs_an_addition_is_proposed_with_it(study: Study) -> None:
    with pytest.raises(UnknownNameError, match=r"bedoelt u Bergen \(L\.\) \(gemeente\), Bergen \(NH\.\)"):
        find(study.country, "Bergen")


def test_every_place_is_whole_and_leads_to_a_card(study: Study) -> None:
    country = study.country
    known = places(country)
    labels = [place.label for place in known]
    assert len(set(labels)) == len(labels)
    for kind in PlaceKind:
        of_kind = [place.points for place in known if place.kind is kind]
        if of_kind:
            points = np.concatenate(of_kind)
            assert len(np.unique(points)) == len(points)
    assert sum(place.kind is PlaceKind.GEMEENTE for place in known) == 342
    assert sum(place.kind is PlaceKind.JEUGDREGIO for place in known) == 42
    assert sum(place.kind is PlaceKind.SWV_PO for place in known) == 76
    for place in known[:: len(known) // 40]:
        card = profile(study, study.base_id, place.area, place.area_code)
        assert set(place.points) <= set(card.points)
        if place.area is AreaKind.GEMEENTE:
            assert set(country.gemeente_of_point[place.points]) == {place.area_code}
