"""Gemeente borders from an image of them: a build-time source for the bundled data set.

The image is the one in the package ``nl-maps``: the gemeenten of 2024, drawn with the
borders of CBS and Kadaster of 2016 that were joined by hand for each merger since. Light
ground, dark border lines, transparent water and abroad. Where a gemeente was split up,
not merged (Winsum in 2019), the image may be wrong; the PC4 points put that right.
"""

from __future__ import annotations

import logging
from importlib.resources import as_file, files
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from geo.crs import RD_NEW
from geo.errors import DekkendError, InputError
from geo.vectorise import (
    apply_affine,
    fill_gaps,
    fit_affine,
    invert_affine,
    round_coverage,
    vectorise,
)

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Geometries = NDArray[np.object_]

#: The image is enlarged this much, since the shades of a line tell its place within the pixel.
ENLARGE: Final = 2
#: Ground is at least this light (lines 110, ground 204) and this opaque; water has at most this opacity.
LIGHT, OPAQUE, CLEAR = 180, 250, 64
#: Without PC4 points in it, a patch of ground smaller than this (square image pixels) is a hole in a
#: line; and islets and ponds smaller than this are left out of the map.
HOLE_PX, FLECK_PX = 5, 8
#: A line lies this far (image pixels) from the ground that it bounds, at most. What is left of a
#: line in water, if at least so many pixels, is a dam; it reaches this many enlarged pixels to the shore.
STROKE_PX, DAM_PX, DAM_GROWTH = 1.5, 8, 4
#: Smoothing along the borders (image pixels) and tolerance of the simplification (metres).
SMOOTHING_PX, SIMPLIFY_M = 1.2, 90.0
#: A centroid further off than this many times the median does not count for the affine fit.
OUTLIER: Final = 3.0
MOST_ROUNDS: Final = 10

#: A PC4 point lies at least this far (metres) within its gemeente: points rounded to 100 m may
#: be 71 m off.
INSIDE_M: Final = 75.0
#: Ground (metres round the point) that a gemeente gets where the border must move, and how far along
#: the old border the move runs out.
PATCH_M, RUN_OUT_M = 150.0, 300.0
#: A point further than this (metres) outside its gemeente takes all ground that is nearest to it.
FAR_M: Final = 500.0
#: Points of other gemeenten within this distance (metres) keep the ground that is nearest to them.
NEIGHBOUR_M: Final = 5_000.0
#: Further than any patch of ground reaches (metres).
LARGE_M: Final = 100_000.0

_LOG = logging.getLogger(__name__)


def read_border_image() -> NDArray[np.uint8]:
    """Read the image of the gemeenten from the package nl-maps.

    Returns
    -------
    Shape ``(height, width, 4)``: red, green, blue, opacity.

    Raises
    ------
    DekkendError
        If nl-maps or Pillow, needed at build time only, is not installed.
    """
    try:
        from PIL import Image  # noqa: PLC0415  build-time only

        image = files("nl_maps") / "source" / "nl_municipalities.png"
    except ModuleNotFoundError as error:
        msg = (
            f"het pakket {error.name} ontbreekt; het is nodig om de gemeentegrenzen van de meegeleverde "
            "gegevensset te maken. Installeer het met: pip install -e '.[bundel]'"
        )
        raise DekkendError(msg) from error
    with as_file(image) as path, Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"), dtype=np.uint8)


def gemeente_borders(
    image: NDArray[np.uint8], points: pd.DataFrame, reference: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Vectorise an image of gemeenten.

    Patches of ground get the name of the PC4 points in them. Where a point
    would lie across the border or in the water, the border moves round it.

    Parameters
    ----------
    image
        Shape ``(height, width, 4)``: dark lines between light gemeenten, transparent outside.
    points
        ``pc4, easting, northing, gemeentecode`` (RD New metres).
    reference
        ``gemeentecode, geometry`` (RD New). Used for the six numbers of the affine fit that
        places the image, through the centroids, and for nothing else: no border is taken from it.

    Returns
    -------
    Frame ``gemeentecode, geometry`` sorted by gemeentecode: a coverage in RD New, in whole metres,
    in which every point lies in its own gemeente.

    Raises
    ------
    InputError
        If the image has no ground, if fewer than three gemeenten can be named, or if two points of
        different gemeenten are too close to draw a border between.
    """
    points = points.sort_values("pc4").reset_index(drop=True)
    patches, gap = _patches(image)
    if not patches.any():
        raise InputError("kaart van de gemeenten", ["geen lichte, ondoorzichtige grond gevonden"])
    affine, code_of_patch = _place(patches, points, reference)
    codes = np.unique(points["gemeentecode"].astype(str))
    number = np.zeros(patches.max() + 1, dtype=np.int64)
    number[code_of_patch.index] = np.searchsorted(codes, code_of_patch.to_numpy(dtype=str)) + 1
    labels = number[patches]
    labels = fill_gaps(labels, gap | ((patches > 0) & (labels == 0)))
    labels = _with_dams(labels, gap, affine, codes, points)
    traced = vectorise(labels, SMOOTHING_PX * ENLARGE, fleck_px=FLECK_PX * ENLARGE**2)
    pixels = [traced.get(label, shapely.Polygon()) for label in range(1, len(codes) + 1)]
    metres = shapely.transform(np.array(pixels, dtype=object), lambda xy: apply_affine(affine, xy))
    simple = shapely.coverage_simplify(metres, SIMPLIFY_M)
    shapes = round_coverage(_with_points_inside(simple, codes, points), 1.0)
    _require_points_inside(shapes, codes, points)
    return gpd.GeoDataFrame({"gemeentecode": codes}, geometry=shapes, crs=RD_NEW)


def _patches(image: NDArray[np.uint8]) -> tuple[Int, NDArray[np.bool_]]:
    """Numbered patches of ground (0 elsewhere) in the enlarged image, and the pixels of lines."""
    opacity = image[..., 3].astype(np.float32)
    lightness = np.where(opacity > 0, image[..., :3].mean(axis=2, dtype=np.float32), 0)
    opacity, lightness = (
        ndimage.zoom(layer, ENLARGE, order=1, mode="nearest", grid_mode=True)
        for layer in (opacity, lightness)
    )
    ground = (opacity > OPAQUE) & (lightness >= LIGHT)
    patches, _ = ndimage.label(ground)
    return patches.astype(np.int64), ~ground & (opacity >= CLEAR)


def _place(patches: Int, points: pd.DataFrame, reference: gpd.GeoDataFrame) -> tuple[Float, pd.Series]:
    """Find the affine map from enlarged pixels to RD New, and the gemeentecode per patch."""
    area = np.bincount(patches.ravel())
    centre = np.zeros((len(area), 2))
    centre[1:] = np.array(ndimage.center_of_mass(patches > 0, patches, range(1, len(area))))[:, ::-1] + 0.5
    target = shapely.centroid(reference.geometry.to_numpy())
    target_of = pd.DataFrame(shapely.get_coordinates(target), index=reference["gemeentecode"])
    affine = _between_bounds(patches, reference)
    names = _majority(patches, affine, points)
    for _ in range(MOST_ROUNDS):
        affine = _fit(centre, area, names, target_of)
        before, names = names, _majority(patches, affine, points)
        if names.equals(before):
            break
    return affine, _with_nearest(names, apply_affine(affine, centre), area, points)


def _between_bounds(patches: Int, reference: gpd.GeoDataFrame) -> Float:
    row, column = np.nonzero(patches)
    west, south, east, north = reference.total_bounds
    left, right, top, bottom = column.min(), column.max() + 1, row.min(), row.max() + 1
    scale_x, scale_y = (east - west) / (right - left), (south - north) / (bottom - top)
    return np.array([[scale_x, 0, west - scale_x * left], [0, scale_y, north - scale_y * top]])


def _majority(patches: Int, affine: Float, points: pd.DataFrame) -> pd.Series:
    """Gemeentecode per patch that has points: that of most of them, the lowest on a tie."""
    xy = apply_affine(invert_affine(affine), points[["easting", "northing"]].to_numpy(dtype=np.float64))
    column, row = np.floor(xy).astype(np.int64).T
    within = (row >= 0) & (row < patches.shape[0]) & (column >= 0) & (column < patches.shape[1])
    patch = np.zeros(len(points), dtype=np.int64)
    patch[within] = patches[row[within], column[within]]
    count = pd.crosstab(patch[patch > 0], points["gemeentecode"].to_numpy()[patch > 0])
    return count.idxmax(axis=1)


def _fit(centre: Float, area: Int, names: pd.Series, target_of: pd.DataFrame) -> Float:
    """Fit on the centroid per gemeente; a second time without the outliers (coasts drawn otherwise)."""
    patch = names.index.to_numpy()
    frame = pd.DataFrame({"code": names.to_numpy(), "weight": area[patch].astype(np.float64)})
    frame[["x", "y"]] = centre[patch] * frame[["weight"]].to_numpy()
    total = frame.groupby("code").sum()
    total = total[total.index.isin(target_of.index)]
    source = total[["x", "y"]].div(total["weight"], axis=0).to_numpy(dtype=np.float64)
    target = target_of.loc[total.index].to_numpy(dtype=np.float64)
    try:
        affine = fit_affine(source, target)
        off = np.hypot(*(apply_affine(affine, source) - target).T)
        near = off <= max(OUTLIER * np.median(off), 1.0)
        return fit_affine(source[near], target[near])
    except ValueError as error:
        fault = f"{len(total)} gemeenten herkend aan hun postcodepunten; te weinig om de kaart te plaatsen"
        raise InputError("kaart van de gemeenten", [fault]) from error


def _with_nearest(names: pd.Series, centre_m: Float, area: Int, points: pd.DataFrame) -> pd.Series:
    """Name patches without points after the nearest point; flecks stay nameless."""
    nameless = np.setdiff1d(np.flatnonzero(area >= HOLE_PX * ENLARGE**2), [0, *names.index])
    if not nameless.size:
        return names
    metres, nearest = cKDTree(points[["easting", "northing"]].to_numpy()).query(centre_m[nameless])
    more = pd.Series(points["gemeentecode"].to_numpy()[nearest], index=nameless)
    for patch, code, apart_m in zip(nameless, more, metres, strict=True):
        x, y = centre_m[patch]
        _LOG.info("grond zonder postcodepunt bij %.0f, %.0f: %s (punt op %.0f m)", x, y, code, apart_m)
    named: pd.Series = pd.concat([names, more])
    return named


def _with_dams(
    labels: Int, gap: NDArray[np.bool_], affine: Float, codes: NDArray[np.str_], points: pd.DataFrame
) -> Int:
    """Restore lines through water: dams and spits, drawn as lines only.

    One that reaches the shore of one gemeente belongs to it; else its ground belongs to the gemeente
    of the nearest point.
    """
    water_line = gap & (labels == 0)
    from_ground = ndimage.distance_transform_edt(labels == 0)
    core, _ = ndimage.label(water_line & (from_ground > STROKE_PX * ENLARGE))
    core[np.bincount(core.ravel())[core] < DAM_PX * ENLARGE**2] = 0
    dams, _ = ndimage.label(ndimage.binary_dilation(core > 0, iterations=DAM_GROWTH, mask=water_line))
    result = labels.copy()
    for number, box in enumerate(ndimage.find_objects(dams), start=1):
        around = tuple(slice(max(side.start - 1, 0), side.stop + 1) for side in box)
        dam = dams[around] == number
        shore = np.unique(labels[around][ndimage.binary_dilation(dam) & (labels[around] > 0)])
        if shore.size == 1:
            result[around][dam] = shore[0]
            continue
        row, column = np.nonzero(dam)
        pixel = np.column_stack([column + around[1].start, row + around[0].start]) + 0.5
        result[around][dam] = _nearest_code(apply_affine(affine, pixel), codes, points)
    return result


def _nearest_code(metres: Float, codes: NDArray[np.str_], points: pd.DataFrame) -> Int:
    _, nearest = cKDTree(points[["easting", "northing"]].to_numpy()).query(metres)
    code = points["gemeentecode"].to_numpy(dtype=str)[nearest]
    return np.asarray(np.searchsorted(codes, code) + 1, dtype=np.int64)


def _with_points_inside(shapes: Geometries, codes: NDArray[np.str_], points: pd.DataFrame) -> Geometries:
    """Move the border wherever a point does not lie well within its gemeente."""
    shapes = shapes.copy()
    spots = shapely.points(points[["easting", "northing"]].to_numpy(dtype=np.float64))
    own = np.searchsorted(codes, points["gemeentecode"].to_numpy(dtype=str))
    edge_m = shapely.distance(shapely.boundary(shapes[own]), spots)
    unsafe = np.flatnonzero(~shapely.contains(shapes[own], spots) | (edge_m < INSIDE_M))
    for point in unsafe:
        others = spots[(own != own[point]) & (shapely.distance(spots, spots[point]) < NEIGHBOUR_M)]
        patch = _patch(spots[point], shapes, int(own[point]), spots)
        for other in others:
            patch = shapely.intersection(patch, _nearer(spots[point], other))
        _give(shapes, int(own[point]), patch, spots, own)
        code, pc4 = codes[own[point]], points["pc4"].iloc[point]
        _LOG.info("grens van %s verlegd om postcode %s (%.0f m van de grens)", code, pc4, edge_m[point])
    return shapes


def _give(shapes: Geometries, owner: int, patch: shapely.Geometry, spots: Geometries, own: Int) -> None:
    """Give ground to one of the shapes, with what it cuts off of others if no point of theirs is there."""
    gains = [shapes[owner], patch]
    for number in np.setdiff1d(shapely.STRtree(shapes).query(patch, predicate="intersects"), [owner]):
        parts = shapely.get_parts(shapely.difference(shapes[number], patch))
        empty = ~shapely.intersects(parts, shapely.multipoints(spots[own == number]))
        cut_off = empty & (shapely.distance(parts, patch) < 1) & (np.arange(len(parts)) != _largest(parts))
        shapes[number] = shapely.union_all(parts[~cut_off])
        gains.extend(parts[cut_off])
    shapes[owner] = shapely.union_all(gains)


def _largest(parts: Geometries) -> int:
    return int(np.argmax(shapely.area(parts))) if len(parts) else -1


def _patch(spot: shapely.Point, shapes: Geometries, own: int, spots: Geometries) -> shapely.Geometry:
    """Ground for a gemeente round its point, running out along its old border."""
    disc = shapely.buffer(spot, PATCH_M, quad_segs=4)
    apart_m = shapely.distance(shapes[own], spot)
    if apart_m <= FAR_M:
        reach = shapely.intersection(shapes[own], shapely.buffer(spot, apart_m + RUN_OUT_M))
        return shapely.convex_hull(shapely.union(disc, reach))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots)))
    cell = shapely.union_all(cells[shapely.contains(cells, spot)])
    hosts = shapes[shapely.contains(shapes, spot)]
    return shapely.union_all([disc, *shapely.intersection(hosts, cell)])


def _nearer(here: shapely.Point, there: shapely.Point) -> shapely.Polygon:
    """Draw the ground, as far as matters, that is nearer to one point than to another."""
    if here.equals(there):
        return shapely.Polygon()
    start, end = np.array([here.x, here.y]), np.array([there.x, there.y])
    forward = (start - end) / np.hypot(*(start - end)) * LARGE_M
    along, middle = forward[::-1] * [1, -1], (start + end) / 2
    return shapely.Polygon(
        [middle - along, middle + along, middle + along + forward, middle - along + forward]
    )


def _require_points_inside(
    shapes: list[shapely.Geometry], codes: NDArray[np.str_], points: pd.DataFrame
) -> None:
    own = np.searchsorted(codes, points["gemeentecode"].to_numpy(dtype=str))
    inside = shapely.contains_xy(np.array(shapes, dtype=object)[own], points["easting"], points["northing"])
    faults = [
        f"postcode {pc4} ligt niet in {code}: te dicht bij een punt van een andere gemeente"
        for pc4, code in points.loc[~inside, ["pc4", "gemeentecode"]].itertuples(index=False)
    ]
    if faults:
        raise InputError("kaart van de gemeenten", faults)
