"""The page "Werkbank" without a browser: the list does what the map does, and wrong orders stay calm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from data.store_file import FOLDER_VARIABLE
from scenarios.changes import Assign
from scenarios.draft import Draft
from ui.desk import Desk
from ui.workbench.bench import Bench

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    """The page, after what a test wants to have been drawn on the map."""
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_workbench  # noqa: PLC0415
    from ui.drafts import desk  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415
    from ui.workbench import editing  # noqa: PLC0415
    from ui.workbench.bench import Work, bench, drawn_layer  # noqa: PLC0415
    from ui.workbench.map import Edit  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    if "getekend" in st.session_state:
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        draft = desk().settle(study)
        name = draft.known_to(study)
        layer = drawn_layer(study.arrangement(name), bench().layer)
        unit, swv = st.session_state.pop("getekend")
        editing.take(Work(key, study, draft, name, draft.base, layer), [Edit((unit,), (), swv, "klik")])
    page_workbench.show(dataset)


@pytest.fixture
def app(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def bench(app: AppTest) -> Bench:
    found: Bench = app.session_state["werkbank"]
    return found


def draft(app: AppTest) -> Draft:
    desk: Desk = app.session_state["ontwerpen"]
    assert desk.draft is not None
    return desk.draft


def written(app: AppTest) -> str:
    """All HTML and messages of the page."""
    html = [str(one.proto.body) for one in app.get("html")]
    return "\n".join([*html, *(one.value for one in (*app.error, *app.markdown))])


def calm(app: AppTest) -> str:
    """What is written, where nothing went wrong."""
    assert not app.exception
    told = written(app)
    assert "dekkend zelf" not in told
    return told


def test_the_list_alone_makes_a_draft_and_every_part_can_be_opened(app: AppTest) -> None:
    told = calm(app)
    assert "stap 1 van 4" in told
    app.selectbox(key="wb_actief").set_value("PO2201").run()
    assert "stap 2 van 4" in calm(app)
    app.multiselect(key="wb_gekozen").set_value(["GM0109", "GM0037"]).run()
    app.button(key="wb_deel_in").click().run()
    told = calm(app)
    assert draft(app).done == (Assign(laag="po", swv="PO2201", gebieden=("GM0109", "GM0037")),)
    assert "Coevorden" in told
    assert "Stadskanaal ligt buiten de hoofdjeugdregio" in told
    assert "stap 3 van 4" in told
    assert bench(app).chosen == ()
    for part in ("Swv in hand", "Gemeente", "Buren"):
        bench(app).beside = part
        calm(app.run())
    bench(app).beside = "Swv in hand"
    for part in ("Swv's", "Stappen"):
        bench(app).below = part
        calm(app.run())
    assert "Stadskanaal" in app.radio(key="wb_stap").options[1]
    app.radio(key="wb_stap").set_value(0).run()
    assert draft(app).done == ()
    app.button(key="wb_opnieuw").click().run()
    assert len(draft(app).done) == 1


def test_a_lock_refuses_and_what_became_loose_is_told(app: AppTest) -> None:
    app.selectbox(key="wb_actief").set_value("PO2201").run()
    app.button(key="wb_slot").click().run()
    app.session_state["getekend"] = ("GM0109", "PO2201")
    assert "vergrendeld" in calm(app.run())
    assert draft(app).done == ()
    app.session_state["getekend"] = ("GM0109", "")
    told = calm(app.run())
    assert "1 gemeente of deel nog bij geen swv" in told
    app.button(key="wb_los_toon").click().run()
    assert bench(app).flash == ("GM0109",)
    calm(app)


def test_what_is_in_hand_may_vanish_and_the_base_may_change(app: AppTest) -> None:
    bench(app).beside = "Swv in hand"
    app.run()
    bench(app).action = "Nieuw swv"
    app.run()
    app.text_input(key="wb_nieuw").set_value("<b>Eemland").run()
    app.button(key="wb_nieuw_doe").click().run()
    told = calm(app)
    assert "<b>Eemland" not in told
    assert bench(app).active == "N1"
    app.button(key="wb_ongedaan").click().run()
    calm(app)
    assert bench(app).active == ""
    bench(app).layer, bench(app).unit, bench(app).chosen = "vo", "GM0344#3511", ("weg",)
    app.selectbox(key="wb_begin").set_value("jeugdregio").run()
    told = calm(app)
    assert draft(app).base == "jeugdregio"
    assert bench(app).chosen == ()
    assert "ligt opzij en is niet weg" in told
    bench(app).below = "Bewaren"
    calm(app.run())
    assert [one.label for one in app.button if str(one.key).startswith("wat_als_verder_")]
    app.selectbox(key="wb_tegen").set_value("regeling-2015").run()
    bench(app).changed = True
    calm(app.run())


def test_what_falls_apart_is_said_beside_the_map_until_it_is_whole(app: AppTest) -> None:
    assert "In losse delen" not in calm(app), "what lay apart at the start is not told"
    app.session_state["getekend"] = ("GM0114", "PO2201")
    told = calm(app.run()).replace("\\", "")
    assert "**! In losse delen** ligt nu: PO 22.01 · Assen e.o. (los: Emmen)" in told
    app.button(key="wb_uiteen_toon").click().run()
    assert bench(app).flash == ("GM0114",)
    app.session_state["getekend"] = ("GM1681", "PO2201")
    assert "In losse delen" not in calm(app.run())


def test_a_store_that_refuses_is_said_while_drawing(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bestand").write_text("geen map")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "bestand"))
    app.session_state["getekend"] = ("GM0114", "PO2201")
    app.run()
    assert any("wordt nu niet automatisch bewaard" in one.value for one in app.warning)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "winkel"))
    assert not any("bewaard" in one.value for one in app.run().warning)
