"""Pupils of the sites that a scenario closes, added to the sites that are left: nobody vanishes.

The model is that of `scenarios.closing`, for all closed sites of a kind at once: where homes are
known pupils go where others of the same home go; else they are assumed to live where their site
was the nearest, and to go to the nearest one that is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.dataset import HERKOMST
from model.actual import moves
from scenarios.country import Country, Kind
from scenarios.demand import as_in_data
from scenarios.enrolment import shared_split
from scenarios.flows import Flows, flows_of, sites_offering

Float = NDArray[np.float64]
Int = NDArray[np.intp]

_ESTIMATES: Final = ("geschat", "laag", "hoog")


@dataclass(frozen=True, slots=True, eq=False)
class ClosedPupils:
    """Where the pupils of all closed sites of one kind go, most likely.

    Attributes
    ----------
    extra
        Shape ``(3, n_sites)``: pupils who come to each row of `Country.sites`, as the middle, the low and the
        high estimate of the closed sites' pupils.
    closed, silent
        Closed sites (or groups of sites), and those of them whose pupils nobody knows, which count as 0.
    pupils
        Pupils of the closed sites together (middle).
    homeless
        Of those, pupils of whom no usable home is known: they go to no site here.
    nowhere
        Of those, pupils for whom no site is left that can be reached.
    from_homes
        Closed sites whose pupils were followed from their homes; for the others homes are assumed.
    """

    extra: Float
    closed: int
    silent: int
    pupils: float
    homeless: float
    nowhere: float
    from_homes: int

    def describe(self) -> str:
        """Say in Dutch what becomes of the pupils of closed sites; empty where none is closed."""
        if not self.closed:
            return ""
        assumed = (
            "aangenomen dat zij wonen waar hun vestiging de dichtstbijzijnde was, en naar de "
            "dichtstbijzijnde gaan die overblijft"
        )
        known = "als andere leerlingen uit hun woonpostcode, anders naar de dichtstbijzijnde die overblijft"
        if self.from_homes and self.from_homes < self.closed:
            how = f"van {self.from_homes} vestigingen {known}; van de andere is {assumed}"
        else:
            how = known if self.from_homes else assumed
        return f"leerlingen van gesloten vestigingen tellen bij die overblijven (gemodelleerd: {how})"


_kept: WeakKeyDictionary[Country, dict[str, ClosedPupils]] = WeakKeyDictionary()


def closed_pupils(country: Country, kind: Kind) -> ClosedPupils:
    """Follow the pupils of all sites of a kind that a scenario closes.

    Their sum is kept: what comes to the sites that are left, who has no known home and who
    reaches no site are together the pupils of the closed sites.

    Parameters
    ----------
    country
        As the scenario sees it (`Study.country_of`).
    """
    kept = _kept.setdefault(country, {})
    if kind.code not in kept:
        kept[kind.code] = _closed_pupils(country, kind)
    return kept[kind.code]


def _closed_pupils(here: Country, kind: Kind) -> ClosedPupils:
    base = as_in_data(here)
    gone = _gone(base, here, kind)
    nobody = np.zeros((3, len(here.sites)))
    if gone.empty:
        return ClosedPupils(nobody, 0, 0, 0.0, 0.0, 0.0, 0)
    left = sites_offering(here, kind.code)
    case = _Case(base, here, kind, left, *_nearest(here, left))
    flows = flows_of(base, kind.code)
    followed = pd.Series(data=False, index=gone.index)
    extra, homeless, nowhere = nobody, 0.0, 0.0
    if flows is not None:
        followed = gone["code"].isin(flows.code[flows.counts.mid > 0])
    if flows is not None and followed.any():
        extra, homeless, nowhere = _followed(case, flows, gone[followed])
    if not followed.all():
        more, lost = _assumed(case, gone[~followed])
        extra, nowhere = extra + more, nowhere + lost
    return ClosedPupils(
        extra,
        len(gone),
        int((gone["onbekend"] > 0).sum()),
        float(gone["geschat"].sum()),
        homeless,
        nowhere,
        int(followed.sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """Sites of a kind close: in `base` they are open, in `here` the sites `left` are.

    Per demand point of the latter the metres to the nearest, and which it is (-1: none).
    """

    base: Country
    here: Country
    kind: Kind
    left: Int
    metres: Float
    nearest: Int


def _gone(base: Country, here: Country, kind: Kind) -> pd.DataFrame:
    """List closed sites: ``code``, row ``site`` in the data set's country, ``onbekend``, pupils."""
    offered = set(here.sites["vestigingscode"].to_numpy()[sites_offering(here, kind.code)].tolist())
    rows = (base.supply["kind"] == kind.code).to_numpy()
    supply = base.supply[rows].reset_index(drop=True)
    split = shared_split(base)[rows].reset_index(drop=True)
    codes = base.sites["vestigingscode"].to_numpy()[supply["site"].to_numpy(dtype=np.intp)]
    table = supply[["site", "onbekend"]].assign(code=codes, **{one: split[one] for one in _ESTIMATES})
    return table[~table["code"].isin(offered)].reset_index(drop=True)


def _nearest(here: Country, left: Int) -> tuple[Float, Int]:
    """Metres to the nearest of the sites that are left, and which it is (-1: none), per demand point."""
    n_points = len(here.points)
    if not left.size:
        return np.full(n_points, np.inf), np.full(n_points, -1, dtype=np.intp)
    metres = here.journeys.nearest_m([left[[n]] for n in range(left.size)])
    least = metres.min(axis=1)
    return least.astype(np.float64), np.where(np.isfinite(least), left[metres.argmin(axis=1)], np.intp(-1))


def _summed(site: Int, pupils: Float, n_sites: int) -> tuple[Float, float]:
    """Sum pupils ``(3, n)`` per site that they go to; also (the middle of) those who go nowhere."""
    goes = site >= 0
    sums = [np.bincount(site[goes], weights=one[goes], minlength=n_sites) for one in pupils]
    return np.asarray(sums, dtype=np.float64), float(pupils[0, ~goes].sum())


def _assumed(case: _Case, gone: pd.DataFrame) -> tuple[Float, float]:
    """Spread each closed site's pupils over the homes that it was the nearest for, by residents."""
    row = gone["site"].to_numpy(dtype=np.intp)
    base = case.base
    to_site = base.journeys.nearest_m([row[[n]] for n in range(row.size)])
    residents = base.pupils(case.kind.age)
    share = np.where((to_site <= case.metres[:, None]) & np.isfinite(to_site), residents[:, None], 0.0)
    total = share.sum(axis=0)
    nobody = np.flatnonzero(total <= 0)  # the nearest for nobody: from its own PC4
    share[base.situation.point_of_site[row[nobody]], nobody] = total[nobody] = 1.0
    home, column = np.nonzero(share)
    pupils = gone[list(_ESTIMATES)].to_numpy(dtype=np.float64).T[:, column]
    return _summed(case.nearest[home], pupils * (share[home, column] / total[column]), len(case.here.sites))


def _followed(case: _Case, flows: Flows, gone: pd.DataFrame) -> tuple[Float, float, float]:
    """Send each home's pupils where its other pupils go; scaled to what the supply counts at each site."""
    here = case.here
    position = pd.Series(np.arange(len(here.sites)), index=here.sites["vestigingscode"])
    now = pd.Series(flows.code).map(position).fillna(-1).to_numpy(dtype=np.intp)
    mine, other = np.isin(flows.code, gone["code"].to_numpy()), np.isin(now, case.left)
    point, count, code = flows.point[mine], flows.counts.mid[mine], flows.code[mine]
    moved = moves(point, flows.point[other], now[other], flows.counts.mid[other], case.nearest[point])
    known = pd.Series(count).groupby(code).sum()
    unknown = _without_home(here, case.kind, gone["code"]).reindex(known.index, fill_value=0.0)
    of_site = gone.set_index("code")
    whole = (known + unknown).reindex(of_site.index)
    origin = of_site.index.get_indexer(pd.Index(code[moved.row]))
    part = count[moved.row] * moved.share / whole.to_numpy()[origin]
    pupils = of_site[list(_ESTIMATES)].to_numpy(dtype=np.float64).T[:, origin] * part
    homeless = of_site["geschat"] * unknown.reindex(of_site.index) / whole
    extra, nowhere = _summed(moved.site, pupils, len(here.sites))
    return extra, float(homeless.sum()), nowhere


def _without_home(country: Country, kind: Kind, codes: pd.Series) -> pd.Series:
    """Pupils per site of whom no usable home is known, or who live outside the demand points."""
    rows = country.dataset[HERKOMST]
    rows = rows[(rows["soort"] == kind.code) & rows["vestigingscode"].isin(codes)]
    lost = rows[~rows["pc4"].isin(country.points["pc4"])]
    return lost.groupby("vestigingscode")["midden"].sum()
