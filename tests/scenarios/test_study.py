"""A study computes each thing once: the cube on disk, arrangements of a user's own, stamps."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import cube_store
from data.dataset import Dataset, read_dataset, write_dataset
from data.network_store import write_network
from geo.errors import IncompleteIndelingError, UnknownNameError
from geo.network import Mode, Network
from geo.road import RoadModel
from geo.units import Units
from model.cube import DistanceCube, build_cube, cube_fingerprint, one_by_one
from scenarios.evaluate import distances
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType
from scenarios.networks import chosen
from scenarios.settings import STRAIGHT, Settings
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
    """Open a study on straight lines, unless told otherwise: one array to store, and easy to read off."""
    return Study.of(read_dataset(folder), settings or Settings(STRAIGHT))


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
    mark = cube_fingerprint(country.situation, country.units, country.model)
    assert [path.name for path in _stored(folder)] == [f"{mark}.npy"]
    assert not isinstance(built, np.memmap)
    assert (np.load(_stored(folder)[0]) == built).all()


def test_the_second_opening_maps_it_from_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _study(folder).cube.distance_m
    monkeypatch.setattr("scenarios.study.build_cube", lambda *_, **__: pytest.fail("built again"))
    study = _study(folder)
    again = study.cube.distance_m
    assert isinstance(again, np.memmap)
    assert not again.flags.writeable
    assert (again == first).all()
    assert (study.distances("jeugdregio").own_m >= study.distances("jeugdregio").free_m).all()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(STRAIGHT, detour_factor=1.5),
        Settings(STRAIGHT, intrazonal=False),
        Settings(STRAIGHT, detour_factor=1.0000001),
    ],
)
def test_another_setting_is_another_file(folder: Path, settings: Settings) -> None:
    _ = _study(folder).cube
    other = _study(folder, settings).cube.distance_m
    assert not isinstance(other, np.memmap)
    assert len(_stored(folder)) == 2


def test_a_setting_that_changes_no_distance_shares_the_file(folder: Path) -> None:
    _ = _study(folder).cube
    other = _study(
        folder, Settings(STRAIGHT, jeugdregio_variant="midden-limburg-samengevoegd")
    ).cube.distance_m
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
    assert Study.of(line_of_four, Settings(STRAIGHT)).cube.distance_m.shape == (6, 4, 4)


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


# --- over a network: seconds beside the metres -------------------------------------------------


@pytest.fixture
def over_road(folder: Path, networks: Path, small_road: Callable[..., Network]) -> Callable[[], Study]:
    """Open the small data set over a road that was read in, as often as asked."""
    write_network(networks / "lijn-auto.npz", small_road(km=(0, 5, 10, 20, 30)))
    settings = chosen(Settings(), "lijn", "auto")
    return lambda: _study(folder, settings)


def _whole(cube: DistanceCube) -> bool:
    return (
        isinstance(cube.distance_m, np.memmap)
        and isinstance(cube.time_s, np.memmap)
        and cube.distance_m.shape == cube.time_s.shape == (6, 4, 4)
    )


def test_a_cube_with_times_is_stored_and_read_back_whole(
    folder: Path, over_road: Callable[[], Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = over_road()
    built, country = study.cube, study.country
    mark = cube_fingerprint(country.situation, country.units, country.model)
    assert [path.stem for path in _stored(folder)] == [f"{mark}-tijd", mark]
    monkeypatch.setattr("scenarios.study.build_cube", lambda *_, **__: pytest.fail("built again"))
    again = over_road().cube
    assert _whole(again)
    assert built.time_s is not None
    assert np.array_equal(again.distance_m, built.distance_m)
    assert np.array_equal(np.asarray(again.time_s), built.time_s)
    found = over_road().distances("jeugdregio")
    assert found.own_s is not None
    assert found.free_s is not None
    assert (found.own_s >= found.free_s).all()
    # twice the straight line at 60 km/h
    assert (found.free_m[0] / 1000).tolist() == (found.free_s[0] / 60).round(6).tolist() == [0, 20, 20, 0]


@pytest.mark.parametrize("lost", ["tijd", "meters"])
@pytest.mark.parametrize("how", ["gone", "truncated"])
def test_a_stored_cube_without_its_times_or_metres_is_built_again(
    folder: Path, over_road: Callable[[], Study], lost: str, how: str
) -> None:
    built = over_road().cube
    (path,) = (path for path in _stored(folder) if path.stem.endswith("-tijd") == (lost == "tijd"))
    whole = path.read_bytes()
    if how == "gone":
        path.unlink()
        path.with_suffix(".sha256").unlink()
    else:
        path.write_bytes(whole[:-4])
    again = over_road().cube
    assert np.array_equal(again.distance_m, built.distance_m)
    assert built.time_s is not None
    assert np.array_equal(np.asarray(again.time_s), built.time_s)
    assert path.read_bytes() == whole
    assert _whole(over_road().cube)


class _PowerCutError(Exception):
    """The machine stops."""


def test_an_interrupted_build_goes_on_and_leaves_no_parts(
    folder: Path, over_road: Callable[[], Study]
) -> None:
    def stops(work: Any, pieces: Any) -> Iterator[tuple[int, Any]]:
        for number, piece in pieces[:5]:
            yield number, work(piece)
        raise _PowerCutError

    done: list[list[int]] = []

    def seen(work: Any, pieces: Any) -> Iterator[tuple[int, Any]]:
        done.append([number for number, _ in pieces])
        return one_by_one(work, pieces)

    broken = over_road()
    broken.runner = stops
    with pytest.raises(_PowerCutError):
        _ = broken.cube
    parts = _stored(folder)
    assert [path.stem.rpartition("-")[2] for path in parts] == [f"{number:05d}" for number in range(5)]
    parts[1].write_bytes(parts[1].read_bytes()[:-4])
    goes_on = over_road()
    goes_on.runner = seen
    found = goes_on.cube
    assert done == [[1, *range(5, 12)]], "what was kept whole is not measured again"
    assert _stored(folder) == sorted(path for path in _stored(folder) if "-deel-" not in path.name)
    assert _whole(over_road().cube)
    country = goes_on.country
    fresh = build_cube(country.situation, country.units, country.model)
    assert np.array_equal(found.distance_m, fresh.distance_m)
    assert np.array_equal(np.asarray(found.time_s), np.asarray(fresh.time_s))


def test_the_parts_stay_where_the_cube_cannot_be_written(
    folder: Path, over_road: Callable[[], Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("scenarios.study.store_array", lambda *_: False)
        built = over_road().cube
        assert all("-deel-" in path.name for path in _stored(folder))
        assert len(_stored(folder)) == 12
    again = over_road()
    again.runner = lambda work, pieces: pytest.fail("measured again") if pieces else one_by_one(work, pieces)
    assert np.array_equal(again.cube.distance_m, built.distance_m)
    assert len(_stored(folder)) == 2


def test_another_network_mode_or_rule_is_another_cube(
    folder: Path, networks: Path, small_road: Callable[..., Network]
) -> None:
    for mode in Mode:
        write_network(networks / f"lijn-{mode}.npz", small_road(mode=mode, km=(0, 10, 20, 30)))
    write_network(networks / "kort-auto.npz", small_road(km=(0, 10, 20, 30), detour=1.5))
    opened = [
        Settings(STRAIGHT),
        chosen(Settings(), "lijn", "auto"),
        chosen(Settings(), "lijn", "fiets"),
        chosen(Settings(intrazonal=False), "lijn", "auto"),
        chosen(Settings(), "kort", "auto"),
    ]
    for one in opened:
        assert not isinstance(_study(folder, one).cube.distance_m, np.memmap)
    assert len(_stored(folder)) == 1 + 2 * 4


def test_pairs_are_stored_and_read_back(
    over_road: Callable[[], Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = over_road().pairs(30_000.0)
    assert first.time_s is not None
    monkeypatch.setattr("scenarios.study.build_pairs", lambda *_, **__: pytest.fail("measured again"))
    again = over_road().pairs(30_000.0)
    for name in ("start", "site", "distance_m", "time_s"):
        assert np.array_equal(getattr(again, name), getattr(first, name))
    # sites at 0 and 30 km, twice the straight line: each home but the ends is within 30 km of none or one
    assert np.diff(first.start).tolist() == [1, 1, 1, 1]


# --- arrangements of a user's own --------------------------------------------------------------


def test_an_own_arrangement_is_known_under_its_id(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
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
    study = Study.of(line_of_four, Settings(STRAIGHT))
    mine = replace(_merged(study, "A", "A", "A", "A"), id="jeugdregio")
    assert study.add(mine) == "jeugdregio (2)"
    assert len(study.arrangement("jeugdregio").po.codes) == 2


def test_pupils_without_a_swv_are_refused_in_dutch(line_of_four: Dataset) -> None:
    study = Study.of(line_of_four, Settings(STRAIGHT))
    study.add(_merged(study, "A", NO_SWV, "A", "A"))
    with pytest.raises(
        IncompleteIndelingError, match=r"1 gemeente \(.+\), ongeveer 400 inwoners .* geen swv\. Deel die in"
    ):
        study.distances("eigen")


@given(
    edits=st.lists(st.tuples(*4 * [st.sampled_from(["A", "B", "C", NO_SWV])]), min_size=1, max_size=6),
    network=st.sampled_from([STRAIGHT, "road"]),
)
@settings(deadline=None, max_examples=40)
def test_distances_after_edits_are_those_of_each_arrangement_alone(
    line_of_four: Dataset, small_road: Callable[..., Network], edits: list[tuple[str, ...]], network: str
) -> None:
    """A study reads only what changed since an arrangement like it; that must not be seen in the figures."""
    nobody = line_of_four["pc4"].assign(leerlingen_po=0.0, leerlingen_vo=0.0)
    edited = Study.of(
        replace(line_of_four, tables={**line_of_four.tables, "pc4": nobody}), Settings(STRAIGHT)
    )
    if network == "road":
        # as if it had been read in: the property is computed once and kept
        edited.country.__dict__["model"] = RoadModel(small_road(km=(0, 5, 10, 20, 30)))
    free = edited.free_m, edited.free_s
    for number, swv in enumerate(edits):
        one = replace(_merged(edited, *swv), id=f"plan {number}")
        found = edited.distances(edited.add(one))
        alone = distances(edited.country, edited.cube, free, one)
        assert np.array_equal(found.own_m, alone.own_m), swv
        assert (found.own_s is None) == (alone.own_s is None) == (network == STRAIGHT)
        assert found.own_s is None or np.array_equal(found.own_s, np.asarray(alone.own_s)), swv


def _two_points_in_a_gemeente(small_country: MakeDataset) -> Dataset:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 10, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1003", 30, "GM0002", "JZ01", "PO2001", "VO2001", 10, 10),
    ]
    return small_country(rows, [("00AA00", "1001", ("so",)), ("00AB00", "1003", ("so",))])


def test_a_planner_may_split_a_unit_by_pc4(small_country: MakeDataset) -> None:
    study = Study.of(_two_points_in_a_gemeente(small_country), Settings(STRAIGHT, detour_factor=1.0))
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
    study = Study.of(_two_points_in_a_gemeente(small_country), Settings(STRAIGHT, detour_factor=1.0))
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
    stamp = Study.of(line_of_four, Settings(STRAIGHT, detour_factor=1.0)).stamp("jeugdregio")
    assert stamp.scenario == "jeugdregio"
    assert stamp.data_version == line_of_four.manifest.fingerprint
    assert stamp.code
    assert "hemelsbreed × 1" in stamp.settings
    assert stamp.seed == 0


def test_reformatorische_scholen_apart(small_country: MakeDataset) -> None:
    dataset = _two_points_in_a_gemeente(small_country)
    sites = dataset["vestigingen"].assign(reformatorisch=[True, False])
    apart = Dataset({**dataset.tables, "vestigingen": sites}, dataset.manifest)
    so = Study.of(apart, Settings(STRAIGHT, detour_factor=1.0)).country.situation.kinds.index("so")
    free = [
        Study.of(apart, Settings(STRAIGHT, detour_factor=1.0, reformed_apart=r)).cube.free_m()[so] / 1000
        for r in (False, True)
    ]
    assert [metres.tolist() for metres in free] == [[0, 10, 0], [30, 20, 0]]
