"""The page "Presentatie" in a real browser without a network: keys, large letters, a gemeente, the log."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_SIZE = "one => parseFloat(getComputedStyle(one).fontSize)"
#: On a screen, pixels: what stands in the text, and key figures.
_TEXT, _FIGURE, _TOUCH = 24.0, 40.0, 44.0
_WIDE = 1000
#: For what a busy machine takes, milliseconds.
_WAIT = 20_000


def test_a_meeting(watched: Watched, address: str) -> None:
    page: Page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Presentatie").click()
    page.get_by_role("button", name="Maak een voorbereiding").click()
    page.get_by_role("button", name="Begin met tonen").click()
    count = page.locator(".zaal-teller")
    expect(count).to_have_text("Stap 1 van 5", timeout=30_000)
    expect(page.locator(".st-key-paginas")).to_be_hidden()
    page.locator(".wb-kaart.wb-groot").wait_for()
    _readable(page)

    for key, step in (("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        expect(count).to_have_text(f"Stap {step} van 5", timeout=_WAIT)
    expect(page.locator("[aria-live=polite]").filter(has_text="Stap 1 van 5")).to_have_count(1)

    page.get_by_role("button", name="Volgende").click()
    expect(count).to_have_text("Stap 2 van 5", timeout=_WAIT)
    page.get_by_role("radio", name="Gemeente").click()
    search = page.get_by_role("combobox", name="Zoek een gemeente")
    search.fill("Woerd")
    page.keyboard.press("Enter")
    expect(page.locator(".zaal-zin")).to_contain_text("Woerden valt nu onder swv", timeout=30_000)

    page.get_by_role("radio", name="Verslag").click()
    page.get_by_role("radio", name="besluit").click()
    page.get_by_label("Wat is gezegd?").fill("Wij gaan mee.")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.locator(".zaal-verslag")).to_contain_text("besluit, Woerden: Wij gaan mee.", timeout=_WAIT)
    page.get_by_label("Wat is gezegd?").press("PageDown")  # in a text a key is a key
    expect(count).to_have_text("Stap 2 van 5", timeout=_WAIT)
    page.get_by_role("radio", name="Verslag").focus()
    page.keyboard.press("PageDown")
    expect(count).to_have_text("Stap 3 van 5", timeout=_WAIT)
    page.locator("h1").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Vergelijken").wait_for(timeout=_WAIT)  # the row of pages is back
    expect(page.get_by_role("button", name="Verslag (PDF)")).to_be_visible(timeout=_WAIT)
    assert watched.outside == []
    assert watched.complaints == []


def _readable(page: Page) -> None:
    """Letters for the back row of a room; buttons for a finger, on any screen."""
    buttons = page.locator(".st-key-zaal_onder button, .st-key-zaal_stop button")
    boxes = [one.bounding_box() for one in buttons.all() if one.is_visible()]
    assert all(box and box["height"] >= _TOUCH and box["width"] >= _TOUCH for box in boxes)
    width = page.evaluate("document.documentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width > _WIDE:
        assert page.locator(".zaal-opmerking").first.evaluate(_SIZE) >= _TEXT
        assert page.locator(".zaal-cijfer p").first.evaluate(_SIZE) >= _TEXT
        assert page.locator(".zaal-waarde").first.evaluate(_SIZE) >= _FIGURE
