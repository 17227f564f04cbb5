"""A data set on disk: Parquet tables, GeoParquet layers and a manifest that accounts for them.

Written aside and renamed into place, so that what was there stays whole until
the new one is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from data.findings import Finding, Severity
from geo.errors import InputError

MANIFEST: Final = "manifest.json"
#: Goes up when an older data set can no longer be read.
FORMAT_VERSION: Final = 1

TABLES: Final = ("pc4", "vestigingen", "aanbod", "regionamen", "soorten", "swv_namen")
LAYERS: Final = ("gemeenten", "gebieden", "pc4_vlakken")


@dataclass(frozen=True)
class Manifest:
    """The account of a data set.

    Attributes
    ----------
    fingerprint
        Sha256 over the contents of all tables: the data version.
    labels
        Names under which areas are shown: ``swv`` ("regeling 2015"), ``jeugdregio``.
    sources
        Per file used: bestand, titel, uitgever, licentie, peildatum, sha256, tabel, rijen, aard.
    unused
        Per file that was not used: bestand, reden.
    counts
        Rows per table.
    findings
        What was dropped, mended or doubtful.
    """

    fingerprint: str
    labels: Mapping[str, str]
    sources: tuple[Mapping[str, Any], ...]
    unused: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    version: int = FORMAT_VERSION

    def to_json(self) -> str:
        """Serialise, stable and readable."""
        body = {
            "versie": self.version,
            "vingerafdruk": self.fingerprint,
            "aanduidingen": dict(self.labels),
            "bronnen": [dict(source) for source in self.sources],
            "niet_gebruikt": [dict(item) for item in self.unused],
            "aantallen": dict(self.counts),
            "bevindingen": [
                {
                    "bron": f.source,
                    "ernst": f.severity.value,
                    "melding": f.message,
                    "aantal": f.count,
                    "voorbeelden": list(f.examples),
                }
                for f in self.findings
            ],
        }
        return json.dumps(body, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what `to_json` wrote."""
        body = json.loads(text)
        findings = tuple(
            Finding(f["bron"], Severity(f["ernst"]), f["melding"], f["aantal"], tuple(f["voorbeelden"]))
            for f in body["bevindingen"]
        )
        return cls(
            body["vingerafdruk"],
            body["aanduidingen"],
            tuple(body["bronnen"]),
            tuple(body["niet_gebruikt"]),
            body["aantallen"],
            findings,
            body["versie"],
        )


@dataclass(frozen=True)
class Dataset:
    """One data set, in memory.

    Attributes
    ----------
    tables
        Per name in `TABLES` and `LAYERS` a frame; layers are GeoDataFrames in RD New.
    manifest
        The account of it.
    folder
        Where it was read from; None for one that was never written.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Manifest
    folder: Path | None = field(default=None, compare=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table by name."""
        return self.tables[name]

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a table with geometry (RD New) by name."""
        return gpd.GeoDataFrame(self.tables[name])

    @cached_property
    def swv_names(self) -> dict[str, str]:
        """Names of swv's as far as the user brought them."""
        names = self.tables["swv_namen"]
        return dict(zip(names["code"], names["naam"], strict=True))


def fingerprint(tables: Mapping[str, pd.DataFrame]) -> str:
    """Sha256 over the values of all tables, whatever the order in which they were made."""
    digest = hashlib.sha256(f"dataset;{FORMAT_VERSION}".encode())
    for name in sorted(tables):
        frame = pd.DataFrame(tables[name])
        if "geometry" in frame.columns:
            frame = frame.assign(geometry=gpd.GeoSeries(frame["geometry"]).to_wkb())
        digest.update(name.encode())
        for column in frame.columns:
            digest.update(column.encode())
            digest.update(pd.util.hash_pandas_object(frame[column], index=False).to_numpy().tobytes())
    return digest.hexdigest()


def write_dataset(dataset: Dataset, target: Path) -> None:
    """Write a data set; what stood at `target` is replaced only when all is there.

    Raises
    ------
    InputError
        If `target` exists and is not a data set of ours, or cannot be written.
    """
    refuse_foreign(target)
    replace_folder(target, lambda folder: _write_files(dataset, folder))


def refuse_foreign(target: Path) -> None:
    """Raise `InputError` if `target` holds something that is not a data set of ours."""
    if target.exists() and not target.is_dir():
        raise InputError(str(target), ["dit is een bestand; kies een map voor de gegevensset"])
    if target.is_dir() and any(target.iterdir()) and not _is_ours(target):
        fault = "deze map bestaat al en is geen gegevensset van dekkend; kies een nieuwe of lege map"
        raise InputError(str(target), [fault])


def _is_ours(folder: Path) -> bool:
    """Whether a folder has our manifest, be it damaged: others have a manifest.json too."""
    try:
        return b'"vingerafdruk"' in (folder / MANIFEST).read_bytes()
    except OSError:
        return False


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder beside `target` and put it in its place in one rename.

    Raises
    ------
    InputError
        If the disk refuses; `target` is then as it was.
    """
    aside = old = target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        fill(aside)
        aside.chmod(0o755)
        old = aside.with_name(aside.name + "-oud")
        if target.exists():
            target.rename(old)
        aside.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        fault = f"schrijven mislukte ({error.strerror or error}); controleer schijfruimte en rechten"
        raise InputError(str(target), [fault]) from error
    finally:
        if old != target and old.exists() and not target.exists():
            old.rename(target)
        if aside != target and aside.exists():
            shutil.rmtree(aside, ignore_errors=True)


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file aside and rename it into place.

    Raises
    ------
    InputError
        If the disk refuses; an existing file is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            aside.chmod(0o644)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        fault = f"schrijven mislukte ({error.strerror or error}); controleer de map, schijfruimte en rechten"
        raise InputError(str(path), [fault]) from error


def _write_files(dataset: Dataset, folder: Path) -> None:
    for name, frame in dataset.tables.items():
        frame.to_parquet(folder / f"{name}.parquet")
    (folder / MANIFEST).write_text(dataset.manifest.to_json(), encoding="utf-8")


def read_dataset(folder: Path) -> Dataset:
    """Read a data set that `write_dataset` wrote.

    Raises
    ------
    InputError
        If the folder is missing, is no data set, is of another version, or is damaged.
    """
    if not folder.is_dir():
        raise InputError(
            str(folder), ["deze map bestaat niet; maak eerst een gegevensset met 'dekkend importeer'"]
        )
    if not (folder / MANIFEST).is_file():
        fault = (
            f"{MANIFEST} ontbreekt: geen gegevensset; maak er een met 'dekkend importeer BRONMAP --naar MAP'"
        )
        raise InputError(str(folder), [fault])
    manifest = _read_manifest(folder)
    tables: dict[str, pd.DataFrame] = {}
    faults = []
    for name in (*TABLES, *LAYERS):
        try:
            reader = gpd.read_parquet if name in LAYERS else pd.read_parquet
            tables[name] = reader(folder / f"{name}.parquet")
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, pa.ArrowException) as error:
            faults.append(
                f"{name}.parquet is onleesbaar ({type(error).__name__}); importeer de gegevens opnieuw"
            )
    if faults:
        raise InputError(str(folder), faults)
    return Dataset(tables, manifest, folder)


def _read_manifest(folder: Path) -> Manifest:
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        found = json.loads(text)["versie"]
        manifest = Manifest.from_json(text) if found == FORMAT_VERSION else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(str(folder / MANIFEST), ["beschadigd; importeer de gegevens opnieuw"]) from error
    if manifest is None:
        fault = f"gegevensset van versie {found}, verwacht {FORMAT_VERSION}; importeer opnieuw"
        raise InputError(str(folder), [fault])
    return manifest
