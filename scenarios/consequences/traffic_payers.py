"""Pupils of so and vso as DUO counts them by paying swv: known per swv of today, not within one.

Where a scenario keeps a swv whole, its traffic is known. Where it cuts one, nobody knows on
which side of the cut a pupil lives or goes to school: then a count has several options,
of which any may hold (`model.traffic.Options`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.dataset import BETALEND
from data.readers.betalend import YES
from model.actual import Counts
from model.traffic import Options
from scenarios.consequences.traffic_source import Source
from scenarios.consequences.traffic_streams import Apart, Ask, Stream
from scenarios.country import Country
from scenarios.flows import base_of, sites_offering
from scenarios.measures import Certainty

Int = NDArray[np.intp]

_STAND_IN: Final = (
    "Het betalend swv staat hier voor het swv van de woning: wie na de eerste inschrijving verhuist, houdt "
    "zijn betalend swv."
)
_ELSEWHERE: Final = (
    "Van een deel is alleen bekend dat het betalend swv niet dat van de vestiging is, niet welk: zij kunnen "
    "van elk ander swv zijn."
)
_OTHER_SITES: Final = "Vestigingen die het scenario opent, sluit of verplaatst tellen hier niet mee."
_NO_AREA: Final = "van of naar een swv zonder gebied in de regeling (landelijk naar richting, of nieuwer)"
_OTHER_LAYER: Final = "van of naar een swv van de andere laag (po en vo zijn niet te vergelijken)"


def paying_stream(ask: Ask) -> Stream:
    """Follow pupils by the swv of their home (else the paying one) and that of their school.

    Raises
    ------
    ValueError
        If nobody brought them.
    """
    country, kind = base_of(ask.study.country), ask.kind
    rows = country.dataset[BETALEND]
    rows = rows[rows["soort"] == kind.code].reset_index(drop=True)
    if rows.empty:
        raise ValueError(f"no pupils by paying swv of {kind.code}")
    areas = _areas(ask, country)
    ends = _ends(rows)
    fit = _fits(ends, areas, kind.layer)
    known = (fit == "").to_numpy()
    options, home, site = _options(ends[known].reset_index(drop=True), areas)
    year = int(rows["jaar"].max())
    told = (
        (_STAND_IN, bool((rows["swv_wonen"] == "").any())),
        (_ELSEWHERE, bool((ends[["van", "naar"]] == "").any(axis=None))),
        (_OTHER_SITES, any(ask.study.arrangement(one).plan is not None for one in (ask.base, ask.name))),
    )
    return Stream(
        kind,
        Source.PAYING,
        Options(_counts(ends[known]), options),
        home,
        site,
        site,
        tuple(Apart(why, _counts(ends[fit == why]).total) for why in sorted(set(fit) - {""})),
        Certainty.COUNTED.value,
        _origin(country),
        f"{year}-10-01" if year else "",
        tuple(note for note, holds in told if holds),
    )


def _origin(country: Country) -> str:
    for source in country.dataset.manifest.sources:
        if source["tabel"] == BETALEND:
            return f"{source['uitgever']}, {source['titel']}"
    return ""


def _ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each row from which swv to which; empty: some other than the paying one, or the site's."""
    payer, site, within = rows["swv_betalend"], rows["swv_vestiging"], rows["binnen"] == YES
    origin = rows["swv_wonen"].where(rows["swv_wonen"] != "", payer)
    return rows.assign(
        van=origin.where((origin != "") | ~within, site), naar=site.where((site != "") | ~within, payer)
    )


def _counts(rows: pd.DataFrame) -> Counts:
    low, mid, high = (rows[name].to_numpy(dtype=np.float64) for name in ("laag", "midden", "hoog"))
    return Counts(low, mid, high)


def _fits(ends: pd.DataFrame, areas: _Areas, layer: str) -> pd.Series[str]:
    """Say why the traffic of a row cannot be told; empty where it can."""
    codes = ends[["van", "naar"]]
    foreign = ((codes != "") & ~codes.isin(list(areas.homes))).any(axis=1)
    other = ((codes != "") & (codes.apply(lambda one: one.str[:2]) != layer.upper())).any(axis=1)
    why = pd.Series("", ends.index, dtype="str")
    return why.mask(foreign, _NO_AREA).mask(other, _OTHER_LAYER)


@dataclass(frozen=True, slots=True)
class _Areas:
    """Demand points that stand for the parts of each swv of today: for its homes, and for its sites."""

    homes: Mapping[str, Int]
    sites: Mapping[str, Int]


def _areas(ask: Ask, country: Country) -> _Areas:
    """Cut each swv of today in the parts that both arrangements have, one point for each."""
    study, kind = ask.study, ask.kind
    labels = [study.arrangement(one).layer(kind.layer).of_points() for one in (ask.base, ask.name)]
    today = country.points[f"swv_{kind.layer}"].fillna("").to_numpy(dtype=object).astype(str)
    parts = pd.DataFrame({"nu": today, "voor": labels[0], "na": labels[1]})
    populated = (country.pupils(kind.age) > 0) & (today != "")
    with_site = np.zeros(len(today), dtype=bool)
    with_site[country.situation.point_of_site[sites_offering(country, kind.code)]] = True
    homes = _first_points(parts[populated])
    sites = homes | _first_points(parts[with_site & (today != "")])
    return _Areas(homes, sites)


def _first_points(parts: pd.DataFrame) -> dict[str, Int]:
    first = parts.drop_duplicates()
    return {str(code): rows.index.to_numpy(dtype=np.intp) for code, rows in first.groupby("nu")}


def _options(ends: pd.DataFrame, areas: _Areas) -> tuple[Int, Int, Int]:
    """Give per row every pair of a part that its pupils may live in and one that they may go to."""
    told = zip(ends["van"], ends["naar"], ends["swv_betalend"], strict=True)
    found = [_pairs(van, naar, payer, areas) for van, naar, payer in told]
    row = np.repeat(np.arange(len(found), dtype=np.intp), [len(home) for home, _ in found])
    home, site = (
        np.concatenate([np.zeros(0, dtype=np.intp), *(one[side] for one in found)]) for side in (0, 1)
    )
    return row, home, site


def _pairs(van: str, naar: str, payer: str, areas: _Areas) -> tuple[Int, Int]:
    homes = areas.homes[van] if van else _all_but(naar, areas.homes)
    sites = areas.sites[naar] if naar else _all_but(payer, areas.sites)
    return np.repeat(homes, len(sites)), np.tile(sites, len(homes))


def _all_but(code: str, points: Mapping[str, Int]) -> Int:
    others = [some for other, some in points.items() if other != code]
    return np.concatenate([np.zeros(0, dtype=np.intp), *others])
