"""From a click on a map to the demand point whose area was meant."""

from __future__ import annotations

from typing import Final

import shapely

from ui.loading import StudyKey, pc4_tree

#: A click this far (metres) outside all areas still means the nearest: a coast is drawn coarsely.
NEAR_M: Final = 3_000.0


def clicked_point(key: StudyKey, easting: float, northing: float) -> int | None:
    """Demand point whose area a place (RD New) lies in, or the nearest one within `NEAR_M`."""
    found = pc4_tree(key).query_nearest(shapely.Point(easting, northing), max_distance=NEAR_M)
    return int(found[0]) if found.size else None
