"""An arrangement's figures: distances per point, and everything that is summed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from model import fragmentation as frag
from model.cube import Columns, DistanceCube, own_after_move, own_m
from model.cut_cube import CutCube
from model.travel import Travel, travel
from scenarios.boards import BoardSites, board_sites
from scenarios.country import Country, Kind
from scenarios.indeling import NO_SWV, Arrangement, Indeling
from scenarios.norms import Norms

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Metres = NDArray[np.float32]
Labels = NDArray[np.object_]
Mask = NDArray[np.bool_]

#: Measures of travel time, in the order in which `time_values` gives them.
TIME_CODES = (
    "reistijd_gemiddeld",
    "reistijd_p90",
    "reistijd_boven_thuisnabij",
    "reistijd_boven_acceptabel",
    "vrije_reistijd_gemiddeld",
)


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Own and free distance of every kind under one arrangement.

    Attributes
    ----------
    own_m, free_m
        Shape ``(n_kinds, n_points)``, metres; own is infinite without an own site.
    has_own
        Shape ``(n_kinds, n_points)``: whether the own swv has a site of the kind, reachable or not.
    own_s, free_s
        Likewise seconds of the fastest journey; None where the distance model knows no times.
    """

    own_m: NDArray[np.float32]
    free_m: NDArray[np.float32]
    has_own: Mask
    own_s: NDArray[np.float32] | None = None
    free_s: NDArray[np.float32] | None = None


def distances(
    country: Country,
    cube: DistanceCube | CutCube,
    free: tuple[NDArray[np.float32], NDArray[np.float32] | None],
    arrangement: Arrangement,
    known: tuple[Arrangement, Distances] | None = None,
) -> Distances:
    """Read an arrangement's own distances and times off the cube (which must be on its units).

    Whoever lives outside every swv has no own site; `scenarios.unassigned.require_all` refuses that.

    Parameters
    ----------
    free
        Free metres and, where known, seconds, shape ``(n_kinds, n_points)``: the
        same in every arrangement.
    known
        Another arrangement on the same units with its distances: only what differs
        from it is read anew, which makes an edit a matter of milliseconds.
    """
    points = cube.units.unit_of_point
    numbers = {layer: arrangement.layer(layer).numbers() for layer in ("po", "vo")}
    was, now = (
        {layer: np.array(one.layer(layer).swv, dtype=object) for layer in ("po", "vo")}
        for one in (arrangement if known is None else known[0], arrangement)
    )

    def own(kind: Kind, position: int, block: Columns, values: Metres, before: Metres | None) -> Metres:
        if before is None:
            return own_m(values[position], points, numbers[kind.layer], block.unit)
        layer = kind.layer
        return own_after_move(
            before[position], values[position], points, was[layer], now[layer], unit_of_column=block.unit
        )

    def nearest(timed: bool, before: Metres | None) -> Metres | None:  # noqa: FBT001  # metres or seconds
        read = [(block, block.time_s if timed else block.distance_m) for block in cube.blocks]
        if any(values is None for _, values in read):
            return None
        columns = [
            np.minimum.reduce(
                [own(kind, place, one, values, before) for one, values in read if values is not None]
            )
            for place, kind in enumerate(country.kinds)
        ]
        return np.stack(columns)

    own_of, own_time = (None, None) if known is None else (known[1].own_m, known[1].own_s)
    metres = nearest(timed=False, before=own_of)
    return Distances(
        np.asarray(metres),
        free[0],
        _has_own(country, arrangement),
        nearest(timed=True, before=own_time),
        free[1],
    )


def _has_own(country: Country, arrangement: Arrangement) -> Mask:
    """Whether the swv of each point has a site of each kind: from what sites offer, not from distances."""
    situation = country.situation
    found = np.zeros((len(country.kinds), len(country.points)), dtype=bool)
    of_points = {layer: arrangement.layer(layer).numbers_of_points() for layer in ("po", "vo")}
    for position, kind in enumerate(country.kinds):
        swv = of_points[kind.layer]
        sites = situation.offer_site[situation.offer_kind == position]
        there = swv[situation.point_of_site[sites]]
        found[position] = np.isin(swv, there[there >= 0])
    return found


def travel_of(
    country: Country, found: Distances, kind: Kind, norms: Norms, where: Mask | None = None
) -> Travel:
    """Travel figures of one kind over some points (all, by default)."""
    position = country.situation.kinds.index(kind.code)
    chosen = slice(None) if where is None else where
    return travel(
        found.own_m[position][chosen],
        found.free_m[position][chosen],
        country.pupils(kind.age)[chosen],
        (norms.near_m(kind.code), norms.acceptable_m(kind.code)),
        found.has_own[position][chosen],
    )


def travel_time_of(
    country: Country, found: Distances, kind: Kind, norms: Norms, where: Mask | None = None
) -> Travel | None:
    """Travel figures in seconds, likewise; None where the distance model knows no times."""
    if found.own_s is None or found.free_s is None:
        return None
    position = country.situation.kinds.index(kind.code)
    chosen = slice(None) if where is None else where
    return travel(
        found.own_s[position][chosen],
        found.free_s[position][chosen],
        country.pupils(kind.age)[chosen],
        (norms.near_s(kind.code), norms.acceptable_s(kind.code)),
        found.has_own[position][chosen],
    )


def time_values(figures: Travel | None) -> dict[str, float]:
    """Travel times by measure code (minutes, %); NaN for all of them where no times are known."""
    if figures is None:
        return dict.fromkeys(TIME_CODES, float("nan"))
    values = (
        figures.mean_m / 60,
        figures.p90_m / 60,
        figures.beyond_near * 100,
        figures.beyond_acceptable * 100,
        figures.free_mean_m / 60,
    )
    return dict(zip(TIME_CODES, values, strict=True))


def travel_values(figures: Travel) -> dict[str, float]:
    """Travel figures by measure code, in the units of ``maten.csv`` (km, %, inwoners)."""
    return {
        "leerlingen": figures.pupils,
        "afstand_gemiddeld": figures.mean_m / 1000,
        "afstand_mediaan": figures.median_m / 1000,
        "afstand_p90": figures.p90_m / 1000,
        "afstand_slechtste_tiende": figures.worst_tenth_m / 1000,
        "boven_thuisnabij": figures.beyond_near * 100,
        "boven_acceptabel": figures.beyond_acceptable * 100,
        "overschrijding_acceptabel": figures.excess_acceptable_m / 1000,
        "zonder_eigen": figures.without_own,
        "dekking_thuisnabij": figures.coverage_near * 100,
        "dekking_acceptabel": figures.coverage_acceptable * 100,
        "vrij_gemiddeld": figures.free_mean_m / 1000,
        "grenseffect": figures.border_effect_m / 1000,
        "grensafhankelijkheid": figures.border_dependence * 100,
        "eigen_gemiddeld": figures.own_mean_m / 1000,
        "eigen_mediaan": figures.own_median_m / 1000,
        "eigen_p90": figures.own_p90_m / 1000,
        "vrij_mediaan": figures.free_median_m / 1000,
        "vrij_p90": figures.free_p90_m / 1000,
        "vrij_boven_acceptabel": figures.free_beyond_acceptable * 100,
        "onbereikbaar": figures.unreachable,
        "fgt1": figures.shortfall,
        "fgt2": figures.severity,
        "gini": figures.gini,
    }


def all_travel_values(
    country: Country, found: Distances, kind: Kind, norms: Norms, where: Mask | None = None
) -> dict[str, float]:
    """Figures of one kind on distance and, where times are known, on travel time, by measure code."""
    return travel_values(travel_of(country, found, kind, norms, where)) | time_values(
        travel_time_of(country, found, kind, norms, where)
    )


def change_values(
    country: Country, before: Distances, after: Distances, kind: Kind, where: Mask
) -> dict[str, float]:
    """Residents who lose or gain an own site between two arrangements: listed, never netted."""
    position = country.situation.kinds.index(kind.code)
    had, has = before.has_own[position], after.has_own[position]
    weight = country.pupils(kind.age)
    return {
        "eigen_verloren": float(weight[where & had & ~has].sum()),
        "eigen_gekregen": float(weight[where & ~had & has].sum()),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer over the units of its own arrangement, ready for fragmentation measures.

    Attributes
    ----------
    swv, gemeente, jeugdregio, pupils
        Per unit.
    board, board_unit
        Per site with a board: the board, and the site's unit; None where the data know of no board.
    name
        ``po`` or ``vo``; empty where one layer serves both.
    """

    swv: Labels
    gemeente: Labels
    jeugdregio: Labels
    pupils: Float
    board: Labels | None = None
    board_unit: Int = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    name: str = ""

    def within(self, where: Mask) -> Layer:
        """Return the layer on some of the units."""
        kept = where[self.board_unit]
        return Layer(
            self.swv[where],
            self.gemeente[where],
            self.jeugdregio[where],
            self.pupils[where],
            None if self.board is None else self.board[kept],
            (np.cumsum(where) - 1)[self.board_unit[kept]],
            self.name,
        )

    @property
    def is_populated(self) -> bool:
        """Whether any of its swv's has pupils; a layer without counts for nothing."""
        return bool((self.pupils[self.swv != NO_SWV] > 0).any())

    def presence(self) -> tuple[float, float]:
        """Swv's per board and boards per swv with pupils, means; NaN where no board is known."""
        if self.board is None:
            return float("nan"), float("nan")
        populated = sorted(set(self.swv[self.pupils > 0]) - {NO_SWV})
        return frag.presence(populated, self.swv[self.board_unit], self.board)


def layers_of(country: Country, arrangement: Arrangement) -> tuple[Layer, ...]:
    """Make the layers of an arrangement: po weighs po residents, vo vo, merged both."""
    ages: tuple[tuple[str, ...], ...] = (("po", "vo"),) if arrangement.is_merged else (("po",), ("vo",))
    return tuple(
        _layer(
            country,
            indeling,
            sum((country.pupils(age) for age in of), np.zeros(len(country.points))),
            board_sites(country, of),
            "" if arrangement.is_merged else of[0],
        )
        for indeling, of in zip(arrangement.layers, ages, strict=True)
    )


def _layer(
    country: Country, indeling: Indeling, pupils: Float, boards: BoardSites | None, name: str
) -> Layer:
    units = indeling.units
    first = units.first_points
    layer = Layer(
        np.array(indeling.swv, dtype=object),
        country.gemeente_of_point[first],
        country.region_of_point("jeugdregio")[first],
        units.sums(pupils),
        name=name,
    )
    if boards is None:
        return layer
    return replace(layer, board=boards.board, board_unit=units.unit_of_point[boards.point])


def fragmentation_values(layers: tuple[Layer, ...], norms: Norms) -> dict[str, float]:
    """Fragmentation figures by measure code.

    Counts of swv's and relations are totals over the layers; sizes are taken
    over all swv's of all layers; means and entropies are means over the layers
    weighted with each layer's pupils.
    """
    layers = tuple(layer for layer in layers if layer.is_populated)
    if not layers:
        return {}
    places = [frag.intersection_table(layer.swv, layer.gemeente, layer.pupils) for layer in layers]
    regions = [frag.intersection_table(layer.swv, layer.jeugdregio, layer.pupils) for layer in layers]
    by_region, by_place = [frag.nesting(t) for t in regions], [frag.nesting(t) for t in places]
    size = np.concatenate([table.pupils.sum(axis=1) for table in places])
    empty = sum(int(frag.empty_outside(one.swv, one.jeugdregio, one.pupils).sum()) for one in layers)
    without, size = float((size == 0).sum()), size[size > 0]
    in_places = np.concatenate([(table.pupils > 0).sum(axis=1) for table in places])
    split, slivers = split_gemeenten(places, norms)
    weight = [float(layer.pupils.sum()) for layer in layers]
    presence = [layer.presence() for layer in layers]
    return {
        "swv_aantal": float(size.size),
        "swv_onbewoond": without,
        "swv_leerlingen_min": float(size.min()),
        "swv_leerlingen_mediaan": float(np.median(size)),
        "swv_leerlingen_max": float(size.max()),
        "swv_onder_minimum": float((size < norms.minimum_pupils).sum()),
        "omvang": float(size.sum()),
        "gemeenten": float(len({place for t in places for place in t.columns})),
        "swv_gemeenten_min": float(in_places[in_places > 0].min()),
        "swv_gemeenten_mediaan": float(np.median(in_places[in_places > 0])),
        "swv_gemeenten_max": float(in_places.max()),
        "swv_per_jeugdregio": frag.layer_mean([n.areas_per_region for n in by_region], weight),
        "jeugdregio_per_swv": frag.layer_mean([n.regions_per_area for n in by_region], weight),
        "swv_afwijkend": float(sum(len(n.departing) for n in by_region)),
        "leerlingen_afwijkend": sum(outside for n in by_region for _, outside in n.departing),
        "onbewoond_afwijkend": float(empty),
        "swv_per_gemeente": frag.layer_mean([n.areas_per_region for n in by_place], weight),
        "gemeenten_gesplitst": float(len(split)),
        "gemeenten_grenswijziging": float(len(slivers)),
        "relaties_gemeente": float(sum(n.relations for n in by_place)),
        "relaties_jeugdregio": float(sum(n.relations for n in by_region)),
        "swv_per_bestuur": frag.layer_mean([swv for swv, _ in presence], weight),
        "besturen_per_swv": frag.layer_mean([boards for _, boards in presence], weight),
        "nesting_bits": frag.layer_mean([n.nesting_bits for n in by_region], weight),
        "tafels_bits": frag.layer_mean([n.tables_bits for n in by_region], weight),
        "effectief_aantal": frag.layer_mean([n.effective_areas for n in by_region], weight),
    }


def split_gemeenten(places: Sequence[frag.Table], norms: Norms) -> tuple[set[str], set[str]]:
    """Gemeenten that some layer really splits, and those with slivers only."""
    split: set[str] = set()
    slivers: set[str] = set()
    for table in places:
        real, small = frag.split_areas(table.transposed(), norms.sliver_share)
        split |= set(real)
        slivers |= set(small)
    return split, slivers - split


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Who stays together between two arrangements, per demand point, and how far apart they are.

    Attributes
    ----------
    stays
        Per age (po, vo) the points that stay with the largest part of their former swv.
    congruent
        Points whose po swv and vo swv have the same territory in the new arrangement.
    pairs
        Number of po and vo swv's that coincide; all of them when merged.
    vi_bits
        Variation of information, mean over po and vo residents.
    """

    stays: Mapping[str, Mask]
    congruent: Mask
    pairs: int
    vi_bits: float


def together(country: Country, before: Arrangement, after: Arrangement) -> Together:
    """Compare two arrangements nationally; areas then count their own points.

    Residents of po and of vo age are followed apart, unless both arrangements have one swv for all.
    """
    stays: dict[str, Mask] = {}
    distance, pupils = [], []
    pooled = before.is_merged and after.is_merged
    for ages in (("po", "vo"),) if pooled else (("po",), ("vo",)):
        weight = sum((country.pupils(age) for age in ages), np.zeros(len(country.points)))
        table, old, new = _shared(before.layer(ages[0]), after.layer(ages[0]), weight)
        # the last one is of points without a swv: they stay with nobody
        main = np.full(len(table.rows) + 1, -2)
        if table.pupils.size:
            main[:-1] = np.where(table.pupils.max(axis=1) > 0, table.pupils.argmax(axis=1), -2)
        stays |= dict.fromkeys(ages, main[old] == new)
        distance.append(frag.variation_of_information_bits(table))
        pupils.append(float(weight.sum()))
    table, po, vo = _shared(after.po, after.vo, country.pupils("po") + country.pupils("vo"))
    pairs = frag.congruent(table).pairs
    alike = np.zeros((len(table.rows) + 1, len(table.columns) + 1), dtype=bool)
    for one, other in pairs:
        alike[table.rows.index(one), table.columns.index(other)] = True
    return Together(stays, alike[po, vo], len(pairs), frag.layer_mean(distance, pupils))


def _shared(one: Indeling, other: Indeling, weight: Float) -> tuple[frag.Table, Int, Int]:
    """Residents that swv's of two layers share, and the number of each point's swv in both."""
    row, column = one.numbers_of_points(), other.numbers_of_points()
    return frag.numbered_table(row, one.codes, column, other.codes, weight), row, column


def together_values(country: Country, found: Together, where: Mask) -> dict[str, float]:
    """Shares of an area's residents that stay together, and whose po and vo territories coincide."""
    weight = {age: np.where(where, country.pupils(age), 0.0) for age in ("po", "vo")}
    total = weight["po"].sum() + weight["vo"].sum()
    if total <= 0:
        return {}
    stay = sum(float(weight[age][found.stays[age]].sum()) for age in weight)
    alike = float((weight["po"] + weight["vo"])[found.congruent].sum())
    return {
        "blijft": stay / total * 100,
        "congruentie": alike / total * 100,
        "congruente_paren": float(found.pairs),
        "vi_bits": found.vi_bits,
    }


def swv_without_own(
    country: Country, found: Distances, arrangement: Arrangement, kind: Kind
) -> Mapping[str, float]:
    """Swv's (labels) without a site of a kind, with the residents of the age that it concerns."""
    layer = arrangement.layer(kind.layer)
    position = country.situation.kinds.index(kind.code)
    weight = np.where(found.has_own[position], 0.0, country.pupils(kind.age))
    swv = layer.of_points()
    return {
        layer.label(code): float(weight[swv == code].sum())
        for code in layer.codes
        if weight[swv == code].sum() > 0
    }
