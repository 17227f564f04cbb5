"""Classes of change and marks of sites on the map of a what-if."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.scenario import Change
from scenarios.site_changes import ChangeSite, CloseSite, MoveSite, OpenSite
from scenarios.site_effects import Effect, Way, effect
from scenarios.study import Study
from ui.facility_map import CLASSES, Marks, change_document, chosen_marks, classes, marks_of
from ui.facility_state import Place


def made(km: list[float], way: Way = Way.FREE) -> Effect:
    after = 10_000 + 1000 * np.array(km)
    size = len(km)
    kind = Kind("so", "speciaal onderwijs", "po", "po")
    return Effect(
        kind,
        way,
        "a",
        "b",
        np.full(size, 10_000.0),
        after,
        np.ones(size),
        0.0,
        0.0,
        np.ones(size, dtype=bool),
    )


def test_a_change_counts_from_more_than_a_kilometre(nederland: Study) -> None:
    found = made([0, 1, 1.001, 2, 5, 5.001, -1, -1.001, -2.5, -6])
    told = [CLASSES[place] for place in classes(nederland, found)]
    assert told == [
        "minder dan 1 km verschil",
        "minder dan 1 km verschil",
        "1 tot 2 km verder",
        "1 tot 2 km verder",
        "2 tot 5 km verder",
        "meer dan 5 km verder",
        "minder dan 1 km verschil",
        "1 tot 2 km dichterbij",
        "2 tot 5 km dichterbij",
        "meer dan 5 km dichterbij",
    ]


def test_classes_agree_with_who_gets_further_and_nearer(each_study: Study) -> None:
    study = each_study
    name = Draft(study.base_id).do(OpenSite(soorten=("so",), pc4="3511")).known_to(study)
    kind = next(one for one in study.country.kinds if one.code == "so")
    found = effect(study, study.base_id, name, kind, Way.FREE)
    place = classes(study, found)
    people = found.weight > 0
    assert ((place < 3) & people == found.further()).all()
    assert ((place > 3) & people == found.nearer()).all()


def test_losing_the_own_facility_is_a_class_of_its_own(nederland: Study) -> None:
    kind = next(one for one in nederland.country.kinds if one.code == "so")
    found = effect(nederland, nederland.base_id, "jeugdregio", kind, Way.OWN)
    place = classes(nederland, found)
    lost, gained = (float(found.weight[place == at].sum()) for at in (7, 8))
    assert (lost, gained) == (pytest.approx(found.lost_own), pytest.approx(found.gained_own))
    assert found.lost_own + found.gained_own > 0


def test_the_document_has_no_classes_that_cannot_occur(nederland: Study) -> None:
    kind = next(one for one in nederland.country.kinds if one.code == "so")
    for way, count in ((Way.FREE, 7), (Way.OWN, 9)):
        found = effect(nederland, nederland.base_id, "jeugdregio", kind, way)
        (document,) = change_document(nederland, found, "bron <b>")
        assert len(document["klassen"]) == len(document["kleuren"]) == count
        assert max(one for one in document["waarden"] if one is not None) < count
        assert "<b>" not in document["bron"]


def marked(study: Study, *changes: Change) -> Marks:
    draft = Draft(study.base_id)
    for change in changes:
        draft = draft.do(change)
    kind = next(one for one in study.country.kinds if one.code == "so")
    return marks_of(study.country, study.country_of(draft.known_to(study)), kind)


def code_of(study: Study, row: int) -> str:
    supply = study.country.supply
    site = supply[supply["kind"] == "so"]["site"].iloc[row]
    return str(study.country.sites["vestigingscode"].iloc[site])


def test_every_change_has_its_mark_and_hides_the_old_symbol(each_study: Study) -> None:
    study = each_study
    closed, moved, placed = (code_of(study, row) for row in (0, 4, 8))
    found = marked(
        study,
        OpenSite(soorten=("so",), pc4="3511"),
        CloseSite(vestigingen=(closed,)),
        MoveSite(vestiging=moved, pc4="1011"),
        ChangeSite(vestiging=placed, plaatsen={"so": 50}),
    )
    assert sorted(mark[4] for mark in found.marks) == ["dicht", "nieuw", "plaatsen", "verplaatst"]
    assert sorted(found.gone) == [0, 4, 8]
    assert found.count("nieuw") == 1
    (away,) = (mark for mark in found.marks if mark[4] == "verplaatst")
    assert len(away) == 7
    assert away[5:] != away[:2]


def test_nothing_changed_has_no_marks(nederland: Study) -> None:
    found = marks_of(nederland.country, nederland.country, nederland.country.kinds[0])
    assert (found.gone, found.marks) == ([], [])


def test_what_is_chosen_is_marked_where_it_is(nederland: Study) -> None:
    code = code_of(nederland, 0)
    marks = chosen_marks(nederland.country, [code], Place("3511", "PC4 3511 <b>"))
    assert [mark[4] for mark in marks] == ["gekozen", "gekozen"]
    assert "<b>" not in marks[1][3]
    assert marks[1][0] == pytest.approx(5.12, abs=0.02)
    assert chosen_marks(nederland.country, [], None) == []
