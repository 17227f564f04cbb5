"""DUO's pupils by home postcode: three layouts, masked cells, unknown homes, several years."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from data.findings import Severity
from data.readers.herkomst import read_herkomst_po, read_herkomst_vo
from data.readers.reading import Reading
from data.readers.recognise import recognise
from geo.errors import InputError

LONG = "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN"
WIDE = (
    "PEILDATUM;GEMEENTENUMMER;GEMEENTENAAM;POSTCODE_LEERLING;GEMEENTENAAM_LEERLING;BRIN_NUMMER;"
    "VESTIGINGSNUMMER;INSTELLINGSNAAM_VESTIGING;POSTCODE_VESTIGING;PLAATSNAAM;PROVINCIE;SOORT_PO;"
    "DENOMINATIE_VESTIGING;BEVOEGD_GEZAG_NUMMER;LEEFTIJD_3_EN_JONGER;LEEFTIJD_4_JAAR;LEEFTIJD_5_JAAR;TOTAAL"
)
YEARS = ";".join(f"LEER- OF VERBLIJFSJAAR {year}" for year in range(1, 7))
SECONDARY = (
    "BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;POSTCODE LEERLING;PLAATSNAAM LEERLING;"
    f"GEMEENTENUMMER LEERLING;GEMEENTENAAM LEERLING;{YEARS}"
)
Row = tuple[str, str, str | None, float, float, float]


def _file(folder: Path, name: str, *lines: str, encoding: str = "cp1252") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def _wide(home: str, kind: str, ages: Sequence[str], total: str, date: str = "01-10-2018") -> str:
    left = f"{date};1;X;{home};Y;00AO;1;Één;1234AB;Z;P;{kind};Openbaar;1"
    return ";".join([left, *ages, total])


def _rows(reading: Reading) -> list[Row]:
    columns = ["vestigingscode", "soort", "pc4", "leerlingen_min", "leerlingen", "leerlingen_max"]
    frame = reading.frame[columns]
    told = frame.assign(pc4=frame["pc4"].astype("object").where(frame["pc4"].notna(), None))
    return list(told.itertuples(index=False, name=None))


def _counted(reading: Reading, severity: Severity, part: str) -> int:
    return sum(f.count for f in reading.findings if f.severity is severity and part in f.message)


def test_the_long_layout(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "brin6_pc4.csv",
        LONG,
        "00AO,00,BO,2024,1011,12",
        "00AO,00,BO,2024,1012,<5",
        "00AO,00AO01,VSO,2024,1011,-1",
        "00AO,1,SO,2024,0000,7",
        "00AO,00,BO,2023,1011,99",
        "00AO,00,BO,2024,1013,0",
        encoding="utf-8",
    )
    known = recognise(path)
    assert known is not None
    assert known.key == "herkomst_po"
    reading = read_herkomst_po(path)
    assert reading.table == "herkomst_po"
    assert _rows(reading) == [
        ("00AO00", "BO", "1011", 12, 12, 12),
        ("00AO00", "BO", "1012", 1, 2, 4),
        ("00AO01", "SO", None, 7, 7, 7),
        ("00AO01", "VSO", "1011", 1, 2, 4),
    ]
    assert reading.source.peildatum == "2024-10-01"
    assert reading.frame["jaar"].unique().tolist() == [2024]
    assert _counted(reading, Severity.INFO, "eerdere jaren dan 2024") == 1
    assert _counted(reading, Severity.INFO, "nooit als 0") == 2
    assert _counted(reading, Severity.INFO, "zonder leerlingen zijn weggelaten") == 1
    assert _counted(reading, Severity.DOUBT, "7 tot 7 leerlingen") == 1


def test_the_wide_layout_takes_the_total_and_else_the_ages(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "03.-leerlingen-po-totaaloverzicht-2018-2019.csv",
        WIDE,
        _wide("1011 AB", "Bo", ["0", "5", "6"], "11"),
        _wide("1011AC", "Bo", ["0", "<5", "0"], "3"),  # the total is known
        _wide("1012", "So", ["0", "<5", "<5"], "<5"),  # 2 to 8 by the ages, 1 to 4 by the total
        _wide("1013", "So", ["<5", "", "9"], ""),
        _wide("1014", "(V)SO", ["0", "<5", "0"], "20"),
        _wide("BUITENLAND", "Sbo", ["0", "0", "6"], "6"),
        _wide("1011AB", "Bo", ["0", "50", "6"], "56", "01-10-2017"),
    )
    known = recognise(path)
    assert known is not None
    assert known.key == "herkomst_po"
    reading = read_herkomst_po(path)
    assert _rows(reading) == [
        ("00AO01", "BO", "1011", 14, 14, 14),
        ("00AO01", "SBO", None, 6, 6, 6),
        ("00AO01", "SO", "1012", 2, 2, 4),
        ("00AO01", "SO", "1013", 10, 11, 13),
        ("00AO01", "SO/VSO", "1014", 20, 20, 20),
    ]
    assert reading.source.peildatum == "2018-10-01"
    assert _counted(reading, Severity.DOUBT, "TOTAAL is niet de som") == 1
    assert _counted(reading, Severity.INFO, "eerdere jaren dan 2018") == 1


def test_the_layout_of_secondary_education(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "02.-leerlingen-per-vestiging-naar-postcode-2024-2025.csv",
        SECONDARY,
        "00AP;0;Één;1011;X;1;Y;1;2;3;4;5;6",
        "00AP;0;Één;1012;X;1;Y;0;<5;0;<5;0;7",
        "00AP;12;Twee;0000;X;1;Y;0;0;0;0;0;3",
    )
    known = recognise(path)
    assert known is not None
    assert known.key == "herkomst_vo"
    reading = read_herkomst_vo(path)
    assert _rows(reading) == [
        ("00AP00", "VO/PRO", "1011", 21, 21, 21),
        ("00AP00", "VO/PRO", "1012", 9, 11, 15),
        ("00AP12", "VO/PRO", None, 3, 3, 3),
    ]
    assert reading.source.peildatum == "2024-10-01"
    assert _counted(reading, Severity.INFO, "schooljaar 2024-2025") == 1
    assert _counted(reading, Severity.INFO, "onderscheidt vo en pro niet") == 3


def test_secondary_education_that_tells_pro_from_vo(tmp_path: Path) -> None:
    header = "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_VO,PEILJAAR,POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN"
    rows = ["00AP,00,Praktijkonderwijs,2024,1011,8", "00AP,00,vo,2024,1011,<5"]
    path = _file(tmp_path, "vo.csv", header, *rows)
    known = recognise(path)
    assert known is not None
    assert known.key == "herkomst_vo"
    reading = read_herkomst_vo(path)
    assert [row[1:] for row in _rows(reading)] == [("PRO", "1011", 8, 8, 8), ("VO", "1011", 1, 2, 4)]


def test_codes_of_six_characters_need_no_brin(tmp_path: Path) -> None:
    header = "VESTIGINGSCODE;TYPE_PO;PEILJAAR;POSTCODE4_DEELNEMER;AANTAL_LEERLINGEN"
    reading = read_herkomst_po(_file(tmp_path, "x.csv", header, "00AO01;BO;2024;1011;6"))
    assert _rows(reading) == [("00AO01", "BO", "1011", 6, 6, 6)]


def test_equal_rows_are_added_up_and_told(tmp_path: Path) -> None:
    row = "00AO,00,BO,2024,1011,12"
    reading = read_herkomst_po(_file(tmp_path, "x.csv", LONG, row, row))
    assert _rows(reading) == [("00AO00", "BO", "1011", 24, 24, 24)]
    assert _counted(reading, Severity.DOUBT, "precies gelijk") == 1


def test_a_file_without_a_year_is_doubtful(tmp_path: Path) -> None:
    lines = [line.replace(",2024", "").replace(",PEILJAAR", "") for line in (LONG, "00AO,00,BO,2024,1011,9")]
    reading = read_herkomst_po(_file(tmp_path, "download.csv", *lines))
    assert reading.source.peildatum == "onbekend"
    assert reading.frame["jaar"].tolist() == [0]
    assert reading.findings[0].severity is Severity.DOUBT
    dated = read_herkomst_po(_file(tmp_path, "leerlingen_2022.csv", *lines))
    assert dated.source.peildatum == "2022-10-01"


def test_all_faults_are_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "x.csv",
        LONG,
        "00AO,00,BO,2024,1011,veel",
        "00AO,00,BO,2024,1012,-3",
        "00AO,00,BO,2024,1013,",
        "00AO,00,PO,2024,1014,6",
        "00AO,00,BO,2024,123,6",
        "00A,00,BO,2024,1011,6",
        "00AO,00,BO,,1011,6",
        "00AO,00,BO,2024,1016,1.000",
    )
    with pytest.raises(InputError) as caught:
        read_herkomst_po(path)
    text = str(caught.value)
    for part in (
        "rij 2, kolom AANTAL_LEERLINGEN: gevonden 'veel', verwacht een getal",
        "rij 3, kolom AANTAL_LEERLINGEN: gevonden '-3', verwacht 0 of meer (of -1: afgeschermd)",
        "rij 4, kolom AANTAL_LEERLINGEN: gevonden niets, verwacht een aantal",
        "rij 5, kolom TYPE_PO: gevonden 'PO', verwacht BO, SBO, SO, VSO of SO/VSO",
        "rij 6, kolom POSTCODE4_DEELNEMER: gevonden '123', verwacht een postcode van vier cijfers",
        "rij 7, kolom VESTIGINGSCODE: gevonden '00A00'",
        "rij 8, kolom PEILJAAR: gevonden niets, verwacht een jaar of datum",
        "rij 9, kolom AANTAL_LEERLINGEN: gevonden '1.000', verwacht een geheel getal zonder punt",
    ):
        assert part in text


def test_columns_that_are_missing_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_herkomst_po(_file(tmp_path, "x.csv", "INSTELLINGSCODE;PEILJAAR", "00AO;2024"))
    text = str(caught.value)
    for column in ("VESTIGINGSCODE of VESTIGINGSNUMMER", "TYPE_PO of SOORT_PO", "POSTCODE4_DEELNEMER of"):
        assert f"kolom {column}" in text
    assert "AANTAL_LEERLINGEN of TOTAAL" in text


def test_only_years_without_a_year(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rij 2, kolom PEILJAAR"):
        read_herkomst_po(_file(tmp_path, "x.csv", LONG, "00AO,00,BO,ooit,1011,6"))
