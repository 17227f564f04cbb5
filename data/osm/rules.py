"""What the tags of a way mean for someone in a car or on a bicycle.

Which classes of road are open, and how fast, stands in ``data/tables/wegsoorten.csv``.
All speeds are our own working values, meant for a whole journey without jams:

- a car drives a share of the limit that depends on the class (bends, junctions
  and waiting included); where no limit is tagged, that of the class counts;
- a bicycle does 16 km/h everywhere;
- a ferry takes the duration on the map, else it does 8 km/h; waiting is not counted.

In the table ``mits`` means: only where a tag for this mode says so. Of service
roads the plain ones and alleys are kept; driveways, parking lots and the like
lead nowhere else and are left out. Roads for local traffic only (``destination``)
count as open: a journey between home and school begins or ends somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from data.osm.values import duration_s, limit_kmh
from data.reference import reference_rows
from geo.network import Mode

#: Speed on a bicycle, km/h.
CYCLING_KMH: Final = 16.0

FERRY: Final = "ferry"
UNNAMED_FERRY: Final = "veer zonder naam"

#: Tags that say who may use a way, the most general first: the last one present counts.
_ACCESS: Final = {
    Mode.AUTO: ("access", "vehicle", "motor_vehicle", "motorcar"),
    Mode.FIETS: ("access", "vehicle", "bicycle"),
}
#: Of those, the ones that open a class that is ``mits``.
_OWN: Final = {
    Mode.AUTO: ("vehicle", "motor_vehicle", "motorcar"),
    Mode.FIETS: ("vehicle", "bicycle"),
}
_OPEN: Final = frozenset({"yes", "designated", "permissive", "official", "destination", "public"})
_CLOSED: Final = frozenset(
    {
        "no", "private", "permit", "residents", "customers", "delivery", "agricultural", "forestry",
        "agricultural;forestry", "military", "emergency", "psv", "bus", "taxi", "staff", "employees",
        "dismount", "use_sidepath",
    }
)  # fmt: skip
_SERVICE_OUT: Final = frozenset(
    {
        "driveway",
        "parking_aisle",
        "parking",
        "drive-through",
        "emergency_access",
        "private",
        "layby",
        "slipway",
    }
)
_ONEWAY: Final = {
    Mode.AUTO: ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    Mode.FIETS: ("oneway:bicycle", "oneway"),
}
_DIRECTIONS: Final = {
    "yes": (True, False), "true": (True, False), "1": (True, False),
    "-1": (False, True), "reverse": (False, True),
    "no": (True, True), "false": (True, True), "0": (True, True), "alternating": (True, True),
    "reversible": (False, False),
}  # fmt: skip
_OPPOSITE: Final = frozenset({"opposite", "opposite_lane", "opposite_track"})
_LANES: Final = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_AGAINST: Final = ("cycleway:left:oneway", "cycleway:right:oneway")

#: Every tag that the rules look at; a reader need not keep any other.
TAGS: Final = tuple(
    dict.fromkeys(
        (
            "highway", "route", "area", "service", "junction", "motorroad", "maxspeed", "duration", "name",
            "tunnel", "tunnel:name", *_ACCESS[Mode.AUTO], *_ACCESS[Mode.FIETS], *_ONEWAY[Mode.AUTO],
            *_ONEWAY[Mode.FIETS], *_LANES, *_AGAINST,
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoadClass:
    """A row of ``wegsoorten.csv``.

    Attributes
    ----------
    allowed
        Per mode ``ja``, ``nee`` or ``mits`` (only where a tag says so).
    limit_kmh
        Where none is tagged.
    share
        Of the limit that is driven.
    """

    allowed: Mapping[Mode, str]
    limit_kmh: float
    share: float


@dataclass(frozen=True, slots=True)
class Passage:
    """How a way may be used.

    Attributes
    ----------
    forward, backward
        Whether along the way as it is drawn, and against it.
    kmh
        Speed.
    ferry
        Whether it is one.
    duration_s
        Of the whole way, where the map says so; it then counts instead of the speed.
    name
        Of a ferry or a tunnel, else empty.
    not_understood
        Tags whose value is no speed, duration or direction, as "maxspeed=vijftig".
    """

    forward: bool
    backward: bool
    kmh: float
    ferry: bool = False
    duration_s: float | None = None
    name: str = ""
    not_understood: tuple[str, ...] = ()


@cache
def road_classes() -> Mapping[str, RoadClass]:
    """Every class of road that someone may use, by its value of ``highway``, and ``ferry``."""
    return {
        row["wegsoort"]: RoadClass(
            {mode: row[mode.value] for mode in Mode}, float(row["limiet_kmh"]), float(row["aandeel"])
        )
        for row in reference_rows("wegsoorten")
    }


def passage(tags: Mapping[str, str], mode: Mode) -> Passage | None:
    """Say how a way may be used; None if not at all.

    Parameters
    ----------
    tags
        Of the way; only `TAGS` matter.
    mode
        Of travel.

    Examples
    --------
    >>> street = {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no", "maxspeed": "30"}
    >>> passage(street, Mode.AUTO)
    Passage(forward=True, backward=False, kmh=22.5, ferry=False, duration_s=None, name='', not_understood=())
    >>> passage(street, Mode.FIETS).backward
    True
    >>> passage({"highway": "footway"}, Mode.FIETS) is None
    True
    """
    ferry = tags.get("route") == FERRY
    kind = road_classes().get(FERRY if ferry else tags.get("highway", ""))
    if kind is None or not _allowed(tags, mode, kind):
        return None
    doubts: list[str] = []
    forward, backward = _directions(tags, mode, doubts)
    if not (forward or backward):
        return None
    if ferry:
        seconds = duration_s(tags["duration"]) if "duration" in tags else None
        if "duration" in tags and seconds is None:
            doubts.append(f"duration={tags['duration']}")
        name = tags.get("name", UNNAMED_FERRY)
        return Passage(forward, backward, kind.limit_kmh * kind.share, True, seconds, name, tuple(doubts))  # noqa: FBT003
    tunnel = tags.get("tunnel:name", "") if tags.get("tunnel", "no") != "no" else ""
    limits = [tags["maxspeed"]] if "maxspeed" in tags else []
    kmh = speed_kmh([tags["highway"]], limits, mode, doubts)
    return Passage(forward, backward, kmh, name=tunnel, not_understood=tuple(doubts))


def speed_kmh(kinds: Sequence[str], limits: Sequence[str], mode: Mode, doubts: list[str]) -> float:
    """Speed on a road, km/h.

    Parameters
    ----------
    kinds
        Values of ``highway``; the first known counts, else ``road``.
    limits
        Values of ``maxspeed``: their mean counts, for OSMnx joins stretches without saying how long each is.
    mode
        Of travel.
    doubts
        Is added to where a limit is not understood.

    Examples
    --------
    >>> speed_kmh(["tertiary"], ["50"], Mode.AUTO, []), speed_kmh(["tertiary"], ["50"], Mode.FIETS, [])
    (37.5, 16.0)
    """
    if mode is Mode.FIETS:
        return CYCLING_KMH
    classes = road_classes()
    kind = next((classes[name] for name in kinds if name in classes), classes["road"])
    found = []
    for text in limits:
        limit, understood = limit_kmh(text)
        if not understood:
            doubts.append(f"maxspeed={text}")
        elif limit is not None:
            found.append(limit)
    return kind.share * (sum(found) / len(found) if found else kind.limit_kmh)


def class_allows(kinds: Sequence[str], mode: Mode) -> bool:
    """Whether a road of one of these classes is open as a rule, or may be opened by a tag.

    Examples
    --------
    >>> class_allows(["cycleway"], Mode.AUTO), class_allows(["cycleway"], Mode.FIETS)
    (False, True)
    """
    classes = road_classes()
    return any(classes[name].allowed[mode] != "nee" for name in kinds if name in classes)


def cycles_against(tags: Mapping[str, str]) -> bool:
    """Whether cyclists may go both ways in a one-way street."""
    if "oneway:bicycle" in tags:
        return tags["oneway:bicycle"] in {"no", "false", "0"}
    lanes = any(tags.get(key) in _OPPOSITE for key in _LANES)
    return lanes or any(tags.get(key) == "-1" for key in _AGAINST)


def _allowed(tags: Mapping[str, str], mode: Mode, kind: RoadClass) -> bool:
    by_class = kind.allowed[mode]
    if by_class == "nee" or tags.get("area") == "yes" or tags.get("service") in _SERVICE_OUT:
        return False
    if mode is Mode.FIETS and tags.get("motorroad") == "yes":
        return False
    told = [tags[key] for key in _ACCESS[mode] if key in tags]
    if told and told[-1] in _CLOSED:
        return False
    if by_class == "ja":
        return True
    if mode is Mode.FIETS and kind is road_classes()[FERRY] and "bicycle" not in tags:
        mode = Mode.AUTO  # who takes cars takes bicycles
    return any(tags.get(key) in _OPEN for key in _OWN[mode])


def _directions(tags: Mapping[str, str], mode: Mode, doubts: list[str]) -> tuple[bool, bool]:
    ring = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    directions = (True, False) if ring else (True, True)
    key = next((key for key in _ONEWAY[mode] if key in tags), None)
    if key is not None and tags[key] not in _DIRECTIONS:
        doubts.append(f"{key}={tags[key]}")
    elif key is not None:
        directions = _DIRECTIONS[tags[key]]
    if mode is Mode.FIETS and directions != (True, True) and cycles_against(tags):
        return True, True
    return directions
