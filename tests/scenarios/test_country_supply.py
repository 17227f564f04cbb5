"""Supply of a country: a row per offer that counts, whether sites stand alone or in groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from data.supply import COUNTS, counted, grouped
from scenarios.country import Country
from scenarios.settings import Settings

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
APART = Settings(reformed_apart=True)

POINTS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100, 100),
    ("1002", 10, "GM0002", "JZ01", "PO2002", "VO2001", 100, 100),
]
SITES = [
    ("00AA00", "1001", ("bo",)),
    ("00AA01", "1001", ("bo",)),
    ("00AB00", "1001", ("so", "vso")),
    ("00AC00", "1002", ("vo", "pro")),
    ("00AC01", "1002", ("vo",)),
    ("00AD00", "1002", ("cluster1",)),
]
#: Sites of reformatorische boards, and one that could not be placed.
REFORMED, LOST = ("00AA01", "00AC01"), "00AB00"


@pytest.fixture
def single(small_country: MakeDataset) -> Dataset:
    """Make a country of six sites, one of which is of a kind that stands outside all figures."""
    made = small_country(POINTS, SITES)
    sites = made["vestigingen"]
    sites = sites.assign(reformatorisch=sites["vestigingscode"].isin(REFORMED), leerlingen=60.0)
    offers = made["aanbod"][["vestigingscode", "soort", "leerlingen"]]
    return replace(made, tables={**made.tables, "vestigingen": sites, "aanbod": counted(offers, sites)})


@pytest.fixture
def as_groups(single: Dataset) -> Dataset:
    """Join the sites of that country into groups, at the points of their PC4's."""
    groups, offers = grouped(single["aanbod"], single["vestigingen"])
    place = single["pc4"].set_index("pc4")[["easting", "northing"]]
    tables = {**single.tables, "vestigingen": groups.join(place, on="pc4"), "aanbod": offers}
    return replace(single, tables=tables, manifest=replace(single.manifest, grouped=True))


@pytest.fixture(scope="session")
def bundled() -> Dataset:
    return read_dataset(BUNDLED)


def _per_kind(country: Country) -> pd.DataFrame:
    return country.supply.groupby("kind")[list(COUNTS)].sum()


def _require_matching(country: Country) -> None:
    supply, situation = country.supply, country.situation
    assert supply["site"].tolist() == situation.offer_site.tolist()
    assert [situation.kinds.index(kind) for kind in supply["kind"]] == situation.offer_kind.tolist()
    assert supply["point"].tolist() == situation.point_of_site[situation.offer_site].tolist()
    codes = country.sites["vestigingscode"].to_numpy()[supply["site"].to_numpy()]
    told = country.dataset["aanbod"].set_index(["vestigingscode", "soort"])
    for row, code in zip(supply.to_dict("records"), codes, strict=True):
        for name in COUNTS:
            expected = told.loc[(code, row["kind"]), name]
            assert row[name] == expected or (np.isnan(row[name]) and np.isnan(expected))


@pytest.mark.parametrize("settings", [Settings(), APART])
@pytest.mark.parametrize("name", ["single", "as_groups"])
def test_each_row_is_an_offer_of_the_situation(
    name: str, settings: Settings, request: pytest.FixtureRequest
) -> None:
    country = Country(request.getfixturevalue(name), settings)
    _require_matching(country)
    assert len(country.supply) > 0


def test_kinds_outside_coverage_are_left_out(single: Dataset) -> None:
    assert set(single["aanbod"]["soort"]) - set(Country(single).supply["kind"]) == {"cluster1"}


def test_sites_that_could_not_be_placed_are_left_out(single: Dataset) -> None:
    sites = single["vestigingen"]
    lost = sites["plaatsing"].mask(sites["vestigingscode"] == LOST, "niet geplaatst")
    tables = {**single.tables, "vestigingen": sites.assign(plaatsing=lost)}
    country = Country(replace(single, tables=tables))
    assert set(country.supply["kind"]) == {"bo", "vo", "pro"}
    _require_matching(country)


def test_setting_reformatorische_sites_apart_takes_exactly_them_away(single: Dataset) -> None:
    all_of_them, rest = _per_kind(Country(single)), _per_kind(Country(single, APART))
    assert (all_of_them["aantal"] - rest["aantal"]).to_dict() == all_of_them["reformatorisch"].to_dict()
    assert all_of_them["reformatorisch"].to_dict() == {"bo": 1, "pro": 0, "so": 0, "vo": 1, "vso": 0}
    assert (rest["reformatorisch"] == 0).all()
    assert rest.loc["bo", "leerlingen"] == all_of_them.loc["bo", "leerlingen"] / 2


@pytest.mark.parametrize("settings", [Settings(), APART])
def test_groups_give_the_same_sums_as_single_sites(
    single: Dataset, as_groups: Dataset, settings: Settings
) -> None:
    alone, together = Country(single, settings), Country(as_groups, settings)
    pd.testing.assert_frame_equal(_per_kind(alone), _per_kind(together))
    by_point = [country.supply.groupby(["point", "kind"])["aantal"].sum() for country in (alone, together)]
    pd.testing.assert_series_equal(*by_point)


# --- the real country ----------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [Settings(), APART])
def test_the_bundled_set_counts_what_the_imported_one_counts(
    bundled: Dataset, nederland: Dataset, settings: Settings
) -> None:
    ours, theirs = Country(bundled, settings), Country(nederland, settings)
    pd.testing.assert_frame_equal(_per_kind(ours), _per_kind(theirs))
    of_points = [country.supply.groupby(["point", "kind"])[list(COUNTS)].sum() for country in (ours, theirs)]
    pd.testing.assert_frame_equal(*of_points)


def test_setting_apart_changes_every_kind_that_has_such_sites(bundled: Dataset) -> None:
    before, after = _per_kind(Country(bundled)), _per_kind(Country(bundled, APART))
    assert (before["reformatorisch"] > 0).all()
    assert (before["aantal"] - after["aantal"] == before["reformatorisch"]).all()
    assert (after["leerlingen"] < before["leerlingen"]).all()


def test_the_bundled_rows_are_the_offers_of_the_situation(bundled: Dataset) -> None:
    country = Country(bundled)
    supply, situation = country.supply, country.situation
    assert len(supply) == len(situation.offer_site)
    assert supply["site"].tolist() == situation.offer_site.tolist()
    own = country.sites["soort_bron"].to_numpy()[supply["site"].to_numpy()]
    assert supply["kind"].tolist() == own.tolist()
    assert (supply["aantal"] >= 1).all()
