"""Swv-organisations merged to a scenario: by hand, and what must hold for any file and any scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from data.organisations_file import Organisations, read_organisations, template
from data.organisations_schema import ORGANISATIONS
from data.readers.reading import Source
from scenarios.consequences.organisation_amounts import QUANTITIES, RATES
from scenarios.consequences.organisation_words import (
    amount_short,
    amount_text,
    conclusion,
    frame,
    joined_text,
    missing_text,
    models_text,
    parts_codes,
    parts_text,
    told_text,
)
from scenarios.consequences.organisations import Merged, MergedSwv, Models, merged, template_names
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
NAN = float("nan")

#: PO2001 = {a}, PO2002 = {b, c}, VO2001 = {a, b}, VO2002 = {c}; po and vo residents.
POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 60),
    ("1002", 10, "GM0002", "JZ01", "PO2002", "VO2001", 300, 40),
    ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2002", 100, 200),
]
SITES = [("00AA00", "1001", ("bo", "vo"))]
FULL = {
    "PO2001": {"budget_eur": 1000.0, "reserve_eur": 100.0, "fte": 2.0, "tlv_so": 5.0, "model": "school"},
    "PO2002": {"budget_eur": 8000.0, "reserve_eur": -400.0, "fte": 8.0, "tlv_so": 40.0, "model": "expertise"},
    "VO2001": {"budget_eur": 3000.0, "reserve_eur": 600.0, "fte": 3.0, "tlv_vso": 10.0, "model": "school"},
    "VO2002": {"budget_eur": 2000.0, "reserve_eur": 0.0, "fte": 1.0, "tlv_vso": 0.0, "model": "school"},
}


def organisations(told: Mapping[str, Mapping[str, object]]) -> Organisations:
    columns = {column.name: column.dtype for column in ORGANISATIONS.columns}
    rows = [{"code": code, **values} for code, values in told.items()]
    table = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    source = Source("Swv-organisaties (proef.csv)", "eigen bestand", "eigen bestand", "2024", "gemeten")
    return Organisations(table, table.iloc[:0], (), source, "proef.csv", "")


def opened(dataset: Dataset) -> Study:
    return Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))


def one_layer(study: Study, name: str, swv: Sequence[str]) -> str:
    indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
    return study.add(Arrangement.merged(name, name, indeling))


@pytest.fixture(scope="module")
def small(small_country: MakeDataset) -> Study:
    study = opened(small_country(POINTS, SITES))
    one_layer(study, "ab-c", "SST")
    one_layer(study, "een", "SSS")
    return study


def found_in(study: Study, name: str, told: Mapping[str, Mapping[str, object]]) -> Merged:
    return merged(study, name, study.base_id, organisations(told))


def by_code(swvs: Iterable[MergedSwv]) -> dict[str, MergedSwv]:
    return {one.body.code: one for one in swvs}


def test_amounts_by_hand(small: Study) -> None:
    swvs = by_code(found_in(small, "ab-c", FULL).after)
    # PO2002 has 300 of its 400 po residents in b, VO2001 all of its vo residents in S
    s, t = swvs["S"].amounts, swvs["T"].amounts
    assert (s["budget_eur"].value, t["budget_eur"].value) == (1000 + 6000 + 3000, 2000 + 2000)
    assert (s["reserve_eur"].value, t["reserve_eur"].value) == (100 - 300 + 600, -100)
    assert (s["fte"].value, t["fte"].value) == (2 + 6 + 3, 2 + 1)
    assert (s["tlv_so"].value, t["tlv_so"].value) == (5 + 30, 10)
    assert (s["tlv_vso"].value, t["tlv_vso"].value) == (10, 0)
    # what is divided is an estimate; VO2001 and VO2002 go on whole
    assert (s["budget_eur"].divided, s["tlv_vso"].divided) == (True, False)
    assert math.isnan(s["thuiszitters"].value)
    assert dict(swvs["S"].residents) == {"po": 400, "vo": 100}
    assert [(part.body.code, part.weight) for part in swvs["S"].parts] == [
        ("PO2002", 0.75),
        ("PO2001", 1.0),
        ("VO2001", 1.0),
    ]


def test_rates_come_from_the_sums(small: Study) -> None:
    rates = by_code(found_in(small, "ab-c", FULL).after)["S"].rates
    assert rates["reserve_aandeel"] == pytest.approx(400 / 10_000 * 100)
    # not the mean of 10%, -5% and 20%
    assert rates["reserve_aandeel"] != pytest.approx((10 - 5 + 20) / 3)
    assert rates["budget_per_inwoner"] == pytest.approx(10_000 / 500)
    assert rates["fte_per_1000"] == pytest.approx(11 / 500 * 1000)
    # TLV's are of one age
    assert rates["tlv_so_per_100"] == pytest.approx(35 / 400 * 100)
    assert rates["tlv_vso_per_100"] == pytest.approx(10 / 100 * 100)
    assert math.isnan(rates["thuiszitters_per_1000"])


def test_today_is_what_the_file_tells(small: Study) -> None:
    before = by_code(found_in(small, "ab-c", FULL).before)
    assert {code: one.amounts["budget_eur"].value for code, one in before.items()} == {
        code: told["budget_eur"] for code, told in FULL.items()
    }
    assert not any(one.amounts["budget_eur"].divided for one in before.values())
    assert "tlv_vso" not in before["PO2001"].amounts
    assert "tlv_vso_per_100" not in before["PO2001"].rates
    assert before["PO2001"].rates["tlv_so_per_100"] == 5
    assert not any(one.is_merger for one in before.values())


def test_a_missing_value_stays_missing(small: Study) -> None:
    told = {**FULL, "PO2002": {"fte": 8.0}}
    found = found_in(small, "ab-c", told)
    s = by_code(found.after)["S"].amounts
    assert math.isnan(s["budget_eur"].value)
    assert s["budget_eur"].known == 4000
    # of 300 + 100 po and 100 vo residents that 200 are known
    assert s["budget_eur"].known_share == pytest.approx(200 / 500)
    assert [body.code for body in s["budget_eur"].missing] == ["PO2002"]
    assert not s["budget_eur"].divided
    assert s["fte"].value == 11
    assert math.isnan(by_code(found.after)["S"].rates["reserve_aandeel"])
    assert math.isnan(found.totals["budget_eur"].value)
    assert found.totals["budget_eur"].known == 6000
    assert amount_text(QUANTITIES[0], s["budget_eur"]) == "onbekend; ten minste 4.000 (40% van de inwoners)"
    assert amount_short(QUANTITIES[0], s["budget_eur"]) == "onbekend; ≥ 4.000 (40%)"
    # of what can be below nothing, a part is no lower bound
    assert amount_text(QUANTITIES[1], s["reserve_eur"]).startswith("onbekend; bekend deel 700")
    assert "budget, reserve, tlv's so, model: PO 20.02 · Plaats 02 e.o." in missing_text(
        by_code(found.after)["S"]
    )


def test_zero_is_told(small: Study) -> None:
    t = by_code(found_in(small, "ab-c", FULL).after)["T"]
    assert t.amounts["tlv_vso"].value == 0
    assert amount_text(next(q for q in QUANTITIES if q.code == "tlv_vso"), t.amounts["tlv_vso"]) == "0"
    assert t.rates["tlv_vso_per_100"] == 0


def test_no_budget_no_rate(small: Study) -> None:
    told = {code: {"budget_eur": 0.0, "reserve_eur": 5.0} for code in FULL}
    for one in found_in(small, "een", told).after:
        assert math.isnan(one.rates["reserve_aandeel"])


def test_models_that_come_together(small: Study) -> None:
    swvs = by_code(found_in(small, "ab-c", FULL).after)
    s = swvs["S"]
    assert [(one.model, [body.code for body in one.bodies], one.pupils) for one in s.models] == [
        ("expertise", ["PO2002"], 300),
        ("school", ["PO2001", "VO2001"], 200),
    ]
    assert s.joined is Models.DIFFERENT
    assert joined_text(s) == "verschillende modellen: expertise + school"
    assert models_text(s) == (
        "expertise: PO 20.02 · Plaats 02 e.o. (300 inwoners); school: PO 20.01 · Plaats 01, "
        "VO 20.01 · Plaats 01 e.o. (200 inwoners)"
    )


@pytest.mark.parametrize(
    ("models", "joined", "told"),
    [
        (("school", "school", "school"), Models.ONE, "één model: school"),
        (
            ("school", "", "school"),
            Models.UNDECIDED,
            "niet te bepalen: van PO 20.02 · Plaats 02 e.o. niet bekend",
        ),
        (
            ("school", "", "gemengd"),
            Models.DIFFERENT,
            "verschillende modellen: gemengd + school; van PO 20.02",
        ),
        (("", "", ""), Models.UNDECIDED, "niet te bepalen: van "),
    ],
)
def test_what_is_known_of_models(
    small: Study, models: tuple[str, str, str], joined: Models, told: str
) -> None:
    rows = {
        code: {"model": model or None}
        for code, model in zip(("PO2001", "PO2002", "VO2001"), models, strict=True)
    }
    s = by_code(found_in(small, "ab-c", rows).after)["S"]
    assert s.joined is joined
    assert joined_text(s).startswith(told)


def test_a_sliver_is_no_party_but_its_money_counts(small_country: MakeDataset) -> None:
    points = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1000, 1000),
        ("1002", 10, "GM0002", "JZ01", "PO2002", "VO2001", 990, 0),
        ("1003", 20, "GM0003", "JZ02", "PO2002", "VO2001", 10, 0),
    ]
    study = opened(small_country(points, SITES))
    name = one_layer(study, "rest", "STS")
    told = {"PO2001": {"model": "school", "fte": 1.0}, "PO2002": {"model": "expertise", "fte": 100.0}}
    s = by_code(found_in(study, name, told).after)["S"]
    assert [(part.body.code, part.sliver) for part in s.parts] == [
        ("PO2001", False),
        ("VO2001", False),
        ("PO2002", True),
    ]
    assert {one.model for one in s.models} == {"school", ""}
    assert s.amounts["fte"].known == pytest.approx(1 + 100 * 0.01)
    assert "1%, grenswijziging?" in parts_text(s)
    assert parts_codes(s) == "PO 20.01 100%, VO 20.01 100% en 1 × grenswijziging?"


def test_swvs_without_a_row_or_without_residents(small_country: MakeDataset) -> None:
    points = [*POINTS, ("1004", 30, "GM0004", "JZ02", "PO2003", "VO2002", 0, 0)]
    study = opened(small_country(points, SITES))
    found = found_in(study, one_layer(study, "x", "SSTT"), {"PO2003": {"fte": 9.0}, "PO2001": {"fte": 1.0}})
    assert found.homeless == ("PO2003",)
    assert [one.code for one in found.unlisted] == ["PO2002", "VO2001", "VO2002"]
    assert found.totals["fte"].known == 1
    told = conclusion(found)
    assert "Van 3 swv's van nu heeft het bestand geen rij." in told
    assert any("PO2003" in line for line in told)


def test_a_scenario_with_two_layers(small: Study) -> None:
    today = small.arrangement(small.base_id)
    po = replace(today.po, swv=("A", "A", "A"), names={})
    name = small.add(Arrangement("po-een", "po een", "Proef.", po, today.vo))
    swvs = by_code(found_in(small, name, FULL).after)
    assert swvs["A"].amounts["budget_eur"].value == 9000
    assert swvs["VO2001"].amounts["budget_eur"].value == 3000
    assert "tlv_vso" not in swvs["A"].amounts
    assert dict(swvs["A"].residents) == {"po": 500}
    rows = frame(found_in(small, name, FULL).after, organisations(FULL)).set_index("code")
    assert rows.loc["A", "tlv_vso_aard"] == "niet van toepassing"
    assert rows.loc["A", "laag"] == "po"
    assert rows.loc["A", "budget_eur_aard"] == "gemeten"


def test_against_a_base_that_is_not_today(small: Study) -> None:
    found = merged(small, "een", "ab-c", organisations(FULL))
    assert by_code(found.before)["S"].amounts["budget_eur"].value == 10_000
    assert by_code(found.after)["S"].amounts["budget_eur"].value == 14_000


def test_rows_of_figures(small: Study) -> None:
    read = organisations({**FULL, "PO2002": {"fte": 8.0}})
    rows = frame(found_in(small, "ab-c", {**FULL, "PO2002": {"fte": 8.0}}).after, read).set_index("code")
    s = rows.loc["S"]
    assert (s["laag"], s["inwoners_po"], s["inwoners_vo"], s["swvs_van_nu"]) == ("po en vo", 400, 100, 3)
    assert math.isnan(s["budget_eur"])
    assert (s["budget_eur_bekend"], s["budget_eur_bekend_pct"]) == (4000, pytest.approx(40))
    assert (s["fte"], s["fte_aard"], s["tlv_vso_aard"]) == (11, "geschat", "gemeten")
    assert s["bestand"] == "proef.csv"
    assert {rate.code for rate in RATES} <= set(rows.columns)
    assert told_text(QUANTITIES[0], next(iter(found_in(small, "een", {}).unlisted)), read) == "1.000"


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Any], list[str], dict[str, dict[str, float]], bool]:
    """Draw points with their swv's, the swv's of a scenario, a file, and whether the file is complete."""
    count = draw(st.integers(1, 6))
    residents = st.integers(1, 50).map(float)
    points = [
        (
            f"10{n:02}",
            n * 10,
            f"GM{n:04}",
            "JZ01",
            draw(st.sampled_from(["PO2001", "PO2002", "PO2003"])),
            draw(st.sampled_from(["VO2001", "VO2002"])),
            draw(residents),
            draw(residents),
        )
        for n in range(count)
    ]
    whole = draw(st.booleans())
    amount = st.floats(-1e6, 1e6) if whole else st.one_of(st.none(), st.floats(-1e6, 1e6))
    told = {}
    for code in ("PO2001", "PO2002", "PO2003", "VO2001", "VO2002"):
        if whole or draw(st.booleans()):
            values = {"reserve_eur": draw(amount), "fte": draw(amount)}
            values["tlv_so" if code.startswith("PO") else "tlv_vso"] = draw(amount)
            told[code] = {key: NAN if value is None else value for key, value in values.items()}
    return points, [draw(st.sampled_from("STU")) for _ in range(count)], told, whole


CODES = ("reserve_eur", "fte", "tlv_so", "tlv_vso")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_totals_stay_what_they_are(
    small_country: MakeDataset, case: tuple[list[Any], list[str], dict[str, dict[str, float]], bool]
) -> None:
    points, swv, told, whole = case
    study = opened(small_country(points, [("00AA00", "1000", ("bo",))]))
    of_unit = dict(zip((row[2] for row in points), swv, strict=True))
    name = one_layer(study, "proef", [of_unit[unit.partition("/")[0]] for unit in study.country.units.ids])
    found = found_in(study, name, told)
    there = {row[4] for row in points} | {row[5] for row in points}
    for code in CODES:
        values = [values[code] for swv_code, values in told.items() if swv_code in there and code in values]
        known = float(np.nansum(values)) if values else 0.0
        for swvs in (found.before, found.after):
            amounts = [one.amounts[code] for one in swvs if code in one.amounts]
            assert np.nansum([one.known for one in amounts]) == pytest.approx(known, abs=1e-3)
            assert all(math.isnan(one.value) or one.value == one.known for one in amounts)
            assert all((one.known_share == 1) == (not one.missing) for one in amounts)
            assert all(0 <= one.known_share <= 1 for one in amounts)
        if whole and code in {"reserve_eur", "fte"}:
            assert found.totals[code].value == pytest.approx(known, abs=1e-3)
    for part in (part for one in found.after for part in one.parts):
        assert 0 < part.weight <= 1
    weights: dict[str, float] = {}
    for one in found.after:
        for part in one.parts:
            weights[part.body.code] = weights.get(part.body.code, 0.0) + part.weight
    assert weights == pytest.approx(dict.fromkeys(there, 1.0))


def test_the_template_of_the_bundled_country(tmp_path: Path) -> None:
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    names = template_names(study)
    assert len(names) == 150
    assert names["PO2605"]
    path = tmp_path / "leeg.csv"
    path.write_bytes(template(names).encode("utf-8-sig"))
    read = read_organisations(path, study.country.dataset)
    found = merged(study, "jeugdregio", study.base_id, read)
    assert len(found.after) == 42
    assert not found.unlisted
    assert not found.differing
    assert all(math.isnan(one.amounts["budget_eur"].known) for one in found.after)
    assert {one.joined for one in found.after} == {Models.UNDECIDED}
