"""Computed arrays on disk: what was stored whole is read back, and nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from data import cube_store
from data.cube_store import FOLDER, Parts, load_array, load_pairs, store_array, store_pairs
from geo.distance import Nearest, Pairs

MARK = "a1b2"


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def _timed(*, times: bool = True) -> Nearest:
    metres = np.array([[1.0, np.inf], [2.5, 3.0]], dtype=np.float32)
    return Nearest(metres, metres * 7 if times else None)


def _same(one: Nearest | None, other: Nearest) -> bool:
    if one is None or (one.time_s is None) != (other.time_s is None):
        return False
    alike = one.time_s is None or np.array_equal(one.time_s, np.asarray(other.time_s))
    return alike and np.array_equal(one.distance_m, other.distance_m)


# --- batches of a build ------------------------------------------------------------------------


@pytest.mark.parametrize("times", [True, False])
def test_a_batch_is_read_back_with_or_without_its_seconds(tmp_path: Path, *, times: bool) -> None:
    Parts(tmp_path, MARK).store(3, _timed(times=times))
    assert _same(Parts(tmp_path, MARK).load(3), _timed(times=times))
    assert Parts(tmp_path, MARK).load(2) is None
    assert Parts(tmp_path, "c3d4").load(3) is None, "of another build"


@pytest.mark.parametrize("kept", [0, 40, -4, -1])
def test_a_truncated_batch_is_none(tmp_path: Path, kept: int) -> None:
    parts = Parts(tmp_path, MARK)
    parts.store(0, _timed())
    parts.store(1, _timed())
    (path,) = (tmp_path / FOLDER).glob("*-deel-00000.npy")
    path.write_bytes(path.read_bytes()[:kept])
    assert parts.load(0) is None
    assert _same(parts.load(1), _timed())


def test_an_array_that_is_no_batch_is_none(tmp_path: Path) -> None:
    store_array(tmp_path, f"{MARK}-deel-00000", np.zeros((2, 2), dtype=np.float32))
    store_array(tmp_path, f"{MARK}-deel-00001", np.zeros((2, 2, 2), dtype=np.float64))
    parts = Parts(tmp_path, MARK)
    assert (parts.load(0), parts.load(1)) == (None, None)


def test_clearing_removes_all_batches_and_nothing_else(tmp_path: Path) -> None:
    parts = Parts(tmp_path, MARK)
    for number in (0, 7, 12_345):
        parts.store(number, _timed())
    Parts(tmp_path, "c3d4").store(0, _timed())
    store_array(tmp_path, MARK, np.zeros(3, dtype=np.float32))
    parts.clear()
    assert _files(tmp_path) == [
        f"{MARK}.npy",
        f"{MARK}.sha256",
        "c3d4-deel-00000.npy",
        "c3d4-deel-00000.sha256",
    ]
    parts.clear()  # there is nothing left, which is fine
    Parts(tmp_path / "nergens", MARK).clear()


def test_a_batch_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("geen map", encoding="utf-8")
    parts = Parts(tmp_path, MARK)
    parts.store(0, _timed())
    assert parts.load(0) is None
    parts.clear()


# --- tables of pairs ---------------------------------------------------------------------------


def _pairs(*, times: bool = True) -> Pairs:
    metres = np.array([10.0, 20.0, 30.0], dtype=np.float32)
    start, site = np.array([0, 2, 2, 3]), np.array([0, 4, 4], dtype=np.int32)
    return Pairs(50.0, start, site, metres, metres * 7 if times else None)


@pytest.mark.parametrize("times", [True, False])
def test_a_table_of_pairs_is_read_back(tmp_path: Path, *, times: bool) -> None:
    table = _pairs(times=times)
    assert store_pairs(tmp_path, MARK, table)
    found = load_pairs(tmp_path, MARK, 50.0)
    assert found is not None
    assert found.limit_m == 50.0
    for name in ("start", "site", "distance_m"):
        assert np.array_equal(getattr(found, name), getattr(table, name))
    assert (found.time_s is None) == (not times)
    assert found.time_s is None or np.array_equal(found.time_s, np.asarray(table.time_s))
    assert load_pairs(tmp_path, "c3d4", 50.0) is None


@pytest.mark.parametrize("column", ["rij", "vestiging", "meter", "seconde"])
@pytest.mark.parametrize("damage", ["gone", "truncated", "of another table"])
def test_a_table_with_a_damaged_column_is_none(tmp_path: Path, column: str, damage: str) -> None:
    store_pairs(tmp_path, MARK, _pairs())
    path = tmp_path / FOLDER / f"{MARK}-{column}.npy"
    if damage == "gone":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        known = load_array(tmp_path, f"{MARK}-{column}", None, np.load(path).dtype.type)
        assert known is not None
        store_array(tmp_path, f"{MARK}-{column}", np.concatenate([known, known[-1:] + 1]))
    assert load_pairs(tmp_path, MARK, 50.0) is None


@pytest.mark.parametrize("fits", range(4))
def test_half_a_table_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fits: int) -> None:
    """The disk fills up at one of the four columns."""
    whole, written = cube_store.store_array, []

    def until_full(folder: Path, name: str, array: np.ndarray) -> bool:
        written.append(name)
        return len(written) <= fits and whole(folder, name, array)

    monkeypatch.setattr(cube_store, "store_array", until_full)
    assert not store_pairs(tmp_path, MARK, _pairs())
    assert len(list(tmp_path.rglob("*.npy"))) == fits
    assert load_pairs(tmp_path, MARK, 50.0) is None


def test_an_array_under_the_name_of_another_is_none(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert store_array(tmp_path, "abc", array)
    for suffix in (".npy", ".sha256"):
        shutil.copy(tmp_path / FOLDER / f"abc{suffix}", tmp_path / FOLDER / f"def{suffix}")
    assert load_array(tmp_path, "abc", (2, 3), np.float32) is not None
    assert load_array(tmp_path, "def", (2, 3), np.float32) is None


def test_the_arrays_that_were_written_last_are_kept(tmp_path: Path) -> None:
    for number in range(45):
        assert store_array(tmp_path, f"kubus{number:02d}", np.zeros(1, dtype=np.float32))
        os.utime(tmp_path / FOLDER / f"kubus{number:02d}.npy", (number, number))
    assert store_array(tmp_path, "laatste", np.zeros(1, dtype=np.float32))
    kept = {path.stem for path in (tmp_path / FOLDER).glob("*.npy")}
    assert len(kept) == 40
    assert {"laatste", "kubus44"} <= kept
    assert "kubus00" not in kept
