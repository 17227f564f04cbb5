"""From roads as a reader found them to a network: checked, put together, small bits left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.crs import NETHERLANDS_RD, RD_NEW
from geo.errors import InputError
from geo.network import Edges, Mode, Network, Origin, build_network, without_small_components

Float = NDArray[np.float64]

PUBLISHER: Final = "OpenStreetMap-bijdragers, ODbL 1.0"
#: Less than this share of the nodes in the country: the file is about another place.
_MOSTLY: Final = 0.5
#: Components of fewer nodes than this share of all, and than so many, are left out.
_SMALL_SHARE: Final = 0.01
#: A road shorter than this share of its straight line was not measured in metres, or not from end to end.
_SHORTEST: Final = 0.5
#: No road between two junctions in the country is longer, metres.
_LONGEST_M: Final = 500_000.0
#: Share of the roads that may be shorter: a drawing fault here and there.
_MANY_SHORT: Final = 0.02
_SMALL_NODES: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """What a reader found for one mode.

    Attributes
    ----------
    origin
        What it is and where it comes from.
    easting, northing
        Shape ``(n_nodes,)``, RD New metres; a node that no edge uses is left out of the network.
    edges
        By positions in that order.
    names
        Of crossings.
    notices
        Dutch sentences about what was left out, mended or is doubtful.
    """

    origin: Origin
    easting: Float
    northing: Float
    edges: Edges
    names: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RoadReading:
    """A network and what its reader has to say about it, in Dutch sentences."""

    network: Network
    notices: tuple[str, ...]


def finish(subject: str, roads: Roads) -> RoadReading:
    """Make a network of roads and leave out what cannot be driven to and from.

    Parameters
    ----------
    subject
        File name or place, for messages.
    roads
        With sound lengths and times.

    Raises
    ------
    InputError
        If there is no road for this mode, or most lie outside the Netherlands.
    """
    mode = roads.origin.mode
    used = np.zeros(len(roads.easting), dtype=bool)
    used[roads.edges.tail] = True
    used[roads.edges.head] = True
    if not (roads.edges.tail != roads.edges.head).any():
        raise InputError(subject, [f"geen enkele weg die met {means(mode)} te gebruiken is; {_OTHER}"])
    refuse_elsewhere(subject, roads.easting[used], roads.northing[used])
    position = np.cumsum(used) - 1
    edges = Edges(
        position[roads.edges.tail],
        position[roads.edges.head],
        roads.edges.length_m,
        roads.edges.time_s,
        roads.edges.name,
        roads.edges.bend_start,
        roads.edges.bends,
    )
    _require_metres(subject, roads.easting[used], roads.northing[used], edges)
    whole = build_network(roads.origin, roads.easting[used], roads.northing[used], edges, roads.names)
    fewest = max(2, min(_SMALL_NODES, int(_SMALL_SHARE * len(whole))))
    network, dropped = without_small_components(whole, fewest)
    if not len(network.edges):
        raise InputError(subject, [f"er is met {means(mode)} nergens heen én weer te komen; {_OTHER}"])
    read = f"{count(len(network))} knopen en {count(len(network.edges))} wegvakken gelezen voor {mode}."
    notices = [read, *roads.notices]
    if dropped:
        parts = int((np.bincount(whole.components) < fewest).sum())
        many = "losse delen" if parts > 1 else "los deel"
        notices.append(
            f"{count(parts)} {many} van minder dan {fewest} knopen weggelaten, samen {count(dropped)} "
            "knopen: daar is niet heen én weer te komen."
        )
    return RoadReading(network, tuple(notices))


def _require_metres(subject: str, easting: Float, northing: Float, edges: Edges) -> None:
    """Refuse lengths that are no metres: much shorter than the straight line between the ends.

    Raises
    ------
    InputError
        Naming how many, and the first.
    """
    straight = np.hypot(
        easting[edges.tail] - easting[edges.head], northing[edges.tail] - northing[edges.head]
    )
    long = np.flatnonzero(edges.length_m > _LONGEST_M)
    if long.size:
        fault = (
            f"{count(long.size)} wegvakken zijn langer dan {_LONGEST_M / 1000:.0f} km (het eerste: "
            f"{edges.length_m[long[0]]:.3g} m); verwacht lengtes in meters; maak het bestand opnieuw"
        )
        raise InputError(subject, [fault])
    short = np.flatnonzero(edges.length_m < _SHORTEST * straight - 1)
    if short.size > _MANY_SHORT * len(edges):
        one = short[0]
        fault = (
            f"{count(short.size)} van de {count(len(edges))} wegvakken zijn korter dan hemelsbreed (het "
            f"eerste: {edges.length_m[one]:.0f} m om {straight[one]:.0f} m); verwacht lengtes in meters"
        )
        raise InputError(subject, [fault])


_OTHER: Final = "kies een bestand met wegen, of een andere modus"


def refuse_elsewhere(subject: str, easting: Float, northing: Float) -> None:
    """Refuse roads that lie outside the Netherlands.

    Parameters
    ----------
    subject
        File name or place, for messages.
    easting, northing
        RD New metres.

    Raises
    ------
    InputError
        If most nodes lie elsewhere, or one so far away that it has no place in RD New.
    """
    west, south, east, north = NETHERLANDS_RD
    inside = (easting >= west) & (easting <= east) & (northing >= south) & (northing <= north)
    finite = np.isfinite(easting) & np.isfinite(northing)
    if not easting.size or (inside.mean() >= _MOSTLY and finite.all()):
        return
    at = int(np.flatnonzero(~inside)[0])
    where = f"x {easting[at]:.0f}, y {northing[at]:.0f} in {RD_NEW}" if finite[at] else "buiten bereik van RD"
    fault = (
        f"{count(int((~inside).sum()))} van de {count(len(easting))} knopen liggen buiten Nederland "
        f"(de eerste: {where}); verwacht wegen in Nederland; kies een ander gebied, of bewaar het bestand "
        "met het juiste coördinatenstelsel"
    )
    raise InputError(subject, [fault])


def not_understood(values: Iterable[str]) -> list[str]:
    """Say which values of tags were not understood, with the most frequent as examples.

    Parameters
    ----------
    values
        One for each time, as "maxspeed=vijftig".

    Examples
    --------
    >>> not_understood(["maxspeed=?", "maxspeed=?", "duration=even"])
    ['3 waarden niet begrepen; de gewone waarde telt: maxspeed=? (2 keer), duration=even.']
    """
    counted = Counter(values)
    if not counted:
        return []
    shown = [f"{value} ({n} keer)" if n > 1 else value for value, n in counted.most_common(5)]
    total = counted.total()
    what = "1 waarde" if total == 1 else f"{count(total)} waarden"
    more = ", …" if len(counted) > len(shown) else ""
    return [f"{what} niet begrepen; de gewone waarde telt: {', '.join(shown)}{more}."]


def means(mode: Mode) -> str:
    """Return "de auto" or "de fiets"."""
    return f"de {mode.value}"


def count(number: int) -> str:
    """Write a number with Dutch marks for thousands.

    Examples
    --------
    >>> count(1234567)
    '1.234.567'
    """
    return f"{number:,}".replace(",", ".")
