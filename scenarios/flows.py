"""Pupils by home and site as arrays, and the metres that they travel, also in a scenario with other sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.cube_store import load_array, store_array
from data.dataset import HERKOMST
from data.herkomst import READ, TABLE_OF
from geo.distance import Progress
from model.actual import Counts, Interval, moves
from model.cube import BATCH_BYTES, digest_of
from scenarios.country import Country
from scenarios.study import Study

Int = NDArray[np.intp]
Metres = NDArray[np.float32]
Mask = NDArray[np.bool_]

#: Goes up when the same homes and sites give other metres.
_VERSION: Final = 1
#: Sites that are searched together at most, so that progress moves.
_TOGETHER: Final = 64
#: No network is shorter than the straight line, but for rounding of points and what counts within a PC4.
_ROOM_SHARE, _ROOM_M = 1.1, 2000.0
#: How DUO's files are called.
_FILES: Final = {
    "herkomst_po": "brin6_pc4.csv of 03.-leerlingen-po-totaaloverzicht",
    "herkomst_vo": "leerlingen per vestiging naar postcode leerling en leerjaar",
}
_NOWHERE: Final = np.float32(np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Pupils of one kind, per home and site; only those whose home and site both have a place.

    Attributes
    ----------
    code
        Shape ``(n,)``: code of the site.
    point, site
        Shape ``(n,)``: demand point, and row of `Country.sites` of the data set.
    counts
        Pupils.
    unknown
        Pupils of whom no usable home is known, besides.
    unplaced
        Pupils of sites that are not placed, or that the settings set apart, besides.
    shared
        Pupils at most who are counted together with another kind; in `counts` with 0 at least, and in
        the middle as the pupils that are counted for one kind alone.
    year
        Counted on 1 October of it; 0 is unknown.
    """

    code: NDArray[np.object_]
    point: Int
    site: Int
    counts: Counts
    unknown: Interval
    unplaced: Interval
    shared: float
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class Travelled:
    """Pupils and the metres between their home and their site, under one scenario.

    Attributes
    ----------
    point, site
        Shape ``(n,)``: demand point, and row of `Study.country_of`'s sites; -1: no site is left.
    distance_m
        Shape ``(n,)``, infinite where the site cannot be reached.
    counts
        Pupils.
    modelled
        Shape ``(n,)``: whether the site is where they most likely go, instead of where they went.
    row
        Shape ``(n,)``: the flow of the data set (`flows_of`) that they are in.
    """

    point: Int
    site: Int
    distance_m: Metres
    counts: Counts
    modelled: Mask
    row: Int


@dataclass(slots=True)
class _Kept:
    """What was worked out for one country."""

    flows: dict[str, Flows | None] = field(default_factory=dict)
    metres: dict[str, Metres] = field(default_factory=dict)
    travelled: dict[str, Travelled] = field(default_factory=dict)
    base: Country | None = None


_KEPT: WeakKeyDictionary[Country, _Kept] = WeakKeyDictionary()


def _kept(country: Country) -> _Kept:
    return _KEPT.setdefault(country, _Kept())


def base_of(country: Country) -> Country:
    """Return the country with the sites of its data set, which pupils by home are about."""
    if country.plan is None:
        return country
    kept = _kept(country)
    if kept.base is None:
        kept.base = country.with_plan(None)
    return kept.base


def not_loaded(country: Country, kind: str) -> str:
    """Say in Dutch what file to bring for pupils by home of a kind; empty if they are there."""
    if (country.dataset[HERKOMST]["soort"] == kind).any():
        return ""
    if (table := TABLE_OF.get(kind)) is None:
        return f"Waar leerlingen {kind} wonen is onbekend: DUO publiceert het niet voor deze soort."
    return (
        f"Waar leerlingen {kind} wonen is niet geladen: importeer DUO's leerlingen {READ[table]} per "
        f"vestiging en postcode van de woning ({_FILES[table]}; zie docs/bronnen.md)."
    )


def home_rows(country: Country, kind: str) -> pd.DataFrame:
    """Rows of the table ``herkomst`` of one kind, of the sites that count under the settings."""
    rows = country.dataset[HERKOMST]
    rows = rows[rows["soort"] == kind]
    if not country.settings.reformed_apart or rows.empty:
        return rows
    sites = country.dataset["vestigingen"]
    return rows[~rows["vestigingscode"].isin(sites.loc[sites["reformatorisch"], "vestigingscode"])]


def counts_of(rows: pd.DataFrame) -> Counts:
    """Pupils of rows of ``herkomst``."""
    low, mid, high = (rows[name].to_numpy(dtype=np.float64) for name in ("laag", "midden", "hoog"))
    return Counts(low, mid, high)


def points_of(country: Country, rows: pd.DataFrame) -> Int:
    """Demand point of rows of ``herkomst``; -1 where the home is unknown."""
    position = pd.Series(np.arange(len(country.points)), index=country.points["pc4"])
    return rows["pc4"].map(position).fillna(-1).to_numpy(dtype=np.intp)


def flows_of(country: Country, kind: str) -> Flows | None:
    """Pupils of a kind by home and site as the data set has them; None if nobody brought them."""
    base = base_of(country)
    kept = _kept(base).flows
    if kind not in kept:
        kept[kind] = _flows(base, kind)
    return kept[kind]


def _flows(country: Country, kind: str) -> Flows | None:
    rows = home_rows(country, kind)
    if rows.empty:
        return None
    sites = country.sites["vestigingscode"]
    position = pd.Series(np.arange(len(sites)), index=sites)
    site = rows["vestigingscode"].map(position).fillna(-1).to_numpy(dtype=np.intp)
    point, counts = points_of(country, rows), counts_of(rows)
    inside = (site >= 0) & (point >= 0)
    return Flows(
        rows["vestigingscode"].to_numpy(dtype=object)[inside],
        point[inside],
        site[inside],
        counts.where(inside),
        counts.where(point < 0).total,
        counts.where((site < 0) & (point >= 0)).total,
        float(counts.high[rows["gedeeld"].to_numpy(dtype=bool)].sum()),
        int(rows["jaar"].max()),
    )


def source_of(country: Country, kind: str) -> tuple[str, str]:
    """Source and peildatum (as in the manifest) of pupils by home of a kind; empty if nobody brought them."""
    table = TABLE_OF.get(kind)
    for source in country.dataset.manifest.sources:
        if source["tabel"] == table:
            return f"{source['uitgever']}, {source['titel']}", str(source["peildatum"])
    return "", ""


def measure_pairs(country: Country, point: Int, site: Int, progress: Progress | None = None) -> Metres:
    """Metres between demand points and sites, pair by pair; each site is searched once.

    Parameters
    ----------
    country
        With its sites and distance model.
    point, site
        Shape ``(n,)``: demand points, and rows of `Country.sites`; -1 gives infinity.
    progress
        Called as ``progress(done, total)``, in sites.
    """
    metres = np.full(len(point), _NOWHERE, dtype=np.float32)
    order = np.argsort(site, kind="stable")
    order = order[site[order] >= 0]
    wanted, start = np.unique(site[order], return_index=True)
    parts = np.split(order, start[1:]) if wanted.size else []
    journeys = country.journeys
    size = max(1, min(_TOGETHER, BATCH_BYTES // max(1, journeys.bytes_per_group())))
    for first in range(0, len(wanted), size):
        found = journeys.nearest_m([wanted[[n]] for n in range(first, min(first + size, len(wanted)))])
        for column, part in enumerate(parts[first : first + size]):
            metres[part] = found[point[part], column]
        if progress is not None:
            progress(min(first + size, len(wanted)), len(wanted))
    return metres


def metres_of(country: Country, kind: str, flows: Flows, progress: Progress | None = None) -> Metres:
    """Metres of each flow of the data set: from disk if they fit, else measured and kept."""
    kept = _kept(country).metres
    if kind in kept:
        return kept[kind]
    folder, sites, homes = country.dataset.cube_folder, country.situation.sites, country.situation.homes
    names = f"herkomst;{_VERSION};{kind};{country.model.fingerprint()}"
    places = (homes.easting, homes.northing, homes.intrazonal_m, flows.point)
    ends = (
        sites.easting[flows.site],
        sites.northing[flows.site],
        sites.home[flows.site],
        sites.zone[flows.site],
    )
    mark = digest_of(names, (*places, *ends))
    stored = None if folder is None else load_array(folder, mark, flows.point.shape, np.float32)
    if stored is None:
        stored = measure_pairs(country, flows.point, flows.site, progress)
        if folder is not None:
            store_array(folder, mark, stored)
    kept[kind] = np.asarray(stored)
    return kept[kind]


def sites_offering(country: Country, kind: str) -> Int:
    """Rows of `Country.sites` that offer a kind, ascending."""
    situation = country.situation
    if kind not in situation.kinds:
        return np.zeros(0, dtype=np.intp)
    return np.unique(situation.offer_site[situation.offer_kind == situation.kinds.index(kind)])


def nearest_among(country: Country, among: Int, point: Int) -> tuple[Int, Metres]:
    """Find for some demand points the nearest of some sites, and which one it is.

    Only sites that by the straight line can be the nearest are searched one by one.

    Returns
    -------
    Rows of `Country.sites` (-1: none can be reached) and metres, per demand point of `point`.
    """
    where, place = np.unique(point, return_inverse=True)
    if not among.size or not where.size:
        return np.full(len(point), -1, dtype=np.intp), np.full(len(point), _NOWHERE, dtype=np.float32)
    least = country.journeys.nearest_m([among])[where, 0]
    homes, sites = country.situation.homes, country.situation.sites
    reach = np.where(np.isfinite(least), least * _ROOM_SHARE + _ROOM_M, -1.0)
    near = np.zeros(among.size, dtype=bool)
    for home, radius in zip(where, reach, strict=True):
        off = np.hypot(
            sites.easting[among] - homes.easting[home], sites.northing[among] - homes.northing[home]
        )
        near |= off <= radius
    best, metres = _one_by_one(country, among[near], where)
    missed = np.isfinite(least) & (metres > least + 1.0)
    if missed.any():  # a model that is shorter than the straight line
        best[missed], metres[missed] = _one_by_one(country, among, where[missed])
    return best[place], metres[place]


def _one_by_one(country: Country, among: Int, where: Int) -> tuple[Int, Metres]:
    best = np.full(len(where), -1, dtype=np.intp)
    metres = np.full(len(where), _NOWHERE, dtype=np.float32)
    for first in range(0, len(among), _TOGETHER):
        some = among[first : first + _TOGETHER]
        found = country.journeys.nearest_m([some[[n]] for n in range(len(some))])[where]
        column = found.argmin(axis=1)
        least = found[np.arange(len(where)), column]
        better = least < metres
        best[better], metres[better] = some[column[better]], least[better]
    return best, metres


def travelled(study: Study, name: str, kind: str, progress: Progress | None = None) -> Travelled | None:
    """Pupils of a kind and the metres that they travel under a scenario; None if nobody brought them.

    Whose site is still there goes on going there. Whose site is closed, or no longer
    offers the kind, goes where other pupils of the same home go, else to the
    nearest site that is left (`model.actual.moves`).
    """
    base, country = base_of(study.country), study.country_of(name)
    if (flows := flows_of(base, kind)) is None:
        return None
    kept = _kept(country).travelled
    if kind not in kept:
        metres = metres_of(base, kind, flows, progress)
        kept[kind] = _followed(base, country, kind, flows, metres)
    return kept[kind]


def _followed(base: Country, country: Country, kind: str, flows: Flows, metres: Metres) -> Travelled:
    if country is base:
        nobody = np.zeros(len(flows.point), dtype=bool)
        return Travelled(
            flows.point, flows.site, metres, flows.counts, nobody, np.arange(len(flows.point), dtype=np.intp)
        )
    site = _sites_now(base, country, kind, flows)
    stays = site >= 0
    rest = Travelled(
        flows.point[stays],
        site[stays],
        _moved_metres(base, country, flows, site, metres)[stays],
        flows.counts.where(stays),
        np.zeros(int(stays.sum()), dtype=bool),
        np.flatnonzero(stays),
    )
    point, counts = flows.point[~stays], flows.counts.where(~stays)
    alone = ~np.isin(point, rest.point[rest.counts.mid > 0])
    nearest, nearest_m = np.full(len(point), -1, dtype=np.intp), np.full(len(point), _NOWHERE)
    nearest[alone], nearest_m[alone] = nearest_among(country, sites_offering(country, kind), point[alone])
    gone = moves(point, rest.point, rest.site, rest.counts.mid, nearest)
    to_m = nearest_m[gone.row]
    to_m[gone.observed] = _metres_like(rest, point[gone.row][gone.observed], gone.site[gone.observed])
    left = counts.where(gone.row).times(gone.share)
    return Travelled(
        np.concatenate([rest.point, point[gone.row]]),
        np.concatenate([rest.site, gone.site]),
        np.concatenate([rest.distance_m, to_m]),
        rest.counts.joined(left),
        np.concatenate([rest.modelled, np.ones(gone.row.size, dtype=bool)]),
        np.concatenate([rest.row, np.flatnonzero(~stays)[gone.row]]),
    )


def _metres_like(others: Travelled, point: Int, site: Int) -> Metres:
    """Metres of pairs of a home and a site that others travel already."""
    width = int(others.site.max(initial=0)) + 1
    keys = others.point * width + others.site
    order = np.argsort(keys, kind="stable")
    return others.distance_m[order[np.searchsorted(keys, point * width + site, sorter=order)]]


def _sites_now(base: Country, country: Country, kind: str, flows: Flows) -> Int:
    """Where the site of each flow stands among a scenario's sites; -1 if it no longer offers the kind."""
    codes = country.sites["vestigingscode"]
    position = pd.Series(np.arange(len(codes)), index=codes)
    now: Int = pd.Series(flows.code).map(position).fillna(-1).to_numpy(dtype=np.intp)
    offered = np.isin(flows.site, sites_offering(base, kind))
    stopped = offered & ~np.isin(now, sites_offering(country, kind))
    return np.where(stopped, -1, now)


def _moved_metres(base: Country, country: Country, flows: Flows, site: Int, metres: Metres) -> Metres:
    """Metres to the same sites under a scenario: measured anew only for those that moved."""
    was, now = base.situation.sites, country.situation.sites
    stays = np.flatnonzero(site >= 0)
    before, after = flows.site[stays], site[stays]
    moved = (
        (was.easting[before] != now.easting[after])
        | (was.northing[before] != now.northing[after])
        | (was.home[before] != now.home[after])
        | (was.zone[before] != now.zone[after])
    )
    result = np.array(metres)
    todo = stays[moved]
    if todo.size:
        result[todo] = measure_pairs(country, flows.point[todo], site[todo])
    return result
