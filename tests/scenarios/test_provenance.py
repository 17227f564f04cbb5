"""From a measure to its sources."""

from typing import Any

import pytest

from data.dataset import BUNDLED, Manifest, read_dataset
from data.own_schema import FACILITIES
from data.schemas import TABLES as KNOWN
from scenarios.measures import all_measures, measure
from scenarios.provenance import NO_DATE, TABLES, all_sources, provenance, spoken_peildatum


def _source(table: str, **more: Any) -> dict[str, Any]:
    told = {"titel": table.upper(), "uitgever": "U", "peildatum": "2024-01-01", "licentie": "CC0"}
    return {"tabel": table, "bestand": f"{table}.csv", "aard": "gemeten", **told, **more}


def _manifest(*tables: str, grouped: bool = False) -> Manifest:
    sources = tuple(_source(table) for table in tables)
    return Manifest("x", {}, sources, (), {}, (), grouped=grouped)


def test_everything_that_a_measure_rests_on_has_tables_that_exist() -> None:
    keys = {key for one in all_measures() for key in one.rests_on}
    assert keys <= set(TABLES)
    assert {table for tables in TABLES.values() for table in tables} <= {*KNOWN, FACILITIES.name}


@pytest.mark.parametrize("one", all_measures(), ids=lambda one: one.code)
def test_every_measure_has_sources_in_the_bundled_set(one: Any) -> None:
    found = provenance(one, read_dataset(BUNDLED).manifest)
    assert found.sources or found.missing == ("besturen",)
    assert all(line.peildatum and line.licence and line.certainty for line in found.sources)


def test_a_distance_rests_on_the_points_too() -> None:
    manifest = _manifest("regeling", "pc4_bevolking", "historie", "pc4_gebieden", "jeugdregio_namen")
    tables = [line.table for line in provenance(measure("afstand_p90"), manifest).sources]
    assert tables == ["regeling", "pc4_bevolking", "historie", "pc4_gebieden"]
    assert [line.table for line in provenance(measure("omvang"), manifest).sources] == [
        "regeling",
        "pc4_bevolking",
    ]


def test_grouped_sites_tell_nothing_of_boards() -> None:
    tables = ("regeling", "historie")
    assert provenance(measure("besturen"), _manifest(*tables)).missing == ()
    found = provenance(measure("swv_per_bestuur"), _manifest(*tables, grouped=True))
    assert found.missing == ("besturen",)
    assert [line.table for line in found.sources] == ["regeling"]


def test_two_files_of_one_table_are_both_sources() -> None:
    manifest = Manifest(
        "x", {}, (_source("gemeenten"), _source("gemeenten", titel="Beeld")), (), {}, (), grouped=True
    )
    assert [line.title for line in all_sources(manifest)] == ["Beeld", "GEMEENTEN"]


def test_dates_are_words() -> None:
    assert spoken_peildatum("2025-10-01") == "1 oktober 2025"
    assert spoken_peildatum("") == NO_DATE
    assert spoken_peildatum("2026-04") == "april 2026"
