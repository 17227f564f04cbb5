"""The table of pupils by paying swv in a data set: with it, without it, and with odd codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from data.betalend import COLUMNS, empty_table, payer_table
from data.dataset import BETALEND, TABLES, Dataset, fingerprint, read_dataset, write_dataset
from data.soundness import faults_of

Frames = dict[str, pd.DataFrame]
Join = Callable[[Mapping[str, pd.DataFrame]], Dataset]

POINTS = pd.DataFrame({"swv_po": ["PO2707", "PO2708"], "swv_vo": ["VO2707", ""]})


def _told(*rows: tuple[str, str | None, str | None, float]) -> pd.DataFrame:
    columns = ["soort", "swv_wonen", "swv_vestiging", "leerlingen"]
    frame = pd.DataFrame(rows, columns=columns)
    nothing = pd.Series([None] * len(frame), dtype="str")
    amounts = frame["leerlingen"].to_numpy()
    ends = {"leerlingen_min": amounts, "leerlingen_max": amounts}
    return frame.assign(swv_betalend=frame["swv_wonen"], binnen=nothing, jaar=2024, **ends)


def test_columns_types_and_codes_without_an_area() -> None:
    table, findings = payer_table(
        _told(("SO", "PO2707", "PO2708", 5.0), ("SO", "PO0001", "PO2708", 3.0), ("VSO", None, "VO2707", 2.0)),
        POINTS,
    )
    assert {name: str(kind) for name, kind in table.dtypes.items()} == dict(COLUMNS)
    assert table["soort"].tolist() == ["so", "so", "vso"]
    assert table.loc[2, "swv_wonen"] == ""
    assert len(findings) == 1
    assert findings[0].count == 1
    assert findings[0].examples == ("PO0001",)
    assert "landelijk swv" in findings[0].message
    assert "(3 tot 3 leerlingen)" in findings[0].message


def test_codes_that_the_regulation_or_the_kind_does_not_know_are_told_apart() -> None:
    rows = (
        ("SO", "PO9999", "PO2708", 3.0),
        ("SO", "VO2707", "PO2708", 2.0),
        ("VSO", "VO2707", "PO2707", 1.0),
    )
    table, findings = payer_table(_told(*rows), POINTS)
    assert len(table) == 3
    unknown, other = findings
    assert (unknown.count, unknown.examples) == (1, ("PO9999",))
    assert "een swv dat de regeling niet kent" in unknown.message
    assert (other.count, other.examples) == (2, ("PO2707", "VO2707"))
    assert "andere laag" in other.message


def test_a_data_set_with_it_and_one_without(
    country: Frames, joined: Join, made_up: Dataset, tmp_path: Path
) -> None:
    country[BETALEND] = _told(("SO", "PO2001", "PO2002", 5.0), ("VSO", "VO2001", "VO2001", 3.0))
    with_it = joined(country)
    assert BETALEND not in made_up.tables
    assert BETALEND not in TABLES
    pd.testing.assert_frame_equal(made_up[BETALEND], empty_table())
    assert with_it.manifest.fingerprint != made_up.manifest.fingerprint
    assert with_it.manifest.labels[BETALEND].startswith("DUO leerlingen so en vso naar betalend swv")
    write_dataset(with_it, tmp_path / "ds")
    back = read_dataset(tmp_path / "ds")
    pd.testing.assert_frame_equal(back[BETALEND], with_it[BETALEND])
    assert fingerprint(back.tables) == with_it.manifest.fingerprint
    assert not list(faults_of(back))
    write_dataset(made_up, tmp_path / "ds")  # one data set replaces the other
    assert not (tmp_path / "ds" / "betalend.parquet").exists()


@pytest.mark.parametrize("low", [-1.0, 9.0, float("nan")])
def test_amounts_that_cannot_be_are_told(country: Frames, joined: Join, low: float) -> None:
    country[BETALEND] = _told(("SO", "PO2001", "PO2002", 5.0))
    sound = joined(country)
    tables = {**sound.tables, BETALEND: sound[BETALEND].assign(laag=low)}
    assert any("tabel betalend" in fault for fault in faults_of(Dataset(tables, sound.manifest)))
