"""What is not in the data is told for the data set at hand."""

from typing import Any

from data.absent import WHEN, absent
from data.dataset import Manifest
from data.reference import reference_rows
from data.schemas import TABLES


def _what(*tables: str, grouped: bool = False) -> set[str]:
    sources: tuple[dict[str, Any], ...] = tuple({"tabel": table} for table in tables)
    return {one.what for one in absent(Manifest("x", {}, sources, (), {}, (), grouped=grouped))}


def test_every_row_is_complete_and_its_conditions_exist() -> None:
    for row in reference_rows("ontbreekt"):
        assert row["wanneer"] in WHEN
        assert row["tabel"] == "" or row["tabel"] in TABLES
        assert all(row[name] for name in ("wat", "gevolg", "aanvullen", "grond"))


def test_what_a_source_tells_is_not_absent() -> None:
    assert "namen van swv's" in _what("regeling")
    assert "namen van swv's" not in _what("regeling", "swv_namen")


def test_grouped_sites_lack_more() -> None:
    more = _what(grouped=True) - _what()
    assert more == {
        "schoolbesturen",
        "losse vestigingen, hun namen en adressen",
        "plaatsen zonder school",
        "precieze grenzen",
    }


def test_each_file_of_homes_takes_away_its_own_row() -> None:
    po, vo = (f"waar de leerlingen van een school voor {layer} wonen" for layer in ("po", "vo"))
    assert {po, vo} <= _what()
    assert _what() - _what("herkomst_po") == {po}
    assert _what() - _what("herkomst_vo") == {vo}
