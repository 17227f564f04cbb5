"""The parts "Overgang" and "Leerlingenvervoer" of the page "Gevolgen", without a browser."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from scenarios.compare import compare
from scenarios.consequences.log import Sort, log
from scenarios.consequences.pupil_transport import NO_CHANGE, NOT_ALL, VO_OUTSIDE, transport
from scenarios.consequences.transition import transition
from scenarios.consequences.transition_tables import who_table
from scenarios.consequences.transport_tables import cost, pupils
from scenarios.consequences.transport_terms import Amounts, Limits
from scenarios.measures import measure
from scenarios.notation import figure
from scenarios.study import Study
from ui.consequences.transport_kept import Terms
from ui.state import Choice

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _overgang() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Overgang")
    page_consequences.show(open_dataset(chosen_folder()))


def _vervoer() -> None:
    import streamlit as st  # noqa: PLC0415

    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Leerlingenvervoer")
    page_consequences.show(open_dataset(chosen_folder()))


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def _button(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


@pytest.fixture(scope="module")
def names(nederland: Study) -> tuple[str, str]:
    return "jeugdregio", nederland.base_id


def test_the_transition_and_its_log(open_page: OpenPage, nederland: Study, names: tuple[str, str]) -> None:
    app = open_page(_overgang, BUNDLED)
    page = page_of(app)
    choice: Choice = app.session_state["keuze"]
    assert (choice.scenario, choice.base) == names
    stays = compare(nederland, ["jeugdregio"], kinds=["so"]).rows()["jeugdregio", "land", "NL", "", "blijft"]
    assert f"{figure(measure('blijft'), stays['waarde'])}% blijft" in page
    for cell in who_table(transition(nederland, *names)).iloc[2]:
        assert cell in page
    entries = log(nederland, *names)
    assert f"Logboek: elke verandering in een zin ({len(entries)})" in page
    assert all(one.text in page for one in entries)
    assert "Po en vo gaan samen: elk swv houdt dan op" in page
    assert "effect samenvoegen po/vo" in page
    app.text_input(key="overgang_zoek").set_value("WESTERWOLDE").run()
    page = page_of(app)
    assert "Een deel van Westerwolde" in page
    assert "JZ24" not in page.partition("Logboek")[2]
    app.text_input(key="overgang_zoek").set_value("").run()
    app.multiselect(key="overgang_soort").set_value([Sort.SLIVER]).run()
    told = page_of(app).partition("Logboek")[2]
    assert [one.text in told for one in entries] == [one.sort is Sort.SLIVER for one in entries]
    app.selectbox(key="overgang_gemeente").select("GM0405").run()
    assert "Geen zin voldoet hieraan." in page_of(app)
    app.session_state["keuze"].scenario = choice.base
    app.run()
    assert "Er verandert niets." in page_of(app)


def test_transport_its_limits_and_its_amounts(
    open_page: OpenPage, nederland: Study, names: tuple[str, str]
) -> None:
    app = open_page(_vervoer, BUNDLED)
    page = page_of(app)
    count = transport(nederland, *names).count("scenario")
    for part in (NO_CHANGE, NOT_ALL, VO_OUTSIDE, pupils(count), cost(count), "Leerlingenvervoer (geschat)"):
        assert part in page
    app.selectbox(key="vervoersgrens_gemeente").select("GM0363")
    app.number_input(key="vervoersgrens_km").set_value(3.0)
    _button(app, "Zet de grens")
    terms: Terms = app.session_state["leerlingenvervoer"]
    assert terms.limits == Limits((("GM0363", 3.0),))
    count = transport(nederland, *names, terms.limits).count("scenario")
    page = page_of(app)
    assert pupils(count) in page
    assert "eigen grens voor 1 gemeente" in page
    _button(app, "Alle grenzen terug naar het maximum")
    assert app.session_state["leerlingenvervoer"].limits == Limits()
    app.number_input(key="vervoersbedrag_laag_3272").set_value(9000.0)
    _button(app, "Reken met deze bedragen")
    assert "ligt niet onder het hoogste" in app.error[0].value
    assert app.session_state["leerlingenvervoer"].amounts == Amounts()
    app.number_input(key="vervoersbedrag_laag_3272").set_value(3000.0)
    _button(app, "Reken met deze bedragen")
    assert not app.error
    assert app.session_state["leerlingenvervoer"].amounts == Amounts(3000.0, 3978.0)
    assert "eigen bedragen" in page_of(app)
    _button(app, "Bedragen terug naar de gepubliceerde")
    assert app.session_state["leerlingenvervoer"].amounts.is_standard
