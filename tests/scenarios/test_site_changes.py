"""Sites opened, closed, moved, combined and changed on a line of four points, and on the real country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import Dataset
from geo.errors import InputError, UnknownNameError
from model.cube import build_cube
from scenarios.country import Country
from scenarios.indeling import Arrangement
from scenarios.scenario import Change, new_scenario
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import ChangeSite, CloseSite, GivePlaces, MoveSite, OpenSite, place_at
from scenarios.site_effects import Way, effect, for_whom, steps
from scenarios.site_plan import ASSUMED
from scenarios.site_story import concerned, story, touched
from scenarios.study import Study

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
SO = 2


@pytest.fixture
def line(line_of_four: Dataset) -> Study:
    """a, b, c, d at 0, 10, 20, 30 km (100, 200, 300, 400 residents); sites 00AA00 at a, 00AB00 at d."""
    return Study.of(line_of_four, PLAIN)


def _after(study: Study, *changes: Change, base: str = "") -> str:
    made = new_scenario(study, "plan", base or study.base_id, changes).run(study)
    return study.add(made)


def _free_km(study: Study, name: str, kind: int = SO) -> list[float]:
    return (study.distances(name).free_m[kind] / 1000).tolist()


def _effect(study: Study, name: str, kind: int = SO, way: Way = Way.FREE) -> dict[str, float]:
    found = effect(study, study.base_id, name, study.country.kinds[kind], way)
    return {key: round(value, 3) for key, value in found.summary().items()}


def test_a_closed_site_makes_it_further_for_whom_it_was_nearest(line: Study) -> None:
    name = _after(line, CloseSite(vestigingen=("00AA00",), soorten=("so",)))
    assert _free_km(line, name) == [30, 20, 10, 0]
    found = _effect(line, name)
    assert (found["verder_inwoners"], found["verder_aandeel"]) == (300, 30)
    assert found["verder_km"] == pytest.approx((30 * 100 + 10 * 200) / 300, abs=1e-3)
    assert found["dichterbij_inwoners"] == 0
    assert [kind.code for kind in touched(line, line.base_id, name)] == ["so"]
    assert _free_km(line, name, 0) == _free_km(line, line.base_id, 0)


def test_an_opened_site_makes_it_nearer(line: Study) -> None:
    name = _after(line, OpenSite(soorten=("so",), pc4="1003", plaatsen={"so": 40}))
    assert _free_km(line, name) == [0, 10, 0, 0]
    found = _effect(line, name)
    assert (found["dichterbij_inwoners"], found["dichterbij_km"], found["verder_inwoners"]) == (300, 10, 0)
    country = line.country_of(name)
    new = country.sites[country.sites["vestigingscode"] == "nieuw-1"].iloc[0]
    assert (new["pc4"], new["leerlingen_bron"]) == ("1003", ASSUMED)
    offered = country.supply[country.supply["site"] == new.name]
    assert offered["plaatsen"].tolist() == [40]
    assert offered["leerlingen"].isna().all()
    assert country.supply_sources["so"] == f"DUO leerlingen en {ASSUMED}"


def test_a_moved_site_brings_rises_and_falls_that_are_told_apart(line: Study) -> None:
    name = _after(line, MoveSite(vestiging="00AA00", pc4="1002"))
    assert _free_km(line, name) == [10, 0, 10, 0]
    found = _effect(line, name)
    assert (found["verder_inwoners"], found["dichterbij_inwoners"]) == (100, 200)
    areas = for_whom(line, effect(line, line.base_id, name, line.country.kinds[SO], Way.FREE))
    assert areas[["code", "richting", "inwoners", "km"]].to_numpy().tolist() == [
        ["GM0002", "dichterbij", 200.0, 10.0],
        ["GM0001", "verder", 100.0, 10.0],
    ]


def test_two_sites_in_one_building_stand_at_the_same_place(line: Study) -> None:
    name = _after(line, MoveSite(vestiging="00AA00", bij="00AB00"))
    assert _free_km(line, name) == [30, 20, 10, 0]
    country = line.country_of(name)
    assert len(country.sites) == 2
    assert country.sites["easting"].nunique() == 1
    assert "In één gebouw" in line.arrangement(name).plan.log[0]  # type: ignore[union-attr]


def test_a_site_that_stops_with_a_kind_is_closed_for_that_kind_only(line: Study) -> None:
    change = ChangeSite(vestiging="00AA00", eraf=("so",), plaatsen={"vso": 25})
    name = _after(line, change)
    assert _free_km(line, name) == [30, 20, 10, 0]
    assert _free_km(line, name, 3) == _free_km(line, line.base_id, 3)
    supply = line.country_of(name).supply
    assert supply.loc[supply["kind"] == "vso", "plaatsen"].max() == 25
    assert line.arrangement(name).plan.log == (  # type: ignore[union-attr]
        "Gewijzigd: School 00AA00 (00AA00): biedt geen so meer, 25 plaatsen vso.",
    )


def test_places_from_a_file_reach_the_supply(line: Study) -> None:
    given_ = GivePlaces(bron="cap.csv", plaatsen=(("00AA00", "so", 12), ("00AB00", "so", 0)))
    name = _after(line, CloseSite(vestigingen=("00AB00",), soorten=("so",)), given_)
    supply = line.country_of(name).supply
    assert supply.loc[supply["kind"] == "so", "plaatsen"].tolist() == [12]
    assert "1 ervan zijn hier gesloten" in line.arrangement(name).plan.log[1]  # type: ignore[union-attr]


def test_the_last_of_a_kind_in_the_country_cannot_close(line: Study) -> None:
    both = CloseSite(vestigingen=("00AA00", "00AB00"), soorten=("so",))
    with pytest.raises(InputError, match="heel Nederland geen vestiging so"):
        _after(line, both)
    one = CloseSite(vestigingen=("00AA00",))
    with pytest.raises(InputError, match=r"wijziging 2 .*"):
        _after(line, one, CloseSite(vestigingen=("00AB00",)))


def test_a_kind_that_nobody_offers_any_more_in_a_swv_is_shown(line: Study) -> None:
    name = _after(line, CloseSite(vestigingen=("00AA00",), soorten=("so",)), base="jeugdregio")
    found = effect(line, "jeugdregio", name, line.country.kinds[SO])
    assert found.lost_own == 300  # JZ01: a and b
    assert not found.further().any()  # they have no own distance to compare
    assert "300 inwoners verliezen een voorziening in het eigen swv" in " ".join(
        story(line, "jeugdregio", name)
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (CloseSite(vestigingen=("99ZZ99",)), "onbekende vestiging '99ZZ99'"),
        (MoveSite(vestiging="00AA00", pc4="9999"), "onbekende postcode '9999'"),
        (MoveSite(vestiging="00AA00", bij="00AA00"), "staat al bij zichzelf"),
        (MoveSite(vestiging="00AA00", easting=0.0, northing=0.0), "geen postcodegebied van Nederland"),
        (OpenSite(soorten=("kunst",), pc4="1001"), "onbekende soort kunst; kies uit bo, sbo"),
        (OpenSite(soorten=("so",), pc4="1001", plaatsen={"vso": 3}), "plaatsen voor vso"),
        (ChangeSite(vestiging="00AA00", erbij=("so",)), "biedt so al"),
        (CloseSite(vestigingen=("00AA00",), soorten=("kunst",)), "onbekende soort kunst"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(line: Study, change: Change, told: str) -> None:
    before = line.titles
    with pytest.raises((InputError, UnknownNameError), match=told):
        _after(line, change)
    assert line.titles == before


@pytest.mark.parametrize(
    "values",
    [
        {"soorten": ["so"]},
        {"soorten": [], "pc4": "1001"},
        {"soorten": ["so"], "pc4": "1001", "plaatsen": {"so": -1}},
        {"soorten": ["so"], "pc4": "1001", "plaatsen": {"so": 1.5}},
    ],
)
def test_a_change_without_sense_cannot_be_made(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        OpenSite.model_validate(values)


def test_a_point_beside_an_area_belongs_to_it_and_one_far_off_to_none(line: Study) -> None:
    country = line.country
    assert place_at(country, 100_500.0, 450_000.0)["pc4"] == "1001"
    assert place_at(country, 100_500.0, 451_400.0)["pc4"] == "1001"  # 400 m beside
    with pytest.raises(InputError, match="kies een punt op het land"):
        place_at(country, 100_500.0, 451_600.0)


def test_borders_and_sites_are_told_in_two_steps(line: Study) -> None:
    close = CloseSite(vestigingen=("00AA00",), soorten=("so",))
    name = _after(line, close, base="jeugdregio")
    found = steps(line, line.base_id, name)
    assert [what for what, _, _ in found] == ["grenzen", "vestigingen"]
    (_, first, between), (_, again, last) = found
    assert (first, last) == (line.base_id, name)
    assert between == again
    assert line.arrangement(between).plan is None
    assert between not in line.titles  # passes by: nobody chooses it
    assert [kind.code for kind in concerned(line, line.base_id, name)] == ["so"]
    assert steps(line, line.base_id, "jeugdregio") == (("grenzen", line.base_id, "jeugdregio"),)


def test_a_study_as_a_scenario_sees_it_measures_its_sites(line: Study) -> None:
    name = _after(line, OpenSite(soorten=("so",), pc4="1003"))
    seen = line.seen_by(name)
    assert seen.free_m[SO].tolist() == line.distances(name).free_m[SO].tolist()
    assert line.seen_by(line.base_id) is line


@st.composite
def _plans(draw: st.DrawFn) -> list[Change]:
    codes = ["00AA00", "00AB00"]
    moves: list[Change] = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["so", "vso"]))
        pc4 = draw(st.sampled_from(["1001", "1002", "1003", "1004"]))
        moves.append(
            draw(
                st.sampled_from(
                    [
                        OpenSite(soorten=(kind,), pc4=pc4),
                        MoveSite(vestiging=draw(st.sampled_from(codes)), pc4=pc4),
                    ]
                )
            )
        )
    return moves


@settings(deadline=None, max_examples=40)
@given(_plans())
def test_the_cube_of_a_scenario_is_that_of_its_sites(line_of_four: Dataset, moves: list[Change]) -> None:
    study = Study.of(line_of_four, PLAIN)
    name = _after(study, *moves, base="jeugdregio")
    country: Country = study.country_of(name)
    fresh = build_cube(country.situation, country.units, country.model)
    assert np.array_equal(study.cube_of(name).distance_m, fresh.distance_m)
    found = study.distances(name)
    assert (found.own_m >= found.free_m).all()


@settings(deadline=None, max_examples=40)
@given(_plans(), st.sampled_from(["1001", "1002", "1003", "1004"]))
def test_one_more_site_never_raises_a_distance(line_of_four: Dataset, moves: list[Change], pc4: str) -> None:
    study = Study.of(line_of_four, PLAIN)
    fewer = _after(study, *moves)
    more = _after(study, *moves, OpenSite(soorten=("so",), pc4=pc4))
    assert (study.distances(more).own_m <= study.distances(fewer).own_m).all()
    assert (study.distances(more).free_m <= study.distances(fewer).free_m).all()


def test_the_base_is_never_changed(line: Study) -> None:
    tables = {name: frame.copy() for name, frame in line.country.dataset.tables.items()}
    _after(
        line, MoveSite(vestiging="00AA00", pc4="1002"), CloseSite(vestigingen=("00AB00",), soorten=("so",))
    )
    for name, frame in tables.items():
        assert frame.equals(line.country.dataset[name])


def test_drafts_of_others_do_not_pile_up(line: Study) -> None:
    made: Arrangement = line.arrangement("jeugdregio")
    for number in range(60):
        line.known(replace(made, id=f"passing-{number}"))
    assert not line.knows("passing-0")
    assert line.knows("passing-59")
    assert not [name for name in line.titles if name.startswith("passing")]
