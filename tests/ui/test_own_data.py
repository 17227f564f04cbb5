"""Own kinds of a session: a data set beside the one that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from data.dataset import BUNDLED, CACHE_VARIABLE, read_dataset
from geo.errors import InputError
from ui import own_data

_FILE = b"soort;naam;postcode;doelgroep\nopdc;OPDC Midden;3511AB;vo\n"
_MORE = b"soort;naam;postcode;doelgroep\noza-plek;Plek;1011AB;po\n"


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    return state


def test_without_a_file_it_is_the_chosen_set() -> None:
    assert own_data.session_folder(BUNDLED) == BUNDLED


def test_kinds_are_added_for_this_session_only(session: dict[str, Any]) -> None:
    before = read_dataset(BUNDLED).manifest.fingerprint
    own_data.add(BUNDLED, "opdc-2025.csv", _FILE)
    folder = own_data.session_folder(BUNDLED)
    assert "opdc" in set(read_dataset(folder)["soorten"]["code"])
    assert read_dataset(BUNDLED).manifest.fingerprint == before
    session.clear()
    assert own_data.session_folder(BUNDLED) == BUNDLED


def test_a_second_file_comes_on_top_and_the_same_one_is_refused() -> None:
    own_data.add(BUNDLED, "opdc-2025.csv", _FILE)
    own_data.add(BUNDLED, "plek-2025.csv", _MORE)
    codes = set(read_dataset(own_data.session_folder(BUNDLED))["soorten"]["code"])
    assert {"opdc", "oza-plek"} <= codes
    with pytest.raises(InputError):
        own_data.add(BUNDLED, "opdc-2025.csv", _FILE)
    assert len(own_data.own().files) == 2


def test_a_wrong_file_changes_nothing() -> None:
    with pytest.raises(InputError, match=r"fout\.csv"):
        own_data.add(BUNDLED, "../fout.csv", b"a;b\n1;2\n")
    assert own_data.session_folder(BUNDLED) == BUNDLED


def test_the_same_file_gives_the_same_folder_and_a_lost_folder_falls_back(session: dict[str, Any]) -> None:
    own_data.add(BUNDLED, "opdc-2025.csv", _FILE)
    first = own_data.session_folder(BUNDLED)
    session.clear()
    own_data.add(BUNDLED, "opdc-2025.csv", _FILE)
    assert own_data.session_folder(BUNDLED) == first
    assert own_data.session_folder(Path("/ergens/anders")) == Path("/ergens/anders")
    own_data.forget()
    assert own_data.session_folder(BUNDLED) == BUNDLED
    assert own_data.own().files == []
