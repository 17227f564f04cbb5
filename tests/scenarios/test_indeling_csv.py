"""An indeling as CSV: what is written is read back to exactly the same figures; every fault is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.dataset import read_dataset
from geo.errors import InputError
from scenarios.compare import compare
from scenarios.indeling_csv import read_indeling, write_indeling
from scenarios.study import Study


@pytest.fixture(scope="module")
def country_study(dataset_folder: Path) -> Study:
    return Study.of(read_dataset(dataset_folder))


SHAPES = ("swv_heel", "swv_onderbroken", "swv_onaf", "snijranden", "polsby_popper", "reock")


@pytest.mark.parametrize(
    "name",
    ["regeling-2015", "jeugdregio", "po-leidend", "vo-leidend", "po-binnen-jeugdregio", "samengevoegd"],
)
def test_what_is_written_is_what_is_read(country_study: Study, tmp_path: Path, name: str) -> None:
    path = tmp_path / "eigen.csv"
    made = country_study.arrangement(name)
    write_indeling(path, made, country_study.country)
    again = read_indeling(path, country_study.country)
    assert again.is_merged == made.is_merged
    for layer in ("po", "vo"):
        before, after = made.layer(layer).of_points(), again.layer(layer).of_points()
        assert (after == before)[before != ""].all()
    added = country_study.add(again)
    table = compare(country_study, [added], base=name).table.loc[added]
    # Europoort, where nobody lives, has no swv today and gets one: that is seen in shapes only
    table = table[~table.index.get_level_values("maat").isin(SHAPES)]
    assert (table["verschil"].dropna()[table["duiding"] != ""] == 0).all()
    populated = (country_study.country.pupils("po") + country_study.country.pupils("vo")) > 0
    own = [country_study.distances(one).own_m[:, populated] for one in (added, name)]
    assert np.array_equal(*own)


def test_a_pc4_row_overrides_its_gemeente_and_splits_the_unit(country_study: Study, tmp_path: Path) -> None:
    path = tmp_path / "eigen.csv"
    write_indeling(path, country_study.arrangement("jeugdregio"), country_study.country)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("Utrecht;3511;BINNENSTAD\r\n")
    made = read_indeling(path, country_study.country)
    assert "BINNENSTAD" in made.po.codes
    assert [unit for unit in made.units.ids if unit.startswith("GM0344")] == [
        "GM0344#BINNENSTAD",
        "GM0344#JZ22",
    ]
    assert "GM0344" in country_study.country.units.ids


def test_every_fault_is_named_at_once(country_study: Study, tmp_path: Path) -> None:
    path = tmp_path / "fout.csv"
    path.write_text(
        "gemeente;pc4;swv\nUtrecht;;A\n344;;B\nUtregt;;A\nWeesp;;A\nZeist;;\nUtrecht;0000;A\nZeist;3511;A\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_indeling(path, country_study.country)
    faults = "\n".join(caught.value.faults)
    for told in (
        "rij 3: Utrecht staat er al in rij 2",
        "rij 4: onbekende gemeente 'Utregt'; bedoelt u Utrecht (GM0344)?",
        "rij 5: onbekende gemeente 'Weesp'; bedoelt u Amsterdam (GM0363)?",
        "rij 6: het swv is leeg",
        "rij 7: onbekend postcodegebied '0000'",
        "rij 8: 3511 ligt in Utrecht, niet in 'Zeist'",
    ):
        assert told in faults


def test_gemeenten_that_are_left_out_are_named(country_study: Study, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    path.write_text("gemeente,swv\nUtrecht,A\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"341 gemeenten ontbreken \(geheel of deels\): 's-Gravenhage, "):
        read_indeling(path, country_study.country)


def test_a_file_without_swv_says_which_column_is_missing(country_study: Study, tmp_path: Path) -> None:
    path = tmp_path / "geen.csv"
    path.write_text("gemeente;regio\nUtrecht;A\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"kolom 'swv' ontbreekt \(gevonden: gemeente, regio\)"):
        read_indeling(path, country_study.country)
