"""Pages "Toets" and "Gevolgen" in a real browser without a network, and a sheet that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any


def test_what_changes_for_whom(watched: Watched, address: str, tmp_path: Path) -> None:
    page: Page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Toets", exact=True).click()
    page.get_by_text("Elk swv binnen één jeugdregio").first.wait_for(timeout=60_000)
    page.get_by_role("heading", name="Waar uitgangspunten aan elkaar trekken").wait_for(timeout=30_000)

    page.get_by_role("link", name="Gevolgen").click()
    page.get_by_role("heading", name="Wat verandert er voor").first.wait_for(timeout=60_000)
    box = page.get_by_test_id("stSelectbox").filter(has_text="Gemeente (typ om te zoeken)")
    box.locator("input").click()
    page.keyboard.type("Hoorn")
    page.get_by_role("option", name="Hoorn", exact=True).click()
    page.get_by_role("heading", name="Wat verandert er voor Hoorn?").wait_for(timeout=30_000)
    width = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]

    with page.expect_download(timeout=30_000) as taken:
        page.get_by_role("button", name="HTML").click()
    kept = tmp_path / "blad.html"
    taken.value.save_as(kept)
    assert not watched.outside
    assert not [told for told in watched.complaints if "404" not in told]

    page.goto(kept.as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "Wat verandert er voor Hoorn?"
    assert page.get_by_role("img").count() >= 2
    assert [url for url in watched.requests if url.startswith("file:")] == [kept.as_uri()]
