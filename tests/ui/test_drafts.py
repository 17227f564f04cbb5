"""Drafts of a session: made, laid aside, saved and opened; none of it needs a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
import streamlit as st

from geo.errors import InputError, UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.draft import Draft
from scenarios.scenario import Scenario
from scenarios.site_changes import CloseSite, OpenSite
from scenarios.study import Study
from ui import drafts
from ui.desk import Desk
from ui.drafts import file_name, file_of, open_file, read_file
from ui.state import Choice

OPEN = OpenSite(soorten=("so",), pc4="3511")


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


def test_a_change_that_cannot_be_made_leaves_the_draft_as_it_was(nederland: Study, desk: Desk) -> None:
    desk.do(nederland, OPEN)
    before = desk.draft
    with pytest.raises(UnknownNameError, match="onbekende vestiging"):
        desk.do(nederland, OpenSite(soorten=("vso",), pc4="1011"), CloseSite(vestigingen=("nergens",)))
    assert desk.draft is before


def test_a_refusal_does_not_speak_of_the_draft_s_own_name(nederland: Study, desk: Desk) -> None:
    with pytest.raises(InputError) as caught:
        desk.do(nederland, OpenSite(soorten=("so",), pc4="0000"))
    assert "wat-als" not in str(caught.value)
    assert "0000" in str(caught.value)


def test_starting_anew_lays_aside_and_going_back_restores(nederland: Study, desk: Desk) -> None:
    desk.do(nederland, OPEN)
    made = desk.draft
    assert made is not None
    desk.start(Draft(nederland.base_id))
    assert list(desk.aside) == [made.name]
    desk.start(desk.aside[made.name])
    assert desk.draft == made
    assert desk.aside == {}


def test_an_empty_draft_is_not_laid_aside(nederland: Study, desk: Desk) -> None:
    desk.start(Draft(nederland.base_id))
    assert desk.aside == {}


def test_what_does_not_fit_other_data_is_laid_aside_and_said(nederland: Study, desk: Desk) -> None:
    desk.draft = Draft(nederland.base_id).do(CloseSite(vestigingen=("weg",)))
    assert desk.settle(nederland) == Draft(nederland.base_id)
    assert "past niet op deze gegevens" in desk.fault
    assert len(desk.aside) == 1


def test_saving_and_opening_gives_the_same_draft_with_its_assumptions(nederland: Study, desk: Desk) -> None:
    desk.do(nederland, OPEN)
    desk.call("  Eén erbij ")
    assert desk.draft is not None
    assumed = Assumptions(year=2032, growth_per_year=0.01)
    content = file_of(nederland, desk.draft, assumed)
    saved = desk.draft
    desk.start(Draft(nederland.base_id))
    open_file(nederland, "eigen.json", content)
    assert desk.draft.done == saved.done
    assert desk.draft.title == "Eén erbij"
    assert desk.assumptions == assumed
    assert "aannames" in desk.note


def test_a_file_with_changes_that_cannot_be_made_is_refused_whole(nederland: Study, desk: Desk) -> None:
    desk.do(nederland, OPEN)
    before = desk.draft
    saved = json.loads(file_of(nederland, Draft(nederland.base_id).do(OPEN)))
    saved["wijzigingen"][0]["pc4"] = "0001"
    with pytest.raises(InputError, match="0001"):
        open_file(nederland, "fout.json", json.dumps(saved).encode())
    assert desk.draft is before
    assert desk.aside == {}


def test_a_file_name_cannot_lead_out_of_its_folder(nederland: Study) -> None:
    content = file_of(nederland, Draft(nederland.base_id).do(OPEN))
    assert isinstance(read_file("../../etc/passwd", content), Scenario)
    assert isinstance(read_file("", content), Scenario)


def test_file_names_are_plain() -> None:
    assert file_name(Draft("jeugdregio", title="../ <b>")) == "scenario-b.json"
    assert file_name(Draft("jeugdregio")) == "scenario-jeugdregio-wat-als.json"


def test_faults_in_callbacks_are_told_and_ours_are_no_tracebacks(session: dict[str, Any]) -> None:
    with drafts.told():
        raise InputError("plek", ["bestaat niet"])
    assert "bestaat niet" in drafts.desk().fault
    with drafts.told():
        msg = "kapot"
        raise RuntimeError(msg)
    assert "dekkend zelf" in drafts.desk().fault
    assert "kapot" not in drafts.desk().fault
    with drafts.told():
        pass
    assert drafts.desk().fault == ""
    assert set(session) == {"keuze", "ontwerpen"}
