"""The relations of one jeugdregio as a graph: its swv's before and after, its gemeenten, itself.

Laid out in three columns: swv's of before, gemeenten, swv's of after. Nothing is random:
the same arrangements give the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import networkx as nx
import numpy as np
from scipy.optimize import isotonic_regression

from scenarios.consequences.consultation import Consultation
from scenarios.consequences.meetings import Fate, Meeting
from scenarios.consequences.relations import Relation
from scenarios.consequences.succession import Body

#: How often columns are put in order after each other; more changes nothing any more.
_SWEEPS: Final = 8


class Column(IntEnum):
    """Where a node stands, from left to right; the jeugdregio stands around the gemeenten."""

    BEFORE = 0
    GEMEENTE = 1
    AFTER = 2
    JEUGDREGIO = 3


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A swv of before or after, a gemeente, or the jeugdregio.

    Attributes
    ----------
    column
        What it is, and where it stands.
    layer, code
        Layer of a swv (empty for one that serves all, and for places); code.
    """

    column: Column
    layer: str
    code: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What is known of an edge: one relation of before or of after.

    Attributes
    ----------
    fate
        What becomes of it.
    pupils
        Shared residents (estimates, persons).
    sliver
        Whether it may be a border change.
    """

    fate: Fate
    pupils: float
    sliver: bool


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The picture of one jeugdregio, laid out.

    Attributes
    ----------
    region
        Code of the jeugdregio.
    graph
        Nodes are `Node`, with their swv (`Body`) under ``swv`` where they are one; edges have a
        `Tie` under ``tie``.
    columns
        Nodes per column but the jeugdregio, from top to bottom.
    row
        Height at which a node stands, in rows from the top; within a column at least one apart.
    rows
        Rows that there are.
    """

    region: str
    graph: nx.Graph
    columns: dict[Column, tuple[Node, ...]]
    row: dict[Node, float]
    rows: int

    def ties(self, left: Column, right: Column) -> list[tuple[Node, Node, Tie]]:
        """Edges between two columns, sorted."""
        found = [
            (*sorted((one, other)), known["tie"])
            for one, other, known in self.graph.edges(data=True)
            if {one.column, other.column} == {left, right}
        ]
        return sorted(found, key=lambda edge: (edge[0], edge[1]))

    def swv(self, node: Node) -> Body:
        """Return the swv that a node is; KeyError for a place."""
        found: Body = self.graph.nodes[node]["swv"]
        return found


def network(with_gemeenten: Consultation, with_regions: Consultation, region: str) -> Network:
    """Make the picture of one jeugdregio.

    Parameters
    ----------
    with_gemeenten, with_regions
        What becomes of relations with gemeenten, and of those with jeugdregio's, between the
        same arrangements.
    region
        Code of the jeugdregio.
    """
    graph = nx.Graph()
    places = with_gemeenten.places_in(region)
    _tie(graph, with_gemeenten.rows(places), Column.GEMEENTE)
    _tie(graph, with_regions.rows((region,)), Column.JEUGDREGIO)
    ordered = _ordered(graph)
    rows = max((len(nodes) for nodes in ordered.values()), default=0)
    return Network(region, graph, ordered, _rows(graph, ordered, rows), rows)


def _tie(graph: nx.Graph, listed: Sequence[Meeting], column: Column) -> None:
    """Add the edges of a list of meetings: one per relation of before, one per relation of after."""
    for meeting in listed:
        place = Node(column, "", meeting.place)
        for side, found in (
            (Column.BEFORE, meeting.before),
            (Column.AFTER, () if meeting.after is None else (meeting.after,)),
        ):
            for one in found:
                graph.add_edge(_swv(graph, side, one), place, tie=_known(meeting, one))


def _known(meeting: Meeting, one: Relation) -> Tie:
    return Tie(meeting.fate, one.pupils, one in meeting.slivers)


def _swv(graph: nx.Graph, side: Column, one: Relation) -> Node:
    node = Node(side, one.body.layer, one.body.code)
    graph.add_node(node, swv=one.body)
    return node


def _ordered(graph: nx.Graph) -> dict[Column, tuple[Node, ...]]:
    """Order each column so that few edges cross: by the mean place of those that nodes are tied to."""
    columns = {
        column: tuple(sorted(node for node in graph if node.column is column))
        for column in (Column.BEFORE, Column.GEMEENTE, Column.AFTER)
    }
    best, fewest = columns, _crossings(graph, columns)
    for _ in range(_SWEEPS):
        for column, beside in (
            (Column.BEFORE, (Column.GEMEENTE,)),
            (Column.AFTER, (Column.GEMEENTE,)),
            (Column.GEMEENTE, (Column.BEFORE, Column.AFTER)),
        ):
            columns = {**columns, column: _by_mean(graph, columns, column, beside)}
        if (count := _crossings(graph, columns)) < fewest:
            best, fewest = columns, count
    return best


def _by_mean(
    graph: nx.Graph, columns: dict[Column, tuple[Node, ...]], column: Column, beside: Sequence[Column]
) -> tuple[Node, ...]:
    place = {
        node: at / max(1, len(columns[other]) - 1)
        for other in beside
        for at, node in enumerate(columns[other])
    }

    def mean(node: Node) -> tuple[float, Node]:
        near = [place[other] for other in graph[node] if other in place]
        return (sum(near) / len(near) if near else 0.0), node

    return tuple(sorted(columns[column], key=mean))


def _crossings(graph: nx.Graph, columns: dict[Column, tuple[Node, ...]]) -> int:
    """Count pairs of edges between the same columns that cross."""
    at = {node: number for nodes in columns.values() for number, node in enumerate(nodes)}
    count = 0
    for side in (Column.BEFORE, Column.AFTER):
        ends = [(at[node], at[other]) for node in columns[side] for other in graph[node] if other in at]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])
    return count


def _rows(graph: nx.Graph, columns: dict[Column, tuple[Node, ...]], rows: int) -> dict[Node, float]:
    """Place nodes: the longest column evenly, the others beside what they are tied to, a row apart."""
    drawn = nx.Graph()
    drawn.add_nodes_from(node for nodes in columns.values() for node in nodes)
    if not drawn:
        return {}
    layers: dict[Any, Any] = {column.value: nodes for column, nodes in columns.items() if nodes}
    even = nx.multipartite_layout(drawn, subset_key=layers, align="vertical")
    low = min(float(y) for _, y in even.values())
    step = max(1e-9, (max(float(y) for _, y in even.values()) - low) / max(1, rows - 1))
    row = {node: (float(y) - low) / step for node, (_, y) in even.items()}
    for column in (Column.GEMEENTE, Column.BEFORE, Column.AFTER):
        nodes = columns[column]
        if len(nodes) < rows:
            row.update(zip(nodes, _apart([_beside(graph, row, node) for node in nodes], rows), strict=True))
    return row


def _beside(graph: nx.Graph, row: dict[Node, float], node: Node) -> float:
    near = [row[other] for other in graph[node] if other in row]
    return sum(near) / len(near)


def _apart(wanted: Sequence[float], rows: int) -> list[float]:
    """Move places as little as can be, so that each is at least a row below the one before.

    Examples
    --------
    >>> _apart([2.0, 2.0, 2.3], rows=4), _apart([0.0, 0.2], rows=4)
    ([1.0, 2.0, 3.0], [0.0, 1.0])
    """
    number = np.arange(len(wanted))
    together = isotonic_regression(np.asarray(wanted, dtype=np.float64) - number).x
    inside = np.clip(together, 0.0, rows - len(wanted))
    return [float(place) for place in inside + number]
