"""Where schools stand: DUO's addresses located on the BAG, and RIO's school addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from data import schemas
from data.findings import Severity
from data.readers._csv import ROW, read_table
from data.readers._geo import RD, inside_netherlands, open_vector, to_rd
from data.readers._values import finding, numbers, postcodes
from data.readers.reading import Reading, Source, peildatum_from_name
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from data.findings import Finding

__all__ = ["read_locaties", "read_onderwijslocaties"]

_COLUMNS = {
    "vestigingscode": "vestigingscode",
    "brin": "brin_nummer",
    "naam": "naam",
    "soort_label": "type",
    "denominatie": "denominatie",
    "postcode": "postcode",
    "plaats": "plaats",
    "gemeentenaam": "gemeente",
    "leerlingen": "leerlingen",
}
_FAR_APART_M = 250.0
_RIO_COLUMNS = ("postcode", "huisnummer", "straatnaam", "gps_latitude", "gps_longitude")


def read_locaties(path: Path) -> Reading:
    """Read school sites with their point; one row per site.

    A site that has several points keeps the one nearest to all others (the medoid; of equals the one most
    to the west, then to the south). A site without a usable point stays, without coordinates.

    Parameters
    ----------
    path
        GeoJSON or GeoPackage of DUO's sites, in degrees or in RD New.

    Raises
    ------
    InputError
        If the file is damaged, or is not that table.
    """
    found: list[Finding] = []
    rows = _located_rows(path, found)
    frame = _one_per_site(rows)
    found += _double_findings(rows, frame, path.name)
    checked = schemas.check("locaties", frame, path.name, file_columns=_COLUMNS)
    peildatum, dated = peildatum_from_name(path)
    source = Source("Schoolvestigingen op de BAG", "DUO en Kadaster", "CC0; CC-BY 4.0", peildatum, "gemeten")
    return Reading("locaties", checked, (*found, dated), source)


def _located_rows(path: Path, found: list[Finding]) -> pd.DataFrame:
    """Read every row, with its easting and northing where they are usable."""
    raw = open_vector(path)
    if missing := [name for name in _COLUMNS.values() if name not in raw.columns]:
        fault = f"eigenschap {', '.join(missing)} ontbreekt; kies het bestand met schoolvestigingen"
        raise InputError(path.name, [fault])
    kinds = set(raw.geom_type.dropna()) - {"Point"}
    if kinds:
        fault = f"gevonden vormen {', '.join(sorted(kinds))}, verwacht punten; kies het bestand met punten"
        raise InputError(path.name, [fault])
    raw = to_rd(raw, path.name, found)
    rows = pd.DataFrame({ours: raw[theirs] for ours, theirs in _COLUMNS.items()})
    for name in rows.columns.drop("leerlingen"):
        rows[name] = rows[name].astype("str").str.strip().replace("", None)
    rows["vestigingscode"] = rows["vestigingscode"].str.upper()
    rows["postcode"] = postcodes(rows["postcode"])
    usable = inside_netherlands(raw.geometry).to_numpy()
    rows["easting"] = np.where(usable, raw.geometry.x, np.nan)
    rows["northing"] = np.where(usable, raw.geometry.y, np.nan)
    message = "Deze rijen hebben geen punt binnen Nederland; de vestiging blijft staan, zonder plaats."
    sites = rows.loc[~usable, "vestigingscode"]
    found += finding(path.name, Severity.DOUBT, message, len(sites), sites)
    return rows


def _one_per_site(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the medoid of each site; rows without a point come last."""
    ordered = rows.sort_values(["vestigingscode", "easting", "northing"], kind="stable")
    keep: list[int] = []
    spread: list[float] = []
    groups = ordered.groupby("vestigingscode", sort=False, dropna=False)
    alone = groups["vestigingscode"].transform("size") == 1
    for _, group in ordered[~alone].groupby("vestigingscode", sort=False, dropna=False):
        place, apart = _medoid(group[["easting", "northing"]].to_numpy())
        keep.append(int(group.index[place]))
        spread.append(apart)
    kept = pd.concat([ordered[alone].assign(spreiding_m=0.0), rows.loc[keep].assign(spreiding_m=spread)])
    points = ordered["easting"].notna().groupby(ordered["vestigingscode"], dropna=False).sum()
    kept["n_punten"] = points.reindex(kept["vestigingscode"]).to_numpy()
    return kept.sort_index()


def _medoid(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[int, float]:
    """Find the point nearest to all others (the first of equals) and how far apart the points are, metres."""
    there = points[~np.isnan(points).any(axis=1)]
    if len(there) == 0:
        return 0, 0.0
    apart = cdist(there, there)
    return int(apart.sum(axis=1).round(3).argmin()), float(apart.max())


def _double_findings(rows: pd.DataFrame, frame: pd.DataFrame, subject: str) -> list[Finding]:
    extra = len(rows) - len(frame)
    doubled = rows.loc[rows.duplicated("vestigingscode"), "vestigingscode"]
    message = (
        "Extra rijen voor een vestiging die er al in staat; per vestiging bleef het middelste punt over."
    )
    found = finding(subject, Severity.DROPPED, message, extra, doubled)
    far = frame[frame["spreiding_m"] > _FAR_APART_M]
    shown = [
        f"{site} ({apart:.0f} m)"
        for site, apart in zip(far["vestigingscode"], far["spreiding_m"], strict=True)
    ]
    message = f"De punten van deze vestigingen liggen meer dan {_FAR_APART_M:.0f} m uit elkaar."
    return found + finding(subject, Severity.DOUBT, message, len(far), shown)


def read_onderwijslocaties(path: Path) -> Reading:
    """Read RIO's school addresses with their coordinates.

    Parameters
    ----------
    path
        ``onderwijslocaties.csv``.

    Raises
    ------
    InputError
        If the file is not that table; with every fault and its row.
    """
    text = read_table(path, _RIO_COLUMNS)
    faults: list[str] = []
    rows = text.frame
    lat, lon = (numbers(rows[name], text.names[name], faults) for name in ("gps_latitude", "gps_longitude"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat, crs="EPSG:4326"), index=rows.index).to_crs(RD)
    frame = pd.DataFrame({name: rows[name] for name in ("postcode", "huisnummer")})
    frame["straat"] = rows["straatnaam"]
    frame["postcode"] = postcodes(frame["postcode"])
    frame["easting"], frame["northing"] = points.x, points.y
    usable = inside_netherlands(points) & frame["postcode"].notna() & frame["huisnummer"].notna()
    message = "Adressen zonder postcode, huisnummer of punt binnen Nederland zijn niet gebruikt."
    shown = [f"{ROW} {row}" for row in frame.index[~usable]]
    found = finding(path.name, Severity.DROPPED, message, len(shown), shown)
    double = frame.duplicated()
    message = "Adressen die er precies zo al in staan zijn niet nog eens gebruikt."
    found += finding(path.name, Severity.DROPPED, message, int((double & usable).sum()))
    names = {"straat": text.names["straatnaam"], **text.names}
    checked = schemas.check(
        "onderwijslocaties", frame[usable & ~double], path.name, file_columns=names, faults=faults
    )
    peildatum, dated = peildatum_from_name(path)
    source = Source("RIO onderwijslocaties", "DUO", "CC0", peildatum, "gemeten")
    return Reading("onderwijslocaties", checked, (*found, dated), source)
