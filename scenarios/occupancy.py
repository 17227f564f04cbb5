"""Pupils per site when fewer are expected: every site in proportion, and which fall below a minimum.

Nobody knows which site's pupils would go. In proportion is the plainest assumption; a site
whose pupils are counted together with another kind has an estimate, and so has what is left of it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.country import Country, Kind
from scenarios.demand import Expected, as_in_data, kind_of
from scenarios.enrolment import ESTIMATED, pupils_at, shared_split
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
    ``aantal`` and ``beoordeeld`` (sites, and those of them with known pupils); ``nu, na,
    na_laag, na_hoog`` (pupils); ``per_vestiging`` (pupils after, per judged site); ``onder_voor``
    and ``onder_na`` (below the minimum with the pupils of this kind; of a group, on average), and
    the latter with the high (``_minst``) and low (``_meest``) numbers; ``zekerheid``.
    """
    country = study.country_of(name)
    kind = kind_of(country, before.kind)
    rows = (country.supply["kind"] == kind.code).to_numpy()
    supply, split = country.supply[rows], shared_split(country)[rows]
    point = supply["point"].to_numpy(dtype=np.intp)
    sites = country.sites.iloc[supply["site"].to_numpy(dtype=np.intp)].reset_index(drop=True)
    counted = float(pupils_at(as_in_data(country), kind.code)[0].sum())
    factor = (1 - share) * before.total / counted if counted > 0 else float("nan")
    judged = (supply["aantal"] - supply["onbekend"]).to_numpy(dtype=float)
    now = split["geschat"].to_numpy(dtype=float)
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
        "na": factor * now,
        "na_laag": factor * split["laag"].to_numpy(dtype=float),
        "na_hoog": factor * split["hoog"].to_numpy(dtype=float),
        "per_vestiging": factor * each,
        "onder_voor": _below(each, minimum),
        "onder_na": _below(factor * each, minimum),
        "onder_na_minst": _below(factor * each * _ratio(split["hoog"], now), minimum),
        "onder_na_meest": _below(factor * each * _ratio(split["laag"], now), minimum),
        "zekerheid": ESTIMATED if share or factor != 1 else split["zekerheid"].to_numpy(),
    }
    return pd.DataFrame(table)


#: A factor that should be 1 may be off by rounding: a site at its minimum is not below it.
_DUST: Final = 1e-6


def _below(pupils: Float, minimum: float) -> NDArray[np.bool_]:
    below: NDArray[np.bool_] = pupils < minimum - _DUST
    return below


def _ratio(part: pd.Series, whole: Float) -> Float:
    ratio: Float = np.ones(len(whole))
    np.divide(part.to_numpy(dtype=float), whole, out=ratio, where=whole > 0)
    return ratio


def _also_there(country: Country, kind: Kind) -> list[str]:
    """Other kinds that count at each site of a kind, in the order of `Country.supply`."""
    supply = country.supply
    of_site = supply[supply["kind"] != kind.code].groupby("site")["kind"].agg(", ".join)
    return supply.loc[supply["kind"] == kind.code, "site"].map(of_site).fillna("").tolist()
