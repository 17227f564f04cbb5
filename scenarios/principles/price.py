"""The price of nesting: who loses a facility of the own swv, and who would if swv's were cut.

A facility counts as there when the own swv has a site of the kind, however far. Residents of the age
stand for pupils. The same residents as *eigen_verloren* of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.travel import weighted_mean
from scenarios.consequences.succession import Body, body_of_points
from scenarios.country import Country, Kind
from scenarios.principles.jeugdregio import departing
from scenarios.principles.reach import numbered
from scenarios.principles.words import weighed
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]
Labels = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Lost:
    """A swv of a scenario without a facility that its residents had in their former swv.

    Attributes
    ----------
    kind, body
        The kind; the swv of the scenario.
    residents
        Those who lose it (estimate, persons).
    along_region
        Those of them whose former swv has no site of the kind within their own jeugdregio: a
        jeugdregio border lies between them and every facility that they lose.
    own_km
        Mean distance to the facility that they lose; NaN where nobody could reach it.
    free_km
        Mean distance to the nearest, whose ever it is; a change of borders leaves it as it is.
    held_by
        Swv's of the scenario that now have the sites.
    """

    kind: Kind
    body: Body
    residents: float
    along_region: float
    own_km: float
    free_km: float
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WouldLose:
    """A part of a swv that a cut along the jeugdregio's would leave without a facility.

    Attributes
    ----------
    kind, body
        The kind; the swv, that lies in more than one jeugdregio.
    region
        Code of the jeugdregio of the part.
    residents
        Of the age in the part (estimate, persons).
    own_km, free_km
        Mean distance to the swv's own facility, and to the nearest whose ever it is.
    site_regions
        Jeugdregio's where the swv does have sites.
    """

    kind: Kind
    body: Body
    region: str
    residents: float
    own_km: float
    free_km: float
    site_regions: tuple[str, ...]


def lost(study: Study, base: str, name: str) -> tuple[Lost, ...]:
    """List who loses a facility by a change of borders: so and vso first, within a kind most residents first.

    Parameters
    ----------
    base, name
        Ids of the arrangements before and after, with the same sites.
    """
    return tuple(
        one
        for kind in _weighed(study.country)
        for one in sorted(_lost(study, base, name, kind), key=lambda one: (-one.residents, one.body))
    )


def _weighed(country: Country) -> list[Kind]:
    return sorted(country.kinds, key=lambda kind: weighed(kind.code))


def _lost(study: Study, base: str, name: str, kind: Kind) -> Iterator[Lost]:
    country, position = study.country_of(name), study.country.situation.kinds.index(kind.code)
    was, now = study.distances(base), study.distances(name)
    pupils = country.pupils(kind.age)
    gone = was.has_own[position] & ~now.has_own[position] & (pupils > 0)
    if not gone.any():
        return
    (before, _), (after, bodies) = (
        numbered(body_of_points(study.arrangement(one), kind.layer)) for one in (base, name)
    )
    at_sites, region = site_points(country, kind), country.region_of_point("jeugdregio")
    with_site = {(before[point], region[point]) for point in at_sites}
    for number in sorted(set(after[gone].tolist()) - {-1}):
        here = gone & (after == number)
        sites = at_sites[np.isin(before[at_sites], before[here])]
        apart = np.array(
            [(one, where) not in with_site for one, where in zip(before[here], region[here], strict=True)]
        )
        yield Lost(
            kind,
            bodies[number],
            float(pupils[here].sum()),
            float(pupils[here][apart].sum()),
            mean_km(was.own_m[position], pupils, here),
            mean_km(now.free_m[position], pupils, here),
            tuple(sorted({bodies[at].label for at in after[sites] if at >= 0})),
        )


def site_points(country: Country, kind: Kind) -> NDArray[np.intp]:
    """Demand points that sites of a kind belong to, one per offer."""
    situation = country.situation
    sites = situation.offer_site[situation.offer_kind == situation.kinds.index(kind.code)]
    points: NDArray[np.intp] = situation.point_of_site[sites]
    return points


def mean_km(metres: NDArray[np.float32], pupils: Float, where: Mask) -> float:
    """Mean over the residents of some points that can reach a site, km; NaN if none can."""
    reached = where & np.isfinite(metres)
    return weighted_mean(metres[reached], pupils[reached]) / 1000


def would_lose(study: Study, name: str) -> tuple[WouldLose, ...]:
    """Cut every departing swv along the jeugdregio's and list the parts without a facility it had.

    So and vso first, within a kind most residents first. A part that joined another swv might find
    one there: this tells what the cut takes away, not what would come after.
    """
    arrangement, country = study.arrangement(name), study.country_of(name)
    bodies = [one.body for one in departing(country, arrangement, study.norms)]
    return tuple(
        one
        for kind in _weighed(country)
        for one in sorted(
            _cut(study, name, kind, bodies), key=lambda one: (-one.residents, one.body, one.region)
        )
    )


def _cut(study: Study, name: str, kind: Kind, bodies: list[Body]) -> Iterator[WouldLose]:
    country, found = study.country_of(name), study.distances(name)
    position = country.situation.kinds.index(kind.code)
    of_point, every = numbered(body_of_points(study.arrangement(name), kind.layer))
    region, pupils = country.region_of_point("jeugdregio"), country.pupils(kind.age)
    at_sites = site_points(country, kind)
    for body in bodies:
        if kind.layer not in body.ages:
            continue
        number = every.index(body)
        here = (of_point == number) & (pupils > 0)
        held = {str(region[point]) for point in at_sites[of_point[at_sites] == number]} - {""}
        for code in sorted({str(one) for one in region[here]} - held - {""}):
            part = here & (region == code)
            if held:
                yield WouldLose(
                    kind,
                    body,
                    code,
                    float(pupils[part].sum()),
                    mean_km(found.own_m[position], pupils, part),
                    mean_km(found.free_m[position], pupils, part),
                    tuple(sorted(held)),
                )
