"""Leerlingenvervoer: worked out by hand, never changed by borders, always a range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError
from scenarios.assumptions import Assumptions, standards
from scenarios.consequences.pupil_transport import (
    COLUMNS,
    KINDS,
    NO_CHANGE,
    Count,
    Transport,
    transport,
    transport_values,
)
from scenarios.consequences.transport_tables import (
    NOBODY_CHANGES,
    account,
    changes,
    lead,
    national,
    per_gemeente,
    pupils,
    rows,
    sensitivity,
)
from scenarios.consequences.transport_terms import Amounts, Limits, cited, euros, limits_told, most_km
from scenarios.draft import Draft
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import all_measures
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import CloseSite, MoveSite, OpenSite
from scenarios.study import Study

#: Half of the residents at bo, a tenth at sbo, a hundredth at so.
RATES = Assumptions(rates=(("bo", 0.5), ("sbo", 0.1), ("so", 0.01)))
AMOUNTS = Amounts(3000.0, 4000.0)


@pytest.fixture(scope="module")
def road(small_country: Callable[..., Dataset]) -> Study:
    """Gemeenten 1 to 4 at 0, 4, 8 and 20 km, 100 residents each; sites for all kinds at 0 and 20 km."""
    points = [
        (f"100{n}", km, f"GM000{n}", "JZ01", "PO2001", "VO2001", 100.0, 50.0)
        for n, km in enumerate((0.0, 4.0, 8.0, 20.0), start=1)
    ]
    kinds = ("bo", "sbo", "so", "vso", "pro", "vo")
    dataset = small_country(points, [("00AA00", "1001", kinds), ("00AB00", "1004", kinds)])
    return Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))


def _at(study: Study, name: str = "", limits: Limits | None = None) -> Transport:
    return transport(study, name or study.base_id, study.base_id, limits, AMOUNTS, assumptions=RATES)


def test_by_hand(road: Study) -> None:
    """Only gemeente 3, at 8 km, lies beyond 6 km: 50 at bo, 10 at sbo, 1 at so."""
    found = _at(road)
    assert found.count("scenario") == Count(61.0, 61.0, 61.0, 183_000.0, 244_000.0)
    assert [found.count("scenario", kind=kind).pupils for kind in KINDS] == [50.0, 10.0, 1.0]
    assert found.count("scenario", np.arange(4) == 1).pupils == 0
    assert transport_values(found) == {
        "vervoer_leerlingen": 61.0,
        "vervoer_erbij": 0.0,
        "vervoer_eraf": 0.0,
        "vervoer_kosten_laag": 0.183,
        "vervoer_kosten_hoog": 0.244,
    }
    assert found.at(3.9).pupils == 122
    assert found.at(4.0).pupils == 61  # beyond the limit, not at it
    assert set(transport_values(found)) <= {one.code for one in all_measures()}


def test_a_gemeente_with_a_lower_limit(road: Study) -> None:
    limits = Limits((("GM0002", 3.0),))
    found = _at(road, limits=limits)
    assert found.count("scenario").pupils == 122
    table = found.per_gemeente().set_index("gemeente")
    assert table.loc["GM0002", ["grens_km", "leerlingen", "scenario"]].tolist() == [3.0, 61.0, 61.0]
    assert table.loc["GM0001", ["grens_km", "leerlingen", "scenario"]].tolist() == [6.0, 61.0, 0.0]
    assert table["scenario"].sum() == pytest.approx(122)
    assert "eigen grens voor 1 gemeente" in lead(found)[0]
    assert sensitivity(found) == ""  # one limit for the whole country would be another question


def test_other_sites_bring_some_above_and_some_below(road: Study) -> None:
    """The site at 20 km moves to 8 km: gemeente 3 comes below the limit, gemeente 4 above it."""
    name = Draft(road.base_id).do(MoveSite(vestiging="00AB00", pc4="1003")).known_to(road)
    found = _at(road, name)
    assert {what: found.count(what).pupils for what in COLUMNS} == {
        "basis": 61.0,
        "scenario": 61.0,
        "erbij": 61.0,
        "eraf": 61.0,
        "verder": 0.0,
    }
    table = changes(found).set_index("gemeente")
    assert table.loc["Plaats 04", COLUMNS["erbij"]] == "61"
    assert table.loc["Plaats 03", COLUMNS["eraf"]] == "61"
    assert NO_CHANGE not in lead(found)
    assert any(one.startswith("Komt boven de grens: 61 leerlingen") for one in lead(found))


def test_who_was_beyond_and_must_go_further_is_told(road: Study) -> None:
    """Without the site at 0 km gemeente 3 goes 12 km instead of 8; 1 and 2 come above the limit."""
    name = Draft(road.base_id).do(CloseSite(vestigingen=("00AA00",))).known_to(road)
    found = _at(road, name)
    assert (found.count("erbij").pupils, found.count("eraf").pupils, found.count("verder").pupils) == (
        122,
        0,
        61,
    )
    assert found.count("scenario").pupils == found.count("basis").pupils + 122


def test_sites_that_change_nothing_for_these_kinds(road: Study) -> None:
    name = Draft(road.base_id).do(OpenSite(soorten=("vso",), pc4="1003")).known_to(road)
    found = _at(road, name)
    assert not found.changes
    assert not found.same_sites
    assert lead(found)[-1].casefold() == NOBODY_CHANGES
    assert changes(found).empty


_SWV = st.text("ABC", min_size=4, max_size=4)


@given(_SWV, _SWV, st.dictionaries(st.sampled_from(["GM0001", "GM0002", "GM0003"]), st.floats(0.5, 6)))
def test_regrouping_changes_exactly_nothing(road: Study, po: str, vo: str, km: dict[str, float]) -> None:
    units = road.country.units
    layers = [
        Indeling(kind, units, tuple(swv), {}, "2015", "Proef.")
        for kind, swv in ((LayerType.SWV_PO, po), (LayerType.SWV_VO, vo))
    ]
    name = road.known(Arrangement(f"vervoer-{po}-{vo}", "proef", "Proef.", *layers))
    found = _at(road, name, Limits.of(km))
    assert found.same_sites
    assert not found.changes
    assert found.count("scenario") == found.count("basis")
    for what in ("erbij", "eraf", "verder"):
        assert found.count(what) == Count(0.0, 0.0, 0.0, 0.0, 0.0)
    assert lead(found)[-1] == NO_CHANGE
    table = found.per_gemeente()
    assert table["scenario"].sum() == pytest.approx(found.count("scenario").pupils)


def test_one_point_for_a_postcode_is_doubted(road: Study) -> None:
    """Where the PC4 itself has a site, who seems to live beyond the limit is in the high number only."""
    found = _at(road)
    doubtful = {
        kind: replace(one, near_before=one.before, near_after=one.after) for kind, one in found.kinds.items()
    }
    doubted = replace(found, kinds=doubtful)
    count = doubted.count("scenario")
    assert (count.pupils, count.low, count.high) == (0.0, 0.0, 61.0)
    assert (count.cost_low, count.cost_high) == (0.0, 244_000.0)
    assert doubted.doubted() == 61
    assert any("Twijfelachtig" in line for line in account(road, doubted, road.base_id))
    assert not any("Twijfelachtig" in line for line in account(road, found, road.base_id))


def test_who_can_reach_no_site_is_beyond_the_limit(road: Study) -> None:
    found = _at(road)
    nowhere, none = np.full(4, np.inf), np.zeros(4, dtype=bool)
    cut = {kind: replace(one, after_m=nowhere, near_after=none) for kind, one in found.kinds.items()}
    lost = replace(found, kinds=cut)
    assert lost.count("scenario").pupils == 244
    assert lost.unreachable == 244
    assert lost.count("verder").pupils == 0  # how much further cannot be told
    assert any("geen vestiging te bereiken" in line for line in account(road, lost, road.base_id))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((4000.0, 4000.0), "ligt niet onder het hoogste"),
        ((0.0, 4000.0), "laagste bedrag: gevonden 0, verwacht"),
        ((100.0, 1e9), "hoogste bedrag: gevonden"),
        ((float("nan"), 4000.0), "laagste bedrag: gevonden nan"),
    ],
)
def test_amounts_are_a_range(given: tuple[float, float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Amounts(*given)


def test_limits_are_at_most_what_the_law_allows() -> None:
    assert most_km() == 6
    assert Limits.of({"GM0363": 6.0}) == Limits()
    for wrong in (0.0, -1.0, 6.5, float("nan")):
        with pytest.raises(InputError, match="wettelijk maximum"):
            Limits((("GM0363", wrong),))
    with pytest.raises(InputError, match="meer dan eens"):
        Limits((("GM0363", 4.0), ("GM0363", 5.0)))


def test_limits_of_gemeenten_that_there_are(road: Study) -> None:
    with pytest.raises(InputError, match="onbekende gemeente 'GM9999'"):
        _at(road, limits=Limits((("GM9999", 4.0),)))
    names = {"GM0363": "Amsterdam", "GM0344": "Utrecht"}
    assert limits_told(["GM0363=4", "utrecht=4,5 km"], names, "--grens") == {"GM0363": 4.0, "GM0344": 4.5}
    with pytest.raises(InputError) as error:
        limits_told(
            ["Amsterdan=4", "Utrecht", "Utrecht=7", "Utrecht=x", "GM0363=1", "Amsterdam=2"], names, "-g"
        )
    told = "\n".join(error.value.faults)
    for part in (
        "bedoelt u Amsterdam",
        "gevonden 'Utrecht'",
        "hooguit 6 km",
        "gevonden 'x'",
        "meer dan eens",
    ):
        assert part in told


def test_standard_amounts_and_the_limit_say_where_they_come_from() -> None:
    grounds: dict[str, Any] = {one.name: one.ground for one in standards()}
    assert grounds["vervoersgrens"].startswith("wet: artikel 4 ")
    for name in ("vervoersbedrag laag", "vervoersbedrag hoog", "vervoerde leerlingen"):
        assert grounds[name].startswith("publicatie: Monitor leerlingenvervoer, meting 20")
    assert cited("vervoersbedrag hoog").startswith("Monitor leerlingenvervoer, meting 2024")
    assert Amounts().is_standard
    assert "gepubliceerde" in Amounts().describe()
    assert Amounts(3000.0, 4000.0).sources() == ("bedragen: opgegeven door de gebruiker",)


@given(st.floats(0, 1e9), st.floats(1, 3))
def test_euros_are_a_range_without_false_precision(low: float, factor: float) -> None:
    told = euros(low, low * factor)
    assert told.endswith("euro")
    assert " tot " in told or told == "0 euro"


def test_on_the_bundled_set() -> None:
    land = Study.of(read_dataset(BUNDLED))
    found = transport(land, "jeugdregio", land.base_id)
    count = found.count("scenario")
    assert 10_000 < count.low < count.pupils < count.high < 40_000
    assert count.cost_low == pytest.approx(count.low * 3272)
    assert count.cost_high == pytest.approx(count.high * 3978)
    table = found.per_gemeente()
    assert len(table) == 342
    assert table["scenario"].sum() == pytest.approx(count.pupils)
    assert table["leerlingen"].sum() == pytest.approx(sum(one.expected.total for one in found.kinds.values()))
    told = national(found)
    assert told["soort"].tolist() == ["bo", "sbo", "so", "samen"]
    assert told.iloc[-1]["verder dan de grens"] == pupils(count)
    assert all(" tot " in one for one in told["kosten per jaar"])
    shown = per_gemeente(found)
    assert (shown["grens (km)"] == "6").all()
    written = rows(found, (land, "jeugdregio", land.base_id))
    assert set(written["aard"]) == {"geschat"}
    assert written["bron"].str.contains("Monitor leerlingenvervoer").all()
    assert "Bij een andere grens in het hele land: 2 km: " in sensitivity(found)
