"""Two sorts of leaning on a neighbour that sound alike, and how they differ.

*Alleen dankzij een buur* is about a norm: within it over the border, and not in the own
swv. *Aangewezen op een buur* is about who is nearer: a site over the border, or no own one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.network import Quantity
from model.travel import BORDER_TOLERANCE_M, travel
from scenarios.country import Kind
from scenarios.coverage import Weight, own_and_free
from scenarios.study import Study

#: Dutch names of the two, as they are called everywhere.
ONLY_THANKS: Final = "binnen de norm alleen dankzij een buur"
DEPENDENT: Final = "aangewezen op een buur"
#: What sets them apart.
APART: Final = (
    f"‘{ONLY_THANKS[0].upper()}{ONLY_THANKS[1:]}’: het eigen swv heeft geen vestiging binnen de norm, een "
    f"buur wel. ‘{DEPENDENT[0].upper()}{DEPENDENT[1:]}’ (zoals op Vergelijken): bij een buur is een "
    "vestiging dichterbij, ook als de eigen binnen de norm ligt, of er is geen eigen."
)


def border_dependence(study: Study, name: str, kind: Kind, weight: Weight) -> float:
    """Share of people for whom a site over the border is nearer, or who have no own one, percent.

    Over metres, as in a comparison (`model.travel.Travel.border_dependence`); NaN without people.

    Parameters
    ----------
    name
        Id of the arrangement whose distances count.
    weight
        Whom it is counted in.
    """
    own, free = own_and_free(study, name, kind, Quantity.DISTANCE)
    position = study.country.situation.kinds.index(kind.code)
    has_own = study.distances(name).has_own[position]
    norms = (float("nan"), float("nan"))
    found = travel(own.astype(np.float32), free.astype(np.float32), weight.people, norms, has_own)
    return 100 * found.border_dependence


def dependents(study: Study, name: str, kind: Kind) -> NDArray[np.bool_]:
    r"""Find the points whose residents `border_dependence` counts, shape ``(n_points,)``.

    .. math:: own_i - free_i > 1\,m, \quad \text{or no own site}
    """
    own, free = own_and_free(study, name, kind, Quantity.DISTANCE)
    without = ~study.distances(name).has_own[study.country.situation.kinds.index(kind.code)]
    gap = np.full(len(own), np.inf)
    reached = np.isfinite(own)
    gap[reached] = own[reached] - free[reached]
    found: NDArray[np.bool_] = (gap > BORDER_TOLERANCE_M) & (np.isfinite(free) | without)
    return found
