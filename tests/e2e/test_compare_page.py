"""The pages "Vergelijken" and "Verantwoording" in a real browser without a network."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, Page

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_MAPS = "iframe[title='streamlit_folium.st_folium']"
_VIEW = "() => [window.__kaart.getZoom(), window.__kaart.getCenter().lat, window.__kaart.getCenter().lng]"
#: A spot on land where no symbol stands.
_BARE_SPOT = """() => {
    for (let lat = 52.2; lat < 52.9; lat += 0.03) {
        const spot = window.__kaart.latLngToContainerPoint([lat, 6.2]);
        if (document.elementFromPoint(spot.x, spot.y).tagName === 'CANVAS') return spot;
    }
    return null;
}"""
_AREAS = """() => Object.values(window.__kaart._layers).filter(
    (one) => one.options && one.options.pane === 'vlakken' && one._parts && one._parts.length).length"""


def go_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()


def opened(watched: Watched, address: str) -> Page:
    """Open the page as a user does: from the first one."""
    page: Page = watched.page
    page.goto(address)
    page.frame_locator(_MAPS).first.locator("[data-klaar=ja]").wait_for(timeout=30_000)
    go_to(page, "Vergelijken")
    page.get_by_role("heading", name="Indelingen vergelijken").wait_for()
    return page


def map_frame(page: Page, role: str, words: str) -> Frame:
    """The frame of the map of the base or the scenario, once it is drawn."""
    region = f"[aria-label^='Kaart van de {role}'][aria-label*='{words}'][data-klaar=ja]"
    number = 0 if role == "basis" else 1
    page.frame_locator(_MAPS).nth(number).locator(region).wait_for(timeout=30_000)
    handle = page.locator(_MAPS).nth(number).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    return frame


def add_scenario(page: Page, title: str) -> None:
    box = page.get_by_role("combobox", name="Scenario's")
    box.click()
    page.get_by_role("option", name=title, exact=True).click()
    page.keyboard.press("Escape")


def conclusion(page: Page) -> Locator:
    return page.locator(".dk-head")


@pytest.mark.parametrize("server", ["address", "imported_address"])
def test_journey(watched: Watched, server: str, request: pytest.FixtureRequest) -> None:
    page = opened(watched, request.getfixturevalue(server))
    base, scenario = map_frame(page, "basis", "regeling 2015"), map_frame(page, "scenario", "jeugdregio")
    assert base.evaluate(_AREAS) > 340
    assert scenario.evaluate(_AREAS) > 340
    assert base.evaluate(_VIEW) == scenario.evaluate(_VIEW)
    said = conclusion(page).inner_text()
    assert "Van 150 swv's (76 po en 74 vo naast elkaar) naar 42 swv's" in said
    assert "van 738 naar 342" in said
    assert "geen beleid" in said
    page.get_by_text("JZ19 · Utrecht West").first.wait_for()

    add_scenario(page, "po leidend, binnen de jeugdregio")
    page.get_by_role("radiogroup", name="In beeld").get_by_text("po leidend, binnen de jeugdregio").click()
    map_frame(page, "scenario", "po leidend, binnen de jeugdregio")
    assert "naar 90 swv's" in conclusion(page).inner_text()
    _fits(page)
    assert watched.outside == []
    assert watched.complaints == []


def _fits(page: Page) -> None:
    """Nothing sticks out sideways, and maps stand beside each other only where there is room."""
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
    boxes = [page.locator(_MAPS).nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    beside = abs(boxes[0]["y"] - boxes[1]["y"]) < 5
    assert beside is (room > 640)


def test_both_maps_look_the_same_way(watched: Watched, address: str) -> None:
    page = opened(watched, address)
    base, scenario = map_frame(page, "basis", "regeling 2015"), map_frame(page, "scenario", "jeugdregio")
    base.evaluate("() => { window.__kaart.setView([52.1, 5.1], 9, {animate: false}); }")
    scenario.wait_for_function("() => window.__kaart.getZoom() === 9")
    assert base.evaluate(_VIEW) == scenario.evaluate(_VIEW)
    scenario.get_by_role("button", name="NL").click()
    base.wait_for_function("() => window.__kaart.getZoom() < 8")
    whole = "() => window.__kaart.getBounds().contains([[50.75, 3.36], [53.56, 7.23]])"
    assert base.evaluate(whole)
    assert scenario.evaluate(whole)
    assert watched.complaints == []


def test_pointing_at_a_swv_tells_of_it(watched: Watched, address: str) -> None:
    page = opened(watched, address)
    base = map_frame(page, "basis", "regeling 2015")
    page.locator(_MAPS).nth(0).scroll_into_view_if_needed()
    spot = base.evaluate(_BARE_SPOT)
    assert spot
    box = page.locator(_MAPS).nth(0).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + spot["x"] - 4, box["y"] + spot["y"])
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
    told = page.frame_locator(_MAPS).nth(0).locator(".leaflet-tooltip", has_text="swv po")
    told.wait_for()
    assert "inwoners van 4-11 jaar (geschat)" in told.inner_text()


def test_the_account_is_searched(watched: Watched, address: str) -> None:
    page = opened(watched, address)
    go_to(page, "Verantwoording")
    page.get_by_role("heading", name="Wat dit niet is").wait_for()
    box = page.get_by_role("textbox", name="Zoek in de hele verantwoording")
    box.fill("thuisnabij")
    box.press("Enter")
    page.get_by_text("gevonden").first.wait_for()
    assert page.get_by_text("thuisnabij").count() > 3
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
    assert watched.outside == []
    assert watched.complaints == []
