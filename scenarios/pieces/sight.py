"""What a drill-down looks at: one arrangement's layers with their tables, and the rows it is told in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model import fragmentation as frag
from scenarios.country import Country
from scenarios.evaluate import Layer, layers_of
from scenarios.indeling import Arrangement, Indeling
from scenarios.study import Study

Labels = NDArray[np.object_]
Mask = NDArray[np.bool_]

#: Columns of every drill-down; the sum of `bijdrage` is the figure.
COLUMNS: Final = (
    "laag",
    "swv",
    "gebied",
    "inwoners",
    "aandeel",
    "waarde",
    "bijdrage",
    "opmerking",
    "gemeenten",
)
_NONE: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a figure.

    Attributes
    ----------
    part
        What it adds to the figure, in the figure's unit.
    layer, swv
        ``po``, ``vo`` or empty for both; name of the swv.
    place
        What the swv is held against: a gemeente, region, board or other swv.
    gemeenten
        Names of the gemeenten in which this is so.
    residents
        Estimate, persons; NaN where it says nothing.
    share, value
        In % of what, and what value: see `scenarios.pieces.behind.explained`; NaN for none.
    remark
        In Dutch; may be empty.
    """

    part: float
    layer: str = ""
    swv: str = ""
    place: str = ""
    gemeenten: str = ""
    residents: float = _NONE
    share: float = _NONE
    value: float = _NONE
    remark: str = ""


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Lay rows out under `COLUMNS`, in their order."""
    order = ("layer", "swv", "place", "residents", "share", "value", "part", "remark", "gemeenten")
    fields = list(Row.__dataclass_fields__)
    made = pd.DataFrame([astuple(row) for row in rows], columns=fields)[list(order)]
    numbers = dict.fromkeys(("residents", "share", "value", "part"), np.float64)
    return made.astype(numbers).set_axis(list(COLUMNS), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One layer with residents.

    Attributes
    ----------
    indeling, layer
        The layer, and as arrays over its units.
    weight
        Its share in a mean over the layers, 0 to 1.
    """

    indeling: Indeling
    layer: Layer
    weight: float

    @property
    def name(self) -> str:
        """``po``, ``vo`` or empty where one layer serves both."""
        return self.layer.name

    def residents(self) -> dict[str, float]:
        """Residents per populated swv, by code."""
        found = {code: float(self.layer.pupils[self.layer.swv == code].sum()) for code in self.indeling.codes}
        return {code: number for code, number in found.items() if number > 0}

    def table(self, region: Labels) -> frag.Table:
        """Pupils that the swv's share with regions, given per unit."""
        return frag.intersection_table(self.layer.swv, region, self.layer.pupils)


@dataclass(frozen=True, eq=False)
class Sight:
    """One arrangement, and the base that some figures are held against.

    Attributes
    ----------
    study, name, base
        The study; ids of the arrangement and of its base.
    """

    study: Study
    name: str
    base: str

    @cached_property
    def country(self) -> Country:
        """The country with the sites of the arrangement."""
        return self.study.country_of(self.name)

    @cached_property
    def arrangement(self) -> Arrangement:
        """The arrangement that is looked at."""
        return self.study.arrangement(self.name)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Its layers with residents, as `scenarios.evaluate.fragmentation_values` weighs them."""
        layers = layers_of(self.country, self.arrangement)
        known = [
            (indeling, layer)
            for indeling, layer in zip(self.arrangement.layers, layers, strict=True)
            if layer.is_populated
        ]
        total = sum(float(layer.pupils.sum()) for _, layer in known)
        return tuple(Level(one, layer, float(layer.pupils.sum()) / total) for one, layer in known)

    def places(self, gemeente: Labels, where: Mask) -> str:
        """Name the gemeenten of some units, in alphabetical order."""
        names = self.country.gemeente_names
        return ", ".join(sorted({names[str(code)] for code in gemeente[where] if code}))
