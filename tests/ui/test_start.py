"""Before the first visitor: caches are filled, and a damaged data set stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.dataset import BUNDLED
from scenarios.settings import Settings
from ui import assets, loading, start
from ui.state import Choice


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """Names of the documents that are made from now on, in a folder of the test's own."""
    names: list[str] = []
    write = assets._put

    def put(address: str, make: Callable[[], bytes]) -> None:
        names.append(address.rpartition("/")[2])
        write(address, make)

    monkeypatch.setattr(assets, "_put", put)
    monkeypatch.setattr(assets, "_FOLDER", tmp_path)
    forget()
    yield names
    forget()


def forget() -> None:
    for kept in (loading.country_documents, loading.scenario_documents, loading.pair_documents):
        kept.clear()


def test_the_first_pages_find_everything_made(monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    monkeypatch.setenv(loading.FOLDER_VARIABLE, str(BUNDLED))
    start.warm()
    assert {name.split("-")[0] for name in made} == {
        "gebieden",
        "lagen",
        "vestigingen",
        "cijfers",
        "scenario",
        "pc4",
    }
    made.clear()
    key = loading.study_key(loading.open_dataset(BUNDLED), Settings())
    first = loading.first_scenario(key)
    loading.country_documents(key)
    loading.scenario_documents(key, first)
    for name in (loading.study_of(key).base_id, first):
        loading.pair_documents(key, name, Choice().kind)
    assert not made


@pytest.mark.parametrize("content", [None, "", "[]", '{"versie": 1}'])
def test_a_damaged_data_set_is_left_to_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    monkeypatch.setenv(loading.FOLDER_VARIABLE, str(tmp_path))
    start.warm()


def test_the_server_starts_whatever_the_warming_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[list[str]] = []
    monkeypatch.setenv(loading.FOLDER_VARIABLE, str(tmp_path / "nergens"))
    monkeypatch.setattr(start, "streamlit", asked.append)
    bare = logging.getLogger(start._BARE_MODE)
    before = list(bare.filters)
    start.main(["app.py", "--server.port=1"])
    bare.filters = before
    assert asked == [["run", "app.py", "--server.port=1"]]
