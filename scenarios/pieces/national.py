"""Fragmentation figures that only the whole country has: shape, and coherence with other regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.country import Country
from scenarios.evaluate import Layer
from scenarios.indeling import Arrangement
from scenarios.pieces.coherence import coherence_values
from scenarios.pieces.shape import layer_shapes, shape_values


def national_values(country: Country, arrangement: Arrangement, layers: Sequence[Layer]) -> dict[str, float]:
    """Give what depends on one arrangement alone, by measure code.

    Parameters
    ----------
    country
        The one that scenarios share.
    layers
        Of the arrangement, over the whole country.
    """
    shape: Mapping[str, float] = shape_values(layer_shapes(country, arrangement))
    return {**shape, **coherence_values(country, arrangement, layers)}
