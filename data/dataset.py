"""A data set on disk: Parquet tables, GeoParquet layers and a manifest that accounts for them.

Written aside and renamed into place, so that what was there stays whole until
the new one is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from platformdirs import user_cache_path

from data import betalend
from data.cube_store import FOLDER
from data.files import file_sha256, replace_folder
from data.findings import Finding, Severity
from data.herkomst import empty_table
from geo.errors import InputError, reason

MANIFEST: Final = "manifest.json"
#: Goes up when an older data set can no longer be read.
FORMAT_VERSION: Final = 3
#: The data set that comes with dekkend, made by `data.bundle`.
BUNDLED: Final = Path(__file__).with_name("nederland")
#: Environment variable with the folder for what is computed on the bundled data set.
CACHE_VARIABLE: Final = "DEKKEND_CACHE"

TABLES: Final = ("pc4", "vestigingen", "aanbod", "regionamen", "soorten", "swv_namen")
LAYERS: Final = ("gemeenten", "gebieden", "pc4_vlakken")
#: Pupils per site, kind and home PC4.
HERKOMST: Final = "herkomst"
#: Pupils of so and vso by paying swv, swv of their home and swv of their school.
BETALEND: Final = "betalend"
#: Tables that a data set only has where the user brought what they are made of, with what stands for none.
OPTIONAL: Final[Mapping[str, Callable[[], pd.DataFrame]]] = {
    HERKOMST: empty_table,
    BETALEND: betalend.empty_table,
}


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
    version
        Of the format.
    checks
        Sha256 of each table's file, once it is written.
    name
        What the data set is called on screen.
    grouped
        Whether a row of ``vestigingen`` is a group of sites (all of one kind in
        one PC4, at its point) instead of one site.
    corrections
        What users corrected, as `data.corrections.corrections_json` writes it.
    """

    fingerprint: str
    labels: Mapping[str, str]
    sources: tuple[Mapping[str, Any], ...]
    unused: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    version: int = FORMAT_VERSION
    checks: Mapping[str, str] = field(default_factory=dict, compare=False)
    name: str = "eigen import"
    grouped: bool = False
    corrections: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> str:
        """Serialise, stable and readable."""
        body = {
            "versie": self.version,
            "naam": self.name,
            "gegroepeerd": self.grouped,
            "vingerafdruk": self.fingerprint,
            "aanduidingen": dict(self.labels),
            "bronnen": [dict(source) for source in self.sources],
            "niet_gebruikt": [dict(item) for item in self.unused],
            "aantallen": dict(self.counts),
            "bestanden": dict(self.checks),
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
        if self.corrections:
            body["correcties"] = [dict(one) for one in self.corrections]
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
            body["bestanden"],
            body["naam"],
            body["gegroepeerd"],
            tuple(body.get("correcties", ())),
        )


@dataclass(frozen=True)
class Dataset:
    """One data set, in memory.

    Attributes
    ----------
    tables
        Per name in `TABLES` and `LAYERS` a frame; layers are GeoDataFrames in RD New.
        Those of `OPTIONAL` only where they were brought, so that a data set without
        them is the same as it always was.
    manifest
        The account of it.
    folder
        Where it was read from; None for one that was never written.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Manifest
    folder: Path | None = field(default=None, compare=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table by name; an optional one that was not brought is empty."""
        if name in OPTIONAL and name not in self.tables:
            return OPTIONAL[name]()
        return self.tables[name]

    @property
    def cube_folder(self) -> Path | None:
        """Where computed arrays may be kept: beside the tables; for the bundled set in the user's cache.

        None for a data set that is in memory only. ``DEKKEND_CACHE`` names another folder for the cache.
        """
        if self.folder is None or self.folder.resolve() != BUNDLED.resolve():
            return self.folder
        told = os.environ.get(CACHE_VARIABLE, "")
        return Path(told) if told else user_cache_path("dekkend")

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
    target = target.resolve()
    refuse_foreign(target)
    replace_folder(target, lambda folder: _write_files(dataset, folder))


def refuse_foreign(target: Path) -> None:
    """Refuse to write over what is not ours, for a data set's folder is replaced as a whole.

    Raises
    ------
    InputError
        If `target` is a file, is another folder, or holds files of the user's own beside a data set.
    """
    if target.exists() and not target.is_dir():
        raise InputError(str(target), ["dit is een bestand; kies een map voor de gegevensset"])
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not _is_ours(target):
        fault = "deze map bestaat al en is geen gegevensset van dekkend; kies een nieuwe of lege map"
        raise InputError(str(target), [fault])
    ours = {MANIFEST, FOLDER, *(f"{name}.parquet" for name in (*TABLES, *LAYERS, *OPTIONAL))}
    if others := sorted(path.name for path in target.iterdir() if path.name not in ours):
        fault = (
            f"in deze gegevensset staan eigen bestanden ({', '.join(others[:5])}); zet ze eerst ergens anders"
        )
        raise InputError(str(target), [fault])


def _is_ours(folder: Path) -> bool:
    """Whether a folder has our manifest, be it damaged: others have a manifest.json too."""
    try:
        return b'"vingerafdruk"' in (folder / MANIFEST).read_bytes()
    except OSError:
        return False


def _write_files(dataset: Dataset, folder: Path) -> None:
    checks = {}
    for name, frame in dataset.tables.items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, compression="zstd")
        checks[name] = file_sha256(path)
    manifest = replace(dataset.manifest, checks=checks)
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")


def read_dataset(folder: Path) -> Dataset:
    """Read a data set that `write_dataset` wrote.

    Raises
    ------
    InputError
        If the folder is missing, is no data set, is of another version, or is damaged.
    """
    if not folder.is_dir():
        found = "dit is een bestand, verwacht een map" if folder.exists() else "deze map bestaat niet"
        raise InputError(str(folder), [f"{found}; maak eerst een gegevensset met 'dekkend importeer'"])
    if not (folder / MANIFEST).is_file():
        fault = (
            f"{MANIFEST} ontbreekt: geen gegevensset; maak er een met 'dekkend importeer BRONMAP --naar MAP'"
        )
        raise InputError(str(folder), [fault])
    manifest = _read_manifest(folder)
    tables: dict[str, pd.DataFrame] = {}
    faults = []
    brought = [name for name in OPTIONAL if name in manifest.checks]
    for name in (*TABLES, *LAYERS, *brought):
        path = folder / f"{name}.parquet"
        try:
            if file_sha256(path) != manifest.checks.get(name):
                faults.append(f"{path.name} is gewijzigd of beschadigd; importeer de gegevens opnieuw")
                continue
            tables[name] = gpd.read_parquet(path) if name in LAYERS else pd.read_parquet(path)
        except OSError as error:
            faults.append(f"{path.name} is onleesbaar: {reason(error)}; importeer de gegevens opnieuw")
        except ValueError:
            faults.append(f"{path.name} is beschadigd; importeer de gegevens opnieuw")
    if faults:
        raise InputError(str(folder), faults)
    return Dataset(tables, manifest, folder)


def _read_manifest(folder: Path) -> Manifest:
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        found = json.loads(text)["versie"]
        manifest = Manifest.from_json(text) if found == FORMAT_VERSION else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(str(folder / MANIFEST), ["beschadigd; importeer de gegevens opnieuw"]) from error
    if manifest is None:
        fault = f"gegevensset van versie {found}, verwacht {FORMAT_VERSION}; importeer opnieuw"
        raise InputError(str(folder), [fault])
    return manifest
