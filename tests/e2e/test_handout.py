"""The page that ``dekkend vergelijk --kaart`` writes, opened from disk without any network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("uitdraai") / "kaart.html"
    command = [sys.executable, "-m", "cli.main", "vergelijk", "jeugdregio", "samengevoegd", "--kaart", target]
    subprocess.run([str(part) for part in command], check=True, cwd=_ROOT, capture_output=True)  # noqa: S603
    return target


def test_it_opens_from_disk(watched: Watched, written: Path) -> None:
    page = watched.page
    page.goto(written.as_uri())
    maps = page.locator(".folium-map[data-klaar=ja]")
    maps.nth(1).wait_for()
    assert maps.count() == 2
    page.get_by_role("heading", name="swv's naar jeugdregio tegenover regeling 2015").wait_for()
    assert "150 swv's" in page.locator(".dk-head:visible").inner_text()

    page.get_by_label("Scenario in beeld").select_option("samengevoegd")
    page.get_by_role("heading", name="samengevoegd waar po en vo overlappen tegenover").wait_for()
    assert page.get_by_role("heading", name="swv's naar jeugdregio tegenover").count() == 0

    page.locator("p:visible", has_text="Gewijzigd ten opzichte van regeling 2015").wait_for()
    right = page.locator(".folium-map").nth(1)
    assert right.get_by_label("gewijzigd ten opzichte van de basis", exact=False).count() > 0

    page.evaluate("() => { window.__kaarten['uitdraai-basis'].setView([52.1, 5.1], 9); }")
    page.wait_for_function("() => window.__kaarten['uitdraai-scenario'].getZoom() === 9")
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
    assert [url for url in watched.requests if not url.startswith("file:")] == []
    assert watched.complaints == []
