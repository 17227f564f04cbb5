"""Shared by the tests of scenarios: the real country, and small countries on a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.dataset import Dataset, Manifest, fingerprint, read_dataset
from data.reference import reference
from data.supply import counted
from geo.crs import RD_NEW
from geo.network import Edges, Mode, Network, Origin, build_network
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

KM = 1000.0
WEST, NORTH = 100_000.0, 450_000.0

#: A point: PC4, place on the line (km), gemeente, jeugdregio, swv po, swv vo, residents of po and of vo age.
PointRow = tuple[str, float, str, str, str, str, float, float]
#: A site: code, PC4 that it stands at, kinds.
SiteRow = tuple[str, str, Sequence[str]]
MakeNetwork = Callable[..., Network]
MakeDataset = Callable[[Sequence[PointRow], Sequence[SiteRow]], Dataset]


def _square(x_km: float, width_km: float) -> shapely.Polygon:
    x = WEST + x_km * KM
    return shapely.box(x, NORTH - KM, x + width_km * KM, NORTH + KM)


def _points(rows: Sequence[PointRow]) -> pd.DataFrame:
    columns = [
        "pc4",
        "km",
        "gemeentecode",
        "jeugdregio",
        "swv_po",
        "swv_vo",
        "leerlingen_po",
        "leerlingen_vo",
    ]
    points = pd.DataFrame(list(rows), columns=columns).sort_values("pc4").reset_index(drop=True)
    pair = points["swv_po"].replace("", "-") + "/" + points["swv_vo"].replace("", "-")
    cut = pair.groupby(points["gemeentecode"]).transform("nunique") > 1
    return points.assign(
        easting=WEST + points["km"] * KM,
        northing=NORTH,
        intrazonaal_m=0.0,
        gebied=points["gemeentecode"].where(~cut, points["gemeentecode"] + "/" + pair),
    )


def _gemeenten(points: pd.DataFrame) -> gpd.GeoDataFrame:
    grouped = points.groupby("gemeentecode")
    region = grouped["jeugdregio"].first()
    shapes = {code: _outline(group["km"].tolist()) for code, group in grouped}
    rows = {
        "gemeentecode": region.index,
        "naam": [f"Plaats {code[-2:]}" for code in region.index],
        "jeugdregio": region.to_numpy(),
        "provincie": "PV26",
        "ggd": "GG2514",
        "veiligheidsregio": "VR09",
        "rmc": "",
    }
    return gpd.GeoDataFrame(rows, geometry=[shapes[code] for code in region.index], crs=RD_NEW)


def _outline(places_km: list[float]) -> shapely.Geometry:
    return shapely.union_all([_square(km, 1.0) for km in places_km])


def _units(points: pd.DataFrame) -> gpd.GeoDataFrame:
    grouped = points.groupby("gebied")
    table = grouped[["gemeentecode", "swv_po", "swv_vo"]].first()
    table[["leerlingen_po", "leerlingen_vo"]] = grouped[["leerlingen_po", "leerlingen_vo"]].sum()
    shapes = [_outline(group["km"].tolist()) for _, group in grouped]
    return gpd.GeoDataFrame(table.reset_index(), geometry=shapes, crs=RD_NEW)


def _areas(points: pd.DataFrame) -> gpd.GeoDataFrame:
    shapes = [_square(km, 1.0) for km in points["km"]]
    return gpd.GeoDataFrame({"pc4": points["pc4"]}, geometry=shapes, crs=RD_NEW)


def _sites(rows: Sequence[SiteRow], points: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    place = points.set_index("pc4")
    codes, pc4 = [code for code, _, _ in rows], [at for _, at, _ in rows]
    sites = pd.DataFrame(
        {
            "vestigingscode": codes,
            "naam": [f"School {code}" for code in codes],
            "pc4": pc4,
            "easting": place.loc[pc4, "easting"].to_numpy(),
            "northing": place.loc[pc4, "northing"].to_numpy(),
            "plaatsing": "BAG",
            "reformatorisch": False,
            "leerlingen_bron": "DUO leerlingen",
            "gemeentecode": place.loc[pc4, "gemeentecode"].to_numpy(),
        }
    )
    offers = [(code, kind) for code, _, kinds in rows for kind in kinds]
    told = pd.DataFrame(offers, columns=["vestigingscode", "soort"]).assign(leerlingen=10.0)
    return sites, counted(told, sites.assign(leerlingen=60.0))


def _road(
    name: str = "proefnet",
    mode: Mode = Mode.AUTO,
    *,
    km: Sequence[float],
    detour: float = 2.0,
    kmh: float = 60.0,
) -> Network:
    """Join nodes at these places on the line (km), each with the next."""
    tail = np.arange(len(km) - 1)
    metres = np.tile(np.diff(np.asarray(km)) * KM * detour, 2)
    ends = np.concatenate([tail, tail + 1]), np.concatenate([tail + 1, tail])
    origin = Origin(name, mode, "gemeten", "zelf getekend", "2025-01-01")
    edges = Edges(*ends, metres, metres / (kmh / 3.6))
    return build_network(origin, WEST + np.asarray(km) * KM, np.full(len(km), NORTH), edges)


def _make(rows: Sequence[PointRow], sites: Sequence[SiteRow]) -> Dataset:
    points = _points(rows)
    placed, offers = _sites(sites, points)
    tables: Mapping[str, pd.DataFrame] = {
        "pc4": points,
        "vestigingen": placed,
        "aanbod": offers,
        "regionamen": reference("regionamen"),
        "soorten": reference("soorten"),
        "swv_namen": pd.DataFrame({"code": [], "naam": []}, dtype="str"),
        "gemeenten": _gemeenten(points),
        "gebieden": _units(points),
        "pc4_vlakken": _areas(points),
    }
    keys = ("jeugdregio", "regio", "rmc", "gemeenten", "leerlingen", "inwoners")
    labels = {"swv": "regeling 2015", **dict.fromkeys(keys, "proef")}
    return Dataset(tables, Manifest(fingerprint(tables), labels, (), (), {}, ()))


@pytest.fixture(scope="session")
def small_country() -> MakeDataset:
    """Make a data set of points on a line: squares of a kilometre, distances that can be read off."""
    return _make


@pytest.fixture(scope="session")
def line_of_four() -> Dataset:
    """Make the country of the worked example: a, b, c, d at 0, 10, 20 and 30 km; sites at a and d."""
    pupils: list[tuple[str, float, str, float]] = [
        ("1001", 0, "JZ01", 100.0),
        ("1002", 10, "JZ01", 200.0),
        ("1003", 20, "JZ02", 300.0),
        ("1004", 30, "JZ02", 400.0),
    ]
    rows = [
        (pc4, km, f"GM000{pc4[-1]}", region, "PO2001", "VO2001", count, count)
        for pc4, km, region, count in pupils
    ]
    kinds = ("bo", "sbo", "so", "vso", "pro", "vo")
    return _make(rows, [("00AA00", "1001", kinds), ("00AB00", "1004", kinds)])


@pytest.fixture(scope="session")
def small_road() -> MakeNetwork:
    """Make a network along the line of the small countries: from node to node, both ways."""
    return _road


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of networks that were read in: empty, and this test's own."""
    folder = tmp_path / "netwerken"
    monkeypatch.setenv("DEKKEND_NETWERKEN", str(folder))
    return folder


@pytest.fixture(scope="session")
def nederland(dataset_folder: Path) -> Dataset:
    """Read the real data set."""
    return read_dataset(dataset_folder)


@pytest.fixture(scope="session")
def study(nederland: Dataset) -> Study:
    """Open the real country under the standard settings; nobody adds arrangements to it."""
    return Study.of(nederland)


@pytest.fixture(scope="session")
def straight_study(nederland: Dataset) -> Study:
    """Open the real country over straight lines, as golden figures are worked out; likewise shared."""
    return Study.of(nederland, Settings(STRAIGHT))


@pytest.fixture(scope="session")
def rows_of() -> Callable[[pd.DataFrame], dict[tuple[str, ...], dict[str, Any]]]:
    """Look up rows of a comparison by (scenario, area, kind, measure)."""

    def by_key(table: pd.DataFrame) -> dict[tuple[str, ...], dict[str, Any]]:
        return {
            (scenario, area, kind, measure): row
            for (scenario, _, area, kind, measure), row in zip(
                table.index, table.to_dict("records"), strict=True
            )
        }

    return by_key
