"""The part "Schoolbesturen" of the page "Gevolgen", without a browser, and the sheet of one board."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.board_names import BoardNames
from data.dataset import BUNDLED
from scenarios.consequences.board_facts import BoardView, board_view
from scenarios.consequences.board_tables import national, national_lines
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study
from ui.sheet import html
from ui.sheet.blocks import Bullets, Note, Paragraph, Table
from ui.sheet.board import board_sheet, lead, partners_told, told

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from scenarios.settings import STRAIGHT, Settings  # noqa: PLC0415
    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Schoolbesturen")
    current().settings = Settings(STRAIGHT)
    page_consequences.show(open_dataset(chosen_folder()))


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    return unescape("\n".join(element.proto.body for element in app.get("html")))


@pytest.fixture(scope="module")
def real(study: Study) -> BoardView:
    straight = Study.of(study.country.dataset, Settings(STRAIGHT))
    found = board_view(straight, "jeugdregio", straight.base_id)
    assert found is not None
    return found


def test_the_bundled_set_says_plainly_that_it_knows_no_boards(open_page: OpenPage) -> None:
    app = open_page(_script, BUNDLED)
    assert "Deze gegevensset noemt geen schoolbesturen" in page_of(app)
    assert not app.dataframe


def test_the_page(open_page: OpenPage, dataset_folder: Path, real: BoardView) -> None:
    app = open_page(_script, dataset_folder)
    page = page_of(app)
    for line in national_lines(real, national(real.study, real.name, real.base)):
        assert line in page
    assert page.count("swv's po en vo samen: gemiddeld 1,70 in de basis en 1,36 in het scenario.") == 2
    assert "Wat verandert er voor bestuur 40631 · Arnhem e.o.?" in page
    table = app.dataframe[0].value
    assert len(table) == 835
    assert table["bestuur"].iloc[0] == "bestuur 40631 · Arnhem e.o."
    # a search leaves the boards that are meant; the sheet is of the one that is chosen
    app.text_input(key="veld_besturen_zoek").set_value("zutphen").run()
    assert set(app.dataframe[0].value["bestuur"].str.contains("Zutphen")) == {True}
    app.selectbox(key="veld_besturen_bestuur").set_value("30882").run()
    assert "Wat verandert er voor bestuur 30882 · Lelystad e.o.?" in page_of(app)
    app.text_input(key="veld_besturen_zoek").set_value("bestaat niet").run()
    assert "Geen bestuur gevonden voor ‘bestaat niet’" in page_of(app)


def test_names_are_brought_in_a_file(open_page: OpenPage, dataset_folder: Path) -> None:
    app = open_page(_script, dataset_folder)
    uploader = app.file_uploader(key="besturen_bestand_0")
    uploader.set_value(("namen.csv", b"nummer;naam\n40631;Stichting <b>Proef\n", "text/csv")).run()
    assert "Wat verandert er voor Stichting <b>Proef?" in page_of(app)
    assert "Wat verandert er voor Stichting &lt;b&gt;Proef?" in "".join(
        one.proto.body for one in app.get("html")
    )
    assert app.dataframe[0].value["bestuur"].iloc[0] == "Stichting <b>Proef (40631)"
    # a browser empties the place before it sends the next file
    uploader = app.file_uploader(key="besturen_bestand_0").set_value(None)
    uploader.run()
    assert "Stichting <b>Proef" not in page_of(app)
    uploader = app.file_uploader(key="besturen_bestand_0")
    uploader.set_value(("namen.csv", b"nummer;naam\n40631;\n", "text/csv")).run()
    assert "gevonden niets" in app.error[0].value.replace("\\", "")
    assert "Stichting <b>Proef" not in page_of(app)
    app.button(key="besturen_weg").click().run()
    assert not app.error
    app.file_uploader(key="besturen_bestand_1").set_value(("n.csv", b"nummer;naam\n40631;Twee\n", "text/csv"))
    app.run()
    assert "Wat verandert er voor Twee?" in page_of(app)


def test_a_sheet_tells_what_the_figures_say(real: BoardView) -> None:
    sheet = board_sheet(real, "30882")
    change, facts = real.changes.boards["30882"], real.facts("30882")
    assert sheet.title == "Wat verandert er voor bestuur 30882 · Lelystad e.o.?"
    assert lead(real, facts) == (
        "Dit bestuur heeft 10 vestigingen in 3 gemeenten, met 1.164 leerlingen. Het heeft nu met 6 swv's "
        "(3 po, 3 vo) te maken, in het scenario met 1 swv."
    )
    assert partners_told(real, change) == (
        "Andere besturen in dezelfde swv's: nu 22, in het scenario 23. Erbij: 1 (0 al door samenvoegen, "
        "1 door nieuwe grenzen); eraf: 0."
    )
    tables = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [6, 1, 10]
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert tables[1].rows[0] == ("JZ08 · Flevoland", "10", "1.164", "24")
    assert next(block for block in sheet.blocks if isinstance(block, Paragraph)).lead
    assert any(isinstance(block, Bullets) for block in sheet.blocks)
    note = next(block for block in sheet.blocks if isinstance(block, Note))
    assert "1 cluster 1, cluster 2 of bij een gesloten instelling" in note.text
    assert "DUO leerlingen 2025" in sheet.footer
    assert "geen beleid" in sheet.footer


def test_every_sheet_can_be_written(real: BoardView) -> None:
    names = BoardNames(dict.fromkeys(real.changes.boards, "Stichting & Co"))
    view = board_view(real.study, "po-binnen-jeugdregio", real.base, names)
    assert view is not None
    for board in list(view.changes.boards)[::40]:
        sheet = board_sheet(view, board)
        change = view.changes.boards[board]
        first = next(block for block in sheet.blocks if isinstance(block, Table))
        assert len(first.rows) == len(change.swvs.before) + len(change.swvs.appeared)
        assert sum(row[3] == "vervalt" for row in first.rows) == len(change.swvs.vanished)
        assert "Stichting &amp; Co" in html.page(sheet)
        assert ".." not in "".join(told(view, change))
        assert not math.isnan(change.sites.pupils)


def test_against_itself_and_against_another_base(real: BoardView) -> None:
    same = board_view(real.study, "jeugdregio", "jeugdregio")
    assert same is not None
    assert told(same, same.changes.boards["30882"]) == [
        "Er verandert niets: scenario en basis zijn dezelfde."
    ]
    other = board_view(real.study, "provincie", "jeugdregio")
    assert other is not None
    sheet = board_sheet(other, "30882")
    assert "Het heeft in de basis met 1 swv te maken" in lead(other, other.facts("30882"))
    assert "Elk swv gaat apart verder" in told(other, other.changes.boards["30882"])[0]
    assert "swv in de basis" in next(block for block in sheet.blocks if isinstance(block, Table)).columns
