"""Postcode-4 tables and points, written small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from data.findings import Severity
from data.readers import pc4
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

LABELS = ["Postcode-4", "Totaal", "Man", "Vrouw", "tot 15 jaar", "15 tot 25 jaar", "Totaal"]
TITLE = "Inwoner, huishouden en woninggegevens voor numeriek deel van de postcode, peildatum 1 januari 2024"


def _workbook(
    folder: Path, rows: list[list[object]], labels: list[str] | None = None, *, title: str = TITLE
) -> Path:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Toelichting"
    sheet = book.create_sheet("PC4")
    head = [[title], [], ["", "Inwoners", "", "", "", "", "Huishouden"], labels or LABELS, ["Code", "x1"]]
    for row in [*head, *rows, [], ["Bron: CBS"]]:
        sheet.append(row)
    path = folder / "pc4_2023.xlsx"
    book.save(path)
    return path


def test_residents_found_under_a_header_of_several_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [1011, 10010, 1, 2, 680, 1330, 6670],
        ["1012", 9120, 1, 2, -99997, 1770, 6490],
        [1013, -99997, 1, 2, 5, None, 1],
    ]
    reading = pc4.read_pc4_bevolking(_workbook(tmp_path, rows))
    frame = reading.frame
    assert frame["pc4"].tolist() == ["1011", "1012", "1013"]
    assert frame["inwoners"].tolist() == [10010.0, 9120.0, 0.0]
    assert frame["inwoners_0_15"].tolist() == [680.0, 0.0, 5.0]
    assert frame["inwoners_15_25"].tolist() == [1330.0, 1770.0, 0.0]
    assert frame["geheim"].tolist() == [False, True, True]
    assert reading.source.peildatum == "2024-01-01"
    assert [finding.count for finding in reading.findings] == [1, 1, 1]


def test_residents_without_a_date_take_that_of_the_name(tmp_path: Path) -> None:
    reading = pc4.read_pc4_bevolking(_workbook(tmp_path, [[1011, 1, 1, 1, 1, 1, 1]], title="Inwoners"))
    assert reading.source.peildatum == "2023"
    assert reading.findings[-1].severity is Severity.INFO


def test_workbook_without_the_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="de kop met 'Postcode-4'"):
        pc4.read_pc4_bevolking(_workbook(tmp_path, [[1]], ["Wijk", "Totaal"]))
    with pytest.raises(InputError) as caught:
        pc4.read_pc4_bevolking(_workbook(tmp_path, [[1011, 1]], ["Postcode-4", "Aantal"]))
    assert "'tot 15 jaar' ontbreekt" in str(caught.value)
    assert "'Inwoners, Totaal' ontbreekt" in str(caught.value)


def test_workbook_with_faulty_cells_names_the_row_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [[1011, 1, 1, 1, 1, 1, 1], [101, "veel", 1, 1, 1, 1, 1]]
    with pytest.raises(InputError) as caught:
        pc4.read_pc4_bevolking(_workbook(tmp_path, rows))
    assert "rij 7, kolom inwoners totaal: gevonden 'veel'" in str(caught.value)
    assert "rij 7, kolom pc4: gevonden '101'" in str(caught.value)


def test_workbook_without_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="geen postcodes onder de kop"):
        pc4.read_pc4_bevolking(_workbook(tmp_path, []))


@pytest.mark.parametrize(
    ("content", "expected"), [(b"nee", "geen Excel"), (b"PK\x03\x04kapot", "beschadigd")]
)
def test_damaged_workbook(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "pc4.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=expected):
        pc4.read_pc4_bevolking(path)


def test_cut_off_workbook(tmp_path: Path) -> None:
    path = _workbook(tmp_path, [[1011, 1, 1, 1, 1, 1, 1]])
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(InputError, match="beschadigd"):
        pc4.read_pc4_bevolking(path)


def _ages(folder: Path, *rows: str) -> Path:
    path = folder / "leeftijd_2021.csv"
    path.write_text("\n".join(["postcode,leeftijd,inwoners", *rows]), encoding="utf-8")
    return path


def test_ages_become_columns(tmp_path: Path) -> None:
    groups = ["0-4", "5-9", "10-14", "15-19", "20-24", "25-29"]
    rows = [f"1011,{group},{10.0 * number}" for number, group in enumerate(groups, 1)]
    reading = pc4.read_pc4_leeftijd(_ages(tmp_path, *rows, "1012,0 tot 5 jaar,", "1012,5 tot 10 jaar,7"))
    assert reading.frame.set_index("pc4").to_dict("index") == {
        "1011": {"a0_5": 10.0, "a5_10": 20.0, "a10_15": 30.0, "a15_20": 40.0, "a20_25": 50.0},
        "1012": {"a0_5": 0.0, "a5_10": 7.0, "a10_15": 0.0, "a15_20": 0.0, "a20_25": 0.0},
    }
    assert reading.source.peildatum == "2021"
    assert [finding.count for finding in reading.findings] == [1, 3, 1]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1011,0-4,1", "1011,0-4,2"], "rij 3: postcode 1011, leeftijd 0-4 staat er al"),
        (["1011,0-4,veel"], "rij 2, kolom inwoners: gevonden 'veel'"),
        (["1011,0-4,1", "x1,0-4,1"], "rij 3, kolom postcode: gevonden 'x1'"),
        (["1011,25-29,1"], "geen groep '0-4'"),
    ],
)
def test_faulty_ages_say_why(tmp_path: Path, rows: list[str], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        pc4.read_pc4_leeftijd(_ages(tmp_path, *rows))


def _geonames(folder: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    path = folder / "NL.txt"
    lines = [
        f"NL\t{code}\t{town}\tN\t1\tM\t{gemeente}\t\t\t{lat}\t{lon}\t"
        for code, town, gemeente, lat, lon in rows
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_points_of_postcodes_keep_the_first_row(tmp_path: Path) -> None:
    path = _geonames(
        tmp_path,
        ("1011", 'De "Oude" Stad', "0363", "52.15517440", "5.38720621"),
        ("1011", "Elders", "0363", "53.0", "5.0"),
        ("1012 AB", "Te lang", "0363", "52.3", "4.8"),
        ("1013", "Zonder gemeente", "", "52.39", "4.88"),
        ("9999", "Buiten", "0014", "40.0", "4.88"),
    )
    reading = pc4.read_pc4_punten(path)
    frame = reading.frame
    assert frame["pc4"].tolist() == ["1011", "1013"]
    assert frame["plaats"].tolist()[0] == 'De "Oude" Stad'
    assert frame["gemeentecode"].tolist()[0] == "GM0363"
    assert frame["gemeentecode"].isna().tolist() == [False, True]
    assert frame["easting"].iloc[0] == pytest.approx(155_000, abs=1)
    assert frame["northing"].iloc[0] == pytest.approx(463_000, abs=1)
    assert [finding.count for finding in reading.findings] == [1, 1, 1, 1, 1]


def test_points_that_are_no_numbers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kolom breedtegraad: gevonden 'hier'"):
        pc4.read_pc4_punten(_geonames(tmp_path, ("1011", "A", "0363", "hier", "4.9")))
