"""Every table is described, and a check tells every fault at once."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from data import schemas
from geo.errors import InputError


def _swv(codes: list[object], names: list[object]) -> pd.DataFrame:
    index = pd.Index(range(2, 2 + len(codes)), name="rij")
    return pd.DataFrame({"code": codes, "naam": names}, index=index)


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_table_is_described(table: str) -> None:
    rows = schemas.describe(table)
    assert rows
    assert all(row["betekenis"] and row["bron"] and row["type"] and row["verwacht"] for row in rows)
    names = [row["kolom"] for row in rows]
    assert len(set(names)) == len(names)
    assert set(schemas.TABLES[table].key) <= set(names)
    assert list(schemas.schema(table).columns) == names


def test_numbers_have_a_unit() -> None:
    for table in schemas.TABLES:
        for row in schemas.describe(table):
            assert row["eenheid"] or row["type"] in {"str", "bool"}


def test_a_good_table_passes_in_the_order_of_the_schema() -> None:
    frame = _swv(["PO2707", "VO2708"], ["Amsterdam", "Amsterdam"]).assign(extra=1)[["extra", "naam", "code"]]
    checked = schemas.check("swv_namen", frame, "namen.csv")
    assert list(checked.columns) == ["code", "naam"]
    assert checked.index.tolist() == [0, 1]


def test_all_faults_come_in_one_message() -> None:
    frame = _swv(["PO2707", "XX1", "PO2707", None], ["a", None, "b", "c"])
    with pytest.raises(InputError) as caught:
        schemas.check("swv_namen", frame, "namen.csv", file_columns={"code": "CODE"}, faults=["eerder"])
    text = str(caught.value)
    assert text.startswith("namen.csv is niet bruikbaar")
    assert "eerder" in text
    assert "rij 3, kolom CODE: gevonden 'XX1', verwacht een code als PO2707 of VO2708" in text
    assert "rij 3, kolom naam: gevonden niets" in text
    assert "rij 5, kolom CODE: gevonden niets" in text
    assert "rij 2 en rij 4: CODE PO2707 staat er 2 keer" in text


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="kolom code ontbreekt"):
        schemas.check("swv_namen", pd.DataFrame({"naam": ["a"]}), "namen.csv")


def test_types_are_coerced_and_a_wrong_one_is_told() -> None:
    frame = pd.DataFrame(
        {
            "pc4": ["1011", "1012"],
            "inwoners": ["1", "twee"],
            "inwoners_0_15": 1,
            "inwoners_15_25": 1,
            "geheim": False,
        }
    )
    with pytest.raises(InputError, match=r"record 1, kolom inwoners: gevonden 'twee', verwacht een getal"):
        schemas.check("pc4_bevolking", frame, "pc4.xlsx")
    checked = schemas.check("pc4_bevolking", frame.iloc[:1], "pc4.xlsx")
    assert checked["inwoners"].dtype == "float64"
    assert checked["geheim"].dtype == "bool"


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    frame = _swv([f"X{number}" for number in range(80)], ["n"] * 80)
    with pytest.raises(InputError) as caught:
        schemas.check("swv_namen", frame, "namen.csv")
    assert caught.value.faults[-1] == "en nog 30 onjuiste waarden"


def test_many_doubles_are_cut_and_counted() -> None:
    frame = _swv([f"PO{1000 + number // 2}" for number in range(120)], ["n"] * 120)
    with pytest.raises(InputError, match="en nog 10 andere dubbele sleutels"):
        schemas.check("swv_namen", frame, "namen.csv")


def test_geometry_must_be_in_rd_new() -> None:
    frame = gpd.GeoDataFrame({"pc4": ["1011"]}, geometry=[box(4, 52, 5, 53)], crs="EPSG:4326")
    with pytest.raises(InputError, match="EPSG:28992"):
        schemas.check("pc4_gebieden", frame, "vlakken.gpkg")
    there = schemas.check("pc4_gebieden", frame.to_crs("EPSG:28992"), "vlakken.gpkg")
    assert isinstance(there, gpd.GeoDataFrame)
    assert there.crs == "EPSG:28992"


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(InputError, match="geen enkele bruikbare rij"):
        schemas.check("swv_namen", _swv([], []), "namen.csv")
