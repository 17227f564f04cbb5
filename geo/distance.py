"""From homes to sites: the interface of every distance model, and the straight line.

A road network (`geo.road`) fills the same interface; whoever asks for distances cannot
tell the models apart, except by the label that every figure carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
    zone
        Shape ``(n_sites,)``: the home whose area (PC4) the site lies in by its address.
    """

    easting: Float
    northing: Float
    home: Int
    zone: Int

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.easting)


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Journeys from each home to the nearest site of each group.

    Attributes
    ----------
    distance_m
        Shape ``(n_homes, n_groups)``, metres; infinite only where a group has no
        site that can be reached at all.
    time_s
        Seconds, likewise, of the fastest journey (which may lead to another site);
        None for a model that knows no times.
    """

    distance_m: NDArray[np.float32]
    time_s: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All pairs of a home and a site within a limit, in compressed sparse rows over homes.

    Attributes
    ----------
    limit_m
        The limit, metres; pairs that are not here are further apart.
    start
        Shape ``(n_homes + 1,)``: the pairs of home ``i`` are ``start[i]:start[i + 1]``.
    site
        Shape ``(n_pairs,)``: positions of sites, ascending within a home.
    distance_m
        Shape ``(n_pairs,)``, metres.
    time_s
        Shape ``(n_pairs,)``, seconds of the fastest journey; None where no times are known.
    """

    limit_m: float
    start: NDArray[np.int64]
    site: NDArray[np.int32]
    distance_m: NDArray[np.float32]
    time_s: NDArray[np.float32] | None = None


class Journeys(Protocol):
    """Journeys between given homes and sites; can be sent to another process."""

    def nearest(self, groups: Sequence[Int]) -> Nearest:
        """Journeys from each home to the nearest site of each group.

        Parameters
        ----------
        groups
            Per group the positions of its sites; a site may be in several.
        """
        ...

    def nearest_m(self, groups: Sequence[Int]) -> NDArray[np.float32]:
        """Metres of `nearest` alone, for who asks for no seconds: over roads that is half the work."""
        ...

    def to_sites(self, sites: Int, limit_m: float) -> Pairs:
        """Journeys from each home to some sites, one by one, as far as they are within a limit.

        Parameters
        ----------
        sites
            Positions of sites, ascending.
        limit_m
            Metres.
        """
        ...

    def bytes_per_group(self) -> int:
        """Memory that one group takes while it is searched, to size batches by."""
        ...


class DistanceModel(Protocol):
    """What every distance model offers.

    Attributes
    ----------
    label
        Dutch name shown beside every figure, with the mode of travel.
    certainty
        gemeten, geschat or gemodelleerd.
    source
        Where it comes from, in Dutch: publisher and licence, or how it was made.
    error_share
        Differences below this share of a distance are within the model's error.
    has_times
        Whether journeys have seconds.
    """

    @property
    def label(self) -> str: ...  # noqa: D102

    @property
    def certainty(self) -> str: ...  # noqa: D102

    @property
    def source(self) -> str: ...  # noqa: D102

    @property
    def error_share(self) -> float: ...  # noqa: D102

    @property
    def has_times(self) -> bool: ...  # noqa: D102

    def fingerprint(self) -> str:
        """Identify the model and all its settings; equal text gives equal distances."""
        ...

    def between(self, homes: Homes, sites: Sites) -> Journeys:
        """Prepare the journeys between these homes and sites."""
        ...


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Straight line times a detour factor; always an estimate.

    Attributes
    ----------
    detour_factor
        Road distance over straight line. 1.3 is our own working value for the
        Dutch road network.
    intrazonal
        Whether a site that stands at a home's own point counts as half the
        radius of that home's cell instead of zero.

    Examples
    --------
    >>> homes = Homes(np.array([0.0]), np.array([0.0]), np.array([500.0]))
    >>> sites = Sites(np.array([3000.0, 0.0]), np.array([4000.0, 0.0]), np.array([-1, 0]), np.array([0, 0]))
    >>> StraightLine().between(homes, sites).nearest([np.array([0]), np.array([0, 1])]).distance_m
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
    def source(self) -> str:
        """Nobody published it."""
        return "eigen werkwaarde"

    @property
    def error_share(self) -> float:
        """A tenth: the spread of detour factors between regions, our own working value."""
        return 0.1

    @property
    def has_times(self) -> bool:
        """A straight line has no speed."""
        return False

    def fingerprint(self) -> str:
        """Identify the model by its two settings."""
        return f"straight-line;detour={self.detour_factor!r};intrazonal={self.intrazonal}"

    def between(self, homes: Homes, sites: Sites) -> StraightJourneys:
        """See `DistanceModel.between`."""
        return StraightJourneys(self, homes, sites)


@dataclass(frozen=True, slots=True, eq=False)
class StraightJourneys:
    """Straight lines between homes and sites; computed in float64, given in float32.

    Attributes
    ----------
    model, homes, sites
        As they were asked for.
    """

    model: StraightLine
    homes: Homes
    sites: Sites

    def nearest(self, groups: Sequence[Int]) -> Nearest:
        """See `Journeys.nearest`."""
        nearest = np.full((len(self.homes), len(groups)), np.inf, dtype=np.float32)
        for column, members in enumerate(groups):
            for site in members:
                np.minimum(nearest[:, column], self._to_site(site), out=nearest[:, column])
        return Nearest(nearest)

    def nearest_m(self, groups: Sequence[Int]) -> NDArray[np.float32]:
        """See `Journeys.nearest_m`."""
        return self.nearest(groups).distance_m

    def to_sites(self, sites: Int, limit_m: float) -> Pairs:
        """See `Journeys.to_sites`."""
        found = []
        for site in sites:
            metres = self._to_site(site)
            near = np.flatnonzero(metres <= limit_m)
            found.append((near, np.full(near.size, site), metres[near]))
        return pairs_of(len(self.homes), limit_m, found)

    def bytes_per_group(self) -> int:
        """See `Journeys.bytes_per_group`."""
        return 16 * len(self.homes)

    def _to_site(self, site: int) -> NDArray[np.float32]:
        homes, sites = self.homes, self.sites
        metres = self.model.detour_factor * np.hypot(
            homes.easting - sites.easting[site], homes.northing - sites.northing[site]
        )
        home = sites.home[site]
        if self.model.intrazonal and home >= 0:
            metres[home] = homes.intrazonal_m[home]
        return np.asarray(metres, dtype=np.float32)


def pairs_of(
    n_homes: int,
    limit_m: float,
    found: Sequence[tuple[NDArray[Any], ...]],
    *,
    timed: bool = False,
) -> Pairs:
    """Put ``(homes, sites, metres)``, or with seconds behind them where `timed`, in rows over homes."""
    empty = [np.zeros(0, dtype=kind) for kind in (np.intp, np.intp, np.float32, np.float32)]
    columns = [
        np.concatenate([none, *(one[n] for one in found)]) for n, none in enumerate(empty[: 3 + timed])
    ]
    order = np.lexsort((columns[1], columns[0]))
    start = np.concatenate([[0], np.cumsum(np.bincount(columns[0], minlength=n_homes))]).astype(np.int64)
    site = columns[1][order].astype(np.int32)
    return Pairs(limit_m, start, site, columns[2][order], columns[3][order] if timed else None)
