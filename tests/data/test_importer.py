"""Import: what is taken, what is passed over and why, and the real folder traced to its raw files."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import importer
from data.dataset import Dataset, read_dataset, write_dataset
from data.findings import Finding, Severity
from data.importer import import_folder, sort_findings
from data.readers.reading import Reading, Source
from data.readers.recognise import Format
from data.reference import reference
from data.soundness import require_sound
from geo.errors import InputError, MissingSourceError

HISTORY = "leerlingen/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
LOCATED = "scholen/duo_vestigingen_bag_2024-11-22.geojson"
POLYGONS = "pc4/cbs_pc4_2020_rd.gpkg"


@pytest.fixture(scope="module")
def imported(dataset_folder: Path) -> Dataset:
    return read_dataset(dataset_folder)


def _linked(brondata: Path, folder: Path, *but: str, rename: Callable[[Path], str] | None = None) -> Path:
    """Lay links to the real files in a folder, under other names if wanted."""
    folder.mkdir(exist_ok=True)
    for path in sorted(brondata.rglob("*")):
        name = str(path.relative_to(brondata))
        if path.is_file() and name not in but:
            link = folder / (rename(path) if rename else name)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    return folder


# --- the real folder ---------------------------------------------------------------------------


def test_counts(imported: Dataset) -> None:
    counts = imported.manifest.counts
    assert {name: counts[name] for name in ("pc4", "gebieden", "vestigingen", "gemeenten")} == {
        "pc4": 4070,
        "gebieden": 380,
        "vestigingen": 8573,
        "gemeenten": 342,
    }
    assert imported.manifest.labels["swv"] == "regeling 2015"


def test_keys_are_unique_and_references_hold(imported: Dataset) -> None:
    points, sites, offers = imported["pc4"], imported["vestigingen"], imported["aanbod"]
    assert points["pc4"].is_unique
    assert sites["vestigingscode"].is_unique
    assert not offers.duplicated(["vestigingscode", "soort"]).any()
    assert set(offers["vestigingscode"]) == set(sites["vestigingscode"])
    assert set(offers["soort"]) == set(imported["soorten"]["code"])
    placed = sites[sites["plaatsing"] != "niet geplaatst"]
    assert set(placed["pc4"]) <= set(points["pc4"])
    assert placed[["easting", "northing"]].notna().all().all()
    assert sites.loc[sites["plaatsing"] == "niet geplaatst", ["easting", "northing"]].isna().all().all()
    assert set(points["gebied"]) == set(imported["gebieden"]["gebied"])
    assert set(points["gemeentecode"]) == set(imported["gemeenten"]["gemeentecode"])


def test_sums_of_points_are_sums_of_units(imported: Dataset) -> None:
    points, units = imported["pc4"], imported["gebieden"].set_index("gebied")
    summed = points.groupby("gebied")[["leerlingen_po", "leerlingen_vo"]].sum()
    pd.testing.assert_frame_equal(summed, units[["leerlingen_po", "leerlingen_vo"]].loc[summed.index])
    assert 1.2e6 < points["leerlingen_po"].sum() < 1.5e6
    assert 1.0e6 < points["leerlingen_vo"].sum() < 1.3e6


def test_units_tile_their_gemeente(imported: Dataset) -> None:
    units = imported.layer("gebieden")
    outline = imported.layer("gemeenten").set_index("gemeentecode").geometry
    area = units.area.groupby(units["gemeentecode"]).sum()
    assert (area - outline.area.loc[area.index]).abs().max() < 1_000
    together = units.dissolve("gemeentecode").geometry
    for gemeente in units.loc[units["gemeentecode"].duplicated(), "gemeentecode"].unique():
        assert together[gemeente].symmetric_difference(outline[gemeente]).area < 1_000, gemeente


def test_every_file_is_accounted_for(imported: Dataset, brondata: Path) -> None:
    files = {str(path.relative_to(brondata)) for path in brondata.rglob("*") if path.is_file()}
    used = {source["bestand"] for source in imported.manifest.sources}
    unused = {item["bestand"] for item in imported.manifest.unused}
    assert used | unused == files
    assert not used & unused
    assert all(item["reden"] for item in imported.manifest.unused)
    for source in imported.manifest.sources:
        assert source["uitgever"]
        assert source["licentie"]
        assert source["rijen"] > 0
        assert len(source["sha256"]) == 64


# --- sums, by plain csv and json ---------------------------------------------------------------


def _open_sites(brondata: Path) -> dict[str, tuple[str, float]]:
    """Kind and pupils of every site with pupils in 2025, straight from DUO's file."""
    with (brondata / HISTORY).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    found = {}
    for row in rows:
        text = row["LEERLINGEN_2025"].strip()
        pupils = 2.0 if text == "<5" else float(text or 0)
        if pupils > 0:
            found[row["VESTIGINGSCODE"]] = (row["SOORT_VESTIGING"].upper(), pupils)
    return found


def _set_apart(code: str) -> str:
    """Give the kind of our own list for a (v)so site, as far as it is sure."""
    rows = reference("clusters").to_dict("records")
    own = [row for row in rows if row["vestigingscode"] == code]
    own = own or [row for row in rows if not row["vestigingscode"] and row["brin"] == code[:4]]
    return str(own[0]["soort"]) if own and own[0]["zekerheid"] == "zeker" else ""


@pytest.fixture(scope="module")
def expected(brondata: Path) -> dict[str, Counter[str]]:
    """Sites per kind, and pupils per kind where one kind is counted alone."""
    sites: Counter[str] = Counter()
    pupils: Counter[str] = Counter()
    for code, (soort, number) in _open_sites(brondata).items():
        kinds = [kind.lower() for kind in soort.split("/")]
        apart = _set_apart(code) if soort not in {"BO", "SBO"} else ""
        for kind in [apart] if apart else kinds:
            sites[kind] += 1
            pupils[kind] += number if apart or len(kinds) == 1 else 0
    features = json.loads((brondata / LOCATED).read_text(encoding="utf-8"))["features"]
    located = {f["properties"]["vestigingscode"]: f["properties"] for f in features}
    for row in located.values():
        label = row["type"]
        if label not in {"basisschool", "SBAO", "SO", "VSO", "(V)SO"}:
            parts = label.split("/")
            kinds = ["pro"] * ("PRO" in parts) + ["vo"] * any(part != "PRO" for part in parts)
            for kind in kinds:
                sites[kind] += 1
                pupils[kind] += float(row["leerlingen"] or 0) if len(kinds) == 1 else 0
    return {"sites": sites, "pupils": pupils}


@pytest.mark.parametrize("kind", ["bo", "sbo", "so", "vso", "pro", "vo", "cluster1", "cluster2", "gesloten"])
def test_sites_and_pupils_per_kind_trace_to_the_raw_files(
    imported: Dataset, expected: dict[str, Counter[str]], kind: str
) -> None:
    offers = imported["aanbod"][imported["aanbod"]["soort"] == kind]
    assert len(offers) == expected["sites"][kind]
    assert offers["leerlingen"].sum() == expected["pupils"][kind]


def test_no_pupil_of_the_history_is_lost(imported: Dataset, brondata: Path) -> None:
    """Whether split, unsplit or set apart: per site the sum is DUO's; BO alone is 1,356,915."""
    raw = _open_sites(brondata)
    sites = imported["vestigingen"]
    ours = sites[sites["leerlingen_bron"] == "DUO leerlingen"].set_index("vestigingscode")["leerlingen"]
    assert ours.to_dict() == {code: pupils for code, (_, pupils) in raw.items()}
    per_kind: dict[str, float] = defaultdict(float)
    for kind, pupils in raw.values():
        per_kind[kind] += pupils
    assert per_kind["BO"] == 1_356_915
    assert sum(per_kind.values()) == 1_464_167 + 13 * 2


def test_every_row_of_the_regulation_is_followed(imported: Dataset, brondata: Path) -> None:
    path = brondata / "swv/regeling_regio-indeling_pc4_2015.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        told = {row["pc4"]: (row["swv_po"], row["swv_vo"]) for row in csv.DictReader(stream, delimiter=";")}
    points = imported["pc4"].set_index("pc4")
    known = points[points.index.isin(told)]
    pairs = known[["swv_po", "swv_vo"]].replace("", "Europoort")
    assert dict(zip(known.index, pairs.itertuples(index=False, name=None), strict=True)) == {
        pc4: told[pc4] for pc4 in known.index
    }
    assert set(known["swv_bron"]) == {"regeling"}
    new = points[~points.index.isin(told)]
    assert len(new) == 26
    assert set(new["swv_bron"]) == {"aangevuld uit omliggende postcodegebieden"}
    assert (new["swv_po"].str.match("PO") & new["swv_vo"].str.match("VO")).all()


# --- names do not matter, content does ---------------------------------------------------------


def test_the_same_files_under_random_names_are_the_same_data(
    imported: Dataset, brondata: Path, tmp_path: Path
) -> None:
    """So is, with it, the same input twice: the other import was made for the whole session."""
    rng = random.Random(4)  # noqa: S311
    letters = "abcdefghijklmnopqrstuvwxyz"
    folder = _linked(
        brondata, tmp_path / "bron", rename=lambda path: "".join(rng.choices(letters, k=12)) + path.suffix
    )
    again = import_folder(folder)
    assert dict(again.manifest.counts) == dict(imported.manifest.counts)
    assert sorted(s["sha256"] for s in again.manifest.sources) == sorted(
        s["sha256"] for s in imported.manifest.sources
    )
    assert again.manifest.fingerprint == imported.manifest.fingerprint


def test_damaged_files_are_named_all_at_once_and_the_target_stays(
    imported: Dataset, brondata: Path, tmp_path: Path
) -> None:
    damaged = [HISTORY, LOCATED, "gemeenten/cbs_gemeenten_2023_wgs84.geojson"]
    folder = _linked(brondata, tmp_path / "bron", *damaged)
    for name in damaged:
        whole = (brondata / name).read_bytes()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(whole[: len(whole) * 6 // 10])
    target = tmp_path / "gegevens"
    write_dataset(imported, target)
    before = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    with pytest.raises(InputError) as caught:
        write_dataset(import_folder(folder), target)
    for name in damaged:
        assert any(fault.startswith(f"{name}: ") for fault in caught.value.faults), name
    assert {path.name: path.stat().st_mtime_ns for path in target.iterdir()} == before
    assert read_dataset(target).manifest == imported.manifest


@pytest.mark.parametrize("name", [POLYGONS, "pc4/cbs_pc4_2024_v1.xlsx"])
def test_a_half_downloaded_map_or_workbook_is_damaged_not_unknown(
    brondata: Path, tmp_path: Path, name: str
) -> None:
    """A cut-off GeoPackage or workbook cannot be opened at all: still the user must hear which file."""
    folder = tmp_path / "bron"
    path = folder / name
    path.parent.mkdir(parents=True)
    whole = (brondata / name).read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    (folder / "historie.csv").symlink_to(brondata / HISTORY)
    with pytest.raises(InputError) as caught:
        import_folder(folder)
    assert Path(name).name in str(caught.value)


# --- small folders of made-up formats ----------------------------------------------------------


def _fake(monkeypatch: pytest.MonkeyPatch, unreadable: tuple[str, ...] = ()) -> dict[str, Any]:
    """Let a file of ``table;peildatum;rows`` be a source, and record what is joined."""
    seen: dict[str, Any] = {}

    def read(path: Path) -> Reading:
        table, peildatum, rows = path.read_text(encoding="utf-8").split(";")
        if path.name in unreadable:
            raise InputError(path.name, ["rij 2: kapot", "rij 3: kapot"])
        source = Source(table, "proef", "CC0", peildatum, "gemeten")
        return Reading(table, pd.DataFrame({"x": range(int(rows))}), (), source)

    def know(path: Path) -> Format | None:
        text = path.read_text(encoding="utf-8")
        if ";" not in text:
            return None
        known = text.startswith("later")
        return Format("proef", "Proefbestand", None if known else read, "nog niet gebruikt", lambda _: True)

    def join(readings: Any, sources: Any, unused: Any) -> Any:
        seen.update(readings=readings, sources=sources, unused=unused)
        return "dataset"

    monkeypatch.setattr(importer, "recognise", know)
    monkeypatch.setattr(importer, "assemble", join)
    monkeypatch.setattr(importer, "require_sound", lambda _: None)
    return seen


def _write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        ("historie;2024-10-01;5", "historie;2025-10-01;2", "b"),
        ("historie;2025-10-01;2", "historie;2024-10-01;5", "a"),
        ("historie;2025;5", "historie;onbekend;9", "a"),
        ("historie;onbekend;9", "historie;2013;5", "b"),
        ("historie;onbekend;5", "historie;onbekend;9", "b"),
        ("historie;2025-10-01;5", "historie;2025-10-01;9", "b"),
        ("historie;2025-10-01;5", "historie;2025-10-01;5", "a"),
        ("historie;2024-12-31;5", "historie;2025-01-01;1", "b"),
    ],
)
def test_of_two_files_the_newer_wins_and_the_other_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str, wins: str
) -> None:
    seen = _fake(monkeypatch)
    _write(tmp_path, a=first, b=second)
    import_folder(tmp_path)
    loses = "b" if wins == "a" else "a"
    assert [source["bestand"] for source in seen["sources"]] == [wins]
    assert [item["bestand"] for item in seen["unused"]] == [loses]
    assert f"{wins} is nieuwer of vollediger" in seen["unused"][0]["reden"]


def test_of_three_files_two_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _fake(monkeypatch)
    _write(tmp_path, a="historie;2023;1", b="historie;2025;1", c="historie;2024;1")
    import_folder(tmp_path)
    assert [source["bestand"] for source in seen["sources"]] == ["b"]
    assert sorted(item["bestand"] for item in seen["unused"]) == ["a", "c"]


def test_what_is_not_used_is_listed_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _fake(monkeypatch)
    _write(tmp_path, a="historie;2025;1", onder__b="geen bron", c="later;2025;1")
    (tmp_path / ".verborgen").write_text("historie;2026;1", encoding="utf-8")
    import_folder(tmp_path)
    reasons = {item["bestand"]: item["reden"] for item in seen["unused"]}
    assert reasons == {
        "onder/b": "niet herkend als een van de bekende bronnen",
        "c": "Proefbestand: nog niet gebruikt",
    }


def test_a_source_is_told_with_its_hash_and_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _fake(monkeypatch)
    _write(tmp_path, a="historie;2025-10-01;3")
    import_folder(tmp_path)
    (source,) = seen["sources"]
    assert (source["tabel"], source["rijen"], source["peildatum"]) == ("historie", 3, "2025-10-01")
    assert source["sha256"] == hashlib.sha256(b"historie;2025-10-01;3").hexdigest()


def test_all_faults_of_all_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _fake(monkeypatch, unreadable=("a", "c"))
    _write(tmp_path, a="historie;2025;1", b="locaties;2025;1", c="regeling;2015;1")
    with pytest.raises(InputError) as caught:
        import_folder(tmp_path)
    assert caught.value.faults == tuple(f"{name}: rij {row}: kapot" for name in "ac" for row in (2, 3))
    assert not seen


def test_a_folder_without_sources(tmp_path: Path) -> None:
    _write(tmp_path, leesmij="Beste collega,", boodschappen="melk")
    with pytest.raises(MissingSourceError, match="geen van de 2 bestanden is een bekende bron"):
        import_folder(tmp_path)
    (tmp_path / "boodschappen").unlink()
    with pytest.raises(MissingSourceError, match="het ene bestand is geen bekende bron"):
        import_folder(tmp_path)


def test_an_empty_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingSourceError, match="geen van de 0 bestanden"):
        import_folder(tmp_path)
    with pytest.raises(InputError, match="deze map bestaat niet"):
        import_folder(tmp_path / "nergens")


def test_progress_is_told_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake(monkeypatch)
    _write(tmp_path, a="historie;2025;1", b="geen bron")
    steps: list[tuple[str, int, int]] = []
    import_folder(tmp_path, lambda *step: steps.append(step))
    assert [name for name, *_ in steps] == ["a", "b", "samenvoegen", "klaar"]
    assert [done for _, done, _ in steps] == [0, 1, 2, 3]
    assert {total for *_, total in steps} == {3}


def test_findings_are_sorted_as_a_reader_wants_them() -> None:
    findings = (
        Finding("b", Severity.INFO, "info", 9),
        Finding("b", Severity.DOUBT, "weinig", 1),
        Finding("b", Severity.DOUBT, "veel", 5),
        Finding("a", Severity.DOUBT, "eerst", 1),
        Finding("a", Severity.MENDED, "hersteld", 1),
        Finding("a", Severity.DROPPED, "weg", 1),
    )
    found = [finding.message for finding in sort_findings(findings)]
    assert found == ["eerst", "veel", "weinig", "weg", "hersteld", "info"]


def test_what_does_not_hang_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_up: Dataset
) -> None:
    _fake(monkeypatch)
    offers = made_up["aanbod"].assign(aantal=0)
    broken = replace(made_up, tables={**made_up.tables, "aanbod": offers})
    monkeypatch.setattr(importer, "assemble", lambda *_: broken)
    monkeypatch.setattr(importer, "require_sound", require_sound)
    _write(tmp_path, a="historie;2025;1")
    with pytest.raises(InputError, match="minder dan 1 vestiging"):
        import_folder(tmp_path)
