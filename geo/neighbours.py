"""Neighbours in the plane that can be reached over land."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

Float = NDArray[np.float64]
Int = NDArray[np.integer[Any]]

#: The frame around all places, in times their width.
_FRAME = 20.0


def neighbours(spots: Float) -> Int:
    """Delaunay neighbours, by a triangulation in a wide frame.

    The frame makes any number of places fit, also when all lie on one line, and
    leaves out the endless links along the hull.

    Parameters
    ----------
    spots
        Shape ``(n, 2)``: eastings and northings, RD New metres, all different.

    Returns
    -------
    Shape ``(n_links, 2)``: positions, each pair once, the lower one first.

    Examples
    --------
    Three places on one line:

    >>> neighbours(np.array([[0.0, 0.0], [2000.0, 0.0], [1000.0, 0.0]])).tolist()
    [[0, 2], [1, 2]]
    """
    low, high = spots.min(axis=0), spots.max(axis=0)
    wide = _FRAME * max(1.0, float((high - low).max()))
    frame = (low + high) / 2 + wide * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    corners = Delaunay(np.vstack([spots, frame])).simplices
    sides = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    within = sides[sides[:, 1] < len(spots)]
    return np.asarray(np.unique(within, axis=0), dtype=np.intp)


def off_land_m(spots: Float, links: Int, land: NDArray[np.object_]) -> Float:
    """Metres of each link outside all polygons of land.

    Parameters
    ----------
    spots, links
        As in `neighbours`.
    land
        Polygons, RD New, that do not overlap.

    Examples
    --------
    >>> spots = np.array([[0.0, 0.0], [1000.0, 0.0]])
    >>> land = np.array([shapely.box(-100, -100, 300, 100), shapely.box(900, -100, 1100, 100)])
    >>> off_land_m(spots, np.array([[0, 1]]), land)
    array([600.])
    """
    lines = shapely.linestrings(spots[links])
    total = np.hypot(*(spots[links[:, 0]] - spots[links[:, 1]]).T)
    line, polygon = shapely.STRtree(land).query(lines, predicate="intersects")
    shapely.prepare(land)
    within = shapely.covers(land[polygon], lines[line])
    metres = np.where(within, total[line], 0.0)
    part = ~within
    metres[part] = shapely.length(shapely.intersection(lines[line[part]], land[polygon[part]]))
    off: Float = total - np.bincount(line, weights=metres, minlength=len(links))
    return off


def among(links: Int, others: Int) -> NDArray[np.bool_]:
    """Which links, lower position first, are among others, whichever way round those are.

    Examples
    --------
    >>> among(np.array([[0, 1], [1, 2]]), np.array([[2, 1]]))
    array([False,  True])
    """
    known = {tuple(sorted(pair)) for pair in others.tolist()}
    return np.array([tuple(pair) in known for pair in links.tolist()], dtype=bool)


def needed(size: int, links: Int, off_m: Float, joined: Int) -> NDArray[np.bool_]:
    """Which links make the tree that joins all places, as far as can be, with the least off land.

    A link that runs further off land than another way around is in it only if
    there is no other way.

    Parameters
    ----------
    size
        Number of places.
    links, off_m
        Links, lower position first, with their metres off land.
    joined
        Shape ``(n_joined, 2)``: pairs that something else joins, whichever way round.

    Examples
    --------
    Place 2 is far over water from both others, and 1 is the nearest:

    >>> links = np.array([[0, 1], [0, 2], [1, 2]])
    >>> needed(3, links, np.array([0.0, 9000.0, 4000.0]), np.zeros((0, 2), dtype=int))
    array([ True, False,  True])
    """
    both = np.vstack([np.sort(joined, axis=1), links])
    weight = np.concatenate([np.ones(len(joined)), 2.0 + off_m])  # a weight of 0 would be no link at all
    both, first = np.unique(both, axis=0, return_index=True)
    tree = minimum_spanning_tree(csr_array((weight[first], both.T), shape=(size, size))).tocoo()
    return among(links, np.column_stack([tree.row, tree.col]))
