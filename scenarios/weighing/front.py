"""The front of two measures: scenarios that no other makes superfluous.

One scenario *dominates* another where it is demonstrably better on one measure and not
demonstrably worse on the other; a pair that cannot be compared on either dominates nobody.
On the front is whoever no one dominates who is not dominated back, by whatever detour.
Definitions: docs/methode.md, "Afweging van twee maten".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.weighing.ranking import Order

Mask = NDArray[np.bool_]


def dominates(first: Order, second: Order) -> Mask:
    """Who dominates whom: shape ``(n, n)``, the scenario of the row that of the column.

    Parameters
    ----------
    first, second
        The order of the same scenarios on each of two measures.
    """
    gains = first.better | second.better
    loses = first.better.T | second.better.T
    return np.asarray(gains & ~loses & ~first.unclear & ~second.unclear, dtype=bool)


def front(first: Order, second: Order, known: Mask | None = None) -> Mask:
    """Scenarios on the front: shape ``(n,)``; there always is one, if any scenario is known.

    Differences that are too small to show do not add up: A may be as good as B, and B as good as C,
    while C is better than A. Where dominance so runs in a circle, all in the circle are on the front
    unless somebody outside dominates one of them.

    Parameters
    ----------
    known
        Scenarios that have both figures; by default all.

    Examples
    --------
    A is nearer, B has fewer relations, C is worse than A on both:

    >>> none = np.zeros((3, 3), dtype=bool)
    >>> nearer = Order(np.array([[0, 1, 1], [0, 0, 0], [0, 0, 0]], dtype=bool), none)
    >>> fewer = Order(np.array([[0, 0, 1], [1, 0, 1], [0, 0, 0]], dtype=bool), none)
    >>> front(nearer, fewer)
    array([ True,  True, False])
    """
    reach = dominates(first, second)
    there = np.ones(len(reach), dtype=bool) if known is None else known
    reach = reach & there[:, None] & there[None, :]
    for middle in range(len(reach)):  # by whatever detour (Warshall 1962)
        reach |= reach[:, middle, None] & reach[None, middle, :]
    return np.asarray(there & ~(reach & ~reach.T).any(axis=0), dtype=bool)
