"""Real roads where there are any, the modelled network elsewhere, as one network.

A file with the roads of one province does not cover the country. Where its roads
come near a point of the modelled network, that point is joined to them and the
modelled links between such points go, except ferries and bridges between roads that do
not hang together; everywhere else the modelled links stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.access import ACCESS_KMH, Access, snapped
from geo.distance import Homes, Sites
from geo.network import Edges, Network, Origin, build_network
from geo.road import Joining, RoadModel

#: A place this near (metres) to a road of the real network is on it.
NEAR_M: Final = 1_500.0


@dataclass(frozen=True, slots=True, eq=False)
class SplicedJoining:
    """Join homes at their point of the modelled network, sites to a real road where one is near.

    Attributes
    ----------
    real
        The network of real roads; it tells which sites are near a road.
    elsewhere
        How other places are joined.
    """

    real: Network
    elsewhere: Joining

    def __repr__(self) -> str:
        """Identify what places are joined to."""
        return f"spliced;{self.real.fingerprint};{self.elsewhere!r}"

    def __call__(self, network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        """Return the access of homes and of sites; see `geo.road.Joining`."""
        of_homes, modelled = self.elsewhere(network, homes, sites)
        # a home on the real network gets there straight, over a link: the model's streets are not added
        covered = snapped(self.real, homes.easting, homes.northing).distance_m <= NEAR_M
        of_homes = _unless(of_homes, covered)
        modelled = _unless(modelled, (sites.home >= 0) & covered[sites.home])
        near = snapped(self.real, sites.easting, sites.northing)
        on_road = (near.distance_m <= NEAR_M) & (sites.home < 0)
        _, same = network.tree.query(
            np.column_stack([self.real.easting[near.node], self.real.northing[near.node]])
        )
        choice = [np.array([site + on * len(sites)]) for site, on in enumerate(on_road)]
        both = Access(
            np.concatenate([modelled.start, modelled.start[-1] + near.start[1:]]),
            np.concatenate([modelled.node, same]),
            np.concatenate([modelled.distance_m, near.distance_m]),
            np.concatenate([modelled.time_s, near.time_s]),
        )
        return of_homes, both.of(choice)


def _unless(access: Access, where: NDArray[np.bool_]) -> Access:
    """Let some places, which have one link each, enter at no cost."""
    of_link = np.repeat(where, np.diff(access.start))
    return Access(
        access.start,
        access.node,
        np.where(of_link, 0.0, access.distance_m),
        np.where(of_link, 0.0, access.time_s),
    )


def spliced(real: Network, modelled: RoadModel, error_share: float) -> RoadModel:
    """Put real roads in the modelled network.

    Parameters
    ----------
    real
        Roads of a part of the country.
    modelled
        The model over the modelled network of the whole, of the same mode.
    error_share
        Of the whole; see `geo.road.RoadModel`.

    Raises
    ------
    ValueError
        If the modes differ.
    """
    base = modelled.network
    if base.origin.mode is not real.origin.mode:
        raise ValueError("networks of different modes")
    to_road = snapped(real, base.easting, base.northing)
    covered = to_road.distance_m <= NEAR_M
    tail, head = base.edges.tail, base.edges.head
    # a ferry or bridge stays where the real roads do not lead from bank to bank
    component = real.components[to_road.node]
    over = np.zeros(len(base.edges), dtype=bool) if base.edges.name is None else base.edges.name >= 0
    needed = over & (component[tail] != component[head])
    kept = base.edges.take(np.flatnonzero(~(covered[tail] & covered[head]) | needed))
    inside, size = np.flatnonzero(covered), len(base)
    metres, seconds = (
        to_road.distance_m[inside],
        to_road.distance_m[inside] / (ACCESS_KMH[real.origin.mode] / 3.6),
    )
    roads = real.edges
    edges = Edges(
        np.concatenate([kept.tail, roads.tail + size, inside, to_road.node[inside] + size]),
        np.concatenate([kept.head, roads.head + size, to_road.node[inside] + size, inside]),
        np.concatenate([kept.length_m, roads.length_m, metres, metres]),
        np.concatenate([kept.time_s, roads.time_s, seconds, seconds]),
        _names(kept, roads, len(base.names), 2 * len(inside)),
        *_bends(kept, roads, 2 * len(inside)),
    )
    origin = Origin(
        f"{real.origin.name}, elders {base.origin.name}",
        real.origin.mode,
        base.origin.certainty,
        f"{real.origin.source}; elders {base.origin.source}",
        real.origin.peildatum,
    )
    network = build_network(
        origin,
        np.concatenate([base.easting, real.easting]),
        np.concatenate([base.northing, real.northing]),
        edges,
        base.names + real.names,
    )
    return replace(
        modelled,
        network=network,
        error_share=error_share,
        joining=SplicedJoining(real, modelled.joining),
    )


def _names(kept: Edges, roads: Edges, shift: int, links: int) -> NDArray[np.int32]:
    first = np.full(len(kept), -1) if kept.name is None else kept.name
    then = np.full(len(roads), -1) if roads.name is None else np.where(roads.name < 0, -1, roads.name + shift)
    return np.concatenate([first, then, np.full(links, -1)]).astype(np.int32)


def _bends(kept: Edges, roads: Edges, links: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Bends of the real roads only; modelled links are straight."""
    size = np.zeros(len(kept) + len(roads) + links, dtype=np.int64)
    bends = np.zeros((0, 2), dtype=np.float32)
    if roads.bend_start is not None and roads.bends is not None:
        size[len(kept) : len(kept) + len(roads)] = np.diff(roads.bend_start)
        bends = roads.bends
    return np.concatenate([[0], np.cumsum(size)]), bends
