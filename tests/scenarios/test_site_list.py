"""The list of sites that a user fills in: what stands in it, and that it can be read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.capacity_file import read_capacity
from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError, UnknownNameError
from scenarios.country import Country
from scenarios.settings import Settings
from scenarios.site_list import COLUMNS, site_list, write_sites


def filled_in(path: Path, places: int) -> int:
    """Put a number of places in every row, as a user would."""
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert head == ";".join(COLUMNS)
    assert all(row.endswith(";") for row in rows)
    path.write_text("\r\n".join([head, *(f"{row}{places}" for row in rows)]), encoding="utf-8-sig")
    return len(rows)


def test_every_site_of_a_kind_is_listed_by_code(tmp_path: Path, line_of_four: Dataset) -> None:
    country = Country(line_of_four)
    assert write_sites(tmp_path / "so.csv", country, "so") == 2
    table = site_list(country, "so")
    assert table["vestigingscode"].tolist() == ["00AA00", "00AB00"]
    assert table["leerlingen"].tolist() == [10.0, 10.0]
    assert len(site_list(country)) == 12
    assert site_list(country)["soort"].tolist()[:6] == ["bo", "sbo", "so", "vso", "pro", "vo"]


@pytest.mark.parametrize("kind", ["so", "bo", ""])
def test_what_is_written_can_be_filled_in_and_read(tmp_path: Path, kind: str) -> None:
    dataset = read_dataset(BUNDLED)
    country, path = Country(dataset), tmp_path / "plaatsen.csv"
    count = write_sites(path, country, kind)
    with pytest.raises(InputError, match="kolom plaatsen is overal leeg"):
        read_capacity(path, dataset)
    assert filled_in(path, 25) == count
    found = read_capacity(path, dataset)
    supply = country.supply if not kind else country.supply[country.supply["kind"] == kind]
    assert len(found) == count == len(supply)
    assert (found["plaatsen"] == 25).all()


def test_real_sites_have_names_and_pupils(tmp_path: Path, nederland: Dataset) -> None:
    country, path = Country(nederland), tmp_path / "alles.csv"
    table = site_list(country)
    assert len(table) == len(country.supply)
    assert (table["naam"] != "").all()
    so = table[table["soort"] == "so"]
    assert so["leerlingen"].sum() == pytest.approx(
        country.supply.loc[country.supply["kind"] == "so", "leerlingen"].sum()
    )
    # of sites with so and vso the source counts pupils together: they are in a column of their own
    assert (so["leerlingen"].isna() == so["leerlingen_samen"].notna()).mean() > 0.9
    write_sites(path, country)
    filled_in(path, 10)
    assert len(read_capacity(path, nederland)) == len(table)


def test_sites_set_apart_are_not_listed(nederland: Dataset) -> None:
    apart = Country(nederland, Settings(reformed_apart=True))
    assert len(site_list(apart, "bo")) < len(site_list(Country(nederland), "bo"))


def test_an_unknown_kind(line_of_four: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="onbekende soort 'opdc'; kies uit bo, sbo"):
        site_list(Country(line_of_four), "opdc")
