"""From homes to sites: the interface of every distance model, and the straight line.

A road network fills the same interface; whoever asks for distances cannot
tell the models apart, except by the label that every figure carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Demand points.

    Attributes
    ----------
    easting, northing
        Shape ``(n_homes,)``, RD New metres.
    intrazonal_m
        Shape ``(n_homes,)``: distance to a site that stands at the very point,
        metres; see `geo.cells.intrazonal_m`.
    """

    easting: Float
    northing: Float
    intrazonal_m: Float

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.easting)


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Places that pupils travel to.

    Attributes
    ----------
    easting, northing
        Shape ``(n_sites,)``, RD New metres.
    home
        Shape ``(n_sites,)``: the home that the site was placed on for want of a
        better location, or -1 if it stands at a point of its own.
    """

    easting: Float
    northing: Float
    home: Int

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.easting)


class DistanceModel(Protocol):
    """What every distance model offers.

    Attributes
    ----------
    label
        Dutch name shown beside every figure, with the mode of travel.
    certainty
        gemeten, geschat or gemodelleerd.
    error_share
        Differences below this share of a distance are within the model's error.
    """

    @property
    def label(self) -> str: ...  # noqa: D102

    @property
    def certainty(self) -> str: ...  # noqa: D102

    @property
    def error_share(self) -> float: ...  # noqa: D102

    def fingerprint(self) -> str:
        """Identify the model and all its settings; equal text gives equal distances."""
        ...

    def nearest_m(
        self, homes: Homes, sites: Sites, groups: Sequence[Int], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Distance from each home to the nearest site of each group.

        Parameters
        ----------
        homes, sites
            Where pupils live and where they may go.
        groups
            Per group the positions of its sites; a site may be in several.
        progress
            Called as ``progress(done, total)`` now and then.

        Returns
        -------
        Shape ``(n_homes, n_groups)``, metres; infinite only where a group has
        no site that can be reached at all.
        """
        ...


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Straight line times a detour factor; always an estimate.

    Attributes
    ----------
    detour_factor
        Road distance over straight line. 1.3 is our own working value for the
        Dutch road network, until a network is loaded.
    intrazonal
        Whether a site that stands at a home's own point counts as half the
        radius of that home's cell instead of zero.

    Examples
    --------
    >>> homes = Homes(np.array([0.0]), np.array([0.0]), np.array([500.0]))
    >>> sites = Sites(np.array([3000.0, 0.0]), np.array([4000.0, 0.0]), np.array([-1, 0]))
    >>> StraightLine().nearest_m(homes, sites, [np.array([0]), np.array([0, 1])])
    array([[6500.,  500.]], dtype=float32)
    """

    detour_factor: float = 1.3
    intrazonal: bool = True

    @property
    def label(self) -> str:
        """Dutch name with its settings."""
        factor = f"{self.detour_factor:g}".replace(".", ",")
        return f"hemelsbreed × {factor}" + ("" if self.intrazonal else ", zonder intrazonale afstand")

    @property
    def certainty(self) -> str:
        """A straight line is never a measured journey."""
        return "geschat"

    @property
    def error_share(self) -> float:
        """A tenth: the spread of detour factors between regions, our own working value."""
        return 0.1

    def fingerprint(self) -> str:
        """Identify the model by its two settings."""
        return f"straight-line;detour={self.detour_factor!r};intrazonal={self.intrazonal}"

    def nearest_m(
        self, homes: Homes, sites: Sites, groups: Sequence[Int], progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """See `DistanceModel.nearest_m`; computed in float64, stored in float32."""
        nearest = np.full((len(homes), len(groups)), np.inf, dtype=np.float32)
        for column, members in enumerate(groups):
            if members.size:
                nearest[:, column] = self._to_group(homes, sites, members)
            if progress is not None:
                progress(column + 1, len(groups))
        return nearest

    def _to_group(self, homes: Homes, sites: Sites, members: Int) -> Float:
        nearest = np.full(len(homes), np.inf)
        for site in members:
            metres = self.detour_factor * np.hypot(
                homes.easting - sites.easting[site], homes.northing - sites.northing[site]
            )
            home = sites.home[site]
            if self.intrazonal and home >= 0:
                metres[home] = homes.intrazonal_m[home]
            np.minimum(nearest, metres, out=nearest)
        return nearest
