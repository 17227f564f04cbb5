"""Boards and their swv's: a country by hand, what must hold for any, and the real one counted by itself."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.board_names import BoardNames
from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import UnknownNameError
from scenarios.boards import board_sites
from scenarios.compare import compare
from scenarios.consequences.board_facts import SiteState, board_labels, board_view
from scenarios.consequences.board_tables import (
    BOARD_COLUMNS,
    NATIONAL,
    NationalBoards,
    board_table,
    national,
    national_lines,
    per_board,
    site_table,
    swv_table,
)
from scenarios.consequences.boards import BoardChange, BoardChanges, board_changes, board_relations
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import measure
from scenarios.notation import figure
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_plan import SitePlan
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
NAN = float("nan")

#: Points a, b, c, d; c has three times the residents of d.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
    ("1002", 10, "GM0002", "JZ01", "PO2002", "VO2001", 100, 100),
    ("1003", 20, "GM0003", "JZ02", "PO2003", "VO2002", 300, 300),
    ("1004", 30, "GM0004", "JZ02", "PO2003", "VO2002", 100, 100),
]
SITES = [
    ("00AA00", "1001", ("bo",)),
    ("00AA01", "1001", ("sbo",)),
    ("00AB00", "1002", ("so", "vso")),
    ("00AC00", "1002", ("bo",)),
    ("00AD00", "1003", ("bo",)),
    ("00AE00", "1004", ("bo",)),
    ("00AF00", "1004", ("vo", "pro")),
]
BOARDS = {"00AA00": "1", "00AA01": "1", "00AB00": "1", "00AC00": "2", "00AD00": "3", "00AE00": "2"}
PUPILS = {"00AA00": 60.0, "00AA01": 40.0, "00AB00": 30.0, "00AC00": 20.0, "00AD00": NAN, "00AE00": 10.0}


def with_boards(dataset: Dataset, boards: Mapping[str, str], pupils: Mapping[str, float]) -> Dataset:
    sites = dataset["vestigingen"]
    told = sites.assign(
        bevoegd_gezag=sites["vestigingscode"].map(boards), leerlingen=sites["vestigingscode"].map(pupils)
    )
    return replace(dataset, tables={**dataset.tables, "vestigingen": told})


def opened(dataset: Dataset) -> Study:
    return Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))


def merged(study: Study, name: str, swv: Sequence[str], plan: SitePlan | None = None) -> str:
    indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
    return study.add(replace(Arrangement.merged(name, name, indeling), plan=plan))


@pytest.fixture(scope="module")
def small(small_country: MakeDataset) -> Study:
    study = opened(with_boards(small_country(POINTS, SITES), BOARDS, PUPILS))
    merged(study, "abc-d", "SSST")
    merged(study, "abd-c", "SSTS")
    po = replace(study.arrangement(study.base_id).po, swv=("A", "A", "B", "B"), names={})
    two = study.arrangement(study.base_id)
    study.add(Arrangement("twee-lagen", "twee lagen", "Proef.", po, two.vo))
    plan = SitePlan.of(study.country.dataset)
    plan = plan.closed([("00AD00", "bo")], "dicht")
    plan = plan.moved("00AE00", {"pc4": "1003", "easting": 120_000.0}, "verplaatst")
    merged(study, "andere-vestigingen", "SSST", plan)
    return study


def changes_of(study: Study, name: str, base: str = "") -> BoardChanges:
    found = board_changes(study, name, base or study.base_id)
    assert found is not None
    return found


def told(one: BoardChange) -> tuple[list[str], list[str], list[str], list[str]]:
    """Swv's before and after, vanished and appeared."""
    swvs = one.swvs
    lists = (swvs.before, swvs.after, swvs.vanished, swvs.appeared)
    before, after, vanished, appeared = ([r.body.code for r in relations] for relations in lists)
    return before, after, vanished, appeared


def test_by_hand(small: Study) -> None:
    boards = changes_of(small, "abc-d").boards
    assert told(boards["1"]) == (["PO2001", "PO2002", "VO2001"], ["S"], [], [])
    # c is the larger part of PO2003 and VO2002: they go on in S, where board 2 has a site as well
    assert told(boards["2"]) == (["PO2002", "PO2003"], ["S", "T"], [], ["T"])
    assert told(boards["3"]) == (["PO2003"], ["S"], [], [])
    kept = {k.after.body.code: [r.body.code for r in k.before] for k in boards["2"].swvs.kept}
    assert kept == {"S": ["PO2002", "PO2003"]}
    # merged and no border new: {a, b} and {c, d}
    effects = {number: (one.effect_merging, one.effect_borders) for number, one in boards.items()}
    assert effects == {"1": (-2, 0), "2": (0, 0), "3": (0, 0)}
    partners = {
        number: (set(p.before), set(p.after), set(p.gained), set(p.lost), p.gained_by_merging)
        for number, p in ((number, one.partners) for number, one in boards.items())
    }
    assert partners == {
        "1": ({"2"}, {"2", "3"}, {"3"}, set(), frozenset()),
        "2": ({"1", "3"}, {"1", "3"}, set(), set(), frozenset()),
        "3": ({"2"}, {"1", "2"}, {"1"}, set(), frozenset()),
    }


def test_a_swv_that_goes_on_elsewhere_vanishes(small: Study) -> None:
    found = changes_of(small, "abd-c")
    # most of PO2003 goes on in T, where board 2 has no site; d, where it has one, goes to S
    assert told(found.boards["2"]) == (["PO2002", "PO2003"], ["S"], ["PO2003"], [])
    assert found.boards["2"].partners.lost == {"3"}
    assert [one.number for one in found.losing] == ["2"]
    assert [one.number for one in found.gaining] == []
    assert [one.number for one in found.fewer] == ["1", "2"]
    assert [one.number for one in found.more] == []


def test_sites_and_pupils(small: Study) -> None:
    boards = changes_of(small, "abc-d").boards
    assert (boards["1"].sites.count, boards["1"].sites.pupils, boards["1"].sites.uncounted) == (3, 130, 0)
    assert boards["3"].sites.count == boards["3"].sites.uncounted == 1
    assert math.isnan(boards["3"].sites.pupils)
    # a site with so and vso counts once in each of its swv's
    counted = {relation.body.code: relation.pupils for relation in boards["1"].swvs.before}
    assert counted == {"PO2001": 100, "PO2002": 30, "VO2001": 30}


def test_swvs_with_their_boards(small: Study) -> None:
    swvs = {one.body.code: one for one in changes_of(small, "abc-d").swvs}
    assert {code: one.boards for code, one in swvs.items()} == {"S": ("1", "2", "3"), "T": ("2",)}
    assert [(body.code, count) for body, count in swvs["T"].former] == [("PO2003", 2), ("VO2002", 0)]


def test_two_layers_merge_nothing(small: Study) -> None:
    found = changes_of(small, "twee-lagen")
    assert found.splits
    assert told(found.boards["1"]) == (["PO2001", "PO2002", "VO2001"], ["A", "VO2001"], [], [])
    assert found.boards["1"].effect_merging == 0
    assert not found.boards["1"].partners.gained_by_merging
    view = board_view(small, "twee-lagen", small.base_id)
    assert view is not None
    assert (board_table(view)["effect_samenvoegen"] == 0).all()
    found_of = {one.measure.code: one.merging for one in national(small, "twee-lagen", small.base_id)}
    assert (found_of["swv_per_bestuur"], found_of["besturen_per_swv"]) == (0, 0)


def test_against_another_base_nothing_is_split(small: Study) -> None:
    assert not changes_of(small, "abc-d", "samengevoegd").splits


def test_nothing_changes_against_itself(small: Study) -> None:
    for name in (small.base_id, "abc-d"):
        for one in changes_of(small, name, name).boards.values():
            assert not one.swvs.vanished
            assert not one.swvs.appeared
            assert not one.partners.gained
            assert not one.partners.lost


def test_what_a_board_has_to_know(small: Study) -> None:
    view = board_view(small, "abc-d", small.base_id)
    assert view is not None
    facts = view.facts("1")
    assert facts.label == "bestuur 1 · Plaats 01 e.o."
    assert [(site.code, site.kinds, site.gemeente, site.pupils) for site in facts.sites] == [
        ("00AA00", ("bo",), "Plaats 01", 60),
        ("00AA01", ("sbo",), "Plaats 01", 40),
        ("00AB00", ("so", "vso"), "Plaats 02", 30),
    ]
    assert [[body.code for body in site.before] for site in facts.sites] == [
        ["PO2001"],
        ["PO2001"],
        ["PO2002", "VO2001"],
    ]
    assert {body.code for site in facts.sites for body in site.after} == {"S"}
    assert site_table(facts)["swv_basis"].iloc[2].count(";") == 1


def test_sites_that_a_scenario_closes_or_moves(small: Study) -> None:
    view = board_view(small, "andere-vestigingen", small.base_id)
    assert view is not None
    # board 3 is gone, and with it what it had
    gone = view.changes.boards["3"]
    assert told(gone) == (["PO2003"], [], ["PO2003"], [])
    assert (gone.sites.count, gone.sites_after.count) == (1, 0)
    assert [site.state for site in view.facts("3").sites] == [SiteState.CLOSED]
    assert view.facts("3").sites[0].after == ()
    moved = {site.code: site.state for site in view.facts("2").sites}
    assert moved == {"00AC00": SiteState.SAME, "00AE00": SiteState.MOVED}
    # at c it is in S, so T has no board
    assert told(view.changes.boards["2"]) == (["PO2002", "PO2003"], ["S"], [], [])
    assert {one.body.code: one.boards for one in view.changes.swvs} == {"S": ("1", "2"), "T": ()}


def test_sites_that_do_not_count_are_told(small_country: MakeDataset) -> None:
    dataset = with_boards(small_country(POINTS, SITES), {**BOARDS, "00AF00": "9"}, PUPILS)
    sites = dataset["vestigingen"]
    lost = sites["vestigingscode"] == "00AA01"
    strange = dataset["aanbod"].assign(
        soort=dataset["aanbod"]["soort"].mask(dataset["aanbod"]["vestigingscode"] == "00AA00", "cluster2")
    )
    tables = {
        **dataset.tables,
        "vestigingen": sites.assign(plaatsing=sites["plaatsing"].mask(lost, "niet geplaatst")),
        "aanbod": strange,
    }
    study = opened(replace(dataset, tables=tables))
    view = board_view(study, study.base_id, study.base_id)
    assert view is not None
    assert dict(view.facts("1").outside) == {
        "zonder bekende plek": 1,
        "cluster 1, cluster 2 of bij een gesloten instelling": 1,
    }


def test_names_and_places(small: Study) -> None:
    names = BoardNames({"1": "Stichting Een", "2": "Stichting Twee"})
    assert board_labels(small.country, names) == {
        "1": "Stichting Een",
        "2": "Stichting Twee",
        "3": "bestuur 3 · Plaats 03",
    }
    view = board_view(small, "abc-d", small.base_id, names)
    assert view is not None
    assert [view.find(text) for text in ("1", " stichting een ", "twee", "3")] == ["1", "1", "2", "3"]
    with pytest.raises(
        UnknownNameError, match=r"'stichting' kan meer dan een bestuur zijn: 1 \(Stichting Een\)"
    ):
        view.find("stichting")
    with pytest.raises(UnknownNameError, match=r"onbekend bestuur 'Stichtin Een'; bedoelt u 1"):
        view.find("Stichtin Een")
    with pytest.raises(UnknownNameError, match="'dekkend bestuur' toont alle besturen"):
        view.find("xyz")
    with pytest.raises(UnknownNameError):
        view.find("")


def test_tables_and_sentences(small: Study) -> None:
    view = board_view(small, "abc-d", small.base_id)
    assert view is not None
    rows = board_table(view)
    assert list(rows.columns) == list(BOARD_COLUMNS)
    # 1 loses two swv's to a merger; 2 gets one it did not have
    assert rows["bestuur"].tolist() == ["1", "2", "3"]
    assert rows["swvs_nieuw"].tolist() == [0, 1, 0]
    assert rows["leerlingen"].isna().tolist() == [False, False, True]
    assert swv_table(view)["bestond_uit"].iloc[1].endswith("(0)")
    lines = national_lines(view, national(small, "abc-d", small.base_id))
    assert "Swv's per schoolbestuur, gemiddeld:" in lines[0]
    mean = "het gemiddelde van de lagen po en vo, gewogen met hun inwoners"
    assert f"(in de basis {mean})" in lines[0]
    was, now = (sum(of) / len(of) for of in (rows["swvs_basis"], rows["swvs_scenario"]))
    assert per_board(view) == (was, now)
    one = measure("swv_per_bestuur")
    counted = (
        f"po en vo samen: gemiddeld {figure(one, was)} in de basis en {figure(one, now)} in het scenario."
    )
    assert lines[0].endswith(counted)
    both = board_view(small, "abc-d", "samengevoegd")
    assert both is not None
    assert "lagen" not in national_lines(both, national(small, "abc-d", "samengevoegd"))[0]
    assert (
        lines[3] == "Van de 3 besturen hebben er 1 met minder swv's te maken, 0 met meer en 2 met evenveel."
    )
    assert "blijven: 100,0% (gemeten" in lines[2]
    assert "verdergaat: 1;" in lines[4]


def test_effects_that_do_not_add_up_as_rounded_say_so() -> None:
    def told(merging: float, borders: float) -> str:
        one = measure("swv_per_bestuur")
        return NationalBoards(one, 1.611, 1.3557, merging, borders, "", "bron").text()

    assert "−0,28, effect nieuwe grenzen +0,02 (door afronding tellen die niet precies op" in told(
        -0.276, 0.0207
    )
    assert "afronding" not in told(-0.27, 0.02)
    assert "effect" not in told(float("nan"), float("nan"))


def test_a_data_set_without_boards(small_country: MakeDataset) -> None:
    for study in (opened(small_country(POINTS, SITES)), Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))):
        assert board_changes(study, "samengevoegd", study.base_id) is None
        assert board_view(study, "samengevoegd", study.base_id) is None
        assert board_labels(study.country) == {}
        assert board_relations(study.country, study.arrangement("samengevoegd")) == ()


@st.composite
def countries(draw: st.DrawFn) -> tuple[list[Any], list[Any], dict[str, str], list[str]]:
    """Draw points, sites, boards, and the swv's of a scenario."""
    count = draw(st.integers(2, 6))
    pupils = st.integers(0, 3).map(lambda one: one * 100)
    points = [
        (
            f"10{n:02}",
            n * 10,
            f"GM{n:04}",
            "JZ01",
            draw(st.sampled_from(["PO2001", "PO2002", "PO2003"])),
            draw(st.sampled_from(["VO2001", "VO2002"])),
            draw(pupils) + (100 if n == 0 else 0),
            draw(pupils) + (100 if n == 0 else 0),
        )
        for n in range(count)
    ]
    kinds = st.sampled_from([("bo",), ("sbo",), ("so", "vso"), ("vso",), ("vo",)])
    sites = [
        (f"{n:02}AA00", f"10{draw(st.integers(0, count - 1)):02}", draw(kinds))
        for n in range(draw(st.integers(1, 8)))
    ]
    sites.append(("99ZZ00", "1000", ("bo",)))
    boards = {code: draw(st.sampled_from("12345")) for code, _, _ in sites}
    return points, sites, boards, [draw(st.sampled_from("ST")) for _ in range(count)]


def means(relations: Sequence[Any], layer: str, swvs: int) -> tuple[float, float]:
    pairs = {(one.body.code, one.place) for one in relations if one.body.layer == layer}
    boards = {board for _, board in pairs}
    return (len(pairs) / len(boards) if boards else NAN), (len(pairs) / swvs if swvs else NAN)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(country=countries())
def test_of_any_country(
    small_country: MakeDataset, country: tuple[list[Any], list[Any], dict[str, str], list[str]]
) -> None:
    points, sites, boards, swv = country
    study = opened(with_boards(small_country(points, sites), boards, dict.fromkeys(boards, 10.0)))
    of_unit = dict(zip((row[2] for row in points), swv, strict=True))
    name = merged(study, "proef", [of_unit[unit.partition("/")[0]] for unit in study.country.units.ids])
    found = changes_of(study, name)
    for one in found.boards.values():
        swvs = one.swvs
        assert len(swvs.before) == len(swvs.vanished) + sum(len(kept.before) for kept in swvs.kept)
        assert len(swvs.after) == len(swvs.appeared) + len(swvs.kept)
        assert one.after - one.before == (one.effect_merging or 0) + (one.effect_borders or 0)
        # joining all that overlaps parts nobody
        assert one.partners.merged is not None
        assert one.partners.before <= one.partners.merged
        assert one.number not in one.partners.after
        for other in one.partners.after:
            assert one.number in found.boards[other].partners.after
    # the pairs are those of the comparison
    rows = {one.measure.code: one for one in national(study, name, study.base_id)}
    relations = board_relations(study.country, study.arrangement(name))
    assert (rows["swv_per_bestuur"].after, rows["besturen_per_swv"].after) == pytest.approx(
        means(relations, "", len(found.swvs)), nan_ok=True
    )
    by_swv = {one.body: set(one.boards) for one in found.swvs}
    assert by_swv == {body: {one.place for one in relations if one.body == body} for body in by_swv}


NAMES = ("jeugdregio", "po-binnen-jeugdregio", "samengevoegd", "provincie")


@pytest.fixture(scope="module")
def straight(nederland: Dataset) -> Study:
    return Study.of(nederland, Settings(STRAIGHT))


@pytest.mark.parametrize("name", NAMES)
def test_the_real_country_counts_as_the_comparison_does(straight: Study, name: str) -> None:
    rows = compare(straight, [name], kinds=[]).rows()
    changes = changes_of(straight, name)
    per_layer = {"": 1.0}
    base = board_relations(straight.country, straight.arrangement(straight.base_id))
    after = board_relations(straight.country, straight.arrangement(name))
    weight = {age: straight.country.pupils(age).sum() for age in ("po", "vo")}
    total = sum(weight.values())
    count = {"po": 76, "vo": 74, "": len(changes.swvs)}
    for position, code in enumerate(NATIONAL[:2]):
        row = rows[name, "land", "NL", "", code]
        now = sum(means(after, layer, count[layer])[position] * share for layer, share in per_layer.items())
        was = sum(means(base, age, count[age])[position] * weight[age] / total for age in weight)
        assert now == pytest.approx(row["waarde"])
        assert was == pytest.approx(row["basis"])
    told_too = {
        one.measure.code: (one.before, one.after, one.merging)
        for one in national(straight, name, straight.base_id)
    }
    relations = [one.swvs for one in changes.boards.values()]
    kept = sum(len(one.before) - len(one.vanished) for one in relations)
    every = sum(len(one.before) for one in relations)
    assert kept / every * 100 == pytest.approx(rows[name, "land", "NL", "", "blijft_besturen"]["waarde"])
    for code in NATIONAL[:2]:
        row = rows[name, "land", "NL", "", code]
        assert told_too[code] == (row["basis"], row["waarde"], row["effect_samenvoegen"])


def lines(path: Path, encoding: str) -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        yield from csv.DictReader(stream, delimiter=";")


def test_swvs_of_bo_counted_from_the_publishers_files(straight: Study, brondata: Path) -> None:
    """Board, postcode and regulation looked up in the raw files, apart from all that dekkend does."""
    po_of = {row["pc4"]: row["swv_po"] for row in lines(next((brondata / "swv").glob("*.csv")), "utf-8-sig")}
    history = next((brondata / "leerlingen").glob("06*.csv"))
    board_of = {
        row["VESTIGINGSCODE"]: row["BEVOEGD_GEZAG_NUMMER"]
        for row in lines(history, "utf-8-sig")
        if row["SOORT_VESTIGING"] == "BO" and row["LEERLINGEN_2025"] not in {"", "0"}
    }
    addresses = next((brondata / "scholen").glob("02*.csv"))
    raw = {
        row["VESTIGINGSCODE"]: (board_of[row["VESTIGINGSCODE"]], po_of[row["POSTCODE"][:4]])
        for row in lines(addresses, "cp1252")
        if row["VESTIGINGSCODE"] in board_of and row["POSTCODE"][:4] in po_of
    }
    country, known = straight.country, board_sites(straight.country)
    assert known is not None
    bo = np.flatnonzero(known.kind.astype(str) == "bo")
    code = country.sites["vestigingscode"].to_numpy()[known.site[bo]]
    po = straight.arrangement(straight.base_id).po.of_points()[known.point[bo]]
    mine = dict(zip(code, zip(known.board[bo], po, strict=True), strict=True))
    both = set(raw) & set(mine)
    assert len(both) > 6_000
    assert len(set(raw) ^ set(mine)) < 30
    assert {one: raw[one] for one in both} == {one: mine[one] for one in both}
    # and so every board has as many swv's po as by hand
    for number in {board for board, _ in raw.values()}:
        by_hand = {swv for one, (board, swv) in raw.items() if board == number and one in both}
        assert by_hand == {swv for one, (board, swv) in mine.items() if board == number and one in both}


def test_boards_of_the_real_country(straight: Study) -> None:
    found = changes_of(straight, "jeugdregio")
    assert len(found.boards) == 835
    assert len(found.swvs) == 42
    view = board_view(straight, "jeugdregio", straight.base_id)
    assert view is not None
    first = view.ordered[0]
    assert (first.number, first.before, first.after) == ("40631", 17, 5)
    assert (first.effect_merging, first.effect_borders) == (-12, 0)
    sites = view.facts("40631").sites
    assert len(sites) == first.sites.count == 38
    assert sum(site.pupils for site in sites) == first.sites.pupils
