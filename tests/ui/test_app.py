"""The app page by page, without a browser."""

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.loading import FOLDER_VARIABLE

_APP = Path(__file__).resolve().parents[2] / "app.py"


def start(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> AppTest:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    if folder is not None:
        monkeypatch.setitem(os.environ, FOLDER_VARIABLE, str(folder))
    return AppTest.from_file(str(_APP), default_timeout=120).run()


def test_without_a_data_set_the_app_opens_the_one_that_comes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = start(monkeypatch, None)
    assert not app.exception
    assert not app.error


def test_with_a_wrong_folder_the_page_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in (tmp_path, tmp_path / "nergens"):
        app = start(monkeypatch, folder)
        assert not app.exception
        assert "niet bruikbaar" in app.error[0].value
        assert "dekkend importeer" in app.markdown[0].value
