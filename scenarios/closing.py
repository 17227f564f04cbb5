"""Where the pupils of a site most likely go when it closes: followed where homes are known, else assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.dataset import HERKOMST
from geo.errors import UnknownNameError
from model.actual import Counts, Interval, moves
from scenarios.country import Country
from scenarios.enrolment import shared_split
from scenarios.flows import (
    Flows,
    base_of,
    flows_of,
    measure_pairs,
    nearest_among,
    not_loaded,
    sites_offering,
    source_of,
)
from scenarios.measures import Certainty
from scenarios.study import Study

Int = NDArray[np.intp]
Float = NDArray[np.float64]

#: How it is known where pupils go.
OBSERVED: Final = "zoals andere leerlingen uit dezelfde postcode"
NEAREST: Final = "naar de dichtstbijzijnde die overblijft"
NO_SITE: Final = "geen vestiging over die te bereiken is"

_KM: Final = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """What most likely becomes of the pupils of a site that closes.

    Attributes
    ----------
    cells
        One row per home PC4 and site that its pupils go to: ``pc4, naar, naar_naam,
        leerlingen, laag, hoog, voor_km, na_km, hoe`` (pupils in the middle, at
        least and at most; `naar` is empty, and `na_km` infinite, where none is left).
    pupils
        Of the kind at the site, those without a known home too; NaN where nobody knows how many.
    unknown
        Those of them of whom no usable home is known: in no row.
    from_homes
        Whether homes are counted; else they are assumed to be where the site is the nearest of its kind.
    certainty
        Always gemodelleerd: nobody has been asked.
    source, peildatum
        Of the pupils; the peildatum is empty where the name of the source has it.
    note
        Dutch: what it rests on, and what to bring to know more.
    """

    cells: pd.DataFrame
    pupils: Interval
    unknown: Interval
    from_homes: bool
    certainty: str
    source: str
    peildatum: str
    note: str

    @property
    def table(self) -> pd.DataFrame:
        """One row per site that pupils go to, most pupils first; distances are means over those pupils."""
        cells = self.cells
        weight = cells["leerlingen"].to_numpy(dtype=np.float64)
        told = cells.assign(_voor=cells["voor_km"] * weight, _na=cells["na_km"] * weight)
        grouped = told.groupby(["naar", "naar_naam", "hoe"], sort=False)
        sums = grouped[["leerlingen", "laag", "hoog", "_voor", "_na"]].sum().reset_index()
        with np.errstate(invalid="ignore"):
            before, after = sums.pop("_voor") / sums["leerlingen"], sums.pop("_na") / sums["leerlingen"]
        result = sums.assign(voor_km=before, na_km=after)
        columns = ["naar", "naar_naam", "leerlingen", "laag", "hoog", "voor_km", "na_km", "hoe"]
        ordered = result.sort_values(["leerlingen", "naar"], ascending=[False, True])
        return ordered[columns].reset_index(drop=True)


def where_pupils_go(study: Study, name: str, site_code: str, kind: str) -> pd.DataFrame:
    """Table of where the pupils of a site most likely go when it closes; see `closing`."""
    return closing(study, name, site_code, kind).table


def closing(study: Study, name: str, site_code: str, kind: str) -> Closing:
    """Follow the pupils of a site that closes under a scenario, or that is closed in it already.

    Parameters
    ----------
    study
        With its country and distance model.
    name
        Id of the scenario: its sites are those that are left.
    site_code, kind
        Code of the site (in a grouped data set of the group), and of the kind that it no longer offers.

    Raises
    ------
    UnknownNameError
        If there is no such kind or site, or the site does not offer that kind.
    """
    here = study.country_of(name)
    base = base_of(study.country)
    there = _country_with(base, here, site_code, kind)
    left = sites_offering(here, kind)
    left = left[left != _row(here, site_code)]
    case = _Case(base, here, there, site_code, kind, _row(there, site_code), left)
    flows = flows_of(base, kind)
    if flows is not None and (flows.code == site_code).any():
        return _followed(case, flows)
    return _assumed(case)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A site that closes: in `there` it offers the kind (row `row`); in `here` the sites `left` do."""

    base: Country
    here: Country
    there: Country
    code: str
    kind: str
    row: int
    left: Int


def _country_with(base: Country, here: Country, code: str, kind: str) -> Country:
    """Return the country in which a site offers a kind: the scenario's, else the data set's."""
    if kind not in here.situation.kinds:
        raise UnknownNameError(f"onbekende soort '{kind}'; kies uit {', '.join(here.situation.kinds)}")
    for country in (here, base):
        if _row(country, code) in sites_offering(country, kind):
            return country
    offers = base.offers.loc[base.offers["vestigingscode"] == code, "soort"].tolist()
    if not offers and code not in set(here.sites["vestigingscode"]):
        raise UnknownNameError(f"onbekende vestiging '{code}'; kies een vestigingscode uit de gegevens")
    told = f"zij biedt {', '.join(offers)}" if offers else "zij biedt niets"
    raise UnknownNameError(
        f"vestiging '{code}' biedt geen {kind} met een plek op de kaart ({told}); kies een andere soort"
    )


def _row(country: Country, code: str) -> int:
    """Row of a site among those that count; -1 if it is not there."""
    found = np.flatnonzero((country.sites["vestigingscode"] == code).to_numpy())
    return int(found[0]) if found.size else -1


def _followed(case: _Case, flows: Flows) -> Closing:
    """Send each home's pupils where its other pupils of the kind go."""
    here = case.here
    mine = flows.code == case.code
    codes = here.sites["vestigingscode"]
    position = pd.Series(np.arange(len(codes)), index=codes)
    now = pd.Series(flows.code).map(position).fillna(-1).to_numpy(dtype=np.intp)
    other = np.isin(now, case.left) & ~mine
    point, counts = flows.point[mine], flows.counts.where(mine)
    nearest, _ = nearest_among(here, case.left, point)
    gone = moves(point, flows.point[other], now[other], flows.counts.mid[other], nearest)
    before = measure_pairs(case.there, point, np.full(point.size, case.row, dtype=np.intp))
    spread = _Spread(point[gone.row], gone.site, counts.where(gone.row).times(gone.share), before[gone.row])
    total, unknown = counts.total, _unknown(case)
    source, peildatum = source_of(case.base, case.kind)
    return Closing(
        _cells(here, spread, np.where(gone.observed, OBSERVED, NEAREST)),
        Interval(total.low + unknown.low, total.mid + unknown.mid, total.high + unknown.high),
        unknown,
        from_homes=True,
        certainty=Certainty.MODELLED.value,
        source=source,
        peildatum=peildatum,
        note=(
            "Waar leerlingen wonen is geteld; waar zij heen gaan is gemodelleerd: zoals de andere leerlingen "
            "van deze soort uit hun postcode, en anders naar de dichtstbijzijnde vestiging die overblijft."
        ),
    )


def _unknown(case: _Case) -> Interval:
    """Pupils of a site of whom no usable home is known."""
    rows = case.base.dataset[HERKOMST]
    rows = rows[(rows["vestigingscode"] == case.code) & (rows["soort"] == case.kind) & (rows["pc4"] == "")]
    low, mid, high = (float(rows[name].sum()) for name in ("laag", "midden", "hoog"))
    return Interval(low, mid, high)


def _assumed(case: _Case) -> Closing:
    """Spread the pupils of a site over the homes that it is the nearest for, by residents."""
    here, there = case.here, case.there
    pupils, told = _pupils_at(there, case.row, case.kind)
    homes, share, to_site, from_where = _assumed_homes(case)
    site, _ = nearest_among(here, case.left, homes)
    counts = Counts(pupils.low * share, pupils.mid * share, pupils.high * share)
    silent = (
        not_loaded(there, case.kind) or "Van deze vestiging noemt het geladen bestand geen woonpostcodes."
    )
    assumed = (
        f"Aangenomen: de leerlingen komen {from_where}, en gaan naar de dichtstbijzijnde die overblijft."
    )
    return Closing(
        _cells(here, _Spread(homes, site, counts, to_site), np.full(homes.size, NEAREST)),
        pupils,
        Interval(0.0, 0.0, 0.0),
        from_homes=False,
        certainty=Certainty.MODELLED.value,
        source=there.supply_sources.get(case.kind, ""),
        peildatum="",
        note=" ".join(part for part in (assumed, told, silent) if part),
    )


def _assumed_homes(case: _Case) -> tuple[Int, Float, NDArray[np.float32], str]:
    """Homes that a site is the nearest for, their shares, metres to it, and how to say so in Dutch."""
    to_site = case.there.journeys.nearest_m([np.array([case.row])])[:, 0]
    rest = np.full(len(to_site), np.float32(np.inf))
    if case.left.size:
        rest = case.here.journeys.nearest_m([case.left])[:, 0]
    age = next(one.age for one in case.there.kinds if one.code == case.kind)
    residents = case.there.pupils(age)
    homes = np.flatnonzero((to_site <= rest) & np.isfinite(to_site) & (residents > 0))
    if homes.size:
        told = "uit de postcodes waarvoor deze vestiging de dichtstbijzijnde is, naar rato van inwoners"
        return homes, residents[homes] / residents[homes].sum(), to_site[homes], told
    own = case.there.situation.point_of_site[[case.row]]
    told = "uit de eigen postcode, want voor geen enkele is deze vestiging de dichtstbijzijnde"
    return own, np.ones(1), to_site[own], told


def _pupils_at(country: Country, row: int, kind: str) -> tuple[Interval, str]:
    """Pupils of a kind at a site, and what to say of it; an interval where kinds are counted together.

    The middle is the estimate of `scenarios.enrolment.shared_split`, as everywhere; the ends are certain.
    """
    supply = country.supply
    position = int(np.flatnonzero((supply["site"] == row) & (supply["kind"] == kind))[0])
    offer = supply.iloc[position]
    own = float(offer["leerlingen"]) if np.isfinite(offer["leerlingen"]) else 0.0
    shared = float(offer["leerlingen_gedeeld"])
    if shared > 0:
        middle = float(shared_split(country)["geschat"].iloc[position])
        told = (
            f"De bron telt {shared:.0f} leerlingen van deze vestiging samen met een andere soort; de "
            "middenschatting deelt ze naar de gemiddelde omvang van vestigingen met één van beide."
        )
        return Interval(own, middle, own + shared), told
    if offer["onbekend"] > 0 and own == 0:
        return Interval(np.nan, np.nan, np.nan), "Hoeveel leerlingen deze vestiging heeft, is onbekend."
    return Interval(own, own, own), ""


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """Pupils per home and the site that they go to (-1: none), with the metres to the site that closes."""

    point: Int
    site: Int
    counts: Counts
    before_m: NDArray[np.float32]


def _cells(here: Country, spread: _Spread, how: NDArray[Any]) -> pd.DataFrame:
    codes, names = here.sites["vestigingscode"], here.sites.get("naam", here.sites["vestigingscode"])
    after = measure_pairs(here, spread.point, spread.site)
    there = (spread.site >= 0) & np.isfinite(after)
    place = np.where(there, spread.site, 0)

    def named(labels: pd.Series[str]) -> NDArray[Any]:
        told = labels.to_numpy(dtype=object)
        return np.where(there, told[place] if told.size else "", "")

    return pd.DataFrame(
        {
            "pc4": here.points["pc4"].to_numpy(dtype=object)[spread.point],
            "naar": named(codes),
            "naar_naam": named(names),
            "leerlingen": spread.counts.mid,
            "laag": spread.counts.low,
            "hoog": spread.counts.high,
            "voor_km": spread.before_m / _KM,
            "na_km": after / _KM,
            "hoe": np.where(there, how, NO_SITE),
        }
    )
