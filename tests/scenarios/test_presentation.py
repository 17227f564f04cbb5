"""A presentation: made from a scenario, changed by step, saved and read back; minutes with a trace."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, read_dataset
from data.dutch_csv import csv_text
from geo.errors import InputError, StaleDataError, UnknownNameError
from scenarios.minutes import WHOLE, Minute, by_gemeente, counts, history, table, with_one_changed
from scenarios.presentation import (
    MOST_FIGURES,
    Presentation,
    Step,
    View,
    default_presentation,
    measures_to_show,
    read_presentation,
    require_same_data,
    write_presentation,
)
from scenarios.study import Study

NOON = dt.datetime.fromisoformat("2026-11-22T12:00:00+01:00")
LATER = NOON + dt.timedelta(minutes=7)
NAMES = {"GM0632": "Woerden", "GM0518": "'s-Gravenhage"}


@pytest.fixture(scope="module")
def nederland() -> Study:
    return Study.of(read_dataset(BUNDLED))


def steps(*titles: str) -> Presentation:
    made = (Step(titel=title, scenario="straks", basis="nu") for title in titles)
    return Presentation().with_steps(made)


def titles(presentation: Presentation) -> list[str]:
    return [step.titel for step in presentation.stappen]


def test_one_click_makes_a_meeting_from_now_to_decision(nederland: Study) -> None:
    made = default_presentation(nederland, "jeugdregio", kind="vso", layer="vo")
    first, *others = made.stappen
    assert first.scenario == first.basis == nederland.base_id
    assert {step.scenario for step in others} == {"jeugdregio"}
    assert {step.basis for step in others} == {nederland.base_id}
    assert {(step.soort, step.laag) for step in made.stappen} == {("vso", "vo")}
    assert made.onderwerp == "jeugdregio"
    assert nederland.arrangement("jeugdregio").title in made.stappen[1].titel
    assert any("gewijzigd" in step.lagen for step in made.stappen)
    assert titles(made)[-1] == "Besluit"
    assert made.shown == ("jeugdregio", nederland.base_id)


def test_prepared_remarks_hold_no_figures_for_those_are_made_when_shown(nederland: Study) -> None:
    made = default_presentation(nederland, "jeugdregio")
    assert not any(sign.isdigit() for step in made.stappen for sign in step.opmerking)


def test_an_unknown_scenario_is_refused(nederland: Study) -> None:
    with pytest.raises(UnknownNameError, match="bestaat-niet"):
        default_presentation(nederland, "bestaat-niet")


def test_written_and_read_back_it_is_the_same(nederland: Study, tmp_path: Path) -> None:
    made = default_presentation(nederland, "jeugdregio")
    view = View(soort="uitsnede", breedtegraad=52.1, lengtegraad=4.9, zoom=9.5)
    made = made.replaced(1, made.stappen[1].model_copy(update={"beeld": view}))
    write_presentation(made, tmp_path / "p.json")
    assert read_presentation(tmp_path / "p.json") == made
    require_same_data(made, nederland)
    with pytest.raises(StaleDataError, match="andere gegevens"):
        require_same_data(made.model_copy(update={"gegevens": "0" * 64}), nederland)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "geen geldige JSON"),
        ("[]", "gevonden een lijst, verwacht een presentatie van dekkend"),
        (
            '{"dekkend": 1}',
            "gevonden een scenario van dekkend (te openen op de Werkbank), verwacht een presentatie",
        ),
        (
            '{"dekkend_presentatie": 2, "x": 1}',
            "latere versie van dekkend (vorm 2, bekend is 1); werk dekkend bij",
        ),
        ("{}", "'dekkend_presentatie' ontbreekt"),
        ({"stappen": [{"titel": "", "scenario": "a", "basis": "b"}]}, "stappen > nummer 1 > titel: is leeg"),
        ({"stappen": [{"scenario": "a"}]}, "nummer 1 > basis: ontbreekt"),
        (
            {"stappen": [{"titel": "x", "scenario": "a", "basis": "b", "cijfers": ["geluk"]}]},
            "onbekende maat",
        ),
        (
            {"stappen": [{"titel": "x", "scenario": "a", "basis": "b", "lagen": ["wolken"]}]},
            "verwacht 'jeugdregio'",
        ),
        ({"stappen": [{"titel": "x", "scenario": "a", "basis": "b", "beeld": {"zoom": 40}}]}, "hoogstens 14"),
        ({"muziek": True}, "muziek: is onbekend"),
    ],
)
def test_what_is_no_presentation_is_refused_in_dutch(tmp_path: Path, content: Any, told: str) -> None:
    path = tmp_path / "p.json"
    text = content if isinstance(content, str) else json.dumps({"dekkend_presentatie": 1} | content)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_presentation(path)
    assert told in str(error.value)
    assert "p.json" in str(error.value)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(
        '{"dekkend_presentatie": 1, "stappen": [{"titel": "a"}, {"basis": "b"}]}', encoding="utf-8"
    )
    with pytest.raises(InputError) as error:
        read_presentation(path)
    assert len(error.value.faults) == 4


def test_more_figures_than_can_be_read_are_refused() -> None:
    codes = [one.code for one in measures_to_show()[: MOST_FIGURES + 1]]
    with pytest.raises(ValueError, match="achterin niet te lezen"):
        Step(titel="x", scenario="a", basis="b", cijfers=tuple(codes))


def test_steps_are_moved_doubled_and_taken_away() -> None:
    made = steps("a", "b", "c")
    assert titles(made.moved(0, 1)) == ["b", "a", "c"]
    assert titles(made.moved(2, -2)) == ["c", "a", "b"]
    assert titles(made.moved(0, -1)) == ["a", "b", "c"]
    assert titles(made.doubled(1)) == ["a", "b", "b", "c"]
    assert titles(made.without(1)) == ["a", "c"]
    assert titles(made) == ["a", "b", "c"]
    with pytest.raises(InputError, match="hoogstens"):
        steps(*"a" * 61)


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), st.data())
def test_moving_a_step_loses_none(names: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(names) - 1))
    by = data.draw(st.integers(-9, 9))
    moved = steps(*names).moved(at, by)
    assert sorted(titles(moved)) == sorted(names)
    assert titles(moved)[min(max(at + by, 0), len(names) - 1)] == names[at]


def test_indelingen_get_other_ids_everywhere() -> None:
    made = steps("a").model_copy(update={"onderwerp": "straks"}).under({"straks": "wat-als-1"})
    assert made.shown == ("wat-als-1", "nu")
    assert made.stappen[0].scenario == "wat-als-1"


def minute(text: str = "wij gaan mee", **more: Any) -> Minute:
    return Minute.model_validate(
        {"soort": "besluit", "gemeente": "GM0632", "tekst": text, "tijd": NOON} | more
    )


def test_a_changed_minute_keeps_what_it_said() -> None:
    one = minute().changed(LATER, "bezwaar", "GM0518", "wij gaan niet mee", "raad")
    assert (one.soort, one.gemeente, one.tekst, one.wie, one.tijd) == (
        "bezwaar",
        "GM0518",
        "wij gaan niet mee",
        "raad",
        NOON,
    )
    assert history(one, NAMES) == "tot 22-11-2026 12:07: besluit, Woerden, ‘wij gaan mee’"
    again = one.changed(LATER, "bezwaar", "GM0518", "wij gaan niet mee ", "raad")
    assert again == one
    with pytest.raises(ValueError, match="tekst"):
        one.changed(LATER, "bezwaar", "", "  ", "")


def test_a_withdrawn_minute_stays_and_counts_no_more() -> None:
    said = (minute(), minute("te ver", soort="bezwaar", gemeente=""))
    gone = with_one_changed(said, 0, said[0].withdrawn(LATER))
    assert counts(said) == {"besluit": 1, "bezwaar": 1}
    assert counts(gone) == {"bezwaar": 1}
    assert gone[0].withdrawn(NOON).ingetrokken == LATER
    assert gone[0].restored() == said[0]
    assert table(gone, NAMES)["ingetrokken"].tolist() == ["22-11-2026 12:07", ""]


def test_minutes_are_grouped_by_gemeente_the_whole_in_front() -> None:
    said = (minute(), minute(gemeente="GM0518"), minute(gemeente=""), minute("nog iets"))
    assert {name: len(found) for name, found in by_gemeente(said, NAMES).items()} == {
        WHOLE: 1,
        "'s-Gravenhage": 1,
        "Woerden": 2,
    }
    assert list(by_gemeente(said, NAMES)) == [WHOLE, "'s-Gravenhage", "Woerden"]


def test_what_a_spreadsheet_would_run_stays_text() -> None:
    said = table((minute("=CMD|' /C calc'!A0"), minute("+1"), minute("gewoon")), NAMES)
    lines = csv_text(said).splitlines()[1:]
    assert [line.split(";")[4] for line in lines] == ["'=CMD|' /C calc'!A0", "+1", "gewoon"]


def test_minutes_of_before_there_was_a_trace_are_read() -> None:
    old = {"soort": "besluit", "tekst": "ja", "tijd": "2026-11-22T12:00:00"}
    assert Minute.model_validate(old).stands
