"""RD New and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import NETHERLANDS_RD, to_rd, to_wgs84

WEST, SOUTH, EAST, NORTH = NETHERLANDS_RD


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_there_and_back_within_a_millimetre(easting: float, northing: float) -> None:
    lon, lat = to_wgs84(np.array([easting]), np.array([northing]))
    back = to_rd(lon, lat)
    assert back[0][0] == pytest.approx(easting, abs=1e-3)
    assert back[1][0] == pytest.approx(northing, abs=1e-3)


@pytest.mark.parametrize(
    ("lon", "lat", "easting", "northing"),
    [
        (5.38720621, 52.15517440, 155_000, 463_000),  # Onze Lieve Vrouwetoren, the origin
        (4.8832, 52.3731, 120_700, 487_500),  # Westertoren, Amsterdam
        (6.5683, 53.2194, 233_900, 582_100),  # Martinitoren, Groningen
        (3.6110, 51.4989, 32_000, 391_700),  # Lange Jan, Middelburg
    ],
)
def test_known_towers(lon: float, lat: float, easting: float, northing: float) -> None:
    east, north = to_rd(np.array([lon]), np.array([lat]))
    assert east[0] == pytest.approx(easting, abs=400)
    assert north[0] == pytest.approx(northing, abs=400)
    assert WEST < east[0] < EAST
    assert SOUTH < north[0] < NORTH
