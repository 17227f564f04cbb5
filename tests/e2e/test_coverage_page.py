"""The page "Dekking" in a real browser without a network: map and table point each other out."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Page, expect

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_FRAME = "iframe[title='streamlit_folium.st_folium']"
_INK = """(pane) => {
    const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
    if (!canvas) return 0;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let ink = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 60) ink += 1;
    return ink;
}"""
#: Height of a row of Streamlit's table, in pixels.
_ROW = 35
#: West of Oostburg: no site of special education within 20 km, whatever the borders.
_OOSTBURG = (51.33, 3.49)


def opened(watched: Watched, address: str) -> tuple[Page, Frame]:
    page: Page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Dekking").click()
    inside = page.frame_locator(_FRAME)
    inside.locator("[aria-label^='Kaart van de dekking'][data-klaar=ja]").wait_for(timeout=60_000)
    page.get_by_role("heading", name="zonder eigen vestiging").wait_for(timeout=30_000)
    handle = page.locator(_FRAME).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.evaluate("() => { window.__teken = 'zelfde kaart'; }")
    return page, frame


def test_map_and_table_point_each_other_out(watched: Watched, address: str) -> None:
    page, frame = opened(watched, address)
    frame.wait_for_function(f"() => ({_INK})('vlakken') > 5000", timeout=30_000)
    assert frame.evaluate(_INK, "keuze") == 0
    before = frame.evaluate("() => window.__kaart.getZoom()")

    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 18, box["y"] + _ROW * 3.5)
    told = page.locator(".dk-note", has_text="Grenzen genegeerd: ")
    told.wait_for(timeout=20_000)
    frame.wait_for_function("(zoom) => window.__kaart.getZoom() > zoom + 1", arg=before)
    frame.wait_for_function(f"() => ({_INK})('keuze') > 300")
    row = told.inner_text()[:4]
    assert row.isdigit()

    page.frame_locator(_FRAME).get_by_role("button", name="NL").click()
    frame.wait_for_function("(zoom) => window.__kaart.getZoom() < zoom + 0.5", arg=before)
    page.locator(_FRAME).scroll_into_view_if_needed()
    spot = frame.evaluate("(at) => window.__kaart.latLngToContainerPoint(at)", list(_OOSTBURG))
    box = page.locator(_FRAME).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    expect(told).to_contain_text("Zeeland", timeout=20_000)
    assert told.inner_text()[:4] != row
    assert frame.evaluate("() => window.__kaart.getZoom()") < before + 0.5  # a click does not move the map
    assert frame.evaluate("() => window.__teken") == "zelfde kaart"
    _quiet(page, watched)


def test_a_norm_of_zero_is_refused_and_another_one_holds(watched: Watched, address: str) -> None:
    page, frame = opened(watched, address)
    page.get_by_role("button", name="Normen").click()
    field = page.get_by_role("spinbutton", name="acceptabel voor so (km)")
    field.fill("0")
    page.get_by_role("button", name="Pas normen toe").click()
    page.get_by_text("een norm is groter dan 0").wait_for()
    field.fill("15")
    page.get_by_role("button", name="Pas normen toe").click()
    page.get_by_text("andere werknormen dan standaard: acceptabel voor so 15 km").wait_for()
    page.get_by_text("dekking binnen eigen swv, acceptabel (15 km)").first.wait_for()
    assert frame.evaluate("() => window.__teken") == "zelfde kaart"
    _quiet(page, watched)


def _quiet(page: Page, watched: Watched) -> None:
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
    assert watched.outside == []
    assert watched.complaints == []
