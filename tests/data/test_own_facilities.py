"""A user's file of facilities: what people write, what they write wrongly, and what is said of it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import Dataset, read_dataset
from data.findings import Severity
from data.own_facilities import MOST_KINDS, Facilities, read_facilities, slug
from data.own_places import OWN_POINT
from data.own_schema import FACILITIES
from data.own_source import iso_date
from geo.crs import to_wgs84
from geo.errors import InputError

HEAD = "soort;naam;postcode;x;y;plaatsen;leerlingen;doelgroep;thuisnabij_km;acceptabel_km"


def written(folder: Path, text: str, *, name: str = "opdc_2025.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, dataset: Dataset, *rows: str, head: str = HEAD) -> Facilities:
    return read_facilities(written(folder, "\n".join((head, *rows))), dataset)


def faults_of(folder: Path, dataset: Dataset, *rows: str, head: str = HEAD) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, dataset, *rows, head=head)
    assert "opdc_2025.csv is niet bruikbaar" in str(caught.value)
    return "\n".join(caught.value.faults)


# ---- what people write


def test_a_row_is_a_site_and_its_kind_is_made_of_it(tmp_path: Path, made_up: Dataset) -> None:
    found = read(
        tmp_path,
        made_up,
        "OPDC;De Brug;9701;;;40;35;vo;7,5;20",
        "OPDC;De Sluis;2501 ab;;;25;<5;vo;;",
        "Voltijd hoogbegaafd;Leonardo;;103500,5;450500;;;po;;",
    )
    assert [tuple(kind) for kind in found.kinds] == [
        ("opdc", "OPDC", "vo"),
        ("voltijd-hoogbegaafd", "Voltijd hoogbegaafd", "po"),
    ]
    sites = found.sites
    assert sites["vestigingscode"].tolist() == ["opdc-001", "opdc-002", "voltijd-hoogbegaafd-001"]
    assert sites["pc4"].tolist() == ["9701", "2501", "3001"]
    assert sites["plaatsing"].tolist() == ["PC4", "PC4", OWN_POINT]
    assert sites["postcode"].fillna("").tolist() == ["", "2501AB", ""]
    assert sites.loc[2, ["easting", "northing"]].tolist() == [103_500.5, 450_500.0]
    assert sites["plaatsen"].tolist()[:2] == [40.0, 25.0]
    assert sites["leerlingen"].tolist()[:2] == [35.0, 2.0]
    assert [(one.name, one.kind, one.value, one.unit) for one in found.norms] == [
        ("thuisnabij", "opdc", 7500.0, "m"),
        ("acceptabel", "opdc", 20_000.0, "m"),
    ]
    assert all(one.ground == "uit uw eigen bestand opdc_2025.csv" for one in found.norms)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_encodings_and_delimiters_of_spreadsheets(
    tmp_path: Path, made_up: Dataset, encoding: str, mark: str
) -> None:
    rows = (("Soort", "Naam", "PC6", "Doelgroep"), ('"OPDC"', '"Café ""t Ei"', "9701 AB", "VO"))
    path = written(tmp_path, "\r\n".join(mark.join(row) for row in rows), encoding=encoding)
    sites = read_facilities(path, made_up).sites
    assert sites["naam"].tolist() == ['Café "t Ei']
    assert sites["postcode"].tolist() == ["9701AB"]


def test_headers_have_synonyms_and_other_columns_are_named(tmp_path: Path, made_up: Dataset) -> None:
    head = "Kind;Vestigingsnaam;Postcode4;X-coördinaat;Y-coördinaat;Capaciteit;Sector;Telefoon"
    found = read(tmp_path, made_up, "opdc;a;9701;100500;450500;12;Voortgezet onderwijs;06", head=head)
    assert found.sites["plaatsen"].tolist() == [12.0]
    assert found.sites["plaatsing"].tolist() == [OWN_POINT]
    told = next(one for one in found.findings if "Kolommen" in one.message)
    assert told.examples == ("Telefoon",)


def test_degrees_and_metres_give_the_same_place(tmp_path: Path, made_up: Dataset) -> None:
    lon, lat = to_wgs84(np.array([100_500.0]), np.array([450_500.0]))
    row = f"opdc;a;{lat[0]:.6f};{lon[0]:.6f};vo"
    found = read(tmp_path, made_up, row, head="soort;naam;lat;lon;doelgroep")
    assert found.sites.loc[0, ["easting", "northing"]].tolist() == pytest.approx([100_500, 450_500], abs=0.2)
    assert found.sites.loc[0, "pc4"] == "9701"


def test_the_group_may_be_told_once_per_kind(tmp_path: Path, made_up: Dataset) -> None:
    found = read(tmp_path, made_up, "opdc;a;9701;;;;;;;", "OPDC;b;9702;;;;;vo;;")
    assert [tuple(kind) for kind in found.kinds] == [("opdc", "opdc", "vo")]
    assert any("verschillend geschreven" in one.message for one in found.findings)


def test_an_own_code_is_kept(tmp_path: Path, made_up: Dataset) -> None:
    found = read(
        tmp_path, made_up, "opdc;a;9701;vo;K-7", "opdc;b;9702;vo;", head="soort;naam;postcode;doelgroep;code"
    )
    assert found.sites["vestigingscode"].tolist() == ["K-7", "opdc-002"]


def test_what_cannot_be_seen_is_left_out_of_a_name(tmp_path: Path, made_up: Dataset) -> None:
    found = read(tmp_path, made_up, 'opdc;"De\nBrug \u202e\u200b";9701;;;;;vo;;')
    assert found.sites["naam"].tolist() == ["De Brug"]


# ---- of when it is


def test_the_date_is_told_by_option_column_name_or_file(tmp_path: Path, made_up: Dataset) -> None:
    head = "soort;naam;postcode;doelgroep;peildatum"
    rows = ("opdc;a;9701;vo;1-10-2024", "opdc;b;9702;vo;2025-01-01")
    path = written(tmp_path, "\n".join((head, *rows)))
    assert read_facilities(path, made_up).source.peildatum == "2024-10-01 tot en met 2025-01-01"
    assert read_facilities(path, made_up, "2023").source.peildatum == "2023"
    undated = "soort;naam;postcode;doelgroep\nopdc;a;9701;vo"
    assert read_facilities(written(tmp_path, undated), made_up).source.peildatum == "2025"
    bare = written(tmp_path, undated, name="opdc.csv")
    os.utime(bare, (1_740_830_400, 1_740_830_400))
    assert read_facilities(bare, made_up).source.peildatum == "onbekend (bestand van 2025-03-01)"
    with pytest.raises(InputError, match="opgegeven peildatum: gevonden 'gisteren'"):
        read_facilities(path, made_up, "gisteren")


@given(st.dates(min_value=pd.Timestamp("1950-01-01").date(), max_value=pd.Timestamp("2090-01-01").date()))
def test_dates_are_read_as_the_dutch_write_them(day: dt.date) -> None:
    text = f"{day:%Y-%m-%d}"
    assert iso_date(text) == text
    assert iso_date(f"{day:%d-%m-%Y}") == text
    # with strokes the month may come first: only read where that makes no other day
    assert iso_date(f"{day:%d/%m/%Y}") == (text if day.day > 12 or day.day == day.month else "")


# ---- what is doubted


def test_coordinates_far_from_the_postcode_are_not_believed(tmp_path: Path, made_up: Dataset) -> None:
    near = "opdc;dichtbij;9701;101500;450500;;;vo;;"
    found = read(tmp_path, made_up, near)
    assert found.sites["plaatsing"].tolist() == [OWN_POINT]
    assert found.sites["pc4"].tolist() == ["9701"]  # the postcode decides the swv, the point the distance


# ---- what is wrong


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("so;a;9701;;;;;po;;", "soort 'so' is er al (so: speciaal onderwijs (cluster 3 en 4))"),
        ("SO;a;9701;;;;;po;;", "'dekkend voorziening open'"),
        ("Speciaal Onderwijs;a;9701;;;;;po;;", "is er al (so:"),
        ("Praktijkonderwijs;a;9701;;;;;vo;;", "is er al (pro:"),
        ("basisschool;a;9701;;;;;po;;", "is er al (bo:"),
        ("cluster 2;a;9701;;;;;po;;", "is er al (cluster2:"),
        ("???;a;9701;;;;;vo;;", "gevonden '???', verwacht tekst; geef de soort een naam met letters"),
        (";a;9701;;;;;vo;;", "rij 2, kolom soort: gevonden niets"),
        ("opdc;;9701;;;;;vo;;", "rij 2, kolom naam: gevonden niets"),
        (f"{'x' * 61};a;9701;;;;;vo;;", "gevonden 61 tekens"),
        ("opdc;a;9701;;;;;;;", "soort 'opdc': geen doelgroep gevonden"),
        ("opdc;a;9701;;;;;mbo;;", "kolom doelgroep: gevonden 'mbo', verwacht po of vo"),
        ("opdc;a;0701;;;;;vo;;", "kolom postcode: gevonden '0701', verwacht een postcode als 1234"),
        ("opdc;a;1011;;;;;vo;;", "gevonden '1011', verwacht een postcode uit de gegevensset; controleer"),
        ("opdc;a;1011;100500;450500;;;vo;;", "of laat haar leeg: dan bepalen de coördinaten het gebied"),
        ("opdc;a;;;;;;vo;;", "rij 2: geen plek gevonden"),
        ("opdc;a;;100500;;;;vo;;", "maar één van x en y ingevuld"),
        ("opdc;a;;450500;100500;;;vo;;", "x en y zijn verwisseld"),
        ("opdc;a;;5,38;52,15;;;vo;;", "dit lijken coördinaten in het andere stelsel"),
        ("opdc;a;;100.500;450.500;;;vo;;", "zonder punt voor duizendtallen"),
        ("opdc;a;;inf;450500;;;vo;;", "gevonden 'inf'"),
        ("opdc;a;;links;rechts;;;vo;;", "kolom x: gevonden 'links', verwacht een getal"),
        ("opdc;Gent;;50000;380000;;;vo;;", "km buiten Nederland (RD 50000, 380000)"),
        (
            "opdc;a;9701;;;-5;;vo;;",
            "kolom plaatsen: gevonden '-5', verwacht een geheel getal van 0 tot 100.000",
        ),
        ("opdc;a;9701;;;2,5;;vo;;", "kolom plaatsen: gevonden '2,5'"),
        ("opdc;a;9701;;;1.000;;vo;;", "kolom plaatsen: gevonden '1.000'"),
        ("opdc;a;9701;;;veel;;vo;;", "kolom plaatsen: gevonden 'veel', verwacht een getal"),
        ("opdc;a;9701;;;1e400;;vo;;", "kolom plaatsen: gevonden '1e400'"),
        ("opdc;a;9701;;;;-1;vo;;", "kolom leerlingen: gevonden '-1'"),
        (
            "opdc;a;9701;;;;;vo;0;10",
            "kolom thuisnabij_km: gevonden '0', verwacht een afstand in km, meer dan 0",
        ),
        ("opdc;a;9701;;;;;vo;-3;10", "kolom thuisnabij_km: gevonden '-3'"),
        ("opdc;a;9701;;;;;vo;nan;10", "kolom thuisnabij_km: gevonden 'nan'"),
        ("opdc;a;9701;;;;;vo;15;10", "de norm thuisnabij is ruimer dan de norm acceptabel"),
        ("opdc;a;9701", "3 velden gevonden, 10 verwacht"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, made_up: Dataset, row: str, told: str) -> None:
    assert told in faults_of(tmp_path, made_up, row)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ("opdc;a;9701;;;;;vo;;", "OPDC;A;9701AB;;;;;vo;;"),
            "rij 2, 3: 'a' staat er 2 keer op dezelfde plek",
        ),
        (("opdc;a;9701;;;;;vo;;", "opdc;b;9702;;;;;po;;"), "po in rij 3 en vo in rij 2"),
        (
            ("opdc;a;9701;;;;;vo;5;", "opdc;b;9702;;;;;vo;6;"),
            "verschillende normen (5 in rij 2 en 6 in rij 3)",
        ),
        (
            tuple(f"school {n};a;9701;;;;;vo;;" for n in range(MOST_KINDS + 1)),
            "zet in kolom soort de soort voorziening, niet de naam van de vestiging",
        ),
        (tuple("opdc;a;1011;;;;;vo;;" for _ in range(15)), "en nog 5 onbekende postcodes"),
    ],
)
def test_rows_that_do_not_go_together(
    tmp_path: Path, made_up: Dataset, rows: tuple[str, ...], told: str
) -> None:
    assert told in faults_of(tmp_path, made_up, *rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "het bestand is leeg"),
        (HEAD, "geen rijen onder de kop"),
        ("soort\nopdc", "maar één kolom gevonden ('soort')"),
        ("naam;postcode;doelgroep\na;9701;vo", "kolom soort ontbreekt"),
        ("soort;naam;doelgroep\nopdc;a;vo", "geen kolom postcode, x en y, of lengtegraad en breedtegraad"),
        ("soort;Soort;naam;postcode\na;b;c;9701", "kolom soort staat er meer dan eens"),
        ("kind;type;naam;pc4\na;b;c;9701", "kind en type kunnen allebei soort zijn"),
        ("soort;naam;postcode\nopdc;a\0;9701", "dit is geen tekstbestand"),
        (
            "soort;naam;postcode;doelgroep;code\nopdc;a;9701;vo;00AA00",
            "'00AA00' is al de code van een vestiging",
        ),
        ("soort;naam;postcode;doelgroep;code\nopdc;a;9701;vo;a/../b", "verwacht een code van letters"),
        (
            "soort;naam;postcode;doelgroep;code\nopdc;a;9701;vo;q\nopdc;b;9702;vo;Q",
            "rij 2, 3: code q staat er 2 keer",
        ),
        ("soort;naam;postcode;doelgroep;peildatum\nopdc;a;9701;vo;31-2-2025", "gevonden '31-2-2025'"),
        (
            "soort;naam;lat;lon;doelgroep\nopdc;a;5.4;52.1;vo",
            "lon en lat zijn verwisseld",
        ),
        (
            "soort;naam;lat;lon;x;y;doelgroep\nopdc;a;52.0;4.6;150000;450500;vo",
            "x en y liggen meer dan 100 m van lengte- en breedtegraad",
        ),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, made_up: Dataset, text: str, told: str) -> None:
    with pytest.raises(InputError, match=r"opdc_2025\.csv is niet bruikbaar") as caught:
        read_facilities(written(tmp_path, text), made_up)
    assert told in str(caught.value)


def test_all_faults_come_in_one_message(tmp_path: Path, made_up: Dataset) -> None:
    told = faults_of(tmp_path, made_up, "opdc;;9701;;;-5;veel;mbo;0;", "so;b;9702;;;;;po;;")
    for column in ("naam", "plaatsen", "leerlingen", "doelgroep", "thuisnabij_km"):
        assert f"rij 2, kolom {column}" in told
    assert "rij 3, kolom soort" in told


def test_a_file_that_is_not_there(tmp_path: Path, made_up: Dataset) -> None:
    with pytest.raises(InputError, match="bestaat niet"):
        read_facilities(tmp_path / "weg.csv", made_up)
    with pytest.raises(InputError, match="niet te openen"):
        read_facilities(tmp_path, made_up)


_CELLS = st.one_of(
    st.sampled_from(["opdc", "vo", "po", "9701", "100500", "450500", "", "-1", "1e9", "<5", "so", "nan"]),
    st.text(alphabet=st.characters(exclude_characters='\n\r";\0', exclude_categories=["Cs"]), max_size=8),
)


@given(rows=st.lists(st.lists(_CELLS, min_size=10, max_size=10), min_size=1, max_size=4))
def test_whatever_stands_in_it_the_outcome_is_sound_or_an_explanation(
    tmp_path_factory: pytest.TempPathFactory, made_up: Dataset, rows: list[list[str]]
) -> None:
    path = written(tmp_path_factory.mktemp("los"), "\n".join((HEAD, *(";".join(row) for row in rows))))
    try:
        found = read_facilities(path, made_up)
    except InputError:
        return
    assert found.sites["pc4"].isin(made_up["pc4"]["pc4"]).all()
    assert found.sites["vestigingscode"].is_unique
    assert found.sites[["easting", "northing"]].notna().all(axis=None)
    assert (found.sites[["plaatsen", "leerlingen"]].fillna(0) >= 0).all(axis=None)
    assert {kind.age for kind in found.kinds} <= {"po", "vo"}


@given(st.text(max_size=40))
def test_a_code_is_safe_everywhere(text: str) -> None:
    code = slug(text)
    assert code == "" or (code[0].isalpha() and len(code) <= 24)
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(code) == code


def test_every_column_is_described() -> None:
    assert all(column.meaning for column in FACILITIES.columns)
    assert [column.name for column in FACILITIES.columns if column.required] == ["soort", "naam"]


# ---- the real country


def test_a_file_for_the_real_country(tmp_path: Path, dataset_folder: Path) -> None:
    real = read_dataset(dataset_folder)
    found = read(
        tmp_path,
        real,
        "opdc;Zwolle;;203000;503000;;;vo;;",
        "opdc;Ver weg;1011;203000;503000;;;vo;;",
        "opdc;Haven;;68000;446000;;;vo;;",
    )
    assert found.sites["pc4"].tolist()[:2] == ["8011", "1011"]
    assert found.sites["plaatsing"].tolist()[:2] == [OWN_POINT, "PC4"]
    astray = next(one for one in found.findings if one.severity is Severity.DOUBT)
    assert astray.examples == ("rij 3 (Ver weg)",)
    assert "de postcode telt" in astray.message
