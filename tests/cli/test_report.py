"""Cells of a printed comparison."""

from __future__ import annotations

from cli.report import _cell
from scenarios.measures import measure

UNKNOWN = float("nan")


def test_what_is_not_to_be_determined_says_so_once() -> None:
    row = {"waarde": UNKNOWN, "verschil": UNKNOWN, "duiding": "niet te bepalen"}
    for is_base in (True, False):
        assert _cell(measure("besturen_per_swv"), row, is_base=is_base) == "niet te bepalen"


def test_a_value_without_a_base_stands_alone() -> None:
    row = {"waarde": 12.0, "verschil": UNKNOWN, "duiding": ""}
    assert _cell(measure("besturen_per_swv"), row, is_base=False) == "12,0"


def test_a_difference_carries_its_sign() -> None:
    row = {"waarde": 1.36, "verschil": -0.26, "duiding": "beter"}
    assert _cell(measure("swv_per_bestuur"), row, is_base=False) == "1,36 (−0,26 ▲)"
