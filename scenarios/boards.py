"""School boards (bevoegde gezagen): where they have sites, as far as the open data say.

Only sites of bo, sbo, so and vso carry a board's number; those of pro and vo
do not, and the bundled data set, in which sites are grouped, has none at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scenarios.country import Country

Int = NDArray[np.intp]
Labels = NDArray[np.object_]

_COLUMN = "bevoegd_gezag"

#: Said where the data know of no board.
NOWHERE: Final = (
    "deze gegevensset noemt geen schoolbesturen: vestigingen staan er gegroepeerd in, of hun bron noemt geen "
    "bevoegd gezag; maak een eigen gegevensset van open data (dekkend importeer), dan zijn de besturen van "
    "bo, sbo, so en vso bekend"
)


@dataclass(frozen=True, slots=True, eq=False)
class BoardSites:
    """Boards and where they have sites, one entry per site and kind.

    Attributes
    ----------
    board
        Shape ``(n,)``: number of the board.
    point
        Shape ``(n,)``: demand point that the site belongs to.
    layer
        Shape ``(n,)``: ``po`` (bo, sbo, so) or ``vo`` (vso).
    site
        Shape ``(n,)``: the site, as a row of `Country.sites`.
    kind
        Shape ``(n,)``: code of the kind.
    """

    board: Labels
    point: Int
    layer: Labels
    site: Int
    kind: Labels

    def of_layers(self, layers: tuple[str, ...]) -> BoardSites:
        """Return the entries of some layers."""
        chosen = np.isin(self.layer.astype(str), layers)
        return BoardSites(
            self.board[chosen], self.point[chosen], self.layer[chosen], self.site[chosen], self.kind[chosen]
        )


_found: WeakKeyDictionary[Country, dict[tuple[str, ...], BoardSites | None]] = WeakKeyDictionary()


def board_sites(country: Country, layers: tuple[str, ...] = ()) -> BoardSites | None:
    """Find the boards of the sites that count; None where the data know of no board.

    Parameters
    ----------
    layers
        Only of some layers; of all by default.
    """
    kept = _found.setdefault(country, {})
    if layers not in kept:
        every = board_sites(country) if layers else _all_sites(country)
        kept[layers] = every.of_layers(layers) if every is not None and layers else every
    return kept[layers]


def _all_sites(country: Country) -> BoardSites | None:
    if not _known(country).any():
        return None
    sites, supply = country.sites, country.supply
    board = sites[_COLUMN].to_numpy(dtype=object)[supply["site"]]
    known = _known(country)[supply["site"]]
    layer_of = {kind.code: kind.layer for kind in country.kinds}
    layer = supply["kind"].map(layer_of).to_numpy(dtype=object)
    return BoardSites(
        board[known],
        supply["point"].to_numpy(dtype=np.intp)[known],
        layer[known],
        supply["site"].to_numpy(dtype=np.intp)[known],
        supply["kind"].to_numpy(dtype=object)[known],
    )


def _known(country: Country) -> NDArray[np.bool_]:
    """Whether each site's board is known, ``(n_sites,)``."""
    sites = country.sites
    if _COLUMN not in sites.columns:
        return np.zeros(len(sites), dtype=bool)
    return (sites[_COLUMN].notna() & (sites[_COLUMN] != "")).to_numpy(dtype=bool)


def board_source(country: Country) -> str:
    """Name the source of the boards' numbers, with its date, in Dutch."""
    known = _known(country)
    if not known.any():
        return "schoolbesturen: niet in deze gegevensset"
    dated = country.dataset.manifest.labels
    origins = country.sites.loc[known, "leerlingen_bron"].unique()
    return "schoolbesturen: " + " en ".join(sorted(dated.get(str(one), str(one)) for one in origins))
