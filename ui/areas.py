"""What a map shows, as frames: outlines of swv's with their figures, borders of jeugdregio's, sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import RD_NEW, WGS84, to_wgs84
from geo.errors import StaleDataError
from scenarios.country import Country, Kind
from scenarios.evaluate import Distances, travel_of
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.measures import measure
from scenarios.norms import Norms
from scenarios.notation import figure, number
from ui.palette import NO_SWV_FILL, colouring, fill, neighbours

Outlines = NDArray[np.object_]

#: Detail that a national map cannot show; halves the borders (metres, RD New).
TOLERANCE_M: Final = 250.0


def outlines(country: Country) -> Outlines:
    """Simplify the units together, so that no gaps open between them.

    Returns
    -------
    Shape ``(n_units,)``, polygons in RD New, in the order of `Country.units`.
    """
    exact = np.asarray(country.unit_table["geometry"], dtype=object)
    simple: Outlines = shapely.coverage_simplify(exact, TOLERANCE_M)
    return simple


def dissolved(outline: Outlines, code: Sequence[str]) -> gpd.GeoDataFrame:
    """Join units that share a code.

    Parameters
    ----------
    outline, code
        Per unit: polygon in RD New (a coverage: no gaps, no overlap), and area code.

    Returns
    -------
    Columns ``code`` and ``geometry``, RD New, one row per code, sorted.
    """
    frame = gpd.GeoDataFrame({"code": list(code)}, geometry=outline, crs=RD_NEW)
    return frame.dissolve("code", method="coverage", as_index=False)


def borders(outline: Outlines, code: Sequence[str]) -> gpd.GeoDataFrame:
    """Lines between areas, each once, without the coast and the national border.

    Returns
    -------
    One row, WGS84: the lines as one geometry.
    """
    areas = dissolved(outline, code).geometry.to_numpy()
    outer = shapely.boundary(shapely.coverage_union_all(outline))
    inner = shapely.difference(shapely.union_all(shapely.boundary(areas)), outer)
    return gpd.GeoDataFrame(geometry=[shapely.line_merge(inner)], crs=RD_NEW).to_crs(WGS84)


def jeugdregio_borders(country: Country, outline: Outlines) -> gpd.GeoDataFrame:
    """Borders between jeugdregio's; see `borders`."""
    region = country.unit_table["gemeentecode"].map(country.gemeenten["jeugdregio"]).fillna("")
    return borders(outline, region.tolist())


def swv_areas(
    country: Country,
    outline: Outlines,
    arrangement: Arrangement,
    found: Distances,
    *,
    kind: Kind,
    norms: Norms,
) -> gpd.GeoDataFrame:
    """Swv's of the layer that a kind belongs to, with what is told of each.

    Returns
    -------
    WGS84; columns ``code, kleur, label, inwoners, vestigingen, afstand`` and
    ``geometry``. All but the geometry is text to show.

    Raises
    ------
    StaleDataError
        If the arrangement splits units of the data set: it has no outlines here.
    """
    layer = arrangement.layer(kind.layer)
    if layer.units.ids != country.units.ids:
        raise StaleDataError(
            f"'{arrangement.title}' deelt gebieden van de gegevensset op; de kaart kan dat nog niet tonen"
        )
    touching = country.adjacency.border_m + country.adjacency.linked
    colour = colouring(neighbours(touching, layer.numbers()))
    fills = {code: fill(colour[position]) for position, code in enumerate(layer.codes)}
    areas = dissolved(outline, layer.swv).to_crs(WGS84)
    told = swv_figures(country, arrangement, found, kind, norms)
    areas = areas.join(told, on="code")
    areas["kleur"] = areas["code"].map(fills).fillna(NO_SWV_FILL)
    return areas


def swv_figures(
    country: Country, arrangement: Arrangement, found: Distances, kind: Kind, norms: Norms
) -> pd.DataFrame:
    """Text per swv of a kind's layer: label, residents, sites, mean own distance.

    Returns
    -------
    Index swv code (with `NO_SWV` where points have none); columns ``label,
    inwoners, vestigingen, afstand``.
    """
    layer = arrangement.layer(kind.layer)
    swv = layer.of_points()
    sites = pd.Series(swv[site_points(country, kind)], dtype=object).value_counts()
    rows = {}
    for code in sorted(set(swv)):
        figures = travel_of(country, found, kind, norms, swv == code)
        distance = figure(measure("afstand_gemiddeld"), figures.mean_m / 1000)
        rows[str(code)] = {
            "label": layer.label(code) if code != NO_SWV else "hoort bij geen swv",
            "inwoners": figure(measure("leerlingen"), figures.pupils),
            "vestigingen": number(float(sites.get(code, 0))),
            "afstand": _distance_words(distance, alone=figures.without_own > 0),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _distance_words(distance: str, *, alone: bool) -> str:
    if alone:
        return (
            f"geen eigen voorziening; de dichtstbijzijnde elders ligt op {distance} km, gemiddeld (geschat)"
        )
    return f"{distance} km gemiddeld (geschat), als alleen voorzieningen van het eigen swv tellen"


def site_points(country: Country, kind: Kind) -> NDArray[np.intp]:
    """Demand point that each placed site of a kind belongs to."""
    return country.situation.point_of_site[_sites_of(country, kind)]


def site_positions(country: Country, kind: Kind) -> NDArray[np.float64]:
    """Longitude and latitude of each placed site of a kind, shape ``(n_sites, 2)``."""
    sites, chosen = country.situation.sites, _sites_of(country, kind)
    return np.column_stack(to_wgs84(sites.easting[chosen], sites.northing[chosen]))


def _sites_of(country: Country, kind: Kind) -> NDArray[np.intp]:
    situation = country.situation
    chosen = situation.offer_kind == situation.kinds.index(kind.code)
    return np.unique(situation.offer_site[chosen])
