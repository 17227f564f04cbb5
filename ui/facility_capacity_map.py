"""What the map of capacity draws: pupils without a place per PC4, and sites with how full they are."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.crs import to_wgs84
from scenarios.capacity import Capacity
from scenarios.capacity_places import GIVEN
from scenarios.capacity_tables import site_table
from scenarios.measures import measure
from scenarios.notation import number, rounded
from scenarios.site_story import people
from ui.assets import publish
from ui.layers import DECIMALS, Document
from ui.maps import OWN_GROUP

#: From here on there are more pupils without a place in one PC4.
_FROM: Final = (1, 5, 20)
_CLASSES: Final = (
    "iedereen een plaats",
    "1 tot 5 leerlingen zonder plaats",
    "5 tot 20 leerlingen zonder plaats",
    "20 of meer leerlingen zonder plaats",
)
#: Pale to dark, in steps of lightness.
_COLOURS: Final = ("#f4f4f1", "#fbd0a0", "#e8842c", "#9c3a00")
#: The figure, as the map's switchboard names it.
FIGURE: Final[Document] = {
    "id": "zonder-plaats",
    "titel": "verwachte leerlingen zonder plaats",
    "group": OWN_GROUP["id"],
    "own": True,
    "timed": False,
}


def places_document(found: Capacity) -> list[Document]:
    """Write the class of every PC4, with its pupils, places and distances."""
    flows = found.allocation
    size = len(flows.pupils)
    placed = np.bincount(flows.point, flows.placed, size)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(flows.point, flows.placed * flows.distance_m, size) / placed / 1000
    nearest = np.asarray(flows.nearest_m, dtype=float) / 1000
    place = np.digitize(flows.unplaced, _FROM)
    return [
        {
            "id": FIGURE["id"],
            "titel": escape(f"{found.kind.code}: verwachte leerlingen zonder plaats"),
            "eenheid": "",
            "aard": "gemodelleerd; verwachte leerlingen geschat; aantallen afgerond",
            "bron": escape(found.expected.source),
            "decimalen": 0,
            "leeg": "geen verwachte leerlingen",
            "klassen": list(_CLASSES),
            "grenzen": [],
            "kleuren": list(_COLOURS),
            "waarden": [
                int(one) if pupils else None for one, pupils in zip(place, flows.pupils, strict=True)
            ],
            "kolommen": [
                _column("verwachte leerlingen", _shown(flows.pupils), "", 0),
                _column("zonder plaats", _shown(flows.unplaced), "", 0),
                _column("gemiddeld tot de plaats", mean, "km", 1),
                _column("dichtstbijzijnde", nearest, "km", 1),
            ],
        }
    ]


def _shown(pupils: NDArray[Any]) -> NDArray[np.float64]:
    """Round numbers of pupils as they are shown everywhere."""
    one = measure("leerlingen")
    return np.array([rounded(one, float(count)) for count in pupils])


def _places(row: dict[Any, Any]) -> str:
    """Write the places of a site: as they were told, else as roughly as they are estimated."""
    return number(row["plaatsen"]) if row["plaatsen_hoe"] == GIVEN else people(row["plaatsen"])


def _column(name: str, values: Any, unit: str, decimals: int) -> Document:  # noqa: ANN401  # any array
    written = [round(float(one), decimals) if np.isfinite(one) else None for one in values]
    return {"naam": name, "eenheid": unit, "decimalen": decimals, "leeg": "geen", "waarden": written}


def sites_told(found: Capacity) -> str:
    """Publish the sites with how full they are; return where the browser finds them."""
    table, rows = site_table(found), found.places.table
    sites = found.country.sites.iloc[rows["site"].to_numpy()]
    lon, lat = to_wgs84(sites["easting"].to_numpy(float), sites["northing"].to_numpy(float))
    document = [
        [
            round(float(x), DECIMALS),
            round(float(y), DECIMALS),
            int(row["aantal"]),
            escape(
                f"{row['naam']}: {people(row['leerlingen'])} van {_places(row)} plaatsen bezet "
                f"({row['plaatsen_hoe']}), {people(row['van_buiten'])} van buiten het swv"
            ),
        ]
        for x, y, row in zip(lon, lat, table.to_dict("records"), strict=True)
    ]
    return publish(f"bezetting-{found.kind.code}", document)
