"""Who has no facility within the own swv, swv by swv, and for whom that differs elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.country import Kind
from scenarios.study import Study


@dataclass(frozen=True, slots=True)
class WithoutOwn:
    """A swv without a site of a kind.

    Attributes
    ----------
    swv
        Its label.
    residents
        Residents of the age of the kind in it (estimate, persons).
    elsewhere
        Those of them who do have an own site in the other arrangement.
    """

    swv: str
    residents: float
    elsewhere: float


def without_own(study: Study, name: str, other: str, kind: Kind) -> tuple[WithoutOwn, ...]:
    """List the swv's of one arrangement without a site of a kind, those with most residents first.

    Parameters
    ----------
    name, other
        Ids of the arrangement and of the one it is held against.
    """
    position = study.country.situation.kinds.index(kind.code)
    layer = study.arrangement(name).layer(kind.layer)
    pupils, swv = study.country.pupils(kind.age), layer.of_points()
    lacks = ~study.distances(name).has_own[position]
    differs = lacks & study.distances(other).has_own[position]
    found = []
    for code in layer.codes:
        inside = swv == code
        if (residents := float(pupils[inside & lacks].sum())) > 0:
            found.append(WithoutOwn(layer.label(code), residents, float(pupils[inside & differs].sum())))
    return tuple(sorted(found, key=lambda one: (-one.residents, one.swv)))
