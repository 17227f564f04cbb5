"""The part "Grensverkeer" in a real browser without a network: flows on the map, and where they lead."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_FRAME = "iframe[title='streamlit_folium.st_folium']"
_DRAWN = "() => document.querySelectorAll('.leaflet-stromen-pane path').length"


def test_flows_are_drawn_and_those_of_one_swv_are_brought_in_sight(watched: Watched, address: str) -> None:
    page: Page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Gevolgen").click()
    page.get_by_role("radio", name="Grensverkeer").click()
    inside = page.frame_locator(_FRAME)
    inside.locator("[aria-label^='Kaart met stromen'][data-stromen]").wait_for(timeout=60_000)
    handle = page.locator(_FRAME).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function(f"() => ({_DRAWN})() > 40", timeout=30_000)
    before = frame.evaluate("() => window.__kaart.getZoom()")
    inside.get_by_text("leerlingen").first.wait_for()  # what a width stands for

    box = page.get_by_test_id("stSelectbox").filter(has_text="Welk gebied")
    box.locator("input").click()
    page.keyboard.type("Midden Holland")
    page.get_by_role("option").first.click()
    frame.wait_for_function("(zoom) => window.__kaart.getZoom() > zoom + 1", arg=before, timeout=30_000)
    frame.wait_for_function(f"() => ({_DRAWN})() < 100")
