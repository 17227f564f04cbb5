"""The workbook: what it says is what the comparison says, and no cell in it runs."""

from __future__ import annotations

import datetime as dt
import io
import re
import resource
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest

from data.dataset import Dataset
from scenarios.compare import compare
from scenarios.departures import Departure
from scenarios.exchange.imported import Imported, ImportedSwv
from scenarios.exchange.notes import Notes
from scenarios.exchange.spreadsheet import Column, Sheet, workbook
from scenarios.exchange.workbook import Asked, figures_workbook
from scenarios.measures import measure
from scenarios.minutes import Minute
from scenarios.notation import rounded
from scenarios.study import Study

DAY = dt.date(2026, 1, 31)
EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>'


@pytest.fixture(scope="module")
def four(line_of_four: Dataset) -> Study:
    """Open the country of four gemeenten, with "eigen": the first apart, under an odd name."""
    study = Study.of(line_of_four)
    swvs = (
        ImportedSwv(swv="CENTRUM", naam=EVIL, gemeenten=("GM0001",)),
        ImportedSwv(swv="REST", gemeenten=("GM0002", "GM0003", "GM0004")),
    )
    made = Imported(bron="eigen.csv", swvs=swvs).apply(study.arrangement("jeugdregio"), study.country)
    one = Departure(swv="CENTRUM", reden=EVIL, wie="M. Jansen", datum=DAY)
    study.add(replace(made, id="eigen", title=EVIL, departures=(one,)))
    return study


@pytest.fixture(scope="module")
def book(four: Study) -> openpyxl.Workbook:
    minute = Minute(soort="bezwaar", gemeente="GM0001", tekst="+1 te ver", wie="@M", tijd="2026-01-31T09:00")
    notes = {"eigen": Notes((minute,), ("Ingelezen: 13 swv's uit eigen.csv.",))}
    content = figures_workbook(four, Asked(["eigen"], four.base_id, DAY, notes))
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book: openpyxl.Workbook, name: str) -> pd.DataFrame:
    """Read the table of a sheet, under its lines and a blank one."""
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[0] is None) + 1
    return pd.DataFrame(rows[head + 1 :], columns=rows[head])


def test_a_workbook_holds_what_the_comparison_says(four: Study, book: openpyxl.Workbook) -> None:
    table = rows_of(book, "Kerncijfers")
    expected = compare(four, ["eigen"]).table.loc["eigen"]
    assert len(table) == len(expected)
    row = table[(table["soort"] == "so") & (table["maat"] == "afstand, gemiddeld")].iloc[0]
    told = expected.loc[("land", "NL", "so", "afstand_gemiddeld")]
    for column, key in (("basis", "basis"), ("waarde", "waarde"), ("verschil", "verschil")):
        assert row[column] == pytest.approx(rounded(measure("afstand_gemiddeld"), float(told[key])))
    assert (row["duiding"], row["aard"]) == (told["duiding"], told["aard"])
    assert len(rows_of(book, "Per gemeente indeling")) == len(four.country.gemeente_names)
    assert len(rows_of(book, "Indeling per PC4")) == len(four.country.points)
    per_swv = rows_of(book, "Per swv indeling")
    assert set(per_swv["code"]) == set(four.arrangement("eigen").po.codes)
    for name in ("Toelichting", "Relaties", "Wijzigingen", "Werknormen"):
        assert len(rows_of(book, name)), name


def test_a_workbook_tells_what_was_said_and_recorded(book: openpyxl.Workbook) -> None:
    said, departures = rows_of(book, "Verslag").iloc[0], rows_of(book, "Afwijkingen").iloc[0]
    assert (said["tekst"], said["wie"], said["gemeente"]) == ("+1 te ver", "@M", "Plaats 01")
    assert (departures["swv"], departures["wie"]) == ("CENTRUM", "M. Jansen")


def test_no_cell_of_a_workbook_runs_and_heads_stay_in_sight(book: openpyxl.Workbook) -> None:
    for page in book:
        assert page.freeze_panes
        cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        odd = [cell for cell in cells if re.match(r"[=+@-]", cell.value)]
        assert all(cell.quotePrefix for cell in odd)


def test_numbers_missing_values_and_odd_text_in_a_cell() -> None:
    rows = [(float("nan"), None, float("inf"), np.float64(1.5), True, "=1+1", "a\x00b")]
    columns = [Column(str(number), "0.0") for number in range(7)]
    book = openpyxl.load_workbook(io.BytesIO(workbook([Sheet("Blad", ("Titel",), columns, rows)], "x")))
    values = [cell.value for cell in book["Blad"][4]]
    assert values == [None, None, "geen", 1.5, "ja", "=1+1", "a b"]
    assert book["Blad"]["D4"].number_format == "0.0"


def test_a_workbook_is_made_without_a_file() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        made = workbook([Sheet("Blad", ("Titel",), [Column("a")], [(1,)] * 100)], "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert openpyxl.load_workbook(io.BytesIO(made))["Blad"]["A4"].value == 1
