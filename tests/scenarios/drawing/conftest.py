"""A small country on a row: seven squares of a kilometre that touch, six gemeenten, two jeugdregio's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.country import Country
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

#: PC4, km, gemeente, jeugdregio, swv po, swv vo, residents of po and of vo age.
ROWS = [
    ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 10.0),
    ("1002", 1, "GM0002", "JZ01", "PO2001", "VO2001", 200.0, 20.0),
    ("1003", 2, "GM0003", "JZ01", "PO2002", "VO2001", 300.0, 30.0),
    ("1004", 3, "GM0004", "JZ02", "PO2002", "VO2002", 400.0, 40.0),
    ("1005", 4, "GM0005", "JZ02", "PO2003", "VO2002", 100.0, 10.0),
    ("1006", 5, "GM0006", "JZ02", "PO2003", "VO2002", 50.0, 5.0),
    ("1007", 6, "GM0006", "JZ02", "PO2003", "VO2002", 60.0, 6.0),
]


@pytest.fixture(scope="module")
def row(small_country: Callable[..., Dataset]) -> Study:
    kinds = ("bo", "sbo", "so", "vso", "pro", "vo")
    dataset: Any = small_country(ROWS, [("00AA00", "1001", kinds), ("00AB00", "1005", kinds)])
    return Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0))


@pytest.fixture(scope="session")
def bundled() -> Country:
    return Country(read_dataset(BUNDLED), Settings())
