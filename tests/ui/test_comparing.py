"""The parts of page "Vergelijken": maps of the difference, table, trade-off, and whether the order holds."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from scenarios.consequences.moves import Move
from scenarios.readings import NO_DIFFERENCE, SHIFTED
from scenarios.study import Study
from scenarios.weighing.differences import DistanceChange, PlaceChange, distance_changes, place_changes
from scenarios.weighing.weigh import Weighing, weigh
from ui.areas import outlines
from ui.comparing import difference, tradeoff, weighed_markup
from ui.comparing.tradeoff_drawing import drawing, pictures
from ui.palette import STROKES
from ui.sheet.drawing import Circle, Line, Text, svg

OpenPage = Callable[[Callable[[], None], Path], AppTest]
NAMES = ("jeugdregio", "po-binnen-jeugdregio", "provincie")
MARK = re.compile(r"(gedeeld )?(beste|slechtste)")


def _script() -> None:
    from ui import page_compare  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_compare.show(open_dataset(chosen_folder()))


def _weighing() -> None:
    """A visitor who has chosen three scenarios, and looks at the table."""
    from ui import page_compare  # noqa: PLC0415
    from ui.comparing.state import looked  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    if not looked().part:
        looked().part, looked().tested, looked().variants = (
            "Tabel",
            ["dekking_acceptabel"],
            ["normen-strenger"],
        )
        current().scenario = "jeugdregio"
        current().scenarios = ["jeugdregio", "po-binnen-jeugdregio", "provincie"]
    page_compare.show(open_dataset(chosen_folder()))


def _drafting() -> None:
    """A visitor who has drawn something, and left a gemeente without a swv in another draft."""
    from scenarios.changes import Assign  # noqa: PLC0415
    from scenarios.draft import Draft  # noqa: PLC0415
    from ui import page_compare  # noqa: PLC0415
    from ui.drafts import desk  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    if desk().draft is None:
        drawn = Draft("jeugdregio", title="Plan *A*")
        desk().draft = drawn.do(Assign(gemeenten=("GM0344",), swv="JZ03"))
    page_compare.show(open_dataset(chosen_folder()))


def _unfinished() -> None:
    """A visitor who compares a draft in which a gemeente has no swv yet."""
    from scenarios.changes import Release  # noqa: PLC0415
    from scenarios.draft import Draft  # noqa: PLC0415
    from ui import page_compare  # noqa: PLC0415
    from ui.drafts import desk  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    if desk().draft is None:
        drawn = Draft("jeugdregio", title="Plan B").do(Release(gemeenten=("GM0344",)))
        desk().draft = drawn
        current().scenario = drawn.name
        current().scenarios = [drawn.name, "jeugdregio"]
    page_compare.show(open_dataset(chosen_folder()))


def page_of(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return "\n".join(element.proto.body for element in app.get("html"))


def part(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="vergelijken_part").set_value(name).run()


@pytest.fixture(scope="module")
def weighed(nederland: Study) -> Weighing:
    return weigh(nederland, NAMES, "regeling-2015", "so")


# --- the page


def test_parts_of_the_page(open_page: OpenPage) -> None:
    app = open_page(_weighing, BUNDLED)
    page = page_of(app)
    assert not app.get("component_instance")  # no map is drawn where none is shown
    assert "basis: regeling 2015" in page
    assert "★ beste" in page
    assert "▽ slechtste" in page
    assert "telt swv&#x27;s of hun relaties" in page
    app.selectbox(key="vergelijken_sort").select("dekking_acceptabel").run()
    page = page_of(app)
    order = [
        page.index(f'<th scope="row">{title}') for title in ("basis: regeling", "swv&#x27;s naar provincie")
    ]
    assert order == sorted(order)
    assert page.index('<th scope="row">swv&#x27;s naar provincie') < page.index('<th scope="row">po leidend')
    assert "relaties_gemeente" not in app.selectbox(key="vergelijken_sort").options

    page = page_of(part(app, "Afweging"))
    assert page.count("data:image/svg+xml") == 2
    assert "Dezelfde afweging als tabel" in page
    assert "valt af tegen" in page
    app.selectbox(key="vergelijken_upward").select("dekking_acceptabel").run()
    assert "Kies twee verschillende maten" in page_of(app)

    part(app, "Houdt de volgorde stand?")
    next(one for one in app.button if one.label == "Toets de volgorde").click().run()
    bench: Any = app.session_state["lang_werk"]
    job = bench.running.get("volgorde")
    assert job is None or job.wait(120)
    app.run()
    page = page_of(app)
    assert "‘dekking binnen eigen swv, acceptabel (werknorm)’ houdt" in page
    assert "Plaats op dekking binnen eigen swv" in page


def test_the_map_of_the_scenario_can_show_the_difference(open_page: OpenPage) -> None:
    app = open_page(_script, BUNDLED)
    page = page_of(app.segmented_control(key="vergelijken_map").set_value("Wie wisselt").run())
    assert "gaat naar een ander swv dan de hoofdmoot: " in page
    assert "Wie wisselt: scenario: swv&#x27;s naar jeugdregio, ten opzichte van regeling 2015" in page
    page = page_of(app.segmented_control(key="vergelijken_map").set_value("Verschil in afstand").run())
    assert "5 km of meer verder (+)" in page
    assert len(app.get("component_instance")) == 2


def test_drafts_can_be_chosen_and_their_titles_are_only_text(open_page: OpenPage) -> None:
    app = open_page(_drafting, BUNDLED)
    own = [one for one in app.multiselect(key="veld_scenarios").options if "Plan" in one]
    assert own
    app.multiselect(key="veld_scenarios").select(own[0]).run()
    assert "Plan *A*" in page_of(part(app, "Tabel"))


def test_what_is_not_finished_is_passed_over_and_said_so(open_page: OpenPage) -> None:
    app = open_page(_unfinished, BUNDLED)
    page = page_of(app)
    assert "Scenario: swv&#x27;s naar jeugdregio" in page
    assert len(app.warning) == 1
    assert "nog niet te vergelijken" in app.warning[0].value
    assert "Plan B" in app.warning[0].value


# --- maps of the difference


def test_every_place_has_a_class_and_says_in_words_what_happens(nederland: Study) -> None:
    country, after = nederland.country, nederland.arrangement("jeugdregio")
    found = place_changes(country, nederland.arrangement("regeling-2015"), after, "po")
    (layer,) = difference.moves_document(country, outlines(country), after.units, found)
    assert layer["id"] in STROKES
    assert layer["van"] == list(range(len(after.units)))
    assert layer["lijnen"]
    for one, area in zip(found, layer["namen"], strict=True):
        assert area["arcering"] is (one.move is Move.ELSEWHERE)
        assert bool(area["plek"]) is one.changes
        assert area["regels"][0]
    legend = difference.moves_legend(found, "van 4-11 jaar")
    gone = sum(one.move is Move.ELSEWHERE for one in found)
    assert f"gaat naar een ander swv dan de hoofdmoot: {gone} gebieden" in legend


def test_distances_are_drawn_per_gemeente_with_their_sign(nederland: Study) -> None:
    country, units = nederland.country, nederland.country.units
    kind = next(one for one in country.kinds if one.code == "so")
    found = distance_changes(nederland, "po-binnen-jeugdregio", "regeling-2015", kind)
    (layer,) = difference.distances_document(country, outlines(country), units, found, "so")
    assert len(layer["namen"]) == len(found)
    names = [country.gemeente_names[code] for code in country.gemeente_of_point[units.first_points]]
    assert [layer["namen"][at]["code"] for at in layer["van"]] == [difference.escape(name) for name in names]
    for one, area in zip(found, layer["namen"], strict=True):
        if area["arcering"]:
            assert one.change_km > 0
            assert area["kort"].startswith("+")
        elif area["kort"]:
            assert area["kort"].startswith("−") or one.reading == SHIFTED


@given(st.floats(-60, 60), st.sampled_from(["beter", "slechter", NO_DIFFERENCE, SHIFTED]))
def test_only_what_lies_further_is_hatched(change: float, told: str) -> None:
    kind = difference.class_of(DistanceChange("GM1", "Aalten", 60.0, 60.0 + change, 0.0, 0.0, told))
    if told == SHIFTED:
        assert kind.label == "!"
    elif told == NO_DIFFERENCE:
        assert "(=)" in kind.words
    elif abs(change) > 0.01:
        assert kind.hatched is (change > 0)
        assert ("verder (+)" in kind.words) is (change > 0)


def test_what_a_gemeente_is_called_cannot_break_the_map() -> None:
    told = difference.moves_legend([PlaceChange("u", "<b>", Move.SAME, "", "")], "<i>")
    assert "<i>" not in told.replace('<i style="', "")


# --- marks and places


def test_marks_say_in_words_and_sign_what_colour_says(weighed: Weighing) -> None:
    page = weighed_markup.weighed_table(weighed, ["dekking_acceptabel", "relaties_gemeente"], (3, 1, 2))
    rows = page.split("<tr")[2:]
    assert len(rows) == 4
    assert "basis: regeling 2015" in rows[0]
    assert "★ beste" in rows[1]
    assert "▽ slechtste" in rows[3]
    assert page.count("niet vergeleken") == 1
    assert not MARK.search(page.partition("</thead>")[2].replace("★ beste", "").replace("▽ slechtste", ""))
    note = weighed_markup.withheld_note(weighed, ["dekking_acceptabel", "relaties_gemeente"])
    assert "Overlegrelaties swv-gemeente: telt swv" in note
    assert "lees het naast het aantal swv" in note


# --- the drawing


@pytest.mark.parametrize(
    ("across", "upward"),
    [
        ("dekking_acceptabel", "leerlingen_afwijkend"),
        ("afstand_gemiddeld", "eigen_verloren"),
        ("vrij_p90", "congruentie"),
    ],
)
def test_the_drawing_shows_every_point_inside_its_field(weighed: Weighing, across: str, upward: str) -> None:
    plotted = tradeoff.plot(weighed, across, upward)
    drawn = drawing(plotted)
    circles = [one for one in drawn.shapes if isinstance(one, Circle)]
    assert len(circles) == len(plotted.shown)
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in (one.centre for one in circles))
    filled = sum(one.fill != "#ffffff" for one in circles)
    assert filled == len(plotted.front) >= 1
    front = [one for one in drawn.shapes if isinstance(one, Line) and one.dash]
    assert len(front) == (len(plotted.front) > 1)
    assert (0 in plotted.shown) is (upward != "eigen_verloren")
    assert "beter: " in svg(drawn)


def test_titles_in_the_drawing_lie_over_nothing_else(weighed: Weighing) -> None:
    drawn = drawing(tradeoff.plot(weighed, "dekking_acceptabel", "leerlingen_afwijkend"))
    titles = [one for one in drawn.shapes if isinstance(one, Text) and one.halo]
    circles = [one for one in drawn.shapes if isinstance(one, Circle)]
    assert titles
    for one in titles:
        x, y = one.spot
        assert all(np.hypot(x - a, y - b) > 8 for a, b in (each.centre for each in circles))


def test_who_cannot_see_the_drawing_hears_who_is_on_the_front(weighed: Weighing) -> None:
    plotted = tradeoff.plot(weighed, "dekking_acceptabel", "leerlingen_afwijkend")
    shown = pictures(plotted)
    assert shown.count("<img") == 2
    assert f"Op het front liggen {len(plotted.front)} van {len(plotted.shown)} indelingen" in shown
    for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", shown):
        assert base64.b64decode(data).startswith(b"<svg")
