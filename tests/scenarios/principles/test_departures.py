"""Departures that somebody recorded: kept, shown, told when they no longer hold, and never a verdict."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from geo.errors import InputError
from scenarios.changes import Assign
from scenarios.departures import Departure, with_departure, without_departure
from scenarios.draft import Draft, draft_of
from scenarios.norms import NormChange, standard_norms
from scenarios.principles.jeugdregio import departure_of
from scenarios.principles.panel import check
from scenarios.principles.row import Outcome
from scenarios.scenario import Scenario, read_scenario, write_scenario
from scenarios.study import Study

DAY = dt.date(2026, 1, 31)
C_TO_A = Assign(swv="JZ01", gemeenten=("GM0003",))
WHY = Departure(swv="JZ01", reden="  een eiland ", wie="M. Jansen", datum=DAY)
Made = Callable[..., str]


def outcomes(study: Study, name: str) -> dict[str, Outcome]:
    return {row.code: row.outcome for row in check(study, name).rows}


def test_it_reads_as_a_sentence() -> None:
    assert WHY.told == "afwijking van het streven, vastgelegd: een eiland (M. Jansen, 31-01-2026)"


@pytest.mark.parametrize("empty", [{"reden": "  "}, {"wie": ""}, {"swv": ""}])
def test_it_has_a_reason_and_somebody(empty: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Departure.model_validate(WHY.model_dump() | empty)


def test_of_one_swv_there_is_one_record() -> None:
    other = WHY.model_copy(update={"reden": "toch niet"})
    assert with_departure([WHY], other) == (other,)
    assert without_departure([WHY], WHY.key) == ()
    in_po = WHY.model_copy(update={"laag": "po"})
    assert with_departure([WHY], in_po) == (WHY, in_po)
    assert (in_po.is_about("po", "JZ01"), in_po.is_about("vo", "JZ01")) == (True, False)


def test_a_record_changes_no_verdict_and_stays_visible(line: Study) -> None:
    draft = Draft("jeugdregio").do(C_TO_A)
    plain, kept = draft.known_to(line), draft.record(WHY).known_to(line)
    assert plain != kept
    assert outcomes(line, plain) == outcomes(line, kept)
    every = [NormChange(*norm.key, confirmed=True) for norm in standard_norms().table]
    confirmed = line.under(standard_norms().changed(every))
    for name in (plain, kept):
        confirmed.known(line.arrangement(name))
    assert outcomes(confirmed, plain) == outcomes(confirmed, kept)
    row = check(confirmed, kept).row("jeugdregio")
    assert row.outcome is Outcome.NOT_MET
    (one,) = row.recorded
    assert one.holds
    assert one.told == WHY.told
    assert row.evidence[0].rows[0][-1] == WHY.told


def test_one_that_no_longer_holds_says_so(line: Study) -> None:
    gone = WHY.model_copy(update={"swv": "JZ99"})
    name = Draft("jeugdregio").record(WHY).record(gone).known_to(line)
    first, second = check(line, name).row("jeugdregio").recorded
    assert not first.holds
    assert first.told.endswith("; geldt niet meer: JZ01 ligt nu binnen één jeugdregio")
    assert not second.holds
    assert second.told.endswith("; geldt niet meer: JZ99 bestaat niet in dit scenario")


def test_undoing_a_change_leaves_the_record(line: Study) -> None:
    draft = Draft("jeugdregio").do(C_TO_A).record(WHY).undo()
    assert draft.departures == (WHY,)
    assert draft.is_made
    assert not check(line, draft.known_to(line)).row("jeugdregio").recorded[0].holds
    assert draft.withdraw(WHY.key).name == "jeugdregio"


def test_a_draft_that_only_records_has_the_figures_of_its_base(line: Study) -> None:
    draft = Draft(line.base_id).record(WHY.model_copy(update={"swv": "PO2001", "laag": "po"}))
    name = draft.known_to(line)
    assert name != line.base_id
    assert line.arrangement(line.base_id).departures == ()
    assert line.arrangement(name).title.endswith("met 1 vastgelegde afwijking")
    before, after = (check(line, one).row("jeugdregio").figures for one in (line.base_id, name))
    assert [one.value for one in before] == [one.value for one in after]


def test_it_is_saved_with_the_scenario(line: Study, tmp_path: Path) -> None:
    draft = Draft("jeugdregio").do(C_TO_A).record(WHY)
    write_scenario(draft.scenario(line), tmp_path / "plan.json")
    saved = read_scenario(tmp_path / "plan.json")
    assert saved.afwijkingen == (WHY,)
    assert json.loads((tmp_path / "plan.json").read_text())["afwijkingen"][0]["datum"] == "2026-01-31"
    assert replace(draft_of(saved), title=draft.title) == draft
    assert saved.run(line).departures == (WHY,)


def _file(tmp_path: Path, departures: object) -> Path:
    path = tmp_path / "plan.json"
    body = {"naam": "plan", "basis": "jeugdregio", "gegevens": "x"}
    path.write_text(json.dumps(body | ({} if departures is None else {"afwijkingen": departures})))
    return path


def test_a_file_of_before_there_were_records_can_be_read(tmp_path: Path) -> None:
    assert read_scenario(_file(tmp_path, None)).afwijkingen == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"datum": "gisteren"}, 'datum: gevonden "gisteren", verwacht een datum zoals 2026-01-31'),
        ({"reden": " "}, "reden: is leeg; vul het in"),
        ({"wie": "x" * 201}, "wie: is te lang; hoogstens 200 tekens"),
        ({"kleur": "rood"}, "kleur: is onbekend in deze versie"),
        ({"laag": "midden"}, "laag: gevonden \"midden\", verwacht 'po', 'vo' of 'beide'"),
    ],
)
def test_what_no_record_can_be_is_told(tmp_path: Path, change: dict[str, str], told: str) -> None:
    path = _file(tmp_path, [WHY.model_dump(mode="json") | change])
    with pytest.raises(InputError) as error:
        read_scenario(path)
    assert told in str(error.value)


def test_a_record_of_a_day_to_come_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, [WHY.model_dump(mode="json") | {"datum": "2999-01-01"}])
    with pytest.raises(
        InputError, match="nummer 1 > datum: gevonden 01-01-2999, verwacht een dag die geweest is"
    ):
        read_scenario(path, DAY)
    assert len(read_scenario(path).afwijkingen) == 1


def test_two_records_of_one_swv_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, [WHY.model_dump(mode="json")] * 2)
    with pytest.raises(InputError, match="JZ01 staat er meer dan eens"):
        read_scenario(path)
    assert Scenario(naam="a", basis="b", gegevens="c", afwijkingen=(WHY,)).afwijkingen == (WHY,)


# --- making one ------------------------------------------------------------------------------------


def made_of(study: Study, name: str, about: str, **told: str) -> Departure:
    return departure_of(study, name, about, **({"reason": "x", "who": "y"} | told), day=DAY)  # type: ignore[arg-type]


def test_only_of_a_swv_that_departs(line: Study, made: Made) -> None:
    name = made(line, "jeugdregio", C_TO_A)
    found = made_of(line, name, " JZ01 ")
    assert (found.swv, found.laag, found.reden, found.wie, found.datum) == ("JZ01", "beide", "x", "y", DAY)
    for wrong, told in (("JZ02", "wijkt niet af van het streven; in meer dan één jeugdregio liggen JZ01"),):
        with pytest.raises(InputError, match=told):
            made_of(line, name, wrong)
    with pytest.raises(InputError, match="elk swv ligt hier binnen één jeugdregio"):
        made_of(line, "jeugdregio", "JZ01")


def test_of_a_layer_where_there_are_two(line: Study) -> None:
    assert made_of(line, line.base_id, "PO2001").laag == "po"
    assert made_of(line, line.base_id, "vo:VO2001").laag == "vo"
    with pytest.raises(InputError, match="wijkt niet af"):
        made_of(line, line.base_id, "vo:PO2001")


def test_all_that_is_missing_is_told_at_once(line: Study) -> None:
    with pytest.raises(InputError) as error:
        made_of(line, line.base_id, "PO9999", reason=" ", who="")
    assert len(error.value.faults) == 3
