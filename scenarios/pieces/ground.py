"""The country as ground under an arrangement: measured once per set of units, and kept."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from data.unit_layer import cut_along
from geo.adjacency import fixed_links
from geo.units import Units
from model.shape import Ground, Places, Shape, cut_edges, ground, shapes
from scenarios.country import Country
from scenarios.indeling import Indeling

Key = TypeVar("Key")
Value = TypeVar("Value")

#: Sets of units that are kept per country: those of the data set and of some drafts that cut PC4's apart.
_KEPT: Final = 6
_grounds: WeakKeyDictionary[Country, dict[Units, Ground]] = WeakKeyDictionary()

#: Layers of which the shapes are kept per country: a comparison asks for the same base again and again.
_LAYERS: Final = 24
#: A layer as it is measured: its units, and the swv of each.
_Drawn: TypeAlias = tuple[Units, tuple[str, ...]]
_shapes: WeakKeyDictionary[Country, dict[_Drawn, Measured]] = WeakKeyDictionary()


class Measured(NamedTuple):
    """Shapes of the swv's of a layer, in the order of its codes, and pairs of units between two of them."""

    shapes: tuple[Shape, ...]
    cut: tuple[tuple[int, int], ...]


def areas_of(country: Country, units: Units) -> NDArray[np.object_]:
    """Polygons of units (RD New): the data set's own, or cut out of those along the areas of their PC4's."""
    own = np.asarray(country.unit_table["geometry"], dtype=object)
    if units == country.units:
        return own
    return cut_along(own, country.units.parent_of(units), units.unit_of_point, country.point_areas)


def ground_of(country: Country, units: Units) -> Ground:
    """Return units as ground.

    Parameters
    ----------
    country
        Pass the one that scenarios share (`scenarios.study.Study.country`): sites do not matter.
    units
        Of the data set, or finer: where a scenario cuts a unit by PC4.
    """
    kept = _grounds.setdefault(country, {})
    known = kept.get(units)  # visitors of the app share a country: another may let go of it meanwhile
    if known is None:
        points = country.points
        made = ground(
            areas_of(country, units),
            country.gemeente_of_point[units.first_points].tolist(),
            units,
            Places(
                points["pc4"].tolist(),
                points["easting"].to_numpy(dtype=np.float64),
                points["northing"].to_numpy(dtype=np.float64),
            ),
            fixed_links(),
        )
        _keep(kept, units, made, _KEPT)
        return made
    return known


def measured(country: Country, indeling: Indeling) -> Measured:
    """Measure the swv's of a layer, or remember it of a layer that is drawn the same."""
    kept, drawn = _shapes.setdefault(country, {}), (indeling.units, indeling.swv)
    known = kept.get(drawn)
    if known is None:
        on, number = ground_of(country, indeling.units), indeling.numbers()
        made = Measured(shapes(on, number), cut_edges(on, number))
        _keep(kept, drawn, made, _LAYERS)
        return made
    return known


def _keep(kept: dict[Key, Value], key: Key, made: Value, most: int) -> None:
    """Keep something, and let go of the oldest where there are too many."""
    for oldest in list(kept)[: max(0, len(kept) + 1 - most)]:
        kept.pop(oldest, None)
    kept[key] = made
