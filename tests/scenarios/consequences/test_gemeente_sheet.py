"""What changes for one gemeente: values of the card and the comparison, and a country worked out by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import UnknownNameError
from scenarios.compare import Level, compare
from scenarios.consequences.gemeente import TRAVEL_CODES, GemeenteSheet, gemeente_sheet
from scenarios.consequences.gemeente_file import plain_sheet
from scenarios.consequences.gemeente_ground import GemeenteGround
from scenarios.consequences.gemeente_questions import questions
from scenarios.consequences.gemeente_travel import Terms
from scenarios.consequences.partners import PartnerStatus, partner_change
from scenarios.consequences.pupil_transport import transport
from scenarios.consequences.traffic import AreaLevel, traffic_change
from scenarios.consequences.traffic_tables import area_table
from scenarios.consequences.transport_terms import Limits
from scenarios.coverage import coverage
from scenarios.profile import SUPPLY_CODES, AreaKind, profile
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
TODAY, SCENARIO = "regeling-2015", "jeugdregio"

#: 4% of the residents of po age of GM0003 are PO2001's; GM0001 has two swv's vo.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 50),
    ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2002", 200, 100),
    ("1003", 20, "GM0002", "JZ02", "PO2002", "VO2002", 300, 150),
    ("1004", 30, "GM0003", "JZ02", "PO2002", "VO2002", 384, 192),
    ("1005", 31, "GM0003", "JZ02", "PO2001", "VO2002", 16, 8),
]
SITES = [
    ("00AA00", "1001", ("bo", "sbo")),
    ("00AB00", "1004", ("bo", "so", "vso", "pro", "vo")),
    ("00AC00", "1003", ("so",)),
]


@pytest.fixture(scope="module")
def nederland() -> Study:
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture(scope="module")
def ground(nederland: Study) -> GemeenteGround:
    return GemeenteGround(nederland, SCENARIO, TODAY)


@pytest.fixture
def line(small_country: MakeDataset) -> Study:
    settings = Settings(network=STRAIGHT, detour_factor=1.0, intrazonal=False)
    return Study.of(small_country(POINTS, SITES), settings)


def of(study: Study, code: str, name: str = SCENARIO, base: str = TODAY) -> GemeenteSheet:
    return gemeente_sheet(study, name, base, code)


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_swvs_and_shares_by_hand(line: Study) -> None:
    found = of(line, "GM0001")
    told = [(one.swv.body.code, one.residents, round(one.share, 1), one.sliver) for one in found.before]
    assert told == [
        ("PO2001", 300, 100.0, False),
        ("VO2002", 100, 66.7, False),
        ("VO2001", 50, 33.3, False),
    ]
    (new,) = found.after
    assert (new.swv.body.code, new.residents, new.share) == ("JZ01", 450, 100.0)
    assert (new.swv.gemeenten, new.swv.residents, new.swv.regions) == (("GM0001",), 450, (("JZ01", 450.0),))
    assert [[one.swv.body.code for one in parts] for parts in found.split(after=False)] == [
        ["VO2002", "VO2001"]
    ]
    assert found.split(after=True) == ()


def test_a_small_part_is_no_split(line: Study) -> None:
    found = of(line, "GM0003")
    assert [(one.swv.body.code, one.sliver) for one in found.before] == [
        ("PO2002", False),
        ("PO2001", True),
        ("VO2002", False),
    ]
    assert [one.swv.body.code for one in found.parts(after=False)] == ["PO2002", "VO2002"]
    assert found.split(after=False) == ()
    (question,) = [one for one in questions(found) if "grenswijzigingen" in one]
    assert "nu 20 inwoners (4,0%) bij swv PO 20.01" in question
    assert "in dit scenario" not in question


def test_partners_and_relations_by_hand(line: Study) -> None:
    found = of(line, "GM0001")
    pairs = {one.gemeente: one for one in found.partners.pairs}
    # through PO2001 a small part of GM0003, through VO2002 both
    assert {code: (one.before, one.after, one.inside) for code, one in pairs.items()} == {
        "GM0002": (("vo",), (), False),
        "GM0003": (("po", "vo"), (), False),
    }
    assert {one.status for one in pairs.values()} == {PartnerStatus.LOST}
    assert (found.relations.whole.before, found.relations.whole.after) == (3, 1)
    assert found.region_relations is not None
    assert (found.region_relations.whole.before, found.region_relations.whole.after) == (3, 1)


def test_who_has_no_own_site_is_asked_about(line: Study) -> None:
    found = of(line, "GM0001")
    so = next(one for one in found.kinds if one.kind.code == "so")
    assert (so.figures["zonder_eigen"].before, so.figures["zonder_eigen"].after) == (300, 300)
    pro = next(one for one in found.kinds if one.kind.code == "pro")
    # VO2002 has a site, JZ01 has none
    assert (pro.figures["zonder_eigen"].before, pro.figures["zonder_eigen"].after) == (50, 150)
    assert pro.figures["eigen_verloren"].after == 100
    told = " ".join(questions(found))
    assert "geen vestiging voor so voor 300 inwoners" in told
    assert "geen vestiging voor vso, pro en vo voor 150 inwoners" in told


def test_nothing_changes_against_itself(line: Study) -> None:
    found = of(line, "GM0002", TODAY, TODAY)
    assert found.unchanged
    assert found.same_sites
    assert {one.status for one in found.partners.pairs} == {PartnerStatus.KEPT}
    assert all(
        same(change.before, change.after)
        for one in found.kinds
        for code, change in one.figures.items()
        if not code.startswith("eigen_")
    )
    assert found.relations.whole.change == 0


def test_an_unknown_gemeente_is_refused(line: Study) -> None:
    with pytest.raises(UnknownNameError, match="GM0099"):
        of(line, "GM0099")


@pytest.mark.parametrize("code", ["GM1924", "GM0637", "GM0405", "GM0599"])
def test_figures_are_those_of_the_card(nederland: Study, ground: GemeenteGround, code: str) -> None:
    found = gemeente_sheet(nederland, SCENARIO, TODAY, code, ground)
    cards = [profile(nederland, name, AreaKind.GEMEENTE, code) for name in (TODAY, SCENARIO)]
    for one, was, now in zip(found.kinds, cards[0].kinds, cards[1].kinds, strict=True):
        shared = [measure for measure in TRAVEL_CODES if measure in now.figures]
        assert len(shared) >= 5
        for measure in shared:
            change = one.figures[measure]
            assert same(change.before, was.figures[measure].value)
            assert same(change.after, now.figures[measure].value)
            assert change.certainty == now.figures[measure].certainty
        for measure in SUPPLY_CODES:
            assert same(one.supply_before.figures[measure].value, was.figures[measure].value)
            assert same(one.supply_after.figures[measure].value, now.figures[measure].value)
    assert {age: one.value for age, one in found.residents.items()} == {
        age: one.value for age, one in cards[1].residents.items()
    }


def test_figures_are_those_of_the_comparison(nederland: Study, ground: GemeenteGround) -> None:
    kinds = ["sbo", "vo"]
    table = compare(nederland, [SCENARIO], kinds=kinds, level=Level.GEMEENTE).rows()
    for code in ("GM1924", "GM0363", "GM0093"):
        found = gemeente_sheet(nederland, SCENARIO, TODAY, code, ground)
        for one in (each for each in found.kinds if each.kind.code in kinds):
            for measure in TRAVEL_CODES:
                row = table[SCENARIO, "gemeente", code, one.kind.code, measure]
                change = one.figures[measure]
                assert same(change.after, row["waarde"])
                assert same(change.before, row["basis"])
                assert change.reading == row["duiding"]
                assert (change.certainty, change.source) == (row["aard"], row["bron"])
        row = table[SCENARIO, "gemeente", code, "", "relaties_gemeente"]
        assert (found.relations.whole.before, found.relations.whole.after) == (row["basis"], row["waarde"])


def test_swvs_are_those_of_the_comparison(nederland: Study, ground: GemeenteGround) -> None:
    table = compare(nederland, [SCENARIO], kinds=["so"], level=Level.SWV).rows()
    for code in ("GM1924", "GM0599"):
        found = gemeente_sheet(nederland, SCENARIO, TODAY, code, ground)
        for name, parts in ((TODAY, found.before), (SCENARIO, found.after)):
            for one in parts:
                rows = {
                    m: table[name, "swv", one.swv.body.code, "", m]["waarde"] for m in ("omvang", "gemeenten")
                }
                assert one.swv.residents == pytest.approx(rows["omvang"])
                assert len(one.swv.gemeenten) == rows["gemeenten"]


def test_leaning_transport_and_traffic_are_those_of_their_own_pages(
    nederland: Study, ground: GemeenteGround
) -> None:
    found = gemeente_sheet(nederland, SCENARIO, TODAY, "GM1924", ground)
    country = nederland.country
    for one in found.kinds[:3]:
        for name, value in ((TODAY, one.figures["leunt"].before), (SCENARIO, one.figures["leunt"].after)):
            rows = coverage(nederland, name, one.kind, Level.GEMEENTE)
            here_too = rows[(rows["gebied"] == "GM1924") & (rows["maatstaf"] == "acceptabel-km")]
            assert same(value, float(here_too["leunt"].iloc[0]))
    counted = transport(nederland, SCENARIO, TODAY)
    here = country.gemeente_of_point == "GM1924"
    assert found.travel.transported is not None
    assert found.travel.transported.counts["scenario"] == counted.count("scenario", here)
    for crossing in found.travel.crossings[:2]:
        change = traffic_change(nederland, TODAY, SCENARIO, crossing.kind, crossing.source)
        row = area_table(change, AreaLevel.GEMEENTE).set_index("gebied").loc["GM1924"]
        assert crossing.after.mid == row["uit"]
        before = traffic_change(nederland, TODAY, TODAY, crossing.kind, crossing.source)
        assert (
            crossing.before.mid
            == area_table(before, AreaLevel.GEMEENTE).set_index("gebied").loc["GM1924", "uit"]
        )
        # nobody moves: what crosses no more became internal
        after = crossing.before.mid - crossing.becomes_internal.mid + crossing.becomes_border.mid
        assert crossing.after.mid == pytest.approx(after)


def test_a_lower_limit_counts_more_pupils(nederland: Study) -> None:
    terms = Terms(Limits.of({"GM1924": 3.0}))
    wide, narrow = (
        gemeente_sheet(nederland, SCENARIO, TODAY, "GM1924", GemeenteGround(nederland, SCENARIO, TODAY, told))
        for told in (Terms(), terms)
    )
    assert wide.travel.transported is not None
    assert narrow.travel.transported is not None
    assert narrow.travel.transported.limit_km == 3.0
    pupils = [one.travel.transported.counts["scenario"].pupils for one in (wide, narrow)]  # type: ignore[union-attr]
    assert pupils[0] < pupils[1]


def test_every_gemeente_has_a_sheet(nederland: Study, ground: GemeenteGround) -> None:
    changes = partner_change(nederland.country, nederland.arrangement(TODAY), nederland.arrangement(SCENARIO))
    assert set(ground.partners) == set(changes) == set(nederland.country.gemeente_names)
    for side in (ground.before, ground.after):
        assert set(side.of_place) == set(ground.partners)
        for parts in side.of_place.values():
            for layer in {one.swv.body.layer for one in parts}:
                assert sum(one.share for one in parts if one.swv.body.layer == layer) == pytest.approx(100)
    # those that are in more swv's than others, and a third of the rest
    odd = [code for code, parts in ground.before.of_place.items() if len(parts) > 2]
    for code in {*odd, *sorted(ground.partners)[::3]}:
        found = gemeente_sheet(nederland, SCENARIO, TODAY, code, ground)
        assert found.before
        assert found.after
        assert len(found.kinds) == 6
        assert questions(found)


def test_the_file_has_no_number_that_json_does_not_know(nederland: Study, ground: GemeenteGround) -> None:
    found = plain_sheet(gemeente_sheet(nederland, SCENARIO, TODAY, "GM0599", ground))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["gemeente"]["naam"] == "Rotterdam"
    assert {row["soort"] for row in found["voorzieningen"]} == {"bo", "sbo", "so", "vso", "pro", "vo"}
