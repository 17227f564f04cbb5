"""How an indeling cuts up the country: numbers, nesting, relations, congruence.

Areas are given as labels per demand point (or unit), pupils as weights. An
intersection table m(A, B) holds the pupils that two divisions share; every
measure here is a function of such a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Labels = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Pupils that each area of one division shares with each area of another, m(A, B).

    Attributes
    ----------
    rows, columns
        Labels of both divisions' areas, sorted.
    pupils
        Shape ``(n_rows, n_columns)``.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    pupils: Float

    def transposed(self) -> Table:
        """Return the table with rows and columns exchanged."""
        return Table(self.columns, self.rows, self.pupils.T)


def intersection_table(rows: Labels, columns: Labels, weight: Float) -> Table:
    """Add up the pupils that areas of two divisions share.

    Points with an empty label in either division are left out: they belong to
    no area. Areas without pupils keep their (zero) row or column.

    Parameters
    ----------
    rows, columns
        Shape ``(n,)``: the area of each point (or unit) in both divisions.
    weight
        Shape ``(n,)``: pupils.

    Examples
    --------
    >>> a, b = np.array(["S", "S", "T"], object), np.array(["J", "K", "K"], object)
    >>> intersection_table(a, b, np.array([1.0, 2.0, 3.0])).pupils
    array([[1., 2.],
           [0., 3.]])
    """
    inside = (rows != "") & (columns != "")
    row_code, row_names = pd.factorize(rows[inside], sort=True)
    column_code, column_names = pd.factorize(columns[inside], sort=True)
    return numbered_table(
        row_code, tuple(map(str, row_names)), column_code, tuple(map(str, column_names)), weight[inside]
    )


def numbered_table(
    row: Int, rows: tuple[str, ...], column: Int, columns: tuple[str, ...], weight: Float
) -> Table:
    """Add up the pupils that areas of two divisions share, where areas are numbers already.

    Parameters
    ----------
    row, column
        Shape ``(n,)``: position in `rows` and `columns` of the area of each point; -1 for none.
    rows, columns
        Labels of all areas, sorted.
    weight
        Shape ``(n,)``: pupils.

    Examples
    --------
    >>> numbered_table(
    ...     np.array([0, 0, 1]), ("S", "T"), np.array([0, 1, -1]), ("J", "K"), np.array([1.0, 2.0, 3.0])
    ... ).pupils
    array([[1., 2.],
           [0., 0.]])
    """
    inside = (row >= 0) & (column >= 0)
    shape = (len(rows), len(columns))
    flat = row[inside] * shape[1] + column[inside]
    pupils = np.bincount(flat, weights=weight[inside], minlength=shape[0] * shape[1])
    return Table(rows, columns, np.asarray(pupils, dtype=np.float64).reshape(shape))


def entropy_bits(share: Float) -> float:
    r"""Shannon entropy, :math:`-\sum p \log_2 p`, in bits.

    Examples
    --------
    >>> entropy_bits(np.array([0.5, 0.5])), entropy_bits(np.array([1.0, 0.0]))
    (1.0, 0.0)
    """
    positive = share[share > 0]
    return float(-(positive * np.log2(positive)).sum()) + 0.0


def conditional_entropy_bits(table: Table) -> float:
    r"""Entropy of the columns given the rows, in bits.

    .. math:: H(B \mid A) = -\sum_{a,b} \frac{m(a,b)}{M} \log_2 \frac{m(a,b)}{m(a)}

    Zero exactly when every populated row lies within one column.

    Examples
    --------
    Swv's {a, b, c} and {d} over jeugdregio's {a, b} and {c, d}:

    >>> m = Table(("abc", "d"), ("ab", "cd"), np.array([[300.0, 300.0], [0.0, 400.0]]))
    >>> round(conditional_entropy_bits(m), 3), round(conditional_entropy_bits(m.transposed()), 3)
    (0.6, 0.69)
    """
    m = table.pupils
    total = m.sum()
    if total <= 0:
        return 0.0
    row, column = np.nonzero(m)
    shared = m[row, column]
    return float(-(shared * np.log2(shared / m.sum(axis=1)[row])).sum() / total) + 0.0


def variation_of_information_bits(table: Table) -> float:
    """Distance between two divisions, H(A|B) + H(B|A), in bits (Meila 2003); zero if the same."""
    return conditional_entropy_bits(table) + conditional_entropy_bits(table.transposed())


def effective_number(share: Float) -> float:
    r"""Effective number of parts, :math:`1 / \sum p^2`; NaN without weight.

    Examples
    --------
    >>> effective_number(np.array([0.5, 0.5]))
    2.0
    """
    squares = float(np.square(share).sum())
    return 1.0 / squares if squares > 0 else float("nan")


def main_part(table: Table) -> dict[str, str]:
    """Name the new area (column) that holds most of each former area (row); the first of equals."""
    return {
        row: table.columns[int(pupils.argmax())] for row, pupils in zip(table.rows, table.pupils, strict=True)
    }


def share_that_stays(table: Table) -> float:
    """Share of pupils that stays with the largest part of its former area.

    Parameters
    ----------
    table
        Former areas as rows, new areas as columns.

    Examples
    --------
    {a, b} (300) stays whole; of {c} (300) and {d} (400) the larger counts:

    >>> m = Table(("ab", "cd"), ("abc", "d"), np.array([[300.0, 0.0], [300.0, 400.0]]))
    >>> share_that_stays(m)
    0.7
    """
    m = table.pupils
    return float(m.max(axis=1).sum() / m.sum()) if m.sum() > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Nesting:
    """How areas (rows, swv's) lie in regions (columns, jeugdregio's).

    Attributes
    ----------
    nesting_bits
        H(region | area): 0 exactly if every populated area lies in one region.
    tables_bits
        H(area | region): how spread the areas are that a region has to deal with.
    regions_per_area, areas_per_region
        Mean counts over populated areas and regions, of pairs that share pupils.
    effective_areas
        Pupil-weighted mean over the regions of the effective number of areas.
    departing
        Areas that lie in more than one region, with the pupils outside the
        region that holds most of theirs; sorted, largest first.
    relations
        Number of (area, region) pairs that share pupils.
    """

    nesting_bits: float
    tables_bits: float
    regions_per_area: float
    areas_per_region: float
    effective_areas: float
    departing: tuple[tuple[str, float], ...]
    relations: int


def nesting(table: Table) -> Nesting:
    """Measure both directions of nesting on a table of pupils, areas by regions."""
    m = table.pupils
    per_area, per_region = m.sum(axis=1), m.sum(axis=0)
    pairs = m > 0
    populated = per_region > 0
    effective = np.zeros(m.shape[1])
    effective[populated] = 1 / np.square(m[:, populated] / per_region[populated]).sum(axis=0)
    outside = per_area - m.max(axis=1, initial=0.0)
    departing = [(table.rows[a], float(outside[a])) for a in np.flatnonzero(pairs.sum(axis=1) > 1)]
    total = m.sum()
    return Nesting(
        nesting_bits=conditional_entropy_bits(table),
        tables_bits=conditional_entropy_bits(table.transposed()),
        regions_per_area=float(pairs[per_area > 0].sum(axis=1).mean()) if (per_area > 0).any() else np.nan,
        areas_per_region=float(pairs[:, per_region > 0].sum(axis=0).mean()) if total > 0 else np.nan,
        effective_areas=float((effective * per_region).sum() / total) if total > 0 else np.nan,
        departing=tuple(sorted(departing, key=lambda item: (-item[1], item[0]))),
        relations=int(pairs.sum()),
    )


def empty_outside(areas: Labels, regions: Labels, weight: Float) -> NDArray[np.bool_]:
    """Find units without pupils in a region where nobody of their area lives.

    Entropies weigh pupils and cannot see these: they are counted beside them. Areas without any
    pupils lie nowhere, so their units are not outside.

    Parameters
    ----------
    areas, regions
        Shape ``(n,)``: area (swv) and region of each unit, empty for none.
    weight
        Shape ``(n,)``: pupils.

    Examples
    --------
    >>> areas, regions = np.array(["S", "S", "S"], object), np.array(["J", "J", "K"], object)
    >>> empty_outside(areas, regions, np.array([9.0, 0.0, 0.0]))
    array([False, False,  True])
    """
    populated = weight > 0
    if populated.all():
        return np.zeros(len(weight), dtype=bool)
    there = set(zip(areas[populated], regions[populated], strict=True))
    alive = set(areas[populated])
    return np.array(
        [
            bool(not w > 0 and a and r and a in alive and (a, r) not in there)
            for a, r, w in zip(areas, regions, weight, strict=True)
        ],
        dtype=bool,
    )


def presence(areas: Sequence[str], area: Labels, board: Labels) -> tuple[float, float]:
    """Count in how many areas boards have sites, and how many boards have sites in areas.

    Parameters
    ----------
    areas
        All areas that count, each once; also those where no board has a site.
    area, board
        Shape ``(n_sites,)``: area and board of each site; sites in other areas are left out.

    Returns
    -------
    Areas per board, mean over the boards (NaN without any), and boards per area, mean over
    `areas` (NaN without any).

    Examples
    --------
    One board in S and T, another in S only; no one in U:

    >>> area, board = np.array(["S", "S", "T"], object), np.array(["1", "2", "1"], object)
    >>> presence(["S", "T", "U"], area, board)
    (1.5, 1.0)
    """
    known = pd.Index(areas)
    position = known.get_indexer(pd.Index(area))
    board_code, board_names = pd.factorize(board)
    inside = position >= 0
    pairs = np.unique(position[inside] * len(board_names) + board_code[inside])
    boards = np.unique(board_code[inside]).size
    per_board = pairs.size / boards if boards else float("nan")
    return per_board, pairs.size / len(known) if len(known) else float("nan")


@dataclass(frozen=True, slots=True)
class Congruence:
    """Whether po and vo share territories.

    Attributes
    ----------
    share
        Share of pupils whose po swv and vo swv have the same territory, 0 to 1.
    pairs
        The (po, vo) pairs that coincide.
    """

    share: float
    pairs: tuple[tuple[str, str], ...]


def congruence(po: Labels, vo: Labels, weight: Float) -> Congruence:
    """Compare two layers over the same units.

    Parameters
    ----------
    po, vo
        Shape ``(n_units,)``: the swv of each unit in both layers, empty for none.
    weight
        Shape ``(n_units,)``: pupils of both layers together.

    Notes
    -----
    Territories are compared as sets of units with pupils, so that an empty
    sliver does not hide that two swv's coincide.
    """
    populated = weight > 0
    return congruent(intersection_table(po[populated], vo[populated], weight[populated]))


def congruent(table: Table) -> Congruence:
    """Compare two layers by the pupils that their swv's share, those of po as rows; see `congruence`."""
    present = table.pupils > 0
    alone = (present.sum(axis=1) == 1)[:, None] & (present.sum(axis=0) == 1)[None, :] & present
    pairs = tuple((table.rows[a], table.columns[b]) for a, b in zip(*np.nonzero(alone), strict=True))
    total = float(table.pupils.sum())
    return Congruence(float(table.pupils[alone].sum() / total) if total > 0 else float("nan"), pairs)


def overlap_components(po: Labels, vo: Labels) -> NDArray[np.intp]:
    """Join all swv's that overlap, directly or through others.

    Returns
    -------
    Shape ``(n_units,)``: component of each unit, numbered in order of first
    appearance; -1 where either label is empty. The finest merge in which both
    layers coincide.

    Examples
    --------
    >>> po, vo = np.array(["A", "A", "B", "C"], object), np.array(["x", "y", "y", "z"], object)
    >>> overlap_components(po, vo)
    array([0, 0, 0, 1])
    """
    inside = (po != "") & (vo != "")
    po_code, po_names = pd.factorize(po[inside])
    vo_code, vo_names = pd.factorize(vo[inside])
    size = len(po_names) + len(vo_names)
    graph = coo_array((np.ones(po_code.size), (po_code, vo_code + len(po_names))), shape=(size, size))
    _, label = connected_components(graph.tocsr(), directed=False)
    component = np.full(len(po), -1, dtype=np.intp)
    component[inside] = pd.factorize(label[po_code])[0]
    return component


def split_areas(table: Table, sliver_share: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Areas (rows, gemeenten) that lie in more than one column (swv).

    Parameters
    ----------
    table
        Pupils, gemeenten by swv's.
    sliver_share
        A part with less than this share of the gemeente's pupils is taken for
        a border change since the regulation.

    Returns
    -------
    The really split areas, and those that are split by slivers only.
    """
    real: list[str] = []
    slivers: list[str] = []
    for at in np.flatnonzero((table.pupils > 0).sum(axis=1) > 1):
        row = table.pupils[at]
        share = row[row > 0] / row.sum()
        (real if (share >= sliver_share).sum() > 1 else slivers).append(table.rows[at])
    return tuple(real), tuple(slivers)


def layer_mean(values: Sequence[float], pupils: Sequence[float]) -> float:
    """Mean over the layers of an indeling weighted with each layer's pupils."""
    return float(np.average(np.asarray(values, dtype=float), weights=np.asarray(pupils, dtype=float)))
