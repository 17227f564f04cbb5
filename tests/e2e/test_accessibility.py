"""WCAG 2.2 A and AA on every page, its maps included, as far as axe-core can tell."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Error, Page

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => {
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run(document, { runOnly: rules, iframes: false });
    return { passed: found.passes.length, wrong: found.violations.map(
        (one) => ({ rule: one.id, at: one.nodes.map((node) => node.target.flat().join(' ')) })) };
}"""
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
_MAP = "iframe[title='streamlit_folium.st_folium']"
#: Pages as the row of links names them, and whether a map of folium is on it.
_PAGES = {
    "Kaart": True,
    "Werkbank": False,
    "Vergelijken": True,
    "Dekking": True,
    "Voorzieningen": True,
    "Toets": False,
    "Gevolgen": False,
    "Presentatie": False,
    "Verantwoording": False,
}
#: What the framework draws and does not let us change: rule, and a part of where it is found.
_OF_THE_FRAMEWORK = (
    ("meta-viewport", 'meta[name="viewport"]'),  # folium's, in the frame of a map, where it does nothing
)


def _wrong(page: Page) -> list[tuple[str, str]]:
    """Violations of ours on a page and in its maps, as rule and place."""
    wrong = []
    for number, frame in enumerate(page.frames):
        try:
            frame.evaluate(_AXE)
            found = frame.evaluate(_RUN)
        except Error:
            assert frame.is_detached()  # a map of the page before: it goes when the new page is whole
            continue
        assert number or found["passed"] > 10, "axe heeft niets gezien"
        wrong += [(one["rule"], place) for one in found["wrong"] for place in one["at"]]
    return [
        one for one in wrong if not any(one[0] == rule and part in one[1] for rule, part in _OF_THE_FRAMEWORK)
    ]


def test_no_page_breaks_a_rule(watched: Watched, address: str) -> None:
    page: Page = watched.page
    page.goto(address)
    wrong: dict[str, list[tuple[str, str]]] = {}
    for title, has_map in _PAGES.items():
        page.get_by_role("link", name=title, exact=True).click()
        page.get_by_role("heading", level=1).first.wait_for(timeout=30_000)
        if has_map:
            page.frame_locator(_MAP).first.locator("[data-klaar=ja]").wait_for(timeout=60_000)
        page.locator(_IDLE).wait_for(timeout=60_000)
        wrong[title] = _wrong(page)
    assert wrong == {title: [] for title in _PAGES}
    assert watched.complaints == []
