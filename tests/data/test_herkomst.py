"""Pupils by home joined to sites and demand points; a data set with and without them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.dataset import HERKOMST, TABLES, Dataset, fingerprint, read_dataset, write_dataset
from data.findings import Finding, Severity
from data.herkomst import COLUMNS, empty_table, home_table
from data.importer import import_folder
from geo.errors import InputError

Frames = dict[str, pd.DataFrame]
Join = Callable[[Mapping[str, pd.DataFrame]], Dataset]
#: A row as a reader gives it: site, kind, PC4, pupils at least, in the middle, at most.
Told = tuple[str, str, str | None, float, float, float]

SITES = pd.DataFrame({"vestigingscode": ["00AA00", "00AB00", "00AC00", "00AD00", "00AE00"]})
OFFERS = pd.DataFrame(
    {
        "vestigingscode": ["00AA00", "00AB00", "00AB00", "00AC00", "00AD00", "00AD00", "00AE00"],
        "soort": ["bo", "so", "vso", "cluster2", "pro", "vo", "vo"],
    }
)
POINTS = pd.DataFrame({"pc4": ["1011", "1012"]})


def _told(*rows: Told) -> pd.DataFrame:
    columns = ["vestigingscode", "soort", "pc4", "leerlingen_min", "leerlingen", "leerlingen_max"]
    return pd.DataFrame(rows, columns=columns).assign(jaar=2024)


def _join(*rows: Told) -> tuple[list[tuple[Any, ...]], list[Finding]]:
    table, findings = home_table([_told(*rows)], SITES, OFFERS, POINTS)
    assert list(table.columns) == list(COLUMNS)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == dict(COLUMNS)
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog", "gedeeld"]
    return list(table[columns].itertuples(index=False, name=None)), findings


def _one(findings: list[Finding], part: str) -> Finding:
    found = [f for f in findings if part in f.message]
    assert len(found) == 1
    return found[0]


def test_rows_get_our_kinds_and_unknown_homes_stay() -> None:
    rows, findings = _join(
        ("00AA00", "BO", "1011", 1, 2, 4),
        ("00AA00", "BO", None, 5, 5, 5),
        ("00AA00", "BO", "9999", 3, 3, 3),
        ("00AB00", "VSO", "1012", 6, 6, 6),
        ("00AC00", "SO", "1011", 7, 7, 7),
        ("00AC00", "VSO", "1011", 1, 2, 4),
    )
    assert rows == [
        ("00AA00", "bo", "", 8, 8, 8, False),
        ("00AA00", "bo", "1011", 1, 2, 4, False),
        ("00AB00", "vso", "1012", 6, 6, 6, False),
        ("00AC00", "cluster2", "1011", 8, 9, 11, False),
    ]
    unknown = _one(findings, "woonpostcode die niet in de gegevens zit")
    assert unknown.count == 1
    assert unknown.examples == ("9999",)
    assert "(3 leerlingen)" in unknown.message


def test_sites_that_are_not_there_are_told_with_their_pupils() -> None:
    rows, findings = _join(("00AA00", "BO", "1011", 5, 5, 5), ("99ZZ00", "BO", "1011", 10, 20, 40))
    assert len(rows) == 1
    gone = _one(findings, "vestigingen die niet in de gegevens zitten")
    assert gone.severity is Severity.DROPPED
    assert gone.examples == ("99ZZ00",)
    assert "(10 tot 40 leerlingen)" in gone.message


def test_a_kind_that_the_site_does_not_offer_counts_and_is_told() -> None:
    rows, findings = _join(("00AA00", "SBO", "1011", 5, 5, 5))
    assert rows == [("00AA00", "sbo", "1011", 5, 5, 5, False)]
    assert _one(findings, "volgens de andere bronnen niet biedt").count == 1


def test_kinds_counted_together_have_none_to_all_and_a_middle_that_adds_up() -> None:
    rows, findings = _join(
        ("00AE00", "VO/PRO", "1011", 30, 30, 30),  # offers vo only
        ("00AD00", "PRO", "1012", 10, 10, 10),
        ("00AD00", "VO/PRO", "1011", 8, 8, 8),  # offers both
    )
    assert rows == [
        ("00AD00", "pro", "1011", 0, 2, 8, True),
        ("00AD00", "pro", "1012", 10, 10, 10, False),
        ("00AD00", "vo", "1011", 0, 6, 8, True),
        ("00AE00", "vo", "1011", 30, 30, 30, False),
    ]
    assert _one(findings, "twee soorten samen").count == 1


def test_so_and_vso_together_follow_the_site_or_are_split_evenly_for_want_of_better() -> None:
    assert _join(("00AB00", "SO/VSO", "1011", 4, 4, 4))[0] == [
        ("00AB00", "so", "1011", 0, 2, 4, True),
        ("00AB00", "vso", "1011", 0, 2, 4, True),
    ]


def test_open_sites_without_a_single_pupil_are_told() -> None:
    _, findings = _join(("00AD00", "VO", "1011", 4, 4, 4))
    assert _one(findings, "zonder een enkele leerling").examples == ("00AE00",)


@pytest.fixture
def with_homes(country: Frames, joined: Join) -> Dataset:
    """The made-up country, of which somebody brought pupils by home."""
    country["herkomst_po"] = _told(
        ("00AA00", "BO", "9701", 90, 90, 90),
        ("00AA00", "BO", "9702", 1, 2, 4),
        ("00AA00", "BO", None, 6, 6, 6),
    )
    return joined(country)


def test_a_data_set_with_homes_reads_back(with_homes: Dataset, tmp_path: Path) -> None:
    write_dataset(with_homes, tmp_path / "ds")
    back = read_dataset(tmp_path / "ds")
    pd.testing.assert_frame_equal(back[HERKOMST], with_homes[HERKOMST])
    assert fingerprint(back.tables) == with_homes.manifest.fingerprint
    assert back.manifest.counts[HERKOMST] == 3
    assert back.manifest.labels[HERKOMST].startswith("DUO leerlingen po naar woonpostcode")
    (tmp_path / "ds" / "herkomst.parquet").unlink()
    with pytest.raises(InputError, match=r"herkomst\.parquet is onleesbaar"):
        read_dataset(tmp_path / "ds")


def test_without_homes_nothing_changes(made_up: Dataset, with_homes: Dataset, tmp_path: Path) -> None:
    assert HERKOMST not in made_up.tables
    assert HERKOMST not in TABLES
    assert HERKOMST not in made_up.manifest.labels
    pd.testing.assert_frame_equal(made_up[HERKOMST], empty_table())
    target = tmp_path / "ds"
    write_dataset(with_homes, target)
    write_dataset(made_up, target)  # one data set replaces the other
    assert not (target / "herkomst.parquet").exists()
    assert read_dataset(target)[HERKOMST].empty
    assert made_up.manifest.fingerprint != with_homes.manifest.fingerprint


def _write(path: Path, *lines: str) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="cp1252")


def test_files_of_po_and_vo_beside_the_publishers(
    brondata: Path, dataset_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(brondata, tmp_path / "bron", ignore=shutil.ignore_patterns("wegen"))
    sites = read_dataset(dataset_folder)["vestigingen"]
    bo = sites.loc[sites["soort_bron"] == "BO", "vestigingscode"].iloc[0]
    vo = sites.loc[sites["soort_bron"] == "HAVO/VWO", "vestigingscode"].iloc[0]
    _write(
        tmp_path / "bron" / "brin6_pc4.csv",
        "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR,POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN",
        f"{bo[:4]},{bo[4:]},BO,2024,1011,-1",
        f"{bo[:4]},{bo[4:]},BO,2024,0000,9",
    )
    _write(
        tmp_path / "bron" / "vo_2023-2024.csv",
        "BRIN NUMMER;VESTIGINGSNUMMER;POSTCODE LEERLING;LEER- OF VERBLIJFSJAAR 1;LEER- OF VERBLIJFSJAAR 2",
        f"{vo[:4]};{int(vo[4:])};1012;5;6",
    )
    dataset = import_folder(tmp_path / "bron")
    table = dataset[HERKOMST]
    assert set(table[["vestigingscode", "soort", "pc4"]].itertuples(index=False, name=None)) == {
        (bo, "bo", "1011"),
        (bo, "bo", ""),
        (vo, "vo", "1012"),
    }
    assert dict(zip(table["soort"], table["jaar"], strict=True)) == {"bo": 2024, "vo": 2023}
    assert dataset.manifest.labels[HERKOMST] == (
        "DUO leerlingen po naar woonpostcode 2024 en DUO leerlingen vo naar woonpostcode 2023"
    )
    tables = {source["tabel"] for source in dataset.manifest.sources}
    assert {"herkomst_po", "herkomst_vo"} <= tables
