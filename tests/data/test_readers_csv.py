"""Text tables as publishers and spreadsheets write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data.readers._csv import read_table
from data.readers._values import counts, numbers, vestigingscodes
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "tabel.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_ends_are_found_out(
    tmp_path: Path, encoding: str, mark: str, end: str
) -> None:
    content = end.join([mark.join(["Code", "Naam"]), mark.join(["1", '"Súdwest' + mark + 'Fryslân"']), ""])
    text = read_table(_file(tmp_path, content, encoding), ("code", "naam"))
    assert text.frame["naam"].tolist() == [f"Súdwest{mark}Fryslân"]
    assert text.names == {"code": "Code", "naam": "Naam"}
    assert text.frame.index.tolist() == [2]


def test_blank_cells_are_missing_and_blank_rows_passed_over(tmp_path: Path) -> None:
    text = read_table(_file(tmp_path, 'a;b\n 1 ; \n\n;\n"2";"x\ny"\n3;z\n'), ("a", "b"))
    assert text.frame["a"].tolist() == ["1", "2", "3"]
    assert text.frame["b"].isna().tolist() == [True, False, False]
    assert text.frame.index.tolist() == [2, 5, 7]


def test_excels_sep_line_and_nameless_last_column_are_left_out(tmp_path: Path) -> None:
    text = read_table(_file(tmp_path, "sep=,\r\na,b,\r\n1,2,\r\n"), ("a", "b"))
    assert list(text.frame.columns) == ["a", "b"]
    assert text.frame.index.tolist() == [3]


def test_a_wrong_delimiter_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gescheiden door '\|' gevonden .* puntkomma, komma of tab"):
        read_table(_file(tmp_path, "code|naam\nPO2707|x\n"), ("code", "naam"))


def test_missing_and_doubled_columns_come_in_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(_file(tmp_path, "code;code;x\n1;2;3\n"), ("code", "naam", "pc4"))
    text = str(caught.value)
    assert "kolom 'code' staat er 2 keer" in text
    assert "kolom NAAM, PC4 ontbreekt; gevonden: code, code, x" in text


def test_ragged_rows_are_all_named(tmp_path: Path) -> None:
    rows = "".join(f"{number};x;te veel\n" for number in range(12))
    with pytest.raises(InputError) as caught:
        read_table(_file(tmp_path, "a;b\n1;2\n3\n" + rows), ("a",))
    text = str(caught.value)
    assert "rij 3: 1 velden gevonden, 2 verwacht" in text
    assert "rij 4: 3 velden gevonden, 2 verwacht" in text
    assert "en nog 3 rijen" in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "het bestand is leeg"),
        (b"a;b\n", "geen rijen onder de kop"),
        (b"a;b\n\x8d\xff;2\n", "tekencodering"),
        (b"PK\x03\x04\0\0\0", "geen tekstbestand"),
        (b'a;b\n"' + b"x" * 200_000 + b'";1\n', "niet te lezen"),
        (b"\xff\xfea", "tekencodering"),
    ],
)
def test_files_that_are_no_table_say_why(tmp_path: Path, content: bytes, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        read_table(_file(tmp_path, content), ("a", "b"))


def test_a_file_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="niet te openen"):
        read_table(tmp_path / "weg.csv")


def test_numbers_with_comma_or_point_and_faults_with_their_row() -> None:
    faults: list[str] = []
    texts = pd.Series(["1,5", "2.5", None, "x"], index=[2, 3, 4, 5], dtype="str")
    values = numbers(texts, "AANTAL", faults)
    assert values.iloc[:2].tolist() == [1.5, 2.5]
    assert values.isna().tolist() == [False, False, True, False]
    assert faults == ["rij 5, kolom AANTAL: gevonden 'x', verwacht een getal; verbeter de waarde"]


def test_many_faulty_numbers_are_counted() -> None:
    faults: list[str] = []
    numbers(pd.Series(["x"] * 25, dtype="str"), "AANTAL", faults)
    assert len(faults) == 11
    assert faults[-1].startswith("en nog 15 waarden")


def test_masked_counts_are_two() -> None:
    values, masked = counts(pd.Series(["<5", "-1", "7", "0"], dtype="str"), "N", [])
    assert values.tolist() == [2.0, 2.0, 7.0, 0.0]
    assert masked.tolist() == [True, True, False, False]


def test_site_codes_in_either_spelling() -> None:
    brin = pd.Series(["00AO", "00AO", "00ao"], dtype="str")
    site = pd.Series(["00", "00AO01", "2"], dtype="str")
    assert vestigingscodes(brin, site).tolist() == ["00AO00", "00AO01", "00AO02"]


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.345", "1.5"])
def test_a_count_is_a_whole_number_without_a_mark_for_thousands(text: str) -> None:
    faults: list[str] = []
    counts(pd.Series(["7", text], index=[2, 3], dtype="str"), "AANTAL", faults)
    assert faults == [f"rij 3, kolom AANTAL: gevonden {text!r}, verwacht een geheel getal zonder punt"]
