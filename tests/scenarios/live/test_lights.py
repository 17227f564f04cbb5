"""Lights at every edit: the outcome of the full check, for norms that are confirmed and that are not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from scenarios.country import Kind
from scenarios.live.figures import live
from scenarios.live.lights import lights
from scenarios.live.pinned import STANDARD
from scenarios.norms import NormChange, standard_norms
from scenarios.principles.panel import check
from scenarios.principles.row import Outcome, Reading
from scenarios.principles.words import aspects
from scenarios.study import Study


def _confirmed(study: Study) -> Study:
    """Return a study in which the user confirmed every norm, and set some so that they are met."""
    kinds = [kind.code for kind in study.country.kinds]
    changes = [
        NormChange(norm.name, norm.subject, norm.unit, confirmed=True)
        for norm in standard_norms().table
        if norm.subject in {*kinds, "swv", "reisafstand", "netwerk", "jeugdregio", "indeling", "regio"}
    ]
    return study.under(study.norms.changed(changes, kinds))


@pytest.fixture(scope="module", params=["werknormen", "bevestigd"])
def held(request: pytest.FixtureRequest, land: Study, drafts: Mapping[str, str]) -> Study:
    """Hold the drafts along norms that nobody confirmed, and along norms that all are."""
    if request.param == "werknormen":
        return land
    other = _confirmed(land)
    for name in drafts.values():
        other.known(land.arrangement(name))
    return other


@pytest.mark.parametrize("what", ["samen", "apart", "gesloten", "regeling-2015"])
def test_a_light_is_the_row_of_the_check(held: Study, drafts: Mapping[str, str], so: Kind, what: str) -> None:
    """The same result, reading, and norms still to be confirmed, for every principle and aim in its order."""
    name, base = drafts.get(what, what), held.base_id
    found, panel = lights(live(held, name, base, so, STANDARD)), check(held, name, base)
    assert [one.code for one in found] == [row.code for row in panel.rows] == list(aspects())
    for one in found:
        row = panel.row(one.code)
        assert (one.state, one.row.reading) == (row.outcome, row.reading), one
        assert [(part.label, part.outcome, part.met) for part in one.row.parts] == [
            (part.label, part.outcome, part.met) for part in row.parts
        ]
        assert set(one.row.lacking) == set(row.lacking)
        assert one.title
        assert one.word.startswith(one.state.value)
        assert one.why.endswith(".")


def test_confirmed_norms_decide_and_others_do_not(held: Study, so: Kind) -> None:
    """Jeugdregio's as swv's meet aim 3 as soon as its norm is confirmed, and never before."""
    found = {one.code: one for one in lights(live(held, "jeugdregio", held.base_id, so, STANDARD))}
    confirmed = not found["jeugdregio"].row.lacking
    assert found["jeugdregio"].state is (Outcome.MET if confirmed else Outcome.OPEN)
    assert found["een_swv"].state is (Outcome.MET if confirmed else Outcome.OPEN)
    for silent in ("organisaties", "uniformiteit", "ondersteuning", "reisafstand"):
        assert found[silent].row.reading is Reading.SILENT


def test_of_an_unfinished_drawing_nothing_is_decided(
    land: Study, drafts: Mapping[str, str], so: Kind
) -> None:
    """The check refuses it: every light is open, and says how many have no swv."""
    found = lights(live(land, drafts["onaf"], land.base_id, so, STANDARD))
    assert {one.state for one in found} == {Outcome.OPEN}
    assert all("zonder swv" in one.why for one in found)
