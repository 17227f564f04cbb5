"""Pupils of so and vso by swv: the parts of the layout that a file may have, masked cells, faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.findings import Severity
from data.readers.betalend import read_betalend
from data.readers.reading import Reading
from data.readers.recognise import recognise
from geo.errors import InputError

PLAIN = "swv_wonen;swv_vestiging;swv_betalend;soort;leerlingen;peildatum"
Row = tuple[str, str, str, str, str, float, float, float]


def _file(folder: Path, name: str, *lines: str, encoding: str = "cp1252") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def _rows(reading: Reading) -> list[Row]:
    columns = ["soort", "swv_wonen", "swv_vestiging", "swv_betalend", "binnen"]
    amounts = ["leerlingen_min", "leerlingen", "leerlingen_max"]
    frame = reading.frame[[*columns, *amounts]]
    told = frame.assign(**{name: frame[name].astype("object").fillna("") for name in columns})
    return list(told.itertuples(index=False, name=None))


def _told(reading: Reading, part: str, severity: Severity) -> int:
    return sum(f.count for f in reading.findings if part in f.message and f.severity is severity)


def _key(path: Path) -> str:
    known = recognise(path)
    return "" if known is None else known.key


def test_the_plain_schema(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "grens.csv",
        PLAIN,
        "PO2707;PO2707;PO2707;SO;120;2024-10-01",
        "PO2707;PO2708;PO2707;SO;<5;2024-10-01",
        "VO 27.08;vo2709;VO2708;vso;-1;2024-10-01",
        "VO2708;VO2709;VO2709;VSO;12;2024-10-01",
        "PO2707;PO2709;PO2707;SO;0;2024-10-01",
        "PO2707;PO2708;PO2707;SO;99;2023-10-01",
        encoding="utf-8",
    )
    assert _key(path) == "betalend"
    reading = read_betalend(path)
    assert reading.table == "betalend"
    assert _rows(reading) == [
        ("SO", "PO2707", "PO2707", "PO2707", "", 120, 120, 120),
        ("SO", "PO2707", "PO2708", "PO2707", "", 1, 2, 4),
        ("VSO", "VO2708", "VO2709", "VO2708", "", 1, 2, 4),
        ("VSO", "VO2708", "VO2709", "VO2709", "", 12, 12, 12),
    ]
    assert reading.source.peildatum == "2024-10-01"
    assert reading.frame["jaar"].unique().tolist() == [2024]
    assert _told(reading, "nooit als 0", Severity.INFO) == 2
    assert _told(reading, "zonder leerlingen", Severity.INFO) == 1
    assert _told(reading, "eerdere jaren", Severity.INFO) == 1


def test_only_whether_the_sites_swv_pays_with_columns_per_category(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "05.-leerlingen-so-vso-swv-vestiging-2018-2019.csv",
        "SWV_VESTIGING;NAAM;POSTCODE;PLAATS;BINNEN_SWV;SO_CATEGORIE_1;SO_CATEGORIE_2;VSO_CATEGORIE_1",
        "PO2707;Amsterdam;1011AB;Één;JA;100;<5;0",
        "PO2707;Amsterdam;1011AB;Één;NEE;30;;0",
        "VO2708;Amstelland;1181AB;Twee;N;0;0;8",
    )
    assert _key(path) == "betalend"
    reading = read_betalend(path)
    assert _rows(reading) == [
        ("SO", "", "PO2707", "", "ja", 101, 102, 104),
        ("SO", "", "PO2707", "", "nee", 30, 30, 30),
        ("VSO", "", "VO2708", "", "nee", 8, 8, 8),
    ]
    assert reading.source.peildatum == "2018-10-01"
    assert _told(reading, "schooljaar 2018-2019", Severity.INFO) == 1


def test_totals_go_before_their_parts(tmp_path: Path) -> None:
    header = "SWV_BETALEND;BINNEN_SWV;SO_TOTAAL;SO_LICHT;VSO_TOTAAL;VSO_LICHT"
    reading = read_betalend(_file(tmp_path, "x_2024.csv", header, "PO2707;ja;40;30;0;0"))
    assert _rows(reading) == [("SO", "", "", "PO2707", "ja", 40, 40, 40)]
    assert reading.source.peildatum == "2024-10-01"


def test_the_kind_follows_from_the_layer_where_no_column_tells_it(tmp_path: Path) -> None:
    header = "SWV_WONEN,SWV_VESTIGING,AANTAL_LEERLINGEN,PEILJAAR"
    reading = read_betalend(_file(tmp_path, "x.csv", header, "PO2707,PO2708,5,2024", "VO2707,VO2707,6,2024"))
    assert [row[0] for row in _rows(reading)] == ["SO", "VSO"]


def test_who_pays_by_home_alone_is_known_and_not_used(tmp_path: Path) -> None:
    header = "PEILDATUM;SWV_BETALEND;SWV_WONEN;BINNEN_SWV;AANTAL"
    path = _file(tmp_path, "passend.csv", header, "2024-10-01;PO2707;PO2707;ja;5")
    known = recognise(path)
    assert known is not None
    assert known.reader is None
    assert "niet in welk swv de school staat" in known.note
    with pytest.raises(InputError, match="verwacht SWV_VESTIGING"):
        read_betalend(path)


def test_schools_without_a_swv_are_left_out_and_told(tmp_path: Path) -> None:
    reading = read_betalend(
        _file(
            tmp_path,
            "x.csv",
            PLAIN,
            "PO2707;PO2708;CL2_00AO;SO;9;2024",
            "VO2707;VO2708;GJIJJI_01AB;VSO;<5;2024",
            "PO2707;PO2708;PO2707;SO;7;2024",
        )
    )
    assert len(reading.frame) == 1
    assert _told(reading, "(10 tot 13 leerlingen)", Severity.DROPPED) == 2


def test_a_contradiction_is_doubtful(tmp_path: Path) -> None:
    header = "SWV_VESTIGING;SWV_BETALEND;BINNEN_SWV;SOORT;LEERLINGEN;PEILJAAR"
    reading = read_betalend(_file(tmp_path, "x.csv", header, "PO2707;PO2708;JA;SO;7;2024"))
    assert _told(reading, "past niet bij de twee codes", Severity.DOUBT) == 1


def test_rows_that_a_column_tells_apart_are_added_up_and_told(tmp_path: Path) -> None:
    header = "SWV_WONEN;SWV_VESTIGING;NAAM;CLUSTER;SOORT;LEERLINGEN"
    rows = ("PO2707;PO2708;Een;3;SO;7", "PO2707;PO2708;Een;4;SO;<5", "PO2707;PO2708;;4;SO;3")
    reading = read_betalend(_file(tmp_path, "x_2024.csv", header, *rows))
    assert _rows(reading) == [("SO", "PO2707", "PO2708", "", "", 11, 12, 14)]
    assert _told(reading, "in NAAM, CLUSTER van elkaar verschillen", Severity.INFO) == 2


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("SWV_WONEN;SWV_VESTIGING;SOORT;LEERLINGEN", ("PO2707;PO2708;SO;5", "PO2707;PO2708;so;7")),
        ("SWV_WONEN;SWV_VESTIGING;SO_TOTAAL;SO_A", ("PO2707;PO2708;5;1", "PO2707;PO2708;5;2")),
        ("SWV_WONEN;SWV_VESTIGING;NAAM;SOORT;LEERLINGEN", ("PO2707;PO2708;;SO;5", "PO2707;PO2708;;SO;5")),
    ],
)
def test_the_same_pair_twice_is_refused_with_both_rows(
    tmp_path: Path, header: str, rows: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        read_betalend(_file(tmp_path, "x_2024.csv", header, *rows))
    (fault,) = caught.value.faults
    assert fault.startswith("rij 2, 3: SO, PO2707, PO2708 staat er 2 keer")


@pytest.mark.parametrize("amount", ["-7", "1000000000", "1e9", "veel"])
def test_one_amount_at_fault_is_one_fault_in_the_columns_own_name(tmp_path: Path, amount: str) -> None:
    path = _file(tmp_path, "x.csv", PLAIN, f"PO2707;PO2708;PO2707;SO;{amount};2024")
    with pytest.raises(InputError) as caught:
        read_betalend(path)
    (fault,) = caught.value.faults
    assert fault.startswith(f"rij 2, kolom leerlingen: gevonden '{amount}', verwacht ")


def test_all_faults_are_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "x.csv",
        f"{PLAIN};BINNEN_SWV",
        "PO2707;PO2708;PO2707;SO;veel;2024;",
        "PO2707;PO2708;PO2707;SO;-3;2024;",
        "PO2707;PO2708;PO2707;SO;;2024;",
        "Amsterdam;PO2708;PO2707;SO;7;2024;",
        "PO2707;PO2708;PO2707;SBO;7;2024;",
        "PO2707;PO2708;PO2707;SO;7;2024;misschien",
        "PO2707;;;SO;7;2024;",
        "PO2707;PO2708;PO2707;SO;7;ooit;",
    )
    with pytest.raises(InputError) as caught:
        read_betalend(path)
    told = str(caught.value)
    for part in (
        "rij 2, kolom leerlingen: gevonden 'veel', verwacht een getal",
        "rij 3, kolom leerlingen: gevonden '-3', verwacht 0 of meer",
        "rij 4, kolom leerlingen: gevonden niets",
        "rij 5, kolom swv_wonen: gevonden 'AMSTERDAM', verwacht een code als PO2707 of VO2708",
        "rij 6, kolom soort: gevonden 'SBO', verwacht SO of VSO",
        "rij 7, kolom BINNEN_SWV: gevonden 'misschien', verwacht ja of nee",
        "rij 8: swv_wonen of swv_vestiging of swv_betalend of BINNEN_SWV ontbreekt",
        "rij 9, kolom peildatum: gevonden 'ooit', verwacht een jaar of datum",
    ):
        assert part in told


def test_a_file_without_a_number_of_pupils(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kolom LEERLINGEN, AANTAL_LEERLINGEN of TOTAAL ontbreekt"):
        read_betalend(_file(tmp_path, "x.csv", "SWV_WONEN;SWV_VESTIGING", "PO2707;PO2708"))
