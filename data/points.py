"""Demand points: every PC4 with its place, gemeente, swv's and residents."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from data.findings import Finding, Severity, coded
from geo.cells import cell_areas_m2, intrazonal_m, voronoi_cells
from geo.crs import RD_NEW
from geo.errors import InputError

#: A point this far (metres) outside every gemeente polygon still belongs to the nearest:
#: generalised coastlines leave new land out.
COAST_M = 2_500.0
#: Neighbours that are asked for their swv when a PC4 is newer than the regulation.
NEIGHBOURS = 5
#: Largest share of PC4's that may be newer than the regulation (more means that it is not whole),
#: and the number that is never too many.
MOST_NEW, FEW_NEW = 0.05, 50
#: Labels in the regulation that are no swv.
NO_SWV = frozenset({"Europoort"})


def locate(
    codes: Sequence[str],
    polygons: pd.DataFrame | None,
    fallback: pd.DataFrame | None,
    gemeenten: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Place each PC4 and find the gemeente that contains it.

    The point is the representative point of the PC4's polygon; without a
    polygon it is the GeoNames point, if that lies in the gemeente that GeoNames
    names. A PC4 that cannot be placed is left out and listed.

    Returns
    -------
    Frame ``pc4, easting, northing, punt_bron, gemeentecode, plaats`` (RD New metres), and findings.
    """
    points = pd.DataFrame({"pc4": sorted(set(codes))})
    points = _polygon_points(points, polygons)
    points, findings = _fallback_points(points, fallback, gemeenten)
    return _in_gemeenten(points, gemeenten, findings)


def _polygon_points(points: pd.DataFrame, polygons: pd.DataFrame | None) -> pd.DataFrame:
    points = points.assign(easting=np.nan, northing=np.nan, punt_bron="")
    if polygons is None:
        return points
    inner = polygons.set_index("pc4").geometry.representative_point()
    placed = points["pc4"].isin(inner.index)
    xy = shapely.get_coordinates(inner.loc[points.loc[placed, "pc4"]].to_numpy())
    points.loc[placed, ["easting", "northing"]] = xy
    points.loc[placed, "punt_bron"] = "punt in postcodevlak"
    return points


def _fallback_points(
    points: pd.DataFrame, fallback: pd.DataFrame | None, gemeenten: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    if fallback is None:
        return points.assign(plaats=""), []
    known = fallback.set_index("pc4")
    points["plaats"] = points["pc4"].map(known["plaats"]).fillna("")
    shape = gemeenten.set_index("gemeentecode").geometry
    moved = []
    for row in points.index[points["easting"].isna()]:
        pc4 = points.loc[row, "pc4"]
        if pc4 not in known.index:
            continue
        place = known.loc[pc4]
        inside = shape.get(place["gemeentecode"])
        if inside is None or not inside.buffer(1).contains(
            shapely.Point(place["easting"], place["northing"])
        ):
            continue
        points.loc[row, ["easting", "northing"]] = [place["easting"], place["northing"]]
        points.loc[row, "punt_bron"] = "GeoNames"
        moved.append(pc4)
    if not moved:
        return points, []
    text = "postcodegebieden zonder vlak, geplaatst op het punt van GeoNames"
    return points, [coded("postcodepunten", Severity.MENDED, text, moved)]


def _in_gemeenten(
    points: pd.DataFrame, gemeenten: gpd.GeoDataFrame, findings: list[Finding]
) -> tuple[pd.DataFrame, list[Finding]]:
    lost = points["easting"].isna()
    if lost.any():
        text = "postcodegebieden zonder vlak en zonder bruikbaar punt: niet geplaatst, buiten alle cijfers"
        findings.append(coded("postcodepunten", Severity.DROPPED, text, points.loc[lost, "pc4"]))
    points = points[~lost].reset_index(drop=True)
    frame = gpd.GeoDataFrame(
        points[["pc4"]], geometry=gpd.points_from_xy(points["easting"], points["northing"]), crs=RD_NEW
    )
    joined = gpd.sjoin_nearest(
        frame, gemeenten[["gemeentecode", "geometry"]], max_distance=COAST_M, distance_col="afstand_m"
    )
    joined = joined.sort_values(["afstand_m", "gemeentecode"]).drop_duplicates("pc4").set_index("pc4")
    outside = joined.index[joined["afstand_m"] > 0]
    if len(outside):
        text = "punten net buiten alle (gegeneraliseerde) gemeentevlakken: dichtstbijzijnde gemeente genomen"
        findings.append(coded("gemeenten", Severity.MENDED, text, sorted(outside)))
    points["gemeentecode"] = points["pc4"].map(joined["gemeentecode"])
    foreign = points["gemeentecode"].isna()
    if foreign.any():
        text = f"punten liggen verder dan {COAST_M / 1000:.1f} km buiten elke gemeente: weggelaten"
        findings.append(coded("gemeenten", Severity.DROPPED, text, points.loc[foreign, "pc4"]))
    return points[~foreign].reset_index(drop=True), findings


def assign_swv(
    points: pd.DataFrame, regeling: pd.DataFrame, label: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give each PC4 its swv po and vo.

    A PC4 that is newer than the regulation takes the pair of swv's that most of
    its nearest neighbours in the same gemeente have (the nearest decides a tie;
    without any in the gemeente: the nearest of all). Labels that are no swv
    (Europoort) become empty.

    Returns
    -------
    `points` with ``swv_po``, ``swv_vo`` (empty: none) and ``swv_bron``; findings.
    """
    known = regeling.set_index("pc4")
    points = points.assign(
        swv_po=points["pc4"].map(known["swv_po"]),
        swv_vo=points["pc4"].map(known["swv_vo"]),
        swv_bron="regeling",
    )
    new = points.index[points["swv_po"].isna()]
    if len(new) == len(points) or len(new) > max(FEW_NEW, MOST_NEW * len(points)):
        found = f"{len(new)} van de {len(points)} postcodegebieden ontbreken in de regeling"
        some = ", ".join(points.loc[new, "pc4"][:5])
        fault = f"{found} (bijvoorbeeld {some}); verwacht er hooguit {MOST_NEW:.0%}; is het bestand volledig?"
        raise InputError("de regeling", [fault])
    doubtful, far = _from_neighbours(points, new)
    points.loc[new, "swv_bron"] = "aangevuld uit omliggende postcodegebieden"
    findings = []
    if len(new):
        text = (
            f"postcodegebieden van na de {label}: swv overgenomen van de omliggende postcodegebieden "
            "in dezelfde gemeente"
        )
        near = points.loc[new.difference(far), "pc4"]
        findings.append(coded("regeling", Severity.MENDED, text, near))
    if far:
        text = "aangevulde postcodegebieden zonder buren in hun gemeente: swv van de dichtstbijzijnde genomen"
        findings.append(coded("regeling", Severity.DOUBT, text, points.loc[far, "pc4"]))
    if doubtful:
        text = "aangevulde postcodegebieden waarvan de buren niet allemaal bij hetzelfde swv horen"
        findings.append(coded("regeling", Severity.DOUBT, text, doubtful))
    gone = sorted(set(regeling["pc4"]) - set(points["pc4"]))
    if gone:
        text = (
            "postcodegebieden uit de regeling die geen inwoners en geen scholen (meer) hebben: niet gebruikt"
        )
        findings.append(coded("regeling", Severity.INFO, text, gone))
    for column in ("swv_po", "swv_vo"):
        outside = points[column].isin(NO_SWV)
        if outside.any() and column == "swv_po":
            text = (
                "postcodegebieden met de aanduiding 'Europoort' in plaats van een swv: buiten alle tellingen"
            )
            findings.append(coded("regeling", Severity.INFO, text, points.loc[outside, "pc4"]))
        points.loc[outside, column] = ""
    return points, findings


def _from_neighbours(points: pd.DataFrame, new: pd.Index) -> tuple[list[str], list[int]]:
    """Fill in the new ones; name those whose neighbours differ, and those without any in their gemeente."""
    doubtful, far = [], []
    known = points.drop(index=new)
    known = known[~known["swv_po"].isin(NO_SWV)]
    for row in new:
        same = known[known["gemeentecode"] == points.loc[row, "gemeentecode"]]
        pool = same if len(same) else known
        if same.empty:
            far.append(row)
        tree = cKDTree(pool[["easting", "northing"]].to_numpy())
        _, near = tree.query(
            points.loc[row, ["easting", "northing"]].to_numpy(dtype=float), k=range(1, NEIGHBOURS + 1)
        )
        votes = pool.iloc[near[near < len(pool)]]
        pairs = list(zip(votes["swv_po"], votes["swv_vo"], strict=True))
        winner = max(pairs, key=lambda pair: (pairs.count(pair), -pairs.index(pair)))
        points.loc[row, ["swv_po", "swv_vo"]] = winner
        if len(set(pairs)) > 1:
            doubtful.append(str(points.loc[row, "pc4"]))
    return doubtful, far


def residents(points: pd.DataFrame, level: pd.DataFrame, profile: pd.DataFrame | None) -> pd.DataFrame:
    """Estimate residents of po age (4-11) and vo age (12-17) per PC4.

    CBS's newest figures in broad groups give the level, the older 5-year
    groups give the profile within a group; without a profile, equal years.

    Returns
    -------
    `points` with ``inwoners``, ``leerlingen_po``, ``leerlingen_vo`` (estimates, persons).

    References
    ----------
    docs/methode.md, "inwoners van schoolgaande leeftijd".
    """
    level = level.set_index("pc4").reindex(points["pc4"])
    young = level["inwoners_0_15"].fillna(0.0).to_numpy()
    older = level["inwoners_15_25"].fillna(0.0).to_numpy()
    po, vo_young, vo_older = _profile(points["pc4"], profile)
    return points.assign(
        inwoners=level["inwoners"].fillna(0.0).to_numpy(),
        leerlingen_po=young * po,
        leerlingen_vo=young * vo_young + older * vo_older,
    )


def _profile(
    pc4: pd.Series, profile: pd.DataFrame | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Shares of po age in 0-14, of vo age in 0-14, and of vo age in 15-24."""
    n = len(pc4)
    flat = np.full(n, 8 / 15), np.full(n, 3 / 15), np.full(n, 3 / 10)
    if profile is None:
        return flat
    ages = profile.set_index("pc4").reindex(pc4).fillna(0.0)
    young = (ages["a0_5"] + ages["a5_10"] + ages["a10_15"]).to_numpy()
    older = (ages["a15_20"] + ages["a20_25"]).to_numpy()
    po = (ages["a0_5"] / 5 + ages["a5_10"] + ages["a10_15"] * 2 / 5).to_numpy()
    vo_young = (ages["a10_15"] * 3 / 5).to_numpy()
    vo_older = (ages["a15_20"] * 3 / 5).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        return (
            np.where(young > 0, po / young, flat[0]),
            np.where(young > 0, vo_young / young, flat[1]),
            np.where(older > 0, vo_older / older, flat[2]),
        )


def voronoi_of_points(points: pd.DataFrame, gemeenten: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Voronoi cell per PC4, cut to its gemeente (RD New)."""
    outlines = dict(zip(gemeenten["gemeentecode"], gemeenten.geometry, strict=True))
    return voronoi_cells(
        points["easting"].to_numpy(), points["northing"].to_numpy(), points["gemeentecode"].tolist(), outlines
    )


def intrazonal(points: pd.DataFrame, cells: NDArray[np.object_]) -> pd.DataFrame:
    """Add ``intrazonaal_m``: the distance to a site at the PC4's own point, from its Voronoi cell."""
    areas = cell_areas_m2(points["easting"].to_numpy(), points["northing"].to_numpy(), cells)
    return points.assign(intrazonaal_m=intrazonal_m(areas))


def pc4_areas(
    points: pd.DataFrame, polygons: pd.DataFrame | None, cells: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    """PC4 areas to show and to make parts of gemeenten of.

    Returns
    -------
    Frame ``pc4, vlak_bron, geometry`` in the order of `points`: CBS's polygon, else the Voronoi cell.
    """
    known = {} if polygons is None else dict(zip(polygons["pc4"], polygons.geometry, strict=True))
    shapes = [known.get(pc4, cell) for pc4, cell in zip(points["pc4"], cells, strict=True)]
    origin = ["CBS" if pc4 in known else "Voronoi" for pc4 in points["pc4"]]
    return gpd.GeoDataFrame({"pc4": points["pc4"], "vlak_bron": origin}, geometry=shapes, crs=RD_NEW)
