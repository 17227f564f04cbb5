"""Who gets another swv and what becomes of every swv: by hand, and whatever the arrangement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.compare import compare
from scenarios.consequences.fates import Fate
from scenarios.consequences.moves import ORDER, Move, moves
from scenarios.consequences.site_diff import site_diff
from scenarios.consequences.transition import (
    ANY_AGE,
    Tally,
    Transition,
    effects,
    transition,
    transition_values,
)
from scenarios.consequences.transition_tables import (
    lead,
    shares_table,
    shares_told,
    split_table,
    who_table,
)
from scenarios.draft import Draft
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import all_measures, measure
from scenarios.notation import UNKNOWN, figure
from scenarios.site_changes import ChangeSite, CloseSite, MoveSite, OpenSite
from scenarios.study import Study


def _layer(study: Study, swv: Sequence[str], layer_type: LayerType, prefix: str = "") -> Indeling:
    codes = tuple(f"{prefix}{code}" for code in swv)
    names = {code: f"{code} · Plaats {code}" for code in codes}
    return Indeling(layer_type, study.country.units, codes, names, "2015", "Proef.")


def _arrangement(study: Study, po: str, vo: str) -> Arrangement:
    """One layer where both are alike, else two."""
    if po == vo:
        return Arrangement.merged(f"een-{po}", po, _layer(study, po, LayerType.SWV_FUNDEREND))
    layers = _layer(study, po, LayerType.SWV_PO, "P"), _layer(study, vo, LayerType.SWV_VO, "V")
    return Arrangement(f"twee-{po}-{vo}", f"{po} en {vo}", "Proef.", *layers)


def _known(study: Study, po: str, vo: str) -> str:
    return study.known(_arrangement(study, po, vo))


def _between(study: Study, before: tuple[str, str], after: tuple[str, str]) -> Transition:
    return transition(study, _known(study, *after), _known(study, *before))


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """Units a to d with 100, 200, 300 and 400 residents of either age, each a gemeente; sites at a and d."""
    return Study.of(line_of_four)


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


def test_the_worked_example(line: Study) -> None:
    """X = {a,b},{c,d} to Y = {a,b,c},{d}: 700 of 1,000 stay."""
    found = _between(line, ("XXYY", "XXYY"), ("PPPQ", "PPPQ"))
    assert found.pupils_stay == pytest.approx(70.0)
    assert found.pupils["po"] == Tally(same=0.0, joined=0.0, borders=700.0, elsewhere=300.0)
    assert found.pupils[ANY_AGE] == Tally(0.0, 0.0, 1400.0, 600.0)
    assert found.pupils[ANY_AGE].share_that_stays == found.pupils_stay
    assert found.gemeenten[ANY_AGE] == Tally(0.0, 0.0, 3.0, 1.0)
    assert found.sites[ANY_AGE].elsewhere == 0  # sites at a and d
    assert found.boards is None
    # X is all of what it becomes but a part; Y's larger part goes on by itself
    assert {one.body.code: one.fate for one in found.former} == {"X": Fate.CONTINUES, "Y": Fate.CONTINUES}
    assert (found.ceasing, found.founded) == ((), ())


def test_the_four_outcomes(line: Study) -> None:
    """Po {a,b},{c},{d} and vo {a},{b,c},{d} become {a,b},{c,d}, one swv for both."""
    found = _between(line, ("AABC", "DEEF"), ("PPQQ", "PPQQ"))
    # po: a and b keep their territory; c and d each stay with all of their swv, in another territory
    assert found.pupils["po"] == Tally(same=0.0, joined=300.0, borders=700.0, elsewhere=0.0)
    # vo: of {b,c} most (c, 300) go to Q, so b goes elsewhere
    assert found.pupils["vo"] == Tally(same=0.0, joined=0.0, borders=800.0, elsewhere=200.0)
    assert found.gemeenten["po"] == Tally(0.0, 2.0, 2.0, 0.0)
    assert found.gemeenten["vo"] == Tally(0.0, 0.0, 3.0, 1.0)
    assert found.gemeenten[ANY_AGE] == Tally(0.0, 0.0, 3.0, 1.0)
    assert {one.fate for one in found.former} == {Fate.JOINED}
    assert (len(found.ceasing), len(found.founded)) == (6, 2)
    told = lead(found, merging=True)
    assert "200 van de 2.000 inwoners van 4-17 jaar" in told[0]
    assert "houden er 6 op; 2 zijn nieuw. Po en vo gaan samen" in told[1]


def test_one_swv_that_stops_is_told_in_the_singular(line: Study) -> None:
    told = lead(_between(line, ("AABB", "AABB"), ("AAAA", "AAAA")), merging=False)
    assert told[1].startswith("Van de 2 swv's houdt er 1 op; 0 zijn nieuw")
    told = lead(_between(line, ("AABB", "AABB"), ("AABC", "AABC")), merging=False)
    assert "houden er 0 op; 1 is nieuw" in told[1]


def test_a_swv_goes_on_under_its_code_else_as_its_largest_part(line: Study) -> None:
    by_code = _between(line, ("AABB", "AABB"), ("ABBB", "ABBB"))
    assert [(one.body.code, one.fate) for one in by_code.former] == [
        ("A", Fate.CONTINUES),  # though most of it goes to B
        ("B", Fate.CONTINUES),
    ]
    absorbed = _between(line, ("AABC", "AABC"), ("PPPQ", "PPPQ"))
    assert [(one.body.code, one.fate) for one in absorbed.former] == [
        ("A", Fate.CONTINUES),  # P is half A, half B: of equals the first by code goes on
        ("B", Fate.ABSORBED),
        ("C", Fate.RENAMED),
    ]
    assert [one.body.code for one in absorbed.ceasing] == ["B"]
    parted = _between(line, ("AAAA", "AAAA"), ("AABB", "CCCC"))
    assert [one.fate for one in parted.former] == [Fate.PARTED]
    assert len(parted.founded) == 3


_SWV = st.text("ABC", min_size=4, max_size=4)


@given(_SWV, _SWV, _SWV, _SWV)
def test_everybody_counts_once_and_shares_are_those_of_a_comparison(
    line: Study, po: str, vo: str, new_po: str, new_vo: str
) -> None:
    found = _between(line, (po, vo), (new_po, new_vo))
    for age in ("po", "vo"):
        assert found.pupils[age].total == pytest.approx(line.country.pupils(age).sum())
        assert found.gemeenten[age].total == 4
    assert found.gemeenten[ANY_AGE].total == 4
    assert found.pupils[ANY_AGE].share_that_stays == pytest.approx(found.pupils_stay)
    assert found.sites[ANY_AGE].share_that_stays == pytest.approx(found.companions["blijft_vestigingen"])
    for former in found.former:
        assert sum(one.pupils for one in former.successors) == pytest.approx(former.pupils)
    for new in found.new:
        assert sum(one.pupils for one in new.predecessors) == pytest.approx(new.pupils)
    goes_on = [one.continues for one in found.new if one.continues is not None]
    assert len(goes_on) == len(set(goes_on)) == len(found.former) - len(found.ceasing)


@given(_SWV, _SWV)
def test_nothing_changes_without_a_change_whatever_swv_are_called(line: Study, po: str, vo: str) -> None:
    other = str.maketrans("ABC", "ZYX")
    for after in ((po, vo), (po.translate(other), vo.translate(other))):
        found = _between(line, (po, vo), after)
        assert found.pupils_stay == 100
        assert found.pupils[ANY_AGE] == Tally(2000.0, 0.0, 0.0, 0.0)
        assert found.gemeenten[ANY_AGE] == Tally(4.0, 0.0, 0.0, 0.0)
        assert all(one.unchanged for one in found.former)
        assert (found.ceasing, found.founded, bool(found.site_changes)) == ((), (), False)


def _brute(study: Study, before: Arrangement, after: Arrangement, age: str) -> list[Move]:
    """What happens to each point, from sets of points."""
    old, new = before.layer(age).of_points(), after.layer(age).of_points()
    weight = study.country.pupils(age)
    found = []
    for one, other in zip(old, new, strict=True):
        parts = {code: weight[(old == one) & (new == code)].sum() for code in sorted(set(new))}
        main = max(parts, key=lambda code: (parts[code], [-ord(letter) for letter in code]))
        if main != other:
            found.append(Move.ELSEWHERE)
        elif set(np.flatnonzero(old == one)) != set(np.flatnonzero(new == other)):
            found.append(Move.BORDERS)
        else:
            found.append(Move.SAME if before.is_merged == after.is_merged else Move.JOINED)
    return found


@given(_SWV, _SWV, _SWV, _SWV)
def test_moves_are_as_sets_of_points_say(line: Study, po: str, vo: str, new_po: str, new_vo: str) -> None:
    before, after = _arrangement(line, po, vo), _arrangement(line, new_po, new_vo)
    for age, found in moves(line.country, before, after).items():
        assert [ORDER[rank] for rank in found.ranks()] == _brute(line, before, after, age)


def test_a_part_that_may_be_a_border_change_makes_no_gemeente_move(
    small_country: Callable[..., Dataset],
) -> None:
    """Gemeente 2 has 97 in swv A and 3 in B; the scenario makes it whole in A, and those of C go to B."""
    rows = [
        ("1001", 0.0, "GM0001", "JZ01", "A", "A", 100.0, 100.0),
        ("1002", 2.0, "GM0002", "JZ01", "A", "A", 97.0, 97.0),
        ("1003", 4.0, "GM0002", "JZ01", "B", "B", 3.0, 3.0),
        ("1004", 6.0, "GM0003", "JZ01", "B", "B", 200.0, 200.0),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("so",))]))
    whole = {"GM0001": "A", "GM0002": "A", "GM0003": "B"}
    swv = tuple(whole[unit[:6]] for unit in study.country.units.ids)
    base = study.arrangement(study.base_id)
    layers = [
        Indeling(one.layer_type, one.units, swv, {"A": "A", "B": "B"}, "2015", "Proef.")
        for one in base.layers
    ]
    found = transition(study, study.known(Arrangement("heel", "heel", "Proef.", *layers)), study.base_id)
    assert found.pupils["po"].elsewhere == 3
    assert found.gemeenten[ANY_AGE] == Tally(0.0, 0.0, 3.0, 0.0)
    assert found.sliver_gemeenten == ("GM0002",)


def test_sites_that_differ(line: Study) -> None:
    draft = (
        Draft(line.base_id)
        .do(OpenSite(soorten=("so", "pro"), pc4="1002", naam="Nieuw"))
        .do(CloseSite(vestigingen=("00AA00",)))
        .do(MoveSite(vestiging="00AB00", pc4="1003"))
        .do(ChangeSite(vestiging="00AB00", eraf=("pro",)))
    )
    name = draft.known_to(line)
    found = site_diff(line, name, line.base_id)
    assert [(one.code, one.gemeenten) for one in found.opened] == [("nieuw-1", ("GM0002",))]
    assert [(one.code, one.gemeenten) for one in found.closed] == [("00AA00", ("GM0001",))]
    moved = found.moved[0]
    assert (moved.code, moved.former_place, moved.place) == ("00AB00", "1004", "1003")
    assert moved.gemeenten == ("GM0003", "GM0004")
    assert set(found.altered[0].former_kinds) - set(found.altered[0].kinds) == {"pro"}
    back = site_diff(line, line.base_id, name)
    assert [[one.code for one in some] for some in (back.opened, back.closed)] == [["00AA00"], ["nieuw-1"]]
    assert (
        "1 opent, 1 sluit, 1 verhuist, 1 verandert van aanbod"
        in lead(transition(line, name, line.base_id), merging=False)[-1]
    )


@pytest.mark.parametrize("name", ["jeugdregio", "po-binnen-jeugdregio"])
def test_on_the_bundled_set_the_share_is_that_of_a_comparison(land: Study, name: str) -> None:
    found = transition(land, name, land.base_id)
    rows = compare(land, [name], kinds=["so"]).rows()
    assert found.pupils_stay == rows[name, "land", "NL", "", "blijft"]["waarde"]
    values = transition_values(found)
    for code in ("blijft_gemeenten", "blijft_vestigingen"):
        assert values[code] == rows[name, "land", "NL", "", code]["waarde"]
    assert np.isnan(values["blijft_besturen"])  # the bundled set knows of no boards
    assert np.isnan(values["overgang_besturen"])
    assert len(found.former) == rows[name, "land", "NL", "", "swv_aantal"]["basis"]
    assert len(found.new) == rows[name, "land", "NL", "", "swv_aantal"]["waarde"]


def test_effects_add_up_and_only_new_borders_send_anyone_elsewhere(land: Study) -> None:
    found = transition(land, "jeugdregio", land.base_id)
    split = effects(land, "jeugdregio", land.base_id)
    values = transition_values(found)
    for code, parts in split.items():
        assert np.isnan(values[code]) or sum(parts) == pytest.approx(values[code])
    assert split["overgang_elders"][0] == 0
    assert split["swv_houdt_op"] == (150, 0)
    assert not any(code.startswith("blijft") for code in split)
    assert effects(land, "provincie", "jeugdregio") == {}
    assert effects(land, land.base_id, land.base_id) == {}
    table = split_table(found, split)
    assert UNKNOWN in set(table.loc[table["wat"] == measure("overgang_besturen").title].iloc[0])


def test_tables_say_what_the_figures_say(land: Study) -> None:
    found = transition(land, "jeugdregio", land.base_id)
    rows = who_table(found).set_index("wie")
    people = measure("overgang_elders")
    assert rows.loc["inwoners van 4-11 jaar", "gaat naar een ander swv"] == figure(
        people, found.pupils["po"].elsewhere
    )
    assert (rows.loc["schoolbesturen (bo, sbo, so en vso)"] == UNKNOWN).all()
    assert shares_table(found).iloc[0]["aandeel (%)"] == figure(measure("blijft"), found.pupils_stay)
    assert shares_told(()) == "geen"
    assert set(transition_values(found)) <= {one.code for one in all_measures()}
