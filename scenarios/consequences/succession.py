"""Which swv comes after which: the former swv's of a base and the new ones of a scenario.

A swv's pupils (residents of the ages of its layer) may go on in one new swv or in
several. The one that most of them go on in is its *main successor*; of equals the
first by code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement

Float = NDArray[np.float64]
Labels = NDArray[np.object_]

#: Ages of the pupils; each has its layer in an arrangement that is not merged.
AGES: Final = ("po", "vo")


@dataclass(frozen=True, slots=True, order=True)
class Body:
    """A swv in an arrangement.

    Attributes
    ----------
    layer
        ``po`` or ``vo``; empty where one layer serves both.
    code, name
        As in the arrangement; the name is what is shown.
    """

    layer: str
    code: str
    name: str

    @property
    def label(self) -> str:
        """Name to show."""
        return self.name

    @property
    def ages(self) -> tuple[str, ...]:
        """Ages that it is for."""
        return (self.layer,) if self.layer else AGES


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a swv's pupils that goes on in, or comes from, another.

    Attributes
    ----------
    body
        The other swv.
    pupils
        Residents of the ages that both are for (estimates, persons).
    share
        Of all the swv's pupils, 0 to 1.
    """

    body: Body
    pupils: float
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Succession:
    """Former and new swv's.

    Attributes
    ----------
    successors
        Per populated former swv the new ones that it goes on in, most pupils first.
    predecessors
        Per populated new swv the former ones that it is made of, likewise.
    """

    successors: Mapping[Body, tuple[Share, ...]]
    predecessors: Mapping[Body, tuple[Share, ...]]

    def main(self, body: Body) -> Body | None:
        """Return the main successor of a former swv; None where all its pupils are left without a swv."""
        found = self.successors.get(body, ())
        return found[0].body if found else None

    def mains(self, body: Body) -> tuple[Body, ...]:
        """Return the main successor per layer after: two where one swv for all is taken apart again."""
        first: dict[str, Body] = {}
        for one in self.successors.get(body, ()):
            first.setdefault(one.body.layer, one.body)
        return tuple(first.values())


def layer_name(arrangement: Arrangement, age: str) -> str:
    """Name of the layer that serves an age: ``po`` or ``vo``, empty where one serves both."""
    return "" if arrangement.is_merged else age


def bodies(country: Country, arrangement: Arrangement) -> tuple[Body, ...]:
    """All swv's with residents of their ages, sorted by layer and code."""
    found: set[Body] = set()
    for age in AGES:
        populated = country.pupils(age) > 0
        found |= {one for one in body_of_points(arrangement, age)[populated] if one is not None}
    return tuple(sorted(found))


def body_of_points(arrangement: Arrangement, age: str) -> Labels:
    """Swv of each demand point for an age (po, vo): shape ``(n_points,)``, None for none."""
    layer, name = arrangement.layer(age), layer_name(arrangement, age)
    of_code: dict[str, Body | None] = {code: Body(name, code, layer.label(code)) for code in layer.codes}
    of_code[NO_SWV] = None
    per_unit = np.empty(len(layer.swv), dtype=object)
    per_unit[:] = [of_code[code] for code in layer.swv]
    points: Labels = per_unit[layer.units.unit_of_point]
    return points


def succession(country: Country, before: Arrangement, after: Arrangement) -> Succession:
    """Find successors and predecessors between two arrangements.

    Parameters
    ----------
    country
        Whose residents are counted; estimates, persons.
    before, after
        The base and the scenario, on whatever units.

    Examples
    --------
    The metrics' worked example, X = {a,b},{c,d} to Y = {a,b,c},{d}: of {c,d} the part
    {d} (400) is larger than {c} (300), so {d} is the main successor.
    """
    shared: defaultdict[tuple[Body, Body], float] = defaultdict(float)
    for age in AGES:
        old, new = body_of_points(before, age), body_of_points(after, age)
        for one, other, pupils in zip(old, new, country.pupils(age), strict=True):
            if one is not None and other is not None and pupils > 0:
                shared[one, other] += float(pupils)
    flipped = {(new, old): pupils for (old, new), pupils in shared.items()}
    return Succession(_shares(shared), _shares(flipped))


def _shares(shared: Mapping[tuple[Body, Body], float]) -> Mapping[Body, tuple[Share, ...]]:
    parts: defaultdict[Body, dict[Body, float]] = defaultdict(dict)
    for (one, other), pupils in shared.items():
        parts[one][other] = pupils
    return MappingProxyType(
        {
            one: tuple(
                Share(other, pupils, pupils / sum(others.values()))
                for other, pupils in sorted(others.items(), key=lambda item: (-item[1], item[0]))
            )
            for one, others in sorted(parts.items())
        }
    )
