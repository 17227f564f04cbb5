"""Overlegrelaties and partners: by hand, by brute force over points, and whatever the arrangement."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.dataset import Dataset
from geo.errors import UnknownNameError
from scenarios.compare import Level, compare
from scenarios.consequences.consultation import NO_CHANGE, ONLY_FROM_TODAY, Counts, consultation
from scenarios.consequences.consultation_file import (
    ACCOUNT,
    body_name,
    count_rows,
    partner_rows,
    relation_rows,
)
from scenarios.consequences.meetings import Fate, Tally, meetings_between, tally
from scenarios.consequences.partners import PartnerStatus, partner_change, partners
from scenarios.consequences.relations import PlaceKind
from scenarios.consequences.succession import AGES, Body, body_of_points, succession
from scenarios.consequences.talks import AreaLevel, Talks, talks
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
TODAY = "regeling-2015"
GEMEENTE, JEUGDREGIO = PlaceKind.GEMEENTE, PlaceKind.JEUGDREGIO

#: 8 of the 208 of po age in GM0002 are PO2002's: under 5%. VO2001 reaches into the other jeugdregio.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 50),
    ("1002", 10, "GM0002", "JZ01", "PO2001", "VO2001", 200, 100),
    ("1003", 11, "GM0002", "JZ01", "PO2002", "VO2001", 8, 0),
    ("1004", 20, "GM0003", "JZ02", "PO2002", "VO2001", 120, 60),
    ("1005", 30, "GM0004", "JZ02", "PO2002", "VO2002", 160, 80),
]
SITES = [("00AA00", "1001", ("bo", "sbo", "so", "vso", "pro", "vo"))]


@pytest.fixture(scope="module")
def small(small_country: MakeDataset) -> Study:
    return Study.of(small_country(POINTS, SITES), Settings(STRAIGHT))


@pytest.fixture(scope="module")
def found(small: Study) -> Talks:
    """Today's layers against one swv per jeugdregio."""
    return talks(small, "jeugdregio", TODAY)


def _sums(one: Tally) -> tuple[int, ...]:
    return one.before, one.vanished, one.stay_before, one.stay_after, one.appeared, one.after


# --- by hand -----------------------------------------------------------------------------------


def test_relations_with_gemeenten(found: Talks) -> None:
    """PO2001 2, PO2002 3, VO2001 3, VO2002 1; VO2001 goes on in JZ01, so it leaves GM0003."""
    counts = found.with_gemeenten.counts
    assert _sums(counts.whole) == (9, 2, 7, 4, 0, 4)
    assert counts.whole.fallen_together == 3
    gone = [(one.before[0].body.code, one.place) for one in found.with_gemeenten.listed if one.after is None]
    assert gone == [("PO2002", "GM0002"), ("VO2001", "GM0003")]
    fates = {one.place: one.fate for one in found.with_gemeenten.listed if one.after is not None}
    assert fates == {
        "GM0001": Fate.TOGETHER,
        "GM0002": Fate.TOGETHER,
        "GM0003": Fate.STAYS,
        "GM0004": Fate.TOGETHER,
    }


def test_relations_with_jeugdregios_are_a_second_number(found: Talks) -> None:
    """PO2001 1, PO2002 2, VO2001 2, VO2002 1."""
    counts = found.with_regions.counts
    assert _sums(counts.whole) == (6, 2, 4, 2, 0, 2)
    assert found.with_regions.places_in("JZ01") == ("JZ01",)


def test_a_change_is_split_in_merging_and_new_borders(found: Talks) -> None:
    """All swv's overlap: merged they are one, of which most live in JZ01."""
    counts = found.with_gemeenten.counts
    assert counts.merging is not None
    assert counts.borders is not None
    assert _sums(counts.merging) == (9, 0, 9, 4, 0, 4)
    assert _sums(counts.borders) == (4, 2, 2, 2, 2, 4)
    assert counts.effects == (-5, 0)
    assert found.with_regions.counts.effects == (-4, 0)


def test_what_may_be_a_border_change_is_marked_and_counted(found: Talks) -> None:
    whole = found.with_gemeenten.counts.whole
    assert (whole.slivers_before, whole.slivers_vanished, whole.slivers_after) == (1, 1, 0)
    regions = found.with_regions.counts.whole
    assert (regions.slivers_before, regions.slivers_vanished, regions.slivers_appeared) == (1, 1, 0)
    marked = [one for one in found.with_regions.listed if one.slivers_before]
    assert [(one.before[0].body.code, one.place) for one in marked] == [("PO2002", "JZ01")]


def test_a_whole_gemeente_is_no_border_change_however_small(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1000, 500),
        ("1002", 10, "GM0002", "JZ02", "PO2001", "VO2001", 10, 5),
        ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2002", 1000, 500),
    ]
    study = Study.of(small_country(rows, SITES), Settings(STRAIGHT))
    whole = consultation(study, "jeugdregio", TODAY, JEUGDREGIO).counts.whole
    assert (whole.before, whole.slivers_before) == (6, 0)


def test_relations_of_one_area(found: Talks) -> None:
    by_name = {(area.level, area.code): area for level in AreaLevel for area in found.areas(level)}

    def sums(level: AreaLevel, code: str, of: PlaceKind = GEMEENTE) -> tuple[int, ...]:
        one = found.with_gemeenten if of is GEMEENTE else found.with_regions
        return _sums(found.counts(by_name[level, code], one).whole)

    assert sums(AreaLevel.GEMEENTE, "GM0002") == (3, 1, 2, 1, 0, 1)
    assert sums(AreaLevel.JEUGDREGIO, "JZ02") == (4, 1, 3, 2, 0, 2)
    assert sums(AreaLevel.JEUGDREGIO, "JZ02", JEUGDREGIO) == (3, 1, 2, 1, 0, 1)
    assert sums(AreaLevel.SWV_BEFORE, "VO2001") == (3, 1, 2, 2, 0, 2)
    # JZ01 follows on PO2001 (2 relations) and VO2001 (3, of which one vanishes)
    assert sums(AreaLevel.SWV_AFTER, "JZ01") == (5, 1, 4, 2, 0, 2)
    assert sums(AreaLevel.SWV_AFTER, "JZ01", JEUGDREGIO) == (3, 1, 2, 1, 0, 1)
    assert found.gemeenten(by_name[AreaLevel.SWV_AFTER, "JZ01"]) == ("GM0001", "GM0002", "GM0003")
    assert found.region(by_name[AreaLevel.SWV_BEFORE, "PO2002"]) == "JZ02"
    assert found.region(by_name[AreaLevel.GEMEENTE, "GM0001"]) == "JZ01"
    assert not found.listed(by_name[AreaLevel.GEMEENTE, "GM0001"], found.with_regions)


def test_partners_of_a_gemeente(small: Study, found: Talks) -> None:
    """GM0002: with GM0001 for both, with GM0003 for both, with GM0004 for po by its sliver only."""
    now = partners(small.country, small.arrangement(TODAY), 0.05)
    assert [(one.gemeente, one.ages, one.sliver) for one in now["GM0002"].inside] == [
        ("GM0001", ("po", "vo"), False)
    ]
    assert [(one.gemeente, one.ages, one.sliver) for one in now["GM0002"].outside] == [
        ("GM0003", ("po", "vo"), False),
        ("GM0004", ("po",), True),
    ]
    assert [one.ages for one in now["GM0003"].inside] == [("po",)]
    changed = found.partners["GM0003"]
    assert [(one.gemeente, one.before, one.after) for one in changed.kept] == [
        ("GM0004", ("po",), ("po", "vo"))
    ]
    assert [one.gemeente for one in changed.of(PartnerStatus.LOST, inside=False)] == ["GM0001", "GM0002"]
    assert (changed.gained, changed.lost, changed.apart_before) == ((), (), ())


def test_partners_gained_and_lost_within_the_jeugdregio(small: Study) -> None:
    """From {1},{2,3},{4} to {1,2},{3},{4}: GM0002 gains GM0001, nobody in JZ02 has a partner."""
    before, after = (_merged(small, swv) for swv in ("ABBBC", "AAABC"))
    changed = partner_change(small.country, before, after)
    assert [one.gemeente for one in changed["GM0002"].gained] == ["GM0001"]
    assert [one.gemeente for one in changed["GM0002"].of(PartnerStatus.LOST, inside=False)] == ["GM0003"]
    assert changed["GM0002"].apart_before == ("GM0001",)
    assert changed["GM0002"].apart_after == ()
    back = partner_change(small.country, after, before)["GM0002"]
    assert [one.gemeente for one in back.lost] == ["GM0001"]
    assert changed["GM0004"].pairs == ()
    assert changed["GM0004"].apart_after == ("GM0003",)


def test_an_unsplit_change_says_why(small: Study) -> None:
    assert consultation(small, TODAY, TODAY, GEMEENTE).unsplit == NO_CHANGE
    back = consultation(small, TODAY, "jeugdregio", GEMEENTE)
    assert (back.unsplit, back.counts.effects) == (ONLY_FROM_TODAY, None)
    assert _sums(back.counts.whole) == (4, 0, 4, 4, 5, 9)


def test_areas_are_found_by_name_and_code(found: Talks) -> None:
    assert [area.code for area in found.find("plaats 03", AreaLevel.GEMEENTE)] == ["GM0003"]
    assert [area.level for area in found.find("jz02", AreaLevel.SWV_BEFORE, AreaLevel.SWV_AFTER)] == [
        AreaLevel.SWV_AFTER
    ]
    with pytest.raises(UnknownNameError, match=r"niet gevonden.*bedoelt u Plaats 01"):
        found.find("Plaats", AreaLevel.GEMEENTE)
    with pytest.raises(UnknownNameError, match="niet gevonden"):
        found.find("", AreaLevel.GEMEENTE)


def test_a_name_of_two_swvs_is_refused(small: Study) -> None:
    po, vo = (
        Indeling(kind, small.country.units, tuple(swv), {"A": "Noord", "B": "Noord"}, "2015", "Proef.")
        for kind, swv in ((LayerType.SWV_PO, "AAAAA"), (LayerType.SWV_VO, "BBBBB"))
    )
    name = small.add(Arrangement("twee", "Twee", "Proef.", po, vo))
    with pytest.raises(UnknownNameError, match=r"niet eenduidig.*Noord \(A\); Noord \(B\)"):
        talks(small, name, TODAY).find("noord", AreaLevel.SWV_AFTER)


def test_files_name_their_sources_and_count_alike(small: Study, found: Talks) -> None:
    rows = relation_rows(small, "jeugdregio", TODAY, found.with_gemeenten)
    whole = found.with_gemeenten.counts.whole
    assert (rows["kant"] == "basis").sum() == whole.before
    assert (rows["kant"] == "scenario").sum() == whole.after
    assert ((rows["kant"] == "basis") & (rows["lot"] == "vervalt")).sum() == whole.vanished
    assert (rows["grenswijziging"] == "mogelijk").sum() == whole.slivers_before + whole.slivers_after
    (gone,) = rows[(rows["swv_code"] == "VO2001") & (rows["plaats_code"] == "GM0003")].to_dict("records")
    assert (gone["wordt"], gone["opvolger"].partition(" ")[0]) == ("", "JZ01")
    counted = {("jeugdregio", "JZ02", "JZ02"): found.with_gemeenten.per_region()["JZ02"]}
    counts = count_rows(small, "jeugdregio", TODAY, found.with_gemeenten, counted)
    (row,) = counts.to_dict("records")
    assert [row[name] for name in ("basis", "vervallen", "vallen_samen", "scenario")] == [4, 1, 1, 2]
    members = partner_rows(small, "jeugdregio", TODAY, found.partners.values())
    assert len(members) == sum(len(one.pairs) for one in found.partners.values())
    assert members.loc[members["grenswijziging"] != "", "grenswijziging"].tolist() == ["basis", "basis"]
    for frame in (rows, counts, members):
        assert (frame[[*ACCOUNT]] != "").all(axis=None)
        assert set(frame["peildatum_basis"]) == {"regeling 2015"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (Body("po", "PO2001", "PO 20.01 · A e.o."), "PO 20.01 · A e.o."),
        (Body("vo", "N", "Noord"), "Noord (vo)"),
        (Body("", "N", "Noord"), "Noord"),
    ],
)
def test_a_swv_is_named_with_its_layer(body: Body, told: str) -> None:
    assert body_name(body) == told


# --- whatever the arrangement ------------------------------------------------------------------

_SWV = st.text("ABC", min_size=5, max_size=5)


def _merged(study: Study, swv: str) -> Arrangement:
    layer = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(_of_units(study, swv)), {}, "", "P.")
    return Arrangement.merged(f"een-{swv}", swv, layer)


def _of_units(study: Study, swv: str) -> list[str]:
    """Give each unit the swv of its point; here every point is a unit of its own."""
    return [swv[point] for point in study.country.units.first_points]


def _arrangement(study: Study, po: str, vo: str) -> Arrangement:
    if po == vo:
        return _merged(study, po)
    one, other = (
        Indeling(kind, study.country.units, tuple(_of_units(study, swv)), {}, "", "P.")
        for kind, swv in ((LayerType.SWV_PO, po), (LayerType.SWV_VO, vo))
    )
    return Arrangement(f"twee-{po}-{vo}", "twee", "P.", one, other)


@given(_SWV, _SWV, _SWV, _SWV)
def test_sums_hold_for_the_country_and_for_every_area(
    small: Study, po: str, vo: str, new_po: str, new_vo: str
) -> None:
    before, after = _arrangement(small, po, vo), _arrangement(small, new_po, new_vo)
    for kind in PlaceKind:
        listed = meetings_between(small.country, before, after, kind, 0.05)
        groups = [
            listed,
            *([one for one in listed if one.place == place] for place in {m.place for m in listed}),
        ]
        tallies = [tally(group) for group in groups]
        for one in tallies:
            assert one.before == one.vanished + one.stay_before
            assert one.after == one.appeared + one.stay_after
            assert one.fallen_together >= 0
            assert one.slivers_vanished <= one.slivers_before <= one.before
            assert one.slivers_appeared <= one.slivers_after <= one.after
        assert _sums(tallies[0]) == tuple(map(sum, zip(*map(_sums, tallies[1:]), strict=True)))


@given(_SWV, _SWV)
def test_without_a_change_nothing_vanishes_appears_or_falls_together(small: Study, po: str, vo: str) -> None:
    one = _arrangement(small, po, vo)
    for kind in PlaceKind:
        counted = tally(meetings_between(small.country, one, one, kind))
        assert (counted.vanished, counted.appeared, counted.fallen_together) == (0, 0, 0)
    for changed in partner_change(small.country, one, one).values():
        assert {pair.status for pair in changed.pairs} <= {PartnerStatus.KEPT}


@given(
    _SWV, _SWV, st.tuples(st.integers(0, 4), st.sampled_from("ABC")), st.sampled_from(["po", "vo", "povo"])
)
def test_there_and_back_what_vanishes_appears(
    small: Study, po: str, vo: str, move: tuple[int, str], moved: str
) -> None:
    """Where each swv follows on one other, both ways, there and back are each other's mirror image."""
    point, to = move
    new_po, new_vo = (
        f"{swv[:point]}{to}{swv[point + 1 :]}" if layer in moved else swv
        for layer, swv in (("po", po), ("vo", vo))
    )
    assume((po == vo) == (new_po == new_vo))
    before, after = _arrangement(small, po, vo), _arrangement(small, new_po, new_vo)
    forth, back = (succession(small.country, *way) for way in ((before, after), (after, before)))
    mains = {one: forth.mains(one) for one in forth.successors}
    assume(all(len(main) == 1 for main in mains.values()))
    assume(all(back.mains(main[0]) == (one,) for one, main in mains.items()))
    assume(len({main for main, *_ in mains.values()}) == len(back.successors))
    for kind in PlaceKind:
        there, again = (
            tally(meetings_between(small.country, *way, kind)) for way in ((before, after), (after, before))
        )
        assert (there.vanished, there.appeared) == (again.appeared, again.vanished)


@given(_SWV, _SWV, _SWV, _SWV)
def test_partners_there_and_back(small: Study, po: str, vo: str, new_po: str, new_vo: str) -> None:
    before, after = _arrangement(small, po, vo), _arrangement(small, new_po, new_vo)
    there, again = (partner_change(small.country, *way) for way in ((before, after), (after, before)))
    for code, one in there.items():
        other = again[code]
        for inside in (True, False):
            lost = [pair.gemeente for pair in one.of(PartnerStatus.LOST, inside=inside)]
            assert lost == [pair.gemeente for pair in other.of(PartnerStatus.GAINED, inside=inside)]
        # who is a partner has one
        for pair in one.pairs:
            assert (code, pair.before, pair.after) in [
                (p.gemeente, p.before, p.after) for p in there[pair.gemeente].pairs
            ]


@given(_SWV, _SWV)
def test_relations_and_partners_are_those_of_the_points(small: Study, po: str, vo: str) -> None:
    """Count pairs point by point, without any table."""
    country, arrangement = small.country, _arrangement(small, po, vo)
    pairs: set[tuple[str, str, str]] = set()
    shared: dict[tuple[str, str], set[str]] = {}
    for age in AGES:
        bodies = body_of_points(arrangement, age)
        populated = np.flatnonzero(country.pupils(age) > 0)
        for i in populated:
            layer = "" if arrangement.is_merged else age
            pairs.add((layer, bodies[i].code, country.gemeente_of_point[i]))
        for i, j in product(populated, populated):
            here, there = country.gemeente_of_point[i], country.gemeente_of_point[j]
            if here != there and bodies[i] == bodies[j]:
                shared.setdefault((here, there), set()).update([age])
    listed = meetings_between(country, arrangement, arrangement, GEMEENTE)
    assert {(one.after.body.layer, one.after.body.code, one.place) for one in listed if one.after} == pairs
    if arrangement.is_merged:
        shared = {key: set(AGES) for key in shared}
    found = {
        (code, one.gemeente): set(one.ages)
        for code, of in partners(country, arrangement).items()
        for one in (*of.inside, *of.outside)
    }
    assert found == shared


@pytest.mark.parametrize("name", ["jeugdregio", "samengevoegd", "vo-leidend"])
@pytest.mark.parametrize("level", list(Level))
def test_counts_are_those_of_the_comparison_at_every_level(small: Study, name: str, level: Level) -> None:
    rows = compare(small, [name], kinds=["bo"], level=level).rows()
    made = talks(small, name, TODAY)
    for one in made.both:
        code = f"relaties_{one.place_kind.value}"
        told = {area: row for (who, _, area, _, what), row in rows.items() if (who, what) == (name, code)}
        if level is Level.LAND:
            counts: dict[str, Counts] = {"NL": one.counts}
        else:
            at = AreaLevel.SWV_AFTER if level is Level.SWV else AreaLevel(level.value)
            counts = {area.code: found for area, found in made.all_counts(at, one).items()}
        for area, row in told.items():
            assert counts[area].whole.after == row["waarde"]
            if level is not Level.SWV:
                assert counts[area].whole.before == row["basis"]
        if level is Level.LAND:
            assert counts["NL"].effects == (
                told["NL"]["effect_samenvoegen"],
                told["NL"]["effect_nieuwe_grenzen"],
            )
            if one.place_kind is GEMEENTE:
                whole, share = one.counts.whole, rows[name, "land", "NL", "", "blijft_gemeenten"]["waarde"]
                assert share == pytest.approx(100 * whole.stay_before / whole.before)
        assert told or (level is Level.GEMEENTE and one.place_kind is JEUGDREGIO)


# --- the real country --------------------------------------------------------------------------


def test_a_jeugdregio_counted_from_the_files_themselves(nederland: Dataset, brondata: Path) -> None:
    """Achterhoek: who lies in which swv po and vo, from the regulation and the table of gemeenten alone."""
    gemeenten = {
        "Aalten", "Berkelland", "Bronckhorst", "Doetinchem", "Montferland", "Oost Gelre",
        "Oude IJsselstreek", "Winterswijk",
    }  # fmt: skip
    in_gemeente = {
        row["postcode"]: row["gemeente"] for row in _rows(brondata / "pc4/cbs_pc4_gemeente_2021.csv", ",")
    }
    regulation = _rows(brondata / "swv/regeling_regio-indeling_pc4_2015.csv", ";")
    pairs = {
        (in_gemeente[row["pc4"]], row[layer])
        for row in regulation
        for layer in ("swv_po", "swv_vo")
        if in_gemeente.get(row["pc4"]) in gemeenten
    }
    made = talks(Study.of(nederland, Settings(STRAIGHT)), "jeugdregio", TODAY)
    (region,) = made.find("Achterhoek", AreaLevel.JEUGDREGIO)
    counts = made.counts(region, made.with_gemeenten).whole
    assert counts.before == len(pairs) == 20
    assert counts.after == len(gemeenten) == 8
    listed = made.with_gemeenten.rows(made.gemeenten(region))
    names = made.study.country.gemeente_names
    assert {(names[one.place], old.body.code) for one in listed for old in one.before} == pairs
    both = made.counts(region, made.with_regions).whole
    assert (both.before, both.after) == (len({swv for _, swv in pairs}), 1) == (8, 1)
    assert max(Counter(gemeente for gemeente, _ in pairs).values()) == 4  # Bronckhorst, Montferland: split


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))
