"""Part "Toets aan de brief" of the page "Toets", on a corner of the bundled data set; its texts and files."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, Dataset, fingerprint, read_dataset, write_dataset
from scenarios.compare import compare
from scenarios.departures import Departure
from scenarios.draft import Draft
from scenarios.principles.panel import Panel, check, kinds_of
from scenarios.principles.row import Outcome, Reading
from scenarios.principles.standard import standard
from scenarios.principles.words import aspects
from scenarios.study import Study
from ui.check import panel_file, panel_markup
from ui.check.evidence_table import styled
from ui.drafts import desk

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    from ui import page_check  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_check.show(open_dataset(chosen_folder()))


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut two jeugdregio's of one province out of the bundled data set, as a data set of their own."""
    whole = read_dataset(BUNDLED)
    tables = {name: frame.copy() for name, frame in whole.tables.items()}
    kept = tables["gemeenten"]["jeugdregio"].isin(["JZ03", "JZ06"])
    gemeenten = set(tables["gemeenten"].loc[kept, "gemeentecode"])
    for name in ("gemeenten", "gebieden", "pc4", "vestigingen"):
        tables[name] = tables[name][tables[name]["gemeentecode"].isin(gemeenten)]
    tables["pc4_vlakken"] = tables["pc4_vlakken"][tables["pc4_vlakken"]["pc4"].isin(tables["pc4"]["pc4"])]
    sites = tables["vestigingen"]["vestigingscode"]
    tables["aanbod"] = tables["aanbod"][tables["aanbod"]["vestigingscode"].isin(sites)]
    tables = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    folder = tmp_path_factory.mktemp("hoek") / "gegevens"
    write_dataset(Dataset(tables, replace(whole.manifest, fingerprint=fingerprint(tables))), folder)
    return folder


@pytest.fixture(scope="module")
def land(corner: Path) -> Study:
    """Open that corner; the app has a study of its own."""
    return Study.of(read_dataset(corner))


@pytest.fixture(scope="module")
def panel(land: Study) -> Panel:
    return check(land, "provincie")


def page_of(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def chosen(app: AppTest, label: str, value: str) -> AppTest:
    return next(one for one in app.selectbox if one.label == label).set_value(value).run()


def test_the_panel_says_what_the_check_says(panel: Panel) -> None:
    html = panel_markup.table(panel)
    for row in panel.rows:
        assert escape(row.aspect.title) in html
        assert escape(row.aspect.standing.value) in html
        assert all(escape(part) in html for part in row.told.split(" ")[:3])
    assert html.count("dk-chip") == len(panel.rows)
    # a sign and a word for each result, whatever the colour
    for outcome in Outcome:
        assert outcome.value in panel_markup.chip(outcome)
        assert panel_markup.SIGNS[outcome] in panel_markup.chip(outcome)
    for row in panel.rows:
        assert panel_markup.stand(row.reading) in html
        assert all(escape(line) in html for line in row.why)
    assert "wordt uitgerekend" in panel_markup.table(panel, pending=True)
    assert "overtreding" not in html
    for one in panel.tensions:
        assert escape(one.title) in html


def test_markup_escapes_what_people_write(land: Study) -> None:
    why = Departure.model_validate(
        {"swv": "PV27", "reden": "<b>omdat</b>", "wie": "<script>", "datum": "2026-01-31"}
    )
    name = Draft("provincie").record(why).known_to(land)
    panel = check(land, name)
    html = panel_markup.table(panel)
    assert "vastgelegd: 1" in html
    assert "<script>" not in html
    assert "<b>omdat" not in panel_markup.parts(panel.row("jeugdregio")) + html


def test_the_file_holds_the_figures_of_a_comparison(land: Study, panel: Panel) -> None:
    rows = list(csv.DictReader(io.StringIO(panel_file.as_csv(panel)), delimiter=";"))
    assert {row["regel"] for row in rows} == {one.number for one in aspects().values()}
    told = compare(land, ["provincie"]).rows()["provincie", "land", "NL", "", "relaties_gemeente"]
    (row,) = (row for row in rows if row["maat"] == "relaties_gemeente")
    assert float(row["waarde"]) == told["waarde"]
    assert float(row["effect_nieuwe_grenzen"]) == told["effect_nieuwe_grenzen"]
    assert row["gegevens"] == land.country.dataset.manifest.fingerprint[:12]


def test_all_of_it_is_plain_json(panel: Panel) -> None:
    body = json.loads(json.dumps(panel_file.body(panel), allow_nan=False))
    assert [row["uitkomst"] for row in body["regels"]] == [row.outcome.value for row in panel.rows]
    assert {one["code"] for one in body["spanningen"]} == {one.code for one in panel.tensions}
    assert all(row["onderbouwing"] for row in body["regels"] if row["code"] != "reisafstand")


def test_every_table_is_a_file_and_a_frame(panel: Panel) -> None:
    beside = panel.beside(standard(panel.of, kinds_of(panel.of, ["so"])))
    tables = [one for row in beside.rows for one in row.evidence]
    tables += [one.evidence for one in beside.tensions]
    for one in tables:
        heads = [column.head for column in one.columns]
        assert len(set(heads)) == len(heads), one.code
        written = list(csv.reader(io.StringIO(panel_file.evidence_csv(one)), delimiter=";"))
        assert len(written) == len(one.rows) + 1
        assert written[0] == heads
        styled(one)
        assert all(not isinstance(cell, float) or not math.isinf(cell) for row in one.rows for cell in row)


def test_opens_with_nothing_passed_and_passes_what_is_confirmed(open_page: OpenPage, corner: Path) -> None:
    app = open_page(_script, corner)
    page = page_of(app)
    assert "dk-toets" in page
    assert f"{panel_markup.chip(Outcome.MET)} 0</span>" in page
    assert "nog te bevestigen" in page
    # where the figures of open rows stand is told, and the worked example beside row 1a
    assert "niet te bepalen, waarvan:" in page
    assert panel_markup.stand(Reading.WITHIN) in page
    assert "so: als er per swv één vestiging overblijft (de grootste), gaan" in page
    assert "wordt uitgerekend" not in page
    for box in app.checkbox:
        if box.label == "bevestigd":
            box.check()
    next(one for one in app.button if one.label == "Pas normen toe").click().run()
    page = page_of(app)
    assert not app.error
    assert "nog te bevestigen" not in page
    assert panel_markup.stand(Reading.SILENT) in page
    # swv's along the jeugdregio's: one for po and vo, each within one jeugdregio
    assert f"{panel_markup.chip(Outcome.MET)} 0</span>" not in page
    assert panel_markup.chip(Outcome.OPEN) in page


def test_recording_begins_a_draft_and_changes_no_outcome(open_page: OpenPage, corner: Path) -> None:
    app = chosen(open_page(_script, corner), "Scenario (rekenvoorbeeld, geen beleid)", "provincie")
    before = page_of(app)
    chips = [before.count(panel_markup.chip(outcome)) for outcome in Outcome]
    record = next(one for one in app.button if one.label == "Leg vast")
    record.click().run()
    assert any("de reden ontbreekt" in one.value for one in app.error)
    next(one for one in app.text_area if one.label == "Reden").input("één gebied")
    next(one for one in app.text_input if one.label == "Wie legt dit vast").input("M. Jansen")
    next(one for one in app.button if one.label == "Leg vast").click().run()
    page = page_of(app)
    assert not app.error
    assert "afwijking van het streven, vastgelegd: één gebied (M. Jansen, " in page
    assert [page.count(panel_markup.chip(outcome)) for outcome in Outcome] == chips
    draft = app.session_state["ontwerpen"].draft
    assert draft.base == "provincie"
    assert len(draft.departures) == 1
    assert app.session_state["keuze"].scenario == draft.name
    next(one for one in app.button if one.label.startswith("Haal weg")).click().run()
    assert "vastgelegd: één gebied" not in page_of(app)
    assert app.session_state["keuze"].scenario == "provincie"


def test_the_desk_refuses_what_it_did_not_make(land: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st  # noqa: PLC0415

    from geo.errors import InputError  # noqa: PLC0415
    from ui.state import Choice  # noqa: PLC0415

    monkeypatch.setattr(st, "session_state", {"keuze": Choice()})
    why = Departure.model_validate({"swv": "X", "reden": "x", "wie": "y", "datum": "2026-01-31"})
    with pytest.raises(InputError, match="hier is niets bij vast te leggen"):
        desk().record(land, "een bestand", why)
    first = desk().record(land, "provincie", why)
    other = desk().record(land, "jeugdregio", why)
    assert list(desk().aside) == [first]
    again = desk().record(land, first, why.model_copy(update={"swv": "Z"}))
    assert desk().draft is not None
    assert desk().draft.name == again
    assert len(desk().draft.departures) == 2
    assert list(desk().aside) == [other]
