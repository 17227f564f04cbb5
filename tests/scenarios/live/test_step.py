"""What one edit did, in one sentence: nothing netted, nothing claimed within the error."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from data.dataset import BUNDLED, read_dataset
from scenarios.changes import Assign, Merge, Release
from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.drawing.history import sentences
from scenarios.live.figures import Live, live
from scenarios.live.step import step_sentence
from scenarios.readings import NO_DIFFERENCE
from scenarios.site_changes import CloseSite
from scenarios.study import Study

Seen = Callable[[Draft], Live]


@pytest.fixture
def seen(land: Study, so: Kind) -> Seen:
    """Look at a draft as the panel does."""
    return lambda draft: live(land, draft.known_to(land), land.base_id, so, ())


@pytest.fixture(scope="module")
def nederland() -> Study:
    """Open the bundled country, for these tests alone."""
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture
def seen_there(nederland: Study) -> Seen:
    """Look at a draft on the bundled country."""
    so = next(kind for kind in nederland.country.kinds if kind.code == "so")
    return lambda draft: live(nederland, draft.known_to(nederland), nederland.base_id, so, ())


def test_a_swv_leaves_and_enters_the_one_jeugdregio_aim(land: Study, seen: Seen) -> None:
    """A gemeente to a swv of another jeugdregio and back: outside, and within again."""
    layer = land.arrangement("jeugdregio").po
    home = np.array(layer.swv, dtype=object)
    name = next(iter(land.country.gemeente_names.values()))
    code = next(iter(land.country.gemeente_names))
    own = str(home[layer.units.unit_of_point[land.country.gemeente_of_point == code][0]])
    other = next(one for one in layer.codes if one != own)
    start = Draft("jeugdregio")
    there = start.do(Assign(swv=other, gemeenten=(name,)))
    back = there.do(Assign(swv=own, gemeenten=(name,)))
    label = land.arrangement(there.known_to(land)).po.label(other)
    told = step_sentence(seen(start), seen(there), f"{name} naar {other}.")
    assert told.startswith(f"{name} naar {other}: ")
    assert "gemiddelde afstand so" in told
    assert f"{label} ligt nu in meer dan één jeugdregio" in told
    assert "korter" not in told
    assert "langer" not in told or NO_DIFFERENCE not in told
    again = step_sentence(seen(there), seen(back), f"{name} terug")
    assert (
        f"{land.arrangement(back.known_to(land)).po.label(other)} ligt nu geheel in één jeugdregio" in again
    )
    assert again.count(".") == again.rstrip().endswith(".")
    assert step_sentence(seen(start), seen(start), "Niets") == "Niets: er verandert geen cijfer."


def test_counts_say_which_way(seen: Seen) -> None:
    """A merge: one swv less, and as many relations with gemeenten, which is said too."""
    start = Draft("jeugdregio")
    merged = start.do(Merge(van="JZ03", naar="JZ04"))
    told = step_sentence(seen(start), seen(merged), "Samengevoegd")
    assert "1 swv minder" in told
    assert "evenveel overlegrelaties met gemeenten" in told
    assert "1 swv meer" in step_sentence(seen(merged), seen(start), "Terug")


def test_who_loses_and_who_gets_an_own_site_stand_apart(
    land: Study, so: Kind, drafts: Mapping[str, str]
) -> None:
    """From today's layers to gemeente-sized changes: both are told, neither is taken from the other."""
    kind = so
    was, now = (live(land, name, land.base_id, kind, ()) for name in (land.base_id, "provincie"))
    found = live(land, "provincie", land.base_id, kind, ("eigen_verloren", "eigen_gekregen")).figures
    told = step_sentence(was, now, "Naar provincies")
    assert ("zonder eigen so" in told) == (found["eigen_verloren"].value > 0)
    assert ("met een eigen so" in told) == (found["eigen_gekregen"].value > 0)
    back = step_sentence(now, was, "Terug")
    assert ("zonder eigen so" in back) == (found["eigen_gekregen"].value > 0)
    assert drafts


def test_whoever_has_no_swv_is_named(land: Study, seen: Seen) -> None:
    """Released, and assigned again."""
    name = next(iter(land.country.gemeente_names.values()))
    start = Draft("jeugdregio")
    loose = start.do(Release(gemeenten=(name,)))
    placed = loose.do(Assign(swv="JZ01", gemeenten=(name,)))
    assert "zonder swv, in geen cijfer meegeteld" in step_sentence(seen(start), seen(loose), "Los")
    assert "iedereen heeft weer een swv" in step_sentence(seen(loose), seen(placed), "Vast")


def test_closed_sites_are_told_of_too(land: Study, seen: Seen) -> None:
    """All sites of a kind close but a few: the mean gets longer, beyond the error."""
    country = land.country
    rows = country.supply.loc[country.supply["kind"] == "so", "site"].unique()
    codes = tuple(str(country.sites["vestigingscode"].iloc[row]) for row in rows[3:])
    start = Draft("jeugdregio")
    told = step_sentence(seen(start), seen(start.do(CloseSite(vestigingen=codes))), "Dicht")
    assert "zonder eigen so" in told


def test_a_swv_that_falls_apart_or_goes_or_has_no_facility_left_is_named(
    nederland: Study, seen_there: Seen
) -> None:
    """Assen gets Emmen, which it does not touch; then Borger-Odoorn in between: Emmen's swv is gone."""
    start = Draft(nederland.base_id)
    loose = start.do(Assign(laag="po", swv="PO2201", gemeenten=("Emmen",)))
    joined = loose.do(Assign(laag="po", swv="PO2201", gemeenten=("Borger-Odoorn",)))
    told = step_sentence(seen_there(start), seen_there(loose), sentences(nederland, loose)[0])
    assert "PO 22.01 · Assen e.o. ligt nu in 2 losse delen (onderbroken)" in told
    assert "PO 22.02 · Emmen e.o. houdt geen eigen so over" in told
    assert "Leeuwarden" not in told, "it lay apart before"
    assert ".." not in told
    again = step_sentence(seen_there(loose), seen_there(joined), sentences(nederland, joined)[1])
    assert "PO 22.02 · Emmen e.o. verdwijnt" in again
    assert "PO 22.01 · Assen e.o. is weer aaneengesloten" in again
    back = step_sentence(seen_there(joined), seen_there(start), "Terug")
    assert "PO 22.02 · Emmen e.o. krijgt een eigen so" not in back, "it was not there before"
    assert "losse delen" not in back


def test_a_merge_does_not_tell_twice_what_is_gone(nederland: Study, seen_there: Seen) -> None:
    """The change itself says so."""
    start = Draft(nederland.base_id)
    merged = start.do(Merge(laag="po", van="PO2202", naar="PO2201"))
    told = step_sentence(seen_there(start), seen_there(merged), sentences(nederland, merged)[0])
    assert told.startswith("Samengevoegd: swv PO 22.02 · Emmen e.o. met PO 22.01 · Assen e.o., laag po")
    assert "verdwijnt" not in told


def test_free_ground_between_the_parts_is_called_unfinished(nederland: Study, seen_there: Seen) -> None:
    """What is free may still join them, and does."""
    start = Draft(nederland.base_id).do(Assign(laag="po", swv="PO2201", gemeenten=("Emmen", "Borger-Odoorn")))
    free = start.do(Release(laag="po", gemeenten=("Borger-Odoorn",)))
    told = step_sentence(seen_there(start), seen_there(free), "Los")
    assert "ligt nu in 2 losse delen (onaf: wat vrij is kan ertussen liggen)" in told
    taken = step_sentence(seen_there(free), seen_there(start), "Vast")
    assert "PO 22.01 · Assen e.o. is weer aaneengesloten" in taken
