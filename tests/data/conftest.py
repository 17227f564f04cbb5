"""Shared by the tests of assembly: a made-up country of four gemeenten and twelve postcodes.

Every gemeente is a column of three squares of a kilometre; a PC4 is one square. In kilometres from the
south-west corner, with the swv's of the regulation ("new": the regulation does not know the PC4)::

    row 2   9703 PO2002/VO2001   2503 PO2003/VO2002   8603 new              3003 PO2003/VO2002
    row 1   9702 PO2001/VO2001   2502 PO2003/VO2002   8602 PO2002/VO2001    3002 Europoort
    row 0   9701 PO2001/VO2001   2501 PO2003/VO2002   8601 PO2002/VO2001    3001 PO2003/VO2002
            GM0014 Groningen     GM0518 's-Gravenhage GM1900 Súdwest-F.     GM0599 Rotterdam
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data import schemas
from data.assemble import assemble
from data.dataset import Dataset
from data.readers.reading import Reading, Source
from geo.crs import RD_NEW

Frames = dict[str, pd.DataFrame]

KM = 1000.0
WEST, SOUTH = 100_000.0, 450_000.0
NAMES = {"GM0014": "Groningen", "GM0518": "'s-Gravenhage", "GM1900": "Súdwest-Fryslân", "GM0599": "Rotterdam"}
FIRST = {"GM0014": 9701, "GM0518": 2501, "GM1900": 8601, "GM0599": 3001}
PEILDATUM = {
    "regeling": "2015",
    "historie": "2025-10-01",
    "locaties": "2024-11-22",
    "gemeenten": "2023",
    "regioindeling": "2016-01-01",
    "pc4_bevolking": "2024-01-01",
}
SWV = {
    "9701": ("PO2001", "VO2001"),
    "9702": ("PO2001", "VO2001"),
    "9703": ("PO2002", "VO2001"),
    "2501": ("PO2003", "VO2002"),
    "2502": ("PO2003", "VO2002"),
    "2503": ("PO2003", "VO2002"),
    "8601": ("PO2002", "VO2001"),
    "8602": ("PO2002", "VO2001"),
    "3001": ("PO2003", "VO2002"),
    "3002": ("Europoort", "Europoort"),
    "3003": ("PO2003", "VO2002"),
}


def _square(column: float, row: float, height: float = 1.0) -> shapely.Polygon:
    x, y = WEST + column * KM, SOUTH + row * KM
    return shapely.box(x, y, x + KM, y + height * KM)


def _pc4() -> dict[str, shapely.Polygon]:
    columns = enumerate(FIRST.values())
    return {str(first + row): _square(column, row) for column, first in columns for row in range(3)}


def _site(code: str, pc4: str, **other: Any) -> dict[str, Any]:
    """Describe a site at the middle of its PC4, for the tables historie and locaties together."""
    middle = _pc4()[pc4].centroid
    return {
        "vestigingscode": code,
        "brin": code[:4],
        "naam": f"School {code}",
        "soort": "BO",
        "soort_label": "basisschool",
        "denominatie": "Openbaar",
        "bevoegd_gezag": "40000",
        "gemeentecode": "GM0014",
        "gemeentenaam": "GRONINGEN",
        "leerlingen": 100.0,
        "gemaskeerd": False,
        "jaar": 2025,
        "postcode": f"{pc4}AB",
        "plaats": "Plaats",
        "easting": middle.x + 100.0,
        "northing": middle.y,
        "n_punten": 1,
        "spreiding_m": 0.0,
        **other,
    }


def _frames() -> Frames:
    squares = _pc4()
    gemeente = {code: _square(column, 0, 3) for column, code in enumerate(FIRST)}
    return {
        "historie": pd.DataFrame([_site("00AA00", "9701")]),
        "locaties": pd.DataFrame([_site("00AA00", "9701")]),
        "pc4_bevolking": pd.DataFrame(
            {
                "pc4": list(squares),
                "inwoners": 1000.0,
                "inwoners_0_15": [0.0 if pc4 == "3002" else 150.0 for pc4 in squares],
                "inwoners_15_25": [0.0 if pc4 == "3002" else 100.0 for pc4 in squares],
                "geheim": False,
            }
        ),
        "pc4_gebieden": gpd.GeoDataFrame({"pc4": list(squares)}, geometry=list(squares.values()), crs=RD_NEW),
        "gemeenten": gpd.GeoDataFrame(
            {"gemeentecode": list(gemeente), "naam": [NAMES[code] for code in gemeente], "inwoners": 3000.0},
            geometry=list(gemeente.values()),
            crs=RD_NEW,
        ),
        "regioindeling": pd.DataFrame(
            {
                "gemeentecode": list(FIRST),
                "jeugdregio": ["JZ01", "JZ02", "JZ01", "JZ02"],
                "ggd": "GG0111",
                "veiligheidsregio": "VR01",
                "provincie": "PV20",
            }
        ),
        "regeling": pd.DataFrame(
            [{"pc4": pc4, "gemeente": "Ergens", "swv_po": po, "swv_vo": vo} for pc4, (po, vo) in SWV.items()]
        ),
    }


def _checked(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    wanted = [column.name for column in schemas.TABLES[table].columns]
    return schemas.check(table, frame[wanted], table)


@cache
def _untouched() -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Check the tables that most tests leave as they are once only: it takes half of the time."""
    return {table: (frame, _checked(table, frame)) for table, frame in _frames().items()}


def _reading(table: str, frame: pd.DataFrame) -> Reading:
    source = Source(table, "proef", "CC0", PEILDATUM.get(table, "onbekend"), "gemeten")
    raw, checked = _untouched().get(table, (None, None))
    same = raw is not None and checked is not None and raw.equals(frame)
    return Reading(table, checked.copy() if same else _checked(table, frame), (), source)


def _join(frames: Mapping[str, pd.DataFrame]) -> Dataset:
    return assemble({name: _reading(name, frame) for name, frame in frames.items()}, [], [])


@pytest.fixture(scope="session")
def new_country() -> Callable[[], Frames]:
    """Make the tables of the made-up country anew."""
    return _frames


@pytest.fixture
def country() -> Frames:
    """Tables of the made-up country, to change at will: one open primary school, in 9701."""
    return _frames()


@pytest.fixture(scope="session")
def site() -> Callable[..., dict[str, Any]]:
    """Describe a site for the tables historie and locaties; any column can be given."""
    return _site


@pytest.fixture(scope="session")
def square() -> Callable[..., shapely.Polygon]:
    """Draw a square of the map: column, row and height in kilometres."""
    return _square


@pytest.fixture(scope="session")
def joined() -> Callable[[Mapping[str, pd.DataFrame]], Dataset]:
    """Join tables (checked against their schemas) into a data set."""
    return _join


@pytest.fixture(scope="session")
def made_up() -> Dataset:
    """Join the made-up country as it stands, once; read it, do not change it."""
    return _join(_frames())
