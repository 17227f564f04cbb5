"""Metres from every home to every site of a kind, measured once and kept.

A scenario that opens, closes or moves some sites shares all other columns with
the country of the study, so that a what-if costs only what it changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.distance import Progress, Sites
from scenarios.country import Country

Metres = NDArray[np.float32]
Positions = NDArray[np.intp]
#: Where a site stands: two sites that stand alike are equally far from everybody.
Spot = tuple[float, float, int]

#: Memory of what is kept per country, bytes; what was asked for longest ago goes first.
KEPT_BYTES: Final = 160 * 2**20
#: Memory for one batch of searches, bytes.
_BATCH_BYTES: Final = 64 * 2**20


@dataclass(slots=True)
class _Kept:
    """Per kind the spots of its sites and the metres to them."""

    by_kind: dict[str, tuple[list[Spot], Metres]] = field(default_factory=dict)

    def keep(self, kind: str, spots: list[Spot], metres: Metres) -> None:
        self.by_kind[kind] = spots, metres
        while len(self.by_kind) > 1 and sum(one.nbytes for _, one in self.by_kind.values()) > KEPT_BYTES:
            del self.by_kind[next(iter(self.by_kind))]


_kept: WeakKeyDictionary[Country, _Kept] = WeakKeyDictionary()


def metres_to_each(
    base: Country, country: Country, kind: str, sites: Positions, progress: Progress | None = None
) -> Metres:
    """Metres from every demand point to each of some sites.

    Parameters
    ----------
    base
        Country of the study; its columns are kept.
    country
        The same country as a scenario sees it, or `base` itself.
    kind
        Code of the kind that the sites offer; what is kept goes by it.
    sites
        Rows of `Country.sites` of `country`.
    progress
        Called as ``progress(done, total)``, in sites that have to be measured; may raise to stop.

    Returns
    -------
    Shape ``(n_points, n_sites)``, float32, infinite where a site cannot be reached; not to be written in.
    """
    kept = _kept.setdefault(base, _Kept())
    spots = _spots(country.situation.sites, sites)
    known, metres = kept.by_kind.get(kind, ([], np.zeros((len(country.points), 0), dtype=np.float32)))
    if known == spots:
        return metres
    column = {spot: place for place, spot in enumerate(known)}
    missing = np.array([place for place, spot in enumerate(spots) if spot not in column], dtype=np.intp)
    found = np.empty((len(country.points), len(sites)), dtype=np.float32)
    there = np.setdiff1d(np.arange(len(sites)), missing)
    found[:, there] = metres[:, [column[spots[place]] for place in there]]
    _measure(country, sites, missing, found, progress)
    if country is base or kind not in kept.by_kind:
        kept.keep(kind, spots, found)
    return found


def _spots(sites: Sites, which: Positions) -> list[Spot]:
    columns = (sites.easting[which].tolist(), sites.northing[which].tolist(), sites.home[which].tolist())
    return list(zip(*columns, strict=True))


def _measure(
    country: Country, sites: Positions, missing: Positions, found: Metres, progress: Progress | None
) -> None:
    """Fill the columns that are missing, a batch at a time."""
    journeys = country.journeys
    size = max(1, _BATCH_BYTES // max(1, journeys.bytes_per_group()))
    for first in range(0, len(missing), size):
        batch = missing[first : first + size]
        found[:, batch] = journeys.nearest_m([sites[[place]] for place in batch])
        if progress is not None:
            progress(min(first + size, len(missing)), len(missing))
