"""The store of scenarios and drafts: nothing overwritten, nothing lost, every refusal in words."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store_file as under_test
from data.draft_store import DraftStore
from data.scenario_store import ConflictError, FrozenError, ScenarioStore, State
from data.store_file import NAME, StoreFile
from geo.errors import InputError, UnknownNameError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[StoreFile]:
    opened = StoreFile(tmp_path / "winkel" / NAME)
    yield opened
    opened.close()


@pytest.fixture
def store(file: StoreFile) -> ScenarioStore:
    return ScenarioStore(file)


@pytest.fixture
def drafts(file: StoreFile) -> DraftStore:
    return DraftStore(file)


def test_looking_makes_no_file(store: ScenarioStore) -> None:
    assert store.all() == ()
    assert not store.file.path.exists()


def test_a_version_follows_on_the_one_it_was_based_on(store: ScenarioStore) -> None:
    first = store.create(" Plan  A ", "een", "data1", who="Anna", note="begin")
    second = store.save(first.id, 1, "Plan B", "twee", "data2")
    assert (first.title, second.title, second.last.number, second.last.who) == (
        "Plan A",
        "Plan B",
        2,
        "onbekend",
    )
    assert [one.number for one in store.versions(first.id)] == [2, 1]
    assert (store.content(first.id), store.content(first.id, 1)) == ("twee", "een")
    assert second.last.time.tzinfo is not None
    assert store.save(first.id, 2, "Plan B", "twee", "data2").last.number == 2  # nothing new: no version


def test_the_second_to_save_is_told_who_came_first_and_overwrites_nothing(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    store.save(kept.id, 1, "Plan", "van Anna", "d", who="Anna", note="grens verlegd")
    with pytest.raises(
        ConflictError, match=r"versie 2, van Anna om .*‘grens verlegd’.*niets overschreven"
    ) as caught:
        store.save(kept.id, 1, "Plan", "van Bob", "d", who="Bob")
    assert caught.value.kept.last.number == 2
    assert store.content(kept.id) == "van Anna"
    assert store.save(kept.id, 2, "Plan", "van Bob", "d").last.number == 3


def test_what_is_frozen_can_only_be_copied(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    with pytest.raises(ConflictError):
        store.freeze(kept.id, 7)
    frozen = store.freeze(kept.id, 1, who="Anna", note="Besluit van 3 mei")
    assert (frozen.state, frozen.last.number, frozen.last.note) == (
        State.FROZEN,
        2,
        "Vastgesteld. Besluit van 3 mei",
    )
    with pytest.raises(FrozenError, match="vastgesteld"):
        store.save(kept.id, 2, "Plan", "x", "d")
    with pytest.raises(FrozenError, match="vastgesteld"):
        store.freeze(kept.id, 2)
    copy = store.copy(kept.id, 1)
    assert (copy.state, copy.parent, store.content(copy.id)) == (State.SAVED, f"{kept.id}.1", "een")
    assert (store.content(kept.id), len(store.all())) == ("een", 2)


def test_hiding_keeps_every_version(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    store.hide(kept.id)
    assert store.all() == ()
    assert [one.id for one in store.all(hidden=True)] == [kept.id]
    assert store.content(kept.id) == "een"
    assert store.hide(kept.id, hidden=False) == store.all()[0] == kept


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 201])
def test_a_title_is_asked_for(store: ScenarioStore, title: str) -> None:
    with pytest.raises(InputError, match="titel"):
        store.create(title, "een", "d")


def test_what_is_not_there_is_said(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    with pytest.raises(UnknownNameError, match="geen bewaard scenario 'nergens'"):
        store.one("nergens")
    for number in (0, 2, -1):
        with pytest.raises(UnknownNameError, match=f"geen versie {number}; de laatste is 1"):
            store.content(kept.id, number)
        with pytest.raises(UnknownNameError):
            store.copy(kept.id, number)
    assert len(store.all()) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=25))
def test_whoever_saves_in_whatever_order_no_version_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[int, int]]
) -> None:
    """Visitors save on what they think is the last: what was saved stands, numbered without gaps."""
    file = StoreFile(tmp_path_factory.mktemp("beurten") / NAME)
    store = ScenarioStore(file)
    kept, saved = store.create("Plan", "begin", "d"), ["begin"]
    for turn, (visitor, based_on) in enumerate(turns):
        text = f"{visitor}: {turn}"
        try:
            store.save(kept.id, based_on, "Plan", text, "d")
        except ConflictError:
            assert based_on != len(saved)
        else:
            assert based_on == len(saved)
            saved.append(text)
    assert [store.content(kept.id, number + 1) for number in range(len(saved))] == saved
    assert len(store.versions(kept.id)) == len(saved)
    file.close()


def test_of_two_that_save_at_once_one_wins_and_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / NAME
    kept = ScenarioStore(StoreFile(path)).create("Plan", "begin", "d")
    told: list[str] = []

    def save(text: str) -> None:
        own = StoreFile(path)  # as another process has it
        try:
            ScenarioStore(own).save(kept.id, 1, "Plan", text, "d")
            told.append("bewaard")
        except ConflictError:
            told.append("conflict")
        own.close()

    threads = [Thread(target=save, args=(str(number),)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["bewaard", *["conflict"] * 5]


_SAVES_FOR_EVER = """
import sys
from pathlib import Path
from data.scenario_store import ScenarioStore
store = ScenarioStore.usual(Path(sys.argv[1]))
kept = store.create("Plan", "versie 1 " + "x" * 200_000, "d")
print(kept.id, flush=True)
number = 1
while True:
    number = store.save(kept.id, number, "Plan", f"versie {number + 1} " + "x" * 200_000, "d").last.number
    print(number, flush=True)
"""


def test_a_process_killed_while_it_saves_leaves_every_version_that_it_told(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _SAVES_FOR_EVER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        kept_id = process.stdout.readline().strip()
        told = [int(process.stdout.readline()) for _ in range(20)][-1]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    file = StoreFile(tmp_path / NAME)
    store = ScenarioStore(file)
    versions = store.versions(kept_id)
    assert versions[0].number >= told
    assert [one.number for one in versions] == list(range(versions[0].number, 0, -1))
    for one in versions:
        assert store.content(kept_id, one.number) == f"versie {one.number} " + "x" * 200_000
    assert (
        store.save(kept_id, versions[0].number, "Plan", "verder", "d").last.number == versions[0].number + 1
    )
    file.close()


@pytest.mark.parametrize("content", [b"dit is geen gegevensbestand, echt niet " * 100, b"half"])
def test_a_damaged_file_is_set_aside_and_named(store: ScenarioStore, content: bytes) -> None:
    path = store.file.path
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InputError, match="beschadigd") as caught:
        store.all()
    (aside,) = path.parent.glob("scenarios-beschadigd-*")
    assert aside.name in str(caught.value)
    assert aside.read_bytes() == content
    assert store.all() == ()
    assert store.create("Plan", "een", "d").title == "Plan"


def test_a_file_that_is_damaged_inside_is_set_aside_too(store: ScenarioStore) -> None:
    kept = store.create("Plan", "x" * 100_000, "d")
    store.file.close()
    path = store.file.path
    body = bytearray(path.read_bytes())
    body[4096:8192] = b"\xff" * 4096
    path.write_bytes(bytes(body))
    with pytest.raises(InputError, match="beschadigd"):
        store.content(kept.id)
    (aside,) = path.parent.glob("scenarios-beschadigd-*.sqlite")
    assert aside.read_bytes() == bytes(body)


def test_a_file_of_a_later_version_is_left_alone(store: ScenarioStore) -> None:
    store.create("Plan", "een", "d")
    store.file.close()
    with sqlite3.connect(store.file.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = store.file.path.read_bytes()
    with pytest.raises(InputError, match="latere versie van dekkend"):
        store.all()
    assert store.file.path.read_bytes() == before


def test_a_full_disk_leaves_what_was_there(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    with store.file.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(InputError, match=r"schijf is vol.*bestand"):
        store.save(kept.id, 1, "Plan", "x" * 1_000_000, "d")
    assert (store.one(kept.id).last.number, store.content(kept.id)) == (1, "een")


def test_a_file_that_another_holds_is_said(store: ScenarioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store.create("Plan", "een", "d")
    monkeypatch.setattr(under_test, "PATIENCE_S", 0.05)
    store.file.close()
    holder = sqlite3.connect(store.file.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(InputError, match="bezet"):
        store.save(kept.id, 1, "Plan", "twee", "d")
    assert store.content(kept.id) == "een"  # reading goes on meanwhile
    holder.execute("ROLLBACK")
    holder.close()
    assert store.save(kept.id, 1, "Plan", "twee", "d").last.number == 2


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("geen map")
    with pytest.raises(InputError, match=r"geen map|controleer"):
        ScenarioStore(StoreFile(tmp_path / "bestand" / NAME)).create("Plan", "een", "d")
    (tmp_path / NAME).mkdir()
    with pytest.raises(InputError, match="niet te openen"):
        ScenarioStore(StoreFile(tmp_path / NAME)).create("Plan", "een", "d")


def test_what_may_only_be_read_is_said(store: ScenarioStore) -> None:
    kept = store.create("Plan", "een", "d")
    with store.file.reading() as connection:
        connection.execute("PRAGMA query_only = ON")  # as a disk that is read-only
    with pytest.raises(InputError, match="alleen-lezen"):
        store.save(kept.id, 1, "Plan", "twee", "d")
    assert store.content(kept.id) == "een"


def test_a_file_that_was_put_back_or_taken_away_is_opened_anew(store: ScenarioStore) -> None:
    store.create("Plan", "een", "d")
    store.file.path.rename(store.file.path.with_name("elders.sqlite"))
    assert store.all() == ()
    assert store.create("Ander", "twee", "d").title == "Ander"
    assert [one.title for one in store.all()] == ["Ander"]


def test_only_its_owner_writes_a_draft(drafts: DraftStore) -> None:
    draft_id = drafts.begin("venster 1", "browser", "Plan", "een")
    assert len(draft_id) == 32
    assert drafts.write(draft_id, "venster 1", "Plan", "twee")
    assert not drafts.write(draft_id, "venster 2", "Plan", "overschreven")
    assert not drafts.take(draft_id, "venster 2", "een ander")
    assert drafts.take(draft_id, "venster 2", "venster 1")
    assert not drafts.write(draft_id, "venster 1", "Plan", "te laat")
    found = drafts.find(draft_id)
    assert found is not None
    assert (found.content, found.owner) == ("twee", "venster 2")


def test_drafts_of_another_browser_are_not_shown(drafts: DraftStore) -> None:
    mine, _ = drafts.begin("a", "mijn", "Plan", "een"), drafts.begin("b", "ander", "Plan", "twee")
    assert [one.id for one in drafts.of_browser("mijn")] == [mine]
    assert drafts.of_browser("") == ()
    drafts.forget(mine)
    assert drafts.find(mine) is None


def test_the_oldest_drafts_make_room(drafts: DraftStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.draft_store._MOST_EACH", 2)
    other = drafts.begin("x", "ander", "Plan", "blijft")
    made = [drafts.begin("a", "mijn", "Plan", str(number)) for number in range(2)]
    with drafts.file.writing() as connection:
        connection.execute("UPDATE draft SET time = '2020-01-01T00:00:00.000+00:00' WHERE id = ?", [made[0]])
    last = drafts.begin("a", "mijn", "Plan", "nieuwste")
    assert {one.id for one in drafts.of_browser("mijn")} == {made[1], last}
    assert drafts.find(other) is not None
