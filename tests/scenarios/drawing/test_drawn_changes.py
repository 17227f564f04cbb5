"""Changes of an indeling: each does what it says, and whatever the order a partition stays a partition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from geo.adjacency import Contiguity
from geo.errors import DekkendError, InputError, UnknownNameError
from scenarios.changes import (
    Assign,
    Dissolve,
    Merge,
    NewSwv,
    Recolour,
    Release,
    Rename,
    Split,
)
from scenarios.country import Country
from scenarios.draft import Draft, draft_of
from scenarios.drawing.standing import standing
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.norms import standard_norms
from scenarios.ready_made import ready_made
from scenarios.scenario import Change, Scenario, read_scenario, write_scenario
from scenarios.study import Study


def _swv(arrangement: Arrangement, layer: str = "po") -> list[str]:
    """Swv of each point, in the order of the PC4's."""
    return [str(code) for code in arrangement.layer(layer).of_points()]


def _made(study: Study, *changes: Change, base: str = "jeugdregio") -> Arrangement:
    arrangement = study.arrangement(base)
    for change in changes:
        arrangement = change.apply(arrangement, study.country)
    return arrangement


WEST, EAST = ["JZ01"] * 3, ["JZ02"] * 4


@pytest.mark.parametrize(
    ("changes", "swvs"),
    [
        ([Assign(swv="JZ02", gemeenten=("Plaats 03",))], ["JZ01"] * 2 + ["JZ02"] * 5),
        ([Assign(swv="JZ02", jeugdregios=("JZ01",))], ["JZ02"] * 7),
        ([Assign(swv="NW", jeugdregios=("jz01",))], ["NW"] * 3 + EAST),
        ([Release(gemeenten=("GM0001",), pc4=("1007",))], [NO_SWV, "JZ01", "JZ01", *EAST[:3], NO_SWV]),
        ([Assign(swv="JZ01", pc4=("1006",))], [*WEST, "JZ02", "JZ02", "JZ01", "JZ02"]),
        ([NewSwv(swv="NW"), Merge(van="JZ01", naar="NW")], ["NW"] * 3 + EAST),
        ([Dissolve(swv="JZ01", naar="vrij")], [NO_SWV] * 3 + EAST),
        ([Dissolve(swv="JZ01")], ["JZ02"] * 7),
        ([Split(swv="JZ02", delen=2)], [*WEST, "JZ02-1", "JZ02-2", "JZ02-2", "JZ02-2"]),
        (
            [Merge(van="JZ02", naar="JZ01"), Split(swv="JZ01", langs="jeugdregio")],
            ["JZ01-JZ01"] * 3 + ["JZ01-JZ02"] * 4,
        ),
    ],
)
def test_each_change_gives_what_was_worked_out_by_hand(
    row: Study, changes: list[Change], swvs: list[str]
) -> None:
    before = row.arrangement("jeugdregio")
    assert _swv(_made(row, *changes)) == swvs
    assert _swv(before) == [*WEST, *EAST]


def test_what_a_dissolved_swv_leaves_goes_to_the_longest_border_round_after_round(row: Study) -> None:
    base = _made(row, Assign(swv="MIDDEN", gemeenten=("GM0002", "GM0003", "GM0004")))
    # GM0001 | GM0002 GM0003 GM0004 | GM0005 GM0006: the outer ones go first, then the middle by code
    assert _swv(Dissolve(swv="MIDDEN").apply(base, row.country)) == ["JZ01"] * 3 + ["JZ02"] * 4


@examples(max_examples=30)
@given(codes=st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=6, max_size=6), gone=st.integers(0, 5))
def test_where_land_connects_nobody_is_left_out(row: Study, codes: list[str], gone: int) -> None:
    base = row.arrangement("jeugdregio")
    for number, code in enumerate(codes, start=1):
        base = Assign(swv=code, gemeenten=(f"GM000{number}",)).apply(base, row.country)
    made = Dissolve(swv=codes[gone]).apply(base, row.country)
    left = [code for code in codes if code != codes[gone]]
    assert set(made.po.swv) == (set(left) or {NO_SWV})
    for before, after in zip(base.po.swv, made.po.swv, strict=True):
        assert after == before or before == codes[gone]


def test_a_swv_merged_with_itself_stays_as_it_is(row: Study) -> None:
    before = _made(row, NewSwv(swv="NW"))
    for code in ("NW", "JZ01"):
        after = Merge(van=code, naar=code).apply(before, row.country)
        assert (after.po.swv, after.po.existing) == (before.po.swv, before.po.existing)


def test_the_last_swv_leaves_its_gemeenten_without_one(row: Study) -> None:
    made = _made(row, Merge(van="JZ02", naar="JZ01"), Dissolve(swv="JZ01"))
    assert _swv(made) == [NO_SWV] * 7


def test_a_new_swv_is_named_after_its_largest_gemeente_and_its_name_follows(row: Study) -> None:
    first = _made(row, NewSwv(swv="NW"))
    assert first.po.label("NW") == "NW · nog leeg"
    assert "NW" in first.po.existing
    assert "NW" not in first.po.codes
    second = Assign(swv="NW", gemeenten=("GM0001",)).apply(first, row.country)
    third = Assign(swv="NW", gemeenten=("GM0002",)).apply(second, row.country)
    assert [one.po.label("NW") for one in (second, third)] == ["NW · Plaats 01", "NW · Plaats 02 e.o."]
    named = Rename(swv="NW", naam="De streek").apply(second, row.country)
    assert Assign(swv="NW", gemeenten=("GM0002",)).apply(named, row.country).po.label("NW") == "De streek"
    assert _made(row, NewSwv(swv="NW", naam=" West ")).po.label("NW") == "NW · West"


def test_a_code_that_is_merged_away_keeps_its_name_for_when_it_returns(row: Study) -> None:
    made = _made(row, Merge(van="JZ01", naar="JZ02"), Assign(swv="JZ01", gemeenten=("GM0004",)))
    assert made.po.label("JZ01") == "JZ01 · JZ01"


def test_no_two_swvs_get_the_same_code(row: Study) -> None:
    taken = _made(row, Assign(swv="JZ02-1", gemeenten=("GM0001",)))
    parts = Split(swv="JZ02", delen=2).apply(taken, row.country)
    assert parts.po.codes == ("JZ01", "JZ02-1", "JZ02-1-2", "JZ02-2")
    for code in ("JZ01", "jz01"):
        with pytest.raises(InputError, match="JZ01 · JZ01 heeft de code JZ01 al; kies een andere"):
            _made(row, NewSwv(swv=code))
    with pytest.raises(InputError, match="zoals NW-2"):
        _made(row, NewSwv(swv="NW"), NewSwv(swv="NW"))


def test_where_there_are_two_layers_a_change_is_about_the_one_that_has_the_swv(row: Study) -> None:
    made = _made(
        row, Merge(van="PO2001", naar="PO2002"), Recolour(swv="VO2001", kleur="#AABBCC"), base=row.base_id
    )
    assert made.po.codes == ("PO2002", "PO2003")
    assert made.vo.codes == ("VO2001", "VO2002")
    assert dict(made.colours) == {("vo", "VO2001"): "#aabbcc"}
    with pytest.raises(UnknownNameError, match="PO2001 en VO2001 horen niet bij dezelfde laag"):
        _made(row, Merge(van="PO2001", naar="VO2001"), base=row.base_id)
    with pytest.raises(UnknownNameError, match="laag 'po' bestaat niet in een samengevoegde indeling"):
        _made(row, Rename(swv="JZ01", naam="x", laag="po"))


@pytest.mark.parametrize("base", ["jeugdregio", "today"])
def test_parts_weigh_the_residents_of_the_layer(row: Study, base: str) -> None:
    name = row.base_id if base == "today" else base
    swv = "VO2002" if base == "today" else "JZ02"
    made = _made(row, Split(swv=swv, delen=2), base=name)
    state = {one.code: one for one in standing(row.country, made, "vo").swvs}
    assert [state[f"{swv}-{part}"].residents for part in (1, 2)] == (
        [40, 21] if base == "today" else [440, 231]
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Dissolve(swv="JZ9"), "onbekend swv: JZ9; er zijn 2 swv's, zoals JZ01 · JZ01"),
        (Recolour(swv="JZO1", kleur="#000000"), "onbekend swv: JZO1"),
        (Assign(swv="X", gemeenten=("Plats 01",)), "onbekende gemeente 'Plats 01'; bedoelt u Plaats 01"),
        (Release(gebieden=("GM9999",)), "onbekende gebieden: GM9999"),
    ],
)
def test_what_is_not_there_is_named_with_what_may_be_meant(row: Study, change: Change, told: str) -> None:
    with pytest.raises(UnknownNameError) as found:
        _made(row, change)
    assert told in str(found.value)


def test_misspelt_names_of_the_real_country_are_proposed(bundled: Country) -> None:
    base = ready_made(bundled, standard_norms(), "jeugdregio")
    for change, told in (
        (Split(swv="Gronigen", delen=2), "onbekend swv: Gronigen; bedoelt u JZ01 · Groningen?"),
        (Assign(swv="X", jeugdregios=("Gronigen",)), "jeugdregio 'Gronigen'; bedoelt u JZ01 (Groningen)?"),
        (Release(gemeenten=("Ten Boer",)), "onbekende gemeente 'Ten Boer'; bedoelt u Groningen (GM0014)?"),
    ):
        with pytest.raises(UnknownNameError) as found:
            change.apply(base, bundled)
        assert told in str(found.value)


def test_every_unknown_name_is_told_at_once(row: Study) -> None:
    with pytest.raises(UnknownNameError, match=r"'A'.*ook.*'B'"):
        _made(row, Assign(swv="X", gemeenten=("A", "B")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Split(swv="JZ01", delen=4), r"telt 3 gemeenten .* in 4 delen te splitsen; kies er hoogstens 3"),
        (Split(swv="JZ01", langs="jeugdregio"), "ligt helemaal in jeugdregio JZ01"),
    ],
)
def test_what_cannot_be_split_says_why(row: Study, change: Change, told: str) -> None:
    with pytest.raises(InputError, match=told):
        _made(row, change)
    with pytest.raises(InputError, match="geen gemeenten"):
        _made(row, NewSwv(swv="NW"), Split(swv="NW", delen=2))


@pytest.mark.parametrize(
    ("sort", "told"),
    [
        (Assign, {"swv": "X"}),
        (Split, {"swv": "X"}),
        (Split, {"swv": "X", "delen": 2, "langs": "jeugdregio"}),
        (Split, {"swv": "X", "delen": 7}),
        (Recolour, {"swv": "X", "kleur": "rood"}),
        (NewSwv, {"swv": "twee woorden"}),
        (NewSwv, {"swv": "<b>"}),
    ],
)
def test_what_makes_no_sense_is_no_change(sort: Any, told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sort(**told)


CODES = st.sampled_from(["JZ01", "JZ02", "NW", "JZ01-1", "JZ02-2", "Y"])
GEMEENTEN = st.lists(st.sampled_from([f"GM000{n}" for n in range(1, 7)]), min_size=1, max_size=3, unique=True)
PC4 = st.lists(st.sampled_from(["1005", "1006", "1007"]), min_size=1, max_size=2, unique=True)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda code, places: Assign(swv=code, gemeenten=tuple(places)), CODES, GEMEENTEN),
    st.builds(lambda code, places: Assign(swv=code, pc4=tuple(places)), CODES, PC4),
    st.builds(lambda places: Release(gemeenten=tuple(places)), GEMEENTEN),
    st.builds(lambda code: NewSwv(swv=code), CODES),
    st.builds(lambda code, to: Dissolve(swv=code, naar=to), CODES, st.sampled_from(["vrij", "buren"])),
    st.builds(lambda code, count: Split(swv=code, delen=count), CODES, st.integers(2, 3)),
    st.builds(lambda code: Split(swv=code, langs="jeugdregio"), CODES),
    st.builds(lambda one, other: Merge(van=one, naar=other), CODES, CODES),
    st.builds(lambda code: Rename(swv=code, naam="Anders"), CODES),
    st.builds(lambda code: Recolour(swv=code, kleur="#123456"), CODES),
)


@examples(max_examples=40)
@given(changes=st.lists(CHANGES, max_size=8))
def test_any_sequence_of_edits_keeps_a_partition_and_can_be_undone(
    row: Study, tmp_path_factory: pytest.TempPathFactory, changes: list[Change]
) -> None:
    study, draft = row, Draft("jeugdregio")
    for change in changes:
        before = draft.known_to(study)
        try:
            change.apply(study.arrangement(before), study.country)
        except DekkendError:
            continue
        draft = draft.do(change)
        _is_a_partition(study.arrangement(draft.known_to(study)), study)
        assert draft.undo().done == draft.done[:-1]
        assert draft.undo().known_to(study) == before
        assert draft.undo().redo() == draft
    file = tmp_path_factory.mktemp("ontwerp") / "ontwerp.json"
    write_scenario(draft.scenario(study), file)
    again = draft_of(read_scenario(file)).scenario(study).run(study)
    made = draft.scenario(study).run(study)
    assert (again.po.swv, dict(again.po.names)) == (made.po.swv, dict(made.po.names))
    assert again.colours == made.colours


def _is_a_partition(made: Arrangement, study: Study) -> None:
    assert made.is_merged
    assert len(made.po.swv) == len(made.units)
    assert set(made.po.swv) <= {NO_SWV, *made.po.existing}
    labels = [made.po.label(code) for code in made.po.existing]
    assert all(label != code for label, code in zip(labels, made.po.existing, strict=True))
    found = standing(study.country, made, "")
    residents = sum(one.residents for one in found.swvs) + sum(one.residents for one in found.unassigned)
    assert residents == pytest.approx(float(study.country.pupils_of_units.sum()))


def _old(changes: Iterable[dict[str, Any]]) -> Scenario:
    """Read a scenario as it was written before there was a workbench."""
    body = {"dekkend": 1, "naam": "oud", "basis": "jeugdregio", "gegevens": "x", "wijzigingen": list(changes)}
    return Scenario.model_validate(json.loads(json.dumps(body)))


def test_a_file_of_before_the_workbench_reads_as_it_did(row: Study, tmp_path: Path) -> None:
    old = _old(
        [
            {
                "soort": "wijs_toe",
                "omschrijving": "",
                "laag": "beide",
                "swv": "JZ02",
                "gemeenten": ["GM0003"],
            },
            {"soort": "wijs_toe", "swv": "JZ01", "pc4": ["1007"], "gebieden": ["GM0004"]},
            {"soort": "voeg_samen", "van": "JZ02", "naar": "JZ01"},
            {"soort": "hernoem", "swv": "JZ01", "naam": "Samen"},
        ]
    )
    made = old.run(row)
    assert _swv(made) == ["JZ01"] * 7
    assert made.po.label("JZ01") == "Samen"
    assert old.alleen_binnen_jeugdregio == "waarschuw"
    write_scenario(old, tmp_path / "oud.json")
    assert read_scenario(tmp_path / "oud.json") == old


@pytest.mark.parametrize(("swv", "count"), [("JZ01", 4), ("JZ39", 3), ("JZ07", 2), ("JZ38", 5)])
def test_parts_of_a_real_swv_hang_together_and_cover_it(bundled: Country, swv: str, count: int) -> None:
    base = ready_made(bundled, standard_norms(), "jeugdregio")
    whole = {one.code: one for one in standing(bundled, base, "").swvs}[swv]
    made = Split(swv=swv, delen=count).apply(base, bundled)
    parts = [one for one in standing(bundled, made, "").swvs if one.code.startswith(f"{swv}-")]
    assert len(parts) == count
    assert sum(one.residents for one in parts) == pytest.approx(whole.residents)
    assert sorted(code for one in parts for code in one.gemeenten) == sorted(whole.gemeenten)
    assert whole.contiguity is Contiguity.WHOLE
    assert {one.contiguity for one in parts} == {Contiguity.WHOLE}
    for part in parts:
        _is_connected(bundled, made, part.code)


def _is_connected(country: Country, arrangement: Arrangement, swv: str) -> None:
    """Ask networkx, over the neighbours of whole units."""
    graph = nx.from_scipy_sparse_array(country.adjacency.border_m + country.adjacency.linked)
    members = [unit for unit, code in enumerate(arrangement.po.swv) if code == swv]
    assert nx.is_connected(graph.subgraph(members))


@pytest.mark.parametrize("swv", ["JZ22", "JZ30", "JZ38"])
def test_a_dissolved_swv_leaves_nobody_out_and_each_neighbour_in_one_piece(
    bundled: Country, swv: str
) -> None:
    base = ready_made(bundled, standard_norms(), "jeugdregio")
    before = {one.code: one.contiguity for one in standing(bundled, base, "").swvs}
    after = standing(bundled, Dissolve(swv=swv).apply(base, bundled), "")
    assert not after.unassigned
    assert {one.code for one in after.swvs} == set(before) - {swv}
    assert all(one.contiguity == before[one.code] for one in after.swvs)


def test_the_documented_changes_can_be_made(bundled: Country) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "bronnen.md").read_text(encoding="utf-8")
    block = text[text.index("`dekkend ontwerp` voor u") :].split("```json", 1)[1].split("```", 1)[0]
    arrangement = ready_made(bundled, standard_norms(), "jeugdregio")
    for change in _old(json.loads(block)).wijzigingen:
        if not (isinstance(change, Split) and change.langs):  # that swv lies in one jeugdregio
            arrangement = change.apply(arrangement, bundled)
    assert {"NW1", "JZ39-1", "JZ39-2"} <= set(arrangement.po.codes)
