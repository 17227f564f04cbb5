"""The picture of who meets whom: what is in it, that nothing overlaps, and that it is always the same."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import networkx as nx
import pytest

from scenarios.consequences.meetings import Fate
from scenarios.consequences.network_picture import Column, Network, Node, Tie, _apart, _crossings
from scenarios.consequences.talks import AreaLevel, Talks, talks
from scenarios.study import Study
from ui.consequences.network_drawing import _BOLD, _LETTER, Named, network_drawing
from ui.sheet.drawing import Line, Text, svg

SCENARIO = "po-binnen-jeugdregio"


@pytest.fixture(scope="module")
def found(nederland: Study) -> Talks:
    return talks(nederland, SCENARIO, nederland.base_id)


def named(found: Talks, region: str) -> Named:
    country = found.study.country
    titles = (found.study.arrangement(name).title for name in (found.base, found.name))
    return Named(country.region_names[region], country.gemeente_names, *titles)


def regions(found: Talks) -> list[str]:
    return [area.code for area in found.areas(AreaLevel.JEUGDREGIO)]


def test_every_relation_of_a_jeugdregio_is_an_edge(found: Talks) -> None:
    for region in regions(found):
        network = found.picture(region)
        with_gemeenten = found.with_gemeenten.per_region()[region].whole
        with_region = found.with_regions.per_region()[region].whole
        for column, place, count in (
            (Column.BEFORE, Column.GEMEENTE, with_gemeenten.before),
            (Column.AFTER, Column.GEMEENTE, with_gemeenten.after),
            (Column.BEFORE, Column.JEUGDREGIO, with_region.before),
            (Column.AFTER, Column.JEUGDREGIO, with_region.after),
        ):
            assert len(network.ties(column, place)) == count
        gone = [tie for *_, tie in network.ties(Column.BEFORE, Column.GEMEENTE) if tie.fate is Fate.VANISHES]
        new = [tie for *_, tie in network.ties(Column.AFTER, Column.GEMEENTE) if tie.fate is Fate.APPEARS]
        assert (len(gone), len(new)) == (with_gemeenten.vanished, with_gemeenten.appeared)


def test_nodes_of_a_column_stand_a_row_apart(found: Talks) -> None:
    for region in regions(found):
        network = found.picture(region)
        for nodes in network.columns.values():
            rows = [network.row[node] for node in nodes]
            assert all(lower - upper > 1 - 1e-9 for upper, lower in pairwise(rows))
            assert not rows or (rows[0] > -1e-9 and rows[-1] < network.rows - 1 + 1e-9)


@pytest.mark.parametrize("narrow", [False, True])
def test_letters_stay_on_the_sheet_and_apart(found: Talks, *, narrow: bool) -> None:
    for region in regions(found):
        drawing = network_drawing(found.picture(region), named(found, region), narrow=narrow)
        boxes = [_box(shape) for shape in drawing.shapes if isinstance(shape, Text) and shape.text != "?"]
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert right <= drawing.width
            assert top >= 0
            assert bottom <= drawing.height
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, f"{region}: {one} {other}"


def _box(text: Text) -> tuple[float, float, float, float]:
    """Place that the capitals and small letters of a text take."""
    width = len(text.text) * text.size * (_BOLD if text.bold else _LETTER)
    right, down = text.spot
    left = right - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, down - 0.75 * text.size, left + width, down + 0.1 * text.size


def test_what_becomes_of_a_relation_does_not_hang_on_colour(found: Talks) -> None:
    """Zeewolde gets another swv: two relations vanish, one is new."""
    drawing = network_drawing(found.picture("JZ08"), named(found, "JZ08"))
    lines = [shape for shape in drawing.shapes if isinstance(shape, Line)]
    kinds = {(line.stroke_width, tuple(line.dash)) for line in lines}
    assert len(kinds) == len({line.stroke for line in lines}) == 3
    legend = [shape.text for shape in drawing.shapes if isinstance(shape, Text) and "relatie " in shape.text]
    assert legend == ["relatie blijft", "relatie vervalt", "relatie nieuw"]


def test_the_drawing_tells_itself_to_who_cannot_see_it(found: Talks) -> None:
    text = svg(network_drawing(found.picture("JZ25"), named(found, "JZ25")))
    assert "<title>Overlegrelaties in jeugdregio Achterhoek: regeling 2015 en po leidend" in text
    told = re.search("<desc>(.*)</desc>", text)
    assert told is not None
    assert "8 gemeenten in het midden" in told[1]
    assert "8 swv&#x27;s met 20 relaties met gemeenten, waarvan 6 vervallen" in told[1]


def test_the_same_picture_every_time(found: Talks, nederland: Study) -> None:
    again = talks(nederland, SCENARIO, nederland.base_id)
    for region in ("JZ25", "JZ29"):
        one, other = (
            svg(network_drawing(made.picture(region), named(made, region), narrow=True))
            for made in (found, again)
        )
        assert one == other


def test_names_from_outside_are_escaped(found: Talks) -> None:
    odd = Named("<b>Regio & Co", {}, "basis", "<script>")
    text = svg(network_drawing(found.picture("JZ25"), odd))
    assert "<script>" not in text
    assert "&lt;b&gt;Regio &amp; Co" in text


def test_a_border_change_is_marked(found: Talks) -> None:
    """Three swv's hold small parts of Rotterdam now, one of the scenario does."""
    network = found.picture("JZ29")
    ties = [
        tie for column in (Column.BEFORE, Column.AFTER) for *_, tie in network.ties(column, Column.GEMEENTE)
    ]
    shapes = network_drawing(network, named(found, "JZ29")).shapes
    marks = [shape.spot for shape in shapes if isinstance(shape, Text) and shape.text == "?"]
    assert sum(tie.sliver for tie in ties) == len(marks) == 4
    assert len(set(marks)) == len(marks)


def test_an_empty_jeugdregio_can_be_drawn() -> None:
    empty = Network(
        "JZ99", nx.Graph(), dict.fromkeys((Column.BEFORE, Column.GEMEENTE, Column.AFTER), ()), {}, 0
    )
    drawing = network_drawing(empty, Named("Leeg", {}, "basis", "scenario"))
    assert "0 gemeenten" in drawing.description


def test_places_move_as_little_as_can_be() -> None:
    assert _apart([0.0, 0.0, 0.0], rows=3) == [0.0, 1.0, 2.0]
    assert _apart([2.5], rows=6) == [2.5]
    assert _apart([5.0, 5.0], rows=6) == [4.0, 5.0]


def test_crossings_are_those_of_lines_between_the_same_columns() -> None:
    graph = nx.Graph()
    swv = [Node(Column.BEFORE, "po", code) for code in "AB"]
    places = [Node(Column.GEMEENTE, "", code) for code in "ab"]
    tie = Tie(Fate.STAYS, 1.0, sliver=False)
    graph.add_edge(swv[0], places[1], tie=tie)
    graph.add_edge(swv[1], places[0], tie=tie)
    columns = {Column.BEFORE: tuple(swv), Column.GEMEENTE: tuple(places), Column.AFTER: ()}
    assert _crossings(graph, columns) == 1
    assert _crossings(graph, {**columns, Column.GEMEENTE: tuple(reversed(places))}) == 0
