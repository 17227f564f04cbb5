"""Pupils per site and kind: counted where the source counts a kind alone, else estimated by a stated rule.

DUO gives one number for so and vso together, and for pro and vo. Such a number is
divided in the proportion of the kinds' mean sizes, over the sites (of the whole
country) whose pupils are counted for one kind alone:

    share(k) = mean size of k / sum of the mean sizes of the kinds counted together

The interval runs over that rule give or take twice its standard error, and over
the proportion of the pupils of those sites instead of their mean sizes. Sites
without a number count as none, and as one of mean size at the most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.country import Country

Float = NDArray[np.float64]

MEASURED, ESTIMATED = "gemeten", "geschat"

#: What `shared_split` gives per row of `Country.supply`.
SPLIT: Final = ("geschat", "laag", "hoog", "zekerheid")

#: Kinds that a source counts together, where sites are grouped and cannot tell it themselves.
TOGETHER: Final = (("so", "vso"), ("pro", "vo"))

#: The rule in one Dutch sentence, to show beside what rests on it.
RULE: Final = (
    "Leerlingen die de bron voor twee soorten samen telt (so en vso, pro en vo) zijn verdeeld naar de "
    "gemiddelde omvang van de vestigingen die voor één soort geteld zijn; vestigingen zonder leerlingtal "
    "tellen als 0, en in de bovengrens als een gemiddelde vestiging."
)


@dataclass(frozen=True, slots=True)
class Alone:
    """Sites of one kind whose pupils are counted for that kind alone.

    Attributes
    ----------
    sites, pupils
        How many there are in the data set, and their pupils.
    error
        Standard error of their mean size, pupils; NaN for fewer than two.
    """

    sites: int
    pupils: float
    error: float

    @property
    def mean(self) -> float:
        """Mean size, pupils per site; NaN without such sites."""
        return self.pupils / self.sites if self.sites else float("nan")


def counted_alone(offers: pd.DataFrame) -> dict[str, Alone]:
    """Sum up the offers whose pupils are counted for one kind alone.

    Parameters
    ----------
    offers
        ``aanbod``: ``soort`` and `data.supply.COUNTS`. Rows may be groups of sites: the
        variance of one site is then told by how much the groups' means differ.

    Examples
    --------
    >>> rows = {"soort": "so", "aantal": [1, 1], "gedeeld": 0, "onbekend": 0, "leerlingen": [80.0, 100.0]}
    >>> counted_alone(pd.DataFrame(rows))["so"]
    Alone(sites=2, pupils=180.0, error=10.0)
    """
    sites = offers["aantal"] - offers["gedeeld"] - offers["onbekend"]
    told = offers[(sites > 0) & offers["leerlingen"].notna()].assign(alleen=sites)
    found = {}
    for kind, rows in told.groupby("soort"):
        count, pupils = rows["alleen"].to_numpy(dtype=float), rows["leerlingen"].to_numpy(dtype=float)
        total, mean = count.sum(), pupils.sum() / count.sum()
        variance = float("nan")
        if len(rows) > 1:
            variance = float((count * np.square(pupils / count - mean)).sum() / (len(rows) - 1))
        found[str(kind)] = Alone(int(total), float(pupils.sum()), float(np.sqrt(variance / total)))
    return found


def share_of(kind: str, together: tuple[str, ...], alone: dict[str, Alone]) -> tuple[float, float, float]:
    """Share of a kind in pupils that are counted together: estimate, low and high.

    Where one of the kinds is nowhere counted alone nothing tells the shares: equal
    parts, anywhere from none to all.

    Examples
    --------
    Sites of 80 and of 120 pupils, two of the first kind for each of the second:

    >>> alone = {"so": Alone(20, 1600.0, 4.0), "vso": Alone(10, 1200.0, 6.0)}
    >>> [round(one, 3) for one in share_of("so", ("so", "vso"), alone)]
    [0.4, 0.366, 0.571]
    """
    if len(together) == 1:
        return 1.0, 1.0, 1.0
    known = [alone[one] for one in together if one in alone]
    if len(known) < len(together) or sum(one.mean for one in known) <= 0:
        return 1.0 / len(together), 0.0, 1.0
    mine = alone[kind]
    sizes = sum(one.mean for one in known)
    share = mine.mean / sizes
    others = sum(one.error**2 for one in known) - mine.error**2
    error = np.hypot((1 - share) * mine.error, share * np.sqrt(max(others, 0.0))) / sizes
    margin = 2 * float(error) if np.isfinite(error) else 1.0
    by_pupils = mine.pupils / sum(one.pupils for one in known)
    low = max(0.0, min(share - margin, by_pupils))
    return share, low, min(1.0, max(share + margin, by_pupils))


def shared_split(country: Country) -> pd.DataFrame:
    """Estimate the pupils of every row of `Country.supply`.

    The rule is taken from the sites of the data set, so that a scenario that closes or
    opens sites leaves the numbers of all others as they are.

    Returns
    -------
    Aligned with `Country.supply`: ``geschat`` (pupils of this kind, never NaN), ``laag``
    and ``hoog``, and ``zekerheid``: `MEASURED` where all pupils were counted for this kind
    alone, else `ESTIMATED`. Sites that only a scenario has count no pupils.

    Notes
    -----
    Over the kinds that are counted together ``geschat`` adds up to what was counted.
    """
    if (known := _kept.get(country)) is not None:
        return known
    rows = _of_data(country)
    supply = country.supply
    codes = country.sites["vestigingscode"].to_numpy()[supply["site"].to_numpy()]
    split = rows.reindex(pd.MultiIndex.from_arrays([codes, supply["kind"].to_numpy()]))
    split = split.reset_index(drop=True)
    split[["geschat", "laag", "hoog"]] = split[["geschat", "laag", "hoog"]].fillna(0.0)
    split["zekerheid"] = split["zekerheid"].fillna(ESTIMATED)
    _kept[country] = split
    return split


_kept: WeakKeyDictionary[Country, pd.DataFrame] = WeakKeyDictionary()


def _of_data(country: Country) -> pd.DataFrame:
    """Estimate the pupils of all offers of the data set, by site and kind."""
    offers = country.dataset["aanbod"]
    alone = counted_alone(offers)
    together = _together(offers, grouped=country.dataset.manifest.grouped)
    kinds = offers["soort"].tolist()
    pairs = sorted(set(zip(kinds, together, strict=True)))
    shares = {pair: share_of(pair[0], pair[1], alone) for pair in pairs}
    share = np.array([shares[pair] for pair in zip(kinds, together, strict=True)]).reshape(-1, 3)
    counted = offers["leerlingen"].fillna(0.0).to_numpy(dtype=float)
    shared = offers["leerlingen_gedeeld"].to_numpy(dtype=float)
    mean = np.array([alone[kind].mean if kind in alone else 0.0 for kind in kinds])
    unknown = offers["onbekend"].to_numpy(dtype=float)
    sure = (offers["gedeeld"].to_numpy() == 0) & (unknown == 0)
    return pd.DataFrame(
        {
            "geschat": counted + share[:, 0] * shared,
            "laag": counted + share[:, 1] * shared,
            "hoog": counted + share[:, 2] * shared + unknown * mean,
            "zekerheid": np.where(sure, MEASURED, ESTIMATED),
        },
        index=pd.MultiIndex.from_arrays([offers["vestigingscode"], offers["soort"]]),
    )


def _together(offers: pd.DataFrame, *, grouped: bool) -> list[tuple[str, ...]]:
    """Kinds that the pupils of each offer are counted together with, itself among them, sorted."""
    kinds = offers["soort"].tolist()
    if grouped:
        partners = {kind: tuple(sorted(pair)) for pair in TOGETHER for kind in pair}
        return [partners.get(kind, (kind,)) for kind in kinds]
    shared = offers[offers["gedeeld"] > 0]
    of_site = {code: tuple(sorted(found)) for code, found in shared.groupby("vestigingscode")["soort"]}
    codes = offers["vestigingscode"].tolist()
    return [of_site.get(code, (kind,)) for code, kind in zip(codes, kinds, strict=True)]


def pupils_at(country: Country, kind: str) -> tuple[Float, Float, Float]:
    """Pupils of a kind at the sites in each demand point: estimate, low and high, ``(n_points,)`` each.

    Of the placed sites that count under the settings of the country.
    """
    supply = country.supply
    here = (supply["kind"] == kind).to_numpy()
    split, point = shared_split(country)[here], supply["point"].to_numpy()[here]
    estimate, low, high = (
        np.bincount(point, weights=split[name].to_numpy(dtype=float), minlength=len(country.points)).astype(
            np.float64
        )
        for name in ("geschat", "laag", "hoog")
    )
    return estimate, low, high


def certainty(country: Country, kind: str) -> str:
    """Whether all pupils of a kind were counted for it alone (`MEASURED`) or partly estimated."""
    here = (country.supply["kind"] == kind).to_numpy()
    return MEASURED if (shared_split(country)["zekerheid"][here] == MEASURED).all() else ESTIMATED


def unknown_sites(country: Country, kind: str) -> int:
    """Return the number of placed sites of a kind whose pupils the source does not tell."""
    supply = country.supply
    return int(supply["onbekend"][supply["kind"] == kind].sum())
