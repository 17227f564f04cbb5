"""From a click on the workbench to the new colour and to the new figures, in a real browser.

Run as ``python bench/clicks.py [MAP]`` with a folder of a data set (the bundled one by default). Starts the
app as README does, takes a swv in hand and clicks gemeenten beside and far from it. The peer colours the same
gemeenten in a ``folium.GeoJson`` inside ``st_folium`` and counts the figures of the same comparison.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app import FRAME, free_port, served

CLICKS = 12
MAP = "window.__werkbank.werkbank_kaart"
PANEL = ".st-key-wb_paneel"
WATCH = """(unit) => {
    const map = window.__werkbank.werkbank_kaart, before = map.fill(unit);
    const panel = document.querySelector('.st-key-wb_paneel'), told = panel.innerText;
    window.__told = new Promise((resolve) => document.addEventListener('pointerdown', () => {
        const start = performance.now(), found = {};
        const look = () => {
            const now = performance.now() - start;
            if (found.changed && !found.colour) { found.colour = now; }  // a frame later: it has been painted
            found.changed = map.fill(unit) !== before;
            const words = document.querySelector('.st-key-wb_paneel')?.innerText || told;
            if (!found.figures && words !== told && words.includes('Ingedeeld')) { found.figures = now; }
            if (found.colour && found.figures) { resolve(found); return; }
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, { once: true, capture: true }));
}"""
PEER = """
import folium
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import BUNDLED, read_dataset
from scenarios.changes import Assign
from scenarios.compare import Level, compare
from scenarios.draft import Draft
from scenarios.study import Study
from ui import areas
from ui.assets import OfflineMap, serve
from ui.palette import FILLS

serve()

@st.cache_resource
def prepared():
    study = Study.of(read_dataset(BUNDLED))
    codes = study.country.unit_table["gemeentecode"].tolist()
    frame = areas.dissolved(areas.outlines(study.country), codes).to_crs("EPSG:4326")
    compare(study, [study.base_id], study.base_id, ["so"], Level.LAND)
    return study, frame.__geo_interface__

study, shapes = prepared()
draft = st.session_state.setdefault("draft", Draft(study.base_id))
moved = {one.gemeenten[0] for one in draft.done}
drawn = OfflineMap()
folium.GeoJson(shapes, style_function=lambda one: {
    "fillOpacity": 0.8, "weight": 0.5,
    "fillColor": FILLS[1] if one["properties"]["code"] in moved else FILLS[0]}).add_to(drawn)
drawn.fit_bounds(((50.75, 3.36), (53.56, 7.23)))
told = st_folium(drawn, key="peer", height=660, use_container_width=True,
                 returned_objects=["last_active_drawing", "last_object_clicked_count"])
one = (told or {}).get("last_active_drawing")
if one and one["properties"]["code"] not in moved:
    st.session_state["draft"] = draft.do(
        Assign(gemeenten=(one["properties"]["code"],), swv="PO2201", laag="po"))
    st.rerun()
if moved:
    found = compare(study, [draft.known_to(study)], study.base_id, ["so"], Level.LAND).table
    st.header(f"{len(moved)} gewijzigd, {len(found)} cijfers")
"""


def gemeenten(page: Page) -> list[str]:
    """Whole gemeenten of other swv's, in another colour than the swv in hand."""
    script = f"""() => {{
        const map = {MAP}, of = map.assignment(), ids = Object.keys(of);
        const own = map.fill(ids.find((id) => of[id] === 'PO2201'));
        return ids.filter((id) => of[id] && of[id] !== 'PO2201' && map.fill(id) !== own);
    }}"""
    found = [unit for unit in page.evaluate(script) if "/" not in unit]
    return sorted(found)[:: max(1, len(found) // CLICKS)][:CLICKS]


def ours(browser: Browser, url: str) -> tuple[list[float], list[float]]:
    """Seconds from each click to the new colour, and to the new figures."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.get_by_role("link", name="Werkbank").click()
    page.wait_for_function("window.__werkbank?.werkbank_kaart?.ready", timeout=120_000)
    page.get_by_text("Nog geen stap gezet").wait_for(timeout=120_000)
    page.locator(".st-key-wb_actief input").fill("PO 22.01")
    page.get_by_role("option", name=re.compile("^PO 22.01")).first.click()
    page.wait_for_function(f"{MAP}.state.active === 'PO2201'", timeout=60_000)
    page.locator(".st-key-wb_gids_sluit button").click()
    page.wait_for_timeout(2_000)
    colours, figures = [], []
    for unit in gemeenten(page):
        x, y = page.evaluate(f"{MAP}.project('{unit}')")
        page.evaluate(WATCH, unit)
        page.mouse.click(x, y)
        found = page.evaluate("() => window.__told")
        colours.append(found["colour"] / 1000)
        figures.append(found["figures"] / 1000)
        page.wait_for_timeout(700)
    page.close()
    return colours, figures


def peer(browser: Browser, url: str) -> list[float]:
    """Seconds from each click to the new figure (by then the map is being made anew)."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.locator(FRAME).wait_for(timeout=120_000)
    page.wait_for_timeout(5_000)
    spent = []
    for number in range(1, 5):
        box = page.locator(FRAME).bounding_box()
        assert box is not None  # noqa: S101
        start = time.perf_counter()
        page.mouse.click(box["x"] + box["width"] * (0.44 + 0.03 * number), box["y"] + box["height"] * 0.5)
        page.get_by_text(re.compile(f"^{number} gewijzigd")).wait_for(timeout=60_000)
        spent.append(time.perf_counter() - start)
        page.wait_for_timeout(3_000)
    page.close()
    return spent


def main(folder: str) -> None:
    program = shutil.which("chromium")
    flags = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
    port, other = free_port(), free_port()
    data = ["--data", folder] if folder else []
    command = [sys.executable, "-m", "cli.main", "app", "--geen-browser", "--poort", str(port), *data]
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        os.environ["DEKKEND_SCENARIOS"] = kept
        script = Path(kept) / "peer.py"
        script.write_text(PEER, encoding="utf-8")
        against = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={other}"]
        against += [
            "--server.headless=true",
            "--browser.gatherUsageStats=false",
            "--server.fileWatcherType=none",
        ]
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        with served(command, port):
            colours, figures = ours(browser, f"http://127.0.0.1:{port}/")
        with served(against, other):
            theirs = peer(browser, f"http://127.0.0.1:{other}/")
        browser.close()
    slow = statistics.median(theirs)
    print("| what | median | worst | folium.GeoJson inside st_folium, median | ratio |")
    print("|---|---|---|---|---|")
    for what, spent in (("click to the new colour", colours), ("click to the new figures", figures)):
        half = statistics.median(spent)
        print(f"| {what} | {half:.2f} s | {max(spent):.2f} s | {slow:.2f} s | {slow / half:.1f}x |")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
