"""What is written is read back the same; what is damaged, foreign or too new is refused."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.network_store import VERSION, read_header, read_network, write_network
from geo.errors import InputError
from geo.network import Edges, Mode, Network, Origin, build_network

ORIGIN = Origin("Proef é", Mode.FIETS, "gemeten", "zelf", "2025-01-01")


def network(*, bare: bool = False) -> Network:
    rng = np.random.default_rng(3)
    tail, head = rng.integers(0, 20, 60), rng.integers(0, 20, 60)
    length = rng.uniform(1, 1000, 60)
    edges = Edges(tail, head, length, length / 4)
    if not bare:
        size = rng.integers(0, 4, 60)
        start = np.concatenate([[0], np.cumsum(size)])
        bends = rng.uniform(0, 1e5, (start[-1], 2)).astype(np.float32)
        name = np.where(np.arange(60) == 7, 0, -1).astype(np.int32)
        edges = replace(edges, name=name, bend_start=start, bends=bends)
    names = () if bare else ("Pont",)
    return build_network(ORIGIN, rng.uniform(0, 1e5, 20), rng.uniform(3e5, 4e5, 20), edges, names)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "map" / "proef-fiets.npz"


@pytest.mark.parametrize("bare", [True, False])
def test_what_is_written_is_read_back(path: Path, bare: bool) -> None:  # noqa: FBT001
    before = network(bare=bare)
    write_network(path, before)
    after = read_network(path)
    assert (after.origin, after.names, after.fingerprint) == (before.origin, before.names, before.fingerprint)
    for name in ("tail", "head", "length_m", "time_s", "name", "bend_start", "bends"):
        old, new = getattr(before.edges, name), getattr(after.edges, name)
        assert (old is None) == (new is None)
        if old is not None:
            assert old.dtype == new.dtype
            assert (old == new).all()
    assert list(path.parent.iterdir()) == [path]


def test_a_network_without_edges(path: Path) -> None:
    nothing = np.zeros(0)
    edges = Edges(nothing.astype(int), nothing.astype(int), nothing, nothing)
    write_network(path, build_network(ORIGIN, np.zeros(1), np.zeros(1), edges))
    assert len(read_network(path)) == 1


def test_the_header_alone(path: Path) -> None:
    write_network(path, network())
    header = read_header(path)
    assert header["herkomst"]["mode"] == "fiets"
    assert header["vingerafdruk"] == network().fingerprint


def test_every_cut_and_many_a_changed_byte_is_noticed(path: Path) -> None:
    write_network(path, network())
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match="netwerk"):
            read_network(path)
    rng = np.random.default_rng(1)
    for at in rng.choice(len(whole), 150, replace=False):
        changed = bytearray(whole)
        changed[at] ^= 0x15
        path.write_bytes(changed)
        try:
            found = read_network(path)
        except InputError:
            continue
        # a byte that means nothing, such as a date in the archive
        assert found.fingerprint == network().fingerprint
        assert found.origin == ORIGIN


def rewritten(path: Path, header: dict[str, Any] | None = None, **arrays: Any) -> None:
    """Change parts of a network file, keeping the archive itself sound."""
    with np.load(path) as stored:
        kept = dict(stored)
    told = json.loads(kept["header"].tobytes().decode()) | (header or {})
    kept["header"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    merged = {name: array for name, array in (kept | arrays).items() if array is not None}
    np.savez(path, **merged)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ({"versie": VERSION + 1}, "gemaakt met een nieuwere dekkend .* werk dekkend bij"),
        ({"versie": "één"}, "beschadigd, afgebroken of gewijzigd"),
        ({"formaat": "iets anders"}, "geen netwerk van dekkend"),
        ({"vingerafdruk": "0" * 64}, "beschadigd, afgebroken of gewijzigd"),
        ({"namen": ["Andere pont"]}, "beschadigd, afgebroken of gewijzigd"),
        ({"herkomst": {"name": "x"}}, "beschadigd, afgebroken of gewijzigd"),
    ],
)
def test_another_header(path: Path, header: dict[str, Any], fault: str) -> None:
    write_network(path, network())
    rewritten(path, header)
    with pytest.raises(InputError, match=fault):
        read_network(path)


@pytest.mark.parametrize(
    "arrays",
    [
        {"length_m": np.ones(3)},
        {"start": None},
        {"head": np.zeros(60, dtype=np.int64)},
        {"bends": None},
        {"bends": np.zeros(5, dtype=np.float32)},
        {"easting": np.array([object()], dtype=object)},
        {"length_m": -network().edges.length_m},
        {"time_s": network().edges.time_s * np.nan},
        {"northing": network().northing * np.inf},
    ],
)
def test_other_arrays(path: Path, arrays: dict[str, Any]) -> None:
    write_network(path, network())
    rewritten(path, **arrays)
    with pytest.raises(InputError, match="beschadigd, afgebroken of gewijzigd"):
        read_network(path)


def test_a_foreign_archive_a_text_a_folder_and_nothing(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    np.savez(path, iets=np.zeros(3))
    with pytest.raises(InputError, match="geen netwerk van dekkend"):
        read_network(path)
    path.write_text("tekst", encoding="utf-8")
    with pytest.raises(InputError, match="geen netwerk van dekkend"):
        read_network(path)
    with pytest.raises(InputError, match="dit is een map"):
        read_network(tmp_path)
    with pytest.raises(InputError, match="bestaat niet"):
        read_network(tmp_path / "weg.npz")


def test_a_full_disk_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_network(path, network())
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="de schijf is vol"):
        write_network(path, network(bare=True))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
