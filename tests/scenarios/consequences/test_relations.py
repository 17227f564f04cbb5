"""Who comes after whom, and what becomes of relations: by hand, and whatever the arrangement."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import Dataset
from scenarios.compare import compare
from scenarios.consequences.relations import (
    PlaceKind,
    RelationChange,
    relation_change,
    relations,
)
from scenarios.consequences.succession import Body, bodies, succession
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.study import Study

AT = PlaceKind.GEMEENTE


def _layer(study: Study, swv: Sequence[str], layer_type: LayerType) -> Indeling:
    names = {code: f"Swv {code}" for code in swv}
    return Indeling(layer_type, study.country.units, tuple(swv), names, "2015", "Proef.")


def _merged(study: Study, swv: str) -> Arrangement:
    return Arrangement.merged(f"een-{swv}", swv, _layer(study, swv, LayerType.SWV_FUNDEREND))


def _two(study: Study, po: str, vo: str) -> Arrangement:
    layers = (_layer(study, po, LayerType.SWV_PO), _layer(study, vo, LayerType.SWV_VO))
    return Arrangement(f"twee-{po}-{vo}", f"{po} en {vo}", "Proef.", *layers)


def _arrangement(study: Study, po: str, vo: str) -> Arrangement:
    return _merged(study, po) if po == vo else _two(study, po, vo)


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """Units a to d with 100, 200, 300 and 400 residents of po age, each a gemeente."""
    return Study.of(line_of_four)


def _counts(change: RelationChange) -> tuple[int, int, int, int, int]:
    return (
        len(change.vanished),
        len(change.kept),
        change.fallen_together,
        len(change.appeared),
        len(change.after),
    )


def test_the_largest_part_of_a_swv_goes_on_in_its_main_successor(line: Study) -> None:
    found = succession(line.country, _merged(line, "XXYY"), _merged(line, "PPPQ"))
    x, y = Body("", "X", "Swv X"), Body("", "Y", "Swv Y")
    assert [share.body.code for share in found.successors[x]] == ["P"]
    assert [share.body.code for share in found.successors[y]] == ["Q", "P"]  # d (400) before c (300)
    main = found.main(y)
    assert main is not None
    assert main.code == "Q"
    assert [share.body.code for share in found.predecessors[Body("", "P", "Swv P")]] == ["X", "Y"]
    assert sum(share.share for share in found.successors[y]) == pytest.approx(1.0)


def test_a_relation_goes_on_with_the_main_successor(line: Study) -> None:
    """X = {a,b},{c,d} to Y = {a,b,c},{d}: c loses its swv, and meets another."""
    change = relation_change(line.country, _merged(line, "XXYY"), _merged(line, "PPPQ"), AT)
    assert _counts(change) == (1, 3, 0, 1, 4)
    assert [(one.body.code, one.place) for one in change.vanished] == [("Y", "GM0003")]
    assert [(one.body.code, one.place) for one in change.appeared] == [("P", "GM0003")]


def test_relations_with_po_and_vo_fall_together_when_both_become_one(line: Study) -> None:
    """Po AABB and vo CCCC: eight relations become four; none is lost."""
    change = relation_change(line.country, _two(line, "AABB", "CCCC"), _merged(line, "PPPP"), AT)
    assert _counts(change) == (0, 4, 4, 0, 4)
    assert {len(kept.before) for kept in change.kept} == {2}


def test_one_swv_taken_apart_in_two_layers_gives_as_many_new_relations(line: Study) -> None:
    change = relation_change(line.country, _merged(line, "PPPP"), _two(line, "AAAA", "BBBB"), AT)
    assert _counts(change) == (0, 4, 0, 4, 8)


_SWV = st.text("ABC", min_size=4, max_size=4)


@given(_SWV, _SWV, _SWV, _SWV)
def test_every_relation_is_told_once(line: Study, po: str, vo: str, new_po: str, new_vo: str) -> None:
    before, after = _arrangement(line, po, vo), _arrangement(line, new_po, new_vo)
    for place in PlaceKind:
        change = relation_change(line.country, before, after, place)
        followed = [old for kept in change.kept for old in kept.before]
        assert sorted([*change.vanished, *followed]) == sorted(change.before)
        assert sorted([*change.appeared, *(kept.after for kept in change.kept)]) == sorted(change.after)


@given(_SWV, _SWV)
def test_nothing_changes_without_a_change_whatever_swv_are_called(line: Study, po: str, vo: str) -> None:
    other = str.maketrans("ABC", "ZYX")
    renamed = _arrangement(line, po.translate(other), vo.translate(other))
    for place in PlaceKind:
        change = relation_change(line.country, _arrangement(line, po, vo), renamed, place)
        assert (change.vanished, change.appeared, change.fallen_together) == ((), (), 0)


@given(_SWV, _SWV, _SWV, _SWV)
def test_successors_share_out_all_pupils(line: Study, po: str, vo: str, new_po: str, new_vo: str) -> None:
    before, after = _arrangement(line, po, vo), _arrangement(line, new_po, new_vo)
    found = succession(line.country, before, after)
    assert tuple(found.successors) == bodies(line.country, before)
    assert tuple(found.predecessors) == bodies(line.country, after)
    total = line.country.pupils("po").sum() + line.country.pupils("vo").sum()
    for side in (found.successors, found.predecessors):
        assert sum(share.pupils for shares in side.values() for share in shares) == pytest.approx(total)


@pytest.mark.parametrize("name", ["jeugdregio", "po-binnen-jeugdregio", "samengevoegd"])
def test_counts_are_those_of_the_comparison(study: Study, name: str) -> None:
    rows = compare(study, [name], kinds=["so"]).rows()
    for place in PlaceKind:
        row = rows[name, "land", "NL", "", f"relaties_{place.value}"]
        change = relation_change(
            study.country, study.arrangement(study.base_id), study.arrangement(name), place
        )
        assert (len(change.before), len(change.after)) == (row["basis"], row["waarde"])
        assert len(relations(study.country, study.arrangement(name), place)) == row["waarde"]
