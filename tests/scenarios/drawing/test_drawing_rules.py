"""Locks and the guard of jeugdregio's: what they refuse, what they let be, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.errors import InputError
from scenarios.changes import Assign, Dissolve, Merge, NewSwv, Recolour, Release, Rename, Split
from scenarios.country import Country
from scenarios.departures import Departure
from scenarios.draft import Draft, draft_of
from scenarios.drawing.rules import Guard, GuardedError, Outside, lock_faults, locked_units, outside
from scenarios.locks import Lock
from scenarios.norms import standard_norms
from scenarios.principles.jeugdregio import departing
from scenarios.ready_made import base_id, ready_made
from scenarios.scenario import Change, read_scenario, write_scenario
from scenarios.study import Study

SWV, GEMEENTE = Lock(soort="swv", code="JZ01"), Lock(soort="gemeente", code="GM0004")
ALL = Lock(soort="alles")


@pytest.mark.parametrize(
    ("lock", "change", "told"),
    [
        (SWV, Release(gemeenten=("GM0001",)), "swv JZ01 · JZ01 is vergrendeld en houdt Plaats 01"),
        (SWV, Assign(swv="JZ01", gemeenten=("GM0005",)), "vergrendeld en krijgt Plaats 05 er niet bij"),
        (
            SWV,
            Merge(van="JZ01", naar="JZ02"),
            "houdt Plaats 01, Plaats 02 en Plaats 03; ontgrendel het eerst",
        ),
        (SWV, Split(swv="JZ01", delen=2), "houdt"),
        (SWV, Dissolve(swv="JZ01", naar="vrij"), "houdt"),
        (GEMEENTE, Assign(swv="JZ01", gemeenten=("GM0004",)), "Plaats 04 is vergrendeld en blijft"),
        (GEMEENTE, Assign(swv="JZ01", jeugdregios=("JZ02",)), "Plaats 04 is vergrendeld"),
        (ALL, Release(gemeenten=("GM0001",)), "alles is vergrendeld"),
        (ALL, NewSwv(swv="NW"), "alles is vergrendeld"),
    ],
)
def test_what_is_locked_stays_as_it_is(row: Study, lock: Lock, change: Change, told: str) -> None:
    draft = Draft("jeugdregio", locks=(lock,))
    with pytest.raises(GuardedError) as found:
        draft.allowed(row, change)
    assert isinstance(found.value, InputError)
    assert told in str(found.value)
    assert str(found.value).startswith("de wijziging is niet gemaakt:")


@pytest.mark.parametrize(
    ("lock", "change"),
    [
        (SWV, Assign(swv="NW", gemeenten=("GM0004",))),
        (SWV, Rename(swv="JZ01", naam="Anders")),
        (SWV, Recolour(swv="JZ01", kleur="#000000")),
        (SWV, NewSwv(swv="NW")),
        (GEMEENTE, Assign(swv="JZ01", gemeenten=("GM0005",))),
        (GEMEENTE, Assign(swv="JZ02", gemeenten=("GM0004", "GM0001"))),
        (ALL, Recolour(swv="JZ01", kleur="#000000")),
    ],
)
def test_what_is_not_locked_may_be_drawn(row: Study, lock: Lock, change: Change) -> None:
    Draft("jeugdregio", locks=(lock,)).allowed(row, change)


def test_a_part_of_a_locked_gemeente_stays_too(row: Study) -> None:
    draft = Draft("jeugdregio", locks=(Lock(soort="gemeente", code="GM0006"),))
    with pytest.raises(GuardedError, match=r"Plaats 06 \(deel 1007\) is vergrendeld"):
        draft.allowed(row, Assign(swv="JZ01", pc4=("1007",)))


def test_an_empty_locked_swv_is_not_dissolved(row: Study) -> None:
    draft = Draft("jeugdregio", (NewSwv(swv="NW"),), locks=(Lock(soort="swv", code="NW"),))
    with pytest.raises(GuardedError, match="swv NW · nog leeg is vergrendeld en blijft bestaan"):
        draft.allowed(row, Dissolve(swv="NW", naar="vrij"))


def test_every_reason_is_told_at_once(row: Study) -> None:
    draft = Draft("jeugdregio", locks=(SWV, GEMEENTE), guard=Guard.BLOCK)
    with pytest.raises(GuardedError) as found:
        draft.allowed(row, Assign(swv="JZ01", gemeenten=("GM0004",)))
    assert len(found.value.faults) == 3


def test_a_lock_of_one_layer_leaves_the_other(row: Study) -> None:
    draft = Draft(row.base_id, locks=(Lock(soort="swv", code="PO2001", laag="po"),))
    draft.allowed(row, Release(gemeenten=("GM0001",), laag="vo"))
    with pytest.raises(GuardedError, match=r"PO 20\.01 .*\(po\) is vergrendeld"):
        draft.allowed(row, Release(gemeenten=("GM0001",), laag="po"))


def test_locked_units_are_those_of_swvs_and_gemeenten(row: Study) -> None:
    arrangement, country = row.arrangement(row.base_id), row.country
    locks = [Lock(soort="swv", code="VO2001", laag="vo"), Lock(soort="gemeente", code="GM0006")]
    assert locked_units(arrangement, country, locks, "vo").tolist() == [True, True, True, False, False, True]
    assert locked_units(arrangement, country, locks, "po").tolist() == [False] * 5 + [True]
    assert locked_units(arrangement, country, [ALL], "po").all()
    assert not locked_units(arrangement, country, [], "po").any()


def test_without_locks_or_moves_nothing_is_refused(row: Study) -> None:
    before = row.arrangement("jeugdregio")
    assert lock_faults(row.country, before, before, (ALL,)) == ()
    after = Release(gemeenten=("GM0001",)).apply(before, row.country)
    assert lock_faults(row.country, before, after, ()) == ()


def test_only_what_a_change_draws_outside_is_listed(row: Study) -> None:
    country, first = row.country, row.arrangement("jeugdregio")
    second = Assign(swv="JZ01", gemeenten=("GM0005",)).apply(first, country)
    third = Assign(swv="JZ01", gemeenten=("GM0006",)).apply(second, country)
    assert outside(country, first, second) == (Outside("", "JZ01", "GM0005", "JZ02", 110.0),)
    assert outside(country, second, third) == (Outside("", "JZ01", "GM0006", "JZ02", 121.0),)
    assert outside(country, third, third) == ()
    # with GM0004 as well JZ02 has most residents of the swv: now the others are outside
    fourth = Assign(swv="JZ01", gemeenten=("GM0004",)).apply(third, country)
    assert [one.gemeente for one in outside(country, third, fourth)] == ["GM0003", "GM0002", "GM0001"]


def test_the_guard_blocks_warns_or_lets_be(row: Study) -> None:
    across = Assign(swv="JZ01", gemeenten=("GM0005",))
    within = Assign(swv="NW", gemeenten=("GM0005",))
    assert Draft("jeugdregio", guard=Guard.OFF).checked(row, across) == ()
    assert len(Draft("jeugdregio").checked(row, across)) == 1
    blocked = Draft("jeugdregio", guard=Guard.BLOCK)
    assert blocked.checked(row, within) == ()
    with pytest.raises(
        GuardedError, match="Plaats 05 ligt buiten jeugdregio JZ01, de hoofdjeugdregio van swv"
    ):
        blocked.checked(row, across)
    recorded = blocked.record(Departure(swv="JZ01", reden="eiland", wie="M", datum=date(2026, 1, 31)))
    assert recorded.checked(row, across) == ()
    other = blocked.record(Departure(swv="JZ02", reden="eiland", wie="M", datum=date(2026, 1, 31)))
    with pytest.raises(GuardedError, match="afwijking van het streven"):
        other.checked(row, across)


def test_guard_and_locks_go_with_the_file(row: Study, tmp_path: Path) -> None:
    draft = Draft("jeugdregio", (NewSwv(swv="NW"),), locks=(SWV, GEMEENTE), guard=Guard.BLOCK)
    write_scenario(draft.scenario(row), tmp_path / "plan.json")
    again = draft_of(read_scenario(tmp_path / "plan.json"))
    assert (again.locks, again.guard, again.done) == (draft.locks, draft.guard, draft.done)
    text = (tmp_path / "plan.json").read_text(encoding="utf-8").replace("blokkeer", "verbied")
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"alleen_binnen_jeugdregio: gevonden .* 'waarschuw' of 'blokkeer'"):
        read_scenario(tmp_path / "plan.json")


def test_outside_on_the_real_country_adds_up_to_what_the_check_departs(bundled: Country) -> None:
    """A draft that was nothing before: all that lies outside is new, and is what principle 3 counts."""
    norms = standard_norms()
    after = ready_made(bundled, norms, base_id(bundled))
    before = Release(gemeenten=tuple(bundled.gemeente_names)).apply(after, bundled)
    found: dict[tuple[str, str], float] = {}
    for one in outside(bundled, before, after):
        found[one.layer, one.swv] = found.get((one.layer, one.swv), 0.0) + one.residents
    told = {(one.body.layer, one.body.code): one.outside for one in departing(bundled, after, norms)}
    assert found == pytest.approx(told)
