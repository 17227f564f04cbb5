"""Assumptions: what is refused, what a file may say, and what they are called."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from scenarios.assumptions import REGIONS, Assumptions, standard, standards

shares = st.dictionaries(st.sampled_from(["sbo", "so", "vso", "pro"]), st.floats(0, 1)).map(
    lambda found: tuple(found.items())
)
assumptions = st.builds(
    Assumptions,
    growth_per_year=st.floats(-0.2, 0.2),
    year=st.integers(2024, 2060),
    rates=shares,
    region=st.sampled_from(REGIONS),
    inclusion=shares,
    capacity_factor=st.floats(0.1, 5),
    minimum=st.dictionaries(st.sampled_from(["so", "vso"]), st.floats(1, 300)).map(
        lambda m: tuple(m.items())
    ),
)


def test_every_standard_value_says_whether_it_is_ours_or_where_it_comes_from() -> None:
    assert {one.name for one in standards()} >= {"groei", "capaciteitsfactor", "kleinste vestiging"}
    grounds = ("eigen werkaanname: ", "wet: ", "publicatie: ")
    assert all(one.ground.startswith(grounds) for one in standards())


def test_the_standard_is_no_growth_and_a_tenth_more_places_than_pupils() -> None:
    given = Assumptions()
    assert (given.growth_per_year, given.year, given.capacity_factor, given.region) == (
        0.0,
        None,
        1.1,
        "beste",
    )
    assert given.describe() == (
        "zonder groei, in het jaar van de inwoners; deelname per soort op de beste manier die de gegevens "
        "toelaten geteld; capaciteit × 1,1"
    )


def test_the_order_in_which_kinds_are_told_does_not_matter() -> None:
    one = Assumptions(inclusion=(("vso", 0.1), ("so", 0.2)))
    other = Assumptions(inclusion=(("so", 0.2), ("vso", 0.1)))
    assert one == other
    assert hash(one) == hash(other)
    assert one.moved_share("so") == 0.2
    assert one.moved_share("bo") == 0.0


def test_own_values_are_told() -> None:
    given = Assumptions(
        growth_per_year=0.0125,
        year=2032,
        rates=(("so", 0.025),),
        region="woonplaats",
        capacity_factor=1.1,
        minimum=(("vso", 75),),
    )
    assert given.describe() == (
        "groei 1,25% per jaar tot 2032; deelname naar woonplaats, per gemeente geteld; "
        "eigen deelname: so 2,5%; capaciteit × 1,1; eigen minimum per vestiging: vso 75"
    )
    assert given.rate("so") == 0.025
    assert given.rate("vso") is None
    assert given.smallest("vso") == 75
    assert given.smallest("so") == standard("kleinste vestiging", "so")


@given(assumptions)
def test_what_is_saved_is_read_back(given: Assumptions) -> None:
    assert Assumptions.from_dict(json.loads(json.dumps(given.to_dict()))) == given


def test_what_is_left_out_has_its_standard_value() -> None:
    assert Assumptions.from_dict({}) == Assumptions()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"growth_per_year": 0.21, "year": 2030}, "groei_per_jaar 0.21: verwacht -0.2 tot 0.2"),
        ({"growth_per_year": float("nan"), "year": 2030}, "groei_per_jaar nan"),
        ({"growth_per_year": 0.01}, "groei_per_jaar zonder jaar"),
        ({"year": 1999}, "jaar 1999: verwacht een jaar van 2000 tot en met 2060"),
        ({"year": 2061}, "jaar 2061"),
        ({"rates": (("so", 1.01),)}, "deelname van so 1.01: verwacht een aandeel van 0 tot en met 1"),
        ({"inclusion": (("so", -0.1),)}, "naar_regulier van so -0.1"),
        ({"inclusion": (("so", 0.1), ("so", 0.2))}, "naar_regulier: so staat er meer dan eens"),
        ({"region": "wijk"}, "deelname_geteld_per 'wijk': kies uit beste, landelijk, jeugdregio, woonplaats"),
        ({"capacity_factor": 0.0}, "capaciteitsfactor 0.0: verwacht een getal boven 0, hoogstens 5"),
        ({"capacity_factor": -1.0}, "capaciteitsfactor -1.0"),
        ({"minimum": (("so", 0),)}, "kleinste_vestiging van so 0: verwacht een aantal leerlingen boven 0"),
    ],
)
def test_values_that_make_no_sense_are_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        Assumptions(**wrong)
    assert told in str(caught.value)


def test_all_faults_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        Assumptions(growth_per_year=3, year=1900, region="x", capacity_factor=0)
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"groei": 0.01}, "onbekende aanname 'groei'; bekend zijn groei_per_jaar, jaar,"),
        ({"jaar": "2030"}, "jaar: gevonden '2030', verwacht een jaartal of null"),
        ({"jaar": 2030.5}, "jaar: gevonden 2030.5"),
        ({"jaar": True}, "jaar: gevonden True"),
        ({"groei_per_jaar": "1%"}, "groei_per_jaar: gevonden '1%', verwacht een getal"),
        ({"deelname": [0.1]}, "deelname: gevonden [0.1], verwacht een object van soort naar getal"),
        ({"deelname_geteld_per": 3}, "deelname_geteld_per: gevonden 3, verwacht een van beste, landelijk"),
        ({"naar_regulier": {"so": "veel"}}, "naar_regulier van so 'veel': verwacht een aandeel"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(values: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        Assumptions.from_dict(values)
    assert told in str(caught.value)


def test_kinds_that_are_not_there_are_refused_and_regular_ones_do_not_move() -> None:
    kinds = {"bo": "bo", "so": "bo"}
    Assumptions(inclusion=(("so", 0.1),), rates=(("bo", 0.9),)).require_kinds(kinds)
    with pytest.raises(InputError) as caught:
        Assumptions(
            rates=(("gymnasium", 0.1),), inclusion=(("bo", 0.1),), minimum=(("hbo", 5),)
        ).require_kinds(kinds)
    assert caught.value.faults == (
        "deelname: onbekende soort 'gymnasium'; kies uit bo, so",
        "kleinste_vestiging: onbekende soort 'hbo'; kies uit bo, so",
        "naar_regulier: bo is zelf regulier onderwijs; haal deze soort weg",
    )
