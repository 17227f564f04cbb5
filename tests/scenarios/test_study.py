"""A study computes each thing once: the cube on disk, arrangements of a user's own, stamps."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data import cube_store
from data.dataset import Dataset, read_dataset, write_dataset
from geo.errors import IncompleteIndelingError, UnknownNameError
from geo.units import Units
from model.cube import cube_fingerprint
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType
from scenarios.settings import Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]


@pytest.fixture
def folder(line_of_four: Dataset, tmp_path: Path) -> Path:
    """Write a small data set of its own, that a test may damage."""
    target = tmp_path / "gegevens"
    tables = dict(line_of_four.tables) | {"pc4_vlakken": line_of_four.tables["gebieden"]}
    write_dataset(Dataset(tables, line_of_four.manifest), target)
    return target


def _study(folder: Path, settings: Settings | None = None) -> Study:
    return Study.of(read_dataset(folder), settings)


def _stored(folder: Path) -> list[Path]:
    """Give the arrays; each has its checksum beside it, and there is nothing else."""
    files = sorted((folder / cube_store.FOLDER).glob("*"))
    arrays = [path for path in files if path.suffix == ".npy"]
    assert files == sorted([*arrays, *(path.with_suffix(".sha256") for path in arrays)])
    return arrays


def _merged(study: Study, *swv: str, units: Units | None = None) -> Arrangement:
    return Arrangement.merged(
        "eigen",
        "Eigen indeling",
        Indeling(LayerType.SWV_FUNDEREND, units or study.country.units, swv, {}, "2026", "Proef."),
    )


def test_the_cube_is_stored_under_its_fingerprint(folder: Path) -> None:
    study = _study(folder)
    built = study.cube.distance_m
    country = study.country
    mark = cube_fingerprint(country.situation, country.units, country.settings.model)
    assert [path.name for path in _stored(folder)] == [f"{mark}.npy"]
    assert not isinstance(built, np.memmap)
    assert (np.load(_stored(folder)[0]) == built).all()


def test_the_second_opening_maps_it_from_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _study(folder).cube.distance_m
    monkeypatch.setattr("scenarios.study.build_cube", lambda *_: pytest.fail("built again"))
    study = _study(folder)
    again = study.cube.distance_m
    assert isinstance(again, np.memmap)
    assert not again.flags.writeable
    assert (again == first).all()
    assert (study.distances("jeugdregio").own_m >= study.distances("jeugdregio").free_m).all()


@pytest.mark.parametrize(
    "settings", [Settings(1.5), Settings(intrazonal=False), Settings(detour_factor=1.0000001)]
)
def test_another_setting_is_another_file(folder: Path, settings: Settings) -> None:
    _ = _study(folder).cube
    other = _study(folder, settings).cube.distance_m
    assert not isinstance(other, np.memmap)
    assert len(_stored(folder)) == 2


def test_a_setting_that_changes_no_distance_shares_the_file(folder: Path) -> None:
    _ = _study(folder).cube
    other = _study(folder, Settings(jeugdregio_variant="midden-limburg-samengevoegd")).cube.distance_m
    assert isinstance(other, np.memmap)
    assert len(_stored(folder)) == 1


def _damaged(whole: bytes) -> dict[str, bytes]:
    header = bytearray(whole)
    header[10] = ord("\n")
    return {
        "empty": b"",
        "cut in the header": whole[:40],
        "cut in the numbers": whole[:-4],
        "text": b"<!DOCTYPE html>",
        "zip": b"PK\x03\x04 no zip at all",
        "pickle": b"\x80\x04K\x01.",
        "header overwritten": bytes(header),
        "zeros": bytes(len(whole)),
        "another number": whole[:-3] + bytes(3),
    }


@pytest.mark.parametrize("damage", _damaged(bytes(100)))
def test_a_damaged_file_is_ignored_and_made_again(folder: Path, damage: str) -> None:
    first = _study(folder).cube.distance_m
    (path,) = _stored(folder)
    whole = path.read_bytes()
    path.write_bytes(_damaged(whole)[damage])
    again = _study(folder).cube.distance_m
    assert (again == first).all()
    assert path.read_bytes() == whole
    assert isinstance(_study(folder).cube.distance_m, np.memmap)


@pytest.mark.parametrize("other", [np.zeros((6, 4, 5), np.float32), np.zeros((6, 4, 4), np.int64)])
def test_another_shape_or_type_is_no_cube(folder: Path, other: np.ndarray) -> None:
    first = _study(folder).cube.distance_m
    (path,) = _stored(folder)
    with path.open("wb") as stream:
        np.save(stream, other)
    again = _study(folder).cube.distance_m
    assert again.dtype == np.float32
    assert (again == first).all()


def test_a_folder_that_cannot_be_written_still_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("data.cube_store.tempfile.mkstemp", refuse)
    assert np.isfinite(_study(folder).cube.free_m()).all()
    assert _stored(folder) == []


def test_a_file_where_the_folder_should_be_still_works(folder: Path) -> None:
    (folder / cube_store.FOLDER).write_text("geen map", encoding="utf-8")
    assert np.isfinite(_study(folder).cube.free_m()).all()


def test_a_disk_that_fills_up_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(stream: Any, *_: Any, **__: Any) -> None:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.cube_store.np.save", full)
    assert np.isfinite(_study(folder).cube.free_m()).all()
    assert _stored(folder) == []


def test_a_data_set_that_was_never_written_builds_in_memory(line_of_four: Dataset) -> None:
    assert Study.of(line_of_four).cube.distance_m.shape == (6, 4, 4)


def test_the_cube_of_the_real_country_is_complete(study: Study) -> None:
    """Infinite exactly where the unit has no site of the kind."""
    country, cube = study.country, study.cube
    situation = country.situation
    assert cube.distance_m.dtype == np.float32
    assert cube.distance_m.shape == (6, 4070, 380)
    has = np.zeros((6, 380), dtype=bool)
    has[situation.offer_kind, country.units.unit_of_point[situation.point_of_site[situation.offer_site]]] = (
        True
    )
    for kind in range(6):
        finite = np.isfinite(cube.distance_m[kind])
        assert (finite == has[kind][None, :]).all()
    assert np.isfinite(cube.free_m()).all()


def test_a_stored_cube_survives_a_move_of_the_folder(folder: Path, tmp_path: Path) -> None:
    _ = _study(folder).cube
    shutil.move(folder, tmp_path / "elders")
    assert isinstance(_study(tmp_path / "elders").cube.distance_m, np.memmap)


# --- arrangements of a user's own --------------------------------------------------------------


def test_an_own_arrangement_is_known_under_its_id(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four)
    with pytest.raises(UnknownNameError, match="onbekende indeling 'eigen'"):
        study.arrangement("eigen")
    study.add(_merged(study, "A", "A", "B", "B"))
    assert study.arrangement("eigen").po.codes == ("A", "B")
    assert study.titles["eigen"] == "Eigen indeling"
    own = study.distances("eigen").own_m[0] / 1300
    assert study.add(_merged(study, "A", "A", "A", "B")) == "eigen (2)"
    assert study.arrangement("eigen").po.swv == ("A", "A", "B", "B")
    assert study.arrangement("eigen (2)").id == "eigen (2)"
    assert own.tolist() == [0, 10, 10, 0]
    assert (study.distances("eigen (2)").own_m[0] / 1300).tolist() == [0, 10, 20, 0]


def test_an_own_arrangement_never_takes_the_place_of_a_ready_made_one(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four)
    mine = replace(_merged(study, "A", "A", "A", "A"), id="jeugdregio")
    assert study.add(mine) == "jeugdregio (2)"
    assert len(study.arrangement("jeugdregio").po.codes) == 2


def test_pupils_without_a_swv_are_refused_in_dutch(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four)
    study.add(_merged(study, "A", NO_SWV, "A", "A"))
    with pytest.raises(
        IncompleteIndelingError, match=r"1 gebieden met leerlingen .*GM0002 \(400 leerlingen\)"
    ):
        study.distances("eigen")


def _two_points_in_a_gemeente(small_country: MakeDataset) -> Dataset:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1003", 30, "GM0002", "JZ01", "PO2001", "VO2001", 10, 10),
    ]
    return small_country(rows, [("00AA00", "1001", ("so",)), ("00AB00", "1003", ("so",))])


def test_a_planner_may_split_a_unit_by_pc4(small_country: MakeDataset) -> None:
    study = Study.of(_two_points_in_a_gemeente(small_country), Settings(1.0))
    finer = study.country.units.split({1: "GM0001#1002"})
    assert finer.ids == ("GM0001", "GM0001#1002", "GM0002")
    study.add(_merged(study, "A", "B", "B", units=finer))
    so = study.country.situation.kinds.index("so")
    assert (study.distances("eigen").own_m[so] / 1000).tolist() == [0, 20, 0]
    assert (study.distances("eigen").free_m[so] / 1000).tolist() == [0, 10, 0]


def test_units_with_the_same_names_but_other_points_are_not_taken_for_the_same(
    small_country: MakeDataset,
) -> None:
    """PC4 1002 moves from GM0001 to GM0002: same ids, another partition. It may not be measured silently as
    if nothing had moved: own of 1002 in {GM0002} is 20 km (to 1003), not 10 (to 1001)."""
    study = Study.of(_two_points_in_a_gemeente(small_country), Settings(1.0))
    other = study.country.units.split({1: "GM0002"})
    assert other.ids == study.country.units.ids
    study.add(_merged(study, "A", "B", units=other))
    so = study.country.situation.kinds.index("so")
    try:
        own_km = study.distances("eigen").own_m[so] / 1000
    except ValueError:
        return  # refusing is fine too
    assert own_km.tolist() == [0, 20, 0]


def test_a_stamp_says_what_a_result_was_made_with(line_of_four: Dataset) -> None:
    stamp = Study.of(line_of_four, Settings(1.0)).stamp("jeugdregio")
    assert stamp.scenario == "jeugdregio"
    assert stamp.data_version == line_of_four.manifest.fingerprint
    assert stamp.code
    assert "hemelsbreed × 1" in stamp.settings
    assert stamp.seed == 0


def test_reformatorische_scholen_apart(small_country: MakeDataset) -> None:
    dataset = _two_points_in_a_gemeente(small_country)
    sites = dataset["vestigingen"].assign(reformatorisch=[True, False])
    apart = Dataset({**dataset.tables, "vestigingen": sites}, dataset.manifest)
    so = Study.of(apart, Settings(1.0)).country.situation.kinds.index("so")
    free = [Study.of(apart, Settings(1.0, reformed_apart=r)).cube.free_m()[so] / 1000 for r in (False, True)]
    assert [metres.tolist() for metres in free] == [[0, 10, 0], [30, 20, 0]]
