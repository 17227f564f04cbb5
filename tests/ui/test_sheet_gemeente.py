"""The sheet of a gemeente: what it says, its maps, and that both files hold on the whole country."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from geo.errors import UnknownNameError
from scenarios.consequences.gemeente_travel import Terms
from scenarios.consequences.transport_terms import Limits
from scenarios.study import Study
from ui import truths
from ui.sheet import fonts
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Text
from ui.sheet.gemeente_sheets import GemeenteSheets, file_name
from ui.sheet.ground import Ground
from ui.sheet.html import body, page
from ui.sheet.look import HEIGHT, WIDTH
from ui.sheet.map import maps
from ui.sheet.pdf import pdf

OpenPage = Callable[[Callable[[], None], Path], AppTest]
TODAY, SCENARIO = "regeling-2015", "jeugdregio"
#: One with its own two swv's, one whose po and vo coincide, one with leftovers, islands, odd characters.
CODES = ("GM1924", "GM0405", "GM0599", "GM0093", "GM1900")


@pytest.fixture(scope="module")
def sheets(nederland: Study) -> GemeenteSheets:
    return GemeenteSheets(nederland, SCENARIO, TODAY)


@pytest.fixture(scope="module")
def made(sheets: GemeenteSheets) -> dict[str, Sheet]:
    return {code: sheets.sheet(code) for code in CODES}


def flat(blocks: object) -> Iterator[Block]:
    for block in blocks:  # type: ignore[attr-defined]
        if isinstance(block, Pair):
            yield from flat((block.left, block.right))
        else:
            yield block


def texts(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.title, sheet.subtitle, sheet.footer)
    for block in flat(sheet.blocks):
        match block:
            case Table():
                yield from (block.caption, *block.columns, *(text for text, _ in block.groups))
                yield from (cell for row in block.rows for cell in row)
            case Bullets():
                yield from block.items
            case Picture():
                drawn = block.drawing
                yield from (block.caption, drawn.title, drawn.description)
                yield from (one.text for one in drawn.shapes if isinstance(one, Text))
            case Heading() | Paragraph() | Note():
                yield block.text


def drawings(sheet: Sheet) -> list[Drawing]:
    return [one.drawing for one in flat(sheet.blocks) if isinstance(one, Picture)]


def table_of(sheet: Sheet, head: str) -> Table:
    return next(one for one in flat(sheet.blocks) if isinstance(one, Table) and head in one.columns)


def test_the_headline_says_what_changes_and_what_does_not(made: dict[str, Sheet]) -> None:
    lead = next(one for one in made["GM1924"].blocks if isinstance(one, Paragraph) and one.lead)
    for part in (
        "Goeree-Overflakkee valt nu onder swv po PO 28.11 · Goeree-Overflakkee en swv vo VO 28.05",
        "in dit scenario onder swv JZ29 · Rijnmond, voor po en vo samen",
        "nu met geen andere gemeente, in dit scenario met 12 andere gemeenten (12 erbij)",
        "dat swv ligt geheel in jeugdregio Rijnmond",
        "Geen school verhuist",
        "als alleen voorzieningen van het eigen swv tellen",
    ):
        assert part in lead.text
    assert len(re.findall(r"[a-z)]\. (?=[A-Z])", lead.text)) == 2


def test_figures_on_the_sheet_are_those_of_the_values(sheets: GemeenteSheets, made: dict[str, Sheet]) -> None:
    values, table = sheets.figures("GM1924"), table_of(made["GM1924"], "soort")
    assert len(table.rows) == len(values.kinds)
    for row, one in zip(table.rows, values.kinds, strict=True):
        assert row[0] == one.kind.code
        assert row[1] == one.figures["leerlingen"].texts[1]
        assert row[3] == one.figures["vrij_gemiddeld"].texts[1]
        assert row[4:6] == one.figures["afstand_gemiddeld"].texts
        assert row[-4:] == (*one.figures["zonder_eigen"].texts, *one.figures["grensafhankelijkheid"].texts)


def test_differences_within_the_error_are_called_that(sheets: GemeenteSheets, made: dict[str, Sheet]) -> None:
    for code in CODES:
        rows = table_of(made[code], "soort").rows
        for row, one in zip(rows, sheets.figures(code).kinds, strict=True):
            reading = one.figures["afstand_gemiddeld"].reading
            if reading == "geen aantoonbaar verschil":
                assert row[6] == reading
            assert row[6] not in {"beter", "slechter"}


def test_no_policy_no_verdict_and_no_missing_value_in_disguise(made: dict[str, Sheet]) -> None:
    for sheet in made.values():
        told = "\n".join(texts(sheet))
        assert "rekenvoorbeeld, geen beleid" in told
        assert truths.REGROUPING.short in told
        for wrong in ("nan", "None", "overtreding", "straks", "inf", "reisafstand"):
            assert not re.search(rf"\b{wrong}\b", told)


def test_what_is_left_over_of_a_border_change_is_a_question(made: dict[str, Sheet]) -> None:
    told = "\n".join(texts(made["GM0599"]))
    assert "Zijn de resten van de gemeente grenswijzigingen of afspraken" in told
    assert "Met een rest, waarschijnlijk een grenswijziging: nu swv po PO 28" in told


def test_sources_dates_and_versions_stand_under_it(nederland: Study, made: dict[str, Sheet]) -> None:
    footer = made["GM0405"].footer
    labels = nederland.country.labels
    assert labels["inwoners"] in footer
    assert nederland.country.model.label in footer
    assert nederland.country.dataset.manifest.fingerprint[:12] in footer


def test_maps_stand_beside_each_other_and_tell_who_cannot_see_them(made: dict[str, Sheet]) -> None:
    now, then, legend = drawings(made["GM1924"])
    assert (now.width, now.height) == (then.width, then.height) == (WIDTH, HEIGHT)
    assert "regeling 2015" in now.title
    assert "PO 28.11" in now.description
    assert "JZ29" in then.description
    assert "Schouwen-Duiveland" in now.description
    assert "grens swv po, nu" in legend.description
    assert "vestiging vso" in legend.description


def test_both_maps_show_the_same_part_of_the_country(made: dict[str, Sheet]) -> None:
    for sheet in made.values():
        now, then, _ = drawings(sheet)
        names = [[one for one in each.shapes if isinstance(one, Text)] for each in (now, then)]
        assert names[0] == names[1]
        assert any(one.bold and one.text in sheet.title for one in names[0])


def test_names_on_a_map_keep_clear_of_each_other(made: dict[str, Sheet]) -> None:
    for sheet in made.values():
        names = [
            one for one in drawings(sheet)[0].shapes if isinstance(one, Text) and one.halo and one.text != "N"
        ]
        boxes = [
            shapely.box(
                one.spot[0] - wide / 2, one.spot[1] - one.size * 0.8, one.spot[0] + wide / 2, one.spot[1]
            )
            for one in names
            for wide in [fonts.width_pt(one.text, one.size, bold=one.bold)]
        ]
        for place, one in enumerate(boxes):
            assert all(one.intersection(other).area < 1e-9 for other in boxes[place + 1 :])


def test_borders_differ_in_line_and_not_only_in_colour(nederland: Study) -> None:
    ground = Ground(nederland, SCENARIO, TODAY)
    drawn = maps(ground, "GM0599")
    for each in (drawn.now, drawn.then):
        lines = {(one.stroke, tuple(one.dash)) for one in each.shapes if isinstance(one, Line)}
        dashes = {dash for _, dash in lines if dash}
        assert len(dashes) >= 2
        assert len({colour for colour, _ in lines}) >= 3


def test_nothing_is_drawn_outside_a_map(made: dict[str, Sheet]) -> None:
    for drawn in drawings(made["GM0599"])[:2]:
        for one in drawn.shapes:
            spots = [spot for ring in one.rings for spot in ring] if isinstance(one, Polygon) else []
            spots = list(one.spots) if isinstance(one, Line) else spots
            places = np.array(spots or [(0, 0)])
            assert places.min() >= -8
            assert places[:, 0].max() <= WIDTH + 8
            assert places[:, 1].max() <= HEIGHT + 8


def test_symbols_stand_where_the_sites_are(nederland: Study, made: dict[str, Sheet]) -> None:
    supply = nederland.country.supply
    here = nederland.country.gemeente_of_point[supply["point"].to_numpy()] == "GM1924"
    assert set(supply[here]["kind"]) >= {"so", "vso", "sbo"}
    colours = {one.fill for one in drawings(made["GM1924"])[0].shapes if isinstance(one, (Polygon, Circle))}
    assert {"#a34700", "#8e1b6b", "#0b63a5"} <= colours


def test_a_sheet_is_small_and_prints_whole(made: dict[str, Sheet]) -> None:
    for sheet in made.values():
        content = pdf(sheet)
        assert len(content) < 300_000
        assert len(re.findall(rb"/Type /Page\b(?!s)", content)) <= 2
        text = page(sheet)
        assert len(text) < 500_000
        assert not re.search(r'(?:src|href)="(?!data:)', text)
        assert "<svg" not in body(sheet)


def test_every_text_of_every_gemeente_can_be_printed(nederland: Study) -> None:
    country = nederland.country
    labels = [*country.gemeente_names.values(), *country.region_names.values()]
    for name in (TODAY, SCENARIO):
        labels += [text for layer in nederland.arrangement(name).layers for text in layer.names.values()]
    for text in labels:
        assert fonts.printable(text) == text


def test_scenario_and_base_the_same(nederland: Study) -> None:
    sheet = GemeenteSheets(nederland, TODAY, TODAY).sheet("GM0405")
    told = "\n".join(texts(sheet))
    assert "dezelfde indeling: er verandert niets" in told
    assert [row[0] for row in table_of(sheet, "swv").rows] == ["nu", "nu"]


def test_a_split_unit_is_drawn_and_told(split_study: Study) -> None:
    sheets = GemeenteSheets(split_study, "eigen", TODAY)
    parts = sheets.figures("GM0344").after
    assert len(parts) == 3
    # both are under 5% of the gemeente
    assert [one.sliver for one in parts] == [False, True, True]
    sheet = sheets.sheet("GM0344")
    assert [row[0] for row in table_of(sheet, "swv").rows] == ["nu", "nu", "scenario"]
    told = "\n".join(texts(sheet))
    assert "in dit scenario swv BINNENSTAD" in told
    assert "<b>O'Wijk & Co" in told
    assert "<b>" not in page(sheet)
    assert pdf(sheet)


def test_an_own_limit_for_transport_counts(nederland: Study) -> None:
    told = "\n".join(
        texts(GemeenteSheets(nederland, SCENARIO, TODAY, Terms(Limits.of({"GM1924": 2.5}))).sheet("GM1924"))
    )
    assert "verder dan 2,5 km" in told


def test_gemeenten_by_name_whatever_their_apostrophe(sheets: GemeenteSheets) -> None:
    names = list(sheets.names.values())
    assert len(names) == 342
    assert names.index("'s-Gravenhage") > names.index("Rotterdam")
    files = {file_name(code, name, ".pdf") for code, name in sheets.names.items()}
    assert len(files) == 342
    assert all(re.fullmatch(r"GM\d{4}-[A-Za-z0-9-]+\.pdf", one) for one in files)
    with pytest.raises(UnknownNameError):
        sheets.sheet("GM9999")


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Per gemeente")
    page_consequences.show(open_dataset(chosen_folder()))


def test_the_part_of_the_page(open_page: OpenPage) -> None:
    app = open_page(_script, BUNDLED)
    assert not app.exception
    assert not app.error
    chooser = next(one for one in app.selectbox if one.label.startswith("Gemeente"))
    assert len(chooser.options) == 342
    chooser.set_value("GM1924").run()
    assert not app.exception
    told = "\n".join(element.proto.body for element in app.get("html"))
    assert "Wat verandert er voor Goeree-Overflakkee?" in told
    labels = [element.proto.label for element in app.get("download_button")]
    assert labels == ["PDF", "HTML"]
