"""Coherence with other divisions: the same two directions as nesting, never one score."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.pieces.coherence import (
    CLASSIFICATIONS,
    JEUGDREGIO,
    MEASURES,
    Regions,
    coherence,
    lacking,
    regions_of,
)
from scenarios.pieces.listed import coherence_rows, coherences
from scenarios.pieces.overview import overview
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
TODAY = "regeling-2015"
PROVINCIE = next(one for one in CLASSIFICATIONS if one.code == "provincie")


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))


@pytest.mark.parametrize("regions", CLASSIFICATIONS, ids=lambda one: one.code)
def test_no_bits_exactly_where_swvs_are_the_regions(land: Study, regions: Regions) -> None:
    found = coherence(land.country, land.arrangement(regions.code), regions)
    assert (found.nesting_bits, found.tables_bits, found.outside, found.departures) == (0, 0, 0, ())
    today = coherence(land.country, land.arrangement(TODAY), regions)
    assert today.nesting_bits > 0
    assert today.departing == len(today.departures) > 0


@pytest.mark.parametrize("regions", CLASSIFICATIONS, ids=lambda one: one.code)
def test_departures_by_brute_force(land: Study, regions: Regions) -> None:
    country, arrangement = land.country, land.arrangement(TODAY)
    expected = {}
    for age in ("po", "vo"):
        layer = arrangement.layer(age)
        points = pd.DataFrame(
            {
                "swv": layer.of_points(),
                "regio": country.region_of_point(regions.code),
                "w": country.pupils(age),
            }
        )
        shared = points[(points["swv"] != "") & (points["w"] > 0)].groupby(["swv", "regio"])["w"].sum()
        for code, parts in shared.groupby("swv"):
            if len(parts) > 1:
                expected[age, layer.label(str(code))] = parts.sum() - parts.max()
    found = coherence(country, arrangement, regions)
    assert {(one.layer, one.swv): pytest.approx(one.outside) for one in found.departures} == expected
    outside = [one.outside for one in found.departures]
    assert outside == sorted(outside, reverse=True)
    assert all(one.main not in one.others and one.others for one in found.departures)


def test_against_jeugdregios_it_is_the_nesting_of_a_comparison(land: Study) -> None:
    for name in (TODAY, "provincie"):
        found = coherence(land.country, land.arrangement(name), JEUGDREGIO)
        lines = overview(land, name, TODAY)
        told = (found.nesting_bits, found.tables_bits, found.departing, found.outside)
        assert [lines[code].value for code in MEASURES] == pytest.approx(told)


def test_a_division_that_is_not_there_is_not_to_be_determined(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
    rmc = CLASSIFICATIONS[0]
    found = coherence(study.country, study.arrangement("jeugdregio"), rmc)
    assert "importeer een bron die de RMC-regio noemt" in found.unknown
    assert all(math.isnan(value) for value in found.values().values())
    rows = coherence_rows(study, "jeugdregio", TODAY)
    told = rows[rows["verdeling"] == "RMC-regio"]
    assert told["opmerking"].str.startswith("niet te bepalen: ").all()
    assert told["inwoners_buiten"].isna().all()
    assert rows["bron"].str.contains("proef").all()
    assert [one.unknown == "" for one in coherences(study, TODAY)] == [False, True, True, True]


def test_a_division_with_holes_is_not_told_as_if_it_were_whole(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 5, "GM0002", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1003", 9, "GM0003", "JZ01", "PO2001", "VO2001", 0, 0),
    ]
    dataset = small_country(rows, [("00AA00", "1001", ("bo", "vo"))])
    gemeenten = dataset["gemeenten"].copy()
    for missing, unknown in (("GM0002", "1 gemeenten hebben"), ("GM0003", "")):
        gemeenten["provincie"] = ["" if code == missing else "PV26" for code in gemeenten["gemeentecode"]]
        study = Study.of(replace(dataset, tables={**dataset.tables, "gemeenten": gemeenten}))
        assert lacking(study.country, PROVINCIE).startswith(unknown)
        assert bool(lacking(study.country, PROVINCIE)) == bool(unknown)  # nobody lives in GM0003


def test_measures_name_their_division() -> None:
    for one in CLASSIFICATIONS:
        for code in MEASURES:
            assert regions_of(f"{code}_{one.code}") is one
            assert regions_of(code) is None
