"""A running app, and a browser that has no network but this computer."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

_ROOT = Path(__file__).resolve().parents[2]
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app as README does, without choosing a data set, and give its address."""
    yield from _served(tmp_path_factory.mktemp("app"), ())


@pytest.fixture(scope="session")
def imported_address(dataset_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a data set that was imported, and give its address."""
    yield from _served(tmp_path_factory.mktemp("app"), ("--data", str(dataset_folder)))


def _served(folder: Path, options: Sequence[str]) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "cli.main", "app", "--geen-browser", "--poort", str(port), *options]
    environment = {name: value for name, value in os.environ.items() if name != "DEKKEND_DATA"}
    environment["PYTHONPATH"] = str(_ROOT)
    with (
        (folder / "log.txt").open("w") as log,
        subprocess.Popen(  # noqa: S603
            command, env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True
        ) as app,
    ):
        try:
            _await(f"http://127.0.0.1:{port}/_stcore/health", app)
            yield f"http://127.0.0.1:{port}/"
        finally:
            os.killpg(app.pid, signal.SIGTERM)
            app.wait(timeout=10)


def _await(url: str, app: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        try:
            with urlopen(url, timeout=1):  # noqa: S310
                return
        except (URLError, OSError):
            assert app.poll() is None, "de app is gestopt"
            time.sleep(0.25)
    pytest.fail("de app start niet")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system; the test is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("geen chromium gevonden: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield started
        started.close()


@dataclass
class Watched:
    """A page and all that it asked for, complained about and received."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    received_bytes: int = 0

    def watch(self) -> None:
        """Listen from now on."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, frame: str | bytes) -> None:
        self.received_bytes += len(frame)

    @property
    def outside(self) -> list[str]:
        """Addresses outside this computer."""
        inside = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(inside)]


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["scherm", "telefoon"])
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A fresh page, at the size of a projector and of a telephone."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block")
    page = Watched(context.new_page())
    page.watch()
    yield page
    context.close()
