"""What is behind a figure adds up to it: every measure, for several arrangements and bases."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import UnknownNameError
from scenarios.changes import Assign
from scenarios.compare import compare
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import all_measures, measure
from scenarios.pieces.behind import adds_up, behind, codes, explained, why_unknown
from scenarios.pieces.overview import HEADS, behind_rows, overview, overview_rows
from scenarios.pieces.sight import COLUMNS
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]

TODAY = "regeling-2015"
NAMES = [TODAY, "jeugdregio", "po-binnen-jeugdregio", "samengevoegd", "gesplitst", "klein"]
ONE_AREA = {"omvang", "gemeenten"}
GROUP = {one.code for one in all_measures() if one.group == "versnippering"} - ONE_AREA


@pytest.fixture(scope="module")
def land() -> Study:
    """Open the bundled country, with one arrangement that cuts PC4's apart and one of two odd layers."""
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    cut = Assign(swv="NIEUW", pc4=("3511", "3512", "9166")).apply(
        study.arrangement("jeugdregio"), study.country
    )
    study.add(Arrangement("gesplitst", "Gesplitst", "Proef.", cut.po, cut.vo))
    today = study.arrangement(TODAY)
    study.add(Arrangement("klein", "Klein", "Proef.", today.po, study.arrangement("provincie").po))
    return study


@pytest.fixture(scope="module", params=[TODAY, "jeugdregio"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figures(land: Study, base: str) -> dict[tuple[str, str], float]:
    rows = compare(land, NAMES, base, kinds=()).rows()
    return {(name, code): float(row["waarde"]) for (name, _, _, _, code), row in rows.items()}


def test_every_measure_of_the_group_can_be_opened() -> None:
    assert set(codes()) == GROUP
    assert [code for head in HEADS.values() for code in head] == list(dict.fromkeys(sum(HEADS.values(), ())))
    assert {code for head in HEADS.values() for code in head} == GROUP


@pytest.mark.parametrize("code", sorted(GROUP))
def test_the_rows_add_up_to_the_figure(
    land: Study, base: str, figures: dict[tuple[str, str], float], code: str
) -> None:
    for name in NAMES:
        found, value = behind(land, name, code, base), figures[name, code]
        assert list(found.columns) == list(COLUMNS)
        if math.isnan(value):
            assert found.empty
            assert why_unknown(land, name, code)
            continue
        assert not why_unknown(land, name, code)
        assert found["bijdrage"].sum() == pytest.approx(value, rel=1e-12, abs=1e-9), name
        assert adds_up(code, found).endswith(".")


def test_counts_are_rows(land: Study, figures: dict[tuple[str, str], float]) -> None:
    for code in ("swv_aantal", "swv_afwijkend", "relaties_gemeente", "swv_onderbroken", "snijranden"):
        for name in NAMES:
            found = behind(land, name, code)
            assert len(found) == figures[name, code]
            assert (found["bijdrage"] == 1).all()


def test_who_lives_outside_by_brute_force(land: Study) -> None:
    """Straight from the points, without any of the tables."""
    country, arrangement = land.country, land.arrangement(TODAY)
    total = 0.0
    for age in ("po", "vo"):
        frame = pd.DataFrame(
            {
                "swv": arrangement.layer(age).of_points(),
                "regio": country.region_of_point("jeugdregio"),
                "inwoners": country.pupils(age),
            }
        )
        shared = frame[frame["swv"] != ""].groupby(["swv", "regio"])["inwoners"].sum()
        total += float((shared.groupby("swv").sum() - shared.groupby("swv").max()).sum())
    found = behind(land, TODAY, "leerlingen_afwijkend")
    assert found["bijdrage"].sum() == pytest.approx(total)
    assert (found["bijdrage"] == found["inwoners"]).all()


def test_the_worked_example_row_by_row(line_of_four: Dataset) -> None:
    """Y = {a,b,c},{d}: S holds 300 in JZ01 and 300 in JZ02, T 400 in JZ02."""
    study = Study.of(line_of_four, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))
    for name, swv in (("X", "SSTT"), ("Y", "SSST")):
        layer = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
        study.add(Arrangement.merged(name, name, layer))
    nesting = behind(study, "Y", "nesting_bits", "X")
    assert nesting["swv"].tolist() == ["S", "S"]
    assert nesting["inwoners"].tolist() == [600.0, 600.0]  # of po and of vo age
    assert nesting["aandeel"].tolist() == [50.0, 50.0]
    assert nesting["waarde"].tolist() == [1.0, 1.0]
    assert nesting["bijdrage"].tolist() == pytest.approx([0.3, 0.3])
    tables = behind(study, "Y", "tafels_bits", "X").set_index("swv")
    assert tables.loc["S", "bijdrage"] == pytest.approx(0.3 * math.log2(7 / 3))
    assert tables.loc["T", "bijdrage"] == pytest.approx(0.4 * math.log2(7 / 4))
    kept = behind(study, "Y", "blijft", "X").set_index("swv")
    assert kept.loc["S", ["bijdrage", "waarde"]].tolist() == [30.0, 0.0]
    assert kept.loc["T", ["bijdrage", "waarde"]].tolist() == [40.0, 600.0]
    assert kept.loc["T", "opmerking"] == "de rest gaat naar S"
    assert kept.loc["T", "gemeenten"] == "Plaats 03"


def test_names_change_nothing_but_names(land: Study) -> None:
    """The same layer under other codes: the same figures, all of them."""
    one = land.arrangement("jeugdregio").po
    codes_there = {code: f"X{number:02d}" for number, code in enumerate(reversed(one.codes))}
    other = Indeling(
        one.layer_type, one.units, tuple(codes_there[code] for code in one.swv), {}, one.peildatum, one.origin
    )
    study = Study.of(land.country.dataset, Settings(STRAIGHT))
    renamed = study.add(Arrangement.merged("anders", "Anders", other))
    before, after = (overview(study, name, study.base_id) for name in ("jeugdregio", renamed))
    for code, line in before.items():
        assert after[code].value == pytest.approx(line.value, nan_ok=True), code


def test_effects_are_given_and_are_the_whole_change(land: Study) -> None:
    lines = overview(land, "po-binnen-jeugdregio", TODAY)
    unsplit = {"blijft", "blijft_gemeenten", "blijft_vestigingen", "blijft_besturen", "vi_bits"}
    for code, line in lines.items():
        if code in unsplit or math.isnan(line.change):
            assert math.isnan(line.merging)
            continue
        assert line.merging + line.borders == pytest.approx(line.change, abs=1e-9), code
    assert all(math.isnan(line.merging) for line in overview(land, "provincie", "jeugdregio").values())


def test_an_unknown_division_says_why(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
    line = overview(study, "jeugdregio", TODAY)["nesting_bits_rmc"]
    assert math.isnan(line.value)
    assert line.reading == "niet te bepalen"
    assert line.unknown.startswith("deze gegevensset noemt bij geen enkele gemeente een RMC-regio")
    assert behind(study, "jeugdregio", "swv_afwijkend_rmc").empty
    assert overview(study, "jeugdregio", TODAY)["nesting_bits_ggd"].value == 0.0


def test_units_and_swvs_without_people(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 5, "GM0002", "JZ02", "PO2001", "VO2001", 0, 0),
        ("1003", 9, "GM0003", "JZ02", "PO2002", "VO2001", 0, 0),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("bo", "vo"))]), Settings(STRAIGHT))
    lines = overview(study, TODAY, TODAY)
    assert lines["swv_onbewoond"].value == 1
    assert behind(study, TODAY, "swv_onbewoond")["gemeenten"].tolist() == ["Plaats 03"]
    assert lines["onbewoond_afwijkend"].value == 3  # 1002 in both layers, 1003 of VO2001
    assert lines["nesting_bits"].value == 0.0
    assert behind(study, TODAY, "onbewoond_afwijkend")["gemeenten"].tolist() == [
        "Plaats 02",
        "Plaats 02",
        "Plaats 03",
    ]


def test_headings_and_files(land: Study) -> None:
    assert explained("nesting_bits_ggd").place == "GGD-regio"
    assert explained("swv_afwijkend_provincie").place == "hoofdprovincie"
    rows = behind_rows(land, "jeugdregio", TODAY, "swv_afwijkend")
    assert set(rows["kant"]) == {"basis"}
    assert rows["bron"].str.startswith("gebieden: ").all()
    assert rows["peildatum_basis"].eq("regeling 2015").all()
    table = overview_rows(land, "jeugdregio", TODAY, overview(land, "jeugdregio", TODAY).values())
    assert set(table["maat"]) == GROUP
    assert (table.loc[table["eenheid"] == "inwoners", "basis"] % 10 == 0).all()
    assert len(set(table["gegevens"])) == 1
    both = behind_rows(land, "jeugdregio", TODAY, "swv_aantal")
    assert both.groupby("kant")["bijdrage"].sum().to_dict() == {"basis": 150.0, "scenario": 42.0}


def test_a_measure_that_is_none_is_refused(land: Study) -> None:
    for code in ("afstand_gemiddeld", "omvang", "onzin"):
        with pytest.raises(UnknownNameError, match="swv_aantal"):
            behind(land, TODAY, code)


def test_residents_are_never_counted_twice_within_a_layer(land: Study) -> None:
    found = behind(land, TODAY, "relaties_gemeente")
    for age in ("po", "vo"):
        here = land.country.pupils(age)[land.arrangement(TODAY).layer(age).of_points() != ""].sum()
        assert found.loc[found["laag"] == age, "inwoners"].sum() == pytest.approx(float(here))
    assert measure("relaties_gemeente").unit == "aantal"
    assert np.isfinite(found["inwoners"]).all()
