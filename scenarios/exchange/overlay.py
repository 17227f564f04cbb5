"""Drawn areas of swv's to the swv of every demand point: each PC4 goes where its point lies.

A PC4's point that lies outside its own gemeente (or part of one) on the map is taken at a spot
within that and the PC4's area, so that borders drawn along gemeenten divide along gemeenten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from data.geo_exchange import Feature
from scenarios.changes import Layer
from scenarios.country import Country
from scenarios.exchange.findings import CUT, About, Answers, Question, Remark
from scenarios.indeling import NO_SWV
from scenarios.notation import counted, number

Labels = NDArray[np.object_]
Shapes = NDArray[np.object_]

#: Overlap below this is a hair's breadth along a border (m²).
_SLIVER_M2: Final = 10_000.0
_SHOWN: Final = 10
_POLYGONS: Final = {shapely.GeometryType.POLYGON.value, shapely.GeometryType.MULTIPOLYGON.value}


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Areas of one layer.

    Attributes
    ----------
    layer
        Whose swv's.
    features, codes
        Features with an area, and the swv code of each.
    """

    layer: Layer
    features: tuple[Feature, ...]
    codes: tuple[str, ...]

    @property
    def shapes(self) -> Shapes:
        """Areas, RD New."""
        shapes = np.empty(len(self.features), dtype=object)
        shapes[:] = [one.shape for one in self.features]
        return shapes


def is_area(shape: shapely.Geometry | None) -> bool:
    """Whether a shape is an area: lines and points divide nothing."""
    if shape is None or shapely.is_empty(shape):
        return False
    parts = shapely.get_parts(shape)
    return bool(set(shapely.get_type_id(parts).tolist()) & _POLYGONS)


@dataclass(eq=False)
class Overlay:
    """Lays areas over the country.

    Attributes
    ----------
    country
        Whose PC4's are divided.
    answers
        To questions that come up.
    """

    country: Country
    answers: Answers
    questions: list[Question] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def labels(self, drawn: Drawn) -> Labels:
        """Return the swv code of each demand point in a layer; `NO_SWV` where no area is."""
        of_point = self._found(drawn)
        self._overlaps(drawn)
        labels = np.array([min(found) if len(found) == 1 else NO_SWV for found in of_point], dtype=object)
        for gemeente in sorted(self.country.gemeente_names):
            points = np.flatnonzero(self.country.gemeente_of_point == gemeente)
            states = [of_point[point] for point in points]
            if points.size and (len(set(states)) > 1 or len(states[0]) > 1):
                self._divided(drawn.layer, gemeente, points, states, labels)
        empty = sorted(set(drawn.codes) - {code for found in of_point for code in found})
        for code in empty:
            told = f"in het vlak van swv {code} ligt geen enkel postcodegebied"
            self.remarks.append(Remark("", told, "dit swv komt er niet"))
        return labels

    def _found(self, drawn: Drawn) -> list[frozenset[str]]:
        """Return for each demand point the swv's whose areas it lies in; on a border the first by code."""
        spots = shapely.points(self._spots())
        tree = shapely.STRtree(spots)
        within: list[set[str]] = [set() for _ in range(len(spots))]
        touched: list[set[str]] = [set() for _ in range(len(spots))]
        for found, predicate in ((within, "contains"), (touched, "intersects")):
            for area, point in zip(*tree.query(drawn.shapes, predicate=predicate), strict=True):
                found[point].add(drawn.codes[area])
        return [
            frozenset(inside) if inside else frozenset(sorted(edge)[:1])
            for inside, edge in zip(within, touched, strict=True)
        ]

    def _spots(self) -> NDArray[np.float64]:
        """Where each PC4 is taken to lie, RD New, shape ``(n_points, 2)``."""
        points, units = self.country.points, self.country.units
        at = points[["easting", "northing"]].to_numpy(dtype=np.float64).copy()
        home = np.asarray(self.country.unit_table["geometry"], dtype=object)[units.unit_of_point]
        strays = np.flatnonzero(~shapely.contains_xy(home, at))
        if strays.size:
            inside = shapely.intersection(self.country.point_areas[strays], home[strays])
            inside = np.where(shapely.area(inside) > 0, inside, home[strays])
            at[strays] = shapely.get_coordinates(shapely.point_on_surface(inside))
        return at

    def _overlaps(self, drawn: Drawn) -> None:
        shapes, codes = drawn.shapes, drawn.codes
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a < b and codes[a] != codes[b]]
        found = []
        for first, second in pairs:
            area = float(shapely.area(shapely.intersection(shapes[first], shapes[second])))
            if area > _SLIVER_M2:
                found.append((area, codes[first], codes[second]))
        for area, first, second in sorted(found, reverse=True)[:_SHOWN]:
            told = f"de vlakken van {first} en {second} overlappen {number(area / 1e6, 2)} km²"
            self.remarks.append(
                Remark("", told, "per gemeente waar postcodegebieden erin liggen wordt gevraagd")
            )

    def _divided(
        self,
        layer: Layer,
        gemeente: str,
        points: NDArray[np.intp],
        states: Sequence[frozenset[str]],
        labels: Labels,
    ) -> None:
        """Ask what to do with a gemeente that is not whole in one area, and do as is answered."""
        question = self._question(layer, gemeente, points, states)
        self.questions.append(question)
        answer = self.answers.to(question)
        if answer is None:
            self.unanswered.append(question)
        elif answer != CUT and answer in dict(question.options):
            labels[points] = answer

    def _question(
        self, layer: Layer, gemeente: str, points: NDArray[np.intp], states: Sequence[frozenset[str]]
    ) -> Question:
        name = self.country.gemeente_names[gemeente]
        shares = _shares(states, self._residents(layer)[points])
        codes = sorted({code for state in states for code in state}, key=lambda code: -shares.get(code, 0.0))
        contested = any(len(state) > 1 for state in states)
        uncovered = sum(not state for state in states)
        told = ", ".join(f"{code} {number(100 * shares[code])}%" for code in codes)
        parts = [f"ligt niet in één vlak ({told} van de inwoners)" if len(codes) > 1 else ""]
        parts.append("een deel ligt in twee vlakken" if contested else "")
        parts.append(
            f"{counted(uncovered, 'postcodegebied', 'postcodegebieden')} in geen vlak" if uncovered else ""
        )
        what = "; ".join(part for part in parts if part)
        cut = () if contested else ((CUT, _cut_told(uncovered, len(codes))),)
        options = (*cut, *((code, f"heel naar swv {code}") for code in codes))
        told_layer = "" if layer == "beide" else f" ({layer})"
        proposed = codes[0] if contested or len(codes) == 1 else CUT
        return Question(
            f"{gemeente} {layer}", f"gemeente {name}{told_layer}", "vlak", what, "",
            "kies of zij geknipt wordt of heel blijft", About.CHOICE, options, proposed,
        )  # fmt: skip

    def _residents(self, layer: Layer) -> NDArray[np.float64]:
        ages = ("po", "vo") if layer == "beide" else (layer,)
        return np.asarray(np.sum([self.country.pupils(age) for age in ages], axis=0), dtype=np.float64)


def _cut_told(uncovered: int, areas: int) -> str:
    if areas == 1:
        return "laat wat erbuiten ligt zonder swv"
    return "knip langs de postcodegebieden" + (
        "; wat in geen vlak ligt blijft zonder swv" if uncovered else ""
    )


def _shares(states: Sequence[frozenset[str]], weight: NDArray[np.float64]) -> Mapping[str, float]:
    """Share of the residents in the areas of each swv; by PC4's where nobody lives."""
    counts = weight if weight.sum() > 0 else np.ones(len(states))
    shares: dict[str, float] = {}
    for state, count in zip(states, counts / counts.sum(), strict=True):
        for code in state:
            shares[code] = shares.get(code, 0.0) + float(count)
    return shares
