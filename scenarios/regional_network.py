"""A regional network: per jeugdregio one or a few specialised facilities are left.

Which of the existing sites stay is a choice: the largest, or those that leave the
region's expected pupils the least way together (the p-median among existing sites,
solved exactly wherever the solver proves it). It is a worked example, no advice; the
sites that would close are told, so that they can be made changes of a scenario.

Two effects stand apart and are never mixed. That of the sites: the nearest now against the
nearest kept one, both with borders ignored; fewer sites never bring anybody nearer. That
of the border: the nearest kept one of the own jeugdregio against the nearest kept one of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import Progress
from geo.errors import InputError
from model.gains import Reach, median_gains
from model.locate import best_choice
from model.travel import weighted_mean, weighted_quantile
from scenarios.assumptions import Assumptions
from scenarios.country import Country, Kind
from scenarios.demand import Expected, expected, kind_of
from scenarios.enrolment import ESTIMATED, shared_split
from scenarios.inclusion import require_specialised
from scenarios.site_changes import CloseSite
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: Seconds that the exact choice may take per region.
_SECONDS: Final = 5.0


class Keep(StrEnum):
    """Which of a region's sites stay."""

    LARGEST = "grootste"
    CENTRAL = "centraal"


@dataclass(frozen=True, slots=True)
class RegionKept:
    """What is left in one region.

    Attributes
    ----------
    code, name
        Of the jeugdregio.
    kept, closed
        Site codes (of groups of sites, where the data have those), sorted.
    expected
        Expected pupils who live in the region, in the year and after those who move to a regular school.
    kept_now
        Pupils that the kept sites count now (estimate).
    proven
        Whether no other choice of as many sites has a shorter way; True where there was no
        choice, and for `Keep.LARGEST` False unless all stay.
    """

    code: str
    name: str
    kept: tuple[str, ...]
    closed: tuple[str, ...]
    expected: float
    kept_now: float
    proven: bool

    @property
    def growth(self) -> float:
        """Expected pupils over what the kept sites count now; infinite where they count none."""
        return self.expected / self.kept_now if self.kept_now > 0 else float("inf")


@dataclass(frozen=True, slots=True, eq=False)
class RegionalNetwork:
    """The sites of one kind that are left, and the ways that follow.

    Attributes
    ----------
    kind, count, keep
        Code of the kind; sites per region; which of them.
    regions
        Per jeugdregio what stays; one without any site keeps none.
    pupils
        The pupils of the kind whom it concerns, by home.
    before_m, after_m
        Shape ``(n_points,)``, metres, borders ignored: to the nearest site now, and to the nearest kept one.
    within_m
        Shape ``(n_points,)``, metres to the nearest kept site of the own jeugdregio; where that keeps none
        which can be reached, to the nearest kept one of all. Never less than `after_m`.
    label, source, certainty
        What it is computed with; sources with their peildatum; *geschat*.
    """

    kind: str
    count: int
    keep: Keep
    regions: tuple[RegionKept, ...]
    pupils: Expected
    before_m: Float
    after_m: Float
    within_m: Float
    label: str
    source: str
    certainty: str = ESTIMATED

    @property
    def kept(self) -> tuple[str, ...]:
        """Codes of all sites that stay, sorted."""
        return tuple(sorted(code for one in self.regions for code in one.kept))

    @property
    def closed(self) -> tuple[str, ...]:
        """Codes of all sites that stop with the kind, sorted."""
        return tuple(sorted(code for one in self.regions for code in one.closed))

    def changes(self) -> tuple[CloseSite, ...]:
        """Return the closings as changes of a scenario: one, or none where all sites stay."""
        if not self.closed:
            return ()
        told = f"regionaal netwerk {self.kind}: {self.count} per jeugdregio, {self.keep}"
        return (CloseSite(omschrijving=told, vestigingen=self.closed, soorten=(self.kind,)),)

    def summary(self) -> dict[str, float]:
        """Sum up the ways: means and worst tenth before and after; the effect of the border apart.

        Returns
        -------
        ``leerlingen``, ``km_voor``, ``km_na``, ``p90_voor``, ``p90_na`` (km, borders ignored),
        ``verder`` (pupils for whom the sites that close make it more than 1 km further) with its mean
        ``verder_km``; ``km_binnen`` (to the nearest kept one of the own jeugdregio), ``grens_verder``
        (pupils for whom that is more than 1 km further than the nearest kept one) with its mean
        ``grens_verder_km``; ``vestigingen`` and ``gehouden``, ``regio_zonder`` (regions without a site).
        """
        weight = self.pupils.pupils
        told = self._told & (weight > 0)
        weight = weight[told]
        before, after, within = (one[told] / 1000 for one in (self.before_m, self.after_m, self.within_m))
        found = {
            "leerlingen": float(self.pupils.total),
            "km_voor": weighted_mean(before, weight),
            "km_na": weighted_mean(after, weight),
            "p90_voor": weighted_quantile(before, weight, 0.9),
            "p90_na": weighted_quantile(after, weight, 0.9),
        }
        for name, change in (("verder", after - before), ("grens_verder", within - after)):
            who = change > 1
            found[name] = float(weight[who].sum())
            found[f"{name}_km"] = weighted_mean(change[who], weight[who])
        return found | {
            "km_binnen": weighted_mean(within, weight),
            "vestigingen": float(len(self.kept) + len(self.closed)),
            "gehouden": float(len(self.kept)),
            "regio_zonder": float(sum(not one.kept for one in self.regions)),
        }

    @property
    def _told(self) -> NDArray[np.bool_]:
        """Points from which a site is reached now and later."""
        told: NDArray[np.bool_] = np.isfinite(self.before_m) & np.isfinite(self.after_m)
        return told

    def table(self, region: NDArray[np.object_]) -> pd.DataFrame:
        """One row per jeugdregio: what stays, its pupils and their ways.

        Parameters
        ----------
        region
            Shape ``(n_points,)``: jeugdregio of each point.
        """
        rows = []
        for one in self.regions:
            here = self._told & (region == one.code)
            weight = self.pupils.pupils[here]
            rows.append(
                {
                    "jeugdregio": one.code,
                    "naam": one.name,
                    "gehouden": ", ".join(one.kept),
                    "gehouden_aantal": len(one.kept),
                    "gesloten": len(one.closed),
                    "leerlingen": one.expected,
                    "gehouden_nu": one.kept_now,
                    "factor": one.growth,
                    "km_voor": weighted_mean(self.before_m[here] / 1000, weight),
                    "km_na": weighted_mean(self.after_m[here] / 1000, weight),
                    "km_binnen": weighted_mean(self.within_m[here] / 1000, weight),
                    "bewezen": one.proven,
                }
            )
        return pd.DataFrame(rows)


def regional_network(
    study: Study,
    name: str,
    kind_code: str,
    count: int,
    assumptions: Assumptions,
    *,
    keep: Keep = Keep.CENTRAL,
    progress: Progress | None = None,
) -> RegionalNetwork:
    """Keep so many sites of a kind per jeugdregio, and tell the ways that follow.

    Parameters
    ----------
    name
        Id of the arrangement whose sites there are to choose from.
    count
        Sites per jeugdregio, from 1; a region with fewer keeps them all.
    progress
        Told of every region; may raise to stop the work.

    Raises
    ------
    UnknownNameError
        If the kind does not exist.
    InputError
        If the kind is a regular one, `count` is below 1, or there is no site of the kind at all.
    """
    country = study.country_of(name)
    kind = kind_of(country, kind_code)
    require_specialised(kind)
    if count < 1:
        fault = f"aantal per jeugdregio {count}: verwacht 1 of meer; zonder vestiging is er geen netwerk"
        raise InputError("een regionaal netwerk", [fault])
    pupils = expected(country, kind.code, assumptions)
    sites = _sites_of(country, kind)
    if not len(sites.codes):
        raise InputError("een regionaal netwerk", [f"er is geen vestiging van {kind.code}"])
    region = country.region_of_point("jeugdregio")
    codes = sorted(set(region.tolist()) - {""})
    regions, chosen = [], []
    for done, code in enumerate(codes):
        one, places = _keep_in(country, sites, code, pupils, count=count, keep=keep)
        regions.append(one)
        chosen.append(places)
        if progress is not None:
            progress(done + 1, len(codes))
    after = sites.metres[:, np.concatenate(chosen)].min(axis=1)
    return RegionalNetwork(
        kind.code,
        count,
        keep,
        tuple(regions),
        pupils,
        sites.metres.min(axis=1),
        after,
        _within(sites, region, dict(zip(codes, chosen, strict=True)), after),
        f"{assumptions.describe()}; {count} per jeugdregio, {keep}",
        f"{pupils.source}; afstanden: {country.model.label}; jeugdregio's: {country.labels['jeugdregio']}",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sites:
    """Sites of one kind by code: row of `Country.sites`, point, pupils, metres from every home."""

    codes: NDArray[np.object_]
    site: Int
    point: Int
    pupils: Float
    metres: Float


def _sites_of(country: Country, kind: Kind) -> _Sites:
    rows = (country.supply["kind"] == kind.code).to_numpy()
    supply = country.supply[rows]
    site = supply["site"].to_numpy(dtype=np.intp)
    codes = country.sites["vestigingscode"].to_numpy(dtype=object)[site]
    order = np.argsort(codes.astype(str), kind="stable")
    site = site[order]
    metres = country.journeys.nearest_m([site[[n]] for n in range(len(site))])
    return _Sites(
        codes[order],
        site,
        supply["point"].to_numpy(dtype=np.intp)[order],
        shared_split(country)["geschat"].to_numpy(dtype=np.float64)[rows][order],
        metres.astype(np.float64),
    )


def _keep_in(
    country: Country, sites: _Sites, code: str, pupils: Expected, *, count: int, keep: Keep
) -> tuple[RegionKept, Int]:
    """Choose what stays in one region; also the positions among the sites."""
    region = country.region_of_point("jeugdregio")
    homes = np.flatnonzero(region == code)
    there = np.flatnonzero(region[sites.point] == code)
    by_size = there[np.argsort(-sites.pupils[there], kind="stable")]
    proven = len(there) <= count
    if proven or keep is Keep.LARGEST:
        chosen = by_size[:count]
    else:
        places, proven = _most_central(sites.metres[np.ix_(homes, there)], pupils.pupils[homes], count)
        chosen = there[places]
        # sites that shorten nobody's way are as good as any: the largest then
        spare = by_size[~np.isin(by_size, chosen)][: count - len(chosen)]
        chosen = np.concatenate([chosen, spare])
    closed = np.setdiff1d(there, chosen)
    name = country.region_names.get(code, code)
    kept = RegionKept(
        code,
        name,
        tuple(sorted(map(str, sites.codes[chosen]))),
        tuple(sorted(map(str, sites.codes[closed]))),
        float(pupils.pupils[homes].sum()),
        float(sites.pupils[chosen].sum()),
        proven,
    )
    return kept, chosen


def _most_central(metres: Float, weight: Float, count: int) -> tuple[Int, bool]:
    """Return the p-median of a region among its sites, and whether it is proven to be the best."""
    home, site = np.nonzero(np.isfinite(metres))
    nothing = np.full(len(metres), np.inf)
    reach = Reach(nothing, weight, home, site, metres[home, site], metres.shape[1])
    choice = best_choice(median_gains(reach), count, _SECONDS)
    return np.array(choice.sites, dtype=np.intp), choice.is_proven


def _within(sites: _Sites, region: NDArray[np.object_], chosen: dict[str, Int], nearest_m: Float) -> Float:
    """Metres from each point to the nearest kept site of its own region, else to the nearest kept one."""
    within = nearest_m.copy()
    for code, places in chosen.items():
        homes = np.flatnonzero(region == code)
        if places.size:
            own = sites.metres[np.ix_(homes, places)].min(axis=1)
            within[homes] = np.where(np.isfinite(own), own, within[homes])
    return within
