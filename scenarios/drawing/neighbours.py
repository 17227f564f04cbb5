"""What borders on a swv and could be taken in."""

from __future__ import annotations

import numpy as np

from scenarios.country import Country
from scenarios.drawing.facts import layer_of
from scenarios.indeling import Arrangement
from scenarios.pieces.ground import ground_of


def neighbours(country: Country, arrangement: Arrangement, layer: str, swv: str) -> tuple[str, ...]:
    """Ids of the units that border on a swv and are not in it; links over water count.

    Parameters
    ----------
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.
    """
    indeling = layer_of(arrangement, layer)
    on = ground_of(country, indeling.units)
    member = np.array([code == swv for code in indeling.swv], dtype=bool)[on.unit]
    edges = (on.adjacency.border_m + on.adjacency.linked).tocoo()
    beside = on.unit[edges.col[member[edges.row] & ~member[edges.col]]]
    return tuple(indeling.units.ids[unit] for unit in np.unique(beside))
