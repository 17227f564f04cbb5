"""A sheet as HTML and as PDF: nothing from outside, every character, the pages it takes, always the same."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.palette import SYMBOLS
from ui.sheet import fonts
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table, texts
from ui.sheet.columns import widths
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Text
from ui.sheet.html import body, page
from ui.sheet.labels import Name, placed
from ui.sheet.pdf import pdf
from ui.sheet.symbols import corners, drawn
from ui.sheet.window import window

#: Characters of names and figures that sheets have.
USED = "ëéïöüâêúàç·–—’‘“”€±≥≤−×≈…°§\u00a0'&<>\""

DRAWN = Drawing(
    100,
    50,
    "Kaart <1>",
    "Een vlak & een lijn.",
    [
        Polygon(
            [[(0, 0), (40, 0), (40, 40)], [(20, 5), (30, 5), (30, 15)]], "#b5dcf4", "#12233a", opacity=0.5
        ),
        Line([(0, 0), (100, 50)], dash=(2, 1)),
        Circle((50, 25), 4, "#ff0000"),
        Text((50, 25), "Súdwest → Fryslân", anchor="middle", halo="#ffffff", bold=True),
    ],
)


def sheet(*blocks: Block) -> Sheet:
    return Sheet("Wat verandert er voor <b>Ede</b>?", "Een & ander", blocks, "Bron: CBS & DUO, 2024.")


def table(rows: int) -> Table:
    return Table(
        ("soort", "nu", "scenario"),
        [(f"rij {row}", "1,0", "2,0") for row in range(rows)],
        "Kilometers",
        (1, 2),
        (("", 1), ("afstand", 2)),
    )


EVERYTHING = sheet(
    Paragraph("Kort antwoord.", lead=True),
    Heading("Kop"),
    Bullets(["een", "twee"]),
    table(3),
    Pair(Picture(DRAWN, "Nu"), Table(("a", "b"), [("x\ny", "z")])),
    Note("Noot."),
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "img", "path", "polyline", "circle"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "polyline", "circle"}:
            assert self.open.pop() == tag


def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(text)
    parser.close()
    assert not parser.open
    return parser.seen


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


def drawn_text(content: bytes) -> bytes:
    """All streams of a PDF, unpacked: enough to look for what is drawn."""
    found = re.findall(rb"stream\r?\n(.*?)endstream", content, flags=re.DOTALL)
    unpacked = []
    for stream in found:
        try:
            unpacked.append(zlib.decompress(_ascii85(stream)))
        except (ValueError, zlib.error):
            continue
    return b"\n".join(unpacked)


def _ascii85(stream: bytes) -> bytes:
    import base64  # noqa: PLC0415  # only here

    return base64.a85decode(stream.strip().removesuffix(b"~>"))


def test_a_page_refers_to_nothing_outside() -> None:
    text = page(EVERYTHING)
    assert "default-src 'none'" in text
    for tag, attributes in tags(text):
        assert tag not in {"script", "link", "iframe", "object", "base"}
        for name in ("src", "href", "srcset", "action", "data", "xlink:href"):
            assert not attributes.get(name) or str(attributes[name]).startswith("data:")
    assert not re.search(r"url\s*\(|@import", text)


def test_a_page_is_dutch_and_has_headings_in_order() -> None:
    seen = tags(page(EVERYTHING))
    assert dict(seen)["html"]["lang"] == "nl"
    depths = [int(tag[1]) for tag, _ in seen if re.fullmatch(r"h\d", tag)]
    assert depths == [1, 2]
    within = [int(tag[1]) for tag, _ in tags(body(EVERYTHING, 3)) if re.fullmatch(r"h\d", tag)]
    assert within == [3, 4]


def test_a_table_says_what_its_cells_belong_to() -> None:
    text = page(sheet(table(2)))
    seen = tags(text)
    scopes = [attributes.get("scope") for tag, attributes in seen if tag == "th"]
    assert scopes == ["colgroup", "colgroup", "col", "col", "col", "row", "row"]
    assert "<caption>Kilometers</caption>" in text
    assert 'colspan="2"' in text
    assert text.count('class="num"') == 2 + 2 * 2


def test_text_from_outside_is_never_markup() -> None:
    for text in (page(EVERYTHING), body(EVERYTHING)):
        assert "<b>" not in text
        assert "&lt;b&gt;Ede&lt;/b&gt;" in text
        assert "Kaart <1>" not in text


def test_a_picture_is_a_drawing_in_a_file_and_an_image_in_the_app() -> None:
    assert "<svg" in page(EVERYTHING)
    inside = body(EVERYTHING)
    assert "<svg" not in inside
    images = [attributes for tag, attributes in tags(inside) if tag == "img"]
    assert [one["alt"] for one in images] == ["Kaart <1>. Een vlak & een lijn."]
    assert all(str(one["src"]).startswith("data:image/svg+xml;base64,") for one in images)


def test_the_same_sheet_gives_the_same_pdf() -> None:
    assert pdf(EVERYTHING) == pdf(EVERYTHING)
    assert pdf(EVERYTHING) != pdf(sheet(Paragraph("Anders.")))


def test_a_pdf_has_title_language_and_letters_inside() -> None:
    content = pdf(EVERYTHING)
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-10:]
    assert b"/Lang (nl)" in content
    assert b"/DisplayDocTitle true" in content
    # no letters that a reader must have of its own
    assert {name.split(b"+")[-1] for name in re.findall(rb"/BaseFont /(\S+)", content)} == {
        b"BitstreamVeraSans-Roman",
        b"BitstreamVeraSans-Bold",
    }
    assert content.count(b"/FontFile2") == 2


@pytest.mark.parametrize(("rows", "expected"), [(3, 1), (200, 4)])
def test_a_pdf_takes_as_many_pages_as_it_needs(rows: int, expected: int) -> None:
    assert pages(pdf(sheet(table(rows)))) == expected


def test_what_is_a_little_too_long_is_set_smaller() -> None:
    fits = next(rows for rows in range(30, 100) if pages(pdf(sheet(table(rows), table(rows)))) > 1) - 1
    one, more = (pdf(sheet(table(rows), table(rows))) for rows in (fits, fits + 1))
    assert (pages(one), pages(more)) == (1, 2)


def test_two_blocks_longer_than_a_page_come_under_each_other() -> None:
    assert pages(pdf(sheet(Pair(table(150), table(150))))) >= 5


def test_a_drawing_is_drawn_as_vectors() -> None:
    found = drawn_text(pdf(sheet(Picture(DRAWN))))
    assert b"f*" in found  # even-odd, so holes stay open
    assert b"[2 1] 0 d" in found
    assert b" c\n" in found or b" c " in found  # a circle is made of curves


def test_the_letters_have_every_character_that_sheets_use() -> None:
    assert fonts.printable(USED) == USED


def test_no_character_is_left_out() -> None:
    known = fonts.register()
    for one, instead in fonts.INSTEAD.items():
        assert one not in known
        assert known.issuperset(instead)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Akkoord 👍", "Akkoord [?]"),
        ("👍🏽 en 👨\u200d👩\u200d👧\ufe0f!", "[?] en [?]!"),
        ("Жизнь", "[?]"),
        ("e\u0301e\u0301n", "één"),
        ("a\x00b\u202ec", "abc"),
        ("regel\neen", "regel\neen"),
    ],
)
def test_what_cannot_be_printed_is_a_sign(text: str, written: str) -> None:
    assert fonts.printable(text) == written
    assert fonts.lacks([text]) is (fonts.UNPRINTABLE in written)


@pytest.mark.parametrize(
    "block",
    [
        Paragraph("👍"),
        Bullets(["a", "👍"]),
        Table(("a", "b"), [("1", "👍")]),
        Pair(Note("a"), Heading("👍")),
        Picture(replace(DRAWN, shapes=[Text((1, 1), "👍")])),
    ],
)
def test_a_page_with_such_a_sign_says_what_it_means(block: Block) -> None:
    without = len(drawn_text(pdf(sheet(Paragraph("a")))))
    assert pdf(sheet(block)).startswith(b"%PDF")
    assert len(drawn_text(pdf(sheet(Paragraph("👍"))))) > without + 100
    assert fonts.lacks(texts(sheet(block)))
    assert not fonts.lacks(texts(sheet(Paragraph("a"))))


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_is_printable_has_only_known_characters(text: str) -> None:
    written = fonts.printable(text)
    assert fonts.register().issuperset(written.replace("\n", ""))


@given(
    st.lists(st.lists(st.text("ab ", max_size=30), min_size=3, max_size=3), min_size=1, max_size=5),
    st.floats(10, 500),
)
def test_columns_fill_the_room_and_keep_their_longest_word_where_they_can(
    rows: list[list[str]], room: float
) -> None:
    found = widths(rows, room, lambda text, _row: 1.0 + len(text))
    assert sum(found) == pytest.approx(room)
    least = [max(1.0 + len(word) for row in rows for word in (*row[at].split(), "")) for at in range(3)]
    if sum(least) <= room:
        assert all(width >= one - 1e-6 for width, one in zip(found, least, strict=True))


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 150)), max_size=25))
def test_names_never_cover_each_other(spots: list[tuple[float, float]]) -> None:
    names = [Name(f"Plaats {place}", spot, 6.0) for place, spot in enumerate(spots)]
    found = placed(names, (0.0, 0.0, 200.0, 150.0))
    boxes = [
        (one.spot[0] - wide / 2, one.spot[1] - 5.3, one.spot[0] + wide / 2, one.spot[1])
        for one in found
        for wide in [fonts.width_pt(one.text, one.size)]
    ]
    for place, one in enumerate(boxes):
        assert 0 <= one[0] <= one[2] <= 200
        for other in boxes[place + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart


def test_a_name_that_must_stand_there_does() -> None:
    assert placed([Name("Ede", (5.0, 5.0), 8.0, always=True)], (0.0, 0.0, 6.0, 6.0))


def test_every_symbol_is_a_shape_around_its_spot() -> None:
    for symbol in SYMBOLS:
        shape = drawn(symbol, (10.0, 20.0), 8.0)
        if isinstance(shape, Circle):
            assert shape.centre == (10.0, 20.0)
            continue
        assert isinstance(shape, Polygon)
        (ring,) = shape.rings
        assert len(ring) >= 3
        assert all(5.9 <= x <= 14.1 and 15.9 <= y <= 24.1 for x, y in ring)


def test_relative_steps_of_a_path() -> None:
    assert corners("M3 3h18v18H3z") == ((3, 3), (21, 3), (21, 21), (3, 21))


@given(
    st.floats(0, 300_000),
    st.floats(0, 600_000),
    st.floats(500, 80_000),
    st.floats(0, 200_000),
)
def test_the_middle_of_an_area_is_always_seen(x: float, y: float, size: float, more: float) -> None:
    import shapely  # noqa: PLC0415  # only here

    area = shapely.box(x, y, x + size, y + size)
    seen = window(area, [shapely.box(x, y, x + size + more, y + size + more / 2)])
    west, south, east, north = seen.box
    assert west <= x + size / 2 <= east
    assert south <= y + size / 2 <= north
    assert 20_000 <= east - west <= 200_000
