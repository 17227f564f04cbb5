"""Gemeente names in whatever spelling."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.names import ALIASES, GemeenteNames, fold, gemeente_names, successors_of_gemeenten

CODES = {
    "GM0518": "'s-Gravenhage",
    "GM0796": "'s-Hertogenbosch",
    "GM1900": "Súdwest-Fryslân",
    "GM0373": "Bergen (NH.)",
    "GM0893": "Bergen (L.)",
    "GM0820": "Nuenen, Gerwen en Nederwetten",
    "GM0014": "Groningen",
    "GM0363": "Amsterdam",
    "GM0417": "Laren",
    "GM0148": "Dalfsen",
}


@pytest.fixture
def names() -> GemeenteNames:
    return gemeente_names(CODES, successors_of_gemeenten())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'s-Gravenhage", "GM0518"),
        ("S GRAVENHAGE", "GM0518"),
        ("s-gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("gemeente Den Haag", "GM0518"),
        ("Den Bosch", "GM0796"),
        ("SUDWEST-FRYSLAN", "GM1900"),
        ("Súdwest Fryslân", "GM1900"),
        ("Su\u0301dwest-Frysla\u0302n", "GM1900"),
        ("Zuidwest-Friesland", "GM1900"),
        ("BERGEN NH", "GM0373"),
        ("Bergen (Noord-Holland)", "GM0373"),
        ("Bergen (L)", "GM0893"),
        ("BERGEN L", "GM0893"),
        ("Nuenen", "GM0820"),
        ("NUENEN CA", "GM0820"),
        ("  Amsterdam ", "GM0363"),
        ("Gem. Amsterdam", "GM0363"),
        ("GM0363", "GM0363"),
        ("gm363", "GM0363"),
        ("363", "GM0363"),
        ("0363", "GM0363"),
    ],
)
def test_spellings(names: GemeenteNames, text: str, code: str) -> None:
    assert names.find(text) == code


@pytest.mark.parametrize("text", ["Bergen", "Lutjebroek", "GM9999", "9999", "", "Haren"])
def test_what_is_not_there_is_not_found(names: GemeenteNames, text: str) -> None:
    assert names.find(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Haren", "GM0014"), ("TEN BOER", "GM0014"), ("GM0017", "GM0014"), ("Amsterdm", "GM0363")],
)
def test_suggestions(names: GemeenteNames, text: str, code: str) -> None:
    assert names.suggest(text) == (code,)


def test_nothing_to_suggest(names: GemeenteNames) -> None:
    assert names.suggest("Xyzzy") == ()


def test_without_a_list_of_mergers() -> None:
    assert gemeente_names(CODES).suggest("Ten Boer") == ()


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_aliases_lead_to_official_names() -> None:
    for alias, official in ALIASES.items():
        assert fold(alias) == official
        assert official not in ALIASES


def test_every_gemeente_is_found_in_every_spelling(dataset_folder: Path) -> None:
    table = pd.read_parquet(dataset_folder / "gemeenten.parquet", columns=["gemeentecode", "naam"])
    codes = dict(zip(table["gemeentecode"], table["naam"], strict=True))
    names = gemeente_names(codes, successors_of_gemeenten())
    assert len(names.code_of) == len(codes) == 342
    for code, name in codes.items():
        for spelling in (name, name.upper(), name.replace("-", " "), code, code.removeprefix("GM")):
            assert names.find(spelling) == code, spelling


def test_every_spelling_of_duo_is_found_or_has_a_successor(dataset_folder: Path) -> None:
    table = pd.read_parquet(dataset_folder / "gemeenten.parquet", columns=["gemeentecode", "naam"])
    names = gemeente_names(
        dict(zip(table["gemeentecode"], table["naam"], strict=True)), successors_of_gemeenten()
    )
    told = pd.read_parquet(dataset_folder / "vestigingen.parquet")["gemeente_duo"].dropna().unique()
    assert [name for name in told if names.find(name) is None and not names.suggest(name)] == []


def test_successors_are_gemeenten_of_today(dataset_folder: Path) -> None:
    today = set(pd.read_parquet(dataset_folder / "gemeenten.parquet")["gemeentecode"])
    for old, (name, new) in successors_of_gemeenten().items():
        assert name
        assert new in today, old
        assert old not in today, old
