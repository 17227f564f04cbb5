"""What is asked when one looks for places: a kind, an area, how many, the best at what, for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.norms import ACCEPTABLE
from scenarios.places import PlaceKind, scenario_places, search, the_one
from scenarios.study import Study

Int = NDArray[np.intp]

#: Names for the country as an area.
COUNTRY: Final = ("nederland", "nl", "land")

#: In order of preference where a name fits more than one.
_AREAS: Final = (
    PlaceKind.JEUGDREGIO,
    PlaceKind.SWV,
    PlaceKind.SCENARIO_PO,
    PlaceKind.SCENARIO_VO,
    PlaceKind.SWV_PO,
    PlaceKind.SWV_VO,
    PlaceKind.GEMEENTE,
)


class Goal(StrEnum):
    """What the best places are the best at; the values are Dutch and can be shown."""

    DISTANCE = "afstand"
    COVERAGE = "dekking"


class Weight(StrEnum):
    """Who is counted."""

    RESIDENTS = "inwoners"
    PUPILS = "leerlingen"


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Where sites may open.

    Attributes
    ----------
    label
        Dutch: "Flevoland (jeugdregio)".
    points
        Demand points in it, positions.
    also
        Labels of other areas that the same text means.
    """

    label: str
    points: Int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked.

    Attributes
    ----------
    kind
        Code of the kind of facility.
    area
        Where sites may open.
    most
        Largest number of sites; every smaller number is answered too.
    goal
        Shortest mean distance (p-median), or most pupils within a norm (MCLP).
    norm
        ``thuisnabij`` or ``acceptabel``: within which pupils are counted, and the norm of `Goal.COVERAGE`.
    weight
        Residents of the age, or expected pupils of the kind.
    own_only
        Whether only sites in a home's own swv count, existing and new; else all, borders ignored.
    neighbours
        Whether the gain of homes outside the area counts too.
    assumptions
        For expected pupils.
    time_limit_s
        Seconds for each exact solve; 0 for the heuristic with its bound alone.
    """

    kind: str
    area: Area
    most: int = 3
    goal: Goal = Goal.DISTANCE
    norm: str = ACCEPTABLE
    weight: Weight = Weight.RESIDENTS
    own_only: bool = False
    neighbours: bool = False
    assumptions: Assumptions = field(default_factory=Assumptions)
    time_limit_s: float = 20.0


def area_of(study: Study, name: str, text: str) -> Area:
    """Find the area that a text means: jeugdregio, swv (of an arrangement or of today), gemeente or all.

    Raises
    ------
    UnknownNameError
        If nothing fits, several fit equally well, or it is a plaats or a postcode.
    """
    country = study.country
    if text.strip().lower() in COUNTRY:
        return Area("Nederland", np.arange(len(country.points), dtype=np.intp))
    found = search(country, text, scenario_places(study, name))
    fits = sorted((place for place in found if place.kind in _AREAS), key=lambda one: _AREAS.index(one.kind))
    if not fits:
        told = "noem een jeugdregio, een swv, een gemeente of 'nederland'"
        raise UnknownNameError(f"{found[0].label} is te klein om plekken in te zoeken; {told}")
    chosen = the_one(fits, text)
    return Area(chosen.label, chosen.points, tuple(one.label for one in fits if one is not chosen))
