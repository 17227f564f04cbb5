"""The price of nesting by hand, and against a count of our own on random countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import Dataset
from scenarios.changes import Assign
from scenarios.norms import NormChange, standard_norms
from scenarios.principles.jeugdregio import departing
from scenarios.principles.panel import Panel, check
from scenarios.principles.price import lost, would_lose
from scenarios.principles.row import Outcome
from scenarios.principles.tension import Tension
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import CloseSite
from scenarios.study import Study

MakeDataset = Callable[..., Dataset]
Made = Callable[..., str]

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
OTHERS = ("bo", "sbo", "pro", "vo")


def tension(panel: Panel, code: str) -> Tension:
    return next(one for one in panel.tensions if one.code == code)


def codes(panel: Panel) -> set[str]:
    return {one.code for one in panel.tensions}


@pytest.fixture(scope="module")
def lopsided(small_country: MakeDataset) -> Study:
    """A line a, b | c, d over two jeugdregio's, today one swv of each layer; so and vso at a only."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 10.0),
        ("1002", 10, "GM0002", "JZ01", "PO2001", "VO2001", 200.0, 20.0),
        ("1003", 20, "GM0003", "JZ02", "PO2001", "VO2001", 300.0, 30.0),
        ("1004", 30, "GM0004", "JZ02", "PO2001", "VO2001", 400.0, 40.0),
    ]
    sites = [("00AA00", "1001", (*OTHERS, "so", "vso")), ("00AB00", "1004", OTHERS)]
    return Study.of(small_country(rows, sites), PLAIN)


def test_who_loses_a_facility_by_nesting(lopsided: Study) -> None:
    panel = check(lopsided, "jeugdregio")
    found = tension(panel, "eigen_verloren")
    assert found.between == ("jeugdregio", "netwerk")
    assert found.residents == {"so": 700.0, "vso": 70.0}
    assert len(found.swvs) == 1
    assert found.swvs[0].startswith("JZ02")
    so, _ = lost(lopsided, lopsided.base_id, "jeugdregio")
    # c at 20 km (300) and d at 30 (400) from a, where the nearest still is
    assert so.own_km == pytest.approx((300 * 20 + 400 * 30) / 700)
    assert so.free_km == so.own_km
    assert so.along_region == so.residents
    assert so.held_by[0].startswith("JZ01")
    assert "loopt een jeugdregiogrens" in found.told
    # so before vso, each with its swv and residents
    assert [(one.kind, one.swvs[0][1]) for one in found.concerned] == [("so", 700.0), ("vso", 70.0)]
    assert found.concerned[1].told.startswith("70 inwoners van de leeftijd, 1 swv: JZ02")
    # merging loses nothing: all comes from new borders
    assert [(one.merging, one.borders) for one in found.figures] == [(0.0, 700.0), (0.0, 70.0)]
    assert "so +700 (samenvoegen po/vo 0, nieuwe grenzen +700)" in found.why[0]
    assert found.evidence.note.startswith("Volgorde: so, vso; binnen een soort de meeste inwoners eerst.")


def test_who_would_lose_one_by_a_cut(lopsided: Study) -> None:
    panel = check(lopsided, lopsided.base_id)
    assert tension(panel, "knip_zou_kosten").residents == {"so": 700.0, "vso": 70.0}
    so, vso = would_lose(lopsided, lopsided.base_id)
    assert (so.body.layer, so.region, so.site_regions) == ("po", "JZ02", ("JZ01",))
    assert vso.body.layer == "vo"
    assert "eigen_verloren" not in codes(panel)
    assert "knip_zou_kosten" not in codes(check(lopsided, "jeugdregio"))


def test_other_borders_are_not_blamed_on_the_jeugdregio(small_country: MakeDataset, made: Made) -> None:
    rows = [(f"100{n}", 10 * n, f"GM000{n}", "JZ01", "PO2001", "VO2001", 100.0, 100.0) for n in range(1, 5)]
    sites = [("00AA00", "1001", (*OTHERS, "so", "vso")), ("00AB00", "1004", OTHERS)]
    study = Study.of(small_country(rows, sites), PLAIN)
    name = made(study, "po-leidend", Assign(swv="NIEUW", gemeenten=("GM0003", "GM0004")))
    found = tension(check(study, name), "eigen_verloren")
    assert found.title == "Andere grenzen kosten een eigen voorziening"
    assert "Daar loopt geen jeugdregiogrens tussen" in found.told
    assert found.between == ("een_swv", "netwerk")


def test_closing_a_site_is_no_price_of_borders(lopsided: Study, made: Made) -> None:
    name = made(lopsided, lopsided.base_id, CloseSite(vestigingen=("00AB00",)))
    assert "eigen_verloren" not in codes(check(lopsided, name))


def test_merging_may_leave_the_jeugdregio(small_country: MakeDataset) -> None:
    # po follows the jeugdregio's, vo lies across: together they are one swv over both
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 100.0),
        ("1002", 10, "GM0002", "JZ01", "PO2001", "VO2002", 100.0, 100.0),
        ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2002", 100.0, 100.0),
    ]
    sites = [("00AA00", "1001", (*OTHERS, "so", "vso")), ("00AB00", "1003", (*OTHERS, "so", "vso"))]
    study = Study.of(small_country(rows, sites), PLAIN)
    panel = check(study, "samengevoegd")
    found = tension(panel, "samen_maar_niet_genest")
    assert found.between == ("een_swv", "jeugdregio")
    assert found.residents == {"": 200.0}  # c, of both ages; in the base b or c of vo age
    assert panel.of.figure("leerlingen_afwijkend").base == 100.0
    assert tension(panel, "minder_maar_groter").between == ("versnippering", "reisafstand")


# --- on random countries ---------------------------------------------------------------------------

REGIONS, SWVS = ("JZ01", "JZ02", "JZ03"), ("1", "2", "3")
KINDS = ("so", "vso", "sbo")


@st.composite
def countries(draw: st.DrawFn) -> tuple[list[tuple[Any, ...]], list[tuple[str, str, tuple[str, ...]]]]:
    """Draw points in gemeenten with a jeugdregio, two layers, and sites of three kinds."""
    count = draw(st.integers(3, 7))
    places = draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    region = {place: draw(st.sampled_from(REGIONS)) for place in set(places)}
    rows: list[tuple[Any, ...]] = [
        (
            f"10{number:02d}",
            number * 7,
            f"GM000{place}",
            region[place],
            f"PO200{draw(st.sampled_from(SWVS))}",
            f"VO200{draw(st.sampled_from(SWVS))}",
            float(draw(st.integers(0, 9))),
            float(draw(st.integers(1, 9))),
        )
        for number, place in enumerate(places)
    ]
    at = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
    sites = [
        (f"00A{number}00", f"10{where:02d}", (*draw(st.sets(st.sampled_from(KINDS))), "vo"))
        for number, where in enumerate(at)
    ]
    return rows, sites


def _outside(rows: list[tuple[Any, ...]], layer: int) -> dict[str, float]:
    """Count by hand who lives outside the main jeugdregio of each swv of a layer."""
    inside: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in rows:
        if one[6 + layer] > 0:
            inside[one[4 + layer]][one[3]] += one[6 + layer]
    return {swv: sum(parts.values()) - max(parts.values()) for swv, parts in inside.items() if len(parts) > 1}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=countries(), confirm=st.sets(st.sampled_from(standard_norms().table)))
def test_what_always_holds(
    small_country: MakeDataset, drawn: tuple[list[Any], list[Any]], confirm: set[Any]
) -> None:
    rows, sites = drawn
    study = Study.of(small_country(rows, sites), PLAIN)
    today = departing(study.country, study.arrangement(study.base_id), study.norms)
    by_hand = {**_outside(rows, 0), **_outside(rows, 1)}
    assert {one.body.code: one.outside for one in today} == pytest.approx(by_hand)
    panel = check(study, "jeugdregio")
    # nothing passes along norms that nobody confirmed
    assert not panel.count(Outcome.MET)
    for kind in ("so", "vso", "sbo"):
        told = sum(one.residents for one in lost(study, study.base_id, "jeugdregio") if one.kind.code == kind)
        (row,) = (
            row
            for key, row in panel.of.comparison.rows().items()
            if (key[0], key[3], key[4]) == ("jeugdregio", kind, "eigen_verloren")
        )
        assert told == pytest.approx(row["waarde"])
    # where a figure stands goes with the open rows, and with no other
    assert sum(panel.readings().values()) == panel.count(Outcome.OPEN)
    # with some norms confirmed, only rows of which every norm is
    some = study.under(
        standard_norms().changed(
            [NormChange(*norm.key, confirmed=True) for norm in sorted(confirm, key=repr)]
        )
    )
    for one in check(some, "jeugdregio").rows:
        if one.outcome is Outcome.MET:
            assert one.norms
            assert all(norm.confirmed for norm in one.norms)
            assert one.met
            assert not one.lacking
            assert one.gap is None
