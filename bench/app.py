"""The app in a real browser: first map, click to figures, memory; beside folium used the plain way.

Starts the app as README does on the bundled set, and a peer that draws the same
layers with ``folium.GeoJson`` inside the map, in the same run. Chromium has no
name resolution; folium's own files are served from this computer for the peer too.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FRAME = "iframe[title='streamlit_folium.st_folium']"
RUNS = 5
PEER = """
import folium
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import BUNDLED
from scenarios.compare import compare
from scenarios.places import find
from scenarios.profile import AreaKind, profile
from scenarios.study import Study
from data.dataset import read_dataset
from ui import areas, layers
from ui.assets import OfflineMap, serve

serve()

@st.cache_resource
def prepared():
    study = Study.of(read_dataset(BUNDLED))
    outline = areas.outlines(study.country)
    codes = study.arrangement(study.base_id).po.swv
    frame = areas.dissolved(outline, codes).to_crs("EPSG:4326")
    regions = study.country.unit_table["gemeentecode"].map(study.country.gemeenten["jeugdregio"])
    lines = areas.dissolved(outline, regions.tolist()).to_crs("EPSG:4326")
    places = areas.dissolved(outline, study.country.unit_table["gemeentecode"].tolist()).to_crs("EPSG:4326")
    return study, frame, lines, places

study, frame, lines, places = prepared()
drawn = OfflineMap()
folium.GeoJson(frame, style_function=lambda _: {"fillOpacity": 0.5}).add_to(drawn)
folium.GeoJson(places, style_function=lambda _: {"weight": 0.5, "fillOpacity": 0}).add_to(drawn)
folium.GeoJson(lines, style_function=lambda _: {"fill": False, "color": "#d55e00"}).add_to(drawn)
supply = study.country.supply
for row in supply[supply["kind"] == "so"].itertuples():
    site = study.country.sites.iloc[row.site]
    lon, lat = layers.to_wgs84([site["easting"]], [site["northing"]])
    folium.CircleMarker((lat[0], lon[0]), radius=3).add_to(drawn)
drawn.fit_bounds(((50.75, 3.36), (53.56, 7.23)))
told = st_folium(drawn, key="peer", height=660, use_container_width=True, returned_objects=["last_clicked"])
if told and told["last_clicked"]:
    found = profile(study, "jeugdregio", AreaKind.GEMEENTE, "GM0344")
    st.header(f"{found.name} {told['last_clicked']['lat']:.4f}")
"""


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """Run a server until it answers, and stop it afterwards; gives its process group."""
    environment = {name: value for name, value in os.environ.items() if name != "DEKKEND_DATA"}
    environment["PYTHONPATH"] = str(ROOT)
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            for _ in range(240):
                try:
                    with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                        break
                except (URLError, OSError):
                    time.sleep(0.25)
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def memory_mb(group: int) -> float:
    """Resident memory of all processes in a group (MB)."""
    pages = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def first_map_s(page: Page, url: str, drawn: str) -> float:
    """Seconds from opening a page until its map is drawn."""
    start = time.perf_counter()
    page.goto(url)
    page.locator(FRAME).wait_for(timeout=60_000)
    handle = page.locator(FRAME).element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None  # noqa: S101
    frame.wait_for_function(drawn, timeout=60_000)
    return time.perf_counter() - start


def click_s(page: Page, shown: str) -> float:
    """Seconds from a click on the middle of the map until figures of the area are there."""
    box = page.locator(FRAME).bounding_box()
    assert box is not None  # noqa: S101
    start = time.perf_counter()
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.5)
    page.locator(shown).first.wait_for(timeout=60_000)
    return time.perf_counter() - start


def measure(browser: Browser, url: str, drawn: str, shown: str) -> tuple[float, float]:
    """Medians over fresh browser contexts, after one visit that warms the server."""
    maps, clicks = [], []
    for run in range(RUNS + 1):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        seconds = first_map_s(page, url, drawn)
        time.sleep(1.0)
        answered = click_s(page, shown)
        if run:
            maps.append(seconds)
            clicks.append(answered)
        context.close()
    return statistics.median(maps), statistics.median(clicks)


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or sys.exit("chromium ontbreekt: apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=flags)
        port = free_port()
        app = [sys.executable, "-m", "cli.main", "app", "--geen-browser", "--poort", str(port)]
        with served(app, port) as group:
            time.sleep(10)  # the server is started; what it prepares is ready
            drawn = "() => document.querySelector('[data-klaar=ja]')"
            ours = measure(browser, f"http://127.0.0.1:{port}/", drawn, ".dk-area h2:has-text('PO')")
            used = memory_mb(group)
        script = Path(folder) / "peer.py"
        script.write_text(PEER, encoding="utf-8")
        port = free_port()
        plain = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
        plain += ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
        with served(plain, port):
            drawn = "() => window.map && Object.keys(window.map._layers).length > 300"
            peer = measure(browser, f"http://127.0.0.1:{port}/", drawn, "h2")
        browser.close()
    print("| what | dekkend | folium.GeoJson inside st_folium | ratio |")
    print("|---|---|---|---|")
    for name, here, there in zip(("first map", "click to figures"), ours, peer, strict=True):
        print(f"| {name} (median of {RUNS}) | {here:.2f} s | {there:.2f} s | {there / here:.1f}x |")
    print(f"| memory of the app after {RUNS + 1} visits | {used:.0f} MB | - | - |")


if __name__ == "__main__":
    main()
