"""A data set with corrections made: its own fingerprint, and every correction among its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.corrections import (
    AnyCorrection,
    Region,
    Residents,
    SiteAbsent,
    SiteCounted,
    SiteMissing,
    SitePlaced,
    corrections_json,
)
from data.dataset import HERKOMST, Dataset, Manifest, fingerprint
from data.findings import Finding, Severity
from data.own_kinds import added
from data.supply import COUNTS
from geo.errors import InputError

#: Column of ``pc4`` that keeps the residents that the modelled network was made of, so that correcting
#: where people live does not move its roads.
NETWORK_RESIDENTS: Final = "leerlingen_netwerk"

#: What a correction is about: the label it is told with, and the table of the manifest that it amends.
_ABOUT: Final[Mapping[str, tuple[str, str]]] = {
    "inwoners": ("inwoners", "pc4_bevolking"),
    "jeugdregio": ("jeugdregio", "jeugdregio_indeling"),
}
_SITES: Final = ("leerlingen", "locaties")
#: Columns that things are found by, and what those are.
_KEYS: Final[Mapping[str, str]] = {
    "pc4": "postcode",
    "gemeentecode": "gemeente",
    "vestigingscode": "vestiging",
}

#: A point this close to a PC4's area counts as in it (shores, rounding), metres.
_BESIDE_M: Final = 500.0


@dataclass(slots=True)
class _Bench:
    """Tables that are being corrected, and what is said of it."""

    tables: dict[str, pd.DataFrame]
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def corrected(dataset: Dataset, corrections: Sequence[AnyCorrection]) -> Dataset:
    """Return a data set with corrections made; the given one is not changed.

    Corrections are made in order, on top of those that the data set has. What computes with the data sees
    no difference; who reads the account finds each one among the sources and findings, and behind the date
    of what it is about.

    Raises
    ------
    InputError
        With every correction that cannot be made, and why.
    """
    if not corrections:
        return dataset
    pc4 = dataset["pc4"]
    if NETWORK_RESIDENTS not in pc4:
        pc4 = pc4.assign(**{NETWORK_RESIDENTS: pc4["leerlingen_po"] + pc4["leerlingen_vo"]})
    bench = _Bench({**dataset.tables, "pc4": pc4})
    for number, one in enumerate(corrections, start=1):
        before = len(bench.faults)
        _MAKE[type(one)](bench, one)
        bench.faults[before:] = [f"correctie {number}: {fault}" for fault in bench.faults[before:]]
    if bench.faults:
        raise InputError("de lijst met correcties", bench.faults)
    return replace(dataset, tables=bench.tables, manifest=_manifest(dataset, corrections, bench))


def told_of(dataset: Dataset) -> tuple[str, ...]:
    """Tell each correction of a data set in one Dutch sentence."""
    return tuple(str(one["titel"]) for one in dataset.manifest.sources if one["bestand"] == _FILE)


#: What stands where a source names its file.
_FILE: Final = "correctie"


def _residents(bench: _Bench, one: Residents) -> None:
    table, column = bench.tables["pc4"], f"leerlingen_{one.leeftijd}"
    row = _row(bench, table, "pc4", one.pc4)
    if row is None:
        return
    was = float(table.loc[row, column])
    bench.tables["pc4"] = _with(table, row, {column: float(one.aantal)})
    units = bench.tables["gebieden"]
    unit = units.index[units["gebied"] == table.loc[row, "gebied"]][0]
    sums = bench.tables["pc4"].groupby("gebied")[column].sum()
    bench.tables["gebieden"] = _with(units, unit, {column: float(sums[table.loc[row, "gebied"]])})
    ages = "4-11" if one.leeftijd == "po" else "12-17"
    bench.told.append(f"{one.pc4}: {one.aantal} inwoners van {ages} jaar in plaats van {was:.0f}")


def _region(bench: _Bench, one: Region) -> None:
    table, names = bench.tables["gemeenten"], bench.tables["regionamen"]
    row = _row(bench, table, "gemeentecode", one.gemeente)
    known = sorted(set(table["jeugdregio"].dropna()))
    if one.jeugdregio not in known:
        bench.faults.append(f"onbekende jeugdregio '{one.jeugdregio}'; kies uit {', '.join(known)}")
    elif row is not None:
        spoken = dict(zip(names["code"], names["naam"], strict=True))
        was = str(table.loc[row, "jeugdregio"])
        bench.tables["gemeenten"] = _with(table, row, {"jeugdregio": one.jeugdregio})
        bench.told.append(
            f"{table.loc[row, 'naam']} hoort bij jeugdregio {spoken.get(one.jeugdregio, one.jeugdregio)} in "
            f"plaats van {spoken.get(was, was)}"
        )


def _placed(bench: _Bench, one: SitePlaced) -> None:
    sites = bench.tables["vestigingen"]
    row = _site(bench, one.vestiging)
    place = _place_of(bench, one)
    if row is None or place is None:
        return
    was = sites.loc[row, "pc4"]
    bench.tables["vestigingen"] = _with(sites, row, {**place, "leerlingen_bron": _origin(one)})
    bench.told.append(
        f"{sites.loc[row, 'naam']} ({one.vestiging}) staat in {place['pc4']} in plaats van "
        f"{was if isinstance(was, str) and was else 'een onbekende plaats'}"
    )


def _counted(bench: _Bench, one: SiteCounted) -> None:
    sites, offers = bench.tables["vestigingen"], bench.tables["aanbod"]
    row = _site(bench, one.vestiging)
    if row is None:
        return
    found = offers.index[(offers["vestigingscode"] == one.vestiging) & (offers["soort"] == one.voorziening)]
    if found.empty:
        there = offers.loc[offers["vestigingscode"] == one.vestiging, "soort"]
        bench.faults.append(
            f"{one.vestiging} biedt geen '{one.voorziening}'; er is: {', '.join(sorted(there)) or 'niets'}"
        )
        return
    was = offers.loc[found[0], "leerlingen"]
    bench.tables["aanbod"] = _with(offers, found[0], {"leerlingen": float(one.leerlingen), "onbekend": 0})
    bench.tables["vestigingen"] = _with(sites, row, {"leerlingen_bron": _origin(one)})
    bench.told.append(
        f"{sites.loc[row, 'naam']} ({one.vestiging}): {one.leerlingen} leerlingen {one.voorziening} "
        f"in plaats van {'een onbekend aantal' if np.isnan(was) else f'{was:.0f}'}"
    )


def _absent(bench: _Bench, one: SiteAbsent) -> None:
    row = _site(bench, one.vestiging)
    if row is None:
        return
    name = bench.tables["vestigingen"].loc[row, "naam"]
    for table in ("vestigingen", "aanbod", HERKOMST):
        if table in bench.tables:
            frame = bench.tables[table]
            bench.tables[table] = frame[frame["vestigingscode"] != one.vestiging].reset_index(drop=True)
    bench.told.append(f"{name} ({one.vestiging}) bestaat niet")


def _missing(bench: _Bench, one: SiteMissing) -> None:
    place = _in_pc4(bench, one.pc4)
    kinds = bench.tables["soorten"]
    known = kinds.loc[kinds["buiten_dekking"] != "ja", "code"].tolist()
    if one.voorziening not in known:
        bench.faults.append(f"onbekende soort '{one.voorziening}'; kies uit {', '.join(known)}")
        return
    if place is None:
        return
    sites = bench.tables["vestigingen"]
    number = 1 + sum(str(code).startswith("correctie-") for code in sites["vestigingscode"])
    code, count = f"correctie-{number}", np.nan if one.leerlingen is None else float(one.leerlingen)
    told = {"vestigingscode": code, "naam": one.naam, "soort_bron": one.voorziening, "reformatorisch": False}
    row = pd.DataFrame([{**told, **place, "leerlingen": count, "leerlingen_bron": _origin(one)}])
    offer = {**dict.fromkeys(COUNTS, 0), "aantal": 1, "leerlingen": count, "onbekend": int(np.isnan(count))}
    offered = pd.DataFrame([{"vestigingscode": code, "soort": one.voorziening, **offer}])
    bench.tables["vestigingen"] = added(sites, row)
    bench.tables["aanbod"] = added(bench.tables["aanbod"], offered)
    pupils = "een onbekend aantal" if one.leerlingen is None else str(one.leerlingen)
    bench.told.append(f"{one.naam} ({one.voorziening}) staat in {one.pc4}, met {pupils} leerlingen")


_MAKE: Final[Mapping[type, Callable[[_Bench, Any], None]]] = {
    Residents: _residents,
    Region: _region,
    SitePlaced: _placed,
    SiteCounted: _counted,
    SiteAbsent: _absent,
    SiteMissing: _missing,
}


def _site(bench: _Bench, code: str) -> Any:  # noqa: ANN401  # a label of the index
    return _row(bench, bench.tables["vestigingen"], "vestigingscode", code)


def _row(bench: _Bench, table: pd.DataFrame, column: str, key: str) -> Any:  # noqa: ANN401
    """Find a row by its key; where there is none a fault is told."""
    found = table.index[table[column] == key]
    if found.empty:
        example = table[column].iloc[0] if len(table) else "een code"
        bench.faults.append(
            f"onbekende {_KEYS[column]} '{key:.40}'; verwacht een code van deze gegevensset, zoals {example}"
        )
        return None
    return found[0]


def _with(table: pd.DataFrame, row: Any, values: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ANN401
    """Return a table with values of one row replaced, as far as the table tells them."""
    changed = table.copy()
    for column, value in values.items():
        if column in changed.columns:
            changed.loc[row, column] = value
    return changed


def _place_of(bench: _Bench, one: SitePlaced) -> dict[str, Any] | None:
    if one.easting is None or one.northing is None:
        return _in_pc4(bench, one.pc4)
    point = shapely.Point(one.easting, one.northing)
    areas = gpd.GeoDataFrame(bench.tables["pc4_vlakken"])
    away = areas.geometry.distance(point)
    if away.min() > _BESIDE_M:
        bench.faults.append(
            f"het punt {one.easting:.0f}, {one.northing:.0f} ligt in geen postcodegebied; verwacht meters in "
            "RD New, binnen Nederland"
        )
        return None
    place = _in_pc4(bench, str(areas["pc4"].loc[away.idxmin()]))
    exact = {"easting": one.easting, "northing": one.northing, "plaatsing": _FILE}
    return None if place is None else {**place, **exact}


def _in_pc4(bench: _Bench, pc4: str) -> dict[str, Any] | None:
    points = bench.tables["pc4"]
    row = _row(bench, points, "pc4", pc4)
    if row is None:
        return None
    told = points.loc[row, ["pc4", "easting", "northing", "gemeentecode", "plaats"]]
    return {**told.to_dict(), "plaatsing": "PC4", "postcode": np.nan}


def _origin(one: AnyCorrection) -> str:
    return f"correctie {one.signed}"


def _manifest(dataset: Dataset, corrections: Sequence[AnyCorrection], bench: _Bench) -> Manifest:
    manifest = dataset.manifest
    labels, sources = dict(manifest.labels), list(manifest.sources)
    counted: dict[str, list[AnyCorrection]] = {}
    for one, told in zip(corrections, bench.told, strict=True):
        label, table = _ABOUT.get(one.soort, _SITES)
        counted.setdefault(label, []).append(one)
        sources.append(_source(one, told, table))
    for label, those in counted.items():
        who = ", ".join(dict.fromkeys(one.signed.strip("()") for one in those))
        labels[label] = f"{manifest.labels.get(label, label)}, met {_number(len(those))} ({who})"
    findings = tuple(
        Finding(_FILE, Severity.MENDED, f"{told}: {one.reden} {one.signed}", 1)
        for one, told in zip(corrections, bench.told, strict=True)
    )
    return replace(
        manifest,
        fingerprint=fingerprint(bench.tables),
        labels=labels,
        sources=tuple(sources),
        counts={name: len(frame) for name, frame in bench.tables.items()},
        findings=(*manifest.findings, *findings),
        checks={},
        name=f"{manifest.name}, met {_number(len(corrections))}",
        corrections=(*manifest.corrections, *corrections_json(tuple(corrections))),
    )


def _source(one: AnyCorrection, told: str, table: str) -> dict[str, Any]:
    written = json.dumps(corrections_json((one,)), sort_keys=True)
    return {
        "tabel": table,
        "bestand": _FILE,
        "titel": f"Correctie: {told}; {one.reden}",
        "uitgever": one.wie,
        "licentie": "niet van toepassing",
        "peildatum": one.datum.isoformat(),
        "aard": "opgegeven",
        "rijen": 1,
        "sha256": hashlib.sha256(written.encode()).hexdigest(),
    }


def _number(count: int) -> str:
    return f"{count} {'correctie' if count == 1 else 'correcties'}"
