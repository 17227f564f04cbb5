"""Whether a data set hangs together: the checks that every one passes, imported or bundled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from data.betalend import KEY
from data.dataset import BETALEND, HERKOMST, Dataset
from geo.errors import InputError


def require_sound(dataset: Dataset) -> None:
    """Refuse a data set that does not hang together.

    Raises
    ------
    InputError
        Naming everything that is wrong at once.
    """
    if faults := list(faults_of(dataset)):
        raise InputError(f"de gegevensset '{dataset.manifest.name}'", faults)


def faults_of(dataset: Dataset) -> Iterator[str]:
    """Say what does not fit, one Dutch sentence per fault; nothing for a sound data set."""
    yield from _keys(dataset)
    yield from _references(dataset)
    yield from _amounts(dataset)
    yield from _homes(dataset)
    yield from _places(dataset)


def _keys(dataset: Dataset) -> Iterator[str]:
    keys = {
        "pc4": ["pc4"],
        "pc4_vlakken": ["pc4"],
        "gemeenten": ["gemeentecode"],
        "gebieden": ["gebied"],
        "vestigingen": ["vestigingscode"],
        "aanbod": ["vestigingscode", "soort"],
        "soorten": ["code"],
        "regionamen": ["code"],
        HERKOMST: ["vestigingscode", "soort", "pc4"],
        BETALEND: list(KEY),
    }
    for name, key in keys.items():
        if twice := int(dataset[name].duplicated(key).sum()):
            yield f"tabel {name}: {twice} rijen met een sleutel ({', '.join(key)}) die er al is"


def _references(dataset: Dataset) -> Iterator[str]:
    points, sites, offers = dataset["pc4"], dataset["vestigingen"], dataset["aanbod"]
    homes = dataset[HERKOMST]
    placed = sites.loc[sites["plaatsing"] != "niet geplaatst", "pc4"]
    pairs = (
        ("pc4", "gemeentecode", points["gemeentecode"], dataset["gemeenten"]["gemeentecode"]),
        ("pc4", "gebied", points["gebied"], dataset["gebieden"]["gebied"]),
        ("pc4", "pc4", points["pc4"], dataset["pc4_vlakken"]["pc4"]),
        ("gebieden", "gebied", dataset["gebieden"]["gebied"], points["gebied"]),
        ("vestigingen", "pc4", placed, points["pc4"]),
        ("vestigingen", "vestigingscode", sites["vestigingscode"], offers["vestigingscode"]),
        ("aanbod", "vestigingscode", offers["vestigingscode"], sites["vestigingscode"]),
        ("aanbod", "soort", offers["soort"], dataset["soorten"]["code"]),
        (HERKOMST, "vestigingscode", homes["vestigingscode"], sites["vestigingscode"]),
        (HERKOMST, "soort", homes["soort"], dataset["soorten"]["code"]),
        (BETALEND, "soort", dataset[BETALEND]["soort"], dataset["soorten"]["code"]),
        (HERKOMST, "pc4", homes.loc[homes["pc4"] != "", "pc4"], points["pc4"]),
    )
    for name, column, used, known in pairs:
        if unknown := sorted(set(used.astype(str)) - set(known.astype(str))):
            yield f"tabel {name}, kolom {column}: geen tegenhanger voor {', '.join(unknown[:5])}"


def _amounts(dataset: Dataset) -> Iterator[str]:
    points, units, offers = dataset["pc4"], dataset["gebieden"], dataset["aanbod"]
    for column in ("leerlingen_po", "leerlingen_vo", "intrazonaal_m"):
        values = points[column].to_numpy(dtype=np.float64)
        if wrong := int((~np.isfinite(values) | (values < 0)).sum()):
            yield f"tabel pc4, kolom {column}: {wrong} waarden zijn geen getal van 0 of meer"
    for age in ("leerlingen_po", "leerlingen_vo"):
        if not np.isclose(points[age].sum(), units[age].sum()):
            yield f"kolom {age}: gebieden en postcodegebieden tellen niet tot hetzelfde op"
    if wrong := int((offers["aantal"] < 1).sum()):
        yield f"tabel aanbod, kolom aantal: {wrong} rijen met minder dan 1 vestiging"
    for column in ("gedeeld", "onbekend", "reformatorisch"):
        if wrong := int((offers[column] > offers["aantal"]).sum()):
            yield f"tabel aanbod, kolom {column}: in {wrong} rijen meer dan er vestigingen zijn"


def _homes(dataset: Dataset) -> Iterator[str]:
    """See that masked pupils are numbers, and that least, middle and most stand in that order."""
    for table in (HERKOMST, BETALEND):
        rows = dataset[table]
        low, middle, high = (rows[name].to_numpy(dtype=np.float64) for name in ("laag", "midden", "hoog"))
        counts = np.isfinite(low) & np.isfinite(middle) & np.isfinite(high) & (low >= 0)
        if wrong := int((~counts).sum()):
            yield f"tabel {table}: in {wrong} rijen is laag, midden of hoog geen getal van 0 of meer"
        if wrong := int((counts & ~((low <= middle) & (middle <= high))).sum()):
            yield f"tabel {table}: in {wrong} rijen ligt midden niet tussen laag en hoog"


def _places(dataset: Dataset) -> Iterator[str]:
    """See that no point lies in another gemeente, and that units touch without gaps or overlap."""
    points, gemeenten = dataset["pc4"], dataset.layer("gemeenten")
    tree = shapely.STRtree(gemeenten.geometry.to_numpy())
    spots = shapely.points(points["easting"], points["northing"])
    point, found = tree.query(spots, predicate="within")
    own = points["gemeentecode"].to_numpy()
    elsewhere = own[point] != gemeenten["gemeentecode"].to_numpy()[found]
    inside = np.isin(np.arange(len(points)), point[~elsewhere])
    wrong = np.unique(point[elsewhere & ~inside[point]])
    if wrong.size:
        some = ", ".join(pd.Series(points["pc4"].to_numpy()[wrong]).astype(str).head(5))
        yield f"tabel pc4: {wrong.size} punten liggen in een andere gemeente dan hun eigen: {some}"
    if not shapely.coverage_is_valid(dataset.layer("gebieden").geometry.to_numpy()):
        yield "laag gebieden: de vlakken overlappen elkaar of laten gaten open"
