"""Placed pupils as tables: per site, and per swv, jeugdregio, gemeente and for the country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.capacity import MODELLED, Capacity
from scenarios.compare import Level

Float = NDArray[np.float64]
Labels = NDArray[np.object_]

_METRES: Final = 1000.0


def site_table(found: Capacity) -> pd.DataFrame:
    """Tell per site (or group of sites) its places and who is placed there.

    Returns
    -------
    Rows of `scenarios.capacity_places.Places.table`, in that order: ``vestigingscode, naam, pc4,
    gemeente, jeugdregio, swv, aantal`` (sites), ``plaatsen, plaatsen_hoe, plaatsen_aard``;
    ``leerlingen`` (placed), ``van_buiten`` (of them, from another swv), ``bezetting`` (%; NaN without
    places), ``gemiddeld_km`` (NaN without pupils); what one more place would do: ``plaatst_een``
    (place one more pupil) and ``scheelt_km`` (kilometres that it saves; beside placing one, mostly
    below 0: then the others go further); ``aard``.
    """
    country, table, flows = found.country, found.places.table, found.allocation
    point = table["point"].to_numpy(dtype=np.intp)
    sites = country.sites.iloc[table["site"].to_numpy(dtype=np.intp)].reset_index(drop=True)
    places, there = table["plaatsen"].to_numpy(dtype=float), flows.occupied.astype(float)
    outside = np.bincount(flows.site, flows.placed * ~found.is_own, len(table))
    metres = np.bincount(flows.site, flows.placed * flows.distance_m, len(table))
    layer = found.study.arrangement(found.name).layer(found.kind.layer)
    told: dict[str, Any] = {
        "vestigingscode": sites["vestigingscode"],
        "naam": sites["naam"] if "naam" in sites else sites["vestigingscode"],
        "pc4": sites["pc4"],
        "gemeente": [country.gemeente_names[code] for code in country.gemeente_of_point[point]],
        "jeugdregio": [
            country.region_names.get(code, code) for code in country.region_of_point("jeugdregio")[point]
        ],
        "swv": [layer.label(code) for code in found.swv[point]],
        "aantal": table["aantal"].to_numpy(dtype=int),
        "plaatsen": table["plaatsen"].to_numpy(dtype=int),
        "plaatsen_hoe": table["hoe"],
        "plaatsen_aard": table["aard"],
        "leerlingen": flows.occupied,
        "van_buiten": outside.astype(int),
        "bezetting": 100 * _over(there, places),
        "gemiddeld_km": _over(metres, there) / _METRES,
        "plaatst_een": flows.places_one,
        "scheelt_km": flows.saving_m / _METRES,
        "aard": MODELLED,
    }
    return pd.DataFrame(told)


def one_more_place(found: Capacity) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell where one more place does something: where it places a pupil, and where it saves kilometres.

    They are two things, never weighed against each other.

    Returns
    -------
    Rows of `site_table`: those where one more place gives one more pupil a place, with ``verandert_km``,
    what that does to the distance of all together (mostly more: one more pupil travels), the least
    first; and those where it places nobody but saves kilometres, in ``scheelt_km``, the most first.
    """
    table = site_table(found)
    placing = table[table["plaatst_een"]].assign(verandert_km=lambda rows: -rows["scheelt_km"])
    saving = table[~table["plaatst_een"] & (table["scheelt_km"] > 0)]
    return (
        placing.sort_values("verandert_km", kind="stable").reset_index(drop=True),
        saving.sort_values("scheelt_km", ascending=False, kind="stable").reset_index(drop=True),
    )


def area_table(found: Capacity, level: Level) -> pd.DataFrame:
    """Tell per area of a level how its own pupils fare, wherever they are placed.

    Returns
    -------
    ``gebied, gebied_naam``; ``verwacht, geplaatst, zonder_plaats`` and of the latter ``geen_vestiging``
    (can go to no site) and ``alles_vol`` (all that they could go to is full); ``eigen_swv`` (placed in the
    own swv); ``gemiddeld_km`` and ``dichtstbij_km`` (mean of who is placed, to that site and to the nearest
    open to them; NaN without anybody), ``prijs_km`` (kilometres further, together); ``aard``.
    Sorted by code; areas without pupils are left out.
    """
    flows = found.allocation
    label, names = _areas(found, level)
    codes, number = np.unique(label.astype(str), return_inverse=True)
    of_flow, size = number[flows.point], len(codes)
    placed, metres, nearest = (
        np.bincount(of_flow, flows.placed * each, size)
        for each in (np.ones(len(of_flow)), flows.distance_m, flows.nearest_m[flows.point])
    )
    unplaced, lost = (np.bincount(number, each, size) for each in (flows.unplaced, flows.out_of_reach))
    table = pd.DataFrame(
        {
            "gebied": codes,
            "gebied_naam": [names.get(code, code) for code in codes],
            "verwacht": np.bincount(number, flows.pupils, size).astype(int),
            "geplaatst": placed.astype(int),
            "zonder_plaats": unplaced.astype(int),
            "geen_vestiging": lost.astype(int),
            "alles_vol": (unplaced - lost).astype(int),
            "eigen_swv": np.bincount(of_flow, flows.placed * found.is_own, size).astype(int),
            "gemiddeld_km": _over(metres, placed) / _METRES,
            "dichtstbij_km": _over(nearest, placed) / _METRES,
            "prijs_km": (metres - nearest) / _METRES,
            "aard": MODELLED,
        }
    )
    return table[(table["verwacht"] > 0) & (table["gebied"] != "")].reset_index(drop=True)


def point_table(found: Capacity) -> pd.DataFrame:
    """Tell per PC4 with pupils: ``punt, pc4, verwacht, geplaatst, zonder_plaats, gemiddeld_km``."""
    flows = found.allocation
    size = len(flows.pupils)
    placed, metres = (np.bincount(flows.point, flows.placed * each, size) for each in (1.0, flows.distance_m))
    table = pd.DataFrame(
        {
            "punt": np.arange(size),
            "pc4": found.country.points["pc4"].to_numpy(),
            "verwacht": flows.pupils,
            "geplaatst": placed.astype(int),
            "zonder_plaats": flows.unplaced,
            "gemiddeld_km": _over(metres, placed) / _METRES,
        }
    )
    return table[table["verwacht"] > 0].reset_index(drop=True)


def _areas(found: Capacity, level: Level) -> tuple[Labels, dict[str, str]]:
    """Code of the area of each demand point, and names of the areas."""
    country = found.country
    if level is Level.LAND:
        return np.full(len(country.points), "NL", dtype=object), {"NL": "Nederland"}
    if level is Level.SWV:
        layer = found.study.arrangement(found.name).layer(found.kind.layer)
        return layer.of_points(), dict(_labels(layer.codes, layer.label))
    if level is Level.JEUGDREGIO:
        return country.region_of_point("jeugdregio"), country.region_names
    return country.gemeente_of_point, country.gemeente_names


def _labels(codes: tuple[str, ...], label: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for code in codes:
        yield code, label(code)


def _over(part: NDArray[Any], whole: NDArray[Any]) -> Float:
    """Quotient; NaN where there is nothing to divide by."""
    quotient: Float = np.full(len(whole), np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient
