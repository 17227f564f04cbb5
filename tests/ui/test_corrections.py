"""Corrections of a session: the panel, what it does to every page, and going back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED


def _page() -> None:
    import streamlit as st  # noqa: PLC0415

    from ui import account  # noqa: PLC0415
    from ui.corrected import open_folder  # noqa: PLC0415
    from ui.loading import open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.room import corrections  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(open_folder())
    key = study_key(dataset, current().settings, current().norms)
    st.text(account.data_line(dataset.manifest))
    corrections.show(key, study_of(key))


def _line(app: AppTest) -> str:
    return " ".join(one.value for one in (*app.text, *app.success, *app.error))


def test_a_correction_counts_at_once_is_signed_and_can_be_taken_back(
    open_page: Callable[[Callable[[], None], Path], AppTest],
) -> None:
    app = open_page(_page, BUNDLED)
    assert "correctie" not in _line(app)
    assert app.button(key="correctie_leg_vast").disabled
    label = next(one for one in app.selectbox(key="correctie_pc4").options if one.startswith("3511"))
    app.selectbox(key="correctie_pc4").set_value(label).run()
    app.number_input(key="correctie_inwoners").set_value(900).run()
    app.text_input(key="correctie_wie").set_value("A. <b>de Vries").run()
    app.text_input(key="correctie_reden").set_value("telling").run()
    app.button(key="correctie_leg_vast").click().run()
    assert not app.exception
    assert "met 1 correctie (A. <b>de Vries" in _line(app)
    assert "Alle cijfers zijn opnieuw gerekend" in _line(app)
    app.button(key="correctie_weg_0").click().run()
    assert "met 1 correctie" not in _line(app)


def test_a_site_is_found_by_what_is_typed(open_page: Callable[[Callable[[], None], Path], AppTest]) -> None:
    app = open_page(_page, BUNDLED)
    app.selectbox(key="correctie_soort").set_value("Leerlingen van een vestiging").run()
    app.text_input(key="correctie_zoek").set_value("1011-bo").run()
    assert app.selectbox(key="correctie_vestiging").value == "1011-bo"
    app.number_input(key="correctie_leerlingen").set_value(7).run()
    app.text_input(key="correctie_wie").set_value("A").run()
    app.text_input(key="correctie_reden").set_value("b").run()
    app.button(key="correctie_leg_vast").click().run()
    assert not app.exception
    assert "7 leerlingen bo in plaats van" in _line(app)


def _opening() -> None:
    import datetime as dt  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from data.corrected import corrected  # noqa: PLC0415
    from data.corrections import Residents  # noqa: PLC0415
    from scenarios.changes import Assign  # noqa: PLC0415
    from scenarios.draft import Draft  # noqa: PLC0415
    from scenarios.study import Study  # noqa: PLC0415
    from ui import drafts  # noqa: PLC0415
    from ui.corrected import corrections, open_folder  # noqa: PLC0415
    from ui.loading import open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(open_folder())
    if not corrections().made:
        signed = {"wie": "A", "reden": "b", "datum": dt.date(2026, 3, 1)}
        elsewhere = Study.of(corrected(dataset, [Residents(pc4="3511", leeftijd="po", aantal=900, **signed)]))
        draft = Draft("jeugdregio").do(Assign(gemeenten=("Winterswijk",), swv="JZ26"))
        study = study_of(study_key(dataset, current().settings, current().norms))
        drafts.open_file(study, "plan.json", drafts.file_of(elsewhere, draft))
    st.text(f"{open_dataset(open_folder()).manifest.name} {len(drafts.desk().draft.done)}")
    st.text(corrections().note)


def test_a_scenario_brings_its_corrections_along(
    open_page: Callable[[Callable[[], None], Path], AppTest],
) -> None:
    app = open_page(_opening, BUNDLED)
    assert not app.exception
    assert "met 1 correctie 1" in _line(app)
    assert "is 1 correctie overgenomen" in _line(app)
