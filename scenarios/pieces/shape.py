"""Shape and contiguity of the swv's of an arrangement, in RD New on land.

The ground is that of the data set's gemeenten, without sea and large lakes; rivers lie
in it, so neighbours across a river touch. Bridges, dams, tunnels and ferries join what
water parts (``geo/verbindingen.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.adjacency import Contiguity
from model import fragmentation as frag
from model.shape import Shape
from scenarios.country import Country
from scenarios.indeling import Arrangement, Indeling
from scenarios.pieces.crossings import links_elsewhere, unit_name
from scenarios.pieces.ground import measured

#: Measures that count swv's by whether they hang together; see ``scenarios/maten.csv``.
WHOLE: Final = "swv_heel"
OVER_WATER: Final = "swv_via_verbinding"
BROKEN: Final = "swv_onderbroken"
UNFINISHED: Final = "swv_onaf"
CUT_EDGES: Final = "snijranden"
POLSBY_POPPER: Final = "polsby_popper"
REOCK: Final = "reock"
#: Of the names of units that lie apart, so many are told.
_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class SwvShape:
    """Shape of one swv that has residents.

    Attributes
    ----------
    layer, code, label
        ``po``, ``vo`` or empty for both; code; name to show.
    residents
        Of the ages of its layer (estimate, persons).
    shape
        Its measures.
    cut
        Pairs of neighbouring areas, one inside and one in another swv.
    apart
        What lies apart from its largest part, in words, and to which other swv a link leads from there;
        empty where it is whole.
    """

    layer: str
    code: str
    label: str
    residents: float
    shape: Shape
    cut: int
    apart: str

    @property
    def over_water(self) -> bool:
        """Whether it is whole only thanks to links over water."""
        return self.shape.contiguity is Contiguity.WHOLE and self.shape.parts_on_land > 1

    @property
    def state(self) -> str:
        """Whether it hangs together, in Dutch."""
        told = self.shape.contiguity.value
        return f"{told}, via een verbinding over water" if self.over_water else told


@dataclass(frozen=True, slots=True, eq=False)
class LayerShapes:
    """The swv's of one layer.

    Attributes
    ----------
    layer
        ``po``, ``vo`` or empty for both.
    residents
        Of its ages, in the whole country: its weight in a mean over layers.
    swvs
        Those with residents, by code.
    cut
        Pairs of neighbouring units (positions) in different swv's.
    """

    layer: str
    residents: float
    swvs: tuple[SwvShape, ...]
    cut: tuple[tuple[int, int], ...]

    def mean(self, measure: str) -> float:
        """Mean of `POLSBY_POPPER` or `REOCK` over the swv's."""
        return float(np.mean([getattr(one.shape, measure) for one in self.swvs]))


def layer_shapes(
    country: Country, arrangement: Arrangement, sliver_share: float = 0.0
) -> tuple[LayerShapes, ...]:
    """Measure every layer of an arrangement that has swv's with residents.

    Parameters
    ----------
    country
        The one that scenarios share: sites do not matter, and the ground is kept with it.
    arrangement
        On units of the data set or finer ones.
    sliver_share
        Part of a gemeente with less than this share of its residents is told to be perhaps a
        border change, where it lies apart.
    """
    ages = (("po", "vo"),) if arrangement.is_merged else (("po",), ("vo",))
    found = []
    for indeling, of in zip(arrangement.layers, ages, strict=True):
        pupils = sum((country.pupils(age) for age in of), np.zeros(len(country.points)))
        name = "" if arrangement.is_merged else of[0]
        one = _layer(country, indeling, (name, sliver_share), pupils)
        if one.swvs:
            found.append(one)
    return tuple(found)


def _layer(
    country: Country, indeling: Indeling, told: tuple[str, float], of_points: frag.Float
) -> LayerShapes:
    name, sliver_share = told
    number, pupils = indeling.numbers(), indeling.units.sums(of_points)
    inside = number >= 0
    residents = np.bincount(number[inside], weights=pupils[inside], minlength=len(indeling.codes))
    found, cut = measured(country, indeling)
    edges = np.bincount(number[np.array(cut, dtype=np.intp).ravel()], minlength=len(indeling.codes))
    made = [
        SwvShape(
            name,
            code,
            indeling.label(code),
            float(residents[at]),
            shape,
            int(edges[at]),
            _apart(country, indeling, shape, of_points, sliver_share),
        )
        for at, (code, shape) in enumerate(zip(indeling.codes, found, strict=True))
        if residents[at] > 0
    ]
    return LayerShapes(name, float(pupils.sum()), tuple(made), cut)


def _apart(
    country: Country, indeling: Indeling, shape: Shape, of_points: frag.Float, sliver_share: float
) -> str:
    """Name what lies apart from the largest part, and mark what may be a border change."""
    units = sorted({unit for part in shape.parts[1:] for unit in part})
    names = []
    for unit in units:
        here = indeling.units.unit_of_point == unit
        whole = country.gemeente_of_point == country.gemeente_of_point[here][0]
        small = of_points[here].sum() < sliver_share * of_points[whole].sum()
        name = unit_name(country, indeling, unit) + (" grenswijziging?" if small else "")
        elsewhere = links_elsewhere(country, indeling, unit)
        names.append(f"{name} ({elsewhere})" if elsewhere else name)
    return ", ".join(names[:_NAMED]) + (f" en nog {len(names) - _NAMED}" if len(names) > _NAMED else "")


def shape_values(found: Sequence[LayerShapes]) -> Mapping[str, float]:
    """Give the figures of the country by measure code.

    Counts are totals over the layers, compactness is the mean over the swv's of a layer and then
    over the layers, weighted with each layer's residents.
    """
    swvs = [one for layer in found for one in layer.swvs]
    state = [one.shape.contiguity for one in swvs]
    weight = [layer.residents for layer in found]
    values = {
        WHOLE: float(state.count(Contiguity.WHOLE)),
        OVER_WATER: float(sum(one.over_water for one in swvs)),
        BROKEN: float(state.count(Contiguity.BROKEN)),
        UNFINISHED: float(state.count(Contiguity.UNFINISHED)),
        CUT_EDGES: float(sum(len(layer.cut) for layer in found)),
    }
    for code in (POLSBY_POPPER, REOCK):
        known = frag.layer_mean([layer.mean(code) for layer in found], weight) if found else float("nan")
        values[code] = known
    return values
