"""The map of the workbench in a real browser without a network: painted at once, and nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

_MAP = "window.__werkbank.werkbank_kaart"
_SETTLED = f"() => window.__werkbank && {_MAP} && {_MAP}.ready && !{_MAP}.steps.length"
#: Called in the page: from now on no message is sent, or they are again.
_HOLD = "() => { window.__zend = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }"
_RELEASE = "() => { WebSocket.prototype.send = window.__zend; }"


@dataclass
class Drawn:
    """A page with the map of the workbench."""

    page: Page
    complaints: list[str]

    def tell(self, script: str, told: object = None) -> Any:
        return self.page.evaluate(script, told)

    def settle(self) -> None:
        """Wait until Python has all that was drawn."""
        self.page.wait_for_function(_SETTLED, timeout=60_000)

    def at(self, unit: str) -> tuple[float, float]:
        x, y = self.tell(f"(unit) => {_MAP}.project(unit)", unit)
        return x, y

    def swv(self, unit: str) -> str:
        return str(self.tell(f"(unit) => {_MAP}.assignment()[unit]", unit))

    def take(self, code: str) -> None:
        """Take a swv in hand, on the map."""
        self.page.locator(".wb-kaart select").select_option(code)
        self.page.wait_for_function(f"(code) => {_MAP}.state.told.actief === code", arg=code)

    def steps_kept(self) -> int:
        """Count what Python handed over so far."""
        return int(self.tell(f"() => Math.max(0, ...Object.values({_MAP}.state.told.gezien))"))

    def becomes(self, unit: str, code: str) -> None:
        told = f"([u, c]) => window.__werkbank && {_MAP} && {_MAP}.ready && {_MAP}.assignment()[u] === c"
        self.page.wait_for_function(told, arg=[unit, code], timeout=60_000)


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Drawn]]:
    """Open the workbench at a size."""
    contexts = []

    def open_at(width: int, height: int, **more: Any) -> Drawn:
        context = browser.new_context(
            viewport={"width": width, "height": height}, service_workers="block", **more
        )
        contexts.append(context)
        drawn = Drawn(context.new_page(), [])
        drawn.page.on("pageerror", lambda error: drawn.complaints.append(str(error)))
        drawn.page.goto(f"{address}werkbank")
        drawn.settle()
        return drawn

    yield open_at
    for context in contexts:
        context.close()


def test_a_click_paints_at_once_and_outlives_undo_and_leaving(opened: Callable[..., Drawn]) -> None:
    drawn = opened(1440, 900)
    drawn.take("PO3001")
    unit = "GM0344"
    before = drawn.swv(unit)
    assert before != "PO3001"
    drawn.tell(_HOLD)
    drawn.page.mouse.click(*drawn.at(unit))
    assert drawn.swv(unit) == "PO3001"  # painted, though nobody was told
    other = "GM0356"
    drawn.page.mouse.click(*drawn.at(other))
    alarm = drawn.page.get_by_role("alert").filter(has_text="wat u nu tekent is nog niet bewaard (2 stappen)")
    alarm.wait_for()
    drawn.tell(_RELEASE)
    drawn.settle()  # what was lost is sent again by itself
    assert drawn.steps_kept() == 2
    alarm.wait_for(state="hidden")
    assert (drawn.swv(unit), drawn.swv(other)) == ("PO3001", "PO3001")
    drawn.page.get_by_role("button", name="Ongedaan").click()
    drawn.page.wait_for_function(f"(unit) => {_MAP}.assignment()[unit] !== 'PO3001'", arg=other)
    assert drawn.swv(unit) == "PO3001"
    drawn.page.get_by_role("link", name="Toets").click()
    drawn.page.wait_for_function("() => Object.keys(window.__werkbank).length === 0")
    drawn.page.get_by_role("link", name="Werkbank").click()
    drawn.settle()
    assert drawn.swv(unit) == "PO3001"
    drawn.tell(_HOLD)
    drawn.page.mouse.click(*drawn.at(other))
    drawn.page.reload()  # before anybody was told: put back, for it is the same drawing
    drawn.becomes(other, "PO3001")
    drawn.settle()
    assert drawn.steps_kept() == 1
    assert drawn.swv(unit) == "PO3001"
    assert drawn.complaints == []


def test_a_rectangle_and_a_lasso_take_all_with_their_middle_in_it(opened: Callable[..., Drawn]) -> None:
    drawn = opened(1440, 900)
    drawn.take("PO3001")
    mouse = drawn.page.mouse
    drawn.page.get_by_role("button", name="Rechthoek", exact=False).click()
    x, y = drawn.at("GM0687")
    mouse.move(x - 25, y - 25)
    mouse.down()
    mouse.move(x + 25, y + 25, steps=3)
    mouse.up()
    inside = """([left, top, right, bottom]) => { const map = window.__werkbank.werkbank_kaart;
      return Object.keys(map.assignment()).filter((unit) => { const [x, y] = map.project(unit);
        return x > left && x < right && y > top && y < bottom; }); }"""
    boxed = drawn.tell(inside, [x - 25, y - 25, x + 25, y + 25])
    drawn.settle()
    assert len(boxed) > 2
    assert {drawn.swv(unit) for unit in boxed} == {"PO3001"}
    drawn.page.get_by_role("button", name="Lasso", exact=False).click()
    x, y = drawn.at("GM0935")
    mouse.move(x - 30, y)
    mouse.down()
    for right, down in ((0, -30), (30, 0), (0, 30)):
        mouse.move(x + right, y + down, steps=4)
    mouse.up()
    drawn.settle()
    assert drawn.swv("GM0935") == "PO3001"
    assert drawn.steps_kept() == 2
    assert drawn.complaints == []


def test_what_is_blocked_is_said_and_not_painted(opened: Callable[..., Drawn]) -> None:
    drawn = opened(1440, 900)
    drawn.take("PO3001")
    drawn.page.get_by_role("radio", name="blokkeer").click()
    drawn.page.wait_for_function(f"() => {_MAP}.state.told.wacht === 'blokkeer'")
    unit = "GM0935"
    before = drawn.swv(unit)
    drawn.page.mouse.click(*drawn.at(unit))
    said = drawn.page.get_by_role("status").filter(has_text="Niet geverfd")
    said.wait_for()
    assert "Maastricht ligt in jeugdregio" in str(said.text_content())
    assert drawn.swv(unit) == before
    assert drawn.steps_kept() == 0


def test_a_finger_paints_with_the_brush_and_scrolls_the_page_when_it_looks(
    opened: Callable[..., Drawn],
) -> None:
    drawn = opened(390, 844, has_touch=True, is_mobile=True)
    page = drawn.page
    drawn.take("PO3001")
    page.locator(".wb-kaart").evaluate("(map) => map.scrollIntoView({block: 'start'})")
    page.touchscreen.tap(*drawn.at("GM0344"))
    drawn.settle()
    assert drawn.swv("GM0344") == "PO3001"
    page.get_by_role("button", name="Kijken", exact=False).tap()
    page.locator(".wb-kaart.leaflet-touch-zoom:not(.leaflet-touch-drag)").wait_for()
    touched = page.locator(".wb-kaart").evaluate("(map) => getComputedStyle(map).touchAction")
    assert touched == "pan-x pan-y"
    small = page.locator(".wb-kaart button").evaluate_all(
        "(all) => all.filter((one) => { const box = one.getBoundingClientRect(); "
        "return box.width && (box.width < 24 || box.height < 24); }).length"
    )
    assert small == 0
