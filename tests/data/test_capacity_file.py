"""Places per site in a user's file: codes as people type them, and every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.capacity_file import read_capacity
from data.dataset import BUNDLED, Dataset, read_dataset
from data.own_facilities import read_facilities
from data.own_kinds import with_facilities
from geo.errors import InputError


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return read_dataset(BUNDLED)


@pytest.fixture(scope="module")
def schools(made_up: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Give the made-up country, of one school, three opdc's and a site of another kind."""
    path = tmp_path_factory.mktemp("eigen") / "opdc.csv"
    rows = ("soort;naam;postcode;doelgroep;code", "opdc;a;9701;vo;", "opdc;b;9702;vo;", "thuis;c;9702;po;T-1")
    path.write_text("\n".join(rows), encoding="utf-8")
    return with_facilities(made_up, read_facilities(path, made_up))


def given_rows(folder: Path, *rows: str, head: str = "vestigingscode;soort;plaatsen") -> Path:
    path = folder / "plaatsen.csv"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    return path


def faults_of(path: Path, dataset: Dataset) -> str:
    with pytest.raises(InputError, match=r"plaatsen\.csv is niet bruikbaar") as caught:
        read_capacity(path, dataset)
    return "\n".join(caught.value.faults)


def test_places_are_read_for_sites_and_kinds(tmp_path: Path, schools: Dataset) -> None:
    found = read_capacity(given_rows(tmp_path, "00aa00;BO;200", "opdc-001;;0", "t-1;thuis;15"), schools)
    assert found.to_dict("list") == {
        "vestigingscode": ["00AA00", "opdc-001", "T-1"],
        "soort": ["bo", "opdc", "thuis"],
        "plaatsen": [200.0, 0.0, 15.0],
    }


@pytest.mark.parametrize(
    "head", ["BRIN6;Capaciteit;naam", "vestiging;aantal plaatsen;plaats", "code,plekken,x"]
)
def test_headers_have_synonyms_and_the_kind_may_be_left_out(
    tmp_path: Path, schools: Dataset, head: str
) -> None:
    row = "00AA00,12,Stad" if "," in head else "00AA00;12;Stad"
    found = read_capacity(given_rows(tmp_path, row, head=head), schools)
    assert found.to_numpy().tolist() == [["00AA00", "bo", 12.0]]


def test_a_kind_may_be_written_by_its_name(tmp_path: Path, schools: Dataset) -> None:
    found = read_capacity(given_rows(tmp_path, "00AA00;Basisonderwijs;12"), schools)
    assert found["soort"].tolist() == ["bo"]


def test_an_empty_number_says_nothing(tmp_path: Path, schools: Dataset) -> None:
    found = read_capacity(given_rows(tmp_path, "00AA00;bo;", "opdc-001;opdc;9"), schools)
    assert found["vestigingscode"].tolist() == ["opdc-001"]
    told = faults_of(given_rows(tmp_path, "00AA00;bo;"), schools)
    assert "kolom plaatsen is overal leeg" in told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("00AA01;bo;5", "rij 2, kolom vestigingscode: onbekende vestiging '00AA01'"),
        ("00AA01;bo;5", "bedoelt u 00AA00?"),
        ("1,2E+305;;5", "uw rekenblad heeft de code als getal opgevat"),
        (";bo;5", "kolom vestigingscode: gevonden niets"),
        ("00AA00;so;5", "kolom soort: gevonden 'so', verwacht bo, want meer heeft 00AA00 niet"),
        ("00AA00;bo;-5", "kolom plaatsen: gevonden '-5', verwacht een geheel getal van 0 tot 100.000"),
        ("00AA00;bo;12,5", "kolom plaatsen: gevonden '12,5'"),
        ("00AA00;bo;1.200", "kolom plaatsen: gevonden '1.200'"),
        ("00AA00;bo;vol", "kolom plaatsen: gevonden 'vol', verwacht een getal"),
        ("00AA00;bo;inf", "kolom plaatsen: gevonden 'inf'"),
        ("00AA00;bo;1e30", "kolom plaatsen: gevonden '1e30'"),
        ("00AA00;bo;5\n00aa00;;6", "rij 2, 3: 00AA00 met bo staat er 2 keer"),
        ("00AA00;bo;\n00aa00;bo;6", "rij 2, 3: 00AA00 met bo staat er 2 keer"),
        ("00AA00;bo", "2 velden gevonden, 3 verwacht"),
        ("\n".join(f"99ZZ{n:02};;1" for n in range(14)), "en nog 4 onbekende vestigingen"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, schools: Dataset, row: str, told: str) -> None:
    assert told in faults_of(given_rows(tmp_path, row), schools)


def test_all_faults_come_in_one_message(tmp_path: Path, schools: Dataset) -> None:
    told = faults_of(given_rows(tmp_path, "00ZZ00;bo;1", "00AA00;so;-1", "opdc-001;;x"), schools)
    assert all(f"rij {row}, " in told for row in (2, 3, 4))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("vestigingscode;soort;leerlingen", "kolom plaatsen ontbreekt"),
        ("school;soort;plaatsen", "kolom vestigingscode ontbreekt"),
        ("brin6;vestiging;plaatsen", "brin6 en vestiging kunnen allebei vestigingscode zijn"),
    ],
)
def test_a_file_without_its_columns(tmp_path: Path, schools: Dataset, head: str, told: str) -> None:
    path = given_rows(tmp_path, "00AA00;bo;5", head=head)
    if "brin6" in head:
        told = told.replace("brin6 en vestiging", "vestiging en brin6")
    assert told in faults_of(path, schools)


def test_groups_have_codes_of_their_own(tmp_path: Path, bundled: Dataset) -> None:
    found = read_capacity(given_rows(tmp_path, "1013-BO;;700", "1013-vo;vo;900"), bundled)
    assert found["soort"].tolist() == ["bo", "vo"]
    told = faults_of(given_rows(tmp_path, "00AA00;bo;5"), bundled)
    assert "groepen per postcodegebied en soort, zoals 3511-so" in told
    assert "'dekkend voorziening lijst' geeft alle codes" in told
    told = faults_of(given_rows(tmp_path, "1014-cluster2;;5"), bundled)
    assert "1014-cluster2 heeft geen soort die in de dekking meetelt" in told


def test_a_site_with_several_kinds_needs_the_kind(tmp_path: Path, dataset_folder: Path) -> None:
    real = read_dataset(dataset_folder)
    offers = real["aanbod"]
    both = offers.loc[offers["gedeeld"] > 0, "vestigingscode"].iloc[0]
    kinds = offers.loc[offers["vestigingscode"] == both, "soort"].tolist()
    told = faults_of(given_rows(tmp_path, f"{both};;5"), real)
    assert f"verwacht een van {', '.join(kinds)}" in told
    found = read_capacity(given_rows(tmp_path, *(f"{both};{kind};5" for kind in kinds)), real)
    assert found["soort"].tolist() == kinds


@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["00AA00", "opdc-001", "T-1", "", "x", "00AA0O"]),
            st.sampled_from(["", "bo", "opdc", "thuis", "so", "?"]),
            st.sampled_from(["", "0", "7", "-1", "1,5", "abc", "99999999"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_comes_out_is_sound(
    tmp_path_factory: pytest.TempPathFactory, schools: Dataset, cells: list[tuple[str, str, str]]
) -> None:
    path = given_rows(tmp_path_factory.mktemp("los"), *(";".join(row) for row in cells))
    try:
        found = read_capacity(path, schools)
    except InputError:
        return
    assert not found.duplicated(["vestigingscode", "soort"]).any()
    assert found["plaatsen"].isin([0.0, 7.0]).all()
    offered = set(schools["aanbod"][["vestigingscode", "soort"]].itertuples(index=False, name=None))
    assert set(found[["vestigingscode", "soort"]].itertuples(index=False, name=None)) <= offered
    assert len(found) == sum(1 for _, _, places in cells if places)
