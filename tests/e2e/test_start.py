"""README's first command on a computer that has never run Streamlit."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def test_it_starts_without_asking_anything_and_cleans_up(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEKKEND")}
    environment |= {
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "BROWSER": "true",
        "PYTHONPATH": str(_ROOT),
    }
    command = [sys.executable, "-m", "cli.main", "app", "--poort", str(port)]
    with subprocess.Popen(  # noqa: S603
        command, env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as app:
        assert app.stderr is not None
        said = app.stderr.readline()
        assert f"De app draait op http://127.0.0.1:{port}" in said
        with socket.socket() as visitor:
            assert visitor.connect_ex(("127.0.0.1", port)) == 0
        time.sleep(1)
        app.send_signal(signal.SIGTERM)
        app.wait(timeout=15)
    assert not list(tmp_path.glob("dekkend-kaartlagen-*"))
