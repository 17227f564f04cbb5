"""Soundness: a whole data set has no faults, and each kind of damage is told by its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.dataset import HERKOMST, Dataset
from data.herkomst import COLUMNS
from data.soundness import faults_of, require_sound
from data.supply import grouped
from geo.errors import InputError

Damage = Callable[[pd.DataFrame], pd.DataFrame]


def _damaged(dataset: Dataset, table: str, damage: Damage) -> Dataset:
    return replace(dataset, tables={**dataset.tables, table: damage(dataset[table].copy())})


def _set(column: str, value: object, row: int = 0) -> Damage:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[row], column] = value
        return frame

    return change


def _twice(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[[0, *range(len(frame))]].reset_index(drop=True)


def _without_first(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[1:].reset_index(drop=True)


def _overlapping(frame: pd.DataFrame) -> pd.DataFrame:
    layer = gpd.GeoDataFrame(frame)
    grown = layer.geometry.to_numpy().copy()
    grown[0] = shapely.buffer(grown[0], 50.0)
    return layer.set_geometry(grown, crs=layer.crs)


def _swapped_points(frame: pd.DataFrame) -> pd.DataFrame:
    """Exchange the places of a point of the first gemeente and one of another."""
    here = 0
    there = int(np.flatnonzero(frame["gemeentecode"] != frame["gemeentecode"].iloc[here])[0])
    places = ["easting", "northing"]
    frame.loc[[here, there], places] = frame.loc[[there, here], places].to_numpy()
    return frame


def test_the_made_up_country_is_sound(made_up: Dataset) -> None:
    assert list(faults_of(made_up)) == []
    require_sound(made_up)


def test_a_country_with_grouped_sites_is_sound(made_up: Dataset) -> None:
    groups, offers = grouped(made_up["aanbod"], made_up["vestigingen"])
    tables = {**made_up.tables, "vestigingen": groups, "aanbod": offers}
    assert list(faults_of(replace(made_up, tables=tables))) == []


@pytest.mark.parametrize(
    ("table", "damage", "told"),
    [
        ("gemeenten", _twice, "tabel gemeenten: 1 rijen met een sleutel (gemeentecode) die er al is"),
        ("soorten", _twice, "tabel soorten: 1 rijen met een sleutel (code) die er al is"),
        ("aanbod", _twice, "tabel aanbod: 1 rijen met een sleutel (vestigingscode, soort) die er al is"),
        (
            "pc4",
            _set("gemeentecode", "GM9999"),
            "tabel pc4, kolom gemeentecode: geen tegenhanger voor GM9999",
        ),
        ("pc4", _set("gebied", "GM9999"), "tabel pc4, kolom gebied: geen tegenhanger voor GM9999"),
        ("pc4_vlakken", _without_first, "tabel pc4, kolom pc4: geen tegenhanger voor 2501"),
        ("vestigingen", _set("pc4", "1000"), "tabel vestigingen, kolom pc4: geen tegenhanger voor 1000"),
        (
            "aanbod",
            _without_first,
            "tabel vestigingen, kolom vestigingscode: geen tegenhanger voor 00AA00",
        ),
        (
            "aanbod",
            _set("vestigingscode", "99ZZ99"),
            "tabel aanbod, kolom vestigingscode: geen tegenhanger voor 99ZZ99",
        ),
        ("aanbod", _set("soort", "hbo"), "tabel aanbod, kolom soort: geen tegenhanger voor hbo"),
        ("pc4", _set("leerlingen_po", -1.0), "kolom leerlingen_po: 1 waarden zijn geen getal van 0 of meer"),
        (
            "pc4",
            _set("leerlingen_vo", np.nan),
            "kolom leerlingen_vo: 1 waarden zijn geen getal van 0 of meer",
        ),
        (
            "pc4",
            _set("intrazonaal_m", np.inf),
            "kolom intrazonaal_m: 1 waarden zijn geen getal van 0 of meer",
        ),
        (
            "gebieden",
            _set("leerlingen_vo", 1.0),
            "kolom leerlingen_vo: gebieden en postcodegebieden tellen niet tot hetzelfde op",
        ),
        ("aanbod", _set("aantal", 0), "tabel aanbod, kolom aantal: 1 rijen met minder dan 1 vestiging"),
        (
            "aanbod",
            _set("gedeeld", 2),
            "tabel aanbod, kolom gedeeld: in 1 rijen meer dan er vestigingen zijn",
        ),
        (
            "aanbod",
            _set("onbekend", 2),
            "tabel aanbod, kolom onbekend: in 1 rijen meer dan er vestigingen zijn",
        ),
        ("pc4", _swapped_points, "tabel pc4: 2 punten liggen in een andere gemeente dan hun eigen: 2501, "),
        ("gebieden", _overlapping, "laag gebieden: de vlakken overlappen elkaar of laten gaten open"),
    ],
)
def test_each_damage_is_told(made_up: Dataset, table: str, damage: Damage, told: str) -> None:
    faults = list(faults_of(_damaged(made_up, table, damage)))
    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("aanbod", _set("aantal", 0)),
        ("gebieden", _overlapping),
        ("pc4", _swapped_points),
        ("gebieden", _set("leerlingen_po", 1.0)),
    ],
)
def test_one_damage_gives_one_fault(made_up: Dataset, table: str, damage: Damage) -> None:
    assert len(list(faults_of(_damaged(made_up, table, damage)))) == 1


def test_a_point_just_outside_every_gemeente_is_no_fault(made_up: Dataset) -> None:
    """New land lies outside generalised coasts; only another gemeente's ground is wrong."""
    west = float(made_up.layer("gemeenten").total_bounds[0])
    row = int(np.flatnonzero(made_up["pc4"]["gemeentecode"] == "GM0014")[0])
    assert list(faults_of(_damaged(made_up, "pc4", _set("easting", west - 10.0, row)))) == []


def test_a_site_that_could_not_be_placed_needs_no_pc4(made_up: Dataset) -> None:
    unplaced = _damaged(made_up, "vestigingen", _set("plaatsing", "niet geplaatst"))
    unplaced = _damaged(unplaced, "vestigingen", _set("pc4", np.nan))
    assert list(faults_of(unplaced)) == []


def test_regions_without_a_name_are_no_fault(made_up: Dataset) -> None:
    """Names of jeugdregio's are a source that may be left out: their codes serve."""
    assert not set(made_up["gemeenten"]["jeugdregio"]) & set(made_up["regionamen"]["code"])
    assert list(faults_of(made_up)) == []


def test_all_faults_are_told_at_once_in_dutch(made_up: Dataset) -> None:
    broken = _damaged(_damaged(made_up, "aanbod", _set("aantal", 0)), "soorten", _twice)
    with pytest.raises(InputError) as caught:
        require_sound(broken)
    assert set(caught.value.faults) == set(faults_of(broken))
    assert len(caught.value.faults) == 2
    assert "de gegevensset 'eigen import'" in str(caught.value)


def _with_homes(dataset: Dataset, *rows: tuple[str, str, str, float, float, float]) -> Dataset:
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    homes = pd.DataFrame(list(rows), columns=columns).assign(gedeeld=False, jaar=2024)
    return replace(dataset, tables={**dataset.tables, HERKOMST: homes[list(COLUMNS)].astype(dict(COLUMNS))})


def test_pupils_by_home_hang_together(made_up: Dataset) -> None:
    offer = made_up["aanbod"].iloc[0]
    site, kind, home = offer["vestigingscode"], offer["soort"], made_up["pc4"]["pc4"].iloc[0]
    sound = _with_homes(made_up, (site, kind, home, 1.0, 2.0, 4.0), (site, kind, "", 5.0, 5.0, 5.0))
    assert list(faults_of(sound)) == []
    wrong = _with_homes(
        made_up,
        (site, kind, home, 3.0, 2.0, 4.0),
        (site, kind, home, 1.0, 1.0, 1.0),
        ("99ZZ99", "hbo", "0000", -1.0, 0.0, np.nan),
    )
    assert list(faults_of(wrong)) == [
        "tabel herkomst: 1 rijen met een sleutel (vestigingscode, soort, pc4) die er al is",
        "tabel herkomst, kolom vestigingscode: geen tegenhanger voor 99ZZ99",
        "tabel herkomst, kolom soort: geen tegenhanger voor hbo",
        "tabel herkomst, kolom pc4: geen tegenhanger voor 0000",
        "tabel herkomst: in 1 rijen is laag, midden of hoog geen getal van 0 of meer",
        "tabel herkomst: in 1 rijen ligt midden niet tussen laag en hoog",
    ]
