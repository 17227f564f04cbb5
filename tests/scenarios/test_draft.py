"""A draft: done, undone, redone, saved and opened again with exactly the same figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import Dataset
from scenarios.assumptions import Assumptions
from scenarios.consolidation import Consolidate
from scenarios.draft import Draft, draft_of
from scenarios.norms import NormChange, standard_norms
from scenarios.scenario import Change, read_scenario, write_scenario
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import ChangeSite, CloseSite, GivePlaces, MoveSite, OpenSite
from scenarios.study import Study

STEPS: tuple[Change, ...] = (
    OpenSite(soorten=("so", "vso"), pc4="1003", plaatsen={"so": 30}, naam="Nieuw"),
    MoveSite(vestiging="00AA00", easting=110_200.0, northing=450_000.0),
    ChangeSite(vestiging="00AB00", eraf=("sbo",)),
    CloseSite(vestigingen=("00AA00",), soorten=("so",)),
    GivePlaces(bron="cap.csv", plaatsen=(("00AB00", "so", 7),)),
    Consolidate(regel="per_swv", soorten=("vso",), waarde=1),
)


@pytest.fixture
def line(line_of_four: Dataset) -> Study:
    return Study.of(line_of_four, Settings(STRAIGHT, detour_factor=1.0))


def _made(study: Study, *steps: Change) -> Draft:
    draft = Draft(study.base_id)
    for step in steps:
        draft = draft.do(step)
    return draft


def test_undo_and_redo_lead_back_to_the_same_figures(line: Study) -> None:
    draft = _made(line, *STEPS)
    before = line.distances(draft.known_to(line)).own_m
    back = draft.undo().undo()
    assert len(back.done) == len(STEPS) - 2
    assert not np.array_equal(line.distances(draft.at(0).known_to(line)).own_m, before)
    again = back.redo().redo()
    assert again == draft
    assert np.array_equal(line.distances(again.known_to(line)).own_m, before)


def test_a_new_step_forgets_what_was_undone(line: Study) -> None:
    draft = _made(line, *STEPS).undo()
    assert draft.do(STEPS[0]).redo() == draft.do(STEPS[0])


@given(st.lists(st.sampled_from(["undo", "redo"]), max_size=20))
def test_no_row_of_clicks_loses_a_step(clicks: list[str]) -> None:
    draft = Draft("jeugdregio", STEPS)
    for click in clicks:
        draft = draft.undo() if click == "undo" else draft.redo()
        assert (*draft.done, *draft.undone) == STEPS


def test_saved_and_read_back_it_is_the_same_with_norms_and_assumptions(line: Study, tmp_path: Path) -> None:
    norms = standard_norms().changed([NormChange("acceptabel", "so", "m", 12_000.0, confirmed=True)])
    study = line.under(norms)
    draft = _made(study, *STEPS)
    assumptions = Assumptions(growth_per_year=0.01, year=2030, inclusion=(("so", 0.1),))
    write_scenario(draft.scenario(study, assumptions), tmp_path / "plan.json")
    saved = read_scenario(tmp_path / "plan.json")
    assert saved.norms() == norms
    assert saved.assumptions == assumptions
    again = draft_of(saved)
    assert again.done == draft.done
    made, other = draft.scenario(study).run(study), saved.run(Study.of(study.country.dataset, saved.settings))
    assert made.plan is not None
    assert other.plan is not None
    assert made.plan.sites.equals(other.plan.sites)
    assert made.plan.offers.equals(other.plan.offers)
    assert made.plan.log == other.plan.log


def test_a_draft_without_steps_is_its_base(line: Study) -> None:
    assert Draft("jeugdregio").known_to(line) == "jeugdregio"


def test_studies_under_other_norms_share_the_cube(line: Study) -> None:
    _ = line.cube
    other = line.under(standard_norms().changed([NormChange("acceptabel", "so", "m", 12_000.0)]))
    assert other.cube is line.cube
    assert line.under(line.norms) is line
