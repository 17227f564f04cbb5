"""Where a user's own facilities stand: by postcode, by coordinates, or by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.dataset import Dataset
from data.findings import Finding, Severity
from data.own_columns import SHOWN, OwnTable, amounts, rows_told, tell_some
from data.points import COAST_M
from data.schemas import Column
from geo.crs import NETHERLANDS_RD, to_rd

Float = NDArray[np.float64]

#: How `plaatsing` says that a site stands on coordinates that its user gave.
OWN_POINT: Final = "eigen punt"
AT_PC4: Final = "PC4"

#: A point this far (metres) from its own postcode's area is not believed: the postcode counts.
ASTRAY_M: Final = 10_000.0
#: Two pairs of coordinates in one row may differ this much (metres): they are rounded apart.
APART_M: Final = 100.0

X = Column("x", "float64", "x in RD New (EPSG:28992)", "m", required=False)
Y = Column("y", "float64", "y in RD New (EPSG:28992)", "m", required=False)
LON = Column("lengtegraad", "float64", "lengte in WGS84", "graden", required=False)
LAT = Column("breedtegraad", "float64", "breedte in WGS84", "graden", required=False)


@dataclass(frozen=True, slots=True)
class _System:
    """A pair of columns with coordinates; the box the country lies in: west, south, east, north."""

    name: str
    columns: tuple[Column, Column]
    box: tuple[float, float, float, float]

    def holds(self, across: pd.Series[float], along: pd.Series[float]) -> pd.Series[bool]:
        west, south, east, north = self.box
        return across.between(west, east) & along.between(south, north)

    @property
    def expected(self) -> str:
        west, south, east, north = (f"{bound:g}".replace(".", ",") for bound in self.box)
        return f"{self.name} binnen Nederland ({west} tot {east} en {south} tot {north})"


RD: Final = _System("RD New in meters", (X, Y), NETHERLANDS_RD)
DEGREES: Final = _System("WGS84 in graden", (LON, LAT), (3.0, 50.5, 7.5, 53.8))


def place_rows(
    table: OwnTable, postcode: pd.Series[str], dataset: Dataset, faults: list[str], findings: list[Finding]
) -> pd.DataFrame:
    """Give each row its PC4 and its point.

    A postcode decides the PC4, and with it the swv; coordinates decide the point. Without a postcode the PC4
    is the one whose area holds the point (the nearest area, if none does). Without coordinates, or if they
    lie more than `ASTRAY_M` from the postcode's area, the site stands at its PC4's point.

    Parameters
    ----------
    postcode
        Checked postcodes of four or six characters; missing where there is none.
    faults, findings
        Are added to.

    Returns
    -------
    ``pc4, easting, northing, plaatsing``, as `data.sites.SiteTables.sites` has them (RD New metres), with
    the file's row numbers as index; rows at fault have no PC4.
    """
    before = len(faults)
    easting, northing = _coordinates(table, faults)
    told = easting.notna()
    points = dataset["pc4"].set_index("pc4")
    pc4 = postcode.str[:4]
    nowhere = pc4.isna() & ~told & table.text("postcode").isna()
    if len(faults) == before:  # else a row may lack a place only because it is at fault
        _tell_rows(
            faults,
            nowhere,
            "geen plek gevonden; verwacht een postcode, of x en y, of lengte- en breedtegraad",
        )
    _tell_unknown(table, faults, pc4, set(points.index), told)
    _abroad(table, faults, easting, northing, dataset)
    if len(faults) > before:
        return pd.DataFrame({"pc4": pc4, "easting": easting, "northing": northing, "plaatsing": AT_PC4})
    by_point = told & pc4.isna()
    if by_point.any():
        pc4 = pc4.mask(by_point, _pc4_of(dataset, easting, northing))
        findings.append(_noted(table, by_point, Severity.INFO, _BY_POINT))
    astray = told & (_away_m(dataset, pc4, easting, northing) > ASTRAY_M)
    if astray.any():
        findings.append(_noted(table, astray, Severity.DOUBT, _ASTRAY))
    own = told & ~astray
    if (~told).any():
        findings.append(_noted(table, ~told, Severity.INFO, _AT_PC4))
    return pd.DataFrame(
        {
            "pc4": pc4,
            "easting": easting.where(own, pc4.map(points["easting"])),
            "northing": northing.where(own, pc4.map(points["northing"])),
            "plaatsing": np.where(own, OWN_POINT, AT_PC4),
        }
    )


_NOWHERE: Final = (
    "geen plek gevonden; verwacht een postcode, of x en y, of lengtegraad en breedtegraad; vul een daarvan in"
)
_BY_POINT: Final = "Geen postcode gegeven: het postcodegebied (en daarmee het swv) volgt uit de coördinaten."
_AT_PC4: Final = "Geen coördinaten gegeven: de vestiging staat op het punt van haar postcodegebied."
_ASTRAY: Final = (
    f"De coördinaten liggen meer dan {ASTRAY_M / 1000:.0f} km van het postcodegebied: de postcode telt, de "
    "vestiging staat op het punt van dat gebied. Verbeter de coördinaten of de postcode."
)


def _noted(table: OwnTable, which: pd.Series[bool], severity: Severity, message: str) -> Finding:
    rows = which.index[which]
    examples = tuple(f"rij {row} ({table.text('naam')[row]})" for row in rows[:SHOWN])
    return Finding(table.subject, severity, message, len(rows), examples)


def _tell_rows(faults: list[str], wrong: pd.Series[bool], told: str) -> None:
    tell_some(faults, [f"rij {row}: {told}" for row in wrong.index[wrong]], f"rijen: {told}")


def _tell_unknown(
    table: OwnTable, faults: list[str], pc4: pd.Series[str], known: set[str], told: pd.Series[bool]
) -> None:
    """Name postcodes that the data set does not have; they may not exist, or be newer."""
    wrong = pc4.notna() & ~pc4.isin(known)
    for row in list(wrong.index[wrong])[:SHOWN]:
        todo = "controleer de postcode"
        todo += ", of laat haar leeg: dan bepalen de coördinaten het gebied" if told[row] else ""
        faults.append(
            f"{table.cell(row, 'postcode')}: gevonden {table.text('postcode')[row]!r}, "
            f"verwacht een postcode uit de gegevensset; {todo}"
        )
    if (rest := int(wrong.sum()) - SHOWN) > 0:
        faults.append(f"en nog {rest} onbekende postcodes")


def _coordinates(table: OwnTable, faults: list[str]) -> tuple[pd.Series[float], pd.Series[float]]:
    """Read both pairs, set them in RD New, and see that they say the same."""
    before = len(faults)
    metres = amounts(table, X, faults), amounts(table, Y, faults)
    degrees = amounts(table, LON, faults), amounts(table, LAT, faults)
    broken = len(faults) > before
    for one, other, names in ((*metres, "x en y"), (*degrees, "lengtegraad en breedtegraad")):
        half = one.notna() != other.notna()
        if not broken:
            _tell_rows(faults, half, f"maar één van {names} ingevuld; vul beide in of geen")
    _outside_bounds(table, faults, {RD: metres, DEGREES: degrees})
    if len(faults) > before:
        nothing = pd.Series(np.nan, index=table.frame.index)
        return nothing, nothing
    lon, lat = (np.asarray(axis, dtype=np.float64) for axis in degrees)
    in_rd = [pd.Series(axis, index=table.frame.index).where(~np.isnan(lon)) for axis in to_rd(lon, lat)]
    gap = np.hypot((metres[0] - in_rd[0]).to_numpy(), (metres[1] - in_rd[1]).to_numpy())
    apart = pd.Series(gap > APART_M, index=table.frame.index)
    _tell_rows(
        faults,
        apart,
        f"x en y liggen meer dan {APART_M:.0f} m van lengte- en breedtegraad; laat één van beide paren over",
    )
    return metres[0].fillna(in_rd[0]), metres[1].fillna(in_rd[1])


def _outside_bounds(
    table: OwnTable, faults: list[str], pairs: Mapping[_System, tuple[pd.Series[float], pd.Series[float]]]
) -> None:
    """Refuse numbers that are no place in the Netherlands; say so if swapped or of the other sort."""
    for system, (one, other) in pairs.items():
        wrong = one.notna() & other.notna() & ~system.holds(one, other)
        swapped = system.holds(other, one)
        foreign = [each.holds(one, other) | each.holds(other, one) for each in pairs if each is not system]
        a, b = (table.names.get(column.name, column.name) for column in system.columns)
        for row in list(wrong.index[wrong])[:SHOWN]:
            todo = "verbeter ze; schrijf getallen zonder punt voor duizendtallen"
            if swapped[row]:
                todo = f"{a} en {b} zijn verwisseld; wissel ze om"
            elif any(each[row] for each in foreign):
                todo = "dit lijken coördinaten in het andere stelsel; zet ze in de kolommen daarvan"
            first, second = (str(table.text(column.name)[row])[:40] for column in system.columns)
            faults.append(
                f"rij {row}, kolommen {a} en {b}: gevonden {first!r} en {second!r}, "
                f"verwacht {system.expected}; {todo}"
            )
        if (rest := int(wrong.sum()) - SHOWN) > 0:
            faults.append(f"en nog {rest} rijen met coördinaten buiten Nederland ({system.name})")


def _abroad(
    table: OwnTable,
    faults: list[str],
    easting: pd.Series[float],
    northing: pd.Series[float],
    dataset: Dataset,
) -> None:
    """Refuse points that lie outside every gemeente, save for what a generalised coastline leaves out."""
    there = easting.notna()
    if not there.any():
        return
    shapes = dataset.layer("gemeenten").geometry.to_numpy()
    spots = shapely.points(easting[there].to_numpy(), northing[there].to_numpy())
    away = pd.Series(_to_nearest(shapes, spots)[1], index=easting.index[there])
    far = away[away > COAST_M]
    names = table.text("naam").loc[far.index]
    where = zip(easting.loc[far.index], northing.loc[far.index], strict=True)
    told = zip(far.items(), names, where, strict=True)
    for (row, metres), name, (x, y) in list(told)[:SHOWN]:
        kilometres = f"{metres / 1000:.1f}".replace(".", ",")
        faults.append(
            f"rij {row} ({name}): het punt ligt {kilometres} km buiten Nederland (RD {x:.0f}, {y:.0f}); "
            "verbeter de coördinaten of laat de rij weg"
        )
    if len(far) > SHOWN:
        faults.append(f"en nog {len(far) - SHOWN} punten buiten Nederland: {rows_told(far.index[SHOWN:])}")


def _to_nearest(shapes: NDArray[np.object_], spots: NDArray[np.object_]) -> tuple[NDArray[np.intp], Float]:
    """Find the nearest shape of each spot (the first of equals) and the metres to it."""
    tree = shapely.STRtree(shapes)
    (spot, shape), metres = tree.query_nearest(spots, return_distance=True)
    order = np.lexsort((shape, spot))
    first = np.unique(spot[order], return_index=True)[1]
    return shape[order][first], metres[order][first]


def _pc4_of(dataset: Dataset, easting: pd.Series[float], northing: pd.Series[float]) -> pd.Series[str]:
    """PC4 whose area holds a point or is nearest to it; by its point where the data set has no areas."""
    told = easting.notna()
    points = dataset["pc4"]
    spots = shapely.points(easting[told].to_numpy(), northing[told].to_numpy())
    if "pc4_vlakken" in dataset.tables:
        areas = dataset.layer("pc4_vlakken")
        codes, shapes = areas["pc4"].to_numpy(dtype=object), areas.geometry.to_numpy()
    else:
        codes = points["pc4"].to_numpy(dtype=object)
        shapes = shapely.points(points["easting"].to_numpy(), points["northing"].to_numpy())
    nearest, _ = _to_nearest(shapes, spots)
    found = pd.Series(codes[nearest], index=easting.index[told], dtype="str")
    return found.reindex(easting.index)


def _away_m(
    dataset: Dataset, pc4: pd.Series[str], easting: pd.Series[float], northing: pd.Series[float]
) -> pd.Series[float]:
    """Metres from each point to the area of its PC4; NaN without coordinates."""
    told = easting.notna() & pc4.notna()
    spots = shapely.points(easting[told].to_numpy(), northing[told].to_numpy())
    if "pc4_vlakken" in dataset.tables:
        of_pc4 = dataset.layer("pc4_vlakken").set_index("pc4").geometry.loc[pc4[told].tolist()].to_numpy()
    else:
        points = dataset["pc4"].set_index("pc4").loc[pc4[told].tolist()]
        of_pc4 = shapely.points(points["easting"].to_numpy(), points["northing"].to_numpy())
    away = pd.Series(np.nan, index=easting.index)
    away[told] = shapely.distance(spots, of_pc4)
    return away
