"""From a picture of numbered areas to polygons whose neighbours share one smooth border.

Pixel coordinates run right and down from the upper left corner of the picture,
so that pixel (row, column) covers ``column..column + 1`` by ``row..row + 1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

Int = NDArray[np.int64]
Float = NDArray[np.float64]

#: A smoothing kernel is at most this part of the border that it smooths, or islets would vanish.
LARGEST_PART: Final = 1 / 8
#: A narrower kernel (pixels) would change nothing.
LEAST_PX: Final = 0.1
#: Standard deviations after which a smoothing kernel is cut off.
CUT_OFF: Final = 4


def fill_gaps(labels: Int, gap: NDArray[np.bool_]) -> Int:
    """Give every pixel of a gap (a drawn border line) the label of the nearest pixel outside the gaps.

    Parameters
    ----------
    labels
        Shape ``(height, width)``; 0 is outside, and spreads into gaps as any other label does.
    gap
        Shape ``(height, width)``: the pixels whose label is not known.

    Examples
    --------
    >>> fill_gaps(np.array([[1, 0, 0, 2, 0, 0]]), np.array([[False, True, True, False, True, False]]))
    array([[1, 1, 2, 2, 2, 0]])
    """
    if gap.all():
        return np.zeros_like(labels)
    row, column = ndimage.distance_transform_edt(gap, return_distances=False, return_indices=True)
    return np.asarray(labels[row, column], dtype=np.int64)


def vectorise(labels: Int, smoothing_px: float, *, fleck_px: float = 0.0) -> dict[int, shapely.Geometry]:
    """Trace numbered areas along their pixel edges and smooth the steps away.

    Every border between two junctions is smoothed once, for both its sides, and
    the junctions stay where they are; so the polygons are a coverage.

    Parameters
    ----------
    labels
        Shape ``(height, width)``; 0 is outside.
    smoothing_px
        Standard deviation of the smoothing along a border, in pixels; 0 keeps the steps.
    fleck_px
        Patches smaller than this (square pixels), outside ones too, go to the neighbour with the
        longest border.

    Returns
    -------
    Per label, in order, a Polygon or MultiPolygon in pixel coordinates.

    Examples
    --------
    >>> halves = vectorise(np.array([[1, 1, 2, 2]]), 0.0)
    >>> {label: half.area for label, half in halves.items()}
    {1: 2.0, 2: 2.0}
    """
    lines = _smooth_arcs(_arcs(labels), smoothing_px)
    faces = _faces(shapely.union_all(lines))
    column, row = np.floor(shapely.get_coordinates(shapely.point_on_surface(faces))).astype(np.int64).T
    label_of_face = _without_flecks(faces, labels[row, column], fleck_px)
    found = np.unique(label_of_face[label_of_face > 0])
    return {int(label): shapely.coverage_union_all(faces[label_of_face == label]) for label in found}


def _arcs(labels: Int) -> NDArray[np.object_]:
    """Lines along the pixel edges between different labels, from junction to junction or round."""
    framed = np.pad(labels, 1)
    row, column = np.nonzero(framed[1:] != framed[:-1])
    level = np.stack([np.column_stack([column - 1, row]), np.column_stack([column, row])], axis=1)
    row, column = np.nonzero(framed[:, 1:] != framed[:, :-1])
    upright = np.stack([np.column_stack([column, row - 1]), np.column_stack([column, row])], axis=1)
    edges = shapely.linestrings(np.concatenate([level, upright]).astype(np.float64))
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(edges))), dtype=object)


def _smooth_arcs(arcs: NDArray[np.object_], smoothing_px: float) -> list[shapely.Geometry]:
    first, last = (shapely.get_coordinates(shapely.get_point(arcs, end)) for end in (0, -1))
    _, node, uses = np.unique(np.concatenate([first, last]), axis=0, return_inverse=True, return_counts=True)
    closed = shapely.is_closed(arcs) & (uses[node[: len(arcs)]] == len(("start", "end")))
    return [
        shapely.LineString((_smooth_ring if is_ring else _smooth_line)(xy, smoothing_px))
        for xy, is_ring in zip(map(shapely.get_coordinates, arcs), closed, strict=True)
    ]


def _smooth_ring(xy: Float, smoothing_px: float) -> Float:
    corners = xy[:-1]
    width = min(smoothing_px, len(corners) * LARGEST_PART)
    if width < LEAST_PX:
        return xy
    smooth = _smoothed((corners + np.roll(corners, -1, axis=0)) / 2, width, "wrap")
    return np.concatenate([smooth, smooth[:1]])


def _smooth_line(xy: Float, smoothing_px: float) -> Float:
    edges = len(xy) - 1
    width = min(smoothing_px, edges * LARGEST_PART)
    if width < LEAST_PX:
        return xy
    middles = np.concatenate([xy[:1], (xy[1:] + xy[:-1]) / 2, xy[-1:]])
    # Turned half a turn about its ends the line runs on, so that the ends stay in place.
    more = 2 * int(CUT_OFF * width + 1)
    longer = np.pad(middles, ((more, more), (0, 0)), mode="reflect", reflect_type="odd")
    smooth = _smoothed(longer, width, "nearest")[more:-more]
    return np.concatenate([xy[:1], smooth[1:-1], xy[-1:]])


def _smoothed(xy: Float, width: float, mode: str) -> Float:
    """Gaussian smoothing, and once more of what it took away: keeps corners and areas better."""
    radius = int(CUT_OFF * width + 1)
    once = ndimage.gaussian_filter1d(xy, width, axis=0, mode=mode, radius=radius)
    rest = ndimage.gaussian_filter1d(xy - once, width, axis=0, mode=mode, radius=radius)
    return np.asarray(once + rest, dtype=np.float64)


def _without_flecks(faces: NDArray[np.object_], label_of_face: Int, fleck_px: float) -> Int:
    result = label_of_face.copy()
    area = shapely.area(faces)
    tree = shapely.STRtree(faces)
    for face in np.argsort(area, kind="stable")[: np.count_nonzero(area < fleck_px)]:
        beside = np.sort(tree.query(faces[face], predicate="touches"))
        shared = shapely.length(shapely.intersection(faces[face], faces[beside]))
        border = np.bincount(result[beside], weights=shared, minlength=1)
        border[0] += shapely.length(faces[face]) - border.sum()
        result[face] = np.argmax(border)
    return result


def round_coverage(
    polygons: Sequence[shapely.Geometry] | NDArray[np.object_], grid: float
) -> list[shapely.Geometry]:
    """Put every vertex of a coverage on a grid; neighbours still share their borders, vertex by vertex.

    Parameters
    ----------
    polygons
        A coverage, or nearly: borders less than half a `grid` apart become one.
    grid
        Distance between grid lines, in the unit of the coordinates.

    Returns
    -------
    A coverage in the order of `polygons`; one too small for the grid becomes empty.
    """
    shapes = np.asarray(polygons, dtype=object)
    faces = _faces(shapely.union_all(shapely.boundary(shapes), grid_size=grid))
    face, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="intersects")
    owner_of_face = np.full(len(faces), -1)
    # The first owner of a face is written last.
    owner_of_face[face[::-1]] = owner[::-1]
    merged = [shapely.coverage_union_all(faces[owner_of_face == number]) for number in range(len(shapes))]
    return [shapely.Polygon() if shape.is_empty else shape for shape in merged]


def _faces(lines: shapely.Geometry) -> NDArray[np.object_]:
    return np.asarray(shapely.get_parts(shapely.polygonize([lines])), dtype=object)


def fit_affine(source: Float, target: Float) -> Float:
    r"""Least squares fit of an affine map.

    .. math:: \min_A \sum_i \left| A \, (x_i, y_i, 1)^T - t_i \right|^2

    Parameters
    ----------
    source, target
        Shape ``(n, 2)``: the same places in both systems; at least three, not on one line.

    Returns
    -------
    Shape ``(2, 3)``: the matrix A.

    Raises
    ------
    ValueError
        If the places do not determine the map.

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> fit_affine(corners, corners * [2.0, -2.0] + 10.0).round().astype(int)
    array([[ 2,  0, 10],
           [ 0, -2, 10]])
    """
    centre = source.mean(axis=0) if len(source) else np.zeros(2)
    design = np.column_stack([source - centre, np.ones(len(source))])
    solution, _, rank, _ = np.linalg.lstsq(design, target)
    if rank < design.shape[1]:
        raise ValueError("een affiene afbeelding vraagt drie plaatsen die niet op een lijn liggen")
    linear = solution[:2].T
    return np.column_stack([linear, solution[2] - linear @ centre])


def apply_affine(affine: Float, xy: Float) -> Float:
    """Coordinates of shape ``(n, 2)`` after an affine map of shape ``(2, 3)``."""
    return np.asarray(xy @ affine[:, :2].T + affine[:, 2], dtype=np.float64)


def invert_affine(affine: Float) -> Float:
    """Give the map back, of shape ``(2, 3)``.

    Examples
    --------
    >>> affine = np.array([[0.5, 0.0, 10.0], [0.0, -0.5, 10.0]])
    >>> invert_affine(affine).round().astype(int)
    array([[  2,   0, -20],
           [  0,  -2,  20]])
    """
    linear = np.linalg.inv(affine[:, :2])
    return np.column_stack([linear, -linear @ affine[:, 2]])
