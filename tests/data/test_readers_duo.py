"""DUO's layouts, written small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.findings import Severity
from data.readers import duo
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

SITES = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;POSTCODE;PLAATSNAAM;"
    "GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;RMC-REGIO CODE;RMC-REGIO NAAM"
)
HISTORY = (
    "INSTELLINGSCODE;VESTIGINGSCODE;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE_VESTIGING;BEVOEGD_GEZAG_NUMMER;"
    "GEMEENTECODE_VESTIGING;GEMEENTENAAM_VESTIGING;LEERLINGEN_2023;LEERLINGEN_2024"
)
KINDS = (
    "INSTELLINGSCODE;VESTIGINGSCODE;INSTELLINGSNAAM_VESTIGING;POSTCODE_VESTIGING;PLAATSNAAM;GEMEENTENAAM;"
    "PROVINCIE;SOORT_PO;CLUSTER;DENOMINATIE_VESTIGING;LEEFTIJD_4_JAAR;LEEFTIJD_5_JAAR"
)


def _file(folder: Path, name: str, *lines: str, encoding: str = "cp1252") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


@pytest.mark.parametrize(("mark", "encoding"), [(";", "cp1252"), (",", "utf-8")])
def test_sites_as_downloaded_and_from_ckan(tmp_path: Path, mark: str, encoding: str) -> None:
    rows = [
        SITES.replace(" ", "_") if mark == "," else SITES,
        "Drenthe;20091;32JK;32JK00;Café de Brug;9306 TC;ALTEVEER;1699;NOORDENVELD;Openbaar;07;Drenthe",
        "Fryslân;1;00AO;00AO01;Twee; ;ERGENS;59;ACHTKARSPELEN;;02;Fryslân",
    ]
    path = _file(tmp_path, "sites_2026.csv", *(row.replace(";", mark) for row in rows), encoding=encoding)
    reading = duo.read_vestigingen(path)
    frame = reading.frame
    assert reading.table == "vestigingen"
    assert frame["naam"].tolist() == ["Café de Brug", "Twee"]
    assert frame["postcode"].tolist()[0] == "9306TC"
    assert frame["postcode"].isna().tolist() == [False, True]
    assert frame["gemeentecode"].tolist() == ["GM1699", "GM0059"]
    assert frame["bevoegd_gezag"].tolist() == ["20091", "1"]
    assert frame["rmc_code"].tolist() == ["07", "02"]
    assert reading.source.peildatum == "2026"
    assert {finding.severity for finding in reading.findings} == {
        Severity.INFO,
        Severity.MENDED,
        Severity.DOUBT,
    }


def test_faults_in_sites_name_row_and_column(tmp_path: Path) -> None:
    row = "Drenthe;20091;32JK;32JK00;Brug;9306;ALTEVEER;1699;NOORDENVELD;Openbaar;07;Drenthe"
    with pytest.raises(InputError) as caught:
        duo.read_vestigingen(_file(tmp_path, "s.csv", SITES, row, row.replace("1699", "x")))
    text = str(caught.value)
    assert "rij 2, kolom POSTCODE: gevonden '9306', verwacht een postcode als 1234AB" in text
    assert "rij 3, kolom GEMEENTENUMMER: gevonden 'GM000X'" in text
    assert "rij 2 en rij 3: VESTIGINGSCODE 32JK00 staat er 2 keer" in text


def test_history_takes_the_latest_year_and_counts_what_it_mends(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "h.csv",
        HISTORY,
        '00AO;00AO00;"BS """"De Maasparel""""";BO;Openbaar;1;285;VOORST;9;86',
        "00AO;00AO01;Twee;SO/VSO;Openbaar;1;1641;MAASGOUW;9;<5",
        "00AO;00AO02;Drie;VSO;Openbaar;1;150;DEVENTER;9;0",
        "00AO;00AO03;Vier;SBO;Openbaar;1;150;DEVENTER;9;",
        encoding="utf-8-sig",
    )
    reading = duo.read_historie(path)
    frame = reading.frame
    assert frame["naam"].tolist()[0] == 'BS "De Maasparel"'
    assert frame["leerlingen"].tolist() == [86.0, 2.0, 0.0, 0.0]
    assert frame["gemaskeerd"].tolist() == [False, True, False, False]
    assert frame["gemeentecode"].tolist() == ["GM0285", "GM1641", "GM0150", "GM0150"]
    assert frame["jaar"].unique().tolist() == [2024]
    assert reading.source.peildatum == "2024-10-01"
    assert sorted(finding.count for finding in reading.findings) == [1, 1, 1, 2, 3]


def test_history_without_years_or_with_strange_values_is_refused(tmp_path: Path) -> None:
    row = "00AO;00AO00;Een;PO;Openbaar;1;285;VOORST;9;veel"
    with pytest.raises(InputError) as caught:
        duo.read_historie(_file(tmp_path, "h.csv", HISTORY, row))
    assert "kolom LEERLINGEN_2024: gevonden 'veel'" in str(caught.value)
    assert "kolom SOORT_VESTIGING: gevonden 'PO', verwacht BO, SBO" in str(caught.value)
    without = HISTORY.replace("LEERLINGEN_20", "AANTAL_20")
    with pytest.raises(InputError, match="LEERLINGEN_JJJJ"):
        duo.read_historie(_file(tmp_path, "h.csv", without, row))


def test_pupils_per_kind_and_cluster_are_added_up(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "01.-leerlingen-po-soort-po-cluster-leeftijd-2024-2025.csv",
        KINDS,
        "00AO;00;Één;1234 ab;X;Y;Z;So;Cluster 2;Openbaar;3;<5",
        "00AO;00;Één;1234 AB;X;Y;Z;So;2;Rooms-Katholiek;1;0",
        "00AO;00AO00;Één;1234AB;X;Y;Z;Vso;n.v.t.;Openbaar;10;20",
        "00AP;00AP00;Twee;;X;Y;Z;Bo;;Openbaar;;7",
    )
    reading = duo.read_leerlingen_soort(path)
    frame = reading.frame.set_index(["vestigingscode", "soort"])
    assert frame["leerlingen"].to_dict() == {
        ("00AO00", "SO"): 6.0,
        ("00AO00", "VSO"): 30.0,
        ("00AP00", "BO"): 7.0,
    }
    assert frame.loc[("00AO00", "SO"), "cluster"] == "2"
    assert frame["cluster"].isna().tolist() == [False, True, True]
    assert frame["gemaskeerd"].tolist() == [True, False, False]
    assert frame.loc[("00AO00", "SO"), "postcode"] == "1234AB"
    assert frame["jaar"].unique().tolist() == [2024]
    assert reading.source.peildatum == "2024-10-01"


def test_pupils_per_kind_from_ckan_are_those_of_the_latest_year(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "brin6_totaal.csv",
        "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,AANTAL_LEERLINGEN",
        "00AO,01,SBO,2022,80",
        "00AO,01,SBO,2023,90",
        "00AO,02,SO,2023,-1",
    )
    reading = duo.read_leerlingen_soort(path)
    assert reading.frame["leerlingen"].tolist() == [90.0, 2.0]
    assert reading.frame["vestigingscode"].tolist() == ["00AO01", "00AO02"]
    assert reading.frame["jaar"].tolist() == [2023, 2023]
    assert reading.frame[["cluster", "postcode", "gemeentenaam", "naam"]].isna().all(axis=None)


def test_pupils_per_kind_without_a_year_are_doubtful(tmp_path: Path) -> None:
    row = "00AO;00;Een;1234AB;X;Y;Z;So;4;Openbaar;3;4"
    reading = duo.read_leerlingen_soort(_file(tmp_path, "download.csv", KINDS, row))
    assert reading.frame["jaar"].tolist() == [0]
    assert reading.source.peildatum == "onbekend"
    assert reading.findings[-1].severity is Severity.DOUBT


def test_pupils_per_kind_need_a_kind_and_a_count(tmp_path: Path) -> None:
    path = _file(tmp_path, "x.csv", "INSTELLINGSCODE;VESTIGINGSCODE", "00AO;00")
    with pytest.raises(InputError) as caught:
        duo.read_leerlingen_soort(path)
    assert "SOORT_PO of TYPE_PO" in str(caught.value)
    assert "AANTAL_LEERLINGEN of LEEFTIJD_" in str(caught.value)


def test_pupils_per_kind_tell_faulty_counts_and_kinds(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "x_2023-2024.csv",
        KINDS,
        "00AO;00;Een;1234AB;X;Y;Z;Basis;4;Openbaar;3;veel",
    )
    with pytest.raises(InputError) as caught:
        duo.read_leerlingen_soort(path)
    assert "rij 2, kolom LEEFTIJD_5_JAAR: gevonden 'veel'" in str(caught.value)
    assert "rij 2, kolom SOORT_PO: gevonden 'BASIS'" in str(caught.value)
