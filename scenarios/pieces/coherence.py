"""How swv's lie in other regions than jeugdregio's: RMC, GGD, veiligheidsregio, provincie.

The same two directions as nesting in jeugdregio's, H(R|S) and H(S|R), never one
score. That swv's should fit these regions too is our own addition: no letter asks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.units import Units
from model import fragmentation as frag
from scenarios.country import Country
from scenarios.evaluate import Layer, layers_of
from scenarios.indeling import NO_SWV, Arrangement

Labels = NDArray[np.object_]

#: Names of so many gemeenten stand in a sentence.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Regions:
    """A division of the country that swv's can be held against.

    Attributes
    ----------
    code
        As `scenarios.country.Country.region_of_point` knows it.
    name, plural
        What one region is called, and more of them.
    label
        Key of `scenarios.country.Country.labels` that names source and date.
    """

    code: str
    name: str
    plural: str
    label: str


JEUGDREGIO: Final = Regions("jeugdregio", "jeugdregio", "jeugdregio's", "jeugdregio")
#: In the order in which they are shown.
CLASSIFICATIONS: Final = (
    Regions("rmc", "RMC-regio", "RMC-regio's", "rmc"),
    Regions("ggd", "GGD-regio", "GGD-regio's", "regio"),
    Regions("veiligheidsregio", "veiligheidsregio", "veiligheidsregio's", "regio"),
    Regions("provincie", "provincie", "provincies", "regio"),
)
#: Beginnings of the measures per classification, see ``scenarios/maten.csv``.
MEASURES: Final = ("nesting_bits", "tafels_bits", "swv_afwijkend", "leerlingen_afwijkend")


def regions_of(code: str) -> Regions | None:
    """Find the classification that the code of a measure ends in; None for a measure of another sort.

    Examples
    --------
    >>> regions_of("nesting_bits_rmc").name, regions_of("nesting_bits")
    ('RMC-regio', None)
    """
    return next(
        (one for one in CLASSIFICATIONS if code in {f"{measure}_{one.code}" for measure in MEASURES}), None
    )


def region_of_unit(country: Country, units: Units, regions: Regions) -> Labels:
    """Region of each unit, shape ``(n_units,)``; empty where the data set names none."""
    return country.region_of_point(regions.code)[units.first_points]


def lacking(country: Country, regions: Regions) -> str:
    """Say why coherence with a division cannot be told; empty where it can.

    Every gemeente where people of school age live must have a region: a figure over the
    rest would look like one of the country.
    """
    residents = country.pupils("po") + country.pupils("vo")
    nowhere = (country.region_of_point(regions.code) == "") & (residents > 0)
    without = sorted({country.gemeente_names[code] for code in country.gemeente_of_point[nowhere]})
    if not without:
        return ""
    whole = "deze gegevensset noemt bij geen enkele gemeente een"
    if nowhere.sum() == (residents > 0).sum():
        return f"{whole} {regions.name}; importeer een bron die de {regions.name} noemt"
    named = ", ".join(without[:_NAMED]) + (" en andere" if len(without) > _NAMED else "")
    return f"{len(without)} gemeenten hebben in deze gegevensset geen {regions.name} ({named})"


@dataclass(frozen=True, slots=True)
class Departure:
    """A swv that lies in more than one region.

    Attributes
    ----------
    layer, swv
        ``po``, ``vo`` or empty for both; name to show.
    main, others
        Region that holds most of its residents; the others, most residents first.
    outside
        Residents of the swv's ages outside the main region (estimate, persons).
    """

    layer: str
    swv: str
    main: str
    others: tuple[str, ...]
    outside: float


@dataclass(frozen=True, slots=True)
class Coherence:
    """How the swv's of an arrangement lie in one division.

    Attributes
    ----------
    regions
        The division.
    source
        Which composition of it, with its date.
    unknown
        Why it is *niet te bepalen*; empty where it is not.
    nesting_bits, tables_bits
        H(R|S) and H(S|R) in bits, means over the layers weighted with pupils; NaN unknown.
    departures
        Swv's in more than one region, most residents outside first.
    """

    regions: Regions
    source: str
    unknown: str
    nesting_bits: float
    tables_bits: float
    departures: tuple[Departure, ...]

    @property
    def outside(self) -> float:
        """Residents outside the main region of their swv; NaN unknown."""
        return float("nan") if self.unknown else float(sum(one.outside for one in self.departures))

    @property
    def departing(self) -> float:
        """Number of departing swv's; NaN unknown."""
        return float("nan") if self.unknown else float(len(self.departures))

    def values(self) -> dict[str, float]:
        """Give the figures by measure code."""
        figures = (self.nesting_bits, self.tables_bits, self.departing, self.outside)
        return {f"{code}_{self.regions.code}": value for code, value in zip(MEASURES, figures, strict=True)}


def coherence(country: Country, arrangement: Arrangement, regions: Regions) -> Coherence:
    """Hold the swv's of an arrangement against a division."""
    return _coherence(country, arrangement, layers_of(country, arrangement), regions)


def coherence_values(
    country: Country, arrangement: Arrangement, layers: Sequence[Layer]
) -> Mapping[str, float]:
    """Give the figures of all of `CLASSIFICATIONS` by measure code; NaN where a division is not known."""
    found: dict[str, float] = {}
    for one in CLASSIFICATIONS:
        found |= _coherence(country, arrangement, layers, one).values()
    return found


def _coherence(
    country: Country, arrangement: Arrangement, layers: Sequence[Layer], regions: Regions
) -> Coherence:
    source = country.labels[regions.label]
    if why := lacking(country, regions):
        return Coherence(regions, source, why, float("nan"), float("nan"), ())
    region = region_of_unit(country, arrangement.units, regions)
    names = country.region_names
    kept, found, departures = [], [], []
    for indeling, layer in zip(arrangement.layers, layers, strict=True):
        if not (layer.pupils[layer.swv != NO_SWV] > 0).any():
            continue
        table = frag.intersection_table(layer.swv, region, layer.pupils)
        nested = frag.nesting(table)
        kept.append(float(layer.pupils.sum()))
        found.append(nested)
        for code, outside in nested.departing:
            row = table.pupils[table.rows.index(code)]
            order = [table.columns[at] for at in np.argsort(-row, kind="stable") if row[at] > 0]
            told = tuple(names.get(one, one) for one in order)
            departures.append(Departure(layer.name, indeling.label(code), told[0], told[1:], outside))
    if not found:
        return Coherence(regions, source, "er wonen geen leerlingen in een swv", np.nan, np.nan, ())
    return Coherence(
        regions,
        source,
        "",
        frag.layer_mean([one.nesting_bits for one in found], kept),
        frag.layer_mean([one.tables_bits for one in found], kept),
        tuple(sorted(departures, key=lambda one: (-one.outside, one.layer, one.swv))),
    )
