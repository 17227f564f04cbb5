"""Nothing made is lost: a refresh, two visitors with one scenario, a link opened elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from data.dataset import BUNDLED, read_dataset
from data.draft_store import DraftStore
from data.scenario_store import ScenarioStore
from scenarios.draft import Draft
from scenarios.locks import Lock
from scenarios.store import save, stored_id
from scenarios.study import Study
from scenarios.workspace import read_workspace

_PATIENCE = 90_000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a screen's size, without an error of ours in its console at the end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    complaints: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    yield made
    context.close()
    # a page that is opened by its own address is asked for its health under that address first: Streamlit's
    assert [one for one in complaints if "404 (Not Found)" not in one] == []


@pytest.fixture(scope="module")
def kept(address: str) -> Iterator[str]:
    """Keep a scenario in the folder that the app keeps them in too; out of sight afterwards."""
    assert address
    store = ScenarioStore.usual()
    study = Study.of(read_dataset(BUNDLED))
    draft = Draft("jeugdregio", locks=(Lock(soort="alles"),))
    _, made = save(store, study, draft, title="Plan van de zaal", who="Anna")
    yield made.id
    store.hide(made.id)


def panel(page: Page) -> None:
    page.get_by_role("radio", name="Bewaren").click()
    page.get_by_role("button", name="Open scenario").wait_for(timeout=_PATIENCE)


def opened(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("heading", name="Werkbank").wait_for(timeout=_PATIENCE)
    panel(page)


def renamed(page: Page, title: str) -> None:
    field = page.get_by_role("textbox", name="Titel")
    field.fill(title)
    page.get_by_role("textbox", name="Uw naam").fill("Anna" if "Anna" in title else "Bob")


def test_a_refresh_brings_the_draft_back_and_a_second_window_a_copy(
    page: Page, address: str, kept: str
) -> None:
    opened(page, f"{address}werkbank?werk={stored_id(kept, 1)}")
    expect(page).to_have_url(re.compile("ontwerp=[0-9a-f]{32}"))
    here = str(re.findall("ontwerp=([0-9a-f]{32})", page.url)[0])
    page.reload()
    page.get_by_text("Hersteld: Plan van de zaal").wait_for(timeout=_PATIENCE)
    expect(page).to_have_url(re.compile(here))
    other = page.context.new_page()
    other.goto(f"{address}werkbank?ontwerp={here}")
    other.get_by_text("Dit is een kopie van Plan van de zaal").wait_for(timeout=_PATIENCE)
    expect(other).to_have_url(re.compile(f"ontwerp=(?!{here})"))
    found = DraftStore.usual().find(here)
    assert found is not None
    draft = read_workspace(found.content).draft
    assert draft is not None
    assert draft.stored == f"{kept}.1"
    page.get_by_role("link", name="Toets").click()
    expect(page).to_have_url(re.compile(f"toets.*ontwerp={here}"))
    # what is saved can be linked to, and is on the map of who follows the link
    other.goto(f"{address}?scenario={stored_id(kept, 1)}")
    expect(other.get_by_role("combobox", name="Scenario (rekenvoorbeeld, geen beleid)")).to_have_value(
        re.compile("Plan van de zaal"), timeout=_PATIENCE
    )


def test_the_second_of_two_visitors_is_told(page: Page, browser: Browser, address: str, kept: str) -> None:
    link = f"{address}werkbank?werk={stored_id(kept, 1)}"
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    first, second = page, context.new_page()
    for one in (first, second):
        opened(one, link)
    renamed(first, "Plan van Anna")
    first.get_by_role("button", name="Bewaar als versie 2").click()
    first.get_by_text("Bewaard: Plan van Anna, versie 2").wait_for(timeout=_PATIENCE)
    renamed(second, "Plan van Bob")
    second.get_by_role("button", name=re.compile("^Bewaar( als versie 2)?$")).click()
    second.get_by_text("kreeg intussen versie 2, van Anna").wait_for(timeout=_PATIENCE)
    assert ScenarioStore.usual().one(kept).title == "Plan van Anna"
    second.get_by_role("button", name="Bewaar het mijne als nieuw scenario").click()
    second.get_by_text("Bewaard: Plan van Bob, versie 1").wait_for(timeout=_PATIENCE)
    own = next(one for one in ScenarioStore.usual().all() if one.title == "Plan van Bob")
    ScenarioStore.usual().hide(own.id)
    context.close()


def _map(page: Page) -> Frame:
    page.frame_locator("iframe").locator("[data-klaar=ja]").first.wait_for(timeout=_PATIENCE)
    return next(one for one in page.frames if one.evaluate("() => Boolean(window.__kaart)"))


def test_a_link_restores_scenario_kind_layers_and_view(page: Page, browser: Browser, address: str) -> None:
    page.goto(
        f"{address}?scenario=veiligheidsregio&soort=vso&beeld=51.9,4.5,10&lagen=v:gemeente:0.5,n,l:gemeente:1,s:vso:1"
    )
    drawn = _map(page)
    expect(page.get_by_role("combobox", name="Scenario (rekenvoorbeeld, geen beleid)")).to_have_value(
        re.compile("veiligheidsregio")
    )
    page.get_by_role("button", name="Link", exact=True).click()
    field = page.get_by_role("textbox", name="Link naar wat u nu ziet")
    field.wait_for(timeout=_PATIENCE)
    link = field.input_value()
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    elsewhere = context.new_page()
    elsewhere.goto(link)
    again = _map(elsewhere)
    seen = "() => [__kaart.getCenter().lat, __kaart.getCenter().lng, __kaart.getZoom(), __kaart.stand]"
    lat, lon, zoom, state = again.evaluate(seen)
    assert (round(lat, 3), round(lon, 3), zoom) == (51.9, 4.5, 10)
    assert (state["fill"], state["fillOpacity"], state["names"]) == ("gemeente", 0.5, True)
    assert {name for name, much in state["lines"].items() if much} == {"gemeente"}
    assert {name for name, much in state["sites"].items() if much} == {"vso"}
    assert [round(one, 3) for one in drawn.evaluate(seen)[:2]] == [51.9, 4.5]
    expect(elsewhere.get_by_role("combobox", name="Scenario (rekenvoorbeeld, geen beleid)")).to_have_value(
        re.compile("veiligheidsregio")
    )
    context.close()
