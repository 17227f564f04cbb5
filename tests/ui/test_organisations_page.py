"""The part "Swv-organisaties" of the page "Gevolgen", without a browser."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED

OpenPage = Callable[[Callable[[], None], Path], AppTest]
TEXT = (
    "code;peildatum;bron;budget_eur;reserve_eur;fte;model\n"
    "PO2401;2024;jaarverslag <2024>;12.000.000;-500000;12,5;school\n"
    "VO2401;;;8000000;250000;;expertise\n"
)


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from scenarios.settings import STRAIGHT, Settings  # noqa: PLC0415
    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Swv-organisaties")
    current().settings = Settings(STRAIGHT)
    page_consequences.show(open_dataset(chosen_folder()))


@pytest.fixture
def app(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def brought(app: AppTest, text: str) -> AppTest:
    return app.file_uploader[0].set_value(("swv.csv", text.encode(), "text/csv")).run()


def test_without_a_file_it_says_what_to_bring(app: AppTest) -> None:
    page = page_of(app)
    assert "leeg blijft onbekend en wordt nooit 0" in page
    assert "tlv_pro" in page
    assert not app.dataframe
    assert not app.error


def test_a_file_is_merged(app: AppTest) -> None:
    brought(app, TEXT)
    page = page_of(app)
    for part in (
        "Verschillende modellen komen samen in 1,",
        "Van 148 swv's van nu heeft het bestand geen rij.",
        "verschillende modellen: expertise + school; van ",
        "deels onbekend",
        "volgens jaarverslag <2024>",
        "Rijen zonder peildatum",
        "Landelijk, in elk scenario gelijk: budget onbekend; ten minste 20.000.000",
    ):
        assert part in page
    table = app.dataframe[0].value.set_index("swv")
    assert len(table) == 42
    assert table.loc["JZ08 · Flevoland", "budget (euro)"].startswith("onbekend; ≥ 20.000.000 (")
    assert table.loc["JZ08 · Flevoland", "reserve (euro)"].startswith("onbekend; deel −250.000 (")
    assert table.loc["JZ01 · Groningen", "personeel (fte)"] == "onbekend"
    app.selectbox(key="veld_organisaties_swv").set_value("JZ08").run()
    parts = app.dataframe[1].value.set_index("swv van nu")
    assert parts.loc["PO 24.01 · Almere e.o.", "budget"] == "12.000.000"
    assert parts.loc["PO 24.01 · Almere e.o.", "tlv's vso"] == "n.v.t."
    assert parts.loc["VO 24.01 · Almere e.o.", "personeel"] == "onbekend"
    # another scenario is made of the same file
    app.selectbox(key="veld_scenario").set_value("samengevoegd").run()
    assert "Van de 43 swv's in het scenario" in page_of(app)


def test_a_file_can_be_taken_away(app: AppTest) -> None:
    brought(app, TEXT)
    app.button(key="swv_organisaties_weg").click().run()
    assert "Wat het scenario samenbrengt" not in page_of(app)
    assert not app.dataframe
    # and brought again
    brought(app, TEXT)
    assert "Wat het scenario samenbrengt" in page_of(app)


def test_a_wrong_file_is_named_and_no_other_is_counted_with(app: AppTest) -> None:
    brought(app, TEXT)
    brought(app, "code;fte\nPO2400;1.500\n")
    told = app.error[0].value.replace("\\", "")
    assert "**swv.csv** is niet bruikbaar" in told
    assert "onbekend swv 'PO2400'" in told
    assert "op twee manieren worden gelezen" in told
    assert "Wat het scenario samenbrengt" not in page_of(app)
    brought(app, TEXT)
    assert not app.error
    assert "Wat het scenario samenbrengt" in page_of(app)


def test_another_file_comes_after_an_emptied_place(app: AppTest) -> None:
    """A browser empties the place before it sends the next file; the place stays the same one."""
    key = app.file_uploader[0].key
    for text, fits in (("code;fte\nPO2400;1\n", False), (TEXT, True), (TEXT, True), ("code\n", False)):
        brought(app, text)
        assert (bool(app.error), bool(app.dataframe)) == (not fits, fits)
        app.file_uploader[0].set_value(None).run()
        assert not app.exception
        assert (len(app.error), len(app.dataframe)) == (0, 0)
        assert app.file_uploader[0].key == key
    # the button takes away what a file left, its fault too
    brought(app, "code\n")
    app.button(key="swv_organisaties_weg").click().run()
    assert not app.error
    assert app.file_uploader[0].key != key


def test_a_date_beside_the_file(app: AppTest) -> None:
    app.text_input(key="veld_organisaties_peildatum").set_value("1-10-2025").run()
    brought(app, TEXT)
    assert "peildatum 2024 tot en met 2025-10-01;" in page_of(app)
