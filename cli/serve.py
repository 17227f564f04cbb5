"""``dekkend app``: start the app on a data set, without calling home."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from importlib.util import find_spec
from typing import Annotated, Final

import typer

from cli.options import Data, data_folder, err
from data.dataset import read_dataset
from geo.errors import InputError

#: Between questions whether the server answers (seconds).
_PAUSE_S: Final = 0.1


def serve(
    data: Data = None,
    port: Annotated[int, typer.Option("--poort", help="Poort van de webserver.", min=1, max=65535)] = 8501,
    browser: Annotated[
        bool, typer.Option("--browser/--geen-browser", help="Open een browservenster.")
    ] = True,
) -> None:
    """Start de app op deze computer; er is geen internet nodig."""
    folder = data_folder(data).resolve()
    read_dataset(folder)
    spec = find_spec("app")
    if spec is None or spec.origin is None:
        raise InputError("dekkend", ["app.py is niet geïnstalleerd; installeer dekkend opnieuw"])
    options = {
        # else Streamlit asks for an e-mail address before it starts, and advertises; we open the browser
        "server.headless": "true",
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
        "logger.level": "warning",
        "theme.base": "light",
        "theme.primaryColor": "#0072B2",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
    }
    command = [sys.executable, "-m", "ui.start", spec.origin]
    command += [f"--{name}={value}" for name, value in options.items()]
    _refuse_taken(port)
    with tempfile.TemporaryDirectory(prefix="dekkend-kaartlagen-", ignore_cleanup_errors=True) as layers:
        environment = {**os.environ, "DEKKEND_DATA": str(folder), "DEKKEND_KAARTLAGEN": layers}
        raise typer.Exit(_run(command, environment, port, browser=browser))


def _run(command: list[str], environment: dict[str, str], port: int, *, browser: bool) -> int:
    """Run the server until it stops or we are stopped; return its exit code."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            if _answers(port, process):
                err.print(f"De app draait op http://127.0.0.1:{port} (stoppen met Ctrl-C)")
                if browser:
                    webbrowser.open(f"http://127.0.0.1:{port}")
            return process.wait()
        finally:
            process.terminate()


def _refuse_taken(port: int) -> None:
    """Refuse a port that something listens on already.

    Raises
    ------
    InputError
        Naming the port.
    """
    if _taken(port):
        fault = f"poort {port} is al in gebruik, misschien door een eerdere start; kies een andere"
        raise InputError("--poort", [f"{fault}, bijvoorbeeld --poort {port + 1}"])


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; tell whether it does, for it may have stopped."""
    while process.poll() is None:
        if _taken(port):
            return True
        time.sleep(_PAUSE_S)
    return False


def _taken(port: int) -> bool:
    """Whether something listens on a port of this computer."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
