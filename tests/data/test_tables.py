import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from data.dataset import BUNDLED, read_dataset

COLUMNS = {
    "herindelingen": "gemeentecode_oud;gemeentecode_nieuw;jaar;aandeel;opmerking",
    "regio_correcties": "gemeentecode;classificatie;code;geldig_vanaf;bron",
    "regionamen": "classificatie;code;naam",
    "jeugdregio_varianten": "variant;code_oud;code_nieuw;naam;bron",
    "clusters": "brin;vestigingscode;soort;zekerheid;naam;reden;bron",
    "verbindingen": "naam;soort;gemeente_a;gemeente_b;pc4_a;pc4_b;lon_a;lat_a;lon_b;lat_b;auto;fiets;minuten;"
    "opmerking",
    "water": "water;kant_a;kant_b",
    "modelnet": "parameter;waarde;eenheid;grond",
}
KEYS = {
    "herindelingen": ["gemeentecode_oud", "gemeentecode_nieuw"],
    "regio_correcties": ["gemeentecode", "classificatie", "geldig_vanaf"],
    "regionamen": ["classificatie", "code"],
    "jeugdregio_varianten": ["variant", "code_oud"],
    "clusters": ["brin", "vestigingscode"],
    "verbindingen": ["naam", "gemeente_a", "gemeente_b"],
    "water": ["water"],
    "modelnet": ["parameter"],
}
OF_GEO = {"verbindingen", "water", "modelnet"}
MAY_BE_EMPTY = {
    ("clusters", "vestigingscode"),
    ("verbindingen", "opmerking"),
    ("verbindingen", "minuten"),
    ("herindelingen", "opmerking"),
    ("modelnet", "eenheid"),
}
GEMEENTE = r"GM\d{4}"
REGION = {"jeugdregio": r"JZ\d\d", "provincie": r"PV\d\d", "veiligheidsregio": r"VR\d\d", "ggd": r"GG\d{4}"}
CBS_KEY = {
    "jeugdregio": "Jeugdzorgregios",
    "provincie": "Provincies",
    "veiligheidsregio": "Veiligheidsregio's",
    "ggd": "GGD-regio's",
}


def load(name: str) -> pd.DataFrame:
    package = "geo" if name in OF_GEO else "data.tables"
    with resources.as_file(resources.files(package) / f"{name}.csv") as path:
        return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8")


def all_match(values: "pd.Series[str]", pattern: str) -> bool:
    return all(re.fullmatch(pattern, value) for value in values)


def cbs_2016(brondata: Path) -> dict[str, list[str]]:
    path = brondata / "regio" / "cbs_83287NED_gebieden_in_nederland_2016_codes.json"
    codes = json.loads(path.read_text(encoding="utf-8"))
    return {key: [value.strip() for value in values] for key, values in codes.items()}


@pytest.fixture
def gemeenten_2023(brondata: Path) -> Any:
    gemeenten = gpd.read_file(brondata / "gemeenten" / "cbs_gemeenten_2023_wgs84.geojson")
    return gemeenten[gemeenten["gemeentecode"] != "GM0998"].set_index("gemeentecode")


@pytest.mark.parametrize("name", COLUMNS)
def test_table_has_its_columns_and_no_gaps(name: str) -> None:
    table = load(name)
    assert list(table.columns) == COLUMNS[name].split(";")
    assert len(table) > 0
    for column in table.columns:
        assert (table[column] == table[column].str.strip()).all(), column
        if (name, column) not in MAY_BE_EMPTY:
            assert (table[column] != "").all(), column


@pytest.mark.parametrize("name", COLUMNS)
def test_table_has_no_duplicates(name: str) -> None:
    table = load(name)
    assert table[table.duplicated(KEYS[name])].empty


def test_herindelingen_codes_and_main_successor() -> None:
    table = load("herindelingen")
    assert all_match(table["gemeentecode_oud"], GEMEENTE)
    assert all_match(table["gemeentecode_nieuw"], GEMEENTE)
    assert table["jaar"].astype(int).between(2017, 2023).all()
    assert set(table["aandeel"]) == {"hoofdzakelijk", "deel"}
    main = table["aandeel"].eq("hoofdzakelijk").groupby(table["gemeentecode_oud"]).sum()
    assert (main == 1).all()
    assert not set(table["gemeentecode_oud"]) & set(table["gemeentecode_nieuw"])


def test_regio_correcties_codes() -> None:
    table = load("regio_correcties")
    assert all_match(table["gemeentecode"], GEMEENTE)
    assert set(table["classificatie"]) <= set(REGION)
    for classification, part in table.groupby("classificatie"):
        assert all_match(part["code"], REGION[str(classification)])
    assert pd.to_datetime(table["geldig_vanaf"], format="%Y-%m-%d").dt.year.between(2017, 2023).all()


def test_regionamen_are_complete() -> None:
    table = load("regionamen")
    counts = table["classificatie"].value_counts().to_dict()
    assert counts == {"provincie": 12, "veiligheidsregio": 25, "ggd": 25}
    for classification, part in table.groupby("classificatie"):
        assert all_match(part["code"], REGION[str(classification)])
        assert part["naam"].is_unique


def test_jeugdregio_varianten_codes() -> None:
    table = load("jeugdregio_varianten")
    assert all_match(table["code_oud"], REGION["jeugdregio"])
    assert all_match(table["code_nieuw"], REGION["jeugdregio"])
    merged = table[table["variant"] == "midden-limburg-samengevoegd"]
    assert dict(zip(merged["code_oud"], merged["code_nieuw"], strict=True)) == {
        "JZ42": "JZ42",
        "JZ43": "JZ42",
    }


def test_clusters_codes() -> None:
    table = load("clusters")
    assert all_match(table["brin"], r"\d{2}[A-Z]{2}")
    sites = table[table["vestigingscode"] != ""]
    assert all_match(sites["vestigingscode"], r"\d{2}[A-Z]{2}\d{2}")
    assert (sites["vestigingscode"].str[:4] == sites["brin"]).all()
    assert set(table["soort"]) == {"cluster1", "cluster2", "gesloten"}
    assert set(table["zekerheid"]) == {"zeker", "twijfel"}
    whole = set(table.loc[table["vestigingscode"] == "", "brin"])
    assert not whole & set(sites["brin"])


def test_verbindingen_join_two_places_within_the_country() -> None:
    table = load("verbindingen")
    assert all_match(table["gemeente_a"], GEMEENTE)
    assert all_match(table["gemeente_b"], GEMEENTE)
    # a gemeente may lie on both banks; a PC4 does not
    assert all_match(table["pc4_a"], r"[1-9]\d{3}")
    assert all_match(table["pc4_b"], r"[1-9]\d{3}")
    assert (table["pc4_a"] != table["pc4_b"]).all()
    assert set(table["soort"]) <= {"brug", "tunnel", "dam", "sluis", "veer"}
    for side in "ab":
        assert table[f"lon_{side}"].astype(float).between(3.3, 7.3).all()
        assert table[f"lat_{side}"].astype(float).between(50.7, 53.6).all()


def test_verbindingen_say_who_may_cross_and_how_long_a_ferry_takes() -> None:
    table = load("verbindingen")
    for mode in ("auto", "fiets"):
        assert set(table[mode]) == {"ja", "nee"}
    assert table[(table["auto"] == "nee") & (table["fiets"] == "nee")].empty
    ferry = table["soort"] == "veer"
    assert ((table["minuten"] != "") == ferry).all()
    assert table.loc[ferry, "minuten"].astype(float).between(5, 180).all()


@pytest.mark.parametrize("side", ["a", "b"])
def test_each_end_of_a_link_has_a_pc4_of_its_gemeente(side: str) -> None:
    table, points = load("verbindingen"), read_dataset(BUNDLED)["pc4"].set_index("pc4")
    assert set(table[f"pc4_{side}"]) <= set(points.index)
    gemeente = points.loc[table[f"pc4_{side}"], "gemeentecode"].tolist()
    assert gemeente == table[f"gemeente_{side}"].tolist()


def test_waters_have_two_banks_and_every_parameter_is_a_number() -> None:
    for row in load("water").to_dict("records"):
        bank_a, bank_b = (set(str(row[side]).split()) for side in ("kant_a", "kant_b"))
        assert bank_a
        assert bank_b
        assert not bank_a & bank_b, row["water"]
    parameters = load("modelnet").set_index("parameter")["waarde"].astype(float)
    assert (parameters > 0).all()
    assert 1 <= parameters["omwegfactor"] <= 2
    assert 0 < parameters["foutmarge"] < 1


def test_mapping_from_2016_to_2023_is_complete(brondata: Path, gemeenten_2023: Any) -> None:
    table = load("herindelingen")
    before = set(cbs_2016(brondata)["reg"])
    after = set(gemeenten_2023.index)
    assert (len(before), len(after)) == (390, 342)
    assert set(table["gemeentecode_oud"]) == before - after
    assert after - before <= set(table["gemeentecode_nieuw"]) <= after


def test_region_codes_occur_in_cbs_2016(brondata: Path, gemeenten_2023: Any) -> None:
    codes = cbs_2016(brondata)
    names = load("regionamen")
    for classification, part in names.groupby("classificatie"):
        assert set(part["code"]) == set(codes[CBS_KEY[str(classification)]])
    corrections = load("regio_correcties")
    assert set(corrections["gemeentecode"]) <= set(gemeenten_2023.index)
    for classification, part in corrections.groupby("classificatie"):
        assert set(part["code"]) <= set(codes[CBS_KEY[str(classification)]])
    assert set(load("jeugdregio_varianten")["code_oud"]) <= set(codes["Jeugdzorgregios"])


@pytest.mark.parametrize("side", ["a", "b"])
def test_each_end_of_a_link_lies_within_one_km_of_its_gemeente(side: str, gemeenten_2023: Any) -> None:
    table = load("verbindingen")
    ends = gpd.GeoSeries(
        gpd.points_from_xy(table[f"lon_{side}"].astype(float), table[f"lat_{side}"].astype(float)), crs=4326
    ).to_crs(28992)
    areas = gpd.GeoSeries(gemeenten_2023.geometry.make_valid()).to_crs(28992).loc[table[f"gemeente_{side}"]]
    distance = areas.reset_index(drop=True).distance(ends)
    assert table.loc[distance.to_numpy() > 1000, "naam"].empty


def test_clusters_cover_the_located_sites_outside_the_swv(brondata: Path) -> None:
    path = brondata / "scholen" / "duo_vestigingen_bag_2024-11-22.geojson"
    sites = pd.DataFrame(
        [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
    )
    special = sites[sites["type"].isin(["SO", "VSO", "(V)SO"])].drop_duplicates("vestigingscode")
    table = load("clusters")
    whole = table.loc[table["soort"].isin(["cluster1", "cluster2"]) & table["vestigingscode"].eq(""), "brin"]
    assert special["brin_nummer"].isin(set(whole)).sum() >= 77
