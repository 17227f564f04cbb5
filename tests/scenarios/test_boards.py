"""Measures of school boards: swv's per board, boards per swv."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import Dataset
from model.fragmentation import presence
from scenarios.boards import board_sites, board_source
from scenarios.compare import Level, compare
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import measure
from scenarios.notation import figure, signed
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
RowsOf = Callable[[pd.DataFrame], dict[tuple[str, ...], dict[str, Any]]]
TODAY = "regeling-2015"
MEASURES = ("swv_per_bestuur", "besturen_per_swv")

POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
    ("1002", 10, "GM0002", "JZ01", "PO2002", "VO2001", 100, 100),
    ("1003", 20, "GM0003", "JZ02", "PO2003", "VO2002", 100, 100),
]
#: Board 1 in PO2001 (twice) and PO2002, with vso in VO2001; board 2 in PO2002; vo and pro are nobody's.
SITES = [
    ("00AA00", "1001", ("bo",)),
    ("00AA01", "1001", ("sbo",)),
    ("00AB00", "1002", ("so", "vso")),
    ("00AC00", "1002", ("bo",)),
    ("00AD00", "1003", ("vo", "pro")),
]
BOARDS: Mapping[str, Any] = {"00AA00": "1", "00AA01": "1", "00AB00": "1", "00AC00": "2", "00AD00": np.nan}


@pytest.fixture
def dataset(small_country: MakeDataset) -> Dataset:
    made = small_country(POINTS, SITES)
    sites = made["vestigingen"]
    told = sites.assign(bevoegd_gezag=sites["vestigingscode"].map(BOARDS))
    return replace(made, tables={**made.tables, "vestigingen": told})


def _study(dataset: Dataset) -> Study:
    study = Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False))
    for name, swv in (("samengevoegd-2", ("S", "S", "T")), ("een", ("S", "S", "S"))):
        indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, swv, {}, "2026", "Proef.")
        study.add(Arrangement.merged(name, name, indeling))
    return study


def test_by_hand(dataset: Dataset, rows_of: RowsOf) -> None:
    found = rows_of(compare(_study(dataset), ["samengevoegd-2", "een"], kinds=["bo"]).table)
    told = {
        (name, code): found[name, "NL", "", code]["waarde"]
        for name in (TODAY, "samengevoegd-2", "een")
        for code in MEASURES
    }
    # po: board 1 in two swv's, board 2 in one, over three swv's; vo: board 1 in one of two; equal weights
    assert told[TODAY, "swv_per_bestuur"] == pytest.approx((3 / 2 + 1) / 2)
    assert told[TODAY, "besturen_per_swv"] == pytest.approx((3 / 3 + 1 / 2) / 2)
    # merged: both boards in S only
    assert told["samengevoegd-2", "swv_per_bestuur"] == 1
    assert told["samengevoegd-2", "besturen_per_swv"] == 1
    assert (told["een", "swv_per_bestuur"], told["een", "besturen_per_swv"]) == (1, 2)
    row = found["een", "NL", "", "swv_per_bestuur"]
    assert (row["duiding"], row["aard"]) == ("beter", "gemeten")
    assert row["effect_samenvoegen"] + row["effect_nieuwe_grenzen"] == pytest.approx(row["verschil"])
    assert row["bron"] == "gebieden: 2026 (basis: regeling 2015); schoolbesturen: DUO leerlingen"


def test_per_swv(dataset: Dataset, rows_of: RowsOf) -> None:
    found = rows_of(compare(_study(dataset), ["samengevoegd-2"], kinds=["bo"], level=Level.SWV).table)
    told = {swv: row["waarde"] for (name, swv, _, code), row in found.items() if code == "besturen_per_swv"}
    assert told == {"PO2001": 1, "PO2002": 2, "PO2003": 0, "VO2001": 1, "VO2002": 0, "S": 2, "T": 0}
    assert not any(code == "swv_per_bestuur" for *_, code in found)


def test_without_boards_they_are_not_to_be_determined(small_country: MakeDataset, rows_of: RowsOf) -> None:
    study = _study(small_country(POINTS, SITES))
    assert board_sites(study.country) is None
    assert board_source(study.country) == "schoolbesturen: niet in deze gegevensset"
    found = rows_of(compare(study, ["een"], kinds=["bo"]).table)
    for code in MEASURES:
        row = found["een", "NL", "", code]
        assert row["duiding"] == "niet te bepalen"
        assert figure(measure(code), row["waarde"]) == "niet te bepalen"
        assert signed(measure(code), row["verschil"]) == "–"
        assert "niet in deze gegevensset" in row["bron"]


def test_boards_without_sites_of_an_empty_column(dataset: Dataset) -> None:
    sites = dataset["vestigingen"].assign(bevoegd_gezag=np.nan)
    empty = replace(dataset, tables={**dataset.tables, "vestigingen": sites})
    assert board_sites(Study.of(empty).country) is None


@given(st.lists(st.tuples(st.sampled_from("STUV"), st.sampled_from("1234"))), st.permutations("STUV"))
def test_both_means_count_the_same_pairs(sites: list[tuple[str, str]], areas: list[str]) -> None:
    area = np.array([a for a, _ in sites], dtype=object)
    board = np.array([b for _, b in sites], dtype=object)
    per_board, per_area = presence(areas, area, board)
    assert per_area * 4 == pytest.approx(len(set(sites)))
    if sites:
        assert per_board * len(set(board)) == pytest.approx(len(set(sites)))
        assert 1 <= per_board <= 4
    else:
        assert np.isnan(per_board)


def test_in_the_real_country(study: Study, rows_of: RowsOf) -> None:
    names = [TODAY, "samengevoegd", "jeugdregio", "provincie"]
    found = rows_of(compare(study, names, kinds=["so"]).table)
    per_board = [found[name, "NL", "", "swv_per_bestuur"]["waarde"] for name in names]
    per_swv = [found[name, "NL", "", "besturen_per_swv"]["waarde"] for name in names]
    assert 1 < per_board[-1] < per_board[0] < 3
    assert 5 < per_swv[0] < per_swv[-1] < 150
    known = board_sites(study.country)
    assert known is not None
    assert set(known.layer) == {"po", "vo"}
    # provinces: po and vso boards together, one merged layer
    boards = set(known.board)
    assert 700 < len(boards) < 900
    assert per_swv[-1] * 12 == pytest.approx(per_board[-1] * len(boards))
