"""``dekkend app``: start the app on a data set, without calling home."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from cli.options import Data, data_folder, err
from data.dataset import read_dataset
from geo.errors import InputError


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
        "server.headless": "false" if browser else "true",
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
        "theme.base": "light",
        "theme.primaryColor": "#0072B2",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    command = [sys.executable, "-m", "ui.start", spec.origin]
    command += [f"--{name}={value}" for name, value in options.items()]
    err.print(f"De app draait op http://127.0.0.1:{port} (stoppen met Ctrl-C)")
    code = subprocess.run(command, env={**os.environ, "DEKKEND_DATA": str(folder)}, check=False).returncode  # noqa: S603
    raise typer.Exit(code)
