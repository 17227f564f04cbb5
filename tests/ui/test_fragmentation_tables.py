"""What the tables of fragmentation and shape say, and the picture of one swv."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from scenarios.notation import UNKNOWN
from scenarios.pieces.behind import behind
from scenarios.pieces.listed import coherences, shape_frame, swv_shapes
from scenarios.pieces.overview import overview
from scenarios.study import Study
from ui import areas
from ui.check import fragmentation_tables as told
from ui.check.saving import slug
from ui.check.shape_drawing import APART, MAIN, shape_drawing
from ui.sheet.drawing import Circle, Line, Polygon, svg

TODAY = "regeling-2015"


def test_the_overview_as_text(nederland: Study) -> None:
    lines = overview(nederland, "jeugdregio", TODAY)
    frame = told.overview_frame([lines["relaties_gemeente"], lines["blijft"], lines["besturen_per_swv"]])
    assert list(frame.columns) == list(told.HEADINGS)
    assert frame.iloc[0].tolist() == [
        "overlegrelaties swv-gemeente (aantal)",
        "738",
        "342",
        "−396",
        "−384",
        "−12",
        "✓ beter",
    ]
    assert frame.iloc[1][["samenvoegen", "grenzen"]].tolist() == ["", ""]
    assert frame.iloc[2][["basis", "scenario", "duiding"]].tolist() == [UNKNOWN, UNKNOWN, f"? {UNKNOWN}"]


def test_the_overview_as_a_table_explains_itself(nederland: Study) -> None:
    lines = overview(nederland, "jeugdregio", TODAY)
    table = told.overview_table(lines.values())
    assert table.count("<tr>") == len(lines) + 1
    for line in lines.values():
        assert line.measure.title.replace("'", "&#x27;") in table
    assert "Niet te bepalen: deze gegevensset noemt geen schoolbesturen" in table
    assert 'data-label="samenvoegen"' in table
    assert "<script" not in told.overview_table(lines.values())


def test_rows_behind_a_figure_as_text(nederland: Study) -> None:
    found = behind(nederland, TODAY, "nesting_bits")
    shown = told.behind_text(found, "nesting_bits")
    assert list(shown.columns) == [
        "laag",
        "swv",
        "jeugdregio",
        "inwoners",
        "van het swv (%)",
        "nesting van het swv (bits)",
        "bijdrage",
        "opmerking",
        "gemeenten",
    ]
    assert shown["inwoners"].str.fullmatch(r"[\d.]+").all()
    assert told.sum_told(found, "nesting_bits") == f"{len(found)} regels; samen 0,308 bits"
    counts = behind(nederland, TODAY, "swv_afwijkend")
    assert "bijdrage" not in told.behind_text(counts, "swv_afwijkend")
    assert told.sum_told(counts, "swv_afwijkend") == "56 regels; samen 56"
    kept = told.behind_columns(behind(nederland, "jeugdregio", "blijft"), "blijft")
    assert kept["waarde"][0] == "gaat elders heen (inwoners)"
    assert told.behind_people("blijft") == {"inwoners", "waarde"}
    assert told.behind_people("leerlingen_afwijkend") == {"inwoners", "bijdrage"}
    outside = behind(nederland, TODAY, "leerlingen_afwijkend")
    assert "bijdrage" not in told.behind_columns(outside, "leerlingen_afwijkend")


@pytest.mark.parametrize("code", ["swv_aantal", "gemeenten_gesplitst", "snijranden", "reock", "vi_bits"])
def test_every_cell_is_written(nederland: Study, code: str) -> None:
    found = behind(nederland, "jeugdregio" if code == "vi_bits" else TODAY, code)
    shown = told.behind_text(found, code)
    assert len(shown) == len(found)
    assert not shown.isin(["nan", "None"]).any(axis=None)


def test_coherence_as_text(nederland: Study) -> None:
    frame = told.coherence_frame(coherences(nederland, "provincie"))
    assert frame["verdeling"].tolist() == ["RMC-regio", "GGD-regio", "veiligheidsregio", "provincie"]
    assert frame.iloc[3]["swv's in meer dan één"] == "0"
    assert "opmerking" not in frame


def test_shape_as_text(nederland: Study) -> None:
    shown = told.shape_text(shape_frame(nederland, "jeugdregio"))
    friesland = shown[shown["swv"] == "JZ02 · Friesland"].iloc[0]
    assert friesland["samenhang"] == "onderbroken"
    apart = "Schiermonnikoog (de veerdienst komt aan in Het Hogeland, in een ander swv)"
    assert friesland["los van het grootste deel"] == apart
    assert re.fullmatch(r"0,\d\d", friesland["Reock"])


def test_the_picture_shows_parts_circle_and_links(nederland: Study) -> None:
    country, arrangement = nederland.country, nederland.arrangement("jeugdregio")
    one = next(each for each in swv_shapes(nederland, "jeugdregio") if each.code == "JZ02")
    drawing = shape_drawing(country, arrangement.po, one, areas.outlines(country))
    polygons = [shape for shape in drawing.shapes if isinstance(shape, Polygon)]
    assert sum(shape.fill == APART for shape in polygons) == 1
    assert sum(shape.fill == MAIN for shape in polygons) == arrangement.po.swv.count("JZ02") - 1
    (circle,) = (shape for shape in drawing.shapes if isinstance(shape, Circle))
    spots = np.array(
        [spot for shape in polygons if shape.fill in {MAIN, APART} for r in shape.rings for spot in r]
    )
    away = np.hypot(*(spots - np.array(circle.centre)).T)
    assert away.max() == pytest.approx(circle.radius, abs=0.5)
    assert sum(isinstance(shape, Line) for shape in drawing.shapes) >= 3  # ferries to the islands
    assert "Schiermonnikoog" in drawing.description
    assert svg(drawing).startswith("<svg")


def test_names_of_files() -> None:
    assert slug("Mijn indeling (2)") == "mijn-indeling-2"


def test_columns_of_an_empty_table() -> None:
    empty = behind_nothing()
    assert told.behind_columns(empty, "swv_onaf") == {}


def behind_nothing() -> pd.DataFrame:
    from scenarios.pieces.sight import frame  # noqa: PLC0415

    return frame([])
