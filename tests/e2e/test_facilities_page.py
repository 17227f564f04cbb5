"""The page "Voorzieningen" in a real browser without a network: open, close, undo, save, open again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_FRAME = "iframe[title='streamlit_folium.st_folium']"
_MARKS = "() => document.querySelector('.leaflet-container')?.getAttribute('data-merken') || ''"
_PATIENCE = 30_000


def opened(watched: Watched, address: str) -> Page:
    page: Page = watched.page
    page.goto(address)
    page.frame_locator(_FRAME).locator("[data-klaar=ja]").wait_for(timeout=_PATIENCE)
    page.get_by_role("link", name="Voorzieningen").click()
    page.get_by_role("heading", name="Voorzieningen").wait_for()
    page.get_by_text("Nog niets veranderd").wait_for(timeout=_PATIENCE)
    expect(page.locator(_FRAME)).to_have_count(1, timeout=_PATIENCE)
    page.frame_locator(_FRAME).locator("[data-klaar=ja]").wait_for(timeout=_PATIENCE)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=_PATIENCE)
    return page


def frame_of(page: Page) -> Frame:
    handle = page.locator(_FRAME).element_handle()
    found = handle.content_frame() if handle else None
    assert found is not None
    return found


def marked(page: Page, what: str) -> None:
    frame_of(page).wait_for_function(f"(what) => ({_MARKS})().includes(what)", arg=what, timeout=_PATIENCE)


def pick(box: Locator, text: str) -> None:
    box.scroll_into_view_if_needed()
    box.click()
    box.fill(text)
    box.page.get_by_role("option", name=re.compile(f"^{text}")).first.click()


def quiet(watched: Watched) -> None:
    assert watched.outside == []
    assert watched.complaints == []


def fits(page: Page) -> None:
    """Nothing sticks out beside the page."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth + 1")


def open_site(page: Page, pc4: str, step: int) -> None:
    pick(page.get_by_role("combobox", name="Waar", exact=True), pc4)
    page.get_by_text(f"Plek: PC4 {pc4}").wait_for()
    marked(page, "gekozen:1")
    page.get_by_role("button", name="Open vestiging").click()
    page.get_by_text(re.compile(rf"^{step}\. Geopend")).wait_for()
    marked(page, "nieuw:1")


def test_journey(watched: Watched, address: str, tmp_path: Path) -> None:
    page = opened(watched, address)
    open_site(page, "3511", 1)
    expect(page.get_by_text(re.compile("Andere vestigingen, so:")).first).to_be_visible()

    page.get_by_role("radio", name="Sluiten").click()
    page.get_by_role("combobox", name="Vestigingen so die sluiten").wait_for()
    frame = frame_of(page)
    frame.evaluate("() => { window.__kaart.setView([52.22, 6.89], 12, { animate: false }); }")
    page.locator(_FRAME).scroll_into_view_if_needed()
    page.frame_locator(_FRAME).locator(".dk-site").first.click(force=True)
    page.get_by_text("Waar de leerlingen waarschijnlijk heen gaan (so)").wait_for()
    page.get_by_role("button", name="Sluit vestiging").click()
    page.get_by_text(re.compile(r"^2\. Gesloten")).wait_for()
    marked(page, "dicht:1")

    page.get_by_role("button", name="Ongedaan").click()
    page.get_by_text("(ongedaan gemaakt)").wait_for()
    page.get_by_role("button", name="Opnieuw").click()
    expect(page.get_by_text("(ongedaan gemaakt)")).to_have_count(0)
    page.get_by_role("button", name="Ongedaan").click()
    page.get_by_text("(ongedaan gemaakt)").wait_for()
    fits(page)

    page.get_by_text("Bestand en eerdere ontwerpen").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Bewaar scenario").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert [one["soort"] for one in json.loads(path.read_text("utf-8"))["wijzigingen"]] == ["open_vestiging"]
    told = page.get_by_text(re.compile("Andere vestigingen, so:")).first
    expect(told).not_to_contain_text("verder van")  # what was closed is open again
    sentence = told.inner_text()

    page = opened(watched, address)  # a new session: nothing is left of the old one
    page.get_by_text("Bestand en eerdere ontwerpen").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text(re.compile(r"^1\. Geopend")).wait_for()
    marked(page, "nieuw:1")
    expect(page.get_by_text(re.compile("Andere vestigingen, so:")).first).to_have_text(sentence)
    quiet(watched)


def test_best_places_are_found_and_opened(watched: Watched, address: str) -> None:
    page = opened(watched, address)
    page.get_by_role("radio", name="Waar openen").click()
    page.get_by_role("button", name="Zoek de beste plekken").click()
    page.get_by_text("Winst per aantal vestigingen").wait_for(timeout=60_000)
    expect(page.locator(_FRAME)).to_have_count(1, timeout=_PATIENCE)
    page.frame_locator(_FRAME).locator("[data-klaar=ja]").wait_for(timeout=_PATIENCE)
    marked(page, "nieuw:3")
    fits(page)
    page.get_by_role("button", name="Open deze 3 plekken").click()
    page.get_by_text(re.compile(r"^3\. Geopend")).wait_for()
    quiet(watched)
