"""Where homes and sites enter a network, and what that first stretch costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.network import Mode, Network, Quantity

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

#: Speed on the stretch between a place and the network, km/h: our own working values.
ACCESS_KMH: Final = {Mode.AUTO: 30.0, Mode.FIETS: 15.0}


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Per place one or more nodes at which a journey may enter or leave the network.

    Attributes
    ----------
    start
        Shape ``(n_places + 1,)``: the links of place ``p`` are ``start[p]:start[p + 1]``.
    node
        Shape ``(n_links,)``: node (position).
    distance_m, time_s
        Shape ``(n_links,)``: metres and seconds between place and node, straight to it.
    """

    start: Int
    node: Int
    distance_m: Float
    time_s: Float

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.start) - 1

    def cost(self, quantity: Quantity) -> Float:
        """Metres or seconds per link."""
        return self.distance_m if quantity is Quantity.DISTANCE else self.time_s

    def of(self, groups: list[Int]) -> Access:
        """Return places that stand for groups of these places: each with all links of its members.

        Examples
        --------
        >>> access = Access(np.arange(3), np.array([7, 8]), np.array([1.0, 2.0]), np.zeros(2))
        >>> both = access.of([np.array([1, 0]), np.array([1])])
        >>> both.start, both.node
        (array([0, 2, 3]), array([8, 7, 8]))
        """
        places = np.concatenate([np.zeros(0, dtype=np.intp), *groups]).astype(np.intp)
        size = np.diff(self.start)[places]
        links = np.repeat(self.start[:-1][places] - (np.cumsum(size) - size), size) + np.arange(size.sum())
        of_group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        count = np.bincount(of_group, weights=size, minlength=len(groups)).astype(np.intp)
        start = np.concatenate([[0], np.cumsum(count)])
        return Access(start, self.node[links], self.distance_m[links], self.time_s[links])


def one_each(node: Int, distance_m: Float, time_s: Float) -> Access:
    """Access of places that each have one link."""
    return Access(np.arange(len(node) + 1), node, distance_m, time_s)


def snapped(network: Network, easting: Float, northing: Float) -> Access:
    """Join each place to the nearest node, straight; the stretch counts in the journey.

    Parameters
    ----------
    network
        With one node or more.
    easting, northing
        Shape ``(n_places,)``, RD New metres.
    """
    metres, node = network.tree.query(np.column_stack([easting, northing]))
    return one_each(node, metres, metres / (ACCESS_KMH[network.origin.mode] / 3.6))
