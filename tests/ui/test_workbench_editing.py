"""What is done on the workbench, without a browser: all or nothing, said in Dutch, and nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import streamlit as st

from geo.errors import InputError
from scenarios.changes import Assign, Merge, Release
from scenarios.drawing.rules import Guard
from scenarios.locks import Lock
from scenarios.study import Study
from ui import drafts
from ui.desk import Desk
from ui.loading import StudyKey
from ui.state import Choice
from ui.workbench import editing, guide
from ui.workbench.bench import Bench, Work, bench, drawn_layer
from ui.workbench.rows import Row, changed_units, fitting, rows
from ui.workbench.swv_actions import free_code


@dataclass(frozen=True)
class Edit:
    """As the map tells it."""

    units: tuple[str, ...] = ()
    pc4: tuple[str, ...] = ()
    swv: str = ""


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand in for the state of one browser session."""
    state: dict[str, Any] = {"keuze": Choice()}
    monkeypatch.setattr(st, "session_state", state)
    return state


@pytest.fixture
def desk(nederland: Study) -> Desk:
    found = drafts.desk()
    found.settle(nederland)
    return found


def work_of(study: Study, desk: Desk) -> Work:
    """What a run of the page is about, with the draft as it is now."""
    draft = desk.settle(study)
    name = draft.known_to(study)
    layer = drawn_layer(study.arrangement(name), bench().layer)
    key = StudyKey("", study.country.dataset.manifest.fingerprint, study.country.settings, study.norms)
    return Work(key, study, draft, name, draft.base, layer)


def swv_of(study: Study, desk: Desk, unit: str) -> str:
    work = work_of(study, desk)
    return work.indeling.swv[work.arrangement.units.ids.index(unit)]


def test_what_is_drawn_becomes_one_named_step_each(nederland: Study, desk: Desk) -> None:
    work = work_of(nederland, desk)
    editing.take(work, [Edit(("GM0034",), swv="PO2001"), Edit(("GM0037", "GM0047"), swv="PO2401")])
    assert drafts.desk().fault == ""
    assert desk.draft is not None
    assert desk.draft.done == (
        Assign(laag="po", swv="PO2001", gebieden=("GM0034",)),
        Assign(laag="po", swv="PO2401", gebieden=("GM0037", "GM0047")),
    )
    assert swv_of(nederland, desk, "GM0037") == "PO2401"
    assert bench().revision == Bench().revision, "the map knows what was drawn on it"


def test_drawing_for_no_swv_sets_free() -> None:
    assert editing.change_of(Edit(("GM0034",)), "vo") == Release(laag="vo", gebieden=("GM0034",))
    assert editing.change_of(Edit(pc4=("3511",), swv="PO2601"), "beide") == Assign(
        swv="PO2601", pc4=("3511",)
    )
    with pytest.raises(InputError, match="niets aangewezen"):
        editing.change_of(Edit(swv="PO2601"), "po")


def test_one_refused_edit_refuses_all_and_the_map_takes_them_back(nederland: Study, desk: Desk) -> None:
    editing.lock(Lock(soort="gemeente", code="GM0037"))
    before = desk.draft
    work = work_of(nederland, desk)
    editing.take(work, [Edit(("GM0034",), swv="PO2001"), Edit(("GM0037",), swv="PO2401")])
    assert desk.draft is before
    assert "vergrendeld" in desk.fault
    assert bench().revision == Bench().revision + 1


def test_drawing_for_a_swv_that_an_undo_took_away_is_refused(nederland: Study, desk: Desk) -> None:
    work = work_of(nederland, desk)
    editing.take(work, [Edit(("GM0034",), swv="WEG")])
    assert "WEG is er niet meer" in desk.fault
    assert desk.draft is not None
    assert desk.draft.done == ()


def test_drawing_on_units_that_are_gone_is_refused_calmly(nederland: Study, desk: Desk) -> None:
    editing.take(work_of(nederland, desk), [Edit(("GM0344#3511",), swv="PO2001")])
    assert "onbekende gebieden" in desk.fault
    assert "dekkend zelf" not in desk.fault


def test_undo_and_redo_are_to_the_step(nederland: Study, desk: Desk) -> None:
    editing.make(work_of(nederland, desk), Assign(laag="po", swv="PO2001", gebieden=("GM0034",)))
    editing.go_to(0)
    assert swv_of(nederland, desk, "GM0034") == "PO2401"
    editing.go_to(1)
    assert swv_of(nederland, desk, "GM0034") == "PO2001"


def test_a_merge_takes_the_other_swv_in_hand_and_a_refusal_does_not(nederland: Study, desk: Desk) -> None:
    bench().active = "PO2001"
    assert editing.make(
        work_of(nederland, desk), Merge(laag="po", van="PO2001", naar="PO2401"), active="PO2401"
    )
    assert bench().active == "PO2401"
    assert not editing.make(
        work_of(nederland, desk), Merge(laag="po", van="PO2001", naar="PO2201"), active="PO2201"
    )
    assert bench().active == "PO2401"
    assert "PO2001" in desk.fault


def test_beginning_on_a_draft_leaves_that_draft_as_it_was(nederland: Study, desk: Desk) -> None:
    desk.call("Plan A")
    editing.make(work_of(nederland, desk), Assign(laag="po", swv="PO2001", gebieden=("GM0034",)))
    made = desk.draft
    assert made is not None
    editing.begin(nederland, "jeugdregio")
    assert desk.draft is not None
    assert desk.draft.base == "jeugdregio"
    editing.begin(nederland, made.name)
    assert desk.draft.done == made.done
    assert desk.draft.title == "Verder op Plan A"
    assert desk.aside[made.name] == made
    editing.go_to(0)
    assert desk.aside[made.name] == made


def test_what_cannot_be_begun_leaves_all_as_it_was(nederland: Study, desk: Desk) -> None:
    editing.make(work_of(nederland, desk), Assign(laag="po", swv="PO2001", gebieden=("GM0034",)))
    before = desk.draft
    editing.begin(nederland, "bestaat-niet")
    assert desk.draft is before
    assert desk.fault


def test_blocking_asks_for_a_recorded_departure(nederland: Study, desk: Desk) -> None:
    editing.guard(Guard.BLOCK)
    far = Assign(laag="po", swv="PO2001", gebieden=("GM0034",))
    assert not editing.make(work_of(nederland, desk), far)
    assert "jeugdregio" in desk.fault
    editing.guard(Guard.WARN)
    assert editing.make(work_of(nederland, desk), far)


def locks(desk: Desk) -> list[Lock]:
    return [] if desk.draft is None else list(desk.draft.locks)


def test_locks_go_on_and_off_and_all_at_once(nederland: Study, desk: Desk) -> None:  # noqa: ARG001
    one, other = Lock(soort="swv", code="PO2001", laag="po"), Lock(soort="alles")
    editing.lock(one, other)
    assert locks(desk) == [one, other]
    editing.lock(one)
    assert locks(desk) == [other]
    editing.unlock_all()
    assert locks(desk) == []


def test_the_guide_goes_on_when_a_step_is_really_done() -> None:
    mine = bench()
    guide.done(guide.ASSIGN)
    assert mine.step == guide.READ, "who draws at once has chosen a swv"
    guide.done(guide.CHOOSE)
    assert mine.step == guide.READ
    guide.done(guide.KEEP)
    assert mine.step == 0
    guide.done(guide.CHOOSE)
    assert mine.step == 0, "closed stays closed"


def row(name: str, **more: Any) -> Row:
    told = {
        "gemeente": name,
        "region": "JZ1",
        "swv": "A",
        "residents": 1.0,
        "changed": False,
        "locked": False,
    }
    return Row(unit=f"GM{name}", name=name, **{**told, **more})


def test_the_list_fits_what_is_asked() -> None:
    found = [
        row("'s-Gravenhage"),
        row("Súdwest", region="JZ2", swv=""),
        row("Woerden", changed=True, locked=True),
    ]

    def names(**asked: Any) -> list[str]:
        return [one.name for one in fitting(found, **asked)]

    assert names(text="gravenh, sudwest") == ["'s-Gravenhage", "Súdwest"]
    assert names(text="gmwoerden") == ["Woerden"]
    assert names(regions=["JZ2"]) == names(state="zonder swv") == names(swvs=[""]) == ["Súdwest"]
    assert names(state="gewijzigd") == names(state="vergrendeld") == ["Woerden"]
    assert names(text=" , ") == names() == [one.name for one in found]
    assert names(text="woerden", regions=["JZ2"]) == []
    assert found[2].states == ("gewijzigd", "vergrendeld")


def test_rows_say_what_changed_and_stand_by_name(nederland: Study, desk: Desk) -> None:
    editing.make(work_of(nederland, desk), Assign(laag="po", swv="PO2001", gebieden=("GM0034",)))
    work = work_of(nederland, desk)
    changed = changed_units(work.indeling, nederland.arrangement(nederland.base_id).po)
    assert [work.arrangement.units.ids[at] for at in np.flatnonzero(changed)] == ["GM0034"]
    made = rows(work.facts, work.indeling, "po", changed, np.zeros(len(changed), dtype=np.bool_))
    assert {one.unit for one in made} == set(work.arrangement.units.ids)
    assert [one.name for one in made][:2] == ["Aa en Hunze", "Aalsmeer"]
    assert [(one.name, one.swv, one.states) for one in made if one.changed] == [
        ("Almere", "PO2001", ("gewijzigd",))
    ]
    everybody = float(nederland.country.pupils("po").sum())
    assert sum(one.residents for one in made) == pytest.approx(everybody)


def test_new_codes_are_free(nederland: Study, desk: Desk) -> None:
    assert free_code(work_of(nederland, desk)) == "N1"
    editing.make(work_of(nederland, desk), Assign(laag="po", swv="N1", gebieden=("GM0034",)))
    assert free_code(work_of(nederland, desk)) == "N2"
