"""What maps of gemeenten are cut from: outlines and borders of the whole country, made once for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from scenarios.indeling import Arrangement
from scenarios.study import Study
from ui.areas import Outlines, dissolved, inner_borders, outlines
from ui.palette import STROKES, Stroke

Shapes = Mapping[str, shapely.Geometry]

#: Ages of an arrangement of two layers.
_LAYERS: Final = ("po", "vo")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer of swv's on a map.

    Attributes
    ----------
    age
        ``po``, ``vo``, or empty where one layer serves both.
    title
        What one area is called in the legend.
    stroke
        How its borders are drawn.
    areas
        Shape of each swv, RD New.
    borders
        Lines between swv's.
    """

    age: str
    title: str
    stroke: Stroke
    areas: Shapes
    borders: shapely.Geometry


@dataclass(frozen=True, eq=False)
class Ground:
    """Outlines and borders under a base and a scenario.

    Attributes
    ----------
    study
        Country and arrangements.
    name, base
        Ids of the scenario and of what it is held against.
    """

    study: Study
    name: str
    base: str

    @cached_property
    def _outline(self) -> Outlines:
        return outlines(self.study.country)

    @cached_property
    def gemeenten(self) -> Shapes:
        """Shape of each gemeente by code, RD New."""
        codes = self.study.country.unit_table["gemeentecode"].astype(str).tolist()
        found = dissolved(self._outline, codes)
        return dict(zip(found["code"], found.geometry, strict=True))

    @cached_property
    def land(self) -> shapely.Geometry:
        """The whole country."""
        return shapely.coverage_union_all(self._outline)

    @cached_property
    def places(self) -> shapely.Geometry:
        """Borders between gemeenten."""
        codes = self.study.country.unit_table["gemeentecode"].astype(str).tolist()
        return inner_borders(self._outline, codes)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Gemeenten by where they lie, in the order of `gemeenten`."""
        return shapely.STRtree(list(self.gemeenten.values()))

    @cached_property
    def regions(self) -> shapely.Geometry:
        """Borders between jeugdregio's."""
        country = self.study.country
        of = country.unit_table["gemeentecode"].map(country.gemeenten["jeugdregio"]).fillna("")
        return inner_borders(self._outline, of.astype(str).tolist())

    @cached_property
    def now(self) -> tuple[Layer, ...]:
        """Layers of the base."""
        return self._layers(self.study.arrangement(self.base), "swv")

    @cached_property
    def then(self) -> tuple[Layer, ...]:
        """Layers of the scenario."""
        return self._layers(self.study.arrangement(self.name), "scenario")

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """Gemeenten that each gemeente touches, or is linked to over water; the longest border first."""
        country = self.study.country
        gemeente = country.unit_table["gemeentecode"].astype(str).to_numpy()
        codes, of_unit = np.unique(gemeente, return_inverse=True)
        shared: dict[str, dict[str, float]] = {str(code): {} for code in codes}
        for matrix in (country.adjacency.border_m, country.adjacency.linked):
            pairs = matrix.tocoo()
            for one, other, length in zip(pairs.row, pairs.col, pairs.data, strict=True):
                left, right = str(codes[of_unit[one]]), str(codes[of_unit[other]])
                if left != right:
                    shared[left][right] = shared[left].get(right, 0.0) + float(length)
        return {
            code: tuple(sorted(found, key=lambda one: (-found[one], one))) for code, found in shared.items()
        }

    def _layers(self, arrangement: Arrangement, role: str) -> tuple[Layer, ...]:
        country = self.study.country
        outline = (
            self._outline if arrangement.units == country.units else outlines(country, arrangement.units)
        )
        ages = ("",) if arrangement.is_merged else _LAYERS
        return tuple(self._layer(arrangement, outline, age, role) for age in ages)

    @staticmethod
    def _layer(arrangement: Arrangement, outline: NDArray[np.object_], age: str, role: str) -> Layer:
        layer = arrangement.layer(age or "po")
        found = dissolved(outline, layer.swv)
        return Layer(
            age,
            f"swv {age}".strip(),
            STROKES[f"{role}_{age}" if age else role],
            dict(zip(found["code"], found.geometry, strict=True)),
            inner_borders(outline, layer.swv),
        )
