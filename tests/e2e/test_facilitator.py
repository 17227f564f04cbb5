"""The whole way of a facilitator: draw by clicks, undo, save, reload, compare, export, open it from disk."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

_MAP = "window.__werkbank?.werkbank_kaart"
_PATIENCE = 90_000
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
_TITLE = "Proef van de zaal"
#: Emmen and Coevorden, both beside PO 22.01 (Assen e.o.).
_FIRST, _SECOND = "GM0114", "GM0109"


def _draw(page: Page) -> None:
    """Give two gemeenten to PO 22.01 by clicking on the map, and take the last back."""
    box = page.locator(".st-key-wb_actief input")
    box.fill("PO 22.01")
    page.get_by_role("option", name=re.compile("^PO 22.01")).first.click()
    page.wait_for_function(f"{_MAP}.state.active === 'PO2201'", timeout=_PATIENCE)
    page.locator(".st-key-wb_gids_sluit button").click()
    for unit in (_FIRST, _SECOND):
        x, y = page.evaluate(f"{_MAP}.project('{unit}')")
        page.mouse.click(x, y)
        page.wait_for_function(f"{_MAP}.assignment()['{unit}'] === 'PO2201'", timeout=_PATIENCE)
    expect(page.locator(".st-key-wb_paneel")).to_contain_text("Coevorden", timeout=_PATIENCE)
    page.get_by_role("button", name=re.compile("^Ongedaan")).click()
    expect(page.locator(".st-key-wb_paneel")).to_contain_text("Emmen", timeout=_PATIENCE)
    page.locator(_IDLE).wait_for(timeout=_PATIENCE)


def _save(page: Page) -> None:
    page.get_by_role("radio", name="Bewaren").click()
    page.get_by_role("textbox", name="Titel").fill(_TITLE)
    page.get_by_role("textbox", name="Uw naam").fill("Anna")
    page.get_by_role("button", name=re.compile("^Bewaar( als|$)")).first.click()
    page.get_by_text(f"Bewaard: {_TITLE}, versie 1").wait_for(timeout=_PATIENCE)


def _export(page: Page, target: Path) -> None:
    """Compare what was saved with today, and take the comparison along as a page."""
    page.get_by_role("link", name="Vergelijken").click()
    page.get_by_role("heading", name="Indelingen vergelijken").wait_for(timeout=_PATIENCE)
    page.locator(_IDLE).wait_for(timeout=_PATIENCE)
    page.get_by_role("combobox", name="Scenario's").fill(_TITLE)
    page.get_by_role("option", name=re.compile(f"^{_TITLE}")).first.click()
    page.keyboard.press("Escape")
    page.locator(_IDLE).wait_for(timeout=_PATIENCE)
    page.get_by_role("radio", name="Meenemen").click()
    page.get_by_role("button", name=re.compile("^Maak: Kaarten")).click()
    with page.expect_download(timeout=_PATIENCE) as download:
        page.get_by_role("button", name=re.compile("^Download: Kaarten")).click(timeout=_PATIENCE)
    download.value.save_as(target)


def test_from_the_first_click_to_a_page_that_opens_from_disk(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.get_by_role("link", name="Werkbank").click()
    page.wait_for_function(f"{_MAP}?.ready", timeout=_PATIENCE)
    page.get_by_text("Nog geen stap gezet").wait_for(timeout=_PATIENCE)
    _draw(page)
    _save(page)
    page.reload()
    page.wait_for_function(
        f"{_MAP}?.ready && {_MAP}.assignment()['{_FIRST}'] === 'PO2201'", timeout=_PATIENCE
    )
    assert page.evaluate(f"{_MAP}.assignment()['{_SECOND}']") != "PO2201"
    target = tmp_path / "vergelijking.html"
    _export(page, target)
    context.close()

    offline = browser.new_context(offline=True)
    opened = offline.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    opened.goto(target.as_uri())
    opened.locator("[data-klaar=ja]").first.wait_for(timeout=_PATIENCE)
    assert _TITLE in opened.inner_text("body")
    assert "Verantwoording" in opened.inner_text("body")
    offline.close()
    assert complaints == []
