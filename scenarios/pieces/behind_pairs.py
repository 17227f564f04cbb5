r"""Drill-down of nesting, tables and relations: pairs of a swv and a region that share residents.

With m the residents that a pair shares, :math:`m_S` those of the swv, :math:`m_R` those of
the region, M those of the layer and w the layer's weight, each pair adds

.. math:: w\,\frac{m}{M} \log_2 \frac{m_S}{m}

to H(R|S), the same with :math:`m_R` to H(S|R), and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model import fragmentation as frag
from scenarios.country import Country
from scenarios.pieces.behind_swvs import Rows
from scenarios.pieces.coherence import CLASSIFICATIONS, JEUGDREGIO, MEASURES, Regions, lacking, region_of_unit
from scenarios.pieces.sight import Level, Row, Sight

Float = NDArray[np.float64]
Labels = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Pair:
    """A swv and a region that share residents, in one layer.

    Attributes
    ----------
    shared, of_swv, of_region, of_all
        Residents: of both, of the swv, of the region, of the layer.
    weight
        Of the layer, 0 to 1.
    regions_of_swv, swvs_of_region
        Shape ``(n,)``: residents that the swv shares with each of its regions, and the region with
        each of its swv's.
    swvs, regions
        Number of swv's and of regions with residents in the layer.
    is_main
        Whether the region holds most of the swv's residents.
    """

    shared: float
    of_swv: float
    of_region: float
    of_all: float
    weight: float
    regions_of_swv: Float
    swvs_of_region: Float
    swvs: int
    regions: int
    is_main: bool

    @property
    def of_layer(self) -> float:
        """Share of the layer's residents, times its weight."""
        return self.weight * self.shared / self.of_all


#: What a pair adds to a figure, which value belongs with it, and whether the share is of the swv.
Part = Callable[[Pair], tuple[float, float, bool]]


def _nesting(pair: Pair) -> tuple[float, float, bool]:
    bits = pair.of_layer * float(np.log2(pair.of_swv / pair.shared))
    return bits, frag.entropy_bits(pair.regions_of_swv / pair.of_swv), True


def _tables(pair: Pair) -> tuple[float, float, bool]:
    bits = pair.of_layer * float(np.log2(pair.of_region / pair.shared))
    return bits, frag.entropy_bits(pair.swvs_of_region / pair.of_region), False


def _effective(pair: Pair) -> tuple[float, float, bool]:
    number = frag.effective_number(pair.swvs_of_region / pair.of_region)
    return pair.of_layer * number, number, False


def _per_region(pair: Pair) -> tuple[float, float, bool]:
    return pair.weight / pair.regions, float(pair.swvs_of_region.size), False


def _per_swv(pair: Pair) -> tuple[float, float, bool]:
    return pair.weight / pair.swvs, float(pair.regions_of_swv.size), True


def _relation(_pair: Pair) -> tuple[float, float, bool]:
    return 1.0, float("nan"), True


def _outside(pair: Pair) -> tuple[float, float, bool]:
    return (0.0 if pair.is_main else pair.shared), float("nan"), True


def _pairs(level: Level, region: Labels) -> Iterator[tuple[str, str, Pair]]:
    """Give every pair of a layer with shared residents: codes of the swv and the region, and the pair."""
    table = level.table(region)
    m = table.pupils
    per_swv, per_region = m.sum(axis=1), m.sum(axis=0)
    for s, r in zip(*np.nonzero(m > 0), strict=True):
        yield (
            table.rows[s],
            table.columns[r],
            Pair(
                float(m[s, r]),
                float(per_swv[s]),
                float(per_region[r]),
                float(m.sum()),
                level.weight,
                m[s][m[s] > 0],
                m[:, r][m[:, r] > 0],
                int((per_swv > 0).sum()),
                int((per_region > 0).sum()),
                bool(r == m[s].argmax()),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Against:
    """What swv's are held against: a division in regions, or gemeenten where there is none."""

    regions: Regions | None = None

    def of_units(self, country: Country, level: Level) -> Labels:
        """Region of each unit of a layer."""
        if self.regions is None:
            return level.layer.gemeente
        return region_of_unit(country, level.indeling.units, self.regions)

    def names(self, country: Country) -> Mapping[str, str]:
        """Name of each region."""
        return country.gemeente_names if self.regions is None else country.region_names

    def known(self, country: Country) -> bool:
        """Whether figures against it can be told: a jeugdregio may be missing here and there."""
        return self.regions not in CLASSIFICATIONS or not lacking(country, self.regions)


def _paired(sight: Sight, against: _Against, part: Part) -> Iterator[Row]:
    """All pairs that add to a figure, largest part first."""
    names, rows = against.names(sight.country), []
    for level in sight.levels:
        region = against.of_units(sight.country, level)
        for swv, place, pair in _pairs(level, region):
            added, value, of_swv = part(pair)
            if added == 0:
                continue
            here = (level.layer.swv == swv) & (region == place) & (level.layer.pupils > 0)
            row = Row(
                added,
                level.name,
                level.indeling.label(swv),
                names.get(place, place),
                sight.places(level.layer.gemeente, here),
                pair.shared,
                100 * pair.shared / (pair.of_swv if of_swv else pair.of_region),
                value,
                "hoofdregio" if of_swv and pair.is_main and pair.regions_of_swv.size > 1 else "",
            )
            rows.append(row)
    yield from sorted(rows, key=lambda row: (-row.part, row.layer, row.swv, -row.residents, row.place))


def _departing(sight: Sight, against: _Against) -> Iterator[Row]:
    """Every swv in more than one region counts for one, most residents outside its main region first."""
    names, rows = against.names(sight.country), []
    for level in sight.levels:
        table = level.table(against.of_units(sight.country, level))
        for code, outside in frag.nesting(table).departing:
            row = table.pupils[table.rows.index(code)]
            order = [table.columns[at] for at in np.argsort(-row, kind="stable") if row[at] > 0]
            told = [names.get(one, one) for one in order]
            here = (level.layer.swv == code) & (level.layer.pupils > 0)
            rows.append(
                Row(
                    1.0,
                    level.name,
                    level.indeling.label(code),
                    told[0],
                    sight.places(level.layer.gemeente, here),
                    outside,
                    100 * outside / float(row.sum()),
                    float(len(told)),
                    f"ook in {', '.join(told[1:])}",
                )
            )
    yield from sorted(rows, key=lambda row: (-row.residents, row.layer, row.swv))


def _of_pairs(against: _Against, part: Part) -> Rows:
    return lambda sight: _paired(sight, against, part) if against.known(sight.country) else iter(())


def _of_swvs(against: _Against) -> Rows:
    return lambda sight: _departing(sight, against) if against.known(sight.country) else iter(())


_GEMEENTE: Final = _Against()
_JEUGDREGIO: Final = _Against(JEUGDREGIO)


def _coherence() -> Iterator[tuple[str, Rows]]:
    """Give the four measures of every other classification."""
    for regions in CLASSIFICATIONS:
        against = _Against(regions)
        rows = (
            _of_pairs(against, _nesting),
            _of_pairs(against, _tables),
            _of_swvs(against),
            _of_pairs(against, _outside),
        )
        yield from ((f"{code}_{regions.code}", found) for code, found in zip(MEASURES, rows, strict=True))


#: Rows behind a figure, by its measure code.
PAIRS: Final[Mapping[str, Rows]] = {
    "swv_per_jeugdregio": _of_pairs(_JEUGDREGIO, _per_region),
    "jeugdregio_per_swv": _of_pairs(_JEUGDREGIO, _per_swv),
    "swv_afwijkend": _of_swvs(_JEUGDREGIO),
    "leerlingen_afwijkend": _of_pairs(_JEUGDREGIO, _outside),
    "swv_per_gemeente": _of_pairs(_GEMEENTE, _per_region),
    "relaties_gemeente": _of_pairs(_GEMEENTE, _relation),
    "relaties_jeugdregio": _of_pairs(_JEUGDREGIO, _relation),
    "nesting_bits": _of_pairs(_JEUGDREGIO, _nesting),
    "tafels_bits": _of_pairs(_JEUGDREGIO, _tables),
    "effectief_aantal": _of_pairs(_JEUGDREGIO, _effective),
    **dict(_coherence()),
}
