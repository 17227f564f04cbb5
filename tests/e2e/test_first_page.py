"""The first page in a real browser without a network, as a facilitator would use it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Locator, Page

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_MAPS = "iframe[title='streamlit_folium.st_folium']"
#: Areas that Leaflet has really projected and drawn on its canvas.
_AREAS = "() => Object.values(window.__kaart._layers).filter((one) => one._parts && one._parts.length).length"
_PAINTED = """() => {
    const canvas = document.querySelector('canvas');
    const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const colours = new Set();
    for (let i = 0; i < seen.length; i += 4) {
        if (seen[i + 3] === 255) colours.add(seen[i] << 16 | seen[i + 1] << 8 | seen[i + 2]);
    }
    return colours.size;
}"""
_VIEW = "() => [window.__kaart.getZoom(), window.__kaart.getCenter().lat, window.__kaart.getCenter().lng]"
#: More would make a slow line in a meeting room felt.
_FIRST_PAGE_BYTES = 1_000_000


def map_frame(page: Page, role: str, words: str) -> Frame:
    """The frame of the map of the base or the scenario, once it is drawn."""
    region = f"[aria-label^='Kaart van de {role}'][aria-label*='{words}']"
    number = 0 if role == "basis" else 1
    page.frame_locator(_MAPS).nth(number).locator(region).wait_for(timeout=30_000)
    handle = page.locator(_MAPS).nth(number).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function("() => window.__kaart")
    return frame


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def table(page: Page, title: str) -> Locator:
    """The element that starts with a title."""
    return page.locator("[data-testid='stHtml']").filter(has_text=title)


def number_of(row: Locator, label: str) -> str:
    return row.locator(f"td[data-label='{label}']").inner_text().strip()


def test_journey(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    base, scenario = map_frame(page, "basis", "regeling 2015"), map_frame(page, "scenario", "jeugdregio")
    assert base.evaluate(_AREAS) > 70
    assert scenario.evaluate(_AREAS) > 40
    assert base.evaluate(_PAINTED) >= 7
    assert base.evaluate(_VIEW) == scenario.evaluate(_VIEW)
    assert watched.received_bytes < _FIRST_PAGE_BYTES

    relations = page.locator("tr").filter(has_text="overlegrelaties swv-gemeente")
    assert (number_of(relations, "basis"), number_of(relations, "scenario")) == ("738", "342")
    assert "beter" in relations.inner_text()

    choose(page, "Scenario (rekenvoorbeeld, geen beleid)", "po leidend, binnen de jeugdregio")
    map_frame(page, "scenario", "po leidend, binnen")
    page.get_by_role("heading", name="po leidend, binnen de jeugdregio tegenover regeling 2015").wait_for()
    assert number_of(relations, "basis") == "738"
    assert number_of(relations, "scenario") == "355"

    _fits(page)
    assert watched.outside == []
    assert watched.complaints == []


def _fits(page: Page) -> None:
    """Nothing sticks out sideways, and maps stand beside each other only where there is room."""
    measured: dict[str, Any] = page.evaluate(
        "() => ({wide: document.documentElement.scrollWidth, room: window.innerWidth})"
    )
    assert measured["wide"] <= measured["room"]
    boxes = [page.locator(_MAPS).nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    beside = abs(boxes[0]["y"] - boxes[1]["y"]) < 5
    assert beside is (measured["room"] > 640)


def test_both_maps_look_the_same_way_and_go_on_doing_so(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    base, scenario = map_frame(page, "basis", "regeling 2015"), map_frame(page, "scenario", "jeugdregio")
    before = scenario.evaluate(_VIEW)
    base.evaluate("() => { window.__kaart.setView([52.1, 5.1], 9, {animate: false}); }")
    scenario.wait_for_function("() => window.__kaart.getZoom() === 9")
    assert base.evaluate(_VIEW) == scenario.evaluate(_VIEW)

    choose(page, "Scenario (rekenvoorbeeld, geen beleid)", "swv's naar provincie")
    scenario = map_frame(page, "scenario", "provincie")
    assert scenario.evaluate(_VIEW)[0] == 9
    scenario.get_by_role("button", name="NL").click()
    base.wait_for_function("(zoom) => window.__kaart.getZoom() === zoom", arg=before[0])


def test_pointing_at_a_swv_tells_of_it(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    base = map_frame(page, "basis", "regeling 2015")
    page.locator(_MAPS).nth(0).scroll_into_view_if_needed()
    spot = base.evaluate("() => window.__kaart.latLngToContainerPoint([52.6, 6.55])")
    box = page.locator(_MAPS).nth(0).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + spot["x"] - 4, box["y"] + spot["y"])
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
    told = page.frame_locator(_MAPS).nth(0).locator(".leaflet-tooltip")
    told.wait_for()
    assert "PO 2" in told.inner_text()
    assert "inwoners van 4-11 jaar (geschat)" in told.inner_text()


def test_a_measure_explains_itself_on_a_click(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    row = table(page, "Versnippering, po en vo").locator("tr").filter(has_text="overlegrelaties swv-gemeente")
    row.locator("summary").click()
    row.get_by_text("Relaties, geen vergaderingen").wait_for(state="visible")
