"""A data set on disk: whole or not at all, read back as it was written, faults in Dutch."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.dataset import (
    FORMAT_VERSION,
    LAYERS,
    MANIFEST,
    TABLES,
    Dataset,
    Manifest,
    fingerprint,
    read_dataset,
    write_dataset,
)
from data.files import write_atomic
from data.findings import Finding, Severity
from geo.errors import InputError

ALL = (*TABLES, *LAYERS)


@pytest.fixture
def folder(made_up: Dataset, tmp_path: Path) -> Path:
    """Write the made-up country, to damage at will."""
    target = tmp_path / "gegevens"
    write_dataset(made_up, target)
    return target


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _message(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_dataset(folder)
    return str(caught.value)


# --- there and back ----------------------------------------------------------------------------


def test_what_is_written_is_what_is_read(made_up: Dataset, folder: Path) -> None:
    back = read_dataset(folder)
    assert back.folder == folder
    assert back.manifest == made_up.manifest
    assert fingerprint(back.tables) == made_up.manifest.fingerprint
    for name in TABLES:
        pd.testing.assert_frame_equal(back[name], made_up[name], check_dtype=False)
    for name in LAYERS:
        layer = back.layer(name)
        assert layer.crs.to_epsg() == 28992
        assert layer.geometry.geom_equals(made_up.layer(name).geometry).all()


def test_a_manifest_survives_json() -> None:
    finding = Finding("bron", Severity.DOUBT, "Twijfel over „Súdwest”.", 12, ("a", "b"))
    manifest = Manifest(
        "ab12", {"swv": "regeling 2015"}, ({"tabel": "x"},), ({"bestand": "y"},), {"x": 1}, (finding,)
    )
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert "Súdwest" in manifest.to_json()


def test_the_fingerprint_sees_values_and_not_the_order_of_tables(made_up: Dataset) -> None:
    first = fingerprint(made_up.tables)
    assert fingerprint(dict(reversed(list(made_up.tables.items())))) == first
    points = made_up["pc4"]
    others = [
        points.assign(leerlingen_po=points["leerlingen_po"] + 1e-9),
        points.iloc[::-1].reset_index(drop=True),
        points.rename(columns={"plaats": "stad"}),
        points.iloc[1:],
    ]
    marks = {fingerprint({**made_up.tables, "pc4": other}) for other in others}
    moved = made_up.layer("gemeenten").translate(0.001)
    shifted = made_up.layer("gemeenten").set_geometry(moved)
    marks.add(fingerprint({**made_up.tables, "gemeenten": shifted}))
    assert len(marks) == 5
    assert first not in marks


def test_the_real_data_set_reads_back_under_its_own_fingerprint(dataset_folder: Path) -> None:
    dataset = read_dataset(dataset_folder)
    assert fingerprint(dataset.tables) == dataset.manifest.fingerprint
    assert dict(dataset.manifest.counts) == {name: len(dataset[name]) for name in ALL}


# --- writing -----------------------------------------------------------------------------------


def test_an_empty_folder_may_be_taken(made_up: Dataset, tmp_path: Path) -> None:
    write_dataset(made_up, tmp_path)
    assert read_dataset(tmp_path).manifest == made_up.manifest


def test_folders_on_the_way_are_made(made_up: Dataset, tmp_path: Path) -> None:
    write_dataset(made_up, tmp_path / "een" / "twee")
    assert (tmp_path / "een" / "twee" / MANIFEST).is_file()


def test_an_older_data_set_is_replaced_with_all_that_was_computed_on_it(
    made_up: Dataset, folder: Path
) -> None:
    (folder / "kubus").mkdir()
    (folder / "kubus" / "oud.npy").write_bytes(b"oud")
    newer = replace(made_up, manifest=replace(made_up.manifest, fingerprint="nieuw"))
    write_dataset(newer, folder)
    assert read_dataset(folder).manifest.fingerprint == "nieuw"
    assert not (folder / "kubus").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["gegevens"]


def test_a_foreign_folder_is_refused_and_left_alone(made_up: Dataset, tmp_path: Path) -> None:
    (tmp_path / "scriptie.docx").write_bytes(b"jaren werk")
    with pytest.raises(InputError, match="geen gegevensset van dekkend"):
        write_dataset(made_up, tmp_path)
    assert _contents(tmp_path) == {"scriptie.docx": b"jaren werk"}


@pytest.mark.parametrize("content", ['{"name": "Mijn webapp", "icons": []}', "[]"])
def test_a_foreign_folder_with_a_manifest_of_its_own_is_refused_too(
    made_up: Dataset, tmp_path: Path, content: str
) -> None:
    """Web apps and browser extensions have a manifest.json as well; theirs is not ours to delete."""
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    (tmp_path / "app.js").write_text("jaren werk", encoding="utf-8")
    with pytest.raises(InputError):
        write_dataset(made_up, tmp_path)
    assert (tmp_path / "app.js").read_text(encoding="utf-8") == "jaren werk"


def test_a_file_is_no_folder(made_up: Dataset, tmp_path: Path) -> None:
    target = tmp_path / "bestand"
    target.write_text("tekst", encoding="utf-8")
    with pytest.raises(InputError, match="dit is een bestand"):
        write_dataset(made_up, target)
    assert target.read_text(encoding="utf-8") == "tekst"


def _fail_at(number: int, error: BaseException, real: Callable[..., Any]) -> Callable[..., Any]:
    calls = iter(range(1, 1000))

    def fail(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == number:
            raise error
        return real(*args, **kwargs)

    return fail


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("error", [FULL, MemoryError(), KeyboardInterrupt()])
def test_a_failure_halfway_leaves_the_old_data_set_whole(
    made_up: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException
) -> None:
    before = _contents(folder)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", _fail_at(number, error, pd.DataFrame.to_parquet))
    with pytest.raises(InputError if error is FULL else type(error)) as caught:
        write_dataset(made_up, folder)
    if error is FULL:
        assert "schrijven mislukte: de schijf is vol" in str(caught.value)
    assert _contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["gegevens"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_failing_rename_leaves_the_old_data_set_whole(
    made_up: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = _contents(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", _fail_at(number, FULL, Path.rename))
        with pytest.raises(InputError, match="schrijven mislukte"):
            write_dataset(made_up, folder)
    assert _contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["gegevens"]


def test_a_failure_without_an_older_data_set_leaves_nothing(
    made_up: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", _fail_at(1, FULL, gpd.GeoDataFrame.to_parquet))
    with pytest.raises(InputError):
        write_dataset(made_up, tmp_path / "nieuw")
    assert list(tmp_path.iterdir()) == []


def test_a_small_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "map" / "scenario.json"
    write_atomic(path, b"een")
    write_atomic(path, b"twee")
    assert path.read_bytes() == b"twee"
    monkeypatch.setattr(Path, "replace", _fail_at(1, FULL, Path.replace))
    with pytest.raises(InputError, match="schrijven mislukte"):
        write_atomic(path, b"drie")
    assert path.read_bytes() == b"twee"
    assert [file.name for file in path.parent.iterdir()] == ["scenario.json"]


# --- reading -----------------------------------------------------------------------------------


def test_a_missing_folder(tmp_path: Path) -> None:
    assert "deze map bestaat niet" in _message(tmp_path / "nergens")


def test_a_folder_without_manifest(tmp_path: Path) -> None:
    assert f"{MANIFEST} ontbreekt" in _message(tmp_path)


def _manifest(**damage: Any) -> bytes:
    lists: dict[str, Any] = {key: [] for key in ("bronnen", "niet_gebruikt", "bevindingen")}
    whole = {"versie": FORMAT_VERSION, "vingerafdruk": "x", "aanduidingen": {}, "aantallen": {}, **lists}
    return json.dumps({**whole, **damage}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b'"tekst"',
        b"{}",
        b"\xff\xfe",
        b'{"versie": 3}',
        _manifest(bevindingen=["x"]),
        _manifest(bronnen=None),
        _manifest(aantallen=None, bevindingen=[{"bron": "x"}]),
    ],
)
def test_a_damaged_manifest(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    message = _message(folder)
    assert MANIFEST in message
    assert "importeer" in message


@pytest.mark.parametrize("version", [0, FORMAT_VERSION + 1])
def test_another_version(folder: Path, version: int) -> None:
    body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    body["versie"] = version
    (folder / MANIFEST).write_text(json.dumps(body), encoding="utf-8")
    told = f"gegevensset van versie {version}, verwacht {FORMAT_VERSION}; importeer opnieuw"
    assert told in _message(folder)


def test_a_later_version_is_told_even_if_its_manifest_looks_otherwise(folder: Path) -> None:
    """Whatever else a later version changes, it says which version it is: that is what the user must hear."""
    (folder / MANIFEST).write_text(json.dumps({"versie": FORMAT_VERSION + 1}), encoding="utf-8")
    assert f"gegevensset van versie {FORMAT_VERSION + 1}" in _message(folder)


@pytest.mark.parametrize("name", ALL)
def test_a_missing_table_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.parquet").unlink()
    assert f"{name}.parquet is onleesbaar: bestaat niet" in _message(folder)


@pytest.mark.parametrize("name", ["pc4", "gebieden"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_table_is_named(folder: Path, name: str, share: float) -> None:
    path = folder / f"{name}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert f"{name}.parquet is gewijzigd of beschadigd" in _message(folder)


def test_all_damaged_tables_are_named_at_once(folder: Path) -> None:
    for name in ALL:
        (folder / f"{name}.parquet").write_bytes(b"geen parquet")
    message = _message(folder)
    assert all(f"{name}.parquet" in message for name in ALL)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("gebieden", b"geo", b"geen json"),
        ("gebieden", b"geo", None),
        ("pc4", b"pandas", b"{}"),
        ("gebieden", b"crs", b"kapot"),
    ],
)
def test_damaged_metadata_is_a_damaged_table(
    folder: Path, name: str, key: bytes, value: bytes | None
) -> None:
    path = folder / f"{name}.parquet"
    table = pq.read_table(path)
    metadata = dict(table.schema.metadata)
    if key == b"crs":
        geo = json.loads(metadata[b"geo"])
        geo["columns"]["geometry"]["crs"] = value.decode() if value else None
        key, value = b"geo", json.dumps(geo).encode()
    metadata[key] = value or b""
    if not value:
        del metadata[key]
    pq.write_table(table.replace_schema_metadata(metadata), path)
    assert f"{name}.parquet is gewijzigd of beschadigd" in _message(folder)


def test_damaged_geometry_is_a_damaged_table(folder: Path) -> None:
    path = folder / "gebieden.parquet"
    table = pq.read_table(path)
    column = table.schema.get_field_index("geometry")
    cut_off = pa.array([b"\x01\x03\x00\x00\x00kapot"] * len(table), pa.binary())
    pq.write_table(table.set_column(column, table.schema.field(column), cut_off), path)
    assert "gebieden.parquet is gewijzigd of beschadigd" in _message(folder)


def test_names_of_swvs(made_up: Dataset) -> None:
    named = pd.DataFrame({"code": ["PO2001"], "naam": ["Noord"]})
    assert Dataset({**made_up.tables, "swv_namen": named}, made_up.manifest).swv_names == {"PO2001": "Noord"}
    assert made_up.swv_names == {}
