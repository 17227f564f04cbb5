"""A swv as patches that are moved whole: its gemeenten, or what it has of a gemeente that is cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from model.shape import Ground

Int = NDArray[np.intp]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


def patches(on: Ground, members: Bool) -> Int:
    """Give each of some units the number of its patch, shape ``(n_units,)``, by first unit; -1 for others.

    A gemeente that lies wholly in them is one patch, islands and all; of one that is cut, what hangs
    together.

    Parameters
    ----------
    on
        The units as ground.
    members
        Shape ``(n_units,)``: which units.
    """
    inside = members[on.unit]
    cut = np.zeros(int(on.whole.max(initial=-1)) + 1, dtype=bool)
    cut[on.whole[~inside]] = True
    edges = on.adjacency.border_m.tocoo()
    near = (on.whole[edges.row] == on.whole[edges.col]) & inside[edges.row] & inside[edges.col]
    same_unit = _chained(on.unit, inside)
    same_whole = _chained(on.whole, inside & ~cut[on.whole])
    row = np.concatenate([edges.row[near], same_unit[0], same_whole[0]])
    col = np.concatenate([edges.col[near], same_unit[1], same_whole[1]])
    size = on.unit.size
    graph = coo_array((np.ones(row.size), (row, col)), shape=(size, size)).tocsr()
    label = connected_components(graph, directed=False)[1]
    of_unit = np.full(members.size, -1, dtype=np.intp)
    of_unit[on.unit[inside]] = label[inside]
    found = np.full(members.size, -1, dtype=np.intp)
    order = {one: number for number, one in enumerate(dict.fromkeys(of_unit[of_unit >= 0].tolist()))}
    found[of_unit >= 0] = [order[one] for one in of_unit[of_unit >= 0].tolist()]
    return found


def _chained(label: Int, inside: Bool) -> tuple[Int, Int]:
    """Pairs that chain all bits of a label, of those inside."""
    bits = np.flatnonzero(inside)
    order = bits[np.argsort(label[bits], kind="stable")]
    first, then = order[:-1], order[1:]
    same = label[first] == label[then]
    return first[same], then[same]


def contacts(on: Ground, left: Int, right: Int, count: int = 0) -> tuple[Float, Float]:
    """Add up shared border (metres) and links over water between two numberings of the units.

    Parameters
    ----------
    left, right
        Shape ``(n_units,)``: number of each unit in both, -1 for none.
    count
        Of the right numbers, where not all of them occur.

    Returns
    -------
    Two arrays of shape ``(n_left, n_right)``.
    """
    shape = (int(left.max(initial=-1)) + 1, max(count, int(right.max(initial=-1)) + 1))
    found = []
    for matrix in (on.adjacency.border_m, on.adjacency.linked):
        edges = matrix.tocoo()
        row, col = left[on.unit[edges.row]], right[on.unit[edges.col]]
        kept = (row >= 0) & (col >= 0)
        total = np.zeros(shape)
        np.add.at(total, (row[kept], col[kept]), edges.data[kept])
        found.append(total)
    return found[0], found[1]
