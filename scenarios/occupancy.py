"""Pupils per site when fewer are expected: every site in proportion, and which fall below a minimum.

Nobody knows which site's pupils would go. In proportion is the plainest assumption; a site
whose pupils are counted together with another kind has an estimate, and so has what is left of it.
Pupils of a site that a scenario closes count at the sites that are left (`scenarios.closed_pupils`).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.closed_pupils import closed_pupils
from scenarios.country import Country, Kind
from scenarios.demand import Expected, as_in_data, kind_of
from scenarios.enrolment import ESTIMATED, pupils_at, shared_split
from scenarios.measures import Certainty
from scenarios.study import Study

Float = NDArray[np.float64]


def site_occupancy(
    study: Study, name: str, before: Expected, share: float, *, minimum: float
) -> pd.DataFrame:
    r"""Tell the pupils per site of a kind, now and when a share has gone: every site in proportion.

    .. math:: n_f' = n_f \, (1 - s) \, M / N

    with :math:`M` the pupils expected in the year and :math:`N` those at all sites of the data.

    Parameters
    ----------
    before
        Expected pupils of the kind had nobody gone.
    share
        Share who have gone, 0 to 1.
    minimum
        Least pupils of a site; NaN: no site is below it.

    Returns
    -------
    Per site, or group of sites: ``vestigingscode, naam, pc4, gemeentecode, jeugdregio, swv``;
    ``andere_soorten`` (kinds under the same roof; empty where the data have groups of sites);
    ``aantal`` and ``beoordeeld`` (sites, and those of them with known pupils); ``nu`` (pupils),
    ``erbij`` (those of them who come from closed sites), ``na, na_laag, na_hoog``;
    ``per_vestiging`` (pupils after, per judged site); ``onder_voor``
    and ``onder_na`` (below the minimum with the pupils of this kind; of a group, on average), and
    the latter with the high (``_minst``) and low (``_meest``) numbers; ``zekerheid``.
    """
    country = study.country_of(name)
    kind = kind_of(country, before.kind)
    joined = closed_pupils(country, kind).extra
    rows = (country.supply["kind"] == kind.code).to_numpy()
    supply, split = country.supply[rows], shared_split(country)[rows]
    point = supply["point"].to_numpy(dtype=np.intp)
    site = supply["site"].to_numpy(dtype=np.intp)
    sites = country.sites.iloc[site].reset_index(drop=True)
    counted = float(pupils_at(as_in_data(country), kind.code)[0].sum())
    factor = (1 - share) * before.total / counted if counted > 0 else float("nan")
    judged = (supply["aantal"] - supply["onbekend"]).to_numpy(dtype=float)
    now, low, high = (
        split[one].to_numpy(dtype=float) + extra[site]
        for one, extra in zip(("geschat", "laag", "hoog"), joined, strict=True)
    )
    certainty = split["zekerheid"].to_numpy(dtype=object)
    if share or factor != 1:
        certainty = np.full(len(now), ESTIMATED, dtype=object)
    each = np.divide(now, judged, out=np.full(len(now), np.nan), where=judged > 0)
    table: dict[str, Any] = {
        "vestigingscode": sites["vestigingscode"],
        "naam": sites["naam"] if "naam" in sites else sites["vestigingscode"],
        "pc4": sites["pc4"],
        "gemeentecode": country.gemeente_of_point[point],
        "jeugdregio": country.region_of_point("jeugdregio")[point],
        "swv": study.arrangement(name).layer(kind.layer).of_points()[point],
        "andere_soorten": _also_there(country, kind),
        "aantal": supply["aantal"].to_numpy(dtype=int),
        "beoordeeld": judged.astype(int),
        "nu": now,
        "erbij": joined[0][site],
        "na": factor * now,
        "na_laag": factor * low,
        "na_hoog": factor * high,
        "per_vestiging": factor * each,
        "onder_voor": _below(each, minimum),
        "onder_na": _below(factor * each, minimum),
        "onder_na_minst": _below(factor * each * _ratio(high, now), minimum),
        "onder_na_meest": _below(factor * each * _ratio(low, now), minimum),
        "zekerheid": np.where(joined[0][site] > 0, Certainty.MODELLED.value, certainty),
    }
    return pd.DataFrame(table)


#: A factor that should be 1 may be off by rounding: a site at its minimum is not below it.
_DUST: Final = 1e-6


def _below(pupils: Float, minimum: float) -> NDArray[np.bool_]:
    below: NDArray[np.bool_] = pupils < minimum - _DUST
    return below


def _ratio(part: Float, whole: Float) -> Float:
    ratio: Float = np.ones(len(whole))
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def _also_there(country: Country, kind: Kind) -> list[str]:
    """Other kinds that count at each site of a kind, in the order of `Country.supply`."""
    supply = country.supply
    of_site = supply[supply["kind"] != kind.code].groupby("site")["kind"].agg(", ".join).to_dict()
    return [of_site.get(site, "") for site in supply.loc[supply["kind"] == kind.code, "site"]]
