"""What we write as CSV runs nowhere as a formula, keeps its numbers, and is read back as it was."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.board_names import read_board_names
from data.dataset import BUNDLED, read_dataset
from data.dutch_csv import cell, csv_bytes, csv_text, meant, rows_text
from data.indeling_file import indeling_file, read_indeling_file, read_note
from data.limits_file import limits_text
from data.organisations_file import template

ROOT = Path(__file__).parents[2]
FORMULAS = [
    "=1+1",
    "+31 6 1234",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "=",
    "--",
    "'=1",
    "-3,5 km",
]
PLAIN = ["De Brug", "'s-Gravenhage", "a=b", "−3", "", "–", "-", "+", "-3,5", "+12", "-1.234", "1e3"]
NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?")
#: Texts with much of what a formula begins with.
texts = st.lists(st.sampled_from([*"'=+-@\t\r\n;\"a1,. "]), max_size=8).map("".join)


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def runs(text: str) -> bool:
    """Whether a spreadsheet takes a cell for a formula."""
    return text[:1] in {*"=+-@\t\r\n＝＋－＠"} and text not in {"+", "-"} and not NUMBER.fullmatch(text)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_becomes_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert parsed(rows_text([text], [[text]])) == [[f"'{text}"]] * 2


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@given(texts)
def test_no_text_runs_and_all_come_back(text: str) -> None:
    written = cell(text)
    assert not runs(written)
    assert meant(pd.DataFrame({"a": [written]}, dtype="str")).loc[0, "a"] == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_a_number(value: float) -> None:
    assert float(cell(value).replace(",", ".")) == value
    body = parsed(csv_text(pd.DataFrame({"verschil": [value]})))
    assert float(body[1][0].replace(",", ".")) == value


def test_a_table_of_all_sorts() -> None:
    frame = pd.DataFrame(
        {
            "naam": pd.Series(["=a", None], dtype="str"),
            "soort": pd.Categorical(["@b", "c"]),
            "wat": [-1.5, "+d"],
            "verschil": [-1.23456, np.nan],
            "aantal": [-3, 4],
            "ja": [True, False],
            "=kop": ["a;b", 'c"d'],
        }
    )
    told = csv_bytes(frame, 3)
    assert told.startswith(b"\xef\xbb\xbf")
    assert parsed(told.decode("utf-8-sig")) == [
        ["naam", "soort", "wat", "verschil", "aantal", "ja", "'=kop"],
        ["'=a", "'@b", "-1,5", "-1,235", "-3", "True", "a;b"],
        ["", "c", "'+d", "", "4", "False", 'c"d'],
    ]
    assert frame["naam"].iloc[0] == "=a"
    assert frame.columns[-1] == "=kop"


def test_two_columns_of_one_name_and_no_rows() -> None:
    frame = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert csv_text(frame) == "x;x\r\n'=a;'=b\r\n"
    assert csv_text(frame.iloc[:0]) == "x;x\r\n"


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_an_indeling_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    rows = [("a" + " ".join(one.split()), " ".join(other.split())) for one, other in rows]
    path = tmp_path_factory.getbasetemp() / "indeling.csv"
    note = {"naam": "een\r\n=1+1;twee"}
    path.write_bytes(indeling_file(note, ["gemeente", "swv"], rows))
    raw = parsed(path.read_text(encoding="utf-8-sig").partition("\n")[2])
    assert not any(runs(one) for row in raw for one in row)
    _, found = read_indeling_file(path)
    assert [(one.gemeente, one.swv[0]) for one in found] == rows
    assert read_note(path) == {"naam": "een =1+1,twee"}


def test_names_in_files_to_fill_in_do_not_run() -> None:
    assert parsed(template({"PO2001": "=1+1"}))[1][:2] == ["PO2001", "'=1+1"]
    assert parsed(limits_text({"GM0363": 4.5}, {"GM0363": "=a;b"}))[1] == ["GM0363", "'=a;b", "4,5"]


def test_a_users_own_table_is_read_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "namen.csv"
    path.write_text(
        rows_text(["nummer", "naam"], [["40631", "=1+1"], ["30882", "'s-Heer"]]), encoding="utf-8"
    )
    names = read_board_names(path, read_dataset(BUNDLED)).names
    assert names == {"40631": "=1+1", "30882": "'s-Heer"}


def test_all_tables_are_written_here() -> None:
    others = [
        path
        for folder in ("geo", "data", "model", "scenarios", "ui", "cli")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\.to_csv\(|csv\.(?:writer|DictWriter)\(", path.read_text(encoding="utf-8"))
    ]
    assert [path.name for path in others] == ["dutch_csv.py"]
