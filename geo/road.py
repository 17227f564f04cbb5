"""Journeys over a network of roads: a distance model like the straight line, with seconds as well.

Metres are those of the shortest way, seconds those of the fastest; the two may
take different roads, and may even lead to different sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.access import ACCESS_KMH, Access, snapped
from geo.condense import Core, condense
from geo.distance import Homes, Nearest, Pairs, Sites, pairs_of
from geo.network import Network, Quantity
from geo.search import Entrances, search

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

#: Metres per second, and seconds of waiting, within which nearly every journey of a limited length falls.
_SLOW = 5.0
_WAIT_S = 600.0

#: Memory for one batch of searches, bytes.
BATCH_BYTES = 128 * 2**20


class Joining(Protocol):
    """How homes and sites are joined to a network; each home has exactly one link."""

    def __call__(self, network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        """Return the access of homes and of sites, by nodes of the network."""
        ...


def at_nearest_node(network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
    """Join homes and sites to the nearest node; see `geo.access.snapped`."""
    return (
        snapped(network, homes.easting, homes.northing),
        snapped(network, sites.easting, sites.northing),
    )


@dataclass(frozen=True, slots=True)
class Within:
    """The way to a site of which nothing is known but that it stands in the home's own area: an estimate.

    Attributes
    ----------
    factor
        Of the home's intrazonal distance (`geo.distance.Homes`), which is straight.
    extra_m, extra_s
        Metres and seconds on top.
    """

    factor: float = 1.0
    extra_m: float = 0.0
    extra_s: float = 0.0


@dataclass(frozen=True, eq=False)
class RoadModel:
    """Distance and time over a network.

    Attributes
    ----------
    network
        Of one mode.
    intrazonal
        Whether a site that stands in for want of a location at a home's own
        point counts as that home's intrazonal distance, see `geo.distance.Homes`.
    error_share
        Differences below this share of a distance are within the network's error.
    joining
        How homes and sites are joined to it.
    within
        What `intrazonal` is over this network.
    """

    network: Network
    intrazonal: bool = True
    error_share: float = 0.0
    joining: Joining = at_nearest_node
    within: Within = Within()
    _prepared: dict[bytes, tuple[Entrances, Access]] = field(default_factory=dict, init=False, repr=False)

    @property
    def label(self) -> str:
        """Dutch name with mode and date."""
        return self.network.origin.label + ("" if self.intrazonal else ", zonder intrazonale afstand")

    @property
    def certainty(self) -> str:
        """As the network says: measured over mapped roads, or modelled."""
        return self.network.origin.certainty

    @property
    def source(self) -> str:
        """Publisher and licence, or how the network was modelled."""
        return self.network.origin.source

    @property
    def has_times(self) -> bool:
        """Every edge has seconds."""
        return True

    @property
    def local_speed(self) -> float:
        """Within a home's own area, metres per second."""
        return ACCESS_KMH[self.network.origin.mode] / 3.6

    def fingerprint(self) -> str:
        """Identify the network and how places are joined to it."""
        # a function goes by its name, a way of joining that has settings by those as well
        joined = getattr(self.joining, "__name__", None) or repr(self.joining)
        return f"road;3;{self.network.fingerprint};intrazonal={self.intrazonal};{joined};{self.within}"

    def own(self, homes: Homes) -> tuple[Float, Float]:
        """Metres and seconds from each home to a site that stands in at its own point."""
        metres = self.within.factor * homes.intrazonal_m
        return metres + self.within.extra_m, metres / self.local_speed + self.within.extra_s

    def between(self, homes: Homes, sites: Sites) -> RoadJourneys:
        """Condense the network to what journeys between these homes and sites need.

        Done once for the same homes: sites that come later enter what is left
        of the network where they can, which takes milliseconds.
        """
        whose = np.concatenate([homes.easting, homes.northing]).tobytes()
        ready = self._prepared.get(whose)
        if ready is not None and self.joining is at_nearest_node:  # homes stay where they were
            entrances, entered = ready
            of_sites = snapped(self.network, sites.easting, sites.northing)
        else:
            of_homes, of_sites = self.joining(self.network, homes, sites)
            entrances = ready[0] if ready is not None else self._condensed(of_homes, of_sites)
            entered = entrances.enter(of_homes)
            self._prepared.clear()
            self._prepared[whose] = entrances, entered
        own = self.own(homes) if self.intrazonal else None
        return RoadJourneys(entrances.core, entered, entrances.enter(of_sites), homes, sites, own)

    def _condensed(self, of_homes: Access, of_sites: Access) -> Entrances:
        backwards = self.network.reversed
        kept = np.zeros(len(backwards), dtype=bool)
        kept[of_homes.node] = True
        kept[of_sites.node] = True
        return Entrances(backwards, condense(backwards, kept))


@dataclass(frozen=True, eq=False)
class RoadJourneys:
    """Journeys over the core of a network.

    Attributes
    ----------
    core
        Of the network driven backwards.
    of_homes, of_sites
        Access by positions in the core.
    homes, sites
        As they were asked for.
    own
        Metres and seconds, shape ``(n_homes,)`` each, to a site at the home's own
        point; None where that rule is off.
    """

    core: Core
    of_homes: Access
    of_sites: Access
    homes: Homes
    sites: Sites
    own: tuple[Float, Float] | None

    def nearest(self, groups: Sequence[Int]) -> Nearest:
        """See `geo.distance.Journeys.nearest`."""
        metres, seconds = (self._nearest(list(groups), quantity) for quantity in Quantity)
        return Nearest(metres, seconds)

    def nearest_m(self, groups: Sequence[Int]) -> NDArray[np.float32]:
        """See `geo.distance.Journeys.nearest_m`."""
        return self._nearest(list(groups), Quantity.DISTANCE)

    def _nearest(self, groups: list[Int], quantity: Quantity) -> NDArray[np.float32]:
        found = np.full((len(self.homes), len(groups)), np.inf, dtype=np.float32)
        some = [column for column, members in enumerate(groups) if len(members)]
        most = max(1, BATCH_BYTES // self.bytes_per_group())
        for first in range(0, len(some), most):
            columns = some[first : first + most]
            found[:, columns] = self._at_homes(self.of_sites.of([groups[c] for c in columns]), quantity)
        if self.own is not None:
            self._put_own(found, groups, quantity)
        return found

    def to_sites(self, sites: Int, limit_m: float) -> Pairs:
        """See `geo.distance.Journeys.to_sites`."""
        found = []
        most = max(1, BATCH_BYTES // self.bytes_per_group())
        for first in range(0, len(sites), most):
            batch = sites[first : first + most]
            alone = [np.array([site]) for site in batch]
            metres = self._at_homes(self.of_sites.of(alone), Quantity.DISTANCE, limit_m)
            seconds = self._at_homes(self.of_sites.of(alone), Quantity.TIME, limit_m / _SLOW + _WAIT_S)
            slow = np.flatnonzero(((metres <= limit_m) & np.isinf(seconds)).any(axis=0))
            if slow.size:  # a ferry, or a crawl: what the limit left out is looked for without one
                again = self.of_sites.of([alone[one] for one in slow])
                seconds[:, slow] = self._at_homes(again, Quantity.TIME)
            if self.own is not None:
                own = np.flatnonzero(self.sites.home[batch] >= 0)
                at = self.sites.home[batch][own]
                metres[at, own], seconds[at, own] = self.own[0][at], self.own[1][at]
            home, column = np.nonzero((metres <= limit_m) & np.isfinite(metres))
            found.append((home, batch[column], metres[home, column], seconds[home, column]))
        return pairs_of(len(self.homes), limit_m, found, timed=True)

    def bytes_per_group(self) -> int:
        """See `geo.distance.Journeys.bytes_per_group`."""
        return 8 * (len(self.core) + 1) + 16 * len(self.homes)

    def _at_homes(self, sources: Access, quantity: Quantity, limit: float = np.inf) -> NDArray[np.float32]:
        """Shape ``(n_homes, n_sources)``."""
        found = search(self.core, sources, quantity, limit)
        at_homes = found[:, self.of_homes.node] + self.of_homes.cost(quantity)
        return np.asarray(at_homes.T, dtype=np.float32)

    def _put_own(self, found: NDArray[np.float32], groups: list[Int], quantity: Quantity) -> None:
        """Count a site that stands in at a home's own point as intrazonal, unless another is nearer."""
        own_at = self.sites.home
        asked = np.unique(own_at[np.concatenate(groups)]) if groups else own_at[:0]
        near = self._nearer_than_own(quantity, asked[asked >= 0])
        for column, members in enumerate(groups):
            within = np.zeros(len(self.sites), dtype=bool)
            within[members] = True
            for home in np.unique(own_at[members][own_at[members] >= 0]):
                site, value = near[int(home)]
                own = float(self._intrazonal(quantity)[home])
                found[home, column] = min([own, *value[within[site]]])

    def _intrazonal(self, quantity: Quantity) -> Float:
        if self.own is None:
            return np.zeros(len(self.homes))
        return self.own[0] if quantity is Quantity.DISTANCE else self.own[1]

    @cached_property
    def _nearer_known(self) -> dict[Quantity, dict[int, tuple[Int, Float]]]:
        return {quantity: {} for quantity in Quantity}

    def _nearer_than_own(self, quantity: Quantity, homes: Int) -> dict[int, tuple[Int, Float]]:
        """Per home with a site at its own point the other sites that are nearer than that one counts.

        Only the homes that are asked for are searched, each once: a what-if asks for few.
        """
        known = self._nearer_known[quantity]
        missing = np.array([home for home in homes.tolist() if home not in known], dtype=np.intp)
        known.update(self._nearer(quantity, missing))
        return known

    def _nearer(self, quantity: Quantity, homes: Int) -> dict[int, tuple[Int, Float]]:
        if not homes.size:
            return {}
        core, access = self.core, self.of_sites
        forward = csr_array((core.weight(quantity), core.head, core.start), shape=(len(core), len(core))).T
        graph = csr_array(forward)
        linked = np.flatnonzero(np.diff(access.start))
        found: dict[int, tuple[Int, Float]] = {}
        most = max(1, BATCH_BYTES // (8 * (len(core) + len(access.node) + 1)))
        for first in range(0, len(homes), most):
            batch = homes[first : first + most]
            limit = self._intrazonal(quantity)[batch]
            away = dijkstra(graph, indices=self.of_homes.node[batch], limit=float(limit.max()))
            away = away[:, access.node] + access.cost(quantity)
            to_site = np.minimum.reduceat(away, access.start[linked], axis=1)
            to_site += self.of_homes.cost(quantity)[batch][:, None]
            for row, home in enumerate(batch):
                nearer = linked[to_site[row] < limit[row]]
                nearer = nearer[self.sites.home[nearer] != home]
                found[int(home)] = nearer, to_site[row][np.searchsorted(linked, nearer)]
        return found
