"""Options for assumptions: what they change, what they leave, and what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.assumptions import CountedPer, Told, assumptions_of, saved_assumptions
from data.dataset import BUNDLED, read_dataset
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study

SAVED = Assumptions(
    growth_per_year=0.01,
    year=2035,
    rates=(("so", 0.02), ("vso", 0.03)),
    region="jeugdregio",
    inclusion=(("sbo", 0.5),),
    capacity_factor=1.2,
    minimum=(("so", 50),),
)


def test_nothing_told_leaves_all_as_it_was() -> None:
    assert assumptions_of(SAVED, Told()) == SAVED
    assert assumptions_of(SAVED, Told(rates=[], inclusion=[], minimum=[])) == SAVED


def test_every_option_on_top_of_nothing() -> None:
    told = Told(
        growth="-0,5%",
        year=2032,
        rates=["so=1,9%"],
        region=CountedPer.WOONPLAATS,
        factor="1,1",
        inclusion=["sbo = 25 %", "so=0%"],
        minimum=["so=60"],
    )
    assert assumptions_of(Assumptions(), told) == Assumptions(
        growth_per_year=-0.005,
        year=2032,
        rates=(("so", 0.019),),
        region="woonplaats",
        capacity_factor=1.1,
        inclusion=(("sbo", 0.25), ("so", 0.0)),
        minimum=(("so", 60.0),),
    )


@pytest.mark.parametrize(("text", "share"), [("1", 0.01), ("+1,5", 0.015), ("−2", -0.02), (" 0 % ", 0.0)])
def test_growth_is_a_percentage_per_year(text: str, share: float) -> None:
    found = assumptions_of(Assumptions(), Told(growth=text, year=2030))
    assert found.growth_per_year == pytest.approx(share)


def test_only_the_kinds_that_are_named_change() -> None:
    told = Told(rates=["so=geteld", "pro=3%"], inclusion=["so=10%"], minimum=["vso=70"])
    found = assumptions_of(SAVED, told)
    assert found.rates == (("pro", 0.03), ("vso", 0.03))
    assert found.inclusion == (("sbo", 0.5), ("so", 0.1))
    assert found.minimum == (("so", 50), ("vso", 70.0))
    assert (found.year, found.region, found.capacity_factor) == (2035, "jeugdregio", 1.2)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"growth": "veel", "year": 2030}, "--groei: gevonden 'veel', verwacht een percentage per jaar"),
        ({"growth": "30", "year": 2030}, "van −20 tot 20"),
        ({"growth": "nan", "year": 2030}, "--groei: gevonden 'nan'"),
        ({"growth": "1"}, "--groei zonder --jaar"),
        ({"factor": "0"}, "--factor: gevonden '0', verwacht een getal boven 0, hoogstens 5"),
        ({"factor": "-1"}, "--factor"),
        ({"rates": ["so=0,019"]}, "met het %-teken"),
        ({"rates": ["so"]}, "--deelname: gevonden 'so', verwacht soort=percentage"),
        ({"rates": ["=2%"]}, "--deelname: gevonden '=2%'"),
        ({"rates": ["so=101%"]}, "van 0% tot 100%"),
        ({"rates": ["so=1%", "so=2%"]}, "so staat er meer dan eens"),
        ({"inclusion": ["so=-5%"]}, "--naar-regulier: gevonden 'so=-5%'"),
        ({"inclusion": ["so=geteld"]}, "--naar-regulier"),
        ({"minimum": ["so=0"]}, "aantal leerlingen boven 0"),
        ({"minimum": ["so=60%"]}, "--kleinste: gevonden 'so=60%'"),
        ({"year": 1900}, "jaar 1900"),
    ],
)
def test_what_cannot_be_used_is_told_in_dutch(told: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        assumptions_of(Assumptions(), Told(**told))
    assert message in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    told = Told(growth="x", factor="y", rates=["a", "b=1%", "b=2%"], inclusion=["c"], minimum=["d"])
    with pytest.raises(InputError) as caught:
        assumptions_of(Assumptions(), told)
    assert len(caught.value.faults) == 6


def test_assumptions_are_taken_from_a_scenario_only(tmp_path: Path) -> None:
    study = Study.of(read_dataset(BUNDLED))
    path = tmp_path / "plan.json"
    write_scenario(new_scenario(study, "plan", "jeugdregio", assumptions=SAVED), path)
    assert saved_assumptions(str(path)) == SAVED
    assert saved_assumptions("jeugdregio") == saved_assumptions("") == Assumptions()
    assert saved_assumptions(str(tmp_path / "weg.json")) == Assumptions()
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="ontbreekt"):
        saved_assumptions(str(path))
