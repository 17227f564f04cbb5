"""Own kinds in a data set: nothing that was there changes, and the account says what came."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, fingerprint, read_dataset, write_dataset
from data.overview import overview
from data.own_facilities import read_facilities
from data.own_kinds import own_kinds, own_norms, with_facilities
from data.soundness import faults_of
from geo.errors import InputError

TEXT = """soort;naam;postcode;plaatsen;leerlingen;doelgroep;thuisnabij_km;acceptabel_km;acceptabel_min
OPDC;De Brug;{0};40;35;vo;7,5;20;30
OPDC;De Sluis;{1};25;;vo;;;
Thuis+;Leonardo;{1};;;po;;;
"""


def extended(folder: Path, dataset: Dataset, name: str = "opdc_2025.csv", text: str = TEXT) -> Dataset:
    path = folder / name
    path.write_text(text.format(*dataset["pc4"]["pc4"].iloc[:2]), encoding="utf-8")
    return with_facilities(dataset, read_facilities(path, dataset))


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return read_dataset(BUNDLED)


@pytest.fixture(params=["made_up", "bundled"])
def base(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.getfixturevalue(request.param)
    return found


def test_rows_are_added_under_those_that_were_there(tmp_path: Path, base: Dataset) -> None:
    made = extended(tmp_path, base)
    for name in ("vestigingen", "aanbod", "soorten"):
        was, now = base[name], made[name]
        pd.testing.assert_frame_equal(now.iloc[: len(was)][list(was.columns)], was)
        assert now[list(was.columns)].dtypes.equals(was.dtypes)
        assert len(now) == len(was) + (2 if name == "soorten" else 3)
    for name in ("pc4", "gemeenten", "gebieden", "pc4_vlakken", "regionamen", "swv_namen"):
        assert made[name] is base[name]
    assert own_kinds(made) == ("opdc", "thuis")
    assert own_kinds(base) == ()


def test_offers_are_counted_as_those_of_other_sites(tmp_path: Path, base: Dataset) -> None:
    rows = extended(tmp_path, base)["aanbod"].tail(3).to_dict("list")
    assert rows["aantal"] == [1, 1, 1]
    assert rows["onbekend"] == [0, 1, 1]
    assert rows["leerlingen"][0] == 35.0
    assert rows["plaatsen"][:2] == [40.0, 25.0]
    assert rows["gedeeld"] == rows["reformatorisch"] == [0, 0, 0]


def test_the_set_hangs_together_and_has_its_own_fingerprint(tmp_path: Path, base: Dataset) -> None:
    made = extended(tmp_path, base)
    # the made-up country has its own faults; nothing comes with the new kinds
    assert set(faults_of(made)) == set(faults_of(base))
    assert made.manifest.fingerprint == fingerprint(made.tables) != base.manifest.fingerprint
    assert made.folder == base.folder
    assert extended(tmp_path, base).manifest.fingerprint == made.manifest.fingerprint
    other = TEXT.replace("40;35", "41;35")
    assert extended(tmp_path, base, text=other).manifest.fingerprint != made.manifest.fingerprint


def test_the_account_names_file_findings_and_date(tmp_path: Path, base: Dataset) -> None:
    manifest = extended(tmp_path, base).manifest
    source = manifest.sources[-1]
    assert source["uitgever"] == "eigen bestand"
    assert (source["tabel"], source["bestand"], source["peildatum"], source["rijen"]) == (
        "voorzieningen",
        "opdc_2025.csv",
        "2025",
        3,
    )
    assert len(source["sha256"]) == 64
    assert manifest.labels["eigen bestand opdc_2025.csv"] == "eigen bestand opdc_2025.csv, peildatum 2025"
    assert manifest.name == f"{base.manifest.name}, met opdc, thuis"
    assert any(one.source == "opdc_2025.csv" for one in manifest.findings)
    assert manifest.counts["soorten"] == len(base["soorten"]) + 2
    assert manifest.grouped == base.manifest.grouped


def test_norms_stay_with_the_data_set(tmp_path: Path, base: Dataset) -> None:
    made = extended(tmp_path, base)
    target = tmp_path / "set"
    write_dataset(made, target)
    again = read_dataset(target)
    assert again.manifest.fingerprint == made.manifest.fingerprint == fingerprint(again.tables)
    assert own_norms(again) == own_norms(made)
    assert [(one.name, one.kind, one.value, one.unit) for one in own_norms(made)] == [
        ("thuisnabij", "opdc", 7500.0, "m"),
        ("acceptabel", "opdc", 20_000.0, "m"),
        ("acceptabel", "opdc", 1800.0, "s"),
    ]
    assert own_norms(base) == ()


def test_the_overview_counts_them(tmp_path: Path, bundled: Dataset) -> None:
    counted = overview(extended(tmp_path, bundled)).kinds.set_index("soort")
    assert counted.loc["opdc", "vestigingen"] == 2
    assert counted.loc["opdc", "op_pc4"] == 2
    assert counted.loc["opdc", "op_eigen_punt"] == 0
    assert counted.loc["opdc", "bron"] == "eigen bestand opdc_2025.csv, peildatum 2025"
    was = overview(bundled).kinds.set_index("soort")
    pd.testing.assert_frame_equal(counted.loc[was.index], was)


def test_a_site_on_its_own_point_is_counted_so(tmp_path: Path, bundled: Dataset) -> None:
    text = "soort;naam;x;y;doelgroep\nopdc;a;203000;503000;vo\n"
    counted = overview(extended(tmp_path, bundled, text=text)).kinds.set_index("soort")
    assert counted.loc["opdc", "op_eigen_punt"] == 1


def test_a_second_file_adds_other_kinds_only(tmp_path: Path, base: Dataset) -> None:
    made = extended(tmp_path, base)
    with pytest.raises(InputError, match=r"is er al \(opdc: OPDC\)"):
        extended(tmp_path, made)
    other = "soort;naam;postcode;doelgroep\nJeugdhulp;a;{0};vo\n"
    twice = extended(tmp_path, made, text=other)
    assert own_kinds(twice) == ("opdc", "thuis", "jeugdhulp")
    assert own_norms(twice) == own_norms(made)
    # the same name for another file: a source of its own
    assert "eigen bestand opdc_2025.csv (2)" in twice.manifest.labels


def test_a_file_read_for_another_set_is_refused(tmp_path: Path, made_up: Dataset) -> None:
    path = tmp_path / "opdc.csv"
    path.write_text("soort;naam;postcode;doelgroep\nopdc;a;9701;vo\n", encoding="utf-8")
    found = read_facilities(path, made_up)
    made = with_facilities(made_up, found)
    with pytest.raises(InputError, match="opdc, opdc-001 staat al in de gegevensset"):
        with_facilities(made, found)
