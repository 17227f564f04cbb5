"""Beside the drawing: figures, lights, the last step and the neighbours, as text and on a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from scenarios.changes import Assign, Release
from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.live.figures import live
from scenarios.live.lights import lights
from scenarios.live.pinned import STANDARD
from scenarios.live.what_if import what_if
from scenarios.locks import Lock
from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.study import Study
from ui.workbench import neighbours, panel_markup

OpenPage = Callable[[Callable[[], None], Path], AppTest]


@pytest.fixture(scope="module")
def land(nederland: Study) -> Study:
    """Open the bundled country; drafts only pass by."""
    return nederland


@pytest.fixture(scope="module")
def so(land: Study) -> Kind:
    """Look at special education."""
    return next(kind for kind in land.country.kinds if kind.code == "so")


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_every_figure_has_what_a_reader_needs(land: Study, so: Kind) -> None:
    """Title, value with unit, base, change with sign and word; direction, certainty and source on opening."""
    found = live(land, "provincie", land.base_id, so, STANDARD)
    html = panel_markup.figures(found, "regeling <2015>")
    assert "regeling &lt;2015&gt;" in html
    assert html.count("<details") == len(STANDARD)
    told = _text(html)
    for code in STANDARD:
        assert capital(measure(code).title) in told
        assert f"Formule: {measure(code).formula}" in told
    assert told.count("basis ") >= len(STANDARD)
    assert told.count("Bron: ") == len(STANDARD)
    assert "✓ beter" in told
    assert "geschat" in told


def test_a_light_is_a_sign_and_a_word(land: Study, so: Kind) -> None:
    """Nothing by colour alone; what no figure decides stands together and is still there."""
    found = lights(live(land, land.base_id, land.base_id, so, STANDARD))
    told = _text(panel_markup.lights(found))
    assert "✗ voldoet niet" in told
    assert "niet te bepalen" in told
    assert "✓ voldoet" not in told
    for one in found:
        assert one.title in told
    assert "Toets" in told


def test_the_last_step_is_read_aloud_and_escaped() -> None:
    """A live region; what a user typed is text."""
    html = panel_markup.step("Hernoemd: swv <b>X</b>.")
    assert 'aria-live="polite"' in html
    assert "&lt;b&gt;X" in html
    assert "Nog geen stap" in panel_markup.step("")


def test_who_has_no_swv_is_counted_apart(land: Study, so: Kind) -> None:
    """Of both ages where one swv serves both; of the layer that has the hole where not."""
    name = next(iter(land.country.gemeente_names.values()))
    whole = live(land, "jeugdregio", land.base_id, so, ())
    assert panel_markup.unfinished(whole) == ""
    for start, part in (("jeugdregio", "beide"), (land.base_id, "po")):
        draft = Draft(start).do(Release.model_validate({"gemeenten": [name], "laag": part}))
        told = _text(panel_markup.unfinished(live(land, draft.known_to(land), land.base_id, so, ())))
        assert "Nog zonder swv: " in told
        assert ("van de leeftijd po" in told) == (part == "po")


def test_neighbours_are_sorted_and_tell_what_happens(land: Study, so: Kind) -> None:
    """By any column; what is unknown comes last; locked ones are marked with a word."""
    found = what_if(land, "jeugdregio", so, "", "JZ25")
    by_pupils = neighbours.in_order(found, "inwoners, meeste eerst")
    assert [one.pupils for one in by_pupils] == sorted((one.pupils for one in found), reverse=True)
    unknown = replace(found[0], after_km=float("nan"))
    by_distance = neighbours.in_order([unknown, *found[1:]], "afstand, kortste eerst")
    assert by_distance[-1] is unknown
    assert [one.distance_change_km for one in by_distance[:-1]] == sorted(
        one.distance_change_km for one in found[1:]
    )
    held = what_if(land, "jeugdregio", so, "", "JZ25", locks=[Lock(soort="alles")])
    told = _text(neighbours.listed([*held, unknown], "JZ25 <i>", so))
    assert told.count("vergrendeld") == len(held)
    assert "afstand niet te bepalen" in told
    assert "<i>" not in neighbours.listed(held, "JZ25 <i>", so)
    assert "geen beleid" in told
    for one in found:
        assert one.name in told


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from scenarios.changes import Assign  # noqa: PLC0415
    from scenarios.settings import Settings  # noqa: PLC0415
    from ui.drafts import desk  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.workbench import neighbours, panel  # noqa: PLC0415

    key = study_key(open_dataset(chosen_folder()), Settings())
    study, mine = study_of(key), desk()
    if mine.draft is None:
        mine.begin(study, "jeugdregio")
        mine.do(study, Assign(swv="JZ25", gebieden=("GM0301",)))
    draft = mine.settle(study)
    name, before = draft.known_to(study), draft.undo().known_to(study)
    panel.show(key, study, name, study.base_id, before)
    chosen = neighbours.show(key, study, name, study.base_id, "", "JZ25")
    st.text(f"opgenomen: {chosen}")


def test_the_page_shows_it_and_keeps_what_is_chosen(open_page: OpenPage) -> None:
    """Last step, figures of choice, explanation by each, and a neighbour that is taken in on a press."""
    page = open_page(_script, BUNDLED)
    assert not page.exception
    html = " ".join(one.proto.body for one in page.get("html"))
    assert "Laatste stap" in html
    assert "gemiddelde afstand so" in html
    page.multiselect(key="wb_cijfers").set_value(["swv_aantal", "grensafhankelijkheid"]).run()
    page.selectbox(key="wb_cijfer_uitleg").set_value("grensafhankelijkheid").run()
    html = " ".join(one.proto.body for one in page.get("html"))
    assert html.count('class="dk-cijfer"') == 2
    assert any("Formule" in one.value for one in page.markdown)
    assert page.text[0].value == "opgenomen: None"
    page.button(key="wb_buren_neem").click().run()
    assert page.text[0].value == f"opgenomen: {page.selectbox(key='wb_buren_keuze').value}"
    assert not page.exception


def test_an_edit_is_seen_in_the_figures(land: Study, so: Kind) -> None:
    """The value beside the map is that of the drawing."""
    draft = Draft("jeugdregio").do(Assign(swv="JZ25", gebieden=("GM0301",)))
    found = live(land, draft.known_to(land), "jeugdregio", so, ("swv_afwijkend",)).figures["swv_afwijkend"]
    assert (found.value, found.base) == (1.0, 0.0)
    assert "+1" in _text(panel_markup.figures(live(land, draft.name, "jeugdregio", so, STANDARD), "begin"))
