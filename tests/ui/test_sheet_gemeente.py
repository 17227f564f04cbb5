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
from scenarios.consequences.gemeente_travel import KINDS, Terms
from scenarios.consequences.transport_terms import Limits
from scenarios.site_effects import Way, effect
from scenarios.study import Study
from ui.consequences.traffic_words import pupils
from ui.sheet import fonts
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table
from ui.sheet.drawing import Circle, Drawing, Line, Polygon, Text
from ui.sheet.gemeente_distances import own_texts
from ui.sheet.gemeente_lead import equal, moves
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


def lead_of(sheet: Sheet) -> str:
    return next(one for one in sheet.blocks if isinstance(one, Paragraph) and one.lead).text


def equal_line(sheet: Sheet) -> str:
    found = [one.text for one in sheet.blocks if isinstance(one, Paragraph) and "Gelijk, nu" in one.text]
    return found[0] if found else ""


def test_the_headline_says_what_changes_and_then_what_does_not(made: dict[str, Sheet]) -> None:
    lead = lead_of(made["GM1924"])
    parts = (
        "Goeree-Overflakkee valt nu onder swv's PO 28.11 en VO 28.05 · Goeree-Overflakkee",
        "in dit scenario onder swv JZ29 · Rijnmond, voor po en vo samen",
        "Op een buur aangewezen: ",
        "Eigen vestiging meer dan 1 km verder: ",
        "Gelijk voor ",
        "Geen school verhuist",
        "nu met geen andere gemeente, in dit scenario met 12 (12 erbij)",
        "dat swv ligt geheel in haar jeugdregio",
    )
    places = [lead.index(part) for part in parts]
    assert places == sorted(places)
    assert "aantoonbaar" not in lead
    assert all(one[0].isupper() for one in re.split(r"(?<=[a-z)%])\. ", lead))


def test_a_share_that_moves_is_told_first_whatever_the_mean(
    sheets: GemeenteSheets, made: dict[str, Sheet]
) -> None:
    for code in CODES:
        lead = lead_of(made[code])
        for one in sheets.figures(code).kinds:
            if moves(one, "grensafhankelijkheid"):
                assert re.search(
                    rf"[Oo]p een buur aangewezen: [^.]*\b{one.kind.code}\b", lead.replace(",", "·")
                )
                gelijk = re.search(r"Gelijk voor ([^.]*)\.", lead)
                assert gelijk is None or one.kind.code not in re.split(r", | en ", gelijk[1])


def test_figures_on_the_sheet_are_those_of_the_values(sheets: GemeenteSheets, made: dict[str, Sheet]) -> None:
    for code in CODES:
        kinds = {one.kind.code: one for one in sheets.figures(code).kinds}
        told = equal_line(made[code])
        rows = table_of(made[code], "verschil").rows if any(not equal(one) for one in kinds.values()) else []
        for row in rows:
            one = kinds.pop(row[0])
            assert row[1] == one.figures["vrij_gemiddeld"].texts[1]
            assert row[2:4] == own_texts(one)
            shares = one.figures["grensafhankelijkheid"].texts
            assert any(row[at : at + 2] == shares for at in range(5, len(row) - 1))
        for one in kinds.values():
            assert equal(one)
            assert f"{one.kind.code} {one.figures['afstand_gemiddeld'].texts[1]} km" in told


def test_differences_within_the_error_are_said_of_means_only(
    sheets: GemeenteSheets, made: dict[str, Sheet]
) -> None:
    for code in CODES:
        kinds = {one.kind.code: one for one in sheets.figures(code).kinds}
        table = next(
            (one for one in flat(made[code].blocks) if isinstance(one, Table) and "verschil" in one.columns),
            None,
        )
        for row in table.rows if table else ():
            reading = kinds[row[0]].figures["afstand_gemiddeld"].reading
            assert row[4].startswith("geen aantoonbaar verschil") == (reading == "geen aantoonbaar verschil")
            assert row[4] not in {"beter", "slechter"}
        elsewhere = [one.text for one in flat(made[code].blocks) if isinstance(one, (Paragraph, Note))]
        assert not any("aantoonbaar" in one for one in elsewhere)


def test_who_gains_an_own_facility_is_told(sheets: GemeenteSheets) -> None:
    sheet, values = sheets.sheet("GM0867"), sheets.figures("GM0867")
    so = next(one for one in values.kinds if one.kind.code == "so")
    assert so.figures["eigen_gekregen"].after > 0
    assert "Een vestiging in het eigen swv krijgen " in lead_of(sheet)
    row = next(row for row in table_of(sheet, "verschil").rows if row[0] == "so")
    assert row[2] == f"{so.figures['afstand_gemiddeld'].texts[0]} (geen eigen)"
    assert row[4].endswith("krijgen een eigen")


def test_further_and_nearer_are_those_of_the_effect_and_never_netted(
    nederland: Study, sheets: GemeenteSheets
) -> None:
    here = nederland.country.gemeente_of_point == "GM0796"
    for one in sheets.figures("GM0796").kinds:
        found = effect(nederland, TODAY, SCENARIO, one.kind, Way.OWN)
        assert one.further == pytest.approx(found.weight[found.further() & here].sum())
        assert one.nearer == pytest.approx(found.weight[found.nearer() & here].sum())


def test_neighbours_hold_all_who_depend_on_one(nederland: Study, sheets: GemeenteSheets) -> None:
    for code in ("GM0796", "GM1924"):
        here = nederland.country.gemeente_of_point == code
        for one in sheets.figures(code).kinds:
            if one.kind.code in KINDS:
                everyone = float(nederland.country.pupils(one.kind.age)[here].sum())
                for share, found in (
                    (one.figures["grensafhankelijkheid"].before, one.neighbours_before),
                    (one.figures["grensafhankelijkheid"].after, one.neighbours_after),
                ):
                    assert sum(each.residents for each in found) == pytest.approx(share / 100 * everyone)


def test_a_partner_for_more_ages_than_before_is_told(sheets: GemeenteSheets) -> None:
    told = "\n".join(texts(sheets.sheet("GM0088")))
    assert "6 voortaan po en vo, nu alleen po" in told
    assert re.search(r"voortaan po en vo, nu alleen po: [A-Z]", told)


def test_what_becomes_internal_and_border_traffic_stand_apart(sheets: GemeenteSheets) -> None:
    table = table_of(sheets.sheet("GM0796"), "wordt intern")
    values = {one.kind: one for one in sheets.figures("GM0796").travel.crossings}
    for row in table.rows:
        one = values[row[0]]
        parts = (one.before, one.becomes_internal, one.becomes_border, one.after)
        assert row[2:] == tuple(pupils(part, one.source.certainty) for part in parts)
    assert not any(re.fullmatch(r"[1-9]( .*)?", cell) for row in table.rows for cell in row[1:])


def test_no_policy_no_verdict_and_no_missing_value_in_disguise(made: dict[str, Sheet]) -> None:
    for sheet in made.values():
        told = "\n".join(texts(sheet))
        assert "rekenvoorbeeld, geen beleid" in told
        assert "Geen school verhuist" in told
        for wrong in ("nan", "None", "overtreding", "straks", "inf", "reisafstand"):
            assert not re.search(rf"\b{wrong}\b", told)


def test_what_is_left_over_of_a_border_change_is_a_question(made: dict[str, Sheet]) -> None:
    told = "\n".join(texts(made["GM0599"]))
    assert "Zijn de resten van de gemeente grenswijzigingen of afspraken" in told
    assert "bij swv PO 28" in told
    assert "swv po PO" not in told


def test_sources_dates_and_versions_stand_under_it(nederland: Study, made: dict[str, Sheet]) -> None:
    footer = made["GM0405"].footer
    labels = nederland.country.labels
    assert labels["inwoners"] in footer
    assert nederland.country.model.label in footer
    assert nederland.country.dataset.manifest.fingerprint[:12] in footer


def test_maps_stand_beside_each_other_and_tell_who_cannot_see_them(made: dict[str, Sheet]) -> None:
    now, then, legend = drawings(made["GM1924"])
    narrow = next(
        one.narrow for one in flat(made["GM1924"].blocks) if isinstance(one, Picture) and one.narrow
    )
    assert narrow.width < 300
    assert narrow.description == legend.description
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
        assert pages(content) == 1
        text = page(sheet)
        assert len(text) < 500_000
        assert not re.search(r'(?:src|href)="(?!data:)', text)
        assert "<svg" not in body(sheet)


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


#: Those with most to tell: many swv's, all kinds differ, neighbours all around.
WORST = {
    SCENARIO: ("GM1959", "GM1876", "GM0824", "GM1723", "GM1948", "GM1884"),
    "provincie": ("GM0363", "GM0599", "GM0855", "GM1959", "GM1931", "GM0200"),
}


@pytest.mark.parametrize("scenario", WORST)
def test_the_longest_sheets_take_one_page(nederland: Study, sheets: GemeenteSheets, scenario: str) -> None:
    found = sheets if scenario == SCENARIO else GemeenteSheets(nederland, scenario, TODAY)
    for code in WORST[scenario]:
        assert pages(pdf(found.sheet(code))) == 1


def test_a_sheet_is_read_in_two_minutes(sheets: GemeenteSheets, made: dict[str, Sheet]) -> None:
    def words(sheet: Sheet) -> int:
        drawn = {
            one for block in flat(sheet.blocks) if isinstance(block, Picture) for one in drawn_texts(block)
        }
        return sum(len(text.split()) for text in texts(sheet) if text not in drawn)

    assert words(sheets.sheet("GM0405")) < 500
    assert all(words(sheet) < 800 for sheet in made.values())


def drawn_texts(picture: Picture) -> Iterator[str]:
    drawn = picture.drawing
    yield from (drawn.title, drawn.description)
    yield from (one.text for one in drawn.shapes if isinstance(one, Text))


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
    assert "BINNENSTAD" in told
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
