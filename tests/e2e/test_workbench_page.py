"""The page "Werkbank" in a real browser without a network: choose, click the map, undo, and by the list."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLateError

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_MAP = "window.__werkbank?.werkbank_kaart"
_PATIENCE = 60_000
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
#: Emmen of PO 22.02, beside PO 22.01 (Assen e.o.).
_UNIT, _SWV, _BEFORE = "GM0114", "PO2201", "PO2202"


def opened(watched: Watched, address: str) -> Page:
    page: Page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Werkbank").click()
    page.get_by_role("heading", name="Werkbank").wait_for(timeout=_PATIENCE)
    page.wait_for_function(f"{_MAP}?.ready", timeout=_PATIENCE)
    page.get_by_text("Nog geen stap gezet").wait_for(timeout=_PATIENCE)
    return page


def held_by(page: Page, swv: str) -> None:
    """Wait until the map shows that the gemeente belongs to a swv, and nothing is on its way any more."""
    page.wait_for_function(
        f"(swv) => {_MAP}.assignment()['{_UNIT}'] === swv && {_MAP}.steps.length === 0",
        arg=swv,
        timeout=_PATIENCE,
    )


def choose(page: Page, box: str, text: str) -> None:
    """Choose the option that begins so; typed anew where a run that was under way closed the list."""
    option = page.get_by_role("option", name=re.compile(f"^{text}")).first
    for _ in range(10):
        page.locator(box).scroll_into_view_if_needed()
        page.locator(box).fill(text)
        try:
            option.click(timeout=3_000)
        except TooLateError:
            continue
        return
    option.click()


def fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_a_journey_on_the_map_and_the_same_by_the_list(watched: Watched, address: str) -> None:
    page = opened(watched, address)
    fits(page)
    panel = page.locator(".st-key-wb_paneel")
    if page.viewport_size and page.viewport_size["width"] > 1000:
        for part in (page.locator(".st-key-wb_balk"), page.locator(".st-key-werkbank_kaart"), panel):
            box = part.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= page.viewport_size["height"], "alles in één beeld"
    expect(page.locator(".wb-guide")).to_contain_text("stap 1 van 4")

    choose(page, ".st-key-wb_actief input", "PO 22.01")
    expect(page.locator(".wb-guide")).to_contain_text("stap 2 van 4", timeout=_PATIENCE)
    page.locator(".st-key-wb_gids_sluit button").click()
    expect(page.locator(".wb-guide")).to_have_count(0)

    page.locator(".st-key-werkbank_kaart").scroll_into_view_if_needed()
    x, y = page.evaluate(f"{_MAP}.project('{_UNIT}')")
    page.mouse.click(x, y)
    held_by(page, _SWV)
    expect(panel).to_contain_text("Ingedeeld: Emmen bij PO 22.01", timeout=_PATIENCE)

    page.get_by_role("button", name=re.compile("^Ongedaan")).click()
    expect(panel).to_contain_text("Nog geen stap gezet", timeout=_PATIENCE)
    held_by(page, _BEFORE)

    page.locator(_IDLE).wait_for(timeout=_PATIENCE)
    expect(page.locator(".st-key-wb_opnieuw button").first).to_be_enabled(timeout=_PATIENCE)
    choose(page, ".st-key-wb_gekozen input", "Emmen")
    page.keyboard.press("Tab")  # closes the list, which may lie over the button
    expect(page.locator(".st-key-wb_lijst")).to_contain_text("gekozen: Emmen", timeout=_PATIENCE)
    page.locator(_IDLE).wait_for(timeout=_PATIENCE)
    page.locator(".st-key-wb_deel_in button").click()
    expect(panel).to_contain_text("Ingedeeld: Emmen bij PO 22.01", timeout=_PATIENCE)
    held_by(page, _SWV)
    page.locator(".st-key-wb_onder").get_by_text("Stappen").click()
    expect(page.get_by_role("radiogroup", name=re.compile("Ga naar een stap"))).to_contain_text(
        "1. Ingedeeld"
    )
    fits(page)
    page.get_by_role("button", name="Kaartlagen").click()  # opened only now: what is on stays on
    for layer in ("Grenzen van jeugdregio", "Grenzen van gemeenten", "Namen"):
        expect(page.get_by_role("checkbox", name=re.compile(layer)).first).to_be_checked(timeout=_PATIENCE)
    assert watched.outside == []
    assert watched.complaints == []


def test_two_visitors_do_not_see_each_other_s_drawing(browser: Browser, address: str) -> None:
    visitors = [browser.new_context(), browser.new_context()]
    page, other = (visitor.new_page() for visitor in visitors)
    for one in (page, other):
        one.goto(address + "werkbank")
        one.wait_for_function(f"{_MAP}?.ready", timeout=_PATIENCE)
    choose(page, ".st-key-wb_actief input", "PO 22.01")
    page.wait_for_function(f"{_MAP}.state.active === '{_SWV}'", timeout=_PATIENCE)
    page.evaluate(f"{_MAP}.paint('{_UNIT}')")
    held_by(page, _SWV)
    other.locator(".st-key-wb_gids_volgende button").click()
    expect(other.locator(".wb-guide")).to_contain_text("stap 2 van 4", timeout=_PATIENCE)
    held_by(other, _BEFORE)
    expect(other.locator(".st-key-wb_paneel")).to_contain_text("Nog geen stap gezet")
    for visitor in visitors:
        visitor.close()
