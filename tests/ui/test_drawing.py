"""A drawing as SVG: well-formed, told to who cannot see it, and safe whatever a name holds."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Text, svg

_SVG = "{http://www.w3.org/2000/svg}"


def _drawn() -> ET.Element:
    shapes = [
        Polygon([[(0, 0), (10, 0), (10, 10)], [(6, 1), (9, 1), (9, 4)]], "#ff0000", "#000000"),
        Line([(0, 0), (20, 10)], dash=[2, 1]),
        Circle((5, 5), 2, fill="#00ff00"),
        Text((1, 9), "'s-Hertogenbosch <& co>", halo="#ffffff", bold=True),
    ]
    return ET.fromstring(svg(Drawing(20, 10, 'Kaart "x"', "Eén < twee", shapes)))  # noqa: S314  # our own


def test_a_drawing_says_what_it_is() -> None:
    drawn = _drawn()
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == 'Kaart "x"'
    assert drawn.findtext(f"{_SVG}desc") == "Eén < twee"
    assert drawn.get("viewBox") == "0 0 20 10"


def test_every_shape_is_drawn_in_order() -> None:
    drawn = _drawn()
    assert [one.tag.removeprefix(_SVG) for one in drawn][2:] == ["path", "polyline", "circle", "text"]
    path = drawn.find(f"{_SVG}path")
    assert path is not None
    assert (path.get("d") or "").count("M") == 2
    assert path.get("fill-rule") == "evenodd"
    assert drawn.findtext(f"{_SVG}text") == "'s-Hertogenbosch <& co>"
