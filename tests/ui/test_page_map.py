"""The page "Kaart" on the bundled and on an imported data set, without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from data.dataset import BUNDLED
from geo.crs import to_rd
from scenarios.profile import AreaKind
from scenarios.settings import Settings
from ui import page_map
from ui.loading import StudyKey, open_dataset, study_key, study_of

#: Longitude and latitude, WGS84.
DOMTOREN = (5.1214, 52.0907)
NORTH_SEA = (3.6, 53.2)
EUROPOORT = (4.10, 51.95)

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    """The page, after what a test wants to have happened: a click on the map, other settings."""
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_map  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    if "instellingen" in st.session_state:
        current().settings = st.session_state["instellingen"]
    if "klik" in st.session_state:
        st.session_state["kaart"] = {"last_clicked": st.session_state["klik"]}
        page_map._clicked(study_key(dataset, current().settings))
        del st.session_state["kaart"], st.session_state["klik"]
    page_map.show(dataset)


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> AppTest:
    return open_page(_script, folder)


@pytest.fixture
def bundled(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


@pytest.fixture
def key() -> StudyKey:
    return study_key(open_dataset(BUNDLED), Settings())


def again(app: AppTest) -> AppTest:
    """Run the page once more, as a browser would: with what was typed in the search box."""
    box = finder(app)
    if box.value is not None and box.value not in box.options:
        box.options.append(box.value)
    return app.run()


def finder(app: AppTest) -> Selectbox[Any]:
    return app.selectbox(key="zoek")


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    assert not app.error
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def look_up(app: AppTest, text: str | None) -> str:
    finder(app).set_value(text)
    return page_of(again(app))


def choose(app: AppTest, name: str) -> str:
    app.selectbox(key="veld_scenario").set_value(name)
    return page_of(again(app))


def show_area(app: AppTest, kind: AreaKind) -> str:
    app.selectbox(key="gebied").set_value(kind)
    return page_of(again(app))


def click(app: AppTest, place: tuple[float, float]) -> str:
    app.session_state["klik"] = {"lng": place[0], "lat": place[1]}
    return page_of(again(app))


def name_of_card(page: str) -> tuple[str, str]:
    found = re.search(r'<div class="dk-area"><h2>(.*?)<span>(.*?)</span>', page, re.DOTALL)
    assert found
    return found[1], found[2]


def on_map(app: AppTest) -> dict[str, Any]:
    """What the map is handed."""
    (component,) = app.get("component_instance")
    return dict(json.loads(component.proto.json_args))


def test_opens_on_the_country_with_a_search_box_a_choice_and_a_map(app: AppTest) -> None:
    page = page_of(app)
    assert name_of_card(page)[0] == "Nederland"
    assert "klik op de kaart of zoek" in page
    assert finder(app).label.startswith("Zoek een gemeente, plaats, postcode")
    assert len(finder(app).options) > 2000
    assert app.selectbox(key="veld_scenario").value == "jeugdregio"
    assert "verplaatst geen school" in page
    assert "niemands werkelijke reis" in page
    assert "huidig" not in page.lower()
    assert on_map(app)["height"] > 400


def test_the_map_asks_for_nothing_outside(app: AppTest) -> None:
    told = on_map(app)
    assert told["js_links"] == ["../ui.assets.leaflet/leaflet.js"]
    assert told["css_links"] == ["../ui.assets.leaflet/leaflet.css"]
    assert "http" not in re.sub(r"http://www\.w3\.org\S*", "", told["script"])


@pytest.mark.parametrize("text", ["Woerden", "woerden", "Woerden (gemeente)", "3441", "GM0632"])
def test_a_place_is_found_and_shown(app: AppTest, text: str) -> None:
    page = look_up(app, text)
    assert name_of_card(page) == ("Woerden", "gemeente")
    told = on_map(app)["feature_group"]
    assert "gemeente:GM0632:" in told
    assert '"zoom": true' in told


@pytest.mark.parametrize("text", ["3511", "3511 AB", "3511ab", " utrecht "])
def test_a_postcode_leads_to_its_gemeente(app: AppTest, text: str) -> None:
    assert name_of_card(look_up(app, text)) == ("Utrecht", "gemeente")


def test_swvs_of_today_and_of_the_scenario_are_found(bundled: AppTest) -> None:
    assert name_of_card(look_up(bundled, "PO 26.05"))[1] == "swv po"
    assert name_of_card(look_up(bundled, "Bilthoven"))[0] == "De Bilt"
    name, kind = name_of_card(look_up(bundled, "JZ22"))
    assert "Utrecht" in name
    assert kind in {"jeugdregio", "swv van het scenario"}


def test_what_is_not_there_is_told_and_the_page_stays(app: AppTest) -> None:
    look_up(app, "Woerden")
    page = look_up(app, "Xyzzy<b>")
    assert "'Xyzzy<b>' is niet gevonden" in page
    assert name_of_card(page)[0] == "Woerden"
    raw = "\n".join(element.proto.body for element in app.get("html"))
    assert "Xyzzy<b>" not in raw
    assert "bedoelt u" in look_up(app, "Woerdn")
    assert "niet gevonden" not in look_up(app, "Zeist")


def test_clearing_the_search_shows_the_country_again(bundled: AppTest) -> None:
    look_up(bundled, "Woerden")
    assert name_of_card(look_up(bundled, None))[0] == "Nederland"
    assert '"choice": null' in on_map(bundled)["feature_group"]


def test_a_gemeente_stays_when_the_scenario_changes(app: AppTest) -> None:
    look_up(app, "Woerden")
    before = page_of(app)
    page = choose(app, "samengevoegd")
    assert name_of_card(page) == ("Woerden", "gemeente")
    assert page != before
    assert "gemeente:GM0632:" in on_map(app)["feature_group"]


def test_a_swv_of_a_scenario_has_its_successor_in_the_next(app: AppTest) -> None:
    look_up(app, "Woerden")
    first = name_of_card(show_area(app, AreaKind.SWV))
    assert first[1] == "swv van het scenario"
    second = name_of_card(choose(app, "provincie"))
    assert second[1] == "swv van het scenario"
    assert second != first
    assert "Utrecht" in second[0]
    # today has no swv's of a scenario: the gemeente is what is left
    assert name_of_card(choose(app, "regeling-2015")) == ("Woerden", "gemeente")


def test_every_area_at_a_place_can_be_shown(app: AppTest) -> None:
    look_up(app, "Woerden")
    for kind in (AreaKind.JEUGDREGIO, AreaKind.SWV_PO, AreaKind.SWV_VO, AreaKind.SWV, AreaKind.GEMEENTE):
        assert str(kind) in app.selectbox(key="gebied").options
        assert name_of_card(show_area(app, kind))[1] == str(kind)
        assert '"zoom": false' in on_map(app)["feature_group"]


def test_every_scenario_can_be_shown(bundled: AppTest) -> None:
    look_up(bundled, "Amsterdam")
    for name in ("po-leidend", "vo-leidend", "po-binnen-jeugdregio", "ggd", "veiligheidsregio", "rmc"):
        assert name_of_card(choose(bundled, name))[0] == "Amsterdam"


def test_a_choice_leaves_the_map_where_it_is(bundled: AppTest) -> None:
    before = on_map(bundled)
    look_up(bundled, "Woerden")
    choose(bundled, "provincie")
    after = on_map(bundled)
    assert after["feature_group"] != before["feature_group"]
    # what differs here makes streamlit-folium build the map anew
    assert [after[name] for name in ("script", "html", "js_links")] == [
        before[name] for name in ("script", "html", "js_links")
    ]


def test_a_click_shows_what_lies_there(app: AppTest) -> None:
    page = click(app, DOMTOREN)
    name, kind = name_of_card(page)
    assert kind == "swv po"
    assert "Utrecht" in name
    assert '"zoom": false' in on_map(app)["feature_group"]


def test_a_click_keeps_the_sort_of_area_that_is_looked_at(app: AppTest) -> None:
    look_up(app, "Woerden")
    assert name_of_card(click(app, DOMTOREN)) == ("Utrecht", "gemeente")
    show_area(app, AreaKind.JEUGDREGIO)
    assert name_of_card(click(app, (6.5665, 53.2194))) == ("Groningen", "jeugdregio")


def test_a_click_in_the_sea_says_so_and_keeps_the_card(app: AppTest) -> None:
    look_up(app, "Woerden")
    page = click(app, NORTH_SEA)
    assert "Daar ligt geen gebied; klik op het land." in page
    assert name_of_card(page)[0] == "Woerden"
    assert "geen gebied" not in click(app, DOMTOREN)


def test_a_click_where_no_swv_is_shows_the_gemeente(app: AppTest) -> None:
    assert name_of_card(click(app, EUROPOORT)) == ("Rotterdam", "gemeente")


def test_nothing_clicked_is_no_click(bundled: AppTest) -> None:
    before = page_of(bundled)
    bundled.session_state["klik"] = None
    assert page_of(again(bundled)) == before


def point_at(key: StudyKey, lon: float, lat: float) -> int | None:
    easting, northing = to_rd(np.array([lon]), np.array([lat]))
    return page_map._point_at(key, float(easting[0]), float(northing[0]))


def test_places_on_the_map_are_points_of_the_country(key: StudyKey) -> None:
    assert point_at(key, *NORTH_SEA) is None
    found = point_at(key, *DOMTOREN)
    country = study_of(key).country
    assert found is not None
    assert country.points["pc4"].iloc[found] == "3512"
    points = country.points.iloc[::100]
    for number, easting, northing in zip(points.index, points["easting"], points["northing"], strict=True):
        assert page_map._point_at(key, easting, northing) == number


def test_settings_change_the_counts_on_the_card(app: AppTest) -> None:
    def schools(page: str) -> int:
        found = re.search(r">bo</th><td class=\"num\">(\d+)</td>", page)
        assert found
        return int(found[1])

    before = schools(look_up(app, "Barneveld"))
    app.session_state["instellingen"] = Settings(reformed_apart=True)
    after = schools(page_of(again(app)))
    assert 0 < after < before


def test_a_variant_of_the_jeugdregios_is_on_the_map_and_the_card(bundled: AppTest) -> None:
    look_up(bundled, "Roermond")
    name = name_of_card(show_area(bundled, AreaKind.JEUGDREGIO))[0]
    bundled.session_state["instellingen"] = Settings(jeugdregio_variant="midden-limburg-samengevoegd")
    page = page_of(again(bundled))
    assert name_of_card(page)[0] != name
    assert "variant midden-limburg-samengevoegd" in on_map(bundled)["script"]
