"""How swv's stand while they are drawn, what borders on them, and what was done in sentences."""

from __future__ import annotations

import pytest

from geo.adjacency import Contiguity
from scenarios.changes import Assign, Dissolve, Merge, NewSwv, Recolour, Release, Rename, Split
from scenarios.country import Country
from scenarios.draft import Draft
from scenarios.drawing.apart import Apart, apart, loose_parts, why_apart
from scenarios.drawing.facts import layer_key
from scenarios.drawing.history import NOT_HERE, sentence, sentences
from scenarios.drawing.neighbours import neighbours
from scenarios.drawing.standing import Standing, deliberate_cuts, standing
from scenarios.indeling import Arrangement
from scenarios.norms import standard_norms
from scenarios.principles.jeugdregio import departing
from scenarios.ready_made import base_id, ready_made
from scenarios.scenario import Change
from scenarios.site_changes import CloseSite
from scenarios.study import Study


def _stands(study: Study, *changes: Change, layer: str = "") -> Standing:
    return standing(study.country, _made(study, *changes), layer)


def _made(study: Study, *changes: Change, base: str = "jeugdregio") -> Arrangement:
    arrangement = study.arrangement(base)
    for change in changes:
        arrangement = change.apply(arrangement, study.country)
    return arrangement


def test_a_swv_is_whole_unfinished_or_broken(row: Study) -> None:
    west = {one.code: one for one in _stands(row).swvs}["JZ01"]
    assert (west.contiguity, west.residents, west.gemeenten) == (
        Contiguity.WHOLE,
        660.0,
        ("GM0001", "GM0002", "GM0003"),
    )
    free = _stands(row, Release(gemeenten=("GM0002",)))
    assert {one.code: one.contiguity for one in free.apart} == {"JZ01": Contiguity.UNFINISHED}
    assert [(one.unit, one.name, one.residents) for one in free.unassigned] == [
        ("GM0002", "Plaats 02", 220.0)
    ]
    taken = _stands(row, Assign(swv="JZ02", gemeenten=("GM0002",)))
    assert {one.contiguity for one in taken.swvs} == {Contiguity.BROKEN}


def test_what_comes_apart_is_told_and_what_lay_apart_is_not(row: Study) -> None:
    start = _stands(row)
    broken = _stands(row, Assign(swv="JZ02", gemeenten=("GM0002",)))
    worse = _stands(row, Assign(swv="JZ02", gemeenten=("GM0002",)), Release(gemeenten=("GM0003",)))
    found = apart(start, broken)
    assert ([one.code for one in found.broken], found.unfinished, found.whole, found.gone) == (
        ["JZ01", "JZ02"],
        (),
        (),
        (),
    )
    assert apart(broken, broken) == apart(start, start) == Apart()
    assert [one.code for one in apart(broken, worse).whole] == ["JZ01"], "it is one gemeente now"
    assert [one.code for one in apart(broken, start).whole] == ["JZ01", "JZ02"]
    assert [one.code for one in apart(start, _stands(row, NewSwv(swv="NW"))).unfinished] == []
    gone = apart(start, _stands(row, Assign(swv="JZ02", jeugdregios=("JZ01",))))
    assert [one.code for one in gone.gone] == ["JZ01"]


def test_an_island_says_which_ferry_leads_elsewhere(bundled: Country) -> None:
    arrangement = ready_made(bundled, standard_norms(), "jeugdregio")
    [friesland] = standing(bundled, arrangement, "").apart
    assert loose_parts(bundled, arrangement.po, friesland) == ("Schiermonnikoog",)
    assert why_apart(bundled, arrangement.po, friesland) == (
        "Schiermonnikoog ligt los; Veer Lauwersoog-Schiermonnikoog landt in Het Hogeland (JZ01 · Groningen)"
    )
    whole = next(one for one in standing(bundled, arrangement, "").swvs if not one.pieces)
    assert why_apart(bundled, arrangement.po, whole) == ""


def test_an_empty_swv_is_listed_as_unfinished(row: Study) -> None:
    new = {one.code: one for one in _stands(row, NewSwv(swv="NW")).swvs}["NW"]
    assert (new.gemeenten, new.residents, new.main_region, new.contiguity) == (
        (),
        0.0,
        "",
        Contiguity.UNFINISHED,
    )


def test_main_region_and_residents_outside_are_those_of_the_check(bundled: Country) -> None:
    norms = standard_norms()
    arrangement = ready_made(bundled, norms, base_id(bundled))
    told = {(one.body.layer, one.body.code): one for one in departing(bundled, arrangement, norms)}
    for layer in ("po", "vo"):
        for one in standing(bundled, arrangement, layer).swvs:
            known = told.get((layer, one.code))
            assert one.outside_residents == pytest.approx(known.outside if known else 0.0)
            if known:
                assert one.main_region == known.main
                assert one.residents == pytest.approx(known.inside + known.outside)


def test_a_unit_without_residents_is_not_missed(bundled: Country) -> None:
    arrangement = ready_made(bundled, standard_norms(), base_id(bundled))
    assert "" in arrangement.po.swv  # Europoort
    assert standing(bundled, arrangement, "po").unassigned == ()


def test_two_layers_have_to_be_told_apart(row: Study) -> None:
    with pytest.raises(ValueError, match="neither po nor vo"):
        layer_key(row.arrangement(row.base_id), "beide")


def test_neighbours_touch_or_are_linked_over_water(row: Study, bundled: Country) -> None:
    arrangement = row.arrangement("jeugdregio")
    assert neighbours(row.country, arrangement, "beide", "JZ01") == ("GM0004",)
    assert neighbours(row.country, arrangement, "beide", "JZ02") == ("GM0003",)
    assert neighbours(row.country, arrangement, "beide", "NW") == ()
    real = ready_made(bundled, standard_norms(), "jeugdregio")
    zeeland = neighbours(bundled, real, "", "JZ38")
    assert "GM1924" in zeeland  # Goeree-Overflakkee, over the dams
    members = {unit for unit, code in zip(real.units.ids, real.po.swv, strict=True) if code == "JZ38"}
    assert not members & set(zeeland)


def test_a_deliberate_split_is_known_from_one_of_today(row: Study, bundled: Country) -> None:
    made = _made(row, Assign(swv="JZ01", pc4=("1007",)))
    (cut,) = deliberate_cuts(row.country, made)
    assert (cut.gemeente, cut.name, cut.units) == ("GM0006", "Plaats 06", ("GM0006",))
    assert cut.parts == (("", "GM0006", "JZ01", ("1007",)), ("", "GM0006", "JZ02", ("1006",)))
    back = Assign(swv="JZ02", pc4=("1007",)).apply(made, row.country)
    assert deliberate_cuts(row.country, back) == ()
    assert deliberate_cuts(bundled, ready_made(bundled, standard_norms(), base_id(bundled))) == ()


STEPS: tuple[tuple[Change, str], ...] = (
    (NewSwv(swv="NW", naam="West"), "Nieuw swv: West (NW)."),
    (Assign(swv="NW", gemeenten=("gm0001", "Plaats 02")), "Ingedeeld: Plaats 01 en Plaats 02 bij NW · West."),
    (
        Assign(swv="X", pc4=("1007",), omschrijving="proef"),
        "Ingedeeld: van Plaats 06 het postcodegebied 1007 bij nieuw swv X · Plaats 06. (proef)",
    ),
    (Release(gebieden=("GM0003",)), "Vrijgemaakt: Plaats 03, nog zonder swv."),
    (CloseSite(vestigingen=("00AB00",)), "Gesloten: School 00AB00"),
    (Assign(swv="NW", jeugdregios=("JZ01",)), "Ingedeeld: heel jeugdregio JZ01 bij NW · West."),
    (Rename(swv="NW", naam="Anders"), "Hernoemd: swv NW · West heet Anders."),
    (Recolour(swv="NW", kleur="#00ff00"), "Kleur: swv Anders kreeg #00ff00."),
    (Merge(van="X", naar="JZ02"), "Samengevoegd: swv X · Plaats 06 met JZ02 · JZ02."),
    (Split(swv="JZ02", delen=2), "Gesplitst: swv JZ02 · JZ02 naar aantal inwoners, in JZ02-1 en JZ02-2."),
    (Dissolve(swv="JZ02-1"), "Opgeheven: swv JZ02-1 · Plaats 04, gemeenten naar de buren."),
)


def test_every_step_is_told_with_the_names_of_its_moment(row: Study) -> None:
    draft = Draft("jeugdregio")
    for change, _ in STEPS:
        draft = draft.do(change)
    told = sentences(row, draft)
    assert all(line.startswith(begin) for line, (_, begin) in zip(told, STEPS, strict=True)), told
    assert sentences(row, draft.at(3)) == told
    assert sentences(row, draft.at(3)) == sentences(row, draft)
    assert sentence(STEPS[0][0], row.country, row.arrangement("jeugdregio")) == told[0]


def test_a_step_that_does_not_fit_another_base_is_told_as_such(row: Study) -> None:
    draft = Draft("jeugdregio").do(Rename(swv="JZ01", naam="Anders")).do(Release(gemeenten=("GM0001",)))
    assert sentences(row, draft.at(0).on(row.base_id)) == [
        NOT_HERE,
        "Vrijgemaakt: Plaats 01, nog zonder swv.",
    ]


def test_the_layer_is_named_where_there_are_two(row: Study) -> None:
    change = Assign(swv="PO2001", gemeenten=("GM0003",), laag="po")
    told = sentence(change, row.country, row.arrangement(row.base_id))
    assert told == "Ingedeeld: Plaats 03 bij PO 20.01 · Plaats 02 e.o., laag po."
