"""Parts "Versnippering" and "Vorm en samenhang" of the page "Toets"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from scenarios.pieces.behind import codes
from ui.check.choice import Looked

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui.check import fragmentation, shape  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    key = study_key(open_dataset(chosen_folder()), current().settings, current().norms)
    study = study_of(key)
    part = shape if st.session_state.get("vorm") else fragmentation
    part.show(key, study, st.session_state.get("naam", "jeugdregio"), study.base_id)


def _told(page: AppTest) -> str:
    assert not page.exception
    return " ".join(one.proto.body for one in page.get("html"))


@pytest.fixture
def page(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def test_figures_and_the_rows_behind_one(page: AppTest) -> None:
    told = _told(page)
    assert "overlegrelaties swv-gemeente" in told
    assert "swv&#x27;s in meer dan één GGD-regio" in told
    assert "Polsby-Popper" not in told
    assert "Basis: regeling 2015: 56 regels; samen 56." in told
    assert len(page.dataframe) == 1  # no swv of the scenario departs
    page.selectbox(key="versnippering_measure").select("relaties_gemeente").run()
    told = _told(page)
    assert "Scenario: swv&#x27;s naar jeugdregio: 342 regels; samen 342." in told
    assert [len(one.value) for one in page.dataframe] == [342, 738]
    page.checkbox[0].check().run()
    assert "Polsby-Popper" in _told(page)
    assert set(page.selectbox(key="versnippering_measure").options) >= {"nesting H(J|S) (bits)"}
    assert len(page.selectbox(key="versnippering_measure").options) == len(codes())
    page.selectbox(key="versnippering_measure").select("besturen_per_swv").run()
    assert "niet te bepalen; deze gegevensset noemt geen schoolbesturen" in _told(page)


def test_shape_per_swv(page: AppTest) -> None:
    page.session_state["vorm"] = True
    page.run()
    told = _told(page)
    assert "overgetrokken van een kaartbeeld" in told
    assert "data:image/svg+xml;base64," in told
    assert page.dataframe[0].value.iloc[0]["swv"] == "JZ02 · Friesland"
    page.radio[0].set_value(True).run()
    assert len(page.dataframe[0].value) == 150
    first = page.dataframe[0].value.iloc[0]  # what is drawn until another is chosen
    looked: Looked = page.session_state["keuze_versnippering"]
    assert looked.of_base
    assert looked.swv.startswith(f"{first['laag']}/")
    assert looked.swv[-4:] == first["swv"][3:8].replace(".", "")
