"""The page "Kaart" in a real browser without a network: look around, search, switch layers, click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

#: `Watched` of conftest.py, which tests cannot import under importlib mode.
Watched = Any

_FRAME = "iframe[title='streamlit_folium.st_folium']"
_COLOURS = """() => {
    const seen = new Set();
    const canvas = document.querySelector('.leaflet-vlakken-pane canvas');
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 150) seen.add(data[i] >> 4 << 8 | data[i + 1] >> 4 << 4 | data[i + 2] >> 4);
    }
    return seen.size;
}"""
_INK = """(pane) => {
    const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
    if (!canvas) return 0;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let ink = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 60) ink += 1;
    return ink;
}"""
#: More would make a slow line in a meeting room felt.
_FIRST_PAGE_BYTES = 1_000_000


def opened(watched: Watched, address: str) -> tuple[Page, FrameLocator, Frame]:
    page: Page = watched.page
    page.goto(address)
    inside = page.frame_locator(_FRAME)
    inside.locator("[data-klaar=ja]").wait_for(timeout=30_000)
    handle = page.locator(_FRAME).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    return page, inside, frame


def unfold(inside: FrameLocator) -> None:
    """On a telephone the switchboard starts closed."""
    toggle = inside.get_by_role("button", name="Lagen en legenda")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()


def go_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()


def click_at(page: Page, frame: Frame, lat: float, lon: float) -> None:
    page.locator(_FRAME).scroll_into_view_if_needed()
    spot = frame.evaluate("([lat, lon]) => window.__kaart.latLngToContainerPoint([lat, lon])", [lat, lon])
    box = page.locator(_FRAME).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


def quiet(watched: Watched) -> None:
    assert watched.outside == []
    assert watched.complaints == []


@pytest.mark.parametrize("server", ["address", "imported_address"])
def test_journey(watched: Watched, server: str, request: pytest.FixtureRequest) -> None:
    page, inside, frame = opened(watched, request.getfixturevalue(server))
    assert watched.received_bytes < _FIRST_PAGE_BYTES
    assert frame.evaluate(_COLOURS) >= 7
    assert inside.locator(".dk-site").count() > 20
    assert inside.locator(".leaflet-control-scale").inner_text().endswith("km")
    assert "regeling 2015" in inside.locator(".leaflet-control-attribution").inner_text()

    before = frame.evaluate("() => window.__kaart.getZoom()")
    search = page.get_by_role("combobox", name="Zoek een gemeente")
    search.fill("woerden")
    search.press("Enter")
    page.get_by_role("heading", name="Woerden").wait_for()
    frame.wait_for_function("(zoom) => window.__kaart.getZoom() > zoom + 1", arg=before)
    assert frame.evaluate(_INK, "keuze") > 500
    assert "4." in page.locator(".dk-area > ul > li").first.inner_text()

    inside.get_by_role("button", name="NL").click()
    frame.wait_for_function("(zoom) => window.__kaart.getZoom() < zoom + 0.5", arg=before)
    click_at(page, frame, 52.0907, 5.1214)
    page.get_by_role("heading", name="Utrecht").wait_for()
    assert page.locator(".dk-area h2 span").inner_text() == "gemeente"
    _fits(page)
    quiet(watched)


def test_layers_can_be_switched_and_stay_so(watched: Watched, address: str) -> None:
    page, inside, frame = opened(watched, address)
    unfold(inside)
    borders = frame.evaluate(_INK, "grenzen")
    inside.get_by_role("checkbox", name="gemeenten").check()
    frame.wait_for_function(f"(before) => ({_INK})('grenzen') > before * 1.1", arg=borders)

    colours = frame.evaluate(_COLOURS)
    inside.get_by_label("Kleur de gebieden naar").select_option(label="so: dichtstbijzijnde")
    inside.get_by_text("grenzen genegeerd (km; gemodelleerd)").wait_for(timeout=15_000)
    frame.wait_for_function(f"(before) => ({_COLOURS})() !== before", arg=colours)

    so = inside.locator(".dk-row", has_text="so: speciaal onderwijs")
    so.get_by_role("checkbox").uncheck()
    inside.locator(".dk-site").first.wait_for(state="detached")
    inside.locator(".dk-row", has_text="vo: voortgezet onderwijs").get_by_role("checkbox").check()
    inside.locator(".dk-site").first.wait_for()

    go_to(page, "Vergelijken")
    page.get_by_role("heading", name="Indelingen vergelijken").wait_for()
    go_to(page, "Kaart")
    expect(page.locator(_FRAME)).to_have_count(1)
    inside.locator("[data-klaar=ja]").wait_for(timeout=30_000)
    unfold(inside)
    assert inside.get_by_role("checkbox", name="gemeenten").is_checked()
    quiet(watched)


def test_another_scenario_does_not_make_the_map_anew(watched: Watched, address: str) -> None:
    page, inside, frame = opened(watched, address)
    frame.evaluate("() => { window.__teken = 'zelfde kaart'; window.__kaart.setView([52.1, 5.1], 9); }")
    unfold(inside)
    inside.get_by_label("Kleur de gebieden naar").select_option(label="swv's van het scenario")
    box = page.get_by_role("combobox", name="Scenario (rekenvoorbeeld, geen beleid)")
    box.click()
    page.get_by_role("option", name="swv's naar provincie", exact=True).click()
    inside.locator(".dk-name", has_text="Utrecht").first.wait_for()
    assert frame.evaluate("() => window.__teken") == "zelfde kaart"
    assert frame.evaluate("() => window.__kaart.getZoom()") == 9
    quiet(watched)


def switch(page: Page, words: str) -> None:
    page.get_by_text(words, exact=True).click()


def over(page: Page, label: str) -> None:
    box = page.get_by_role("combobox", name="Afstanden over")
    page.evaluate("() => window.scrollTo(0, 0)")
    box.scroll_into_view_if_needed()
    box.click()
    page.get_by_role("option", name=label, exact=True).click()


def test_the_way_to_the_nearest_is_drawn_on_the_map_that_is_there(watched: Watched, address: str) -> None:
    page, inside, frame = opened(watched, address)
    frame.evaluate("() => { window.__teken = 'zelfde kaart'; }")
    search = page.get_by_role("combobox", name="Zoek een gemeente")
    search.fill("1601")
    search.press("Enter")
    page.get_by_role("heading", name="Enkhuizen").wait_for()
    assert frame.evaluate(_INK, "weg") == 0

    switch(page, "Weg naar de dichtstbijzijnde")
    page.get_by_text("Van PC4 1601 Enkhuizen naar").wait_for()
    frame.wait_for_function(f"() => ({_INK})('weg') > 300")
    ends = inside.locator(".leaflet-tooltip")
    assert ends.count() == 2
    assert ends.first.inner_text() == "1601 Enkhuizen"
    assert re.fullmatch(r"so: \d{4} .+, \d+,\d km, \d+ min", ends.nth(1).inner_text())
    for end in (ends.first, ends.nth(1)):
        _within_map(page, end)

    switch(page, "Gebied binnen de norm van deze vestiging")
    page.get_by_text("thuisnabij (tot en met").wait_for()
    frame.wait_for_function(f"() => ({_INK})('bereik') > 1000", timeout=15_000)
    _fits(page)

    over(page, "hemelsbreed")
    page.get_by_text("rechte lijn maal een factor", exact=True).wait_for()
    inside.get_by_text("afstanden: hemelsbreed × 1,3; geschat").wait_for()
    expect(ends.nth(1)).not_to_contain_text("min")
    assert frame.evaluate("() => window.__teken") == "zelfde kaart"

    switch(page, "Weg naar de dichtstbijzijnde")
    ends.first.wait_for(state="detached")
    assert frame.evaluate(_INK, "weg") == 0
    assert frame.evaluate(_INK, "bereik") == 0
    assert frame.evaluate("() => window.__teken") == "zelfde kaart"
    quiet(watched)


def _within_map(page: Page, shown: Locator) -> None:
    inner, outer = shown.bounding_box(), page.locator(_FRAME).bounding_box()
    assert inner is not None
    assert outer is not None
    assert inner["x"] >= outer["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_minutes_colour_the_map_and_are_gone_where_there_are_none(watched: Watched, address: str) -> None:
    page, inside, frame = opened(watched, address)
    unfold(inside)
    choose = inside.get_by_label("Kleur de gebieden naar")
    choose.select_option(label="so: dichtstbijzijnde, minuten")
    inside.get_by_text("grenzen genegeerd (min; gemodelleerd)").wait_for(timeout=15_000)
    over(page, "hemelsbreed")
    inside.get_by_text("afstanden: hemelsbreed × 1,3; geschat").wait_for()
    assert choose.locator("option", has_text="minuten").count() == 0
    assert choose.input_value() == "swv_po"
    assert frame.evaluate(_COLOURS) >= 7
    quiet(watched)


def test_a_figure_of_the_scenario_that_was_on_comes_back(watched: Watched, address: str) -> None:
    page, inside, _ = opened(watched, address)
    unfold(inside)
    inside.get_by_label("Kleur de gebieden naar").select_option(label="so: binnen eigen swv")
    inside.get_by_text("van het eigen swv tellen").first.wait_for(timeout=15_000)
    page.reload()
    inside.locator("[data-klaar=ja]").wait_for(timeout=30_000)
    unfold(inside)
    inside.get_by_text("van het eigen swv tellen").first.wait_for(timeout=15_000)
    quiet(watched)


@pytest.mark.parametrize("kept", ['{"fill": "bestaat-niet", "lines": null}', "x", '{"sites": 3}'])
def test_what_another_version_left_behind_does_no_harm(watched: Watched, address: str, kept: str) -> None:
    watched.page.add_init_script(
        f"sessionStorage.setItem('dekkend-lagen', {kept!r});"
        "sessionStorage.setItem('dekkend-kaartbeeld', '7');"
    )
    _, _, frame = opened(watched, address)
    assert frame.evaluate(_INK, "grenzen") > 1000
    quiet(watched)


def test_what_is_not_there_is_told(watched: Watched, address: str) -> None:
    page, _, frame = opened(watched, address)
    search = page.get_by_role("combobox", name="Zoek een gemeente")
    search.fill("Woerde")
    search.press("Enter")
    page.get_by_text("is niet gevonden").wait_for()
    click_at(page, frame, 53.2, 4.0)
    page.get_by_text("klik op het land").wait_for()
    quiet(watched)


def _fits(page: Page) -> None:
    wide, room = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room
