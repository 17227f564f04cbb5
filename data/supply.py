"""Supply: what a site, or a group of sites, offers, in numbers.

An imported data set has a row per site, the bundled one a row per group of
sites; both count in the same columns, so that nothing else need know which.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

#: What is counted per offer; see `counted`.
COUNTS: Final = (
    "aantal",
    "leerlingen",
    "gedeeld",
    "leerlingen_gedeeld",
    "onbekend",
    "reformatorisch",
)
#: Stands for the PC4 of sites that could not be placed, in the code of their group.
_NOWHERE: Final = "geen"


def counted(offers: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Add numbers to the offers of single sites.

    Parameters
    ----------
    offers
        ``vestigingscode, soort, leerlingen``; pupils NaN where the source counts kinds together.
    sites
        ``vestigingscode, leerlingen, reformatorisch``.

    Returns
    -------
    ``vestigingscode, soort`` and `COUNTS`: sites (1); pupils counted for this
    kind alone (NaN: none are); sites whose pupils are counted together with another kind, and
    those pupils; sites with no known number of pupils; sites of reformatorische boards.
    """
    of_site = sites.set_index("vestigingscode")
    total = offers["vestigingscode"].map(of_site["leerlingen"])
    kinds = offers.groupby("vestigingscode")["soort"].transform("size")
    shared = offers["leerlingen"].isna() & (kinds > 1) & total.notna()
    return pd.DataFrame(
        {
            "vestigingscode": offers["vestigingscode"],
            "soort": offers["soort"],
            "aantal": 1,
            "leerlingen": offers["leerlingen"],
            "gedeeld": shared.astype(int),
            "leerlingen_gedeeld": np.where(shared, total, 0.0).astype(float),
            "onbekend": total.isna().astype(int),
            "reformatorisch": offers["vestigingscode"].map(of_site["reformatorisch"]).astype(int),
        }
    )


def grouped(offers: pd.DataFrame, sites: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join the sites of one kind in one PC4 into a group, those of reformatorische boards into their own.

    Parameters
    ----------
    offers
        As `counted` gives them.
    sites
        ``vestigingscode, pc4, gemeentecode, leerlingen_bron``; no PC4 where a site could not be placed.

    Returns
    -------
    The groups (``vestigingscode, naam, soort_bron, gemeentecode, pc4,
    leerlingen_bron, reformatorisch, plaatsing``) and their offers. A group's code tells its PC4 and kind.
    A site with several kinds is in the group of each of them. Sites that could not be placed are
    grouped too, in no PC4 and no gemeente.
    """
    of_site = sites.set_index("vestigingscode")
    told = offers.assign(
        pc4=offers["vestigingscode"].map(of_site["pc4"]).fillna(_NOWHERE),
        gemeentecode=offers["vestigingscode"].map(of_site["gemeentecode"]),
        leerlingen_bron=offers["vestigingscode"].map(of_site["leerlingen_bron"]),
        apart=offers["reformatorisch"] > 0,
    )
    by_group = told.groupby(["pc4", "soort", "apart"])
    table = by_group[list(COUNTS)].sum().join(by_group[["gemeentecode", "leerlingen_bron"]].first())
    table = table.reset_index()
    table["vestigingscode"] = table["pc4"] + "-" + table["soort"] + np.where(table["apart"], "-ref", "")
    placed = table["pc4"] != _NOWHERE
    groups = pd.DataFrame(
        {
            "vestigingscode": table["vestigingscode"],
            "naam": [_name(row) for row in table.to_dict("records")],
            "soort_bron": table["soort"],
            "gemeentecode": table["gemeentecode"].where(placed),
            "pc4": table["pc4"].where(placed),
            "leerlingen_bron": table["leerlingen_bron"],
            "reformatorisch": table["apart"],
            "plaatsing": np.where(placed, "PC4", "niet geplaatst"),
        }
    )
    return groups, table[["vestigingscode", "soort", *COUNTS]]


def _name(group: Mapping[Hashable, Any]) -> str:
    count, where = group["aantal"], group["pc4"]
    which = "reformatorische " if group["apart"] else ""
    noun = "vestiging" if count == 1 else "vestigingen"
    place = "niet geplaatst" if where == _NOWHERE else f"in {where}"
    return f"{count} {which}{noun} {group['soort']} {place}"
