"""Relations that may only be a border change: a swv that holds a small part of a gemeente.

A part of a gemeente with less than the werknorm *restgrens* of its residents is mostly
left over of a merger or a border change since the regulation (*grenswijziging?*). A swv
has such a relation with a jeugdregio where all that it holds of it are such parts: a
whole gemeente, however small, is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scenarios.consequences.relations import Relation
from scenarios.consequences.succession import Body


def slivers(found: Iterable[Relation], sliver_share: float) -> frozenset[tuple[Body, str]]:
    """Relations (swv, gemeente) that may be a border change.

    Parameters
    ----------
    found
        All relations with gemeenten of an arrangement; shares are taken within a layer.
    sliver_share
        Share of the gemeente's residents, 0 to 1, below which a part is one.

    Examples
    --------
    >>> large, small = Body("po", "A", "A"), Body("po", "B", "B")
    >>> found = [Relation(large, "GM1", 97.0), Relation(small, "GM1", 3.0), Relation(small, "GM2", 2.0)]
    >>> [(body.code, place) for body, place in slivers(found, 0.05)]
    [('B', 'GM1')]
    """
    kept = tuple(found)
    whole: defaultdict[tuple[str, str], float] = defaultdict(float)
    for one in kept:
        whole[one.body.layer, one.place] += one.pupils
    return frozenset(
        (one.body, one.place) for one in kept if one.pupils < sliver_share * whole[one.body.layer, one.place]
    )


def sliver_regions(
    found: Iterable[Relation], small: frozenset[tuple[Body, str]], region: Mapping[str, str]
) -> frozenset[tuple[Body, str]]:
    """Relations (swv, jeugdregio) that rest on such parts of gemeenten only.

    Parameters
    ----------
    found, small
        All relations with gemeenten of an arrangement, and those of them that may be a border change.
    region
        Jeugdregio of each gemeente; empty for none.

    Examples
    --------
    >>> body = Body("po", "A", "A")
    >>> found = [Relation(body, "GM1", 3.0), Relation(body, "GM2", 2.0)]
    >>> sliver_regions(found, frozenset({(body, "GM1")}), {"GM1": "JZ1", "GM2": "JZ2"})
    frozenset({(Body(layer='po', code='A', name='A'), 'JZ1')})
    """
    all_small: defaultdict[tuple[Body, str], bool] = defaultdict(lambda: True)
    for one in found:
        key = one.body, region.get(one.place, "")
        all_small[key] = all_small[key] and (one.body, one.place) in small
    return frozenset((body, place) for (body, place), yes in all_small.items() if yes and place)
