"""Swv-organisations in a user's file: amounts as people write them, and every mistake named."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from data.findings import Severity
from data.organisations_file import Organisations, read_organisations, swv_codes, template
from data.organisations_schema import AMOUNTS, ORGANISATIONS, SYNONYMS, schema
from data.own_amounts import plain_amount
from geo.errors import InputError

HEAD = (
    "code;naam;peildatum;bron;budget_eur;reserve_eur;fte;model;thuiszitters;wachtlijst;"
    "tlv_so;tlv_sbo;tlv_vso;tlv_pro"
)
FULL = "PO2001;Stichting A;2024;jaarverslag;12500000,50;-1500000;12,5;school;40;3;100;200;;"


def written(folder: Path, *rows: str, head: str = HEAD, name: str = "swv.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    return path


def faults_of(path: Path, dataset: Dataset) -> str:
    with pytest.raises(InputError, match="is niet bruikbaar") as caught:
        read_organisations(path, dataset)
    return "\n".join(caught.value.faults)


def one(folder: Path, dataset: Dataset, column: str, text: str, code: str = "PO2001") -> Organisations:
    return read_organisations(written(folder, f"{code};{text}", head=f"code;{column}"), dataset)


def test_every_column_is_read(tmp_path: Path, made_up: Dataset) -> None:
    found = read_organisations(written(tmp_path, FULL, "VO2002;;;;;;;;;;;;300;0"), made_up)
    assert found.table["code"].tolist() == ["PO2001", "VO2002"]
    amounts = [found.value("PO2001", column.name) for column in AMOUNTS]
    assert amounts[:7] == [12_500_000.5, -1_500_000, 12.5, 40, 3, 100, 200]
    assert all(math.isnan(value) for value in amounts[7:])
    told = [found.text("PO2001", name) for name in ("naam", "peildatum", "bron", "model")]
    assert told == ["Stichting A", "2024", "jaarverslag", "school"]
    # 0 is told, empty is not
    assert found.value("VO2002", "tlv_pro") == 0
    assert found.value("VO2002", "tlv_vso") == 300
    assert math.isnan(found.value("VO2002", "budget_eur"))
    assert math.isnan(found.value("VO2001", "budget_eur"))
    assert found.text("VO2001", "model") == ""


def test_only_the_code_is_needed(tmp_path: Path, made_up: Dataset) -> None:
    found = read_organisations(written(tmp_path, "po 20.01;", head="swv;naam"), made_up)
    assert found.table["code"].tolist() == ["PO2001"]
    assert found.table[[column.name for column in AMOUNTS]].isna().all(axis=None)
    assert [f.severity for f in found.findings] == [Severity.DOUBT, Severity.DOUBT]
    assert "zonder één cijfer" in found.findings[1].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, made_up: Dataset, encoding: str, mark: str) -> None:
    path = tmp_path / "swv.csv"
    text = f'code{mark}naam{mark}fte\r\nPO2001{mark}Stichting Één{mark}"12,5"\r\n'
    path.write_bytes(text.encode(encoding))
    found = read_organisations(path, made_up)
    assert found.text("PO2001", "naam") == "Stichting Één"
    assert found.value("PO2001", "fte") == 12.5


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("budget_eur", "€ 12.500.000,00", 12_500_000),
        ("budget_eur", "12.500.000", 12_500_000),
        ("budget_eur", "12.500,00", 12_500),
        ("budget_eur", "12,500,000.5", 12_500_000.5),
        ("budget_eur", "12500", 12_500),
        ("budget_eur", "12 500 000", 12_500_000),
        ("budget_eur", "12500,-", 12_500),
        ("budget_eur", "12500 EUR", 12_500),
        ("reserve_eur", "\N{MINUS SIGN}250000", -250_000),
        ("fte", "0,125", 0.125),
        ("fte", "12.5", 12.5),
        ("thuiszitters", "40,0", 40),
    ],
)
def test_amounts_as_people_write_them(
    tmp_path: Path, made_up: Dataset, column: str, text: str, value: float
) -> None:
    assert one(tmp_path, made_up, column, f'"{text}"').value("PO2001", column) == value


@pytest.mark.parametrize("word", ["", "onbekend", "N.B.", "-", "?", "n.v.t."])
def test_unknown_stays_missing(tmp_path: Path, made_up: Dataset, word: str) -> None:
    found = read_organisations(written(tmp_path, f"PO2001;{word};7", head="code;wachtlijst;fte"), made_up)
    assert math.isnan(found.value("PO2001", "wachtlijst"))
    mended = [f for f in found.findings if f.severity is Severity.MENDED]
    assert len(mended) == (0 if word == "" else 1)
    if mended:
        assert mended[0].examples == ("rij 2, kolom wachtlijst",)
        assert "niet als 0" in mended[0].message


@pytest.mark.parametrize(
    ("model", "word"),
    [("school", "Schoolmodel"), ("expertise", "EXPERTISE"), ("gemengd", "mengvorm"), ("gemengd", "mix")],
)
def test_models_have_other_names(tmp_path: Path, made_up: Dataset, model: str, word: str) -> None:
    assert one(tmp_path, made_up, "model", word).text("PO2001", "model") == model


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("PO2010;;;;;;;;;;;;;", "rij 2, kolom code: onbekend swv 'PO2010'"),
        ("PO2010;;;;;;;;;;;;;", "bedoelt u PO200"),
        ("Utrecht;;;;;;;;;;;;;", "gevonden 'Utrecht', verwacht een code als PO2707"),
        (";naam;;;;;;;;;;;;", "kolom code: gevonden niets"),
        ("PO2001;;;;;;;;;;;;;\npo20.01;;;;;;;;;;;;;", "rij 2, 3: PO2001 staat er 2 keer; laat er een over"),
        ("PO2001;;31-2-2025;;;;;;;;;;;", "kolom peildatum: gevonden '31-2-2025'"),
        ("PO2001;;;;veel;;;;;;;;;", "kolom budget_eur: gevonden 'veel', verwacht een bedrag in euro's"),
        ("PO2001;;;;-5;;;;;;;;;", "kolom budget_eur: gevonden '-5'"),
        ("PO2001;;;;2e9;;;;;;;;;", "kolom budget_eur: gevonden '2e9'"),
        ("PO2001;;;;inf;;;;;;;;;", "kolom budget_eur: gevonden 'inf'"),
        ("PO2001;;;;#REF!;;;;;;;;;", "kolom budget_eur: gevonden '#REF!'"),
        ("PO2001;;;;1.500;;;;;;;;;", "op twee manieren worden gelezen"),
        ("PO2001;;;;1,500;;;;;;;;;", "op twee manieren worden gelezen"),
        ("PO2001;;;;;-2000000000;;;;;;;;", "kolom reserve_eur: gevonden '-2000000000'"),
        ("PO2001;;;;;;10001;;;;;;;", "kolom fte: gevonden '10001'"),
        (
            "PO2001;;;;;;;gewoon;;;;;;",
            "kolom model: gevonden 'gewoon', verwacht school, expertise of gemengd",
        ),
        ("PO2001;;;;;;;;12,5;;;;;", "kolom thuiszitters: gevonden '12,5', verwacht een geheel getal"),
        ("PO2001;;;;;;;;<5;;;;;", "kolom thuiszitters: gevonden '<5'"),
        ("PO2001;;;;;;;;-1;;;;;", "kolom thuiszitters: gevonden '-1'"),
        ("PO2001;;;;;;;;1.200;;;;;", "kolom thuiszitters: gevonden '1.200'"),
        ("PO2001;;;;;;;;٣;;;;;", "kolom thuiszitters: gevonden '٣'"),
        ("PO2001;;;;;;;;;;;;7;", "kolom tlv_vso: gevonden 7 bij PO2001, verwacht niets"),
        ("VO2001;;;;;;;;;;7;;;", "alleen een swv po geeft deze toelaatbaarheidsverklaringen af"),
        (f"PO2001;{'x' * 121};;;;;;;;;;;;", "kolom naam: 121 tekens gevonden, verwacht hooguit 120"),
        ("PO2001;;;", "4 velden gevonden, 14 verwacht"),
        ("\n".join(f"PO99{n:02};;;;;;;;;;;;;" for n in range(14)), "en nog 4 onbekende swv's"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, made_up: Dataset, row: str, told: str) -> None:
    assert told in faults_of(written(tmp_path, row), made_up)


def test_all_faults_come_in_one_message(tmp_path: Path, made_up: Dataset) -> None:
    rows = ("PO9999;;;;;;;;;;;;;", "PO2002;;x;;;;;;;;;;;", "VO2001;;;;?;;;beter;a;b;1;;;")
    told = faults_of(written(tmp_path, *rows), made_up)
    assert [told.count(f"rij {row}, ") for row in (2, 3, 4)] == [1, 1, 4]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("naam;fte", "kolom code ontbreekt"),
        ("code;swv;fte", ""),
        ("swv;nummer;fte", "kunnen allebei code zijn"),
        ("code;budget;begroting", "kunnen allebei budget_eur zijn"),
        ("code;fte;fte", "kolom 'fte' staat er 2 keer"),
    ],
)
def test_columns_that_are_missing_or_doubtful(tmp_path: Path, made_up: Dataset, head: str, told: str) -> None:
    path = written(tmp_path, ";".join(["PO2001", "", ""][: head.count(";") + 1]), head=head)
    if told:
        assert told in faults_of(path, made_up)
    else:
        # our own name counts before other names for it
        assert read_organisations(path, made_up).table["code"].tolist() == ["PO2001"]


@pytest.mark.parametrize("raw", [b"", b"code;fte\n", b"\x00\x01\x02", b"code\nPO2001\n"])
def test_files_that_are_no_table(tmp_path: Path, made_up: Dataset, raw: bytes) -> None:
    path = tmp_path / "swv.csv"
    path.write_bytes(raw)
    assert faults_of(path, made_up)


def test_swvs_without_an_area_stand_apart(tmp_path: Path, made_up: Dataset) -> None:
    rows = ("PO2001;5", "PO0001;7", "VO0001;8")
    found = read_organisations(written(tmp_path, *rows, head="code;fte", name="swv_2025.csv"), made_up)
    assert found.table["code"].tolist() == ["PO2001"]
    assert found.national["code"].tolist() == ["PO0001", "VO0001"]
    assert any("zonder gebied" in f.message and f.count == 2 for f in found.findings)


@pytest.mark.parametrize(
    ("name", "given_date", "second", "when"),
    [
        ("swv.csv", "", "", "2024, deels onbekend"),
        ("swv_2023.csv", "", "2023", "2023 tot en met 2024"),
        ("swv_2023.csv", "1-10-2025", "2025-10-01", "2024 tot en met 2025-10-01"),
    ],
)
def test_of_when_the_rows_are(
    tmp_path: Path, made_up: Dataset, name: str, given_date: str, *, second: str, when: str
) -> None:
    path = written(tmp_path, "PO2001;2024;1", "PO2002;;2", head="code;peildatum;fte", name=name)
    found = read_organisations(path, made_up, given_date)
    assert [found.text(code, "peildatum") for code in ("PO2001", "PO2002")] == ["2024", second]
    assert found.source.peildatum == when


@pytest.mark.parametrize("date", ["01/02/2024", "2026-01-02", "2027", "3-1-2026"])
def test_dates_to_come_or_of_two_days_are_refused(tmp_path: Path, made_up: Dataset, date: str) -> None:
    path, day = written(tmp_path, f"PO2001;{date};1", head="code;peildatum;fte"), dt.date(2026, 1, 1)
    with pytest.raises(InputError) as caught:
        read_organisations(path, made_up, today=day)
    (fault,) = caught.value.faults
    why = "schuine strepen" if "/" in date else "later dan vandaag (2026-01-01)"
    assert fault.startswith(f"rij 2, kolom peildatum: gevonden '{date}', verwacht een datum als 2025-10-01")
    assert why in fault


def test_a_date_to_come_beside_or_in_the_name_of_the_file(tmp_path: Path, made_up: Dataset) -> None:
    path = written(tmp_path, "PO2001;1", head="code;fte", name="swv_2099.csv")
    day = dt.date(2026, 1, 1)
    with pytest.raises(InputError, match=r"de opgegeven peildatum: gevonden '2099-01-01'.*later dan vandaag"):
        read_organisations(path, made_up, "2099-01-01", day)
    assert read_organisations(path, made_up, today=day).source.peildatum == "onbekend"
    assert read_organisations(path, made_up, "2026", day).source.peildatum == "2026"


def test_a_wrong_date_beside_the_file(tmp_path: Path, made_up: Dataset) -> None:
    with pytest.raises(InputError, match="de opgegeven peildatum: gevonden 'gisteren'"):
        read_organisations(written(tmp_path, "PO2001;1", head="code;fte"), made_up, "gisteren")


def test_sources_of_rows_are_told(tmp_path: Path, made_up: Dataset) -> None:
    found = read_organisations(written(tmp_path, FULL), made_up)
    assert found.source.publisher == "eigen bestand, volgens jaarverslag"
    assert one(tmp_path, made_up, "fte", "1").source.publisher == "eigen bestand, bron niet genoemd"


def test_columns_without_a_meaning_are_told(tmp_path: Path, made_up: Dataset) -> None:
    found = read_organisations(written(tmp_path, "PO2001;1;x", head="code;fte;kleur"), made_up)
    assert any(f.examples == ("kleur",) for f in found.findings)


def test_the_template_can_be_filled_in(tmp_path: Path) -> None:
    bundled = read_dataset(BUNDLED)
    codes = swv_codes(bundled)
    assert len(codes) == 76 + 74
    path = tmp_path / "leeg.csv"
    path.write_bytes(template(dict.fromkeys(codes, "Ergens; hier")).encode("utf-8-sig"))
    found = read_organisations(path, bundled)
    assert tuple(found.table["code"]) == codes
    assert found.table["gebied"].unique().tolist() == ["Ergens; hier"]


def test_the_schema_knows_every_column() -> None:
    names = [column.name for column in ORGANISATIONS.columns]
    assert list(schema().columns) == names
    assert set(SYNONYMS) <= set(names)
    assert not any(name in SYNONYMS[column] for column in SYNONYMS for name in names if name != column)


@given(st.floats(0, 1e9), st.integers(0, 2))
def test_a_dutch_number_comes_back(value: float, decimals: int) -> None:
    dutch = f"{value:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")
    told = plain_amount(dutch)
    doubtful = decimals == 0 and dutch.count(".") == 1
    assert (told == dutch) if doubtful else (float(told) == pytest.approx(round(value, decimals)))


@given(st.text(max_size=12))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(plain_amount(text), str)


DOCS = Path(__file__).resolve().parents[2] / "docs" / "bronnen.md"


def test_the_document_describes_the_file(tmp_path: Path) -> None:
    text = DOCS.read_text(encoding="utf-8").partition("## Swv-organisaties\n")[2].partition("\n## ")[0]
    for column in ORGANISATIONS.columns:
        also = ", ".join(SYNONYMS.get(column.name, ())) or "-"
        needed = "ja" if column.required else "nee"
        cells = (f"`{column.name}`", also, column.unit or "-", needed, column.expected(), column.meaning)
        assert f"| {' | '.join(cells)} |" in text
    example = text.partition("```csv\n")[2].partition("```")[0]
    path = tmp_path / "voorbeeld.csv"
    path.write_text(example, encoding="utf-8")
    found = read_organisations(path, read_dataset(BUNDLED))
    assert found.value("VO2001", "budget_eur") == 32_750_000
    assert math.isnan(found.value("PO2001", "thuiszitters"))
    for model in ("school", "expertise", "gemengd"):
        assert model in text
