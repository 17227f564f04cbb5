"""Files for the browser: one address per content, there whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import assets


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep files in a folder of the test's own."""
    monkeypatch.setattr(assets, "_FOLDER", tmp_path)
    return tmp_path


def content_of(folder: Path, address: str) -> Any:
    return json.loads((folder / address.rpartition("/")[2]).read_text(encoding="utf-8"))


def test_what_is_published_is_what_is_read(folder: Path) -> None:
    document = {"namen": ["Súdwest-Fryslân", "a < b"], "waarden": [1.5, None]}
    address = assets.publish("lagen", document)
    assert content_of(folder, address) == document
    assert address.startswith("../ui.assets.kaartlagen/lagen-")
    assert address.endswith(".json")


def test_the_same_content_has_the_same_address_and_is_written_once(folder: Path) -> None:
    first = assets.publish("lagen", {"a": 1})
    file = folder / first.rpartition("/")[2]
    before = file.stat().st_mtime_ns
    assert assets.publish("lagen", {"a": 1}) == first
    assert file.stat().st_mtime_ns == before
    assert len(list(folder.iterdir())) == 1


def test_another_content_or_name_has_another_address() -> None:
    addresses = {
        assets.publish("lagen", {"a": 1}),
        assets.publish("lagen", {"a": 2}),
        assets.publish("cijfers", {"a": 1}),
    }
    assert len(addresses) == 3


@given(st.lists(st.text(), min_size=2, max_size=2, unique=True))
def test_addresses_tell_contents_apart(texts: list[str]) -> None:
    one, other = (assets.publish("x", text) for text in texts)
    assert one != other


def test_a_file_is_not_there_before_it_is_whole(folder: Path) -> None:
    address = assets.promise("pc4-abc")
    file = folder / "pc4-abc.json"
    seen: list[bool] = []

    def make() -> list[int]:
        seen.append(file.exists())
        return list(range(1000))

    assets.fulfil(address, make)
    assert seen == [False]
    assert content_of(folder, address) == list(range(1000))
    assert [one.name for one in folder.iterdir()] == ["pc4-abc.json"]


def test_a_promise_is_kept_once(folder: Path) -> None:
    address = assets.promise("pc4-abc")
    assets.fulfil(address, lambda: "eerst")

    def never() -> str:
        pytest.fail("wordt opnieuw gemaakt")

    assets.fulfil(address, never)
    assert content_of(folder, address) == "eerst"


def test_who_asks_meanwhile_waits_for_the_first(folder: Path) -> None:
    address = assets.promise("pc4-abc")
    made: list[str] = []
    asked = Barrier(3)

    def make() -> str:
        made.append("eerst")
        return "eerst"

    def ask() -> None:
        asked.wait(timeout=60)
        assets.fulfil(address, make)

    visitors = [Thread(target=ask) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert made == ["eerst"]
    assert content_of(folder, address) == "eerst"


def test_a_promise_is_an_address_beside_what_is_published() -> None:
    assert assets.promise("pc4-abc") == "../ui.assets.kaartlagen/pc4-abc.json"
    assert assets.publish("x", 1).rpartition("/")[0] == assets.promise("y").rpartition("/")[0]


def test_what_fails_to_be_made_leaves_nothing_behind(folder: Path) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        assets.fulfil(assets.promise("pc4-abc"), fails)
    with pytest.raises(ValueError, match="JSON"):
        assets.publish("lagen", float("nan"))
    assert not list(folder.iterdir())


def test_what_is_served_is_on_this_computer() -> None:
    assert all(Path(served).is_dir() for served in assets._SERVED.values())
    for _, address in (*assets.OfflineMap.default_js, *assets.OfflineMap.default_css):
        folder, _, file = address.removeprefix("../ui.assets.").partition("/")
        assert (Path(assets._SERVED[folder]) / file).is_file()
    assert Path(assets.ICON).is_file()
