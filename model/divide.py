"""Dividing a connected graph in connected parts of about equal weight: no seed, the same answer every time.

Finding the best division is NP-hard (Dyer and Frieze 1985). Here: halve along the best edge of many
spanning trees, again until there are enough parts; then move nodes on a border, or swap two, as
long as that makes the parts more equal; then move those that shorten the borders at little cost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.intp]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

#: How far a part may be from equal (share of it) for the sake of shorter borders.
TOLERANCE: Final = 0.02
#: Roots of the spanning trees that are tried for each halving; cuts that are gone on from.
_TREES: Final = 48
_STARTS: Final = 10
#: Gains below this share of the weight squared are rounding.
_ROUNDING: Final = 1e-12


def divide(weight: Float, border_m: Float, joined: Bool, count: int) -> Int:
    """Divide nodes in connected parts of about equal weight.

    Parameters
    ----------
    weight
        Shape ``(n,)``: of each node (residents), not negative.
    border_m
        Shape ``(n, n)``, symmetric: shared border of two nodes.
    joined
        Shape ``(n, n)``, symmetric: which nodes are neighbours; all hang together.
    count
        Number of parts, at most `n`.

    Returns
    -------
    Shape ``(n,)``: part of each node, numbered from 0 in the order of their first node.

    Raises
    ------
    ValueError
        If there are fewer nodes than parts, or they do not hang together.

    References
    ----------
    docs/methode.md, "Een indeling tekenen".

    Examples
    --------
    A row of four, of which the last weighs as much as the others together:

    >>> row = np.eye(4, k=1) + np.eye(4, k=-1)
    >>> divide(np.array([1.0, 1.0, 1.0, 3.0]), row, row > 0, 2)
    array([0, 0, 0, 1])
    """
    size = len(weight)
    near = [np.flatnonzero(joined[node]).tolist() for node in range(size)]
    if count > size or not _hangs_together(near, range(size)):
        msg = f"{size} nodes cannot be divided in {count} connected parts"
        raise ValueError(msg)
    best: tuple[float, float, list[int]] | None = None
    for parts in _starts(weight.tolist(), near, count):
        work = _Work(weight.tolist(), border_m, near, parts, [0.0] * count)
        for node, part in enumerate(parts):
            work.total[part] += work.weight[node]
        while _more_equal(work):
            pass
        while _shorter(work):
            pass
        found = (*work.faults, work.part)
        best = found if best is None else min(best, found)
    chosen = best[2] if best is not None else [0] * size
    order = {number: place for place, number in enumerate(dict.fromkeys(chosen))}
    return np.array([order[number] for number in chosen], dtype=np.intp)


def _starts(weight: list[float], near: list[list[int]], count: int) -> Iterator[list[int]]:
    """Divide nodes in a few ways: cut in two along a spanning tree, again until there are enough parts."""
    nodes = list(range(len(weight)))
    if count == 1:
        yield [0] * len(nodes)
        return
    for small in range(count // 2, 0, -1):  # taking one part off is always possible: a leaf will do
        sides = _best_cuts(weight, near, nodes, (small, count - small))
        for side in sides:
            part = [0] * len(nodes)
            pieces = [
                *_halved(weight, near, [node for node in nodes if node in side], small),
                *_halved(weight, near, [node for node in nodes if node not in side], count - small),
            ]
            for number, piece in enumerate(pieces):
                for node in piece:
                    part[node] = number
            yield part
        if sides:
            return


def _halved(weight: list[float], near: list[list[int]], nodes: list[int], count: int) -> Iterator[list[int]]:
    """Cut nodes in two along the best spanning tree, and both again, until there are enough parts."""
    if count == 1:
        yield nodes
        return
    for small in range(count // 2, 0, -1):
        for side in _best_cuts(weight, near, nodes, (small, count - small))[:1]:
            yield from _halved(weight, near, [node for node in nodes if node in side], small)
            yield from _halved(weight, near, [node for node in nodes if node not in side], count - small)
            return


def _best_cuts(
    weight: list[float], near: list[list[int]], nodes: list[int], parts: tuple[int, int]
) -> list[set[int]]:
    """Return the nodes on one side of tree edges that come nearest to its share, the best first.

    Parameters
    ----------
    parts
        In how many parts that side and the other side are to be divided yet.
    """
    total = sum(weight[node] for node in nodes)
    wanted = total * parts[0] / sum(parts)
    roots = nodes[:: -(-len(nodes) // _TREES)]
    trees = [_tree(near, set(nodes), root, deep=deep) for root in roots for deep in (False, True)]
    found = []
    for number, (order, parent) in enumerate(trees):
        for node, heavy, many in _below(weight, order, parent):
            for under, there, count in ((True, heavy, many), (False, total - heavy, len(nodes) - many)):
                if count >= parts[0] and len(nodes) - count >= parts[1]:
                    found.append((round(abs(there - wanted), 6), number, node, under))
    sides: dict[frozenset[int], set[int]] = {}
    for _, number, node, under in sorted(found):
        side = _side(*trees[number], node)
        side = side if under else set(nodes) - side
        sides.setdefault(frozenset(side), side)
        if len(sides) == _STARTS:
            break
    return list(sides.values())


def _side(order: list[int], parent: dict[int, int], node: int) -> set[int]:
    """Nodes of a tree from one node on."""
    under = {node}
    for other in order[1:]:
        if parent[other] in under:
            under.add(other)
    return under


def _tree(
    near: list[list[int]], inside: set[int], root: int, *, deep: bool = False
) -> tuple[list[int], dict[int, int]]:
    """Span nodes from a root, nearest first or as far as it goes: their order, and what each hangs on."""
    order, parent, seen, waiting = [], {root: root}, set[int](), deque([root])
    while waiting:
        node = waiting.pop() if deep else waiting.popleft()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        for other in near[node]:
            if other in inside and (other not in seen if deep else other not in parent):
                parent[other] = node
                waiting.append(other)
    return order, parent


def _below(weight: list[float], order: list[int], parent: dict[int, int]) -> Iterator[tuple[int, float, int]]:
    """Give the weight and the number of nodes from every node of a tree on, without its root."""
    heavy, many = {node: weight[node] for node in order}, dict.fromkeys(order, 1)
    for node in reversed(order[1:]):
        heavy[parent[node]] += heavy[node]
        many[parent[node]] += many[node]
        yield node, heavy[node], many[node]


def _hangs_together(near: list[list[int]], nodes: Iterable[int]) -> bool:
    inside = set(nodes)
    return not inside or len(_tree(near, inside, min(inside))[0]) == len(inside)


@dataclass(slots=True)
class _Work:
    """A division that is being made better."""

    weight: list[float]
    border: Float
    near: list[list[int]]
    part: list[int]
    total: list[float]

    @property
    def faults(self) -> tuple[float, float]:
        """How far (share) parts are from equal, root mean square where it matters; all borders (metres)."""
        target = sum(self.total) / len(self.total)
        off = float(np.std(self.total)) / target if target else 0.0
        part = np.array(self.part)
        cut = float(self.border[part[:, None] != part[None, :]].sum())
        return max(off, TOLERANCE), cut

    def moves(self) -> Iterator[tuple[int, int]]:
        """Nodes with each other part that they touch."""
        for node, others in enumerate(self.near):
            for other in sorted({self.part[one] for one in others} - {self.part[node]}):
                yield node, other

    def swaps(self) -> Iterator[tuple[int, int]]:
        """Pairs of nodes that each touch the part of the other."""
        at: dict[tuple[int, int], list[int]] = {}
        for node, other in self.moves():
            at.setdefault((self.part[node], other), []).append(node)
        for (home, other), nodes in sorted(at.items()):
            if home < other:
                yield from product(nodes, at.get((other, home), ()))

    def holds(self, *moves: tuple[int, int]) -> bool:
        """Whether all parts still hang together, and none is empty, after some nodes went elsewhere."""
        went = dict(moves)
        concerned = {self.part[node] for node in went} | set(went.values())
        nodes: dict[int, set[int]] = {part: set() for part in concerned}
        for node, part in enumerate(self.part):
            if (now := went.get(node, part)) in nodes:
                nodes[now].add(node)
        return all(inside and _hangs_together(self.near, inside) for inside in nodes.values())

    def make(self, *moves: tuple[int, int]) -> None:
        """Let nodes go elsewhere."""
        for node, other in moves:
            self.total[self.part[node]] -= self.weight[node]
            self.total[other] += self.weight[node]
            self.part[node] = other

    def unequal(self, left: int, right: int, over: float) -> float:
        """Change of the sum of squares when so much weight goes from one part to another."""
        return 2 * over * (over + self.total[right] - self.total[left])

    def shortens(self, node: int, other: int) -> float:
        """Border (metres) that there is less when a node goes to another part."""
        gone = here = 0.0
        for one in self.near[node]:
            if self.part[one] == other:
                gone += self.border[node, one]
            elif self.part[one] == self.part[node]:
                here += self.border[node, one]
        return gone - here


def _more_equal(work: _Work) -> bool:
    """Make the one move, or else the one swap, that makes parts most equal; tell whether there was any."""
    least = -_ROUNDING * sum(work.total) ** 2
    moves = [
        (gain, ((node, other),))
        for node, other in work.moves()
        if (gain := work.unequal(work.part[node], other, work.weight[node])) < least
    ]
    if _made_first(work, sorted(moves)):
        return True
    swaps = [
        (gain, ((node, work.part[back]), (back, work.part[node])))
        for node, back in work.swaps()
        if (gain := work.unequal(work.part[node], work.part[back], work.weight[node] - work.weight[back]))
        < least
    ]
    return _made_first(work, sorted(swaps))


def _made_first(work: _Work, moves: Sequence[tuple[float, tuple[tuple[int, int], ...]]]) -> bool:
    """Make the first that leaves all parts in one piece."""
    for _, made in moves:
        if work.holds(*made):
            work.make(*made)
            return True
    return False


def _shorter(work: _Work) -> bool:
    """Make the one move that shortens the borders most and leaves the parts as good as equal."""
    target = sum(work.total) / len(work.total)
    allowed = TOLERANCE * target
    moves = [
        (-gain, ((node, other),))
        for node, other in work.moves()
        if (gain := work.shortens(node, other)) > 1.0
        and (
            work.unequal(work.part[node], other, work.weight[node]) <= 0
            or max(
                abs(work.total[other] + work.weight[node] - target),
                abs(work.total[work.part[node]] - work.weight[node] - target),
            )
            <= allowed
        )
    ]
    return _made_first(work, sorted(moves))
